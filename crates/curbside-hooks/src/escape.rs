//! Text into GitHub-flavoured Markdown that shows it as it is.
//!
//! Clients render `detail` with raw HTML enabled, so text from the record must
//! come out neither as markup nor as HTML.

use std::fmt::Write;

/// One line of text that Markdown and HTML show as it is.
///
/// ```
/// use curbside_hooks::escape;
/// assert_eq!(escape("<b>5 * 3</b>\nnext"), "&lt;b&gt;5 &#42; 3&lt;/b&gt; next");
/// ```
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 8);
    for c in one_line(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            // Character references: Markdown never takes them for markup, and backslashes could be undone by a
            // backslash before them.
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '#' | '|' | '~' | '^' | '!' | '"' | '\''
            | '@' | '$' => {
                // Writing to a text cannot fail.
                let _ = write!(out, "&#{};", u32::from(c));
            }
            // GFM makes links of bare addresses.
            ':' => out.push_str("&#58;"),
            _ => out.push(c),
        }
    }
    let mut out = if out.contains("www.") { out.replace("www.", "www&#46;") } else { out };
    // What a list or a heading would begin with.
    if let Some(first) = out.chars().next()
        && matches!(first, '-' | '+' | '=')
    {
        out.replace_range(..1, &format!("&#{};", u32::from(first)));
    }
    // `1. ` and `1) ` begin an ordered list.
    let digits = out.chars().take_while(char::is_ascii_digit).count();
    if digits > 0
        && let Some(mark @ ('.' | ')')) = out.get(digits..).and_then(|r| r.chars().next())
    {
        out.replace_range(digits..=digits, &format!("&#{};", u32::from(mark)));
    }
    out
}

/// The text on one line, without control characters and without characters that turn its direction.
pub(crate) fn one_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let turns = matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{feff}');
        if turns {
            continue;
        }
        if c.is_whitespace() || c.is_control() {
            if !out.ends_with(' ') {
                out.push(' ');
            }
        } else {
            out.push(c);
        }
    }
    out.trim().to_string()
}

/// At most so many characters; a longer text ends in an ellipsis, at a word where possible.
///
/// Lengths are counted in UTF-16 units, as browsers do, which is never less than characters.
pub(crate) fn shortened(text: &str, most: usize) -> String {
    let units = |s: &str| s.encode_utf16().count();
    if units(text) <= most {
        return text.to_string();
    }
    let mut out = String::new();
    let mut used = 0;
    for c in text.chars() {
        if used + c.len_utf16() + 1 > most {
            break;
        }
        used += c.len_utf16();
        out.push(c);
    }
    if let Some(at) = out.rfind(' ').filter(|at| *at > out.len() / 2) {
        out.truncate(at);
    }
    out.truncate(out.trim_end().len());
    out.push('…');
    out
}
