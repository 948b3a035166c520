//! A unit: its text and what it means.

use super::error::{UnitError, UnitErrorKind};
use super::meaning::{Dimension, Meaning};
use super::ratio::Ratio;
use super::suggest;
use crate::codec::{Codec, Damaged, Read, Reader, Writer};
use octofhir_ucum::{ErrorKind, SpecialKind, UnitExpr, parse_expression};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Longest unit text that is read, in bytes.
const MAX_LENGTH: usize = 256;

/// A UCUM unit that was read successfully. Cheap to clone.
///
/// Equality is of the text; [`Unit::same`] compares what is meant.
#[derive(Clone)]
pub struct Unit(Arc<Inner>);

struct Inner {
    text: String,
    meaning: Meaning,
}

impl Unit {
    /// Reads a case-sensitive UCUM expression.
    ///
    /// ```
    /// use curbside::units::Unit;
    /// assert_eq!(Unit::parse("mL/min/{1.73_m2}").unwrap().text(), "mL/min/{1.73_m2}");
    /// let e = Unit::parse("mmHg").unwrap_err();
    /// assert_eq!(e.to_string(), "`mmHg` is not a UCUM unit (did you mean `mm[Hg]`?)");
    /// ```
    pub fn parse(text: &str) -> Result<Unit, UnitError> {
        Unit::read(text).map_err(|mut e| {
            e.suggestion = suggest::for_mistake(text);
            e
        })
    }

    /// As [`Unit::parse`], without looking for a suggestion.
    pub(super) fn read(text: &str) -> Result<Unit, UnitError> {
        let meaning = Meaning::of(&tree(text)?)?;
        Ok(Unit(Arc::new(Inner { text: text.to_string(), meaning })))
    }

    /// The unit of a pure number, `1`.
    pub fn one() -> Unit {
        Unit(Arc::new(Inner { text: "1".to_string(), meaning: Meaning::number(Ratio::ONE) }))
    }

    /// As it was written.
    pub fn text(&self) -> &str {
        &self.0.text
    }

    /// What it measures.
    pub fn dimension(&self) -> &Dimension {
        &self.0.meaning.dimension
    }

    /// Whether values convert between the two without knowing the substance.
    ///
    /// ```
    /// use curbside::units::Unit;
    /// let u = |t| Unit::parse(t).unwrap();
    /// assert!(u("[iU]/L").commensurable(&u("m[iU]/mL")));
    /// assert!(!u("[iU]/L").commensurable(&u("[arb'U]/L")));
    /// assert!(!u("mmol/L").commensurable(&u("/L")));
    /// assert!(!u("mmol/mol").commensurable(&u("%")));
    /// ```
    pub fn commensurable(&self, o: &Unit) -> bool {
        self.dimension() == o.dimension() && self.is_amount_fraction() == o.is_amount_fraction()
    }

    /// Moles per mole: a share of molecules, where a plain share is of mass or volume.
    /// HbA1c is reported as both, and 48 mmol/mol is 6.5 %, not 4.8 %.
    pub(super) fn is_amount_fraction(&self) -> bool {
        self.dimension().is_number() && self.text().contains("mol")
    }

    /// Whether both mean the same: the same dimension, magnitude and scale.
    ///
    /// ```
    /// use curbside::units::Unit;
    /// assert!(Unit::parse("mg/dl").unwrap().same(&Unit::parse("10.mg/L").unwrap()));
    /// ```
    pub fn same(&self, o: &Unit) -> bool {
        self.text() == o.text() || super::convert::equal(self, o)
    }

    /// Whether it is a special unit (`Cel`, `[pH]`, `dB`), whose values do not multiply.
    pub fn is_special(&self) -> bool {
        self.0.meaning.special.is_some()
    }

    /// The unit of a difference of two values: `K` for `Cel`, itself for a
    /// unit that is not special; `None` where a difference has no unit (`[pH]`).
    ///
    /// ```
    /// use curbside::units::Unit;
    /// assert_eq!(Unit::parse("Cel").unwrap().of_difference().unwrap().text(), "K");
    /// ```
    pub fn of_difference(&self) -> Option<Unit> {
        let Some(special) = self.0.meaning.special else { return Some(self.clone()) };
        let text = match special.kind {
            SpecialKind::Celsius => "K",
            SpecialKind::Fahrenheit => "[degR]",
            _ => return None,
        };
        (special.scale == Ratio::ONE).then(|| Unit::read(text).ok()).flatten()
    }

    /// The product, written with what cancels left out.
    ///
    /// ```
    /// use curbside::units::Unit;
    /// let u = |t| Unit::parse(t).unwrap();
    /// assert_eq!(u("mg/dL").mul(&u("dL/kg")).unwrap().text(), "mg/kg");
    /// assert!(u("Cel").mul(&u("h")).is_err());
    /// ```
    pub fn mul(&self, o: &Unit) -> Result<Unit, UnitError> {
        self.times(o, 1)
    }

    /// The quotient, written with what cancels left out.
    pub fn div(&self, o: &Unit) -> Result<Unit, UnitError> {
        self.times(o, -1)
    }

    /// The power.
    ///
    /// ```
    /// use curbside::units::Unit;
    /// assert_eq!(Unit::parse("kg/m2").unwrap().pow(2).unwrap().text(), "kg2/m4");
    /// ```
    pub fn pow(&self, exponent: i32) -> Result<Unit, UnitError> {
        self.proper()?;
        let mut factors = Factors::default();
        factors.push(&tree(self.text())?, exponent);
        Unit::read(&factors.to_string())
    }

    /// The unit in a normal form: products before quotients, powers gathered,
    /// what cancels left out, litres as `L`.
    ///
    /// ```
    /// use curbside::units::Unit;
    /// assert_eq!(Unit::parse("mg.dl-1").unwrap().canonical(), "mg/dL");
    /// ```
    pub fn canonical(&self) -> String {
        let mut factors = Factors::default();
        if self.is_special() {
            return self.text().to_string();
        }
        match tree(self.text()) {
            Ok(expr) => factors.push(&expr, 1),
            Err(_) => return self.text().to_string(),
        }
        factors.to_string()
    }

    fn times(&self, o: &Unit, exponent: i32) -> Result<Unit, UnitError> {
        self.proper()?;
        o.proper()?;
        let mut factors = Factors::default();
        factors.push(&tree(self.text())?, 1);
        factors.push(&tree(o.text())?, exponent);
        Unit::read(&factors.to_string())
    }

    fn proper(&self) -> Result<(), UnitError> {
        if !self.is_special() {
            return Ok(());
        }
        let hint = self.of_difference().map_or(String::new(), |u| format!("; a difference is in `{u}`"));
        let message = format!("`{self}` cannot be multiplied, divided or raised to a power{hint}");
        Err(UnitError::new(UnitErrorKind::SpecialInTerm, message))
    }

    pub(super) fn meaning(&self) -> &Meaning {
        &self.0.meaning
    }
}

fn tree(text: &str) -> Result<UnitExpr, UnitError> {
    if text.len() > MAX_LENGTH {
        let message = format!("a unit of {} bytes is too long (at most {MAX_LENGTH})", text.len());
        return Err(UnitError::new(UnitErrorKind::TooLarge, message));
    }
    parse_expression(text).map_err(|e| {
        let (reason, at) = match e.kind {
            ErrorKind::InvalidExpression { reason, position, .. } => (reason, position),
            _ => (e.message, None),
        };
        let message = format!("`{}` is not a unit: {}", suggest::shown(text), reason);
        UnitError { at, ..UnitError::new(UnitErrorKind::Syntax, message) }
    })
}

/// The factors of a term, in the order in which they first appear.
#[derive(Default)]
struct Factors(Vec<Factor>);

struct Factor {
    symbol: String,
    annotation: Option<String>,
    exponent: i64,
}

impl Factors {
    fn push(&mut self, expr: &UnitExpr, exponent: i32) {
        match expr {
            UnitExpr::Product(terms) => terms.iter().for_each(|t| self.push(t, exponent)),
            UnitExpr::Quotient(a, b) => {
                self.push(a, exponent);
                self.push(b, exponent.saturating_neg());
            }
            UnitExpr::Reciprocal(e) => self.push(e, exponent.saturating_neg()),
            UnitExpr::Annotated(e, text) => self.leaf(e, Some(text), exponent),
            leaf => self.leaf(leaf, None, exponent),
        }
    }

    fn leaf(&mut self, expr: &UnitExpr, annotation: Option<&String>, outer: i32) {
        let (symbol, inner) = match expr {
            UnitExpr::Power(base, n) => (base.to_string(), *n),
            UnitExpr::Numeric(n) if n.to_integer_and_exponent() == (1, 0) && annotation.is_none() => return,
            other => (other.to_string(), 1),
        };
        let symbol = litre(symbol);
        let exponent = i64::from(inner).saturating_mul(i64::from(outer));
        match self.0.iter_mut().find(|f| f.symbol == symbol && f.annotation.as_ref() == annotation) {
            Some(f) => f.exponent = f.exponent.saturating_add(exponent),
            None => self.0.push(Factor { symbol, annotation: annotation.cloned(), exponent }),
        }
    }
}

/// `dL` for `dl`: both are UCUM, one is the spelling that cannot be misread.
fn litre(symbol: String) -> String {
    match symbol.strip_suffix('l') {
        Some(prefix) if prefix.is_empty() || octofhir_ucum::find_prefix(prefix).is_some() => {
            format!("{prefix}L")
        }
        _ => symbol,
    }
}

impl std::fmt::Display for Factors {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut empty = true;
        let (over, under): (Vec<_>, Vec<_>) =
            self.0.iter().filter(|x| x.exponent != 0).partition(|x| x.exponent > 0);
        for (sign, factor) in over.into_iter().map(|x| (".", x)).chain(under.into_iter().map(|x| ("/", x))) {
            // A number takes no exponent in UCUM, so it is repeated.
            let n = factor.exponent.unsigned_abs();
            let plain = factor.symbol.starts_with('{') || factor.symbol.bytes().all(|b| b.is_ascii_digit());
            for _ in 0..if plain { n.min(32) } else { 1 } {
                f.write_str(if empty && sign == "." { "" } else { sign })?;
                empty = false;
                f.write_str(&factor.symbol)?;
                if !plain && n != 1 {
                    write!(f, "{n}")?;
                }
                if let Some(text) = &factor.annotation {
                    write!(f, "{{{text}}}")?;
                }
            }
        }
        if empty { f.write_str("1") } else { Ok(()) }
    }
}

impl Codec for Unit {
    /// The text, once for all that are alike: reading it back takes microseconds.
    fn put(&self, w: &mut Writer) {
        w.shared(&Spelt(self.clone()));
    }

    fn get(r: &mut Reader<'_>) -> Read<Unit> {
        r.shared::<Spelt>().map(|s| s.0)
    }
}

/// A unit written out.
#[derive(Clone)]
struct Spelt(Unit);

impl Codec for Spelt {
    fn put(&self, w: &mut Writer) {
        w.text(self.0.text());
    }

    fn get(r: &mut Reader<'_>) -> Read<Spelt> {
        Unit::read(r.text()?).map(Spelt).map_err(|_| Damaged)
    }
}

impl PartialEq for Unit {
    fn eq(&self, o: &Unit) -> bool {
        self.text() == o.text()
    }
}

impl Eq for Unit {}

impl std::hash::Hash for Unit {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.text().hash(state);
    }
}

impl std::fmt::Display for Unit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.text())
    }
}

impl std::fmt::Debug for Unit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Unit({})", self.text())
    }
}

impl std::str::FromStr for Unit {
    type Err = UnitError;

    fn from_str(text: &str) -> Result<Unit, UnitError> {
        Unit::parse(text)
    }
}

impl Serialize for Unit {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(self.text())
    }
}

impl<'de> Deserialize<'de> for Unit {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        Unit::parse(&String::deserialize(d)?).map_err(serde::de::Error::custom)
    }
}
