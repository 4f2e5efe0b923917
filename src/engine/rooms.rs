//! The rooms there are. One in which nothing is under way rests: the engine does not visit it again before something happens in it, or it
//! is to be checked. So what an event costs depends on the rooms in which something goes on, not on how many there are. A room that waits
//! for one of the site's calls, or that the site keeps closed, does not rest.
//! Knows which rooms rest; decides nothing about what they do.

use std::collections::BTreeMap;

use super::ids::RoomId;
use super::room::Room;
use super::time::Millis;

/// Every room is in one of the two maps. A room that rests is live, says what it shows, and waits for nothing but its check.
#[derive(Debug, Default)]
pub(crate) struct Rooms {
    awake: BTreeMap<RoomId, Box<Room>>,
    resting: BTreeMap<RoomId, Box<Room>>,
    /// When each of those that rest is to be checked, the next first.
    checks: Vec<(Millis, RoomId)>,
}

impl Rooms {
    pub(crate) fn len(&self) -> usize {
        self.awake.len() + self.resting.len()
    }

    pub(crate) fn contains(&self, id: RoomId) -> bool {
        self.get(id).is_some()
    }

    pub(crate) fn get(&self, id: RoomId) -> Option<&Room> {
        self.awake.get(&id).or_else(|| self.resting.get(&id)).map(AsRef::as_ref)
    }

    /// The room, to do something with it: it wakes.
    pub(crate) fn get_mut(&mut self, id: RoomId) -> Option<&mut Room> {
        self.wake(id);
        self.get_awake_mut(id)
    }

    pub(crate) fn get_or_insert_with(&mut self, id: RoomId, make: impl FnOnce() -> Room) -> &mut Room {
        self.wake(id);
        self.awake.entry(id).or_insert_with(|| Box::new(make()))
    }

    /// The room if it does not rest.
    pub(crate) fn get_awake_mut(&mut self, id: RoomId) -> Option<&mut Room> {
        self.awake.get_mut(&id).map(AsMut::as_mut)
    }

    /// Those that do not rest, in order.
    pub(crate) fn awake(&self) -> impl Iterator<Item = &Room> + Clone {
        self.awake.values().map(AsRef::as_ref)
    }

    /// Of these the ones that somebody has open.
    pub(crate) fn awake_and_open(&self) -> impl Iterator<Item = &Room> + Clone {
        self.awake().filter(|room| room.holders() > 0)
    }

    pub(crate) fn awake_mut(&mut self) -> impl Iterator<Item = &mut Room> {
        self.awake.values_mut().map(AsMut::as_mut)
    }

    pub(crate) fn resting_count(&self) -> usize {
        self.resting.len()
    }

    /// Every room, in order, to do something with it: all wake.
    pub(crate) fn all_mut(&mut self) -> impl Iterator<Item = &mut Room> {
        self.checks.clear();
        self.awake.extend(std::mem::take(&mut self.resting));
        self.awake_mut()
    }

    /// When the next of those that rest is to be checked.
    pub(crate) fn next_check(&self) -> Option<Millis> {
        self.checks.first().map(|(at, _)| *at)
    }

    /// Wakes those that are to be checked by now.
    pub(crate) fn wake_for_checks(&mut self, now: Millis) {
        while let Some((_, id)) = self.checks.first().copied().filter(|(at, _)| *at <= now) {
            self.wake(id);
        }
    }

    fn wake(&mut self, id: RoomId) {
        if let Some(room) = self.resting.remove(&id) {
            self.checks.retain(|(_, other)| *other != id);
            self.awake.insert(id, room);
        }
    }

    /// Lets those rest in which nothing is under way.
    pub(crate) fn rest(&mut self) {
        for (id, room) in self.take(Room::is_at_rest) {
            let check = (room.check_at, id);
            let place = self.checks.partition_point(|other| *other < check);
            self.checks.insert(place, check);
            self.resting.insert(id, room);
        }
    }

    /// Takes out those that can be forgotten.
    pub(crate) fn take_forgotten(&mut self) -> impl Iterator<Item = Room> {
        self.take(Room::is_over).into_iter().map(|(_, room)| *room)
    }

    /// Takes those out of the awake ones of which this holds.
    fn take(&mut self, which: fn(&Room) -> bool) -> Vec<(RoomId, Box<Room>)> {
        let taken: Vec<_> = self.awake().filter(|room| which(room)).map(Room::id).collect();
        taken.into_iter().filter_map(|id| Some((id, self.awake.remove(&id)?))).collect()
    }
}

#[cfg(test)]
#[allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that meets what it does not expect has failed")]
mod tests {
    use super::*;
    use crate::engine::acts::Acts;
    use crate::engine::api::Api;
    use crate::engine::random::Random;
    use crate::engine::room::Kept;

    fn id(number: u64) -> RoomId {
        RoomId::new(number).unwrap()
    }

    /// A room that somebody has open, which is live, and is checked at this time.
    fn live(number: u64, check_at: Millis) -> Room {
        let mut acts = Acts::new(Random::new(1));
        let mut room = Room::new(id(number), Kept::default());
        room.open(&acts);
        room.subscription.drive(true, &mut Api::default(), &mut acts);
        room.subscribed(&acts);
        room.history.cancel();
        room.join.cancel();
        (room.loaded, room.synced, room.check_at) = (true, true, check_at);
        room.view(true);
        room
    }

    fn many(checks: &[Millis]) -> Rooms {
        let mut rooms = Rooms::default();
        for (number, check_at) in (1..).zip(checks) {
            rooms.get_or_insert_with(id(number), || live(number, *check_at));
        }
        rooms.rest();
        rooms
    }

    fn awake(rooms: &Rooms) -> Vec<u64> {
        rooms.awake().map(|room| room.id().get()).collect()
    }

    #[test]
    fn what_happens_in_one_room_wakes_no_other() {
        let mut rooms = many(&[30, 10, 20]);
        assert_eq!((rooms.len(), rooms.resting_count(), awake(&rooms)), (3, 3, vec![]));
        assert!(rooms.get(id(2)).is_some() && rooms.get_awake_mut(id(2)).is_none(), "to look at it does not wake it");
        rooms.get_mut(id(2)).unwrap().touch();
        assert_eq!((rooms.len(), rooms.resting_count(), awake(&rooms)), (3, 2, vec![2]));
        assert_eq!(rooms.next_check(), Some(20), "of those that rest");
        rooms.rest();
        assert_eq!(awake(&rooms), [2], "it has not shown yet what has happened");
        rooms.get_awake_mut(id(2)).unwrap().view(true);
        rooms.rest();
        assert_eq!((rooms.resting_count(), rooms.next_check()), (3, Some(10)));
    }

    #[test]
    fn only_those_that_are_to_be_checked_wake_for_it() {
        let mut rooms = many(&[30, 10, 20, 10]);
        rooms.wake_for_checks(9);
        assert!(awake(&rooms).is_empty());
        rooms.wake_for_checks(10);
        assert_eq!((awake(&rooms), rooms.next_check()), (vec![2, 4], Some(20)));
    }

    #[test]
    fn what_concerns_all_wakes_all_and_the_order_is_that_of_the_rooms() {
        let mut rooms = many(&[30, 10, 20]);
        rooms.get_mut(id(3));
        let all: Vec<_> = rooms.all_mut().map(|room| room.id().get()).collect();
        assert_eq!((all, rooms.resting_count(), rooms.next_check()), (vec![1, 2, 3], 0, None));
        rooms.rest();
        assert_eq!((rooms.resting_count(), rooms.next_check()), (3, Some(10)));
    }

    #[test]
    fn whoever_leaves_a_room_that_rests_takes_it_out() {
        let mut rooms = many(&[10, 20]);
        assert!(rooms.get_mut(id(1)).unwrap().close(&mut Acts::new(Random::new(1))));
        let over: Vec<_> = rooms.take_forgotten().map(|room| room.id().get()).collect();
        assert_eq!((over, rooms.len(), rooms.contains(id(1)), rooms.next_check()), (vec![1], 1, false, Some(20)));
    }

    #[test]
    fn a_room_with_something_under_way_does_not_rest() {
        let stirs: [fn(&mut Room); 5] = [
            |room| room.history.want(),
            |room| room.join.want(),
            |room| room.arrivals.owe(crate::engine::MessageId::new(1).unwrap(), 0),
            Room::unsubscribed,
            Room::drop_holder,
        ];
        for (number, stir) in stirs.into_iter().enumerate() {
            let mut rooms = many(&[10]);
            stir(rooms.get_mut(id(1)).unwrap());
            rooms.rest();
            assert_eq!(rooms.resting_count(), 0, "stir {number}");
        }
    }
}
