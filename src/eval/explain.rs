//! Why, why not, and what is missing: the trace of a rule.
//!
//! Evaluation is pure, so an explanation evaluates each part again and writes
//! down what became of it; what a missing datum would decide is asked by
//! evaluating the rule with that condition taken as true, and as false.

use super::answer::{Answer, told};
use super::blockers;
use super::engine::{Eval, Scope};
use super::result::{Explanation, OpenQuestion, Outcome, Trace, TracePart};
use super::text;
use crate::model::{
    Cond, CondKind, DefineValue, NodeId, NumExpr, NumKind, Presence, Rule, RuleKind, ScoreId, ScoreItem,
    ValueExpr,
};
use crate::source::Span;
use crate::value::Truth;

/// A condition that stays open, and how to assume it.
pub(crate) struct Leaf {
    pub node: NodeId,
    pub text: String,
    pub answer: Answer,
}

/// The explanation of a rule; `fresh` makes an evaluation that remembers nothing.
pub(crate) fn explanation<'a>(
    fresh: &dyn Fn() -> Eval<'a>,
    index: usize,
    rule: &Rule,
    skipped: Option<&str>,
) -> Explanation {
    let mut e = fresh();
    e.explains = true;
    e.budget.next_rule();
    let mut findings = Vec::new();
    let end = e.rule(index, rule, &mut findings);
    let scope = e.scope(index, rule);
    let limited = e.budget.stopped();
    let undecided = end.outcome == Outcome::Indeterminate || findings.iter().any(|f| !f.missing.is_empty());
    let mut out = Explanation {
        rule: rule.id.clone(),
        title: rule.title.clone(),
        outcome: end.outcome,
        not_evaluated: skipped.or_else(|| limited.then_some("limit")).map(Into::into),
        parts: e.parts(rule, &scope, &end.parts),
        blockers: Vec::new(),
        open: Vec::new(),
        findings,
        evidence: rule.governance.evidence.clone(),
    };
    if out.not_evaluated.is_some() {
        out.outcome = Outcome::NotEvaluated;
        out.findings.clear();
        return out;
    }
    if matches!(out.outcome, Outcome::DoesNotFire | Outcome::Suppressed) {
        out.blockers = blockers::of_rule(&e, rule, &scope, &end.parts);
    }
    if undecided {
        let assume = |leaf: &Leaf, truth| {
            let mut e = fresh();
            e.forced = Some((leaf.node, truth));
            e.budget.next_rule();
            e.rule(index, rule, &mut Vec::new()).outcome
        };
        for leaf in e.open_leaves(rule, &scope, &end.parts) {
            let (if_true, if_false) = (assume(&leaf, Truth::True), assume(&leaf, Truth::False));
            for missing in told(&leaf.answer.gaps) {
                out.open.push(OpenQuestion { missing, condition: leaf.text.clone(), if_true, if_false });
            }
        }
    }
    out
}

impl Eval<'_> {
    fn place(&self, span: Span) -> String {
        let texts = &self.model.sources;
        format!("{}:{}", texts.path(span.source), texts.line_col(span).line)
    }

    fn blank(&self, node: NodeId, span: Span) -> Trace {
        Trace {
            node: node.0,
            text: text::one_line(&self.model.sources.slice(span)),
            place: self.place(span),
            joins: String::new(),
            truth: None,
            value: None,
            facts: Vec::new(),
            missing: Vec::new(),
            parts: Vec::new(),
        }
    }

    /// The clauses of a rule with their traces.
    fn parts(&self, rule: &Rule, scope: &Scope<'_>, ends: &[(&'static str, Answer)]) -> Vec<TracePart> {
        let mut out = Vec::new();
        let part = |clause: &str, trace| TracePart { clause: clause.to_string(), trace };
        if let Some(c) = &rule.population {
            out.push(part("for", self.trace_cond(c, scope)));
        }
        for l in &rule.lets {
            let mut trace = self.trace_value(&l.value, scope);
            trace.text = format!("{} = {}", l.name, trace.text);
            out.push(part("let", trace));
        }
        for clause in ["between", "result"] {
            if let Some((_, a)) = ends.iter().find(|(c, _)| *c == clause) {
                out.push(part(clause, self.trace_clause(rule, a)));
            }
        }
        if let Some(c) = &rule.when {
            out.push(part("when", self.trace_cond(c, scope)));
        }
        if let (Some(r), Some((_, a))) = (&rule.recall, ends.iter().find(|(c, _)| *c == "recall")) {
            let mut trace = self.trace_presence(&r.done, a);
            trace.text = format!("no {} in the last {}", trace.text, r.every);
            out.push(part("recall", trace));
        }
        let mut exceptions = ends.iter().filter(|(c, _)| *c == "unless").map(|(_, a)| a);
        for c in &rule.unless {
            exceptions.next();
            out.push(part("unless", self.trace_cond(c, scope)));
        }
        for a in exceptions {
            let mut trace = self.trace_clause(rule, a);
            trace.text = super::rules::DECEASED.to_string();
            out.push(part("unless", trace));
        }
        out
    }

    /// A clause that is no condition of the model.
    fn trace_clause(&self, rule: &Rule, a: &Answer) -> Trace {
        let mut t = self.blank(NodeId(u32::MAX), rule.span);
        t.text = self.clause_text(rule);
        t.truth = Some(a.truth);
        t.facts = self.used(&a.facts);
        t.missing = told(&a.gaps);
        t
    }

    /// What the kind of a rule asks, in words.
    pub fn clause_text(&self, rule: &Rule) -> String {
        match &rule.kind {
            RuleKind::Authored => rule.title.to_string(),
            RuleKind::Interaction(i) => format!("{} and {}", self.datum(&i.a), self.datum(&i.b)),
            RuleKind::Result(id, aspect) => {
                let name = self.observation(*id).map_or("", |o| text::short(&o.name));
                let what = match aspect {
                    crate::model::ResultAspect::Critical => "is critical",
                    crate::model::ResultAspect::Abnormal => "is abnormal",
                    crate::model::ResultAspect::Delta => "has changed",
                    crate::model::ResultAspect::Trend => "keeps rising or falling",
                };
                format!("{name} {what}")
            }
        }
    }

    fn trace_presence(&self, p: &Presence, a: &Answer) -> Trace {
        let mut t = self.blank(p.id, p.span);
        t.truth = Some(a.truth);
        t.facts = self.used(&a.facts);
        t.missing = told(&a.gaps);
        t
    }

    fn trace_value(&self, v: &ValueExpr, scope: &Scope<'_>) -> Trace {
        match v {
            ValueExpr::Cond(c) => self.trace_cond(c, scope),
            ValueExpr::Num(n) => self.trace_number(n, scope),
            ValueExpr::Text(t) => {
                let w = self.words(t, scope);
                let mut trace = self.blank(t.id, t.span);
                trace.value = Some(w.value().unwrap_or("unknown").to_string());
                trace.facts = self.used(&w.facts);
                trace.missing = told(&w.gaps);
                trace
            }
            ValueExpr::Time(t) => {
                let w = self.time(t, scope);
                let mut trace = self.blank(t.id, t.span);
                trace.value = Some(text::when(&w.start, &self.clock.zone));
                trace.facts = self.used(&w.facts);
                trace.missing = told(&w.gaps);
                trace
            }
        }
    }

    /// A condition with what became of it and of its parts.
    pub fn trace_cond(&self, c: &Cond, scope: &Scope<'_>) -> Trace {
        let answer = self.cond(c, scope);
        let mut t = self.blank(c.id, c.span);
        t.truth = Some(answer.truth);
        let each = |parts: &[Cond]| parts.iter().map(|p| self.trace_cond(p, scope)).collect::<Vec<_>>();
        match &c.kind {
            CondKind::And(parts) => (t.joins, t.parts) = ("all of".into(), each(parts)),
            CondKind::Or(parts) => (t.joins, t.parts) = ("any of".into(), each(parts)),
            CondKind::Surely(inner) => {
                (t.joins, t.parts) = ("surely".into(), vec![self.trace_cond(inner, scope)]);
            }
            CondKind::Not(inner) => (t.joins, t.parts) = ("not".into(), vec![self.trace_cond(inner, scope)]),
            CondKind::Define(id) => {
                if let Some(DefineValue::Cond(inner)) = self.model.defines.get(id.index()).map(|d| &d.value) {
                    t.parts = vec![self.trace_cond(inner, &Scope::default())];
                }
            }
            CondKind::Let(id) => {
                let value = scope.lets.and_then(|(_, lets)| lets.get(id.index())).map(|l| &l.value);
                if let Some(ValueExpr::Cond(inner)) = value {
                    t.parts = vec![self.trace_cond(inner, scope)];
                }
            }
            CondKind::Compare(_, a, b) => {
                let numbers = [a, b].into_iter().filter(|n| !matches!(n.kind, NumKind::Const(_)));
                t.parts = numbers.map(|n| self.trace_number(n, scope)).collect();
            }
            CondKind::BandIs(id, _) => t.parts = self.trace_score(*id),
            CondKind::Age { of, unit, .. } => {
                let age = match of {
                    crate::model::AgeOf::Patient => self.age(*unit),
                    crate::model::AgeOf::Gestation => self.gestation(*unit),
                };
                t.value = Some(format!("{} {}s", text::range(&age.range, None), unit.word()));
            }
            CondKind::Level(series, _) => {
                let s = self.select(series, super::series::Wanted::Number, scope);
                let unit = self.observation(series.observation).and_then(|o| o.unit.as_ref());
                t.value = Some(text::range(&self.latest_number(&s).range, unit));
            }
            _ => {}
        }
        if t.parts.is_empty() {
            t.facts = self.used(&answer.facts);
            t.missing = told(&answer.gaps);
        }
        t
    }

    /// A number with its value and where it comes from.
    pub fn trace_number(&self, e: &NumExpr, scope: &Scope<'_>) -> Trace {
        let n = self.number(e, scope);
        let mut t = self.blank(e.id, e.span);
        t.value = Some(text::range(&n.range, e.unit.as_ref()));
        let open = |e: &NumExpr| !matches!(e.kind, NumKind::Const(_));
        let both = |a: &NumExpr, b: &NumExpr| {
            [a, b].into_iter().filter(|e| open(e)).map(|e| self.trace_number(e, scope)).collect::<Vec<_>>()
        };
        match &e.kind {
            NumKind::Score(id) => t.parts = self.trace_score(*id),
            NumKind::Define(id) => {
                if let Some(DefineValue::Num(inner)) = self.model.defines.get(id.index()).map(|d| &d.value) {
                    t.parts = vec![self.trace_number(inner, &Scope::default())];
                }
            }
            NumKind::Add(a, b) | NumKind::Sub(a, b) | NumKind::Mul(a, b) | NumKind::Div(a, b) => {
                t.parts = both(a, b)
            }
            NumKind::Convert(a, _) | NumKind::Neg(a) if open(a) => {
                t.parts = vec![self.trace_number(a, scope)]
            }
            NumKind::Math(_, args) | NumKind::FirstKnown(args) => {
                t.parts = args.iter().filter(|e| open(e)).map(|e| self.trace_number(e, scope)).collect();
            }
            NumKind::Choose(rows) => t.parts = rows.iter().map(|(c, _)| self.trace_cond(c, scope)).collect(),
            NumKind::If(c, a, b) => {
                t.parts = vec![self.trace_cond(c, scope)];
                t.parts.extend(both(a, b));
            }
            _ => {}
        }
        // One part that says the same need not be said twice.
        if let ([only], true) = (t.parts.as_slice(), matches!(e.kind, NumKind::Convert(..))) {
            t.facts = only.facts.clone();
            t.missing = only.missing.clone();
            t.parts = only.parts.clone();
        }
        if t.parts.is_empty() {
            t.facts = self.used(&n.facts);
            t.missing = told(&n.gaps);
        }
        t
    }

    /// The items of a score.
    fn trace_score(&self, id: ScoreId) -> Vec<Trace> {
        let Some(def) = self.model.scores.get(id.index()) else { return Vec::new() };
        let scope = Scope::default();
        let mut out: Vec<Trace> = def.population.iter().map(|c| self.trace_cond(c, &scope)).collect();
        for item in &def.items {
            match item {
                ScoreItem::If(points, c) => {
                    let mut t = self.trace_cond(c, &scope);
                    t.value = Some(format!("{} if so", text::number(*points)));
                    out.push(t);
                }
                ScoreItem::Points(n) | ScoreItem::By(n, _) => out.push(self.trace_number(n, &scope)),
                ScoreItem::ByChoice(input, rows) => {
                    let of = |at| rows.iter().find(|(c, _)| *c == at).map(|(_, p)| *p);
                    if let Some(n) = self.choice_points(*input, |at, _| of(at)) {
                        let mut t = self.blank(NodeId(u32::MAX), def.span);
                        t.text = self
                            .model
                            .inputs
                            .get(input.index())
                            .map_or_else(String::new, |i| i.label.clone());
                        t.value = Some(text::range(&n.range, None));
                        t.facts = self.used(&n.facts);
                        t.missing = told(&n.gaps);
                        out.push(t);
                    }
                }
                ScoreItem::Score(inner) => {
                    let n = self.score(*inner);
                    let mut t = self.blank(NodeId(u32::MAX), def.span);
                    t.text = self
                        .model
                        .scores
                        .get(inner.index())
                        .map_or_else(String::new, |s| s.label.to_string());
                    t.value = Some(text::range(&n.range, None));
                    t.facts = self.used(&n.facts);
                    t.missing = told(&n.gaps);
                    out.push(t);
                }
            }
        }
        out
    }

    /// Every condition without parts that is not decided.
    fn open_leaves(&self, rule: &Rule, scope: &Scope<'_>, ends: &[(&'static str, Answer)]) -> Vec<Leaf> {
        let mut leaves = Vec::new();
        if let Some(c) = &rule.population {
            self.collect_open(c, scope, &mut leaves);
        }
        let node = match &rule.kind {
            RuleKind::Interaction(i) => i.a.id,
            _ => super::own::NO_NODE,
        };
        let clause = |name: &str| ends.iter().find(|(c, a)| *c == name && a.truth == Truth::Unknown);
        for (_, a) in clause("between").into_iter().chain(clause("result")) {
            leaves.push(Leaf { node, text: self.clause_text(rule), answer: a.clone() });
        }
        if let Some(c) = &rule.when {
            self.collect_open(c, scope, &mut leaves);
        }
        if let (Some(r), Some((_, a))) = (&rule.recall, clause("recall")) {
            leaves.push(Leaf { node: r.done.id, text: self.datum(&r.done), answer: a.clone() });
        }
        for c in &rule.unless {
            self.collect_open(c, scope, &mut leaves);
        }
        leaves
    }

    fn collect_open(&self, c: &Cond, scope: &Scope<'_>, into: &mut Vec<Leaf>) {
        let answer = self.cond(c, scope);
        if answer.truth.is_known() || into.iter().any(|l| l.node == c.id) {
            return;
        }
        match self.inside(c, scope) {
            Some((parts, inner)) => parts.into_iter().for_each(|p| self.collect_open(p, &inner, into)),
            None => into.push(Leaf { node: c.id, text: self.source_text(c), answer }),
        }
    }

    /// The conditions that a condition is made of; `None` for one without parts.
    pub fn inside<'m>(&'m self, c: &'m Cond, scope: &Scope<'m>) -> Option<(Vec<&'m Cond>, Scope<'m>)> {
        match &c.kind {
            CondKind::And(parts) | CondKind::Or(parts) => Some((parts.iter().collect(), scope.clone())),
            CondKind::Not(inner) | CondKind::Surely(inner) => Some((vec![inner], scope.clone())),
            CondKind::Define(id) => match self.model.defines.get(id.index()).map(|d| &d.value) {
                Some(DefineValue::Cond(inner)) => Some((vec![inner], Scope::default())),
                _ => None,
            },
            CondKind::Let(id) => {
                match scope.lets.and_then(|(_, lets)| lets.get(id.index())).map(|l| &l.value) {
                    Some(ValueExpr::Cond(inner)) => Some((vec![inner], scope.clone())),
                    _ => None,
                }
            }
            _ => None,
        }
    }
}
