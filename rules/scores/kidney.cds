pack scores

// Kidney: clearance, categories, risk.

use laboratory.{BodyWeight, Creatinine, KidneyFunction, UrineAlbuminCreatinineRatio}

define ClearanceOfSex "Cockcroft-Gault factor of the sex" = if(sex is female, 0.85, 1) * 1 mL/min

/// Creatinine clearance after Cockcroft and Gault, with the actual weight.
define CreatinineClearance "creatinine clearance (Cockcroft-Gault)" =
  (140 - years(age)) * (BodyWeight / 1 kg) / (72 * Creatinine / 1 mg/dL) * ClearanceOfSex {
  evidence  "Cockcroft DW, Gault MH. Prediction of creatinine clearance from serum creatinine. Nephron 1976;16:31"
            grade "none (publication)" year 1976
}

table GFRCategory(KidneyFunction) -> text {
  >= 90      -> "G1"
  60 .. < 90 -> "G2"
  45 .. < 60 -> "G3a"
  30 .. < 45 -> "G3b"
  15 .. < 30 -> "G4"
  < 15       -> "G5"
  evidence  "KDIGO 2024 clinical practice guideline for CKD. Kidney Int 2024;105(4S)"
            grade "not recorded (guideline)" year 2024
}

table AlbuminuriaCategory(UrineAlbuminCreatinineRatio) -> text {
  < 30      -> "A1"
  30 .. 300 -> "A2"
  > 300     -> "A3"
  evidence  "KDIGO 2024 clinical practice guideline for CKD. Kidney Int 2024;105(4S)"
            grade "not recorded (guideline)" year 2024
}

define GFRStage "GFR category" = GFRCategory(KidneyFunction)

define AlbuminuriaStage "albuminuria category" = AlbuminuriaCategory(UrineAlbuminCreatinineRatio)

/// The risk of the combined categories, from 1 (low) to 4 (very high).
define KidneyRisk "KDIGO risk of the combined categories" =
  if(KidneyFunction >= 60 mL/min/{1.73_m2},
    if(UrineAlbuminCreatinineRatio < 30 mg/g{creat}, 1,
      if(UrineAlbuminCreatinineRatio <= 300 mg/g{creat}, 2, 3)),
    if(KidneyFunction >= 45 mL/min/{1.73_m2},
      if(UrineAlbuminCreatinineRatio < 30 mg/g{creat}, 2,
        if(UrineAlbuminCreatinineRatio <= 300 mg/g{creat}, 3, 4)),
      if(KidneyFunction >= 30 mL/min/{1.73_m2},
        if(UrineAlbuminCreatinineRatio < 30 mg/g{creat}, 3, 4), 4))) {
  evidence  "KDIGO 2024 clinical practice guideline for CKD. Kidney Int 2024;105(4S)"
            grade "not recorded (guideline)" year 2024
}

define KFRESum "sum of the kidney failure risk equation" =
  -0.2201 * (years(age) / 10 - 7.036) + 0.2467 * (if(sex is male, 1, 0) - 0.5642) -
    0.5567 * (value(KidneyFunction, 'mL/min/{1.73_m2}') / 5 - 7.222) +
    0.4510 * (ln(value(UrineAlbuminCreatinineRatio, 'mg/g{creat}')) - 5.137)

/// Four variables, calibrated for North America, for an eGFR below 60.
define KidneyFailureRisk2 "2-year risk of kidney failure" =
  min(max(1 - pow(0.9750, exp(KFRESum)), 0), 1) * 100 % {
  evidence  "Tangri N et al. Multinational assessment of accuracy of equations for predicting risk of kidney failure. JAMA 2016;315:164"
            grade "none (publication)" year 2016
  note      "for clinical review: coefficients from memory of the publication"
}

define KidneyFailureRisk5 "5-year risk of kidney failure" =
  min(max(1 - pow(0.9240, exp(KFRESum)), 0), 1) * 100 % {
  evidence  "Tangri N et al. Multinational assessment of accuracy of equations for predicting risk of kidney failure. JAMA 2016;315:164"
            grade "none (publication)" year 2016
  note      "for clinical review: coefficients from memory of the publication"
}
