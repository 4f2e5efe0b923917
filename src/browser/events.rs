//! What the browser tells a page: online, visible, frozen, storage changed in another tab. Each as a guard.
//!
//! What it means for a connection is judged elsewhere.

use std::fmt;

use js_sys::Function;
use wasm_bindgen::prelude::*;
use web_sys::{Event, EventTarget, PageTransitionEvent, StorageEvent, VisibilityState};

/// Event listeners; dropping it removes them, also from inside one of them.
#[must_use = "the listeners are removed as soon as this is dropped"]
#[derive(Default)]
pub struct Listeners(Vec<Listener>);

struct Listener {
    target: EventTarget,
    event: &'static str,
    closure: Closure<dyn Fn(Event)>,
}

impl Listeners {
    /// Adds a listener. Where the target is missing (no window) it never hears anything.
    pub(super) fn and(
        mut self,
        target: Option<impl Into<EventTarget>>,
        event: &'static str,
        listener: impl Fn(Event) + 'static,
    ) -> Self {
        if let Some(target) = target.map(Into::into) {
            let closure = Closure::<dyn Fn(Event)>::new(listener);
            if target.add_event_listener_with_callback(event, function(&closure)).is_ok() {
                self.0.push(Listener { target, event, closure });
            }
        }
        self
    }
}

impl Drop for Listener {
    fn drop(&mut self) {
        let _ = self.target.remove_event_listener_with_callback(self.event, function(&self.closure));
    }
}

impl fmt::Debug for Listeners {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.0.iter().map(|listener| listener.event)).finish()
    }
}

fn function(closure: &Closure<dyn Fn(Event)>) -> &Function {
    closure.as_ref().unchecked_ref()
}

/// Whether the device says it has a network. `true` promises nothing.
#[must_use]
pub fn is_online() -> bool {
    web_sys::window().is_none_or(|window| window.navigator().on_line())
}

/// Calls `listener` when the device gains (`true`) or loses (`false`) its network.
///
/// ```no_run
/// # #[cfg(target_arch = "wasm32")] {
/// let guard = glx_realtime::browser::events::on_online(|online| { /* … */ });
/// # }
/// ```
pub fn on_online(listener: impl Fn(bool) + Clone + 'static) -> Listeners {
    let lost = listener.clone();
    Listeners::default().and(web_sys::window(), "online", move |_| listener(true)).and(
        web_sys::window(),
        "offline",
        move |_| lost(false),
    )
}

/// Has the browser ask before the page is closed, as long as the guard is held.
pub fn ask_before_leaving() -> Listeners {
    Listeners::default().and(web_sys::window(), "beforeunload", |event| event.prevent_default())
}

/// Whether the page can be seen at least in part.
#[must_use]
pub fn is_visible() -> bool {
    document().is_none_or(|document| document.visibility_state() != VisibilityState::Hidden)
}

/// Calls `listener` when the page comes into view (`true`) or is hidden (`false`).
pub fn on_visibility(listener: impl Fn(bool) + 'static) -> Listeners {
    Listeners::default().and(document(), "visibilitychange", move |_| listener(is_visible()))
}

/// A step in the life of a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageLifecycle {
    /// Shown; `from_cache` when it comes out of the back/forward cache, where it was frozen.
    Shown {
        /// Out of the back/forward cache.
        from_cache: bool,
    },
    /// Left; `into_cache` when it may come back. The last moment at which something can be stored.
    Left {
        /// Into the back/forward cache.
        into_cache: bool,
    },
    /// Frozen in the background: no timers, no frames from the network.
    Frozen,
    /// Running again after a freeze.
    Resumed,
}

/// Calls `listener` at each step of the page's life.
pub fn on_page_lifecycle(listener: impl Fn(PageLifecycle) + Clone + 'static) -> Listeners {
    let step = |make: fn(bool) -> PageLifecycle| {
        let listener = listener.clone();
        move |event: Event| {
            let cached = event.dyn_ref::<PageTransitionEvent>().is_some_and(PageTransitionEvent::persisted);
            listener(make(cached));
        }
    };
    Listeners::default()
        .and(web_sys::window(), "pageshow", step(|from_cache| PageLifecycle::Shown { from_cache }))
        .and(web_sys::window(), "pagehide", step(|into_cache| PageLifecycle::Left { into_cache }))
        .and(document(), "freeze", step(|_| PageLifecycle::Frozen))
        .and(document(), "resume", step(|_| PageLifecycle::Resumed))
}

/// What another tab did to `localStorage`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StorageChange {
    /// The key; `None` when everything was cleared.
    pub key: Option<String>,
    /// The new text; `None` when it was removed.
    pub value: Option<String>,
}

/// Calls `listener` when **another** tab of this origin changes `localStorage`.
pub fn on_storage(listener: impl Fn(StorageChange) + 'static) -> Listeners {
    Listeners::default().and(web_sys::window(), "storage", move |event| {
        if let Some(event) = event.dyn_ref::<StorageEvent>() {
            listener(StorageChange { key: event.key(), value: event.new_value() });
        }
    })
}

/// Calls `listener` whenever what the browser keeps may be another: it was changed by another tab, or the page comes back from where it need not
/// be told, such as the back/forward cache.
pub fn on_kept_elsewhere(listener: impl Fn() + Clone + 'static) -> Listeners {
    let listener = move |_| listener();
    Listeners::default()
        .and(web_sys::window(), "storage", listener.clone())
        .and(web_sys::window(), "pageshow", listener.clone())
        .and(document(), "resume", listener.clone())
        .and(document(), "visibilitychange", listener)
}

fn document() -> Option<web_sys::Document> {
    web_sys::window()?.document()
}
