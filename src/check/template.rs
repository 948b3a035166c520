//! Messages with values: `"Potassium {k.value} on {k.date}"`.

use super::lower::{Lower, Value};
use crate::diag::{Code, Diag};
use crate::model::{AgeOf, NumKind, Piece, Template, TemplateValue, TextKind, TimeKind};
use crate::source::Span;
use crate::syntax::ast::{Expr, ExprKind, Name, Spanned, Text};
use crate::time::TimeUnit;

/// A part of a text as written.
enum Part {
    Words(String),
    /// What stands between braces, with its place.
    Hole(String, Span),
}

impl Lower<'_, '_> {
    /// Reads a text with `{name}` and `{name.field}`; every mistake in it is told.
    pub(crate) fn template(&mut self, text: &Text) -> Option<Template> {
        let mut pieces = Vec::new();
        let mut ok = true;
        let parts = match self.parts(text) {
            Ok(parts) => parts,
            Err(d) => {
                self.report(*d);
                return None;
            }
        };
        for part in parts {
            match part {
                Part::Words(words) => pieces.push(Piece::Text(words.into())),
                Part::Hole(inner, span) => match self.hole(&inner, span) {
                    Some(value) => pieces.push(Piece::Value(value)),
                    None => ok = false,
                },
            }
        }
        ok.then_some(Template { pieces: pieces.into() })
    }

    /// Splits a text at its braces. Places are those in the source, where escapes take more room.
    fn parts(&self, text: &Text) -> Result<Vec<Part>, Box<Diag>> {
        let source = self.cx.sources.slice(text.span);
        let mut holes = holes_in_source(source).into_iter();
        let mut parts = Vec::new();
        let mut words = String::new();
        let mut rest = text.node.as_str();
        while let Some(at) = rest.find(['{', '}']) {
            let (before, from) = rest.split_at(at);
            words.push_str(before);
            if let Some(after) = from.strip_prefix("{{").or_else(|| from.strip_prefix("}}")) {
                words.push_str(from.get(..1).unwrap_or(""));
                rest = after;
                continue;
            }
            let place = holes.next();
            let span = place.map_or(text.span, |(a, b)| {
                let start = text.span.start as usize;
                Span::new(text.span.source, start + a, start + b)
            });
            let Some((inner, after)) = from.strip_prefix('{').and_then(|f| f.split_once('}')) else {
                return Err(Box::new(
                    Diag::new(Code::BadEscape, span, "a brace without its partner")
                        .help("values stand as `{name}`; a brace itself is written `{{` or `}}`"),
                ));
            };
            if !words.is_empty() {
                parts.push(Part::Words(std::mem::take(&mut words)));
            }
            parts.push(Part::Hole(inner.to_string(), span));
            rest = after;
        }
        words.push_str(rest);
        if !words.is_empty() {
            parts.push(Part::Words(words));
        }
        Ok(parts)
    }

    fn hole(&mut self, inner: &str, span: Span) -> Option<TemplateValue> {
        let trimmed = inner.trim();
        let start = span.start as usize + inner.len() - inner.trim_start().len();
        let (name, field) = match trimmed.split_once('.') {
            Some((n, f)) => (n, Some(f)),
            None => (trimmed, None),
        };
        let valid = |t: &str| crate::pack::card::is_name(t);
        if !valid(name) || field.is_some_and(|f| !valid(f)) {
            let d = Diag::new(
                Code::BadEscape,
                span,
                format!("`{{{inner}}}` is neither a name nor a field of one"),
            )
            .help("a text takes `{name}` or `{name.field}`; compute anything else in a `let` first");
            self.report(d);
            return None;
        }
        let at = |from: usize, len: usize| Span::new(span.source, from, from + len);
        let name_expr = Expr { kind: ExprKind::Name(name.to_string()), span: at(start, name.len()) };
        let expr = match field {
            None => name_expr,
            Some(f) => {
                let field: Name = Spanned { node: f.to_string(), span: at(start + name.len() + 1, f.len()) };
                Expr { kind: ExprKind::Field(Box::new(name_expr), field), span: at(start, trimmed.len()) }
            }
        };
        self.in_text = true;
        let value = self.value(&expr);
        self.in_text = false;
        self.template_value(value?, &expr, field)
    }

    fn template_value(&mut self, value: Value, expr: &Expr, field: Option<&str>) -> Option<TemplateValue> {
        Some(match value {
            Value::Fact(bind) => TemplateValue::Binding(bind),
            Value::Num(n) => match n.expr.kind {
                NumKind::Field(bind, f) => TemplateValue::Field(bind, f),
                _ => TemplateValue::Num(Box::new(n.expr)),
            },
            Value::Text(t) => match t.kind {
                TextKind::Field(bind, f) => TemplateValue::Field(bind, f),
                TextKind::Const(unit) if field == Some("unit") => TemplateValue::Unit(Box::new(unit.into())),
                _ => TemplateValue::Text(Box::new(t)),
            },
            Value::Time(t) => match t.kind {
                TimeKind::Field(bind, f) => TemplateValue::Field(bind, f),
                _ => TemplateValue::Date(Box::new(t)),
            },
            Value::Cond(c) => TemplateValue::Cond(Box::new(c)),
            Value::Results(s) => {
                let text = self.make_text(expr.span, TextKind::Result(s));
                TemplateValue::Text(Box::new(text))
            }
            // In the units in which each is spoken of.
            Value::Age(of) => {
                let unit = match of {
                    AgeOf::Patient => TimeUnit::Year,
                    AgeOf::Gestation => TimeUnit::Week,
                };
                let kind = NumKind::Age(of, unit);
                TemplateValue::Num(Box::new(self.make_num(expr.span, None, kind)))
            }
            other => {
                let got = self.describe(&other);
                let d =
                    Diag::new(Code::WrongType, expr.span, format!("a text cannot show this: it is {got}"))
                        .help("it shows values, dates and names bound with `as`");
                self.report(d);
                return None;
            }
        })
    }
}

/// The holes of a text as written, as byte ranges between the braces.
fn holes_in_source(source: &str) -> Vec<(usize, usize)> {
    let bytes = source.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(&b) = bytes.get(at) {
        let next = bytes.get(at + 1).copied();
        match b {
            b'\\' => at += 2,
            b'{' | b'}' if next == Some(b) => at += 2,
            b'{' => {
                let len = source.get(at + 1..).and_then(|t| t.find('}')).unwrap_or(0);
                found.push((at + 1, at + 1 + len));
                at += len + 2;
            }
            b'}' => {
                found.push((at, at + 1));
                at += 1;
            }
            _ => at += 1,
        }
    }
    found
}
