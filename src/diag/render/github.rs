//! Workflow commands that GitHub shows beside the changed lines.

use super::sorted;
use crate::diag::{Diag, Level};
use crate::source::{SourceMap, Span};

/// One command a diagnostic.
///
/// ```
/// use curbside::diag::{render::render_github, Code, Diag};
/// use curbside::source::{SourceMap, Span};
/// let mut map = SourceMap::default();
/// let id = map.add("a.cds", "x");
/// let out = render_github(&[Diag::new(Code::UnknownName, Span::new(id, 0, 1), "50 % of it")], &map);
/// assert_eq!(out, "::error file=a.cds,line=1,endLine=1,col=1,endColumn=2,title=E0201%3A unknown-name::50 %25 of it\n");
/// ```
pub fn render_github(diags: &[Diag], map: &SourceMap) -> String {
    let mut out = String::new();
    for d in sorted(diags, map) {
        let command = match d.level {
            Level::Error => "error",
            Level::Warning => "warning",
            Level::Note => "notice",
        };
        let (from, to) = (map.line_col(d.span), map.line_col(Span { start: d.span.end, ..d.span }));
        let mut text = d.message.clone();
        for more in std::iter::once(&d.label).filter(|l| !l.is_empty()).chain(&d.help) {
            text.push('\n');
            text.push_str(more);
        }
        for fix in &d.fixes {
            text.push('\n');
            text.push_str(&fix.text);
        }
        let info = d.code.info();
        out.push_str(&format!(
            "::{command} file={},line={},endLine={},col={},endColumn={},title={}::{}\n",
            property(&map.file(d.span.source).path),
            from.line,
            to.line,
            from.col,
            to.col,
            property(&format!("{}: {}", info.code, info.name)),
            data(&text),
        ));
    }
    out
}

fn data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
