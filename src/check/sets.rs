//! Code sets: the pack's terminology tables, set algebra, codes and displays.

use super::names::Decl;
use super::words::label;
use super::{Checker, deps, order, words};
use crate::diag::{Code, Diag, nearest};
use crate::model::{CodeSetDef, SetId};
use crate::source::Span;
use crate::syntax::ast::{CodeItem, ItemKind, SetExpr, SetOp, Spanned, SystemName};
use crate::terms::{
    CodeError, CodeSet, CodeSetBuilder, CodeSystem, DrugDictionaryBuilder, Hierarchy, SetError, Terminology,
    normalise,
};
use std::collections::BTreeMap;

/// The systems of a pack by short name.
pub(crate) fn system_named(card: &crate::pack::Card, name: &str) -> Option<CodeSystem> {
    CodeSystem::from_name(name).or_else(|| card.systems.get(name).map(|uri| CodeSystem::received(uri)))
}

impl Checker<'_> {
    /// Reads the parent tables and drug tables that cards name.
    pub(crate) fn read_terminology(&mut self) {
        let mut drugs = DrugDictionaryBuilder::default();
        let mut tables = Vec::new();
        for (index, pack) in self.packs.iter().enumerate() {
            for (table, is_product) in [(&pack.card.ingredients, false), (&pack.card.products, true)] {
                let Some(table) = table else { continue };
                let Some((text, source)) = self.pack_file(index, &table.value, table.span) else { continue };
                let read = if is_product { drugs.products_csv(text) } else { drugs.ingredients_csv(text) };
                if let Err(e) = read {
                    let at = Span::new(source, 0, text.lines().next().map_or(0, str::len));
                    self.report(Diag::new(Code::BadTable, at, e.to_string()).also(table.span, "named here"));
                }
            }
            for (name, table) in &pack.card.hierarchies {
                let Some(system) = system_named(&pack.card, name) else {
                    let d = unknown_system(&pack.card, name, table.span);
                    self.report(d);
                    continue;
                };
                let Some((text, source)) = self.pack_file(index, &table.value, table.span) else { continue };
                match Hierarchy::from_csv(system, text) {
                    Ok(h) => tables.push((h, table.span)),
                    Err(e) => {
                        let at = Span::new(source, 0, text.lines().next().map_or(0, str::len));
                        self.report(
                            Diag::new(Code::BadTable, at, e.to_string()).also(table.span, "named here"),
                        );
                    }
                }
            }
        }
        let mut terms = Terminology::new(drugs.build());
        for (table, at) in tables {
            match terms.clone().with_hierarchy(table) {
                Ok(t) => terms = t,
                Err(e) => self.report(Diag::new(Code::BadTable, at, e.to_string())),
            }
        }
        self.terms = terms;
    }

    /// Expands every declared set, each after those it names.
    pub(crate) fn lower_sets(&mut self) {
        let symbols: Vec<usize> = self.symbols_where(|d| matches!(d, Decl::Set(_)));
        let count = symbols.len();
        let mut needs: Vec<Vec<usize>> = Vec::with_capacity(count);
        for &symbol in &symbols {
            needs.push(self.sets_needed(symbol));
        }
        let (sorted, circles) = order::order(&needs);
        let terms = std::mem::take(&mut self.terms);
        self.broken_sets = vec![false; count];
        let mut done: Vec<Option<CodeSetDef>> = vec![None; count];
        for circle in circles {
            for &member in &circle {
                if let Some(b) = self.broken_sets.get_mut(member) {
                    *b = true;
                }
            }
            let members: Vec<usize> = circle.iter().filter_map(|m| symbols.get(*m)).copied().collect();
            self.report_circle(&members, "code sets");
        }
        let mut displays = Displays::default();
        for id in sorted {
            let Some(symbol) = symbols.get(id).and_then(|s| self.names.symbols.get(*s)).cloned() else {
                continue;
            };
            let ItemKind::Codes(codes) = &symbol.item.kind else { continue };
            let already = self.broken_sets.get(id) == Some(&true);
            let set = if already {
                None
            } else {
                let mut work = SetWork {
                    cx: self,
                    terms: &terms,
                    file: symbol.file,
                    done: &done,
                    displays: &mut displays,
                };
                work.set(&codes.set)
            };
            let set = set.filter(|set| {
                if set.is_empty() {
                    let message = format!("the code set `{}` has no members", symbol.name);
                    let d = Diag::new(Code::EmptySet, symbol.span, message)
                        .help("check what is taken away or intersected: nothing is left");
                    self.report(d);
                }
                !set.is_empty()
            });
            if (set.is_none() || symbol.item.broken)
                && let Some(b) = self.broken_sets.get_mut(id)
            {
                *b = true;
            }
            let def = CodeSetDef {
                name: self.qualified(symbol.pack, symbol.name),
                label: label(codes.label.as_ref(), symbol.name),
                set: set.unwrap_or_default(),
                span: symbol.span,
            };
            if let Some(slot) = done.get_mut(id) {
                *slot = Some(def);
            }
        }
        let empty = |i: usize| CodeSetDef {
            name: format!("?{i}"),
            label: String::new(),
            set: CodeSet::default(),
            span: Span::default(),
        };
        self.sets = done.into_iter().enumerate().map(|(i, d)| d.unwrap_or_else(|| empty(i))).collect();
        self.terms = terms;
        self.displays(displays);
    }

    /// Symbols of a kind, in order of their ids.
    pub(crate) fn symbols_where(&self, wanted: impl Fn(Decl) -> bool) -> Vec<usize> {
        let all = self.names.symbols.iter().enumerate();
        all.filter(|(_, s)| wanted(s.decl)).map(|(i, _)| i).collect()
    }

    fn sets_needed(&mut self, symbol: usize) -> Vec<usize> {
        let Some(s) = self.names.symbols.get(symbol) else { return Vec::new() };
        let (file, item) = (s.file, s.item);
        let mut named = Vec::new();
        if let ItemKind::Codes(codes) = &item.kind {
            deps::names_in_set(&codes.set, &mut |n| named.push(n));
        }
        let ids = named.into_iter().filter_map(|n| match self.find(file, n) {
            super::names::Found::Decl(Decl::Set(id)) => Some(id.index()),
            _ => None,
        });
        ids.collect()
    }

    /// One diagnostic for declarations that need each other, showing the circle.
    pub(crate) fn report_circle(&mut self, symbols: &[usize], what: &str) {
        let members: Vec<_> = symbols.iter().filter_map(|s| self.names.symbols.get(*s)).collect();
        let Some(first) = members.first() else { return };
        let mut names: Vec<String> = members.iter().map(|m| format!("`{}`", m.name)).collect();
        names.push(format!("`{}`", first.name));
        let message = if members.len() == 1 {
            format!("`{}` needs itself", first.name)
        } else {
            format!("these {what} need each other: {}", names.join(" needs "))
        };
        let mut d = Diag::new(Code::CircularDefinition, first.span, message)
            .help("take the common part out into a definition of its own that both use");
        for m in members.iter().skip(1) {
            d = d.also(m.span, format!("`{}` is part of the circle", m.name));
        }
        self.report(d);
    }

    /// `pack/Name`.
    pub(crate) fn qualified(&self, pack: usize, name: &str) -> String {
        format!("{}/{name}", self.packs.get(pack).map_or("", |p| p.card.name.as_str()))
    }

    /// The codes of a `code` clause or a choice, as a set of their own.
    pub(crate) fn code_list(
        &mut self,
        file: usize,
        groups: &[(&SystemName, &Vec<CodeItem>)],
    ) -> Option<CodeSet> {
        let terms = std::mem::take(&mut self.terms);
        let mut displays = Displays::default();
        let mut work = SetWork { cx: self, terms: &terms, file, done: &[], displays: &mut displays };
        let mut all: Option<CodeSet> = None;
        let mut ok = true;
        for (system, codes) in groups {
            match work.codes(system, codes) {
                Some(set) => all = Some(all.map_or_else(|| set.clone(), |a| a.union(&set))),
                None => ok = false,
            }
        }
        self.terms = terms;
        all.filter(|_| ok)
    }

    /// Whether a set was told to be wrong.
    pub(crate) fn set_is_broken(&self, id: SetId) -> bool {
        self.broken_sets.get(id.index()).copied().unwrap_or(true)
    }

    /// Displays that contradict the drug dictionary or another display of the same code.
    fn displays(&mut self, displays: Displays) {
        for ((system, code), uses) in displays.seen {
            let Some((first, first_at)) = uses.first() else { continue };
            let known = (system == CodeSystem::RxNorm).then(|| self.terms.drugs().name_of(&code)).flatten();
            if let Some(known) = known.map(str::to_string) {
                for (text, at) in &uses {
                    let others = self.terms.drugs().rxcuis_of_name(text);
                    if !share_a_word(text, &known) && !others.is_empty() && !others.contains(&code) {
                        let message = format!("the display says \"{text}\", but {system} {code} is {known}");
                        let d = Diag::new(Code::DisplayMismatch, *at, message);
                        let d = match others.first() {
                            Some(code) => d.help(format!("the {system} code of {text} is {code}")),
                            None => d,
                        };
                        let mended = format!("write \"{known}\"");
                        let d = if displays.rows.contains(at) {
                            d.help(mended)
                        } else {
                            d.fix(*at, format!("\"{known}\""), mended)
                        };
                        self.report(d);
                    }
                }
                continue;
            }
            for (text, at) in uses.iter().skip(1).filter(|(text, _)| !share_a_word(text, first)) {
                let message = format!("{system} {code} is called \"{text}\" here and \"{first}\" elsewhere");
                let d = Diag::new(Code::DisplayMismatch, *at, message)
                    .also(*first_at, "the other display")
                    .help("one of the two has the wrong code or the wrong display");
                self.report(d);
            }
        }
    }
}

/// Displays as written, by code.
#[derive(Default)]
struct Displays {
    seen: BTreeMap<(CodeSystem, String), Vec<(String, Span)>>,
    /// Places that are rows of a table: a change of the display can only be told in words.
    rows: std::collections::BTreeSet<Span>,
}

/// Whether two displays have a word in common, up to case and plural.
fn share_a_word(a: &str, b: &str) -> bool {
    let words = |t: &str| -> Vec<String> {
        let parts = t.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
        parts.map(|w| w.to_lowercase().trim_end_matches('s').to_string()).collect()
    };
    let (a, b) = (words(a), words(b));
    a.iter()
        .any(|x| b.iter().any(|y| x == y || (x.len() > 4 && y.len() > 4 && (x.contains(y) || y.contains(x)))))
}

/// A system nobody declared.
pub(crate) fn unknown_system(card: &crate::pack::Card, name: &str, at: Span) -> Diag {
    let d = Diag::new(Code::UnknownSystem, at, format!("there is no code system `{name}`"));
    let known = CodeSystem::KNOWN.iter().map(|s| s.name().to_string());
    let all: Vec<String> = known.chain(card.systems.keys().cloned()).collect();
    match nearest(name, all.iter().map(String::as_str)) {
        Some(best) => d.fix(at, best, format!("did you mean `{best}`?")),
        None => {
            let names: Vec<&str> = all.iter().map(String::as_str).collect();
            d.help(format!(
                "known are {}; others are declared in `pack.yaml` under `systems`",
                words::list(&names)
            ))
        }
    }
}

/// What expanding a set needs.
struct SetWork<'w, 'a> {
    cx: &'w mut Checker<'a>,
    terms: &'w Terminology,
    file: usize,
    done: &'w [Option<CodeSetDef>],
    displays: &'w mut Displays,
}

impl SetWork<'_, '_> {
    /// Expands a set expression; every mistake in it is told, then there is no set.
    fn set(&mut self, expr: &Spanned<SetExpr>) -> Option<CodeSet> {
        // The operators group to the left: walk down the left spine, then fold.
        let mut rest = Vec::new();
        let mut at = expr;
        while let SetExpr::Op(left, op, right) = &at.node {
            rest.push((*op, right.as_ref()));
            at = left.as_ref();
        }
        let mut all = self.operand(at);
        for (op, right) in rest.into_iter().rev() {
            let right = self.operand(right);
            all = match (all, right) {
                (Some(a), Some(b)) => Some(match op {
                    SetOp::Plus => a.union(&b),
                    SetOp::Minus => a.minus(&b),
                    SetOp::And => a.intersect(&b),
                }),
                _ => None,
            };
        }
        all
    }

    fn operand(&mut self, expr: &Spanned<SetExpr>) -> Option<CodeSet> {
        match &expr.node {
            SetExpr::Codes { system, codes } => self.codes(system, codes),
            SetExpr::Name(name) => match self.cx.resolve(self.file, &name.node, name.span, &[])? {
                Decl::Set(id) if self.cx.set_is_broken(id) => None,
                Decl::Set(id) => self.done.get(id.index())?.as_ref().map(|d| d.set.clone()),
                other => {
                    let message =
                        format!("`{}` is {}, but a code set is needed here", name.node, other.what());
                    self.cx.report(
                        Diag::new(Code::WrongType, name.span, message).help("name a `codes` declaration"),
                    );
                    None
                }
            },
            SetExpr::From(path) => self.read_file(&path.node, path.span),
            SetExpr::Op(..) => self.set(expr),
            SetExpr::Paren(inner) => self.set(inner),
        }
    }

    fn system(&mut self, name: &SystemName) -> Option<CodeSystem> {
        let card = self.cx.files.get(self.file).and_then(|f| self.cx.packs.get(f.pack)).map(|p| &p.card)?;
        match name {
            SystemName::Short(short) => system_named(card, &short.node).or_else(|| {
                let d = unknown_system(card, &short.node, short.span);
                self.cx.report(d);
                None
            }),
            SystemName::Uri(uri) => Some(CodeSystem::received(&uri.node)),
        }
    }

    fn codes(&mut self, system: &SystemName, codes: &[CodeItem]) -> Option<CodeSet> {
        let system = self.system(system)?;
        let mut builder = CodeSetBuilder::new(self.terms);
        let mut ok = true;
        for item in codes {
            let display = item.display.as_ref().map(|d| d.node.as_str());
            let added = if item.branch {
                builder.branch(&system, &item.code.node, display)
            } else {
                builder.code(&system, &item.code.node, display)
            };
            match added {
                Ok(()) => self.note_display(&system, item),
                Err(e) => {
                    ok = false;
                    self.cx.report(set_error(&e, &system, &item.code.node, item.code.span));
                }
            }
        }
        ok.then(|| builder.build())
    }

    fn note_display(&mut self, system: &CodeSystem, item: &CodeItem) {
        if let (Some(display), Ok(code)) = (&item.display, normalise(system, &item.code.node)) {
            let seen = self.displays.seen.entry((system.clone(), code)).or_default();
            seen.push((display.node.clone(), display.span));
        }
    }

    /// Reads `system,code,display` rows.
    fn read_file(&mut self, path: &str, at: Span) -> Option<CodeSet> {
        let pack = self.cx.files.get(self.file)?.pack;
        let (text, source) = self.cx.pack_file(pack, path, at)?;
        let table = match super::ranges::csv_table(text, source, &["system", "code"], &["display"]) {
            Ok(table) => table,
            Err(d) => {
                self.cx.report((*d).also(at, "read from here"));
                return None;
            }
        };
        let card = self.cx.packs.get(pack).map(|p| &p.card)?;
        let mut builder = CodeSetBuilder::new(self.terms);
        let mut ok = true;
        for row in &table {
            let (name, code, display) = (row.field("system"), row.field("code"), row.field("display"));
            let display = (!display.is_empty()).then_some(display);
            let Some(system) = system_named(card, name) else {
                self.cx.report(row.told(unknown_system(card, name, row.span)));
                ok = false;
                continue;
            };
            let added = match code.strip_suffix('*') {
                Some(branch) => builder.branch(&system, branch, display),
                None => builder.code(&system, code, display),
            };
            match (added, display) {
                (Err(e), _) => {
                    ok = false;
                    self.cx.report(set_error(&e, &system, code, row.span));
                }
                (Ok(()), Some(display)) => {
                    if let Ok(code) = normalise(&system, code.trim_end_matches('*')) {
                        let seen = self.displays.seen.entry((system, code)).or_default();
                        seen.push((display.to_string(), row.span));
                        self.displays.rows.insert(row.span);
                    }
                }
                (Ok(()), None) => {}
            }
        }
        if table.is_empty() {
            let d =
                Diag::new(Code::EmptySet, at, format!("`{path}` has no rows")).help("add at least one code");
            self.cx.report(d);
            return None;
        }
        ok.then(|| builder.build())
    }
}

pub(crate) fn set_error(error: &SetError, system: &CodeSystem, code: &str, at: Span) -> Diag {
    match error {
        SetError::Code(e) => {
            let why = match e {
                CodeError::Shape { expected, .. } => format!("expected {expected}"),
                other => other.to_string(),
            };
            let mut d = Diag::new(Code::MalformedCode, at, format!("`{code}` is not a valid {system} code: {why}"));
            match e {
                CodeError::CheckDigit { expected, suggestions, .. } => {
                    for s in suggestions.iter().take(3) {
                        d = d.help(format!("with two neighbouring digits swapped it would be `{s}`"));
                    }
                    let mended = code.char_indices().next_back().and_then(|(i, _)| code.get(..i));
                    if let Some(start) = mended {
                        d = d.help(format!(
                            "look the code up again; `{start}{expected}` has the right check digit, but may be something else"
                        ));
                    }
                    d
                }
                _ => d.help("look the code up again at its source"),
            }
        }
        SetError::NoHierarchy { system } => {
            Diag::new(Code::NoHierarchy, at, format!("`{code}*` asks for a branch of {system}, whose codes do not show their branch"))
                .help(format!(
                    "give a parent table in `pack.yaml`: `hierarchies: {{ {system}: codes/{system}.csv }}`, or list the codes"
                ))
        }
        SetError::NotInHierarchy { system, code } => {
            Diag::new(Code::NoHierarchy, at, format!("the parent table of {system} does not mention `{code}`"))
                .help("add its rows to the table, or list the codes")
        }
    }
}
