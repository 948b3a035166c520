//! Builds the drug dictionary from a pack's tables.

use super::{DrugDictionary, Entry, ProductPart, name_chain, name_key};
use crate::snapshot::Quantity;
use crate::terms::row::Row;
use crate::terms::{CodeError, CodeSystem, Table, normalise};
use crate::text::Text;
use std::collections::{BTreeMap, BTreeSet};
use thiserror::Error;

/// What is wrong with a drug table.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum DrugTableError {
    /// Missing columns, wrong quoting, an empty field that must not be.
    #[error("row {row}: {what}")]
    Row {
        /// Line, counted from 1.
        row: u64,
        /// What is wrong.
        what: String,
    },
    /// A malformed code.
    #[error("row {row}: `{code}`: {error}")]
    Code {
        /// Line, counted from 1; 0 for a code given by the program.
        row: u64,
        /// The code as written.
        code: String,
        /// What is wrong with it.
        error: CodeError,
    },
    /// A code system nobody knows.
    #[error("row {row}: `{system}` is not a known code system")]
    System {
        /// Line, counted from 1.
        row: u64,
        /// The system as written.
        system: String,
    },
}

/// Stands in a product table in place of an ingredient.
const NO_MEDICINE: &str = "-";

/// Collects tables into a [`DrugDictionary`].
///
/// ```
/// use curbside::snapshot::Coding;
/// use curbside::terms::DrugDictionaryBuilder;
/// let mut b = DrugDictionaryBuilder::default();
/// b.ingredients_csv("name,rxcui\nlevonorgestrel,6373\nethinyl estradiol,4124\n").unwrap();
/// b.products_csv(
///     "product_system,product_code,ingredient_rxnorm\nrxnorm,749762,6373\nrxnorm,749762,4124\n",
/// ).unwrap();
/// let r = b.build().resolve(&Coding::new("rxnorm", "749762")).unwrap();
/// assert_eq!(r.ingredients.len(), 2);
/// ```
#[derive(Debug, Clone, Default)]
pub struct DrugDictionaryBuilder {
    entries: Vec<Draft>,
    by_rxcui: BTreeMap<String, u32>,
    preferred: BTreeMap<String, BTreeSet<u32>>,
    synonyms: BTreeMap<String, BTreeSet<u32>>,
    products: BTreeMap<(CodeSystem, String), Vec<ProductPart>>,
}

/// An ingredient while the tables are read.
#[derive(Debug, Clone, Default)]
struct Draft {
    name: String,
    rxcui: Option<String>,
    atc: BTreeSet<String>,
    atc_combo: BTreeSet<String>,
    also: BTreeSet<String>,
}

impl Draft {
    fn entry(self) -> Entry {
        let texts = |all: BTreeSet<String>| all.into_iter().map(Text::from).collect();
        Entry {
            name: self.name.into(),
            rxcui: self.rxcui.map(Text::from),
            atc: texts(self.atc),
            atc_combo: texts(self.atc_combo),
            also: texts(self.also),
        }
    }
}

/// A map whose keys are texts, and whose values are lists.
fn lists<T>(all: BTreeMap<String, impl IntoIterator<Item = T>>) -> Row<Text, Box<[T]>> {
    Row::of_sorted(all.into_iter().map(|(k, v)| (k.into(), v.into_iter().collect())).collect())
}

impl DrugDictionaryBuilder {
    /// Adds an ingredient by its RxNorm code, name, synonyms and own ATC codes.
    /// The code must be an ingredient's, not a product's.
    ///
    /// # Errors
    /// A malformed code.
    pub fn ingredient(
        &mut self,
        rxcui: &str,
        name: &str,
        synonyms: &[&str],
        atc: &[&str],
    ) -> Result<(), DrugTableError> {
        self.add(0, rxcui, name, synonyms, atc, &[])
    }

    /// Adds the rows of an ingredient table: columns `name` and `rxcui`, and
    /// where there `synonyms`, `atc_mono`, `atc_combo` (each separated by `|`).
    /// An ATC class (`A10BF`) in `atc_mono` places a drug whose own code is not
    /// known. An ingredient without any is neither in nor out of an ATC set.
    ///
    /// # Errors
    /// Missing columns, malformed codes.
    pub fn ingredients_csv(&mut self, text: &str) -> Result<(), DrugTableError> {
        let table = Table::read(text, &["name", "rxcui"]).map_err(row_error)?;
        for (row, record) in &table.records {
            let list = |column| -> Vec<&str> {
                table.get(record, column).split('|').map(str::trim).filter(|s| !s.is_empty()).collect()
            };
            let (rxcui, name) = (table.get(record, "rxcui"), table.get(record, "name"));
            if name.is_empty() {
                return Err(DrugTableError::Row { row: *row, what: "no `name`".to_string() });
            }
            self.add(*row, rxcui, name, &list("synonyms"), &list("atc_mono"), &list("atc_combo"))?;
        }
        Ok(())
    }

    /// Adds the rows of a product table, one per ingredient: columns
    /// `product_system`, `product_code`, `ingredient_rxnorm`, and where there
    /// `ingredient_name`, `strength` with `unit`, and `form`. A product's rows
    /// must name every ingredient. A single row with `-` in place of an ingredient
    /// says that the code is no medicine (house dust mite): an allergy coded so is
    /// then surely none to a drug.
    ///
    /// # Errors
    /// Missing columns, malformed codes, unknown systems, a strength that is no number.
    pub fn products_csv(&mut self, text: &str) -> Result<(), DrugTableError> {
        let table =
            Table::read(text, &["product_system", "product_code", "ingredient_rxnorm"]).map_err(row_error)?;
        for (row, record) in &table.records {
            let row = *row;
            let system = match CodeSystem::received(table.get(record, "product_system")) {
                CodeSystem::Other(system) => return Err(DrugTableError::System { row, system }),
                known => known,
            };
            let code = checked(row, &system, table.get(record, "product_code"))?;
            if table.get(record, "ingredient_rxnorm") == NO_MEDICINE {
                if self.products.insert((system, code), Vec::new()).is_some_and(|parts| !parts.is_empty()) {
                    let what = "a code with ingredients is no medicine, too".to_string();
                    return Err(DrugTableError::Row { row, what });
                }
                continue;
            }
            let rxcui = checked(row, &CodeSystem::RxNorm, table.get(record, "ingredient_rxnorm"))?;
            let text = |column| Some(table.get(record, column)).filter(|s| !s.is_empty()).map(str::to_string);
            let strength = match text("strength") {
                None => None,
                Some(s) => Some(Quantity {
                    value: s.parse().map_err(|_| DrugTableError::Row {
                        row,
                        what: format!("strength `{s}` is not a number"),
                    })?,
                    comparator: None,
                    unit: text("unit"),
                }),
            };
            let part = ProductPart {
                rxcui: rxcui.into(),
                name: text("ingredient_name").map(Text::from),
                strength,
                form: text("form").map(Text::from),
            };
            let known = self.products.get(&(system.clone(), code.clone()));
            if known.is_some_and(Vec::is_empty) {
                let what = "a code that is no medicine has ingredients, too".to_string();
                return Err(DrugTableError::Row { row, what });
            }
            let parts = self.products.entry((system, code)).or_default();
            if !parts.contains(&part) {
                parts.push(part);
            }
        }
        Ok(())
    }

    fn add(
        &mut self,
        row: u64,
        rxcui: &str,
        name: &str,
        synonyms: &[&str],
        atc: &[&str],
        combo: &[&str],
    ) -> Result<(), DrugTableError> {
        let rxcui = if rxcui.is_empty() { None } else { Some(checked(row, &CodeSystem::RxNorm, rxcui)?) };
        let codes = |list: &[&str]| -> Result<BTreeSet<String>, DrugTableError> {
            list.iter().map(|c| checked(row, &CodeSystem::Atc, c)).collect()
        };
        let (atc, combo) = (codes(atc)?, codes(combo)?);
        let at = match rxcui.as_ref().and_then(|r| self.by_rxcui.get(r)) {
            Some(&at) => at,
            None => {
                let at = u32::try_from(self.entries.len()).unwrap_or(u32::MAX);
                self.entries.push(Draft { name: name.to_string(), rxcui: rxcui.clone(), ..Draft::default() });
                if let Some(rxcui) = rxcui {
                    self.by_rxcui.insert(rxcui, at);
                }
                at
            }
        };
        if let Some(entry) = self.entries.get_mut(at as usize) {
            entry.atc.extend(atc);
            entry.atc_combo.extend(combo);
        }
        self.preferred.entry(name_key(name)).or_default().insert(at);
        // `levothyroxine (levothyroxine sodium)` bears the name before the parenthesis.
        if let Some((short, _)) = name.split_once(" (") {
            self.synonyms.entry(name_key(short)).or_default().insert(at);
        }
        for synonym in synonyms {
            self.synonyms.entry(name_key(synonym)).or_default().insert(at);
        }
        Ok(())
    }

    /// The dictionary.
    pub fn build(mut self) -> DrugDictionary {
        let mut by_name: BTreeMap<String, Vec<u32>> = BTreeMap::new();
        for (name, at) in self.synonyms {
            // A synonym of two drugs names neither.
            let hits = if at.len() == 1 { at.into_iter().collect() } else { Vec::new() };
            by_name.insert(name, hits);
        }
        for (name, at) in self.preferred {
            by_name.insert(name, at.into_iter().collect());
        }
        let (mut by_atc, mut by_combo) = (BTreeMap::new(), BTreeMap::new());
        for (entry, at) in self.entries.iter().zip(0u32..) {
            for (codes, all) in [(&entry.atc, &mut by_atc), (&entry.atc_combo, &mut by_combo)] {
                for code in codes {
                    all.entry(code.clone()).or_insert_with(BTreeSet::new).insert(at);
                }
            }
        }
        relate(&mut self.entries, &self.by_rxcui, &by_name);
        let mut products: BTreeMap<CodeSystem, BTreeMap<String, Vec<ProductPart>>> = BTreeMap::new();
        for ((system, code), parts) in self.products {
            products.entry(system).or_default().insert(code, parts);
        }
        let rxcuis = self.by_rxcui.into_iter().map(|(code, at)| (code.into(), at));
        DrugDictionary {
            entries: self.entries.into_iter().map(Draft::entry).collect(),
            by_rxcui: Row::of_sorted(rxcuis.collect()),
            by_name: lists(by_name),
            by_atc: lists(by_atc),
            by_combo: lists(by_combo),
            products: Row::of_sorted(products.into_iter().map(|(s, all)| (s, lists(all))).collect()),
        }
    }
}

/// Gives each salt its base's codes, each acid its anion's and the other way round;
/// one without ATC codes has those of its relatives.
fn relate(entries: &mut [Draft], by_rxcui: &BTreeMap<String, u32>, by_name: &BTreeMap<String, Vec<u32>>) {
    let entry = |at: u32| entries.get(at as usize);
    let related: Vec<BTreeSet<String>> = entries
        .iter()
        .map(|e| {
            let names = name_chain(&e.name).into_iter().skip(1).chain(acid_or_anion(&name_key(&e.name)));
            let hits = names.filter_map(|n| by_name.get(&n)).flatten();
            hits.filter_map(|&i| entry(i)?.rxcui.clone()).filter(|r| Some(r) != e.rxcui.as_ref()).collect()
        })
        .collect();
    let atc: Vec<BTreeSet<String>> = related
        .iter()
        .map(|also| {
            let relatives = also.iter().filter_map(|r| entry(*by_rxcui.get(r)?));
            relatives.flat_map(|e| e.atc.iter().cloned()).collect()
        })
        .collect();
    for ((entry, also), atc) in entries.iter_mut().zip(related).zip(atc) {
        entry.also = also;
        if entry.atc.is_empty() {
            entry.atc = atc;
        }
    }
}

/// `alendronic acid` for `alendronate` and the other way round.
fn acid_or_anion(name: &str) -> Option<String> {
    match name.strip_suffix("ic acid") {
        Some(stem) => Some(format!("{stem}ate")),
        None => name.strip_suffix("ate").filter(|s| !s.contains(' ')).map(|stem| format!("{stem}ic acid")),
    }
}

fn row_error((row, what): (u64, String)) -> DrugTableError {
    DrugTableError::Row { row, what }
}

fn checked(row: u64, system: &CodeSystem, code: &str) -> Result<String, DrugTableError> {
    normalise(system, code).map_err(|error| DrugTableError::Code { row, code: code.to_string(), error })
}
