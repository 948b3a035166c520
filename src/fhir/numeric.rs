//! Numbers in text results, read strictly.
//!
//! `<5` and `5.0` are numbers; `5.4 mmol/L` is one with its unit. `5.0 H`,
//! `1,234` (decimal comma or grouping?) and `120/80` are not.

use crate::snapshot::Quantity;
use crate::value::CmpOp;

/// What a text is.
#[derive(Debug, PartialEq)]
pub(crate) enum Parsed {
    /// A number.
    Number(Quantity),
    /// A number, but which one depends on the locale.
    Ambiguous,
    /// Anything else.
    Text,
}

/// Reads a text result.
pub(crate) fn parse(s: &str) -> Parsed {
    let s = s.trim();
    let (comparator, rest) = comparator(s);
    let (number, unit) = match rest.split_once(char::is_whitespace) {
        Some((n, u)) => (n, Some(u.trim())),
        None => (rest, None),
    };
    if unit.is_some_and(|u| !is_surely_a_unit(u)) {
        return Parsed::Text;
    }
    let plain = number.strip_prefix('-').unwrap_or(number);
    let digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    let (whole, fraction) = plain.split_once('.').unwrap_or((plain, "0"));
    if digits(whole) && digits(fraction) {
        return match number.parse() {
            Ok(value) => Parsed::Number(Quantity { value, comparator, unit: unit.map(str::to_string) }),
            Err(_) => Parsed::Text,
        };
    }
    let with_commas = plain.bytes().all(|b| b.is_ascii_digit() || b == b',' || b == b'.');
    if with_commas && plain.contains(',') { Parsed::Ambiguous } else { Parsed::Text }
}

fn comparator(s: &str) -> (Option<CmpOp>, &str) {
    for (sign, op) in [
        ("<=", CmpOp::Le),
        (">=", CmpOp::Ge),
        ("≤", CmpOp::Le),
        ("≥", CmpOp::Ge),
        ("<", CmpOp::Lt),
        (">", CmpOp::Gt),
    ] {
        if let Some(rest) = s.strip_prefix(sign) {
            return (Some(op), rest.trim_start());
        }
    }
    (None, s)
}

/// A quotient or a percentage: no flag looks like that (`H` would be a henry).
fn is_surely_a_unit(u: &str) -> bool {
    let first =
        u.starts_with(|c: char| c.is_ascii_alphabetic() || c == '%' || c == '[' || c == '{' || c == 'µ');
    first && !u.contains(char::is_whitespace) && (u == "%" || u.contains('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_not() {
        let number = |s: &str| match parse(s) {
            Parsed::Number(q) => format!("{:?} {} {:?}", q.comparator, q.value, q.unit),
            other => format!("{other:?}"),
        };
        assert_eq!(number("<5"), "Some(Lt) 5 None");
        assert_eq!(number(">= 1.50"), "Some(Ge) 1.5 None");
        assert_eq!(number("5.4 mmol/L"), "None 5.4 Some(\"mmol/L\")");
        assert_eq!(number("1,234"), "Ambiguous");
        for text in
            ["5.0 H", "Negative", "120/80", "5.", ".5", "1e3", "5-10", "", "<", "NaN", "+", "5 mg extra"]
        {
            assert_eq!(number(text), "Text", "{text}");
        }
    }
}
