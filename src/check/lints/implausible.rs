//! `implausible-threshold`: a threshold outside the values that count as results,
//! often one in another unit than meant.

use super::LintContext;
use super::reason::{Scope, quantity};
use super::walk::{Part, walk};
use crate::diag::{Code, Diag};
use crate::model::{
    CondKind, FactFilter, ObservationDef, ObservationId, Presence, Series, Strata, Target, ValueExpr,
};
use crate::source::Span;
use crate::syntax::ast::ClauseKind;
use crate::units::{Unit, conversion_of};
use crate::value::{Interval, Num};

pub(super) fn check(cx: &LintContext<'_>) -> Vec<Diag> {
    let mut diags = Vec::new();
    for rule in cx.written_rules() {
        for (i, l) in rule.lets.iter().enumerate() {
            let scope = Scope::of(rule.lets.get(..i).unwrap_or_default());
            within(cx, value_part(&l.value), scope, &mut diags);
        }
        let conds = rule.conditions().map(Part::Cond);
        for part in conds.chain(rule.recall.iter().map(|r| Part::Presence(&r.done))) {
            within(cx, part, Scope::of(&rule.lets), &mut diags);
        }
    }
    for part in cx.shared_parts() {
        within(cx, part, Scope::default(), &mut diags);
    }
    for o in &cx.model.observations {
        limits(cx, o, &mut diags);
    }
    diags
}

fn value_part(v: &ValueExpr) -> Part<'_> {
    v.into()
}

fn within<'m>(cx: &LintContext<'m>, root: Part<'m>, scope: Scope<'m>, diags: &mut Vec<Diag>) {
    walk(root, &mut |part| match part {
        Part::Cond(c) => match &c.kind {
            CondKind::Compare(op, a, b) => {
                let Some((n, _, value, literal)) = quantity::with_constant(*op, a, b) else { return };
                let (n, _) = quantity::followed(cx.model, n, scope);
                let Some(results) = quantity::results_of(n) else { return };
                diags.extend(threshold(cx, results.series.observation, value, literal.span));
            }
            CondKind::Repeat(r) => {
                if let crate::model::NumKind::Const(value) = r.value.kind {
                    diags.extend(threshold(cx, r.series.observation, value, r.value.span));
                }
            }
            _ => {}
        },
        Part::Presence(Presence { targets, filters, span, .. }) => {
            if let [Target::Observation(id)] = &**targets {
                diags.extend(filters.iter().filter_map(|f| filter(cx, *id, f, *span)));
            }
        }
        Part::Series(Series { observation, filters, span, .. }) => {
            diags.extend(filters.iter().filter_map(|f| filter(cx, *observation, f, *span)));
        }
        _ => {}
    });
}

fn filter(cx: &LintContext<'_>, id: ObservationId, f: &FactFilter, span: Span) -> Option<Diag> {
    match f {
        FactFilter::Value(_, value) => threshold(cx, id, *value, span),
        _ => None,
    }
}

fn threshold(cx: &LintContext<'_>, id: ObservationId, value: Num, span: Span) -> Option<Diag> {
    let o = cx.model.observations.get(id.index())?;
    let range = o.plausible?;
    if range.contains(value) {
        return None;
    }
    let unit = unit_text(o);
    let what = cx.quoted(span);
    let meant = if what.ends_with(unit) { String::new() } else { format!(" ({value} {unit})") };
    let message = format!("`{what}`{meant} is outside the plausible range of {}", o.label);
    let d = Diag::new(Code::ImplausibleThreshold, span, message)
        .also(o.span, format!("plausible are {}", shown(&range, unit)))
        .note("results outside the plausible range do not count, so no result can lie on both sides of it");
    Some(match fitting(cx.sources.slice(span), o, &range) {
        Some(text) => d.fix(span, text.clone(), format!("did you mean `{text}`?")),
        None => d.help("correct the threshold, or widen `plausible`"),
    })
}

/// Units that thresholds are mistaken in, the usual ones first.
const UNITS: [&str; 33] = [
    "mmol/L", "umol/L", "nmol/L", "pmol/L", "mol/L", "mg/dL", "g/dL", "g/L", "mg/L", "ug/L", "ng/L", "ng/mL",
    "ug/mL", "pg/mL", "ug/dL", "ng/dL", "10*9/L", "10*12/L", "/uL", "%", "mmol/mol", "mm[Hg]", "kPa", "Cel",
    "[degF]", "kg", "g", "[lb_av]", "m", "cm", "[in_i]", "[IU]/L", "m[IU]/L",
];

/// The number as written with a unit in which it would be plausible.
fn fitting(written: &str, o: &ObservationDef, range: &Interval<Num>) -> Option<String> {
    let end = written.find(|c: char| !(c.is_ascii_digit() || c == '.' || c == '-')).unwrap_or(written.len());
    let (digits, rest) = written.split_at_checked(end)?;
    let number: Num = digits.parse().ok()?;
    let own = o.unit.as_ref()?;
    let written_unit = Unit::parse(rest.trim().trim_matches('\'')).ok();
    let candidates = std::iter::once(own.text()).chain(UNITS);
    candidates
        .filter_map(|text| Unit::parse(text).ok())
        .filter(|unit| written_unit.as_ref().unwrap_or(own).text() != unit.text())
        .find(|unit| {
            let c = conversion_of(o.analyte, unit, own);
            c.ok().and_then(|c| c.apply(number)).is_some_and(|v| range.contains(v))
        })
        .map(|unit| format!("{digits} {unit}"))
}

/// Limits that no plausible result reaches.
fn limits(cx: &LintContext<'_>, o: &ObservationDef, diags: &mut Vec<Diag>) {
    let Some(range) = o.plausible else { return };
    let unreachable =
        |groups: &[Strata]| groups.iter().flat_map(|g| &g.ranges).any(|r| r.intersect(&range).is_none());
    let Some(item) = cx.item_at(o.span) else { return };
    for (word, groups) in [("normal", &o.normal), ("critical", &o.critical)] {
        if !unreachable(groups) {
            continue;
        }
        let clause = item.clauses().iter().find(|c| match &c.kind {
            ClauseKind::Normal(..) => word == "normal",
            ClauseKind::Critical(..) => word == "critical",
            _ => false,
        });
        let at = clause.map_or(o.span, |c| c.span);
        let message = format!("no plausible result of {} lies within these `{word}` limits", o.label);
        let d = Diag::new(Code::ImplausibleThreshold, at, message)
            .also(o.span, format!("plausible are {}", shown(&range, unit_text(o))))
            .help("correct the limits, or widen `plausible`");
        diags.push(d);
    }
}

fn unit_text(o: &ObservationDef) -> &str {
    o.unit.as_ref().map_or("", Unit::text)
}

/// A range in words.
fn shown(range: &Interval<Num>, unit: &str) -> String {
    use crate::value::End::{Closed, Open, Unbounded};
    let text = match (range.lo, range.hi) {
        (Closed(a) | Open(a), Closed(b) | Open(b)) => format!("{a} to {b} {unit}"),
        (Closed(a), Unbounded) => format!("{a} {unit} and above"),
        (Open(a), Unbounded) => format!("values above {a} {unit}"),
        (Unbounded, Closed(b)) => format!("values up to {b} {unit}"),
        (Unbounded, Open(b)) => format!("values below {b} {unit}"),
        (Unbounded, Unbounded) => "all values".to_string(),
    };
    text.trim_end().to_string()
}
