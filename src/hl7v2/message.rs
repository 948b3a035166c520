//! A message as segments, fields, repetitions, components and subcomponents.
//!
//! Nothing is copied until a value is asked for; then its escapes are resolved.
//! It knows nothing of what a field means.

use super::escape;
use std::borrow::Cow;

/// The characters a message separates its parts with (MSH-1 and MSH-2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Separators {
    /// Between fields, usually `|`.
    pub field: char,
    /// Between components, usually `^`.
    pub component: char,
    /// Between repetitions, usually `~`.
    pub repetition: char,
    /// Around escapes, usually `\`; a sender may have none.
    pub escape: Option<char>,
    /// Between subcomponents, usually `&`; a sender may have none.
    pub subcomponent: Option<char>,
}

/// A place in a message: `PID-3`, `OBX[4]-5`, or the whole.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Place {
    /// The message, from 1; 0 where there is only one.
    pub message: usize,
    /// The segment, such as `OBX`; empty for the whole.
    pub segment: String,
    /// Which of the segments of this name, from 1.
    pub sequence: usize,
    /// The field, from 1; 0 for the whole segment.
    pub field: usize,
}

impl Place {
    /// A field of the first segment of a name.
    pub fn field(segment: &str, field: usize) -> Place {
        Place { segment: segment.to_string(), sequence: 1, field, ..Place::default() }
    }

    pub(super) fn in_message(mut self, n: usize) -> Place {
        self.message = n;
        self
    }
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.message > 0 {
            write!(f, "message {}", self.message)?;
        }
        if self.segment.is_empty() {
            return if self.message > 0 { Ok(()) } else { f.write_str("the input") };
        }
        let gap = if self.message > 0 { ", " } else { "" };
        write!(f, "{gap}{}", self.segment)?;
        if self.sequence > 1 {
            write!(f, "[{}]", self.sequence)?;
        }
        if self.field > 0 { write!(f, "-{}", self.field) } else { Ok(()) }
    }
}

/// A message, decoded to text.
#[derive(Clone, PartialEq, Eq)]
pub struct Message {
    pub(super) separators: Separators,
    pub(super) segments: Vec<String>,
    /// Which message of its input, from 1.
    pub(super) number: usize,
    /// The control ids of its parts beyond the first.
    pub(super) parts: Vec<String>,
    /// The character set for hexadecimal escapes.
    pub(super) charset: super::charset::Charset,
    /// What was odd about its form.
    pub(super) oddities: Vec<(&'static str, &'static str)>,
}

impl std::fmt::Debug for Message {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Message({} segments)", self.segments.len())
    }
}

impl Message {
    /// The segments, in order.
    pub fn segments(&self) -> impl Iterator<Item = Segment<'_>> {
        self.segments.iter().map(|text| Segment { text, of: self })
    }

    /// The first segment of a name.
    pub fn segment(&self, name: &str) -> Option<Segment<'_>> {
        self.segments().find(|s| s.name() == name)
    }

    /// A component of a field of MSH, as text; empty where it was not sent.
    pub fn header(&self, field: usize, component: usize) -> String {
        let text = self.segment("MSH").and_then(|s| s.field(field).component(component).text());
        text.unwrap_or_default()
    }

    /// The message code and the trigger event: `("ADT", "A01")`.
    pub fn kind(&self) -> (String, String) {
        let (code, event) = (self.header(9, 1).to_ascii_uppercase(), self.header(9, 2).to_ascii_uppercase());
        match code.split_once('_') {
            // Only the structure of the message was sent: `ORU_R01`.
            Some((code, of)) if event.is_empty() => (code.to_string(), of.to_string()),
            _ => (code, event),
        }
    }

    /// MSH-10.
    pub fn control_id(&self) -> String {
        self.header(10, 1)
    }

    /// When it was made (MSH-7), in a zone where it does not say.
    pub fn made(&self, zone: &crate::time::Zone) -> Option<crate::time::Timestamp> {
        super::time::parse(&self.header(7, 1), None).map(|t| t.earliest(zone))
    }

    /// Its separators.
    pub fn separators(&self) -> Separators {
        self.separators
    }

    /// The control ids of the messages that continued it (DSC), each of which asks for an acknowledgement of its own.
    pub fn continued_by(&self) -> &[String] {
        &self.parts
    }

    /// Which message of its input it is, from 1.
    pub fn number(&self) -> usize {
        self.number
    }
}

/// A segment.
#[derive(Clone, Copy)]
pub struct Segment<'m> {
    text: &'m str,
    of: &'m Message,
}

impl<'m> Segment<'m> {
    /// Its name.
    pub fn name(&self) -> &'m str {
        self.text.split(self.of.separators.field).next().unwrap_or("")
    }

    /// As it was sent.
    pub fn raw(&self) -> &'m str {
        self.text
    }

    /// A field, from 1; empty where it was not sent.
    pub fn field(&self, n: usize) -> Part<'m> {
        let msh = matches!(self.name(), "MSH" | "BHS" | "FHS");
        let text = match (msh, n) {
            (_, 0) => None,
            (true, 1) => return Part { text: "", of: self.of, level: Level::Subcomponent },
            (true, n) => self.text.split(self.of.separators.field).nth(n - 1),
            (false, n) => self.text.split(self.of.separators.field).nth(n),
        };
        Part { text: text.unwrap_or(""), of: self.of, level: Level::Field }
    }

    /// Shorthand: the code in a field, in capitals.
    pub(super) fn code(&self, field: usize) -> Option<String> {
        self.text(field, 1).map(|c| c.to_ascii_uppercase())
    }

    /// Shorthand: the text of a component of the first repetition of a field.
    pub fn text(&self, field: usize, component: usize) -> Option<String> {
        self.field(field).component(component).text()
    }
}

/// How deep a part lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd)]
enum Level {
    Field,
    Repetition,
    Component,
    Subcomponent,
}

/// A field or a part of one.
#[derive(Clone, Copy)]
pub struct Part<'m> {
    text: &'m str,
    of: &'m Message,
    level: Level,
}

impl<'m> Part<'m> {
    /// Whether nothing was sent.
    pub fn is_empty(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// As it was sent, escapes and all.
    pub fn raw(&self) -> &'m str {
        self.text
    }

    /// Whether it was sent as `""`: to be deleted.
    pub fn is_null(&self) -> bool {
        self.text.trim() == "\"\""
    }

    /// The repetitions of a field; none where nothing was sent.
    pub fn repetitions(self) -> impl Iterator<Item = Part<'m>> {
        let all = self.text.split(self.of.separators.repetition);
        all.filter(|t| !t.trim().is_empty()).map(move |text| Part { text, level: Level::Repetition, ..self })
    }

    /// How many repetitions were sent.
    pub fn count(&self) -> usize {
        (*self).repetitions().count()
    }

    /// A component, from 1, of a repetition or of a field's first repetition.
    pub fn component(&self, n: usize) -> Part<'m> {
        let first = match self.level {
            Level::Field => self.text.split(self.of.separators.repetition).next().unwrap_or(""),
            _ => self.text,
        };
        let text = first.split(self.of.separators.component).nth(n.saturating_sub(1)).unwrap_or("");
        Part { text, level: Level::Component, ..*self }
    }

    /// A subcomponent, from 1.
    pub fn subcomponent(&self, n: usize) -> Part<'m> {
        let text = match self.of.separators.subcomponent {
            Some(s) => self.text.split(s).nth(n.saturating_sub(1)).unwrap_or(""),
            None if n == 1 => self.text,
            None => "",
        };
        Part { text, level: Level::Subcomponent, ..*self }
    }

    /// The value with its escapes resolved; of a component with subcomponents
    /// the first. `None` where nothing, or `""`, was sent.
    pub fn text(&self) -> Option<String> {
        let part = match self.level {
            Level::Field | Level::Repetition => self.component(1).subcomponent(1),
            Level::Component => self.subcomponent(1),
            Level::Subcomponent => *self,
        };
        let t = part.text.trim();
        if t.is_empty() || t == "\"\"" {
            return None;
        }
        Some(part.resolved(t).trim().to_string()).filter(|t| !t.is_empty())
    }

    /// The whole as text but for separators at its end, which say nothing.
    pub fn all(&self) -> Option<String> {
        let s = &self.of.separators;
        let ends = |c: char| c == s.component || Some(c) == s.subcomponent || c.is_whitespace();
        Part { text: self.text.trim_end_matches(ends), ..*self }.whole()
    }

    /// The whole as text, separators included (for fields that are text whatever they hold).
    pub fn whole(&self) -> Option<String> {
        let t = self.text.trim();
        if t.is_empty() || t == "\"\"" {
            return None;
        }
        Some(self.resolved(t).trim_end().to_string()).filter(|t| !t.is_empty())
    }

    fn resolved(&self, text: &'m str) -> Cow<'m, str> {
        escape::resolve(text, &self.of.separators, self.of.charset)
    }
}
