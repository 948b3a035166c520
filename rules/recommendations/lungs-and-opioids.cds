pack recommendations

// Asthma, and opioids for pain.

use terms.{Asthma, COPD, InhaledCorticosteroid, CancerAny, Naloxone, Opioid, PalliativeCare,
    ShortActingBetaAgonist, SickleCellDisease}

rule reliever-only-asthma "Asthma with a reliever only" {
  category    recommendation
  for         age >= 6 years and has Asthma and not has COPD
  when        taking ShortActingBetaAgonist as reliever
  when        not taking InhaledCorticosteroid
  unless      allergic to InhaledCorticosteroid
  severity    moderate
  message     "Asthma treated with {reliever} and no inhaled corticosteroid: risk of a severe attack."
  suggest     start InhaledCorticosteroid "Best as budesonide with formoterol, as needed or daily"
  evidence    "GINA, Global strategy for asthma management and prevention, 2026"
              grade "not recorded (guideline)" year 2026
  population  "People of 6 years and more with asthma, without COPD"
  owner       "Respiratory medicine"
  version     "0.1.0"
  user        "Clinicians who treat the problem"
  review by   2027-11-30
}

// --- opioids --------------------------------------------------------------------------------------------

codes Codeine "codeine" = rxnorm 2670 "codeine"
codes Fentanyl "fentanyl" = rxnorm 4337 "fentanyl"
codes Hydrocodone "hydrocodone" = rxnorm 5489 "hydrocodone"
codes Hydromorphone "hydromorphone" = rxnorm 3423 "hydromorphone"
codes Methadone "methadone" = rxnorm 6813 "methadone"
codes Morphine "morphine" = rxnorm 7052 "morphine"
codes Oxycodone "oxycodone" = rxnorm 7804 "oxycodone"
codes Oxymorphone "oxymorphone" = rxnorm 7814 "oxymorphone"
codes Tapentadol "tapentadol" = rxnorm 787390 "tapentadol"
codes Tramadol "tramadol" = rxnorm 10689 "tramadol"

/// Opioids by mouth in milligrams of morphine a day. Not for changing from one opioid to another.
define MorphineEquivalents "oral morphine equivalents a day" =
  0.15 * sum o.daily_dose over taking Codeine with oral route as o +
    1.0 * sum o.daily_dose over taking Hydrocodone with oral route as o +
    5.0 * sum o.daily_dose over taking Hydromorphone with oral route as o +
    4.7 * sum o.daily_dose over taking Methadone with oral route as o +
    1.0 * sum o.daily_dose over taking Morphine with oral route as o +
    1.5 * sum o.daily_dose over taking Oxycodone with oral route as o +
    3.0 * sum o.daily_dose over taking Oxymorphone with oral route as o +
    0.4 * sum o.daily_dose over taking Tapentadol with oral route as o +
    0.2 * sum o.daily_dose over taking Tramadol with oral route as o {
  unit      mg/d
  evidence  "CDC clinical practice guideline for prescribing opioids for pain. MMWR Recomm Rep 2022;71(3), conversion factors"
            grade "not recorded (guideline)" year 2022
  note      "for clinical review: factors from memory. Fentanyl patches are asked separately; buprenorphine has no factor"
}

rule naloxone-with-high-dose-opioid "Naloxone with 50 MME and more a day" {
  category    recommendation
  trigger     patient-view, order-sign, medication-refill
  for         age >= 18 years and taking Opioid and not has PalliativeCare
  when        MorphineEquivalents >= 50 mg/d or taking Fentanyl with transdermal route
  when        not taking Naloxone
  unless      has CancerAny
  unless      has SickleCellDisease
  severity    moderate
  message     "Opioids of 50 MME a day or more, or a fentanyl patch, and no naloxone at home."
  detail      "Offer naloxone to the patient and to somebody at home. Weigh whether the dose still serves its goal;"
              "do not stop abruptly."
  suggest     start Naloxone "For use by others in an overdose"
  evidence    "CDC clinical practice guideline for prescribing opioids for pain. MMWR Recomm Rep 2022;71(3)"
              grade A year 2022
  note        "for clinical review: from memory of the guideline; cancer by site is not looked for"
  population  "Adults on opioids, not in palliative care"
  owner       "Pain medicine"
  version     "0.1.0"
  user        "Clinicians who treat the problem"
  review by   2027-11-30
}
