//! Load on a running service: `order-sign` with a record of 200 resources, at a constant rate.
//!
//! ```sh
//! curbside serve --packs rules --insecure-open --set limits.per_second=0 --set log.level=warn
//! cargo run --release -p curbside-server --example load-test -- http://127.0.0.1:8080 200 30
//! ```
//!
//! Calls begin at their time whether or not those before have been answered, and latency is counted
//! from that time: a service that falls behind cannot hide it.

use serde_json::{Map, Value, json};
use std::error::Error;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::mpsc;

/// LOINC codes, units and usual values.
const TESTS: [(&str, &str, f64); 14] = [
    ("2823-3", "mmol/L", 4.4),
    ("2951-2", "mmol/L", 139.0),
    ("2160-0", "mg/dL", 1.1),
    ("33914-3", "mL/min/{1.73_m2}", 71.0),
    ("4548-4", "%", 7.4),
    ("718-7", "g/dL", 12.9),
    ("777-3", "10*3/uL", 212.0),
    ("6690-2", "10*3/uL", 7.9),
    ("1742-6", "U/L", 31.0),
    ("8480-6", "mm[Hg]", 134.0),
    ("8462-4", "mm[Hg]", 82.0),
    ("8867-4", "/min", 76.0),
    ("34714-6", "{INR}", 2.3),
    ("2157-6", "U/L", 140.0),
];
/// RxNorm ingredients of active medications.
const DRUGS: [(&str, &str); 8] = [
    ("11289", "warfarin"),
    ("29046", "lisinopril"),
    ("6809", "metformin"),
    ("36567", "simvastatin"),
    ("4603", "furosemide"),
    ("9997", "spironolactone"),
    ("7646", "omeprazole"),
    ("321064", "olmesartan"),
];
/// SNOMED CT codes of conditions.
const CONDITIONS: [&str; 6] = ["38341003", "44054006", "49436004", "84114007", "709044004", "13645005"];

fn resource(n: usize, patient: &str) -> Value {
    let subject = json!({ "reference": format!("Patient/{patient}") });
    match n % 20 {
        0..=13 => {
            let (code, unit, value) = TESTS[n % TESTS.len()];
            let day = n / 20 + 1;
            json!({ "resourceType": "Observation", "id": format!("o{n}"), "status": "final", "subject": subject,
                "category": [{ "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/observation-category", "code": "laboratory" }] }],
                "code": { "coding": [{ "system": "http://loinc.org", "code": code }] },
                "effectiveDateTime": format!("2026-02-{:02}T08:00:00Z", day % 28 + 1),
                "valueQuantity": { "value": value + (n % 7) as f64 / 10.0, "unit": unit, "system": "http://unitsofmeasure.org", "code": unit } })
        }
        14..=16 => {
            let code = CONDITIONS[n % CONDITIONS.len()];
            json!({ "resourceType": "Condition", "id": format!("c{n}"), "subject": subject,
                "clinicalStatus": { "coding": [{ "system": "http://terminology.hl7.org/CodeSystem/condition-clinical", "code": "active" }] },
                "code": { "coding": [{ "system": "http://snomed.info/sct", "code": code }] }, "onsetDateTime": "2019-05-01" })
        }
        17 | 18 => {
            let (code, name) = DRUGS[n % DRUGS.len()];
            json!({ "resourceType": "MedicationRequest", "id": format!("m{n}"), "status": "active", "intent": "order", "subject": subject,
                "authoredOn": "2025-11-02",
                "medicationCodeableConcept": { "coding": [{ "system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": code, "display": name }] } })
        }
        _ => {
            json!({ "resourceType": "Procedure", "id": format!("p{n}"), "status": "completed", "subject": subject,
            "code": { "coding": [{ "system": "http://snomed.info/sct", "code": "73761001" }] }, "performedDateTime": "2021-04-01" })
        }
    }
}

/// A call of `order-sign` about one of many patients.
fn call(templates: &Map<String, Value>, patient: &str, n: u64) -> Value {
    let all: Vec<Value> = (0..200).map(|n| resource(n, patient)).collect();
    let mut given: Vec<&str> = Vec::new();
    let mut prefetch = Map::new();
    for (key, template) in templates {
        let kind = template.as_str().unwrap_or_default().split(['?', '/']).next().unwrap_or_default();
        if kind == "Patient" {
            prefetch.insert(key.clone(), json!({ "resourceType": "Patient", "id": patient, "gender": "female", "birthDate": "1951-02-03" }));
            continue;
        }
        let some = !given.contains(&kind);
        given.push(kind);
        let entry: Vec<Value> = all
            .iter()
            .filter(|r| some && r["resourceType"] == kind)
            .map(|r| json!({ "resource": r }))
            .collect();
        prefetch
            .insert(key.clone(), json!({ "resourceType": "Bundle", "type": "searchset", "entry": entry }));
    }
    json!({
        "hook": "order-sign", "hookInstance": uuid::Uuid::new_v4().to_string(),
        "context": { "userId": format!("Practitioner/u{}", n % 40), "patientId": patient, "encounterId": format!("e{n}"),
            "draftOrders": { "resourceType": "Bundle", "type": "collection", "entry": [{ "resource": {
                "resourceType": "MedicationRequest", "id": "draft", "status": "draft", "intent": "order",
                "subject": { "reference": format!("Patient/{patient}") },
                "medicationCodeableConcept": { "coding": [{ "system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": "5640", "display": "ibuprofen" }] } } }] } },
        "prefetch": prefetch
    })
}

/// What became of a call.
enum Outcome {
    Answered(Duration),
    Refused(u16),
    Failed,
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let base = arguments.next().unwrap_or_else(|| "http://127.0.0.1:8080".into());
    let rate: u64 = arguments.next().map_or(Ok(200), |n| n.parse())?;
    let seconds: u64 = arguments.next().map_or(Ok(30), |n| n.parse())?;
    let client = reqwest::Client::builder().timeout(Duration::from_secs(30)).no_proxy().build()?;
    let discovery: Value =
        serde_json::from_str(&client.get(format!("{base}/cds-services")).send().await?.text().await?)?;
    let service = discovery["services"].as_array().into_iter().flatten().find(|s| s["hook"] == "order-sign");
    let templates =
        service.and_then(|s| s["prefetch"].as_object()).ok_or("the service has no order-sign")?.clone();
    // Bodies are made beforehand: the load's own work must not stand in the way of what it measures.
    let bodies: Vec<String> =
        (0..500).map(|n| call(&templates, &format!("load-{n}"), n).to_string()).collect();
    println!(
        "{} prefetch keys, {} KiB a call, {rate} calls/s for {seconds} s",
        templates.len(),
        bodies[0].len() / 1024
    );

    let (bodies, url) = (Arc::new(bodies), format!("{base}/cds-services/curbside-order-sign"));
    let (to, mut outcomes) = mpsc::unbounded_channel();
    let started = Instant::now();
    let mut tick = tokio::time::interval(Duration::from_nanos(1_000_000_000 / rate.max(1)));
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Burst);
    for n in 0..rate * seconds {
        let due = tick.tick().await.into_std();
        let (client, url, bodies, to) = (client.clone(), url.clone(), Arc::clone(&bodies), to.clone());
        tokio::spawn(async move {
            let body = bodies[(n % 500) as usize].clone();
            let sent = client.post(url).header("Content-Type", "application/json").body(body).send().await;
            let outcome = match sent {
                Ok(r) if r.status() == 200 => match r.bytes().await {
                    Ok(_) => Outcome::Answered(due.elapsed()),
                    Err(_) => Outcome::Failed,
                },
                Ok(r) => Outcome::Refused(r.status().as_u16()),
                Err(_) => Outcome::Failed,
            };
            let _ = to.send(outcome);
        });
    }
    drop(to);
    let (mut took, mut refused, mut failed) = (Vec::new(), Vec::new(), 0);
    while let Some(outcome) = outcomes.recv().await {
        match outcome {
            Outcome::Answered(time) => took.push(time),
            Outcome::Refused(status) => refused.push(status),
            Outcome::Failed => failed += 1,
        }
    }
    let whole = started.elapsed();
    took.sort_unstable();
    let at = |percent: usize| {
        took.get((took.len() * percent).div_ceil(100).saturating_sub(1)).copied().unwrap_or_default()
    };
    println!(
        "answered {} ({:.1}/s), refused {}, failed {failed}",
        took.len(),
        took.len() as f64 / whole.as_secs_f64(),
        refused.len()
    );
    println!("p50 {:.1?}  p90 {:.1?}  p99 {:.1?}  max {:.1?}", at(50), at(90), at(99), at(100));
    if refused.is_empty() && failed == 0 {
        Ok(())
    } else {
        Err(format!("refused: {:?}", refused.first()).into())
    }
}
