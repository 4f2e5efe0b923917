//! Whose turn it is. Calls are few and rooms may be hundreds: first come the rooms that somebody looks at, then what is confirmed already,
//! then another authorization. Decides the order alone; whether there is a call left at all is the gate's affair.

use super::effect::Method;
use super::engine::Engine;
use super::ids::RoomId;
use super::room_calls::Gate;
use super::subscription::Stuck;
use super::time::{Millis, earlier};

/// So many authorizations are under way at once for rooms that nobody looks at. With more, all calls would be spent on those, and nothing
/// left to fetch what the rooms have.
const AT_ONCE: usize = 8;
/// Its authorization, its history, and the word that somebody has joined.
pub(super) const CALLS_OF_A_ROOM: u64 = 3;
/// However many rooms are looked at, others have their turn.
const MOST_KEPT_BACK: u64 = 6;

impl Engine {
    /// Somebody looks at a room.
    pub(super) fn look_at(&mut self, id: RoomId) {
        let rooms = &self.rooms;
        self.looked_at.retain(|other| *other != id && rooms.contains(*other));
        self.looked_at.insert(0, id);
        self.api.allowance.grant(CALLS_OF_A_ROOM, self.acts.now.mono);
    }

    /// When a call of a room is due, if it is allowed then.
    pub(super) fn rooms_deadline(&self, now: Millis) -> Option<Millis> {
        let (first, others) = (Gate::first(&self.api, now), Gate::of(&self.api, now));
        let gate = |id| if self.looked_at.contains(&id) { first } else { others };
        let check = self.rooms.next_check().filter(|_| self.may_check_rooms());
        self.rooms.awake().map(|room| room.deadline(gate(room.id()), self.visible)).fold(check, earlier)
    }

    /// The calls that are not given to other rooms, so that those which are looked at have them when the connection is lost.
    fn owed(&self) -> u64 {
        let open = self.looked_at.iter().filter(|id| self.rooms.get(**id).is_some_and(|room| room.holders() > 0));
        open.map(|_| CALLS_OF_A_ROOM).sum::<u64>().min(MOST_KEPT_BACK)
    }

    /// Whether a room may be checked for what was lost without a sign.
    fn may_check_rooms(&self) -> bool {
        self.visible && self.api.may_spare(Method::Get, self.acts.now.mono)
    }

    /// Lets every room make the calls that are due.
    pub(super) fn drive_rooms(&mut self) {
        if self.may_check_rooms() {
            self.rooms.wake_for_checks(self.acts.now.mono);
        }
        let can_look_up = self.knows_own();
        let (visible, owed) = (self.visible, self.owed());
        let (api, acts) = (&mut self.api, &mut self.acts);
        api.allowance.keep_back(0);
        for id in &self.looked_at {
            let room = self.rooms.get_awake_mut(*id);
            room.into_iter().for_each(|room| room.drive(api, can_look_up, visible, acts));
        }
        api.allowance.keep_back(owed);
        for is_confirmed in [true, false] {
            let others = self.rooms.awake_mut().filter(|room| !self.looked_at.contains(&room.id()));
            let rooms = others.filter(|room| room.subscription.is_live() == is_confirmed);
            rooms.for_each(|room| room.drive(api, can_look_up, visible, acts));
        }
    }

    /// Lets every channel do what is due on an open socket, each once: being driven counts what was not answered. True when the socket has to be replaced.
    pub(super) fn drive_subscriptions(&mut self) -> bool {
        let now = self.acts.now.mono;
        let mut asking = self.rooms.awake().filter(|room| room.subscription.is_asking()).count();
        let (api, acts) = (&mut self.api, &mut self.acts);
        let mut stuck = false;
        for id in &self.looked_at {
            if let Some(room) = self.rooms.get_awake_mut(*id).filter(|room| room.holders() > 0) {
                let may_ask = api.may_first(Method::Post, now);
                stuck |= room.subscription.drive(may_ask, api, acts) == Stuck::ReplaceSocket;
            }
        }
        if let Some(channel) = &mut self.user_channel {
            let may_ask = api.may_first(Method::Post, now);
            stuck |= channel.drive(may_ask, api, acts) == Stuck::ReplaceSocket;
        }
        let others = self.rooms.awake_mut().filter(|room| !self.looked_at.contains(&room.id()));
        for room in others.filter(|room| room.holders() > 0) {
            let may_ask = asking < AT_ONCE && api.may_unasked(Method::Post, now);
            let was_asking = room.subscription.is_asking();
            stuck |= room.subscription.drive(may_ask, api, acts) == Stuck::ReplaceSocket;
            asking += usize::from(!was_asking && room.subscription.is_asking());
        }
        stuck
    }
}
