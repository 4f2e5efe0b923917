//! Where messages are written. Enter sends, Shift+Enter breaks the line, and neither ends the composition of a character.
//! The text lives in the field itself, so that nothing typed waits for a render, and Enter twice sends once.

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::{HtmlElement, HtmlTextAreaElement};
use yew::prelude::*;

use crate::components::dom::is_composed;
use crate::components::icon::Icon;
use crate::components::words;
use crate::engine::wire::{MAX_TEXT, clean_outgoing, wire_size};

/// What is left is counted from here on.
const NEARLY: usize = 500;

#[derive(Properties, PartialEq)]
pub(super) struct ComposerProps {
    pub(super) initial: AttrValue,
    /// A text to be put in, and the number of the time that one was.
    pub(super) taken: (u32, Rc<str>),
    /// Nothing can be sent here.
    pub(super) closed: bool,
    /// It is not shown, and keeps its text.
    pub(super) hidden: bool,
    pub(super) on_send: Callback<String>,
    pub(super) on_draft: Callback<String>,
}

/// How what stands in the field could be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fit {
    Empty,
    /// So much is left, in bytes as they are sent.
    Fits(usize),
    TooLong(usize),
}

fn fit(text: &str) -> Fit {
    match clean_outgoing(text).map(|text| wire_size(&text)) {
        None => Fit::Empty,
        Some(length) if length > MAX_TEXT => Fit::TooLong(length - MAX_TEXT),
        // The numbers change with every key only where they are shown.
        Some(length) => Fit::Fits((MAX_TEXT - length).min(NEARLY)),
    }
}

#[component]
pub(super) fn Composer(props: &ComposerProps) -> Html {
    let field = use_node_ref();
    let fits = use_state_eq({
        let initial = props.initial.clone();
        move || fit(&initial)
    });
    let changed = {
        let (fits, on_draft) = (fits.setter(), props.on_draft.clone());
        Callback::from(move |field: HtmlTextAreaElement| {
            let text = field.value();
            fits.set(fit(&text));
            grow(&field);
            on_draft.emit(text);
        })
    };
    use_effect_with((), {
        let (field, initial, changed) = (field.clone(), props.initial.clone(), changed.clone());
        move |()| {
            if let Some(field) = field.cast::<HtmlTextAreaElement>().filter(|_| !initial.is_empty()) {
                // Somebody may have begun to write already.
                let begun = field.value();
                field.set_value(&joined(&initial, &begun));
                if begun.is_empty() { grow(&field) } else { changed.emit(field) }
            }
        }
    });
    use_effect_with(props.taken.clone(), {
        let (field, changed) = (field.clone(), changed.clone());
        move |(count, text)| {
            if let Some(field) = field.cast::<HtmlTextAreaElement>().filter(|_| *count > 0) {
                field.set_value(&joined(&field.value(), text));
                let _ = field.focus();
                changed.emit(field);
            }
        }
    });

    let send = {
        let (field, changed, on_send) = (field.clone(), changed.clone(), props.on_send.clone());
        let closed = props.closed;
        move || {
            if let Some(field) = field.cast::<HtmlTextAreaElement>().filter(|_| !closed) {
                let text = field.value();
                if matches!(fit(&text), Fit::Fits(_)) {
                    field.set_value("");
                    on_send.emit(text);
                    changed.emit(field);
                }
            }
        }
    };
    let onsubmit = {
        let send = send.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            send();
        })
    };
    let onkeydown = Callback::from(move |event: KeyboardEvent| {
        let modified = event.shift_key() || event.alt_key();
        if event.key() == "Enter" && !modified && !is_composed(&event) {
            event.prevent_default();
            if !event.repeat() {
                send();
            }
        }
    });
    let oninput = changed.reform(|event: InputEvent| event.target_unchecked_into());
    // Pressing the button does not take the focus, so that a phone keeps its keyboard up.
    let onmousedown = Callback::from(|event: MouseEvent| event.prevent_default());
    let left = |each: usize| match *fits {
        Fit::TooLong(by) => words::too_long(by.next_multiple_of(each)),
        Fit::Fits(left) if left < NEARLY => words::characters_left(left.next_multiple_of(each)),
        _ => String::new(),
    };
    let too_long = matches!(*fits, Fit::TooLong(_));
    html! {
        <form class="composer" part="composer" hidden={props.hidden} {onsubmit}>
            <div class="field">
                <textarea ref={field} rows="1" placeholder={words::WRITE} aria-label={words::WRITE} enterkeyhint="send"
                          aria-describedby="glx-send-hint glx-send-left" aria-invalid={too_long.then_some("true")}
                          autocomplete="off" dir="auto" disabled={props.closed} {oninput} {onkeydown} />
                <span id="glx-send-hint" class="glx-hidden">{ words::SEND_HINT }</span>
                <span id="glx-send-left" class={classes!("left", too_long.then_some("over"))}>{ left(1) }</span>
                // Who types on is not told of every key.
                <span class="glx-hidden" aria-live="polite">{ left(100) }</span>
                <button type="submit" class="send" part="send" aria-label={words::SEND} title={words::SEND}
                        aria-disabled={(!matches!(*fits, Fit::Fits(_)) || props.closed).to_string()}
                        {onmousedown}>
                    { Icon::Send.html() }
                </button>
            </div>
        </form>
    }
}

/// One text after another, each on lines of its own.
fn joined(before: &str, text: &str) -> String {
    match (before.trim(), text.trim()) {
        ("", _) => text.to_owned(),
        (_, "") => before.to_owned(),
        _ => format!("{before}\n{text}"),
    }
}

/// As tall as its text; the stylesheet says where that ends. What is around it keeps its size meanwhile: a log that grows for a moment would
/// be scrolled.
fn grow(field: &HtmlTextAreaElement) {
    let style = field.unchecked_ref::<HtmlElement>().style();
    let around = field.parent_element().and_then(|around| around.dyn_into::<HtmlElement>().ok());
    if let Some(around) = &around {
        let height = around.get_bounding_client_rect().height();
        let _ = around.style().set_property("min-block-size", &format!("{height}px"));
    }
    let _ = style.set_property("block-size", "auto");
    let _ = style.set_property("block-size", &format!("{}px", field.scroll_height()));
    if let Some(around) = &around {
        let _ = around.style().remove_property("min-block-size");
    }
}
