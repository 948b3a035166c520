//! Words for people: quantities, ranges, dates, lists. Shared by messages,
//! explanations and the command line.

use crate::snapshot::{ObservationValue, Quantity, Sex};
use crate::time::{PartialTime, Precision, Timestamp, Zone};
use crate::units::Unit;
use crate::value::{End, Interval, Num, Truth};
use std::borrow::Cow;

/// `a`, `a and b`, `a, b and c`.
///
/// ```
/// use curbside::eval::text::list;
/// assert_eq!(list(&["a", "b", "c"]), "a, b and c");
/// ```
pub fn list<T: AsRef<str>>(items: &[T]) -> String {
    match items {
        [] => String::new(),
        [one] => one.as_ref().to_string(),
        [first, middle @ .., last] => {
            let mut out = first.as_ref().to_string();
            for m in middle {
                out.push_str(", ");
                out.push_str(m.as_ref());
            }
            out.push_str(" and ");
            out.push_str(last.as_ref());
            out
        }
    }
}

/// A unit as people write it: `mmHg` for `mm[Hg]`, `°C` for `Cel`.
///
/// ```
/// use curbside::eval::text::unit_text;
/// assert_eq!(unit_text("mm[Hg]"), "mmHg");
/// assert_eq!(unit_text("mL/min/{1.73_m2}"), "mL/min/1.73 m2");
/// assert_eq!(unit_text("mg/g{creat}"), "mg/g creat");
/// assert_eq!(unit_text("m[IU]/L"), "mIU/L");
/// assert_eq!(unit_text("1"), "");
/// ```
pub fn unit_text(ucum: &str) -> String {
    unit_words(ucum).into_owned()
}

/// Bytes that stand in no unit for anything else; `C` may begin a `Cel`.
const PLAIN: [bool; 256] = {
    let mut plain = [false; 256];
    let mut b = 0;
    while b < plain.len() {
        plain[b] =
            (b as u8).is_ascii_alphanumeric() && b != b'C' as usize || matches!(b as u8, b'/' | b'%' | b'.');
        b += 1;
    }
    plain
};

fn unit_words(ucum: &str) -> Cow<'_, str> {
    // Nearly all units are written as people write them.
    if ucum != "1" && ucum.bytes().all(|b| PLAIN[usize::from(b)]) {
        return Cow::Borrowed(ucum);
    }
    if ucum == "1" || (ucum.starts_with('{') && ucum.ends_with('}')) {
        return Cow::Borrowed("");
    }
    // A letter that no text without the word need be searched for.
    let words = [
        ('[', "mm[Hg]", "mmHg"),
        ('[', "[degF]", "°F"),
        ('C', "Cel", "°C"),
        ('[', "[iU]", "IU"),
        ('[', "[IU]", "IU"),
        ('[', "[pH]", ""),
        ('*', "10*", "10^"),
    ];
    let mut plain = Cow::Borrowed(ucum);
    for (_, from, to) in words.into_iter().filter(|(letter, ..)| ucum.contains(*letter)) {
        plain = Cow::Owned(plain.replace(from, to));
    }
    let mut text = String::with_capacity(plain.len());
    for c in plain.chars().filter(|c| *c != '}') {
        match c {
            // An annotation after a unit is a word of its own.
            '{' if text.ends_with(|c: char| c.is_ascii_alphanumeric()) => text.push(' '),
            '{' => {}
            '_' => text.push(' '),
            c => text.push(c),
        }
    }
    Cow::Owned(text)
}

/// A number without needless digits. Up to four decimals are kept as they are;
/// longer ones come from a calculation and are rounded.
///
/// ```
/// use curbside::eval::text::number;
/// assert_eq!(number("5.510".parse().unwrap()), "5.51");
/// assert_eq!(number("6.99333962".parse().unwrap()), "6.993");
/// ```
pub fn number(v: Num) -> String {
    let mut out = String::with_capacity(16);
    push_number(&mut out, v);
    out
}

fn push_number(out: &mut String, v: Num) {
    if v.has_decimals(4) {
        return v.push(out);
    }
    let size = v.abs();
    let digits = match () {
        () if size >= Num::from(100) => 1,
        () if size >= Num::from(10) => 2,
        () if size >= Num::ONE => 3,
        () if size >= Num::new(1, 2) => 4,
        () => 8,
    };
    v.round(digits).push(out);
}

/// A number with its unit: `5.6 mmol/L`.
pub fn quantity(v: Num, unit: Option<&Unit>) -> String {
    let mut out = number(v);
    push_unit(&mut out, unit.map(Unit::text));
    out
}

fn push_unit(out: &mut String, unit: Option<&str>) {
    let Some(unit) = unit.map(unit_words).filter(|u| !u.is_empty()) else { return };
    out.push(' ');
    out.push_str(&unit);
}

/// Adds what is known of a number: `5.6 mmol/L`, `5 to 8`, `below 5 ng/L`, `unknown`.
pub(super) fn push_range(out: &mut String, r: &Interval<Num>, unit: Option<&Unit>) {
    let mut say = |parts: &[(&str, Num)]| {
        for (word, n) in parts {
            out.push_str(word);
            push_number(out, *n);
        }
    };
    match (r.value(), r.lo, r.hi) {
        (Some(v), ..) => say(&[("", v)]),
        (_, End::Unbounded, End::Unbounded) => return out.push_str("unknown"),
        (_, End::Unbounded, End::Closed(hi)) => say(&[("at most ", hi)]),
        (_, End::Unbounded, End::Open(hi)) => say(&[("below ", hi)]),
        (_, End::Closed(lo), End::Unbounded) => say(&[("at least ", lo)]),
        (_, End::Open(lo), End::Unbounded) => say(&[("above ", lo)]),
        (_, End::Closed(lo), End::Open(hi)) if lo == Num::ZERO => say(&[("below ", hi)]),
        (_, End::Closed(lo) | End::Open(lo), End::Closed(hi)) => say(&[("", lo), (" to ", hi)]),
        (_, End::Closed(lo) | End::Open(lo), End::Open(hi)) => say(&[("", lo), (" to below ", hi)]),
    }
    push_unit(out, unit.map(Unit::text));
}

/// What is known of a number.
pub fn range(r: &Interval<Num>, unit: Option<&Unit>) -> String {
    let mut out = String::new();
    push_range(&mut out, r, unit);
    out
}

/// A quantity as received.
pub fn received_quantity(q: &Quantity) -> String {
    let mut out = String::with_capacity(24);
    push_received(&mut out, q);
    out
}

fn push_received(out: &mut String, q: &Quantity) {
    out.push_str(q.comparator.map(|c| c.symbol()).unwrap_or(""));
    push_number(out, q.value);
    push_unit(out, q.unit.as_deref());
}

/// A result as received.
pub fn received(value: &ObservationValue) -> String {
    match value {
        ObservationValue::Quantity(q) => received_quantity(q),
        ObservationValue::Range { low, high } => match (low, high) {
            (Some(l), Some(h)) => format!("{} to {}", number(l.value), received_quantity(h)),
            (Some(l), None) => format!("at least {}", received_quantity(l)),
            (None, Some(h)) => format!("at most {}", received_quantity(h)),
            (None, None) => "(no value)".into(),
        },
        ObservationValue::Concept(c) if c.masked => "(withheld)".into(),
        ObservationValue::Concept(c) => c.label().to_string(),
        ObservationValue::Text(t) => format!("\"{t}\""),
        ObservationValue::YesNo(b) => if *b { "yes" } else { "no" }.into(),
        ObservationValue::Time(t) => t.to_string(),
        ObservationValue::Absent(why) => format!("(no value: {why})"),
        ObservationValue::Masked => "(withheld)".into(),
        ObservationValue::None => "(no value)".into(),
    }
}

/// A name and a result as received: `Potassium 5.6 mmol/L`.
pub(super) fn push_named(out: &mut String, name: &str, value: &ObservationValue) {
    out.push_str(name);
    out.push(' ');
    match value {
        ObservationValue::Quantity(q) => push_received(out, q),
        other => out.push_str(&received(other)),
    }
}

/// A date: `2026-02-27`, or as much of it as is known.
pub fn date(t: &PartialTime, zone: &Zone) -> String {
    match t.precision() {
        Precision::Minute | Precision::Second => t.earliest(zone).date_in(zone),
        _ => t.to_string(),
    }
}

/// Adds what is known of a moment.
pub(super) fn push_when(out: &mut String, t: &Interval<Timestamp>, zone: &Zone) {
    match t.value() {
        Some(t) => t.push_date_in(zone, out),
        None => out.push_str(&when(t, zone)),
    }
}

/// What is known of a moment: a date, `2024-03-01 to 2024-03-31`, `unknown`.
pub fn when(t: &Interval<Timestamp>, zone: &Zone) -> String {
    if let Some(t) = t.value() {
        return t.date_in(zone);
    }
    let day = |e: End<Timestamp>, before: bool| match e {
        End::Unbounded => None,
        End::Closed(t) => Some(t.date_in(zone)),
        End::Open(t) if before => Some(Timestamp::from_second(t.as_second().saturating_sub(1)).date_in(zone)),
        End::Open(t) => Some(t.date_in(zone)),
    };
    match (day(t.lo, false), day(t.hi, true)) {
        (Some(a), Some(b)) if a == b => a,
        (Some(a), Some(b)) => format!("{a} to {b}"),
        (Some(a), None) => format!("since {a}"),
        (None, Some(b)) => format!("until {b}"),
        (None, None) => "unknown".into(),
    }
}

/// `yes`, `no`, `unknown`.
pub fn truth(t: Truth) -> &'static str {
    match t {
        Truth::True => "yes",
        Truth::False => "no",
        Truth::Unknown => "unknown",
    }
}

/// `female`, `male`, `other`.
pub fn sex(s: Sex) -> &'static str {
    match s {
        Sex::Female => "female",
        Sex::Male => "male",
        Sex::Other => "other",
    }
}

/// The name without its pack: `Potassium` of `laboratory/Potassium`.
pub fn short(name: &str) -> &str {
    name.rsplit_once('/').map_or(name, |(_, short)| short)
}

/// A text with every run of blanks as one.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_read_like_speech() {
        let unit = Unit::parse("ng/L").unwrap();
        let n = |i: i64| Num::from(i);
        let r = |lo, hi| Interval::new(lo, hi).unwrap();
        let say = |i: Interval<Num>| range(&i, Some(&unit));
        assert_eq!(say(r(End::Closed(n(0)), End::Open(n(5)))), "below 5 ng/L");
        assert_eq!(say(r(End::Closed(n(5)), End::Closed(n(8)))), "5 to 8 ng/L");
        assert_eq!(say(r(End::Open(n(5)), End::Unbounded)), "above 5 ng/L");
        assert_eq!(say(r(End::Closed(n(5)), End::Unbounded)), "at least 5 ng/L");
        assert_eq!(say(r(End::Unbounded, End::Closed(n(8)))), "at most 8 ng/L");
        assert_eq!(say(r(End::Open(n(5)), End::Open(n(8)))), "5 to below 8 ng/L");
        assert_eq!(say(Interval::exact(n(5))), "5 ng/L");
        assert_eq!(say(Interval::all()), "unknown");
    }

    #[test]
    fn dates_are_read_in_the_zone() {
        let zone: Zone = "Europe/Berlin".parse().unwrap();
        assert_eq!(date(&"2026-02-27T23:30:00Z".parse().unwrap(), &zone), "2026-02-28");
        assert_eq!(date(&"2024-03".parse().unwrap(), &zone), "2024-03");
        let march: PartialTime = "2024-03".parse().unwrap();
        assert_eq!(when(&march.interval(&zone), &zone), "2024-03-01 to 2024-03-31");
    }

    #[test]
    fn lists_and_units() {
        assert_eq!(list::<&str>(&[]), "");
        assert_eq!(list(&["a", "b"]), "a and b");
        assert_eq!(unit_text("10*9/L"), "10^9/L");
        assert_eq!(unit_text("{INR}"), "");
        assert_eq!(short("lab/Potassium"), "Potassium");
        assert_eq!(one_line("a\n   b"), "a b");
    }
}
