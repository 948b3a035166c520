//! What the tests of a rule, definition or score should reach: its conditions
//! and its thresholds, read off the model.
//!
//! A rule's goals are the conditions written in it; what it uses by name (a
//! definition, a score) has goals of its own, so nothing is counted twice.

use crate::ir::same_condition;
use crate::model::{
    Cond, CondKind, DefineValue, FactFilter, Model, NodeId, NumExpr, NumKind, ObservationDef, Presence,
    ResultAspect, Rule, RuleKind, ScoreDef, ScoreItem, Strata, TimeExpr, TimeKind, ValueExpr,
};
use crate::source::Span;
use crate::value::{CmpOp, End, Interval, Num};

/// A condition that can take several truths.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ConditionGoal {
    /// Where the evaluator reports it.
    pub(crate) node: NodeId,
    /// Where it was written.
    pub(crate) span: Span,
    /// Whether it can be undecided.
    pub(crate) open: bool,
}

/// A threshold that a value is compared with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ThresholdGoal {
    /// Where the evaluator reports it.
    pub(crate) node: NodeId,
    /// Where it was written.
    pub(crate) span: Span,
    /// How; `None` for an end of a range.
    pub(crate) op: Option<CmpOp>,
    /// The threshold.
    pub(crate) value: Num,
    /// Its unit.
    pub(crate) unit: String,
}

/// What is to be reached.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Goals {
    /// Conditions in the order written.
    pub(crate) conditions: Vec<ConditionGoal>,
    /// Thresholds in the order written.
    pub(crate) thresholds: Vec<ThresholdGoal>,
}

/// Reads goals off a model.
pub(crate) struct Reader<'m> {
    model: &'m Model,
    /// Whether each definition can be undecided, by its id.
    open: Vec<bool>,
}

impl<'m> Reader<'m> {
    /// A reader of a model.
    pub(crate) fn new(model: &'m Model) -> Reader<'m> {
        let mut open = Vec::with_capacity(model.defines.len());
        // INVARIANT: a definition comes after those it needs.
        for d in &model.defines {
            let this = match &d.value {
                DefineValue::Cond(c) => can_be_open(c, &open),
                DefineValue::Time(t) => time_can_be_open(t, &open),
                _ => true,
            };
            open.push(this);
        }
        Reader { model, open }
    }

    fn collect(&self) -> Collect<'_> {
        Collect { open: &self.open, conditions: Vec::new(), thresholds: Vec::new() }
    }

    /// The goals of a rule.
    pub(crate) fn rule(&self, rule: &Rule) -> Goals {
        let mut g = self.collect();
        for value in rule.lets.iter().map(|l| &l.value) {
            g.value(value);
        }
        for cond in rule.conditions() {
            g.cond(cond);
        }
        if let Some(recall) = &rule.recall {
            g.presence(&recall.done);
        }
        match &rule.kind {
            RuleKind::Interaction(i) => {
                g.presence(&i.a);
                g.presence(&i.b);
            }
            RuleKind::Result(id, aspect) => {
                if let (Some(o), Some(cond)) = (self.model.observations.get(id.index()), &rule.when) {
                    g.limits(o, *aspect, cond);
                }
            }
            RuleKind::Authored => {}
        }
        g.done()
    }

    /// The goals of a definition.
    pub(crate) fn define(&self, value: &DefineValue) -> Goals {
        let mut g = self.collect();
        match value {
            DefineValue::Cond(c) => g.cond(c),
            DefineValue::Num(n) => g.number(n),
            DefineValue::Text(_) | DefineValue::Time(_) => {}
        }
        g.done()
    }

    /// The goals of a score.
    pub(crate) fn score(&self, score: &ScoreDef) -> Goals {
        let mut g = self.collect();
        score.population.iter().for_each(|c| g.cond(c));
        for item in &score.items {
            match item {
                ScoreItem::If(_, c) => g.cond(c),
                ScoreItem::Points(n) => g.number(n),
                ScoreItem::By(n, rows) => {
                    g.number(n);
                    for (range, _) in rows {
                        g.ends(n.id, n.span, &unit_of(n), range);
                    }
                }
                ScoreItem::ByChoice(..) | ScoreItem::Score(_) => {}
            }
        }
        g.done()
    }
}

/// Whether a condition can be undecided. What it asks for cannot settle `is known`,
/// nor what is asked only where it is known.
fn can_be_open(c: &Cond, defines: &[bool]) -> bool {
    let open = |c: &Cond| can_be_open(c, defines);
    match &c.kind {
        CondKind::Const(_) | CondKind::Known(_) => false,
        CondKind::Define(id) => defines.get(id.index()).copied().unwrap_or(true),
        CondKind::Time(_, a, b) | CondKind::WithinOf(a, _, b) => {
            time_can_be_open(a, defines) || time_can_be_open(b, defines)
        }
        CondKind::Not(inner) => open(inner),
        CondKind::Or(parts) => parts.iter().any(open),
        CondKind::And(parts) => parts.iter().any(|p| open(p) && !parts.iter().any(|k| asks_known(k, p))),
        _ => true,
    }
}

/// Whether a time can be undecided: the clock and a date as written are not.
fn time_can_be_open(t: &TimeExpr, defines: &[bool]) -> bool {
    match &t.kind {
        TimeKind::Const(_) | TimeKind::Now => false,
        TimeKind::Define(id) => defines.get(id.index()).copied().unwrap_or(true),
        TimeKind::Moved(t, _) => time_can_be_open(t, defines),
        TimeKind::Choose(rows) => {
            rows.iter().any(|(c, t)| can_be_open(c, defines) || time_can_be_open(t, defines))
                || rows.last().is_none_or(|(c, _)| !matches!(c.kind, CondKind::Const(true)))
        }
        _ => true,
    }
}

/// Whether `k` is `c is known`.
fn asks_known(k: &Cond, c: &Cond) -> bool {
    let CondKind::Known(value) = &k.kind else { return false };
    matches!(&**value, ValueExpr::Cond(asked) if same_condition(asked, c))
}

fn unit_of(n: &NumExpr) -> String {
    n.unit.as_ref().map(|u| u.text().to_string()).unwrap_or_default()
}

/// The number a literal says, in its unit.
fn fixed(n: &NumExpr) -> Option<Num> {
    match &n.kind {
        NumKind::Const(v) => Some(*v),
        NumKind::Neg(inner) => fixed(inner).map(Num::neg),
        NumKind::Convert(inner, c) => c.apply(fixed(inner)?),
        _ => None,
    }
}

/// Collects goals.
struct Collect<'r> {
    open: &'r [bool],
    conditions: Vec<ConditionGoal>,
    thresholds: Vec<ThresholdGoal>,
}

impl Collect<'_> {
    /// Each once, in the order met.
    fn done(mut self) -> Goals {
        let mut nodes = Vec::new();
        self.conditions.retain(|c| {
            !nodes.contains(&c.node) && {
                nodes.push(c.node);
                true
            }
        });
        let mut seen = Vec::new();
        self.thresholds.retain(|t| {
            !seen.contains(&(t.node, t.value)) && {
                seen.push((t.node, t.value));
                true
            }
        });
        Goals { conditions: self.conditions, thresholds: self.thresholds }
    }

    fn leaf(&mut self, c: &Cond, open: bool) {
        self.conditions.push(ConditionGoal { node: c.id, span: c.span, open });
    }

    fn threshold(&mut self, node: NodeId, span: Span, op: Option<CmpOp>, value: Num, unit: String) {
        self.thresholds.push(ThresholdGoal { node, span, op, value, unit });
    }

    fn ends(&mut self, node: NodeId, span: Span, unit: &str, range: &Interval<Num>) {
        for end in [range.lo, range.hi] {
            if let End::Closed(v) | End::Open(v) = end {
                self.threshold(node, span, None, v, unit.to_string());
            }
        }
    }

    fn cond(&mut self, c: &Cond) {
        match &c.kind {
            CondKind::Const(_) | CondKind::Let(_) => {}
            CondKind::And(parts) | CondKind::Or(parts) => parts.iter().for_each(|p| self.cond(p)),
            CondKind::Not(inner) | CondKind::Surely(inner) => self.cond(inner),
            CondKind::Present(p) => {
                self.leaf(c, true);
                self.filters(p);
            }
            CondKind::Any(p, inner) | CondKind::All(p, inner) => {
                self.leaf(c, true);
                self.filters(p);
                self.cond(inner);
            }
            CondKind::Compare(op, a, b) => {
                self.leaf(c, true);
                self.number(a);
                self.number(b);
                match (fixed(a), fixed(b)) {
                    (None, Some(v)) => self.threshold(c.id, c.span, Some(*op), v, unit_of(b)),
                    (Some(v), None) => self.threshold(c.id, c.span, Some(op.flip()), v, unit_of(a)),
                    _ => {}
                }
            }
            CondKind::Age { op, count, unit, .. } => {
                self.leaf(c, true);
                let words = format!("{}s", unit.word());
                self.threshold(c.id, c.span, Some(*op), *count, words);
            }
            CondKind::Repeat(r) => {
                self.leaf(c, true);
                if let Some(v) = fixed(&r.value) {
                    self.threshold(c.id, c.span, Some(r.op), v, unit_of(&r.value));
                }
            }
            CondKind::Known(value) => {
                self.leaf(c, false);
                self.value(value);
            }
            _ => self.leaf(c, can_be_open(c, self.open)),
        }
    }

    fn value(&mut self, v: &ValueExpr) {
        match v {
            ValueExpr::Cond(c) => self.cond(c),
            ValueExpr::Num(n) => self.number(n),
            ValueExpr::Text(_) | ValueExpr::Time(_) => {}
        }
    }

    fn number(&mut self, n: &NumExpr) {
        match &n.kind {
            NumKind::Count(p, cond) => {
                self.filters(p);
                cond.iter().for_each(|c| self.cond(c));
            }
            NumKind::Over(_, inner, p) => {
                self.filters(p);
                self.number(inner);
            }
            NumKind::Neg(a) | NumKind::Convert(a, _) => self.number(a),
            NumKind::Add(a, b) | NumKind::Sub(a, b) | NumKind::Mul(a, b) | NumKind::Div(a, b) => {
                self.number(a);
                self.number(b);
            }
            NumKind::Math(_, all) | NumKind::FirstKnown(all) => all.iter().for_each(|a| self.number(a)),
            NumKind::Choose(rows) => rows.iter().for_each(|(c, n)| {
                self.cond(c);
                self.number(n);
            }),
            NumKind::If(c, a, b) => {
                self.cond(c);
                self.number(a);
                self.number(b);
            }
            _ => {}
        }
    }

    /// A presence outside a condition: a side of an interaction, a recall.
    fn presence(&mut self, p: &Presence) {
        self.conditions.push(ConditionGoal { node: p.id, span: p.span, open: true });
        self.filters(p);
    }

    fn filters(&mut self, p: &Presence) {
        for f in &p.filters {
            match f {
                FactFilter::Dose(op, v, unit) | FactFilter::DailyDose(op, v, unit) => {
                    self.threshold(p.id, p.span, Some(*op), *v, unit.text().to_string());
                }
                FactFilter::Value(op, v) => self.threshold(p.id, p.span, Some(*op), *v, String::new()),
                FactFilter::OnsetAge(op, v) => {
                    self.threshold(p.id, p.span, Some(*op), *v, "years".to_string())
                }
                _ => {}
            }
        }
    }

    /// The limits an observation's own rule looks at.
    fn limits(&mut self, o: &ObservationDef, aspect: ResultAspect, cond: &Cond) {
        let strata: &[Strata] = match aspect {
            ResultAspect::Critical => &o.critical,
            ResultAspect::Abnormal => &o.normal,
            ResultAspect::Delta | ResultAspect::Trend => &[],
        };
        let unit = o.unit.as_ref().map(|u| u.text().to_string()).unwrap_or_default();
        let Some(node) = level_node(cond) else { return };
        for range in strata.iter().flat_map(|s| &s.ranges) {
            self.ends(node, o.span, &unit, range);
        }
    }
}

/// The first comparison with an observation's limits within a condition.
fn level_node(c: &Cond) -> Option<NodeId> {
    match &c.kind {
        CondKind::Level(..) => Some(c.id),
        CondKind::And(parts) | CondKind::Or(parts) => parts.iter().find_map(level_node),
        CondKind::Not(inner) | CondKind::Surely(inner) => level_node(inner),
        _ => None,
    }
}
