//! The page's tables.

use crate::catalogue::ALL;
use crate::figures::figures;
use crate::results::{Outcome, Results};
use std::fmt::Write;
use std::path::Path;
use workloads::timing::show;

const BEGIN: &str = "<!-- figures: begin -->";
const END: &str = "<!-- figures: end -->";

/// Tables of everything measured.
pub fn markdown(r: &Results) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "Measured on {}, {}. Median of one evaluation.\n", r.date, r.machine);
    let _ = writeln!(out, "![Time of an evaluation over the number of rules](images/benchmarks.svg)");
    for (kind, title) in [("a", "(a) Interactions"), ("b", "(b) Thresholds"), ("c", "(c) Mixed")] {
        table(&mut out, r, kind, title);
    }
    out.push_str(
        "\n### What was promised\n\n| figure | to reach | measured | |\n| --- | --- | --- | --- |\n",
    );
    for f in figures(r) {
        let mark = match f.met {
            Some(true) => "met",
            Some(false) => "**not met**",
            None => "",
        };
        let _ = writeln!(out, "| {} | {} | {} | {mark} |", f.what, f.goal, f.got);
    }
    let _ = writeln!(out, "\nPeers: {}.", r.versions);
    out
}

fn table(out: &mut String, r: &Results, kind: &str, title: &str) {
    if !r.cells.iter().any(|c| c.kind == kind) {
        return;
    }
    let sizes = r.sizes();
    let n = if r.quick { 1_000 } else { 10_000 };
    let heads: Vec<String> = sizes.iter().map(|n| format!("{} rules", grouped(*n))).collect();
    let against = kind != "c";
    let last = if against { format!(" against Curbside at {} |", grouped(n)) } else { String::new() };
    let _ = writeln!(out, "\n### {title}\n\n| engine | {} | load {} |{last}", heads.join(" | "), grouped(n));
    let _ = writeln!(out, "| --- |{}", " --: |".repeat(sizes.len() + 1 + usize::from(against)));
    let mine = r.times("curbside", kind, n).map(|t| t.median);
    for e in ALL.iter().filter(|e| r.cells.iter().any(|c| c.engine == e.name && c.kind == kind)) {
        let cells: Vec<String> = sizes
            .iter()
            .map(|n| match r.cell(e.name, kind, *n).map(|c| &c.outcome) {
                Some(Outcome::Times(t)) => show(t.median),
                Some(Outcome::Over(what)) => what.clone(),
                Some(Outcome::Failed(_)) => "no figure".into(),
                None => String::new(),
            })
            .collect();
        let times = r.times(e.name, kind, n);
        let load = times.map(|t| show(t.load_ns)).unwrap_or_default();
        let ratio = times.zip(mine).map(|(t, m)| t.median / m);
        let ratio = ratio.map(|x| {
            if x < 10.0 { format!("{x:.2} ×") } else { format!("{} ×", grouped(x.round() as usize)) }
        });
        let ratio = if against { format!(" {} |", ratio.unwrap_or_default()) } else { String::new() };
        let _ = writeln!(out, "| {} | {} | {load} |{ratio}", e.label, cells.join(" | "));
    }
}

/// `10,000`.
pub fn grouped(n: usize) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (at, d) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            out.push(',');
        }
        out.push(d);
    }
    out
}

/// Puts the tables between the marks of the page.
///
/// # Errors
/// A page that cannot be read or written, or without marks.
pub fn write(r: &Results, page: &Path) -> Result<(), String> {
    let text = std::fs::read_to_string(page).map_err(|e| format!("{}: {e}", page.display()))?;
    let (Some(begin), Some(end)) = (text.find(BEGIN), text.find(END)) else {
        return Err(format!("{} has no marks for the figures", page.display()));
    };
    let page_text = format!("{}{BEGIN}\n\n{}\n{}", &text[..begin], markdown(r), &text[end..]);
    std::fs::write(page, page_text).map_err(|e| e.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_grouped() {
        assert_eq!(
            ["7", "100", "1,000", "100,000"],
            [7, 100, 1_000, 100_000].map(grouped).each_ref().map(|s| s.as_str())
        );
    }
}
