//! The way in for hosts: packs to rules.
//!
//! A thin layer over [`check`](crate::check), [`pack`](crate::pack) and
//! [`eval`](crate::eval) that keeps no state of its own.

use crate::check::{CheckOptions, compile};
use crate::diag::Diag;
use crate::model::Model;
use crate::pack::{PackSource, fs};
use crate::source::SourceMap;
use std::path::Path;
use std::sync::Arc;

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
}

/// Compiled rules; cheap to clone and to share between threads.
#[derive(Debug, Clone)]
pub struct Ruleset(Arc<Model>);

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
        let checked = compile(&self.packs, &self.options);
        match checked.model {
            Some(model) => Ok(Ruleset(Arc::new(model))),
            None => {
                let mistakes = Mistakes { diags: checked.diags, sources: checked.sources };
                Err(CompileError::Mistakes(Box::new(mistakes)))
            }
        }
    }
}

impl Ruleset {
    /// What the rules mean.
    pub fn model(&self) -> &Model {
        &self.0
    }
}

impl From<Model> for Ruleset {
    fn from(model: Model) -> Ruleset {
        Ruleset(Arc::new(model))
    }
}
