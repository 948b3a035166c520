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
mod row;
mod set;
mod shape;
mod system;

pub use drugs::{
    Component, DrugDictionary, DrugDictionaryBuilder, DrugTableError, How, IngredientMatch, ProductName,
    Resolution, Route, parse_product_name,
};
pub use hierarchy::{Hierarchy, HierarchyError};
pub use lock::{LockChange, LockEntry, LockError, TermsLock};
pub(crate) use matching::Trail;
pub use matching::{Match, Matched, ResolvedConcept};
pub use set::{CodeSet, CodeSetBuilder, Member, SetError};
pub use shape::{CodeError, ReceivedCode, normalise, normalise_branch, normalise_received};
pub use system::{CodeSystem, CodedKind};

use crate::codec::codec_struct;
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

codec_struct!(Terminology { hierarchies, drugs });

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

/// A pack's CSV, read: a header, `#` comment lines, trimmed fields.
struct Table {
    columns: BTreeMap<String, usize>,
    /// Line and fields of each row.
    records: Vec<(u64, csv::StringRecord)>,
}

impl Table {
    /// Reads the text; on failure, the line and what is wrong there.
    fn read(text: &str, needed: &[&str]) -> Result<Table, (u64, String)> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut reader =
            csv::ReaderBuilder::new().comment(Some(b'#')).trim(csv::Trim::All).from_reader(text.as_bytes());
        let line = |p: Option<&csv::Position>| p.map_or(1, |p| p.line() + skipped(text, p.byte()));
        let bad = |e: csv::Error| {
            let what = match e.kind() {
                csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
                    format!("{len} fields, but the header has {expected_len}")
                }
                _ => e.to_string(),
            };
            (line(e.position()), what)
        };
        let headers = reader.headers().map_err(bad)?;
        let columns: BTreeMap<String, usize> =
            headers.iter().enumerate().map(|(i, h)| (h.to_string(), i)).collect();
        if let Some(missing) = needed.iter().find(|n| !columns.contains_key(**n)) {
            return Err((1, format!("no column `{missing}`")));
        }
        let records = reader.records().map(|r| r.map(|r| (line(r.position()), r)).map_err(bad));
        Ok(Table { columns, records: records.collect::<Result<_, _>>()? })
    }

    /// The field of a row, empty where the table has no such column.
    fn get<'r>(&self, record: &'r csv::StringRecord, column: &str) -> &'r str {
        self.columns.get(column).and_then(|&i| record.get(i)).unwrap_or("")
    }
}

/// Comment and blank lines between where the reader says a row starts and the row.
fn skipped(text: &str, from: u64) -> u64 {
    let rest = usize::try_from(from).ok().and_then(|at| text.get(at..)).unwrap_or("");
    let lines = rest.lines().take_while(|l| l.is_empty() || l.starts_with('#'));
    lines.fold(0, |n, _| n + 1)
}
