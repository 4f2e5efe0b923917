//! Rewrites the texts in a JSON text and leaves everything else as it is, broken ends included: what did not parse does not parse
//! afterwards either. Knows nothing of what the texts mean.

/// The text with every string value replaced by what `replace` makes of it, which is told the name of the field that it, or the list
/// that it is in, belongs to. Names are kept. `None` when it is no JSON from the start.
pub(super) fn rewrite(json: &str, replace: impl Fn(&str, &str) -> String) -> Option<String> {
    let mut out = String::with_capacity(json.len());
    // The name of the present field at each depth.
    let mut names: Vec<String> = vec![String::new()];
    let mut rest = json;
    while let Some(c) = rest.chars().next() {
        let after = &rest[c.len_utf8()..];
        match c {
            '"' => {
                let Some(end) = end_of_string(after) else {
                    // Cut off within a text: what there is of it is not told.
                    out.push('"');
                    return Some(out);
                };
                let literal = &rest[..end + 2];
                rest = &after[end + 1..];
                let text: String = serde_json::from_str(literal).ok()?;
                if rest.trim_start().starts_with(':') && text.len() <= 40 && text.bytes().all(is_plain) {
                    out.push_str(literal);
                    if let Some(name) = names.last_mut() {
                        *name = text;
                    }
                } else {
                    let name = names.last().map_or("", String::as_str);
                    out.push_str(&serde_json::to_string(&replace(name, &text)).ok()?);
                }
                continue;
            }
            '{' => names.push(String::new()),
            '[' => names.push(names.last().cloned().unwrap_or_default()),
            '}' | ']' => drop(names.pop()),
            _ if c.is_whitespace() || c.is_ascii_alphanumeric() || matches!(c, ',' | ':' | '.' | '+' | '-') => {}
            _ => return None,
        }
        // Beyond the literals there are only numbers, `true`, `false` and `null`: words are somebody's.
        if c.is_ascii_alphabetic() && !is_literal(rest) {
            return None;
        }
        out.push(c);
        rest = after;
    }
    Some(out)
}

/// Where a string ends whose opening quote is behind us.
fn end_of_string(rest: &str) -> Option<usize> {
    let mut escaped = false;
    rest.bytes().position(|byte| {
        let ends = byte == b'"' && !escaped;
        escaped = byte == b'\\' && !escaped;
        ends
    })
}

const fn is_plain(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-'
}

/// Whether this is the end of a number or of a word that JSON has.
fn is_literal(rest: &str) -> bool {
    let word: String = rest.chars().take_while(char::is_ascii_alphabetic).collect();
    ["true", "false", "null", "e", "E"].iter().any(|whole| whole.ends_with(&word) || whole.starts_with(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hidden(json: &str) -> Option<String> {
        rewrite(json, |name, text| if name == "id" { text.to_owned() } else { format!("{name}!") })
    }

    #[test]
    fn texts_are_replaced_by_the_name_of_their_field() {
        let json = r#"{"id":"7","text":"a \"b\" {","list":["x",{"id":"8"},"y"], "n":-1.5e+3,"t":true,"z":null}"#;
        let wanted = r#"{"id":"7","text":"text!","list":["list!",{"id":"8"},"list!"], "n":-1.5e+3,"t":true,"z":null}"#;
        assert_eq!(hidden(json).as_deref(), Some(wanted));
    }

    #[test]
    fn what_is_cut_off_stays_cut_off_and_tells_nothing() {
        assert_eq!(hidden(r#"{"text":"secr"#).as_deref(), Some(r#"{"text":""#));
        assert_eq!(hidden(r#"{"text":"secret","#).as_deref(), Some(r#"{"text":"text!","#));
        assert_eq!(hidden("").as_deref(), Some(""));
    }

    #[test]
    fn what_is_no_json_is_told_apart() {
        for text in ["<html>", "secret", "Bad gateway", "tru secret", "{secret}", "\"\\x\""] {
            assert_eq!(hidden(text), None, "{text}");
        }
    }

    #[test]
    fn a_strange_name_is_replaced_like_a_text() {
        assert_eq!(hidden(r#"{"my secret":1}"#).as_deref(), Some(r#"{"!":1}"#));
    }
}
