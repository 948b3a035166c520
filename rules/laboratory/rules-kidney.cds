pack laboratory

// Kidney function and the medicines that depend on it or harm it.

use terms.{AcuteKidneyInjury, Aminoglycoside, Dialysis, DialysisDependence, Metformin, NSAID,
    RASInhibitor}

rule metformin-low-egfr "Metformin with a low eGFR" {
  category    safety
  trigger     patient-view, order-sign, result
  for         age >= 18 years
  let         gfr = KidneyFunction
  when        gfr < 30 mL/min/{1.73_m2}
          and taking or ordering Metformin as drug
  unknown     hold
  severity    high
  message     "eGFR {gfr}: {drug} is contraindicated below 30 mL/min/1.73 m2."
  detail      "Lactic acidosis is the danger. From 30 to 45 do not start it, and halve the dose of those who take it."
  suggest     stop drug
  evidence    "US prescribing information of metformin, revised after the FDA safety communication of 2016"
              grade "none (label)" year 2016
  evidence    "KDIGO 2022 clinical practice guideline for diabetes management in CKD" grade 1B
              year 2022
  owner       "Diabetes"
  version     "1.1"
  user        "Prescribers, pharmacists"
  population  "Adults on metformin"
  review by   2027-11-30
}

/// Whether something tells the creatinine before: several of the week, some of the year, or a result too high to be usual.
define InjuryCanBeJudged "acute kidney injury can be judged, or the creatinine is high" =
  count Creatinine in last 7 days >= 2
  or UsualCreatinine is known
  or latest Creatinine in last 7 days is high

rule aki-on-nephrotoxin "Acute kidney injury with a nephrotoxic drug" {
  category    safety
  trigger     patient-view, order-sign, result
  for         age >= 18 years
          and measured Creatinine in last 7 days
          and InjuryCanBeJudged
  let         creatinine = latest Creatinine in last 7 days
  when        AKIStage >= 1
          and taking or ordering (NSAID or Aminoglycoside) with systemic route as drug
  unless      has DialysisDependence
  unknown     hold
  severity    high
  message     "Creatinine {creatinine.value}: acute kidney injury, KDIGO stage {AKIStage}, on {drug}."
  detail      "{CreatinineFold} times the reference of {ReferenceCreatinine}. Stop what harms the kidney, look at volume and for obstruction,"
              "and adjust the doses of other medicines to the falling clearance."
  suggest     stop drug
  suggest     order CreatinineTest "Repeat within 24 hours"
  evidence    "KDIGO clinical practice guideline for acute kidney injury. Kidney Int Suppl 2012;2:1"
              grade "not graded" year 2012
  note        "for clinical review: from memory of the guideline"
  owner       "Renal medicine"
  version     "1.0"
  user        "Prescribers, pharmacists"
  population  "Adults whose creatinine rises"
  review by   2027-11-30
}

/// For a kidney injury that is known: the suggestion of the diagnosis is another pack's.
rule acute-kidney-injury-progressing "Acute kidney injury of stage 2 or 3" {
  category    result
  trigger     patient-view, result
  for         age >= 18 years
          and has AcuteKidneyInjury
          and measured Creatinine in last 7 days
  let         creatinine = latest Creatinine in last 7 days
  when        AKIStage >= 2
  unless      has DialysisDependence
  unless      underwent Dialysis in last 7 days
  unknown     hold
  severity    high
  message     "Creatinine {creatinine.value} on {creatinine.date}: acute kidney injury has reached KDIGO stage {AKIStage}."
  detail      "{CreatinineFold} times the reference of {ReferenceCreatinine}. Look for the need of dialysis: potassium, acidosis, fluid, uraemia."
              "Urine output is not looked at here."
  suggest     order CreatinineTest "Repeat daily, with potassium and bicarbonate"
  evidence    "KDIGO clinical practice guideline for acute kidney injury. Kidney Int Suppl 2012;2:1"
              grade "not graded" year 2012
  note        "for clinical review: from memory of the guideline"
  owner       "Renal medicine"
  version     "1.0"
  user        "Clinicians responsible for the patient"
  population  "Adults with acute kidney injury"
  review by   2027-11-30
}

/// Up to 30 % within 4 weeks is expected and no reason to stop.
rule creatinine-rise-on-ras-inhibitor "Creatinine rises by more than 30 % after an ACE inhibitor or ARB was started" {
  category    safety
  trigger     patient-view, order-sign, result
  for         age >= 18 years
          and measured Creatinine in last 8 weeks
          and count Creatinine within 4 weeks of Creatinine.date >= 2
  let         creatinine = latest Creatinine in last 8 weeks
  when        Creatinine rose by 30 % within 4 weeks
          and any taking RASInhibitor as drug where (drug.start within 8 weeks of now)
  unless      has DialysisDependence
  unless      AKIStage >= 2
  unknown     hold
  severity    moderate
  message     "Creatinine {creatinine.value} on {creatinine.date}: up by 30 % or more within 4 weeks of starting a RAS inhibitor."
  detail      "Look for a low volume, NSAIDs, diuretics and narrowed renal arteries. Reduce the dose or stop only if it goes on."
  suggest     order CreatinineTest "Repeat within a week, with potassium"
  evidence    "KDIGO 2024 clinical practice guideline for CKD. Kidney Int 2024;105(4S)"
              grade "practice point" year 2024
  owner       "Renal medicine"
  version     "1.0"
  user        "Prescribers"
  population  "Adults in whom a RAS inhibitor was started in the last 8 weeks"
  review by   2027-11-30
}

rule egfr-contradicts-creatinine "Reported eGFR far above what creatinine gives" {
  category    result
  trigger     patient-view, result
  for         age >= 18 years
          and measured EGFR in last 12 months
          and measured Creatinine within 1 day of EGFR.date
  let         reported = latest EGFR in last 12 months
  let         computed = round(EstimatedGFR, 0)
  when        computed < 60 mL/min/{1.73_m2}
          and reported >= 60 mL/min/{1.73_m2}
          and reported > 1.5 * computed
  unknown     hold
  severity    moderate
  message     "eGFR {reported.value} is reported, but creatinine {Creatinine} gives {computed}: which is right?"
  detail      "Doses and advice follow the reported rate. Look for a slip in units or codes, or another patient's sample, and measure again."
  suggest     order CreatinineTest "With the eGFR"
  evidence    "Inker LA et al. New creatinine- and cystatin C-based equations to estimate GFR without race. N Engl J Med 2021;385:1737"
              grade "none (publication)" year 2021
  note        "for clinical review: the factor of 1.5 is ours"
  population  "Adults with both results of one day"
  owner       "Renal medicine"
  version     "1.0"
  user        "Clinicians responsible for the patient"
  review by   2027-11-30
}
