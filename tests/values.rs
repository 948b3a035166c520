//! Laws of the values: Kleene logic, intervals, decimals, partial dates, ages.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use curbside::time::{Clock, Duration, PartialTime, Precision, TimeUnit, Timestamp, Zone, age};
use curbside::value::{CmpOp, End, Interval, Num, Truth};
use proptest::prelude::*;

const TRUTHS: [Truth; 3] = [Truth::True, Truth::False, Truth::Unknown];
const OPS: [CmpOp; 6] = [CmpOp::Lt, CmpOp::Le, CmpOp::Gt, CmpOp::Ge, CmpOp::Eq, CmpOp::Ne];
const ZONES: [&str; 6] = [
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "America/Sao_Paulo",
    "Asia/Kathmandu",
];

fn num(text: &str) -> Num {
    text.parse().unwrap()
}

fn zone(name: &str) -> Zone {
    name.parse().unwrap()
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn when(text: &str) -> PartialTime {
    text.parse().unwrap()
}

fn clock(now: &str, place: &str) -> Clock {
    Clock::new(at(now), zone(place))
}

#[test]
fn kleene_laws() {
    for a in TRUTHS {
        assert_eq!(!!a, a);
        assert_eq!(a.and(a), a);
        assert_eq!(a.or(Truth::False), a);
        assert_eq!(a.and(Truth::True), a);
        assert_eq!(a.and(Truth::False), Truth::False);
        assert_eq!(a.or(Truth::True), Truth::True);
        for b in TRUTHS {
            assert_eq!(a.and(b), b.and(a));
            assert_eq!(a.or(b), b.or(a));
            assert_eq!(!a.and(b), (!a).or(!b));
            assert_eq!(a.or(a.and(b)), a);
            for c in TRUTHS {
                assert_eq!(a.and(b.and(c)), a.and(b).and(c));
                assert_eq!(a.or(b.or(c)), a.or(b).or(c));
                assert_eq!(a.and(b.or(c)), a.and(b).or(a.and(c)));
            }
        }
    }
}

/// Half units, so that a point lies between any two whole ends.
fn point() -> impl Strategy<Value = Num> {
    (-16_i64..=16).prop_map(|n| Num::new(n * 5, 1))
}

fn end() -> impl Strategy<Value = End<Num>> {
    let whole = || (-6_i64..=6).prop_map(Num::from);
    prop_oneof![
        1 => Just(End::Unbounded),
        3 => whole().prop_map(End::Closed),
        3 => whole().prop_map(End::Open),
    ]
}

fn interval() -> impl Strategy<Value = Interval<Num>> {
    (end(), end()).prop_filter_map("empty", |(lo, hi)| Interval::new(lo, hi))
}

fn holds(op: CmpOp, a: Num, b: Num) -> bool {
    match op {
        CmpOp::Lt => a < b,
        CmpOp::Le => a <= b,
        CmpOp::Gt => a > b,
        CmpOp::Ge => a >= b,
        CmpOp::Eq => a == b,
        CmpOp::Ne => a != b,
    }
}

/// Points a quarter apart from below every end to above it: between two whole
/// ends there are three, so that two open intervals can be told apart.
fn samples(i: &Interval<Num>) -> Vec<Num> {
    (-32_i64..=32).map(|n| Num::new(n * 25, 2)).filter(|p| i.contains(*p)).collect()
}

/// Whether a value lies in an interval or was rounded onto an end of it: the
/// interval holds the true result, which the decimals may not.
fn within(i: Interval<Num>, v: Num) -> bool {
    i.contains(v) || i.lo == End::Open(v) || i.hi == End::Open(v)
}

/// An interval and a point in it.
fn held() -> impl Strategy<Value = (Interval<Num>, Num)> {
    interval().prop_flat_map(|i| (Just(i), proptest::sample::select(samples(&i))))
}

proptest! {
    #[test]
    fn comparison_is_sound_and_complete(a in interval(), b in interval()) {
        let (xs, ys) = (samples(&a), samples(&b));
        for op in OPS {
            let results: Vec<bool> =
                xs.iter().flat_map(|x| ys.iter().map(move |y| holds(op, *x, *y))).collect();
            let expected = match (results.iter().any(|r| *r), results.iter().any(|r| !*r)) {
                (true, false) => Truth::True,
                (false, true) => Truth::False,
                _ => Truth::Unknown,
            };
            prop_assert_eq!(a.compare(op, &b), expected, "{:?} {:?} {:?}", a, op, b);
            prop_assert_eq!(a.compare(op, &b), b.compare(op.flip(), &a));
        }
    }

    #[test]
    fn hull_and_intersection(a in interval(), b in interval(), p in point()) {
        let (h, i) = (a.hull(&b), a.intersect(&b));
        prop_assert!(!(a.contains(p) || b.contains(p)) || h.contains(p));
        prop_assert_eq!(a.contains(p) && b.contains(p), i.is_some_and(|i| i.contains(p)));
        prop_assert_eq!(a.hull(&a), a);
        prop_assert_eq!(h, b.hull(&a));
    }

    #[test]
    fn arithmetic_holds_every_result((a, x) in held(), (b, y) in held()) {
        let holds = |i: Option<Interval<Num>>, v: Option<Num>| match (i, v) {
            (Some(i), Some(v)) => i.contains(v),
            (None, _) => true,
            (Some(_), None) => false,
        };
        prop_assert!(a.add(&b).unwrap().contains(x.add(y).unwrap()));
        prop_assert!(a.sub(&b).unwrap().contains(x.sub(y).unwrap()));
        prop_assert!(a.mul(&b).unwrap().contains(x.mul(y).unwrap()));
        prop_assert!(holds(a.div(&b), x.div(y)), "{:?} / {:?} at {} / {}", a, b, x, y);
        prop_assert_eq!(a.div(&b).is_none(), b.contains(Num::ZERO));
        prop_assert!(a.neg().contains(x.neg()));
        prop_assert!(a.abs().contains(x.abs()));
        prop_assert!(a.min(&b).contains(x.min(y)));
        prop_assert!(a.max(&b).contains(x.max(y)));
        prop_assert!(a.round(0).contains(x.round(0)));
        prop_assert!(a.floor().contains(x.floor()));
        prop_assert!(a.ceil().contains(x.ceil()));
        prop_assert!(holds(a.sqrt(), x.sqrt()));
        prop_assert!(holds(a.exp(), x.exp()));
        prop_assert!(holds(a.ln(), x.ln()));
        prop_assert!(holds(a.log10(), x.log10()));
        prop_assert!(holds(a.pow(&b), x.pow(y)), "{:?} ^ {:?} at {} ^ {}", a, b, x, y);
    }

    #[test]
    fn arithmetic_is_no_wider_than_needed(
        (a, b, c, d) in (-9_i64..9, 0_i64..9, -9_i64..9, 0_i64..9)
    ) {
        let r = |lo: i64, width: i64| Interval::closed(Num::from(lo), Num::from(lo + width)).unwrap();
        let (x, y) = (r(a, b), r(c, d));
        let ends = [a * c, a * (c + d), (a + b) * c, (a + b) * (c + d)];
        let (lo, hi) = (*ends.iter().min().unwrap(), *ends.iter().max().unwrap());
        prop_assert_eq!(x.mul(&y), Interval::closed(Num::from(lo), Num::from(hi)));
        prop_assert_eq!(x.add(&y), Interval::closed(Num::from(a + c), Num::from(a + b + c + d)));
    }

    #[test]
    fn exact_values_stay_exact(x in point(), y in point()) {
        let (a, b) = (Interval::exact(x), Interval::exact(y));
        prop_assert_eq!(a.add(&b).and_then(|i| i.value()), x.add(y));
        prop_assert_eq!(a.mul(&b).and_then(|i| i.value()), x.mul(y));
        prop_assert_eq!(a.div(&b).and_then(|i| i.value()), x.div(y));
        prop_assert_eq!(a.pow(&b).and_then(|i| i.value()), x.pow(y));
        prop_assert_eq!(a.ln().and_then(|i| i.value()), x.ln());
        prop_assert_eq!(a.sqrt().and_then(|i| i.value()), x.sqrt());
    }

    #[test]
    fn rounded_ends_are_never_too_narrow(m in 1_i64.., n in 1_i64.., s in 0_u32..18) {
        // Long decimals, whose products and quotients are rounded.
        let (x, y) = (Num::new(m, s), Num::new(n, s));
        let below = |v: Num| Interval::new(End::Open(Num::ZERO), End::Open(v)).unwrap();
        let inside = |v: Num| v.sub(Num::new(1, 18)).filter(|p| *p > Num::ZERO && *p < v);
        if let (Some(p), Some(q)) = (inside(x), inside(y)) {
            for (all, one) in [(below(x).mul(&below(y)), p.mul(q)), (below(x).add(&below(y)), p.add(q))] {
                if let (Some(all), Some(one)) = (all, one) {
                    prop_assert!(within(all, one), "{:?} {}", all, one);
                }
            }
            if let (Some(all), Some(one)) = (below(x).div(&Interval::exact(y)), p.div(y)) {
                prop_assert!(within(all, one), "{:?} {}", all, one);
            }
        }
    }

    #[test]
    fn decimals_survive_text(m in any::<i64>(), s in 0_u32..=28) {
        let n = Num::new(m, s);
        prop_assert_eq!(n.to_string().parse::<Num>(), Ok(n));
        prop_assert_eq!(serde_json::from_str::<Num>(&serde_json::to_string(&n).unwrap()).unwrap(), n);
    }

    #[test]
    fn zero_has_no_sign(n in 1_i64..100) {
        let (x, minus) = (Num::new(n, 3), Num::new(-n, 3));
        for zero in [
            Num::ZERO.neg(),
            minus.mul(Num::ZERO).unwrap(),
            Num::ZERO.div(minus).unwrap(),
            minus.add(x).unwrap(),
            minus.sub(minus).unwrap(),
            minus.round(0),
            minus.ceil(),
            x.floor(),
        ] {
            prop_assert_eq!(zero.to_string(), "0");
        }
    }

    #[test]
    fn functions_agree_with_binary_ones(m in 1_i64..10_000_000, s in 0_u32..5, e in -60_i64..60) {
        let close = |a: f64, b: f64| (a - b).abs() <= 1e-11 * b.abs().max(1e-3);
        let (x, y) = (Num::new(m, s), Num::new(e, 1));
        prop_assert!(close(x.sqrt().unwrap().to_f64(), x.to_f64().sqrt()));
        prop_assert!(close(x.ln().unwrap().to_f64(), x.to_f64().ln()));
        prop_assert!(close(x.log10().unwrap().to_f64(), x.to_f64().log10()));
        prop_assert!(close(y.exp().unwrap().to_f64(), y.to_f64().exp()));
        if let Some(p) = x.pow(y).filter(|p| p.to_f64() > 1e-6) {
            prop_assert!(close(p.to_f64(), x.to_f64().powf(y.to_f64())));
        }
    }

    #[test]
    fn no_number_text_panics(text in "[-+0-9.eE_ ]{0,40}|\\PC{0,12}") {
        let _ = text.parse::<Num>();
        let _ = text.parse::<PartialTime>();
        let _ = text.parse::<Zone>();
        let _ = text.parse::<Timestamp>();
    }
}

#[test]
fn decimals_are_decimal() {
    assert_eq!(num("0.1").add(num("0.2")), Some(num("0.3")));
    assert_eq!(num("1.10"), num("1.1"));
    assert_eq!(num("1.10").to_string(), "1.1");
    assert_eq!(num("1e3").to_string(), "1000");
    assert_eq!(num("-2.5E-3").to_string(), "-0.0025");
    assert_eq!(num("-0").to_string(), "0");
    assert_eq!(num("2.5").round(0), num("3"));
    assert_eq!(num("-2.5").round(0), num("-3"));
    assert_eq!(num("100").to_i64(), Some(100));
    assert_eq!(num("100.5").to_i64(), None);
    assert_eq!(Num::ONE.div(Num::ZERO), None);
    assert_eq!(num("1e28").mul(num("1e28")), None);
    assert_eq!(num("1").exp().unwrap().to_string(), "2.7182818284590452354");
    assert_eq!(num("100").exp(), None);
    assert_eq!(num("0").ln(), None);
    assert_eq!(num("2").ln().unwrap().to_string(), "0.69314718055994530942");
    for bad in ["", ".", "-", "1.", ".5", "1e", "1_0", "0x1", "NaN", "1e99", "1 ", "++1", "1e-40", "--1"] {
        assert!(bad.parse::<Num>().is_err(), "{bad}");
    }
    assert_eq!(num("1200e-30").to_string(), "0.0000000000000000000000000012");
    // More digits than can be held are refused, never dropped.
    assert!("1.00000000000000000000000000001".parse::<Num>().is_err());
    assert!("123456789012345678901234567890".parse::<Num>().is_err());
    assert!("1.2345678901234567890123456789e-5".parse::<Num>().is_err());
    assert_eq!(Num::from_f64(0.1), Some(num("0.1")));
    assert_eq!(Num::from_f64(f64::NAN), None);
}

#[test]
fn an_interval_read_from_text_has_a_value() {
    let read = |text: &str| serde_json::from_str::<Interval<Num>>(text);
    let i = Interval::new(End::Closed(num("0")), End::Open(num("5.5"))).unwrap();
    assert_eq!(read(&serde_json::to_string(&i).unwrap()).unwrap(), i);
    assert_eq!(read(r#"{"lo":"unbounded","hi":{"open":5}}"#).unwrap().lo, End::Unbounded);
    assert!(read(r#"{"lo":{"closed":"5"},"hi":{"closed":"4"}}"#).is_err());
    assert!(read(r#"{"lo":{"open":"5"},"hi":{"closed":"5"}}"#).is_err());
}

#[test]
fn what_is_undefined_for_an_allowed_value_has_no_answer() {
    let r = |lo: &str, hi: &str| Interval::closed(num(lo), num(hi)).unwrap();
    let huge = num("7e28");
    assert_eq!(r("-1", "4").sqrt(), None);
    assert_eq!(r("0", "4").ln(), None);
    assert_eq!(r("1", "2").div(&r("0", "1")), None);
    assert_eq!(r("1", "2").div(&Interval::exact(Num::ZERO)), None);
    assert_eq!(r("-8", "8").pow(&Interval::exact(num("0.5"))), None);
    assert_eq!(Interval::exact(huge).add(&Interval::exact(huge)), None);
    assert_eq!(r("1", "7e28").mul(&r("1", "7e28")), None);
    assert_eq!(r("0", "100").exp(), None);
    assert_eq!(Interval::<Num>::all().sqrt(), None);
    assert_eq!(Interval::<Num>::all().mul(&Interval::exact(Num::ZERO)), Some(Interval::exact(Num::ZERO)));
}

#[test]
fn partial_dates_span_their_part() {
    let berlin = zone("Europe/Berlin");
    let span = |text: &str, z: &Zone| {
        let i = when(text).interval(z);
        let show = |e| match e {
            End::Closed(t) => format!("[{t}]"),
            End::Open(t) => format!("({t})"),
            End::Unbounded => "none".to_string(),
        };
        format!("{} {}", show(i.lo), show(i.hi))
    };
    assert_eq!(span("2024", &berlin), "[2023-12-31T23:00:00Z] (2024-12-31T23:00:00Z)");
    // A day on which the clocks go forward has 23 hours, one on which they go back 25.
    assert_eq!(span("2026-03-29", &berlin), "[2026-03-28T23:00:00Z] (2026-03-29T22:00:00Z)");
    assert_eq!(span("2026-10-25", &berlin), "[2026-10-24T22:00:00Z] (2026-10-25T23:00:00Z)");
    // A day that starts at one in the morning.
    assert_eq!(
        span("2018-11-04", &zone("America/Sao_Paulo")),
        "[2018-11-04T03:00:00Z] (2018-11-05T02:00:00Z)"
    );
    assert_eq!(
        span("2026-01-01T10:00", &zone("Asia/Kathmandu")),
        "[2026-01-01T04:15:00Z] (2026-01-01T04:16:00Z)"
    );
    // A time that happens twice may be either; with an offset it is one.
    assert_eq!(span("2026-10-25T02:30:00", &berlin), "[2026-10-25T00:30:00Z] [2026-10-25T01:30:00Z]");
    assert_eq!(span("2026-10-25T02:30:00+01:00", &berlin), "[2026-10-25T01:30:00Z] [2026-10-25T01:30:00Z]");
}

#[test]
fn partial_dates_that_are_none() {
    for bad in [
        "",
        "24",
        "2024-",
        "2024-13",
        "2024-02-30",
        "2023-02-29",
        "2024-1-1",
        "2024-01-01T",
        "2024-01-01T25:00",
        "2024-01-01T10",
        "2024-01-01T10:00:61",
        "2024-01-01T10:00:00.",
        "2024-01-01T10:00:00+1",
        "2024-01-01T10:00:00+01:75",
        "2024-01-01T10:00:00+99:00",
        "2024-01-01X10:00",
        "٢٠٢٤",
        "2024-01-0é",
        "2024-01-01T10:00:00+é00",
    ] {
        assert!(bad.parse::<PartialTime>().is_err(), "{bad}");
    }
    for bad in ["++1:00", "+1:5", "+01", "+26:00", "Mars/Olympus", ""] {
        assert!(bad.parse::<Zone>().is_err(), "{bad}");
    }
}

#[test]
fn months_are_counted_on_the_calendar() {
    let c = clock("2026-03-31T12:00:00+02:00", "Europe/Berlin");
    let shown = |n, unit| c.ago(Duration::new(n, unit)).in_zone(&c.zone);
    assert_eq!(shown(1, TimeUnit::Month), "2026-02-28T12:00:00+01:00");
    assert_eq!(shown(13, TimeUnit::Month), "2025-02-28T12:00:00+01:00");
    // Three days back lie before the change of the clocks: the hour on the wall stays.
    assert_eq!(shown(3, TimeUnit::Day), "2026-03-28T12:00:00+01:00");
    assert_eq!(shown(72, TimeUnit::Hour), "2026-03-28T11:00:00+01:00");
    // Beyond what a calendar holds it stays at the end of time.
    assert!(c.ago(Duration::new(i64::MAX, TimeUnit::Year)) < c.now);
    assert!(c.ago(Duration::new(i64::MIN, TimeUnit::Second)) > c.now);
}

#[test]
fn ages() {
    let c = clock("2026-03-01T09:00:00+01:00", "Europe/Berlin");
    let old = |born: &str, unit| age(&when(born), &c, unit).map(|i| (i.lo, i.hi));
    let exactly = |n| Some((End::Closed(n), End::Closed(n)));
    let span = |a, b| Some((End::Closed(a), End::Closed(b)));
    assert_eq!(old("1951-03-01", TimeUnit::Year), exactly(75));
    assert_eq!(old("1951-03-02", TimeUnit::Year), exactly(74));
    assert_eq!(old("1951-02", TimeUnit::Year), exactly(75));
    assert_eq!(old("1951-03", TimeUnit::Year), span(74, 75));
    assert_eq!(old("1951", TimeUnit::Year), span(74, 75));
    assert_eq!(old("1951", TimeUnit::Month), span(74 * 12 + 2, 75 * 12 + 2));
    assert_eq!(old("2026-02", TimeUnit::Day), span(1, 28));
    assert_eq!(old("2026-02-01", TimeUnit::Week), exactly(4));
    assert_eq!(old("2026-01-31", TimeUnit::Month), exactly(1));
    // Only the past part of a partial date counts; a birth ahead has no age.
    assert_eq!(old("2026", TimeUnit::Day), span(0, 59));
    assert_eq!(old("2026-03", TimeUnit::Year), exactly(0));
    assert_eq!(old("2026-03-01", TimeUnit::Day), exactly(0));
    assert_eq!(old("2026-03-02", TimeUnit::Day), None);
    assert_eq!(old("2027", TimeUnit::Year), None);
    assert_eq!(old("2026-03-01T09:30:00+01:00", TimeUnit::Hour), None);
    // Hours need the time of birth; a date spans its day.
    assert_eq!(old("2026-02-28T10:00:00+01:00", TimeUnit::Hour), exactly(23));
    assert_eq!(old("2026-02-28T10:00:00+01:00", TimeUnit::Day), exactly(1));
    assert_eq!(old("2026-02-28", TimeUnit::Hour), span(9, 33));
    assert_eq!(old("2026-03-01", TimeUnit::Hour), span(0, 9));
}

#[test]
fn a_birthday_on_29_february_comes_on_1_march_of_a_common_year() {
    let years = |now: &str| age(&when("2004-02-29"), &clock(now, "UTC"), TimeUnit::Year).unwrap();
    assert_eq!(years("2005-02-28T23:00:00Z"), Interval::exact(0));
    assert_eq!(years("2005-03-01T00:00:00Z"), Interval::exact(1));
    assert_eq!(years("2008-02-28T23:00:00Z"), Interval::exact(3));
    assert_eq!(years("2008-02-29T00:00:00Z"), Interval::exact(4));
}

#[test]
fn the_zone_decides_which_day_it_is() {
    let born = when("1951-03-01");
    let years = |place| age(&born, &clock("2026-02-28T23:30:00Z", place), TimeUnit::Year).unwrap();
    assert_eq!(years("Europe/Berlin"), Interval::exact(75));
    assert_eq!(years("America/New_York"), Interval::exact(74));
}

#[test]
fn comparison_of_partial_times() {
    let utc = zone("UTC");
    let cmp = |a: &str, op, b: &str| when(a).compare(op, &when(b), &utc);
    assert_eq!(cmp("2024-03", CmpOp::Lt, "2024-04-01"), Truth::True);
    assert_eq!(cmp("2024-03", CmpOp::Lt, "2024-03-15"), Truth::Unknown);
    assert_eq!(cmp("2024-03", CmpOp::Ge, "2024-02-29T10:00:00Z"), Truth::True);
    assert_eq!(cmp("2024-03-01T10:00", CmpOp::Eq, "2024-03-01T10:00:30"), Truth::Unknown);
    assert_eq!(cmp("2024-03-01T10:00:00+01:00", CmpOp::Eq, "2024-03-01T09:00:00Z"), Truth::True);
    assert_eq!(cmp("2024-03-01T00:30:00+01:00", CmpOp::Lt, "2024-03-01"), Truth::True);
    assert_eq!(when("2024-03").same(&when("2024-03-15"), Precision::Month, &utc), Truth::True);
    assert_eq!(when("2024").same(&when("2024-03-15"), Precision::Month, &utc), Truth::Unknown);
    assert_eq!(when("2023").same(&when("2024-03-15"), Precision::Month, &utc), Truth::False);
}

fn any_zone() -> impl Strategy<Value = Zone> {
    proptest::sample::select(&ZONES[..]).prop_map(zone)
}

fn any_instant() -> impl Strategy<Value = Timestamp> {
    // 1950 to 2060
    (-631_152_000_i64..2_840_140_800).prop_map(Timestamp::from_second)
}

fn any_partial() -> impl Strategy<Value = PartialTime> {
    (1950_i16..2060, 1_u8..=12, 1_u8..=28, 0_u8..24, 0_u8..60, 0_u8..5).prop_map(|(y, m, d, h, min, p)| {
        when(&match p {
            0 => format!("{y:04}"),
            1 => format!("{y:04}-{m:02}"),
            2 => format!("{y:04}-{m:02}-{d:02}"),
            3 => format!("{y:04}-{m:02}-{d:02}T{h:02}:{min:02}"),
            _ => format!("{y:04}-{m:02}-{d:02}T{h:02}:{min:02}:30+01:00"),
        })
    })
}

const UNITS: [TimeUnit; 7] = [
    TimeUnit::Second,
    TimeUnit::Minute,
    TimeUnit::Hour,
    TimeUnit::Day,
    TimeUnit::Week,
    TimeUnit::Month,
    TimeUnit::Year,
];

fn low(e: End<i64>) -> i64 {
    match e {
        End::Closed(n) | End::Open(n) => n,
        End::Unbounded => i64::MIN,
    }
}

proptest! {
    #[test]
    fn partial_times_survive_text(t in any_partial()) {
        prop_assert_eq!(when(&t.to_string()), t);
    }

    #[test]
    fn a_day_holds_its_instants_and_days_do_not_overlap(t in any_instant(), z in any_zone()) {
        let day = when(&t.date_in(&z));
        prop_assert!(day.interval(&z).contains(t));
        let next = Clock::new(t, z.clone()).shift(t, 1, TimeUnit::Day);
        let tomorrow = when(&next.date_in(&z)).interval(&z);
        prop_assert!(!tomorrow.contains(t));
        // Without a gap: the end of one is the start of the next.
        let (End::Open(end), End::Closed(start)) = (day.interval(&z).hi, tomorrow.lo) else {
            return Err(TestCaseError::fail("a day has ends"));
        };
        prop_assert_eq!(end, start);
    }

    #[test]
    fn a_finer_date_lies_within_a_coarser_one(t in any_instant(), z in any_zone()) {
        let date = t.date_in(&z);
        let (year, month, day) =
            (when(&date[..4]).interval(&z), when(&date[..7]).interval(&z), when(&date).interval(&z));
        prop_assert_eq!(year.intersect(&month), Some(month));
        prop_assert_eq!(month.intersect(&day), Some(day));
        let minute = when(&t.in_zone(&z)[..16]).interval(&z);
        prop_assert!(minute.contains(t));
    }

    #[test]
    fn age_never_falls(born in any_partial(), now in any_instant(), later in 0_i64..400_000_000, z in any_zone()) {
        let then = Timestamp::from_second(now.as_second() + later);
        for unit in UNITS {
            let (a, b) = (age(&born, &Clock::new(now, z.clone()), unit), age(&born, &Clock::new(then, z.clone()), unit));
            if let Some(a) = a {
                let b = b.expect("an age once reached");
                prop_assert!(low(a.lo) >= 0 && low(a.lo) <= low(b.lo) && low(a.hi) <= low(b.hi));
            }
        }
    }

    #[test]
    fn age_of_a_part_holds_the_age_of_the_whole(born in any_instant(), now in any_instant(), z in any_zone()) {
        let clock = Clock::new(now, z.clone());
        let date = born.date_in(&z);
        for unit in [TimeUnit::Year, TimeUnit::Month, TimeUnit::Week, TimeUnit::Day] {
            let Some(exact) = age(&when(&date), &clock, unit).and_then(|i| i.value()) else { continue };
            for part in [&date[..4], &date[..7]] {
                prop_assert!(age(&when(part), &clock, unit).unwrap().contains(exact));
            }
        }
    }

    #[test]
    fn counting_agrees_with_moving(t in any_instant(), n in 0_i64..500, z in any_zone()) {
        let c = Clock::new(t, z);
        for unit in [TimeUnit::Hour, TimeUnit::Minute, TimeUnit::Second] {
            prop_assert_eq!(c.between(t, c.shift(t, n, unit), unit), n);
            prop_assert_eq!(c.between(c.shift(t, n, unit), t, unit), -n);
        }
        // A move that ends in a gap or a short month may lie one unit short of a full count.
        for unit in [TimeUnit::Day, TimeUnit::Week, TimeUnit::Month, TimeUnit::Year] {
            let count = c.between(t, c.shift(t, n, unit), unit);
            prop_assert!(count == n || count == n - 1, "{} {:?}: {}", n, unit, count);
        }
    }

    #[test]
    fn counts_between_parts_hold_the_counts_between_instants(a in any_instant(), b in any_instant(), z in any_zone()) {
        let c = Clock::new(a, z.clone());
        let (pa, pb) = (a.date_in(&z), b.date_in(&z));
        for unit in UNITS {
            for (x, y) in [(&pa[..], &pb[..]), (&pa[..7], &pb[..]), (&pa[..], &pb[..4])] {
                let all = c.between_any(&when(x).interval(&z), &when(y).interval(&z), unit);
                prop_assert!(all.contains(c.between(a, b, unit)), "{} {} {:?}", x, y, unit);
            }
        }
    }

    #[test]
    fn partial_comparison_never_contradicts_the_instants(a in any_partial(), b in any_partial(), z in any_zone()) {
        for op in [CmpOp::Lt, CmpOp::Gt] {
            let parts = a.compare(op, &b, &z);
            let instants = a.interval(&z).compare(op, &b.interval(&z));
            // Where the set of instants decides, the parts agree or say nothing.
            if instants.is_known() && a.precision() == b.precision() && a.has_offset() == b.has_offset() {
                prop_assert_eq!(parts, instants);
            }
            prop_assert_eq!(parts, b.compare(op.flip(), &a, &z));
        }
    }
}
