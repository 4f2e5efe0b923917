//! Whole answers that a test gives in the site's place: any status, any body. Which call gets one is decided here; `guard`
//! gives it.

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::chaos::fits;

/// An answer as it is written.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Written {
    path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    method: Option<String>,
    status: u16,
    /// A text goes as it is, all else as JSON.
    body: Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    content_type: Option<String>,
    #[serde(default)]
    headers: Map<String, Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    count: Option<u32>,
    #[serde(default)]
    act: bool,
}

/// One answer for some calls.
#[derive(Clone, Debug)]
pub(crate) struct Given {
    written: Written,
    status: StatusCode,
    headers: Vec<(HeaderName, HeaderValue)>,
    left: Option<u32>,
}

impl Given {
    /// How one looks, for whoever got it wrong.
    pub(crate) const EXAMPLE: &str = r#"{"path": "/chat/*/messages", "method": "GET", "status": 200, "body": "…", "contentType": "text/html", "headers": {"Retry-After": "2"}, "count": 1, "act": false}, only path, status and body needed"#;

    /// Reads one.
    ///
    /// # Errors
    /// A sentence that says what is wrong.
    pub(crate) fn read(value: Value) -> Result<Self, String> {
        let written: Written = serde_json::from_value(value).map_err(|error| error.to_string())?;
        if !written.path.starts_with('/') && written.path != "*" {
            return Err(format!("{:?} is no path such as /chat/send", written.path));
        }
        if written.count == Some(0) {
            return Err("count is at least 1, or left out for always".to_owned());
        }
        let status = match StatusCode::from_u16(written.status) {
            // What is less is no answer yet.
            Ok(status) if !status.is_informational() => status,
            _ => return Err(format!("{} is no status of an answer", written.status)),
        };
        let kind = written.content_type.as_deref().unwrap_or(match &written.body {
            Value::String(_) => "text/plain; charset=utf-8",
            _ => "application/json",
        });
        let value = |text: &str| HeaderValue::from_str(text).map_err(|_| format!("{text:?} cannot stand in a header"));
        let mut headers = vec![(header::CONTENT_TYPE, value(kind)?)];
        for (name, given) in &written.headers {
            let text = given.as_str().ok_or_else(|| format!("the header {name} wants a text"))?;
            headers.push((name.parse().map_err(|_| format!("{name:?} is no header"))?, value(text)?));
        }
        Ok(Self { status, headers, left: written.count, written })
    }

    /// It in the words it is written in; `left` is null where it is given always.
    pub(crate) fn to_json(&self) -> Value {
        let mut told = json!(self.written);
        told["left"] = json!(self.left);
        told
    }

    /// Does the site act first?
    pub(crate) fn acts(&self) -> bool {
        self.written.act
    }

    /// The answer.
    pub(crate) fn response(&self) -> Response {
        let body = match &self.written.body {
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = self.status;
        response.headers_mut().extend(self.headers.iter().cloned());
        response
    }

    fn is_for(&self, method: &Method, path: &str) -> bool {
        self.written.method.as_ref().is_none_or(|wanted| wanted.eq_ignore_ascii_case(method.as_str()))
            && fits(&self.written.path, path)
    }
}

/// Takes the answer that is due for a call: the oldest that fits, and a spent one is gone.
pub(crate) fn take(answers: &mut Vec<Given>, method: &Method, path: &str) -> Option<Given> {
    let index = answers.iter().position(|given| given.is_for(method, path))?;
    let given = &mut answers[index];
    given.left = given.left.map(|left| left - 1);
    let due = given.clone();
    if due.left == Some(0) {
        answers.remove(index);
    }
    Some(due)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_that_fits_is_given_as_often_as_was_asked() {
        let read = |value| Given::read(value).expect("an answer");
        let mut answers = vec![
            read(json!({ "path": "/chat/*/messages", "method": "get", "status": 200, "body": [], "count": 1 })),
            read(json!({ "path": "*", "status": 502, "body": "down" })),
        ];
        let mut due = |method, path| take(&mut answers, &method, path).map(|given| given.status.as_u16());
        assert_eq!(due(Method::POST, "/chat/7/messages"), Some(502));
        assert_eq!(due(Method::GET, "/chat/7/messages"), Some(200));
        assert_eq!(due(Method::GET, "/chat/7/messages"), Some(502));
        assert_eq!(answers.len(), 1);
    }

    #[test]
    fn a_wrong_answer_is_refused_with_the_reason() {
        for (answer, word) in [
            (json!({ "path": "chat", "status": 200, "body": "" }), "/chat/send"),
            (json!({ "path": "/x", "status": 101, "body": "" }), "101"),
            (json!({ "path": "/x", "status": 200 }), "body"),
            (json!({ "path": "/x", "status": 200, "body": "", "headers": { "a b": "c" } }), "a b"),
            (json!({ "path": "/x", "status": 200, "body": "", "headers": { "a": 1 } }), "text"),
            (json!({ "path": "/x", "status": 200, "body": "", "count": 0 }), "count"),
        ] {
            let said = Given::read(answer).expect_err("no answer");
            assert!(said.contains(word), "{said}");
        }
    }
}
