//! A button and the panel it opens. Escape closes it and gives the focus back, so does a click or a step outside.
//! Never traps anybody: the panel is part of the page's order, right after its button.

use wasm_bindgen::{JsCast, JsValue};
use web_sys::{DomRectReadOnly, Element, HtmlBodyElement, HtmlElement, Node};
use yew::prelude::*;

use crate::components::dom::{Listener, came_from, document, focus, handled};

#[derive(Properties, PartialEq)]
pub(in crate::components) struct PopoverProps {
    /// What the button shows.
    pub(in crate::components) face: Html,
    /// What the button is called beside what its face says.
    #[prop_or_default]
    pub(in crate::components) label: Option<AttrValue>,
    /// What the panel is called.
    pub(in crate::components) title: AttrValue,
    /// What a host page calls the button in its stylesheet.
    #[prop_or_default]
    pub(in crate::components) part: Option<AttrValue>,
    #[prop_or_default]
    pub(in crate::components) class: Classes,
    #[prop_or_default]
    pub(in crate::components) on_toggle: Callback<bool>,
    /// Another number closes it: something inside has been chosen.
    #[prop_or_default]
    pub(in crate::components) close: u32,
    #[prop_or_default]
    pub(in crate::components) children: Html,
}

/// Between a button, its panel and the edge of the page, in pixels.
const GAP: f64 = 16.0;

/// To which sides a panel opens: down and towards the line's beginning, unless there is less room than on the other side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
struct Sides {
    up: bool,
    onward: bool,
}

impl Sides {
    /// Finds the sides, and has the panel take no more than the room there.
    fn of(root: &NodeRef, panel: &NodeRef) -> Self {
        let (Some(root), Some(panel), Some(window)) =
            (root.cast::<Element>(), panel.cast::<HtmlElement>(), web_sys::window())
        else {
            return Self::default();
        };
        let (button, place) = (root.get_bounding_client_rect(), panel.get_bounding_client_rect());
        let pixels =
            |length: Result<JsValue, JsValue>| length.ok().and_then(|length| length.as_f64()).unwrap_or_default();
        // What is in a chat ends where that ends, which may show nothing beyond its edges.
        let chat = root.closest(".glx-chat").ok().flatten().map(|chat| chat.get_bounding_client_rect());
        let edge = |of: fn(&DomRectReadOnly) -> f64, window: f64| chat.as_deref().map_or(window, of);
        let top = edge(DomRectReadOnly::top, 0.0).max(0.0);
        let bottom = edge(DomRectReadOnly::bottom, f64::MAX).min(pixels(window.inner_height()));
        let left = edge(DomRectReadOnly::left, 0.0).max(0.0);
        let right = edge(DomRectReadOnly::right, f64::MAX).min(pixels(window.inner_width()));
        let (above, below) = (button.top() - top - GAP, bottom - button.bottom() - GAP);
        let up = place.height() > below && above > below;
        // It is measured where it ends with its button.
        let (to_left, to_right) = (button.right() - left - GAP, right - button.left() - GAP);
        let goes_left = place.left() < button.left();
        let (back, on) = if goes_left { (to_left, to_right) } else { (to_right, to_left) };
        let onward = place.width() > back && on > back;
        let of = |room: f64| format!("{}px", room.max(0.0));
        // Refused by no browser that knows the properties; without them the panel is as large as it was.
        let _ = panel.style().set_property("--room", &of(if up { above } else { below }));
        let _ = panel.style().set_property("--across", &of(if onward { on } else { back }));
        Self { up, onward }
    }
}

impl From<Sides> for Classes {
    fn from(sides: Sides) -> Self {
        classes!(sides.up.then_some("up"), sides.onward.then_some("onward"))
    }
}

/// A button and its panel.
#[component]
pub(in crate::components) fn Popover(props: &PopoverProps) -> Html {
    let open = use_state_eq(|| false);
    let sides = use_state_eq(Sides::default);
    let (root, button, panel) = (use_node_ref(), use_node_ref(), use_node_ref());

    let set = {
        let (open, on_toggle) = (open.setter(), props.on_toggle.clone());
        Callback::from(move |now: bool| {
            open.set(now);
            on_toggle.emit(now);
        })
    };
    use_effect_with(props.close, {
        let (set, was_open) = (set.clone(), *open);
        move |_| {
            if was_open {
                set.emit(false);
            }
        }
    });
    use_effect_with(*open, {
        let (root, panel, sides) = (root.clone(), panel.clone(), sides.setter());
        move |open| sides.set(if *open { Sides::of(&root, &panel) } else { Sides::default() })
    });
    use_effect_with(*open, {
        let (root, panel, set) = (root.clone(), panel.clone(), set.clone());
        move |open| {
            let listener = open.then(|| {
                focus(&panel);
                document().map(|document| {
                    Listener::new(document, "pointerdown", move |event| {
                        if root.cast::<Element>().is_some_and(|root| !came_from(&event, &root)) {
                            set.emit(false);
                        }
                    })
                })
            });
            move || drop(listener)
        }
    });

    let is_open = *open;
    // What had the focus may be gone: keys are the panel's all the same.
    use_effect({
        let panel = panel.clone();
        move || {
            let focused = document().and_then(|document| document.active_element());
            if is_open && focused.is_none_or(|element| element.has_type::<HtmlBodyElement>()) {
                focus(&panel);
            }
        }
    });
    let onclick = set.reform(move |_: MouseEvent| !is_open);
    let onkeydown = {
        let (set, button) = (set.clone(), button.clone());
        Callback::from(move |event: KeyboardEvent| {
            if is_open && event.key() == "Escape" {
                handled(&event);
                set.emit(false);
                focus(&button);
            }
        })
    };
    let onfocusout = {
        let root = root.clone();
        Callback::from(move |event: FocusEvent| {
            // No next element means that the window lost the focus, or that a click landed on nothing: neither is leaving.
            let next = event.related_target().and_then(|next| next.dyn_into::<Node>().ok());
            if let (Some(next), Some(root)) = (next, root.cast::<Node>())
                && is_open
                && !root.contains(Some(&next))
            {
                set.emit(false);
            }
        })
    };
    let close = {
        let button = button.clone();
        onclick.reform(move |event: MouseEvent| {
            if let Some(button) = button.cast::<HtmlElement>() {
                let _ = button.focus();
            }
            event
        })
    };
    html! {
        <div ref={root} class={classes!("glx-popover", props.class.clone())} {onkeydown} {onfocusout}>
            <button ref={button} type="button" class="face" part={props.part.clone()} aria-haspopup="dialog" aria-expanded={is_open.to_string()}  title={props.label.clone()} {onclick}>
                if let Some(label) = &props.label { <span class="glx-hidden">{ label.clone() }</span> }
                { props.face.clone() }
            </button>
            if is_open {
                <div ref={panel} class={classes!("panel", *sides)} part="panel" role="dialog" aria-label={props.title.clone()} tabindex="-1">
                    <button type="button" class="glx-icon-button dismiss" aria-label={crate::components::words::CLOSE} onclick={close}>
                        { crate::components::icon::Icon::Close.html() }
                    </button>
                    { props.children.clone() }
                </div>
            }
        </div>
    }
}
