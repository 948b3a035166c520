//! The intermediate representation: what a rule's conditions mean for its
//! outcome, as one graph for all rules.
//!
//! A rule is two conditions here: its *base* (population, pair, `when`, result,
//! recall) and its *exceptions*. Inner nodes are Kleene's `and`, `or` and `not`;
//! a [`Leaf`] is a question about the patient that the evaluator answers from the
//! model. Only the truth of a condition is represented: what was missing and
//! which facts speak for it are read off the model once a rule has something to
//! say.
//!
//! Passes can be switched off one by one ([`Passes`]); none changes a truth.
//! Knows nothing of patients and indexes.

mod codec;
mod fold;
mod lower;
mod normalise;
mod print;
mod same;
mod site;

pub(crate) use lower::lower;
pub(crate) use same::same_condition;
pub(crate) use site::{NumberSite, Root, Site};

use crate::model::{Cond, CondKind, Model, ObservationId};
use crate::value::{CmpOp, Num};

/// Which passes run over the representation.
///
/// ```
/// use curbside::plan::Passes;
/// assert!(Passes::default().share);
/// assert!(!Passes::none().fold);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Passes {
    /// Constants are worked out, and nodes with one part give way to it.
    pub fold: bool,
    /// `and` in `and` is one, `not` moves inward, parts are sorted by cost and each is there once.
    pub normalise: bool,
    /// Equal conditions of different rules are one node, evaluated once.
    pub share: bool,
}

impl Passes {
    /// None of them.
    pub fn none() -> Passes {
        Passes { fold: false, normalise: false, share: false }
    }
}

impl Default for Passes {
    /// All of them.
    fn default() -> Self {
        Passes { fold: true, normalise: true, share: true }
    }
}

/// A node of the graph, by position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct NodeIx(pub u32);

/// A leaf of the graph, by position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct LeafIx(pub u32);

/// A number that thresholds are compared with, by position.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct NumberIx(pub u32);

/// The parts of a node, by position among those of all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Parts {
    start: u32,
    len: u32,
}

/// A condition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Node {
    Const(bool),
    And(Parts),
    Or(Parts),
    Not(NodeIx),
    Leaf(LeafIx),
}

/// A question about the patient.
#[derive(Debug, Clone)]
pub(crate) struct Leaf {
    pub kind: LeafKind,
    /// Where the model has it; for a shared leaf, its first place.
    pub site: Site,
    pub cost: Cost,
}

/// What a leaf asks.
#[derive(Debug, Clone)]
pub(crate) enum LeafKind {
    /// A condition of the model, as it stands there.
    Model,
    /// A number against a fixed one.
    Threshold { number: NumberIx, op: CmpOp, value: Num },
    /// An interaction's pair.
    Pairs(u32),
    /// An observation's own rule.
    Own(ObservationId),
    /// A rule's care gap.
    Recall,
}

/// How dear an answer is; cheap parts of an `and` are asked first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Cost {
    /// Age, sex, pregnancy, the request: known before any fact is looked at.
    Person,
    /// Whether facts are there.
    Presence,
    /// A number.
    Number,
    /// Anything else.
    Other,
}

/// A rule's two conditions.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RuleIr {
    pub base: NodeIx,
    pub except: NodeIx,
}

/// The graph.
#[derive(Debug, Clone, Default)]
pub(crate) struct Ir {
    pub nodes: Vec<Node>,
    /// The parts of all nodes, one after the other.
    pub parts: Vec<NodeIx>,
    pub leaves: Vec<Leaf>,
    pub numbers: Vec<NumberSite>,
    /// By position of the rule in the model.
    pub rules: Vec<RuleIr>,
    /// The dearest leaf below each node; `Person` where there is none.
    pub cost: Vec<Cost>,
}

impl Ir {
    pub fn node(&self, n: NodeIx) -> &Node {
        self.nodes.get(n.0 as usize).unwrap_or(&Node::Const(true))
    }

    /// The parts of a node.
    pub fn parts(&self, p: Parts) -> &[NodeIx] {
        let start = p.start as usize;
        self.parts.get(start..start.saturating_add(p.len as usize)).unwrap_or_default()
    }

    pub fn leaf(&self, l: LeafIx) -> Option<&Leaf> {
        self.leaves.get(l.0 as usize)
    }

    pub fn cost(&self, n: NodeIx) -> Cost {
        self.cost.get(n.0 as usize).copied().unwrap_or(Cost::Other)
    }

    /// The dearest leaf below a node whose parts are there already.
    fn cost_of(&self, node: &Node) -> Cost {
        match node {
            Node::Const(_) => Cost::Person,
            Node::Leaf(l) => self.leaf(*l).map_or(Cost::Other, |l| l.cost),
            Node::Not(n) => self.cost(*n),
            Node::And(parts) | Node::Or(parts) => {
                self.parts(*parts).iter().map(|p| self.cost(*p)).max().unwrap_or(Cost::Person)
            }
        }
    }

    /// The condition of the model behind a leaf.
    pub fn cond<'m>(&self, l: LeafIx, model: &'m Model) -> Option<&'m Cond> {
        self.leaf(l)?.site.find(model)
    }
}

/// Known before any fact is looked at.
fn is_personal(c: &CondKind) -> bool {
    matches!(
        c,
        CondKind::Age { .. }
            | CondKind::Sex(_)
            | CondKind::Pregnant
            | CondKind::Breastfeeding
            | CondKind::Deceased
    )
}
