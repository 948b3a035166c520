//! Code sets: expanded, immutable, exact.
//!
//! A set is kept per system as a function from codes to yes or no in one normal
//! form, so that algebra with branches is exact (`A* - A10* + A10BB*`) and two
//! sets with the same members have the same hash, however they were written.
//!
//! Drugs live in two systems at once. So that `atc A10BB* - rxnorm 10635` takes
//! tolbutamide out, a drug code or branch brings along the ingredient's codes in
//! the other system, as the [`DrugDictionary`](super::DrugDictionary) has them.

use super::drugs::name_key;
use super::row::Row;
use super::{CodeError, CodeSystem, Terminology, normalise, normalise_branch, normalise_received};
use crate::codec::codec_struct;
use crate::snapshot::Coding;
use crate::text::Text;
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Bound;
use thiserror::Error;

/// What keeps a code or branch out of a set.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SetError {
    /// A malformed code.
    #[error(transparent)]
    Code(#[from] CodeError),
    /// A branch of a system whose codes do not show it and that has no parent table here.
    #[error("`{system}` has no parent table here, so a branch of it cannot be expanded")]
    NoHierarchy {
        /// The system.
        system: CodeSystem,
    },
    /// A branch of a code that the parent table does not mention.
    #[error("the parent table of `{system}` does not mention `{code}`")]
    NotInHierarchy {
        /// The system.
        system: CodeSystem,
        /// The code.
        code: String,
    },
}

/// One line of an expanded set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Member<'a> {
    /// A code.
    Code {
        /// The code.
        code: &'a str,
        /// Its display, where the pack gives one.
        display: Option<&'a str>,
    },
    /// Every code that starts like this.
    Branch(&'a str),
    /// Every code that starts like this is left out of a branch above it.
    WithoutBranch(&'a str),
    /// This code is left out of a branch above it.
    WithoutCode(&'a str),
}

/// The codes of one system, as a function in normal form.
///
/// INVARIANT: no entry of `branches` repeats what the next shorter entry says
/// (none at all says no), and none of `codes` repeats what `branches` says.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Part {
    branches: Row<Text, bool>,
    codes: Row<Text, bool>,
}

/// What the longest prefix of a code that `find` knows says of it.
fn by_prefix(code: &str, find: impl Fn(&str) -> Option<bool>) -> bool {
    let ends = code.char_indices().map(|(i, c)| i + c.len_utf8());
    ends.rev().find_map(|end| find(code.get(..end)?)).unwrap_or(false)
}

impl Part {
    fn branch_value(&self, code: &str) -> bool {
        !self.branches.is_empty() && by_prefix(code, |prefix| self.branches.get(prefix).copied())
    }

    fn contains(&self, code: &str) -> bool {
        self.codes.get(code).copied().unwrap_or_else(|| self.branch_value(code))
    }

    fn combine(&self, other: &Part, f: impl Fn(bool, bool) -> bool) -> Part {
        let mut out: BTreeMap<Text, bool> = BTreeMap::new();
        let says = |out: &BTreeMap<Text, bool>, code: &str| {
            !out.is_empty() && by_prefix(code, |prefix| out.get(prefix).copied())
        };
        // Sorted: a prefix comes before what it is a prefix of.
        let prefixes: BTreeSet<&Text> = self.branches.keys().chain(other.branches.keys()).collect();
        for prefix in prefixes {
            let value = f(self.branch_value(prefix), other.branch_value(prefix));
            if value != says(&out, prefix) {
                out.insert(prefix.clone(), value);
            }
        }
        let all: BTreeSet<&Text> = self.codes.keys().chain(other.codes.keys()).collect();
        let mut codes = Vec::new();
        for code in all {
            let value = f(self.contains(code), other.contains(code));
            if value != says(&out, code) {
                codes.push((code.clone(), value));
            }
        }
        Part { branches: out.into(), codes: Row::of_sorted(codes) }
    }

    fn is_empty(&self) -> bool {
        self.branches.is_empty() && self.codes.is_empty()
    }
}

/// An expanded, immutable set of codes of one or more systems.
///
/// ```
/// use curbside::terms::{CodeSet, CodeSetBuilder, CodeSystem, Terminology};
/// let terms = Terminology::default();
/// let branch = |code| {
///     let mut b = CodeSetBuilder::new(&terms);
///     b.branch(&CodeSystem::Atc, code, None).unwrap();
///     b.build()
/// };
/// let set = branch("A10").minus(&branch("A10B")).union(&branch("A10BB"));
/// assert!(set.contains_code(&CodeSystem::Atc, "A10AB01"));
/// assert!(set.contains_code(&CodeSystem::Atc, "A10BB01"));
/// assert!(!set.contains_code(&CodeSystem::Atc, "A10BA02"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CodeSet {
    parts: Row<CodeSystem, Part>,
    displays: Row<CodeSystem, Row<Text, Text>>,
    /// Systems the author wrote members in; what a set brings along for drugs does not count.
    declared: Row<CodeSystem>,
    /// RxNorm members by the key of their display.
    rxnorm_names: Row<Text, Text>,
    /// RxNorm members without a display that no table knows.
    unknown_rxnorm: Row<Text>,
}

codec_struct!(Part { branches, codes });
codec_struct!(CodeSet { parts, displays, declared, rxnorm_names, unknown_rxnorm });

impl CodeSet {
    /// Whether a coding, as received, is a member. Knows nothing of products; see
    /// [`match_concept`](CodeSet::match_concept).
    ///
    /// ```
    /// use curbside::{snapshot::Coding, terms::{CodeSetBuilder, CodeSystem, Terminology}};
    /// let terms = Terminology::default();
    /// let mut b = CodeSetBuilder::new(&terms);
    /// b.code(&CodeSystem::Icd10Cm, "E11.9", Some("Type 2 diabetes")).unwrap();
    /// assert!(b.build().contains(&Coding::new("http://hl7.org/fhir/sid/icd-10-cm", "E119")));
    /// ```
    pub fn contains(&self, coding: &Coding) -> bool {
        let system = CodeSystem::received(&coding.system);
        let code = normalise_received(&system, &coding.code).code;
        self.contains_code(&system, &code)
    }

    /// Whether a normalised code is a member.
    pub fn contains_code(&self, system: &CodeSystem, code: &str) -> bool {
        self.parts.get(system).is_some_and(|p| p.contains(code))
    }

    /// In either.
    ///
    /// ```
    /// use curbside::terms::{CodeSetBuilder, CodeSystem, Terminology};
    /// let terms = Terminology::default();
    /// let one = |code| {
    ///     let mut b = CodeSetBuilder::new(&terms);
    ///     b.code(&CodeSystem::Cvx, code, None).unwrap();
    ///     b.build()
    /// };
    /// let both = one("8").union(&one("141"));
    /// assert_eq!(both.len(), 2);
    /// assert_eq!(both.minus(&one("141")).hash(), one("08").hash());
    /// assert!(one("8").intersect(&one("141")).is_empty());
    /// ```
    #[must_use]
    pub fn union(&self, other: &CodeSet) -> CodeSet {
        let declared: BTreeSet<CodeSystem> =
            self.declared.keys().chain(other.declared.keys()).cloned().collect();
        self.combine(other, declared.into(), |a, b| a || b)
    }

    /// In this one and not in the other.
    #[must_use]
    pub fn minus(&self, other: &CodeSet) -> CodeSet {
        self.combine(other, self.declared.clone(), |a, b| a && !b)
    }

    /// In both.
    #[must_use]
    pub fn intersect(&self, other: &CodeSet) -> CodeSet {
        let both = self.declared.keys().filter(|s| other.covers(s)).map(|s| (s.clone(), ()));
        self.combine(other, Row::of_sorted(both.collect()), |a, b| a && b)
    }

    fn combine(
        &self,
        other: &CodeSet,
        declared: Row<CodeSystem>,
        f: impl Fn(bool, bool) -> bool + Copy,
    ) -> CodeSet {
        let none = Part::default();
        let systems: BTreeSet<&CodeSystem> = self.parts.keys().chain(other.parts.keys()).collect();
        let parts: Vec<(CodeSystem, Part)> = systems
            .into_iter()
            .map(|s| {
                let (a, b) = (self.parts.get(s).unwrap_or(&none), other.parts.get(s).unwrap_or(&none));
                (s.clone(), a.combine(b, f))
            })
            .filter(|(_, part)| !part.is_empty())
            .collect();
        let mut out = CodeSet { parts: Row::of_sorted(parts), declared, ..CodeSet::default() };
        // Of what both say of a member, this set's word counts.
        let mut displays: BTreeMap<CodeSystem, BTreeMap<Text, Text>> = BTreeMap::new();
        for (system, texts) in other.displays.iter().chain(self.displays.iter()) {
            for (code, display) in texts.iter().filter(|(code, _)| out.contains_code(system, code)) {
                displays.entry(system.clone()).or_default().insert(code.clone(), display.clone());
            }
        }
        out.displays = rows(displays);
        let named = other.rxnorm_names.iter().chain(self.rxnorm_names.iter());
        let member = |code: &Text| out.contains_code(&CodeSystem::RxNorm, code);
        let names: BTreeMap<Text, Text> =
            named.filter(|(_, c)| member(c)).map(|(name, code)| (name.clone(), code.clone())).collect();
        let unknown = self.unknown_rxnorm.keys().chain(other.unknown_rxnorm.keys());
        let unknown: BTreeSet<Text> = unknown.filter(|c| member(c)).cloned().collect();
        CodeSet { rxnorm_names: names.into(), unknown_rxnorm: unknown.into(), ..out }
    }

    /// Whether no code can be a member.
    pub fn is_empty(&self) -> bool {
        self.parts.is_empty()
    }

    /// The systems the set was written in, sorted. A concept coded only in other
    /// systems is one the set says nothing about.
    pub fn systems(&self) -> impl Iterator<Item = &CodeSystem> {
        self.declared.keys()
    }

    /// Whether the set was written in this system.
    pub fn covers(&self, system: &CodeSystem) -> bool {
        self.declared.contains(system)
    }

    /// RxNorm members that have no display and that the drug dictionary does not
    /// know: no product can be compared with them, so no product is a certain *no*.
    pub fn unknown_ingredients(&self) -> impl Iterator<Item = &str> {
        self.unknown_rxnorm.keys().map(|c| &**c)
    }

    /// The same systems without a member: what a set says of a concept it has nothing to do with.
    pub(crate) fn without_members(&self) -> CodeSet {
        let declared = self.declared.clone();
        CodeSet { declared, unknown_rxnorm: self.unknown_rxnorm.clone(), ..CodeSet::default() }
    }

    /// Keys of the names of RxNorm members.
    pub(crate) fn name_keys(&self) -> impl Iterator<Item = &Text> {
        self.rxnorm_names.keys()
    }

    /// The RxNorm member whose display is this name.
    pub(super) fn rxnorm_by_name(&self, key: &str) -> Option<&str> {
        self.rxnorm_names.get(key).map(|c| &**c)
    }

    /// Every line of the expanded set, sorted by system, branches first.
    ///
    /// ```
    /// use curbside::terms::{CodeSetBuilder, CodeSystem, Member, Terminology};
    /// let terms = Terminology::default();
    /// let mut b = CodeSetBuilder::new(&terms);
    /// b.branch(&CodeSystem::Icd10Cm, "E11", None).unwrap();
    /// assert_eq!(b.build().members().next(), Some((&CodeSystem::Icd10Cm, Member::Branch("E11"))));
    /// ```
    pub fn members(&self) -> impl Iterator<Item = (&CodeSystem, Member<'_>)> {
        self.parts.iter().flat_map(move |(system, part)| {
            let branches = part.branches.iter().map(|(prefix, yes)| match yes {
                true => Member::Branch(prefix),
                false => Member::WithoutBranch(prefix),
            });
            let codes = part.codes.iter().map(move |(code, yes)| match yes {
                true => Member::Code { code, display: self.display(system, code) },
                false => Member::WithoutCode(code),
            });
            branches.chain(codes).map(move |m| (system, m))
        })
    }

    /// The members that are in, as [`members`](Self::members) has them: the code, and whether it stands
    /// for a branch. Displays are not looked up.
    pub(crate) fn included(&self) -> impl Iterator<Item = (&CodeSystem, &Text, bool)> {
        self.parts.iter().flat_map(|(system, part)| {
            let branches = part.branches.iter().filter(|(_, yes)| **yes);
            let codes = part.codes.iter().filter(|(_, yes)| **yes);
            let branches = branches.map(move |(prefix, _)| (system, prefix, true));
            branches.chain(codes.map(move |(code, _)| (system, code, false)))
        })
    }

    /// A member's display, as the pack gives it.
    pub fn display(&self, system: &CodeSystem, code: &str) -> Option<&str> {
        self.displays.get(system)?.get(code).map(|d| &**d)
    }

    /// Number of lines of the expanded set.
    pub fn len(&self) -> usize {
        self.parts.iter().map(|(_, p)| p.branches.len() + p.codes.len()).sum()
    }

    /// SHA-256 over the members, in hex. Displays do not count.
    pub fn hash(&self) -> String {
        let mut text = String::from("curbside code set 1\n");
        for system in self.declared.keys() {
            text.push_str(&format!("system {}\n", system.name()));
        }
        for (system, member) in self.members() {
            let line = match member {
                Member::Code { code, .. } => format!("{} +{code}\n", system.name()),
                Member::Branch(prefix) => format!("{} +{prefix}*\n", system.name()),
                Member::WithoutBranch(prefix) => format!("{} -{prefix}*\n", system.name()),
                Member::WithoutCode(code) => format!("{} -{code}\n", system.name()),
            };
            text.push_str(&line);
        }
        Sha256::digest(text.as_bytes()).iter().map(|b| format!("{b:02x}")).collect()
    }
}

/// Collects codes and branches into a [`CodeSet`].
///
/// ```
/// use curbside::terms::{CodeSetBuilder, CodeSystem, SetError, Terminology};
/// let terms = Terminology::default();
/// let mut b = CodeSetBuilder::new(&terms);
/// b.code(&CodeSystem::RxNorm, "4821", Some("glipizide")).unwrap();
/// assert!(matches!(b.code(&CodeSystem::Loinc, "2823-4", None), Err(SetError::Code(_))));
/// assert!(matches!(b.branch(&CodeSystem::Snomed, "73211009", None), Err(SetError::NoHierarchy { .. })));
/// assert_eq!(b.build().len(), 1);
/// ```
#[derive(Debug, Clone)]
pub struct CodeSetBuilder<'t> {
    terms: &'t Terminology,
    parts: BTreeMap<CodeSystem, Open>,
    displays: BTreeMap<CodeSystem, BTreeMap<Text, Text>>,
    declared: BTreeSet<CodeSystem>,
    rxnorm_names: BTreeMap<Text, Text>,
    unknown_rxnorm: BTreeSet<Text>,
}

/// The members of one system while they are collected; in the normal form of a [`Part`] whose entries all say yes.
#[derive(Debug, Clone, Default)]
struct Open {
    branches: BTreeSet<Text>,
    codes: BTreeSet<Text>,
}

impl Open {
    fn in_branch(&self, code: &str) -> bool {
        !self.branches.is_empty() && by_prefix(code, |prefix| self.branches.contains(prefix).then_some(true))
    }

    fn code(&mut self, code: &str) {
        if !self.in_branch(code) && !self.codes.contains(code) {
            self.codes.insert(code.into());
        }
    }

    fn branch(&mut self, prefix: &str) {
        if self.in_branch(prefix) {
            return;
        }
        // What lies below has nothing to add.
        for all in [&mut self.branches, &mut self.codes] {
            let from = (Bound::Included(prefix), Bound::Unbounded);
            let below = all.range::<str, _>(from).take_while(|c| c.starts_with(prefix)).cloned();
            for code in below.collect::<Vec<Text>>() {
                all.remove(&code);
            }
        }
        self.branches.insert(prefix.into());
    }

    fn part(self) -> Part {
        let yes = |all: BTreeSet<Text>| Row::of_sorted(all.into_iter().map(|c| (c, true)).collect());
        Part { branches: yes(self.branches), codes: yes(self.codes) }
    }
}

fn rows(all: BTreeMap<CodeSystem, BTreeMap<Text, Text>>) -> Row<CodeSystem, Row<Text, Text>> {
    Row::of_sorted(all.into_iter().map(|(system, texts)| (system, texts.into())).collect())
}

impl<'t> CodeSetBuilder<'t> {
    /// An empty set.
    pub fn new(terms: &'t Terminology) -> Self {
        Self {
            terms,
            parts: BTreeMap::new(),
            displays: BTreeMap::new(),
            declared: BTreeSet::new(),
            rxnorm_names: BTreeMap::new(),
            unknown_rxnorm: BTreeSet::new(),
        }
    }

    /// Adds a code.
    ///
    /// # Errors
    /// A malformed code.
    pub fn code(&mut self, system: &CodeSystem, code: &str, display: Option<&str>) -> Result<(), SetError> {
        let code = normalise(system, code)?;
        self.declare(system, &code, display);
        self.include(system, &code);
        self.counterparts(system, &code);
        if *system == CodeSystem::RxNorm && display.is_none() && !self.terms.drugs().knows_rxcui(&code) {
            self.unknown_rxnorm.insert(code.into());
        }
        Ok(())
    }

    /// Adds a code and everything below it.
    ///
    /// # Errors
    /// A malformed code, or no parent table that mentions it where one is needed.
    pub fn branch(&mut self, system: &CodeSystem, code: &str, display: Option<&str>) -> Result<(), SetError> {
        if system.has_prefix_branches() {
            let prefix = normalise_branch(system, code)?;
            self.declare(system, &prefix, display);
            self.parts.entry(system.clone()).or_default().branch(&prefix);
            if *system == CodeSystem::Atc {
                for rxcui in self.terms.drugs().rxcuis_under_atc(&prefix) {
                    self.include(&CodeSystem::RxNorm, &rxcui);
                }
            }
            return Ok(());
        }
        let code = normalise(system, code)?;
        let table =
            self.terms.hierarchy(system).ok_or_else(|| SetError::NoHierarchy { system: system.clone() })?;
        if !table.contains(&code) {
            return Err(SetError::NotInHierarchy { system: system.clone(), code });
        }
        self.declare(system, &code, display);
        for below in table.descendants_or_self(&code) {
            self.include(system, &below);
            self.counterparts(system, &below);
        }
        Ok(())
    }

    /// The set.
    pub fn build(self) -> CodeSet {
        let parts = self.parts.into_iter().map(|(system, open)| (system, open.part()));
        CodeSet {
            parts: Row::of_sorted(parts.collect()),
            displays: rows(self.displays),
            declared: self.declared.into(),
            rxnorm_names: self.rxnorm_names.into(),
            unknown_rxnorm: self.unknown_rxnorm.into(),
        }
    }

    fn declare(&mut self, system: &CodeSystem, code: &str, display: Option<&str>) {
        self.declared.insert(system.clone());
        if let Some(text) = display {
            let texts = self.displays.entry(system.clone()).or_default();
            texts.entry(code.into()).or_insert_with(|| text.into());
            if *system == CodeSystem::RxNorm {
                self.rxnorm_names.entry(name_key(text).into()).or_insert_with(|| code.into());
            }
        }
    }

    fn include(&mut self, system: &CodeSystem, code: &str) {
        self.parts.entry(system.clone()).or_default().code(code);
    }

    /// The same ingredient's codes in the other drug system.
    fn counterparts(&mut self, system: &CodeSystem, code: &str) {
        match system {
            CodeSystem::RxNorm => {
                for atc in self.terms.drugs().atc_of_only(code) {
                    self.include(&CodeSystem::Atc, &atc);
                }
            }
            CodeSystem::Atc => {
                for rxcui in self.terms.drugs().rxcuis_with_atc(code) {
                    self.include(&CodeSystem::RxNorm, &rxcui);
                }
            }
            _ => {}
        }
    }
}
