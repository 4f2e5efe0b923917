//! The head of a room: what it is about, and who is here.

use std::rc::Rc;

use yew::prelude::*;

use super::names::shown_name;
use crate::components::icon::Icon;
use crate::components::shell::{Avatar, Popover};
use crate::components::words;
use crate::engine::Person;

#[derive(Properties, PartialEq)]
pub(super) struct HeadProps {
    pub(super) title: AttrValue,
    pub(super) subtitle: AttrValue,
    pub(super) people: Rc<[Person]>,
    pub(super) on_back: Option<Callback<()>>,
}

/// How many faces are shown beside the title.
const FACES: usize = 3;

#[component]
pub(super) fn Head(props: &HeadProps) -> Html {
    html! {
        <>
            if let Some(on_back) = props.on_back.clone() {
                <button type="button" class="glx-icon-button back" aria-label={words::BACK}
                        onclick={on_back.reform(|_: MouseEvent| ())}>
                    { Icon::Back.html() }
                </button>
            }
            <div class="about">
                <h2><bdi>{ props.title.clone() }</bdi></h2>
                if !props.subtitle.is_empty() {
                    <p><bdi>{ props.subtitle.clone() }</bdi></p>
                }
            </div>
            if !props.people.is_empty() {
                <People people={Rc::clone(&props.people)} />
            }
        </>
    }
}

#[derive(Properties, PartialEq)]
struct PeopleProps {
    people: Rc<[Person]>,
}

/// Some faces, and behind them the list of everybody.
#[component]
fn People(props: &PeopleProps) -> Html {
    let people = &props.people;
    let label = words::people_here(people.len());
    let face = html! {
        <>
            for person in people.iter().take(FACES) {
                <Avatar key={person.user.get()} name={Rc::clone(&person.name)} />
            }
            if people.len() > FACES {
                <span class="more" aria-hidden="true">{ format!("+{}", people.len() - FACES) }</span>
            }
        </>
    };
    html! {
        <Popover class="people" {face} label={label.clone()} title={label.clone()}>
            <p class="title">{ label }</p>
            <ul>
                for person in people.iter() {
                    <li key={person.user.get()}>
                        <Avatar name={Rc::clone(&person.name)} />
                        <bdi>{ shown_name(&person.name) }</bdi>
                    </li>
                }
            </ul>
            <p class="note">{ words::PEOPLE_NOTE }</p>
        </Popover>
    }
}
