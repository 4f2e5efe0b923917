//! What people see: props in, callbacks out.
//!
//! Components know the engine's views and nothing else: never pusher-js, never fetch, storage or addresses. Text that people
//! wrote is only ever text, and every word of our own is in `words`.

mod dom;
mod format;
mod icon;
mod observe;
mod settle;
mod spoken;
mod text;
mod words;

pub mod chat;
pub mod health;
pub mod notifications;
pub mod outside;
pub mod problem;
pub mod rooms;
pub mod shell;
pub mod sign_in;

pub use chat::Chat;
pub use format::set_locale;
pub use health::{HealthIndicator, explained, sentence_of};
pub use notifications::NotificationBell;
pub use problem::ConfigProblem;
pub use rooms::RoomList;
pub use shell::{AppBar, BrandMark, Layout, NothingOpen, Starting, Theme, ThemeChoice, apply_theme, current_theme};
pub use sign_in::SignIn;
pub use words::{CRASHED, RELOAD, SIGN_IN_ENDED, WRONG_PASSWORD, sign_out_unsent, unable_to_sign_in};
