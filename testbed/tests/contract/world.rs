//! One running world per test, and a small HTTP client for it.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use serde_json::{Value, json};
use tempfile::TempDir;
use ureq::Agent;
use ureq::http::{HeaderMap, Request};

/// A running `glx-testbed`, ended when dropped.
pub(crate) struct World {
    pub(crate) process: Child,
    pub(crate) ready: Value,
    agent: Agent,
    /// Where its temporary files go; a world that is killed leaves them behind.
    pub(crate) scratch: TempDir,
}

/// What came back.
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) text: String,
}

/// Where sockudo is: named by the environment, on PATH, or in the cache of `cargo xtask setup`.
fn sockudo() -> Option<PathBuf> {
    let named = std::env::var_os("GLX_SOCKUDO").map(PathBuf::from);
    let path = std::env::var_os("PATH").unwrap_or_default();
    let on_path = std::env::split_paths(&path).map(|folder| folder.join("sockudo"));
    let cache = std::env::home_dir().unwrap_or_default().join(".cache/glx-realtime/tools");
    let cached = std::fs::read_dir(cache).into_iter().flatten().flatten().map(|tool| tool.path().join("bin/sockudo"));
    named.into_iter().chain(on_path).chain(cached).find(|place| place.is_file())
}

/// The command with free ports everywhere, or nothing, and a word about it, where there is no sockudo.
pub(crate) fn command(arguments: &[&str]) -> Option<Command> {
    let Some(sockudo) = sockudo() else {
        println!("skipped: no sockudo in GLX_SOCKUDO, on PATH or in the cache; `cargo xtask setup` gets one");
        return None;
    };
    let mut command = Command::new(env!("CARGO_BIN_EXE_glx-testbed"));
    command.args(["--listen", "127.0.0.1:0", "--sockudo-port", "0", "--exit-with-stdin", "--sockudo"]).arg(sockudo);
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped());
    for variable in ["PUSHER_APP_ID", "PUSHER_KEY", "PUSHER_SECRET", "PUSHER_CLUSTER"] {
        command.env_remove(variable);
    }
    Some(command)
}

impl World {
    /// Starts one and waits for its ready line.
    pub(crate) fn start(arguments: &[&str]) -> Option<Self> {
        let scratch = tempfile::tempdir().expect("a folder");
        let mut process = command(arguments)?.env("TMPDIR", scratch.path()).spawn().expect("the testbed starts");
        let mut line = String::new();
        BufReader::new(process.stdout.take().expect("a pipe")).read_line(&mut line).expect("a ready line");
        let ready = serde_json::from_str(&line).unwrap_or_else(|_| panic!("no ready line but {line:?}"));
        let config = Agent::config_builder().http_status_as_error(false).timeout_global(Some(Duration::from_secs(10)));
        Some(Self { process, ready, agent: config.build().new_agent(), scratch })
    }

    pub(crate) fn user(&self, index: usize) -> i64 {
        self.ready["users"][index]["userId"].as_i64().expect("a user id")
    }

    /// Signs a seeded user in and gives their token.
    pub(crate) fn sign_in(&self, index: usize) -> String {
        let user = &self.ready["users"][index];
        let reply = self.post("", "/auth/login", &json!({ "email": user["email"], "password": user["password"] }));
        reply.json()["data"]["token"].as_str().expect("a token").to_owned()
    }

    pub(crate) fn get(&self, token: &str, path: &str) -> Reply {
        self.call("GET", "apiBase", path, token, &[], None).expect("an answer")
    }

    pub(crate) fn post(&self, token: &str, path: &str, body: &Value) -> Reply {
        self.try_post(token, path, body, &[]).expect("an answer")
    }

    pub(crate) fn try_post(
        &self,
        token: &str,
        path: &str,
        body: &Value,
        headers: &[(&str, &str)],
    ) -> Result<Reply, ureq::Error> {
        let headers = [headers, &[("content-type", "application/json")]].concat();
        self.call("POST", "apiBase", path, token, &headers, Some(body.to_string()))
    }

    pub(crate) fn form(&self, token: &str, path: &str, body: &str) -> Reply {
        let headers = [("content-type", "application/x-www-form-urlencoded")];
        self.call("POST", "apiBase", path, token, &headers, Some(body.to_owned())).expect("an answer")
    }

    /// A control call that must succeed.
    pub(crate) fn control(&self, method: &str, path: &str, body: Option<&Value>) -> Value {
        let headers = [("content-type", "application/json")];
        let reply = self.call(method, "control", path, "", &headers, body.map(Value::to_string)).expect("an answer");
        assert_eq!(reply.status, 200, "{path}: {}", reply.text);
        reply.json()
    }

    /// A control call that must be refused, and the sentence that says why.
    pub(crate) fn refused(&self, method: &str, path: &str, body: &Value) -> String {
        let reply = self.call(method, "control", path, "", &[], Some(body.to_string())).expect("an answer");
        assert_eq!(reply.status, 400, "{path}: {}", reply.text);
        reply.json()["error"].as_str().expect("a sentence").to_owned()
    }

    pub(crate) fn set(&self, switches: &Value) {
        self.control("POST", "/switches", Some(switches));
    }

    /// The help requests' ids, in the order they were made.
    pub(crate) fn rooms(&self, token: &str) -> Vec<i64> {
        let list = self.get(token, "/help-requests").json();
        let mut ids: Vec<i64> =
            list["data"].as_array().expect("rows").iter().filter_map(|row| row["id"].as_i64()).collect();
        ids.sort_unstable();
        ids
    }

    /// Any call; `base` is the name of an address in the ready object.
    pub(crate) fn call(
        &self,
        method: &str,
        base: &str,
        path: &str,
        token: &str,
        headers: &[(&str, &str)],
        body: Option<String>,
    ) -> Result<Reply, ureq::Error> {
        let mut request =
            Request::builder().method(method).uri(format!("{}{path}", self.ready[base].as_str().expect("an address")));
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        if !token.is_empty() {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let mut answer = match body {
            Some(body) => self.agent.run(request.body(body).expect("a request"))?,
            None => self.agent.run(request.body(()).expect("a request"))?,
        };
        let text = answer.body_mut().read_to_string()?;
        Ok(Reply { status: answer.status().as_u16(), headers: answer.headers().clone(), text })
    }
}

impl Drop for World {
    fn drop(&mut self) {
        // Closing its input is the polite way; a test may have ended it already.
        drop(self.process.stdin.take());
        let _ = self.process.wait();
    }
}

impl Reply {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON but {:?}", self.text))
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }
}
