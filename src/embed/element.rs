//! A component in the shadow root of an element. It takes whatever session its connection has, and says in words when there is none.

use std::cell::{Cell, RefCell};
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
    /// The room, or why there is none.
    Chat(Result<RoomId, NotOpen>),
    Health,
    Notifications,
    Nothing,
}

#[derive(Debug, Clone, PartialEq, Properties)]
struct EmbeddedProps {
    /// Another number is another element: nothing of the one before it in the same place stays.
    number: u64,
    socket: Option<Socket>,
    what: What,
    heading: Option<AttrValue>,
}

#[component]
fn Embedded(props: &EmbeddedProps) -> Html {
    let what = match (&props.socket, props.what) {
        (Some(_), What::Chat(Ok(room))) => html! { <Room {room} heading={props.heading.clone()} /> },
        (_, What::Chat(Err(why))) => html! { <Outside {why} /> },
        (None, What::Chat(_)) => html! { <Outside why={NotOpen::Loading} /> },
        (Some(_), What::Health) => html! { <HealthSlot /> },
        (Some(_), What::Notifications) => html! { <BellSlot /> },
        (_, What::Nothing) | (None, _) => Html::default(),
    };
    match props.socket.clone() {
        // What one user was writing is nothing of the next one's.
        Some(socket) => {
            let key = format!("{} {:?}", props.number, socket.user());
            html! { <SocketProvider {key} {socket}>{ what }</SocketProvider> }
        }
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

thread_local! {
    /// Places that elements have left. Yew keeps every place it was ever given, with its listeners: so each is used again, and a page that
    /// shows and removes an element a thousand times has one.
    static VACANT: RefCell<Vec<App>> = const { RefCell::new(Vec::new()) };
    static LAST: Cell<u64> = const { Cell::new(0) };
}

/// A component that stands in an element, until it is destroyed.
#[wasm_bindgen]
#[derive(Debug)]
pub struct Mounted {
    app: Rc<RefCell<Option<App>>>,
    connection: Rc<Inner>,
    number: u64,
}

#[derive(Debug)]
struct App {
    place: Element,
    props: EmbeddedProps,
    handle: yew::AppHandle<Embedded>,
}

impl App {
    fn in_place(place: Element, props: EmbeddedProps) -> Self {
        let vacant = VACANT.with_borrow_mut(|vacant| {
            let at = vacant.iter().position(|app| app.place == place)?;
            Some(vacant.swap_remove(at))
        });
        match vacant {
            Some(mut app) => {
                app.change(|old| *old = props);
                app
            }
            None => {
                let root = place.clone();
                let handle = yew::Renderer::<Embedded>::with_root_and_props(root, props.clone()).render();
                Self { place, props, handle }
            }
        }
    }

    fn change(&mut self, change: impl FnOnce(&mut EmbeddedProps)) {
        let before = self.props.clone();
        change(&mut self.props);
        if self.props != before {
            self.handle.update(self.props.clone());
        }
    }

    fn leave(mut self) {
        self.change(|props| {
            props.what = What::Nothing;
            (props.socket, props.heading) = (None, None);
        });
        VACANT.with_borrow_mut(|vacant| vacant.push(self));
    }
}

#[wasm_bindgen]
impl Connection {
    /// Puts a component into an element of a shadow root: `chat`, `health` or `notifications`. The place may be one that was left.
    pub fn mount(&self, what: &str, place: Element, room: Option<String>, heading: Option<String>) -> Mounted {
        let what = match what {
            "health" => What::Health,
            "notifications" => What::Notifications,
            _ => What::Chat(parsed(room)),
        };
        let number = LAST.get() + 1;
        LAST.set(number);
        let props = EmbeddedProps { number, socket: self.0.socket(), what, heading: heading.map(AttrValue::from) };
        let app = Rc::new(RefCell::new(Some(App::in_place(place, props))));
        let number = self.0.add_element({
            let app = Rc::clone(&app);
            Rc::new(move |socket| {
                if let Some(app) = &mut *app.borrow_mut() {
                    app.change(|props| props.socket = socket);
                }
            })
        });
        Mounted { app, connection: Rc::clone(&self.0), number }
    }
}

#[wasm_bindgen]
impl Mounted {
    /// Another room, or another heading, of a chat.
    pub fn update(&self, room: Option<String>, heading: Option<String>) {
        let Some(app) = &mut *self.app.borrow_mut() else { return };
        app.change(|props| {
            if matches!(props.what, What::Chat(_)) {
                props.what = What::Chat(parsed(room));
                props.heading = heading.map(AttrValue::from);
            }
        });
    }

    /// Takes the component away, with every timer of its. The place is vacant then.
    pub fn destroy(&self) {
        self.connection.remove_element(self.number);
        if let Some(app) = self.app.borrow_mut().take() {
            app.leave();
        }
    }
}

fn parsed(room: Option<String>) -> Result<RoomId, NotOpen> {
    RoomId::parse(&room.ok_or(NotOpen::NoRoom)?).map_err(|_| NotOpen::WrongRoom)
}
