//! `curbside audit` as people call it: verified, exported, tampered with and found out.
#![cfg(feature = "audit")]
#![allow(clippy::unwrap_used, clippy::panic)]

use curbside_store::{Action, Evaluated, Feedback, Options, ShownCard, Store};
use std::path::{Path, PathBuf};
use std::process::Command;

fn folder(test: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(test);
    let _ = std::fs::remove_dir_all(&path);
    std::fs::create_dir_all(&path).unwrap();
    path
}

fn run(here: &Path, args: &[&str]) -> (i32, String, String) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_curbside"));
    let out = command.args(args).current_dir(here).env_remove("CURBSIDE_AUDIT_URL").output().unwrap();
    let text = |b: Vec<u8>| String::from_utf8(b).unwrap();
    (out.status.code().unwrap(), text(out.stdout), text(out.stderr))
}

/// Two evaluations and a piece of feedback.
fn filled(here: &Path) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let store = Store::open(Options::sqlite(here.join("audit.db"), "server")).await.unwrap();
        for day in [1, 2] {
            let at = format!("2020-03-0{day}T09:00:00Z").parse().unwrap();
            let card = ShownCard {
                card: format!("c{day}"),
                rule: "renal/k".into(),
                tier: "passive".into(),
                ..ShownCard::default()
            };
            store
                .evaluated(Evaluated { patient: Some("p1".into()), shown: vec![card], ..Evaluated::at(at) })
                .await
                .unwrap();
        }
        let at = "2020-03-02T09:01:00Z".parse().unwrap();
        let f = Feedback {
            card: "c2".into(),
            action: Action::Accepted,
            at,
            user: Some("u1".into()),
            ..Feedback::default()
        };
        store.feedback(vec![f]).await.unwrap();
        store.close().await;
    });
}

#[test]
fn an_audit_is_verified_exported_and_pruned() {
    let here = folder("audit");
    filled(&here);
    std::fs::write(here.join("key"), "a key of this hospital\n").unwrap();
    let url = "sqlite:audit.db";
    assert_eq!(run(&here, &["audit", "anchor", url, "--out", "anchor.json", "--key-file", "key"]).0, 0);
    let (code, out, _) =
        run(&here, &["audit", "verify", url, "--anchor", "anchor.json", "--key-file", "key"]);
    assert_eq!((code, out.as_str()), (0, "3 entries in 1 chain: intact\n"));
    let (code, out, _) = run(&here, &["audit", "feedback", url]);
    assert_eq!(code, 0);
    assert_eq!(out.lines().nth(1), Some("renal/k,,c2,accepted,,,,,u1,2020-03-02T09:01:00Z,,true"));
    let (_, out, _) = run(&here, &["audit", "export", url, "--kind", "evaluation", "--from", "2020-03-02"]);
    assert_eq!(out.lines().count(), 1);
    let (_, out, _) = run(&here, &["audit", "statistics", url]);
    let figures: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!((&figures["shown"], &figures["accepted"]), (&2.into(), &1.into()));
    // Too young by law, then old enough.
    let prune = |days| run(&here, &["audit", "prune", url, "--days", days, "--by", "records", "--rule", "7"]);
    let (code, _, err) = prune("100");
    assert_eq!(code, 3);
    assert!(err.contains("S0107"), "{err}");
    let (code, out, _) = prune("2200");
    assert_eq!(code, 0);
    assert!(out.contains("removed server/1 to 2"), "{out}");
    let (code, out, _) =
        run(&here, &["audit", "verify", url, "--anchor", "anchor.json", "--key-file", "key"]);
    assert_eq!(code, 0, "{out}");
    assert!(out.contains("server/1 to 2 by records under `7`"), "{out}");
}

#[test]
fn an_audit_that_is_not_there_is_not_made() {
    let here = folder("no-audit");
    let (code, _, err) = run(&here, &["audit", "verify", "sqlite:audit.db"]);
    assert_eq!((code, err.contains("there is no audit")), (3, true), "{err}");
    assert!(!here.join("audit.db").exists());
    assert_eq!(run(&here, &["audit", "verify"]).0, 2);
}

#[test]
fn a_damaged_audit_is_a_fault() {
    let here = folder("damaged-audit");
    filled(&here);
    // The last byte of a text in the file: no database tool is needed to tamper.
    let path = here.join("audit.db");
    let mut bytes = std::fs::read(&path).unwrap();
    let what = b"\"rule\":\"renal/k\"";
    let at = bytes.windows(what.len()).position(|w| w == what).unwrap() + what.len() - 2;
    bytes[at] = b'x';
    std::fs::write(&path, bytes).unwrap();
    let (code, out, _) = run(&here, &["audit", "verify", "sqlite:audit.db"]);
    assert_eq!(code, 1);
    assert!(out.contains("fault V01 server/"), "{out}");
    assert_eq!(run(&here, &["audit", "verify", "sqlite:audit.db", "--json"]).0, 1);
}

#[test]
fn a_policy_is_checked_against_packs() {
    let here = folder("policy");
    assert_eq!(run(&here, &["new", "demo"]).0, 0);
    let (code, shipped, _) = run(&here, &["policy", "default"]);
    assert_eq!(code, 0);
    std::fs::write(here.join("alerts.yaml"), &shipped).unwrap();
    let (code, out, _) = run(&here, &["policy", "check", "alerts.yaml", "--packs", "demo"]);
    assert_eq!(code, 0, "{out}");
    assert!(out.contains("interrupting"), "{out}");
    let overlay = "overlay: site\nversion: 1\nowner: us\nchanges:\n  - id: a\n    rules: [demo/no-such-rule]\n    off: true\n    author: A\n    reason: r\n    date: 2026-01-01\n    expires: 2026-12-31\n";
    std::fs::write(here.join("site.yaml"), overlay).unwrap();
    let (code, out, _) =
        run(&here, &["policy", "check", "site.yaml", "--packs", "demo", "--today", "2026-03-01"]);
    assert_eq!(code, 1);
    assert!(out.contains("E0802") && out.contains("there is no rule `demo/no-such-rule`"), "{out}");
    let (code, _, _) = run(&here, &["policy", "check", "alerts.yaml", "alerts.yaml", "--packs", "demo"]);
    assert_eq!(code, 2);
}
