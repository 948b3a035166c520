//! The plan: what is worked out about a model once, so that evaluating a patient
//! costs what the patient's facts cost.

use crate::codec::{Damaged, Read, Reader, Writer};
use crate::index::{Index, Vocabulary};
use crate::ir::{Ir, lower};
use crate::model::{Model, Told, kind};
use crate::parallel;
use crate::time::PartialTime;
use crate::vocab::{Lifecycle, Trigger};

mod explain;

pub use crate::ir::Passes;
pub use explain::{Companion, Key, PlanSummary, Reached, RulePlan};

/// More rules than this are prepared by two threads.
const LARGE: usize = 500;

/// How much of the index is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum IndexMode {
    /// None: the reference evaluator, rule by rule and fact by fact. The operational kill switch.
    Off,
    /// Facts are found by their codes; every rule is evaluated.
    Postings,
    /// Only the rules that the patient's facts can reach are evaluated.
    #[default]
    Full,
}

/// How a model is prepared. Whatever is chosen, the answers are the same.
///
/// ```
/// use curbside::plan::{IndexMode, Passes, PlanOptions};
/// let off = PlanOptions { index: IndexMode::Off, ..PlanOptions::default() };
/// assert_eq!(off.passes, Passes::default());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PlanOptions {
    /// How much of the index is used.
    pub index: IndexMode,
    /// Which passes run over the conditions.
    pub passes: Passes,
}

/// Rules that are not always in force, and what else is known of a model whoever the patient is.
#[derive(Debug, Clone, Default)]
pub(crate) struct Roster {
    /// Drafts and retired rules.
    pub inactive: Vec<(u32, &'static str)>,
    /// Rules that come into force on a day.
    pub dated: Vec<(u32, PartialTime)>,
    /// Rules that are only asked on some occasions, together with those of the same occasions.
    pub triggered: Vec<(Vec<Trigger>, Vec<u32>)>,
    /// Whether any observation says what is plausible.
    pub limited: bool,
}

impl Roster {
    fn new(model: &Model) -> Roster {
        let limited = model.observations.iter().any(|o| o.plausible.is_some());
        let mut out = Roster { limited, ..Roster::default() };
        for (at, rule) in (0u32..).zip(&model.rules) {
            match rule.governance.status {
                Lifecycle::Draft => out.inactive.push((at, "draft")),
                Lifecycle::Retired => out.inactive.push((at, "retired")),
                Lifecycle::Active => {
                    let from = rule.governance.effective_from.as_ref().and_then(|d| d.parse().ok());
                    out.dated.extend(from.map(|d| (at, d)));
                    if !rule.triggers.is_empty() {
                        match out.triggered.iter_mut().find(|(on, _)| **on == *rule.triggers) {
                            Some((_, rules)) => rules.push(at),
                            None => out.triggered.push((rule.triggers.to_vec(), vec![at])),
                        }
                    }
                }
            }
        }
        out
    }
}

/// Of a plan that is read, what needs no texts.
pub(crate) struct Lists {
    told: Told,
    ir: Ir,
    index: Index,
}

impl Lists {
    /// Takes off what [`Plan::put`] wrote by itself.
    pub fn get(r: &mut Reader<'_>) -> Read<Lists> {
        let told = Told::get(r)?;
        r.limit(kind::MATCHER, told.matchers())?;
        let (ir, index) = (Ir::get(r)?, Index::get(r)?);
        if ir.rules.len() == told.rules() { Ok(Lists { told, ir, index }) } else { Err(Damaged) }
    }
}

/// What is worked out about a model once.
#[derive(Debug, Clone, Default)]
pub(crate) struct Plan {
    pub options: PlanOptions,
    pub vocabulary: Vocabulary,
    pub ir: Ir,
    pub index: Index,
    pub roster: Roster,
}

impl Plan {
    pub fn new(model: &Model, options: PlanOptions) -> Plan {
        if options.index == IndexMode::Off {
            return Plan { options, ..Plan::default() };
        }
        let large = model.rules.len() > LARGE;
        let (vocabulary, ir) =
            parallel::both(large, || Vocabulary::new(model), || lower(model, options.passes));
        let index = match options.index {
            IndexMode::Full => Index::new(&ir, model, &vocabulary),
            _ => Index::default(),
        };
        Plan { options, vocabulary, ir, index, roster: Roster::new(model) }
    }

    /// A model as it is prepared by default, as bytes: what it goes with beside the model, and by itself.
    /// `None` where conditions nest too deep.
    pub fn put(&self, model: &Model, beside: &mut Writer) -> Option<Writer> {
        let mut w = Writer::default();
        self.vocabulary.put(beside);
        Told::of(model).put(&mut w);
        self.ir.put(&mut w);
        self.index.put(&mut w);
        self.ir.is_writable().then_some(w)
    }

    /// The plan of a model by default, of its parts.
    pub fn join(model: &Model, vocabulary: Vocabulary, lists: Lists) -> Option<Plan> {
        let Lists { told, ir, mut index } = lists;
        if told != Told::of(model) || vocabulary.len() != told.matchers() {
            return None;
        }
        index.arrange(&vocabulary);
        Some(Plan { options: PlanOptions::default(), vocabulary, ir, index, roster: Roster::new(model) })
    }
}
