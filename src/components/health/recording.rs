//! The way from something that went wrong to somebody who can find out why: what happened in this page, as a file, texts hidden.

use yew::prelude::*;

use crate::components::icon::Icon;
use crate::components::words;

#[derive(Properties, PartialEq)]
pub(super) struct SaveRecordingProps {
    pub(super) on_save: Callback<()>,
}

#[component]
pub(super) fn SaveRecording(props: &SaveRecordingProps) -> Html {
    html! {
        <div class="recording">
            <button type="button" class="glx-link" aria-describedby="glx-recording-hint"
                    onclick={props.on_save.reform(|_: MouseEvent| ())}>
                { Icon::Download.html() }{ words::SAVE_RECORDING }
            </button>
            <p id="glx-recording-hint" class="hint">{ words::SAVE_RECORDING_HINT }</p>
        </div>
    }
}
