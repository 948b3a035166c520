//! A text to a [`File`]: cut into declarations, each read on its own.
//!
//! A declaration without a mistake is read by the grammar in one go; only one
//! with a mistake is taken apart again (`recover`), so recovery costs nothing
//! where all is well.

use super::ast::*;
use super::build::{self, Builder};
use super::grammar::{Rule, kids, read};
use super::recover;
use super::scan::{Kind, MAX_NESTING, MAX_SOURCE, Scan, Tok, scan};
use super::words::{ITEM_WORDS, is_name};
use crate::diag::{Code, Diag, nearest};
use crate::source::{SourceId, Span};

/// How many mistakes of one file are told apart.
const MAX_DIAGS: usize = 500;

/// The tree of what could be read, and a diagnostic for each mistake, in the
/// order of the text.
///
/// ```
/// use curbside::source::SourceId;
/// let (file, diags) = curbside::syntax::parse(SourceId(0), "define Old = age >= 65 years");
/// assert_eq!((file.items.len(), diags.len()), (1, 0));
/// ```
pub fn parse(source: SourceId, text: &str) -> (File, Vec<Diag>) {
    if text.len() > MAX_SOURCE {
        let diag = Diag::new(
            Code::SourceTooLarge,
            Span::new(source, 0, 0),
            format!("a text of {} bytes", text.len()),
        )
        .note(format!("the limit is {MAX_SOURCE} bytes"))
        .help("split the file: all files of a pack share one namespace");
        return (File::default(), vec![diag]);
    }
    let Scan { toks, comments, diags } = scan(source, text);
    let mut p = Parser { source, text, toks: &toks, diags, file: File::default() };
    for (start, end) in p.cut() {
        p.item(start, end);
    }
    p.docs(&comments);
    let (mut file, mut diags) = (p.file, p.diags);
    file.comments = comments;
    diags.sort_by_key(|d| (d.span.start, d.span.end, d.code));
    if let Some(next) = diags.get(MAX_DIAGS) {
        let rest = diags.len() - MAX_DIAGS;
        let more =
            Diag::new(Code::Syntax, next.span, format!("{rest} more mistakes in this file are not shown"));
        diags.truncate(MAX_DIAGS);
        diags.push(more);
    }
    (file, diags)
}

/// What reading one text needs and fills.
pub(super) struct Parser<'t> {
    pub source: SourceId,
    pub text: &'t str,
    pub toks: &'t [Tok],
    pub diags: Vec<Diag>,
    pub file: File,
}

impl<'t> Parser<'t> {
    pub fn str(&self, i: usize) -> &str {
        self.toks.get(i).and_then(|t| self.text.get(t.start..t.end)).unwrap_or("")
    }

    pub fn kind(&self, i: usize) -> Option<Kind> {
        self.toks.get(i).map(|t| t.kind)
    }

    pub fn first(&self, i: usize) -> bool {
        self.toks.get(i).is_some_and(|t| t.first)
    }

    pub fn span(&self, i: usize) -> Span {
        match self.toks.get(i) {
            Some(t) => Span::new(self.source, t.start, t.end),
            None => Span::new(self.source, self.text.len(), self.text.len()),
        }
    }

    /// The text from one token to before another, and where it begins.
    pub fn slice(&self, start: usize, end: usize) -> (usize, &'t str) {
        let from = self.toks.get(start).map_or(self.text.len(), |t| t.start);
        let to = end.checked_sub(1).and_then(|i| self.toks.get(i)).map_or(from, |t| t.end);
        (from, self.text.get(from..to).unwrap_or(""))
    }

    pub fn has_bad(&self, start: usize, end: usize) -> bool {
        self.toks.get(start..end).is_some_and(|ts| ts.iter().any(|t| t.kind == Kind::Bad))
    }

    pub fn builder(&mut self, offset: usize) -> Builder<'_> {
        Builder { source: self.source, offset, diags: &mut self.diags }
    }

    /// Token ranges of the declarations, with what stands between them.
    fn cut(&self) -> Vec<(usize, usize)> {
        let mut starts = vec![];
        let mut depth = 0usize;
        for i in 0..self.toks.len() {
            match self.str(i) {
                "{" | "(" => depth += 1,
                "}" | ")" => depth = depth.saturating_sub(1),
                _ => {}
            }
            if self.begins_item(i, depth) {
                starts.push(i);
                depth = 0;
            }
        }
        if starts.first() != Some(&0) && !self.toks.is_empty() {
            starts.insert(0, 0);
        }
        let ends = starts.iter().skip(1).copied().chain([self.toks.len()]);
        starts.iter().copied().zip(ends).collect()
    }

    fn is_item_word(&self, i: usize) -> bool {
        ITEM_WORDS.contains(&self.str(i))
    }

    /// `pack interactions`: a pack may be named with a word of the language.
    fn names_pack(&self, i: usize) -> bool {
        i.checked_sub(1).is_some_and(|before| self.str(before) == "pack")
    }

    fn begins_item(&self, i: usize, depth: usize) -> bool {
        if self.kind(i) != Some(Kind::Word) {
            return false;
        }
        let before = i.checked_sub(1);
        let after_word = before.is_some_and(|b| {
            matches!(self.str(b), "." | "as") || self.is_item_word(b) && !self.names_pack(b)
        });
        let named = matches!(self.kind(i + 1), Some(Kind::Word | Kind::Text | Kind::Bad));
        if self.is_item_word(i) {
            return !after_word && (self.first(i) || (depth == 0 && named));
        }
        // A misspelt word that can only begin a declaration.
        self.first(i)
            && depth == 0
            && self.kind(i + 1) == Some(Kind::Word)
            && is_name(self.str(i + 1))
            && !self.first(i + 1)
            && nearest(self.str(i), ITEM_WORDS.iter().copied()).is_some()
            && (matches!(self.str(i + 2), "=" | "{" | "(") || self.kind(i + 2) == Some(Kind::Text))
    }

    fn item(&mut self, start: usize, end: usize) {
        if self.too_deep(start, end) {
            self.lose(start);
            return;
        }
        let (offset, slice) = self.slice(start, end);
        if self.has_bad(start, end) {
            return recover::item(self, start, end, None);
        }
        // The slice borrows the text, not the parser.
        let text: &str = slice;
        match read(Rule::item, text) {
            Ok(node) => {
                let inner = node.and_then(|n| kids(n).next());
                let mut b = Builder { source: self.source, offset, diags: &mut self.diags };
                let before = b.diags.len();
                let item = inner.and_then(|n| build::item(&mut b, n, &mut self.file));
                let broken = self.diags.len() > before;
                self.file.items.extend(item.map(|i| Item { broken, ..i }));
            }
            Err(error) => {
                let error = *error;
                recover::item(self, start, end, Some(error));
            }
        }
    }

    /// INVARIANT: what the grammar reads nests at most [`MAX_NESTING`] deep, as it recurs only through brackets.
    fn too_deep(&mut self, start: usize, end: usize) -> bool {
        let mut depth = 0usize;
        for i in start..end {
            match self.str(i) {
                "{" | "(" | "[" => depth += 1,
                "}" | ")" | "]" => depth = depth.saturating_sub(1),
                _ => {}
            }
            if depth > MAX_NESTING {
                let span = self.span(i);
                self.diags.push(
                    Diag::new(
                        Code::NestingTooDeep,
                        span,
                        format!("brackets nested deeper than {MAX_NESTING}"),
                    )
                    .help("give the inner part a name with `define`"),
                );
                return true;
            }
        }
        false
    }

    /// Keeps the name of a declaration that cannot be read, so that its uses are no second mistake.
    pub fn lose(&mut self, start: usize) {
        if self.kind(start + 1) == Some(Kind::Word) {
            let name = Spanned { node: self.str(start + 1).to_string(), span: self.span(start + 1) };
            self.file.lost.push(name);
        }
    }

    /// Gives each declaration the `///` comments directly before it.
    fn docs(&mut self, comments: &[Comment]) {
        let mut next = 0;
        let mut floor = 0;
        for item in &mut self.file.items {
            let start = item.span.start;
            let mut lines: Vec<&str> = Vec::new();
            while let Some(c) = comments.get(next).filter(|c| c.span.start < start) {
                if c.doc && !c.trailing && c.span.start >= floor {
                    lines.push(c.text.strip_prefix(' ').unwrap_or(&c.text));
                }
                next += 1;
            }
            floor = item.span.end;
            if !lines.is_empty() {
                item.doc = Some(lines.join("\n"));
            }
        }
    }
}

/// Token ranges of the declarations of a text, for the formatter.
pub(super) fn items_of(text: &str, toks: &[Tok]) -> Vec<(usize, usize)> {
    Parser { source: SourceId(0), text, toks, diags: Vec::new(), file: File::default() }.cut()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pack_may_be_named_with_a_word_of_the_language() {
        let text = "pack interactions\n\nuse terms.A\nuse rule.B\ncodes C = A + B\n";
        let (file, diags) = parse(SourceId::default(), text);
        assert!(diags.is_empty(), "{diags:?}");
        assert_eq!(file.items.len(), 1);
    }
}
