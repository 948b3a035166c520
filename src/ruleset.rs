//! The way in for hosts: packs to rules.
//!
//! A thin layer over [`check`](crate::check), [`pack`](crate::pack) and
//! [`eval`](crate::eval) that keeps no state of its own.

use crate::cache;
use crate::check::{CheckOptions, Wanted, compile_for};
use crate::diag::Diag;
use crate::eval::result::{Evaluation, Explanation};
use crate::eval::{self, Meter, Options, Profile, Scratch};
use crate::index::Depends;
use crate::model::Model;
use crate::pack::{PackSource, fs};
use crate::plan::{Plan, PlanOptions, PlanSummary, RulePlan};
use crate::snapshot::Snapshot;
use crate::source::SourceMap;
use crate::time::Clock;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

/// Places where memory of evaluations is kept; a thread always looks in the same one.
const PLACES: usize = 16;

/// Evaluations for which a place keeps memory at a time.
const SPARE: usize = 8;

/// Memory of evaluations that are over, for those to come. Threads have places of their own, as
/// far as there are enough: none waits for another, and what one has looked up stays with it.
#[derive(Debug, Default)]
struct Pool([Place; PLACES]);

/// On a line of the processor's cache by itself.
#[derive(Debug, Default)]
#[repr(align(128))]
#[allow(clippy::vec_box, reason = "a memory is taken and put back at every call: kilobytes, were it moved")]
struct Place(Mutex<Vec<Box<Scratch>>>);

impl Pool {
    fn place(&self) -> &Place {
        static THREADS: AtomicUsize = AtomicUsize::new(0);
        thread_local! {
            /// Threads are numbered one after the other.
            static NUMBER: usize = THREADS.fetch_add(1, Ordering::Relaxed);
        }
        let at = NUMBER.try_with(|n| n % PLACES).unwrap_or(0);
        &self.0[at]
    }
}

impl Place {
    #[allow(clippy::vec_box, reason = "see `Place`")]
    fn open(&self) -> MutexGuard<'_, Vec<Box<Scratch>>> {
        // A poisoned lock guards nothing but spare memory.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Collects packs and compiles them.
///
/// ```
/// use curbside::{Compiler, pack::PackSource};
/// let pack = PackSource::new("demo")
///     .file("pack.yaml", "name: demo\nversion: 1.0.0\n")
///     .file("demo.cds", "pack demo\ncodes Warfarin = rxnorm 11289 \"warfarin\"\n");
/// let rules = Compiler::new().pack(pack).compile()?;
/// assert_eq!(rules.model().sets.len(), 1);
/// # Ok::<(), curbside::CompileError>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Compiler {
    packs: Vec<PackSource>,
    options: CheckOptions,
    plan: PlanOptions,
    cache: Option<PathBuf>,
}

/// Compiled rules with their generation; cheap to clone and to share between threads.
#[derive(Debug, Clone)]
pub struct Ruleset(Arc<Inner>, u64);

#[derive(Debug)]
struct Inner {
    model: Arc<Model>,
    plan: Plan,
    /// Who looks at what, for sessions; worked out when one begins.
    depends: OnceLock<Depends>,
    scratch: Pool,
}

/// Why there are no rules.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CompileError {
    /// Packs that cannot be read.
    #[error(transparent)]
    Read(#[from] fs::ReadError),
    /// Packs with mistakes.
    #[error("the packs have {} mistakes; the first: {}", .0.errors().count(), .0.first())]
    Mistakes(Box<Mistakes>),
}

/// Everything that is wrong with packs, and the texts it is about.
#[derive(Debug, Clone)]
pub struct Mistakes {
    /// Errors and warnings, by place.
    pub diags: Vec<Diag>,
    /// The texts.
    pub sources: SourceMap,
}

impl Mistakes {
    /// The errors.
    pub fn errors(&self) -> impl Iterator<Item = &Diag> {
        self.diags.iter().filter(|d| d.is_error())
    }

    fn first(&self) -> String {
        self.errors().next().map_or(String::new(), |d| {
            let at = self.sources.line_col(d.span);
            let path = &self.sources.file(d.span.source).path;
            format!("{path}:{}:{}: {} ({})", at.line, at.col, d.message, d.code)
        })
    }
}

impl Compiler {
    /// A compiler without packs.
    pub fn new() -> Compiler {
        Compiler::default()
    }

    /// How to compile.
    #[must_use]
    pub fn options(mut self, options: CheckOptions) -> Compiler {
        self.options = options;
        self
    }

    /// How to prepare the rules for evaluation; the answers are the same either way.
    #[must_use]
    pub fn plan(mut self, plan: PlanOptions) -> Compiler {
        self.plan = plan;
        self
    }

    /// Keeps what was compiled in this folder, and takes it from there while packs, options and engine
    /// are the same. A cache that does not fit or is damaged is made anew and never an error.
    #[must_use]
    pub fn cache_dir(mut self, folder: impl Into<PathBuf>) -> Compiler {
        self.cache = Some(folder.into());
        self
    }

    /// With a pack in memory.
    #[must_use]
    pub fn pack(mut self, pack: PackSource) -> Compiler {
        self.packs.push(pack);
        self
    }

    /// With the pack in a folder, or with every pack below it.
    ///
    /// # Errors
    /// Unreadable files, no pack at all, a limit.
    pub fn pack_dir(mut self, folder: impl AsRef<Path>) -> Result<Compiler, CompileError> {
        self.packs.extend(fs::read(folder.as_ref(), &self.options.limits)?);
        Ok(self)
    }

    /// The rules, when the packs have no error.
    ///
    /// # Errors
    /// Everything that is wrong with the packs.
    pub fn compile(&self) -> Result<Ruleset, CompileError> {
        let checked = match &self.cache {
            None => compile_for(Wanted::Model, &self.packs, &self.options),
            Some(folder) => match cache::prepare_in(folder, &self.packs, &self.options) {
                Ok((model, plan)) if plan.options == self.plan => return Ok(Ruleset::of(model, plan)),
                Ok((model, _)) => return Ok(Ruleset::new(Arc::new(model), self.plan)),
                Err(checked) => *checked,
            },
        };
        match checked.model {
            Some(model) => Ok(Ruleset::new(Arc::new(model), self.plan)),
            None => {
                let mistakes = Mistakes { diags: checked.diags, sources: checked.sources };
                Err(CompileError::Mistakes(Box::new(mistakes)))
            }
        }
    }
}

impl Ruleset {
    fn new(model: Arc<Model>, options: PlanOptions) -> Ruleset {
        let plan = Plan::new(&model, options);
        Ruleset::of(model, plan)
    }

    fn of(model: impl Into<Arc<Model>>, plan: Plan) -> Ruleset {
        let (model, depends) = (model.into(), OnceLock::new());
        Ruleset(Arc::new(Inner { model, plan, depends, scratch: Pool::default() }), 0)
    }

    /// The rules of these packs from a cache that [`cache::compile_and_save`] made, ready for evaluation;
    /// `None` where the bytes are no cache of them. [`Compiler::cache_dir`] does so with files.
    ///
    /// ```
    /// use curbside::{Ruleset, cache, check::CheckOptions, pack::PackSource};
    /// let packs = [PackSource::new("demo")
    ///     .file("pack.yaml", "name: demo\nversion: 1.0.0\n")
    ///     .file("demo.cds", "pack demo\ncodes Warfarin = rxnorm 11289 \"warfarin\"\n")];
    /// let options = CheckOptions::default();
    /// let (_, cached) = cache::compile_and_save(&packs, &options);
    /// let rules = Ruleset::from_cache(&cached.unwrap(), &packs, &options).unwrap();
    /// assert_eq!(rules.model().sets.len(), 1);
    /// ```
    pub fn from_cache(bytes: &[u8], packs: &[PackSource], options: &CheckOptions) -> Option<Ruleset> {
        cache::load_prepared(bytes, packs, options).map(|(model, plan)| Ruleset::of(model, plan))
    }

    /// Rules of a cache without header and checksum, as if somebody had forged them. For fuzzing.
    #[doc(hidden)]
    pub fn forged(payload: &[u8]) -> Option<Ruleset> {
        cache::read_forged(payload).map(|(model, plan)| Ruleset::of(model, plan))
    }

    /// Rules of a model that is there already, prepared in a way of the host's choosing.
    pub fn prepared(model: Model, options: PlanOptions) -> Ruleset {
        Ruleset::new(Arc::new(model), options)
    }

    /// The same rules, prepared in another way; the answers are the same.
    ///
    /// ```
    /// use curbside::{Compiler, pack::PackSource, plan::{IndexMode, PlanOptions}};
    /// let pack = PackSource::new("demo")
    ///     .file("pack.yaml", "name: demo\nversion: 1.0.0\n")
    ///     .file("demo.cds", "pack demo\n");
    /// let rules = Compiler::new().pack(pack).compile()?;
    /// let slow = rules.with_plan(PlanOptions { index: IndexMode::Off, ..PlanOptions::default() });
    /// assert_eq!(slow.plan().index, IndexMode::Off);
    /// # Ok::<(), curbside::CompileError>(())
    /// ```
    #[must_use]
    pub fn with_plan(&self, options: PlanOptions) -> Ruleset {
        Ruleset::new(Arc::clone(&self.0.model), options).of_generation(self.1)
    }

    /// How the rules were prepared.
    pub fn plan(&self) -> PlanOptions {
        self.0.plan.options
    }

    /// Which exchange put them in force: counted by [`Live`](crate::Live) from 1; 0 for rules used by themselves.
    pub fn generation(&self) -> u64 {
        self.1
    }

    pub(crate) fn parts(&self) -> (&Model, &Plan) {
        (&self.0.model, &self.0.plan)
    }

    /// Who looks at what.
    pub(crate) fn depends(&self) -> &Depends {
        let Inner { model, plan, depends, .. } = &*self.0;
        depends.get_or_init(|| Depends::new(model, &plan.vocabulary, &plan.ir))
    }

    /// The answer, in memory that keeps what was prepared of this patient.
    pub(crate) fn evaluate_in(&self, scratch: &mut Scratch, patient: &Snapshot, clock: &Clock) -> Evaluation {
        let (model, plan) = self.parts();
        let mut out = eval::execute(model, plan, scratch, patient, clock, &Options::default(), None);
        out.generation = self.1;
        out
    }

    pub(crate) fn of_generation(&self, generation: u64) -> Ruleset {
        Ruleset(Arc::clone(&self.0), generation)
    }

    /// What every rule asks of the record, in order of rules.
    ///
    /// ```
    /// use curbside::{Compiler, model::FactKind, needs::Lookback, pack::PackSource};
    /// let pack = PackSource::new("demo").file("pack.yaml", "name: demo\nversion: 1.0.0\n").file(
    ///     "demo.cds",
    ///     r#"pack demo
    ///     observation Potassium "Potassium" { code loinc 2823-3 unit mmol/L window 7 days report nothing }
    ///     rule high "High" { category safety when Potassium > 5.5 mmol/L message "High." }"#,
    /// );
    /// let rules = Compiler::new().pack(pack).compile()?;
    /// let need = &rules.needs()[0].needs[0];
    /// assert_eq!(need.kind, FactKind::Observation);
    /// assert!(matches!(need.lookback, Lookback::Within(d) if d.count == 7));
    /// # Ok::<(), curbside::CompileError>(())
    /// ```
    pub fn needs(&self) -> Vec<crate::needs::RuleNeeds> {
        crate::needs::of_model(self.model())
    }

    /// What the rules mean.
    pub fn model(&self) -> &Model {
        &self.0.model
    }

    /// The answer for one patient at one moment.
    ///
    /// ```
    /// use curbside::snapshot::{Medication, Concept, SnapshotBuilder};
    /// use curbside::time::Clock;
    /// use curbside::{Compiler, pack::PackSource};
    /// let pack = PackSource::new("demo").file("pack.yaml", "name: demo\nversion: 1.0.0\n").file(
    ///     "demo.cds",
    ///     r#"pack demo
    ///     codes Warfarin = rxnorm 11289 "warfarin"
    ///     rule on-warfarin "On warfarin" {
    ///       category result
    ///       when taking Warfarin as drug
    ///       message "Takes {drug}."
    ///     }"#,
    /// );
    /// let rules = Compiler::new().pack(pack).compile()?;
    /// let patient = SnapshotBuilder::new()
    ///     .medication(Medication { code: Concept::coded("rxnorm", "11289"), ..Default::default() })
    ///     .build();
    /// let clock = Clock::new("2026-03-01T09:00:00Z".parse().unwrap(), "UTC".parse().unwrap());
    /// let answer = rules.evaluate(&patient, &clock);
    /// assert_eq!(answer.findings[0].rule, "demo/on-warfarin");
    /// # Ok::<(), curbside::CompileError>(())
    /// ```
    pub fn evaluate(&self, patient: &Snapshot, clock: &Clock) -> Evaluation {
        self.evaluate_with(patient, clock, &Options::default())
    }

    /// The answer, within limits of the host's own.
    pub fn evaluate_with(&self, patient: &Snapshot, clock: &Clock, options: &Options<'_>) -> Evaluation {
        self.measured(patient, clock, options, None)
    }

    fn measured(
        &self,
        patient: &Snapshot,
        clock: &Clock,
        options: &Options<'_>,
        meter: Option<&Meter<'_>>,
    ) -> Evaluation {
        let Inner { model, plan, .. } = &*self.0;
        let mut out =
            self.with_scratch(|scratch| eval::execute(model, plan, scratch, patient, clock, options, meter));
        out.generation = self.1;
        out
    }

    fn with_scratch<R>(&self, f: impl FnOnce(&mut Scratch) -> R) -> R {
        let place = self.0.scratch.place();
        let mut own = place.open().pop().unwrap_or_default();
        own.forget_facts();
        let out = f(&mut own);
        let mut all = place.open();
        if all.len() < SPARE {
            all.push(own);
        }
        out
    }

    /// The answer with what every rule cost. `now` counts nanoseconds from any beginning; the engine
    /// has no clock of its own.
    ///
    /// ```
    /// # use curbside::{Compiler, pack::PackSource, snapshot::SnapshotBuilder, time::Clock};
    /// # let pack = PackSource::new("demo").file("pack.yaml", "name: demo\nversion: 1.0.0\n").file(
    /// #     "demo.cds", "pack demo\nrule adult \"Adult\" { category result when age >= 18 years message \"Adult.\" }");
    /// # let rules = Compiler::new().pack(pack).compile()?;
    /// # let patient = SnapshotBuilder::new().build();
    /// # let clock = Clock::new("2026-03-01T09:00:00Z".parse().unwrap(), "UTC".parse().unwrap());
    /// let began = std::time::Instant::now();
    /// let now = || u64::try_from(began.elapsed().as_nanos()).unwrap_or(u64::MAX);
    /// let profile = rules.profile(&patient, &clock, &Default::default(), &now);
    /// assert_eq!(profile.evaluation, rules.evaluate(&patient, &clock));
    /// assert_eq!(profile.rules[0].rule, "demo/adult");
    /// # Ok::<(), curbside::CompileError>(())
    /// ```
    pub fn profile(
        &self,
        patient: &Snapshot,
        clock: &Clock,
        options: &Options<'_>,
        now: &dyn Fn() -> u64,
    ) -> Profile {
        let meter = Meter::new(now);
        let evaluation = self.measured(patient, clock, options, Some(&meter));
        let name = |at: u32| self.0.model.rules.get(at as usize).map(|r| r.id.to_string());
        meter.done(evaluation, name)
    }

    /// How a rule is reached and what is asked of the patient; `None` when there is no such rule.
    ///
    /// ```
    /// use curbside::{Compiler, pack::PackSource, plan::Reached};
    /// let pack = PackSource::new("demo").file("pack.yaml", "name: demo\nversion: 1.0.0\n").file(
    ///     "demo.cds",
    ///     r#"pack demo
    ///     codes Warfarin = rxnorm 11289 "warfarin"
    ///     rule on-warfarin "On warfarin" {
    ///       category result
    ///       when taking Warfarin as drug
    ///       message "Takes {drug}."
    ///     }"#,
    /// );
    /// let rules = Compiler::new().pack(pack).compile()?;
    /// let plan = rules.plan_of("demo/on-warfarin").unwrap();
    /// let Reached::Facts { any_of, beside: None } = plan.reached else { panic!("{plan:?}") };
    /// assert_eq!((&*any_of[0].kind, &*any_of[0].codes), ("current medication", "demo/Warfarin"));
    /// # Ok::<(), curbside::CompileError>(())
    /// ```
    pub fn plan_of(&self, rule: &str) -> Option<RulePlan> {
        self.0.plan.explain(&self.0.model, self.place(rule)?)
    }

    /// How all rules are reached.
    pub fn plan_summary(&self) -> PlanSummary {
        self.0.plan.summary(&self.0.model)
    }

    /// Whether the facts of a patient reach a rule; `None` when there is no such rule. A rule that is
    /// not reached does not fire, and is not undecided. Without an index every rule is reached.
    pub fn reaches(&self, rule: &str, patient: &Snapshot, clock: &Clock) -> Option<bool> {
        let Inner { model, plan, .. } = &*self.0;
        let at = u32::try_from(self.place(rule)?).ok()?;
        let options = Options::default();
        let all = self.with_scratch(|s| eval::reached(model, plan, s, patient, clock, &options));
        Some(all.is_none_or(|all| all.binary_search(&at).is_ok()))
    }

    fn place(&self, rule: &str) -> Option<usize> {
        self.0.model.rules.iter().position(|r| r.id == rule)
    }

    /// Why a rule ended as it did for a patient; `None` when there is no such rule.
    pub fn explain(&self, rule: &str, patient: &Snapshot, clock: &Clock) -> Option<Explanation> {
        eval::explain(&self.0.model, patient, clock, &Options::default(), rule)
    }
}

impl From<Model> for Ruleset {
    fn from(model: Model) -> Ruleset {
        Ruleset::new(Arc::new(model), PlanOptions::default())
    }
}
