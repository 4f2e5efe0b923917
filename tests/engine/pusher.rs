//! A model of pusher-js as the bindings present it: connects when told, keeps its channels over a reconnect and asks for their
//! authorization again, reports what happens, and never retries by itself.

use std::collections::BTreeMap;

use glx_realtime::engine::AuthId;

/// One channel in pusher-js's books.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Held {
    pub(crate) pending: bool,
    pub(crate) subscribed: bool,
    pub(crate) question: Option<AuthId>,
}

/// The socket of one client.
#[derive(Debug, Default)]
pub(crate) struct Pusher {
    /// Counts attempts: what belongs to an older one is void.
    pub(crate) attempt: u64,
    pub(crate) opening: bool,
    pub(crate) socket: Option<String>,
    pub(crate) channels: BTreeMap<String, Held>,
    questions: u64,
    /// By question: the socket that it was asked for.
    asked_for: BTreeMap<AuthId, String>,
}

impl Pusher {
    /// Ends the socket, and whatever is open on it.
    pub(crate) fn close(&mut self) {
        self.attempt += 1;
        self.opening = false;
        self.socket = None;
        for held in self.channels.values_mut() {
            *held = Held::default();
        }
    }

    /// Begins to subscribe to a channel. The question to put to the client, if there is one.
    pub(crate) fn ask(&mut self, channel: &str) -> Option<(AuthId, String)> {
        let socket = self.socket.clone();
        let held = self.channels.entry(channel.to_owned()).or_default();
        let socket = socket.filter(|_| !held.pending && !held.subscribed)?;
        self.questions += 1;
        let id = AuthId(self.questions);
        *held = Held { pending: true, subscribed: false, question: Some(id) };
        self.asked_for.insert(id, socket.clone());
        Some((id, socket))
    }

    /// The channel whose question this is, as long as it waits for the answer.
    pub(crate) fn asker(&self, id: AuthId) -> Option<String> {
        self.channels.iter().find(|(_, held)| held.question == Some(id)).map(|(name, _)| name.clone())
    }

    /// An authorization for a question that is void: on the present socket it would be refused.
    pub(crate) fn void_answer(&self, id: AuthId) {
        let made_for = self.asked_for.get(&id);
        let is_for_this = made_for.is_none() || self.socket.is_none() || made_for == self.socket.as_ref();
        assert!(is_for_this, "an authorization for socket {made_for:?} is given to {:?}", self.socket);
    }

    pub(crate) fn hears(&self, channel: &str) -> bool {
        self.socket.is_some() && self.channels.get(channel).is_some_and(|held| held.subscribed)
    }
}
