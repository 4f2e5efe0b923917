//! The bar at the top: the mark, what the page puts beside it, and the user's menu.

use std::rc::Rc;

use yew::prelude::*;

use super::{Avatar, Popover, Theme, ThemeChoice};
use crate::components::dom::plain_click;
use crate::components::icon::Icon;
use crate::components::text::display_name;
use crate::components::words;

/// The mark: a house that speaks.
#[component]
pub fn BrandMark() -> Html {
    html! {
        <svg class="glx-mark" viewBox="0 0 32 32" aria-hidden="true" focusable="false">
            <path class="house" d="M14.1 3.9a3 3 0 0 1 3.8 0l8 6.5a3 3 0 0 1 1.1 2.3V21a4 4 0 0 1-4 4h-7.5l-5.4 4.3a1 1 0 0 1-1.6-.8V25A4 4 0 0 1 5 21v-8.3a3 3 0 0 1 1.1-2.3z" />
            <path class="dots" d="M11 17.5h.01M16 17.5h.01M21 17.5h.01" />
        </svg>
    }
}

/// What [`AppBar`] is given.
#[derive(Debug, Properties, PartialEq)]
pub struct AppBarProps {
    /// The user's name, once it is known.
    #[prop_or_default]
    pub user: Option<AttrValue>,
    /// The user wants out. Without it there is no menu.
    #[prop_or_default]
    pub on_sign_out: Option<Callback<()>>,
    /// Where the mark leads.
    #[prop_or(AttrValue::Static("/"))]
    pub home: AttrValue,
    /// The mark was clicked; a click with a modifier is left to the browser.
    #[prop_or_default]
    pub on_home: Option<Callback<()>>,
    /// The page has got another theme. Whoever hears it can keep it.
    #[prop_or_default]
    pub on_theme: Callback<Theme>,
    /// What stands before the menu: health, bell.
    #[prop_or_default]
    pub children: Html,
}

/// The bar.
#[component]
pub fn AppBar(props: &AppBarProps) -> Html {
    let onclick = props.on_home.clone().map(plain_click);
    html! {
        <div class="glx-bar">
            <a class="brand" href={props.home.clone()} {onclick}>
                <BrandMark />
                <span class="wordmark"><b>{ words::BRAND }</b>{ " " }<span>{ words::PRODUCT }</span></span>
            </a>
            <div class="tools">
                { props.children.clone() }
                if let Some(on_sign_out) = props.on_sign_out.clone() {
                    <UserMenu name={props.user.clone()} {on_sign_out} on_theme={props.on_theme.clone()} />
                }
            </div>
        </div>
    }
}

#[derive(Properties, PartialEq)]
struct UserMenuProps {
    name: Option<AttrValue>,
    on_theme: Callback<Theme>,
    on_sign_out: Callback<()>,
}

/// Who is signed in, how the page looks, and the way out.
#[component]
fn UserMenu(props: &UserMenuProps) -> Html {
    let name: Rc<str> = Rc::from(props.name.as_deref().unwrap_or_default());
    let face = html! { <Avatar name={Rc::clone(&name)} /> };
    html! {
        <Popover class="glx-user" {face} label={words::ACCOUNT} title={words::ACCOUNT}>
            if !name.is_empty() {
                <p class="who"><bdi>{ display_name(&name).into_owned() }</bdi></p>
            }
            <ThemeChoice on_theme={props.on_theme.clone()} />
            <button type="button" class="glx-button plain" onclick={props.on_sign_out.reform(|_: MouseEvent| ())}>
                { Icon::SignOut.html() }{ words::SIGN_OUT }
            </button>
        </Popover>
    }
}
