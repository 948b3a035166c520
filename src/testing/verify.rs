//! What was expected against what an evaluation answered.
//!
//! Works on results only; it evaluates nothing. INVARIANT: "silent" means that
//! the rule was decided and does not fire: undecided or left out is a failure.

use super::expect::{Expect, GapExpect, NumberExpect, RuleRef};
use super::names::{Names, pack_of, short};
use crate::eval::result::{
    Evaluation, Finding, FindingCertainty, Indeterminate, NotEvaluated, ScoreValue, SuggestedAction,
    Suppressed,
};
use crate::model::Model;
use crate::source::Span;
use crate::value::{Gap, Num};

/// An expectation that was not met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Miss {
    /// Where it was expected.
    pub(crate) span: Span,
    /// The rule it is about: index into the model.
    pub(crate) rule: Option<usize>,
    /// `fires`, `silent`, `unknown`, ….
    pub(crate) what: &'static str,
    /// What was expected, in words.
    pub(crate) expected: String,
    /// What came instead, in words.
    pub(crate) actual: String,
}

/// How a rule ended.
pub(crate) enum Seen<'e> {
    /// Findings without a doubt.
    Fires(Vec<&'e Finding>),
    /// Only findings marked possible.
    Possible(Vec<&'e Finding>),
    /// Undecided.
    Undecided(&'e Indeterminate),
    /// Silenced by an exception.
    Suppressed(&'e Suppressed),
    /// Left out.
    NotEvaluated(&'e NotEvaluated),
    /// Decided: does not fire.
    Silent,
}

/// How a rule ended, by its id.
pub(crate) fn seen<'e>(evaluation: &'e Evaluation, id: &str) -> Seen<'e> {
    let of = |certainty| -> Vec<&'e Finding> {
        evaluation.findings.iter().filter(|f| f.rule == id && f.certainty == certainty).collect()
    };
    let definite = of(FindingCertainty::Definite);
    if !definite.is_empty() {
        return Seen::Fires(definite);
    }
    let possible = of(FindingCertainty::Possible);
    if !possible.is_empty() {
        return Seen::Possible(possible);
    }
    if let Some(i) = evaluation.indeterminate.iter().find(|i| i.rule == id) {
        return Seen::Undecided(i);
    }
    if let Some(n) = evaluation.not_evaluated.iter().find(|n| n.rule == id) {
        return Seen::NotEvaluated(n);
    }
    match evaluation.suppressed.iter().find(|s| s.rule == id) {
        Some(s) => Seen::Suppressed(s),
        None => Seen::Silent,
    }
}

impl Seen<'_> {
    /// In words: "it did not fire".
    fn words(&self) -> String {
        match self {
            Seen::Fires(all) => format!("it fired: {}", quoted(all.iter().map(|f| f.message.as_str()))),
            Seen::Possible(all) => {
                format!("it fired only as possible; missing: {}", gaps(all.iter().flat_map(|f| &f.missing)))
            }
            Seen::Undecided(i) => format!("it is undecided; missing: {}", gaps(&i.missing)),
            Seen::Suppressed(s) => format!("it was silenced by the exception `{}`", s.by),
            Seen::NotEvaluated(n) => format!("it was not evaluated ({})", n.reason),
            Seen::Silent => "it did not fire".to_string(),
        }
    }

    fn findings(&self) -> &[&Finding] {
        match self {
            Seen::Fires(all) | Seen::Possible(all) => all,
            _ => &[],
        }
    }

    fn missing(&self) -> Option<Vec<&Gap>> {
        match self {
            Seen::Possible(all) => Some(all.iter().flat_map(|f| &f.missing).collect()),
            Seen::Undecided(i) => Some(i.missing.iter().collect()),
            _ => None,
        }
    }
}

/// "`a`, `b`".
fn quoted<'t>(texts: impl Iterator<Item = &'t str>) -> String {
    texts.map(|t| format!("“{t}”")).collect::<Vec<_>>().join(", ")
}

pub(crate) fn gaps<'g>(all: impl IntoIterator<Item = &'g Gap>) -> String {
    let mut words: Vec<String> = Vec::new();
    for g in all {
        let text = format!("{} {}", g.datum, g.reason.code());
        if !words.contains(&text) {
            words.push(text);
        }
    }
    if words.is_empty() { "nothing".to_string() } else { words.join(", ") }
}

/// Every expectation about rules and scores that was not met.
pub(crate) fn verify(names: &Names<'_>, pack: &str, expect: &Expect, evaluation: &Evaluation) -> Vec<Miss> {
    let mut v = Verifier { model: names.model, evaluation, misses: Vec::new() };
    for r in &expect.fires {
        v.outcome(*r, "fires", "to fire", |s| matches!(s, Seen::Fires(_)));
    }
    for r in &expect.possible {
        v.outcome(*r, "possible", "to fire as possible", |s| matches!(s, Seen::Possible(_)));
    }
    for r in &expect.silent {
        v.outcome(*r, "silent", "to stay silent", |s| matches!(s, Seen::Silent | Seen::Suppressed(_)));
    }
    for r in &expect.suppressed {
        v.outcome(*r, "suppressed", "to be silenced by an exception", |s| matches!(s, Seen::Suppressed(_)));
    }
    for (r, wanted) in &expect.unknown {
        v.unknown(*r, wanted);
    }
    for (r, texts) in &expect.message {
        v.listed(*r, "message", "the message", texts, |f| vec![f.message.clone()]);
    }
    for (r, texts) in &expect.suggests {
        v.listed(*r, "suggests", "the suggestion", texts, |f| {
            f.suggestions.iter().flat_map(|s| suggestion(names.model, s)).collect()
        });
    }
    for (r, texts) in &expect.because {
        v.listed(*r, "because", "to rest on", texts, |f| {
            f.facts
                .iter()
                .flat_map(|x| {
                    let dated = x.date.iter().map(|d| format!("{} {d}", x.text));
                    std::iter::once(x.text.to_string()).chain(dated).collect::<Vec<_>>()
                })
                .collect()
        });
    }
    for (r, severity) in &expect.severity {
        let words = [severity.word().to_string()];
        v.listed(*r, "severity", "the severity", &words, |f| vec![f.severity.word().to_string()]);
    }
    for (score, number, band, span) in &expect.scores {
        v.score(*score, number, band.as_deref(), *span);
    }
    if expect.exactly {
        v.exactly(pack, expect);
    }
    v.misses
}

/// How an action may be written: `stop spironolactone`, `start Statin`, with or without its text.
fn suggestion(model: &Model, s: &SuggestedAction) -> Vec<String> {
    let plain = format!("{} {}", s.action, s.what);
    let mut forms = vec![plain.clone()];
    forms.extend(names_of(model, &s.what).map(|n| format!("{} {n}", s.action)));
    forms.extend(s.date.iter().map(|d| format!("{} {d}", s.action)));
    forms.extend(s.text.iter().map(|t| format!("{plain} \"{t}\"")));
    forms
}

struct Verifier<'a> {
    model: &'a Model,
    evaluation: &'a Evaluation,
    misses: Vec<Miss>,
}

impl<'a> Verifier<'a> {
    fn id(&self, rule: usize) -> &'a str {
        self.model.rules.get(rule).map_or("", |r| r.id.as_str())
    }

    fn miss(&mut self, r: RuleRef, what: &'static str, expected: String, actual: String) {
        self.misses.push(Miss { span: r.span, rule: Some(r.rule), what, expected, actual });
    }

    fn outcome(&mut self, r: RuleRef, what: &'static str, words: &str, fits: impl Fn(&Seen<'_>) -> bool) {
        let id = self.id(r.rule);
        let seen = seen(self.evaluation, id);
        if !fits(&seen) {
            self.miss(r, what, format!("{id} {words}"), seen.words());
        }
    }

    fn unknown(&mut self, r: RuleRef, wanted: &[GapExpect]) {
        let id = self.id(r.rule);
        let seen = seen(self.evaluation, id);
        let Some(missing) = seen.missing() else {
            return self.miss(r, "unknown", format!("{id} to be undecided"), seen.words());
        };
        for want in wanted {
            if !missing.iter().any(|g| self.fits(want, g)) {
                let datum = want.datum.as_deref().unwrap_or("something");
                let reason = want.reason.map_or("(for any reason)", |r| r.code());
                let expected = format!("{id} to be undecided for want of: {datum} {reason}");
                self.miss(r, "unknown", expected, seen.words());
            }
        }
    }

    fn fits(&self, want: &GapExpect, gap: &Gap) -> bool {
        want.reason.is_none_or(|r| r == gap.reason)
            && want.datum.as_deref().is_none_or(|d| {
                let labels = labels_of(self.model, d);
                std::iter::once(d).chain(labels).any(|d| says(&gap.datum, d))
            })
    }

    /// Each text must be among what the findings give.
    fn listed(
        &mut self,
        r: RuleRef,
        what: &'static str,
        words: &str,
        texts: &[String],
        of: impl Fn(&Finding) -> Vec<String>,
    ) {
        let id = self.id(r.rule);
        let seen = seen(self.evaluation, id);
        let has: Vec<String> = seen.findings().iter().flat_map(|f| of(f)).collect();
        for text in texts {
            if has.iter().any(|h| h.eq_ignore_ascii_case(text)) {
                continue;
            }
            let actual = match (seen.findings(), has.as_slice()) {
                ([], _) => seen.words(),
                (_, []) => "there is none".to_string(),
                (_, has) => quoted(has.iter().map(String::as_str)),
            };
            self.miss(r, what, format!("{id}: {words} “{text}”"), actual);
        }
    }

    fn score(&mut self, score: usize, number: &NumberExpect, band: Option<&str>, span: Span) {
        let name = self.model.scores.get(score).map_or("", |s| s.name.as_str());
        let value = self.evaluation.scores.iter().find(|s| s.name == name);
        let fits = value.is_some_and(|v| number_fits(number, v.low, v.high, &v.missing));
        let band_fits = band.is_none_or(|b| value.and_then(|v| v.band.as_deref()) == Some(b));
        if fits && band_fits {
            return;
        }
        let band = band.map(|b| format!(", “{b}”")).unwrap_or_default();
        let expected = format!("{name} to be {}{band}", number_words(number));
        let actual = value.map_or("it was not computed".to_string(), score_words);
        self.misses.push(Miss { span, rule: None, what: "scores", expected, actual });
    }

    /// Nothing of the pack fires beyond what is listed.
    fn exactly(&mut self, pack: &str, expect: &Expect) {
        let listed = |id: &str| expect.fires.iter().chain(&expect.possible).any(|r| self.id(r.rule) == id);
        let mut extra: Vec<&Finding> = Vec::new();
        for f in &self.evaluation.findings {
            let counts = f.certainty != FindingCertainty::Question && pack_of(&f.rule) == pack;
            if counts && !listed(&f.rule) && !extra.iter().any(|e| e.rule == f.rule) {
                extra.push(f);
            }
        }
        for f in extra {
            let rule = self.model.rules.iter().position(|r| r.id == f.rule);
            let expected = format!("nothing else of `{pack}` to fire");
            let actual = format!("{} fired: “{}”", f.rule, f.message);
            self.misses.push(Miss { span: expect.exactly_span, rule, what: "exactly", expected, actual });
        }
    }
}

/// A score in words: `4, “high”`, `5 to 8`, `unknown`.
fn score_words(v: &ScoreValue) -> String {
    let number = match (v.low, v.high) {
        (Some(a), Some(b)) if a == b => a.to_string(),
        (Some(a), Some(b)) => format!("{a} to {b}"),
        (Some(a), None) => format!("at least {a}"),
        (None, Some(b)) => format!("at most {b}"),
        (None, None) => "unknown".to_string(),
    };
    let band = v.band.as_ref().map(|b| format!(", “{b}”")).unwrap_or_default();
    let why = if v.missing.is_empty() { String::new() } else { format!("; missing: {}", gaps(&v.missing)) };
    format!("it is {number}{band}{why}")
}

/// An expected number in words.
pub(crate) fn number_words(n: &NumberExpect) -> String {
    match n {
        NumberExpect::Unknown(None) => "unknown".to_string(),
        NumberExpect::Unknown(Some(r)) => format!("unknown ({})", r.code()),
        NumberExpect::Range(a, b, _) if a == b => a.to_string(),
        NumberExpect::Range(a, b, _) => format!("{a} to {b}"),
    }
}

/// Whether an expected number is this range; both ends `None` means unknown.
pub(crate) fn number_fits(n: &NumberExpect, low: Option<Num>, high: Option<Num>, missing: &[Gap]) -> bool {
    match n {
        NumberExpect::Unknown(reason) => {
            low.is_none() && high.is_none() && reason.is_none_or(|r| missing.iter().any(|g| g.reason == r))
        }
        NumberExpect::Range(a, b, decimals) => {
            let is = |v: Option<Num>, e: &Num| v.is_some_and(|v| v.round(*decimals) == *e);
            is(low, a) && is(high, b)
        }
    }
}

/// Names of the code sets and observations that people call so.
fn names_of<'a>(model: &'a Model, label: &'a str) -> impl Iterator<Item = &'a str> {
    let sets = model.sets.iter().map(|d| (d.name.as_str(), d.label.as_str()));
    let observations = model.observations.iter().map(|d| (d.name.as_str(), d.label.as_str()));
    sets.chain(observations).filter(move |(_, l)| *l == label).map(|(name, _)| short(name))
}

/// What people call the declared items with this name.
fn labels_of<'m>(model: &'m Model, name: &str) -> Vec<&'m str> {
    let is = |full: &str| full == name || short(full) == name;
    let sets = model.sets.iter().map(|d| (d.name.as_str(), d.label.as_str()));
    let observations = model.observations.iter().map(|d| (d.name.as_str(), d.label.as_str()));
    let inputs = model.inputs.iter().map(|d| (d.name.as_str(), d.label.as_str()));
    let defines = model.defines.iter().map(|d| (d.name.as_str(), d.label.as_str()));
    let scores = model.scores.iter().map(|d| (d.name.as_str(), d.label.as_str()));
    let all = sets.chain(observations).chain(inputs).chain(defines).chain(scores);
    all.filter(|(full, _)| is(full)).map(|(_, label)| label).collect()
}

/// Whether a datum is, or contains as whole words, what was written.
fn says(datum: &str, written: &str) -> bool {
    let words = |t: &str| t.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>();
    let (datum, written) = (words(datum), words(written));
    !written.is_empty() && datum.windows(written.len()).any(|w| w == written.as_slice())
}

#[cfg(test)]
mod tests {
    use super::says;

    #[test]
    fn a_datum_is_named_by_whole_words() {
        assert!(says("taking NSAID", "nsaid"));
        assert!(says("Potassium", "Potassium"));
        assert!(!says("Potassium", "Potass"));
        assert!(!says("Potassium", ""));
    }
}
