//! What a test expects, as written: names resolved, nothing compared yet.

use super::names::{Ambiguous, Names};
use super::yaml::{Fields, Node, Yaml, wrong_kind};
use crate::diag::{Code, Diag, nearest};
use crate::source::Span;
use crate::value::{Num, Reason};
use crate::vocab::Severity;

/// A rule an expectation is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct RuleRef {
    /// Index into the model's rules.
    pub(crate) rule: usize,
    /// Where it was named.
    pub(crate) span: Span,
}

/// One missing datum that is expected: `Potassium never-recorded`; either part may be left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct GapExpect {
    /// What is missing.
    pub(crate) datum: Option<String>,
    /// Why.
    pub(crate) reason: Option<Reason>,
}

/// An expected number: exact, a range, or unknown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum NumberExpect {
    /// From and to, both included; the same twice for an exact one. Compared
    /// at the number of decimals that were written.
    Range(Num, Num, u32),
    /// Nothing is known, for this reason where one is given.
    Unknown(Option<Reason>),
}

/// An expected value of a definition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ValueExpect {
    /// A number and its unit.
    Number(NumberExpect, Option<String>),
    /// Yes or no.
    YesNo(bool),
    /// A text or a date.
    Text(String),
}

/// What is expected at one moment.
#[derive(Debug, Clone, Default)]
pub(crate) struct Expect {
    /// Nothing of the pack beyond what is listed fires.
    pub(crate) exactly: bool,
    /// Where `exactly` or `fires: []` stands.
    pub(crate) exactly_span: Span,
    /// These fire.
    pub(crate) fires: Vec<RuleRef>,
    /// These yield a finding marked possible.
    pub(crate) possible: Vec<RuleRef>,
    /// These do not fire.
    pub(crate) silent: Vec<RuleRef>,
    /// These are silenced by an exception.
    pub(crate) suppressed: Vec<RuleRef>,
    /// These are undecided, for these reasons at least.
    pub(crate) unknown: Vec<(RuleRef, Vec<GapExpect>)>,
    /// Messages.
    pub(crate) message: Vec<(RuleRef, Vec<String>)>,
    /// Suggestions: `stop spironolactone`.
    pub(crate) suggests: Vec<(RuleRef, Vec<String>)>,
    /// Facts a finding rests on.
    pub(crate) because: Vec<(RuleRef, Vec<String>)>,
    /// Conditions that stood in the way of a rule.
    pub(crate) blocked: Vec<(RuleRef, Vec<String>)>,
    /// Severities of findings.
    pub(crate) severity: Vec<(RuleRef, Severity)>,
    /// Scores: index, value, band, place.
    pub(crate) scores: Vec<(usize, NumberExpect, Option<String>, Span)>,
    /// Definitions: index, value, place.
    pub(crate) values: Vec<(usize, ValueExpect, Span)>,
}

impl Expect {
    /// Every rule that is named.
    pub(crate) fn rules(&self) -> impl Iterator<Item = RuleRef> {
        let plain = [&self.fires, &self.possible, &self.silent, &self.suppressed];
        let with_texts = [&self.message, &self.suggests, &self.because, &self.blocked];
        let plain = plain.into_iter().flatten().copied();
        let with_texts = with_texts.into_iter().flatten().map(|(r, _)| *r);
        let unknown = self.unknown.iter().map(|(r, _)| *r);
        plain.chain(with_texts).chain(unknown).chain(self.severity.iter().map(|(r, _)| *r))
    }
}

const KEYS: &[&str] = &[
    "fires",
    "possible",
    "silent",
    "suppressed",
    "unknown",
    "message",
    "suggests",
    "because",
    "blocked",
    "severity",
    "scores",
    "values",
    "exactly",
];

/// Reads `expect:`.
pub(crate) fn read_expect(names: &Names<'_>, pack: &str, node: &Node, diags: &mut Vec<Diag>) -> Expect {
    let fields = Fields::read(node, "`expect`", KEYS, diags);
    if fields.iter().next().is_none() && matches!(node.value, Yaml::Map(_) | Yaml::Null) {
        diags.push(
            Diag::new(Code::BadTestFile, node.span, "`expect` is empty")
                .help("say what should happen: `fires: [ … ]`, `silent: [ … ]`, `unknown: { … }`"),
        );
    }
    let mut r = Reader { names, pack, diags };
    let mut e = Expect::default();
    for (key, at, value) in fields.iter() {
        match key {
            "fires" => {
                e.fires = r.rules(value);
                if matches!(&value.value, Yaml::List(items) if items.is_empty()) {
                    (e.exactly, e.exactly_span) = (true, value.span);
                }
            }
            "possible" => e.possible = r.rules(value),
            "silent" => e.silent = r.rules(value),
            "suppressed" => e.suppressed = r.rules(value),
            "unknown" => e.unknown = r.unknown(value),
            "message" => e.message = r.texts(value, key),
            "suggests" => e.suggests = r.texts(value, key),
            "because" => e.because = r.texts(value, key),
            "blocked" => e.blocked = r.texts(value, key),
            "severity" => e.severity = r.severities(value),
            "scores" => e.scores = r.scores(value),
            "values" => e.values = r.values(value),
            _ => match value.text().and_then(yes_no) {
                Some(yes) => {
                    e.exactly |= yes;
                    e.exactly_span = at.span;
                }
                None => r.diags.push(wrong_kind(value, "`exactly`", "`true` or `false`")),
            },
        }
    }
    e
}

/// `yes`, `no` and YAML's own words for them.
pub(crate) fn yes_no(text: &str) -> Option<bool> {
    match text {
        "yes" | "true" => Some(true),
        "no" | "false" => Some(false),
        _ => None,
    }
}

struct Reader<'a, 'm> {
    names: &'a Names<'m>,
    pack: &'a str,
    diags: &'a mut Vec<Diag>,
}

type Lookup = Result<Option<usize>, Ambiguous>;

impl Reader<'_, '_> {
    /// The item that was named. `guess` looks at every name of the packs and is
    /// asked only where none fits.
    fn found(
        &mut self,
        node: &Node,
        what: &str,
        hit: Lookup,
        guess: impl FnOnce(&str) -> Option<String>,
    ) -> Option<usize> {
        let name = node.text().unwrap_or("");
        let d = match hit {
            Ok(Some(i)) => return Some(i),
            Ok(None) => {
                let d =
                    Diag::new(Code::UnknownExpectation, node.span, format!("no {what} is called `{name}`"));
                match guess(name) {
                    Some(n) => d.fix(node.span, n.clone(), format!("did you mean `{n}`?")),
                    None => d.help(format!("a {what} is named as `name` or `pack/name`")),
                }
            }
            Err(Ambiguous(all)) => Diag::new(
                Code::UnknownExpectation,
                node.span,
                format!("several packs have a {what} `{name}`"),
            )
            .help(format!("write one of {}", all.join(", "))),
        };
        self.diags.push(d);
        None
    }

    fn rule(&mut self, node: &Node) -> Option<RuleRef> {
        let Some(name) = node.text() else {
            self.diags.push(wrong_kind(node, "a rule", "its name"));
            return None;
        };
        let names = self.names;
        let hit = names.rule(self.pack, name);
        self.found(node, "rule", hit, |n| names.nearest_rule(n)).map(|rule| RuleRef { rule, span: node.span })
    }

    fn rules(&mut self, node: &Node) -> Vec<RuleRef> {
        match &node.value {
            Yaml::List(items) => items.iter().filter_map(|n| self.rule(n)).collect(),
            Yaml::Scalar(..) => self.rule(node).into_iter().collect(),
            _ => {
                self.diags.push(wrong_kind(node, "this", "a list of rules"));
                Vec::new()
            }
        }
    }

    fn pairs<'n>(&mut self, node: &'n Node, what: &str) -> &'n [(Node, Node)] {
        match &node.value {
            Yaml::Map(pairs) => pairs,
            _ => {
                self.diags.push(wrong_kind(node, &format!("`{what}`"), "a mapping"));
                &[]
            }
        }
    }

    /// A text or a list of texts.
    fn strings(&mut self, node: &Node, what: &str) -> Vec<(String, Span)> {
        match &node.value {
            Yaml::Scalar(t, _) => vec![(t.clone(), node.span)],
            Yaml::List(items) => {
                let mut out = Vec::new();
                for item in items {
                    match item.text() {
                        Some(t) => out.push((t.to_string(), item.span)),
                        None => self.diags.push(wrong_kind(item, what, "a text")),
                    }
                }
                out
            }
            _ => {
                self.diags.push(wrong_kind(node, what, "a text or a list of texts"));
                Vec::new()
            }
        }
    }

    fn texts(&mut self, node: &Node, what: &str) -> Vec<(RuleRef, Vec<String>)> {
        let mut out = Vec::new();
        for (key, value) in self.pairs(node, what) {
            let texts = self.strings(value, what).into_iter().map(|(t, _)| t).collect();
            if let Some(rule) = self.rule(key) {
                out.push((rule, texts));
            }
        }
        out
    }

    fn unknown(&mut self, node: &Node) -> Vec<(RuleRef, Vec<GapExpect>)> {
        if !matches!(node.value, Yaml::Map(_)) {
            return self.rules(node).into_iter().map(|r| (r, Vec::new())).collect();
        }
        let mut out = Vec::new();
        for (key, value) in self.pairs(node, "unknown") {
            let Some(rule) = self.rule(key) else { continue };
            let gaps = if value.value == Yaml::Null { Vec::new() } else { self.strings(value, "a reason") };
            let gaps = gaps.into_iter().filter_map(|(t, span)| self.gap(&t, span)).collect();
            out.push((rule, gaps));
        }
        out
    }

    fn gap(&mut self, text: &str, span: Span) -> Option<GapExpect> {
        let text = text.trim();
        if let Some(reason) = Reason::parse(text) {
            return Some(GapExpect { datum: None, reason: Some(reason) });
        }
        let Some((datum, last)) = text.rsplit_once(' ') else {
            return Some(GapExpect { datum: Some(text.to_string()), reason: None });
        };
        if let Some(reason) = Reason::parse(last) {
            return Some(GapExpect { datum: Some(datum.trim().to_string()), reason: Some(reason) });
        }
        if let Some(n) = nearest(last, Reason::ALL.iter().map(|r| r.code())) {
            self.diags.push(
                Diag::new(Code::UnknownExpectation, span, format!("`{last}` is not a reason")).fix(
                    span,
                    format!("{datum} {n}"),
                    format!("did you mean `{n}`?"),
                ),
            );
            return None;
        }
        Some(GapExpect { datum: Some(text.to_string()), reason: None })
    }

    fn severities(&mut self, node: &Node) -> Vec<(RuleRef, Severity)> {
        let mut out = Vec::new();
        for (key, value) in self.pairs(node, "severity") {
            let rule = self.rule(key);
            match (rule, value.text().and_then(Severity::parse)) {
                (Some(rule), Some(s)) => out.push((rule, s)),
                (_, None) => {
                    let words: Vec<&str> = Severity::ALL.iter().map(|s| s.word()).collect();
                    self.diags.push(
                        Diag::new(Code::UnknownExpectation, value.span, "this is not a severity")
                            .help(format!("one of {}", words.join(", "))),
                    );
                }
                (None, _) => {}
            }
        }
        out
    }

    fn scores(&mut self, node: &Node) -> Vec<(usize, NumberExpect, Option<String>, Span)> {
        let mut out = Vec::new();
        let names = self.names;
        for (key, value) in self.pairs(node, "scores") {
            let name = key.text().unwrap_or("");
            let hit = names.score(self.pack, name);
            let Some(score) = self.found(key, "score", hit, |n| names.nearest_score(n)) else { continue };
            let text = value.text().unwrap_or("").trim();
            let (number, band) = match text.strip_suffix('"').and_then(|t| t.rsplit_once('"')) {
                Some((number, band)) => (number.trim(), Some(band.to_string())),
                None => (text, None),
            };
            match number_of(number) {
                Some((n, None)) => out.push((score, n, band, key.span.to(value.span))),
                _ => self.diags.push(
                    Diag::new(Code::UnknownExpectation, value.span, "this is not a score").help(
                        "write `4`, `5 .. 8` or `unknown`, and the band after it in quotes: `4 \"high\"`",
                    ),
                ),
            }
        }
        out
    }

    fn values(&mut self, node: &Node) -> Vec<(usize, ValueExpect, Span)> {
        let mut out = Vec::new();
        let names = self.names;
        for (key, value) in self.pairs(node, "values") {
            let name = key.text().unwrap_or("");
            let hit = names.define(self.pack, name);
            let Some(define) = self.found(key, "definition", hit, |n| names.nearest_define(n)) else {
                continue;
            };
            let Yaml::Scalar(text, quoted) = &value.value else {
                self.diags.push(wrong_kind(value, "a value", "a text or number"));
                continue;
            };
            let expected = match (yes_no(text), number_of(text)) {
                _ if *quoted => ValueExpect::Text(text.clone()),
                (Some(b), _) => ValueExpect::YesNo(b),
                (_, Some((n, unit))) => ValueExpect::Number(n, unit),
                _ => ValueExpect::Text(text.clone()),
            };
            out.push((define, expected, key.span.to(value.span)));
        }
        out
    }
}

/// `4`, `12 mmol/L`, `5 .. 8`, `unknown`, `unknown too-old`, `not-applicable`.
fn number_of(text: &str) -> Option<(NumberExpect, Option<String>)> {
    let text = text.trim();
    if text == "unknown" {
        return Some((NumberExpect::Unknown(None), None));
    }
    if let Some(reason) = Reason::parse(text.strip_prefix("unknown ").unwrap_or(text)) {
        return Some((NumberExpect::Unknown(Some(reason)), None));
    }
    let (first, rest) = match text.split_once("..") {
        Some((low, rest)) => (Some(low.trim()), rest.trim()),
        None => (None, text),
    };
    let (number, unit) = match rest.split_once(char::is_whitespace) {
        Some((n, u)) => (n, Some(u.trim().to_string())),
        None => (rest, None),
    };
    let high: Num = number.parse().ok()?;
    let low: Num = first.map_or(Ok(high), str::parse).ok()?;
    let decimals = [first.unwrap_or(""), number].map(decimals).into_iter().max().unwrap_or(0);
    (low <= high).then_some((NumberExpect::Range(low, high, decimals), unit))
}

fn decimals(number: &str) -> u32 {
    number.split_once('.').and_then(|(_, d)| u32::try_from(d.len()).ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::{CheckOptions, compile};
    use crate::pack::PackSource;

    #[test]
    fn a_right_name_is_not_compared_with_all_others() {
        let pack = PackSource::new("demo").file("pack.yaml", "name: demo\nversion: 1.0.0\n");
        let model = compile(&[pack], &CheckOptions::default()).model.unwrap();
        let (names, mut diags) = (Names::new(&model), Vec::new());
        let mut r = Reader { names: &names, pack: "demo", diags: &mut diags };
        let node = Node { value: Yaml::Scalar("near".into(), false), span: Span::default() };
        let asked = std::cell::Cell::new(0);
        let guess = |_: &str| {
            asked.set(asked.get() + 1);
            Some("nearest".to_string())
        };
        assert_eq!(r.found(&node, "rule", Ok(Some(3)), guess), Some(3));
        assert_eq!(r.found(&node, "rule", Err(Ambiguous(vec!["a/near".into()])), guess), None);
        assert_eq!(asked.get(), 0);
        assert_eq!(r.found(&node, "rule", Ok(None), guess), None);
        assert_eq!(asked.get(), 1);
        assert_eq!(diags.len(), 2);
    }
}
