//! A failing case made small enough to read: declarations, clauses, parts of
//! conditions, facts and fields are left out as long as the case still fails.

use crate::case::Situation;
use crate::pack::Pack;
use curbside::snapshot::Snapshot;
use serde_json::Value;

/// Whether a case still fails; packs that do not compile do not.
pub type Fails<'f> = dyn FnMut(&Pack, &Situation) -> bool + 'f;

/// How many times a case is tried at most.
const TRIES: usize = 4000;

/// The smallest case found that still fails.
pub fn shrink(pack: &Pack, situation: &Situation, fails: &mut Fails<'_>) -> (Pack, Situation) {
    let mut it = Shrinker { pack: pack.clone(), situation: situation.clone(), fails, left: TRIES };
    loop {
        let before = (it.pack.clone(), it.situation.clone());
        it.items();
        it.facts();
        it.lines();
        it.parts();
        if (&before.0, &before.1) == (&it.pack, &it.situation) || it.left == 0 {
            return before;
        }
    }
}

struct Shrinker<'f, 'g> {
    pack: Pack,
    situation: Situation,
    fails: &'f mut Fails<'g>,
    left: usize,
}

impl Shrinker<'_, '_> {
    /// Keeps a smaller pack if it still fails.
    fn keep_pack(&mut self, smaller: Pack) -> bool {
        let ok = self.left > 0 && (self.fails)(&smaller, &self.situation);
        self.left = self.left.saturating_sub(1);
        if ok {
            self.pack = smaller;
        }
        ok
    }

    fn keep_patient(&mut self, tree: &Value) -> bool {
        let Ok(patient) = serde_json::from_value::<Snapshot>(tree.clone()) else { return false };
        if patient == self.situation.patient || self.left == 0 {
            return false;
        }
        self.left -= 1;
        let smaller = Situation { patient, clock: self.situation.clock.clone() };
        let ok = (self.fails)(&self.pack, &smaller);
        if ok {
            self.situation = smaller;
        }
        ok
    }

    /// Leaves out declarations, many at a time first, the last ones first: nothing needs what comes after it.
    fn items(&mut self) {
        let mut size = self.pack.items.len() / 2;
        while size > 0 {
            let mut end = self.pack.items.len();
            while end > 0 {
                let start = end.saturating_sub(size);
                let mut smaller = self.pack.clone();
                smaller.items.drain(start..end.min(smaller.items.len()));
                self.keep_pack(smaller);
                end = start;
            }
            size /= 2;
        }
    }

    /// Leaves out lines of declarations.
    fn lines(&mut self) {
        for item in (0..self.pack.items.len()).rev() {
            let count = self.pack.items.get(item).map_or(0, |t| t.lines().count());
            for line in (0..count).rev() {
                let mut smaller = self.pack.clone();
                if let Some(text) = smaller.items.get_mut(item) {
                    let kept: Vec<&str> =
                        text.lines().enumerate().filter(|(i, _)| *i != line).map(|(_, l)| l).collect();
                    *text = kept.join("\n");
                    self.keep_pack(smaller);
                }
            }
        }
    }

    /// Replaces groups in parentheses by one of their parts.
    fn parts(&mut self) {
        for item in 0..self.pack.items.len() {
            let mut from = 0;
            while let Some(text) = self.pack.items.get(item).cloned() {
                let Some(open) = text.get(from..).and_then(|t| t.find('(')).map(|i| i + from) else { break };
                from = open + 1;
                let Some(close) = closing(&text, open) else { continue };
                let Some(inner) = text.get(open + 1..close) else { continue };
                for part in split(inner) {
                    let mut smaller = self.pack.clone();
                    let (before, after) =
                        (text.get(..open).unwrap_or(""), text.get(close + 1..).unwrap_or(""));
                    if let Some(t) = smaller.items.get_mut(item) {
                        *t = format!("{before}{part}{after}");
                    }
                    if self.keep_pack(smaller) {
                        from = open;
                        break;
                    }
                }
            }
        }
    }

    /// Leaves out facts and fields of the patient.
    fn facts(&mut self) {
        let Ok(tree) = serde_json::to_value(&self.situation.patient) else { return };
        let mut paths = Vec::new();
        leaves(&tree, &mut Vec::new(), &mut paths);
        // The longest first would lose whole facts late: outer things go first.
        paths.sort_by_key(Vec::len);
        for path in paths.into_iter().rev().collect::<Vec<_>>().into_iter().rev() {
            let Ok(mut tree) = serde_json::to_value(&self.situation.patient) else { return };
            if remove(&mut tree, &path) {
                self.keep_patient(&tree);
            }
        }
        for section in ["observations", "medications", "conditions", "allergies", "procedures"] {
            self.section(section);
        }
    }

    fn section(&mut self, name: &str) {
        let count = |s: &Self| {
            let tree = serde_json::to_value(&s.situation.patient).unwrap_or(Value::Null);
            tree.get(name).and_then(|t| t.get("items")).and_then(Value::as_array).map_or(0, Vec::len)
        };
        for at in (0..count(self)).rev() {
            let Ok(mut tree) = serde_json::to_value(&self.situation.patient) else { return };
            if remove(&mut tree, &[name.to_string(), "items".into(), at.to_string()]) {
                self.keep_patient(&tree);
            }
        }
    }
}

/// Every place in a tree but the root.
fn leaves(v: &Value, at: &mut Vec<String>, out: &mut Vec<Vec<String>>) {
    let mut go = |key: String, inner: &Value| {
        at.push(key);
        out.push(at.clone());
        leaves(inner, at, out);
        at.pop();
    };
    match v {
        Value::Object(map) => map.iter().for_each(|(k, inner)| go(k.clone(), inner)),
        Value::Array(all) => all.iter().enumerate().rev().for_each(|(i, inner)| go(i.to_string(), inner)),
        _ => {}
    }
}

fn remove(tree: &mut Value, path: &[String]) -> bool {
    let Some((last, way)) = path.split_last() else { return false };
    let mut at = tree;
    for key in way {
        let next = match at {
            Value::Object(map) => map.get_mut(key),
            Value::Array(all) => key.parse::<usize>().ok().and_then(|i| all.get_mut(i)),
            _ => None,
        };
        match next {
            Some(next) => at = next,
            None => return false,
        }
    }
    match at {
        Value::Object(map) => map.remove(last).is_some(),
        Value::Array(all) => match last.parse::<usize>() {
            Ok(i) if i < all.len() => {
                all.remove(i);
                true
            }
            _ => false,
        },
        _ => false,
    }
}

/// Where a parenthesis closes.
fn closing(text: &str, open: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for (i, c) in text.char_indices().skip_while(|(i, _)| *i < open) {
        match c {
            '(' => depth += 1,
            ')' => {
                depth -= 1;
                if depth == 0 {
                    return Some(i);
                }
            }
            _ => {}
        }
    }
    None
}

/// The operands of `and`, `or` and commas at the top, each in parentheses where it needs them, then plain truths.
fn split(inner: &str) -> Vec<String> {
    let mut parts = Vec::new();
    let (mut depth, mut start) = (0_usize, 0);
    for (i, c) in inner.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        let rest = inner.get(i..).unwrap_or("");
        let word = [" and ", " or ", ", "].into_iter().find(|w| rest.starts_with(w));
        if let (0, Some(word)) = (depth, word) {
            parts.push(inner.get(start..i).unwrap_or("").to_string());
            start = i + word.len();
        }
    }
    let mut all = vec!["yes".to_string(), "no".to_string()];
    if start > 0 {
        parts.push(inner.get(start..).unwrap_or("").to_string());
        all.extend(parts);
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Choices, Shape, seeded};

    #[test]
    fn groups_are_split_at_the_top() {
        assert_eq!(split("a and (b or c) and d"), ["yes", "no", "a", "(b or c)", "d"]);
        assert_eq!(closing("x (a (b)) y", 2), Some(8));
    }

    #[test]
    fn a_case_shrinks_to_what_fails() {
        let shape = Shape { scripts: false, rules: 6 };
        let pack = Pack::seeded(3, shape);
        let situation = (0..)
            .map(|p| Situation::generate(Choices::new(&seeded(p, Situation::BYTES))))
            .find(|s| s.patient.medications.items.len() > 3 && s.patient.observations.items.len() > 3);
        let situation = situation.unwrap();
        let (small, s) = shrink(&pack, &situation, &mut |p, s| {
            p.text().contains("rule rule-1") && s.patient.medications.items.len() > 1
        });
        assert!(small.items.len() < 3, "{}", small.text());
        assert_eq!(s.patient.medications.items.len(), 2);
        assert!(s.patient.observations.items.is_empty());
    }
}
