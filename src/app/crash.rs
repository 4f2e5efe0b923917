//! The last words after a panic: what happened goes to the console, a box with a way on goes onto the page. Nothing else runs after it.

use wasm_bindgen::JsValue;
use web_sys::Document;

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
    let (words, link) = (page.create_element("p")?, page.create_element("a")?);
    sheet.set_class_name("sheet");
    section.set_class_name("glx-problem");
    section.set_attribute("role", "alert")?;
    words.set_text_content(Some(
        "Something went wrong here, and this page has stopped. What you had not sent is kept. ",
    ));
    link.set_text_content(Some("Reload"));
    link.set_attribute("href", "")?;
    words.append_child(&link)?;
    sheet.append_child(&words)?;
    section.append_child(&sheet)?;
    page.body().ok_or(JsValue::NULL)?.append_child(&section)?;
    Ok(())
}
