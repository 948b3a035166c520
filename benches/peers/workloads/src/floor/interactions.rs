//! Interactions by hand: code to classes, pair of classes to rules.

use super::Finding;
use super::whole::{identity, template, used};
use crate::interactions::{CLASSES, Interaction, members, rxcui};
use curbside::eval::result::Finding as Whole;
use curbside::snapshot::{Coverage, Medication, MedicationKind, MedicationStatus, Snapshot};
use curbside::time::{Clock, Timestamp};
use curbside::vocab::Category;
use rustc_hash::FxHashMap;

/// The tables.
#[derive(Debug)]
pub struct Index {
    /// RxNorm code to the classes that have rules.
    classes: FxHashMap<Box<str>, Vec<u32>>,
    /// Pair of classes, the lower first, to rules.
    pairs: FxHashMap<u64, Vec<u32>>,
    rules: Vec<Rule>,
    /// By rule.
    templates: Vec<Whole>,
}

#[derive(Debug)]
struct Rule {
    id: Box<str>,
    title: Box<str>,
    effect: Box<str>,
    a: u32,
}

fn key(a: u32, b: u32) -> u64 {
    u64::from(a.min(b)) << 32 | u64::from(a.max(b))
}

impl Index {
    /// The tables for rules.
    pub fn new(rules: &[Interaction]) -> Index {
        let mut index = Index {
            classes: FxHashMap::default(),
            pairs: FxHashMap::default(),
            rules: Vec::new(),
            templates: Vec::new(),
        };
        let mut named = vec![false; CLASSES];
        for (at, r) in rules.iter().enumerate() {
            named[r.a] = true;
            named[r.b] = true;
            index.pairs.entry(key(r.a as u32, r.b as u32)).or_default().push(at as u32);
            index.rules.push(Rule {
                id: format!("pairs/{}", r.id).into(),
                title: format!("Class {} with class {}", r.a, r.b).into(),
                effect: r.effect.as_str().into(),
                a: r.a as u32,
            });
            index.templates.push(template(
                &format!("pairs/{}", r.id),
                &format!("Class {} with class {}", r.a, r.b),
                Category::Safety,
                Some("Choose another, or watch closely."),
            ));
        }
        for class in (0..CLASSES).filter(|c| named[*c]) {
            for i in members(class) {
                index.classes.entry(rxcui(i).into()).or_default().push(class as u32);
            }
        }
        index
    }

    /// See [`Floor::evaluate`](super::Floor::evaluate).
    pub fn evaluate(&self, patient: &Snapshot, clock: &Clock) -> Option<Vec<Finding<'_>>> {
        self.find(patient, clock, |number, a, b| self.rules[number as usize].finding(a, b))
    }

    /// See [`Floor::whole`](super::Floor::whole).
    pub fn whole(&self, patient: &Snapshot, clock: &Clock) -> Option<Vec<Whole>> {
        let code = |m: &Medication| m.code.codings.iter().position(|c| c.system == "rxnorm");
        let fact = |m: &Medication| {
            let mut text = m.code.label().to_string();
            if m.kind == MedicationKind::Draft {
                text.push_str(" (being ordered)");
            }
            used(text, m.period.start.as_ref().map(|t| t.earliest(&clock.zone)), &clock.zone, &m.info)
        };
        let mut all = self.find(patient, clock, |number, a, b| {
            let template = &self.templates[number as usize];
            let codes = [a, b].map(|m| code(m).map_or("", |at| &m.code.codings[at].code));
            Whole {
                id: identity(&template.rule, &[codes[0], "\n", codes[1]]),
                message: self.rules[number as usize].message(a, b),
                facts: vec![fact(a), fact(b)],
                ..template.clone()
            }
        })?;
        all.sort_by(|a, b| (a.severity, &a.rule, &a.id).cmp(&(b.severity, &b.rule, &b.id)));
        Some(all)
    }

    fn find<F>(
        &self,
        patient: &Snapshot,
        clock: &Clock,
        make: impl Fn(u32, &Medication, &Medication) -> F,
    ) -> Option<Vec<F>> {
        if patient.medications.coverage != Coverage::Complete {
            return None;
        }
        let mut used: Vec<(&Medication, &str, &[u32])> = Vec::with_capacity(patient.medications.items.len());
        for m in patient.medications.items.iter().filter(|m| in_use(m, clock)) {
            let code = m.code.codings.iter().find(|c| c.system == "rxnorm")?;
            if let Some(classes) = self.classes.get(code.code.as_str()) {
                used.push((m, &code.code, classes));
            }
        }
        let mut found: Vec<(u32, &str, &str, F)> = Vec::new();
        for (at, (x, code_x, classes_x)) in used.iter().enumerate() {
            for (y, code_y, classes_y) in used.iter().skip(at + 1).filter(|(_, code, _)| code != code_x) {
                for a in *classes_x {
                    for b in *classes_y {
                        let Some(rules) = self.pairs.get(&key(*a, *b)) else { continue };
                        for number in rules {
                            let rule = &self.rules[*number as usize];
                            let pair =
                                if rule.a == *a { (x, y, code_x, code_y) } else { (y, x, code_y, code_x) };
                            // One finding per pair of ingredients.
                            if found.iter().any(|(n, a, b, _)| n == number && a == pair.2 && b == pair.3) {
                                continue;
                            }
                            let finding = make(*number, pair.0, pair.1);
                            found.push((*number, pair.2, pair.3, finding));
                        }
                    }
                }
            }
        }
        found.sort_unstable_by_key(|(number, a, b, _)| (*number, *a, *b));
        Some(found.into_iter().map(|(_, _, _, f)| f).collect())
    }
}

impl Rule {
    fn finding(&self, a: &Medication, b: &Medication) -> Finding<'_> {
        Finding { rule: &self.id, title: &self.title, message: self.message(a, b) }
    }

    fn message(&self, a: &Medication, b: &Medication) -> String {
        let (a, b) = (a.code.label(), b.code.label());
        let mut message = String::with_capacity(a.len() + b.len() + self.effect.len() + 8);
        for part in [a, " with ", b, ": ", &self.effect] {
            message.push_str(part);
        }
        message
    }
}

/// Active and begun, not ended; or a draft of this request.
fn in_use(m: &Medication, clock: &Clock) -> bool {
    let instant = |t: &Option<curbside::time::PartialTime>| t.as_ref().map(|t| t.earliest(&clock.zone));
    m.status == MedicationStatus::Active
        && !m.prohibited
        && match m.kind {
            MedicationKind::Draft => true,
            MedicationKind::Order | MedicationKind::Statement => {
                instant(&m.period.start).is_none_or(|t: Timestamp| t <= clock.now)
                    && instant(&m.period.end).is_none_or(|t: Timestamp| t >= clock.now)
            }
            MedicationKind::Administration | MedicationKind::Dispense => false,
        }
}
