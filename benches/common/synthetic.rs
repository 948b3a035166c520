//! A hospital's packs, made up: rules in the mix and length of real ones, from a
//! fixed seed, for measuring what loading costs. Codes are made up too, but well formed.

use curbside::pack::PackSource;
use std::collections::BTreeSet;
use std::fmt::Write;

/// How many declarations the rules draw on.
const DRUG_CLASSES: usize = 400;
const PROBLEMS: usize = 200;
const OBSERVATIONS: usize = 80;
/// Rules of one file.
const FILE: usize = 250;

const UNITS: [(&str, &str, i64); 8] = [
    ("mmol/L", "umol/L", 1000),
    ("g/L", "g/dL", 1),
    ("mg/dL", "g/L", 1),
    ("ug/L", "ng/mL", 1),
    ("10*9/L", "10*6/mL", 1),
    ("U/L", "kat/L", 1),
    ("umol/L", "mmol/L", 1),
    ("mL/min/{1.73_m2}", "mL/s/{1.73_m2}", 1),
];

/// SplitMix64: the same numbers everywhere.
pub struct Random(u64);

impl Random {
    /// From a seed.
    pub fn new(seed: u64) -> Random {
        Random(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Below `n`.
    pub fn below(&mut self, n: usize) -> usize {
        (self.next() % n as u64) as usize
    }

    /// One of them.
    pub fn pick<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }
}

/// Packs with so many rules (and the rules that observations yield by themselves).
pub fn packs(rules: usize, seed: u64) -> Vec<PackSource> {
    let mut random = Random::new(seed);
    let mut pack = PackSource::new("ward")
        .file("pack.yaml", "name: ward\nversion: 1.0.0\nowner: Ward committee\ndepends: [catalogue]\n");
    let mut done = 0;
    while done < rules {
        let n = FILE.min(rules - done);
        let mut text = String::new();
        for i in done..done + n {
            rule(&mut text, i, &mut random);
        }
        pack = pack.file(format!("rules-{:04}.cds", done / FILE), format!("{}{text}", head(&text)));
        done += n;
    }
    vec![catalogue(&mut random), pack]
}

fn drug(i: usize) -> String {
    format!("DrugClass{i}")
}

fn problem(i: usize) -> String {
    format!("Problem{i}")
}

fn analyte(i: usize) -> String {
    format!("Analyte{i}")
}

/// Imports what the rules of a file name.
fn head(rules: &str) -> String {
    let used: BTreeSet<&str> = rules.split(|c: char| !c.is_ascii_alphanumeric()).collect();
    let mut text = String::from("pack ward\n\n");
    type Kind = (usize, fn(usize) -> String);
    let kinds: [Kind; 3] = [(DRUG_CLASSES, drug), (PROBLEMS, problem), (OBSERVATIONS, analyte)];
    for (n, name) in kinds {
        let names: Vec<String> = (0..n).map(name).filter(|n| used.contains(n.as_str())).collect();
        if !names.is_empty() {
            let _ = writeln!(text, "use catalogue.{{{}}}", names.join(", "));
        }
    }
    text.push('\n');
    text
}

fn catalogue(random: &mut Random) -> PackSource {
    let mut text = String::from("pack catalogue\n\n");
    for i in 0..DRUG_CLASSES {
        let codes: Vec<String> =
            (0..3 + random.below(10)).map(|k| format!("{} \"drug {i} {k}\"", 1000 + i * 40 + k)).collect();
        let branch = if i % 3 == 0 { format!(" + atc {}*", atc(i)) } else { String::new() };
        let _ = writeln!(text, "codes {} \"drug class {i}\" = rxnorm {}{branch}", drug(i), codes.join(", "));
    }
    for i in 0..PROBLEMS {
        let letter = char::from(b'A' + u8::try_from(i % 20).unwrap_or(0));
        let _ = writeln!(
            text,
            "codes {} \"problem {i}\" = icd10cm {letter}{:02}*, {letter}{:02}.1",
            problem(i),
            i / 20,
            (i / 20) + 50
        );
    }
    for i in 0..OBSERVATIONS {
        let (unit, ..) = UNITS[i % UNITS.len()];
        let _ = writeln!(
            text,
            "observation {} \"analyte {i}\" {{\n  code loinc {}, {}\n  unit {unit}\n  plausible 0.1 .. 5000\n  \
             normal 10 .. 60 for age >= 18 years\n  critical < 2 or > 900 for age >= 18 years\n  window 90 days\n  \
             report critical\n  evidence \"Reference ranges of the laboratory, edition {}\" year 2024\n  \
             owner \"Laboratory medicine\"\n  review by 2027-11-30\n}}",
            analyte(i),
            loinc(10_000 + i),
            loinc(20_000 + i),
            i % 7
        );
    }
    PackSource::new("catalogue")
        .file("pack.yaml", "name: catalogue\nversion: 1.0.0\nowner: Terminology office\n")
        .file("catalogue.cds", text)
}

fn atc(i: usize) -> String {
    let letter = char::from(b'A' + u8::try_from(i % 20).unwrap_or(0));
    format!("{letter}{:02}{}", 1 + (i / 20) % 20, char::from(b'A' + u8::try_from(i % 7).unwrap_or(0)))
}

/// With its check digit (Luhn).
fn loinc(n: usize) -> String {
    let digits: Vec<u32> = n.to_string().bytes().rev().map(|b| u32::from(b - b'0')).collect();
    let sum: u32 =
        digits.iter().enumerate().map(|(i, d)| if i % 2 == 0 { d * 2 / 10 + d * 2 % 10 } else { *d }).sum();
    format!("{n}-{}", (10 - sum % 10) % 10)
}

fn rule(text: &mut String, i: usize, random: &mut Random) {
    match i % 20 {
        0..9 => interaction(text, i, random),
        9..16 => threshold(text, i, random),
        _ => guideline(text, i, random),
    }
}

/// Evidence is shared: one guideline backs many rules.
fn governance(text: &mut String, i: usize, random: &mut Random) {
    let source = random.below(60);
    let owner =
        random.pick(&["Cardiology", "Renal medicine", "Pharmacy", "Haematology", "Infectious diseases"]);
    let _ = writeln!(
        text,
        "  evidence   \"Guideline {source} of the society, J Med {};{source}:e{}\" year {}",
        2015 + source % 10,
        source * 3,
        2015 + source % 10
    );
    let _ = writeln!(text, "  owner      \"{owner}\"");
    if i.is_multiple_of(3) {
        let _ = writeln!(text, "  intent     \"What matters here is aim {} of the committee.\"", i % 50);
    }
    let _ = writeln!(text, "  review by  2027-11-30\n}}\n");
}

fn interaction(text: &mut String, i: usize, random: &mut Random) {
    let (a, b) = (random.below(DRUG_CLASSES), random.below(DRUG_CLASSES));
    let _ = writeln!(text, "interaction pair-{i} \"Pair {i} of classes {a} and {b}\" {{");
    let route = if i.is_multiple_of(4) { " with systemic route" } else { "" };
    let _ = writeln!(text, "  between    {}{route} as first and {} as second", drug(a), drug(b));
    let _ = writeln!(text, "  severity   {}", random.pick(&["major", "moderate", "minor"]));
    if i.is_multiple_of(5) {
        let _ = writeln!(text, "  unless     taking {}", drug(random.below(DRUG_CLASSES)));
    }
    let _ = writeln!(text, "  effect     \"The level of the first drug rises: risk of harm {i}.\"");
    let _ =
        writeln!(text, "  advice     \"Avoid; if unavoidable, check levels and reduce the dose by half.\"");
    governance(text, i, random);
}

fn threshold(text: &mut String, i: usize, random: &mut Random) {
    let o = random.below(OBSERVATIONS);
    let (unit, other, factor) = UNITS[o % UNITS.len()];
    let (unit, factor) = if i.is_multiple_of(3) && factor != 1 { (other, factor) } else { (unit, 1) };
    let limit = (100 + i64::try_from(random.below(700)).unwrap_or(0)) * factor;
    let days = random.pick(&["7 days", "30 days", "90 days", "1 year"]);
    let _ = writeln!(text, "rule limit-{i} \"Analyte {o} above limit {i}\" {{");
    let _ = writeln!(text, "  category   safety\n  trigger    patient-view, result");
    let _ = writeln!(text, "  let        x = latest {} in last {days}", analyte(o));
    let _ = writeln!(
        text,
        "  when       x > {limit}.{} {unit}\n         and taking {} as drug",
        random.below(9) + 1,
        drug(random.below(DRUG_CLASSES))
    );
    if i.is_multiple_of(2) {
        let _ = writeln!(text, "  unless     has {}", problem(random.below(PROBLEMS)));
    }
    let _ = writeln!(text, "  unknown    hold\n  severity   high");
    let _ = writeln!(
        text,
        "  message    \"Analyte {o} {{x.value}} on {{x.date}}, and {{drug}} is still active.\""
    );
    let _ = writeln!(text, "  suggest    stop drug");
    governance(text, i, random);
}

fn guideline(text: &mut String, i: usize, random: &mut Random) {
    let mut d = || drug(random.below(DRUG_CLASSES));
    let (wanted, blocked, other) = (d(), d(), d());
    let mut p = || problem(random.below(PROBLEMS));
    let (of, not_for, had) = (p(), p(), p());
    let o = random.below(OBSERVATIONS);
    let unit = UNITS[o % UNITS.len()].0;
    let _ = writeln!(text, "/// Made up.\nrule guideline-{i} \"Treatment {i} of problem\" {{");
    let _ =
        writeln!(text, "  category   recommendation\n  for        age >= {} years and has {of}", 18 + i % 60);
    let _ = writeln!(text, "  let        x = latest {} in last 90 days", analyte(o));
    let _ = writeln!(
        text,
        "  when       not taking {wanted}\n  when       x < {} {unit} or taking {other}",
        20 + i % 300
    );
    let _ = writeln!(text, "  unless     allergic to {wanted}\n  unless     had {had} in last 2 years");
    let _ = writeln!(text, "  unless     has {not_for} or taking {blocked}\n  severity   moderate");
    let _ = writeln!(text, "  message    \"Problem at {{x.value}}, and no treatment {i}.\"");
    let _ = writeln!(
        text,
        "  detail     \"Start at a low dose and double every two weeks; see the patient again within a month.\""
    );
    let _ = writeln!(text, "  suggest    start {wanted} \"At the lowest dose\"");
    governance(text, i, random);
}
