//! Definitions, scores, tables and limits: in the order in which they need each other.

use super::lower::{Lower, Value};
use super::names::{Decl, Found};
use super::suggest::check_clauses;
use super::words::label;
use super::{Checker, deps, governance, order};
use crate::diag::{Code, Diag};
use crate::model::{DefineDef, DefineId, DefineValue, ObservationId, ScoreId, TableId};
use crate::syntax::ast::{ClauseKind, Define, ItemKind};
use crate::units::Unit;

/// Definitions that may need each other in a row: an evaluator walks down such a chain.
const DEPTH: usize = 100;

/// What a definition is, for those that use it.
#[derive(Debug, Clone)]
pub(crate) enum DefineType {
    /// A mistake in it was told.
    Broken,
    Cond,
    /// Unit, and the observation it is about.
    Num(Option<Unit>, Option<ObservationId>),
    Text,
    Time,
}

impl Checker<'_> {
    /// Orders and lowers definitions, scores and tables, then the limits of observations.
    pub(crate) fn lower_definitions(&mut self) {
        let symbols = self.symbols_where(|d| {
            matches!(d, Decl::Define(_) | Decl::Score(_) | Decl::Table(_) | Decl::Observation(_))
        });
        let position: std::collections::BTreeMap<usize, usize> =
            symbols.iter().enumerate().map(|(at, symbol)| (*symbol, at)).collect();
        let needs: Vec<Vec<usize>> = symbols.iter().map(|s| self.needed(*s, &position)).collect();
        let (sorted, circles) = order::order(&needs);
        let in_circle: std::collections::BTreeSet<usize> = circles.iter().flatten().copied().collect();
        for circle in circles {
            let members: Vec<usize> = circle.iter().filter_map(|m| symbols.get(*m)).copied().collect();
            self.report_circle(&members, "definitions");
        }
        self.renumber(&symbols, &sorted);
        let mut depth = vec![0_usize; symbols.len()];
        for at in sorted {
            let Some(&symbol) = symbols.get(at) else { continue };
            let below = needs.get(at).into_iter().flatten().filter_map(|n| depth.get(*n)).max();
            let own = below.map_or(1, |d| d + 1);
            if let Some(d) = depth.get_mut(at) {
                *d = own;
            }
            if own == DEPTH + 1 {
                self.too_deep(symbol);
            }
            if !in_circle.contains(&at) && own <= DEPTH {
                self.lower_definition(symbol);
            }
        }
        self.lower_strata();
    }

    fn too_deep(&mut self, symbol: usize) {
        let Some(s) = self.names.symbols.get(symbol) else { return };
        let message = format!("`{}` needs a chain of more than {DEPTH} definitions", s.name);
        let d = Diag::new(Code::NestingTooDeep, s.span, message).help("say part of it in fewer definitions");
        self.report(d);
    }

    /// Positions of the definitions that a declaration mentions.
    fn needed(&mut self, symbol: usize, position: &std::collections::BTreeMap<usize, usize>) -> Vec<usize> {
        let Some(s) = self.names.symbols.get(symbol) else { return Vec::new() };
        let (file, item, own) = (s.file, s.item, s.decl);
        let mut named: Vec<&str> = Vec::new();
        match &item.kind {
            ItemKind::Define(d) => deps::names_in(&d.value, &mut |n| named.push(n)),
            ItemKind::Score(b) | ItemKind::Observation(b) => {
                deps::names_in_clauses(&b.clauses, &mut |n| named.push(n));
            }
            ItemKind::Table(t) => {
                named.extend(t.params.iter().filter(|p| p.ty.is_none()).map(|p| p.name.node.as_str()))
            }
            _ => {}
        }
        let mut found = Vec::new();
        for name in named {
            let Some(Some(target)) = self.symbol_of(file, name) else { continue };
            // An observation needs nothing to be read as a value; only its limits do.
            let limits_of_itself = target == symbol && matches!(own, Decl::Observation(_));
            if let Some(&at) = position.get(&target).filter(|_| !limits_of_itself)
                && !found.contains(&at)
            {
                found.push(at);
            }
        }
        found
    }

    /// Gives definitions and scores the ids of their order.
    fn renumber(&mut self, symbols: &[usize], sorted: &[usize]) {
        let (mut defines, mut scores) = (0, 0);
        for symbol in sorted.iter().filter_map(|at| symbols.get(*at)) {
            let Some(s) = self.names.symbols.get_mut(*symbol) else { continue };
            match s.decl {
                Decl::Define(_) => {
                    s.decl = Decl::Define(DefineId(defines));
                    defines += 1;
                }
                Decl::Score(_) => {
                    s.decl = Decl::Score(ScoreId(scores));
                    scores += 1;
                }
                _ => {}
            }
        }
        let tables = self.symbols_where(|d| matches!(d, Decl::Table(_))).len();
        self.defines = vec![None; defines as usize];
        self.define_types = vec![DefineType::Broken; defines as usize];
        self.scores = vec![None; scores as usize];
        self.tables = vec![None; tables];
    }

    fn lower_definition(&mut self, symbol: usize) {
        let Some(s) = self.names.symbols.get(symbol).cloned() else { return };
        let name = self.qualified(s.pack, s.name);
        match (&s.item.kind, s.decl) {
            (ItemKind::Define(d), Decl::Define(id)) => {
                let lowered = self.define(s.file, d, name);
                if let (Some((ty, def)), Some(slot), Some(t)) =
                    (lowered, self.defines.get_mut(id.index()), self.define_types.get_mut(id.index()))
                {
                    *slot = Some(def);
                    *t = ty;
                }
            }
            (ItemKind::Score(block), Decl::Score(id)) => {
                let lowered = self.score(s.file, block, name).filter(|_| !s.item.broken);
                if let Some(slot) = self.scores.get_mut(id.index()) {
                    *slot = lowered;
                }
            }
            (ItemKind::Table(t), Decl::Table(TableId(id))) => {
                let lowered = self.table(s.file, t, name).filter(|_| !s.item.broken);
                if let Some(slot) = self.tables.get_mut(id as usize) {
                    *slot = lowered;
                }
            }
            _ => {}
        }
    }

    fn define(&mut self, file: usize, d: &Define, name: String) -> Option<(DefineType, DefineDef)> {
        let diags = check_clauses(&d.clauses, "a definition", &["unit"]);
        self.diags.extend(diags);
        governance::read(self, &d.clauses);
        let mut lower = Lower::new(self, file);
        let value = lower.value(&d.value)?;
        let unit = d.clauses.iter().find_map(|c| match &c.kind {
            ClauseKind::Unit(text) => Some(text),
            _ => None,
        });
        let (ty, value) = match value {
            Value::Cond(c) => (DefineType::Cond, DefineValue::Cond(c)),
            Value::Text(t) => (DefineType::Text, DefineValue::Text(t)),
            Value::Results(s) => {
                let t = lower.make_text(d.value.span, crate::model::TextKind::Result(s));
                (DefineType::Text, DefineValue::Text(t))
            }
            Value::Time(t) => (DefineType::Time, DefineValue::Time(t)),
            other => match lower.as_number(other, d.value.span) {
                Ok(n) => {
                    let n = lower.define_unit(n, unit, d)?;
                    (DefineType::Num(n.expr.unit.clone(), n.analyte), DefineValue::Num(n.expr))
                }
                Err(other @ Value::Set(_)) => {
                    let diag = lower.not_a_condition(&d.value, &other);
                    lower.report(diag);
                    return None;
                }
                Err(other) => {
                    let diag = lower
                        .wrong_type(&d.value, &other, "a condition, a number, a text or a time")
                        .help("a definition gives a name to something that has a value of its own");
                    lower.report(diag);
                    return None;
                }
            },
        };
        let label = label(d.label.as_ref(), &d.name.node);
        Some((ty, DefineDef { name, label, value, span: d.name.span }))
    }
}

impl Lower<'_, '_> {
    /// A defined number in the unit its `unit` clause names.
    fn define_unit(
        &mut self,
        mut n: super::lower::Number,
        unit: Option<&crate::syntax::ast::Spanned<String>>,
        d: &Define,
    ) -> Option<super::lower::Number> {
        let Some(text) = unit else {
            if n.open {
                let diag = Diag::new(
                    Code::MissingUnit,
                    d.value.span,
                    "this comes in the unit of its record; the definition needs a fixed one",
                )
                .help("add it in braces after the expression: `{ unit mg/d }`");
                self.report(diag);
                return None;
            }
            return Some(n);
        };
        let want = self.unit(&text.node, text.span)?;
        if n.open {
            super::lower::set_unit(&mut n.expr, &want);
            n.open = false;
            return Some(n);
        }
        let got = n.expr.unit.clone().unwrap_or_else(Unit::one);
        let analyte = self.analyte(n.analyte);
        let subject = format!("`{}`", d.name.node);
        n.expr = self.converted_expr(n.expr, &got, &want, analyte, &subject)?;
        Some(n)
    }
}

impl Checker<'_> {
    /// Whether a name is declared here, without a word about it.
    pub(crate) fn quiet(&mut self, file: usize, name: &str) -> Option<Decl> {
        match self.find(file, name) {
            Found::Decl(decl) => Some(decl),
            _ => None,
        }
    }
}
