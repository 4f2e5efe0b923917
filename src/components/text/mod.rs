//! What people wrote, made fit to be shown: names, links, emoji, and marks piled beyond reading.
//! Text stays text: nothing here makes markup of it.

use std::borrow::Cow;

mod body;
mod emoji;
mod link;
mod name;

pub(super) use body::{Unfolded, body, plain};
use link::link_over;
pub(super) use link::{Part, parts};
pub(super) use name::{display_name, hue, initials, skeleton};

/// With a capital at its head, where the script has one.
pub(super) fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// Combining marks that one letter may carry; more are piled up to break out of the row.
const MARKS: usize = 4;

/// The text without the combining marks beyond a few per letter. Scripts that need many marks have their own, which stay.
pub(super) fn tame(text: &str) -> Cow<'_, str> {
    let few = || {
        let mut run = 0;
        move |c: &char| {
            run = if is_stacking_mark(*c) { run + 1 } else { 0 };
            run <= MARKS
        }
    };
    let mut is_fine = few();
    if text.is_ascii() || text.chars().all(|c| is_fine(&c)) {
        return text.into();
    }
    text.chars().filter(few()).collect::<String>().into()
}

/// Marks of no script in particular, and those of Hebrew, Arabic, Thai and Lao, where words need a few on one letter.
const fn is_stacking_mark(c: char) -> bool {
    matches!(
        c,
        '\u{300}'..='\u{36f}'
            | '\u{483}'..='\u{489}'
            | '\u{591}'..='\u{5c7}'
            | '\u{610}'..='\u{61a}'
            | '\u{64b}'..='\u{65f}'
            | '\u{6d6}'..='\u{6ed}'
            | '\u{e31}'
            | '\u{e34}'..='\u{e3a}'
            | '\u{e47}'..='\u{e4e}'
            | '\u{eb1}'
            | '\u{eb4}'..='\u{ebc}'
            | '\u{1ab0}'..='\u{1aff}'
            | '\u{1dc0}'..='\u{1dff}'
            | '\u{20d0}'..='\u{20ff}'
            | '\u{fe20}'..='\u{fe2f}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn piled_marks_are_cut_and_words_stay() {
        let zalgo = format!("z{}a", "\u{301}".repeat(500));
        assert_eq!(tame(&zalgo), format!("z{}a", "\u{301}".repeat(MARKS)));
        for word in ["שָׁלוֹם", "ٱلسَّلَامُ", "ที่นี่", "Việt", "plain", "👩‍👩‍👧"]
        {
            assert_eq!(tame(word), word);
        }
    }
}
