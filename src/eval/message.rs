//! Messages and suggestions: what a finding says.

use super::answer::{Bound, Value, merge};
use super::engine::{Eval, Scope};
use super::facts::FactRef;
use super::fit::{Names, Part, fitted, width};
use super::matching::Codes;
use super::result::{FactUsed, SuggestedAction};
use super::suggested;
use super::text;
use crate::model::{
    BindId, FactField, FactKind, LetId, Piece, Rule, SetId, Suggestion, SuggestionKind, Template,
    TemplateValue, ValueExpr,
};
use crate::snapshot::{Coding, Dose};
use crate::terms::CodeSet;
use crate::time::Moment;
use smol_str::SmolStr;
use std::sync::Arc;

impl Eval<'_> {
    /// A message of at most so many characters: names give way, see [`super::fit`].
    pub fn message(
        &self,
        t: &Template,
        rule: &Rule,
        scope: &Scope<'_>,
        bound: &Bound,
        most: usize,
    ) -> String {
        let whole = self.render(t, rule, scope, bound);
        if whole.len() <= most || width(&whole) <= most {
            return whole;
        }
        let part = |p: &Piece| match p {
            Piece::Text(t) => Part::Words(t.to_string()),
            Piece::Value(v) => self.part(v, rule, scope, bound),
        };
        fitted(t.pieces.iter().map(part).collect(), most)
    }

    /// A value as what may give way, or not.
    fn part(&self, v: &TemplateValue, rule: &Rule, scope: &Scope<'_>, bound: &Bound) -> Part {
        let text =
            |id: &LetId| rule.lets.get(id.index()).is_some_and(|l| matches!(l.value, ValueExpr::Text(_)));
        let same = |s: String| (s.clone(), s);
        match v {
            TemplateValue::Binding(name) | TemplateValue::Field(name, FactField::Name) => {
                let names = self.bound_facts(bound, *name).into_iter();
                let names = names.map(|f| (self.facts.label(f), self.short_label(f)));
                Part::Names(Names::new(names.collect(), true))
            }
            TemplateValue::Field(name, field) => {
                let values = self.bound_facts(bound, *name).into_iter();
                Part::Names(Names::new(values.map(|f| same(self.field_shown(f, *field))).collect(), false))
            }
            TemplateValue::Text(_) => {
                Part::Names(Names::new(vec![same(self.shown(v, rule, scope, bound))], true))
            }
            TemplateValue::Let(id) if text(id) => {
                Part::Names(Names::new(vec![same(self.shown(v, rule, scope, bound))], true))
            }
            _ => Part::Words(self.shown(v, rule, scope, bound)),
        }
    }

    /// A medication by its ingredients, where all of them have a name.
    fn short_label(&self, fact: FactRef) -> String {
        let whole = self.facts.label(fact);
        let FactRef::Fact(FactKind::Medication, at) = fact else { return whole };
        let resolved = self.resolved(FactKind::Medication, at);
        let drugs = self.model.terminology.drugs();
        let names: Option<Vec<&str>> =
            resolved.ingredients().iter().map(|rxcui| drugs.name_of(rxcui)).collect();
        names.filter(|n| !n.is_empty()).map_or(whole, |n| text::list(&n))
    }

    /// A text with its values filled in. What is not known is said to be unknown.
    pub fn render(&self, t: &Template, rule: &Rule, scope: &Scope<'_>, bound: &Bound) -> String {
        let mut out = String::with_capacity(64);
        for p in &t.pieces {
            match p {
                Piece::Text(t) => out.push_str(t),
                Piece::Value(TemplateValue::Binding(name)) => {
                    // Nearly always one fact.
                    match bound.get(*name) {
                        [(_, FactRef::Fact(kind, at))] => {
                            if let Some(code) = self.facts.code(*kind, *at) {
                                out.push_str(&self.facts.name(code));
                            }
                        }
                        _ => out.push_str(&self.joined(bound, *name, |f| self.facts.label(f))),
                    }
                }
                Piece::Value(v) => self.show(&mut out, v, rule, scope, bound),
            }
        }
        out
    }

    /// Adds a value.
    fn show(&self, out: &mut String, v: &TemplateValue, rule: &Rule, scope: &Scope<'_>, bound: &Bound) {
        match v {
            TemplateValue::Num(e) => text::push_range(out, &self.number(e, scope).range, e.unit.as_ref()),
            TemplateValue::Text(t) => match self.words(t, scope).texts {
                Some(texts) if !texts.is_empty() => out.push_str(&texts.join(" or ")),
                _ => out.push_str("unknown"),
            },
            TemplateValue::Cond(c) => out.push_str(text::truth(self.cond(c, scope).truth)),
            TemplateValue::Date(t) => text::push_when(out, &self.time(t, scope).start, &self.clock.zone),
            TemplateValue::Unit(u) => out.push_str(&text::unit_text(u)),
            TemplateValue::Binding(name) => {
                out.push_str(&self.joined(bound, *name, |f| self.facts.label(f)));
            }
            TemplateValue::Field(name, field) => {
                out.push_str(&self.joined(bound, *name, |f| self.field_shown(f, *field)));
            }
            TemplateValue::Let(id) => {
                let unit = rule.lets.get(id.index()).and_then(|l| match &l.value {
                    ValueExpr::Num(n) => n.unit.as_ref(),
                    _ => None,
                });
                self.with_let(*id, scope, |value| match value {
                    Value::Cond(a) => out.push_str(text::truth(a.truth)),
                    Value::Num(n) => text::push_range(out, &n.range, unit),
                    Value::Text(t) => out.push_str(t.value().unwrap_or("unknown")),
                    Value::Time(t) => text::push_when(out, &t.start, &self.clock.zone),
                });
            }
        }
    }

    /// A value as text.
    fn shown(&self, v: &TemplateValue, rule: &Rule, scope: &Scope<'_>, bound: &Bound) -> String {
        let mut out = String::new();
        self.show(&mut out, v, rule, scope, bound);
        out
    }

    fn bound_facts(&self, bound: &Bound, name: BindId) -> Vec<FactRef> {
        let mut facts: Vec<FactRef> = bound.get(name).iter().map(|(_, fact)| *fact).collect();
        self.facts.latest_first(&mut facts, self.clock);
        facts
    }

    /// What a name is bound to, each once, latest first.
    fn joined(&self, bound: &Bound, name: BindId, show: impl Fn(FactRef) -> String) -> String {
        let mut labels: Vec<String> = Vec::new();
        merge(&mut labels, self.bound_facts(bound, name).into_iter().map(show));
        if labels.is_empty() { "unknown".into() } else { text::list(&labels) }
    }

    /// A field as the record has it.
    fn field_shown(&self, fact: FactRef, field: FactField) -> String {
        let FactRef::Fact(kind, at) = fact else { return "unknown".into() };
        let medication = self.facts.medications.get(at).filter(|_| kind == FactKind::Medication);
        let doses = medication.map(|m| m.doses.as_slice()).unwrap_or_default();
        let shown: Option<String> = match field {
            FactField::Dose => doses.first().and_then(|d| d.amount.as_ref()).map(text::received_quantity),
            FactField::DailyDose => doses.first().and_then(|d| self.daily_shown(at, d)),
            FactField::Value => {
                let o = self.facts.observations.get(at).filter(|_| kind == FactKind::Observation);
                o.map(|o| text::received(&o.value))
            }
            FactField::Duration => {
                let days = self.field_number(fact, field, None);
                days.is_known().then(|| format!("{} days", text::range(&days.range, None)))
            }
            FactField::Date => self.facts.date(fact).map(|t| text::date(t, &self.clock.zone)),
            FactField::Start | FactField::End | FactField::Name | FactField::Status | FactField::Route => {
                Some(self.field_of(fact, field, None))
            }
        };
        shown.unwrap_or_else(|| "unknown".into())
    }

    /// The dose of a day in the unit of the dose.
    fn daily_shown(&self, at: usize, d: &Dose) -> Option<String> {
        let (unit, per_day) = self.dose_unit(d.amount.as_ref()?.unit.as_deref()?)?;
        let daily = self.dose(at, &per_day, true)?.ok()?;
        Some(format!("{} a day", text::range(&daily, Some(&unit))))
    }

    /// What could be done, one entry for each bound fact.
    pub fn suggestions(&self, rule: &Rule, scope: &Scope<'_>, bound: &Bound) -> Vec<SuggestedAction> {
        rule.suggestions.iter().flat_map(|s| self.suggestion(s, rule, scope, bound)).collect()
    }

    /// The codes that a suggestion names.
    fn codes(&self, codes: Codes, set: &CodeSet) -> Arc<[Coding]> {
        match &self.view {
            Some(view) => view.suggested.borrow_mut().of(codes, set),
            None => suggested::written(set),
        }
    }

    fn suggestion(
        &self,
        s: &Suggestion,
        rule: &Rule,
        scope: &Scope<'_>,
        bound: &Bound,
    ) -> Vec<SuggestedAction> {
        let words = s.text.as_ref().map(|t| self.render(t, rule, scope, bound));
        let action = |action: &'static str, what: SmolStr| SuggestedAction {
            action: SmolStr::new_static(action),
            what,
            source: None,
            codes: Arc::default(),
            date: None,
            text: words.clone(),
        };
        let each = |name: &BindId, word: &'static str| {
            let one = |f: FactRef| SuggestedAction {
                source: self.facts.source(f).cloned(),
                ..action(word, self.facts.label(f).into())
            };
            self.bound_facts(bound, *name).into_iter().map(one).collect()
        };
        let of_set = |id: &SetId, word: &'static str| match self.model.sets.get(id.index()) {
            Some(set) => vec![SuggestedAction {
                codes: self.codes(Codes::Set(*id), &set.set),
                ..action(word, set.label.as_str().into())
            }],
            None => Vec::new(),
        };
        match &s.kind {
            SuggestionKind::Stop(name) => each(name, "stop"),
            SuggestionKind::Change(name) => each(name, "change"),
            SuggestionKind::Start(set) => of_set(set, "start"),
            SuggestionKind::Order(set) => of_set(set, "order"),
            SuggestionKind::Problem(set) => of_set(set, "problem"),
            SuggestionKind::Measure(id) => match self.observation(*id) {
                Some(o) => {
                    vec![SuggestedAction {
                        codes: self.codes(Codes::Observation(*id), &o.codes),
                        ..action("order", o.label.as_str().into())
                    }]
                }
                None => Vec::new(),
            },
            SuggestionKind::Recall(d) => {
                let date = self.clock.after(*d).date_in(&self.clock.zone);
                vec![SuggestedAction { date: Some(date.into()), ..action("recall", rule.title.clone()) }]
            }
        }
    }

    /// Facts for people.
    pub fn used(&self, facts: &[FactRef]) -> Vec<FactUsed> {
        // One memory for all texts: most are short enough to need none of their own.
        let mut words = self.words.take();
        let mut all = Vec::with_capacity(facts.len());
        for f in facts {
            let text = self.plain_name(*f).unwrap_or_else(|| {
                words.clear();
                words.reserve(64);
                self.push_fact(&mut words, *f);
                SmolStr::new(&words)
            });
            let date = self.facts.date(*f).map(|d| Moment::of(d, &self.clock.zone));
            all.push(FactUsed { text, date, source: None });
            // Written where it stays: a source is copied faster than an option of one.
            if let (Some(source), Some(used)) = (self.facts.source(*f), all.last_mut()) {
                used.source = Some(source.clone());
            }
        }
        self.words.set(words);
        all
    }

    /// What people call a fact that is nothing but its name.
    fn plain_name(&self, fact: FactRef) -> Option<SmolStr> {
        let (name, FactRef::Fact(kind, at)) = (self.facts.plain_name(fact)?, fact) else { return None };
        let kept = self.view.as_ref().and_then(|v| Some((v.prepared.concept(kind, at)?, v.kept)));
        Some(match kept {
            Some((concept, kept)) => kept.borrow_mut().name(concept, &name),
            None => SmolStr::new(name),
        })
    }

    /// A fact in the words of the pack, where it declares what a result or an answer is of.
    fn push_fact(&self, out: &mut String, fact: FactRef) {
        match fact {
            FactRef::Input(id) => {
                if let Some(def) = self.model.inputs.get(id.index()) {
                    out.push_str(text::short(&def.name));
                    return out.push_str(", as answered");
                }
            }
            FactRef::Fact(FactKind::Observation, at) => {
                if let (Some(def), Some(o)) = (self.declared(at), self.facts.observations.get(at)) {
                    return text::push_named(out, &def.label, &o.value);
                }
            }
            _ => {}
        }
        self.facts.push_text(out, fact);
    }
}
