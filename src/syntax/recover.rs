//! Reading a declaration that has a mistake: clause by clause.
//!
//! A broken block is cut where clauses begin; each stretch is read on its own,
//! so that every broken clause is reported and every sound one is kept. One
//! stretch gives one diagnostic at most, besides those of the scan.

use super::ast::*;
use super::build;
use super::explain::{Place, explain};
use super::grammar::{Rule, kids, read};
use super::parse::Parser;
use super::scan::Kind;
use super::words::{CLAUSE_WORDS, ITEM_WORDS, is_name, is_reserved};
use crate::diag::{Code, Diag, nearest};

type PestError = pest::error::Error<Rule>;

/// Reads the declaration of tokens `start..end` as far as it goes. `error` is
/// what the grammar said of the whole, unless the scan had reported something.
pub(super) fn item(p: &mut Parser<'_>, start: usize, end: usize, error: Option<PestError>) {
    let word = p.str(start).to_string();
    if !ITEM_WORDS.contains(&word.as_str()) {
        return stray(p, start, end);
    }
    match word.as_str() {
        "observation" | "input" | "score" | "interaction" | "rule" => block(p, start, end, &word),
        "table" if p.kind(start + 1) == Some(Kind::Word) => table(p, start, end, error),
        "define" => define(p, start, end, error),
        _ => {
            whole(p, start, end, error);
            if !matches!(word.as_str(), "pack" | "use" | "interactions") {
                p.lose(start);
            }
        }
    }
}

/// Text that belongs to no declaration.
fn stray(p: &mut Parser<'_>, start: usize, end: usize) {
    if p.kind(start) != Some(Kind::Bad) {
        let word = p.str(start).to_string();
        let span = p.span(start);
        let mut diag = Diag::new(Code::Syntax, span, format!("expected a declaration, found `{word}`"))
            .label("does not begin a declaration");
        diag = match nearest(&word, ITEM_WORDS.iter().copied()) {
            Some(near) => diag.fix(span, near, format!("did you mean `{near}`?")),
            None if CLAUSE_WORDS.contains(&word.as_str()) => {
                diag.help(format!("`{word}` is a clause and stands inside the braces of a declaration"))
            }
            None => diag.help(format!("a file holds {}", list(ITEM_WORDS))),
        };
        p.diags.push(diag);
    }
    if end > start + 2 {
        p.lose(start);
    }
}

/// One diagnostic for a declaration that is read in one piece.
fn whole(p: &mut Parser<'_>, start: usize, end: usize, error: Option<PestError>) {
    if let Some(error) = error {
        let (offset, _) = p.slice(start, end);
        let place = Place { start, end, offset, clause: None };
        let diag = explain(p, &place, &error);
        p.diags.push(diag);
    }
}

/// A declaration made of clauses in braces.
fn block(p: &mut Parser<'_>, start: usize, end: usize, word: &str) {
    let Some((name, mut at)) = head_name(p, start, end, word) else {
        let Some(body) = (start + 1..end).find(|i| p.str(*i) == "{") else { return };
        clauses(p, body + 1, end, word);
        return;
    };
    let mut label: Option<Text> = None;
    while matches!(p.kind(at), Some(Kind::Text)) && at < end {
        let (offset, text) = p.slice(at, at + 1);
        let part = read(Rule::text, text).ok().flatten().map(|n| p.builder(offset).label(n));
        label = match (label, part) {
            (Some(a), Some(b)) => {
                Some(Spanned { node: format!("{} {}", a.node, b.node), span: a.span.to(b.span) })
            }
            (a, b) => a.or(b),
        };
        at += 1;
    }
    if p.kind(at) == Some(Kind::Bad) && at < end && p.str(at + 1) == "{" {
        at += 1;
    }
    let opened = at < end && p.str(at) == "{";
    if opened {
        at += 1;
    } else if p.kind(at) != Some(Kind::Bad) {
        missing_open(p, at, word);
    }
    let clauses = clauses(p, at, end, word);
    let span = p.span(start).to(p.span(end - 1));
    let block = Block { name, label, clauses };
    if let Some(kind) = build::block_of(word, block) {
        p.file.items.push(Item { doc: None, kind, broken: true, span });
    }
}

fn missing_open(p: &mut Parser<'_>, at: usize, word: &str) {
    let before = p.span(at.saturating_sub(1));
    let after = crate::source::Span { start: before.end, ..before };
    p.diags.push(
        Diag::new(Code::Syntax, before, format!("expected `{{` after the name of the {word}"))
            .label("the clauses stand in braces after this")
            .fix(after, " {", "open the block"),
    );
}

/// The name after a declaration's word, and where it goes on.
fn head_name(p: &mut Parser<'_>, start: usize, end: usize, word: &str) -> Option<(Name, usize)> {
    let at = start + 1;
    let (text, span) = (p.str(at).to_string(), p.span(at));
    if at < end && p.kind(at) == Some(Kind::Word) && is_name(&text) {
        return Some((Spanned { node: text, span }, at + 1));
    }
    if p.kind(at) == Some(Kind::Bad) && at < end {
        return None;
    }
    if at < end && is_reserved(&text) {
        p.diags.push(reserved(&text, span));
        p.lose(start);
        return None;
    }
    let diag = Diag::new(Code::Syntax, p.span(start), format!("expected a name after `{word}`"))
        .label("every declaration has a name")
        .help("names begin with a letter and go on with letters, digits, `_` and single hyphens");
    p.diags.push(diag);
    None
}

/// A word of the language where an author's name should stand.
pub(super) fn reserved(word: &str, span: crate::source::Span) -> Diag {
    Diag::new(Code::ReservedWord, span, format!("`{word}` is a word of the language and cannot be a name"))
        .label("choose another name")
        .fix(span, format!("{word}_"), format!("for example `{word}_`"))
}

/// Reads the clauses of tokens `at..end`, to the closing brace.
fn clauses(p: &mut Parser<'_>, at: usize, end: usize, word: &str) -> Vec<Clause> {
    let close = closing(p, at, end);
    let stop = close.unwrap_or(end);
    let mut out = Vec::new();
    for (from, to) in stretches(p, at, stop, word) {
        run(p, from, to, Rule::clause_run, word, &mut out, &mut Vec::new());
    }
    after_block(p, close, end);
    out
}

/// What is wrong behind a block: it is not closed, or something follows it.
fn after_block(p: &mut Parser<'_>, close: Option<usize>, end: usize) {
    match close {
        None => {
            let last = p.span(end.saturating_sub(1));
            let after = crate::source::Span { start: last.end, ..last };
            p.diags.push(
                Diag::new(Code::Syntax, last, "expected `}` at the end of the declaration")
                    .label("the block is still open here")
                    .fix(after, "\n}", "close the block"),
            );
        }
        Some(c) if c + 1 < end => stray(p, c + 1, end),
        _ => {}
    }
}

/// The brace that closes the block whose first token is `at`.
fn closing(p: &Parser<'_>, at: usize, end: usize) -> Option<usize> {
    let mut depth = 0usize;
    for i in at..end {
        match p.str(i) {
            "{" => depth += 1,
            "}" if depth == 0 => return Some(i),
            "}" => depth -= 1,
            _ => {}
        }
    }
    None
}

/// Cuts a block where clauses begin a line.
fn stretches(p: &Parser<'_>, at: usize, stop: usize, word: &str) -> Vec<(usize, usize)> {
    let mut starts = vec![];
    let mut depth = 0usize;
    for i in at..stop {
        if i == at || (depth == 0 && p.first(i) && begins_clause(p, i, word)) {
            starts.push(i);
        }
        match p.str(i) {
            "{" => depth += 1,
            "}" => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    let ends = starts.iter().skip(1).copied().chain([stop]);
    starts.iter().copied().zip(ends).filter(|(a, b)| a < b).collect()
}

fn begins_clause(p: &Parser<'_>, i: usize, word: &str) -> bool {
    let text = p.str(i);
    let if_follows = |i: usize| p.kind(i) == Some(Kind::Number) && p.str(i + 1) == "if";
    if if_follows(i) || (text == "-" && if_follows(i + 1)) {
        return true;
    }
    if p.kind(i) != Some(Kind::Word) {
        return false;
    }
    let joined = i.checked_sub(1).is_some_and(|b| matches!(p.str(b), "," | "with" | "is" | "as" | "->"));
    if CLAUSE_WORDS.contains(&text) {
        let listed = i.checked_sub(1).is_some_and(|b| matches!(p.str(b), "," | "->"));
        return !listed && (text != "for" || word != "observation");
    }
    // A misspelt clause: two words in a row, which no condition has at the start of a line.
    let other = matches!(text, "grade" | "year" | "doi" | "url" | "loinc" | "snomed");
    let next = matches!(p.kind(i + 1), Some(Kind::Word | Kind::Text | Kind::Number)) && !p.first(i + 1);
    !joined && !other && !is_reserved(text) && next && !is_reserved(p.str(i + 1))
}

/// Reads one stretch of clauses (and rows).
fn run(
    p: &mut Parser<'_>,
    from: usize,
    to: usize,
    rule: Rule,
    word: &str,
    clauses: &mut Vec<Clause>,
    rows: &mut Vec<Row>,
) {
    if p.has_bad(from, to) {
        return placeholder(p, from, to, clauses);
    }
    let (offset, text) = p.slice(from, to);
    match read(rule, text) {
        Ok(node) => {
            let mut b = p.builder(offset);
            for n in node.into_iter().flat_map(kids) {
                match n.as_rule() {
                    Rule::row => rows.extend(build::row(&mut b, n)),
                    _ => clauses.extend(build::clause(&mut b, n)),
                }
            }
        }
        Err(error) => {
            let diag = match misspelt(p, from, word) {
                Some(diag) => diag,
                None => {
                    let clause = CLAUSE_WORDS.contains(&p.str(from)).then(|| p.str(from).to_string());
                    explain(p, &Place { start: from, end: to, offset, clause }, &error)
                }
            };
            p.diags.push(diag);
            placeholder(p, from, to, clauses);
        }
    }
}

/// A stretch that begins with a word that begins no clause.
fn misspelt(p: &Parser<'_>, from: usize, word: &str) -> Option<Diag> {
    let text = p.str(from);
    if p.kind(from) != Some(Kind::Word) || CLAUSE_WORDS.contains(&text) || word == "table" {
        return None;
    }
    let span = p.span(from);
    let diag = Diag::new(Code::UnknownClause, span, format!("`{text}` is not a clause"));
    Some(match nearest(text, CLAUSE_WORDS.iter().copied()) {
        Some(near) => diag.fix(span, near, format!("did you mean `{near}`?")),
        None => diag.label("no clause begins with this word"),
    })
}

/// Stands for a clause that could not be read, where the tree can say so.
fn placeholder(p: &Parser<'_>, from: usize, to: usize, clauses: &mut Vec<Clause>) {
    let span = p.span(from).to(p.span(to - 1));
    let error = Expr { kind: ExprKind::Error, span };
    let kind = match p.str(from) {
        "when" => ClauseKind::When(error),
        "unless" => ClauseKind::Unless(error),
        "for" => ClauseKind::For(error),
        "let" if p.kind(from + 1) == Some(Kind::Word) && from + 1 < to => {
            let name = Spanned { node: p.str(from + 1).to_string(), span: p.span(from + 1) };
            ClauseKind::Let(name, error)
        }
        _ => return,
    };
    clauses.push(Clause { kind, span });
}

/// A table: the head in one piece, then row by row.
fn table(p: &mut Parser<'_>, start: usize, end: usize, error: Option<PestError>) {
    let open = (start..end).find(|i| p.str(*i) == "{");
    let headed = open.and_then(|open| {
        if p.has_bad(start, open) {
            return None;
        }
        let (offset, head) = p.slice(start, open);
        // The head alone is a table without rows.
        let closed = format!("{head} {{ }}");
        let node = read(Rule::item, &closed).ok().flatten()?;
        let inner = kids(node).next()?;
        let mut file = File::default();
        let item = build::item(&mut p.builder(offset), inner, &mut file)?;
        Some((open, item))
    });
    let Some((open, item)) = headed else {
        whole(p, start, end, error);
        p.lose(start);
        return;
    };
    let close = closing(p, open + 1, end);
    let stop = close.unwrap_or(end);
    let (mut rows, mut clauses) = (Vec::new(), Vec::new());
    let mut starts: Vec<usize> = (open + 1..stop)
        .filter(|i| {
            p.first(*i)
                && !matches!(p.str(i - 1), "->" | ",")
                && !matches!(p.str(*i), "grade" | "year" | "doi" | "url")
        })
        .collect();
    if starts.first() != Some(&(open + 1)) && open + 1 < stop {
        starts.insert(0, open + 1);
    }
    let ends: Vec<usize> = starts.iter().skip(1).copied().chain([stop]).collect();
    for (from, to) in starts.into_iter().zip(ends) {
        run(p, from, to, Rule::row_run, "table", &mut clauses, &mut rows);
    }
    after_block(p, close, end);
    let span = p.span(start).to(p.span(end - 1));
    let kind = match item.kind {
        ItemKind::Table(t) => ItemKind::Table(Table { rows, clauses, ..t }),
        other => other,
    };
    p.file.items.push(Item { doc: None, kind, broken: true, span });
}

/// A definition: its name is kept.
fn define(p: &mut Parser<'_>, start: usize, end: usize, error: Option<PestError>) {
    let Some((name, _)) = head_name(p, start, end, "define") else { return };
    whole(p, start, end, error);
    let span = p.span(start).to(p.span(end - 1));
    let value = Expr { kind: ExprKind::Error, span };
    let kind = ItemKind::Define(Define { name, label: None, value, clauses: Vec::new() });
    p.file.items.push(Item { doc: None, kind, broken: true, span });
}

/// `a, b and c` in code marks.
pub(super) fn list(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|w| format!("`{w}`")).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        Some((last, _)) => last.clone(),
        None => String::new(),
    }
}
