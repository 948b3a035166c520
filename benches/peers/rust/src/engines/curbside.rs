//! Curbside, and the index by hand.

use super::Loaded;
use std::hint::black_box;
use std::rc::Rc;
use workloads::floor::Floor;
use workloads::{Kind, Workload};

/// The rules that fire, without pack; (c) has its own check.
fn plain(rule: &str) -> String {
    rule.rsplit('/').next().unwrap_or_default().to_string()
}

pub fn load(kind: Kind, n: usize) -> Result<Loaded, String> {
    let w = Rc::new(Workload::new(kind, n));
    let rules = w.compile().map_err(|e| e.to_string())?;
    w.check(&rules.evaluate(&w.patient, &w.clock))?;
    let (again, w2) = (rules.clone(), w.clone());
    Ok(Loaded {
        call: Box::new(move || drop(black_box(rules.evaluate(black_box(&w.patient), black_box(&w.clock))))),
        fired: Box::new(move || {
            let answer = again.evaluate(&w2.patient, &w2.clock);
            answer.findings.iter().map(|f| plain(&f.rule)).collect()
        }),
    })
}

pub fn floor(kind: Kind, n: usize, whole: bool) -> Option<Loaded> {
    let w = Rc::new(Workload::new(kind, n));
    let index = Rc::new(Floor::new(kind, n)?);
    let (again, w2) = (index.clone(), w.clone());
    Some(Loaded {
        call: match whole {
            true => {
                Box::new(move || drop(black_box(index.whole(black_box(&w.patient), black_box(&w.clock)))))
            }
            false => {
                Box::new(move || drop(black_box(index.evaluate(black_box(&w.patient), black_box(&w.clock)))))
            }
        },
        fired: Box::new(move || {
            let found = again.evaluate(&w2.patient, &w2.clock).unwrap_or_default();
            found.iter().map(|f| plain(f.rule)).collect()
        }),
    })
}
