pack diagnosis

// Potassium, sodium, calcium, magnesium.

use terms.{AdrenalInsufficiency, CalciumSupplement, Cirrhosis, DiabeticKetoacidosis,
    DialysisDependence, Diuretic, HeartFailure, Hypercalcemia, Hyperkalemia, Hypernatremia,
    Hypocalcemia, Hypokalemia, Hypomagnesemia, Hypothyroidism, KidneyTransplant, Lithium,
    NephroticSyndrome, PrimaryHyperparathyroidism, Thiazide}

use laboratory.{CorrectedCalcium, Albumin, Calcium, Magnesium, ParathyroidHormone, Potassium,
    SerumOsmolality, Sodium, UrineOsmolality, UrineSodium}

codes RepeatPotassium "potassium" =
    loinc 2823-3 "Potassium [Moles/volume] in Serum or Plasma"

codes ParathyroidHormoneTest "parathyroid hormone" =
    loinc 2731-8 "Parathyrin.intact [Mass/volume] in Serum or Plasma"

rule hyperkalaemia-suspected "Hyperkalaemia, not on the problem list" {
  category    diagnosis
  trigger     patient-view, result
  for         age >= 18 years
          and not has Hyperkalemia
          and measured Potassium with value > 5.5 mmol/L in last 7 days
  let         k = latest Potassium in last 7 days
  when        k > 5.5 mmol/L
  unless      has DialysisDependence
  severity    moderate
  message     "Potassium {k.value} on {k.date}: hyperkalaemia is not on the problem list."
  detail      "For: potassium above 5.5. Against: a haemolysed sample, very high platelets or white cells: repeat. From 6.5, or with ECG changes, it is an"
              "emergency. Look at kidney function, acidosis, ACE inhibitors, spironolactone, trimethoprim, NSAIDs."
  suggest     problem Hyperkalemia
  suggest     order RepeatPotassium "With an ECG"
  population  "Adults with a potassium above 5.5 mmol/L in the last week, not on dialysis"
  evidence    "KDIGO. Potassium homeostasis and management of dyskalemia: controversies conference. Kidney Int 2020;97:42"
              grade "none (consensus)" year 2020
  evidence    "KDIGO 2024 clinical practice guideline for CKD. Kidney Int 2024;105(4S)"
              grade "not recorded (guideline)" year 2024
  owner       "Internal medicine"
  version     "0.1.0"
  user        "Clinicians who treat the patient"
  review by   2027-11-30
}

rule hypokalaemia-suspected "Hypokalaemia, not on the problem list" {
  category    diagnosis
  trigger     patient-view, result
  for         age >= 18 years
          and not has Hypokalemia
          and measured Potassium with value < 3.5 mmol/L in last 30 days
  let         k = latest Potassium in last 30 days
  when        k < 3.0 mmol/L
           or ((two Potassium < 3.5 mmol/L at least 7 days apart in last 90 days)
              and k < 3.5 mmol/L)
  unless      has DiabeticKetoacidosis
  severity    low
  message     "Potassium {k.value} on {k.date}: hypokalaemia is not on the problem list."
  detail      "For: below 3.0, or below 3.5 twice a week apart. Against: insulin or beta agonists just given. Look at diuretics, vomiting, diarrhoea,"
              "magnesium; with high blood pressure at aldosterone and renin."
  suggest     problem Hypokalemia
  population  "Adults with a potassium below 3.5 mmol/L in the last month"
  evidence    "KDIGO. Potassium homeostasis and management of dyskalemia: controversies conference. Kidney Int 2020;97:42"
              grade "none (consensus)" year 2020
  note        "for clinical review: limits from memory"
  owner       "Internal medicine"
  version     "0.1.0"
  user        "Clinicians who treat the patient"
  review by   2027-11-30
}

rule hypernatraemia-suspected "Hypernatraemia" {
  category    diagnosis
  trigger     patient-view, result
  for         age >= 18 years
          and measured Sodium with value > 145 mmol/L in last 7 days
          and not has Hypernatremia
  let         na = latest Sodium in last 7 days
  when        na > 150 mmol/L
           or ((two Sodium > 145 mmol/L at least 12 hours apart in last 7 days)
              and na > 145 mmol/L)
  severity    moderate
  message     "Sodium {na.value} on {na.date}: hypernatraemia."
  detail      "For: above 150, or above 145 twice. Against: sample from a line with saline. Usually water is missing: thirst, access, fever, diuresis"
              "(glucose, diabetes insipidus). Lower it by no more than 10 mmol/L in 24 hours."
  suggest     problem Hypernatremia
  population  "Adults with a sodium above 145 mmol/L in the last week"
  evidence    "European clinical practice guideline on hyponatraemia. Eur J Endocrinol 2014;170:G1"
              grade "not recorded (guideline)" year 2014
  note        "for clinical review: limits from memory"
  owner       "Internal medicine"
  version     "0.1.0"
  user        "Clinicians who treat the patient"
  review by   2027-11-30
}

/// Total calcium, or corrected where albumin of the same time is known to be low.
rule hypercalcaemia-suspected "Hypercalcaemia, not on the problem list" {
  category    diagnosis
  trigger     patient-view, result
  for         age >= 18 years
          and not has (Hypercalcemia or PrimaryHyperparathyroidism)
          and measured Calcium with value > 10.5 mg/dL in last 6 months
  let         ca = latest Calcium in last 6 months
  let         pth = latest ParathyroidHormone in last 6 months
  when        ca > 10.5 mg/dL
          and ((two Calcium > 10.5 mg/dL at least 7 days apart in last 12 months)
              or first_known(CorrectedCalcium, ca) > 12 mg/dL)
  severity    moderate
  message     "Calcium {ca.value} on {ca.date}: hypercalcaemia is not on the problem list."
  detail      "For: above 10.5 mg/dL twice, or above 12 once, corrected for albumin where it is known ({CorrectedCalcium}). Against: high albumin, dehydration, a tourniquet; look at ionised calcium."
              "Parathyroid hormone {pth}: high or normal means parathyroid disease, low means tumour, vitamin D, granuloma."
  suggest     problem Hypercalcemia
  suggest     order ParathyroidHormoneTest "With 25-hydroxyvitamin D, creatinine, phosphate"
  population  "Adults with a calcium above 10.5 mg/dL in the last six months"
  evidence    "Endocrine Society. Treatment of hypercalcemia of malignancy, 2023, and conventional limits"
              grade "none (consensus)" year 2023
  note        "for clinical review: limits from memory"
  owner       "Endocrinology"
  version     "0.1.0"
  user        "Clinicians who treat the patient"
  review by   2027-11-30
}

rule primary-hyperparathyroidism-suspected "High calcium with parathyroid hormone that is not low" {
  category    diagnosis
  trigger     patient-view, result
  for         age >= 18 years
          and not has (PrimaryHyperparathyroidism or KidneyTransplant or DialysisDependence)
          and measured ParathyroidHormone in last 6 months
          and measured Calcium with value > 10.2 mg/dL in last 6 months
  let         ca = latest Calcium in last 6 months
  let         pth = latest ParathyroidHormone in last 6 months
  when        (two Calcium > 10.2 mg/dL at least 7 days apart in last 12 months)
          and ca > 10.2 mg/dL
          and pth >= 30 pg/mL
  unless      taking (Lithium or Thiazide)
  severity    low
  message     "Calcium {ca.value} with parathyroid hormone {pth.value}: primary hyperparathyroidism is likely."
  detail      "For: two high calciums and a parathyroid hormone that is high or not suppressed. Against: lithium, thiazides, familial hypocalciuria (urine"
              "calcium to creatinine clearance below 0.01). Measure 25-hydroxyvitamin D, bone density, kidney stones."
  suggest     problem PrimaryHyperparathyroidism
  population  "Adults with a high calcium and parathyroid hormone measured"
  evidence    "Fifth international workshop on primary hyperparathyroidism. J Bone Miner Res 2022;37:2293"
              grade "none (consensus)" year 2022
  note        "for clinical review: limits from memory; 30 pg/mL as not suppressed is ours"
  owner       "Endocrinology"
  version     "0.1.0"
  user        "Clinicians who treat the patient"
  review by   2027-11-30
}

rule hypocalcaemia-suspected "Hypocalcaemia" {
  category    diagnosis
  trigger     patient-view, result
  for         age >= 18 years and measured Calcium with value < 8.0 mg/dL in last 30 days
  let         ca = latest Calcium in last 30 days
  let         albumin = latest Albumin in last 30 days
  let         corrected = ca + 0.8 mg/dL * (4.0 - albumin / 1 g/dL)
  when        ca < 8.0 mg/dL and corrected < 8.0 mg/dL
  unless      has DialysisDependence
  unless      taking CalciumSupplement
  severity    moderate
  message     "Calcium {ca.value}, corrected {corrected}: hypocalcaemia."
  detail      "For: below 8.0 mg/dL after correction for albumin {albumin}. Against: the correction misleads in severe illness: ionised calcium decides."
              "Look at parathyroid hormone, vitamin D, magnesium, phosphate, neck operations, denosumab; ECG."
  suggest     problem Hypocalcemia
  population  "Adults with a calcium below 8.0 mg/dL in the last month, not on dialysis"
  evidence    "Endocrine Society. Treatment of hypercalcemia of malignancy, 2023, and conventional limits"
              grade "none (consensus)" year 2023
  note        "for clinical review: limits from memory"
  owner       "Endocrinology"
  version     "0.1.0"
  user        "Clinicians who treat the patient"
  review by   2027-11-30
}

rule hypomagnesaemia-suspected "Hypomagnesaemia, not on the problem list" {
  category    diagnosis
  trigger     patient-view, result
  for         age >= 18 years
          and not has Hypomagnesemia
          and measured Magnesium with value < 1.2 mg/dL in last 30 days
  let         mg = latest Magnesium in last 30 days
  when        mg < 1.2 mg/dL
  severity    low
  message     "Magnesium {mg.value} on {mg.date}: hypomagnesaemia is not on the problem list."
  detail      "For: below 1.2 mg/dL. Against: little; low albumin lowers it slightly. Look at proton pump inhibitors, diuretics, alcohol, diarrhoea,"
              "cisplatin; potassium and calcium do not recover without it. ECG."
  suggest     problem Hypomagnesemia
  population  "Adults with a magnesium below 1.2 mg/dL in the last month"
  evidence    "KDIGO. Potassium homeostasis and management of dyskalemia: controversies conference. Kidney Int 2020;97:42"
              grade "none (consensus)" year 2020
  note        "for clinical review: limits from memory"
  owner       "Internal medicine"
  version     "0.1.0"
  user        "Clinicians who treat the patient"
  review by   2027-11-30
}

rule siadh-suspected "Hyponatraemia with concentrated urine: SIADH pattern" {
  category    diagnosis
  trigger     patient-view, result
  for         age >= 18 years
          and measured Sodium with value < 135 mmol/L in last 7 days
          and measured UrineOsmolality in last 7 days
  let         na = latest Sodium in last 7 days
  let         uosm = latest UrineOsmolality in last 7 days
  let         una = latest UrineSodium in last 7 days
  let         osm = latest SerumOsmolality in last 7 days
  when        na < 135 mmol/L and osm < 275 mosm/kg and uosm > 100 mosm/kg and una > 30 mmol/L
  unless      taking Diuretic
  unless      has (AdrenalInsufficiency or HeartFailure or Cirrhosis or NephroticSyndrome)
  unless      has Hypothyroidism
  severity    moderate
  message     "Sodium {na.value}, urine osmolality {uosm.value}, urine sodium {una}: pattern of SIADH."
  detail      "For: serum osmolality {osm} below 275, urine above 100 mosm/kg, urine sodium above 30. Against: diuretics, oedema, volume loss, low cortisol,"
              "hypothyroidism, kidney failure: exclude them. Look at SSRIs, carbamazepine, lung and brain. Correct by no more than 8 mmol/L in 24 hours."
  population  "Adults with a low sodium and urine osmolality measured"
  evidence    "Diagnostic criteria of the syndrome of inappropriate antidiuresis. N Engl J Med 2007;356:2064"
              grade "none (definition)" year 2007
  evidence    "European clinical practice guideline on hyponatraemia. Eur J Endocrinol 2014;170:G1"
              grade "not recorded (guideline)" year 2014
  note        "for clinical review: limits from memory"
  owner       "Endocrinology"
  version     "0.1.0"
  user        "Clinicians who treat the patient"
  review by   2027-11-30
}
