//! Limits: how much work an evaluation may do before it stops and says so.

use std::cell::Cell;

/// How much an evaluation may do. Whatever is left out is listed under
/// `not_evaluated` with the reason `limit`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Steps of the whole evaluation; a step is a condition, a value or a fact looked at.
    pub steps: u64,
    /// Steps of one rule.
    pub steps_per_rule: u64,
    /// Facts in the snapshot.
    pub facts: usize,
    /// Findings.
    pub findings: usize,
}

impl Default for Limits {
    /// Generous: far more than any real record needs.
    fn default() -> Self {
        Limits { steps: 200_000_000, steps_per_rule: 20_000_000, facts: 200_000, findings: 10_000 }
    }
}

/// What ran out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Stop {
    /// The steps of one rule: the next may go on.
    Rule,
    /// The steps or the time of the evaluation: nothing goes on.
    Evaluation,
}

/// How often the host is asked whether to stop.
const ASK_EVERY: u64 = 1024;

/// Counts steps.
pub(crate) struct Budget<'a> {
    limits: Limits,
    cancelled: Option<&'a dyn Fn() -> bool>,
    total: Cell<u64>,
    rule: Cell<u64>,
    asked: Cell<u64>,
    stop: Cell<Option<Stop>>,
}

impl<'a> Budget<'a> {
    pub fn new(limits: Limits, cancelled: Option<&'a dyn Fn() -> bool>) -> Self {
        let cell = || Cell::new(0);
        Budget { limits, cancelled, total: cell(), rule: cell(), asked: cell(), stop: Cell::new(None) }
    }

    /// Begins a rule.
    pub fn next_rule(&self) {
        self.rule.set(0);
        if self.stop.get() == Some(Stop::Rule) {
            self.stop.set(None);
        }
        self.asked.set(ASK_EVERY);
        self.spend(0);
    }

    /// Spends steps; whether the evaluation has to stop.
    pub fn spend(&self, steps: u64) -> bool {
        let add = |c: &Cell<u64>| {
            c.set(c.get().saturating_add(steps));
            c.get()
        };
        let (total, rule, asked) = (add(&self.total), add(&self.rule), add(&self.asked));
        if total > self.limits.steps {
            self.stop.set(Some(Stop::Evaluation));
        } else if rule > self.limits.steps_per_rule && self.stop.get().is_none() {
            self.stop.set(Some(Stop::Rule));
        }
        if asked >= ASK_EVERY {
            self.asked.set(0);
            if self.cancelled.is_some_and(|f| f()) {
                self.stop.set(Some(Stop::Evaluation));
            }
        }
        self.stopped()
    }

    /// Stops for another reason than a number of steps.
    pub fn halt(&self, why: Stop) {
        if self.stop.get() != Some(Stop::Evaluation) {
            self.stop.set(Some(why));
        }
    }

    pub fn stopped(&self) -> bool {
        self.stop.get().is_some()
    }

    pub fn stop(&self) -> Option<Stop> {
        self.stop.get()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rule_stops_alone_and_an_evaluation_stops_all() {
        let b = Budget::new(Limits { steps: 100, steps_per_rule: 10, ..Limits::default() }, None);
        b.next_rule();
        assert!(!b.spend(10));
        assert!(b.spend(1));
        assert_eq!(b.stop(), Some(Stop::Rule));
        b.next_rule();
        assert!(!b.stopped());
        assert!(b.spend(u64::MAX));
        b.next_rule();
        assert_eq!(b.stop(), Some(Stop::Evaluation));
    }

    #[test]
    fn the_host_is_asked() {
        let stop = Cell::new(false);
        let ask = || stop.get();
        let b = Budget::new(Limits::default(), Some(&ask));
        b.next_rule();
        assert!(!b.stopped());
        stop.set(true);
        assert!(b.spend(ASK_EVERY));
    }
}
