//! Hands views to those who watch: the first change at once, what follows within the same frame with the frame.
//! In a hidden page, where there are no frames, every change at once.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};

use super::Handle;
use crate::browser::{events, timer};
use crate::engine::View;

type Listener = Rc<dyn Fn(&View)>;

#[derive(Default)]
struct Watchers {
    next: Cell<u64>,
    list: RefCell<Vec<(u64, Listener)>>,
}

pub(super) struct Publisher {
    view: RefCell<View>,
    watchers: Rc<Watchers>,
    frame: RefCell<Option<timer::AnimationFrame>>,
    waiting: Cell<bool>,
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
        Self { view: RefCell::new(view), watchers: Rc::default(), frame: RefCell::default(), waiting: Cell::new(false) }
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
        if same(&self.view.borrow(), &view) {
            return;
        }
        self.view.replace(view);
        if self.frame.borrow().is_some() && events::is_visible() {
            self.waiting.set(true);
            return;
        }
        self.tell();
        self.await_frame(handle);
    }

    fn await_frame(&self, handle: &Handle) {
        let handle = handle.clone();
        let frame = timer::AnimationFrame::new(move |_| {
            let Some(inner) = handle.0.upgrade() else { return };
            let publisher = &inner.publisher;
            publisher.frame.take();
            if publisher.waiting.replace(false) {
                publisher.tell();
                publisher.await_frame(&handle);
            }
        });
        self.frame.replace(Some(frame));
    }

    fn tell(&self) {
        self.waiting.set(false);
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
