//! The life of one connection through a link: joined with one to the server, or not, as the dials say when it comes; and
//! its end on both sides. What passes meanwhile is `pump`'s.

use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::dials::Accept;
use super::frames::Call;
use super::lanes::{Direction, Lanes, Outlet};
use super::link::{How, Link, Member};
use super::pump::{Broken, Gate, read, write};
use super::stage::Stage;

/// How long a closed connection may take to be closed on its other side too.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// One connection from its first byte to its last.
pub(super) async fn serve(mut browser: TcpStream, link: Arc<Link>, mut member: Member) {
    let (number, mut server) = (member.number, None);
    let how = match link.dials().accept {
        Accept::Reset => How::Reset,
        Accept::Hold => tokio::select! {
            how = member.cut() => how,
            () = ignore(&mut browser) => How::Close,
        },
        Accept::Pass | Accept::Refuse => tokio::select! {
            how = member.cut() => how,
            how = joined(&mut browser, &mut server, &link, number) => how,
        },
    };
    for stream in [Some(browser), server].into_iter().flatten() {
        end(stream, how).await;
    }
    // Only now is it gone.
    drop(member);
}

/// Joins the browser with the server until both have ended, or one has broken off.
async fn joined(browser: &mut TcpStream, server: &mut Option<TcpStream>, link: &Link, number: u64) -> How {
    let Ok(stream) = TcpStream::connect(link.upstream).await else { return How::Reset };
    let server = server.insert(stream);
    for stream in [&*browser, server] {
        // A slice that waits for the next one would be no slice.
        let _ = stream.set_nodelay(true);
    }
    let (from_browser, to_browser) = browser.split();
    let (from_server, to_server) = server.split();
    let ((up, going_up), (down, going_down)) = (Outlet::new(), Outlet::new());
    let call = Call::new(number, Lanes { up: up.clone(), down: down.clone() });
    let stage = |direction| {
        let mut stage = Stage::new(call.clone(), direction, link.frames.clone());
        move |bytes: &[u8]| stage.feed(bytes)
    };
    let reading_up = read(from_browser, Gate::up(link), up, stage(Direction::Up), || link.left(number));
    let reading_down = read(from_server, Gate::open(link), down, stage(Direction::Down), || ());
    let reading = async {
        tokio::join!(reading_up, reading_down);
        Ok(())
    };
    let all = tokio::try_join!(
        reading,
        write(to_server, Gate::open(link), going_up, link, Direction::Up),
        write(to_browser, Gate::down(link), going_down, link, Direction::Down),
    );
    match all {
        Ok(_) => How::Close,
        Err(Broken) => How::Reset,
    }
}

/// Reads and forgets until the browser ends the connection.
async fn ignore(stream: &mut TcpStream) {
    let mut buffer = [0; 1024];
    while stream.read(&mut buffer).await.is_ok_and(|count| count > 0) {}
}

/// Ends a connection so that the other side sees an RST, or a FIN.
async fn end(mut stream: TcpStream, how: How) {
    match how {
        How::Reset => {
            let _ = stream.set_zero_linger();
        }
        How::Close => {
            let _ = stream.shutdown().await;
            // A socket with bytes that nobody has read would be reset.
            let _ = timeout(LAST_WORDS, ignore(&mut stream)).await;
        }
    }
}
