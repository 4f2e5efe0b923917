//! The frame around everything: bar, layout, theme, and the small pieces that more than one part of the page uses.

mod avatar;
mod bar;
mod layout;
mod popover;
mod state;
mod theme;

pub use bar::{AppBar, AppBarProps, BrandMark};
pub use layout::{Layout, LayoutProps, NothingOpen, Starting};
pub use theme::{Theme, ThemeChoice, ThemeChoiceProps, apply_theme, current_theme};

pub(super) use avatar::{Avatar, face};
pub(super) use popover::Popover;
pub(super) use state::{Notice, skeleton};
