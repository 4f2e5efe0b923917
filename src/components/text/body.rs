//! The text of a message: links, large emoji, and long texts folded.
//! It is laid out by the first strong character of each line and cannot reach its neighbours.

use std::rc::Rc;

use yew::prelude::*;

use super::emoji::is_only_emoji;
use super::{Part, parts, tame};
use crate::components::words;

/// A text that is longer is folded, in characters.
const LONG: usize = 900;
/// So is one with more lines.
const LINES: usize = 12;

#[derive(Properties, PartialEq)]
pub(in crate::components) struct BodyProps {
    pub(in crate::components) text: Rc<str>,
}

/// A message's text.
#[component]
pub(in crate::components) fn Body(props: &BodyProps) -> Html {
    let open = use_state_eq(|| false);
    let text = tame(&props.text);
    if is_only_emoji(&text) {
        return html! { <p class="text emoji" dir="auto">{ text.into_owned() }</p> };
    }
    let fold = fold(&text);
    let shown = fold.filter(|_| !*open).map_or(&*text, |at| &text[..at]);
    let is_open = *open;
    let toggle = Callback::from(move |_: MouseEvent| open.set(!is_open));
    html! {
        <>
            <p class="text" dir="auto">
                for part in parts(shown) {
                    { piece(part) }
                }
                if shown.len() < text.len() { {" …"} }
            </p>
            if fold.is_some() {
                <button type="button" class="glx-link fold" aria-expanded={is_open.to_string()} onclick={toggle}>
                    { if is_open { words::SHOW_LESS } else { words::SHOW_ALL } }
                </button>
            }
        </>
    }
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
