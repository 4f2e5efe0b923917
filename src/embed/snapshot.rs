//! Snapshots for JavaScript, built on the last one: whatever has not changed is the very same object, down to the single message.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use js_sys::Array;
use wasm_bindgen::JsValue;

use super::shapes;
use crate::engine::{
    Health, LocalEcho, Me, Message, Messages, Notification, NotificationsView, Person, RoomId, RoomView, View,
};

/// The last snapshot, and what each part of it was made from.
#[derive(Default)]
pub(super) struct Snapshots {
    user: Option<(Rc<Me>, JsValue)>,
    health: Option<(Rc<Health>, JsValue)>,
    rooms: BTreeMap<RoomId, Room>,
    /// The rooms by their names.
    named: Option<JsValue>,
    /// The messages of all rooms.
    all: Option<Array>,
    notifications: Option<(Rc<NotificationsView>, Array)>,
    snapshot: Option<JsValue>,
    /// Whether a part has become another since the snapshot was made.
    is_behind: bool,
}

struct Room {
    view: Rc<RoomView>,
    messages: Array,
    echoes: Items<LocalEcho>,
    people: Rc<[Person]>,
    people_list: Array,
    object: JsValue,
}

/// Objects by what they were made from.
struct Items<T> {
    from: Rc<[Rc<T>]>,
    list: Array,
}

impl Snapshots {
    /// What there is to see of these rooms.
    pub(super) fn of(&mut self, view: &View, joined: &BTreeSet<RoomId>) -> JsValue {
        let mut changed = match (&self.user, &view.me) {
            (None, None) => false,
            (Some((shown, _)), Some(me)) => !Rc::ptr_eq(shown, me),
            _ => true,
        };
        if changed {
            self.user = view.me.as_ref().map(|me| (Rc::clone(me), shapes::user(me)));
        }
        changed |= self.snapshot.is_none() | std::mem::take(&mut self.is_behind);
        changed |= self.see_health(&view.health);
        changed |= self.see_rooms(view, joined);
        changed |= self.see_notifications(&view.notifications);
        match &self.snapshot {
            Some(same) if !changed => same.clone(),
            _ => {
                let snapshot = self.make();
                self.snapshot.insert(snapshot).clone()
            }
        }
    }

    fn make(&mut self) -> JsValue {
        let user = self.user.as_ref().map_or(JsValue::NULL, |(_, object)| object.clone());
        let health = self.health.as_ref().map_or(JsValue::NULL, |(_, object)| object.clone());
        let empty = || shapes::list(Array::new());
        let objects = || self.rooms.values().map(|room| &room.object).collect();
        let rooms = self.named.get_or_insert_with(|| shapes::rooms(&objects())).clone();
        let messages = self.all.get_or_insert_with(empty).clone();
        let notifications = self.notifications.as_ref().map_or_else(empty, |(_, list)| list.clone());
        shapes::snapshot(user, health, rooms, &messages, &notifications)
    }

    fn see_health(&mut self, health: &Rc<Health>) -> bool {
        let same = self.health.as_ref().is_some_and(|(shown, _)| Rc::ptr_eq(shown, health));
        if !same {
            self.health = Some((Rc::clone(health), shapes::health(health)));
        }
        !same
    }

    /// The health's object, for who is told of it.
    pub(super) fn health(&mut self, health: &Rc<Health>) -> JsValue {
        self.is_behind |= self.see_health(health);
        self.health.as_ref().map_or(JsValue::NULL, |(_, object)| object.clone())
    }

    /// A message's object, as the last snapshot has it; made for itself where that has none. Whoever listens has asked for no snapshot, and
    /// one of a long room costs what the room is long.
    pub(super) fn message(&self, room: RoomId, message: &Rc<Message>) -> JsValue {
        let shown = self.rooms.get(&room).and_then(|shown| {
            let at = shown.view.messages.position(message.id).ok()?;
            Some(shown.messages.get(shapes::count(at)))
        });
        shown.unwrap_or_else(|| shapes::message(message, &room.wire()))
    }

    fn see_rooms(&mut self, view: &View, joined: &BTreeSet<RoomId>) -> bool {
        let (mut changed, mut has_other_messages) = (false, false);
        self.rooms.retain(|room, shown| {
            let stays = joined.contains(room) && view.rooms.contains_key(room);
            changed |= !stays;
            has_other_messages |= !stays && !shown.view.messages.is_empty();
            stays
        });
        for (id, room) in view.rooms.iter().filter(|(id, _)| joined.contains(id)) {
            let shown = self.rooms.get(id).map(|shown| &shown.view);
            if shown.is_some_and(|shown| Rc::ptr_eq(shown, room)) {
                continue;
            }
            changed = true;
            let before = shown.map(|shown| shown.messages.clone()).unwrap_or_default();
            has_other_messages |= before.len() + room.messages.len() > 0 && !before.is_same(&room.messages);
            let shown = self.rooms.remove(id);
            self.rooms.insert(*id, Room::of(room, shown));
        }
        if changed {
            self.named = None;
        }
        if has_other_messages {
            let lists: Array = self.rooms.values().map(|room| &room.messages).collect();
            self.all = Some(shapes::joined(&lists));
        }
        changed
    }

    fn see_notifications(&mut self, view: &Rc<NotificationsView>) -> bool {
        if self.notifications.as_ref().is_some_and(|(shown, _)| Rc::ptr_eq(shown, view)) {
            return false;
        }
        let shown = self.notifications.take();
        let same_of = |one: &Rc<Notification>| {
            let (shown, list) = shown.as_ref()?;
            let at = shown.feed.iter().position(|other| Rc::ptr_eq(other, one))?;
            Some(list.get(shapes::count(at)))
        };
        let list = view.feed.iter().map(|one| same_of(one).unwrap_or_else(|| shapes::notification(one))).collect();
        self.notifications = Some((Rc::clone(view), shapes::list(list)));
        true
    }
}

impl Room {
    fn of(view: &Rc<RoomView>, shown: Option<Self>) -> Self {
        let name = view.id.wire();
        let messages = match &shown {
            Some(shown) if shown.view.messages.is_same(&view.messages) => shown.messages.clone(),
            Some(shown) => messages(&view.messages, &name, &shown.view.messages, &shown.messages),
            None => messages(&view.messages, &name, &Messages::default(), &Array::new()),
        };
        let echoes = match shown.as_ref().map(|shown| &shown.echoes) {
            Some(same) if Rc::ptr_eq(&same.from, &view.echoes) => {
                Items { from: Rc::clone(&same.from), list: same.list.clone() }
            }
            before => {
                let same_of = |echo: &Rc<LocalEcho>| {
                    let before = before?;
                    let at = before.from.iter().position(|other| **other == **echo)?;
                    Some(before.list.get(shapes::count(at)))
                };
                let list = view.echoes.iter().map(|echo| same_of(echo).unwrap_or_else(|| shapes::echo(echo))).collect();
                Items { from: Rc::clone(&view.echoes), list: shapes::list(list) }
            }
        };
        let people_list = match &shown {
            Some(shown) if Rc::ptr_eq(&shown.people, &view.people) => shown.people_list.clone(),
            _ => shapes::list(view.people.iter().map(shapes::person).collect()),
        };
        let object = shapes::room(
            &name,
            shapes::room_status(view.status),
            &messages,
            &echoes.list,
            &people_list,
            shapes::count(view.unread),
        );
        Self { view: Rc::clone(view), messages, echoes, people: Rc::clone(&view.people), people_list, object }
    }
}

/// The list of a room's messages. Both are in the order of their ids, so that one walk finds what stayed.
fn messages(now: &Messages, room: &str, before: &Messages, list: &Array) -> Array {
    let kept = now.same_as(before);
    let mut old = before.range(kept..before.len()).zip(kept..).peekable();
    let added = now.range(kept..now.len()).map(|message| {
        while old.next_if(|(old, _)| old.id < message.id).is_some() {}
        match old.peek().filter(|(old, _)| *old == message) {
            Some((_, at)) => list.get(shapes::count(*at)),
            None => shapes::message(&message, room),
        }
    });
    let added: Array = added.collect();
    shapes::grown(list, shapes::count(kept), &added)
}
