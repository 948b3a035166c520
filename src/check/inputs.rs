//! Inputs: bedside judgements with choices, a range, or yes and no.

use super::names::Decl;
use super::ranges::Measure;
use super::suggest::{check_clauses, missing_clause};
use super::words::label;
use super::{Checker, governance, units as unit_words};
use crate::diag::{Code, Diag};
use crate::model::{Choice, InputDef, InputKind};
use crate::syntax::ast::{Block, ClauseKind, ItemKind};
use crate::units::Unit;

impl<'a> Checker<'a> {
    pub(crate) fn lower_inputs(&mut self) {
        for index in self.symbols_where(|d| matches!(d, Decl::Input(_))) {
            let Some(symbol) = self.names.symbols.get(index).cloned() else { continue };
            let ItemKind::Input(block) = &symbol.item.kind else { continue };
            let diags = check_clauses(
                &block.clauses,
                "an input",
                &["code", "choice", "number", "yes-no", "date", "unit", "window"],
            );
            self.diags.extend(diags);
            governance::read(self, &block.clauses);
            let groups: Vec<_> = block
                .clauses
                .iter()
                .filter_map(|c| match &c.kind {
                    ClauseKind::Code(system, codes) => Some((system, codes)),
                    _ => None,
                })
                .collect();
            let codes = self.code_list(symbol.file, &groups);
            let kind = self.input_kind(symbol.file, block);
            let window = block.clauses.iter().find_map(|c| match &c.kind {
                ClauseKind::Window(d) => Some(d.node),
                _ => None,
            });
            self.broken_inputs.push(kind.is_none() || symbol.item.broken);
            let name = self.qualified(symbol.pack, symbol.name);
            self.inputs.push(InputDef {
                name,
                label: label(block.label.as_ref(), symbol.name),
                codes,
                kind: kind.unwrap_or(InputKind::YesNo),
                window,
                span: symbol.span,
            });
        }
    }

    fn input_kind(&mut self, file: usize, block: &'a Block) -> Option<InputKind> {
        let choices = self.choices(file, block)?;
        let number = block.clauses.iter().find_map(|c| match &c.kind {
            ClauseKind::Number(band) => Some((band, c.span)),
            _ => None,
        });
        let yes_no = block.clauses.iter().find(|c| matches!(c.kind, ClauseKind::YesNo)).map(|c| c.span);
        let date = block.clauses.iter().find(|c| matches!(c.kind, ClauseKind::Date)).map(|c| c.span);
        let kinds = [!choices.is_empty(), number.is_some(), yes_no.is_some(), date.is_some()];
        let kinds = kinds.into_iter().filter(|k| *k).count();
        if kinds == 0 {
            let d = missing_clause(
                block.name.span,
                "an input",
                "choice",
                "choice spontaneous \"Spontaneously\" 4",
            )
            .help("or `number 0 .. 10`, `yes-no` or `date`");
            self.report(d);
            return None;
        }
        if kinds > 1 {
            let at = yes_no.or(date).or(number.map(|(_, s)| s)).unwrap_or(block.name.span);
            let d = Diag::new(
                Code::DuplicateClause,
                at,
                "an input has choices, a number, yes and no or a date: one of them",
            )
            .help("split it into several inputs");
            self.report(d);
            return None;
        }
        if !choices.is_empty() {
            return Some(InputKind::Choice(choices));
        }
        let Some((band, _)) = number else {
            return Some(if date.is_some() { InputKind::Date } else { InputKind::YesNo });
        };
        let unit = match block.clauses.iter().find_map(|c| match &c.kind {
            ClauseKind::Unit(text) => Some(text),
            _ => None,
        }) {
            Some(text) => match Unit::parse(&text.node) {
                Ok(unit) => Some(unit),
                Err(e) => {
                    self.report(unit_words::unknown(&e, text.span));
                    return None;
                }
            },
            None => None,
        };
        let measure = Measure {
            unit: unit.clone(),
            analyte: Default::default(),
            subject: format!("`{}`", block.name.node),
        };
        let range = match band {
            Some(band) => self.band(band, &measure)?,
            None => crate::value::Interval::all(),
        };
        Some(InputKind::Number { range, unit })
    }

    fn choices(&mut self, file: usize, block: &'a Block) -> Option<Vec<Choice>> {
        let mut all: Vec<Choice> = Vec::new();
        let mut ok = true;
        for clause in &block.clauses {
            let ClauseKind::Choice { name, label, points, codes } = &clause.kind else { continue };
            if all.iter().any(|c| c.name == name.node) {
                let d = Diag::new(
                    Code::DuplicateName,
                    name.span,
                    format!("the choice `{}` stands twice", name.node),
                )
                .help("give one of them another name");
                self.report(d);
                ok = false;
                continue;
            }
            let groups: Vec<_> = codes.iter().map(|(s, c)| (s, c)).collect();
            let set = self.code_list(file, &groups);
            if let Some(set) = &set
                && let Some(other) =
                    all.iter().find(|c| c.codes.as_ref().is_some_and(|o| !o.intersect(set).is_empty()))
            {
                let message =
                    format!("the choices `{}` and `{}` have a code in common", other.name, name.node);
                let d = Diag::new(Code::BandOverlap, clause.span, message)
                    .help("a coded answer must mean one choice");
                self.report(d);
            }
            all.push(Choice {
                name: name.node.clone(),
                label: super::words::label(label.as_ref(), &name.node),
                points: points.as_ref().map(|p| p.node),
                codes: set,
            });
        }
        ok.then_some(all)
    }
}
