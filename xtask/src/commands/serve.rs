//! `cargo xtask serve`: the local world, the page in front of it, and two users to sign in with. It ends when either of its
//! two children ends, or when it is told to; the leash then sees to it that nothing stays behind.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::args::Args;
use crate::fault::{Fault, Outcome};
use crate::kit::needs::{self, Kit};
use crate::kit::world::{self, World};
use crate::kit::{ports, progress};
use crate::leash::{Leashed, Output};

/// A first build compiles every dependency.
const FIRST_PAGE: Duration = Duration::from_secs(20 * 60);
/// How often the page is asked whether it is there; a child's end is noticed at once.
const ASK_EVERY: Duration = Duration::from_millis(200);

pub(crate) fn run(mut args: Args) -> Outcome<ExitCode> {
    let page_port = args.port("--port", 8080)?;
    let api_port = args.port("--api-port", 3001)?;
    let pusher_port = args.port("--pusher-port", 6001)?;
    let open = args.flag("--open");
    args.done()?;
    ports::must_be_free(page_port, "the page", "--port")?;
    ports::must_be_free(api_port, "the local backend", "--api-port")?;
    ports::must_be_free(pusher_port, "the local Pusher server", "--pusher-port")?;

    let started = Instant::now();
    let kit = Kit::with(needs::SERVE)?;
    let program = world::program(&kit)?;
    let data = kit.checkout.join("target/local-world");
    let words = [
        "--listen",
        &format!("127.0.0.1:{api_port}"),
        "--sockudo-port",
        &pusher_port.to_string(),
        "--data",
        &data.to_string_lossy(),
    ];
    let world = world::start(&kit, program, &words.map(String::from))?;
    let page = Leashed::start(&trunk(&kit, &world, page_port, api_port), Output::Shown)?;
    await_page(&page, &world.running, page_port)?;

    let address = format!("http://127.0.0.1:{page_port}/");
    println!("{}", welcome(&address, &world.ready, started.elapsed()));
    if open {
        open_browser(&address);
    }
    loop {
        if let Some(code) = page.wait(ASK_EVERY) {
            return Err(Fault::new(format!("trunk has ended (exit code {code}); everything is stopped")));
        }
        if let Some(code) = world.running.wait(ASK_EVERY) {
            return Err(Fault::new(format!("the local world has ended (exit code {code}); everything is stopped")));
        }
    }
}

/// `trunk serve` with the world's settings built into the page. Its files go beside the release page's, not over them.
fn trunk(kit: &Kit, world: &World, page_port: u16, api_port: u16) -> Command {
    let mut trunk = kit.command("trunk");
    trunk.args(["serve", "--dist", "target/served-page", "--address", "127.0.0.1", "--disable-address-lookup=true"]);
    trunk.args(["--port", &page_port.to_string()]);
    trunk.arg(format!("--proxy-backend=http://127.0.0.1:{api_port}/api"));
    let pusher = &world.ready["pusher"];
    let settings = [
        ("GLX_API_BASE", Value::from("/api")),
        ("GLX_PUSHER_KEY", pusher["key"].clone()),
        ("GLX_PUSHER_CLUSTER", pusher["cluster"].clone()),
        ("GLX_PUSHER_HOST", pusher["host"].clone()),
        ("GLX_PUSHER_PORT", pusher["port"].clone()),
        ("GLX_PUSHER_TLS", pusher["tls"].clone()),
        ("GLX_TEXT_ENCODING", Value::from("escaped")),
    ];
    for (name, value) in settings {
        match value {
            Value::Null => trunk.env_remove(name),
            Value::String(text) => trunk.env(name, text),
            other => trunk.env(name, other.to_string()),
        };
    }
    trunk
}

/// Waits until the page is served, or one of the two has ended.
fn await_page(page: &Leashed, world: &Leashed, port: u16) -> Outcome {
    let deadline = Instant::now() + FIRST_PAGE;
    while Instant::now() < deadline {
        if answers(port) {
            return Ok(());
        }
        if page.wait(ASK_EVERY).is_some() {
            return Err(Fault::new("trunk has ended before the page was there; why is above"));
        }
        if world.wait(Duration::ZERO).is_some() {
            return Err(Fault::new("the local world has ended; why is above"));
        }
    }
    Err(Fault::new(format!("the page was not there after {}", progress::spoken(FIRST_PAGE))))
}

/// Whether the page itself (not the notice of a failed build) comes from `port`.
fn answers(port: u16) -> bool {
    let address = (Ipv4Addr::LOCALHOST, port).into();
    let Ok(mut stream) = TcpStream::connect_timeout(&address, ASK_EVERY) else { return false };
    let _ = stream.set_read_timeout(Some(Duration::from_secs(2)));
    let mut answer = String::new();
    stream.write_all(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/html\r\nConnection: close\r\n\r\n").is_ok()
        && stream.read_to_string(&mut answer).is_ok()
        && answer.starts_with("HTTP/1.1 200")
        && answer.contains("id=\"app\"")
}

fn welcome(address: &str, ready: &Value, took: Duration) -> String {
    let users: Vec<String> = ready["users"]
        .as_array()
        .into_iter()
        .flatten()
        .take(2)
        .map(|user| format!("  {:<20} {}", text(&user["email"]), text(&user["password"])))
        .collect();
    format!(
        "\n  {address}   (ready after {})\n\n  sign in as, in two browsers:\n  {}\n\n  Ctrl-C stops everything.\n",
        progress::spoken(took),
        users.join("\n  ")
    )
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or("?")
}

fn open_browser(address: &str) {
    let (program, words): (&str, &[&str]) = if cfg!(target_os = "macos") {
        ("open", &[])
    } else if cfg!(windows) {
        ("cmd", &["/C", "start"])
    } else {
        ("xdg-open", &[])
    };
    if Command::new(program).args(words).arg(address).spawn().is_err() {
        println!("  (no browser could be opened: open the address yourself)");
    }
}
