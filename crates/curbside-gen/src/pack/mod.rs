//! Packs as text: every kind of declaration and expression of the language, over a small vocabulary.
//!
//! INVARIANT: whatever the bytes, the pack passes the checker; a test and the fuzzer hold that.

mod conds;
mod declare;
mod facts;
mod numbers;
mod rules;
pub mod words;
mod writer;

use crate::choices::Choices;
use curbside::pack::PackSource;
use writer::Names;

/// How a pack is made.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    /// Script functions too; the engine must be built with them.
    pub scripts: bool,
    /// At most so many rules, interactions not counted.
    pub rules: usize,
}

/// A pack as its declarations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pack {
    /// Declarations, in order.
    pub items: Vec<String>,
    /// Other files: path and content.
    pub files: Vec<(String, String)>,
}

/// Bytes that one declaration may use.
const PART: usize = 192;

impl Pack {
    /// A pack from decisions.
    pub fn generate(mut c: Choices<'_>, shape: Shape) -> Pack {
        let mut names = Names::default();
        let mut items = vec![words::SETS.to_string()];
        items.extend(declare::observations(&mut c.part(80)));
        items.extend(declare::fixed(shape.scripts, &mut names));
        let mut counts = c.part(8);
        for at in 0..counts.from_to(0, 6) {
            let text = declare::definition(at, c.part(PART), &mut names);
            items.push(text);
        }
        for at in 0..counts.from_to(0, 3) {
            let text = declare::score(at, c.part(PART), &mut names);
            items.push(text);
        }
        let rules = counts.from_to(1, shape.rules.max(1));
        let interactions = counts.from_to(0, 3);
        let table = counts.chance(40);
        for at in 0..rules {
            items.push(rules::rule(at, c.part(PART), &names));
        }
        for at in 0..interactions {
            items.push(rules::interaction(at, c.part(PART), &names));
        }
        let mut files = vec![
            ("codes/ingredients.csv".to_string(), words::INGREDIENTS.to_string()),
            ("codes/products.csv".into(), words::PRODUCTS.into()),
            ("codes/parents.csv".into(), words::PARENTS.into()),
            ("codes/problems.csv".into(), words::PROBLEMS.into()),
        ];
        if shape.scripts {
            files.push(("functions.rhai".into(), declare::SCRIPT.into()));
        }
        if table {
            items.push("interactions from \"codes/pairs.csv\"".into());
            files.push(("codes/pairs.csv".into(), rules::pairs(c.part(PART), &names)));
        }
        Pack { items, files }
    }

    /// How many bytes a pack of a shape can use.
    pub fn bytes(shape: Shape) -> usize {
        80 + 8 + (6 + 3 + shape.rules + 3 + 1) * PART
    }

    /// The text of its one file of rules.
    pub fn text(&self) -> String {
        format!("pack {}\n\n{}\n", words::NAME, self.items.join("\n\n"))
    }

    /// As the compiler takes it.
    pub fn source(&self) -> PackSource {
        let mut source =
            PackSource::new(words::NAME).file("pack.yaml", words::CARD).file("rules.cds", self.text());
        for (path, text) in &self.files {
            source = source.file(path.as_str(), text.as_str());
        }
        source
    }
}
