//! What becomes of the bytes of one direction between the sockets: nothing on a plain link; on a WebSocket, frames, after
//! the handshake. The handshake passes as it is, but for the extensions: compressed frames could not be read.

use std::sync::Arc;

use super::frames::{Call, Frames};
use super::lanes::{Direction, What};
use super::websocket::Reader;

/// More than any head has.
const LONGEST_HEAD: usize = 64 * 1024;

/// One direction's bytes on their way.
#[derive(Debug)]
pub(super) struct Stage {
    call: Call,
    direction: Direction,
    frames: Option<Arc<Frames>>,
    phase: Phase,
}

#[derive(Debug)]
enum Phase {
    /// The head of the request or of its answer, as far as it is here.
    Head(Vec<u8>),
    Frames(Reader),
    /// Whatever it is, it goes on as it came.
    Bytes,
}

impl Stage {
    pub(super) fn new(call: Call, direction: Direction, frames: Option<Arc<Frames>>) -> Self {
        let phase = if frames.is_some() { Phase::Head(Vec::new()) } else { Phase::Bytes };
        Self { call, direction, frames, phase }
    }

    /// Takes what was read, and puts on the lane what is to be written.
    pub(super) fn feed(&mut self, bytes: &[u8]) {
        match &mut self.phase {
            Phase::Bytes => self.put(bytes.to_vec()),
            Phase::Head(head) => {
                head.extend_from_slice(bytes);
                let end = head.windows(4).position(|window| window == b"\r\n\r\n").map(|at| at + 4);
                if end.is_none() && head.len() < LONGEST_HEAD {
                    return;
                }
                let mut head = std::mem::take(head);
                let rest = end.map(|end| head.split_off(end)).unwrap_or_default();
                self.begin(&head);
                self.feed(&rest);
            }
            Phase::Frames(reader) => {
                reader.feed(bytes);
                self.pass_messages();
            }
        }
    }

    fn begin(&mut self, head: &[u8]) {
        let upgrade = match self.direction {
            Direction::Up => has_upgrade(head),
            Direction::Down => head.starts_with(b"HTTP/1.1 101 "),
        };
        self.phase = if upgrade { Phase::Frames(Reader::default()) } else { Phase::Bytes };
        match self.direction {
            Direction::Up if upgrade => self.put(without_extensions(head)),
            _ => self.put(head.to_vec()),
        }
        if let (true, Direction::Down, Some(frames)) = (upgrade, self.direction, &self.frames) {
            frames.enter(&self.call);
        }
    }

    fn pass_messages(&mut self) {
        let (Phase::Frames(reader), Some(frames)) = (&mut self.phase, &self.frames) else { return };
        loop {
            match reader.next() {
                Ok(Some(message)) => frames.pass(&self.call, self.direction, message),
                Ok(None) => return,
                Err(_) => {
                    // The other end shall see the rubbish for itself.
                    let rest = reader.rest();
                    self.phase = Phase::Bytes;
                    return self.put(rest);
                }
            }
        }
    }

    fn put(&self, bytes: Vec<u8>) {
        self.call.lanes().outlet(self.direction).put(What::Bytes(bytes));
    }
}

fn lines(head: &[u8]) -> impl Iterator<Item = &[u8]> {
    head.split_inclusive(|byte| *byte == b'\n')
}

fn is_named(line: &[u8], name: &str) -> bool {
    line.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name.as_bytes()))
}

fn has_upgrade(head: &[u8]) -> bool {
    lines(head).any(|line| is_named(line, "upgrade:") && is_named(line["upgrade:".len()..].trim_ascii(), "websocket"))
}

fn without_extensions(head: &[u8]) -> Vec<u8> {
    lines(head).filter(|line| !is_named(line, "sec-websocket-extensions:")).flatten().copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_extensions_leave_a_handshake() {
        let head = b"GET /app/key?protocol=7&client=js HTTP/1.1\r\nHost: a\r\nUpgrade: WebSocket\r\n\
            Sec-WebSocket-Extensions: permessage-deflate\r\nOrigin: http://b\r\n\r\n";
        assert!(has_upgrade(head));
        let sent = without_extensions(head);
        let expected = b"GET /app/key?protocol=7&client=js HTTP/1.1\r\nHost: a\r\nUpgrade: WebSocket\r\n\
            Origin: http://b\r\n\r\n";
        assert_eq!(sent, expected);
        assert!(!has_upgrade(b"GET /up HTTP/1.1\r\nHost: a\r\n\r\n"));
    }
}
