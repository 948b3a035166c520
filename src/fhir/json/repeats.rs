//! Where objects repeat a key. Worked out only for the few texts that do.

use super::document::{Document, Node, Span};

/// The sorted pointers of objects that repeat a key; those of values that a
/// later member replaces, too.
pub(super) fn pointers(document: &Document) -> Vec<String> {
    let mut walk = Walk { document, path: String::new(), found: Vec::new() };
    walk.node(document.root);
    walk.found.sort();
    walk.found
}

struct Walk<'d> {
    document: &'d Document,
    path: String,
    found: Vec<String>,
}

impl Walk<'_> {
    fn node(&mut self, node: Node) {
        match node {
            Node::Array(span) => {
                for (i, item) in self.document.nodes(span).iter().enumerate() {
                    self.below(&i.to_string(), *item);
                }
            }
            Node::Object(span) => {
                for _ in 0..self.again(span) {
                    self.found.push(self.path.clone());
                }
                for m in self.document.members(span) {
                    let step = self.document.text(m.key).replace('~', "~0").replace('/', "~1");
                    self.below(&step, m.node);
                }
            }
            Node::Null | Node::Bool(_) | Node::Number(_) | Node::Text(_) => {}
        }
    }

    fn below(&mut self, step: &str, node: Node) {
        let here = self.path.len();
        self.path.push('/');
        self.path.push_str(step);
        self.node(node);
        self.path.truncate(here);
    }

    /// How many members of an object have the key of one before them.
    fn again(&self, span: Span) -> usize {
        let mut keys: Vec<&[u8]> =
            self.document.members(span).iter().map(|m| self.document.bytes(m.key)).collect();
        let all = keys.len();
        keys.sort_unstable();
        keys.dedup();
        all - keys.len()
    }
}
