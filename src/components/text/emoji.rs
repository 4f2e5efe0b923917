//! Whether a text is nothing but a few emoji, which are shown large.

/// More than this many are shown at the size of text.
const MOST: usize = 6;

/// So many characters can be six emoji: families have up to eleven, flags of regions more.
const LONGEST: usize = 100;

/// Whether the text is one to six emoji and nothing else.
pub(super) fn is_only_emoji(text: &str) -> bool {
    // A few that are joined of many, on lines of their own at most.
    if text.chars().nth(LONGEST).is_some() || text.matches('\n').nth(MOST).is_some() {
        return false;
    }
    let mut count = 0;
    let mut joined = false;
    let mut flag_half = false;
    for c in text.chars() {
        let was_joined = std::mem::take(&mut joined);
        let second_half = std::mem::take(&mut flag_half);
        match c {
            ' ' | '\n' => {}
            '\u{200d}' => joined = true,
            // Variation, skin tone, keycap and tags belong to the one before.
            '\u{fe0f}' | '\u{20e3}' | '\u{1f3fb}'..='\u{1f3ff}' | '\u{e0020}'..='\u{e007f}' if count > 0 => {}
            '\u{1f1e6}'..='\u{1f1ff}' => {
                flag_half = !second_half;
                count += usize::from(flag_half);
            }
            _ if is_pictograph(c) => count += usize::from(!was_joined),
            _ => return false,
        }
        if count > MOST {
            return false;
        }
    }
    count > 0
}

const fn is_pictograph(c: char) -> bool {
    matches!(
        c,
        '\u{231a}'..='\u{231b}'
            | '\u{23e9}'..='\u{23fa}'
            | '\u{25fd}'..='\u{25fe}'
            | '\u{2600}'..='\u{27bf}'
            | '\u{2934}'..='\u{2935}'
            | '\u{2b05}'..='\u{2b07}'
            | '\u{2b1b}'..='\u{2b1c}'
            | '\u{2b50}'
            | '\u{2b55}'
            | '\u{1f300}'..='\u{1faff}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn emoji_are_told_from_text() {
        for yes in ["🙂", "👍🏽 👍🏽", "👩‍👩‍👧‍👦", "❤️", "🇪🇸🇺🇦", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "🎉🎉🎉\n🎉🎉🎉"]
        {
            assert!(is_only_emoji(yes), "{yes}");
        }
        for no in ["", " ", "a🙂", "1", "#", "🙂!", "😀😀😀😀😀😀😀", "😀\n\n\n\n\n\n\n😀", "\u{fe0f}", "中"]
        {
            assert!(!is_only_emoji(no), "{no}");
        }
    }
}
