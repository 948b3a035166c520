//! The messages of the corpus beside the repository, changed in every way that
//! senders differ, and mutated at random: the same facts, or a note, never a
//! panic and never a silent loss.

#![cfg(feature = "hl7v2")]
#![allow(clippy::unwrap_used, clippy::panic, clippy::expect_used)]

use curbside::hl7v2::{Options, looks_like, read_any};
use curbside::snapshot::*;
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::LazyLock;

static CORPUS: LazyLock<Vec<(String, String)>> = LazyLock::new(|| {
    let named = std::env::var_os("CURBSIDE_CORPORA").map(PathBuf::from);
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora");
    let Ok(dir) = std::fs::read_dir(named.unwrap_or(beside).join("hl7v2")) else {
        println!("skipped: no HL7 v2 corpus beside the repository");
        return Vec::new();
    };
    let mut all: Vec<(String, String)> = dir
        .filter_map(|e| Some(e.ok()?.path()))
        .filter(|p| p.extension().is_some_and(|e| e == "hl7"))
        .map(|p| {
            let text = String::from_utf8(std::fs::read(&p).unwrap()).unwrap();
            let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\r").replace('\n', "\r");
            (p.file_name().unwrap().to_string_lossy().into_owned(), text)
        })
        .collect();
    all.sort();
    all
});

fn options() -> Options {
    Options::new("America/Chicago".parse().unwrap())
}

fn record(text: &[u8]) -> Snapshot {
    let mut all = read_any(text, &options()).unwrap();
    assert_eq!(all.len(), 1, "one patient");
    all.remove(0).1.unwrap()
}

/// The facts alone, as text: notes tell what was odd.
fn facts(s: &Snapshot) -> String {
    serde_json::to_string(&Snapshot { notes: Vec::new(), ..s.clone() }).unwrap()
}

fn codes(s: &Snapshot) -> BTreeSet<&str> {
    s.notes.iter().map(|n| n.code.as_str()).collect()
}

#[test]
fn line_ends_marks_frames_and_batches_change_nothing() {
    for (name, text) in CORPUS.iter() {
        let plain = facts(&record(text.as_bytes()));
        let lines = text.trim_end_matches('\r');
        for variant in [
            text.replace('\r', "\n"),
            text.replace('\r', "\r\n"),
            text.replace('\r', "\r\r"),
            text.replace('\r', "\n\n"),
            lines.to_string(),
            format!("\u{feff}{text}"),
            format!("\u{b}{lines}\r\u{1c}\r"),
            format!("\u{b}{lines}\u{1c}"),
            format!("\n  \n{text}"),
            format!("FHS|^~\\&|A\rBHS|^~\\&|A\r{lines}\rBTS|1\rFTS|1\r"),
            format!("BHS|^~\\&|A\n{}\nBTS|1", lines.replace('\r', "\n")),
        ] {
            assert!(looks_like(variant.as_bytes()), "{name}");
            assert_eq!(facts(&record(variant.as_bytes())), plain, "{name}");
        }
    }
}

/// The message with other separators, in the order field, component, repetition, escape, subcomponent.
fn separated(text: &str, to: [char; 5]) -> String {
    let from = ['|', '^', '~', '\\', '&'];
    text.chars().map(|c| from.iter().position(|f| *f == c).map_or(c, |at| to[at])).collect()
}

#[test]
fn any_separators_give_the_same_facts() {
    for (name, text) in CORPUS.iter() {
        let plain = facts(&record(text.as_bytes()));
        for to in [['#', ':', ';', '\\', '&'], ['^', '|', '*', '%', '='], ['!', '$', '"', '/', '+']] {
            // Only where the new separators do not occur as text.
            if to.iter().any(|c| !['|', '^', '~', '\\', '&'].contains(c) && text.contains(*c)) {
                continue;
            }
            assert_eq!(facts(&record(separated(text, to).as_bytes())), plain, "{name} {to:?}");
        }
    }
}

#[test]
fn every_version_is_read_alike() {
    for (name, text) in CORPUS.iter() {
        let plain = facts(&record(text.as_bytes()));
        let mut fields: Vec<&str> = text.split('\r').next().unwrap().split('|').collect();
        fields.resize(fields.len().max(12), "");
        for version in
            ["2.1", "2.2", "2.3", "2.3.1", "2.4", "2.5", "2.5.1", "2.6", "2.7", "2.7.1", "2.8", "2.9", ""]
        {
            fields[11] = version;
            let rest = text.split_once('\r').map_or("", |(_, rest)| rest);
            let variant = format!("{}\r{rest}", fields.join("|"));
            assert_eq!(facts(&record(variant.as_bytes())), plain, "{name} {version}");
        }
    }
}

#[test]
fn trailing_separators_do_not_matter() {
    for (name, text) in CORPUS.iter() {
        let plain = facts(&record(text.as_bytes()));
        let each = |change: &dyn Fn(&str) -> String| {
            let all: Vec<String> = text.split('\r').filter(|l| !l.trim().is_empty()).map(change).collect();
            format!("{}\r", all.join("\r"))
        };
        let more = each(&|l| if l.starts_with("MSH") { l.to_string() } else { format!("{l}|||") });
        let fewer = each(&|l| l.trim_end_matches(['|', '^', '&', '~']).to_string());
        assert_eq!(facts(&record(more.as_bytes())), plain, "{name}: more");
        assert_eq!(facts(&record(fewer.as_bytes())), plain, "{name}: fewer");
    }
}

#[test]
fn z_segments_and_unknown_segments_are_noted_and_change_nothing() {
    for (name, text) in CORPUS.iter() {
        let plain = record(text.as_bytes());
        let lines: Vec<&str> = text.split('\r').filter(|l| !l.trim().is_empty()).collect();
        let pid = lines.iter().position(|l| l.starts_with("PID")).unwrap();
        // After any segment: neither takes part in a group.
        for at in pid + 1..=lines.len() {
            let mut all = lines.clone();
            all.insert(at, "ZPI|1|local^data~more|\\E\\");
            let s = record(format!("{}\r", all.join("\r")).as_bytes());
            assert_eq!(facts(&s), facts(&plain), "{name} at {at}");
            assert!(s.notes.iter().any(|n| n.code == "not-read" && n.text.starts_with("ZPI")), "{name}");
        }
    }
}

#[test]
fn hexadecimal_escapes_are_the_characters_they_stand_for() {
    for (name, text) in CORPUS.iter() {
        let plain = facts(&record(text.as_bytes()));
        // Every vowel of every text field of OBX, DG1, AL1 and PRB.
        let changed: Vec<String> = text
            .split('\r')
            .map(|l| {
                let wanted = ["DG1", "AL1", "PRB", "IAM"].iter().any(|n| l.starts_with(n));
                let (head, tail) = l.split_at(l.len().min(4));
                if wanted {
                    format!("{head}{}", tail.replace('e', "\\X65\\").replace('o', "\\X6F\\"))
                } else {
                    l.into()
                }
            })
            .collect();
        assert_eq!(facts(&record(changed.join("\r").as_bytes())), plain, "{name}");
    }
}

#[test]
fn character_sets_declared_rightly_wrongly_and_not_at_all() {
    let text = |charset: &str, bytes: &[u8]| {
        let mut m = format!("MSH|^~\\&|LAB|H|||202603010900||ORU^R01|1|P|2.5||||||{charset}\rPID|||7^^^H^MR\rOBR|1||F1|1^x^LN\rOBX|1|TX|8251-1^Note^LN||").into_bytes();
        m.extend_from_slice(bytes);
        m.extend_from_slice(b"||||||F\r");
        m
    };
    let read = |charset: &str, bytes: &[u8]| -> Result<(String, bool), String> {
        let all = read_any(&text(charset, bytes), &options()).map_err(|e| e.to_string())?;
        let s = all[0].1.as_ref().unwrap();
        let ObservationValue::Text(t) = &s.observations.items[0].value else { panic!("text") };
        Ok((t.clone(), codes(s).contains("charset-doubtful")))
    };
    // Right.
    assert_eq!(read("8859/1", b"M\xfcller").unwrap(), ("M\u{fc}ller".into(), false));
    assert!(read("GB 18030-2000", "\u{9752}".as_bytes()).unwrap().1);
    assert_eq!(read("GB 18030-2000", b"\xc7\xe0\xc3\xb9\xcb\xd8").unwrap(), ("青霉素".into(), false));
    assert_eq!(read("UNICODE UTF-8", "青霉素".as_bytes()).unwrap(), ("青霉素".into(), false));
    // UTF-8 under a single-byte name is read as it says, and doubted.
    let (garbled, doubted) = read("8859/1", "Müller".as_bytes()).unwrap();
    assert!(garbled != "Müller" && doubted);
    assert!(read("8859/15", "Müller".as_bytes()).unwrap().1);
    // The other way round it cannot be read, and says so.
    for (charset, bytes) in [
        ("UNICODE UTF-8", b"M\xfcller".as_slice()),
        ("UTF-8", b"\xc7\xe0\xc3\xb9\xcb\xd8"),
        ("ASCII", b"M\xfcller"),
        ("GB18030", b"M\xff\xff"),
    ] {
        assert!(
            read(charset, bytes).unwrap_err().contains("character set") || charset == "ASCII",
            "{charset}"
        );
    }
    // The first of several is the message's own.
    assert_eq!(read("8859/1~UNICODE UTF-8", b"M\xfcller").unwrap().0, "M\u{fc}ller");
    assert_eq!(read("\"\"", "Müller".as_bytes()).unwrap().0, "Müller");
}

#[test]
fn custom_frequencies_flags_and_local_codes_are_reported_where_no_table_explains_them() {
    let text = "MSH|^~\\&|LAB|H|||202603010900||ORU^R01|1|P|2.5\rPID|||7^^^H^MR\rOBR|1||F1|1^x^LN\r\
        OBX|1|NM|K^Kalium^L||5.9|mval/l|||||F\rOBX|2|NM|NA^Natrium^99LAB||140|mmol/L^^L||++|||F\rOBX|3|NM||1|mmol/L|||||F\r";
    let s = record(text.as_bytes());
    assert_eq!(s.observations.items.len(), 2);
    let found = codes(&s);
    for code in ["unmapped-code", "unmapped-unit", "unmapped-flag", "no-code"] {
        assert!(found.contains(code), "{code}: {found:?}");
    }
}

#[test]
fn flags_that_contradict_the_value_change_no_value() {
    for (value, range, flag) in
        [("5.9", "3.5-5.1", "L"), ("2.0", "3.5-5.1", "N"), ("4.0", "3.5-5.1", "HH"), ("4.0", "5.1-3.5", "H")]
    {
        let text = format!(
            "MSH|^~\\&|LAB|H|||202603010900||ORU^R01|1|P|2.5\rPID|||7^^^H^MR\rOBR|1||F1|1^x^LN\rOBX|1|NM|2823-3^K^LN||{value}|mmol/L|{range}|{flag}|||F\r"
        );
        let s = record(text.as_bytes());
        let o = &s.observations.items[0];
        let ObservationValue::Quantity(q) = &o.value else { panic!("a number") };
        assert_eq!(
            (q.value.to_string().parse::<f64>().unwrap(), o.interpretation.as_slice()),
            (value.parse().unwrap(), [flag.to_string()].as_slice())
        );
    }
}

#[test]
fn old_versions_put_things_elsewhere() {
    // 2.1: no components in MSH-9, the event in EVN, the identifier in PID-2 or PID-4, codes as texts.
    let s = record(b"MSH|^~\\&|ADT|H|||8901011200||ADT|1|P|2.1\rEVN|A08|8901011200\rPID||7^^^H|||DOE^JANE||510203|F\rDG1|1|I9|250.00|DIABETES|8812|F\r");
    assert_eq!(s.conditions.items.len(), 1);
    assert_eq!(s.person.id.as_deref(), Some("H|7"));
    // 2.2: CE units, ORU without OBR-4 system.
    let s = record(b"MSH|^~\\&|LAB|H|||199501011200||ORU|1|P|2.2\rPID|||7^^^H\rOBR|1||F1|CBC^BLOOD COUNT|||199501011100\rOBX|1|NM|718-7^HGB^LN||12.5|g/dl|12.0-16.0|N|||F\r");
    assert_eq!(s.observations.items.len(), 1);
    // 2.7 and later: PRT instead of ROL, OBX-8 as CWE, longer MSH.
    let s = record(b"MSH|^~\\&|LAB|H|||20260301090000.123+0100||ORU^R01^ORU_R01|1|P|2.8.2^USA|||AL|NE|USA|UNICODE UTF-8\rPID|1||7^^^H&1.2.3&ISO^MR\rOBR|1||F1|1^x^LN\rPRT||AD||AP\rOBX|1|NM|2823-3^K^LN||5.9|mmol/L^^UCUM||H^High^HL70078|||F|||20260301080000.5+0100\r");
    assert_eq!(s.observations.items[0].interpretation, ["H"]);
}

#[test]
fn what_is_deleted_by_two_quotes_is_gone() {
    let head = |id: &str, at: &str, kind: &str| format!("MSH|^~\\&|ADT|H|||{at}||{kind}|{id}|P|2.5\r");
    let first = format!("{}PID|||7^^^H^MR||||19510203|F\rPV1||I\r", head("1", "202603010900", "ADT^A01"));
    let second = format!("{}PID|||7^^^H^MR||||\"\"|\"\"\r", head("2", "202603010930", "ADT^A08"));
    let s = record(format!("{first}{second}").as_bytes());
    assert_eq!((s.person.born, s.person.sex), (None, None));
}

#[test]
fn each_message_of_the_corpus_says_what_it_does_not_map() {
    for (name, text) in CORPUS.iter() {
        let s = record(text.as_bytes());
        let mut seen: Vec<String> = s
            .notes
            .iter()
            .map(|n| format!("{} {}", n.code, n.source.as_ref().map_or("", |s| s.0.as_str())))
            .collect();
        seen.sort();
        println!(
            "{name}: {} facts; {seen:?}",
            [
                s.observations.items.len(),
                s.conditions.items.len(),
                s.medications.items.len(),
                s.allergies.items.len(),
                s.immunizations.items.len(),
                s.orders.items.len(),
                s.procedures.items.len(),
                s.encounters.items.len()
            ]
            .iter()
            .sum::<usize>()
        );
        accounted(text, &s, name);
    }
}

/// Segments that hold a fact by themselves, and the notes that may stand in their place.
fn accounted(text: &str, s: &Snapshot, name: &str) {
    let lines: Vec<&str> = text.split('\r').collect();
    let count = |segment: &str| {
        let of: Vec<&str> = lines.iter().copied().filter(|l| l.starts_with(segment) && l.len() > 4).collect();
        match segment {
            // Number and time are what a dose is known by; said twice, the last is what counts.
            "RXA|" => {
                let key = |l: &&str| l.split('|').skip(2).take(2).map(str::to_string).collect::<Vec<_>>();
                of.iter().map(key).collect::<std::collections::BTreeSet<_>>().len()
            }
            _ => of.len(),
        }
    };
    let noted = |prefix: &str| {
        s.notes
            .iter()
            .any(|n| n.source.as_ref().is_some_and(|s| s.0.starts_with(prefix)) || n.text.contains(prefix))
    };
    for (segment, found, other) in [
        ("OBX|", s.observations.items.len(), "OBX"),
        ("AL1|", s.allergies.items.len(), "AL1"),
        ("DG1|", s.conditions.items.len(), "DG1"),
        ("PRB|", s.conditions.items.len(), "PRB"),
        ("RXE|", s.medications.items.len(), "RXE"),
        ("RXA|", s.immunizations.items.len() + s.medications.items.len(), "RXA"),
        ("PR1|", s.procedures.items.len(), "PR1"),
    ] {
        let sent = count(segment);
        assert!(
            sent == 0 || found >= sent || noted(other),
            "{name}: {sent} {segment} sent, {found} found and no note"
        );
    }
}

/// A change somewhere in a message.
#[derive(Debug, Clone)]
enum Mutation {
    Byte(u8),
    Cut,
    DropField,
    RepeatField,
    Swap,
    Drop,
    Double,
    Null,
    Escape,
}

fn mutation() -> impl Strategy<Value = Mutation> {
    prop_oneof![
        any::<u8>().prop_map(Mutation::Byte),
        Just(Mutation::Cut),
        Just(Mutation::DropField),
        Just(Mutation::RepeatField),
        Just(Mutation::Swap),
        Just(Mutation::Drop),
        Just(Mutation::Double),
        Just(Mutation::Null),
        Just(Mutation::Escape),
    ]
}

fn mutate(text: &str, m: &Mutation, line: usize, at: usize) -> Vec<u8> {
    let mut lines: Vec<String> = text.split('\r').filter(|l| !l.is_empty()).map(str::to_string).collect();
    let n = line % lines.len();
    let mut fields: Vec<String> = lines[n].split('|').map(str::to_string).collect();
    let f = at % fields.len();
    match m {
        Mutation::Byte(b) => {
            let mut bytes = text.as_bytes().to_vec();
            let place = (line * 7919 + at) % bytes.len();
            bytes[place] = *b;
            return bytes;
        }
        Mutation::Cut => return text.as_bytes()[..(line * 7919 + at) % text.len()].to_vec(),
        Mutation::DropField => drop(fields.remove(f)),
        Mutation::RepeatField => fields[f] = format!("{0}~{0}", fields[f]),
        Mutation::Null => fields[f] = "\"\"".into(),
        Mutation::Escape => fields[f].push_str("\\X0D4F42\\\\F\\\\"),
        Mutation::Swap => {
            let other = at % lines.len();
            lines.swap(n, other);
            return lines.join("\r").into_bytes();
        }
        Mutation::Drop => {
            lines.remove(n);
            return lines.join("\r").into_bytes();
        }
        Mutation::Double => {
            let again = lines[n].clone();
            lines.insert(n, again);
            return lines.join("\r").into_bytes();
        }
    }
    lines[n] = fields.join("|");
    lines.join("\r").into_bytes()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn mutated_messages_of_the_corpus_never_panic_and_lose_nothing_in_silence(
        which in 0usize..100, all in proptest::collection::vec((mutation(), 0usize..200, 0usize..4000), 1..4),
    ) {
        if CORPUS.is_empty() {
            return Ok(());
        }
        let (name, text) = &CORPUS[which % CORPUS.len()];
        let mut bytes = text.clone().into_bytes();
        for (m, line, at) in &all {
            match String::from_utf8(bytes.clone()) {
                Ok(now) if !now.trim_matches('\r').is_empty() => bytes = mutate(&now, m, *line, *at),
                _ => {}
            }
        }
        let Ok(read) = read_any(&bytes, &options()) else { return Ok(()) };
        // What an error says, and what is noted, holds nothing of the patient.
        for (_, s) in &read {
            match s {
                Ok(s) => prop_assert!(s.notes.iter().all(|n| !n.text.contains("ANISTON") && !n.text.contains("EVERYMAN"))),
                Err(e) => prop_assert!(!e.to_string().contains("EVERYMAN")),
            }
        }
        if let ([(_, Ok(s))], Ok(now)) = (read.as_slice(), std::str::from_utf8(&bytes)) {
            // Separators that changed make other segments of the text.
            if now.starts_with("MSH|^~\\&|") && now.matches("MSH").count() == 1 && now.matches("PID|").count() == 1 {
                accounted(now, s, name);
            }
        }
    }
}
