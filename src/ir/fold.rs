//! The pass `fold`: constants are worked out, a node with one part gives way to it.

use super::{Ir, Node, NodeIx};

/// What is left of an `and` or `or`.
pub(super) enum Folded {
    Const(bool),
    One(NodeIx),
    Many,
}

/// Kleene's `and` is false with one false part, and true parts do not count; `or` the other way round.
pub(super) fn parts(ir: &Ir, and: bool, parts: &mut Vec<NodeIx>) -> Folded {
    let constant = |n: &NodeIx| match ir.node(*n) {
        Node::Const(b) => Some(*b),
        _ => None,
    };
    if parts.iter().any(|n| constant(n) == Some(!and)) {
        return Folded::Const(!and);
    }
    parts.retain(|n| constant(n) != Some(and));
    match parts.as_slice() {
        [] => Folded::Const(and),
        [one] => Folded::One(*one),
        _ => Folded::Many,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_constant_decides_or_does_not_count() {
        let ir = Ir {
            nodes: vec![Node::Const(true), Node::Const(false), Node::Leaf(super::super::LeafIx(0))],
            ..Ir::default()
        };
        let (yes, no, open) = (NodeIx(0), NodeIx(1), NodeIx(2));
        assert!(matches!(parts(&ir, true, &mut vec![open, no]), Folded::Const(false)));
        assert!(matches!(parts(&ir, true, &mut vec![yes, open]), Folded::One(n) if n == open));
        assert!(matches!(parts(&ir, false, &mut vec![open, yes]), Folded::Const(true)));
        assert!(matches!(parts(&ir, false, &mut vec![no]), Folded::Const(false)));
        assert!(matches!(parts(&ir, true, &mut vec![]), Folded::Const(true)));
        assert!(matches!(parts(&ir, true, &mut vec![open, open]), Folded::Many));
    }
}
