//! The layer rules, read from the sources: who may know whom, and what may stand nowhere. Each rule is also shown to fail.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test that meets what it does not expect has failed"
)]

#[path = "security.rs"]
mod security;

use std::fs;
use std::path::Path;

/// A layer and what it may know of this crate beside itself. Whatever is not named here is forbidden.
const LAYERS: [(&str, &[&str]); 10] = [
    ("engine", &[]),
    ("config", &["engine"]),
    ("pusher", &["engine"]),
    ("browser", &["engine"]),
    ("session", &["engine", "pusher", "browser", "config"]),
    ("hooks", &["engine", "session", "config"]),
    ("components", &["engine", "hooks", "config"]),
    ("slots", &["engine", "browser", "hooks", "components"]),
    ("app", &["engine", "browser", "session", "hooks", "components", "slots", "config"]),
    ("embed", &["engine", "browser", "session", "hooks", "components", "slots", "config"]),
];

/// Files that cross a line on purpose, with the layer that they may know and why.
const EXCEPTIONS: [(&str, &str, &str); 0] = [];

/// What the pure engine is built without, as words in its code.
const IMPURE: [&str; 20] = [
    "wasm_bindgen",
    "wasm_bindgen_futures",
    "js_sys",
    "web_sys",
    "gloo",
    "gloo_net",
    "gloo_timers",
    "yew",
    "JsValue",
    "rand",
    "getrandom",
    "Instant",
    "SystemTime",
    "thread_rng",
    "thread_local",
    "println",
    "eprintln",
    "unsafe",
    "async",
    "tokio",
];

/// Parts of the standard library that reach the world.
const IMPURE_STD: [&str; 8] = [
    "std::time",
    "std::thread",
    "std::net",
    "std::fs",
    "std::env",
    "std::process",
    "std::io",
    "std::hash::RandomState",
];

/// What turns text into markup.
const MARKUP: [&str; 6] = [
    "from_html_unchecked",
    "VRaw",
    "set_inner_html",
    "set_outer_html",
    "insert_adjacent_html",
    "create_contextual_fragment",
];

const LONGEST: usize = 350;

/// One source file, with its path under `src/`.
struct Source {
    path: String,
    text: String,
}

impl Source {
    fn new(path: &str, text: &str) -> Self {
        Self { path: path.to_owned(), text: text.to_owned() }
    }

    /// The layer is the first part of the path: `engine/room.rs` and `engine.rs` are both of `engine`.
    fn layer(&self) -> &str {
        let first = self.path.split('/').next().unwrap_or_default();
        first.strip_suffix(".rs").unwrap_or(first)
    }

    /// The lines that ship, without comments, text literals and what stands behind `#[cfg(test)]`.
    fn code(&self) -> Vec<(usize, String)> {
        let shipped = self.text.lines().take_while(|line| line.trim() != "#[cfg(test)]");
        let mut rest = Strip::default();
        shipped.enumerate().map(|(number, line)| (number + 1, rest.strip(line))).collect()
    }
}

/// Takes comments and text literals out of lines, over line ends where they go over them.
#[derive(Default)]
struct Strip {
    in_text: bool,
    /// How many `#` end the raw literal we are in.
    raw: Option<usize>,
}

impl Strip {
    fn strip(&mut self, line: &str) -> String {
        let mut code = String::with_capacity(line.len());
        let bytes: Vec<char> = line.chars().collect();
        let mut at = 0;
        while at < bytes.len() {
            let hashes = |from: usize| bytes[from.min(bytes.len())..].iter().take_while(|c| **c == '#').count();
            match (self.raw, self.in_text, bytes[at]) {
                (Some(count), _, '"') if hashes(at + 1) >= count => {
                    self.raw = None;
                    at += count;
                }
                (Some(_), _, _) => {}
                (None, true, '\\') => at += 1,
                (None, true, '"') => self.in_text = false,
                (None, true, _) => {}
                (None, false, '/') if bytes.get(at + 1) == Some(&'/') => break,
                (None, false, 'r') if bytes.get(at + 1 + hashes(at + 1)) == Some(&'"') && !ends_in_word(&code) => {
                    self.raw = Some(hashes(at + 1));
                    at += 1 + hashes(at + 1);
                }
                (None, false, '"') => self.in_text = true,
                (None, false, '\'') if bytes.get(at + 2) == Some(&'\'') && bytes[at + 1] != '\\' => at += 2,
                (None, false, '\'') if bytes.get(at + 1) == Some(&'\\') => {
                    at += 2 + bytes[(at + 3).min(bytes.len())..].iter().take_while(|c| **c != '\'').count() + 1;
                }
                (None, false, c) => code.push(c),
            }
            at += 1;
        }
        code
    }
}

fn ends_in_word(code: &str) -> bool {
    code.chars().next_back().is_some_and(|c| c.is_alphanumeric() || c == '_')
}

/// Whether a word stands in the code as a whole.
fn has_word(code: &str, word: &str) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices(word).any(|(at, _)| {
        !code[..at].chars().next_back().is_some_and(is_word)
            && !code[at + word.len()..].chars().next().is_some_and(is_word)
    })
}

/// The layers named on a line by `crate::name`, by `crate::{one, other::…}`, or by `super::` from a layer's own root.
fn named_layers(code: &str) -> Vec<String> {
    let mut named = Vec::new();
    for (at, _) in code.match_indices("crate::") {
        let rest = &code[at + "crate::".len()..];
        match rest.strip_prefix('{') {
            Some(list) => {
                let mut depth = 0;
                let mut part = String::new();
                for c in list.chars().chain([',']) {
                    match c {
                        '{' => depth += 1,
                        '}' => depth -= 1,
                        ',' if depth == 0 => named.push(first_word(&std::mem::take(&mut part))),
                        _ if depth < 0 => break,
                        c => part.push(c),
                    }
                }
                named.push(first_word(&part));
            }
            None => named.push(first_word(rest)),
        }
    }
    named.retain(|name| LAYERS.iter().any(|(layer, _)| layer == name));
    named
}

fn first_word(text: &str) -> String {
    text.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
}

type Rule = fn(&Source) -> Vec<String>;

const RULES: [(&str, Rule); 9] = [
    ("no arrow runs back", arrows),
    ("the engine is pure", purity),
    ("nothing panics on what the world does", panics),
    ("text never becomes markup", markup),
    ("pusher-js is bound in one place", bindings),
    ("every file says what it is for", preamble),
    ("a file is a thought", length),
    ("nothing is left for later", leftovers),
    ("wire values stay at the door", values),
];

fn arrows(source: &Source) -> Vec<String> {
    let Some((layer, may_know)) = LAYERS.iter().find(|(layer, _)| *layer == source.layer()) else {
        let known = ["lib", "main"].contains(&source.layer());
        return if known { Vec::new() } else { vec![format!("the layer {} is not in the table", source.layer())] };
    };
    let excepted = |known: &str| EXCEPTIONS.iter().any(|(path, to, _)| *path == source.path && *to == known);
    let lines = whole_uses(source).into_iter().flat_map(|(number, code)| {
        named_layers(&code).into_iter().map(move |known| (number, known)).collect::<Vec<_>>()
    });
    lines
        .filter(|(_, known)| known != layer && !may_know.contains(&known.as_str()) && !excepted(known))
        .map(|(number, known)| format!("{number}: {layer} may not know {known}"))
        .collect()
}

/// Lines of code, with a `use` that goes over several made one.
fn whole_uses(source: &Source) -> Vec<(usize, String)> {
    let mut whole: Vec<(usize, String)> = Vec::new();
    let mut open = false;
    for (number, code) in source.code() {
        match whole.last_mut().filter(|_| open) {
            Some((_, last)) => last.push_str(code.trim()),
            None => whole.push((number, code)),
        }
        let last = whole.last().map(|(_, last)| last.trim_start()).unwrap_or_default();
        let is_use = last.starts_with("use ") || last.starts_with("pub use ") || last.starts_with("pub(crate) use ");
        open = is_use && !last.contains(';');
    }
    whole
}

fn purity(source: &Source) -> Vec<String> {
    if source.layer() != "engine" {
        return Vec::new();
    }
    let words = find(source, |code, found| found.extend(IMPURE.iter().filter(|word| has_word(code, word)).copied()));
    let paths =
        find(source, |code, found| found.extend(IMPURE_STD.iter().filter(|path| code.contains(**path)).copied()));
    words.into_iter().chain(paths).collect()
}

fn panics(source: &Source) -> Vec<String> {
    const CALLS: [&str; 7] =
        [".unwrap()", ".expect(", "panic!(", "unreachable!(", "todo!(", "unimplemented!(", "dbg!("];
    find(source, |code, found| found.extend(CALLS.iter().filter(|call| code.contains(**call)).copied()))
}

fn markup(source: &Source) -> Vec<String> {
    find(source, |code, found| found.extend(MARKUP.iter().filter(|word| has_word(code, word)).copied()))
}

/// Others may bind what `web-sys` lacks; pusher-js is known to `pusher` alone.
fn bindings(source: &Source) -> Vec<String> {
    if source.layer() == "pusher" {
        return Vec::new();
    }
    let bound = |line: &str| line.contains("wasm_bindgen(") && line.to_lowercase().contains("pusher");
    let lines = source.text.lines().enumerate().filter(|(_, line)| bound(line));
    lines.map(|(number, line)| format!("{}: {}", number + 1, line.trim())).collect()
}

fn preamble(source: &Source) -> Vec<String> {
    let first = source.text.lines().next().unwrap_or_default();
    if first.starts_with("//! ") { Vec::new() } else { vec![format!("1: begins with {first:?}")] }
}

fn length(source: &Source) -> Vec<String> {
    let lines = source.text.lines().count();
    if lines <= LONGEST { Vec::new() } else { vec![format!("{lines} lines are more than {LONGEST}")] }
}

fn leftovers(source: &Source) -> Vec<String> {
    const MARKS: [&str; 4] = ["TODO", "FIXME", "XXX", "HACK"];
    let lines = source.text.lines().enumerate();
    let marked = lines.filter(|(_, line)| MARKS.iter().any(|mark| has_word(line, mark)));
    marked.map(|(number, line)| format!("{}: {}", number + 1, line.trim())).collect()
}

/// In the engine, and on the way from and to it, nothing is a loose JSON or JavaScript value.
fn values(source: &Source) -> Vec<String> {
    let words: &[&str] = match source.layer() {
        "engine" => &["Value"],
        "session" | "hooks" => &["JsValue"],
        _ => return Vec::new(),
    };
    // A visitor's associated type has that name by serde's trait.
    let theirs = |code: &str| code.contains("type Value =") || code.contains("Self::Value");
    find(source, |code, found| found.extend(words.iter().filter(|word| has_word(code, word) && !theirs(code)).copied()))
}

fn find(source: &Source, look: impl Fn(&str, &mut Vec<&'static str>)) -> Vec<String> {
    let mut findings = Vec::new();
    for (number, code) in source.code() {
        let mut found = Vec::new();
        look(&code, &mut found);
        findings.extend(found.into_iter().map(|what| format!("{number}: {what}")));
    }
    findings
}

fn sources() -> Vec<Source> {
    fn walk(folder: &Path, root: &Path, sources: &mut Vec<Source>) {
        let mut entries: Vec<_> =
            fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
        entries.sort();
        for path in entries {
            if path.is_dir() {
                walk(&path, root, sources);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.strip_prefix(root).expect("under src").to_string_lossy().replace('\\', "/");
                sources.push(Source { path: name, text: fs::read_to_string(&path).expect("a source") });
            }
        }
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut sources = Vec::new();
    walk(&root, &root, &mut sources);
    assert!(sources.len() > 30, "the sources are read");
    sources
}

#[test]
fn the_sources_keep_every_rule() {
    let mut broken = Vec::new();
    for source in sources() {
        for (name, rule) in RULES {
            broken.extend(rule(&source).into_iter().map(|finding| format!("{name}: src/{}:{finding}", source.path)));
        }
    }
    assert!(broken.is_empty(), "\n{}\n", broken.join("\n"));
}

#[test]
fn every_rule_can_fail() {
    let long = format!("//! x\n{}", "\n".repeat(LONGEST));
    let bad: [(Rule, &str, &str); 29] = [
        (arrows, "engine/room.rs", "use crate::session::Session;"),
        (arrows, "engine/room.rs", "use crate::{browser::clock, engine};"),
        (arrows, "engine/room.rs", "fn f() { crate::pusher::Client::open() }"),
        (arrows, "pusher/slot.rs", "use crate::session;"),
        (arrows, "pusher/slot.rs", "use crate::browser::timer;"),
        (arrows, "session/mod.rs", "use crate::hooks::use_socket;"),
        (arrows, "hooks/select.rs", "use crate::pusher::Client;"),
        (arrows, "components/chat/log.rs", "use crate::session::Session;"),
        (arrows, "components/chat/log.rs", "use crate::{\n    engine::View,\n    browser::clock,\n};"),
        (arrows, "components/chat/log.rs", "use crate::app::route;"),
        (arrows, "embed/mod.rs", "use crate::app::token;"),
        (arrows, "slots.rs", "use crate::session::Session;"),
        (arrows, "cellar/mod.rs", "//! A layer nobody knows."),
        (purity, "engine/time.rs", "use web_sys::Window;"),
        (purity, "engine/time.rs", "let now = std::time::Instant::now();"),
        (purity, "engine/time.rs", "fn f(value: &JsValue) {}"),
        (purity, "engine/time.rs", "thread_local! { static X: u8 = 0; }"),
        (panics, "session/mod.rs", "let x = y.unwrap();"),
        (panics, "engine/room.rs", "let x = y.expect(\"it is there\");"),
        (panics, "app/mod.rs", "_ => unreachable!(),"),
        (markup, "components/chat/row.rs", "Html::from_html_unchecked(text.into())"),
        (markup, "browser/page.rs", "element.set_inner_html(text);"),
        (bindings, "session/transport.rs", "#[wasm_bindgen(module = \"/src/pusher/vendor/entry.js\")]"),
        (bindings, "app/mod.rs", "#[wasm_bindgen(js_name = Pusher)] type Socket;"),
        (preamble, "engine/room.rs", "use std::rc::Rc;"),
        (length, "engine/room.rs", &long),
        (leftovers, "engine/room.rs", "// TODO: the rest"),
        (values, "engine/room.rs", "fn f(value: serde_json::Value) {}"),
        (values, "session/mod.rs", "fn f(value: JsValue) {}"),
    ];
    for (rule, path, text) in bad {
        assert!(!rule(&Source::new(path, text)).is_empty(), "{path}: {text:.60}");
    }
}

#[test]
fn what_is_right_is_not_found_fault_with() {
    let good = [
        ("engine/room.rs", "//! One room.\nuse super::acts::Acts;\nuse crate::engine::ids::RoomId;\n"),
        (
            "engine/room.rs",
            "//! Not a JsValue, no panic!(\nlet word = \"web_sys::Window .unwrap() // \\\" panic!(\"; // .unwrap()\n",
        ),
        ("engine/room.rs", "//! x\nlet quote = '\"'; let raw = r#\"panic!(\"x\")\"#; let c = '\\'';\n"),
        ("engine/room.rs", "//! x\n#[cfg(test)]\nmod tests { fn f() { None::<u8>.unwrap(); } }\n"),
        ("session/mod.rs", "//! x\nuse crate::{browser::clock, engine::{View, Input}, pusher};\n"),
        ("components/chat/log.rs", "//! x\nuse crate::components::words;\nuse crate::hooks::use_room;\n"),
        ("pusher/sys.rs", "//! x\n#[wasm_bindgen(module = \"pusher\")]\nextern \"C\" {}\n"),
    ];
    for (path, text) in good {
        for (name, rule) in RULES {
            assert_eq!(rule(&Source::new(path, text)), Vec::<String>::new(), "{name}: {path}: {text}");
        }
    }
}
