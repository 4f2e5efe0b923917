//! What a call of the API passes before the site acts on it: the log, faults on demand, the limiter, the protective
//! layer. Knows no call by name except that sign-in needs no CSRF token.

use std::time::Instant;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use crate::answer::{Refusal, error};
use crate::api::body::parse_body;
use crate::chaos;
use crate::clock::now_iso;
use crate::filter::{attacks_in, attacks_in_text};
use crate::given;
use crate::limits::{Budget, Verdict};
use crate::server::{Cut, Peer};
use crate::switches::Switches;
use crate::truncate::truncated;
use crate::world::{Shared, World, lock};

/// The largest body the site reads.
const MAX_BODY: usize = 10 * 1024 * 1024;

/// The middleware around every call of the API. It stands inside the `/api` mount, so paths have no prefix here.
pub(crate) async fn guard(State(world): State<Shared>, request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    let seq = lock(&world.calls).begin(request.method().to_string(), path.clone(), now_iso());
    let peer = request.extensions().get::<Peer>().copied();
    let given = given::take(&mut lock(&world.answers), request.method(), &path);
    let (plan, switches, verdict, budget) = {
        let mut switches = lock(&world.switches);
        let plan = chaos::take(&mut switches.rules, &path);
        let from = peer.map_or(std::net::Ipv4Addr::LOCALHOST.into(), |peer| peer.0);
        let (verdict, budget) = lock(&world.limits).enter(from, Instant::now(), &switches);
        (plan, switches.clone(), verdict, budget)
    };
    if !plan.delay.is_zero() {
        tokio::time::sleep(plan.delay).await;
    }
    let mut response = match (verdict, plan.fail) {
        _ if plan.cut_before => StatusCode::OK.into_response(),
        (Verdict::Blocked, _) => Refusal::Blocked.into_response(),
        (Verdict::TooMany, _) => Refusal::TooManyCalls(budget.reset).into_response(),
        (Verdict::Pass, Some((status, shape))) => {
            let mut response = shape.answer(status);
            if switches.retry_after_seconds > 0 {
                response.headers_mut().insert(header::RETRY_AFTER, switches.retry_after_seconds.into());
            }
            response
        }
        (Verdict::Pass, None) => match given {
            Some(given) if !given.acts() => given.response(),
            given => {
                let done = protect_and_act(&world, &switches, peer, request, next).await;
                given.map_or(done, |given| given.response())
            }
        },
    };
    if let Some(bytes) = plan.truncate {
        response = truncated(response, bytes).await;
    }
    if plan.cut_before || plan.cut_after {
        response.extensions_mut().insert(Cut);
        // Rules that are spent close no more connections after this one.
        response.headers_mut().insert(header::CONNECTION, HeaderValue::from_static("close"));
        lock(&world.calls).end(seq, 0);
    } else {
        lock(&world.calls).end(seq, response.status().as_u16());
    }
    tell_budget(response.headers_mut(), budget);
    response
}

/// The protective layer, then the site itself.
async fn protect_and_act(
    world: &World,
    switches: &Switches,
    peer: Option<Peer>,
    request: Request,
    next: Next,
) -> Response {
    let (parts, body) = request.into_parts();
    let Ok(body) = to_bytes(body, MAX_BODY).await else {
        return error(StatusCode::PAYLOAD_TOO_LARGE, "request entity too large", Value::Null);
    };
    if switches.csrf && parts.method == Method::POST && !parts.uri.path().starts_with("/auth/") {
        let token = parts.headers.get("x-csrf-token").and_then(|token| token.to_str().ok());
        if !token.is_some_and(|token| lock(&world.csrf_tokens).contains(token)) {
            if let Some(Peer(from)) = peer {
                lock(&world.limits).csrf_strike(from, switches.csrf_strikes);
            }
            return Refusal::CsrfRequired.into_response();
        }
    }
    if switches.content_filter {
        let found = attacks(&parts.headers, parts.uri.query().unwrap_or_default(), &body);
        if !found.is_empty() {
            return Refusal::Attacks(found).into_response();
        }
    }
    next.run(Request::from_parts(parts, Body::from(body))).await
}

fn attacks(headers: &HeaderMap, query: &str, body: &Bytes) -> Vec<crate::answer::Attack> {
    let mut found: Vec<_> =
        form_urlencoded::parse(query.as_bytes()).flat_map(|(_, value)| attacks_in_text(&value)).collect();
    if let Ok(body) = parse_body(headers, body) {
        found.extend(attacks_in(&body));
    }
    found
}

fn tell_budget(headers: &mut HeaderMap, budget: Budget) {
    headers.insert("ratelimit-limit", budget.limit.into());
    headers.insert("ratelimit-remaining", budget.remaining.into());
    headers.insert("ratelimit-reset", budget.reset.into());
    if let Ok(policy) = format!("{};w={}", budget.limit, budget.window).parse() {
        headers.insert("ratelimit-policy", policy);
    }
}
