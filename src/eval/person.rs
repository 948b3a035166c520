//! The person and the setting: age, sex, pregnancy, encounter, user.

use super::answer::{Answer, Number, When, gap};
use super::engine::{Eval, when_at};
use super::extent::{self, Extent, shift};
use super::facts::FactRef;
use crate::model::{AgeOf, CondKind, FactKind, SettingKind};
use crate::snapshot::{Coverage, Sex};
use crate::time::{Duration, PartialTime, TimeUnit, age};
use crate::value::{CmpOp, End, Interval, Num, Reason, Truth};

/// Days from conception dating to the due date.
const TERM_DAYS: i64 = 280;
/// How long a statement about pregnancy can hold.
const PREGNANCY_HOLDS: Duration = Duration { count: 44, unit: TimeUnit::Week };
/// Outside these ages nobody is taken to be pregnant unless the record says so.
const FERTILE_YEARS: (i64, i64) = (8, 60);

fn whole(r: Interval<i64>) -> Interval<Num> {
    let end = |e: End<i64>| match e {
        End::Unbounded => End::Unbounded,
        End::Closed(n) => End::Closed(Num::from(n)),
        End::Open(n) => End::Open(Num::from(n)),
    };
    Interval { lo: end(r.lo), hi: end(r.hi) }
}

impl Eval<'_> {
    /// The patient's age, worked out once for each unit.
    fn age_of(&self, born: &PartialTime, unit: TimeUnit) -> Option<Interval<i64>> {
        let mut known = self.ages.borrow_mut();
        if let Some((_, age)) = known.iter().find(|(u, _)| *u == unit) {
            return *age;
        }
        let age = age(born, self.clock, unit);
        known.push((unit, age));
        age
    }

    /// The age in completed units.
    pub fn age(&self, unit: TimeUnit) -> Number {
        let Some(born) = &self.facts.snapshot.person.born else {
            let mut n = Number::unknown(vec![gap("birth date", Reason::NeverRecorded)], Vec::new());
            n.range = Interval { lo: End::Closed(Num::ZERO), hi: End::Unbounded };
            return n;
        };
        let facts = vec![FactRef::Born];
        match self.age_of(born, unit) {
            None => Number::unknown(vec![gap("birth date", Reason::Implausible)], facts),
            Some(range) => Number::said(whole(range), facts, || gap("birth date", Reason::Precision)),
        }
    }

    /// The truth of what is known of the person without a look at facts; `None` for anything else.
    pub fn personal_truth(&self, c: &CondKind) -> Option<Truth> {
        match c {
            CondKind::Age { of: AgeOf::Patient, op, count, unit } => {
                let least = Interval { lo: End::Closed(Num::ZERO), hi: End::Unbounded };
                let range = match &self.facts.snapshot.person.born {
                    None => least,
                    Some(born) => self.age_of(born, *unit).map_or(Interval::all(), whole),
                };
                Some(range.compare(*op, &Interval::exact(*count)))
            }
            CondKind::Sex(asked) => {
                Some(self.facts.snapshot.person.sex.map_or(Truth::Unknown, |sex| (sex == *asked).into()))
            }
            _ => None,
        }
    }

    /// The time of birth.
    pub fn birth(&self) -> When {
        match &self.facts.snapshot.person.born {
            None => When::unknown(vec![gap("birth date", Reason::NeverRecorded)], Vec::new()),
            Some(born) => {
                let at = extent::recorded(born, self.clock);
                let why = vec![gap("birth date", Reason::Precision)];
                when_at(at, if at.value().is_some() { Vec::new() } else { why }, vec![FactRef::Born])
            }
        }
    }

    pub fn sex_is(&self, asked: Sex) -> Answer {
        match self.facts.snapshot.person.sex {
            Some(sex) => Answer::known(sex == asked, vec![FactRef::Sex]),
            None => Answer::unknown(gap("sex", Reason::NeverRecorded)),
        }
    }

    /// Who surely is not pregnant without the record saying so.
    fn cannot_be_pregnant(&self) -> Option<FactRef> {
        if self.facts.snapshot.person.sex == Some(Sex::Male) {
            return Some(FactRef::Sex);
        }
        let years = self.age(TimeUnit::Year);
        let (young, old) = FERTILE_YEARS;
        let is = |op, n: i64| years.range.compare(op, &Interval::exact(Num::from(n))) == Truth::True;
        (is(CmpOp::Lt, young) || is(CmpOp::Gt, old)).then_some(FactRef::Born)
    }

    pub fn pregnant(&self) -> Answer {
        let Some(p) = &self.facts.snapshot.person.pregnancy else {
            return match self.cannot_be_pregnant() {
                Some(why) => Answer::known(false, vec![why]),
                None => Answer::unknown(gap("pregnancy", Reason::NeverRecorded)),
            };
        };
        // No statement about pregnancy outlasts a pregnancy.
        let recent = extent::in_last(PREGNANCY_HOLDS, self.clock);
        let outlived =
            |t| extent::within(&Extent::point(extent::recorded(t, self.clock)), &recent) == Truth::False;
        let over = p.due.as_ref().is_some_and(|due| {
            let latest = shift(&due.interval(&self.clock.zone), 4, TimeUnit::Week, self.clock);
            latest.compare(CmpOp::Lt, &Interval::exact(self.clock.now)) == Truth::True
        });
        let stale = p.as_of.as_ref().is_some_and(outlived) || over;
        match (stale, p.pregnant) {
            (false, pregnant) => Answer::known(pregnant, vec![FactRef::Pregnancy]),
            (true, _) => match self.cannot_be_pregnant() {
                Some(why) => Answer::known(false, vec![why]),
                None => {
                    let why = self.gap_at("pregnancy", Reason::TooOld, FactRef::Pregnancy, None);
                    Answer::new(Truth::Unknown, vec![why], vec![FactRef::Pregnancy])
                }
            },
        }
    }

    pub fn breastfeeding(&self) -> Answer {
        match (self.facts.snapshot.person.breastfeeding, self.cannot_be_pregnant()) {
            (Some(b), _) => Answer::known(b, vec![FactRef::Breastfeeding]),
            (None, Some(why)) => Answer::known(false, vec![why]),
            (None, None) => Answer::unknown(gap("breastfeeding", Reason::NeverRecorded)),
        }
    }

    pub fn deceased(&self) -> Answer {
        match (self.has_died(), self.facts.snapshot.person.deceased) {
            (true, _) => Answer::known(true, vec![FactRef::Deceased]),
            (false, Some(_)) => Answer::known(false, vec![FactRef::Deceased]),
            (false, None) => Answer::unknown(gap("deceased", Reason::NeverRecorded)),
        }
    }

    /// Whether the patient surely has died.
    pub fn has_died(&self) -> bool {
        let p = &self.facts.snapshot.person;
        p.deceased == Some(true) || p.died.as_ref().is_some_and(|t| !super::facts::in_future(t, self.clock))
    }

    /// Completed units of a pregnancy, from its due date.
    pub fn gestation(&self, unit: TimeUnit) -> Number {
        let pregnant = self.pregnant();
        if pregnant.truth == Truth::False {
            return Number::unknown(vec![gap("gestational age", Reason::NotApplicable)], pregnant.facts);
        }
        let due = self.facts.snapshot.person.pregnancy.as_ref().and_then(|p| p.due.as_ref());
        let (Truth::True, Some(due)) = (pregnant.truth, due) else {
            let gaps = match pregnant.truth {
                Truth::Unknown => pregnant.gaps,
                _ => vec![gap("due date", Reason::NeverRecorded)],
            };
            return Number::unknown(gaps, pregnant.facts);
        };
        // A due date is a day; the pregnancy is dated from the start of that day 280 days before.
        let first = due.earliest(&self.clock.zone);
        let days = match due.precision() {
            crate::time::Precision::Year | crate::time::Precision::Month => due.interval(&self.clock.zone),
            _ => Interval::exact(first),
        };
        let began = shift(&days, -TERM_DAYS, TimeUnit::Day, self.clock);
        let elapsed = self.elapsed(&began, &Interval::exact(self.clock.now), unit);
        let why = || self.gap_at("due date", Reason::Precision, FactRef::Pregnancy, None);
        Number::said(elapsed, vec![FactRef::Pregnancy], why)
    }

    /// `encounter is inpatient`, `role is "pharmacist"`, ….
    pub fn setting_is(&self, kind: SettingKind, word: &str) -> Answer {
        let request = &self.facts.snapshot.request;
        let said = |value: Option<&String>, name: &str| match value {
            Some(v) => Answer::known(v.eq_ignore_ascii_case(word), vec![FactRef::Request]),
            None => Answer::unknown(gap(name, Reason::NotSupplied)),
        };
        match kind {
            SettingKind::Role => said(request.role.as_ref(), "role of the user"),
            SettingKind::Specialty => said(request.specialty.as_ref(), "specialty of the user"),
            SettingKind::Setting => said(request.setting.as_ref(), "setting"),
            SettingKind::Encounter => self.encounter_is(word),
        }
    }

    fn encounter_is(&self, word: &str) -> Answer {
        let current: Vec<Answer> = self
            .facts
            .current_encounters()
            .map(|(at, e)| {
                let fact = FactRef::Fact(FactKind::Encounter, at);
                match &e.class {
                    Some(c) => Answer::known(c.eq_ignore_ascii_case(word), vec![fact]),
                    None => {
                        Answer::unknown(self.gap_at("encounter class", Reason::NeverRecorded, fact, None))
                    }
                }
            })
            .collect();
        if !current.is_empty() {
            return Answer::any(current);
        }
        if let Some(setting) = &self.facts.snapshot.request.setting {
            return Answer::known(setting.eq_ignore_ascii_case(word), vec![FactRef::Request]);
        }
        match self.facts.coverage(FactKind::Encounter) {
            // Everything was looked at, and nothing is going on.
            Coverage::Complete => Answer::known(false, Vec::new()),
            Coverage::Partial(_) => Answer::unknown(gap("encounter", Reason::Partial)),
            Coverage::NotSupplied => Answer::unknown(gap("encounter", Reason::NotSupplied)),
        }
    }
}
