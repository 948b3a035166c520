pack recommendations

// Opioids: more.

use terms.{Benzodiazepine, COPD, Gabapentinoid, CancerAny, Naloxone, ObstructiveSleepApnea, Opioid,
    OpioidUseDisorder, PalliativeCare, ZDrug}

codes OpioidAgonistTreatment "buprenorphine, methadone or naltrexone" =
    rxnorm 1819 "buprenorphine", 6813 "methadone", 7243 "naltrexone"

rule treatment-of-opioid-use-disorder "Treatment of opioid use disorder" {
  category    recommendation
  for         age >= 16 years and has OpioidUseDisorder as disorder and not has PalliativeCare
  when        not taking OpioidAgonistTreatment
  unless      allergic to OpioidAgonistTreatment
  severity    moderate
  message     "{disorder}, and neither buprenorphine nor methadone nor naltrexone: treatment halves deaths."
  suggest     start OpioidAgonistTreatment "Buprenorphine in withdrawal, or methadone in a programme; and naloxone at home"
  population  "People of 16 years and more with opioid use disorder"
  evidence    "CDC clinical practice guideline for prescribing opioids for pain. MMWR Recomm Rep 2022;71(3)"
              grade A year 2022
  note        "for clinical review: grade from memory"
  owner       "Addiction medicine"
  version     "0.1.0"
  user        "Clinicians who treat the problem"
  review by   2027-11-30
}

rule naloxone-with-sedatives "Naloxone with an opioid and a sedative, or sleep apnoea" {
  category    recommendation
  for         age >= 18 years and taking Opioid as opioid and not has PalliativeCare
  when        taking (Benzodiazepine or Gabapentinoid or ZDrug)
           or has (ObstructiveSleepApnea or COPD)
  when        not taking Naloxone
  unless      has CancerAny
  unless      encounter is inpatient
  severity    moderate
  message     "{opioid} with a sedative, sleep apnoea or COPD, and no naloxone at home."
  detail      "The risk of breathing too little is higher. Ask whether both are needed; offer naloxone to somebody at home."
  suggest     start Naloxone "For use by others in an overdose"
  population  "Adults on an opioid outside hospital"
  evidence    "CDC clinical practice guideline for prescribing opioids for pain. MMWR Recomm Rep 2022;71(3)"
              grade A year 2022
  note        "for clinical review: from memory"
  owner       "Pain medicine"
  version     "0.1.0"
  user        "Clinicians who treat the problem"
  review by   2027-11-30
}
