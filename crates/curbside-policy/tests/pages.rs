//! The pages of the codes of alert policies: the failing snippet yields the code, the mended one
//! does not.
#![allow(clippy::unwrap_used, clippy::panic)]

use curbside::Compiler;
use curbside::diag::{Code, Diag, page};
use curbside::pack::PackSource;
use curbside_policy::{Policy, PolicyFile};

fn files(code: Code, word: &str) -> Vec<(String, String)> {
    let start = format!("```files {word}\n");
    let text = page(code).split_once(&start).unwrap().1.split_once("```").unwrap().0;
    let parts = text.split("### ").filter(|p| !p.is_empty());
    parts.map(|p| p.split_once('\n').map(|(n, t)| (n.to_string(), t.to_string())).unwrap()).collect()
}

fn judged(code: Code, word: &str) -> Vec<Diag> {
    let files = files(code, word);
    let text = |name: &str| files.iter().find(|(n, _)| n == name).map(|(_, t)| t.clone());
    let rules = PackSource::new("demo")
        .file("pack.yaml", "name: demo\nversion: 1.0.0\n")
        .file("main.cds", format!("pack demo\n{}", text("main.cds").unwrap()));
    let rules = Compiler::new().pack(rules).compile().unwrap();
    let policy = PolicyFile::new("alerts.yaml", text("alerts.yaml").unwrap());
    let overlays: Vec<PolicyFile> =
        text("site.yaml").map(|t| PolicyFile::new("site.yaml", t)).into_iter().collect();
    match Policy::read(&policy, &overlays) {
        Err(mistakes) => mistakes.diags,
        Ok(policy) => policy.check(rules.model(), &"2026-04-01".parse().unwrap()),
    }
}

#[test]
fn snippets_yield_what_their_page_says() {
    let codes: Vec<Code> = Code::ALL.iter().copied().filter(|c| c.info().code.starts_with("E08")).collect();
    assert_eq!(codes.len(), 8);
    for code in codes {
        let bad: Vec<Code> = judged(code, "fails").iter().map(|d| d.code).collect();
        assert_eq!(bad, [code], "{code} fails");
        let good: Vec<String> =
            judged(code, "works").iter().map(|d| format!("{} {}", d.code, d.message)).collect();
        assert!(good.is_empty(), "{code} works: {good:?}");
    }
}

#[test]
fn every_mistake_is_told_at_its_place_with_a_way_out() {
    let text = "policy: demo\nversion: 1.0.0\nowner: us\ntiers:\n  - { severities: [critcal], tier: passive }\n  - { tier: pasive }\nrepeat:\n  - { id: a, tiers: [passive], wait: soon }\nsnooze:\n  - { id: b, longest: 3 days }\nshadwo: []\n";
    let mistakes = Policy::read(&PolicyFile::new("alerts.yaml", text), &[]).unwrap_err();
    let told: Vec<String> = mistakes
        .diags
        .iter()
        .map(|d| {
            assert!(!d.help.is_empty() || !d.fixes.is_empty(), "no way out of: {}", d.message);
            format!("{}: {}", mistakes.sources.line_col(d.span).line, d.message)
        })
        .collect();
    assert_eq!(
        told,
        [
            "5: `severities` cannot be `critcal`",
            "6: `tier` cannot be `pasive`",
            "8: `wait` is not a duration",
            "10: this entry is about every finding",
            "11: an alert policy has no entry `shadwo`",
        ]
    );
}

#[test]
fn no_text_makes_the_reader_panic() {
    for text in ["", "a", "[", "policy: [a]", "tiers: 3", "? {a: b}", "- - -", "policy: \u{0}", "&a [*a]"] {
        assert!(
            Policy::read(&PolicyFile::new("p.yaml", text), &[PolicyFile::new("o.yaml", text)]).is_err(),
            "{text}"
        );
    }
}

#[test]
fn the_shipped_policy_reads() {
    let read = Policy::read(&Policy::shipped_file(), &[]).unwrap();
    assert_eq!(read.hash(), Policy::shipped().hash());
    assert!(!read.tiers.is_empty() && !read.never_off.is_empty());
}

#[test]
fn the_files_in_the_book_read() {
    let page = include_str!("../../../docs/src/alert-policy.md");
    let file = |name: &str| {
        let text = page.split_once(&format!("```yaml file={name}\n")).unwrap().1;
        PolicyFile::new(name, text.split_once("```").unwrap().0)
    };
    let policy =
        Policy::read(&file("alerts.yaml"), &[file("st-mary.yaml")]).unwrap_or_else(|m| panic!("{m}"));
    assert_eq!((policy.changes.len(), policy.never_off.len()), (1, 2));
}
