//! Who leaves may be back in a moment: a router that goes to and fro, a component that is mounted twice. So what was held is given up
//! only some time later; to take it up again meanwhile costs the site nothing.

use std::cell::RefCell;
use std::collections::BTreeMap;

use crate::browser::timer::Timeout;
use crate::engine::{Input, RoomId};
use crate::session::Session;

/// How long it is held on, in milliseconds.
const WHILE: u32 = 5_000;

thread_local! {
    static LEAVING: RefCell<(u64, BTreeMap<u64, Timeout>)> = const { RefCell::new((0, BTreeMap::new())) };
}

/// Lets go of a session, and of rooms in it as often as they stand here, after a while.
pub(super) fn let_go(session: Session, rooms: Vec<RoomId>) {
    LEAVING.with_borrow_mut(|(next, leaving)| {
        let number = *next;
        *next += 1;
        let timer = Timeout::new(WHILE, move || {
            leave(&session, rooms);
            session.release();
            // A timer's guard is not let go in its own call.
            wasm_bindgen_futures::spawn_local(async move {
                LEAVING.with_borrow_mut(|(_, leaving)| drop(leaving.remove(&number)));
            });
        });
        leaving.insert(number, timer);
    });
}

/// Leaves the rooms now.
pub(super) fn leave(session: &Session, rooms: Vec<RoomId>) {
    for room in rooms {
        session.feed(Input::Leave(room));
    }
}
