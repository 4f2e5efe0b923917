//! Faults on demand, and the log that counts what they caused.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use serde_json::json;

use crate::socket::Socket;
use crate::world::World;

#[test]
fn a_failure_is_injected_as_often_as_was_asked() {
    let Some(world) = World::start(&["--set", "fail=/help-requests:502:html:1"]) else { return };
    let token = world.sign_in(0);
    let page = world.get(&token, "/help-requests");
    assert_eq!((page.status, page.header("content-type")), (502, Some("text/html; charset=utf-8")));
    assert_eq!(world.get(&token, "/help-requests").status, 200);
    world.set(&json!({ "fail": ["/notifications:429:text:1", "/chat/*/messages:500"], "retryAfterSeconds": 7 }));
    let text = world.get(&token, "/notifications");
    assert_eq!((text.status, text.header("retry-after")), (429, Some("7")));
    assert!(text.json()["error"].is_string());
    assert_eq!(world.get(&token, "/chat/121/messages").json()["error"]["statusCode"], 500);
    world.set(&json!({ "fail": null }));
    assert_eq!(world.get(&token, "/chat/121/messages").status, 200);
}

#[test]
fn a_call_can_be_done_and_its_answer_lost() {
    let Some(world) = World::start(&[]) else { return };
    let token = world.sign_in(0);
    let room = world.rooms(&token)[0];
    let send = |text: &str| {
        let body = json!({ "content": text, "roomId": format!("help_request_{room}") });
        world.try_post(&token, "/chat/send", &body, &[])
    };
    world.set(&json!({ "cutAfter": "/chat/send:1" }));
    assert!(send("saved, unanswered").is_err());
    world.set(&json!({ "cutBefore": "/chat/send:1" }));
    assert!(send("never came").is_err());
    assert!(send("whole").is_ok());
    let rows = world.control("GET", &format!("/rooms/{room}/messages"), None);
    let rows = rows["messages"].as_array().expect("rows");
    let last: Vec<_> = rows[rows.len() - 2..].iter().filter_map(|row| row["message"].as_str()).collect();
    assert_eq!(last, ["saved, unanswered", "whole"]);
    let calls = world.control("GET", "/calls?path=/chat/send", None);
    let statuses: Vec<_> =
        calls["calls"].as_array().expect("calls").iter().map(|call| call["status"].clone()).collect();
    assert_eq!(statuses, [json!(0), json!(0), json!(200)]);
}

#[test]
fn a_delay_holds_the_call_it_names() {
    let Some(world) = World::start(&["--set", "delay=/realtime/health:300:1"]) else { return };
    let start = Instant::now();
    world.get("", "/realtime/health");
    assert!(start.elapsed() >= Duration::from_millis(300));
    world.control("DELETE", "/calls", None);
    world.get("", "/realtime/health");
    assert_eq!(world.control("GET", "/calls", None)["count"], 1);
}

#[test]
fn sockudo_can_go_and_come_back_while_messages_are_saved() {
    let Some(world) = World::start(&[]) else { return };
    let token = world.sign_in(0);
    let room = world.rooms(&token)[0];
    let send = |text: &str| {
        world.post(&token, "/chat/send", &json!({ "content": text, "roomId": format!("help_request_{room}") })).status
    };
    let ask = |action: &str| world.control("POST", "/sockudo", Some(&json!({ "action": action })))["running"].clone();
    assert_eq!(ask("kill"), false);
    assert_eq!(send("meanwhile"), 200);
    assert_eq!(ask("start"), true);
    let mut socket = Socket::connect(&world);
    socket.subscribe(&world, &token, &format!("private-help-request-{room}"));
    assert_eq!(send("back"), 200);
    assert_eq!(socket.wait_for("new-message")["content"], "back");
    assert_eq!(ask("restart"), true);
}

#[test]
fn a_reset_brings_new_rows_new_ids_and_the_first_switches() {
    let Some(world) = World::start(&["--set", "history=enveloped"]) else { return };
    let old = world.sign_in(0);
    let rooms = world.rooms(&old);
    world.set(&json!({ "csrf": "on", "history": "bare" }));
    let ready = world.control("POST", "/reset", Some(&json!({ "switches": { "textEncoding": "plain" } })));
    assert!(ready["users"][0]["userId"].as_i64() > Some(world.user(3)));
    assert_eq!(world.get(&old, "/help-requests").status, 403, "the users of before are gone");
    let switches = world.control("GET", "/switches", None);
    assert_eq!(
        (&switches["csrf"], &switches["history"], &switches["textEncoding"]),
        (&json!("off"), &json!("enveloped"), &json!("plain"))
    );
    let token = world.sign_in(0);
    assert!(world.rooms(&token)[0] > rooms[rooms.len() - 1]);
    assert_eq!(world.get(&token, "/chat/1/messages").json()["data"], json!([]));
}

#[test]
fn an_answer_can_break_off_after_the_site_has_acted() {
    let Some(world) = World::start(&[]) else { return };
    let token = world.sign_in(0);
    let room = world.rooms(&token)[0];
    let path = format!("/chat/{room}/messages");
    let whole = world.get(&token, &path);
    world.set(&json!({ "truncate": [format!("{path}:20:1"), "/chat/send:5:1"] }));
    let base = world.ready["apiBase"].as_str().expect("an address").strip_prefix("http://").expect("HTTP");
    let (host, prefix) = base.split_once('/').expect("a path");
    let mut stream = TcpStream::connect(host).expect("the site");
    stream.set_read_timeout(Some(Duration::from_secs(10))).expect("a timeout");
    let head = format!("GET /{prefix}{path} HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\n\r\n");
    stream.write_all(head.as_bytes()).expect("the call goes");
    let mut heard = Vec::new();
    // An end is an end, whichever way the system tells it.
    let _ = stream.read_to_end(&mut heard);
    let heard = String::from_utf8(heard).expect("text");
    let (head, body) = heard.split_once("\r\n\r\n").expect("a head");
    assert!(head.starts_with("HTTP/1.1 200 "), "{head}");
    assert!(head.to_lowercase().contains(&format!("content-length: {}", whole.text.len())), "{head}");
    assert_eq!(body, &whole.text[..20]);

    let body = json!({ "content": "saved, half answered", "roomId": format!("help_request_{room}") });
    assert!(world.try_post(&token, "/chat/send", &body, &[]).is_err());
    let rows = world.get(&token, &path);
    assert_eq!(rows.json().as_array().and_then(|rows| rows.last()?["message"].as_str()), Some("saved, half answered"));
}

#[test]
fn any_answer_can_be_given_in_the_sites_place() {
    let Some(world) = World::start(&[]) else { return };
    let token = world.sign_in(0);
    let room = world.rooms(&token)[0];
    let give = |answer: &serde_json::Value| world.control("POST", "/answers", Some(answer));
    give(&json!({
        "path": "/chat/*/messages", "method": "GET", "status": 200, "body": "<!doctype html>Welcome",
        "contentType": "text/html", "count": 1,
    }));
    let page = world.get(&token, &format!("/chat/{room}/messages"));
    assert_eq!((page.status, page.header("content-type")), (200, Some("text/html")));
    assert_eq!(page.text, "<!doctype html>Welcome");
    assert_eq!(world.get(&token, &format!("/chat/{room}/messages")).status, 200);

    give(&json!({
        "path": "/chat/send", "status": 429, "body": { "error": "slow" }, "headers": { "Retry-After": "3" }, "act": true,
    }));
    let body = json!({ "content": "saved all the same", "roomId": format!("help_request_{room}") });
    let refused = world.post(&token, "/chat/send", &body);
    assert_eq!((refused.status, refused.header("retry-after")), (429, Some("3")));
    assert_eq!(refused.json(), json!({ "error": "slow" }));
    let rows = world.control("GET", &format!("/rooms/{room}/messages"), None);
    let last = rows["messages"].as_array().and_then(|rows| rows.last()).expect("a row");
    assert_eq!(last["message"], "saved all the same");
    assert_eq!(world.control("GET", "/answers", None)["answers"].as_array().map(Vec::len), Some(1));
    world.control("DELETE", "/answers", None);
    assert_eq!(world.post(&token, "/chat/send", &body).status, 200);
    let said = world.refused("POST", "/answers", &json!({ "path": "/x", "status": 99, "body": "" }));
    assert!(said.contains("99") && said.contains("contentType"), "{said}");
    give(&json!({ "path": "*", "status": 500, "body": "" }));
    world.control("POST", "/reset", None);
    assert_eq!(world.get("", "/realtime/health").status, 200);
}
