//! Runs test files against a model: builds each step's patient, evaluates,
//! compares, explains what differs, and collects coverage.

use super::build::{ReadFile, Source, snapshot};
use super::case::{Case, Step, read_cases};
use super::coverage::{Collector, is_row};
use super::expect::{Expect, NumberExpect, ValueExpect};
use super::names::{Names, pack_of};
use super::report::{CaseOutcome, CaseReport, Failure, Report};
use super::verify::{Miss, gaps, number_fits, number_words, verify};
use crate::diag::{Code, Diag};
use crate::eval::result::Explanation;
use crate::eval::{Defined, DefinedValue, Options as EvalOptions, explain, observe_some, text, value_of};
use crate::model::Model;
use crate::snapshot::Snapshot;
use crate::source::{SourceMap, Span};
use crate::units::{Unit, conversion, normalise_received};
use crate::value::{End, Gap, Interval, Num, Reason, Truth};
use std::collections::BTreeSet;

/// A test file of a pack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestFile {
    /// Path within the pack, `tests/renal.yaml`; FHIR files are found relative to it.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// The tests of a pack.
pub struct Suite<'a> {
    /// The pack's name.
    pub pack: String,
    /// The pack's folder, for messages.
    pub folder: String,
    /// Its test files.
    pub files: Vec<TestFile>,
    /// Gives the bytes of a file of the pack, for FHIR patients.
    pub read: ReadFile<'a>,
}

/// What to run and how.
#[derive(Default)]
pub struct Options<'a> {
    /// Which cases, by `pack/tests/file.yaml: name`; all when `None`.
    pub only: Option<&'a dyn Fn(&str) -> bool>,
    /// How to evaluate.
    pub eval: EvalOptions<'a>,
}

/// Runs the tests of packs. The order of suites and files is kept.
///
/// Coverage is given for the packs of the suites, unless cases were left out.
pub fn run(model: &Model, suites: &[Suite<'_>], options: &Options<'_>) -> Report {
    let names = Names::new(model);
    let mut runner = Runner {
        model,
        names: &names,
        options,
        sources: model.sources.unpacked(),
        diags: Vec::new(),
        cases: Vec::new(),
        collector: Collector::default(),
        left_out: false,
    };
    for suite in suites {
        for file in &suite.files {
            runner.file(suite, file);
        }
    }
    let tested: Vec<String> = suites.iter().map(|s| s.pack.clone()).collect();
    let coverage = (!runner.left_out).then(|| runner.collector.finish(model, &tested));
    Report { cases: runner.cases, diags: runner.diags, coverage, sources: runner.sources }
}

struct Runner<'a> {
    model: &'a Model,
    names: &'a Names<'a>,
    options: &'a Options<'a>,
    sources: SourceMap,
    diags: Vec<Diag>,
    cases: Vec<CaseReport>,
    collector: Collector,
    left_out: bool,
}

impl Runner<'_> {
    fn file(&mut self, suite: &Suite<'_>, file: &TestFile) {
        let shown = match suite.folder.as_str() {
            "" => file.path.clone(),
            folder => format!("{}/{}", folder.trim_end_matches('/'), file.path),
        };
        let id = self.sources.add(shown.clone(), file.text.clone());
        if !self.model.packs.iter().any(|p| p.name == suite.pack) {
            let message = format!("the pack `{}` is not loaded", suite.pack);
            self.diags.push(Diag::new(Code::BadTestFile, Span::new(id, 0, 0), message));
            return;
        }
        let src = Source {
            names: self.names,
            pack: &suite.pack,
            path: &file.path,
            text: &file.text,
            files: suite.read,
        };
        for case in read_cases(self.names, &suite.pack, id, &file.text, &mut self.diags) {
            let full = format!("{}/{}: {}", suite.pack, file.path, case.name);
            if self.options.only.is_some_and(|only| !only(&full)) {
                self.left_out = true;
                continue;
            }
            let report = self.case(src, &case, &shown);
            self.cases.push(report);
        }
    }

    fn case(&mut self, src: Source<'_>, case: &Case, shown: &str) -> CaseReport {
        let mut failures = Vec::new();
        let mut invalid = false;
        let before = self.diags.len();
        for step in &case.steps {
            match snapshot(src, step, &mut self.diags) {
                Some(s) => failures.extend(self.step(src, step, &s)),
                None => invalid = true,
            }
        }
        // Shared facts are read again in every step and case: a mistake in them is told once.
        let said: Vec<Diag> = self.diags.drain(before..).collect();
        for d in said {
            if !self.diags.contains(&d) {
                self.diags.push(d);
            }
        }
        let outcome = match (invalid, failures.is_empty()) {
            (true, _) => CaseOutcome::Invalid,
            (_, false) => CaseOutcome::Failed,
            _ => CaseOutcome::Passed,
        };
        CaseReport {
            pack: src.pack.to_string(),
            file: shown.to_string(),
            line: self.sources.line_col(case.span).line,
            name: case.name.clone(),
            outcome,
            failures,
        }
    }

    fn step(&mut self, src: Source<'_>, step: &Step, snapshot: &Snapshot) -> Vec<Failure> {
        let picked = picked(self.model, src.pack, &step.expect);
        let done = observe_some(self.model, snapshot, &step.clock, &self.options.eval, &picked);
        let mut misses = verify(self.names, src.pack, &step.expect, &done.evaluation);
        self.collector.add(done);
        misses.extend(self.values(step, snapshot));
        misses.extend(self.blocked(step, snapshot));
        misses.sort_by_key(|m| m.span.start);
        misses.into_iter().map(|m| self.failure(step, snapshot, m)).collect()
    }

    fn failure(&self, step: &Step, snapshot: &Snapshot, m: Miss) -> Failure {
        let explanation = m.rule.and_then(|r| self.explain(step, snapshot, r)).map(Box::new);
        Failure {
            kind: m.what,
            step: step.label.clone(),
            line: self.sources.line_col(m.span).line,
            rule: m.rule.and_then(|r| self.model.rules.get(r)).map(|r| r.id.to_string()),
            expected: m.expected,
            actual: m.actual,
            explanation,
        }
    }

    fn explain(&self, step: &Step, snapshot: &Snapshot, rule: usize) -> Option<Explanation> {
        let id = &self.model.rules.get(rule)?.id;
        explain(self.model, snapshot, &step.clock, &self.options.eval, id)
    }

    /// Expected values of definitions.
    fn values(&mut self, step: &Step, snapshot: &Snapshot) -> Vec<Miss> {
        let mut misses = Vec::new();
        for (define, expected, span) in &step.expect.values {
            let Some(name) = self.model.defines.get(*define).map(|d| d.name.as_str()) else { continue };
            let Some(value) = value_of(self.model, snapshot, &step.clock, &self.options.eval, name) else {
                continue;
            };
            let differs = differs(expected, &value);
            self.collector.reached(value.observed);
            if let Some(actual) = differs {
                let expected = format!("{name} to be {}", value_words(expected));
                misses.push(Miss { span: *span, rule: None, what: "values", expected, actual });
            }
        }
        misses
    }

    /// Conditions that are expected to have stood in the way.
    fn blocked(&self, step: &Step, snapshot: &Snapshot) -> Vec<Miss> {
        let mut misses = Vec::new();
        for (r, texts) in &step.expect.blocked {
            let Some(why) = self.explain(step, snapshot, r.rule) else { continue };
            let blockers: Vec<String> = why.blockers.iter().map(|b| one_line(&b.condition)).collect();
            for text in texts {
                if !blockers.iter().any(|b| b.eq_ignore_ascii_case(&one_line(text))) {
                    let expected = format!("{} to be blocked by `{text}`", why.rule);
                    let actual = match blockers.as_slice() {
                        [] => "nothing stood in the way".to_string(),
                        all => format!("what stood in the way is `{}`", all.join("`, `")),
                    };
                    misses.push(Miss { span: r.span, rule: Some(r.rule), what: "blocked", expected, actual });
                }
            }
        }
        misses
    }
}

/// The rules that a test looks at, so that it takes no longer for the packs beside
/// its own: those it names, and those of its pack. Rows of a table of interactions
/// have no goals, so they matter only where they are named or nothing else may fire.
fn picked<'m>(model: &'m Model, pack: &str, expect: &Expect) -> impl Fn(usize) -> bool + use<'m> {
    let named: BTreeSet<usize> = expect.rules().map(|r| r.rule).collect();
    let (own, exactly) = (pack.to_string(), expect.exactly);
    move |index| {
        named.contains(&index)
            || model.rules.get(index).is_some_and(|r| pack_of(&r.id) == own && (exactly || !is_row(model, r)))
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// An expected value in words.
fn value_words(e: &ValueExpect) -> String {
    match e {
        ValueExpect::Number(n, unit) => {
            format!("{} {}", number_words(n), unit.as_deref().unwrap_or("")).trim_end().to_string()
        }
        ValueExpect::YesNo(b) => if *b { "yes" } else { "no" }.to_string(),
        ValueExpect::Text(t) => format!("“{t}”"),
    }
}

/// What a value is, when it is not what was expected.
fn differs(expected: &ValueExpect, actual: &DefinedValue) -> Option<String> {
    let missing = &actual.missing;
    let reason_fits = |r: &Option<Reason>| r.is_none_or(|r| missing.iter().any(|g| g.reason == r));
    let fits = match (expected, &actual.value) {
        (ValueExpect::Number(NumberExpect::Unknown(r), None), value) => is_open(value) && reason_fits(r),
        (ValueExpect::Number(n, unit), Defined::Num(range, has)) => {
            in_unit(range, has.as_ref(), unit.as_deref())
                .is_some_and(|r| holds(n, end(r.lo), end(r.hi), missing))
        }
        (ValueExpect::YesNo(b), Defined::Cond(truth)) => *truth == Truth::from(*b),
        (ValueExpect::Text(t), Defined::Text(Some(has)) | Defined::Time(has)) => t == has,
        _ => false,
    };
    if fits {
        return None;
    }
    let value = match &actual.value {
        Defined::Num(range, unit) => text::range(range, unit.as_ref()),
        Defined::Cond(truth) => text::truth(*truth).to_string(),
        Defined::Text(t) => t.as_ref().map_or("unknown".to_string(), |t| format!("“{t}”")),
        Defined::Time(t) => t.clone(),
    };
    let why = if missing.is_empty() { String::new() } else { format!("; missing: {}", gaps(missing)) };
    Some(format!("it is {value}{why}"))
}

/// Whether nothing is known of a value.
fn is_open(value: &Defined) -> bool {
    match value {
        Defined::Cond(t) => !t.is_known(),
        Defined::Num(range, _) => *range == Interval::all(),
        Defined::Text(t) => t.is_none(),
        Defined::Time(t) => t == "unknown",
    }
}

/// Whether a value lies in what was expected: an exact number at its decimals, a range that holds it.
fn holds(n: &NumberExpect, low: Option<Num>, high: Option<Num>, missing: &[Gap]) -> bool {
    match n {
        NumberExpect::Range(a, b, _) if a != b => {
            low.is_some_and(|l| *a <= l) && high.is_some_and(|h| h <= *b)
        }
        _ => number_fits(n, low, high, missing),
    }
}

fn end(e: End<Num>) -> Option<Num> {
    match e {
        End::Closed(v) | End::Open(v) => Some(v),
        End::Unbounded => None,
    }
}

/// A range in the unit that was written; `None` where it does not convert. A
/// number without a unit is only compared with a number without one.
fn in_unit(range: &Interval<Num>, has: Option<&Unit>, wanted: Option<&str>) -> Option<Interval<Num>> {
    let plain = has.is_none_or(|u| u.dimension().is_number());
    match (has, wanted) {
        (_, None) => plain.then_some(*range),
        (has, Some(text)) => {
            let (to, _) = normalise_received(text)?;
            let one = Unit::one();
            conversion(has.unwrap_or(&one), &to).ok()?.apply_interval(range)
        }
    }
}
