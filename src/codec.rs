//! Values to bytes and back, for the cache of compiled packs.
//!
//! Not serde: the serde forms of these types are for people (numbers as text, empty
//! fields left out), which a format that does not describe itself cannot read back.
//! Here every field is written, in order. Values that recur are written once
//! ([`Writer::shared`]). Reading trusts nothing: bytes that cannot be what was written
//! are [`Damaged`], never a panic, and no length is believed before its bytes are seen.

use crate::text::Text;
use smol_str::SmolStr;
use std::any::{Any, TypeId};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use thin_vec::ThinVec;

/// Bytes that nobody has written like this.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Damaged;

/// What reading gives.
pub(crate) type Read<T> = Result<T, Damaged>;

/// Values within values deeper than this are neither written nor read.
const DEEP: u32 = 120;

/// A value that can be written and read.
pub(crate) trait Codec: Sized {
    /// Appends it.
    fn put(&self, w: &mut Writer);

    /// Takes it off the front.
    fn get(r: &mut Reader<'_>) -> Read<Self>;
}

/// Collects bytes.
#[derive(Default)]
pub(crate) struct Writer {
    out: Vec<u8>,
    /// Shared values by type and bytes.
    seen: HashMap<(TypeId, Vec<u8>), u64>,
    /// Texts that share a block, and where each begins.
    block: String,
    texts: HashMap<Box<str>, u64>,
    depth: u32,
    too_deep: bool,
}

impl Writer {
    pub fn byte(&mut self, b: u8) {
        self.out.push(b);
    }

    pub fn bytes(&mut self, bytes: &[u8]) {
        self.out.extend_from_slice(bytes);
    }

    /// Seven bits a byte, the lowest first.
    pub fn number(&mut self, mut n: u64) {
        while n >= 0x80 {
            self.out.push(n as u8 | 0x80);
            n >>= 7;
        }
        self.out.push(n as u8);
    }

    pub fn length(&mut self, n: usize) {
        self.number(n as u64);
    }

    /// Numbers that are read at once: four bytes each.
    pub fn row(&mut self, row: &[u32]) {
        self.length(row.len());
        row.iter().for_each(|n| self.bytes(&n.to_le_bytes()));
    }

    pub fn text(&mut self, text: &str) {
        self.length(text.len());
        self.bytes(text.as_bytes());
    }

    /// A text in the block that all of them share, each there once.
    fn common(&mut self, text: &str) {
        let at = match self.texts.get(text) {
            Some(at) => *at,
            None => {
                let at = self.block.len() as u64;
                self.block.push_str(text);
                self.texts.insert(text.into(), at);
                at
            }
        };
        self.number(at);
        self.length(text.len());
    }

    /// A value that may recur: only the first of its like is written out.
    pub fn shared<T: Codec + Any>(&mut self, value: &T) {
        let start = self.out.len();
        value.put(self);
        let key = (TypeId::of::<T>(), self.out.split_off(start));
        match self.seen.get(&key) {
            Some(&at) => self.number(at + 1),
            None => {
                self.number(0);
                self.out.extend_from_slice(&key.1);
                self.seen.insert(key, self.seen.len() as u64);
            }
        }
    }

    /// Something within a value of its own kind.
    pub fn deeper(&mut self, f: impl FnOnce(&mut Writer)) {
        self.depth += 1;
        if self.depth > DEEP {
            self.too_deep = true;
        } else {
            f(self);
        }
        self.depth -= 1;
    }

    /// The bytes; `None` where something nests too deep to be read back.
    pub fn finish(self) -> Option<Vec<u8>> {
        let mut all = Writer::default();
        all.text(&self.block);
        all.bytes(&self.out);
        (!self.too_deep).then_some(all.out)
    }
}

/// Takes values off bytes.
pub(crate) struct Reader<'b> {
    rest: &'b [u8],
    block: Arc<String>,
    shared: Vec<Box<dyn Any>>,
    depth: u32,
    /// For each kind of id, how many there are.
    pub limits: [u32; 20],
    /// Ids are noted here by kind, where somebody wants to know.
    pub noted: Option<Vec<(usize, u32)>>,
}

impl<'b> Reader<'b> {
    pub fn new(bytes: &'b [u8]) -> Read<Reader<'b>> {
        let block = Arc::default();
        let mut r =
            Reader { rest: bytes, block, shared: Vec::new(), depth: 0, limits: [u32::MAX; 20], noted: None };
        r.block = Arc::new(r.text()?.to_string());
        Ok(r)
    }

    /// Everything must have been read.
    pub fn finish(self) -> Read<()> {
        if self.rest.is_empty() { Ok(()) } else { Err(Damaged) }
    }

    pub fn byte(&mut self) -> Read<u8> {
        let (first, rest) = self.rest.split_first().ok_or(Damaged)?;
        self.rest = rest;
        Ok(*first)
    }

    pub fn bytes(&mut self, n: usize) -> Read<&'b [u8]> {
        let (taken, rest) = self.rest.split_at_checked(n).ok_or(Damaged)?;
        self.rest = rest;
        Ok(taken)
    }

    pub fn number(&mut self) -> Read<u64> {
        let mut n = 0;
        for shift in (0..64).step_by(7) {
            let b = self.byte()?;
            let bits = u64::from(b & 0x7f);
            n |= bits << shift;
            if bits << shift >> shift != bits {
                return Err(Damaged);
            }
            if b < 0x80 {
                return Ok(n);
            }
        }
        Err(Damaged)
    }

    /// How many values follow. Each takes a byte at least, but for those that take none, which
    /// nobody writes in lists; so memory is taken for no more than the bytes that are there.
    pub fn length(&mut self) -> Read<usize> {
        let n = usize::try_from(self.number()?).map_err(|_| Damaged)?;
        if n <= self.rest.len() { Ok(n) } else { Err(Damaged) }
    }

    pub fn text(&mut self) -> Read<&'b str> {
        let n = self.length()?;
        std::str::from_utf8(self.bytes(n)?).map_err(|_| Damaged)
    }

    /// See [`Writer::row`].
    pub fn row(&mut self) -> Read<Box<[u32]>> {
        let n = self.length()?;
        let (words, _) = self.bytes(n.checked_mul(4).ok_or(Damaged)?)?.as_chunks::<4>();
        Ok(words.iter().map(|w| u32::from_le_bytes(*w)).collect())
    }

    /// From here on, ids of a kind must be below this.
    pub fn limit(&mut self, kind: usize, below: usize) -> Read<()> {
        let below = u32::try_from(below).map_err(|_| Damaged)?;
        self.limits.get_mut(kind).map(|l| *l = below).ok_or(Damaged)
    }

    /// An id below the limit of its kind.
    pub fn id(&mut self, kind: usize) -> Read<u32> {
        let id = u32::try_from(self.number()?).map_err(|_| Damaged)?;
        if id >= self.limits.get(kind).copied().unwrap_or(0) {
            return Err(Damaged);
        }
        if let Some(noted) = &mut self.noted {
            noted.push((kind, id));
        }
        Ok(id)
    }

    /// See [`Writer::shared`].
    pub fn shared<T: Codec + Any + Clone>(&mut self) -> Read<T> {
        match self.number()?.checked_sub(1) {
            Some(at) => {
                let known = usize::try_from(at).ok().and_then(|at| self.shared.get(at));
                known.and_then(|v| v.downcast_ref::<T>()).cloned().ok_or(Damaged)
            }
            None => {
                let value = T::get(self)?;
                self.shared.push(Box::new(value.clone()));
                Ok(value)
            }
        }
    }

    /// Something within a value of its own kind.
    pub fn deeper<T>(&mut self, f: impl FnOnce(&mut Reader<'b>) -> Read<T>) -> Read<T> {
        if self.depth >= DEEP {
            return Err(Damaged);
        }
        self.depth += 1;
        let out = f(self);
        self.depth -= 1;
        out
    }
}

/// Places in a table, which are read only where the table has as many; `kind` of the caller names the tables.
macro_rules! codec_places {
    ($($name:ident $kind:ident),*) => { $(
        impl $crate::codec::Codec for $name {
            fn put(&self, w: &mut $crate::codec::Writer) {
                self.0.put(w);
            }

            fn get(r: &mut $crate::codec::Reader<'_>) -> $crate::codec::Read<$name> {
                r.id(kind::$kind).map($name)
            }
        }
    )* };
}

/// Writes and reads a struct field by field. Fields that are not named do not compile.
macro_rules! codec_struct {
    ($name:ident { $($field:ident),* $(,)? }) => {
        impl $crate::codec::Codec for $name {
            fn put(&self, w: &mut $crate::codec::Writer) {
                let $name { $($field),* } = self;
                $( $crate::codec::Codec::put($field, w); )*
            }

            fn get(r: &mut $crate::codec::Reader<'_>) -> $crate::codec::Read<Self> {
                Ok($name { $($field: $crate::codec::Codec::get(r)?),* })
            }
        }
    };
}
pub(crate) use codec_places;
pub(crate) use codec_struct;

/// Writes and reads an enum as a number and the fields of the variant. A tag is never given again.
macro_rules! codec_enum {
    ($name:ident {
        $($tag:literal => $variant:ident $( ( $($x:ident),* ) )? $( { $($field:ident),* } )? ),* $(,)?
    }) => {
        impl $crate::codec::Codec for $name {
            fn put(&self, w: &mut $crate::codec::Writer) {
                match self {
                    $( $name::$variant $( ( $($x),* ) )? $( { $($field),* } )? => {
                        w.byte($tag);
                        $( $( $crate::codec::Codec::put($x, w); )* )?
                        $( $( $crate::codec::Codec::put($field, w); )* )?
                    } )*
                }
            }

            fn get(r: &mut $crate::codec::Reader<'_>) -> $crate::codec::Read<Self> {
                Ok(match r.byte()? {
                    $( $tag => {
                        $( $( let $x = $crate::codec::Codec::get(r)?; )* )?
                        $( $( let $field = $crate::codec::Codec::get(r)?; )* )?
                        $name::$variant $( ( $($x),* ) )? $( { $($field),* } )?
                    } )*
                    _ => return Err($crate::codec::Damaged),
                })
            }
        }
    };
}
pub(crate) use codec_enum;

macro_rules! numbers {
    ($($t:ty),*) => { $(
        impl Codec for $t {
            fn put(&self, w: &mut Writer) {
                w.number(*self as u64);
            }

            fn get(r: &mut Reader<'_>) -> Read<$t> {
                <$t>::try_from(r.number()?).map_err(|_| Damaged)
            }
        }
    )* };
}
numbers!(u16, u32, u64, usize);

impl Codec for i64 {
    /// Small numbers of either sign take few bytes.
    fn put(&self, w: &mut Writer) {
        w.number(((self << 1) ^ (self >> 63)) as u64);
    }

    fn get(r: &mut Reader<'_>) -> Read<i64> {
        let n = r.number()?;
        Ok((n >> 1) as i64 ^ -((n & 1) as i64))
    }
}

impl Codec for bool {
    fn put(&self, w: &mut Writer) {
        w.byte(u8::from(*self));
    }

    fn get(r: &mut Reader<'_>) -> Read<bool> {
        match r.byte()? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(Damaged),
        }
    }
}

impl Codec for String {
    fn put(&self, w: &mut Writer) {
        w.text(self);
    }

    fn get(r: &mut Reader<'_>) -> Read<String> {
        r.text().map(str::to_string)
    }
}

impl Codec for SmolStr {
    fn put(&self, w: &mut Writer) {
        w.text(self);
    }

    fn get(r: &mut Reader<'_>) -> Read<SmolStr> {
        r.text().map(SmolStr::from)
    }
}

impl Codec for Text {
    fn put(&self, w: &mut Writer) {
        w.common(self);
    }

    fn get(r: &mut Reader<'_>) -> Read<Text> {
        let (start, len) = (u32::get(r)?, u32::get(r)?);
        Text::part(&r.block, start, len).ok_or(Damaged)
    }
}

impl Codec for () {
    fn put(&self, _: &mut Writer) {}

    fn get(_: &mut Reader<'_>) -> Read<()> {
        Ok(())
    }
}

impl Codec for Box<str> {
    fn put(&self, w: &mut Writer) {
        w.text(self);
    }

    fn get(r: &mut Reader<'_>) -> Read<Box<str>> {
        r.text().map(Box::from)
    }
}

impl<T: Codec> Codec for Option<T> {
    fn put(&self, w: &mut Writer) {
        self.is_some().put(w);
        if let Some(v) = self {
            v.put(w);
        }
    }

    fn get(r: &mut Reader<'_>) -> Read<Option<T>> {
        if bool::get(r)? { T::get(r).map(Some) } else { Ok(None) }
    }
}

impl<T: Codec> Codec for Box<T> {
    fn put(&self, w: &mut Writer) {
        (**self).put(w);
    }

    fn get(r: &mut Reader<'_>) -> Read<Box<T>> {
        T::get(r).map(Box::new)
    }
}

impl<T: Codec> Codec for Vec<T> {
    fn put(&self, w: &mut Writer) {
        w.length(self.len());
        self.iter().for_each(|v| v.put(w));
    }

    fn get(r: &mut Reader<'_>) -> Read<Vec<T>> {
        let n = r.length()?;
        // A hostile length may claim a byte for each of very large values.
        let mut all = Vec::with_capacity(n.min(1 << 16));
        for _ in 0..n {
            all.push(T::get(r)?);
        }
        all.shrink_to_fit();
        Ok(all)
    }
}

impl<T: Codec> Codec for ThinVec<T> {
    fn put(&self, w: &mut Writer) {
        w.length(self.len());
        self.iter().for_each(|v| v.put(w));
    }

    fn get(r: &mut Reader<'_>) -> Read<ThinVec<T>> {
        Vec::get(r).map(ThinVec::from)
    }
}

impl<T: Codec> Codec for Box<[T]> {
    fn put(&self, w: &mut Writer) {
        w.length(self.len());
        self.iter().for_each(|v| v.put(w));
    }

    fn get(r: &mut Reader<'_>) -> Read<Box<[T]>> {
        Vec::get(r).map(Vec::into_boxed_slice)
    }
}

impl<A: Codec, B: Codec> Codec for (A, B) {
    fn put(&self, w: &mut Writer) {
        self.0.put(w);
        self.1.put(w);
    }

    fn get(r: &mut Reader<'_>) -> Read<(A, B)> {
        Ok((A::get(r)?, B::get(r)?))
    }
}

impl<A: Codec, B: Codec, C: Codec> Codec for (A, B, C) {
    fn put(&self, w: &mut Writer) {
        self.0.put(w);
        self.1.put(w);
        self.2.put(w);
    }

    fn get(r: &mut Reader<'_>) -> Read<(A, B, C)> {
        Ok((A::get(r)?, B::get(r)?, C::get(r)?))
    }
}

impl<K: Codec + Ord, V: Codec> Codec for BTreeMap<K, V> {
    fn put(&self, w: &mut Writer) {
        w.length(self.len());
        for (k, v) in self {
            k.put(w);
            v.put(w);
        }
    }

    fn get(r: &mut Reader<'_>) -> Read<BTreeMap<K, V>> {
        Ok(Vec::<(K, V)>::get(r)?.into_iter().collect())
    }
}

impl<T: Codec + Ord> Codec for BTreeSet<T> {
    fn put(&self, w: &mut Writer) {
        w.length(self.len());
        self.iter().for_each(|v| v.put(w));
    }

    fn get(r: &mut Reader<'_>) -> Read<BTreeSet<T>> {
        Ok(Vec::<T>::get(r)?.into_iter().collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn reader(bytes: &[u8]) -> Reader<'_> {
        Reader::new(bytes).unwrap()
    }

    fn back<T: Codec>(v: &T) -> Read<T> {
        let mut w = Writer::default();
        v.put(&mut w);
        let bytes = w.finish().unwrap();
        let mut r = Reader::new(&bytes)?;
        let out = T::get(&mut r)?;
        r.finish()?;
        Ok(out)
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(
            n in any::<u64>(), i in any::<i64>(), s in ".*", b in any::<bool>(),
            m in proptest::collection::btree_map(".{0,3}", any::<u32>(), 0..9),
        ) {
            let text = Text::from(s.as_str());
            prop_assert_eq!(back(&vec![text.clone(), text.clone()]), Ok(vec![text.clone(), text]));
            prop_assert_eq!(back(&n), Ok(n));
            prop_assert_eq!(back(&i), Ok(i));
            prop_assert_eq!(back(&s), Ok(s.clone()));
            prop_assert_eq!(back(&Some((b, s.clone().into_boxed_str()))), Ok(Some((b, s.into()))));
            prop_assert_eq!(back(&m), Ok(m.clone()));
            prop_assert_eq!(back(&vec![m.clone(), m.clone()]), Ok(vec![m.clone(), m]));
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
            if let Ok(mut r) = Reader::new(&bytes) {
                let _ = Vec::<(Option<String>, BTreeMap<u32, Text>)>::get(&mut r);
            }
            let _ = Reader::new(&bytes).and_then(|mut r| r.shared::<String>());
        }
    }

    #[test]
    fn shared_values_are_written_once() {
        let mut w = Writer::default();
        let long = "x".repeat(100);
        for _ in 0..10 {
            w.shared(&long);
        }
        w.shared(&7_u64);
        let bytes = w.finish().unwrap();
        assert!(bytes.len() < 120, "{}", bytes.len());
        let mut r = Reader::new(&bytes).unwrap();
        for _ in 0..10 {
            assert_eq!(r.shared::<String>(), Ok(long.clone()));
        }
        assert_eq!(r.shared::<u64>(), Ok(7));
        // A reference to a value of another type.
        assert_eq!(reader(&[0, 0, 1, b'a', 1]).shared::<String>(), Ok("a".into()));
        let mut r = reader(&[0, 0, 1, b'a', 1]);
        assert!(r.shared::<String>().is_ok());
        assert_eq!(r.shared::<u64>(), Err(Damaged));
    }

    #[test]
    fn lengths_are_not_believed() {
        assert_eq!(Vec::<u64>::get(&mut reader(&[0, 0xff, 0xff, 0xff, 0xff, 0x0f, 1])), Err(Damaged));
        assert_eq!(String::get(&mut reader(&[0, 3, b'a', b'b'])), Err(Damaged));
        let mut ones = [0xff; 12];
        ones[0] = 0;
        assert_eq!(u64::get(&mut reader(&ones)), Err(Damaged));
        assert_eq!(u32::get(&mut reader(&[0, 0xff, 0xff, 0xff, 0xff, 0x7f])), Err(Damaged));
        assert_eq!(bool::get(&mut reader(&[0, 2])), Err(Damaged));
        assert!(Reader::new(&[3, b'a', b'b']).is_err());
        // A text out of the block, and one within it.
        assert_eq!(Text::get(&mut reader(&[2, b'a', b'b', 1, 2])), Err(Damaged));
        assert_eq!(Text::get(&mut reader(&[2, b'a', b'b', 1, 1])), Ok("b".into()));
    }
}
