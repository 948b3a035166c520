//! Terminology: code systems, code shapes, code sets, hierarchies and the drug dictionary.
//!
//! Codes are identifiers: this layer ships no system's content. A pack brings
//! its codes, its parent tables and its ingredient and product tables as text;
//! this layer checks them, expands code sets and answers, for a concept of a
//! patient, *a member*, *not a member* or *cannot tell*. It does no I/O, renders
//! no diagnostics and knows nothing about rules.

mod drugs;
mod hierarchy;
mod lock;
mod matching;
mod set;
mod shape;
mod system;

pub use drugs::{
    Component, DrugDictionary, DrugDictionaryBuilder, DrugTableError, How, IngredientMatch, ProductName,
    Resolution, Route, parse_product_name,
};
pub use hierarchy::{Hierarchy, HierarchyError};
pub use lock::{LockChange, LockEntry, LockError, TermsLock};
pub use matching::{Match, Matched, ResolvedConcept};
pub use set::{CodeSet, CodeSetBuilder, Member, SetError};
pub use shape::{CodeError, ReceivedCode, normalise, normalise_branch, normalise_received};
pub use system::{CodeSystem, CodedKind};

use std::collections::BTreeMap;

/// Everything a model knows about codes: parent tables and drugs.
///
/// ```
/// use curbside::terms::{CodeSetBuilder, CodeSystem, DrugDictionary, Hierarchy, Terminology};
/// let table = Hierarchy::from_csv(CodeSystem::Snomed, "child,parent\n44054006,73211009\n").unwrap();
/// let terms = Terminology::new(DrugDictionary::default()).with_hierarchy(table).unwrap();
/// let mut diabetes = CodeSetBuilder::new(&terms);
/// diabetes.branch(&CodeSystem::Snomed, "73211009", None).unwrap();
/// assert!(diabetes.build().contains_code(&CodeSystem::Snomed, "44054006"));
/// ```
#[derive(Debug, Clone, Default)]
pub struct Terminology {
    hierarchies: BTreeMap<CodeSystem, Hierarchy>,
    drugs: DrugDictionary,
}

impl Terminology {
    /// With these drugs and no parent tables.
    pub fn new(drugs: DrugDictionary) -> Self {
        Self { hierarchies: BTreeMap::new(), drugs }
    }

    /// Adds a parent table; a second one of the same system is merged with the first.
    ///
    /// # Errors
    /// A circle that only both tables together form.
    pub fn with_hierarchy(mut self, h: Hierarchy) -> Result<Self, HierarchyError> {
        let merged = match self.hierarchies.remove(h.system()) {
            Some(old) => old.merge(h)?,
            None => h,
        };
        self.hierarchies.insert(merged.system().clone(), merged);
        Ok(self)
    }

    /// The parent table of a system.
    pub fn hierarchy(&self, system: &CodeSystem) -> Option<&Hierarchy> {
        self.hierarchies.get(system)
    }

    /// The drugs.
    pub fn drugs(&self) -> &DrugDictionary {
        &self.drugs
    }
}

/// Reads a pack's CSV: a header, `#` comment lines, trimmed fields.
fn table_reader(text: &str) -> csv::Reader<&[u8]> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    csv::ReaderBuilder::new().comment(Some(b'#')).trim(csv::Trim::All).from_reader(text.as_bytes())
}
