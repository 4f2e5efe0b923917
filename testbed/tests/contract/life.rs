//! The process: what it says when it cannot start, and that nothing of it stays.

use std::io::Read;
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::world::{World, command};

fn complaint(arguments: &[&str]) -> Option<String> {
    Some(complaint_of(command(arguments)?))
}

fn complaint_of(mut command: Command) -> String {
    let mut process = command.stderr(Stdio::piped()).spawn().expect("the testbed starts");
    // Held open: the end of its input would be an end without a complaint.
    let input = process.stdin.take();
    let output = process.wait_with_output().expect("an end");
    drop(input);
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stdout.is_empty());
    let said = String::from_utf8(output.stderr).expect("text");
    assert_eq!(said.lines().count(), 1, "{said}");
    said
}

#[test]
fn a_taken_port_a_missing_sockudo_and_a_wrong_word_are_told_in_a_line() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("an address").port();
    let Some(said) = complaint(&["--listen", &format!("127.0.0.1:{port}")]) else { return };
    assert!(said.contains(&port.to_string()) && said.contains("--listen"), "{said}");
    let said = complaint(&["--sockudo-port", &port.to_string()]).expect("sockudo is here");
    assert!(said.contains(&port.to_string()) && said.contains("--sockudo-port"), "{said}");
    let said = complaint(&["--sockudo", "/nowhere/sockudo"]).expect("sockudo is here");
    assert!(said.contains("/nowhere/sockudo") && said.contains("cargo xtask setup"), "{said}");
    assert!(complaint(&["--set", "weather=fine"]).expect("sockudo is here").contains("weather"));
    assert!(complaint(&["--page", "/nowhere"]).expect("sockudo is here").contains("--page"));
}

#[test]
fn half_of_a_pusher_app_is_told() {
    let Some(mut command) = command(&[]) else { return };
    command.env("PUSHER_KEY", "k");
    assert!(complaint_of(command).contains("PUSHER_APP_ID is not set"));
}

#[test]
fn the_end_of_its_input_ends_it_and_its_sockudo() {
    let Some(mut world) = World::start(&[]) else { return };
    drop(world.process.stdin.take());
    nothing_stays(&mut world);
}

#[cfg(target_os = "linux")]
#[test]
fn a_signal_ends_it_and_its_sockudo() {
    use rustix::process::{Pid, Signal, kill_process};
    for signal in [Signal::INT, Signal::TERM] {
        let Some(mut world) = World::start(&[]) else { return };
        kill_process(Pid::from_child(&world.process), signal).expect("a signal");
        nothing_stays(&mut world);
    }
}

/// Killed outright it can clean up nothing, and sockudo goes all the same.
#[cfg(target_os = "linux")]
#[test]
fn sockudo_does_not_outlive_a_kill() {
    let Some(mut world) = World::start(&[]) else { return };
    world.process.kill().expect("a kill");
    world.process.wait().expect("an end");
    nothing_listens(&world);
}

#[test]
fn rows_stay_in_a_folder_that_was_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let arguments = ["--data", folder.path().to_str().expect("a path")];
    let Some(first) = World::start(&arguments) else { return };
    let users = first.ready["users"].clone();
    drop(first);
    let again = World::start(&arguments).expect("sockudo is here");
    assert_eq!(again.ready["users"], users);
}

fn nothing_stays(world: &mut World) {
    assert!(world.process.wait().expect("an end").success());
    nothing_listens(world);
    let left = std::fs::read_dir(world.scratch.path()).expect("the folder").count();
    assert_eq!(left, 0, "temporary files stay behind");
}

/// Waits until sockudo's port is closed: a connection that was accepted is held until its end is read.
fn nothing_listens(world: &World) {
    let address = format!("127.0.0.1:{}", world.ready["pusher"]["port"]);
    let start = Instant::now();
    while let Ok(mut stream) = TcpStream::connect(&address) {
        assert!(start.elapsed() < Duration::from_secs(5), "sockudo still listens on {address}");
        stream.set_read_timeout(Some(Duration::from_millis(100))).expect("a timeout");
        let _ = stream.read(&mut [0]);
    }
}
