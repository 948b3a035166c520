//! The names that a piece of source text mentions, values in messages included.

/// Words of code, and of what stands in braces within texts; comments and other text do not count.
pub(crate) fn mentions(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let len = if let Some(comment) = rest.strip_prefix("//") {
            2 + comment.find('\n').unwrap_or(comment.len())
        } else if c == '"' {
            let end = end_of_text(rest);
            in_braces(rest.get(..end).unwrap_or_default(), &mut found);
            end
        } else if is_start(c) {
            let end =
                rest.find(|c: char| !(is_start(c) || c.is_ascii_digit() || c == '-')).unwrap_or(rest.len());
            let word = rest.get(..end).unwrap_or_default();
            found.push(word.trim_end_matches('-'));
            end
        } else {
            c.len_utf8()
        };
        rest = rest.get(len..).unwrap_or_default();
    }
    found
}

fn is_start(c: char) -> bool {
    c.is_alphabetic() || c == '_'
}

/// One past the closing quote.
fn end_of_text(text: &str) -> usize {
    let mut escaped = false;
    for (i, c) in text.char_indices().skip(1) {
        match c {
            '"' if !escaped => return i + 1,
            '\n' => return i,
            _ => escaped = c == '\\' && !escaped,
        }
    }
    text.len()
}

fn in_braces<'t>(text: &'t str, found: &mut Vec<&'t str>) {
    for part in text.split('{').skip(1) {
        let inner = part.split('}').next().unwrap_or_default();
        found.extend(
            inner.split(|c: char| !(is_start(c) || c.is_ascii_digit() || c == '-')).filter(|w| !w.is_empty()),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::mentions;

    #[test]
    fn code_and_braces_but_not_text_or_comments() {
        let text = "let k = latest K in last 7 days // not this\nwhen k > 5.5 mmol/L\nmessage \"x \\\"y\\\" {k.value} on {drug}\" // z\na-b";
        let found = mentions(text);
        assert_eq!(found.iter().filter(|w| **w == "k").count(), 3);
        assert!(found.contains(&"drug") && found.contains(&"a-b"));
        assert!(
            !found.contains(&"not")
                && !found.contains(&"x")
                && !found.contains(&"y")
                && !found.contains(&"z")
        );
        assert!(mentions("\"never closed {k").contains(&"k"));
    }
}
