//! Results against the limits declared for an observation: low, high, normal,
//! abnormal, critical, and the laboratory's own flags.

use super::answer::{Answer, Gaps, Number, gap, merge};
use super::engine::{Eval, Scope};
use super::facts::FactRef;
use super::series::{Wanted, agree};
use crate::model::{Level, LevelSide, NodeId, ObservationDef, Series, Strata};
use crate::value::{End, Interval, Num, Reason, Truth};

/// Whether a value lies below every one of some ranges.
fn below(v: &Interval<Num>, r: &Interval<Num>) -> Truth {
    match r.lo {
        End::Unbounded => Truth::False,
        end => side(v, &Interval { lo: End::Unbounded, hi: flip(end) }),
    }
}

fn above(v: &Interval<Num>, r: &Interval<Num>) -> Truth {
    match r.hi {
        End::Unbounded => Truth::False,
        end => side(v, &Interval { lo: flip(end), hi: End::Unbounded }),
    }
}

/// The other side of an end: what is not within.
fn flip(e: End<Num>) -> End<Num> {
    match e {
        End::Closed(v) => End::Open(v),
        End::Open(v) => End::Closed(v),
        End::Unbounded => End::Unbounded,
    }
}

/// Whether every, some or no allowed value lies in a range.
pub(crate) fn side(v: &Interval<Num>, r: &Interval<Num>) -> Truth {
    match v.intersect(r) {
        None => Truth::False,
        Some(both) if both == *v => Truth::True,
        // The same values with other ends: still all of them.
        Some(both) if both.hull(v) == both => Truth::True,
        Some(_) => Truth::Unknown,
    }
}

/// A value against the limits of one group of patients.
fn against(v: &Interval<Num>, ranges: &[Interval<Num>], level: Level) -> Truth {
    if ranges.is_empty() {
        return Truth::Unknown;
    }
    let every = |f: fn(&Interval<Num>, &Interval<Num>) -> Truth| {
        ranges.iter().fold(Truth::True, |t, r| t.and(f(v, r)))
    };
    let within = ranges.iter().fold(Truth::False, |t, r| t.or(side(v, r)));
    match level {
        Level::Normal => within,
        Level::Abnormal(LevelSide::Low) => every(below),
        Level::Abnormal(LevelSide::High) => every(above),
        Level::Abnormal(LevelSide::Either) => !within,
        Level::Critical(LevelSide::Either) => within,
        Level::Critical(wanted) => {
            let mut truth = Truth::False;
            for (at, r) in ranges.iter().enumerate() {
                let last = at + 1 == ranges.len();
                let low = r.lo == End::Unbounded || (r.hi != End::Unbounded && at == 0 && !last);
                let high = r.hi == End::Unbounded || (r.lo != End::Unbounded && at > 0 && last);
                if (wanted == LevelSide::Low && low) || (wanted == LevelSide::High && high) {
                    truth = truth.or(side(v, r));
                }
            }
            truth
        }
    }
}

impl Eval<'_> {
    /// `X is low`, `X is critical`, ….
    pub fn level(&self, node: NodeId, series: &Series, level: Level, scope: &Scope<'_>) -> Answer {
        let s = self.select(series, Wanted::Number, scope);
        let latest = self.latest_number(&s);
        self.level_of(node, series, level, &latest)
    }

    /// A value against the limits that apply to the patient.
    pub fn level_of(&self, node: NodeId, series: &Series, level: Level, value: &Number) -> Answer {
        let Some(def) = self.observation(series.observation) else {
            return Answer::unknown(gap("observation", Reason::Undefined));
        };
        if value.range == Interval::all() {
            return Answer::new(Truth::Unknown, value.gaps.clone(), value.facts.clone());
        }
        let (groups, mut gaps) = self.limits(def, level);
        for end in groups.iter().flat_map(|g| &g.ranges).flat_map(|r| [r.lo, r.hi]) {
            if let End::Closed(v) | End::Open(v) = end {
                self.observe_compared(node, None, v, value.range);
            }
        }
        merge(&mut gaps, value.gaps.iter().cloned());
        let mut truths = groups.iter().map(|g| against(&value.range, &g.ranges, level));
        let Some(first) = truths.next() else {
            merge(&mut gaps, [gap(super::text::short(&def.name), Reason::NotApplicable)]);
            return Answer::new(Truth::Unknown, gaps, value.facts.clone());
        };
        let truth = if truths.all(|t| t == first) { first } else { Truth::Unknown };
        Answer::new(truth, gaps, value.facts.clone())
    }

    /// The groups whose limits apply or may apply, and why more than one may.
    pub fn limits<'d>(&self, def: &'d ObservationDef, level: Level) -> (Vec<&'d Strata>, Gaps) {
        let strata = match level {
            Level::Critical(_) => &def.critical,
            Level::Normal | Level::Abnormal(_) => &def.normal,
        };
        let (mut groups, mut gaps) = (Vec::new(), Vec::new());
        for group in strata {
            let who = group.who.as_ref().map(|c| self.cond(c, &Scope::default()));
            match who.as_ref().map_or(Truth::True, |a| a.truth) {
                Truth::False => {}
                Truth::True => {
                    groups.push(group);
                    return (groups, gaps);
                }
                Truth::Unknown => {
                    groups.push(group);
                    merge(&mut gaps, who.map(|a| a.gaps).unwrap_or_default());
                }
            }
        }
        // Whoever is in none of the groups has no limits: that, too, is a possibility.
        if !groups.is_empty() {
            static NOBODY: Strata = Strata { who: None, ranges: Vec::new() };
            groups.push(&NOBODY);
        }
        (groups, gaps)
    }

    /// `X is flagged high`: what the laboratory itself says of the latest result.
    pub fn flagged(&self, series: &Series, level: Level, scope: &Scope<'_>) -> Answer {
        let s = self.select(series, Wanted::Anything, scope);
        let latest = match self.latest(&s, false) {
            Err(gaps) => return Answer::new(Truth::Unknown, gaps, Vec::new()),
            Ok(latest) => latest,
        };
        let judged: Vec<(Truth, Gaps, FactRef)> = latest
            .iter()
            .map(|c| {
                let flags =
                    self.facts.observations.get(c.at).map(|o| o.interpretation.as_slice()).unwrap_or(&[]);
                let truth = flag_is(flags, level);
                let why = self.gap_at(
                    &s.datum,
                    Reason::NeverRecorded,
                    c.fact(),
                    Some("flag of the laboratory".into()),
                );
                (truth, if truth == Truth::Unknown { vec![why] } else { vec![] }, c.fact())
            })
            .collect();
        agree(judged, || gap(&s.datum, Reason::Precision))
    }
}

/// HL7 table 0078, as far as it says high, low, abnormal or critical.
fn flag_is(flags: &[String], level: Level) -> Truth {
    let has = |some: &[&str]| flags.iter().any(|f| some.contains(&f.trim().to_uppercase().as_str()));
    const LOW: &[&str] = &["L", "LL", "LU", "<"];
    const HIGH: &[&str] = &["H", "HH", "HU", ">"];
    const CRITICAL: &[&str] = &["LL", "HH", "AA", "LU", "HU"];
    let any = has(LOW) || has(HIGH) || has(&["A", "AA", "N"]);
    if !any {
        return Truth::Unknown;
    }
    // "Abnormal" without a side leaves the side open.
    let sideless = has(&["A", "AA"]) && !has(LOW) && !has(HIGH);
    let on_side = |yes: bool, sideless: bool| if sideless { Truth::Unknown } else { yes.into() };
    match level {
        Level::Normal => has(&["N"]).into(),
        Level::Abnormal(LevelSide::Either) => (!has(&["N"])).into(),
        Level::Abnormal(LevelSide::Low) => on_side(has(LOW), sideless),
        Level::Abnormal(LevelSide::High) => on_side(has(HIGH), sideless),
        Level::Critical(LevelSide::Either) => has(CRITICAL).into(),
        Level::Critical(LevelSide::Low) => on_side(has(&["LL", "LU"]), has(&["AA"])),
        Level::Critical(LevelSide::High) => on_side(has(&["HH", "HU"]), has(&["AA"])),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn n(s: &str) -> Num {
        s.parse().unwrap()
    }

    fn exact(s: &str) -> Interval<Num> {
        Interval::exact(n(s))
    }

    #[test]
    fn the_ends_of_normal_are_normal() {
        let normal = [Interval::closed(n("3.5"), n("5.1")).unwrap()];
        let is = |v: &str, level| against(&exact(v), &normal, level);
        assert_eq!(is("3.5", Level::Normal), Truth::True);
        assert_eq!(is("5.1", Level::Abnormal(LevelSide::High)), Truth::False);
        assert_eq!(is("5.11", Level::Abnormal(LevelSide::High)), Truth::True);
        assert_eq!(is("3.49", Level::Abnormal(LevelSide::Low)), Truth::True);
        assert_eq!(is("3.49", Level::Abnormal(LevelSide::High)), Truth::False);
        assert_eq!(is("3.49", Level::Abnormal(LevelSide::Either)), Truth::True);
    }

    #[test]
    fn critical_on_either_side() {
        let critical = [
            Interval::new(End::Unbounded, End::Open(n("2.5"))).unwrap(),
            Interval::new(End::Open(n("6.5")), End::Unbounded).unwrap(),
        ];
        let is = |v: &str, side| against(&exact(v), &critical, Level::Critical(side));
        assert_eq!(is("2.4", LevelSide::Low), Truth::True);
        assert_eq!(is("2.4", LevelSide::High), Truth::False);
        assert_eq!(is("6.6", LevelSide::High), Truth::True);
        assert_eq!(is("6.5", LevelSide::Either), Truth::False);
    }

    #[test]
    fn a_censored_result_may_leave_it_open() {
        let normal = [Interval::new(End::Unbounded, End::Closed(n("14"))).unwrap()];
        let below5 = Interval::new(End::Closed(Num::ZERO), End::Open(n("5"))).unwrap();
        assert_eq!(against(&below5, &normal, Level::Normal), Truth::True);
        let below20 = Interval::new(End::Closed(Num::ZERO), End::Open(n("20"))).unwrap();
        assert_eq!(against(&below20, &normal, Level::Normal), Truth::Unknown);
        assert_eq!(against(&below20, &normal, Level::Abnormal(LevelSide::Low)), Truth::False);
    }

    #[test]
    fn flags_of_the_laboratory() {
        let f = |s: &str| vec![s.to_string()];
        assert_eq!(flag_is(&f("HH"), Level::Critical(LevelSide::High)), Truth::True);
        assert_eq!(flag_is(&f("H"), Level::Critical(LevelSide::Either)), Truth::False);
        assert_eq!(flag_is(&f("N"), Level::Abnormal(LevelSide::Either)), Truth::False);
        assert_eq!(flag_is(&f("A"), Level::Abnormal(LevelSide::High)), Truth::Unknown);
        assert_eq!(flag_is(&[], Level::Normal), Truth::Unknown);
    }
}
