pack scores

// Stroke and bleeding in atrial fibrillation.

use terms.{AlcoholUseDisorder, Anemia, Antiplatelet, AtrialFibrillationOrFlutter,
    OralAnticoagulant, BleedingHistory, Cirrhosis, Diabetes, DialysisDependence, HeartFailure,
    Hypertension, KidneyTransplant, NSAID, Stroke, StrokeOrTIA, VascularDisease,
    VitaminKAntagonist}

use laboratory.{ALT, AST, AlkalinePhosphatase, Bilirubin, Creatinine, Hematocrit, Hemoglobin,
    KidneyFunction, SystolicBP}

score CHA2DS2-VASc "Stroke risk in atrial fibrillation" {
  for age >= 18 years and has AtrialFibrillationOrFlutter
  1 if has HeartFailure
  1 if has Hypertension
  by years(age) {
    < 65       -> 0
    65 .. < 75 -> 1
    >= 75      -> 2
  }
  1 if has Diabetes
  2 if had StrokeOrTIA
  1 if had VascularDisease
  1 if sex is female
  band 0 "low"
  band 1 "intermediate"
  band >= 2 "high"
  evidence "Lip GYH et al. Refining clinical risk stratification for predicting stroke in atrial fibrillation."
    "Chest 2010;137:263" grade "none (publication)" year 2010 doi 10.1378/chest.09-1584
  population "Adults with atrial fibrillation"
  user "Clinicians responsible for the patient"
  owner "Cardiology"
  version "1.0.0"
  review by 2027-11-30
}

/// The same without sex, as in the European guideline of 2024.
score CHA2DS2-VA "Stroke risk in atrial fibrillation, without sex" {
  for age >= 18 years and has AtrialFibrillationOrFlutter
  1 if has HeartFailure
  1 if has Hypertension
  by years(age) {
    < 65       -> 0
    65 .. < 75 -> 1
    >= 75      -> 2
  }
  1 if has Diabetes
  2 if had StrokeOrTIA
  1 if had VascularDisease
  band 0 "anticoagulation not needed"
  band 1 "consider anticoagulation"
  band >= 2 "anticoagulation recommended"
  evidence "2024 ESC guidelines for the management of atrial fibrillation"
    grade "not recorded (guideline)" year 2024
  population "Adults with atrial fibrillation"
  user "Clinicians responsible for the patient"
  owner "Cardiology"
  version "1.0.0"
  review by 2027-11-30
}

input LabileINR "Labile INR (time in range below 60 %)" {
  yes-no
}

input AlcoholDrinksPerWeek "Standard drinks of alcohol a week" {
  number  0 .. 200
  window  365 days
}

/// Dialysis, transplant or a creatinine of 200 umol/L and more.
define AbnormalKidney "abnormal kidney function" =
  has DialysisDependence
  or has KidneyTransplant
  or latest Creatinine in last 365 days >= 2.26 mg/dL

/// Cirrhosis, or bilirubin above twice with an enzyme above three times the upper limit.
/// The limits are 1.0 mg/dL, 40, 40 and 120 U/L.
define AbnormalLiver "abnormal liver function" =
  has Cirrhosis
  or (Bilirubin > 2.0 mg/dL
    and (ALT > 120 U/L or AST > 120 U/L or AlkalinePhosphatase > 360 U/L))

/// Use it to find what can be mended, never alone to withhold anticoagulation.
score HAS-BLED "Bleeding risk on anticoagulation" {
  for age >= 18 years and (has AtrialFibrillationOrFlutter or taking OralAnticoagulant)
  1 if latest SystolicBP in last 90 days > 160 mm[Hg]
  1 if AbnormalKidney
  1 if AbnormalLiver
  1 if had Stroke
  1 if had BleedingHistory or has Anemia
  1 if taking VitaminKAntagonist and LabileINR
  1 if age > 65 years
  1 if taking (Antiplatelet or NSAID) with systemic route
  1 if has AlcoholUseDisorder or AlcoholDrinksPerWeek >= 8
  band 0 .. 2 "low to moderate"
  band >= 3 "high"
  evidence "Pisters R et al. A novel user-friendly score (HAS-BLED). Chest 2010;138:1093"
    grade "none (publication)" year 2010
  population "Adults with atrial fibrillation on an anticoagulant or before one"
  user "Clinicians responsible for the patient"
  owner "Cardiology"
  version "1.0.0"
  review by 2027-11-30
}

/// Bleeding on anticoagulation in atrial fibrillation, without the pressure and the INR.
/// A haematocrit that was not measured leaves the haemoglobin alone to decide.
define LowHematocrit "haematocrit below 36 %, in men below 40 %" =
  ((latest Hematocrit in last 365 days < 36 %
    or (sex is male and latest Hematocrit in last 365 days < 40 %)) is known)
  and (latest Hematocrit in last 365 days < 36 %
    or (sex is male and latest Hematocrit in last 365 days < 40 %))

score ORBIT "ORBIT bleeding score" {
  for age >= 18 years and (has AtrialFibrillationOrFlutter or taking OralAnticoagulant)
  2 if latest Hemoglobin in last 365 days < 12 g/dL
    or (sex is male and latest Hemoglobin in last 365 days < 13 g/dL)
    or had Anemia
    or LowHematocrit
  1 if age >= 75 years
  2 if had BleedingHistory
  1 if KidneyFunction < 60 mL/min/{1.73_m2}
  1 if taking Antiplatelet
  band 0 .. 2 "low"
  band 3 "medium"
  band 4 .. 7 "high"
  evidence "O'Brien EC et al. The ORBIT bleeding score. Eur Heart J 2015;36:3258"
    grade "none (publication)" year 2015
  note "for clinical review: from memory of the score"
  population "Adults with atrial fibrillation on an anticoagulant or before one"
  user "Clinicians responsible for the patient"
  owner "Cardiology"
  version "1.0.0"
  review by 2027-11-30
}
