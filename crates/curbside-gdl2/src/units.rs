//! Units as the library writes them, as UCUM: by a fixed list, never by a guess.

use curbside::units::Unit;

/// What became of a unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Normal {
    /// It is UCUM.
    Ucum(String),
    /// It was written otherwise; the UCUM form that the list has for it.
    Changed(String),
    /// Nobody knows it; kept as an annotation, a dimension of its own.
    Unknown(String),
}

impl Normal {
    /// The unit to write.
    pub fn unit(&self) -> &str {
        match self {
            Normal::Ucum(u) | Normal::Changed(u) | Normal::Unknown(u) => u,
        }
    }
}

/// Whole units that are written otherwise.
const WHOLE: &[(&str, &str)] = &[
    ("10^3/uL", "10*3/uL"),
    ("10^9/L", "10*9/L"),
    ("10^9/l", "10*9/L"),
    ("10^6/L", "10*6/L"),
    ("10^6/l", "10*6/L"),
    ("10^12/l", "10*12/L"),
    ("10^12/L", "10*12/L"),
    ("x10^6 cells/l", "10*6/L"),
    ("x10^9 cells/l", "10*9/L"),
    ("x10^6 cells/L", "10*6/L"),
    ("x10^9 cells/L", "10*9/L"),
    ("x10^9/l", "10*9/L"),
    ("x10^9/L", "10*9/L"),
    ("x10^12/l", "10*12/L"),
    ("10*9/l", "10*9/L"),
    ("10*12/l", "10*12/L"),
    ("10*6/l", "10*6/L"),
    ("10*3/mm3", "10*3/mm3"),
    ("1/mm3", "/mm3"),
    ("1/min", "/min"),
    ("1/h", "/h"),
    ("1/d", "/d"),
    ("mmHg", "mm[Hg]"),
    ("mm Hg", "mm[Hg]"),
    ("cmH2O", "cm[H2O]"),
    ("cm H2O", "cm[H2O]"),
    ("°C", "Cel"),
    ("C", "Cel"),
    ("°F", "[degF]"),
    ("F", "[degF]"),
    ("lb", "[lb_av]"),
    ("lbs", "[lb_av]"),
    ("oz", "[oz_av]"),
    ("in", "[in_i]"),
    ("ft", "[ft_i]"),
    ("pH", "[pH]"),
    ("millisec", "ms"),
    ("msec", "ms"),
    ("sec", "s"),
    ("seconds", "s"),
    ("minutes", "min"),
    ("hr", "h"),
    ("hours", "h"),
    ("days", "d"),
    ("weeks", "wk"),
    ("months", "mo"),
    ("yr", "a"),
    ("year", "a"),
    ("years", "a"),
    ("cc", "mL"),
    ("cm3", "cm3"),
    ("bpm", "/min"),
    ("IU/L", "[iU]/L"),
    ("IU/l", "[iU]/L"),
    ("mIU/L", "m[iU]/L"),
    ("mIU/l", "m[iU]/L"),
    ("mIU/ml", "m[iU]/mL"),
    ("IU", "[iU]"),
    ("iU", "[iU]"),
    ("U/l", "U/L"),
    ("kg/m²", "kg/m2"),
    ("kg/m^2", "kg/m2"),
    ("m²", "m2"),
    ("m^2", "m2"),
    ("cm^2", "cm2"),
    ("cm²", "cm2"),
    ("cm^3", "cm3"),
    ("ml/min/1.73m2", "mL/min/{1.73_m2}"),
    ("mL/min/1.73m2", "mL/min/{1.73_m2}"),
    ("ml/min/1.73 m2", "mL/min/{1.73_m2}"),
    ("ml/min/1.73m^2", "mL/min/{1.73_m2}"),
    ("ml/min/{1.73_m2}", "mL/min/{1.73_m2}"),
    ("ml/min/1.73_m2", "mL/min/{1.73_m2}"),
];

/// Parts of a unit that are written otherwise, where nothing else could be meant.
const PARTS: &[(&str, &str)] = &[
    ("gm", "g"),
    ("mgm", "mg"),
    ("nanogm", "ng"),
    ("picogm", "pg"),
    ("microgm", "ug"),
    ("mcg", "ug"),
    ("µg", "ug"),
    ("μg", "ug"),
    ("µmol", "umol"),
    ("μmol", "umol"),
    ("micromol", "umol"),
    ("µl", "uL"),
    ("µL", "uL"),
    ("μL", "uL"),
    ("microL", "uL"),
    ("ul", "uL"),
    ("l", "L"),
    ("dl", "dL"),
    ("cl", "cL"),
    ("ml", "mL"),
    ("fl", "fL"),
    ("mEq", "meq"),
    ("mEQ", "meq"),
    ("Eq", "eq"),
    ("mOsm", "mosm"),
    ("mosmol", "mosm"),
    ("hr", "h"),
    ("hour", "h"),
    ("day", "d"),
    ("sec", "s"),
    ("U", "U"),
    ("u", "U"),
    ("IU", "[iU]"),
    ("mIU", "m[iU]"),
    ("uIU", "u[iU]"),
    ("m²", "m2"),
    ("m^2", "m2"),
];

/// A unit of the library as UCUM.
///
/// ```
/// use curbside_gdl2::units::{Normal, normal};
/// assert_eq!(normal("mmol/L"), Normal::Ucum("mmol/L".into()));
/// assert_eq!(normal("gm/dl"), Normal::Changed("g/dL".into()));
/// assert_eq!(normal("10^3/uL"), Normal::Changed("10*3/uL".into()));
/// assert_eq!(normal("million CD34+ cells/kg").unit(), "{million_CD34_cells_kg}");
/// ```
pub fn normal(written: &str) -> Normal {
    let t = written.trim();
    if t.is_empty() || t == "1" {
        return Normal::Ucum("1".into());
    }
    if let Some((_, ucum)) = WHOLE.iter().find(|(w, _)| *w == t).filter(|(_, u)| Unit::parse(u).is_ok()) {
        return if *ucum == written { Normal::Ucum(t.into()) } else { Normal::Changed((*ucum).into()) };
    }
    let parts: Vec<&str> = t
        .split('/')
        .map(|p| PARTS.iter().find(|(w, _)| *w == p.trim()).map_or(p.trim(), |(_, u)| u))
        .collect();
    let joined = parts.join("/");
    if Unit::parse(&joined).is_ok() && t.is_ascii() || joined != t && Unit::parse(&joined).is_ok() {
        // `ml` is UCUM too; one spelling is enough for a pack, and it is no change of meaning.
        let same = Unit::parse(t).is_ok();
        return if same { Normal::Ucum(joined) } else { Normal::Changed(joined) };
    }
    let mut words = String::new();
    for c in t.chars() {
        match c {
            c if c.is_ascii_alphanumeric() => words.push(c),
            _ if words.ends_with('_') || words.is_empty() => {}
            _ => words.push('_'),
        }
    }
    let words = words.trim_end_matches('_');
    Normal::Unknown(format!("{{{}}}", if words.is_empty() { "unit" } else { words }))
}

/// Whether one unit converts into the other.
pub(crate) fn convertible(a: &str, b: &str) -> bool {
    a == b || factor(a, b).is_some()
}

/// A number of one unit in another.
pub(crate) fn factor(from: &str, to: &str) -> Option<curbside::units::Conversion> {
    curbside::units::conversion(&Unit::parse(from).ok()?, &Unit::parse(to).ok()?).ok()
}
