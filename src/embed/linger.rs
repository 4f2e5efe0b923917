//! Who leaves may be back in a moment: a router that goes to and fro, a component that is mounted twice. So what was held is given up
//! only some time later; to take it up again meanwhile costs the site nothing.

use std::cell::RefCell;
use std::collections::BTreeMap;

use super::stay;
use crate::browser::events::{self, Listeners, PageLifecycle};
use crate::browser::timer::Timeout;
use crate::engine::{Input, RoomId};
use crate::session::Session;

/// How long it is held on, in milliseconds.
const WHILE: u32 = 5_000;

/// How long a user who was signed out may come back with nothing forgotten, in milliseconds. Pages that find out anew who is signed in say
/// "nobody" meanwhile.
const GRACE: u32 = 2_000;

thread_local! {
    static LEAVING: RefCell<(u64, BTreeMap<u64, Guard>)> = const { RefCell::new((0, BTreeMap::new())) };
}

struct Guard {
    _timer: Timeout,
    _listeners: Option<Listeners>,
}

/// Lets go of a session, and of rooms in it as often as they stand here, after a while.
pub(super) fn let_go(session: Session, rooms: Vec<RoomId>) {
    later(WHILE, None, move || {
        leave(&session, rooms);
        session.release();
    });
}

/// Lets go of the session of a user who has left, and has it forget them where nobody is here for them after a moment, or when the page
/// goes before that.
pub(super) fn sign_out(session: Session, rooms: Vec<RoomId>) {
    let gone = {
        let session = session.clone();
        events::on_page_lifecycle(move |change| {
            if matches!(change, PageLifecycle::Left { .. }) && !stay::is_present(&session) {
                session.sign_out();
            }
        })
    };
    later(GRACE, Some(gone), move || {
        leave(&session, rooms);
        if !stay::is_present(&session) {
            session.sign_out();
        }
        session.release();
    });
}

/// Leaves the rooms now.
pub(super) fn leave(session: &Session, rooms: Vec<RoomId>) {
    for room in rooms {
        session.feed(Input::Leave(room));
    }
}

fn later(after: u32, listeners: Option<Listeners>, act: impl FnOnce() + 'static) {
    LEAVING.with_borrow_mut(|(next, leaving)| {
        let number = *next;
        *next += 1;
        let timer = Timeout::new(after, move || {
            act();
            // A timer's guard is not let go in its own call.
            wasm_bindgen_futures::spawn_local(async move {
                LEAVING.with_borrow_mut(|(_, leaving)| drop(leaving.remove(&number)));
            });
        });
        leaving.insert(number, Guard { _timer: timer, _listeners: listeners });
    });
}
