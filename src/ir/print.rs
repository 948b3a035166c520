//! The graph of a rule as text, for `explain --plan`.

use super::{Ir, LeafIx, LeafKind, Node, NodeIx};
use crate::model::Model;

impl Ir {
    /// A condition in words, as far as it was written.
    pub fn text(&self, n: NodeIx, model: &Model) -> String {
        let join = |parts: &[NodeIx], word: &str| {
            let each: Vec<String> = parts.iter().map(|p| self.text(*p, model)).collect();
            format!("({})", each.join(word))
        };
        match self.node(n) {
            Node::Const(b) => if *b { "yes" } else { "no" }.to_string(),
            Node::And(parts) => join(self.parts(*parts), " and "),
            Node::Or(parts) => join(self.parts(*parts), " or "),
            Node::Not(inner) => format!("not {}", self.text(*inner, model)),
            Node::Leaf(l) => self.leaf_text(*l, model),
        }
    }

    pub fn leaf_text(&self, l: LeafIx, model: &Model) -> String {
        if let Some(c) = self.cond(l, model) {
            return model.sources.slice(c.span).split_whitespace().collect::<Vec<_>>().join(" ");
        }
        match self.leaf(l).map(|l| &l.kind) {
            Some(LeafKind::Pairs(_)) => "a pair of medications".into(),
            Some(LeafKind::Own(_)) => "the latest result".into(),
            Some(LeafKind::Recall) => "due again".into(),
            _ => "?".into(),
        }
    }
}
