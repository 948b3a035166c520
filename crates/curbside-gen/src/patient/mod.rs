//! Patients over the vocabulary of [`crate::pack::words`]: tidy records and bad ones.

mod codes;
mod facts;
mod medications;
mod moment;
mod results;

pub use moment::clock;

use crate::choices::Choices;
use curbside::snapshot::{Coverage, IngestionNote, InputAnswer, Pregnancy, Section, Sex, Snapshot};
use curbside::time::{Clock, TimeUnit};
use facts::Maker;

/// Bytes that one fact may use.
const PART: usize = 40;

/// At most so many facts of each section.
const MOST: [usize; 9] = [22, 8, 6, 3, 2, 2, 2, 2, 2];

/// Bytes a patient can use.
pub const BYTES: usize = 64 + 49 * PART;

/// A patient at a moment.
pub fn patient(mut c: Choices<'_>, clock: &Clock) -> Snapshot {
    let mut head = c.part(64);
    let messy = head.chance(35);
    let mut s = Snapshot::default();
    person(&mut head, clock, &mut s);
    request(&mut head, &mut s);
    inputs(&mut head, &mut s);
    // How much of each section was supplied: all of it for most patients.
    let gaps = head.weighted(&[62, 22, 10, 6]);
    let percent = [0, 20, 60, 100][gaps];
    let covers = MOST.map(|_| cut(&mut head, percent));
    let mut covers = covers.into_iter();
    let mut counts = MOST.map(|most| head.below(most + 1)).into_iter();
    let mut parts = MOST.map(|most| c.part(most * PART)).into_iter();
    let mut next = || {
        let coverage = covers.next().unwrap_or_default();
        Frame {
            coverage,
            count: counts.next().unwrap_or(0),
            c: parts.next().unwrap_or(Choices::new(&[])),
            clock,
            messy,
        }
    };
    s.observations = next().fill(|m, at| m.observation(at));
    s.medications = next().fill(|m, at| m.medication(at));
    s.conditions = next().fill(|m, at| m.condition(at));
    s.allergies = next().fill(|m, at| m.allergy(at));
    s.procedures = next().fill(|m, at| m.procedure(at));
    s.immunizations = next().fill(|m, at| m.immunization(at));
    s.orders = next().fill(|m, at| m.order(at));
    s.encounters = next().fill(|m, at| m.encounter(at));
    s.family_history = next().fill(|m, at| m.relative(at));
    s
}

/// What a section is made from.
struct Frame<'c> {
    coverage: Coverage,
    count: usize,
    c: Choices<'c>,
    clock: &'c Clock,
    messy: bool,
}

impl Frame<'_> {
    fn fill<T: Clone>(mut self, make: impl Fn(&mut Maker<'_>, usize) -> T) -> Section<T> {
        let mut items: Vec<T> = Vec::new();
        for at in 0..self.count {
            let mut m = Maker { c: self.c.part(PART), clock: self.clock.clone(), messy: self.messy };
            match items.last().cloned().filter(|_| m.rarely(3)) {
                Some(twice) => items.push(twice),
                None => items.push(make(&mut m, at)),
            }
        }
        // Where the host did not look there are at most the drafts of its request.
        if self.coverage == Coverage::NotSupplied {
            items.truncate(1);
        }
        Section { coverage: self.coverage, items }
    }
}

/// A section that was perhaps not supplied whole.
fn cut(c: &mut Choices<'_>, percent: usize) -> Coverage {
    match (c.chance(percent), c.below(2)) {
        (false, _) => Coverage::Complete,
        (true, 0) => Coverage::Partial("one page only".into()),
        (true, _) => Coverage::NotSupplied,
    }
}

fn person(c: &mut Choices<'_>, clock: &Clock, s: &mut Snapshot) {
    let years = c.pick(&[70, 30, 50, 66, 65, 17, 18, 40, 0, 88]);
    let birthday = clock.shift(clock.now, -years, TimeUnit::Year);
    let born = match c.weighted(&[50, 14, 10, 10, 8, 8]) {
        0 => clock.shift(birthday, -100, TimeUnit::Day).date_in(&clock.zone),
        1 => birthday.date_in(&clock.zone),
        2 => birthday.date_in(&clock.zone).get(..4).unwrap_or("1960").to_string(),
        3 => birthday.date_in(&clock.zone).get(..7).unwrap_or("1960-05").to_string(),
        4 => clock.shift(clock.now, -(c.from_to(0, 40) as i64), TimeUnit::Day).date_in(&clock.zone),
        _ => String::new(),
    };
    let p = &mut s.person;
    p.born = born.parse().ok();
    p.sex = [Some(Sex::Female), Some(Sex::Male), Some(Sex::Other), None][c.weighted(&[50, 35, 5, 10])];
    p.deceased = [None, Some(false), Some(true)][c.weighted(&[84, 8, 8])];
    let days = c.pick(&[60, 140, 200, -10, -40]);
    let due = clock.shift(clock.now, days, TimeUnit::Day).date_in(&clock.zone);
    let pregnant = match c.weighted(&[55, 20, 25]) {
        0 => None,
        1 => Some(true),
        _ => Some(false),
    };
    p.pregnancy = pregnant.map(|pregnant| Pregnancy {
        pregnant,
        as_of: [30_i64, 400, 0]
            .get(c.weighted(&[60, 15, 25]))
            .filter(|d| **d > 0)
            .and_then(|d| clock.shift(clock.now, -d, TimeUnit::Day).date_in(&clock.zone).parse().ok()),
        due: if pregnant && c.chance(70) { due.parse().ok() } else { None },
        source: None,
    });
    p.breastfeeding = [Some(false), None, Some(true)][c.weighted(&[30, 50, 20])];
}

fn request(c: &mut Choices<'_>, s: &mut Snapshot) {
    let mut word =
        |percent, all: &[&str]| if c.chance(percent) { Some(c.pick(all).to_string()) } else { None };
    s.request.role = word(60, &["pharmacist", "physician", "nurse"]);
    s.request.specialty = word(50, &["nephrology", "surgery"]);
    s.request.setting = word(60, &["inpatient", "ambulatory"]);
    s.request.trigger = word(25, &["patient-view", "order-sign", "result", "no-such-trigger"]);
    if c.chance(8) {
        s.notes.push(IngestionNote { code: "test".into(), source: None, text: "a note".into() });
    }
}

fn inputs(c: &mut Choices<'_>, s: &mut Snapshot) {
    let choice = |w: &str| InputAnswer::Choice(w.into());
    let num = |n: i64| InputAnswer::Number(n.into());
    if c.chance(60) {
        let answers = [choice("spontaneous"), choice("to-speech"), choice("none"), choice("asleep"), num(3)];
        s.inputs.insert("Eye".into(), answers[c.weighted(&[40, 25, 20, 6, 9])].clone());
    }
    if c.chance(60) {
        let answers = [num(4), num(0), num(10), num(11), choice("bad")];
        s.inputs.insert("gen/Pain".into(), answers[c.weighted(&[40, 25, 20, 8, 7])].clone());
    }
    if c.chance(60) {
        let answers = [InputAnswer::YesNo(true), InputAnswer::YesNo(false), num(1)];
        s.inputs.insert("Oxygen".into(), answers[c.weighted(&[46, 46, 8])].clone());
    }
    if c.chance(60) {
        let answers = [num(2), num(0), num(66), choice("many")];
        s.inputs.insert("Free".into(), answers[c.weighted(&[40, 25, 25, 10])].clone());
    }
    if c.chance(60) {
        let answers =
            [choice("2026-03-01"), choice("2025"), choice("2026-03-08"), choice("yesterday"), num(2)];
        s.inputs.insert("Arrived".into(), answers[c.weighted(&[50, 15, 15, 10, 10])].clone());
    }
    if c.chance(60) {
        let answers = [num(2), num(4), num(0), num(90)];
        s.inputs.insert("Liters".into(), answers[c.weighted(&[40, 30, 20, 10])].clone());
    }
}
