//! The graph as bytes, for the cache.
//!
//! A graph that was read runs in no circle and is not deeper than evaluation can follow: a node
//! has parts that come before it, and nothing else.

use super::{
    Cost, Ir, Leaf, LeafIx, LeafKind, Node, NodeIx, NumberIx, NumberSite, Parts, Root, RuleIr, Site,
};
use crate::codec::{Codec, Damaged, Read, Reader, Writer, codec_enum, codec_places, codec_struct};
use crate::model::kind;

/// Graphs with a longer way down are neither written nor read; the checker allows less.
const DEEP: u32 = 1000;

codec_places!(NodeIx GRAPH, LeafIx LEAF, NumberIx NUMBER);

codec_struct!(Parts { start, len });
codec_enum!(Node { 0 => Const(a), 1 => And(a), 2 => Or(a), 3 => Not(a), 4 => Leaf(a) });
codec_enum!(Root {
    0 => Population(a), 1 => When(a), 2 => Unless(a, b), 3 => Let(a, b), 4 => Define(a), 5 => Rule(a),
});
codec_struct!(Site { root, path });
codec_enum!(NumberSite { 0 => Compared(a, b), 1 => Let(a, b), 2 => Define(a) });
codec_enum!(LeafKind {
    0 => Model, 1 => Threshold { number, op, value }, 2 => Pairs(a), 3 => Own(a), 4 => Recall,
});
codec_enum!(Cost { 0 => Person, 1 => Presence, 2 => Number, 3 => Other });
codec_struct!(Leaf { kind, site, cost });
codec_struct!(RuleIr { base, except });

/// The longest way down from every node; `None` where a node is no part of those before it.
fn depths(ir: &Ir) -> Option<Vec<u32>> {
    let mut all: Vec<u32> = Vec::with_capacity(ir.nodes.len());
    for node in &ir.nodes {
        let below = |n: &NodeIx| all.get(n.0 as usize).copied();
        let deepest = match node {
            Node::Const(_) | Node::Leaf(_) => 0,
            Node::Not(n) => below(n)?,
            Node::And(parts) | Node::Or(parts) => {
                ir.parts(*parts).iter().try_fold(0, |most, n| Some(below(n)?.max(most)))?
            }
        };
        all.push(deepest.saturating_add(1));
    }
    Some(all)
}

impl Ir {
    /// Whether it can be read back.
    pub fn is_writable(&self) -> bool {
        depths(self).is_some_and(|all| all.iter().all(|d| *d <= DEEP))
    }

    /// Takes off what it put. From then on the places of its nodes and numbers are known.
    pub fn get(r: &mut Reader<'_>) -> Read<Ir> {
        let numbers: Vec<NumberSite> = Codec::get(r)?;
        r.limit(kind::NUMBER, numbers.len())?;
        let leaves: Vec<Leaf> = Codec::get(r)?;
        r.limit(kind::LEAF, leaves.len())?;
        let nodes: Vec<Node> = Codec::get(r)?;
        let parts = r.row()?.iter().map(|n| NodeIx(*n)).collect();
        r.limit(kind::GRAPH, nodes.len())?;
        let mut ir = Ir { numbers, leaves, nodes, parts, cost: Vec::new(), rules: Codec::get(r)? };
        if !ir.is_writable() {
            return Err(Damaged);
        }
        ir.cost.reserve_exact(ir.nodes.len());
        for at in 0..ir.nodes.len() {
            let cost = ir.nodes.get(at).map_or(Cost::Other, |node| ir.cost_of(node));
            ir.cost.push(cost);
        }
        Ok(ir)
    }

    pub fn put(&self, w: &mut Writer) {
        let Ir { nodes, parts, leaves, numbers, rules, cost: _ } = self;
        numbers.put(w);
        leaves.put(w);
        nodes.put(w);
        w.row(&parts.iter().map(|n| n.0).collect::<Vec<_>>());
        rules.put(w);
    }
}
