pack recommendations

// Around an operation.

use terms.{ACEInhibitor, ARB, BetaBlocker, DOAC, Diabetes, HeartFailureReducedEF, SGLT2Inhibitor,
    VitaminKAntagonist}

use laboratory.{Ferritin, HbA1c, Hemoglobin}

/// Nobody's record says so in a field; the planning system or the clinician answers.
input DaysToSurgery "Days until a planned operation" {
  number  0 .. 365
  window  1 year
}

rule sglt2-inhibitor-before-surgery "SGLT2 inhibitor within four days of an operation" {
  category    safety
  trigger     patient-view, order-select, order-sign
  for         age >= 18 years and DaysToSurgery is known and taking SGLT2Inhibitor as drug
  when        DaysToSurgery <= 4
  unknown     hold
  severity    moderate
  message     "{drug}, operation in {DaysToSurgery} days: stop 3 days before (ertugliflozin 4): ketoacidosis with normal glucose."
  suggest     change drug "Pause until eating again"
  population  "Adults with an operation planned"
  evidence    "2024 AHA/ACC guideline for perioperative cardiovascular management for noncardiac surgery. Circulation 2024;150:e351"
              grade 1 year 2024
  evidence    "ADA Standards of Care in Diabetes 2025, section 16. Diabetes Care 2025;48(S1)"
              grade B year 2025
  note        "for clinical review: grades from memory"
  owner       "Anaesthesia"
  version     "0.1.0"
  user        "Prescribers and pharmacists"
  review by   2027-11-30
}

rule doac-before-surgery "Direct oral anticoagulant within two days of an operation" {
  category    safety
  trigger     patient-view, order-select, order-sign
  for         age >= 18 years and DaysToSurgery is known and taking DOAC as drug
  when        DaysToSurgery <= 2
  unknown     hold
  severity    moderate
  message     "{drug}, operation in {DaysToSurgery} days: last dose 1 day before low, 2 days before high bleeding risk."
  detail      "Dabigatran longer with a clearance below 50 mL/min. No bridging. Start again after 1 day, or 2 to 3 days after a high risk."
  suggest     change drug "Pause by bleeding risk and kidney function"
  population  "Adults with an operation planned"
  evidence    "CHEST guideline on perioperative management of antithrombotic therapy, 2022"
              grade "not recorded (guideline)" year 2022
  note        "for clinical review: from memory"
  owner       "Anaesthesia"
  version     "0.1.0"
  user        "Prescribers and pharmacists"
  review by   2027-11-30
}

rule warfarin-before-surgery "Vitamin K antagonist within five days of an operation" {
  category    safety
  trigger     patient-view, order-select, order-sign
  for         age >= 18 years and DaysToSurgery is known and taking VitaminKAntagonist as drug
  when        DaysToSurgery <= 5
  unknown     hold
  severity    moderate
  message     "{drug}, operation in {DaysToSurgery} days: stop 5 days before, INR the day before; bridging rarely helps."
  detail      "Bridge mechanical mitral valves, strokes or emboli within 3 months. Small skin, dental and eye operations need no pause."
  suggest     change drug "Pause 5 days before"
  population  "Adults with an operation planned"
  evidence    "CHEST guideline on perioperative management of antithrombotic therapy, 2022"
              grade "not recorded (guideline)" year 2022
  note        "for clinical review: from memory"
  owner       "Anaesthesia"
  version     "0.1.0"
  user        "Prescribers and pharmacists"
  review by   2027-11-30
}

rule ras-inhibitor-before-surgery "ACE inhibitor or ARB on the day before an operation" {
  category    safety
  trigger     patient-view, order-select, order-sign
  for         age >= 18 years and DaysToSurgery is known and taking (ACEInhibitor or ARB) as drug
  when        DaysToSurgery <= 1
  unless      has HeartFailureReducedEF
  unknown     hold
  severity    info
  message     "{drug}, operation in {DaysToSurgery} days: leaving it out for 24 hours may avoid hypotension."
  suggest     change drug "Omit for 24 hours, start again within 2 days"
  population  "Adults with an operation planned, without a weak heart"
  evidence    "2024 AHA/ACC guideline for perioperative cardiovascular management for noncardiac surgery. Circulation 2024;150:e351"
              grade 2b year 2024
  owner       "Anaesthesia"
  version     "0.1.0"
  user        "Prescribers and pharmacists"
  review by   2027-11-30
}

rule beta-blocker-just-before-surgery "Beta blocker started within a week of an operation" {
  category    safety
  trigger     patient-view, order-select, order-sign
  for         age >= 18 years
          and DaysToSurgery is known
          and ordering BetaBlocker with systemic route as drug
  when        DaysToSurgery <= 7
  when        not taking BetaBlocker
  unless      has HeartFailureReducedEF
  unknown     hold
  severity    moderate
  message     "{drug} started {DaysToSurgery} days before an operation: more strokes and deaths when started so late."
  detail      "Whoever takes one goes on. A new one is started more than a week before, and titrated."
  suggest     stop drug
  population  "Adults with an operation planned who take no beta blocker"
  evidence    "2024 AHA/ACC guideline for perioperative cardiovascular management for noncardiac surgery. Circulation 2024;150:e351"
              grade "3: harm" year 2024
  note        "for clinical review: grade from memory"
  owner       "Anaesthesia"
  version     "0.1.0"
  user        "Prescribers and pharmacists"
  review by   2027-11-30
}

rule anaemia-before-surgery "Anaemia before an operation" {
  category    recommendation
  for         age >= 18 years and DaysToSurgery is known and measured Hemoglobin in last 90 days
  let         hb = latest Hemoglobin in last 90 days
  when        hb < 13 g/dL and DaysToSurgery <= 90
  when        not measured Ferritin in last 90 days
  severity    low
  message     "Haemoglobin {hb.value}, operation in {DaysToSurgery} days: find the cause and treat before."
  detail      "Iron deficiency is the commonest cause, and intravenous iron works within weeks. The limit is the same for both sexes here."
  suggest     order FerritinControl "With transferrin saturation"
  population  "Adults with an operation planned"
  evidence    "2024 AHA/ACC guideline for perioperative cardiovascular management for noncardiac surgery. Circulation 2024;150:e351"
              grade 1 year 2024
  note        "for clinical review: grade from memory; the limit is that of the international consensus of 2017"
  owner       "Anaesthesia"
  version     "0.1.0"
  user        "Clinicians who treat the problem"
  review by   2027-11-30
}

codes FerritinControl "ferritin" =
    loinc 2276-4 "Ferritin [Mass/volume] in Serum or Plasma"

rule glucose-before-surgery "HbA1c of 8 % and more before an operation" {
  category    recommendation
  for         age >= 18 years and DaysToSurgery is known and has Diabetes
  let         a1c = latest HbA1c in last 3 months
  when        a1c >= 8 % and DaysToSurgery <= 90
  severity    low
  message     "HbA1c {a1c}, operation in {DaysToSurgery} days: below 8 % is the goal for elective operations."
  population  "Adults with diabetes and an operation planned"
  evidence    "ADA Standards of Care in Diabetes 2025, section 16. Diabetes Care 2025;48(S1)"
              grade C year 2025
  note        "for clinical review: grade from memory"
  owner       "Anaesthesia"
  version     "0.1.0"
  user        "Clinicians who treat the problem"
  review by   2027-11-30
}
