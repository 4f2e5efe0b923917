//! A button that copies a text; where the browser does not let a page copy, it shows the text selected, to be copied by hand.

use js_sys::Promise;
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::HtmlTextAreaElement;
use yew::prelude::*;

use super::diagnosis_words as said;
use crate::components::dom::Timer;

/// How long it is told that something was copied, in milliseconds.
const TOLD: i32 = 5_000;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = ["navigator", "clipboard"], js_name = writeText, catch)]
    fn write_text(text: &str) -> Result<Promise, JsValue>;
}

#[derive(Clone, PartialEq)]
enum State {
    Idle,
    Copied,
    /// What is to be copied by hand.
    ByHand(AttrValue),
}

#[derive(Properties, PartialEq)]
pub(super) struct CopyProps {
    /// Makes the text when it is wanted.
    pub(super) text: Callback<(), String>,
}

#[component]
pub(super) fn Copy(props: &CopyProps) -> Html {
    let state = use_state_eq(|| State::Idle);
    let area = use_node_ref();
    let onclick = {
        let (text, state) = (props.text.clone(), state.setter());
        Callback::from(move |_: MouseEvent| {
            let (text, state) = (text.emit(()), state.clone());
            wasm_bindgen_futures::spawn_local(async move {
                let copied = match write_text(&text) {
                    Ok(promise) => JsFuture::from(promise).await.is_ok(),
                    Err(_) => false,
                };
                state.set(if copied { State::Copied } else { State::ByHand(text.into()) });
            });
        })
    };
    use_effect_with((*state).clone(), {
        let (area, setter) = (area.clone(), state.setter());
        move |state| {
            if let (State::ByHand(_), Some(area)) = (state, area.cast::<HtmlTextAreaElement>()) {
                let _ = area.focus();
                area.select();
            }
            let timer = (*state == State::Copied).then(|| Timer::once(TOLD, move || setter.set(State::Idle)));
            move || drop(timer)
        }
    });
    html! {
        <div class="copy">
            <button type="button" class="glx-button" {onclick}>{ said::COPY_REPORT }</button>
            <span class="told" role="status">
                { match &*state { State::Copied => said::COPIED, State::Idle => "", State::ByHand(_) => said::NOT_COPIED } }
            </span>
            if let State::ByHand(text) = &*state {
                <textarea ref={area} readonly=true dir="ltr" rows="6" aria-label={said::REPORT} value={text.clone()} />
            } else {
                <p class="note">{ said::REPORT_NOTE }</p>
            }
        </div>
    }
}
