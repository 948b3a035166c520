//! Lints: each with what triggers it, what does not quite, and what an `allow`
//! does; the pages of the lints; the starter packs; many rules at once.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use curbside::check::{CheckOptions, Checked, compile};
use curbside::diag::{Code, Diag, Level, page};
use curbside::pack::{Limits, LintLevel, PackSource, fs};
use std::fmt::Write as _;
use std::path::Path;

const CARD: &str = "name: demo\nversion: 1.0.0\nowner: Team\nmax_lookback: 5 years\n";

const WORLD: &str = r#"pack demo
codes NSAID "NSAID" = rxnorm 5640 "ibuprofen", 7258 "naproxen"
codes Warfarin = rxnorm 11289 "warfarin"
codes HF "heart failure" = icd10cm I50*
codes Gout = icd10cm M10*
codes Smoker = snomed 77176002
observation K "potassium" {
  code loinc 2823-3
  unit mmol/L
  molar mass 39.0983 g/mol
  plausible 2.0 .. 12.0
  normal 3.5 .. 5.1
  normal 3.7 .. 5.9 for age < 1 month
  critical < 2.5 or > 6.5
  window 90 days
  report nothing
  evidence "x"
}
observation Gluc "glucose" { code loinc 2345-7 unit mmol/L plausible 0.5 .. 60 report nothing }
observation Group "blood group" { code loinc 882-1 }
input Eye "Eye opening" {
  choice spontaneous 4
  choice to-speech 3
}
score Risk "Risk" {
  2 if has HF
  1 if age >= 65 years
  points Eye.points
  band 3 .. 5 "low"
  band >= 6 "high"
  evidence "x"
}
define Adult = age >= 18 years
define Fits = (age < 12 years and has HF) or (age >= 12 years and has Gout)
"#;

fn options() -> CheckOptions {
    CheckOptions { today: Some("2026-11-23".into()), ..CheckOptions::default() }
}

fn compile_with(card: &str, text: &str, options: &CheckOptions) -> Checked {
    let world = PackSource::new("demo").file("pack.yaml", card).file("a-world.cds", WORLD);
    compile(&[world.file("rules.cds", format!("pack demo\n{text}"))], options)
}

fn check(text: &str) -> Vec<Diag> {
    compile_with(CARD, text, &options()).diags
}

fn codes(diags: &[Diag]) -> Vec<Code> {
    diags.iter().map(|d| d.code).collect()
}

fn said(diags: &[Diag]) -> String {
    let lines = diags.iter().map(|d| format!("{} {} {:?} {:?}", d.code, d.message, d.notes, d.help));
    lines.collect::<Vec<_>>().join("\n")
}

/// A rule with everything that governance asks for, and further clauses.
fn rule_named(name: &str, clauses: &str) -> String {
    let mut text = format!("rule {name} \"Title\" {{\n  category recommendation\n");
    if !clauses.contains("message ") {
        text.push_str("  message \"Text\"\n");
    }
    if !clauses.contains("review by ") {
        text.push_str("  review by 2030-01-01\n");
    }
    write!(text, "  evidence \"x\"\n  {clauses}\n}}\n").unwrap();
    text
}

fn rule(clauses: &str) -> String {
    rule_named("r", clauses)
}

/// Exactly one finding, of this code; none with an `allow` in the rule.
fn triggers(code: Code, clauses: &str) -> Diag {
    let diags = check(&rule(clauses));
    assert_eq!(codes(&diags), [code], "{clauses}\n{}", said(&diags));
    let name = code.info().name;
    let allowed = check(&rule(&format!("{clauses}\n  allow {name} because \"tested\"")));
    assert_eq!(codes(&allowed), [], "allowed: {clauses}\n{}", said(&allowed));
    diags.into_iter().next().unwrap()
}

fn silent(clauses: &str) {
    let diags = check(&rule(clauses));
    assert_eq!(codes(&diags), [], "{clauses}\n{}", said(&diags));
}

#[test]
fn conditions_that_never_hold() {
    for when in [
        "K > 5 mmol/L and K < 4 mmol/L",
        "K > 5 mmol/L and has HF and not (K > 4 mmol/L)",
        "age >= 18 years and age < 12 years",
        "age >= 18 years and age < 12 months",
        "Adult and age < 12 years",
        "sex is male and sex is female",
        "sex is male and pregnant",
        "Risk > 25",
        "Risk >= 8",
        "Risk.band is \"high\" and Risk < 5",
        "has HF and not has HF",
        "K is low and K is high",
        "K is normal and K is abnormal",
        "K is high and K < 3 mmol/L",
        "K is known and K is unknown",
        "count taking NSAID > 3 and count taking NSAID < 4",
        "count taking NSAID < 0",
        "Eye is spontaneous and Eye is to-speech",
        "Eye.points > 4",
        "(K > 5 mmol/L and K < 4 mmol/L) or has HF",
        "age >= 18 years and (age < 12 years or has HF)",
        "latest K in last 7 days > 5.5 mmol/L and latest K in last 30 days < 5 mmol/L",
        "taking NSAID with oral route and not taking NSAID",
        "has HF in last 7 days and not has HF in last 30 days",
        "any taking NSAID as n where (n.dose > 5 mg and n.dose < 4 mg)",
        "K < 2.0 mmol/L",
        "K > K",
        "not (has HF or not has HF)",
    ] {
        let d = triggers(Code::AlwaysFalse, &format!("when {when}"));
        assert!(d.message.contains("can never hold"), "{}", d.message);
    }
    triggers(Code::AlwaysFalse, "for age >= 18 years\n  when age < 12 years");
    triggers(
        Code::AlwaysFalse,
        "let k = latest K in last 7 days\n  when k > 5 mmol/L and latest K in last 7 days < 4 mmol/L",
    );
    triggers(Code::AlwaysFalse, "when K > 5.5 mmol/L\n  unless K > 4 mmol/L");
}

#[test]
fn conditions_that_can_hold() {
    for when in [
        "K > 5 mmol/L and K < 6 mmol/L",
        "K >= 5 mmol/L and K <= 5 mmol/L",
        "highest K in last 7 days > 5 mmol/L and lowest K in last 7 days < 4 mmol/L",
        "latest K in last 7 days > 5.5 mmol/L or K < 3 mmol/L",
        "age >= 18 years and age < 300 months",
        "sex is female and pregnant",
        "Risk >= 7",
        "Risk.band is \"high\" and Risk < 7",
        "taking NSAID with oral route and not taking NSAID with topical route",
        "has HF in last 30 days and not has HF in last 1 month",
        "had HF and not has HF",
        "any taking NSAID as n where (n.dose > 5 mg) and any taking NSAID as m where (m.dose < 4 mg)",
        "encounter is inpatient and encounter is emergency",
        "K <= 2.0 mmol/L",
        "K > 11.9 mmol/L",
        "Adult and Fits",
        "Eye is not spontaneous",
        "taking (NSAID or Warfarin) and not taking NSAID",
        "count taking NSAID > 3 and count taking NSAID < 5",
        "(age < 12 years and K > 5 mmol/L) or (age >= 12 years and K > 6 mmol/L)",
    ] {
        silent(&format!("when {when}"));
    }
}

#[test]
fn conditions_that_always_hold() {
    for when in [
        "K > 5.5 mmol/L or K <= 5.5 mmol/L",
        "has HF or not has HF",
        "age >= 0 years",
        "Risk <= 7",
        "Eye is spontaneous or Eye is to-speech",
        "has Gout and (has HF or not has HF)",
        "K >= 2.0 mmol/L and has HF",
        "not (has HF and not has HF)",
    ] {
        let d = triggers(Code::AlwaysTrue, &format!("when {when}"));
        assert!(d.message.contains("always holds"), "{}", d.message);
    }
    for when in
        ["K > 5.5 mmol/L or K < 5.5 mmol/L", "age >= 1 day", "sex is male or sex is female", "Risk <= 6"]
    {
        silent(&format!("when {when}"));
    }
}

#[test]
fn a_definition_that_never_holds_is_told_once() {
    let text = format!("define Never = K > 5 mmol/L and K < 4 mmol/L\n{}", rule("when Never and has HF"));
    assert_eq!(codes(&check(&text)), [Code::AlwaysFalse]);
    let range = triggers(Code::AlwaysFalse, "when Risk > 25");
    assert!(range.notes.iter().any(|n| n.contains("between 3 and 7")), "{:?}", range.notes);
    // Chains of definitions that double at each step stay cheap.
    let mut chain = String::from("define D0 = has HF\n");
    for i in 1..60 {
        writeln!(chain, "define D{i} = (D{p} and has Gout) or (D{p} and has Smoker)", p = i - 1).unwrap();
    }
    assert_eq!(codes(&check(&chain)), []);
}

#[test]
fn exceptions_that_cannot_matter() {
    for unless in ["K < 3 mmol/L", "K > 5 mmol/L and K < 4 mmol/L", "has HF and age < 12 years"] {
        triggers(
            Code::UselessException,
            &format!("for age >= 18 years\n  when K > 5.5 mmol/L\n  unless {unless}"),
        );
    }
    triggers(Code::UselessException, "when K > 5.5 mmol/L\n  unless has HF or K < 3 mmol/L");
    silent("when K > 5.5 mmol/L\n  unless K > 7 mmol/L");
    silent("when K > 5.5 mmol/L\n  unless age < 1 month");
}

#[test]
fn rules_that_repeat_another() {
    let allow = "\n  allow shadowed-rule because \"tested\"";
    let pair = |a: &str, b: &str, allow: &str| {
        check(&format!("{}{}", rule_named("first", a), rule_named("second", &format!("{b}{allow}"))))
    };
    let stop = "suggest stop drug";
    for (a, b) in [
        ("when has HF", "when has HF".to_string()),
        ("when has HF and has Gout", "when has Gout\n  when has HF".into()),
        ("when K > 5.5 mmol/L\n  message \"High\"", "when K > 6 mmol/L\n  message \"High\"".into()),
    ] {
        let diags = pair(a, &b, "");
        assert_eq!(codes(&diags), [Code::ShadowedRule], "{a} / {b}\n{}", said(&diags));
        assert_eq!(codes(&pair(a, &b, allow)), [], "{a} / {b}");
    }
    let drug = |limit: &str| {
        format!(
            "when K > {limit} mmol/L and taking NSAID as drug\n  message \"At {limit}: {{drug}}\"\n  {stop}"
        )
    };
    assert_eq!(codes(&pair(&drug("5.5"), &drug("6.0"), "")), [Code::ShadowedRule]);
    for (a, b) in [
        ("when K > 5.5 mmol/L\n  message \"High\"", "when K > 6 mmol/L\n  message \"Very high\""),
        ("when has HF", "when has HF\n  severity high"),
        ("when has HF", "when has HF and age >= 65 years"),
        ("when has HF", "when has HF\n  unless age < 18 years"),
        ("when has HF", "when has HF\n  suggest problem Gout"),
        ("trigger order-sign\n  when has HF", "when has HF\n  trigger patient-view"),
        ("when has HF", "when has HF\n  status retired"),
    ] {
        let diags = pair(a, b, "");
        assert_eq!(codes(&diags), [], "{a} / {b}\n{}", said(&diags));
    }
}

#[test]
fn rules_that_advise_the_opposite() {
    let pair = |start: &str, stop: &str, more: &str| {
        let start =
            rule_named("start-it", &format!("when {start}\n  message \"Start\"\n  suggest start NSAID"));
        let stop =
            format!("when {stop} and taking NSAID as drug\n  message \"Stop\"\n  suggest stop drug{more}");
        check(&format!("{start}{}", rule_named("stop-it", &stop)))
    };
    let diags = pair("has Gout", "has HF", "");
    assert_eq!(codes(&diags), [Code::ConflictingRules], "{}", said(&diags));
    assert_eq!(codes(&pair("has Gout", "has HF", "\n  allow conflicting-rules because \"tested\"")), []);
    for (start, stop) in [
        ("has Gout and not taking NSAID", "has HF"),
        ("has Gout and not has HF", "has HF"),
        ("age < 12 years", "age >= 18 years"),
        ("latest K in last 90 days < 5 mmol/L", "latest K in last 7 days > 5.5 mmol/L"),
    ] {
        let diags = pair(start, stop, "");
        assert_eq!(codes(&diags), [], "{start} / {stop}\n{}", said(&diags));
    }
    // Another drug is no contradiction.
    let start = rule_named("start-it", "when has Gout\n  suggest start Warfarin");
    let stop = rule_named(
        "stop-it",
        "when has HF and taking NSAID as drug\n  message \"Stop\"\n  suggest stop drug",
    );
    assert_eq!(codes(&check(&format!("{start}{stop}"))), []);
}

#[test]
fn thresholds_that_no_result_reaches() {
    let d = triggers(Code::ImplausibleThreshold, "when K > 55 mmol/L");
    assert!(d.labels.iter().any(|l| l.text.contains("2 to 12 mmol/L")), "{:?}", d.labels);
    let d = triggers(Code::ImplausibleThreshold, "when K > 5.5 mg/dL");
    assert_eq!(d.fixes[0].replacement, "5.5 mmol/L");
    triggers(Code::ImplausibleThreshold, "let k = latest K in last 7 days\n  when k < 0.5 mmol/L");
    triggers(Code::ImplausibleThreshold, "when two K > 55 mmol/L in last 7 days");
    triggers(Code::ImplausibleThreshold, "when measured K with value > 55 mmol/L");
    for when in
        ["K >= 12 mmol/L or has HF", "change in K in last 7 days > 0.5 mmol/L", "count K in last 7 days > 20"]
    {
        silent(&format!("when {when}"));
    }
    let observation = |critical: &str| {
        format!(
            "observation Na \"sodium\" {{ code loinc 2951-2 unit mmol/L plausible 90 .. 200 critical {critical} window 9 days evidence \"x\" }}"
        )
    };
    assert_eq!(codes(&check(&observation("< 120 or > 1600"))), [Code::ImplausibleThreshold]);
    assert_eq!(codes(&check(&observation("< 120 or > 160"))), []);
}

#[test]
fn results_of_any_age() {
    triggers(Code::NoWindow, "when Gluc > 11 mmol/L");
    // Once in a rule, however often it is used.
    triggers(Code::NoWindow, "when Gluc > 11 mmol/L or highest Gluc > 20 mmol/L");
    triggers(
        Code::NoWindow,
        "let g = latest Gluc\n  when g > 11 mmol/L\n  message \"{g.value} on {g.date}\"",
    );
    triggers(Code::NoWindow, "when Gluc is rising");
    for when in [
        "latest Gluc in last 7 days > 11 mmol/L",
        "earliest Gluc > 11 mmol/L",
        "K > 5 mmol/L",
        "Gluc rose by 5 mmol/L within 7 days",
        "Group is \"A\"",
        "measured Gluc",
    ] {
        silent(&format!("when {when}"));
    }
    let observation = |more: &str| {
        format!(
            "observation Na \"sodium\" {{ code loinc 2951-2 unit mmol/L critical < 120 evidence \"x\" {more} }}"
        )
    };
    assert_eq!(codes(&check(&observation(""))), [Code::NoWindow]);
    assert_eq!(codes(&check(&observation("window 9 days"))), []);
    assert_eq!(codes(&check(&observation("report nothing"))), []);
    assert_eq!(codes(&check(&observation("allow no-window because \"tested\""))), []);
}

#[test]
fn windows_beyond_the_data() {
    triggers(Code::WindowTooLong, "when latest Gluc in last 6 years > 11 mmol/L");
    triggers(Code::WindowTooLong, "when had HF at least 10 years ago");
    triggers(Code::WindowTooLong, "recall underwent Smoker every 10 years");
    silent("when latest Gluc in last 5 years > 11 mmol/L");
    silent("when had HF");
    silent("recall underwent Smoker every 60 months");
}

#[test]
fn governance() {
    let bare = |clauses: &str| {
        format!("rule r \"T\" {{ category recommendation when has HF message \"M\" {clauses} }}")
    };
    let all = "evidence \"x\" review by 2030-01-01 owner \"Me\"";
    for (clauses, code) in [
        ("review by 2030-01-01 owner \"Me\"", Code::NoEvidence),
        ("evidence \"x\" owner \"Me\"", Code::NoReviewDate),
        ("evidence \"x\" review by 2026-11-22 owner \"Me\"", Code::PastReview),
    ] {
        assert_eq!(codes(&check(&bare(clauses))), [code], "{clauses}");
        let allowed = format!("{clauses} allow {} because \"tested\"", code.info().name);
        assert_eq!(codes(&check(&bare(&allowed))), [], "{clauses}");
    }
    assert_eq!(codes(&check(&bare(all))), []);
    assert_eq!(codes(&check(&bare("evidence \"x\" review by 2026-11-23"))), []);
    // Nothing is asked of what is out of force, nor of the day when nobody says which it is.
    assert_eq!(codes(&check(&bare("status retired"))), []);
    let past = bare("evidence \"x\" review by 2020-01-01");
    assert_eq!(codes(&compile_with(CARD, &past, &CheckOptions::default()).diags), []);
    // The pack's owner counts; without one each rule needs its own.
    let card = CARD.replace("owner: Team\n", "");
    let owned = |clauses: &str| codes(&compile_with(&card, &bare(clauses), &options()).diags);
    assert_eq!(owned("evidence \"x\" review by 2030-01-01"), [Code::NoOwner]);
    assert_eq!(owned("evidence \"x\" review by 2030-01-01 allow no-owner because \"tested\""), []);
    assert_eq!(owned(all), []);
    // A score cites its source, a definition need not.
    assert_eq!(codes(&check("score S \"S\" { 1 if has HF }")), [Code::NoEvidence]);
    assert_eq!(codes(&check("define D = has HF")), []);
}

#[test]
fn safety_rules_say_what_unknown_means() {
    let safety = |more: &str| {
        check(&format!(
            "rule r \"T\" {{\n  category safety\n  when has HF\n  message \"M\"\n  evidence \"x\"\n  review by 2030-01-01\n  {more}\n}}\n"
        ))
    };
    let diags = safety("");
    assert_eq!(codes(&diags), [Code::SafetyUnknownPolicy]);
    assert_eq!(diags[0].fixes[0].replacement, "\n  unknown hold");
    assert_eq!(codes(&safety("unknown hold")), []);
    assert_eq!(codes(&safety("allow safety-unknown-policy because \"tested\"")), []);
}

#[test]
fn messages_that_fit_a_card() {
    let text = |n: usize| format!("when has HF\n  message \"{}\"", "x".repeat(n));
    triggers(Code::MessageTooLong, &text(140));
    silent(&text(139));
    let with_value =
        |n: usize| format!("let k = K\n  when k > 5 mmol/L\n  message \"{{k}} {}\"", "x".repeat(n));
    triggers(Code::MessageTooLong, &with_value(130));
    silent(&with_value(120));
}

#[test]
fn names_that_nothing_uses() {
    let d = triggers(Code::UnusedLet, "let k = latest K in last 7 days // k\n  when has HF\n  message \"k\"");
    assert_eq!(d.fixes[0].replacement, "");
    silent("let k = latest K in last 7 days\n  when has HF\n  message \"{k.value}\"");
    silent("let k = latest K in last 7 days\n  let j = k\n  when j > 5 mmol/L");

    let other = || {
        PackSource::new("other")
            .file("pack.yaml", "name: other\nversion: 1.0.0\n")
            .file("a.cds", "pack other\ncodes A = icd10cm I50*\ncodes B = icd10cm I51*\n")
    };
    let main = |text: &str, lints: &str| {
        let card = format!("name: main\nversion: 1.0.0\ndepends: [other]\n{lints}");
        let main = PackSource::new("main").file("pack.yaml", card).file("a.cds", text);
        compile(&[main, other()], &options()).diags
    };
    let text = "pack main\nuse other.{A, B}\ndefine D = has A\n";
    let diags = main(text, "");
    assert_eq!(codes(&diags), [Code::UnusedUse]);
    let fix = &diags[0].fixes[0];
    let mut mended = text.to_string();
    mended.replace_range(fix.span.range(), &fix.replacement);
    assert_eq!(mended, "pack main\nuse other.{A}\ndefine D = has A\n");
    assert_eq!(codes(&main(&mended, "")), []);
    let alone = main("pack main\nuse other.B\ndefine D = age >= 1 year\n", "");
    assert_eq!(codes(&alone), [Code::UnusedUse]);
    assert_eq!(alone[0].fixes[0].span.range().len(), "use other.B\n".len());
    assert_eq!(codes(&main(text, "lints:\n  unused-use: off\n")), []);
}

#[test]
fn allows_and_levels() {
    assert_eq!(codes(&check(&rule("when has HF\n  allow no-window because \"x\""))), [Code::UnusedAllow]);
    assert_eq!(codes(&check(&rule("when Gluc > 9 mmol/L\n  allow no-window"))), [Code::AllowWithoutReason]);
    assert_eq!(codes(&check(&rule("when has HF\n  allow no-windw because \"x\""))), [Code::UnknownWord]);
    // Levels of the caller go before those of the pack.
    let text = rule("when Gluc > 9 mmol/L");
    let card = format!("{CARD}lints:\n  no-window: error\n");
    let strict = compile_with(&card, &text, &options());
    assert_eq!(strict.diags[0].level, Level::Error);
    assert!(strict.model.is_none());
    let mut off = options();
    off.levels.insert("no-window".into(), LintLevel::Off);
    assert_eq!(codes(&compile_with(&card, &text, &off).diags), []);
}

/// Lints look at what is sound also where something else is not.
#[test]
fn a_definition_with_a_mistake_says_nothing() {
    for bad in ["latest K / 2 years", "if(has HF, 2026-01-01, 2026-02-01)", "Nothing", "has K"] {
        let diags = check(&format!("define Bad = {bad}\ndefine Uses = Bad or has HF\n"));
        assert!(diags.iter().any(Diag::is_error), "{bad}");
        assert!(diags.iter().all(Diag::is_error), "{bad}: {}", said(&diags));
    }
}

#[test]
fn lints_beside_errors() {
    let text =
        format!("{}{}", rule("when K > 5 mmol/L and K < 4 mmol/L"), rule_named("broken", "when has Nothing"));
    let mut found = codes(&check(&text));
    found.sort();
    assert_eq!(found, [Code::UnknownName, Code::AlwaysFalse]);
}

/// The files of a page's snippet: those of `### path` lines, or one `main.cds`.
fn snippet(code: Code, word: &str) -> Vec<(String, String)> {
    let mut lines = page(code).lines();
    let (cds, files) = (format!("```cds {word}"), format!("```files {word}"));
    let fence = lines
        .by_ref()
        .find(|l| **l == cds || **l == files)
        .unwrap_or_else(|| panic!("{code}: no {word} snippet"));
    let mut out: Vec<(String, String)> = Vec::new();
    if fence == cds {
        out.push(("main.cds".into(), String::new()));
    }
    for line in lines.take_while(|l| *l != "```") {
        match line.strip_prefix("### ") {
            Some(path) => out.push((path.trim().to_string(), String::new())),
            None => {
                let text = &mut out.last_mut().unwrap().1;
                text.push_str(line);
                text.push('\n');
            }
        }
    }
    out
}

fn run_snippet(files: &[(String, String)]) -> Vec<Code> {
    let mut packs: std::collections::BTreeMap<String, PackSource> = std::collections::BTreeMap::new();
    for (path, text) in files {
        let (folder, name) = path.split_once('/').filter(|(f, _)| *f == "other").unwrap_or(("demo", path));
        let pack = packs.entry(folder.to_string()).or_insert_with(|| PackSource::new(folder));
        pack.files.insert(name.to_string(), text.clone().into_bytes());
    }
    for (name, pack) in &mut packs {
        let depends = if name == "demo" && files.iter().any(|(p, _)| p.starts_with("other/")) {
            "depends: [other]\n"
        } else {
            ""
        };
        let card = format!("name: {name}\nversion: 1.0.0\n{depends}");
        pack.files.entry("pack.yaml".into()).or_insert_with(|| card.into_bytes());
    }
    let packs: Vec<PackSource> = packs.into_values().collect();
    codes(&compile(&packs, &options()).diags)
}

#[test]
fn pages_show_exactly_their_lint() {
    let tests = [Code::NoFiringTest, Code::NoSilentTest, Code::NoEdgeTest];
    // Pages of the alert policy (E08..) have their tests beside it, in `curbside-policy`.
    let own = |c: &Code| !c.info().code.starts_with("E08") && !tests.contains(c);
    for code in Code::ALL.iter().copied().filter(|c| c.info().level == Level::Warning && own(c)) {
        assert_eq!(run_snippet(&snippet(code, "fails")), [code], "{code} fails");
        assert_eq!(run_snippet(&snippet(code, "works")), [], "{code} works");
    }
}

/// No lint about logic speaks of the starter packs, whose tests show each rule firing and silent.
#[test]
fn starter_packs_are_free_of_logic_lints() {
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
    let packs = fs::read(&rules, &Limits::default()).unwrap();
    let checked = compile(&packs, &options());
    let lints = [
        Code::ImplausibleThreshold,
        Code::AlwaysFalse,
        Code::AlwaysTrue,
        Code::UselessException,
        Code::ShadowedRule,
        Code::UnusedLet,
        Code::ConflictingRules,
        Code::WindowTooLong,
        Code::UnusedAllow,
    ];
    let found: Vec<_> = checked.diags.into_iter().filter(|d| lints.contains(&d.code)).collect();
    assert_eq!(codes(&found), [], "{}", said(&found));
}

/// Many rules are bucketed, never compared pair by pair.
#[test]
fn many_rules() {
    let mut text = String::new();
    for i in 0..3_000 {
        let clauses = format!(
            "when K > {}.{:03} mmol/L and age >= {} years and taking NSAID as drug\n  message \"{{drug}} {i}\"\n  suggest stop drug",
            3 + i % 8,
            i % 1000,
            i % 100 + 1
        );
        text.push_str(&rule_named(&format!("rule-{i}"), &clauses));
    }
    let start = std::time::Instant::now();
    let checked = compile_with(CARD, &text, &options());
    assert!(checked.model.is_some());
    assert!(checked.diags.iter().all(|d| d.code == Code::ShadowedRule), "{}", said(&checked.diags));
    // Without optimisation and on a busy machine; pairs would take minutes.
    assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
}

/// Loading runs no lint that only warns; whoever loads still hears every error, and then every warning.
#[test]
fn what_is_loaded_has_no_error() {
    use curbside::{CompileError, Compiler};
    let load = |card: &str, allow: &str, levels: &[(&str, LintLevel)]| {
        let text = format!(
            "pack p\nrule r \"R\" {{ category result {allow} when age >= 18 years or age < 18 years message \"x\" }}\n"
        );
        let card = format!("name: p\nversion: 1.0.0\n{card}");
        let pack = PackSource::new("p").file("pack.yaml", card).file("r.cds", text);
        let levels = levels.iter().map(|(name, level)| (name.to_string(), *level)).collect();
        let options = CheckOptions { levels, ..CheckOptions::default() };
        let checked = compile(std::slice::from_ref(&pack), &options);
        let loaded = Compiler::new().options(options).pack(pack).compile();
        let expected = checked.model.map(|m| m.hash);
        match &loaded {
            Ok(rules) => assert_eq!(Some(&rules.model().hash), expected.as_ref()),
            Err(CompileError::Mistakes(m)) => assert_eq!((&m.diags, expected), (&checked.diags, None)),
            Err(other) => panic!("{other}"),
        }
        loaded.is_ok()
    };
    assert!(load("", "", &[]));
    assert!(load("lints:\n  no-owner: warn\n", "", &[("no-evidence", LintLevel::Off)]));
    assert!(!load("lints:\n  no-owner: error\n", "", &[]));
    assert!(!load("", "", &[("always-true", LintLevel::Error)]));
    assert!(!load("", "allow nonsense because \"x\"", &[]));
}
