//! Packs from folders: read, compiled, their mistakes shown.

use crate::error::Failure;
use curbside::cache::{Compiled, compile_in};
use curbside::check::{CheckOptions, Checked, compile};
use curbside::diag::{Diag, render::render_text};
use curbside::model::Model;
use curbside::pack::{Limits, PackSource, fs};
use std::collections::BTreeSet;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};

/// Packs in folders; each once, however often it was named.
#[derive(Debug, Default)]
pub struct Packs {
    /// What was read.
    pub sources: Vec<PackSource>,
    /// Folders of the packs that the command is about.
    pub subjects: BTreeSet<String>,
    /// Folders that were named, or the one that is meant when none was.
    pub named: Vec<PathBuf>,
}

/// The folder that is meant when none was named.
pub fn default_folder() -> PathBuf {
    PathBuf::from(if Path::new("rules").is_dir() { "rules" } else { "." })
}

/// Reads the packs a command is about, and those that these need.
pub fn read(about: &[PathBuf], with: &[PathBuf]) -> Result<Packs, Failure> {
    let named = if about.is_empty() { vec![default_folder()] } else { about.to_vec() };
    let mut packs = Packs::default();
    let mut seen = BTreeSet::new();
    for (folder, subject) in named.iter().map(|f| (f, true)).chain(with.iter().map(|f| (f, false))) {
        for source in fs::read(folder, &Limits::default()).map_err(|e| Failure::Load(e.to_string()))? {
            let place =
                Path::new(&source.path).canonicalize().unwrap_or_else(|_| PathBuf::from(&source.path));
            if !seen.insert(place) {
                continue;
            }
            if subject {
                packs.subjects.insert(source.path.clone());
            }
            packs.sources.push(source);
        }
    }
    packs.named = named;
    Ok(packs)
}

impl Packs {
    /// Compiles everything that was read.
    pub fn compile(&self, options: &CheckOptions) -> Checked {
        compile(&self.sources, options)
    }

    /// The model, or what keeps it from existing, shown on standard error. With a folder for it,
    /// what was compiled is kept there and taken from there while nothing changes.
    pub fn model(&self, cache: Option<&Path>) -> Result<Model, Failure> {
        let options = CheckOptions::default();
        let checked = match cache.map(|folder| compile_in(folder, &self.sources, &options)) {
            None => self.compile(&options),
            Some(Compiled::Cached(model)) => return Ok(*model),
            Some(Compiled::Fresh(checked)) => *checked,
        };
        match checked.model {
            Some(model) => Ok(model),
            None => {
                let errors: Vec<Diag> = checked.diags.into_iter().filter(Diag::is_error).collect();
                let text = render_text(&errors, &checked.sources, std::io::stderr().is_terminal());
                // Nothing more can be said where standard error is closed.
                let _ = anstream::stderr().write_all(text.as_bytes());
                Err(Failure::Load("the packs have errors; nothing was evaluated".to_string()))
            }
        }
    }
}
