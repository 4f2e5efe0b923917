//! Nothing outlives its command. The children here hold the write end of a pipe, so that the pipe's end, and nothing less,
//! shows that all of them are gone.
#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "the helpers are parts of the tests: what fails there fails the test")]

use std::io::{BufRead, BufReader, Read};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

/// Far less than the children would live if they were left alone.
const SOON: Duration = Duration::from_secs(20);

fn keep(script: &str) -> (Child, BufReader<ChildStdout>) {
    let mut keeper = Command::new(env!("CARGO_BIN_EXE_xtask"))
        .args(["--keep", "sh", "-c", script])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let output = BufReader::new(keeper.stdout.take().unwrap());
    (keeper, output)
}

/// Waits until the last holder of the pipe is gone.
fn ends(mut output: BufReader<ChildStdout>) -> bool {
    let (tell, ended) = mpsc::channel();
    std::thread::spawn(move || {
        let mut rest = String::new();
        let _ = output.read_to_string(&mut rest);
        let _ = tell.send(());
    });
    ended.recv_timeout(SOON).is_ok()
}

fn first_line(output: &mut BufReader<ChildStdout>) -> String {
    let mut line = String::new();
    output.read_line(&mut line).unwrap();
    line
}

#[test]
fn when_we_let_go_the_child_and_its_children_end() {
    let (mut keeper, mut output) = keep("sleep 300 & echo up; wait");
    assert_eq!(first_line(&mut output), "up\n");
    drop(keeper.stdin.take());
    assert!(ends(output));
    assert!(!keeper.wait().unwrap().success());
}

#[test]
fn a_child_that_will_not_hear_is_ended_all_the_same() {
    let (mut keeper, mut output) = keep("trap '' TERM; echo up; sleep 300; sleep 300");
    assert_eq!(first_line(&mut output), "up\n");
    drop(keeper.stdin.take());
    assert!(ends(output));
    assert!(!keeper.wait().unwrap().success());
}

#[test]
fn a_child_that_ends_by_itself_leaves_nothing_behind_and_gives_its_code() {
    let (mut keeper, output) = keep("sleep 300 & exit 7");
    assert!(ends(output));
    assert_eq!(keeper.wait().unwrap().code(), Some(7));
}
