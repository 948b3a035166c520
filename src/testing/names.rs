//! What a name in a test means: a declared item, a display, or a code.
//!
//! Tests may name things as rules do (`Potassium`, `labs/Potassium`) or as
//! people do (`spironolactone`). A plain name means the test's own pack first,
//! then the one pack that declares it. Knows nothing about the shape of lines.

use crate::diag::nearest;
use crate::model::{CodeSetDef, FactKind, InputDef, Model, ObservationDef};
use crate::snapshot::{Coding, Concept};
use crate::terms::{CodeSet, CodeSystem, CodedKind, Member};
use std::collections::BTreeMap;

/// Names of one table of the model, by their last part.
#[derive(Debug, Default)]
struct Index {
    full: Vec<String>,
    by_short: BTreeMap<String, Vec<usize>>,
}

/// A plain name that several packs declare.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ambiguous(pub(crate) Vec<String>);

impl Index {
    fn of<'a>(names: impl Iterator<Item = &'a str>) -> Index {
        let mut index = Index::default();
        for (at, name) in names.enumerate() {
            let short = short(name).to_string();
            index.by_short.entry(short).or_default().push(at);
            index.full.push(name.to_string());
        }
        index
    }

    fn find(&self, pack: &str, name: &str) -> Result<Option<usize>, Ambiguous> {
        let Some(hits) = self.by_short.get(short(name)) else { return Ok(None) };
        if name.contains('/') {
            return Ok(hits.iter().find(|&&i| self.full.get(i).is_some_and(|n| n == name)).copied());
        }
        let own = hits.iter().find(|&&i| self.full.get(i).is_some_and(|n| pack_of(n) == pack));
        match (own, hits.as_slice()) {
            (Some(&i), _) | (None, &[i]) => Ok(Some(i)),
            _ => Err(Ambiguous(hits.iter().filter_map(|&i| self.full.get(i).cloned()).collect())),
        }
    }
}

/// The last part of `pack/name`.
pub(crate) fn short(name: &str) -> &str {
    name.split_once('/').map_or(name, |(_, s)| s)
}

/// The pack of `pack/name`.
pub(crate) fn pack_of(name: &str) -> &str {
    name.split_once('/').map_or("", |(p, _)| p)
}

/// What a name stands for.
#[derive(Debug, Clone)]
pub(crate) enum Referent<'m> {
    /// A code set.
    Set(&'m CodeSetDef),
    /// An observation.
    Observation(&'m ObservationDef),
    /// An input with codes.
    Input(&'m InputDef),
    /// One code.
    Code(Coding),
}

impl Referent<'_> {
    /// A concept that means it: the first member, in a fixed order.
    pub(crate) fn concept(&self, names: &Names<'_>, kind: FactKind) -> Option<Concept> {
        let mut coding = match self {
            Referent::Set(s) => first_member(&s.set, kind)?,
            Referent::Observation(o) => first_member(&o.codes, kind)?,
            Referent::Input(i) => first_member(i.codes.as_ref()?, kind)?,
            Referent::Code(c) => c.clone(),
        };
        if coding.display.is_none() && coding.system == CodeSystem::RxNorm.name() {
            coding.display = names.model.terminology.drugs().name_of(&coding.code).map(str::to_string);
        }
        // Codes of observations are many and bare; the declared name reads better.
        let text = match self {
            Referent::Observation(o) => Some(short(&o.name).to_string()),
            Referent::Input(i) => Some(short(&i.name).to_string()),
            Referent::Set(s) if coding.display.is_none() => Some(s.label.clone()),
            _ => None,
        };
        Some(Concept { codings: vec![coding], text, ..Concept::default() })
    }
}

/// The first code of a set that may code such a fact (RxNorm, ATC, SNOMED CT,
/// LOINC, …; codes before branches), with its display.
pub(crate) fn first_member(set: &CodeSet, kind: FactKind) -> Option<Coding> {
    let fits = |s: &CodeSystem| fits(s, kind);
    let code = set.members().find_map(|(system, m)| match m {
        Member::Code { code, display } if fits(system) => Some((system, code, display)),
        _ => None,
    });
    let branch = || {
        set.members().find_map(|(system, m)| match m {
            Member::Branch(code) if fits(system) && set.contains_code(system, code) => {
                Some((system, code, None))
            }
            _ => None,
        })
    };
    let (system, code, display) = code.or_else(branch)?;
    let display = display.or_else(|| set.display(system, code)).map(str::to_string);
    Some(Coding { system: system.name().to_string(), code: code.to_string(), display })
}

fn fits(system: &CodeSystem, kind: FactKind) -> bool {
    let needed: &[CodedKind] = match kind {
        FactKind::Condition | FactKind::FamilyHistory => &[CodedKind::Condition],
        FactKind::Allergy => &[CodedKind::Substance, CodedKind::Drug, CodedKind::Condition],
        FactKind::Medication => &[CodedKind::Drug],
        FactKind::Observation => &[CodedKind::Observation],
        FactKind::Procedure | FactKind::Order => &[CodedKind::Procedure, CodedKind::Observation],
        FactKind::Immunization => &[CodedKind::Vaccine, CodedKind::Drug],
        FactKind::Encounter => &[CodedKind::Encounter],
    };
    needed.iter().any(|k| system.kinds().contains(k))
}

/// All names of a model.
#[derive(Debug)]
pub(crate) struct Names<'m> {
    /// The model.
    pub(crate) model: &'m Model,
    sets: Index,
    observations: Index,
    inputs: Index,
    rules: Index,
    scores: Index,
    defines: Index,
    /// Displays in lower case, with every code that bears them.
    displays: BTreeMap<String, Vec<Coding>>,
}

impl<'m> Names<'m> {
    /// Reads a model's names.
    pub(crate) fn new(model: &'m Model) -> Names<'m> {
        Names {
            model,
            sets: Index::of(model.sets.iter().map(|d| d.name.as_str())),
            observations: Index::of(model.observations.iter().map(|d| d.name.as_str())),
            inputs: Index::of(model.inputs.iter().map(|d| d.name.as_str())),
            rules: Index::of(model.rules.iter().map(|d| d.id.as_str())),
            scores: Index::of(model.scores.iter().map(|d| d.name.as_str())),
            defines: Index::of(model.defines.iter().map(|d| d.name.as_str())),
            displays: displays(model),
        }
    }

    /// What a name of a fact stands for, from a test of `pack`.
    pub(crate) fn fact(
        &self,
        pack: &str,
        kind: FactKind,
        name: &str,
    ) -> Result<Option<Referent<'m>>, Ambiguous> {
        if matches!(kind, FactKind::Observation | FactKind::Order) {
            if let Some(i) = self.observations.find(pack, name)? {
                return Ok(self.model.observations.get(i).map(Referent::Observation));
            }
            if let Some(input) = self.input(pack, name)?
                && input.codes.is_some()
            {
                return Ok(Some(Referent::Input(input)));
            }
        }
        if let Some(set) = self.set(pack, name)? {
            return Ok(Some(Referent::Set(set)));
        }
        Ok(self.display(kind, name).map(Referent::Code))
    }

    /// A code set.
    pub(crate) fn set(&self, pack: &str, name: &str) -> Result<Option<&'m CodeSetDef>, Ambiguous> {
        Ok(self.sets.find(pack, name)?.and_then(|i| self.model.sets.get(i)))
    }

    /// An input.
    pub(crate) fn input(&self, pack: &str, name: &str) -> Result<Option<&'m InputDef>, Ambiguous> {
        Ok(self.inputs.find(pack, name)?.and_then(|i| self.model.inputs.get(i)))
    }

    /// Index of a rule.
    pub(crate) fn rule(&self, pack: &str, name: &str) -> Result<Option<usize>, Ambiguous> {
        self.rules.find(pack, name)
    }

    /// Index of a score.
    pub(crate) fn score(&self, pack: &str, name: &str) -> Result<Option<usize>, Ambiguous> {
        self.scores.find(pack, name)
    }

    /// Index of a definition.
    pub(crate) fn define(&self, pack: &str, name: &str) -> Result<Option<usize>, Ambiguous> {
        self.defines.find(pack, name)
    }

    /// The code that bears a display and may code such a fact.
    fn display(&self, kind: FactKind, name: &str) -> Option<Coding> {
        let known = self
            .displays
            .get(&name.to_lowercase())
            .and_then(|all| all.iter().find(|c| fits(&CodeSystem::received(&c.system), kind)).cloned());
        known.or_else(|| {
            if !fits(&CodeSystem::RxNorm, kind) {
                return None;
            }
            let drugs = self.model.terminology.drugs();
            let [code] = <[String; 1]>::try_from(drugs.rxcuis_of_name(name)).ok()?;
            let display = Some(drugs.name_of(&code).unwrap_or(name).to_string());
            Some(Coding { system: CodeSystem::RxNorm.name().to_string(), code, display })
        })
    }

    /// Whether a word is the short name of a code system that the model uses or knows.
    pub(crate) fn system(&self, word: &str) -> Option<CodeSystem> {
        CodeSystem::from_name(word).or_else(|| {
            let uri = word.starts_with("http://") || word.starts_with("https://") || word.starts_with("urn:");
            uri.then(|| CodeSystem::received(word))
        })
    }

    /// The nearest name for a fact of this kind.
    pub(crate) fn nearest_fact(&self, kind: FactKind, name: &str) -> Option<String> {
        let observations = matches!(kind, FactKind::Observation | FactKind::Order)
            .then(|| self.observations.full.iter().map(|n| short(n)));
        let sets = self.model.sets.iter().filter(|s| first_member(&s.set, kind).is_some());
        let declared = sets.map(|s| short(&s.name)).chain(observations.into_iter().flatten());
        let displays = self
            .displays
            .iter()
            .filter(|(_, all)| all.iter().any(|c| fits(&CodeSystem::received(&c.system), kind)));
        nearest(name, declared.chain(displays.map(|(d, _)| d.as_str()))).map(str::to_string)
    }

    /// The nearest rule.
    pub(crate) fn nearest_rule(&self, name: &str) -> Option<String> {
        nearest_of(&self.rules, name)
    }

    /// The nearest score.
    pub(crate) fn nearest_score(&self, name: &str) -> Option<String> {
        nearest_of(&self.scores, name)
    }

    /// The nearest definition.
    pub(crate) fn nearest_define(&self, name: &str) -> Option<String> {
        nearest_of(&self.defines, name)
    }

    /// The nearest input.
    pub(crate) fn nearest_input(&self, name: &str) -> Option<String> {
        nearest_of(&self.inputs, name)
    }
}

fn nearest_of(index: &Index, name: &str) -> Option<String> {
    let all = index.full.iter().map(String::as_str);
    if name.contains('/') {
        return nearest(name, all).map(str::to_string);
    }
    nearest(name, all.map(short)).map(str::to_string)
}

fn displays(model: &Model) -> BTreeMap<String, Vec<Coding>> {
    let mut out: BTreeMap<String, Vec<Coding>> = BTreeMap::new();
    let choices = model.inputs.iter().flat_map(|i| match &i.kind {
        crate::model::InputKind::Choice(all) => all.as_slice(),
        _ => &[],
    });
    let sets = model
        .sets
        .iter()
        .map(|s| &s.set)
        .chain(model.observations.iter().map(|o| &o.codes))
        .chain(model.inputs.iter().filter_map(|i| i.codes.as_ref()))
        .chain(choices.filter_map(|c| c.codes.as_ref()));
    for set in sets {
        for (system, member) in set.members() {
            if let Member::Code { code, display: Some(display) } = member {
                let coding = Coding {
                    system: system.name().to_string(),
                    code: code.to_string(),
                    display: Some(display.to_string()),
                };
                out.entry(display.to_lowercase()).or_default().push(coding);
            }
        }
    }
    for all in out.values_mut() {
        all.sort_by_key(|c| (CodeSystem::received(&c.system), c.code.clone(), c.display.clone()));
        all.dedup();
    }
    out
}
