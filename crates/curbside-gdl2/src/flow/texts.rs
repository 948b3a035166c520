//! Values that are taken over from others, and texts that are put together.

use super::*;

impl Flow<'_> {
    /// What a copy gives: each value that the other may have, under its condition.
    pub(super) fn copy(&mut self, to: &str, from: &str, cond: &Cond) -> Vec<(Cond, Value)> {
        let r = self.now(from);
        let mut out = Vec::new();
        if let (Some(Kind::YesNo(_)), true) = (self.kinds.get(from), self.options(from).is_empty()) {
            for (is, text) in [(Cond::Yes(r.clone()), "true"), (Cond::not(Cond::Yes(r.clone())), "false")] {
                out.push((Cond::all(vec![cond.clone(), is]).lean(), Value::Text(text.into())));
            }
            return out;
        }
        // A text that rules wrote: under the conditions under which they wrote it.
        let entries = self.courses.get(from).and_then(|c| c.entries.get(..r.version)).unwrap_or(&[]);
        if entries.iter().any(|e| matches!(e.value, Value::Text(_))) {
            const SMALL: usize = 100;
            let said =
                |e: &Entry| cond.size() * e.cond.size() <= SMALL && e.cond.clone().lean().implies(cond);
            // Wherever there is a text it is copied: by what it says.
            if entries.len() > 1
                && entries.iter().any(|e| e.cond.size() > 2)
                && entries.iter().all(|e| matches!(e.value, Value::Text(_)) && said(e))
            {
                let mut texts: Vec<&String> = Vec::new();
                for e in entries {
                    if let Value::Text(t) = &e.value
                        && !texts.contains(&t)
                    {
                        texts.push(t);
                    }
                }
                return texts
                    .into_iter()
                    .map(|t| (Cond::Is(r.clone(), t.clone()), Value::Text(t.clone())))
                    .collect();
            }
            for e in entries {
                let value = match &e.value {
                    Value::Code(at) => {
                        self.options(from).get(*at).map(|o| Value::Text(crate::write::label(o)))
                    }
                    other => Some(other.clone()),
                };
                let cond = if said(e) {
                    e.cond.clone().lean()
                } else {
                    Cond::all(vec![cond.clone(), e.cond.clone()]).lean()
                };
                out.extend(value.map(|v| (cond, v)));
            }
            return out;
        }
        for (at, o) in self.options(from).iter().enumerate() {
            let Some(mine) = self.option_of(to, &o.code.key(), o.points) else { continue };
            let is = self.option_is(&r, at);
            out.push((Cond::all(vec![cond.clone(), is]).lean(), Value::Code(mine)));
        }
        out
    }

    /// The texts that an expression may give here, and when.
    pub(super) fn texts(&self, e: &Expr) -> Option<Vec<(Cond, String)>> {
        const MOST: usize = 64;
        let one = |t: &str| Some(vec![(Cond::Const(true), t.to_string())]);
        match e {
            Expr::Text(t) | Expr::Number(t) => one(t),
            Expr::Var(term, Some(attr)) if attr == "term" => one(&self.g.name(term)),
            Expr::Var(id, attr) if matches!(attr.as_deref(), None | Some("value")) => {
                let r = self.now(id);
                let mut out: Vec<(Cond, String)> = Vec::new();
                if r.version == 0 {
                    for (at, o) in self.options(id).iter().enumerate() {
                        out.push((self.option_is(&r, at), crate::write::label(o)));
                    }
                }
                for entry in self.courses.get(id).map_or(&[][..], |c| &c.entries) {
                    let text = match &entry.value {
                        Value::Text(t) => t.clone(),
                        Value::Code(at) => self.options(id).get(*at).map(crate::write::label)?,
                        Value::Num(_) | Value::Nothing => return None,
                    };
                    if out.iter().all(|(_, t)| *t != text) {
                        out.push((Cond::Is(r.clone(), text.clone()), text));
                    }
                }
                (!out.is_empty() && out.len() <= MOST).then_some(out)
            }
            Expr::Binary(Op::Add, a, b) => {
                let (left, right) = (self.texts(a)?, self.texts(b)?);
                if left.len() * right.len() > MOST {
                    return None;
                }
                let pairs = left.iter().flat_map(|(c, t)| {
                    right.iter().map(move |(d, u)| (Cond::all(vec![c.clone(), d.clone()]), format!("{t}{u}")))
                });
                Some(pairs.collect())
            }
            _ => None,
        }
    }
}
