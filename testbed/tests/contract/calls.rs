//! Every call of the contract's table once, with its quirks.

use serde_json::{Value, json};

use crate::world::World;

#[test]
fn sign_in_gives_a_token_for_the_user() {
    let Some(world) = World::start(&[]) else { return };
    let reply = world.post("", "/auth/login", &json!({ "email": "Ana@glx.test", "password": "neighbour" }));
    let body = reply.json();
    assert_eq!((reply.status, &body["success"]), (200, &json!(true)));
    assert_eq!(body["data"]["userId"], world.user(0));
    assert_eq!(body["data"]["emailVerified"], true);
    assert_eq!(body["data"]["phoneVerified"], false);
    assert!(body["api_version"].is_string() && body["api_metadata"].is_object());
    let profile = world.get(body["data"]["token"].as_str().expect("a token"), "/user/profile").json();
    assert_eq!((&profile["data"]["id"], &profile["data"]["username"]), (&json!(world.user(0)), &json!("Ana")));
}

#[test]
fn five_failed_sign_ins_make_the_next_wait() {
    let Some(world) = World::start(&[]) else { return };
    let wrong = json!({ "email": "ana@glx.test", "password": "wrong" });
    for _ in 0..5 {
        assert_eq!(world.post("", "/auth/login", &wrong).status, 401);
    }
    assert_eq!(world.post("", "/auth/login", &wrong).status, 429);
    assert_eq!(world.post("", "/auth/login", &json!({})).status, 400);
}

#[test]
fn a_text_is_saved_trimmed_and_escaped_and_comes_back_so() {
    let Some(world) = World::start(&[]) else { return };
    let token = world.sign_in(0);
    let room = world.rooms(&token)[0];
    let body =
        json!({ "content": "  Tom & Jerry's <3 \"x\" ", "roomId": format!("help_request_{room}"), "clientId": "c1" });
    let sent = world.post(&token, "/chat/send", &body).json();
    assert_eq!(sent["success"], true);
    assert!(sent["messageId"].is_string() && sent.get("clientId").is_none());

    let history = world.get(&token, &format!("/chat/{room}/messages")).json();
    let rows = history.as_array().expect("a bare list");
    let last = rows.last().expect("a row");
    assert_eq!(last["message"], "Tom &amp; Jerry&#x27;s &lt;3 &quot;x&quot;");
    assert_eq!(last["id"].as_i64().expect("a number").to_string(), sent["messageId"].as_str().expect("a text"));
    assert_eq!((&last["sender_username"], &last["sender_avatar"]), (&json!("Ana"), &Value::Null));
    let keys: Vec<_> = last.as_object().expect("an object").keys().collect();
    assert_eq!(keys, ["created_at", "id", "message", "sender_avatar", "sender_username"]);
    let ids: Vec<_> = rows.iter().filter_map(|row| row["id"].as_i64()).collect();
    assert!(ids.is_sorted() && ids.windows(2).any(|pair| pair[1] - pair[0] > 1), "oldest first, with holes: {ids:?}");
}

#[test]
fn history_comes_whole_and_bare_or_enveloped() {
    let Some(world) = World::start(&["--set", "history=enveloped"]) else { return };
    let token = world.sign_in(0);
    let path = format!("/chat/{}/messages?limit=1&after=1", world.rooms(&token)[0]);
    let enveloped = world.get(&token, &path).json();
    assert_eq!(enveloped["success"], true);
    assert!(enveloped["data"].as_array().expect("rows").len() > 1, "unknown parameters are ignored");
    world.set(&json!({ "history": "bare" }));
    assert_eq!(world.get(&token, &path).json(), enveloped["data"]);
}

#[test]
fn a_better_backend_offers_its_extras() {
    let Some(world) = World::start(&["--set", "extras=on", "--set", "textEncoding=plain"]) else { return };
    let token = world.sign_in(0);
    let room = world.rooms(&token)[0];
    let body = json!({ "content": " a & b ", "roomId": format!("help_request_{room}"), "clientId": "c1" });
    assert_eq!(world.post(&token, "/chat/send", &body).json()["clientId"], "c1");
    let history = |query: &str| world.get(&token, &format!("/chat/{room}/messages{query}")).json();
    let all = history("");
    let all = all.as_array().expect("rows");
    let last = all.last().expect("a row");
    assert_eq!(
        (&last["message"], &last["clientId"], &last["userId"]),
        (&json!("a & b"), &json!("c1"), &json!(world.user(0)))
    );
    let id = |index: usize| all[index]["id"].as_i64().expect("an id");
    assert_eq!(history(&format!("?after={}", id(0))).as_array().map(Vec::as_slice), Some(&all[1..]));
    assert_eq!(history(&format!("?after={}&limit=1", id(0)))[0], all[1]);
    assert_eq!(history(&format!("?before={}&limit=1", id(3)))[0], all[2]);
}

#[test]
fn notifications_come_newest_first_and_since() {
    let Some(world) = World::start(&[]) else { return };
    let token = world.sign_in(0);
    let rows = world.get(&token, "/notifications").json()["notifications"].clone();
    let rows = rows.as_array().expect("rows");
    assert!(rows.len() >= 2 && rows[0]["id"].is_string() && rows[0]["read"].is_boolean());
    assert!(rows.is_sorted_by(|a, b| a["timestamp"].as_str() >= b["timestamp"].as_str()));
    let since = rows[1]["timestamp"].as_str().expect("a time");
    let newer = world.get(&token, &format!("/notifications?since={since}")).json();
    assert_eq!(newer["notifications"].as_array().map(Vec::as_slice), Some(&rows[..1]));
}

#[test]
fn help_requests_proposals_and_alerts_are_listed() {
    let Some(world) = World::start(&[]) else { return };
    let token = world.sign_in(0);
    let requests = world.get(&token, "/help-requests?limit=2").json();
    assert_eq!(requests["data"].as_array().map(Vec::len), Some(2));
    assert!(requests["pagination"]["total"].as_i64() >= Some(6));
    assert!(requests["data"][0]["requester_username"].is_string());
    let alerts = world.get(&token, "/crisis-alerts").json();
    assert!(alerts["data"][0]["latitude"].is_string(), "decimal columns are texts");
    assert!(alerts["data"][0]["radius"].is_number());
    assert_eq!(world.get(&token, "/proposals").json()["data"].as_array().map(Vec::len), Some(3));
}

#[test]
fn a_vote_counts_once_in_time_and_not_on_ones_own() {
    let Some(world) = World::start(&[]) else { return };
    let token = world.sign_in(0);
    let find = |title: &str| {
        let list = world.get(&token, "/proposals").json();
        let rows = list["data"].as_array().expect("rows").clone();
        rows.into_iter().find(|row| row["title"].as_str().is_some_and(|it| it.starts_with(title))).expect("a proposal")
    };
    let vote =
        |id: &Value, kind: &str| world.post(&token, &format!("/proposals/{id}/vote"), &json!({ "vote_type": kind }));
    let before = find("Slow traffic");
    assert_eq!(before["user_vote"], Value::Null);
    assert_eq!(vote(&before["id"], "for").status, 200);
    let after = find("Slow traffic");
    assert_eq!(after["user_vote"], "for");
    assert_eq!(after["votes_for"].as_i64(), before["votes_for"].as_i64().map(|votes| votes + 1));
    let twice = vote(&before["id"], "against");
    assert_eq!(twice.status, 400);
    assert!(twice.json()["error"]["message"].as_str().expect("a message").contains("already"));
    assert_eq!(vote(&find("Compost")["id"], "for").status, 400);
    assert_eq!(vote(&find("Benches")["id"], "maybe").status, 400);
    assert_eq!(vote(&json!(999_999), "for").status, 404);
    let david = world.sign_in(2);
    let own = world.post(&david, &format!("/proposals/{}/vote", find("Benches")["id"]), &json!({ "vote_type": "for" }));
    assert!(own.json()["error"]["message"].as_str().expect("a message").contains("your own"));
}

#[test]
fn realtime_health_needs_no_token() {
    let Some(world) = World::start(&[]) else { return };
    let health = world.get("", "/realtime/health").json();
    assert_eq!((&health["data"]["status"], &health["data"]["cluster"]), (&json!("active"), &json!("local")));
    world.set(&json!({ "realtimeHealth": "off" }));
    assert_eq!(world.get("", "/realtime/health").status, 503);
}
