//! The breakages. Each is one place in the engine, and names what people would suffer from it.

use super::Mutant;

pub(super) const MUTANTS: &[Mutant] = &[
    Mutant {
        file: "timeline.rs",
        find: "let place = self.rows.position(incoming.id);",
        replace: "let place = Err::<usize, usize>(self.rows.position(incoming.id).unwrap_or_else(|at| at));",
        breaks: "no dedupe: a message that is here is taken in once more",
    },
    Mutant {
        file: "timeline.rs",
        find: "self.rows.insert(at, message);\n                Arrival::New",
        replace: "let _ = at; self.rows.insert(self.rows.len(), message);\n                Arrival::New",
        breaks: "order by arrival instead of by id",
    },
    Mutant {
        file: "room.rs",
        find: "self.synced = false;\n            self.confirmed_at = acts.last_call();\n            self.people.forget_who_is_here();\n            self.history.want_now();",
        replace: "self.synced = self.loaded;\n            self.confirmed_at = acts.last_call();\n            self.people.forget_who_is_here();\n            if !self.loaded { self.history.want_now(); }",
        breaks: "no catch-up after a channel is subscribed again",
    },
    Mutant {
        file: "catch_up.rs",
        find: "if self.is_live() || self.history.failure().is_some() {",
        replace: "if true {",
        breaks: "live messages are not held until the history is merged",
    },
    Mutant {
        file: "catch_up.rs",
        find: "self.subscription.is_live() && call > self.confirmed_at;",
        replace: "self.subscription.is_live();",
        breaks: "a history from before the subscription makes a room live",
    },
    Mutant {
        file: "shown.rs",
        find: "synced: rooms.clone().all(Room::is_live),",
        replace: "synced: true,",
        breaks: "live is shown before every room has caught up",
    },
    Mutant {
        file: "outbox.rs",
        find: "entry.set(SendState::Unknown);\n            return Aftermath::LookUp;",
        replace: "entry.set(SendState::Waiting(None));\n            return Aftermath::Nothing;",
        breaks: "a send whose answer was lost is repeated without a look",
    },
    Mutant {
        file: "outbox.rs",
        find: "None if stored.attempted => SendState::Unknown,",
        replace: "None if stored.attempted => SendState::Waiting(None),",
        breaks: "the same after a reload",
    },
    Mutant {
        file: "outbox.rs",
        find: "if self.entries.iter().any(Entry::is_under_way) {\n            return None;\n        }\n        let head = self.entries.iter_mut().find(|entry| !entry.is_failed())?;",
        replace: "let head = self.entries.iter_mut().find(|entry| !entry.is_failed() && !entry.is_under_way())?;",
        breaks: "sends are not made one at a time",
    },
    Mutant {
        file: "local_echo.rs",
        find: "newer && self.matched.is_none()",
        replace: "(newer || true) && self.matched.is_none()",
        breaks: "an old message with the same words is taken for a lost send",
    },
    Mutant {
        file: "room.rs",
        find: "self.store(\"outbox\", value, acts);",
        replace: "let _ = (value, acts);",
        breaks: "the outbox is not stored",
    },
    Mutant {
        file: "wire/failure.rs",
        find: "self.is_ambiguous() || self.is_for_the_gate()",
        replace: "true",
        breaks: "what the site refused for good is tried again",
    },
    Mutant {
        file: "room.rs",
        find: "if self.kept.read_up_to < Some(up_to) {",
        replace: "if self.kept.read_up_to != Some(up_to) {",
        breaks: "read state goes back",
    },
    Mutant {
        file: "room_view.rs",
        find: "messages.others_from(messages.after(self.kept.read_up_to))",
        replace: "messages.len() - messages.after(self.kept.read_up_to)",
        breaks: "own messages count as unread",
    },
    Mutant {
        file: "subscription.rs",
        find: "if self.question.as_ref().is_none_or(|question| question.id != id) {",
        replace: "if false {",
        breaks: "an authorization for the old socket is used on the new one",
    },
    Mutant {
        file: "subscription.rs",
        find: "acts.push(Effect::Unsubscribe(self.channel));\n        self.refuse_question(\"this channel was left\", acts);",
        replace: "self.refuse_question(\"this channel was left\", acts);",
        breaks: "a room that was left stays subscribed",
    },
    Mutant {
        file: "heartbeat.rs",
        find: "const QUIET: Millis = 8_000;",
        replace: "const QUIET: Millis = 80_000_000;",
        breaks: "no heartbeat: a dead link is called live",
    },
    Mutant {
        file: "connection.rs",
        find: "_ => (3_800, 4_800),",
        replace: "_ => (0, 10),",
        breaks: "no wait between attempts to connect",
    },
    Mutant {
        file: "api.rs",
        find: "goes_first && passes && self.pause(now).is_none()",
        replace: "goes_first && passes",
        breaks: "the time that the site wants to be left alone is ignored",
    },
    Mutant {
        file: "allowance.rs",
        find: "self.left(now) >= self.enough()\n",
        replace: "now < u64::MAX\n",
        breaks: "calls that nobody asked for are not counted",
    },
    Mutant {
        file: "room_calls.rs",
        find: "now >= self.check_at {",
        replace: "now == 0 {",
        breaks: "no check for what was lost without a sign",
    },
    Mutant {
        file: "feed.rs",
        find: "if self.feed_check_at().is_some_and(|at| self.acts.now.mono >= at) {",
        replace: "if false {",
        breaks: "no check for notifications that were lost without a sign",
    },
    Mutant {
        file: "shown.rs",
        find: "arrives: !rooms.clone().any(|room| room.arrivals.are_missing()),",
        replace: "arrives: true,",
        breaks: "live is shown although messages come in without their events",
    },
    Mutant {
        file: "catch_up.rs",
        find: "if is_check && is_new && self.could_be_broadcast(id) {",
        replace: "if false {",
        breaks: "what a check finds is not held against the events",
    },
    Mutant {
        file: "arrivals.rs",
        find: "self.missing &= self.watched > 0;",
        replace: "self.missing = false;",
        breaks: "one check that finds nothing is taken for proof that events arrive",
    },
    Mutant {
        file: "stay.rs",
        find: "self.acts.push(Effect::ForgetStored(user));",
        replace: "",
        breaks: "what the device keeps stays after signing out",
    },
    Mutant {
        file: "stay.rs",
        find: "self.rooms = Rooms::default();",
        replace: "let _ = Rooms::default();",
        breaks: "rows of the former user stay after signing out",
    },
];
