//! Answers with a real store: recorded before they are given, remembered, and right
//! or marked when the store is gone.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use curbside::pack::PackSource;
use curbside::snapshot::{Snapshot, SnapshotBuilder};
use curbside::time::Clock;
use curbside::{Compiler, Ruleset};
use curbside_policy::{Policy, PolicyFile};
use curbside_record::{Answer, Desk, OnFailure, Question, Trouble, Unavailable, key};
use curbside_store::{AuditFilter, Options, PatientRef, Range, StatisticsOptions, Store};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Instant;

const RULES: &str = r#"pack demo
observation Ferritin "Ferritin" { code loinc 2276-4 unit ng/mL window 90 days report nothing }
rule adult "An adult" { category recommendation  severity low  when age >= 40 years  message "Adult." }
rule overload "Iron overload" { category safety  severity high  when Ferritin > 1000 ng/mL  unknown hold  message "Iron overload." }
"#;

const POLICY: &str = "policy: demo\nversion: 1.0.0\nowner: Safety committee\ntiers:\n  - tier: passive\nrepeat:\n  - { id: once, author: A. Rahman, reason: seen already, rules: [demo/*], once-per: encounter }\n";

fn rules() -> Ruleset {
    let pack =
        PackSource::new("demo").file("pack.yaml", "name: demo\nversion: 2.1.0\n").file("demo.cds", RULES);
    Compiler::new().pack(pack).compile().unwrap_or_else(|error| panic!("{error}"))
}

fn policy() -> Policy {
    Policy::read(&PolicyFile::new("alerts.yaml", POLICY), &[]).unwrap_or_else(|error| panic!("{error}"))
}

fn patient() -> Snapshot {
    SnapshotBuilder::new().born("1951-02-03".parse().unwrap()).build()
}

fn clock() -> Clock {
    Clock::new("2026-03-01T09:00:00Z".parse().unwrap(), "UTC".parse().unwrap())
}

async fn store(patient: PatientRef) -> Store {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let name = format!("record-{}-{}.db", std::process::id(), COUNT.fetch_add(1, Ordering::SeqCst));
    let path = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_file(&path);
    Store::open(Options { patient, ..Options::sqlite(path, "test") }).await.unwrap()
}

async fn ask(desk: &Desk, tenancy: &str, id: Option<&str>) -> Result<Answer, Unavailable> {
    let (rules, patient, clock) = (rules(), patient(), clock());
    let evaluation = rules.evaluate(&patient, &clock);
    let question = Question {
        evaluation: &evaluation,
        patient: &patient,
        model: rules.model(),
        clock: &clock,
        tenancy,
        patient_id: id,
        user: Some("Practitioner/1"),
        encounter: Some("e1"),
        location: Some("Location/1"),
        hook: "order-sign",
        hook_instance: Some("i"),
        request_id: Some("r"),
        orders: 2,
        started: Instant::now(),
        aside: &[],
        automatic: &[],
    };
    desk.answer(&policy(), &question).await
}

async fn entries(store: &Store) -> Vec<serde_json::Value> {
    let mut out = Vec::new();
    store.export_audit(&AuditFilter::default(), &mut out).await.unwrap();
    String::from_utf8(out).unwrap().lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[tokio::test]
async fn recorded_before_it_is_given() {
    let store = store(PatientRef::Plain).await;
    let desk = Desk::new(Some(store.clone()), OnFailure::Refuse);
    let answer = ask(&desk, "general", Some("p1")).await.unwrap();
    assert_eq!((answer.decided.shown.len(), answer.cards.len(), answer.troubles.len()), (1, 1, 0));
    assert_eq!(answer.receipt.unwrap().seq, 1);
    let text = entries(&store).await[0].to_string();
    for part in [
        answer.cards[0].as_str(),
        "demo/adult",
        "demo/overload",
        "2.1.0",
        "general p1",
        "never-recorded",
        "order-sign",
    ] {
        assert!(text.contains(part), "{part}: {text}");
    }
    assert!(store.verify(None).await.unwrap().is_intact());
    let range =
        Range { from: "2026-03-01T00:00:00Z".parse().unwrap(), to: "2026-03-02T00:00:00Z".parse().unwrap() };
    let figures = store.statistics(&StatisticsOptions::new(range, range.to)).await.unwrap();
    assert_eq!((figures.shown, figures.evaluations, figures.orders), (1, 1, 2));
    let (calls, undecided) = store.undecided_rules(range, 10).await.unwrap();
    assert_eq!((calls, undecided[0].rule.as_str(), undecided[0].count), (1, "demo/overload", 1));
}

#[tokio::test]
async fn shown_once_and_each_clients_own() {
    for naming in [PatientRef::Plain, PatientRef::Keyed(b"a key of the site".to_vec())] {
        let store = store(naming).await;
        let desk = Desk::new(Some(store.clone()), OnFailure::Refuse);
        assert_eq!(ask(&desk, "general", Some("p1")).await.unwrap().decided.shown.len(), 1);
        let again = ask(&desk, "general", Some("p1")).await.unwrap().decided;
        assert_eq!((again.shown.len(), again.withheld.len()), (0, 1), "seen already");
        assert_eq!(again.withheld[0].by.author, "A. Rahman");
        // Another client's patient of the same id, another patient, no patient: nothing was seen.
        for (tenancy, id) in
            [("other", Some("p1")), ("general/north", Some("p1")), ("general", Some("p2")), ("general", None)]
        {
            assert_eq!(ask(&desk, tenancy, id).await.unwrap().decided.shown.len(), 1, "{tenancy} {id:?}");
        }
        let withheld: Vec<_> = entries(&store)
            .await
            .into_iter()
            .filter(|entry| entry.to_string().contains("once-per-encounter"))
            .collect();
        assert_eq!(withheld.len(), 1, "what was withheld stands in the audit");
    }
    assert_ne!(key("a", "b c"), key("a b", "c"));
    assert_ne!(key("a%20b", "c"), key("a b", "c"));
}

#[tokio::test]
async fn without_the_store_refused_or_marked_and_never_less_shown() {
    let store = store(PatientRef::Plain).await;
    let refusing = Desk::new(Some(store.clone()), OnFailure::Refuse);
    let marking = Desk::new(Some(store.clone()), OnFailure::Mark);
    assert_eq!(ask(&marking, "general", Some("p1")).await.unwrap().decided.shown.len(), 1);
    store.close().await;
    assert!(ask(&refusing, "general", Some("p1")).await.is_err());
    assert!(ask(&refusing, "general", None).await.is_err());
    let answer = ask(&marking, "general", Some("p1")).await.unwrap();
    assert!(answer.receipt.is_none());
    assert_eq!(answer.decided.shown.len(), 1, "without history nothing is withheld for it");
    assert!(matches!(answer.troubles[..], [Trouble::NoHistory(_), Trouble::NotRecorded(_)]));
    // Without any store there is nothing to mark.
    let free = ask(&Desk::new(None, OnFailure::Refuse), "general", Some("p1")).await.unwrap();
    assert!(free.receipt.is_none() && free.troubles.is_empty() && free.decided.shown.len() == 1);
}
