//! Units: the official UCUM functional tests, and what the engine adds to UCUM.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use curbside::units::{
    Analyte, Monotone, Unit, UnitErrorKind, conversion, conversion_of, normalise_received,
};
use curbside::value::{End, Interval, Num};
use proptest::prelude::*;
use std::path::PathBuf;

fn unit(text: &str) -> Unit {
    Unit::parse(text).unwrap_or_else(|e| panic!("{text}: {e}"))
}

fn num(text: &str) -> Num {
    text.parse().unwrap_or_else(|e| panic!("{text}: {e}"))
}

fn convert(value: &str, from: &str, to: &str) -> String {
    conversion(&unit(from), &unit(to)).unwrap().apply(num(value)).unwrap().to_string()
}

/// The official test file, or nothing where the corpora are not present.
fn official() -> Option<String> {
    let root = std::env::var_os("CURBSIDE_CORPORA")
        .map(PathBuf::from)
        .unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora"));
    let text = std::fs::read_to_string(root.join("ucum/UcumFunctionalTests.xml")).ok();
    if text.is_none() {
        println!("skipped: corpora not present");
    }
    text
}

/// The cases of a section, in their order.
fn cases<'a>(doc: &'a roxmltree::Document<'a>, section: &str) -> Vec<roxmltree::Node<'a, 'a>> {
    let found: Vec<_> = doc
        .descendants()
        .filter(|n| n.has_tag_name("case") && n.parent().is_some_and(|p| p.has_tag_name(section)))
        .collect();
    assert!(!found.is_empty(), "no case in {section}");
    found
}

/// Whether `got` is `want` to the digits that `want` is written with. A [`Num`]
/// has 28 decimals, so a smaller digit of `want` does not count.
fn agrees(got: Num, want: &str) -> bool {
    let (mantissa, exponent) = want.split_once('e').unwrap_or((want, "0"));
    let decimals = mantissa.split_once('.').map_or(0, |(_, f)| f.len() as i32);
    let digits = (decimals - exponent.parse::<i32>().unwrap()).clamp(0, 28) as u32;
    match num_or_rounded(want) {
        // Within one unit of the last digit written.
        Some(want) => got.sub(want).unwrap().abs() <= last_digit(digits),
        None => false,
    }
}

fn num_or_rounded(text: &str) -> Option<Num> {
    text.parse().ok().or_else(|| {
        let Some((mantissa, exponent)) = text.split_once('e') else {
            return text.get(..text.find('.')? + 29)?.parse().ok();
        };
        let scale = 28 + exponent.parse::<i32>().ok()?;
        let kept = mantissa.parse::<Num>().ok()?.round(u32::try_from(scale).ok()?);
        format!("{kept}e{exponent}").parse().ok()
    })
}

fn last_digit(digits: u32) -> Num {
    format!("1e-{digits}").parse().unwrap()
}

#[test]
fn official_validation_cases() {
    let Some(text) = official() else { return };
    let doc = roxmltree::Document::parse(&text).unwrap();
    let cases = cases(&doc, "validation");
    let wrong: Vec<_> = cases
        .iter()
        .filter(|c| {
            Unit::parse(c.attribute("unit").unwrap()).is_ok() != (c.attribute("valid") == Some("true"))
        })
        .map(|c| (c.attribute("id"), c.attribute("unit")))
        .collect();
    println!("{} validation cases", cases.len());
    assert!(wrong.is_empty(), "{wrong:?}");
}

#[test]
fn official_display_name_cases_are_units() {
    let Some(text) = official() else { return };
    let doc = roxmltree::Document::parse(&text).unwrap();
    let cases = cases(&doc, "displayNameGeneration");
    for c in &cases {
        // The unity is written without a text there.
        match c.attribute("unit").unwrap() {
            "" => assert!(Unit::parse("").is_err()),
            text => assert!(!unit(text).text().is_empty()),
        }
    }
    println!("{} display name cases read as units; English names are not made here", cases.len());
}

#[test]
fn official_conversion_cases() {
    let Some(text) = official() else { return };
    let doc = roxmltree::Document::parse(&text).unwrap();
    let cases = cases(&doc, "conversion");
    for c in &cases {
        let a = |name| c.attribute(name).unwrap();
        let got =
            conversion(&unit(a("srcUnit")), &unit(a("dstUnit"))).unwrap().apply(num(a("value"))).unwrap();
        assert!(agrees(got, a("outcome")), "{}: {got} for {}", a("id"), a("outcome"));
    }
    println!("{} conversion cases", cases.len());
}

#[test]
fn official_multiplication_and_division_cases() {
    let Some(text) = official() else { return };
    let doc = roxmltree::Document::parse(&text).unwrap();
    for (section, times) in [("multiplication", true), ("division", false)] {
        let cases = cases(&doc, section);
        for c in &cases {
            let a = |name| c.attribute(name).unwrap();
            let (v1, u1, v2, u2) = (num(a("v1")), unit(a("u1")), num(a("v2")), unit(a("u2")));
            let (value, product) = if times { (v1.mul(v2), u1.mul(&u2)) } else { (v1.div(v2), u1.div(&u2)) };
            let wanted = match a("uRes") {
                "" => Unit::one(),
                text => unit(text),
            };
            let got = conversion(&product.unwrap(), &wanted).unwrap().apply(value.unwrap()).unwrap();
            assert!(agrees(got, a("vRes")), "{section} {}: {got}", a("id"));
        }
        println!("{} {section} cases", cases.len());
    }
}

#[test]
fn temperatures_are_exact() {
    assert_eq!(convert("98.6", "[degF]", "Cel"), "37");
    assert_eq!(convert("37", "Cel", "[degF]"), "98.6");
    assert_eq!(convert("-40", "[degF]", "Cel"), "-40");
    assert_eq!(convert("0", "Cel", "K"), "273.15");
    assert_eq!(convert("300", "K", "Cel"), "26.85");
    assert_eq!(convert("491.67", "[degR]", "Cel"), "0");
    assert_eq!(convert("80", "[degRe]", "Cel"), "100");
    assert_eq!(convert("370", "dCel", "Cel"), "37");
}

#[test]
fn quotients_stay_exact() {
    assert_eq!(convert("3.5", "mL/kg/min", "[MET]"), "1");
    assert_eq!(convert("60", "U", "umol/s"), "1");
    assert_eq!(convert("1", "kat", "U"), "60000000");
    assert_eq!(convert("9", "km/h", "m/s"), "2.5");
    assert_eq!(convert("1", "a", "d"), "365.25");
    assert_eq!(convert("7", "d", "wk"), "1");
    assert_eq!(convert("1", "mg/dl", "g/L"), "0.01");
    assert_eq!(convert("1", "mm[Hg]", "Pa"), "133.322");
    assert_eq!(convert("70", "kg", "[lb_av]"), num("70").div(num("0.45359237")).unwrap().to_string());
}

#[test]
fn logarithmic_units() {
    assert_eq!(convert("7.4", "[pH]", "nmol/L").get(..10), Some("39.8107170"));
    assert_eq!(convert("7", "[pH]", "nmol/L"), "100");
    assert_eq!(convert("100", "nmol/L", "[pH]"), "7");
    assert_eq!(convert("10", "dB", "B"), "1");
    assert_eq!(convert("20", "dB", "1"), "100");
    assert_eq!(convert("3", "bit_s", "1"), "8");
    assert_eq!(convert("1", "Np", "1").get(..12), Some("2.7182818284"));
    let down = conversion(&unit("[pH]"), &unit("mol/L")).unwrap();
    assert_eq!(down.monotone(), Monotone::Decreasing);
    let acid = Interval { lo: End::Unbounded, hi: End::Open(num("7")) };
    assert_eq!(
        down.apply_interval(&acid),
        Some(Interval { lo: End::Open(num("0.0000001")), hi: End::Unbounded })
    );
    let back = conversion(&unit("mol/L"), &unit("[pH]")).unwrap();
    assert_eq!(back.apply(Num::ZERO), None);
    assert_eq!(back.apply(num("-1")), None);
}

#[test]
fn what_must_not_convert() {
    let kind = |a, b| conversion(&unit(a), &unit(b)).unwrap_err().kind;
    assert_eq!(kind("mmol/L", "/L"), UnitErrorKind::Incommensurable);
    assert_eq!(kind("mol", "1"), UnitErrorKind::Incommensurable);
    assert_eq!(kind("mg/dL", "mmol/L"), UnitErrorKind::NeedsMolarMass);
    assert_eq!(kind("meq/L", "mmol/L"), UnitErrorKind::NeedsCharge);
    assert_eq!(kind("meq/L", "mosm/L"), UnitErrorKind::NeedsSubstance);
    assert_eq!(kind("mosm/kg", "mmol/kg"), UnitErrorKind::NeedsSubstance);
    assert_eq!(kind("[iU]/L", "U/L"), UnitErrorKind::Incommensurable);
    assert_eq!(kind("[iU]", "[arb'U]"), UnitErrorKind::Incommensurable);
    assert_eq!(kind("[iU]", "1"), UnitErrorKind::Incommensurable);
    assert_eq!(kind("/[HPF]", "%"), UnitErrorKind::Incommensurable);
    assert_eq!(kind("mL/min", "mL"), UnitErrorKind::Incommensurable);
    assert_eq!(convert("1", "[iU]/mL", "[IU]/L"), "1000");
    assert_eq!(convert("1", "/[LPF]", "/[HPF]"), "0.01");
    assert_eq!(convert("5", "10*3/uL", "10*9/L"), "5");
    assert_eq!(convert("42", "%", "1"), "0.42");
    assert_eq!(convert("5", "mg{total}", "mg"), "5");
}

#[test]
fn molar_mass_bridges_mass_and_amount_both_ways() {
    let bridge = |from: &str, to: &str, mass: &str, value: &str| {
        let c = conversion_of(analyte(mass, None), &unit(from), &unit(to)).unwrap();
        c.apply(num(value)).unwrap()
    };
    assert_eq!(bridge("mg/dL", "mmol/L", "180", "90"), num("5"));
    assert_eq!(bridge("mmol/L", "mg/dL", "180", "5"), num("90"));
    assert_eq!(bridge("mg", "mmol", "180.156", "180.156"), Num::ONE);
    assert_eq!(bridge("umol/d", "mg/d", "113.12", "1000"), num("113.12"));
    // The amount is in the denominator: milligrams per millimole of creatinine.
    assert_eq!(bridge("mg/mmol", "mg/g", "100", "3"), num("30"));
    assert_eq!(bridge("mg/dL", "g/L", "180", "100"), Num::ONE);
    let refused = |from: &str, to: &str, mass: &str| {
        conversion_of(analyte(mass, None), &unit(from), &unit(to)).unwrap_err().kind
    };
    assert_eq!(refused("mg/dL", "mmol", "180"), UnitErrorKind::Incommensurable);
    assert_eq!(refused("mg/dL", "mmol/L", "0"), UnitErrorKind::NeedsMolarMass);
    assert_eq!(refused("mg/dL", "meq/L", "180"), UnitErrorKind::NeedsCharge);
}

#[test]
fn a_charge_bridges_equivalents() {
    let bridge = |from: &str, to: &str, mass: &str, charge: u32, value: &str| {
        let c = conversion_of(analyte(mass, Some(charge)), &unit(from), &unit(to)).unwrap();
        c.apply(num(value)).unwrap()
    };
    assert_eq!(bridge("meq/L", "mmol/L", "", 1, "4.2"), num("4.2"));
    assert_eq!(bridge("meq/L", "mmol/L", "", 2, "5"), num("2.5"));
    assert_eq!(bridge("mmol/L", "meq/L", "", 2, "2.5"), num("5"));
    assert_eq!(bridge("ueq/L", "mmol/L", "", 3, "3000"), Num::ONE);
    // Through the amount: 40.08 g of calcium are 2 equivalents.
    assert_eq!(bridge("meq/L", "mg/dL", "40.08", 2, "5"), num("10.02"));
    assert_eq!(bridge("mg/dL", "meq/L", "40.08", 2, "10.02"), num("5"));
    let refused = |from: &str, to: &str, charge: Option<u32>| {
        conversion_of(analyte("", charge), &unit(from), &unit(to)).unwrap_err().kind
    };
    assert_eq!(refused("meq/L", "mg/dL", Some(2)), UnitErrorKind::NeedsMolarMass);
    assert_eq!(refused("meq/L", "mg/dL", None), UnitErrorKind::NeedsCharge);
    assert_eq!(refused("meq/L", "mmol/L", Some(0)), UnitErrorKind::NeedsCharge);
    assert_eq!(refused("meq/L", "mmol", Some(1)), UnitErrorKind::Incommensurable);
    assert_eq!(refused("meq/L", "mosm/L", Some(1)), UnitErrorKind::NeedsSubstance);
}

fn analyte(molar_mass: &str, charge: Option<u32>) -> Analyte {
    Analyte { molar_mass: molar_mass.parse().ok(), charge }
}

#[test]
fn mistakes_come_with_a_suggestion() {
    for (wrong, right) in [
        ("mmHg", "mm[Hg]"),
        ("IU", "[iU]"),
        ("IU/L", "[iU]/L"),
        ("bpm", "/min"),
        ("degC", "Cel"),
        ("°F", "[degF]"),
        ("MMOL/L", "mmol/L"),
        ("mcg/kg/min", "ug/kg/min"),
        ("mcg/kg/hour", "ug/kg/h"),
        ("x10^9/L", "10*9/L"),
        ("mg/12h", "mg/(12.h)"),
        ("mL/min/1.73m2", "mL/min/{1.73_m2}"),
        ("mEq/L", "meq/L"),
        ("lb", "[lb_av]"),
        ("µmol/L", "umol/L"),
        ("kg/m²", "kg/m2"),
        ("cel", "Cel"),
        ("mmol/LL", "mmol/L"),
    ] {
        let e = Unit::parse(wrong).unwrap_err();
        assert_eq!(e.suggestion.as_deref(), Some(right), "{wrong}: {e}");
        assert!(Unit::parse(right).is_ok());
    }
    assert_eq!(Unit::parse("").unwrap_err().suggestion, None);
    assert_eq!(Unit::parse("blorps").unwrap_err().suggestion, None);
    assert_eq!(Unit::parse(&"m.".repeat(200)).unwrap_err().kind, UnitErrorKind::TooLarge);
    assert_eq!(Unit::parse("Cel/h").unwrap_err().kind, UnitErrorKind::SpecialInTerm);
    assert_eq!(Unit::parse("mg/ dL").unwrap_err().kind, UnitErrorKind::Syntax);
    assert_eq!(Unit::parse("").unwrap_err().kind, UnitErrorKind::Syntax);
}

#[test]
fn received_spellings() {
    let read = |t| normalise_received(t).map(|(u, changed)| (u.text().to_string(), changed));
    let changed = |t: &str| Some((t.to_string(), true));
    assert_eq!(read("mm Hg"), changed("mm[Hg]"));
    assert_eq!(read(" beats/minute "), changed("/min"));
    assert_eq!(read("x10^9/L"), changed("10*9/L"));
    assert_eq!(read("10¹²/L"), changed("10*12/L"));
    assert_eq!(read("µg/L"), changed("ug/L"));
    assert_eq!(read("°C"), changed("Cel"));
    assert_eq!(read("C"), changed("Cel"));
    assert_eq!(read("K/uL"), changed("10*3/uL"));
    assert_eq!(read("M/uL"), changed("10*6/uL"));
    assert_eq!(read("m/uL"), Some(("m/uL".to_string(), false)));
    assert_eq!(read("mL/min/1.73m2"), changed("mL/min/{1.73_m2}"));
    assert_eq!(read("U/L"), Some(("U/L".to_string(), false)));
    assert_eq!(read("mL/min/1.73"), changed("mL/min/{1.73_m2}"));
    // Capitals: UCUM would read millions where thousandths are charted.
    assert_eq!(read("ML"), changed("mL"));
    assert_eq!(read("Mg/dL"), changed("mg/dL"));
    assert_eq!(read("U/ML"), changed("U/mL"));
    for millions in ["MU/L", "Mg", "Mmol"] {
        assert_eq!(read(millions), None, "{millions}");
    }
    // Two meanings, or a blank that changes the meaning: no guess.
    for ambiguous in ["units", "unit/mL", "oz", "MIU/mL", "m s", "tabs", ""] {
        assert_eq!(read(ambiguous), None, "{ambiguous}");
    }
}

#[test]
fn unit_arithmetic_has_a_normal_form() {
    let mul = |a, b| unit(a).mul(&unit(b)).unwrap().to_string();
    let div = |a, b| unit(a).div(&unit(b)).unwrap().to_string();
    assert_eq!(mul("mg/dL", "dL/kg"), "mg/kg");
    assert_eq!(mul("mg/dl", "dL"), "mg");
    assert_eq!(mul("m", "m"), "m2");
    assert_eq!(div("mg", "mg"), "1");
    assert_eq!(div("1", "min"), "/min");
    assert_eq!(mul("/min", "/kg"), "/min/kg");
    assert_eq!(mul("mL/min/{1.73_m2}", "min"), "mL/{1.73_m2}");
    assert_eq!(div("kg", "m2"), "kg/m2");
    assert_eq!(mul("10*3/uL", "uL"), "10*3");
    assert_eq!(mul("4.m", "2.m"), "4.m2.2");
    assert_eq!(unit("m/s").pow(-2).unwrap().to_string(), "s2/m2");
    assert_eq!(unit("m").pow(0).unwrap().to_string(), "1");
    assert_eq!(unit("Cel").mul(&unit("m")).unwrap_err().kind, UnitErrorKind::SpecialInTerm);
    assert_eq!(unit("Cel").of_difference().unwrap().text(), "K");
    assert!(unit("[pH]").of_difference().is_none());
}

#[test]
fn reading_and_converting_is_quick() {
    let texts = ["mL/min/{1.73_m2}", "mg/dL", "10*9/L", "[degF]", "ug/kg/min", "mm[Hg]"];
    let started = std::time::Instant::now();
    let rounds = 200;
    for _ in 0..rounds {
        for t in texts {
            let u = unit(t);
            assert!(conversion(&u, &u).unwrap().is_identity());
        }
    }
    let each = started.elapsed() / (rounds * texts.len() as u32);
    println!("parse and conversion: {each:?}");
    // Far above what is measured, so that a busy machine does not fail it.
    assert!(each < std::time::Duration::from_millis(1), "{each:?}");
}

/// Units of one dimension each, for pairs that convert.
const FAMILIES: &[&[&str]] = &[
    &["g", "mg", "ug", "kg", "[lb_av]", "[gr]"],
    &["mmol/L", "umol/L", "mol/m3", "nmol/mL"],
    &["mm[Hg]", "Pa", "kPa", "cm[H2O]", "[psi]"],
    &["Cel", "[degF]", "K", "[degR]", "[degRe]"],
    &["/min", "/h", "Hz", "{beats}/min"],
    &["m[iU]/L", "u[iU]/mL", "[iU]/mL"],
];

fn pair() -> impl Strategy<Value = (&'static str, &'static str)> {
    (0..FAMILIES.len())
        .prop_flat_map(|f| (proptest::sample::select(FAMILIES[f]), proptest::sample::select(FAMILIES[f])))
}

proptest! {
    #[test]
    fn conversion_and_back_is_the_same((a, b) in pair(), mantissa in -1_000_000_000_i64..1_000_000_000, scale in 0_u32..5) {
        let value = Num::new(mantissa, scale);
        let there = conversion(&unit(a), &unit(b)).unwrap().apply(value).unwrap();
        let back = conversion(&unit(b), &unit(a)).unwrap().apply(there).unwrap();
        prop_assert_eq!(back.round(12), value);
    }

    #[test]
    fn conversion_keeps_the_order((a, b) in pair(), x in -1_000_000_i64..1_000_000, y in -1_000_000_i64..1_000_000) {
        let c = conversion(&unit(a), &unit(b)).unwrap();
        prop_assert_eq!(c.monotone(), Monotone::Increasing);
        prop_assert_eq!(c.apply(x.into()).unwrap().cmp(&c.apply(y.into()).unwrap()), x.cmp(&y));
    }

    #[test]
    fn no_text_panics(text in "\\PC{0,40}") {
        let _ = Unit::parse(&text);
        let _ = normalise_received(&text);
    }

    #[test]
    fn canonical_means_the_same(text in "(mg|kg|umol|L|dl|s|4|\\{x\\}|10\\*|U|\\[iU\\])([./](mg|kg2|umol-1|L|min|3|m\\{a\\}|10\\*-3|U)){0,4}") {
        let u = unit(&text);
        prop_assert!(u.same(&unit(&u.canonical())), "{} became {}", u, u.canonical());
        prop_assert_eq!(unit(&u.canonical()).canonical(), u.canonical());
    }
}
