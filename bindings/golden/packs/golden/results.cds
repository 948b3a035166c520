pack golden

observation Potassium "Potassium" {
  code       loinc 2823-3, 6298-4
  unit       mmol/L
  plausible  1.0 .. 12.0
  normal     3.5 .. 5.1
  critical   < 2.5 or > 6.5
  window     7 days
  evidence   "For tests only" year 2026
  owner      "Curbside maintainers"
  review by  2099-01-01
}

observation INR "INR" {
  code       loinc 6301-6
  unit       1
  window     7 days
  report     nothing
}

input Frail "Frail" {
  yes-no
}

rule high-potassium "High potassium on a potassium-sparing diuretic" {
  category   safety
  trigger    patient-view, order-sign, result
  let        k = latest Potassium in last 7 days
  when       k > 5.5 mmol/L
         and taking PotassiumSparing as drug
  unknown    hold
  severity   high
  message    "Potassium {k.value} on {k.date}, and {drug} is still active."
  suggest    stop drug
  evidence   "For tests only" year 2026
  owner      "Renal medicine"
  review by  2099-01-01
}

rule high-inr "INR above range on warfarin" {
  category   safety
  when       taking Warfarin as drug
  when       INR > 4.5
  unless     has HeartFailure and Frail
  unknown    hold
  severity   high
  message    "INR {INR} on {INR.date}."
  evidence   "For tests only" year 2026
  owner      "Curbside maintainers"
  review by  2099-01-01
}

rule inr-due "INR every 4 weeks" {
  category   care-gap
  for        taking Warfarin
  recall     measured INR every 4 weeks
  severity   info
  message    "INR is due."
  evidence   "For tests only" year 2026
  owner      "Curbside maintainers"
  review by  2099-01-01
}

score Stroke "Risk of stroke" {
  for has AtrialFibrillation
  1 if has HeartFailure
  2 if age >= 75 years
  1 if sex is female
  band 0 .. 0 "low"
  band 1 .. 1 "middle"
  band 2 .. 4 "high"
  evidence "For tests only" year 2026
}
