//! Whether conditions can hold together, and whether one follows from another.

use super::form::{Form, Literal};
use super::keys::Key;
use super::ranges::Allowed;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// So many steps of search; after that everything is possible.
const STEPS: u32 = 500;

/// What quantities can still be.
#[derive(Debug, Clone, Default)]
struct Facts<'f>(BTreeMap<Key, Cow<'f, Allowed>>);

impl<'f> Facts<'f> {
    /// Takes a literal as true; false when it contradicts what is known.
    fn assume(&mut self, l: &'f Literal) -> bool {
        std::iter::once(&l.main).chain(&l.also).all(|(key, allowed)| {
            let both = match self.0.get(key) {
                Some(known) if **known == *allowed => return true,
                Some(known) => Cow::Owned(known.intersect(allowed)),
                None => Cow::Borrowed(allowed),
            };
            let ok = !both.is_empty();
            self.0.insert(*key, both);
            ok
        })
    }

    fn says(&self, l: &Literal) -> bool {
        self.0.get(&l.main.0).is_some_and(|known| known.within(&l.main.1))
    }
}

/// Whether all of these can be true together. "Yes" may be wrong, "no" never is.
pub(crate) fn possible(forms: &[&Form]) -> bool {
    let mut steps = STEPS;
    search(Facts::default(), forms.to_vec(), Vec::new(), &mut steps)
}

/// Adds what surely holds to the facts and collects the choices; false on a contradiction.
fn settle<'f>(facts: &mut Facts<'f>, forms: Vec<&'f Form>, choices: &mut Vec<&'f [Form]>) -> bool {
    let mut todo = forms;
    while let Some(form) = todo.pop() {
        match form {
            Form::Const(true) => {}
            Form::Const(false) => return false,
            Form::Literal(l) => {
                if !facts.assume(l) {
                    return false;
                }
            }
            Form::And(parts) => todo.extend(parts),
            Form::Or(parts) => match parts.as_slice() {
                [] => return false,
                [one] => todo.push(one),
                several => choices.push(several),
            },
        }
    }
    true
}

fn search<'f>(
    mut facts: Facts<'f>,
    forms: Vec<&'f Form>,
    mut choices: Vec<&'f [Form]>,
    steps: &mut u32,
) -> bool {
    match steps.checked_sub(1) {
        Some(left) => *steps = left,
        None => return true,
    }
    if !settle(&mut facts, forms, &mut choices) {
        return false;
    }
    // The choice with the fewest branches left goes first; one with a single branch is none.
    let mut best: Option<(usize, Vec<&'f Form>)> = None;
    for (i, branches) in choices.iter().enumerate() {
        let open: Vec<&Form> = branches.iter().filter(|b| fits(&facts, b)).collect();
        match open.len() {
            0 => return false,
            n if best.as_ref().is_none_or(|(_, b)| n < b.len()) => best = Some((i, open)),
            _ => {}
        }
    }
    let Some((at, open)) = best else { return true };
    choices.remove(at);
    open.into_iter().any(|branch| search(facts.clone(), vec![branch], choices.clone(), steps))
}

/// Whether a branch is possible at first sight.
fn fits<'f>(facts: &Facts<'f>, branch: &'f Form) -> bool {
    match branch {
        Form::Const(b) => *b,
        Form::Or(parts) => parts.iter().any(|p| fits(facts, p)),
        Form::Literal(l) => facts.clone().assume(l),
        Form::And(_) => settle(&mut facts.clone(), vec![branch], &mut Vec::new()),
    }
}

/// Whether the second is true whenever the first is, seen literal by literal. "No" may be wrong, "yes" never is.
pub(crate) fn implies(a: &Form, b: &Form) -> bool {
    let mut facts = Facts::default();
    let mut choices = Vec::new();
    if !settle(&mut facts, vec![a], &mut choices) {
        return false;
    }
    follows(&facts, &choices, b, 3)
}

fn follows<'f>(facts: &Facts<'f>, choices: &[&'f [Form]], b: &Form, deep: u32) -> bool {
    let direct = match b {
        Form::Const(yes) => *yes,
        Form::Literal(l) => facts.says(l),
        Form::And(parts) => return parts.iter().all(|p| follows(facts, choices, p, deep)),
        Form::Or(parts) => parts.iter().any(|p| follows(facts, choices, p, deep)),
    };
    if direct {
        return true;
    }
    let Some(deep) = deep.checked_sub(1) else { return false };
    // However a choice goes, it follows.
    choices.iter().enumerate().any(|(i, branches)| {
        let others: Vec<&'f [Form]> =
            choices.iter().enumerate().filter(|(j, _)| *j != i).map(|(_, c)| *c).collect();
        branches.iter().all(|branch| {
            let (mut facts, mut choices) = (facts.clone(), others.clone());
            !settle(&mut facts, vec![branch], &mut choices) || follows(&facts, &choices, b, deep)
        })
    })
}
