//! The pest parser of `grammar/curbside.pest` and the few helpers that walk its pairs.
//!
//! Only the parser of this module's siblings uses it; no pest type leaves `syntax`.

// The derive writes an enum without docs.
#![allow(missing_docs)]

use pest::Parser;
use pest::iterators::Pair;

/// The generated parser.
#[derive(pest_derive::Parser)]
#[grammar = "../grammar/curbside.pest"]
pub(super) struct Grammar;

pub(super) type Node<'i> = Pair<'i, Rule>;

/// The first pair of `text` read as `rule`.
pub(super) fn read(rule: Rule, text: &str) -> Result<Option<Node<'_>>, Box<pest::error::Error<Rule>>> {
    Grammar::parse(rule, text).map(|mut pairs| pairs.next()).map_err(Box::new)
}

/// Whether a pair is only a mark on the way (a word or sign that carries no meaning of its own).
fn is_mark(rule: Rule) -> bool {
    use Rule::*;
    matches!(
        rule,
        COMMENT
            | EOI
            | open
            | close
            | lparen
            | rparen
            | equals
            | arrow
            | kw_ago
            | kw_allow
            | kw_and
            | kw_apart
            | kw_as
            | kw_at
            | kw_band
            | kw_because
            | kw_between
            | kw_by
            | kw_change
            | kw_charge
            | kw_choice
            | kw_code
            | kw_codes
            | kw_critical
            | kw_define
            | kw_delta
            | kw_during
            | kw_effective
            | kw_encounter
            | kw_every
            | kw_evidence
            | kw_for
            | kw_from
            | kw_function
            | kw_if
            | kw_in
            | kw_interactions
            | kw_is
            | kw_last
            | kw_least
            | kw_let
            | kw_list
            | kw_mass
            | kw_molar
            | kw_normal
            | kw_number
            | kw_of
            | kw_or
            | kw_choose
            | kw_otherwise
            | kw_over
            | kw_pack
            | kw_plausible
            | kw_points
            | kw_recall
            | kw_review
            | kw_rhai
            | kw_rose
            | kw_suggest
            | kw_system
            | kw_table
            | kw_to
            | kw_unit
            | kw_url
            | kw_use
            | kw_where
            | kw_window
            | kw_with
            | kw_within
            | kw_year
    )
}

/// The children that carry meaning, in order.
pub(super) fn kids(node: Node<'_>) -> impl Iterator<Item = Node<'_>> {
    node.into_inner().filter(|p| !is_mark(p.as_rule()))
}
