//! The text of a long answer, in parts: whoever takes them need not hold all of it, and the page has time for other things in between.
//! A short one comes whole. Never decides what is in it.

use js_sys::{Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::ReadableStream;

use super::{clock, events};

/// A part is so long, in bytes.
const PART: u32 = 64 * 1024;
/// After so many milliseconds of work others have their turn.
const TURN: u64 = 12;

#[wasm_bindgen]
extern "C" {
    type Reader;
    #[wasm_bindgen(method, catch)]
    fn read(this: &Reader) -> Result<Promise, JsValue>;

    type Chunk;
    #[wasm_bindgen(method, getter)]
    fn value(this: &Chunk) -> Option<Uint8Array>;

    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(callback: &js_sys::Function, milliseconds: i32) -> JsValue;
}

/// Reads a body, and gives it, telling whenever something has come; nothing of one that is too long for one piece, because `take` gets all of that.
pub(super) async fn text(body: &ReadableStream, came: &dyn Fn(), take: &dyn Fn(String)) -> Result<String, JsValue> {
    let reader: Reader = body.get_reader().unchecked_into();
    let mut text = Utf8::default();
    let (mut since, mut is_long) = (clock::monotonic_ms(), false);
    loop {
        let chunk: Chunk = JsFuture::from(reader.read()?).await?.unchecked_into();
        let Some(bytes) = chunk.value() else {
            let rest = text.end();
            return Ok(if is_long {
                take(rest);
                String::new()
            } else {
                rest
            });
        };
        came();
        // The browser may have gathered much more than a part.
        for from in (0..bytes.length()).step_by(PART as usize) {
            text.push(&bytes.subarray(from, (from + PART).min(bytes.length())).to_vec());
            if text.ready.len() < PART as usize {
                continue;
            }
            is_long = true;
            take(std::mem::take(&mut text.ready));
            // What was taken is dealt with in a microtask: before more of it is there, and now and then others have their turn, too. Nobody
            // waits for one in a page that cannot be seen, where each may take a second or a minute.
            let is_due = events::is_visible() && clock::monotonic_ms() >= since + TURN;
            let pause = Promise::new(&mut |done, _| {
                if is_due {
                    set_timeout(&done, 0);
                } else {
                    let _ = done.call0(&JsValue::UNDEFINED);
                }
            });
            JsFuture::from(pause).await?;
            if is_due {
                since = clock::monotonic_ms();
            }
        }
    }
}

/// Bytes that become text as they come, cut anywhere.
#[derive(Default)]
struct Utf8 {
    ready: String,
    /// The beginning of a character whose end has not come.
    begun: Vec<u8>,
    is_past_mark: bool,
}

impl Utf8 {
    fn push(&mut self, bytes: &[u8]) {
        let mut joined = std::mem::take(&mut self.begun);
        let mut rest = if joined.is_empty() {
            bytes
        } else {
            joined.extend_from_slice(bytes);
            &joined
        };
        loop {
            match std::str::from_utf8(rest) {
                Ok(good) => {
                    self.ready.push_str(good);
                    break;
                }
                Err(error) => {
                    let (good, bad) = rest.split_at(error.valid_up_to());
                    self.ready.push_str(std::str::from_utf8(good).unwrap_or_default());
                    let Some(length) = error.error_len() else {
                        self.begun = bad.to_vec();
                        break;
                    };
                    self.ready.push(char::REPLACEMENT_CHARACTER);
                    rest = &bad[length..];
                }
            }
        }
        // As `Response.text()` does.
        if !self.is_past_mark && !self.ready.is_empty() {
            self.is_past_mark = true;
            if self.ready.starts_with('\u{feff}') {
                self.ready.remove(0);
            }
        }
    }

    fn end(mut self) -> String {
        if !self.begun.is_empty() {
            self.ready.push(char::REPLACEMENT_CHARACTER);
        }
        self.ready
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_bindgen_test::wasm_bindgen_test as test;

    #[test]
    fn characters_that_are_cut_are_whole_and_what_is_none_is_replaced() {
        let bytes = [b"\xef\xbb\xbfz\xc3\xa9 \xff \xf0\x9f\x91\x8d \xef\xbb\xbf" as &[u8], b"\xe2\x82"].concat();
        for size in 1..=bytes.len() {
            let mut text = Utf8::default();
            bytes.chunks(size).for_each(|chunk| text.push(chunk));
            assert_eq!(text.end(), "zé \u{fffd} 👍 \u{feff}\u{fffd}", "in pieces of {size}");
        }
    }

    /// How often a timer was waited for while a text of some parts came, each of which took longer than a turn.
    async fn pauses(visibility: &str) -> u32 {
        let begin = js_sys::Function::new_with_args(
            "visibility",
            "const real = globalThis.setTimeout;
            let pauses = 0;
            globalThis.setTimeout = (...timer) => (pauses++, real(...timer));
            Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => visibility });
            return () => {
                globalThis.setTimeout = real;
                delete document.visibilityState;
                return pauses;
            };",
        );
        let body = js_sys::Function::new_no_args("return new Response('x'.repeat(4 * 65536)).body");
        let body: ReadableStream = body.call0(&JsValue::UNDEFINED).unwrap().unchecked_into();
        let end: js_sys::Function = begin.call1(&JsValue::UNDEFINED, &visibility.into()).unwrap().unchecked_into();
        let work = |_| {
            let since = clock::monotonic_ms();
            while clock::monotonic_ms() <= since + TURN {}
        };
        text(&body, &|| {}, &work).await.unwrap();
        end.call0(&JsValue::UNDEFINED).unwrap().as_f64().unwrap() as u32
    }

    #[test]
    async fn others_have_their_turn_between_parts_while_the_page_can_be_seen() {
        assert!(pauses("visible").await > 0);
        assert_eq!(pauses("hidden").await, 0);
    }
}
