//! Observations: codes, units, limits and strata.

use super::lower::Lower;
use super::names::Decl;
use super::ranges::Measure;
use super::suggest::{check_clauses, missing_clause};
use super::words::label;
use super::{Checker, coverage, results, units as unit_words, words};
use crate::diag::{Code, Diag};
use crate::model::{AgeOf, Cond, CondKind, Delta, ObservationDef, ObservationId, ResultAspect, Strata};
use crate::snapshot::Sex;
use crate::source::Span;
use crate::syntax::ast::{Block, ClauseKind, ExprKind, ItemKind, Literal};
use crate::time::TimeUnit;
use crate::units::{Analyte, Unit};
use crate::value::{CmpOp, Interval, Num};

/// What expressions need to know about an observation before its strata are read.
#[derive(Debug, Clone, Default)]
pub(crate) struct ObservationNotes {
    /// Nothing more is said about it.
    pub(crate) broken: bool,
    /// Its results are numbers.
    pub(crate) numeric: bool,
    pub(crate) has_normal: bool,
    pub(crate) has_critical: bool,
    /// What it reports by itself.
    pub(crate) report: Vec<ResultAspect>,
}

const CLAUSES: [&str; 10] =
    ["code", "unit", "molar mass", "charge", "plausible", "normal", "critical", "delta", "window", "report"];

impl<'a> Checker<'a> {
    /// Everything of observations but their limits, which may need definitions.
    pub(crate) fn lower_observations(&mut self) {
        for index in self.symbols_where(|d| matches!(d, Decl::Observation(_))) {
            let Some(symbol) = self.names.symbols.get(index).cloned() else { continue };
            let ItemKind::Observation(block) = &symbol.item.kind else { continue };
            let diags = check_clauses(&block.clauses, "an observation", &CLAUSES);
            self.diags.extend(diags);
            let mut notes = ObservationNotes { broken: symbol.item.broken, ..ObservationNotes::default() };
            let name = self.qualified(symbol.pack, symbol.name);
            let def = self.observation(symbol.file, block, name, &mut notes);
            self.observations.push(def);
            self.observation_notes.push(notes);
        }
    }

    fn observation(
        &mut self,
        file: usize,
        block: &'a Block,
        name: String,
        notes: &mut ObservationNotes,
    ) -> ObservationDef {
        let groups: Vec<_> = block
            .clauses
            .iter()
            .filter_map(|c| match &c.kind {
                ClauseKind::Code(system, codes) => Some((system, codes)),
                _ => None,
            })
            .collect();
        let codes = self.code_list(file, &groups);
        if groups.is_empty() && !notes.broken {
            let d = missing_clause(block.name.span, "an observation", "code", "code loinc 2823-3");
            self.report(d);
        }
        let mut def = ObservationDef {
            name,
            label: label(block.label.as_ref(), &block.name.node),
            codes: codes.unwrap_or_default(),
            unit: None,
            analyte: Analyte::default(),
            plausible: None,
            normal: Vec::new(),
            critical: Vec::new(),
            delta: None,
            window: None,
            span: block.name.span,
        };
        for clause in &block.clauses {
            match &clause.kind {
                ClauseKind::Unit(text) => {
                    notes.numeric = true;
                    match Unit::parse(&text.node) {
                        Ok(unit) => def.unit = Some(unit),
                        Err(e) => {
                            notes.broken = true;
                            self.report(unit_words::unknown(&e, text.span));
                        }
                    }
                }
                ClauseKind::MolarMass(e) => def.analyte.molar_mass = self.molar_mass_of(e),
                ClauseKind::Charge(e) => def.analyte.charge = self.charge_of(e),
                ClauseKind::Window(d) => def.window = Some(d.node),
                ClauseKind::Normal(..) => notes.has_normal = true,
                ClauseKind::Critical(..) => notes.has_critical = true,
                _ => {}
            }
        }
        self.numbers_of(block, &mut def, notes);
        notes.report = self.reported(block, &def, notes);
        def
    }

    /// Clauses that need the unit.
    fn numbers_of(&mut self, block: &'a Block, def: &mut ObservationDef, notes: &ObservationNotes) {
        let needs_unit = block.clauses.iter().find(|c| {
            matches!(
                c.kind,
                ClauseKind::Plausible(_)
                    | ClauseKind::Normal(..)
                    | ClauseKind::Critical(..)
                    | ClauseKind::Delta { .. }
                    | ClauseKind::MolarMass(_)
                    | ClauseKind::Charge(_)
            )
        });
        if let Some(clause) = needs_unit.filter(|_| !notes.numeric && !notes.broken) {
            let d = Diag::new(
                Code::MissingClause,
                block.name.span,
                format!("`{}` has limits but no `unit`", block.name.node),
            )
            .also(clause.span, "in which unit?")
            .help("add the canonical unit, for example `unit mmol/L`; others convert to it");
            self.report(d);
        }
        if notes.broken || !notes.numeric {
            return;
        }
        let measure = measure_of(def, &block.name.node);
        for clause in &block.clauses {
            match &clause.kind {
                ClauseKind::Plausible(band) => def.plausible = self.band(band, &measure),
                ClauseKind::Delta { amount, within } => {
                    let unit = results::difference_unit(def.unit.as_ref());
                    let percent_unit = unit.as_ref().is_some_and(|u| u.text() == "%");
                    let change = Measure { unit, ..measure.clone() };
                    if let Literal::Number(n, unit) = &amount.node {
                        let amount_and_percent = match unit {
                            Some(u) if u.node == "%" && !percent_unit => Some((*n, true)),
                            Some(u) => self.converted(*n, &u.node, u.span, &change).map(|n| (n, false)),
                            None => Some((*n, false)),
                        };
                        def.delta = amount_and_percent.map(|(amount, percent)| Delta {
                            amount,
                            percent,
                            within: within.node,
                        });
                    } else {
                        let d = Diag::new(Code::WrongType, amount.span, "a change is a number")
                            .help("for example `change of 1.0 within 24 hours`");
                        self.report(d);
                    }
                }
                _ => {}
            }
        }
    }

    fn molar_mass_of(&mut self, e: &crate::syntax::ast::Expr) -> Option<Num> {
        let unit = Unit::parse("g/mol").ok();
        let measure = Measure { unit, analyte: Analyte::default(), subject: "a molar mass".to_string() };
        match &e.kind {
            ExprKind::Literal(Literal::Number(n, Some(u))) => {
                let mass = self.converted(*n, &u.node, u.span, &measure)?;
                if mass <= Num::ZERO {
                    self.report(Diag::new(Code::EmptyRange, e.span, "a molar mass is above zero"));
                    return None;
                }
                Some(mass)
            }
            ExprKind::Literal(Literal::Number(..)) => {
                let end = Span { start: e.span.end, ..e.span };
                let d = Diag::new(Code::MissingUnit, e.span, "a molar mass needs its unit").fix(
                    end,
                    " g/mol",
                    "add the unit: `g/mol`",
                );
                self.report(d);
                None
            }
            _ => {
                let d = Diag::new(Code::WrongType, e.span, "a molar mass is a number in `g/mol`")
                    .help("for example `molar mass 180.16 g/mol`");
                self.report(d);
                None
            }
        }
    }

    /// Charges of the ion: a whole number, without sign.
    fn charge_of(&mut self, e: &crate::syntax::ast::Expr) -> Option<u32> {
        let given = match &e.kind {
            ExprKind::Literal(Literal::Number(n, None)) => n.to_i64(),
            _ => None,
        };
        let charge = given.and_then(|n| u32::try_from(n).ok()).filter(|n| (1..=4).contains(n));
        if charge.is_none() {
            let d = Diag::new(Code::WrongType, e.span, "a charge is a whole number from 1 to 4")
                .help("leave out the sign and a unit: `charge 1` for K+ and Cl-, `charge 2` for Ca2+");
            self.report(d);
        }
        charge
    }

    /// What the observation yields by itself.
    fn reported(
        &mut self,
        block: &'a Block,
        def: &ObservationDef,
        notes: &ObservationNotes,
    ) -> Vec<ResultAspect> {
        let has_delta = block.clauses.iter().any(|c| matches!(c.kind, ClauseKind::Delta { .. }));
        let Some((names, _)) = block.clauses.iter().find_map(|c| match &c.kind {
            ClauseKind::Report(names) => Some((names, c.span)),
            _ => None,
        }) else {
            let mut all = Vec::new();
            if notes.has_critical {
                all.push(ResultAspect::Critical);
            }
            if notes.has_normal {
                all.push(ResultAspect::Abnormal);
            }
            if has_delta {
                all.push(ResultAspect::Delta);
            }
            return all;
        };
        let mut all = Vec::new();
        for name in names {
            let (aspect, there, needs) = match name.node.as_str() {
                "critical" => (ResultAspect::Critical, notes.has_critical, "critical"),
                "abnormal" => (ResultAspect::Abnormal, notes.has_normal, "normal"),
                "delta" => (ResultAspect::Delta, has_delta, "delta"),
                "trend" => (ResultAspect::Trend, notes.numeric, "unit"),
                "nothing" if names.len() == 1 => continue,
                other => {
                    let allowed = ["abnormal", "critical", "delta", "trend", "nothing"];
                    self.report(words::unknown(name.span, other, "finding of an observation", allowed));
                    continue;
                }
            };
            if !there {
                let d = Diag::new(
                    Code::MissingClause,
                    name.span,
                    format!("to report `{}`, `{}` needs a clause `{needs}`", name.node, def.label),
                )
                .help(format!("add `{needs} …` or take `{}` out", name.node));
                self.report(d);
            } else if !all.contains(&aspect) {
                all.push(aspect);
            }
        }
        all
    }

    /// The limits, once definitions are known.
    pub(crate) fn lower_strata(&mut self) {
        for index in self.symbols_where(|d| matches!(d, Decl::Observation(_))) {
            let Some(symbol) = self.names.symbols.get(index).cloned() else { continue };
            let (Decl::Observation(id), ItemKind::Observation(block)) = (symbol.decl, &symbol.item.kind)
            else {
                continue;
            };
            if self.observation_notes.get(id.index()).is_none_or(|n| n.broken || !n.numeric) {
                continue;
            }
            let (normal, critical) = self.strata(id, symbol.file, block);
            if let Some(def) = self.observations.get_mut(id.index()) {
                def.normal = normal;
                def.critical = critical;
            }
        }
    }

    fn strata(&mut self, id: ObservationId, file: usize, block: &'a Block) -> (Vec<Strata>, Vec<Strata>) {
        let Some(def) = self.observations.get(id.index()) else { return (Vec::new(), Vec::new()) };
        let measure = measure_of(def, &block.name.node);
        let (mut normal, mut critical) = (Vec::<(Strata, Span)>::new(), Vec::<(Strata, Span)>::new());
        for clause in &block.clauses {
            let (bands, who, into) = match &clause.kind {
                ClauseKind::Normal(band, who) => (vec![band], who, &mut normal),
                ClauseKind::Critical(bands, who) => (bands.iter().collect(), who, &mut critical),
                _ => continue,
            };
            let ranges: Vec<Option<Interval<Num>>> = bands.iter().map(|b| self.band(b, &measure)).collect();
            let ranges: Option<Vec<Interval<Num>>> = ranges.into_iter().collect();
            let who = match who {
                Some(e) => match Lower::new(self, file).cond(e) {
                    Some(c) => Some(c),
                    None => continue,
                },
                None => None,
            };
            let Some(ranges) = ranges else { continue };
            if let Some((i, j, both)) = coverage::overlaps(&ranges, false).first() {
                let message = format!(
                    "the parts of this limit overlap: {}",
                    coverage::words(both, unit_text(&measure))
                );
                let spans = (bands.get(*i).map(|b| b.cell.span), bands.get(*j).map(|b| b.cell.span));
                let mut d = Diag::new(Code::BandOverlap, spans.1.unwrap_or(clause.span), message);
                if let Some(first) = spans.0 {
                    d = d.also(first, "the first part");
                }
                self.report(d.help("let the lower part end below the upper one"));
            }
            into.push((Strata { who, ranges }, clause.span));
        }
        self.strata_overlap(&normal, "normal");
        self.strata_overlap(&critical, "critical");
        (sorted(normal), sorted(critical))
    }

    /// Two lines that can hold for one patient.
    fn strata_overlap(&mut self, lines: &[(Strata, Span)], what: &str) {
        for (j, (b, at)) in lines.iter().enumerate() {
            let earlier = lines.iter().take(j).find(|(a, _)| match (&a.who, &b.who) {
                (None, None) => true,
                (Some(x), Some(y)) => who_overlap(x, y),
                _ => false,
            });
            let Some((first, first_at)) = earlier else { continue };
            let d = if first.who.is_none() {
                Diag::new(Code::DuplicateClause, *at, format!("`{what}` stands twice for everyone"))
                    .help("say for whom one of them is: `… for age < 18 years`")
            } else {
                Diag::new(
                    Code::BandOverlap,
                    *at,
                    format!("two `{what}` lines hold for some patients at once"),
                )
                .help("let their conditions exclude each other")
            };
            self.report(d.also(*first_at, "the first line"));
        }
    }
}

fn unit_text(measure: &Measure) -> &str {
    measure.unit.as_ref().map_or("", Unit::text)
}

pub(crate) fn measure_of(def: &ObservationDef, name: &str) -> Measure {
    Measure { unit: def.unit.clone(), analyte: def.analyte, subject: format!("`{name}`") }
}

/// Those with a condition first, in order.
fn sorted(lines: Vec<(Strata, Span)>) -> Vec<Strata> {
    let (with, without): (Vec<Strata>, Vec<Strata>) =
        lines.into_iter().map(|(s, _)| s).partition(|s| s.who.is_some());
    with.into_iter().chain(without).collect()
}

/// What a simple condition says about a patient.
#[derive(Clone, Copy)]
struct Who {
    /// Age in seconds, from and to below.
    age: (i64, i64),
    sex: Option<Sex>,
    pregnant: Option<bool>,
}

/// Whether two conditions can be shown to hold for one patient.
fn who_overlap(a: &Cond, b: &Cond) -> bool {
    let all = Who { age: (0, i64::MAX), sex: None, pregnant: None };
    let (Some(a), Some(b)) = (narrowed(all, a), narrowed(all, b)) else { return false };
    let sexes = a.sex.is_none() || b.sex.is_none() || a.sex == b.sex;
    let pregnant = a.pregnant.is_none() || b.pregnant.is_none() || a.pregnant == b.pregnant;
    // Males are not pregnant.
    let male =
        [a, b].iter().any(|w| w.sex == Some(Sex::Male)) && [a, b].iter().any(|w| w.pregnant == Some(true));
    sexes && pregnant && !male && a.age.0.max(b.age.0) < a.age.1.min(b.age.1)
}

/// A description narrowed by a condition; `None` where the condition is not simple.
fn narrowed(mut w: Who, c: &Cond) -> Option<Who> {
    match &c.kind {
        CondKind::Const(true) => {}
        CondKind::And(parts) => {
            for p in parts {
                w = narrowed(w, p)?;
            }
        }
        CondKind::Sex(s) => w.sex = Some(*s),
        CondKind::Pregnant => w.pregnant = Some(true),
        CondKind::Not(inner) if matches!(inner.kind, CondKind::Pregnant) => w.pregnant = Some(false),
        CondKind::Age { of: AgeOf::Patient, op, count, unit } => {
            let count = count.to_i64()?;
            let second = |n: i64| n.saturating_mul(mean_seconds(*unit));
            match op {
                CmpOp::Lt => w.age.1 = w.age.1.min(second(count)),
                CmpOp::Le => w.age.1 = w.age.1.min(second(count.saturating_add(1))),
                CmpOp::Gt => w.age.0 = w.age.0.max(second(count.saturating_add(1))),
                CmpOp::Ge => w.age.0 = w.age.0.max(second(count)),
                CmpOp::Eq => {
                    w.age.0 = w.age.0.max(second(count));
                    w.age.1 = w.age.1.min(second(count.saturating_add(1)));
                }
                CmpOp::Ne => return None,
            }
        }
        _ => return None,
    }
    Some(w)
}

/// A calendar unit's mean length, for telling whether ages overlap.
fn mean_seconds(unit: TimeUnit) -> i64 {
    match unit {
        TimeUnit::Second => 1,
        TimeUnit::Minute => 60,
        TimeUnit::Hour => 3_600,
        TimeUnit::Day => 86_400,
        TimeUnit::Week => 604_800,
        TimeUnit::Month => 2_629_800,
        TimeUnit::Year => 31_557_600,
    }
}
