//! Rules that an observation yields by itself: critical, abnormal, changed, steadily moving.
//!
//! They ask about results that exist: no result is silence, a result that
//! cannot be used is not.

use super::answer::{Answer, Number, gap};
use super::engine::{Eval, Scope};
use super::series::{Candidate, Selection, Wanted};
use super::text;
use crate::model::{
    Level, LevelSide, NodeId, ObservationDef, ObservationId, ResultAspect, Rule, RuleKind, Series, Window,
};
use crate::value::{CmpOp, End, Interval, Num, Reason, Truth};
use crate::vocab::Lifecycle;

/// Belongs to no condition of the model.
pub(crate) const NO_NODE: NodeId = NodeId(u32::MAX);

impl Eval<'_> {
    fn own_series(&self, id: ObservationId, def: &ObservationDef) -> Series {
        let windows = def.window.into_iter().map(Window::InLast).collect();
        Series { observation: id, filters: [].into(), windows, span: def.span }
    }

    /// Whether the latest result deserves the finding.
    pub fn own_rule(&self, id: ObservationId, aspect: ResultAspect) -> Answer {
        if let Some(assumed) = self.assumed(NO_NODE) {
            return assumed;
        }
        let Some(def) = self.observation(id) else { return Answer::known(false, Vec::new()) };
        let series = self.own_series(id, def);
        let s = self.select(&series, Wanted::Number, &Scope::default());
        if s.usable.is_empty() && s.unusable.is_empty() {
            let old = s.outside.last().map(Candidate::fact).into_iter().collect();
            return match s.incomplete {
                None => Answer::known(false, old),
                Some(reason) => Answer::unknown(gap(&s.datum, reason)),
            };
        }
        let latest = self.latest_number(&s);
        match aspect {
            ResultAspect::Critical => {
                self.own_level(def, &series, Level::Critical(LevelSide::Either), &latest)
            }
            ResultAspect::Abnormal => {
                let abnormal = self.own_level(def, &series, Level::Abnormal(LevelSide::Either), &latest);
                if !self.reports(id, ResultAspect::Critical) {
                    return abnormal;
                }
                let critical = self.own_level(def, &series, Level::Critical(LevelSide::Either), &latest);
                Answer::all(vec![abnormal, critical.not()])
            }
            ResultAspect::Delta => self.own_delta(def, &series, &s),
            ResultAspect::Trend => {
                let either = Answer::any(vec![self.steady(&s, CmpOp::Gt), self.steady(&s, CmpOp::Lt)]);
                silent_if_few(either)
            }
        }
    }

    /// Nobody's limits are no limits.
    fn own_level(&self, def: &ObservationDef, series: &Series, level: Level, latest: &Number) -> Answer {
        if self.limits(def, level).0.is_empty() {
            return Answer::known(false, latest.facts.clone());
        }
        self.level_of(NO_NODE, series, level, latest)
    }

    fn own_delta(&self, def: &ObservationDef, series: &Series, s: &Selection) -> Answer {
        let Some(delta) = &def.delta else { return Answer::known(false, Vec::new()) };
        let hundred = Interval::exact(Num::from(100));
        let changed = self.moved(NO_NODE, series, s, delta.within, &Scope::default(), |now, was| {
            let by = now.sub(was).map(|d| d.abs());
            let amount = match delta.percent {
                true => by.and_then(|d| d.mul(&hundred)?.div(&was.abs())),
                false => by,
            };
            (amount, CmpOp::Ge, delta.amount)
        });
        silent_if_few(changed)
    }

    fn reports(&self, id: ObservationId, aspect: ResultAspect) -> bool {
        let is = |r: &Rule| matches!(r.kind, RuleKind::Result(o, a) if o == id && a == aspect);
        self.model.rules.iter().any(|r| is(r) && r.governance.status == Lifecycle::Active)
    }

    /// The message of such a rule: the result, its date, and what is remarkable about it.
    pub fn own_message(&self, id: ObservationId, aspect: ResultAspect) -> String {
        let Some(def) = self.observation(id) else { return String::new() };
        let series = self.own_series(id, def);
        let s = self.select(&series, Wanted::Number, &Scope::default());
        let latest = self.latest_number(&s);
        let shown = text::range(&latest.range, def.unit.as_ref());
        let when = self.time_of(self.latest(&s, false), &s);
        let date = text::when(&when.start, &self.clock.zone);
        let remark = match aspect {
            ResultAspect::Critical => {
                format!("is critical{}", self.limits_text(def, Level::Critical(LevelSide::Either)))
            }
            ResultAspect::Abnormal => {
                let is = |side| {
                    self.level_of(NO_NODE, &series, Level::Abnormal(side), &latest).truth == Truth::True
                };
                let word = match (is(LevelSide::Low), is(LevelSide::High)) {
                    (true, _) => "low",
                    (_, true) => "high",
                    _ => "abnormal",
                };
                format!("is {word}{}", self.limits_text(def, Level::Normal))
            }
            ResultAspect::Delta => match &def.delta {
                Some(d) if d.percent => {
                    format!("has changed by at least {} % within {}", text::number(d.amount), d.within)
                }
                Some(d) => {
                    format!(
                        "has changed by at least {} within {}",
                        text::quantity(d.amount, def.unit.as_ref()),
                        d.within
                    )
                }
                None => String::new(),
            },
            ResultAspect::Trend if self.steady(&s, CmpOp::Gt).truth == Truth::True => "keeps rising".into(),
            ResultAspect::Trend => "keeps falling".into(),
        };
        format!("{} {shown} on {date} {remark}", text::short(&def.name))
    }

    /// ` (normal 3.5 to 5.1)`, where one group of limits applies.
    fn limits_text(&self, def: &ObservationDef, level: Level) -> String {
        let (groups, _) = self.limits(def, level);
        let [group] = groups.as_slice() else { return String::new() };
        let shown: Vec<String> = group.ranges.iter().map(limit_text).collect();
        let word = if level == Level::Normal { "normal" } else { "critical" };
        format!(" ({word} {})", shown.join(" or "))
    }
}

fn limit_text(r: &Interval<Num>) -> String {
    match (r.lo, r.hi) {
        (End::Unbounded, End::Open(v)) => format!("< {}", text::number(v)),
        (End::Unbounded, End::Closed(v)) => format!("<= {}", text::number(v)),
        (End::Open(v), End::Unbounded) => format!("> {}", text::number(v)),
        (End::Closed(v), End::Unbounded) => format!(">= {}", text::number(v)),
        _ => text::range(r, None),
    }
}

/// Too few results to compare is no finding, and nothing is missing.
fn silent_if_few(a: Answer) -> Answer {
    match a.truth {
        Truth::Unknown if a.gaps.iter().all(|g| g.reason == Reason::TooFew) => Answer::known(false, a.facts),
        _ => a,
    }
}
