//! Short texts that share a block of memory.
//!
//! A model has a hundred thousand codes, names and displays, many of them more than once. Each with
//! memory of its own takes most of the time in which a cache is read, and a good part of what
//! loaded rules keep.

use std::borrow::Borrow;
use std::cmp::Ordering;
use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::sync::Arc;

/// Whether two texts are the same; of short ones, as codes and units are, sooner than by a call.
pub(crate) fn same(a: &[u8], b: &[u8]) -> bool {
    if a.len() != b.len() {
        return false;
    }
    // The first and the last bytes, which overlap. A call that compares nothing can be the dearest of all.
    match a.len() {
        0 => true,
        1 => a.first() == b.first(),
        4..=8 => a.first_chunk::<4>() == b.first_chunk::<4>() && a.last_chunk::<4>() == b.last_chunk::<4>(),
        9..=16 => a.first_chunk::<8>() == b.first_chunk::<8>() && a.last_chunk::<8>() == b.last_chunk::<8>(),
        17..=32 => {
            a.first_chunk::<16>() == b.first_chunk::<16>() && a.last_chunk::<16>() == b.last_chunk::<16>()
        }
        _ => a == b,
    }
}

/// A text: a part of a block, or all of it.
#[derive(Clone)]
pub(crate) struct Text {
    /// Thin, for there are a hundred thousand.
    block: Arc<String>,
    start: u32,
    end: u32,
}

impl Text {
    /// A part of a block, if there is one there.
    pub fn part(block: &Arc<String>, start: u32, len: u32) -> Option<Text> {
        let end = start.checked_add(len)?;
        block.get(start as usize..end as usize)?;
        Some(Text { block: Arc::clone(block), start, end })
    }
}

impl From<&str> for Text {
    /// A block of its own. What no `u32` counts is cut off: no text that is read is as long.
    fn from(text: &str) -> Text {
        Text { block: Arc::new(text.into()), start: 0, end: u32::try_from(text.len()).unwrap_or(0) }
    }
}

impl From<String> for Text {
    fn from(text: String) -> Text {
        text.as_str().into()
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        self.block.get(self.start as usize..self.end as usize).unwrap_or_default()
    }
}

impl Borrow<str> for Text {
    fn borrow(&self) -> &str {
        self
    }
}

impl PartialEq for Text {
    fn eq(&self, o: &Text) -> bool {
        **self == **o
    }
}

impl Eq for Text {}

impl PartialOrd for Text {
    fn partial_cmp(&self, o: &Text) -> Option<Ordering> {
        Some(self.cmp(o))
    }
}

impl Ord for Text {
    fn cmp(&self, o: &Text) -> Ordering {
        (**self).cmp(&**o)
    }
}

impl Hash for Text {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (**self).hash(state);
    }
}

impl std::fmt::Debug for Text {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        (**self).fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_the_same_where_every_byte_is() {
        let text = b"a text that is longer than any code";
        for len in 0..text.len() {
            let own = text[..len].to_vec();
            assert!(same(&text[..len], &own) && !same(&text[..=len], &own));
            for at in 0..len {
                let mut other = own.clone();
                other[at] ^= 1;
                assert!(!same(&own, &other), "{len} {at}");
            }
        }
    }

    #[test]
    fn a_part_of_a_block_is_a_text_like_any_other() {
        let block: Arc<String> = Arc::new("potassiumé".into());
        let part = Text::part(&block, 3, 3).unwrap();
        assert_eq!((&*part, part.clone()), ("ass", Text::from("ass")));
        assert!(part < Text::from("b"));
        // Out of the block, and within a letter.
        assert!(Text::part(&block, 9, 3).is_none());
        assert!(Text::part(&block, 9, 1).is_none());
        assert!(Text::part(&block, u32::MAX, 2).is_none());
    }
}
