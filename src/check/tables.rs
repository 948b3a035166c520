//! Decision tables: parameters, rows, and every combination covered once.

use super::defines::DefineType;
use super::names::Decl;
use super::ranges::Measure;
use super::scores::literal_number;
use super::suggest::check_clauses;
use super::words::label;
use super::{Checker, coverage, governance, words};
use crate::diag::{Code, Diag};
use crate::model::{Cell, FactKind, InputId, InputKind, ParamType, ResultType, Row, RowResult, TableDef};
use crate::syntax::ast::{self, CellKind, ExprKind, Literal, Param, Table, TypeKind, TypeName};
use crate::units::{Analyte, Unit};
use crate::value::{Interval, Num};
use std::collections::BTreeSet;

/// Combinations that are looked at for gaps; larger tables are not checked for them.
const COMBINATIONS: usize = 50_000;

impl Checker<'_> {
    pub(crate) fn table(&mut self, file: usize, t: &Table, name: String) -> Option<TableDef> {
        let diags = check_clauses(&t.clauses, "a table", &[]);
        self.diags.extend(diags);
        governance::read(self, &t.clauses);
        if t.rows.len() > self.options.limits.rows {
            let message = format!("the table has more than {} rows", self.options.limits.rows);
            self.report(
                Diag::new(Code::PackLimit, t.name.span, message).help("split it by one of its parameters"),
            );
            return None;
        }
        let params: Vec<Option<(String, ParamType, Measure)>> =
            t.params.iter().map(|p| self.param(file, p)).collect();
        let result = self.result_type(&t.result);
        let params: Option<Vec<(String, ParamType, Measure)>> = params.into_iter().collect();
        let (params, result) = (params?, result?);
        let mut rows = Vec::new();
        let mut ok = true;
        for row in &t.rows {
            match self.row(row, &params, &result) {
                Some(r) => rows.push(r),
                None => ok = false,
            }
        }
        if ok && rows.is_empty() {
            self.report(
                Diag::new(Code::BandGap, t.name.span, "the table has no rows")
                    .help("add a row such as `>= 60 -> \"no change\"`"),
            );
            ok = false;
        }
        if ok {
            let types: Vec<&ParamType> = params.iter().map(|(_, ty, _)| ty).collect();
            ok = self.cover(t, &types, &params, &rows);
        }
        ok.then(|| TableDef {
            name,
            label: label(t.label.as_ref(), &t.name.node),
            params: params.into_iter().map(|(n, ty, _)| (n, ty)).collect(),
            result,
            rows,
            span: t.name.span,
        })
    }

    /// A parameter's type: as written, or that of the declared value of its name.
    pub(crate) fn param(&mut self, file: usize, p: &Param) -> Option<(String, ParamType, Measure)> {
        let name = p.name.node.clone();
        let subject = format!("`{name}`");
        if let Some(ty) = &p.ty {
            let ty = self.param_type(ty)?;
            let unit = match &ty {
                ParamType::Num(u) => u.clone(),
                _ => None,
            };
            return Some((name, ty, Measure { unit, analyte: Analyte::default(), subject }));
        }
        let decl = self.quiet(file, &p.name.node);
        let (ty, analyte) = match decl {
            Some(Decl::Observation(id)) => {
                if self.observation_notes.get(id.index()).is_none_or(|n| n.broken) {
                    return None;
                }
                let o = self.observations.get(id.index())?;
                match &o.unit {
                    Some(u) => (ParamType::Num(Some(u.clone())), o.analyte),
                    None => (ParamType::Text, Analyte::default()),
                }
            }
            Some(Decl::Input(id)) => match self.inputs.get(id.index()).map(|i| &i.kind)? {
                InputKind::Choice(_) => (ParamType::Choice(id), Analyte::default()),
                InputKind::Number { unit, .. } => (ParamType::Num(unit.clone()), Analyte::default()),
                InputKind::YesNo => (ParamType::YesNo, Analyte::default()),
                // A date is no column of a table.
                InputKind::Date => return None,
            },
            Some(Decl::Score(_)) => (ParamType::Num(None), Analyte::default()),
            Some(Decl::Define(id)) => match self.define_types.get(id.index()).cloned()? {
                DefineType::Num(unit, _) => (ParamType::Num(unit), Analyte::default()),
                DefineType::Cond => (ParamType::YesNo, Analyte::default()),
                DefineType::Text => (ParamType::Text, Analyte::default()),
                DefineType::Time | DefineType::Broken => return None,
            },
            _ => {
                let d = Diag::new(
                    Code::WrongType,
                    p.name.span,
                    format!("`{name}` is no declared value, so its type must be said"),
                )
                .help(format!("write `{name}: text`, `{name}: number`, `{name}: mg/d` or `{name}: yes-no`"));
                self.report(d);
                return None;
            }
        };
        let unit = match &ty {
            ParamType::Num(u) => u.clone(),
            _ => None,
        };
        Some((name, ty, Measure { unit, analyte, subject }))
    }

    fn type_unit(&mut self, text: &str, ty: &TypeName) -> Option<Unit> {
        match Unit::parse(text) {
            Ok(u) => Some(u),
            Err(e) => {
                self.report(
                    super::units::unknown(&e, ty.span)
                        .note("types are `text`, `number`, `yes-no`, `list of …`, or a unit"),
                );
                None
            }
        }
    }

    fn param_type(&mut self, ty: &TypeName) -> Option<ParamType> {
        Some(match &ty.kind {
            TypeKind::Text => ParamType::Text,
            TypeKind::YesNo => ParamType::YesNo,
            TypeKind::Number(None) => ParamType::Num(None),
            TypeKind::Number(Some(text)) => ParamType::Num(Some(self.type_unit(text, ty)?)),
            TypeKind::ListOf(kind) => ParamType::Facts(match kind.as_str() {
                "Medication" => FactKind::Medication,
                "Condition" => FactKind::Condition,
                "Observation" => FactKind::Observation,
                "Allergy" => FactKind::Allergy,
                "Procedure" => FactKind::Procedure,
                "Immunization" => FactKind::Immunization,
                "Encounter" => FactKind::Encounter,
                other => {
                    let kinds = [
                        "Medication",
                        "Condition",
                        "Observation",
                        "Allergy",
                        "Procedure",
                        "Immunization",
                        "Encounter",
                    ];
                    self.report(words::unknown(ty.span, other, "kind of fact", kinds));
                    return None;
                }
            }),
        })
    }

    pub(crate) fn result_type(&mut self, ty: &TypeName) -> Option<ResultType> {
        match self.param_type(ty)? {
            ParamType::Num(u) => Some(ResultType::Num(u)),
            ParamType::Text => Some(ResultType::Text),
            ParamType::YesNo => Some(ResultType::YesNo),
            ParamType::Choice(_) | ParamType::Facts(_) => {
                self.report(
                    Diag::new(Code::WrongType, ty.span, "a list cannot be a result")
                        .help("give a number, a text, or `yes-no`"),
                );
                None
            }
        }
    }

    fn row(
        &mut self,
        row: &ast::Row,
        params: &[(String, ParamType, Measure)],
        result: &ResultType,
    ) -> Option<Row> {
        if row.cells.len() != params.len() {
            let message = format!(
                "this row has {} cells, but the table has {} parameters",
                row.cells.len(),
                params.len()
            );
            self.report(
                Diag::new(Code::WrongArguments, row.span, message)
                    .help("cells are separated by commas; `_` matches anything"),
            );
            return None;
        }
        let cells: Vec<Option<Cell>> =
            row.cells.iter().zip(params).map(|(c, (_, ty, measure))| self.cell(c, ty, measure)).collect();
        let result = self.row_result(row, result);
        let cells: Option<Vec<Cell>> = cells.into_iter().collect();
        Some(Row { cells: cells?, result: result? })
    }

    fn cell(&mut self, c: &ast::Cell, ty: &ParamType, measure: &Measure) -> Option<Cell> {
        if matches!(c.kind, CellKind::Any) {
            return Some(Cell::Any);
        }
        match (ty, &c.kind) {
            (ParamType::Num(_), _) => self.range(c, measure).map(Cell::Range),
            (ParamType::Text, CellKind::Text(t)) => Some(Cell::Text(t.clone())),
            (ParamType::YesNo, CellKind::Word(w)) if w == "yes" || w == "no" => Some(Cell::YesNo(w == "yes")),
            (ParamType::YesNo, CellKind::Compare(_, Literal::YesNo(b))) => Some(Cell::YesNo(*b)),
            (ParamType::Choice(input), CellKind::Word(w)) => self.choice_cell(*input, w, c),
            _ => {
                let wanted = match ty {
                    ParamType::Text => "a text in quotes",
                    ParamType::YesNo => "`yes` or `no`",
                    ParamType::Choice(_) => "a choice of the input",
                    ParamType::Num(_) | ParamType::Facts(_) => "a range",
                };
                let d =
                    Diag::new(Code::WrongType, c.span, format!("{} takes {wanted} here", measure.subject))
                        .help("or `_` for anything");
                self.report(d);
                None
            }
        }
    }

    fn choice_cell(&mut self, input: InputId, word: &str, c: &ast::Cell) -> Option<Cell> {
        let InputKind::Choice(all) = &self.inputs.get(input.index())?.kind else { return None };
        if let Some(at) = all.iter().position(|x| x.name == word) {
            return Some(Cell::Choice(at));
        }
        let names: Vec<String> = all.iter().map(|x| x.name.clone()).collect();
        self.report(words::unknown(c.span, word, "choice of this input", names.iter().map(String::as_str)));
        None
    }

    fn row_result(&mut self, row: &ast::Row, ty: &ResultType) -> Option<RowResult> {
        let e = &row.result;
        let wanted = match (ty, &e.kind) {
            (ResultType::Text, ExprKind::Literal(Literal::Text(t))) => {
                return Some(RowResult::Text(t.clone()));
            }
            (ResultType::YesNo, ExprKind::Literal(Literal::YesNo(b))) => return Some(RowResult::YesNo(*b)),
            (ResultType::YesNo, ExprKind::Name(n)) if n == "yes" || n == "no" => {
                return Some(RowResult::YesNo(n == "yes"));
            }
            (ResultType::Num(unit), _) if literal_number(e).is_some() => {
                let (n, got) = literal_number(e)?;
                let measure = Measure {
                    unit: unit.clone(),
                    analyte: Analyte::default(),
                    subject: "the result".to_string(),
                };
                return match got {
                    Some(u) => self.converted(n, &u.node, u.span, &measure).map(RowResult::Num),
                    None => Some(RowResult::Num(n)),
                };
            }
            (ResultType::Text, _) => "a text in quotes",
            (ResultType::YesNo, _) => "`yes` or `no`",
            (ResultType::Num(_), _) => "a number",
        };
        self.report(
            Diag::new(Code::WrongType, e.span, format!("the result of this table is {wanted}"))
                .help("results of rows are literals"),
        );
        None
    }

    /// Gaps and overlaps; whether there are none.
    fn cover(
        &mut self,
        t: &Table,
        types: &[&ParamType],
        params: &[(String, ParamType, Measure)],
        rows: &[Row],
    ) -> bool {
        let mut ok = true;
        for (j, b) in rows.iter().enumerate() {
            let Some(i) = rows.iter().take(j).position(|a| meet(a, b) && !is_default_for(b, a)) else {
                continue;
            };
            let (Some(first), Some(second)) = (t.rows.get(i), t.rows.get(j)) else { continue };
            let shared = rows.get(i).and_then(|a| shared_words(a, b, params));
            let message = match shared {
                Some(what) => format!("two rows cover {what}"),
                None => "two rows match the same values".to_string(),
            };
            let d =
                Diag::new(Code::BandOverlap, second.span, message).also(first.span, "the other row").help(
                    "let the ranges exclude each other, as in `30 .. < 60`; a last row of `_` takes the rest",
                );
            self.report(d);
            ok = false;
        }
        if ok && let Some(missing) = first_gap(types, params, rows, self) {
            let d = Diag::new(Code::BandGap, t.name.span, format!("no row covers {missing}"))
                .help("add a row for it, or a last row of `_` that takes the rest");
            self.report(d);
            ok = false;
        }
        ok
    }
}

/// Whether some values match both rows.
fn meet(a: &Row, b: &Row) -> bool {
    a.cells.iter().zip(&b.cells).all(|(x, y)| match (x, y) {
        (Cell::Any, _) | (_, Cell::Any) => true,
        (Cell::Range(i), Cell::Range(j)) => i.intersect(j).is_some(),
        (x, y) => x == y,
    })
}

/// Whether a later row takes what an earlier one leaves: it says `_` where that one is definite.
fn is_default_for(later: &Row, earlier: &Row) -> bool {
    later.cells.iter().zip(&earlier.cells).any(|(l, e)| *l == Cell::Any && *e != Cell::Any)
}

/// Where two rows meet, for a table of one number.
fn shared_words(a: &Row, b: &Row, params: &[(String, ParamType, Measure)]) -> Option<String> {
    let ([Cell::Range(x)], [Cell::Range(y)], [(_, _, measure)]) =
        (a.cells.as_slice(), b.cells.as_slice(), params)
    else {
        return None;
    };
    let unit = measure.unit.as_ref().map_or("", Unit::text);
    Some(coverage::words(&x.intersect(y)?, unit))
}

/// The first combination that no row covers, in words.
fn first_gap(
    types: &[&ParamType],
    params: &[(String, ParamType, Measure)],
    rows: &[Row],
    cx: &Checker<'_>,
) -> Option<String> {
    let mut classes: Vec<Vec<Cell>> = Vec::new();
    let mut product = 1_usize;
    for (at, ty) in types.iter().enumerate() {
        let cells: Vec<&Cell> = rows.iter().filter_map(|r| r.cells.get(at)).collect();
        let all = values(ty, &cells, cx);
        product = product.saturating_mul(all.len().max(1));
        classes.push(all);
    }
    if product > COMBINATIONS {
        return None;
    }
    let mut pick = vec![0_usize; classes.len()];
    loop {
        let combination: Vec<&Cell> = classes.iter().zip(&pick).filter_map(|(c, p)| c.get(*p)).collect();
        let covered = rows.iter().any(|r| {
            r.cells.iter().zip(&combination).all(|(cell, value)| match (cell, value) {
                (Cell::Any, _) => true,
                (Cell::Range(i), Cell::Range(v)) => i.intersect(v).is_some(),
                (cell, value) => cell == *value,
            })
        });
        if !covered {
            return Some(in_words(&combination, params, cx));
        }
        // The next combination.
        let mut at = 0;
        loop {
            match (pick.get_mut(at), classes.get(at)) {
                (Some(p), Some(c)) if *p + 1 < c.len() => {
                    *p += 1;
                    break;
                }
                (Some(p), Some(_)) => {
                    *p = 0;
                    at += 1;
                }
                _ => return None,
            }
        }
    }
}

/// Values that stand for all that a parameter can be.
fn values(ty: &ParamType, cells: &[&Cell], cx: &Checker<'_>) -> Vec<Cell> {
    match ty {
        ParamType::Num(_) => {
            let mut cuts = BTreeSet::from([coverage::Cut::Bottom, coverage::Cut::Top]);
            for cell in cells {
                if let Cell::Range(i) = cell {
                    let (lo, hi) = coverage::cuts(i);
                    cuts.extend([lo, hi]);
                }
            }
            let cuts: Vec<coverage::Cut> = cuts.into_iter().collect();
            let pairs = cuts.iter().zip(cuts.iter().skip(1));
            pairs.filter_map(|(a, b)| coverage::between(*a, *b)).map(Cell::Range).collect()
        }
        ParamType::Text => {
            let mut all: Vec<Cell> = Vec::new();
            for cell in cells.iter().filter(|c| matches!(c, Cell::Text(_))) {
                if !all.contains(cell) {
                    all.push((*cell).clone());
                }
            }
            // A table only of `_` has no text of its own.
            if all.is_empty() { vec![Cell::Any] } else { all }
        }
        ParamType::YesNo => vec![Cell::YesNo(true), Cell::YesNo(false)],
        ParamType::Choice(input) => match cx.inputs.get(input.index()).map(|i| &i.kind) {
            Some(InputKind::Choice(all)) => (0..all.len()).map(Cell::Choice).collect(),
            _ => vec![Cell::Any],
        },
        ParamType::Facts(_) => vec![Cell::Any],
    }
}

fn in_words(combination: &[&Cell], params: &[(String, ParamType, Measure)], cx: &Checker<'_>) -> String {
    let parts: Vec<String> = combination
        .iter()
        .zip(params)
        .filter_map(|(cell, (name, ty, measure))| {
            let unit = measure.unit.as_ref().map_or("", Unit::text);
            let what = match (cell, ty) {
                (Cell::Range(i), _) => range_words(i, unit),
                (Cell::Text(t), _) => format!("\"{t}\""),
                (Cell::YesNo(b), _) => {
                    if *b {
                        "yes".to_string()
                    } else {
                        "no".to_string()
                    }
                }
                (Cell::Choice(at), ParamType::Choice(input)) => match &cx.inputs.get(input.index())?.kind {
                    InputKind::Choice(all) => all.get(*at)?.name.clone(),
                    _ => return None,
                },
                _ => return None,
            };
            Some(if params.len() == 1 { what } else { format!("{name} {what}") })
        })
        .collect();
    parts.join(" with ")
}

fn range_words(i: &Interval<Num>, unit: &str) -> String {
    coverage::words(i, unit)
}
