//! Tables and script functions.

use super::answer::{Answer, Gaps, Number, Value, Words, gap, merge};
use super::engine::{Eval, Scope};
use super::level::side;
use super::text;
use crate::model::{Arg, Call, Cell, ResultType, Row, RowResult, TableDef};
use crate::value::{End, Interval, Num, Reason, Truth};

/// An argument, as far as it is known.
enum Given {
    Num(Number, crate::model::NodeId),
    Text(Words),
    YesNo(Answer),
    Choice(Result<usize, Gaps>),
}

impl Given {
    fn gaps(&self) -> Gaps {
        match self {
            Given::Num(n, _) => n.gaps.clone(),
            Given::Text(t) => t.gaps.clone(),
            Given::YesNo(a) => a.gaps.clone(),
            Given::Choice(Ok(_)) => Vec::new(),
            Given::Choice(Err(gaps)) => gaps.clone(),
        }
    }

    fn meets(&self, cell: &Cell) -> Truth {
        match (cell, self) {
            (Cell::Any, _) => Truth::True,
            (Cell::Range(r), Given::Num(n, _)) => side(&n.range, r),
            (Cell::Text(t), Given::Text(w)) => w.is(t),
            (Cell::YesNo(true), Given::YesNo(a)) => a.truth,
            (Cell::YesNo(false), Given::YesNo(a)) => !a.truth,
            (Cell::Choice(c), Given::Choice(Ok(given))) => (c == given).into(),
            (Cell::Choice(_), Given::Choice(Err(_))) => Truth::Unknown,
            _ => Truth::False,
        }
    }
}

impl Eval<'_> {
    /// A table or a function with its arguments.
    pub fn call(&self, call: &Call, scope: &Scope<'_>) -> Value {
        match call {
            Call::Table(id, args) => match self.model.tables.get(id.index()) {
                Some(table) => self.table(table, args, scope),
                None => undefined(ResultType::Text, vec![gap("table", Reason::Undefined)]),
            },
            Call::Function(id, args) => self.function(*id, args, scope),
        }
    }

    /// The first row that matches; where arguments leave several open, all of them.
    fn table(&self, table: &TableDef, args: &[Arg], scope: &Scope<'_>) -> Value {
        let given: Vec<Given> = args.iter().map(|a| self.given_arg(a, scope)).collect();
        for row in &table.rows {
            for (cell, g) in row.cells.iter().zip(&given) {
                if let (Cell::Range(r), Given::Num(n, node)) = (cell, g) {
                    for end in [r.lo, r.hi] {
                        if let End::Closed(t) | End::Open(t) = end {
                            self.observe_compared(*node, None, t, n.range);
                        }
                    }
                }
            }
        }
        let mut rows: Vec<&Row> = Vec::new();
        let mut certain = false;
        for row in &table.rows {
            let cells = row.cells.iter().zip(&given);
            match cells.fold(Truth::True, |t, (cell, g)| t.and(g.meets(cell))) {
                Truth::False => {}
                Truth::Unknown => rows.push(row),
                Truth::True => {
                    rows.push(row);
                    certain = true;
                    break;
                }
            }
        }
        let mut gaps = Vec::new();
        for g in &given {
            merge(&mut gaps, g.gaps());
        }
        let facts = given
            .iter()
            .flat_map(|g| match g {
                Given::Num(n, _) => n.facts.clone(),
                Given::Text(t) => t.facts.clone(),
                Given::YesNo(a) => a.facts.clone(),
                Given::Choice(_) => Vec::new(),
            })
            .collect::<Vec<_>>();
        if !certain {
            // Rows that cover every value between them need not be certain one by one.
            let covered = matches!(given.as_slice(), [Given::Num(n, _)] if covers(&table.rows, &n.range));
            if !covered {
                merge(&mut gaps, [gap(text::short(&table.name), Reason::Undefined)]);
                return undefined(table.result.clone(), gaps);
            }
        }
        join(&table.result, &rows, gaps, facts)
    }

    fn given_arg(&self, a: &Arg, scope: &Scope<'_>) -> Given {
        match a {
            Arg::Num(n) => Given::Num(self.number(n, scope), n.id),
            Arg::Text(t) => Given::Text(self.words(t, scope)),
            Arg::Cond(c) => Given::YesNo(self.cond(c, scope)),
            Arg::Choice(id) => Given::Choice(self.choice(*id)),
            Arg::Facts(p) => Given::YesNo(self.presence(p, scope)),
        }
    }
}

/// Whether the rows of a table of one number hold every value of a range.
fn covers(rows: &[Row], range: &Interval<Num>) -> bool {
    let ranges = rows.iter().filter_map(|r| match r.cells.as_slice() {
        [Cell::Range(r)] => Some(*r),
        [Cell::Any] => Some(Interval::all()),
        _ => None,
    });
    let mut left = vec![*range];
    for r in ranges {
        left = left.iter().flat_map(|part| without(part, &r)).collect();
    }
    left.is_empty()
}

/// What is left of a range without another.
fn without(a: &Interval<Num>, b: &Interval<Num>) -> Vec<Interval<Num>> {
    let outside = |e: End<Num>| match e {
        End::Closed(v) => Some(End::Open(v)),
        End::Open(v) => Some(End::Closed(v)),
        End::Unbounded => None,
    };
    let below = outside(b.lo).and_then(|hi| a.intersect(&Interval { lo: End::Unbounded, hi }));
    let above = outside(b.hi).and_then(|lo| a.intersect(&Interval { lo, hi: End::Unbounded }));
    below.into_iter().chain(above).collect()
}

/// What the rows that may match give together.
fn join(kind: &ResultType, rows: &[&Row], gaps: Gaps, facts: Vec<super::facts::FactRef>) -> Value {
    match kind {
        ResultType::Num(_) => {
            let numbers = rows.iter().filter_map(|r| match r.result {
                RowResult::Num(n) => Some(Interval::exact(n)),
                _ => None,
            });
            let hull = numbers.reduce(|a, b| a.hull(&b));
            Value::Num(Number { range: Interval::all(), gaps, facts }.with(hull))
        }
        ResultType::Text => {
            let mut texts = Vec::new();
            for r in rows {
                if let RowResult::Text(t) = &r.result {
                    merge(&mut texts, [t.clone()]);
                }
            }
            let gaps = if texts.len() == 1 { Vec::new() } else { gaps };
            Value::Text(Words { texts: Some(texts), gaps, facts })
        }
        ResultType::YesNo => {
            let all = |b: bool| rows.iter().all(|r| matches!(r.result, RowResult::YesNo(x) if x == b));
            let truth = match (all(true), all(false)) {
                (true, _) => Truth::True,
                (_, true) => Truth::False,
                _ => Truth::Unknown,
            };
            Value::Cond(Answer::new(truth, gaps, facts))
        }
    }
}

/// Nothing known of a result.
pub(crate) fn undefined(kind: ResultType, gaps: Gaps) -> Value {
    match kind {
        ResultType::Num(_) => Value::Num(Number::unknown(gaps, Vec::new())),
        ResultType::Text => Value::Text(Words::unknown(gaps, Vec::new())),
        ResultType::YesNo => Value::Cond(Answer::new(Truth::Unknown, gaps, Vec::new())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_cover_a_range_between_them() {
        let row = |lo, hi| Row {
            cells: vec![Cell::Range(Interval::new(lo, hi).unwrap())],
            result: RowResult::YesNo(true),
        };
        let n = |i: i64| Num::from(i);
        let rows = [row(End::Closed(n(60)), End::Unbounded), row(End::Closed(n(30)), End::Open(n(60)))];
        assert!(covers(&rows, &Interval::closed(n(40), n(70)).unwrap()));
        assert!(!covers(&rows, &Interval::closed(n(20), n(70)).unwrap()));
        assert!(covers(&rows, &Interval::exact(n(30))));
    }
}
