pack scores

// Liver, pancreas, bleeding of the gut.

use terms.{AcutePancreatitis, GastrointestinalBleeding, Diabetes, Dialysis, HeartFailure,
    LiverDisease, Prediabetes}

use laboratory.{ALT, AST, Albumin, Bilirubin, BodyMassIndex, Creatinine, Hemoglobin, HeartRate,
    INR, Platelets, ProthrombinTime, Sodium, UreaNitrogen}

use early-warning.{AcuteSystolicBP, ComaScore, SIRS}

// --- MELD ---------------------------------------------------------------------------------------------------

/// Dialysis twice within a week sets creatinine to its upper bound.
define DialysisThisWeek "dialysis twice in the last week" =
  count underwent Dialysis in last 7 days >= 2

define MELDBilirubin "bilirubin as MELD takes it" = max(Bilirubin / 1 mg/dL, 1.0)

define MELDINR "INR as MELD takes it" = max(INR, 1.0)

define MELDOldCreatinine "creatinine as the first MELD takes it" =
  if(DialysisThisWeek, 4.0, min(max(Creatinine / 1 mg/dL, 1.0), 4.0))

/// The first MELD, not rounded.
define MELDRaw "MELD, unrounded" =
  10 * (0.957 * ln(MELDOldCreatinine) + 0.378 * ln(MELDBilirubin) + 1.120 * ln(MELDINR) + 0.643)

/// Model for End-Stage Liver Disease as first used, from 6 to 40.
define MELD "MELD" = min(max(round(MELDRaw, 0), 6), 40) {
  evidence  "Kamath PS et al. A model to predict survival in patients with end-stage liver disease. Hepatology 2001;33:464"
            grade "none (publication)" year 2001
}

define BoundedSodium "sodium from 125 to 137" = min(max(Sodium / 1 mmol/L, 125), 137)

define SodiumGap "sodium below 137" = 137 - BoundedSodium

/// With sodium where MELD is above 11, as OPTN used it from 2016 to 2023.
define MELD-Na "MELD-Na (OPTN 2016)" =
  min(max(round(if(MELD > 11, MELD + 1.32 * SodiumGap - 0.033 * MELD * SodiumGap, MELD), 0), 6),
    40) {
  evidence  "OPTN policy on allocation of livers, in use from January 2016 to July 2023"
            grade "not recorded (guideline)" year 2016
  note      "for clinical review: from memory of the policy"
}

define SodiumTo140 "sodium from 125 to 140" = min(max(Sodium / 1 mmol/L, 125), 140)

/// With sodium as first published; not rounded.
define MELD-Na-Kim "MELD-Na (Kim 2008)" =
  MELDRaw - SodiumTo140 - 0.025 * MELDRaw * (140 - SodiumTo140) + 140 {
  evidence  "Kim WR et al. Hyponatremia and mortality among patients on the liver-transplant waiting list. N Engl J Med 2008;359:1018"
            grade "none (publication)" year 2008
}

define MELDCreatinine "creatinine as MELD 3.0 takes it" =
  if(DialysisThisWeek, 3.0, min(max(Creatinine / 1 mg/dL, 1.0), 3.0))

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
            "Gastroenterology 2021;161:1887" grade "none (publication)" year 2021
}

// --- other scores of the liver ---------------------------------------------------------------------------------

input AscitesGrade "Ascites" {
  choice  absent "Absent" 1
  choice  slight "Slight, or controlled" 2
  choice  moderate "Moderate or tense" 3
  window  30 days
}

input EncephalopathyGrade "Hepatic encephalopathy" {
  choice  none "None" 1
  choice  mild "Grade 1 or 2" 2
  choice  severe "Grade 3 or 4" 3
  window  30 days
}

/// Cirrhosis. Asked for by ascites or encephalopathy.
score Child-Pugh "Child-Pugh score" {
  for age >= 18 years and (AscitesGrade is known or EncephalopathyGrade is known)
  by Bilirubin {
    < 2    -> 1
    2 .. 3 -> 2
    > 3    -> 3
  }
  by Albumin {
    > 3.5      -> 1
    2.8 .. 3.5 -> 2
    < 2.8      -> 3
  }
  by INR {
    < 1.7      -> 1
    1.7 .. 2.3 -> 2
    > 2.3      -> 3
  }
  points AscitesGrade.points
  points EncephalopathyGrade.points
  band 5 .. 6 "class A"
  band 7 .. 9 "class B"
  band 10 .. 15 "class C"
  evidence "Pugh RN et al. Transection of the oesophagus for bleeding oesophageal varices. Br J Surg 1973;60:646"
    grade "none (publication)" year 1973
  population "Adults with cirrhosis"
  user "Clinicians responsible for the patient"
  owner "Gastroenterology"
  version "1.0.0"
  review by 2027-11-30
}

/// Alcoholic hepatitis: from 32 on severe. The control time is 12 seconds.
define MaddreyFunction "Maddrey discriminant function" =
  4.6 * (ProthrombinTime / 1 s - 12) + Bilirubin / 1 mg/dL {
  evidence  "Maddrey WC et al. Corticosteroid therapy of alcoholic hepatitis. Gastroenterology 1978;75:193"
            grade "none (publication)" year 1978
  note      "for clinical review: from memory; a laboratory puts its own control time in place of 12 seconds"
}

/// AST over its limit of 40 U/L, over platelets: above 1.5 fibrosis is likely, below 0.5 unlikely.
define APRI "APRI" = (AST / 40 U/L) * 100 / (Platelets / 1 10*9/L) {
  evidence  "Wai CT et al. A simple noninvasive index can predict both significant fibrosis and cirrhosis. Hepatology 2003;38:518"
            grade "none (publication)" year 2003
  note      "for clinical review: from memory"
}

/// Below -1.455 advanced fibrosis is unlikely, above 0.676 likely.
define NAFLDFibrosis "NAFLD fibrosis score" =
  -1.675 + 0.037 * years(age) + 0.094 * (BodyMassIndex / 1 kg/m2) +
    if(has (Diabetes or Prediabetes), 1.13, 0) + 0.99 * (AST / ALT) -
    0.013 * (Platelets / 1 10*9/L) - 0.66 * (Albumin / 1 g/dL) {
  evidence  "Angulo P et al. The NAFLD fibrosis score. Hepatology 2007;45:846"
            grade "none (publication)" year 2007
  note      "for clinical review: from memory"
}

/// Up to -2.60 grade 1, up to -1.39 grade 2, above grade 3.
define ALBI "ALBI" = 0.66 * log10(Bilirubin / 0.058466 mg/dL) - 0.85 * (Albumin / 1 g/dL) {
  evidence  "Johnson PJ et al. Assessment of liver function in hepatocellular carcinoma: the ALBI grade. J Clin Oncol 2015;33:550"
            grade "none (publication)" year 2015
  note      "for clinical review: from memory; bilirubin in umol/L, 0.085 for each g/L of albumin"
}

// --- bleeding of the gut, pancreatitis ----------------------------------------------------------------------------

input Melaena "Melaena" {
  yes-no
  window  48 hours
}

input Syncope "Syncope" {
  yes-no
  window  48 hours
}

define BlatchfordHemoglobin "Glasgow-Blatchford points of haemoglobin" =
  if(latest Hemoglobin in last 48 hours < 10 g/dL, 6,
    if(latest Hemoglobin in last 48 hours < 12 g/dL, if(sex is female, 1, 3),
      if(latest Hemoglobin in last 48 hours < 13 g/dL, if(sex is female, 0, 1), 0)))

/// Bleeding of the upper gut: 0 and 1 need no admission. Asked for by melaena.
score Glasgow-Blatchford "Glasgow-Blatchford score" {
  for age >= 18 years and (has GastrointestinalBleeding or Melaena is known)
  by latest UreaNitrogen in last 48 hours {
    < 18.2         -> 0
    18.2 .. < 22.4 -> 2
    22.4 .. < 28   -> 3
    28 .. < 70     -> 4
    >= 70          -> 6
  }
  points BlatchfordHemoglobin
  by AcuteSystolicBP {
    >= 110       -> 0
    100 .. < 110 -> 1
    90 .. < 100  -> 2
    < 90         -> 3
  }
  1 if HeartRate >= 100 /min
  1 if Melaena
  2 if Syncope
  2 if has LiverDisease
  2 if has HeartFailure
  band 0 .. 1 "very low"
  band >= 2 "admit"
  evidence "Blatchford O et al. A risk score to predict need for treatment for upper-gastrointestinal haemorrhage. Lancet 2000;356:1318"
    grade "none (publication)" year 2000
  note "for clinical review: from memory of the score; urea nitrogen in mg/dL"
  population "Adults with upper gastrointestinal bleeding"
  user "Clinicians responsible for the patient"
  owner "Gastroenterology"
  version "1.0.0"
  review by 2027-11-30
}

input PleuralEffusion "Pleural effusion" {
  yes-no
  window  48 hours
}

/// Acute pancreatitis in the first day. Asked for by the effusion.
score BISAP "BISAP score" {
  for age >= 18 years and (has AcutePancreatitis or PleuralEffusion is known)
  1 if latest UreaNitrogen in last 48 hours > 25 mg/dL
  1 if ComaScore < 15
  1 if SIRS >= 2
  1 if age > 60 years
  1 if PleuralEffusion
  band 0 .. 2 "lower"
  band 3 .. 5 "high"
  evidence "Wu BU et al. The early prediction of mortality in acute pancreatitis. Gut 2008;57:1698"
    grade "none (publication)" year 2008
  note "for clinical review: from memory of the score"
  population "Adults with acute pancreatitis"
  user "Clinicians responsible for the patient"
  owner "Gastroenterology"
  version "1.0.0"
  review by 2027-11-30
}
