//! Lists of a model, which has tens of thousands of them: most have nothing in them, or one thing.

use crate::codec::{Codec, Read, Reader, Writer};
use std::fmt;
use std::ops::Deref;

/// A list that mostly has nothing in it; then it is a pointer and no more. Read as a slice.
///
/// ```
/// use curbside::model::Rare;
/// let none: Rare<u8> = [].into();
/// assert!(none.is_empty() && size_of_val(&none) == size_of::<usize>());
/// assert_eq!(*Rare::from(vec![1, 2]), [1, 2]);
/// ```
#[derive(Clone)]
pub struct Rare<T>(Option<Box<Box<[T]>>>);

/// A list that mostly has one thing in it; then it asks for no memory of its own. Read as a slice.
///
/// ```
/// use curbside::model::Few;
/// assert_eq!(*Few::from([1]), [1]);
/// assert_eq!(*Few::from(vec![1, 2]), [1, 2]);
/// ```
#[derive(Clone)]
pub struct Few<T>(Held<T>);

#[derive(Clone)]
enum Held<T> {
    One(T),
    Many(Box<[T]>),
}

impl<T> Deref for Rare<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        self.0.as_deref().map_or(&[], |all| all)
    }
}

impl<T> Deref for Few<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        match &self.0 {
            Held::One(one) => std::slice::from_ref(one),
            Held::Many(all) => all,
        }
    }
}

impl<T> From<Vec<T>> for Rare<T> {
    fn from(all: Vec<T>) -> Self {
        Rare((!all.is_empty()).then(|| Box::new(all.into_boxed_slice())))
    }
}

impl<T> From<Vec<T>> for Few<T> {
    fn from(all: Vec<T>) -> Self {
        match <[T; 1]>::try_from(all) {
            Ok([one]) => Few(Held::One(one)),
            Err(all) => Few(Held::Many(all.into())),
        }
    }
}

macro_rules! lists {
    ($($name:ident),*) => { $(
        impl<T> FromIterator<T> for $name<T> {
            fn from_iter<I: IntoIterator<Item = T>>(all: I) -> Self {
                Vec::from_iter(all).into()
            }
        }

        impl<T, const N: usize> From<[T; N]> for $name<T> {
            fn from(all: [T; N]) -> Self {
                Vec::from(all).into()
            }
        }

        impl<T> From<Box<[T]>> for $name<T> {
            fn from(all: Box<[T]>) -> Self {
                all.into_vec().into()
            }
        }

        impl<T: Clone> From<&[T]> for $name<T> {
            fn from(all: &[T]) -> Self {
                all.to_vec().into()
            }
        }

        impl<'l, T> IntoIterator for &'l $name<T> {
            type Item = &'l T;
            type IntoIter = std::slice::Iter<'l, T>;

            fn into_iter(self) -> Self::IntoIter {
                self.iter()
            }
        }

        impl<T: fmt::Debug> fmt::Debug for $name<T> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                (**self).fmt(f)
            }
        }

        impl<T: PartialEq> PartialEq for $name<T> {
            fn eq(&self, o: &Self) -> bool {
                **self == **o
            }
        }

        impl<T: Codec> Codec for $name<T> {
            fn put(&self, w: &mut Writer) {
                w.length(self.len());
                self.iter().for_each(|v| v.put(w));
            }

            fn get(r: &mut Reader<'_>) -> Read<Self> {
                Vec::get(r).map(Into::into)
            }
        }
    )* };
}
lists!(Rare, Few);
