pack recommendations

// Osteoporosis: treatment.

use terms.{Bisphosphonate, BoneDensityScan, BoneProtection, Denosumab, Osteoporosis,
    PalliativeCare, Raloxifene, Teriparatide}

use laboratory.{EGFR}

codes Prednisone "prednisone or prednisolone" =
    rxnorm 8640 "prednisone", 8638 "prednisolone"

rule osteoporosis-untreated "Osteoporosis without treatment" {
  category    recommendation
  for         age >= 50 years and has Osteoporosis and not has PalliativeCare
  when        not taking BoneProtection
  when        not given (Denosumab or Bisphosphonate) in last 18 months
  unless      taken Bisphosphonate in last 10 years
  unless      allergic to BoneProtection
  unless      measured EGFR with value < 30 mL/min/{1.73_m2} in last 12 months
  severity    low
  message     "Osteoporosis at age {age}, and no drug for it on record."
  suggest     start Bisphosphonate "With enough calcium and vitamin D; denosumab or anabolic drugs at very high risk"
  population  "People of 50 years and more with osteoporosis"
  evidence    "AACE/ACE guideline for postmenopausal osteoporosis, 2020" grade A year 2020
  note        "for clinical review: from memory; a holiday after years of a bisphosphonate silences it"
  owner       "Endocrinology"
  version     "0.1.0"
  user        "Clinicians who treat the problem"
  review by   2027-11-30
}

rule bone-density-on-glucocorticoid "Bone density on a glucocorticoid for three months" {
  category    care-gap
  trigger     patient-view, appointment-book, encounter-start
  for         age >= 40 years
          and taking Prednisone with systemic route, daily dose >= 2.5 mg as steroid
          and not has PalliativeCare
  when        taking Prednisone with systemic route at least 3 months ago
  when        not underwent BoneDensityScan in last 2 years
  when        not measured BoneDensity in last 2 years
  unless      taking BoneProtection
  severity    low
  message     "{steroid} for 3 months at age {age}: no bone density in the last 2 years."
  suggest     order BoneDensityScan "And a calculation of fracture risk"
  population  "People of 40 years and more on prednisone or prednisolone, 2.5 mg a day and more, for three months"
  evidence    "ACR 2022 guideline for the prevention and treatment of glucocorticoid-induced osteoporosis"
              grade "strong" year 2022
  note        "for clinical review: from memory"
  owner       "Rheumatology"
  version     "0.1.0"
  user        "Primary care and prevention teams"
  review by   2027-11-30
}

rule denosumab-overdue "Denosumab more than seven months ago" {
  category    recommendation
  for         age >= 18 years and given Denosumab in last 24 months as shot
  when        not given Denosumab in last 7 months
  when        not taking (Bisphosphonate or Teriparatide or Raloxifene)
  unless      given Bisphosphonate in last 12 months
  unless      allergic to Denosumab
  severity    moderate
  message     "{shot} was last given more than 7 months ago: vertebrae may break within months of stopping."
  suggest     start Denosumab "Or go over to a bisphosphonate"
  population  "Adults who were given denosumab"
  evidence    "AACE/ACE guideline for postmenopausal osteoporosis, 2020"
              grade "not recorded (guideline)" year 2020
  note        "for clinical review: from memory"
  owner       "Endocrinology"
  version     "0.1.0"
  user        "Clinicians who treat the problem"
  review by   2027-11-30
}

rule bisphosphonate-five-years "Oral bisphosphonate for more than five years" {
  category    care-gap
  trigger     patient-view, appointment-book, encounter-start
  for         age >= 18 years and taking Bisphosphonate with oral route as drug
  when        taking Bisphosphonate at least 5 years ago
  unless      taking Prednisone
  severity    info
  message     "{drug} for 5 years or more: weigh a pause against the risk of fracture."
  detail      "After 5 years by mouth (3 years by infusion) a holiday is an option when hip density is above -2.5 and nothing broke."
  suggest     change drug "Pause, or go on in high risk"
  population  "Adults on an oral bisphosphonate"
  evidence    "AACE/ACE guideline for postmenopausal osteoporosis, 2020"
              grade "not recorded (guideline)" year 2020
  note        "for clinical review: from memory"
  owner       "Endocrinology"
  version     "0.1.0"
  user        "Primary care and prevention teams"
  review by   2027-11-30
}
