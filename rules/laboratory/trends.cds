pack laboratory

// Serial results: what one result does not tell. Each asks for three results in one direction and for a size that matters,
// since one of three series moves in one direction by chance.

use terms.{CancerAny, Dialysis, DialysisDependence, Heparin, MechanicalHeartValve,
    PotassiumSparing, RASInhibitor, VitaminKAntagonist}

rule haemoglobin-falling "Haemoglobin falls steadily" {
  category    result
  trigger     patient-view, result
  for         age >= 18 years
          and count Hemoglobin in last 90 days >= 3
  let         hb = latest Hemoglobin in last 90 days
  let         fall = change in Hemoglobin in last 90 days
  when        Hemoglobin is falling in last 90 days
          and fall <= -2.0 g/dL
          and hb < 12.0 g/dL
  unless      pregnant
  unless      has CancerAny
  unless      has DialysisDependence
  unknown     hold
  severity    moderate
  message     "Haemoglobin {hb.value} on {hb.date}: it has fallen with every result, {fall} in 90 days. Look for blood loss."
  detail      "Three results or more, each below the one before. Ask for bleeding and NSAIDs, and look at MCV and ferritin."
  suggest     order FerritinTest
  evidence    "AGA clinical practice guideline on the gastrointestinal evaluation of iron deficiency anemia. Gastroenterology 2020;159:1085"
              grade "strong" year 2020
  note        "for clinical review: the limits of 12 and 2 g/dL are a convention"
  owner       "Haematology"
  version     "1.0"
  user        "Clinicians responsible for the patient"
  population  "Adults with three results in 90 days"
  review by   2027-11-30
}

/// Silent with heparin: then platelet-fall-on-heparin looks.
rule platelets-falling "Platelets fall steadily" {
  category    result
  trigger     patient-view, result
  for         count Platelets in last 30 days >= 3
  let         platelets = latest Platelets in last 30 days
  when        Platelets is falling in last 30 days
          and platelets < 100 10*3/uL
  unless      taken Heparin in last 14 days
  unless      has CancerAny
  unknown     hold
  severity    moderate
  message     "Platelets {platelets.value} on {platelets.date}: they have fallen with every result of the last 30 days."
  detail      "Look at a smear for clumps and fragments, at medicines, infection, liver and coagulation."
  suggest     order PlateletCount "Repeat within 2 days, with a smear"
  evidence    "Stasi R. How to approach thrombocytopenia. Hematology Am Soc Hematol Educ Program 2012:191"
              grade "review" year 2012
  note        "for clinical review: limit from memory"
  owner       "Haematology"
  version     "1.0"
  user        "Clinicians responsible for the patient"
  population  "Patients with three counts in 30 days"
  review by   2027-11-30
}

/// Above 4.5 inr-high-on-vitamin-k-antagonist speaks. With a mechanical valve the target is higher.
rule inr-rising-on-vitamin-k-antagonist "INR rises steadily above the target" {
  category    safety
  trigger     patient-view, order-sign, result
  for         count INR in last 21 days >= 3
  let         inr = latest INR in last 21 days
  when        INR is rising in last 21 days
          and inr > 3.5
          and inr <= 4.5
          and taking VitaminKAntagonist as drug
  unless      has MechanicalHeartValve
  unknown     hold
  severity    moderate
  message     "INR {inr.value} on {inr.date}, rising with every result, with {drug}: reduce before it is high."
  detail      "Look for new medicines (antibiotics, azoles, amiodarone), less food, fever and liver."
  suggest     change drug "Reduce the weekly dose by 5 to 15 %"
  suggest     order INRTest "Repeat within a week"
  evidence    "CHEST guideline: evidence-based management of anticoagulant therapy. Chest 2012;141:e152S"
              grade 2C year 2012
  note        "for clinical review: from memory"
  owner       "Haematology"
  version     "1.0"
  user        "Prescribers, pharmacists, anticoagulation clinics"
  population  "Patients on a vitamin K antagonist without a mechanical valve"
  review by   2027-11-30
}

/// Above 5.5 the rules on hyperkalaemia speak.
rule potassium-rising-on-drug "Potassium rises steadily on a drug that raises it" {
  category    safety
  trigger     patient-view, order-sign, result
  for         count Potassium in last 90 days >= 3
  let         k = latest Potassium in last 90 days
  when        Potassium is rising in last 90 days
          and k > 5.0 mmol/L
          and k <= 5.5 mmol/L
          and taking (RASInhibitor or PotassiumSparing) as drug
  unless      underwent Dialysis in last 30 days
  unknown     hold
  severity    low
  message     "Potassium {k.value} on {k.date}, rising with every result, with {drug}: repeat it soon."
  detail      "Look at kidney function, supplements and diet. Above 5.5 mmol/L reduce or stop."
  suggest     order PotassiumTest "Repeat within 2 weeks"
  evidence    "KDIGO 2024 clinical practice guideline for CKD. Kidney Int 2024;105(4S)"
              grade "practice point" year 2024
  owner       "Renal medicine"
  version     "1.0"
  user        "Prescribers, pharmacists"
  population  "Patients on a drug that raises potassium"
  review by   2027-11-30
}

rule sodium-falling "Sodium falls steadily" {
  category    result
  trigger     patient-view, result
  for         count Sodium in last 14 days >= 3
  let         na = latest Sodium in last 14 days
  when        Sodium is falling in last 14 days
          and na < 130 mmol/L
  unless      measured Glucose with value >= 300 mg/dL in last 7 days
  unknown     hold
  severity    moderate
  message     "Sodium {na.value} on {na.date}, falling with every result of 14 days: find the cause before it is severe."
  detail      "Look at fluids given, diuretics, antidepressants, volume, and osmolality and sodium of the urine."
  suggest     order SodiumTest "Repeat within 12 hours"
  evidence    "European clinical practice guideline on hyponatraemia. Eur J Endocrinol 2014;170:G1"
              grade "not graded" year 2014
  note        "for clinical review: from memory"
  owner       "Internal medicine"
  version     "1.0"
  user        "Clinicians responsible for the patient"
  population  "Patients with three results in 14 days"
  review by   2027-11-30
}

/// By the line through all results of two years; for messages, rounded.
define EGFRPace "change of eGFR a year" =
  round(value(slope of EGFR in last 2 years, 'mL/min/{1.73_m2}/a'), 1) * 1 mL/min/{1.73_m2}/a {
  unit  mL/min/{1.73_m2}/a
}

/// It looks back half a year at least: an acute fall is another matter.
rule rapid-egfr-decline "Rapid decline of kidney function" {
  category    result
  trigger     patient-view, result
  for         age >= 18 years
          and count EGFR in last 2 years >= 3
          and measured EGFR in last 2 years at least 180 days ago
  let         pace = slope of EGFR in last 2 years
  when        pace < -5 mL/min/{1.73_m2}/a
  unless      underwent Dialysis in last 2 years
  unknown     hold
  severity    moderate
  message     "eGFR falls by more than 5 mL/min/1.73 m2 a year ({EGFRPace}): look for the cause and consider referral."
  detail      "The slope of all results of two years. Look at blood pressure, albuminuria, medicines and obstruction."
  suggest     order AlbuminuriaTest
  evidence    "KDIGO 2024 clinical practice guideline for CKD. Kidney Int 2024;105(4S)"
              grade "practice point" year 2024
  owner       "Renal medicine"
  version     "1.1"
  user        "Clinicians responsible for the patient"
  population  "Adults with three results over half a year or more"
  review by   2027-11-30
}

/// Where no rate is reported: then rapid-egfr-decline cannot see it.
rule creatinine-creeping "Creatinine creeps up" {
  category    result
  trigger     patient-view, result
  for         age >= 18 years
          and count Creatinine in last 365 days >= 3
          and count EGFR in last 2 years < 3
  let         creatinine = latest Creatinine in last 365 days
  when        Creatinine is rising in last 365 days
          and latest Creatinine in last 365 days / earliest Creatinine in last 365 days >= 1.3
          and KidneyFunction < 60 mL/min/{1.73_m2}
  unless      AKIStage >= 1
  unless      has DialysisDependence
  unknown     hold
  severity    low
  message     "Creatinine {creatinine.value} on {creatinine.date}: it has risen with every result of the year, by 30 % or more."
  detail      "Estimated GFR {KidneyFunction}. Look at blood pressure, albuminuria, medicines and obstruction."
  suggest     order AlbuminuriaTest
  evidence    "KDIGO 2024 clinical practice guideline for CKD. Kidney Int 2024;105(4S)"
              grade "practice point" year 2024
  note        "for clinical review: the guideline names a fall of eGFR by 20 %, which this rise corresponds to"
  owner       "Renal medicine"
  version     "1.0"
  user        "Clinicians responsible for the patient"
  population  "Adults with three results within a year"
  review by   2027-11-30
}
