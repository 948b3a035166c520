//! Clauses, rows and ranges.

use super::exprs::{arith, expr, selector};
use super::items::code_group;
use super::*;

/// A clause of a block.
pub(in crate::syntax) fn clause(b: &mut Builder<'_>, node: Node<'_>) -> Built<Clause> {
    let inner = node.into_inner().find(|p| p.as_rule() != Rule::COMMENT)?;
    let span = b.tight(&inner);
    let kind = kind(b, inner)?;
    Some(Clause { kind, span })
}

fn kind(b: &mut Builder<'_>, node: Node<'_>) -> Built<ClauseKind> {
    let rule = node.as_rule();
    if rule == Rule::yes_no_clause {
        return Some(ClauseKind::YesNo);
    }
    if rule == Rule::date_clause {
        return Some(ClauseKind::Date);
    }
    if rule == Rule::choice_clause {
        return choice(b, node);
    }
    if rule == Rule::evidence_clause {
        return evidence(b, node);
    }
    if rule == Rule::number_clause {
        return Some(ClauseKind::Number(kids(node).next().and_then(|p| band(b, p))));
    }
    let mut parts = kids(node);
    let first = parts.next()?;
    Some(match rule {
        Rule::word_clause => {
            let word = b.word(&parts.next()?);
            match first.as_str() {
                "category" => ClauseKind::Category(word),
                "unknown" => ClauseKind::Unknown(word),
                "severity" => ClauseKind::Severity(word),
                _ => ClauseKind::Status(word),
            }
        }
        Rule::words_clause => {
            let words = parts.map(|w| b.word(&w)).collect();
            match first.as_str() {
                "trigger" => ClauseKind::Trigger(words),
                "tags" => ClauseKind::Tags(words),
                _ => ClauseKind::Report(words),
            }
        }
        Rule::text_clause => {
            let text = b.text(parts.next()?);
            match text_clause(first.as_str()) {
                Some(which) => ClauseKind::Text(which, text),
                None => ClauseKind::Version(text),
            }
        }
        Rule::condition_clause => {
            let condition = expr(b, parts.next()?);
            match first.as_str() {
                "for" => ClauseKind::For(condition),
                "when" => ClauseKind::When(condition),
                _ => ClauseKind::Unless(condition),
            }
        }
        Rule::let_clause => ClauseKind::Let(b.word(&first), expr(b, parts.next()?)),
        Rule::between_clause => ClauseKind::Between(selector(b, first)?, selector(b, parts.next()?)?),
        Rule::suggest_clause => {
            let text = parts.next();
            suggest(b, first, text)?
        }
        Rule::recall_clause => ClauseKind::Recall(expr(b, first), b.duration(parts.next()?)),
        Rule::review_clause => ClauseKind::ReviewBy(b.date(&first)),
        Rule::effective_clause => ClauseKind::EffectiveFrom(b.date(&first)),
        Rule::allow_clause => ClauseKind::Allow(b.word(&first), parts.next().map(|t| b.text(t))),
        Rule::code_clause => {
            let (system, codes) = code_group(b, first)?;
            ClauseKind::Code(system, codes)
        }
        Rule::unit_clause => ClauseKind::Unit(b.unit(&first)),
        Rule::molar_clause => ClauseKind::MolarMass(arith(b, first)),
        Rule::charge_clause => ClauseKind::Charge(arith(b, first)),
        Rule::plausible_clause => ClauseKind::Plausible(band(b, first)?),
        Rule::normal_clause => ClauseKind::Normal(band(b, first)?, parts.next().and_then(|p| for_part(b, p))),
        Rule::critical_clause => {
            let (mut bands, mut condition) = (vec![band(b, first)?], None);
            for p in parts {
                match p.as_rule() {
                    Rule::range => bands.push(band(b, p)?),
                    _ => condition = for_part(b, p),
                }
            }
            ClauseKind::Critical(bands, condition)
        }
        Rule::delta_clause => {
            let amount = b.literal(first)?;
            ClauseKind::Delta { amount, within: b.duration(parts.next()?) }
        }
        Rule::window_clause => ClauseKind::Window(b.duration(first)),
        Rule::points_if => ClauseKind::PointsIf(points(b, first)?, expr(b, parts.next()?)),
        Rule::points_clause => ClauseKind::Points(expr(b, first)),
        Rule::by_clause => {
            let of = arith(b, first);
            ClauseKind::By(of, parts.filter_map(|r| row(b, r)).collect())
        }
        Rule::band_clause => ClauseKind::BandLabel(band(b, first)?, b.text(parts.next()?)),
        _ => return None,
    })
}

/// The clause of one text that a word begins; `None` for `version`.
fn text_clause(word: &str) -> Option<TextClause> {
    Some(match word {
        "message" => TextClause::Message,
        "detail" => TextClause::Detail,
        "effect" => TextClause::Effect,
        "advice" => TextClause::Advice,
        "mechanism" => TextClause::Mechanism,
        "intent" => TextClause::Intent,
        "population" => TextClause::Population,
        "user" => TextClause::User,
        "owner" => TextClause::Owner,
        "author" => TextClause::Author,
        "note" => TextClause::Note,
        _ => return None,
    })
}

fn for_part(b: &mut Builder<'_>, node: Node<'_>) -> Option<Expr> {
    kids(node).next().map(|e| expr(b, e))
}

fn points(b: &mut Builder<'_>, node: Node<'_>) -> Built<Spanned<Num>> {
    let n = kids(node).next()?;
    let num = b.number(&n);
    Some(b.at(&n, num))
}

fn suggest(b: &mut Builder<'_>, first: Node<'_>, second: Option<Node<'_>>) -> Built<ClauseKind> {
    if first.as_rule() == Rule::suggest_recall {
        let when = b.duration(kids(first).next()?);
        return Some(ClauseKind::Suggest(Suggest::Recall(when, second.map(|t| b.text(t)))));
    }
    // `first` is the pair of word, name and text.
    let mut parts = kids(first);
    let word = parts.next()?;
    let name = b.word(&parts.next()?);
    let text = second.map(|t| b.text(t));
    Some(ClauseKind::Suggest(match word.as_str() {
        "stop" => Suggest::Stop(name, text),
        "change" => Suggest::Change(name, text),
        "start" => Suggest::Start(name, text),
        "order" => Suggest::Order(name, text),
        _ => Suggest::Problem(name, text),
    }))
}

fn choice(b: &mut Builder<'_>, node: Node<'_>) -> Built<ClauseKind> {
    let (mut name, mut label, mut score, mut codes) = (None, None, None, Vec::new());
    for p in kids(node) {
        match p.as_rule() {
            Rule::word => name = Some(b.word(&p)),
            Rule::text => label = Some(b.text(p)),
            Rule::points => score = points(b, p),
            Rule::code_group => codes.extend(code_group(b, p)),
            _ => {}
        }
    }
    Some(ClauseKind::Choice { name: name?, label, points: score, codes })
}

fn evidence(b: &mut Builder<'_>, node: Node<'_>) -> Built<ClauseKind> {
    let mut parts = kids(node);
    let citation = b.text(parts.next()?);
    let mut ev = Evidence { citation, grade: None, year: None, doi: None, url: None };
    for p in parts {
        let (rule, span) = (p.as_rule(), b.tight(&p));
        let value = kids(p).next()?;
        let twice = match rule {
            Rule::grade => {
                let text = match value.as_rule() {
                    Rule::string => b.unescape(&value),
                    _ => value.as_str().to_string(),
                };
                let text = b.at(&value, text);
                ev.grade.replace(text).is_some()
            }
            Rule::year => {
                let year = b.whole(&value);
                let year = b.at(&value, year);
                ev.year.replace(year).is_some()
            }
            Rule::doi => ev.doi.replace(b.word(&value)).is_some(),
            _ => ev.url.replace(b.text(value)).is_some(),
        };
        if twice {
            b.diags.push(
                Diag::new(Code::DuplicateClause, span, "this part of the evidence is given twice")
                    .help("a second source is a second `evidence` clause"),
            );
        }
    }
    Some(ClauseKind::Evidence(ev))
}

/// A row of a table or of `by`.
pub(in crate::syntax) fn row(b: &mut Builder<'_>, node: Node<'_>) -> Built<Row> {
    let span = b.tight(&node);
    let (mut cells, mut result) = (Vec::new(), None);
    for p in kids(node) {
        match p.as_rule() {
            Rule::cell => cells.extend(cell(b, p)),
            Rule::row_result => result = Some(exprs::row_result(b, p)),
            _ => {}
        }
    }
    Some(Row { cells, result: result?, span })
}

fn cell(b: &mut Builder<'_>, node: Node<'_>) -> Built<Cell> {
    let inner = kids(node).next()?;
    let span = b.tight(&inner);
    let kind = match inner.as_rule() {
        Rule::any_cell => CellKind::Any,
        Rule::string => CellKind::Text(b.unescape(&inner)),
        Rule::word => CellKind::Word(inner.as_str().to_string()),
        _ => range(b, inner)?,
    };
    Some(Cell { kind, span })
}

fn band(b: &mut Builder<'_>, node: Node<'_>) -> Built<Band> {
    let span = b.tight(&node);
    Some(Band { cell: Cell { kind: range(b, node)?, span } })
}

/// `30 .. < 60`, `>= 60`, `5`.
fn range(b: &mut Builder<'_>, node: Node<'_>) -> Built<CellKind> {
    let mut points: Vec<Literal> = Vec::new();
    let mut ops: [Option<Node<'_>>; 2] = [None, None];
    let mut dots = false;
    for p in kids(node) {
        match p.as_rule() {
            Rule::dots => dots = true,
            Rule::cmp if dots => ops[1] = Some(p),
            Rule::cmp => ops[0] = Some(p),
            _ => points.push(b.literal(p)?.node),
        }
    }
    let [lo_op, hi_op] = ops;
    let mut points = points.into_iter();
    let lo = points.next()?;
    let Some(hi) = points.next() else {
        return Some(CellKind::Compare(lo_op.map_or(CmpOp::Eq, |o| cmp(o.as_str())), lo));
    };
    let mut open = |op: Option<Node<'_>>, strict: &str, wide: &str, end: &str| {
        let Some(op) = op else { return false };
        if op.as_str() != strict && op.as_str() != wide {
            let span = b.span(&op);
            b.diags.push(
                Diag::new(
                    Code::Syntax,
                    span,
                    format!("`{}` cannot stand before the {end} end of a range", op.as_str()),
                )
                .help(format!("ends are included; `{strict}` leaves the {end} end out"))
                .fix(span, strict, format!("leave the {end} end out")),
            );
        }
        op.as_str() == strict
    };
    let lo_open = open(lo_op, ">", ">=", "lower");
    let hi_open = open(hi_op, "<", "<=", "upper");
    Some(CellKind::Range { lo, lo_open, hi, hi_open })
}
