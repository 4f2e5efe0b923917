//! Every way the site says no.

use serde_json::{Value, json};

use crate::world::{Reply, World};

fn message(reply: &Reply) -> String {
    reply.json()["error"]["message"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn no_token_is_401_and_a_bad_or_old_one_403() {
    let Some(world) = World::start(&[]) else { return };
    assert_eq!(world.get("", "/help-requests").status, 401);
    let token = |extra: Value| {
        let mut wanted = json!({ "userId": world.user(0) });
        wanted.as_object_mut().expect("an object").extend(extra.as_object().expect("an object").clone());
        world.control("POST", "/tokens", Some(&wanted))["token"].as_str().expect("a token").to_owned()
    };
    assert_eq!(world.get(&token(json!({})), "/help-requests").status, 200);
    for bad in [token(json!({ "expiresIn": -1 })), token(json!({ "secret": "another" })), "rubbish".to_owned()] {
        let reply = world.get(&bad, "/help-requests");
        assert_eq!((reply.status, &reply.json()["error"]), (403, &json!("Invalid token")));
    }
}

#[test]
fn a_channel_is_signed_only_for_those_who_may_have_it() {
    let Some(world) = World::start(&[]) else { return };
    let token = world.sign_in(0);
    let ask = |channel: &str| world.form(&token, "/pusher/auth", &format!("socket_id=1.2&channel_name={channel}"));
    assert_eq!(ask("private-help-request-121").status, 200);
    assert_eq!(ask(&format!("private-user-notifications-{}", world.user(0))).status, 200);
    for other in [
        &format!("private-user-notifications-{}", world.user(1)),
        "private-user-notifications",
        "presence-help-request-121",
        "private-help-request-",
        "public",
    ] {
        let reply = ask(other);
        assert_eq!((reply.status, message(&reply).as_str()), (403, "Unauthorized channel access"), "{other}");
    }
    assert_eq!(world.form(&token, "/pusher/auth", "socket_id=1.2").status, 400);
    world.set(&json!({ "extras": "on" }));
    assert!(ask("presence-help-request-121").json()["channel_data"].is_string());
}

#[test]
fn a_post_without_its_csrf_token_is_refused_and_a_few_block_the_address() {
    let Some(world) = World::start(&["--set", "csrf=on"]) else { return };
    let token = world.sign_in(0);
    let room = world.rooms(&token)[0];
    let body = json!({ "roomId": format!("help_request_{room}") });
    let csrf = world.control("GET", "/csrf", None)["token"].as_str().expect("a token").to_owned();
    let join = |csrf: &str| world.try_post(&token, "/chat/join", &body, &[("x-csrf-token", csrf)]).expect("an answer");
    assert_eq!(join(&csrf).status, 200);
    world.control("DELETE", "/csrf", None);
    for _ in 0..3 {
        let reply = join(&csrf);
        assert_eq!((reply.status, &reply.json()["error"]["csrfRequired"]), (403, &json!(true)));
    }
    let blocked = world.get(&token, "/help-requests");
    assert_eq!((blocked.status, &blocked.json()["error"]["blocked"]), (403, &json!(true)));
    world.set(&json!({ "blockAddress": "off" }));
    assert_eq!(world.get(&token, "/help-requests").status, 200);
}

#[test]
fn the_content_filter_takes_dashes_for_an_attack() {
    let Some(world) = World::start(&["--set", "contentFilter=on"]) else { return };
    let token = world.sign_in(0);
    let room = format!("help_request_{}", world.rooms(&token)[0]);
    let send = |text: &str| world.post(&token, "/chat/send", &json!({ "content": text, "roomId": room }));
    for text in ["well -- no", "<script>", "select a day; update me"] {
        let reply = send(text);
        let attack = &reply.json()["error"]["attacksDetected"][0];
        assert_eq!(reply.status, 403);
        assert!(attack["type"].is_string() && attack["severity"].is_string() && attack["description"].is_string());
    }
    assert_eq!(send("well, yes").status, 200);
}

#[test]
fn a_blocked_address_gets_nothing() {
    let Some(world) = World::start(&[]) else { return };
    let token = world.sign_in(0);
    world.set(&json!({ "blockAddress": "on" }));
    for path in ["/help-requests", "/realtime/health", "/nowhere"] {
        let reply = world.get(&token, path);
        assert_eq!((reply.status, &reply.json()["error"]["blocked"]), (403, &json!(true)));
    }
}

#[test]
fn the_budget_is_told_and_kept() {
    let Some(world) = World::start(&["--set", "rateLimit=on", "--set", "rateLimitMax=3"]) else { return };
    let token = world.sign_in(0);
    let reply = world.get(&token, "/notifications");
    assert_eq!((reply.header("ratelimit-limit"), reply.header("ratelimit-remaining")), (Some("3"), Some("1")));
    world.get(&token, "/notifications");
    let refused = world.get(&token, "/notifications");
    assert_eq!((refused.status, refused.header("ratelimit-remaining")), (429, Some("0")));
    let reset: u64 = refused.header("ratelimit-reset").and_then(|it| it.parse().ok()).expect("seconds");
    assert!((1..=900).contains(&reset));
    world.control("POST", "/reset", None);
    assert_eq!(world.get("", "/realtime/health").status, 200);
}

#[test]
fn a_nul_is_a_crash_with_a_stack_and_an_unknown_path_a_page() {
    let Some(world) = World::start(&[]) else { return };
    let token = world.sign_in(0);
    let room = format!("help_request_{}", world.rooms(&token)[0]);
    let crash = world.post(&token, "/chat/send", &json!({ "content": "a\0b", "roomId": room }));
    assert_eq!((crash.status, &crash.json()["error"]["statusCode"]), (500, &json!(500)));
    assert!(crash.json()["error"]["stack"].is_string());
    for path in ["/nowhere", "/chat/send"] {
        let page = world.get(&token, path);
        assert_eq!((page.status, page.header("content-type")), (404, Some("text/html; charset=utf-8")));
        assert!(page.text.contains(&format!("Cannot GET /api{path}")), "{}", page.text);
        assert!(page.header("ratelimit-limit").is_some());
    }
    for (content, room, status) in
        [("", room.as_str(), 400), ("  ", &room, 400), ("x", "121", 400), ("x", "help_request_9999", 404)]
    {
        assert_eq!(world.post(&token, "/chat/send", &json!({ "content": content, "roomId": room })).status, status);
    }
}

#[test]
fn any_origin_may_ask_with_the_listed_headers() {
    let Some(world) = World::start(&[]) else { return };
    let headers = [
        ("origin", "https://glx.example"),
        ("access-control-request-method", "POST"),
        ("access-control-request-headers", "authorization,idempotency-key"),
    ];
    let preflight = world.call("OPTIONS", "apiBase", "/chat/send", "", &headers, None).expect("an answer");
    assert_eq!(preflight.status, 204);
    assert_eq!(preflight.header("access-control-allow-origin"), Some("https://glx.example"));
    let allowed = preflight.header("access-control-allow-headers").expect("a list").to_lowercase();
    assert!(allowed.contains("x-csrf-token") && !allowed.contains("idempotency-key"), "{allowed}");
    let reply = world.call("GET", "apiBase", "/realtime/health", "", &headers[..1], None).expect("an answer");
    assert_eq!(reply.header("access-control-allow-origin"), Some("https://glx.example"));
    assert_eq!(reply.header("access-control-expose-headers"), None);
}
