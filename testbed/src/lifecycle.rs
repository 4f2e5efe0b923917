//! One life of the local world: start everything, say so, serve, clean up. What is started here is ended by being
//! dropped, however the life ends.

use std::collections::HashSet;
use std::io::{Read, Write};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::middleware::from_fn_with_state;
use tokio::net::TcpListener;
use tokio::sync::{mpsc, oneshot, watch};
use tokio::task::JoinSet;

use crate::args::Options;
use crate::limits::Limits;
use crate::proxy::Links;
use crate::publish::Publisher;
use crate::pusher_app::{local_pusher, reachable, real_pusher};
use crate::ready::{Place, ready};
use crate::seed::seed;
use crate::sockudo::{Handle, Supervisor};
use crate::store::Store;
use crate::trouble::Trouble;
use crate::world::{CallLog, Shared, World};
use crate::{api, control, cors, page, server};

const JWT_SECRET: &str = "glx-local-jwt-secret";

/// Lives until a signal, or until standard input ends where that was asked for. To be polled on the program's main
/// thread: sockudo is tied to the life of the thread that starts it.
///
/// # Errors
/// Whatever kept the world from starting.
pub async fn run(options: Options) -> Result<(), Trouble> {
    let exit_with_stdin = options.exit_with_stdin;
    let signals = signals()?;
    tokio::select! {
        lived = live(options) => lived,
        () = signals => Ok(()),
        () = stdin_end(), if exit_with_stdin => Ok(()),
    }
}

async fn live(options: Options) -> Result<(), Trouble> {
    let listener = TcpListener::bind(options.listen).await.map_err(|error| Trouble::Port {
        what: "the site",
        address: options.listen,
        flag: "--listen",
        error,
    })?;
    let site = listener.local_addr()?;
    if let Some(folder) = &options.page {
        let index = std::fs::metadata(folder.join("index.html"));
        index.map_err(|error| Trouble::Folder { folder: folder.clone(), flag: "--page", error })?;
    }
    // Holds sockudo's configuration, and the database where no other place was named; gone with this function.
    let scratch = tempfile::Builder::new().prefix("glx-testbed-").tempdir()?;
    let data = options.data.as_deref().unwrap_or(scratch.path());
    std::fs::create_dir_all(data).map_err(|error| Trouble::Folder {
        folder: data.to_owned(),
        flag: "--data",
        error,
    })?;
    let store = Store::open(&data.join("site.sqlite"))?;
    if store.users()?.is_empty() {
        seed(&store, options.switches.text_encoding)?;
    }

    let (app, pusher, _reserved) = match real_pusher()? {
        Some((app, pusher)) => (app, pusher, None),
        None => local_pusher(site.ip(), options.sockudo_port)?,
    };
    let (asking, asked) = mpsc::channel(1);
    let supervisor = if pusher.hosted {
        None
    } else {
        let address = SocketAddr::new(site.ip(), pusher.port);
        let config = scratch.path().join("sockudo.json");
        let mut supervisor = Supervisor::new(options.sockudo, address, config, app.clone());
        supervisor.start().await?;
        Some(supervisor)
    };

    let mut serving = JoinSet::new();
    let links = match pusher.hosted {
        true => None,
        false => Some(Links::open(site, SocketAddr::new(site.ip(), pusher.port), &mut serving)?),
    };
    let world = Arc::new(World {
        place: Place {
            origin: format!("http://{}", reachable(site)),
            pusher,
            links: links.as_ref().map(Links::places),
        },
        jwt_secret: JWT_SECRET.to_owned(),
        store,
        publisher: Publisher::new(app),
        sockudo: supervisor.is_some().then_some(Handle(asking)),
        links,
        first_switches: options.switches.clone(),
        switches: Mutex::new(options.switches),
        answers: Mutex::default(),
        limits: Mutex::new(Limits::default()),
        calls: Mutex::new(CallLog::default()),
        csrf_tokens: Mutex::new(HashSet::new()),
        fresh: watch::Sender::new(0),
    });
    serving.spawn(server::serve(listener, router(&world, options.page), world.fresh.subscribe()));
    let mut out = std::io::stdout().lock();
    writeln!(out, "{}", ready(&world.place, &world.store)?)?;
    out.flush()?;
    drop(out);
    match supervisor {
        Some(supervisor) => supervisor.supervise(asked).await,
        None => std::future::pending().await,
    }
    Ok(())
}

fn router(world: &Shared, folder: Option<PathBuf>) -> Router {
    let site = Router::new()
        .nest("/api", api::router(world))
        .nest("/testbed", control::router())
        .layer(from_fn_with_state(Shared::clone(world), cors::cors))
        .with_state(Shared::clone(world));
    match folder {
        Some(folder) => page::mount(site, folder, &world.place),
        None => site,
    }
}

/// Ends with the first signal that asks for an end.
#[cfg(unix)]
fn signals() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    let mut hangup = signal(SignalKind::hangup())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => (),
            _ = terminate.recv() => (),
            _ = hangup.recv() => (),
        }
    })
}

/// Ends with the first signal that asks for an end.
#[cfg(not(unix))]
fn signals() -> std::io::Result<impl Future<Output = ()>> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}

/// Ends when standard input does. On a thread of its own, since a read of it cannot be called off.
async fn stdin_end() {
    let (ended, end) = oneshot::channel::<()>();
    std::thread::spawn(move || {
        let mut stdin = std::io::stdin().lock();
        let mut ignored = [0; 256];
        while stdin.read(&mut ignored).is_ok_and(|read| read > 0) {}
        drop(ended);
    });
    let _ = end.await;
}
