//! The little of the DOM that components need beside Yew: listeners and timers as guards, focus, and whether the page is seen.
//! It decides nothing and holds nothing but what a guard has to undo.

use js_sys::Function;
use wasm_bindgen::prelude::*;
use web_sys::{Document, Element, Event, EventTarget, HtmlElement, VisibilityState};
use yew::prelude::*;

use super::format::now;

/// A listener that is removed when this is dropped.
#[must_use = "the listener is removed as soon as this is dropped"]
pub(super) struct Listener {
    target: EventTarget,
    event: &'static str,
    closure: Closure<dyn Fn(Event)>,
}

impl Listener {
    pub(super) fn new(target: impl Into<EventTarget>, event: &'static str, heard: impl Fn(Event) + 'static) -> Self {
        let (target, closure) = (target.into(), Closure::<dyn Fn(Event)>::new(heard));
        let _ = target.add_event_listener_with_callback(event, closure.as_ref().unchecked_ref());
        Self { target, event, closure }
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let function: &Function = self.closure.as_ref().unchecked_ref();
        let _ = self.target.remove_event_listener_with_callback(self.event, function);
    }
}

/// Calls back once, or again and again, until it is dropped.
#[must_use = "the timer is stopped as soon as this is dropped"]
pub(super) struct Timer {
    id: Option<i32>,
    _closure: Closure<dyn Fn()>,
}

impl Timer {
    pub(super) fn once(milliseconds: i32, due: impl Fn() + 'static) -> Self {
        let closure = Closure::<dyn Fn()>::new(due);
        let function: &Function = closure.as_ref().unchecked_ref();
        let id = web_sys::window().and_then(|window| {
            window.set_timeout_with_callback_and_timeout_and_arguments_0(function, milliseconds).ok()
        });
        Self { id, _closure: closure }
    }

    pub(super) fn every(milliseconds: i32, due: impl Fn() + 'static) -> Self {
        let closure = Closure::<dyn Fn()>::new(due);
        let function: &Function = closure.as_ref().unchecked_ref();
        let id = web_sys::window().and_then(|window| {
            window.set_interval_with_callback_and_timeout_and_arguments_0(function, milliseconds).ok()
        });
        Self { id, _closure: closure }
    }
}

impl Drop for Timer {
    fn drop(&mut self) {
        // Time-outs and intervals share one list of ids, so that either call clears either kind.
        if let (Some(window), Some(id)) = (web_sys::window(), self.id) {
            window.clear_timeout_with_handle(id);
        }
    }
}

pub(super) fn document() -> Option<Document> {
    web_sys::window()?.document()
}

/// Whether the page can be seen at least in part.
pub(super) fn is_visible() -> bool {
    document().is_none_or(|document| document.visibility_state() != VisibilityState::Hidden)
}

/// Gives an element the focus, if it is there.
pub(super) fn focus(node: &NodeRef) {
    if let Some(element) = node.cast::<HtmlElement>() {
        let _ = element.focus();
    }
}

/// Whether a key belongs to a character that is still being composed: it is the input method's. Safari ends a composition with an Enter that
/// no longer says so, but is number 229.
pub(super) fn is_composed(event: &KeyboardEvent) -> bool {
    event.is_composing() || event.key_code() == 229
}

/// A key is done with: a dialog of the page's that this is in stays open.
pub(super) fn handled(event: &Event) {
    event.stop_propagation();
    event.prevent_default();
}

/// A button that goes when it was pressed: who has pressed it with a key is in the chat's rows then, and not nowhere.
pub(super) fn leave_to_rows(event: &MouseEvent) {
    leave_to(event, ".glx-chat", ".log");
}

/// The same for another place in something that both are in.
pub(super) fn leave_to(event: &MouseEvent, within: &str, place: &str) {
    // A click of a pointer has a count.
    let button = event.target_dyn_into::<Element>().filter(|_| event.detail() == 0);
    let around = button.and_then(|button| button.closest(within).ok().flatten());
    let place = around
        .and_then(|around| around.query_selector(place).ok().flatten())
        .and_then(|place| place.dyn_into::<HtmlElement>().ok());
    if let Some(place) = place {
        let _ = place.focus();
    }
}

/// Whether an event came from inside an element; sees through the boundary of a shadow root.
pub(super) fn came_from(event: &Event, element: &Element) -> bool {
    let element: &JsValue = element.as_ref();
    event.composed_path().iter().any(|step| step == *element)
}

/// Whether the page can be seen, kept up to date.
#[hook]
pub(super) fn use_visible() -> bool {
    let visible = use_state_eq(is_visible);
    let setter = visible.setter();
    use_effect_with((), move |()| {
        let listener =
            document().map(|document| Listener::new(document, "visibilitychange", move |_| setter.set(is_visible())));
        move || drop(listener)
    });
    *visible
}

/// Renders again every so many milliseconds, for ages and countdowns. Not at all for `None` and while the page is hidden.
#[hook]
pub(super) fn use_ticks(every: Option<i32>) {
    let update = use_force_update();
    let visible = use_visible();
    let every = every.filter(|_| visible);
    use_effect_with(every, move |every| {
        let timer = every.map(|every| Timer::every(every, move || update.force_update()));
        move || drop(timer)
    });
}

/// The number of the minute that it is, kept up to date while the page can be seen.
#[hook]
pub(super) fn use_minutes() -> i64 {
    use_ticks(Some(60_000));
    now() / 60_000
}

/// For links that the page handles itself: a plain click calls back, one with a modifier or another button is the browser's.
pub(super) fn plain_click(clicked: Callback<()>) -> Callback<MouseEvent> {
    Callback::from(move |event: MouseEvent| {
        let modified = event.ctrl_key() || event.meta_key() || event.shift_key() || event.alt_key();
        if event.button() == 0 && !modified && !event.default_prevented() {
            event.prevent_default();
            clicked.emit(());
        }
    })
}
