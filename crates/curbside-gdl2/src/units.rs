//! Units as the library writes them, as UCUM: by a fixed list, never by a guess.

use curbside::units::{Unit, normalise_received};

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

/// Spellings of this library beyond those of clinical records ([`normalise_received`] has these).
const WHOLE: &[(&str, &str)] = &[
    ("x10^6 cells/l", "10*6/L"),
    ("x10^9 cells/l", "10*9/L"),
    ("x10^6 cells/L", "10*6/L"),
    ("x10^9 cells/L", "10*9/L"),
    ("1/mm3", "/mm3"),
    ("1/min", "/min"),
    ("millisec", "ms"),
    ("msec", "ms"),
    ("sec", "s"),
    ("yr", "a"),
    ("yrs", "a"),
    ("year", "a"),
    ("years", "a"),
    ("month", "mo"),
    ("months", "mo"),
    ("days", "d"),
    ("weeks", "wk"),
    ("hours", "h"),
    ("minutes", "min"),
    ("cc", "mL"),
    ("lb", "[lb_av]"),
    ("lbs", "[lb_av]"),
    ("in", "[in_i]"),
    ("inch", "[in_i]"),
    ("inches", "[in_i]"),
    ("ft", "[ft_i]"),
    ("mg/24h", "mg/(24.h)"),
    ("g/24h", "g/(24.h)"),
    ("gm/24h", "g/(24.h)"),
    ("ml/24h", "mL/(24.h)"),
];

/// Parts of a unit that have one meaning.
const PARTS: &[(&str, &str)] = &[
    ("gm", "g"),
    ("milligm", "mg"),
    ("microgm", "ug"),
    ("nanogm", "ng"),
    ("picogm", "pg"),
    ("mcg", "ug"),
    ("gms", "g"),
    ("gram", "g"),
    ("grams", "g"),
    ("kilogm", "kg"),
    ("micromol", "umol"),
    ("nanomol", "nmol"),
    ("picomol", "pmol"),
    ("millimol", "mmol"),
    ("milliliter", "mL"),
    ("cc", "mL"),
    ("lb", "[lb_av]"),
    ("lbs", "[lb_av]"),
    ("microl", "uL"),
    ("microL", "uL"),
    ("hr", "h"),
    ("day", "d"),
    ("sec", "s"),
    ("mEq", "meq"),
    ("u", "U"),
];

/// A unit of the library as UCUM.
///
/// ```
/// use curbside_gdl2::units::{Normal, normal};
/// assert_eq!(normal("mmol/L"), Normal::Ucum("mmol/L".into()));
/// assert_eq!(normal("gm/dl"), Normal::Changed("g/dL".into()));
/// assert_eq!(normal("10^3/uL"), Normal::Ucum("10^3/uL".into()));
/// assert_eq!(normal("million CD34+ cells/kg").unit(), "{million_CD34_cells_kg}");
/// ```
pub fn normal(written: &str) -> Normal {
    let t = written.trim();
    if t.is_empty() || t == "1" {
        return Normal::Ucum("1".into());
    }
    if let Some((_, ucum)) = WHOLE.iter().find(|(w, _)| *w == t) {
        return Normal::Changed((*ucum).into());
    }
    if let Some((unit, changed)) = normalise_received(t) {
        let text = litres(unit.text());
        return if changed { Normal::Changed(text) } else { Normal::Ucum(text) };
    }
    let part = |p: &str| {
        PARTS.iter().find(|(w, _)| *w == p.trim()).map_or(p.trim().to_string(), |(_, u)| u.to_string())
    };
    let joined = t.split('/').map(part).collect::<Vec<_>>().join("/");
    if let Some((unit, _)) = normalise_received(&joined).filter(|_| joined != t) {
        return Normal::Changed(litres(unit.text()));
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

/// The litre has two spellings in UCUM; a pack needs one.
fn litres(unit: &str) -> String {
    let part = |p: &str| match p {
        "l" => "L".to_string(),
        "dl" | "cl" | "ml" | "ul" | "nl" | "pl" | "fl" => p.replace('l', "L"),
        p => p.to_string(),
    };
    unit.split('/').map(part).collect::<Vec<_>>().join("/")
}

/// Whether one unit converts into the other.
pub(crate) fn convertible(a: &str, b: &str) -> bool {
    a == b || factor(a, b).is_some()
}

/// A number of one unit in another.
pub(crate) fn factor(from: &str, to: &str) -> Option<curbside::units::Conversion> {
    curbside::units::conversion(&Unit::parse(from).ok()?, &Unit::parse(to).ok()?).ok()
}
