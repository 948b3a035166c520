//! What an output is, by the assignments that count.

use super::*;

impl Writer<'_, '_> {
    /// A value as the first of its assignments that counts, the last of the run first.
    pub(super) fn decided(&self, id: &str, entries: usize) -> String {
        self.decided_as(id, entries, false)
    }

    /// The same; a code by its label where that is wanted.
    pub(super) fn decided_as(&self, id: &str, entries: usize, labels: bool) -> String {
        let course = self.r.flow.courses.get(id);
        let raw = course.and_then(|c| c.entries.get(..entries)).unwrap_or(&[]);
        let entries = settled(raw);
        let mut rows: Vec<(Cond, String)> = Vec::new();
        let mut values: Vec<BTreeSet<Ref>> = Vec::new();
        let turns = in_turn(&entries);
        let straight = !labels
            && raw.len() == entries.len()
            && turns.iter().zip(entries.iter().rev()).all(|((_, e), at)| std::ptr::eq(*e, at));
        // How many of the assignments are said as the value so far.
        let mut rest = 0;
        for (i, (cond, e)) in turns.into_iter().enumerate() {
            let known = self.closure(&cond.sure());
            let settled = match &e.value {
                Value::Num(n) => Entry { cond: e.cond.clone(), value: Value::Num(n.settled(&known)) },
                _ => e.clone(),
            };
            let e = &settled;
            let value = match self.words(id, e).filter(|_| labels) {
                Some(label) => quoted(&label),
                None => self.value(id, e),
            };
            let always = cond == Cond::Const(true);
            let cond = cond.decided(&known);
            // Where a line above asks the same, this one is never reached.
            if !always && rows.iter().any(|(c, _)| *c == cond) {
                continue;
            }
            // Several rules in a row that give the same are one.
            match rows.last_mut().filter(|(c, v)| *v == value && *c != Cond::Const(true) && !always) {
                Some((c, _)) => {
                    let whole = |r: &Ref| self.r.flow.whole(&r.var);
                    *c = joined(c, &cond, whole).unwrap_or_else(|| Cond::any(vec![c.clone(), cond]));
                }
                None => {
                    rows.push((cond, value));
                    values.push(if let Value::Num(n) = &e.value { n.refs() } else { BTreeSet::new() });
                }
            }
            if always {
                break;
            }
            // Below a line that starts from the value so far, that value is all there is to say.
            let before = Ref { var: id.to_string(), version: entries.len() - i - 1, unit: None };
            let starts = matches!(&e.value, Value::Num(n) if n.mentions().contains(&before));
            if straight && starts && before.version > 0 {
                rows.push((Cond::Const(true), self.r.name(&before)));
                values.push(BTreeSet::new());
                rest = before.version;
                break;
            }
        }
        for i in 0..rows.len() {
            let (above, below) = rows.split_at_mut(i + 1);
            let Some((cond, _)) = above.last_mut() else { continue };
            let open = cond.open();
            let asks = |c: &Cond| {
                let sure = self.closure(&c.sure());
                open.iter().all(|r| sure.contains(r))
            };
            let said = below.iter().filter(|(c, _)| rest == 0 || *c != Cond::Const(true));
            let decided =
                said.into_iter().all(|(c, _)| asks(c)) && entries.iter().take(rest).all(|e| asks(&e.cond));
            if !decided && !open.is_empty() {
                *cond = Cond::Surely(Box::new(cond.clone()));
            }
        }
        // The last line before the rest says nothing where it gives the same.
        while let [.., (_, a), (Cond::Const(true), b)] = rows.as_slice()
            && a == b
        {
            rows.remove(rows.len() - 2);
        }
        sort_ranges(&mut rows);
        // What holds wherever the value itself is known need not be asked.
        if let ([(cond, value)], [needs]) = (rows.as_slice(), values.as_slice()) {
            let needs = self.closure(needs);
            let asked = match cond {
                Cond::Const(true) => true,
                Cond::Known(r) => needs.contains(r),
                Cond::All(all) => all.iter().all(|c| matches!(c, Cond::Known(r) if needs.contains(r))),
                _ => false,
            };
            if asked {
                return value.clone();
            }
        }
        let mut out = String::from("choose {\n");
        for (cond, value) in &rows {
            out += &match cond {
                Cond::Const(true) => format!("  otherwise {value}\n"),
                c => format!("  {value} if {}\n", self.r.cond(c).0),
            };
        }
        if let [(Cond::Const(true), value)] = rows.as_slice() {
            return value.clone();
        }
        out + "}"
    }

    /// What is known when these are: a value has been reached only over what its assignments asked.
    pub(super) fn closure(&self, known: &BTreeSet<Ref>) -> BTreeSet<Ref> {
        let (mut out, mut todo) = (known.clone(), known.iter().cloned().collect::<Vec<_>>());
        while let Some(r) = todo.pop() {
            let Some(course) = self.r.flow.courses.get(&r.var) else { continue };
            let entries = course.entries.get(..r.version).unwrap_or(&[]);
            let mut each = entries.iter().map(|e| {
                let mut sure = e.cond.sure();
                if let Value::Num(n) = &e.value {
                    sure.extend(n.refs());
                }
                sure
            });
            let first = each.next().unwrap_or_default();
            let common: BTreeSet<Ref> = each.fold(first, |a, b| a.intersection(&b).cloned().collect());
            for c in common {
                if out.insert(c.clone()) {
                    todo.push(c);
                }
            }
        }
        out
    }

    pub(super) fn value(&self, id: &str, e: &Entry) -> String {
        let course = self.r.flow.courses.get(id);
        match &e.value {
            Value::Nothing => String::new(),
            Value::Num(n) if self.r.flow.kinds.get(id) == Some(&Kind::Time) => self.r.typed(n, "1").0,
            Value::Text(t) => quoted(t),
            Value::Code(at) => {
                let o = self.r.flow.options(id).get(*at).cloned();
                match (self.r.flow.kinds.get(id), &o) {
                    (Some(Kind::Ordinal), Some(o)) => o.points.unwrap_or_default().to_string(),
                    (_, Some(o)) => quoted(&label(o)),
                    _ => quoted(""),
                }
            }
            Value::Num(n) => {
                let unit = course.and_then(|c| c.unit.clone()).unwrap_or_else(|| "1".into());
                let whole = course.and_then(|c| c.precision).unwrap_or(0) == 0;
                let text = self.r.value(n, &unit, whole);
                let exact = matches!(n, Num::Const(..)) || whole && self.r.is_age(n);
                match course.and_then(|c| c.precision) {
                    Some(p) if !exact && self.is_leaf(id) => match p {
                        0 => format!("round({text})"),
                        p => format!("round({text}, {p})"),
                    },
                    _ => text,
                }
            }
        }
    }

    /// Another value is counted from it.
    pub(super) fn is_part(&self, id: &str) -> bool {
        let others = self.r.flow.courses.iter().filter(|(of, _)| *of != id);
        let mut numbers = others.flat_map(|(_, c)| &c.entries).filter_map(|e| match &e.value {
            Value::Num(n) => Some(n.mentions()),
            _ => None,
        });
        numbers.any(|all| all.iter().any(|r| r.var == id))
    }

    /// Nothing else is computed from it, so that it may be rounded.
    pub(super) fn is_leaf(&self, id: &str) -> bool {
        let entries = self.r.flow.courses.values().flat_map(|c| &c.entries);
        let mut uses = entries.flat_map(|e| {
            let value = if let Value::Num(n) = &e.value { n.mentions() } else { BTreeSet::new() };
            value.into_iter().chain(e.cond.refs())
        });
        !uses.any(|r| r.var == id)
    }
}
