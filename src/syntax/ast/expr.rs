//! Conditions and values.

use super::{AggregateKind, Name, OverKind, Spanned, Verb};
use crate::source::Span;
use crate::time::Duration;
use crate::value::{CmpOp, Num};

/// An expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Expr {
    /// What it says.
    pub kind: ExprKind,
    /// Its place.
    pub span: Span,
}

/// A literal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Literal {
    /// `5.5`, `5.5 mmol/L`, `5.5 'mmol/L'`: the unit text without quotes.
    Number(Num, Option<Spanned<String>>),
    /// `7 days`.
    Duration(Duration),
    /// `2026-03-01`, as written.
    Date(String),
    /// `"text"`; also the quoted unit that a call may take: `value(x, 'mg/dL')`.
    Text(String),
    /// `yes`, `no`.
    YesNo(bool),
}

/// A binary operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BinOp {
    /// `or`
    Or,
    /// `and`
    And,
    /// A comparison.
    Cmp(CmpOp),
    /// `+`
    Add,
    /// `-` (with blanks around)
    Sub,
    /// `*`
    Mul,
    /// `/` (with blanks around)
    Div,
    /// `before` two times or facts
    Before,
    /// `after`
    After,
    /// `during`
    During,
    /// `overlaps`
    Overlaps,
}

/// The kinds of expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExprKind {
    /// A literal.
    Literal(Literal),
    /// A declared name, a `let`, a binding, `age`, `sex`, `pregnant`, ….
    Name(String),
    /// `k.value`.
    Field(Box<Expr>, Name),
    /// `min(a, b)`, `RenalDose(EGFR)`, `mme_per_day(taking Opioid)`.
    Call(Name, Vec<Expr>),
    /// `not x`
    Not(Box<Expr>),
    /// `surely x`: yes where x is known to hold, no where it does not or cannot be decided.
    Surely(Box<Expr>),
    /// `choose { VALUE if COND … otherwise VALUE }`: the first whose condition holds.
    Choose(Vec<(Expr, Expr)>, Option<Box<Expr>>),
    /// `-x`
    Neg(Box<Expr>),
    /// `a OP b`
    Binary(Box<Expr>, Spanned<BinOp>, Box<Expr>),
    /// `x from 65 to 74 years` (both ends included)
    From(Box<Expr>, Box<Expr>, Box<Expr>),
    /// `x within 3 days of y`
    WithinOf(Box<Expr>, Spanned<Duration>, Box<Expr>),
    /// `x is low`, `sex is female`, `EyeOpening is spontaneous`, `x is not known`
    Is {
        /// What.
        of: Box<Expr>,
        /// `is not`.
        negated: bool,
        /// `low`, `high`, `normal`, `abnormal`, `critical`, `critically low`, `known`, `unknown`,
        /// `flagged high`, `female`, `inpatient`, a choice: words as written, joined by a blank; or a text.
        word: Spanned<String>,
        /// The word was written in quotes.
        quoted: bool,
    },
    /// `has X …`, `taking X …`, ….
    Presence(Presence),
    /// `latest X …`, `highest X …`, ….
    Aggregate(Aggregate),
    /// `two X < 60 mL/min at least 90 days apart in last 2 years`
    Repeat(Box<Repeat>),
    /// `X is rising …`, `X doubled within 48 hours`, `X rose by 0.3 mg/dL within 48 hours`
    Trend(Box<Trend>),
    /// `any PRESENCE where (EXPR)`, `all PRESENCE where (EXPR)`, `count PRESENCE where (EXPR)`
    Quantified(Quantifier, Box<Presence>, Option<Box<Expr>>),
    /// `sum EXPR over PRESENCE`, and `highest`/`lowest EXPR over PRESENCE`
    Over(OverKind, Box<Expr>, Box<Presence>),
    /// `( … )`
    Paren(Box<Expr>),
    /// What could not be read; the parser has reported it.
    Error,
}

/// How facts are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantifier {
    /// At least one.
    Any,
    /// Every one.
    All,
    /// How many.
    Count,
}

/// `taking NSAID with systemic route in last 3 months as drug`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Presence {
    /// How.
    pub verb: Spanned<Verb>,
    /// What.
    pub selector: Selector,
    /// When.
    pub windows: Vec<Window>,
    /// Its place.
    pub span: Span,
}

/// `NSAID with systemic route as drug`, `(ACEInhibitor or ARB)`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Selector {
    /// One name, or several in `( … or … )`.
    pub names: Vec<Name>,
    /// `with …, …`.
    pub modifiers: Vec<Modifier>,
    /// `as name`.
    pub binding: Option<Name>,
    /// Its place.
    pub span: Span,
}

/// `systemic route`, `daily dose > 125 ug`, `severity severe`, `indication X`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Modifier {
    /// Its words before any comparison.
    pub words: Vec<Name>,
    /// A comparison.
    pub compare: Option<(CmpOp, Spanned<Literal>)>,
    /// Its place.
    pub span: Span,
}

/// A restriction in time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Window {
    /// Which.
    pub kind: WindowKind,
    /// Its place.
    pub span: Span,
}

/// The restrictions in time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WindowKind {
    /// `in last 7 days`
    InLast(Duration),
    /// `at least 3 months ago`
    AtLeastAgo(Duration),
    /// `since EXPR` (a time)
    Since(Box<Expr>),
    /// `before EXPR`
    Before(Box<Expr>),
    /// `after EXPR`
    After(Box<Expr>),
    /// `within 3 days of EXPR`
    WithinOf(Duration, Box<Expr>),
    /// `during encounter`
    DuringEncounter,
}

/// `latest Potassium in last 7 days`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Aggregate {
    /// Which.
    pub kind: Spanned<AggregateKind>,
    /// The observation, with modifiers.
    pub of: Selector,
    /// When.
    pub windows: Vec<Window>,
}

/// `two X < V at least D apart in last W`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repeat {
    /// How many, at least.
    pub count: Spanned<i64>,
    /// The observation.
    pub of: Selector,
    /// The comparison each must meet.
    pub op: CmpOp,
    /// With what.
    pub value: Expr,
    /// `at least D apart`.
    pub apart: Option<Spanned<Duration>>,
    /// When.
    pub windows: Vec<Window>,
}

/// A statement about the course of an observation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trend {
    /// The observation.
    pub of: Selector,
    /// What it did.
    pub kind: TrendKind,
    /// When (`is rising`/`is falling` only).
    pub windows: Vec<Window>,
}

/// What an observation did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TrendKind {
    /// `is rising`: the last three or more results in the window, each above the one before.
    Rising,
    /// `is falling`.
    Falling,
    /// `rose by V within D`: the latest exceeds the lowest of the D before it by at least V (or V %).
    RoseBy(Spanned<Literal>, Spanned<Duration>),
    /// `fell by V within D`.
    FellBy(Spanned<Literal>, Spanned<Duration>),
    /// `doubled within D` = `rose 2-fold within D`.
    Fold(Spanned<Num>, Spanned<Duration>),
    /// `halved within D`: fell to half or less.
    Halved(Spanned<Duration>),
}
