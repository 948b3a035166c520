//! Names of Curbside from the terms of a guideline.

use curbside::syntax::is_reserved;
use std::collections::BTreeSet;

/// Words that mean something of their own behind `is`, or where a value stands.
const TAKEN: &[&str] = &["known", "unknown", "rising", "falling", "flagged", "critically"];

/// Figures that begin a name are said.
const FIGURES: [&str; 13] = [
    "Zero", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten", "Eleven", "Twelve",
];

/// Words that no name ends with.
const LOOSE: &[&str] = &[
    "a", "an", "and", "as", "at", "be", "but", "by", "for", "from", "if", "in", "is", "no", "not", "of",
    "on", "or", "than", "that", "the", "to", "when", "which", "with", "without",
];

/// The first words of a text: some more where these would end in the middle of what they say.
fn first_words(text: &str, most: usize) -> Vec<String> {
    let mut all = words(text);
    let loose = |w: Option<&String>| w.is_some_and(|w| LOOSE.contains(&w.to_lowercase().as_str()));
    let mut n = most;
    while n < most + 2 && n < all.len() && loose(all.get(n - 1)) {
        n += 1;
    }
    let cut = all.len() > n;
    all.truncate(n);
    while cut && all.len() > 1 && loose(all.last()) {
        all.pop();
    }
    all
}

/// A text without what it says in brackets at its end, where that only gives a short form, or does not fit a name of so
/// many words.
pub(crate) fn before_brackets(text: &str, most: usize) -> &str {
    let Some((before, inner)) = text.trim_end().strip_suffix(')').and_then(|t| t.split_once('(')) else {
        return text;
    };
    let short =
        inner.len() <= 6 && inner.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit() || c == '-');
    if !words(before).is_empty() && (short || words(text).len() > most) { before } else { text }
}

/// `Total score` as `TotalScore`: at most so many words.
pub(crate) fn camel(text: &str, most: usize) -> String {
    let mut out = String::new();
    for word in first_words(text, most) {
        let mut chars = word.chars();
        if let Some(first) = chars.next() {
            out.push(first.to_ascii_uppercase());
            out.extend(chars);
        }
    }
    settle(out, "Value")
}

/// `No motor response +1` as `no-motor-response`.
pub(crate) fn hyphened(text: &str, most: usize) -> String {
    let all: Vec<String> = first_words(text, most).into_iter().map(|w| w.to_lowercase()).collect();
    settle(all.join("-"), "answer")
}

/// The name of an answer: it stands behind `is`, where words of the language may stand too.
pub(crate) fn choice(text: &str) -> String {
    let all: Vec<String> = first_words(text, 4).into_iter().map(|w| w.to_lowercase()).collect();
    let name = all.join("-");
    if is_reserved(&name) && !TAKEN.contains(&name.as_str()) { name } else { settle(name, "answer") }
}

/// A usable name: it begins with a letter and is no word of the language.
fn settle(name: String, fallback: &str) -> String {
    let name = if name.is_empty() { fallback.to_string() } else { name };
    let n = name.find(|c: char| !c.is_ascii_digit()).unwrap_or(name.len());
    let (figures, rest) = name.split_at(n);
    let said = figures.parse::<usize>().ok().and_then(|n| FIGURES.get(n));
    let small = fallback.starts_with(|c: char| c.is_ascii_lowercase());
    let name = match said {
        _ if figures.is_empty() => name.clone(),
        Some(word) if small => format!("{}{rest}", word.to_lowercase()),
        Some(word) => format!("{word}{rest}"),
        None if small => format!("n{name}"),
        None => format!("N{name}"),
    };
    if is_reserved(&name) || TAKEN.contains(&name.as_str()) { format!("{name}-") } else { name }
}

/// A name that none has yet.
pub(crate) fn unique(wanted: &str, taken: &mut BTreeSet<String>) -> String {
    let base = wanted.trim_end_matches('-');
    let mut name = if base == wanted { wanted.to_string() } else { format!("{base}-1") };
    let mut n = 2;
    while taken.contains(&name) {
        name = format!("{base}-{n}");
        n += 1;
    }
    taken.insert(name.clone());
    name
}

/// The words of a text in ASCII letters and figures; signs that carry meaning are said.
fn words(text: &str) -> Vec<String> {
    let mut out: Vec<String> = vec![String::new()];
    let next = |out: &mut Vec<String>, word: &str| {
        out.push(word.to_string());
        out.push(String::new());
    };
    for c in text.chars() {
        match c {
            c if c.is_ascii_alphanumeric() => out.last_mut().map_or((), |w| w.push(c)),
            '\'' | '’' | '.' => {}
            '≥' => next(&mut out, "AtLeast"),
            '≤' => next(&mut out, "AtMost"),
            '>' => next(&mut out, "Above"),
            '<' => next(&mut out, "Below"),
            '%' => next(&mut out, "Percent"),
            '+' if out.last().is_some_and(|w| !w.is_empty()) => next(&mut out, "Plus"),
            c => match plain(c) {
                "" => out.push(String::new()),
                letters => out.last_mut().map_or((), |w| w.push_str(letters)),
            },
        }
    }
    out.retain(|w| !w.is_empty());
    out
}

/// A letter without its marks.
fn plain(c: char) -> &'static str {
    match c {
        'à' | 'á' | 'â' | 'ã' | 'å' | 'ä' => "a",
        'Å' | 'Ä' | 'Á' | 'À' => "A",
        'è' | 'é' | 'ê' | 'ë' => "e",
        'É' | 'È' => "E",
        'ì' | 'í' | 'î' | 'ï' => "i",
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' => "o",
        'Ö' | 'Ø' | 'Ó' => "O",
        'ù' | 'ú' | 'û' | 'ü' => "u",
        'Ü' => "U",
        'ç' => "c",
        'ñ' => "n",
        'ß' => "ss",
        'æ' => "ae",
        'α' => "alpha",
        'β' => "beta",
        'γ' => "gamma",
        'µ' | 'μ' => "u",
        '₀' | '⁰' => "0",
        '₁' | '¹' => "1",
        '₂' | '²' => "2",
        '₃' | '³' => "3",
        '₄' => "4",
        _ => "",
    }
}

/// A text in quotes, on one line.
pub(crate) fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.trim().chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => {}
            '\t' => out.push(' '),
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
