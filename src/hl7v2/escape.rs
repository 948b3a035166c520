//! Escape sequences: `\F\`, `\S\`, `\T\`, `\R\`, `\E\`, `\P\`, `\Xdd…\` and formatting.

use super::charset::Charset;
use super::message::Separators;
use std::borrow::Cow;

/// Resolves the escapes of a text. What is no escape stays as it is;
/// highlighting and changes of character set are left out.
pub(super) fn resolve<'t>(text: &'t str, s: &Separators, charset: Charset) -> Cow<'t, str> {
    let Some(mark) = s.escape.filter(|e| text.contains(*e)) else { return Cow::Borrowed(text) };
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(mark) {
        out.push_str(&rest[..at]);
        let after = &rest[at + mark.len_utf8()..];
        let Some(end) = after.find(mark) else {
            out.push(mark);
            rest = after;
            continue;
        };
        if one(&after[..end], s, charset, &mut out) {
            rest = &after[end + mark.len_utf8()..];
        } else {
            out.push(mark);
            rest = after;
        }
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// Writes what one sequence stands for; `false` where it is none.
fn one(name: &str, s: &Separators, charset: Charset, out: &mut String) -> bool {
    match name {
        "F" => out.push(s.field),
        "S" => out.push(s.component),
        "R" => out.push(s.repetition),
        "T" => out.push(s.subcomponent.unwrap_or('&')),
        "E" => out.extend(s.escape),
        "P" => out.push('#'),
        // Highlighting.
        "H" | "N" => {}
        _ => return longer(name, charset, out),
    }
    true
}

fn longer(name: &str, charset: Charset, out: &mut String) -> bool {
    if let Some(hex) = name.strip_prefix('X') {
        let Some(bytes) = bytes(hex) else { return false };
        out.push_str(&charset.decode_lossy(&bytes));
        return true;
    }
    if let Some(command) = name.strip_prefix('.') {
        // Formatting: a break or spacing is a new line, the rest is layout.
        let letters: String = command.chars().take_while(char::is_ascii_alphabetic).collect();
        match letters.as_str() {
            "br" | "sp" | "ce" => out.push('\n'),
            "fi" | "nf" | "in" | "ti" | "sk" => {}
            _ => return false,
        }
        return true;
    }
    // Another character set (\C…\, \M…\) or a local sequence (\Z…\): no text of ours.
    name.starts_with(['C', 'M', 'Z'])
        && name.len() > 1
        && name.len() <= 8
        && name[1..].bytes().all(|b| b.is_ascii_alphanumeric())
}

fn bytes(hex: &str) -> Option<Vec<u8>> {
    if hex.is_empty() || !hex.len().is_multiple_of(2) || !hex.is_ascii() {
        return None;
    }
    (0..hex.len()).step_by(2).map(|i| u8::from_str_radix(hex.get(i..i + 2)?, 16).ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolved(text: &str) -> String {
        let s = Separators {
            field: '|',
            component: '^',
            repetition: '~',
            escape: Some('\\'),
            subcomponent: Some('&'),
        };
        resolve(text, &s, Charset::Utf8).into_owned()
    }

    #[test]
    fn every_sequence() {
        assert_eq!(resolved(r"a\F\b\S\c\T\d\R\e\E\f\P\g"), r"a|b^c&d~e\f#g");
        assert_eq!(resolved(r"line 1\.br\line 2\.sp2\line 3"), "line 1\nline 2\nline 3");
        assert_eq!(resolved(r"\H\bold\N\ \.in+4\indented"), "bold indented");
        assert_eq!(resolved(r"caf\XC3A9\ \X0D\."), "caf\u{e9} \r.");
        assert_eq!(resolved(r"\C2842\\M242A\\Zlocal\x"), "x");
    }

    #[test]
    fn what_is_no_escape_stays() {
        for same in [r"C:\dir\file", r"5\6", r"\", r"\\", r"\X1\", r"\XGG\", r"\.zz\", r"a\b"] {
            assert_eq!(resolved(same), same, "{same}");
        }
    }
}
