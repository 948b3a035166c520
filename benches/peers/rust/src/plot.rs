//! The picture: time over the number of rules, both on logarithmic scales, a label at each line's end.

use crate::catalogue::ALL;
use crate::results::Results;
use crate::table::grouped;
use std::fmt::Write;

const WIDTH: f64 = 1_250.0;
const HEIGHT: f64 = 560.0;
const TOP: f64 = 92.0;
const BOTTOM: f64 = 62.0;
const PANEL: f64 = 330.0;
const LEFT: [f64; 2] = [78.0, 690.0];

/// Ink of a family: (colour, width).
fn ink(family: &str) -> (&'static str, f64) {
    match family {
        "Curbside" => ("#c2255c", 4.0),
        "by hand" => ("#495057", 2.5),
        "regorus" => ("#1971c2", 2.0),
        "CLIPS" => ("#2f9e44", 2.0),
        "zen" => ("#9c36b5", 2.0),
        "cel" => ("#e8590c", 2.0),
        "Rhai" => ("#0c8599", 2.0),
        "rust-rule-engine" => ("#846358", 2.0),
        "Cedar" => ("#5c940d", 2.0),
        "json-rules-engine" => ("#b08800", 2.0),
        _ => ("#868e96", 2.0),
    }
}

struct Line {
    family: &'static str,
    points: Vec<(usize, f64)>,
}

/// The fastest form of each family at each size.
fn lines(r: &Results, kind: &str) -> Vec<Line> {
    let mut out: Vec<Line> = Vec::new();
    for e in ALL.iter().filter(|e| !e.family.is_empty()) {
        let points: Vec<_> =
            r.sizes().into_iter().filter_map(|n| r.times(e.name, kind, n).map(|t| (n, t.median))).collect();
        if !points.is_empty() {
            out.push(Line { family: e.family, points });
        }
    }
    out
}

/// The picture as SVG.
pub fn svg(r: &Results) -> String {
    let panels =
        [("a", "Interactions between drug classes"), ("b", "Laboratory thresholds, units converted")];
    let all: Vec<Vec<Line>> = panels.iter().map(|(kind, _)| lines(r, kind)).collect();
    let times = || all.iter().flatten().flat_map(|l| l.points.iter().map(|(_, t)| *t));
    let least = times().fold(f64::INFINITY, f64::min).log10().floor();
    let most = times().fold(1.0, f64::max).log10().ceil();
    let sizes = r.sizes();
    let (first, last) = (sizes.first().copied().unwrap_or(1), sizes.last().copied().unwrap_or(10));
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" \
         font-family=\"Inter, 'Segoe UI', 'Helvetica Neue', Arial, sans-serif\" role=\"img\" \
         aria-label=\"Time of an evaluation over the number of rules\">\n\
         <rect width=\"{WIDTH}\" height=\"{HEIGHT}\" rx=\"14\" fill=\"#fff\"/>\n\
         <text x=\"{}\" y=\"38\" font-size=\"21\" font-weight=\"600\" fill=\"#212529\">\
         One evaluation: the cost follows the patient, not the number of rules</text>\n",
        LEFT[0] - 50.0
    );
    let x = |n: usize, left: f64| {
        left + PANEL * ((n as f64).log10() - (first as f64).log10())
            / ((last as f64 / first as f64).log10()).max(0.1)
    };
    let y = |t: f64| TOP + (HEIGHT - TOP - BOTTOM) * (1.0 - (t.log10() - least) / (most - least).max(0.1));
    for (at, ((_, title), lines)) in panels.iter().zip(&all).enumerate() {
        let left = LEFT[at];
        let _ = writeln!(
            out,
            "<text x=\"{left}\" y=\"70\" font-size=\"15\" fill=\"#495057\" font-weight=\"600\">{title}</text>"
        );
        for power in least as i32..=most as i32 {
            let t = 10f64.powi(power);
            let at = y(t);
            let _ = writeln!(
                out,
                "<line x1=\"{left}\" x2=\"{}\" y1=\"{at:.1}\" y2=\"{at:.1}\" stroke=\"#e9ecef\"/>\
                 <text x=\"{}\" y=\"{:.1}\" font-size=\"12.5\" text-anchor=\"end\" fill=\"#868e96\">{}</text>",
                left + PANEL,
                left - 10.0,
                at + 4.5,
                tick(power)
            );
        }
        for n in &sizes {
            let _ = writeln!(
                out,
                "<text x=\"{:.1}\" y=\"{}\" font-size=\"12.5\" text-anchor=\"middle\" fill=\"#868e96\">{}</text>",
                x(*n, left),
                HEIGHT - BOTTOM + 24.0,
                grouped(*n)
            );
        }
        let _ = writeln!(
            out,
            "<text x=\"{:.1}\" y=\"{}\" font-size=\"12.5\" text-anchor=\"middle\" fill=\"#868e96\">rules</text>",
            left + PANEL / 2.0,
            HEIGHT - 16.0
        );
        // Ours last, above the others.
        let mut order: Vec<&Line> = lines.iter().collect();
        order.sort_by_key(|l| (l.family == "Curbside") as u8);
        for l in order {
            let (colour, width) = ink(l.family);
            let dash = if l.family == "by hand" { " stroke-dasharray=\"2 6\"" } else { "" };
            let points: Vec<_> =
                l.points.iter().map(|(n, t)| format!("{:.1},{:.1}", x(*n, left), y(*t))).collect();
            let _ = writeln!(
                out,
                "<polyline points=\"{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"{width}\" \
                 stroke-linecap=\"round\" stroke-linejoin=\"round\"{dash}/>",
                points.join(" ")
            );
            for (n, t) in &l.points {
                let _ = writeln!(
                    out,
                    "<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"{}\" fill=\"{colour}\"/>",
                    x(*n, left),
                    y(*t),
                    width.max(2.4) * 0.9 + 0.6
                );
            }
        }
        labels(&mut out, lines, &|n| x(n, left), &y, last, left + PANEL);
    }
    out.push_str("</svg>\n");
    out
}

/// A label at each line's end, moved apart where lines end close together.
fn labels(
    out: &mut String,
    lines: &[Line],
    x: &dyn Fn(usize) -> f64,
    y: &dyn Fn(f64) -> f64,
    last: usize,
    right: f64,
) {
    const GAP: f64 = 17.0;
    let mut ends: Vec<(&Line, f64, f64, f64)> =
        lines.iter().filter_map(|l| l.points.last().map(|(n, t)| (l, x(*n), y(*t), *t))).collect();
    ends.sort_by(|a, b| a.2.total_cmp(&b.2));
    // Where a line ends before the last size its label stands there too, in the column.
    let mut places: Vec<f64> = ends.iter().map(|e| e.2).collect();
    for _ in 0..200 {
        for i in 1..places.len() {
            let short = GAP - (places[i] - places[i - 1]);
            if short > 0.0 {
                places[i - 1] -= short / 2.0;
                places[i] += short / 2.0;
            }
        }
        for p in &mut places {
            *p = p.clamp(TOP + 4.0, HEIGHT - BOTTOM - 2.0);
        }
    }
    for ((l, from, at, t), place) in ends.into_iter().zip(places) {
        let (colour, width) = ink(l.family);
        let bold = if width > 2.2 { " font-weight=\"600\"" } else { "" };
        let early = l.points.last().is_some_and(|(n, _)| *n < last);
        let dash = if early { " stroke-dasharray=\"1 4\"" } else { "" };
        let text = format!("{} {}", l.family, workloads::timing::show(t));
        let _ = writeln!(
            out,
            "<line x1=\"{:.1}\" y1=\"{at:.1}\" x2=\"{:.1}\" y2=\"{place:.1}\" stroke=\"{colour}\" stroke-width=\"1\" opacity=\"0.55\"{dash}/>\
             <text x=\"{:.1}\" y=\"{:.1}\" font-size=\"13.5\"{bold} fill=\"{colour}\">{text}</text>",
            from + 6.0,
            right + 22.0,
            right + 26.0,
            place + 4.5
        );
    }
}

/// `1 µs`.
fn tick(power: i32) -> String {
    let (value, unit) = match power {
        ..3 => (power, "ns"),
        3..6 => (power - 3, "µs"),
        6..9 => (power - 6, "ms"),
        _ => (power - 9, "s"),
    };
    format!("{} {unit}", grouped(10usize.pow(value.max(0) as u32)))
}
