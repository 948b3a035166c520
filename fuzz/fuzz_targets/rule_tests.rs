//! Any test file runs against a small pack and gives a report.
#![no_main]

use curbside::pack::PackSource;
use curbside::testing::{Options, Suite, TestFile, run};
use curbside::{Compiler, Ruleset};
use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;

const TEXT: &str = r#"pack demo
codes Spironolactone = rxnorm 9997 "spironolactone"
codes HeartFailure = snomed 84114007 "Heart failure" + icd10cm I50*
observation Potassium "Potassium" { code loinc 2823-3 unit mmol/L plausible 1.0 .. 12.0 window 90 days }
input Pain "Pain" { number 0 .. 10 }
score Points "Points" { 1 if has HeartFailure  1 if age >= 75 years }
rule high-potassium "High potassium" {
  category safety
  let      k = latest Potassium in last 7 days
  when     k > 5.5 mmol/L and taking Spironolactone as drug
  message  "Potassium {k} and {drug}."
}
"#;

static RULES: LazyLock<Ruleset> = LazyLock::new(|| {
    let pack = PackSource::new("demo").file("pack.yaml", "name: demo\nversion: 1.0.0\n").file("demo.cds", TEXT);
    Compiler::new().pack(pack).compile().expect("the pack compiles")
});

fuzz_target!(|text: &str| {
    let suite = Suite {
        pack: "demo".into(),
        folder: "demo".into(),
        files: vec![TestFile { path: "tests/fuzzed.yaml".into(), text: text.into() }],
        read: &|_| None,
    };
    let _ = run(RULES.model(), &[suite], &Options::default());
});
