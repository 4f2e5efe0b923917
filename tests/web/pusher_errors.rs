//! Errors of every shape come as one type. Spoken by a scripted server.

use glx_realtime::engine::SocketState;
use glx_realtime::pusher::{Binding, Client, ConnectionError, ErrorKind};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::pusher_scripted::{Server, scripted, sockets};
use crate::support::{Heard, unanswered, until};

fn client(key: &str) -> (Client, Heard<ConnectionError>, Binding) {
    let client = scripted(key, unanswered);
    let errors = Heard::new();
    let binding = client.on_error(errors.listener()).unwrap();
    (client, errors, binding)
}

fn server(code: u16, message: &str, closing: bool) -> ConnectionError {
    ConnectionError { kind: ErrorKind::Server, code: Some(code), message: message.to_owned(), closing }
}

#[wasm_bindgen_test]
async fn refused_in_the_handshake_by_a_close_or_by_a_frame() {
    let (client, errors, _binding) = client("errors-handshake");
    Server::accept(&client).await.close(4003, "disabled");
    assert_eq!(client.state(), SocketState::Disconnected);
    let frame = r#"{"event":"pusher:error","data":{"code":4001,"message":"no such app"}}"#;
    Server::accept(&client).await.say(frame);
    assert_eq!(client.state(), SocketState::Disconnected);
    assert_eq!(errors.all(), [server(4003, "disabled", true), server(4001, "no such app", true)]);
}

#[wasm_bindgen_test]
async fn closed_with_a_code_after_the_handshake_it_is_told_twice() {
    let (client, errors, _binding) = client("errors-close");
    let first = Server::connect(&client).await;
    let before = sockets();
    first.close(4201, "pong missing");
    Server::next(before).await;
    assert_eq!(errors.all(), [server(4201, "pong missing", false), server(4201, "pong missing", true)]);
}

#[wasm_bindgen_test]
async fn a_close_of_the_network_is_closing_at_once() {
    let (client, errors, _binding) = client("errors-network");
    Server::connect(&client).await.close(1006, "");
    assert_eq!(errors.all(), [server(1006, "", true)]);
}

#[wasm_bindgen_test]
async fn an_error_frame_leaves_the_socket_open() {
    let (client, errors, _binding) = client("errors-frame");
    let server_ = Server::connect(&client).await;
    server_.say(r#"{"event":"pusher:error","data":{"code":4301,"message":"too fast"}}"#);
    server_.say(r#"{"event":"pusher:error","data":{"code":null,"message":"client events are off"}}"#);
    let without_code = ConnectionError { code: None, ..server(1, "client events are off", false) };
    assert_eq!(errors.all(), [server(4301, "too fast", false), without_code]);
    assert_eq!(client.state(), SocketState::Connected);
}

#[wasm_bindgen_test]
async fn rubbish_is_told_from_a_wrong_handshake() {
    let (client, errors, _binding) = client("errors-rubbish");
    let server = Server::accept(&client).await;
    server.say(r#"{"event":"hello","data":{}}"#);
    until("an error", || errors.len() == 1).await;
    assert_eq!((errors.all()[0].kind, errors.all()[0].message.as_str()), (ErrorKind::Handshake, "Invalid handshake"));
    client.disconnect().unwrap();

    let server = Server::connect(&client).await;
    for frame in ["null", "{", ""] {
        let before = errors.len();
        server.say(frame);
        let error = errors.all().pop().unwrap();
        assert_eq!(
            (errors.len(), error.kind, error.code),
            (before + 1, ErrorKind::Frame, None),
            "{frame:?}: {error:?}"
        );
        assert!(!error.message.is_empty(), "{frame:?}");
    }
}
