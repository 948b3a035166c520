//! The rules that observations yield by themselves.

use super::names::Decl;
use super::{Checker, governance, lower::Lower};
use crate::model::{
    Aggregate, NumKind, ObservationId, Piece, ResultAspect, Rule, RuleKind, Template, TemplateValue, TimeKind,
};
use crate::syntax::ast::ItemKind;
use crate::units::Unit;
use crate::vocab::{AggregateKind, Category, Severity, UnknownPolicy};

/// The unit of a difference of two values of a unit.
pub(crate) fn difference_unit(unit: Option<&Unit>) -> Option<Unit> {
    unit.and_then(|u| u.of_difference().or_else(|| (!u.is_special()).then(|| u.clone())))
}

impl Checker<'_> {
    /// One rule for each finding that an observation reports.
    pub(crate) fn result_rules(&mut self) {
        for index in self.symbols_where(|d| matches!(d, Decl::Observation(_))) {
            let Some(symbol) = self.names.symbols.get(index).cloned() else { continue };
            let (Decl::Observation(id), ItemKind::Observation(block)) = (symbol.decl, &symbol.item.kind)
            else {
                continue;
            };
            let Some(notes) = self.observation_notes.get(id.index()).cloned() else { continue };
            if notes.broken || !notes.numeric {
                // Clauses are still read, for their mistakes.
                governance::read(self, &block.clauses);
                continue;
            }
            let mut governance = governance::read(self, &block.clauses);
            governance.owner = governance.owner.or_else(|| self.owner(symbol.pack));
            let governance = self.governed(governance);
            for aspect in notes.report {
                if let Some(rule) = self.result_rule(id, symbol.file, aspect, governance.clone()) {
                    self.rules.push(rule);
                }
            }
        }
    }

    fn result_rule(
        &mut self,
        id: ObservationId,
        file: usize,
        aspect: ResultAspect,
        governance: std::sync::Arc<crate::model::Governance>,
    ) -> Option<Rule> {
        let o = self.observations.get(id.index())?;
        let (name, label, span, unit) = (o.name.clone(), o.label.clone(), o.span, o.unit.clone());
        let (word, severity, what, statement) = match aspect {
            ResultAspect::Critical => ("critical", Severity::Critical, "critical", "is critical"),
            ResultAspect::Abnormal => {
                ("abnormal", Severity::Low, "outside its normal range", "is outside its normal range")
            }
            ResultAspect::Delta => {
                ("delta", Severity::Moderate, "changed fast", "has changed more than expected")
            }
            ResultAspect::Trend => {
                ("trend", Severity::Low, "steadily rising or falling", "keeps rising or falling")
            }
        };
        let mut lower = Lower::new(self, file);
        let series = lower.bare_series(id, span)?;
        let latest = Aggregate { kind: AggregateKind::Latest, series };
        let value = lower.make_num(span, unit, NumKind::Aggregate(Box::new(latest.clone())));
        let date = lower.make_time(span, TimeKind::ResultTime(Box::new(latest)));
        let message = Template {
            pieces: Box::new([
                Piece::Text(format!("{label} ").into()),
                Piece::Value(TemplateValue::Num(Box::new(value))),
                Piece::Text(" on ".into()),
                Piece::Value(TemplateValue::Date(Box::new(date))),
                Piece::Text(format!(" {statement}").into()),
            ]),
        };
        Some(Rule {
            id: format!("{name}.{word}").into(),
            title: format!("{label} {what}").into(),
            kind: RuleKind::Result(id, aspect),
            category: Category::Result,
            severity,
            triggers: [].into(),
            bindings: [].into(),
            lets: [].into(),
            population: None,
            when: None,
            recall: None,
            unless: [].into(),
            unknown: UnknownPolicy::Hold,
            message,
            detail: None,
            suggestions: [].into(),
            governance,
            span,
        })
    }
}
