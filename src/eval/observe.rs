//! What an evaluation touched: which truths every condition took, and which
//! values every threshold was compared with. For coverage of tests.

use crate::model::NodeId;
use crate::value::{CmpOp, Interval, Num, Truth};
use std::cell::RefCell;
use std::collections::BTreeMap;

/// The truths a condition took.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Seen {
    /// It held.
    pub yes: bool,
    /// It did not hold.
    pub no: bool,
    /// It was not decided.
    pub unknown: bool,
}

impl Seen {
    fn add(&mut self, t: Truth) {
        match t {
            Truth::True => self.yes = true,
            Truth::False => self.no = true,
            Truth::Unknown => self.unknown = true,
        }
    }

    /// Both together.
    #[must_use]
    pub fn and(self, o: Seen) -> Seen {
        Seen { yes: self.yes || o.yes, no: self.no || o.no, unknown: self.unknown || o.unknown }
    }
}

/// A comparison of a value with a fixed threshold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compared {
    /// How; `None` for an end of a range (a row of a table, a limit of an observation).
    pub op: Option<CmpOp>,
    /// The threshold.
    pub threshold: Num,
    /// What was compared with it, in the threshold's unit.
    pub value: Interval<Num>,
}

/// Everything an evaluation touched, by [`NodeId`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Observed {
    /// The truths of every condition and presence that was evaluated.
    pub truths: BTreeMap<NodeId, Seen>,
    /// The comparisons of every condition or value with fixed thresholds, each once.
    pub compared: BTreeMap<NodeId, Vec<Compared>>,
}

impl Observed {
    /// Adds what another evaluation touched.
    pub fn merge(&mut self, o: Observed) {
        for (node, seen) in o.truths {
            let all = self.truths.entry(node).or_default();
            *all = all.and(seen);
        }
        for (node, compared) in o.compared {
            super::answer::merge(self.compared.entry(node).or_default(), compared);
        }
    }
}

/// Collects while an evaluation runs.
#[derive(Debug, Default)]
pub(crate) struct Observer(RefCell<Observed>);

impl Observer {
    pub fn truth(&self, node: NodeId, t: Truth) {
        self.0.borrow_mut().truths.entry(node).or_default().add(t);
    }

    pub fn compared(&self, node: NodeId, op: Option<CmpOp>, threshold: Num, value: Interval<Num>) {
        let mut all = self.0.borrow_mut();
        super::answer::merge(all.compared.entry(node).or_default(), [Compared { op, threshold, value }]);
    }

    pub fn take(self) -> Observed {
        self.0.into_inner()
    }
}
