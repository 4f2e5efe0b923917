//! What has to hold after every single step, whatever has happened. Each file under `promises` is one of them, or a few of a kind.
//! They judge by what the model knows: what the backend has saved, what was sent to whom, what the socket really does.

mod leaving;
mod liveness;
mod reading;
mod rows;
mod sends;
mod slices;
mod spending;
mod watch;

use glx_realtime::engine::{Effect, Input, Millis};

use crate::backend::Backend;
use crate::client::Client;
pub(crate) use leaving::nothing_kept;
pub(crate) use liveness::note as note_reach;
pub(crate) use reading::marks;
pub(crate) use watch::Watch;

/// Notes a fact that is about to reach the client.
pub(crate) fn before(client: &mut Client, input: &Input, now: Millis) {
    leaving::note(client, input, now);
    liveness::hear(client, input, now);
    reading::note(client, input);
    sends::note(client, input, now);
    spending::note(client, input, now);
    client.watch.count_at(now);
}

/// Looks at something that the client wants done.
pub(crate) fn may_be_done(client: &mut Client, effect: &Effect, now: Millis) {
    leaving::judge(client, effect);
    reading::judge(client, effect);
    sends::judge(client, effect, now);
    spending::judge(client, effect, now);
}

/// Looks at what the client shows.
pub(crate) fn check(backend: &Backend, client: &mut Client, now: Millis) {
    let view = client.engine.view();
    if let Some(deadline) = client.engine.deadline() {
        assert!(deadline > now, "the deadline lies ahead");
    }
    rows::check(backend, client, &view);
    reading::check(backend, client, &view);
    liveness::check(client, &view, now);
    leaving::check(client, &view);
    spending::check(client, &view);
    if let Some(last) = &client.watch.last {
        slices::check(last, &view);
    }
    client.watch.last = Some(view);
}
