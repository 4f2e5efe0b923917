//! What lies between the engines and the backend: performs effects, and lets calls, handshakes, confirmations and events take their
//! time and meet their faults.

use glx_realtime::engine::{Answer, CallError, CallId, Effect, Input, Method, Millis, Request, SocketState};

use crate::backend::{Broadcast, signature};
use crate::client::{Fate, Storage, is_per_tab};
use crate::world::{Fault, Happening, HeldCall, World, event};

/// A call that reaches the site.
struct Call {
    id: CallId,
    request: Request,
    fault: Option<Fault>,
}

impl World {
    pub(crate) fn perform(&mut self, client: usize, effect: Effect) {
        let page = &mut self.clients[client];
        match effect {
            Effect::OpenSocket if !page.pusher.opening && page.pusher.socket.is_none() => {
                page.pusher.opening = true;
                let attempt = page.pusher.attempt;
                self.plan(client, 0, Happening::Fact(Input::Socket(SocketState::Connecting, None)));
                self.plan(client, 30, Happening::Opens { attempt });
            }
            Effect::OpenSocket => {}
            Effect::CloseSocket | Effect::CloseSocketAtOnce => {
                page.pusher.close();
                self.plan(client, 0, Happening::Fact(Input::Socket(SocketState::Disconnected, None)));
            }
            Effect::Ping if page.is_heard() => {
                let attempt = page.pusher.attempt;
                self.plan(client, 15, Happening::Pong { attempt });
            }
            Effect::Ping => {}
            Effect::Subscribe(channel) => self.ask(client, &channel.to_string()),
            Effect::Unsubscribe(channel) => {
                page.pusher.channels.remove(&channel.to_string());
            }
            Effect::AnswerAuth { id, answer } => {
                let Some(channel) = page.pusher.asker(id) else {
                    return if answer.is_ok() {
                        page.pusher.void_answer(id)
                    };
                };
                let held = page.pusher.channels.get_mut(&channel).expect("the asker");
                held.question = None;
                let attempt = page.pusher.attempt;
                match answer {
                    Ok(grant) => {
                        let socket = page.pusher.socket.clone().expect("questions end with their socket");
                        assert_eq!(
                            grant.auth,
                            signature(&socket, &channel),
                            "an answer goes to the socket it was made for"
                        );
                        if self.wrong_secret {
                            let error = Input::SocketError { code: Some(4009), message: "Expected HMAC SHA256".into() };
                            self.plan(client, 10, Happening::Fact(error));
                        } else if !self.deaf && page.is_heard() {
                            self.plan(client, 10, Happening::Confirms { attempt, channel });
                        }
                    }
                    Err(_) => {
                        held.pending = false;
                        self.plan(client, 0, Happening::Fact(event(&channel, "pusher:subscription_error", "{}")));
                    }
                }
            }
            Effect::Call { id, request } => self.call(client, id, request),
            // Whoever does not reach the backend by a call of its own does not reach it by a probe.
            Effect::Probe => {
                let hidden = page.api_up && self.cors;
                self.plan(client, 20, Happening::Fact(Input::Probed { hidden }));
            }
            // What the host supplies is the same in the model.
            Effect::RenewHeaders => {}
            Effect::RefreshToken => {
                page.refreshes += 1;
                if page.can_refresh {
                    page.token = self.valid_token;
                }
                let fresh = page.can_refresh;
                self.plan(client, 40, Happening::Fact(Input::TokenRefreshed(fresh)));
            }
            Effect::Store { key, value } => self.keep(client, key, value),
            Effect::ForgetStored(_) => self.forget_kept(client),
        }
    }

    /// A value is kept on the device, for every tab of the browser where it is not a tab's own.
    fn keep(&mut self, client: usize, key: String, value: Option<String>) {
        let page = &mut self.clients[client];
        let (user, browser) = (page.user, page.browser);
        let refused = value.is_some() && page.storage != Storage::Keeps;
        // A value that there is no room for leaves nothing behind, least of all an older one.
        let value = value.filter(|_| !refused);
        if refused {
            page.watch.unkept = true;
            self.plan(client, 0, Happening::Fact(Input::StorageFailed));
        }
        for at in 0..self.clients.len() {
            let tab = &mut self.clients[at];
            if at != client && (is_per_tab(&key) || tab.browser != browser) {
                continue;
            }
            let before = match &value {
                Some(value) => tab.device.insert((user, key.clone()), value.clone()),
                None => tab.device.remove(&(user, key.clone())),
            };
            // The browser tells the other tabs of what has changed.
            if at != client && before != value && tab.signed_in && tab.user == user {
                let told = Input::KeptElsewhere { key: key.clone(), value: value.clone() };
                self.plan(at, 1, Happening::Fact(told));
            }
        }
    }

    fn forget_kept(&mut self, client: usize) {
        let (user, browser) = (self.clients[client].user, self.clients[client].browser);
        for (at, tab) in self.clients.iter_mut().enumerate().filter(|(_, tab)| tab.browser == browser) {
            tab.device.retain(|(owner, key), _| *owner != user || (at != client && is_per_tab(key)));
        }
    }

    fn call(&mut self, client: usize, id: CallId, request: Request) {
        let page = &mut self.clients[client];
        let verb = if request.method == Method::Get { "GET" } else { "POST" };
        assert!(!request.path.contains("//") && request.path.starts_with('/'), "{verb} {}", request.path);
        page.calls.push(request.path.clone());
        let place = page.faults.iter().position(|(path, _)| request.path.starts_with(path));
        let fault = place.and_then(|place| page.faults.remove(place)).map(|(_, fault)| fault);
        if matches!(fault, Some(Fault::HoldCall)) {
            self.hold(client, id, request, None);
        } else {
            let user = page.user;
            self.plan(client, self.way_up(), Happening::Arrives { id, user, request, fault });
        }
    }

    /// What a page has asked for soon reaches the site, however long the answer takes.
    fn way_up(&self) -> Millis {
        (self.latency / 2).min(200)
    }

    /// Keeps a call until it is released, or until the client gives it up.
    fn hold(&mut self, client: usize, id: CallId, request: Request, answer: Option<Answer>) {
        self.plan(client, request.timeout, Happening::Answered { id, outcome: Err(CallError::TimedOut) });
        let given_up = self.mono + request.timeout;
        let user = self.clients[client].user;
        self.clients[client].held.push(HeldCall { id, user, request, answer, given_up });
    }

    fn ask(&mut self, client: usize, channel: &str) {
        if let Some((id, socket_id)) = self.clients[client].pusher.ask(channel) {
            let question = Input::AuthRequested { id, socket_id, channel: channel.to_owned() };
            self.plan(client, 0, Happening::Fact(question));
        }
    }

    /// Tells the subscribed what the backend has to tell.
    pub(crate) fn spread(&mut self) {
        for broadcast in std::mem::take(&mut self.backend.broadcasts) {
            for client in 0..self.clients.len() {
                if self.server_up && self.clients[client].pusher.hears(&broadcast.channel) {
                    self.tell(client, &broadcast);
                }
            }
        }
    }

    fn tell(&mut self, client: usize, broadcast: &Broadcast) {
        let attempt = self.clients[client].pusher.attempt;
        let after = self.event_delay;
        let delays = match self.clients[client].fates.pop_front() {
            None => [Some(after), None],
            Some(Fate::Swallowed) => [None, None],
            Some(Fate::Doubled(later)) => [Some(after), Some(after + later)],
            Some(Fate::Late(later)) => [Some(after + later), None],
        };
        for after in delays.into_iter().flatten() {
            self.plan(client, after, Happening::Delivers { attempt, broadcast: broadcast.clone() });
        }
    }

    pub(crate) fn happen(&mut self, client: usize, page: u64, happening: Happening) {
        let gone = self.clients[client].page != page;
        match happening {
            // What has left a page reaches the backend even if the page is gone.
            Happening::Arrives { id, user, request, fault } => {
                self.arrive(client, gone, user, Call { id, request, fault })
            }
            _ if gone => {}
            // What comes over the socket of a page that does not run is lost with it.
            Happening::Confirms { .. } | Happening::Delivers { .. } | Happening::Pong { .. }
                if self.clients[client].frozen => {}
            happening if self.clients[client].frozen => self.clients[client].asleep.push(happening),
            Happening::Answered { id, outcome } => self.feed_to(client, Input::Answered { id, outcome }),
            Happening::Fact(input) => self.feed_to(client, input),
            Happening::Opens { attempt } => self.open(client, attempt),
            Happening::Confirms { attempt, channel } => {
                let page = &mut self.clients[client];
                let reached = page.pusher.attempt == attempt && page.hears();
                let held = page.pusher.channels.get_mut(&channel).filter(|held| reached && held.pending);
                if let Some(held) = held {
                    let newest = self.backend.rows.last().map_or(0, |row| row.id);
                    if let Some(room) = channel.strip_prefix("private-help-request-").and_then(|room| room.parse().ok())
                    {
                        page.watch.confirmed_with.insert(room, newest);
                    }
                    held.pending = false;
                    held.subscribed = true;
                    self.feed_to(client, event(&channel, "pusher:subscription_succeeded", "{}"));
                }
            }
            Happening::Delivers { attempt, broadcast } => {
                let page = &self.clients[client];
                if page.pusher.attempt == attempt && page.hears() && !self.drop_events {
                    self.feed_to(client, event(&broadcast.channel, broadcast.event, &broadcast.data));
                }
            }
            Happening::Pong { attempt } => {
                let page = &self.clients[client];
                if page.pusher.attempt == attempt && page.hears() {
                    self.feed_to(client, Input::Pong);
                }
            }
        }
    }

    fn open(&mut self, client: usize, attempt: u64) {
        let page = &mut self.clients[client];
        if page.pusher.attempt != attempt || !page.pusher.opening || !page.hears() || !page.is_heard() {
            return;
        }
        if let Some(code) = self.refuses {
            page.pusher.close();
            self.feed_to(client, Input::SocketError { code: Some(code), message: "no".into() });
            self.feed_to(client, Input::Socket(SocketState::Disconnected, None));
        } else if self.server_up && page.socket_up {
            let socket = format!("{client}.{}", self.count);
            page.pusher.opening = false;
            page.pusher.socket = Some(socket.clone());
            let channels: Vec<_> = page.pusher.channels.keys().cloned().collect();
            self.plan(client, 0, Happening::Fact(Input::Socket(SocketState::Connected, Some(socket))));
            for channel in channels {
                self.ask(client, &channel);
            }
        } else {
            page.pusher.close();
            self.feed_to(client, Input::SocketLost);
        }
    }

    fn arrive(&mut self, client: usize, gone: bool, user: u64, Call { id, request, fault }: Call) {
        let page = &self.clients[client];
        let token = page.token;
        // What of an answer comes before it is cut off.
        let mut cut_off = None;
        let timeout = request.timeout.saturating_sub(self.way_up());
        let mut after = self.latency - self.way_up();
        let outcome = match fault {
            Some(Fault::Hang) => {
                after = timeout;
                Err(CallError::TimedOut)
            }
            _ if !page.is_heard() => {
                after = timeout;
                Err(CallError::TimedOut)
            }
            Some(Fault::Unreachable) => Err(CallError::Unreachable),
            _ if !page.api_up => Err(CallError::Unreachable),
            Some(Fault::Answer(status, body)) => Ok(Answer { status, body, ..Answer::default() }),
            Some(Fault::RetryAfter(status, after)) => {
                Ok(Answer { status, body: "{}".into(), retry_after_ms: Some(after), remaining: None })
            }
            _ if token < self.valid_token => {
                Ok(Answer { status: 403, body: r#"{"error":"Invalid token"}"#.into(), ..Answer::default() })
            }
            fault => {
                self.backend.wall = self.server_wall();
                let mute = self.backend.mute;
                self.backend.mute |= matches!(fault, Some(Fault::AnswerAndEventLost));
                let remaining = self.backend.remaining;
                let answer = Answer { remaining, ..self.backend.answer(user, &request) };
                self.backend.mute = mute;
                self.spread();
                match fault {
                    _ if !self.clients[client].hears() => {
                        after = timeout;
                        Err(CallError::TimedOut)
                    }
                    Some(Fault::AnswerLost | Fault::AnswerAndEventLost) => {
                        cut_off = Some(answer.body);
                        Err(CallError::Unreachable)
                    }
                    Some(Fault::HoldAnswer) => {
                        return self.hold(client, id, request, Some(answer));
                    }
                    Some(Fault::Slow(span)) if span < timeout => {
                        after = span;
                        Ok(answer)
                    }
                    Some(Fault::Slow(_)) => {
                        after = timeout;
                        Err(CallError::TimedOut)
                    }
                    Some(Fault::Spoiled(how)) => Ok(how.spoil(answer)),
                    _ => Ok(answer),
                }
            }
        };
        if gone {
            return;
        }
        let outcome = match outcome {
            Ok(answer) if answer.status == 200 && self.in_parts && request.in_parts => {
                let body = self.tell_in_parts(client, after, id, &answer.body);
                Ok(Answer { body, ..answer })
            }
            outcome => outcome,
        };
        if let Some(body) = cut_off.filter(|_| self.in_parts && request.in_parts) {
            self.tell_in_parts(client, after, id, &body);
        }
        self.plan(client, after, Happening::Answered { id, outcome });
    }

    /// Tells an answer whole, or in up to four parts, and gives what comes with its end.
    fn tell_in_parts(&mut self, client: usize, after: Millis, id: CallId, body: &str) -> String {
        let count = usize::try_from(id.0 % 4).expect("small");
        let mut rest = body;
        if count == 0 {
            return body.to_owned();
        }
        for left in (1..=count + 1).rev() {
            let wanted = rest.len() / left;
            let at = (wanted..=rest.len()).find(|at| rest.is_char_boundary(*at)).expect("the end is one");
            let text = rest[..at].to_owned();
            rest = &rest[at..];
            self.plan(client, after, Happening::Fact(Input::Part { id, text }));
        }
        String::new()
    }
}
