//! Everything the local world knows, in one place that calls share. Holds state; what happens to it is decided in
//! `guard`, `api` and `control`.

use std::collections::{HashSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::Serialize;
use tokio::sync::watch;

use crate::given::Given;
use crate::limits::Limits;
use crate::proxy::Links;
use crate::publish::{Event, Publisher};
use crate::ready::Place;
use crate::sockudo::Handle;
use crate::store::Store;
use crate::switches::Switches;

/// The world as handlers hold it.
pub(crate) type Shared = Arc<World>;

/// How many calls the log keeps.
const KEPT_CALLS: usize = 100_000;

/// The state behind every call.
#[derive(Debug)]
pub(crate) struct World {
    pub(crate) place: Place,
    pub(crate) jwt_secret: String,
    pub(crate) store: Store,
    pub(crate) publisher: Publisher,
    pub(crate) sockudo: Option<Handle>,
    /// The fault proxy; not there where the Pusher server is the real one.
    pub(crate) links: Option<Links>,
    /// The switches as they were given at the start.
    pub(crate) first_switches: Switches,
    pub(crate) switches: Mutex<Switches>,
    /// Answers that a test gives in the site's place.
    pub(crate) answers: Mutex<Vec<Given>>,
    pub(crate) limits: Mutex<Limits>,
    pub(crate) calls: Mutex<CallLog>,
    pub(crate) csrf_tokens: Mutex<HashSet<String>>,
    /// Raised when idle connections are to be closed.
    pub(crate) fresh: watch::Sender<u64>,
}

/// One call of the API as the log tells it; `status` is missing while it runs, and 0 where it was cut off.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Call {
    pub(crate) seq: u64,
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) status: Option<u16>,
    pub(crate) at: String,
}

/// The last calls of the API, in the order they came.
#[derive(Debug, Default)]
pub(crate) struct CallLog {
    pub(crate) calls: VecDeque<Call>,
    next: u64,
}

impl World {
    /// A copy of the switches as they stand.
    pub(crate) fn switches(&self) -> Switches {
        lock(&self.switches).clone()
    }

    /// Broadcasts as the site does: whatever goes wrong is told on stderr and the call goes on.
    pub(crate) async fn broadcast(&self, event: Event) {
        if !lock(&self.switches).broadcast {
            return;
        }
        if let Err(error) = self.publisher.publish(&event).await {
            eprintln!("glx-testbed: {} on {} was not broadcast: {error}", event.name, event.channel);
        }
    }
}

impl CallLog {
    /// Notes a call that has come, and tells its number.
    pub(crate) fn begin(&mut self, method: String, path: String, at: String) -> u64 {
        if self.calls.len() == KEPT_CALLS {
            self.calls.pop_front();
        }
        let seq = self.next;
        self.next += 1;
        self.calls.push_back(Call { seq, method, path, status: None, at });
        seq
    }

    /// Notes how a call ended, if it is still in the log.
    pub(crate) fn end(&mut self, seq: u64, status: u16) {
        let first = self.calls.front().map_or(seq, |call| call.seq);
        let index = seq.checked_sub(first).and_then(|index| usize::try_from(index).ok());
        if let Some(call) = index.and_then(|index| self.calls.get_mut(index)) {
            call.status = Some(status);
        }
    }
}

/// Locks without fear of a panic elsewhere: every change under these locks is whole.
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
