//! One user's time on a connection: the session, the rooms held in it, and who watches. When another user comes, nothing of the former's
//! stays; nobody else's session is touched.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::{Rc, Weak};

use super::connection::Inner;
use super::linger;
use crate::engine::wire::Token;
use crate::engine::{Input, RoomId, UserId};
use crate::session::{Owner, Session, TokenSource, Watch};

thread_local! {
    /// The sessions in which somebody stays, as often as they do.
    static PRESENT: RefCell<Vec<Session>> = RefCell::default();
}

pub(super) struct Stay {
    pub(super) session: Session,
    /// The rooms that are held, as often as they are.
    held: RefCell<Vec<RoomId>>,
    /// The same, each once.
    rooms: RefCell<Rc<BTreeSet<RoomId>>>,
    _watches: [Watch; 2],
}

impl Stay {
    /// A user's stay, or nobody's.
    pub(super) fn begin(inner: &Rc<Inner>, user: Option<UserId>) -> Self {
        let host = inner.host.clone().filter(|_| user.is_some());
        let session = Session::of(&inner.config, &Owner { user, host });
        session.supply_headers(Some(inner.headers()));
        PRESENT.with_borrow_mut(|present| present.push(session.clone()));
        let (views, messages) = (Rc::downgrade(inner), Rc::downgrade(inner));
        let watches = [
            session.on_message(move |room, message| with(&messages, |inner| inner.tell_message(room, message))),
            session.watch(move |view| with(&views, |inner| inner.see(view))),
        ];
        Self { session, held: RefCell::default(), rooms: RefCell::default(), _watches: watches }
    }

    pub(super) fn sign_in(&self, token: Token, source: TokenSource) {
        self.session.sign_in(token, Some(source));
    }

    pub(super) fn hold(&self, room: RoomId) {
        self.held.borrow_mut().push(room);
        Rc::make_mut(&mut *self.rooms.borrow_mut()).insert(room);
        self.session.feed(Input::Join(room));
    }

    /// Lets go of a room, once; after a while, for it may be wanted again.
    pub(super) fn let_go(&self, room: RoomId) {
        let mut held = self.held.borrow_mut();
        if let Some(at) = held.iter().position(|held| *held == room) {
            held.swap_remove(at);
            if !held.contains(&room) {
                Rc::make_mut(&mut *self.rooms.borrow_mut()).remove(&room);
            }
            linger::let_go(self.session.clone(), vec![room]);
        }
    }

    /// Ends it for good: another user comes.
    pub(super) fn end(self) {
        linger::leave(&self.session, self.held.take());
        self.session.clone().release();
    }

    /// Ends it as somebody does who may be back in a moment.
    pub(super) fn part(self) {
        linger::let_go(self.session.clone(), self.held.take());
    }

    /// Ends it because its user has left the page. Everything of theirs is forgotten a moment later, unless they are here again by then or
    /// were never gone from others' sockets.
    pub(super) fn sign_out(self) {
        if self.session.user().is_some() {
            linger::sign_out(self.session.clone(), self.held.take());
        }
    }

    /// The rooms that are held.
    pub(super) fn rooms(&self) -> Rc<BTreeSet<RoomId>> {
        Rc::clone(&self.rooms.borrow())
    }
}

impl Drop for Stay {
    fn drop(&mut self) {
        PRESENT.with_borrow_mut(|present| {
            let at = present.iter().position(|session| *session == self.session);
            at.map(|at| present.swap_remove(at))
        });
    }
}

/// Whether somebody stays in this session.
pub(super) fn is_present(session: &Session) -> bool {
    PRESENT.with_borrow(|present| present.contains(session))
}

fn with(inner: &Weak<Inner>, act: impl FnOnce(&Rc<Inner>)) {
    if let Some(inner) = inner.upgrade() {
        act(&inner);
    }
}
