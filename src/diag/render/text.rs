//! For a terminal: the source with marks, notes, help and the text that would mend it.

use super::{fit, sorted};
use crate::diag::{Diag, Level};
use crate::source::{SourceMap, Span};
use annotate_snippets::{
    Annotation, AnnotationKind, Group, Level as Title, Origin, Patch, Renderer, Snippet,
};

/// All diagnostics and a summary line; empty when there is none.
///
/// ```
/// use curbside::diag::{render::render_text, Code, Diag};
/// use curbside::source::{SourceMap, Span};
/// let mut map = SourceMap::default();
/// let id = map.add("a.cds", "define A = Potasium > 5 mmol/L\n");
/// let diag = Diag::new(Code::UnknownName, Span::new(id, 11, 19), "unknown name `Potasium`");
/// let text = render_text(&[diag], &map, false);
/// assert!(text.starts_with("error[E0201]: unknown name `Potasium`"));
/// assert!(text.ends_with("1 error\n"));
/// ```
pub fn render_text(diags: &[Diag], map: &SourceMap, color: bool) -> String {
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    let mut out = String::new();
    for diag in sorted(diags, map) {
        let rendered = renderer.render(&groups(diag, map));
        for line in rendered.lines() {
            out.push_str(line.trim_end());
            out.push('\n');
        }
        out.push('\n');
    }
    if let Some(line) = summary(diags) {
        out.push_str(&line);
        out.push('\n');
    }
    out
}

/// "2 errors, 1 warning"; nothing for no diagnostics.
pub fn summary(diags: &[Diag]) -> Option<String> {
    let parts: Vec<String> = [(Level::Error, "error"), (Level::Warning, "warning"), (Level::Note, "note")]
        .into_iter()
        .filter_map(|(level, word)| match diags.iter().filter(|d| d.level == level).count() {
            0 => None,
            1 => Some(format!("1 {word}")),
            n => Some(format!("{n} {word}s")),
        })
        .collect();
    (!parts.is_empty()).then(|| parts.join(", "))
}

fn groups<'a>(diag: &'a Diag, map: &'a SourceMap) -> Vec<Group<'a>> {
    let level = match diag.level {
        Level::Error => Title::ERROR,
        Level::Warning => Title::WARNING,
        Level::Note => Title::NOTE,
    };
    let title = level.primary_title(diag.message.as_str()).id(diag.code.info().code);
    let mut main = Group::with_title(title);
    for snippet in snippets(diag, map) {
        main = main.element(snippet);
    }
    let file = map.file(diag.span.source);
    if file.text.is_empty() && !file.path.is_empty() {
        main = main.element(Origin::path(file.path.as_str()));
    }
    for note in &diag.notes {
        main = main.element(Title::NOTE.message(note.as_str()));
    }
    for help in &diag.help {
        main = main.element(Title::HELP.message(help.as_str()));
    }
    let mut out = vec![main];
    for fix in &diag.fixes {
        let text = &map.file(fix.span.source).text;
        let group = Group::with_title(Title::HELP.secondary_title(fix.text.as_str()));
        out.push(if text.is_empty() {
            group
        } else {
            let patch = Patch::new(fit(text, fix.span.range()), fix.replacement.as_str());
            group.element(
                Snippet::source(text.as_str()).path(map.file(fix.span.source).path.as_str()).patch(patch),
            )
        });
    }
    out
}

/// One snippet a file: the primary place's first, the others in order of mention.
fn snippets<'a>(diag: &'a Diag, map: &'a SourceMap) -> Vec<Snippet<'a, Annotation<'a>>> {
    let mut files = vec![diag.span.source];
    for label in &diag.labels {
        if !files.contains(&label.span.source) {
            files.push(label.span.source);
        }
    }
    let mark = |kind: AnnotationKind, span: Span, text: &'a str, words: &'a str| {
        let annotation = kind.span(fit(text, span.range()));
        if words.is_empty() { annotation } else { annotation.label(words) }
    };
    let mut out = Vec::new();
    for id in files {
        let file = map.file(id);
        if file.text.is_empty() {
            continue;
        }
        let mut snippet = Snippet::source(file.text.as_str()).path(file.path.as_str());
        if diag.span.source == id {
            snippet = snippet.annotation(mark(AnnotationKind::Primary, diag.span, &file.text, &diag.label));
        }
        for label in diag.labels.iter().filter(|l| l.span.source == id) {
            snippet = snippet.annotation(mark(AnnotationKind::Context, label.span, &file.text, &label.text));
        }
        out.push(snippet);
    }
    out
}
