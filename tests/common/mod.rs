//! What the checker's tests share: small packs, and diagnostics as text.
#![allow(dead_code, missing_docs)]

use curbside::check::{CheckOptions, Checked, compile};
use curbside::pack::PackSource;

pub fn card(name: &str) -> String {
    format!("name: {name}\nversion: 1.0.0\n")
}

pub const DRUGS: &str = r#"pack drugs
codes ACEInhibitor "ACE inhibitor" = atc C09A*
codes PotassiumSparing = rxnorm 9997 "spironolactone", 298869 "eplerenone"
codes NSAID "NSAID" = rxnorm 5640 "ibuprofen", 7258 "naproxen"
codes Warfarin = rxnorm 11289 "warfarin"
codes Opioid = rxnorm 7052 "morphine"
codes Gastroprotection = rxnorm 7646 "omeprazole"
codes Dialysis = snomed 108241001 "Dialysis procedure"
codes BasicMetabolicPanel = loinc 51990-0 "Basic metabolic panel"
codes HeartFailure = snomed 84114007 "Heart failure" + icd10cm I50*
codes CKDStage3to5 = icd10cm N18.3*, N18.4, N18.5
codes StrokeOrTIA = icd10cm I63*, G45*
"#;

pub const LABS: &str = r#"pack labs
observation Potassium "Potassium" {
  code loinc 2823-3, 6298-4
  unit mmol/L
  plausible 1.0 .. 12.0
  normal 3.5 .. 5.1
  normal 3.7 .. 5.9 for age < 1 month
  critical < 2.5 or > 6.5
  delta change of 1.0 within 24 hours
  window 90 days
  evidence "x"
}
observation EGFR "eGFR" { code loinc 62238-1 unit mL/min/{1.73_m2} window 1 year }
observation INR "INR" { code loinc 6301-6 unit 1 normal 0.8 .. 1.2 report nothing }
observation Glucose "Glucose" { code loinc 2345-7 unit mmol/L molar mass 180.16 g/mol normal 3.9 .. 5.5 }
observation Creatinine "Creatinine" { code loinc 2160-0 unit umol/L molar mass 113.12 g/mol }
observation Temperature "Temperature" { code loinc 8310-5 unit Cel }
observation RespiratoryRate "Respiratory rate" { code loinc 9279-1 unit /min }
observation BloodGroup "Blood group" { code loinc 882-1 }
input EyeOpening "Best eye-opening response" {
  code    loinc 9267-6
  choice  spontaneous "Spontaneously"  4  loinc LA6556-4
  choice  to-speech   "To speech"      3  loinc LA6555-6
  window  24 hours
}
input PainScore "Pain, 0 to 10" { number 0 .. 10 }
input OnOxygen "On oxygen" { yes-no }
"#;

/// Compiles a pack `p` of one file, beside the packs `drugs` and `labs`.
pub fn check(text: &str) -> Checked {
    check_files(&[("p.cds", text)])
}

/// Compiles a pack `p` of several files, beside the packs `drugs` and `labs`.
pub fn check_files(files: &[(&str, &str)]) -> Checked {
    let mut p = PackSource::new("p").file("pack.yaml", card("p"));
    for (path, text) in files {
        p = p.file(*path, *text);
    }
    let drugs = PackSource::new("drugs").file("pack.yaml", card("drugs")).file("a.cds", DRUGS);
    let labs = PackSource::new("labs").file("pack.yaml", card("labs")).file("a.cds", LABS);
    compile(&[p, drugs, labs], &CheckOptions::default())
}

/// Errors, and warnings of these codes.
pub fn filtered(checked: &Checked, codes: &[curbside::diag::Code]) -> Vec<curbside::diag::Diag> {
    checked.diags.iter().filter(|d| d.is_error() || codes.contains(&d.code)).cloned().collect()
}

/// Diagnostics as lines: code, place, message, then what helps.
pub fn render(checked: &Checked) -> String {
    let mut out = String::new();
    for d in &checked.diags {
        let at = checked.sources.line_col(d.span);
        let path = &checked.sources.file(d.span.source).path;
        let text = checked.sources.slice(d.span).lines().next().unwrap_or("").to_string();
        out.push_str(&format!("{} {path}:{}:{} {}\n    | {text}\n", d.code, at.line, at.col, d.message));
        for l in &d.labels {
            let at = checked.sources.line_col(l.span);
            out.push_str(&format!("    also {}:{} {}\n", at.line, at.col, l.text));
        }
        for n in &d.notes {
            out.push_str(&format!("    note {n}\n"));
        }
        for h in &d.help {
            out.push_str(&format!("    help {h}\n"));
        }
        for f in &d.fixes {
            out.push_str(&format!(
                "    fix  {} [{} -> {}]\n",
                f.text,
                checked.sources.slice(f.span),
                f.replacement
            ));
        }
    }
    out
}
