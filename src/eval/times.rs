//! When each result of a patient was taken, in order of results. Knows nothing of codes.

use crate::time::{PartialTime, Timestamp, Zone};
use crate::value::{End, Interval};

/// The times of results.
#[derive(Debug, Clone, Default)]
pub(crate) struct Times {
    /// Where it is one instant.
    exact: Vec<Option<Timestamp>>,
    /// The others that have a time, by place.
    coarse: Vec<(usize, Interval<Timestamp>)>,
    /// The latest beginning of all.
    newest: Option<Timestamp>,
}

impl Times {
    /// Forgets all.
    pub fn clear(&mut self) {
        self.exact.clear();
        self.coarse.clear();
        self.newest = None;
    }

    /// One result more, behind the others.
    pub fn push(&mut self, t: Option<&PartialTime>, zone: &Zone) {
        // Nearly always one instant.
        match t.and_then(PartialTime::exact) {
            Some(exact) => {
                // Not `max`, which passes both through memory.
                if self.newest.is_none_or(|newest| newest < exact) {
                    self.newest = Some(exact);
                }
                self.exact.push(Some(exact));
            }
            None => self.push_any(t, zone),
        }
    }

    #[inline(never)]
    fn push_any(&mut self, t: Option<&PartialTime>, zone: &Zone) {
        let (exact, coarse) = read(t, zone);
        self.newest = self.newest.max(exact.or_else(|| coarse.and_then(|time| first(&time))));
        self.coarse.extend(coarse.map(|time| (self.exact.len(), time)));
        self.exact.push(exact);
    }

    /// One result more, at a place.
    pub fn insert(&mut self, place: usize, t: Option<&PartialTime>, zone: &Zone) {
        if place >= self.exact.len() {
            return self.push(t, zone);
        }
        let (exact, coarse) = read(t, zone);
        self.newest = self.newest.max(exact.or_else(|| coarse.and_then(|time| first(&time))));
        let from = self.coarse.partition_point(|(at, _)| *at < place);
        self.coarse.iter_mut().skip(from).for_each(|(at, _)| *at += 1);
        coarse.into_iter().for_each(|time| self.coarse.insert(from, (place, time)));
        self.exact.insert(place, exact);
    }

    /// The result at a place is gone.
    pub fn remove(&mut self, place: usize) {
        if place >= self.exact.len() {
            return;
        }
        let mut gone = self.exact.remove(place);
        let from = self.coarse.partition_point(|(at, _)| *at < place);
        if self.coarse.get(from).is_some_and(|(at, _)| *at == place) {
            gone = first(&self.coarse.remove(from).1);
        }
        self.coarse.iter_mut().skip(from).for_each(|(at, _)| *at -= 1);
        if gone == self.newest {
            let coarse = self.coarse.iter().filter_map(|(_, time)| first(time)).max();
            self.newest = self.exact.iter().copied().flatten().max().max(coarse);
        }
    }

    /// When a result was taken.
    pub fn of(&self, at: usize) -> Option<Interval<Timestamp>> {
        if let Some(t) = self.exact(at) {
            return Some(Interval::exact(*t));
        }
        let place = self.coarse.binary_search_by_key(&at, |(at, _)| *at).ok()?;
        self.coarse.get(place).map(|(_, time)| *time)
    }

    /// When a result was taken, where that is one instant. In place: results are gone through again and again.
    pub fn exact(&self, at: usize) -> Option<&Timestamp> {
        self.exact.get(at)?.as_ref()
    }

    /// The latest instant at which a result may have been taken first.
    pub fn newest(&self) -> Option<Timestamp> {
        self.newest
    }
}

/// A time as one instant, or else as all that it may be.
fn read(t: Option<&PartialTime>, zone: &Zone) -> (Option<Timestamp>, Option<Interval<Timestamp>>) {
    let Some(t) = t else { return (None, None) };
    if let Some(exact) = t.exact() {
        return (Some(exact), None);
    }
    let time = t.interval(zone);
    match time.value() {
        Some(exact) => (Some(exact), None),
        None => (None, Some(time)),
    }
}

fn first(time: &Interval<Timestamp>) -> Option<Timestamp> {
    match time.lo {
        End::Closed(lo) | End::Open(lo) => Some(lo),
        End::Unbounded => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn times(all: &[&str]) -> Times {
        let mut times = Times::default();
        all.iter().for_each(|t| times.push(t.parse().ok().as_ref(), &zone()));
        times
    }

    fn zone() -> Zone {
        "UTC".parse().unwrap()
    }

    fn told(times: &Times) -> (Vec<Option<Interval<Timestamp>>>, Option<Timestamp>) {
        ((0..=times.exact.len()).map(|at| times.of(at)).collect(), times.newest())
    }

    #[test]
    fn what_comes_and_goes_in_between_leaves_the_others() {
        let all = ["2026-03-01", "", "2026-03-02T08:00:00Z", "2026-04", "2026-03-03T08:00:00Z", "2026"];
        for place in 0..all.len() {
            let mut fewer = all.to_vec();
            let gone: Option<PartialTime> = fewer.remove(place).parse().ok();
            let mut t = times(&fewer);
            t.insert(place, gone.as_ref(), &zone());
            assert_eq!(told(&t), told(&times(&all)), "{place}");
            t.remove(place);
            assert_eq!(told(&t), told(&times(&fewer)), "{place}");
        }
    }
}
