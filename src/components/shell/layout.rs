//! Where things stand: the bar on top, the rooms at the side, the chat in the middle; on a phone one at a time.
//! F6 moves between them.

use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use yew::prelude::*;

use crate::components::dom::{Listener, document, focus};
use crate::components::icon::Icon;
use crate::components::words;

use super::{BrandMark, Notice};

/// What [`Layout`] is given.
#[derive(Debug, Properties, PartialEq)]
pub struct LayoutProps {
    /// The bar.
    pub bar: Html,
    /// The side.
    pub side: Html,
    /// The middle.
    pub main: Html,
    /// Whether a room is open: a phone then shows the middle, otherwise the side.
    pub room_open: bool,
}

/// The page's frame.
#[component]
pub fn Layout(props: &LayoutProps) -> Html {
    let (root, middle) = (use_node_ref(), use_node_ref());
    // On the document: where nothing has the focus, keys go to the body.
    use_effect_with((), {
        let root = root.clone();
        move |()| {
            let listener = document().map(|document| {
                Listener::new(document, "keydown", move |event| {
                    if let Some(key) = event.dyn_ref::<KeyboardEvent>().filter(|key| key.key() == "F6")
                        && go_to_next_region(&root, key.shift_key()).is_some()
                    {
                        event.prevent_default();
                    }
                })
            });
            move || drop(listener)
        }
    });
    let was_shown = use_mut_ref(|| false);
    use_effect_with(props.room_open, {
        let root = root.clone();
        move |_| {
            if was_shown.replace(true) {
                go_to_what_is_shown(&root);
            }
        }
    });
    let skip = {
        let middle = middle.clone();
        Callback::from(move |_: MouseEvent| focus(&middle))
    };
    let shown = if props.room_open { "middle" } else { "side" };
    html! {
        <div ref={root} class="glx-app" data-shown={shown}>
            <button type="button" class="skip glx-button" onclick={skip}>{ words::SKIP_TO_CONTENT }</button>
            <header data-region="bar" tabindex="-1">
                <h1 class="glx-hidden">{ words::BRAND }{ " " }{ words::PRODUCT }</h1>
                { props.bar.clone() }
            </header>
            <main>
                <nav data-region="side" tabindex="-1" aria-label={words::HELP_REQUESTS}>{ props.side.clone() }</nav>
                <div ref={middle} class="middle" data-region="middle" tabindex="-1">{ props.main.clone() }</div>
            </main>
        </div>
    }
}

/// What the middle shows while no room is open.
#[component]
pub fn NothingOpen() -> Html {
    html! { <Notice icon={Icon::Message} title={words::CHOOSE_TITLE} text={words::CHOOSE_TEXT} /> }
}

/// What the page shows until it knows what it is to be: the mark, and nothing that moves.
#[component]
pub fn Starting() -> Html {
    html! {
        <div class="glx-starting" role="status">
            <BrandMark />
            <span class="glx-hidden">{ words::STARTING }</span>
        </div>
    }
}

/// The regions that are shown, and those that are hidden.
fn regions(root: &NodeRef) -> Option<(Vec<HtmlElement>, Vec<HtmlElement>)> {
    let list = root.cast::<HtmlElement>()?.query_selector_all("[data-region]").ok()?;
    let regions = (0..list.length()).filter_map(|at| list.item(at)?.dyn_into::<HtmlElement>().ok());
    Some(regions.partition(|region| region.offset_height() > 0))
}

/// Where one region takes the place of another, it takes the focus from there, too.
fn go_to_what_is_shown(root: &NodeRef) -> Option<()> {
    let (shown, hidden) = regions(root)?;
    let focused = document()?.active_element();
    // What has had it may be gone, and then it is nowhere.
    let is_left = |region: &HtmlElement| {
        focused.as_deref().is_none_or(|focused| region.contains(Some(focused)) || focused.contains(Some(region)))
    };
    hidden.iter().find(|region| is_left(region))?;
    shown.last()?.focus().ok()
}

/// Moves the focus to the region after (or before) the one that has it.
fn go_to_next_region(root: &NodeRef, back: bool) -> Option<()> {
    let (regions, _) = regions(root)?;
    let focused = document()?.active_element();
    let here = regions.iter().position(|region| region.contains(focused.as_deref()));
    let next = match (here, back) {
        (None, _) => 0,
        (Some(at), false) => (at + 1) % regions.len(),
        (Some(at), true) => (at + regions.len() - 1) % regions.len(),
    };
    regions.get(next)?.focus().ok()
}
