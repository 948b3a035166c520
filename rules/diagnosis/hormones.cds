pack diagnosis

// Glucose crises, thyroid, adrenals, metabolism.

use terms.{AdrenalInsufficiency, Antithyroid, Cirrhosis, Diabetes, GestationalDiabetes,
    HeartFailure, HyperosmolarState, Hypertension, Hyperthyroidism, Hypothyroidism, Levothyroxine,
    MetabolicSyndrome, Obesity, SystemicCorticosteroid, ThyroidHormone}

use laboratory.{ArterialPH, BMI, BetaHydroxybutyrate, DiastolicBP, FastingGlucose, FreeT3, FreeT4,
    Glucose, GlucoseAfterLoad, HDLCholesterol, MorningCortisol, Potassium, Sodium, SystolicBP, TSH,
    Triglycerides}

codes HyperosmolarStateProblem "hyperosmolar hyperglycaemic state" = HyperosmolarState

codes CortisolTest "morning cortisol" =
    loinc 2143-6 "Cortisol [Mass/volume] in Serum or Plasma"

/// Sodium and glucose without urea, as the consensus counts it.
define TonicityInCrisis "effective osmolality of the last 24 hours" =
  (2 * latest Sodium in last 24 hours / 1 mmol/L + latest Glucose in last 24 hours / 18 mg/dL) *
    1 mosm/kg

rule hyperosmolar-state-suspected "Hyperosmolar hyperglycaemic state" {
  category    diagnosis
  trigger     patient-view, result
  for         age >= 18 years
          and measured Glucose with value >= 600 mg/dL in last 24 hours
          and not has HyperosmolarState
  let         glucose = latest Glucose in last 24 hours
  let         ketones = latest BetaHydroxybutyrate in last 24 hours
  when        glucose >= 600 mg/dL and TonicityInCrisis > 300 mosm/kg
  unless      measured BetaHydroxybutyrate with value >= 3.0 mmol/L in last 24 hours
  unless      measured ArterialPH with value < 7.3 '[pH]' in last 24 hours
  severity    critical
  message     "Glucose {glucose.value}, effective osmolality {TonicityInCrisis}: hyperosmolar hyperglycaemic state."
  detail      "For: glucose from 600, osmolality above 300. Against: ketones from 3.0 mmol/L or a pH below 7.3 (ketoacidosis); ketones {ketones}."
              "Fluids first; insulin when potassium is 3.5 or more; look for infection, infarction, stroke."
  suggest     problem HyperosmolarStateProblem
  population  "Adults with a glucose of 600 mg/dL and more in the last 24 hours"
  evidence    "Hyperglycemic crises in adults with diabetes: consensus report. Diabetes Care 2024;47:1257"
              grade "none (consensus)" year 2024
  owner       "Diabetes"
  version     "0.1.0"
  user        "Clinicians who treat the patient"
  review by   2027-11-30
}

rule hyperthyroidism-suspected "Overt hyperthyroidism, not on the problem list" {
  category    diagnosis
  trigger     patient-view, result
  for         age >= 18 years
          and not has Hyperthyroidism
          and measured TSH with value < 0.1 m[IU]/L in last 6 months
  let         tsh = latest TSH in last 6 months
  let         t4 = latest FreeT4 in last 6 months
  let         t3 = latest FreeT3 in last 6 months
  when        tsh < 0.1 m[IU]/L and t4 > 1.8 ng/dL
  unless      taking ThyroidHormone
  severity    moderate
  message     "TSH {tsh.value} with free T4 {t4.value}: hyperthyroidism is not on the problem list."
  detail      "For: suppressed TSH, high free T4 (free T3 {t3}). Against: levothyroxine, biotin, early pregnancy, amiodarone, severe illness. Antibodies against"
              "the TSH receptor, scan; look at rhythm and bone."
  suggest     problem HyperthyroidismProblem
  population  "Adults with a TSH below 0.1 mU/L in the last six months"
  evidence    "American Thyroid Association guideline for hyperthyroidism, 2016. Thyroid 2016;26:1343"
              grade "not recorded (guideline)" year 2016
  note        "for clinical review: limits of the ABIM list"
  owner       "Endocrinology"
  version     "0.1.0"
  user        "Clinicians who treat the patient"
  review by   2027-11-30
}

rule subclinical-hypothyroidism-suspected "TSH high twice with a normal free T4" {
  category    diagnosis
  trigger     patient-view, result
  for         age >= 18 years
          and not has Hypothyroidism
          and measured TSH with value > 4.5 m[IU]/L in last 12 months
          and measured FreeT4 in last 12 months
  let         tsh = latest TSH in last 12 months
  let         t4 = latest FreeT4 in last 12 months
  when        (two TSH > 4.5 m[IU]/L at least 42 days apart in last 2 years)
  when        tsh > 4.5 m[IU]/L and t4 >= 0.8 ng/dL and t4 <= 1.8 ng/dL
  unless      taking Levothyroxine
  severity    info
  message     "TSH {tsh.value} again, free T4 {t4.value} normal: subclinical hypothyroidism."
  detail      "For: twice above 4.5, six weeks apart. Against: recovery from illness, age above 70 (the limit rises), lithium, amiodarone. Treat above 10,"
              "when pregnancy is planned, or with symptoms and antibodies."
  suggest     problem Hypothyroidism "Subclinical"
  population  "Adults with a TSH above 4.5 mU/L in the last year"
  evidence    "American Thyroid Association guideline for the treatment of hypothyroidism, 2014"
              grade "not recorded (guideline)" year 2014
  note        "for clinical review: from memory"
  owner       "Endocrinology"
  version     "0.1.0"
  user        "Clinicians who treat the patient"
  review by   2027-11-30
}

rule central-hypothyroidism-suspected "Low free T4 with a TSH that does not rise" {
  category    diagnosis
  trigger     patient-view, result
  for         age >= 18 years
          and not has Hypothyroidism
          and measured FreeT4 with value < 0.8 ng/dL in last 6 months
  let         tsh = latest TSH in last 6 months
  let         t4 = latest FreeT4 in last 6 months
  when        t4 < 0.8 ng/dL and tsh <= 4.0 m[IU]/L and tsh >= 0.1 m[IU]/L
  unless      taking (ThyroidHormone or Antithyroid)
  unless      encounter is inpatient
  severity    low
  message     "Free T4 {t4.value} with TSH {tsh.value}: think of the pituitary."
  detail      "For: low free T4, TSH not raised. Against: severe illness, phenytoin, carbamazepine, glucocorticoids, biotin. Measure cortisol before"
              "thyroxine is given; image the pituitary."
  suggest     order CortisolTest
  population  "Adults with a free T4 below 0.8 ng/dL, outside hospital"
  evidence    "American Thyroid Association guideline for the treatment of hypothyroidism, 2014"
              grade "not recorded (guideline)" year 2014
  note        "for clinical review: from memory"
  owner       "Endocrinology"
  version     "0.1.0"
  user        "Clinicians who treat the patient"
  review by   2027-11-30
}

rule adrenal-insufficiency-suspected "Morning cortisol below 3" {
  category    diagnosis
  trigger     patient-view, result
  for         age >= 18 years
          and not has AdrenalInsufficiency
          and measured MorningCortisol with value < 3 ug/dL in last 30 days
  let         cortisol = latest MorningCortisol in last 30 days
  let         na = latest Sodium in last 30 days
  let         k = latest Potassium in last 30 days
  when        cortisol < 3 ug/dL
  unless      taking SystemicCorticosteroid
  severity    high
  message     "Cortisol {cortisol.value} on {cortisol.date}: adrenal insufficiency is likely."
  detail      "For: below 3 ug/dL (3 to 15: stimulation test); sodium {na}, potassium {k}. Against: sample not in the morning, glucocorticoids by any route,"
              "low binding protein. In shock or vomiting give hydrocortisone first, test later."
  suggest     problem AdrenalInsufficiency
  population  "Adults with a morning cortisol below 3 ug/dL"
  evidence    "Endocrine Society guideline on primary adrenal insufficiency. J Clin Endocrinol Metab 2016;101:364"
              grade "not recorded (guideline)" year 2016
  note        "for clinical review: limits from memory"
  owner       "Endocrinology"
  version     "0.1.0"
  user        "Clinicians who treat the patient"
  review by   2027-11-30
}

/// One each: waist is not looked at, body mass index stands for it.
score MetabolicRisks "criteria of the metabolic syndrome" {
  for age >= 18 years
  1 if BMI >= 30 kg/m2
  1 if latest Triglycerides in last 24 months >= 150 mg/dL
  1 if latest HDLCholesterol in last 24 months < if(sex is female, 50 mg/dL, 40 mg/dL)
  1 if latest SystolicBP in last 12 months >= 130 mm[Hg]
    or latest DiastolicBP in last 12 months >= 85 mm[Hg]
    or has Hypertension
  1 if latest FastingGlucose in last 24 months >= 100 mg/dL or has Diabetes
  band < 3 "not met"
  band >= 3 "met"
  evidence "Alberti KG et al. Harmonizing the metabolic syndrome. Circulation 2009;120:1640"
    grade "none (definition)" year 2009
  note "for clinical review: from memory; body mass index instead of waist"
  population "Adults"
  user "Clinicians responsible for the patient"
  owner "Endocrinology"
  version "1.0.0"
  review by 2027-11-30
}

rule metabolic-syndrome-suspected "Metabolic syndrome, not on the problem list" {
  category    diagnosis
  trigger     patient-view, result
  for         age >= 18 years
          and not has MetabolicSyndrome
          and measured BMI with value >= 30 kg/m2 in last 12 months
          and measured Triglycerides in last 24 months
  let         bmi = latest BMI in last 12 months
  let         tg = latest Triglycerides in last 24 months
  let         hdl = latest HDLCholesterol in last 24 months
  when        MetabolicRisks >= 3
  severity    info
  message     "{MetabolicRisks} of 5 criteria of the metabolic syndrome (body mass index {bmi.value})."
  detail      "For: triglycerides {tg} (from 150), HDL {hdl} (below 40, women 50), blood pressure from 130/85, fasting glucose from 100."
              "Against: muscular build. Weight, diet, exercise; each factor is treated by itself."
  suggest     problem MetabolicSyndrome
  population  "Adults with a body mass index of 30 and more"
  evidence    "Harmonizing the metabolic syndrome. Circulation 2009;120:1640"
              grade "none (definition)" year 2009
  note        "for clinical review: from memory; body mass index stands for waist"
  owner       "Internal medicine"
  version     "0.1.0"
  user        "Clinicians who treat the patient"
  review by   2027-11-30
}

rule gestational-diabetes-suspected "Gestational diabetes by the glucose tolerance test" {
  category    diagnosis
  trigger     patient-view, result
  for         age >= 12 years
          and pregnant is known
          and pregnant
          and measured GlucoseAfterLoad in last 20 weeks
          and not has (Diabetes or GestationalDiabetes)
  let         glucose = latest GlucoseAfterLoad in last 20 weeks
  let         fasting = latest FastingGlucose in last 20 weeks
  when        glucose >= 153 mg/dL
  severity    moderate
  message     "Glucose {glucose.value} two hours after 75 g in pregnancy: gestational diabetes."
  detail      "For: from 153 mg/dL after two hours (fasting from 92, one hour from 180); fasting {fasting}. Against: not fasting, vomiting, glucocorticoids."
  suggest     problem GestationalDiabetes
  population  "Pregnant women without diabetes"
  evidence    "ADA Standards of Care in Diabetes 2025, section 2. Diabetes Care 2025;48(S1):S27"
              grade A year 2025
  note        "for clinical review: criteria from memory"
  owner       "Obstetrics"
  version     "0.1.0"
  user        "Clinicians who treat the patient"
  review by   2027-11-30
}

rule obesity-not-listed "Body mass index of 30 and more, not on the problem list" {
  category    diagnosis
  trigger     patient-view, result
  for         age >= 18 years
          and not has Obesity
          and measured BMI with value >= 30 kg/m2 in last 12 months
  let         bmi = latest BMI in last 12 months
  when        bmi >= 30 kg/m2
  unless      pregnant is known and pregnant
  unless      has (HeartFailure or Cirrhosis)
  severity    info
  message     "Body mass index {bmi.value} on {bmi.date}: obesity is not on the problem list."
  detail      "For: 30 kg/m2 and more. Against: oedema, ascites, pregnancy, great muscle mass."
  suggest     problem ObesityProblem
  population  "Adults with a body mass index of 30 and more"
  evidence    "WHO classification of adult body mass index" grade "none (common practice)"
              year 2000
  owner       "Internal medicine"
  version     "0.1.0"
  user        "Clinicians who treat the patient"
  review by   2027-11-30
}
