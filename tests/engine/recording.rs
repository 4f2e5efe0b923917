//! Every failure can be replayed: a recording run again gives the same states and asks for the same, with texts and without, and says
//! nothing that is nobody else's business.

use std::fmt::Write;

use glx_realtime::engine::recording::{NotARecording, Recording, Texts};
use glx_realtime::engine::{Answer, AuthId, CallId, Config, Effect, Engine, Input, Now, SendState, UserId, View};

use crate::simulation::{Run, played};
use crate::world::{BEN, Fault, World, room};

const SALT: u64 = 0x5a17;

/// What an engine shows and asks for, without texts.
fn trail(view: &View, effects: &[Effect]) -> String {
    let mut trail = format!("{:?}", view.health.status);
    for (id, room) in view.rooms.iter() {
        let rows: Vec<_> = room.messages.iter().map(|row| (row.id, row.mine)).collect();
        let echoes: Vec<_> = room.echoes.iter().map(|echo| (&echo.client_id, state(&echo.state))).collect();
        let _ = write!(trail, " {id}: {:?} {rows:?} {echoes:?} {}", room.status, room.unread);
    }
    for effect in effects {
        match effect {
            Effect::Call { id, request } => drop(write!(trail, " {id:?} {}", request.path)),
            Effect::Store { key, value } => drop(write!(trail, " {key} {}", value.is_some())),
            Effect::AnswerAuth { id, answer } => drop(write!(trail, " {id:?} {}", answer.is_ok())),
            other => drop(write!(trail, " {other:?}")),
        }
    }
    trail
}

fn state(state: &SendState) -> String {
    match state {
        SendState::Failed(failure) => format!("failed {:?}", std::mem::discriminant(failure)),
        SendState::Waiting(failure) => format!("waiting {:?}", failure.as_ref().map(std::mem::discriminant)),
        other => format!("{other:?}"),
    }
}

fn replay(text: &str) -> (Engine, Vec<String>) {
    let recording = Recording::parse(text).expect("a recording");
    let mut engine = recording.engine();
    let steps = recording.inputs.into_iter().map(|(now, input)| {
        let effects = engine.handle(now, input);
        trail(&engine.view(), &effects)
    });
    let steps = steps.collect();
    (engine, steps)
}

/// What has happened to this engine happens again from its recording.
pub(crate) fn replays(engine: &mut Engine) {
    let (mut again, steps) = replay(&engine.recording(Texts::Kept, SALT));
    let (view, same) = (engine.view(), again.view());
    assert_eq!(same.rooms, view.rooms);
    assert_eq!(same.health, view.health);
    assert_eq!(same.notifications, view.notifications);
    let (_, hidden) = replay(&engine.recording(Texts::Hashed, SALT));
    assert_eq!(hidden.len(), steps.len());
    for (at, (hidden, kept)) in hidden.iter().zip(&steps).enumerate() {
        assert_eq!(hidden, kept, "step {at} goes another way where texts are hidden");
    }
}

/// A day with everything in it that a recording has to get right.
fn eventful(mut world: World) -> World {
    world.sign_in();
    world.join(1);
    world.run(3_000);
    let texts = ["plain", "Tom & Jerry's <b>", "  blanks  ", "a -- b", "日本語 🎉", "\"&amp;\"", "ok", "no"];
    for text in texts {
        world.says(BEN, 1, text);
        world.fault("/chat/send", Fault::AnswerLost);
        world.send(1, text);
        world.run(2_000);
    }
    world.fault("/chat/send", Fault::Answer(403, r#"{"error":{"message":"Unauthorized channel access"}}"#.into()));
    world.send(1, "refused");
    world.fault("/chat/1/messages", Fault::Answer(200, "<html>secret page".into()));
    world.cut(0);
    world.feed(Input::Draft(room(1), "half a secret".into()));
    world.notify("secret notice");
    world.run(60_000);
    world
}

#[test]
fn a_recording_gives_the_same_states_with_texts_and_without() {
    for mut world in [World::new(), World::plain()] {
        world.says(BEN, 1, "secret & before");
        let mut world = eventful(world);
        replays(&mut world.clients[0].engine);
        world.reload(0, &[1]);
        world.run(10_000);
        replays(&mut world.clients[0].engine);
    }
}

#[test]
fn what_anybody_wrote_is_not_in_it() {
    let mut world = World::new();
    world.says(BEN, 1, "secret words");
    world.backend.users.insert(BEN, "benjamin".into());
    let mut world = eventful(world);
    world.reload(0, &[1]);
    world.run(10_000);
    let told = world.clients[0].engine.recording(Texts::Hashed, SALT);
    for secret in
        ["secret", "Tom", "Jerry", "blanks", "日本語", "plain\"", "half", "benjamin", "\"ana\"", "signature", "HMAC"]
    {
        assert!(!told.contains(secret), "{secret} is in\n{told}");
    }
    let kept = world.clients[0].engine.recording(Texts::Kept, SALT);
    assert!(kept.contains("secret words") && !kept.contains("signature"));
}

#[test]
fn random_worlds_replay_as_they_went() {
    for seed in 1..=12 {
        let mut world = played(&Run::draw(seed));
        world.clients.iter_mut().for_each(|client| replays(&mut client.engine));
    }
}

/// Where a secret may hide in one input.
fn hides(secret: &str, input: Input) {
    let mut engine = Engine::new(Config::default(), 1);
    engine.handle(Now { mono: 1, wall: 1 }, input);
    let told = engine.recording(Texts::Hashed, SALT);
    assert!(!told.contains(secret), "{told}");
}

#[test]
fn no_field_name_or_error_tells_what_it_should_not() {
    let answer = |body: &str| Input::Answered {
        id: CallId(1),
        outcome: Ok(Answer { status: 200, body: body.into(), ..Answer::default() }),
    };
    let event = |channel: &str, event: &str, data: &str| Input::ChannelEvent {
        channel: channel.into(),
        event: event.into(),
        data: data.into(),
    };
    for body in [
        r#"{"id":"Quokka"}"#,
        r#"{"type":"Quokka 7"}"#,
        r#"{"clientId":"Quokka"}"#,
        r#"{"Quokka":true}"#,
        r#"{"data":{"note":["Quokka"]}}"#,
        r#"{"data":"Quokka"#,
        "Quokka",
        "<p>Quokka",
        r#"{"auth":"Quokka","channel_data":"{\"user_id\":\"Quokka\"}"}"#,
    ] {
        hides("Quokka", answer(body));
        hides("Quokka", event("private-help-request-1", "new-message", body));
        let stored = ["outbox.1", "draft.1", "notifications", "read.1"].map(|key| (key.to_owned(), body.to_owned()));
        hides("Quokka", Input::SignIn { user: UserId::new(7).expect("a user"), stored: stored.into() });
    }
    hides("4711081599", answer(r#"{"phone":4711081599}"#));
    hides("Quokka", event("private-help-request-1", "client-Quokka", "{}"));
    hides("Quokka", event("private-Quokka", "new-message", "{}"));
    hides("Quokka", Input::SocketError { code: None, message: "Expected HMAC of Quokka".into() });
    hides("Quokka", Input::AuthRequested { id: AuthId(1), socket_id: "Quokka".into(), channel: "Quokka".into() });
}

#[test]
fn another_users_texts_are_hidden_even_where_texts_are_kept() {
    let mut world = World::live();
    world.send(1, "hers");
    world.run(1_000);
    world.sign_out();
    world.sign_in_as(0, BEN);
    world.send(1, "his");
    let kept = world.clients[0].engine.recording(Texts::Kept, SALT);
    assert!(!kept.contains("hers") && kept.contains("his"), "{kept}");
}

#[test]
fn a_long_day_is_kept_in_bounds_and_says_what_is_missing() {
    let mut world = World::live();
    let long = "x".repeat(8_000);
    for _ in 0..400 {
        world.says(BEN, 1, &long);
    }
    world.run(100);
    let told = world.clients[0].engine.recording(Texts::Kept, SALT);
    assert!(told.len() < 2_500_000, "{} bytes", told.len());
    let recording = Recording::parse(&told).expect("a recording");
    assert!(recording.header.missing > 0);
    replay(&told);
}

#[test]
fn what_is_no_recording_is_told_apart() {
    assert_eq!(Recording::parse("").unwrap_err(), NotARecording::Header);
    assert_eq!(Recording::parse("{\"name\":1}").unwrap_err(), NotARecording::Header);
    let mut world = World::live();
    let mut told = world.clients[0].engine.recording(Texts::Hashed, SALT);
    told.push_str("[1,2,\"Nonsense\"]\n");
    assert!(Recording::parse(&told).unwrap_err().to_string().contains("Nonsense"));
    world.run(1);
    let other = told.replacen("\"glx_recording\":1", "\"glx_recording\":2", 1);
    assert_eq!(Recording::parse(&other).unwrap_err(), NotARecording::Format(2));
}
