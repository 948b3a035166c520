//! Work shared between threads while rules are loaded, where there are threads to be had.
//!
//! Results come in the order of what they were made of, so that how the work was shared reaches no
//! answer. A host without threads does the same work on the one it has.

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{Builder, available_parallelism, scope};

/// With more threads than this little is gained.
const MOST: usize = 4;

/// What becomes of each, in order. `large` says whether it is worth the threads.
pub(crate) fn map<T: Sync, R: Send>(items: &[T], large: bool, f: impl Fn(&T) -> R + Sync) -> Vec<R> {
    let threads = match large {
        true => available_parallelism().map_or(1, usize::from).min(MOST).min(items.len()),
        false => 1,
    };
    if threads < 2 {
        return items.iter().map(f).collect();
    }
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(at) else { return done };
            done.push((at, f(item)));
        }
    };
    let mut all = scope(|s| {
        let others: Vec<_> = (1..threads).map_while(|_| Builder::new().spawn_scoped(s, work).ok()).collect();
        let mut all = work();
        for other in others {
            all.extend(other.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
        all
    });
    all.sort_unstable_by_key(|(at, _)| *at);
    all.into_iter().map(|(_, r)| r).collect()
}

/// One and the other, at once where it is worth it.
pub(crate) fn both<A, B: Send>(large: bool, a: impl FnOnce() -> A, b: impl Fn() -> B + Sync) -> (A, B) {
    let alone = !large || available_parallelism().map_or(1, usize::from) < 2;
    scope(|s| {
        let other = if alone { None } else { Builder::new().spawn_scoped(s, &b).ok() };
        let a = a();
        let b = match other {
            Some(other) => other.join().unwrap_or_else(|panic| resume_unwind(panic)),
            None => b(),
        };
        (a, b)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_does_not_depend_on_threads() {
        let all: Vec<u64> = (0..1000).collect();
        let square = |n: &u64| n * n;
        let expected: Vec<u64> = all.iter().map(square).collect();
        assert_eq!(map(&all, true, square), expected);
        assert_eq!(map(&all, false, square), expected);
        assert_eq!(both(true, || 1, || "b"), (1, "b"));
        assert_eq!(both(false, || 1, || "b"), (1, "b"));
    }

    #[test]
    fn a_panic_is_not_lost() {
        let odd = |n: &u64| if n % 2 == 1 { panic!("odd") } else { *n };
        assert!(std::panic::catch_unwind(|| map(&[0, 1, 2, 3], true, odd)).is_err());
    }
}
