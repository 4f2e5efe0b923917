//! Hands views to those who watch: a change after a pause at once, what follows closely with the next frame, or soon after where there are none.
//! In a hidden page, where there are no frames, every change at once.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use super::Handle;
use crate::browser::{clock, events, timer};
use crate::engine::{Millis, View};

/// Changes that come closer than this, in milliseconds, wait for a frame: two frames. A frame is asked for only then, because each costs the
/// page its layout and its paint whether anything has changed or not.
const CLOSE: Millis = 33;
/// A page that can be seen may have no frames all the same, as a frame of another page that is not on the screen: then a change waits for so
/// long, in milliseconds.
const WITHOUT_FRAMES: u32 = 250;

type Listener = Rc<dyn Fn(&View)>;

#[derive(Default)]
struct Watchers {
    next: Cell<u64>,
    list: RefCell<Vec<(u64, Listener)>>,
}

pub(super) struct Publisher {
    view: RefCell<View>,
    watchers: Rc<Watchers>,
    /// What a change waits for, whichever comes first.
    next: RefCell<Option<(timer::AnimationFrame, timer::Timeout)>>,
    told_at: Cell<Option<Millis>>,
}

/// Keeps a listener listening until it is dropped.
#[must_use = "a watch that is dropped stops listening"]
pub struct Watch {
    id: u64,
    watchers: Weak<Watchers>,
}

impl std::fmt::Debug for Watch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Watch({})", self.id)
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        if let Some(watchers) = self.watchers.upgrade() {
            watchers.list.borrow_mut().retain(|(id, _)| *id != self.id);
        }
    }
}

impl Publisher {
    pub(super) fn new(view: View) -> Self {
        Self { view: RefCell::new(view), watchers: Rc::default(), next: RefCell::default(), told_at: Cell::default() }
    }

    pub(super) fn view(&self) -> View {
        self.view.borrow().clone()
    }

    pub(super) fn watch(&self, listener: Listener) -> Watch {
        let id = self.watchers.next.replace(self.watchers.next.get() + 1);
        self.watchers.list.borrow_mut().push((id, listener));
        Watch { id, watchers: Rc::downgrade(&self.watchers) }
    }

    pub(super) fn publish(&self, view: View, handle: &Handle) {
        let visible = events::is_visible();
        // A frame that was asked for while the page could be seen does not come until it can be seen again.
        let late = !visible && self.next.take().is_some();
        if same(&self.view.borrow(), &view) && !late {
            return;
        }
        self.view.replace(view);
        if self.next.borrow().is_some() {
            return;
        }
        let now = clock::monotonic_ms();
        let is_close = self.told_at.get().is_some_and(|told| now < told + CLOSE);
        if visible && is_close { self.await_frame(handle) } else { self.tell() }
    }

    fn await_frame(&self, handle: &Handle) {
        let handle = handle.clone();
        let tell = Rc::new(move || {
            let Some(inner) = handle.0.upgrade() else { return };
            inner.publisher.next.take();
            inner.publisher.tell();
        });
        let late = Rc::clone(&tell);
        self.next.replace(Some((
            timer::AnimationFrame::new(move |_| tell()),
            timer::Timeout::new(WITHOUT_FRAMES, move || late()),
        )));
    }

    fn tell(&self) {
        self.told_at.set(Some(clock::monotonic_ms()));
        let view = self.view();
        let listeners = self.watchers.list.borrow().clone();
        for (id, listener) in listeners {
            // One that an earlier listener has ended is not called any more.
            if self.watchers.list.borrow().iter().any(|(living, _)| *living == id) {
                listener(&view);
            }
        }
    }
}

fn same(a: &View, b: &View) -> bool {
    let me = match (&a.me, &b.me) {
        (Some(a), Some(b)) => Rc::ptr_eq(a, b),
        (None, None) => true,
        _ => false,
    };
    me && Rc::ptr_eq(&a.health, &b.health)
        && Rc::ptr_eq(&a.rooms, &b.rooms)
        && Rc::ptr_eq(&a.notifications, &b.notifications)
        && Rc::ptr_eq(&a.help_requests, &b.help_requests)
}
