//! The syntax tree: what the author wrote, with its places.
//!
//! Names are unresolved, units are texts, nothing is checked beyond shape. The
//! parser makes it, the formatter prints it, the checker reads it; no pest type
//! is in it. A `Vec` of clauses is in source order.

mod expr;

pub use expr::*;

use crate::source::Span;
use crate::time::Duration;
use crate::value::{CmpOp, Num};
pub use crate::vocab::{AggregateKind, OverKind, Verb};

/// Something with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The thing.
    pub node: T,
    /// Its place.
    pub span: Span,
}

/// A name as written: may hold hyphens (`CHA2DS2-VASc`).
pub type Name = Spanned<String>;

/// A text literal as written between the quotes, escapes resolved; a clause
/// takes several in a row and joins them with a blank.
pub type Text = Spanned<String>;

/// A comment, kept for the formatter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Comment {
    /// Without the leading `//` or `///`, trailing blanks removed.
    pub text: String,
    /// `///`: belongs to the declaration that follows.
    pub doc: bool,
    /// Stands after something else on its line.
    pub trailing: bool,
    /// Its place.
    pub span: Span,
}

/// One `.cds` file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct File {
    /// `pack NAME`.
    pub pack: Option<Name>,
    /// `use …`.
    pub uses: Vec<Use>,
    /// Declarations that could be read, in order.
    pub items: Vec<Item>,
    /// Names of declarations of which nothing but the name could be read (reported); a use of
    /// such a name is no second mistake.
    pub lost: Vec<Name>,
    /// Every comment, in order.
    pub comments: Vec<Comment>,
}

/// `use drugs.{Warfarin, NSAID as AntiInflammatory}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Use {
    /// The pack.
    pub pack: Name,
    /// What is taken from it, and under which other name.
    pub names: Vec<(Name, Option<Name>)>,
    /// Whether braces were written.
    pub braces: bool,
    /// Its place.
    pub span: Span,
}

/// A declaration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Text of its `///` comments.
    pub doc: Option<String>,
    /// What it declares.
    pub kind: ItemKind,
    /// Some part could not be read (reported) and is missing here: that a clause is absent says nothing.
    pub broken: bool,
    /// From the keyword to the end.
    pub span: Span,
}

/// The kinds of declaration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ItemKind {
    /// `codes NAME "label"? = …`
    Codes(Codes),
    /// `observation NAME "label" { … }`
    Observation(Block),
    /// `input NAME "label" { … }`
    Input(Block),
    /// `define NAME "label"? = …`
    Define(Define),
    /// `score NAME "label" { … }`
    Score(Block),
    /// `table NAME(…) -> … { … }`
    Table(Table),
    /// `interaction NAME "label" { … }`
    Interaction(Block),
    /// `interactions from "file.csv" { … }`
    Interactions(Interactions),
    /// `rule NAME "label" { … }`
    Rule(Block),
    /// `function name(…) -> … = rhai "file.rhai"`
    Function(Function),
}

/// `codes NAME "label"? = EXPR`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Codes {
    /// Name.
    pub name: Name,
    /// What people call it.
    pub label: Option<Text>,
    /// Members.
    pub set: Spanned<SetExpr>,
}

/// An expression over code sets; `+`, `-`, `&` have one precedence and group to the left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SetExpr {
    /// Codes of one system.
    Codes {
        /// Short name, or `system "URI"`.
        system: SystemName,
        /// The codes.
        codes: Vec<CodeItem>,
    },
    /// Another set.
    Name(Name),
    /// `from "codes/file.csv"` (columns `system,code,display`).
    From(Text),
    /// `a + b`, `a - b`, `a & b`.
    Op(Box<Spanned<SetExpr>>, SetOp, Box<Spanned<SetExpr>>),
    /// `( … )`.
    Paren(Box<Spanned<SetExpr>>),
}

/// An operator of set algebra.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SetOp {
    /// `+` union.
    Plus,
    /// `-` difference.
    Minus,
    /// `&` intersection.
    And,
}

/// The system of some codes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SystemName {
    /// `rxnorm`, or a name declared in `pack.yaml`.
    Short(Name),
    /// `system "http://…"`.
    Uri(Text),
}

/// `4821 "glipizide"`, `A10BB*`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeItem {
    /// As written.
    pub code: Spanned<String>,
    /// `*`: and everything below it.
    pub branch: bool,
    /// Display.
    pub display: Option<Text>,
}

/// `define NAME "label"? = EXPR`, with an optional block of clauses (`unit`, `evidence`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Define {
    /// Name.
    pub name: Name,
    /// What people call it.
    pub label: Option<Text>,
    /// Meaning.
    pub value: Expr,
    /// Clauses in `{ … }` after the expression, if any.
    pub clauses: Vec<Clause>,
}

/// A declaration made of clauses in braces.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// Name.
    pub name: Name,
    /// What people call it.
    pub label: Option<Text>,
    /// Clauses.
    pub clauses: Vec<Clause>,
}

/// `interactions from "ddi.csv" { … }`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Interactions {
    /// The CSV file.
    pub file: Text,
    /// Clauses that hold for every row.
    pub clauses: Vec<Clause>,
}

/// `table NAME(P, Q: type) -> text { cells -> result … }`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// Name.
    pub name: Name,
    /// What people call it.
    pub label: Option<Text>,
    /// Parameters.
    pub params: Vec<Param>,
    /// Result type.
    pub result: TypeName,
    /// Rows, first match wins.
    pub rows: Vec<Row>,
    /// `evidence …` and the like, after the rows.
    pub clauses: Vec<Clause>,
}

/// A parameter: the name of a declared value gives its type; otherwise a type is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Param {
    /// Name.
    pub name: Name,
    /// Type, when written.
    pub ty: Option<TypeName>,
}

/// A type as written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypeName {
    /// Which.
    pub kind: TypeKind,
    /// Its place.
    pub span: Span,
}

/// The types one can write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TypeKind {
    /// `text`.
    Text,
    /// `number` (without unit) or a UCUM unit (`mg/d`): a quantity in that unit.
    Number(Option<String>),
    /// `yes-no`.
    YesNo,
    /// `list of Medication`, `list of Condition`, `list of Observation`, ….
    ListOf(String),
}

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// One cell a parameter.
    pub cells: Vec<Cell>,
    /// The result.
    pub result: Expr,
    /// Its place.
    pub span: Span,
}

/// A cell of a table or of a `by` group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// What it matches.
    pub kind: CellKind,
    /// Its place.
    pub span: Span,
}

/// What a cell matches.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CellKind {
    /// `_`: anything.
    Any,
    /// `>= 60`, `< 30`, `= 3`, `5`.
    Compare(CmpOp, Literal),
    /// `30 .. < 60`, `> 8 .. 11`: ends are included unless marked `>` or `<`.
    Range {
        /// Lower end.
        lo: Literal,
        /// Without the lower end itself (`> 8 ..`).
        lo_open: bool,
        /// Upper end.
        hi: Literal,
        /// Without the upper end itself (`.. < 60`).
        hi_open: bool,
    },
    /// `"text"`.
    Text(String),
    /// A choice, `yes`, `no`.
    Word(String),
}

/// `function name(p: type) -> type = rhai "file.rhai"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Function {
    /// Name.
    pub name: Name,
    /// Parameters, all with a type.
    pub params: Vec<Param>,
    /// Result type.
    pub result: TypeName,
    /// The script file of the pack.
    pub file: Text,
}

/// A clause of a block.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// What it says.
    pub kind: ClauseKind,
    /// From its first word to its end.
    pub span: Span,
}

/// The clauses of all blocks. Which block may hold which is the checker's
/// business, so that a misplaced clause gets a helpful message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClauseKind {
    // --- rules and interactions -------------------------------------------------
    /// `category safety`
    Category(Name),
    /// `trigger patient-view, order-sign`
    Trigger(Vec<Name>),
    /// `for EXPR`
    For(Expr),
    /// `let k = EXPR`
    Let(Name, Expr),
    /// `when EXPR`
    When(Expr),
    /// `unless EXPR`
    Unless(Expr),
    /// `between SELECTOR and SELECTOR`
    Between(Selector, Selector),
    /// `unknown hold`
    Unknown(Name),
    /// `severity high`
    Severity(Name),
    /// `message`, `detail`, `effect`, `advice`, `mechanism`, `intent`, `population`, `user`, `owner`, `author`: a clause of one text
    Text(TextClause, Text),
    /// `version "1.2.0"`
    Version(Text),
    /// `status draft`
    Status(Name),
    /// `tags a, b`
    Tags(Vec<Name>),
    /// `suggest …`
    Suggest(Suggest),
    /// `recall PRESENCE every 12 months`
    Recall(Expr, Spanned<Duration>),
    /// `evidence "…" grade B year 2024 doi 10.… url "…"`
    Evidence(Evidence),
    /// `review by 2027-06-30`
    ReviewBy(Spanned<String>),
    /// `effective from 2026-01-01`
    EffectiveFrom(Spanned<String>),
    /// `allow NAME because "…"`
    Allow(Name, Option<Text>),
    // --- observations and inputs -------------------------------------------------
    /// `code loinc 2823-3, 6298-4`
    Code(SystemName, Vec<CodeItem>),
    /// `unit mmol/L`
    Unit(Spanned<String>),
    /// `molar mass 180.16 g/mol`
    MolarMass(Expr),
    /// `charge 2`
    Charge(Expr),
    /// `plausible 1.0 .. 12.0`
    Plausible(Band),
    /// `normal 3.5 .. 5.1 for …`
    Normal(Band, Option<Expr>),
    /// `critical < 2.5 or > 6.5 for …`
    Critical(Vec<Band>, Option<Expr>),
    /// `delta change of 1.0 within 24 hours`, `delta change of 50 % within 7 days`
    Delta {
        /// How much.
        amount: Spanned<Literal>,
        /// Within what time.
        within: Spanned<Duration>,
    },
    /// `window 90 days`: how far back a bare mention looks
    Window(Spanned<Duration>),
    /// `report abnormal, critical` or `report nothing`
    Report(Vec<Name>),
    /// `choice spontaneous "Opens eyes by itself" 4 loinc LA6556-4, snomed 281395000`
    Choice {
        /// Name.
        name: Name,
        /// What people call it.
        label: Option<Text>,
        /// Points.
        points: Option<Spanned<Num>>,
        /// Codes of the answer.
        codes: Vec<(SystemName, Vec<CodeItem>)>,
    },
    /// `number 0 .. 10`, or `number` alone: any.
    Number(Option<Band>),
    /// `yes-no`
    YesNo,
    /// `date`
    Date,
    // --- scores ------------------------------------------------------------------
    /// `2 if EXPR` (also negative)
    PointsIf(Spanned<Num>, Expr),
    /// `points EXPR`
    Points(Expr),
    /// `by EXPR { cell -> points … }`
    By(Expr, Vec<Row>),
    /// `band >= 7 "high risk"`
    BandLabel(Band, Text),
}

/// A clause of one text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextClause {
    /// `message`: one line for the card's summary; interpolated.
    Message,
    /// `detail`: more; interpolated.
    Detail,
    /// `effect` of an interaction.
    Effect,
    /// `advice` of an interaction.
    Advice,
    /// `mechanism` of an interaction.
    Mechanism,
    /// `intent` in plain words.
    Intent,
    /// `population` in plain words.
    Population,
    /// `user`: for whom it is meant.
    User,
    /// `owner`.
    Owner,
    /// `author`.
    Author,
    /// `note`: anything else worth keeping.
    Note,
}

/// A range of numbers in a clause; a missing unit means the block's unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Band {
    /// As in a table's cell: `Compare` or `Range`.
    pub cell: Cell,
}

/// `suggest …`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Suggest {
    /// `suggest stop drug "text"`: a name bound with `as`.
    Stop(Name, Option<Text>),
    /// `suggest change drug "text"`.
    Change(Name, Option<Text>),
    /// `suggest start Set "text"`.
    Start(Name, Option<Text>),
    /// `suggest order Set "text"`.
    Order(Name, Option<Text>),
    /// `suggest problem Set "text"`.
    Problem(Name, Option<Text>),
    /// `suggest recall in 3 months "text"`.
    Recall(Spanned<Duration>, Option<Text>),
}

/// `evidence "citation" grade B year 2024 doi 10.1378/chest.09-1584 url "https://…"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// The citation.
    pub citation: Text,
    /// Grade as given by the source.
    pub grade: Option<Spanned<String>>,
    /// Year of publication.
    pub year: Option<Spanned<i64>>,
    /// DOI.
    pub doi: Option<Spanned<String>>,
    /// Address.
    pub url: Option<Text>,
}
