//! A file with ten mistakes of ten classes yields exactly these ten, each at its place, each with a way out.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use common::{check, render};
use curbside::diag::Code;

const TEN: &str = r#"pack p

use drugs.{NSAID, Warfarin, Opioid, HeartFailure, BasicMetabolicPanel}
use labs.{Potassium, Creatinine, RespiratoryRate}

codes Glipizide = rxnorm 4821 "glipizide" + loinc 2832-3

define Kidney = Creatinin > 130 umol/L

define Circle = not Loop
define Loop = Circle or age > 65 years

score Breath "Breath" {
  by RespiratoryRate { <= 8 -> 3   > 8 .. < 20 -> 0   > 20 -> 2 }
  evidence "x"
}

rule dimension {
  category safety
  when     Potassium > 5.5 kg
  unknown  hold
  message  "Potassium is high"
  evidence "x"
  owner    "me"
}

rule no-unit {
  category safety
  when     latest Potassium in last 7 days > 5.5
  unknown  hold
  message  "Potassium is high"
  evidence "x"
  owner    "me"
}

rule kind {
  category safety
  when     taking BasicMetabolicPanel
  unknown  hold
  message  "m"
  evidence "x"
  owner    "me"
}

rule unbound {
  category safety
  when     taking NSAID as drug or taking Warfarin
  unknown  hold
  message  "{drug} is active"
  evidence "x"
  owner    "me"
}

rule verb {
  category safety
  when     taking NSAID or Opioid
  unknown  hold
  message  "m"
  evidence "x"
  owner    "me"
}

rule word {
  category safety
  when     has HeartFailure
  unknown  hold
  severity hihg
  message  "m"
  evidence "x"
  owner    "me"
}
"#;

#[test]
fn ten_mistakes_are_ten_diagnostics() {
    let checked = check(TEN);
    let errors: Vec<_> = checked.diags.iter().filter(|d| d.is_error()).collect();
    let found: Vec<(Code, &str)> = errors.iter().map(|d| (d.code, checked.sources.slice(d.span))).collect();
    let planted = [
        (Code::MalformedCode, "2832-3"),
        (Code::UnknownName, "Creatinin"),
        (Code::CircularDefinition, "Circle"),
        (Code::BandGap, "by RespiratoryRate { <= 8 -> 3   > 8 .. < 20 -> 0   > 20 -> 2 }"),
        (Code::DimensionMismatch, "5.5 kg"),
        (Code::MissingUnit, "5.5"),
        (Code::WrongFactKind, "BasicMetabolicPanel"),
        (Code::UnboundName, "drug"),
        (Code::WrongType, "Opioid"),
        (Code::UnknownWord, "hihg"),
    ];
    assert_eq!(found, planted, "{}", render(&checked));
    for d in errors {
        assert!(!d.help.is_empty() || !d.fixes.is_empty(), "{d:?}");
        assert_eq!(checked.sources.file(d.span.source).path, "p/p.cds");
    }
    assert!(checked.model.is_none());
}

#[test]
fn mending_them_leaves_none() {
    let mended = TEN
        .replace("2832-3", "2823-3")
        .replace("Creatinin ", "Creatinine ")
        .replace("define Loop = Circle or", "define Loop =")
        .replace("> 20 -> 2", ">= 20 -> 2")
        .replace("5.5 kg", "5.5 mmol/L")
        .replace("days > 5.5\n", "days > 5.5 mmol/L\n")
        .replace("taking BasicMetabolicPanel", "measured BasicMetabolicPanel")
        .replace("or taking Warfarin", "or taking Warfarin as drug")
        .replace("or Opioid", "or taking Opioid")
        .replace("hihg", "high");
    let checked = check(&mended);
    assert!(!checked.diags.iter().any(|d| d.is_error()), "{}", render(&checked));
    assert!(checked.model.is_some());
}

#[test]
fn every_fix_of_a_name_or_unit_can_be_applied() {
    let checked = check(TEN);
    for d in checked
        .diags
        .iter()
        .filter(|d| matches!(d.code, Code::UnknownName | Code::MissingUnit | Code::UnknownWord))
    {
        let fix = d.fixes.first().expect("a fix");
        let file = checked.sources.file(fix.span.source);
        let mut text = file.text.clone();
        text.replace_range(fix.span.range(), &fix.replacement);
        let again = check(&text);
        assert!(!again.diags.iter().any(|x| x.code == d.code), "{:?}\n{}", d.code, render(&again));
    }
}
