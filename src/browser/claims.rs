//! Claims that hold across everything on a page, other copies and versions of this program too: a set of names on the page's global object,
//! under the symbol `Symbol.for("glx-realtime.claims")`, and with it a name for the page itself. Says nothing of other tabs.

use js_sys::{Object, Reflect, Set, Symbol, global};
use wasm_bindgen::{JsCast, JsValue};

const PLACE: &str = "glx-realtime.claims";

/// A name that nobody else on the page has, until this is dropped.
#[derive(Debug)]
#[must_use = "the claim ends as soon as this is dropped"]
pub struct Claim {
    name: JsValue,
}

impl Claim {
    /// Claims a name, unless somebody has it. Where the page lets nobody keep the set, everybody gets what they ask for.
    pub fn take(name: &str) -> Option<Self> {
        let claims = claims();
        let name = JsValue::from_str(name);
        if claims.has(&name) {
            return None;
        }
        claims.add(&name);
        Some(Self { name })
    }

    /// Whether somebody on the page has a name.
    pub fn is_taken(name: &str) -> bool {
        claims().has(&JsValue::from_str(name))
    }
}

/// The page's name: a random one, the same for every copy of this program that is on it.
pub fn page() -> String {
    let (claims, place) = (claims(), JsValue::from_str("page"));
    let known = Reflect::get(&claims, &place).ok().and_then(|name| name.as_string());
    known.unwrap_or_else(|| {
        let name = format!("{:x}", super::random::random_u64());
        // Where it cannot be kept each copy has a name of its own.
        let _ = Reflect::set(&claims, &place, &JsValue::from_str(&name));
        name
    })
}

impl Drop for Claim {
    fn drop(&mut self) {
        claims().delete(&self.name);
    }
}

fn claims() -> Set {
    let (page, place) = (global(), Symbol::for_(PLACE));
    let there = Reflect::get(&page, &place).ok().and_then(|there| there.dyn_into::<Set>().ok());
    there.unwrap_or_else(|| {
        let set = Set::new(&JsValue::UNDEFINED);
        let property = Object::new();
        // A page that keeps others from its global object has one copy of us at most to fear.
        let _ = Reflect::set(&property, &"value".into(), &set)
            .and_then(|_| Reflect::define_property(&page, &place, &property));
        set
    })
}
