//! Script functions within rules.

use super::support::*;
use curbside::check::{CheckOptions, compile};
use curbside::eval::{Defined, Options, value_of};
use curbside::pack::PackSource;
use curbside::snapshot::*;
use curbside::value::Truth;

const MME: &str = r#"
fn mme(orders) {
  let total = 0;
  for o in orders {
    total += o.daily_dose * (if "codeine" in o.ingredients { 0.15 } else { 1 });
  }
  total
}
fn half(x) { x / 2 }
fn word(x) { if x > 5 { "much" } else { "little" } }
fn deep(x) { deep(x) }
fn wrong(x) { "text" }
"#;

const TEXT: &str = r#"
function mme(orders: list of Medication) -> mg/d = rhai "mme.rhai"
function half(x: mmol/L) -> mmol/L = rhai "mme.rhai"
function word(x: mmol/L) -> text = rhai "mme.rhai"
function deep(x: mmol/L) -> number = rhai "mme.rhai"
function wrong(x: mmol/L) -> number = rhai "mme.rhai"
"#;

fn ask_script(q: &str, s: &Snapshot) -> (Defined, Vec<String>) {
    let m = model_with(&format!("{TEXT}\ndefine Q = {q}"), &[("mme.rhai", MME)]);
    let v = value_of(&m, s, &clock(), &Options::default(), "Q").unwrap();
    (v.value, short(&v.missing))
}

fn opioid(code: &str, name: &str, mg: &str) -> Medication {
    let dose = Dose { amount: Some(quantity(mg, "mg")), per_day: Some(n("2")), ..Dose::default() };
    Medication { doses: vec![dose], ..drug(code, name) }
}

#[test]
fn facts_and_numbers_go_in_and_a_number_comes_out() {
    let s = patient()
        .medication(opioid("7052", "morphine", "10"))
        .medication(opioid("2670", "codeine", "40"))
        .build();
    let (v, gaps) = ask_script("mme(taking Opioid) > 31 mg/d", &s);
    assert_eq!((v, gaps), (Defined::Cond(Truth::True), vec![]));
    assert_eq!(ask_script("mme(taking Opioid) > 32 mg/d", &s).0, Defined::Cond(Truth::False));
    assert_eq!(ask_script("mme(taking Opioid) = 0 mg/d", &patient().build()).0, Defined::Cond(Truth::True));
}

#[test]
fn what_is_missing_is_decided_before_the_script() {
    let none = patient().build();
    assert_eq!(
        ask_script("half(Potassium) > 2 mmol/L", &none),
        (Defined::Cond(Truth::Unknown), vec!["Potassium never-recorded".into()])
    );
    let censored = patient().observation(result("2823-3", "<5 mmol/L", "2026-03-07")).build();
    assert_eq!(ask_script("half(Potassium) > 2 mmol/L", &censored).1, ["Potassium comparator"]);
    let unsure = patient().medication(uncoded_drug("pills")).build();
    assert_eq!(ask_script("mme(taking Opioid) > 1 mg/d", &unsure).1, ["taking Opioid uncoded"]);
    let unseen = patient().with(|s| s.medications.coverage = Coverage::NotSupplied).build();
    assert_eq!(ask_script("mme(taking Opioid) > 1 mg/d", &unseen).1, ["taking Opioid not-supplied"]);
}

#[test]
fn a_field_that_is_not_known_makes_the_result_unknown() {
    let s = patient().medication(drug("7052", "morphine")).build();
    let m = model_with(&format!("{TEXT}\ndefine Q = mme(taking Opioid) > 1 mg/d"), &[("mme.rhai", MME)]);
    let v = value_of(&m, &s, &clock(), &Options::default(), "Q").unwrap();
    assert_eq!((v.value, short(&v.missing)), (Defined::Cond(Truth::Unknown), vec!["mme script".into()]));
    assert!(v.missing[0].detail.as_deref().unwrap().contains("`daily_dose` is not known"));
}

#[test]
fn a_script_that_fails_or_answers_wrongly_leaves_it_open() {
    let s = patient().observation(potassium("6", "2026-03-07")).build();
    assert_eq!(ask_script("half(Potassium) = 3 mmol/L", &s).0, Defined::Cond(Truth::True));
    assert_eq!(ask_script("word(Potassium) is \"much\"", &s).0, Defined::Cond(Truth::True));
    assert_eq!(
        ask_script("deep(Potassium) > 1", &s),
        (Defined::Cond(Truth::Unknown), vec!["deep script".into()])
    );
    assert_eq!(
        ask_script("wrong(Potassium) > 1", &s),
        (Defined::Cond(Truth::Unknown), vec!["wrong script".into()])
    );
}

#[test]
fn a_script_that_cannot_run_does_not_pass_the_check() {
    let check = |script: &str| {
        let pack = PackSource::new("t")
            .file("pack.yaml", "name: t\nversion: 1.0.0\n")
            .file("s.rhai", script)
            .file("t.cds", "pack t\nfunction f(x: number) -> number = rhai \"s.rhai\"\n");
        let codes = compile(&[pack], &CheckOptions::default()).diags;
        codes.iter().map(|d| d.code.info().code.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(check("fn f(x) { x }"), Vec::<String>::new());
    assert_eq!(check("fn f(x) { "), ["E0311"]);
    assert_eq!(check("fn g(x) { x }"), ["E0311"]);
    assert_eq!(check("fn f(x, y) { x }"), ["E0311"]);
    assert_eq!(check("fn f(x) { while true { } }"), ["E0311"]);
}
