//! The figures that were promised, and whether they are met.

use crate::catalogue::{ALL, Entry, is_peer};
use crate::results::Results;
use workloads::timing::show;

/// A promise and what became of it.
#[derive(Debug)]
pub struct Figure {
    /// What.
    pub what: String,
    /// At least or at most, in words.
    pub goal: String,
    /// What was measured, and what on.
    pub got: String,
    /// `None` where it was not measured.
    pub met: Option<bool>,
}

/// Times or not, with the fastest peer named.
fn over_peers(r: &Results, kind: &str, n: usize, goal: f64) -> Vec<Figure> {
    let mine = r.times("curbside", kind, n).map(|t| t.median);
    let fastest = |of: &dyn Fn(&Entry) -> bool| {
        let times = ALL.iter().filter(|e| is_peer(e.name) && of(e));
        times
            .filter_map(|e| r.times(e.name, kind, n).map(|t| (e.label, t.median)))
            .min_by(|a, b| a.1.total_cmp(&b.1))
    };
    let figure = |what: String, peer: Option<(&str, f64)>| {
        let got = match (mine, peer) {
            (Some(m), Some((label, p))) => {
                format!("{:.0} times: {} against {} of {label}", p / m, show(m), show(p))
            }
            _ => "not measured".into(),
        };
        let met = mine.zip(peer).map(|(m, p)| p.1 / m >= goal);
        Figure { what, goal: format!("at least {goal} times faster"), got, met }
    };
    let mut out = vec![figure(format!("({kind}) at N = {n}, over the fastest peer"), fastest(&|_| true))];
    if kind == "b" {
        out.push(figure(
            format!("({kind}) at N = {n}, over the fastest peer that does the whole job"),
            fastest(&|e| e.whole),
        ));
    }
    out
}

fn at_most(what: String, value: Option<f64>, goal: f64, unit: &str, detail: String) -> Figure {
    let got = value.map_or("not measured".into(), |v| format!("{v:.2}{unit}{detail}"));
    Figure { what, goal: format!("at most {goal}{unit}"), got, met: value.map(|v| v <= goal) }
}

fn at_least(what: String, value: Option<f64>, goal: f64, detail: String) -> Figure {
    let got = value.map_or("not measured".into(), |v| format!("{v:.2}{detail}"));
    Figure { what, goal: format!("at least {goal}"), got, met: value.map(|v| v >= goal) }
}

/// All figures, at the sizes of a full or a quick run.
pub fn figures(r: &Results) -> Vec<Figure> {
    let (n, last) = if r.quick { (1_000, 1_000) } else { (10_000, 100_000) };
    let mut out = Vec::new();
    let pair = |a: Option<f64>, b: Option<f64>| {
        let detail = a.zip(b).map(|(a, b)| format!(": {} against {}", show(a), show(b))).unwrap_or_default();
        (a.zip(b).map(|(a, b)| a / b), detail)
    };
    let median = |engine: &str, kind: &str, n: usize| r.times(engine, kind, n).map(|t| t.median);
    for (kind, goal) in [("a", 60.0), ("b", 400.0)] {
        out.extend(over_peers(r, kind, n, goal));
        let (ratio, detail) = pair(median("curbside", kind, n), median("floor", kind, n));
        out.push(at_most(format!("({kind}) at N = {n}, over the index by hand"), ratio, 2.5, "", detail));
        let (ratio, detail) = pair(median("curbside", kind, n), median("floor-whole", kind, n));
        let got = ratio.map_or("not measured".into(), |x| format!("{x:.2}{detail}"));
        let what = format!("({kind}) at N = {n}, over the index by hand with whole findings");
        out.push(Figure { what, goal: "for comparison".into(), got, met: None });
    }
    for kind in ["a", "b"] {
        let (ratio, detail) = pair(median("curbside", kind, last), median("curbside", kind, 100));
        out.push(at_most(format!("({kind}) growth from N = 100 to {last}"), ratio, 2.0, "", detail));
    }
    let (ratio, detail) = pair(median("curbside", "c", n), median("floor", "a", n));
    out.push(at_most(format!("(c) at N = {n}, over the index by hand on (a)"), ratio, 25.0, "", detail));
    for kind in ["a", "b", "c"] {
        let times = r.times("curbside", kind, n);
        let (ratio, detail) = pair(times.map(|t| t.p99), times.map(|t| t.single_median));
        out.push(at_most(format!("({kind}) at N = {n}, p99 over median"), ratio, 3.0, "", detail));
    }
    for t in &r.threads {
        let detail = format!(": {:.0} against {:.0} evaluations a second", t.two, t.one);
        let ratio = t.two / t.one;
        out.push(match t.engine.as_str() {
            "curbside" => at_least(format!("({}) two threads over one", t.kind), Some(ratio), 1.9, detail),
            _ => Figure {
                what: format!("({}) two threads over one, the index by hand", t.kind),
                goal: "for comparison".into(),
                got: format!("{ratio:.2}{detail}"),
                met: None,
            },
        });
    }
    let session = r.session.as_ref();
    let detail =
        session.map(|s| format!(": {} against {}", show(s.full_ns), show(s.add_ns))).unwrap_or_default();
    out.push(at_least(
        "(c) one fact added to a session, times faster".into(),
        session.map(|s| s.full_ns / s.add_ns),
        10.0,
        detail,
    ));
    for l in &r.loading {
        let (kind, n) = (&l.kind, l.n);
        out.push(at_most(
            format!("({kind}) load {n} rules from source"),
            Some(l.source_ns / 1e9),
            1.0,
            " s",
            String::new(),
        ));
        let cache = l.cache_ns.map(|t| t / 1e6);
        out.push(at_most(format!("({kind}) load {n} rules from cache"), cache, 30.0, " ms", String::new()));
        let mb = l.bytes as f64 / 1e6;
        out.push(at_most(format!("({kind}) memory of {n} rules"), Some(mb), 20.0, " MB", String::new()));
    }
    out
}

/// As lines for people.
pub fn print(r: &Results) {
    for f in figures(r) {
        let mark = match f.met {
            Some(true) => "met    ",
            Some(false) => "NOT MET",
            None => "–      ",
        };
        println!("{mark}  {}: {} (to reach: {})", f.what, f.got, f.goal);
    }
}
