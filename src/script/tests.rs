//! Every property of the sandbox.

use super::*;

fn run(script: &str) -> Result<Data, ScriptError> {
    Program::compile(script)?.call("f", vec![])
}

fn n(s: &str) -> Result<Data, ScriptError> {
    Ok(Data::Number(s.parse().unwrap()))
}

fn fails(script: &str, with: &str) {
    let e = run(script).unwrap_err();
    assert!(e.message.contains(with), "{script}: {e}");
}

#[test]
fn numbers_are_decimals() {
    assert_eq!(run("fn f() { 0.1 + 0.2 }"), n("0.3"));
    assert_eq!(run("fn f() { if 0.1 + 0.2 == 0.3 { 1 } else { 0 } }"), n("1"));
    assert_eq!(run("fn f() { 1 / 2 }"), n("0.5"));
    assert_eq!(run("fn f() { 3 * 0.15 }"), n("0.45"));
    fails("fn f() { 1 / 0 }", "division by zero");
    fails("fn f() { 1.5 / 0.0 }", "");
    fails("fn f() { 9223372036854775807 + 1 }", "");
}

#[test]
fn nothing_reaches_outside() {
    for script in [
        "fn f() { eval(\"1\") }",
        "fn f() { import \"x\" as y; 1 }",
        "fn f() { print(1); 1 }",
        "fn f() { debug(1); 1 }",
        "fn f() { let g = Fn(\"f\"); 1 }",
    ] {
        assert!(Program::compile(script).is_err(), "{script}");
    }
    fails("fn f() { sleep(1); 1 }", "sleep");
    fails("fn f() { timestamp() }", "timestamp");
    fails("fn f() { open_file(\"/etc/passwd\") }", "open_file");
    fails("fn f() { env(\"HOME\") }", "env");
    fails("fn f() { rand() }", "rand");
}

#[test]
fn no_loop_without_an_end() {
    for script in ["fn f() { while true { } 1 }", "fn f() { loop { } }", "fn f() { do { } while true; 1 }"] {
        assert!(Program::compile(script).is_err(), "{script}");
    }
    assert_eq!(run("fn f() { let t = 0; for x in [1, 2, 3] { t += x; } t }"), n("6"));
    assert_eq!(run("fn f() { let t = 0; for x in 0..4 { t += x; } t }"), n("6"));
}

#[test]
fn every_budget_has_an_end() {
    fails("fn f() { let t = 0; for x in 0..10000000 { t += 1; } t }", "too many operations");
    fails("fn f() { f() }", "nest too deeply");
    fails("fn f() { let s = \"aaaaaaaaaa\"; for x in 0..30 { s = s + s; } s.len() }", "too large");
    fails("fn f() { let a = [1]; for x in 0..30 { a = a + a; } a.len() }", "too large");
    let deep = format!("fn f() {{ {}1{} }}", "(".repeat(200), ")".repeat(200));
    assert!(Program::compile(&deep).is_err());
    let many: String = (0..300).map(|i| format!("fn g{i}() {{ 1 }}\n")).collect();
    assert!(Program::compile(&many).is_err());
    assert!(Program::compile(&" ".repeat(MAX_SCRIPT + 1)).is_err());
    let wide: String = (0..1100).map(|i| format!("a{i}: 1,")).collect();
    assert!(run(&format!("fn f() {{ let m = #{{ {wide} }}; 1 }}")).is_err());
}

#[test]
fn values_of_different_types_do_not_compare() {
    fails("fn f() { () > 5 }", "cannot be compared");
    fails("fn f() { \"5\" > 4 }", "cannot be compared");
    fails("fn f() { \"5\" == 5 }", "cannot be compared");
    fails("fn f() { () != 5 }", "cannot be compared");
    fails("fn f() { true < 1 }", "cannot be compared");
    assert_eq!(
        run("fn f() { \"a\" < \"b\" && 1 <= 1.0 && true == true && 2 != 3.5 }"),
        Ok(Data::YesNo(true))
    );
}

#[test]
fn a_field_that_is_not_known_is_an_error() {
    let p = Program::compile("fn f(m) { m.dose > 5 } fn g(m) { \"dose\" in m }").unwrap();
    let fields = Data::Fields(vec![("name".into(), Data::Text("x".into()))]);
    assert!(p.call("f", vec![fields.clone()]).unwrap_err().message.contains("`dose` is not known"));
    assert_eq!(p.call("g", vec![fields]), Ok(Data::YesNo(false)));
}

#[test]
fn variables_have_to_be_declared() {
    assert!(Program::compile("fn f() { x + 1 }").is_err());
}

#[test]
fn nothing_runs_by_itself() {
    let p = Program::compile("// a comment\nthrow 1;\nlet x = 1;\nfn f() { 1 }\n").unwrap();
    assert_eq!(p.call("f", vec![]), n("1"));
    assert!(Program::compile("let x = 1; fn f() { x }").is_err());
    assert!(Program::compile("").is_ok());
}

#[test]
fn a_result_has_to_be_a_plain_value() {
    fails("fn f() { }", "no number");
    fails("fn f() { [1] }", "no number");
    assert_eq!(run("fn f() { \"a\" }"), Ok(Data::Text("a".into())));
}

#[test]
fn what_a_script_throws_is_not_repeated() {
    let e = run("fn f() { throw \"Jane Doe\" }").unwrap_err();
    assert!(!e.to_string().contains("Jane"));
    assert_eq!(e.message, "the script gave up");
}

#[test]
fn each_call_starts_afresh() {
    let p = Program::compile("fn f(x) { let t = x; t += 1; t }").unwrap();
    let one = || p.call("f", vec![Data::Number(1.into())]);
    assert_eq!(one(), one());
    assert!(p.has("f", 1) && !p.has("f", 2) && !p.has("g", 1));
    assert!(p.call("g", vec![]).is_err());
}

#[test]
fn lists_of_facts_can_be_summed() {
    let p = Program::compile(
        "fn total(all) { let t = 0; for m in all { t += m.daily_dose; } t }\n\
         fn longest(all) { let best = 0; for m in all { best = max(best, m.days); } best }",
    )
    .unwrap();
    let m = |dose: i64| {
        Data::Fields(vec![
            ("daily_dose".into(), Data::Number(dose.into())),
            ("days".into(), Data::Number((dose * 2).into())),
        ])
    };
    assert_eq!(p.call("total", vec![Data::List(vec![m(5), m(7)])]), n("12"));
    assert_eq!(p.call("longest", vec![Data::List(vec![m(5), m(7)])]), n("14"));
}
