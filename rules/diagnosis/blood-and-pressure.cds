pack diagnosis

// Anaemia, blood pressure.

use terms.{Anemia, Hypertension, IronDeficiencyAnemia}
use laboratory.{DiastolicBP, Ferritin, Hemoglobin, MCV, PregnancyRecorded, SystolicBP}

codes FerritinTest "ferritin" =
    loinc 2276-4 "Ferritin [Mass/volume] in Serum or Plasma"

define SecondTrimester "second trimester" =
  gestational-age >= 14 weeks
  and gestational-age < 28 weeks

/// Where no pregnancy is recorded, the limit of other women: otherwise no young woman would ever be told of an anaemia.
define HemoglobinLimitOfWomen "lower limit of haemoglobin in women" =
  if(PregnancyRecorded, if(SecondTrimester, 10.5 g/dL, 11.0 g/dL), 12.0 g/dL)

/// Limits of adults.
define LowHemoglobin "haemoglobin below the limit of anaemia" =
  (sex is male and latest Hemoglobin in last 90 days < 13.0 g/dL)
  or (sex is female and latest Hemoglobin in last 90 days < HemoglobinLimitOfWomen) {
  evidence  "WHO guideline on haemoglobin cutoffs to define anaemia" grade "none (definition)"
            year 2024
  note      "for clinical review: limits from memory; smoking and altitude are not corrected for"
}

rule anaemia-suspected "Anaemia, not on the problem list" {
  category    diagnosis
  trigger     patient-view, result
  for         age >= 18 years
          and not has Anemia
          and measured Hemoglobin with value < 13.0 g/dL in last 90 days
  let         hb = latest Hemoglobin in last 90 days
  let         volume = latest MCV in last 90 days
  when        LowHemoglobin
  severity    low
  message     "Haemoglobin {hb.value} on {hb.date}: anaemia is not on the problem list."
  detail      "For: haemoglobin {hb.value}, cell volume {volume}. Against: a diluted sample, late pregnancy, altitude and smoking shift the limit."
              "MCV {volume}. Small cells: ferritin. Large cells: vitamin B12, folate, thyroid, alcohol, medicines."
              "Otherwise: reticulocytes, kidney function, inflammation."
  suggest     problem AnemiaProblem
  suggest     order FerritinTest "If not done: below 45 ng/mL with anaemia means iron deficiency"
  evidence    "WHO guideline on haemoglobin cutoffs to define anaemia" grade "none (definition)"
              year 2024
  note        "for clinical review: limits from memory"
  population  "Adults with a haemoglobin below 13 g/dL"
  owner       "Haematology"
  version     "0.1.0"
  user        "Clinicians who treat the patient"
  review by   2027-11-30
}

rule iron-deficiency-anaemia-suspected "Iron deficiency anaemia, not on the problem list" {
  category    diagnosis
  trigger     patient-view, result
  for         age >= 18 years
          and not has IronDeficiencyAnemia
          and measured Ferritin with value < 45 ng/mL in last 90 days
  let         hb = latest Hemoglobin in last 90 days
  let         iron = latest Ferritin in last 90 days
  when        LowHemoglobin and iron < 45 ng/mL
  severity    moderate
  message     "Haemoglobin {hb.value} with ferritin {iron.value}: iron deficiency anaemia."
  detail      "For: haemoglobin {hb.value} with ferritin {iron.value} (below 45 ng/mL). Against: thalassaemia; inflammation raises ferritin, it does not lower it."
              "In men and after the menopause look for bleeding from the gut, at both ends."
  suggest     problem IronDeficiencyAnemia
  evidence    "AGA clinical practice guidelines on the gastrointestinal evaluation of iron deficiency anemia. Gastroenterology 2020"
              grade "not recorded (guideline)" year 2020
  note        "for clinical review: from memory of the guideline"
  population  "Adults with a ferritin below 45 ng/mL"
  owner       "Haematology"
  version     "0.1.0"
  user        "Clinicians who treat the patient"
  review by   2027-11-30
}

// --- blood pressure -------------------------------------------------------------------------------------

rule hypertension-suspected "High blood pressure on two days, not on the problem list" {
  category    diagnosis
  trigger     patient-view, result
  for         age >= 18 years
          and not has Hypertension
          and (measured SystolicBP with value >= 140 mm[Hg] in last 12 months
              or measured DiastolicBP with value >= 90 mm[Hg] in last 12 months)
  let         upper = value(latest SystolicBP in last 12 months, 'mm[Hg]')
  let         diastolic = latest DiastolicBP in last 12 months
  when        (two SystolicBP >= 140 mm[Hg] at least 1 day apart in last 2 years)
           or (two DiastolicBP >= 90 mm[Hg] at least 1 day apart in last 2 years)
  severity    low
  message     "Blood pressure {upper}/{diastolic}, 140/90 and more on two days: hypertension is not on the problem list."
  detail      "For: two readings of 140/90 and more on different days. Against: white coat, pain, wrong cuff."
              "Latest {upper}/{diastolic.value}. Confirm out of the office before it is called hypertension,"
              "unless it is far above."
  suggest     problem HypertensionProblem "After confirmation at home or over 24 hours"
  evidence    "2025 AHA/ACC guideline for high blood pressure. Circulation 2025;152:e114" grade 1
              year 2025
  population  "Adults with a high blood pressure reading in the last year"
  owner       "Internal medicine"
  version     "0.1.0"
  user        "Clinicians who treat the patient"
  review by   2027-11-30
}
