//! What the device keeps for a user. Sends under way are kept per tab, so that two tabs never send each other's; all else per browser.
//! A storage that is denied or full is told, never fatal.
//!
//! Two sessions of one user may live in one tab, each perhaps of another copy of this program. Each has an outbox of its own, claimed for
//! as long as it lives: the first `outbox.`, the next `outbox~1.`. Whoever comes takes over what was left in outboxes that nobody has.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use crate::browser::claims::Claim;
use crate::browser::storage::{Area, StorageError};
use crate::browser::timer::Timeout;
use crate::engine::UserId;

const OUTBOX: &str = "outbox.";
/// Marks of what was read.
const READ: &str = "read.";
/// While messages flow and are read, marks are written no oftener than this, in milliseconds: to write one costs what a row costs, here and in
/// every other tab.
const WRITTEN_EVERY: u32 = 500;

#[derive(Debug, Default)]
pub(super) struct Keep {
    user: Cell<Option<UserId>>,
    outbox: RefCell<Option<(u32, Claim)>>,
    marks: Rc<Marks>,
}

/// What is written a moment later, by its whole key.
#[derive(Debug, Default)]
struct Marks {
    unwritten: RefCell<BTreeMap<String, String>>,
    timer: RefCell<Option<Timeout>>,
}

impl Marks {
    /// Writes one, or has it written soon where one was written just now.
    fn write(self: &Rc<Self>, key: String, value: &str) -> Result<(), StorageError> {
        if self.timer.borrow().as_ref().is_some_and(Timeout::is_waiting) {
            self.unwritten.borrow_mut().insert(key, value.to_owned());
            return Ok(());
        }
        let marks = Rc::downgrade(self);
        let timer = Timeout::new(WRITTEN_EVERY, move || {
            if let Some(marks) = marks.upgrade() {
                marks.write_all();
            }
        });
        self.timer.replace(Some(timer));
        write(Area::Browser, &key, value)
    }

    fn write_all(&self) {
        for (key, value) in self.unwritten.take() {
            // Where there is no room, the next one that is written at once tells of it.
            let _ = write(Area::Browser, &key, &value);
        }
    }
}

impl Drop for Keep {
    fn drop(&mut self) {
        self.settle();
    }
}

impl Keep {
    /// Writes what was to be written in a moment: the page may be gone by then.
    pub(super) fn settle(&self) {
        self.marks.write_all();
    }

    /// Everything kept for this user, who is the one kept for from now on.
    pub(super) fn load(&self, user: UserId) -> Vec<(String, String)> {
        self.settle();
        self.user.set(Some(user));
        self.outbox.take();
        let claimed = (0..).find_map(|lane| Some((lane, Claim::take(&claim(user, lane))?)));
        self.outbox.replace(claimed);
        let prefix = prefix(user);
        let mut kept = self.take_over(user, &prefix);
        for key in Area::Browser.keys(&prefix).unwrap_or_default() {
            if let (Some(short), Ok(Some(value))) = (key.strip_prefix(&prefix), Area::Browser.get(&key)) {
                kept.push((short.to_owned(), value));
            }
        }
        kept
    }

    /// What this outbox holds, with what was left in those that nobody has.
    fn take_over(&self, user: UserId, prefix: &str) -> Vec<(String, String)> {
        let mut kept: Vec<(String, String)> = Vec::new();
        for key in Area::Tab.keys(prefix).unwrap_or_default() {
            let Some((lane, room)) = key.strip_prefix(prefix).and_then(outbox) else { continue };
            let is_own = lane == self.lane();
            if !is_own && Claim::is_taken(&claim(user, lane)) {
                continue;
            }
            if let Ok(Some(value)) = Area::Tab.get(&key) {
                let short = format!("{OUTBOX}{room}");
                match kept.iter_mut().find(|(key, _)| *key == short) {
                    Some((_, list)) => *list = joined(list, &value),
                    None => kept.push((short, value)),
                }
            }
            if !is_own {
                // It is written again below, in this outbox.
                let _ = Area::Tab.remove(&key);
            }
        }
        for (key, value) in &kept {
            // What cannot be kept is at least sent.
            let _ = self.store(key, Some(value));
        }
        kept
    }

    fn lane(&self) -> u32 {
        self.outbox.borrow().as_ref().map_or(0, |(lane, _)| *lane)
    }

    /// Where a value is kept.
    fn place(&self, user: UserId, key: &str) -> (Area, String) {
        let prefix = prefix(user);
        match (key.strip_prefix(OUTBOX), self.lane()) {
            (Some(_), 0) => (Area::Tab, format!("{prefix}{key}")),
            (Some(room), lane) => (Area::Tab, format!("{prefix}outbox~{lane}.{room}")),
            (None, _) => (Area::Browser, format!("{prefix}{key}")),
        }
    }

    /// The short form of a key that was changed in another tab, if it is this user's.
    pub(super) fn own(&self, key: &str) -> Option<String> {
        let prefix = prefix(self.user.get()?);
        key.strip_prefix(&prefix).map(str::to_owned)
    }

    /// Keeps a value, or removes it.
    pub(super) fn store(&self, key: &str, value: Option<&str>) -> Result<(), StorageError> {
        let Some(user) = self.user.get() else { return Ok(()) };
        let is_mark = key.starts_with(READ);
        let (area, key) = self.place(user, key);
        match value {
            Some(value) if is_mark => self.marks.write(key, value),
            Some(value) => write(area, &key, value),
            None => area.remove(&key),
        }
    }

    /// Removes everything kept for a user, also when another has come already.
    pub(super) fn forget(&self, user: UserId) {
        let (prefix, is_here) = (prefix(user), self.user.get() == Some(user));
        self.marks.unwritten.borrow_mut().retain(|key, _| !key.starts_with(&prefix));
        let is_own = |lane| is_here && lane == self.lane();
        let is_anothers = |key: &str| {
            let of = key.strip_prefix(&*prefix).and_then(outbox);
            of.is_some_and(|(lane, _)| !is_own(lane) && Claim::is_taken(&claim(user, lane)))
        };
        for area in [Area::Tab, Area::Browser] {
            for key in area.keys(&prefix).unwrap_or_default() {
                if !is_anothers(&key) {
                    // A storage that can be read but not written cannot be helped.
                    let _ = area.remove(&key);
                }
            }
        }
        if is_here {
            self.user.take();
            self.outbox.take();
        }
    }
}

/// One that there is no room for leaves nothing behind: an older one would come back after a reload, and what was sent meanwhile would be
/// sent again.
fn write(area: Area, key: &str, value: &str) -> Result<(), StorageError> {
    area.set(key, value).inspect_err(|_| {
        let _ = area.remove(key);
    })
}

fn prefix(user: UserId) -> String {
    format!("glx.{user}.")
}

fn claim(user: UserId, lane: u32) -> String {
    format!("outbox {user} {lane}")
}

/// The number and the room of an outbox's key.
fn outbox(key: &str) -> Option<(u32, &str)> {
    let (what, room) = key.split_once('.')?;
    match what.strip_prefix("outbox")? {
        "" => Some((0, room)),
        number => Some((number.strip_prefix('~')?.parse().ok()?, room)),
    }
}

/// Two JSON lists, neither of them empty, as one. What is no list is left out.
fn joined(first: &str, second: &str) -> String {
    let inside = |list| str::strip_prefix(list, '[')?.strip_suffix(']');
    match (inside(first), inside(second)) {
        (Some(before), Some(after)) => format!("[{before},{after}]"),
        (None, Some(_)) => second.to_owned(),
        _ => first.to_owned(),
    }
}
