//! The Pusher-compatible server beside the site: configured, started, watched, stopped. Nothing is sent through it
//! from here.

mod log;

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use thiserror::Error;
use tokio::process::Child;
use tokio::sync::{mpsc, oneshot};
use tokio::time::{interval, timeout};

use self::log::Log;
use crate::publish::{App, answers};
use crate::warden;

const START_DEADLINE: Duration = Duration::from_secs(20);
/// How often a starting server is asked whether it is there.
const ASK_EVERY: Duration = Duration::from_millis(20);

/// What a test may ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Action {
    Kill,
    Start,
    Restart,
}

/// Why sockudo is not running.
#[derive(Debug, Error)]
pub(crate) enum SockudoError {
    /// No program to start.
    #[error("there is no sockudo at {0}; run `cargo xtask setup`, or name one with --sockudo PATH")]
    NotFound(String),
    /// It ended by itself.
    #[error("sockudo ended while starting: {0}")]
    Ended(String),
    /// It did not answer in time, or without its configuration.
    #[error("sockudo did not answer in {seconds} s: {said}")]
    Silent { seconds: u64, said: String },
    /// Its configuration could not be written, or the process not be ended.
    #[error("sockudo: {0}")]
    Io(#[from] std::io::Error),
    /// Nobody supervises it any more.
    #[error("sockudo is not supervised: this world talks to real Pusher, or is ending")]
    Unsupervised,
}

/// A request to the supervisor, and where its answer goes.
pub(crate) type Request = (Action, oneshot::Sender<Result<bool, SockudoError>>);

/// The asking end.
#[derive(Clone, Debug)]
pub(crate) struct Handle(pub(crate) mpsc::Sender<Request>);

impl Handle {
    /// Has it done and waits for it: true where sockudo runs afterwards.
    pub(crate) async fn ask(&self, action: Action) -> Result<bool, SockudoError> {
        let (answer, done) = oneshot::channel();
        self.0.send((action, answer)).await.map_err(|_| SockudoError::Unsupervised)?;
        done.await.map_err(|_| SockudoError::Unsupervised)?
    }
}

/// The one who starts and stops it.
#[derive(Debug)]
pub(crate) struct Supervisor {
    pub(crate) program: PathBuf,
    pub(crate) address: SocketAddr,
    pub(crate) config: PathBuf,
    pub(crate) app: App,
    child: Option<Child>,
    /// What the running one has said lately.
    log: Arc<Log>,
}

impl Supervisor {
    pub(crate) fn new(program: PathBuf, address: SocketAddr, config: PathBuf, app: App) -> Self {
        Self { program, address, config, app, child: None, log: Arc::default() }
    }

    /// Does what is asked for until nobody can ask any more, and notices when sockudo goes by itself.
    pub(crate) async fn supervise(mut self, mut requests: mpsc::Receiver<Request>) {
        loop {
            tokio::select! {
                request = requests.recv() => match request {
                    Some((action, answer)) => {
                        let done = self.act(action).await;
                        // Whoever asked may have stopped waiting.
                        let _ = answer.send(done);
                    }
                    None => return,
                },
                () = gone(&mut self.child) => {
                    self.child = None;
                    eprintln!("glx-testbed: sockudo ended by itself: {}", self.log);
                }
            }
        }
    }

    async fn act(&mut self, action: Action) -> Result<bool, SockudoError> {
        if matches!(action, Action::Kill | Action::Restart) {
            self.kill().await?;
        }
        if matches!(action, Action::Start | Action::Restart) {
            self.start().await?;
        }
        Ok(self.child.is_some())
    }

    async fn kill(&mut self) -> Result<(), SockudoError> {
        match self.child.take() {
            Some(mut child) => Ok(child.kill().await?),
            None => Ok(()),
        }
    }

    /// Starts sockudo and waits until it answers with our configuration. One that runs already is left alone.
    pub(crate) async fn start(&mut self) -> Result<(), SockudoError> {
        if self.child.is_some() {
            return Ok(());
        }
        tokio::fs::write(&self.config, self.configuration().to_string()).await?;
        let mut command = warden::command(&found(&self.program)?, &self.config);
        // Its settings can also come from the environment, where other programs' HOST, PORT and the like are.
        command
            .env_clear()
            .envs(["PATH", "HOME", "SYSTEMROOT"].iter().filter_map(|name| Some((name, std::env::var_os(name)?))));
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
        let mut child = command.spawn()?;
        self.log = Arc::default();
        if let (Some(out), Some(err)) = (child.stdout.take(), child.stderr.take()) {
            tokio::spawn(Arc::clone(&self.log).follow(out));
            tokio::spawn(Arc::clone(&self.log).follow(err));
        }
        let started = tokio::select! {
            status = child.wait() => {
                let status = status.map_or_else(|error| error.to_string(), |status| status.to_string());
                return Err(SockudoError::Ended(format!("{status}; {}", self.log)));
            }
            started = timeout(START_DEADLINE, self.answers()) => started,
        };
        match started {
            Ok(()) => {
                self.child = Some(child);
                Ok(())
            }
            Err(_) => Err(SockudoError::Silent { seconds: START_DEADLINE.as_secs(), said: self.log.to_string() }),
        }
    }

    async fn answers(&self) {
        self.log.configured.notified().await;
        let mut asking = interval(ASK_EVERY);
        loop {
            asking.tick().await;
            if answers(format!("http://{}/up", self.address)).await {
                return;
            }
        }
    }

    fn configuration(&self) -> Value {
        json!({
            "host": self.address.ip().to_string(),
            "port": self.address.port(),
            "debug": false,
            "activity_timeout": 120,
            "shutdown_grace_period": 0,
            "adapter": { "driver": "local" },
            "cache": { "driver": "memory" },
            "queue": { "driver": "memory" },
            "rate_limiter": { "enabled": false },
            "metrics": { "enabled": false },
            "event_limits": { "max_payload_in_kb": 10 },
            "app_manager": { "driver": "memory", "array": { "apps": [{
                "id": self.app.id, "key": self.app.key, "secret": self.app.secret, "max_connections": 10_000,
                "enable_client_messages": true, "enable_user_authentication": true, "enabled": true,
                "max_client_events_per_second": 10, "allowed_origins": ["*"],
            }] } },
        })
    }
}

/// The program by its whole path. Looked for here, because the second start of `warden` could only say that it failed.
fn found(program: &Path) -> Result<PathBuf, SockudoError> {
    let search = std::env::var_os("PATH").filter(|_| program.components().count() == 1);
    let places: Vec<PathBuf> = match &search {
        Some(path) => std::env::split_paths(path).map(|folder| folder.join(program)).collect(),
        None => vec![program.to_owned()],
    };
    let place = places.into_iter().map(executable).find(|place| place.is_file());
    place.ok_or_else(|| SockudoError::NotFound(program.display().to_string()))
}

fn executable(place: PathBuf) -> PathBuf {
    if cfg!(windows) { place.with_extension("exe") } else { place }
}

/// Waits for the child's end; for ever where there is none.
async fn gone(child: &mut Option<Child>) {
    match child {
        Some(child) => {
            let _ = child.wait().await;
        }
        None => std::future::pending().await,
    }
}
