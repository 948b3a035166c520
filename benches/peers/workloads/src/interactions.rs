//! (a) N interactions between drug classes; twelve medications; three findings.
//!
//! A thousand classes of five ingredients, the last of which belongs to the next
//! class too. The patient has nine active orders, a draft, a statement and an
//! order that has ended. Rules are the same for every N, only more: the first
//! hundred hold the three that fire and two that an ended order must not wake.

use crate::rng::Rng;
use crate::{Kind, Workload, clock, words};
use curbside::pack::PackSource;
use curbside::snapshot::{
    Coding, Concept, Dose, FactInfo, Medication, MedicationKind, MedicationStatus, Period, Quantity, Sex,
    SnapshotBuilder, SourceRef,
};
use curbside::value::Num;
use std::collections::BTreeSet;
use std::fmt::Write;

/// Classes there are.
pub const CLASSES: usize = 1_000;
const OWN: usize = 4;
const SEED: u64 = 0xa11e_7e57;
/// The rules that fire, by number.
const FIRE: [usize; 3] = [17, 42, 76];
/// Rules that would fire if the ended order counted.
const ENDED: [usize; 2] = [5, 60];
/// Rules in a file; a source text has a limit.
const PER_FILE: usize = 2_000;

/// An interaction between two classes.
#[derive(Debug, Clone, serde::Serialize)]
pub struct Interaction {
    /// `i00017`.
    pub id: String,
    /// Number of a class.
    pub a: usize,
    /// Number of the other.
    pub b: usize,
    /// What happens.
    pub effect: String,
}

/// The ingredients of a class, by number.
pub fn members(class: usize) -> impl Iterator<Item = usize> {
    let shared = (class + 1) % CLASSES * OWN;
    (0..OWN).map(move |i| class * OWN + i).chain([shared])
}

/// The classes of an ingredient.
pub fn classes(ingredient: usize) -> Vec<usize> {
    let own = ingredient / OWN;
    match ingredient % OWN {
        0 => vec![own, (own + CLASSES - 1) % CLASSES],
        _ => vec![own],
    }
}

/// The RxNorm code of an ingredient.
pub fn rxcui(ingredient: usize) -> String {
    (9_000_000 + ingredient).to_string()
}

/// A medication of the patient.
#[derive(Debug, Clone)]
pub struct Drug {
    /// Number of the ingredient.
    pub ingredient: usize,
    /// What kind of record.
    pub kind: MedicationKind,
    /// Where it stands.
    pub status: MedicationStatus,
}

/// The patient's medications: twelve of different classes, the last one ended.
pub fn drugs() -> Vec<Drug> {
    let mut rng = Rng::new(SEED);
    let mut taken = BTreeSet::new();
    let mut out = Vec::new();
    while out.len() < 12 {
        // Every fourth drug belongs to two classes.
        let member = if out.len() % 4 == 3 { 0 } else { rng.below(OWN - 1) + 1 };
        let ingredient = rng.below(CLASSES) * OWN + member;
        if classes(ingredient).iter().any(|c| taken.contains(c)) {
            continue;
        }
        taken.extend(classes(ingredient));
        let (kind, status) = match out.len() {
            9 => (MedicationKind::Statement, MedicationStatus::Active),
            10 => (MedicationKind::Draft, MedicationStatus::Active),
            11 => (MedicationKind::Order, MedicationStatus::Ended),
            _ => (MedicationKind::Order, MedicationStatus::Active),
        };
        out.push(Drug { ingredient, kind, status });
    }
    out
}

/// The classes of what is in use.
fn in_use() -> BTreeSet<usize> {
    let used = drugs().into_iter().filter(|d| d.status == MedicationStatus::Active);
    used.flat_map(|d| classes(d.ingredient)).collect()
}

/// The first N interactions.
pub fn rules(n: usize) -> Vec<Interaction> {
    let mut rng = Rng::new(SEED ^ 1);
    let (drugs, used) = (drugs(), in_use());
    let class = |at: usize| classes(drugs[at].ingredient)[0];
    let fixed = [
        (FIRE[0], class(0), class(4)),
        (FIRE[1], class(10), class(2)),
        (FIRE[2], classes(drugs[7].ingredient)[1], class(9)),
        (ENDED[0], class(11), class(1)),
        (ENDED[1], class(5), class(11)),
    ];
    let mut seen: BTreeSet<_> = fixed.iter().map(|(_, a, b)| (*a.min(b), *a.max(b))).collect();
    let mut out = Vec::with_capacity(n);
    while out.len() < n {
        let (a, b) = match fixed.iter().find(|(at, _, _)| *at == out.len()) {
            Some((_, a, b)) => (*a, *b),
            None => {
                let (a, b) = (rng.below(CLASSES), rng.below(CLASSES));
                let woken = used.contains(&a) && used.contains(&b);
                if a == b || woken || !seen.insert((a.min(b), a.max(b))) {
                    continue;
                }
                (a, b)
            }
        };
        let what = ["bleeding", "QT prolongation", "sedation", "kidney injury", "hypotension"];
        let effect = format!("More {}.", rng.pick(&what));
        out.push(Interaction { id: format!("i{:05}", out.len()), a, b, effect });
    }
    out
}

/// The pack's text for rules.
pub fn pack(rules: &[Interaction]) -> PackSource {
    let named: BTreeSet<usize> = rules.iter().flat_map(|r| [r.a, r.b]).collect();
    let mut sets = String::from("pack pairs\n\n");
    for class in named {
        let members: Vec<_> =
            members(class).map(|i| format!("{} \"{}\"", rxcui(i), words::drug(i))).collect();
        let _ = writeln!(sets, "codes Class{class} \"class {class}\" = rxnorm {}", members.join(", "));
    }
    let mut pack = PackSource::new("pairs")
        .file(
            "pack.yaml",
            "name: pairs\nversion: 1.0.0\nowner: Benchmark\ndrugs:\n  ingredients: codes/ingredients.csv\n",
        )
        .file("codes/ingredients.csv", dictionary())
        .file("classes.cds", sets);
    for (at, some) in rules.chunks(PER_FILE).enumerate() {
        let mut text = String::from("pack pairs\n");
        for r in some {
            let _ = write!(
                text,
                "\ninteraction {} \"Class {a} with class {b}\" {{\n  between   Class{a} and Class{b}\n  \
                 severity  major\n  effect    \"{effect}\"\n  advice    \"Choose another, or watch closely.\"\n  \
                 evidence  \"Generated\"\n  owner     \"Pharmacy\"\n  review by 2027-06-30\n}}\n",
                r.id,
                a = r.a,
                b = r.b,
                effect = r.effect,
            );
        }
        pack = pack.file(format!("pairs-{at:03}.cds"), text);
    }
    pack
}

/// The dictionary that says of each code that it is one ingredient, so that no product may hide another.
pub fn dictionary() -> String {
    let mut csv = String::from("rxcui,name,synonyms,atc_mono,atc_combo\n");
    for i in 0..CLASSES * OWN {
        let _ = writeln!(csv, "{},{},,,", rxcui(i), words::drug(i));
    }
    csv
}

/// The patient.
pub fn patient() -> curbside::snapshot::Snapshot {
    let born = "1951-02-11".parse().expect("a date");
    let mut s = SnapshotBuilder::new().born(born).sex(Sex::Female);
    for (at, d) in drugs().into_iter().enumerate() {
        s = s.medication(medication(at, &d));
    }
    s.build()
}

/// A medication as a host has it.
pub fn medication(at: usize, d: &Drug) -> Medication {
    let name = words::drug(d.ingredient);
    let time = |text: String| Some(text.parse().expect("a time"));
    let (start, end) = match (d.kind, d.status) {
        (MedicationKind::Draft, _) => (None, None),
        (_, MedicationStatus::Ended) => {
            (time("2025-06-03T10:20:00+02:00".into()), time("2025-09-01T08:00:00+02:00".into()))
        }
        _ => (time(format!("2025-{:02}-{:02}T10:{:02}:00+01:00", 1 + at, 3 + at, 5 * at)), None),
    };
    let dose = Quantity { value: Num::from(5 * (at as i64 + 1)), comparator: None, unit: Some("mg".into()) };
    Medication {
        info: FactInfo {
            source: Some(SourceRef(format!("MedicationRequest/m{at}").into())),
            ..Default::default()
        },
        code: Concept {
            codings: vec![Coding {
                system: "rxnorm".into(),
                code: rxcui(d.ingredient),
                display: Some(name.clone()),
            }],
            text: Some(name),
            ..Default::default()
        },
        kind: d.kind,
        status: d.status,
        doses: vec![Dose { amount: Some(dose), per_day: Some(Num::from(2)), ..Default::default() }],
        period: Period { start, end },
        ..Default::default()
    }
}

/// The workload.
pub fn workload(n: usize) -> Workload {
    let mut expected: Vec<String> = FIRE.iter().map(|at| format!("pairs/i{at:05}")).collect();
    expected.sort();
    Workload { kind: Kind::A, n, packs: vec![pack(&rules(n))], patient: patient(), clock: clock(), expected }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_of_the_rules_have_both_classes_in_use() {
        let used = in_use();
        for n in [100, 10_000] {
            let hits: Vec<_> =
                rules(n).into_iter().filter(|r| used.contains(&r.a) && used.contains(&r.b)).collect();
            assert_eq!(hits.len(), 3);
        }
    }

    #[test]
    fn more_rules_keep_the_first_ones() {
        let (few, many) = (rules(100), rules(1_000));
        for (a, b) in few.iter().zip(&many) {
            assert_eq!((&a.id, a.a, a.b), (&b.id, b.a, b.b));
        }
    }
}
