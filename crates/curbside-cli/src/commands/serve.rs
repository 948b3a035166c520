//! `curbside serve`: the CDS Hooks service.

use crate::error::{CANNOT_LOAD, Done, FINDINGS, Failure, OK};
use crate::style::{BAD, BOLD, DIM, END, GOOD, WARN};
use curbside_auth::{BearerToken, Role};
use curbside_server::config::{self, Config, Sources, StorePlace};
use curbside_server::{Mode, StartError, check, log_to_stderr, run as serve};
use std::io::Write;
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Serve CDS Hooks over HTTP: answers, feedback, audit, administration, HL7 v2
///
/// The command line goes before the environment (CURBSIDE_…), the environment before the file, the file
/// before the defaults. SIGTERM ends the service when requests under way are answered; SIGHUP reads,
/// tests and exchanges packs and policy.
#[derive(clap::Args)]
pub struct Args {
    /// The configuration file; else CURBSIDE_CONFIG
    #[arg(long, short = 'c', value_name = "FILE")]
    config: Option<PathBuf>,
    /// Folders with packs
    #[arg(long, short = 'p', value_name = "FOLDER")]
    packs: Vec<PathBuf>,
    /// Where to listen, such as 127.0.0.1:8080
    #[arg(long, value_name = "ADDRESS")]
    listen: Option<String>,
    /// Any key of the configuration, such as limits.body_bytes=1000000
    #[arg(long = "set", value_name = "KEY=VALUE")]
    set: Vec<String>,
    /// For developers: everybody on this machine may call without a token; unless a store is named the
    /// audit is thrown away at the end, and a token for the administration page is printed
    #[arg(long)]
    insecure_open: bool,
    /// Check everything, packs with their tests included, print the configuration in force, and end
    #[arg(long)]
    check: bool,
    /// Print a configuration file with every key, its meaning and its default
    #[arg(long)]
    example: bool,
    /// Print the description of the service in OpenAPI
    #[arg(long)]
    openapi: bool,
    /// Ask the running service whether it is ready (`operations.listen`, else `listen`), and end with 0 or 1
    #[arg(long)]
    probe: bool,
    /// Make a token for the administration page: ROLE is `administrator` or `reader`; the token goes to
    /// standard output, its line for a token file to standard error
    #[arg(long, value_names = ["ROLE", "NAME"], num_args = 2)]
    new_token: Option<Vec<String>>,
}

pub fn run(args: &Args) -> Done {
    let mut out = anstream::stdout().lock();
    if args.example {
        out.write_all(config::example().as_bytes())?;
        return Ok(OK);
    }
    if let Some(asked) = &args.new_token {
        return new_token(asked);
    }
    let read = match config::read(&sources(args)?, args.insecure_open) {
        Ok(read) => read,
        Err(faults) => {
            let mut err = anstream::stderr().lock();
            for fault in &faults {
                writeln!(err, "{BAD}error:{END} {fault}")?;
            }
            return Ok(CANNOT_LOAD);
        }
    };
    for warning in &read.warnings {
        anstream::eprintln!("{WARN}warning:{END} {warning}");
    }
    let mut config = read.config;
    if args.openapi {
        let base = config.public_url.as_str().trim_end_matches('/');
        writeln!(out, "{:#}", curbside_server::description(base))?;
        return Ok(OK);
    }
    if args.probe {
        return probe(&config);
    }
    if args.check {
        out.write_all(read.effective.as_bytes())?;
        drop(out);
        return checked(&config);
    }
    drop(out);
    let mut mode = Mode::Guarded;
    let mut developer = None;
    if args.insecure_open {
        mode = Mode::Open("--insecure-open".into());
        developer = Some(Developer::new(&mut config)?);
    }
    log_to_stderr(&config.log);
    let done = serve(config, mode, |running| {
        if let Some(developer) = &developer {
            developer.welcome(running.address);
        }
    });
    done.map_err(|e| failed(&e))?;
    Ok(OK)
}

fn failed(e: &StartError) -> Failure {
    Failure::Load(e.to_string())
}

fn sources(args: &Args) -> Result<Sources, Failure> {
    let mut out = Sources {
        environment: std::env::vars_os()
            .filter_map(|(k, v)| Some((k.into_string().ok()?, v.into_string().ok()?)))
            .collect(),
        ..Sources::default()
    };
    let path = args.config.clone().or_else(|| out.environment.get("CURBSIDE_CONFIG").map(PathBuf::from));
    if let Some(path) = path {
        let text = std::fs::read_to_string(&path).map_err(|e| {
            Failure::Load(format!("K101: cannot read the configuration `{}`: {e}", path.display()))
        })?;
        out.file = Some((path, text));
    }
    for text in &args.set {
        let Some((key, value)) = text.split_once('=') else {
            return Err(Failure::Usage(format!(
                "--set {text}: K108: write KEY=VALUE, such as log.level=debug"
            )));
        };
        out.flags.push((key.trim().to_string(), value.to_string()));
    }
    if !args.packs.is_empty() {
        let all: Vec<String> = args.packs.iter().map(|p| p.display().to_string()).collect();
        out.flags.push(("packs".into(), all.join(",")));
    }
    if let Some(address) = &args.listen {
        out.flags.push(("listen".into(), address.clone()));
    }
    // Developers read text, and do not wait for tests that `curbside test` runs.
    for (key, value) in [("log.format", "text"), ("reload.self_test", "none")] {
        if args.insecure_open && out.file.is_none() && !out.flags.iter().any(|(k, _)| k == key) {
            out.flags.push((key.into(), value.into()));
        }
    }
    Ok(out)
}

fn checked(config: &Config) -> Done {
    let mut err = anstream::stderr().lock();
    match check(config) {
        Ok(steps) => {
            for (name, good, text) in steps {
                let style = if good { GOOD } else { WARN };
                writeln!(err, "{style}{name}:{END} {text}")?;
            }
            writeln!(err, "{GOOD}the service would start{END}")?;
            Ok(OK)
        }
        Err(e) => {
            writeln!(err, "{BAD}error:{END} {e}")?;
            Ok(FINDINGS)
        }
    }
}

fn new_token(asked: &[String]) -> Done {
    let (role, name) = match asked {
        [role, name] if role == "administrator" => (Role::Administrator, name),
        [role, name] if role == "reader" => (Role::Reader, name),
        _ => return Err(Failure::Usage("--new-token: the role is `administrator` or `reader`".into())),
    };
    if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphanumeric() || "-_.@".contains(c)) {
        return Err(Failure::Usage("--new-token: a name has letters, digits, `-`, `_`, `.` and `@`".into()));
    }
    let token =
        BearerToken::new().map_err(|e| Failure::Load(format!("the system has no random numbers: {e}")))?;
    writeln!(std::io::stdout().lock(), "{}", token.reveal())?;
    writeln!(std::io::stderr().lock(), "{}", token.line(role, name, None))?;
    Ok(OK)
}

/// Asks `/ready`, without TLS: from this machine, by the operator's address where there is one.
fn probe(config: &Config) -> Done {
    use std::io::Read;
    let at = config.operations.unwrap_or(config.listen);
    if config.operations.is_none() && config.tls.is_some() {
        return Err(Failure::Usage("--probe: with TLS, set `operations.listen`".into()));
    }
    let at = if at.ip().is_unspecified() { ([127, 0, 0, 1], at.port()).into() } else { at };
    let wait = Duration::from_secs(3);
    let asked = TcpStream::connect_timeout(&at, wait).and_then(|mut socket| {
        socket.set_read_timeout(Some(wait))?;
        socket.write_all(b"GET /ready HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")?;
        let mut text = String::new();
        socket.take(64 * 1024).read_to_string(&mut text)?;
        Ok(text)
    });
    match asked {
        Ok(text) if text.starts_with("HTTP/1.1 200") => Ok(OK),
        Ok(text) => {
            let body = text.split_once("\r\n\r\n").map_or("", |(_, b)| b);
            anstream::eprintln!("not ready: {body}");
            Ok(FINDINGS)
        }
        Err(e) => {
            anstream::eprintln!("no answer from {at}: {e}");
            Ok(FINDINGS)
        }
    }
}

/// What a developer gets without a configuration: a token, and an audit that goes at the end.
struct Developer {
    folder: Option<PathBuf>,
    token: BearerToken,
    kept: bool,
}

impl Developer {
    fn new(config: &mut Config) -> Result<Developer, Failure> {
        let token = BearerToken::new()
            .map_err(|e| Failure::Load(format!("the system has no random numbers: {e}")))?;
        let folder = std::env::temp_dir().join(format!("curbside-serve-{}", std::process::id()));
        private_folder(&folder)?;
        let file = folder.join("tokens");
        std::fs::write(&file, token.line(Role::Administrator, "developer", None))?;
        config.auth.token_files.push(file);
        let default = config.store.as_ref().is_some_and(|s| s.url.ends_with("curbside-audit.db"));
        if default {
            config.store = Some(StorePlace {
                url: format!("sqlite:{}", folder.join("audit.db").display()),
                instance: "developer".into(),
                patient_key: None,
            });
        }
        Ok(Developer { folder: Some(folder), token, kept: !default })
    }

    fn welcome(&self, at: std::net::SocketAddr) {
        let audit = if self.kept { "kept" } else { "thrown away at the end; set store.url to keep it" };
        anstream::eprintln!(
            "\n{WARN}{BOLD}The gate is open: everybody on this machine may call, without a token.{END}\n\
             \n  {BOLD}services{END}        http://{at}/cds-services\
             \n  {BOLD}administration{END}  http://{at}/admin\
             \n  {BOLD}token for it{END}    {}\
             \n  {BOLD}metrics{END}         http://{at}/metrics\
             \n  {BOLD}description{END}     http://{at}/openapi.json\
             \n  {BOLD}audit{END}           {audit}\n\
             \n{DIM}Ctrl-C ends it. For a hospital: curbside serve --example{END}\n",
            self.token.reveal()
        );
    }
}

impl Drop for Developer {
    fn drop(&mut self) {
        if let Some(folder) = self.folder.take() {
            // What remains in the system's folder for temporary files is no harm.
            let _ = std::fs::remove_dir_all(folder);
        }
    }
}

/// A folder that nobody else can read.
fn private_folder(folder: &Path) -> std::io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}
