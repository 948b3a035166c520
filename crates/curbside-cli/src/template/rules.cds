pack NAME

/// Potassium-sparing diuretics, by ingredient.
codes PotassiumSparing "potassium-sparing diuretic" =
    rxnorm 9997 "spironolactone", 298869 "eplerenone", 644 "amiloride", 10763 "triamterene"

observation Potassium "Potassium, serum or plasma" {
  code       loinc 2823-3, 6298-4
  unit       mmol/L
  plausible  1.0 .. 12.0
  window     7 days
  report     nothing
}

rule high-potassium-on-potassium-sparing-diuretic "High potassium on a potassium-sparing diuretic" {
  category   safety
  trigger    patient-view, order-sign, result
  let        k = latest Potassium in last 7 days
  when       k > 5.5 mmol/L
         and taking PotassiumSparing as drug
  unknown    hold
  severity   high
  message    "Potassium {k.value} on {k.date}, and {drug} is still active."
  suggest    stop drug
  evidence   "The guideline that says so" year 2024
  owner      "OWNER"
  review by  REVIEW
}
