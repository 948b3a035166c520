//! One answer of a FHIR server, within limits.

use crate::config::Limits;
use crate::scope::Doing;
use crate::why::Why;
use curbside::fhir::{Document, Limits as JsonLimits};
use reqwest::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue};
use reqwest::{Response, StatusCode};
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::sync::Semaphore;
use tokio::time::{Instant, timeout_at};
use url::Url;

/// What is left for one request of a client.
pub(crate) struct Room {
    /// Bytes of searches.
    pub bytes: AtomicUsize,
    /// Answers asked for.
    pub asked: AtomicUsize,
    /// When everything has to be there.
    pub until: Instant,
    /// When the token expires.
    pub expires: Option<Instant>,
}

/// Takes so much; `false` where there is less.
pub(crate) fn take(left: &AtomicUsize, n: usize) -> bool {
    left.fetch_update(Ordering::AcqRel, Ordering::Acquire, |l| l.checked_sub(n)).is_ok()
}

/// A server being asked for one request.
pub(crate) struct Asking<'a> {
    pub client: &'a reqwest::Client,
    pub turns: &'a Semaphore,
    pub token: HeaderValue,
    pub limits: &'a Limits,
    pub room: Room,
}

impl Asking<'_> {
    /// The JSON at a URL of the server. Searches share the bytes that are left; a read never goes without
    /// because a search took them all, and is small.
    pub async fn get(&self, url: Url, doing: Doing) -> Result<Document, Why> {
        let turn = timeout_at(self.room.until, self.turns.acquire()).await;
        let _turn = turn.map_err(|_| Why::Slow)?.map_err(|_| Why::Broken)?;
        if self.room.expires.is_some_and(|t| Instant::now() >= t) {
            return Err(Why::Expired);
        }
        let until = self.room.until.min(Instant::now() + self.limits.answer_time);
        self.room.asked.fetch_add(1, Ordering::Relaxed);
        let bytes = timeout_at(until, self.bytes(url, doing)).await.map_err(|_| Why::Slow)??;
        let limits =
            JsonLimits { max_bytes: self.limits.answer_bytes, max_nesting: 100, ..JsonLimits::default() };
        match Document::parse(&bytes, &limits) {
            Ok(document) if document.repeated().is_empty() => Ok(document),
            _ => Err(Why::NotFhir),
        }
    }

    async fn bytes(&self, url: Url, doing: Doing) -> Result<Vec<u8>, Why> {
        let request = self
            .client
            .get(url)
            .header(ACCEPT, "application/fhir+json")
            .header(AUTHORIZATION, self.token.clone());
        let mut response = request.send().await.map_err(|e| broken(&e))?;
        refused(response.status())?;
        if !is_json(&response) {
            return Err(Why::ContentType);
        }
        let (most, large) = match doing {
            Doing::Read => (self.limits.answer_bytes.min(self.limits.resource_bytes), Why::LargeResource),
            Doing::Search => (self.limits.answer_bytes, Why::Large),
        };
        if response.content_length().is_some_and(|n| n > most as u64) {
            return Err(large);
        }
        let mut out = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|e| broken(&e))? {
            let room = || doing == Doing::Read || take(&self.room.bytes, chunk.len());
            if out.len() + chunk.len() > most || !room() {
                return Err(large);
            }
            out.extend_from_slice(&chunk);
        }
        Ok(out)
    }
}

fn refused(status: StatusCode) -> Result<(), Why> {
    Err(match status.as_u16() {
        200 => return Ok(()),
        300..=399 => Why::Redirect,
        401 => Why::Unauthorized,
        403 => Why::Forbidden,
        404 => Why::NotFound,
        410 => Why::Gone,
        429 => Why::TooMany,
        other => Why::Status(other),
    })
}

fn is_json(response: &Response) -> bool {
    let kind = response.headers().get(CONTENT_TYPE).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    ["application/fhir+json", "application/json", "application/json+fhir"]
        .iter()
        .any(|k| k.eq_ignore_ascii_case(kind))
}

fn broken(error: &reqwest::Error) -> Why {
    let mut cause: Option<&dyn std::error::Error> = Some(error);
    while let Some(e) = cause {
        if e.is::<crate::address::NotAllowed>() {
            return Why::Address;
        }
        cause = e.source();
    }
    if error.is_timeout() { Why::Slow } else { Why::Broken }
}
