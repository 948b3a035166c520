pack diagnosis

// Diabetes, lipids, thyroid.

use terms.{Diabetes, DiabeticKetoacidosis, DialysisDependence, FamilialHypercholesterolemia,
    GestationalDiabetes, Hypothyroidism, Levothyroxine, NephroticSyndrome, Prediabetes,
    SickleCellDisease}

use laboratory.{ArterialPH, BetaHydroxybutyrate, Bicarbonate, FastingGlucose, FreeT4, Glucose,
    HbA1c, LDLCholesterol, TSH}

// --- diabetes -------------------------------------------------------------------------------------------

/// HbA1c says nothing about glucose where red cells do not live their usual time.
define HbA1cMisleads "HbA1c is not to be trusted" = has SickleCellDisease or has DialysisDependence {
  evidence  "ADA Standards of Care in Diabetes 2025, section 2. Diabetes Care 2025;48(S1):S27"
            grade "not recorded (guideline)" year 2025
  note      "for clinical review: recent bleeding, transfusion, G6PD deficiency and erythropoietin are not looked for"
}

/// Two abnormal results: of two samples, or of the two tests.
define DiabetesByResults "two results in the range of diabetes" =
  ((two HbA1c >= 6.5 % at least 1 day apart in last 2 years) and not HbA1cMisleads)
  or (two FastingGlucose >= 126 mg/dL at least 1 day apart in last 2 years)
  or (latest HbA1c in last 12 months >= 6.5 %
    and latest FastingGlucose in last 12 months >= 126 mg/dL
    and not HbA1cMisleads)

codes Type2DiabetesProblem "type 2 diabetes" =
    snomed 44054006 "Type 2 diabetes mellitus"
  + icd10cm E11.9 "Type 2 diabetes mellitus without complications"

rule diabetes-suspected "Diabetes by two results, not on the problem list" {
  category    diagnosis
  trigger     patient-view, result
  for         age >= 18 years
          and not has Diabetes
          and (measured HbA1c with value >= 6.5 % in last 2 years
              or measured FastingGlucose with value >= 126 mg/dL in last 2 years)
  let         peak = highest HbA1c in last 2 years
  let         fasting = highest FastingGlucose in last 2 years
  when        DiabetesByResults
  unless      has GestationalDiabetes
  severity    moderate
  message     "HbA1c to {peak}, fasting glucose to {fasting}: twice in the range of diabetes, which is not on the problem list."
  detail      "For: HbA1c to {peak}, fasting glucose to {fasting}. Against: glucocorticoids, acute illness; HbA1c misleads in anaemia, kidney failure, pregnancy."
              "Highest HbA1c {peak}, highest fasting glucose {fasting}. Two abnormal results are needed:"
              "HbA1c from 6.5 %, fasting glucose from 126 mg/dL. The type is a clinical judgement; think of type 1 in"
              "lean or young people."
  suggest     problem Type2DiabetesProblem "Two abnormal results"
  evidence    "ADA Standards of Care in Diabetes 2025, section 2. Diabetes Care 2025;48(S1):S27"
              grade B year 2025
  note        "for clinical review: criteria from memory"
  population  "Adults with a result in the range of diabetes"
  owner       "Diabetes"
  version     "0.1.0"
  user        "Clinicians who treat the patient"
  review by   2027-11-30
}

rule prediabetes-suspected "Prediabetes, not on the problem list" {
  category    diagnosis
  trigger     patient-view, result
  for         age >= 18 years
          and not has (Diabetes or Prediabetes)
          and (measured HbA1c in last 12 months or measured FastingGlucose in last 12 months)
  let         a1c = latest HbA1c in last 12 months
  let         fasting = latest FastingGlucose in last 12 months
  when        (measured HbA1c in last 12 months
              and a1c >= 5.7 %
              and a1c < 6.5 %
              and not HbA1cMisleads)
           or (measured FastingGlucose in last 12 months
              and fasting >= 100 mg/dL
              and fasting < 126 mg/dL)
  unless      measured HbA1c with value >= 6.5 % in last 12 months
  unless      measured FastingGlucose with value >= 126 mg/dL in last 12 months
  unless      has GestationalDiabetes
  severity    info
  message     "HbA1c {a1c}, fasting glucose {fasting}: in the range of prediabetes, which is not on the problem list."
  detail      "For: HbA1c {a1c}, fasting glucose {fasting}. Against: not fasting, anaemia."
              "Prediabetes is HbA1c of 5.7 to 6.4 % or a fasting glucose of"
              "100 to 125 mg/dL. Diet and exercise halve the risk of diabetes; repeat every year."
  suggest     problem PrediabetesProblem
  evidence    "ADA Standards of Care in Diabetes 2025, section 2. Diabetes Care 2025;48(S1):S27"
              grade B year 2025
  note        "for clinical review: criteria from memory"
  population  "Adults with HbA1c or fasting glucose in the last year"
  owner       "Diabetes"
  version     "0.1.0"
  user        "Clinicians who treat the patient"
  review by   2027-11-30
}

rule ketoacidosis-suspected "Diabetic ketoacidosis" {
  category    diagnosis
  trigger     patient-view, result
  for         age >= 18 years
          and not has DiabeticKetoacidosis
          and measured BetaHydroxybutyrate in last 24 hours
  let         ketones = latest BetaHydroxybutyrate in last 24 hours
  when        ketones >= 3.0 mmol/L
  when        latest Glucose in last 24 hours >= 200 mg/dL or has Diabetes
  when        latest ArterialPH in last 24 hours < 7.3 '[pH]'
           or latest Bicarbonate in last 24 hours < 18 mmol/L
  severity    critical
  message     "Beta-hydroxybutyrate {ketones.value} with acidosis on {ketones.date}: diabetic ketoacidosis."
  detail      "For: ketones {ketones.value} with acidosis and high glucose or known diabetes. Against: alcohol, starvation; on an SGLT2 inhibitor glucose may be normal."
              "Fluids first. Measure potassium before insulin: below 3.5 mmol/L it is replaced first."
  suggest     problem DiabeticKetoacidosisProblem "Ketones, acidosis, and a high glucose or known diabetes"
  evidence    "Hyperglycemic crises in adults with diabetes: consensus report. Diabetes Care 2024;47:1257"
              grade "none (consensus)" year 2024
  population  "Adults with beta-hydroxybutyrate measured"
  owner       "Diabetes"
  version     "0.1.0"
  user        "Clinicians who treat the patient"
  review by   2027-11-30
}

// --- lipids ---------------------------------------------------------------------------------------------

rule familial-hypercholesterolaemia-suspected "LDL cholesterol of 190 and more" {
  category    diagnosis
  trigger     patient-view, result
  for         age >= 18 years
          and not has FamilialHypercholesterolemia
          and measured LDLCholesterol with value >= 190 mg/dL in last 5 years
  let         ldl = highest LDLCholesterol in last 5 years
  when        ldl >= 190 mg/dL
  unless      has (Hypothyroidism or NephroticSyndrome)
  unless      measured TSH with value > 10 m[IU]/L in last 6 months
  severity    low
  message     "LDL cholesterol has been {ldl}: think of familial hypercholesterolaemia."
  detail      "For: LDL cholesterol to {ldl}. Against: hypothyroidism, nephrotic syndrome, cholestasis."
              "Ask for early heart disease in the family, look for xanthomas, exclude hypothyroidism and nephrotic"
              "syndrome. From 190 mg/dL on a high-intensity statin is due without a calculation of risk."
  suggest     problem FamilialHypercholesterolemia "To be confirmed by the clinical criteria or a gene test"
  evidence    "2026 ACC/AHA guideline on dyslipidaemia" grade 1 year 2026
  note        "for clinical review: the guideline of 2026 was read in secondary summaries only"
  population  "Adults with an LDL cholesterol of 190 mg/dL and more"
  owner       "Cardiology"
  version     "0.1.0"
  user        "Clinicians who treat the patient"
  review by   2027-11-30
}

// --- thyroid --------------------------------------------------------------------------------------------

rule hypothyroidism-suspected "Overt hypothyroidism, not on the problem list" {
  category    diagnosis
  trigger     patient-view, result
  for         age >= 18 years and not has Hypothyroidism and measured TSH in last 6 months
  let         tsh = latest TSH in last 6 months
  let         t4 = latest FreeT4 in last 6 months
  when        tsh > 4.0 m[IU]/L and t4 < 0.8 ng/dL
  unless      taking Levothyroxine
  severity    moderate
  message     "TSH {tsh.value} with free T4 {t4.value}: hypothyroidism is not on the problem list."
  detail      "For: TSH {tsh.value}, free T4 {t4.value}. Against: recovery from severe illness, biotin, antithyroid drugs."
              "A high TSH with a low free T4 is overt hypothyroidism. Biotin disturbs both tests; in severe illness repeat"
              "after recovery."
  suggest     problem Hypothyroidism
  evidence    "American Thyroid Association guideline for the treatment of hypothyroidism, 2014"
              grade "not recorded (guideline)" year 2014
  note        "for clinical review: from memory; limits are those of the ABIM list, the upper one rises with age"
  population  "Adults with TSH measured in the last six months"
  owner       "Endocrinology"
  version     "0.1.0"
  user        "Clinicians who treat the patient"
  review by   2027-11-30
}
