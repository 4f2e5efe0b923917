//! The text of a selection that goes over rows which are not in the page, or over what is folded. Leaves all others to the browser.

use web_sys::Element;

use super::held::{goes_over_fold, touched};
use super::names::shown_name;
use super::rows::Rows;
use crate::components::words;
use crate::engine::{RoomView, places};

/// What is to be copied; `None` where all of it is in the page.
pub(super) fn copied(room: &RoomView, rows: &Rows, list: &Element) -> Option<String> {
    let [first, last] = touched(list)?;
    let place = |line: usize| rows.lines.get(line).map(|line| line.place);
    let from = first.map_or(Some(0), place)?;
    let end = last.map_or_else(|| Some(places(room)), |line| Some(place(line)? + 1))?;
    // Who came and went since the last message has a place, and often nothing that stands in it.
    let sends = room.messages.len() + 1;
    let is_gone = |place: &usize| place + 1 != sends && !rows.lines.iter().any(|line| line.place == *place);
    if !(from..end).any(|place| is_gone(&place)) && !goes_over_fold(list) {
        return None;
    }
    let messages = room.messages.range(from..end);
    let said = messages.map(|message| format!("{}: {}", shown_name(&message.name), message.text));
    let echoes = room.echoes.iter().take(end.saturating_sub(sends)).skip(from.saturating_sub(sends));
    let unsent = echoes.map(|echo| format!("{}: {}", words::YOU, echo.text));
    Some(said.chain(unsent).collect::<Vec<_>>().join("\n"))
}
