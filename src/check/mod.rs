//! From syntax trees to a checked model, with every mistake reported in one pass.
//!
//! [`compile`] reads packs in memory, resolves names, expands code sets, types
//! and converts every expression, and hands out a [`Model`] only when there is
//! no error. A mistake is told once, where it was made: what depends on it stays
//! silent. Stages have a file each; lints are in [`lints`]. It does no I/O and
//! knows nothing about patients.

mod bindings;
mod collect;
mod coverage;
mod ddi;
mod defines;
mod deps;
mod finish;
mod functions;
mod governance;
mod inputs;
mod interactions;
pub mod lints;
mod load;
mod lower;
mod names;
mod observations;
mod order;
mod ranges;
mod results;
mod rules;
mod scores;
mod sets;
mod suggest;
mod tables;
mod template;
mod units;
mod words;

use crate::diag::Diag;
use crate::model::{
    CodeSetDef, DefineDef, FunctionDef, Governance, InputDef, Model, NodeId, ObservationDef, Rule, ScoreDef,
    Script, TableDef,
};
use crate::pack::{Limits, LintLevel, PackSource};
use crate::source::{SourceMap, Span};
use crate::terms::Terminology;
use load::{LoadedFile, LoadedPack};
use names::Names;
use std::collections::BTreeMap;

/// How to compile.
#[derive(Debug, Clone, Default)]
pub struct CheckOptions {
    /// How much is compiled at most.
    pub limits: Limits,
    /// Levels of lints by name; they go before those of `pack.yaml`.
    pub levels: BTreeMap<String, LintLevel>,
    /// Today, `2026-11-23`, for lints about review dates; without it these say nothing.
    pub today: Option<String>,
}

/// What compiling gives.
#[derive(Debug, Clone)]
pub struct Checked {
    /// The model, when there is no error.
    pub model: Option<Model>,
    /// Everything there is to say, by place.
    pub diags: Vec<Diag>,
    /// The texts that diagnostics point into.
    pub sources: SourceMap,
    /// The lockfile that would pin the code sets of each pack: folder and text. Empty when there is an
    /// error other than that a lockfile differs.
    pub locks: Vec<(String, String)>,
}

/// Compiles packs. The order of packs and files bears on nothing.
///
/// ```
/// use curbside::{check::{CheckOptions, compile}, pack::PackSource};
/// let pack = PackSource::new("demo")
///     .file("pack.yaml", "name: demo\nversion: 1.0.0\n")
///     .file("demo.cds", "pack demo\ncodes Warfarin = rxnorm 11289 \"warfarin\"\n");
/// let checked = compile(&[pack], &CheckOptions::default());
/// assert_eq!(checked.diags, []);
/// assert_eq!(checked.model.unwrap().sets[0].name, "demo/Warfarin");
/// ```
pub fn compile(sources: &[PackSource], options: &CheckOptions) -> Checked {
    compile_for(Wanted::Everything, sources, options)
}

/// What somebody compiles for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// The model, every warning, and lockfiles.
    Everything,
    /// The model. Where there is no error, nobody hears a warning.
    Model,
}

/// As [`compile`], for what is wanted.
pub(crate) fn compile_for(wanted: Wanted, sources: &[PackSource], options: &CheckOptions) -> Checked {
    let loaded = load::load(sources, options);
    let mut cx = Checker::new(&loaded, options);
    cx.collect();
    cx.read_terminology();
    cx.lower_sets();
    cx.lower_inputs();
    cx.lower_observations();
    cx.lower_functions();
    cx.lower_definitions();
    cx.lower_rules();
    cx.lower_interactions();
    cx.result_rules();
    finish::finish(cx, wanted)
}

/// Everything the stages share.
pub(crate) struct Checker<'a> {
    options: &'a CheckOptions,
    packs: &'a [LoadedPack<'a>],
    files: &'a [LoadedFile],
    sources: &'a SourceMap,
    diags: Vec<Diag>,
    names: Names<'a>,
    terms: Terminology,
    sets: Vec<CodeSetDef>,
    /// Sets with a mistake: nothing more is said about them.
    broken_sets: Vec<bool>,
    observations: Vec<ObservationDef>,
    observation_notes: Vec<observations::ObservationNotes>,
    inputs: Vec<InputDef>,
    broken_inputs: Vec<bool>,
    defines: Vec<Option<DefineDef>>,
    define_types: Vec<defines::DefineType>,
    scores: Vec<Option<ScoreDef>>,
    tables: Vec<Option<TableDef>>,
    functions: Vec<Option<FunctionDef>>,
    scripts: Vec<Script>,
    /// Scripts that do not compile, by position.
    #[cfg_attr(not(feature = "script"), allow(dead_code))]
    broken_scripts: std::collections::BTreeSet<usize>,
    rules: Vec<Rule>,
    /// What rules say of their governance, each once.
    governance: std::collections::HashSet<std::sync::Arc<Governance>>,
    /// Rules that could not be lowered whole, by id.
    broken_rules: std::collections::BTreeSet<String>,
    nodes: u32,
    /// Packs used but not listed in a card that were told.
    undeclared: std::collections::BTreeSet<(usize, usize)>,
}

impl<'a> Checker<'a> {
    fn new(loaded: &'a load::Loaded<'a>, options: &'a CheckOptions) -> Checker<'a> {
        Checker {
            options,
            packs: &loaded.packs,
            files: &loaded.files,
            sources: &loaded.sources,
            diags: loaded.diags.clone(),
            names: Names::default(),
            terms: Terminology::default(),
            sets: Vec::new(),
            broken_sets: Vec::new(),
            observations: Vec::new(),
            observation_notes: Vec::new(),
            inputs: Vec::new(),
            broken_inputs: Vec::new(),
            defines: Vec::new(),
            define_types: Vec::new(),
            scores: Vec::new(),
            tables: Vec::new(),
            functions: Vec::new(),
            scripts: Vec::new(),
            broken_scripts: std::collections::BTreeSet::new(),
            rules: Vec::new(),
            governance: std::collections::HashSet::new(),
            broken_rules: std::collections::BTreeSet::new(),
            nodes: 0,
            undeclared: std::collections::BTreeSet::new(),
        }
    }

    fn report(&mut self, diag: Diag) {
        self.diags.push(diag);
    }

    /// A fresh identity for a condition or value.
    fn node(&mut self) -> NodeId {
        let id = NodeId(self.nodes);
        self.nodes = self.nodes.saturating_add(1);
        id
    }

    /// A pack's file as text and its place, or a diagnostic at `at` when it is missing.
    fn pack_file(&mut self, pack: usize, path: &str, at: Span) -> Option<(&'a str, crate::source::SourceId)> {
        let found = self.packs.get(pack).and_then(|p| p.texts.get(path)).copied();
        match found {
            Some(source) => Some((&self.sources.file(source).text, source)),
            None => {
                let missing = suggest::missing_file(self.packs.get(pack), path, at);
                self.report(missing);
                None
            }
        }
    }
}
