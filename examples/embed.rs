//! The whole of embedding: load the packs, read a patient, print the answer.
//!
//! `cargo run --features script --example embed -- rules examples/patients/margaret.json`

use curbside::time::{Clock, Timestamp, Zone};
use curbside::{Compiler, fhir};
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let packs = arguments.next().unwrap_or_else(|| "rules".into());
    let patient = arguments.next().unwrap_or_else(|| "examples/patients/margaret.json".into());

    // Once, at start: a `Ruleset` is cheap to clone and to share between threads.
    let rules = Compiler::new().pack_dir(packs)?.compile()?;

    // For each request: the patient, and the moment that counts as now.
    let zone: Zone = "America/New_York".parse()?;
    let now: Timestamp = "2026-03-01T09:00:00-05:00".parse()?;
    let clock = Clock::new(now, zone.clone());
    for (name, patient) in fhir::read_any(&std::fs::read(patient)?, &fhir::Options::new(zone))? {
        let answer = rules.evaluate(&patient?, &clock);
        println!("{name}");
        for finding in &answer.findings {
            println!("  {:8}  {}  [{}]", finding.severity.word(), finding.message, finding.rule);
        }
        // Never show findings alone: what could not be decided is part of the answer.
        for open in &answer.indeterminate {
            let missing: Vec<String> =
                open.missing.iter().map(|gap| format!("{} {}", gap.datum, gap.reason.code())).collect();
            println!("  could not decide {}: {}", open.rule, missing.join(", "));
        }
        println!("  packs {}, as of {}", answer.pack_hash, answer.as_of);
    }
    Ok(())
}
