//! The signs, drawn on a grid of 24 with one stroke. They are decoration: what they mean is always said in words beside them.

use yew::prelude::*;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Icon {
    Alert,
    ArrowDown,
    Back,
    Ballot,
    Bell,
    Check,
    Clock,
    Close,
    Download,
    Eye,
    EyeOff,
    HalfMoon,
    Heart,
    Lock,
    Message,
    Moon,
    Pencil,
    Plug,
    Reload,
    Search,
    Send,
    SignOut,
    Sun,
    Trash,
}

impl Icon {
    const fn path(self) -> &'static str {
        match self {
            Self::Alert => "M12 4 2.8 19.5h18.4L12 4Zm0 6v4.5m0 2.6v.1",
            Self::ArrowDown => "M12 5v14m-6-6 6 6 6-6",
            Self::Back => "M15 5 8 12l7 7",
            Self::Ballot => "M5 4h14v16H5zM8.5 9l1.3 1.3L12 8m2.5 1.5h1.5M8.5 15l1.3 1.3L12 14m2.5 1.5h1.5",
            Self::Bell => "M6 10a6 6 0 0 1 12 0c0 5 2 6 2 7H4c0-1 2-2 2-7Zm4 10a2.2 2.2 0 0 0 4 0",
            Self::Check => "m5 12.5 4.5 4.5L19 7.5",
            Self::Clock => "M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17ZM12 8v4.3l2.8 1.7",
            Self::Close => "M6 6l12 12M18 6 6 18",
            Self::Download => "M12 4v11m-5-5 5 5 5-5M5 20h14",
            Self::Eye => {
                "M2.5 12S6 5.5 12 5.5 21.5 12 21.5 12 18 18.5 12 18.5 2.5 12 2.5 12ZM12 9a3 3 0 1 1 0 6 3 3 0 0 1 0-6Z"
            }
            Self::EyeOff => {
                "M4 4l16 16M9.5 5.8A9 9 0 0 1 12 5.5c6 0 9.5 6.5 9.5 6.5a16 16 0 0 1-3 3.7M6 7.6A16 16 0 0 0 2.5 12S6 18.5 12 18.5a9 9 0 0 0 4-.9M10 10a3 3 0 0 0 4 4"
            }
            Self::Heart => "M12 20s-7.5-4.4-7.5-10A4.2 4.2 0 0 1 12 7.3a4.2 4.2 0 0 1 7.5 2.7c0 5.6-7.5 10-7.5 10Z",
            Self::HalfMoon => "M12 3.5a8.5 8.5 0 1 1 0 17 8.5 8.5 0 0 1 0-17ZM12 3.5v17M15.5 5v14M18.5 7.5v9",
            Self::Lock => "M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
            Self::Message => "M4 5h16v11H11l-4.5 4V16H4z",
            Self::Moon => "M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10Z",
            Self::Pencil => "m4.5 19.5 1-4.5L16 4.5l3.5 3.5L9 18.5l-4.5 1ZM13.5 7l3.5 3.5",
            Self::Plug => "M9 3v5m6-5v5M6 8h12v3a6 6 0 0 1-12 0V8Zm6 9v4",
            Self::Reload => "M19.5 12a7.5 7.5 0 1 1-2.2-5.3L20 9.5m0-5v5h-5",
            Self::Search => "M10.5 4a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13Zm4.8 11.3L20.5 20.5",
            Self::Send => "M4 12 3.5 4.5 21 12 3.5 19.5 4 12Zm0 0h8",
            Self::SignOut => "M14 4H5v16h9M10 12h11m-4-4 4 4-4 4",
            Self::Sun => {
                "M12 8a4 4 0 1 1 0 8 4 4 0 0 1 0-8ZM12 2.5v2m0 15v2M2.5 12h2m15 0h2M5.3 5.3l1.4 1.4m10.6 10.6 1.4 1.4m0-13.4-1.4 1.4M6.7 17.3l-1.4 1.4"
            }
            Self::Trash => "M4.5 6.5h15M9.5 6V4h5v2M6.5 6.5l1 13.5h9l1-13.5M10.3 10.5v6m3.4-6v6",
        }
    }

    /// The sign as SVG, the size of the text around it unless a class says otherwise.
    pub(super) fn html(self) -> Html {
        html! {
            <svg class={classes!("glx-icon", self.is_directed().then_some("directed"))} viewBox="0 0 24 24"
                 aria-hidden="true" focusable="false">
                <path d={self.path()} />
            </svg>
        }
    }

    /// Whether it points along the line of reading, and so is mirrored where that runs from right to left.
    const fn is_directed(self) -> bool {
        matches!(self, Self::Back | Self::Send | Self::SignOut)
    }
}
