//! Whatever becomes of a pack's bytes, compiling it gives diagnostics, never a
//! panic; and every diagnostic points into its text.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use common::{DRUGS, LABS, card};
use curbside::check::{CheckOptions, Checked, compile};
use curbside::diag::Code;
use curbside::pack::{Limits, PackSource};
use proptest::prelude::*;

const SEED: &str = r#"pack p
use drugs.{NSAID, Warfarin, Opioid}
use labs.{Potassium, EGFR, Creatinine, EyeOpening, OnOxygen}
define Ckd = (two EGFR < 60 mL/min/{1.73_m2} at least 90 days apart in last 2 years) or Creatinine doubled within 7 days
define Gap "gap" = Potassium * 2 - value(Creatinine, 'mg/dL') * 1 mmol/L { unit umol/L evidence "e" }
score S "s" { for age >= 18 years 1 if taking NSAID 2 if age from 65 to 74 years points EyeOpening.points band 0 .. 3 "a" band > 3 "b" }
table T(EGFR, OnOxygen) -> text { >= 60, _ -> "a"  < 60, yes -> "b"  < 60, no -> "c" }
interaction i { between Warfarin as v and NSAID with oral route as n severity major unless Ckd effect "bleeds" advice "stop" }
interactions from "ddi.csv" { evidence "e" }
rule r "R" {
  category safety trigger order-sign
  let k = latest Potassium in last 7 days
  for Ckd when k > 5.5 mmol/L and any taking Opioid as o where (o.daily_dose > 50 mg/d and o.start before now)
  unless T(latest EGFR in last 9 days, OnOxygen) is "a" or S.band is "b"
  message "K {k.value} on {k.date}, {o} {{x}}" suggest stop o "why" suggest recall in 3 months
  evidence "e" grade B year 2020 review by 2027-01-01 allow no-owner because "x"
}
"#;

const CSV: &str = "id,a,b,severity,effect,advice\nx,rxnorm:11289,NSAID,major,bleeds,stop\n";

fn compile_all(text: &[u8], yaml: &str, csv: &str, lock: &str) -> Checked {
    let p = PackSource::new("p")
        .file("pack.yaml", yaml)
        .file("p.cds", text)
        .file("ddi.csv", csv)
        .file("terms.lock", lock);
    let drugs = PackSource::new("drugs").file("pack.yaml", card("drugs")).file("a.cds", DRUGS);
    let labs = PackSource::new("labs").file("pack.yaml", card("labs")).file("a.cds", LABS);
    compile(&[p, drugs, labs], &CheckOptions::default())
}

fn sound(checked: &Checked) {
    for d in &checked.diags {
        let spans = std::iter::once(d.span)
            .chain(d.labels.iter().map(|l| l.span))
            .chain(d.fixes.iter().map(|f| f.span));
        for span in spans {
            let text = &checked.sources.file(span.source).text;
            assert!(text.get(span.range()).is_some(), "{d:?} points outside its text");
        }
        assert!(!d.message.is_empty());
    }
    assert_eq!(checked.model.is_some(), !checked.diags.iter().any(|d| d.is_error()));
}

#[test]
fn the_seed_is_sound() {
    let lock = "version: 1\nsets: {}\n";
    let checked = compile_all(SEED.as_bytes(), &card("p"), CSV, lock);
    let errors: Vec<_> =
        checked.diags.iter().filter(|d| d.is_error() && d.code != Code::LockMismatch).collect();
    assert!(errors.is_empty(), "{}", common::render(&checked));
}

/// Words of the seed, and some that do not belong.
fn words() -> Vec<&'static str> {
    let mut all: Vec<&str> = SEED.split_whitespace().collect();
    all.extend([
        "mg",
        "Cel",
        "%",
        "0",
        "99999999999999999999999999999",
        "\"",
        "{",
        "}",
        "(",
        ")",
        "->",
        "..",
        "Zzz",
        "é",
        "as",
        "not",
    ]);
    all
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, ..ProptestConfig::default() })]

    #[test]
    fn words_replaced(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 1..6)) {
        let all = words();
        let mut text: Vec<&str> = SEED.split(' ').collect();
        for (at, with) in changes {
            let at = at.index(text.len());
            text[at] = all[with.index(all.len())];
        }
        sound(&compile_all(text.join(" ").as_bytes(), &card("p"), CSV, ""));
    }

    #[test]
    fn bytes_cut_and_changed(at in any::<prop::sample::Index>(), len in 0_usize..40, byte in any::<u8>()) {
        let mut bytes = SEED.as_bytes().to_vec();
        let at = at.index(bytes.len());
        let end = (at + len).min(bytes.len());
        bytes.splice(at..end, [byte]);
        sound(&compile_all(&bytes, &card("p"), CSV, ""));
    }

    #[test]
    fn cards_tables_and_lockfiles(yaml in "[a-z: \\[\\]{}\n-]{0,60}", csv in "[a-z:,\"0-9\n]{0,80}", lock in "[a-z: {}\n1]{0,40}") {
        sound(&compile_all(SEED.as_bytes(), &format!("name: p\nversion: 1\n{yaml}"), &format!("{CSV}{csv}"), &lock));
        sound(&compile_all(SEED.as_bytes(), &yaml, &csv, &lock));
    }
}

#[test]
fn long_chains_do_not_exhaust_the_stack() {
    let ands = format!("define A = {}\n", vec!["age > 1 years"; 3000].join(" and "));
    sound(&compile_all(ands.as_bytes(), &card("p"), CSV, "version: 1\nsets: {}\n"));
    let sums = format!("define A = {}\n", vec!["years(age)"; 3000].join(" + "));
    let checked = compile_all(sums.as_bytes(), &card("p"), CSV, "version: 1\nsets: {}\n");
    assert!(checked.diags.iter().any(|d| d.code == Code::NestingTooDeep), "{:?}", checked.diags);
    let chain: String = (1..3000).map(|i| format!("define A{i} = not A{}\n", i - 1)).collect();
    let checked = compile_all(
        format!("define A0 = age > 1 years\n{chain}").as_bytes(),
        &card("p"),
        CSV,
        "version: 1\nsets: {}\n",
    );
    sound(&checked);
    let found: Vec<Code> = checked.diags.iter().filter(|d| d.is_error()).map(|d| d.code).collect();
    assert_eq!(found, [Code::NestingTooDeep]);
    let sets = format!("codes A = {}\n", vec!["rxnorm 4821"; 3000].join(" + "));
    sound(&compile_all(sets.as_bytes(), &card("p"), CSV, "version: 1\nsets: {}\n"));
}

#[test]
fn every_limit_is_told() {
    let pack = |files: &[(&str, &str)]| {
        let base = PackSource::new("p").file("pack.yaml", card("p"));
        files.iter().fold(base, |p, (path, text)| p.file(*path, *text))
    };
    let told = |limits: Limits, files: &[(&str, &str)]| -> Vec<Code> {
        let options = CheckOptions { limits, ..CheckOptions::default() };
        let checked = compile(&[pack(files)], &options);
        assert!(checked.model.is_none());
        checked.diags.iter().filter(|d| d.is_error()).map(|d| d.code).collect()
    };
    let two = "define A = age > 1 years\ndefine B = age > 2 years\n";
    let base = Limits::default();
    assert_eq!(told(Limits { items: 1, ..base }, &[("a.cds", two)]), [Code::PackLimit]);
    assert_eq!(told(Limits { file_bytes: 40, ..base }, &[("a.cds", two)]), [Code::SourceTooLarge]);
    assert_eq!(told(Limits { total_bytes: 40, ..base }, &[("a.cds", two)]), [Code::PackLimit]);
    let table = "table T(a: number) -> text { < 1 -> \"a\" 1 .. 2 -> \"b\" > 2 -> \"c\" }\n";
    assert_eq!(told(Limits { rows: 2, ..base }, &[("a.cds", table)]), [Code::PackLimit]);
    let deep = format!("define A = {}age > 1 years{}\n", "(".repeat(2000), ")".repeat(2000));
    assert_eq!(told(base, &[("a.cds", &deep)]), [Code::NestingTooDeep]);
}
