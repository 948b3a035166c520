//! Packs from folders, files, bundles and memory.

use crate::error::{Error, ErrorCode};
use crate::report::Report;
use crate::request::{FORMAT, Load, PackFiles, read};
use curbside::check::{CheckOptions, compile};
use curbside::pack::fs::{self, ReadError};
use curbside::pack::{CARD_FILE, Card, Limits, PackSource};
use curbside::source::SourceId;
use curbside::{CompileError, Compiler, Ruleset, syntax};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::Path;

/// What a load request asks for, read.
pub(crate) struct Loaded {
    packs: Vec<PackSource>,
    /// The packs' own names in place of where those that were read from files lie: answers are
    /// the same bytes wherever that is. Mistakes are shown where they are.
    names: Vec<String>,
    options: CheckOptions,
    cache: Option<String>,
}

impl Loaded {
    pub fn read(request: &[u8]) -> Result<Loaded, Error> {
        let load: Load = read(request)?;
        let limits = Limits::default();
        let mut packs: Vec<PackSource> = Vec::new();
        for (i, path) in load.paths.iter().enumerate() {
            packs.extend(at_path(Path::new(path), &limits).map_err(|e| e.at(format!("/paths/{i}")))?);
        }
        let mut names: Vec<String> = packs.iter().map(name_of).collect();
        distinct(&mut names);
        packs.extend(load.packs.into_iter().enumerate().map(in_memory));
        if let Some(text) = &load.text {
            packs.push(one_text("pack.cds", text, "/text")?);
        }
        names.extend(packs.iter().skip(names.len()).map(|p| p.path.clone()));
        if packs.is_empty() {
            let message = "no packs; send `paths`, `packs` or `text`";
            return Err(Error::new(ErrorCode::MissingField, message));
        }
        within(&packs, &limits)?;
        let options = CheckOptions { today: load.today, ..CheckOptions::default() };
        Ok(Loaded { packs, names, options, cache: load.cache })
    }

    /// The rules, or everything that is wrong.
    pub fn compile(self) -> Result<Ruleset, Error> {
        let named = self.packs.iter().zip(&self.names);
        let named = named.map(|(p, name)| PackSource { path: name.clone(), ..p.clone() });
        let mut compiler = named.fold(Compiler::new().options(self.options.clone()), Compiler::pack);
        if let Some(folder) = &self.cache {
            compiler = compiler.cache_dir(folder);
        }
        compiler.compile().map_err(|e| match e {
            CompileError::Mistakes(_) => self.check().map_or_else(|e| e, Report::into_error),
            CompileError::Read(e) => unreadable(&e),
            other => Error::new(ErrorCode::BadPacks, other.to_string()),
        })
    }

    /// Errors and warnings.
    pub fn check(&self) -> Result<Report, Error> {
        let checked = compile(&self.packs, &self.options);
        Report::new(&checked.diags, &checked.sources)
    }

    /// The packs as one JSON text that loads anywhere.
    pub fn bundle(self) -> Result<String, Error> {
        #[derive(Serialize)]
        struct Bundle {
            format: u32,
            packs: Vec<PackFiles>,
        }
        let mut packs = Vec::with_capacity(self.packs.len());
        for (pack, name) in self.packs.into_iter().zip(self.names) {
            let mut files = BTreeMap::new();
            for (name, bytes) in pack.files {
                let text = String::from_utf8(bytes).map_err(|_| {
                    Error::new(ErrorCode::CannotRead, format!("`{}/{name}` is not UTF-8", pack.path))
                })?;
                files.insert(name, text);
            }
            packs.push(PackFiles { path: name, files });
        }
        crate::answer::write(&Bundle { format: FORMAT, packs })
    }
}

/// What a pack calls itself; where its card does not say, the last part of where it lies.
fn name_of(pack: &PackSource) -> String {
    let card = pack.text(CARD_FILE).and_then(|text| Card::read(SourceId(0), text).0);
    let folder = pack.path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
    card.map_or_else(|| folder.to_string(), |c| c.name)
}

/// Packs of one name (which is a mistake) are told apart.
fn distinct(names: &mut [String]) {
    for i in 1..names.len() {
        let (before, rest) = names.split_at_mut(i);
        if let Some(name) = rest.first_mut()
            && before.contains(name)
        {
            name.push_str(&format!("#{}", i + 1));
        }
    }
}

fn in_memory((i, pack): (usize, PackFiles)) -> PackSource {
    let path = if pack.path.is_empty() { format!("packs/{i}") } else { pack.path };
    pack.files.into_iter().fold(PackSource::new(path), |p, (name, text)| p.file(name, text))
}

/// Packs at a place: a folder, a `.cds` file, a bundle.
fn at_path(path: &Path, limits: &Limits) -> Result<Vec<PackSource>, Error> {
    let shown = path.to_string_lossy().replace('\\', "/");
    if !path.is_file() {
        return fs::read(path, limits).map_err(|e| unreadable(&e));
    }
    let cannot = |why: String| Error::new(ErrorCode::CannotRead, format!("cannot read `{shown}`: {why}"));
    let size = path.metadata().map_err(|e| cannot(e.to_string()))?.len();
    if size > limits.total_bytes as u64 {
        let message = format!("`{shown}` has {size} bytes; at most {} are read", limits.total_bytes);
        return Err(Error::new(ErrorCode::PackLimit, message));
    }
    let bytes = std::fs::read(path).map_err(|e| cannot(e.to_string()))?;
    match path.extension().and_then(|e| e.to_str()) {
        Some("cds") => {
            let text = std::str::from_utf8(&bytes).map_err(|_| cannot("it is not UTF-8".into()))?;
            Ok(vec![one_text(&shown, text, "")?])
        }
        Some("json") => {
            let load: Load = read(&bytes).map_err(|e| {
                Error::new(e.code, format!("`{shown}` is not a bundle of packs: {} {}", e.path, e.message))
            })?;
            if !load.paths.is_empty() || load.text.is_some() || load.cache.is_some() || load.packs.is_empty()
            {
                return Err(cannot("a bundle has `packs` and nothing else".into()));
            }
            Ok(load.packs.into_iter().enumerate().map(in_memory).collect())
        }
        _ => Err(cannot("it is neither a folder, nor a `.cds` file, nor a bundle (`.json`)".into())),
    }
}

/// A text by itself: the card says no more than the text's own `pack` line.
fn one_text(path: &str, text: &str, place: &str) -> Result<PackSource, Error> {
    let (file, _) = syntax::parse(SourceId(0), text);
    let Some(name) = file.pack else {
        let message = "the text does not begin with its `pack` line, such as `pack demo`";
        return Err(Error::new(ErrorCode::NoPack, message).at(place));
    };
    let (folder, name_of_file) = path.rsplit_once('/').unwrap_or(("", path));
    let card = format!("name: {}\nversion: 0.0.0\n", name.node);
    Ok(PackSource::new(folder).file("pack.yaml", card).file(name_of_file, text))
}

/// The limits that reading a folder keeps, for packs that came in memory.
fn within(packs: &[PackSource], limits: &Limits) -> Result<(), Error> {
    let over = |what: String| Err(Error::new(ErrorCode::PackLimit, what));
    let mut total = 0_usize;
    for pack in packs {
        if pack.files.len() > limits.files {
            return over(format!("`{}` has more than {} files", pack.path, limits.files));
        }
        for (name, bytes) in &pack.files {
            total = total.saturating_add(bytes.len());
            if bytes.len() > limits.file_bytes {
                return over(format!("`{}` has more than {} bytes", pack.shown(name), limits.file_bytes));
            }
        }
    }
    if total > limits.total_bytes {
        return over(format!("the packs together have more than {} bytes", limits.total_bytes));
    }
    Ok(())
}

fn unreadable(e: &ReadError) -> Error {
    let code = match e {
        ReadError::NoPack { .. } => ErrorCode::NoPack,
        ReadError::Limit { .. } => ErrorCode::PackLimit,
        _ => ErrorCode::CannotRead,
    };
    Error::new(code, e.to_string())
}
