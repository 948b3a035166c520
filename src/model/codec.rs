//! The model as bytes, for the cache.
//!
//! A model that was read holds the invariants that keep evaluation from running in circles
//! or out of its tables, whoever wrote the bytes: ids are in range ([`Reader::limits`]), and
//! definitions and scores need each other in no circle.

use super::*;
use crate::codec::{Codec, Damaged, Read, Reader, Writer, codec_enum, codec_struct};
use crate::parallel;
use crate::source::Span;
use crate::terms::Terminology;
use std::collections::HashMap;
use std::sync::Arc;

/// Kinds of id, as [`Reader::limits`] numbers them; 0 is for source texts.
pub(crate) mod kind {
    pub const SOURCE: usize = 0;
    pub const SET: usize = 1;
    pub const OBSERVATION: usize = 2;
    pub const INPUT: usize = 3;
    pub const DEFINE: usize = 4;
    pub const SCORE: usize = 5;
    pub const TABLE: usize = 6;
    pub const FUNCTION: usize = 7;
    pub const RULE: usize = 8;
    pub const LET: usize = 9;
    pub const BIND: usize = 10;
    pub const NODE: usize = 11;
    /// Of the graph of conditions, and of the index.
    pub const GRAPH: usize = 12;
    pub const LEAF: usize = 13;
    pub const NUMBER: usize = 14;
    pub const KEY: usize = 15;
    pub const MATCHER: usize = 16;
}

impl Codec for Cond {
    fn put(&self, w: &mut Writer) {
        let Cond { id, span, kind } = self;
        id.put(w);
        span.put(w);
        w.deeper(|w| kind.put(w));
    }

    fn get(r: &mut Reader<'_>) -> Read<Cond> {
        Ok(Cond { id: Codec::get(r)?, span: Codec::get(r)?, kind: r.deeper(Codec::get)? })
    }
}

impl Codec for NumExpr {
    fn put(&self, w: &mut Writer) {
        let NumExpr { id, span, unit, kind } = self;
        id.put(w);
        span.put(w);
        unit.put(w);
        w.deeper(|w| kind.put(w));
    }

    fn get(r: &mut Reader<'_>) -> Read<NumExpr> {
        Ok(NumExpr {
            id: Codec::get(r)?,
            span: Codec::get(r)?,
            unit: Codec::get(r)?,
            kind: r.deeper(Codec::get)?,
        })
    }
}

impl Codec for TextExpr {
    fn put(&self, w: &mut Writer) {
        let TextExpr { id, span, kind } = self;
        id.put(w);
        span.put(w);
        w.deeper(|w| kind.put(w));
    }

    fn get(r: &mut Reader<'_>) -> Read<TextExpr> {
        Ok(TextExpr { id: Codec::get(r)?, span: Codec::get(r)?, kind: r.deeper(Codec::get)? })
    }
}

impl Codec for TimeExpr {
    fn put(&self, w: &mut Writer) {
        let TimeExpr { id, span, kind } = self;
        id.put(w);
        span.put(w);
        w.deeper(|w| kind.put(w));
    }

    fn get(r: &mut Reader<'_>) -> Read<TimeExpr> {
        Ok(TimeExpr { id: Codec::get(r)?, span: Codec::get(r)?, kind: r.deeper(Codec::get)? })
    }
}

codec_enum!(CondKind {
    0 => Const(a), 1 => And(a), 2 => Or(a), 3 => Not(a), 4 => Define(a), 5 => Let(a), 6 => Present(a),
    7 => Any(a, b), 8 => All(a, b), 9 => Compare(a, b, c), 10 => Age { of, op, count, unit },
    11 => Time(a, b, c), 12 => WithinOf(a, b, c), 13 => Sex(a), 14 => Pregnant, 15 => Breastfeeding,
    16 => Deceased, 17 => Setting(a, b), 18 => Level(a, b), 19 => Flagged(a, b), 20 => TextIs(a, b),
    21 => ConceptIs(a, b), 22 => ChoiceIs(a, b), 23 => InputYes(a), 24 => BandIs(a, b), 25 => Known(a),
    26 => Repeat(a), 27 => Trend(a), 28 => Call(a),
    29 => Surely(a),
});
codec_enum!(AgeOf { 0 => Patient, 1 => Gestation });
codec_enum!(CalendarPart { 0 => Year, 1 => Month, 2 => Day, 3 => Hour });
codec_enum!(SettingKind { 0 => Encounter, 1 => Role, 2 => Specialty, 3 => Setting });
codec_enum!(Level { 0 => Normal, 1 => Abnormal(a), 2 => Critical(a) });
codec_enum!(LevelSide { 0 => Low, 1 => High, 2 => Either });
codec_enum!(FactKind {
    0 => Condition, 1 => Allergy, 2 => Medication, 3 => Observation, 4 => Procedure, 5 => Immunization,
    6 => Order, 7 => Encounter, 8 => FamilyHistory,
});
codec_enum!(Target { 0 => Set(a), 1 => Observation(a) });
codec_struct!(Presence { id, span, verb, targets, filters, windows, binding });
codec_enum!(FactFilter {
    0 => Route(a), 1 => RouteSet(a), 2 => Dose(a, b, c), 3 => DailyDose(a, b, c), 4 => Form(a),
    5 => Indication(a), 6 => Status(a), 7 => AsNeeded, 8 => Lasting(a, b), 9 => Severity(a),
    10 => Criticality(a), 11 => Certainty(a), 12 => Category(a), 13 => Reaction(a), 14 => AllergyKind(a),
    15 => Value(a, b), 16 => ValueSet(a), 17 => Specimen(a), 18 => Relationship(a), 19 => OnsetAge(a, b),
    20 => Class(a),
});
codec_enum!(Window {
    0 => InLast(a), 1 => AtLeastAgo(a), 2 => Since(a), 3 => Before(a), 4 => After(a), 5 => WithinOf(a, b),
    6 => DuringEncounter,
});
codec_struct!(Series { observation, filters, windows, span });
codec_struct!(Aggregate { kind, series });
codec_enum!(NumKind {
    0 => Const(a), 1 => Aggregate(a), 2 => Count(a, b), 3 => Over(a, b, c), 4 => Define(a), 5 => Let(a),
    6 => Score(a), 7 => Input(a), 8 => Points(a), 9 => Age(a, b), 10 => Field(a, b), 11 => Call(a),
    12 => Neg(a), 13 => Add(a, b), 14 => Sub(a, b), 15 => Mul(a, b), 16 => Div(a, b), 17 => Math(a, b),
    18 => If(a, b, c), 19 => FirstKnown(a), 20 => Convert(a, b),
    21 => Calendar(a, b),
    22 => Elapsed(a, b),
    23 => Choose(a),
});
codec_enum!(MathFn {
    0 => Min, 1 => Max, 2 => Abs, 3 => Round(a), 4 => Floor, 5 => Ceil, 6 => Sqrt, 7 => Ln, 8 => Log10,
    9 => Exp, 10 => Pow,
});
codec_enum!(FactField {
    0 => Name, 1 => Date, 2 => Start, 3 => End, 4 => Dose, 5 => DailyDose, 6 => Duration, 7 => Value,
    8 => Status, 9 => Route,
});
codec_enum!(Call { 0 => Table(a, b), 1 => Function(a, b) });
codec_enum!(Arg { 0 => Num(a), 1 => Text(a), 2 => Cond(a), 3 => Choice(a), 4 => Facts(a) });
codec_enum!(TextKind {
    0 => Const(a), 1 => Result(a), 2 => Field(a, b), 3 => Band(a), 4 => Define(a), 5 => Let(a), 6 => Call(a),
    7 => Choose(a),
});
codec_enum!(TimeKind {
    0 => Const(a), 1 => Now, 2 => Birth, 3 => ResultTime(a), 4 => LetDate(a), 5 => Field(a, b),
    6 => Period(a), 7 => Define(a),
    8 => Input(a), 9 => Moved(a, b), 10 => Choose(a),
});
codec_enum!(TimeOp { 0 => Before, 1 => After, 2 => During, 3 => Overlaps });
codec_enum!(ValueExpr { 0 => Cond(a), 1 => Num(a), 2 => Text(a), 3 => Time(a) });
codec_struct!(Repeat { count, series, op, value, apart });
codec_struct!(Trend { series, kind });
codec_enum!(TrendKind {
    0 => Rising, 1 => Falling, 2 => RoseBy(a, b), 3 => FellBy(a, b), 4 => RoseFold(a, b), 5 => FellFold(a, b),
});
codec_struct!(Binding { name, kind });

codec_struct!(Pack { name, title, version, hash });
codec_struct!(CodeSetDef { name, label, set, span });
codec_struct!(ObservationDef {
    name,
    label,
    codes,
    unit,
    analyte,
    plausible,
    normal,
    critical,
    delta,
    window,
    span,
});
codec_struct!(Strata { who, ranges });
codec_struct!(Delta { amount, percent, within });
codec_struct!(InputDef { name, label, codes, kind, window, span });
codec_enum!(InputKind { 0 => Choice(a), 1 => Number { range, unit }, 2 => YesNo, 3 => Date });
codec_struct!(Choice { name, label, points, codes });
codec_struct!(DefineDef { name, label, value, span });
codec_enum!(DefineValue { 0 => Cond(a), 1 => Num(a), 2 => Text(a), 3 => Time(a) });
codec_struct!(ScoreDef { name, label, population, items, bands, evidence, span });
codec_enum!(ScoreItem { 0 => If(a, b), 1 => Points(a), 2 => By(a, b), 3 => ByChoice(a, b), 4 => Score(a) });
codec_struct!(TableDef { name, label, params, result, rows, span });
codec_enum!(ParamType { 0 => Num(a), 1 => Text, 2 => YesNo, 3 => Choice(a), 4 => Facts(a) });
codec_enum!(ResultType { 0 => Num(a), 1 => Text, 2 => YesNo });
codec_struct!(Row { cells, result });
codec_enum!(Cell { 0 => Any, 1 => Range(a), 2 => Text(a), 3 => YesNo(a), 4 => Choice(a) });
codec_enum!(RowResult { 0 => Num(a), 1 => Text(a), 2 => YesNo(a) });
codec_struct!(FunctionDef { name, entry, script, params, result, span });

codec_enum!(RuleKind { 0 => Authored, 1 => Interaction(a), 2 => Result(a, b) });
codec_enum!(ResultAspect { 0 => Critical, 1 => Abnormal, 2 => Delta, 3 => Trend });
codec_struct!(Interaction { a, b, effect, advice, mechanism });
codec_struct!(Let { name, value });
codec_struct!(Recall { done, every });
codec_struct!(Template { pieces });
codec_enum!(Piece { 0 => Text(a), 1 => Value(a) });
codec_enum!(TemplateValue {
    0 => Num(a), 1 => Text(a), 2 => Cond(a), 3 => Date(a), 4 => Unit(a), 5 => Binding(a), 6 => Field(a, b),
    7 => Let(a),
});
codec_struct!(Suggestion { kind, text });
codec_enum!(SuggestionKind {
    0 => Stop(a), 1 => Change(a), 2 => Start(a), 3 => Order(a), 4 => Measure(a), 5 => Problem(a),
    6 => Recall(a),
});
codec_struct!(Evidence { citation, grade, year, doi, url });
codec_struct!(Governance {
    evidence,
    owner,
    author,
    version,
    status,
    intent,
    population,
    user,
    tags,
    notes,
    review_by,
    effective_from,
});

impl Codec for Arc<[Evidence]> {
    /// Once for all that have the same sources.
    fn put(&self, w: &mut Writer) {
        w.shared(&Sources(Arc::clone(self)));
    }

    fn get(r: &mut Reader<'_>) -> Read<Arc<[Evidence]>> {
        r.shared::<Sources>().map(|s| s.0)
    }
}

/// Sources written out.
#[derive(Clone)]
struct Sources(Arc<[Evidence]>);

impl Codec for Sources {
    fn put(&self, w: &mut Writer) {
        w.length(self.0.len());
        self.0.iter().for_each(|e| e.put(w));
    }

    fn get(r: &mut Reader<'_>) -> Read<Sources> {
        Vec::get(r).map(|all| Sources(all.into()))
    }
}

impl Codec for Arc<Governance> {
    fn put(&self, w: &mut Writer) {
        (**self).put(w);
    }

    fn get(r: &mut Reader<'_>) -> Read<Arc<Governance>> {
        Governance::get(r).map(Arc::new)
    }
}

/// What rules say about themselves, each once, in the order of the rules.
#[derive(Default)]
struct Governances(HashMap<Arc<Governance>, u32>, Vec<Arc<Governance>>);

impl Governances {
    fn add(&mut self, g: &Arc<Governance>) -> u32 {
        *self.0.entry(Arc::clone(g)).or_insert_with(|| {
            self.1.push(Arc::clone(g));
            u32::try_from(self.1.len() - 1).unwrap_or(u32::MAX)
        })
    }
}

impl Rule {
    fn put(&self, w: &mut Writer, all: &mut Governances) {
        let Rule {
            id,
            title,
            kind,
            category,
            severity,
            triggers,
            bindings,
            lets,
            population,
            when,
            recall,
            unless,
            unknown,
            message,
            detail,
            suggestions,
            governance,
            span,
        } = self;
        // What ids of a rule are relative to goes first.
        bindings.put(w);
        w.length(lets.len());
        lets.iter().for_each(|l| l.put(w));
        id.put(w);
        title.put(w);
        kind.put(w);
        category.put(w);
        severity.put(w);
        triggers.put(w);
        population.put(w);
        when.put(w);
        recall.put(w);
        unless.put(w);
        unknown.put(w);
        message.put(w);
        detail.put(w);
        suggestions.put(w);
        all.add(governance).put(w);
        span.put(w);
    }

    /// The rule with nothing said about it, and which of the [`Governances`] is its own.
    fn get(r: &mut Reader<'_>, nothing: &Arc<Governance>) -> Read<(Rule, u32)> {
        let bindings: Box<[Binding]> = Codec::get(r)?;
        r.limit(kind::BIND, bindings.len())?;
        let count = r.length()?;
        let mut lets = Vec::new();
        for at in 0..count {
            // A `let` may use those before it.
            r.limit(kind::LET, at)?;
            lets.push(Let::get(r)?);
        }
        r.limit(kind::LET, count)?;
        let mut rule = Rule {
            bindings,
            lets: lets.into(),
            id: Codec::get(r)?,
            title: Codec::get(r)?,
            kind: Codec::get(r)?,
            category: Codec::get(r)?,
            severity: Codec::get(r)?,
            triggers: Codec::get(r)?,
            population: Codec::get(r)?,
            when: Codec::get(r)?,
            recall: Codec::get(r)?,
            unless: Codec::get(r)?,
            unknown: Codec::get(r)?,
            message: Codec::get(r)?,
            detail: Codec::get(r)?,
            suggestions: Codec::get(r)?,
            governance: Arc::clone(nothing),
            span: Span::default(),
        };
        let governance = u32::get(r)?;
        rule.span = Codec::get(r)?;
        free(r);
        Ok((rule, governance))
    }
}

/// Outside rules there are no `let`s, and names bound with `as` are counted nowhere.
fn free(r: &mut Reader<'_>) {
    for (kind, below) in [(kind::LET, 0), (kind::BIND, u32::MAX)] {
        if let Some(l) = r.limits.get_mut(kind) {
            *l = below;
        }
    }
}

/// The tables whose sizes bound ids, in the order of their kinds.
fn sizes(m: &Model) -> [usize; 8] {
    [
        m.sets.len(),
        m.observations.len(),
        m.inputs.len(),
        m.defines.len(),
        m.scores.len(),
        m.tables.len(),
        m.functions.len(),
        m.rules.len(),
    ]
}

impl Told {
    /// How many rules there are.
    pub fn rules(&self) -> usize {
        self.sizes[7]
    }

    /// How many code sets, observations and inputs.
    pub fn matchers(&self) -> usize {
        self.sizes[..3].iter().fold(0, |all, n| n.saturating_add(all))
    }
}

/// How many there are of everything that ids count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Told {
    texts: usize,
    nodes: u32,
    sizes: [usize; 8],
}

impl Told {
    pub fn of(m: &Model) -> Told {
        Told { texts: m.sources.len(), nodes: m.nodes, sizes: sizes(m) }
    }

    pub fn put(&self, w: &mut Writer) {
        w.length(self.texts);
        self.nodes.put(w);
        self.sizes.iter().for_each(|n| w.length(*n));
    }

    /// From here on, ids must be below these.
    pub fn get(r: &mut Reader<'_>) -> Read<Told> {
        let mut told = Told { texts: usize::get(r)?, nodes: u32::get(r)?, sizes: [0; 8] };
        r.limit(kind::SOURCE, told.texts)?;
        r.limit(kind::NODE, told.nodes as usize)?;
        for (size, kind) in told.sizes.iter_mut().zip(kind::SET..) {
            *size = usize::get(r)?;
            r.limit(kind, *size)?;
        }
        free(r);
        Ok(told)
    }
}

/// Some rules of a model, and what they count on.
pub(crate) struct Rules {
    told: Told,
    /// Each with its place among what rules say about themselves.
    rules: Vec<(Rule, u32)>,
}

impl Rules {
    /// Takes off what [`Model::put`] wrote.
    pub(crate) fn get(r: &mut Reader<'_>) -> Read<Rules> {
        let told = Told::get(r)?;
        let nothing = Arc::default();
        let count = r.length()?;
        let rules = (0..count).map(|_| Rule::get(r, &nothing)).collect::<Read<_>>()?;
        Ok(Rules { told, rules })
    }
}

/// A model that was read but for its rules.
pub(crate) struct Rest {
    pub model: Model,
    pub told: Told,
    governances: Vec<Arc<Governance>>,
}

/// More rules than this are written in parts, which are read by themselves.
const PART: usize = 500;

/// How many parts there are.
const PARTS: usize = 4;

impl Model {
    /// Appends everything but the rules; gives the rules in parts that can be read by themselves.
    pub(crate) fn put(&self, w: &mut Writer) -> Vec<Writer> {
        let Model {
            packs,
            sets,
            observations,
            inputs,
            defines,
            scores,
            tables,
            functions,
            scripts,
            rules,
            terminology,
            sources,
            nodes: _,
            hash,
        } = self;
        Told::of(self).put(w);
        sources.put(w);
        packs.put(w);
        sets.put(w);
        observations.put(w);
        inputs.put(w);
        defines.put(w);
        scores.put(w);
        tables.put(w);
        functions.put(w);
        scripts.put(w);
        terminology.put(w);
        hash.put(w);
        let mut all = Governances::default();
        let parts = rules.chunks(rules.len().div_ceil(PARTS).max(PART)).map(|some| {
            let mut w = Writer::default();
            Told::of(self).put(&mut w);
            w.length(some.len());
            some.iter().for_each(|rule| rule.put(&mut w, &mut all));
            w
        });
        let parts = parts.collect();
        all.1.put(w);
        parts
    }

    /// Takes off what [`Model::put`] wrote; without rules, and not to be used without.
    pub(crate) fn get(r: &mut Reader<'_>) -> Read<Rest> {
        let told = Told::get(r)?;
        let sources = Codec::get(r)?;
        let packs = Codec::get(r)?;
        let sets = Codec::get(r)?;
        let observations = Codec::get(r)?;
        let inputs = Codec::get(r)?;
        let (defines, define_needs) = noting(r)?;
        let (scores, score_needs) = noting(r)?;
        if runs_in_circles(&define_needs, &score_needs) {
            return Err(Damaged);
        }
        let tables = Codec::get(r)?;
        let functions: Vec<FunctionDef> = Codec::get(r)?;
        let scripts: Vec<Script> = Codec::get(r)?;
        if functions.iter().any(|f| f.script >= scripts.len()) {
            return Err(Damaged);
        }
        let terminology: Terminology = Codec::get(r)?;
        let hash = Codec::get(r)?;
        let governances = Codec::get(r)?;
        let model = Model {
            packs,
            sets,
            observations,
            inputs,
            defines,
            scores,
            tables,
            functions,
            scripts,
            rules: Vec::new(),
            terminology,
            sources,
            nodes: told.nodes,
            hash,
        };
        Ok(Rest { model, told, governances })
    }

    /// The whole model, where all of it counts on the same.
    pub(crate) fn join(rest: Rest, parts: Vec<Rules>) -> Read<Model> {
        let Rest { mut model, told, governances } = rest;
        model.rules.reserve_exact(parts.iter().map(|p| p.rules.len()).sum());
        for part in parts {
            if part.told != told {
                return Err(Damaged);
            }
            for (mut rule, at) in part.rules {
                rule.governance = governances.get(at as usize).cloned().ok_or(Damaged)?;
                model.rules.push(rule);
            }
        }
        if Told::of(&model) == told { Ok(model) } else { Err(Damaged) }
    }
}

impl Model {
    /// The same model in as little memory as it takes: codes, names and displays in one block, lists as
    /// long as they are, and once what rules say about themselves.
    pub(crate) fn compact(&mut self) {
        let again = || {
            let mut rest = Writer::default();
            let rules: Option<Vec<_>> = self.put(&mut rest).into_iter().map(Writer::finish).collect();
            let (rest, rules) = (rest.finish()?, rules?);
            let read_rest = || Model::get(&mut Reader::new(&rest).ok()?).ok();
            let read_rules = || {
                let read = |part: &Vec<u8>| Rules::get(&mut Reader::new(part).ok()?).ok();
                parallel::map(&rules, self.rules.len() > PART, read).into_iter().collect::<Option<Vec<_>>>()
            };
            Model::join(read_rest()?, read_rules()?).ok()
        };
        if let Some(model) = again() {
            *self = model;
        }
    }
}

/// Kinds and ids that something names.
type Named = Vec<(usize, u32)>;

/// Definitions or scores, and for each the definitions and scores it names.
fn noting<T: Codec>(r: &mut Reader<'_>) -> Read<(Vec<T>, Vec<Named>)> {
    let n = r.length()?;
    let (mut all, mut needs) = (Vec::new(), Vec::new());
    for _ in 0..n {
        r.noted = Some(Vec::new());
        all.push(T::get(r)?);
        let mut named = r.noted.take().unwrap_or_default();
        named.retain(|(kind, _)| [kind::DEFINE, kind::SCORE].contains(kind));
        needs.push(named);
    }
    Ok((all, needs))
}

/// Chains of definitions longer than this are as good as a circle; the checker allows fewer.
const CHAIN: usize = 500;

/// Whether definitions and scores need each other in a circle.
fn runs_in_circles(defines: &[Vec<(usize, u32)>], scores: &[Vec<(usize, u32)>]) -> bool {
    let (mut define_done, mut score_done) = (vec![false; defines.len()], vec![false; scores.len()]);
    for _ in 0..CHAIN {
        let mut waiting = false;
        for which in [kind::DEFINE, kind::SCORE] {
            let needs = if which == kind::DEFINE { defines } else { scores };
            for (at, needs) in needs.iter().enumerate() {
                let ready = needs.iter().all(|(kind, id)| {
                    let done = if *kind == kind::DEFINE { &define_done } else { &score_done };
                    done.get(*id as usize) == Some(&true)
                });
                waiting |= !ready;
                let done = if which == kind::DEFINE { &mut define_done } else { &mut score_done };
                if let Some(d) = done.get_mut(at) {
                    *d = ready;
                }
            }
        }
        if !waiting {
            return false;
        }
    }
    true
}

impl Codec for Script {
    fn put(&self, w: &mut Writer) {
        self.path.put(w);
        self.text.put(w);
    }

    fn get(r: &mut Reader<'_>) -> Read<Script> {
        Ok(Script::new(String::get(r)?, String::get(r)?))
    }
}
