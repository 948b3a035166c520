//! What a number can be at all: results within what is plausible, scores within
//! the sum of their items, counts from zero.

use super::keys::Scope;
use crate::model::{
    Aggregate, DefineValue, InputId, InputKind, Model, NumExpr, NumKind, ObservationId, ScoreId, ScoreItem,
    ValueExpr,
};
use crate::value::{CmpOp, End, Interval, Num};
use crate::vocab::AggregateKind;

/// The values a number can have.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Domain {
    pub(crate) range: Interval<Num>,
    /// Only whole numbers.
    pub(crate) whole: bool,
}

impl Domain {
    const ANY: Domain = Domain { range: Interval { lo: End::Unbounded, hi: End::Unbounded }, whole: false };

    fn counted() -> Domain {
        Domain { range: Interval { lo: End::Closed(Num::ZERO), hi: End::Unbounded }, whole: true }
    }

    fn exact(v: Num) -> Domain {
        Domain { range: Interval::exact(v), whole: v.floor() == v }
    }

    /// The sum of one of these and one of those.
    fn plus(self, o: Domain) -> Domain {
        match self.range.add(&o.range) {
            Some(range) => Domain { range, whole: self.whole && o.whole },
            None => Domain::ANY,
        }
    }

    fn or(self, o: Domain) -> Domain {
        Domain { range: self.range.hull(&o.range), whole: self.whole && o.whole }
    }
}

/// Definitions and scores nested deeper than this are not looked into.
const DEEP: u32 = 20;

/// What a number is once its names are followed.
pub(crate) fn followed<'a>(model: &'a Model, n: &'a NumExpr, scope: Scope<'a>) -> (&'a NumExpr, Scope<'a>) {
    let (mut n, mut scope) = (n, scope);
    for _ in 0..DEEP {
        match &n.kind {
            NumKind::Let(id) => match scope.lets.get(id.index()).map(|l| &l.value) {
                Some(ValueExpr::Num(inner)) => {
                    scope = Scope { lets: scope.lets.get(..id.index()).unwrap_or_default(), here: None };
                    n = inner;
                }
                _ => break,
            },
            NumKind::Define(id) => match super::define(model, *id) {
                Some(DefineValue::Num(inner)) => {
                    scope = Scope::default();
                    n = inner;
                }
                _ => break,
            },
            _ => break,
        }
    }
    (n, scope)
}

/// The observation whose results a number is, one of them or a mean of them.
pub(crate) fn results_of(n: &NumExpr) -> Option<&Aggregate> {
    let NumKind::Aggregate(a) = &n.kind else { return None };
    is_result(a.kind).then_some(a)
}

/// Whether an aggregate lies among the results it is made of.
fn is_result(kind: AggregateKind) -> bool {
    match kind {
        AggregateKind::Latest
        | AggregateKind::Earliest
        | AggregateKind::Highest
        | AggregateKind::Lowest
        | AggregateKind::Mean
        | AggregateKind::Median => true,
        AggregateKind::Count | AggregateKind::Sum | AggregateKind::Change | AggregateKind::Slope => false,
    }
}

/// The values that count as results of an observation.
pub(crate) fn plausible(model: &Model, id: ObservationId) -> Option<Interval<Num>> {
    model.observations.get(id.index())?.plausible
}

/// What a number can be.
pub(crate) fn domain<'a>(model: &'a Model, n: &'a NumExpr, scope: Scope<'a>) -> Domain {
    of_num(model, n, scope, DEEP)
}

fn of_num<'a>(model: &'a Model, n: &'a NumExpr, scope: Scope<'a>, deep: u32) -> Domain {
    let Some(deep) = deep.checked_sub(1) else { return Domain::ANY };
    let (n, scope) = followed(model, n, scope);
    match &n.kind {
        NumKind::Const(v) => Domain::exact(*v),
        NumKind::Aggregate(a) if a.kind == AggregateKind::Count => Domain::counted(),
        NumKind::Aggregate(a) if is_result(a.kind) => match plausible(model, a.series.observation) {
            Some(range) => Domain { range, whole: false },
            None => Domain::ANY,
        },
        NumKind::Count(..) | NumKind::Age(..) => Domain::counted(),
        NumKind::Score(id) => of_score(model, *id, deep),
        NumKind::Points(id) => of_points(model, *id),
        NumKind::Input(id) => match model.inputs.get(id.index()).map(|i| &i.kind) {
            Some(InputKind::Number { range, .. }) => Domain { range: *range, whole: false },
            _ => Domain::ANY,
        },
        NumKind::Add(a, b) => of_num(model, a, scope, deep).plus(of_num(model, b, scope, deep)),
        NumKind::Neg(a) => {
            let a = of_num(model, a, scope, deep);
            Domain { range: a.range.neg(), whole: a.whole }
        }
        NumKind::Choose(rows) => {
            let each = rows.iter().map(|(_, n)| of_num(model, n, scope, deep));
            each.reduce(Domain::or).unwrap_or(Domain::ANY)
        }
        NumKind::If(_, a, b) => of_num(model, a, scope, deep).or(of_num(model, b, scope, deep)),
        _ => Domain::ANY,
    }
}

fn of_points(model: &Model, id: InputId) -> Domain {
    let Some(InputKind::Choice(choices)) = model.inputs.get(id.index()).map(|i| &i.kind) else {
        return Domain::ANY;
    };
    let each: Option<Vec<Domain>> = choices.iter().map(|c| c.points.map(Domain::exact)).collect();
    each.and_then(|all| all.into_iter().reduce(Domain::or)).unwrap_or(Domain::ANY)
}

/// The sum of what each item can give.
fn of_score(model: &Model, id: ScoreId, deep: u32) -> Domain {
    let (Some(score), Some(deep)) = (model.scores.get(id.index()), deep.checked_sub(1)) else {
        return Domain::ANY;
    };
    if score.items.is_empty() {
        return Domain::ANY;
    }
    let points = score.items.iter().map(|item| match item {
        ScoreItem::If(points, _) => Domain::exact(Num::ZERO).or(Domain::exact(*points)),
        ScoreItem::Points(n) => of_num(model, n, Scope::default(), deep),
        ScoreItem::By(_, rows) => hull(rows.iter().map(|r| r.1)),
        ScoreItem::ByChoice(_, rows) => hull(rows.iter().map(|r| r.1)),
        ScoreItem::Score(id) => of_score(model, *id, deep),
    });
    points.fold(Domain::exact(Num::ZERO), Domain::plus)
}

fn hull(points: impl Iterator<Item = Num>) -> Domain {
    points.map(Domain::exact).reduce(Domain::or).unwrap_or(Domain::ANY)
}

/// A comparison with a constant: what is compared, how, and with what.
pub(crate) fn with_constant<'a>(
    op: CmpOp,
    a: &'a NumExpr,
    b: &'a NumExpr,
) -> Option<(&'a NumExpr, CmpOp, Num, &'a NumExpr)> {
    match (&a.kind, &b.kind) {
        (_, NumKind::Const(v)) => Some((a, op, *v, b)),
        (NumKind::Const(v), _) => Some((b, op.flip(), *v, a)),
        _ => None,
    }
}
