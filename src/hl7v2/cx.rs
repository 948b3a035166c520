//! What the readers of single segments share: the message at hand, the notes,
//! and typed access to fields.

use super::message::{Message, Part};
use super::{Options, time};
use crate::snapshot::{Change, Coding, Concept, FactInfo, IngestionNote, SourceRef};
use crate::terms::{CodeSystem, normalise_received};
use crate::time::{PartialTime, Zone};
use crate::units;
use crate::value::End;

/// The reader's state within one message.
pub(super) struct Cx<'a> {
    pub opts: &'a Options,
    pub message: &'a Message,
    /// The sending application (MSH-3).
    pub sender: String,
    /// The message code (MSH-9.1) and the trigger event.
    pub kind: (String, String),
    /// When the message was made (MSH-7).
    pub made: Option<PartialTime>,
    offset: Option<String>,
    /// The order of the message among others, where its time tells it.
    pub version: Option<String>,
    /// What the notes at hand are about.
    pub source: SourceRef,
    notes: Vec<IngestionNote>,
}

impl<'a> Cx<'a> {
    pub fn new(opts: &'a Options, message: &'a Message) -> Self {
        let stamp = message.header(7, 1);
        let offset = time::offset(&stamp);
        let made = time::parse(&stamp, None);
        let version = made.as_ref().and_then(|t| version(t, &opts.zone));
        let mut kind = message.kind();
        if kind.1.is_empty() && kind.0 == "ADT" {
            // Early versions name the event in EVN only.
            kind.1 = message.segment("EVN").and_then(|s| s.text(1, 1)).unwrap_or_default();
        }
        let sender = message.header(3, 1);
        let source = SourceRef("MSH".into());
        let mut cx = Cx { opts, message, sender, kind, made, offset, version, source, notes: Vec::new() };
        for (code, text) in &message.oddities {
            cx.note(code, *text);
        }
        cx
    }

    /// Notes something about the fact or segment at hand.
    pub fn note(&mut self, code: &str, text: impl Into<String>) {
        let note =
            IngestionNote { code: code.to_string(), source: Some(self.source.clone()), text: text.into() };
        if !self.notes.contains(&note) && self.notes.len() < 10_000 {
            self.notes.push(note);
        }
    }

    /// The notes as changes; they follow the facts they are about.
    pub fn take_notes(&mut self) -> impl Iterator<Item = Change> + use<> {
        std::mem::take(&mut self.notes).into_iter().map(Change::Note)
    }

    /// A time.
    pub fn time(&mut self, part: Part<'_>, field: &str) -> Option<PartialTime> {
        let text = part.component(1).text()?;
        let mut t = time::parse(&text, self.offset.as_deref());
        // Early versions say in a second component how exact it is.
        if let (Some(exact), Some(degree)) = (&t, part.component(2).text()) {
            t = time::to_degree(exact, &degree).or(t);
        }
        if t.is_none() {
            self.note("unreadable", format!("{field}: expected a date or time; treated as not sent"));
        }
        t
    }

    /// A coding that is there and that neither a known system nor the site map explains;
    /// for what may as well be text.
    pub fn report_local(&mut self, concept: Option<&Concept>, field: &str) {
        let explained = |c: &Coding| {
            CodeSystem::from_name(&c.system).is_some() || c.system.contains("terminology.hl7.org")
        };
        if let Some(c) = concept.filter(|c| !c.codings.is_empty() && !c.codings.iter().any(explained)) {
            self.report_unmapped(c, field);
        }
    }

    /// A coded answer: as [`Cx::report_local`], and text without a code.
    pub fn report_answer(&mut self, concept: &Concept, field: &str) {
        if concept.codings.is_empty() {
            self.report_unmapped(concept, field);
        }
        self.report_local(Some(concept), field);
    }

    /// A time written in full as one text (a subcomponent or a bare value).
    pub fn time_text(&mut self, text: &str) -> Option<PartialTime> {
        time::parse(text, self.offset.as_deref())
    }

    /// The order of a result among its versions: when it was released (OBR-22)
    /// goes before when the message was made.
    pub fn version_of(&self, released: Option<&PartialTime>) -> Option<String> {
        let released = released.and_then(|t| version(t, &self.opts.zone));
        match (released, &self.version) {
            (Some(released), made) => Some(format!("{released}/{}", made.as_deref().unwrap_or(""))),
            (None, made) => made.clone(),
        }
    }

    /// Provenance.
    pub fn info(
        &self,
        source: &SourceRef,
        status: Option<String>,
        recorded: Option<PartialTime>,
    ) -> FactInfo {
        FactInfo {
            source: Some(source.clone()),
            version: self.version.clone(),
            recorded: recorded.or_else(|| self.made.clone()),
            status_received: status,
            reported: false,
        }
    }

    /// A coded element (CE, CWE, CNE) that names a fact: what no table of the
    /// site and no known system explains is reported.
    pub fn concept(&mut self, part: Part<'_>, field: &str) -> Option<Concept> {
        let concept = self.coded(part, "")?;
        self.report_unmapped(&concept, field);
        Some(concept)
    }

    pub fn report_unmapped(&mut self, concept: &Concept, field: &str) {
        if concept.codings.is_empty() {
            self.note("uncoded", format!("{field}: text without a code"));
        } else if !concept.codings.iter().any(|c| CodeSystem::from_name(&c.system).is_some()) {
            let of = concept.codings.first().map_or("", |c| c.system.as_str());
            let of = if of.is_empty() { "no system".to_string() } else { format!("`{of}`") };
            self.note("unmapped-code", format!("{field}: a code of {of} that the site map does not explain"));
        }
    }

    /// A coded element of any use; `default` is the system where none is named.
    pub fn coded(&mut self, part: Part<'_>, default: &str) -> Option<Concept> {
        let mut concept = Concept::default();
        for (code, text, system) in [(1, 2, 3), (4, 5, 6), (10, 11, 12)] {
            let Some(code) = part.component(code).text() else { continue };
            let display = part.component(text).text();
            let system = part.component(system).text().unwrap_or_else(|| default.to_string());
            self.add_coding(&mut concept, &system, &code, display);
        }
        concept.text = part.component(9).text();
        if concept.text.is_none() && concept.codings.is_empty() {
            concept.text = part.component(2).text().or_else(|| part.component(5).text());
        }
        (concept != Concept::default()).then_some(concept)
    }

    fn add_coding(&mut self, concept: &mut Concept, system: &str, code: &str, display: Option<String>) {
        let mut add = |system: String, code: String, display: Option<String>| {
            if !concept.codings.iter().any(|c| c.system == system && c.code == code) {
                concept.codings.push(Coding { system, code, display });
            }
        };
        if let Some((to, target)) = self.opts.map.code(&self.sender, system, code) {
            add(to.name().to_string(), target, display.clone());
        }
        let to = self.opts.map.system(&self.sender, system);
        let received = normalise_received(&to, code);
        add(name_of(&to), received.code, display);
        if let Some(problem) = received.problem {
            self.note(
                "malformed-code",
                format!("a code of {} that is no such code ({})", to.name(), problem.kind()),
            );
        }
    }

    /// A unit: UCUM, by the site's table, or by its one common spelling.
    pub fn unit(&mut self, part: Part<'_>, field: &str) -> Option<String> {
        // `10^9/L` whose power is not escaped stands in two components.
        let power = |n: Option<String>| n.is_some_and(|n| matches!(n.trim_start_matches(['x', 'X']), "10"));
        let exponent =
            |n: &Option<String>| n.as_ref().is_some_and(|n| n.starts_with(|c: char| c.is_ascii_digit()));
        let rest = part.component(2).text();
        if power(part.component(1).text()) && exponent(&rest) {
            let joined = format!("10^{}", rest.unwrap_or_default());
            if let Some(to) = self.opts.map.unit(&self.sender, &joined) {
                return Some(to.to_string());
            }
            if units::normalise_received(&joined).is_none() {
                self.note(
                    "unmapped-unit",
                    format!("{field}: a unit that is not UCUM and not in the site map"),
                );
            }
            return Some(joined);
        }
        let mut local = None;
        for (code, text, system) in [(1, 2, 3), (4, 5, 6)] {
            let system = part.component(system).text().unwrap_or_default();
            let Some(code) = part.component(code).text().or_else(|| part.component(text).text()) else {
                continue;
            };
            if let Some(to) = self.opts.map.unit(&self.sender, &code) {
                return Some(to.to_string());
            }
            if let Some(piece) = crate::fhir::datatypes::piece(&code) {
                return Some(piece);
            }
            match system.to_ascii_uppercase().as_str() {
                "UCUM" | "2.16.840.1.113883.6.8" | "HTTP://UNITSOFMEASURE.ORG" => {
                    if units::normalise_received(&code).is_none() {
                        self.note("unmapped-unit", format!("{field}: said to be UCUM, and is not"));
                    }
                    return Some(code);
                }
                s if (s == "L" || s.starts_with("99"))
                    && !self.opts.map.local_units_are_ucum(&self.sender) =>
                {
                    local.get_or_insert(format!("{code} (local)"));
                }
                _ => {
                    if units::normalise_received(&code).is_some() {
                        return Some(code);
                    }
                    local.get_or_insert(code);
                }
            }
        }
        if local.is_some() {
            self.note("unmapped-unit", format!("{field}: a unit that is not UCUM and not in the site map"));
        }
        local
    }
}

/// The order of messages by their time; none where it is not known to the
/// minute, or where the clocks were set back and it may be either of two.
fn version(made: &PartialTime, zone: &Zone) -> Option<String> {
    let from = made.earliest(zone);
    match made.interval(zone).hi {
        End::Closed(to) | End::Open(to) if to.as_second() - from.as_second() <= 60 => Some(from.to_string()),
        _ => None,
    }
}

/// The name a coding carries; tables of HL7 by their URI.
fn name_of(system: &CodeSystem) -> String {
    let name = system.name();
    match name.strip_prefix("HL7") {
        Some(table) if table.len() == 4 && table.bytes().all(|b| b.is_ascii_digit()) => {
            format!("http://terminology.hl7.org/CodeSystem/v2-{table}")
        }
        _ => name.to_string(),
    }
}

/// A source from its parts; what separates them cannot occur within one.
pub(super) fn source(parts: &[&str]) -> SourceRef {
    let clean = |p: &&str| p.replace('%', "%25").replace('/', "%2F");
    SourceRef(parts.iter().map(clean).collect::<Vec<_>>().join("/").into())
}

/// A short mark of a text that may hold patient data, for use in a source.
pub(super) fn mark(text: &str) -> String {
    use sha2::{Digest, Sha256};
    Sha256::digest(text.as_bytes()).iter().take(6).map(|b| format!("{b:02x}")).collect()
}
