pack early-warning

// Deterioration by trend: what a score of now does not show yet. A trend asks for a change of a size that matters and for a value that
// is no longer good; where a score already calls, it gives way.

use terms.PalliativeCare

use laboratory.{GlasgowComaTotal, GlucoseTest, HeartRate, InspiredOxygen, LactateTest, OxygenFlow,
    OxygenSaturation, RespiratoryRate, SystolicBP}

/// Asked with `is known`: surely 7 or more, then the rule of the score speaks. A score that is open does not silence.
define HighNEWS2 "NEWS2 of 7 or more" = NEWS2 >= 7

rule breathing-deteriorates "Breathing deteriorates" {
  category    safety
  trigger     patient-view, result
  for         age >= 16 years
          and count RespiratoryRate in last 12 hours >= 2
  let         rate = latest RespiratoryRate in last 12 hours
  when        rate >= 21 /min
          and RespiratoryRate rose by 6 /min within 12 hours
  unless      HighNEWS2 is known and HighNEWS2
  unless      has PalliativeCare
  unknown     hold
  severity    moderate
  message     "Respiratory rate {rate.value}, up by 6 or more within 12 hours: look at the patient before the score rises."
  detail      "The respiratory rate is the earliest sign of deterioration. Think of sepsis, embolism, pneumonia, heart failure and acidosis."
  evidence    "Cretikos MA et al. Respiratory rate: the neglected vital sign. Med J Aust 2008;188:657"
              grade "review" year 2008
  note        "for clinical review: the change of 6 is a convention of ours"
  owner       "Acute medicine"
  version     "1.0"
  user        "Nurses and physicians of wards and emergency care"
  population  "From 16 years, observed twice in 12 hours"
  review by   2027-11-30
}

rule saturation-falls "Oxygen saturation falls" {
  category    safety
  trigger     patient-view, result
  for         age >= 16 years
          and count OxygenSaturation in last 12 hours >= 2
  let         saturation = latest OxygenSaturation in last 12 hours
  when        saturation < 94 %
          and OxygenSaturation fell by 4 % within 12 hours
  unless      HighNEWS2 is known and HighNEWS2
  unless      HypercapnicTarget is known and HypercapnicTarget and saturation >= 88 %
  unless      has PalliativeCare
  unknown     hold
  severity    moderate
  message     "Oxygen saturation {saturation.value}, down by 4 % or more within 12 hours."
  detail      "Check the probe, then oxygen, airway and position. Think of secretions, embolism, pneumonia and fluid."
  evidence    "BTS guideline for oxygen use in adults in healthcare and emergency settings. Thorax 2017;72(Suppl 1):i1"
              grade "D" year 2017
  note        "for clinical review: a fall of 3 % and more is named by the guideline, 4 are asked here since a probe strays by 2"
  owner       "Acute medicine"
  version     "1.0"
  user        "Nurses and physicians of wards and emergency care"
  population  "From 16 years, observed twice in 12 hours"
  review by   2027-11-30
}

rule oxygen-need-rises "The need for oxygen rises" {
  category    safety
  trigger     patient-view, result
  for         age >= 16 years
          and (count InspiredOxygen in last 24 hours >= 2
              or count OxygenFlow in last 24 hours >= 2)
  when        (count InspiredOxygen in last 24 hours >= 2
              and change in InspiredOxygen in last 24 hours >= 20 %)
           or (count OxygenFlow in last 24 hours >= 2
              and change in OxygenFlow in last 24 hours >= 4 L/min)
  unless      HighNEWS2 is known and HighNEWS2
  unless      has PalliativeCare
  unknown     hold
  severity    moderate
  message     "Oxygen raised within 24 hours (now {InspiredOxygen}, flow {OxygenFlow}): look for the cause, and escalate early."
  detail      "A saturation that stays good on more and more oxygen is no good sign. Latest saturation {OxygenSaturation}."
  evidence    "BTS guideline for oxygen use in adults in healthcare and emergency settings. Thorax 2017;72(Suppl 1):i1"
              grade "D" year 2017
  note        "for clinical review: the size of the change is a convention of ours"
  owner       "Acute medicine"
  version     "1.0"
  user        "Nurses and physicians of wards and emergency care"
  population  "From 16 years, on oxygen that was recorded twice"
  review by   2027-11-30
}

rule pressure-falls "Blood pressure falls" {
  category    safety
  trigger     patient-view, result
  for         age >= 16 years
          and count SystolicBP in last 24 hours >= 2
  let         pressure = latest SystolicBP in last 24 hours
  when        pressure < 110 mm[Hg]
          and SystolicBP fell by 40 mm[Hg] within 24 hours
  unless      HighNEWS2 is known and HighNEWS2
  unless      has PalliativeCare
  unknown     hold
  severity    high
  message     "Systolic pressure {pressure.value}, down by 40 mmHg or more within 24 hours: look for bleeding, sepsis, drugs."
  detail      "A fall of 40 from the usual is hypotension even above 90. Shock index {RoundedShockIndex}."
  evidence    "Bone RC et al. ACCP/SCCM consensus conference: definitions for sepsis and organ failure. Chest 1992;101:1644"
              grade "consensus" year 1992
  note        "for clinical review: from memory"
  owner       "Acute medicine"
  version     "1.0"
  user        "Nurses and physicians of wards and emergency care"
  population  "From 16 years, measured twice in 24 hours"
  review by   2027-11-30
}

rule coma-score-falls "Consciousness falls" {
  category    safety
  trigger     patient-view, result
  for         count GlasgowComaTotal in last 24 hours >= 2
  let         coma = latest GlasgowComaTotal in last 24 hours
  when        GlasgowComaTotal fell by 2 within 24 hours
  unless      has PalliativeCare
  unknown     hold
  severity    high
  message     "Glasgow coma score {coma.value} on {coma.date}, down by 2 or more: reassess now, and think of imaging."
  detail      "Glucose, oxygen, pressure, drugs, seizure, then the head. Below 9 protect the airway."
  suggest     order GlucoseTest
  evidence    "NICE guideline NG232: head injury, assessment and early management"
              grade "guideline" year 2023
  note        "for clinical review: from memory; a fall by 1 of the motor response is enough after a head injury"
  owner       "Acute medicine"
  version     "1.0"
  user        "Nurses and physicians of wards and emergency care"
  population  "Everyone with two coma scores in 24 hours"
  review by   2027-11-30
}

rule shock-index-high "Pulse above the systolic pressure" {
  category    safety
  trigger     patient-view, result
  for         age >= 16 years
          and measured HeartRate in last 24 hours
          and measured SystolicBP in last 24 hours
  when        ShockIndex >= 1.0
  unless      HighNEWS2 is known and HighNEWS2
  unless      has PalliativeCare
  unknown     hold
  severity    high
  message     "Shock index {RoundedShockIndex} (pulse {HeartRate}, systolic pressure {AcuteSystolicBP}): think of occult shock."
  detail      "Bleeding, sepsis, embolism, tamponade. A beta blocker hides it, and atrial fibrillation and fever raise it."
  suggest     order LactateTest
  evidence    "Koch E et al. Shock index in the emergency department. Open Access Emerg Med 2019;11:179"
              grade "review" year 2019
  note        "for clinical review: from memory; in pregnancy 0.9 is the usual mark"
  owner       "Acute medicine"
  version     "1.0"
  user        "Nurses and physicians of wards and emergency care"
  population  "From 16 years, with pulse and pressure of the last 24 hours"
  review by   2027-11-30
}
