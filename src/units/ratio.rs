//! The magnitude of a unit as a ratio of two decimals of any size.

use crate::value::Num;
use octofhir_ucum::Number;

/// `num / den`, each exact to 28 significant digits.
///
/// INVARIANT: neither part is zero. Numerator and denominator are multiplied
/// apart and divided only when a value is converted, so that `1/3` stays exact.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Ratio {
    num: Number,
    den: Number,
}

impl Ratio {
    pub(super) const ONE: Ratio = Ratio { num: Number::ONE, den: Number::ONE };

    pub(super) fn new(num: Number, den: Number) -> Ratio {
        Ratio { num, den }
    }

    pub(super) fn of(n: Number) -> Ratio {
        Ratio { num: n, den: Number::ONE }
    }

    /// A factor of the unit table, where a quotient such as 5/9 is rounded to 28
    /// digits: the quotient itself where a small divisor gives it back.
    pub(super) fn of_table(n: Number) -> Ratio {
        let (digits, exponent) = n.to_integer_and_exponent();
        if digits < 10_i128.pow(25) {
            return Ratio::of(n);
        }
        // Divisors of the table's definitions: thirds, inches (25.4 mm), survey feet (1200/3937 m).
        for divisor in [3_i64, 9, 27, 127, 127 * 127, 3937] {
            let shift = 10_i128.pow(6);
            let Some(rounded) = digits.checked_mul(i128::from(divisor)).map(|p| (p + shift / 2) / shift)
            else {
                continue;
            };
            let (whole, tens) = strip_tens(rounded.unsigned_abs());
            let Ok(whole) = i64::try_from(whole) else { continue };
            let scale = Number::power_of_ten(exponent.saturating_add(6).saturating_add(tens));
            if whole < 10_i64.pow(16)
                && let Some(num) = Number::from_i64(whole).checked_mul(scale)
            {
                return Ratio { num, den: Number::from_i64(divisor) };
            }
        }
        Ratio::of(n)
    }

    pub(super) fn mul(self, o: Ratio) -> Option<Ratio> {
        Some(Ratio { num: self.num.checked_mul(o.num)?, den: self.den.checked_mul(o.den)? })
    }

    pub(super) fn recip(self) -> Ratio {
        Ratio { num: self.den, den: self.num }
    }

    pub(super) fn div(self, o: Ratio) -> Option<Ratio> {
        self.mul(o.recip())
    }

    pub(super) fn powi(self, exponent: i32) -> Option<Ratio> {
        let base = if exponent < 0 { self.recip() } else { self };
        let n = i32::try_from(exponent.unsigned_abs()).ok()?;
        Some(Ratio { num: base.num.checked_powi(n)?, den: base.den.checked_powi(n)? })
    }

    /// The two numbers to multiply and to divide by, in lowest terms and placed
    /// so that both fit a [`Num`]; `None` when they do not.
    pub(super) fn to_factors(self) -> Option<(Num, Num)> {
        let (n, e_n) = self.num.to_integer_and_exponent();
        let (d, e_d) = self.den.to_integer_and_exponent();
        let (n, d) = (u128::try_from(n).ok()?, u128::try_from(d).ok()?);
        let (n, d) = (strip_common(n, d)?, strip_common(d, n)?);
        // A ten in one part may now be a power of ten.
        let ((n, up), (d, down)) = (strip_tens(n), strip_tens(d));
        let e = e_n.checked_sub(e_d)?.checked_add(up)?.checked_sub(down)?;
        if e >= 0 {
            let to_num = e.min(room(n));
            Some((place(n, to_num)?, place(d, to_num.checked_sub(e)?)?))
        } else {
            let to_den = (-e).min(room(d));
            Some((place(n, e + to_den)?, place(d, to_den)?))
        }
    }
}

fn gcd(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a
}

fn strip_common(of: u128, with: u128) -> Option<u128> {
    of.checked_div(gcd(of, with))
}

fn strip_tens(mut n: u128) -> (u128, i32) {
    let mut tens = 0;
    while n >= 10 && n.is_multiple_of(10) {
        n /= 10;
        tens += 1;
    }
    (n, tens)
}

/// Zeros that can follow the digits of `n` within 28 digits.
fn room(n: u128) -> i32 {
    28 - n.checked_ilog10().map_or(1, |d| i32::try_from(d).unwrap_or(28) + 1)
}

fn place(n: u128, exponent: i32) -> Option<Num> {
    if exponent < -28 {
        return None;
    }
    format!("{n}e{exponent}").parse().ok()
}
