//! The database behind the store: SQLite or PostgreSQL, through one driver.

use crate::chain::Link;
use crate::error::Error;
use crate::options::Options;
use sqlx::any::AnyPoolOptions;
use sqlx::{Any, AnyConnection, AnyPool, AssertSqlSafe, Connection, Executor, Row, Transaction};

/// Which database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Sqlite,
    Postgres,
}

/// A connection pool and what it leads to.
#[derive(Debug, Clone)]
pub(crate) struct Db {
    pub kind: Kind,
    pub pool: AnyPool,
}

/// A value of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Val {
    Text(Option<String>),
    Int(Option<i64>),
}

impl From<&str> for Val {
    fn from(s: &str) -> Val {
        Val::Text(Some(s.to_string()))
    }
}

impl From<Option<&str>> for Val {
    fn from(s: Option<&str>) -> Val {
        Val::Text(s.map(str::to_string))
    }
}

impl From<i64> for Val {
    fn from(n: i64) -> Val {
        Val::Int(Some(n))
    }
}

impl From<Option<i64>> for Val {
    fn from(n: Option<i64>) -> Val {
        Val::Int(n)
    }
}

pub(crate) type Query = sqlx::query::Query<'static, Any, sqlx::any::AnyArguments>;

/// A statement with its values.
pub(crate) fn query(sql: String, values: Vec<Val>) -> Query {
    values.into_iter().fold(sqlx::query(AssertSqlSafe(sql)), |q, v| match v {
        Val::Text(t) => q.bind(t),
        Val::Int(n) => q.bind(n),
    })
}

/// Parameters in one statement at most.
const PARAMETERS: usize = 900;

/// Inserts rows, several in a statement.
pub(crate) async fn insert(
    tx: &mut AnyConnection,
    table: &str,
    columns: &[&str],
    rows: Vec<Vec<Val>>,
) -> Result<(), Error> {
    let each = (PARAMETERS / columns.len().max(1)).max(1);
    let mut rows = rows.into_iter().peekable();
    while rows.peek().is_some() {
        let part: Vec<Vec<Val>> = rows.by_ref().take(each).collect();
        let mut n = 0;
        let tuple = |n: &mut usize| {
            let marks: Vec<String> = columns
                .iter()
                .map(|_| {
                    *n += 1;
                    format!("${n}")
                })
                .collect();
            format!("({})", marks.join(", "))
        };
        let tuples: Vec<String> = part.iter().map(|_| tuple(&mut n)).collect();
        let sql = format!("INSERT INTO {table} ({}) VALUES {}", columns.join(", "), tuples.join(", "));
        query(sql, part.into_iter().flatten().collect()).execute(&mut *tx).await?;
    }
    Ok(())
}

impl Db {
    /// Connects, and makes the file where there is none.
    pub(crate) async fn connect(options: &Options) -> Result<Db, Error> {
        sqlx::any::install_default_drivers();
        let (kind, url) = address(&options.url)?;
        let mut pool = AnyPoolOptions::new()
            .max_connections(options.readers.max(1) + 1)
            .acquire_timeout(options.connect)
            // A server may have gone and come back; a file is asked by the very statement.
            .test_before_acquire(kind == Kind::Postgres);
        if kind == Kind::Sqlite {
            let pages = options.sqlite_pages;
            pool = pool.after_connect(move |c, _| {
                Box::pin(async move {
                    // A commit is on the disk when it returns.
                    c.execute("PRAGMA journal_mode = WAL").await?;
                    c.execute("PRAGMA synchronous = FULL").await?;
                    c.execute("PRAGMA busy_timeout = 10000").await?;
                    if let Some(pages) = pages {
                        c.execute(AssertSqlSafe(format!("PRAGMA max_page_count = {pages}"))).await?;
                    }
                    Ok(())
                })
            });
        }
        let pool = pool.connect(&url).await?;
        Ok(Db { kind, pool })
    }

    /// A transaction that will write to a chain.
    pub(crate) async fn begin_chain<'c>(
        &self,
        connection: &'c mut AnyConnection,
        chain: &str,
    ) -> Result<Transaction<'c, Any>, Error> {
        let mut tx = self.begin(connection).await?;
        if self.kind == Kind::Postgres {
            // Whoever has the same name waits; other chains do not.
            query("SELECT pg_advisory_xact_lock(7166151, hashtext($1))".into(), vec![chain.into()])
                .execute(&mut *tx)
                .await?;
        }
        Ok(tx)
    }

    /// A transaction that will write.
    pub(crate) async fn begin<'c>(
        &self,
        connection: &'c mut AnyConnection,
    ) -> Result<Transaction<'c, Any>, Error> {
        Ok(match self.kind {
            // Taken at once: a reader that becomes a writer may be refused.
            Kind::Sqlite => connection.begin_with("BEGIN IMMEDIATE").await?,
            Kind::Postgres => connection.begin().await?,
        })
    }
}

/// The end of a chain: its last entry, or the checkpoint that replaced it.
pub(crate) async fn head(tx: &mut AnyConnection, chain: &str) -> Result<Link, Error> {
    let last = sqlx::query("SELECT seq, hash FROM audit_entry WHERE chain = $1 ORDER BY seq DESC LIMIT 1")
        .bind(chain.to_string())
        .fetch_optional(&mut *tx)
        .await?;
    let row = match last {
        Some(row) => Some(row),
        None => {
            sqlx::query(
                "SELECT to_seq AS seq, last_hash AS hash FROM audit_checkpoint WHERE chain = $1 ORDER BY to_seq DESC LIMIT 1",
            )
            .bind(chain.to_string())
            .fetch_optional(&mut *tx)
            .await?
        }
    };
    Ok(match row {
        Some(row) => Link { seq: row.try_get("seq")?, hash: row.try_get("hash")? },
        None => Link::start(),
    })
}

fn address(url: &str) -> Result<(Kind, String), Error> {
    if url.starts_with("postgres://") || url.starts_with("postgresql://") {
        return Ok((Kind::Postgres, url.to_string()));
    }
    // No password is shown: only SQLite's addresses come here, and those that are neither.
    let shown = || Error::Address(url.split(['@', '?']).next().unwrap_or_default().to_string());
    let path = url.strip_prefix("sqlite:").ok_or_else(shown)?;
    let path = path.strip_prefix("//").unwrap_or(path);
    // A database in memory is another for each connection.
    if path.is_empty() || path.starts_with(":memory:") {
        return Err(shown());
    }
    let more = if path.contains('?') { "" } else { "?mode=rwc" };
    Ok((Kind::Sqlite, format!("sqlite://{path}{more}")))
}
