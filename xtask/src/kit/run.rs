//! Child processes that end by themselves: shown, read or silent, always with a time limit.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crate::fault::{Fault, Outcome, While};
use crate::leash::{Leashed, Output};

/// For questions that every program answers at once, such as `--version`.
const QUESTION: Duration = Duration::from_secs(20);

/// What a program has said, and how it ended.
pub(crate) struct Answer {
    pub(crate) ok: bool,
    /// Standard output and standard error together.
    pub(crate) text: String,
}

/// Runs a program to its end with its output on our terminal. `Ok(false)`: it ended with an error, which it has told itself.
pub(crate) fn shown(command: &Command, limit: Duration) -> Outcome<bool> {
    let running = Leashed::start(command, Output::Shown)?;
    ended(running.wait(limit), command, limit)
}

/// As [`shown`], and hands every line of standard output to `line` after showing it.
pub(crate) fn overheard(command: &Command, limit: Duration, mut line: impl FnMut(&str)) -> Outcome<bool> {
    read_lines(command, limit, |text| {
        let mut out = std::io::stdout().lock();
        let _ = writeln!(out, "{text}").and_then(|()| out.flush());
        line(text);
    })
}

/// Runs a program to its end with standard error on our terminal and standard output given to `line` alone.
pub(crate) fn read_lines(command: &Command, limit: Duration, mut line: impl FnMut(&str)) -> Outcome<bool> {
    let started = Instant::now();
    let mut running = Leashed::start(command, Output::Read)?;
    let Some(output) = running.stdout.take() else { return Err(Fault::new("a child has no output")) };
    for text in lines_of(output, limit) {
        line(&text?);
    }
    ended(running.wait(limit.saturating_sub(started.elapsed())), command, limit)
}

/// The lines of a child's output as they come; a fault when `limit` is over before its end.
pub(crate) fn lines_of(output: impl Read + Send + 'static, limit: Duration) -> impl Iterator<Item = Outcome<String>> {
    let (tell, lines) = std::sync::mpsc::channel();
    thread::spawn(move || {
        for line in BufReader::new(output).split(b'\n').map_while(Result::ok) {
            let text = String::from_utf8_lossy(&line).trim_end_matches('\r').to_owned();
            if tell.send(text).is_err() {
                return;
            }
        }
    });
    let deadline = Instant::now() + limit;
    std::iter::from_fn(move || {
        use std::sync::mpsc::RecvTimeoutError::{Disconnected, Timeout};
        match lines.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            Ok(line) => Some(Ok(line)),
            Err(Disconnected) => None,
            Err(Timeout) => Some(Err(Fault::new(format!("nothing finished within {} s", limit.as_secs())))),
        }
    })
}

fn ended(code: Option<i32>, command: &Command, limit: Duration) -> Outcome<bool> {
    match code {
        Some(code) => Ok(code == 0),
        None => {
            let program = command.get_program().to_string_lossy();
            Err(Fault::new(format!("{program} did not finish within {} s and was stopped", limit.as_secs())))
        }
    }
}

/// Runs a program in silence and gives what it said; `None` where there is no such program or it does not answer.
pub(crate) fn asked(command: &mut Command) -> Option<Answer> {
    silent(command, QUESTION).ok()
}

/// Runs a program in silence and gives what it said.
pub(crate) fn silent(command: &mut Command, limit: Duration) -> Outcome<Answer> {
    watched(command, limit, |_| {})
}

/// Runs a program without showing its output, and hands each piece of it (a line, or what a progress bar writes over) to
/// `piece` as it comes.
pub(crate) fn watched(command: &mut Command, limit: Duration, mut piece: impl FnMut(&str)) -> Outcome<Answer> {
    let program = command.get_program().to_string_lossy().into_owned();
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().while_(format_args!("start {program}"))?;
    let (tell, pieces) = std::sync::mpsc::channel();
    let streams: [Option<Box<dyn Read + Send>>; 2] =
        [child.stdout.take().map(|s| Box::new(s) as _), child.stderr.take().map(|s| Box::new(s) as _)];
    for stream in streams.into_iter().flatten() {
        let tell = tell.clone();
        thread::spawn(move || {
            let mut text = Vec::new();
            for byte in BufReader::new(stream).bytes().map_while(Result::ok) {
                if byte == b'\n' || byte == b'\r' {
                    let _ = tell.send(String::from_utf8_lossy(&text).into_owned());
                    text.clear();
                } else {
                    text.push(byte);
                }
            }
            let _ = tell.send(String::from_utf8_lossy(&text).into_owned());
        });
    }
    drop(tell);

    let deadline = Instant::now() + limit;
    let mut said = String::new();
    loop {
        use std::sync::mpsc::RecvTimeoutError::{Disconnected, Timeout};
        // A tick a second, so that a progress line goes on while nothing is said.
        let tick = Duration::from_secs(1).min(deadline.saturating_duration_since(Instant::now()));
        match pieces.recv_timeout(tick) {
            Ok(text) => {
                piece(&text);
                if !text.is_empty() {
                    said.push_str(&text);
                    said.push('\n');
                }
            }
            Err(Timeout) if Instant::now() < deadline => piece(""),
            Err(Timeout) => {
                let _ = child.kill();
                return Err(Fault::new(format!("{program} did not finish within {} s", limit.as_secs())));
            }
            Err(Disconnected) => break,
        }
    }
    let status = child.wait().while_(format_args!("run {program}"))?;
    Ok(Answer { ok: status.success(), text: said })
}
