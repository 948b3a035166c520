//! Parent tables for systems whose codes do not show their branch.
//!
//! A pack supplies `child,parent` rows of one system; the table must not run in
//! circles. Knows nothing about what the codes mean.

use super::{CodeError, CodeSystem, Table, normalise};
use crate::codec::codec_struct;
use std::collections::{BTreeMap, BTreeSet};
use thiserror::Error;

/// What is wrong with a parent table.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum HierarchyError {
    /// Not a table: no header, missing columns, wrong quoting.
    #[error("row {row}: {what}")]
    Row {
        /// Line, counted from 1.
        row: u64,
        /// What is wrong.
        what: String,
    },
    /// A malformed code.
    #[error("row {row}: `{code}`: {error}")]
    Code {
        /// Line, counted from 1.
        row: u64,
        /// The code as written.
        code: String,
        /// What is wrong with it.
        error: CodeError,
    },
    /// A code is its own ancestor.
    #[error("the table runs in a circle: {}", .path.join(" is a "))]
    Cycle {
        /// The circle, first code repeated at the end.
        path: Vec<String>,
    },
}

/// The is-a relation of one system.
///
/// ```
/// use curbside::terms::{CodeSystem, Hierarchy};
/// let h = Hierarchy::from_csv(CodeSystem::Snomed, "child,parent\n44054006,73211009\n").unwrap();
/// let below: Vec<_> = h.descendants_or_self("73211009").into_iter().collect();
/// assert_eq!(below, ["44054006", "73211009"]);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hierarchy {
    system: CodeSystem,
    children: BTreeMap<String, BTreeSet<String>>,
    codes: BTreeSet<String>,
}

codec_struct!(Hierarchy { system, children, codes });

impl Hierarchy {
    /// Reads `child,parent` rows (further columns and `#` comment lines are allowed).
    ///
    /// # Errors
    /// Missing columns, a malformed code, a circle.
    pub fn from_csv(system: CodeSystem, text: &str) -> Result<Hierarchy, HierarchyError> {
        let mut h = Hierarchy { system, children: BTreeMap::new(), codes: BTreeSet::new() };
        let table = Table::read(text, &["child", "parent"])
            .map_err(|(row, what)| HierarchyError::Row { row, what })?;
        for (row, record) in &table.records {
            let code = |column| {
                let code = table.get(record, column);
                normalise(&h.system, code).map_err(|error| HierarchyError::Code {
                    row: *row,
                    code: code.to_string(),
                    error,
                })
            };
            let (child, parent) = (code("child")?, code("parent")?);
            h.codes.insert(child.clone());
            h.codes.insert(parent.clone());
            h.children.entry(parent).or_default().insert(child);
        }
        h.check_cycles()?;
        Ok(h)
    }

    /// Adds the rows of another table of the same system.
    ///
    /// # Errors
    /// A circle that only both tables together form.
    pub fn merge(mut self, other: Hierarchy) -> Result<Hierarchy, HierarchyError> {
        self.codes.extend(other.codes);
        for (parent, children) in other.children {
            self.children.entry(parent).or_default().extend(children);
        }
        self.check_cycles()?;
        Ok(self)
    }

    /// The system.
    pub fn system(&self) -> &CodeSystem {
        &self.system
    }

    /// Whether the table mentions the code.
    pub fn contains(&self, code: &str) -> bool {
        self.codes.contains(code)
    }

    /// The code and everything below it, sorted.
    pub fn descendants_or_self(&self, code: &str) -> BTreeSet<String> {
        let mut found = BTreeSet::from([code.to_string()]);
        let mut todo = vec![code.to_string()];
        while let Some(parent) = todo.pop() {
            for child in self.children.get(&parent).into_iter().flatten() {
                if found.insert(child.clone()) {
                    todo.push(child.clone());
                }
            }
        }
        found
    }

    /// Depth-first, without recursion: a table may be deeper than the stack.
    fn check_cycles(&self) -> Result<(), HierarchyError> {
        let mut done: BTreeSet<&str> = BTreeSet::new();
        for start in self.children.keys() {
            let mut path: Vec<&str> = Vec::new();
            let mut on_path: BTreeSet<&str> = BTreeSet::new();
            let mut todo: Vec<(&str, bool)> = vec![(start, false)];
            while let Some((code, leaving)) = todo.pop() {
                if leaving {
                    path.pop();
                    on_path.remove(code);
                    done.insert(code);
                } else if on_path.contains(code) {
                    let mut circle: Vec<String> =
                        path.iter().skip_while(|c| **c != code).map(ToString::to_string).collect();
                    circle.push(code.to_string());
                    circle.reverse();
                    return Err(HierarchyError::Cycle { path: circle });
                } else if !done.contains(code) {
                    path.push(code);
                    on_path.insert(code);
                    todo.push((code, true));
                    todo.extend(self.children.get(code).into_iter().flatten().map(|c| (c.as_str(), false)));
                }
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(rows: &str) -> Result<Hierarchy, HierarchyError> {
        Hierarchy::from_csv(CodeSystem::Other("x".into()), &format!("child,parent\n{rows}"))
    }

    #[test]
    fn closure_of_a_diamond() {
        let h = table("b,a\nc,a\nd,b\nd,c\n").unwrap();
        assert_eq!(h.descendants_or_self("a").into_iter().collect::<String>(), "abcd");
        assert_eq!(h.descendants_or_self("c").into_iter().collect::<String>(), "cd");
        assert_eq!(h.descendants_or_self("z").into_iter().collect::<String>(), "z");
    }

    #[test]
    fn circles_and_bad_rows_are_errors() {
        assert_eq!(
            table("b,a\nc,b\na,c\n"),
            Err(HierarchyError::Cycle { path: vec!["a".into(), "c".into(), "b".into(), "a".into()] })
        );
        assert!(matches!(table("a,a\n"), Err(HierarchyError::Cycle { .. })));
        assert!(matches!(table("a\n"), Err(HierarchyError::Row { .. })));
        let bad = Hierarchy::from_csv(CodeSystem::Snomed, "# c\nchild,parent\n44054006,73211008\n");
        assert!(matches!(bad, Err(HierarchyError::Code { row: 3, .. })), "{bad:?}");
        let halves = table("b,a\n").unwrap().merge(table("a,b\n").unwrap());
        assert!(matches!(halves, Err(HierarchyError::Cycle { .. })));
    }

    #[test]
    fn a_very_deep_table_is_no_problem() {
        let rows: String = (0..50_000).map(|i| format!("{},{i}\n", i + 1)).collect();
        assert_eq!(table(&rows).unwrap().descendants_or_self("0").len(), 50_001);
    }
}
