//! Second stage: what every pack declares and every file imports.

use super::Checker;
use super::names::{Decl, Import, Symbol};
use super::words;
use crate::diag::{Code, Diag, nearest};
use crate::model::{DefineId, FunctionId, InputId, ObservationId, ScoreId, SetId, TableId};
use crate::source::Span;
use crate::syntax::ast::{Item, ItemKind, Name};
use std::collections::BTreeMap;

/// The name an item declares.
pub(crate) fn name_of(item: &Item) -> Option<&Name> {
    Some(match &item.kind {
        ItemKind::Codes(c) => &c.name,
        ItemKind::Observation(b)
        | ItemKind::Input(b)
        | ItemKind::Score(b)
        | ItemKind::Interaction(b)
        | ItemKind::Rule(b) => &b.name,
        ItemKind::Define(d) => &d.name,
        ItemKind::Table(t) => &t.name,
        ItemKind::Function(f) => &f.name,
        ItemKind::Interactions(_) => return None,
    })
}

impl<'a> Checker<'a> {
    /// Fills [`super::names::Names`]. Ids follow pack and name, so the order of files bears on nothing.
    pub(crate) fn collect(&mut self) {
        let mut firsts: Vec<BTreeMap<&'a str, Symbol<'a>>> =
            self.packs.iter().map(|_| BTreeMap::new()).collect();
        self.names.lost = self.packs.iter().map(|_| std::collections::BTreeSet::new()).collect();
        let mut count = 0_usize;
        for (file, loaded) in self.files.iter().enumerate() {
            if let Some(lost) = self.names.lost.get_mut(loaded.pack) {
                lost.extend(loaded.ast.lost.iter().map(|n| n.node.as_str()));
            }
            for item in &loaded.ast.items {
                count += 1;
                if count == self.options.limits.items + 1 {
                    let message = format!("the packs declare more than {} things", self.options.limits.items);
                    self.report(Diag::new(Code::PackLimit, item.span, message));
                }
                let Some(name) = name_of(item).filter(|_| count <= self.options.limits.items) else {
                    continue;
                };
                self.check_reserved(name);
                let Some(pack) = firsts.get_mut(loaded.pack) else { continue };
                if let Some(first) = pack.get(name.node.as_str()) {
                    let d = Diag::new(
                        Code::DuplicateName,
                        name.span,
                        format!("`{}` is declared twice", name.node),
                    )
                    .also(first.span, "the first declaration")
                    .help("give one of them another name");
                    self.diags.push(d);
                    continue;
                }
                let decl = Decl::Rule;
                pack.insert(
                    &name.node,
                    Symbol { pack: loaded.pack, file, name: &name.node, span: name.span, item, decl },
                );
            }
        }
        self.number(firsts);
        self.imports();
    }

    fn number(&mut self, firsts: Vec<BTreeMap<&'a str, Symbol<'a>>>) {
        let mut counts = [0_u32; 7];
        let mut next = |kind: usize| -> u32 {
            counts.get_mut(kind).map_or(0, |c| {
                *c += 1;
                *c - 1
            })
        };
        for pack in firsts {
            let mut names = BTreeMap::new();
            for (name, mut symbol) in pack {
                symbol.decl = match &symbol.item.kind {
                    ItemKind::Codes(_) => Decl::Set(SetId(next(0))),
                    ItemKind::Observation(_) => Decl::Observation(ObservationId(next(1))),
                    ItemKind::Input(_) => Decl::Input(InputId(next(2))),
                    ItemKind::Define(_) => Decl::Define(DefineId(next(3))),
                    ItemKind::Score(_) => Decl::Score(ScoreId(next(4))),
                    ItemKind::Table(_) => Decl::Table(TableId(next(5))),
                    ItemKind::Function(_) => Decl::Function(FunctionId(next(6))),
                    ItemKind::Rule(_) | ItemKind::Interaction(_) | ItemKind::Interactions(_) => Decl::Rule,
                };
                names.insert(name, self.names.symbols.len());
                self.names.symbols.push(symbol);
            }
            self.names.by_pack.push(names);
        }
    }

    fn check_reserved(&mut self, name: &Name) {
        if words::is_reserved(&name.node) {
            let d = Diag::new(
                Code::ReservedWord,
                name.span,
                format!("`{}` is a word of the language and cannot be a name", name.node),
            )
            .help("choose another name, for example with a capital letter or a second word");
            self.report(d);
        }
    }

    fn imports(&mut self) {
        for (file, loaded) in self.files.iter().enumerate() {
            let mut imports: BTreeMap<&'a str, Import> = BTreeMap::new();
            for u in &loaded.ast.uses {
                let pack = self.packs.iter().position(|p| p.card.name == u.pack.node);
                match pack {
                    None => {
                        let d = self.unknown_pack(&u.pack);
                        self.report(d);
                    }
                    Some(p) => self.check_depends(loaded.pack, p, &u.pack),
                }
                for (name, alias) in &u.names {
                    let local = alias.as_ref().unwrap_or(name);
                    let symbol = pack.and_then(|p| self.imported(p, name));
                    self.check_local(file, local, &imports);
                    imports.insert(&local.node, Import { symbol, span: local.span, used: false });
                }
            }
            self.names.imports.push(imports);
        }
    }

    fn imported(&mut self, pack: usize, name: &Name) -> Option<usize> {
        let names = self.names.by_pack.get(pack)?;
        if let Some(&symbol) = names.get(name.node.as_str()) {
            return Some(symbol);
        }
        if self.names.lost.get(pack).is_some_and(|l| l.contains(name.node.as_str())) {
            return None;
        }
        let owner = self.packs.get(pack).map_or("", |p| p.card.name.as_str());
        let message = format!("the pack `{owner}` declares nothing named `{}`", name.node);
        let mut d = Diag::new(Code::UnknownName, name.span, message);
        d = match nearest(&name.node, names.keys().copied()) {
            Some(best) => d.fix(name.span, best, format!("did you mean `{best}`?")),
            None => d.help("look for the declaration in that pack, or declare it there"),
        };
        self.report(d);
        None
    }

    fn unknown_pack(&self, name: &Name) -> Diag {
        let d = Diag::new(Code::UnknownPack, name.span, format!("there is no pack `{}` here", name.node));
        let names: Vec<&str> = self.packs.iter().map(|p| p.card.name.as_str()).collect();
        match nearest(&name.node, names.iter().copied()) {
            Some(best) => d.fix(name.span, best, format!("did you mean `{best}`?")),
            None => d.help("load its folder too, or the folder that holds both packs"),
        }
    }

    /// A card that lists what its pack builds on lists all of it; one diagnostic for each pack.
    fn check_depends(&mut self, pack: usize, used: usize, name: &Name) {
        let Some(card) = self.packs.get(pack).map(|p| &p.card).filter(|_| pack != used) else { return };
        let listed = card.depends.is_empty() || card.depends.iter().any(|d| d.value == name.node);
        if listed || !self.undeclared.insert((pack, used)) {
            return;
        }
        let message =
            format!("`{}` uses the pack `{}`, but its `pack.yaml` does not list it", card.name, name.node);
        let d = Diag::new(Code::UnknownPack, name.span, message)
            .help(format!("add `{}` to `depends` in `pack.yaml`", name.node));
        self.report(d);
    }

    /// An imported name must not be one that is here already.
    fn check_local(&mut self, file: usize, local: &Name, imports: &BTreeMap<&'a str, Import>) {
        let pack = self.files.get(file).map_or(0, |f| f.pack);
        let own = self.names.by_pack.get(pack).and_then(|p| p.get(local.node.as_str()));
        let own: Option<Span> = own.and_then(|&s| self.names.symbols.get(s)).map(|s| s.span);
        let first = own.or_else(|| imports.get(local.node.as_str()).map(|i| i.span));
        if let Some(first) = first {
            let d = Diag::new(
                Code::DuplicateName,
                local.span,
                format!("`{}` has a meaning here already", local.node),
            )
            .also(first, "the first meaning")
            .help(format!("rename the import: `{} as …`", local.node));
            self.report(d);
        }
    }
}
