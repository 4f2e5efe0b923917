//! The promises that can be checked without knowing what the site has: order, doubles, nothing that vanishes, read state, "live" with
//! nothing to hear by, sends one at a time, and silence after the sign-out.

use std::collections::{BTreeMap, BTreeSet};

use glx_realtime::engine::{
    CallId, ClientId, Effect, Input, MessageId, Method, RoomId, RowKey, SocketState, Status, UserId, View,
};

/// What has been seen so far.
#[derive(Default)]
pub(crate) struct Watch {
    pub(crate) broken: usize,
    user: Option<UserId>,
    rows: BTreeMap<RoomId, BTreeSet<MessageId>>,
    echoes: BTreeMap<RoomId, BTreeSet<ClientId>>,
    discarded: BTreeSet<ClientId>,
    sends: BTreeMap<CallId, RoomPath>,
}

/// A room as a send names it: its body.
type RoomPath = String;

impl Watch {
    /// Looks at one step. Gives the promises that it broke, in words.
    pub(crate) fn step(&mut self, input: &Input, effects: &[Effect], view: &View) -> Vec<String> {
        let mut broken = Vec::new();
        if let Input::Discard(_, id) = input {
            self.discarded.insert(id.clone());
        }
        if let Input::Answered { id, .. } = input {
            self.sends.remove(id);
        }
        let user = view.me.as_ref().map(|me| me.user);
        if user != self.user {
            *self = Self { broken: self.broken, user, ..Self::default() };
        }
        self.effects(effects, &mut broken);
        if view.health.status == Status::Live && view.health.socket != SocketState::Connected {
            broken.push("live is said with no socket to hear by (P6)".to_owned());
        }
        for (id, room) in view.rooms.iter() {
            let ids: Vec<_> = room.messages.iter().map(|row| row.id).collect();
            if !ids.is_sorted_by(|a, b| a < b) {
                broken.push(format!("room {id}: rows are doubled or out of order (P2, P3): {ids:?}"));
            }
            let rows: BTreeSet<_> = ids.into_iter().collect();
            let before = self.rows.entry(*id).or_default();
            if !rows.is_superset(before) {
                broken.push(format!("room {id}: rows have vanished (P1)"));
            }
            *before = rows;
            let unsent: BTreeSet<_> = room.echoes.iter().map(|echo| echo.client_id.clone()).collect();
            let sent = room.messages.iter().filter_map(|row| match &row.key {
                RowKey::Send(id) => Some(id.clone()),
                RowKey::Message(_) => None,
            });
            let sent: BTreeSet<_> = sent.collect();
            for gone in self.echoes.entry(*id).or_default().difference(&unsent) {
                if !self.discarded.contains(gone) && !sent.contains(gone) {
                    broken.push(format!("room {id}: the send {gone:?} has vanished (P4)"));
                }
            }
            self.echoes.insert(*id, unsent);
        }
        // A room that nobody has open shows nothing, which loses nothing.
        self.rows.retain(|id, _| view.rooms.contains_key(id));
        self.echoes.retain(|id, _| view.rooms.contains_key(id));
        self.broken += broken.len();
        broken
    }

    fn effects(&mut self, effects: &[Effect], broken: &mut Vec<String>) {
        for effect in effects {
            let Effect::Call { id, request } = effect else { continue };
            if self.user.is_none() {
                broken.push(format!("{} is called with nobody signed in (P7)", request.path));
            }
            if request.method == Method::Post && request.path == "/chat/send" {
                let room = room_of(&format!("{:?}", request.body));
                if self.sends.values().any(|other| *other == room) {
                    broken.push(format!("two sends are under way in {room} (P4)"));
                }
                self.sends.insert(*id, room);
            }
        }
    }
}

/// The room in the body of a send.
fn room_of(body: &str) -> RoomPath {
    let from = body.find("help_request_").unwrap_or_default();
    body[from..].chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect()
}
