//! Names: what each pack declares, what each file imports, and what a name means there.

use super::Checker;
use crate::diag::{Code, Diag, nearest};
use crate::model::{DefineId, FunctionId, InputId, ObservationId, ScoreId, SetId, TableId};
use crate::source::Span;
use crate::syntax::ast::Item;
use std::collections::BTreeMap;

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Decl {
    Set(SetId),
    Observation(ObservationId),
    Input(InputId),
    Define(DefineId),
    Score(ScoreId),
    Table(TableId),
    Function(FunctionId),
    Rule,
}

impl Decl {
    /// What it is, with its article.
    pub(crate) fn what(self) -> &'static str {
        match self {
            Decl::Set(_) => "a code set",
            Decl::Observation(_) => "an observation",
            Decl::Input(_) => "an input",
            Decl::Define(_) => "a definition",
            Decl::Score(_) => "a score",
            Decl::Table(_) => "a table",
            Decl::Function(_) => "a function",
            Decl::Rule => "a rule",
        }
    }
}

/// A declaration.
#[derive(Debug, Clone)]
pub(crate) struct Symbol<'a> {
    pub(crate) pack: usize,
    pub(crate) file: usize,
    pub(crate) name: &'a str,
    /// Of the name.
    pub(crate) span: Span,
    pub(crate) item: &'a Item,
    pub(crate) decl: Decl,
}

/// A name that a file imports.
#[derive(Debug, Clone)]
pub(crate) struct Import {
    /// `None` where the import is a mistake itself.
    pub(crate) symbol: Option<usize>,
    /// Of the name in the `use`.
    pub(crate) span: Span,
    pub(crate) used: bool,
}

/// All names.
#[derive(Debug, Default)]
pub(crate) struct Names<'a> {
    /// Sorted by pack and name.
    pub(crate) symbols: Vec<Symbol<'a>>,
    /// Per pack: name to symbol.
    pub(crate) by_pack: Vec<BTreeMap<&'a str, usize>>,
    /// Per pack: names of declarations that could not be read.
    pub(crate) lost: Vec<std::collections::BTreeSet<&'a str>>,
    /// Per file: local name to import.
    pub(crate) imports: Vec<BTreeMap<&'a str, Import>>,
}

/// What became of a name.
pub(crate) enum Found {
    /// A declaration.
    Decl(Decl),
    /// A mistake that was told elsewhere.
    Broken,
    /// Nothing.
    Nothing,
}

impl<'a> Checker<'a> {
    /// What a name means in a file, without a word when it means nothing.
    pub(crate) fn find(&mut self, file: usize, name: &str) -> Found {
        match self.symbol_of(file, name) {
            Some(Some(symbol)) => match self.names.symbols.get(symbol) {
                Some(s) => Found::Decl(s.decl),
                None => Found::Nothing,
            },
            Some(None) => Found::Broken,
            None if self.is_lost(file, name) => Found::Broken,
            None => Found::Nothing,
        }
    }

    /// Whether the parser read nothing of the declaration but its name.
    fn is_lost(&self, file: usize, name: &str) -> bool {
        let pack = self.files.get(file).map_or(0, |f| f.pack);
        self.names.lost.get(pack).is_some_and(|l| l.contains(name))
    }

    /// The symbol a name means in a file; `Some(None)` for an import that is a mistake.
    pub(crate) fn symbol_of(&mut self, file: usize, name: &str) -> Option<Option<usize>> {
        let pack = self.files.get(file)?.pack;
        if let Some(&symbol) = self.names.by_pack.get(pack).and_then(|p| p.get(name)) {
            return Some(Some(symbol));
        }
        let import = self.names.imports.get_mut(file)?.get_mut(name)?;
        import.used = true;
        Some(import.symbol)
    }

    /// What a name means; says so when it means nothing. `also` are further names that would fit.
    pub(crate) fn resolve(&mut self, file: usize, name: &str, span: Span, also: &[String]) -> Option<Decl> {
        match self.find(file, name) {
            Found::Decl(decl) => Some(decl),
            Found::Broken => None,
            Found::Nothing => {
                let d = self.unknown_name(file, name, span, also);
                self.report(d);
                None
            }
        }
    }

    /// The diagnostic for a name that nothing declares, with what was likely meant.
    pub(crate) fn unknown_name(&self, file: usize, name: &str, span: Span, also: &[String]) -> Diag {
        let mut d = Diag::new(Code::UnknownName, span, format!("nothing named `{name}` is declared here"));
        let pack = self.files.get(file).map_or(0, |f| f.pack);
        let elsewhere: Vec<&str> = self
            .names
            .by_pack
            .iter()
            .enumerate()
            .filter(|(p, names)| *p != pack && names.contains_key(name))
            .filter_map(|(p, _)| self.packs.get(p).map(|p| p.card.name.as_str()))
            .collect();
        if let Some(owner) = elsewhere.first() {
            d = d.note(format!("the pack `{owner}` declares `{name}`"));
            let (at, text) = self.place_for_use(file, &format!("use {owner}.{name}"));
            return d.fix(at, text, format!("import it: `use {owner}.{name}`"));
        }
        let own = self.names.by_pack.get(pack).into_iter().flat_map(|p| p.keys().copied());
        let imported = self.names.imports.get(file).into_iter().flat_map(|i| i.keys().copied());
        let near = nearest(name, own.chain(imported).chain(also.iter().map(String::as_str)));
        if let Some(best) = near {
            return d.label("unknown name").fix(span, best, format!("did you mean `{best}`?"));
        }
        let foreign = self.names.by_pack.iter().flat_map(|p| p.keys().copied());
        match nearest(name, foreign) {
            Some(best) => {
                let owner = self.names.by_pack.iter().position(|p| p.contains_key(best));
                let owner = owner.and_then(|p| self.packs.get(p)).map_or("", |p| p.card.name.as_str());
                d.help(format!(
                    "did you mean `{best}` of the pack `{owner}`? Then write `use {owner}.{best}`"
                ))
            }
            None => d.help("declare it in this pack, or import it with `use pack.Name`"),
        }
    }

    /// Where a further `use` goes in a file, and its text with the line ends it needs.
    fn place_for_use(&self, file: usize, line: &str) -> (Span, String) {
        let Some(f) = self.files.get(file) else { return (Span::default(), line.to_string()) };
        let after = f.ast.uses.last().map(|u| u.span).or(f.ast.pack.as_ref().map(|p| p.span));
        match after {
            Some(span) => {
                let end = span.end as usize;
                let blank = if f.ast.uses.is_empty() { "\n\n" } else { "\n" };
                (Span::new(f.source, end, end), format!("{blank}{line}"))
            }
            None => (Span::new(f.source, 0, 0), format!("{line}\n")),
        }
    }
}
