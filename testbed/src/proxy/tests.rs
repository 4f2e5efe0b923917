//! A link before a small server that sends back what it gets, tried by plain TCP clients; and one before a WebSocket server.

use std::io::{ErrorKind, Result};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout};

use super::{How, Link, door};

/// For anything that must happen.
const SOON: Duration = Duration::from_secs(10);
/// How long nothing must happen for it to count as never.
const A_WHILE: Duration = Duration::from_millis(150);

struct Scene {
    link: Arc<Link>,
    _tasks: JoinSet<()>,
}

impl Scene {
    async fn set() -> Self {
        let mut tasks = JoinSet::new();
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let server = listener.local_addr().expect("an address");
        tasks.spawn(async move {
            loop {
                let (mut stream, _) = listener.accept().await.expect("a connection");
                tokio::spawn(async move {
                    let (mut from, mut to) = stream.split();
                    let _ = tokio::io::copy(&mut from, &mut to).await;
                    let _ = to.shutdown().await;
                });
            }
        });
        let (link, door) = Link::open(SocketAddr::from(([127, 0, 0, 1], 0)), server, None).expect("a link");
        tasks.spawn(door::keep(door, Arc::clone(&link)));
        Self { link, _tasks: tasks }
    }

    async fn turn(&self, change: Value) -> Value {
        let change = serde_json::from_value(change).expect("a change");
        json!(self.link.set(change).await.expect("the port"))
    }

    async fn connect(&self) -> Result<TcpStream> {
        TcpStream::connect(self.link.address()).await
    }

    async fn nobody_is_left(&self) {
        let gone = async {
            while json!(self.link.state())["open"] != 0 {
                tokio::task::yield_now().await;
            }
        };
        timeout(SOON, gone).await.expect("in time");
    }

    /// A connection that has been proved to work.
    async fn connected(&self) -> TcpStream {
        let mut stream = self.connect().await.expect("a connection");
        echoes(&mut stream, "hello").await;
        stream
    }
}

async fn says(stream: &mut TcpStream, text: &str) {
    stream.write_all(text.as_bytes()).await.expect("the bytes go");
}

async fn hears(stream: &mut TcpStream, text: &str) {
    let mut heard = vec![0; text.len()];
    timeout(SOON, stream.read_exact(&mut heard)).await.expect("in time").expect("the bytes");
    assert_eq!(String::from_utf8_lossy(&heard), text);
}

async fn echoes(stream: &mut TcpStream, text: &str) {
    says(stream, text).await;
    hears(stream, text).await;
}

async fn hears_nothing(stream: &mut TcpStream) {
    assert!(timeout(A_WHILE, stream.read(&mut [0])).await.is_err(), "something came");
}

async fn is_reset(stream: &mut TcpStream) {
    let read = timeout(SOON, stream.read(&mut [0])).await.expect("in time");
    assert_eq!(read.expect_err("an end").kind(), ErrorKind::ConnectionReset);
}

async fn is_closed(stream: &mut TcpStream) {
    assert_eq!(timeout(SOON, stream.read(&mut [0])).await.expect("in time").expect("an end"), 0);
}

#[tokio::test]
async fn bytes_pass_and_are_counted_and_both_ends_of_a_connection_cross() {
    let scene = Scene::set().await;
    let mut stream = scene.connected().await;
    let state = json!(scene.link.state());
    let as_new = json!({
        "accept": "pass", "up": "pass", "down": "pass", "sliceBytes": 0, "delayMs": 0,
        "opened": 1, "open": 1, "bytesUp": 5, "bytesDown": 5,
    });
    assert_eq!(state, as_new);
    says(&mut stream, "the last word").await;
    stream.shutdown().await.expect("an end");
    hears(&mut stream, "the last word").await;
    is_closed(&mut stream).await;
}

#[tokio::test]
async fn refused_is_refused_and_the_port_comes_back() {
    let scene = Scene::set().await;
    let mut old = scene.connected().await;
    for _ in 0..3 {
        assert_eq!(scene.turn(json!({ "accept": "refuse" })).await["accept"], "refuse");
        assert_eq!(scene.connect().await.expect_err("nobody listens").kind(), ErrorKind::ConnectionRefused);
        echoes(&mut old, "who is in stays in").await;
        scene.turn(json!({ "accept": "pass" })).await;
        drop(scene.connected().await);
    }
    assert_eq!(json!(scene.link.state())["opened"], 4);
}

#[tokio::test]
async fn a_held_connection_is_never_answered() {
    let scene = Scene::set().await;
    scene.turn(json!({ "accept": "hold" })).await;
    let mut held = scene.connect().await.expect("a connection");
    says(&mut held, "anybody?").await;
    hears_nothing(&mut held).await;
    scene.turn(json!({ "accept": "pass" })).await;
    hears_nothing(&mut held).await;
    assert_eq!(json!(scene.link.state())["open"], 1);
    let _other = scene.connected().await;
    assert_eq!(scene.link.cut(How::Reset).await, 2);
    is_reset(&mut held).await;
}

#[tokio::test]
async fn a_connection_can_be_reset_as_it_comes() {
    let scene = Scene::set().await;
    scene.turn(json!({ "accept": "reset" })).await;
    let mut stream = scene.connect().await.expect("a connection");
    is_reset(&mut stream).await;
}

#[tokio::test]
async fn paused_bytes_come_later_in_their_order() {
    let scene = Scene::set().await;
    let mut stream = scene.connected().await;
    for direction in ["up", "down"] {
        scene.turn(json!({ direction: "pause" })).await;
        for word in ["one ", "two ", "three "] {
            says(&mut stream, word).await;
        }
        hears_nothing(&mut stream).await;
        says(&mut stream, "four").await;
        scene.turn(json!({ direction: "pass" })).await;
        hears(&mut stream, "one two three four").await;
    }
}

#[tokio::test]
async fn swallowed_bytes_never_come() {
    let scene = Scene::set().await;
    let mut stream = scene.connected().await;
    for direction in ["up", "down"] {
        scene.turn(json!({ direction: "drop" })).await;
        says(&mut stream, "lost").await;
        hears_nothing(&mut stream).await;
        scene.turn(json!({ direction: "pass" })).await;
        echoes(&mut stream, "found").await;
    }
}

#[tokio::test]
async fn while_a_direction_is_silent_the_end_of_a_connection_is_too() {
    let scene = Scene::set().await;
    let mut stream = scene.connected().await;
    scene.turn(json!({ "up": "drop" })).await;
    stream.shutdown().await.expect("an end");
    hears_nothing(&mut stream).await;
    scene.nobody_is_left().await;
    scene.turn(json!({ "up": "pass" })).await;
    is_closed(&mut stream).await;
}

#[tokio::test]
async fn text_cut_into_single_bytes_arrives_whole() {
    let scene = Scene::set().await;
    let mut stream = scene.connected().await;
    scene.turn(json!({ "sliceBytes": 1 })).await;
    let text = "Grüße 👩‍👩‍👧 – עברית, 漢字\n".repeat(20);
    echoes(&mut stream, &text).await;
}

#[tokio::test]
async fn a_slice_is_a_packet_of_its_own() {
    let scene = Scene::set().await;
    let mut stream = scene.connected().await;
    scene.turn(json!({ "sliceBytes": 3, "down": "pause" })).await;
    says(&mut stream, "123456789").await;
    let reading = tokio::spawn(async move {
        let (mut reads, mut heard) = (0, 0);
        while heard < 9 {
            heard += timeout(SOON, stream.read(&mut [0; 64])).await.expect("in time").expect("bytes");
            reads += 1;
        }
        reads
    });
    scene.turn(json!({ "down": "pass" })).await;
    assert!(reading.await.expect("reads") >= 2, "all of it came in one read");
}

#[tokio::test]
async fn each_direction_is_late_and_no_longer_when_the_delay_ends() {
    let scene = Scene::set().await;
    let mut stream = scene.connected().await;
    scene.turn(json!({ "delayMs": 60 })).await;
    let start = Instant::now();
    echoes(&mut stream, "late").await;
    assert!(start.elapsed() >= Duration::from_millis(120));
    scene.turn(json!({ "delayMs": 3_600_000 })).await;
    says(&mut stream, "an hour").await;
    hears_nothing(&mut stream).await;
    scene.turn(json!({ "delayMs": 0 })).await;
    hears(&mut stream, "an hour").await;
}

#[tokio::test]
async fn all_connections_can_be_cut_either_way() {
    let scene = Scene::set().await;
    let (mut one, mut two) = (scene.connected().await, scene.connected().await);
    says(&mut one, "never read here").await;
    assert_eq!(scene.link.cut(How::Reset).await, 2);
    for stream in [&mut one, &mut two] {
        let mut rest = Vec::new();
        let ended = timeout(SOON, stream.read_to_end(&mut rest)).await.expect("in time");
        assert_eq!(ended.expect_err("a reset").kind(), ErrorKind::ConnectionReset);
    }
    let mut three = scene.connected().await;
    let closing = {
        let link = Arc::clone(&scene.link);
        tokio::spawn(async move { link.cut(How::Close).await })
    };
    is_closed(&mut three).await;
    drop(three);
    assert_eq!(closing.await.expect("an answer"), 1);
    assert_eq!(json!(scene.link.state())["open"], 0);
}

#[tokio::test]
async fn a_silent_link_can_be_cut() {
    let scene = Scene::set().await;
    let mut stream = scene.connected().await;
    scene.turn(json!({ "up": "pause", "down": "drop" })).await;
    says(&mut stream, "into nothing").await;
    assert_eq!(scene.link.cut(How::Reset).await, 1);
    is_reset(&mut stream).await;
}

#[tokio::test]
async fn a_reset_of_the_link_puts_all_back() {
    let scene = Scene::set().await;
    let before = json!(scene.link.state());
    let mut stream = scene.connected().await;
    scene.turn(json!({ "accept": "refuse", "up": "pause", "down": "drop", "sliceBytes": 7, "delayMs": 9 })).await;
    says(&mut stream, "later").await;
    scene.link.reset().await.expect("the port");
    hears(&mut stream, "later").await;
    drop(stream);
    scene.nobody_is_left().await;
    let mut after = json!(scene.link.state());
    for count in ["bytesUp", "bytesDown"] {
        assert_eq!(after[count], 5, "what came after the reset");
        after[count] = 0.into();
    }
    assert_eq!(after, before);
}

#[tokio::test]
async fn a_server_that_is_away_is_an_end_at_once() {
    let nobody = TcpListener::bind("127.0.0.1:0").await.expect("a port").local_addr().expect("an address");
    let (link, door) = Link::open(SocketAddr::from(([127, 0, 0, 1], 0)), nobody, None).expect("a link");
    let keeping = tokio::spawn(door::keep(door, Arc::clone(&link)));
    let mut stream = TcpStream::connect(link.address()).await.expect("a connection");
    is_reset(&mut stream).await;
    keeping.abort();
}

/// What a client said in its handshake, and what it heard, are the same with the link as without it.
#[tokio::test(flavor = "multi_thread")]
#[allow(clippy::result_large_err, reason = "the callback's type is tungstenite's")]
async fn handshake_and_close_code_pass_unchanged() {
    use tungstenite::handshake::server::{Request, Response};
    use tungstenite::protocol::CloseFrame;
    use tungstenite::{ClientRequestBuilder, Message};

    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let server = listener.local_addr().expect("an address");
    let serving = std::thread::spawn(move || {
        let (stream, _) = listener.accept().expect("a connection");
        let mut asked = String::new();
        let note = |request: &Request, response: Response| {
            let origin = request.headers().get("origin").map(|origin| origin.to_str().expect("text").to_owned());
            let extensions = request.headers().contains_key("sec-websocket-extensions");
            asked = format!("{} {origin:?} {extensions}", request.uri());
            Ok(response)
        };
        let mut socket = tungstenite::accept_hdr(stream, note).expect("a handshake");
        let said = socket.read().expect("a message");
        let close = CloseFrame { code: 4777.into(), reason: "Grüße".into() };
        socket.close(Some(close)).expect("a close");
        while socket.read().is_ok() {}
        (asked, said)
    });
    let frames = Some(Arc::new(super::Frames::new()));
    let (link, door) = Link::open(SocketAddr::from(([127, 0, 0, 1], 0)), server, frames).expect("a link");
    let keeping = tokio::spawn(door::keep(door, Arc::clone(&link)));
    let address = link.address();
    let heard = tokio::task::spawn_blocking(move || {
        let stream = std::net::TcpStream::connect(address).expect("a connection");
        stream.set_read_timeout(Some(SOON)).expect("a timeout");
        let url = format!("ws://{address}/app/key?client=js&x=%C3%BC").parse().expect("an address");
        let request = ClientRequestBuilder::new(url)
            .with_header("origin", "http://page.test")
            .with_header("sec-websocket-extensions", "permessage-deflate");
        let (mut socket, _) = tungstenite::client(request, stream).expect("a handshake");
        socket.send(Message::text("漢字")).expect("it goes");
        socket.read().expect("a frame")
    });
    let Message::Close(Some(close)) = heard.await.expect("an answer") else { panic!("no close frame") };
    assert_eq!((u16::from(close.code), close.reason.as_str()), (4777, "Grüße"));
    let (asked, said) = serving.join().expect("the server");
    assert_eq!(asked, "/app/key?client=js&x=%C3%BC Some(\"http://page.test\") false");
    assert_eq!(said, Message::text("漢字"));
    keeping.abort();
}
