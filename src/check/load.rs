//! First stage: files into texts and trees, cards read, limits held.

use super::CheckOptions;
use crate::diag::{Code, Diag, nearest};
use crate::pack::{CARD_FILE, Card, PackSource};
use crate::parallel;
use crate::source::{SourceId, SourceMap, Span};
use crate::syntax::{self, ast};
use std::collections::BTreeMap;

/// Texts that have more bytes together are read by several threads.
const LARGE: usize = 1 << 17;

/// A pack with its card and texts.
pub(crate) struct LoadedPack<'s> {
    pub(crate) source: &'s PackSource,
    pub(crate) card: Card,
    /// The card's first line.
    pub(crate) card_span: Span,
    /// Text files by path within the pack.
    pub(crate) texts: BTreeMap<String, SourceId>,
}

/// A `.cds` file.
pub(crate) struct LoadedFile {
    /// Index of its pack.
    pub(crate) pack: usize,
    pub(crate) ast: ast::File,
    pub(crate) source: SourceId,
}

/// Everything that was read.
pub(crate) struct Loaded<'s> {
    /// Sorted by name.
    pub(crate) packs: Vec<LoadedPack<'s>>,
    /// Sorted by pack and path.
    pub(crate) files: Vec<LoadedFile>,
    pub(crate) sources: SourceMap,
    pub(crate) diags: Vec<Diag>,
}

/// Reads cards and files. Texts are numbered by pack name and path, so that the
/// order in which packs are given bears on nothing.
pub(crate) fn load<'s>(sources: &'s [PackSource], options: &CheckOptions) -> Loaded<'s> {
    let mut loaded =
        Loaded { packs: Vec::new(), files: Vec::new(), sources: SourceMap::default(), diags: Vec::new() };
    let mut order: Vec<&PackSource> = sources.iter().collect();
    order.sort_by(|a, b| (&a.path, &a.files).cmp(&(&b.path, &b.files)));
    if sources.iter().flat_map(|s| s.files.values()).map(Vec::len).sum::<usize>() > options.limits.total_bytes
    {
        let limit = options.limits.total_bytes;
        let d = Diag::new(
            Code::PackLimit,
            Span::default(),
            format!("the packs together have more than {limit} bytes"),
        );
        loaded.diags.push(d);
        return loaded;
    }
    for source in order {
        loaded.pack(source, options);
    }
    loaded.packs_sorted();
    loaded.depends();
    loaded
}

impl<'s> Loaded<'s> {
    fn pack(&mut self, source: &'s PackSource, options: &CheckOptions) {
        let Some(text) = self.text(source, CARD_FILE, options) else {
            let at = Span::new(self.sources.add(source.shown(CARD_FILE), ""), 0, 0);
            let d = Diag::new(Code::NoPackFile, at, format!("`{}` has no readable `pack.yaml`", source.path))
                .help("a pack begins with a file `pack.yaml` that holds at least `name: …` and `version: …`");
            if !source.files.contains_key(CARD_FILE) {
                self.diags.push(d);
            }
            return;
        };
        let (card, diags) = Card::read(text, &self.sources.file(text).text);
        self.diags.extend(diags);
        let Some(card) = card else { return };
        let first_line = self.sources.file(text).text.lines().next().map_or(0, str::len);
        let mut pack = LoadedPack {
            source,
            card,
            card_span: Span::new(text, 0, first_line),
            texts: BTreeMap::from([(CARD_FILE.to_string(), text)]),
        };
        for path in source.files.keys().filter(|p| *p != CARD_FILE) {
            if let Some(id) = self.text(source, path, options) {
                pack.texts.insert(path.clone(), id);
            }
        }
        self.packs.push(pack);
    }

    /// Adds a file to the texts unless it is too large or not UTF-8.
    fn text(&mut self, source: &PackSource, path: &str, options: &CheckOptions) -> Option<SourceId> {
        let bytes = source.files.get(path)?;
        let shown = source.shown(path);
        if bytes.len() > options.limits.file_bytes {
            let at = Span::new(self.sources.add(shown, ""), 0, 0);
            let limit = options.limits.file_bytes;
            let message = format!("the file has {} bytes, more than the limit of {limit}", bytes.len());
            self.diags.push(Diag::new(Code::SourceTooLarge, at, message).help("split it into several files"));
            return None;
        }
        match std::str::from_utf8(bytes) {
            Ok(text) => Some(self.sources.add(shown, text)),
            Err(e) => {
                let at = Span::new(self.sources.add(shown, ""), 0, 0);
                let message = format!("the file is not UTF-8 text (byte {})", e.valid_up_to());
                self.diags.push(Diag::new(Code::Syntax, at, message).help("save it with the encoding UTF-8"));
                None
            }
        }
    }

    /// Sorts packs by name, tells two of one name, and reads the rule files.
    fn packs_sorted(&mut self) {
        self.packs.sort_by(|a, b| a.card.name.cmp(&b.card.name));
        let mut kept: Vec<LoadedPack<'s>> = Vec::new();
        for pack in std::mem::take(&mut self.packs) {
            match kept.last() {
                Some(first) if first.card.name == pack.card.name => {
                    let message = format!("two packs are named `{}`", pack.card.name);
                    let d = Diag::new(Code::DuplicateName, pack.card_span, message)
                        .also(first.card_span, "the first of them")
                        .help("give one of them another name in its `pack.yaml` and its files");
                    self.diags.push(d);
                }
                _ => kept.push(pack),
            }
        }
        self.packs = kept;
        let mut rules: Vec<(usize, SourceId)> = Vec::new();
        for (index, pack) in self.packs.iter().enumerate() {
            let texts = pack.texts.iter().filter(|(path, _)| path.ends_with(".cds"));
            rules.extend(texts.map(|(_, &source)| (index, source)));
        }
        let text = |source: SourceId| &self.sources.file(source).text;
        let large = rules.iter().map(|(_, s)| text(*s).len()).sum::<usize>() > LARGE;
        let trees = parallel::map(&rules, large, |(_, source)| syntax::parse(*source, text(*source)));
        for ((index, source), (ast, diags)) in rules.into_iter().zip(trees) {
            self.diags.extend(diags);
            if let Some(pack) = self.packs.get(index)
                && let Some(name) = ast.pack.as_ref().filter(|n| n.node != pack.card.name)
            {
                let message = format!(
                    "this file says it belongs to `{}`, but its pack is `{}`",
                    name.node, pack.card.name
                );
                let d = Diag::new(Code::PackNameMismatch, name.span, message).fix(
                    name.span,
                    pack.card.name.clone(),
                    format!("write `pack {}`", pack.card.name),
                );
                self.diags.push(d);
            }
            self.files.push(LoadedFile { pack: index, ast, source });
        }
    }

    /// Packs that a card builds on must be there.
    fn depends(&mut self) {
        let names: Vec<String> = self.packs.iter().map(|p| p.card.name.clone()).collect();
        for pack in &self.packs {
            for needed in pack.card.depends.iter().filter(|d| !names.contains(&d.value)) {
                let message = format!(
                    "`{}` builds on the pack `{}`, which is not loaded",
                    pack.card.name, needed.value
                );
                let mut d = Diag::new(Code::UnknownPack, needed.span, message);
                d = match nearest(&needed.value, names.iter().map(String::as_str)) {
                    Some(best) => d.help(format!("did you mean `{best}`?")),
                    None => d.help("give its folder too, or the folder that holds both packs"),
                };
                self.diags.push(d);
            }
        }
    }
}
