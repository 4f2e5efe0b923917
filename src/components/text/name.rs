//! Names as they are shown: without what turns text around or hides in it, with initials and a colour of their own.
//! Knows nothing of who anybody is; that is the engine's business.

use std::borrow::Cow;

/// How many colours there are for people; the stylesheet has as many `hue-n` classes.
const HUES: u32 = 12;

/// The longest name that is shown, in characters.
const LONGEST: usize = 60;

/// A name without bidi controls and other format characters, in one line, not too long. Empty when nothing is left.
pub(in crate::components) fn display_name(name: &str) -> Cow<'_, str> {
    let plain = |c: char| c.is_ascii_graphic() || c == ' ';
    if name.len() <= LONGEST && name.chars().all(plain) && name == name.trim() {
        return name.into();
    }
    let chars: Vec<char> = name.chars().filter(|c| !is_hidden(*c)).collect();
    let mut shown = String::with_capacity(name.len());
    for (at, c) in chars.iter().enumerate().take(LONGEST * 2) {
        match *c {
            // Persian and Indic names need joiners between their letters, and emoji of more than one part; nothing else does.
            '\u{200c}' | '\u{200d}' => {
                let outside =
                    |at: Option<usize>| at.and_then(|at| chars.get(at)).is_none_or(|c| c.is_ascii() || is_joiner(*c));
                if !outside(at.checked_sub(1)) && !outside(Some(at + 1)) {
                    shown.push(*c);
                }
            }
            c if c.is_whitespace() || c.is_control() => shown.push(' '),
            c => shown.push(c),
        }
    }
    let words: Vec<&str> = shown.split(' ').filter(|word| !word.is_empty()).collect();
    let one_line = words.join(" ");
    let cut: String = if one_line.chars().count() > LONGEST {
        one_line.chars().take(LONGEST).chain(['…']).collect()
    } else {
        one_line
    };
    super::tame(&cut).into_owned().into()
}

const fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
}

/// Characters that are not seen but do something: bidi controls, soft hyphens, fillers, tags, variation of nothing.
const fn is_hidden(c: char) -> bool {
    matches!(
        c,
        '\u{ad}'
            | '\u{34f}'
            | '\u{61c}'
            | '\u{115f}'
            | '\u{1160}'
            | '\u{17b4}'
            | '\u{17b5}'
            | '\u{180b}'..='\u{180f}'
            | '\u{200b}'
            | '\u{200e}'
            | '\u{200f}'
            | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{3164}'
            | '\u{feff}'
            | '\u{ffa0}'
            | '\u{fff0}'..='\u{fffb}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e0fff}'
    )
}

/// One or two letters that stand for a name; a dot where it has none.
pub(in crate::components) fn initials(name: &str) -> String {
    let name = display_name(name);
    let mut letters = name.split([' ', '_', '.', '-']).filter_map(|word| word.chars().find(|c| c.is_alphanumeric()));
    let first = letters.next();
    let last = letters.next_back();
    let text: String = first.into_iter().chain(last).flat_map(char::to_uppercase).take(2).collect();
    if text.is_empty() { "·".to_owned() } else { text }
}

/// A number below [`HUES`] that stays the same for a name.
pub(in crate::components) fn hue(name: &str) -> u32 {
    // FNV-1a: short, and spreads short names well.
    let hash = name.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    (hash >> 16 ^ hash) % HUES
}

/// What a name looks like, roughly: two names with one skeleton can be taken for each other.
pub(in crate::components) fn skeleton(name: &str) -> String {
    display_name(name)
        .chars()
        .flat_map(char::to_lowercase)
        .filter(|c| c.is_alphanumeric())
        .map(|c| match c {
            'а' | 'α' | 'ɑ' => 'a',
            'в' | 'β' => 'b',
            'с' | 'ϲ' => 'c',
            'ԁ' => 'd',
            'е' | 'ё' | 'ε' => 'e',
            'һ' | 'н' | 'η' => 'h',
            'і' | 'ї' | 'ι' | 'l' | '1' | 'ӏ' | 'ı' | '|' => 'i',
            'ј' => 'j',
            'к' | 'κ' => 'k',
            'м' | 'μ' => 'm',
            'п' | 'ո' => 'n',
            'о' | 'ο' | 'σ' | '0' | 'օ' => 'o',
            'р' | 'ρ' => 'p',
            'ԛ' => 'q',
            'г' => 'r',
            'ѕ' | '5' => 's',
            'т' | 'τ' => 't',
            'υ' | 'ս' => 'u',
            'ν' | 'ѵ' => 'v',
            'ѡ' | 'ω' | 'ԝ' => 'w',
            'х' | 'χ' => 'x',
            'у' | 'γ' => 'y',
            'ζ' => 'z',
            c => c,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn what_turns_or_hides_is_gone() {
        assert_eq!(display_name("Ana\u{202e}nimda"), "Ananimda");
        assert_eq!(display_name(" \u{200b}Ana\n\u{2066}Ruiz\u{feff} "), "Ana Ruiz");
        assert_eq!(display_name("a\u{200d}na"), "ana");
        assert_eq!(display_name("\u{200d}\u{202e}"), "");
        assert!(display_name(&"x".repeat(1000)).chars().count() <= LONGEST + 1);
    }

    #[test]
    fn names_of_every_script_stay_what_they_are() {
        for name in ["Ana Ruiz", "محمد", "נועה", "می\u{200c}خواهم", "李小龍", "क्\u{200d}ष", "Zoë", "👩\u{200d}🚒 Kim"]
        {
            assert_eq!(display_name(name), name);
        }
    }

    #[test]
    fn initials_are_letters() {
        for (name, expected) in
            [("Ana Ruiz", "AR"), ("ben", "B"), ("maria_del_mar", "MM"), ("", "·"), ("🙂", "·"), ("ßx", "SS")]
        {
            assert_eq!(initials(name), expected, "{name}");
        }
    }

    #[test]
    fn look_alikes_share_a_skeleton() {
        assert_eq!(skeleton("Аna"), skeleton("Ana"));
        assert_eq!(skeleton("BiII"), skeleton("Bill"));
        assert_ne!(skeleton("Ana"), skeleton("Anna"));
    }
}
