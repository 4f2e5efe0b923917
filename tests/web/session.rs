//! A session whose users come and go in one task: whatever was said is done in its order, and in the name of who said it.

use glx_realtime::browser::fetch::Body;
use glx_realtime::config::{Config, Source};
use glx_realtime::engine::wire::Token;
use glx_realtime::engine::{Input, RoomId, Status};
use glx_realtime::session::Session;
use serde_json::Value;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::{World, call, until, world};

async fn get(world: &World, path: &str, token: &str) -> Value {
    let answer = call("GET", &format!("{}{path}", world.api_base), Some(token), Body::None).await;
    serde_json::from_str(&answer.body).unwrap()
}

/// A session, signed in and live in a room.
async fn live(world: &World, token: &str) -> (Session, RoomId) {
    let room = get(world, "/help-requests", token).await["data"][0]["id"].as_u64().unwrap();
    let room = RoomId::new(room).unwrap();
    let session = Session::shared(&Config::resolve(&[Source::from_json(&world.page_config()).unwrap()]).unwrap());
    session.feed(Input::Join(room));
    session.sign_in(Token::parse(token).unwrap(), None);
    is_live(&session).await;
    (session, room)
}

async fn is_live(session: &Session) {
    until("live", || session.view().health.status == Status::Live).await;
}

#[wasm_bindgen_test]
async fn who_signs_out_and_in_again_in_one_task_is_in() {
    let world = world().await;
    let token = world.token_of(0).await;
    let (session, _) = live(&world, &token).await;
    session.sign_out();
    assert_eq!(session.user(), None);
    session.sign_in(Token::parse(&token).unwrap(), None);
    until("the former stay is over", || session.view().health.status != Status::Live).await;
    is_live(&session).await;
    session.sign_out();
}

#[wasm_bindgen_test]
async fn what_is_said_just_before_another_signs_in_is_said_by_who_said_it() {
    let world = world().await;
    let (ana, ben) = (world.token_of(0).await, world.token_of(1).await);
    let (session, room) = live(&world, &ana).await;
    let me = session.user().unwrap();
    session.send(room, "Said by Ana, and then Ben comes".to_owned());
    session.sign_in(Token::parse(&ben).unwrap(), None);
    assert_ne!(session.user(), Some(me));
    until("Ben is here", || session.view().me.is_some_and(|one| one.user != me)).await;
    is_live(&session).await;
    session.send(room, "Said by Ben".to_owned());
    let said = |text: &'static str| {
        let session = session.clone();
        move || {
            let view = session.view();
            let messages = &view.rooms[&room].messages;
            messages.iter().find(|message| &*message.text == text).map(|message| message.mine)
        }
    };
    until("both are saved", || said("Said by Ana, and then Ben comes")().is_some() && said("Said by Ben")().is_some())
        .await;
    assert_eq!(said("Said by Ana, and then Ben comes")(), Some(false), "it is not Ben's");
    assert_eq!(said("Said by Ben")(), Some(true));
    session.sign_out();
}
