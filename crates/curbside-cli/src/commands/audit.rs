//! `curbside audit`: verify, anchor, export, count and prune what the server has kept.

use crate::error::{Done, FINDINGS, Failure, OK};
use crate::style::{BAD, DIM, END, GOOD, WARN, count};
use curbside_store::{
    Action, Anchor, AuditFilter, FeedbackFilter, Format, Options, Range, Retention, StatisticsOptions, Store,
};
use jiff::Timestamp;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Verify, export and count the audit of a server
#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    what: What,
}

#[derive(clap::Subcommand)]
enum What {
    /// Whether any entry was changed, moved, taken out or cut off, and which
    Verify(Verify),
    /// Write the ends of all chains to a file to be kept elsewhere, so that a cut end is found
    Anchor(AnchorArgs),
    /// Write entries as NDJSON, with their hashes
    Export(Export),
    /// Write what users made of alerts, as CSV or NDJSON
    Feedback(Feedback),
    /// Alerts by rule, overrides, reasons, latency, as JSON
    Statistics(Period),
    /// Remove entries older than so many days, and leave a checkpoint
    Prune(Prune),
}

#[derive(clap::Args)]
struct Where {
    /// `sqlite:PATH` or `postgres://USER@HOST/DATABASE`; else CURBSIDE_AUDIT_URL
    #[arg(value_name = "URL")]
    url: Option<String>,
}

#[derive(clap::Args)]
struct Verify {
    #[command(flatten)]
    at: Where,
    /// An anchor that was written before
    #[arg(long, value_name = "FILE")]
    anchor: Option<PathBuf>,
    /// The key the anchor is signed with
    #[arg(long, value_name = "FILE", requires = "anchor")]
    key_file: Option<PathBuf>,
    /// Print the verdict as JSON
    #[arg(long)]
    json: bool,
}

#[derive(clap::Args)]
struct AnchorArgs {
    #[command(flatten)]
    at: Where,
    /// Where to write it
    #[arg(long, short, value_name = "FILE")]
    out: PathBuf,
    /// A key to sign it with
    #[arg(long, value_name = "FILE")]
    key_file: Option<PathBuf>,
}

#[derive(clap::Args)]
struct Span {
    /// Not before: 2026-03-01T00:00:00Z or 2026-03-01 (UTC)
    #[arg(long, value_name = "TIME")]
    from: Option<String>,
    /// Before
    #[arg(long, value_name = "TIME")]
    to: Option<String>,
}

#[derive(clap::Args)]
struct Export {
    #[command(flatten)]
    at: Where,
    #[command(flatten)]
    span: Span,
    /// evaluation, act, difference, feedback, retention
    #[arg(long, value_name = "KIND")]
    kind: Option<String>,
    /// Of this patient, as the audit names them
    #[arg(long, value_name = "PATIENT")]
    patient: Option<String>,
    /// By this user
    #[arg(long, value_name = "USER")]
    user: Option<String>,
}

#[derive(clap::Args)]
struct Feedback {
    #[command(flatten)]
    at: Where,
    #[command(flatten)]
    span: Span,
    /// How to write it
    #[arg(long, value_enum, default_value_t = Form::Csv, value_name = "FORMAT")]
    format: Form,
    /// Of this rule
    #[arg(long, value_name = "PACK/RULE")]
    rule: Option<String>,
    /// accepted, overridden, ignored, deferred
    #[arg(long, value_name = "ACTION")]
    action: Option<String>,
    /// By this user
    #[arg(long, value_name = "USER")]
    user: Option<String>,
    /// At this place
    #[arg(long, value_name = "PLACE")]
    location: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Form {
    /// For spreadsheets
    Csv,
    /// A JSON object a line
    Ndjson,
}

#[derive(clap::Args)]
struct Period {
    #[command(flatten)]
    at: Where,
    #[command(flatten)]
    span: Span,
}

#[derive(clap::Args)]
struct Prune {
    #[command(flatten)]
    at: Where,
    /// Remove what is older
    #[arg(long, value_name = "DAYS")]
    days: u32,
    /// Days the law asks to keep entries for; fewer are refused
    #[arg(long, value_name = "DAYS", default_value_t = 2196)]
    legal_minimum: u32,
    /// Who removes them
    #[arg(long, value_name = "NAME")]
    by: String,
    /// Under which rule
    #[arg(long, value_name = "TEXT")]
    rule: String,
}

/// Runs a subcommand.
pub fn run(args: &Args) -> Done {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        match &args.what {
            What::Verify(a) => verify(a).await,
            What::Anchor(a) => anchor(a).await,
            What::Export(a) => export(a).await,
            What::Feedback(a) => feedback(a).await,
            What::Statistics(a) => statistics(a).await,
            What::Prune(a) => prune(a).await,
        }
    })
}

fn wrong(e: impl std::fmt::Display) -> Failure {
    Failure::Load(e.to_string())
}

/// A store that is there: nothing is made by looking at it.
async fn open(at: &Where, change: impl FnOnce(&mut Options)) -> Result<Store, Failure> {
    let url = at.url.clone().or_else(|| std::env::var("CURBSIDE_AUDIT_URL").ok());
    let url =
        url.ok_or_else(|| Failure::Usage("which audit? name its URL, or set CURBSIDE_AUDIT_URL".into()))?;
    let url = match url.strip_prefix("sqlite:") {
        Some(path) if !path.contains('?') => {
            let file = Path::new(path.strip_prefix("//").unwrap_or(path));
            if !file.is_file() {
                return Err(Failure::Load(format!("there is no audit in `{}`", file.display())));
            }
            format!("{url}?mode=rw")
        }
        _ => url,
    };
    let mut options = Options::new(url, format!("curbside-audit-{}", std::process::id()));
    change(&mut options);
    Store::open(options).await.map_err(wrong)
}

fn key(path: Option<&Path>) -> Result<Option<Vec<u8>>, Failure> {
    let Some(path) = path else { return Ok(None) };
    let read =
        std::fs::read(path).map_err(|e| Failure::Load(format!("cannot read `{}`: {e}", path.display())))?;
    let key: Vec<u8> = read.trim_ascii().to_vec();
    if key.len() < 16 {
        return Err(Failure::Usage(format!("the key in `{}` is shorter than 16 bytes", path.display())));
    }
    Ok(Some(key))
}

fn time(text: Option<&str>) -> Result<Option<Timestamp>, Failure> {
    let Some(text) = text else { return Ok(None) };
    let whole = if text.len() == 10 { format!("{text}T00:00:00Z") } else { text.to_string() };
    let read = whole.parse().map_err(|_| {
        Failure::Usage(format!("`{text}` is not a time; write 2026-03-01T00:00:00Z or 2026-03-01"))
    });
    read.map(Some)
}

async fn verify(args: &Verify) -> Done {
    let key = key(args.key_file.as_deref())?;
    let anchor = match &args.anchor {
        None => None,
        Some(path) => {
            let text = std::fs::read_to_string(path)
                .map_err(|e| Failure::Load(format!("cannot read `{}`: {e}", path.display())))?;
            Some(Anchor::read(&text, key.as_deref()).map_err(wrong)?)
        }
    };
    let store = open(&args.at, |_| {}).await?;
    let verdict = store.verify(anchor.as_ref()).await.map_err(wrong)?;
    store.close().await;
    let mut out = anstream::stdout().lock();
    if args.json {
        serde_json::to_writer_pretty(&mut out, &verdict).map_err(wrong)?;
        writeln!(out)?;
    } else {
        for fault in &verdict.faults {
            writeln!(out, "{BAD}fault{END} {fault}")?;
        }
        if verdict.fault_count > verdict.faults.len() as u64 {
            writeln!(out, "{DIM}and {} more{END}", verdict.fault_count - verdict.faults.len() as u64)?;
        }
        for r in &verdict.removed {
            writeln!(
                out,
                "{WARN}removed{END} {}/{} to {} by {} under `{}` at {}",
                r.chain, r.from, r.to, r.by, r.rule, r.at
            )?;
        }
        let n = count(usize::try_from(verdict.entries).unwrap_or(usize::MAX), "entry", "entries");
        let chains = count(usize::try_from(verdict.chains).unwrap_or(usize::MAX), "chain", "chains");
        if verdict.is_intact() {
            writeln!(out, "{GOOD}{n} in {chains}: intact{END}")?;
        } else {
            writeln!(
                out,
                "{BAD}{n} in {chains}: {} found{END}",
                count(usize::try_from(verdict.fault_count).unwrap_or(usize::MAX), "fault", "faults")
            )?;
        }
        if !verdict.anchored {
            writeln!(out, "{DIM}without --anchor, a chain whose end was cut off looks whole{END}")?;
        }
    }
    Ok(if verdict.is_intact() { OK } else { FINDINGS })
}

async fn anchor(args: &AnchorArgs) -> Done {
    let key = key(args.key_file.as_deref())?;
    let store = open(&args.at, |_| {}).await?;
    let anchor = store.anchor(key.as_deref()).await.map_err(wrong)?;
    store.close().await;
    std::fs::write(&args.out, anchor.text() + "\n")
        .map_err(|e| Failure::Load(format!("cannot write `{}`: {e}", args.out.display())))?;
    anstream::eprintln!("{} in {}", count(anchor.heads.len(), "chain", "chains"), args.out.display());
    Ok(OK)
}

async fn export(args: &Export) -> Done {
    let filter = AuditFilter {
        from: time(args.span.from.as_deref())?,
        to: time(args.span.to.as_deref())?,
        kind: args.kind.clone(),
        patient: args.patient.clone(),
        user: args.user.clone(),
    };
    let store = open(&args.at, |_| {}).await?;
    let mut out = std::io::BufWriter::new(std::io::stdout());
    store.export_audit(&filter, &mut out).await.map_err(wrong)?;
    out.flush()?;
    store.close().await;
    Ok(OK)
}

async fn feedback(args: &Feedback) -> Done {
    let action = match args.action.as_deref() {
        None => None,
        Some(word) => Some(Action::parse(word).ok_or_else(|| {
            Failure::Usage(format!("`{word}` is no action; write accepted, overridden, ignored or deferred"))
        })?),
    };
    let filter = FeedbackFilter {
        from: time(args.span.from.as_deref())?,
        to: time(args.span.to.as_deref())?,
        rule: args.rule.clone(),
        action,
        user: args.user.clone(),
        location: args.location.clone(),
    };
    let format = if args.format == Form::Csv { Format::Csv } else { Format::Ndjson };
    let store = open(&args.at, |_| {}).await?;
    let mut out = std::io::BufWriter::new(std::io::stdout());
    store.export_feedback(&filter, format, &mut out).await.map_err(wrong)?;
    out.flush()?;
    store.close().await;
    Ok(OK)
}

async fn statistics(args: &Period) -> Done {
    let now = Timestamp::now();
    let range = Range {
        from: time(args.span.from.as_deref())?.unwrap_or(Timestamp::UNIX_EPOCH),
        to: time(args.span.to.as_deref())?.unwrap_or(now),
    };
    let store = open(&args.at, |_| {}).await?;
    let figures = store.statistics(&StatisticsOptions::new(range, now)).await.map_err(wrong)?;
    store.close().await;
    let mut out = anstream::stdout().lock();
    serde_json::to_writer_pretty(&mut out, &figures).map_err(wrong)?;
    writeln!(out)?;
    Ok(OK)
}

async fn prune(args: &Prune) -> Done {
    let store = open(&args.at, |o| o.minimum_days = args.legal_minimum).await?;
    let retention =
        Retention { days: args.days, at: Timestamp::now(), by: args.by.clone(), rule: args.rule.clone() };
    let done = store.prune(retention).await;
    store.close().await;
    let done = done.map_err(wrong)?;
    let mut out = anstream::stdout().lock();
    for (chain, from, to) in &done.ranges {
        writeln!(out, "removed {chain}/{from} to {to}")?;
    }
    let n = usize::try_from(done.entries).unwrap_or_default();
    writeln!(out, "{} removed; checkpoints take their place", count(n, "entry", "entries"))?;
    Ok(OK)
}
