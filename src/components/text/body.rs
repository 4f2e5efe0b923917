//! The text of a message: links, large emoji, and long texts folded.
//! It is laid out by the first strong character of each line and cannot reach its neighbours.

use std::borrow::Cow;
use std::rc::Rc;

use yew::prelude::*;

use super::emoji::is_only_emoji;
use super::{Part, parts, tame};
use crate::components::words;

/// A text that is longer is folded, in characters.
const LONG: usize = 900;
/// So is one with more lines.
const LINES: usize = 12;

/// A message's text. Of most it is a paragraph and nothing else: only one that can be unfolded is a component.
pub(in crate::components) fn body(text: &Rc<str>) -> Html {
    let tamed = tame(text);
    if is_only_emoji(&tamed) {
        return html! { <p class="text emoji" dir="auto">{ tamed.into_owned() }</p> };
    }
    match fold(&tamed) {
        Some(_) => html! { <Folded text={Rc::clone(text)} /> },
        None => paragraph(&tamed, false),
    }
}

#[derive(Properties, PartialEq)]
struct FoldedProps {
    text: Rc<str>,
}

/// A long text.
#[component]
fn Folded(props: &FoldedProps) -> Html {
    let open = use_state_eq(|| false);
    let text = tame(&props.text);
    let fold = fold(&text).filter(|_| !*open);
    let is_open = *open;
    let toggle = Callback::from(move |_: MouseEvent| open.set(!is_open));
    html! {
        <>
            { fold.map_or_else(|| paragraph(&text, false), |at| paragraph(&text[..at], true)) }
            <button type="button" class="glx-link fold" aria-expanded={is_open.to_string()} onclick={toggle}>
                { if is_open { words::SHOW_LESS } else { words::SHOW_ALL } }
            </button>
        </>
    }
}

fn paragraph(text: &str, goes_on: bool) -> Html {
    html! {
        <p class="text" dir="auto">
            for part in parts(text) {
                { piece(part) }
            }
            if goes_on { {" …"} }
        </p>
    }
}

/// Whether a text is shown as it stands, as one paragraph of nothing but words.
pub(in crate::components) fn plain(text: &str) -> bool {
    matches!(tame(text), Cow::Borrowed(_))
        && !is_only_emoji(text)
        && fold(text).is_none()
        && matches!(*parts(text), [Part::Text(_)])
}

fn piece(part: Part<'_>) -> Html {
    match part {
        Part::Text(text) => html! { { text.to_owned() } },
        Part::Link { href, shown } => html! {
            <a href={href} target="_blank" rel="noopener noreferrer nofollow ugc">{ shown.into_owned() }</a>
        },
    }
}

/// Where a long text is cut: at the end of a line or word near the limit.
fn fold(text: &str) -> Option<usize> {
    let by_lines = text.match_indices('\n').nth(LINES - 1).map(|(at, _)| at);
    let by_length = text.char_indices().nth(LONG).map(|(at, _)| {
        let word = text[..at].rfind(char::is_whitespace).filter(|word| at - word < 80);
        word.unwrap_or(at)
    });
    let at = by_lines.into_iter().chain(by_length).min()?;
    // Folding away a last line or two saves nobody anything.
    (text[at..].chars().count() > 120 || text[at..].matches('\n').count() > 3).then_some(at)
}
