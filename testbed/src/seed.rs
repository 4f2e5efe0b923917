//! The people and things the local world starts with: plausible, small, with texts that need their escaping. Writes
//! only into an empty store.

use std::time::Duration;

use crate::clock::{iso_after_now, iso_before_now};
use crate::escape::{TextEncoding, stored};
use crate::signing::password_hash;
use crate::store::{NewAlert, NewHelpRequest, NewMessage, NewNotification, NewProposal, Store, StoreError, User};

/// Every seeded user's password.
pub(crate) const PASSWORD: &str = "neighbour";

const PEOPLE: [(&str, &str, &str); 5] = [
    ("ana", "Ana", "Two kids, one ladder, happy to lend it."),
    ("ben", "Ben", "Retired electrician, knows everyone on Elm Street."),
    ("chloe", "Chloe", "Nurse on nights. Text first, please."),
    ("david", "David O'Neil", "Bakes too much bread & shares it."),
    ("elif", "Elif", "New here since spring."),
];

/// Title, description, category, urgency, status, requester, helper, hours ago, place.
#[allow(clippy::type_complexity, reason = "one table, read as one")]
const REQUESTS: [(&str, &str, &str, &str, &str, usize, Option<usize>, u64, Option<(&str, &str)>); 7] = [
    (
        "Lift to the clinic on Tuesday",
        "My knee appointment is at 9:30 and the bus doesn't stop there any more.",
        "transport",
        "high",
        "in_progress",
        0,
        Some(1),
        50,
        Some(("40.71280000", "-74.00600000")),
    ),
    (
        "Groceries for Mrs. Okafor",
        "She's home from hospital. List & money are with me, about 20 minutes of your time.",
        "groceries",
        "medium",
        "open",
        1,
        None,
        30,
        Some(("40.71421000", "-74.00132000")),
    ),
    (
        "Fallen branch across the footpath",
        "Corner of Elm and 3rd, too heavy for one. Bring a saw if you have one.",
        "outdoors",
        "high",
        "open",
        2,
        None,
        9,
        Some(("40.71034000", "-74.00911000")),
    ),
    (
        "Help reading a letter from the council",
        "It is about parking permits & I am not sure what <they> want from me.",
        "paperwork",
        "low",
        "open",
        4,
        None,
        5,
        None,
    ),
    (
        "Water in the cellar of No. 14",
        "The pump gave up. We need hands, buckets and anyone who knows pumps.",
        "emergency",
        "critical",
        "in_progress",
        3,
        Some(2),
        2,
        Some(("40.70988000", "-74.01120000")),
    ),
    (
        "Walk Biscuit while I'm away",
        "Friendly, old, slow. Mornings only, Thursday to Sunday.",
        "pets",
        "low",
        "completed",
        0,
        Some(3),
        200,
        None,
    ),
    (
        "Chairs for the street party",
        "Thirty would be wonderful, any kind. I can collect them with the cargo bike.",
        "community",
        "medium",
        "open",
        3,
        None,
        26,
        None,
    ),
];

/// Room, sender, minutes ago, text.
const MESSAGES: [(usize, usize, u64, &str); 14] = [
    (0, 0, 2900, "Hello! Is anyone driving towards the clinic on Tuesday morning?"),
    (0, 1, 2880, "I can take you. Shall I ring at 9?"),
    (1, 1, 1700, "The list is short: milk, bread, soup & her newspaper."),
    (0, 0, 1500, "9 is perfect. I'll wait downstairs, it's the green door."),
    (0, 1, 1495, "👍"),
    (5, 0, 9000, "Biscuit says thank you!"),
    (1, 4, 1400, "I could go tomorrow after work, around six?"),
    (4, 3, 115, "It's about 10 cm deep now and rising slowly."),
    (4, 2, 110, "On my way with two buckets and the neighbour's pump."),
    (2, 2, 500, "Photo is on the notice board. The branch is < 5 m but thick."),
    (4, 3, 100, "Thank you! Use the side gate, the front is blocked."),
    (2, 1, 480, "I have a saw and an hour at noon."),
    (0, 1, 60, "Still on for Tuesday? Traffic looks fine: https://example.org/roads?from=elm&to=clinic"),
    (0, 0, 55, "Yes, thank you so much, \"taxi\" Ben."),
];

/// User, kind, hours ago, read, text.
const NOTIFICATIONS: [(usize, &str, u64, bool, &str); 7] = [
    (0, "help_request", 49, true, "Ben offered to help with \"Lift to the clinic on Tuesday\""),
    (0, "proposal", 20, false, "New proposal: Benches along the river walk"),
    (0, "crisis_alert", 3, false, "Flood warning near Mill Lane"),
    (1, "help_request", 29, true, "Elif answered \"Groceries for Mrs. Okafor\""),
    (1, "vote", 6, false, "Your proposal \"Slow traffic on Elm Street\" has a new vote"),
    (2, "crisis_alert", 3, false, "Flood warning near Mill Lane"),
    (3, "help_request", 2, false, "Chloe is on her way to No. 14"),
];

/// Fills an empty store.
pub(crate) fn seed(store: &Store, encoding: TextEncoding) -> Result<(), StoreError> {
    let hours = |hours: u64| iso_before_now(Duration::from_secs(hours * 3600));
    let text = |text: &str| stored(text, encoding);

    let mut people = Vec::new();
    for (name, username, bio) in PEOPLE {
        let email = format!("{name}@glx.test");
        let hash = password_hash(&email, PASSWORD);
        let user =
            User { id: 0, email, username: text(username), avatar_url: None, bio: text(bio), created_at: hours(900) };
        people.push(store.add_user(&user, &hash)?);
    }

    let mut rooms = Vec::new();
    for (title, description, category, urgency, status, requester, helper, ago, place) in REQUESTS {
        rooms.push(store.add_help_request(&NewHelpRequest {
            requester: people[requester],
            helper: helper.map(|helper| people[helper]),
            title: &text(title),
            description: &text(description),
            category,
            urgency,
            status,
            place,
            created_at: &hours(ago),
        })?);
    }

    let messages: Vec<NewMessage> = MESSAGES
        .iter()
        .map(|(room, sender, ago, said)| NewMessage {
            room: rooms[*room],
            sender: people[*sender],
            text: text(said),
            client_id: None,
            created_at: iso_before_now(Duration::from_secs(ago * 60)),
        })
        .collect();
    store.add_messages(&messages)?;

    for (user, kind, ago, read, message) in NOTIFICATIONS {
        let (message, created_at) = (text(message), hours(ago));
        store.add_notification(&NewNotification {
            user: people[user],
            kind,
            message: &message,
            read,
            created_at: &created_at,
        })?;
    }
    proposals(store, &people, text)?;
    alerts(store, &people, text)
}

fn proposals(store: &Store, people: &[i64], text: impl Fn(&str) -> String) -> Result<(), StoreError> {
    let days = |days: u64| Duration::from_secs(days * 86_400);
    let rows = [
        (1, "Slow traffic on Elm Street", "20 km/h & two raised crossings by the school.", "mobility", true),
        (2, "Benches along the river walk", "Six benches, each within 150 m of the next.", "public_space", true),
        (0, "Compost point behind the library", "Opened in spring; this vote is over.", "environment", false),
    ];
    let mut ids = Vec::new();
    for (creator, title, description, category, open) in rows {
        ids.push(store.add_proposal(&NewProposal {
            creator: people[creator],
            title: &text(title),
            description: &text(description),
            category,
            deadline: &if open { iso_after_now(days(9)) } else { iso_before_now(days(3)) },
            status: if open { "active" } else { "closed" },
            created_at: &iso_before_now(days(12)),
        })?);
    }
    let now = iso_before_now(days(1));
    store.vote(ids[0], people[3], "for", &now)?;
    store.vote(ids[0], people[4], "against", &now)?;
    store.vote(ids[1], people[3], "for", &now)?;
    Ok(())
}

fn alerts(store: &Store, people: &[i64], text: impl Fn(&str) -> String) -> Result<(), StoreError> {
    let hours = |hours: u64| iso_before_now(Duration::from_secs(hours * 3600));
    for (creator, title, description, severity, place, radius, status, ago) in [
        (
            2,
            "Heat: cool room open",
            "The library's reading room is open & cooled until 22:00.",
            "medium",
            ("40.71530000", "-74.00480000"),
            2500,
            "resolved",
            60,
        ),
        (
            3,
            "Flood warning near Mill Lane",
            "Water rises in cellars. Move cars, don't use lifts, check on your neighbours.",
            "high",
            ("40.70988000", "-74.01120000"),
            800,
            "active",
            3,
        ),
    ] {
        store.add_alert(&NewAlert {
            creator: people[creator],
            title: &text(title),
            description: &text(description),
            severity,
            place,
            radius,
            status,
            created_at: &hours(ago),
        })?;
    }
    Ok(())
}
