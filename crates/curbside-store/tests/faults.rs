//! Faults: writers killed in mid-write, full disks, databases that go and come back.
//! What was acknowledged is there, and the chain verifies.
#![allow(clippy::unwrap_used, clippy::panic, clippy::expect_used, clippy::print_stdout)]

mod common;

use common::{Postgres, card, evaluated, folder, options};
use curbside_store::{Act, AuditFilter, Error, Store};
use std::collections::BTreeSet;
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

fn main() {
    let args: Vec<String> = std::env::args().collect();
    if let Some(at) = args.iter().position(|a| a == "writer") {
        return writer(&args[at + 1]);
    }
    if args.iter().any(|a| a == "--list") {
        println!("faults: test");
        return;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    let sqlite = folder("faults");
    let file = format!("sqlite:{}", sqlite.join("killed.db").display());
    runtime.block_on(killed(&file, 25));
    done("a writer on SQLite is killed 25 times");
    runtime.block_on(full(&format!("sqlite:{}", sqlite.join("full.db").display())));
    done("the disk under SQLite is full");
    match Postgres::start() {
        Ok(server) => {
            runtime.block_on(killed(&server.database("killed"), 15));
            done("a writer on PostgreSQL is killed 15 times");
            runtime.block_on(gone(&server));
            done("PostgreSQL crashes and comes back");
        }
        Err(why) => println!("faults on PostgreSQL: skipped: {why}"),
    }
}

fn done(what: &str) {
    println!("{what} ... ok");
}

/// Writes without end, several calls at a time, and says what was acknowledged.
fn writer(url: &str) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let store = Store::open(options(url, "w")).await.unwrap();
        let mut calls = tokio::task::JoinSet::new();
        for _ in 0..8 {
            let store = store.clone();
            calls.spawn(async move {
                loop {
                    let e = evaluated("2026-03-01T09:00:00Z", "p", vec![card("c", "r/a"), card("d", "r/b")]);
                    match store.evaluated(e).await {
                        Ok(receipt) => println!("{}", receipt.id),
                        Err(e) => break e,
                    }
                }
            });
        }
        if let Some(ended) = calls.join_next().await {
            panic!("{}", ended.unwrap());
        }
    });
}

/// A number that differs from run to run of the loop, and not from test to test.
fn some(n: u64, limit: u64) -> u64 {
    (n.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407) >> 33) % limit.max(1)
}

async fn killed(url: &str, times: u64) {
    let mut acknowledged: BTreeSet<String> = BTreeSet::new();
    for n in 0..times {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["writer", url])
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let out = child.stdout.take().unwrap();
        let reader = std::thread::spawn(move || {
            BufReader::new(out)
                .lines()
                .map_while(Result::ok)
                .filter(|l| l.len() == 36)
                .collect::<Vec<String>>()
        });
        std::thread::sleep(Duration::from_millis(120 + some(n, 250)));
        child.kill().unwrap();
        child.wait().unwrap();
        acknowledged.extend(reader.join().unwrap());
    }
    assert!(acknowledged.len() as u64 > times, "only {} entries were written", acknowledged.len());
    let store = Store::open(options(url, "reader")).await.unwrap();
    let v = store.verify(None).await.unwrap();
    assert!(v.is_intact(), "{:?}", v.faults);
    let mut out = Vec::new();
    store.export_audit(&AuditFilter::default(), &mut out).await.unwrap();
    store.close().await;
    let there: BTreeSet<String> = out
        .split(|b| *b == b'\n')
        .filter(|l| !l.is_empty())
        .map(|l| {
            let line: serde_json::Value = serde_json::from_slice(l).unwrap();
            let content: serde_json::Value = serde_json::from_str(line["content"].as_str().unwrap()).unwrap();
            content["id"].as_str().unwrap().to_string()
        })
        .collect();
    let lost: Vec<&String> = acknowledged.difference(&there).collect();
    assert!(lost.is_empty(), "{} of {} acknowledged entries are lost", lost.len(), acknowledged.len());
    println!("  {} acknowledged, {} kept", acknowledged.len(), there.len());
}

async fn full(url: &str) {
    let with_pages = |pages| {
        let mut o = options(url, "w");
        o.sqlite_pages = Some(pages);
        Store::open(o)
    };
    let store = with_pages(80).await.unwrap();
    let (mut kept, mut refused) = (0, 0);
    for _ in 0..400 {
        match store.evaluated(evaluated("2026-03-01T09:00:00Z", "p", vec![card("c", "r/a")])).await {
            Ok(_) => kept += 1,
            Err(Error::Full) => refused += 1,
            Err(e) => panic!("{e}"),
        }
    }
    assert!(kept > 0 && refused > 0, "{kept} kept, {refused} refused");
    let v = store.verify(None).await.unwrap();
    assert!(v.is_intact() && v.entries == kept, "{} entries of {kept}: {:?}", v.entries, v.faults);
    store.close().await;
    // With room again it goes on where it was.
    let store = with_pages(100_000).await.unwrap();
    let r = store.act(Act::default()).await.unwrap();
    assert_eq!(r.seq, i64::try_from(kept).unwrap() + 1);
    assert!(store.verify(None).await.unwrap().is_intact());
    store.close().await;
    println!("  {kept} kept, {refused} refused");
}

async fn gone(server: &Postgres) {
    let url = server.database("gone");
    let mut o = options(&url, "w");
    o.connect = Duration::from_millis(500);
    let store = Store::open(o).await.unwrap();
    let mut kept = BTreeSet::new();
    for _ in 0..20 {
        kept.insert(store.act(Act::default()).await.unwrap().id);
    }
    for mode in ["immediate", "fast"] {
        let calls: Vec<_> = (0..4)
            .map(|_| {
                let store = store.clone();
                tokio::spawn(async move {
                    let (mut ids, start) = (Vec::new(), Instant::now());
                    while start.elapsed() < Duration::from_millis(600) {
                        if let Ok(r) = store.act(Act::default()).await {
                            ids.push(r.id);
                        }
                    }
                    ids
                })
            })
            .collect();
        tokio::time::sleep(Duration::from_millis(200)).await;
        tokio::task::block_in_place(|| server.down(mode));
        for call in calls {
            kept.extend(call.await.unwrap());
        }
        assert!(store.ping().await.is_err(), "it is gone");
        assert!(matches!(store.act(Act::default()).await, Err(Error::Database(_))));
        tokio::task::block_in_place(|| server.up()).unwrap();
        kept.insert(store.act(Act::default()).await.unwrap_or_else(|e| panic!("it is back: {e}")).id);
    }
    let v = store.verify(None).await.unwrap();
    assert!(v.is_intact(), "{:?}", v.faults);
    let mut out = Vec::new();
    store.export_audit(&AuditFilter::default(), &mut out).await.unwrap();
    let text = String::from_utf8(out).unwrap();
    let lost = kept.iter().filter(|id| !text.contains(id.as_str())).count();
    assert_eq!(lost, 0, "of {} acknowledged", kept.len());
    println!("  {} acknowledged, {} kept", kept.len(), v.entries);
    store.close().await;
}
