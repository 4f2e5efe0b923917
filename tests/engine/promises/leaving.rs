//! What was left is gone: after leaving a room its channel, and after signing out everything: no call, no frame, no row, no key on the device.

use glx_realtime::engine::{Effect, Input, Millis, View};

use crate::client::Client;

/// A stay ends when its user goes, or another comes.
pub(super) fn note(client: &mut Client, input: &Input, now: Millis) {
    let ends = match input {
        Input::SignIn { user, .. } => !client.signed_in || user.get() != client.user,
        Input::SignOut | Input::KeptByAnother { .. } => true,
        _ => false,
    };
    if ends {
        client.watch.sends.stay_ended(now);
        client.watch.spending.stay_ended();
        client.watch.marks.clear();
    }
    if matches!(input, Input::KeptByAnother { .. }) {
        // The same rooms of another stay: nothing of them is the same.
        client.watch.last = None;
    }
    match input {
        Input::Join(room) => *client.watch.open.entry(room.get()).or_default() += 1,
        Input::Leave(room) => {
            let holders = client.watch.open.entry(room.get()).or_default();
            *holders = holders.saturating_sub(1);
        }
        _ => {}
    }
}

pub(super) fn judge(client: &Client, effect: &Effect) {
    let ends_something = matches!(
        effect,
        Effect::CloseSocket
            | Effect::Unsubscribe(_)
            | Effect::AnswerAuth { answer: Err(_), .. }
            | Effect::ForgetStored(_)
    );
    assert!(client.signed_in || ends_something, "nobody is signed in, and the page wants {effect:?}");
}

pub(super) fn check(client: &Client, view: &View) {
    if client.signed_in {
        let shown = view.me.as_ref().map(|me| me.user.get());
        assert_eq!(shown, Some(client.user), "the page is another user's");
        let own = format!("private-user-notifications-{}", client.user);
        for channel in client.pusher.channels.keys().filter(|channel| **channel != own) {
            let room = channel.strip_prefix("private-help-request-").and_then(|room| room.parse().ok()).unwrap_or(0);
            let is_open = client.watch.open.get(&room).is_some_and(|holders| *holders > 0);
            assert!(is_open, "{channel} was left, and is still subscribed");
        }
        return;
    }
    assert!(view.me.is_none(), "nobody is signed in, and {:?} is shown", view.me);
    assert!(client.pusher.socket.is_none() && !client.pusher.opening, "nobody is signed in, and the socket is open");
    assert!(client.pusher.channels.is_empty(), "nobody is signed in, and channels are held");
    assert!(view.notifications.feed.is_empty(), "nobody is signed in, and notifications are shown");
    for room in view.rooms.values() {
        assert!(
            room.messages.is_empty() && room.echoes.is_empty(),
            "nobody is signed in, and room {} is shown",
            room.id
        );
    }
}

/// What the device keeps for somebody who has just signed out.
pub(crate) fn nothing_kept(client: &Client) {
    let kept: Vec<_> = client.device.keys().filter(|(user, _)| *user == client.user).collect();
    assert!(kept.is_empty(), "signed out, and the device keeps {kept:?}");
}
