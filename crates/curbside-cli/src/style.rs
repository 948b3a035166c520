//! Colours and lines of a readable width.
//!
//! Colours are always written; `anstream` takes them out where the output is
//! no terminal, or NO_COLOR is set.

use anstyle::{AnsiColor, Reset, Style};
use unicode_width::UnicodeWidthStr;

const fn colour(c: AnsiColor) -> Style {
    Style::new().fg_color(Some(anstyle::Color::Ansi(c)))
}

/// Critical and high findings, failures.
pub const BAD: Style = colour(AnsiColor::Red).bold();
/// Moderate findings, warnings.
pub const WARN: Style = colour(AnsiColor::Yellow).bold();
/// What could not be decided.
pub const OPEN: Style = colour(AnsiColor::Magenta).bold();
/// Low findings and information.
pub const INFO: Style = colour(AnsiColor::Blue).bold();
/// What went well.
pub const GOOD: Style = colour(AnsiColor::Green).bold();
/// Headings.
pub const BOLD: Style = Style::new().bold();
/// Asides.
pub const DIM: Style = Style::new().dimmed();
/// Back to plain.
pub const END: Reset = Reset;

/// Columns to write in: the terminal's, between 60 and 100, else 100.
pub fn width() -> usize {
    let terminal = terminal_size::terminal_size().map(|(w, _)| usize::from(w.0));
    terminal.unwrap_or(100).clamp(60, 100)
}

/// Words in lines of at most `width` columns; the first begins with `first`,
/// the others with `rest`.
pub fn wrap(text: &str, width: usize, first: &str, rest: &str) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = first.to_string();
    let mut empty = true;
    for word in text.split_whitespace() {
        let need = line.width() + word.width() + usize::from(!empty);
        if !empty && need > width {
            lines.push(std::mem::replace(&mut line, rest.to_string()));
            empty = true;
        }
        if !empty {
            line.push(' ');
        }
        line.push_str(word);
        empty = false;
    }
    if !empty {
        lines.push(line);
    }
    lines
}

/// `1 rule`, `2 rules`.
pub fn count(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::wrap;

    #[test]
    fn lines_keep_their_width_and_indent() {
        assert_eq!(wrap("a bb ccc dddd", 8, "- ", "  "), ["- a bb", "  ccc", "  dddd"]);
        assert_eq!(wrap("averyverylongword b", 6, "", ""), ["averyverylongword", "b"]);
        assert!(wrap("  ", 10, "- ", "  ").is_empty());
    }
}
