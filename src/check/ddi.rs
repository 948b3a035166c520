//! Interaction tables: a typed CSV, each row an interaction.

use super::interactions::{SEVERITIES, usual_message};
use super::names::{Decl, Found};
use super::ranges::{CsvRow, csv_table};
use super::sets::{set_error, system_named, unknown_system};
use super::suggest::check_clauses;
use super::{Checker, governance, words};
use crate::diag::{Code, Diag};
use crate::model::{
    BindId, Binding, CodeSetDef, Cond, CondKind, Evidence, FactKind, Governance, Interaction, Presence, Rule,
    RuleKind, SetId, Target,
};
use crate::pack::card::is_name;
use crate::source::Span;
use crate::syntax::ast::{Interactions, ItemKind};
use crate::terms::CodeSetBuilder;
use crate::vocab::{Category, Severity, Trigger, UnknownPolicy, Verb};
use std::collections::BTreeMap;

const NEEDED: [&str; 6] = ["id", "a", "b", "severity", "effect", "advice"];
const OPTIONAL: [&str; 5] = ["a_name", "b_name", "mechanism", "evidence", "unless"];

/// What holds for every row of a table.
struct Shared {
    pack: usize,
    file: usize,
    governance: Governance,
    triggers: Vec<Trigger>,
    unknown: UnknownPolicy,
}

impl Checker<'_> {
    pub(crate) fn lower_interaction_tables(&mut self) {
        // Ids of rows, and sets made from single codes, by their text.
        let mut seen: BTreeMap<String, Span> = BTreeMap::new();
        let mut sets: BTreeMap<String, SetId> = BTreeMap::new();
        let mut rows = 0_usize;
        for (file, loaded) in self.files.iter().enumerate() {
            for item in &loaded.ast.items {
                let ItemKind::Interactions(table) = &item.kind else { continue };
                let diags = check_clauses(&table.clauses, "a table of interactions", &["unknown", "trigger"]);
                self.diags.extend(diags);
                let Some((text, source)) = self.pack_file(loaded.pack, &table.file.node, table.file.span)
                else {
                    continue;
                };
                let all = match csv_table(text, source, &NEEDED, &OPTIONAL) {
                    Ok(all) => all,
                    Err(d) => {
                        self.report((*d).also(table.file.span, "read from here"));
                        continue;
                    }
                };
                rows = rows.saturating_add(all.len());
                if rows > self.options.limits.items {
                    let message = format!("more than {} interactions", self.options.limits.items);
                    self.report(Diag::new(Code::PackLimit, table.file.span, message));
                    return;
                }
                let Some(shared) = self.shared(file, loaded.pack, table) else { continue };
                for row in &all {
                    if let Some(rule) = self.interaction_row(row, &shared, &mut seen, &mut sets) {
                        self.rules.push(rule);
                    }
                }
            }
        }
    }

    fn shared(&mut self, file: usize, pack: usize, table: &Interactions) -> Option<Shared> {
        let mut governance = governance::read(self, &table.clauses);
        governance.owner = governance.owner.or_else(|| self.owner(pack));
        let common = self.common(&table.clauses, &super::interactions::severity_of_interaction)?;
        let unknown = common.unknown.unwrap_or(UnknownPolicy::Fire);
        Some(Shared { pack, file, governance, triggers: common.triggers, unknown })
    }

    fn interaction_row(
        &mut self,
        row: &CsvRow,
        shared: &Shared,
        seen: &mut BTreeMap<String, Span>,
        sets: &mut BTreeMap<String, SetId>,
    ) -> Option<Rule> {
        let id = self.row_id(row, shared, seen);
        let severity = self.row_severity(row);
        let a = self.row_side(row, "a", "a_name", shared, sets);
        let b = self.row_side(row, "b", "b_name", shared, sets);
        let effect = row.field("effect");
        if effect.is_empty() {
            self.report(
                Diag::new(Code::BadTable, row.span, "this row has no effect")
                    .help("say in `effect` what may happen"),
            );
        }
        let unless = self.row_exception(row, shared);
        let (id, severity, a, b, unless) = (id?, severity?, a?, b?, unless?);
        if effect.is_empty() {
            return None;
        }
        let a = self.side(a, 0, row.span);
        let b = self.side(b, 1, row.span);
        let label = |cx: &Self, p: &Presence| match p.targets.first() {
            Some(Target::Set(id)) => cx.sets.get(id.index()).map_or(String::new(), |s| s.label.clone()),
            _ => String::new(),
        };
        let title = format!("{} with {}", capital(&label(self, &a)), label(self, &b));
        let mut governance = shared.governance.clone();
        if !row.field("evidence").is_empty() {
            let citation = row.field("evidence").to_string();
            // A row says where it stands in the source of the table, which has one grade and year.
            let table = shared.governance.evidence.first();
            let (grade, year) = table.map_or((None, None), |e| (e.grade.clone(), e.year));
            let own = Evidence { citation, grade, year, ..Evidence::default() };
            let all = governance.evidence.iter().cloned().chain([own]);
            governance.evidence = all.collect();
        }
        let text = |name: &str| Some(row.field(name)).filter(|t| !t.is_empty()).map(Box::from);
        let message = usual_message(&a, &b, effect)?;
        let binding = |name: &str| Binding { name: name.into(), kind: FactKind::Medication };
        Some(Rule {
            id: id.into(),
            title: title.into(),
            kind: RuleKind::Interaction(Box::new(Interaction {
                a,
                b,
                effect: effect.into(),
                advice: text("advice").map(|t: Box<str>| t.into()),
                mechanism: text("mechanism"),
            })),
            category: Category::Safety,
            severity,
            triggers: shared.triggers.as_slice().into(),
            bindings: [binding("a"), binding("b")].into(),
            lets: [].into(),
            population: None,
            when: None,
            recall: None,
            unless: unless.into(),
            unknown: shared.unknown,
            message,
            detail: None,
            suggestions: [].into(),
            governance: self.governed(governance),
            span: row.span,
        })
    }

    fn row_id(&mut self, row: &CsvRow, shared: &Shared, seen: &mut BTreeMap<String, Span>) -> Option<String> {
        let id = row.field("id");
        if !is_name(id) {
            let d = Diag::new(Code::BadTable, row.span, format!("`{id}` cannot be the id of an interaction"))
                .help("an id is a name such as `warfarin-nsaid`");
            self.report(d);
            return None;
        }
        let declared = self
            .names
            .by_pack
            .get(shared.pack)
            .and_then(|n| n.get(id))
            .and_then(|s| self.names.symbols.get(*s));
        let name = self.qualified(shared.pack, id);
        let first = declared.map(|s| s.span).or_else(|| seen.get(&name).copied());
        if let Some(first) = first {
            let d = Diag::new(Code::DuplicateName, row.span, format!("`{id}` is declared twice"))
                .also(first, "the first declaration")
                .help("give one of them another id");
            self.report(d);
            return None;
        }
        seen.insert(name.clone(), row.span);
        Some(name)
    }

    fn row_severity(&mut self, row: &CsvRow) -> Option<Severity> {
        let word = row.field("severity");
        let found = SEVERITIES.iter().find(|(w, _)| *w == word);
        if found.is_none() {
            let all: Vec<&str> = SEVERITIES.iter().map(|(w, _)| *w).collect();
            let d = Diag::new(Code::BadTable, row.span, format!("`{word}` is no severity of an interaction"))
                .help(format!("possible here: {}", words::list(&all)));
            self.report(d);
        }
        found.map(|(_, s)| *s)
    }

    /// One side: `rxnorm:4821`, `atc:B01AA03`, `atc:B01*` or the name of a code set.
    fn row_side(
        &mut self,
        row: &CsvRow,
        column: &str,
        label: &str,
        shared: &Shared,
        sets: &mut BTreeMap<String, SetId>,
    ) -> Option<SetId> {
        let text = row.field(column);
        let Some((system, code)) = text.split_once(':') else {
            return match self.row_name(text, row, shared)? {
                Decl::Set(id) => (!self.set_is_broken(id)).then_some(id),
                other => {
                    let d = Diag::new(
                        Code::BadTable,
                        row.span,
                        format!("`{text}` is {}, but a code set is needed", other.what()),
                    )
                    .help("write `rxnorm:4821` or the name of a code set");
                    self.report(d);
                    None
                }
            };
        };
        let key = format!("{}:{text}", shared.pack);
        if let Some(&id) = sets.get(&key) {
            return Some(id);
        }
        let card = self.packs.get(shared.pack).map(|p| &p.card)?;
        let Some(system) = system_named(card, system) else {
            self.report(row.told(unknown_system(card, system, row.span)));
            return None;
        };
        let display = Some(row.field(label)).filter(|l| !l.is_empty());
        let mut builder = CodeSetBuilder::new(&self.terms);
        let added = match code.strip_suffix('*') {
            Some(branch) => builder.branch(&system, branch, display),
            None => builder.code(&system, code, display),
        };
        if let Err(e) = added {
            let d = set_error(&e, &system, code, row.span).note(format!("in the column `{column}`"));
            self.report(d);
            return None;
        }
        let set = builder.build();
        let known = self.terms.drugs().name_of(code).map(str::to_string);
        let label = display.map(str::to_string).or(known).unwrap_or_else(|| text.to_string());
        let id = SetId(u32::try_from(self.sets.len()).ok()?);
        let name = self.qualified(shared.pack, text);
        self.sets.push(CodeSetDef { name, label, set, span: row.span });
        self.broken_sets.push(false);
        sets.insert(key, id);
        Some(id)
    }

    /// `unless` names a definition that is a condition, or a code set of medications that protect.
    fn row_exception(&mut self, row: &CsvRow, shared: &Shared) -> Option<Vec<Cond>> {
        let name = row.field("unless");
        if name.is_empty() {
            return Some(Vec::new());
        }
        let kind = match self.row_name(name, row, shared)? {
            Decl::Define(id) => match self.define_types.get(id.index()) {
                Some(super::defines::DefineType::Cond) => CondKind::Define(id),
                Some(super::defines::DefineType::Broken) | None => return None,
                Some(_) => {
                    let d = Diag::new(Code::BadTable, row.span, format!("`{name}` is no condition"))
                        .help("name a `define` that is one");
                    self.report(d);
                    return None;
                }
            },
            Decl::Set(id) if !self.set_is_broken(id) => {
                let presence = Presence { binding: None, ..self.presence_in(id, Verb::Taking, row.span) };
                CondKind::Present(Box::new(presence))
            }
            Decl::Set(_) => return None,
            other => {
                let d = Diag::new(
                    Code::BadTable,
                    row.span,
                    format!("`{name}` is {}, but a condition is needed", other.what()),
                )
                .help("name a `define` that is a condition");
                self.report(d);
                return None;
            }
        };
        let id = self.node();
        Some(vec![Cond { id, span: row.span, kind }])
    }

    /// What a name in a row means.
    fn row_name(&mut self, name: &str, row: &CsvRow, shared: &Shared) -> Option<Decl> {
        match self.find(shared.file, name) {
            Found::Decl(decl) => Some(decl),
            Found::Broken => None,
            Found::Nothing => {
                let d = row.told(self.unknown_name(shared.file, name, row.span, &[]));
                self.report(d);
                None
            }
        }
    }

    fn presence_in(&mut self, set: SetId, verb: Verb, span: Span) -> Presence {
        Presence {
            id: self.node(),
            span,
            verb,
            targets: [Target::Set(set)].into(),
            filters: [].into(),
            windows: [].into(),
            binding: None,
        }
    }

    fn side(&mut self, set: SetId, binding: u32, span: Span) -> Presence {
        Presence { binding: Some(BindId(binding)), ..self.presence_in(set, Verb::TakingOrOrdering, span) }
    }
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or(String::new(), |c| c.to_uppercase().chain(chars).collect())
}
