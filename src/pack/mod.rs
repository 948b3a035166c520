//! Packs: their files, their card (`pack.yaml`), their lockfile.
//!
//! A [`PackSource`] is a pack as bytes in memory; `check` compiles several of
//! them. Only [`fs`] touches the file system. Knows nothing about rules.

pub mod card;
pub mod fs;
pub mod lock;

pub use card::{Card, LintLevel};

use std::collections::BTreeMap;

/// The file that makes a folder a pack.
pub const CARD_FILE: &str = "pack.yaml";

/// A pack as it was read: its place and its files.
///
/// ```
/// use curbside::pack::PackSource;
/// let pack = PackSource::new("rules/renal")
///     .file("pack.yaml", "name: renal\nversion: 1.0.0\n")
///     .file("rules.cds", "pack renal\n");
/// assert_eq!(pack.text("rules.cds"), Some("pack renal\n"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PackSource {
    /// The folder as the author knows it, with `/` separators; for messages only.
    pub path: String,
    /// Path within the folder, with `/` separators, and content.
    pub files: BTreeMap<String, Vec<u8>>,
}

impl PackSource {
    /// A pack without files.
    pub fn new(path: impl Into<String>) -> PackSource {
        PackSource { path: path.into(), files: BTreeMap::new() }
    }

    /// With a file more.
    #[must_use]
    pub fn file(mut self, path: impl Into<String>, content: impl Into<Vec<u8>>) -> PackSource {
        self.files.insert(path.into(), content.into());
        self
    }

    /// A file's text; `None` where it is missing or not UTF-8.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.files.get(path).and_then(|bytes| std::str::from_utf8(bytes).ok())
    }

    /// A file's path for messages: the folder and the path within it.
    pub fn shown(&self, path: &str) -> String {
        if self.path.is_empty() {
            path.to_string()
        } else {
            format!("{}/{path}", self.path.trim_end_matches('/'))
        }
    }
}

/// How much is read and compiled at most.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of one file.
    pub file_bytes: usize,
    /// Bytes of all files of all packs.
    pub total_bytes: usize,
    /// Files of one pack.
    pub files: usize,
    /// Declarations of all packs, rows of interaction tables included.
    pub items: usize,
    /// Rows of one table or one `by`.
    pub rows: usize,
}

impl Default for Limits {
    /// Far above what a hospital's packs need.
    fn default() -> Self {
        Limits { file_bytes: 16 << 20, total_bytes: 256 << 20, files: 10_000, items: 200_000, rows: 2_000 }
    }
}
