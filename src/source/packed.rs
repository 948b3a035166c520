//! Source texts packed for keeping: loaded rules need a line of them now and then, and hold them for good.
//!
//! All texts are one after the other in blocks, each packed by itself, so that a line costs a block or
//! two and not the text it stands in.

use super::{LineCol, SourceFile, SourceId, SourceMap, Span, line_col};
use crate::codec::{Codec, Damaged, Read, Reader, Writer};
use crate::parallel;
use std::ops::Range;
use std::sync::Arc;

/// Bytes in a block: few, for a line costs as much; many, for alike things pack better.
const BLOCK: usize = 16 << 10;

/// So many bytes of examples from all texts, in pieces of so many, are known before each block.
const EXAMPLES: usize = 48 << 10;
const PIECE: usize = 512;

/// More bytes than this are packed by several threads.
const LARGE: usize = 1 << 18;

/// The texts of a compilation, packed. Cheap to clone.
///
/// ```
/// use curbside::source::{SourceMap, Span};
/// let mut map = SourceMap::default();
/// let id = map.add("a.cds", "pack a\nuse b.C\n");
/// let texts = map.packed();
/// assert_eq!(texts.slice(Span::new(id, 7, 12)), "use b");
/// assert_eq!(texts.line_col(Span::new(id, 11, 12)).line, 2);
/// assert_eq!(texts.path(id), "a.cds");
/// assert_eq!(texts.unpacked(), map);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Texts(Arc<Packed>);

#[derive(Debug, Default, PartialEq, Eq)]
struct Packed {
    paths: Box<[Box<str>]>,
    /// Where each text ends among all.
    ends: Box<[u32]>,
    /// Where each block ends among the packed bytes.
    blocks: Box<[u32]>,
    bytes: Box<[u8]>,
    /// What every block may repeat.
    examples: Box<[u8]>,
}

/// Pieces from all over the texts, of as many as are worth it.
fn examples(all: &[u8]) -> Box<[u8]> {
    if all.len() < 8 * EXAMPLES {
        return Box::default();
    }
    let pieces = all.chunks(all.len() / (EXAMPLES / PIECE)).filter_map(|part| part.get(..PIECE));
    pieces.take(EXAMPLES / PIECE).flatten().copied().collect()
}

fn position(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

impl SourceMap {
    /// The texts, packed. Past 4 GiB of text, far above [`Limits`](crate::pack::Limits), they end.
    pub fn packed(&self) -> Texts {
        let all: Vec<u8> = self.files.iter().flat_map(|f| f.text.bytes()).collect();
        let chunks: Vec<&[u8]> = all.chunks(BLOCK).collect();
        let examples = examples(&all);
        let pack = |block: &&[u8]| lz4_flex::block::compress_with_dict(block, &examples);
        let packed = parallel::map(&chunks, all.len() > LARGE, pack);
        let total = |sum: &mut usize, more: usize| {
            *sum = sum.saturating_add(more);
            Some(position(*sum))
        };
        Texts(Arc::new(Packed {
            paths: self.files.iter().map(|f| f.path.as_str().into()).collect(),
            ends: self.files.iter().map(|f| f.text.len()).scan(0, total).collect(),
            blocks: packed.iter().map(Vec::len).scan(0, total).collect(),
            bytes: packed.concat().into(),
            examples,
        }))
    }
}

impl Packed {
    /// Where a text is among all.
    fn place(&self, id: SourceId) -> Option<Range<usize>> {
        let at = id.0 as usize;
        let end = *self.ends.get(at)? as usize;
        let start = at.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |e| *e as usize);
        Some(start..end)
    }

    /// A part of all texts; without what is not there.
    fn part(&self, range: Range<usize>) -> String {
        let first = range.start / BLOCK;
        let mut out = Vec::new();
        for at in first..range.end.div_ceil(BLOCK) {
            let start =
                at.checked_sub(1).and_then(|before| self.blocks.get(before)).map_or(0, |e| *e as usize);
            let end = self.blocks.get(at).map_or(0, |e| *e as usize);
            let Some(packed) = self.bytes.get(start..end) else { break };
            let block = lz4_flex::block::decompress_with_dict(packed, BLOCK, &self.examples);
            let Ok(block) = block else { break };
            out.extend(block);
        }
        let before = first.saturating_mul(BLOCK);
        let part = out.get(range.start.saturating_sub(before)..range.end.saturating_sub(before));
        String::from_utf8_lossy(part.unwrap_or_default()).into_owned()
    }
}

impl Texts {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.paths.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.paths.is_empty()
    }

    /// The path of a text as its author knows it; empty for a foreign id.
    pub fn path(&self, id: SourceId) -> &str {
        self.0.paths.get(id.0 as usize).map_or("", |p| p)
    }

    /// A text; empty for a foreign id.
    pub fn text(&self, id: SourceId) -> String {
        self.0.place(id).map_or(String::new(), |place| self.0.part(place))
    }

    /// Ids and paths in load order.
    pub fn iter(&self) -> impl Iterator<Item = (SourceId, &str)> {
        (0u32..).map(SourceId).zip(self.0.paths.iter().map(|p| &**p))
    }

    /// The text a span covers; empty where the span does not fit.
    pub fn slice(&self, span: Span) -> String {
        let Some(place) = self.0.place(span.source) else { return String::new() };
        let at = |n: u32| place.start.saturating_add(n as usize);
        let (start, end) = (at(span.start), at(span.end));
        if start <= end && end <= place.end { self.0.part(start..end) } else { String::new() }
    }

    /// Line and column of a span's start.
    pub fn line_col(&self, span: Span) -> LineCol {
        line_col(&self.text(span.source), span)
    }

    /// The texts as they were.
    pub fn unpacked(&self) -> SourceMap {
        let files = self.iter().map(|(id, path)| SourceFile { path: path.into(), text: self.text(id) });
        SourceMap { files: Arc::new(files.collect()) }
    }
}

impl Codec for Texts {
    fn put(&self, w: &mut Writer) {
        let Packed { paths, ends, blocks, bytes, examples } = &*self.0;
        paths.put(w);
        w.row(ends);
        w.row(blocks);
        for bytes in [bytes, examples] {
            w.length(bytes.len());
            w.bytes(bytes);
        }
    }

    fn get(r: &mut Reader<'_>) -> Read<Texts> {
        let (paths, ends, blocks): (Box<[Box<str>]>, _, _) = (Codec::get(r)?, r.row()?, r.row()?);
        let mut taken = || r.length().and_then(|length| r.bytes(length)).map(Box::from);
        let (bytes, examples) = (taken()?, taken()?);
        // Nobody is made to ask for more memory than the blocks have.
        let all = blocks.len().saturating_mul(BLOCK);
        if paths.len() != ends.len() || ends.last().is_some_and(|e| *e as usize > all) || !ends.is_sorted() {
            return Err(Damaged);
        }
        Ok(Texts(Arc::new(Packed { paths, ends, blocks, bytes, examples })))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn alike_texts_take_little() {
        let mut map = SourceMap::default();
        for at in 0..300 {
            let rule = format!(
                "rule r{at} \"R{at}\" {{ category safety when age >= {at} years message \"é {at}\" }}\n"
            );
            map.add(format!("{at}.cds"), rule.repeat(20));
        }
        let packed = map.packed();
        assert_eq!(packed.unpacked(), map);
        assert!(!packed.0.examples.is_empty());
        let all: usize = map.iter().map(|(_, f)| f.text.len()).sum();
        assert!(packed.0.bytes.len() < all / 8, "{} of {all}", packed.0.bytes.len());
    }

    proptest! {
        #[test]
        fn what_is_packed_is_there(texts in proptest::collection::vec(("[ab]{0,3}", "[aé\n]{0,9}", 0..4000usize), 0..6)) {
            let mut map = SourceMap::default();
            for (path, piece, times) in &texts {
                map.add(path.as_str(), piece.repeat(*times));
            }
            let packed = map.packed();
            let mut w = Writer::default();
            packed.put(&mut w);
            let bytes = w.finish().unwrap();
            prop_assert_eq!(Texts::get(&mut Reader::new(&bytes).unwrap()), Ok(packed.clone()));
            prop_assert_eq!(packed.unpacked(), map.clone());
            for (id, file) in map.iter() {
                prop_assert_eq!(packed.path(id), &file.path);
                let len = file.text.len();
                for (start, end) in [(0, len), (len / 2, len), (len / 3, len / 2), (0, len + 1), (len, 0), (7, 9)] {
                    let span = Span::new(id, start, end);
                    if file.text.is_char_boundary(start.min(len)) && file.text.is_char_boundary(end.min(len)) {
                        prop_assert_eq!(packed.slice(span), map.slice(span));
                    }
                    prop_assert_eq!(packed.line_col(span), map.line_col(span));
                }
            }
        }
    }
}
