//! Empty, failed and loading: a sign, a sentence and a next step instead of a blank; a skeleton instead of a spinner.

use yew::prelude::*;

use crate::components::icon::Icon;

#[derive(Properties, PartialEq)]
pub(in crate::components) struct NoticeProps {
    pub(in crate::components) icon: Icon,
    pub(in crate::components) title: AttrValue,
    #[prop_or_default]
    pub(in crate::components) text: Option<AttrValue>,
    /// The next step: what the button says, and what it does.
    #[prop_or_default]
    pub(in crate::components) action: Option<(AttrValue, Callback<()>)>,
}

/// A state in words.
#[component]
pub(in crate::components) fn Notice(props: &NoticeProps) -> Html {
    html! {
        <div class="glx-notice">
            <span class="sign">{ props.icon.html() }</span>
            <p class="title">{ props.title.clone() }</p>
            if let Some(text) = &props.text {
                <p class="detail"><bdi>{ text.clone() }</bdi></p>
            }
            if let Some((label, act)) = props.action.clone() {
                <button type="button" class="glx-button" onclick={act.reform(|_: MouseEvent| ())}>{ label }</button>
            }
        </div>
    }
}

/// Grey shapes where something will be; people who cannot see them read what is being loaded.
pub(in crate::components) fn skeleton(class: &'static str, rows: u32, label: &'static str) -> Html {
    html! {
        <div class={classes!("glx-skeleton", class)} role="status">
            <span class="glx-hidden">{ label }</span>
            for row in 0..rows {
                <div class="bone" key={row} aria-hidden="true"><i></i><b></b></div>
            }
        </div>
    }
}
