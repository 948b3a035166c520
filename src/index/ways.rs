//! How every rule is reached, read off the lists; for those who ask why.

use super::{Beside, Index, KeyIx, Way};
use crate::ir::{Ir, Node, NodeIx};

impl Index {
    /// By rule.
    pub fn ways(&self, ir: &Ir) -> Vec<Way> {
        // What is on no list cannot hold.
        let mut ways = vec![Way::Never; ir.rules.len()];
        let mut set = |rule: u32, way: Way| {
            if let Some(w) = ways.get_mut(rule as usize) {
                match (w, way) {
                    (Way::Facts(keys, _), Way::Facts(more, _)) => keys.extend(more),
                    (w, way) => *w = way,
                }
            }
        };
        for (p, key) in self.postings.iter().zip((0u32..).map(KeyIx)) {
            let facts = |beside| Way::Facts(vec![key], beside);
            p.single.iter().for_each(|r| set(*r, facts(Beside::Nothing)));
            p.paired.iter().for_each(|(other, r)| set(*r, facts(Beside::Fact(*other))));
            for g in &p.bounded {
                g.bounds.rules().for_each(|r| set(r, facts(Beside::Threshold(g.number))));
            }
        }
        for (number, bounds) in &self.bounds {
            bounds.rules().for_each(|r| set(r, Way::Threshold(*number)));
        }
        for (guard, rules) in &self.guards {
            rules.iter().for_each(|r| set(*r, Way::Guard(*guard)));
        }
        self.always.iter().for_each(|r| set(*r, Way::Always(why_always(ir, *r))));
        for way in &mut ways {
            if let Way::Facts(keys, _) = way {
                keys.sort_by_key(|k| self.keys.get(k.0 as usize));
            }
        }
        ways
    }
}

/// Why a rule is asked for every patient.
fn why_always(ir: &Ir, rule: u32) -> &'static str {
    let Some(r) = ir.rules.get(rule as usize) else { return "it is unknown to the index" };
    let negative = |n: &NodeIx| matches!(ir.node(*n), Node::Not(_));
    match ir.node(r.base) {
        Node::Const(_) => "it has no condition",
        Node::Not(_) => "it asks for the absence of something",
        Node::And(parts) if ir.parts(*parts).iter().any(negative) => {
            "it asks for the absence of something, and for no fact"
        }
        Node::Or(_) => "one of its alternatives names no fact",
        _ => "what it asks can be open without any fact: a calculation, a course, a score or an answer",
    }
}
