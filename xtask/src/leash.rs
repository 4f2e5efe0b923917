//! Nothing that a command starts outlives the command, however it ends: Ctrl-C, a crash, `kill -9`.
//!
//! Each child runs under a small second copy of this program, its keeper. The keeper's standard input is a pipe that we
//! hold; when we go, for whatever reason, the system closes the pipe, and the keeper ends the child and all that the child
//! has started. That needs no signal handler, and works the same on every system.

use std::ffi::OsString;
use std::io::Read;
use std::process::{Child, ChildStdin, ChildStdout, Command, ExitCode, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use crate::fault::{Outcome, While};

/// The first argument that makes this program a keeper.
pub(crate) const WORD: &str = "--keep";

/// How long a child may take to end when it is asked to, before it is made to.
const GRACE: Duration = Duration::from_secs(3);

/// A running child; ended when this is dropped.
pub(crate) struct Leashed {
    hold: Option<ChildStdin>,
    ended: Receiver<i32>,
    /// What the child says, where it was started with [`Output::Read`].
    pub(crate) stdout: Option<ChildStdout>,
}

/// Where the child's standard output goes.
pub(crate) enum Output {
    /// To ours.
    Shown,
    /// To [`Leashed::stdout`].
    Read,
}

impl Leashed {
    /// Starts `command` (its program, arguments, variables and folder; its standard streams are ours to choose).
    pub(crate) fn start(command: &Command, output: Output) -> Outcome<Self> {
        let program = command.get_program().to_string_lossy().into_owned();
        let ourselves = std::env::current_exe().while_("find this program's own file")?;
        let mut keeper = Command::new(ourselves);
        keeper.arg(WORD).arg(command.get_program()).args(command.get_args()).stdin(Stdio::piped());
        for (name, value) in command.get_envs() {
            match value {
                Some(value) => keeper.env(name, value),
                None => keeper.env_remove(name),
            };
        }
        if let Some(folder) = command.get_current_dir() {
            keeper.current_dir(folder);
        }
        if matches!(output, Output::Read) {
            keeper.stdout(Stdio::piped());
        }
        own_group(&mut keeper);
        let mut child = keeper.spawn().while_(format_args!("start {program}"))?;
        let (hold, stdout) = (child.stdin.take(), child.stdout.take());
        let (tell, ended) = mpsc::channel();
        thread::spawn(move || {
            let code = child.wait().ok().and_then(|status| status.code()).unwrap_or(1);
            let _ = tell.send(code);
        });
        Ok(Self { hold, ended, stdout })
    }

    /// Waits until the child has ended by itself and gives its exit code; `None` when `limit` was over first.
    pub(crate) fn wait(&self, limit: Duration) -> Option<i32> {
        match self.ended.recv_timeout(limit) {
            Ok(code) => Some(code),
            Err(RecvTimeoutError::Timeout) => None,
            Err(RecvTimeoutError::Disconnected) => Some(1),
        }
    }
}

impl Drop for Leashed {
    fn drop(&mut self) {
        drop(self.hold.take());
        let _ = self.ended.recv_timeout(GRACE * 2);
    }
}

/// The keeper's whole life: starts the child, then waits for its end or for ours.
pub(crate) fn hold(words: Vec<String>) -> ExitCode {
    enum Event {
        Ended(i32),
        LetGo,
    }

    let mut words = words.into_iter().map(OsString::from);
    let Some(program) = words.next() else { return ExitCode::FAILURE };
    let mut command = Command::new(&program);
    command.args(words).stdin(Stdio::piped());
    own_group(&mut command);
    let mut child = match command.spawn() {
        Ok(child) => child,
        Err(error) => {
            eprintln!("error: could not start {}: {error}", program.to_string_lossy());
            return ExitCode::from(127);
        }
    };
    let group = child.id();
    let childs_input = child.stdin.take();
    let (tell, events) = mpsc::channel();
    watch_our_input(tell.clone(), || Event::LetGo);
    thread::spawn(move || {
        let code = wait(&mut child);
        let _ = tell.send(Event::Ended(code));
    });

    let code = match events.recv() {
        Ok(Event::Ended(code)) => code,
        Ok(Event::LetGo) | Err(_) => {
            drop(childs_input);
            end_group(group, false);
            let _ = events.recv_timeout(GRACE);
            130
        }
    };
    // Also after a good end: the child may have left something behind.
    end_group(group, true);
    ExitCode::from(u8::try_from(code).unwrap_or(1))
}

fn wait(child: &mut Child) -> i32 {
    child.wait().ok().and_then(|status| status.code()).unwrap_or(1)
}

/// Tells once our standard input is at its end.
fn watch_our_input<T: Send + 'static>(tell: mpsc::Sender<T>, event: impl Fn() -> T + Send + 'static) {
    thread::spawn(move || {
        let mut sink = [0; 64];
        while matches!(std::io::stdin().read(&mut sink), Ok(read) if read > 0) {}
        let _ = tell.send(event());
    });
}

#[cfg(unix)]
fn own_group(command: &mut Command) {
    use std::os::unix::process::CommandExt;
    command.process_group(0);
}

#[cfg(not(unix))]
fn own_group(_command: &mut Command) {}

/// Ends every process of the group, politely or not. The shell's own `kill` is on every Unix; one that finds nobody is right too.
#[cfg(unix)]
fn end_group(group: u32, forced: bool) {
    let signal = if forced { "KILL" } else { "TERM" };
    let _ = Command::new("sh")
        .args(["-c", &format!("kill -s {signal} -- -{group}")])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
}

#[cfg(not(unix))]
fn end_group(group: u32, _forced: bool) {
    let _ = Command::new("taskkill")
        .args(["/T", "/F", "/PID", &group.to_string()])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
}
