//! What a rule asks the record for: code sets by the kind of resource, and observations.

use curbside::model::{
    Arg, Call, Cond, CondKind, DefineValue, FactKind, Model, NumExpr, NumKind, ObservationId, Presence, Rule,
    RuleKind, ScoreItem, Series, SetId, Target, TextExpr, TextKind, ValueExpr,
};
use std::collections::BTreeSet;

/// A requirement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Need {
    /// Resources of a type, coded in a set.
    Set(&'static str, SetId),
    /// Results of an observation.
    Observation(ObservationId),
}

/// Everything a rule asks for, through its definitions and scores, in a stable order.
pub fn needs(model: &Model, rule: &Rule) -> Vec<Need> {
    let mut w = Walk { model, out: BTreeSet::new(), defines: BTreeSet::new(), scores: BTreeSet::new() };
    rule.conditions().for_each(|c| w.cond(c));
    rule.lets.iter().for_each(|l| w.value(&l.value));
    if let Some(r) = &rule.recall {
        w.presence(&r.done);
    }
    match &rule.kind {
        RuleKind::Authored => {}
        RuleKind::Interaction(i) => [&i.a, &i.b].into_iter().for_each(|p| w.presence(p)),
        RuleKind::Result(id, _) => w.observation(*id),
    }
    w.out.into_iter().collect()
}

struct Walk<'m> {
    model: &'m Model,
    out: BTreeSet<Need>,
    defines: BTreeSet<u32>,
    scores: BTreeSet<u32>,
}

fn resource(kind: FactKind) -> &'static str {
    match kind {
        FactKind::Condition => "Condition",
        FactKind::Allergy => "AllergyIntolerance",
        FactKind::Medication => "MedicationRequest",
        FactKind::Observation => "Observation",
        FactKind::Procedure => "Procedure",
        FactKind::Immunization => "Immunization",
        FactKind::Order => "ServiceRequest",
        FactKind::Encounter => "Encounter",
        FactKind::FamilyHistory => "FamilyMemberHistory",
    }
}

impl Walk<'_> {
    fn observation(&mut self, id: ObservationId) {
        self.out.insert(Need::Observation(id));
    }

    fn presence(&mut self, p: &Presence) {
        for t in &p.targets {
            match t {
                Target::Set(id) => _ = self.out.insert(Need::Set(resource(FactKind::of(p.verb)), *id)),
                Target::Observation(id) => self.observation(*id),
            }
        }
    }

    fn series(&mut self, s: &Series) {
        self.observation(s.observation);
    }

    fn value(&mut self, v: &ValueExpr) {
        match v {
            ValueExpr::Cond(c) => self.cond(c),
            ValueExpr::Num(n) => self.number(n),
            ValueExpr::Text(t) => self.text(t),
            ValueExpr::Time(_) => {}
        }
    }

    fn define(&mut self, id: u32) {
        if !self.defines.insert(id) {
            return;
        }
        let model = self.model;
        match model.defines.get(id as usize).map(|d| &d.value) {
            Some(DefineValue::Cond(c)) => self.cond(c),
            Some(DefineValue::Num(n)) => self.number(n),
            Some(DefineValue::Text(t)) => self.text(t),
            Some(DefineValue::Time(_)) | None => {}
        }
    }

    fn score(&mut self, id: u32) {
        if !self.scores.insert(id) {
            return;
        }
        let model = self.model;
        let Some(s) = model.scores.get(id as usize) else { return };
        s.population.iter().for_each(|c| self.cond(c));
        for item in &s.items {
            match item {
                ScoreItem::If(_, c) => self.cond(c),
                ScoreItem::Points(n) | ScoreItem::By(n, _) => self.number(n),
                ScoreItem::Score(inner) => self.score(inner.0),
                ScoreItem::ByChoice(..) => {}
            }
        }
    }

    fn cond(&mut self, c: &Cond) {
        match &c.kind {
            CondKind::And(all) | CondKind::Or(all) => all.iter().for_each(|c| self.cond(c)),
            CondKind::Not(c) | CondKind::Surely(c) => self.cond(c),
            CondKind::Define(id) => self.define(id.0),
            CondKind::Present(p) => self.presence(p),
            CondKind::Any(p, c) | CondKind::All(p, c) => {
                self.presence(p);
                self.cond(c);
            }
            CondKind::Compare(_, a, b) => [a, b].into_iter().for_each(|n| self.number(n)),
            CondKind::Level(s, _) | CondKind::Flagged(s, _) => self.series(s),
            CondKind::ConceptIs(s, _) => self.series(s),
            CondKind::TextIs(t, _) => self.text(t),
            CondKind::BandIs(id, _) => self.score(id.0),
            CondKind::Known(v) => self.value(v),
            CondKind::Repeat(r) => self.series(&r.series),
            CondKind::Trend(t) => self.series(&t.series),
            CondKind::Call(call) => self.call(call),
            _ => {}
        }
    }

    fn number(&mut self, n: &NumExpr) {
        match &n.kind {
            NumKind::Aggregate(a) => self.series(&a.series),
            NumKind::Count(p, c) => {
                self.presence(p);
                c.iter().for_each(|c| self.cond(c));
            }
            NumKind::Over(_, n, p) => {
                self.number(n);
                self.presence(p);
            }
            NumKind::Define(id) => self.define(id.0),
            NumKind::Score(id) => self.score(id.0),
            NumKind::Call(call) => self.call(call),
            NumKind::Neg(a) | NumKind::Convert(a, _) => self.number(a),
            NumKind::Add(a, b) | NumKind::Sub(a, b) | NumKind::Mul(a, b) | NumKind::Div(a, b) => {
                [a, b].into_iter().for_each(|n| self.number(n));
            }
            NumKind::Math(_, all) | NumKind::FirstKnown(all) => all.iter().for_each(|n| self.number(n)),
            NumKind::If(c, a, b) => {
                self.cond(c);
                [a, b].into_iter().for_each(|n| self.number(n));
            }
            NumKind::Choose(rows) => rows.iter().for_each(|(c, n)| {
                self.cond(c);
                self.number(n);
            }),
            _ => {}
        }
    }

    fn text(&mut self, t: &TextExpr) {
        match &t.kind {
            TextKind::Result(s) => self.series(s),
            TextKind::Band(id) => self.score(id.0),
            TextKind::Define(id) => self.define(id.0),
            TextKind::Call(call) => self.call(call),
            TextKind::Choose(rows) => rows.iter().for_each(|(c, t)| {
                self.cond(c);
                self.text(t);
            }),
            TextKind::Const(_) | TextKind::Field(..) | TextKind::Let(_) => {}
        }
    }

    fn call(&mut self, call: &Call) {
        let (Call::Table(_, args) | Call::Function(_, args)) = call;
        for a in args {
            match a {
                Arg::Num(n) => self.number(n),
                Arg::Text(t) => self.text(t),
                Arg::Cond(c) => self.cond(c),
                Arg::Facts(p) => self.presence(p),
                Arg::Choice(_) => {}
            }
        }
    }
}
