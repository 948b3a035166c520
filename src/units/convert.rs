//! Converting values between units.

use super::Unit;
use super::error::{UnitError, UnitErrorKind};
use super::meaning::{MOLE, Meaning, Special};
use super::ratio::Ratio;
use crate::codec::{Codec, Read, Reader, Writer, codec_enum, codec_struct};
use crate::value::{End, Interval, Num};
use octofhir_ucum::{Number, SpecialKind};

/// Which way a conversion runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Monotone {
    /// A larger value becomes a larger value.
    Increasing,
    /// A larger value becomes a smaller value (pH to a concentration).
    Decreasing,
}

/// How values of one unit become values of another.
///
/// Linear conversions multiply and divide by exact decimals, and round only
/// where a result has more than 28 digits or decimals, to the nearest. Special
/// units that need a logarithm or a tangent are right to at least 12 digits.
#[derive(Debug, Clone, PartialEq)]
pub struct Conversion(Steps);

#[derive(Debug, Clone, PartialEq)]
enum Steps {
    Identity,
    Linear(Factor),
    Special(Box<Curve>),
}

/// Multiply by the first, divide by the second.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Factor(Num, Num);

/// From a special unit to its proper unit, along the proper units, and back.
#[derive(Debug, Clone, PartialEq)]
struct Curve {
    from: Option<(SpecialKind, Factor)>,
    between: Factor,
    to: Option<(SpecialKind, Factor)>,
}

/// The conversion between commensurable units.
///
/// ```
/// use curbside::units::{Unit, UnitErrorKind, conversion};
/// let u = |t| Unit::parse(t).unwrap();
/// let c = conversion(&u("g/L"), &u("mg/dL")).unwrap();
/// assert_eq!(c.apply("1.5".parse().unwrap()), Some(150.into()));
/// assert_eq!(conversion(&u("mg/dL"), &u("mmol/L")).unwrap_err().kind, UnitErrorKind::NeedsMolarMass);
/// assert_eq!(conversion(&u("meq/L"), &u("mmol/L")).unwrap_err().kind, UnitErrorKind::NeedsCharge);
/// assert_eq!(conversion(&u("mmol/mol"), &u("%")).unwrap_err().kind, UnitErrorKind::NeedsSubstance);
/// ```
pub fn conversion(from: &Unit, to: &Unit) -> Result<Conversion, UnitError> {
    if !from.commensurable(to) {
        return Err(mismatch(from, to, Analyte::default()));
    }
    build(from, to, Ratio::ONE)
}

/// What is known of a substance, as far as conversions need it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Analyte {
    /// Grams per mole.
    pub molar_mass: Option<Num>,
    /// Elementary charges of its ion, without the sign: a mole has so many equivalents.
    pub charge: Option<u32>,
}

/// The conversion between commensurable units, or between mass, amount of
/// substance and equivalents (also per volume, per time, …) of one analyte.
///
/// ```
/// use curbside::units::{Analyte, Unit, conversion_of};
/// let u = |t| Unit::parse(t).unwrap();
/// let creatinine = Analyte { molar_mass: "113.12".parse().ok(), charge: None };
/// let c = conversion_of(creatinine, &u("umol/L"), &u("mg/dL")).unwrap();
/// assert_eq!(c.apply(100.into()).unwrap().to_string(), "1.1312");
/// let calcium = Analyte { molar_mass: None, charge: Some(2) };
/// let c = conversion_of(calcium, &u("meq/L"), &u("mmol/L")).unwrap();
/// assert_eq!(c.apply(5.into()).unwrap().to_string(), "2.5");
/// ```
pub fn conversion_of(analyte: Analyte, from: &Unit, to: &Unit) -> Result<Conversion, UnitError> {
    if from.commensurable(to) {
        return build(from, to, Ratio::ONE);
    }
    let refused = || mismatch(from, to, analyte);
    let swap = from.dimension().swap_for(to.dimension()).ok_or_else(refused)?;
    // A mass divided by the molar mass is an amount, and so are equivalents by the charge.
    let step = |times: i32, per_mole: Option<Num>| match times {
        0 => Ok(Ratio::ONE),
        _ => per_mole
            .and_then(|n| Number::parse(&n.to_string()))
            .filter(|n| !n.is_zero() && !n.is_negative())
            .ok_or_else(refused)
            .and_then(|n| Ratio::of(n).powi(-times).ok_or_else(|| too_large(from, to))),
    };
    let mass = step(swap.masses, analyte.molar_mass)?;
    let charge = step(swap.equivalents, analyte.charge.map(|z| Num::from(i64::from(z))))?;
    build(from, to, mass.mul(charge).ok_or_else(|| too_large(from, to))?)
}

/// The same dimension, magnitude and scale, whatever is counted.
pub(super) fn equal(a: &Unit, b: &Unit) -> bool {
    a.dimension() == b.dimension() && build(a, b, Ratio::ONE).is_ok_and(|c| c.is_identity())
}

fn build(from: &Unit, to: &Unit, bridge: Ratio) -> Result<Conversion, UnitError> {
    let (a, b) = (from.meaning(), to.meaning());
    let steps = || -> Option<Steps> {
        let ratio = a.ratio.mul(bridge)?.div(b.ratio)?;
        let between = Factor::of(ratio)?;
        if a.special == b.special && between == Factor::ONE {
            return Some(Steps::Identity);
        }
        if a.special.is_none() && b.special.is_none() {
            return Some(Steps::Linear(between));
        }
        let side = |m: &Meaning| match m.special {
            None => Some(None),
            Some(Special { kind, scale }) => Factor::of(scale).map(|f| Some((kind, f))),
        };
        Some(Steps::Special(Box::new(Curve { from: side(a)?, between, to: side(b)? })))
    };
    steps().map(Conversion).ok_or_else(|| too_large(from, to))
}

impl Conversion {
    /// The conversion that changes nothing.
    pub fn identity() -> Conversion {
        Conversion(Steps::Identity)
    }

    /// Whether it changes nothing.
    pub fn is_identity(&self) -> bool {
        self.0 == Steps::Identity
    }

    /// The value in the other unit; `None` where there is none (the logarithm
    /// of zero) or it does not fit.
    pub fn apply(&self, value: Num) -> Option<Num> {
        match &self.0 {
            Steps::Identity => Some(value),
            Steps::Linear(factor) => factor.apply(value),
            Steps::Special(curve) => {
                let proper = match curve.from {
                    Some((kind, scale)) => to_proper(kind, scale.apply(value)?)?,
                    None => value,
                };
                let proper = curve.between.apply(proper)?;
                match curve.to {
                    Some((kind, scale)) => scale.inverse().apply(from_proper(kind, proper)?),
                    None => Some(proper),
                }
            }
        }
    }

    /// Which way it runs.
    ///
    /// ```
    /// use curbside::units::{Monotone, Unit, conversion};
    /// let u = |t| Unit::parse(t).unwrap();
    /// assert_eq!(conversion(&u("[pH]"), &u("nmol/L")).unwrap().monotone(), Monotone::Decreasing);
    /// ```
    pub fn monotone(&self) -> Monotone {
        let falls = |side: &Option<(SpecialKind, Factor)>| {
            side.is_some_and(|(kind, _)| logarithm(kind).is_some_and(|(times, ..)| times < 0))
        };
        match &self.0 {
            Steps::Special(c) if falls(&c.from) != falls(&c.to) => Monotone::Decreasing,
            _ => Monotone::Increasing,
        }
    }

    /// What an interval of values becomes; `None` where one of its ends has no
    /// value in the other unit.
    pub fn apply_interval(&self, values: &Interval<Num>) -> Option<Interval<Num>> {
        if let Some(v) = values.value() {
            return self.apply(v).map(Interval::exact);
        }
        let end = |e: End<Num>| {
            Some(match e {
                End::Unbounded => End::Unbounded,
                End::Closed(v) => End::Closed(self.apply(v)?),
                End::Open(v) => End::Open(self.apply(v)?),
            })
        };
        let (lo, hi) = (end(values.lo)?, end(values.hi)?);
        match self.monotone() {
            Monotone::Increasing => Interval::new(lo, hi),
            Monotone::Decreasing => Interval::new(hi, lo),
        }
    }
}

codec_struct!(Analyte { molar_mass, charge });
codec_enum!(Steps { 0 => Identity, 1 => Linear(a), 2 => Special(a) });
codec_struct!(Curve { from, between, to });

impl Codec for Conversion {
    fn put(&self, w: &mut Writer) {
        self.0.put(w);
    }

    fn get(r: &mut Reader<'_>) -> Read<Conversion> {
        Steps::get(r).map(Conversion)
    }
}

impl Codec for Factor {
    fn put(&self, w: &mut Writer) {
        self.0.put(w);
        self.1.put(w);
    }

    fn get(r: &mut Reader<'_>) -> Read<Factor> {
        Ok(Factor(Num::get(r)?, Num::get(r)?))
    }
}

codec_enum!(SpecialKind {
    0 => None, 1 => Arbitrary, 2 => Celsius, 3 => Fahrenheit, 4 => Reaumur, 5 => Lg, 6 => LgTimes2, 7 => Ln,
    8 => Ld, 9 => PH, 10 => HpX, 11 => HpC, 12 => HpM, 13 => HpQ, 14 => TanTimes100, 15 => Sqrt,
});

impl Factor {
    const ONE: Factor = Factor(Num::ONE, Num::ONE);

    fn of(ratio: Ratio) -> Option<Factor> {
        let (a, b) = ratio.to_factors()?;
        // A short quotient, such as 0.001 for 1 by 1000, spares the division.
        let quotient = a.div(b).filter(|q| q.is_short() && q.mul(b) == Some(a));
        Some(quotient.map_or(Factor(a, b), |q| Factor(q, Num::ONE)))
    }

    fn inverse(self) -> Factor {
        Factor(self.1, self.0)
    }

    fn apply(self, v: Num) -> Option<Num> {
        let product = if self.0.is_plainly_one() { Some(v) } else { v.mul(self.0) };
        match product {
            Some(product) if self.1.is_plainly_one() => Some(product),
            Some(product) => product.div(self.1),
            // The product is too large for a moment; the quotient need not be.
            None => v.div(self.1)?.mul(self.0),
        }
    }
}

/// The number added on the way from a temperature scale to its proper unit.
fn offset(kind: SpecialKind) -> Option<Num> {
    Some(match kind {
        SpecialKind::Celsius => Num::new(27_315, 2),
        SpecialKind::Fahrenheit => Num::new(45_967, 2),
        SpecialKind::Reaumur => Num::new(21_852, 2),
        _ => return None,
    })
}

/// A logarithmic unit as `times / per × log_base(x)`; no base is the natural one.
fn logarithm(kind: SpecialKind) -> Option<(i64, i64, Option<i64>)> {
    Some(match kind {
        SpecialKind::Lg => (1, 1, Some(10)),
        SpecialKind::LgTimes2 => (2, 1, Some(10)),
        SpecialKind::Ln => (1, 1, None),
        SpecialKind::Ld => (1, 1, Some(2)),
        SpecialKind::PH | SpecialKind::HpX => (-1, 1, Some(10)),
        SpecialKind::HpC => (-1, 2, Some(10)),
        SpecialKind::HpM => (-1, 3, Some(10)),
        SpecialKind::HpQ => (-1, 1, Some(50_000)),
        _ => return None,
    })
}

fn to_proper(kind: SpecialKind, r: Num) -> Option<Num> {
    if let Some(o) = offset(kind) {
        return r.add(o);
    }
    if let Some((times, per, base)) = logarithm(kind) {
        let exponent = r.mul(Num::from(per))?.div(Num::from(times))?;
        return match base {
            Some(b) => Num::from(b).pow(exponent),
            None => exponent.exp(),
        };
    }
    match kind {
        SpecialKind::Sqrt if r >= Num::ZERO => r.mul(r),
        SpecialKind::TanTimes100 => trigonometric(r.div(Num::from(100))?.to_f64().atan()),
        _ => None,
    }
}

fn from_proper(kind: SpecialKind, x: Num) -> Option<Num> {
    if let Some(o) = offset(kind) {
        return x.sub(o);
    }
    if let Some((times, per, base)) = logarithm(kind) {
        let log = match base {
            Some(10) => x.log10()?,
            Some(b) => x.ln()?.div(Num::from(b).ln()?)?,
            None => x.ln()?,
        };
        return log.mul(Num::from(times))?.div(Num::from(per));
    }
    match kind {
        SpecialKind::Sqrt => x.sqrt(),
        SpecialKind::TanTimes100 => {
            let x = x.to_f64();
            if x.abs() < std::f64::consts::FRAC_PI_2 { trigonometric(100.0 * x.tan()) } else { None }
        }
        _ => None,
    }
}

/// A binary result cut to the digits on which platforms agree.
fn trigonometric(x: f64) -> Option<Num> {
    format!("{x:.12e}").parse().ok()
}

fn too_large(from: &Unit, to: &Unit) -> UnitError {
    let message = format!("the factor from `{from}` to `{to}` is beyond 28 digits");
    UnitError::new(UnitErrorKind::TooLarge, message)
}

/// Why two units do not convert, in words.
fn mismatch(from: &Unit, to: &Unit, analyte: Analyte) -> UnitError {
    let (a, b) = (from.dimension(), to.dimension());
    let positive = |m: Option<Num>| m.is_some_and(|m| m > Num::ZERO);
    let (kind, why) = if from.is_amount_fraction() != to.is_amount_fraction() && a == b {
        (UnitErrorKind::NeedsSubstance, "a share of molecules is not a share of mass or volume")
    } else if let Some(swap) = a.swap_for(b) {
        if swap.masses != 0
            && !positive(analyte.molar_mass)
            && (swap.equivalents == 0 || analyte.charge.is_some())
        {
            let why = "one is a mass, the other an amount of substance: a molar mass above zero is needed";
            (UnitErrorKind::NeedsMolarMass, why)
        } else {
            let why = "a mole has as many equivalents as its ion has charges: a charge is needed";
            (UnitErrorKind::NeedsCharge, why)
        }
    } else if a.substance_blind() == b.substance_blind() {
        let why = "equivalents, osmoles and moles differ by the charge or the dissociation of the substance";
        (UnitErrorKind::NeedsSubstance, why)
    } else if a.atom(MOLE) != b.atom(MOLE) && (a.is_number() || b.is_number()) {
        (UnitErrorKind::Incommensurable, "an amount of substance is not a plain number")
    } else {
        let message = format!("`{from}` does not convert to `{to}`: one measures {a}, the other {b}");
        return UnitError::new(UnitErrorKind::Incommensurable, message);
    };
    UnitError::new(kind, format!("`{from}` does not convert to `{to}`: {why}"))
}
