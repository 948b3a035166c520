//! The `curbside` command: check, format, test, evaluate and explain clinical rules.
//!
//! The rim around the engine: the only place with files, a clock, a terminal
//! and exit codes. One file per subcommand in `commands`; what a clinician
//! reads is laid out in `view`.

mod commands;
mod error;
mod moment;
mod packs;
mod patients;
mod plan;
mod style;
mod suites;
mod view;

use clap::{Parser, Subcommand};
use error::Failure;
use std::process::ExitCode;

/// The service takes a record apart into thousands of small pieces at every call, on threads that change.
#[cfg(feature = "serve")]
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Clinical decision support rules: check, format, test, evaluate, explain.
#[derive(Parser)]
#[command(name = "curbside", version, after_help = error::EXIT_CODES)]
struct Cli {
    /// When to use colours
    #[arg(long, global = true, value_enum, default_value_t = Colour::Auto, value_name = "WHEN")]
    color: Colour,
    #[command(subcommand)]
    command: Command,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Colour {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

#[derive(Subcommand)]
enum Command {
    New(commands::new::Args),
    Check(commands::check::Args),
    Fmt(commands::fmt::Args),
    Test(commands::test::Args),
    Eval(commands::eval::Args),
    Hook(commands::hook::Args),
    Import(commands::import::Args),
    Export(commands::export::Args),
    Explain(commands::explain::Args),
    Policy(commands::policy::Args),
    #[cfg(feature = "audit")]
    Audit(commands::audit::Args),
    #[cfg(feature = "serve")]
    Serve(Box<commands::serve::Args>),
    Bench(commands::bench::Args),
    Completions(commands::completions::Args),
}

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(e) => {
            // A closed pipe under `--help` is no mistake of the caller.
            let _ = e.print();
            return ExitCode::from(if e.use_stderr() { error::USAGE } else { 0 });
        }
    };
    match cli.color {
        Colour::Auto => {}
        Colour::Always => anstream::ColorChoice::Always.write_global(),
        Colour::Never => anstream::ColorChoice::Never.write_global(),
    }
    let done = match cli.command {
        Command::New(args) => commands::new::run(&args),
        Command::Check(args) => commands::check::run(&args),
        Command::Fmt(args) => commands::fmt::run(&args),
        Command::Test(args) => commands::test::run(&args),
        Command::Eval(args) => commands::eval::run(&args),
        Command::Hook(args) => commands::hook::run(&args),
        Command::Import(args) => commands::import::run(&args),
        Command::Export(args) => commands::export::run(&args),
        Command::Explain(args) => commands::explain::run(&args),
        Command::Policy(args) => commands::policy::run(&args),
        #[cfg(feature = "audit")]
        Command::Audit(args) => commands::audit::run(&args),
        #[cfg(feature = "serve")]
        Command::Serve(args) => commands::serve::run(&args),
        Command::Bench(args) => commands::bench::run(&args),
        Command::Completions(args) => commands::completions::run(&args),
    };
    match done {
        Ok(code) => ExitCode::from(code),
        Err(Failure::Output(e)) if e.kind() == std::io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(e) => {
            anstream::eprintln!("{}error:{} {e}", style::BAD, style::END);
            ExitCode::from(e.code())
        }
    }
}
