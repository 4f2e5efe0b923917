//! Events from a real server: each heard once, and not once more after the guard is gone.

use glx_realtime::pusher::{ChannelEvent, Client, ClientOptions, PusherError};
use serde_json::json;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::support::{Heard, by_the_site, connected, until, world};

const ROOM: &str = "private-help-request-123";

fn event(n: u32) -> Result<ChannelEvent, PusherError> {
    Ok(ChannelEvent { event: "new-message".to_owned(), data: json!({ "content": "żółw & Co", "n": n }).to_string() })
}

#[wasm_bindgen_test]
async fn an_event_is_heard_once_and_never_after_the_guard_is_gone() {
    let world = world().await;
    let client = Client::open(&world.options(), by_the_site(&world.api_base, &world.token().await)).unwrap();
    let room = client.subscribe(ROOM).unwrap();
    let (short, long) = (Heard::new(), Heard::new());
    let guard = room.on_event(short.listener()).unwrap();
    let _other = room.on_event(long.listener()).unwrap();
    connected(&client).await;
    until("subscribed", || room.subscribed()).await;

    world.publish(ROOM, "new-message", json!({ "content": "żółw & Co", "n": 1 })).await;
    until("the first event", || long.count(&event(1)) > 0).await;
    drop(guard);
    world.publish(ROOM, "new-message", json!({ "content": "żółw & Co", "n": 2 })).await;
    until("the second event", || long.count(&event(2)) > 0).await;

    assert_eq!((short.count(&event(1)), short.count(&event(2))), (1, 0));
    assert_eq!((long.count(&event(1)), long.count(&event(2))), (1, 1));
}

#[wasm_bindgen_test]
async fn a_client_event_reaches_the_other_and_not_its_sender() {
    let world = world().await;
    let (options, token) = (world.options(), world.token().await);
    // Another name for the same host makes it another app of the page, and so a second connection.
    let elsewhere = ClientOptions { host: Some("localhost".into()), ..options.clone() };
    let ana = Client::open(&options, by_the_site(&world.api_base, &token)).unwrap();
    let ben = Client::open(&elsewhere, by_the_site(&world.api_base, &token)).unwrap();
    let (at_ana, at_ben) = (ana.subscribe(ROOM).unwrap(), ben.subscribe(ROOM).unwrap());
    let (ana_heard, ben_heard) = (Heard::new(), Heard::new());
    let _guards = (at_ana.on_event(ana_heard.listener()).unwrap(), at_ben.on_event(ben_heard.listener()).unwrap());
    connected(&ana).await;
    connected(&ben).await;
    until("both subscribed", || at_ana.subscribed() && at_ben.subscribed()).await;

    assert_eq!(at_ana.trigger("client-typing", r#"{"on":true}"#), Ok(true));
    let typing = Ok(ChannelEvent { event: "client-typing".to_owned(), data: r#"{"on":true}"#.to_owned() });
    until("the other hears it", || ben_heard.count(&typing) == 1).await;
    assert_eq!(ana_heard.count(&typing), 0);

    assert!(matches!(at_ana.trigger("typing", "{}"), Err(PusherError::Thrown(_))), "only client- events");
    assert_eq!(at_ana.trigger("client-typing", "{on}"), Err(PusherError::NotJson));
}
