//! The rows of a room that are in the page, and the place in them: it follows the newest while the reader is there, and otherwise
//! stays where it is.

use std::collections::HashSet;
use std::rc::Rc;

use web_sys::Element;
use yew::prelude::*;
use yew::virtual_dom::Key;

use super::names::Names;
use super::place::Place;
use super::row::{Row, movements};
use crate::components::dom::{SizeWatch, is_visible, use_visible};
use crate::components::icon::Icon;
use crate::components::{format, words};
use crate::engine::{ClientId, Item, LocalEcho, MessageId, Movement, RoomView, RowKey, items};

#[derive(Properties, PartialEq)]
pub(super) struct LogProps {
    pub(super) room: Rc<RoomView>,
    pub(super) on_retry: Callback<ClientId>,
    pub(super) on_edit: Callback<Rc<LocalEcho>>,
    pub(super) on_discard: Callback<ClientId>,
    pub(super) on_seen: Callback<MessageId>,
}

/// The rows.
#[component]
pub(super) fn Log(props: &LogProps) -> Html {
    let room = &props.room;
    let log = use_node_ref();
    let place = use_mut_ref(Place::default);
    let at_end = use_state_eq(|| true);
    let visible = use_visible();
    let newest = room.messages.newest();
    let names = use_mut_ref(Names::default);
    let older = use_force_update();
    let begin = place.borrow_mut().begin(room);
    let rows = use_memo((Rc::clone(room), begin), |(room, begin)| Rows::of(room, *begin, &mut names.borrow_mut()));

    use_effect_with(Rc::as_ptr(&rows), {
        let (log, place, at_end, room) = (log.clone(), Rc::clone(&place), at_end.setter(), Rc::clone(room));
        let older = older.clone();
        move |_| {
            if let Some(log) = log.cast::<Element>() {
                let mut place = place.borrow_mut();
                at_end.set(place.rendered(&log, &room));
                if place.look_up(&log, &room) {
                    older.force_update();
                }
            }
        }
    });
    // A keyboard comes up, the composer grows, a banner appears, and rows come in, of which Yew may tell only after a frame:
    // the end stays in view, before anything else is painted.
    use_effect_with((), {
        let (log, place) = (log.clone(), Rc::clone(&place));
        move |()| {
            let watch = log.cast::<Element>().map(|log| {
                let watched: Vec<Element> = log.first_element_child().into_iter().chain([log.clone()]).collect();
                SizeWatch::new(&watched, move || place.borrow_mut().follow(&log))
            });
            move || drop(watch)
        }
    });
    use_effect_with((newest, *at_end, visible), {
        let (place, on_seen) = (Rc::clone(&place), props.on_seen.clone());
        move |(newest, at_end, visible)| {
            let mut place = place.borrow_mut();
            if let Some(newest) =
                newest.filter(|newest| *at_end && *visible && is_visible() && Some(*newest) > place.seen)
            {
                place.seen = Some(newest);
                drop(place);
                on_seen.emit(newest);
            }
        }
    });

    let onscroll = {
        let (place, at_end, room) = (Rc::clone(&place), at_end.setter(), Rc::clone(room));
        Callback::from(move |event: Event| {
            if let Some(log) = event.target_dyn_into::<Element>() {
                let mut place = place.borrow_mut();
                at_end.set(place.scrolled(&log));
                if place.look_up(&log, &room) {
                    older.force_update();
                }
            }
        })
    };
    let jump = {
        let (log, place) = (log.clone(), Rc::clone(&place));
        Callback::from(move |_: MouseEvent| place.borrow_mut().jump(&log))
    };
    let missed = if *at_end { 0 } else { missed(room, place.borrow().seen) };
    html! {
        <div class="log-frame">
            <div ref={log} class="log" role="log" aria-live="off" aria-label={words::MESSAGES} tabindex="0" {onscroll}>
                <ol>
                    for line in rows.lines.iter() {
                        { line_html(line, &rows, props) }
                    }
                </ol>
            </div>
            if !*at_end {
                <button type="button" class={classes!("jump", (missed > 0).then_some("news"))} aria-label={words::JUMP}
                        title={words::JUMP} onclick={jump}>
                    { Icon::ArrowDown.html() }
                    if missed > 0 { <span>{ words::new_messages(missed) }</span> }
                </button>
            }
        </div>
    }
}

fn missed(room: &RoomView, seen: Option<MessageId>) -> usize {
    room.messages.others_from(room.messages.after(seen))
}

/// A line of the list, with the name that it keeps.
struct Line {
    key: Key,
    what: What,
}

enum What {
    Row { item: Item, name: Option<Rc<str>> },
    Day(String),
    Unread,
    Movements(Vec<Movement>),
}

struct Rows {
    lines: Vec<Line>,
    unclear: Rc<HashSet<Rc<str>>>,
}

impl Rows {
    fn of(room: &RoomView, begin: usize, names: &mut Names) -> Self {
        let mut lines: Vec<Line> = Vec::with_capacity(room.messages.len() - begin + 16);
        for item in items(room, begin, format::day_number) {
            let line = match item {
                Item::Day(at) => Line {
                    key: format!("d{}-{}", format::day_number(at), lines.len()).into(),
                    what: What::Day(format::day(at)),
                },
                Item::Unread => Line { key: "unread".into(), what: What::Unread },
                Item::Movement(movement) => {
                    if let Some(Line { what: What::Movements(moved), .. }) = lines.last_mut() {
                        moved.push(movement);
                        continue;
                    }
                    Line { key: format!("m{}", movement.number).into(), what: What::Movements(vec![movement]) }
                }
                Item::Message { ref message, .. } => {
                    Line { key: row_key(&message.key), what: What::Row { name: Some(Rc::clone(&message.name)), item } }
                }
                Item::Echo { ref echo, .. } => {
                    Line { key: echo.client_id.as_str().into(), what: What::Row { item, name: None } }
                }
            };
            lines.push(line);
        }
        Self { lines, unclear: names.look_alikes(room) }
    }
}

/// A send keeps its name when it becomes a message, and with it its element.
fn row_key(key: &RowKey) -> Key {
    match key {
        RowKey::Message(id) => id.get().into(),
        RowKey::Send(client_id) => client_id.as_str().into(),
    }
}

fn line_html(line: &Line, rows: &Rows, props: &LogProps) -> Html {
    let key = line.key.clone();
    match &line.what {
        What::Row { item, name } => html! {
            <Row {key} item={item.clone()} unclear={name.as_ref().is_some_and(|name| rows.unclear.contains(name))}
                 on_retry={props.on_retry.clone()} on_edit={props.on_edit.clone()} on_discard={props.on_discard.clone()} />
        },
        What::Day(day) => html! { <li {key} class="day"><span>{ day.clone() }</span></li> },
        What::Unread => html! { <li {key} class="unread-line"><span>{ words::NEW }</span></li> },
        What::Movements(moved) => html! { <li {key} class="moved">{ movements(moved) }</li> },
    }
}
