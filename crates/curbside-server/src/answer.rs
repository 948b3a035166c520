//! One call of a service: read, evaluated, held against the policy, recorded, answered.

use crate::app::{App, Stop, Until};
use crate::gate::Caller;
use crate::refusal::{body, hook_error, internal, json_body, no_service, not_kept, refuse};
use crate::request_id::RequestId;
use crate::rules::InForce;
use crate::show;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{Extension, Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use curbside::eval::result::Finding;
use curbside::time::Clock;
use curbside_fhir_access::{Access, Fetched};
use curbside_hooks::{Answer, Feedback, Hook, HookError, Outcome, Plan, Request};
use curbside_record::{Question, Trouble};
use curbside_store::{Action, Coded, Feedback as Kept, Recorded};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

pub(crate) async fn discovery(State(app): State<Arc<App>>) -> Response {
    body(200, &app.parts.shelf.now().services.discovery())
}

pub(crate) async fn answer(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    Extension(caller): Extension<Caller>,
    Extension(request_id): Extension<RequestId>,
    headers: HeaderMap,
    bytes: Result<Bytes, BytesRejection>,
) -> Response {
    let started = Instant::now();
    if !is_service(&app, &id) {
        return no_service();
    }
    let bytes = match json_body(&headers, bytes) {
        Ok(bytes) => bytes,
        Err(no) => return *no,
    };
    let call = Call { app: &app, service: &id, caller: &caller, request_id: &request_id.0, started };
    call.answered(bytes).await.unwrap_or_else(|no| *no)
}

/// Whether there is a service with this id.
fn is_service(app: &App, id: &str) -> bool {
    let force = app.parts.shelf.now();
    Hook::ALL.iter().any(|hook| force.services.service_id(*hook) == id)
}

/// A call under way.
struct Call<'a> {
    app: &'a Arc<App>,
    service: &'a str,
    caller: &'a Caller,
    request_id: &'a str,
    started: Instant,
}

impl Call<'_> {
    async fn answered(&self, bytes: Bytes) -> Result<Response, Box<Response>> {
        let lost = || Box::new(internal());
        // One set of packs and policy from here to the end.
        let force = self.app.parts.shelf.now();
        let clock = self.app.clock();
        let stop = Stop::new();
        let work = || Work {
            force: Arc::clone(&force),
            clock: clock.clone(),
            until: stop.until(Instant::now() + self.app.parts.limits.evaluation),
        };

        let (first, service, access) = (work(), self.service.to_string(), self.app.parts.access.clone());
        let role = self.caller.user_role.clone();
        let begun = self.app.compute(move || first.begun(&service, bytes, role, access.as_ref()));
        let evaluated = match begun.await.ok_or_else(lost)? {
            Begun::Evaluated(evaluated) => evaluated,
            Begun::Lacks(hook, request) => {
                let fetched = self.fetched(&request, &work().plan(hook)).await;
                let again = work();
                let evaluated = self.app.compute(move || again.evaluated(hook, *request, fetched));
                Box::new(evaluated.await.ok_or_else(lost)?)
            }
            Begun::Refused(e) => return Err(Box::new(hook_error(&e))),
            Begun::NoService => return Err(Box::new(no_service())),
        };
        let Evaluated { request, answer, cut } = *evaluated;
        if let Some(why) = cut {
            self.app.metrics().cut(why);
            tracing::warn!(target: "curbside::http", request_id = self.request_id, hook = %request.hook, why, "an evaluation was ended early");
        }
        let mut answer = answer.map_err(|e| Box::new(hook_error(&e)))?;
        if !answer.faults.is_empty() {
            tracing::error!(target: "curbside::http", request_id = self.request_id, count = answer.faults.len(), "cards were not valid and were replaced");
        }
        let metrics = self.app.metrics();
        metrics.evaluated(&answer.evaluation);
        let aside = aside(&mut answer);
        aside.iter().for_each(|(_, reason)| metrics.suppressed(reason));

        let automatic: Vec<&str> = answer.system_actions.keys().map(String::as_str).collect();
        let question = Question {
            evaluation: &answer.evaluation,
            patient: &answer.record.cautious,
            model: force.services.rules().model(),
            clock: &clock,
            tenancy: &self.caller.name,
            patient_id: Some(request.patient()),
            user: request.user(),
            encounter: request.encounter(),
            location: answer.record.location.as_deref().or(self.caller.location.as_deref()),
            hook: request.hook.name(),
            hook_instance: Some(&request.hook_instance),
            request_id: Some(self.request_id),
            orders: request.drafts().len() as u64,
            started: self.started,
            aside: &aside,
            automatic: &automatic,
        };
        let decided = match self.app.parts.desk.answer(&force.policy, &question).await {
            Ok(decided) => decided,
            Err(no) => {
                self.failed(&no.0, "nothing was answered");
                return Err(Box::new(not_kept()));
            }
        };
        for trouble in &decided.troubles {
            match trouble {
                Trouble::NoHistory(e) | Trouble::NotRecorded(e) => self.failed(e, trouble.text()),
            }
        }
        metrics.decided(&decided.decided);
        let generation = answer.evaluation.generation;
        let response = show::response(&mut answer, &decided, generation);
        let mut out = body(200, &response);
        out.headers_mut().insert("x-curbside-generation", generation.into());
        Ok(out)
    }

    /// What the client did not send, from its FHIR server, where that is configured.
    async fn fetched(&self, request: &Request, plan: &Plan) -> Option<Fetched> {
        let access = self.app.parts.access.as_ref()?;
        let fetched = access.complete(request, plan, self.started).await;
        let report = &fetched.report;
        for _ in &report.fetched {
            self.app.metrics().fetched("fetched");
        }
        for why in report.failed.values() {
            self.app.metrics().fetched(why.code());
        }
        if report.asked > 0 {
            let took_us = u64::try_from(report.took.as_micros()).unwrap_or(u64::MAX);
            let (asked, keys, failed) = (report.asked, report.fetched.len(), report.failed.len());
            tracing::info!(target: "curbside::fhir", request_id = self.request_id, asked, keys, failed, took_us, "fetched");
        }
        Some(fetched)
    }

    fn failed(&self, error: &curbside_store::Error, text: &str) {
        self.app.metrics().audit_failed(error.code());
        tracing::error!(target: "curbside::audit", request_id = self.request_id, code = error.code(), "{text}: {error}");
    }
}

/// What is computed for a call, away from the threads that serve sockets.
struct Work {
    force: Arc<InForce>,
    clock: Clock,
    until: Until,
}

/// How far a call has come without anybody being asked.
enum Begun {
    Refused(HookError),
    NoService,
    /// Something has to be fetched first.
    Lacks(Hook, Box<Request>),
    Evaluated(Box<Evaluated>),
}

/// A call's answer before the policy, and what is still needed of its request: all but the record.
struct Evaluated {
    request: Request,
    answer: Result<Answer, HookError>,
    /// Why the evaluation was ended early, if it was.
    cut: Option<&'static str>,
}

impl Work {
    fn plan(&self, hook: Hook) -> Cow<'_, Plan> {
        self.force.services.plan(hook).map_or_else(Cow::default, Cow::Borrowed)
    }

    /// Reads the call, and answers it in the same go where nothing has to be fetched.
    fn begun(self, service: &str, bytes: Bytes, role: Option<String>, access: Option<&Access>) -> Begun {
        let mut request = match Request::parse(&bytes) {
            Ok(request) => request,
            Err(e) => return Begun::Refused(e),
        };
        drop(bytes);
        request.role = role;
        let Some(hook) = self.force.services.route(service, &request) else { return Begun::NoService };
        if access.is_some_and(|access| access.is_needed(&request, &self.plan(hook))) {
            return Begun::Lacks(hook, Box::new(request));
        }
        Begun::Evaluated(Box::new(self.evaluated(hook, request, None)))
    }

    fn evaluated(self, hook: Hook, mut request: Request, fetched: Option<Fetched>) -> Evaluated {
        let Work { force, clock, until } = self;
        let over = || until.over();
        // No card shows a score.
        let options =
            curbside::eval::Options { cancelled: Some(&over), without_scores: true, ..Default::default() };
        let services = &force.services;
        let answer = match &fetched {
            Some(f) => services.answer_fetched(hook, &request, &f.data, &f.tried, &clock, &options),
            None => services.answer(hook, &request, &request.prefetch, &clock, &options),
        };
        // Nearly all of the memory of a call; it is not needed while the call waits for the audit.
        request.prefetch = BTreeMap::new();
        Evaluated { request, answer, cut: until.why() }
    }
}

/// Takes out of the evaluation what the hook itself does not show.
fn aside(answer: &mut Answer) -> Vec<(Finding, &'static str)> {
    let reasons: BTreeMap<&str, &'static str> =
        answer.withheld.iter().map(|w| (w.finding.as_str(), w.reason)).collect();
    if reasons.is_empty() {
        return Vec::new();
    }
    let all = std::mem::take(&mut answer.evaluation.findings);
    let (mut kept, mut aside) = (Vec::new(), Vec::new());
    for finding in all {
        match reasons.get(finding.id.as_str()) {
            Some(reason) => aside.push((finding, *reason)),
            None => kept.push(finding),
        }
    }
    answer.evaluation.findings = kept;
    aside
}

pub(crate) async fn feedback(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    Extension(caller): Extension<Caller>,
    Extension(request_id): Extension<RequestId>,
    headers: HeaderMap,
    bytes: Result<Bytes, BytesRejection>,
) -> Response {
    if !is_service(&app, &id) {
        return no_service();
    }
    let bytes = match json_body(&headers, bytes) {
        Ok(bytes) => bytes,
        Err(no) => return *no,
    };
    let now = app.clock().now;
    let read = move || -> Result<Vec<Feedback>, HookError> {
        let all = Feedback::parse(&bytes)?;
        all.iter().try_for_each(|f| f.check_time(now))?;
        Ok(all)
    };
    let all = match app.compute(read).await {
        Some(Ok(all)) => all,
        Some(Err(e)) => return hook_error(&e),
        None => return internal(),
    };
    let Some(store) = app.parts.desk.store() else {
        return refuse(503, "not-supported", "no-store", "feedback is not kept here: no store is configured");
    };
    let kept: Vec<Kept> = all.into_iter().map(|f| to_keep(f, &id, &caller.name)).collect();
    let outcomes: Vec<&str> = kept.iter().map(|f| f.action.word()).collect();
    match store.feedback(kept).await {
        Ok(recorded) => {
            for (outcome, recorded) in outcomes.iter().zip(&recorded) {
                match recorded {
                    Recorded::New(_) => app.metrics().feedback(outcome),
                    Recorded::UnknownCard(_) => app.metrics().feedback("unknown-card"),
                    Recorded::Duplicate => app.metrics().feedback("duplicate"),
                }
            }
            StatusCode::OK.into_response()
        }
        Err(error) => {
            app.metrics().audit_failed(error.code());
            tracing::error!(target: "curbside::audit", request_id = &*request_id.0, code = error.code(), "feedback was not kept: {error}");
            not_kept()
        }
    }
}

fn to_keep(f: Feedback, service: &str, client: &str) -> Kept {
    Kept {
        card: f.card,
        action: match f.outcome {
            Outcome::Accepted => Action::Accepted,
            Outcome::Overridden => Action::Overridden,
        },
        at: jiff::Timestamp::from_second(f.at.as_second()).unwrap_or_default(),
        reason: f.reason.map(|r| Coded { code: r.code, system: r.system, display: r.display }),
        comment: f.comment,
        accepted: f.accepted,
        service: Some(service.to_string()),
        client: Some(client.to_string()),
        ..Kept::default()
    }
}
