//! Trouble with the page itself: a configuration that is not one. Says what is the matter and what to do.

use yew::prelude::*;

use super::icon::Icon;
use super::words;

/// What [`ConfigProblem`] is given.
#[derive(Debug, Properties, PartialEq)]
pub struct ConfigProblemProps {
    /// What is missing or wrong, a sentence each, beginning with the setting's name.
    pub problems: Vec<String>,
}

const EXAMPLE_FILE: &str = r#"{
  "pusherKey": "your-key",
  "cluster": "us2",
  "apiBase": "/api"
}"#;
const EXAMPLE_ENVIRONMENT: &str = "PUSHER_KEY=your-key\nPUSHER_CLUSTER=us2\nGLX_API_BASE=/api";

/// The page that stands in for all others while the configuration is missing something.
#[component]
pub fn ConfigProblem(props: &ConfigProblemProps) -> Html {
    let what = html! {
        <>
            <p>{ words::CONFIG_TEXT }</p>
            <ul class="problems">
                for problem in props.problems.iter() {
                    <li>{ with_name(problem) }</li>
                }
            </ul>
            <h2>{ words::CONFIG_HOW }</h2>
            <p>{ words::CONFIG_RUN_TIME }</p>
            <pre tabindex="0"><code>{ EXAMPLE_FILE }</code></pre>
            <p>{ words::CONFIG_BUILD_TIME }</p>
            <pre tabindex="0"><code>{ EXAMPLE_ENVIRONMENT }</code></pre>
        </>
    };
    sheet(words::CONFIG_TITLE, what)
}

/// What [`ConfigUnread`] is given.
#[derive(Debug, Properties, PartialEq)]
pub struct ConfigUnreadProps {
    /// Why, in a sentence.
    pub problem: String,
}

/// Stands in for all other pages while the configuration cannot be had.
#[component]
pub fn ConfigUnread(props: &ConfigUnreadProps) -> Html {
    let what = html! {
        <>
            <p role="status">{ &props.problem }</p>
            <p>{ words::TRIED_AGAIN }</p>
        </>
    };
    sheet(words::CONFIG_UNREAD_TITLE, what)
}

fn sheet(title: &'static str, what: Html) -> Html {
    html! {
        <main class="glx-problem">
            <div class="sheet">
                <span class="sign">{ Icon::Plug.html() }</span>
                <h1>{ title }</h1>
                { what }
            </div>
        </main>
    }
}

/// The sentence with the setting's name at its head set off.
fn with_name(problem: &str) -> Html {
    let is_name = |name: &str| !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    match problem.split_once(' ') {
        Some((name, rest))
            if is_name(name) && name.contains(|c: char| c.is_ascii_lowercase()) && !name.starts_with("The") =>
        {
            html! { <><code>{ name }</code>{ " " }{ rest }</> }
        }
        _ => html! { { problem } },
    }
}
