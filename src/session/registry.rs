//! One session per app, API and user on a page, however many hooks and elements use it. Keeps none alive.

use std::cell::RefCell;
use std::rc::{Rc, Weak};

use super::{Inner, Session};
use crate::config::Config;
use crate::engine::UserId;
use crate::pusher::HostClient;

/// Whose session it is.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Owner {
    /// The only user it is for; `None`: whoever signs in.
    pub user: Option<UserId>,
    /// The page's own pusher-js client, where that is to be used.
    pub host: Option<HostClient>,
}

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
