//! What administrators do: reload, go back, export.

use super::access::{Changing, Reader, refuse};
use super::{Admin, html};
use crate::data::Flash;
use crate::pages;
use axum::Form;
use axum::body::Body;
use axum::extract::rejection::FormRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use curbside_store::{FeedbackFilter, Format};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde::Deserialize;
use std::io::Write;
use tokio::sync::mpsc;

pub(super) async fn reload(
    State(admin): State<Admin>,
    reader: Reader,
    headers: HeaderMap,
    form: Result<Form<Changing>, FormRejection>,
) -> Response {
    if let Err(no) = allowed(&reader, &headers, form) {
        return *no;
    }
    let result = admin.inner.host.reload().await;
    done(&admin, &reader, &headers, "reload", result).await
}

pub(super) async fn roll_back(
    State(admin): State<Admin>,
    reader: Reader,
    headers: HeaderMap,
    form: Result<Form<Changing>, FormRejection>,
) -> Response {
    if let Err(no) = allowed(&reader, &headers, form) {
        return *no;
    }
    let result = admin.inner.host.roll_back().await;
    done(&admin, &reader, &headers, "rollback", result).await
}

/// Whether they may change something. A script that shows its token has no form to send.
fn allowed(
    reader: &Reader,
    headers: &HeaderMap,
    form: Result<Form<Changing>, FormRejection>,
) -> Result<(), Box<Response>> {
    let form_token = match form {
        Ok(Form(form)) => form.form_token,
        Err(FormRejection::InvalidFormContentType(_))
            if reader.session.is_none() && !headers.contains_key(header::CONTENT_TYPE) =>
        {
            String::new()
        }
        Err(other) => return Err(Box::new(other.into_response())),
    };
    reader.may_change(&form_token).map_err(|refused| Box::new(refuse(&refused)))
}

async fn done(
    admin: &Admin,
    reader: &Reader,
    headers: &HeaderMap,
    what: &str,
    result: Result<String, String>,
) -> Response {
    let (good, mut text) = match result {
        Ok(text) => (true, text),
        Err(text) => (false, text),
    };
    if !admin.note(&reader.name, what, good, &[("result", &text)]).await && admin.inner.store.is_some() {
        text.push_str(" This could not be written to the audit.");
    }
    tracing::info!(target: "curbside::admin", who = reader.name, what, good, "administration");
    let status = if good { 200 } else { 409 };
    // A script asks for text, a browser for the page.
    if reader.session.is_none() && !wants_html(headers) {
        return (StatusCode::from_u16(status).unwrap_or_default(), text + "\n").into_response();
    }
    let flash = Flash { good, text };
    html(status, pages::packs(&reader.who(), Some(&flash), &admin.inner.host.in_force()))
}

pub(super) fn wants_html(headers: &HeaderMap) -> bool {
    headers
        .get(header::ACCEPT)
        .and_then(|value| value.to_str().ok())
        .is_some_and(|text| text.contains("text/html"))
}

#[derive(Deserialize)]
pub(super) struct Export {
    from: String,
    to: String,
    #[serde(default)]
    format: String,
}

/// Feedback of some days as a file. It is recorded first: what is not recorded is not given out.
pub(super) async fn export_feedback(
    State(admin): State<Admin>,
    reader: Reader,
    Query(asked): Query<Export>,
) -> Response {
    let Some(store) = admin.inner.store.clone() else {
        return html(404, pages::problem("No feedback", "This service has no audit store."));
    };
    let day = |text: &str| text.parse::<Date>().ok();
    let (Some(from), Some(to)) = (day(&asked.from), day(&asked.to)) else {
        return html(400, pages::problem("Not a date", "Dates are written as 2026-03-27."));
    };
    let start = |day: Date| TimeZone::UTC.to_timestamp(day.at(0, 0, 0, 0)).ok();
    let filter = FeedbackFilter {
        from: start(from),
        to: to.checked_add(1.day()).ok().and_then(start),
        ..FeedbackFilter::default()
    };
    let (format, kind, ending) = match asked.format.as_str() {
        "json" => (Format::Ndjson, "application/x-ndjson", "ndjson"),
        "" | "csv" => (Format::Csv, "text/csv; charset=utf-8", "csv"),
        _ => {
            return html(
                400,
                pages::problem("Not a format", "There is csv, and json with an object a line."),
            );
        }
    };
    let days = format!("{from} to {to}");
    if !admin.note(&reader.name, "export-feedback", true, &[("days", &days), ("format", ending)]).await {
        return html(
            503,
            pages::problem(
                "Not now",
                "The audit store does not answer, so the export cannot be recorded. Try again later.",
            ),
        );
    }
    let (sender, receiver) = mpsc::unbounded_channel();
    tokio::spawn(async move {
        let mut out = Pipe(sender.clone());
        if let Err(error) = store.export_feedback(&filter, format, &mut out).await {
            tracing::error!(target: "curbside::admin", code = error.code(), "an export broke off: {error}");
            // The browser sees that the file is not whole.
            let _ = sender.send(Err(std::io::Error::other("the export broke off")));
        }
    });
    let name = format!("attachment; filename=\"feedback-{from}-{to}.{ending}\"");
    let mut response = Body::new(Chunks(receiver)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    if let Ok(name) = HeaderValue::from_str(&name) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    response
}

type Chunk = Result<Vec<u8>, std::io::Error>;

/// What is written goes to the one who asked.
struct Pipe(mpsc::UnboundedSender<Chunk>);

impl Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.send(Ok(bytes.to_vec())).map_err(|_| std::io::ErrorKind::BrokenPipe)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

struct Chunks(mpsc::UnboundedReceiver<Chunk>);

impl axum::body::HttpBody for Chunks {
    type Data = axum::body::Bytes;
    type Error = std::io::Error;

    fn poll_frame(
        mut self: std::pin::Pin<&mut Self>,
        context: &mut std::task::Context<'_>,
    ) -> std::task::Poll<Option<Result<http_body::Frame<Self::Data>, Self::Error>>> {
        self.0
            .poll_recv(context)
            .map(|chunk| chunk.map(|chunk| chunk.map(|bytes| http_body::Frame::data(bytes.into()))))
    }
}

/// For pages: the day of now, in UTC.
pub(super) fn today(now: i64) -> Date {
    TimeZone::UTC.to_datetime(Timestamp::from_second(now).unwrap_or_default()).date()
}
