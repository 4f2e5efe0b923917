//! `glx-testbed`: reads the command line and lives until it is told to end.

use std::process::ExitCode;

use glx_testbed::{HELP, Invocation, Trouble, become_sockudo, parse, run};

fn main() -> ExitCode {
    if let Err(error) = become_sockudo(std::env::args_os()) {
        return fail(&format!("sockudo cannot be started: {error}"));
    }
    match parse(std::env::args_os()) {
        Ok(Invocation::Help) => {
            print!("{HELP}");
            ExitCode::SUCCESS
        }
        Ok(Invocation::Run(options)) => match start(*options) {
            Ok(()) => ExitCode::SUCCESS,
            Err(trouble) => fail(&trouble.to_string()),
        },
        Err(wrong) => fail(&format!("{wrong}; see --help")),
    }
}

fn start(options: glx_testbed::Options) -> Result<(), Trouble> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    // `block_on` polls on this thread, which is what ties sockudo to the program's life.
    let lived = runtime.block_on(run(options));
    // Calls that are still being answered are not waited for.
    runtime.shutdown_background();
    lived
}

fn fail(message: &str) -> ExitCode {
    eprintln!("glx-testbed: {message}");
    ExitCode::FAILURE
}
