//! What the names of a rule are bound to.

use super::walk::{self, Part, walk};
use crate::model::{BindId, Presence, Rule};
use std::collections::BTreeMap;

/// The questions that bind each name.
pub(crate) type Bound<'m> = BTreeMap<BindId, Vec<&'m Presence>>;

pub(crate) fn bound(rule: &Rule) -> Bound<'_> {
    let mut all = Bound::new();
    for part in walk::of_rule(rule) {
        walk(part, &mut |part| {
            if let Part::Presence(p) = part
                && let Some(b) = p.binding
            {
                all.entry(b).or_default().push(p);
            }
        });
    }
    all
}
