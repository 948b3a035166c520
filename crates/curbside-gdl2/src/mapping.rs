//! From archetype elements to observations of a record.

use crate::guideline::{Binding, Element};
use crate::problem::Problem;
use curbside::units::{Analyte, Unit, conversion_of};

/// Mappings for vital signs and common laboratory archetypes.
pub const COMMON: &str = include_str!("../mappings/common.csv");

/// What an element is in a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    archetype: String,
    path: String,
    terms: Vec<String>,
    /// The observation's name, or `@birth`.
    pub observation: String,
    /// What people call it.
    pub label: String,
    /// `loinc 8480-6, 76534-7`
    pub codes: String,
    /// Its unit; none for coded answers.
    pub unit: String,
    /// How far back it counts.
    pub window: String,
    /// Grams per mole.
    pub molar_mass: String,
    /// Codes of the answers: `at0005`, `loinc LA9340-7`.
    pub answers: Vec<(String, String)>,
}

/// Rows; the first that fits counts.
#[derive(Debug, Clone, Default)]
pub struct Mapping {
    rows: Vec<Row>,
}

impl Mapping {
    /// The mapping that comes with the import.
    pub fn common() -> Mapping {
        Mapping::read("common.csv", COMMON).unwrap_or_default()
    }

    /// Reads a mapping file.
    ///
    /// # Errors
    /// What is wrong with it, and in which line.
    ///
    /// ```
    /// use curbside_gdl2::mapping::Mapping;
    /// assert!(Mapping::read("x.csv", "archetype,path\n").is_err());
    /// assert!(Mapping::read("x.csv", curbside_gdl2::mapping::COMMON).is_ok());
    /// ```
    pub fn read(file: &str, text: &str) -> Result<Mapping, Problem> {
        let mut reader = csv::ReaderBuilder::new().comment(Some(b'#')).from_reader(text.as_bytes());
        let wrong = |line: u64, why: String| Problem::new(file, format!("line {line}"), why);
        let headers = reader.headers().map_err(|e| wrong(1, e.to_string()))?.clone();
        let column = |name: &str| headers.iter().position(|h| h.trim() == name);
        for needed in ["archetype", "path", "observation", "codes"] {
            if column(needed).is_none() {
                return Err(wrong(1, format!("the column `{needed}` is missing")));
            }
        }
        let mut rows = Vec::new();
        for record in reader.records() {
            let record =
                record.map_err(|e| wrong(e.position().map_or(0, csv::Position::line), e.to_string()))?;
            let line = record.position().map_or(0, csv::Position::line);
            let get = |name: &str| column(name).and_then(|i| record.get(i)).unwrap_or("").trim().to_string();
            let split = |text: String| -> Vec<String> {
                text.split('|').map(|t| t.trim().to_string()).filter(|t| !t.is_empty()).collect()
            };
            let answers = split(get("answers"))
                .iter()
                .filter_map(|a| a.split_once(' ').map(|(at, code)| (at.to_string(), code.to_string())))
                .collect();
            let row = Row {
                archetype: get("archetype"),
                path: get("path"),
                terms: split(get("term")),
                observation: get("observation"),
                label: get("label"),
                codes: codes(&get("codes")),
                unit: get("unit"),
                window: get("window"),
                molar_mass: get("molar_mass"),
                answers,
            };
            if !row.unit.is_empty() && Unit::parse(&row.unit).is_err() {
                return Err(wrong(line, format!("`{}` is no unit of UCUM", row.unit)));
            }
            let plain = row.observation.trim_start_matches('@');
            if !curbside::syntax::is_name(plain) {
                return Err(wrong(
                    line,
                    format!("`{}` cannot be the name of an observation", row.observation),
                ));
            }
            if row.path == "*" && row.terms.is_empty() {
                return Err(wrong(line, "a row for any path says which terms it is about".into()));
            }
            rows.push(row);
        }
        Ok(Mapping { rows })
    }

    /// This mapping, and behind it another.
    #[must_use]
    pub fn then(mut self, other: Mapping) -> Mapping {
        self.rows.extend(other.rows);
        self
    }

    /// What an element is; its term decides where a row holds for any path.
    pub(crate) fn find(&self, b: &Binding, e: &Element, term: &str) -> Option<&Row> {
        let family = b.model.rsplit_once(".v").map_or(b.model.as_str(), |(f, _)| f);
        let term = term.trim();
        self.rows.iter().find(|r| {
            let named = r.terms.iter().any(|t| t.eq_ignore_ascii_case(term));
            r.archetype == family
                && if r.path == "*" { named } else { r.path == e.path && (r.terms.is_empty() || named) }
        })
    }
}

impl Row {
    /// Whether values in a unit can be read as this observation.
    pub(crate) fn takes(&self, unit: &str) -> bool {
        let (Ok(a), Ok(b)) = (Unit::parse(unit), Unit::parse(&self.unit)) else { return false };
        let analyte = Analyte { molar_mass: self.molar_mass.parse().ok(), charge: None };
        conversion_of(analyte, &a, &b).is_ok()
    }

    /// The observation's name for values in a unit.
    pub(crate) fn name(&self, unit: &str) -> String {
        if self.unit.is_empty() || crate::render::same_unit(&self.unit, unit) {
            return self.observation.clone();
        }
        format!("{}-{}", self.observation, crate::names::hyphened(unit, 6).trim_end_matches('-'))
    }

    /// The declaration of the observation in a unit.
    pub(crate) fn declaration(&self, unit: &str) -> String {
        let molar = if self.molar_mass.is_empty() {
            String::new()
        } else {
            format!("  molar mass {} g/mol\n", self.molar_mass)
        };
        let window =
            if self.window.is_empty() { String::new() } else { format!("  window {}\n", self.window) };
        format!(
            "observation {} {} {{\n  code {}\n  unit {}\n{molar}{window}  report nothing\n}}\n",
            self.name(unit),
            crate::names::quoted(&self.label),
            self.codes,
            crate::render::unit_text(unit)
        )
    }
}

/// `loinc 1-8 2-6` as `loinc 1-8, 2-6`.
fn codes(text: &str) -> String {
    let mut words = text.split_whitespace();
    match words.next() {
        Some(system) => format!("{system} {}", words.collect::<Vec<_>>().join(", ")),
        None => String::new(),
    }
}
