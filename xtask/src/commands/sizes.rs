//! `cargo xtask sizes`: what a visitor downloads, and with `--by`, what each dependency and each module of ours costs of the wasm.
//! Node counts the former, its zlib has both gzip and brotli.

use std::collections::HashMap;
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use crate::args::Args;
use crate::fault::{Fault, Outcome, While};
use crate::kit::needs::{self, Kit};
use crate::kit::wasm::Module;
use crate::kit::{page, run, symbols};

const LIMIT: Duration = Duration::from_secs(5 * 60);
/// What Trunk leaves behind: the page's module with the names of its functions, not yet optimised.
const NAMED: &str = "target/wasm-bindgen/release/glx-realtime_bg.wasm";
/// So deep are our own modules told apart.
const DEPTH: usize = 2;

pub(crate) fn run(mut args: Args) -> Outcome<ExitCode> {
    let by = args.word("--by");
    args.done()?;
    let kit = Kit::with(needs::BUILD)?;
    page::current(&kit)?;
    match by.as_deref() {
        None => shipped(&kit),
        Some("crate") => parts(&kit, symbols::crate_of),
        Some("module") => parts(&kit, |symbol| symbols::module_of(symbol, DEPTH)),
        Some(other) => Err(Fault::new(format!("--by takes crate or module, not `{other}`"))),
    }
}

fn shipped(kit: &Kit) -> Outcome<ExitCode> {
    let mut node = kit.command("node");
    node.args(["xtask/page/sizes.mjs", "dist"]);
    match run::shown(&node, LIMIT)? {
        true => Ok(ExitCode::SUCCESS),
        false => Err(Fault::new("the sizes could not be counted; why is above")),
    }
}

fn parts(kit: &Kit, whose: impl Fn(&str) -> String) -> Outcome<ExitCode> {
    let file = optimised(kit)?;
    let bytes = fs::read(&file).while_(format_args!("read {}", file.display()))?;
    print!("{}", table(&Module::read(&bytes)?, whose));
    Ok(ExitCode::SUCCESS)
}

/// The module as it ships, with the names that do not.
fn optimised(kit: &Kit) -> Outcome<PathBuf> {
    let named = kit.checkout.join(NAMED);
    if !named.is_file() {
        return Err(Fault::new(format!("{NAMED} is missing: `cargo xtask build` makes it")));
    }
    let out = kit.checkout.join("target/named.wasm");
    let mut node = kit.command("node");
    node.args(["xtask/page/named.mjs"]).arg(named).arg(&out);
    match run::shown(&node, LIMIT)? {
        true => Ok(out),
        false => Err(Fault::new("the module could not be optimised; why is above")),
    }
}

fn table(module: &Module, whose: impl Fn(&str) -> String) -> String {
    let mut sums: HashMap<String, (usize, usize)> = HashMap::new();
    for function in &module.functions {
        let (bytes, count) = sums.entry(whose(&function.name)).or_default();
        *bytes += function.bytes;
        *count += 1;
    }
    let mut rows: Vec<(String, usize, String)> =
        sums.into_iter().map(|(name, (bytes, count))| (name, bytes, count.to_string())).collect();
    rows.push((String::from("(data: texts, constants)"), module.data, String::new()));
    rows.push((String::from("(types, imports, tables)"), module.rest, String::new()));
    rows.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    let all: usize = rows.iter().map(|row| row.1).sum();
    let mut text =
        format!("{:<44} {:>9} {:>6} {:>9}\n", "bytes of the wasm, uncompressed", "bytes", "share", "functions");
    for (name, bytes, count) in rows {
        let permille = bytes * 1000 / all.max(1);
        text.push_str(&format!("{name:<44} {bytes:>9} {:>4}.{} % {count:>7}\n", permille / 10, permille % 10));
    }
    text.push_str(&format!("{:<44} {all:>9}\n", "total"));
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kit::wasm::Function;

    #[test]
    fn the_table_adds_up_and_begins_with_the_largest() {
        let function = |name: &str, bytes| Function { name: name.to_owned(), bytes };
        let functions = vec![function("_ZN3yew1aE", 10), function("_ZN5serde1bE", 60), function("_ZN3yew1cE", 20)];
        let text = table(&Module { functions, data: 8, rest: 2 }, symbols::crate_of);
        let lines: Vec<Vec<&str>> = text.lines().skip(1).map(|line| line.split_whitespace().collect()).collect();
        assert_eq!(lines[0], ["serde", "60", "60.0", "%", "1"]);
        assert_eq!(lines[1], ["yew", "30", "30.0", "%", "2"]);
        assert_eq!(lines.last().unwrap(), &["total", "100"]);
    }
}
