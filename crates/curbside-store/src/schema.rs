//! The tables, made and brought up to date when a store is opened.
//!
//! The tables and indices are in the SQL that both databases speak. What refuses
//! changes is written twice, as triggers differ.

use crate::db::{Db, Kind};
use crate::error::Error;
use sqlx::{AssertSqlSafe, Row};

/// The version of the tables; a migration for each step.
pub(crate) const VERSION: i64 = 1;

/// Tables whose rows are never changed, and removed only below a checkpoint.
pub(crate) const GUARDED: [&str; 4] = ["audit_entry", "audit_alert", "audit_open", "feedback"];

const V1: &[&str] = &[
    "CREATE TABLE audit_entry (
        chain TEXT NOT NULL, seq BIGINT NOT NULL, id TEXT NOT NULL UNIQUE, at_ms BIGINT NOT NULL, kind TEXT NOT NULL,
        patient TEXT, usr TEXT, location TEXT, encounter TEXT, hook TEXT, latency_us BIGINT, orders BIGINT,
        prev TEXT NOT NULL, hash TEXT NOT NULL, content TEXT NOT NULL,
        PRIMARY KEY (chain, seq))",
    "CREATE INDEX audit_entry_at ON audit_entry (at_ms)",
    "CREATE TABLE audit_alert (
        chain TEXT NOT NULL, seq BIGINT NOT NULL, n BIGINT NOT NULL, at_ms BIGINT NOT NULL, patient TEXT,
        finding TEXT NOT NULL, rule TEXT NOT NULL, version TEXT, tier TEXT NOT NULL, severity TEXT NOT NULL,
        shown BIGINT NOT NULL, reason TEXT, card TEXT, data TEXT NOT NULL, situation TEXT,
        PRIMARY KEY (chain, seq, n))",
    "CREATE INDEX audit_alert_rule ON audit_alert (rule, at_ms)",
    "CREATE INDEX audit_alert_at ON audit_alert (at_ms)",
    "CREATE INDEX audit_alert_patient ON audit_alert (patient, at_ms)",
    "CREATE INDEX audit_alert_card ON audit_alert (card)",
    "CREATE TABLE audit_open (
        chain TEXT NOT NULL, seq BIGINT NOT NULL, n BIGINT NOT NULL, at_ms BIGINT NOT NULL, kind TEXT NOT NULL,
        reason TEXT NOT NULL, rules BIGINT NOT NULL,
        PRIMARY KEY (chain, seq, n))",
    "CREATE INDEX audit_open_at ON audit_open (at_ms)",
    "CREATE TABLE feedback (
        chain TEXT NOT NULL, seq BIGINT NOT NULL, n BIGINT NOT NULL, at_ms BIGINT NOT NULL, once TEXT NOT NULL UNIQUE,
        card TEXT NOT NULL, known BIGINT NOT NULL, rule TEXT, version TEXT, action TEXT NOT NULL, reason_code TEXT,
        reason_system TEXT, reason_display TEXT, comment TEXT, usr TEXT, location TEXT, patient TEXT,
        snooze_ms BIGINT, received_ms BIGINT NOT NULL,
        PRIMARY KEY (chain, seq, n))",
    "CREATE INDEX feedback_card ON feedback (card)",
    "CREATE INDEX feedback_at ON feedback (at_ms)",
    "CREATE TABLE audit_checkpoint (
        chain TEXT NOT NULL, from_seq BIGINT NOT NULL, to_seq BIGINT NOT NULL, before_hash TEXT NOT NULL,
        last_hash TEXT NOT NULL, entry_id TEXT NOT NULL,
        PRIMARY KEY (chain, from_seq))",
];

/// Brings the tables up to date.
pub(crate) async fn migrate(db: &Db) -> Result<(), Error> {
    let mut connection = db.pool.acquire().await?;
    let mut tx = db.begin(&mut connection).await?;
    if db.kind == Kind::Postgres {
        // Servers that start at once wait for each other.
        sqlx::query("SELECT pg_advisory_xact_lock(7166151)").execute(&mut *tx).await?;
    }
    sqlx::query(
        "CREATE TABLE IF NOT EXISTS curbside_schema (version BIGINT PRIMARY KEY, at_ms BIGINT NOT NULL)",
    )
    .execute(&mut *tx)
    .await?;
    let row = sqlx::query("SELECT CAST(COALESCE(MAX(version), 0) AS BIGINT) AS v FROM curbside_schema")
        .fetch_one(&mut *tx)
        .await?;
    let found: i64 = row.try_get("v")?;
    if found > VERSION {
        return Err(Error::Newer { found, known: VERSION });
    }
    if found < 1 {
        for statement in V1 {
            sqlx::query(*statement).execute(&mut *tx).await?;
        }
        for statement in guards(db.kind) {
            sqlx::query(AssertSqlSafe(statement)).execute(&mut *tx).await?;
        }
        sqlx::query("INSERT INTO curbside_schema (version, at_ms) VALUES ($1, $2)")
            .bind(1_i64)
            .bind(jiff::Timestamp::now().as_millisecond())
            .execute(&mut *tx)
            .await?;
    }
    tx.commit().await?;
    Ok(())
}

/// Names of the triggers that refuse changes.
pub(crate) fn guard_names() -> Vec<String> {
    let mut out: Vec<String> =
        GUARDED.iter().flat_map(|t| [format!("{t}_no_update"), format!("{t}_no_delete")]).collect();
    out.extend(["audit_checkpoint_no_update".to_string(), "audit_checkpoint_no_delete".to_string()]);
    out
}

const REFUSED: &str = "the audit is append-only";

fn guards(kind: Kind) -> Vec<String> {
    match kind {
        Kind::Sqlite => {
            let mut out = Vec::new();
            for table in GUARDED.iter().chain(&["audit_checkpoint"]) {
                out.push(format!(
                    "CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
                ));
                let when = match *table {
                    "audit_checkpoint" => String::new(),
                    _ => "WHEN NOT EXISTS (SELECT 1 FROM audit_checkpoint c WHERE c.chain = OLD.chain AND OLD.seq BETWEEN c.from_seq AND c.to_seq)".to_string(),
                };
                out.push(format!(
                    "CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {when} BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
                ));
            }
            out
        }
        Kind::Postgres => {
            let refuse = format!(
                "CREATE FUNCTION curbside_refuse() RETURNS trigger LANGUAGE plpgsql AS $f$ BEGIN RAISE EXCEPTION '{REFUSED}'; END $f$"
            );
            let below = format!(
                "CREATE FUNCTION curbside_below_checkpoint() RETURNS trigger LANGUAGE plpgsql AS $f$ BEGIN
                   IF NOT EXISTS (SELECT 1 FROM audit_checkpoint c WHERE c.chain = OLD.chain AND OLD.seq BETWEEN c.from_seq AND c.to_seq)
                   THEN RAISE EXCEPTION '{REFUSED}'; END IF; RETURN OLD; END $f$"
            );
            let mut out = vec![refuse, below];
            for table in GUARDED.iter().chain(&["audit_checkpoint"]) {
                let delete = match *table {
                    "audit_checkpoint" => "curbside_refuse",
                    _ => "curbside_below_checkpoint",
                };
                out.push(format!("CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} FOR EACH ROW EXECUTE FUNCTION curbside_refuse()"));
                out.push(format!("CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION {delete}()"));
                out.push(format!("CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION curbside_refuse()"));
            }
            out
        }
    }
}
