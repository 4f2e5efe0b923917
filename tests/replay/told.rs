//! Inputs, effects and states in a line each. Judges nothing.

use glx_realtime::engine::{Effect, Input, SendState, View};

pub(crate) fn input(input: &Input) -> String {
    match input {
        Input::Answered { id, outcome: Ok(answer) } => {
            format!("call {} is answered: {}, {} bytes", id.0, answer.status, answer.body.len())
        }
        Input::Answered { id, outcome: Err(error) } => format!("call {} is not answered: {error:?}", id.0),
        Input::ChannelEvent { channel, event, .. } => format!("{event} on {channel}"),
        Input::SignIn { user, stored } => format!("user {user} signs in, with {} kept values", stored.len()),
        Input::Send { room, text } => format!("a text of {} bytes is sent in room {room}", text.len()),
        Input::Draft(room, text) => format!("a draft of {} bytes in room {room}", text.len()),
        Input::KeptElsewhere { key, .. } => format!("another tab keeps {key}"),
        other => format!("{other:?}"),
    }
}

pub(crate) fn effect(effect: &Effect) -> String {
    match effect {
        Effect::Call { id, request } => format!("call {}: {:?} {}", id.0, request.method, request.path),
        Effect::Store { key, value } => format!("keep {key}{}", if value.is_some() { "" } else { " no more" }),
        Effect::AnswerAuth { answer, .. } => {
            format!("answer pusher-js: {}", answer.as_ref().err().unwrap_or(&"authorized"))
        }
        other => format!("{other:?}"),
    }
}

/// How everything stands.
pub(crate) fn view(view: &View) -> String {
    let mut told = format!("{:?}", view.health.status);
    for (id, room) in view.rooms.iter() {
        let failed = room.echoes.iter().filter(|echo| matches!(echo.state, SendState::Failed(_))).count();
        let waiting = room.echoes.len() - failed;
        told += &format!("; room {id}: {:?}, {} rows, {} unread", room.status, room.messages.len(), room.unread);
        if waiting + failed > 0 {
            told += &format!(", {waiting} unsent, {failed} failed");
        }
    }
    told
}
