//! Ranges of numbers as authors write them, and CSV tables as rows with places.

use super::units as unit_words;
use super::{Checker, words};
use crate::diag::{Code, Diag, nearest};
use crate::source::{SourceId, Span};
use crate::syntax::ast::{Band, Cell, CellKind, Literal};
use crate::units::{Analyte, Unit, conversion_of};
use crate::value::{CmpOp, End, Interval, Num};
use std::collections::BTreeMap;

/// What the numbers of a range are measured in.
#[derive(Debug, Clone, Default)]
pub(crate) struct Measure {
    /// The unit; `None` for bare numbers.
    pub(crate) unit: Option<Unit>,
    /// What is declared of the analyte.
    pub(crate) analyte: Analyte,
    /// For messages: "`Potassium`".
    pub(crate) subject: String,
}

impl Checker<'_> {
    /// The range a clause gives. Numbers without a unit are in the unit of the measure.
    pub(crate) fn band(&mut self, band: &Band, measure: &Measure) -> Option<Interval<Num>> {
        self.range(&band.cell, measure)
    }

    /// The range a cell gives; says what is wrong with it.
    pub(crate) fn range(&mut self, cell: &Cell, measure: &Measure) -> Option<Interval<Num>> {
        match &cell.kind {
            CellKind::Compare(op, literal) => {
                let v = self.number_of(literal, cell.span, measure, None)?;
                let (lo, hi) = match op {
                    CmpOp::Lt => (End::Unbounded, End::Open(v)),
                    CmpOp::Le => (End::Unbounded, End::Closed(v)),
                    CmpOp::Gt => (End::Open(v), End::Unbounded),
                    CmpOp::Ge => (End::Closed(v), End::Unbounded),
                    CmpOp::Eq => (End::Closed(v), End::Closed(v)),
                    CmpOp::Ne => {
                        let d = Diag::new(Code::WrongType, cell.span, "`!=` is not a range")
                            .help("write the ranges on both sides of the value");
                        self.report(d);
                        return None;
                    }
                };
                Interval::new(lo, hi)
            }
            CellKind::Range { lo, lo_open, hi, hi_open } => {
                // `3.5 .. 5.1 mmol/L`: the unit of one end holds for both.
                let (ulo, uhi) = (unit_of(lo), unit_of(hi));
                let a = self.number_of(lo, cell.span, measure, uhi)?;
                let b = self.number_of(hi, cell.span, measure, ulo)?;
                let (low, high) = (
                    if *lo_open { End::Open(a) } else { End::Closed(a) },
                    if *hi_open { End::Open(b) } else { End::Closed(b) },
                );
                let range = Interval::new(low, high);
                if range.is_none() {
                    let d = Diag::new(Code::EmptyRange, cell.span, "this range holds no value")
                        .help("its lower end stands first and is below its upper end");
                    self.report(d);
                }
                range
            }
            CellKind::Any => Some(Interval::all()),
            CellKind::Text(_) | CellKind::Word(_) => {
                let d = Diag::new(Code::WrongType, cell.span, "a range of numbers is needed here")
                    .help("for example `3.5 .. 5.1` or `>= 60`");
                self.report(d);
                None
            }
        }
    }

    /// A literal as a number in the measure's unit.
    fn number_of(
        &mut self,
        literal: &Literal,
        at: Span,
        measure: &Measure,
        other: Option<&crate::syntax::ast::Spanned<String>>,
    ) -> Option<Num> {
        let Literal::Number(value, unit) = literal else {
            let d = Diag::new(Code::WrongType, at, "a number is needed here").help("for example `5.5`");
            self.report(d);
            return None;
        };
        match unit.as_ref().or(other) {
            Some(text) => self.converted(*value, &text.node, text.span, measure),
            None => Some(*value),
        }
    }

    /// A number with a unit, in the measure's unit.
    pub(crate) fn converted(&mut self, value: Num, unit: &str, at: Span, measure: &Measure) -> Option<Num> {
        let got = match Unit::parse(unit) {
            Ok(u) => u,
            Err(e) => {
                self.report(unit_words::unknown(&e, at));
                return None;
            }
        };
        let want = measure.unit.clone().unwrap_or_else(Unit::one);
        match conversion_of(measure.analyte, &got, &want) {
            Ok(c) => {
                let converted = c.apply(value);
                if converted.is_none() {
                    let message = format!("{value} {unit} cannot be held in `{want}`");
                    self.report(
                        Diag::new(Code::Overflow, at, message).help("write it in the observation's unit"),
                    );
                }
                converted
            }
            Err(e) => {
                self.report(unit_words::mismatch(&e, &want, &got, at, &measure.subject));
                None
            }
        }
    }
}

fn unit_of(literal: &Literal) -> Option<&crate::syntax::ast::Spanned<String>> {
    match literal {
        Literal::Number(_, unit) => unit.as_ref(),
        _ => None,
    }
}

/// A row of a CSV table.
pub(crate) struct CsvRow {
    fields: BTreeMap<String, String>,
    /// Its line.
    pub(crate) span: Span,
}

impl CsvRow {
    /// A column's text; empty where there is none.
    pub(crate) fn field(&self, name: &str) -> &str {
        self.fields.get(name).map_or("", String::as_str)
    }

    /// A diagnostic about a field of the row: its place is the row, so a change of
    /// the field can only be told in words.
    pub(crate) fn told(&self, mut diag: Diag) -> Diag {
        let fixes = std::mem::take(&mut diag.fixes);
        diag.help.extend(fixes.into_iter().map(|f| f.text));
        diag
    }
}

/// Reads a CSV text with a header; `#` lines are comments.
pub(crate) fn csv_table(
    text: &str,
    source: SourceId,
    needed: &[&'static str],
    optional: &[&'static str],
) -> Result<Vec<CsvRow>, Box<Diag>> {
    let start = text.len() - text.trim_start_matches('\u{feff}').len();
    let body = text.get(start..).unwrap_or("");
    let mut reader =
        csv::ReaderBuilder::new().comment(Some(b'#')).trim(csv::Trim::All).from_reader(body.as_bytes());
    let line_at = |byte: usize| {
        // The reader gives the byte after the row before: comments and blank lines may follow.
        let mut at = (start + byte).min(text.len());
        while let Some(line) = text.get(at..).and_then(|t| t.split_inclusive('\n').next()) {
            if !(line.trim().is_empty() || line.starts_with('#')) {
                break;
            }
            at += line.len();
        }
        let len = text.get(at..).and_then(|t| t.lines().next()).map_or(0, str::len);
        Span::new(source, at, at + len)
    };
    let bad = |e: csv::Error| {
        let at = e.position().map_or(0, |p| usize::try_from(p.byte()).unwrap_or(0));
        Box::new(
            Diag::new(Code::BadTable, line_at(at), format!("this row cannot be read: {}", csv_words(&e)))
                .help("a field that holds a comma or a quote stands in double quotes"),
        )
    };
    let headers = reader.headers().map_err(bad)?.clone();
    for name in needed {
        if !headers.iter().any(|h| h == *name) {
            let mut d = Diag::new(Code::BadTable, line_at(0), format!("the table has no column `{name}`"));
            d = match nearest(name, headers.iter()) {
                Some(best) => d.help(format!("did you mean that with `{best}`?")),
                None => d.help(format!("its columns are {}", words::list(needed))),
            };
            return Err(Box::new(d));
        }
    }
    if let Some(odd) = headers.iter().find(|h| !needed.contains(h) && !optional.contains(h) && !h.is_empty())
    {
        let known: Vec<&str> = needed.iter().chain(optional).copied().collect();
        if let Some(best) = nearest(odd, known.iter().copied()) {
            let d = Diag::new(Code::BadTable, line_at(0), format!("the table has an unknown column `{odd}`"));
            return Err(Box::new(d.help(format!("did you mean `{best}`?"))));
        }
    }
    let mut rows = Vec::new();
    for record in reader.records() {
        let record = record.map_err(bad)?;
        let at = record.position().map_or(0, |p| usize::try_from(p.byte()).unwrap_or(0));
        let fields = headers.iter().zip(record.iter()).map(|(h, f)| (h.to_string(), f.to_string())).collect();
        rows.push(CsvRow { fields, span: line_at(at) });
    }
    Ok(rows)
}

fn csv_words(error: &csv::Error) -> String {
    match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("it has {len} fields, the header {expected_len}")
        }
        other => format!("{other:?}"),
    }
}
