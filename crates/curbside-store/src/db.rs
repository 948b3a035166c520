//! The database behind the store: SQLite or PostgreSQL, through one driver.

use crate::chain::Link;
use crate::error::Error;
use crate::options::Options;
use crate::rows::Columns;
use sqlx::any::{AnyPoolOptions, AnyRow};
use sqlx::pool::PoolConnection;
use sqlx::{Any, AnyConnection, AnyPool, AssertSqlSafe, Connection, Executor, FromRow, Row, Transaction};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

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
    /// Connections for reading that stay out of the pool.
    readers: Arc<Mutex<Vec<PoolConnection<Any>>>>,
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

/// Connections for reading that stay out of the pool at most.
const READERS: u32 = 2;

/// Taken at once: a reader that becomes a writer may be refused.
const BEGIN_SQLITE: &str = "BEGIN IMMEDIATE";

/// Rows of a transaction whose statements SQLite keeps.
const FEW: usize = 32;

/// Parameters in one statement at most.
const PARAMETERS: usize = 900;

/// Rows for a table.
pub(crate) struct Insert {
    pub table: &'static str,
    pub columns: Columns,
    pub rows: Vec<Vec<Val>>,
    /// The entry (chain, place, hash) that the first row's `prev` must name: where it is not there the row is refused,
    /// as `prev` may not be null.
    pub after: Option<(String, i64, String)>,
}

impl Insert {
    /// A statement for as many rows as one may hold and `most` says, whose parameters are counted from `first` on.
    fn statement(&mut self, first: usize, most: usize) -> Option<(String, Vec<Val>)> {
        use std::fmt::Write;
        let most = (PARAMETERS / self.columns.len().max(1)).max(1).min(self.rows.len()).min(most);
        if most == 0 {
            return None;
        }
        let mut sql = format!("INSERT INTO {} ({}) VALUES ", self.table, self.columns.join(", "));
        let mut values = Vec::with_capacity(most * self.columns.len());
        for (nth, row) in self.rows.drain(..most).enumerate() {
            sql.push_str(if nth == 0 { "(" } else { "), (" });
            for (nth, value) in row.into_iter().enumerate() {
                sql.push_str(if nth == 0 { "" } else { ", " });
                let n = first + values.len();
                // Writing to a text cannot fail.
                let _ = match self.after.take_if(|_| self.columns.get(nth) == Some(&"prev")) {
                    Some((chain, seq, hash)) => {
                        values.extend([Val::Text(Some(chain)), seq.into(), Val::Text(Some(hash))]);
                        let entry = format!("chain = ${n} AND seq = ${} AND hash = ${}", n + 1, n + 2);
                        write!(sql, "(SELECT hash FROM audit_entry WHERE {entry})")
                    }
                    None => {
                        values.push(value);
                        write!(sql, "${n}")
                    }
                };
            }
        }
        sql.push(')');
        Some((sql, values))
    }

    pub(crate) async fn run(mut self, tx: &mut AnyConnection) -> Result<(), Error> {
        while let Some((sql, values)) = self.statement(1, usize::MAX) {
            query(sql, values).execute(&mut *tx).await?;
        }
        Ok(())
    }
}

impl Db {
    /// Connects, and makes the file where there is none.
    pub(crate) async fn connect(options: &Options) -> Result<Db, Error> {
        sqlx::any::install_default_drivers();
        let (kind, url) = address(&options.url)?;
        let mut pool = AnyPoolOptions::new()
            .max_connections(options.readers.max(1) + READERS + 1)
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
        Ok(Db { kind, pool, readers: Arc::default() })
    }

    /// Rows of a query that is asked all the time. The pool tests every connection that it takes back, which costs as
    /// much as the question: so a few stay out.
    pub(crate) async fn read<T>(&self, sql: &'static str, values: Vec<Val>) -> Result<Vec<T>, Error>
    where
        T: for<'r> FromRow<'r, AnyRow> + Send + Unpin,
    {
        let ask = || {
            values.iter().cloned().fold(sqlx::query_as(sql), |q, v| match v {
                Val::Text(t) => q.bind(t),
                Val::Int(n) => q.bind(n),
            })
        };
        let kept = self.readers().pop();
        if let Some(mut connection) = kept {
            match ask().fetch_all(&mut *connection).await {
                Ok(rows) => {
                    self.keep(connection);
                    return Ok(rows);
                }
                // The server may have gone and come back since.
                Err(_) => connection.close_on_drop(),
            }
        }
        let mut connection = self.pool.acquire().await?;
        let rows = ask().fetch_all(&mut *connection).await?;
        self.keep(connection);
        Ok(rows)
    }

    fn readers(&self) -> MutexGuard<'_, Vec<PoolConnection<Any>>> {
        self.readers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn keep(&self, connection: PoolConnection<Any>) {
        let mut readers = self.readers();
        if readers.len() < READERS as usize && !self.pool.is_closed() {
            readers.push(connection);
        }
    }

    /// Closes all connections when they are not used any longer.
    pub(crate) async fn close(&self) {
        // From here on none is kept.
        let closing = self.pool.close();
        self.readers().clear();
        closing.await;
    }

    /// Inserts rows in a transaction of their own. To SQLite it is handed over in one text: its driver has a thread
    /// of its own, to and from which every step would go.
    pub(crate) async fn insert_at_once(
        &self,
        connection: &mut AnyConnection,
        chain: &str,
        inserts: Vec<Insert>,
    ) -> Result<(), Error> {
        if self.kind == Kind::Postgres {
            let mut tx = self.begin_chain(connection, chain).await?;
            for insert in inserts {
                insert.run(&mut tx).await?;
            }
            tx.commit().await?;
            return Ok(());
        }
        // For a statement of several rows SQLite writes a journal of its own, to take back some of them. The text of many
        // rows is not likely to come again: it is not kept.
        let few = inserts.iter().map(|insert| insert.rows.len()).sum::<usize>() <= FEW;
        let most = if few { 1 } else { usize::MAX };
        let (mut text, mut all) = (format!("{BEGIN_SQLITE}; "), Vec::new());
        for mut insert in inserts {
            while let Some((sql, values)) = insert.statement(all.len() + 1, most) {
                text.push_str(&sql);
                text.push_str("; ");
                all.extend(values);
            }
        }
        // The row comes when the commit is done, and not otherwise.
        text.push_str("COMMIT; SELECT 1 AS kept");
        match query(text, all).persistent(few).fetch_all(connection).await?.len() {
            1 => Ok(()),
            _ => Err(sqlx::Error::WorkerCrashed.into()),
        }
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
            Kind::Sqlite => connection.begin_with(BEGIN_SQLITE).await?,
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
