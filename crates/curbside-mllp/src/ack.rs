//! Acknowledgements: MSA and ERR, in original and in enhanced mode.

use curbside::hl7v2::{Hl7Error, Message};
use std::sync::atomic::{AtomicU64, Ordering};

/// How a message fared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Fate {
    /// Taken in, and what it changed is stored.
    Accepted,
    /// Its content cannot be used; sending it again does not help.
    Error(Problem),
    /// Not taken, for reasons beside its content; it may be sent again or elsewhere.
    Rejected(Problem),
}

/// What an ERR segment says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem {
    /// HL7 table 0357.
    pub code: u16,
    /// Segment, its sequence, its field.
    pub place: Option<(String, usize, usize)>,
    /// In words, without patient values.
    pub text: String,
}

impl Problem {
    pub fn new(code: u16, text: impl Into<String>) -> Problem {
        Problem { code, place: None, text: text.into() }
    }
}

impl From<&Hl7Error> for Fate {
    fn from(e: &Hl7Error) -> Fate {
        let p = e.place();
        let place = (!p.segment.is_empty()).then(|| (p.segment.clone(), p.sequence, p.field));
        let problem = Problem { code: e.condition(), place, text: e.to_string() };
        match e {
            // Whatever the content: this type, this size, this form is not taken here.
            Hl7Error::Unsupported { .. }
            | Hl7Error::Processing { .. }
            | Hl7Error::Fragment { .. }
            | Hl7Error::Limit { .. }
            | Hl7Error::NotHl7 { .. } => Fate::Rejected(problem),
            _ => Fate::Error(problem),
        }
    }
}

/// The name of a condition (HL7 table 0357).
fn name(code: u16) -> &'static str {
    match code {
        100 => "Segment sequence error",
        101 => "Required field missing",
        102 => "Data type error",
        200 => "Unsupported message type",
        202 => "Unsupported processing id",
        203 => "Unsupported version id",
        204 => "Unknown key identifier",
        205 => "Duplicate key identifier",
        _ => "Application internal error",
    }
}

static SERIAL: AtomicU64 = AtomicU64::new(1);

/// The acknowledgements a message asks for, in the order they are sent.
pub(crate) fn answers(of: &Message, fate: &Fate, now: &str) -> Vec<Vec<u8>> {
    let (accept, application) = (of.header(15, 1), of.header(16, 1));
    let bad = *fate != Fate::Accepted;
    let wanted = |when: &str| match when {
        "AL" => true,
        "ER" => bad,
        "SU" => !bad,
        _ => false,
    };
    let modes = if accept.is_empty() && application.is_empty() {
        vec!['A']
    } else {
        let asked = [('C', wanted(&accept)), ('A', wanted(&application))];
        asked.into_iter().filter(|(_, wanted)| *wanted).map(|(mode, _)| mode).collect()
    };
    let mut out: Vec<Vec<u8>> = modes.iter().map(|mode| one(Some(of), fate, *mode, now)).collect();
    // Each part of a message sent in parts is a message of its own to its sender.
    for id in of.continued_by() {
        out.extend(modes.iter().map(|mode| named(Some(of), id, fate, *mode, now)));
    }
    out
}

/// An acknowledgement; of nothing that could be read, a bare one.
pub(crate) fn one(of: Option<&Message>, fate: &Fate, mode: char, now: &str) -> Vec<u8> {
    let id = of.and_then(|m| m.segment("MSH")).map_or("", |s| s.field(10).raw());
    named(of, id, fate, mode, now)
}

fn named(of: Option<&Message>, id: &str, fate: &Fate, mode: char, now: &str) -> Vec<u8> {
    let code = match fate {
        Fate::Accepted => 'A',
        Fate::Error(_) => 'E',
        Fate::Rejected(_) => 'R',
    };
    let msh = of.and_then(|m| m.segment("MSH"));
    let raw = |n| msh.map_or("", |s| s.field(n).raw());
    let (f, encoding) = match of {
        Some(m) => (m.separators().field, raw(2).to_string()),
        None => ('|', r"^~\&".to_string()),
    };
    let c = of.map_or('^', |m| m.separators().component);
    let event = of.map(|m| m.header(9, 2)).unwrap_or_default();
    let event: String = event.chars().filter(char::is_ascii_alphanumeric).take(3).collect();
    let kind = if event.is_empty() { "ACK".to_string() } else { format!("ACK{c}{event}{c}ACK") };
    let serial = SERIAL.fetch_add(1, Ordering::Relaxed);
    let (processing, version) = match msh {
        Some(_) => (raw(11), raw(12)),
        None => ("P", "2.5.1"),
    };
    let mut text = [
        "MSH",
        &encoding,
        raw(5),
        raw(6),
        raw(3),
        raw(4),
        now,
        "",
        &kind,
        &format!("{now}{serial}"),
        processing,
        version,
    ]
    .join(&f.to_string());
    if !text.is_ascii() || !id.is_ascii() {
        text.push_str(&f.to_string().repeat(6));
        text.push_str("UNICODE UTF-8");
    }
    text.push_str(&format!("\rMSA{f}{mode}{code}{f}{id}\r"));
    if let Fate::Error(p) | Fate::Rejected(p) = fate {
        let place = p.place.as_ref().map_or(String::new(), |(segment, sequence, field)| {
            let mut at = format!("{segment}{c}{sequence}");
            if *field > 0 {
                at.push_str(&format!("{c}{field}"));
            }
            at
        });
        let words = escaped(&p.text, of);
        text.push_str(&format!(
            "ERR{f}{f}{place}{f}{}{c}{}{c}HL70357{f}E{f}{f}{f}{f}{words}\r",
            p.code,
            name(p.code)
        ));
    }
    text.into_bytes()
}

/// Text with the message's separators escaped, or left out where it has no escape.
fn escaped(text: &str, of: Option<&Message>) -> String {
    let (f, c, r, s, e) = match of.map(Message::separators) {
        Some(x) => (x.field, x.component, x.repetition, x.subcomponent, x.escape),
        None => ('|', '^', '~', Some('&'), Some('\\')),
    };
    let mut out = String::new();
    for ch in text.chars() {
        let name = match ch {
            _ if ch == f => 'F',
            _ if ch == c => 'S',
            _ if ch == r => 'R',
            _ if Some(ch) == s => 'T',
            _ if Some(ch) == e => 'E',
            _ if ch.is_control() => continue,
            _ => {
                out.push(ch);
                continue;
            }
        };
        if let Some(e) = e {
            out.extend([e, name, e]);
        }
    }
    out
}
