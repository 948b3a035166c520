//! Limits, headers, metrics, exchange of packs, shutdown, HL7 v2.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod support;

use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};
use support::*;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

#[tokio::test]
async fn every_answer_has_the_headers_of_security_and_an_id() {
    let folder = Folder::new();
    let service = open(&folder, "").await;
    for path in ["/cds-services", "/health", "/nothing", "/openapi.json"] {
        let reply = get(service.address, path).await;
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "deny"),
            ("cache-control", "no-store"),
            ("referrer-policy", "no-referrer"),
        ] {
            assert_eq!(reply.header(name), Some(value), "{path}");
        }
        assert!(reply.header("content-security-policy").unwrap().contains("default-src 'none'"));
        assert_eq!(reply.header("x-request-id").unwrap().len(), 36, "{path}");
    }
    // An id that could forge a log line, or name somebody, is not taken over.
    for bad in ["short", "has spaces in it", "a\u{e9}aaaaaaaaaaaa", &"x".repeat(65)] {
        let reply = send(service.address, "GET", "/health", &format!("X-Request-Id: {bad}\r\n"), "").await;
        assert_eq!(reply.header("x-request-id").unwrap().len(), 36, "{bad}");
    }
    let login = get(service.address, "/admin/login").await;
    assert_eq!(login.status, 200);
    assert!(login.header("content-security-policy").unwrap().contains("style-src 'self'"), "its own");
    service.shut_down().await;
}

#[tokio::test]
async fn pages_of_listed_origins_may_call_and_no_others() {
    let folder = Folder::new();
    let service = open(&folder, "cors:\n  origins: [\"https://ehr.example.org\"]\n").await;
    let preflight = |origin: &str| {
        format!(
            "Origin: {origin}\r\nAccess-Control-Request-Method: POST\r\nAccess-Control-Request-Headers: authorization,content-type\r\n"
        )
    };
    let good = send(service.address, "OPTIONS", VIEW, &preflight("https://ehr.example.org"), "").await;
    assert_eq!(good.status, 200);
    assert_eq!(good.header("access-control-allow-origin"), Some("https://ehr.example.org"));
    assert!(good.header("access-control-allow-headers").unwrap().contains("authorization"));
    let bad = send(service.address, "OPTIONS", VIEW, &preflight("https://evil.example"), "").await;
    assert_eq!(bad.header("access-control-allow-origin"), None);
    let headers = format!("{JSON}Origin: https://ehr.example.org\r\n");
    let call = send(service.address, "POST", VIEW, &headers, &view("p").to_string()).await;
    assert_eq!(call.header("access-control-allow-origin"), Some("https://ehr.example.org"));
    service.shut_down().await;
    let folder = Folder::new();
    let service = open(&folder, "").await;
    let none = send(service.address, "OPTIONS", VIEW, &preflight("https://ehr.example.org"), "").await;
    assert_eq!(none.header("access-control-allow-origin"), None);
    service.shut_down().await;
}

#[tokio::test]
async fn a_client_that_calls_too_often_is_told_when_to_come_again() {
    let folder = Folder::new();
    let service = open(&folder, "limits:\n  per_second: 1\n  burst: 3\n").await;
    let mut statuses = Vec::new();
    for _ in 0..5 {
        let reply = get(service.address, "/cds-services").await;
        if reply.status == 429 {
            assert_eq!(reply.code(), (429, "too-many-requests"));
            assert!(reply.header("retry-after").unwrap().parse::<u64>().unwrap() >= 1);
        }
        statuses.push(reply.status);
    }
    assert_eq!(&statuses[..3], [200, 200, 200]);
    assert!(statuses[3..].contains(&429), "{statuses:?}");
    assert_eq!(get(service.address, "/health").await.status, 200, "health is not limited");
    assert!(service.metrics.text().contains("curbside_turned_away_total{reason=\"rate\"}"));
    service.shut_down().await;
}

#[tokio::test]
async fn more_at_a_time_than_there_is_room_for_are_turned_away() {
    let folder = Folder::new();
    let service = open(&folder, "limits:\n  concurrent: 2\n  request_ms: 3000\n").await;
    let at = service.address;
    // Two bodies that do not come.
    let head = format!(
        "POST {VIEW} HTTP/1.1\r\nHost: h\r\nConnection: close\r\n{JSON}Content-Length: 1000\r\n\r\n{{"
    );
    let mut slow = Vec::new();
    for _ in 0..2 {
        let mut socket = TcpStream::connect(at).await.unwrap();
        socket.write_all(head.as_bytes()).await.unwrap();
        slow.push(socket);
    }
    tokio::time::sleep(Duration::from_millis(300)).await;
    let reply = get(at, "/cds-services").await;
    assert_eq!(reply.code(), (503, "busy"));
    assert_eq!(reply.header("retry-after"), Some("1"));
    assert_eq!(get(at, "/health").await.status, 200);
    // The slow ones are ended by the time limit, and there is room again.
    let mut all = Vec::new();
    slow[0].read_to_end(&mut all).await.unwrap();
    let text = String::from_utf8(all).unwrap();
    assert!(text.starts_with("HTTP/1.1 503") && text.contains("\"timeout\""), "{text}");
    assert_eq!(get(at, "/cds-services").await.status, 200);
    service.shut_down().await;
}

#[tokio::test]
async fn slow_heads_and_silent_connections_are_closed() {
    let folder = Folder::new();
    let service = open(&folder, "limits:\n  header_ms: 500\n  connections: 4\n").await;
    let at = service.address;
    let started = Instant::now();
    let mut silent = TcpStream::connect(at).await.unwrap();
    let mut slow = TcpStream::connect(at).await.unwrap();
    slow.write_all(b"GET /health HTTP/1.1\r\nHost: h\r\nX-A: ").await.unwrap();
    let mut kept = TcpStream::connect(at).await.unwrap();
    kept.write_all(b"GET /health HTTP/1.1\r\nHost: h\r\n\r\n").await.unwrap();
    // A fourth takes the last place, a fifth is closed.
    let _fourth = TcpStream::connect(at).await.unwrap();
    tokio::time::sleep(Duration::from_millis(100)).await;
    let mut fifth = TcpStream::connect(at).await.unwrap();
    let mut all = Vec::new();
    let _ = fifth.write_all(b"GET /health HTTP/1.1\r\nHost: h\r\n\r\n").await;
    let n =
        tokio::time::timeout(Duration::from_secs(5), fifth.read_to_end(&mut all)).await.unwrap().unwrap_or(0);
    assert_eq!(n, 0, "closed at once");
    for socket in [&mut silent, &mut slow, &mut kept] {
        let mut all = Vec::new();
        let ended = tokio::time::timeout(Duration::from_secs(10), socket.read_to_end(&mut all)).await;
        assert!(ended.is_ok(), "open after {:?}", started.elapsed());
    }
    assert!(started.elapsed() < Duration::from_secs(10));
    assert!(service.metrics.text().contains("curbside_turned_away_total{reason=\"connections\"} 1"));
    assert_eq!(get(at, "/health").await.status, 200, "there is room again");
    service.shut_down().await;
}

#[tokio::test]
async fn an_evaluation_that_is_cut_says_what_was_not_looked_at() {
    let folder = Folder::new();
    // Many rules over many facts, and no time for them.
    let mut rules =
        String::from("pack demo\nobservation K \"K\" { code loinc 2823-3 unit mmol/L report nothing }\n");
    for i in 0..3000 {
        rules.push_str(&format!(
            "rule r{i} \"R{i}\" {{ category safety when count K in last 30 years >= {} message \"M\" }}\n",
            i % 7 + 100_000
        ));
    }
    folder.pack("1.0.0", &rules);
    let service =
        open(&folder, "limits:\n  evaluation_ms: 10\n  request_ms: 60000\nreload: { self_test: none }\n")
            .await;
    let observations: Vec<Value> = (0..3000)
        .map(|i| {
            json!({ "resource": { "resourceType": "Observation", "id": format!("o{i}"), "status": "final",
                "subject": { "reference": "Patient/p" }, "effectiveDateTime": format!("20{:02}-01-01T10:00:00Z", i % 26),
                "code": { "coding": [{ "system": "http://loinc.org", "code": "2823-3" }] },
                "valueQuantity": { "value": 4.0, "unit": "mmol/L", "system": "http://unitsofmeasure.org", "code": "mmol/L" } } })
        })
        .collect();
    let discovery = get(service.address, "/cds-services").await;
    let plan =
        discovery.body["services"].as_array().unwrap().iter().find(|s| s["hook"] == "patient-view").unwrap();
    let key = plan["prefetch"]
        .as_object()
        .unwrap()
        .iter()
        .find(|(_, v)| v.as_str().unwrap().starts_with("Observation"))
        .unwrap()
        .0
        .clone();
    let mut call = view("p");
    call["prefetch"][key] = json!({ "resourceType": "Bundle", "type": "searchset", "entry": observations });
    let started = Instant::now();
    let reply = post(service.address, VIEW, &call).await;
    assert_eq!(reply.status, 200, "{}", reply.text);
    assert!(reply.text.contains("were not evaluated: a limit was reached"), "{}", reply.text);
    assert!(reply.text.contains("No alert does not mean no problem"), "{}", reply.text);
    assert!(started.elapsed() < Duration::from_secs(50));
    let text = service.metrics.text();
    assert!(text.contains("curbside_evaluations_cut_total{reason=\"deadline\"} 1"), "{text}");
    service.shut_down().await;
}

#[tokio::test]
async fn metrics_count_what_happened_and_are_for_readers() {
    let (folder, client) = (Folder::new(), Client::new());
    let token = curbside_auth::BearerToken::new().unwrap();
    folder.write("tokens", &token.line(curbside_auth::Role::Reader, "board", None));
    folder.write("jwks.json", &client.jwks);
    let more = format!(
        "operations:\n  listen: 127.0.0.1:0\nauth:\n  token_files: tokens\n  issuers: [{{ name: ehr, iss: \"{ISS}\", jwks_file: jwks.json }}]\n"
    );
    let service = curbside_server::start(config(&folder, &more, false), Default::default()).await.unwrap();
    let at = service.address;
    let call = client.token(&format!("http://127.0.0.1:8080{VIEW}"));
    let headers = format!("{JSON}{}", bearer(&call));
    assert_eq!(send(at, "POST", VIEW, &headers, &view("p").to_string()).await.status, 200);
    assert_eq!(get(at, "/metrics").await.status, 401);
    let client_token = client.token("http://127.0.0.1:8080/metrics");
    assert_eq!(
        send(at, "GET", "/metrics", &bearer(&client_token), "").await.status,
        403,
        "a client is no reader"
    );
    let reply = send(at, "GET", "/metrics", &bearer(token.reveal()), "").await;
    assert_eq!(reply.status, 200);
    for line in [
        "curbside_requests_total{route=\"/cds-services/{id}\",status=\"200\"} 1",
        "curbside_request_duration_seconds_count{route=\"/cds-services/{id}\"} 1",
        "curbside_findings_total{severity=\"high\"} 1",
        "curbside_ruleset_generation 1",
        "curbside_rules 1",
    ] {
        assert!(reply.text.contains(line), "{line}\n{}", reply.text);
    }
    let ops = service.operations.unwrap();
    assert_eq!(get(ops, "/metrics").await.status, 200, "the operator's own address asks no token");
    assert_eq!(get(ops, "/ready").await.status, 200);
    assert_eq!(get(ops, "/cds-services").await.status, 404, "and serves nobody else");
    assert_eq!(get(ops, "/admin").await.status, 404);
    service.shut_down().await;
}

#[tokio::test]
async fn packs_are_tested_before_they_come_into_force_and_can_be_taken_back() {
    let folder = Folder::new();
    folder.pack("1.0.0", RULES);
    folder.write(
        "rules/demo/tests/warfarin.yaml",
        "clock: 2026-03-01T09:00:00Z\ncases:\n  - name: warfarin\n    given:\n      medications: [ rxnorm 11289 ]\n    expect:\n      fires: [ on-warfarin ]\n",
    );
    let token = curbside_auth::BearerToken::new().unwrap();
    folder.write("tokens", &token.line(curbside_auth::Role::Administrator, "alice", None));
    let service = match curbside_server::start(
        config(&folder, "auth:\n  token_files: tokens\n", true),
        curbside_server::Mode::Open("test".into()),
    )
    .await
    {
        Ok(service) => service,
        Err(e) => panic!("{e}"),
    };
    let at = service.address;
    let reload = || async {
        send(
            at,
            "POST",
            "/admin/reload",
            &format!("{}Content-Type: application/x-www-form-urlencoded\r\n", bearer(token.reveal())),
            "",
        )
        .await
    };
    let summary = || async { post(at, VIEW, &view("p")).await.body["cards"][0]["summary"].clone() };

    folder.pack("1.1.0", &RULES.replace("Takes {drug}.", "On {drug}."));
    let reply = reload().await;
    assert_eq!((reply.status, reply.text.trim()), (200, "Generation 2 is in force: 1 rules."));
    assert_eq!(summary().await, "On warfarin.");

    // A pack that does not compile, and one that fails its own test.
    folder.pack("1.2.0", "pack demo\nrule x {");
    let reply = reload().await;
    assert_eq!(reply.status, 409);
    assert!(reply.text.contains("K202"), "{}", reply.text);
    folder.pack("1.2.0", &RULES.replace("11289", "1191"));
    let reply = reload().await;
    assert!(
        reply.status == 409 && reply.text.contains("K205") && reply.text.contains("warfarin.yaml"),
        "{}",
        reply.text
    );
    assert_eq!(summary().await, "On warfarin.", "what was in force stays");

    let back = send(
        at,
        "POST",
        "/admin/rollback",
        &format!("{}Content-Type: application/x-www-form-urlencoded\r\n", bearer(token.reveal())),
        "",
    )
    .await;
    assert_eq!(back.status, 200, "{}", back.text);
    assert_eq!(summary().await, "Takes warfarin.");
    let text = service.metrics.text();
    for line in [
        "curbside_reloads_total{outcome=\"done\"} 2",
        "curbside_reloads_total{outcome=\"refused\"} 2",
        "curbside_ruleset_generation 3",
    ] {
        assert!(text.contains(line), "{line}\n{text}");
    }
    assert_eq!(
        send(at, "POST", "/admin/reload", "Content-Type: application/x-www-form-urlencoded\r\n", "")
            .await
            .status,
        401,
        "nobody is signed in"
    );
    // A script needs no form; what it sends must be one all the same.
    let bare = send(at, "POST", "/admin/rollback", &bearer(token.reveal()), "").await;
    assert!(matches!(bare.status, 200 | 409), "{} {}", bare.status, bare.text);
    let json = send(at, "POST", "/admin/reload", &format!("{JSON}{}", bearer(token.reveal())), "{}").await;
    assert_eq!(json.status, 415, "{}", json.text);
    assert_eq!(send(at, "POST", "/admin/reload", "", "").await.status, 401);
    service.shut_down().await;
    assert!(json!(audited(&folder.0, "act").await).to_string().contains("alice"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn packs_are_exchanged_under_load_without_a_wrong_answer() {
    let folder = Folder::new();
    folder.pack("1.0.0", RULES);
    let service = Arc::new(open(&folder, "limits: { per_second: 0 }\n").await);
    let (done, answered) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
    let mut callers = Vec::new();
    for _ in 0..4 {
        let (done, answered, at) = (done.clone(), answered.clone(), service.address);
        callers.push(tokio::spawn(async move {
            while !done.load(Ordering::Relaxed) {
                let reply = post(at, VIEW, &view("p")).await;
                assert_eq!(reply.status, 200, "{}", reply.text);
                let generation =
                    reply.body["extension"]["io.github.curbside-cds.ruleset"]["generation"].as_u64().unwrap();
                // Odd generations say "Takes", even ones "On".
                let word = if generation % 2 == 1 { "Takes warfarin." } else { "On warfarin." };
                assert_eq!(reply.body["cards"][0]["summary"], word, "generation {generation}");
                answered.fetch_add(1, Ordering::Relaxed);
            }
        }));
    }
    for n in 2..=12u64 {
        let text = if n % 2 == 1 { RULES.to_string() } else { RULES.replace("Takes {drug}.", "On {drug}.") };
        folder.pack(&format!("1.0.{n}"), &text);
        service.reload().await.unwrap();
        assert_eq!(service.shelf.now().services.rules().generation(), n);
        folder.write("rules/demo/demo.cds", "pack demo\nnonsense");
        assert!(service.reload().await.is_err());
    }
    done.store(true, Ordering::Relaxed);
    for caller in callers {
        caller.await.unwrap();
    }
    assert!(answered.load(Ordering::Relaxed) > 20, "{answered:?}");
    Arc::into_inner(service).unwrap().shut_down().await;
    assert!(store(&folder.0).await.verify(None).await.unwrap().is_intact());
}

#[tokio::test]
async fn changed_packs_come_into_force_by_themselves_where_that_is_configured() {
    let folder = Folder::new();
    folder.pack("1.0.0", RULES);
    let service = open(&folder, "reload: { watch_seconds: 1 }\n").await;
    folder.pack("1.1.0", &RULES.replace("Takes {drug}.", "On {drug}."));
    let mut summary = Value::Null;
    for _ in 0..50 {
        tokio::time::sleep(Duration::from_millis(200)).await;
        summary = post(service.address, VIEW, &view("p")).await.body["cards"][0]["summary"].clone();
        if summary == "On warfarin." {
            break;
        }
    }
    assert_eq!(summary, "On warfarin.");
    service.shut_down().await;
}

#[tokio::test]
async fn a_request_under_way_is_answered_before_the_service_ends() {
    let folder = Folder::new();
    let service = open(&folder, "").await;
    let at = service.address;
    let body = view("p").to_string();
    let text = request("POST", VIEW, JSON, &body);
    let (first, rest) = text.split_at(text.len() - 40);
    let mut socket = TcpStream::connect(at).await.unwrap();
    socket.write_all(first.as_bytes()).await.unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;
    let ending = tokio::spawn(service.shut_down());
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(TcpStream::connect(at).await.is_err(), "no more connections");
    let reply = raw_on(socket, rest.as_bytes()).await.expect("an answer");
    assert_eq!(reply.status, 200, "{}", reply.text);
    tokio::time::timeout(Duration::from_secs(10), ending).await.unwrap().unwrap();
    assert_eq!(audited(&folder.0, "evaluation").await.len(), 1);
}

#[tokio::test]
async fn messages_reach_the_audit_before_they_are_acknowledged() {
    let folder = Folder::new();
    folder.pack(
        "1.0.0",
        "pack demo\nobservation Potassium \"Potassium\" { code loinc 2823-3 unit mmol/L window 7 days report nothing }\nrule high-potassium \"High potassium\" { category safety severity critical when Potassium > 5.5 mmol/L message \"Potassium {Potassium}.\" }\n",
    );
    let service = open(&folder, "mllp: { listen: \"127.0.0.1:0\" }\n").await;
    let today = jiff::Timestamp::now().strftime("%Y%m%d%H%M%S").to_string();
    let message = format!(
        "MSH|^~\\&|LAB|H|CDS|H|{today}||ORU^R01^ORU_R01|MSG1|P|2.5.1\rPID|1||4711^^^H^MR||Doe^Jane||19500101|F\rOBR|1|||24323-8^Panel^LN|||{today}\rOBX|1|NM|2823-3^Potassium^LN||6.9|mmol/L|3.5-5.1|H|||F|||{today}\r"
    );
    let mut socket = TcpStream::connect(service.mllp.unwrap()).await.unwrap();
    socket.write_all(format!("\u{b}{message}\u{1c}\r").as_bytes()).await.unwrap();
    let mut answer = vec![0; 4096];
    let n = tokio::time::timeout(Duration::from_secs(10), socket.read(&mut answer)).await.unwrap().unwrap();
    let answer = String::from_utf8_lossy(&answer[..n]).to_string();
    assert!(answer.contains("MSA|AA|MSG1"), "{answer}");
    drop(socket);
    service.shut_down().await;
    let entries = audited(&folder.0, "difference").await;
    assert_eq!(entries.len(), 1);
    let text = entries[0].to_string();
    assert!(text.contains("demo/high-potassium") && text.contains("\"tier\":\"interrupting\""), "{text}");
}
