//! Which of several instances of an archetype count: the predicates of a binding, in words and as a window.
//!
//! An observation gives its latest result, and may be asked not to look further back. What a predicate asks beyond
//! that (the earliest one, the one of a kind) is the host's to choose, and the input says so.

use crate::ast::{Expr, Op};
use crate::guideline::{Binding, Guideline};
use crate::moments::span;

/// What the predicates of a binding ask.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Asked {
    /// In words, one for each predicate.
    pub words: Vec<String>,
    /// How far back: so many of a calendar unit.
    pub window: Option<(i64, &'static str)>,
    /// An observation of the record answers all of it.
    pub by_record: bool,
}

impl Asked {
    pub(crate) fn of(g: &Guideline, b: &Binding) -> Asked {
        let mut out = Asked { by_record: true, ..Asked::default() };
        for (text, e) in &b.predicates {
            for e in e.conjuncts() {
                match one(g, b, e) {
                    Some((words, One::Latest)) => out.words.push(words),
                    Some((words, One::Window(n, word))) => {
                        out.words.push(words);
                        // Two windows: the host has to look which is the shorter.
                        out.by_record &= out.window.is_none();
                        out.window = Some((n, word));
                    }
                    Some((words, One::Other)) => {
                        out.words.push(words);
                        out.by_record = false;
                    }
                    None => {
                        out.words.push(format!("where {text}"));
                        out.by_record = false;
                    }
                }
            }
        }
        out
    }
}

enum One {
    Latest,
    Window(i64, &'static str),
    Other,
}

fn one(g: &Guideline, b: &Binding, e: &Expr) -> Option<(String, One)> {
    match e {
        Expr::Call(name, args) => {
            let [path] = args.as_slice() else { return None };
            let what = named(g, b, path)?;
            Some(match (name.as_str(), &what) {
                ("max" | "latest" | "last", None) => ("the latest".into(), One::Latest),
                ("min" | "earliest" | "first", None) => ("the earliest".into(), One::Other),
                ("max" | "latest" | "last", Some(of)) => {
                    (format!("the one whose {of} is highest"), One::Other)
                }
                ("min" | "earliest" | "first", Some(of)) => {
                    (format!("the one whose {of} is lowest"), One::Other)
                }
                _ => return None,
            })
        }
        Expr::Binary(op, path, value) => {
            let what = named(g, b, path)?;
            if let (Op::Ge | Op::Gt, Some((n, word))) = (op, ago(value)) {
                let s = if n == 1 { "" } else { "s" };
                return Some(match what {
                    None => (format!("not older than {n} {word}{s}"), One::Window(n, word)),
                    Some(of) => (format!("whose {of} is not longer ago than {n} {word}{s}"), One::Other),
                });
            }
            let sign = match op {
                Op::Eq => "is",
                Op::Ne => "is not",
                Op::IsA => "is a kind of",
                Op::IsNotA => "is no kind of",
                Op::Lt => "is below",
                Op::Le => "is at most",
                Op::Gt => "is above",
                Op::Ge => "is at least",
                _ => return None,
            };
            let what = what.unwrap_or_else(|| "time".into());
            Some((format!("whose {what} {sign} {}", said(g, value)?), One::Other))
        }
        _ => None,
    }
}

/// The name of what a path leads to; none for the time of the event itself.
fn named(g: &Guideline, b: &Binding, e: &Expr) -> Option<Option<String>> {
    let path = match e {
        Expr::Path(p, _) => p.as_str(),
        Expr::Var(id, _) => b.elements.iter().find(|e| e.id == *id)?.path.as_str(),
        _ => return None,
    };
    let mut bare = path;
    while let Some(shorter) = bare.strip_suffix("/value").or_else(|| bare.strip_suffix("/magnitude")) {
        bare = shorter;
    }
    let last = bare.rsplit('/').next().unwrap_or("");
    if matches!(last, "time" | "origin" | "start_time" | "end_time") {
        return Some(None);
    }
    let element = b.elements.iter().find(|e| e.path == bare || e.path == path);
    Some(Some(element.map_or_else(|| bare.to_string(), |e| format!("\"{}\"", g.name(&e.id)))))
}

/// `$currentDateTime - 12,mo`
fn ago(e: &Expr) -> Option<(i64, &'static str)> {
    match e {
        Expr::Binary(Op::Sub, now, by) if matches!(now.as_ref(), Expr::Now(_)) => {
            span(by).filter(|(n, _)| *n > 0)
        }
        _ => None,
    }
}

fn said(g: &Guideline, e: &Expr) -> Option<String> {
    Some(match e {
        Expr::Coded(c) | Expr::Ordinal(_, c) => {
            let label = c.label.trim();
            format!("\"{}\"", if label.is_empty() { g.name(&c.code) } else { label.to_string() })
        }
        Expr::Text(t) => format!("\"{}\"", t.trim()),
        Expr::Number(n) => n.clone(),
        Expr::Quantity(n, u) => format!("{n} {u}"),
        Expr::Bool(b) => b.to_string(),
        Expr::Date(d) => d.clone(),
        Expr::Null => "nothing".into(),
        Expr::Now(None) => "now".into(),
        Expr::Binary(Op::Sub, ..) => {
            let (n, word) = ago(e)?;
            format!("{n} {word}{} ago", if n == 1 { "" } else { "s" })
        }
        _ => return None,
    })
}
