//! HL7 times: `YYYY[MM[DD[HH[MM[SS[.S…]]]]]][±ZZZZ]`, with what they leave open.

use crate::time::PartialTime;

/// An offset as sent, such as `+0100`.
pub(super) fn offset(text: &str) -> Option<String> {
    let at = text.find(['+', '-'])?;
    let zone = text.get(at + 1..)?;
    let digits = zone.len() == 4 && zone.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| format!("{}{}:{}", &text[at..=at], &zone[..2], &zone[2..]))
}

/// Reads a time. A time of day without an offset gets the message's, where
/// MSH-7 has one; otherwise it stays open for the configured zone.
pub(super) fn parse(text: &str, of_message: Option<&str>) -> Option<PartialTime> {
    let text = text.trim();
    let sign = text.find(['+', '-']);
    let (stamp, zone) = match sign {
        Some(at) => (&text[..at], Some(offset(text)?)),
        None => (text, None),
    };
    let (whole, fraction) = match stamp.split_once('.') {
        Some((w, f)) => (w, Some(f)),
        None => (stamp, None),
    };
    let digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    if !digits(whole) || fraction.is_some_and(|f| !digits(f) || whole.len() != 14) {
        return None;
    }
    let at = |a: usize, b: usize| whole.get(a..b).unwrap_or("");
    let date = match whole.len() {
        4 => at(0, 4).to_string(),
        6 => format!("{}-{}", at(0, 4), at(4, 6)),
        // An hour without minutes: the day is what is surely known.
        8 | 10 => format!("{}-{}-{}", at(0, 4), at(4, 6), at(6, 8)),
        12 | 14 => {
            let mut t = format!("{}-{}-{}T{}:{}", at(0, 4), at(4, 6), at(6, 8), at(8, 10), at(10, 12));
            if whole.len() == 14 {
                t.push(':');
                t.push_str(at(12, 14));
                if let Some(f) = fraction {
                    t.push('.');
                    t.push_str(f);
                }
            }
            t.push_str(zone.as_deref().or(of_message).unwrap_or(""));
            t
        }
        _ => return None,
    };
    date.parse().ok()
}

/// A time with no more than a degree of precision (TS-2 up to version 2.4): `Y`, `L`
/// (month), `D`, `H`, `M`, `S`. `None` for what is no degree.
pub(super) fn to_degree(time: &PartialTime, degree: &str) -> Option<PartialTime> {
    let keep = match degree {
        "Y" => 4,
        "L" => 7,
        "D" | "H" => 10,
        _ => return None,
    };
    let text = time.to_string();
    text.get(..keep).unwrap_or(&text).parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn precision_is_kept() {
        let read = |t: &str| parse(t, None).map(|t| t.to_string());
        for (sent, is) in [
            ("2021", "2021"),
            ("202105", "2021-05"),
            ("20210503", "2021-05-03"),
            ("2021050314", "2021-05-03"),
            ("202105031415", "2021-05-03T14:15"),
            ("20210503141530.25-0500", "2021-05-03T14:15:30.25-05:00"),
            ("202105031415+0100", "2021-05-03T14:15+01:00"),
        ] {
            assert_eq!(read(sent).as_deref(), Some(is), "{sent}");
        }
        for bad in ["", "21", "20211301", "2004062916460000", "99999999", "2021-05-03", "2021050314+1", "x"] {
            assert_eq!(read(bad), None, "{bad}");
        }
    }

    #[test]
    fn the_offset_of_the_message_is_for_times_of_day() {
        assert_eq!(parse("202105031415", Some("-05:00")).unwrap().to_string(), "2021-05-03T14:15-05:00");
        assert_eq!(parse("20210503", Some("-05:00")).unwrap().to_string(), "2021-05-03");
        assert_eq!(parse("202105031415Z", None), None);
    }
}
