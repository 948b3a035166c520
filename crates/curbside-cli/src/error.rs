//! What stops a command, and the exit codes.

use thiserror::Error;

/// Everything is as it should be.
pub const OK: u8 = 0;
/// Errors in packs, failed tests, files that are not formatted.
pub const FINDINGS: u8 = 1;
/// The command line itself is wrong.
pub const USAGE: u8 = 2;
/// Packs or patient data that cannot be loaded.
pub const CANNOT_LOAD: u8 = 3;
/// Not one test was run.
pub const NO_TESTS: u8 = 4;

/// The table under `--help`.
pub const EXIT_CODES: &str = "\
Exit codes:
  0  done; `eval` ends so whatever it found, unless --fail-on says otherwise
  1  check: errors · test: failures, or coverage below --threshold · fmt --check: files to format
     eval --fail-on: a finding of that severity or worse
  2  the command line is wrong
  3  packs or patient data could not be loaded; whatever could be was evaluated
  4  test: not one test was run";

/// What stops a command.
#[derive(Debug, Error)]
pub enum Failure {
    /// The arguments do not fit together.
    #[error("{0}")]
    Usage(String),
    /// Something cannot be read.
    #[error("{0}")]
    Load(String),
    /// The output cannot be written.
    #[error("cannot write: {0}")]
    Output(#[from] std::io::Error),
}

impl Failure {
    /// Its exit code.
    pub fn code(&self) -> u8 {
        match self {
            Failure::Usage(_) => USAGE,
            Failure::Load(_) => CANNOT_LOAD,
            Failure::Output(_) => FINDINGS,
        }
    }
}

/// The outcome of a command: its exit code, or what stopped it.
pub type Done = Result<u8, Failure>;
