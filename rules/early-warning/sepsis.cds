pack early-warning

// Screening for sepsis: an infection that somebody thinks of, with a body that answers to it.

use terms.{Aminoglycoside, BetaLactam, Fluoroquinolone, Macrolide, PalliativeCare, Pneumonia,
    Sepsis, Tetracycline, UrinaryTractInfection}

use laboratory.{BodyTemperature, Lactate, LactateTest, Neutrophils}

/// Antibiotics given into a vein for an acute infection. Carbapenems, glycopeptides and others have no set of their own yet.
codes IntravenousAntibiotic "antibiotic" =
    BetaLactam
  + Aminoglycoside
  + Fluoroquinolone
  + Macrolide
  + Tetracycline

input InfectionSuspected "Infection suspected or confirmed" {
  yes-no
  window  48 hours
}

/// Said by somebody, on the problem list, or an antibiotic into a vein that began within two days.
define SuspectedInfection "infection suspected" =
  (InfectionSuspected is known and InfectionSuspected)
  or has (Sepsis or Pneumonia or UrinaryTractInfection)
  or (any taking IntravenousAntibiotic with intravenous route as antibiotic where (antibiotic.start within 2 days of now))

/// Lactate of the last 6 hours.
define AcuteLactate "lactate of the last 6 hours" = latest Lactate in last 6 hours

/// Asked only where lactate was measured: what nobody measured does not leave every infection open.
define HighLactate "lactate of 4 or more within 6 hours" =
  measured Lactate in last 6 hours
  and AcuteLactate >= 4 mmol/L

/// A pressure that needs fluid or a vasopressor.
define LowPressure "systolic pressure below 90 or mean pressure below 65" =
  AcuteSystolicBP < 90 mm[Hg]
  or AcuteMeanBP < 65 mm[Hg]

rule sepsis-screen-positive "Sepsis screen positive" {
  category    diagnosis
  trigger     patient-view, result
  for         age >= 16 years and AcutelyObserved and SuspectedInfection
  when        (NEWS2 >= 5 or SIRS >= 2)
  unless      has Sepsis
  unless      has PalliativeCare
  unless      LowPressure or HighLactate
  unknown     hold
  severity    high
  message     "Infection suspected with NEWS2 {NEWS2} and SIRS {SIRS}: assess for sepsis within the hour."
  detail      "Lactate, cultures before antibiotics, and antibiotics within 3 hours, within 1 hour where sepsis is likely or shock is there."
              "NEWS2 from 5 or two criteria of SIRS; qSOFA alone misses too many."
  suggest     problem Sepsis "If it is confirmed"
  suggest     order LactateTest
  evidence    "Surviving Sepsis Campaign: international guidelines 2021. Crit Care Med 2021;49:e1063"
              grade "strong, moderate quality" year 2021
  note        "for clinical review: from memory of the guideline; the edition of 2026 could not be read"
  owner       "Acute medicine"
  version     "1.0"
  user        "Nurses and physicians of wards and emergency care"
  population  "From 16 years, with an infection suspected"
  review by   2027-11-30
}

rule septic-shock-suspected "Signs of septic shock" {
  category    safety
  trigger     patient-view, result
  for         age >= 16 years and AcutelyObserved and SuspectedInfection
  when        LowPressure or HighLactate
  unless      has PalliativeCare
  unknown     hold
  severity    critical
  message     "Infection suspected, systolic pressure {AcuteSystolicBP}, lactate {AcuteLactate}: treat as septic shock now."
  detail      "Antibiotics within 1 hour, 30 mL/kg of crystalloid within 3 hours, norepinephrine for a mean pressure of 65, lactate again in 2 to 4 hours."
  suggest     order LactateTest "Repeat within 2 to 4 hours"
  evidence    "Surviving Sepsis Campaign: international guidelines 2021. Crit Care Med 2021;49:e1063"
              grade "strong" year 2021
  note        "for clinical review: from memory of the guideline; the edition of 2026 could not be read"
  owner       "Acute medicine"
  version     "1.0"
  user        "Nurses and physicians of wards and emergency care"
  population  "From 16 years, with an infection suspected"
  review by   2027-11-30
}

/// A raised lactate that has not come down by a tenth in the hours between.
rule lactate-not-clearing "Lactate does not clear" {
  category    result
  trigger     patient-view, result
  for         age >= 16 years
          and count Lactate in last 12 hours >= 2
  let         lactate = latest Lactate in last 12 hours
  when        lactate >= 2 mmol/L
          and not Lactate fell by 10 % within 12 hours
  unless      has PalliativeCare
  unknown     hold
  severity    high
  message     "Lactate {lactate.value} on {lactate.date} has not fallen by 10 % in 12 hours: look again for the source."
  detail      "Look at volume, pressure, source of infection, ischaemia of the gut, liver, and medicines (metformin, beta agonists)."
  suggest     order LactateTest "Repeat within 2 hours"
  evidence    "Jones AE et al. Lactate clearance vs central venous oxygen saturation in early sepsis. JAMA 2010;303:739"
              grade "randomised trial" year 2010
  note        "for clinical review: from memory"
  owner       "Acute medicine"
  version     "1.0"
  user        "Clinicians of acute care"
  population  "From 16 years, with two lactates in 12 hours"
  review by   2027-11-30
}

rule neutropenic-fever "Fever with very low neutrophils" {
  category    safety
  trigger     patient-view, result
  for         measured Neutrophils with value < 0.5 10*3/uL in last 7 days
  let         anc = latest Neutrophils in last 7 days
  let         fever = highest BodyTemperature in last 24 hours
  when        anc < 0.5 10*3/uL
          and fever >= 38.3 Cel
  unless      has PalliativeCare
  unknown     hold
  severity    critical
  message     "Neutrophils {anc.value} with a temperature of {fever}: blood cultures and antibiotics within 60 minutes."
  detail      "A temperature of 38.0 for an hour counts as well, which single values do not show. Risk by MASCC or CISNE decides on admission."
  evidence    "ASCO/IDSA guideline: outpatient management of fever and neutropenia. J Clin Oncol 2018;36:1443"
              grade "strong" year 2018
  note        "for clinical review: limits from memory"
  owner       "Oncology"
  version     "1.0"
  user        "Nurses and physicians of wards, emergency care and oncology"
  population  "Patients with neutrophils below 0.5"
  review by   2027-11-30
}
