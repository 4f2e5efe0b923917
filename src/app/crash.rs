//! The last words after a panic: what happened goes to the console, a box with a way on goes onto the page. Nothing else runs after it.

use js_sys::{Function, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Document, HtmlElement};

use crate::components::{CRASHED, RELOAD};

/// Shows the box whenever the program panics.
pub(super) fn prepare() {
    yew::set_custom_panic_hook(Box::new(|panic| {
        web_sys::console::error_1(&JsValue::from_str(&format!("GLX Realtime stopped: {panic}")));
        if let Some(page) = web_sys::window().and_then(|window| window.document()) {
            // What cannot be shown has at least been logged.
            let _ = show(&page);
        }
    }));
}

/// Plain DOM: the component tree is not to be trusted any more.
fn show(page: &Document) -> Result<(), JsValue> {
    let section = page.create_element("div")?;
    let sheet = page.create_element("div")?;
    let (sentence, button) = (page.create_element("p")?, page.create_element("button")?);
    sheet.set_class_name("sheet");
    section.set_class_name("glx-problem over");
    section.set_attribute("role", "alert")?;
    sentence.set_text_content(Some(CRASHED));
    button.set_text_content(Some(RELOAD));
    button.set_attribute("type", "button")?;
    button.set_class_name("glx-button");
    // The browser's own function: nothing of this program runs any more. The address stays, with the room in it.
    let location = page.location().ok_or(JsValue::NULL)?;
    let reload: Function = Reflect::get(&location, &"reload".into())?.dyn_into()?;
    button.add_event_listener_with_callback("click", &reload.bind0(&location))?;
    sentence.append_child(&button)?;
    sheet.append_child(&sentence)?;
    section.append_child(&sheet)?;
    page.body().ok_or(JsValue::NULL)?.append_child(&section)?;
    button.unchecked_into::<HtmlElement>().focus()
}
