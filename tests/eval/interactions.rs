//! Interactions: pairs by ingredient.

use super::support::*;
use curbside::eval::result::FindingCertainty;
use curbside::snapshot::*;

const BLEEDING: &str = r#"
interaction warfarin-nsaid "Warfarin with an NSAID" {
  between   Warfarin and NSAID with systemic route
  severity  major
  unless    taking PPI
  effect    "The risk of serious bleeding rises."
  evidence  "x"
}
"#;

fn oral(m: Medication) -> Medication {
    let route = Some(Concept::coded("snomed", "26643006"));
    Medication { doses: vec![Dose { route, ..Dose::default() }], ..m }
}

fn e(s: SnapshotBuilder) -> curbside::eval::result::Evaluation {
    run(&model(BLEEDING), &s.build())
}

#[test]
fn one_finding_for_each_pair_of_ingredients() {
    let found = e(patient().medication(warfarin()).medication(oral(ibuprofen())));
    assert_eq!(fired(&found), ["warfarin-nsaid"]);
    assert_eq!(found.findings[0].message, "warfarin with ibuprofen: The risk of serious bleeding rises.");
    let both = e(patient()
        .medication(warfarin())
        .medication(oral(ibuprofen()))
        .medication(oral(drug("3355", "diclofenac")))
        .medication(oral(Medication { info: source("again"), kind: MedicationKind::Draft, ..ibuprofen() })));
    let messages: Vec<_> = both.findings.iter().map(|f| f.message.as_str()).collect();
    assert_eq!(messages.len(), 2, "{messages:?}");
    assert_ne!(both.findings[0].id, both.findings[1].id);
    assert!(both.findings.iter().any(|f| f.id == found.findings[0].id));
}

#[test]
fn one_drug_alone_is_no_pair() {
    assert_eq!(e(patient().medication(warfarin())).findings.len(), 0);
    let topical = Medication {
        doses: vec![Dose { route: Some(Concept::coded("snomed", "6064005")), ..Dose::default() }],
        ..ibuprofen()
    };
    let found = e(patient().medication(warfarin()).medication(topical));
    assert_eq!((found.findings.len(), found.indeterminate.len()), (0, 0));
}

#[test]
fn a_drug_does_not_interact_with_itself() {
    let twice = BLEEDING.replace("Warfarin and NSAID with systemic route", "NSAID and NSAID");
    let s = patient().medication(ibuprofen()).medication(Medication {
        kind: MedicationKind::Draft,
        info: source("draft"),
        ..ibuprofen()
    });
    assert_eq!(run(&model(&twice), &s.clone().build()).findings.len(), 0);
    let other = s.medication(drug("3355", "diclofenac")).build();
    assert_eq!(run(&model(&twice), &other).findings.len(), 1);
}

#[test]
fn a_replaced_order_makes_no_pair() {
    let replaces = vec![SourceRef("med/warfarin".into())];
    let draft = oral(Medication { kind: MedicationKind::Draft, replaces, ..ibuprofen() });
    let found = e(patient().medication(warfarin()).medication(draft));
    assert_eq!((found.findings.len(), found.indeterminate.len()), (0, 0));
}

#[test]
fn an_unknown_drug_is_listed_and_raises_no_alert() {
    let found = e(patient().medication(warfarin()).medication(uncoded_drug("pain pills")));
    assert_eq!(found.findings.len(), 0);
    assert!(short(&found.indeterminate[0].missing).contains(&"taking or ordering NSAID uncoded".to_string()));
    assert_eq!(found.indeterminate[0].missing[0].source, Some(SourceRef("med/pain pills".into())));
}

#[test]
fn an_exception_silences_and_an_open_one_does_not() {
    let pair = || patient().medication(warfarin()).medication(oral(ibuprofen()));
    let guarded = e(pair().medication(drug("7646", "omeprazole")));
    assert_eq!((guarded.findings.len(), guarded.suppressed.len()), (0, 1));
    let open =
        e(pair().medication(Medication { status: MedicationStatus::Unknown, ..drug("7646", "omeprazole") }));
    assert_eq!(open.findings[0].certainty, FindingCertainty::Possible);
    assert_eq!(short(&open.findings[0].missing), ["taking PPI unclear-status"]);
}

#[test]
fn a_list_that_was_not_supplied_is_not_empty() {
    let found = e(SnapshotBuilder::new().with(|s| s.medications.coverage = Coverage::NotSupplied));
    assert!(
        short(&found.indeterminate[0].missing)
            .contains(&"taking or ordering Warfarin not-supplied".to_string())
    );
    let part =
        e(patient().medication(warfarin()).with(|s| s.medications.coverage = Coverage::Partial("x".into())));
    assert!(short(&part.indeterminate[0].missing).contains(&"taking or ordering NSAID partial".to_string()));
}

#[test]
fn a_fixed_combination_is_one_drug() {
    let text = BLEEDING.replace("Warfarin and NSAID with systemic route", "Opioid and Paracetamol");
    let text = format!("codes Paracetamol = rxnorm 161 \"acetaminophen\"\n{text}");
    let product = |id: &str| {
        let mut code = Concept::coded("rxnorm", "999001");
        code.codings[0].display = Some("acetaminophen 300 MG / codeine 30 MG Oral Tablet".into());
        Medication { code, info: source(id), ..Medication::default() }
    };
    let m = model(&text);
    let once = patient().medication(product("a")).build();
    assert_eq!(run(&m, &once).findings.len(), 0);
    let twice = patient()
        .medication(product("a"))
        .medication(Medication { kind: MedicationKind::Draft, ..product("b") })
        .build();
    assert_eq!(run(&m, &twice).findings.len(), 0);
    let with = patient().medication(product("a")).medication(drug("7052", "morphine")).build();
    assert_eq!(run(&m, &with).findings.len(), 1);
}
