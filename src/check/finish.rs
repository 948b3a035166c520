//! Last stage: lints, lockfiles, the model and its hash.

use super::lints::{self, LintContext, LintItem};
use super::{Checked, Checker, Wanted, collect};
use crate::diag::{Code, Diag};
use crate::model::{
    Cond, CondKind, DefineDef, DefineValue, FunctionDef, Model, NodeId, Pack, ResultType, ScoreDef, TableDef,
};
use crate::pack::lock::{self, LOCK_FILE};
use crate::source::Span;
use crate::syntax::ast::ItemKind;
use sha2::{Digest, Sha256};

/// Puts everything together. The model is handed out only when there is no error.
pub(crate) fn finish(mut cx: Checker<'_>, wanted: Wanted) -> Checked {
    verify_locks(&mut cx);
    let items = items(&cx);
    let mut diags = std::mem::take(&mut cx.diags);
    // A clause that could not be read is not missing.
    let partial: Vec<Span> = items.iter().filter(|i| i.item.broken).map(|i| i.item.span).collect();
    diags.retain(|d| d.code != Code::MissingClause || !partial.iter().any(|p| within(d.span, *p)));
    let mut model = model(&mut cx);
    let loaded = (cx.packs, cx.files);
    let context = LintContext::new(&model, items, cx.options, cx.sources, loaded, &cx.names);
    if wanted == Wanted::Model && lints::say_no_error(&context, &diags) {
        model.compact();
        return Checked {
            model: Some(model),
            diags: Vec::new(),
            sources: cx.sources.clone(),
            locks: Vec::new(),
        };
    }
    diags = lints::run(&context, diags);
    diags.sort_by(|a, b| (a.span, a.code, &a.message).cmp(&(b.span, b.code, &b.message)));
    diags.dedup();
    let sound = !diags.iter().any(Diag::is_error);
    // Locks that differ are no mistake of the sets they would pin.
    let lockable = diags.iter().all(|d| !d.is_error() || d.code == Code::LockMismatch);
    let locks = if lockable { locks(&cx, &model) } else { Vec::new() };
    Checked { model: sound.then_some(model), diags, sources: cx.sources.clone(), locks }
}

fn items<'l>(cx: &Checker<'l>) -> Vec<LintItem<'l>> {
    let mut all = Vec::new();
    for loaded in cx.files {
        for item in &loaded.ast.items {
            let name = collect::name_of(item);
            let id = cx.qualified(loaded.pack, name.map_or("", |n| n.node.as_str()));
            let broken = match &item.kind {
                ItemKind::Rule(_) | ItemKind::Interaction(_) => cx.broken_rules.contains(&id),
                _ => cx.diags.iter().any(|d| d.is_error() && within(d.span, item.span)),
            };
            let broken = broken || item.broken;
            all.push(LintItem { pack: loaded.pack, item, name, broken });
        }
    }
    all
}

fn within(inner: Span, outer: Span) -> bool {
    inner.source == outer.source && outer.start <= inner.start && inner.end <= outer.end
}

/// Sets that were declared, of one pack, by qualified name.
fn sets_of<'c>(cx: &'c Checker<'_>, pack: usize) -> Vec<(&'c str, &'c crate::terms::CodeSet)> {
    let prefix = cx.qualified(pack, "");
    cx.sets.iter().filter(|s| s.name.starts_with(&prefix)).map(|s| (s.name.as_str(), &s.set)).collect()
}

fn verify_locks(cx: &mut Checker<'_>) {
    // A set with a mistake in it differs for that reason alone.
    if cx.broken_sets.contains(&true) {
        return;
    }
    for (index, pack) in cx.packs.iter().enumerate() {
        let Some(&source) = pack.texts.get(LOCK_FILE) else { continue };
        let text = &cx.sources.file(source).text;
        let at = Span::new(source, 0, text.lines().next().map_or(0, str::len));
        let diags = lock::verify(text, at, &pack.source.path, sets_of(cx, index));
        cx.diags.extend(diags);
    }
}

fn locks(cx: &Checker<'_>, model: &Model) -> Vec<(String, String)> {
    let prefix = |index: usize| cx.qualified(index, "");
    let of = |index: usize| {
        let sets = model.sets.iter().filter(move |s| s.name.starts_with(&prefix(index)));
        lock::write(sets.map(|s| (s.name.as_str(), &s.set)))
    };
    cx.packs.iter().enumerate().map(|(i, p)| (p.source.path.clone(), of(i))).collect()
}

/// The model of what has no mistake.
fn model(cx: &mut Checker<'_>) -> Model {
    let mut rules = std::mem::take(&mut cx.rules);
    rules.sort_by(|a, b| a.id.cmp(&b.id));
    rules.shrink_to_fit();
    let packs: Vec<Pack> = cx
        .packs
        .iter()
        .map(|p| Pack {
            name: p.card.name.clone(),
            title: p.card.title.clone(),
            version: p.card.version.clone(),
            hash: pack_hash(p),
        })
        .collect();
    let mut model = Model {
        packs,
        sets: std::mem::take(&mut cx.sets),
        observations: std::mem::take(&mut cx.observations),
        inputs: std::mem::take(&mut cx.inputs),
        defines: cx.defines.iter().map(|d| d.clone().unwrap_or_else(no_define)).collect(),
        scores: cx.scores.iter().map(|s| s.clone().unwrap_or_else(no_score)).collect(),
        tables: cx.tables.iter().map(|t| t.clone().unwrap_or_else(no_table)).collect(),
        functions: cx.functions.iter().map(|f| f.clone().unwrap_or_else(no_function)).collect(),
        scripts: std::mem::take(&mut cx.scripts),
        rules,
        terminology: std::mem::take(&mut cx.terms),
        sources: cx.sources.packed(),
        nodes: cx.nodes,
        hash: "".into(),
    };
    model.hash = model_hash(&model).into();
    model
}

// What stands for a declaration with a mistake, so that ids keep their meaning
// for lints: nothing sound refers to it, and such a model is never handed out.

fn no_define() -> DefineDef {
    let span = Span::default();
    let value = DefineValue::Cond(Cond { id: NodeId(0), span, kind: CondKind::Const(false) });
    DefineDef { name: String::new(), label: String::new(), value, span }
}

fn no_score() -> ScoreDef {
    ScoreDef {
        name: "".into(),
        label: "".into(),
        population: None,
        items: Vec::new(),
        bands: Vec::new(),
        evidence: [].into(),
        span: Span::default(),
    }
}

fn no_table() -> TableDef {
    TableDef {
        name: String::new(),
        label: String::new(),
        params: Vec::new(),
        result: ResultType::YesNo,
        rows: Vec::new(),
        span: Span::default(),
    }
}

fn no_function() -> FunctionDef {
    FunctionDef {
        name: String::new(),
        entry: String::new(),
        script: 0,
        params: Vec::new(),
        result: ResultType::YesNo,
        span: Span::default(),
    }
}

/// Hash of a pack's name, version and files. Line ends and the lockfile do not count.
fn pack_hash(pack: &super::load::LoadedPack<'_>) -> String {
    let mut hash = Sha256::new();
    let mut add = |part: &[u8]| {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part);
    };
    add(pack.card.name.as_bytes());
    add(pack.card.version.as_bytes());
    for (path, content) in pack.source.files.iter().filter(|(p, _)| bears_on_answers(p)) {
        add(path.as_bytes());
        match std::str::from_utf8(content) {
            Ok(text) => add(text.trim_start_matches('\u{feff}').replace("\r\n", "\n").as_bytes()),
            Err(_) => add(content),
        }
    }
    format!("sha256:{}", hex(&hash.finalize()))
}

fn bears_on_answers(path: &str) -> bool {
    path != LOCK_FILE && !path.starts_with("tests/")
}

fn model_hash(model: &Model) -> String {
    let mut hash = Sha256::new();
    hash.update(b"curbside model 1\n");
    for pack in &model.packs {
        hash.update(format!("pack {} {} {}\n", pack.name, pack.version, pack.hash));
    }
    let mut sets: Vec<String> =
        model.sets.iter().map(|s| format!("set {} {}\n", s.name, s.set.hash())).collect();
    sets.sort();
    for set in sets {
        hash.update(set);
    }
    format!("sha256:{}", hex(&hash.finalize()))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}
