//! A message that fits the summary of a card, however many facts it names.
//!
//! Names give way, in this order: a product is called by its ingredients, a long
//! list ends in "and 3 more", a long name ends in an ellipsis. Numbers, dates and
//! the rule's own words stay whole, so a text that is too long by itself stays too
//! long; the lint `message-too-long` is there for it. What gives way is still among
//! the facts of the finding.

use super::answer::merge;
use super::text;

/// A name is not cut below this many characters.
const SHORTEST: usize = 16;

/// A part of a message.
#[derive(Debug)]
pub(crate) enum Part {
    /// Stays as it is.
    Words(String),
    Names(Names),
}

/// A list of what a name is bound to.
#[derive(Debug)]
pub(crate) struct Names {
    full: Vec<String>,
    /// The same in fewer characters, each once.
    short: Vec<String>,
    shown: usize,
    /// Whether a name may be cut: never a number.
    cut: bool,
}

impl Names {
    /// Each with a shorter form of it, which may be the same.
    pub fn new(names: Vec<(String, String)>, cut: bool) -> Self {
        let (mut full, mut short) = (Vec::new(), Vec::new());
        for (f, s) in names {
            let s = if width(&s) < width(&f) { s } else { f.clone() };
            merge(&mut full, [f]);
            merge(&mut short, [s]);
        }
        Self { full, short, shown: usize::MAX, cut }
    }

    fn text(&self, short: bool) -> String {
        let names = if short { &self.short } else { &self.full };
        match names.get(..self.shown) {
            Some(first) if first.len() < names.len() => {
                format!("{} and {} more", first.join(", "), names.len() - first.len())
            }
            _ => text::list(names),
        }
    }
}

/// Length as cards count it: in UTF-16 units, never less than characters.
pub(crate) fn width(text: &str) -> usize {
    text.encode_utf16().count()
}

/// The parts as one text of at most so many characters, if names giving way can do that.
pub(crate) fn fitted(mut parts: Vec<Part>, most: usize) -> String {
    for short in [false, true] {
        let whole = joined(&parts, short);
        if width(&whole) <= most {
            return whole;
        }
    }
    for p in &mut parts {
        if let Part::Names(n) = p {
            n.shown = n.short.len();
        }
    }
    loop {
        let text = joined(&parts, true);
        let over = width(&text).saturating_sub(most);
        if over == 0 || !(show_fewer(&mut parts) || cut_longest(&mut parts, over)) {
            return text;
        }
    }
}

fn joined(parts: &[Part], short: bool) -> String {
    let text = |p: &Part| match p {
        Part::Words(w) => w.clone(),
        Part::Names(n) => n.text(short),
    };
    parts.iter().map(text).collect()
}

fn names(parts: &mut [Part]) -> impl DoubleEndedIterator<Item = &mut Names> {
    parts.iter_mut().filter_map(|p| match p {
        Part::Names(n) => Some(n),
        Part::Words(_) => None,
    })
}

/// Shows one name less of the list that shows most; the last of those with as many.
fn show_fewer(parts: &mut [Part]) -> bool {
    match names(parts).filter(|n| n.shown > 1).max_by_key(|n| n.shown) {
        Some(n) => {
            n.shown -= 1;
            true
        }
        None => false,
    }
}

/// Cuts the longest name that is shown, by what is too much or as far as names are cut.
fn cut_longest(parts: &mut [Part], over: usize) -> bool {
    let longest = names(parts).filter(|n| n.cut).filter_map(|n| n.short.first_mut()).max_by_key(|s| width(s));
    let Some(name) = longest.filter(|s| width(s) > SHORTEST) else { return false };
    *name = cut(name, width(name).saturating_sub(over).max(SHORTEST));
    true
}

/// At most so many characters with an ellipsis at the end, at a word where possible.
fn cut(text: &str, most: usize) -> String {
    let mut out = String::new();
    for c in text.chars() {
        if width(&out) + c.len_utf16() + 1 > most {
            break;
        }
        out.push(c);
    }
    if let Some(at) = out.rfind(' ').filter(|at| *at > out.len() / 2) {
        out.truncate(at);
    }
    out.truncate(out.trim_end_matches([' ', ',', '/', '-']).len());
    out.push('…');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(t: &str) -> Part {
        Part::Words(t.into())
    }

    fn list(all: &[(&str, &str)], cut: bool) -> Part {
        Part::Names(Names::new(all.iter().map(|(f, s)| ((*f).into(), (*s).into())).collect(), cut))
    }

    fn drugs() -> Vec<Part> {
        let all = [
            ("Ibuprofen 400 MG Oral Tablet", "ibuprofen"),
            ("Advil 200 MG", "ibuprofen"),
            ("Naproxen 500 MG Oral Tablet", "naproxen"),
            ("Celecoxib 200 MG Oral Capsule", "celecoxib"),
        ];
        vec![list(&all, true), words(" at an eGFR of 12.")]
    }

    #[test]
    fn names_give_way_only_as_far_as_needed() {
        assert_eq!(
            fitted(drugs(), 139),
            "Ibuprofen 400 MG Oral Tablet, Advil 200 MG, Naproxen 500 MG Oral Tablet and Celecoxib 200 MG Oral Capsule at an eGFR of 12."
        );
        assert_eq!(fitted(drugs(), 122), "ibuprofen, naproxen and celecoxib at an eGFR of 12.");
        assert_eq!(fitted(drugs(), 50), "ibuprofen, naproxen and 1 more at an eGFR of 12.");
        assert_eq!(fitted(drugs(), 45), "ibuprofen and 2 more at an eGFR of 12.");
    }

    #[test]
    fn the_longest_list_gives_way_first() {
        let many = ["one", "two", "three", "four"].map(|w| (w, w));
        let two = [("aspirin", "aspirin"), ("heparin", "heparin")];
        let parts = vec![list(&many, true), words(" with "), list(&two, true)];
        assert_eq!(fitted(parts, 45), "one, two and 2 more with aspirin and heparin");
    }

    #[test]
    fn a_name_is_cut_at_a_word_and_a_number_never() {
        let long = "Sodium chloride 154 MEQ in water for injection";
        assert_eq!(
            fitted(vec![list(&[(long, long)], true), words(" again")], 40),
            "Sodium chloride 154 MEQ in water… again"
        );
        assert_eq!(fitted(vec![list(&[(long, long)], false), words(" again")], 40), format!("{long} again"));
        assert_eq!(fitted(vec![words(long)], 10), long);
    }

    #[test]
    fn signs_outside_the_basic_plane_count_twice() {
        assert_eq!(width("a💊"), 3);
        let pills = "💊💊💊💊💊💊💊💊💊💊💊💊";
        assert!(width(&fitted(vec![list(&[(pills, pills)], true)], 20)) <= 20);
    }
}
