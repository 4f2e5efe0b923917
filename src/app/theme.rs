//! Remembers the chosen theme on this device.

use crate::browser::storage::Area;
use crate::components::{Theme, apply_theme};

const KEY: &str = "glx.theme";

/// Gives the page the theme that was chosen before.
pub(super) fn restore() {
    if let Ok(Some(name)) = Area::Browser.get(KEY) {
        apply_theme(Theme::parse(&name));
    }
}

/// Keeps the choice; where nothing can be kept, it lasts as long as the page.
pub(super) fn keep(theme: Theme) {
    let _ = Area::Browser.set(KEY, theme.name());
}
