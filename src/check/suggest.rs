//! Diagnostics that several stages share.

use super::load::LoadedPack;
use crate::diag::{Code, Diag, nearest};
use crate::source::Span;
use crate::syntax::ast::{Clause, ClauseKind, TextClause};

/// A file the pack does not have.
pub(crate) fn missing_file(pack: Option<&LoadedPack<'_>>, path: &str, at: Span) -> Diag {
    let d = Diag::new(Code::MissingFile, at, format!("the pack has no readable file `{path}`"));
    let names = pack.map(|p| p.texts.keys().map(String::as_str).collect::<Vec<_>>()).unwrap_or_default();
    match nearest(path, names.iter().copied()) {
        Some(best) => d.help(format!("did you mean `{best}`?")),
        None => d.help("paths are relative to the folder of `pack.yaml`"),
    }
}

/// The word a clause begins with.
pub(crate) fn clause_word(kind: &ClauseKind) -> &'static str {
    match kind {
        ClauseKind::Category(_) => "category",
        ClauseKind::Trigger(_) => "trigger",
        ClauseKind::For(_) => "for",
        ClauseKind::Let(..) => "let",
        ClauseKind::When(_) => "when",
        ClauseKind::Unless(_) => "unless",
        ClauseKind::Between(..) => "between",
        ClauseKind::Unknown(_) => "unknown",
        ClauseKind::Severity(_) => "severity",
        ClauseKind::Text(clause, _) => text_word(*clause),
        ClauseKind::Version(_) => "version",
        ClauseKind::Status(_) => "status",
        ClauseKind::Tags(_) => "tags",
        ClauseKind::Suggest(_) => "suggest",
        ClauseKind::Recall(..) => "recall",
        ClauseKind::Evidence(_) => "evidence",
        ClauseKind::ReviewBy(_) => "review by",
        ClauseKind::EffectiveFrom(_) => "effective from",
        ClauseKind::Allow(..) => "allow",
        ClauseKind::Code(..) => "code",
        ClauseKind::Unit(_) => "unit",
        ClauseKind::MolarMass(_) => "molar mass",
        ClauseKind::Charge(_) => "charge",
        ClauseKind::Plausible(_) => "plausible",
        ClauseKind::Normal(..) => "normal",
        ClauseKind::Critical(..) => "critical",
        ClauseKind::Delta { .. } => "delta",
        ClauseKind::Window(_) => "window",
        ClauseKind::Report(_) => "report",
        ClauseKind::Choice { .. } => "choice",
        ClauseKind::Number(_) => "number",
        ClauseKind::YesNo => "yes-no",
        ClauseKind::Date => "date",
        ClauseKind::PointsIf(..) => "points if",
        ClauseKind::Points(_) => "points",
        ClauseKind::By(..) => "by",
        ClauseKind::BandLabel(..) => "band",
    }
}

fn text_word(clause: TextClause) -> &'static str {
    match clause {
        TextClause::Message => "message",
        TextClause::Detail => "detail",
        TextClause::Effect => "effect",
        TextClause::Advice => "advice",
        TextClause::Mechanism => "mechanism",
        TextClause::Intent => "intent",
        TextClause::Population => "population",
        TextClause::User => "user",
        TextClause::Owner => "owner",
        TextClause::Author => "author",
        TextClause::Note => "note",
    }
}

/// Governance clauses; every declaration with braces takes them.
pub(crate) const GOVERNANCE: [&str; 13] = [
    "evidence",
    "owner",
    "author",
    "version",
    "status",
    "intent",
    "population",
    "user",
    "tags",
    "note",
    "review by",
    "effective from",
    "allow",
];

/// Clauses that may stand several times.
const REPEATED: [&str; 16] = [
    "let",
    "when",
    "unless",
    "suggest",
    "evidence",
    "note",
    "allow",
    "code",
    "normal",
    "critical",
    "choice",
    "points if",
    "points",
    "by",
    "band",
    "trigger",
];

/// Tells clauses that a declaration does not have, and those that stand twice.
pub(crate) fn check_clauses(clauses: &[Clause], what: &str, allowed: &[&str]) -> Vec<Diag> {
    let mut diags = Vec::new();
    let mut seen: std::collections::BTreeMap<&str, Span> = std::collections::BTreeMap::new();
    for clause in clauses {
        let word = clause_word(&clause.kind);
        if !allowed.contains(&word) && !GOVERNANCE.contains(&word) {
            let mut all: Vec<&str> = allowed.to_vec();
            all.sort_unstable();
            let d = Diag::new(Code::UnknownClause, clause.span, format!("{what} has no clause `{word}`"))
                .help(format!(
                    "its clauses are {}, and those about evidence and ownership",
                    super::words::list(&all)
                ));
            diags.push(d);
            continue;
        }
        if REPEATED.contains(&word) {
            continue;
        }
        if let Some(first) = seen.get(word) {
            let d = Diag::new(Code::DuplicateClause, clause.span, format!("`{word}` stands twice"))
                .also(*first, "the first one")
                .help("keep one of them");
            diags.push(d);
        } else {
            seen.insert(word, clause.span);
        }
    }
    diags
}

/// A clause that must be there.
pub(crate) fn missing_clause(name: Span, what: &str, clause: &str, example: &str) -> Diag {
    Diag::new(Code::MissingClause, name, format!("{what} needs a clause `{clause}`"))
        .help(format!("for example `{example}`"))
}
