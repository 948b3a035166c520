//! The words of a fact's line, and what every kind of line has in common:
//! names, times, numbers with units.
//!
//! A name may hold blanks and digits ("type 2 diabetes"), so the longest run of
//! words that names something is taken. Knows nothing about kinds of fact.

use super::names::{Ambiguous, Names, Referent};
use crate::model::FactKind;
use crate::snapshot::{Coding, Concept, Quantity};
use crate::terms::normalise;
use crate::time::{Clock, PartialTime, TimeUnit};
use crate::value::{CmpOp, Num};
use std::ops::Range;

/// A mistake within a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct LineError {
    /// Bytes of the line.
    pub(crate) at: Range<usize>,
    /// What is wrong.
    pub(crate) message: String,
    /// What to do.
    pub(crate) help: Option<String>,
    /// What the author may have meant instead of the text at `at`.
    pub(crate) instead: Option<String>,
}

impl LineError {
    pub(crate) fn new(at: Range<usize>, message: impl Into<String>) -> LineError {
        LineError { at, message: message.into(), help: None, instead: None }
    }

    pub(crate) fn help(mut self, text: impl Into<String>) -> LineError {
        self.help = Some(text.into());
        self
    }

    pub(crate) fn instead(mut self, text: Option<String>) -> LineError {
        self.instead = text;
        self
    }
}

/// One word, or one text in quotes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Word {
    /// Its text, without quotes.
    pub(crate) text: String,
    /// Whether it stood in quotes.
    pub(crate) quoted: bool,
    /// Bytes of the line, quotes included.
    pub(crate) at: Range<usize>,
}

/// What a line is read against: the packs' names and the moment that counts as now.
#[derive(Clone, Copy)]
pub(crate) struct Context<'a> {
    /// Names.
    pub(crate) names: &'a Names<'a>,
    /// The pack whose test it is.
    pub(crate) pack: &'a str,
    /// Now, and the zone.
    pub(crate) clock: &'a Clock,
}

/// The words of a line, read from left to right.
pub(crate) struct Words<'a> {
    pub(crate) cx: Context<'a>,
    line: &'a str,
    words: Vec<Word>,
    at: usize,
}

impl<'a> Words<'a> {
    /// Splits a line.
    pub(crate) fn new(cx: Context<'a>, line: &'a str) -> Result<Words<'a>, LineError> {
        Ok(Words { cx, line, words: split(line)?, at: 0 })
    }

    /// The next word.
    pub(crate) fn peek(&self) -> Option<&Word> {
        self.words.get(self.at)
    }

    fn plain(&self, ahead: usize) -> Option<&str> {
        self.words.get(self.at + ahead).filter(|w| !w.quoted).map(|w| w.text.as_str())
    }

    /// Whether everything was read.
    pub(crate) fn done(&self) -> bool {
        self.at >= self.words.len()
    }

    /// Takes a phrase if it comes next.
    pub(crate) fn take(&mut self, phrase: &str) -> bool {
        let n = phrase.split(' ').count();
        let fits = phrase
            .split(' ')
            .enumerate()
            .all(|(i, p)| self.plain(i).is_some_and(|w| w.eq_ignore_ascii_case(p)));
        if fits {
            self.at += n;
        }
        fits
    }

    /// Takes the first of several phrases that comes next.
    pub(crate) fn one_of<T: Copy>(&mut self, table: &[(&str, T)]) -> Option<T> {
        table.iter().find(|(phrase, _)| self.take(phrase)).map(|(_, v)| *v)
    }

    /// Takes a text in quotes if it comes next.
    pub(crate) fn quoted(&mut self) -> Option<String> {
        let word = self.peek().filter(|w| w.quoted)?.text.clone();
        self.at += 1;
        Some(word)
    }

    /// Where the next word stands, or the end of the line.
    pub(crate) fn here(&self) -> Range<usize> {
        self.peek().map_or(self.line.len()..self.line.len(), |w| w.at.clone())
    }

    /// "`x` is not understood here", with what may stand here.
    pub(crate) fn unexpected(&self, may: &[&str]) -> LineError {
        let Some(word) = self.peek() else {
            return LineError::new(self.here(), "the line ends too early");
        };
        let instead = if word.quoted {
            None
        } else {
            crate::diag::nearest(&word.text, may.iter().copied().filter(|m| !m.contains(char::is_uppercase)))
        };
        LineError::new(word.at.clone(), format!("`{}` is not understood here", word.text))
            .help(format!("here may stand: {}", may.join(", ")))
            .instead(instead.map(str::to_string))
    }

    /// What the line is about: a declared name, a display, `SYSTEM CODE`, or `uncoded "text"`.
    pub(crate) fn name(&mut self, kind: FactKind) -> Result<(Concept, Option<Referent<'a>>), LineError> {
        if let Some(concept) = self.code_or_text(kind)? {
            return Ok((concept, None));
        }
        let start = self.here().start;
        let runs = (self.at..self.words.len()).take_while(|&i| self.words.get(i).is_some_and(|w| !w.quoted));
        for last in runs.collect::<Vec<_>>().into_iter().rev() {
            let end = self.words.get(last).map_or(start, |w| w.at.end);
            let text = self.line.get(start..end).unwrap_or("");
            match self.cx.names.fact(self.cx.pack, kind, text) {
                Ok(None) => {}
                Ok(Some(found)) => {
                    self.at = last + 1;
                    let Some(concept) = found.concept(self.cx.names, kind) else {
                        return Err(LineError::new(
                            start..end,
                            format!("`{text}` has no code for this kind of fact"),
                        ));
                    };
                    return Ok((concept, Some(found)));
                }
                Err(Ambiguous(all)) => {
                    return Err(LineError::new(start..end, format!("`{text}` is declared in several packs"))
                        .help(format!("write one of {}", all.join(", "))));
                }
            }
        }
        Err(self.no_such_name(kind, start))
    }

    /// `SYSTEM CODE ["display"]` or `uncoded "text"`.
    fn code_or_text(&mut self, kind: FactKind) -> Result<Option<Concept>, LineError> {
        if self.take("uncoded") {
            let Some(text) = self.quoted() else {
                return Err(self.unexpected(&["\"TEXT\""]));
            };
            return Ok(Some(Concept { text: Some(text), ..Concept::default() }));
        }
        if self.take("masked") {
            return Ok(Some(Concept { masked: true, ..Concept::default() }));
        }
        if self.take("unresolved") {
            return Ok(Some(Concept {
                unresolved: Some("Medication/unresolved".into()),
                ..Concept::default()
            }));
        }
        let Some(system) = self.plain(0).and_then(|w| self.cx.names.system(w)) else { return Ok(None) };
        // A system's name may begin a display; only a following code makes it one.
        if self.cx.names.fact(self.cx.pack, kind, self.line.trim()).is_ok_and(|f| f.is_some()) {
            return Ok(None);
        }
        self.at += 1;
        let Some(word) = self.peek().cloned() else {
            return Err(LineError::new(self.here(), "a code must follow the code system"));
        };
        let code =
            normalise(&system, &word.text).map_err(|e| LineError::new(word.at.clone(), e.to_string()))?;
        self.at += 1;
        let display = self.quoted();
        let coding = Coding { system: system.name().to_string(), code, display };
        Ok(Some(Concept { codings: vec![coding], ..Concept::default() }))
    }

    fn no_such_name(&self, kind: FactKind, start: usize) -> LineError {
        // The name is taken to end where a number, a quote or a word of the line's own begins.
        let name_like = |w: &Word| !w.quoted && w.text.chars().next().is_some_and(char::is_alphabetic);
        let words: Vec<&Word> = self.words.iter().skip(self.at).take_while(|w| name_like(w)).collect();
        let ends = words.iter().map(|w| w.at.end).collect::<Vec<_>>();
        if ends.is_empty() {
            return LineError::new(self.here(), "a name is missing").help(
                "write the name of a code set or observation, a display, `SYSTEM CODE` or `uncoded \"text\"`",
            );
        }
        let guess = ends.iter().rev().find_map(|&end| {
            let text = self.line.get(start..end)?;
            self.cx.names.nearest_fact(kind, text).map(|n| (end, n))
        });
        let (end, instead) = match guess {
            Some((end, n)) => (end, Some(n)),
            None => (ends.first().copied().unwrap_or(start), None),
        };
        let text = self.line.get(start..end).unwrap_or("");
        LineError::new(start..end, format!("nothing the packs know is called `{text}`"))
            .help("a code can be given as `rxnorm 9997`, free text as `uncoded \"text\"`")
            .instead(instead)
    }

    /// `-2 days`, `+3 hours`, `now`, or a date.
    pub(crate) fn time(&mut self) -> Result<PartialTime, LineError> {
        let at = self.here();
        let Some(first) = self.plain(0).map(str::to_string) else {
            return Err(LineError::new(at, "a time must follow").help(TIME_HELP));
        };
        if self.take("now") {
            return instant(self.cx.clock, 0, TimeUnit::Second)
                .ok_or_else(|| LineError::new(at, "no such time"));
        }
        if let Some(number) = first.strip_prefix(['+', '-']) {
            let unit = self.plain(1).and_then(TimeUnit::parse);
            let (Ok(count), Some(unit)) = (number.parse::<i64>(), unit) else {
                return Err(LineError::new(at, format!("`{first}` does not begin a time")).help(TIME_HELP));
            };
            let end = self.words.get(self.at + 1).map_or(at.end, |w| w.at.end);
            self.at += 2;
            let count = if first.starts_with('-') { -count } else { count };
            return instant(self.cx.clock, count, unit)
                .ok_or_else(|| LineError::new(at.start..end, "no such time"));
        }
        self.at += 1;
        first.parse().map_err(|_| LineError::new(at, format!("`{first}` is not a time")).help(TIME_HELP))
    }

    /// `5`, `<5`, `>= 5`: a number with an optional comparator, if one comes next.
    pub(crate) fn number(&mut self) -> Option<(Option<CmpOp>, Num)> {
        let first = self.plain(0)?;
        let (op, rest) = comparator(first);
        if rest.is_empty() && op.is_some() {
            let number = self.plain(1)?.parse().ok()?;
            self.at += 2;
            return Some((op, number));
        }
        let number = rest.parse().ok()?;
        self.at += 1;
        Some((op, number))
    }

    /// A unit, if one comes next; a text in quotes is kept whatever it is.
    pub(crate) fn unit(&mut self) -> Option<String> {
        // `at` would be a unit: atto-tonnes.
        const NEVER: [&str; 5] = ["at", "to", "in", "for", "po"];
        let word = self.peek()?;
        let unit = if word.quoted {
            word.text.clone()
        } else if NEVER.contains(&word.text.as_str()) {
            return None;
        } else {
            crate::units::normalise_received(&word.text)?;
            word.text.clone()
        };
        self.at += 1;
        Some(unit)
    }

    /// A number and its unit, where a number comes next.
    pub(crate) fn quantity(&mut self) -> Option<Quantity> {
        let (comparator, value) = self.number()?;
        Some(Quantity { value, comparator, unit: self.unit() })
    }

    /// A whole number, if one comes next.
    pub(crate) fn count(&mut self) -> Option<i64> {
        let n = self.plain(0)?.parse().ok()?;
        self.at += 1;
        Some(n)
    }
}

/// What a time may look like.
pub(crate) const TIME_HELP: &str =
    "a time is `-2 days`, `+3 hours`, `now`, `2026-03`, `2026-03-01` or `2026-03-01T08:00`";

fn comparator(word: &str) -> (Option<CmpOp>, &str) {
    for op in [CmpOp::Le, CmpOp::Ge, CmpOp::Lt, CmpOp::Gt] {
        if let Some(rest) = word.strip_prefix(op.symbol()) {
            return (Some(op), rest);
        }
    }
    (None, word)
}

/// The instant `count` units from now, to the second and with its offset.
pub(crate) fn instant(clock: &Clock, count: i64, unit: TimeUnit) -> Option<PartialTime> {
    clock.shift(clock.now, count, unit).in_zone(&clock.zone).parse().ok()
}

fn split(line: &str) -> Result<Vec<Word>, LineError> {
    let mut words = Vec::new();
    let mut chars = line.char_indices().peekable();
    while let Some(&(start, c)) = chars.peek() {
        if c.is_whitespace() {
            chars.next();
            continue;
        }
        let quoted = c == '"';
        if quoted {
            chars.next();
        }
        let from = if quoted { start + 1 } else { start };
        let mut end = line.len();
        let mut closed = false;
        while let Some(&(i, c)) = chars.peek() {
            if (quoted && c == '"') || (!quoted && c.is_whitespace()) {
                end = i;
                closed = true;
                break;
            }
            chars.next();
        }
        if quoted && !closed {
            return Err(
                LineError::new(start..line.len(), "a text that is not closed").help("close it with `\"`")
            );
        }
        if quoted {
            chars.next();
        }
        let at = start..if quoted { end + 1 } else { end };
        words.push(Word { text: line.get(from..end).unwrap_or("").to_string(), quoted, at });
    }
    Ok(words)
}
