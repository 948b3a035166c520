//! Prefetch templates, made of what the rules need.
//!
//! Problems, medications, allergies and the like are asked for whole: a record
//! coded in another system than the rules must be seen to be *not understood*;
//! a search by code would hide it, and absence would look like certainty.
//! Results are asked for by code, in chunks, as there are too many of them.
//! Only the restricted query subset of CDS Hooks 2.0 is used: reads, type
//! searches, references, token equality, `_sort`. No computed dates: those
//! came with 3.0.

use crate::hook::Hook;
use curbside::Ruleset;
use curbside::model::FactKind;
use curbside::needs::{RuleNeeds, What};
use curbside::terms::{CodeSet, CodeSystem, Member};
use curbside::vocab::Verb;
use std::collections::{BTreeMap, BTreeSet};

/// The key of the patient.
pub const PATIENT: &str = "patient";

/// The keys of the user's PractitionerRole: of one who is a role, of one who has roles.
const ROLES: [(&str, &str); 2] = [
    ("userRole", "PractitionerRole/{{userPractitionerRoleId}}"),
    ("userRoles", "PractitionerRole?practitioner={{userPractitionerId}}"),
];

/// The key of the encounter that is going on.
pub(crate) const ENCOUNTER: &str = "encounter";

/// Whether a key is for the user's PractitionerRole or the place, which no rule's record needs.
pub fn is_aside(key: &str) -> bool {
    key == ENCOUNTER || ROLES.iter().any(|(k, _)| *k == key)
}

/// The longest template: longer code lists become several.
const LONGEST: usize = 1500;

const WEIGHT: [&str; 2] = ["29463-7", "3141-9"];

type Code = (CodeSystem, String);
type Codes = BTreeSet<Code>;

/// How templates are made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PrefetchOptions {
    /// Also ask for MedicationStatement, where clients keep the patient's own list there.
    pub medication_statements: bool,
    /// Also ask for the PractitionerRole that `userId` names or has, for rules and policies that ask for the role.
    pub user_role: bool,
    /// Also ask for the Encounter that is going on, for the place in audit and feedback.
    pub place: bool,
}

/// A template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// Key.
    pub key: String,
    /// Query with tokens: `Condition?patient={{context.patientId}}`.
    pub query: String,
    /// The resource type it gives.
    pub resource: &'static str,
    /// The kind of facts; none for the patient.
    pub kind: Option<FactKind>,
}

/// The templates of a hook, and which rules need which.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plan {
    /// Templates by key.
    pub templates: BTreeMap<String, Template>,
    /// Keys that a rule needs, by rule; the patient is needed by all.
    pub rules: BTreeMap<String, BTreeSet<String>>,
}

impl Plan {
    /// The plan of a hook.
    ///
    /// ```
    /// use curbside::{Compiler, pack::PackSource};
    /// use curbside_hooks::{Hook, Plan};
    /// let pack = PackSource::new("demo").file("pack.yaml", "name: demo\nversion: 1.0.0\n").file(
    ///     "demo.cds",
    ///     "pack demo\ncodes Warfarin = rxnorm 11289 \"warfarin\"\n\
    ///      rule on \"On\" { category result when taking Warfarin message \"Takes it.\" }",
    /// );
    /// let plan = Plan::new(&Compiler::new().pack(pack).compile()?, Hook::PatientView, &Default::default());
    /// assert_eq!(plan.templates["medications"].query, "MedicationRequest?patient={{context.patientId}}");
    /// # Ok::<(), curbside::CompileError>(())
    /// ```
    pub fn new(rules: &Ruleset, hook: Hook, options: &PrefetchOptions) -> Plan {
        Plan::of(rules, &rules.needs(), hook, options)
    }

    /// The same, where the needs are known already.
    pub fn of(rules: &Ruleset, needs: &[RuleNeeds], hook: Hook, options: &PrefetchOptions) -> Plan {
        let trigger = hook.trigger();
        let fits = |r: &&RuleNeeds| r.triggers.is_empty() || trigger.is_some_and(|t| r.triggers.contains(&t));
        let model = rules.model();
        let mut plan = Plan::default();
        plan.add(PATIENT, "Patient/{{context.patientId}}".into(), "Patient", None);
        if options.user_role && hook.context().iter().any(|f| f.name == "userId") {
            for (key, query) in ROLES {
                plan.add(key, query.into(), "PractitionerRole", None);
            }
        }
        if options.place && hook.context().iter().any(|f| f.name == "encounterId") {
            plan.add(ENCOUNTER, "Encounter/{{context.encounterId}}".into(), "Encounter", None);
        }
        let mut observed: Codes = BTreeSet::new();
        let mut all_observations = false;
        let mut coded: Vec<(String, Codes, bool)> = Vec::new();
        for rule in needs.iter().filter(fits) {
            let mut keys = BTreeSet::new();
            let mut codes = BTreeSet::new();
            let mut whole = false;
            for need in &rule.needs {
                if need.kind != FactKind::Observation {
                    plan.section(need.kind, &need.verbs, options, &mut keys);
                    continue;
                }
                let set = match need.what {
                    What::Observation(id) => model.observations.get(id.index()).map(|o| &o.codes),
                    What::Input(id) => model.inputs.get(id.index()).and_then(|i| i.codes.as_ref()),
                    What::Set(id) => model.sets.get(id.index()).map(|s| &s.set),
                    What::Weight => {
                        codes.extend(WEIGHT.map(|c| (CodeSystem::Loinc, c.to_string())));
                        continue;
                    }
                    What::Pregnancy => {
                        let some = curbside::fhir::PREGNANCY_OBSERVATIONS;
                        codes.extend(some.map(|(s, c)| (CodeSystem::received(s), c.to_string())));
                        continue;
                    }
                    What::All => None,
                };
                match set.map(codes_of) {
                    Some(Some(some)) => codes.extend(some),
                    _ => whole = true,
                }
            }
            observed.extend(codes.iter().cloned());
            all_observations |= whole;
            coded.push((rule.rule.clone(), codes, whole));
            plan.rules.insert(rule.rule.clone(), keys);
        }
        plan.observations(observed, all_observations, &coded);
        plan
    }

    fn add(&mut self, key: &str, query: String, resource: &'static str, kind: Option<FactKind>) {
        self.templates.insert(key.into(), Template { key: key.into(), query, resource, kind });
    }

    fn section(
        &mut self,
        kind: FactKind,
        verbs: &BTreeSet<Verb>,
        options: &PrefetchOptions,
        keys: &mut BTreeSet<String>,
    ) {
        let mut one = |key: &str, resource: &'static str| {
            self.add(key, format!("{resource}?patient={{{{context.patientId}}}}"), resource, Some(kind));
            keys.insert(key.to_string());
        };
        match kind {
            FactKind::Condition => one("conditions", "Condition"),
            FactKind::Allergy => one("allergies", "AllergyIntolerance"),
            FactKind::Medication => {
                one("medications", "MedicationRequest");
                if options.medication_statements {
                    one("medicationStatements", "MedicationStatement");
                }
                if verbs.iter().any(|v| matches!(v, Verb::Given | Verb::Taken)) {
                    one("administrations", "MedicationAdministration");
                }
            }
            FactKind::Procedure => one("procedures", "Procedure"),
            FactKind::Immunization => one("immunizations", "Immunization"),
            FactKind::Order => one("orders", "ServiceRequest"),
            FactKind::Encounter => one("encounters", "Encounter"),
            FactKind::FamilyHistory => one("familyHistory", "FamilyMemberHistory"),
            FactKind::Observation => {}
        }
    }

    fn observations(&mut self, observed: Codes, all: bool, coded: &[(String, Codes, bool)]) {
        const HEAD: &str = "Observation?patient={{context.patientId}}";
        let kind = Some(FactKind::Observation);
        let mut key_of: BTreeMap<Code, String> = BTreeMap::new();
        if all {
            self.add("observations", format!("{HEAD}&_sort=-date"), "Observation", kind);
        } else {
            let mut chunk: Vec<String> = Vec::new();
            let mut length = 0;
            let mut number = 1;
            for code in observed {
                let token = format!("{}|{}", code.0.uri(), code.1);
                if length + token.len() > LONGEST && !chunk.is_empty() {
                    let query = format!("{HEAD}&code={}&_sort=-date", chunk.join(","));
                    self.add(&format!("observations{number}"), query, "Observation", kind);
                    chunk.clear();
                    length = 0;
                    number += 1;
                }
                length += token.len() + 1;
                chunk.push(token);
                key_of.insert(code, format!("observations{number}"));
            }
            if !chunk.is_empty() {
                let query = format!("{HEAD}&code={}&_sort=-date", chunk.join(","));
                self.add(&format!("observations{number}"), query, "Observation", kind);
            }
        }
        for (rule, codes, whole) in coded {
            let Some(keys) = self.rules.get_mut(rule) else { continue };
            if all && (*whole || !codes.is_empty()) {
                keys.insert("observations".into());
            }
            keys.extend(codes.iter().filter_map(|c| key_of.get(c)).cloned());
        }
    }

    /// The `prefetch` of a service: queries by key.
    pub fn queries(&self) -> BTreeMap<&str, &str> {
        self.templates.values().map(|t| (t.key.as_str(), t.query.as_str())).collect()
    }
}

/// The codes of a set; none where it has branches or codes that would not fit into a query.
fn codes_of(set: &CodeSet) -> Option<Codes> {
    set.members()
        .map(|(system, m)| match m {
            Member::Code { code, .. } if !code.contains([',', '|', '$', '\\', '&', '#', ' ']) => {
                Some((system.clone(), code.to_string()))
            }
            _ => None,
        })
        .collect()
}
