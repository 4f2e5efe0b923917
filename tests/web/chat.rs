//! The chat of a made-up room on a page: as many messages as no world here could say.

use std::cell::RefCell;
use std::rc::Rc;

use glx_realtime::components::chat::{Chat, Go, Show};
use glx_realtime::engine::{ClientId, Me, Message, MessageId, Messages, RoomId, RoomStatus, RoomView, RowKey, UserId};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, Event, EventInit, HtmlInputElement, KeyboardEvent, KeyboardEventInit};
use yew::prelude::*;

use crate::support::{tasks, until};

const STYLES: [&str; 3] = [
    include_str!("../../static/css/pieces.css"),
    include_str!("../../static/css/chat.css"),
    include_str!("../../static/css/bubbles.css"),
];
/// As high as the room is on this page, in pixels.
const HEIGHT: &str = "height: 700px; width: 600px; font: 16px/1.4 sans-serif";
/// No more rows are in the page.
const FEW: u32 = 90;

fn id(number: u64) -> MessageId {
    MessageId::new(number).unwrap()
}

fn message(number: u64) -> Message {
    let words = usize::try_from(number % 7).unwrap() * 9;
    Message {
        key: RowKey::Message(id(number)),
        id: id(number),
        user: UserId::new(2 + number % 3 / 2).ok(),
        name: if number % 3 / 2 == 0 { "ben".into() } else { "cleo".into() },
        avatar: None,
        text: format!("Message {number}{}", " and some words".repeat(words)).into(),
        at: 1_700_000_000_000 + i64::try_from(number).unwrap() * 30_000,
        mine: false,
    }
}

fn room_of(messages: Messages, unread_after: Option<u64>) -> Rc<RoomView> {
    Rc::new(RoomView {
        id: RoomId::new(1).unwrap(),
        status: RoomStatus::Live,
        loaded: true,
        opened_with: messages.newest(),
        messages,
        echoes: Rc::new([]),
        movements: Rc::new([]),
        people: Rc::new([]),
        unread: 0,
        unread_after: unread_after.map(id),
    })
}

type Told = Rc<RefCell<Option<Callback<(Rc<RoomView>, Option<Show>)>>>>;

#[derive(Properties)]
struct PageProps {
    room: Rc<RoomView>,
    told: Told,
}

impl PartialEq for PageProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.room, &other.room)
    }
}

#[component]
fn Page(props: &PageProps) -> Html {
    let told = use_mut_ref(|| (Rc::clone(&props.room), None));
    let update = use_force_update();
    props.told.replace(Some({
        let told = Rc::clone(&told);
        Callback::from(move |now| {
            told.replace(now);
            update.force_update();
        })
    }));
    let (room, show) = told.borrow().clone();
    // The same each time, as in a real page: what is rendered anew for nothing hides what nothing else does.
    let text = use_callback((), |_: String, ()| ());
    let key = use_callback((), |_: ClientId, ()| ());
    let seen = use_callback((), |_: MessageId, ()| ());
    let me = use_memo((), |()| Me { user: UserId::new(1).unwrap(), name: Some("ana".into()) });
    html! {
        <Chat {room} {show} title="Made up" {me} on_send={text.clone()} on_retry={key.clone()} on_discard={key}
              on_seen={seen} on_draft={text} />
    }
}

/// A room on the page.
struct Shown {
    root: Element,
    told: Told,
    page: Option<yew::AppHandle<Page>>,
}

impl Shown {
    async fn new(room: Rc<RoomView>) -> Self {
        let document = web_sys::window().unwrap().document().unwrap();
        let root = document.create_element("div").unwrap();
        root.set_attribute("style", HEIGHT).unwrap();
        let style = document.create_element("style").unwrap();
        style.set_text_content(Some(&format!(
            "* {{ margin: 0; padding: 0; box-sizing: border-box }} {}",
            STYLES.join("\n")
        )));
        document.body().unwrap().append_child(&root).unwrap();
        document.body().unwrap().append_child(&style).unwrap();
        let told = Told::default();
        let inner = document.create_element("div").unwrap();
        inner.set_attribute("style", "height: 100%").unwrap();
        root.append_child(&inner).unwrap();
        root.append_child(&style).unwrap();
        let props = PageProps { room, told: Rc::clone(&told) };
        let page = yew::Renderer::<Page>::with_root_and_props(inner, props).render();
        let shown = Self { root, told, page: Some(page) };
        until("rows are there", || shown.rows() > 0).await;
        shown.settle().await;
        shown
    }

    fn tell(&self, room: Rc<RoomView>, show: Option<Show>) {
        self.told.borrow().as_ref().unwrap().emit((room, show));
    }

    fn log(&self) -> Element {
        self.root.query_selector(".log").unwrap().unwrap()
    }

    fn rows(&self) -> u32 {
        self.root.query_selector_all(".row").unwrap().length()
    }

    /// A row's place below the top of the view; `None` where it is not in view.
    fn place(&self, number: u64) -> Option<f64> {
        let row = self.root.query_selector(&format!("[data-key='{number}']")).unwrap()?.get_bounding_client_rect();
        let log = self.log().get_bounding_client_rect();
        (row.bottom() > log.top() && row.top() < log.bottom()).then(|| row.top() - log.top())
    }

    /// How far below the top of the view a row ends.
    fn end(&self, number: u64) -> f64 {
        let row = self.root.query_selector(&format!("[data-key='{number}']")).unwrap().unwrap();
        row.get_bounding_client_rect().bottom() - self.log().get_bounding_client_rect().top()
    }

    /// The first row that is in view.
    fn first(&self) -> u64 {
        let log = self.log().get_bounding_client_rect();
        let rows = self.root.query_selector_all(".row").unwrap();
        let mut rows = (0..rows.length()).map(|at| rows.item(at).unwrap().dyn_into::<Element>().unwrap());
        let first = rows.find(|row| row.get_bounding_client_rect().bottom() > log.top() + 1.0);
        first.and_then(|row| row.get_attribute("data-key")?.parse().ok()).unwrap_or_default()
    }

    async fn scroll(&self, top: i32) {
        self.log().set_scroll_top(top);
        self.settle().await;
    }

    /// Frames go by.
    async fn settle(&self) {
        for _ in 0..4 {
            tasks(20).await;
        }
    }

    async fn press(&self, key: &str) {
        self.press_with(key, false).await;
    }

    async fn press_with(&self, key: &str, ctrl: bool) {
        let init = KeyboardEventInit::new();
        init.set_key(key);
        init.set_ctrl_key(ctrl);
        init.set_bubbles(true);
        init.set_cancelable(true);
        let event = KeyboardEvent::new_with_keyboard_event_init_dict("keydown", &init).unwrap();
        self.log().dispatch_event(&event).unwrap();
        self.settle().await;
    }
}

impl Drop for Shown {
    fn drop(&mut self) {
        self.page.take().unwrap().destroy();
        self.root.remove();
    }
}

#[wasm_bindgen_test]
async fn a_million_messages_scroll_from_end_to_end() {
    let shown = Shown::new(room_of((1..=1_000_000).map(message).collect(), None)).await;
    until("the newest is in view", || shown.place(1_000_000).is_some()).await;
    assert!(shown.rows() < FEW, "{} rows", shown.rows());
    // By the scrollbar: to the middle, to the first, and a page on from there.
    let all = shown.log().scroll_height();
    assert!(all <= 8_001_000, "{all} px");
    shown.scroll(all / 2).await;
    let middle = shown.first();
    assert!((400_000..600_000).contains(&middle), "{middle} is in the middle");
    assert!(shown.rows() < FEW, "{} rows", shown.rows());
    let place = shown.place(middle).unwrap();
    shown.scroll(shown.log().scroll_top() - 300).await;
    assert!((shown.place(middle).unwrap() - place - 300.0).abs() < 1.0, "a little is a little");
    shown.scroll(0).await;
    assert_eq!(shown.first(), 1);
    assert!(shown.place(1).unwrap() >= 0.0);
    shown.scroll(500).await;
    assert!((1..30).contains(&shown.first()), "{} is near the first", shown.first());
    // By the keyboard.
    shown.press("End").await;
    assert!(shown.place(1_000_000).is_some());
    shown.press("Home").await;
    assert_eq!(shown.first(), 1);
    assert!(shown.rows() < FEW, "{} rows", shown.rows());
}

#[wasm_bindgen_test]
async fn what_the_oldest_of_very_many_messages_says_is_found_while_others_come_in() {
    let mut messages: Messages = (1..=100_000).map(message).collect();
    let shown = Shown::new(room_of(messages.clone(), None)).await;
    shown.press_with("f", true).await;
    let field: HtmlInputElement = shown.root.query_selector(".find input").unwrap().unwrap().dyn_into().unwrap();
    field.set_value(" message 3 AND ");
    let init = EventInit::new();
    init.set_bubbles(true);
    field.dispatch_event(&Event::new_with_event_init_dict("input", &init).unwrap()).unwrap();
    let count = || shown.root.query_selector(".find .found > :first-child").unwrap().unwrap().text_content().unwrap();
    until("it looks", || count() == "Searching…").await;
    for number in 100_001..=100_020 {
        messages.extend([message(number)]);
        shown.tell(room_of(messages.clone(), None), None);
        tasks(1).await;
    }
    until("it is found", || count() == "1 of 1").await;
    until("it is in view", || shown.place(3).is_some_and(|place| (0.0..600.0).contains(&place))).await;
    assert!(shown.rows() < FEW, "{} rows", shown.rows());
    let row = shown.root.query_selector("[data-key='3']").unwrap().unwrap();
    assert_eq!(row.get_attribute("aria-current").as_deref(), Some("true"));
    // The first of a day has a line above it, which makes no difference to where its words are.
    let mut places = Vec::new();
    for number in [5_000, 214] {
        field.set_value(&format!("message {number} and"));
        field.dispatch_event(&Event::new_with_event_init_dict("input", &init).unwrap()).unwrap();
        let selector = format!("[data-key='{number}'][aria-current]");
        until("it is found", || shown.root.query_selector(&selector).unwrap().is_some()).await;
        shown.settle().await;
        places.push(shown.place(number).unwrap());
    }
    assert!((places[0] - places[1]).abs() < 2.0, "at {places:?}");
    let day = shown.root.query_selector("[data-key='214']").unwrap().unwrap().previous_element_sibling().unwrap();
    assert_eq!(day.class_name(), "day");
}

#[wasm_bindgen_test]
async fn older_messages_that_come_in_move_nothing() {
    let (mut messages, old) = ((1_001..=2_000).map(message).collect::<Messages>(), (1..=1_000).map(message));
    let shown = Shown::new(room_of(messages.clone(), None)).await;
    for (top, parts) in [(shown.log().scroll_height() / 2, [0, 1]), (300, [2, 3])] {
        shown.scroll(top).await;
        // Its end: it may begin otherwise when somebody else turns out to have written before it.
        let (first, end) = (shown.first(), shown.end(shown.first()));
        assert!(first < 1_990, "somewhere further up");
        // What comes in far above the second time changes nothing in the page.
        for part in parts {
            messages.extend(old.clone().filter(|message| message.id.get() % 4 == part));
            shown.tell(room_of(messages.clone(), None), None);
            shown.settle().await;
            assert_eq!(shown.end(first), end, "message {first} ends where it did");
        }
        shown.scroll(shown.log().scroll_top() - 40).await;
        let moved = shown.end(first) - end;
        assert!((moved - 40.0).abs() < 1.0, "and is scrolled on from there, by {moved}");
        assert!(shown.rows() < FEW, "{} rows", shown.rows());
    }
    shown.scroll(0).await;
    until("the very first is reached", || shown.first() == 1).await;
}

#[wasm_bindgen_test]
async fn it_opens_at_the_unread_line_and_goes_wherever_it_is_told() {
    let room = room_of((1..=3_000).map(message).collect(), Some(1_500));
    let shown = Shown::new(Rc::clone(&room)).await;
    let line = || shown.root.query_selector(".unread-line").unwrap();
    let in_view = |number: u64| shown.place(number).is_some_and(|place| (0.0..600.0).contains(&place));
    assert!(line().is_some() && in_view(1_501));
    let goes = [
        (Go::Newest, 3_000),
        (Go::Message(id(77)), 77),
        (Go::Unread, 1_501),
        (Go::First, 1),
        (Go::Message(id(2_998)), 2_998),
    ];
    for (turn, (what, message)) in (0..).zip(goes) {
        shown.tell(Rc::clone(&room), Some(Show { what, turn }));
        until(&format!("{what:?}"), || in_view(message)).await;
    }
    shown.press("End").await;
    assert!(in_view(3_000));
    assert!(shown.rows() < FEW, "{} rows", shown.rows());
}

#[wasm_bindgen_test]
async fn a_host_that_scales_it_or_hides_it_for_a_while_moves_nothing() {
    let mut messages: Messages = (1..=1_000).map(message).collect();
    let shown = Shown::new(room_of(messages.clone(), None)).await;
    let style = |more: &str| shown.root.set_attribute("style", &format!("{HEIGHT}; {more}")).unwrap();
    style("transform: scale(0.5); transform-origin: 0 0");
    shown.settle().await;
    assert!(shown.place(1_000).is_some(), "the newest is in view");
    for _ in 0..8 {
        let (first, top) = (shown.first(), shown.log().scroll_top());
        let end = shown.end(first);
        shown.scroll(top - 300).await;
        assert!((shown.end(first) - end - 150.0).abs() < 1.0, "moved by {}", shown.end(first) - end);
    }
    style("");
    shown.settle().await;
    let (first, end) = (shown.first(), shown.end(shown.first()));
    style("display: none");
    shown.settle().await;
    messages.extend([message(1_001)]);
    shown.tell(room_of(messages.clone(), None), None);
    shown.settle().await;
    style("");
    shown.settle().await;
    assert_eq!((shown.first(), shown.end(first)), (first, end), "it is where it was");
    shown.press("End").await;
    style("display: none");
    shown.settle().await;
    messages.extend((1_002..1_100).map(message));
    shown.tell(room_of(messages, None), None);
    shown.settle().await;
    style("");
    until("the newest is followed", || shown.place(1_099).is_some()).await;
}

#[wasm_bindgen_test]
async fn a_message_renders_its_own_row_and_no_other() {
    let mut messages: Messages = (1..=500).map(message).collect();
    let shown = Shown::new(room_of(messages.clone(), None)).await;
    // What was in the page before heights were known goes with the first.
    messages.extend([message(501)]);
    shown.tell(room_of(messages.clone(), None), None);
    until("it is in view", || shown.place(501).is_some()).await;
    shown.settle().await;
    let changed = Rc::new(RefCell::new(Vec::new()));
    let closure = wasm_bindgen::closure::Closure::<dyn Fn(js_sys::Array)>::new({
        let changed = Rc::clone(&changed);
        move |records: js_sys::Array| {
            let records = records.iter().map(|record| record.unchecked_into::<web_sys::MutationRecord>());
            let targets = records.map(|record| record.target().unwrap().unchecked_into::<Element>());
            changed.borrow_mut().extend(targets.filter(|target| target.closest("[data-key='502']").unwrap().is_none()));
        }
    });
    let observer = web_sys::MutationObserver::new(closure.as_ref().unchecked_ref()).unwrap();
    let init = web_sys::MutationObserverInit::new();
    init.set_child_list(true);
    init.set_subtree(true);
    observer.observe_with_options(&shown.log(), &init).unwrap();
    messages.extend([message(502)]);
    shown.tell(room_of(messages, None), None);
    until("it is in view", || shown.place(502).is_some()).await;
    shown.settle().await;
    observer.disconnect();
    // Rows come into the list and leave it; the parts of one that leaves may be taken away one by one.
    let in_page = |element: &&Element| element.is_connected() && element.tag_name() != "OL";
    let names: Vec<_> = changed.borrow().iter().filter(in_page).map(|element| element.outer_html()).collect();
    assert!(names.is_empty(), "rows that stay do not change: {names:?}");
    assert!(changed.borrow().iter().any(|element| element.tag_name() == "OL"), "and one came");
}
