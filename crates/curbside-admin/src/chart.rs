//! Charts as SVG, without a script: bars by day, lines, and small ones within a table.
//!
//! Colours come from the style sheet by class. A chart is one image to a screen
//! reader, with a sentence; the numbers stand in a table beside it.

use crate::words::number;
use maud::{Markup, html};

const WIDTH: u64 = 760;
const HEIGHT: u64 = 240;
const LEFT: u64 = 44;
const BOTTOM: u64 = 26;
const TOP: u64 = 10;

/// A day's column: its label, a tip, and the parts from below.
pub(crate) struct Column {
    pub label: String,
    pub tip: String,
    pub parts: Vec<(&'static str, u64)>,
}

/// The next round number, and the step between lines.
fn scale(most: u64) -> (u64, u64) {
    let mut step = 1;
    'found: for power in 0..18_u32 {
        for mantissa in [1, 2, 5] {
            step = mantissa * 10_u64.saturating_pow(power);
            if step * 4 >= most {
                break 'found;
            }
        }
    }
    (step * 4.min(most.div_ceil(step).max(1)), step)
}

fn y_of(value: u64, top: u64) -> u64 {
    let height = HEIGHT - BOTTOM - TOP;
    TOP + height - (u128::from(value.min(top)) * u128::from(height) / u128::from(top.max(1))) as u64
}

fn grid(top: u64, step: u64, text: impl Fn(u64) -> String) -> Markup {
    html! {
        @for line in 0..=top / step {
            @let y = y_of(line * step, top);
            line class=(if line == 0 { "axis" } else { "grid" }) x1=(LEFT) x2=(WIDTH) y1=(y) y2=(y) {}
            text class="tick" x=(LEFT - 8) y=(y + 4) text-anchor="end" { (text(line * step)) }
        }
    }
}

/// Every how many days a label fits.
fn stride(columns: usize) -> usize {
    columns.div_ceil(10).max(1)
}

fn labels(texts: &[&str], center: impl Fn(usize) -> u64) -> Markup {
    let stride = stride(texts.len());
    html! {
        @for (index, text) in texts.iter().enumerate().filter(|(index, _)| index % stride == 0) {
            // On a narrow screen every second label is left out.
            text class=(if (index / stride).is_multiple_of(2) { "tick" } else { "tick minor" })
                x=(center(index)) y=(HEIGHT - 6) text-anchor="middle" { (text) }
        }
    }
}

/// Stacked bars, one a day.
pub(crate) fn bars(sentence: &str, columns: &[Column]) -> Markup {
    let most = columns.iter().map(|c| c.parts.iter().map(|(_, n)| n).sum::<u64>()).max().unwrap_or(0);
    let (top, step) = scale(most);
    let count = columns.len().max(1) as u64;
    let left = |index: usize| LEFT + (WIDTH - LEFT) * index as u64 / count;
    let gap = if count > 60 { 1 } else { 3 };
    let texts: Vec<&str> = columns.iter().map(|c| c.label.as_str()).collect();
    html! {
        svg class="chart" viewBox=(format!("0 0 {WIDTH} {HEIGHT}")) role="img" aria-label=(sentence) {
            (grid(top, step, number))
            @for (index, column) in columns.iter().enumerate() {
                @let (x, end) = (left(index), left(index + 1));
                g class="column" data-tip=(column.tip) {
                    title { (column.tip) }
                    rect class="hit" x=(x) y=(TOP) width=(end - x) height=(HEIGHT - TOP - BOTTOM) {}
                    @let mut below = 0;
                    @for (class, value) in &column.parts {
                        @let (low, high) = (y_of(below, top), y_of(below + value, top));
                        @if low > high {
                            rect class=(class) x=(x + gap) y=(high) width=((end - x).saturating_sub(2 * gap).max(1)) height=(low - high) {}
                        }
                        ({ below += value; "" })
                    }
                }
            }
            (labels(&texts, |index| (left(index) + left(index + 1)) / 2))
        }
    }
}

/// Lines over days; a day without a value interrupts them.
pub(crate) fn lines(
    sentence: &str,
    days: &[&str],
    series: &[(&'static str, Vec<Option<u64>>)],
    text: impl Fn(u64) -> String,
) -> Markup {
    let most = series.iter().flat_map(|(_, values)| values.iter().flatten()).max().copied().unwrap_or(0);
    let (top, step) = scale(most);
    let count = days.len().max(1) as u64;
    let center = |index: usize| LEFT + (WIDTH - LEFT) * (2 * index as u64 + 1) / (2 * count);
    html! {
        svg class="chart" viewBox=(format!("0 0 {WIDTH} {HEIGHT}")) role="img" aria-label=(sentence) {
            (grid(top, step, text))
            @for (class, values) in series {
                path class=(format!("line {class}")) d=(path(values, top, center)) {}
            }
            (labels(days, center))
        }
    }
}

fn path(values: &[Option<u64>], top: u64, center: impl Fn(usize) -> u64) -> String {
    let mut out = String::new();
    let mut drawing = false;
    for (index, value) in values.iter().enumerate() {
        if let Some(value) = value {
            let (x, y) = (center(index), y_of(*value, top));
            // A day alone is a point.
            let alone = !drawing && values.get(index + 1).is_none_or(Option::is_none);
            out += &if drawing { format!("L{x} {y}") } else { format!("M{x} {y}") };
            if alone {
                out += "h0.1";
            }
        }
        drawing = value.is_some();
    }
    out
}

/// A small column chart within a table or a tile.
pub(crate) fn spark(values: &[u64]) -> Markup {
    // Many days are drawn together, so that a column can be seen.
    let together = values.len().div_ceil(45).max(1);
    let values: Vec<u64> = values.chunks(together).map(|days| days.iter().sum()).collect();
    let most = values.iter().max().copied().unwrap_or(0).max(1);
    let width = values.len().max(1) * 4;
    html! {
        svg class="spark" viewBox=(format!("0 0 {width} 24")) preserveAspectRatio="none" aria-hidden="true" focusable="false" {
            @for (index, value) in values.iter().enumerate() {
                @let height = if *value == 0 { 0 } else { (value * 23 / most).max(1) };
                rect x=(index * 4) y=(24 - height) width="3" height=(height) {}
            }
        }
    }
}

/// A bar of parts of a whole.
pub(crate) fn share(parts: &[(&'static str, u64)]) -> Markup {
    let whole: u64 = parts.iter().map(|(_, n)| n).sum();
    let at = |value: u64| value * 1000 / whole.max(1);
    html! {
        svg class="share" viewBox="0 0 1000 10" preserveAspectRatio="none" aria-hidden="true" focusable="false" {
            rect class="rest" x="0" y="0" width="1000" height="10" {}
            @let mut before = 0;
            @for (class, value) in parts {
                rect class=(class) x=(at(before)) y="0" width=(at(before + value) - at(before)) height="10" {}
                ({ before += value; "" })
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_are_round_and_reach() {
        for (most, top, step) in
            [(0, 1, 1), (1, 1, 1), (4, 4, 1), (5, 6, 2), (37, 40, 10), (81, 100, 50), (1999, 2000, 500)]
        {
            assert_eq!(scale(most), (top, step), "{most}");
        }
        for most in 0..5000 {
            let (top, step) = scale(most);
            assert!(top >= most && top / step <= 4, "{most}");
        }
        let _ = scale(u64::MAX / 8);
    }

    #[test]
    fn gaps_interrupt_lines() {
        let at = |index| index as u64;
        assert_eq!(path(&[Some(0), Some(0), None, Some(0)], 1, at).matches('M').count(), 2);
        assert!(path(&[None, Some(0), None], 1, at).ends_with("h0.1"));
        assert_eq!(path(&[None], 1, at), "");
    }

    #[test]
    fn nothing_is_drawn_as_nothing() {
        assert!(bars("none", &[]).into_string().contains("svg"));
        assert!(!spark(&[0, 0]).into_string().contains("NaN"));
        assert!(share(&[("a", 0)]).into_string().contains("width=\"0\""));
    }
}
