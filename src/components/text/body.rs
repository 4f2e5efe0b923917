//! The text of a message: links, large emoji, and long texts folded.
//! It is laid out by the first strong character of each line and cannot reach its neighbours.

use std::borrow::Cow;
use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::Element;
use yew::prelude::*;

use super::emoji::is_only_emoji;
use super::{Part, is_stacking_mark, link_over, parts, tame};
use crate::components::words;

/// A text that is longer is folded, in characters.
const LONG: usize = 900;
/// So is one with more lines.
const LINES: usize = 12;

/// Which long texts are shown whole, by the names of their rows: a row may leave the page, and come back.
pub(in crate::components) struct Unfolded {
    names: RefCell<Vec<String>>,
    /// Told before one is, or is so no more.
    on_turn: Callback<(String, bool)>,
}

impl Unfolded {
    pub(in crate::components) fn new(on_turn: Callback<(String, bool)>) -> Self {
        Self { names: RefCell::default(), on_turn }
    }

    fn turn(&self, name: &str, is_open: bool) {
        self.on_turn.emit((name.to_owned(), is_open));
        if is_open {
            self.names.borrow_mut().push(name.to_owned());
        } else {
            self.names.borrow_mut().retain(|open| open != name);
        }
    }
}

impl PartialEq for Unfolded {
    fn eq(&self, other: &Self) -> bool {
        std::ptr::eq(self, other)
    }
}

/// A message's text, in the row of this name. Of most it is a paragraph and nothing else: only one that can be unfolded is a component.
pub(in crate::components) fn body(text: &Rc<str>, row: &str, unfolded: &Rc<Unfolded>) -> Html {
    let tamed = tame(text);
    if is_only_emoji(&tamed) {
        return html! { <p class="text emoji" dir="auto">{ tamed.into_owned() }</p> };
    }
    match fold(&tamed) {
        Some(_) => html! { <Folded text={Rc::clone(text)} row={row.to_owned()} unfolded={Rc::clone(unfolded)} /> },
        None => paragraph(&tamed, false, None),
    }
}

#[derive(Properties, PartialEq)]
struct FoldedProps {
    text: Rc<str>,
    row: String,
    unfolded: Rc<Unfolded>,
}

/// A long text.
#[component]
fn Folded(props: &FoldedProps) -> Html {
    let open = use_state_eq(|| props.unfolded.names.borrow().contains(&props.row));
    let text = tame(&props.text);
    let fold = fold(&text).filter(|_| !*open);
    let is_open = *open;
    let turn = {
        let (row, unfolded) = (props.row.clone(), Rc::clone(&props.unfolded));
        Rc::new(move || {
            unfolded.turn(&row, !is_open);
            open.set(!is_open);
        })
    };
    let onfocusin = {
        let turn = Rc::clone(&turn);
        // The keys have gone on to a link that is folded away.
        (!is_open).then(|| {
            Callback::from(move |event: FocusEvent| {
                if is_beyond(&event) {
                    turn()
                }
            })
        })
    };
    // Who clicks twice at once means it once.
    let toggle = Callback::from(move |event: MouseEvent| {
        if event.detail() < 2 {
            turn()
        }
    });
    html! {
        <>
            { paragraph(fold.map_or(&*text, |at| &text[..at]), fold.is_some(), onfocusin) }
            <button type="button" class="glx-link fold" aria-expanded={is_open.to_string()} onclick={toggle}>
                { if is_open { words::SHOW_LESS } else { words::SHOW_ALL } }
            </button>
        </>
    }
}

/// Whether what has got the focus stands below the paragraph that it is in.
fn is_beyond(event: &FocusEvent) -> bool {
    let bottom = |element: Option<Element>| element.map(|element| element.get_bounding_client_rect().bottom());
    bottom(event.target_dyn_into()) > bottom(event.current_target().and_then(|target| target.dyn_into().ok()))
}

fn paragraph(text: &str, goes_on: bool, onfocusin: Option<Callback<FocusEvent>>) -> Html {
    html! {
        <p class="text" dir="auto" {onfocusin}>
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

/// A place near this one that is within no link and no sign that is made of several.
fn whole(text: &str, mut at: usize) -> usize {
    // Beside marks: those of the other scripts that are written without blanks, halves of Hangul, and what emoji are made of.
    let of_one_before = |c: char| {
        is_stacking_mark(c)
            || matches!(c, '\u{102b}'..='\u{103e}' | '\u{17b4}'..='\u{17d3}' | '\u{1160}'..='\u{11ff}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}' | '\u{e0020}'..='\u{e007f}')
    };
    let is_flag = |c: &char| matches!(c, '\u{1f1e6}'..='\u{1f1ff}');
    while let (Some(before), Some(after)) = (text[..at].chars().next_back(), text[at..].chars().next()) {
        let halves = text[..at].chars().rev().take_while(is_flag).count();
        if !(of_one_before(after) || before == '\u{200d}' || (is_flag(&after) && halves % 2 == 1)) {
            break;
        }
        at -= before.len_utf8();
    }
    match link_over(text, at) {
        Some(link) if link.start > 0 => link.start,
        Some(link) => link.end,
        None => at,
    }
}

/// Where a long text is cut: at the end of a line or word near the limit.
fn fold(text: &str) -> Option<usize> {
    let by_lines = text.match_indices('\n').nth(LINES - 1).map(|(at, _)| at);
    let by_length = text.char_indices().nth(LONG).map(|(at, _)| {
        let word = text[..at].rfind(char::is_whitespace).filter(|word| at - word < 80);
        word.unwrap_or(at)
    });
    let limit = by_lines.into_iter().chain(by_length).min()?;
    // Where all of it is one sign, it is cut through that.
    let at = Some(whole(text, limit)).filter(|at| *at > 0).unwrap_or(limit);
    // Folding away a last line or two saves nobody anything.
    (text[at..].chars().count() > 120 || text[at..].matches('\n').count() > 3).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn a_cut_goes_through_no_link_and_no_sign_of_several() {
        let words = "word ".repeat(150);
        let link = format!("https://example.org/{}", "path/".repeat(60));
        let text = format!("{words}{link} {}", "and more ".repeat(60));
        assert_eq!(fold(&text), Some(words.len()), "before a link that goes across");
        let text = format!("{link}{} {}", "x".repeat(700), "and more ".repeat(60));
        assert_eq!(fold(&text), Some(link.len() + 700), "after one that all begins with");
        let family = "👩‍👩‍👧‍👦";
        let text = format!("a{}", family.repeat(300));
        let at = fold(&text).expect("it is long");
        assert_eq!((at - 1) % family.len(), 0, "between two families");
        let text = format!("a{}", "🇪🇸".repeat(600));
        let at = fold(&text).expect("it is long");
        assert_eq!((at - 1) % "🇪🇸".len(), 0, "between two flags");
        let text = "ที่".repeat(500);
        let at = fold(&text).expect("it is long");
        assert_eq!(at % "ที่".len(), 0, "between two signs of Thai");
        assert!(
            fold(&format!("👩{}", "\u{200d}👩".repeat(600))).is_some_and(|at| at > 0),
            "one sign that never ends is cut"
        );
    }
}
