//! From bytes to messages: MLLP framing, batches, line ends, character sets.

use super::charset::Charset;
use super::error::Hl7Error;
use super::fragment::{self, Lines};
use super::message::{Message, Place, Separators};
use super::{Limits, SiteMap};

const START: u8 = 0x0b;
const END: u8 = 0x1c;

/// Whether bytes look like HL7 v2: a message, a batch or a file of them.
///
/// ```
/// assert!(curbside::hl7v2::looks_like(b"\x0bMSH|^~\\&|LAB\r"));
/// assert!(!curbside::hl7v2::looks_like(b"{\"resourceType\": \"Bundle\"}"));
/// ```
pub fn looks_like(bytes: &[u8]) -> bool {
    let rest = without_mark(bytes);
    let start = rest.iter().position(|b| !b.is_ascii_whitespace() && *b != START).unwrap_or(rest.len());
    let rest = &rest[start..];
    let named = [b"MSH", b"FHS", b"BHS"].iter().any(|n| rest.starts_with(*n));
    named && rest.get(3).is_some_and(|c| !c.is_ascii_alphanumeric() && !c.is_ascii_whitespace())
}

fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}

/// Takes an input apart into messages. An error is of one message, or of the
/// whole where there is no message or too much.
pub(super) fn messages(
    bytes: &[u8],
    limits: &Limits,
    map: &SiteMap,
) -> Result<Vec<Result<Message, Hl7Error>>, Hl7Error> {
    let whole = Place::default();
    let limit = |what, limit| Hl7Error::Limit { place: whole.clone(), what, limit };
    if bytes.len() > limits.max_bytes {
        return Err(limit("bytes", limits.max_bytes));
    }
    if !looks_like(bytes) {
        return Err(Hl7Error::NotHl7 { place: whole, what: "it does not begin with MSH" });
    }
    let mut all: Vec<Vec<&[u8]>> = Vec::new();
    let mut within = false;
    let (mut batch, mut miscounted) = (0, Vec::new());
    for line in without_mark(bytes).split(|b| matches!(b, b'\r' | b'\n' | &START | &END)) {
        let line = without_mark(line);
        // What terminals and files leave behind: NUL, end of file.
        let end = line.iter().rposition(|b| !b.is_ascii_control()).map_or(0, |at| at + 1);
        let line = line.get(..end).unwrap_or_default();
        let name = line.get(..3).unwrap_or_default();
        let header = line.get(3).is_some_and(|c| !c.is_ascii_alphanumeric());
        match name {
            b"MSH" if header => {
                if all.len() >= limits.max_messages {
                    return Err(limit("messages", limits.max_messages));
                }
                all.push(vec![line]);
                within = true;
            }
            b"FHS" | b"BHS" | b"BTS" | b"FTS" if header || line.len() == 3 => {
                within = false;
                if name == b"BHS" {
                    batch = all.len();
                }
                let said =
                    (name == b"BTS").then(|| fragment::field(line, line.get(3).copied().unwrap_or(b'|'), 1));
                let said = said.and_then(|n| std::str::from_utf8(n).ok()?.parse::<usize>().ok());
                if said.is_some_and(|n| n != all.len() - batch)
                    && let Some(last) = all.last().and_then(|m| m.first())
                {
                    miscounted.push(last.as_ptr());
                }
            }
            _ if within => all.last_mut().into_iter().for_each(|m| m.push(line)),
            _ => {}
        }
    }
    if all.is_empty() {
        return Err(Hl7Error::NotHl7 { place: whole, what: "a batch without a message" });
    }
    let read = |(i, m): (usize, Lines<'_>)| {
        let number = i + 1;
        if let Some(e) = m.refused {
            return Err(e.in_message(number));
        }
        let parts = m.parts.iter().map(|id| String::from_utf8_lossy(id).into_owned()).collect();
        let mut found = message(&m.lines, limits, map).map_err(|e| e.in_message(number))?;
        if m.lines.first().is_some_and(|l| miscounted.contains(&l.as_ptr())) {
            let text = "BTS-1: the batch has another number of messages than it says; some may be missing";
            found.oddities.push(("batch-count", text));
        }
        Ok(Message { number, parts, ..found })
    };
    Ok(fragment::join(all).into_iter().enumerate().map(read).collect())
}

fn message(lines: &[&[u8]], limits: &Limits, map: &SiteMap) -> Result<Message, Hl7Error> {
    let msh = lines.first().copied().unwrap_or_default();
    let separators = separators(msh)?;
    let mut oddities = Vec::new();
    let charset = charset(lines, msh, &separators, map, &mut oddities)?;
    let mut segments: Vec<String> = Vec::new();
    for (i, line) in lines.iter().enumerate() {
        if line.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        let Some(text) = charset.decode(line) else {
            return Err(Hl7Error::Charset {
                place: Place::field("MSH", 18),
                what: "bytes that are not in the character set the message names".into(),
            });
        };
        if i > 0 && !is_segment(&text, separators.field) {
            // A line break within a text: it belongs to the segment before.
            oddities.push(("broken-line", "a line that is no segment was taken as part of the one before"));
            if let Some(last) = segments.last_mut() {
                last.push('\n');
                last.push_str(&text);
            }
            continue;
        }
        if let Some(more) = text.strip_prefix("ADD").and_then(|t| t.strip_prefix(separators.field)) {
            // The continuation of the last field of the segment before.
            if let Some(last) = segments.last_mut() {
                last.push_str(more);
            }
            continue;
        }
        segments.push(text.into_owned());
        if segments.len() > limits.max_segments {
            let place = Place::default();
            return Err(Hl7Error::Limit { place, what: "segments", limit: limits.max_segments });
        }
    }
    if separators.escape.is_none() && separators.subcomponent.is_some() {
        oddities
            .push(("separators", "MSH-2: no escape character; the ampersand is taken for the subcomponents"));
    }
    oddities.dedup();
    let m = Message { separators, segments, number: 0, parts: Vec::new(), charset, oddities };
    for s in m.segments() {
        for n in [3, 5, 8] {
            if s.field(n).count() > limits.max_repetitions {
                let place = Place::field(s.name(), n);
                return Err(Hl7Error::Limit { place, what: "repetitions", limit: limits.max_repetitions });
            }
        }
    }
    Ok(m)
}

/// Three letters or digits, then the field separator or the end.
fn is_segment(text: &str, field: char) -> bool {
    let mut chars = text.chars();
    let name: Vec<char> = chars.by_ref().take(3).collect();
    let named = name.len() == 3
        && name.first().is_some_and(char::is_ascii_uppercase)
        && name.iter().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
    named && chars.next().is_none_or(|c| c == field)
}

fn separators(msh: &[u8]) -> Result<Separators, Hl7Error> {
    let bad = |field, what| Hl7Error::NotHl7 { place: Place::field("MSH", field), what };
    let head: String = msh.iter().take(16).map(|b| char::from(*b)).collect();
    let mut chars = head.chars().skip(3);
    let Some(field) = chars.next().filter(|c| c.is_ascii_graphic() && !c.is_ascii_alphanumeric()) else {
        return Err(bad(1, "no field separator"));
    };
    let rest: Vec<char> = chars.take_while(|c| *c != field).take(6).collect();
    if rest.iter().any(|c| !c.is_ascii_graphic() || c.is_ascii_alphanumeric()) {
        return Err(bad(2, "encoding characters that are letters, digits or blanks"));
    }
    let [component, repetition, more @ ..] = rest.as_slice() else {
        return Err(bad(2, "fewer than two encoding characters"));
    };
    let mut all = rest.clone();
    all.push(field);
    all.sort_unstable();
    if all.windows(2).any(|w| w.first() == w.last()) {
        return Err(bad(2, "one character with two meanings"));
    }
    // `^~&`: a programming language ate the backslash before the ampersand.
    let (escape, subcomponent) = match more {
        ['&'] => (None, Some('&')),
        _ => (more.first().copied(), more.get(1).copied()),
    };
    Ok(Separators { field, component: *component, repetition: *repetition, escape, subcomponent })
}

/// Whether bytes of another set are UTF-8 as well, which is no accident: in a
/// set of single bytes any sequence of UTF-8, in one of pairs one of three bytes.
fn looks_like_utf8(lines: &[&[u8]], of: Charset) -> bool {
    let pairs = [encoding_rs::GB18030, encoding_rs::BIG5, encoding_rs::EUC_KR];
    match of {
        Charset::Ascii | Charset::Utf8 => return false,
        Charset::Other(e) if pairs.contains(&e) => {
            let long = |l: &&&[u8]| l.iter().any(|b| (0xe0..0xf8).contains(b));
            if !lines.iter().any(|l| long(&l)) {
                return false;
            }
        }
        _ => {}
    }
    lines.iter().all(|l| std::str::from_utf8(l).is_ok())
}

fn charset(
    lines: &[&[u8]],
    msh: &[u8],
    s: &Separators,
    map: &SiteMap,
    oddities: &mut Vec<(&'static str, &'static str)>,
) -> Result<Charset, Hl7Error> {
    let place = || Place::field("MSH", 18);
    let (Ok(field), Ok(repetition)) = (u8::try_from(s.field), u8::try_from(s.repetition)) else {
        return Err(Hl7Error::NotHl7 { place: place(), what: "separators that are not ASCII" });
    };
    let mut fields = msh.split(|b| *b == field);
    let sender = fields.clone().nth(2).unwrap_or_default();
    let name = fields.nth(17).unwrap_or_default().split(|b| *b == repetition).next().unwrap_or_default();
    let name = String::from_utf8_lossy(name).trim().to_string();
    let plain = lines.iter().all(|l| l.is_ascii());
    if !name.is_empty() && name != "\"\"" {
        return match Charset::named(&name) {
            // Many name ASCII and send UTF-8.
            Some(Charset::Ascii) if !plain => {
                if lines.iter().all(|l| std::str::from_utf8(l).is_ok()) {
                    oddities.push(("charset-assumed", "MSH-18 says ASCII; read as UTF-8, which it is"));
                    Ok(Charset::Utf8)
                } else {
                    let what = "MSH-18 says ASCII, and there are other bytes".to_string();
                    Err(Hl7Error::Charset { place: place(), what })
                }
            }
            Some(c) => {
                if !plain && looks_like_utf8(lines, c) {
                    oddities.push((
                        "charset-doubtful",
                        "MSH-18 names a character set, and the bytes look like UTF-8; read as MSH-18 says, so text may be garbled",
                    ));
                }
                Ok(c)
            }
            None => {
                // Only the name of a set, shortened: no patient value stands in MSH-18.
                let shown: String = name.chars().filter(|c| !c.is_control()).take(24).collect();
                Err(Hl7Error::Charset {
                    place: place(),
                    what: format!("character set `{shown}` is not known; send UNICODE UTF-8 or 8859/1"),
                })
            }
        };
    }
    let sender = String::from_utf8_lossy(sender);
    let sender = sender.split(s.component).next().unwrap_or("");
    if let Some(c) = map.charset(sender) {
        return Ok(c);
    }
    if !plain {
        if lines.iter().all(|l| std::str::from_utf8(l).is_ok()) {
            oddities.push(("charset-assumed", "MSH-18 is empty; read as UTF-8, which it is"));
        } else {
            return Err(Hl7Error::Charset {
                place: place(),
                what: "no character set is named, and the bytes are neither ASCII nor UTF-8; name one in \
                       MSH-18 or as `charset` in the site map"
                    .into(),
            });
        }
    }
    Ok(Charset::Utf8)
}
