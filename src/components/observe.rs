//! What a list of rows has to know of the page before anything is painted: that rows came, went or changed their size, and how high they
//! are. And how far it is scrolled, in parts of a pixel. Decides nothing.

use js_sys::{Array, Function};
use wasm_bindgen::prelude::*;
use web_sys::{Element, MutationObserver, MutationObserverInit};

#[wasm_bindgen(module = "/src/components/observe.js")]
extern "C" {
    /// How high each child of a list is, in pixels.
    pub(super) fn heights(list: &Element) -> Vec<f64>;

    /// Whether anybody could see an element, as far as it is in view: it is neither made invisible nor scaled away.
    #[wasm_bindgen(js_name = isToBeSeen)]
    pub(super) fn is_to_be_seen(element: &Element) -> bool;
}

#[wasm_bindgen]
extern "C" {
    type ResizeObserver;
    #[wasm_bindgen(constructor, catch)]
    fn new(changed: &Function) -> Result<ResizeObserver, JsValue>;
    #[wasm_bindgen(method)]
    fn observe(this: &ResizeObserver, element: &Element);
    #[wasm_bindgen(method)]
    fn disconnect(this: &ResizeObserver);

    type IntersectionObserver;
    #[wasm_bindgen(constructor, catch)]
    fn new(changed: &Function) -> Result<IntersectionObserver, JsValue>;
    #[wasm_bindgen(method)]
    fn observe(this: &IntersectionObserver, element: &Element);
    #[wasm_bindgen(method)]
    fn disconnect(this: &IntersectionObserver);
    type Crossing;
    #[wasm_bindgen(method, getter, js_name = isIntersecting)]
    fn is_intersecting(this: &Crossing) -> bool;

    /// An element that scrolls: web-sys knows whole pixels only.
    type Scroller;
    #[wasm_bindgen(method, getter, js_name = scrollTop)]
    fn scroll_top(this: &Scroller) -> f64;
    #[wasm_bindgen(method, setter, js_name = scrollTop)]
    fn set_scroll_top(this: &Scroller, top: f64);
}

/// How many pixels of the screen are one of the page's, as far as a page is put there by them.
pub(super) fn density() -> f64 {
    web_sys::window().map_or(1.0, |window| window.device_pixel_ratio()).max(1.0)
}

/// How wide and high an element is: in whole pixels, but of the page, whatever a host scales it to.
pub(super) fn size_of(element: &Element) -> (i32, i32) {
    (element.client_width(), element.client_height())
}

/// How far an element is scrolled, in pixels.
pub(super) fn scroll_top(element: &Element) -> f64 {
    element.unchecked_ref::<Scroller>().scroll_top()
}

/// Scrolls an element. Tells how far it is scrolled then, which the browser may round and bound.
pub(super) fn scroll_to(element: &Element, top: f64) -> f64 {
    let scroller = element.unchecked_ref::<Scroller>();
    scroller.set_scroll_top(top);
    scroller.scroll_top()
}

/// Calls back before the next paint when one of some elements changes its size, for whatever reason, until it is dropped.
#[must_use = "nothing is watched as soon as this is dropped"]
pub(super) struct SizeWatch {
    observer: Option<ResizeObserver>,
    _closure: Closure<dyn Fn()>,
}

impl SizeWatch {
    pub(super) fn new(changed: impl Fn() + 'static) -> Self {
        let closure = Closure::<dyn Fn()>::new(changed);
        Self { observer: ResizeObserver::new(closure.as_ref().unchecked_ref()).ok(), _closure: closure }
    }

    pub(super) fn watch(&self, element: &Element) {
        if let Some(observer) = &self.observer {
            observer.observe(element);
        }
    }
}

impl Drop for SizeWatch {
    fn drop(&mut self) {
        if let Some(observer) = &self.observer {
            observer.disconnect();
        }
    }
}

/// Tells whether anything of an element is where one could see it, and whenever that changes, until it is dropped.
#[must_use = "nothing is watched as soon as this is dropped"]
pub(super) struct SightWatch {
    observer: Option<IntersectionObserver>,
    _closure: Closure<dyn Fn(Array)>,
}

impl SightWatch {
    pub(super) fn new(element: &Element, changed: impl Fn(bool) + Clone + 'static) -> Self {
        let tell = changed.clone();
        let closure = Closure::<dyn Fn(Array)>::new(move |crossings: Array| {
            tell(crossings.pop().unchecked_into::<Crossing>().is_intersecting());
        });
        let observer = IntersectionObserver::new(closure.as_ref().unchecked_ref()).ok();
        match &observer {
            Some(observer) => observer.observe(element),
            // Who cannot be told is not kept from anything.
            None => changed(true),
        }
        Self { observer, _closure: closure }
    }
}

impl Drop for SightWatch {
    fn drop(&mut self) {
        if let Some(observer) = &self.observer {
            observer.disconnect();
        }
    }
}

/// Calls back when elements have left another or come into it, at the end of the task that did it, until it is dropped. Yew may let a
/// frame pass before its effects run: this is before anything is painted.
#[must_use = "nothing is watched as soon as this is dropped"]
pub(super) struct ChildWatch {
    observer: Option<MutationObserver>,
    _closure: Closure<dyn Fn()>,
}

impl ChildWatch {
    pub(super) fn new(parent: &Element, changed: impl Fn() + 'static) -> Self {
        let closure = Closure::<dyn Fn()>::new(changed);
        let observer = MutationObserver::new(closure.as_ref().unchecked_ref()).ok();
        if let Some(observer) = &observer {
            let options = MutationObserverInit::new();
            options.set_child_list(true);
            let _ = observer.observe_with_options(parent, &options);
        }
        Self { observer, _closure: closure }
    }
}

impl Drop for ChildWatch {
    fn drop(&mut self) {
        if let Some(observer) = &self.observer {
            observer.disconnect();
        }
    }
}
