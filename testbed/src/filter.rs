//! The site's content filter: what it takes for an attack, harmless texts among it. A crude likeness on purpose; it
//! judges texts and changes none.

use serde_json::Value;

use crate::answer::Attack;

/// Everything in a body or a query that looks like an attack.
pub(crate) fn attacks_in(value: &Value) -> Vec<Attack> {
    let mut found = Vec::new();
    visit(value, &mut found);
    found
}

/// The findings in one text.
pub(crate) fn attacks_in_text(text: &str) -> Vec<Attack> {
    let text = text.to_lowercase();
    let mut found = Vec::new();
    if text.contains("--") || has_stacked_statements(&text) {
        found.push(Attack { kind: "sql_injection", severity: "high", description: "SQL injection attempt detected" });
    }
    if text.contains("<script") || text.contains("javascript:") {
        found.push(Attack { kind: "xss", severity: "high", description: "Cross-site scripting attempt detected" });
    }
    found
}

/// "select …; update …": a word of SQL, later a semicolon, later another such word.
fn has_stacked_statements(text: &str) -> bool {
    text.match_indices(';').any(|(at, _)| has_sql_word(&text[..at]) && has_sql_word(&text[at..]))
}

fn has_sql_word(text: &str) -> bool {
    const WORDS: [&str; 7] = ["select", "insert", "update", "delete", "drop", "alter", "union"];
    text.split(|character: char| !character.is_alphanumeric()).any(|word| WORDS.contains(&word))
}

fn visit(value: &Value, found: &mut Vec<Attack>) {
    match value {
        Value::String(text) => {
            for attack in attacks_in_text(text) {
                if !found.contains(&attack) {
                    found.push(attack);
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| visit(item, found)),
        Value::Object(fields) => fields.values().for_each(|field| visit(field, found)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_three_known_patterns_are_taken_for_attacks() {
        for text in ["wait -- what?", "<SCRIPT>", "Please select a day; update me then"] {
            assert_eq!(attacks_in(&json!({ "content": text })).len(), 1, "{text}");
        }
        for text in ["Tom & Jerry's", "select a day", "a; b", "updated; selected", "well-known"] {
            assert_eq!(attacks_in(&json!({ "content": text })), [], "{text}");
        }
    }
}
