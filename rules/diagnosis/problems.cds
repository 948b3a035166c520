pack diagnosis

// What is suggested for the problem list: the one general concept, where the set that is asked for holds its kinds as well.
// The codes are those of the pack `terms`.

codes ThrombocytopeniaProblem "thrombocytopenia" =
    snomed 302215000 "Thrombocytopenic disorder"
  + icd10cm D69.6 "Thrombocytopenia, unspecified"

codes CKDStage3Problem "chronic kidney disease stage 3" =
    snomed 433144002 "Chronic kidney disease stage 3"
  + icd10cm N18.30 "Chronic kidney disease, stage 3 unspecified"

codes FattyLiverProblem "metabolic fatty liver disease" =
    snomed 197315008 "Non-alcoholic fatty liver"
  + icd10cm K76.0 "Fatty (change of) liver, not elsewhere classified"

codes SepsisProblem "sepsis" =
    snomed 91302008 "Sepsis"

codes HeartFailureProblem "heart failure" =
    snomed 84114007 "Heart failure"

codes PreeclampsiaProblem "pre-eclampsia" =
    snomed 398254007 "Pre-eclampsia"
  + icd10cm O14.90 "Unspecified pre-eclampsia, unspecified trimester"

codes ChronicKidneyDiseaseProblem "chronic kidney disease" =
    snomed 709044004 "Chronic kidney disease"

codes PrediabetesProblem "prediabetes" =
    snomed 714628002 "Prediabetes"
  + icd10cm R73.03 "Prediabetes"

codes DiabeticKetoacidosisProblem "diabetic ketoacidosis" =
    snomed 420422005 "Diabetic ketoacidosis"

codes AnemiaProblem "anaemia" =
    snomed 271737000 "Anemia"
  + icd10cm D64.9 "Anaemia, unspecified"

codes HypertensionProblem "hypertension" =
    snomed 38341003 "Hypertensive disorder, systemic arterial"
  + icd10cm I10 "Essential (primary) hypertension"

codes HyperthyroidismProblem "hyperthyroidism" =
    snomed 34486009 "Hyperthyroidism"
  + icd10cm E05.90 "Thyrotoxicosis, unspecified without thyrotoxic crisis or storm"

codes ObesityProblem "obesity" =
    snomed 414916001 "Obesity"
