//! Events on their way to the Pusher server, by its signed HTTP API, and signatures for those who subscribe. Speaks to
//! sockudo and to Pusher alike. Never retries: an event that is lost is lost, as on the real site.

use std::sync::{PoisonError, RwLock};
use std::time::Duration;

use serde_json::{Value, json};
use thiserror::Error;
use ureq::Agent;

use crate::clock::unix_seconds;
use crate::signing::{api_query, channel_auth};

/// Pusher's limit for the data of one event.
const MAX_EVENT_BYTES: usize = 10 * 1024;
/// Pusher's limit for one call of `batch_events`.
const BATCH: usize = 10;
const DEADLINE: Duration = Duration::from_secs(5);

/// Whom to publish to.
#[derive(Clone, Debug)]
pub(crate) struct App {
    pub(crate) id: String,
    pub(crate) key: String,
    pub(crate) secret: String,
    /// Scheme, host and port of the HTTP API.
    pub(crate) api: String,
    /// Does the server verify channel data on private channels? Pusher does; sockudo takes it for a bad signature.
    pub(crate) signs_private_data: bool,
}

/// One event for one channel.
#[derive(Clone, Debug)]
pub(crate) struct Event {
    pub(crate) channel: String,
    pub(crate) name: String,
    pub(crate) data: String,
}

/// Why an event went nowhere.
#[derive(Debug, Error)]
pub(crate) enum PublishError {
    /// More than Pusher takes.
    #[error("the event has {0} bytes of data, more than Pusher takes")]
    TooLarge(usize),
    /// The server could not be reached in time.
    #[error("the Pusher server cannot be reached: {0}")]
    Unreachable(String),
    /// The server said no.
    #[error("the Pusher server answered {0}: {1}")]
    Refused(u16, String),
}

/// The sending end.
#[derive(Debug)]
pub(crate) struct Publisher {
    app: App,
    agent: RwLock<Agent>,
}

impl Event {
    /// An event whose data is JSON.
    pub(crate) fn new(channel: String, name: &str, data: &Value) -> Self {
        Self { channel, name: name.to_owned(), data: data.to_string() }
    }
}

impl Publisher {
    pub(crate) fn new(app: App) -> Self {
        Self { app, agent: RwLock::new(agent()) }
    }

    /// Forgets open connections: those to a server that has gone would only fail.
    pub(crate) fn reconnect(&self) {
        *self.agent.write().unwrap_or_else(PoisonError::into_inner) = agent();
    }

    /// Publishes one event.
    pub(crate) async fn publish(&self, event: &Event) -> Result<(), PublishError> {
        check(event)?;
        self.post("events", &json!({ "name": event.name, "channel": event.channel, "data": event.data })).await
    }

    /// Publishes many events in their order, as fast as the API allows.
    pub(crate) async fn publish_all(&self, events: &[Event]) -> Result<(), PublishError> {
        for batch in events.chunks(BATCH) {
            batch.iter().try_for_each(check)?;
            let items: Vec<Value> = batch
                .iter()
                .map(|event| json!({ "name": event.name, "channel": event.channel, "data": event.data }))
                .collect();
            self.post("batch_events", &json!({ "batch": items })).await?;
        }
        Ok(())
    }

    /// The answer of the auth call for a channel. The data goes under the signature and into the answer where the
    /// server verifies it.
    pub(crate) fn authorize(&self, socket_id: &str, channel: &str, data: &Value) -> Value {
        let data = (self.app.signs_private_data || channel.starts_with("presence-")).then(|| data.to_string());
        let auth = channel_auth(&self.app.key, &self.app.secret, socket_id, channel, data.as_deref());
        match data {
            Some(data) => json!({ "auth": auth, "channel_data": data }),
            None => json!({ "auth": auth }),
        }
    }

    async fn post(&self, call: &str, body: &Value) -> Result<(), PublishError> {
        let body = body.to_string();
        let path = format!("/apps/{}/{call}", self.app.id);
        let query = api_query(&self.app.key, &self.app.secret, "POST", &path, body.as_bytes(), unix_seconds());
        let url = format!("{}{path}?{query}", self.app.api);
        let agent = self.agent.read().unwrap_or_else(PoisonError::into_inner).clone();
        let posted = tokio::task::spawn_blocking(move || {
            let mut answer = agent.post(&url).header("content-type", "application/json").send(body)?;
            let text = answer.body_mut().read_to_string()?;
            Ok::<_, ureq::Error>((answer.status().as_u16(), text))
        });
        match posted.await {
            Ok(Ok((200..300, _))) => Ok(()),
            Ok(Ok((status, text))) => Err(PublishError::Refused(status, text)),
            Ok(Err(error)) => Err(PublishError::Unreachable(error.to_string())),
            Err(error) => Err(PublishError::Unreachable(error.to_string())),
        }
    }
}

fn check(event: &Event) -> Result<(), PublishError> {
    match event.data.len() {
        fits if fits <= MAX_EVENT_BYTES => Ok(()),
        size => Err(PublishError::TooLarge(size)),
    }
}

fn agent() -> Agent {
    Agent::config_builder().http_status_as_error(false).timeout_global(Some(DEADLINE)).build().new_agent()
}

/// Asks a URL once and tells whether it answered with a success.
pub(crate) async fn answers(url: String) -> bool {
    let asked = tokio::task::spawn_blocking(move || agent().get(&url).call().is_ok_and(|it| it.status().is_success()));
    asked.await.unwrap_or(false)
}
