//! What a finding says and what it is about, as hashes.

use crate::policy::hex;
use curbside::eval::result::Finding;
use curbside::vocab::Category;
use serde::Serialize;
use sha2::{Digest, Sha256};

/// Bytes of a hash that are kept.
const KEPT: usize = 16;

/// All of a value, to hash or to order by.
pub(super) fn text(value: &impl Serialize) -> Vec<u8> {
    // Texts, lists and tuples of them always serialise.
    serde_json::to_vec(value).unwrap_or_default()
}

fn hash(value: &impl Serialize) -> String {
    hex(Sha256::digest(text(value)).get(..KEPT).unwrap_or_default())
}

/// What it says and the facts it rests on, with their dates. A new result, another dose, another
/// severity or a datum that was missing before makes another hash. Sources are left out: a draft
/// has another name on every hook.
pub(super) fn data(f: &Finding) -> String {
    let mut facts: Vec<_> = f.facts.iter().map(|x| (&x.text, &x.date)).collect();
    facts.sort();
    let mut missing: Vec<_> = f.missing.iter().map(|g| (&g.datum, g.reason)).collect();
    missing.sort();
    hash(&(f.severity, f.certainty, &f.message, &f.detail, facts, missing))
}

/// The category and the facts it is about; `None` where two findings could have these in common
/// and yet say different things.
///
/// A warning is about the drugs and results it names, if there are two of them: an interaction
/// stays one, whoever lists it. Advice is about what it advises, too: many an advice rests on
/// the same diagnosis.
pub(super) fn situation(f: &Finding) -> Option<String> {
    if f.certainty == curbside::eval::result::FindingCertainty::Question {
        return None;
    }
    let mut facts: Vec<_> =
        f.facts.iter().filter(|x| x.source.is_some()).map(|x| (&x.text, &x.date)).collect();
    facts.sort();
    facts.dedup();
    let pair = f.category == Category::Safety && facts.len() >= 2;
    let mut advice: Vec<_> = f.suggestions.iter().map(|s| (&s.action, &s.what)).collect();
    advice.sort();
    match (pair, facts.is_empty(), advice.is_empty()) {
        (_, true, _) | (false, _, true) => None,
        (true, ..) => Some(hash(&(f.category, facts))),
        (false, ..) => Some(hash(&(f.category, facts, advice))),
    }
}

/// Whether two findings share a fact that has a source.
pub(super) fn share(a: &Finding, b: &Finding) -> bool {
    let sources = |f: &Finding| f.facts.iter().filter_map(|x| x.source.clone()).collect::<Vec<_>>();
    let theirs = sources(b);
    sources(a).iter().any(|s| theirs.contains(s))
}
