//! Clauses about evidence, ownership and dates.

use super::{Checker, words};
use crate::diag::{Code, Diag};
use crate::model::{Evidence, Governance};
use crate::syntax::ast::{self, Clause, ClauseKind, Spanned, TextClause};
use crate::time::{PartialTime, Precision};
use crate::vocab::Lifecycle;
use std::sync::Arc;

/// Reads the governance clauses of a declaration; the pack's owner stands in for a missing one.
pub(crate) fn read(cx: &mut Checker<'_>, clauses: &[Clause]) -> Governance {
    let mut g = Governance::default();
    let (mut all, mut tags, mut notes) = (Vec::new(), Vec::new(), Vec::new());
    for clause in clauses {
        match &clause.kind {
            ClauseKind::Text(which, text) => {
                let text = text.node.as_str().into();
                match which {
                    TextClause::Owner => g.owner = Some(text),
                    TextClause::Author => g.author = Some(text),
                    TextClause::Intent => g.intent = Some(text),
                    TextClause::Population => g.population = Some(text),
                    TextClause::User => g.user = Some(text),
                    TextClause::Note => notes.push(text),
                    TextClause::Message
                    | TextClause::Detail
                    | TextClause::Effect
                    | TextClause::Advice
                    | TextClause::Mechanism => {}
                }
            }
            ClauseKind::Version(text) => g.version = Some(text.node.as_str().into()),
            ClauseKind::Status(name) => match Lifecycle::parse(&name.node) {
                Some(status) => g.status = status,
                None => {
                    let all = Lifecycle::ALL.iter().map(|s| s.word());
                    cx.report(words::unknown(name.span, &name.node, "status", all));
                }
            },
            ClauseKind::Tags(names) => tags.extend(names.iter().map(|n| n.node.as_str().into())),
            ClauseKind::Evidence(e) => all.push(evidence(cx, e)),
            ClauseKind::ReviewBy(date) => g.review_by = valid_date(date),
            ClauseKind::EffectiveFrom(date) => g.effective_from = valid_date(date),
            _ => {}
        }
    }
    all.shrink_to_fit();
    Governance { evidence: all.into(), tags: tags.into(), notes: notes.into(), ..g }
}

impl Checker<'_> {
    /// One of what many rules say: their governance is kept once.
    pub(crate) fn governed(&mut self, g: Governance) -> Arc<Governance> {
        if let Some(same) = self.governance.get(&g) {
            return same.clone();
        }
        let kept = Arc::new(g);
        self.governance.insert(kept.clone());
        kept
    }
}

fn evidence(cx: &mut Checker<'_>, e: &ast::Evidence) -> Evidence {
    if e.citation.node.trim().is_empty() {
        cx.report(
            Diag::new(Code::MissingClause, e.citation.span, "the citation is empty").help("name the source"),
        );
    }
    if let Some(year) = e.year.as_ref().filter(|y| !(1800..=2200).contains(&y.node)) {
        let d = Diag::new(Code::WrongType, year.span, format!("{} is not a year of publication", year.node));
        cx.report(d.help("years have four digits"));
    }
    if let Some(doi) = e.doi.as_ref().filter(|d| !d.node.starts_with("10.") || !d.node.contains('/')) {
        let d = Diag::new(Code::WrongType, doi.span, "this is not a DOI")
            .help("a DOI looks like `10.1378/chest.09-1584`");
        cx.report(d);
    }
    Evidence {
        citation: e.citation.node.clone(),
        grade: e.grade.as_ref().map(|g| g.node.clone()),
        year: e.year.as_ref().map(|y| y.node),
        doi: e.doi.as_ref().map(|d| d.node.clone()),
        url: e.url.as_ref().map(|u| u.node.clone()),
    }
}

/// A date of the calendar; the parser has told any other.
fn valid_date(date: &Spanned<String>) -> Option<Box<str>> {
    let day = date.node.parse::<PartialTime>().ok().filter(|t| t.precision() == Precision::Day);
    day.map(|_| date.node.as_str().into())
}
