//! A component in the shadow root of an element. It takes whatever session its connection has, and says in words when there is none.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::prelude::*;
use web_sys::Element;
use yew::prelude::*;

use super::connection::{Connection, Inner};
use crate::components::outside::{NotOpen, Outside};
use crate::engine::{RoomId, Status};
use crate::hooks::{Socket, SocketProvider, use_status};
use crate::slots::{BellSlot, HealthSlot, RoomSlot};

/// Which component.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum What {
    /// The room, where its name is one.
    Chat(Option<RoomId>),
    Health,
    Notifications,
}

#[derive(Debug, Clone, PartialEq, Properties)]
struct EmbeddedProps {
    socket: Option<Socket>,
    what: What,
    heading: Option<AttrValue>,
}

#[component]
fn Embedded(props: &EmbeddedProps) -> Html {
    let what = match (&props.socket, props.what) {
        (Some(_), What::Chat(Some(room))) => html! { <Room {room} heading={props.heading.clone()} /> },
        (_, What::Chat(None)) => html! { <Outside why={NotOpen::NoRoom} /> },
        (None, What::Chat(_)) => html! { <Outside why={NotOpen::Loading} /> },
        (Some(_), What::Health) => html! { <HealthSlot /> },
        (Some(_), What::Notifications) => html! { <BellSlot /> },
        (None, _) => Html::default(),
    };
    match props.socket.clone() {
        Some(socket) => html! { <SocketProvider {socket}>{ what }</SocketProvider> },
        None => what,
    }
}

#[derive(Debug, PartialEq, Properties)]
struct RoomProps {
    room: RoomId,
    heading: Option<AttrValue>,
}

#[component]
fn Room(props: &RoomProps) -> Html {
    match use_status() {
        Status::SignedOut => html! { <Outside why={NotOpen::SignedOut} /> },
        // Another room is another chat: what was being written in the one before stays there.
        _ => html! { <RoomSlot key={props.room.get()} room={props.room} heading={props.heading.clone()} /> },
    }
}

/// A component that stands in an element, until it is destroyed.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Mounted {
    app: Rc<RefCell<App>>,
    connection: Rc<Inner>,
    number: u64,
}

#[derive(Debug)]
struct App {
    props: EmbeddedProps,
    handle: Option<yew::AppHandle<Embedded>>,
}

impl App {
    fn change(&mut self, change: impl FnOnce(&mut EmbeddedProps)) {
        let before = self.props.clone();
        change(&mut self.props);
        if self.props != before
            && let Some(handle) = &mut self.handle
        {
            handle.update(self.props.clone());
        }
    }
}

#[wasm_bindgen]
impl Connection {
    /// Puts a component into an element of a shadow root: `chat`, `health` or `notifications`.
    pub fn mount(&self, what: &str, root: Element, room: Option<String>, heading: Option<String>) -> Mounted {
        let what = match what {
            "health" => What::Health,
            "notifications" => What::Notifications,
            _ => What::Chat(parsed(room)),
        };
        let props = EmbeddedProps { socket: self.0.socket(), what, heading: heading.map(AttrValue::from) };
        let handle = yew::Renderer::<Embedded>::with_root_and_props(root, props.clone()).render();
        let app = Rc::new(RefCell::new(App { props, handle: Some(handle) }));
        let number = self.0.add_element({
            let app = Rc::clone(&app);
            Rc::new(move |socket| app.borrow_mut().change(|props| props.socket = socket))
        });
        Mounted { app, connection: Rc::clone(&self.0), number }
    }
}

#[wasm_bindgen]
impl Mounted {
    /// Another room, or another heading, of a chat.
    pub fn update(&self, room: Option<String>, heading: Option<String>) {
        self.app.borrow_mut().change(|props| {
            if matches!(props.what, What::Chat(_)) {
                props.what = What::Chat(parsed(room));
                props.heading = heading.map(AttrValue::from);
            }
        });
    }

    /// Takes the component away, with every listener and timer of its.
    pub fn destroy(&self) {
        self.connection.remove_element(self.number);
        if let Some(handle) = self.app.borrow_mut().handle.take() {
            handle.destroy();
        }
    }
}

fn parsed(room: Option<String>) -> Option<RoomId> {
    room.and_then(|name| RoomId::parse(&name).ok())
}
