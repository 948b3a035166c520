//! What evaluating a condition or a value gives: the answer, what kept it from
//! being decided, and the facts behind it.

use super::facts::FactRef;
use crate::model::BindId;
use crate::time::Timestamp;
use crate::value::{CmpOp, Gap, Interval, Num, Reason, Truth};
use smol_str::SmolStr;
use std::ops::Range;
use std::rc::Rc;

/// Facts by the name they are bound to, latest first.
///
/// INVARIANT: in order of names, those of one name behind each other. There are hardly ever more than two.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Bound(Vec<(BindId, FactRef)>);

impl Bound {
    pub fn new() -> Bound {
        Bound::default()
    }

    /// Binds nothing, in the same memory.
    pub fn clear(&mut self) {
        self.0.clear();
    }

    /// Where the facts of a name stand.
    fn places(&self, name: BindId) -> Range<usize> {
        let from = self.0.partition_point(|(n, _)| *n < name);
        let count = self.0.iter().skip(from).take_while(|(n, _)| *n == name).count();
        from..from.saturating_add(count)
    }

    /// What a name is bound to; nothing, where it is not.
    pub fn get(&self, name: BindId) -> &[(BindId, FactRef)] {
        self.0.get(self.places(name)).unwrap_or_default()
    }

    /// Binds a name anew.
    pub fn insert(&mut self, name: BindId, facts: impl IntoIterator<Item = FactRef>) {
        if self.0.last().is_none_or(|(last, _)| *last < name) {
            // One by one: nearly always it is one.
            return facts.into_iter().for_each(|fact| self.0.push((name, fact)));
        }
        let places = self.places(name);
        if !places.is_empty() {
            self.0.drain(places.clone());
        }
        for (at, fact) in (places.start..).zip(facts) {
            self.0.insert(at, (name, fact));
        }
    }

    /// Adds what is not bound to its name yet.
    fn merge(&mut self, more: &Bound) {
        for (name, fact) in &more.0 {
            let places = self.places(*name);
            if !self.get(*name).iter().any(|(_, known)| known == fact) {
                self.0.insert(places.end, (*name, *fact));
            }
        }
    }

    /// With what is bound beside it, or instead.
    pub fn with(&self, more: Bound) -> Bound {
        let mut all = self.clone();
        for group in more.0.chunk_by(|a, b| a.0 == b.0) {
            group.first().into_iter().for_each(|(name, _)| all.insert(*name, group.iter().map(|(_, f)| *f)));
        }
        all
    }

    /// Every fact that is bound, by name.
    pub fn facts(&self) -> impl Iterator<Item = FactRef> {
        self.0.iter().map(|(_, fact)| *fact)
    }

    #[cfg(test)]
    fn len(&self) -> usize {
        self.0.len()
    }

    #[cfg(test)]
    fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// Adds what is not there yet; the order of first mention stays.
pub(crate) fn merge<T: PartialEq>(into: &mut Vec<T>, more: impl IntoIterator<Item = T>) {
    for item in more {
        if !into.contains(&item) {
            into.push(item);
        }
    }
}

/// Keeps the first of those that are equal.
fn keep_first<T: PartialEq>(all: &mut Vec<T>) {
    let mut at = 1;
    while at < all.len() {
        let (before, rest) = all.split_at(at);
        match rest.first().is_some_and(|x| before.contains(x)) {
            true => drop(all.remove(at)),
            false => at += 1,
        }
    }
}

/// What kept something from being decided. Passed on from part to whole, so each is made once.
pub(crate) type Gaps = Vec<Rc<Gap>>;

/// The same for an answer.
pub(crate) fn told(gaps: &[Rc<Gap>]) -> Vec<Gap> {
    gaps.iter().map(|g| (**g).clone()).collect()
}

/// A gap without source or detail.
pub(crate) fn gap(datum: impl Into<SmolStr>, reason: Reason) -> Rc<Gap> {
    Rc::new(Gap { datum: datum.into(), reason, source: None, detail: None })
}

/// What became of a condition.
///
/// INVARIANT: an unknown answer has at least one gap, a known one has none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    pub truth: Truth,
    pub gaps: Gaps,
    pub facts: Vec<FactRef>,
    pub bound: Bound,
}

impl Answer {
    pub fn new(truth: Truth, gaps: Gaps, facts: Vec<FactRef>) -> Answer {
        let gaps = match truth {
            Truth::Unknown if gaps.is_empty() => vec![gap("condition", Reason::Undefined)],
            Truth::Unknown => gaps,
            _ => Vec::new(),
        };
        Answer { truth, gaps, facts, bound: Bound::new() }
    }

    pub fn known(truth: bool, facts: Vec<FactRef>) -> Answer {
        Answer::new(truth.into(), Vec::new(), facts)
    }

    pub fn unknown(gap: Rc<Gap>) -> Answer {
        Answer::new(Truth::Unknown, vec![gap], Vec::new())
    }

    /// Not: what was bound is gone.
    pub fn not(self) -> Answer {
        Answer { truth: !self.truth, bound: Bound::new(), ..self }
    }

    /// All of them. The parts that decide bring their gaps and facts.
    pub fn all(parts: Vec<Answer>) -> Answer {
        Answer::all_of(parts.iter())
    }

    /// One of them.
    pub fn any(parts: Vec<Answer>) -> Answer {
        Answer::any_of(parts.iter())
    }

    /// As [`Answer::all`] of this one.
    pub fn alone(mut self) -> Answer {
        keep_first(&mut self.gaps);
        keep_first(&mut self.facts);
        if self.truth == Truth::False {
            self.bound = Bound::new();
        }
        keep_first(&mut self.bound.0);
        self
    }

    /// As [`Answer::all`], of answers that are needed once more.
    pub fn all_of<'p>(parts: impl Iterator<Item = &'p Answer> + Clone) -> Answer {
        Answer::join(parts, Truth::True)
    }

    /// As [`Answer::any`], of answers that are needed once more.
    pub fn any_of<'p>(parts: impl Iterator<Item = &'p Answer> + Clone) -> Answer {
        Answer::join(parts, Truth::False)
    }

    /// Kleene's `and` (neutral: true) or `or` (neutral: false).
    fn join<'p>(parts: impl Iterator<Item = &'p Answer> + Clone, neutral: Truth) -> Answer {
        let truth = parts.clone().fold(neutral, |t, p| match neutral {
            Truth::True => t.and(p.truth),
            _ => t.or(p.truth),
        });
        let mut out = Answer { truth, gaps: Vec::new(), facts: Vec::new(), bound: Bound::new() };
        for p in parts {
            // In an undecided condition a decided part does not count; a true `and` is made of all its parts.
            if p.truth == truth {
                merge(&mut out.gaps, p.gaps.iter().cloned());
                merge(&mut out.facts, p.facts.iter().copied());
            }
            // A name is bound by what made the condition hold, or may make it hold.
            if p.truth == Truth::True && truth != Truth::False || p.truth == truth && truth == Truth::Unknown
            {
                out.bound.merge(&p.bound);
            }
        }
        out
    }
}

/// A number: every value that the facts allow.
///
/// INVARIANT: where it is not exact, the gaps say why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Number {
    pub range: Interval<Num>,
    pub gaps: Gaps,
    pub facts: Vec<FactRef>,
}

impl Number {
    pub fn exact(v: Num) -> Number {
        Number { range: Interval::exact(v), gaps: Vec::new(), facts: Vec::new() }
    }

    pub fn unknown(gaps: Gaps, facts: Vec<FactRef>) -> Number {
        Number { range: Interval::all(), gaps, facts }
    }

    /// A number that facts say; where they leave it open, `why`.
    pub fn said(range: Interval<Num>, facts: Vec<FactRef>, why: impl FnOnce() -> Rc<Gap>) -> Number {
        let gaps = if range.value().is_some() { Vec::new() } else { vec![why()] };
        Number { range, gaps, facts }
    }

    /// Whether there is a value: exact, or left open only by a censored result or a coarse date.
    pub fn is_known(&self) -> bool {
        self.range != Interval::all()
            && self.gaps.iter().all(|g| matches!(g.reason, Reason::Comparator | Reason::Precision))
    }

    /// The same facts and gaps with the range a calculation gives, or undefined.
    pub fn with(mut self, range: Option<Interval<Num>>) -> Number {
        match range {
            Some(r) => self.range = r,
            None if self.range == Interval::all() && !self.gaps.is_empty() => {}
            None => {
                self.range = Interval::all();
                merge(&mut self.gaps, [gap("calculation", Reason::Undefined)]);
            }
        }
        if self.range.value().is_some() {
            self.gaps.clear();
        }
        self
    }

    /// Two operands, with the range a calculation gives.
    pub fn combine(
        a: Number,
        b: Number,
        f: impl Fn(&Interval<Num>, &Interval<Num>) -> Option<Interval<Num>>,
    ) -> Number {
        let range = f(&a.range, &b.range);
        let open = a.range == Interval::all() || b.range == Interval::all();
        let mut out = a;
        merge(&mut out.gaps, b.gaps);
        merge(&mut out.facts, b.facts);
        match range {
            // Nothing is known of an operand: that, and not the calculation, is why.
            None if open && !out.gaps.is_empty() => Number { range: Interval::all(), ..out },
            range => out.with(range),
        }
    }

    /// One number or the other: the hull.
    pub fn hull(self, o: Number) -> Number {
        Number::combine(self, o, |a, b| Some(a.hull(b)))
    }

    /// Against another number of the same unit.
    pub fn compare(self, op: CmpOp, o: Number) -> Answer {
        let truth = self.range.compare(op, &o.range);
        let (mut gaps, mut facts) = (self.gaps, self.facts);
        merge(&mut gaps, o.gaps);
        merge(&mut facts, o.facts);
        Answer::new(truth, gaps, facts)
    }
}

/// A text: every text that the facts allow; `None` is any text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Words {
    pub texts: Option<Vec<String>>,
    pub gaps: Gaps,
    pub facts: Vec<FactRef>,
}

impl Words {
    pub fn exact(text: impl Into<String>) -> Words {
        Words { texts: Some(vec![text.into()]), gaps: Vec::new(), facts: Vec::new() }
    }

    pub fn unknown(gaps: Gaps, facts: Vec<FactRef>) -> Words {
        Words { texts: None, gaps, facts }
    }

    /// The text, if there is only one.
    pub fn value(&self) -> Option<&str> {
        match self.texts.as_deref() {
            Some([one]) => Some(one),
            _ => None,
        }
    }

    /// Whether it is this text, without regard to case.
    pub fn is(&self, text: &str) -> Truth {
        let Some(texts) = &self.texts else { return Truth::Unknown };
        let same = |t: &String| t.trim().eq_ignore_ascii_case(text.trim());
        match (texts.iter().any(same), texts.iter().all(same)) {
            (true, true) => Truth::True,
            (true, false) => Truth::Unknown,
            (false, _) => Truth::False,
        }
    }
}

/// A time or a period: when it may start and when it may end. A point in time
/// starts and ends at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct When {
    pub start: Interval<Timestamp>,
    pub end: Interval<Timestamp>,
    pub gaps: Gaps,
    pub facts: Vec<FactRef>,
}

impl When {
    pub fn unknown(gaps: Gaps, facts: Vec<FactRef>) -> When {
        When { start: Interval::all(), end: Interval::all(), gaps, facts }
    }

    /// Whether there is any time.
    pub fn is_known(&self) -> bool {
        self.start != Interval::all()
    }
}

/// A value of any type.
#[derive(Debug, Clone)]
pub(crate) enum Value {
    Cond(Answer),
    Num(Number),
    Text(Words),
    Time(When),
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unknown(datum: &str) -> Answer {
        Answer::unknown(gap(datum, Reason::NeverRecorded))
    }

    #[test]
    fn kleene_and_keeps_only_the_gaps_that_matter() {
        let yes = || Answer::known(true, vec![FactRef::Born]);
        let no = || Answer::known(false, vec![FactRef::Sex]);
        let open = Answer::all(vec![yes(), unknown("a"), unknown("b"), unknown("a")]);
        assert_eq!(open.truth, Truth::Unknown);
        assert_eq!(open.gaps.iter().map(|g| g.datum.as_str()).collect::<Vec<_>>(), ["a", "b"]);
        let shut = Answer::all(vec![yes(), unknown("a"), no()]);
        assert_eq!((shut.truth, shut.gaps.len(), shut.facts), (Truth::False, 0, vec![FactRef::Sex]));
        let any = Answer::any(vec![unknown("a"), yes()]);
        assert_eq!((any.truth, any.gaps.len(), any.facts), (Truth::True, 0, vec![FactRef::Born]));
        assert_eq!(Answer::all(vec![]).truth, Truth::True);
        assert_eq!(Answer::any(vec![]).truth, Truth::False);
    }

    #[test]
    fn negation_forgets_what_was_bound() {
        let mut a = Answer::known(true, vec![]);
        a.bound.insert(BindId(0), vec![FactRef::Born]);
        assert_eq!(Answer::all(vec![a.clone()]).bound.len(), 1);
        assert!(a.not().bound.is_empty());
    }

    #[test]
    fn arithmetic_on_nothing_says_what_is_missing() {
        let nothing = Number::unknown(vec![gap("Sodium", Reason::TooOld)], vec![]);
        let sum = Number::combine(Number::exact(Num::ONE), nothing.clone(), |a, b| a.div(b));
        assert_eq!(sum.gaps, nothing.gaps);
        assert!(!sum.is_known());
        let by_zero = Number::combine(Number::exact(Num::ONE), Number::exact(Num::ZERO), |a, b| a.div(b));
        assert_eq!(by_zero.gaps[0].reason, Reason::Undefined);
    }

    #[test]
    fn texts_compare_as_sets() {
        let two = Words { texts: Some(vec!["low".into(), "High".into()]), gaps: vec![], facts: vec![] };
        assert_eq!(two.is("high"), Truth::Unknown);
        assert_eq!(two.is("moderate"), Truth::False);
        assert_eq!(Words::exact("High").is("high"), Truth::True);
        assert_eq!(Words::unknown(vec![], vec![]).is("high"), Truth::Unknown);
    }
}
