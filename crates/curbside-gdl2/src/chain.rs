//! Guidelines that run one after another: what one writes is what the next one reads.
//!
//! The reference engine keeps what a guideline writes by archetype and path, and gives it to the guidelines after
//! it. Which ones run together is said by the test files that name several. In the pack the value of the one is
//! then a definition that the other one uses.

use crate::ast::Statement;
use crate::cases::{Case, TestFile};
use crate::guideline::{Element, Guideline};
use crate::problem::Problem;
use std::collections::{BTreeMap, BTreeSet};

/// An element of a guideline, by their ids.
pub(crate) type Place = (String, String);

/// What is read, and by whom it is written.
#[derive(Debug, Default)]
pub(crate) struct Links {
    pub from: BTreeMap<Place, Place>,
}

/// The variable that holds what the record, or a test, gives for one that is written too.
pub(crate) fn given(id: &str) -> String {
    format!("{id}#given")
}

/// The variable that stands for what another guideline writes.
pub(crate) fn other(id: &str) -> String {
    format!("{id}#other")
}

/// Every variable that a rule or default action writes.
pub(crate) fn written(g: &Guideline) -> BTreeSet<String> {
    let all = g.rules.iter().flat_map(|r| &r.then).chain(&g.defaults);
    all.filter_map(|s| match s {
        Statement::Assign(a) => Some(a.var.clone()),
        Statement::Unread(var, _) => Some(var.clone()),
        Statement::Template(..) => None,
    })
    .collect()
}

impl Links {
    /// The links of guidelines that test files name together; a circle is a problem, and its last link is left out.
    pub(crate) fn of(guidelines: &[Guideline], tests: &[TestFile], problems: &mut Vec<Problem>) -> Links {
        let mut out = Links::default();
        for t in tests {
            let run: Vec<&Guideline> =
                t.guidelines.iter().filter_map(|(_, id)| guidelines.iter().find(|g| g.id == *id)).collect();
            for (at, reader) in run.iter().enumerate() {
                let mine = written(reader);
                for (b, e) in reader.bindings.iter().flat_map(|b| b.elements.iter().map(move |e| (b, e))) {
                    if mine.contains(&e.id) || e.path.is_empty() {
                        continue;
                    }
                    // The last one before it that writes counts.
                    let found = run
                        .iter()
                        .take(at)
                        .rev()
                        .filter(|w| w.id != reader.id)
                        .find_map(|w| writes(w, &b.model, &e.path).map(|id| (w.id.clone(), id)));
                    let Some(from) = found else { continue };
                    if out.reaches(&from.0, &reader.id) {
                        let why = format!(
                            "`{}` and `{}` feed one another in a circle: each reads what the other writes",
                            from.0, reader.id
                        );
                        let p = Problem::new(&t.file, "guidelines", why)
                            .help("import them into two packs; here the second reads only what is given");
                        if !problems.contains(&p) {
                            problems.push(p);
                        }
                        continue;
                    }
                    out.from.entry((reader.id.clone(), e.id.clone())).or_insert(from);
                }
            }
        }
        out
    }

    /// Whether a guideline reads, over others, what another one writes.
    fn reaches(&self, reader: &str, writer: &str) -> bool {
        let (mut seen, mut todo) = (BTreeSet::new(), vec![reader.to_string()]);
        while let Some(id) = todo.pop() {
            if id == writer {
                return true;
            }
            if seen.insert(id.clone()) {
                todo.extend(self.from.iter().filter(|(r, _)| r.0 == id).map(|(_, w)| w.0.clone()));
            }
        }
        false
    }

    /// Guidelines in an order in which each comes after those that it reads.
    pub(crate) fn order(&self, guidelines: &[Guideline]) -> Vec<usize> {
        let at: BTreeMap<&str, usize> =
            guidelines.iter().enumerate().map(|(i, g)| (g.id.as_str(), i)).collect();
        let mut needs: BTreeMap<usize, BTreeSet<usize>> = BTreeMap::new();
        for (reader, writer) in &self.from {
            if let (Some(r), Some(w)) = (at.get(reader.0.as_str()), at.get(writer.0.as_str())) {
                needs.entry(*r).or_default().insert(*w);
            }
        }
        let (mut out, mut done) = (Vec::new(), BTreeSet::new());
        for first in 0..guidelines.len() {
            let mut todo = vec![first];
            while let Some(i) = todo.last().copied() {
                let open = needs
                    .get(&i)
                    .and_then(|all| all.iter().find(|w| !done.contains(*w) && !todo.contains(w)));
                match open {
                    Some(w) => todo.push(*w),
                    None => {
                        todo.pop();
                        if done.insert(i) {
                            out.push(i);
                        }
                    }
                }
            }
        }
        out
    }

    /// A guideline with variables of their own for what is given and what comes from others.
    pub(crate) fn prepared(&self, g: &Guideline, cases: &[(&Case, String)]) -> Guideline {
        let mut out = g.clone();
        let mine = written(g);
        let in_tests: BTreeSet<&String> = cases
            .iter()
            .flat_map(|(c, key)| c.input.iter().filter(move |(k, _)| k == key))
            .flat_map(|(_, v)| v.iter().filter(|(_, v)| *v != crate::cases::Given::Null).map(|(id, _)| id))
            .collect();
        for b in &mut out.bindings {
            let mut more = Vec::new();
            for e in &b.elements {
                let linked = self.from.contains_key(&(g.id.clone(), e.id.clone()));
                let both = mine.contains(&e.id) && (b.input || in_tests.contains(&e.id));
                if linked || both {
                    more.push(Element { id: given(&e.id), ..e.clone() });
                    out.carried.push((e.id.clone(), given(&e.id)));
                }
                if linked {
                    out.carried.push((e.id.clone(), other(&e.id)));
                }
            }
            b.elements.extend(more);
        }
        for (id, from) in &out.carried {
            for terms in out.terms.values_mut() {
                if let Some(mut t) = terms.get(id).cloned() {
                    if *from == given(id) {
                        t.text = format!("{}, as given", t.text.trim());
                    }
                    terms.insert(from.clone(), t);
                }
            }
        }
        out
    }
}

/// The element by which a guideline writes to a path of an archetype.
pub(crate) fn writes(g: &Guideline, model: &str, path: &str) -> Option<String> {
    let mine = written(g);
    let mut all = g.bindings.iter().filter(|b| b.model == model).flat_map(|b| &b.elements);
    all.find(|e| e.path == path && mine.contains(&e.id)).map(|e| e.id.clone())
}
