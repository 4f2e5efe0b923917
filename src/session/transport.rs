//! Performs the engine's acts on pusher-js and feeds back what it tells. One client, made when first needed.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use super::Handle;
use crate::browser::{clock, timer};
use crate::config::Config;
use crate::engine::{AuthId, Channel, Effect, Input, SocketState};
use crate::pusher::{self, AuthRequest, Binding, Client, ClientOptions, HostClient, PusherError};

/// How often channels on the page's client are looked for while something is heard, in milliseconds.
const LOOK: u64 = 5_000;

pub(super) struct Transport {
    options: ClientOptions,
    /// The page's own client, where it is to be used.
    host: Option<HostClient>,
    /// On the page's client: a connection is wanted, and has not been heard yet.
    unheard: Cell<bool>,
    /// Whether a connection is wanted.
    wanted: Cell<bool>,
    /// On the page's client: when its channels were last looked for.
    looked: Cell<u64>,
    /// pusher-js itself is on its way.
    coming: Cell<bool>,
    handle: Handle,
    client: RefCell<Option<Open>>,
    /// The listener on each channel that is held.
    channels: RefCell<BTreeMap<Channel, Binding>>,
    /// The questions for authorization that wait for their answers.
    questions: RefCell<BTreeMap<AuthId, AuthRequest>>,
    asked: Cell<u64>,
    /// A close that is about to happen. What was left just before is told to the server in a later task, and for that the socket has
    /// to be open still.
    closing: RefCell<Option<timer::Timeout>>,
    /// After that close another socket is wanted.
    opens_again: Cell<bool>,
}

struct Open {
    client: Client,
    _listeners: [Binding; 7],
}

impl Transport {
    pub(super) fn new(config: &Config, host: Option<HostClient>, handle: Handle) -> Self {
        let options = ClientOptions {
            host: config.pusher_host.clone(),
            ws_port: config.pusher_port,
            wss_port: config.pusher_port,
            tls: config.pusher_tls,
            ..ClientOptions::new(&config.pusher_key, &config.cluster)
        };
        Self {
            options,
            host,
            unheard: Cell::new(false),
            wanted: Cell::new(false),
            looked: Cell::new(0),
            coming: Cell::new(false),
            handle,
            client: RefCell::default(),
            channels: RefCell::default(),
            questions: RefCell::default(),
            asked: Cell::new(0),
            closing: RefCell::default(),
            opens_again: Cell::new(false),
        }
    }

    pub(super) fn perform(&self, effect: Effect) {
        match effect {
            Effect::OpenSocket => self.wanted.set(true),
            Effect::CloseSocket | Effect::CloseSocketAtOnce => self.wanted.set(false),
            _ => {}
        }
        if self.host.is_some() && self.perform_on_host(&effect) {
            return;
        }
        let outcome = match effect {
            Effect::OpenSocket if self.closing.borrow().is_some() => {
                self.opens_again.set(true);
                Ok(())
            }
            Effect::OpenSocket if pusher::is_here() => self.open(),
            Effect::OpenSocket => {
                self.fetch();
                Ok(())
            }
            Effect::CloseSocket => {
                self.questions.borrow_mut().clear();
                self.opens_again.set(false);
                if self.socket_id().is_none() {
                    // There is no server to say goodbye to, and pusher-js may be about to try again by itself.
                    self.close_now();
                    return;
                }
                let handle = self.handle.clone();
                self.closing.replace(Some(timer::Timeout::new(0, move || {
                    if let Some(inner) = handle.0.upgrade() {
                        inner.transport.close_now();
                    }
                })));
                Ok(())
            }
            Effect::CloseSocketAtOnce => {
                self.questions.borrow_mut().clear();
                self.closing.take();
                self.opens_again.set(false);
                self.with_client(Client::disconnect)
            }
            Effect::Ping => self.with_client(|client| client.send_event("pusher:ping", "{}", None).map(|_| ())),
            Effect::Subscribe(channel) => self.subscribe(channel),
            Effect::Unsubscribe(channel) => {
                self.channels.borrow_mut().remove(&channel);
                self.with_client(|client| client.unsubscribe(&channel.to_string()))
            }
            Effect::AnswerAuth { id, answer } => {
                let question = self.questions.borrow_mut().remove(&id);
                question.map_or(Ok(()), |question| question.respond(answer.map_err(str::to_owned)).map(|_| ()))
            }
            // The session's own.
            Effect::Call { .. }
            | Effect::Probe
            | Effect::RefreshToken
            | Effect::RenewHeaders
            | Effect::Store { .. }
            | Effect::ForgetStored(_) => Ok(()),
        };
        self.tell(outcome);
    }

    fn tell(&self, outcome: Result<(), PusherError>) {
        if let Err(error) = outcome {
            self.handle.feed(Input::SocketError { code: None, message: error.to_string() });
        }
    }

    fn with_client(&self, act: impl FnOnce(&Client) -> Result<(), PusherError>) -> Result<(), PusherError> {
        self.client.borrow().as_ref().map_or(Ok(()), |open| act(&open.client))
    }

    fn close_now(&self) {
        self.closing.take();
        // One that cannot be closed is not open.
        let _ = self.with_client(Client::disconnect);
        if self.opens_again.take() {
            self.tell(self.open());
        }
    }

    fn open(&self) -> Result<(), PusherError> {
        if self.client.borrow().is_none() {
            let open = self.make()?;
            self.client.replace(Some(open));
        }
        self.with_client(Client::connect)
    }

    /// Has pusher-js fetched, and opens then if that is still wanted. An attempt that lasts too long is given up meanwhile; the file is
    /// waited for all the same.
    fn fetch(&self) {
        if self.coming.replace(true) {
            return;
        }
        let handle = self.handle.clone();
        wasm_bindgen_futures::spawn_local(async move {
            let outcome = pusher::arrival().await;
            let Some(inner) = handle.0.upgrade() else { return };
            let transport = &inner.transport;
            transport.coming.set(false);
            if transport.wanted.get() {
                match outcome {
                    Ok(()) => transport.tell(transport.open()),
                    Err(_) => handle.feed(Input::PusherMissing),
                }
            }
        });
    }

    fn make(&self) -> Result<Open, PusherError> {
        let handle = self.handle.clone();
        let client = match &self.host {
            Some(host) => Client::join(host),
            None => Client::open(&self.options, move |question| {
                if let Some(inner) = handle.0.upgrade() {
                    inner.transport.ask(question);
                }
            })?,
        };
        let feed = |handle: &Handle, input| handle.feed(input);
        let [states, errors, codes, losses, opens, closes, frames] = std::array::from_fn(|_| self.handle.clone());
        let listeners = [
            client.on_state_change(move |change| {
                let Some(inner) = states.0.upgrade() else { return };
                inner.transport.changed(change.current);
            })?,
            client.on_error(move |error| {
                feed(&errors, Input::SocketError { code: error.code, message: error.message })
            })?,
            // What the server closes with is what it has to say. A socket that broke says nothing, and pusher-js closes with 1000.
            client.on_close_code(move |code| {
                if !matches!(code, 1000 | 1005 | 1006) {
                    feed(&codes, Input::SocketError { code: Some(code), message: String::new() });
                }
            })?,
            client.on_connecting_in(move |_| feed(&losses, Input::SocketLost))?,
            client.on_socket_opened(move || feed(&opens, Input::SocketOpened))?,
            client.on_socket_closed(move || feed(&closes, Input::SocketLost))?,
            client.on_frame(move |frame| {
                if let Some(inner) = frames.0.upgrade() {
                    inner.transport.heard();
                }
                match frame.event.as_deref() {
                    Some("pusher:pong") => feed(&frames, Input::Pong),
                    Some(_) => {}
                    // It names no event and so no channel hears of it: handed on as nothing, which the engine counts.
                    None => feed(&frames, nothing()),
                }
            })?,
        ];
        Ok(Open { client, _listeners: listeners })
    }

    fn socket_id(&self) -> Option<String> {
        self.client.borrow().as_ref().and_then(|open| open.client.socket_id())
    }

    fn subscribe(&self, channel: Channel) -> Result<(), PusherError> {
        let name = channel.to_string();
        let handle = self.handle.clone();
        let client = self.client.borrow();
        let Some(open) = client.as_ref() else { return Ok(()) };
        let subscribed = open.client.subscribe(&name)?;
        let binding = subscribed.on_event(move |event| {
            // What cannot be read is handed on as nothing: the engine counts it.
            let read = event.map_or_else(
                |_| nothing(),
                |event| Input::ChannelEvent { channel: name.clone(), event: event.event, data: event.data },
            );
            handle.feed(read);
        })?;
        self.channels.borrow_mut().insert(channel, binding);
        if self.host.is_some() && subscribed.subscribed() {
            // The page had it already, and was told then.
            let (channel, event) = (channel.to_string(), "pusher:subscription_succeeded".to_owned());
            self.handle.feed(Input::ChannelEvent { channel, event, data: "{}".to_owned() });
        }
        Ok(())
    }

    fn ask(&self, question: AuthRequest) {
        let id = AuthId(self.asked.replace(self.asked.get() + 1));
        let (socket_id, channel) = (question.socket_id().to_owned(), question.channel().to_owned());
        self.questions.borrow_mut().insert(id, question);
        self.handle.feed(Input::AuthRequested { id, socket_id, channel });
    }
}

/// A frame of which nothing can be made.
fn nothing() -> Input {
    Input::ChannelEvent { channel: String::new(), event: String::new(), data: String::new() }
}

/// On the page's own client. Its connection comes and goes as its owner has it; ours is what can be proved of it.
impl Transport {
    /// Performs what is another thing there. True when that was all.
    fn perform_on_host(&self, effect: &Effect) -> bool {
        match effect {
            Effect::OpenSocket => {
                self.tell(self.open());
                let state = self.client.borrow().as_ref().map(|open| open.client.state());
                if let Some(state) = state {
                    self.changed(state);
                }
                true
            }
            Effect::CloseSocket | Effect::CloseSocketAtOnce => {
                self.unheard.set(false);
                true
            }
            Effect::Ping => {
                self.look_for_channels();
                false
            }
            _ => false,
        }
    }

    /// The connection is in this state. The page's counts as made only once something was heard on it: it may be dead for long.
    fn changed(&self, state: SocketState) {
        if self.host.is_some() {
            if !self.wanted.get() {
                return;
            }
            self.unheard.set(state == SocketState::Connected);
            if state == SocketState::Connected {
                self.tell(self.with_client(|client| client.send_event("pusher:ping", "{}", None).map(drop)));
                return;
            }
        }
        self.handle.feed(Input::Socket(state, self.socket_id()));
    }

    /// pusher-js counts no subscribers: where the page has unsubscribed one of its own, ours is gone with it. All is made anew then.
    fn look_for_channels(&self) {
        self.looked.set(clock::monotonic_ms());
        let names: Vec<_> = self.channels.borrow().keys().map(ToString::to_string).collect();
        let client = self.client.borrow();
        if client.as_ref().is_some_and(|open| names.iter().any(|name| !open.client.has(name))) {
            self.handle.feed(Input::SocketLost);
        }
    }

    fn heard(&self) {
        if self.host.is_some() && clock::monotonic_ms() >= self.looked.get() + LOOK {
            self.look_for_channels();
        }
        if self.unheard.replace(false) {
            self.handle.feed(Input::Socket(SocketState::Connected, self.socket_id()));
        }
    }
}
