//! Light, dark, or as the device says. Keeps nothing: remembering the choice is the page's business.

use yew::prelude::*;

use crate::components::dom::document;
use crate::components::icon::Icon;
use crate::components::words;

/// How the page looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Theme {
    /// As the device says.
    #[default]
    Auto,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Theme {
    const ALL: [Self; 3] = [Self::Auto, Self::Light, Self::Dark];

    /// The name under which a choice is kept, and which `data-theme` has.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Auto => "auto",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    /// The theme of that name; `Auto` for any other text.
    pub fn parse(name: &str) -> Self {
        Self::ALL.into_iter().find(|theme| theme.name() == name).unwrap_or_default()
    }

    const fn words(self) -> &'static str {
        match self {
            Self::Auto => words::THEME_AUTO,
            Self::Light => words::THEME_LIGHT,
            Self::Dark => words::THEME_DARK,
        }
    }

    fn icon(self) -> Html {
        match self {
            Self::Auto => Icon::HalfMoon,
            Self::Light => Icon::Sun,
            Self::Dark => Icon::Moon,
        }
        .html()
    }
}

/// The theme that the page has.
pub fn current_theme() -> Theme {
    let root = document().and_then(|document| document.document_element());
    root.and_then(|root| root.get_attribute("data-theme")).map_or(Theme::Auto, |name| Theme::parse(&name))
}

/// Gives the whole page a theme: `data-theme` on `<html>`, which the stylesheet follows.
pub fn apply_theme(theme: Theme) {
    if let Some(root) = document().and_then(|document| document.document_element()) {
        let _ = match theme {
            Theme::Auto => root.remove_attribute("data-theme"),
            chosen => root.set_attribute("data-theme", chosen.name()),
        };
    }
}

/// What [`ThemeChoice`] is given.
#[derive(Debug, Properties, PartialEq)]
pub struct ThemeChoiceProps {
    /// Another was chosen, and the page has it already. Whoever hears it can keep it.
    #[prop_or_default]
    pub on_theme: Callback<Theme>,
}

/// Three buttons in a row: automatic, light, dark.
#[component]
pub fn ThemeChoice(props: &ThemeChoiceProps) -> Html {
    let present = use_state_eq(current_theme);
    let choose = {
        let (present, on_theme) = (present.setter(), props.on_theme.clone());
        Callback::from(move |theme: Theme| {
            apply_theme(theme);
            present.set(theme);
            on_theme.emit(theme);
        })
    };
    html! {
        <div class="glx-theme" role="group" aria-label={words::APPEARANCE}>
            for theme in Theme::ALL {
                <button type="button" key={theme.name()} aria-pressed={(theme == *present).to_string()}
                        title={theme.words()} onclick={choose.reform(move |_: MouseEvent| theme)}>
                    { theme.icon() }<span>{ theme.words() }</span>
                </button>
            }
        </div>
    }
}
