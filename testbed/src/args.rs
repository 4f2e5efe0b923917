//! The command line. Reads it and no more; what it asks for is done in `lifecycle`.

use std::ffi::OsString;
use std::net::SocketAddr;
use std::path::PathBuf;

use lexopt::{Arg, Parser, ValueExt};

use crate::switches::Switches;

/// What `--help` shows.
pub const HELP: &str = "\
The local world of GLX Realtime: the site's backend by its contract, and a Pusher-compatible server beside it.

Usage: glx-testbed [OPTIONS]

  --listen ADDRESS:PORT  where the site answers (127.0.0.1:3001); port 0 takes any free one
  --data DIR             where the database is kept (a fresh folder, removed at the end)
  --sockudo PATH         the sockudo to run (the one on PATH)
  --sockudo-port PORT    where sockudo answers (6001); 0 takes any free one
  --page DIR             also serve a built page at /
  --set NAME=VALUE       set a switch, such as history=enveloped; may come often
  --exit-with-stdin      end when standard input does
  --help                 show this

With PUSHER_APP_ID, PUSHER_KEY, PUSHER_SECRET and PUSHER_CLUSTER set, real Pusher takes sockudo's place.
When everything answers, one line of JSON on standard output says where.
";

/// How the world is to be.
#[derive(Clone, Debug)]
pub struct Options {
    pub(crate) listen: SocketAddr,
    pub(crate) data: Option<PathBuf>,
    pub(crate) sockudo: PathBuf,
    pub(crate) sockudo_port: u16,
    pub(crate) page: Option<PathBuf>,
    pub(crate) exit_with_stdin: bool,
    pub(crate) switches: Switches,
}

/// What the command line asks for.
#[derive(Clone, Debug)]
pub enum Invocation {
    /// Show the help and end.
    Help,
    /// Live.
    Run(Box<Options>),
}

/// Reads a command line, the program's own name first.
///
/// # Errors
/// A sentence that says which part is wrong and what it should be.
///
/// # Example
/// ```
/// let asked = glx_testbed::parse(["glx-testbed", "--listen", "127.0.0.1:0", "--set", "history=enveloped"]);
/// assert!(matches!(asked, Ok(glx_testbed::Invocation::Run(_))));
/// assert!(glx_testbed::parse(["glx-testbed", "--set", "weather=fine"]).is_err());
/// ```
pub fn parse<I>(arguments: I) -> Result<Invocation, String>
where
    I: IntoIterator,
    I::Item: Into<OsString>,
{
    read(arguments.into_iter().map(Into::into).collect()).map_err(|error| error.to_string())
}

fn read(arguments: Vec<OsString>) -> Result<Invocation, lexopt::Error> {
    let mut options = Options {
        listen: SocketAddr::from(([127, 0, 0, 1], 3001)),
        data: None,
        sockudo: PathBuf::from("sockudo"),
        sockudo_port: 6001,
        page: None,
        exit_with_stdin: false,
        switches: Switches::default(),
    };
    let mut parser = Parser::from_iter(arguments);
    while let Some(argument) = parser.next()? {
        match argument {
            Arg::Long("listen") => options.listen = parser.value()?.parse()?,
            Arg::Long("data") => options.data = Some(parser.value()?.into()),
            Arg::Long("sockudo") => options.sockudo = parser.value()?.into(),
            Arg::Long("sockudo-port") => options.sockudo_port = parser.value()?.parse()?,
            Arg::Long("page") => options.page = Some(parser.value()?.into()),
            Arg::Long("exit-with-stdin") => options.exit_with_stdin = true,
            Arg::Long("set") => {
                let text = parser.value()?.string()?;
                let (name, value) = text.split_once('=').ok_or("--set wants NAME=VALUE")?;
                options.switches.set(name, value)?;
            }
            Arg::Long("help") | Arg::Short('h') => return Ok(Invocation::Help),
            other => return Err(other.unexpected()),
        }
    }
    Ok(Invocation::Run(Box::new(options)))
}
