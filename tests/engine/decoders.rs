//! Every decoder against valid payloads that were damaged at random: no panic, and whatever comes out keeps the rules of its type.

use glx_realtime::engine::wire::{
    TextEncoding, Token, classify, clean_outgoing, decode_auth, decode_help_requests, decode_history, decode_log_in,
    decode_member, decode_new_message, decode_notice, decode_notices, decode_profile, decode_sent, escape,
    parse_timestamp, wire_size,
};
use glx_realtime::engine::{Answer, Channel, ClientId, MAX_ID, Random, RoomId};

use crate::world::room;

const ROUNDS: u64 = 4_000;

/// What damage is made of: bits of JSON, numbers at the edges, text that is hard to cut.
const PIECES: [&str; 34] = [
    "null",
    "true",
    "0",
    "-1",
    "1.5",
    "1e400",
    "9007199254740991",
    "9007199254740992",
    "18446744073709551616",
    "\"\"",
    "[]",
    "{}",
    "[",
    "}",
    "\"",
    ",",
    ":",
    "\\",
    "\\u0000",
    "\\ud800",
    "é",
    "🙂",
    "\u{202e}",
    "\u{feff}",
    "&amp;",
    "&#x27;",
    "&",
    "help_request_1",
    "../",
    "NaN",
    "__proto__",
    "2026-01-01T00:00:00.12é",
    "+02",
    "\u{0}",
];

fn damage(random: &mut Random, valid: &str) -> String {
    let mut chars: Vec<char> = valid.chars().collect();
    for _ in 0..random.between(1, 4) {
        let at = pick(random, chars.len() + 1);
        let until = (at + pick(random, 12)).min(chars.len());
        let piece = PIECES[pick(random, PIECES.len())].chars();
        match random.between(0, 5) {
            0 => drop(chars.splice(at..until, [])),
            1 => drop(chars.splice(at..at, piece)),
            2 => drop(chars.splice(at..until, piece)),
            3 => chars.truncate(at),
            4 => {
                let copy: Vec<_> = chars[at..until].to_vec();
                drop(chars.splice(at..at, copy));
            }
            // A whole value becomes another: what a careless backend does.
            _ => {
                let from = (at..chars.len()).find(|at| chars[*at] == ':').map_or(at.min(chars.len()), |at| at + 1);
                let to = (from..chars.len()).find(|at| ",}]".contains(chars[*at])).unwrap_or(chars.len());
                drop(chars.splice(from..to, piece));
            }
        }
    }
    chars.into_iter().collect()
}

fn pick(random: &mut Random, below: usize) -> usize {
    let most = u64::try_from(below.max(1) - 1).expect("small");
    usize::try_from(random.between(0, most)).expect("small")
}

/// Runs a decoder over damaged payloads. It has to refuse some and take some: else the damage is too little or too much.
fn against_damage(valid: &[&str], mut decode: impl FnMut(&str) -> bool) {
    let mut random = Random::new(7);
    let (mut taken, mut refused) = (0, 0);
    for valid in valid {
        assert!(decode(valid), "the payload is valid: {valid}");
        for _ in 0..ROUNDS {
            if decode(&damage(&mut random, valid)) { taken += 1 } else { refused += 1 }
        }
    }
    assert!(taken > 50 && refused > 50, "taken {taken}, refused {refused}");
}

#[test]
fn new_message() {
    let valid = [
        r#"{"id":"42","content":"Tom &amp; Jerry","userId":7,"username":"ana","timestamp":"2026-01-01T00:00:00.000Z","type":"chat","roomId":"help_request_1"}"#,
        r#"{"id":42,"content":"x","userId":"7","username":"ana","timestamp":"2026-01-01 00:00:00","clientId":"c0-1"}"#,
    ];
    against_damage(&valid, |data| {
        let Ok(message) = decode_new_message(room(1), data, TextEncoding::Escaped) else { return false };
        assert!((1..=MAX_ID).contains(&message.id.get()));
        assert!(message.user.is_some_and(|user| (1..=MAX_ID).contains(&user.get())));
        message.client_id.into_iter().for_each(|id| id_is_plain(&id));
        assert!(!data.contains("\"roomId\":\"help_request_2\""));
        true
    });
}

#[test]
fn history() {
    let rows = r#"[{"id":3,"message":"a","sender_username":"ben","sender_avatar":null,"created_at":"2026-01-01T00:00:00.000Z"},{"id":9,"message":"b","sender_username":"ana","userId":7,"clientId":"c0-1"}]"#;
    let enveloped = format!(r#"{{"success":true,"data":{rows},"api_version":"1"}}"#);
    against_damage(&[rows, &enveloped], |body| {
        let Ok(page) = decode_history(body, TextEncoding::Escaped) else { return false };
        assert!(page.messages.windows(2).all(|pair| pair[0].id < pair[1].id), "ids rise, each once");
        assert!(page.messages.iter().all(|row| row.id.get() <= MAX_ID));
        true
    });
}

#[test]
fn joined_and_left() {
    against_damage(&[r#"{"userId":7,"username":"ana","timestamp":"2026-01-01T00:00:00.000Z"}"#], |data| {
        decode_member(data, TextEncoding::Escaped).is_ok_and(|member| (1..=MAX_ID).contains(&member.user.get()))
    });
}

#[test]
fn notifications() {
    let one = r#"{"id":"9","type":"crisis_alert","message":"fire","timestamp":"2026-01-01T00:00:00.000Z","title":"x","read":false}"#;
    let list = format!(r#"{{"success":true,"notifications":[{one},{one}]}}"#);
    against_damage(&[one], |data| decode_notice(data).is_ok_and(|notice| (1..=MAX_ID).contains(&notice.id.get())));
    against_damage(&[&list], |body| {
        decode_notices(body).is_ok_and(|list| list.iter().all(|one| one.id.get() <= MAX_ID))
    });
}

#[test]
fn answers_to_calls() {
    against_damage(
        &[r#"{"success":true,"messageId":"42","timestamp":"2026-01-01T00:00:00.000Z","api_version":"1"}"#],
        |body| decode_sent(body).is_ok_and(|sent| (1..=MAX_ID).contains(&sent.id.get())),
    );
    against_damage(&[r#"{"auth":"key:signature","channel_data":"{\"user_id\":\"7\"}"}"#], |body| {
        decode_auth(body).is_ok()
    });
    against_damage(&[r#"{"success":true,"data":{"id":7,"username":"ana","avatar_url":null}}"#], |body| {
        decode_profile(body, TextEncoding::Escaped).is_ok_and(|me| (1..=MAX_ID).contains(&me.user.get()))
    });
    let requests = r#"{"success":true,"data":[{"id":1,"title":"Tom &amp; Jerry","description":null,"urgency":"high","created_at":"x"}],"pagination":{}}"#;
    against_damage(&[requests], |body| {
        decode_help_requests(body, TextEncoding::Escaped)
            .is_ok_and(|list| list.iter().all(|request| RoomId::parse(&request.room.wire()) == Ok(request.room)))
    });
}

#[test]
fn tokens() {
    // {"userId":7,"iat":1700000000,"exp":1700600000}
    let token = "eyJhbGciOiJIUzI1NiJ9.eyJ1c2VySWQiOjcsImlhdCI6MTcwMDAwMDAwMCwiZXhwIjoxNzAwNjAwMDAwfQ.c2ln";
    against_damage(&[token], |text| {
        let Ok(token) = Token::parse(text) else { return false };
        assert!((1..=MAX_ID).contains(&token.claims().user.get()));
        assert_eq!(token.secret(), text);
        assert!(!format!("{token:?}").contains(text));
        true
    });
    let answer = format!(r#"{{"success":true,"data":{{"token":"{token}","userId":7,"emailVerified":true}}}}"#);
    against_damage(&[&answer], |body| decode_log_in(body).is_ok());
}

#[test]
fn failures() {
    let bodies = [
        r#"{"error":"Invalid token"}"#,
        r#"{"success":false,"error":{"message":"No","statusCode":403,"csrfRequired":true,"blocked":false}}"#,
        r#"{"error":{"attacksDetected":[{"type":"sql","severity":"high","description":"SQL"}]}}"#,
        "<!doctype html><p>Cannot GET",
    ];
    let mut random = Random::new(7);
    for body in bodies {
        for _ in 0..ROUNDS {
            let status = u16::try_from(random.between(0, 700)).expect("small");
            let body = damage(&mut random, body);
            let outcome = classify(Ok(Answer { status, body: body.clone(), ..Answer::default() }));
            match outcome {
                Ok(text) => assert!((200..300).contains(&status) && text == body),
                Err(failure) => {
                    let told = failure.to_string();
                    assert!(!told.is_empty() && told.chars().count() < 300, "{told}");
                    assert!(!told.chars().any(char::is_control));
                }
            }
        }
    }
}

#[test]
fn names_and_times() {
    against_damage(&["private-help-request-7", "private-user-notifications-12"], |name| {
        Channel::parse(name).is_ok_and(|channel| channel.to_string() == name)
    });
    against_damage(&["help_request_123", "123"], |text| {
        let Ok(room) = RoomId::parse(text) else { return false };
        assert!(text == room.wire() || text == room.to_string());
        true
    });
    against_damage(&["c0123456789abcdef-12"], |text| ClientId::parse(text).map(|id| id_is_plain(&id)).is_ok());
    against_damage(&["2026-11-23T19:22:50.123Z", "2026-11-23 19:22:50+02:00", "2026-11-23T19:22:50.1-0230"], |text| {
        parse_timestamp(text).is_some_and(|at| (0..253_402_300_800_000 + 1_000_000_000_000).contains(&at) || at < 0)
    });
}

#[test]
fn text_of_every_kind() {
    let mut random = Random::new(7);
    for _ in 0..4 * ROUNDS {
        let typed = damage(&mut random, "Tom & Jerry's <b>\"shed\"</b> &amp; 🙂\n\t");
        assert_eq!(TextEncoding::Escaped.decode(&escape(&typed)), typed, "there and back");
        assert_eq!(TextEncoding::Plain.decode(&typed), typed);
        let Some(clean) = clean_outgoing(&typed) else { continue };
        assert_eq!(clean_outgoing(&clean).as_deref(), Some(&*clean), "clean is clean");
        assert!(!clean.contains('\0') && !clean.contains('\r'));
        let on_the_wire = serde_json::to_string(&escape(&clean)).expect("a text");
        assert_eq!(wire_size(&clean), on_the_wire.len() - 2, "{clean:?}");
    }
}

fn id_is_plain(id: &ClientId) {
    let text = id.as_str();
    assert!(
        (1..=64).contains(&text.len())
            && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
    );
}
