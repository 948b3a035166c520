//! Scores: the sum of their items, as a range where items are undecided.

use super::answer::{Answer, Number, Value, Words, gap, merge, told};
use super::engine::{Eval, Named, Scope, as_num};
use super::facts::FactRef;
use super::result::ScoreValue;
use super::text;
use crate::model::{ScoreDef, ScoreId, ScoreItem};
use crate::value::{End, Interval, Num, Reason, Truth};

impl Eval<'_> {
    /// A score's range; outside its population it is not applicable.
    pub fn score(&self, id: ScoreId) -> Number {
        let Some(def) = self.model.scores.get(id.index()) else {
            return Number::unknown(vec![gap("score", Reason::Undefined)], Vec::new());
        };
        as_num(self.once(Named::Score(id), || Value::Num(self.add_up(def))))
    }

    fn add_up(&self, def: &ScoreDef) -> Number {
        let scope = Scope::default();
        let who = def.population.as_ref().map_or(Answer::known(true, Vec::new()), |c| self.cond(c, &scope));
        match who.truth {
            Truth::True => {}
            Truth::False => {
                let why = vec![gap(text::short(&def.name), Reason::NotApplicable)];
                return Number::unknown(why, who.facts);
            }
            Truth::Unknown => return Number::unknown(who.gaps, who.facts),
        }
        def.items.iter().fold(Number::exact(Num::ZERO), |total, item| {
            let points = self.item(item, &scope);
            // An item without limits leaves the others standing: nothing is known of the sum.
            Number::combine(total, points, Interval::add)
        })
    }

    fn item(&self, item: &ScoreItem, scope: &Scope<'_>) -> Number {
        match item {
            ScoreItem::If(points, c) => {
                let holds = self.cond(c, scope);
                let (zero, points) = (Interval::exact(Num::ZERO), Interval::exact(*points));
                let range = match holds.truth {
                    Truth::True => points,
                    Truth::False => zero,
                    Truth::Unknown => zero.hull(&points),
                };
                Number { range, gaps: holds.gaps, facts: holds.facts }
            }
            ScoreItem::Points(n) => self.number(n, scope),
            ScoreItem::By(n, rows) => {
                let v = self.number(n, scope);
                for end in rows.iter().flat_map(|(r, _)| [r.lo, r.hi]) {
                    if let End::Closed(t) | End::Open(t) = end {
                        self.observe_compared(n.id, None, t, v.range);
                    }
                }
                let touched = rows.iter().filter(|(row, _)| row.intersect(&v.range).is_some());
                let hull = touched.map(|(_, points)| Interval::exact(*points)).reduce(|a, b| a.hull(&b));
                let range = v.range;
                let out = Number { range: Interval::all(), ..v };
                match hull {
                    Some(hull) => out.with(Some(hull)),
                    // No row holds the value: the check lets no such table through.
                    None => Number { range, ..out }.with(None),
                }
            }
            ScoreItem::ByChoice(input, rows) => {
                let points = self.choice_points(*input, |at, _| {
                    Some(
                        rows.iter()
                            .find(|(choice, _)| *choice == at)
                            .map_or(Num::ZERO, |(_, points)| *points),
                    )
                });
                points.unwrap_or_else(|| Number::unknown(vec![gap("input", Reason::Undefined)], Vec::new()))
            }
            ScoreItem::Score(id) => self.score(*id),
        }
    }

    /// The labels of the bands that the score may lie in.
    pub fn band(&self, id: ScoreId) -> Words {
        let n = self.score(id);
        let Some(def) = self.model.scores.get(id.index()) else { return Words::unknown(n.gaps, n.facts) };
        if n.range == Interval::all() {
            return Words::unknown(n.gaps, n.facts);
        }
        let mut texts = Vec::new();
        for (_, label) in def.bands.iter().filter(|(b, _)| b.intersect(&n.range).is_some()) {
            merge(&mut texts, [label.to_string()]);
        }
        let whole = def.bands.iter().any(|(b, _)| super::level::side(&n.range, b) == Truth::True);
        match (texts.len(), whole) {
            (1, true) => Words { texts: Some(texts), gaps: Vec::new(), facts: n.facts },
            // A value in no band has no label, so none is certain.
            (0, _) => Words::unknown(vec![gap(text::short(&def.name), Reason::NotApplicable)], n.facts),
            (1, false) if n.gaps.is_empty() => Words { texts: Some(texts), gaps: Vec::new(), facts: n.facts },
            (1, false) => Words::unknown(n.gaps, n.facts),
            _ => Words { texts: Some(texts), gaps: n.gaps, facts: n.facts },
        }
    }

    /// Every score, for the result.
    pub fn all_scores(&self) -> Vec<ScoreValue> {
        let ids = (0..self.model.scores.len()).map(|i| ScoreId(u32::try_from(i).unwrap_or(u32::MAX)));
        let mut all: Vec<ScoreValue> = ids.filter_map(|id| self.score_value(id)).collect();
        all.sort_by(|a, b| a.name.cmp(&b.name));
        all
    }

    /// A score in a list of scores, worked out again.
    pub fn renew_score(&self, id: ScoreId, all: &mut Vec<ScoreValue>) {
        let Some(new) = self.score_value(id) else { return };
        match all.iter_mut().find(|s| s.name == new.name) {
            Some(old) => *old = new,
            None => {
                all.push(new);
                all.sort_by(|a, b| a.name.cmp(&b.name));
            }
        }
    }

    fn score_value(&self, id: ScoreId) -> Option<ScoreValue> {
        let def = self.model.scores.get(id.index())?;
        let n = self.score(id);
        let finite = |e| match e {
            End::Unbounded => None,
            End::Closed(v) | End::Open(v) => Some(v),
        };
        let clinical = |f: &FactRef| !matches!(f, FactRef::Born | FactRef::Sex);
        Some(ScoreValue {
            name: def.name.clone(),
            label: def.label.clone(),
            low: finite(n.range.lo),
            high: finite(n.range.hi),
            band: self.band(id).value().map(Into::into),
            informed: n.facts.iter().any(clinical),
            missing: told(&n.gaps),
        })
    }
}
