//! What holds on SQLite and on PostgreSQL alike.
#![allow(clippy::unwrap_used, clippy::panic, clippy::expect_used)]

mod common;

use common::{at, card, databases, evaluated, options, withheld};
use curbside_store::{
    Act, Action, Anchor, AnchorError, AuditFilter, Coded, Difference, Error, Evaluated, Fault, Feedback,
    FeedbackFilter, Format, PatientRef, Range, Recorded, Retention, StatisticsOptions, Store,
};
use sqlx::{AnyPool, AssertSqlSafe, Row};

fn run<F: Future<Output = ()>>(test: &str, body: impl Fn(String) -> F) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    for url in databases(test) {
        runtime.block_on(body(url));
    }
}

async fn open(url: &str, instance: &str) -> Store {
    Store::open(options(url, instance)).await.unwrap_or_else(|e| panic!("{e}"))
}

async fn raw(url: &str) -> AnyPool {
    sqlx::any::install_default_drivers();
    AnyPool::connect(url).await.unwrap()
}

async fn sql(url: &str, statement: &str) -> Result<u64, sqlx::Error> {
    let pool = raw(url).await;
    let done =
        sqlx::query(AssertSqlSafe(statement.to_string())).execute(&pool).await.map(|d| d.rows_affected());
    pool.close().await;
    done
}

/// What an intruder with the owner's rights does first.
async fn unguard(url: &str, table: &str) {
    let of = if url.starts_with("postgres") { format!(" ON {table}") } else { String::new() };
    for trigger in ["no_update", "no_delete"] {
        sql(url, &format!("DROP TRIGGER {table}_{trigger}{of}")).await.unwrap();
    }
}

fn feedback(card: &str, action: Action, when: &str) -> Feedback {
    Feedback { card: card.into(), action, at: at(when), ..Feedback::default() }
}

#[test]
fn every_kind_of_entry_is_kept_in_one_chain() {
    run("kinds", |url| async move {
        let s = open(&url, "a").await;
        s.act(Act { what: "start".into(), at: at("2026-03-01T08:00:00Z"), ..Act::default() }).await.unwrap();
        let mut e = evaluated(
            "2026-03-01T09:00:00Z",
            "Patient/1",
            vec![card("c1", "renal/k"), card("c2", "renal/na")],
        );
        e.withheld = vec![withheld("renal/mg", "snoozed")];
        let receipt = s.evaluated(e).await.unwrap();
        assert_eq!((receipt.chain.as_str(), receipt.seq), ("a", 2));
        let d = Difference {
            source: "mllp".into(),
            appeared: vec![card("c3", "renal/k")],
            gone: vec!["x".into()],
            ..Difference::default()
        };
        s.difference(d).await.unwrap();
        s.feedback(vec![feedback("c1", Action::Accepted, "2026-03-01T09:01:00Z")]).await.unwrap();
        s.close().await;
        // After a restart the chain goes on.
        let s = open(&url, "a").await;
        let r = s.act(Act { what: "reload".into(), ..Act::default() }).await.unwrap();
        assert_eq!(r.seq, 5);
        let v = s.verify(None).await.unwrap();
        assert!(v.is_intact(), "{:?}", v.faults);
        assert_eq!((v.entries, v.chains), (5, 1));
        let mut out = Vec::new();
        assert_eq!(
            s.export_audit(&AuditFilter { kind: Some("act".into()), ..AuditFilter::default() }, &mut out)
                .await
                .unwrap(),
            2
        );
        let line: serde_json::Value =
            serde_json::from_slice(out.split(|b| *b == b'\n').next().unwrap()).unwrap();
        assert!(line["content"].as_str().unwrap().contains("\"what\":\"start\""));
        s.close().await;
        assert!(matches!(s.act(Act::default()).await, Err(Error::Closed)));
    });
}

#[test]
fn the_database_refuses_changes() {
    run("refuses", |url| async move {
        let s = open(&url, "a").await;
        s.evaluated(evaluated("2026-03-01T09:00:00Z", "p", vec![card("c1", "r/a")])).await.unwrap();
        s.feedback(vec![feedback("c1", Action::Accepted, "2026-03-01T09:01:00Z")]).await.unwrap();
        for table in ["audit_entry", "audit_alert", "audit_open", "feedback"] {
            for statement in [format!("UPDATE {table} SET at_ms = 0"), format!("DELETE FROM {table}")] {
                let error = sql(&url, &statement).await.expect_err(&statement).to_string();
                assert!(error.contains("append-only"), "{statement}: {error}");
            }
        }
        if url.starts_with("postgres") {
            assert!(sql(&url, "TRUNCATE audit_entry").await.is_err());
        }
        assert!(s.verify(None).await.unwrap().is_intact());
        s.close().await;
    });
}

#[test]
fn what_was_tampered_with_is_found_and_named() {
    type Check = fn(&[Fault]) -> bool;
    let cases: [(&str, &str, &str, Check); 7] = [
        (
            "altered",
            "audit_entry",
            "UPDATE audit_entry SET content = REPLACE(content, 'Ward 3', 'Ward 4') WHERE seq = 3",
            |f| f.contains(&Fault::Altered { chain: "a".into(), seq: 3 }),
        ),
        ("missing", "audit_entry", "DELETE FROM audit_entry WHERE seq IN (2, 3)", |f| {
            f.contains(&Fault::Missing { chain: "a".into(), from: 2, to: 3 })
        }),
        (
            "swapped",
            "audit_entry",
            "UPDATE audit_entry SET seq = -seq WHERE seq IN (2, 4); UPDATE audit_entry SET seq = 6 + seq WHERE seq < 0",
            |f| {
                f.contains(&Fault::Moved { chain: "a".into(), seq: 2, belongs: "a/4".into() })
                    && f.contains(&Fault::Moved { chain: "a".into(), seq: 4, belongs: "a/2".into() })
            },
        ),
        ("hash", "audit_entry", "UPDATE audit_entry SET hash = prev WHERE seq = 4", |f| {
            f.contains(&Fault::Altered { chain: "a".into(), seq: 4 })
                && f.contains(&Fault::Unlinked { chain: "a".into(), seq: 5 })
        }),
        ("column", "audit_entry", "UPDATE audit_entry SET usr = 'someone else' WHERE seq = 2", |f| {
            f.contains(&Fault::Columns { chain: "a".into(), seq: 2, table: "audit_entry".into() })
        }),
        ("alert", "audit_alert", "DELETE FROM audit_alert WHERE seq = 2", |f| {
            f.contains(&Fault::Columns { chain: "a".into(), seq: 2, table: "audit_alert".into() })
        }),
        ("first", "audit_entry", "DELETE FROM audit_entry WHERE seq = 1", |f| {
            f.contains(&Fault::Missing { chain: "a".into(), from: 1, to: 1 })
        }),
    ];
    for (name, table, statement, check) in cases {
        run(&format!("tamper-{name}"), |url| async move {
            let s = open(&url, "a").await;
            for n in 0..5 {
                s.evaluated(evaluated("2026-03-01T09:00:00Z", "p", vec![card(&format!("c{n}"), "r/a")]))
                    .await
                    .unwrap();
            }
            s.close().await;
            unguard(&url, table).await;
            for one in statement.split(';') {
                assert!(sql(&url, one).await.unwrap() > 0, "{name}");
            }
            let s = open(&url, "b").await;
            let v = s.verify(None).await.unwrap();
            assert!(check(&v.faults), "{name}: {:?}", v.faults);
            assert!(v.faults.contains(&Fault::Guard { name: format!("{table}_no_update") }), "{name}");
            s.close().await;
        });
    }
}

#[test]
fn an_anchor_finds_a_cut_end_and_a_chain_written_anew() {
    run("anchor", |url| async move {
        let key = b"0123456789abcdef".as_slice();
        let s = open(&url, "a").await;
        for _ in 0..4 {
            s.act(Act { what: "x".into(), ..Act::default() }).await.unwrap();
        }
        let text = s.anchor(Some(key)).await.unwrap().text();
        let anchor = Anchor::read(&text, Some(key)).unwrap();
        assert_eq!(Anchor::read(&text, Some(b"another key here")), Err(AnchorError::Signature));
        assert_eq!(
            Anchor::read(&text.replace("\"seq\": 4", "\"seq\": 2"), Some(key)),
            Err(AnchorError::Signature)
        );
        s.act(Act { what: "later".into(), ..Act::default() }).await.unwrap();
        assert!(s.verify(Some(&anchor)).await.unwrap().is_intact());
        s.close().await;
        unguard(&url, "audit_entry").await;
        sql(&url, "DELETE FROM audit_entry WHERE seq >= 3").await.unwrap();
        let s = open(&url, "a").await;
        let cut = |v: &curbside_store::Verdict| {
            v.faults.iter().any(|f| matches!(f, Fault::CutOff { anchored: 4, last: 2, .. }))
        };
        // Without the anchor the chain looks whole.
        assert!(!cut(&s.verify(None).await.unwrap()));
        assert!(cut(&s.verify(Some(&anchor)).await.unwrap()));
        // Whoever writes on after the cut makes another entry 4.
        for _ in 0..3 {
            s.act(Act { what: "y".into(), ..Act::default() }).await.unwrap();
        }
        let v = s.verify(Some(&anchor)).await.unwrap();
        assert!(v.faults.contains(&Fault::Rewritten { chain: "a".into(), seq: 4 }), "{:?}", v.faults);
        s.close().await;
    });
}

#[test]
fn feedback_finds_the_cards_of_its_own_client_alone() {
    run("clients", |url| async move {
        let s = open(&url, "a").await;
        let mut shown = evaluated("2026-03-01T09:00:00Z", "p", vec![card("c1", "r/a")]);
        shown.more.insert("client".into(), "general/north".into());
        s.evaluated(shown).await.unwrap();
        let of = |client: &str| Feedback {
            client: Some(client.into()),
            ..feedback("c1", Action::Overridden, "2026-03-01T09:01:00Z")
        };
        let done = s.feedback(vec![of("general/south"), of("general/north")]).await.unwrap();
        assert!(matches!(done[0], Recorded::UnknownCard(_)), "another's card");
        assert!(matches!(done[1], Recorded::New(_)), "and another's feedback does not stand in the way");
        let rows = s.feedback_rows(&FeedbackFilter::default()).await.unwrap();
        let south: Vec<_> = rows.iter().filter(|r| !r.card_known).collect();
        assert_eq!((rows.len(), south.len()), (2, 1));
        assert_eq!(south[0].intervention, "", "nothing of the card is told");
        // Nor does it say what became of the card.
        let accepted = Feedback { action: Action::Accepted, ..of("general/south") };
        let later = Feedback { at: at("2026-03-01T09:30:00Z"), ..accepted };
        assert!(matches!(s.feedback(vec![later]).await.unwrap()[0], Recorded::UnknownCard(_)));
        let history = s.history("p", at("2026-03-01T00:00:00Z")).await.unwrap();
        assert_eq!(history[0].outcome, Some(Action::Overridden));
        s.close().await;
    });
}

#[test]
fn feedback_is_kept_once_and_exported() {
    run("feedback", |url| async move {
        let s = open(&url, "a").await;
        s.evaluated(evaluated("2026-03-01T09:00:00Z", "p", vec![card("c1", "r/a"), card("c2", "r/b")]))
            .await
            .unwrap();
        let mut over = feedback("c1", Action::Overridden, "2026-03-01T09:01:00Z");
        over.reason = Some(Coded {
            code: "benefit".into(),
            system: Some("urn:x".into()),
            display: Some("Benefit".into()),
        });
        over.comment = Some("=HYPERLINK(\"x\"), \"quoted\"".into());
        let first = s.feedback(vec![over.clone()]).await.unwrap();
        assert!(matches!(first[0], Recorded::New(_)));
        // The same again, alone and twice in a call.
        assert_eq!(
            s.feedback(vec![over.clone(), over.clone()]).await.unwrap(),
            [Recorded::Duplicate, Recorded::Duplicate]
        );
        // Nor with other words: what came first stays.
        let mut reworded = over.clone();
        (reworded.comment, reworded.reason) = (Some("other words".into()), None);
        assert_eq!(s.feedback(vec![reworded]).await.unwrap(), [Recorded::Duplicate]);
        let again = feedback("c1", Action::Accepted, "2026-03-01T09:02:00Z");
        let unknown = feedback("nobody", Action::Accepted, "2026-03-01T09:03:00Z");
        let done = s.feedback(vec![again, unknown]).await.unwrap();
        assert!(matches!(done[0], Recorded::New(_)) && matches!(done[1], Recorded::UnknownCard(_)));

        let rows = s.feedback_rows(&FeedbackFilter::default()).await.unwrap();
        assert_eq!(rows.len(), 3);
        assert_eq!((rows[0].intervention.as_str(), rows[0].intervention_version.as_str()), ("r/a", "1.2.0"));
        assert_eq!((rows[0].user.as_str(), rows[0].location.as_str()), ("Practitioner/7", "Ward 3"));
        assert_eq!(rows[0].date, "2026-03-01T09:01:00Z");
        assert_eq!(rows[0].comment, "=HYPERLINK(\"x\"), \"quoted\"");
        assert!(!rows[2].card_known && rows[2].intervention.is_empty());
        let only = |f: FeedbackFilter| {
            let s = s.clone();
            async move { s.feedback_rows(&f).await.unwrap().len() }
        };
        assert_eq!(only(FeedbackFilter { rule: Some("r/a".into()), ..Default::default() }).await, 2);
        assert_eq!(only(FeedbackFilter { action: Some(Action::Overridden), ..Default::default() }).await, 1);
        assert_eq!(
            only(FeedbackFilter {
                from: Some(at("2026-03-01T09:02:00Z")),
                to: Some(at("2026-03-01T09:03:00Z")),
                ..Default::default()
            })
            .await,
            1
        );
        assert_eq!(only(FeedbackFilter { location: Some("Ward 9".into()), ..Default::default() }).await, 0);
        assert_eq!(
            only(FeedbackFilter { user: Some("Practitioner/7".into()), ..Default::default() }).await,
            2
        );

        let mut csv = Vec::new();
        s.export_feedback(&FeedbackFilter::default(), Format::Csv, &mut csv).await.unwrap();
        let mut reader = csv::Reader::from_reader(csv.as_slice());
        assert_eq!(reader.headers().unwrap().get(0), Some("intervention"));
        let records: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
        // Not a formula.
        assert_eq!(records[0].get(7), Some("'=HYPERLINK(\"x\"), \"quoted\""));
        let mut ndjson = Vec::new();
        s.export_feedback(&FeedbackFilter::default(), Format::Ndjson, &mut ndjson).await.unwrap();
        let first: curbside_store::FeedbackRow =
            serde_json::from_slice(ndjson.split(|b| *b == b'\n').next().unwrap()).unwrap();
        assert_eq!(first, rows[0]);
        assert!(s.verify(None).await.unwrap().is_intact());
        s.close().await;
    });
}

#[test]
fn the_history_of_a_patient_has_outcomes_and_snoozes() {
    run("history", |url| async move {
        let mut o = options(&url, "a");
        o.patient = PatientRef::Keyed(b"key of this site".to_vec());
        let s = Store::open(o).await.unwrap();
        s.evaluated(evaluated(
            "2026-03-01T09:00:00Z",
            "Patient/1",
            vec![card("c1", "r/a"), card("c2", "r/b")],
        ))
        .await
        .unwrap();
        s.evaluated(evaluated("2026-03-01T09:00:00Z", "Patient/2", vec![card("c3", "r/a")])).await.unwrap();
        let mut snooze = feedback("c1", Action::Deferred, "2026-03-01T09:01:00Z");
        snooze.snooze_until = Some(at("2026-03-05T00:00:00Z"));
        s.feedback(vec![feedback("c2", Action::Overridden, "2026-03-01T09:01:00Z"), snooze]).await.unwrap();
        let past = s.history("Patient/1", at("2026-02-01T00:00:00Z")).await.unwrap();
        assert_eq!(past.len(), 2);
        let of = |card: &str| past.iter().find(|p| p.card == card).unwrap();
        assert_eq!(
            (of("c1").outcome, of("c1").snoozed_until),
            (Some(Action::Deferred), Some(at("2026-03-05T00:00:00Z")))
        );
        assert_eq!(
            (of("c2").outcome, of("c2").hook.as_deref()),
            (Some(Action::Overridden), Some("order-sign"))
        );
        assert_eq!(of("c2").user.as_deref(), Some("Practitioner/7"));
        assert_eq!(of("c1").patient, s.patient("Patient/1"));
        assert!(s.history("Patient/1", at("2026-03-02T00:00:00Z")).await.unwrap().is_empty());
        // The patient's name is nowhere in the database.
        let mut out = Vec::new();
        s.export_audit(&AuditFilter::default(), &mut out).await.unwrap();
        assert!(!String::from_utf8(out).unwrap().contains("Patient/1"));
        let filter = AuditFilter { patient: Some("Patient/1".into()), ..AuditFilter::default() };
        assert_eq!(s.export_audit(&filter, &mut Vec::new()).await.unwrap(), 3);
        s.close().await;
    });
}

#[test]
fn retention_leaves_chains_that_verify_and_say_what_went() {
    run("retention", |url| async move {
        let mut o = options(&url, "a");
        o.minimum_days = 30;
        let s = Store::open(o).await.unwrap();
        let other = open(&url, "b").await;
        for n in 0..6 {
            let when = format!("2026-0{}-01T09:00:00Z", n + 1);
            s.evaluated(evaluated(&when, "p", vec![card(&format!("c{n}"), "r/a")])).await.unwrap();
        }
        other.evaluated(evaluated("2025-01-01T09:00:00Z", "p", vec![card("x", "r/a")])).await.unwrap();
        let rule = |days, when: &str| Retention {
            days,
            at: at(when),
            by: "records office".into(),
            rule: "schedule 7".into(),
        };
        assert!(matches!(
            s.prune(rule(29, "2026-06-02T00:00:00Z")).await,
            Err(Error::TooYoung { minimum: 30, asked: 29 })
        ));
        let anchor = s.anchor(None).await.unwrap();
        let pruned = s.prune(rule(45, "2026-06-02T00:00:00Z")).await.unwrap();
        // The last entry of a chain always stays.
        assert_eq!(pruned.ranges, [("a".to_string(), 1, 4)]);
        let v = s.verify(Some(&anchor)).await.unwrap();
        assert!(v.is_intact(), "{:?}", v.faults);
        assert_eq!((v.removed[0].from, v.removed[0].to, v.removed[0].by.as_str()), (1, 4, "records office"));
        assert_eq!(s.feedback_rows(&FeedbackFilter::default()).await.unwrap().len(), 0);
        // A second time, with more on top.
        other.evaluated(evaluated("2026-06-02T09:00:00Z", "p", vec![card("y", "r/a")])).await.unwrap();
        let pruned = s.prune(rule(30, "2026-08-01T00:00:00Z")).await.unwrap();
        assert_eq!(pruned.ranges.len(), 2);
        let v = s.verify(Some(&anchor)).await.unwrap();
        assert!(v.is_intact(), "{:?}", v.faults);
        assert_eq!(v.removed.len(), 3);
        let r = s.act(Act::default()).await.unwrap();
        assert!(r.seq > 6);
        // Removed without an account of it, it is a fault.
        s.close().await;
        other.close().await;
        sql(&url, "INSERT INTO audit_checkpoint (chain, from_seq, to_seq, before_hash, last_hash, entry_id) SELECT chain, seq, seq, prev, hash, 'none' FROM audit_entry WHERE chain = 'b' AND seq = 2").await.unwrap();
        sql(&url, "DELETE FROM audit_entry WHERE chain = 'b' AND seq = 2").await.unwrap();
        let s = open(&url, "c").await;
        let v = s.verify(None).await.unwrap();
        assert!(
            v.faults.iter().any(|f| matches!(f, Fault::Checkpoint { from: 2, to: 2, .. })),
            "{:?}",
            v.faults
        );
        s.close().await;
    });
}

#[test]
fn writers_do_not_wait_for_each_other_and_chains_do_not_mix() {
    run("writers", |url| async move {
        let stores = [open(&url, "a").await, open(&url, "b").await, open(&url, "b").await];
        let mut all = tokio::task::JoinSet::new();
        for n in 0..300_usize {
            let s = stores[n % 3].clone();
            all.spawn(async move {
                s.evaluated(evaluated("2026-03-01T09:00:00Z", "p", vec![card(&format!("c{n}"), "r/a")]))
                    .await
                    .unwrap()
            });
        }
        let mut receipts = Vec::new();
        while let Some(r) = all.join_next().await {
            receipts.push(r.unwrap());
        }
        receipts.sort_by(|x, y| (&x.chain, x.seq).cmp(&(&y.chain, y.seq)));
        let places: Vec<(String, i64)> = receipts.iter().map(|r| (r.chain.clone(), r.seq)).collect();
        let wanted: Vec<(String, i64)> =
            (1..=100).map(|n| ("a".to_string(), n)).chain((1..=200).map(|n| ("b".to_string(), n))).collect();
        assert_eq!(places, wanted);
        let v = stores[0].verify(None).await.unwrap();
        assert!(v.is_intact(), "{:?}", v.faults);
        for s in stores {
            s.close().await;
        }
    });
}

#[test]
fn a_writer_that_remembers_the_end_of_its_chain_finds_where_another_has_put_it() {
    run("remembered", |url| async move {
        let mut o = options(&url, "a");
        o.minimum_days = 0;
        let (one, other) = (Store::open(o.clone()).await.unwrap(), Store::open(o).await.unwrap());
        let act = |s: &Store, what: &str| {
            let (s, what) = (s.clone(), what.to_string());
            async move { s.act(Act { what, at: at("2026-03-01T09:00:00Z"), ..Act::default() }).await.unwrap().seq }
        };
        // Both have written twice, so that both remember.
        let mut places = vec![act(&one, "1").await, act(&one, "2").await];
        places.extend([act(&other, "3").await, act(&other, "4").await, act(&one, "5").await]);
        assert_eq!(places, [1, 2, 3, 4, 5]);
        // The place after the remembered end is free again, and yet not the end.
        for n in 6..=8 {
            assert_eq!(act(&other, &n.to_string()).await, n);
        }
        let retention = Retention {
            days: 0,
            at: at("2026-03-02T09:00:00Z"),
            by: "records office".into(),
            rule: "test".into(),
        };
        assert_eq!(other.prune(retention).await.unwrap().ranges, [("a".to_string(), 1, 7)]);
        assert_eq!(act(&one, "after").await, 10);
        assert_eq!(act(&other, "after that").await, 11);
        let v = one.verify(None).await.unwrap();
        assert!(v.is_intact(), "{:?}", v.faults);
        one.close().await;
        other.close().await;
    });
}

#[test]
fn one_bad_entry_does_not_take_the_others_with_it() {
    run("bad", |url| async move {
        let s = open(&url, "a").await;
        // PostgreSQL holds no zero character; SQLite takes it.
        let mut bad = Evaluated::at(at("2026-03-01T09:00:00Z"));
        bad.user = Some("a\0b".into());
        let calls = (0..20).map(|n| {
            let (s, bad) = (s.clone(), bad.clone());
            tokio::spawn(async move {
                match n {
                    7 => s.evaluated(bad).await.map(|_| ()),
                    _ => s.act(Act { what: format!("{n}"), ..Act::default() }).await.map(|_| ()),
                }
            })
        });
        let calls: Vec<_> = calls.collect();
        for (n, call) in calls.into_iter().enumerate() {
            assert!(call.await.unwrap().is_ok() || n == 7, "{n}");
        }
        let v = s.verify(None).await.unwrap();
        assert!(v.is_intact() && v.entries >= 19, "{:?}", v.faults);
        s.close().await;
    });
}

#[test]
fn calls_fail_when_too_many_wait() {
    run("busy", |url| async move {
        let mut o = options(&url, "a");
        (o.queue, o.batch, o.patience) = (1, 1, std::time::Duration::from_millis(1));
        let s = Store::open(o).await.unwrap();
        // Nobody else may write while this transaction is open.
        let pool = raw(&url).await;
        let mut tx = match url.starts_with("postgres") {
            true => {
                let mut tx = pool.begin().await.unwrap();
                sqlx::query("LOCK TABLE audit_entry IN EXCLUSIVE MODE").execute(&mut *tx).await.unwrap();
                tx
            }
            false => pool.begin_with("BEGIN IMMEDIATE").await.unwrap(),
        };
        let calls: Vec<_> = (0..30)
            .map(|_| {
                let s = s.clone();
                tokio::spawn(async move { s.act(Act::default()).await })
            })
            .collect();
        tokio::time::sleep(std::time::Duration::from_millis(300)).await;
        sqlx::query("SELECT 1").execute(&mut *tx).await.unwrap();
        tx.rollback().await.unwrap();
        let (mut kept, mut busy) = (0, 0);
        for call in calls {
            match call.await.unwrap() {
                Ok(_) => kept += 1,
                Err(Error::Busy { .. }) => busy += 1,
                Err(e) => panic!("{e}"),
            }
        }
        assert!(kept > 0 && busy > 0, "{kept} kept, {busy} busy");
        assert_eq!(s.verify(None).await.unwrap().entries, kept);
        pool.close().await;
        s.close().await;
    });
}

#[test]
fn figures_of_the_administration_page() {
    run("figures", |url| async move {
        let s = open(&url, "a").await;
        for n in 0..10 {
            let mut e = evaluated(
                &format!("2026-03-0{}T09:00:00Z", 1 + n / 5),
                &format!("p{}", n % 3),
                vec![card(&format!("k{n}"), "renal/k")],
            );
            if n < 4 {
                let mut hard = card(&format!("h{n}"), "ddi/hard");
                hard.tier = "interrupting".into();
                e.shown.push(hard);
            }
            e.withheld = vec![withheld("renal/mg", if n < 7 { "snoozed" } else { "off" })];
            e.latency_us = (n + 1) * 1000;
            s.evaluated(e).await.unwrap();
        }
        let mut all = Vec::new();
        for n in 0..6 {
            let mut f =
                feedback(&format!("k{n}"), Action::Overridden, &format!("2026-03-0{}T10:00:00Z", 1 + n / 5));
            f.reason =
                Some(Coded { code: if n < 4 { "benefit" } else { "other" }.into(), ..Coded::default() });
            f.comment = (n == 2).then(|| "This is WRONG, please stop!!".into());
            all.push(f);
        }
        // A change of mind: the latest counts.
        all.push(feedback("h0", Action::Overridden, "2026-03-01T09:10:00Z"));
        all.push(feedback("h0", Action::Accepted, "2026-03-01T09:20:00Z"));
        all.push(feedback("h1", Action::Deferred, "2026-03-01T09:10:00Z"));
        all.push(feedback("gone", Action::Accepted, "2026-03-01T09:10:00Z"));
        s.feedback(all).await.unwrap();
        let range = Range { from: at("2026-03-01T00:00:00Z"), to: at("2026-03-03T00:00:00Z") };
        let mut o = StatisticsOptions::new(range, at("2026-03-04T00:00:00Z"));
        o.rules = vec!["renal/k".into(), "renal/never".into(), "renal/mg".into()];
        let f = s.statistics(&o).await.unwrap();
        assert_eq!((f.evaluations, f.patients, f.patient_days, f.orders), (10, 3, 6, 20));
        assert_eq!((f.shown, f.interrupting, f.withheld), (14, 4, 10));
        assert_eq!((f.accepted, f.overridden, f.deferred, f.ignored), (1, 6, 1, 6));
        assert_eq!(f.per_1000_orders, Some(700));
        let k = &f.rules[0];
        assert_eq!((k.rule.as_str(), k.shown, k.overridden, k.accepted, k.ignored), ("renal/k", 10, 6, 0, 4));
        assert_eq!(k.last, "2026-03-02T09:00:00Z");
        assert_eq!(f.days.len(), 2);
        assert_eq!(
            (f.days[0].day.as_str(), f.days[0].evaluations, f.days[0].shown, f.days[0].overridden),
            ("2026-03-01", 5, 9, 6)
        );
        assert_eq!(
            f.withheld_by.iter().map(|c| (c.what.as_str(), c.count)).collect::<Vec<_>>(),
            [("snoozed", 7), ("off", 3)]
        );
        assert_eq!((f.undecided_by[0].what.as_str(), f.undecided_by[0].count), ("never-recorded", 30));
        assert_eq!((f.not_evaluated_by[0].what.as_str(), f.not_evaluated_by[0].count), ("trigger", 400));
        assert_eq!((f.override_reasons[0].what.as_str(), f.override_reasons[0].count), ("benefit", 4));
        assert_eq!(
            (f.latency.p50, f.latency.p95, f.latency.p99, f.latency.max),
            (5000, 10_000, 10_000, 10_000)
        );
        assert_eq!(f.never_fired, ["renal/never"]);
        assert!(f.noisy.contains(&"renal/k".to_string()));
        assert_eq!((f.cranky[0].rule.as_str(), f.unknown_cards), ("renal/k", 1));
        assert!(f.again_after_override > 0);
        let days = s.rule_by_day("ddi/hard", &o).await.unwrap();
        assert_eq!(days.iter().map(|d| d.shown).sum::<u64>(), 4);
        s.close().await;
    });
}

#[test]
fn tables_of_a_newer_version_and_foreign_addresses_are_refused() {
    run("newer", |url| async move {
        open(&url, "a").await.close().await;
        sql(&url, "INSERT INTO curbside_schema (version, at_ms) VALUES (99, 0)").await.unwrap();
        let error = Store::open(options(&url, "a")).await.unwrap_err();
        assert_eq!(error.code(), "S0106");
        let pool = raw(&url).await;
        let row = sqlx::query("SELECT COUNT(*) AS n FROM audit_entry").fetch_one(&pool).await.unwrap();
        assert_eq!(row.try_get::<i64, _>("n").unwrap(), 0);
        pool.close().await;
    });
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    for url in ["mysql://u:secret@h/d", "audit.db", "sqlite:", "sqlite::memory:"] {
        let error = runtime.block_on(Store::open(options(url, "a"))).unwrap_err();
        assert_eq!(error.code(), "S0105");
        assert!(!error.to_string().contains("@h"), "{error}");
    }
}
