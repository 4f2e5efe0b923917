//! The engine decides. Everything that can happen comes in as an [`Input`] with its time, everything it wants done leaves as an
//! [`Effect`], what people see is a [`View`]. It has no clock, no randomness of its own, no network and no browser, so every
//! promise it makes can be tested, simulated and replayed natively.
//!
//! ```
//! use glx_realtime::engine::{Config, Effect, Engine, Input, Now, UserId};
//!
//! let mut engine = Engine::new(Config::default(), 42);
//! let now = Now { mono: 0, wall: 1_700_000_000_000 };
//! let effects = engine.handle(now, Input::SignIn { user: UserId::new(7)?, stored: vec![] });
//! assert!(effects.contains(&Effect::OpenSocket));
//! # Ok::<(), glx_realtime::engine::InvalidId>(())
//! ```

mod acts;
mod allowance;
mod answers;
mod api;
mod arrivals;
mod catch_up;
mod connection;
mod connection_facts;
mod diagnosis;
mod effect;
#[expect(clippy::module_inception, reason = "the engine's own file is named for what it holds")]
mod engine;
mod errand;
mod events;
mod feed;
mod health;
mod heartbeat;
mod heights;
mod hurry;
mod ids;
mod input;
mod items;
mod local_echo;
mod messages;
mod notifications;
mod outbox;
mod people;
mod probation;
mod random;
pub mod recording;
mod room;
mod room_calls;
mod room_view;
mod rooms;
mod search;
mod shown;
mod socket_problem;
mod stay;
mod subscription;
mod time;
mod timeline;
mod track;
mod turns;
mod view;
pub mod wire;

pub use diagnosis::{Cause, Finding, Operation, Places, Seen};
pub use effect::{Answer, AuthId, Body, CallError, CallId, Effect, Method, Request};
pub use engine::{Config, Engine};
pub use health::{Capability, Health, Status, Working};
pub use heights::Heights;
pub use ids::{Channel, ClientId, InvalidId, MAX_ID, MessageId, NotificationId, RoomId, UserId};
pub use input::{Input, SocketState};
pub use items::{Item, items, places, unread_place};
pub use local_echo::{LocalEcho, SendState};
pub use messages::{Iter as MessageIter, Messages, Senders};
pub use notifications::Notification;
pub use people::{Movement, Person};
pub use random::Random;
pub use search::Search;
pub use socket_problem::SocketProblem;
pub use time::{Millis, Now, WallMillis};
pub use timeline::{Me, Message, RowKey};
pub use track::{LONGEST, Track};
pub use view::{HelpRequestsView, NotificationsView, RoomStatus, RoomView, View};
