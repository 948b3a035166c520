pack laboratory

// Electrolytes and gaps that matter because of a medicine or by themselves.

use terms.{CalciumSupplement, DiabeticKetoacidosis, Dialysis, DialysisDependence, Digoxin,
    LoopDiuretic, PalliativeCare, PotassiumSparing, PotassiumSupplement,
    PrimaryHyperparathyroidism, ProtonPumpInhibitor, RASInhibitor, SerotoninReuptakeInhibitor,
    Thiazide}

rule hyperkalaemia-on-potassium-sparing "High potassium on a potassium-sparing diuretic" {
  category    safety
  trigger     patient-view, order-sign, result
  let         k = latest Potassium in last 7 days
  when        k > 5.5 mmol/L
          and taking PotassiumSparing as drug
  unless      underwent Dialysis in last 30 days
  unknown     hold
  severity    high
  message     "Potassium {k.value} on {k.date}, and {drug} is still active."
  detail      "Potassium above 5.5 mmol/L calls for action: stop or reduce what raises it, and repeat it soon."
              "From 6.5 mmol/L, or with changes in the ECG, it is an emergency."
  suggest     stop drug
  suggest     order PotassiumTest "Repeat potassium within 24 hours"
  evidence    "KDIGO 2024 clinical practice guideline for CKD. Kidney Int 2024;105(4S)"
              grade "practice point" year 2024
  owner       "Renal medicine"
  version     "1.1"
  user        "Prescribers, pharmacists"
  population  "Patients on a potassium-sparing diuretic"
  review by   2027-11-30
}

/// Silent with a potassium-sparing diuretic: then the rule above speaks.
rule hyperkalaemia-on-ras-inhibitor "High potassium on an ACE inhibitor, ARB or aliskiren" {
  category    safety
  trigger     patient-view, order-sign, result
  for         measured Potassium in last 7 days
  let         k = latest Potassium in last 7 days
  when        k > 5.5 mmol/L
          and taking RASInhibitor as drug
  unless      taking PotassiumSparing
  unless      underwent Dialysis in last 30 days
  unknown     hold
  severity    moderate
  message     "Potassium {k.value} on {k.date} with {drug}: lower the potassium, and review the dose."
  detail      "Look for supplements, salt substitutes, NSAIDs, trimethoprim and acute kidney injury, and exclude haemolysis."
              "Stop the drug only when the potassium cannot be controlled otherwise: it protects heart and kidney."
  suggest     change drug "Reduce the dose if potassium stays above 5.5 mmol/L"
  suggest     order PotassiumTest "Repeat potassium within 24 to 72 hours"
  evidence    "KDIGO 2024 clinical practice guideline for CKD. Kidney Int 2024;105(4S)"
              grade "practice point" year 2024
  owner       "Renal medicine"
  version     "1.0"
  user        "Prescribers, pharmacists"
  population  "Patients on a blocker of the renin-angiotensin system"
  review by   2027-11-30
}

rule hypokalaemia-on-digoxin "Low potassium on digoxin" {
  category    safety
  trigger     patient-view, order-sign, result
  let         k = latest Potassium in last 30 days
  when        k < 3.5 mmol/L
          and taking Digoxin as drug
  unknown     hold
  severity    high
  message     "Potassium {k.value} on {k.date} with {drug}: a low potassium makes digoxin toxic."
  detail      "Replace potassium, look at magnesium, and look for a diuretic. Nausea, visual changes and new arrhythmia are signs of toxicity."
  suggest     order DigoxinLevelTest "Check the digoxin level, and replace potassium"
  evidence    "US prescribing information of digoxin" grade "none (label)" year 2019
  note        "for clinical review: from memory of the label"
  owner       "Cardiology"
  version     "1.1"
  user        "Prescribers, pharmacists"
  population  "Patients on digoxin"
  review by   2027-11-30
}

/// Silent with digoxin: then the rule above speaks.
rule hypokalaemia-on-diuretic "Low potassium on a diuretic" {
  category    safety
  trigger     patient-view, order-sign, result
  for         measured Potassium in last 30 days
  let         k = latest Potassium in last 30 days
  when        k < 3.0 mmol/L
          and taking (LoopDiuretic or Thiazide) as drug
  unless      taking or ordering PotassiumSupplement
  unless      taking or ordering PotassiumSparing
  unless      taking Digoxin
  unknown     hold
  severity    moderate
  message     "Potassium {k.value} on {k.date} with {drug}: replace potassium, and look at magnesium."
  detail      "Below 3.0 mmol/L weakness and arrhythmia become likely. A low magnesium keeps potassium low."
  suggest     order PotassiumTest "Repeat potassium within 3 days"
  suggest     order MagnesiumTest
  evidence    "Gennari FJ. Hypokalemia. N Engl J Med 1998;339:451" grade "review" year 1998
  note        "for clinical review: limit from memory"
  owner       "Internal medicine"
  version     "1.0"
  user        "Prescribers, pharmacists"
  population  "Patients on a loop or thiazide diuretic"
  review by   2027-11-30
}

rule severe-hyponatraemia-on-drug "Severe hyponatraemia with a drug that causes it" {
  category    safety
  trigger     patient-view, order-sign, result
  for         measured Sodium in last 7 days
  let         na = latest Sodium in last 7 days
  when        na < 125 mmol/L
          and taking (Thiazide or SerotoninReuptakeInhibitor) as drug
  unknown     hold
  severity    high
  message     "Sodium {na.value} on {na.date}: {drug} may be the cause."
  detail      "Ask for seizures, confusion and vomiting: with them it is an emergency. Do not raise sodium by more than 8 mmol/L in 24 hours."
  suggest     stop drug
  suggest     order SodiumTest "Repeat within 6 hours; do not raise sodium by more than 8 mmol/L in 24 hours"
  evidence    "European clinical practice guideline on hyponatraemia. Eur J Endocrinol 2014;170:G1"
              grade 1D year 2014
  note        "for clinical review: limits from memory of the guidelines"
  owner       "Internal medicine"
  version     "1.1"
  user        "Prescribers, pharmacists"
  population  "Patients on a thiazide or a serotonin reuptake inhibitor"
  review by   2027-11-30
}

rule hypomagnesaemia-on-drug "Low magnesium with a drug that causes it" {
  category    safety
  trigger     patient-view, order-sign, result
  for         measured Magnesium in last 30 days
  let         mg = latest Magnesium in last 30 days
  when        mg < 1.2 mg/dL
          and taking (ProtonPumpInhibitor or LoopDiuretic or Thiazide) as drug
  unless      has PalliativeCare
  unknown     hold
  severity    moderate
  message     "Magnesium {mg.value} on {mg.date}: {drug} may be the cause."
  detail      "Below 1.2 mg/dL tetany, seizures and arrhythmia occur, and potassium and calcium do not correct."
              "A proton pump inhibitor often has to be stopped; a H2 blocker does not lower magnesium."
  suggest     change drug "Stop or replace where it is not needed, and replace magnesium"
  suggest     order MagnesiumTest "Repeat after replacement"
  evidence    "FDA drug safety communication: low magnesium with long-term proton pump inhibitors"
              grade "safety communication" year 2011
  note        "for clinical review: limit from memory"
  owner       "Internal medicine"
  version     "1.0"
  user        "Prescribers, pharmacists"
  population  "Patients on a proton pump inhibitor or a diuretic"
  review by   2027-11-30
}

rule hypercalcaemia-on-drug "High calcium with a drug that raises it" {
  category    safety
  trigger     patient-view, order-sign, result
  for         measured Calcium with value > 10.2 mg/dL in last 30 days
  let         ca = latest Calcium in last 30 days
  when        CorrectedCalcium > 10.5 mg/dL
          and taking (Thiazide or CalciumSupplement) as drug
  unless      has PrimaryHyperparathyroidism
  unknown     hold
  severity    moderate
  message     "Calcium {ca.value} on {ca.date}, high also after correction for albumin, with {drug}."
  detail      "Pause what raises calcium, repeat it, and measure parathyroid hormone: a thiazide often uncovers hyperparathyroidism."
  suggest     change drug "Pause, and repeat calcium in 2 to 4 weeks"
  suggest     order ParathyroidHormoneTest
  evidence    "US prescribing information of thiazide diuretics" grade "none (label)" year 2020
  note        "for clinical review: from memory"
  owner       "Internal medicine"
  version     "1.0"
  user        "Prescribers, pharmacists"
  population  "Patients on a thiazide or calcium"
  review by   2027-11-30
}

rule high-gap-acidosis "Acidosis with a high anion gap" {
  category    result
  trigger     patient-view, result
  for         age >= 18 years
          and measured Bicarbonate with value < 18 mmol/L in last 48 hours
  let         bicarbonate = latest Bicarbonate in last 48 hours
  let         gap = first_known(CorrectedAnionGap, AnionGap)
  when        gap >= 20 mmol/L
          and bicarbonate < 18 mmol/L
  unless      has DiabeticKetoacidosis
  unless      has DialysisDependence
  unknown     hold
  severity    high
  message     "Bicarbonate {bicarbonate.value}, anion gap {gap}: look for ketones, lactate, uraemia, poison."
  detail      "The gap is corrected where albumin is known. Delta ratio {DeltaRatio}: below 0.4 another acidosis, above 2 an alkalosis besides. Measure lactate, beta-hydroxybutyrate,"
              "creatinine, osmolality and, where it may be, salicylate and alcohols."
  suggest     order LactateTest
  suggest     order OsmolalityTest
  evidence    "Kraut JA, Madias NE. Serum anion gap: its uses and limitations. Clin J Am Soc Nephrol 2007;2:162"
              grade "review" year 2007
  note        "for clinical review: limits from memory"
  owner       "Laboratory medicine"
  version     "1.0"
  user        "Clinicians of acute care"
  population  "Adults with a low bicarbonate"
  review by   2027-11-30
}

rule osmolal-gap-high "Osmolal gap: think of toxic alcohols" {
  category    result
  trigger     patient-view, result
  for         measured SerumOsmolality in last 48 hours
  let         gap = OsmolalGap
  when        gap > 20 mosm/kg
  unless      measured EthanolLevel with value >= 50 mg/dL in last 24 hours
  unknown     hold
  severity    high
  message     "Osmolal gap {gap}: unmeasured solutes; think of methanol, ethylene glycol, isopropanol, ethanol."
  detail      "A normal gap does not exclude them: late after intake the acids remain and the gap is gone. Ethanol of 50 mg/dL explains about 11 mosm/kg."
  suggest     order EthanolTest
  evidence    "Kraut JA, Mullins ME. Toxic alcohols. N Engl J Med 2018;378:270" grade "review"
              year 2018
  note        "for clinical review: limit from memory"
  owner       "Laboratory medicine"
  version     "1.0"
  user        "Clinicians of acute care"
  population  "Patients whose serum osmolality was measured"
  review by   2027-11-30
}
