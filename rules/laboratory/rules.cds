pack laboratory

// Results that matter because of a medicine, and medicines that matter because of a result.

use terms.{Anticoagulant, Dialysis, Digoxin, Heparin, Metformin, PotassiumSparing,
    SerotoninReuptakeInhibitor, Thiazide}

use terms.VitaminKAntagonist

rule hyperkalaemia-on-potassium-sparing "High potassium on a potassium-sparing diuretic" {
  category   safety
  trigger    patient-view, order-sign, result
  let        k = latest Potassium in last 7 days
  when       k > 5.5 mmol/L
         and taking PotassiumSparing as drug
  unless     underwent Dialysis in last 30 days
  unknown    hold
  severity   high
  message    "Potassium {k.value} on {k.date}, and {drug} is still active."
  detail     "Potassium above 5.5 mmol/L calls for action: stop or reduce what raises it, and repeat it soon."
             "From 6.5 mmol/L, or with changes in the ECG, it is an emergency."
  suggest    stop drug
  suggest    order PotassiumTest "Repeat potassium within 24 hours"
  evidence   "KDIGO 2024 clinical practice guideline for CKD. Kidney Int 2024;105(4S)" year 2024
  owner      "Renal medicine"
  review by  2027-11-30
}

rule hypokalaemia-on-digoxin "Low potassium on digoxin" {
  category   safety
  trigger    patient-view, order-sign, result
  let        k = latest Potassium in last 30 days
  when       k < 3.5 mmol/L
         and taking Digoxin as drug
  unknown    hold
  severity   high
  message    "Potassium {k.value} on {k.date} with {drug}: a low potassium makes digoxin toxic."
  suggest    order DigoxinLevelTest "Check the digoxin level, and replace potassium"
  evidence   "US prescribing information of digoxin"
  note       "for clinical review: from memory of the label"
  owner      "Cardiology"
  review by  2027-11-30
}

rule digoxin-level-high "Digoxin level above the harmful limit" {
  category   safety
  trigger    patient-view, result
  for        measured DigoxinLevel in last 30 days
  let        level = latest DigoxinLevel in last 30 days
  when       level >= 1.2 ng/mL
         and taking Digoxin as drug
  unknown    hold
  severity   moderate
  message    "Digoxin level {level.value} on {level.date}: from 1.2 ng/mL on it does harm."
  detail     "Look for a rising creatinine, a low potassium and drugs that raise the level, and check the dose."
  suggest    change drug "Reduce the dose"
  evidence   "2023 ACC/AHA/ACCP/HRS guideline for atrial fibrillation. Circulation 2024;149:e1"
             grade "3: harm" year 2024
  owner      "Cardiology"
  review by  2027-11-30
}

rule metformin-low-egfr "Metformin with a low eGFR" {
  category   safety
  trigger    patient-view, order-sign, result
  for        age >= 18 years
  let        gfr = KidneyFunction
  when       gfr < 30 mL/min/{1.73_m2}
         and taking or ordering Metformin as drug
  unknown    hold
  severity   high
  message    "eGFR {gfr}: {drug} is contraindicated below 30 mL/min/1.73 m2."
  suggest    stop drug
  evidence   "US prescribing information of metformin, revised after the FDA safety communication of 2016"
             year 2016
  evidence   "KDIGO 2022 clinical practice guideline for diabetes management in CKD" grade 1B
             year 2022
  owner      "Diabetes"
  review by  2027-11-30
}

rule inr-high-on-vitamin-k-antagonist "INR far above the target" {
  category   safety
  trigger    patient-view, order-sign, result
  let        inr = latest INR in last 30 days
  when       inr > 4.5
         and taking VitaminKAntagonist as drug
  unknown    hold
  severity   high
  message    "INR {inr.value} on {inr.date} with {drug}: look for bleeding, and pause or reduce."
  suggest    change drug "Omit a dose and reduce; above 10 give vitamin K by mouth"
  suggest    order INRTest "Repeat INR within 24 hours"
  evidence   "CHEST guideline: evidence-based management of anticoagulant therapy" year 2012
  note       "for clinical review: limits from memory of the guideline"
  owner      "Haematology"
  review by  2027-11-30
}

rule severe-hyponatraemia-on-drug "Severe hyponatraemia with a drug that causes it" {
  category   safety
  trigger    patient-view, order-sign, result
  for        measured Sodium in last 7 days
  let        na = latest Sodium in last 7 days
  when       na < 125 mmol/L
         and taking (Thiazide or SerotoninReuptakeInhibitor) as drug
  unknown    hold
  severity   critical
  message    "Sodium {na.value} on {na.date}: {drug} may be the cause."
  suggest    stop drug
  suggest    order SodiumTest "Repeat within 6 hours; do not raise sodium by more than 8 mmol/L in 24 hours"
  evidence   "Hyponatraemia: severe below 125 mmol/L, limit of correction 8 mmol/L in 24 hours"
  note       "for clinical review: limits from memory of the guidelines"
  owner      "Internal medicine"
  review by  2027-11-30
}

rule platelet-fall-on-heparin "Platelets fell by half on heparin" {
  category   safety
  trigger    patient-view, order-sign, result
  for        count Platelets in last 14 days >= 2
  when       Platelets fell by 50 % within 14 days
         and taken Heparin in last 14 days as drug
  unknown    hold
  severity   high
  message    "Platelets fell by half within 14 days on {drug}: assess for heparin-induced thrombocytopenia (4Ts)."
  suggest    order PlateletCount "Repeat platelets, and score the 4Ts before the next dose"
  evidence   "4Ts score for heparin-induced thrombocytopenia"
  note       "for clinical review: from memory of the score"
  owner      "Haematology"
  review by  2027-11-30
}

rule haemoglobin-fall-on-anticoagulant "Haemoglobin falls on an anticoagulant" {
  category   safety
  trigger    patient-view, result
  for        count Hemoglobin in last 48 hours >= 2
  when       Hemoglobin fell by 2.0 g/dL within 48 hours
         and taking Anticoagulant as drug
  unknown    hold
  severity   high
  message    "Haemoglobin fell by 2 g/dL or more within 48 hours on {drug}: look for bleeding."
  suggest    order HemoglobinTest "Repeat haemoglobin within 6 hours"
  evidence   "Fall of haemoglobin by 2 g/dL as a sign of major bleeding"
  note       "for clinical review: from memory"
  owner      "Haematology"
  review by  2027-11-30
}

/// It looks back half a year at least: an acute fall is another matter.
rule rapid-egfr-decline "Rapid decline of kidney function" {
  category   result
  trigger    patient-view, result
  for        age >= 18 years
         and count EGFR in last 2 years >= 3
         and measured EGFR in last 2 years at least 180 days ago
  let        pace = slope of EGFR in last 2 years
  when       pace < -5 mL/min/{1.73_m2}/a
  unless     underwent Dialysis in last 2 years
  severity   moderate
  message    "eGFR falls by more than 5 mL/min/1.73 m2 a year: look for the cause and consider referral."
  evidence   "KDIGO 2024 clinical practice guideline for CKD. Kidney Int 2024;105(4S)" year 2024
  owner      "Renal medicine"
  review by  2027-11-30
}
