//! The formatter: one canonical layout, no change of meaning, no comment lost.
//!
//! It lays the author's own tokens out anew instead of printing a tree: what
//! was written stays, only blanks and line breaks change. The grammar says
//! where clauses, rows and chains of `and`/`or` begin (`marks`), `layout`
//! writes the lines.

mod layout;
mod marks;

use super::ast::File;
use super::parse;
use crate::diag::Diag;
use crate::source::SourceId;

/// The canonical layout of a text.
///
/// # Errors
/// The diagnostics of a text that cannot be parsed; it is not touched.
///
/// ```
/// let pretty = curbside::syntax::format("define  Old=age>=65 years // geriatric").unwrap();
/// assert_eq!(pretty, "define Old = age >= 65 years  // geriatric\n");
/// ```
pub fn format(text: &str) -> Result<String, Vec<Diag>> {
    let (before, diags) = parse(SourceId(0), text);
    if !diags.is_empty() {
        return Err(diags);
    }
    let out = layout::file(text);
    // INVARIANT: formatting changes no meaning; a text whose layout would is left alone.
    let (after, diags) = parse(SourceId(0), &out);
    Ok(if diags.is_empty() && same(&before, &after) { out } else { text.to_string() })
}

/// Whether two trees say the same, wherever it stands: equal but for places.
///
/// ```
/// use curbside::{source::SourceId, syntax::{parse, same}};
/// let tree = |t| parse(SourceId(0), t).0;
/// assert!(same(&tree("define A = b > 1"), &tree("define A =\n  b > 1")));
/// assert!(!same(&tree("define A = b > 1"), &tree("define A = b > 2")));
/// ```
pub fn same(a: &File, b: &File) -> bool {
    let said = |f: &File| f.comments.iter().map(|c| (c.text.clone(), c.doc)).collect::<Vec<_>>();
    let bare = |f: &File| without_places(&format!("{:?}", File { comments: Vec::new(), ..f.clone() }));
    said(a) == said(b) && bare(a) == bare(b)
}

/// The debug form of a tree without its spans. Texts in it are escaped, so
/// that none can look like a span.
fn without_places(debug: &str) -> String {
    const SPAN: &str = "Span { source: ";
    let mut out = String::with_capacity(debug.len());
    let mut rest = debug;
    while let Some(at) = rest.find(SPAN) {
        out.push_str(&rest[..at]);
        rest = rest[at..].find('}').map_or("", |end| &rest[at + end + 1..]);
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Texts without a comment, so that any blank of theirs can become one.
    const SEEDS: &[&str] = &[
        include_str!("../../../tests/fixtures/format/conditions.cds"),
        include_str!("../../../tests/fixtures/format/input.cds"),
        include_str!("../../../tests/fixtures/format/interaction.cds"),
        include_str!("../../../tests/fixtures/format/long.cds"),
        include_str!("../../../tests/fixtures/format/precedence.cds"),
        include_str!("../../../tests/fixtures/format/wide.cds"),
    ];

    /// The layout itself, without the guard of [`format`].
    fn check(text: &str) -> Result<(), TestCaseError> {
        let (tree, diags) = parse(SourceId(0), text);
        if !diags.is_empty() {
            return Ok(());
        }
        let once = layout::file(text);
        let (again, diags) = parse(SourceId(0), &once);
        prop_assert!(diags.is_empty(), "{text}\n----\n{once}\n{diags:#?}");
        prop_assert!(same(&tree, &again), "{text}\n----\n{once}");
        prop_assert_eq!(layout::file(&once), once.clone(), "not idempotent:\n{}\n----\n{}", text, once);
        Ok(())
    }

    #[test]
    fn every_fixture() {
        let dir = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/format");
        for entry in std::fs::read_dir(dir).unwrap() {
            check(&std::fs::read_to_string(entry.unwrap().path()).unwrap()).unwrap();
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

        /// Blanks that become line ends, empty lines and comments.
        #[test]
        fn any_layout(which in 0..SEEDS.len(), changes in prop::collection::vec((0usize..600, 0usize..5), 0..12)) {
            let mut blanks = 0;
            let mut text = String::new();
            let mut in_text = false;
            for c in SEEDS[which].chars() {
                in_text ^= c == '"';
                if matches!(c, ' ' | '\n') && !in_text {
                    blanks += 1;
                    match changes.iter().find(|(at, _)| *at == blanks) {
                        Some((_, 0)) => text.push_str("\n  "),
                        Some((_, 1)) => text.push_str("\n\n\n"),
                        Some((_, 2)) => text.push_str(" // why\n"),
                        Some((_, 3)) => text.push_str("\n  // own line\n\n  /// doc\n "),
                        Some(_) => text.push_str("   "),
                        None => text.push(c),
                    }
                } else {
                    text.push(c);
                }
            }
            check(&text)?;
        }
    }
}
