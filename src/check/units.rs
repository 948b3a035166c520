//! Units in words, and the diagnostics about them.

use crate::diag::{Code, Diag};
use crate::source::Span;
use crate::time::TimeUnit;
use crate::units::{Unit, UnitError, UnitErrorKind};

/// Units that stand for what they measure, with words.
const KINDS: [(&str, &str); 31] = [
    ("1", "a plain number"),
    ("mg/dL", "a mass per volume"),
    ("mmol/L", "an amount of substance per volume"),
    ("meq/L", "equivalents per volume"),
    ("mosm/kg", "osmoles per mass"),
    ("mg", "a mass"),
    ("mmol", "an amount of substance"),
    ("m", "a length"),
    ("m2", "an area"),
    ("L", "a volume"),
    ("d", "a time"),
    ("mm[Hg]", "a pressure"),
    ("K", "a temperature"),
    ("Cel", "a temperature"),
    ("/min", "a rate"),
    ("mL/min", "a volume per time"),
    ("kg/m2", "a mass per area"),
    ("10*9/L", "a count per volume"),
    ("mg/d", "a mass per time"),
    ("mg/kg", "a mass per mass, a plain number"),
    ("mmol/d", "an amount of substance per time"),
    ("[iU]", "international units"),
    ("[iU]/L", "international units per volume"),
    ("U/L", "a catalytic activity per volume"),
    ("mg/kg/d", "a dose per body mass and time"),
    ("mmol/L/d", "an amount of substance per volume and time"),
    ("mg/dL/d", "a mass per volume and time"),
    ("g/mol", "a molar mass"),
    ("mg/mmol", "a mass per amount of substance"),
    ("mL/kg", "a volume per mass"),
    ("mmol/mol", "an amount of substance per amount of substance"),
];

/// What a unit measures, in words.
pub(crate) fn measures(unit: &Unit) -> String {
    let known = KINDS.iter().find(|(text, _)| Unit::parse(text).is_ok_and(|u| u.commensurable(unit)));
    known.map_or_else(
        || format!("a quantity of dimension {}", unit.dimension()),
        |(_, words)| (*words).to_string(),
    )
}

/// Whether a bare number may stand for a quantity of this unit: the unit `1`,
/// or an annotation such as `{score}`.
pub(crate) fn is_plain(unit: &Unit) -> bool {
    unit.same(&Unit::one())
}

/// The unit of an expression; nothing for the plain number.
pub(crate) fn proper(unit: Unit) -> Option<Unit> {
    (!is_plain(&unit) || unit.text().contains('{')).then_some(unit)
}

/// The UCUM unit of a calendar unit, for quantities of time.
pub(crate) fn of_time(unit: TimeUnit) -> &'static str {
    match unit {
        TimeUnit::Second => "s",
        TimeUnit::Minute => "min",
        TimeUnit::Hour => "h",
        TimeUnit::Day => "d",
        TimeUnit::Week => "wk",
        TimeUnit::Month => "mo",
        TimeUnit::Year => "a",
    }
}

/// A text that is no unit.
pub(crate) fn unknown(error: &UnitError, at: Span) -> Diag {
    let d = Diag::new(Code::UnknownUnit, at, error.message.clone());
    match &error.suggestion {
        Some(s) => d.fix(at, s.clone(), format!("did you mean `{s}`?")),
        None => d.help("units are UCUM codes such as `mmol/L`, `mm[Hg]`, `10*9/L`, `mL/min/{1.73_m2}`"),
    }
}

/// Two units that do not convert. `left` is what the place wants.
pub(crate) fn mismatch(error: &UnitError, want: &Unit, got: &Unit, at: Span, subject: &str) -> Diag {
    match error.kind {
        UnitErrorKind::NeedsMolarMass => {
            let message = format!(
                "{subject} is in `{want}` and this is in `{got}`: one is a mass, the other an amount of substance"
            );
            Diag::new(Code::NeedsMolarMass, at, message)
                .help("declare `molar mass … g/mol` in the observation, or write the value in its unit")
        }
        UnitErrorKind::NeedsCharge => {
            let message = format!(
                "{subject} is in `{want}` and this is in `{got}`: a mole has as many equivalents as its ion has charges"
            );
            Diag::new(Code::DimensionMismatch, at, message)
                .help("declare `charge …` in the observation of the ion, or write the value in its unit")
        }
        _ => {
            let message = format!(
                "{subject} is in `{want}` ({}), but this is in `{got}` ({})",
                measures(want),
                measures(got)
            );
            Diag::new(Code::DimensionMismatch, at, message)
                .help(format!("write it in `{want}` or in a unit that converts to it"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_in_words_is_a_unit() {
        for (text, words) in KINDS {
            let unit = Unit::parse(text).unwrap_or_else(|e| panic!("{e}"));
            assert!(!measures(&unit).contains("dimension"), "{words}");
        }
        assert_eq!(measures(&Unit::parse("g/L").unwrap()), "a mass per volume");
    }

    #[test]
    fn plain_units() {
        assert!(is_plain(&Unit::parse("{score}").unwrap()));
        assert!(!is_plain(&Unit::parse("%").unwrap()));
        assert_eq!(proper(Unit::one()), None);
    }
}
