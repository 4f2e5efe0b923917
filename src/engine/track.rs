//! Where one is in a list that may be longer than a browser can scroll: the way from heights in the list to heights on the page and
//! back. What is read can be held either by moving the list under it, which disturbs no scrolling hand, or by scrolling.
//! Knows no page: what it is scrolled to is told, and what it is to be scrolled to is asked.

/// A list is no higher than this on the page, in pixels. Browsers end between 17 and 33 million.
pub const LONGEST: f64 = 8_000_000.0;
/// The list may be this far from where it belongs before it is worth a scroll, in pixels.
const ASTRAY: f64 = 10_000.0;
/// So many views are left to scroll on either side of it, where there is so much to read.
const ROOM: f64 = 4.0;

/// A place in a list.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Track {
    /// The height in the list that is at height 0 on the page.
    base: f64,
    /// What the page is scrolled to.
    top: f64,
    /// How much of it is in view.
    view: f64,
    /// How high the list is.
    total: f64,
}

impl Track {
    /// So much is in view, of a list that is so high.
    pub fn measured(&mut self, view: f64, total: f64) {
        (self.view, self.total) = (view, total);
    }

    /// The height in the list at which the view begins.
    pub fn position(&self) -> f64 {
        self.base + self.top
    }

    /// The lowest place there is.
    pub fn end(&self) -> f64 {
        (self.total - self.view).max(0.0)
    }

    /// How much is in view.
    pub fn view(&self) -> f64 {
        self.view
    }

    /// What the page is scrolled to, as far as it is known.
    pub fn top(&self) -> f64 {
        self.top
    }

    /// Where a height of the list is on the page.
    pub fn on_page(&self, height: f64) -> f64 {
        (height - self.base).clamp(0.0, self.size())
    }

    /// How high the list is on the page.
    pub fn size(&self) -> f64 {
        (self.total - self.base).clamp(0.0, LONGEST.max(self.view))
    }

    /// The reader has scrolled the page. A little is so much in the list; in a list that is longer than the page, a leap is a part of the
    /// whole: that is what a scrollbar shows. A leap to its top is one to the first of all.
    pub fn scrolled(&mut self, top: f64) {
        // A hand that flings may get over several views at once, but not as far as half a pixel of the scrollbar.
        let far = (2.0 * self.view).max(0.5 * LONGEST / self.view.max(1.0));
        let leap = (top - self.top).abs() > far;
        self.top = top;
        if leap && self.total > LONGEST {
            let part = top / (LONGEST - self.view).max(1.0);
            self.base = (part * self.end()).min(self.end()) - top;
        } else if leap && top <= 0.0 {
            self.base = 0.0;
        }
    }

    /// The list is moved under the page, so that this height of the list is where the view begins.
    pub fn hold(&mut self, position: f64) {
        self.base = position - self.top;
    }

    /// What is on the page is so much further down in the list now, and stays where it is on the page.
    pub fn shift(&mut self, by: f64) {
        self.base += by;
    }

    /// Whether it has to be scrolled for the list to go on, or for the scrollbar to tell the truth. So much of the list is on the page
    /// above the view, and has to have its room there.
    pub fn is_astray(&self, above: f64) -> bool {
        let position = self.position();
        let at_top = position < 0.0 || (self.base > 0.0 && self.top + 1.0 < above.max(2.0).min(position));
        let at_bottom = self.top >= self.size() - self.view && position < self.end() - 1.0;
        at_top || at_bottom || (self.total <= LONGEST && self.base.abs() > ASTRAY)
    }

    /// The list is put where it belongs, with this height at the beginning of the view: what the page is to be scrolled to, in whole
    /// pixels of a screen that has so many for one.
    pub fn place(&mut self, position: f64, density: f64) -> f64 {
        let position = position.clamp(0.0, self.end());
        let top = if self.total > LONGEST {
            // Near an end there is as much to scroll as there is to read.
            let (near, most) = (ROOM * self.view, LONGEST - self.view);
            let part = position / self.end().max(1.0) * most;
            part.max(position.min(near)).min(most - (self.end() - position).min(near))
        } else {
            position
        };
        // Never more of the list than there is room for above: what is left of a pixel is empty.
        self.top = (top * density).ceil() / density;
        self.base = position - self.top;
        self.top
    }

    /// The page is scrolled to as near to that as it could be.
    pub fn placed(&mut self, top: f64) {
        self.top = top;
    }
}
