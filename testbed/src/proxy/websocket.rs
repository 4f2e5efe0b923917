//! WebSocket frames out of bytes and back (RFC 6455). Fragments become one message; nothing else is changed, and no code or
//! text is judged. Never answers anything by itself.

use std::io::Cursor;

use tungstenite::protocol::frame::FrameHeader;
use tungstenite::protocol::frame::coding::{Control, Data, OpCode};

use super::lanes::Direction;

/// Whoever speaks upwards must mask; with what is of no consequence here.
const MASK: [u8; 4] = [0x5a, 0x1f, 0xc3, 0x76];

/// What kind a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Binary,
    Close,
    Ping,
    Pong,
}

/// A whole message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Message {
    pub(crate) kind: Kind,
    pub(crate) payload: Vec<u8>,
}

impl Message {
    pub(crate) fn text(text: &str) -> Self {
        Self { kind: Kind::Text, payload: text.as_bytes().to_vec() }
    }

    /// A close frame.
    pub(crate) fn close(code: u16, reason: &str) -> Self {
        Self { kind: Kind::Close, payload: [&code.to_be_bytes(), reason.as_bytes()].concat() }
    }

    /// Is it content, not one of the protocol's own frames?
    pub(crate) fn is_data(&self) -> bool {
        matches!(self.kind, Kind::Text | Kind::Binary)
    }

    /// The message as one frame.
    pub(super) fn frame(&self, direction: Direction) -> Vec<u8> {
        let opcode = match self.kind {
            Kind::Text => OpCode::Data(Data::Text),
            Kind::Binary => OpCode::Data(Data::Binary),
            Kind::Close => OpCode::Control(Control::Close),
            Kind::Ping => OpCode::Control(Control::Ping),
            Kind::Pong => OpCode::Control(Control::Pong),
        };
        let mask = (direction == Direction::Up).then_some(MASK);
        let header = FrameHeader { is_final: true, rsv1: false, rsv2: false, rsv3: false, opcode, mask };
        let mut frame = Vec::with_capacity(self.payload.len() + 14);
        // Writing to memory does not fail.
        let _ = header.format(self.payload.len() as u64, &mut frame);
        let start = frame.len();
        frame.extend_from_slice(&self.payload);
        masked(&mut frame[start..], mask);
        frame
    }
}

/// What came is no frame.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Rubbish;

/// Bytes as they come, and the messages in them.
#[derive(Debug, Default)]
pub(super) struct Reader {
    bytes: Vec<u8>,
    /// The fragments of a message that is not whole yet.
    begun: Option<Message>,
}

impl Reader {
    pub(super) fn feed(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// The next whole message, once it is here.
    ///
    /// # Errors
    /// The bytes are no frame; `rest` has them.
    pub(super) fn next(&mut self) -> Result<Option<Message>, Rubbish> {
        loop {
            let mut cursor = Cursor::new(&self.bytes);
            let Some((header, length)) = FrameHeader::parse(&mut cursor).map_err(|_| Rubbish)? else { return Ok(None) };
            if header.rsv1 || header.rsv2 || header.rsv3 {
                return Err(Rubbish);
            }
            let start = usize::try_from(cursor.position()).map_err(|_| Rubbish)?;
            let end = usize::try_from(length).ok().and_then(|length| start.checked_add(length)).ok_or(Rubbish)?;
            let Some(payload) = self.bytes.get(start..end) else { return Ok(None) };
            let mut payload = payload.to_vec();
            masked(&mut payload, header.mask);
            self.bytes.drain(..end);
            let kind = match header.opcode {
                OpCode::Control(Control::Close) => Kind::Close,
                OpCode::Control(Control::Ping) => Kind::Ping,
                OpCode::Control(Control::Pong) => Kind::Pong,
                OpCode::Data(Data::Text) => Kind::Text,
                OpCode::Data(Data::Binary) => Kind::Binary,
                OpCode::Data(Data::Continue) => {
                    let begun = self.begun.as_mut().ok_or(Rubbish)?;
                    begun.payload.append(&mut payload);
                    match header.is_final {
                        true => return Ok(self.begun.take()),
                        false => continue,
                    }
                }
                OpCode::Control(Control::Reserved(_)) | OpCode::Data(Data::Reserved(_)) => return Err(Rubbish),
            };
            let message = Message { kind, payload };
            if header.is_final {
                return Ok(Some(message));
            }
            self.begun = Some(message);
        }
    }

    /// The bytes that no message was made of.
    pub(super) fn rest(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.bytes)
    }
}

fn masked(payload: &mut [u8], mask: Option<[u8; 4]>) {
    for (byte, key) in payload.iter_mut().zip(mask.iter().flatten().cycle()) {
        *byte ^= key;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_of_every_length_survive_in_any_pieces() {
        for length in [0, 1, 125, 126, 65_535, 65_536, 1_000_000] {
            let message = Message { kind: Kind::Text, payload: (0..length).map(|at| at as u8).collect() };
            for direction in [Direction::Up, Direction::Down] {
                let frame = message.frame(direction);
                let mut reader = Reader::default();
                let pieces = frame.chunks(frame.len() / 7 + 1);
                let last = pieces.len() - 1;
                for (index, piece) in pieces.enumerate() {
                    reader.feed(piece);
                    let whole = (index == last).then(|| message.clone());
                    assert_eq!(reader.next(), Ok(whole), "{length} {direction:?}");
                }
            }
        }
    }

    #[test]
    fn fragments_become_one_message_and_let_a_ping_through() {
        let mut reader = Reader::default();
        for frame in [&[0x01, 2, b'a', b'b'][..], &[0x89, 0], &[0x00, 1, b'c'], &[0x80, 1, b'd'], &[0x81, 1, b'e']] {
            reader.feed(frame);
        }
        let mut messages = Vec::new();
        while let Ok(Some(message)) = reader.next() {
            messages.push((message.kind, String::from_utf8(message.payload).expect("text")));
        }
        let expected = [(Kind::Ping, ""), (Kind::Text, "abcd"), (Kind::Text, "e")];
        assert_eq!(messages, expected.map(|(kind, text)| (kind, text.to_owned())));
    }

    #[test]
    fn what_is_no_frame_is_kept_as_it_came() {
        let mut reader = Reader::default();
        let garbage = b"HTTP/1.1 garbage";
        reader.feed(&Message::text("before").frame(Direction::Down));
        reader.feed(garbage);
        assert_eq!(reader.next(), Ok(Some(Message::text("before"))));
        assert_eq!(reader.next(), Err(Rubbish));
        assert_eq!(reader.rest(), garbage);
    }
}
