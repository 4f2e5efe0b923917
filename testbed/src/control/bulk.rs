//! Much at once, for measurements: rooms of up to a million messages, messages at a steady pace, and the room as it was before.
//! The texts depend on nothing but their number, so that everything measured has the same rows.

use std::sync::LazyLock;
use std::time::Duration;

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::time::{Instant, MissedTickBehavior, interval};

use super::traffic::{known_user, room_number, row};
use super::{ControlError, Controlled, read};
use crate::api::new_message;
use crate::clock::{iso_before_now, now_iso, since_epoch};
use crate::escape::{TextEncoding, stored};
use crate::publish::Event;
use crate::store::{NewHelpRequest, NewMessage, User};
use crate::world::{Shared, World, lock};

/// So many rows are held in memory at a time.
const CHUNK: u32 = 20_000;
/// Between two of them, in seconds: a hundred thousand reach 23 days back.
const APART: u64 = 20;
/// How often a flow sends what is due.
const TICK: Duration = Duration::from_millis(10);

/// What people say, from a word to a few lines; `{n}` stands for the message's number, which makes each one findable.
const SAID: [&str; 12] = [
    "Yes. ({n})",
    "I can take you on Tuesday, shall I ring at nine? ({n})",
    "The list is short: milk, bread, soup & her newspaper. ({n})",
    "👍 ({n})",
    "Photo is on the notice board. The branch is < 5 m but thick, so bring the long saw and somebody who holds the ladder. ({n})",
    "On my way. ({n})",
    "Traffic looks fine: https://example.org/roads?from=elm&to=clinic ({n})",
    "Thank you so much, \"taxi\" Ben. ({n})",
    "It's about 10 cm deep now and rising slowly.\nUse the side gate, the front is blocked. ({n})",
    "Does anyone have a spare key for number 14? Mrs. Okafor is locked out, it's cold, and her daughter only comes home at six. \
     I can bring tea meanwhile, and if nobody answers within the hour I'll call the locksmith on Mill Lane. ({n})",
    "Done! ({n})",
    "I have a saw and an hour at noon, who's in? ({n})",
];

/// What no two messages have alike: a list that squeezes its texts must not find the same twelve again and again.
static WORDS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    "street ladder Friday bakery garden kettle neighbour bicycle afternoon pump candle window rain school seven \
     blue parcel doctor bridge quiet morning shovel tomorrow lift stairs petrol cat umbrella noon market plumber \
     key river tea sandbags library walk grandson corner light fence hammer choir bread upstairs green wheelchair \
     gate number please again early roof dog medicine cellar torch van evening hall blanket phone spare mill"
        .split(' ')
        .collect()
});

fn said(number: u64, encoding: TextEncoding) -> String {
    // A step that shares no factor with the count, so that lengths do not come in a regular pattern of their senders.
    let place = usize::try_from(number * 7 % SAID.len() as u64).unwrap_or_default();
    // The steps of a linear congruence, so that a number always has the same words.
    let mut state = number.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let words = (0..state >> 61).map(|_| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        WORDS[usize::try_from(state >> 58).unwrap_or_default() % WORDS.len()]
    });
    let own = words.collect::<Vec<_>>().join(" ");
    stored(&SAID[place].replace("({n})", format!("{own} (#{number})").trim_start()), encoding)
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Rooms {
    user_id: i64,
    count: u32,
}

/// `POST /testbed/rooms`: new help requests of a user, all at once.
pub(super) async fn rooms(State(world): State<Shared>, Json(wanted): Json<Rooms>) -> Controlled {
    let user = known_user(&world, wanted.user_id)?;
    let mut ids = Vec::new();
    for number in 1..=wanted.count {
        ids.push(world.store.add_help_request(&NewHelpRequest {
            requester: user.id,
            helper: None,
            title: &format!("Help request {number}"),
            description: "One of many.",
            category: "community",
            urgency: "low",
            status: "open",
            place: None,
            created_at: &now_iso(),
        })?);
    }
    Ok(Json(json!({ "ids": ids })))
}

#[derive(Debug, Deserialize)]
pub(super) struct Fill {
    room: Value,
    count: u32,
}

/// `POST /testbed/fill`: so many messages of everybody who lives here, as if said over the last days. Nothing is broadcast.
pub(super) async fn fill(State(world): State<Shared>, body: Bytes) -> Controlled {
    let wanted: Fill = read(&body, r#"{"room": 121, "count": 1000}"#)?;
    let room = open_room(&world, &wanted.room)?;
    let users = world.store.users()?;
    let encoding = lock(&world.switches).text_encoding;
    let filled = tokio::task::spawn_blocking(move || {
        let mut last = None;
        for start in (0..wanted.count).step_by(CHUNK as usize) {
            let numbers = start..wanted.count.min(start.saturating_add(CHUNK));
            let rows: Vec<NewMessage> = numbers
                .map(|number| NewMessage {
                    room,
                    sender: sender(&users, u64::from(number)).id,
                    text: said(u64::from(number) + 1, encoding),
                    client_id: None,
                    created_at: iso_before_now(Duration::from_secs(u64::from(wanted.count - number) * APART)),
                })
                .collect();
            last = world.store.add_messages(&rows)?.last().copied().or(last);
        }
        Ok::<_, ControlError>(last)
    });
    let last = filled.await.map_err(|error| ControlError::Wrong(error.to_string()))??;
    Ok(Json(json!({ "count": wanted.count, "lastId": last.map(|id| id.to_string()) })))
}

/// People say two or three things in a row.
fn sender(users: &[User], number: u64) -> &User {
    let runs = number * 2 / 5;
    &users[usize::try_from(runs % users.len() as u64).unwrap_or_default()]
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Flow {
    room: Value,
    /// Whose browser is measured: all others speak.
    reader_id: i64,
    /// Messages in a second.
    rate: f64,
    count: u64,
    /// The number of the first.
    #[serde(default)]
    from: u64,
}

/// `POST /testbed/flow`: messages at a steady pace, saved and broadcast. Answers when the last is out, with the moment at which
/// each was given to the Pusher server, in milliseconds since 1970.
pub(super) async fn flow(State(world): State<Shared>, Json(wanted): Json<Flow>) -> Controlled {
    let room = open_room(&world, &wanted.room)?;
    let users: Vec<User> = world.store.users()?.into_iter().filter(|user| user.id != wanted.reader_id).collect();
    if users.is_empty() || wanted.rate <= 0.0 {
        return Err(ControlError::Wrong(String::from("a flow needs somebody who speaks, and a rate above 0")));
    }
    let encoding = lock(&world.switches).text_encoding;
    let mut sent: Vec<f64> = Vec::new();
    let mut pace = interval(TICK);
    pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let started = Instant::now();
    let mut next = 0;
    while next < wanted.count {
        pace.tick().await;
        #[allow(clippy::cast_sign_loss, clippy::cast_possible_truncation, reason = "a count of messages that are due")]
        let due = (started.elapsed().as_secs_f64() * wanted.rate) as u64 + 1;
        let due = due.min(wanted.count);
        if due <= next {
            continue;
        }
        let new: Vec<NewMessage> = (next..due)
            .map(|at| NewMessage {
                room,
                sender: sender(&users, at).id,
                text: said(wanted.from + at, encoding),
                client_id: None,
                created_at: now_iso(),
            })
            .collect();
        let ids = world.store.add_messages(&new)?;
        let events: Vec<Event> = ids
            .iter()
            .zip(new)
            .enumerate()
            .map(|(at, (id, new))| new_message(&row(*id, new, sender(&users, next + at as u64))))
            .collect();
        let now = since_epoch().as_secs_f64() * 1000.0;
        sent.extend(events.iter().map(|_| now));
        world.publisher.publish_all(&events).await?;
        next = due;
    }
    Ok(Json(json!({ "count": sent.len(), "sent": sent, "ms": started.elapsed().as_secs_f64() * 1000.0 })))
}

#[derive(Debug, Deserialize)]
pub(super) struct After {
    after: i64,
}

/// `DELETE /testbed/rooms/{id}/messages?after=ID`: what came after a message was never said.
pub(super) async fn unsay(
    State(world): State<Shared>,
    Path(id): Path<String>,
    Query(After { after }): Query<After>,
) -> Controlled {
    let removed = world.store.remove_messages_after(room_number(&id.into())?, after)?;
    Ok(Json(json!({ "removed": removed })))
}

fn open_room(world: &World, room: &Value) -> Result<i64, ControlError> {
    let room = room_number(room)?;
    match world.store.has_help_request(room)? {
        true => Ok(room),
        false => Err(ControlError::Wrong(format!("there is no help request {room}"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_is_said_and_carries_its_number() {
        let texts: Vec<String> = (1..=12).map(|number| said(number, TextEncoding::Plain)).collect();
        for (at, text) in texts.iter().enumerate() {
            assert!(text.ends_with(&format!("(#{})", at + 1)), "{text}");
        }
        let mut lengths: Vec<usize> = texts.iter().map(|text| text.len()).collect();
        lengths.sort_unstable();
        lengths.dedup();
        assert!(lengths.len() > 8, "texts of many lengths: {lengths:?}");
    }
}
