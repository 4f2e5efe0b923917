//! The commands of the JavaScript API, as promises. Each is settled by what there is to see, so that it says what really became of it.

use std::rc::{Rc, Weak};

use js_sys::{Array, Promise};
use wasm_bindgen::prelude::*;

use super::connection::{Connection, Inner};
use super::failure::Refusal;
use super::waiting::Outcome;
use super::{shapes, stay::Stay};
use crate::browser::{clock, timer::Timeout};
use crate::engine::wire::{MAX_TEXT, clean_outgoing, wire_size};
use crate::engine::{
    ClientId, Input, LocalEcho, MessageId, NotificationId, RoomId, RoomStatus, RowKey, SendState, Status, View,
};

/// How long a diagnosis is waited for, in milliseconds.
const DIAGNOSIS: u32 = 5_000;

#[wasm_bindgen]
impl Connection {
    /// Joins a room; settled when its history is there. Where nobody is signed in that is refused, and yet it is joined once somebody is.
    #[wasm_bindgen(js_name = joinRoom)]
    pub fn join_room(&self, room: &str) -> Promise {
        self.0.answer(|inner| {
            let room = parse_room(room)?;
            inner.join(room);
            if inner.user().is_none() {
                return Err(Refusal::signed_out());
            }
            let weak = Rc::downgrade(inner);
            let is_left = move || weak.upgrade().is_none_or(|inner| !inner.joined.borrow().contains_key(&room));
            Ok(inner.promise(move |view| match view.rooms.get(&room) {
                _ if is_left() => Some(Err(Refusal::new("discarded", "the room was left"))),
                Some(room) if room.status == RoomStatus::NoAccess => Some(Err(no_access())),
                Some(room) if room.loaded => Some(Ok(JsValue::UNDEFINED)),
                _ => None,
            }))
        })
    }

    /// Leaves a room that was joined.
    #[wasm_bindgen(js_name = leaveRoom)]
    pub fn leave_room(&self, room: &str) -> Promise {
        self.0.answer(|inner| {
            inner.leave(parse_room(room)?);
            // A join that waits is told.
            inner.look_now();
            Ok(done())
        })
    }

    /// Sends a text; settled when the site has saved it, or refused it.
    #[wasm_bindgen(js_name = sendMessage)]
    pub fn send_message(&self, text: String, room: &str) -> Promise {
        self.0.signed_in(|inner| {
            let room = parse_room(room)?;
            let clean = clean_outgoing(&text).ok_or_else(|| Refusal::new("empty", "there is nothing to send"))?;
            if wire_size(&clean) > MAX_TEXT {
                return Err(Refusal::new("too-long", "the text is too long"));
            }
            if !inner.joined.borrow().contains_key(&room) {
                inner.join(room);
            }
            let sent = inner.in_stay(|stay| stay.session.send(room, text)).ok_or_else(Refusal::destroyed)?;
            Ok(inner.promise(fate(sent, None, inner.hold(room))))
        })
    }

    /// Tries a failed send again.
    pub fn retry(&self, room: &str, client_id: &str) -> Promise {
        self.0.signed_in(|inner| {
            let (room, before) = inner.echo(room, client_id)?;
            inner.feed(Input::Retry(room, before.client_id.clone()));
            let name = before.client_id.clone();
            Ok(inner.promise(fate(name, Some(before), inner.hold(room))))
        })
    }

    /// Drops a failed send.
    pub fn discard(&self, room: &str, client_id: &str) -> Promise {
        self.0.signed_in(|inner| {
            let (room, echo) = inner.echo(room, client_id)?;
            inner.feed(Input::Discard(room, echo.client_id.clone()));
            Ok(inner.promise(move |view| find(view, room, &echo.client_id).is_none().then_some(Ok(JsValue::UNDEFINED))))
        })
    }

    /// Everything up to this message has been seen.
    #[wasm_bindgen(js_name = markSeen)]
    pub fn mark_seen(&self, room: &str, message: &str) -> Promise {
        self.0.signed_in(|inner| {
            let id = number(message).and_then(|id| MessageId::new(id).ok()).ok_or_else(not_found)?;
            inner.feed(Input::Seen(parse_room(room)?, id));
            Ok(done())
        })
    }

    /// A notification was read.
    #[wasm_bindgen(js_name = readNotification)]
    pub fn read_notification(&self, id: &str) -> Promise {
        self.0.signed_in(|inner| {
            let id = number(id).and_then(|id| NotificationId::new(id).ok()).ok_or_else(not_found)?;
            inner.feed(Input::ReadNotification(id));
            Ok(done())
        })
    }

    /// All notifications were read.
    #[wasm_bindgen(js_name = readAllNotifications)]
    pub fn read_all_notifications(&self) -> Promise {
        self.0.signed_in(|inner| {
            inner.feed(Input::ReadAllNotifications);
            Ok(done())
        })
    }

    /// Tries to connect now.
    #[wasm_bindgen(js_name = forceReconnect)]
    pub fn force_reconnect(&self) -> Promise {
        self.0.signed_in(|inner| {
            inner.feed(Input::ReconnectNow);
            Ok(done())
        })
    }

    /// Why it is not live; an empty list where it is.
    pub fn diagnose(&self) -> Promise {
        self.0.answer(|inner| {
            inner.feed(Input::Diagnose);
            let until = clock::monotonic_ms() + u64::from(DIAGNOSIS);
            let weak = Rc::downgrade(inner);
            // What nothing is found for is told by nobody: so somebody looks when the time is over.
            let timer = Timeout::new(DIAGNOSIS, move || {
                if let Some(inner) = weak.upgrade() {
                    inner.look_now();
                }
            });
            Ok(inner.promise(move |view| {
                let _ = &timer;
                let calm = matches!(view.health.status, Status::Live | Status::SignedOut);
                let known = calm || !view.health.findings.is_empty() || clock::monotonic_ms() >= until;
                known.then(|| {
                    let findings: Array = view.health.findings.iter().map(shapes::finding).collect();
                    Ok(shapes::list(findings).into())
                })
            }))
        })
    }
}

impl Inner {
    pub(super) fn join(self: &Rc<Self>, room: RoomId) {
        *self.joined.borrow_mut().entry(room).or_default() += 1;
        self.in_stay(|stay| stay.hold(room));
        self.call_changed();
        self.see_soon();
    }

    pub(super) fn leave(&self, room: RoomId) {
        let mut joined = self.joined.borrow_mut();
        let Some(times) = joined.get_mut(&room) else { return };
        *times -= 1;
        if *times == 0 {
            joined.remove(&room);
        }
        drop(joined);
        self.in_stay(|stay| stay.let_go(room));
        self.call_changed();
    }

    fn hold(self: &Rc<Self>, room: RoomId) -> Hold {
        self.in_stay(|stay| stay.hold(room));
        Hold(Rc::downgrade(self), room)
    }

    fn feed(&self, input: Input) {
        self.in_stay(|stay| stay.session.feed(input));
    }

    fn look_now(&self) {
        if let Some(view) = self.in_stay(|stay| stay.session.view()) {
            self.look(&view);
        }
    }

    fn echo(&self, room: &str, client_id: &str) -> Result<(RoomId, Rc<LocalEcho>), Refusal> {
        let room = parse_room(room)?;
        let send = ClientId::parse(client_id).map_err(|_| not_found())?;
        let view = self.in_stay(|stay: &Stay| stay.session.view()).ok_or_else(Refusal::destroyed)?;
        let echo = find(&view, room, &send).ok_or_else(not_found)?;
        Ok((room, Rc::clone(echo)))
    }

    fn promise(&self, look: impl FnMut(&View) -> Outcome + 'static) -> Promise {
        let promise = self.waiting.promise(look);
        // It may be known already.
        self.look_now();
        promise
    }

    /// A command that anybody may give, while there is a session.
    fn answer(self: &Rc<Self>, command: impl FnOnce(&Rc<Self>) -> Result<Promise, Refusal>) -> Promise {
        let outcome = match self.in_stay(|_| ()) {
            Some(()) => command(self),
            None => Err(Refusal::destroyed()),
        };
        outcome.unwrap_or_else(|refusal| Promise::reject(&self.error(&refusal)))
    }

    /// A command for those who are signed in.
    fn signed_in(self: &Rc<Self>, command: impl FnOnce(&Rc<Self>) -> Result<Promise, Refusal>) -> Promise {
        self.answer(|inner| if inner.user().is_some() { command(inner) } else { Err(Refusal::signed_out()) })
    }
}

/// A room that is held until this is dropped.
struct Hold(Weak<Inner>, RoomId);

impl Drop for Hold {
    fn drop(&mut self) {
        if let Some(inner) = self.0.upgrade() {
            inner.in_stay(|stay| stay.let_go(self.1));
        }
    }
}

/// What becomes of a send. One that was seen and is nowhere any more was discarded; as it was before it was tried again is no outcome. The
/// room is held meanwhile: one that is left and has nothing more to send is forgotten, with what became of it.
fn fate(send: ClientId, before: Option<Rc<LocalEcho>>, hold: Hold) -> impl FnMut(&View) -> Outcome {
    let mut seen = before.is_some();
    move |view| match find(view, hold.1, &send) {
        Some(echo) => {
            seen = true;
            let stale = before.as_ref().is_some_and(|before| Rc::ptr_eq(before, echo));
            match &echo.state {
                SendState::Failed(failure) if !stale => Some(Err(Refusal::of_send(failure))),
                _ => None,
            }
        }
        None => {
            let key = RowKey::Send(send.clone());
            let saved = view.rooms.get(&hold.1).and_then(|room| room.messages.iter().rev().find(|row| row.key == key));
            match saved {
                Some(row) => Some(Ok(shapes::sent(&row))),
                None => seen.then(|| Err(Refusal::new("discarded", "the message was discarded"))),
            }
        }
    }
}

fn find<'a>(view: &'a View, room: RoomId, send: &ClientId) -> Option<&'a Rc<LocalEcho>> {
    view.rooms.get(&room)?.echoes.iter().find(|echo| echo.client_id == *send)
}

pub(super) fn parse_room(name: &str) -> Result<RoomId, Refusal> {
    RoomId::parse(name).map_err(|_| Refusal::new("invalid-room", "a room is a number, or help_request_ and a number"))
}

fn number(text: &str) -> Option<u64> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok()).flatten()
}

fn not_found() -> Refusal {
    Refusal::new("not-found", "there is no such thing here")
}

fn no_access() -> Refusal {
    Refusal::new("no-access", "this room is not open to this user")
}

fn done() -> Promise {
    Promise::resolve(&JsValue::UNDEFINED)
}
