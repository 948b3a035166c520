//! The pass `normalise`: flat, each part once, cheap parts first.
//!
//! Kleene's `and` and `or` are associative, commutative and idempotent, so the
//! truth stays the same. (`not` is moved inward where nodes are made.)

use super::{Ir, Node, NodeIx};

pub(super) fn parts(ir: &Ir, and: bool, parts: &mut Vec<NodeIx>) {
    let mut flat = Vec::with_capacity(parts.len());
    for n in parts.iter() {
        match (and, ir.node(*n)) {
            (true, Node::And(inner)) | (false, Node::Or(inner)) => flat.extend(ir.parts(*inner)),
            _ => flat.push(*n),
        }
    }
    // By cost, then as they stand; a part that is there twice counts once.
    flat.sort_by_key(|n| (ir.cost(*n), *n));
    flat.dedup();
    *parts = flat;
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::{Cost, LeafIx, Parts};

    #[test]
    fn flat_cheap_first_and_once() {
        let leaf = |n| Node::Leaf(LeafIx(n));
        let nodes = vec![leaf(0), leaf(1), Node::And(Parts { start: 0, len: 2 })];
        let ir = Ir {
            nodes,
            parts: vec![NodeIx(1), NodeIx(0)],
            cost: vec![Cost::Other, Cost::Person, Cost::Other],
            ..Ir::default()
        };
        let mut all = vec![NodeIx(0), NodeIx(2), NodeIx(0)];
        parts(&ir, true, &mut all);
        assert_eq!(all, [NodeIx(1), NodeIx(0)]);
        let mut other = vec![NodeIx(2), NodeIx(0)];
        parts(&ir, false, &mut other);
        assert_eq!(other, [NodeIx(0), NodeIx(2)]);
    }
}
