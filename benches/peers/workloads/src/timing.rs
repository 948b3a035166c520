//! Single evaluations timed one by one, and what their times say.

use std::hint::black_box;
use std::time::{Duration, Instant};

/// What many single evaluations took, in nanoseconds.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Latency {
    /// Half took less.
    pub median: f64,
    /// Ninety-nine of a hundred took less.
    pub p99: f64,
    /// The least.
    pub least: f64,
    /// How many.
    pub count: usize,
}

impl Latency {
    /// Of single times, in nanoseconds.
    pub fn of(mut times: Vec<f64>) -> Latency {
        times.sort_by(f64::total_cmp);
        let at = |share: f64| {
            let last = times.len().saturating_sub(1);
            times.get((times.len() as f64 * share) as usize).or(times.get(last)).copied().unwrap_or(f64::NAN)
        };
        Latency { median: at(0.5), p99: at(0.99), least: at(0.0), count: times.len() }
    }
}

/// Calls for a time, after a warm-up of a fifth of it, and says how long each call took.
pub fn latencies<T>(lasting: Duration, most: usize, mut call: impl FnMut() -> T) -> Latency {
    let start = Instant::now();
    while start.elapsed() < lasting / 5 {
        black_box(call());
    }
    let start = Instant::now();
    let mut times = Vec::with_capacity(most.min(1 << 20));
    while times.len() < most && (start.elapsed() < lasting || times.len() < 3) {
        let t = Instant::now();
        black_box(call());
        times.push(t.elapsed().as_nanos() as f64);
    }
    Latency::of(times)
}

/// How many calls a second so many threads make together.
pub fn throughput<T>(threads: usize, lasting: Duration, call: impl Fn() -> T + Sync) -> f64 {
    let barrier = std::sync::Barrier::new(threads);
    let rates: Vec<f64> = std::thread::scope(|scope| {
        let run = || {
            let start = Instant::now();
            while start.elapsed() < lasting / 5 {
                black_box(call());
            }
            barrier.wait();
            let (start, mut count) = (Instant::now(), 0u64);
            while start.elapsed() < lasting {
                for _ in 0..16 {
                    black_box(call());
                }
                count += 16;
            }
            count as f64 / start.elapsed().as_secs_f64()
        };
        let all: Vec<_> = (0..threads).map(|_| scope.spawn(run)).collect();
        all.into_iter().filter_map(|t| t.join().ok()).collect()
    });
    rates.into_iter().sum()
}

/// A time for people: `4.52 µs`.
pub fn show(nanoseconds: f64) -> String {
    let (value, unit) = match nanoseconds {
        t if t.is_nan() => return "–".into(),
        t if t < 1e3 => (t, "ns"),
        t if t < 1e6 => (t / 1e3, "µs"),
        t if t < 1e9 => (t / 1e6, "ms"),
        t => (t / 1e9, "s"),
    };
    let digits = if value < 9.995 {
        2
    } else if value < 99.95 {
        1
    } else {
        0
    };
    format!("{value:.digits$} {unit}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_shown_with_three_digits() {
        assert_eq!(show(4_521.0), "4.52 µs");
        assert_eq!(show(45_210_000.0), "45.2 ms");
        assert_eq!(show(640.0), "640 ns");
    }

    #[test]
    fn the_median_is_in_the_middle() {
        let l = Latency::of((0..1000).map(f64::from).rev().collect());
        assert_eq!((l.median, l.p99, l.least), (500.0, 990.0, 0.0));
    }
}
