//! The field over a room's head, and from there the way to each message that says the words, however far up it stands.
//! Decides neither where rows are nor how words are marked in them.

use std::rc::Rc;

use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::Found;
use crate::components::chat::announcer::sentence;
use crate::components::chat::marks::folded;
use crate::components::dom::{Timer, handled, is_composed};
use crate::components::icon::Icon;
use crate::components::spoken::anew;
use crate::components::words;
use crate::engine::{Message, MessageId, RoomView, Search};

/// So many messages are looked at in one go, which takes a few milliseconds.
const AT_ONCE: usize = 1_000;
/// When so many are found beyond the one that is shown, that is enough to go on with: "a" is in a million messages.
const AHEAD: usize = 1_000;
/// Who types on is not told meanwhile what was found; in milliseconds.
const TOLD_AFTER: i32 = 600;
/// So much of what stands before the words is read out, in characters.
const BEFORE: usize = 40;

#[derive(Properties, PartialEq)]
pub(super) struct BarProps {
    pub(super) room: Rc<RoomView>,
    /// Another number has the field take the focus.
    pub(super) opened: u32,
    pub(super) on_found: Callback<Option<Found>>,
    pub(super) on_leave: Callback<()>,
}

/// The field, what was found, and the way on from there.
#[derive(Default)]
pub(super) struct Bar {
    field: NodeRef,
    /// How often it was opened when the field last took the focus.
    opened: u32,
    /// As they are compared.
    words: Rc<str>,
    search: Search,
    /// All messages were looked at.
    is_all: bool,
    shown: Option<MessageId>,
    turn: u32,
    /// What is read out.
    told: String,
    going_on: Option<Timer>,
    telling: Option<Timer>,
}

pub(super) enum Act {
    Type(String),
    Older,
    Newer,
    Leave,
    GoOn,
    Tell,
}

impl Component for Bar {
    type Message = Act;
    type Properties = BarProps;

    fn create(_: &Context<Self>) -> Self {
        Self::default()
    }

    fn update(&mut self, ctx: &Context<Self>, act: Act) -> bool {
        match act {
            Act::Type(words) => {
                (self.words, self.search, self.is_all) = (folded(words.trim()).into(), Search::default(), false);
                // Who types on stays where that is said, too.
                let shown = self.message(ctx).filter(|message| !self.words.is_empty() && self.says(message).is_some());
                self.show(ctx, shown.map(|message| message.id));
                self.go_on(ctx);
            }
            Act::Older => self.step(ctx, Search::older),
            Act::Newer => self.step(ctx, Search::newer),
            Act::Leave => ctx.props().on_leave.emit(()),
            Act::GoOn => self.go_on(ctx),
            Act::Tell => {
                let text = self.message(ctx).map(|message| self.read_out(&message)).unwrap_or_default();
                self.told = anew(format!("{}. {text}", self.count()), self.turn % 2 == 1);
            }
        }
        true
    }

    fn changed(&mut self, ctx: &Context<Self>, _: &BarProps) -> bool {
        self.go_on(ctx);
        true
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let number = self.number();
        let button = |label: &'static str, class: &'static str, is_there: bool, act: fn(MouseEvent) -> Act| {
            html! {
                <button type="button" class={classes!("glx-icon-button", class)} aria-label={label} title={label}
                        aria-disabled={(!is_there).to_string()} onclick={ctx.link().callback(act)}>
                    { Icon::ArrowDown.html() }
                </button>
            }
        };
        let oninput = |event: InputEvent| Act::Type(event.target_unchecked_into::<HtmlInputElement>().value());
        html! {
            <div class="find" role="search" onkeydown={ctx.link().batch_callback(key)}>
                <label class="glx-search">
                    { Icon::Search.html() }
                    <input ref={&self.field} type="text" aria-label={words::FIND} placeholder={words::FIND} autocomplete="off"
                           enterkeyhint="search" dir="auto" oninput={ctx.link().callback(oninput)} />
                </label>
                <div class="found">
                    <span aria-hidden="true">{ self.count() }</span>
                    <span class="glx-hidden" aria-live="polite">{ self.told.clone() }</span>
                    { button(words::OLDER_FOUND, "older", number < self.search.len(), |_| Act::Older) }
                    { button(words::NEWER_FOUND, "newer", number > 1, |_| Act::Newer) }
                </div>
            </div>
        }
    }

    fn rendered(&mut self, ctx: &Context<Self>, _: bool) {
        if self.opened != ctx.props().opened
            && let Some(field) = self.field.cast::<HtmlInputElement>()
        {
            self.opened = ctx.props().opened;
            let _ = field.focus();
            field.select();
        }
    }
}

impl Bar {
    fn step(&mut self, ctx: &Context<Self>, to: fn(&Search, MessageId) -> Option<MessageId>) {
        self.show(ctx, self.shown.and_then(|id| to(&self.search, id)).or(self.shown));
        self.go_on(ctx);
    }

    /// Looks at some messages more, and shows the newest that says the words.
    fn go_on(&mut self, ctx: &Context<Self>) {
        let was_all = self.is_all;
        let number = self.number();
        let is_ahead = !was_all && number > 0 && self.search.len() >= number + AHEAD;
        let messages = &ctx.props().room.messages;
        // What comes in is looked at all the same.
        let most = if is_ahead { self.search.news(messages).min(AT_ONCE) } else { AT_ONCE };
        self.going_on = None;
        if self.words.is_empty() || most == 0 {
            return;
        }
        let mut search = std::mem::take(&mut self.search);
        self.is_all = !search.go_on(messages, most, |message| self.says(message).is_some());
        self.search = search;
        if !self.is_all {
            let link = ctx.link().clone();
            self.going_on = Some(Timer::once(0, move || link.send_message(Act::GoOn)));
        }
        // That there is none is told, too, once.
        if self.shown.is_none() && (!self.search.is_empty() || self.is_all && !was_all) {
            self.show(ctx, self.search.newest());
        }
    }

    fn show(&mut self, ctx: &Context<Self>, message: Option<MessageId>) {
        self.shown = message;
        self.turn += 1;
        ctx.props().on_found.emit(Some(Found { words: Rc::clone(&self.words), message, turn: self.turn }));
        let link = ctx.link().clone();
        self.telling = (!self.words.is_empty()).then(|| Timer::once(TOLD_AFTER, move || link.send_message(Act::Tell)));
        if self.words.is_empty() {
            self.told.clear();
        }
    }

    fn message(&self, ctx: &Context<Self>) -> Option<Rc<Message>> {
        ctx.props().room.messages.find(self.shown?)
    }

    /// Where a message says the words, in its text as it is compared.
    fn says(&self, message: &Message) -> Option<usize> {
        folded(&message.text).find(&*self.words)
    }

    /// Who says it, and what stands around the words.
    fn read_out(&self, message: &Message) -> String {
        let at = self.says(message).unwrap_or_default();
        let starts: Vec<_> = message.text.char_indices().map(|(start, _)| start).collect();
        let before = starts.partition_point(|start| folded(&message.text[..*start]).len() <= at);
        sentence(1, message, before.saturating_sub(1 + BEFORE))
    }

    /// Which of those that were found is shown, counted from the newest.
    fn number(&self) -> usize {
        self.shown.and_then(|id| self.search.number(id)).unwrap_or_default()
    }

    fn count(&self) -> String {
        match self.number() {
            _ if self.words.is_empty() => String::new(),
            0 if self.is_all => words::FOUND_NOTHING.to_owned(),
            0 => words::FINDING.to_owned(),
            number => words::found_of(number, self.search.len(), self.is_all),
        }
    }
}

/// What a key does in the bar.
fn key(event: KeyboardEvent) -> Option<Act> {
    let is_in_field = event.target_dyn_into::<HtmlInputElement>().is_some();
    let act = match event.key().as_str() {
        _ if is_composed(&event) => return None,
        "Escape" => Act::Leave,
        "Enter" if is_in_field && event.shift_key() => Act::Newer,
        "Enter" | "ArrowUp" if is_in_field => Act::Older,
        "ArrowDown" if is_in_field => Act::Newer,
        _ => return None,
    };
    handled(&event);
    Some(act)
}
