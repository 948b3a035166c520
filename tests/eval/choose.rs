//! `choose` and `surely`.

use super::support::*;
use curbside::snapshot::{InputAnswer, Snapshot};
use curbside::value::Truth::{False, True};
use curbside::value::{End, Interval};

fn with_pain(n: i64) -> Snapshot {
    let mut s = patient().build();
    s.inputs.insert("Pain".into(), InputAnswer::Number(n.into()));
    s
}

#[test]
fn the_first_line_that_holds_counts() {
    let choose = "choose { 1 if Pain > 3  2 if Pain > 1  otherwise 3 }";
    for (pain, wanted) in [(4, "1"), (2, "2"), (0, "3")] {
        assert_eq!(number(choose, &with_pain(pain)).0, exact(wanted));
    }
    // What is undecided leaves open all that may follow.
    let (open, gaps) = number(choose, &patient().build());
    assert_eq!(open, Interval::new(End::Closed(1.into()), End::Closed(3.into())).unwrap());
    assert_eq!(gaps, ["Pain not-answered"]);
}

#[test]
fn where_no_line_holds_there_is_no_value() {
    let (none, gaps) = number("choose { 1 if Pain > 3 }", &with_pain(2));
    assert_eq!((none, gaps), (Interval::all(), vec!["choose not-applicable".to_string()]));
    assert_eq!(number("choose { 1 if Pain > 3 }", &patient().build()).1, ["Pain not-answered"]);
}

#[test]
fn texts_are_chosen_too() {
    let is = |word: &str| format!("choose {{ \"mild\" if Pain < 4  otherwise \"severe\" }} is \"{word}\"");
    assert_eq!(truth(&is("mild"), &with_pain(2)), True);
    assert_eq!(truth(&is("mild"), &with_pain(5)), False);
    assert_eq!(truth(&is("mild"), &patient().build()), curbside::value::Truth::Unknown);
    assert_eq!(truth(&is("none"), &patient().build()), False);
}

#[test]
fn surely_takes_the_undecided_for_no() {
    assert_eq!(truth("surely Pain > 3", &with_pain(4)), True);
    assert_eq!(truth("surely Pain > 3", &with_pain(1)), False);
    assert_eq!(truth("surely Pain > 3", &patient().build()), False);
    assert_eq!(truth("not surely (Pain > 3 or Oxygen)", &patient().build()), True);
    assert_eq!(number("choose { 1 if surely Pain > 3  otherwise 2 }", &patient().build()).0, exact("2"));
}
