//! Reads the page's configuration: the JSON block, else the file it names, else what was built in.

use crate::browser::fetch::{self, Body, FetchError, Request};
use crate::browser::timer;
use crate::config::{Config, Problem, Source};

const BLOCK: &str = "glx-config";
const FIRST_WAIT_MS: u32 = 1_000;
const LONGEST_WAIT_MS: u32 = 30_000;

/// Why there is no configuration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Trouble {
    /// What is missing or wrong, in words.
    Wrong(Vec<Problem>),
    /// Its file cannot be had for now, and why.
    Unread(Problem),
}

/// The configuration, from wherever it is given. A file that cannot be had for now is asked for again and again; `told` is told of that.
///
/// # Errors
/// What is missing or wrong.
pub(super) async fn load(told: impl Fn(Trouble)) -> Result<Config, Trouble> {
    let mut wait = FIRST_WAIT_MS;
    loop {
        match read().await {
            Err(trouble @ Trouble::Unread(_)) => told(trouble),
            done => return done,
        }
        timer::sleep(wait).await;
        wait = (wait * 2).min(LONGEST_WAIT_MS);
    }
}

async fn read() -> Result<Config, Trouble> {
    let block = web_sys::window().and_then(|window| window.document()).and_then(|page| page.get_element_by_id(BLOCK));
    let text = block.as_ref().and_then(|block| block.text_content()).unwrap_or_default();
    let mut source = Source::from_json(&text).map_err(Trouble::Wrong)?;
    if source.is_empty()
        && let Some(file) = block.and_then(|block| block.get_attribute("data-src"))
    {
        source = from_file(&file).await?;
    }
    Config::resolve(&[source, Source::built_in()]).map_err(Trouble::Wrong)
}

/// A file that is not there says nothing; some hosts answer with a page instead of 404, or lead to one. One that is there has to be right.
async fn from_file(path: &str) -> Result<Source, Trouble> {
    let request = Request {
        method: "GET",
        url: path.to_owned(),
        headers: Vec::new(),
        body: Body::None,
        timeout_ms: 8_000,
        ahead: true,
        parts: None,
    };
    let unread = |why: String| Err(Trouble::Unread(format!("{path} cannot be read: {why}.")));
    match fetch::send(request).await {
        Ok(answer) if answer.status == 200 && !answer.body.trim_start().starts_with('<') => {
            Source::from_json(&answer.body).map_err(|problems| {
                Trouble::Wrong(problems.iter().map(|problem| format!("{path}: {problem}")).collect())
            })
        }
        Ok(answer) if answer.status >= 500 || answer.status == 429 => {
            unread(format!("its host answers {}", answer.status))
        }
        Err(FetchError::Redirect | FetchError::Invalid(_)) | Ok(_) => Ok(Source::default()),
        Err(failure) => unread(failure.to_string()),
    }
}
