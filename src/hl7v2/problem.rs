//! DG1, PRB and PR1: diagnoses, problems, procedures.

use super::cx::{Cx, mark, source};
use super::message::Segment;
use crate::snapshot::{
    Certainty, Concept, Condition, ConditionStatus, OrderStatus, Period, Procedure, SourceRef,
};

/// The stable source of a diagnosis that has a number of its own (DG1-20).
pub(super) fn dg1_source(s: Segment<'_>) -> Option<SourceRef> {
    let number = s.text(20, 1)?;
    let space = s.text(20, 2).or_else(|| s.text(20, 3)).unwrap_or_default();
    Some(source(&["DG1", "#", &number, &space]))
}

/// What a DG1 or PR1 names. Early versions send the system and the text apart.
fn named(cx: &mut Cx<'_>, s: Segment<'_>) -> Option<Concept> {
    let method = s.text(2, 1).unwrap_or_default();
    let mut code = cx.coded(s.field(3), &method).unwrap_or_default();
    code.text = code.text.take().or_else(|| s.text(4, 1));
    if code == Concept::default() {
        return None;
    }
    cx.report_unmapped(&code, &format!("{}-3", s.name()));
    Some(code)
}

/// A diagnosis; `None` where it names none.
pub(super) fn dg1(cx: &mut Cx<'_>, s: Segment<'_>, at: &SourceRef) -> Option<Condition> {
    cx.source = at.clone();
    let Some(code) = named(cx, s) else {
        cx.note("no-code", "DG1-3: a diagnosis that is not named was left out");
        return None;
    };
    let kind = s.text(6, 1);
    // Only a final diagnosis is one that stands; the others were made on the way.
    let certainty = match kind.as_deref().map(str::to_ascii_uppercase).as_deref() {
        Some("F") => Certainty::Confirmed,
        Some("A" | "W") => Certainty::Unconfirmed,
        Some(_) => {
            cx.note("unclear-status", "DG1-6: a type that is not admitting, working or final");
            Certainty::Unconfirmed
        }
        None => {
            cx.note("unclear-status", "DG1-6: not sent; not taken for a confirmed diagnosis");
            Certainty::Unconfirmed
        }
    };
    // DG1-5 may be the onset or the time of writing; it is taken for the latter.
    let recorded = cx.time(s.field(5), "DG1-5").or_else(|| cx.time(s.field(19), "DG1-19"));
    Some(Condition {
        info: cx.info(at, kind, recorded),
        code,
        status: ConditionStatus::Active,
        certainty,
        categories: vec!["encounter-diagnosis".into()],
        ..Condition::default()
    })
}

/// The stable source of a problem: its instance number, else what it is.
pub(super) fn prb_source(s: Segment<'_>) -> Option<SourceRef> {
    let key = s.text(4, 1).map(|n| format!("{n}^{}", s.text(4, 2).unwrap_or_default())).or_else(|| {
        let what = s.text(3, 1).or_else(|| s.text(3, 2))?;
        Some(mark(&format!("{what}^{}", s.text(3, 3).unwrap_or_default())))
    })?;
    Some(source(&["PRB", &key]))
}

/// What a PRB does.
pub(super) enum Problem {
    Is(Box<Condition>),
    Gone,
    Same,
}

/// A problem.
pub(super) fn prb(cx: &mut Cx<'_>, s: Segment<'_>, at: &SourceRef) -> Problem {
    cx.source = at.clone();
    match s.code(1).as_deref() {
        Some("DE") => {
            cx.note("deleted", "PRB-1 is DE: the problem was deleted");
            return Problem::Gone;
        }
        // Links, and "unchanged" sent only so that others can refer to it.
        Some("LI" | "UN") => return Problem::Same,
        Some("AD" | "CO" | "UP" | "UC") | None => {}
        Some(_) => {
            cx.note("unclear-status", "PRB-1: an action that is not of HL7 table 0287; taken for an update")
        }
    }
    let Some(code) = cx.concept(s.field(3), "PRB-3") else {
        cx.note("no-code", "PRB-3: a problem that is not named was left out");
        return Problem::Same;
    };
    let end = cx.time(s.field(9), "PRB-9");
    let mut cycle = s.text(14, 1).or_else(|| s.text(14, 2));
    let mut sure = s.text(13, 1).or_else(|| s.text(13, 2)).unwrap_or_default().to_ascii_uppercase();
    if cycle.is_none() && life_cycle(&sure).is_some() {
        // An example of the standard itself puts it one field too early.
        cycle = Some(std::mem::take(&mut sure));
    }
    let status = match cycle.as_deref() {
        Some(word) => life_cycle(&word.to_ascii_uppercase()).unwrap_or_else(|| {
            cx.note("unclear-status", "PRB-14: a life cycle status that is not understood");
            ConditionStatus::Unknown
        }),
        None if end.is_some() => ConditionStatus::Inactive,
        None => ConditionStatus::Active,
    };
    let certainty = match sure.as_str() {
        "" | "CONFIRMED" | "C" | "CON" => Certainty::Confirmed,
        "REFUTED" | "RULED OUT" | "R/O" => Certainty::Refuted,
        _ => Certainty::Unconfirmed,
    };
    let start = cx.time(s.field(16), "PRB-16");
    let recorded = cx.time(s.field(7), "PRB-7").or_else(|| cx.time(s.field(2), "PRB-2"));
    Problem::Is(Box::new(Condition {
        info: cx.info(at, cycle, recorded),
        code,
        status,
        certainty,
        categories: vec!["problem-list-item".into()],
        severity: cx.coded(s.field(26), ""),
        period: Period { start, end },
        ..Condition::default()
    }))
}

fn life_cycle(word: &str) -> Option<ConditionStatus> {
    Some(match word {
        "ACTIVE" | "RECURRENCE" | "RELAPSE" | "A" => ConditionStatus::Active,
        "INACTIVE" | "RESOLVED" | "REMISSION" | "INACT" | "I" => ConditionStatus::Inactive,
        _ => return None,
    })
}

/// A procedure: PR1 tells of what was done.
pub(super) fn pr1(cx: &mut Cx<'_>, s: Segment<'_>, at: &SourceRef) -> Option<Procedure> {
    cx.source = at.clone();
    let Some(code) = named(cx, s) else {
        cx.note("no-code", "PR1-3: a procedure that is not named was left out");
        return None;
    };
    let when = cx.time(s.field(5), "PR1-5");
    Some(Procedure {
        info: cx.info(at, None, when.clone()),
        code,
        status: OrderStatus::Done,
        period: Period { start: when.clone(), end: when },
        reasons: s.field(15).repetitions().filter_map(|r| cx.coded(r, "")).collect(),
    })
}

/// The stable source of a procedure that has a number of its own (PR1-19).
pub(super) fn pr1_source(s: Segment<'_>) -> Option<SourceRef> {
    Some(source(&["PR1", "#", &s.text(19, 1)?, &s.text(19, 2).unwrap_or_default()]))
}
