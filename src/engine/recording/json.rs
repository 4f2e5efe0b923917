//! Rewrites the texts and numbers in a JSON text and leaves everything else as it is, broken ends included: what did not parse does not
//! parse afterwards either. Knows nothing of what they mean.

/// What somebody may have written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Written<'a> {
    Text(&'a str),
    /// As it stands there.
    Number(&'a str),
}

/// The text with every text and number replaced by what `replace` makes of it, which is told the name of the field that it, or the list
/// that it is in, belongs to. A number is replaced by something that can stand for one. A name that is none is replaced like a text. `None`
/// when it is no JSON from the start.
pub(super) fn rewrite(
    json: &str,
    is_name: impl Fn(&str) -> bool,
    replace: impl Fn(&str, Written<'_>) -> String,
) -> Option<String> {
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
                let names_a_field = rest.trim_start().starts_with(':');
                if names_a_field && is_name(&text) {
                    out.push_str(literal);
                } else {
                    let name = names.last().map_or("", String::as_str);
                    out.push_str(&serde_json::to_string(&replace(name, Written::Text(&text))).ok()?);
                }
                if names_a_field && let Some(name) = names.last_mut() {
                    *name = if is_name(&text) { text } else { "?".to_owned() };
                }
                continue;
            }
            '-' | '0'..='9' => {
                let is_number = |c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.' | 'e' | 'E');
                let end = rest.find(|c| !is_number(c)).unwrap_or(rest.len());
                let name = names.last().map_or("", String::as_str);
                out.push_str(&replace(name, Written::Number(&rest[..end])));
                rest = &rest[end..];
                continue;
            }
            '{' => names.push(String::new()),
            '[' => names.push(names.last().cloned().unwrap_or_default()),
            '}' | ']' => drop(names.pop()),
            _ if c.is_whitespace() || matches!(c, ',' | ':') => {}
            _ => {
                // Nothing else stands outside of quotes: other words are somebody's.
                let word = ["true", "false", "null"].into_iter().find(|word| rest.starts_with(word))?;
                out.push_str(word);
                rest = &rest[word.len()..];
                continue;
            }
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

#[cfg(test)]
mod tests {
    use super::*;

    fn hidden(json: &str) -> Option<String> {
        let is_name = |name: &str| !name.contains(' ');
        rewrite(json, is_name, |name, value| match value {
            Written::Text(text) if name == "id" => text.to_owned(),
            Written::Text(_) => format!("{name}!"),
            Written::Number(number) if name == "n" => number.to_owned(),
            Written::Number(_) => "0".to_owned(),
        })
    }

    #[test]
    fn texts_are_replaced_by_the_name_of_their_field() {
        let json =
            r#"{"id":"7","text":"a \"b\" {","list":["x",{"id":"8"},"y"], "n":-1.5e+3,"p":5551234,"t":true,"z":null}"#;
        let wanted =
            r#"{"id":"7","text":"text!","list":["list!",{"id":"8"},"list!"], "n":-1.5e+3,"p":0,"t":true,"z":null}"#;
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
        assert_eq!(hidden(r#"{"my secret":true}"#).as_deref(), Some(r#"{"!":true}"#));
    }
}
