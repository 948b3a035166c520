//! From the model to the graph.

use super::{
    Cost, Ir, Leaf, LeafIx, LeafKind, Node, NodeIx, NumberIx, NumberSite, Parts, Passes, Root, RuleIr, Site,
};
use super::{fold, is_personal, normalise, same};
use crate::model::{
    Cond, CondKind, DefineId, DefineValue, LetId, Model, NumExpr, NumKind, Rule, RuleKind, ValueExpr,
};
use crate::value::{CmpOp, Num};
use rustc_hash::FxHashMap;

/// How deep conditions are followed; what lies deeper is one leaf.
const DEPTH: usize = 100;

/// The graph of a model.
pub(crate) fn lower(model: &Model, passes: Passes) -> Ir {
    let mut b = Builder::new(model, passes);
    let rules = (0u32..).zip(&model.rules);
    let lowered: Vec<RuleIr> = rules.map(|(at, rule)| b.rule(at, rule)).collect();
    b.ir.rules = lowered;
    b.ir.nodes.shrink_to_fit();
    b.ir.parts.shrink_to_fit();
    b.ir.numbers.shrink_to_fit();
    b.ir.leaves.shrink_to_fit();
    b.ir.cost.shrink_to_fit();
    b.ir
}

pub(super) struct Builder<'m> {
    model: &'m Model,
    passes: Passes,
    pub ir: Ir,
    nodes: FxHashMap<Node, NodeIx>,
    /// `and`s and `or`s by their parts.
    joined: FxHashMap<(bool, Box<[NodeIx]>), NodeIx>,
    leaves: FxHashMap<String, LeafIx>,
    numbers: FxHashMap<String, NumberIx>,
    defines: FxHashMap<u32, NodeIx>,
    /// What `not` made of a node.
    negated: FxHashMap<NodeIx, NodeIx>,
    /// Definitions being followed, so that none follows itself.
    following: Vec<u32>,
}

fn position(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

impl<'m> Builder<'m> {
    fn new(model: &'m Model, passes: Passes) -> Self {
        Builder {
            model,
            passes,
            ir: Ir::default(),
            nodes: FxHashMap::default(),
            joined: FxHashMap::default(),
            leaves: FxHashMap::default(),
            numbers: FxHashMap::default(),
            defines: FxHashMap::default(),
            negated: FxHashMap::default(),
            following: Vec::new(),
        }
    }

    /// Adds a node, or finds the same one.
    pub fn add(&mut self, node: Node) -> NodeIx {
        let share = self.passes.share;
        if let Some(found) = self.nodes.get(&node).filter(|_| share) {
            return *found;
        }
        let at = self.push(node);
        if share {
            self.nodes.insert(node, at);
        }
        at
    }

    fn push(&mut self, node: Node) -> NodeIx {
        let at = NodeIx(position(self.ir.nodes.len()));
        let cost = self.ir.cost_of(&node);
        self.ir.cost.push(cost);
        self.ir.nodes.push(node);
        at
    }

    fn join(&mut self, and: bool, parts: Vec<NodeIx>) -> NodeIx {
        let mut parts = parts;
        if self.passes.normalise {
            normalise::parts(&self.ir, and, &mut parts);
        }
        if self.passes.fold {
            match fold::parts(&self.ir, and, &mut parts) {
                fold::Folded::Const(b) => return self.add(Node::Const(b)),
                fold::Folded::One(n) => return n,
                fold::Folded::Many => {}
            }
        }
        let key = (and, parts.into_boxed_slice());
        if let Some(found) = self.joined.get(&key).filter(|_| self.passes.share) {
            return *found;
        }
        let all = &mut self.ir.parts;
        let place = Parts { start: position(all.len()), len: position(key.1.len()) };
        all.extend(&key.1);
        let at = self.push(if and { Node::And(place) } else { Node::Or(place) });
        if self.passes.share {
            self.joined.insert(key, at);
        }
        at
    }

    fn not(&mut self, n: NodeIx) -> NodeIx {
        if let Some(known) = self.negated.get(&n) {
            return *known;
        }
        let negated = self.negate(n);
        self.negated.insert(n, negated);
        negated
    }

    fn negate(&mut self, n: NodeIx) -> NodeIx {
        match *self.ir.node(n) {
            Node::Const(b) if self.passes.fold => self.add(Node::Const(!b)),
            Node::Not(inner) if self.passes.normalise => inner,
            // De Morgan holds for three values.
            Node::And(parts) if self.passes.normalise => {
                let parts = self.ir.parts(parts).to_vec();
                let parts = parts.into_iter().map(|p| self.not(p)).collect();
                self.join(false, parts)
            }
            Node::Or(parts) if self.passes.normalise => {
                let parts = self.ir.parts(parts).to_vec();
                let parts = parts.into_iter().map(|p| self.not(p)).collect();
                self.join(true, parts)
            }
            _ => self.add(Node::Not(n)),
        }
    }

    fn rule(&mut self, at: u32, rule: &'m Rule) -> RuleIr {
        let mut base = Vec::new();
        let mut clause = |b: &mut Self, root, c: &'m Option<Box<Cond>>| {
            if let Some(c) = c {
                let n = b.cond(c, root, &mut Vec::new(), at);
                base.push(n);
            }
        };
        clause(self, Root::Population(at), &rule.population);
        clause(self, Root::When(at), &rule.when);
        match &rule.kind {
            RuleKind::Authored => {}
            RuleKind::Interaction(_) => base.push(self.special(LeafKind::Pairs(at), at)),
            RuleKind::Result(id, _) => base.push(self.special(LeafKind::Own(*id), at)),
        }
        if rule.recall.is_some() {
            base.push(self.special(LeafKind::Recall, at));
        }
        let exceptions = (0u32..).zip(&rule.unless);
        let except =
            exceptions.map(|(i, c)| self.cond(c, Root::Unless(at, i), &mut Vec::new(), at)).collect();
        RuleIr { base: self.join(true, base), except: self.join(false, except) }
    }

    fn special(&mut self, kind: LeafKind, rule: u32) -> NodeIx {
        let site = Site { root: Root::Rule(rule), path: Box::default() };
        let leaf = LeafIx(position(self.ir.leaves.len()));
        self.ir.leaves.push(Leaf { kind, site, cost: Cost::Other });
        self.add(Node::Leaf(leaf))
    }

    fn cond(&mut self, c: &'m Cond, root: Root, path: &mut Vec<u16>, rule: u32) -> NodeIx {
        let deep = path.len() + self.following.len() >= DEPTH;
        match &c.kind {
            CondKind::Const(b) => self.add(Node::Const(*b)),
            CondKind::And(parts) | CondKind::Or(parts) if !deep && parts.len() < usize::from(u16::MAX) => {
                let mut lowered = Vec::with_capacity(parts.len());
                for (step, part) in (0u16..).zip(parts) {
                    path.push(step);
                    lowered.push(self.cond(part, root, path, rule));
                    path.pop();
                }
                self.join(matches!(c.kind, CondKind::And(_)), lowered)
            }
            CondKind::Not(inner) if !deep => {
                path.push(0);
                let n = self.cond(inner, root, path, rule);
                path.pop();
                self.not(n)
            }
            CondKind::Define(id) if !deep => {
                self.define(*id).unwrap_or_else(|| self.leaf(c, root, path, rule))
            }
            CondKind::Let(id) if !deep => {
                self.let_cond(*id, rule).unwrap_or_else(|| self.leaf(c, root, path, rule))
            }
            _ => self.leaf(c, root, path, rule),
        }
    }

    fn define(&mut self, id: DefineId) -> Option<NodeIx> {
        if let Some(known) = self.defines.get(&id.0) {
            return Some(*known);
        }
        let model = self.model;
        let DefineValue::Cond(c) = &model.defines.get(id.index())?.value else { return None };
        if self.following.contains(&id.0) {
            return None;
        }
        self.following.push(id.0);
        let n = self.cond(c, Root::Define(id.0), &mut Vec::new(), u32::MAX);
        self.following.pop();
        self.defines.insert(id.0, n);
        Some(n)
    }

    fn let_cond(&mut self, id: LetId, rule: u32) -> Option<NodeIx> {
        let model = self.model;
        let lets = &model.rules.get(rule as usize)?.lets;
        let ValueExpr::Cond(c) = &lets.get(id.index())?.value else { return None };
        self.following.push(u32::MAX);
        let n = self.cond(c, Root::Let(rule, id.0), &mut Vec::new(), rule);
        self.following.pop();
        Some(n)
    }

    fn leaf(&mut self, c: &'m Cond, root: Root, path: &[u16], rule: u32) -> NodeIx {
        let key = if self.passes.share { same::of_cond(c, rule) } else { format!("#{}", c.id.0) };
        if let Some(found) = self.leaves.get(&key) {
            return self.add(Node::Leaf(*found));
        }
        let site = Site { root, path: path.into() };
        let (kind, cost) = match (&c.kind, threshold(c)) {
            (_, Some((n, second, op, value))) => {
                let number = self.number(n, second, &site, rule);
                (LeafKind::Threshold { number, op, value }, Cost::Number)
            }
            (kind, _) if is_personal(kind) => (LeafKind::Model, Cost::Person),
            (CondKind::Present(_), _) => (LeafKind::Model, Cost::Presence),
            _ => (LeafKind::Model, Cost::Other),
        };
        let leaf = LeafIx(position(self.ir.leaves.len()));
        self.ir.leaves.push(Leaf { kind, site, cost });
        self.leaves.insert(key, leaf);
        self.add(Node::Leaf(leaf))
    }

    /// A number, behind the names it goes by.
    fn number(&mut self, n: &'m NumExpr, second: bool, site: &Site, rule: u32) -> NumberIx {
        let model = self.model;
        let (mut n, mut at) = (n, NumberSite::Compared(site.clone(), second));
        for _ in 0..DEPTH {
            let next = match &n.kind {
                NumKind::Let(id) => NumberSite::Let(rule, id.0),
                NumKind::Define(id) => NumberSite::Define(id.0),
                _ => break,
            };
            // A definition knows no names of the rule.
            if matches!((&at, &next), (NumberSite::Define(_), NumberSite::Let(..))) {
                break;
            }
            let Some(inner) = next.find(model) else { break };
            (n, at) = (inner, next);
        }
        let key = if self.passes.share { same::of_number(n, rule) } else { format!("#{}", n.id.0) };
        let numbers = &mut self.ir.numbers;
        *self.numbers.entry(key).or_insert_with(|| {
            numbers.push(at);
            NumberIx(position(numbers.len() - 1))
        })
    }
}

/// A number against a fixed one: the number, whether it stands second, and the comparison with it first.
fn threshold(c: &Cond) -> Option<(&NumExpr, bool, CmpOp, Num)> {
    let CondKind::Compare(op, a, b) = &c.kind else { return None };
    match (&a.kind, &b.kind) {
        (NumKind::Const(_), NumKind::Const(_)) => None,
        (_, NumKind::Const(v)) => Some((a, false, *op, *v)),
        (NumKind::Const(v), _) => Some((b, true, op.flip(), *v)),
        _ => None,
    }
}
