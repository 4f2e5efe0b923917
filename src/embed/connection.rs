//! What is behind a `Socket` of the JavaScript API: one user's connection, shared with whoever else has the same on this page. It says what
//! has changed, and gives snapshots; what can be done with it is in `commands`.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use js_sys::Function;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::spawn_local;

use super::failure::Refusal;
use super::snapshot::Snapshots;
use super::sources;
use super::stay::Stay;
use super::told::{News, Told};
use super::waiting::Waiting;
use crate::components::set_locale;
use crate::config::{Config, Source};
use crate::engine::wire::Token;
use crate::engine::{Message, RoomId, UserId, View};
use crate::hooks::Socket;
use crate::session::{HeaderSource, HostClient, TokenSource};

/// Who stands in the page, told of another session.
type Show = Rc<dyn Fn(Option<Socket>)>;

/// One user's connection.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Connection(pub(super) Rc<Inner>);

pub(super) struct Inner {
    pub(super) config: Config,
    /// Called after every change.
    changed: Function,
    /// Called with an event's name and what it tells.
    event: Function,
    /// Makes an error of a code and a sentence.
    class: Function,
    /// The page's own pusher-js client, to be used instead of one of ours.
    pub(super) host: Option<HostClient>,
    /// Asked for what calls carry beside the token.
    get_headers: Function,
    /// Asked for a token when the backend takes the present one no more. The newest of the page's: it is the package's own.
    get_token: Function,
    stay: RefCell<Option<Stay>>,
    user: Cell<Option<UserId>>,
    /// The user is the socket's own, and not the page's.
    own: Cell<bool>,
    /// The rooms that were joined, and how often: another user's stay begins with them too.
    pub(super) joined: RefCell<BTreeMap<RoomId, u32>>,
    pub(super) waiting: Waiting,
    snapshots: RefCell<Snapshots>,
    told: RefCell<Told>,
    /// Told when the session is another one.
    elements: RefCell<Vec<(u64, Show)>>,
    next_element: Cell<u64>,
    is_over: Cell<bool>,
}

impl std::fmt::Debug for Inner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Inner").field("user", &self.user).finish_non_exhaustive()
    }
}

#[wasm_bindgen]
impl Connection {
    /// A connection that waits to be told who is signed in. The configuration as JSON; `changed()`, `event(name, detail)` and
    /// `fail(code, message)`, which makes an error; who is asked for a token and for headers; and the page's own pusher-js client.
    ///
    /// # Errors
    /// What `fail` makes of a configuration that is wrong.
    #[wasm_bindgen(constructor)]
    #[allow(clippy::too_many_arguments, reason = "one call takes everything over from JavaScript")]
    pub fn new(
        config: &str,
        changed: Function,
        event: Function,
        fail: Function,
        get_token: Function,
        get_headers: Function,
        pusher: JsValue,
    ) -> Result<Connection, JsValue> {
        let config = Source::from_json(config).and_then(|source| Config::resolve(&[source]));
        let config = config.map_err(|problems| Refusal::new("not-configured", problems.join(" ")).to_js(&fail))?;
        let host = HostClient::read(&pusher);
        if host.is_none() && !pusher.is_falsy() {
            return Err(Refusal::new("not-configured", "pusher is wrong: it is no client of pusher-js.").to_js(&fail));
        }
        Ok(Self(Rc::new(Inner {
            config,
            host,
            get_headers,
            changed,
            event,
            class: fail,
            get_token,
            stay: RefCell::default(),
            user: Cell::new(None),
            own: Cell::new(false),
            joined: RefCell::default(),
            waiting: Waiting::default(),
            snapshots: RefCell::default(),
            told: RefCell::default(),
            elements: RefCell::default(),
            next_element: Cell::new(0),
            is_over: Cell::new(false),
        })))
    }

    /// Who is signed in from now on: a token, or nobody where there is none. What is no text is no token of anybody's. `own`: another user's
    /// token, when one is asked for in its place, is none.
    #[wasm_bindgen(js_name = setToken)]
    pub fn set_token(&self, token: &JsValue, own: bool) {
        self.0.own.set(own);
        let text = if token.is_null() || token.is_undefined() { Some(String::new()) } else { token.as_string() };
        self.0.set_token(text.as_deref());
    }

    /// What there is to see. The same object while nothing has changed.
    pub fn snapshot(&self) -> JsValue {
        match &*self.0.stay.borrow() {
            Some(stay) => self.0.snapshots.borrow_mut().of(&stay.session.view(), &stay.rooms()),
            None => JsValue::UNDEFINED,
        }
    }

    /// The language of times and days on this page; the first to show one decides.
    #[wasm_bindgen(js_name = setLocale)]
    pub fn set_locale(tag: Option<String>) {
        set_locale(tag.as_deref());
    }

    /// Ends it for good. What it held is given up a little later; the session with it, when nobody else has it.
    pub fn destroy(&self) {
        self.0.is_over.set(true);
        if let Some(stay) = self.0.stay.take() {
            stay.part();
        }
        self.0.waiting.end(&Refusal::destroyed(), &self.0.class);
        self.0.joined.take();
        self.0.snapshots.take();
        self.0.told.take();
        self.0.show_elements();
    }
}

impl Inner {
    /// Whose token it is; an empty one is nobody's. Whoever hands in something else has told of nobody that they left: what is kept stays.
    fn set_token(self: &Rc<Self>, text: Option<&str>) {
        match text.map(|text| (text, Token::parse(text))) {
            Some((_, Ok(token))) => self.take_over(Some(token), Stay::end),
            Some(("", _)) => self.take_over(None, Stay::sign_out),
            _ => {
                self.tell(News::Error(Refusal::new("invalid-token", "this is no token of the site's")));
                self.take_over(None, Stay::end);
            }
        }
    }

    /// The token's user, or nobody, takes the place of whoever was here.
    fn take_over(self: &Rc<Self>, token: Option<Token>, end: impl FnOnce(Stay)) {
        // A page may answer what it was asked before the end.
        if self.is_over.get() {
            return;
        }
        let user = token.as_ref().map(|token| token.claims().user);
        let is_same = self.stay.borrow().is_some() && self.user.get() == user;
        let mut news = Vec::new();
        if !is_same {
            if let Some(stay) = self.stay.take() {
                end(stay);
                self.waiting.end(&Refusal::signed_out(), &self.class);
                self.snapshots.take();
                news = self.told.borrow_mut().begin_anew();
            }
            self.user.set(user);
            let stay = Stay::begin(self, user);
            if user.is_some() {
                for (room, times) in &*self.joined.borrow() {
                    (0..*times).for_each(|_| stay.hold(*room));
                }
            }
            self.stay.replace(Some(stay));
        }
        if let (Some(token), Some(stay)) = (token, &*self.stay.borrow()) {
            stay.sign_in(token, self.token_source());
        }
        if !is_same {
            self.show_elements();
            news.into_iter().for_each(|one| self.tell(one));
            self.call_changed();
            self.see_soon();
        }
    }

    /// What calls carry beside the token, to be asked for: one user's are no other's.
    pub(super) fn headers(&self) -> HeaderSource {
        let function = self.get_headers.clone();
        HeaderSource::new(move || {
            let function = function.clone();
            async move { sources::ask_headers(&function).await }
        })
    }

    fn token_source(self: &Rc<Self>) -> TokenSource {
        let function = self.get_token.clone();
        let weak = Rc::downgrade(self);
        TokenSource::new(move || {
            let (function, weak) = (function.clone(), weak.clone());
            async move {
                let text = sources::ask_text(&function).await?;
                // Somebody else has signed in on the page meanwhile: this user's stay is over.
                if let (Some(inner), Ok(token)) = (weak.upgrade(), Token::parse(&text))
                    && inner.user.get() != Some(token.claims().user)
                {
                    if !inner.own.get() {
                        inner.take_over(Some(token), Stay::end);
                    }
                    return None;
                }
                Some(text)
            }
        })
    }

    /// Does something in the present stay.
    pub(super) fn in_stay<T>(&self, act: impl FnOnce(&Stay) -> T) -> Option<T> {
        self.stay.borrow().as_ref().map(act)
    }

    pub(super) fn user(&self) -> Option<UserId> {
        self.user.get()
    }

    /// The error of JavaScript's.
    pub(super) fn error(&self, refusal: &Refusal) -> JsValue {
        refusal.to_js(&self.class)
    }

    pub(super) fn look(&self, view: &View) {
        self.waiting.look(view, &self.class);
    }

    pub(super) fn see(&self, view: &View) {
        let Some((session, rooms)) = self.in_stay(|stay| (stay.session.clone(), stay.rooms())) else { return };
        let news = self.told.borrow_mut().news(view, &rooms, &mut self.snapshots.borrow_mut());
        self.look(view);
        for one in news {
            // Whoever is told of one thing may have another user come: the rest is none of theirs.
            if self.in_stay(|stay| stay.session != session).unwrap_or(true) {
                return;
            }
            self.tell(one);
        }
        self.call_changed();
    }

    /// Tells what is there already, once the session has taken in what it was told, and has shown it: where others have it, nothing changes
    /// by that.
    pub(super) fn see_soon(self: &Rc<Self>) {
        let weak = Rc::downgrade(self);
        let see = async move {
            let Some(inner) = weak.upgrade() else { return };
            let Some(view) = inner.in_stay(|stay| stay.session.view()) else { return };
            if view.me.as_ref().map(|me| me.user) == inner.user() {
                inner.see(&view);
            }
        };
        // It takes in what it was told in a task that is under way, and shows it in one after that.
        spawn_local(async { spawn_local(see) });
    }

    pub(super) fn tell_message(&self, room: RoomId, message: &Rc<Message>) {
        if self.in_stay(|stay| stay.rooms().contains(&room)).unwrap_or_default() {
            let object = self.snapshots.borrow().message(room, message);
            self.tell(News::Event("message", object));
        }
    }

    fn tell(&self, news: News) {
        let (name, detail) = match news {
            News::Event(name, detail) => (name, detail),
            News::Error(refusal) => ("error", refusal.to_js(&self.class)),
        };
        // The package's own function: it reports what listeners throw, and throws nothing.
        let _ = self.event.call2(&JsValue::UNDEFINED, &JsValue::from_str(name), &detail);
    }

    pub(super) fn call_changed(&self) {
        let _ = self.changed.call0(&JsValue::UNDEFINED);
    }

    /// Has an element shown with the present session and with every later one. Gives its number.
    pub(super) fn add_element(&self, show: Show) -> u64 {
        let number = self.next_element.replace(self.next_element.get() + 1);
        self.elements.borrow_mut().push((number, show));
        number
    }

    pub(super) fn remove_element(&self, number: u64) {
        self.elements.borrow_mut().retain(|(other, _)| *other != number);
    }

    pub(super) fn socket(&self) -> Option<Socket> {
        self.in_stay(|stay| Socket::from(stay.session.clone()))
    }

    fn show_elements(&self) {
        let elements: Vec<_> = self.elements.borrow().iter().map(|(_, show)| Rc::clone(show)).collect();
        for show in elements {
            show(self.socket());
        }
    }
}
