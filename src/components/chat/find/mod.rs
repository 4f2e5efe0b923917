//! Finding words in a room: what opens and closes the field for it, which are the keys that find in any page, and a button.
//! Finds nothing itself.

mod bar;

use std::rc::Rc;

use wasm_bindgen::JsCast;
use web_sys::HtmlElement;
use yew::prelude::*;

use crate::components::dom::{Listener, document, focus, handled};
use crate::components::icon::Icon;
use crate::components::words;
use crate::engine::{MessageId, RoomView};
use bar::Bar;

use super::keys::{find_keys, finds};

/// What is looked for, and what is shown for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// As they are compared.
    pub(super) words: Rc<str>,
    pub(super) message: Option<MessageId>,
    /// Counted, so that the same can be shown again.
    turn: u32,
}

#[derive(Properties)]
pub(super) struct FindProps {
    pub(super) room: Rc<RoomView>,
    /// Where the keys count.
    pub(super) chat: NodeRef,
    /// They count everywhere on the page.
    pub(super) anywhere: bool,
    /// What the rows are to show; nothing once the field is closed.
    pub(super) on_found: Callback<Option<Found>>,
}

impl PartialEq for FindProps {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.room, &other.room) && self.on_found == other.on_found
    }
}

/// The button, where there is something to find, and the field while it is open.
#[derive(Default)]
pub(super) struct Find {
    /// How often it was opened since it was closed.
    opened: u32,
    button: NodeRef,
    /// What had the focus when a key opened it.
    back: Option<HtmlElement>,
    /// The focus goes back there once the field is gone.
    leaves: bool,
    keys: Option<Listener>,
}

pub(super) enum Act {
    Open(Option<HtmlElement>),
    Toggle,
    Leave,
}

impl Component for Find {
    type Message = Act;
    type Properties = FindProps;

    fn create(_: &Context<Self>) -> Self {
        Self::default()
    }

    fn update(&mut self, ctx: &Context<Self>, act: Act) -> bool {
        match act {
            Act::Open(within) => (self.opened, self.back) = (self.opened + 1, within),
            Act::Toggle if self.opened == 0 => (self.opened, self.back) = (1, None),
            Act::Toggle => self.close(ctx),
            Act::Leave => {
                self.leaves = true;
                self.close(ctx);
            }
        }
        true
    }

    fn changed(&mut self, ctx: &Context<Self>, old: &FindProps) -> bool {
        let is_empty = ctx.props().room.messages.is_empty();
        if is_empty && self.opened > 0 {
            self.close(ctx);
        }
        self.opened > 0 || is_empty != old.room.messages.is_empty()
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let FindProps { room, on_found, .. } = ctx.props();
        if room.messages.is_empty() {
            return Html::default();
        }
        let is_open = self.opened > 0;
        let label = if is_open { words::CLOSE_FIND } else { words::FIND };
        html! {
            <>
                if is_open {
                    <Bar room={Rc::clone(room)} opened={self.opened} on_found={on_found.clone()}
                         on_leave={ctx.link().callback(|()| Act::Leave)} />
                }
                <button ref={&self.button} type="button" class="glx-icon-button" aria-label={label} title={label}
                        aria-keyshortcuts={find_keys()} onclick={ctx.link().callback(|_| Act::Toggle)}
                        onkeydown={is_open.then(|| ctx.link().batch_callback(leaves))}>
                    { if is_open { Icon::Close } else { Icon::Search }.html() }
                </button>
            </>
        }
    }

    fn rendered(&mut self, ctx: &Context<Self>, first: bool) {
        if std::mem::take(&mut self.leaves) {
            let back = self.back.take();
            let has_focus = |back: HtmlElement| back.focus().is_ok() && back.matches(":focus") == Ok(true);
            // It may be gone, or be hidden.
            if !back.is_some_and(has_focus) {
                focus(&self.button);
            }
        }
        if first {
            let FindProps { chat, anywhere, .. } = ctx.props();
            let place = if *anywhere { document().map(Into::into) } else { chat.get() };
            let (link, button) = (ctx.link().clone(), self.button.clone());
            self.keys = place.map(|place| {
                Listener::new(place, "keydown", move |event| {
                    if button.get().is_some() && finds(&event) {
                        event.prevent_default();
                        link.send_message(Act::Open(event.target().and_then(|within| within.dyn_into().ok())));
                    }
                })
            });
        }
    }
}

impl Find {
    fn close(&mut self, ctx: &Context<Self>) {
        self.opened = 0;
        ctx.props().on_found.emit(None);
    }
}

/// Escape leaves the field from its button, too.
fn leaves(event: KeyboardEvent) -> Option<Act> {
    (event.key() == "Escape").then(|| {
        handled(&event);
        Act::Leave
    })
}
