//! Who may subscribe to what, and how the site's own idea of its realtime side is.

use axum::extract::State;
use serde_json::{Value, json};

use super::Caller;
use super::body::Fields;
use crate::answer::{Answer, Outcome, Refusal};
use crate::store::User;
use crate::world::{Shared, lock};

/// `POST /pusher/auth`
pub(crate) async fn authorize(State(world): State<Shared>, Caller(user): Caller, body: Fields) -> Outcome {
    let field = |name| body.text(name).filter(|text| !text.is_empty());
    let (Some(socket_id), Some(channel)) = (field("socket_id"), field("channel_name")) else {
        return Err(Refusal::Bad("Missing socket_id or channel_name"));
    };
    let extras = lock(&world.switches).extras;
    let data = channel_data(&user, channel, extras).ok_or(Refusal::Channel)?;
    Ok(Answer(world.publisher.authorize(socket_id, channel, &data)))
}

/// `GET /realtime/health`
pub(crate) async fn health(State(world): State<Shared>) -> Outcome {
    if !lock(&world.switches).realtime_health {
        return Err(Refusal::RealtimeDown);
    }
    let data = json!({ "type": "pusher", "status": "active", "cluster": world.place.pusher.cluster });
    Ok(Answer(json!({ "success": true, "data": data })))
}

/// What goes with the signature where this user may have the channel. Any ending is taken after
/// `private-help-request-`, so a subscription to a channel by room id succeeds too, and then hears nothing.
fn channel_data(user: &User, channel: &str, extras: bool) -> Option<Value> {
    let id = user.id.to_string();
    let data = json!({ "user_id": id, "user_info": { "username": user.username } });
    let named = |prefix| {
        channel
            .strip_prefix(prefix)
            .filter(|rest| !rest.is_empty() && rest.chars().all(|it| it.is_ascii_alphanumeric() || "_-".contains(it)))
    };
    let own = named("private-user-notifications-") == Some(id.as_str());
    let room = named("private-help-request-").is_some() || (extras && named("presence-help-request-").is_some());
    (own || room).then_some(data)
}
