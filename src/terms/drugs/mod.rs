//! The drug dictionary: from what a record says was prescribed to its ingredients.
//!
//! Records name products (`Warfarin Sodium 5 MG Oral Tablet`), rules name
//! ingredients and ATC classes. A product's ingredients come from a product
//! table where there is one, else from its systematic RxNorm name. Whether every
//! component was identified is part of the answer: a product half understood
//! must not pass for one without the drug that is asked about. Free text never
//! resolves. Knows nothing about code sets.

mod build;
mod name;
mod words;

pub use build::{DrugDictionaryBuilder, DrugTableError};
pub use name::{Component, ProductName, Route, parse_product_name};

use super::row::Row;
use super::{CodeSystem, normalise_received};
use crate::codec::codec_struct;
use crate::snapshot::{Coding, Quantity};
use crate::text::Text;
use std::collections::BTreeSet;

/// How a product's ingredients were found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum How {
    /// The code is an ingredient's own.
    ByCode,
    /// From a product table.
    ByProductTable,
    /// From a systematic RxNorm name.
    ByName,
    /// An ATC code that several ingredients share: it is one of these.
    OneOf,
}

/// An ingredient of a product.
#[derive(Clone, PartialEq, Eq)]
pub struct IngredientMatch {
    /// RxNorm code; `None` where the dictionary has only ATC codes.
    pub rxcui: Option<String>,
    /// RxNorm codes of the same drug under another name: of a salt its base
    /// (fluticasone for fluticasone propionate), of an acid its anion.
    pub also: Vec<String>,
    /// Preferred name.
    pub name: String,
    /// ATC codes of products with this ingredient alone.
    pub atc: Vec<String>,
    /// ATC codes of combinations with this ingredient.
    pub atc_combo: Vec<String>,
    /// Strength, where the name or the table says.
    pub strength: Option<Quantity>,
    /// Keys of the name as written and without its salts, to compare with displays.
    pub(super) keys: Vec<String>,
}

/// What a code of a medication resolves to.
#[derive(Clone, PartialEq, Eq)]
pub struct Resolution {
    /// The ingredients identified.
    pub ingredients: Vec<IngredientMatch>,
    /// Names of components that nothing in the dictionary matches.
    pub unidentified: Vec<String>,
    /// How they were found.
    pub how: How,
    /// Every component was identified.
    pub complete: bool,
    /// Dose form as written.
    pub form: Option<String>,
    /// Read off the dose form.
    pub route: Option<Route>,
    /// Volume, actuations or hours of one piece.
    pub amounts: Vec<Quantity>,
}

impl Resolution {
    fn new(how: How, ingredients: Vec<IngredientMatch>) -> Self {
        Self {
            ingredients,
            unidentified: Vec::new(),
            how,
            complete: true,
            form: None,
            route: None,
            amounts: Vec::new(),
        }
    }
}

impl std::fmt::Debug for IngredientMatch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("IngredientMatch(…)")
    }
}

impl std::fmt::Debug for Resolution {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Resolution")
            .field("how", &self.how)
            .field("complete", &self.complete)
            .finish_non_exhaustive()
    }
}

/// One ingredient as the tables have it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Entry {
    name: Text,
    rxcui: Option<Text>,
    /// Sorted, as the two below.
    atc: Box<[Text]>,
    atc_combo: Box<[Text]>,
    also: Box<[Text]>,
}

/// One row of a product.
#[derive(Debug, Clone, PartialEq, Eq)]
struct ProductPart {
    rxcui: Text,
    name: Option<Text>,
    strength: Option<Quantity>,
    form: Option<Text>,
}

/// Ingredients, their names and ATC codes, and products; built once, then only read.
///
/// ```
/// use curbside::snapshot::Coding;
/// use curbside::terms::{DrugDictionaryBuilder, How};
/// let mut b = DrugDictionaryBuilder::default();
/// b.ingredients_csv("name,rxcui,tty,synonyms,atc_mono,atc_combo\nwarfarin,11289,IN,,B01AA03,\n").unwrap();
/// let drugs = b.build();
/// let mut coding = Coding::new("rxnorm", "855332");
/// coding.display = Some("Warfarin Sodium 5 MG Oral Tablet".into());
/// let r = drugs.resolve(&coding).unwrap();
/// assert_eq!(r.how, How::ByName);
/// assert!(r.complete);
/// assert_eq!(r.ingredients[0].rxcui.as_deref(), Some("11289"));
/// ```
#[derive(Debug, Clone, Default)]
pub struct DrugDictionary {
    entries: Box<[Entry]>,
    by_rxcui: Row<Text, u32>,
    /// Entries that bear a name; empty where synonyms of different drugs collide.
    by_name: Row<Text, Box<[u32]>>,
    by_atc: Row<Text, Box<[u32]>>,
    by_combo: Row<Text, Box<[u32]>>,
    products: Row<CodeSystem, Row<Text, Box<[ProductPart]>>>,
}

codec_struct!(Entry { name, rxcui, atc, atc_combo, also });
codec_struct!(ProductPart { rxcui, name, strength, form });
codec_struct!(DrugDictionary { entries, by_rxcui, by_name, by_atc, by_combo, products });

impl DrugDictionary {
    /// What one coding resolves to; `None` where nothing is known about its ingredients.
    pub fn resolve(&self, coding: &Coding) -> Option<Resolution> {
        let system = CodeSystem::received(&coding.system);
        let code = normalise_received(&system, &coding.code).code;
        self.resolve_code(&system, &code, coding.display.as_deref())
    }

    /// The same for a known system and a normalised code.
    pub fn resolve_code(&self, system: &CodeSystem, code: &str, display: Option<&str>) -> Option<Resolution> {
        if let Some(parts) = self.products.get(system).and_then(|all| all.get(code)) {
            return Some(self.of_product(parts));
        }
        match system {
            CodeSystem::RxNorm => match self.by_rxcui.get(code) {
                Some(&at) => Some(Resolution::new(
                    How::ByCode,
                    self.ingredient(&[at], None, None).into_iter().collect(),
                )),
                None => self.of_product_name(display?),
            },
            CodeSystem::Atc => self.of_atc(code),
            _ => None,
        }
    }

    /// Whether an RxNorm code is a known ingredient.
    pub fn knows_rxcui(&self, rxcui: &str) -> bool {
        self.by_rxcui.contains(rxcui)
    }

    /// The preferred name of an RxNorm ingredient.
    pub fn name_of(&self, rxcui: &str) -> Option<&str> {
        self.by_rxcui.get(rxcui).and_then(|&at| self.entry(at)).map(|e| &*e.name)
    }

    /// RxNorm codes that bear a name or synonym, salts left off; empty if none or ambiguous.
    ///
    /// ```
    /// use curbside::terms::DrugDictionaryBuilder;
    /// let mut b = DrugDictionaryBuilder::default();
    /// b.ingredient("161", "acetaminophen", &["paracetamol"], &["N02BE01"]).unwrap();
    /// assert_eq!(b.build().rxcuis_of_name("Paracetamol"), ["161"]);
    /// ```
    pub fn rxcuis_of_name(&self, name: &str) -> Vec<String> {
        self.identify(name).map(|hits| self.rxcuis(hits).collect()).unwrap_or_default()
    }

    fn entry(&self, at: u32) -> Option<&Entry> {
        self.entries.get(at as usize)
    }

    fn rxcuis(&self, hits: &[u32]) -> impl Iterator<Item = String> {
        hits.iter().filter_map(|&i| self.entry(i)?.rxcui.as_deref().map(str::to_string))
    }

    /// Number of ingredients.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether no ingredient is known.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Ingredients whose own ATC code starts like this.
    pub(super) fn rxcuis_under_atc(&self, prefix: &str) -> BTreeSet<String> {
        let under = self.by_atc.tail(prefix).take_while(|(code, _)| code.starts_with(prefix));
        under.flat_map(|(_, hits)| self.rxcuis(hits)).collect()
    }

    /// Ingredients with exactly this ATC code of their own.
    pub(super) fn rxcuis_with_atc(&self, atc: &str) -> BTreeSet<String> {
        self.by_atc.get(atc).into_iter().flat_map(|hits| self.rxcuis(hits)).collect()
    }

    /// ATC codes that belong to this ingredient and to no other.
    pub(super) fn atc_of_only(&self, rxcui: &str) -> Vec<String> {
        let Some(&at) = self.by_rxcui.get(rxcui) else { return Vec::new() };
        let own = self.entry(at).into_iter().flat_map(|e| &e.atc);
        let alone = |a: &&Text| self.by_atc.get(&***a).is_some_and(|hits| **hits == [at]);
        own.filter(alone).map(|a| a.to_string()).collect()
    }

    /// How many known ingredients share a combination's ATC code.
    pub(super) fn combo_size(&self, atc: &str) -> usize {
        self.by_combo.get(atc).map_or(0, |hits| hits.len())
    }

    /// The first entry speaks; RxNorm codes of the others count too.
    fn ingredient(
        &self,
        hits: &[u32],
        strength: Option<Quantity>,
        written: Option<&str>,
    ) -> Option<IngredientMatch> {
        let mut all = hits.iter().filter_map(|&i| self.entry(i));
        let first = all.next()?;
        let mut also: BTreeSet<&Text> = first.also.iter().collect();
        for e in all {
            also.extend(&e.rxcui);
            also.extend(&e.also);
        }
        also.retain(|code| Some(*code) != first.rxcui.as_ref());
        let strings = |all: &[Text]| all.iter().map(|t| t.to_string()).collect();
        let mut keys = name_chain(written.unwrap_or(&first.name));
        keys.push(name_key(&first.name));
        Some(IngredientMatch {
            rxcui: first.rxcui.as_deref().map(str::to_string),
            also: also.into_iter().map(|t| t.to_string()).collect(),
            name: first.name.to_string(),
            atc: strings(&first.atc),
            atc_combo: strings(&first.atc_combo),
            strength,
            keys,
        })
    }

    fn of_product(&self, parts: &[ProductPart]) -> Resolution {
        let ingredients = parts.iter().map(|p| {
            let known = self.by_rxcui.get(&*p.rxcui);
            known.and_then(|&at| self.ingredient(&[at], p.strength.clone(), None)).unwrap_or_else(|| {
                IngredientMatch {
                    rxcui: Some(p.rxcui.to_string()),
                    also: Vec::new(),
                    name: p.name.as_ref().unwrap_or(&p.rxcui).to_string(),
                    atc: Vec::new(),
                    atc_combo: Vec::new(),
                    strength: p.strength.clone(),
                    keys: p.name.as_deref().map(name_chain).unwrap_or_default(),
                }
            })
        });
        let mut r = Resolution::new(How::ByProductTable, ingredients.collect());
        r.form = parts.iter().find_map(|p| p.form.as_deref()).map(str::to_string);
        r.route = r.form.as_deref().and_then(Route::of_form);
        r
    }

    fn of_atc(&self, code: &str) -> Option<Resolution> {
        if let Some(hits) = self.by_atc.get(code) {
            let ingredients: Vec<_> =
                hits.iter().filter_map(|&i| self.ingredient(&[i], None, None)).collect();
            let how = if ingredients.len() == 1 { How::ByCode } else { How::OneOf };
            return Some(Resolution::new(how, ingredients));
        }
        // The code names these components, but there may be others that no table has.
        let hits = self.by_combo.get(code)?;
        let ingredients = hits.iter().filter_map(|&i| self.ingredient(&[i], None, None)).collect();
        Some(Resolution { complete: false, ..Resolution::new(How::ByCode, ingredients) })
    }

    fn of_product_name(&self, display: &str) -> Option<Resolution> {
        let Some(product) = parse_product_name(display) else { return self.of_bare_name(display) };
        let mut r = Resolution {
            form: product.form,
            route: product.route,
            amounts: product.amounts,
            ..Resolution::new(How::ByName, Vec::new())
        };
        for component in product.components {
            if words::is_inert(&name_key(&component.name)) {
                continue;
            }
            let found = self.identify(&component.name);
            match found.and_then(|hits| self.ingredient(hits, component.strength, Some(&component.name))) {
                Some(i) => r.ingredients.push(i),
                None => r.unidentified.push(component.name),
            }
        }
        r.complete = r.unidentified.is_empty() && !r.ingredients.is_empty();
        Some(r)
    }

    /// `Warfarin Sodium`: a name alone counts only if the dictionary knows it.
    fn of_bare_name(&self, display: &str) -> Option<Resolution> {
        let hits = self.identify(display)?;
        let ingredient = self.ingredient(hits, None, Some(display))?;
        Some(Resolution::new(How::ByName, vec![ingredient]))
    }

    /// The entries that bear the name, as written or with salts left off.
    fn identify(&self, name: &str) -> Option<&[u32]> {
        name_chain(name)
            .iter()
            .find_map(|key| self.by_name.get(key.as_str()))
            .map(|hits| &**hits)
            .filter(|hits| !hits.is_empty())
    }
}

/// A name for comparison: lower case, single spaces.
pub(super) fn name_key(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// The keys of a name and of what is left as its salts are taken off, longest first.
pub(super) fn name_chain(name: &str) -> Vec<String> {
    let mut chain = vec![name_key(name)];
    while let Some(last) = chain.last() {
        let Some((rest, word)) = last.rsplit_once(' ') else { break };
        let rest = rest.trim_end_matches(',');
        if !words::is_salt_word(word) || words::is_bare(rest) {
            break;
        }
        chain.push(rest.to_string());
    }
    chain
}
