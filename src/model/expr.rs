//! Typed conditions and values.

use super::{
    BindId, DefineId, Few, FunctionId, InputId, LetId, NodeId, ObservationId, Rare, ScoreId, SetId, TableId,
};
use crate::snapshot::{Certainty, Sex};
use crate::source::Span;
use crate::time::{Duration, TimeUnit};
use crate::units::{Conversion, Unit};
use crate::value::{CmpOp, Num};
use crate::vocab::{AggregateKind, OverKind, Verb};

/// A condition.
#[derive(Debug, Clone)]
pub struct Cond {
    /// Its identity, for traces and coverage.
    pub id: NodeId,
    /// Where it was written.
    pub span: Span,
    /// What it says.
    pub kind: CondKind,
}

/// The kinds of condition.
#[derive(Debug, Clone)]
pub enum CondKind {
    /// `yes`, `no`.
    Const(bool),
    /// All of them.
    And(Vec<Cond>),
    /// One of them.
    Or(Vec<Cond>),
    /// Not.
    Not(Box<Cond>),
    /// Known to hold: unknown counts as false (two-valued).
    Surely(Box<Cond>),
    /// A defined condition.
    Define(DefineId),
    /// A `let` that is a condition.
    Let(LetId),
    /// A fact is there.
    Present(Box<Presence>),
    /// A fact is there for which the condition holds; it may use the presence's binding.
    Any(Box<Presence>, Box<Cond>),
    /// The condition holds for every such fact (true where there is none).
    All(Box<Presence>, Box<Cond>),
    /// Two numbers of one unit.
    Compare(CmpOp, Box<NumExpr>, Box<NumExpr>),
    /// The completed units of an age against a count.
    Age {
        /// Of what.
        of: AgeOf,
        /// How.
        op: CmpOp,
        /// How many.
        count: Num,
        /// Completed units of what.
        unit: TimeUnit,
    },
    /// Two times or periods.
    Time(TimeOp, Box<TimeExpr>, Box<TimeExpr>),
    /// The first at most so far from the second, before or after.
    WithinOf(Box<TimeExpr>, Box<Duration>, Box<TimeExpr>),
    /// The patient's sex.
    Sex(Sex),
    /// Pregnant now.
    Pregnant,
    /// Breastfeeding now.
    Breastfeeding,
    /// Dead.
    Deceased,
    /// Encounter class, role, specialty or setting equals a word.
    Setting(SettingKind, Box<str>),
    /// The latest result against the declared limits.
    Level(Box<Series>, Level),
    /// The laboratory's flag on the latest result.
    Flagged(Box<Series>, Level),
    /// A text equals another.
    TextIs(Box<TextExpr>, Box<str>),
    /// The latest result is a code of the set.
    ConceptIs(Box<Series>, SetId),
    /// The input's answer is this choice (index into its choices).
    ChoiceIs(InputId, usize),
    /// A yes-no input.
    InputYes(InputId),
    /// The score lies in the band with this label.
    BandIs(ScoreId, Box<str>),
    /// There is a value (two-valued).
    Known(Box<ValueExpr>),
    /// So many results meet a comparison.
    Repeat(Box<Repeat>),
    /// The course of an observation.
    Trend(Box<Trend>),
    /// A table or function with a yes-no result.
    Call(Call),
}

/// Whose age, or what kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AgeOf {
    /// The patient's age.
    Patient,
    /// The gestational age of a pregnancy, from its due date.
    Gestation,
}

/// What the request or the current encounter says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SettingKind {
    /// Class of the current encounter, else the request's setting.
    Encounter,
    /// The user's role.
    Role,
    /// The user's specialty.
    Specialty,
    /// The request's setting.
    Setting,
}

/// Against which limits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// Within `normal`.
    Normal,
    /// Outside `normal`.
    Abnormal(LevelSide),
    /// Beyond `critical`.
    Critical(LevelSide),
}

/// On which side.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LevelSide {
    /// Below.
    Low,
    /// Above.
    High,
    /// Either.
    Either,
}

/// The kind of fact a presence is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum FactKind {
    /// Conditions.
    Condition,
    /// Allergies.
    Allergy,
    /// Medications.
    Medication,
    /// Observations.
    Observation,
    /// Procedures.
    Procedure,
    /// Immunizations.
    Immunization,
    /// Orders other than medications.
    Order,
    /// Encounters.
    Encounter,
    /// Family history.
    FamilyHistory,
}

impl FactKind {
    /// The kind a verb is about.
    pub fn of(verb: Verb) -> FactKind {
        match verb {
            Verb::Has | Verb::Had | Verb::RuledOut => FactKind::Condition,
            Verb::Taking | Verb::Ordering | Verb::TakingOrOrdering | Verb::Taken | Verb::Given => {
                FactKind::Medication
            }
            Verb::AllergicTo => FactKind::Allergy,
            Verb::ImmunizedWith => FactKind::Immunization,
            Verb::Underwent => FactKind::Procedure,
            Verb::Ordered => FactKind::Order,
            Verb::Measured => FactKind::Observation,
            Verb::FamilyHistoryOf => FactKind::FamilyHistory,
            Verb::Visited => FactKind::Encounter,
        }
    }

    /// What one is called.
    pub fn word(self) -> &'static str {
        match self {
            FactKind::Medication => "medication",
            FactKind::Observation => "observation",
            FactKind::Condition => "condition",
            FactKind::Allergy => "allergy",
            FactKind::Procedure => "procedure",
            FactKind::Immunization => "immunization",
            FactKind::Order => "order",
            FactKind::Encounter => "encounter",
            FactKind::FamilyHistory => "family history",
        }
    }
}

/// What a presence looks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Target {
    /// Facts coded in a set.
    Set(SetId),
    /// Results of an observation (`measured Potassium`).
    Observation(ObservationId),
}

/// `taking NSAID with systemic route in last 3 months as drug`.
#[derive(Debug, Clone)]
pub struct Presence {
    /// Its identity.
    pub id: NodeId,
    /// Where it was written.
    pub span: Span,
    /// How.
    pub verb: Verb,
    /// What; any of them.
    pub targets: Few<Target>,
    /// `with …`; all of them.
    pub filters: Rare<FactFilter>,
    /// When; all of them.
    pub windows: Rare<Window>,
    /// The name it binds.
    pub binding: Option<BindId>,
}

/// A checked modifier.
#[derive(Debug, Clone)]
pub enum FactFilter {
    /// A route by word: `systemic`, `oral`, ….
    Route(Box<str>),
    /// A route coded in a set.
    RouteSet(SetId),
    /// A single dose, in a unit.
    Dose(CmpOp, Num, Unit),
    /// The sum of a day, in a unit per day (`mg/d`).
    DailyDose(CmpOp, Num, Unit),
    /// A dose form coded in a set.
    Form(SetId),
    /// An indication coded in a set.
    Indication(SetId),
    /// A status by word; lets facts with that status count.
    Status(Box<str>),
    /// Only when needed.
    AsNeeded,
    /// How long it has run, or ran.
    Lasting(CmpOp, Duration),
    /// Severity by word.
    Severity(Box<str>),
    /// Criticality by word.
    Criticality(Box<str>),
    /// Facts of this certainty count; `Unconfirmed` adds to the confirmed ones.
    Certainty(Certainty),
    /// Category by word.
    Category(Box<str>),
    /// A reaction coded in a set.
    Reaction(SetId),
    /// `allergy` or `intolerance`.
    AllergyKind(Box<str>),
    /// A result's number, in the observation's unit.
    Value(CmpOp, Num),
    /// A coded result.
    ValueSet(SetId),
    /// A specimen coded in a set.
    Specimen(SetId),
    /// A relationship coded in a set.
    Relationship(SetId),
    /// The relative's age at onset in years.
    OnsetAge(CmpOp, Num),
    /// An encounter's class.
    Class(Box<str>),
}

/// A checked restriction in time; ends are included.
#[derive(Debug, Clone)]
pub enum Window {
    /// From so long ago until now.
    InLast(Duration),
    /// Until so long ago.
    AtLeastAgo(Duration),
    /// From a time until now.
    Since(Box<TimeExpr>),
    /// Before a time.
    Before(Box<TimeExpr>),
    /// After a time.
    After(Box<TimeExpr>),
    /// At most so far from a time.
    WithinOf(Duration, Box<TimeExpr>),
    /// During the current encounter.
    DuringEncounter,
}

/// Results of an observation, narrowed by modifiers and windows.
#[derive(Debug, Clone)]
pub struct Series {
    /// Which observation.
    pub observation: ObservationId,
    /// `with …`.
    pub filters: Rare<FactFilter>,
    /// When; the observation's own window where nothing was written.
    pub windows: Rare<Window>,
    /// Where it was written.
    pub span: Span,
}

/// One number from a series.
#[derive(Debug, Clone)]
pub struct Aggregate {
    /// Which.
    pub kind: AggregateKind,
    /// Of what.
    pub series: Series,
}

/// A number, in the unit it says.
#[derive(Debug, Clone)]
pub struct NumExpr {
    /// Its identity.
    pub id: NodeId,
    /// Where it was written.
    pub span: Span,
    /// Its unit; `None` for a bare number.
    pub unit: Option<Unit>,
    /// What it is.
    pub kind: NumKind,
}

/// The kinds of number. Operands are already in the unit needed.
#[derive(Debug, Clone)]
pub enum NumKind {
    /// A literal.
    Const(Num),
    /// From results, in the observation's unit (a slope: per day).
    Aggregate(Box<Aggregate>),
    /// How many facts are there, and meet the condition.
    Count(Box<Presence>, Option<Box<Cond>>),
    /// A number over facts; it may use the presence's binding.
    Over(OverKind, Box<NumExpr>, Box<Presence>),
    /// A defined number.
    Define(DefineId),
    /// A `let` that is a number.
    Let(LetId),
    /// A score.
    Score(ScoreId),
    /// A number input.
    Input(InputId),
    /// The points of a choice input.
    Points(InputId),
    /// Completed units of an age.
    Age(AgeOf, TimeUnit),
    /// The year, month, day or hour of a time.
    Calendar(CalendarPart, Box<TimeExpr>),
    /// Days from the first time to the second.
    Elapsed(Box<TimeExpr>, Box<TimeExpr>),
    /// A field of a bound fact, in this expression's unit.
    Field(BindId, FactField),
    /// A table or function with a number.
    Call(Call),
    /// Minus.
    Neg(Box<NumExpr>),
    /// Plus.
    Add(Box<NumExpr>, Box<NumExpr>),
    /// Minus.
    Sub(Box<NumExpr>, Box<NumExpr>),
    /// Times.
    Mul(Box<NumExpr>, Box<NumExpr>),
    /// Divided by.
    Div(Box<NumExpr>, Box<NumExpr>),
    /// A function of mathematics.
    Math(MathFn, Box<[NumExpr]>),
    /// One or the other; the hull where the condition is unknown.
    If(Box<Cond>, Box<NumExpr>, Box<NumExpr>),
    /// The first whose condition holds; the hull of those that may. Where none does, not applicable.
    Choose(Vec<(Cond, NumExpr)>),
    /// The first that is known.
    FirstKnown(Box<[NumExpr]>),
    /// In another unit.
    Convert(Box<NumExpr>, Box<Conversion>),
}

/// A part of a time on the calendar, in the patient's zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CalendarPart {
    /// The year.
    Year,
    /// 1 to 12.
    Month,
    /// Day of the month: 1 to 31.
    Day,
    /// 0 to 23.
    Hour,
}

impl CalendarPart {
    /// The function that asks for it.
    pub fn word(self) -> &'static str {
        match self {
            CalendarPart::Year => "year",
            CalendarPart::Month => "month",
            CalendarPart::Day => "day",
            CalendarPart::Hour => "hour",
        }
    }
}

/// Functions of mathematics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MathFn {
    /// Smallest.
    Min,
    /// Largest.
    Max,
    /// Without sign.
    Abs,
    /// To so many decimals.
    Round(u32),
    /// Down.
    Floor,
    /// Up.
    Ceil,
    /// Square root.
    Sqrt,
    /// Natural logarithm.
    Ln,
    /// Decimal logarithm.
    Log10,
    /// e to the power.
    Exp,
    /// First to the power of the second.
    Pow,
}

/// A field of a bound fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FactField {
    /// Its label.
    Name,
    /// The time that windows look at.
    Date,
    /// Start.
    Start,
    /// End.
    End,
    /// Single dose.
    Dose,
    /// Sum of a day.
    DailyDose,
    /// Days from start to end (or now).
    Duration,
    /// A result's number.
    Value,
    /// Status as received.
    Status,
    /// Route as received.
    Route,
}

/// A call of a table or a script function.
#[derive(Debug, Clone)]
pub enum Call {
    /// A table.
    Table(TableId, Box<[Arg]>),
    /// A function.
    Function(FunctionId, Box<[Arg]>),
}

/// An argument of the parameter's type and unit.
#[derive(Debug, Clone)]
pub enum Arg {
    /// A number.
    Num(NumExpr),
    /// A text.
    Text(TextExpr),
    /// A condition.
    Cond(Cond),
    /// A choice input.
    Choice(InputId),
    /// Facts.
    Facts(Box<Presence>),
}

/// A text.
#[derive(Debug, Clone)]
pub struct TextExpr {
    /// Its identity.
    pub id: NodeId,
    /// Where it was written.
    pub span: Span,
    /// What it is.
    pub kind: TextKind,
}

/// The kinds of text.
#[derive(Debug, Clone)]
pub enum TextKind {
    /// A literal.
    Const(Box<str>),
    /// The latest result as text.
    Result(Box<Series>),
    /// A field of a bound fact.
    Field(BindId, FactField),
    /// The label of a score's band.
    Band(ScoreId),
    /// A defined text.
    Define(DefineId),
    /// A `let` that is a text.
    Let(LetId),
    /// A table or function with a text.
    Call(Call),
    /// The first whose condition holds; all of those that may. Where none does, not applicable.
    Choose(Vec<(Cond, TextExpr)>),
}

/// A time or period.
#[derive(Debug, Clone)]
pub struct TimeExpr {
    /// Its identity.
    pub id: NodeId,
    /// Where it was written.
    pub span: Span,
    /// What it is.
    pub kind: TimeKind,
}

/// The kinds of time.
#[derive(Debug, Clone)]
pub enum TimeKind {
    /// A literal, as written; read in the clock's zone.
    Const(Box<crate::time::PartialTime>),
    /// Now.
    Now,
    /// Birth.
    Birth,
    /// A date input.
    Input(InputId),
    /// When the result behind a `let` or series was taken.
    ResultTime(Box<Aggregate>),
    /// The date of a `let` that is a result.
    LetDate(LetId),
    /// A field of a bound fact.
    Field(BindId, FactField),
    /// The whole period of a bound fact.
    Period(BindId),
    /// A defined time.
    Define(DefineId),
    /// A time so many calendar units later; earlier where the count is negative.
    Moved(Box<TimeExpr>, Duration),
    /// The first whose condition holds; the hull of those that may. Where none does, not applicable.
    Choose(Vec<(Cond, TimeExpr)>),
}

/// Relations of times and periods, as in CQL.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TimeOp {
    /// Ends before the other starts.
    Before,
    /// Starts after the other ends.
    After,
    /// Lies within.
    During,
    /// Has an instant in common.
    Overlaps,
}

/// A value of any type, where only its being known matters, or for `let`.
#[derive(Debug, Clone)]
pub enum ValueExpr {
    /// A condition.
    Cond(Cond),
    /// A number.
    Num(NumExpr),
    /// A text.
    Text(TextExpr),
    /// A time.
    Time(TimeExpr),
}

/// So many results that meet a comparison.
#[derive(Debug, Clone)]
pub struct Repeat {
    /// How many, at least.
    pub count: u32,
    /// Of what.
    pub series: Series,
    /// How each is compared.
    pub op: CmpOp,
    /// With what, in the observation's unit.
    pub value: NumExpr,
    /// Each at least so far from the next.
    pub apart: Option<Duration>,
}

/// A statement about the course of an observation.
#[derive(Debug, Clone)]
pub struct Trend {
    /// Of what.
    pub series: Series,
    /// What it did.
    pub kind: TrendKind,
}

/// What an observation did. Amounts are in the observation's unit.
#[derive(Debug, Clone)]
pub enum TrendKind {
    /// Three or more, each above the one before.
    Rising,
    /// Three or more, each below the one before.
    Falling,
    /// The latest at least so much above the lowest of that time before it.
    RoseBy(Num, Duration),
    /// The latest at least so much below the highest of that time before it.
    FellBy(Num, Duration),
    /// The latest at least so many times the lowest of that time before it (`rose by 50 %` is 1.5).
    RoseFold(Num, Duration),
    /// The latest at most this share of the highest of that time before it (`halved` is 0.5).
    FellFold(Num, Duration),
}

/// A name a rule binds with `as`.
#[derive(Debug, Clone)]
pub struct Binding {
    /// The name.
    pub name: Box<str>,
    /// What it binds.
    pub kind: FactKind,
}

// There are tens of thousands of these.
const _: () = assert!(size_of::<CondKind>() <= 32 && size_of::<NumKind>() <= 32);
