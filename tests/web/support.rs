//! What every test needs: the local world, a user's token, records of what was heard, waiting with a deadline.

use std::cell::RefCell;
use std::fmt::Debug;
use std::rc::Rc;

use glx_realtime::browser::clock::monotonic_ms;
use glx_realtime::browser::fetch::{self, Answer, Body, Request};
use glx_realtime::browser::timer::Timeout;
use glx_realtime::engine::SocketState;
use glx_realtime::engine::wire::AuthGrant;
use glx_realtime::pusher::{AuthRequest, Client, ClientOptions};
use serde::Deserialize;
use serde_json::{Value, json};

/// Long enough for a slow machine, short enough to be told why: milliseconds.
pub(crate) const PATIENCE: u64 = 10_000;

/// The local world, as it describes itself.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct World {
    pub(crate) api_base: String,
    pub(crate) control: String,
    pub(crate) pusher: PusherPlace,
    pub(crate) users: Vec<User>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct PusherPlace {
    pub(crate) key: String,
    cluster: String,
    host: String,
    port: u16,
    tls: bool,
}

#[derive(Debug, Deserialize)]
pub(crate) struct User {
    email: String,
    password: String,
}

/// The world the tests were built for.
pub(crate) async fn world() -> World {
    // Not `env!`: the tests are linted and checked without a world too.
    let Some(origin) = option_env!("GLX_TESTBED") else {
        panic!("GLX_TESTBED must name a running glx-testbed when the tests are built")
    };
    let answer = call("GET", &format!("{origin}/testbed"), None, Body::None).await;
    serde_json::from_str(&answer.body).expect("the world describes itself")
}

impl World {
    /// How to reach its Pusher server.
    pub(crate) fn options(&self) -> ClientOptions {
        let port = Some(self.pusher.port);
        ClientOptions {
            host: Some(self.pusher.host.clone()),
            ws_port: port,
            wss_port: port,
            tls: self.pusher.tls,
            ..ClientOptions::new(&self.pusher.key, &self.pusher.cluster)
        }
    }

    /// The configuration of a page in this world.
    pub(crate) fn page_config(&self) -> String {
        let PusherPlace { key, cluster, host, port, tls } = &self.pusher;
        json!({
            "pusherKey": key, "cluster": cluster, "pusherHost": host, "pusherPort": port, "pusherTls": tls, "apiBase": self.api_base,
        })
        .to_string()
    }

    /// Signs the first user in.
    pub(crate) async fn token(&self) -> String {
        self.token_of(0).await
    }

    /// Signs a user in.
    pub(crate) async fn token_of(&self, user: usize) -> String {
        let User { email, password, .. } = &self.users[user];
        let body = json!({ "email": email, "password": password }).to_string();
        let answer = call("POST", &format!("{}/auth/login", self.api_base), None, Body::Json(body)).await;
        let answer: Value = serde_json::from_str(&answer.body).expect("sign-in answers JSON");
        answer["data"]["token"].as_str().expect("a token").to_owned()
    }

    pub(crate) async fn publish(&self, channel: &str, event: &str, data: Value) {
        self.control("POST", "/publish", json!({ "channel": channel, "event": event, "data": data })).await;
    }

    pub(crate) async fn set(&self, switches: Value) {
        self.control("POST", "/switches", switches).await;
    }

    async fn control(&self, method: &'static str, path: &str, body: Value) {
        let url = format!("{}{path}", self.control);
        let answer = call(method, &url, None, Body::Json(body.to_string())).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.body);
    }
}

pub(crate) async fn call(method: &'static str, url: &str, token: Option<&str>, body: Body) -> Answer {
    let headers = token.map(|token| ("Authorization".to_owned(), format!("Bearer {token}"))).into_iter().collect();
    let request =
        Request { method, url: url.to_owned(), headers, body, timeout_ms: PATIENCE as u32, parts: None, ahead: false };
    fetch::send(request).await.unwrap_or_else(|error| panic!("{method} {url}: {error}"))
}

/// Lets channels in by asking the site, as the session does.
pub(crate) fn by_the_site(api_base: &str, token: &str) -> impl Fn(AuthRequest) + use<> {
    let (url, token) = (format!("{api_base}/pusher/auth"), token.to_owned());
    move |request| {
        let (url, token) = (url.clone(), token.clone());
        wasm_bindgen_futures::spawn_local(async move {
            let answer = ask(&url, &token, request.socket_id(), request.channel()).await;
            let _ = request.respond(answer);
        });
    }
}

/// Asks the site to sign for a channel.
pub(crate) async fn ask(url: &str, token: &str, socket_id: &str, channel: &str) -> Result<AuthGrant, String> {
    #[derive(Deserialize)]
    struct Granted {
        auth: String,
        channel_data: Option<String>,
    }
    let fields = [("socket_id", socket_id), ("channel_name", channel)];
    let form = fields.map(|(name, value)| (name.to_owned(), value.to_owned())).into();
    let answer = call("POST", url, Some(token), Body::Form(form)).await;
    if answer.status != 200 {
        return Err(format!("status {}", answer.status));
    }
    let Granted { auth, channel_data } = serde_json::from_str(&answer.body).map_err(|error| error.to_string())?;
    Ok(AuthGrant { auth, channel_data })
}

/// Leaves every request for auth unanswered.
pub(crate) fn unanswered(request: AuthRequest) {
    drop(request);
}

pub(crate) async fn connected(client: &Client) {
    client.connect().unwrap();
    until("connected", || client.state() == SocketState::Connected).await;
}

/// What a listener heard, in order.
pub(crate) struct Heard<T>(Rc<RefCell<Vec<T>>>);

impl<T> Clone for Heard<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T: Clone + Debug + PartialEq + 'static> Heard<T> {
    pub(crate) fn new() -> Self {
        Self(Rc::default())
    }

    pub(crate) fn push(&self, item: T) {
        self.0.borrow_mut().push(item);
    }

    /// A listener that notes everything.
    pub(crate) fn listener(&self) -> impl Fn(T) + use<T> {
        let heard = self.clone();
        move |item| heard.push(item)
    }

    pub(crate) fn all(&self) -> Vec<T> {
        self.0.borrow().clone()
    }

    pub(crate) fn len(&self) -> usize {
        self.0.borrow().len()
    }

    pub(crate) fn count(&self, item: &T) -> usize {
        self.0.borrow().iter().filter(|heard| *heard == item).count()
    }

    pub(crate) fn has(&self, wanted: impl Fn(&T) -> bool) -> bool {
        self.0.borrow().iter().any(wanted)
    }
}

/// Waits until `condition` holds, and fails saying `what` was awaited when it does not in time.
pub(crate) async fn until(what: &str, condition: impl Fn() -> bool) {
    let deadline = monotonic_ms() + PATIENCE;
    while !condition() {
        assert!(monotonic_ms() < deadline, "still not after {PATIENCE} ms: {what}");
        tasks(5).await;
    }
}

/// Comes back after so many milliseconds, with every task that was due before done.
///
/// For looking again at a condition, and for the few tests in which something must **not** happen within a known time.
pub(crate) async fn tasks(milliseconds: u32) {
    let timeout = RefCell::new(None);
    let passed = js_sys::Promise::new(&mut |resolve, _| {
        timeout.replace(Some(Timeout::new(milliseconds, move || {
            let _ = resolve.call0(&wasm_bindgen::JsValue::NULL);
        })));
    });
    let _ = wasm_bindgen_futures::JsFuture::from(passed).await;
}
