//! The page's title, with how much is unread.

use yew::prelude::*;

use crate::engine::RoomView;

/// Shows the room's name and the number of unread things in the title of the page, for as long as the component is there.
#[hook]
pub(super) fn use_title(name: Option<AttrValue>, unread: usize) {
    use_effect_with((name, unread), |(name, unread)| {
        let name = name.as_deref().map(|name| format!("{name} · ")).unwrap_or_default();
        let badge = if *unread > 0 { format!("({unread}) ") } else { String::new() };
        set(&format!("{badge}{name}{PLAIN}"));
        || set(PLAIN)
    });
}

const PLAIN: &str = "GLX Realtime";

fn set(title: &str) {
    if let Some(page) = web_sys::window().and_then(|window| window.document()) {
        page.set_title(title);
    }
}

/// What counts as unread in the title.
pub(super) fn unread<'a>(rooms: impl Iterator<Item = &'a RoomView>, notifications: usize) -> usize {
    rooms.map(|room| room.unread).sum::<usize>() + notifications
}
