//! The terminology layer as the checker and the evaluator see it.

#![allow(clippy::unwrap_used, clippy::panic)]

use curbside::snapshot::{Coding, Concept, Ingredient, Medication};
use curbside::terms::{
    CodeSet, CodeSetBuilder, CodeSystem, DrugDictionary, DrugDictionaryBuilder, Hierarchy, How, Match,
    SetError, Terminology,
};
use curbside::value::Reason;
use proptest::prelude::*;
use std::path::PathBuf;

const INGREDIENTS: &str = "\
# A few real ingredients.
name,rxcui,tty,synonyms,atc_mono,atc_combo
warfarin,11289,IN,,B01AA03,
hydrochlorothiazide,5487,IN,,C03AA03,C09BA03|C09DX03
amlodipine,17767,IN,,C08CA01,C09DX03
olmesartan,321064,IN,,C09CA08,C09DX03
lisinopril,29046,IN,,C09AA03,C09BA03
acetaminophen,161,IN,paracetamol,N02BE01,N02BE51
oxycodone,7804,IN,,N02AA05,N02AJ17
aspirin,1191,IN,acetylsalicylic acid,B01AC06|N02BA01,
tolbutamide,10635,IN,,A10BB03,
glipizide,4821,IN,,A10BB07,
acarbose,16681,IN,,,
fluticasone propionate,50121,PIN,,R03BA05,
fluticasone,41126,IN,,R01AD08,
alendronate,46041,PIN,,,
alendronic acid,236083,PIN,,M05BA04,
penicillin V,7984,IN,phenoxymethylpenicillin,J01CE02,
potassium chloride,8591,IN,,A12BA01,
insulin glargine,274783,IN,glargine,A10AE04,
insulin human,631657,IN,insulin,A10AB01|A10AE04,
abrocitinib,,,,D11AH08,
drospirenone,11636,IN,,,
ethinyl estradiol,4124,IN,,G03CA01,
levonorgestrel,6373,IN,shared name,G03AC03,
norgestrel,7518,IN,shared name,,
";

const PRODUCTS: &str = "\
product_system,product_code,ingredient_rxnorm,ingredient_name,strength,unit,form
rxnorm,749762,6373,levonorgestrel,0.15,mg,Oral Tablet
rxnorm,749762,4124,ethinyl estradiol,0.03,mg,Oral Tablet
ndc,0056-0170-70,11289,warfarin,2,mg,Oral Tablet
snomed,376988009,10582,levothyroxine,75,ug,Oral Tablet
";

fn drugs() -> DrugDictionary {
    let mut b = DrugDictionaryBuilder::default();
    b.ingredients_csv(INGREDIENTS).unwrap();
    b.products_csv(PRODUCTS).unwrap();
    b.build()
}

fn terms() -> Terminology {
    Terminology::new(drugs())
}

/// `rxnorm 161`, `atc A10BB*`.
fn set(terms: &Terminology, lines: &[&str]) -> CodeSet {
    let mut b = CodeSetBuilder::new(terms);
    for line in lines {
        let (system, code) = line.split_once(' ').unwrap();
        let system = CodeSystem::from_name(system).unwrap();
        match code.strip_suffix('*') {
            Some(prefix) => b.branch(&system, prefix, None).unwrap(),
            None => b.code(&system, code, None).unwrap(),
        }
    }
    b.build()
}

fn coded(system: &str, code: &str, display: &str) -> Concept {
    let display = (!display.is_empty()).then(|| display.to_string());
    Concept {
        codings: vec![Coding { system: system.into(), code: code.into(), display }],
        ..Concept::default()
    }
}

fn rx(code: &str, display: &str) -> Concept {
    coded("http://www.nlm.nih.gov/research/umls/rxnorm", code, display)
}

const OTHER: Match = Match::CannotTell(Reason::OtherCodeSystem);

#[test]
fn an_ingredient_is_found_in_a_product_by_name() {
    let t = terms();
    for (display, member, stranger) in [
        ("Warfarin Sodium 5 MG Oral Tablet", "rxnorm 11289", "rxnorm 161"),
        ("Warfarin Sodium", "rxnorm 11289", "rxnorm 161"),
        (
            "Acetaminophen 325 MG / Oxycodone Hydrochloride 5 MG Oral Tablet [Percocet]",
            "rxnorm 7804",
            "rxnorm 11289",
        ),
        (
            "amLODIPine 5 MG / Hydrochlorothiazide 12.5 MG / Olmesartan medoxomil 20 MG Oral Tablet",
            "atc C09C*",
            "atc B01*",
        ),
        ("lisinopril 10 MG Oral Tablet", "atc C09A*", "atc C03*"),
        ("Penicillin V Potassium 500 MG Oral Tablet", "rxnorm 7984", "rxnorm 8591"),
        (
            "120 ACTUAT Fluticasone propionate 0.044 MG/ACTUAT Metered Dose Inhaler",
            "rxnorm 41126",
            "rxnorm 161",
        ),
        ("alendronate sodium 10 MG Oral Tablet", "rxnorm 236083", "rxnorm 161"),
        ("Potassium Chloride 20 MEQ Extended Release Oral Tablet", "rxnorm 8591", "rxnorm 7984"),
    ] {
        let concept = rx("999999", display);
        assert!(set(&t, &[member]).match_concept(&concept, &t).is_yes(), "{display} in {member}");
        assert_eq!(set(&t, &[stranger]).match_concept(&concept, &t), Match::No, "{display} in {stranger}");
    }
}

#[test]
fn a_product_half_understood_is_never_a_no() {
    let t = terms();
    let warfarin = set(&t, &["rxnorm 11289"]);
    for display in [
        "Seasonique 91 Day Pack",
        "Mirena 52 MG Intrauterine System",
        "Acetaminophen 325 MG / Codeine Phosphate 30 MG Oral Tablet",
        "Acetaminophen 325 MG with warfarin 5 MG Oral Tablet",
        "shared name 5 MG Oral Tablet",
        "",
    ] {
        assert_eq!(warfarin.match_concept(&rx("999999", display), &t), OTHER, "{display}");
    }
    let acetaminophen = set(&t, &["rxnorm 161"]);
    let half = rx("999999", "Acetaminophen 325 MG / Codeine Phosphate 30 MG Oral Tablet");
    assert!(acetaminophen.match_concept(&half, &t).is_yes(), "the component that is known counts");
}

#[test]
fn strengths_form_and_route_come_along() {
    let coding = &rx("1", "Acetaminophen 325 MG / Oxycodone Hydrochloride 5 MG Oral Tablet").codings[0];
    let r = drugs().resolve(coding).unwrap();
    assert!(r.complete);
    let strengths: Vec<_> =
        r.ingredients.iter().map(|i| i.strength.clone().unwrap().value.to_string()).collect();
    assert_eq!(strengths, ["325", "5"]);
    assert_eq!(r.form.as_deref(), Some("Oral Tablet"));
    assert_eq!(r.route.unwrap().is_systemic(), Some(true));
}

#[test]
fn packs_count_their_active_parts_only() {
    let text = "{24 (drospirenone 3 MG / ethinyl estradiol 0.02 MG Oral Tablet) / 4 (inert ingredients 1 MG Oral Tablet) } Pack [Yaz]";
    let r = drugs().resolve(&rx("748856", text).codings[0]).unwrap();
    assert!(r.complete);
    assert_eq!(
        r.ingredients.iter().map(|i| i.name.as_str()).collect::<Vec<_>>(),
        ["drospirenone", "ethinyl estradiol"]
    );
}

#[test]
fn product_tables_of_any_system() {
    let t = terms();
    let seasonique = drugs().resolve(&rx("749762", "Seasonique 91 Day Pack").codings[0]).unwrap();
    assert_eq!((seasonique.how, seasonique.ingredients.len()), (How::ByProductTable, 2));
    let warfarin = set(&t, &["rxnorm 11289"]);
    for code in ["0056-0170-70", "00056017070"] {
        assert!(
            warfarin
                .match_concept(&coded("http://hl7.org/fhir/sid/ndc", code, "Coumadin 2mg tablet"), &t)
                .is_yes()
        );
    }
    assert_eq!(warfarin.match_concept(&coded("ndc", "0069-2587-10", "Warfarin 5 MG Oral Tablet"), &t), OTHER);
    let levothyroxine = coded("snomed", "376988009", "");
    assert_eq!(warfarin.match_concept(&levothyroxine, &t), Match::No);
    assert_eq!(
        set(&t, &["atc B01*"]).match_concept(&levothyroxine, &t),
        OTHER,
        "its ATC codes are not known"
    );
    assert_eq!(warfarin.match_concept(&coded("snomed", "108761006", ""), &t), OTHER);
}

#[test]
fn atc_coded_products() {
    let t = terms();
    let m = |lines: &[&str], code: &str| set(&t, lines).match_concept(&Concept::coded("atc", code), &t);
    assert!(m(&["rxnorm 11289"], "B01AA03").is_yes());
    assert_eq!(m(&["rxnorm 161"], "B01AA03"), Match::No);
    assert!(m(&["rxnorm 29046"], "C09BA03").is_yes(), "a combination with lisinopril");
    assert_eq!(m(&["rxnorm 161"], "C09BA03"), OTHER, "a combination may hold more than the table knows");
    assert_eq!(m(&["rxnorm 274783"], "A10AE04"), OTHER, "glargine or human insulin");
    assert_eq!(m(&["rxnorm 11289"], "A10AE04"), Match::No, "neither of the two");
    assert_eq!(m(&["atc C09*"], "L01AA01"), Match::No);
    assert_eq!(m(&["rxnorm 161"], "L01AA01"), OTHER);
    assert_eq!(m(&["atc N02A*"], "N02BE71"), OTHER, "an unknown combination");
    assert_eq!(m(&["atc C09AA*"], "C09"), OTHER, "a class that holds members");
    assert_eq!(m(&["atc C09AA*"], "B01"), Match::No, "a class that holds none");
    assert!(m(&["atc D11*"], "D11AH08").is_yes());
}

#[test]
fn a_drug_taken_out_by_one_system_is_out_in_the_other() {
    let t = terms();
    let sulfonylureas = set(&t, &["atc A10BB*"]).minus(&set(&t, &["rxnorm 10635"]));
    for out in [
        rx("10635", "tolbutamide"),
        rx("1", "Tolbutamide 500 MG Oral Tablet"),
        Concept::coded("atc", "A10BB03"),
    ] {
        assert_eq!(sulfonylureas.match_concept(&out, &t), Match::No);
    }
    assert!(sulfonylureas.match_concept(&rx("1", "Glipizide 5 MG Oral Tablet"), &t).is_yes());
    assert_eq!(
        sulfonylureas.match_concept(&rx("16681", "acarbose"), &t),
        OTHER,
        "no ATC code is known for it"
    );
    assert_eq!(set(&t, &["rxnorm 4821"]).match_concept(&rx("16681", "acarbose"), &t), Match::No);
}

#[test]
fn a_class_places_a_drug_without_a_code_of_its_own() {
    let mut b = DrugDictionaryBuilder::default();
    b.ingredient("16681", "acarbose", &[], &["A10BF"]).unwrap();
    let t = Terminology::new(b.build());
    let acarbose = rx("16681", "acarbose");
    assert!(set(&t, &["atc A10B*"]).match_concept(&acarbose, &t).is_yes());
    assert_eq!(set(&t, &["atc C09*"]).match_concept(&acarbose, &t), Match::No);
    assert_eq!(set(&t, &["atc A10BF01"]).match_concept(&acarbose, &t), OTHER);
}

#[test]
fn a_salt_is_placed_by_its_base() {
    let table = "name,rxcui,atc_mono\nfluticasone,41126,R01AD08\nfluticasone propionate,50121,\n";
    let mut b = DrugDictionaryBuilder::default();
    b.ingredients_csv(table).unwrap();
    let t = Terminology::new(b.build());
    let inhaler = rx("895994", "120 ACTUAT Fluticasone propionate 0.044 MG/ACTUAT Metered Dose Inhaler");
    assert!(set(&t, &["atc R01AD*"]).match_concept(&inhaler, &t).is_yes());
    assert_eq!(set(&t, &["atc C09*"]).match_concept(&inhaler, &t), Match::No);
}

#[test]
fn combination_classes_match_when_two_components_are_there() {
    let t = terms();
    let with_diuretic = set(&t, &["atc C09B*"]);
    let both = rx("1", "Hydrochlorothiazide 12.5 MG / Lisinopril 10 MG Oral Tablet");
    assert!(with_diuretic.match_concept(&both, &t).is_yes());
    assert_eq!(with_diuretic.match_concept(&rx("1", "Lisinopril 10 MG Oral Tablet"), &t), Match::No);
}

#[test]
fn without_a_dictionary_displays_in_the_set_still_find_products() {
    let t = Terminology::default();
    let mut b = CodeSetBuilder::new(&t);
    b.code(&CodeSystem::RxNorm, "11289", Some("warfarin")).unwrap();
    let warfarin = b.build();
    assert!(warfarin.match_concept(&rx("855332", "Warfarin Sodium 5 MG Oral Tablet"), &t).is_yes());
    assert_eq!(warfarin.match_concept(&rx("161", "acetaminophen"), &t), OTHER);
    let with_drugs = terms();
    let unknown = set(&with_drugs, &["rxnorm 77777"]);
    assert_eq!(unknown.unknown_ingredients().collect::<Vec<_>>(), ["77777"]);
    assert_eq!(unknown.match_concept(&rx("161", ""), &with_drugs), OTHER, "nothing to compare 77777 with");
}

#[test]
fn reasons_for_cannot_tell() {
    let t = terms();
    let s = set(&t, &["snomed 44054006", "rxnorm 161"]);
    let text = Concept { text: Some("Acetaminophen 325 MG Oral Tablet".into()), ..Concept::default() };
    assert_eq!(s.match_concept(&text, &t), Match::CannotTell(Reason::Uncoded));
    let masked = Concept { masked: true, ..text.clone() };
    assert_eq!(s.match_concept(&masked, &t), Match::CannotTell(Reason::Masked));
    let unresolved = Concept { unresolved: Some("Medication/1".into()), ..Concept::default() };
    assert_eq!(s.match_concept(&unresolved, &t), Match::CannotTell(Reason::Unresolved));
    assert_eq!(s.match_concept(&Concept::coded("local", "44054006"), &t), OTHER);
    assert_eq!(s.match_concept(&Concept::coded("snomed", "38341003"), &t), Match::No);
    let mut two = Concept::coded("local", "x");
    two.codings.push(Coding::new("http://snomed.info/sct", "44054006"));
    let Match::Yes(m) = s.match_concept(&two, &t) else { panic!("the second coding matches") };
    assert_eq!(m.coding, 1);
}

#[test]
fn listed_ingredients_add_a_yes_but_no_lone_no() {
    let t = terms();
    let s = set(&t, &["rxnorm 161"]);
    let listed = |c: Concept| Ingredient { code: c, ..Ingredient::default() };
    let mut m = Medication { ingredients: vec![listed(rx("161", ""))], ..Medication::default() };
    assert!(s.match_medication(&m, &t).is_yes());
    m.ingredients = vec![listed(rx("11289", ""))];
    assert_eq!(s.match_medication(&m, &t), Match::CannotTell(Reason::Uncoded));
    m.code = rx("11289", "warfarin");
    assert_eq!(s.match_medication(&m, &t), Match::No);
    m.ingredients.push(listed(Concept::default()));
    assert_eq!(s.match_medication(&m, &t), Match::CannotTell(Reason::Uncoded));
}

#[test]
fn branches_through_a_parent_table() {
    let rows = "child,parent,name\n44054006,73211009,Type 2\n46635009,73211009,Type 1\n";
    let t = Terminology::default()
        .with_hierarchy(Hierarchy::from_csv(CodeSystem::Snomed, rows).unwrap())
        .unwrap();
    let s = set(&t, &["snomed 73211009*"]).minus(&set(&t, &["snomed 46635009"]));
    assert!(s.contains(&Coding::new("SCT", "44054006")));
    assert!(!s.contains(&Coding::new("SCT", "46635009")));
    let mut b = CodeSetBuilder::new(&t);
    assert!(matches!(b.branch(&CodeSystem::Snomed, "38341003", None), Err(SetError::NotInHierarchy { .. })));
    assert!(matches!(b.branch(&CodeSystem::Loinc, "2823-3", None), Err(SetError::NoHierarchy { .. })));
    assert!(matches!(b.branch(&CodeSystem::Atc, "A1", None), Err(SetError::Code(_))));
}

#[test]
fn table_mistakes_are_errors_with_their_row() {
    let bad = |text: &str| DrugDictionaryBuilder::default().ingredients_csv(text).unwrap_err().to_string();
    assert_eq!(bad("name\nx\n"), "row 1: no column `rxcui`");
    assert!(bad("name,rxcui\nx,12a\n").starts_with("row 2: `12a`"));
    assert!(bad("name,rxcui,atc_mono\nx,12,Q99\n# c\ny,13,zz\n").starts_with("row 4: `zz`"));
    let bad = |text: &str| DrugDictionaryBuilder::default().products_csv(text).unwrap_err().to_string();
    assert!(bad("product_system,product_code,ingredient_rxnorm\nfoo,1,2\n").contains("`foo` is not a known"));
}

#[test]
fn the_hash_depends_on_members_only() {
    let t = Terminology::default();
    let a = set(&t, &["atc A10*", "atc A10BB01"]);
    assert_eq!(a.hash(), set(&t, &["atc A10*"]).hash());
    assert_eq!(a.minus(&set(&t, &["atc A10BB*"])).union(&set(&t, &["atc A10BB*"])).hash(), a.hash());
    assert_ne!(a.hash(), set(&t, &["atc A10B*"]).hash());
    assert_eq!(a.hash().len(), 64);
    assert!(a.minus(&a).is_empty());
    assert!(set(&t, &["atc A10BB*"]).minus(&a).is_empty());
}

#[test]
fn displays_that_only_look_systematic_stay_open() {
    let t = terms();
    let warfarin = set(&t, &["rxnorm 11289"]);
    for display in [
        "Oxycodone Hydrochloride 5mg oral tablet (Roxicodone",
        "Proventil 0.09mg/actuat (Albuterol sulfate 0.108mg/actuat from mouthpiece)",
        "Vicodin 5/500 Oral Tablet",
        "Lantus 100 unit/ml injectable solution",
        "Aspirin/Warfarin 5 MG Oral Tablet",
        "Acetaminophen and warfarin 5 MG Oral Tablet",
        "Acetaminophen 325 MG, Warfarin 5 MG Oral Tablet",
        "Acetaminophen 325 MG + Warfarin 5 MG Oral Tablet",
    ] {
        assert_eq!(warfarin.match_concept(&rx("999999", display), &t), OTHER, "{display}");
    }
}

#[test]
fn debug_shows_no_patient_value() {
    let t = terms();
    let concept = rx("855332", "Warfarin Sodium 5 MG Oral Tablet");
    let resolved = curbside::terms::ResolvedConcept::new(&concept, &t);
    let text = format!("{resolved:?} {:?} {:?}", resolved.drug(), resolved.drug().unwrap().ingredients);
    for value in ["855332", "11289", "arfarin"] {
        assert!(!text.contains(value), "{text}");
    }
}

// ---- algebra against a model of plain predicates -------------------------------------------

#[derive(Debug, Clone)]
enum Expr {
    Code(String),
    Branch(String),
    Op(u8, Box<Expr>, Box<Expr>),
}

fn expr() -> impl Strategy<Value = Expr> {
    let icd = "[AB][01][01]";
    let leaf = prop_oneof![
        icd.prop_map(Expr::Code),
        "[AB][01][01]\\.[01]{1,2}".prop_map(Expr::Code),
        "[AB][01]{0,2}".prop_map(Expr::Branch),
        "[AB][01][01]\\.[01]".prop_map(Expr::Branch),
    ];
    leaf.prop_recursive(5, 24, 2, |inner| {
        (0u8..3, inner.clone(), inner).prop_map(|(op, a, b)| Expr::Op(op, Box::new(a), Box::new(b)))
    })
}

fn build(e: &Expr, t: &Terminology) -> CodeSet {
    match e {
        Expr::Code(c) => set(t, &[&format!("icd10 {c}")]),
        Expr::Branch(p) => set(t, &[&format!("icd10 {p}*")]),
        Expr::Op(0, a, b) => build(a, t).union(&build(b, t)),
        Expr::Op(1, a, b) => build(a, t).minus(&build(b, t)),
        Expr::Op(_, a, b) => build(a, t).intersect(&build(b, t)),
    }
}

fn model(e: &Expr, code: &str) -> bool {
    match e {
        Expr::Code(c) => c == code,
        Expr::Branch(p) => code.starts_with(p.as_str()),
        Expr::Op(0, a, b) => model(a, code) || model(b, code),
        Expr::Op(1, a, b) => model(a, code) && !model(b, code),
        Expr::Op(_, a, b) => model(a, code) && model(b, code),
    }
}

/// Every code the expressions can tell apart, and one they all leave alone.
fn universe() -> Vec<String> {
    let mut all = Vec::new();
    for letter in ["A", "B", "C"] {
        for middle in ["00", "01", "10", "11", "02"] {
            let head = format!("{letter}{middle}");
            for tail in ["", ".0", ".1", ".2", ".00", ".01", ".10", ".11", ".02"] {
                all.push(format!("{head}{tail}"));
            }
        }
    }
    all
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn algebra_with_branches_is_exact(e in expr()) {
        let t = Terminology::default();
        let s = build(&e, &t);
        let inside: Vec<String> = universe().into_iter().filter(|c| model(&e, c)).collect();
        for code in universe() {
            prop_assert_eq!(s.contains_code(&CodeSystem::Icd10, &code), inside.contains(&code), "{}", code);
        }
        prop_assert_eq!(s.is_empty(), s.members().next().is_none());
        if !inside.is_empty() {
            prop_assert!(!s.is_empty());
        }
    }

    #[test]
    fn laws_hold_as_equal_hashes(a in expr(), b in expr(), c in expr()) {
        let t = Terminology::default();
        let (a, b, c) = (build(&a, &t), build(&b, &t), build(&c, &t));
        let same = |x: CodeSet, y: CodeSet| x.members().collect::<Vec<_>>() == y.members().collect::<Vec<_>>();
        prop_assert!(same(a.union(&b), b.union(&a)));
        prop_assert!(same(a.intersect(&b), b.intersect(&a)));
        prop_assert!(same(a.union(&b).union(&c), a.union(&b.union(&c))));
        prop_assert!(same(a.minus(&b).minus(&c), a.minus(&b.union(&c))));
        prop_assert!(same(a.intersect(&b.union(&c)), a.intersect(&b).union(&a.intersect(&c))));
        prop_assert!(same(a.union(&a), a.clone()));
        prop_assert!(a.minus(&a).is_empty());
        prop_assert!(same(a.minus(&b).union(&a.intersect(&b)), a.clone()));
        prop_assert_eq!(a.union(&b).hash(), b.union(&a).hash());
    }
}

// ---- real data -------------------------------------------------------------------------------

fn corpora() -> PathBuf {
    std::env::var_os("CURBSIDE_CORPORA")
        .map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora"), PathBuf::from)
}

fn codings(value: &serde_json::Value, out: &mut Vec<Coding>) {
    match value {
        serde_json::Value::Array(items) => items.iter().for_each(|v| codings(v, out)),
        serde_json::Value::Object(map) => {
            let is_drug = map.get("resourceType").is_some_and(|t| t == "Medication");
            let concept =
                map.get("medicationCodeableConcept").or_else(|| map.get("code").filter(|_| is_drug));
            for c in concept.and_then(|c| c.get("coding")).and_then(|c| c.as_array()).into_iter().flatten() {
                let text = |k: &str| c.get(k).and_then(|v| v.as_str()).map(str::to_string);
                if let (Some(system), Some(code)) = (text("system"), text("code")) {
                    out.push(Coding { system, code, display: text("display") });
                }
            }
            map.values().for_each(|v| codings(v, out));
        }
        _ => {}
    }
}

#[test]
fn every_medication_of_the_synthea_corpus() {
    let folder = corpora().join("fhir/synthea");
    let table = corpora().join("../reference/clinical/drugs.csv");
    let (Ok(files), Ok(table)) = (std::fs::read_dir(&folder), std::fs::read_to_string(table)) else {
        println!("skipped: corpora not present");
        return;
    };
    let mut b = DrugDictionaryBuilder::default();
    b.ingredients_csv(&table).unwrap();
    let drugs = b.build();
    let mut found = Vec::new();
    for file in files {
        let path = file.unwrap().path();
        if path.extension().is_none_or(|e| e != "json") {
            continue;
        }
        let text = std::fs::read_to_string(path).unwrap();
        codings(&serde_json::from_str(&text).unwrap(), &mut found);
    }
    found.sort();
    found.dedup();
    assert!(found.len() > 40);
    let open: Vec<String> = found
        .iter()
        .filter(|c| !drugs.resolve(c).is_some_and(|r| r.complete))
        .map(|c| c.display.clone().unwrap_or_default())
        .collect();
    // Brands and packs say nothing of what is in them; nothing else may stay open.
    for display in &open {
        assert!(["Pack", "NuvaRing", "Kyleena", "Mirena"].iter().any(|w| display.contains(w)), "{display}");
    }
}

/// House dust mite is no medicine: an allergy coded so is none to any drug, and a code that nobody listed stays open.
#[test]
fn a_code_that_is_no_medicine_is_in_no_drug_set() {
    let mut b = DrugDictionaryBuilder::default();
    b.ingredients_csv("name,rxcui\npenicillin g,7980\nacetaminophen,161\n").unwrap();
    b.products_csv(
        "product_system,product_code,ingredient_rxnorm\nsnomed,232350006,-\nsnomed,91936005,7980\n",
    )
    .unwrap();
    let terms = Terminology::new(b.build());
    let set = |code: &str| {
        let mut s = CodeSetBuilder::new(&terms);
        s.code(&CodeSystem::RxNorm, code, None).unwrap();
        s.build()
    };
    let answer = |rxcui: &str, snomed: &str| {
        set(rxcui).match_concept(&Concept::coded("http://snomed.info/sct", snomed), &terms)
    };
    assert_eq!(answer("161", "232350006"), Match::No);
    assert_eq!(answer("161", "91936005"), Match::No);
    assert!(answer("7980", "91936005").is_yes());
    assert_eq!(answer("161", "300916003"), Match::CannotTell(Reason::OtherCodeSystem));

    let both = "product_system,product_code,ingredient_rxnorm\nsnomed,232350006,-\nsnomed,232350006,161\n";
    let said = DrugDictionaryBuilder::default().products_csv(both).unwrap_err().to_string();
    assert!(said.contains("no medicine"), "{said}");
    let other = "product_system,product_code,ingredient_rxnorm\nsnomed,232350006,161\nsnomed,232350006,-\n";
    assert!(DrugDictionaryBuilder::default().products_csv(other).is_err());
}
