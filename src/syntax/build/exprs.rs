//! Conditions and values: the Pratt step over the flat pairs.

use super::*;
use pest::pratt_parser::{Assoc, Op, PrattParser};
use std::sync::LazyLock;

/// Loosest first; the table of `grammar/README.md`.
static PRATT: LazyLock<PrattParser<Rule>> = LazyLock::new(|| {
    let left = |r| Op::infix(r, Assoc::Left);
    PrattParser::new()
        .op(left(Rule::or))
        .op(left(Rule::and))
        .op(Op::prefix(Rule::not) | Op::prefix(Rule::surely))
        .op(left(Rule::cmp)
            | left(Rule::before)
            | left(Rule::after)
            | left(Rule::during)
            | left(Rule::overlaps)
            | Op::postfix(Rule::is)
            | Op::postfix(Rule::between_ends)
            | Op::postfix(Rule::within_of)
            | Op::postfix(Rule::trend))
        .op(left(Rule::add) | left(Rule::sub))
        .op(left(Rule::mul) | left(Rule::div))
        .op(Op::prefix(Rule::minus))
        .op(Op::postfix(Rule::field))
});

/// A condition or value.
pub(super) fn expr(b: &mut Builder<'_>, node: Node<'_>) -> Expr {
    let span = b.tight(&node);
    let parts: Vec<Node<'_>> = kids(node).collect();
    fold(b, parts, span)
}

/// A value without comparisons.
pub(super) fn arith(b: &mut Builder<'_>, node: Node<'_>) -> Expr {
    expr(b, node)
}

/// The result of a row.
pub(super) fn row_result(b: &mut Builder<'_>, node: Node<'_>) -> Expr {
    let span = b.tight(&node);
    let parts: Vec<Node<'_>> = kids(node).collect();
    if let [only] = parts.as_slice()
        && only.as_rule() == Rule::arith
    {
        return arith(b, only.clone());
    }
    fold(b, parts, span)
}

fn fold(b: &mut Builder<'_>, parts: Vec<Node<'_>>, span: Span) -> Expr {
    let operators = parts.iter().filter(|p| !is_primary(p.as_rule())).count();
    if operators > MAX_OPERATORS {
        b.diags.push(
            Diag::new(
                Code::NestingTooDeep,
                span,
                format!("more than {MAX_OPERATORS} operators in one condition"),
            )
            .help("give a part of it a name with `define`, or list the alternatives in a code set"),
        );
        return Expr { kind: ExprKind::Error, span };
    }
    let state = std::cell::RefCell::new(b);
    PRATT
        .map_primary(|p| primary(&mut state.borrow_mut(), p))
        .map_prefix(|op, e| prefix(&state.borrow(), &op, e))
        .map_infix(|l, op, r| infix(&mut state.borrow_mut(), l, &op, r))
        .map_postfix(|e, op| postfix(&mut state.borrow_mut(), e, op))
        .parse(parts.into_iter())
}

fn is_primary(rule: Rule) -> bool {
    use Rule::*;
    matches!(
        rule,
        choose
            | presence
            | quantified
            | over
            | aggregate
            | repeat
            | paren
            | date
            | duration
            | quantity
            | row_literal
            | string
            | yes_no
            | call
            | name
    )
}

fn prefix(b: &Builder<'_>, op: &Node<'_>, e: Expr) -> Expr {
    let span = b.span(op).to(e.span);
    let kind = match op.as_rule() {
        Rule::not => ExprKind::Not(Box::new(e)),
        Rule::surely => ExprKind::Surely(Box::new(e)),
        _ => ExprKind::Neg(Box::new(e)),
    };
    Expr { kind, span }
}

fn infix(b: &mut Builder<'_>, l: Expr, op: &Node<'_>, r: Expr) -> Expr {
    let which = match op.as_rule() {
        Rule::or => BinOp::Or,
        Rule::and => BinOp::And,
        Rule::add => BinOp::Add,
        Rule::sub => BinOp::Sub,
        Rule::mul => BinOp::Mul,
        Rule::div => BinOp::Div,
        Rule::before => BinOp::Before,
        Rule::after => BinOp::After,
        Rule::during => BinOp::During,
        Rule::overlaps => BinOp::Overlaps,
        _ => BinOp::Cmp(cmp(op.as_str())),
    };
    let op_span = b.span(op);
    if is_comparison(which) {
        no_chain(b, &l, op_span);
    }
    let span = l.span.to(r.span);
    Expr { kind: ExprKind::Binary(Box::new(l), Spanned { node: which, span: op_span }, Box::new(r)), span }
}

fn is_comparison(op: BinOp) -> bool {
    matches!(op, BinOp::Cmp(_) | BinOp::Before | BinOp::After | BinOp::During | BinOp::Overlaps)
}

/// Reports `a < b < c`: one comparison a step.
fn no_chain(b: &mut Builder<'_>, left: &Expr, op: Span) {
    let chained = match &left.kind {
        ExprKind::Binary(_, op, _) => is_comparison(op.node),
        ExprKind::Is { .. } | ExprKind::From(..) | ExprKind::WithinOf(..) | ExprKind::Trend(_) => true,
        _ => false,
    };
    if chained {
        b.diags.push(
            Diag::new(Code::Syntax, op, "a comparison of a comparison")
                .label("compares the answer of the comparison before it")
                .also(left.span, "this is already a comparison")
                .help("comparisons do not chain: write `a < b and b < c`, or `b from a to c` with both ends included"),
        );
    }
}

fn postfix(b: &mut Builder<'_>, e: Expr, op: Node<'_>) -> Expr {
    let span = e.span.to(b.tight(&op));
    if op.as_rule() != Rule::field {
        let at = b.span(&op);
        no_chain(b, &e, Span { end: at.start.saturating_add(2).min(at.end), ..at });
    }
    let whole = e.span;
    let kind = match op.as_rule() {
        Rule::field => kids(op).next().map(|w| ExprKind::Field(Box::new(e), b.word(&w))),
        Rule::is => is(b, e, op),
        Rule::between_ends => {
            let mut ends = kids(op);
            (|| {
                Some(ExprKind::From(
                    Box::new(e),
                    Box::new(arith(b, ends.next()?)),
                    Box::new(arith(b, ends.next()?)),
                ))
            })()
        }
        Rule::within_of => within_of(b, op).map(|(d, t)| ExprKind::WithinOf(Box::new(e), d, Box::new(t))),
        _ => trend(b, e, op),
    };
    Expr { kind: kind.unwrap_or(ExprKind::Error), span: whole.to(span) }
}

fn within_of(b: &mut Builder<'_>, node: Node<'_>) -> Built<(Spanned<Duration>, Expr)> {
    let mut parts = kids(node);
    let d = b.duration(parts.next()?);
    Some((d, arith(b, parts.next()?)))
}

fn is(b: &mut Builder<'_>, of: Expr, node: Node<'_>) -> Built<ExprKind> {
    let (mut negated, mut word, mut quoted) = (false, None, false);
    for p in kids(node) {
        match p.as_rule() {
            Rule::kw_not => negated = true,
            Rule::string => {
                let text = b.unescape(&p);
                word = Some(b.at(&p, text));
                quoted = true;
            }
            _ => {
                let words: Vec<&str> = p.as_str().split_whitespace().collect();
                word = Some(b.at(&p, words.join(" ")));
            }
        }
    }
    Some(ExprKind::Is { of: Box::new(of), negated, word: word?, quoted })
}

fn trend(b: &mut Builder<'_>, subject: Expr, node: Node<'_>) -> Built<ExprKind> {
    let at = b.tight(&node);
    let (mut what, mut wins) = (None, Vec::new());
    for p in kids(node) {
        match p.as_rule() {
            Rule::window => wins.extend(window(b, p)),
            _ => what = trend_kind(b, p),
        }
    }
    let subject_span = subject.span;
    let Some((of, mut windows)) = subject_of(subject) else {
        b.diags.push(
            Diag::new(Code::Syntax, subject_span, "only an observation can rise or fall")
                .label("not an observation's name")
                .also(at, "said of it here")
                .help("name the observation: `Creatinine rose by 0.3 mg/dL within 48 hours`"),
        );
        return None;
    };
    windows.extend(wins);
    Some(ExprKind::Trend(Box::new(Trend { of, kind: what?, windows })))
}

/// What a trend is about: an observation's name, `(A or B)`, or `latest X with … in …`.
fn subject_of(e: Expr) -> Option<(Selector, Vec<Window>)> {
    let span = e.span;
    let plain = |names| Some((Selector { names, modifiers: Vec::new(), binding: None, span }, Vec::new()));
    match e.kind {
        ExprKind::Name(n) => plain(vec![Spanned { node: n, span }]),
        ExprKind::Paren(inner) => {
            let mut names = Vec::new();
            or_names(*inner, &mut names)?;
            plain(names)
        }
        ExprKind::Aggregate(a) if a.kind.node == AggregateKind::Latest => Some((a.of, a.windows)),
        _ => None,
    }
}

fn or_names(e: Expr, names: &mut Vec<Name>) -> Option<()> {
    match e.kind {
        ExprKind::Name(n) => names.push(Spanned { node: n, span: e.span }),
        ExprKind::Binary(l, op, r) if op.node == BinOp::Or => {
            or_names(*l, names)?;
            or_names(*r, names)?;
        }
        _ => return None,
    }
    Some(())
}

fn trend_kind(b: &mut Builder<'_>, node: Node<'_>) -> Built<TrendKind> {
    let rule = node.as_rule();
    let mut parts = kids(node);
    let first = parts.next()?;
    Some(match rule {
        Rule::course if first.as_str() == "rising" => TrendKind::Rising,
        Rule::course => TrendKind::Falling,
        Rule::changed => {
            let amount = b.literal(parts.next()?)?;
            let within = b.duration(parts.next()?);
            if first.as_str() == "rose" {
                TrendKind::RoseBy(amount, within)
            } else {
                TrendKind::FellBy(amount, within)
            }
        }
        Rule::fold => {
            let n = kids(first).next()?;
            let num = b.number(&n);
            TrendKind::Fold(b.at(&n, num), b.duration(parts.next()?))
        }
        _ => {
            let within = b.duration(parts.next()?);
            if first.as_str() == "halved" {
                TrendKind::Halved(within)
            } else {
                TrendKind::Fold(b.at(&first, Num::from(2)), within)
            }
        }
    })
}

fn primary(b: &mut Builder<'_>, node: Node<'_>) -> Expr {
    let span = b.tight(&node);
    let kind = match node.as_rule() {
        Rule::name => Some(ExprKind::Name(node.as_str().to_string())),
        Rule::paren => kids(node).next().map(|e| ExprKind::Paren(Box::new(expr(b, e)))),
        Rule::call => call(b, node),
        Rule::choose => choose(b, node),
        Rule::presence => presence(b, node).map(ExprKind::Presence),
        Rule::quantified => quantified(b, node),
        Rule::over => over(b, node),
        Rule::aggregate => aggregate(b, node),
        Rule::repeat => repeat(b, node),
        _ => b.literal(node).map(|l| ExprKind::Literal(l.node)),
    };
    Expr { kind: kind.unwrap_or(ExprKind::Error), span }
}

fn call(b: &mut Builder<'_>, node: Node<'_>) -> Built<ExprKind> {
    let mut parts = kids(node);
    let name = b.word(&parts.next()?);
    let argument = |p: Node<'_>| match p.as_rule() {
        Rule::quoted_unit => {
            let unit = b.unit(&p);
            Expr { kind: ExprKind::Literal(Literal::Text(unit.node)), span: unit.span }
        }
        _ => expr(b, p),
    };
    Some(ExprKind::Call(name, parts.map(argument).collect()))
}

fn choose(b: &mut Builder<'_>, node: Node<'_>) -> Built<ExprKind> {
    let (mut rows, mut rest) = (Vec::new(), None);
    for p in kids(node) {
        let rule = p.as_rule();
        let mut parts = kids(p);
        match rule {
            Rule::choose_row => rows.push((arith(b, parts.next()?), expr(b, parts.next()?))),
            Rule::choose_rest => rest = Some(Box::new(arith(b, parts.next()?))),
            _ => {}
        }
    }
    Some(ExprKind::Choose(rows, rest))
}

fn presence(b: &mut Builder<'_>, node: Node<'_>) -> Built<Presence> {
    let span = b.tight(&node);
    let (mut verb, mut of, mut windows) = (None, None, Vec::new());
    for p in kids(node) {
        match p.as_rule() {
            Rule::verb => verb = Some(b.at(&p, verb_of(p.as_str())?)),
            Rule::selector => of = selector(b, p),
            Rule::window => windows.extend(window(b, p)),
            Rule::binding => bind_after(b, &mut of, p)?,
            _ => {}
        }
    }
    Some(Presence { verb: verb?, selector: of?, windows, span })
}

/// A binding behind the windows belongs to the selector.
fn bind_after(b: &mut Builder<'_>, of: &mut Option<Selector>, node: Node<'_>) -> Option<()> {
    let span = b.tight(&node);
    let name = b.word(&kids(node).next()?);
    let of = of.as_mut()?;
    match &of.binding {
        Some(first) => b.diags.push(
            Diag::new(Code::Syntax, span, "a second name for the same fact")
                .also(first.span, "the first name is here"),
        ),
        None => of.binding = Some(name),
    }
    Some(())
}

fn verb_of(text: &str) -> Option<Verb> {
    let words: Vec<&str> = text.split_whitespace().collect();
    Some(match words.as_slice() {
        ["has"] => Verb::Has,
        ["had"] => Verb::Had,
        ["ruled", ..] => Verb::RuledOut,
        ["taking"] => Verb::Taking,
        ["taking", ..] => Verb::TakingOrOrdering,
        ["ordering"] => Verb::Ordering,
        ["taken"] => Verb::Taken,
        ["given"] => Verb::Given,
        ["allergic", ..] => Verb::AllergicTo,
        ["immunized", ..] => Verb::ImmunizedWith,
        ["underwent"] => Verb::Underwent,
        ["ordered"] => Verb::Ordered,
        ["measured"] => Verb::Measured,
        ["family", ..] => Verb::FamilyHistoryOf,
        ["visited"] => Verb::Visited,
        _ => return None,
    })
}

/// `NSAID with systemic route as drug`.
pub(super) fn selector(b: &mut Builder<'_>, node: Node<'_>) -> Built<Selector> {
    let span = b.tight(&node);
    let (mut names, mut modifiers, mut binding) = (Vec::new(), Vec::new(), None);
    for p in kids(node) {
        match p.as_rule() {
            Rule::name => names.push(b.word(&p)),
            Rule::name_list => {
                names = kids(p).filter(|n| n.as_rule() == Rule::name).map(|n| b.word(&n)).collect();
            }
            Rule::modifiers => modifiers = kids(p).filter_map(|m| modifier(b, m)).collect(),
            _ => binding = kids(p).next().map(|n| b.word(&n)),
        }
    }
    Some(Selector { names, modifiers, binding, span })
}

fn modifier(b: &mut Builder<'_>, node: Node<'_>) -> Built<Modifier> {
    let span = b.tight(&node);
    let (mut words, mut op, mut compare) = (Vec::new(), CmpOp::Eq, None);
    for p in kids(node) {
        match p.as_rule() {
            Rule::cmp => op = cmp(p.as_str()),
            Rule::modifier_point => compare = b.literal(p).map(|l| (op, l)),
            _ => words.push(b.word(&p)),
        }
    }
    Some(Modifier { words, compare, span })
}

fn window(b: &mut Builder<'_>, node: Node<'_>) -> Built<Window> {
    let span = b.tight(&node);
    let inner = kids(node).next()?;
    let rule = inner.as_rule();
    let kind = match rule {
        Rule::in_last => WindowKind::InLast(b.duration(kids(inner).next()?).node),
        Rule::at_least_ago => WindowKind::AtLeastAgo(b.duration(kids(inner).next()?).node),
        Rule::during_encounter => WindowKind::DuringEncounter,
        Rule::within_of => {
            let (d, t) = within_of(b, inner)?;
            WindowKind::WithinOf(d.node, Box::new(t))
        }
        _ => {
            let mut parts = kids(inner);
            let word = parts.next()?;
            let t = Box::new(arith(b, parts.next()?));
            match word.as_str() {
                "since" => WindowKind::Since(t),
                "before" => WindowKind::Before(t),
                _ => WindowKind::After(t),
            }
        }
    };
    Some(Window { kind, span })
}

fn quantified(b: &mut Builder<'_>, node: Node<'_>) -> Built<ExprKind> {
    let mut parts = kids(node);
    let which = match parts.next()?.as_str() {
        "any" => Quantifier::Any,
        "all" => Quantifier::All,
        _ => Quantifier::Count,
    };
    let of = presence(b, parts.next()?)?;
    let condition = parts.next().and_then(|w| kids(w).next()).map(|e| Box::new(expr(b, e)));
    Some(ExprKind::Quantified(which, Box::new(of), condition))
}

fn over(b: &mut Builder<'_>, node: Node<'_>) -> Built<ExprKind> {
    let mut parts = kids(node);
    let which = match parts.next()?.as_str() {
        "sum" => OverKind::Sum,
        "highest" => OverKind::Highest,
        _ => OverKind::Lowest,
    };
    let value = arith(b, parts.next()?);
    Some(ExprKind::Over(which, Box::new(value), Box::new(presence(b, parts.next()?)?)))
}

fn aggregate(b: &mut Builder<'_>, node: Node<'_>) -> Built<ExprKind> {
    let mut parts = kids(node);
    let word = parts.next()?;
    let kind = match word.as_str().split_whitespace().next()? {
        "latest" => AggregateKind::Latest,
        "earliest" => AggregateKind::Earliest,
        "highest" => AggregateKind::Highest,
        "lowest" => AggregateKind::Lowest,
        "mean" => AggregateKind::Mean,
        "median" => AggregateKind::Median,
        "count" => AggregateKind::Count,
        "sum" => AggregateKind::Sum,
        "change" => AggregateKind::Change,
        _ => AggregateKind::Slope,
    };
    let kind = b.at(&word, kind);
    let of = selector(b, parts.next()?)?;
    let windows = parts.filter_map(|w| window(b, w)).collect();
    Some(ExprKind::Aggregate(Aggregate { kind, of, windows }))
}

/// The numbers that are written out before an observation.
pub(in crate::syntax) const COUNT_WORDS: [&str; 9] =
    ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];

fn repeat(b: &mut Builder<'_>, node: Node<'_>) -> Built<ExprKind> {
    let mut parts = kids(node);
    let counted = kids(parts.next()?).next()?;
    let count = match COUNT_WORDS.iter().zip(2..).find(|(w, _)| **w == counted.as_str()) {
        Some((_, n)) => n,
        None => b.whole(&counted),
    };
    let count = b.at(&counted, count);
    let of = selector(b, parts.next()?)?;
    let op = cmp(parts.next()?.as_str());
    let value = arith(b, parts.next()?);
    let (mut apart, mut windows) = (None, Vec::new());
    for p in parts {
        match p.as_rule() {
            Rule::apart => apart = kids(p).next().map(|d| b.duration(d)),
            _ => windows.extend(window(b, p)),
        }
    }
    Some(ExprKind::Repeat(Box::new(Repeat { count, of, op, value, apart, windows })))
}
