//! Mistakes of every class: each yields exactly its code, and a text that a
//! golden file keeps. Lints have their own suite; here only errors and the
//! warnings of the stages before lints count.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod common;

use common::{check_files, filtered};
use curbside::diag::Code;
use curbside::diag::render::render_text;

/// A pack's text and what it yields.
struct Case {
    name: &'static str,
    codes: &'static [Code],
    text: &'static str,
}

const fn case(name: &'static str, codes: &'static [Code], text: &'static str) -> Case {
    Case { name, codes, text }
}

/// The cases of a class: every wrong one is told, and one golden file keeps the texts.
struct Class {
    name: &'static str,
    golden: String,
    wrong: Vec<String>,
}

impl Class {
    fn new(name: &'static str) -> Class {
        Class { name, golden: String::new(), wrong: Vec::new() }
    }

    fn cases(mut self, cases: &[Case]) -> Class {
        for c in cases {
            self = self.files(c.name, c.codes, &[("p.cds", c.text)]);
        }
        self
    }

    fn files(mut self, name: &str, codes: &[Code], files: &[(&str, &str)]) -> Class {
        let checked = check_files(files);
        let diags = filtered(&checked, codes);
        let text = render_text(&diags, &checked.sources, false);
        let found: Vec<Code> = diags.iter().map(|d| d.code).collect();
        if found != codes {
            self.wrong.push(format!("{name}: {found:?} instead of {codes:?}\n{text}"));
        }
        if checked.model.is_some() && diags.iter().any(|d| d.is_error()) {
            self.wrong.push(format!("{name}: a model in spite of errors"));
        }
        if diags.iter().any(|d| d.help.is_empty() && d.fixes.is_empty()) {
            self.wrong.push(format!("{name}: no way out\n{text}"));
        }
        self.golden.push_str(&format!("=== {name}\n\n{text}\n"));
        self
    }

    fn done(self) {
        assert!(self.wrong.is_empty(), "{} of {}:\n{}", self.wrong.len(), self.name, self.wrong.join("\n"));
        insta::with_settings!({ prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(format!("mistakes_{}", self.name), self.golden);
        });
    }
}

#[test]
fn names() {
    Class::new("names").cases(
        &[
            case("misspelt", &[Code::UnknownName], "use labs.Potassium\ndefine X = Potasium > 5 mmol/L\n"),
            case("not_imported", &[Code::UnknownName], "pack p\ndefine X = latest Glucose in last 1 day > 5 mmol/L\n"),
            case("nowhere", &[Code::UnknownName], "define X = taking Zyxwvut\n"),
            case("import_misspelt", &[Code::UnknownName], "use labs.Potasium\ndefine X = Potasium > 5 mmol/L\n"),
            case("pack_misspelt", &[Code::UnknownPack], "use lab.Potassium\ndefine X = Potassium > 5 mmol/L\n"),
            case("twice", &[Code::DuplicateName], "define A = age > 1 years\ndefine A = age > 2 years\n"),
            case("import_clashes", &[Code::DuplicateName], "use labs.INR\ndefine INR = age > 1 years\ndefine B = INR\n"),
            case("circle", &[Code::CircularDefinition], "define A = not B\ndefine B = C or age > 1 years\ndefine C = A\ndefine D = A\n"),
            case("needs_itself", &[Code::CircularDefinition], "define A = not A\n"),
            case("circle_of_sets", &[Code::CircularDefinition], "codes A = B\ncodes B = A + rxnorm 4821\ndefine X = taking A\n"),
            case("wrong_pack", &[Code::PackNameMismatch], "pack q\ndefine A = age > 1 years\n"),
            case("let_twice", &[Code::DuplicateName], "use labs.INR\nrule r { category safety let k = INR let k = INR when k > 1 message \"{k}\" }\n"),
            case("let_shadows", &[Code::DuplicateName], "use labs.INR\nrule r { category safety let INR = years(age) when age > 1 years message \"m\" }\n"),
            case("bound_twice", &[Code::DuplicateName], "use drugs.{NSAID, Warfarin}\nrule r { category safety when taking NSAID as d and taking Warfarin as d message \"{d}\" }\n"),
        ],
    )
    .done();
}

#[test]
fn types() {
    Class::new("types").cases(
        &[
            case("set_as_condition", &[Code::WrongType], "use drugs.NSAID\ndefine X = NSAID\n"),
            case("verb_over_or", &[Code::WrongType], "use drugs.{NSAID, Warfarin}\ndefine X = taking NSAID or Warfarin\n"),
            case("number_as_condition", &[Code::WrongType], "use labs.Potassium\ndefine X = Potassium and age > 1 years\n"),
            case("condition_as_number", &[Code::WrongType], "use drugs.NSAID\ndefine X = (taking NSAID) > 5\n"),
            case("compared_sex", &[Code::WrongType], "define X = sex = female\n"),
            case("unknown_sex", &[Code::UnknownWord], "define X = sex is femal\n"),
            case("table_without_arguments", &[Code::WrongType], "use labs.EGFR\ntable T(EGFR) -> text { _ -> \"x\" }\ndefine X = T\n"),
            case("too_few_arguments", &[Code::WrongArguments], "table T(a: number, b: text) -> text { _, _ -> \"x\" }\ndefine X = T(1)\n"),
            case("rule_as_value", &[Code::WrongType], "rule r { category safety when age > 1 years message \"m\" }\ndefine X = r\n"),
            case("text_not_quoted", &[Code::WrongType], "define X = role is pharmacist\n"),
            case("times_with_less", &[Code::WrongType], "use labs.INR\ndefine X = INR.date < 2026-01-01\n"),
            case("no_calendar_date", &[Code::Syntax], "use labs.INR\ndefine X = INR.date before 2026-02-30\n"),
            case("field_unknown", &[Code::UnknownField], "use drugs.NSAID\nrule r { category safety when taking NSAID as d message \"{d.dos}\" }\n"),
            case("no_date", &[Code::UnknownField], "use labs.INR\nrule r { category safety let k = mean INR in last 9 days when k > 2 message \"{k.date}\" }\n"),
            case("no_levels", &[Code::MissingClause], "use labs.Creatinine\ndefine X = Creatinine is high\n"),
            case("no_such_level", &[Code::UnknownWord], "use labs.Potassium\ndefine X = Potassium is hihg\n"),
            case("coded_is_no_number", &[Code::WrongType], "use labs.BloodGroup\ndefine X = BloodGroup > 5\n"),
            case("one_observation", &[Code::WrongArguments], "use labs.{INR, EGFR}\ndefine X = latest (INR or EGFR) in last 1 day > 1\n"),
            case("choice_unknown", &[Code::UnknownWord], "use labs.EyeOpening\ndefine X = EyeOpening is spontanous\n"),
            case("band_unknown", &[Code::UnknownWord], "score S \"s\" { 1 if age > 1 years band 0 \"low\" band >= 1 \"high\" }\ndefine X = S.band is \"hihg\"\n"),
            case("overflow", &[Code::Overflow], "define X = 9999999999999999999999999999 * 9999999999999999999999999999 > 1\n"),
        ],
    )
    .done();
}

#[test]
fn facts() {
    Class::new("facts").cases(
        &[
            case("taking_loinc", &[Code::WrongFactKind], "use drugs.BasicMetabolicPanel\ndefine X = taking BasicMetabolicPanel\n"),
            case("has_drug", &[Code::WrongFactKind], "use drugs.NSAID\ndefine X = has NSAID\n"),
            case("taking_observation", &[Code::WrongFactKind], "use labs.Potassium\ndefine X = taking Potassium\n"),
            case("has_definition", &[Code::WrongFactKind], "define A = age > 1 years\ndefine X = has A\n"),
            case("latest_of_set", &[Code::WrongFactKind], "use drugs.BasicMetabolicPanel\ndefine X = latest BasicMetabolicPanel in last 1 day > 1 mg\n"),
            case("modifier_of_others", &[Code::UnknownModifier], "use drugs.HeartFailure\ndefine X = has HeartFailure with oral route\n"),
            case("route_misspelt", &[Code::UnknownWord], "use drugs.NSAID\ndefine X = taking NSAID with sistemic route\n"),
            case("dose_without_unit", &[Code::MissingUnit], "use drugs.NSAID\ndefine X = taking NSAID with daily dose > 5\n"),
            case("severity_misspelt", &[Code::UnknownWord], "use drugs.NSAID\ndefine X = allergic to NSAID with severity sever\n"),
            case("bound_in_one_branch", &[Code::UnboundName], "use drugs.{NSAID, Warfarin}\nrule r { category safety when taking NSAID as d or taking Warfarin message \"{d}\" }\n"),
            case("bound_in_not", &[Code::UnboundName], "use drugs.NSAID\nrule r { category safety when not (taking NSAID as d) message \"m {d}\" }\n"),
            case("many_facts_at_once", &[Code::UnboundName], "use drugs.NSAID\ndefine X = taking NSAID as d and d.dose > 400 mg\n"),
            case("stop_unbound", &[Code::UnboundName], "use drugs.NSAID\nrule r { category safety when taking NSAID message \"m\" suggest stop NSAID }\n"),
            case("stop_a_problem", &[Code::WrongFactKind], "use drugs.HeartFailure\nrule r { category safety when has HeartFailure as h message \"{h}\" suggest stop h }\n"),
            case("start_a_problem", &[Code::WrongFactKind], "use drugs.CKDStage3to5\nrule r { category safety when has CKDStage3to5 message \"m\" suggest start CKDStage3to5 }\n"),
            case("recall_of_a_number", &[Code::WrongType], "use labs.INR\nrule r { category care-gap recall INR every 12 months message \"m\" }\n"),
        ],
    )
    .done();
}

#[test]
fn units() {
    Class::new("units").cases(
        &[
            case("wrong_dimension", &[Code::DimensionMismatch], "use labs.Potassium\ndefine X = Potassium > 5.5 kg\n"),
            case("no_unit", &[Code::MissingUnit], "use labs.Potassium\ndefine X = Potassium > 5.5\n"),
            case("no_unit_in_from_to", &[Code::MissingUnit], "use labs.Potassium\ndefine X = Potassium from 3 to 5\n"),
            case("no_such_unit", &[Code::UnknownUnit], "use labs.Potassium\ndefine X = Potassium > 5.5 mmoll/L\n"),
            case("mass_against_molar", &[Code::NeedsMolarMass], "use labs.Potassium\ndefine X = Potassium > 20 mg/dL\n"),
            case("age_without_unit", &[Code::MissingUnit], "define X = age >= 65\n"),
            case("age_against_mass", &[Code::WrongType], "define X = age >= 65 kg\n"),
            case("sum_of_unlike", &[Code::DimensionMismatch], "use labs.{Potassium, Temperature}\ndefine X = Potassium + Temperature\n"),
            case("readings_multiplied", &[Code::DimensionMismatch], "use labs.Temperature\ndefine X = Temperature * 2\n"),
            case("difference_of_readings", &[Code::DimensionMismatch], "use labs.Temperature\ndefine X = change in Temperature in last 1 day > 1 Cel\n"),
            case("logarithm_of_a_quantity", &[Code::DimensionMismatch], "use labs.Creatinine\ndefine X = log10(Creatinine)\n"),
            case("quantity_against_plain", &[Code::DimensionMismatch], "use labs.{Creatinine, Potassium}\ndefine X = Creatinine * Potassium > years(age)\n"),
            case("product_of_doses", &[Code::MissingUnit], "use drugs.NSAID\nrule r { category safety when any taking NSAID as d where (d.dose * d.dose > 1 mg) message \"m\" }\n"),
            case("dose_without_any_unit", &[Code::MissingUnit], "use drugs.NSAID\nrule r { category safety when any taking NSAID as d where (d.dose > 1) message \"m\" }\n"),
            case("rise_without_unit", &[Code::MissingUnit], "use labs.Creatinine\ndefine X = Creatinine rose by 3 within 2 days\n"),
            case("unit_of_an_observation", &[Code::UnknownUnit], "observation K \"K\" { code loinc 2823-3 unit mmol/l/L/zz normal 3 .. 5 }\ndefine X = K > 5 mmol/L\n"),
            case("molar_mass_without_unit", &[Code::MissingUnit], "observation K \"K\" { code loinc 2823-3 unit mmol/L molar mass 39.1 }\n"),
            case("limit_in_a_wrong_unit", &[Code::DimensionMismatch], "observation K \"K\" { code loinc 2823-3 unit mmol/L normal 3 .. 5 kg }\n"),
        ],
    )
    .done();
}

#[test]
fn codes() {
    Class::new("codes")
        .cases(&[
            case("loinc_check_digit", &[Code::MalformedCode], "codes A = loinc 2832-3\n"),
            case(
                "snomed_check_digit",
                &[Code::MalformedCode],
                "codes A = snomed 73211008\ndefine X = has A\n",
            ),
            case("atc_shape", &[Code::MalformedCode], "codes A = atc A10B1\n"),
            case("icd_shape", &[Code::MalformedCode], "codes A = icd10cm 11.9\n"),
            case("unknown_system", &[Code::UnknownSystem], "codes A = rxnrm 4821\n"),
            case("no_hierarchy", &[Code::NoHierarchy], "codes A = snomed 73211009*\n"),
            case(
                "nothing_left",
                &[Code::EmptySet],
                "codes A = rxnorm 4821 - rxnorm 4821\ndefine X = taking A\n",
            ),
            case(
                "displays_contradict",
                &[Code::DisplayMismatch],
                "codes A = rxnorm 11289 \"aspirin\"\ncodes B = rxnorm 11289 \"warfarin\"\n",
            ),
            case(
                "two_at_once",
                &[Code::MalformedCode, Code::MalformedCode],
                "codes A = loinc 2832-3, 2823-3, 2345-8\n",
            ),
            case(
                "observation_code",
                &[Code::MalformedCode],
                "observation K \"K\" { code loinc 2823-4 unit mmol/L }\ndefine X = K > 5 mmol/L\n",
            ),
        ])
        .files(
            "no_file",
            &[Code::MissingFile],
            &[("p.cds", "codes A = from \"codes/a.csv\"\n"), ("codes/b.csv", "x\n")],
        )
        .files(
            "no_column",
            &[Code::BadTable],
            &[("p.cds", "codes A = from \"a.csv\"\n"), ("a.csv", "system,display\nrxnorm,x\n")],
        )
        .files(
            "bad_rows",
            &[Code::MalformedCode, Code::UnknownSystem],
            &[
                ("p.cds", "codes A = from \"a.csv\"\n"),
                ("a.csv", "# from x\nsystem,code,display\nloinc,2832-3,K\n# c\nlonic,2823-3,K\n"),
            ],
        )
        .files(
            "ragged_row",
            &[Code::BadTable],
            &[("p.cds", "codes A = from \"a.csv\"\n"), ("a.csv", "system,code\nloinc,2823-3,K\n")],
        )
        .files(
            "empty_file",
            &[Code::EmptySet],
            &[("p.cds", "codes A = from \"a.csv\"\n"), ("a.csv", "system,code\n")],
        )
        .done();
}

#[test]
fn ranges() {
    Class::new("ranges").cases(
        &[
            case("upside_down", &[Code::EmptyRange], "observation K \"K\" { code loinc 2823-3 unit mmol/L normal 5 .. 3 }\n"),
            case("from_to_upside_down", &[Code::EmptyRange], "define X = age from 74 to 65 years\n"),
            case("gap_of_rows", &[Code::BandGap], "use labs.RespiratoryRate\nscore S \"s\" { by RespiratoryRate { < 8 -> 3 > 8 -> 0 } }\n"),
            case("overlap_of_rows", &[Code::BandOverlap], "use labs.RespiratoryRate\nscore S \"s\" { by RespiratoryRate { <= 8 -> 3 >= 8 -> 0 } }\n"),
            case("gap_of_a_table", &[Code::BandGap], "use labs.EGFR\ntable T(EGFR) -> text { >= 60 -> \"a\"  30 .. < 59 -> \"b\"  < 30 -> \"c\" }\n"),
            case("overlap_of_a_table", &[Code::BandOverlap], "use labs.EGFR\ntable T(EGFR) -> text { >= 60 -> \"a\"  30 .. 60 -> \"b\"  < 30 -> \"c\" }\n"),
            case("gap_of_a_product", &[Code::BandGap], "use labs.{EGFR, OnOxygen}\ntable T(EGFR, OnOxygen) -> text { >= 60, _ -> \"a\"  < 60, yes -> \"b\" }\n"),
            case("gap_of_choices", &[Code::BandGap], "use labs.EyeOpening\nscore S \"s\" { by EyeOpening { spontaneous -> 1 } }\n"),
            case("bands_overlap", &[Code::BandOverlap], "score S \"s\" { 2 if age > 1 years band 0 .. 1 \"a\" band >= 1 \"b\" }\n"),
            case("bands_leave_out", &[Code::BandGap], "score S \"s\" { 2 if age > 1 years 1 if sex is male band 0 \"a\" band >= 2 \"b\" }\n"),
            case("limits_overlap", &[Code::BandOverlap], "observation K \"K\" { code loinc 2823-3 unit mmol/L critical < 6 or > 5 }\n"),
            case("strata_overlap", &[Code::BandOverlap], "observation K \"K\" { code loinc 2823-3 unit mmol/L normal 3 .. 5 for age < 2 years normal 4 .. 5 for age < 1 month }\n"),
            case("everyone_twice", &[Code::DuplicateClause], "observation K \"K\" { code loinc 2823-3 unit mmol/L normal 3 .. 5 normal 4 .. 5 }\n"),
        ],
    )
    .done();
}

#[test]
fn clauses() {
    Class::new("clauses").cases(
        &[
            case("misplaced", &[Code::UnknownClause], "rule r { category safety when age > 1 years message \"m\" unit mmol/L }\n"),
            case("twice", &[Code::DuplicateClause], "rule r { category safety category safety when age > 1 years message \"m\" }\n"),
            case("no_message", &[Code::MissingClause], "rule r { category safety when age > 1 years }\n"),
            case("no_category", &[Code::MissingClause], "rule r { when age > 1 years message \"m\" }\n"),
            case("no_when", &[Code::MissingClause], "rule r { category safety message \"m\" }\n"),
            case("category_misspelt", &[Code::UnknownWord], "rule r { category safty when age > 1 years message \"m\" }\n"),
            case("severity_of_an_interaction", &[Code::UnknownWord], "rule r { category safety severity major when age > 1 years message \"m\" }\n"),
            case("trigger_misspelt", &[Code::UnknownWord], "rule r { category safety trigger order-sing when age > 1 years message \"m\" }\n"),
            case("no_calendar_date", &[Code::Syntax], "rule r { category safety when age > 1 years message \"m\" review by 2027-02-30 }\n"),
            case("unclosed_brace", &[Code::BadEscape], "rule r { category safety when age > 1 years message \"m {age\" }\n"),
            case("computed_in_braces", &[Code::BadEscape], "rule r { category safety when age > 1 years message \"m {age + 1}\" }\n"),
            case("unknown_in_message", &[Code::UnknownName], "use labs.INR\nrule r { category safety let k = INR when k > 1 message \"m {kk.value}\" }\n"),
            case("allow_misspelt", &[Code::UnknownWord], "rule r { category safety when age > 1 years message \"m\" allow no-ownr because \"x\" }\n"),
            case("input_without_kind", &[Code::MissingClause], "input I \"i\" { window 1 day }\n"),
            case("limits_without_unit", &[Code::MissingClause], "observation K \"K\" { code loinc 2823-3 normal 3 .. 5 }\n"),
            case("interaction_without_severity", &[Code::MissingClause], "use drugs.{NSAID, Warfarin}\ninteraction i { between NSAID and Warfarin effect \"e\" }\n"),
            case("interaction_without_pair", &[Code::MissingClause], "interaction i { severity major effect \"e\" message \"{a} {b}\" }\n"),
            case("interaction_of_problems", &[Code::WrongFactKind], "use drugs.{NSAID, CKDStage3to5}\ninteraction i { between NSAID and CKDStage3to5 severity major effect \"e\" }\n"),
            case("report_without_limits", &[Code::MissingClause], "observation K \"K\" { code loinc 2823-3 unit mmol/L report critical }\n"),
            case("one_name_for_both", &[Code::DuplicateName], "use drugs.{NSAID, Warfarin}\ninteraction i { between NSAID as x and Warfarin as x severity major effect \"e\" }\n"),
        ],
    )
    .files("interaction_rows",
        &[Code::BadTable, Code::MalformedCode, Code::UnknownName, Code::DuplicateName],
        &[
            ("p.cds", "use drugs.NSAID\ninteractions from \"ddi.csv\" { evidence \"e\" }\n"),
            (
                "ddi.csv",
                "id,a,b,severity,effect,advice\nok,rxnorm:11289,NSAID,major,bleeds,stop\nbad-severity,rxnorm:11289,NSAID,huge,bleeds,x\n\
                 bad-code,rxnorm:011289,NSAID,major,bleeds,x\nbad-name,rxnorm:11289,NSAIDs,major,bleeds,x\nok,rxnorm:11289,NSAID,major,bleeds,x\n",
            ),
        ],
    )
    .done();
}

#[test]
fn packs() {
    Class::new("packs")
        .files("field_unknown", &[Code::BadPackFile], &[("pack.yaml", "name: p\nversion: 1\nlicence: MIT\n")])
        .files("not_yaml", &[Code::BadPackFile], &[("pack.yaml", "name: [p\n")])
        .files(
            "lint_unknown",
            &[Code::BadPackFile],
            &[("pack.yaml", "name: p\nversion: 1\nlints: { no-ownr: off }\n")],
        )
        .files(
            "script_without_the_function",
            &[Code::ScriptError],
            &[
                ("p.cds", "function f(x: number) -> number = rhai \"f.rhai\"\ndefine X = f(1) > 2\n"),
                ("f.rhai", "fn g(x) { x }\n"),
            ],
        )
        .files(
            "script_that_does_not_compile",
            &[Code::ScriptError],
            &[
                ("p.cds", "function f(x: number) -> number = rhai \"f.rhai\"\nfunction g(x: number) -> number = rhai \"f.rhai\"\n"),
                ("f.rhai", "fn f(x) { x }\nfn g(x) { eval(\"x\") }\n"),
            ],
        )
        .files(
            "uses_what_is_not_listed",
            &[Code::UnknownPack],
            &[
                ("pack.yaml", "name: p\nversion: 1\ndepends: [drugs]\n"),
                ("p.cds", "use drugs.NSAID\nuse labs.INR\ndefine X = INR > 2 and taking NSAID\n"),
                ("q.cds", "use labs.EGFR\ndefine Y = EGFR is known\n"),
            ],
        )
        .files(
            "builds_on_nothing",
            &[Code::UnknownPack],
            &[("pack.yaml", "name: p\nversion: 1\ndepends: [drgs]\n")],
        )
        .files(
            "lock_differs",
            &[Code::LockMismatch],
            &[
                ("terms.lock", "version: 1\nsets:\n  \"p/A\": { hash: \"00\", members: 3 }\n"),
                ("p.cds", "codes A = rxnorm 11289\n"),
            ],
        )
        .files(
            "no_script",
            &[Code::MissingFile],
            &[("p.cds", "function f(x: number) -> number = rhai \"f.rhai\"\ndefine X = f(1) > 2\n")],
        )
        .done();
}
