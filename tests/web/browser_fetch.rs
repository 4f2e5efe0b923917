//! Requests to the local world, and to where nobody answers.

use glx_realtime::browser::fetch::{self, Body, FetchError, Request};
use serde_json::{Value, json};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::browser_side::{aborted, unwatch_fetch, watch_fetch};
use crate::support::{call, tasks, until, world};

fn get(url: String, timeout_ms: u32) -> Request {
    Request { method: "GET", url, headers: Vec::new(), body: Body::None, timeout_ms, parts: None, ahead: false }
}

#[wasm_bindgen_test]
async fn an_answer_in_json() {
    let world = world().await;
    let answer = call("GET", &format!("{}/realtime/health", world.api_base), None, Body::None).await;
    assert_eq!((answer.status, answer.content_type.as_deref()), (200, Some("application/json")));
    let body: Value = serde_json::from_str(&answer.body).unwrap();
    assert_eq!(body["data"]["status"], "active");
    assert!(answer.url.ends_with("/realtime/health"));
    assert_eq!((answer.ratelimit_remaining, answer.retry_after), (None, None), "not readable from another origin");
}

#[wasm_bindgen_test]
async fn an_error_page_is_an_answer_too() {
    let world = world().await;
    let answer = call("GET", &format!("{}/no/such/path", world.api_base), None, Body::None).await;
    assert_eq!((answer.status, answer.content_type.as_deref()), (404, Some("text/html")));
    assert!(answer.body.contains('<'));
}

#[wasm_bindgen_test]
async fn a_form_arrives_as_it_was_written() {
    let world = world().await;
    let fields = [("socket_id", "1.2"), ("channel_name", "private-help-request-1&2 é+=%")];
    let form = fields.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    let url = format!("{}/pusher/auth", world.api_base);
    let answer = call("POST", &url, Some(&world.token().await), Body::Form(form)).await;
    assert_eq!(answer.status, 403, "another channel: {}", answer.body);
    let form = vec![
        ("socket_id".to_owned(), "1.2".to_owned()),
        ("channel_name".to_owned(), "private-help-request-1".to_owned()),
    ];
    let answer = call("POST", &url, Some(&world.token().await), Body::Form(form)).await;
    assert_eq!(answer.status, 200, "{}", answer.body);
}

#[wasm_bindgen_test]
async fn too_late_is_a_timeout() {
    let world = world().await;
    world.set(json!({ "delay": ["/realtime/health:3000:1"] })).await;
    let answer = fetch::send(get(format!("{}/realtime/health", world.api_base), 100)).await;
    world.set(json!({ "delay": null })).await;
    assert_eq!(answer, Err(FetchError::Timeout));
}

#[wasm_bindgen_test]
async fn a_connection_cut_off_is_no_answer() {
    let world = world().await;
    world.set(json!({ "cutAfter": ["/realtime/health:1"] })).await;
    let answer = fetch::send(get(format!("{}/realtime/health", world.api_base), 5_000)).await;
    world.set(json!({ "cutAfter": null })).await;
    assert_eq!(answer, Err(FetchError::Network));
}

#[wasm_bindgen_test]
async fn a_redirect_is_not_followed() {
    let world = world().await;
    world.set(json!({ "fail": ["/realtime/health:302:text:1"] })).await;
    let answer = fetch::send(get(format!("{}/realtime/health", world.api_base), 5_000)).await;
    world.set(json!({ "fail": null })).await;
    assert_eq!(answer, Err(FetchError::Redirect));
}

#[wasm_bindgen_test]
async fn a_bad_request_is_named_without_its_secrets() {
    let mut bad_header = get("/".to_owned(), 1_000);
    bad_header.headers.push(("Authorization".to_owned(), "Bearer se\ncret".to_owned()));
    let told = format!("{bad_header:?}");
    let error = fetch::send(bad_header).await.unwrap_err();
    assert_eq!(error, FetchError::Invalid("header \"Authorization\"".to_owned()));
    assert!(!told.contains("secret") && !told.contains("Bearer"), "{told}");

    let error = fetch::send(get("http://[".to_owned(), 1_000)).await.unwrap_err();
    assert_eq!(error, FetchError::Invalid("address".to_owned()));
}

#[wasm_bindgen_test]
async fn a_dropped_request_is_aborted() {
    let world = world().await;
    world.set(json!({ "delay": ["/realtime/health:3000:1"] })).await;
    watch_fetch();
    let mut request = Box::pin(fetch::send(get(format!("{}/realtime/health", world.api_base), 5_000)));
    let mut context = std::task::Context::from_waker(std::task::Waker::noop());
    assert!(request.as_mut().poll(&mut context).is_pending());
    tasks(1).await;
    assert!(!aborted());
    drop(request);
    until("aborted", aborted).await;
    unwatch_fetch();
    world.set(json!({ "delay": null })).await;
}
