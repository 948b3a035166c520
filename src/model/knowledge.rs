//! Code sets, observations, inputs, definitions, scores, tables, functions.

use super::{Cond, InputId, NumExpr, ScoreId, TextExpr, TimeExpr};
use crate::model::rule::Evidence;
use crate::source::Span;
use crate::terms::CodeSet;
use crate::time::Duration;
use crate::units::{Analyte, Unit};
use crate::value::{Interval, Num};
use smol_str::SmolStr;
use std::sync::Arc;

/// A pack's card.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pack {
    /// Name.
    pub name: String,
    /// Title.
    pub title: String,
    /// Version.
    pub version: String,
    /// Hash of its files, as `sha256:…`.
    pub hash: String,
}

/// A named code set.
#[derive(Debug, Clone)]
pub struct CodeSetDef {
    /// `pack/Name`.
    pub name: String,
    /// What people call it.
    pub label: String,
    /// Its members.
    pub set: CodeSet,
    /// Where it was declared.
    pub span: Span,
}

/// A declared observation.
#[derive(Debug, Clone)]
pub struct ObservationDef {
    /// `pack/Name`.
    pub name: String,
    /// What people call it.
    pub label: String,
    /// The codes that mean it.
    pub codes: CodeSet,
    /// Canonical unit; `None` for coded or textual observations.
    pub unit: Option<Unit>,
    /// Molar mass and charge, as far as declared.
    pub analyte: Analyte,
    /// Outside: a data-entry question.
    pub plausible: Option<Interval<Num>>,
    /// Normal limits: those with a condition first, in order.
    pub normal: Vec<Strata>,
    /// Values that are critical: those with a condition first, in order.
    pub critical: Vec<Strata>,
    /// Change that deserves attention.
    pub delta: Option<Delta>,
    /// How far back a bare mention looks.
    pub window: Option<Duration>,
    /// Where it was declared.
    pub span: Span,
}

/// Limits for those who meet a condition.
#[derive(Debug, Clone)]
pub struct Strata {
    /// For whom; `None`: everyone.
    pub who: Option<Cond>,
    /// The values: normal ones in `normal`, critical ones in `critical` (one or two).
    pub ranges: Vec<Interval<Num>>,
}

/// `delta change of 1.0 within 24 hours`.
#[derive(Debug, Clone)]
pub struct Delta {
    /// How much, in the unit, or in percent.
    pub amount: Num,
    /// The amount is a percentage of the earlier result.
    pub percent: bool,
    /// Within what time.
    pub within: Duration,
}

/// A bedside judgement.
#[derive(Debug, Clone)]
pub struct InputDef {
    /// `pack/Name`.
    pub name: String,
    /// What people call it.
    pub label: String,
    /// The codes of the question, if it has any.
    pub codes: Option<CodeSet>,
    /// What can be answered.
    pub kind: InputKind,
    /// How far back a coded observation counts.
    pub window: Option<Duration>,
    /// Where it was declared.
    pub span: Span,
}

/// What can be answered.
#[derive(Debug, Clone)]
pub enum InputKind {
    /// One of several.
    Choice(Vec<Choice>),
    /// A number in a range.
    Number {
        /// The range.
        range: Interval<Num>,
        /// Its unit.
        unit: Option<Unit>,
    },
    /// Yes or no.
    YesNo,
    /// A date.
    Date,
}

/// An answer.
#[derive(Debug, Clone)]
pub struct Choice {
    /// Name.
    pub name: String,
    /// What people call it.
    pub label: String,
    /// Points, where it has any.
    pub points: Option<Num>,
    /// Codes of the answer, if any.
    pub codes: Option<CodeSet>,
}

/// A definition.
#[derive(Debug, Clone)]
pub struct DefineDef {
    /// `pack/Name`.
    pub name: String,
    /// What people call it.
    pub label: String,
    /// What it means.
    pub value: DefineValue,
    /// Where it was declared.
    pub span: Span,
}

/// What a definition means.
#[derive(Debug, Clone)]
pub enum DefineValue {
    /// A condition.
    Cond(Cond),
    /// A number.
    Num(NumExpr),
    /// A text.
    Text(TextExpr),
    /// A time.
    Time(TimeExpr),
}

/// A score.
#[derive(Debug, Clone)]
pub struct ScoreDef {
    /// `pack/Name`.
    pub name: SmolStr,
    /// What people call it.
    pub label: SmolStr,
    /// For whom it is defined.
    pub population: Option<Cond>,
    /// What is added up.
    pub items: Vec<ScoreItem>,
    /// Bands with labels, disjoint.
    pub bands: Vec<(Interval<Num>, SmolStr)>,
    /// Sources.
    pub evidence: Arc<[Evidence]>,
    /// Where it was declared.
    pub span: Span,
}

/// An item of a score.
#[derive(Debug, Clone)]
pub enum ScoreItem {
    /// So many points if the condition holds.
    If(Num, Cond),
    /// The points of a number.
    Points(NumExpr),
    /// The points of the row a number falls into; the rows cover all values once.
    By(NumExpr, Vec<(Interval<Num>, Num)>),
    /// The points of the choice of an input.
    ByChoice(InputId, Vec<(usize, Num)>),
    /// The points of another score's band or value.
    Score(ScoreId),
}

/// A decision table.
#[derive(Debug, Clone)]
pub struct TableDef {
    /// `pack/Name`.
    pub name: String,
    /// What people call it.
    pub label: String,
    /// Parameter names and types.
    pub params: Vec<(String, ParamType)>,
    /// What it gives.
    pub result: ResultType,
    /// Rows; the first that matches counts.
    pub rows: Vec<Row>,
    /// Where it was declared.
    pub span: Span,
}

/// The type of a parameter.
#[derive(Debug, Clone)]
pub enum ParamType {
    /// A number in a unit.
    Num(Option<Unit>),
    /// A text.
    Text,
    /// Yes or no.
    YesNo,
    /// A choice of an input.
    Choice(InputId),
    /// Facts of a kind.
    Facts(super::FactKind),
}

/// The type of a result.
#[derive(Debug, Clone)]
pub enum ResultType {
    /// A number in a unit.
    Num(Option<Unit>),
    /// A text.
    Text,
    /// Yes or no.
    YesNo,
}

/// A row of a table.
#[derive(Debug, Clone)]
pub struct Row {
    /// One cell a parameter.
    pub cells: Vec<Cell>,
    /// What it gives.
    pub result: RowResult,
}

/// A cell of a table.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Anything.
    Any,
    /// A number in the range (in the parameter's unit).
    Range(Interval<Num>),
    /// This text.
    Text(String),
    /// Yes or no.
    YesNo(bool),
    /// This choice of the input.
    Choice(usize),
}

/// What a row gives.
#[derive(Debug, Clone)]
pub enum RowResult {
    /// A number in the table's unit.
    Num(Num),
    /// A text.
    Text(String),
    /// Yes or no.
    YesNo(bool),
}

/// A script function.
#[derive(Debug, Clone)]
pub struct FunctionDef {
    /// `pack/name`.
    pub name: String,
    /// The function's name in the script.
    pub entry: String,
    /// Index into [`super::Model::scripts`].
    pub script: usize,
    /// Parameter names and types.
    pub params: Vec<(String, ParamType)>,
    /// What it gives.
    pub result: ResultType,
    /// Where it was declared.
    pub span: Span,
}

/// A script, compiled once for all evaluations.
#[derive(Debug, Clone)]
pub struct Script {
    /// Path within the packs.
    pub path: String,
    /// Its text.
    pub text: String,
    #[cfg(feature = "script")]
    program: Result<std::sync::Arc<crate::script::Program>, crate::script::ScriptError>,
}

impl Script {
    /// A script; compiling it may fail, see [`Script::program`].
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Script {
        let text = text.into();
        Script {
            path: path.into(),
            #[cfg(feature = "script")]
            program: crate::script::Program::compile(&text).map(std::sync::Arc::new),
            text,
        }
    }

    /// The compiled script.
    ///
    /// # Errors
    /// What kept it from compiling.
    #[cfg(feature = "script")]
    pub fn program(&self) -> Result<&crate::script::Program, &crate::script::ScriptError> {
        self.program.as_deref()
    }
}

impl PartialEq for Script {
    /// The same path and text: what they compile to is then the same.
    fn eq(&self, o: &Script) -> bool {
        (&self.path, &self.text) == (&o.path, &o.text)
    }
}

impl Eq for Script {}
