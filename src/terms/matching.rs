//! Whether a concept of a patient is in a code set: yes, no, or cannot tell.
//!
//! *No* needs ground to stand on: a coding in a system the set covers, and for
//! drugs a product whose every ingredient is known. Everything else that is not
//! a *yes* is *cannot tell*, with the reason.

use super::drugs::name_chain;
use super::{CodeSet, CodeSystem, How, IngredientMatch, Member, Resolution, Terminology, normalise_received};
use crate::snapshot::{Concept, Medication};
use crate::value::Reason;

/// What matched.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matched {
    /// Index into [`Concept::codings`].
    pub coding: usize,
    /// The ingredient through which a drug product matched: its RxNorm code, else its ATC code.
    pub ingredient: Option<String>,
}

/// The answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Match {
    /// A member.
    Yes(Matched),
    /// Not a member.
    No,
    /// Not decided by what the concept says.
    CannotTell(Reason),
}

impl Match {
    /// Whether it is a member for certain.
    pub fn is_yes(&self) -> bool {
        matches!(self, Match::Yes(_))
    }
}

/// A concept's codings, each in its system's spelling with what the drug
/// dictionary says about it. Worth keeping where one concept meets many sets.
///
/// ```
/// use curbside::{snapshot::Concept, terms::{ResolvedConcept, Terminology}};
/// let r = ResolvedConcept::new(&Concept::coded("http://loinc.org", "2823-3"), &Terminology::default());
/// assert_eq!(r.drug(), None);
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct ResolvedConcept {
    codings: Vec<(CodeSystem, String, Option<String>, Option<Resolution>)>,
    gap: Option<Reason>,
    /// See [`ResolvedConcept::ingredients`].
    ingredients: Box<[String]>,
}

impl std::fmt::Debug for ResolvedConcept {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "ResolvedConcept({} codings)", self.codings.len())
    }
}

impl ResolvedConcept {
    /// Resolves every coding.
    pub fn new(concept: &Concept, terms: &Terminology) -> Self {
        let codings = concept.codings.iter().map(|c| {
            let system = CodeSystem::received(&c.system);
            let code = normalise_received(&system, &c.code).code;
            let drug = terms.drugs().resolve_code(&system, &code, c.display.as_deref());
            (system, code, c.display.clone(), drug)
        });
        let gap = if concept.masked {
            Some(Reason::Masked)
        } else if !concept.codings.is_empty() {
            None
        } else if concept.unresolved.is_some() {
            Some(Reason::Unresolved)
        } else {
            Some(Reason::Uncoded)
        };
        let mut out = Self { codings: codings.collect(), gap, ingredients: Box::default() };
        out.ingredients = out.drug().map(all_ingredients).unwrap_or_default();
        out
    }

    /// Whether the display of a coding bears on what it is, and on any set's answer.
    ///
    /// SOUNDNESS: a display is a drug's name to the dictionary and to sets, and is asked for where an RxNorm
    /// code says nothing by itself; see [`DrugDictionary::resolve_code`](super::DrugDictionary::resolve_code).
    pub(crate) fn reads_display(&self, coding: usize) -> bool {
        self.codings.get(coding).is_none_or(|(system, _, _, drug)| {
            *system == CodeSystem::RxNorm && drug.as_ref().is_none_or(|d| d.how != How::ByCode)
        })
    }

    /// Every ingredient of a drug, as codes, sorted.
    pub(crate) fn ingredients(&self) -> &[String] {
        &self.ingredients
    }

    /// The best resolution as a drug: a complete one before one with gaps.
    pub fn drug(&self) -> Option<&Resolution> {
        let all = || self.codings.iter().filter_map(|(_, _, _, r)| r.as_ref());
        all().find(|r| r.complete && r.how != How::OneOf).or_else(|| all().next())
    }
}

fn all_ingredients(drug: &Resolution) -> Box<[String]> {
    let code = |i: &IngredientMatch| i.rxcui.clone().or_else(|| i.atc.first().cloned());
    let mut all: Vec<String> =
        drug.ingredients.iter().filter_map(code).chain(drug.unidentified.iter().cloned()).collect();
    all.sort_unstable();
    all.dedup();
    all.into()
}

/// What of a concept can make a set's members matter to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trail<'a> {
    /// Sets with this code, or with a branch above it.
    Code(&'a str),
    /// Sets with an RxNorm member of this name.
    Name(&'a str),
    /// Sets with an ATC member that starts like this.
    BelowAtc(&'a str),
}

impl ResolvedConcept {
    /// Everything that [`CodeSet::match_resolved`] compares with a set's members.
    ///
    /// SOUNDNESS: a set that no trail leads to answers as one without members does
    /// ([`CodeSet::without_members`]); a generated test compares the two.
    pub(crate) fn trails(&self, mut f: impl FnMut(Trail<'_>)) {
        for (system, code, display, drug) in &self.codings {
            f(Trail::Code(code));
            if *system == CodeSystem::Atc {
                f(Trail::BelowAtc(code));
            }
            match drug {
                None => {
                    if *system == CodeSystem::RxNorm {
                        let keys = display.as_deref().map(name_chain).unwrap_or_default();
                        keys.iter().for_each(|k| f(Trail::Name(k)));
                    }
                }
                Some(drug) => {
                    for i in &drug.ingredients {
                        i.rxcui
                            .iter()
                            .chain(&i.also)
                            .chain(&i.atc)
                            .chain(&i.atc_combo)
                            .for_each(|c| f(Trail::Code(c)));
                        i.keys.iter().for_each(|k| f(Trail::Name(k)));
                        i.atc.iter().filter(|a| a.len() != 7).for_each(|a| f(Trail::BelowAtc(a)));
                    }
                    for name in &drug.unidentified {
                        name_chain(name).iter().for_each(|k| f(Trail::Name(k)));
                    }
                }
            }
        }
    }
}

impl CodeSet {
    /// Whether a concept is a member. Any coding may match, and for drug sets
    /// any ingredient of a product.
    ///
    /// ```
    /// use curbside::{snapshot::Concept, value::Reason};
    /// use curbside::terms::{CodeSetBuilder, CodeSystem, Match, Terminology};
    /// let terms = Terminology::default();
    /// let mut b = CodeSetBuilder::new(&terms);
    /// b.code(&CodeSystem::Snomed, "44054006", None).unwrap();
    /// let set = b.build();
    /// assert!(set.match_concept(&Concept::coded("snomed", "44054006"), &terms).is_yes());
    /// assert_eq!(set.match_concept(&Concept::coded("snomed", "38341003"), &terms), Match::No);
    /// let other = set.match_concept(&Concept::coded("icd10cm", "E11.9"), &terms);
    /// assert_eq!(other, Match::CannotTell(Reason::OtherCodeSystem));
    /// ```
    pub fn match_concept(&self, concept: &Concept, terms: &Terminology) -> Match {
        self.match_resolved(&ResolvedConcept::new(concept, terms), terms)
    }

    /// The same for a concept resolved before.
    pub fn match_resolved(&self, concept: &ResolvedConcept, terms: &Terminology) -> Match {
        let mut decided = false;
        for (coding, (system, code, display, drug)) in concept.codings.iter().enumerate() {
            if self.contains_code(system, code) {
                return Match::Yes(Matched { coding, ingredient: None });
            }
            let is_drug =
                matches!(system, CodeSystem::RxNorm | CodeSystem::Atc | CodeSystem::Ndc) || drug.is_some();
            if is_drug && (self.covers(&CodeSystem::RxNorm) || self.covers(&CodeSystem::Atc)) {
                match self.match_drug(system, code, display.as_deref(), drug.as_ref(), terms) {
                    DrugAnswer::Yes(ingredient) => {
                        return Match::Yes(Matched { coding, ingredient: Some(ingredient) });
                    }
                    DrugAnswer::No => decided = true,
                    DrugAnswer::CannotTell => {}
                }
            } else if self.covers(system) {
                decided = true;
            }
        }
        match concept.gap {
            Some(reason) => Match::CannotTell(reason),
            None if decided => Match::No,
            None => Match::CannotTell(Reason::OtherCodeSystem),
        }
    }

    /// A medication by its own code, else by the ingredients the record lists.
    /// Those can add a *yes*, but a list need not name everything: it makes a
    /// *no* only beside a product code that already is one.
    ///
    /// ```
    /// use curbside::{snapshot::{Concept, Ingredient, Medication}, terms::{CodeSetBuilder, CodeSystem, Terminology}};
    /// let terms = Terminology::default();
    /// let mut b = CodeSetBuilder::new(&terms);
    /// b.code(&CodeSystem::RxNorm, "161", Some("acetaminophen")).unwrap();
    /// let listed = Ingredient { code: Concept::coded("rxnorm", "161"), ..Default::default() };
    /// let medication = Medication { ingredients: vec![listed], ..Default::default() };
    /// assert!(b.build().match_medication(&medication, &terms).is_yes());
    /// ```
    pub fn match_medication(&self, medication: &Medication, terms: &Terminology) -> Match {
        let own = self.match_concept(&medication.code, terms);
        if own.is_yes() {
            return own;
        }
        let mut gap = None;
        for ingredient in &medication.ingredients {
            match self.match_concept(&ingredient.code, terms) {
                Match::Yes(m) => return Match::Yes(m),
                Match::CannotTell(reason) => gap = gap.or(Some(reason)),
                Match::No => {}
            }
        }
        match (own, gap) {
            (Match::No, Some(reason)) => Match::CannotTell(reason),
            (own, _) => own,
        }
    }

    fn match_drug(
        &self,
        system: &CodeSystem,
        code: &str,
        display: Option<&str>,
        drug: Option<&Resolution>,
        terms: &Terminology,
    ) -> DrugAnswer {
        let Some(drug) = drug else { return self.match_unresolved(system, code, display) };
        let members: Vec<Option<String>> = drug.ingredients.iter().map(|i| self.member_through(i)).collect();
        let found = members.iter().flatten().next();
        if drug.how == How::OneOf {
            return match found {
                Some(first) if members.iter().all(Option::is_some) => DrugAnswer::Yes(first.clone()),
                Some(_) => DrugAnswer::CannotTell,
                None => DrugAnswer::No,
            };
        }
        let unidentified = || drug.unidentified.iter().find_map(|n| self.member_by_name(&name_chain(n)));
        let combination = || self.member_as_combination(&drug.ingredients);
        if let Some(member) = found.cloned().or_else(combination).or_else(unidentified) {
            return DrugAnswer::Yes(member);
        }
        let placed = !self.covers(&CodeSystem::Atc) || drug.ingredients.iter().all(|i| self.places(i));
        let comparable = self.unknown_ingredients().next().is_none();
        let open = self.may_be_combination(&drug.ingredients, terms);
        if drug.complete && placed && comparable && !open { DrugAnswer::No } else { DrugAnswer::CannotTell }
    }

    /// Whether the ingredient's ATC codes are known well enough to say that it is not a member.
    fn places(&self, i: &IngredientMatch) -> bool {
        !i.atc.is_empty() && i.atc.iter().all(|a| a.len() == 7 || !self.has_member_below_atc(a))
    }

    /// A code the dictionary says nothing about.
    fn match_unresolved(&self, system: &CodeSystem, code: &str, display: Option<&str>) -> DrugAnswer {
        match system {
            CodeSystem::Atc if self.covers(system) => {
                // A code of one substance is a place in the classification by itself. A class is
                // one that may hold a member only if a member lies below it.
                let one = if code.len() == 7 {
                    !is_atc_combination(code)
                } else {
                    !self.has_member_below_atc(code)
                };
                if one { DrugAnswer::No } else { DrugAnswer::CannotTell }
            }
            CodeSystem::RxNorm => {
                let keys = display.map(name_chain).unwrap_or_default();
                self.member_by_name(&keys).map_or(DrugAnswer::CannotTell, DrugAnswer::Yes)
            }
            _ => DrugAnswer::CannotTell,
        }
    }

    fn member_by_name(&self, keys: &[String]) -> Option<String> {
        keys.iter().find_map(|k| self.rxnorm_by_name(k)).map(str::to_string)
    }

    fn has_member_below_atc(&self, class: &str) -> bool {
        self.members().any(|(system, member)| {
            *system == CodeSystem::Atc
                && matches!(member, Member::Branch(code) | Member::Code { code, .. } if code.starts_with(class))
        })
    }

    /// The code through which an ingredient is a member.
    fn member_through(&self, i: &IngredientMatch) -> Option<String> {
        let rxnorm = i.rxcui.iter().chain(&i.also).find(|r| self.contains_code(&CodeSystem::RxNorm, r));
        if let Some(code) = rxnorm {
            return Some(code.clone());
        }
        if i.rxcui.is_none() {
            // Only then: where there is an RxNorm code, the set has it wherever it has the ATC code,
            // unless the pack took it out.
            return i.atc.iter().find(|a| self.contains_code(&CodeSystem::Atc, a)).cloned();
        }
        self.member_by_name(&i.keys)
    }

    fn combinations<'a>(
        &'a self,
        ingredients: &'a [IngredientMatch],
    ) -> impl Iterator<Item = (&'a String, usize)> {
        let codes = ingredients.iter().flat_map(|i| &i.atc_combo);
        codes
            .filter(|c| self.contains_code(&CodeSystem::Atc, c))
            .map(|c| (c, ingredients.iter().filter(|i| i.atc_combo.contains(c)).count()))
    }

    /// The ATC code of a combination that at least two of the ingredients form.
    fn member_as_combination(&self, ingredients: &[IngredientMatch]) -> Option<String> {
        self.combinations(ingredients).find(|(_, held)| *held >= 2).map(|(code, _)| code.clone())
    }

    /// Whether a combination in the set has one of these ingredients, and its partner is in no table.
    fn may_be_combination(&self, ingredients: &[IngredientMatch], terms: &Terminology) -> bool {
        ingredients.len() >= 2
            && self.combinations(ingredients).any(|(code, _)| terms.drugs().combo_size(code) == 1)
    }
}

enum DrugAnswer {
    Yes(String),
    No,
    CannotTell,
}

/// WHO numbers combinations from 50 (`N02BE51`).
fn is_atc_combination(code: &str) -> bool {
    code.get(5..).and_then(|n| n.parse::<u8>().ok()).is_some_and(|n| n >= 50)
}
