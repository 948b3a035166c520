//! (b) N thresholds over the newest result of the last 30 days; 60 results; three findings.
//!
//! A hundred analytes, each with its own unit; results arrive in other units,
//! through the molar mass where it takes one. The patient has three results of
//! each of twenty analytes; those of four are all too old. Every rule is for
//! patients with a result in the window, so no rule is left open. Rules are the
//! same for every N, only more.

use crate::rng::Rng;
use crate::{Kind, Workload, clock, words};
use curbside::pack::PackSource;
use curbside::snapshot::{
    Coding, Concept, FactInfo, Observation, ObservationStatus, ObservationValue, Quantity, Sex,
    SnapshotBuilder, SourceRef,
};
use curbside::time::Timestamp;
use curbside::value::Num;
use std::collections::BTreeMap;
use std::fmt::Write;

/// Analytes there are.
pub const ANALYTES: usize = 100;
/// How far back a rule looks.
pub const WINDOW_DAYS: i64 = 30;
const MEASURED: usize = 20;
const CURRENT: usize = 16;
const SEED: u64 = 0x1ab0_7e57;
/// The rules that fire, by number.
const FIRE: [usize; 3] = [17, 42, 76];
/// Rules in a file; a source text has a limit.
const PER_FILE: usize = 2_000;

/// An analyte: its unit, and the units its results come in with the factor to its own.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Analyte {
    /// LOINC.
    pub loinc: String,
    /// The unit of its rules.
    pub unit: &'static str,
    /// In g/mol, where units convert through it.
    pub molar_mass: Option<f64>,
    /// Units results come in, with the factor to the analyte's unit.
    pub units: Vec<(&'static str, f64)>,
}

/// An analyte by its number.
pub fn analyte(number: usize) -> Analyte {
    let mass = 90.0 + (number * 37 % 300) as f64 + (number % 7) as f64 / 10.0;
    let (unit, molar, units) = match number % 6 {
        0 => ("mmol/L", true, vec![("mg/dL", 10.0 / mass), ("umol/L", 0.001), ("mmol/L", 1.0)]),
        1 => ("mg/dL", true, vec![("mmol/L", mass / 10.0), ("g/L", 100.0), ("mg/dL", 1.0)]),
        2 => ("umol/L", true, vec![("mg/dL", 10_000.0 / mass), ("mg/L", 1_000.0 / mass), ("umol/L", 1.0)]),
        3 => ("g/L", false, vec![("g/dL", 10.0), ("mg/dL", 0.01), ("g/L", 1.0)]),
        4 => ("nmol/L", true, vec![("ng/mL", 1_000.0 / mass), ("umol/L", 1_000.0), ("nmol/L", 1.0)]),
        _ => ("mmol/L", false, vec![("umol/L", 0.001), ("nmol/mL", 0.001), ("mmol/L", 1.0)]),
    };
    Analyte { loinc: words::loinc(90_000 + number), unit, molar_mass: molar.then_some(mass), units }
}

/// A result of the patient.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Sample {
    /// Number of the analyte.
    pub analyte: usize,
    /// As received, in tenths.
    pub tenths: i64,
    /// As received.
    pub unit: &'static str,
    /// Seconds since 1970.
    pub time: i64,
}

impl Sample {
    /// In the analyte's unit.
    pub fn canonical(&self) -> f64 {
        let units = analyte(self.analyte).units;
        let factor = units.iter().find(|(u, _)| *u == self.unit).map_or(f64::NAN, |(_, f)| *f);
        self.tenths as f64 / 10.0 * factor
    }
}

/// The sixty results, in no order.
pub fn samples() -> Vec<Sample> {
    let mut rng = Rng::new(SEED);
    let now = clock().now.as_second();
    let mut out = Vec::new();
    for at in 0..MEASURED {
        // Five apart: every family of units is there.
        let analyte_no = at * 5 + at / 6 % 2;
        let units = analyte(analyte_no).units;
        let ages = if at < CURRENT { [3, 15, 200] } else { [31, 90, 400] };
        let newest = rng.within(400, 4_000);
        for (age, share) in ages.into_iter().zip([100, 190, 60]) {
            let seconds = (age + rng.within(0, age / 2)) * 86_400 - rng.within(0, 40_000);
            let limit = (age > WINDOW_DAYS) as i64 * 86_400;
            let (unit, factor) = units[rng.below(units.len())];
            // About the same amount in every unit.
            let tenths = (newest as f64 * units[0].1 / factor * share as f64 / 100.0).round() as i64;
            out.push(Sample {
                analyte: analyte_no,
                tenths: tenths.max(1),
                unit,
                time: now - seconds - limit,
            });
        }
    }
    for at in (1..out.len()).rev() {
        out.swap(at, rng.below(at + 1));
    }
    out
}

/// The newest result of the window of each analyte, in the analyte's unit.
pub fn newest() -> BTreeMap<usize, Sample> {
    let from = clock().now.as_second() - WINDOW_DAYS * 86_400;
    let mut out: BTreeMap<usize, Sample> = BTreeMap::new();
    for s in samples().into_iter().filter(|s| s.time >= from) {
        let best = out.entry(s.analyte).or_insert_with(|| s.clone());
        if s.time > best.time {
            *best = s;
        }
    }
    out
}

/// A threshold.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Threshold {
    /// `t00017`.
    pub id: String,
    /// Number of the analyte.
    pub analyte: usize,
    /// Above it, or below it.
    pub above: bool,
    /// As written.
    pub limit: String,
    /// As written.
    pub unit: &'static str,
    /// In the analyte's unit.
    pub canonical: f64,
}

/// The first N thresholds.
pub fn rules(n: usize) -> Vec<Threshold> {
    let mut rng = Rng::new(SEED ^ 1);
    let newest = newest();
    let any: Vec<usize> = newest.keys().copied().collect();
    let make = |at: usize, analyte_no: usize, above: bool, canonical: f64, foreign: bool| {
        let a = analyte(analyte_no);
        let (unit, factor) = if foreign { a.units[0] } else { (a.unit, 1.0) };
        let written = canonical / factor;
        let digits = (4 - written.abs().log10().floor() as i32).clamp(1, 8) as usize;
        let limit = format!("{written:.digits$}");
        let canonical = limit.parse::<f64>().unwrap_or(f64::NAN) * factor;
        Threshold { id: format!("t{at:05}"), analyte: analyte_no, above, limit, unit, canonical }
    };
    let mut out = Vec::with_capacity(n);
    for at in 0..n {
        let foreign = rng.percent(25);
        if let Some(which) = FIRE.iter().position(|f| *f == at) {
            let analyte_no = any[which * 5];
            let value = newest[&analyte_no].canonical();
            let (above, share) = [(true, 0.9), (true, 0.5), (false, 1.2)][which];
            out.push(make(at, analyte_no, above, value * share, foreign));
            continue;
        }
        let analyte_no = rng.below(ANALYTES);
        let above = rng.percent(70);
        // Never within a twentieth of the newest result: floats and decimals agree.
        let share = if above { rng.within(1_050, 3_000) } else { rng.within(200, 950) } as f64;
        let share = (share + rng.below(1_000) as f64 / 1_000.0) / 1_000.0;
        let value = newest.get(&analyte_no).map_or(50.0, Sample::canonical);
        out.push(make(at, analyte_no, above, value * share, foreign));
    }
    out
}

/// The name of an analyte in messages.
pub fn label(analyte: usize) -> String {
    format!("Analyte {analyte}")
}

/// The pack's text for rules.
pub fn pack(rules: &[Threshold]) -> PackSource {
    let named: std::collections::BTreeSet<usize> = rules.iter().map(|r| r.analyte).collect();
    let mut text = String::from("pack results\n");
    for number in named {
        let a = analyte(number);
        let mass = a.molar_mass.map(|m| format!("  molar mass {m} g/mol\n")).unwrap_or_default();
        let _ = write!(
            text,
            "\nobservation Analyte{number} \"{}\" {{\n  code   loinc {}\n  unit   {}\n{mass}  \
             window 30 days\n  report nothing\n}}\n",
            label(number),
            a.loinc,
            a.unit,
        );
    }
    let mut pack = PackSource::new("results")
        .file("pack.yaml", "name: results\nversion: 1.0.0\nowner: Benchmark\n")
        .file("analytes.cds", text);
    for (at, some) in rules.chunks(PER_FILE).enumerate() {
        let mut text = String::from("pack results\n");
        for r in some {
            let (sign, word) = if r.above { (">", "above") } else { ("<", "below") };
            let _ = write!(
                text,
                "\nrule {id} \"{label} {word} {limit} {unit}\" {{\n  category  result\n  \
                 for       measured Analyte{n} in last 30 days\n  \
                 let       v = latest Analyte{n} in last 30 days\n  \
                 when      v {sign} {limit} {unit}\n  \
                 severity  high\n  \
                 message   \"{label} {{v.value}} on {{v.date}}: {word} {limit} {unit}.\"\n  \
                 evidence  \"Generated\"\n  owner     \"Pathology\"\n  review by 2027-06-30\n}}\n",
                id = r.id,
                label = label(r.analyte),
                n = r.analyte,
                limit = r.limit,
                unit = r.unit,
            );
        }
        pack = pack.file(format!("results-{at:03}.cds"), text);
    }
    pack
}

/// The patient.
pub fn patient() -> curbside::snapshot::Snapshot {
    let born = "1951-02-11".parse().expect("a date");
    let mut s = SnapshotBuilder::new().born(born).sex(Sex::Male);
    for (at, sample) in samples().into_iter().enumerate() {
        s = s.observation(observation(at, &sample));
    }
    s.build()
}

/// A result as a host has it: a LOINC code and the laboratory's own.
fn observation(at: usize, s: &Sample) -> Observation {
    let local = Coding::new("http://laboratory.example/codes", format!("L{:03}", s.analyte));
    let loinc =
        Coding { system: "loinc".into(), code: analyte(s.analyte).loinc, display: Some(label(s.analyte)) };
    let time = Timestamp::from_second(s.time).in_zone(&clock().zone);
    Observation {
        info: FactInfo { source: Some(SourceRef(format!("Observation/r{at}").into())), ..Default::default() },
        code: Concept { codings: vec![local, loinc], text: Some(label(s.analyte)), ..Default::default() },
        value: ObservationValue::Quantity(Quantity {
            value: Num::new(s.tenths, 1),
            comparator: None,
            unit: Some(s.unit.into()),
        }),
        status: ObservationStatus::Final,
        effective: Some(time.parse().expect("a time")),
        issued: None,
        categories: vec!["laboratory".into()],
        interpretation: Vec::new(),
        ranges: Vec::new(),
        specimen: None,
        body_site: None,
        component_of: None,
    }
}

/// The workload.
pub fn workload(n: usize) -> Workload {
    let mut expected: Vec<String> = FIRE.iter().map(|at| format!("results/t{at:05}")).collect();
    expected.sort();
    Workload { kind: Kind::B, n, packs: vec![pack(&rules(n))], patient: patient(), clock: clock(), expected }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_of_the_rules_hold() {
        let newest = newest();
        assert_eq!(newest.len(), CURRENT);
        for n in [100, 10_000] {
            let hits = rules(n).into_iter().filter(|r| {
                newest.get(&r.analyte).is_some_and(|s| match r.above {
                    true => s.canonical() > r.canonical,
                    false => s.canonical() < r.canonical,
                })
            });
            assert_eq!(hits.count(), 3);
        }
    }

    #[test]
    fn results_come_in_every_family_of_units() {
        let families: std::collections::BTreeSet<_> = newest().keys().map(|a| a % 6).collect();
        assert_eq!(families.len(), 6);
        assert_eq!(samples().len(), 60);
        let foreign = samples().into_iter().filter(|s| s.unit != analyte(s.analyte).unit).count();
        assert!(foreign >= 30, "{foreign}");
    }
}
