//! What an author may have meant by a unit that is none: for messages only.

use super::{Unit, spelling};

/// At most the first characters of a text, for a message.
pub(super) fn shown(text: &str) -> String {
    match text.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text.to_string(),
    }
}

/// A unit near a text that could not be read.
pub(super) fn for_mistake(text: &str) -> Option<String> {
    if text.len() > 64 {
        return None;
    }
    if let Some(unit) = spelling::known(text) {
        return Some(unit.to_string());
    }
    let mended = by_symbol(&spelling::tidy(text));
    if Unit::read(&mended).is_ok() {
        return Some(mended);
    }
    // One slip in two letters says nothing.
    if text.len() < 4 {
        return None;
    }
    let near = |candidate: &&str| strsim::osa_distance(candidate, text) <= 1;
    spelling::targets().find(near).map(str::to_string)
}

/// The text with each symbol that is no unit replaced by one that is meant.
fn by_symbol(text: &str) -> String {
    let mut out = String::new();
    let mut word = String::new();
    let mut depth = 0_u32;
    for c in text.chars() {
        match c {
            '{' | '[' => depth += 1,
            '}' | ']' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 && matches!(c, '.' | '/' | '(' | ')') {
            out.push_str(&symbol(&word));
            word.clear();
            out.push(c);
        } else {
            word.push(c);
        }
    }
    out + symbol(&word).as_str()
}

fn symbol(word: &str) -> String {
    if word.is_empty() || Unit::read(word).is_ok() {
        return word.to_string();
    }
    if let Some(unit) = spelling::known(word) {
        // A quotient as one factor needs its parentheses.
        return if unit.contains('/') { format!("({unit})") } else { unit.to_string() };
    }
    // `12h` for `12.h`
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    if digits > 0
        && let (Some(number), Some(rest)) = (word.get(..digits), word.get(digits..))
        && Unit::read(rest).is_ok()
    {
        return format!("({number}.{rest})");
    }
    // Brackets that were left out, and capitals.
    for candidate in [format!("[{word}]"), format!("[{word}_i]"), format!("[{word}_av]")] {
        if Unit::read(&candidate).is_ok() {
            return candidate;
        }
    }
    let units = octofhir_ucum::get_all_units().iter().map(|u| u.code);
    let mut same = units.filter(|code| code.eq_ignore_ascii_case(word));
    match (same.next(), same.next()) {
        (Some(only), None) => only.to_string(),
        _ => word.to_string(),
    }
}
