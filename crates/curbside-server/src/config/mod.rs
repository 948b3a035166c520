//! The configuration of the service: read from a file, the environment and flags, checked as a
//! whole, every mistake with its place, cause and fix.

mod check;
mod fault;
mod keys;
mod read;
mod show;

pub use check::{Config, CrossOrigin, Fhir, Limits, Log, Mllp, Reload, StorePlace, Tls};
pub use fault::Fault;
pub use keys::{ISSUER_KEYS, KEYS, Key, Kind};
pub use read::{Origin, Sources};
pub use show::{example, table};

/// The key of this name.
pub fn key(name: &str) -> Option<&'static Key> {
    read::find(name)
}

/// A configuration that was read, and what was odd about it.
#[derive(Debug)]
pub struct Read {
    /// What the service does.
    pub config: Config,
    /// What is odd, and keeps nothing from starting.
    pub warnings: Vec<Fault>,
    /// Every key with its value and where it comes from, as YAML without secrets.
    pub effective: String,
}

/// Reads and checks a configuration.
///
/// ```
/// use curbside_server::config::{Sources, read};
/// let mut sources = Sources::default();
/// sources.file = Some(("curbside.yaml".into(), "limits:\n  body_byte: 1\nlisten: 127.0.0.1:9000\n".into()));
/// let faults = read(&sources, false).unwrap_err();
/// assert_eq!(
///     faults[0].to_string(),
///     "curbside.yaml:2:3: K102: there is no key `limits.body_byte`; did you mean `limits.body_bytes`?"
/// );
/// sources.file = None;
/// sources.flags.push(("listen".into(), "127.0.0.1:9000".into()));
/// sources.flags.push(("packs".into(), ".".into()));
/// assert_eq!(read(&sources, false).unwrap().config.listen.port(), 9000);
/// ```
///
/// `developer`: the gate is to be open, so `listen` must be of this machine alone.
///
/// # Errors
/// Everything that is wrong.
pub fn read(sources: &Sources, developer: bool) -> Result<Read, Vec<Fault>> {
    let mut values = read::values(sources);
    let config = check::config(&mut values, developer);
    match config {
        Some(config) if values.faults.is_empty() => {
            let effective = show::effective(&values.entries);
            Ok(Read { config, warnings: values.warnings, effective })
        }
        _ => Err(values.faults),
    }
}
