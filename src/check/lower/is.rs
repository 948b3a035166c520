//! `X is …`: levels, flags, answers, texts, codes, known or not.

use super::{Lower, Value};
use crate::check::names::Decl;
use crate::check::words;
use crate::diag::{Code, Diag};
use crate::model::{Cond, CondKind, InputKind, Level, LevelSide, Series, SettingKind, TextKind, ValueExpr};
use crate::snapshot::Sex;
use crate::source::Span;
use crate::syntax::ast::{Expr, ExprKind, Spanned};

/// The words about limits.
fn level(word: &str) -> Option<Level> {
    Some(match word {
        "low" => Level::Abnormal(LevelSide::Low),
        "high" => Level::Abnormal(LevelSide::High),
        "abnormal" => Level::Abnormal(LevelSide::Either),
        "normal" => Level::Normal,
        "critical" => Level::Critical(LevelSide::Either),
        "critically low" => Level::Critical(LevelSide::Low),
        "critically high" => Level::Critical(LevelSide::High),
        _ => return None,
    })
}

const LEVELS: [&str; 13] = [
    "low",
    "high",
    "normal",
    "abnormal",
    "critical",
    "critically low",
    "critically high",
    "flagged low",
    "flagged high",
    "flagged abnormal",
    "flagged critical",
    "known",
    "unknown",
];

impl Lower<'_, '_> {
    pub(crate) fn is(&mut self, of: &Expr, word: &Spanned<String>, quoted: bool, span: Span) -> Option<Cond> {
        let text = word.node.as_str();
        if !quoted && (text == "known" || text == "unknown") {
            let known = self.known(of, span)?;
            return Some(if text == "known" {
                known
            } else {
                self.make_cond(span, CondKind::Not(Box::new(known)))
            });
        }
        if !quoted
            && let Some(series) = self.latest_of(of)
            && let Some(kind) = self.level_of(&series, text, word.span)
        {
            self.value(of)?;
            return kind.map(|k| self.make_cond(span, k));
        }
        if let Some((score, bands)) = self.band_of(of) {
            if bands.iter().any(|b| b == text) {
                return Some(self.make_cond(span, CondKind::BandIs(score, word.node.as_str().into())));
            }
            let names: Vec<&str> = bands.iter().map(String::as_str).collect();
            self.report(words::unknown(inner(word.span, quoted), text, "band of this score", names));
            return None;
        }
        let value = self.value(of)?;
        self.is_word(value, of, word, quoted, span)
    }

    /// `low`, `flagged high`, … of results; the inner `None` is a mistake that was told.
    fn level_of(&mut self, series: &Series, text: &str, at: Span) -> Option<Option<CondKind>> {
        let boxed = Box::new(series.clone());
        if let Some(flag) = text.strip_prefix("flagged ") {
            return Some(match level(flag) {
                Some(l @ (Level::Abnormal(_) | Level::Critical(LevelSide::Either))) => {
                    Some(CondKind::Flagged(boxed, l))
                }
                _ => {
                    self.report(words::unknown(at, flag, "flag", ["low", "high", "abnormal", "critical"]));
                    None
                }
            });
        }
        let l = level(text)?;
        let o = self.cx.observations.get(series.observation.index())?;
        let notes = self.cx.observation_notes.get(series.observation.index())?;
        let (needs, there) = match l {
            Level::Normal | Level::Abnormal(_) => ("normal", notes.has_normal),
            Level::Critical(_) => ("critical", notes.has_critical),
        };
        if there {
            return Some(Some(CondKind::Level(boxed, l)));
        }
        let message = format!(
            "{} declares no `{needs}` limits, so nothing says what {text} means",
            self.subject(series.observation)
        );
        let at_decl = o.span;
        let d = Diag::new(Code::MissingClause, at, message)
            .also(at_decl, "declared here")
            .help(format!("add a clause `{needs}` to the observation, ask for the laboratory's own flag with `is flagged {text}`, or compare the value"));
        self.report(d);
        Some(None)
    }

    fn band_of(&mut self, of: &Expr) -> Option<(crate::model::ScoreId, Vec<String>)> {
        let ExprKind::Field(score, field) = &of.kind else { return None };
        let ExprKind::Name(name) = &score.kind else { return None };
        if field.node != "band" || self.let_named(name).is_some() || self.bind_named(name).is_some() {
            return None;
        }
        let Decl::Score(id) = self.quiet_decl(name)? else { return None };
        let bands: Vec<String> = self
            .cx
            .scores
            .get(id.index())?
            .as_ref()?
            .bands
            .iter()
            .map(|(_, label)| label.to_string())
            .collect();
        (!bands.is_empty()).then_some((id, bands))
    }

    fn is_word(
        &mut self,
        value: Value,
        of: &Expr,
        word: &Spanned<String>,
        quoted: bool,
        span: Span,
    ) -> Option<Cond> {
        let text = word.node.as_str();
        match value {
            Value::Sex => self.sex(text, word.span, span),
            Value::Setting(kind) => self.setting(kind, word, quoted, span),
            Value::Choice(input) => self.choice(input, text, word.span, span),
            Value::Text(t) => {
                if !quoted {
                    let d = Diag::new(Code::WrongType, word.span, "a text is compared with a text in quotes")
                        .fix(word.span, format!("\"{text}\""), format!("write `\"{text}\"`"));
                    self.report(d);
                    return None;
                }
                Some(self.make_cond(span, CondKind::TextIs(Box::new(t), word.node.as_str().into())))
            }
            Value::Results(series) if quoted => {
                let t = self.make_text(of.span, TextKind::Result(series));
                Some(self.make_cond(span, CondKind::TextIs(Box::new(t), word.node.as_str().into())))
            }
            Value::Results(series) => {
                let name = Spanned { node: word.node.clone(), span: word.span };
                let set = self.set(&name)?;
                Some(self.make_cond(span, CondKind::ConceptIs(series, set)))
            }
            Value::Num(n) => {
                if let Some(Decl::Set(_)) = self.quiet_decl(text) {
                    let d = Diag::new(
                        Code::WrongType,
                        span,
                        "an observation with a unit holds numbers, not codes",
                    )
                    .help("compare its value, or declare the observation without `unit`");
                    self.report(d);
                    return None;
                }
                let mut d = words::unknown(word.span, text, "statement about a number", LEVELS);
                if n.analyte.is_none() {
                    d = d.note(
                        "levels such as `low` belong to observations, which declare `normal` and `critical`",
                    );
                }
                self.report(d);
                None
            }
            other => {
                let got = self.describe(&other);
                let slice = self.slice(of.span);
                let d = Diag::new(
                    Code::WrongType,
                    span,
                    format!("`is {text}` cannot be asked of `{slice}`: it is {got}"),
                );
                let d = match other {
                    Value::Cond(_) => d.help(format!("a condition stands alone: `{slice}` or `not {slice}`")),
                    Value::Age(_) => d.help("compare it: `age >= 65 years`"),
                    _ => d,
                };
                self.report(d);
                None
            }
        }
    }

    fn sex(&mut self, text: &str, at: Span, span: Span) -> Option<Cond> {
        let sex = match text {
            "female" => Sex::Female,
            "male" => Sex::Male,
            "other" => Sex::Other,
            _ => {
                self.report(words::unknown(at, text, "sex", ["female", "male", "other"]));
                return None;
            }
        };
        Some(self.make_cond(span, CondKind::Sex(sex)))
    }

    fn setting(
        &mut self,
        kind: SettingKind,
        word: &Spanned<String>,
        quoted: bool,
        span: Span,
    ) -> Option<Cond> {
        let free = matches!(kind, SettingKind::Role | SettingKind::Specialty);
        if free && !quoted {
            let d = Diag::new(Code::WrongType, word.span, "roles and specialties stand in quotes").fix(
                word.span,
                format!("\"{}\"", word.node),
                format!("write `\"{}\"`", word.node),
            );
            self.report(d);
            return None;
        }
        if !free && !quoted && !words::ENCOUNTERS.contains(&word.node.as_str()) {
            self.report(words::unknown(word.span, &word.node, "class of encounter", words::ENCOUNTERS));
            return None;
        }
        Some(self.make_cond(span, CondKind::Setting(kind, word.node.as_str().into())))
    }

    fn choice(&mut self, input: crate::model::InputId, text: &str, at: Span, span: Span) -> Option<Cond> {
        let def = self.cx.inputs.get(input.index())?;
        let InputKind::Choice(choices) = &def.kind else { return None };
        if let Some(index) = choices.iter().position(|c| c.name == text) {
            return Some(self.make_cond(span, CondKind::ChoiceIs(input, index)));
        }
        let names: Vec<&str> = choices.iter().map(|c| c.name.as_str()).collect();
        let what = format!("choice of `{}`", def.label);
        let d = words::unknown(at, text, &what, names);
        self.report(d);
        None
    }

    /// `X is known`.
    fn known(&mut self, of: &Expr, span: Span) -> Option<Cond> {
        let value = self.value(of)?;
        let at = of.span;
        let value = match value {
            Value::Cond(c) => ValueExpr::Cond(c),
            Value::Num(n) => ValueExpr::Num(n.expr),
            Value::Text(t) => ValueExpr::Text(t),
            Value::Time(t) => ValueExpr::Time(t),
            Value::Results(s) => ValueExpr::Text(self.make_text(at, TextKind::Result(s))),
            // An answered input is one of its choices, so each question about it is decided.
            Value::Choice(input) => ValueExpr::Cond(self.make_cond(at, CondKind::ChoiceIs(input, 0))),
            Value::Sex => ValueExpr::Cond(self.make_cond(at, CondKind::Sex(Sex::Female))),
            Value::Age(of) => {
                let kind = CondKind::Age {
                    of,
                    op: crate::value::CmpOp::Ge,
                    count: crate::value::Num::ZERO,
                    unit: crate::time::TimeUnit::Day,
                };
                ValueExpr::Cond(self.make_cond(at, kind))
            }
            other @ (Value::Set(_) | Value::Fact(_) | Value::Duration(_) | Value::Setting(_)) => {
                let got = self.describe(&other);
                let d =
                    Diag::new(Code::WrongType, span, format!("this is {got}; it is not known or unknown"))
                        .help("ask for a value: an observation, a score, an input");
                self.report(d);
                return None;
            }
        };
        Some(self.make_cond(span, CondKind::Known(Box::new(value))))
    }
}

/// The text within its quotes.
fn inner(span: Span, quoted: bool) -> Span {
    if quoted && span.end > span.start + 1 {
        Span { start: span.start + 1, end: span.end - 1, ..span }
    } else {
        span
    }
}
