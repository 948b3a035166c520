//! Conditions of a guideline, as they stand at a point of its run.

use super::*;

impl Flow<'_> {
    pub(crate) fn cond(&mut self, e: &Expr) -> Cond {
        match e {
            Expr::Bool(b) => Cond::Const(*b),
            // Told with its place by the reader.
            Expr::Unread(_) => {
                self.unsaid = true;
                Cond::Const(false)
            }
            Expr::Binary(Op::And, a, b) => {
                // A unit that is asked for here is the one that the numbers beside it are in.
                let before = self.demanded.clone();
                self.demanded.extend(self.demands(std::slice::from_ref(e)));
                let both = Cond::all(vec![self.cond(a), self.cond(b)]);
                self.demanded = before;
                both
            }
            Expr::Binary(Op::Or, a, b) => Cond::any(vec![self.cond(a), self.cond(b)]),
            Expr::Not(inner) => Cond::not_surely(self.cond(inner)),
            Expr::Fired(rule) => match self.fired.get(rule) {
                Some(c) => c.clone().lean(),
                None if self.g.rule(rule).is_none() => {
                    self.note(
                        Weight::Warning,
                        format!("`fired` asks about `{rule}`, which is no rule; it never fires"),
                    );
                    Cond::Const(false)
                }
                None => {
                    self.unsaid |= self.doubtful.contains(rule);
                    Cond::Const(false)
                }
            },
            Expr::Binary(Op::Ne, a, b) if !is_null(a) && !is_null(b) => self.differs(a, b),
            Expr::Binary(op @ (Op::Eq | Op::Ne), a, b) if is_null(a) || is_null(b) => {
                let of = if is_null(a) { b } else { a };
                let known = self.known(of);
                if *op == Op::Ne { known } else { Cond::not(known) }
            }
            Expr::Binary(Op::Eq, a, b) => self.equals(a, b),
            Expr::Binary(op, a, b) => match op {
                Op::Lt => self.compares(Cmp::Lt, a, b),
                Op::Le => self.compares(Cmp::Le, a, b),
                Op::Gt => self.compares(Cmp::Gt, a, b),
                Op::Ge => self.compares(Cmp::Ge, a, b),
                Op::IsA => self.is_a(a, b),
                Op::IsNotA => Cond::not_surely(self.is_a(a, b)),
                _ => self.no_condition(e),
            },
            Expr::Var(id, _) if matches!(self.kinds.get(id), Some(Kind::YesNo(_))) => {
                let r = self.now(id);
                Cond::Yes(r)
            }
            Expr::Var(id, _) if self.table.get(id).boolean => {
                let r = self.now(id);
                if self.is_null(&r) { Cond::Const(false) } else { Cond::Is(r, "true".into()) }
            }
            _ => self.no_condition(e),
        }
    }

    pub(super) fn no_condition(&mut self, e: &Expr) -> Cond {
        self.note(
            Weight::Lost,
            format!("a condition that cannot be said: {}; what the rule writes is open here", sketch(e)),
        );
        self.unsaid = true;
        Cond::Const(false)
    }

    pub(super) fn known(&mut self, e: &Expr) -> Cond {
        match e {
            Expr::Var(id, _) => {
                let r = self.now(id);
                if self.is_null(&r) { Cond::Const(false) } else { self.known_ref(&r) }
            }
            Expr::Now(_) => Cond::Const(true),
            _ => match self.num(e) {
                Some(n) => Cond::all(n.refs().into_iter().map(Cond::Known).collect()),
                None => self.no_condition(e),
            },
        }
    }

    /// A value with an assignment that always counts is known.
    pub(crate) fn known_ref(&self, r: &Ref) -> Cond {
        let entries = self.courses.get(&r.var).map_or(&[][..], |c| c.entries.get(..r.version).unwrap_or(&[]));
        let undone = entries.iter().rposition(|e| e.value == Value::Nothing);
        let last = undone.filter(|at| at + 1 == entries.len()).and_then(|at| entries.get(at));
        let unsaid = self.courses.get(&r.var).is_some_and(|c| c.unsaid);
        if last.is_some_and(|e| e.cond == Cond::Const(true)) && !unsaid {
            return Cond::Const(false);
        }
        let standing = entries.get(undone.map_or(0, |at| at + 1)..).unwrap_or(&[]);
        let always = standing.iter().any(|e| {
            e.cond == Cond::Const(true) && !matches!(&e.value, Value::Num(n) if !n.refs().is_empty())
        });
        if always { Cond::Const(true) } else { Cond::Known(r.clone()) }
    }

    /// Not equal: nothing differs from everything.
    pub(super) fn differs(&mut self, a: &Expr, b: &Expr) -> Cond {
        let same = self.equals(a, b);
        let refs = same.open();
        let mut parts: Vec<Cond> = refs.into_iter().map(|r| Cond::not(self.known_ref(&r))).collect();
        parts.push(Cond::not(same));
        Cond::any(parts)
    }

    pub(super) fn equals(&mut self, a: &Expr, b: &Expr) -> Cond {
        let (var, literal) = match (a, b) {
            (Expr::Var(..), _) => (a, b),
            (_, Expr::Var(..)) => (b, a),
            _ => return self.compares(Cmp::Eq, a, b),
        };
        let Expr::Var(id, attr) = var else { return Cond::Const(false) };
        let r = self.now(id);
        if self.is_null(&r) {
            return Cond::Const(false);
        }
        match (attr.as_deref(), literal) {
            (Some("unit" | "units"), Expr::Text(u)) => self.unit_is(id, u),
            (Some("precision"), _) => Cond::Const(true),
            (Some("code"), Expr::Text(code)) => {
                let at = self.options(id).iter().position(|o| o.code.code == *code);
                at.map_or(Cond::Const(false), |at| self.option_is(&r, at))
            }
            (_, Expr::Ordinal(v, c)) => match self.option_of(id, &c.key(), Some(*v)) {
                Some(at) => self.option_is(&r, at),
                None => Cond::Const(false),
            },
            (_, Expr::Coded(c)) => match self.option_of(id, &c.key(), None) {
                Some(at) => self.option_is(&r, at),
                None => Cond::Const(false),
            },
            (_, Expr::Text(t)) => match self.kinds.get(id) {
                Some(Kind::Choice | Kind::YesNo(_) | Kind::Ordinal | Kind::Text)
                    if !self.options(id).is_empty() =>
                {
                    let at = self.options(id).iter().position(|o| o.code.label.trim() == t.trim());
                    at.map_or(Cond::Const(false), |at| self.option_is(&r, at))
                }
                Some(Kind::Number(_)) if number(t).is_some() => {
                    Cond::Compare(Cmp::Eq, Num::Ref(r), Num::Const(number(t).unwrap_or_default(), None))
                }
                _ => Cond::Is(r, t.clone()),
            },
            (_, Expr::Bool(b)) => match self.kinds.get(id) {
                Some(Kind::YesNo(_)) if *b => Cond::Yes(r),
                Some(Kind::YesNo(_)) => Cond::not(Cond::Yes(r)),
                _ => Cond::Is(r, b.to_string()),
            },
            (None, Expr::Var(other, None)) => self.same_value(&r, other),
            _ => self.compares(Cmp::Eq, var, literal),
        }
    }

    /// Two variables: numbers by size, codes by each code that both may have.
    pub(super) fn same_value(&mut self, r: &Ref, other: &str) -> Cond {
        let o = self.now(other);
        if matches!(self.kinds.get(&r.var), Some(Kind::Number(_) | Kind::Ordinal)) {
            return Cond::Compare(Cmp::Eq, Num::Ref(r.clone()), Num::Ref(o));
        }
        let (mine, theirs) = (self.options(&r.var), self.options(other));
        let pairs = mine.iter().enumerate().filter_map(|(i, m)| {
            let j = theirs.iter().position(|t| t.code.key() == m.code.key())?;
            Some((i, j))
        });
        let parts =
            pairs.map(|(i, j)| Cond::all(vec![self.option_is(r, i), self.option_is(&o, j)])).collect();
        Cond::any(parts)
    }

    /// A value is one of its options.
    pub(super) fn option_is(&self, r: &Ref, at: usize) -> Cond {
        let option = self.options(&r.var).into_iter().nth(at);
        match self.kinds.get(&r.var) {
            Some(Kind::YesNo(yes)) if *yes == at => Cond::Yes(r.clone()),
            Some(Kind::YesNo(_)) => Cond::not(Cond::Yes(r.clone())),
            Some(Kind::Choice) => Cond::Choice(r.clone(), at),
            Some(Kind::Ordinal) if self.shares_points(&r.var, at) => {
                let label = Ref { var: label_of(&r.var), version: 0, unit: None };
                Cond::Is(label, option.map(|o| crate::write::label(&o)).unwrap_or_default())
            }
            Some(Kind::Ordinal) => {
                let points = option.and_then(|o| o.points).unwrap_or_default();
                Cond::Compare(Cmp::Eq, Num::Ref(r.clone()), Num::Const(points.to_string(), None))
            }
            _ => self
                .copied(r, at)
                .unwrap_or_else(|| Cond::Is(r.clone(), option.map(|o| o.code.label).unwrap_or_default())),
        }
    }

    /// Whether another code has the same number, so that the number does not say which it is.
    pub(crate) fn shares_points(&self, id: &str, at: usize) -> bool {
        let all = self.options(id);
        let mine = all.get(at).and_then(|o| o.points);
        all.iter().enumerate().any(|(i, o)| i != at && o.points == mine)
    }

    /// A text that only repeats an input, with a code of its own where that is not known.
    pub(super) fn copied(&self, r: &Ref, at: usize) -> Option<Cond> {
        let entries = self.courses.get(&r.var)?.entries.get(..r.version)?;
        let source = entries.iter().flat_map(|e| e.cond.refs()).next()?;
        let options = self.options(&r.var);
        let (rest, rows): (Vec<&Entry>, Vec<&Entry>) =
            entries.iter().partition(|e| e.cond == Cond::Const(true));
        let answers = self.options(&source.var);
        let plain = rows.iter().all(|e| match (&e.cond, &e.value) {
            (Cond::Choice(s, i), Value::Code(j)) => {
                *s == source && answers.get(*i).map(|o| o.code.key()) == options.get(*j).map(|o| o.code.key())
            }
            _ => false,
        });
        if !plain || rows.is_empty() || rows.len() != answers.len() || rest.len() > 1 {
            return None;
        }
        let answer = rows.iter().find(|e| e.value == Value::Code(at)).map(|e| e.cond.clone());
        let unset =
            rest.first().filter(|e| e.value == Value::Code(at)).map(|_| Cond::not(Cond::Known(source)));
        Some(Cond::any(unset.into_iter().chain(answer).collect()))
    }

    pub(super) fn unit_is(&mut self, id: &str, unit: &str) -> Cond {
        let mut r = self.now(id);
        let Some(Kind::Number(all)) = self.kinds.get(id).cloned() else { return Cond::Const(false) };
        let wanted = normal(unit).unit().to_string();
        let plain = (wanted != "1").then_some(wanted.clone());
        let Some(at) = all.iter().position(|u| match (u, &plain) {
            (Some(a), Some(b)) => convertible(a, b),
            (None, None) => true,
            _ => false,
        }) else {
            return Cond::Const(false);
        };
        if all.get(at) == Some(&plain) {
            if all.len() > 1 {
                r.unit = Some(plain.clone().unwrap_or_else(|| "1".into()));
            }
            return self.known_ref(&r);
        }
        let first = all.get(at).cloned().flatten().unwrap_or_default();
        self.note(
            Weight::Told,
            format!("`{unit}` converts into `{first}`, so what is asked only of values in `{unit}` is left to the conversion"),
        );
        Cond::Const(false)
    }

    pub(super) fn compares(&mut self, op: Cmp, a: &Expr, b: &Expr) -> Cond {
        if is_null(a) || is_null(b) {
            return Cond::Const(false);
        }
        if let Some(c) = self.compares_times(op, a, b) {
            return c;
        }
        // A literal says in which of several units the value is meant.
        let before = self.demanded.clone();
        for (x, y) in [(a, b), (b, a)] {
            if let (Expr::Var(id, None), Expr::Quantity(_, u)) = (x, y) {
                self.demanded.insert(id.clone(), u.clone());
            }
        }
        let (x, y) = (self.num(a), self.num(b));
        self.demanded = before;
        // One unit in several spellings is one.
        let spelt = |n: Num, of: &Option<Num>| match (n, of) {
            (Num::Const(k, Some(u)), Some(Num::Ref(r))) => {
                let own = self.unit_now(r).filter(|own| crate::render::same_unit(own, &u));
                Num::Const(k, Some(own.unwrap_or(u)))
            }
            (n, _) => n,
        };
        let (p, q) = (x.clone(), y.clone());
        match (x.map(|n| spelt(n, &q)), y.map(|n| spelt(n, &p))) {
            (Some(x), Some(y)) => Cond::Compare(op, x, y),
            _ => {
                let e = sketch(a);
                self.note(
                    Weight::Lost,
                    format!(
                        "a comparison that cannot be said ({e} {} {}); what the rule writes is open here",
                        op.sign(),
                        sketch(b)
                    ),
                );
                self.unsaid = true;
                Cond::Const(false)
            }
        }
    }

    /// Whether a code lies below a term of the guideline.
    pub(super) fn is_a(&mut self, a: &Expr, b: &Expr) -> Cond {
        let (Expr::Var(id, _), Expr::Coded(term)) = (a, b) else { return self.no_condition(a) };
        let r = self.now(id);
        let mut hits = Vec::new();
        for (at, o) in self.options(id).iter().enumerate() {
            let codes = self.g.term_bindings.get(&o.code.terminology).and_then(|t| t.get(&term.code));
            if codes.is_some_and(|all| all.iter().any(|c| o.code.code.starts_with(c.as_str()))) {
                hits.push(self.option_is(&r, at));
            }
        }
        if hits.is_empty() {
            self.note(Weight::Lost, format!("`is_a` {}: no code of `{id}` is bound to it", term.key()));
        }
        Cond::any(hits)
    }
}
