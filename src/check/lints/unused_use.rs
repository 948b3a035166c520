//! `unused-use`: an import that nothing uses.

use super::LintContext;
use crate::diag::{Code, Diag};
use crate::source::Span;
use crate::syntax::ast::Use;

pub(super) fn check(cx: &LintContext<'_>) -> Vec<Diag> {
    let mut diags = Vec::new();
    for (file, imports) in cx.files.iter().zip(&cx.names.imports) {
        // What could not be read may use anything.
        if !file.ast.lost.is_empty() || file.ast.items.iter().any(|i| i.broken) {
            continue;
        }
        for (name, import) in imports.iter().filter(|(_, i)| !i.used && i.symbol.is_some()) {
            let d = Diag::new(
                Code::UnusedUse,
                import.span,
                format!("`{name}` is imported, but nothing here uses it"),
            );
            diags.push(match file.ast.uses.iter().find_map(|u| removal(cx, u, import.span)) {
                Some((span, what)) => d.fix(span, "", format!("take {what} out")),
                None => d.help("take it out of the `use`"),
            });
        }
    }
    diags
}

/// What to delete: the name with one of its commas, or the whole `use` when it is the only one.
fn removal(cx: &LintContext<'_>, u: &Use, import: Span) -> Option<(Span, &'static str)> {
    let spans: Vec<Span> = u
        .names
        .iter()
        .map(|(name, other)| other.as_ref().map_or(name.span, |o| name.span.to(o.span)))
        .collect();
    let at = spans
        .iter()
        .position(|s| s.start <= import.start && import.end <= s.end && s.source == import.source)?;
    let span = *spans.get(at)?;
    if spans.len() == 1 {
        let after = cx.sources.file(u.span.source).text.get(u.span.end as usize..)?;
        let line_end = u32::from(after.starts_with('\n'));
        return Some((Span { end: u.span.end + line_end, ..u.span }, "the `use`"));
    }
    let cut = match (spans.get(at + 1), at.checked_sub(1).and_then(|b| spans.get(b))) {
        (Some(next), _) => Span { end: next.start, ..span },
        (None, Some(before)) => Span { start: before.end, ..span },
        (None, None) => span,
    };
    Some((cut, "it"))
}
