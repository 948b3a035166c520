//! The words that stand for a value or that a place allows.

use crate::diag::{Code, Diag, nearest};
use crate::source::Span;
use crate::syntax::ast::Spanned;

/// What people call a thing: its label, or else its name in words.
pub(super) fn label(label: Option<&Spanned<String>>, name: &str) -> String {
    label.map_or_else(|| crate::pack::card::words(name), |l| l.node.clone())
}

/// Names with a meaning of their own; nothing else may bear them.
const VALUES: [&str; 16] = [
    "age",
    "sex",
    "pregnant",
    "breastfeeding",
    "gestational-age",
    "deceased",
    "now",
    "birth",
    "encounter",
    "role",
    "specialty",
    "setting",
    "yes",
    "no",
    "years",
    "days",
];

/// Functions of mathematics and choice.
pub(crate) const FUNCTIONS: [&str; 21] = [
    "year",
    "month",
    "day",
    "hour",
    "elapsed",
    "min",
    "max",
    "abs",
    "round",
    "floor",
    "ceil",
    "sqrt",
    "ln",
    "log10",
    "exp",
    "pow",
    "if",
    "years",
    "days",
    "value",
    "first_known",
];

/// Whether a word has a meaning of its own.
pub(crate) fn is_reserved(name: &str) -> bool {
    VALUES.contains(&name) || FUNCTIONS.contains(&name)
}

/// Values that are no declaration, for suggestions.
pub(crate) fn value_words() -> Vec<String> {
    VALUES.iter().map(ToString::to_string).collect()
}

/// Classes of encounters, and settings.
pub(crate) const ENCOUNTERS: [&str; 6] =
    ["inpatient", "emergency", "ambulatory", "observation", "home-health", "virtual"];

/// Routes by word.
pub(crate) const ROUTES: [&str; 21] = [
    "systemic",
    "oral",
    "sublingual",
    "buccal",
    "topical",
    "transdermal",
    "intravenous",
    "intramuscular",
    "subcutaneous",
    "injection",
    "inhaled",
    "nasal",
    "ophthalmic",
    "otic",
    "rectal",
    "vaginal",
    "intrathecal",
    "intraarticular",
    "implant",
    "intravitreal",
    "enteral",
];

/// Severities of conditions and reactions.
pub(crate) const SEVERITIES: [&str; 3] = ["mild", "moderate", "severe"];

/// Criticalities of allergies.
pub(crate) const CRITICALITIES: [&str; 3] = ["low", "high", "unable-to-assess"];

/// Statuses of medications that a modifier may let in.
pub(crate) const MEDICATION_STATUSES: [&str; 6] =
    ["active", "on-hold", "ended", "proposed", "draft", "unknown"];

/// Statuses of results that a modifier may let in.
pub(crate) const RESULT_STATUSES: [&str; 4] = ["final", "corrected", "preliminary", "unknown"];

/// A word that is none of those a place allows.
pub(crate) fn unknown<'w>(
    span: Span,
    word: &str,
    what: &str,
    allowed: impl IntoIterator<Item = &'w str>,
) -> Diag {
    let allowed: Vec<&str> = allowed.into_iter().collect();
    let d = Diag::new(Code::UnknownWord, span, format!("`{word}` is no {what}"));
    let d = d.help(format!("possible here: {}", list(&allowed)));
    match nearest(word, allowed.iter().copied()) {
        Some(best) => d.fix(span, best, format!("did you mean `{best}`?")),
        None => d,
    }
}

/// `a`, `b` and `c`.
pub(crate) fn list(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|w| format!("`{w}`")).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        Some((last, _)) => last.clone(),
        None => "nothing".to_string(),
    }
}
