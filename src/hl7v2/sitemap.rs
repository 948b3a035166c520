//! What a site's own codes, units and flags mean, from YAML.
//!
//! ```yaml
//! defaults:
//!   units: { "mmol/l": mmol/L }
//! senders:
//!   LAB:                      # MSH-3
//!     charset: 8859/1         # where MSH-18 is empty
//!     systems: { 99LN: loinc }
//!     codes:
//!       L: { K: loinc 2823-3 }
//!     units: { "giga.l-1": 10*9/L }
//!     flags: { "!": HH }
//!     frequencies: { 1-0-1: 2 }
//!     processing: [P, T]      # MSH-11 that counts as production
//! ```
//!
//! A sender's own table goes before the defaults. What is in neither is
//! reported and never guessed.

use super::charset::Charset;
use crate::terms::{CodeSystem, normalise};
use crate::units::Unit;
use crate::value::Num;
use serde::Deserialize;
use std::collections::BTreeMap;

/// What stands for a processing id that was not sent.
const NOT_SENT: &str = "none";

/// The tables of a site.
///
/// ```
/// use curbside::hl7v2::SiteMap;
/// assert!(SiteMap::from_yaml("defaults: { codes: { L: { K: loinc 2823-3 } } }").is_ok());
/// let e = SiteMap::from_yaml("defaults: { codes: { L: { K: loinc 2823-4 } } }").unwrap_err();
/// assert_eq!(e.to_string(), "defaults.codes.L.K: `2823-4` is not a code of loinc (check-digit)");
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SiteMap {
    defaults: Tables,
    senders: BTreeMap<String, Tables>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Tables {
    charset: Option<Charset>,
    systems: BTreeMap<String, CodeSystem>,
    codes: BTreeMap<(String, String), (CodeSystem, String)>,
    units: BTreeMap<String, String>,
    flags: BTreeMap<String, String>,
    frequencies: BTreeMap<String, Num>,
    local_units_are_ucum: Option<bool>,
    processing: Option<Vec<String>>,
}

/// A site map that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct SiteMapError(String);

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct RawMap {
    defaults: Raw,
    senders: BTreeMap<String, Raw>,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
struct Raw {
    charset: Option<String>,
    systems: BTreeMap<String, String>,
    codes: BTreeMap<String, BTreeMap<String, String>>,
    units: BTreeMap<String, String>,
    flags: BTreeMap<String, String>,
    frequencies: BTreeMap<String, Num>,
    local_units_are_ucum: Option<bool>,
    processing: Option<Vec<String>>,
}

impl SiteMap {
    /// Reads tables.
    ///
    /// # Errors
    /// Text that is no such YAML; a target that is no known system, code, unit,
    /// flag or character set.
    pub fn from_yaml(text: &str) -> Result<SiteMap, SiteMapError> {
        let raw: RawMap = serde_yaml::from_str(text).map_err(|e| SiteMapError(e.to_string()))?;
        let mut map = SiteMap { defaults: Tables::of(raw.defaults, "defaults")?, senders: BTreeMap::new() };
        for (name, tables) in raw.senders {
            let tables = Tables::of(tables, &format!("senders.{name}"))?;
            map.senders.insert(name, tables);
        }
        Ok(map)
    }

    fn find<'m, T>(&'m self, sender: &str, get: impl Fn(&'m Tables) -> Option<T>) -> Option<T> {
        self.senders.get(sender).and_then(&get).or_else(|| get(&self.defaults))
    }

    pub(super) fn charset(&self, sender: &str) -> Option<Charset> {
        self.find(sender, |t| t.charset)
    }

    pub(super) fn system(&self, sender: &str, system: &str) -> CodeSystem {
        let own = self.find(sender, |t| t.systems.get(system).cloned());
        own.unwrap_or_else(|| CodeSystem::received(system))
    }

    pub(super) fn code(&self, sender: &str, system: &str, code: &str) -> Option<(CodeSystem, String)> {
        let key = (system.to_string(), code.to_string());
        self.find(sender, |t| t.codes.get(&key).cloned())
    }

    pub(super) fn unit(&self, sender: &str, unit: &str) -> Option<&str> {
        self.find(sender, |t| t.units.get(unit).map(String::as_str))
    }

    pub(super) fn flag(&self, sender: &str, flag: &str) -> Option<&str> {
        self.find(sender, |t| t.flags.get(flag).map(String::as_str))
    }

    pub(super) fn frequency(&self, sender: &str, code: &str) -> Option<Num> {
        self.find(sender, |t| t.frequencies.get(code).copied())
    }

    /// Whether a sender's processing id (MSH-11) counts as production: `P` unless the site says otherwise.
    pub(super) fn is_production(&self, sender: &str, id: &str) -> bool {
        match self.find(sender, |t| t.processing.as_ref()) {
            Some(ids) => ids.iter().any(|i| i == if id.is_empty() { NOT_SENT } else { id }),
            None => id == "P",
        }
    }

    pub(super) fn local_units_are_ucum(&self, sender: &str) -> bool {
        self.find(sender, |t| t.local_units_are_ucum).unwrap_or(false)
    }
}

impl Tables {
    fn of(raw: Raw, at: &str) -> Result<Tables, SiteMapError> {
        let bad = |place: String, what: String| SiteMapError(format!("{at}.{place}: {what}"));
        let mut t = Tables { local_units_are_ucum: raw.local_units_are_ucum, ..Tables::default() };
        if let Some(ids) = raw.processing {
            if let Some(odd) = ids.iter().find(|i| !["P", "T", "D", NOT_SENT].contains(&i.as_str())) {
                let what = format!(
                    "`{odd}` is not a processing id of HL7 table 0103; P, T, D, or {NOT_SENT} where none is sent"
                );
                return Err(bad("processing".into(), what));
            }
            t.processing = Some(ids);
        }
        if let Some(name) = raw.charset {
            let known = Charset::named(&name);
            t.charset = Some(
                known.ok_or_else(|| bad("charset".into(), format!("character set `{name}` is not known")))?,
            );
        }
        let system = |name: &str, place: String| {
            CodeSystem::from_name(name).ok_or_else(|| {
                let known = CodeSystem::KNOWN.map(|s| s.name().to_string()).join(", ");
                bad(place, format!("`{name}` is not a code system; one of {known}"))
            })
        };
        for (name, to) in raw.systems {
            let place = format!("systems.{name}");
            t.systems.insert(name, system(&to, place)?);
        }
        for (from, codes) in raw.codes {
            for (code, to) in codes {
                let place = format!("codes.{from}.{code}");
                let Some((name, target)) = to.trim().split_once(' ') else {
                    return Err(bad(place, "expected a system and a code, such as `loinc 2823-3`".into()));
                };
                let to = system(name, place.clone())?;
                let target = normalise(&to, target.trim()).map_err(|e| {
                    bad(place, format!("`{}` is not a code of {name} ({})", target.trim(), e.kind()))
                })?;
                t.codes.insert((from.clone(), code), (to, target));
            }
        }
        for (from, to) in raw.units {
            if Unit::parse(&to).is_err() {
                return Err(bad(format!("units.{from}"), format!("`{to}` is not UCUM")));
            }
            t.units.insert(from, to);
        }
        for (from, to) in raw.flags {
            if !super::value::is_standard_flag(&to) {
                return Err(bad(format!("flags.{from}"), format!("`{to}` is not a flag of HL7 table 0078")));
            }
            t.flags.insert(from, to);
        }
        for (from, to) in raw.frequencies {
            if to <= Num::ZERO {
                return Err(bad(format!("frequencies.{from}"), "expected times a day above 0".into()));
            }
            t.frequencies.insert(from, to);
        }
        Ok(t)
    }
}
