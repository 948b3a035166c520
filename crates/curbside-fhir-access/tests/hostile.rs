//! A FHIR server of every kind of manners: what it does not give is never "nothing found".
#![allow(clippy::unwrap_used)]

mod server;

use axum::body::Body;
use axum::http::{Response, Uri};
use curbside::time::Clock;
use curbside::{Compiler, pack::PackSource};
use curbside_fhir_access::{Access, Config, Limits, Server, Why};
use curbside_hooks::{Hook, Services};
use serde_json::{Value, json};
use server::*;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

#[tokio::test]
async fn everything_is_fetched_and_decided() {
    let server = conditions(|_| fhir(&good("Condition"))).await;
    let (fetched, answer) = ask(&server).await;
    assert!(fetched.report.failed.is_empty() && answer.lacking.is_empty());
    assert_eq!(rules(&answer), ["demo/no-diabetes", "demo/on-warfarin"]);
    assert_eq!(fetched.report.fetched, ["conditions", "medications", "patient"]);
    let mut asked = server.asked.lock().unwrap().clone();
    asked.sort();
    assert_eq!(
        asked,
        [
            "/fhir/Condition?patient=p&_count=200",
            "/fhir/MedicationRequest?patient=p&_count=200",
            "/fhir/Patient/p"
        ]
    );
}

#[tokio::test]
async fn what_the_client_sent_whole_is_not_fetched() {
    let server = conditions(|_| fhir(&good("Condition"))).await;
    let sent = json!({ "patient": good("Patient"), "medications": good("MedicationRequest"), "conditions": Value::Null });
    let (fetched, answer) =
        ask_with(&access(&server.base, limits()), &parse(&body(&server.base, sent))).await;
    assert_eq!(fetched.report.fetched, ["conditions"]);
    assert_eq!(server.asked.lock().unwrap().len(), 1);
    assert_eq!(rules(&answer.unwrap()).len(), 2);
}

#[tokio::test]
async fn all_pages_are_read() {
    let server = conditions(|uri| {
        let page: usize = uri.query().unwrap().split_once("page=").map_or(0, |(_, n)| n.parse().unwrap());
        let one = json!({ "resourceType": "Condition", "id": format!("c{page}"), "subject": { "reference": "Patient/p" },
            "clinicalStatus": { "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": "active" }] },
            "code": { "coding": [{ "system": "http://snomed.info/sct", "code": if page == 2 { "44054006" } else { "38341003" } }] } });
        let mut v = json!({ "resourceType": "Bundle", "type": "searchset", "total": 3, "entry": [{ "resource": one }] });
        if page < 2 {
            v["link"] = json!([{ "relation": "self", "url": "x" }, { "relation": "next", "url": format!("Condition?page={}", page + 1) }]);
        }
        fhir(&v)
    })
    .await;
    let (fetched, answer) = ask(&server).await;
    assert!(fetched.report.failed.is_empty(), "{:?}", fetched.report);
    assert_eq!(rules(&answer), ["demo/on-warfarin"]);
    assert!(answer.lacking.is_empty() && answer.evaluation.indeterminate.is_empty());
}

#[tokio::test]
async fn statuses_are_not_absence() {
    let all = [
        (401, Why::Unauthorized),
        (403, Why::Forbidden),
        (404, Why::NotFound),
        (410, Why::Gone),
        (429, Why::TooMany),
        (400, Why::Status(400)),
        (500, Why::Status(500)),
        (503, Why::Status(503)),
        (204, Why::Status(204)),
        (206, Why::Status(206)),
    ];
    for (code, why) in all {
        not_absent(&conditions(move |_| status(code)).await, why).await;
    }
}

#[tokio::test]
async fn answers_that_are_none() {
    let kinds: [(&str, &str, Why); 6] = [
        ("text/html", "<html>log in</html>", Why::ContentType),
        ("application/fhir+xml", "<Bundle/>", Why::ContentType),
        ("application/json", "{\"resourceType\":\"Bundle\",\"entry\":[", Why::NotFhir),
        ("application/json", "{\"resourceType\":\"Bundle\",\"total\":0,\"total\":5}", Why::NotFhir),
        ("application/json", "{\"resourceType\":\"Patient\",\"id\":\"p\"}", Why::NotFhir),
        ("application/json", "{\"resourceType\":\"OperationOutcome\",\"issue\":[]}", Why::Reported),
    ];
    for (kind, text, why) in kinds {
        let what = move |_: &Uri| Response::builder().header("content-type", kind).body(text.into()).unwrap();
        not_absent(&conditions(what).await, why).await;
    }
    let untyped = |_: &Uri| Response::new(Body::from("{\"resourceType\":\"Bundle\"}"));
    not_absent(&conditions(untyped).await, Why::ContentType).await;
}

#[tokio::test]
async fn an_outcome_within_a_bundle_is_not_absence() {
    let outcome = json!({ "resourceType": "OperationOutcome", "issue": [{ "severity": "warning", "code": "suppressed" }] });
    let server = conditions(move |_| fhir(&json!({ "resourceType": "Bundle", "type": "searchset", "entry": [{ "resource": outcome, "search": { "mode": "outcome" } }] }))).await;
    let (_, answer) = ask(&server).await;
    assert_eq!(rules(&answer), ["demo/on-warfarin"]);
    assert_eq!(answer.lacking[0].0, "conditions");
}

#[tokio::test]
async fn slow_answers_end_in_time() {
    let server = serve(Duration::from_secs(120), Arc::new(|kind, _| fhir(&good(kind)))).await;
    let started = Instant::now();
    let one = Limits { answer_time: Duration::from_secs(3), ..limits() };
    not_absent_within(&server, one, Why::Slow).await;
    let all = Limits { time: Duration::from_secs(3), ..limits() };
    not_absent_within(&server, all, Why::Slow).await;
    assert!(started.elapsed() < Duration::from_secs(60));
}

#[tokio::test]
async fn endless_and_circling_pages_end() {
    let count = AtomicUsize::new(0);
    let endless = conditions(move |_| {
        let n = count.fetch_add(1, Ordering::SeqCst);
        fhir(&json!({ "resourceType": "Bundle", "link": [{ "relation": "next", "url": format!("Condition?n={n}") }] }))
    })
    .await;
    not_absent(&endless, Why::Pages).await;
    assert_eq!(endless.asked.lock().unwrap().iter().filter(|u| u.contains("Condition")).count(), 4);
    let circle = conditions(|uri| {
        fhir(&json!({ "resourceType": "Bundle", "link": [{ "relation": "next", "url": uri.to_string() }] }))
    })
    .await;
    not_absent(&circle, Why::NextAgain).await;
}

#[tokio::test]
async fn the_token_goes_nowhere_else() {
    let other = serve(Duration::ZERO, Arc::new(|kind, _| fhir(&good(kind)))).await;
    let root = other.base.clone();
    let next = conditions(move |_| fhir(&json!({ "resourceType": "Bundle", "link": [{ "relation": "next", "url": format!("{root}/Condition") }] }))).await;
    not_absent(&next, Why::NextElsewhere).await;
    for url in [
        "/other/Condition",
        "http://user:pass@localhost/fhir/Condition",
        "javascript:1",
        "",
        "/fhir/../secret",
        "/fhirx/C",
        "//169.254.169.254/fhir/Condition",
    ] {
        let next = conditions(move |_| {
            fhir(&json!({ "resourceType": "Bundle", "link": [{ "relation": "next", "url": url }] }))
        })
        .await;
        let why = if url.is_empty() { Why::NextAgain } else { Why::NextElsewhere };
        not_absent(&next, why).await;
    }
    let root = other.base.clone();
    let redirect = conditions(move |_| {
        Response::builder()
            .status(302)
            .header("location", format!("{root}/Condition"))
            .body(Body::empty())
            .unwrap()
    })
    .await;
    not_absent(&redirect, Why::Redirect).await;
    assert!(other.asked.lock().unwrap().is_empty());
}

#[tokio::test]
async fn sizes_are_bounded() {
    let huge = conditions(|_| {
        Response::builder()
            .header("content-type", "application/json")
            .body(vec![b' '; 1 << 20].into())
            .unwrap()
    })
    .await;
    not_absent(&huge, Why::Large).await;
    let chunks = conditions(|_| {
        let endless =
            futures_util::stream::iter((0..1000).map(|_| Ok::<_, std::io::Error>(vec![b' '; 4096])));
        Response::builder()
            .header("content-type", "application/json")
            .body(Body::from_stream(endless))
            .unwrap()
    })
    .await;
    not_absent(&chunks, Why::Large).await;
    let many = conditions(|_| fhir(&json!({ "resourceType": "Bundle", "entry": vec![json!({ "resource": { "resourceType": "Condition" } }); 500] }))).await;
    not_absent(&many, Why::Resources).await;
}

#[tokio::test]
async fn a_body_that_breaks_off_is_not_the_whole() {
    let server = conditions(|_| {
        let parts: Vec<Result<Vec<u8>, std::io::Error>> =
            vec![Ok(b"{\"resourceType\":\"Bundle\"".to_vec()), Err(std::io::Error::other("closed"))];
        Response::builder()
            .header("content-type", "application/json")
            .body(Body::from_stream(futures_util::stream::iter(parts)))
            .unwrap()
    })
    .await;
    not_absent(&server, Why::Broken).await;
}

#[tokio::test]
async fn later_pages_that_fail_leave_what_was_found() {
    let server = serve(Duration::ZERO, Arc::new(|kind, uri| match kind {
        "MedicationRequest" if uri.query().unwrap().contains("page") => status(500),
        "MedicationRequest" => fhir(&json!({ "resourceType": "Bundle", "entry": [{ "resource": warfarin("m", "p") }], "link": [{ "relation": "next", "url": "MedicationRequest?page=2" }] })),
        _ => fhir(&good(kind)),
    })).await;
    let (fetched, answer) = ask(&server).await;
    assert_eq!(fetched.report.failed["medications"], Why::Status(500));
    assert_eq!(rules(&answer), ["demo/no-diabetes", "demo/on-warfarin"]);
    assert_eq!(answer.lacking[0].0, "medications");
}

#[tokio::test]
async fn another_patients_resources_are_left_out() {
    let server = serve(
        Duration::ZERO,
        Arc::new(|kind, _| match kind {
            "MedicationRequest" => {
                fhir(&json!({ "resourceType": "Bundle", "entry": [{ "resource": warfarin("m", "q") }] }))
            }
            _ => fhir(&good(kind)),
        }),
    )
    .await;
    let (_, answer) = ask(&server).await;
    assert_eq!(rules(&answer), ["demo/no-diabetes"]);
    assert!(answer.response.to_json().to_string().contains("another patient"));
    let server = serve(
        Duration::ZERO,
        Arc::new(|kind, _| match kind {
            "Patient" => fhir(&json!({ "resourceType": "Patient", "id": "q" })),
            _ => fhir(&good(kind)),
        }),
    )
    .await;
    let (fetched, answer) =
        ask_with(&access(&server.base, limits()), &parse(&body(&server.base, json!({})))).await;
    assert_eq!(fetched.report.failed["patient"], Why::AnotherResource);
    assert_eq!(answer.unwrap_err().status, 412);
}

#[tokio::test]
async fn medications_that_orders_refer_to_are_fetched() {
    let referring = |to: String| {
        let mut order = warfarin("m", "p");
        order.as_object_mut().unwrap().remove("medicationCodeableConcept");
        order["medicationReference"] = json!({ "reference": to });
        json!({ "resourceType": "Bundle", "type": "searchset", "entry": [{ "resource": order }] })
    };
    let medication = || json!({ "resourceType": "Medication", "id": "w", "code": { "coding": [{ "system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "11289" }] } });
    let server = serve(
        Duration::ZERO,
        Arc::new(move |kind, uri| match kind {
            "Medication" if uri.path().ends_with("/w") => fhir(&medication()),
            "Medication" => status(404),
            _ => fhir(&good(kind)),
        }),
    )
    .await;
    let here = access(&server.base, limits());
    let sent = |to: String| json!({ "patient": good("Patient"), "conditions": good("Condition"), "medications": referring(to) });
    for to in [
        "Medication/w".to_string(),
        format!("{}/Medication/w", server.base),
        "Medication/w/_history/2".into(),
    ] {
        let request = parse(&body(&server.base, sent(to.clone())));
        assert!(here.is_needed(&request, SERVICES.plan(request.hook).unwrap()));
        let (fetched, answer) = ask_with(&here, &request).await;
        assert_eq!(fetched.tried.medications.len(), 1, "{to}");
        assert_eq!(rules(&answer.unwrap()), ["demo/no-diabetes", "demo/on-warfarin"], "{to}");
    }
    // What cannot be named is not absent.
    let (fetched, answer) =
        ask_with(&here, &parse(&body(&server.base, sent("Medication/gone".into())))).await;
    assert_eq!(fetched.report.failed, [("medicationReference".to_string(), Why::NotFound)].into());
    let answer = answer.unwrap();
    assert_eq!(rules(&answer), ["demo/no-diabetes"]);
    assert!(answer.evaluation.indeterminate.iter().any(|i| i.rule == "demo/on-warfarin"));
    server.asked.lock().unwrap().clear();
    for to in [
        "https://elsewhere.example/fhir/Medication/w",
        "Medication/../Patient/q",
        "Medication/w?x=y",
        "#w",
        "Substance/w",
        "",
    ] {
        ask_with(&here, &parse(&body(&server.base, sent(to.into())))).await.1.unwrap();
    }
    assert!(server.asked.lock().unwrap().is_empty());
}

#[tokio::test]
async fn the_role_is_fetched_for_users_who_have_or_are_one() {
    let settings = curbside_hooks::Settings {
        prefetch: curbside_hooks::PrefetchOptions { user_role: true, ..Default::default() },
        ..Default::default()
    };
    let pack = PackSource::new("demo").file("pack.yaml", "name: demo\nversion: 1.0.0\n").file(
        "demo.cds",
        "pack demo\nrule ph \"For pharmacists\" { category result when role is \"pharmacist\" message \"Hello.\" }",
    );
    let services = Services::new(Compiler::new().pack(pack).compile().unwrap(), settings);
    let role = || {
        json!({ "resourceType": "PractitionerRole", "id": "r", "practitioner": { "reference": "Practitioner/e" },
        "code": [{ "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/practitioner-role", "code": "pharmacist" }] }] })
    };
    let server = serve(
        Duration::ZERO,
        Arc::new(move |kind, uri| match (kind, uri.query()) {
            ("PractitionerRole", None) => fhir(&role()),
            ("PractitionerRole", Some(q)) if q.starts_with("practitioner=e") => {
                fhir(&json!({ "resourceType": "Bundle", "entry": [{ "resource": role() }] }))
            }
            _ => fhir(&good(kind)),
        }),
    )
    .await;
    let here = access(&server.base, limits());
    let clock = Clock::new("2026-03-01T09:00:00Z".parse().unwrap(), "UTC".parse().unwrap());
    for (user, fires) in [
        ("Practitioner/e", true),
        ("PractitionerRole/r", true),
        ("Patient/p", false),
        ("Practitioner/other", false),
    ] {
        let mut b = body(&server.base, json!({}));
        b["context"]["userId"] = json!(user);
        let request = parse(&b);
        let fetched = here.complete(&request, services.plan(request.hook).unwrap(), Instant::now()).await;
        assert!(fetched.report.failed.is_empty(), "{user}: {:?}", fetched.report);
        let a = services
            .answer_fetched(
                request.hook,
                &request,
                &fetched.data,
                &fetched.tried,
                &clock,
                &Default::default(),
            )
            .unwrap();
        assert_eq!(!a.evaluation.findings.is_empty(), fires, "{user}");
        assert!(a.lacking.is_empty());
    }
}

#[tokio::test]
async fn nothing_is_asked_where_it_may_not_be() {
    let server = conditions(|_| fhir(&good("Condition"))).await;
    let here = access(&server.base, limits());
    let change = |f: &dyn Fn(&mut Value)| {
        let mut b = body(&server.base, json!({}));
        f(&mut b);
        parse(&b)
    };
    let refused: [(Why, Change<'_>); 6] = [
        (Why::NoServer, &|b| {
            b.as_object_mut().unwrap().remove("fhirServer");
            b.as_object_mut().unwrap().remove("fhirAuthorization");
        }),
        (Why::NoToken, &|b| {
            b.as_object_mut().unwrap().remove("fhirAuthorization");
        }),
        (Why::NotListed, &|b| b["fhirServer"] = json!("https://elsewhere.example/fhir")),
        (Why::TokenOfAnother, &|b| b["fhirAuthorization"]["patient"] = json!("q")),
        (Why::Expired, &|b| b["fhirAuthorization"]["expires_in"] = json!(0)),
        (Why::Scope, &|b| b["fhirAuthorization"]["scope"] = json!("launch openid patient/Coverage.rs")),
    ];
    for (why, f) in refused {
        let (fetched, answer) = ask_with(&here, &change(f)).await;
        assert!(fetched.report.failed.values().all(|w| *w == why), "{:?}", fetched.report);
        assert_eq!(fetched.report.failed.len(), 3);
        let e = answer.unwrap_err();
        assert_eq!((e.status, e.code), (412, "missing-data"));
        assert!(e.message.contains(why.text()), "{}", e.message);
    }
    assert!(server.asked.lock().unwrap().is_empty());
    let nowhere = Access::new(Config::default()).unwrap();
    let (fetched, _) = ask_with(&nowhere, &change(&|_| ())).await;
    assert_eq!(fetched.report.failed["patient"], Why::NotListed);
    // A part of the scope: the rest is fetched.
    let (fetched, answer) = ask_with(
        &here,
        &change(&|b| {
            b["fhirAuthorization"]["scope"] = json!("patient/Patient.r patient/MedicationRequest.s")
        }),
    )
    .await;
    assert_eq!(fetched.report.failed, [("conditions".to_string(), Why::Scope)].into());
    assert_eq!(rules(&answer.unwrap()), ["demo/on-warfarin"]);
}

#[tokio::test]
async fn a_token_that_expired_while_the_request_waited_is_not_used() {
    let server = conditions(|_| fhir(&good("Condition"))).await;
    let mut b = body(&server.base, json!({}));
    b["fhirAuthorization"]["expires_in"] = json!(1);
    let came = Instant::now().checked_sub(Duration::from_secs(2)).unwrap();
    let request = parse(&b);
    let plan = SERVICES.plan(Hook::PatientView).unwrap();
    let fetched = access(&server.base, limits()).complete(&request, plan, came).await;
    assert_eq!(fetched.report.failed["conditions"], Why::Expired);
    assert!(server.asked.lock().unwrap().is_empty());
}

#[tokio::test]
async fn one_server_is_asked_for_few_answers_at_a_time() {
    let server = serve(Duration::from_millis(30), Arc::new(|kind, _| fhir(&good(kind)))).await;
    let access = access(&server.base, Limits { per_server: 2, ..limits() });
    let all = (0..8).map(|_| {
        let (access, request) = (access.clone(), parse(&body(&server.base, json!({}))));
        tokio::spawn(async move {
            access.complete(&request, SERVICES.plan(Hook::PatientView).unwrap(), Instant::now()).await
        })
    });
    for one in futures_util::future::join_all(all).await {
        assert!(one.unwrap().report.failed.is_empty());
    }
    assert!(server.most.load(Ordering::SeqCst) <= 2);
}

#[tokio::test]
async fn names_that_lead_inside_are_refused() {
    let server = conditions(|_| fhir(&good("Condition"))).await;
    let port = server.base.rsplit(':').next().unwrap().split('/').next().unwrap();
    // Listed, but as a public server: the name leads to loopback.
    let base = format!("https://localhost:{port}/fhir");
    let servers = vec![Server::new(base.parse().unwrap())];
    let strict = Access::new(Config { servers, limits: limits(), ..Config::default() }).unwrap();
    let (fetched, _) = ask_with(&strict, &parse(&body(&base, json!({})))).await;
    assert_eq!(fetched.report.failed["patient"], Why::Address);
    assert!(server.asked.lock().unwrap().is_empty());
    let of = |s: &str| Config { servers: vec![Server::new(s.parse().unwrap())], ..Config::default() };
    for bad in [
        "http://fhir.example/r4",
        "http://127.0.0.1/r4",
        "https://10.0.0.1/r4",
        "https://[::1]/r4",
        "https://169.254.169.254/",
        "https://u:p@fhir.example/",
        "https://fhir.example/?a=b",
        "ftp://fhir.example/",
    ] {
        assert!(Access::new(of(bad)).is_err(), "{bad}");
    }
    let loose = Config { loopback_http: true, ..of("http://fhir.example/r4") };
    assert!(Access::new(loose).is_err());
}

#[tokio::test]
async fn listed_means_this_base() {
    let access = |below| {
        Access::new(Config {
            servers: vec![Server { below, ..Server::new("https://fhir.invalid/r4/".parse().unwrap()) }],
            // The name does not exist; nobody waits for it.
            limits: Limits {
                answer_time: Duration::from_millis(200),
                time: Duration::from_millis(400),
                ..limits()
            },
            ..Config::default()
        })
        .unwrap()
    };
    let cases = [
        ("https://fhir.invalid/r4", true, true),
        ("https://fhir.invalid/r4/", true, true),
        ("https://fhir.invalid:443/r4", true, true),
        ("https://fhir.invalid/r4/t7", false, true),
        ("https://fhir.invalid/r4x", false, false),
        ("https://fhir.invalid/r4/../x", false, false),
        ("https://fhir.invalid/r4/%2e%2e/x", false, false),
        ("http://fhir.invalid/r4", false, false),
        ("https://fhir.invalid:8443/r4", false, false),
        ("https://fhir.invalid@evil.example/r4", false, false),
        ("https://a:b@fhir.invalid/r4", false, false),
        ("https://fhir.invalid/r4?x=y", false, false),
    ];
    for (base, exact, below) in cases {
        for (flag, listed) in [(false, exact), (true, below)] {
            let (fetched, _) = ask_with(&access(flag), &parse(&body(base, json!({})))).await;
            assert_eq!(fetched.report.failed["patient"] != Why::NotListed, listed, "{base} {flag}");
        }
    }
}

#[tokio::test]
async fn dispatched_orders_are_fetched_or_the_answer_is_412() {
    let server = serve(
        Duration::ZERO,
        Arc::new(|kind, uri| match (kind, uri.query()) {
            ("MedicationRequest", None) => fhir(&warfarin("w", "p")),
            _ => fhir(&good(kind)),
        }),
    )
    .await;
    let mut b = body(&server.base, json!({}));
    b["hook"] = json!("order-dispatch");
    b["context"] = json!({ "patientId": "p", "dispatchedOrders": ["ServiceRequest/s", "MedicationRequest/w"], "performer": "Organization/o" });
    let here = access(&server.base, limits());
    let (fetched, answer) = ask_with(&here, &parse(&b)).await;
    assert_eq!(fetched.tried.orders.len(), 2);
    assert!(answer.unwrap().evaluation.findings.iter().any(|f| f.rule == "demo/on-warfarin"));
    b["context"]["dispatchedOrders"] = json!(["ServiceRequest/gone"]);
    let (fetched, answer) = ask_with(&here, &parse(&b)).await;
    assert_eq!(fetched.report.failed["dispatchedOrders"], Why::AnotherResource);
    let e = answer.unwrap_err();
    assert_eq!((e.status, e.code), (412, "missing-data"));
    b["context"]["dispatchedOrders"] = json!(["ServiceRequest/gone", "MedicationRequest/w"]);
    let (_, answer) = ask_with(&here, &parse(&b)).await;
    let told = answer.unwrap().response.to_json().to_string();
    assert!(told.contains("1 dispatched order(s)"), "{told}");
    assert!(told.contains(&Why::AnotherResource.text().replace('`', "")), "{told}");
}

#[tokio::test]
async fn a_single_resource_that_is_too_large_says_so() {
    let large = |mut v: Value| {
        v["text"] = json!({ "status": "generated", "div": "x".repeat(1 << 20) });
        v
    };
    let roomy = Limits { answer_bytes: 8 << 20, bytes: 32 << 20, ..limits() };
    // The patient: nothing can be checked, and the reason is told.
    let server = serve(
        Duration::ZERO,
        Arc::new(move |kind, _| if kind == "Patient" { fhir(&large(good(kind))) } else { fhir(&good(kind)) }),
    )
    .await;
    let request = parse(&body(&server.base, json!({})));
    let (fetched, answer) = ask_with(&access(&server.base, roomy), &request).await;
    assert_eq!(fetched.report.failed["patient"], Why::LargeResource);
    let refused = answer.unwrap_err();
    assert_eq!((refused.status, refused.code), (412, "missing-data"));
    assert!(refused.message.contains("larger than a single resource may be"), "{}", refused.message);
    // With more room it is read.
    let more = Limits { resource_bytes: 2 << 20, ..roomy };
    let (fetched, answer) = ask_with(&access(&server.base, more), &request).await;
    assert!(fetched.report.failed.is_empty(), "{:?}", fetched.report);
    assert!(!rules(&answer.unwrap()).is_empty());

    // An order's medication: the rule about it stays open, and the card says why.
    let server = serve(
        Duration::ZERO,
        Arc::new(move |kind, _| match kind {
            "Medication" => fhir(&large(json!({ "resourceType": "Medication", "id": "w" }))),
            _ => fhir(&good(kind)),
        }),
    )
    .await;
    let mut order = warfarin("m", "p");
    order.as_object_mut().unwrap().remove("medicationCodeableConcept");
    order["medicationReference"] = json!({ "reference": "Medication/w" });
    let sent = json!({ "patient": good("Patient"), "conditions": good("Condition"),
        "medications": { "resourceType": "Bundle", "type": "searchset", "entry": [{ "resource": order }] } });
    let (fetched, answer) = ask_with(&access(&server.base, roomy), &parse(&body(&server.base, sent))).await;
    assert_eq!(fetched.report.failed["medicationReference"], Why::LargeResource);
    let answer = answer.unwrap();
    assert!(answer.evaluation.indeterminate.iter().any(|i| i.rule == "demo/on-warfarin"));
    let told = answer.response.to_json().to_string();
    assert!(told.contains("A Medication that an order refers to") && told.contains("larger than"), "{told}");
}
