pack recommendations

// Asthma and COPD: more.

use terms.{Asthma, COPD, COPDExacerbation, InhaledAnticholinergic, InhaledCorticosteroid,
    LongActingBetaAgonist, PalliativeCare, Pneumonia, Spirometry}

use laboratory.{Eosinophils, OxygenSaturation}

/// Long-acting bronchodilators by inhalation.
codes LongActingAnticholinergic "long-acting anticholinergic" =
    InhaledAnticholinergic
  - rxnorm 7213 "ipratropium"

codes LungFunction "lung function" = Spirometry

rule long-acting-beta-agonist-without-steroid "Asthma with a long-acting beta agonist and no inhaled corticosteroid" {
  category    safety
  trigger     patient-view, order-select, order-sign
  for         has Asthma and not has COPD
  when        taking or ordering LongActingBetaAgonist with inhaled route as laba
  when        not taking or ordering InhaledCorticosteroid
  unknown     hold
  severity    high
  message     "Asthma: {laba} without an inhaled corticosteroid raises the risk of asthma death."
  suggest     change laba "To a combination with an inhaled corticosteroid"
  population  "People with asthma, without COPD"
  evidence    "GINA, Global strategy for asthma management and prevention, 2026"
              grade "not recorded (guideline)" year 2026
  note        "for clinical review: boxed warning of US labels until 2017 for combinations, still for single agents; from memory"
  owner       "Respiratory medicine"
  version     "0.1.0"
  user        "Prescribers and pharmacists"
  review by   2027-11-30
}

rule copd-without-long-acting-bronchodilator "COPD without a long-acting bronchodilator" {
  category    recommendation
  for         age >= 35 years and has COPD and not has PalliativeCare
  when        not taking (LongActingBetaAgonist or LongActingAnticholinergic)
  unless      allergic to (LongActingBetaAgonist or LongActingAnticholinergic)
  severity    low
  message     "COPD at age {age}, and no long-acting bronchodilator: most people need one, many need two."
  suggest     start LongActingAnticholinergic "With a long-acting beta agonist where there are symptoms or exacerbations"
  population  "People of 35 years and more with COPD"
  evidence    "GOLD, Global strategy for prevention, diagnosis and management of COPD, 2026"
              grade "not recorded (guideline)" year 2026
  owner       "Respiratory medicine"
  version     "0.1.0"
  user        "Clinicians who treat the problem"
  review by   2027-11-30
}

rule triple-therapy-in-copd "Inhaled corticosteroid after an exacerbation of COPD with many eosinophils" {
  category    recommendation
  for         age >= 35 years
          and had COPDExacerbation in last 12 months
          and taking LongActingBetaAgonist
          and taking LongActingAnticholinergic
  let         eos = latest Eosinophils in last 12 months
  when        eos >= 0.3 10*9/L
  when        not taking InhaledCorticosteroid
  unless      allergic to InhaledCorticosteroid
  unless      had Pneumonia in last 12 months
  severity    low
  message     "Exacerbation on two bronchodilators, eosinophils {eos}: an inhaled corticosteroid lowers the risk."
  suggest     start InhaledCorticosteroid "As one inhaler with both bronchodilators"
  population  "People with COPD and an exacerbation within a year on two long-acting bronchodilators"
  evidence    "GOLD, Global strategy for prevention, diagnosis and management of COPD, 2026"
              grade "not recorded (guideline)" year 2026
  owner       "Respiratory medicine"
  version     "0.1.0"
  user        "Clinicians who treat the problem"
  review by   2027-11-30
}

rule steroid-in-copd-without-eosinophils "Inhaled corticosteroid in COPD with few eosinophils" {
  category    recommendation
  for         age >= 35 years
          and has COPD
          and taking InhaledCorticosteroid with inhaled route as steroid
          and not has (Asthma or PalliativeCare)
  let         eos = highest Eosinophils in last 12 months
  when        measured Eosinophils in last 12 months and eos < 0.1 10*9/L
  severity    info
  message     "COPD with eosinophils never above {eos} in a year: {steroid} is unlikely to help and raises pneumonia."
  suggest     change steroid "Consider withdrawal, with two long-acting bronchodilators"
  population  "People of 35 years and more with COPD and an inhaled corticosteroid, without asthma"
  evidence    "GOLD, Global strategy for prevention, diagnosis and management of COPD, 2026"
              grade "not recorded (guideline)" year 2026
  owner       "Respiratory medicine"
  version     "0.1.0"
  user        "Clinicians who treat the problem"
  review by   2027-11-30
}

rule spirometry-in-copd "Lung function in COPD" {
  category    care-gap
  trigger     patient-view, appointment-book, encounter-start
  for         age >= 35 years and has COPD and not has PalliativeCare
  when        not underwent LungFunction in last 10 years
  severity    info
  message     "COPD at age {age}: no lung function on record. The diagnosis needs FEV1/FVC below 0.7 after a bronchodilator."
  suggest     order LungFunction
  population  "People of 35 years and more with COPD"
  evidence    "GOLD, Global strategy for prevention, diagnosis and management of COPD, 2026"
              grade "not recorded (guideline)" year 2026
  owner       "Respiratory medicine"
  version     "0.1.0"
  user        "Primary care and prevention teams"
  review by   2027-11-30
}

rule oxygen-in-copd "Long-term oxygen in COPD" {
  category    recommendation
  for         age >= 35 years
          and has COPD
          and measured OxygenSaturation with value <= 88 % in last 90 days
  when        two OxygenSaturation <= 88 % at least 21 days apart in last 90 days
  severity    moderate
  message     "COPD: oxygen saturation of 88 % or less twice, three weeks apart: check for long-term oxygen."
  detail      "Confirm by arterial blood gas when stable: pO2 of 55 mmHg or less, or 56 to 59 with cor pulmonale or a haematocrit above 55 %."
  population  "People of 35 years and more with COPD"
  evidence    "GOLD, Global strategy for prevention, diagnosis and management of COPD, 2026"
              grade "not recorded (guideline)" year 2026
  owner       "Respiratory medicine"
  version     "0.1.0"
  user        "Clinicians who treat the problem"
  review by   2027-11-30
}
