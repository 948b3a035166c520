//! The checked model: what the packs mean, with names, types and units resolved.
//!
//! Only `check` makes a [`Model`]; evaluators, tests and bindings read it.
//! INVARIANT: every id points into its table, every threshold is in the unit of
//! what it is compared with, definitions are in dependency order, sets are not
//! empty. A model that exists never meets a name, type or unit error at run time.

mod codec;
mod expr;
mod knowledge;
mod list;
mod rule;

pub(crate) use codec::{Rest, Rules, Told, kind};
pub use expr::{
    AgeOf, Aggregate, Arg, Binding, CalendarPart, Call, Cond, CondKind, FactField, FactFilter, FactKind,
    Level, LevelSide, MathFn, NumExpr, NumKind, Presence, Repeat, Series, SettingKind, Target, TextExpr,
    TextKind, TimeExpr, TimeKind, TimeOp, Trend, TrendKind, ValueExpr, Window,
};
pub use knowledge::{
    Cell, Choice, CodeSetDef, DefineDef, DefineValue, Delta, FunctionDef, InputDef, InputKind,
    ObservationDef, Pack, ParamType, ResultType, Row, RowResult, ScoreDef, ScoreItem, Script, Strata,
    TableDef,
};
pub use list::{Few, Rare};
pub use rule::{
    Evidence, Governance, Interaction, Let, Piece, Recall, ResultAspect, Rule, RuleKind, SUMMARY, Suggestion,
    SuggestionKind, Template, TemplateValue,
};

use crate::source::Texts;
use crate::terms::Terminology;
use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident $kind:ident),* $(,)?) => { $(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub struct $name(pub u32);

        impl $name {
            /// As an index.
            pub fn index(self) -> usize {
                self.0 as usize
            }
        }

        impl crate::codec::Codec for $name {
            fn put(&self, w: &mut crate::codec::Writer) {
                self.0.put(w);
            }

            fn get(r: &mut crate::codec::Reader<'_>) -> crate::codec::Read<$name> {
                r.id(codec::kind::$kind).map($name)
            }
        }
    )* };
}

ids! {
    /// A code set of [`Model::sets`].
    SetId SET,
    /// An observation of [`Model::observations`].
    ObservationId OBSERVATION,
    /// An input of [`Model::inputs`].
    InputId INPUT,
    /// A definition of [`Model::defines`].
    DefineId DEFINE,
    /// A score of [`Model::scores`].
    ScoreId SCORE,
    /// A table of [`Model::tables`].
    TableId TABLE,
    /// A function of [`Model::functions`].
    FunctionId FUNCTION,
    /// A rule of [`Model::rules`].
    RuleId RULE,
    /// A `let` of a rule, by position.
    LetId LET,
    /// A binding (`as name`) of a rule, by position.
    BindId BIND,
    /// A condition or value, unique in the model; for traces and coverage.
    NodeId NODE,
}

/// Everything the loaded packs mean.
#[derive(Debug, Clone)]
pub struct Model {
    /// The packs, sorted by name.
    pub packs: Vec<Pack>,
    /// Code sets.
    pub sets: Vec<CodeSetDef>,
    /// Observations.
    pub observations: Vec<ObservationDef>,
    /// Inputs.
    pub inputs: Vec<InputDef>,
    /// Definitions, each after those it needs.
    pub defines: Vec<DefineDef>,
    /// Scores, each after those it needs.
    pub scores: Vec<ScoreDef>,
    /// Tables.
    pub tables: Vec<TableDef>,
    /// Script functions.
    pub functions: Vec<FunctionDef>,
    /// Scripts of the functions.
    pub scripts: Vec<Script>,
    /// Rules, interactions and result rules, sorted by id.
    pub rules: Vec<Rule>,
    /// Hierarchies and the drug dictionary of all packs.
    pub terminology: Terminology,
    /// The texts, for messages and explanations.
    pub sources: Texts,
    /// How many [`NodeId`]s there are.
    pub nodes: u32,
    /// Hash of everything that bears on answers, as `sha256:…`.
    pub hash: SmolStr,
}
