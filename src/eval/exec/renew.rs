//! The answer of a session, renewed after some facts came or went: only the rules and scores that may
//! look at them are asked, and of those only the ones whose end may be another.

use super::super::engine::Eval;
use super::super::result::{Evaluation, Finding, FindingCertainty};
use super::super::run::{Options, arrange, blank, skip};
use super::{Exec, Memo, Scratch, Stamped, count, with_view};
use crate::index::{Asker, Depends, Matcher, Said, Search};
use crate::ir::{LeafIx, LeafKind, Node, NodeIx};
use crate::model::{FactKind, Model, ScoreId};
use crate::plan::Plan;
use crate::snapshot::{Concept, Medication, Snapshot};
use crate::time::Clock;
use crate::value::Truth;
use rustc_hash::{FxBuildHasher, FxHashSet};
use smol_str::SmolStr;

/// What a fact is of.
pub(crate) enum Codes<'a> {
    Concept(&'a Concept),
    Medication(&'a Medication),
}

/// What the codes of some facts may bear on, sorted.
pub(crate) fn askers<'f>(
    model: &Model,
    plan: &Plan,
    scratch: &mut Scratch,
    depends: &Depends,
    facts: impl Iterator<Item = (FactKind, Codes<'f>)>,
) -> Vec<Asker> {
    let mut search = depends.search();
    facts.for_each(|(kind, codes)| look_for(&mut search, model, plan, scratch, kind, &codes));
    search.done()
}

fn look_for(
    search: &mut Search<'_>,
    model: &Model,
    plan: &Plan,
    scratch: &mut Scratch,
    kind: FactKind,
    concept: &Codes<'_>,
) {
    let at = match concept {
        Codes::Medication(m) => scratch.concepts.of_medication(m, model, plan),
        Codes::Concept(c) => scratch.concepts.of(c, model, plan),
    };
    search.of_kind(kind);
    // SOUNDNESS: a dose looks at those results alone that are a weight by their own code.
    if let (FactKind::Observation, Codes::Concept(c)) = (kind, concept)
        && super::super::filters::is_weight(c)
    {
        search.of_weight();
    }
    let Some(known) = scratch.concepts.get(at) else { return };
    for (m, said) in &known.answers.own {
        if *said != Said::No {
            search.of_list(kind, Matcher(*m));
        }
    }
    for (group, _) in &known.answers.open {
        search.of_group(kind, *group);
    }
}

/// Evaluates again what a changed fact may bear on: these rules and scores, sorted. The other
/// entries of the answer stay, and so do the truths and numbers that the fact does not bear on: the memory
/// has to be that of the answer. `compare` sees what the answer had of the rules that were asked, and what it
/// has of them now, each in the order of an answer.
pub(crate) fn renew(
    model: &Model,
    plan: &Plan,
    scratch: &mut Scratch,
    (snapshot, clock): (&Snapshot, &Clock),
    touched: &[Asker],
    out: &mut Evaluation,
    compare: impl FnOnce(&Evaluation, &Evaluation),
) {
    let options = Options::default();
    with_view(model, plan, scratch, snapshot, clock, &options, |e, memo, _| {
        let before = memo.resume(plan, touched);
        let mut exec = Exec { e, plan, memo };
        let rules = exec.other(touched, before.as_ref(), out);
        let mut gone = take(model, &rules, out, clock);
        let mut part = blank(SmolStr::default(), clock);
        exec.ask_all(&rules, options.limits.findings, &mut part, None);
        arrange(&mut part);
        compare(&gone, &part);
        // A rule that fires without a finding cannot be told from a silent one: none does.
        gone.findings.retain(fires);
        gone.findings.sort_unstable_by(|a, b| a.rule.cmp(&b.rule));
        gone.findings.dedup_by(|a, b| a.rule == b.rule);
        let fired = u32::try_from(gone.findings.len()).unwrap_or(u32::MAX);
        out.stats.fired = out.stats.fired.saturating_sub(fired).saturating_add(part.stats.fired);
        out.findings.append(&mut part.findings);
        put(&mut out.indeterminate, part.indeterminate, |i| &i.rule);
        put(&mut out.suppressed, part.suppressed, |s| &s.rule);
        out.not_evaluated.append(&mut part.not_evaluated);
        out.stats.indeterminate = u32::try_from(out.indeterminate.len()).unwrap_or(u32::MAX);
        out.stats.suppressed = u32::try_from(out.suppressed.len()).unwrap_or(u32::MAX);
        count(out);
        scores(e, touched, out);
        out.notes = e.notes();
        arrange(out);
    });
}

fn scores(e: &Eval<'_>, touched: &[Asker], out: &mut Evaluation) {
    for asker in touched {
        if let Asker::Score(at) = asker {
            e.renew_score(ScoreId(*at), &mut out.scores);
        }
    }
}

fn fires(f: &Finding) -> bool {
    f.certainty != FindingCertainty::Question
}

/// Where a rule stands in a list that is sorted by rule.
fn place<T>(list: &[T], rule: &SmolStr, of: impl Fn(&T) -> &SmolStr) -> Result<usize, usize> {
    list.binary_search_by(|x| of(x).cmp(rule))
}

/// Puts entries into a list that is sorted by rule.
fn put<T>(list: &mut Vec<T>, new: Vec<T>, of: impl Fn(&T) -> &SmolStr + Copy) {
    for x in new {
        let (Ok(at) | Err(at)) = place(list, of(&x), of);
        list.insert(at, x);
    }
}

/// Takes what an answer has of some rules.
fn take(model: &Model, rules: &[u32], out: &mut Evaluation, clock: &Clock) -> Evaluation {
    let mut gone = blank(SmolStr::default(), clock);
    let ids = rules.iter().filter_map(|r| model.rules.get(*r as usize)).map(|r| &r.id);
    for id in ids.clone() {
        if let Ok(at) = place(&out.indeterminate, id, |i| &i.rule) {
            gone.indeterminate.push(out.indeterminate.remove(at));
        }
        if let Ok(at) = place(&out.suppressed, id, |s| &s.rule) {
            gone.suppressed.push(out.suppressed.remove(at));
        }
    }
    let mut set: FxHashSet<&str> = FxHashSet::with_capacity_and_hasher(rules.len(), FxBuildHasher);
    set.extend(ids.map(SmolStr::as_str));
    gone.findings = out.findings.extract_if(.., |f| set.contains(f.rule.as_str())).collect();
    gone
}

/// The leaves that the changed facts bear on, and what each was before, where that is known.
type Leaves = Vec<(u32, Option<Truth>)>;

impl Memo {
    /// The same patient at the same moment; facts have changed that only some bear on. Gives what the
    /// leaves were that they do bear on; `None` where nothing is known.
    ///
    /// SOUNDNESS: whoever is not in `touched` looks at no list that a changed fact stands in.
    fn resume(&mut self, plan: &Plan, touched: &[Asker]) -> Option<Leaves> {
        if self.behind || self.now == 0 {
            self.begin(plan);
            return None;
        }
        let mut before = Vec::new();
        for asker in touched {
            match asker {
                Asker::Leaf(at) => {
                    let Some(Stamped(when, truth)) = self.leaves.get_mut(*at as usize) else { continue };
                    before.push((*at, (*when == self.now).then_some(*truth)));
                    *when = 0;
                }
                Asker::Number(at) => self.numbers.get_mut(*at as usize).into_iter().for_each(|s| s.0 = 0),
                Asker::Rule(_) | Asker::Score(_) => {}
            }
        }
        Some(before)
    }
}

impl Exec<'_, '_> {
    /// The rules that may end in another way than before, or say something else.
    fn other(&mut self, touched: &[Asker], before: Option<&Leaves>, out: &Evaluation) -> Vec<u32> {
        let mut speaking: FxHashSet<&str> =
            FxHashSet::with_capacity_and_hasher(out.findings.len(), FxBuildHasher);
        speaking.extend(out.findings.iter().map(|f| f.rule.as_str()));
        let mut others = Vec::new();
        for asker in touched {
            let Asker::Rule(at) = asker else { continue };
            let Some(rule) = self.e.model.rules.get(*at as usize) else { continue };
            if skip(rule, self.e.facts.snapshot, self.e.clock).is_some() {
                continue;
            }
            let spoke = self.memo.spoke.get(*at as usize) == Some(&self.memo.now);
            let is_other = match before {
                None => true,
                Some(_) if spoke && speaking.contains(rule.id.as_str()) => true,
                Some(before) if self.may_speak(*at) => !self.ends_as_before(*at, before),
                Some(_) => spoke,
            };
            if is_other || self.e.budget.stopped() {
                others.push(*at);
            }
        }
        others
    }

    /// Whether a rule without findings surely ends as it did.
    ///
    /// SOUNDNESS: such an end is made of the truths of the rule's conditions and of the gaps of those that
    /// are open. A condition that is decided has no gaps; so where each condition that the changed facts bear
    /// on is decided as it was, truths and gaps are the same. Facts and messages are told in findings only.
    fn ends_as_before(&mut self, rule: u32, before: &Leaves) -> bool {
        let Some(ir) = self.plan.ir.rules.get(rule as usize).copied() else { return false };
        // Both, so that what each leaf is now is known at the next step.
        let base = self.is_as_before(ir.base, before);
        self.is_as_before(ir.except, before) && base
    }

    fn is_as_before(&mut self, n: NodeIx, before: &Leaves) -> bool {
        let plan = self.plan;
        match plan.ir.node(n) {
            Node::Const(_) => true,
            Node::Not(inner) => self.is_as_before(*inner, before),
            Node::And(parts) | Node::Or(parts) => {
                // Each is asked, so that it is known at the next step.
                plan.ir.parts(*parts).iter().filter(|p| !self.is_as_before(**p, before)).count() == 0
            }
            Node::Leaf(l) => self.leaf_is_as_before(*l, before),
        }
    }

    fn leaf_is_as_before(&mut self, l: LeafIx, before: &Leaves) -> bool {
        let Ok(at) = before.binary_search_by_key(&l.0, |(at, _)| *at) else { return true };
        let was = before.get(at).and_then(|(_, was)| *was);
        let told = self
            .plan
            .ir
            .leaf(l)
            .is_some_and(|leaf| matches!(leaf.kind, LeafKind::Model | LeafKind::Threshold { .. }));
        let is = self.leaf(l);
        told && is != Truth::Unknown && was == Some(is)
    }
}
