//! Tells those who do not see the rows what is new: messages of others politely, gathered for a second, and failed sends at once.
//! Never reads out the history.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use yew::prelude::*;

use super::names::shown_name;
use crate::components::dom::Timer;
use crate::components::spoken::use_spoken;
use crate::components::words;
use crate::engine::wire::Failure;
use crate::engine::{ClientId, Message, MessageId, RoomView, SendState};

/// How long messages are gathered, in milliseconds.
const BATCH: i32 = 1_000;
/// So much of a text is read out.
const MOST: usize = 200;

#[derive(Properties)]
pub(super) struct AnnouncerProps {
    pub(super) room: Rc<RoomView>,
}

impl PartialEq for AnnouncerProps {
    fn eq(&self, other: &Self) -> bool {
        self.room.shows_same(&other.room)
    }
}

#[derive(Default)]
struct Told {
    /// The newest message that was there when the room was loaded, or was told since.
    up_to: Option<MessageId>,
    loaded: bool,
    /// How many are to be told, and the newest of them.
    waiting: usize,
    newest: Option<Rc<Message>>,
    timer: Option<Timer>,
    /// The timer has fired; it is let go outside its own call.
    over: bool,
    failed: BTreeSet<ClientId>,
}

#[component]
pub(super) fn Announcer(props: &AnnouncerProps) -> Html {
    let told = use_mut_ref(Told::default);
    let (polite, say) = use_spoken();
    let (urgent, warn) = use_spoken();

    use_effect_with(Rc::clone(&props.room), {
        move |room: &Rc<RoomView>| {
            let mut now = told.borrow_mut();
            now.gather(room);
            if now.timer.is_none() && now.waiting > 0 {
                let (told, say) = (Rc::downgrade(&told), say.clone());
                now.timer = Some(Timer::once(BATCH, move || {
                    if let Some(told) = told.upgrade() {
                        let waiting = std::mem::take(&mut told.borrow_mut().waiting);
                        let newest = told.borrow_mut().newest.take();
                        if let Some(last) = newest {
                            say.emit(sentence(waiting, &last, 0));
                        }
                        told.borrow_mut().over = true;
                    }
                }));
            }
            if let Some(failure) = now.new_failure(room) {
                warn.emit(failure);
            }
        }
    });
    html! {
        <>
            <div class="glx-hidden" aria-live="polite">{ polite }</div>
            <div class="glx-hidden" role="alert">{ urgent }</div>
        </>
    }
}

impl Told {
    /// Takes up what others wrote since the room was loaded.
    fn gather(&mut self, room: &RoomView) {
        if std::mem::take(&mut self.over) {
            self.timer = None;
        }
        let newest = room.messages.newest();
        if self.loaded {
            let news = room.messages.after(self.up_to)..room.messages.len();
            self.waiting += room.messages.others_from(news.start);
            self.newest = room.messages.range(news).rev().find(|message| !message.mine).or(self.newest.take());
        }
        self.loaded = room.loaded;
        self.up_to = self.up_to.max(newest);
    }

    /// The words for a send that has failed since this was last asked.
    fn new_failure(&mut self, room: &RoomView) -> Option<String> {
        let failed = room.echoes.iter().filter_map(|echo| match &echo.state {
            SendState::Failed(failure) => Some((echo.client_id.clone(), failure)),
            _ => None,
        });
        let failed: BTreeMap<ClientId, &Failure> = failed.collect();
        let new = failed.iter().find(|(id, _)| !self.failed.contains(*id)).map(|(_, failure)| words::not_sent(failure));
        self.failed = failed.into_keys().collect();
        new
    }
}

/// What is read out of so many messages: the last one's text, from so many characters on.
pub(super) fn sentence(n: usize, last: &Message, begin: usize) -> String {
    let text: String = last.text.chars().skip(begin).take(MOST).collect();
    let text = if begin > 0 { format!("…{text}") } else { text };
    words::announced(n, &shown_name(&last.name), &text)
}
