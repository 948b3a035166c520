pack scores

// Formulas of liver and kidney. A formula is a `define`; its stages are tables over it.

use terms.Dialysis

use laboratory.{Albumin, Bilirubin, BodyWeight, Creatinine, INR, KidneyFunction, Sodium}

use laboratory.UrineAlbuminCreatinineRatio

// --- liver ----------------------------------------------------------------------------------------------

/// Dialysis twice within a week sets creatinine to its upper bound.
define DialysisThisWeek "dialysis twice in the last week" =
  count underwent Dialysis in last 7 days >= 2

define MELDCreatinine "creatinine as MELD 3.0 takes it" =
  if(DialysisThisWeek, 3.0, min(max(Creatinine / 1 mg/dL, 1.0), 3.0))

define MELDBilirubin "bilirubin as MELD 3.0 takes it" = max(Bilirubin / 1 mg/dL, 1.0)

define MELDINR "INR as MELD 3.0 takes it" = max(INR, 1.0)

define SodiumGap "sodium below 137" = 137 - min(max(Sodium / 1 mmol/L, 125), 137)

define AlbuminGap "albumin below 3.5" = 3.5 - min(max(Albumin / 1 g/dL, 1.5), 3.5)

/// Below 18 years everyone has the points of women.
define WomanOrMinor "a woman, or below 18 years" = sex is female or age < 18 years

define MELDLiverPart "MELD 3.0: liver" =
  4.56 * ln(MELDBilirubin) + 9.09 * ln(MELDINR) + 1.85 * AlbuminGap

define MELDSodiumPart "MELD 3.0: sodium" =
  0.82 * SodiumGap - 0.24 * SodiumGap * ln(MELDBilirubin)

define MELDKidneyPart "MELD 3.0: kidney" =
  11.14 * ln(MELDCreatinine) - 1.83 * AlbuminGap * ln(MELDCreatinine)

/// MELD 3.0 before rounding and capping, for age 12 and above.
define MELD3Raw "MELD 3.0, unrounded" =
  MELDLiverPart + MELDSodiumPart + MELDKidneyPart + if(WomanOrMinor, 1.33, 0) + 6

/// Model for End-Stage Liver Disease, version 3.0, from 6 to 40.
define MELD3 "MELD 3.0" = min(max(round(MELD3Raw, 0), 6), 40) {
  evidence  "Kim WR et al. MELD 3.0: the model for end-stage liver disease updated for the modern era."
            "Gastroenterology 2021;161:1887" year 2021
}

// --- kidney ---------------------------------------------------------------------------------------------

define ClearanceOfSex "Cockcroft-Gault factor of the sex" = if(sex is female, 0.85, 1) * 1 mL/min

/// Creatinine clearance after Cockcroft and Gault, with the actual weight.
define CreatinineClearance "creatinine clearance (Cockcroft-Gault)" =
  (140 - years(age)) * (BodyWeight / 1 kg) / (72 * Creatinine / 1 mg/dL) * ClearanceOfSex {
  evidence  "Cockcroft DW, Gault MH. Prediction of creatinine clearance from serum creatinine. Nephron 1976;16:31"
            year 1976
}

table GFRCategory(KidneyFunction) -> text {
  >= 90      -> "G1"
  60 .. < 90 -> "G2"
  45 .. < 60 -> "G3a"
  30 .. < 45 -> "G3b"
  15 .. < 30 -> "G4"
  < 15       -> "G5"
  evidence  "KDIGO 2024 clinical practice guideline for CKD. Kidney Int 2024;105(4S)" year 2024
}

table AlbuminuriaCategory(UrineAlbuminCreatinineRatio) -> text {
  < 30      -> "A1"
  30 .. 300 -> "A2"
  > 300     -> "A3"
  evidence  "KDIGO 2024 clinical practice guideline for CKD. Kidney Int 2024;105(4S)" year 2024
}

define GFRStage "GFR category" = GFRCategory(KidneyFunction)

define AlbuminuriaStage "albuminuria category" = AlbuminuriaCategory(UrineAlbuminCreatinineRatio)
