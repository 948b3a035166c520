//! From pest's pairs to the syntax tree.
//!
//! The grammar has already said that the shape is right; what it cannot say
//! (escapes, numbers too long, comparisons in a chain, dates that do not
//! exist) is reported here. Knows nothing of recovery.

mod clauses;
mod exprs;
mod items;

pub(super) use clauses::{clause, row};
pub(super) use items::{block_of, item};

use super::ast::*;
use super::grammar::{Node, Rule, kids};
use crate::diag::{Code, Diag};
use crate::source::{SourceId, Span};
use crate::time::{Duration, PartialTime, TimeUnit};
use crate::value::{CmpOp, Num};

/// The most operators one declaration's condition may have: with the nesting
/// limit it bounds the depth of the tree.
pub(super) const MAX_OPERATORS: usize = 256;

/// What building needs to know and collects.
pub(super) struct Builder<'d> {
    /// The text.
    pub source: SourceId,
    /// Where the slice being read begins in it.
    pub offset: usize,
    /// What was found wrong.
    pub diags: &'d mut Vec<Diag>,
}

/// What a builder gives: `None` where pest's pairs are not as the grammar says
/// (which cannot happen) or the mistake leaves nothing to keep.
pub(super) type Built<T> = Option<T>;

impl Builder<'_> {
    /// A pair's place.
    pub fn span(&self, node: &Node<'_>) -> Span {
        let s = node.as_span();
        Span::new(self.source, self.offset + s.start(), self.offset + s.end())
    }

    /// From a pair's start to the end of what it says: without blanks or comments at its end.
    pub fn tight(&self, node: &Node<'_>) -> Span {
        let span = self.span(node);
        let text = node.as_str().trim_end();
        let mut end = span.start as usize + text.len();
        // Only behind a comment is the end of the last word not the end of the text.
        if text.rsplit('\n').next().is_some_and(|line| line.contains("//")) {
            let inner = node.clone().into_inner().flatten();
            let said = inner.filter(|p| !matches!(p.as_rule(), Rule::COMMENT | Rule::EOI));
            let is_whole = node.clone().into_inner().all(|p| p.as_rule() != Rule::COMMENT);
            if let (false, Some(last)) = (is_whole, said.map(|p| p.as_span().end()).max()) {
                end = self.offset + last;
            }
        }
        Span::new(self.source, span.start as usize, end)
    }

    fn at<T>(&self, node: &Node<'_>, value: T) -> Spanned<T> {
        Spanned { node: value, span: self.span(node) }
    }

    fn word(&self, node: &Node<'_>) -> Name {
        self.at(node, node.as_str().to_string())
    }

    /// A declaration's label.
    pub fn label(&mut self, node: Node<'_>) -> Text {
        self.text(node)
    }

    /// One or several string literals, joined by a blank.
    fn text(&mut self, node: Node<'_>) -> Text {
        let mut span: Option<Span> = None;
        let mut parts = Vec::new();
        for s in kids(node) {
            let here = self.span(&s);
            span = Some(span.map_or(here, |a| a.to(here)));
            parts.push(self.unescape(&s));
        }
        Spanned { node: parts.join(" "), span: span.unwrap_or_default() }
    }

    /// A string literal without quotes, escapes resolved.
    fn unescape(&mut self, node: &Node<'_>) -> String {
        let raw = node.as_str();
        let inner = raw.get(1..raw.len().saturating_sub(1)).unwrap_or("");
        let mut out = String::with_capacity(inner.len());
        let mut chars = inner.char_indices();
        while let Some((at, c)) = chars.next() {
            if c != '\\' {
                out.push(c);
                continue;
            }
            match chars.next() {
                Some((_, '"')) => out.push('"'),
                Some((_, '\\')) => out.push('\\'),
                Some((_, 'n')) => out.push('\n'),
                other => {
                    let found: String = other.map(|(_, c)| c).into_iter().collect();
                    let start = self.span(node).start as usize + 1 + at;
                    let span = Span::new(self.source, start, start + 1 + found.len());
                    self.diags.push(
                        Diag::new(Code::BadEscape, span, format!("`\\{found}` is not an escape"))
                            .label("a backslash begins `\\\"`, `\\\\` or `\\n`")
                            .fix(span, format!("\\\\{found}"), "for a backslash itself write two"),
                    );
                    out.push_str(&found);
                }
            }
        }
        out
    }

    fn number(&mut self, node: &Node<'_>) -> Num {
        node.as_str().parse().unwrap_or_else(|_| {
            let span = self.span(node);
            self.diags.push(
                Diag::new(Code::Syntax, span, "a number of more than 28 digits")
                    .label("too many digits to be held exactly"),
            );
            Num::ZERO
        })
    }

    fn whole(&mut self, node: &Node<'_>) -> i64 {
        node.as_str().parse().unwrap_or_else(|_| {
            let span = self.span(node);
            self.diags.push(Diag::new(Code::Syntax, span, "a number too large to count with"));
            0
        })
    }

    fn duration(&mut self, node: Node<'_>) -> Spanned<Duration> {
        let span = self.span(&node);
        let (mut count, mut unit) = (0, TimeUnit::Day);
        for p in kids(node) {
            match p.as_rule() {
                Rule::digits => count = self.whole(&p),
                _ => unit = TimeUnit::parse(p.as_str()).unwrap_or(unit),
            }
        }
        Spanned { node: Duration::new(count, unit), span }
    }

    /// A date that exists.
    fn date(&mut self, node: &Node<'_>) -> Spanned<String> {
        if node.as_str().parse::<PartialTime>().is_err() {
            let span = self.span(node);
            self.diags.push(
                Diag::new(Code::Syntax, span, format!("`{}` is not a day of the calendar", node.as_str()))
                    .help("a date is a year, a month and a day: `2026-03-01`"),
            );
        }
        self.word(node)
    }

    fn unit(&self, node: &Node<'_>) -> Spanned<String> {
        self.at(node, node.as_str().trim_matches('\'').to_string())
    }

    /// `5.5 mmol/L`, also with a sign or in a row.
    fn quantity(&mut self, node: Node<'_>) -> Literal {
        let (mut num, mut unit) = (Num::ZERO, None);
        for p in kids(node) {
            match p.as_rule() {
                Rule::decimal | Rule::signed => num = self.number(&p),
                _ => unit = Some(self.unit(&p)),
            }
        }
        Literal::Number(num, unit)
    }

    /// A literal, if the pair is one.
    fn literal(&mut self, node: Node<'_>) -> Built<Spanned<Literal>> {
        let span = self.span(&node);
        let lit = match node.as_rule() {
            Rule::date => Literal::Date(self.date(&node).node),
            Rule::duration => Literal::Duration(self.duration(node).node),
            Rule::quantity | Rule::signed_quantity | Rule::row_quantity => self.quantity(node),
            Rule::string => Literal::Text(self.unescape(&node)),
            Rule::yes_no => Literal::YesNo(node.as_str() == "yes"),
            Rule::point | Rule::modifier_point | Rule::row_literal => {
                return self.literal(kids(node).next()?);
            }
            _ => return None,
        };
        Some(Spanned { node: lit, span })
    }
}

fn cmp(text: &str) -> CmpOp {
    match text {
        "<" => CmpOp::Lt,
        "<=" => CmpOp::Le,
        ">" => CmpOp::Gt,
        ">=" => CmpOp::Ge,
        "!=" => CmpOp::Ne,
        _ => CmpOp::Eq,
    }
}
