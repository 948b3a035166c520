pack golden

codes Warfarin = rxnorm 11289 "warfarin"

codes NSAID "NSAID" = rxnorm 5640 "ibuprofen", 7258 "naproxen"

codes PotassiumSparing "potassium-sparing diuretic" = rxnorm 9997 "spironolactone", 298869 "eplerenone"

codes Penicillin "penicillin" = rxnorm 723 "amoxicillin", 733 "ampicillin"

codes HeartFailure "heart failure" = icd10cm I50* + snomed 84114007 "Heart failure"

codes AtrialFibrillation "atrial fibrillation" = icd10cm I48* + snomed 49436004 "Atrial fibrillation"

function count_orders(drugs: list of Medication) -> number = rhai "scripts/count.rhai"

interaction warfarin-nsaid "Warfarin with an NSAID" {
  between    Warfarin as anticoagulant and NSAID as painkiller
  severity   major
  effect     "Both bleed: stomach and brain."
  advice     "Take paracetamol instead."
  evidence   "For tests only" year 2026
  owner      "Curbside maintainers"
  review by  2099-01-01
}

rule penicillin-allergy "Penicillin for somebody allergic to it" {
  category   safety
  when       taking or ordering Penicillin as drug
  when       allergic to Penicillin as allergy
  unknown    hold
  severity   critical
  message    "{drug} is ordered, and there is an allergy to {allergy}."
  suggest    stop drug
  evidence   "For tests only" year 2026
  owner      "Curbside maintainers"
  review by  2099-01-01
}

rule many-medications "Five medications of the kinds known here" {
  category   recommendation
  when       count_orders(taking (Warfarin or NSAID or PotassiumSparing or Penicillin)) >= 3
  severity   info
  message    "Three or more — “polypharmacy” ≥ 3 (日本語, \\ and \" are only text)."
  evidence   "For tests only" year 2026
  owner      "Curbside maintainers"
  review by  2099-01-01
}
