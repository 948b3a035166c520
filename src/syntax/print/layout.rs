//! Lines from pieces.

use super::marks::{Marks, Piece, is_logic, marks};
use crate::source::SourceId;
use crate::syntax::ast::Comment;
use crate::syntax::parse::items_of;
use crate::syntax::scan::scan;

/// The longest line, where breaking helps.
const WIDTH: usize = 100;

/// The canonical layout of a text without mistakes.
pub(super) fn file(text: &str) -> String {
    let found = scan(SourceId(0), text);
    let mut p =
        Printer { text, comments: &found.comments, next: 0, out: String::new(), line: String::new(), at: 0 };
    let mut was_tall = false;
    for (i, (start, end)) in items_of(text, &found.toks).into_iter().enumerate() {
        let Some(toks) = found.toks.get(start..end) else { continue };
        let (Some(first), Some(last)) = (toks.first(), toks.last()) else { continue };
        let mark = marks(first.start, text.get(first.start..last.end).unwrap_or(""));
        let pieces = mark.pieces(text, toks);
        let from = p.out.len();
        let blank = p.lead(first.start, 0, i > 0);
        let body = p.out.len();
        p.item(&pieces, &mark);
        p.trail(next_start(&found.toks, end, text.len()));
        let tall = p.out.get(body..).is_some_and(|s| s.trim_end().contains('\n'));
        if i > 0 && !blank && (tall || was_tall) && !p.out[..from].ends_with("\n\n") {
            p.out.insert(from, '\n');
        }
        was_tall = tall;
    }
    p.lead(text.len(), 0, !p.out.is_empty());
    p.out
}

fn next_start(toks: &[crate::syntax::scan::Tok], i: usize, end: usize) -> usize {
    toks.get(i).map_or(end, |t| t.start)
}

struct Printer<'t> {
    text: &'t str,
    comments: &'t [Comment],
    /// The next comment to write.
    next: usize,
    out: String,
    /// The line being written.
    line: String,
    /// The end of the last piece written.
    at: usize,
}

impl Printer<'_> {
    fn flush(&mut self) {
        let line = std::mem::take(&mut self.line);
        if !line.trim().is_empty() {
            self.out.push_str(line.trim_end());
            self.out.push('\n');
        }
    }

    fn start(&mut self, indent: usize) {
        self.flush();
        self.line = " ".repeat(indent);
    }

    fn newlines(&self, from: usize, to: usize) -> usize {
        self.text.get(from..to).map_or(0, |t| t.matches('\n').count())
    }

    fn blank_line(&mut self) {
        self.flush();
        if !self.out.is_empty() && !self.out.ends_with("\n\n") && !self.out.ends_with("{\n") {
            self.out.push('\n');
        }
    }

    /// Comments on their own lines before `to`, and one blank line where there was any.
    /// Says whether there was a blank line first.
    fn lead(&mut self, to: usize, indent: usize, keep_blank: bool) -> bool {
        let mut first_blank = None;
        while let Some(c) = self.comments.get(self.next).filter(|c| (c.span.start as usize) < to) {
            let start = c.span.start as usize;
            let blank = keep_blank_at(self, start, keep_blank || first_blank.is_some());
            first_blank.get_or_insert(blank);
            if blank {
                self.blank_line();
            }
            self.start(indent);
            self.line.push_str(if c.doc { "///" } else { "//" });
            self.line.push_str(&c.text);
            self.flush();
            self.at = c.span.end as usize;
            self.next += 1;
        }
        if to < self.text.len() {
            let blank = keep_blank_at(self, to, keep_blank || first_blank.is_some());
            first_blank.get_or_insert(blank);
            if blank {
                self.blank_line();
            }
        }
        first_blank.unwrap_or(false)
    }

    /// The comment at the end of the current line, if the source has one before `to`.
    fn trail(&mut self, to: usize) {
        if let Some(c) = self.comments.get(self.next)
            && (c.span.start as usize) < to
            && c.trailing
        {
            self.line.push_str(if c.doc { "  ///" } else { "  //" });
            self.line.push_str(&c.text);
            self.at = c.span.end as usize;
            self.next += 1;
        }
        self.flush();
    }

    fn has_comment(&self, to: usize) -> bool {
        self.comments.get(self.next).is_some_and(|c| (c.span.start as usize) < to)
    }

    /// Writes a piece on the current line, comments before it included.
    fn piece(&mut self, p: &Piece<'_>, indent: usize) {
        if self.has_comment(p.start) {
            self.trail(p.start);
            self.lead(p.start, indent, false);
            self.start(indent);
        }
        let open = self.line.trim().is_empty();
        if !open && !p.tight && !self.line.ends_with(' ') {
            self.line.push(' ');
        }
        self.line.push_str(p.text);
        self.at = p.end;
    }

    fn item(&mut self, pieces: &[Piece<'_>], m: &Marks) {
        self.start(0);
        let open = pieces.iter().position(|p| m.opens.contains(&p.start));
        let head = pieces.get(..open.unwrap_or(pieces.len())).unwrap_or(&[]);
        match m.equals {
            Some(eq) => self.equation(head, m, eq),
            None => {
                self.fill(head, m, 4);
            }
        }
        let align = pieces.first().is_none_or(|p| p.text != "score");
        let mut rest = open.and_then(|open| pieces.get(open..)).unwrap_or(&[]);
        // A definition may end in a block of clauses behind that of its `choose`.
        while !rest.is_empty() {
            let (block, behind) = rest.split_at((block_end(rest, m) + 1).min(rest.len()));
            self.block(block, m, 0, align);
            rest = behind;
            let next = rest.iter().position(|p| m.opens.contains(&p.start)).unwrap_or(rest.len());
            let (between, blocks) = rest.split_at(next);
            self.fill(between, m, 4);
            rest = blocks;
        }
    }

    /// Whether pieces fit behind what the line already holds.
    fn fits(&self, pieces: &[Piece<'_>]) -> bool {
        let inner = pieces.last().is_none_or(|l| !self.has_comment(l.start));
        inner && self.line.chars().count() + width(pieces) < WIDTH
    }

    fn broken_before(&self, pieces: &[Piece<'_>], at: impl Fn(&Piece<'_>) -> bool) -> bool {
        pieces.windows(2).any(|w| match w {
            [a, b] => at(b) && self.newlines(a.end, b.start) > 0,
            _ => false,
        })
    }

    /// `codes X = …` and `define X = …`.
    fn equation(&mut self, head: &[Piece<'_>], m: &Marks, eq: usize) {
        let cut = head.iter().position(|p| p.start == eq).map_or(head.len(), |i| i + 1);
        let (left, right) = head.split_at(cut);
        self.fill(left, m, 4);
        let ops = |p: &Piece<'_>| m.set_ops.contains(&p.start) || m.chain.get(&p.start) == Some(&0);
        let after = right.first().map_or(eq, |p| p.start);
        let broken = self.broken_before(right, ops) || self.newlines(eq, after) > 0;
        if !broken && self.fits(right) {
            self.fill(right, m, 4);
            return;
        }
        let codes = head.first().is_some_and(|p| p.text == "codes");
        self.trail(after);
        let indent = if codes { 4 } else { 2 };
        self.lead(after, indent, false);
        self.start(indent);
        self.chain(right, m, 2, indent, 0, codes);
    }

    /// A chain of operators, one a line; a part still too long is broken at its own.
    fn chain(
        &mut self,
        pieces: &[Piece<'_>],
        m: &Marks,
        op_indent: usize,
        indent: usize,
        depth: usize,
        sets: bool,
    ) {
        let is_op = |p: &Piece<'_>| {
            if sets {
                m.set_ops.contains(&p.start)
            } else {
                m.chain.get(&p.start).is_some_and(|d| *d == depth)
            }
        };
        let mut from = 0;
        while from < pieces.len() {
            let to = pieces.iter().skip(from + 1).position(is_op).map_or(pieces.len(), |n| from + 1 + n);
            let part = pieces.get(from..to).unwrap_or(&[]);
            if let Some(first) = part.first()
                && from > 0
            {
                self.trail(first.start);
                let shift = if sets { 0 } else { 3usize.saturating_sub(first.text.len()) };
                let col = if op_indent + 4 <= indent { op_indent + shift } else { op_indent };
                self.lead(first.start, col, false);
                self.start(col);
            }
            let deeper =
                part.iter().skip(1).filter_map(|p| m.chain.get(&p.start)).filter(|d| **d > depth).min();
            match deeper {
                Some(d)
                    if !self.fits(part) || self.broken_before(part, |p| m.chain.contains_key(&p.start)) =>
                {
                    self.chain(part, m, indent.max(op_indent + 2), indent.max(op_indent + 2), *d, false);
                }
                _ => {
                    self.fill(part, m, indent + 2);
                }
            }
            from = to;
        }
    }

    /// Pieces behind one another, with a new line where one would pass the
    /// width or where the author began a text on a new line. The loosest
    /// places are broken first, a part still too long at tighter ones, deeper;
    /// what follows a part of several lines, and each alternative, has its own line.
    /// Says whether a line was broken; a comment breaks none.
    fn fill(&mut self, pieces: &[Piece<'_>], m: &Marks, indent: usize) -> bool {
        let inside = pieces.iter().skip(1);
        let Some(level) = inside.filter_map(|p| m.soft.get(&p.start)).min() else {
            for p in pieces {
                self.piece(p, indent);
            }
            return false;
        };
        let each = is_logic(*level) && !self.fits(pieces);
        let (mut i, mut tall, mut broken) = (0, false, false);
        while let Some(p) = pieces.get(i) {
            let next = pieces
                .iter()
                .skip(i + 1)
                .position(|q| m.soft.get(&q.start) == Some(level))
                .map_or(pieces.len(), |n| i + 1 + n);
            let part = pieces.get(i..next).unwrap_or(&[]);
            let before = i.checked_sub(1).and_then(|b| pieces.get(b));
            let texts = before.is_some_and(|b| {
                b.text.starts_with('"') && p.text.starts_with('"') && self.newlines(b.end, p.start) > 0
            });
            let blank = self.line.trim().is_empty();
            if !blank
                && before.is_some()
                && (texts || each || tall || !self.fits(part))
                && !self.has_comment(p.start)
            {
                self.start(indent);
                broken = true;
            }
            if self.fits(part) {
                for q in part {
                    self.piece(q, indent);
                }
            } else {
                tall |= self.fill(part, m, indent + 2);
            }
            i = next;
        }
        broken || tall
    }

    /// `{ clauses or rows }` behind the line's head.
    fn block(&mut self, pieces: &[Piece<'_>], m: &Marks, indent: usize, align: bool) {
        let Some(open) = pieces.first() else { return };
        let close = block_end(pieces, m);
        let inside = pieces.get(1..close).unwrap_or(&[]);
        let end = pieces.get(close).map_or(open.end, |p| p.start);
        let spread = width(pieces.get(..=close).unwrap_or(&[]))
            + 2 * inside.iter().filter(|p| m.rows.contains(&p.start)).count();
        let one_line = self.newlines(open.start, end) == 0 && self.line.chars().count() + spread <= WIDTH;
        if one_line {
            for p in pieces.get(..=close).unwrap_or(&[]) {
                let begins = m.rows.contains(&p.start) || m.clauses.contains_key(&p.start);
                if begins && p.start != inside.first().map_or(0, |f| f.start) {
                    self.line.push_str("   ");
                }
                self.piece(p, indent);
            }
            return;
        }
        self.piece(open, indent);
        self.trail(inside.first().map_or(end, |p| p.start));
        let parts = split(inside, m);
        let heads = parts.iter().filter_map(|part| head_width(part, m));
        let column = if align { heads.max().unwrap_or(0) + 2 } else { 0 };
        let arrows = parts.iter().filter_map(|part| arrow_width(part, m)).max().unwrap_or(0);
        for (i, part) in parts.iter().enumerate() {
            let Some(first) = part.first() else { continue };
            self.lead(first.start, indent + 2, i > 0);
            self.start(indent + 2);
            if m.rows.contains(&first.start) {
                self.row(part, m, indent + 2, arrows);
            } else {
                self.clause(part, m, indent + 2, column);
            }
            let next = parts.get(i + 1).and_then(|p| p.first()).map_or(end, |p| p.start);
            self.trail(next);
        }
        self.lead(end, indent + 2, false);
        self.start(indent);
        if let Some(p) = pieces.get(close) {
            self.piece(p, indent);
        }
    }

    fn row(&mut self, part: &[Piece<'_>], m: &Marks, indent: usize, arrows: usize) {
        let arrow = part.iter().position(|p| m.arrows.contains(&p.start));
        if arrow.is_none() {
            return self.chosen(part, m, indent);
        }
        let (cells, result) = part.split_at(arrow.map_or(part.len(), |a| a + 1));
        for p in cells {
            if m.arrows.contains(&p.start) && !self.has_comment(p.start) {
                let used = self.line.chars().count().saturating_sub(indent);
                self.line.push_str(&" ".repeat((arrows + 1).saturating_sub(used)));
            }
            self.piece(p, indent + 4);
        }
        self.fill(result, m, indent + 4);
    }

    /// `VALUE if COND`, a long condition with one part a line.
    fn chosen(&mut self, part: &[Piece<'_>], m: &Marks, indent: usize) {
        let chained = |p: &Piece<'_>| m.chain.contains_key(&p.start);
        let at = part.iter().position(|p| p.text == "if").map_or(part.len(), |i| i + 1);
        let (value, cond) = part.split_at(at);
        let depth = cond.iter().filter_map(|p| m.chain.get(&p.start)).min();
        match depth {
            Some(depth) if !self.fits(part) || self.broken_before(cond, chained) => {
                self.fill(value, m, indent + 4);
                self.chain(cond, m, indent + 2, indent + 2, *depth, false);
            }
            _ => {
                self.fill(part, m, indent + 4);
            }
        }
    }

    fn clause(&mut self, part: &[Piece<'_>], m: &Marks, indent: usize, column: usize) {
        let Some(first) = part.first() else { return };
        let head_end = m.clauses.get(&first.start).copied().unwrap_or(first.end);
        let head = part.iter().take_while(|p| p.end <= head_end).count().max(1);
        let (words, rest) = part.split_at(head.min(part.len()));
        for p in words {
            self.piece(p, indent + 2);
        }
        let Some(then) = rest.first() else { return };
        if column > 0 && !self.has_comment(then.start) {
            let used = self.line.chars().count().saturating_sub(indent);
            self.line.push_str(&" ".repeat(column.saturating_sub(used)));
        }
        let content = if column > 0 { indent + column } else { indent + 2 };
        // Texts and lists go on under their beginning, a value deeper.
        let level = rest.iter().skip(1).filter_map(|p| m.soft.get(&p.start)).min();
        let goes_on = content + if level.is_some_and(|l| *l > 0) { 2 } else { 0 };
        if let Some(open) = rest.iter().position(|p| m.opens.contains(&p.start)) {
            let (of, rows) = rest.split_at(open);
            self.fill(of, m, goes_on);
            return self.block(rows, m, indent, false);
        }
        let last = rest.last().map_or(first.end, |p| p.start);
        let broken = self.broken_before(rest, |p| m.chain.contains_key(&p.start));
        let chained = rest.iter().any(|p| m.chain.contains_key(&p.start));
        if chained && (broken || !self.fits(rest) || self.has_comment(last)) {
            let ops = if column >= 4 { content - 4 } else { content };
            let depth = rest.iter().filter_map(|p| m.chain.get(&p.start)).min().copied().unwrap_or(0);
            self.chain(rest, m, ops, content, depth, false);
        } else {
            self.fill(rest, m, goes_on);
        }
    }
}

/// Where the brace stands that closes the first.
fn block_end(pieces: &[Piece<'_>], m: &Marks) -> usize {
    let mut depth = 0usize;
    let close = pieces.iter().position(|p| {
        depth += usize::from(m.opens.contains(&p.start));
        let closes = m.closes.contains(&p.start);
        depth = depth.saturating_sub(usize::from(closes));
        closes && depth == 0
    });
    close.unwrap_or(pieces.len().saturating_sub(1))
}

fn keep_blank_at(p: &Printer<'_>, start: usize, keep: bool) -> bool {
    keep && p.newlines(p.at, start) > 1
}

/// The columns of pieces on one line.
fn width(pieces: &[Piece<'_>]) -> usize {
    pieces.iter().map(|p| p.text.chars().count() + usize::from(!p.tight)).sum()
}

/// Cuts the inside of a block into clauses and rows; those of an inner block stay together.
fn split<'a, 't>(inside: &'a [Piece<'t>], m: &Marks) -> Vec<&'a [Piece<'t>]> {
    let mut starts = Vec::new();
    let mut depth = 0usize;
    for (i, p) in inside.iter().enumerate() {
        if depth == 0 && (m.clauses.contains_key(&p.start) || m.rows.contains(&p.start)) {
            starts.push(i);
        }
        depth += usize::from(m.opens.contains(&p.start));
        depth = depth.saturating_sub(usize::from(m.closes.contains(&p.start)));
    }
    let ends = starts.iter().skip(1).copied().chain([inside.len()]).collect::<Vec<_>>();
    starts.into_iter().zip(ends).filter_map(|(a, b)| inside.get(a..b)).collect()
}

fn head_width(part: &[Piece<'_>], m: &Marks) -> Option<usize> {
    let end = *m.clauses.get(&part.first()?.start)?;
    let head: Vec<Piece<'_>> = part.iter().take_while(|p| p.end <= end).cloned().collect();
    // A clause of one word has nothing to align.
    (head.len() < part.len()).then(|| width(&head).saturating_sub(1))
}

fn arrow_width(part: &[Piece<'_>], m: &Marks) -> Option<usize> {
    m.rows.contains(&part.first()?.start).then_some(())?;
    let cells = part.iter().position(|p| m.arrows.contains(&p.start))?;
    part.get(..cells).map(|c| width(c).saturating_sub(1))
}
