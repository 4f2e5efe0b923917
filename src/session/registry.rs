//! One session per app, API and user on a page, however many hooks and elements use it. Keeps none alive.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use super::{Inner, Owner, Session};
use crate::config::Config;

thread_local! {
    static SESSIONS: RefCell<Vec<Weak<Inner>>> = const { RefCell::new(Vec::new()) };
}

pub(super) fn shared(config: &Config, owner: &Owner, open: impl FnOnce() -> Session) -> Session {
    let living = SESSIONS.with_borrow_mut(|sessions| {
        sessions.retain(|session| session.strong_count() > 0);
        sessions.iter().filter_map(Weak::upgrade).find(|session| session.owner == *owner && session.config == *config)
    });
    living.map(Session).unwrap_or_else(|| {
        let session = open();
        SESSIONS.with_borrow_mut(|sessions| sessions.push(Rc::downgrade(&session.0)));
        session
    })
}
