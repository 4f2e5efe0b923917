//! Whose unsent messages this tab's storage holds. A browser that duplicates a tab copies its storage too; both would send what is in it.
//!
//! A page that ends says so in the storage it leaves, and the next one in the tab takes over at once. Where nobody has said so, the page
//! before crashed, or lives on in another tab: the tabs are asked. What a living page has is not ours, and our copy of it is dropped.
//! Decides about the storage only; knows nothing of what is in it.

use std::cell::{Cell, RefCell};

use crate::browser::events::{self, Listeners, StorageChange};
use crate::browser::storage::Area;
use crate::browser::{claims, timer};

/// In a tab's storage: which page it belongs to.
const OWNER: &str = "glx.tab";
/// There as well: that page has ended.
const LEFT: &str = "glx.left";
/// Between tabs: whether the page lives, and that it does.
const ASK: &str = "glx.tab-asked";
const HERE: &str = "glx.tab-here";
/// A page that lives answers within milliseconds, also in the background.
const PATIENCE: u32 = 1_000;

thread_local! {
    static PAGE: String = claims::page();
    static IS_OURS: Cell<bool> = const { Cell::new(false) };
    /// Since the page was put away another one has had the storage.
    static WAS_ANOTHERS: Cell<bool> = const { Cell::new(false) };
    static ASKING: RefCell<Option<Asking>> = const { RefCell::new(None) };
}

/// A question to the other tabs, until somebody answers or nobody has.
struct Asking {
    done: Vec<Box<dyn FnOnce()>>,
    _listener: Listeners,
    _patience: timer::Timeout,
}

/// Whether what is in this tab's storage is known to be ours. Where it is not, the other tabs have to be asked.
pub(super) fn is_ours() -> bool {
    if !IS_OURS.get() {
        let owner = Area::Tab.get(OWNER).ok().flatten();
        let has_left = matches!(Area::Tab.get(LEFT), Ok(Some(_)));
        // Another copy of this program may have been here before, on this very page.
        let is_this_page = PAGE.with(|page| owner.as_deref().is_none_or(|owner| owner == page));
        if has_left || is_this_page || unsent().is_empty() {
            take();
        }
    }
    IS_OURS.get()
}

/// Asks the other tabs, takes over what nobody else has, and says when it is done.
pub(super) fn settle(done: impl FnOnce() + 'static) {
    let done: Box<dyn FnOnce()> = Box::new(done);
    let done = ASKING.with_borrow_mut(|asking| match asking {
        Some(asking) => {
            asking.done.push(done);
            None
        }
        None => Some(done),
    });
    let Some(done) = done else { return };
    let question = PAGE.with(|page| match Area::Tab.get(OWNER) {
        Ok(Some(owner)) => Some(format!("{owner} {page}")),
        _ => None,
    });
    let Some(question) = question else {
        take();
        return done();
    };
    let wanted = question.clone();
    let listener = events::on_storage(move |change| {
        if change.key.as_deref() == Some(HERE) && change.value.as_ref() == Some(&wanted) {
            answer(true);
        }
    });
    let patience = timer::Timeout::new(PATIENCE, || answer(false));
    ASKING.set(Some(Asking { done: vec![done], _listener: listener, _patience: patience }));
    if Area::Browser.set(ASK, &question).is_err() {
        answer(false);
    }
}

/// The page whose storage this is lives on elsewhere, or does not.
fn answer(lives: bool) {
    let Some(asking) = ASKING.take() else { return };
    let _ = Area::Browser.remove(ASK);
    if lives {
        for key in unsent() {
            // A storage that can be read but not written cannot be helped.
            let _ = Area::Tab.remove(&key);
        }
    }
    take();
    for done in asking.done {
        done();
    }
}

/// Another tab has changed what the tabs share: it may be asking for us.
pub(super) fn heard(change: &StorageChange) {
    let (Some(ASK), Some(asked)) = (change.key.as_deref(), &change.value) else { return };
    if PAGE.with(|page| asked.split_once(' ').is_some_and(|(owner, _)| owner == page)) {
        let _ = Area::Browser.set(HERE, asked);
        let _ = Area::Browser.remove(HERE);
    }
}

/// The page ends, or is put away.
pub(super) fn leave() {
    WAS_ANOTHERS.set(false);
    if IS_OURS.get() {
        let _ = Area::Tab.set(LEFT, "1");
    }
}

/// The page is back: whatever came in its place has ended. Gives whether there was such a page, which has had this storage meanwhile.
pub(super) fn come_back() -> bool {
    if IS_OURS.get() {
        let owner = Area::Tab.get(OWNER).ok().flatten();
        let is_another = PAGE.with(|page| owner.is_some_and(|owner| owner != *page));
        // Every session asks, and the first takes it.
        WAS_ANOTHERS.set(WAS_ANOTHERS.get() || is_another);
        take();
    }
    WAS_ANOTHERS.get()
}

fn take() {
    let _ = PAGE.with(|page| Area::Tab.set(OWNER, page));
    let _ = Area::Tab.remove(LEFT);
    IS_OURS.set(true);
}

/// The keys of what was not sent, whoever's it is.
fn unsent() -> Vec<String> {
    let mut keys = Area::Tab.keys("glx.").unwrap_or_default();
    keys.retain(|key| key.contains(".outbox"));
    keys
}
