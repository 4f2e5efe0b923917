//! The help requests there are, as cards to choose from. Filters what is there; asks for nothing.

mod card;

use std::rc::Rc;

use web_sys::{HtmlElement, HtmlInputElement};
use yew::prelude::*;

use super::dom::{is_composed, use_minutes};
use super::icon::Icon;
use super::shell::{Notice, skeleton};
use super::words;
use crate::engine::wire::HelpRequest;
use crate::engine::{HelpRequestsView, RoomId};
use card::Card;

/// What [`RoomList`] is given.
#[derive(Debug, Properties, PartialEq)]
pub struct RoomListProps {
    /// The list as the engine sees it.
    pub view: Rc<HelpRequestsView>,
    /// The room that is open.
    #[prop_or_default]
    pub current: Option<RoomId>,
    /// A room was chosen by a plain click; other clicks are the browser's.
    pub on_open: Callback<RoomId>,
    /// The address of a room.
    pub href: Callback<RoomId, String>,
    /// The list is to be asked for again.
    #[prop_or_default]
    pub on_retry: Option<Callback<()>>,
}

/// From so many on there is something to search.
const SEARCHABLE: usize = 4;

/// The cards.
#[component]
pub fn RoomList(props: &RoomListProps) -> Html {
    let view = &props.view;
    let query = use_state_eq(String::new);
    let minute = use_minutes();
    let needle = query.trim().to_lowercase();
    let found: Vec<&HelpRequest> = view.list.iter().filter(|request| matches(request, &needle)).collect();
    let body = if !view.loaded && view.list.is_empty() {
        match &view.failure {
            None => skeleton("cards", 5, words::LOADING_ROOMS),
            Some(failure) => {
                let action = props.on_retry.clone().map(|on_retry| (AttrValue::from(words::TRY_AGAIN), on_retry));
                html! { <Notice icon={Icon::Plug} title={words::ROOMS_FAILED} text={words::sentence(failure)} {action} /> }
            }
        }
    } else if view.list.is_empty() {
        html! { <Notice icon={Icon::Heart} title={words::NO_ROOMS_TITLE} text={words::NO_ROOMS_TEXT} /> }
    } else if found.is_empty() {
        let clear = query.setter();
        let action = (AttrValue::from(words::CLEAR_SEARCH), Callback::from(move |()| clear.set(String::new())));
        html! { <Notice icon={Icon::Search} title={words::no_match(query.trim())} {action} /> }
    } else {
        html! {
            <ul class="cards">
                for request in &found {
                    <Card key={request.room.get()} request={(*request).clone()} {minute} current={props.current == Some(request.room)}
                          href={props.href.emit(request.room)} on_open={props.on_open.clone()} />
                }
            </ul>
        }
    };
    html! {
        <section class="glx-rooms" aria-label={words::HELP_REQUESTS}>
            <header>
                <h2>{ words::HELP_REQUESTS }</h2>
                if view.loaded { <span class="count">{ view.list.len() }</span> }
            </header>
            if view.list.len() >= SEARCHABLE {
                <Search query={(*query).clone()} on_query={setter(&query)} />
                <p class="glx-hidden" role="status">
                    if !needle.is_empty() { { words::found(found.len()) } }
                </p>
            }
            if let Some(failure) = view.failure.as_ref().filter(|_| view.loaded) {
                <p class="stale">{ words::rooms_stale(failure) }</p>
            }
            { body }
        </section>
    }
}

fn setter(query: &UseStateHandle<String>) -> Callback<String> {
    let query = query.setter();
    Callback::from(move |text| query.set(text))
}

fn matches(request: &HelpRequest, needle: &str) -> bool {
    let fields = [&request.title, &request.description, &request.category, &request.requester];
    needle.is_empty() || fields.iter().any(|field| field.to_lowercase().contains(needle))
}

#[derive(Properties, PartialEq)]
struct SearchProps {
    query: String,
    on_query: Callback<String>,
}

/// Whether keys are on the screen, most likely.
fn is_touched() -> bool {
    let coarse = web_sys::window().and_then(|window| window.match_media("(pointer: coarse)").ok().flatten());
    coarse.is_some_and(|coarse| coarse.matches())
}

#[component]
fn Search(props: &SearchProps) -> Html {
    let oninput = props.on_query.reform(|event: InputEvent| event.target_unchecked_into::<HtmlInputElement>().value());
    let onkeydown = {
        let on_query = props.on_query.clone();
        Callback::from(move |event: KeyboardEvent| match event.key().as_str() {
            _ if is_composed(&event) => {}
            "Escape" => on_query.emit(String::new()),
            // What is searched for is found already; the keyboard of a phone makes room for it.
            "Enter" if is_touched() => {
                let _ = event.target_unchecked_into::<HtmlElement>().blur();
            }
            _ => {}
        })
    };
    html! {
        <label class="glx-search">
            { Icon::Search.html() }
            <input type="search" value={props.query.clone()} placeholder={words::SEARCH} aria-label={words::SEARCH}
                   autocomplete="off" enterkeyhint="search" {oninput} {onkeydown} />
        </label>
    }
}
