//! The session: owns an engine, feeds it what happens, performs what it asks for, and publishes what there is to see.
//! It alone connects the engine to the world, and it decides nothing.

mod announce;
mod calls;
mod drive;
mod headers;
mod inquiry;
mod keep;
mod log_in;
mod ownership;
mod publish;
mod registry;
mod tokens;
mod transport;

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::{Rc, Weak};

pub use crate::pusher::HostClient;
pub use headers::HeaderSource;
pub use log_in::log_in;
pub use publish::Watch;
pub use registry::Owner;
pub use tokens::TokenSource;

use crate::browser::events::{self, Listeners, PageLifecycle};
use crate::browser::{ahead, random, timer};
use crate::config::Config;
use crate::engine::recording::Texts;
use crate::engine::wire::Token;
use crate::engine::{self, ClientId, Engine, Input, RoomId, UserId, View};

use drive::{Handle, Turn};
use keep::Keep;
use publish::Publisher;
use transport::Transport;

/// How long a session lives on that was let go of, in milliseconds: pusher-js sends in a later task what it is told, and closes in another.
const PARTING: u32 = 100;

/// One engine with its socket, its calls and its place on the device. Clones are the same session; the last one closes it.
#[derive(Clone)]
pub struct Session(Rc<Inner>);

struct Inner {
    config: Config,
    owner: Owner,
    engine: RefCell<Engine>,
    queue: RefCell<VecDeque<Turn>>,
    draining: Cell<bool>,
    /// Everything waits until it is known whose the unsent messages are that this tab keeps.
    held: Cell<bool>,
    /// The page was put away, perhaps to be shown again as it is.
    away: Cell<bool>,
    transport: Transport,
    /// Who was signed in last; their turn may be still to come.
    user: Cell<Option<UserId>>,
    /// The engine's user's, and nobody else's.
    token: RefCell<Option<Token>>,
    tokens: RefCell<Option<TokenSource>>,
    headers: RefCell<Option<HeaderSource>>,
    keep: Keep,
    publisher: Publisher,
    wake: RefCell<Option<timer::Timeout>>,
    /// Listeners on the window, which end with the session.
    listeners: RefCell<Vec<Listeners>>,
}

impl PartialEq for Session {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl std::fmt::Debug for Session {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session").field("cluster", &self.0.config.cluster).finish_non_exhaustive()
    }
}

impl Session {
    /// The page's session for this configuration: the one that lives, else a new one. Nobody is signed in on a new one, and whoever has it
    /// may sign in whom they like.
    pub fn shared(config: &Config) -> Self {
        registry::shared(config, &Owner::default(), || Self::open(config.clone(), Owner::default()))
    }

    /// The page's session for this configuration and owner, in which nobody else is ever signed in.
    pub fn of(config: &Config, owner: &Owner) -> Self {
        registry::shared(config, owner, || Self::open(config.clone(), owner.clone()))
    }

    fn open(config: Config, owner: Owner) -> Self {
        let told = engine::Config { text_encoding: config.text_encoding, places: inquiry::places(&config) };
        let mut engine = Engine::new(told, random::random_u64());
        let view = engine.view();
        let session = Self(Rc::new_cyclic(|weak: &Weak<Inner>| Inner {
            transport: Transport::new(&config, owner.host.clone(), Handle(weak.clone())),
            publisher: Publisher::new(view),
            config,
            owner,
            engine: RefCell::new(engine),
            queue: RefCell::default(),
            draining: Cell::new(false),
            held: Cell::new(false),
            away: Cell::new(false),
            user: Cell::default(),
            token: RefCell::default(),
            tokens: RefCell::default(),
            headers: RefCell::default(),
            keep: Keep::default(),
            wake: RefCell::default(),
            listeners: RefCell::default(),
        }));
        session.listen();
        session
    }

    /// What the session was made with.
    pub fn config(&self) -> &Config {
        &self.0.config
    }

    /// Signs a user in; another user's stay ends first. The source is asked when the backend takes the token no more.
    pub fn sign_in(&self, token: Token, source: Option<TokenSource>) {
        self.0.user.set(Some(token.claims().user));
        self.handle().take(Turn::SignIn(token, source));
    }

    /// Who is asked for what calls carry beside the token. Another source than before begins anew.
    pub fn supply_headers(&self, source: Option<HeaderSource>) {
        self.0.headers.replace(source);
    }

    /// Signs the user out: closes the socket, forgets what the device kept, empties every view.
    pub fn sign_out(&self) {
        let user = self.0.user.take();
        if let (true, Some(user)) = (self.0.held.get(), user) {
            // They were not here yet, and need not come first.
            self.0.queue.borrow_mut().pop_front_if(|turn| matches!(turn, Turn::SignIn(..)));
            self.0.keep.forget(user);
        }
        self.feed(Input::SignOut);
        // Whoever drops the session at once has it forget what the device kept all the same.
        self.clone().release();
    }

    /// Lets go of the session a moment later: what it was told is done by then, and what it has said has gone out.
    pub fn release(self) {
        let guard: Rc<RefCell<Option<timer::Timeout>>> = Rc::default();
        let kept = Rc::clone(&guard);
        let timeout = timer::Timeout::new(PARTING, move || {
            drop(self);
            // A timer's guard is not let go in its own call.
            wasm_bindgen_futures::spawn_local(async move { drop(kept.take()) });
        });
        guard.replace(Some(timeout));
    }

    /// Who is signed in.
    pub fn user(&self) -> Option<UserId> {
        self.0.user.get()
    }

    /// Sends a text, and gives the name by which what becomes of it is followed.
    pub fn send(&self, room: RoomId, text: String) -> ClientId {
        let client_id = ClientId::generate(random::random_u64(), 0);
        self.feed(Input::SendAs { room, text, client_id: client_id.clone() });
        client_id
    }

    /// Takes in something a person did.
    pub fn feed(&self, input: Input) {
        let joined = if let Input::Join(room) = input { Some(room) } else { None };
        self.handle().feed(input);
        if let Some(room) =
            joined.filter(|room| ahead::is_asked(&calls::url(&self.0.config.api_base, &room.history_path())))
        {
            self.handle().feed(Input::HistoryAhead(room));
        }
    }

    /// What there is to see.
    pub fn view(&self) -> View {
        self.0.publisher.view()
    }

    /// Calls the listener after every change, at most once a frame, until the returned guard is dropped.
    pub fn watch(&self, listener: impl Fn(&View) + 'static) -> Watch {
        self.0.publisher.watch(Rc::new(listener))
    }

    /// What stands in a room's composer.
    pub fn draft(&self, room: RoomId) -> String {
        self.0.engine.borrow().draft(room).to_owned()
    }

    /// What has happened in this session, to be replayed elsewhere. See [`Engine::recording`].
    pub fn recording(&self, texts: Texts) -> String {
        self.0.engine.borrow().recording(texts, random::random_u64())
    }

    fn handle(&self) -> Handle {
        Handle(Rc::downgrade(&self.0))
    }

    fn listen(&self) {
        let [online, visible, lifecycle, storage] = std::array::from_fn(|_| self.handle());
        self.0.listeners.replace(vec![
            inquiry::watch_policy(self.handle()),
            events::on_online(move |on| online.feed(Input::Online(on))),
            events::on_visibility(move |on| {
                if on {
                    visible.come_back();
                }
                visible.feed_last(Input::Visible(on));
            }),
            events::on_storage(move |change| {
                let Some(inner) = storage.0.upgrade() else { return };
                ownership::heard(&change);
                if let Some(key) = change.key.and_then(|key| inner.keep.own(&key)) {
                    storage.feed(Input::KeptElsewhere { key, value: change.value });
                }
            }),
            events::on_page_lifecycle(move |change| match change {
                PageLifecycle::Left { .. } => {
                    ownership::leave();
                    lifecycle.put_away();
                    lifecycle.feed_last(Input::Frozen);
                }
                PageLifecycle::Frozen => lifecycle.feed_last(Input::Frozen),
                // One that was put away is shown soon: whoever keeps the token may only know by then who has left meanwhile.
                PageLifecycle::Resumed if lifecycle.is_away() => {}
                PageLifecycle::Shown { from_cache: true } | PageLifecycle::Resumed => {
                    lifecycle.come_back();
                    lifecycle.feed(Input::Resumed);
                }
                PageLifecycle::Shown { from_cache: false } => {}
            }),
        ]);
        if !events::is_online() {
            self.feed(Input::Online(false));
        }
        if !events::is_visible() {
            self.feed(Input::Visible(false));
        }
    }
}
