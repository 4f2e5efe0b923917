//! `use_socket` and its selectors on a page: the documented example run as it stands, what re-renders and what does not, and what is
//! left when it is gone.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use glx_realtime::browser::fetch::Body;
use glx_realtime::config::{Config, Source};
use glx_realtime::engine::RoomId;
use glx_realtime::hooks::{Socket, SocketOptions, SocketProvider, use_notifications, use_room, use_socket};
use glx_realtime::pusher;
use serde_json::{Value, json};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::Element;
use yew::prelude::*;

use crate::support::{World, call, until, world};

#[allow(unreachable_pub, reason = "it stands in the documentation, where everything is reachable")]
mod example {
    include!("example_chat.rs");
}

/// An element on the page to mount into.
fn root() -> Element {
    let page = web_sys::window().unwrap().document().unwrap();
    let root = page.create_element("div").unwrap();
    page.body().unwrap().append_child(&root).unwrap();
    root
}

fn text(root: &Element) -> String {
    root.text_content().unwrap_or_default()
}

/// The first help request there is.
async fn a_room(world: &World, token: &str) -> RoomId {
    let answer = call("GET", &format!("{}/help-requests", world.api_base), Some(token), Body::None).await;
    let answer: Value = serde_json::from_str(&answer.body).unwrap();
    RoomId::new(answer["data"][0]["id"].as_u64().unwrap()).unwrap()
}

async fn say(world: &World, token: &str, room: RoomId, content: &str) {
    let body = json!({ "content": content, "roomId": room.wire() }).to_string();
    let answer = call("POST", &format!("{}/chat/send", world.api_base), Some(token), Body::Json(body)).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
}

#[wasm_bindgen_test]
async fn the_documented_example_shows_history_and_what_comes_live_and_sends() {
    let world = world().await;
    let (ana, ben) = (world.token_of(0).await, world.token_of(1).await);
    let room = a_room(&world, &ana).await;
    say(&world, &ben, room, "before the page was opened").await;

    let root = root();
    let page = yew::Renderer::<example::App>::with_root_and_props(
        root.clone(),
        example::AppProps { config: world.page_config().into(), token: ana.clone().into(), room: room.wire().into() },
    )
    .render();
    until("the history", || text(&root).contains("before the page was opened")).await;
    until("live", || text(&root).contains("Live")).await;

    say(&world, &ben, room, "Tom & Jerry's <b>").await;
    until("what comes live, as it was typed", || text(&root).contains("Tom & Jerry's <b>")).await;

    let button = root.query_selector("button").unwrap().unwrap();
    let mine = |root: &Element| text(root).matches("On my way!").count();
    let before = mine(&root);
    button.dyn_ref::<web_sys::HtmlElement>().unwrap().click();
    until("the own message, saved", || mine(&root) == before + 1 && !text(&root).contains("(sending)")).await;
    page.destroy();
    root.remove();
}

/// What the counting page tells the test.
#[derive(Clone, Default)]
struct Told {
    bell_renders: Rc<Cell<u32>>,
    bell_loaded: Rc<Cell<bool>>,
    room_renders: Rc<Cell<u32>>,
    socket: Rc<RefCell<Option<Socket>>>,
}

impl PartialEq for Told {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.bell_renders, &other.bell_renders)
    }
}

#[derive(PartialEq, Properties)]
struct CountingProps {
    config: Config,
    token: AttrValue,
    room: RoomId,
    told: Told,
}

#[component]
fn Counting(props: &CountingProps) -> Html {
    let options = SocketOptions { config: props.config.clone(), token: Some(props.token.clone()), refresh: None };
    let socket = use_socket(options);
    props.told.socket.replace(Some(socket.clone()));
    html! {
        <SocketProvider {socket}>
            <Bell told={props.told.clone()} />
            <Room told={props.told.clone()} room={props.room} />
        </SocketProvider>
    }
}

#[derive(PartialEq, Properties)]
struct BellProps {
    told: Told,
}

#[component]
fn Bell(props: &BellProps) -> Html {
    props.told.bell_renders.set(props.told.bell_renders.get() + 1);
    let notifications = use_notifications();
    props.told.bell_loaded.set(notifications.loaded);
    html! { <i>{ notifications.unread }</i> }
}

#[derive(PartialEq, Properties)]
struct RoomProps {
    told: Told,
    room: RoomId,
}

#[component]
fn Room(props: &RoomProps) -> Html {
    props.told.room_renders.set(props.told.room_renders.get() + 1);
    let room = use_room(props.room);
    html! { for message in room.iter().flat_map(|room| room.messages.iter()) { <p key={message.id.get()}>{ &*message.text }</p> } }
}

#[wasm_bindgen_test]
async fn a_selector_renders_on_its_own_slice_only_and_two_pages_share_one_connection() {
    let world = world().await;
    let (ana, ben) = (world.token_of(0).await, world.token_of(1).await);
    let room = a_room(&world, &ana).await;
    let config = Config::resolve(&[Source::from_json(&world.page_config()).unwrap()]).unwrap();
    let mount = |told: &Told| {
        let root = root();
        let props = CountingProps { config: config.clone(), token: ana.clone().into(), room, told: told.clone() };
        (yew::Renderer::<Counting>::with_root_and_props(root.clone(), props).render(), root)
    };
    let told = Told::default();
    let (page, root) = mount(&told);
    let live = |told: &Told| told.socket.borrow().as_ref().is_some_and(Socket::connected);
    until("live", || live(&told)).await;
    until("the bell shows the notifications", || told.bell_loaded.get()).await;
    let instances = pusher::instances();

    let (bell, rooms) = (told.bell_renders.get(), told.room_renders.get());
    for n in 0..20 {
        say(&world, &ben, room, &format!("message {n} for the room alone")).await;
    }
    until("the last of them", || text(&root).contains("message 19 for the room alone")).await;
    assert!(told.room_renders.get() > rooms);
    assert_eq!(told.bell_renders.get(), bell, "no message is the bell's business");

    let again = Told::default();
    let (second, second_root) = mount(&again);
    until("the second shows the room", || text(&second_root).contains("message 19 for the room alone")).await;
    let same = told.socket.borrow().as_ref() == again.socket.borrow().as_ref();
    assert!(same, "one configuration, one connection");
    assert_eq!(pusher::instances(), instances, "and one pusher-js client");

    second.destroy();
    again.socket.take();
    say(&world, &ben, room, "after the second was closed").await;
    until("the first lives on", || text(&root).contains("after the second was closed")).await;
    page.destroy();
    told.socket.take();
    root.remove();
    second_root.remove();
}

#[wasm_bindgen_test]
async fn a_message_is_told_once_and_history_is_no_news() {
    let world = world().await;
    let (ana, ben) = (world.token_of(0).await, world.token_of(1).await);
    let room = a_room(&world, &ana).await;
    say(&world, &ben, room, "old news").await;
    let config = Config::resolve(&[Source::from_json(&world.page_config()).unwrap()]).unwrap();
    let told = Told::default();
    let root = root();
    let props = CountingProps { config, token: ana.into(), room, told: told.clone() };
    let page = yew::Renderer::<Counting>::with_root_and_props(root.clone(), props).render();
    until("mounted", || told.socket.borrow().is_some()).await;
    let heard = Rc::new(RefCell::new(Vec::new()));
    let watch = {
        let heard = Rc::clone(&heard);
        told.socket
            .borrow()
            .as_ref()
            .unwrap()
            .on_message(move |_, message| heard.borrow_mut().push(message.text.to_string()))
    };
    until("live", || told.socket.borrow().as_ref().is_some_and(Socket::connected)).await;
    for n in 0..3 {
        say(&world, &ben, room, &format!("news {n}")).await;
    }
    until("all of it", || heard.borrow().len() >= 3).await;
    assert_eq!(*heard.borrow(), ["news 0", "news 1", "news 2"]);
    drop(watch);
    say(&world, &ben, room, "for nobody").await;
    until("it is shown", || text(&root).contains("for nobody")).await;
    assert_eq!(heard.borrow().len(), 3);
    page.destroy();
    root.remove();
}
