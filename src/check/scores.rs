//! Scores: items, rows that cover every value once, bands that do not overlap.

use super::lower::{Lower, Number, Value};
use super::ranges::Measure;
use super::suggest::{check_clauses, missing_clause};
use super::words::label;
use super::{Checker, coverage, governance, units as unit_words, words};
use crate::diag::{Code, Diag};
use crate::model::{InputId, InputKind, NumKind, ScoreDef, ScoreItem};
use crate::source::Span;
use crate::syntax::ast::{Block, CellKind, ClauseKind, Expr, ExprKind, Literal, Row};
use crate::units::Unit;
use crate::value::{End, Interval, Num};
use smol_str::SmolStr;

impl Checker<'_> {
    pub(crate) fn score(&mut self, file: usize, block: &Block, name: String) -> Option<ScoreDef> {
        let diags = check_clauses(&block.clauses, "a score", &["for", "points if", "points", "by", "band"]);
        let mut ok = diags.is_empty();
        self.diags.extend(diags);
        let mut population = None;
        let mut items = Vec::new();
        for clause in &block.clauses {
            let mut lower = Lower::new(self, file);
            match &clause.kind {
                ClauseKind::For(e) => {
                    population = lower.cond(e);
                    ok &= population.is_some();
                }
                ClauseKind::PointsIf(points, e) => match lower.cond(e) {
                    Some(c) => items.push(ScoreItem::If(points.node, c)),
                    None => ok = false,
                },
                ClauseKind::Points(e) => match lower.points(e) {
                    Some(item) => items.push(item),
                    None => ok = false,
                },
                ClauseKind::By(e, rows) => match lower.by(e, rows, clause.span) {
                    Some(item) => items.push(item),
                    None => ok = false,
                },
                _ => {}
            }
        }
        if items.is_empty() && ok {
            let d = missing_clause(block.name.span, "a score", "points if", "1 if has HeartFailure");
            self.report(d);
            ok = false;
        }
        let bands = self.bands(block, &items, ok);
        let governance = governance::read(self, &block.clauses);
        ok.then(|| ScoreDef {
            name: name.into(),
            label: label(block.label.as_ref(), &block.name.node).into(),
            population,
            items,
            bands,
            evidence: governance.evidence,
            span: block.name.span,
        })
    }

    fn bands(&mut self, block: &Block, items: &[ScoreItem], ok: bool) -> Vec<(Interval<Num>, SmolStr)> {
        let measure = Measure { subject: format!("`{}`", block.name.node), ..Measure::default() };
        let mut all: Vec<(Interval<Num>, SmolStr)> = Vec::new();
        let mut spans = Vec::new();
        for clause in &block.clauses {
            let ClauseKind::BandLabel(band, label) = &clause.kind else { continue };
            if let Some(range) = self.band(band, &measure) {
                all.push((range, label.node.clone().into()));
                spans.push(band.cell.span);
            }
        }
        let ranges: Vec<Interval<Num>> = all.iter().map(|(r, _)| *r).collect();
        let overlaps = coverage::overlaps(&ranges, false);
        self.report_overlaps(&overlaps, &spans, "", "bands");
        if let (Some((lo, hi, whole)), true, false) =
            (reach(items), ok && overlaps.is_empty(), all.is_empty())
            && let Some(domain) = Interval::new(lo, hi)
            && let Some(gap) = coverage::gaps(&ranges, &domain, whole).first()
        {
            let at = spans.first().copied().unwrap_or(block.name.span);
            let gap = if whole { coverage::whole_part(gap) } else { *gap };
            let message =
                format!("no band covers a score of {}", coverage::words(&gap, "").replace("exactly ", ""));
            self.report(
                Diag::new(Code::BandGap, at, message)
                    .help("add a band for it, or let a neighbour reach further"),
            );
        }
        all
    }

    /// One diagnostic for each pair of ranges that share a value.
    pub(crate) fn report_overlaps(
        &mut self,
        overlaps: &[(usize, usize, Interval<Num>)],
        spans: &[Span],
        unit: &str,
        what: &str,
    ) {
        for (i, j, both) in overlaps {
            let (Some(&first), Some(&second)) = (spans.get(*i), spans.get(*j)) else { continue };
            let message = format!("two {what} cover {}", coverage::words(both, unit));
            let d = Diag::new(Code::BandOverlap, second, message)
                .also(first, "the other one")
                .help("leave an end out with `>` or `<`: `30 .. < 60`");
            self.report(d);
        }
    }
}

/// The smallest and largest sum the items can give, and whether it is always whole.
fn reach(items: &[ScoreItem]) -> Option<(End<Num>, End<Num>, bool)> {
    let (mut lo, mut hi, mut whole) = (Num::ZERO, Num::ZERO, true);
    for item in items {
        let points: Vec<Num> = match item {
            ScoreItem::If(n, _) => vec![Num::ZERO, *n],
            ScoreItem::By(_, rows) => rows.iter().map(|(_, n)| *n).collect(),
            ScoreItem::ByChoice(_, rows) => rows.iter().map(|(_, n)| *n).collect(),
            ScoreItem::Points(_) | ScoreItem::Score(_) => return None,
        };
        whole &= points.iter().all(|p| p.to_i64().is_some());
        lo = lo.add(points.iter().min().copied()?)?;
        hi = hi.add(points.iter().max().copied()?)?;
    }
    Some((End::Closed(lo), End::Closed(hi), whole))
}

impl Lower<'_, '_> {
    fn points(&mut self, e: &Expr) -> Option<ScoreItem> {
        let n = self.number(e)?;
        if let Some(unit) = n.expr.unit.as_ref().filter(|u| !unit_words::is_plain(u)) {
            let d = Diag::new(
                Code::DimensionMismatch,
                e.span,
                format!("points have no unit, but this is in `{unit}`"),
            )
            .help("use `by … { … -> points }` to turn a value into points");
            self.report(d);
            return None;
        }
        Some(ScoreItem::Points(n.expr))
    }

    fn by(&mut self, e: &Expr, rows: &[Row], span: Span) -> Option<ScoreItem> {
        if rows.len() > self.cx.options.limits.rows {
            let limit = self.cx.options.limits.rows;
            self.report(Diag::new(Code::PackLimit, span, format!("more than {limit} rows")));
            return None;
        }
        match self.value(e)? {
            Value::Choice(input) => self.by_choice(input, rows, span),
            Value::Age(of @ crate::model::AgeOf::Patient) => {
                let (unit, rows) = ages(rows);
                let kind = NumKind::Age(of, unit);
                let n = self.plain(e.span, None, kind);
                self.by_number(n, e, &rows, span)
            }
            other => match self.as_number(other, e.span) {
                Ok(n) => self.by_number(n, e, rows, span),
                Err(other) => {
                    let d = self.wrong_type(e, &other, "a number or an input with choices");
                    let d = match other {
                        Value::Cond(_) => d.help("points for a condition are written `2 if …`"),
                        _ => d,
                    };
                    self.report(d);
                    None
                }
            },
        }
    }

    fn by_number(&mut self, n: Number, e: &Expr, rows: &[Row], span: Span) -> Option<ScoreItem> {
        let measure = Measure {
            unit: n.expr.unit.clone(),
            analyte: self.analyte(n.analyte),
            subject: self.subject_of(&n, e),
        };
        let (mut ranges, mut points, mut spans, mut ok) = (Vec::new(), Vec::new(), Vec::new(), true);
        for row in rows {
            let cell = self.only_cell(row);
            let range = cell.and_then(|c| self.cx.range(c, &measure));
            let given = self.row_points(row);
            match (range, given) {
                (Some(r), Some(p)) => {
                    ranges.push(r);
                    points.push(p);
                    spans.push(row.span);
                }
                _ => ok = false,
            }
        }
        if !ok {
            return None;
        }
        let whole = is_whole(&n.expr.kind);
        let unit = measure.unit.as_ref().map_or("", Unit::text).to_string();
        let overlaps = coverage::overlaps(&ranges, whole);
        self.cx.report_overlaps(&overlaps, &spans, &unit, "rows");
        let domain = self.domain(&n);
        let gaps = coverage::gaps(&ranges, &domain, whole);
        for gap in gaps.iter().take(3) {
            let d = Diag::new(Code::BandGap, span, format!("no row covers {}", coverage::words(gap, &unit)))
                .help("add a row for it, or let a neighbouring row include its end");
            self.report(d);
        }
        (overlaps.is_empty() && gaps.is_empty())
            .then(|| ScoreItem::By(n.expr, ranges.into_iter().zip(points).collect()))
    }

    /// The values a number can take.
    pub(crate) fn domain(&self, n: &Number) -> Interval<Num> {
        match &n.expr.kind {
            NumKind::Input(id) => match self.cx.inputs.get(id.index()).map(|i| &i.kind) {
                Some(InputKind::Number { range, .. }) => *range,
                _ => Interval::all(),
            },
            NumKind::Points(id) => match self.cx.inputs.get(id.index()).map(|i| &i.kind) {
                Some(InputKind::Choice(all)) => {
                    let points: Vec<Num> = all.iter().filter_map(|c| c.points).collect();
                    match (points.iter().min(), points.iter().max()) {
                        (Some(lo), Some(hi)) => Interval::closed(*lo, *hi).unwrap_or_else(Interval::all),
                        _ => Interval::all(),
                    }
                }
                _ => Interval::all(),
            },
            NumKind::Age(..) | NumKind::Count(..) => {
                Interval { lo: End::Closed(Num::ZERO), hi: End::Unbounded }
            }
            NumKind::Aggregate(a)
                if matches!(
                    a.kind,
                    crate::vocab::AggregateKind::Latest
                        | crate::vocab::AggregateKind::Earliest
                        | crate::vocab::AggregateKind::Highest
                        | crate::vocab::AggregateKind::Lowest
                ) =>
            {
                let plausible =
                    self.cx.observations.get(a.series.observation.index()).and_then(|o| o.plausible);
                plausible.unwrap_or_else(Interval::all)
            }
            _ => Interval::all(),
        }
    }

    fn by_choice(&mut self, input: InputId, rows: &[Row], span: Span) -> Option<ScoreItem> {
        let choices = match self.cx.inputs.get(input.index()).map(|i| i.kind.clone()) {
            Some(InputKind::Choice(all)) => all,
            _ => return None,
        };
        let names: Vec<&str> = choices.iter().map(|c| c.name.as_str()).collect();
        let mut all: Vec<(usize, Num)> = Vec::new();
        let mut ok = true;
        for row in rows {
            let cell = self.only_cell(row);
            let points = self.row_points(row);
            let (Some(cell), Some(points)) = (cell, points) else {
                ok = false;
                continue;
            };
            match &cell.kind {
                CellKind::Word(word) => match names.iter().position(|n| n == word) {
                    Some(at) if all.iter().any(|(i, _)| *i == at) => {
                        self.report(
                            Diag::new(Code::BandOverlap, cell.span, format!("two rows cover `{word}`"))
                                .help("keep one of them"),
                        );
                        ok = false;
                    }
                    Some(at) => all.push((at, points)),
                    None => {
                        self.report(words::unknown(
                            cell.span,
                            word,
                            "choice of this input",
                            names.iter().copied(),
                        ));
                        ok = false;
                    }
                },
                CellKind::Any => {
                    let rest: Vec<usize> =
                        (0..choices.len()).filter(|i| !all.iter().any(|(j, _)| j == i)).collect();
                    all.extend(rest.into_iter().map(|i| (i, points)));
                }
                _ => {
                    let d = Diag::new(Code::WrongType, cell.span, "a choice of the input is needed here")
                        .help(format!("its choices are {}", words::list(&names)));
                    self.report(d);
                    ok = false;
                }
            }
        }
        if !ok {
            return None;
        }
        let missing: Vec<&str> = names
            .iter()
            .enumerate()
            .filter(|(i, _)| !all.iter().any(|(j, _)| j == i))
            .map(|(_, n)| *n)
            .collect();
        if !missing.is_empty() {
            let d = Diag::new(Code::BandGap, span, format!("no row covers {}", words::list(&missing)))
                .help("add a row for each choice");
            self.report(d);
            return None;
        }
        Some(ScoreItem::ByChoice(input, all))
    }

    fn only_cell<'r>(&mut self, row: &'r Row) -> Option<&'r crate::syntax::ast::Cell> {
        match row.cells.as_slice() {
            [cell] => Some(cell),
            _ => {
                self.report(
                    Diag::new(Code::WrongArguments, row.span, "a row of `by` has one cell")
                        .help("for example `>= 25 -> 3`"),
                );
                None
            }
        }
    }

    fn row_points(&mut self, row: &Row) -> Option<Num> {
        match literal_number(&row.result) {
            Some((n, None)) => Some(n),
            _ => {
                self.report(
                    Diag::new(Code::WrongType, row.result.span, "points are a number without unit")
                        .help("for example `>= 25 -> 3`"),
                );
                None
            }
        }
    }
}

/// A literal number with its sign, and its unit.
pub(crate) fn literal_number(e: &Expr) -> Option<(Num, Option<&crate::syntax::ast::Spanned<String>>)> {
    match &e.kind {
        ExprKind::Literal(Literal::Number(n, unit)) => Some((*n, unit.as_ref())),
        ExprKind::Neg(inner) => literal_number(inner).map(|(n, u)| (n.neg(), u)),
        ExprKind::Paren(inner) => literal_number(inner),
        _ => None,
    }
}

/// Whether a number is always whole.
pub(crate) fn is_whole(kind: &NumKind) -> bool {
    match kind {
        NumKind::Age(..) | NumKind::Calendar(..) | NumKind::Count(..) => true,
        NumKind::Aggregate(a) => a.kind == crate::vocab::AggregateKind::Count,
        NumKind::Math(
            crate::model::MathFn::Floor | crate::model::MathFn::Ceil | crate::model::MathFn::Round(0),
            _,
        ) => true,
        _ => false,
    }
}

/// Rows about ages: `65 .. 74 years` becomes `65 .. 74` of that unit.
fn ages(rows: &[Row]) -> (crate::time::TimeUnit, Vec<Row>) {
    let mut unit = crate::time::TimeUnit::Year;
    let mut bare = |l: &mut Literal| {
        if let Literal::Duration(d) = l {
            unit = d.unit;
            *l = Literal::Number(d.count.into(), None);
        }
    };
    let mut rows = rows.to_vec();
    for cell in rows.iter_mut().flat_map(|r| &mut r.cells) {
        match &mut cell.kind {
            CellKind::Compare(_, l) => bare(l),
            CellKind::Range { lo, hi, .. } => {
                bare(lo);
                bare(hi);
            }
            CellKind::Any | CellKind::Text(_) | CellKind::Word(_) => {}
        }
    }
    (unit, rows)
}
