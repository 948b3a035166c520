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
