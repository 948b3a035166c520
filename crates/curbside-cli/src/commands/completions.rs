//! `curbside completions`: a script that completes commands and options in a shell.

use crate::error::{Done, OK};
use clap::CommandFactory;
use std::io::Write;

/// Print a completion script for a shell
#[derive(clap::Args)]
pub struct Args {
    /// The shell
    #[arg(value_enum)]
    shell: clap_complete::Shell,
}

/// Prints the script.
pub fn run(args: &Args) -> Done {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut crate::Cli::command(), "curbside", &mut script);
    std::io::stdout().write_all(&script)?;
    Ok(OK)
}
