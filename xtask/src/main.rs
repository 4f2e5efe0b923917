//! `cargo xtask <command>`: everything one does with this repository, with nothing to install or start by hand.
//! Here is the list of commands and how they are chosen; what each does is in its own file under `commands`.

mod args;
mod commands;
mod fault;
mod kit;
mod leash;
mod test;

use std::process::ExitCode;

use args::Args;
use fault::Outcome;

/// A command: its name, what it takes, what it is for, and the function that does it.
struct Command {
    name: &'static str,
    usage: &'static str,
    purpose: &'static str,
    run: fn(Args) -> Outcome<ExitCode>,
}

/// In the order people need them.
const COMMANDS: &[Command] = &[
    Command { name: "setup", usage: "", purpose: "get the tools that are missing", run: commands::setup::run },
    Command {
        name: "serve",
        usage: "[--port N] [--api-port N] [--pusher-port N] [--open]",
        purpose: "the page with a local world behind it, rebuilt as you edit",
        run: commands::serve::run,
    },
    Command {
        name: "test",
        usage: "[lint|engine|testbed|xtask|doc|web|bench|e2e]…",
        purpose: "all tests, or some parts",
        run: test::run,
    },
    Command {
        name: "simulate",
        usage: "[--steps N] [--seed N]",
        purpose: "random worlds with every promise checked; the first run that breaks one, shrunk",
        run: commands::simulate::run,
    },
    Command {
        name: "mutants",
        usage: "[--steps N]",
        purpose: "the engine broken on purpose, place by place: the simulation has to notice each",
        run: commands::mutants::run,
    },
    Command { name: "build", usage: "", purpose: "the release page in dist", run: commands::build::run },
    Command {
        name: "package",
        usage: "",
        purpose: "what other sites take in, in dist/embed",
        run: commands::package::run,
    },
    Command {
        name: "profile",
        usage: "",
        purpose: "find out what a start needs, by which the wasm is parted",
        run: commands::profile::run,
    },
    Command {
        name: "sizes",
        usage: "[--by crate|module]",
        purpose: "bytes of the release page, part by part; of its wasm by whose they are",
        run: commands::sizes::run,
    },
    Command {
        name: "bench",
        usage: "[--quick] [--pairs N] [--ours embed|page] [bytes|start|message|memory|scroll|reading|flood|rooms|mount|curve]…",
        purpose: "ours beside its peers, every goal with its interval, in target/bench",
        run: commands::bench::run,
    },
    Command {
        name: "replay",
        usage: "FILE [--until MS] [--effects] [--quiet]",
        purpose: "what a saved recording says happened, and which promises broke",
        run: commands::replay::run,
    },
    Command {
        name: "soak",
        usage: "[--minutes N] [--seed N]",
        purpose: "two browsers chat through random troubles; nothing may be lost or doubled",
        run: commands::soak::run,
    },
];

fn main() -> ExitCode {
    let mut words: Vec<String> = std::env::args().skip(1).collect();
    if words.first().is_some_and(|word| word == leash::WORD) {
        return leash::hold(words.split_off(1));
    }
    let name = if words.is_empty() { String::from("help") } else { words.remove(0) };
    if matches!(name.as_str(), "help" | "--help" | "-h") {
        help();
        return ExitCode::SUCCESS;
    }
    let Some(command) = COMMANDS.iter().find(|command| command.name == name) else {
        eprintln!("error: there is no `cargo xtask {name}`; `cargo xtask help` lists what there is");
        return ExitCode::FAILURE;
    };
    if words.iter().any(|word| word == "--help" || word == "-h") {
        println!("cargo xtask {} {}\n  {}", command.name, command.usage, command.purpose);
        return ExitCode::SUCCESS;
    }
    (command.run)(Args::new(words)).unwrap_or_else(|fault| {
        eprintln!("error: {fault}");
        ExitCode::FAILURE
    })
}

fn help() {
    println!("cargo xtask <command>\n");
    for command in COMMANDS {
        println!("  {:<8} {}\n           {}", command.name, command.usage, command.purpose);
    }
}
