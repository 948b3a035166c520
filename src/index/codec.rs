//! The index as bytes, for the cache.
//!
//! What is read holds no place out of its table. What follows from the rest (the order of keys by
//! kind and set, where the rules of two keys begin) is worked out again.

use super::{Bounds, FactKey, Gated, Index, KeyIx, Matcher, Posting, Vocabulary};
use crate::codec::{Codec, Damaged, Read, Reader, Writer, codec_places, codec_struct};
use crate::ir::{NodeIx, NumberIx};
use crate::model::kind;

codec_places!(KeyIx KEY, Matcher MATCHER, Rule RULE);

/// A rule by position.
struct Rule(u32);

codec_struct!(FactKey { kind, matcher, current });
codec_struct!(Gated { gate, number, bounds });

/// Rules by position.
fn put_rules(rules: &[u32], w: &mut Writer) {
    w.length(rules.len());
    rules.iter().for_each(|r| r.put(w));
}

fn rules(r: &mut Reader<'_>) -> Read<Vec<u32>> {
    (0..r.length()?).map(|_| Rule::get(r).map(|rule| rule.0)).collect()
}

impl Codec for Bounds {
    fn put(&self, w: &mut Writer) {
        let Bounds { up, down, equal } = self;
        up.put(w);
        down.put(w);
        equal.put(w);
    }

    fn get(r: &mut Reader<'_>) -> Read<Bounds> {
        let bounds = Bounds { up: Codec::get(r)?, down: Codec::get(r)?, equal: Codec::get(r)? };
        let limit = r.limits.get(kind::RULE).copied().unwrap_or(0);
        if bounds.rules().all(|rule| rule < limit) { Ok(bounds) } else { Err(Damaged) }
    }
}

impl Codec for Posting {
    fn put(&self, w: &mut Writer) {
        let Posting { single, paired, bounded } = self;
        put_rules(single, w);
        w.length(paired.len());
        paired.iter().for_each(|(key, rule)| {
            key.put(w);
            rule.put(w);
        });
        bounded.put(w);
    }

    fn get(r: &mut Reader<'_>) -> Read<Posting> {
        let single = rules(r)?.into();
        let paired = (0..r.length()?).map(|_| Ok((Codec::get(r)?, Rule::get(r)?.0))).collect::<Read<_>>()?;
        Ok(Posting { single, paired, bounded: Codec::get(r)? })
    }
}

impl Index {
    pub fn put(&self, w: &mut Writer) {
        let Index {
            keys,
            postings,
            bounds,
            guards,
            always,
            pairs: _,
            by_matcher: _,
            starts: _,
            by_kind: _,
            by_group: _,
        } = self;
        keys.put(w);
        postings.put(w);
        bounds.put(w);
        w.length(guards.len());
        for (guard, rules) in guards {
            guard.put(w);
            put_rules(rules, w);
        }
        put_rules(always, w);
    }

    /// Takes off what it put, after the graph that it is about; to be [`arranged`](Index::arrange) before use.
    pub fn get(r: &mut Reader<'_>) -> Read<Index> {
        let keys: Vec<FactKey> = Codec::get(r)?;
        r.limit(kind::KEY, keys.len())?;
        let postings: Vec<Posting> = Codec::get(r)?;
        if postings.len() != keys.len() {
            return Err(Damaged);
        }
        let bounds: Vec<(NumberIx, Bounds)> = Codec::get(r)?;
        let guards = (0..r.length()?).map(|_| Ok((NodeIx::get(r)?, rules(r)?))).collect::<Read<_>>()?;
        Ok(Index { keys, postings, bounds, guards, always: rules(r)?, ..Index::default() })
    }
}

impl Vocabulary {
    pub fn put(&self, w: &mut Writer) {
        let Vocabulary { sets, observations, codes, branches, longest_branch, names, atc, group, groups } =
            self;
        sets.put(w);
        observations.put(w);
        codes.put(w);
        branches.put(w);
        longest_branch.put(w);
        names.put(w);
        atc.put(w);
        w.row(group);
        groups.put(w);
    }

    /// Takes off what it put.
    pub fn get(r: &mut Reader<'_>) -> Read<Vocabulary> {
        Ok(Vocabulary {
            sets: Codec::get(r)?,
            observations: Codec::get(r)?,
            codes: Codec::get(r)?,
            branches: Codec::get(r)?,
            longest_branch: Codec::get(r)?,
            names: Codec::get(r)?,
            atc: Codec::get(r)?,
            group: r.row()?,
            groups: Codec::get(r)?,
        })
    }
}
