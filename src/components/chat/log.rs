//! The rows of a room that are near the screen: a list of any length of which only these are in the page. Where each stands is the
//! place's; this tells it what happens, and renders what it says.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{ClipboardEvent, Element};
use yew::prelude::*;

use super::Show;
use super::find::Found;
use super::go::Go;
use super::keys::selects_all;
use super::marks::Marks;
use super::names::Names;
use super::place::Place;
use super::row::{Row, movements, tell_time};
use super::rows::{Line, Rows, What};
use super::scroller::Scroller;
use super::settled::Stand;
use crate::components::dom::{Listener, Timer, is_visible, leave_to_rows, use_visible};
use crate::components::icon::Icon;
use crate::components::observe::is_to_be_seen;
use crate::components::text::Unfolded;
use crate::components::words;
use crate::engine::{ClientId, LocalEcho, MessageId, RoomView, unread_place};

/// Whether a hidden list can be seen again is looked at so often, in milliseconds, while something in it is unseen.
const LOOK_AGAIN: i32 = 500;

#[derive(Properties)]
pub(super) struct LogProps {
    pub(super) room: Rc<RoomView>,
    pub(super) show: Option<Show>,
    /// What was found, to be marked and shown.
    pub(super) found: Option<Found>,
    pub(super) on_retry: Callback<ClientId>,
    pub(super) on_edit: Callback<Rc<LocalEcho>>,
    pub(super) on_discard: Callback<ClientId>,
    pub(super) on_seen: Callback<MessageId>,
}

impl PartialEq for LogProps {
    fn eq(&self, other: &Self) -> bool {
        let callbacks = |props: &Self| {
            (props.on_retry.clone(), props.on_edit.clone(), props.on_discard.clone(), props.on_seen.clone())
        };
        (self.show, &self.found) == (other.show, &other.found)
            && self.room.shows_same(&other.room)
            && callbacks(self) == callbacks(other)
    }
}

/// The rows.
#[component]
pub(super) fn Log(props: &LogProps) -> Html {
    let room = &props.room;
    let (log, list) = (use_node_ref(), use_node_ref());
    // Who opens a room at its unread line is told when they have come to the end.
    let stand = use_state_eq(|| if unread_place(room).is_none() { Stand::End } else { Stand::Above });
    let at_end = *stand == Stand::End;
    let in_sight = use_state_eq(|| false);
    let visible = use_visible() && *in_sight;
    let newest = room.messages.newest();
    let names = use_mut_ref(Names::default);
    let update = use_force_update();
    let scroller = use_memo((), {
        let (log, list, stand) = (log.clone(), list.clone(), stand.setter());
        move |()| Scroller::new(log, list, stand, update)
    });
    let unfolded = use_memo((), {
        let scroller = Rc::clone(&scroller);
        move |()| Unfolded::new(Callback::from(move |(row, unfolds): (String, bool)| scroller.folds(&row, unfolds)))
    });
    let rows = scroller.place.borrow_mut().follow(room, list.cast::<Element>().as_ref(), &mut names.borrow_mut());

    use_effect_with((), {
        let (scroller, in_sight, list) = (Rc::clone(&scroller), in_sight.setter(), list.clone());
        move |()| {
            let watches = scroller.watch(move |is| in_sight.set(is));
            // A selection may begin outside the list, and is copied where it begins.
            let root = list.cast::<Element>().map(|list| list.get_root_node());
            let copies = root.map(|root| Listener::new(root, "copy", move |event| copy(&scroller, &event)));
            move || drop((watches, copies))
        }
    });
    use_effect({
        let scroller = Rc::clone(&scroller);
        move || scroller.rendered()
    });
    use_effect_with(props.show, {
        let scroller = Rc::clone(&scroller);
        move |show| {
            if let Some(show) = show {
                scroller.go(show.what);
            }
        }
    });
    let marks = use_mut_ref(|| None::<Marks>);
    use_effect_with(props.found.clone(), {
        let (scroller, list, room) = (Rc::clone(&scroller), list.clone(), Rc::clone(room));
        move |found| {
            let stay = |stays| scroller.with(|place, log, list| place.stay(stays, log, list));
            let (Some(found), Some(list)) = (found, list.cast::<Element>()) else {
                if marks.take().is_some() {
                    stay(false);
                }
                return;
            };
            stay(found.message.is_some());
            let message = found.message.and_then(|id| room.messages.find(id));
            let mut marks = marks.borrow_mut();
            let marks = marks.get_or_insert_with(|| {
                let scroller = Rc::clone(&scroller);
                Marks::new(&list, move |id, below| scroller.go(Go::Within(id, below)))
            });
            let is_here = marks.show(&found.words, message.as_deref());
            if let Some(id) = found.message.filter(|_| !is_here) {
                scroller.go(Go::Message(id));
            }
        }
    });
    let looks = use_state(|| 0_u32);
    use_effect_with((newest.filter(|_| room.loaded), at_end, visible, *looks), {
        let (scroller, log, on_seen, looks) = (Rc::clone(&scroller), log.clone(), props.on_seen.clone(), looks.clone());
        move |(newest, at_end, visible, _)| {
            let (seen, stand) = (scroller.place.borrow().seen, scroller.place.borrow().stand());
            // What has just come in may be beyond the end that it was told of.
            let is_there = *at_end && stand == Stand::End && *visible && is_visible();
            let unseen = newest.filter(|newest| is_there && Some(*newest) > seen);
            // A page may hide it in ways that nobody is told of.
            let can_be_seen = || log.cast::<Element>().is_some_and(|log| is_to_be_seen(&log));
            let later = match unseen {
                Some(newest) if can_be_seen() => {
                    scroller.place.borrow_mut().seen = Some(newest);
                    on_seen.emit(newest);
                    None
                }
                Some(_) => Some(Timer::once(LOOK_AGAIN, move || looks.set(*looks + 1))),
                None => None,
            };
            move || drop(later)
        }
    });

    let onscroll = {
        let scroller = Rc::clone(&scroller);
        Callback::from(move |_: Event| scroller.with(Place::scrolled))
    };
    let onkeydown = {
        let scroller = Rc::clone(&scroller);
        Callback::from(move |event: KeyboardEvent| {
            let modified = event.alt_key() || event.shift_key() || event.meta_key() || event.default_prevented();
            match event.key().as_str() {
                "Home" if !modified => scroller.go(Go::First),
                "End" if !modified => scroller.go(Go::Newest),
                _ if selects_all(&event) && scroller.select_all() => {}
                _ => return,
            }
            event.prevent_default();
        })
    };
    let jump = {
        let scroller = Rc::clone(&scroller);
        Callback::from(move |event: MouseEvent| {
            leave_to_rows(&event);
            scroller.go(Go::Newest);
        })
    };
    let missed = if at_end { 0 } else { missed(room, scroller.place.borrow().seen) };
    html! {
        <div class="log-frame">
            <div ref={log} class="log" part="log" role="log" aria-live="off" aria-label={words::MESSAGES} tabindex="0" {onscroll}
                 {onkeydown} onpointerover={|event: PointerEvent| tell_time(&event)}
                 onfocusin={|event: FocusEvent| tell_time(&event)}>
                <ol ref={list} role="list">
                    for line in rows.lines.iter() {
                        { line_html(line, &rows, props, &unfolded) }
                    }
                </ol>
            </div>
            if missed > 0 || *stand == Stand::Above {
                <button type="button" class={classes!("jump", (missed > 0).then_some("news"))} aria-label={words::JUMP}
                        title={words::JUMP} onclick={jump}>
                    { Icon::ArrowDown.html() }
                    if missed > 0 { <span>{ words::new_messages(missed) }</span> }
                </button>
            }
        </div>
    }
}

/// Completes what is copied with the rows that are not in the page: then it has the rows alone, and nothing of what stands around them. What is
/// selected in a field is the field's.
fn copy(scroller: &Scroller, event: &Event) {
    let clipboard = event.dyn_ref::<ClipboardEvent>().and_then(ClipboardEvent::clipboard_data);
    let within = event.composed_path().get(0).dyn_into::<Element>();
    let is_field = within.is_ok_and(|within| within.matches("input, textarea").unwrap_or_default());
    if let (Some(clipboard), false, false) = (clipboard, is_field, event.default_prevented())
        && let Some(text) = scroller.copied()
        && clipboard.set_data("text/plain", &text).is_ok()
    {
        event.prevent_default();
    }
}

fn missed(room: &RoomView, seen: Option<MessageId>) -> usize {
    room.messages.others_from(room.messages.after(seen))
}

fn line_html(line: &Line, rows: &Rows, props: &LogProps, unfolded: &Rc<Unfolded>) -> Html {
    let key = line.key.clone();
    match &line.what {
        What::Row { item, name } => html! {
            <Row {key} item={item.clone()} unclear={name.as_ref().is_some_and(|name| rows.unclear.contains(name))}
                 unfolded={Rc::clone(unfolded)}
                 on_retry={props.on_retry.clone()} on_edit={props.on_edit.clone()} on_discard={props.on_discard.clone()} />
        },
        What::Day(day) => html! { <li {key} class="day"><span>{ day.clone() }</span></li> },
        What::Unread => html! { <li {key} class="unread-line"><span>{ words::NEW }</span></li> },
        What::Movements(moved) => html! { <li {key} class="moved">{ movements(moved) }</li> },
    }
}
