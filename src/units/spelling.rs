//! Spellings of units that real records use and UCUM does not have.
//!
//! INVARIANT: a spelling is listed only when it has one meaning in clinical
//! records. Left out on purpose: `units` and `unit/mL` (insulin or enzyme units),
//! `gr` (grain or gram), `oz` (mass or volume), `MIU` (milli or mega), `M` alone,
//! `ratio` with a unit. What is left out stays unknown and is reported.

use super::Unit;

/// Valid UCUM codes that, as *display text* in a clinical record, never mean
/// what UCUM says: nobody charts coulombs, farads, kelvins per microlitre,
/// gauss or tesla per litre, picohenries,
/// femtotonnes or petagrams, and `1.73` is no product.
const NEVER_LITERAL: &[(&str, &str)] = &[
    ("C", "Cel"),
    ("F", "[degF]"),
    ("K/uL", "10*3/uL"),
    ("K/mm3", "10*3/uL"),
    ("G/L", "10*9/L"),
    ("T/L", "10*12/L"),
    ("pH", "[pH]"),
    ("ft", "[ft_i]"),
    ("PG", "pg"),
    ("mL/min/1.73.m2", "mL/min/{1.73_m2}"),
    ("mL/min/1.73", "mL/min/{1.73_m2}"),
    ("ml/min/1.73", "mL/min/{1.73_m2}"),
];

/// Spellings where capitals matter: `M` is a million, `mIU` a thousandth.
const EXACT: &[(&str, &str)] = &[
    ("M/uL", "10*6/uL"),
    ("M/mm3", "10*6/uL"),
    ("Mill/uL", "10*6/uL"),
    ("mIU/L", "m[iU]/L"),
    ("mIU/mL", "m[iU]/mL"),
    ("mIU/ml", "m[iU]/mL"),
    ("mIU/l", "m[iU]/L"),
    ("uIU/mL", "u[iU]/mL"),
    ("uIU/ml", "u[iU]/mL"),
    ("uIU/L", "u[iU]/L"),
    ("kIU/L", "k[iU]/L"),
    ("kIU/mL", "k[iU]/mL"),
    ("kU/L", "kU/L"),
    ("U/ML", "U/mL"),
    ("Gpt/L", "10*9/L"),
    ("Tpt/L", "10*12/L"),
];

/// Spellings whose capitals carry nothing, in lower case, without blanks and
/// with plain digits and `u` for the micro sign.
const ANY_CASE: &[(&str, &str)] = &[
    // Temperature
    ("degc", "Cel"),
    ("°c", "Cel"),
    ("℃", "Cel"),
    ("celsius", "Cel"),
    ("degreesc", "Cel"),
    ("degreesf", "[degF]"),
    ("degreescelsius", "Cel"),
    ("degreecelsius", "Cel"),
    ("degf", "[degF]"),
    ("°f", "[degF]"),
    ("℉", "[degF]"),
    ("fahrenheit", "[degF]"),
    ("degreesfahrenheit", "[degF]"),
    ("degreefahrenheit", "[degF]"),
    // Pressure
    ("mmhg", "mm[Hg]"),
    ("mm(hg)", "mm[Hg]"),
    ("cmh2o", "cm[H2O]"),
    // Rates: beats, breaths and pulses are all per minute
    ("bpm", "/min"),
    ("beats/min", "/min"),
    ("beats/minute", "/min"),
    ("beatsperminute", "/min"),
    ("breaths/min", "/min"),
    ("breaths/minute", "/min"),
    ("breathsperminute", "/min"),
    ("{beats}/minute", "/min"),
    ("{breaths}/minute", "/min"),
    ("perminute", "/min"),
    ("/minute", "/min"),
    ("1/minute", "/min"),
    ("resp/min", "/min"),
    // Time
    ("sec", "s"),
    ("secs", "s"),
    ("second", "s"),
    ("seconds", "s"),
    ("msec", "ms"),
    ("mins", "min"),
    ("minute", "min"),
    ("minutes", "min"),
    ("hr", "h"),
    ("hrs", "h"),
    ("hour", "h"),
    ("hours", "h"),
    ("day", "d"),
    ("days", "d"),
    ("week", "wk"),
    ("weeks", "wk"),
    ("wks", "wk"),
    ("month", "mo"),
    ("months", "mo"),
    ("mos", "mo"),
    ("year", "a"),
    ("years", "a"),
    ("yr", "a"),
    ("yrs", "a"),
    // Length, area, mass
    ("inch", "[in_i]"),
    ("inches", "[in_i]"),
    ("in", "[in_i]"),
    ("feet", "[ft_i]"),
    ("cms", "cm"),
    ("centimeters", "cm"),
    ("sqm", "m2"),
    ("m^2", "m2"),
    ("cm^2", "cm2"),
    ("lb", "[lb_av]"),
    ("lbs", "[lb_av]"),
    ("pound", "[lb_av]"),
    ("pounds", "[lb_av]"),
    ("kgs", "kg"),
    ("kilogram", "kg"),
    ("kilograms", "kg"),
    ("gm", "g"),
    ("gms", "g"),
    ("gram", "g"),
    ("grams", "g"),
    ("mcg", "ug"),
    ("microgram", "ug"),
    ("micrograms", "ug"),
    ("mgs", "mg"),
    ("milligram", "mg"),
    ("milligrams", "mg"),
    ("cc", "mL"),
    ("ml", "mL"),
    ("ml/min", "mL/min"),
    ("ml/h", "mL/h"),
    ("mcl", "uL"),
    ("milliliter", "mL"),
    ("milliliters", "mL"),
    ("liter", "L"),
    ("liters", "L"),
    ("litre", "L"),
    ("litres", "L"),
    ("kg/m^2", "kg/m2"),
    ("kg/sqm", "kg/m2"),
    ("kg/(m^2)", "kg/m2"),
    // Mass concentration
    ("mg/dl", "mg/dL"),
    ("mg%", "mg/dL"),
    ("g/dl", "g/dL"),
    ("gm/dl", "g/dL"),
    ("gms/dl", "g/dL"),
    ("gm/l", "g/L"),
    ("ug/dl", "ug/dL"),
    ("mcg/dl", "ug/dL"),
    ("mcg/ml", "ug/mL"),
    ("mcg/l", "ug/L"),
    ("ug/ml", "ug/mL"),
    ("ng/ml", "ng/mL"),
    ("ng/dl", "ng/dL"),
    ("pg/ml", "pg/mL"),
    ("ug/l", "ug/L"),
    ("ng/l", "ng/L"),
    ("pg/dl", "pg/dL"),
    // Substance concentration
    ("mmol/l", "mmol/L"),
    ("umol/l", "umol/L"),
    ("nmol/l", "nmol/L"),
    ("pmol/l", "pmol/L"),
    ("mmoles/l", "mmol/L"),
    ("meq", "meq"),
    ("meq/l", "meq/L"),
    ("meq/kg", "meq/kg"),
    ("meq/h", "meq/h"),
    ("meq/hr", "meq/h"),
    ("meq/day", "meq/d"),
    ("mosm", "mosm"),
    ("meq/dl", "meq/dL"),
    ("mosm/kg", "mosm/kg"),
    ("mosmol/kg", "mosm/kg"),
    ("mosm/kgh2o", "mosm/kg"),
    ("mosm/l", "mosm/L"),
    ("mosmol/l", "mosm/L"),
    // International units
    ("iu", "[iU]"),
    ("iu/l", "[iU]/L"),
    ("iu/ml", "[iU]/mL"),
    ("iu/kg", "[iU]/kg"),
    ("iu/day", "[iU]/d"),
    // Cell counts
    ("k/ul", "10*3/uL"),
    ("k/mcl", "10*3/uL"),
    ("k/cumm", "10*3/uL"),
    ("thou/ul", "10*3/uL"),
    ("thou/mcl", "10*3/uL"),
    ("thous/ul", "10*3/uL"),
    ("thous/mcl", "10*3/uL"),
    ("thousand/ul", "10*3/uL"),
    ("x10^3/ul", "10*3/uL"),
    ("x10*3/ul", "10*3/uL"),
    ("x10e3/ul", "10*3/uL"),
    ("x103/ul", "10*3/uL"),
    ("x10(3)/mcl", "10*3/uL"),
    ("x10(3)/ul", "10*3/uL"),
    ("10e3/ul", "10*3/uL"),
    ("10^3/ul", "10*3/uL"),
    ("10*3/ul", "10*3/uL"),
    ("x10^3/mm3", "10*3/uL"),
    ("10e3/mm3", "10*3/uL"),
    ("mill/ul", "10*6/uL"),
    ("mil/ul", "10*6/uL"),
    ("million/ul", "10*6/uL"),
    ("mill/mcl", "10*6/uL"),
    ("x10^6/ul", "10*6/uL"),
    ("x10*6/ul", "10*6/uL"),
    ("x10e6/ul", "10*6/uL"),
    ("x10(6)/mcl", "10*6/uL"),
    ("x10(6)/ul", "10*6/uL"),
    ("10e6/ul", "10*6/uL"),
    ("10^6/ul", "10*6/uL"),
    ("10*6/ul", "10*6/uL"),
    ("x10^9/l", "10*9/L"),
    ("x10*9/l", "10*9/L"),
    ("x10e9/l", "10*9/L"),
    ("x10(9)/l", "10*9/L"),
    ("10e9/l", "10*9/L"),
    ("10(9)/l", "10*9/L"),
    ("x10^12/l", "10*12/L"),
    ("x10*12/l", "10*12/L"),
    ("x10e12/l", "10*12/L"),
    ("x10(12)/l", "10*12/L"),
    ("10e12/l", "10*12/L"),
    ("10(12)/l", "10*12/L"),
    ("cells/ul", "/uL"),
    ("cells/mcl", "/uL"),
    ("cells/mm3", "/mm3"),
    ("cells/cumm", "/mm3"),
    ("/cumm", "/mm3"),
    ("/cmm", "/mm3"),
    ("/mcl", "/uL"),
    ("/hpf", "/[HPF]"),
    ("/lpf", "/[LPF]"),
    ("copies/ml", "{copies}/mL"),
    ("cfu/ml", "[CFU]/mL"),
    // Filtration, flow, sedimentation
    ("ml/min/1.73m2", "mL/min/{1.73_m2}"),
    ("ml/min/1.73m^2", "mL/min/{1.73_m2}"),
    ("ml/min/1.73sqm", "mL/min/{1.73_m2}"),
    ("ml/min/1.73_m2", "mL/min/{1.73_m2}"),
    ("ml/min/{1.73m2}", "mL/min/{1.73_m2}"),
    ("ml/min/(1.73m2)", "mL/min/{1.73_m2}"),
    ("ml/hr", "mL/h"),
    ("ml/hour", "mL/h"),
    ("cc/hr", "mL/h"),
    ("ml/day", "mL/d"),
    ("lpm", "L/min"),
    ("l/minute", "L/min"),
    ("mm/hr", "mm/h"),
    ("mm/hour", "mm/h"),
    ("mm/1hr", "mm/h"),
    // Excretion and dose rates
    ("mg/day", "mg/d"),
    ("mg/24h", "mg/d"),
    ("mg/24hr", "mg/d"),
    ("mg/24hrs", "mg/d"),
    ("g/day", "g/d"),
    ("g/24h", "g/d"),
    ("g/24hr", "g/d"),
    ("ug/24h", "ug/d"),
    ("ug/24hr", "ug/d"),
    ("ug/day", "ug/d"),
    ("mcg/day", "ug/d"),
    ("mcg/24h", "ug/d"),
    ("mmol/24h", "mmol/d"),
    ("mmol/day", "mmol/d"),
    ("ml/24h", "mL/d"),
    ("ml/24hr", "mL/d"),
    ("mcg/min", "ug/min"),
    ("mcg/hr", "ug/h"),
    ("mcg/h", "ug/h"),
    ("mcg/kg/min", "ug/kg/min"),
    ("mcg/kg", "ug/kg"),
    ("mg/hr", "mg/h"),
    ("mg/kg/day", "mg/kg/d"),
    ("mg/kg/hr", "mg/kg/h"),
    ("mg/gcreat", "mg/g{creat}"),
    ("mg/gcreatinine", "mg/g{creat}"),
    ("ug/mgcreat", "ug/mg{creat}"),
    ("mcg/mgcreat", "ug/mg{creat}"),
    ("mg/mmolcreat", "mg/mmol{creat}"),
    // Numbers
    ("percent", "%"),
    ("ratio", "1"),
    ("inr", "{INR}"),
    ("points", "{points}"),
    ("score", "{score}"),
    ("phunits", "[pH]"),
];

/// The unit meant by a text as received, such as the `unit` of a FHIR quantity
/// that has no `code`, and whether the text had to be read as another: `None`
/// when it is neither UCUM nor a spelling with one meaning.
///
/// For display text only. What is *coded* in UCUM is read by [`Unit::parse`] first:
/// here `C` is a temperature, there it is a charge. A code that is no UCUM may
/// be tried here as well, with a note.
///
/// ```
/// use curbside::units::normalise_received;
/// let read = |t| normalise_received(t).map(|(u, changed)| (u.to_string(), changed));
/// assert_eq!(read("mg/dL"), Some(("mg/dL".into(), false)));
/// assert_eq!(read("MMOL/L"), Some(("mmol/L".into(), true)));
/// assert_eq!(read("kg/m²"), Some(("kg/m2".into(), true)));
/// assert_eq!(read("10³/µL"), Some(("10*3/uL".into(), true)));
/// assert_eq!(read("units"), None);
/// ```
pub fn normalise_received(text: &str) -> Option<(Unit, bool)> {
    let text = text.trim();
    if let Some(code) = find(NEVER_LITERAL, text) {
        return Unit::read(code).ok().map(|u| (u, true));
    }
    if let (Ok(unit), false) = (Unit::read(text), in_millions(text)) {
        return Some((unit, false));
    }
    if let Some(code) = known(text) {
        return Unit::read(code).ok().map(|u| (u, true));
    }
    // Only the micro sign or a raised digit stood in the way. Blanks stay: `m s` is not `ms`.
    let plain = if text.contains(char::is_whitespace) { return None } else { tidy(text) };
    if plain == text || in_millions(&plain) {
        return None;
    }
    Unit::read(&plain).ok().map(|u| (u, true))
}

/// Whether a capital `M` stands where a thousandth is charted: `ML`, `Mg` and
/// `MU/L` are UCUM for a billion times what their author meant.
fn in_millions(text: &str) -> bool {
    const CHARTED: [&str; 8] = ["g", "L", "l", "mol", "U", "eq", "osm", "[iU]"];
    text.split(['/', '.', '(', ')'])
        .filter_map(|word| word.strip_prefix('M'))
        .any(|rest| CHARTED.contains(&rest))
}

/// The UCUM code of a listed spelling.
pub(super) fn known(text: &str) -> Option<&'static str> {
    if text.len() > 64 {
        return None;
    }
    let tidy = tidy(text);
    find(EXACT, &tidy).or_else(|| find(ANY_CASE, &tidy.to_lowercase()))
}

/// The units that spellings stand for.
pub(super) fn targets() -> impl Iterator<Item = &'static str> {
    ANY_CASE.iter().map(|(_, code)| *code)
}

/// Without blanks, with `u` for the micro sign, `.` for the raised point and
/// plain digits for raised ones (`10³` becomes `10*3`, never `103`).
pub(super) fn tidy(text: &str) -> String {
    let mut out = String::new();
    let mut raised = false;
    for c in text.chars().filter(|c| !c.is_whitespace()) {
        let power = match c {
            '⁰' => '0',
            '¹' => '1',
            '²' => '2',
            '³' => '3',
            '⁴' => '4',
            '⁵' => '5',
            '⁶' => '6',
            '⁷' => '7',
            '⁸' => '8',
            '⁹' => '9',
            '⁻' => '-',
            _ => {
                raised = false;
                out.push(match c {
                    'µ' | 'μ' => 'u',
                    '·' | '⋅' => '.',
                    '×' => 'x',
                    other => other,
                });
                continue;
            }
        };
        if !raised && out.ends_with(|c: char| c.is_ascii_digit()) {
            out.push('*');
        }
        raised = true;
        out.push(power);
    }
    out
}

fn find(table: &[(&'static str, &'static str)], key: &str) -> Option<&'static str> {
    table.iter().find(|(spelling, _)| *spelling == key).map(|(_, code)| *code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_spelling_leads_to_a_unit() {
        for (spelling, code) in NEVER_LITERAL.iter().chain(EXACT).chain(ANY_CASE) {
            assert!(Unit::read(code).is_ok(), "{spelling} -> {code}");
        }
    }

    #[test]
    fn no_spelling_is_listed_twice_with_two_meanings() {
        let mut seen = std::collections::BTreeMap::new();
        for (spelling, code) in ANY_CASE {
            assert_eq!(*spelling, tidy(spelling).to_lowercase(), "not in normal form");
            assert!(seen.insert(spelling, code).is_none(), "{spelling} twice");
        }
    }

    #[test]
    fn a_spelling_that_is_ucum_means_the_same() {
        let clash = |(spelling, code): &&(&str, &str)| {
            Unit::read(spelling).is_ok_and(|unit| !unit.same(&Unit::read(code).unwrap()))
        };
        assert_eq!(ANY_CASE.iter().filter(clash).collect::<Vec<_>>(), Vec::<&(&str, &str)>::new());
    }
}
