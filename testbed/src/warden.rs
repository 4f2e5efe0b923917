//! How sockudo is started so that it cannot outlive this process: the process starts itself once more, asks the kernel
//! to end it with its parent, and becomes sockudo. Linux only; elsewhere sockudo is started as it is. Starts nothing by
//! itself.

use std::ffi::OsString;
use std::path::Path;

use tokio::process::Command;

/// The first argument of the second start.
const BECOME: &str = "--become-sockudo";

/// The command that runs sockudo with a configuration. It must be spawned from a thread that lives as long as the
/// process, since the kernel ends the child with the *thread* that made it.
pub(crate) fn command(sockudo: &Path, config: &Path) -> Command {
    let mut command = if cfg!(target_os = "linux") {
        // This very program, even where a newer build has taken its place on disk.
        let mut command = Command::new("/proc/self/exe");
        command.arg(BECOME).arg(std::process::id().to_string()).arg(sockudo);
        command
    } else {
        Command::new(sockudo)
    };
    command.arg("--config").arg(config);
    command
}

/// On the second start: becomes sockudo and does not return. On an ordinary start: nothing, at once. With an error
/// only where sockudo cannot be started.
///
/// # Errors
/// What the system said when asked to run sockudo.
pub fn become_sockudo(arguments: impl IntoIterator<Item = OsString>) -> std::io::Result<()> {
    let mut arguments = arguments.into_iter().skip(1);
    if arguments.next().is_none_or(|first| first != BECOME) {
        return Ok(());
    }
    become_it(arguments)
}

#[cfg(target_os = "linux")]
fn become_it(mut arguments: impl Iterator<Item = OsString>) -> std::io::Result<()> {
    use std::io::{Error, ErrorKind};
    use std::os::unix::process::{CommandExt, parent_id};

    let parent = arguments.next().and_then(|id| id.to_str()?.parse::<u32>().ok());
    let program = arguments.next().ok_or(ErrorKind::InvalidInput)?;
    rustix::process::set_parent_process_death_signal(Some(rustix::process::Signal::KILL))?;
    if parent != Some(parent_id()) {
        return Err(Error::other("the process that asked for sockudo has gone"));
    }
    Err(std::process::Command::new(program).args(arguments).exec())
}

#[cfg(not(target_os = "linux"))]
fn become_it(_: impl Iterator<Item = OsString>) -> std::io::Result<()> {
    Err(std::io::ErrorKind::Unsupported.into())
}
