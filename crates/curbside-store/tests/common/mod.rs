//! Databases for tests: a folder for SQLite, a server of its own for PostgreSQL.
#![allow(dead_code, clippy::unwrap_used, clippy::panic, clippy::expect_used, missing_docs)]

use curbside_store::{Evaluated, OpenRules, Options, ShownCard, WithheldAlert};
use jiff::Timestamp;
use std::io::Write;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{LazyLock, Mutex};

/// A folder of its own.
pub fn folder(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&path);
    std::fs::create_dir_all(&path).unwrap();
    path
}

/// A PostgreSQL server with a temporary data folder. It goes when this process does, however that ends:
/// a shell waits for its standard input to close.
pub struct Postgres {
    bin: PathBuf,
    data: PathBuf,
    pub port: u16,
    guard: Child,
}

/// Where the server's programs are; `None` when there are none.
fn binaries() -> Option<PathBuf> {
    let mut all: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .map(|d| d.flatten().map(|e| e.path().join("bin")).filter(|p| p.join("initdb").is_file()).collect())
        .unwrap_or_default();
    all.sort();
    all.pop()
}

/// The server refuses to run as root.
fn as_server(program: &Path) -> Command {
    let root = Command::new("id").arg("-u").output().is_ok_and(|o| o.stdout.starts_with(b"0\n"));
    if !root {
        return Command::new(program);
    }
    let mut c = Command::new("runuser");
    c.args(["-u", "postgres", "--"]).arg(program);
    c
}

impl Postgres {
    /// A server, or why there is none.
    pub fn start() -> Result<Postgres, String> {
        let bin = binaries().ok_or("no PostgreSQL server in /usr/lib/postgresql")?;
        let made = as_server(Path::new("mktemp")).args(["-d", "-t", "curbside-pg-XXXXXX"]).output();
        let made = made.map_err(|e| e.to_string())?;
        let data = PathBuf::from(String::from_utf8_lossy(&made.stdout).trim());
        if !made.status.success() || data.as_os_str().is_empty() {
            return Err("no temporary folder for the user `postgres`".into());
        }
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let script = format!(
            "cat >/dev/null; '{}' -D '{d}' -m immediate stop >/dev/null 2>&1; rm -rf '{d}'",
            bin.join("pg_ctl").display(),
            d = data.display()
        );
        let guard = as_server(Path::new("sh")).args(["-c", &script]).stdin(Stdio::piped()).spawn();
        let server = Postgres { data, port, guard: guard.map_err(|e| e.to_string())?, bin };
        server.run("initdb", &["-A", "trust", "-U", "postgres", "--no-sync"])?;
        server.up()?;
        Ok(server)
    }

    fn run(&self, program: &str, args: &[&str]) -> Result<(), String> {
        let mut c = as_server(&self.bin.join(program));
        c.arg("-D")
            .arg(&self.data)
            .args(args)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        // The server must not hold our output open.
        let log = self.data.join("log");
        if program == "pg_ctl" && args.contains(&"start") {
            c.stderr(Stdio::null()).arg("-l").arg(log);
        }
        let out = c.output().map_err(|e| e.to_string())?;
        if out.status.success() { Ok(()) } else { Err(String::from_utf8_lossy(&out.stderr).into_owned()) }
    }

    pub fn up(&self) -> Result<(), String> {
        let options = format!("-p {} -k {} -c listen_addresses=127.0.0.1", self.port, self.data.display());
        self.run("pg_ctl", &["-w", "-o", &options, "start"])
    }

    /// Stops the server, gently or as a crash.
    pub fn down(&self, mode: &str) {
        self.run("pg_ctl", &["-w", "-m", mode, "stop"]).unwrap();
    }

    /// A database of its own.
    pub fn database(&self, name: &str) -> String {
        let done = Command::new(self.bin.join("createdb"))
            .args(["-h", "127.0.0.1", "-p", &self.port.to_string(), "-U", "postgres", name])
            .status()
            .unwrap();
        assert!(done.success());
        format!("postgres://postgres@127.0.0.1:{}/{name}", self.port)
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        drop(self.guard.stdin.take());
        let _ = self.guard.wait();
    }
}

static SERVER: LazyLock<Mutex<Result<Postgres, String>>> = LazyLock::new(|| Mutex::new(Postgres::start()));
static DATABASES: AtomicU32 = AtomicU32::new(0);

/// Addresses of an empty database of each kind; without a server only of SQLite, and that is said.
pub fn databases(test: &str) -> Vec<String> {
    let mut out = vec![format!("sqlite:{}", folder(test).join("audit.db").display())];
    match &*SERVER.lock().unwrap() {
        Ok(server) => {
            let n = DATABASES.fetch_add(1, Ordering::SeqCst);
            out.push(server.database(&format!("t{n}")));
        }
        Err(why) => {
            let _ = writeln!(std::io::stderr(), "{test} on PostgreSQL: skipped: {why}");
        }
    }
    out
}

pub fn options(url: &str, instance: &str) -> Options {
    Options::new(url, instance)
}

pub fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub fn card(card: &str, rule: &str) -> ShownCard {
    ShownCard {
        card: card.into(),
        finding: format!("f-{rule}"),
        rule: rule.into(),
        version: Some("1.2.0".into()),
        tier: "prominent".into(),
        severity: "high".into(),
        data: "d1".into(),
        situation: None,
    }
}

pub fn withheld(rule: &str, reason: &str) -> WithheldAlert {
    WithheldAlert {
        finding: format!("f-{rule}"),
        rule: rule.into(),
        tier: "passive".into(),
        severity: "low".into(),
        reason: reason.into(),
        by: "st-mary/quiet".into(),
        author: "A. Rahman".into(),
        expires: Some("2026-09-01".into()),
        ..WithheldAlert::default()
    }
}

pub fn evaluated(when: &str, patient: &str, shown: Vec<ShownCard>) -> Evaluated {
    Evaluated {
        trigger: "order-sign".into(),
        patient: Some(patient.into()),
        user: Some("Practitioner/7".into()),
        location: Some("Ward 3".into()),
        encounter: Some("e1".into()),
        orders: 2,
        shown,
        undecided: [("never-recorded".to_string(), OpenRules { count: 3, rules: vec!["a/x".into()] })].into(),
        not_evaluated: [("trigger".to_string(), OpenRules { count: 40, rules: Vec::new() })].into(),
        latency_us: 1500,
        ..Evaluated::at(at(when))
    }
}
