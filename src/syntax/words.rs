//! The words of the language, in one place for every reader that is not the grammar.
//!
//! A test holds these lists equal to `item_word`, `clause_word` and `expr_word` of
//! the grammar. None of them can be the name of something an author declares.

/// Words that begin a declaration.
pub const ITEM_WORDS: &[&str] = &[
    "pack",
    "use",
    "codes",
    "observation",
    "input",
    "define",
    "score",
    "table",
    "interaction",
    "interactions",
    "rule",
    "function",
];

/// Words that begin a clause.
pub const CLAUSE_WORDS: &[&str] = &[
    "category",
    "trigger",
    "for",
    "let",
    "when",
    "unless",
    "between",
    "unknown",
    "severity",
    "message",
    "detail",
    "effect",
    "advice",
    "mechanism",
    "intent",
    "population",
    "user",
    "owner",
    "author",
    "note",
    "version",
    "status",
    "tags",
    "suggest",
    "recall",
    "evidence",
    "review",
    "effective",
    "allow",
    "code",
    "unit",
    "molar",
    "charge",
    "plausible",
    "normal",
    "critical",
    "delta",
    "window",
    "report",
    "choice",
    "number",
    "yes-no",
    "points",
    "by",
    "band",
    "date",
];

/// Words of conditions and values.
pub const EXPR_WORDS: &[&str] = &[
    "and",
    "or",
    "not",
    "if",
    "is",
    "from",
    "to",
    "before",
    "after",
    "during",
    "overlaps",
    "within",
    "of",
    "in",
    "at",
    "since",
    "as",
    "with",
    "where",
    "over",
    "every",
    "because",
    "yes",
    "no",
    "has",
    "had",
    "ruled",
    "taking",
    "ordering",
    "taken",
    "given",
    "allergic",
    "immunized",
    "underwent",
    "ordered",
    "measured",
    "family",
    "visited",
    "latest",
    "earliest",
    "highest",
    "lowest",
    "mean",
    "median",
    "count",
    "sum",
    "any",
    "all",
    "rose",
    "fell",
    "doubled",
    "halved",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "choose",
    "otherwise",
    "surely",
];

/// Whether a word belongs to the language and so cannot be a name.
///
/// ```
/// use curbside::syntax::is_reserved;
/// assert!(is_reserved("ordering") && !is_reserved("order") && !is_reserved("hashtag"));
/// ```
pub fn is_reserved(word: &str) -> bool {
    [ITEM_WORDS, CLAUSE_WORDS, EXPR_WORDS].iter().any(|list| list.contains(&word))
}

/// Whether a text can be the name of a declaration: letters, digits, `_` and
/// single hyphens between them, beginning with a letter or `_`, no word of the language.
pub fn is_name(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || c == '_';
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text.split('-').all(|part| !part.is_empty() && part.chars().all(plain))
        && !is_reserved(text)
}
