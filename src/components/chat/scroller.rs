//! The list as it is on the page: told when rows come, go or change their size and when somebody scrolls, it lets the place put
//! everything where it belongs before it is painted, and has more rows rendered when they are needed. Knows no rows.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use web_sys::Element;
use yew::prelude::*;

use super::copied::copied;
use super::go::Go;
use super::held::select_all;
use super::place::Place;
use super::settled::{More, Settled, Stand};
use crate::components::dom::Timer;
use crate::components::observe::{ChildWatch, SightWatch, SizeWatch};

/// The rows are numbered anew this long after they have come, in milliseconds: that is for screen readers, and costs.
const NUMBERED_AFTER: i32 = 400;
/// Rows that can wait come when no others have come for so long, in milliseconds.
const CALM: i32 = 150;

pub(super) struct Scroller {
    log: NodeRef,
    list: NodeRef,
    pub(super) place: RefCell<Place>,
    stand: UseStateSetter<Stand>,
    stood: Cell<Option<Stand>>,
    update: UseForceUpdateHandle,
    numbers: RefCell<Option<Timer>>,
    numbers_due: Cell<bool>,
    later: RefCell<Option<Timer>>,
}

impl Scroller {
    pub(super) fn new(log: NodeRef, list: NodeRef, stand: UseStateSetter<Stand>, update: UseForceUpdateHandle) -> Self {
        Self {
            log,
            list,
            place: RefCell::default(),
            stand,
            stood: Cell::new(None),
            update,
            numbers: RefCell::default(),
            numbers_due: Cell::new(false),
            later: RefCell::default(),
        }
    }

    /// Watches the list until the guards are dropped.
    pub(super) fn watch(
        self: &Rc<Self>,
        in_sight: impl Fn(bool) + Clone + 'static,
    ) -> Option<(ChildWatch, SizeWatch, SightWatch)> {
        let (log, list) = self.elements()?;
        // No row changes its height without the list.
        let sizes = SizeWatch::new({
            let scroller = Rc::clone(self);
            move || {
                if !scroller.stands() {
                    // Rows that come while sizes are told would be told of too late: they come after the frame.
                    scroller.settled(scroller.act(Place::settle), |scroller| scroller.update_after(0));
                }
            }
        });
        sizes.watch(&log);
        sizes.watch(&list);
        let rows = ChildWatch::new(&list, {
            let scroller = Rc::clone(self);
            move || scroller.rendered()
        });
        self.with(Place::settle);
        Some((rows, sizes, SightWatch::new(&log, in_sight)))
    }

    /// Rows have been rendered, perhaps the same as before: then more may have come further down all the same, and there is more to scroll.
    pub(super) fn rendered(self: &Rc<Self>) {
        if !self.stands() {
            self.with(Place::settle);
        }
    }

    /// Whether everything has the size that it had when it last settled.
    fn stands(&self) -> bool {
        let place = self.place.try_borrow();
        self.elements().zip(place.ok()).is_some_and(|((log, list), place)| place.stands(&log, &list))
    }

    /// The text of a selection that goes over rows which are not in the page, or over what is folded.
    pub(super) fn copied(&self) -> Option<String> {
        let (_, list) = self.elements()?;
        let place = self.place.try_borrow().ok()?;
        copied(place.room.as_ref()?, &place.rows, &list)
    }

    /// Selects all rows, also those that are not in the page, whatever rows come and go: a copy has them. Whether that could be done.
    pub(super) fn select_all(&self) -> bool {
        self.elements().is_some_and(|(log, _)| select_all(&log))
    }

    /// The text in the row of this name is about to be folded, or unfolded.
    pub(super) fn folds(&self, name: &str, unfolds: bool) {
        if let (Some((log, _)), Ok(mut place)) = (self.elements(), self.place.try_borrow_mut()) {
            place.folds(name, unfolds, &log);
        }
    }

    pub(super) fn go(self: &Rc<Self>, to: Go) {
        self.with(|place, log, list| place.go(to, log, list));
    }

    /// Lets the place act, and renders where more rows are needed.
    pub(super) fn with(self: &Rc<Self>, act: impl FnOnce(&mut Place, &Element, &Element) -> Settled) {
        self.settled(self.act(act), |scroller| scroller.update.force_update());
    }

    fn act(&self, act: impl FnOnce(&mut Place, &Element, &Element) -> Settled) -> Option<Settled> {
        let (log, list) = self.elements()?;
        Some(act(&mut *self.place.try_borrow_mut().ok()?, &log, &list))
    }

    fn settled(self: &Rc<Self>, settled: Option<Settled>, render: impl FnOnce(&Rc<Self>)) {
        let Some(settled) = settled else { return };
        if self.stood.replace(Some(settled.stand)) != Some(settled.stand) {
            self.stand.set(settled.stand);
        }
        match settled.more {
            Some(More::Now) => render(self),
            Some(More::Later) => self.update_after(CALM),
            None => {}
        }
        if !self.numbers_due.replace(true) {
            let scroller = Rc::downgrade(self);
            let number = Timer::once(NUMBERED_AFTER, move || {
                let Some(scroller) = scroller.upgrade() else { return };
                scroller.numbers_due.set(false);
                if let (Some((_, list)), Ok(place)) = (scroller.elements(), scroller.place.try_borrow()) {
                    place.room.iter().for_each(|room| place.rows.number(room, &list));
                }
            });
            self.numbers.replace(Some(number));
        }
    }

    fn update_after(&self, milliseconds: i32) {
        let update = self.update.clone();
        self.later.replace(Some(Timer::once(milliseconds, move || update.force_update())));
    }

    fn elements(&self) -> Option<(Element, Element)> {
        Some((self.log.cast()?, self.list.cast()?))
    }
}
