//! The parser: every construct, every mistake, limits, speed, hostile input.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use curbside::diag::{Code, render};
use curbside::source::{SourceId, SourceMap};
use curbside::syntax::ast::*;
use curbside::syntax::{CLAUSE_WORDS, EXPR_WORDS, ITEM_WORDS, format, is_reserved, parse, same};
use proptest::prelude::*;
use std::time::{Duration, Instant};

fn expr(text: &str) -> Expr {
    let source = format!("define A = {text}");
    let (file, diags) = parse(SourceId(0), &source);
    assert!(diags.is_empty(), "{text}: {diags:#?}");
    match &file.items[0].kind {
        ItemKind::Define(d) => d.value.clone(),
        other => panic!("{other:?}"),
    }
}

/// A tree written with all its brackets.
fn show(e: &Expr) -> String {
    match &e.kind {
        ExprKind::Literal(l) => lit(l),
        ExprKind::Name(n) => n.clone(),
        ExprKind::Field(e, n) => format!("{}.{}", show(e), n.node),
        ExprKind::Call(n, args) => {
            format!("{}[{}]", n.node, args.iter().map(show).collect::<Vec<_>>().join("; "))
        }
        ExprKind::Not(e) => format!("not({})", show(e)),
        ExprKind::Surely(e) => format!("surely({})", show(e)),
        ExprKind::Choose(rows, rest) => {
            let rows = rows.iter().map(|(v, c)| format!("{} if {}", show(v), show(c))).collect::<Vec<_>>();
            format!("choose[{}; {:?}]", rows.join("; "), rest.as_ref().map(|e| show(e)))
        }
        ExprKind::Neg(e) => format!("neg({})", show(e)),
        ExprKind::Binary(a, op, b) => format!("({} {:?} {})", show(a), op.node, show(b)),
        ExprKind::From(x, a, b) => format!("from({}; {}; {})", show(x), show(a), show(b)),
        ExprKind::WithinOf(x, d, t) => format!("within({}; {}; {})", show(x), d.node, show(t)),
        ExprKind::Is { of, negated, word, quoted } => {
            format!(
                "is({}; {}{}{})",
                show(of),
                if *negated { "not " } else { "" },
                word.node,
                if *quoted { " quoted" } else { "" }
            )
        }
        ExprKind::Presence(p) => presence(p),
        ExprKind::Aggregate(a) => format!("{:?}({}{})", a.kind.node, selector(&a.of), windows(&a.windows)),
        ExprKind::Repeat(r) => format!(
            "repeat({}; {}; {:?} {}; {:?}{})",
            r.count.node,
            selector(&r.of),
            r.op,
            show(&r.value),
            r.apart.as_ref().map(|d| d.node.to_string()),
            windows(&r.windows)
        ),
        ExprKind::Trend(t) => {
            let kind = match &t.kind {
                TrendKind::Rising => "rising".to_string(),
                TrendKind::Falling => "falling".to_string(),
                TrendKind::RoseBy(v, d) => format!("rose {} in {}", lit(&v.node), d.node),
                TrendKind::FellBy(v, d) => format!("fell {} in {}", lit(&v.node), d.node),
                TrendKind::Fold(n, d) => format!("{}-fold in {}", n.node, d.node),
                TrendKind::Halved(d) => format!("halved in {}", d.node),
            };
            format!("trend({}; {kind}{})", selector(&t.of), windows(&t.windows))
        }
        ExprKind::Quantified(q, p, c) => format!("{q:?}({}; {:?})", presence(p), c.as_ref().map(|c| show(c))),
        ExprKind::Over(k, e, p) => format!("over {k:?}({}; {})", show(e), presence(p)),
        ExprKind::Paren(e) => format!("<{}>", show(e)),
        ExprKind::Error => "ERROR".to_string(),
    }
}

fn lit(l: &Literal) -> String {
    match l {
        Literal::Number(n, None) => n.to_string(),
        Literal::Number(n, Some(u)) => format!("{n}`{}`", u.node),
        Literal::Duration(d) => d.to_string(),
        Literal::Date(d) => format!("@{d}"),
        Literal::Text(t) => format!("{t:?}"),
        Literal::YesNo(b) => b.to_string(),
    }
}

fn presence(p: &Presence) -> String {
    format!("{:?}({}{})", p.verb.node, selector(&p.selector), windows(&p.windows))
}

fn selector(s: &Selector) -> String {
    let mut out = s.names.iter().map(|n| n.node.as_str()).collect::<Vec<_>>().join("|");
    for m in &s.modifiers {
        out += &format!(" with {}", m.words.iter().map(|w| w.node.as_str()).collect::<Vec<_>>().join(" "));
        if let Some((op, l)) = &m.compare {
            out += &format!(" {op:?} {}", lit(&l.node));
        }
    }
    if let Some(b) = &s.binding {
        out += &format!(" as {}", b.node);
    }
    out
}

fn windows(w: &[Window]) -> String {
    w.iter()
        .map(|w| match &w.kind {
            WindowKind::InLast(d) => format!("; in last {d}"),
            WindowKind::AtLeastAgo(d) => format!("; {d} ago"),
            WindowKind::Since(e) => format!("; since {}", show(e)),
            WindowKind::Before(e) => format!("; before {}", show(e)),
            WindowKind::After(e) => format!("; after {}", show(e)),
            WindowKind::WithinOf(d, e) => format!("; within {d} of {}", show(e)),
            WindowKind::DuringEncounter => "; during encounter".to_string(),
        })
        .collect()
}

#[test]
fn conditions_and_values() {
    let cases = [
        ("a or b and not c", "(a Or (b And not(c)))"),
        ("not a = b and c", "(not((a Cmp(Eq) b)) And c)"),
        ("a + b * -c < d", "((a Add (b Mul neg(c))) Cmp(Lt) d)"),
        ("a - b - c", "((a Sub b) Sub c)"),
        ("a-b", "a-b"),
        ("a / b", "(a Div b)"),
        ("k.value > 5.5 mmol/L", "(k.value Cmp(Gt) 5.5`mmol/L`)"),
        ("EGFR < 60 mL/min/{1.73_m2}", "(EGFR Cmp(Lt) 60`mL/min/{1.73_m2}`)"),
        ("WBC > 4.5 10*9/L", "(WBC Cmp(Gt) 4.5`10*9/L`)"),
        ("T > 100 [degF]", "(T Cmp(Gt) 100`[degF]`)"),
        ("BP >= 140 mm[Hg]", "(BP Cmp(Ge) 140`mm[Hg]`)"),
        ("R > 20 /min", "(R Cmp(Gt) 20`/min`)"),
        ("x > 5 ug/kg/min", "(x Cmp(Gt) 5`ug/kg/min`)"),
        ("x > 50 %", "(x Cmp(Gt) 50`%`)"),
        ("x > 5 'in'", "(x Cmp(Gt) 5`in`)"),
        ("x > 5 and y", "((x Cmp(Gt) 5) And y)"),
        ("x = 10 day or y", "((x Cmp(Eq) 10 days) Or y)"),
        ("age from 65 to 74 years", "from(age; 65; 74 years)"),
        ("a is critically low", "is(a; critically low)"),
        ("a is critical and b is not known", "(is(a; critical) And is(b; not known))"),
        ("a is flagged high", "is(a; flagged high)"),
        ("role is \"pharmacist\"", "is(role; pharmacist quoted)"),
        ("a + b is low", "is((a Add b); low)"),
        ("has X", "Has(X)"),
        ("hashtag", "hashtag"),
        ("ruled out X", "RuledOut(X)"),
        ("taking or ordering X", "TakingOrOrdering(X)"),
        ("taking X or ordering Y", "(Taking(X) Or Ordering(Y))"),
        ("allergic to X with severity severe", "AllergicTo(X with severity severe)"),
        ("family history of X with onset age < 55", "FamilyHistoryOf(X with onset age Lt 55)"),
        (
            "taking (A or B) with oral route, daily dose > 5 mg as d in last 3 months",
            "Taking(A|B with oral route with daily dose Gt 5`mg` as d; in last 3 months)",
        ),
        ("taking X in last 3 months as d", "Taking(X as d; in last 3 months)"),
        ("taking X with as needed", "Taking(X with as needed)"),
        ("taking X with status on-hold", "Taking(X with status on-hold)"),
        ("underwent X at least 3 months ago and a", "(Underwent(X; 3 months ago) And a)"),
        ("had X since 2020-01-01", "Had(X; since @2020-01-01)"),
        ("had X before k.date", "Had(X; before k.date)"),
        ("had X within 3 days of birth", "Had(X; within 3 days of birth)"),
        ("given X during encounter", "Given(X; during encounter)"),
        ("a during b", "(a During b)"),
        ("a overlaps b", "(a Overlaps b)"),
        ("k.date within 3 days of now", "within(k.date; 3 days; now)"),
        ("latest Potassium in last 7 days > 5", "(Latest(Potassium; in last 7 days) Cmp(Gt) 5)"),
        ("change in X in last 2 days", "Change(X; in last 2 days)"),
        ("slope of X", "Slope(X)"),
        ("highest X in last 7 days + 3", "(Highest(X; in last 7 days) Add 3)"),
        ("highest o.dose over taking X as o", "over Highest(o.dose; Taking(X as o))"),
        (
            "sum (o.dose * 2) over taking X as o > 5 mg",
            "(over Sum(<(o.dose Mul 2)>; Taking(X as o)) Cmp(Gt) 5`mg`)",
        ),
        ("sum X in last 1 day", "Sum(X; in last 1 day)"),
        ("count X in last 1 day >= 2", "(Count(X; in last 1 day) Cmp(Ge) 2)"),
        ("count taking X where (a) > 2", "(Count(Taking(X); Some(\"a\")) Cmp(Gt) 2)"),
        ("any taking X as o where (o.dose > 5 mg)", "Any(Taking(X as o); Some(\"(o.dose Cmp(Gt) 5`mg`)\"))"),
        ("all has X", "All(Has(X); None)"),
        (
            "two EGFR < 60 mL/min at least 90 days apart in last 2 years",
            "repeat(2; EGFR; Lt 60`mL/min`; Some(\"90 days\"); in last 2 years)",
        ),
        ("12 EGFR < 60", "repeat(12; EGFR; Lt 60; None)"),
        ("X is rising in last 3 days", "trend(X; rising; in last 3 days)"),
        ("X rose by 0.3 mg/dL within 48 hours and b", "(trend(X; rose 0.3`mg/dL` in 48 hours) And b)"),
        ("X fell by 20 % within 1 day", "trend(X; fell 20`%` in 1 day)"),
        ("X rose 1.5-fold within 7 days", "trend(X; 1.5-fold in 7 days)"),
        ("X doubled within 2 days", "trend(X; 2-fold in 2 days)"),
        ("X halved within 2 days", "trend(X; halved in 2 days)"),
        ("latest X with specimen S is falling", "trend(X with specimen S; falling)"),
        ("if(a, b, c)", "if[a; b; c]"),
        ("value(x, 'mg/dL')", "value[x; \"mg/dL\"]"),
        ("yes", "true"),
        ("(a or b) and c", "(<(a Or b)> And c)"),
    ];
    for (text, tree) in cases {
        assert_eq!(show(&expr(text)), tree, "{text}");
    }
}

#[test]
fn word_lists_are_those_of_the_grammar() {
    let grammar =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/grammar/curbside.pest")).unwrap();
    for (rule, list) in [("item_word", ITEM_WORDS), ("clause_word", CLAUSE_WORDS), ("expr_word", EXPR_WORDS)]
    {
        let at = grammar.find(&format!("\n{rule}")).unwrap();
        let body = &grammar[at..at + grammar[at..].find("~ E").unwrap()];
        let mut theirs: Vec<&str> = body.split('"').skip(1).step_by(2).collect();
        let mut ours = list.to_vec();
        theirs.sort_unstable();
        ours.sort_unstable();
        assert_eq!(ours, theirs, "{rule}");
    }
}

#[test]
fn no_word_of_the_language_is_a_name() {
    for word in [ITEM_WORDS, CLAUSE_WORDS, EXPR_WORDS].concat() {
        assert!(is_reserved(word));
        let (_, diags) = parse(SourceId(0), &format!("score {word} \"x\" {{ 1 if a }}"));
        let codes: Vec<Code> = diags.iter().map(|d| d.code).collect();
        assert!(codes.contains(&Code::ReservedWord) || codes == [Code::Syntax], "{word}: {diags:#?}");
        assert!(parse(SourceId(0), &format!("define {word}-x = {word}_y")).1.is_empty(), "{word}-x");
    }
}

/// `value` takes its quoted unit wherever a value stands.
#[test]
fn a_bare_value_everywhere() {
    for text in [
        "define A = value(x, 'mg/dL') > 1",
        "define A = value(latest X in last 7 days, 'mg/dL')",
        "define A = any measured X as k where (value(k.value, 'mg/dL') > 1)",
        "define A = value(\n  x,  // which\n  'mg/dL'\n)",
        "score S \"s\" { points value(x, 'mg/dL') by value(x, 'mg/dL') { <= 1 -> 0 > 1 -> 1 } }",
        "table T(x) -> number { _ -> value(x, 'mg/dL') * 2 }",
        "rule r \"r\" { let v = value(x, '1') when v > 1 and from-x is known unless value(x, '%') < 2 }",
    ] {
        let (file, diags) = parse(SourceId(0), text);
        assert!(diags.is_empty(), "{text}: {diags:#?}");
        assert!(format!("{file:?}").contains("Text("), "{text}");
    }
}

/// An aggregate with its windows stands directly behind `by`; the brace ends it.
#[test]
fn by_takes_aggregates() {
    let of = |what: &str| {
        let text = format!("score S \"s\" {{ by {what} {{ <= 90 -> 3 > 90 -> 2 }} }}");
        let (file, diags) = parse(SourceId(0), &text);
        assert!(diags.is_empty(), "{text}: {diags:#?}");
        let ItemKind::Score(block) = &file.items[0].kind else { panic!("{file:?}") };
        let ClauseKind::By(of, rows) = block.clauses[0].kind.clone() else { panic!("{file:?}") };
        assert_eq!(rows.len(), 2, "{text}");
        show(&of)
    };
    assert_eq!(of("latest X in last 24 hours"), "Latest(X; in last 24 hours)");
    assert_eq!(
        of("highest (X or Y) since now during encounter"),
        "Highest(X|Y; since now; during encounter)"
    );
    assert_eq!(of("latest X in last 2 days - mean X"), "(Latest(X; in last 2 days) Sub Mean(X))");
    assert_eq!(of("sum o.dose over taking Opioid as o"), "over Sum(o.dose; Taking(Opioid as o))");
    assert_eq!(of("count taking Opioid since now"), "Count(Taking(Opioid; since now); None)");
    assert_eq!(of("(latest X)"), "<Latest(X)>");
}

#[test]
fn a_decimal_comma_is_told() {
    for (text, fixed) in [
        ("define A = X > 5,5 mmol/L", Some("5.5")),
        ("observation X \"x\" { plausible 3,5 .. 9 }", Some("3.5")),
        ("rule r \"r\" { when measured X with value > 0,125 mmol/L }", Some("0.125")),
        ("score S \"s\" { 1,5 if has X }", Some("1.5")),
        ("define A = (X + 2,25) * 3", Some("2.25")),
        // Thousands perhaps: the author decides.
        ("define A = X > 1,000 mg", None),
        ("define A = X > 1,234,567 mg", None),
    ] {
        let (_, diags) = parse(SourceId(0), text);
        assert_eq!(diags.len(), 1, "{text}: {diags:#?}");
        assert_eq!(diags[0].message, "a number with a comma", "{text}");
        assert_eq!(diags[0].fixes.first().map(|f| f.replacement.as_str()), fixed, "{text}");
    }
    for sound in ["define A = min(5,5 mmol/L)", "table T(A, B) -> number { 5,5 -> 1 }"] {
        assert!(parse(SourceId(0), sound).1.is_empty(), "{sound}");
    }
}

/// All mistakes of the fixtures, as an author sees them.
#[test]
fn mistakes() {
    let dir = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/syntax");
    let mut paths: Vec<_> = std::fs::read_dir(dir).unwrap().map(|e| e.unwrap().path()).collect();
    paths.sort();
    assert!(!paths.is_empty());
    for path in paths {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let mut map = SourceMap::default();
        let id = map.add(format!("{name}.cds"), std::fs::read_to_string(&path).unwrap());
        let (_, diags) = parse(id, &map.file(id).text);
        insta::assert_snapshot!(format!("syntax__{name}"), render::render_text(&diags, &map, false));
    }
}

#[test]
fn a_mistake_hides_no_other_declaration() {
    let text = "rule a \"A\" {\n  category safety\n  when k >\n  message \"m\"\n\nrule b \"B\" { category safety when x message \"m\" }\n";
    let (file, diags) = parse(SourceId(0), text);
    assert_eq!(diags.len(), 2, "{diags:#?}");
    let flags: Vec<bool> = file.items.iter().map(|i| i.broken).collect();
    assert_eq!(flags, [true, false]);
}

#[test]
fn deep_nesting_is_fast_and_bounded() {
    let time = |text: String| {
        parse(SourceId(0), &text);
        let best = (0..3)
            .map(|_| {
                let t = Instant::now();
                parse(SourceId(0), &text);
                t.elapsed()
            })
            .min()
            .unwrap();
        // An unoptimised build is an order of magnitude slower; what matters is that depth does not multiply.
        let limit = Duration::from_millis(if cfg!(debug_assertions) { 50 } else { 5 });
        assert!(best < limit, "{best:?} for {}", &text[..60]);
        parse(SourceId(0), &text).1
    };
    let wrap =
        |open: &str, close: &str, n: usize| format!("define A = {}x{}", open.repeat(n), close.repeat(n));
    assert!(time(wrap("(", ")", 64)).is_empty());
    assert!(time(wrap("not ", "", 64)).is_empty());
    assert!(time(wrap("if(a, b, ", ")", 64)).is_empty());
    assert!(time(wrap("sum (", ") over taking X", 64)).is_empty());
    assert!(time(wrap("any taking X where (", ")", 64)).is_empty());
    assert!(time(format!("codes A = {}B{}", "(C + ".repeat(64), ")".repeat(64))).is_empty());
    // The error path too.
    assert!(!time(format!("define A = {}{}", "(".repeat(64), ")".repeat(64))).is_empty());
    for deep in
        [wrap("(", ")", 129), wrap("not ", "", 10_000), format!("define A = a{}", " or a".repeat(50_000))]
    {
        let codes: Vec<Code> = parse(SourceId(0), &deep).1.iter().map(|d| d.code).collect();
        assert_eq!(codes, [Code::NestingTooDeep]);
    }
    assert!(parse(SourceId(0), &wrap("(", ")", 128)).1.is_empty());
}

#[test]
fn ten_thousand_rules() {
    let one = "rule r-N \"High potassium\" {\n  category   safety\n  trigger    patient-view, order-sign\n  let        k = latest Potassium in last 7 days\n  when       k > 5.5 mmol/L and taking PotassiumSparing as drug\n  unless     underwent Dialysis in last 30 days\n  unknown    hold\n  severity   high\n  message    \"Potassium {k.value} on {k.date}.\"\n  evidence   \"KDIGO\" grade B\n  owner      \"Renal\"\n  review by  2027-06-30\n}\n\n";
    let text: String = (0..10_000).map(|n| one.replace('N', &n.to_string())).collect();
    let start = Instant::now();
    let (file, diags) = parse(SourceId(0), &text);
    let took = start.elapsed();
    println!("10,000 rules, {} bytes: {took:?}", text.len());
    assert!(diags.is_empty() && file.items.len() == 10_000, "{diags:?}");
    assert!(took < Duration::from_secs(if cfg!(debug_assertions) { 60 } else { 3 }), "{took:?}");
}

#[test]
fn hostile_texts_take_linear_time() {
    for piece in
        ["{", "(", "[", ";", "\"", "'", "“", "a ", "rule x {\n", "when ", "x = ", "1 if ", "//", "}\n", "5 {"]
    {
        // Four times the text: four times as long, and not sixteen. The best of some, for other
        // work goes on beside.
        let time = |bytes: usize| {
            let text = piece.repeat(bytes / piece.len());
            let once = |_| {
                let start = Instant::now();
                let (_, diags) = parse(SourceId(0), &text);
                assert!(diags.len() <= 501, "{piece:?}");
                start.elapsed()
            };
            (0..3).map(once).min().unwrap()
        };
        let (small, large) = (time(16_000), time(64_000));
        assert!(large < small * 9 + Duration::from_millis(100), "{piece:?}: {small:?}, then {large:?}");
    }
}

#[test]
fn line_ends_marks_and_tabs() {
    let text = "\u{FEFF}define A =\r\n\tage >= 75 years // old\r\n";
    let (file, diags) = parse(SourceId(0), text);
    assert!(diags.is_empty(), "{diags:#?}");
    assert_eq!(file.comments[0].text, " old");
    assert_eq!(format(text).unwrap(), "define A =\n  age >= 75 years  // old\n");
}

/// The packs of this repository: they parse, and formatting keeps their meaning.
#[test]
fn packs_parse_and_format() {
    fn walk(dir: &std::path::Path, out: &mut Vec<std::path::PathBuf>) {
        for e in std::fs::read_dir(dir).into_iter().flatten().flatten() {
            let path = e.path();
            if path.is_dir() {
                walk(&path, out);
            } else if path.extension().is_some_and(|x| x == "cds") {
                out.push(path);
            }
        }
    }
    let mut files = Vec::new();
    walk(std::path::Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/rules")), &mut files);
    assert!(!files.is_empty(), "no pack was found");
    for path in files {
        let text = std::fs::read_to_string(&path).unwrap();
        let (tree, diags) = parse(SourceId(0), &text);
        assert!(diags.is_empty(), "{}: {diags:#?}", path.display());
        let once = format(&text).unwrap();
        assert!(same(&tree, &parse(SourceId(0), &once).0), "{}", path.display());
        assert_eq!(format(&once).unwrap(), once, "{}", path.display());
    }
}

const SEED: &str = include_str!("fixtures/format/rule.cds");
const SEEDS: &[&str] = &[
    SEED,
    include_str!("fixtures/format/score.cds"),
    include_str!("fixtures/format/table.cds"),
    include_str!("fixtures/format/codes.cds"),
    include_str!("fixtures/format/comments.cds"),
    include_str!("fixtures/format/conditions.cds"),
];

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_text_panics(text in "\\PC{0,200}") {
        let _ = parse(SourceId(0), &text);
        let _ = format(&text);
    }

    #[test]
    fn no_mutation_panics(which in 0..SEEDS.len(), cuts in prop::collection::vec((0usize..2000, 0usize..30, "[a-z{}()\"'/ .<>=&0-9\n-]{0,4}"), 1..6)) {
        let mut text: Vec<char> = SEEDS[which].chars().collect();
        for (at, len, with) in cuts {
            let at = at % (text.len() + 1);
            let end = (at + len).min(text.len());
            text.splice(at..end, with.chars());
        }
        let text: String = text.into_iter().collect();
        let mut map = SourceMap::default();
        let id = map.add("a.cds", text.clone());
        let (_, diags) = parse(id, &text);
        let _ = render::render_text(&diags, &map, true);
        if let Ok(once) = format(&text) {
            prop_assert!(same(&parse(SourceId(0), &text).0, &parse(SourceId(0), &once).0));
            prop_assert_eq!(format(&once).unwrap(), once);
        }
    }

    #[test]
    fn generated_conditions_keep_their_meaning(text in condition()) {
        let source = format!("define A = {text}");
        let (tree, diags) = parse(SourceId(0), &source);
        prop_assert!(diags.is_empty(), "{source}\n{diags:#?}");
        let once = format(&source).unwrap();
        prop_assert!(once.lines().all(|l| l.len() <= 160), "{}", once);
        prop_assert!(same(&tree, &parse(SourceId(0), &once).0), "{}", once);
        prop_assert_eq!(format(&once).unwrap(), once);
    }
}

/// Conditions of any shape, in a random layout with comments.
fn condition() -> impl Strategy<Value = String> {
    let gap = prop_oneof![8 => Just(" "), 2 => Just("\n  "), 1 => Just("  "), 1 => Just(" // why\n ")];
    let atom = prop_oneof![
        Just("has X"),
        Just("taking (A or B) with oral route as d in last 3 months"),
        Just("pregnant"),
        Just("Potassium > 5.5 mmol/L"),
        Just("age from 65 to 74 years"),
        Just("X is critically low"),
        Just("two EGFR < 60 mL/min at least 90 days apart in last 2 years"),
        Just("X rose by 20 % within 2 days"),
        Just("sum o.dose over taking X as o > 5 mg"),
        Just("latest X since 2020-01-01 <= -2 'in'"),
        Just("min(a, b + 2, -c.value) = 3"),
        Just("role is \"nurse, ward\""),
    ];
    atom.prop_map(str::to_string).prop_recursive(5, 40, 4, move |inner| {
        let gap = gap.clone();
        prop_oneof![
            (inner.clone(), prop_oneof![Just("and"), Just("or")], inner.clone(), gap.clone(), gap)
                .prop_map(|(a, op, b, g, h)| format!("{a}{g}{op}{h}{b}")),
            inner.clone().prop_map(|a| format!("({a})")),
            inner.clone().prop_map(|a| format!("not ({a})")),
            inner.prop_map(|a| format!("if({a}, yes, no)")),
        ]
    })
}
