//! Reads the page's configuration: the JSON block, else the file it names, else what was built in.

use crate::browser::fetch::{self, Body, Request};
use crate::config::{Config, Problem, Source};

const BLOCK: &str = "glx-config";

/// The configuration, from wherever it is given.
///
/// # Errors
/// What is missing or wrong, in words.
pub(super) async fn load() -> Result<Config, Vec<Problem>> {
    let block = web_sys::window().and_then(|window| window.document()).and_then(|page| page.get_element_by_id(BLOCK));
    let text = block.as_ref().and_then(|block| block.text_content()).unwrap_or_default();
    let mut source = Source::from_json(&text)?;
    if source.is_empty()
        && let Some(file) = block.and_then(|block| block.get_attribute("data-src"))
    {
        source = from_file(&file).await?;
    }
    Config::resolve(&[source, Source::built_in()])
}

/// A file that is not there says nothing; some hosts answer with a page instead of 404. One that is there has to be right.
async fn from_file(path: &str) -> Result<Source, Vec<Problem>> {
    let request = Request {
        method: "GET",
        url: path.to_owned(),
        headers: Vec::new(),
        body: Body::None,
        timeout_ms: 8_000,
        ahead: true,
        parts: None,
    };
    match fetch::send(request).await {
        Ok(answer) if answer.status == 200 && !answer.body.trim_start().starts_with('<') => {
            Source::from_json(&answer.body)
                .map_err(|problems| problems.iter().map(|problem| format!("{path}: {problem}")).collect())
        }
        _ => Ok(Source::default()),
    }
}
