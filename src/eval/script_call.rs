//! Calls of script functions: arguments are decided before the script sees them.
//!
//! A script gets exact values only. A missing or open argument makes the result
//! unknown for the argument's own reason; a fact is a map of what is known of it.

#[cfg(feature = "script")]
use super::answer::Gaps;
use super::answer::{Value, gap};
use super::call::undefined;
use super::engine::{Eval, Scope};
use super::text;
use crate::model::{Arg, FunctionDef, FunctionId, ResultType};
#[cfg(feature = "script")]
use crate::script::Data;
use crate::value::{Gap, Reason};
#[cfg(feature = "script")]
use rustc_hash::FxHashMap;
use std::rc::Rc;

/// Results of functions by their arguments, kept from evaluation to evaluation: a function of a
/// script has nothing but its arguments, and the same record is asked about again and again.
#[cfg(feature = "script")]
#[derive(Default)]
pub(crate) struct Scripts {
    known: FxHashMap<FunctionId, FxHashMap<Vec<Data>, Data>>,
    count: usize,
}

/// More results than this are forgotten.
#[cfg(feature = "script")]
const MOST: usize = 256;

#[cfg(feature = "script")]
impl Scripts {
    fn get(&self, id: FunctionId, given: &[Data]) -> Option<Data> {
        self.known.get(&id)?.get(given).cloned()
    }

    fn keep(&mut self, id: FunctionId, given: Vec<Data>, result: Data) {
        if self.count >= MOST {
            *self = Scripts::default();
        }
        self.count += 1;
        self.known.entry(id).or_default().insert(given, result);
    }
}

/// It holds values of patients.
#[cfg(feature = "script")]
impl std::fmt::Debug for Scripts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Scripts({} results)", self.count)
    }
}

impl Eval<'_> {
    /// A function of a script; called once for the same arguments.
    pub fn function(&self, id: FunctionId, args: &[Arg], scope: &Scope<'_>) -> Value {
        match self.model.functions.get(id.index()) {
            Some(def) => self.function_of(id, def, args, scope),
            None => undefined(ResultType::Text, vec![gap("function", Reason::Undefined)]),
        }
    }

    #[cfg(not(feature = "script"))]
    fn function_of(&self, _: FunctionId, def: &FunctionDef, _: &[Arg], _: &Scope<'_>) -> Value {
        undefined(def.result.clone(), vec![script_gap(def, Some("this build has no scripts".into()))])
    }

    #[cfg(feature = "script")]
    fn function_of(&self, id: FunctionId, def: &FunctionDef, args: &[Arg], scope: &Scope<'_>) -> Value {
        use super::engine::Named;
        let mut given = Vec::new();
        let (mut gaps, mut facts) = (Vec::new(), Vec::new());
        for a in args {
            match self.script_arg(a, scope) {
                Ok((data, used)) => {
                    given.push(data);
                    super::answer::merge(&mut facts, used);
                }
                Err(why) => super::answer::merge(&mut gaps, why),
            }
        }
        if !gaps.is_empty() {
            return undefined(def.result.clone(), gaps);
        }
        self.once(Named::Call(id, given.clone()), || self.run_script(id, def, given, facts))
    }

    #[cfg(feature = "script")]
    fn run_script(
        &self,
        id: FunctionId,
        def: &FunctionDef,
        given: Vec<Data>,
        facts: Vec<super::facts::FactRef>,
    ) -> Value {
        use super::answer::{Answer, Number, Words};
        // The script has a budget of its own; the call counts as so much work.
        if self.budget.spend(1000) {
            return undefined(def.result.clone(), vec![script_gap(def, None)]);
        }
        let program = self.model.scripts.get(def.script).map(|s| s.program());
        let scripts = self.view.map(|v| v.scripts);
        let known = scripts.and_then(|s| s.borrow().get(id, &given));
        let result = match program {
            _ if let Some(known) = known => Ok(known),
            Some(Ok(p)) => match scripts {
                Some(scripts) => {
                    let result = p.call(&def.entry, given.clone());
                    if let Ok(data) = &result {
                        scripts.borrow_mut().keep(id, given, data.clone());
                    }
                    result.map_err(|e| e.to_string())
                }
                None => p.call(&def.entry, given).map_err(|e| e.to_string()),
            },
            Some(Err(e)) => Err(e.to_string()),
            None => Err("the script is not there".to_string()),
        };
        let wrong = |why: String| undefined(def.result.clone(), vec![script_gap(def, Some(why))]);
        match (&def.result, result) {
            (_, Err(why)) => wrong(why),
            (ResultType::Num(_), Ok(Data::Number(n))) => match n.to_string().parse() {
                Ok(n) => Value::Num(Number { facts, ..Number::exact(n) }),
                Err(_) => wrong("the number is too large".into()),
            },
            (ResultType::Text, Ok(Data::Text(t))) => Value::Text(Words { facts, ..Words::exact(t) }),
            (ResultType::YesNo, Ok(Data::YesNo(b))) => Value::Cond(Answer::known(b, facts)),
            (_, Ok(_)) => wrong("the result has another type than was declared".into()),
        }
    }

    #[cfg(feature = "script")]
    fn script_arg(&self, a: &Arg, scope: &Scope<'_>) -> Result<Given, Gaps> {
        match a {
            Arg::Num(e) => {
                let n = self.number(e, scope);
                match n.range.value().and_then(decimal) {
                    Some(v) => Ok((v, n.facts)),
                    None => Err(n.gaps),
                }
            }
            Arg::Text(e) => {
                let t = self.words(e, scope);
                match t.value() {
                    Some(text) => Ok((Data::Text(text.to_string()), t.facts)),
                    None => Err(t.gaps),
                }
            }
            Arg::Cond(c) => {
                let c = self.cond(c, scope);
                match c.truth {
                    crate::value::Truth::Unknown => Err(c.gaps),
                    known => Ok((Data::YesNo(known == crate::value::Truth::True), c.facts)),
                }
            }
            Arg::Choice(id) => {
                let at = self.choice(*id)?;
                let name = self.choice_name(*id, at);
                Ok((Data::Text(name), vec![super::facts::FactRef::Input(*id)]))
            }
            Arg::Facts(p) => {
                let found = self.found(p, &[], scope);
                let open = found.facts.iter().any(|j| j.truth == crate::value::Truth::Unknown);
                if open || found.incomplete.is_some() {
                    return Err(found.gaps());
                }
                let sure: Vec<_> = found
                    .facts
                    .iter()
                    .filter(|j| j.truth == crate::value::Truth::True)
                    .map(|j| j.fact)
                    .collect();
                Ok((Data::List(sure.iter().map(|f| self.fact_fields(*f)).collect()), sure))
            }
        }
    }

    /// A fact as a script sees it. A field that is not exactly known is not there.
    #[cfg(feature = "script")]
    fn fact_fields(&self, fact: super::facts::FactRef) -> Data {
        use super::facts::FactRef;
        use crate::model::{FactField, FactKind};
        let mut fields: Vec<(String, Data)> = vec![("name".into(), Data::Text(self.facts.label(fact)))];
        let mut add = |name: &str, value: Option<Data>| fields.extend(value.map(|v| (name.to_string(), v)));
        let FactRef::Fact(kind, at) = fact else { return Data::Fields(fields) };
        let codings = self.facts.code(kind, at).map(|c| c.codings.as_slice()).unwrap_or_default();
        let codes = codings.iter().map(|c| Data::Text(format!("{}:{}", c.system, c.code))).collect();
        add("codes", Some(Data::List(codes)));
        let text_of = |f: FactField| self.field_text(fact, f).value().map(|t| Data::Text(t.to_string()));
        add("status", text_of(FactField::Status));
        let number = |f: FactField, unit: Option<&crate::units::Unit>| {
            self.field_range(fact, f, unit).ok().and_then(|range| range.value()).and_then(decimal)
        };
        if kind == FactKind::Medication {
            add("route", text_of(FactField::Route));
            add("days", number(FactField::Duration, None));
            let ingredients = self.ingredient_names(at).into_iter().map(Data::Text).collect();
            add("ingredients", Some(Data::List(ingredients)));
            if let Some((unit, per_day)) = self.dose_units(at) {
                add("dose", number(FactField::Dose, Some(&unit)));
                add("daily_dose", number(FactField::DailyDose, Some(&per_day)));
                add("dose_unit", Some(Data::Text(unit.text().to_string())));
            }
        }
        if kind == FactKind::Observation
            && let Some(unit) = self.received_unit(at)
        {
            add("value", number(FactField::Value, Some(&unit)));
            add("unit", Some(Data::Text(unit.text().to_string())));
        }
        let date = self.facts.date(fact).map(|d| Data::Text(text::date(d, &self.clock.zone)));
        add("date", date);
        Data::Fields(fields)
    }

    /// The unit of the first dose, and of what is taken in a day.
    #[cfg(feature = "script")]
    fn dose_units(&self, at: usize) -> Option<(crate::units::Unit, crate::units::Unit)> {
        let dose = self.facts.medications.get(at)?.doses.first()?.amount.as_ref()?;
        self.dose_unit(dose.unit.as_deref()?)
    }

    #[cfg(feature = "script")]
    fn received_unit(&self, at: usize) -> Option<crate::units::Unit> {
        match &self.facts.observations.get(at)?.value {
            crate::snapshot::ObservationValue::Quantity(q) => {
                Some(crate::units::normalise_received(q.unit.as_deref().unwrap_or("1"))?.0)
            }
            _ => None,
        }
    }
}

#[cfg(feature = "script")]
type Given = (Data, Vec<super::facts::FactRef>);

#[cfg(feature = "script")]
fn decimal(n: crate::value::Num) -> Option<Data> {
    n.to_string().parse().ok().map(Data::Number)
}

fn script_gap(def: &FunctionDef, detail: Option<String>) -> Rc<Gap> {
    Rc::new(Gap {
        datum: text::short(&def.name).into(),
        reason: Reason::Script,
        source: None,
        detail: detail.map(Into::into),
    })
}
