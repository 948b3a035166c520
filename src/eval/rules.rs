//! How a rule ends for a patient, and what it says then.

use super::answer::{Answer, Bound, merge, told};
use super::engine::{Eval, Scope};
use super::facts::FactRef;
use super::fit::{Names, Part, fitted};
use super::kept::{self, Same};
use super::pairs::Pair;
use super::plain::PlainPair;
use super::result::{Finding, FindingCertainty, Outcome};
use super::text;
use crate::model::{Cond, Interaction, Recall, Rule, RuleKind, SUMMARY, SuggestionKind, Window};
use crate::value::{Gap, Truth};
use crate::vocab::{Category, Severity, UnknownPolicy};
use std::rc::Rc;

/// Why the dead get no advice.
pub(crate) const DECEASED: &str = "the patient has died";

/// How a rule ended.
pub(crate) struct End {
    pub outcome: Outcome,
    /// What is missing, for an undecided rule.
    pub missing: Vec<Gap>,
    /// The exception that silenced it.
    pub by: Option<String>,
    /// The answers of its clauses.
    pub parts: Vec<(&'static str, Answer)>,
}

impl Eval<'_> {
    /// The scope of a rule: its `let`s.
    pub fn scope<'r>(&self, index: usize, rule: &'r Rule) -> Scope<'r> {
        Scope { lets: Some((index, &rule.lets)), bound: Vec::new() }
    }

    /// Evaluates a rule; what it finds is added to `found`.
    pub fn rule(&self, index: usize, rule: &Rule, found: &mut Vec<Finding>) -> End {
        let scope = self.scope(index, rule);
        if let RuleKind::Interaction(i) = &rule.kind
            && let Some(pair) = self.plain_pair(rule, i)
        {
            return self.plain_interaction(rule, &scope, i, pair, found);
        }
        self.whole(index, rule, scope, found)
    }

    /// The end of a rule by all its clauses.
    #[inline(never)]
    fn whole(&self, index: usize, rule: &Rule, scope: Scope<'_>, found: &mut Vec<Finding>) -> End {
        let mut parts: Vec<(&'static str, Answer)> = Vec::with_capacity(rule.unless.len().saturating_add(2));
        let mut pairs = Vec::new();
        let mut pair_known = true;
        if let Some(c) = &rule.population {
            parts.push(("for", self.cond(c, &scope)));
        }
        match &rule.kind {
            RuleKind::Authored => {}
            RuleKind::Interaction(i) => {
                let all = self.pairs(i, &scope);
                pair_known = all.answer.truth.is_known();
                pairs = all.sure;
                parts.push(("between", all.answer));
            }
            RuleKind::Result(id, aspect) => parts.push(("result", self.own_rule(*id, *aspect))),
        }
        if let Some(c) = &rule.when {
            parts.push(("when", self.cond(c, &scope)));
        }
        if let Some(r) = &rule.recall {
            parts.push(("recall", self.recall(r, &scope)));
        }
        // What each clause answered is kept for explanations; a clause alone is the whole.
        let base = match parts.len() {
            1 if !self.explains => parts.pop().map_or_else(|| Answer::all(Vec::new()), |(_, a)| a.alone()),
            _ => Answer::all_of(parts.iter().map(|(_, a)| a)),
        };
        let asked = parts.len();
        parts.extend(rule.unless.iter().map(|c| ("unless", self.cond(c, &scope))));
        if !self.advise_deceased && prospective(rule) && self.has_died() {
            parts.push(("unless", Answer::known(true, vec![FactRef::Deceased])));
        }
        let exceptions = parts.iter().skip(asked).map(|(_, a)| a);
        let by = exceptions.clone().position(|a| a.truth == Truth::True);
        let except = Answer::any_of(exceptions);
        let base_truth = base.truth;
        let total = match except.truth {
            // Without an exception that speaks, and with nothing said by one, the rule stands as it is.
            Truth::False if except.facts.is_empty() => base,
            _ => Answer::all(vec![base, except.not()]),
        };
        let mut end = End { outcome: Outcome::DoesNotFire, missing: Vec::new(), by: None, parts };
        let mut say = |certainty| self.findings(rule, &scope, &total, &pairs, certainty, found);
        match (total.truth, rule.unknown) {
            (Truth::True, _) => {
                end.outcome = Outcome::Fires;
                say(FindingCertainty::Definite);
            }
            (Truth::False, _) if base_truth == Truth::True => {
                end.outcome = Outcome::Suppressed;
                end.by = by.map(|at| self.exception(index, rule, at));
            }
            (Truth::False, _) => {}
            // A drug that may be anything makes no pair that is worth an alert; it is listed.
            (Truth::Unknown, UnknownPolicy::Fire) if pair_known => {
                end.outcome = Outcome::Fires;
                say(FindingCertainty::Possible);
            }
            (Truth::Unknown, policy) => {
                end.outcome = Outcome::Indeterminate;
                if policy == UnknownPolicy::Ask {
                    say(FindingCertainty::Question);
                }
                end.missing = told(&total.gaps);
            }
        }
        end
    }

    /// The end of an interaction whose pair decides it.
    fn plain_interaction(
        &self,
        rule: &Rule,
        scope: &Scope<'_>,
        i: &Interaction,
        pair: Option<PlainPair<'_>>,
        found: &mut Vec<Finding>,
    ) -> End {
        let mut end = End { outcome: Outcome::DoesNotFire, missing: Vec::new(), by: None, parts: Vec::new() };
        if let Some(pair) = pair {
            let facts = [pair.a, pair.b];
            // Memory is for all pairs of a patient.
            let mut bound = self.pair_bound.take();
            bound.clear();
            for (p, fact) in [(&i.a, pair.a), (&i.b, pair.b)] {
                p.binding.into_iter().for_each(|name| bound.insert(name, [fact]));
            }
            let sure = FindingCertainty::Definite;
            end.outcome = Outcome::Fires;
            let subject = [pair.first, "\n", pair.second];
            found.push(self.finding(rule, scope, &bound, &facts, &subject, sure, &[]));
            self.pair_bound.replace(bound);
        }
        end
    }

    /// A care gap holds when nothing of the kind was done in the time before now.
    pub fn recall(&self, r: &Recall, scope: &Scope<'_>) -> Answer {
        let found = self.found(&r.done, &[Window::InLast(r.every)], scope);
        self.conclude(&r.done, found).not()
    }

    /// When a care gap was due: a period after it was last done; `None` if it never was.
    pub fn due(&self, r: &Recall, scope: &Scope<'_>) -> Option<String> {
        let found = self.found(&r.done, &[], scope);
        let done = found.facts.iter().filter(|j| j.truth == Truth::True);
        let last =
            done.filter_map(|j| self.facts.date(j.fact)).map(|d| d.earliest(&self.clock.zone)).max()?;
        Some(self.clock.shift(last, r.every.count, r.every.unit).date_in(&self.clock.zone))
    }

    fn findings(
        &self,
        rule: &Rule,
        scope: &Scope<'_>,
        total: &Answer,
        pairs: &[Pair],
        certainty: FindingCertainty,
        found: &mut Vec<Finding>,
    ) {
        match &rule.kind {
            RuleKind::Interaction(i) => {
                let one = |p: &Pair| {
                    let bound = total.bound.with(self.bind_pair(i, p));
                    let mut facts: Vec<FactRef> = p.a.iter().chain(&p.b).copied().collect();
                    let drug =
                        |f: &FactRef| matches!(f, FactRef::Fact(crate::model::FactKind::Medication, _));
                    merge(&mut facts, total.facts.iter().copied().filter(|f| !drug(f)));
                    self.finding(rule, scope, &bound, &facts, &[&p.subject], certainty, &total.gaps)
                };
                found.extend(pairs.iter().map(one));
            }
            _ => {
                let subject = self.subject(&total.bound);
                let (bound, facts) = (&total.bound, &total.facts);
                found.push(self.finding(rule, scope, bound, facts, &[&subject], certainty, &total.gaps));
            }
        }
    }

    #[allow(clippy::too_many_arguments)]
    fn finding(
        &self,
        rule: &Rule,
        scope: &Scope<'_>,
        bound: &Bound,
        facts: &[FactRef],
        subject: &[&str],
        certainty: FindingCertainty,
        gaps: &[Rc<Gap>],
    ) -> Finding {
        let asks = certainty == FindingCertainty::Question;
        let message = match &rule.kind {
            _ if asks => question(rule, gaps),
            RuleKind::Result(id, aspect) if rule.message.pieces.is_empty() => self.own_message(*id, *aspect),
            _ => {
                // A card for what is only possible says so before the message.
                let most = match certainty {
                    FindingCertainty::Possible => SUMMARY - "Possible: ".len(),
                    _ => SUMMARY,
                };
                self.message(&rule.message, rule, scope, bound, most)
            }
        };
        let detail = rule.detail.as_ref().filter(|t| kept::same_text(t).is_none());
        let detail = detail.map(|t| self.render(t, rule, scope, bound).into());
        let suggestions = if asks || rule.suggestions.is_empty() {
            Vec::new()
        } else {
            self.suggestions(rule, scope, bound)
        };
        let facts = self.used(facts);
        let missing = if certainty == FindingCertainty::Definite { Vec::new() } else { told(gaps) };
        let due = rule.recall.as_ref().and_then(|r| self.due(r, scope)).map(Into::into);
        // The id, and what all findings of the rule say; of a prepared patient remembered.
        let (mut kept, own);
        let (id, same) = match (&self.view, scope.lets) {
            (Some(view), Some((at, _))) => {
                kept = view.kept.borrow_mut();
                kept.of(at, rule, subject)
            }
            _ => {
                own = Same::of(rule);
                (kept::id(&rule.id, subject), &own)
            }
        };
        Finding {
            id,
            rule: same.rule.clone(),
            title: same.title.clone(),
            category: rule.category,
            severity: if asks { Severity::Info } else { rule.severity },
            certainty,
            message,
            detail: detail.or_else(|| same.detail.clone()),
            suggestions,
            facts,
            missing,
            due,
            evidence: same.evidence.clone(),
        }
    }

    /// What a finding is about: the codes of the facts that its names are bound to.
    fn subject(&self, bound: &Bound) -> String {
        let mut codes = Vec::new();
        for fact in bound.facts() {
            let FactRef::Fact(kind, at) = fact else { continue };
            let Some(c) = self.facts.code(kind, at) else { continue };
            match c.codings.as_slice() {
                [] => codes.extend(c.text.clone()),
                codings => codes.extend(codings.iter().map(|c| [&c.system, "|", &c.code].concat())),
            }
        }
        if codes.len() > 1 {
            codes.sort();
            codes.dedup();
        }
        match codes.len() {
            1 => codes.pop().unwrap_or_default(),
            _ => codes.join("\n"),
        }
    }

    /// An exception as it was written; of a prepared patient remembered.
    fn exception(&self, index: usize, rule: &Rule, at: usize) -> String {
        let Some(c) = rule.unless.get(at) else { return DECEASED.to_string() };
        match &self.view {
            Some(view) => view.kept.borrow_mut().exception((index, at), || self.source_text(c)),
            None => self.source_text(c),
        }
    }

    /// A condition as it was written.
    pub fn source_text(&self, c: &Cond) -> String {
        text::one_line(&self.model.sources.slice(c.span))
    }
}

/// What an undecided rule asks for.
fn question(rule: &Rule, gaps: &[Rc<Gap>]) -> String {
    let mut needs: Vec<String> = Vec::new();
    merge(&mut needs, gaps.iter().map(|g| format!("{} ({})", g.datum, g.reason.code())));
    let needs = needs.into_iter().map(|n| (n.clone(), n)).collect();
    let parts = vec![Part::Words(format!("{}: needs ", rule.title)), Part::Names(Names::new(needs, false))];
    fitted(parts, SUMMARY - "To check: ".len())
}

/// Whether a rule advises what to do with a patient from now on: of no use to the dead.
pub(crate) fn prospective(rule: &Rule) -> bool {
    let treats = |s: &SuggestionKind| {
        matches!(s, SuggestionKind::Stop(_) | SuggestionKind::Change(_) | SuggestionKind::Start(_))
    };
    matches!(rule.category, Category::Recommendation | Category::CareGap)
        || matches!(rule.kind, RuleKind::Interaction(_))
        || rule.suggestions.iter().any(|s| treats(&s.kind))
}
