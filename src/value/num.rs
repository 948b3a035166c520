//! Exact decimal numbers.
//!
//! [`Num`] hides the decimal library. Only checked operations are offered:
//! a clinical value is never rounded or wrapped by accident.

use super::transcendental;
use crate::codec::{Codec, Damaged, Read, Reader, Writer};
use rust_decimal::{Decimal, MathematicalOps, RoundingStrategy, prelude::ToPrimitive};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::cmp::Ordering;
use std::hash::{Hash, Hasher};
use std::str::FromStr;

/// An exact decimal number of up to 28 digits.
#[derive(Clone, Copy, Eq, Default)]
pub struct Num(Decimal);

/// Powers of ten.
const TENS: [i128; 29] = {
    let mut tens = [1; 29];
    let mut at = 1;
    while at < tens.len() {
        tens[at] = tens[at - 1] * 10;
        at += 1;
    }
    tens
};

impl Ord for Num {
    /// By value, as whole numbers of as many decimals.
    fn cmp(&self, o: &Num) -> Ordering {
        let (a, b) = (self.0.mantissa(), o.0.mantissa());
        let (of_a, of_b) = (self.0.scale(), o.0.scale());
        // With as many decimals, where that surely fits: 63 bits and 18 digits, or 31 bits and 28.
        let scaled = |n: i128, more: u32| {
            let ten = *TENS.get(more as usize)?;
            match i64::try_from(ten) {
                Ok(ten) => Some(i128::from(i64::try_from(n).ok()?) * i128::from(ten)),
                Err(_) => Some(i128::from(i32::try_from(n).ok()?) * ten),
            }
        };
        let known = match of_a.cmp(&of_b) {
            Ordering::Equal => Some(a.cmp(&b)),
            Ordering::Greater => scaled(b, of_a - of_b).map(|b| a.cmp(&b)),
            Ordering::Less => scaled(a, of_b - of_a).map(|a| a.cmp(&b)),
        };
        known.unwrap_or_else(|| self.0.cmp(&o.0))
    }
}

impl PartialOrd for Num {
    fn partial_cmp(&self, o: &Num) -> Option<Ordering> {
        Some(self.cmp(o))
    }
}

impl Hash for Num {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}

impl PartialEq for Num {
    fn eq(&self, o: &Num) -> bool {
        self.cmp(o) == Ordering::Equal
    }
}

/// A text that is not a decimal number the engine can hold exactly.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a decimal number of at most 28 digits")]
pub struct NumError;

// `add` and its like are no operators on purpose: they can fail.
#[allow(clippy::should_implement_trait)]
impl Num {
    /// Zero.
    pub const ZERO: Num = Num(Decimal::ZERO);
    /// One.
    pub const ONE: Num = Num(Decimal::ONE);

    /// `mantissa × 10^-scale`.
    ///
    /// ```
    /// use curbside::value::Num;
    /// assert_eq!(Num::new(55, 1).to_string(), "5.5");
    /// ```
    pub fn new(mantissa: i64, scale: u32) -> Num {
        Decimal::try_new(mantissa, scale).map(|d| Num(d.normalize())).unwrap_or_default()
    }

    /// The number of a binary float's shortest decimal text; `None` for NaN and infinities.
    pub fn from_f64(x: f64) -> Option<Num> {
        x.is_finite().then(|| Num::from_str(&x.to_string()).ok()).flatten()
    }

    /// For display and for functions without an exact result.
    pub fn to_f64(self) -> f64 {
        self.0.to_f64().unwrap_or(f64::NAN)
    }

    /// The whole number, when it is one and fits.
    pub fn to_i64(self) -> Option<i64> {
        if self.0.fract().is_zero() { self.0.to_i64() } else { None }
    }

    /// Sum, unless it overflows.
    pub fn add(self, o: Num) -> Option<Num> {
        self.0.checked_add(o.0).map(|d| Num(d.normalize()))
    }

    /// Difference, unless it overflows.
    pub fn sub(self, o: Num) -> Option<Num> {
        self.0.checked_sub(o.0).map(|d| Num(d.normalize()))
    }

    /// Product, unless it overflows.
    pub fn mul(self, o: Num) -> Option<Num> {
        let (a, b) = (i64::try_from(self.0.mantissa()), i64::try_from(o.0.mantissa()));
        if let (Ok(a), Ok(b)) = (a, b)
            && let Some(mut product) = a.checked_mul(b)
        {
            let mut scale = self.0.scale() + o.0.scale();
            while scale > 0 && product % 10 == 0 {
                (product, scale) = (product / 10, scale - 1);
            }
            if let Ok(exact) = Decimal::try_new(product, scale) {
                return Some(Num(exact));
            }
        }
        self.0.checked_mul(o.0).map(|d| Num(d.normalize()))
    }

    /// Quotient, unless it overflows or `o` is zero.
    pub fn div(self, o: Num) -> Option<Num> {
        self.0.checked_div(o.0).map(|d| Num(d.normalize()))
    }

    /// The number with the other sign.
    #[must_use]
    pub fn neg(self) -> Num {
        Num((-self.0).normalize())
    }

    /// The number without its sign.
    #[must_use]
    pub fn abs(self) -> Num {
        Num(self.0.abs())
    }

    /// Largest whole number not above.
    #[must_use]
    pub fn floor(self) -> Num {
        Num(self.0.floor().normalize())
    }

    /// Smallest whole number not below.
    #[must_use]
    pub fn ceil(self) -> Num {
        Num(self.0.ceil().normalize())
    }

    /// Rounded half away from zero to `digits` decimals.
    #[must_use]
    pub fn round(self, digits: u32) -> Num {
        Num(self.0.round_dp_with_strategy(digits.min(28), RoundingStrategy::MidpointAwayFromZero).normalize())
    }

    /// Square root of a number that is not negative, right to 24 digits.
    ///
    /// ```
    /// use curbside::value::Num;
    /// assert_eq!(Num::from(2500).sqrt(), Some(Num::from(50)));
    /// assert_eq!(Num::from(-1).sqrt(), None);
    /// ```
    pub fn sqrt(self) -> Option<Num> {
        transcendental::sqrt(self.0).map(Num)
    }

    /// Natural logarithm of a positive number, right to 20 digits.
    pub fn ln(self) -> Option<Num> {
        transcendental::ln(self.0).map(Num)
    }

    /// Decimal logarithm of a positive number, right to 20 digits; exact for powers of ten.
    ///
    /// ```
    /// use curbside::value::Num;
    /// assert_eq!(Num::from(1000).log10(), Some(Num::from(3)));
    /// assert_eq!(Num::ZERO.log10(), None);
    /// ```
    pub fn log10(self) -> Option<Num> {
        transcendental::log10(self.0).map(Num)
    }

    /// e to this power, unless it overflows: right to 20 digits, with at most 28 decimals.
    pub fn exp(self) -> Option<Num> {
        transcendental::exp(self.0).map(Num)
    }

    /// This number to a power, unless it is undefined or overflows. A whole
    /// power is multiplied out; another is right to about 20 digits.
    ///
    /// ```
    /// use curbside::value::Num;
    /// assert_eq!(Num::from(2).pow(Num::from(-2)), Some(Num::new(25, 2)));
    /// assert_eq!(Num::from(4).pow(Num::new(15, 1)), Some(Num::from(8)));
    /// assert_eq!(Num::from(-4).pow(Num::new(5, 1)), None);
    /// ```
    pub fn pow(self, exponent: Num) -> Option<Num> {
        if let Some(n) = exponent.to_i64() {
            if n < 0 && self.0.is_zero() {
                return None;
            }
            return transcendental::powi(self.0, n).map(Num);
        }
        if self.0 < Decimal::ZERO || (self.0.is_zero() && exponent.0 < Decimal::ZERO) {
            return None;
        }
        if self.0.is_zero() {
            return Some(Num::ZERO);
        }
        transcendental::powd(self.0, exponent.0).map(Num)
    }

    /// Whether it is one, written without decimals: what need not be multiplied by.
    pub(crate) fn is_plainly_one(self) -> bool {
        self.0.scale() == 0 && self.0.mantissa() == 1
    }

    /// Whether it has at most so many decimals.
    pub(crate) fn has_decimals(self, at_most: u32) -> bool {
        self.0.scale() <= at_most
    }

    /// Adds it to a text as [`Display`](std::fmt::Display) shows it, without its machinery.
    pub(crate) fn push(self, out: &mut String) {
        let (scale, mantissa) = (self.0.scale() as usize, self.0.mantissa());
        let Ok(mut rest) = u64::try_from(mantissa.unsigned_abs()) else {
            out.push_str(&self.0.to_string());
            return;
        };
        // Digits from the last to the first; a point takes one more place, and a leading zero.
        let mut digits = [0u8; 32];
        let mut at = digits.len();
        let mut count = 0;
        while rest > 0 || count <= scale {
            if count == scale && scale > 0 {
                at -= 1;
                digits[at] = b'.';
            }
            at -= 1;
            digits[at] = b'0' + (rest % 10) as u8;
            rest /= 10;
            count += 1;
        }
        if mantissa < 0 {
            out.push('-');
        }
        out.extend(digits.get(at..).unwrap_or_default().iter().map(|digit| char::from(*digit)));
    }

    /// At most twelve digits, and as many decimals.
    pub(crate) fn is_short(self) -> bool {
        digits(self.0.mantissa().unsigned_abs()) <= 12 && self.0.scale() <= 12
    }

    /// Whether [`Num::add`] and [`Num::sub`] of the two lose no digit.
    pub(super) fn adds_exactly(self, o: Num) -> bool {
        let whole = |d: Decimal| digits(d.trunc().mantissa().unsigned_abs());
        whole(self.0).max(whole(o.0)) + 1 + self.0.scale().max(o.0.scale()) <= 28
    }

    /// Whether [`Num::mul`] of the two loses no digit.
    pub(super) fn multiplies_exactly(self, o: Num) -> bool {
        let width = |d: Decimal| digits(d.mantissa().unsigned_abs());
        width(self.0) + width(o.0) <= 28 && self.0.scale() + o.0.scale() <= 28
    }

    /// A number above (or below) by one in the last of so many significant
    /// digits, with at most 28 decimals: a step over the error of a function
    /// that is right to more digits than that.
    pub(super) fn nudge(self, up: bool, significant: i32) -> Option<Num> {
        let leading = i32::try_from(digits(self.0.mantissa().unsigned_abs())).ok()?;
        let leading = significant - leading + i32::try_from(self.0.scale()).ok()?;
        let step = match u32::try_from(leading.min(28)) {
            Ok(scale) => Decimal::try_new(1, scale).ok()?,
            Err(_) => Decimal::TEN.checked_powu(u64::from(leading.unsigned_abs()))?,
        };
        self.add(Num(if up { step } else { -step }))
    }
}

/// Decimal digits of a whole number; none of zero.
fn digits(n: u128) -> u32 {
    n.checked_ilog10().map_or(0, |d| d + 1)
}

impl Codec for Num {
    /// Digits and decimals: mostly two or three bytes.
    fn put(&self, w: &mut Writer) {
        let (digits, scale) = (self.0.mantissa(), self.0.scale());
        w.byte(u8::try_from(scale).unwrap_or(u8::MAX) << 1 | u8::from(i64::try_from(digits).is_err()));
        match i64::try_from(digits) {
            Ok(few) => few.put(w),
            Err(_) => w.bytes(&digits.to_le_bytes()),
        }
    }

    fn get(r: &mut Reader<'_>) -> Read<Num> {
        let head = r.byte()?;
        let digits = match head & 1 {
            0 => i128::from(i64::get(r)?),
            _ => i128::from_le_bytes(r.bytes(16)?.try_into().map_err(|_| Damaged)?),
        };
        let number = Decimal::try_from_i128_with_scale(digits, u32::from(head >> 1)).map_err(|_| Damaged)?;
        Ok(Num(number.normalize()))
    }
}

impl FromStr for Num {
    type Err = NumError;

    /// Reads `5`, `-5.50`, `1.2e3`; refuses what would lose digits.
    fn from_str(s: &str) -> Result<Self, NumError> {
        let (mantissa, exponent) = match s.find(['e', 'E']) {
            Some(at) => (&s[..at], s[at + 1..].parse::<i32>().map_err(|_| NumError)?),
            None => (s, 0),
        };
        let digits = mantissa.strip_prefix(['+', '-']).unwrap_or(mantissa);
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, "0"));
        let plain = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !plain(whole) || !plain(fraction) {
            return Err(NumError);
        }
        let base = Decimal::from_str_exact(mantissa).map_err(|_| NumError)?.normalize();
        shifted(base, exponent).map(Num).ok_or(NumError)
    }
}

/// `d × 10^exponent`, if it can be held without losing a digit.
fn shifted(d: Decimal, exponent: i32) -> Option<Decimal> {
    if d.is_zero() {
        return Some(Decimal::ZERO);
    }
    let (mut mantissa, mut scale) = (d.mantissa(), i64::from(d.scale()) - i64::from(exponent));
    while scale < 0 {
        mantissa = mantissa.checked_mul(10)?;
        scale += 1;
    }
    while scale > 28 && mantissa % 10 == 0 {
        mantissa /= 10;
        scale -= 1;
    }
    Decimal::try_from_i128_with_scale(mantissa, u32::try_from(scale).ok()?).ok().map(|d| d.normalize())
}

impl From<i64> for Num {
    fn from(n: i64) -> Self {
        Num(Decimal::from(n))
    }
}

impl std::fmt::Display for Num {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl std::fmt::Debug for Num {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

impl Serialize for Num {
    /// As text, so that no digit is lost on the way.
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Num {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        struct V;
        impl serde::de::Visitor<'_> for V {
            type Value = Num;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a decimal number, as text or number")
            }
            fn visit_str<E: serde::de::Error>(self, s: &str) -> Result<Num, E> {
                s.parse().map_err(E::custom)
            }
            fn visit_i64<E: serde::de::Error>(self, n: i64) -> Result<Num, E> {
                Ok(n.into())
            }
            fn visit_u64<E: serde::de::Error>(self, n: u64) -> Result<Num, E> {
                Ok(Num(n.into()))
            }
            fn visit_f64<E: serde::de::Error>(self, x: f64) -> Result<Num, E> {
                Num::from_f64(x).ok_or_else(|| E::custom(NumError))
            }
        }
        d.deserialize_any(V)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn number() -> impl Strategy<Value = Num> {
        (any::<i64>(), 0..60u32, 0..29u32).prop_map(|(m, shift, scale)| Num::new(m >> shift, scale))
    }

    proptest! {
        #[test]
        fn the_short_ways_are_the_long_ones(a in number(), b in number()) {
            let mut shown = String::new();
            a.push(&mut shown);
            prop_assert_eq!(shown, a.0.to_string());
            prop_assert_eq!(a.cmp(&b), a.0.cmp(&b.0));
            prop_assert_eq!(a == b, a.0 == b.0);
            let long = a.0.checked_mul(b.0).map(|d| d.normalize());
            prop_assert_eq!(a.mul(b).map(|n| n.0.serialize()), long.map(|d| d.serialize()));
        }
    }
}
