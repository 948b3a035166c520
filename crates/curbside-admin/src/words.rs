//! Numbers and codes as people read them.

/// `12345` as `12,345`.
pub(crate) fn number(value: u64) -> String {
    let digits = value.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A part of a whole in tenths of a percent, rounded; nothing of nothing is nothing.
pub(crate) fn permille(part: u64, whole: u64) -> Option<u64> {
    (whole > 0).then(|| {
        u64::try_from((u128::from(part) * 2000 + u128::from(whole)) / (2 * u128::from(whole)))
            .unwrap_or(u64::MAX)
    })
}

/// `42.1 %`, or a dash.
pub(crate) fn percent(part: u64, whole: u64) -> String {
    permille(part, whole).map_or_else(|| "–".to_owned(), |p| format!("{}.{}\u{a0}%", p / 10, p % 10))
}

/// How many of `part` for 100 of `whole`.
pub(crate) fn per_hundred(part: u64, whole: u64) -> String {
    permille(part, whole).map_or_else(|| "–".to_owned(), |p| format!("{}.{}", p / 10, p % 10))
}

/// Microseconds in words.
pub(crate) fn duration(micros: u64) -> String {
    match micros {
        0 => "0".to_owned(),
        1..1_000 => format!("{micros}\u{a0}µs"),
        1_000..100_000 if micros % 1000 < 100 => format!("{}\u{a0}ms", micros / 1000),
        1_000..100_000 => format!("{}.{}\u{a0}ms", micros / 1000, micros % 1000 / 100),
        _ => format!("{}\u{a0}ms", number(micros / 1000)),
    }
}

/// `never-recorded` as `Never recorded`.
pub(crate) fn code(code: &str) -> String {
    let text = code.replace(['-', '_'], " ");
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().collect::<String>() + chars.as_str()).unwrap_or_default()
}

/// `12 March`.
pub(crate) fn day(date: jiff::civil::Date) -> String {
    date.strftime("%-d %b").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers() {
        assert_eq!(
            [number(0), number(999), number(1000), number(1_234_567)],
            ["0", "999", "1,000", "1,234,567"]
        );
        assert_eq!([percent(1, 3), percent(0, 0), percent(2, 2)], ["33.3\u{a0}%", "–", "100.0\u{a0}%"]);
        assert_eq!(permille(u64::MAX, u64::MAX), Some(1000));
        assert_eq!(
            [duration(980), duration(1250), duration(1_500_000)],
            ["980\u{a0}µs", "1.2\u{a0}ms", "1,500\u{a0}ms"]
        );
        assert_eq!([code("never-recorded"), code("")], ["Never recorded", ""]);
    }
}
