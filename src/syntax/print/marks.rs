//! What the grammar says about the tokens of one declaration.

use crate::syntax::grammar::{Node, Rule, read};
use crate::syntax::scan::Tok;
use std::collections::{BTreeMap, BTreeSet};

/// A token to lay out: one or several rough tokens that belong together.
#[derive(Debug, Clone)]
pub(super) struct Piece<'t> {
    pub text: &'t str,
    pub start: usize,
    pub end: usize,
    /// Stands close to the piece before it.
    pub tight: bool,
}

/// Where the parts of a declaration begin (byte offsets into the file).
#[derive(Debug, Default)]
pub(super) struct Marks {
    /// Pieces that are made of several rough tokens.
    whole: BTreeMap<usize, usize>,
    /// No blank before.
    tight: BTreeSet<usize>,
    /// Starts of clauses, with the end of each clause's first words.
    pub clauses: BTreeMap<usize, usize>,
    /// Starts of rows.
    pub rows: BTreeSet<usize>,
    /// `->` of rows.
    pub arrows: BTreeSet<usize>,
    /// Braces that open clauses or rows, and those that close them.
    pub opens: BTreeSet<usize>,
    pub closes: BTreeSet<usize>,
    /// `and`, `or` of conditions outside calls, and their level: loosest first, each parenthesis
    /// two deeper, and `and` beside `or` one deeper.
    pub chain: BTreeMap<usize, usize>,
    /// `+`, `-`, `&` between code sets, outside parentheses.
    pub set_ops: BTreeSet<usize>,
    /// Where a line that is too long may be broken besides, and how tightly the place holds:
    /// the loosest is broken first, and only a part still too long further inside.
    pub soft: BTreeMap<usize, usize>,
    /// The `=` of `codes` and `define`.
    pub equals: Option<usize>,
}

/// How deep inside brackets a rule stands.
#[derive(Debug, Clone, Copy, Default)]
struct Depth {
    brackets: usize,
    /// Among the arguments of a call, where conditions are no chain of lines.
    in_call: bool,
}

impl Depth {
    fn inside(self, rule: Rule) -> Depth {
        let bracket = matches!(rule, Rule::paren | Rule::call | Rule::set_paren | Rule::where_part);
        Depth { brackets: self.brackets + usize::from(bracket), in_call: self.in_call || rule == Rule::call }
    }

    /// The level of a soft break: those inside brackets hold tighter than all outside.
    fn soft(self, tightness: usize) -> usize {
        self.brackets * SOFT + tightness
    }
}

/// The levels of soft breaks within one pair of brackets.
const SOFT: usize = 8;
const OR: usize = 2;
const AND: usize = 3;

/// Whether a soft break is one before `or` or `and`.
pub(super) fn is_logic(level: usize) -> bool {
    matches!(level % SOFT, OR | AND)
}

/// Reads a declaration that begins at `offset`.
pub(super) fn marks(offset: usize, text: &str) -> Marks {
    let mut m = Marks::default();
    if let Ok(Some(node)) = read(Rule::item, text) {
        m.walk(node, offset, Depth::default(), Rule::item);
    }
    m
}

impl Marks {
    fn walk(&mut self, node: Node<'_>, offset: usize, depth: Depth, parent: Rule) {
        use Rule::*;
        let rule = node.as_rule();
        let (start, end) = (offset + node.as_span().start(), offset + node.as_span().end());
        match rule {
            code_text | date | bare_unit | quoted_unit | doi_text | grade_word | signed | fold_number => {
                self.whole.insert(start, end);
            }
            field => {
                self.whole.insert(start, end);
                self.tight.insert(start);
            }
            clause => self.clause(&node, offset),
            row | choose_row | choose_rest => {
                self.rows.insert(start);
            }
            arrow if parent == row => {
                self.arrows.insert(start);
            }
            open if parent != use_list => {
                self.opens.insert(start);
            }
            close if parent != use_list => {
                self.closes.insert(start);
            }
            open | close if rule == close => {
                self.tight.insert(start);
            }
            set_op if depth.brackets == 0 => {
                self.set_ops.insert(start);
            }
            expr | arith | by_value => self.operators(&node, offset, depth),
            equals if matches!(parent, define | codes) => self.equals = Some(start),
            grade | year | doi | url | use_name => self.soften(start, 0),
            word if parent == words_clause => self.soften(start, 0),
            kw_and if parent == between_clause => self.soften(start, depth.soft(1)),
            window => self.soften(start, depth.soft(7)),
            or if parent == name_list => self.soften(start, depth.soft(7)),
            lparen if matches!(parent, call | params) => {
                self.tight.insert(start);
            }
            _ => {}
        }
        let inner = depth.inside(rule);
        let (mut after_minus, mut after_string, mut further) = (false, false, false);
        for kid in node.into_inner() {
            let kid_rule = kid.as_rule();
            if after_minus {
                self.tight.insert(offset + kid.as_span().start());
            }
            if after_string && kid_rule == string {
                self.soften(offset + kid.as_span().start(), 0);
            }
            let tightness = match (rule, kid_rule) {
                (call | params, expr | param | quoted_unit) => Some(1),
                (modifiers, modifier) => Some(7),
                // A system and its first code stay on one line.
                (code_group, code_item) | (choice_clause, code_group) => Some(0),
                _ => None,
            };
            if let Some(tightness) = tightness {
                if further {
                    self.soften(offset + kid.as_span().start(), inner.soft(tightness));
                }
                further = true;
            }
            after_minus = kid_rule == minus;
            after_string = kid_rule == string;
            self.walk(kid, offset, inner, rule);
        }
    }

    /// INVARIANT: the outermost rule at a place says how tightly it holds.
    fn soften(&mut self, start: usize, level: usize) {
        self.soft.entry(start).or_insert(level);
    }

    /// Where the flat list of a condition or value may be broken: before `and` and `or`, behind
    /// the other operators.
    fn operators(&mut self, node: &Node<'_>, offset: usize, depth: Depth) {
        let kids = || node.clone().into_inner().filter(|p| p.as_rule() != Rule::COMMENT);
        let alternatives = kids().any(|p| p.as_rule() == Rule::or);
        let mut behind = None;
        for kid in kids() {
            let start = offset + kid.as_span().start();
            if let Some(tightness) = behind.take() {
                self.soften(start, depth.soft(tightness));
            }
            let part = usize::from(alternatives && kid.as_rule() == Rule::and);
            match kid.as_rule() {
                Rule::and | Rule::or if depth.in_call => self.soften(start, depth.soft(OR + part)),
                Rule::and | Rule::or => {
                    self.chain.insert(start, depth.brackets * 2 + part);
                }
                Rule::cmp | Rule::before | Rule::after | Rule::during | Rule::overlaps => behind = Some(4),
                Rule::add | Rule::sub => behind = Some(5),
                Rule::mul | Rule::div => behind = Some(6),
                _ => {}
            }
        }
    }

    /// A clause's first words: `review by`, `1 if`, `when`.
    fn clause(&mut self, node: &Node<'_>, offset: usize) {
        let start = offset + node.as_span().start();
        let Some(inner) = node.clone().into_inner().find(|p| p.as_rule() != Rule::COMMENT) else { return };
        let words = match inner.as_rule() {
            Rule::review_clause | Rule::effective_clause | Rule::molar_clause => 2,
            _ => 1,
        };
        let kids = inner.clone().into_inner().filter(|p| p.as_rule() != Rule::COMMENT);
        let end = kids.take(words).last().map_or(inner.as_span().end(), |p| p.as_span().end());
        self.clauses.insert(start, offset + end);
    }

    /// The pieces of rough tokens.
    pub fn pieces<'t>(&self, text: &'t str, toks: &[Tok]) -> Vec<Piece<'t>> {
        let mut out: Vec<Piece<'t>> = Vec::new();
        for tok in toks {
            if out.last().is_some_and(|p| tok.start < p.end) {
                continue;
            }
            let end = self.whole.get(&tok.start).copied().unwrap_or(tok.end);
            let piece = text.get(tok.start..end).unwrap_or("");
            let before = out.last().map_or("", |p| p.text);
            let tight = self.tight.contains(&tok.start)
                || matches!(piece, "," | ")" | "." | ":")
                || matches!(before, "(" | ".")
                || (before == "{" && !out.last().is_some_and(|p| self.opens.contains(&p.start)));
            out.push(Piece { text: piece, start: tok.start, end, tight });
        }
        out
    }
}
