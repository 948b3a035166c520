//! The engines that are measured: their names, where they run, and how they are written.

/// Where an engine runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Runs {
    /// In a program of this workspace.
    Rust,
    /// In Node.
    Node,
    /// In Python, through C.
    Python,
}

/// An engine in one form.
#[derive(Debug)]
pub struct Entry {
    /// Short name.
    pub name: &'static str,
    /// In tables.
    pub label: &'static str,
    /// In plots, one line for an engine in its fastest form; empty: not drawn.
    pub family: &'static str,
    /// Where it runs.
    pub runs: Runs,
    /// Whether its own language does the whole job of (b), or the host helps.
    pub whole: bool,
}

const fn entry(
    name: &'static str,
    label: &'static str,
    family: &'static str,
    runs: Runs,
    whole: bool,
) -> Entry {
    Entry { name, label, family, runs, whole }
}

/// All of them, in the order of tables.
pub const ALL: [Entry; 17] = [
    entry("floor", "hash index by hand (the floor)", "by hand", Runs::Rust, true),
    entry("floor-whole", "the same index, with whole findings", "", Runs::Rust, true),
    entry("curbside", "**Curbside**", "Curbside", Runs::Rust, true),
    entry("regorus-data", "regorus, rules as data", "regorus", Runs::Rust, true),
    entry("regorus-host", "regorus, rules as data, results chosen by the host", "", Runs::Rust, false),
    entry("regorus-rules", "regorus, a rule each", "", Runs::Rust, true),
    entry("clips-facts", "CLIPS, rules as facts", "CLIPS", Runs::Python, true),
    entry("clips-rules", "CLIPS, a rule each", "", Runs::Python, true),
    entry("zen-loop", "zen-engine, table looped over a list", "zen", Runs::Rust, false),
    entry("zen-rows", "zen-engine, an expression each row", "", Runs::Rust, false),
    entry("cel", "cel", "cel", Runs::Rust, false),
    entry("rhai", "Rhai", "Rhai", Runs::Rust, false),
    entry("rre", "rust-rule-engine", "rust-rule-engine", Runs::Rust, false),
    entry("rre-rete", "rust-rule-engine, RETE", "", Runs::Rust, false),
    entry("cedar", "Cedar", "Cedar", Runs::Rust, false),
    entry("json-rules-engine", "json-rules-engine (Node)", "json-rules-engine", Runs::Node, false),
    entry("cql-execution", "cql-execution (Node)", "cql-execution", Runs::Node, true),
];

/// An engine that is not one of ours.
pub fn is_peer(name: &str) -> bool {
    !matches!(name, "floor" | "floor-whole" | "curbside")
}

/// By its short name.
pub fn find(name: &str) -> Option<&'static Entry> {
    ALL.iter().find(|e| e.name == name)
}
