//! (c) All packs of the repository and N rules of every kind besides; a patient as Synthea makes them.
//!
//! The first [`REACHED`] rules are about what the patient has: some fire, some
//! are silenced, some are left open for want of a result. Every other rule needs
//! at least one thing that the patient does not have (a drug, a problem, an
//! allergy, a result), beside things that many patients have. Classes, problems
//! and analytes grow with N, as they do where rule sets grow.

use crate::interactions::Drug;
use crate::rng::Rng;
use crate::{Kind, Workload, chart, clock, words};
use curbside::pack::PackSource;
use curbside::snapshot::{MedicationKind, MedicationStatus};
use std::fmt::Write;

/// Rules about what the patient has.
pub const REACHED: usize = 48;
/// Numbers below are the patient's own classes, problems, analytes and procedures.
const OWN: usize = 8;
const SEED: u64 = 0xc0_7e57;
const PER_FILE: usize = 1_000;

/// A rule, by kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Rule {
    /// Two classes, unless a third is taken.
    Interaction { a: usize, b: usize, unless: Option<usize> },
    /// A class with a problem, unless another class is taken.
    DrugProblem { class: usize, problem: usize, unless: Option<usize> },
    /// A class ordered for a patient who is allergic to it or its relative.
    Allergy { to: usize, class: usize },
    /// A result of the repository's own laboratory pack on a drug.
    Level { class: usize, level: usize },
    /// A result of an analyte of our own.
    Result { analyte: usize, class: usize },
    /// A drug that a problem calls for, unless the patient is allergic to it.
    Guideline { problem: usize, class: usize },
    /// A procedure every twelve months.
    Recall { problem: usize, procedure: usize },
    /// A score of the repository that is high, with a drug.
    Score { problem: usize, class: usize },
}

/// Conditions over the repository's laboratory: text, and whether it holds for the patient
/// (`None`: it cannot be known).
const LEVELS: [(&str, Option<bool>); 6] = [
    ("EGFR < 60 mL/min/{1.73_m2}", Some(true)),
    ("Potassium > 5.9 mmol/L", Some(false)),
    ("latest Creatinine in last 180 days > 1.1 mg/dL", Some(true)),
    ("Hemoglobin < 9 g/dL", Some(false)),
    ("latest DigoxinLevel in last 30 days > 1.2 ng/mL", None),
    ("latest Magnesium in last 90 days < 0.6 mmol/L", None),
];

/// How many classes, problems, analytes and procedures there are besides the patient's own.
#[derive(Debug, Clone, Copy)]
struct Universe {
    classes: usize,
    problems: usize,
    analytes: usize,
    procedures: usize,
}

impl Universe {
    fn of(n: usize) -> Universe {
        Universe {
            classes: OWN + (n / 20).clamp(50, 2_000),
            problems: OWN + (n / 10).clamp(50, 5_000),
            analytes: OWN + (n / 50).clamp(20, 500),
            procedures: OWN + (n / 50).clamp(20, 1_000),
        }
    }
}

/// The first N rules.
pub fn rules(n: usize) -> Vec<Rule> {
    let u = Universe::of(n);
    let mut rng = Rng::new(SEED);
    (0..n).map(|at| if at < REACHED { own(&mut rng, at) } else { other(&mut rng, at, u) }).collect()
}

/// A rule about what the patient has.
fn own(rng: &mut Rng, at: usize) -> Rule {
    let unless = rng.percent(30).then(|| rng.below(OWN));
    let (x, y) = (rng.below(OWN), rng.below(OWN));
    let next = (x + 1 + rng.below(OWN - 1)) % OWN;
    match at % 8 {
        0 => Rule::Interaction { a: x, b: next, unless },
        1 => Rule::DrugProblem { class: x, problem: y, unless },
        2 => Rule::Allergy { to: x, class: y },
        3 => Rule::Level { class: x, level: rng.below(LEVELS.len()) },
        4 => Rule::Result { analyte: x, class: y },
        5 => Rule::Guideline { problem: x, class: y },
        6 => Rule::Recall { problem: x, procedure: y },
        _ => Rule::Score { problem: x, class: y },
    }
}

/// A rule that needs something the patient does not have.
fn other(rng: &mut Rng, at: usize, u: Universe) -> Rule {
    let rare = |rng: &mut Rng, of: usize| OWN + rng.below(of - OWN);
    // One in four of the other parts is common: the patient has it.
    let any = |rng: &mut Rng, of: usize| if rng.percent(25) { rng.below(OWN) } else { rare(rng, of) };
    let unless = if rng.percent(30) { Some(any(rng, u.classes)) } else { None };
    let class = rare(rng, u.classes);
    match at % 10 {
        0 | 1 => {
            let b = any(rng, u.classes);
            let b = if b == class { (class + 1 - OWN) % (u.classes - OWN) + OWN } else { b };
            Rule::Interaction { a: class, b, unless }
        }
        2 | 3 => Rule::DrugProblem { class, problem: any(rng, u.problems), unless },
        4 => Rule::Allergy { to: class, class: any(rng, u.classes) },
        5 => Rule::Level { class, level: rng.below(LEVELS.len()) },
        6 => Rule::Result { analyte: rare(rng, u.analytes), class: any(rng, u.classes) },
        7 => Rule::Guideline { problem: rare(rng, u.problems), class: any(rng, u.classes) },
        8 => Rule::Recall { problem: rare(rng, u.problems), procedure: any(rng, u.procedures) },
        _ => Rule::Score { problem: rare(rng, u.problems), class: any(rng, u.classes) },
    }
}

/// What the patient has of our own making; see [`chart`].
pub mod has {
    /// Classes in use: the last one as a draft.
    pub const CLASSES: [usize; 5] = [0, 1, 2, 3, 4];
    /// Problems.
    pub const PROBLEMS: [usize; 4] = [0, 1, 2, 3];
    /// Allergies, to ingredients of classes.
    pub const ALLERGIES: [usize; 2] = [1, 5];
    /// Analytes with a result in the window.
    pub const ANALYTES: [usize; 4] = [0, 1, 2, 3];
    /// Of them, those above the limit.
    pub const HIGH: [usize; 2] = [1, 3];
    /// Procedures of the last year.
    pub const RECENT: [usize; 2] = [0, 1];
}

impl Rule {
    /// Whether it fires for the patient: the meaning once more, by hand.
    fn fires(&self) -> bool {
        let taking = |c: &usize| has::CLASSES.contains(c);
        // A draft counts for what is ordered, not for what is taken.
        let taken = |c: &usize| taking(c) && *c != has::CLASSES[4];
        let problem = |p: &usize| has::PROBLEMS.contains(p);
        let allergic = |c: &usize| has::ALLERGIES.contains(c);
        match self {
            Rule::Interaction { a, b, unless } => {
                taking(a) && taking(b) && !unless.as_ref().is_some_and(taken)
            }
            Rule::DrugProblem { class, problem: p, unless } => {
                taking(class) && problem(p) && !unless.as_ref().is_some_and(taken)
            }
            Rule::Allergy { to, class } => allergic(to) && taking(class),
            Rule::Level { class, level } => taken(class) && LEVELS[*level].1 == Some(true),
            Rule::Result { analyte, class } => has::HIGH.contains(analyte) && taken(class),
            Rule::Guideline { problem: p, class } => problem(p) && !taken(class) && !allergic(class),
            Rule::Recall { problem: p, procedure } => problem(p) && !has::RECENT.contains(procedure),
            Rule::Score { problem: p, class } => problem(p) && taken(class),
        }
    }

    /// Its text.
    fn write(&self, out: &mut String, at: usize) {
        let id = format!("s{at:05}");
        let foot = "  evidence  \"Generated\"\n  owner     \"Benchmark\"\n  review by 2027-06-30\n}\n";
        let except =
            |c: &Option<usize>| c.map(|c| format!("  unless    taking Class{c}\n")).unwrap_or_default();
        let _ = match self {
            Rule::Interaction { a, b, unless } => write!(
                out,
                "\ninteraction {id} \"Class {a} with class {b}\" {{\n  between   Class{a} and Class{b}\n  \
                 severity  major\n{}  effect    \"More of both.\"\n  advice    \"Choose another.\"\n{foot}",
                except(unless)
            ),
            Rule::DrugProblem { class, problem, unless } => write!(
                out,
                "\nrule {id} \"Class {class} with problem {problem}\" {{\n  category  safety\n  \
                 when      taking or ordering Class{class} as drug\n        and has Problem{problem}\n{}  \
                 unknown   hold\n  severity  high\n  message   \"{{drug}} makes problem {problem} worse.\"\n  \
                 suggest   change drug \"Choose another\"\n{foot}",
                except(unless)
            ),
            Rule::Allergy { to, class } => write!(
                out,
                "\nrule {id} \"Allergy to class {to}, and class {class}\" {{\n  category  safety\n  \
                 when      allergic to Class{to} as allergy\n        and taking or ordering Class{class} as drug\n  \
                 unknown   fire\n  severity  critical\n  message   \"{{drug}}, and an allergy to {{allergy}}.\"\n  \
                 suggest   change drug \"Choose another\"\n{foot}"
            ),
            Rule::Level { class, level } => write!(
                out,
                "\nrule {id} \"Class {class} with a result\" {{\n  category  safety\n  \
                 for       taking Class{class} as drug\n  when      {}\n  unknown   {}\n  severity  high\n  \
                 message   \"{{drug}}: look at the results.\"\n{foot}",
                LEVELS[*level].0,
                if at % 2 == 0 { "ask" } else { "hold" },
            ),
            Rule::Result { analyte, class } => write!(
                out,
                "\nrule {id} \"Analyte {analyte} on class {class}\" {{\n  category  safety\n  \
                 for       measured Analyte{analyte} in last 90 days\n  \
                 let       v = latest Analyte{analyte} in last 90 days\n  \
                 when      v > {}.5 mg/dL and taking Class{class} as drug\n  unknown   hold\n  \
                 severity  moderate\n  message   \"{{v.value}} on {{v.date}}, with {{drug}}.\"\n{foot}",
                5 + at % 3,
            ),
            Rule::Guideline { problem, class } => write!(
                out,
                "\nrule {id} \"Class {class} for problem {problem}\" {{\n  category  recommendation\n  \
                 for       has Problem{problem} and age >= 18 years\n  when      not taking Class{class}\n  \
                 unless    allergic to Class{class}\n  unknown   hold\n  severity  moderate\n  \
                 message   \"Problem {problem} calls for class {class}.\"\n  \
                 suggest   start Class{class} \"Start low\"\n{foot}"
            ),
            Rule::Recall { problem, procedure } => write!(
                out,
                "\nrule {id} \"Procedure {procedure} for problem {problem}\" {{\n  category  care-gap\n  \
                 for       has Problem{problem}\n  recall    underwent Procedure{procedure} every 12 months\n  \
                 unknown   hold\n  severity  low\n  message   \"Procedure {procedure} is due.\"\n{foot}"
            ),
            Rule::Score { problem, class } => write!(
                out,
                "\nrule {id} \"Class {class} at high risk of stroke\" {{\n  category  recommendation\n  \
                 for       has Problem{problem}\n  when      CHA2DS2-VASc >= 2 and taking Class{class} as drug\n  \
                 unknown   hold\n  severity  moderate\n  message   \"{{drug}}, and the score is {{CHA2DS2-VASc}}.\"\n{foot}"
            ),
        };
    }
}

/// The RxNorm code of the first ingredient of a class; it has three.
pub fn ingredient(class: usize) -> usize {
    class * 3
}

/// A SNOMED CT code of a problem; it has two.
pub fn problem(number: usize) -> String {
    words::snomed(number * 2)
}

/// A SNOMED CT code of a procedure.
pub fn procedure(number: usize) -> String {
    words::snomed(200_000 + number)
}

/// The LOINC code of an analyte.
pub fn loinc(number: usize) -> String {
    words::loinc(80_000 + number)
}

/// Drugs of our own making that the patient takes, and one that is ordered now.
pub fn drugs() -> Vec<Drug> {
    let drug = |class: &usize, kind| Drug {
        ingredient: ingredient(*class) + 1,
        kind,
        status: MedicationStatus::Active,
    };
    let (last, first) = has::CLASSES.split_last().expect("classes");
    first.iter().map(|c| drug(c, MedicationKind::Order)).chain([drug(last, MedicationKind::Draft)]).collect()
}

/// The synthetic pack for N rules.
fn pack(n: usize) -> PackSource {
    let rules = rules(n);
    let u = Universe::of(n);
    let mut sets = String::from("pack synthetic\n\n");
    let mut csv = String::from("rxcui,name,synonyms,atc_mono,atc_combo\n");
    for class in 0..u.classes {
        let members: Vec<_> = (0..3).map(|i| ingredient(class) + i).collect();
        let of = |i: &usize| format!("{} \"{}\"", crate::interactions::rxcui(*i), words::drug(*i));
        let list: Vec<_> = members.iter().map(of).collect();
        let _ = writeln!(sets, "codes Class{class} \"class {class}\" = rxnorm {}", list.join(", "));
        for i in members {
            let _ = writeln!(csv, "{},{},,,", crate::interactions::rxcui(i), words::drug(i));
        }
    }
    for p in 0..u.problems {
        let second = words::snomed(p * 2 + 1);
        let _ = writeln!(sets, "codes Problem{p} \"problem {p}\" = snomed {}, {second}", problem(p));
    }
    for p in 0..u.procedures {
        let _ = writeln!(sets, "codes Procedure{p} \"procedure {p}\" = snomed {}", procedure(p));
    }
    for a in 0..u.analytes {
        let _ = write!(
            sets,
            "\nobservation Analyte{a} \"analyte {a}\" {{\n  code   loinc {}\n  unit   mg/dL\n  \
             molar mass {} g/mol\n  window 90 days\n  report nothing\n}}\n",
            loinc(a),
            chart::MOLAR_MASS,
        );
    }
    let card = "name: synthetic\nversion: 1.0.0\nowner: Benchmark\ndepends: [terms, laboratory, scores]\n\
                drugs:\n  ingredients: codes/ingredients.csv\n";
    let mut pack = PackSource::new("synthetic")
        .file("pack.yaml", card)
        .file("codes/ingredients.csv", csv)
        .file("sets.cds", sets);
    for (file, some) in rules.chunks(PER_FILE).enumerate() {
        let mut text = String::new();
        some.iter().enumerate().for_each(|(i, r)| r.write(&mut text, file * PER_FILE + i));
        let words = ["EGFR", "Potassium", "Creatinine", "Hemoglobin", "DigoxinLevel", "Magnesium"];
        let used: Vec<_> = words.into_iter().filter(|w| text.contains(w)).collect();
        let mut head = String::from("pack synthetic\n");
        if !used.is_empty() {
            let _ = writeln!(head, "\nuse laboratory.{{{}}}", used.join(", "));
        }
        if text.contains("CHA2DS2-VASc") {
            head.push_str("use scores.CHA2DS2-VASc\n");
        }
        pack = pack.file(format!("rules-{file:03}.cds"), format!("{head}{text}"));
    }
    pack
}

/// The packs of the repository.
fn repository() -> Vec<PackSource> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../rules");
    curbside::pack::fs::read(&folder, &curbside::pack::Limits::default()).expect("the packs are readable")
}

/// The rules of ours that fire, whatever N is.
fn expected(n: usize) -> Vec<String> {
    let fires = rules(n).into_iter().enumerate().filter(|(_, r)| r.fires());
    fires.map(|(at, _)| format!("synthetic/s{at:05}")).collect()
}

/// The workload. With N = 0 it is the packs of the repository, and our codes without a rule.
pub fn workload(n: usize) -> Workload {
    let mut packs = repository();
    packs.push(pack(n));
    Workload { kind: Kind::C, n, packs, patient: chart::patient(), clock: clock(), expected: expected(n) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_rules_about_the_patient_fire() {
        let few = expected(100);
        assert!((8..40).contains(&few.len()), "{}", few.len());
        for n in [1_000, 100_000] {
            assert_eq!(expected(n), few);
        }
    }

    #[test]
    fn every_kind_of_rule_fires_and_does_not() {
        for kind in 0..8 {
            let own: Vec<_> = rules(REACHED).into_iter().skip(kind).step_by(8).map(|r| r.fires()).collect();
            assert!(own.contains(&true) && own.contains(&false), "kind {kind}: {own:?}");
        }
    }
}
