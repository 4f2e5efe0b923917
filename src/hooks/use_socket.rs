//! The hook that makes the connection, and the provider that hands it to selectors below.

use yew::prelude::*;

use super::Socket;
use crate::config::Config;
use crate::engine::wire::Token;
use crate::session::{Session, TokenSource};

/// What a connection is made with.
#[derive(Debug, Clone, PartialEq)]
pub struct SocketOptions {
    /// Which Pusher app and which API.
    pub config: Config,
    /// The signed-in user's token; `None` while nobody is signed in. A text that is no token counts as none.
    pub token: Option<AttrValue>,
    /// Asked for a fresh token when the backend takes this one no more.
    pub refresh: Option<TokenSource>,
}

/// Connects for as long as the component is there, as whoever the token says. A changed token changes the user; another component with
/// the same configuration shares the connection.
#[hook]
pub fn use_socket(options: SocketOptions) -> Socket {
    let session = use_memo(options.config.clone(), Session::shared);
    {
        let session = (*session).clone();
        let SocketOptions { config, token, refresh } = options;
        use_effect_with((config, token, refresh), move |(_, token, refresh)| {
            match token.as_ref().and_then(|token| Token::parse(token).ok()) {
                Some(token) => session.sign_in(token, refresh.clone()),
                None if session.user().is_some() => session.sign_out(),
                None => {}
            }
        });
    }
    Socket { session: (*session).clone() }
}

/// What the provider takes.
#[derive(Debug, Clone, PartialEq, Properties)]
pub struct SocketProviderProps {
    /// The connection, from [`use_socket`].
    pub socket: Socket,
    /// Who may use selectors.
    #[prop_or_default]
    pub children: Html,
}

/// Hands the connection to every selector below it.
#[component]
pub fn SocketProvider(props: &SocketProviderProps) -> Html {
    html! { <ContextProvider<Socket> context={props.socket.clone()}>{ props.children.clone() }</ContextProvider<Socket>> }
}
