//! Roots, logarithms and powers of decimals.
//!
//! Written out in decimals because the decimal library's `exp` stops at about
//! seven digits and its `sqrt` can panic, and because binary floats differ in
//! the last digit between platforms. Results are rounded to fewer digits than
//! are computed, so that `log10(1000)` is 3 and `4^1.5` is 8.

use rust_decimal::{Decimal, MathematicalOps, RoundingStrategy};

/// Digits kept of a logarithm, an exponential or a broken power.
const DIGITS: u32 = 20;

fn rounded(d: Decimal, digits: u32) -> Option<Decimal> {
    d.round_sf_with_strategy(digits, RoundingStrategy::MidpointNearestEven).map(|d| d.normalize())
}

/// Square root by Newton's method from a binary first guess.
pub(super) fn sqrt(x: Decimal) -> Option<Decimal> {
    use rust_decimal::prelude::{FromPrimitive, ToPrimitive};
    if x.is_sign_negative() && !x.is_zero() {
        return None;
    }
    if x.is_zero() {
        return Some(Decimal::ZERO);
    }
    let mut root = Decimal::from_f64(x.to_f64()?.sqrt()).filter(|r| !r.is_zero())?;
    for _ in 0..3 {
        root = root.checked_add(x.checked_div(root)?)?.checked_div(Decimal::TWO)?;
    }
    rounded(root, 24)
}

pub(super) fn ln(x: Decimal) -> Option<Decimal> {
    rounded(ln_full(x)?, DIGITS)
}

fn ln_full(x: Decimal) -> Option<Decimal> {
    if x <= Decimal::ZERO { None } else { x.checked_ln() }
}

pub(super) fn log10(x: Decimal) -> Option<Decimal> {
    rounded(ln_full(x)?.checked_div(ln_full(Decimal::TEN)?)?, DIGITS)
}

pub(super) fn exp(x: Decimal) -> Option<Decimal> {
    rounded(exp_full(x)?, DIGITS)
}

/// `e^whole × e^rest`, the rest by its series.
fn exp_full(x: Decimal) -> Option<Decimal> {
    use rust_decimal::prelude::ToPrimitive;
    let whole = x.round();
    let n = whole.to_i64()?;
    if n < -65 {
        // Smaller than the smallest decimal.
        return Some(Decimal::ZERO);
    }
    if n > 66 {
        return None;
    }
    let rest = x.checked_sub(whole)?;
    let (mut sum, mut term) = (Decimal::ONE, Decimal::ONE);
    for k in 1..30_i64 {
        term = term.checked_mul(rest)?.checked_div(Decimal::from(k))?;
        sum = sum.checked_add(term)?;
    }
    let power = Decimal::E.checked_powi(n.abs())?;
    if n < 0 { sum.checked_div(power) } else { sum.checked_mul(power) }
}

/// A whole power, by squaring.
pub(super) fn powi(x: Decimal, n: i64) -> Option<Decimal> {
    let magnitude = n.unsigned_abs();
    let one = x.abs() == Decimal::ONE;
    if one || x.is_zero() {
        let odd = magnitude % 2 == 1;
        return Some(if magnitude == 0 || (one && !odd) { Decimal::ONE } else { x });
    }
    let power = x.checked_powu(magnitude);
    if n >= 0 {
        return power.map(|d| d.normalize());
    }
    match power {
        Some(p) => Decimal::ONE.checked_div(p).map(|d| d.normalize()),
        // Too large to hold, so its reciprocal is below the last decimal.
        None => Some(Decimal::ZERO),
    }
}

/// A broken power of a positive number.
pub(super) fn powd(x: Decimal, y: Decimal) -> Option<Decimal> {
    rounded(exp_full(ln_full(x)?.checked_mul(y)?)?, DIGITS)
}
