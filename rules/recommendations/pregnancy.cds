pack recommendations

// Pregnancy.

use terms.{AntiphospholipidSyndrome, AnxietyDisorder, Aspirin, BloodGroupTyping,
    ChronicKidneyDisease, DOAC, Depression, Diabetes, EatingDisorder, GastrointestinalBleeding,
    GestationalDiabetes, HIVInfection, HIVTestDone, HepatitisB, HepatitisBTestDone, Hypertension,
    Levothyroxine, Lupus, Preeclampsia, RhesusProphylaxis, SyphilisTestDone, UrineCultureDone}

use laboratory.{DiastolicBP, GlucoseAfterLoad, HepatitisBSurfaceAntigen, NegativeAnswer,
    PositiveAnswer, SystolicBP, TSH}

codes OralGlucoseTest "oral glucose tolerance test" =
    loinc 1518-0 "Glucose [Mass/volume] in Serum or Plasma --2 hours post 75 g glucose PO"

observation UrineCulture "urine culture" {
  code    loinc 630-4
  window  365 days
  report  nothing
}

codes UrineCultureTest "urine culture" =
    loinc 630-4 "Bacteria identified in Urine by Culture"

observation RhesusFactor "rhesus factor" {
  code    loinc 10331-7
  window  10 years
  report  nothing
}

observation AntibodyScreen "antibody screen" {
  code    loinc 890-4
  window  365 days
  report  nothing
}

codes AntibodyScreenTest "antibody screen" =
    loinc 890-4 "Blood group antibody screen [Presence] in Serum or Plasma"

codes RhesusNegative "rhesus negative" =
    icd10cm Z67.11 "Type A blood, Rh negative", Z67.21 "Type B blood, Rh negative",
      Z67.31 "Type AB blood, Rh negative", Z67.41 "Type O blood, Rh negative",
      Z67.91 "Unspecified blood type, Rh negative"

/// By the laboratory or the problem list, which rarely says so.
define RhesusNegativeOnRecord "rhesus negative on record" =
  (measured RhesusFactor in last 10 years
    and latest RhesusFactor in last 10 years is NegativeAnswer)
  or ((has RhesusNegative) is known and has RhesusNegative)

codes TSHInPregnancy "TSH" =
    loinc 3016-3 "Thyrotropin [Units/volume] in Serum or Plasma"

codes PregnancyAntihypertensive "labetalol or nifedipine" =
    rxnorm 6185 "labetalol", 7417 "nifedipine"

/// One of these is enough.
define HighRiskOfPreeclampsia "high risk of pre-eclampsia" =
  had Preeclampsia
  or has (Diabetes or Hypertension or ChronicKidneyDisease or Lupus or AntiphospholipidSyndrome)

rule aspirin-against-preeclampsia "Low-dose aspirin against pre-eclampsia" {
  category    recommendation
  for         pregnant is known
          and pregnant
          and gestational-age >= 12 weeks
          and gestational-age < 28 weeks
  when        HighRiskOfPreeclampsia
  when        not taking Aspirin
  unless      allergic to Aspirin
  unless      has GastrointestinalBleeding in last 90 days
  unless      taking DOAC
  severity    moderate
  message     "Pregnant at age {age} with a high risk of pre-eclampsia, 12 to 28 weeks, and no aspirin."
  suggest     start Aspirin "81 mg daily, best before 16 weeks"
  population  "Pregnant women from 12 weeks with a high risk factor"
  evidence    "USPSTF. Aspirin to prevent preeclampsia, 2021" grade B year 2021
  note        "for clinical review: from memory; two moderate risk factors are not looked for, nor twins"
  owner       "Obstetrics"
  version     "0.1.0"
  user        "Clinicians who treat the problem"
  review by   2027-11-30
}

rule gestational-diabetes-screening "Gestational diabetes from 24 weeks" {
  category    care-gap
  trigger     patient-view, appointment-book, encounter-start
  for         pregnant is known
          and pregnant
          and gestational-age >= 24 weeks
          and gestational-age < 34 weeks
  when        not measured GlucoseAfterLoad in last 10 weeks
  unless      has (Diabetes or GestationalDiabetes)
  severity    low
  message     "Pregnant at age {age}, 24 weeks and more: no glucose tolerance test on record."
  suggest     order OralGlucoseTest "At 24 to 28 weeks"
  population  "Pregnant women from 24 weeks without diabetes"
  evidence    "USPSTF. Screening for gestational diabetes, 2021" grade B year 2021
  note        "for clinical review: from memory; the 50 g test is not looked for, its code could not be sourced"
  owner       "Obstetrics"
  version     "0.1.0"
  user        "Primary care and prevention teams"
  review by   2027-11-30
}

rule rhesus-factor-in-pregnancy "Blood group and rhesus factor in pregnancy" {
  category    care-gap
  trigger     patient-view, appointment-book, encounter-start
  for         pregnant is known and pregnant
  when        not underwent BloodGroupTyping
  when        not measured RhesusFactor in last 10 years
  severity    moderate
  message     "Pregnant at age {age}: no blood group and rhesus factor on record."
  suggest     order BloodGroupTyping "Antibodies again at 24 to 28 weeks when negative"
  population  "Pregnant women"
  evidence    "USPSTF. Screening for Rh(D) incompatibility, 2004" grade A year 2004
  note        "for clinical review: from memory"
  owner       "Obstetrics"
  version     "0.1.0"
  user        "Primary care and prevention teams"
  review by   2027-11-30
}

rule rhesus-antibodies-again "Antibodies again at 24 to 28 weeks, rhesus negative" {
  category    care-gap
  trigger     patient-view, appointment-book, encounter-start
  for         pregnant is known
          and pregnant
          and gestational-age >= 24 weeks
          and gestational-age < 29 weeks
          and RhesusNegativeOnRecord
  when        not measured AntibodyScreen in last 4 weeks
  unless      underwent RhesusProphylaxis in last 12 weeks
  unless      measured AntibodyScreen in last 9 months
          and latest AntibodyScreen in last 9 months is PositiveAnswer
  severity    low
  message     "Pregnant at {gestational-age}, rhesus negative: no antibody screen in the last 4 weeks."
  detail      "Before anti-D at 28 weeks. Not when the father of the child is known to be rhesus negative, which is not a field of the record."
  suggest     order AntibodyScreenTest
  population  "Pregnant women of 24 to 28 weeks who are rhesus negative and not sensitised"
  evidence    "USPSTF. Screening for Rh(D) incompatibility, 2004" grade B year 2004
  note        "for clinical review: from memory"
  owner       "Obstetrics"
  version     "0.1.0"
  user        "Primary care and prevention teams"
  review by   2027-11-30
}

rule hepatitis-b-in-pregnancy "Hepatitis B in each pregnancy" {
  category    care-gap
  trigger     patient-view, appointment-book, encounter-start
  for         pregnant is known and pregnant
  when        not measured HepatitisBSurfaceAntigen in last 9 months
  when        not underwent HepatitisBTestDone in last 9 months
  unless      had HepatitisB
  severity    low
  message     "Pregnant at age {age}: no hepatitis B surface antigen in this pregnancy."
  suggest     order HepatitisBTest
  population  "Pregnant women"
  evidence    "USPSTF. Screening for hepatitis B virus infection in pregnant women, 2019" grade A
              year 2019
  note        "for clinical review: from memory"
  owner       "Obstetrics"
  version     "0.1.0"
  user        "Primary care and prevention teams"
  review by   2027-11-30
}

rule hiv-in-pregnancy "HIV in each pregnancy" {
  category    care-gap
  trigger     patient-view, appointment-book, encounter-start
  for         pregnant is known and pregnant
  when        not measured HIVTest in last 9 months
  when        not underwent HIVTestDone in last 9 months
  unless      has HIVInfection
  severity    low
  message     "Pregnant at age {age}: no test for HIV in this pregnancy."
  suggest     order HIVTestOrder
  population  "Pregnant women"
  evidence    "USPSTF. Screening for HIV infection, 2019" grade A year 2019
  note        "for clinical review: from memory"
  owner       "Obstetrics"
  version     "0.1.0"
  user        "Primary care and prevention teams"
  review by   2027-11-30
}

rule syphilis-in-pregnancy "Syphilis in each pregnancy" {
  category    care-gap
  trigger     patient-view, appointment-book, encounter-start
  for         pregnant is known and pregnant
  when        not measured SyphilisTest in last 9 months
  when        not underwent SyphilisTestDone in last 9 months
  severity    low
  message     "Pregnant at age {age}: no test for syphilis in this pregnancy."
  suggest     order SyphilisTestOrder "As early as possible"
  population  "Pregnant women"
  evidence    "USPSTF. Screening for syphilis infection during pregnancy, 2025" grade A year 2025
  note        "for clinical review: from memory"
  owner       "Obstetrics"
  version     "0.1.0"
  user        "Primary care and prevention teams"
  review by   2027-11-30
}

rule bacteriuria-in-pregnancy "Urine culture in pregnancy" {
  category    care-gap
  trigger     patient-view, appointment-book, encounter-start
  for         pregnant is known and pregnant
  when        not measured UrineCulture in last 9 months
  when        not underwent UrineCultureDone in last 9 months
  severity    low
  message     "Pregnant at age {age}: no urine culture in this pregnancy."
  suggest     order UrineCultureTest "At 12 to 16 weeks or the first visit"
  population  "Pregnant women"
  evidence    "USPSTF. Screening for asymptomatic bacteriuria in adults, 2019" grade B year 2019
  note        "for clinical review: from memory"
  owner       "Obstetrics"
  version     "0.1.0"
  user        "Primary care and prevention teams"
  review by   2027-11-30
}

rule blood-pressure-in-pregnancy "Blood pressure in pregnancy, every four weeks" {
  category    care-gap
  trigger     patient-view, appointment-book, encounter-start
  for         pregnant is known and pregnant
  recall      measured SystolicBP every 4 weeks
  severity    low
  message     "Pregnant at age {age}: no blood pressure in the last 4 weeks."
  population  "Pregnant women"
  evidence    "USPSTF. Screening for hypertensive disorders of pregnancy, 2023" grade B year 2023
  note        "for clinical review: the task force says at each visit; from memory"
  owner       "Obstetrics"
  version     "0.1.0"
  user        "Primary care and prevention teams"
  review by   2027-11-30
}

rule severe-hypertension-in-pregnancy "Blood pressure of 160/110 in pregnancy" {
  category    recommendation
  for         pregnant is known
          and pregnant
          and (measured SystolicBP with value >= 160 mm[Hg] in last 24 hours
              or measured DiastolicBP with value >= 110 mm[Hg] in last 24 hours)
  let         systolic = latest SystolicBP in last 24 hours
  let         upper = value(latest SystolicBP in last 24 hours, 'mm[Hg]')
  let         diastolic = latest DiastolicBP in last 24 hours
  when        systolic >= 160 mm[Hg] or diastolic >= 110 mm[Hg]
  severity    critical
  message     "Pregnant, blood pressure {upper}/{diastolic}: treat within 30 to 60 minutes."
  detail      "Labetalol or nifedipine; magnesium for seizures. Look for headache, visual symptoms, pain under the ribs, platelets, liver,"
              "creatinine."
  suggest     start PregnancyAntihypertensive
  population  "Pregnant women with severe hypertension"
  evidence    "2025 AHA/ACC guideline for high blood pressure. Circulation 2025;152:e114" grade 1
              year 2025
  owner       "Obstetrics"
  version     "0.1.0"
  user        "Clinicians who treat the problem"
  review by   2027-11-30
}

rule hypertension-in-pregnancy "Blood pressure of 140/90 in pregnancy without treatment" {
  category    recommendation
  for         pregnant is known and pregnant and measured SystolicBP in last 4 weeks
  let         upper = value(latest SystolicBP in last 4 weeks, 'mm[Hg]')
  let         diastolic = latest DiastolicBP in last 4 weeks
  when        (two SystolicBP >= 140 mm[Hg] at least 4 hours apart in last 4 weeks)
           or (two DiastolicBP >= 90 mm[Hg] at least 4 hours apart in last 4 weeks)
  when        not taking PregnancyAntihypertensive
  unless      measured SystolicBP with value >= 160 mm[Hg] in last 24 hours
  unless      measured DiastolicBP with value >= 110 mm[Hg] in last 24 hours
  severity    moderate
  message     "Pregnant, blood pressure of 140/90 and more twice (now {upper}/{diastolic}): treat, look for pre-eclampsia."
  suggest     start PregnancyAntihypertensive "Not ACE inhibitors, ARBs, aliskiren, mineralocorticoid antagonists, atenolol"
  population  "Pregnant women with hypertension"
  evidence    "2025 AHA/ACC guideline for high blood pressure. Circulation 2025;152:e114" grade 1
              year 2025
  owner       "Obstetrics"
  version     "0.1.0"
  user        "Clinicians who treat the problem"
  review by   2027-11-30
}

rule perinatal-depression-prevention "Counselling against perinatal depression" {
  category    recommendation
  for         pregnant is known and pregnant
  when        had (Depression or AnxietyDisorder) as history
  unless      underwent CognitiveBehaviouralTherapy in last 12 months
  severity    info
  message     "Pregnant with {history} on record: offer cognitive behavioural or interpersonal therapy."
  suggest     order CognitiveBehaviouralTherapy
  population  "Pregnant women at increased risk of depression"
  evidence    "USPSTF. Interventions to prevent perinatal depression, 2019" grade B year 2019
  note        "for clinical review: from memory; the year after birth is not looked at"
  owner       "Obstetrics"
  version     "0.1.0"
  user        "Clinicians who treat the problem"
  review by   2027-11-30
}

rule breastfeeding-support "Support of breastfeeding" {
  category    care-gap
  trigger     appointment-book, encounter-start
  for         pregnant is known and pregnant and PreventionVisit is known and PreventionVisit
  when        gestational-age >= 28 weeks
  severity    info
  message     "Pregnant at age {age}, 28 weeks and more: offer support of breastfeeding."
  population  "Pregnant women from 28 weeks, in a visit for prevention"
  evidence    "USPSTF. Primary care behavioral counseling interventions to support breastfeeding, 2025"
              grade B year 2025
  note        "for clinical review: from memory"
  owner       "Obstetrics"
  version     "0.1.0"
  user        "Primary care and prevention teams"
  review by   2027-11-30
}

rule weight-in-pregnancy "Healthy weight gain in pregnancy" {
  category    care-gap
  trigger     appointment-book, encounter-start
  for         pregnant is known and pregnant
  when        PreventionVisit is known and PreventionVisit
  unless      has EatingDisorder
  severity    info
  message     "Pregnant at age {age}: talk about healthy weight gain."
  population  "Pregnant women in a visit for prevention"
  evidence    "USPSTF. Behavioral counseling for healthy weight and weight gain in pregnancy, 2021"
              grade B year 2021
  note        "for clinical review: from memory"
  owner       "Obstetrics"
  version     "0.1.0"
  user        "Primary care and prevention teams"
  review by   2027-11-30
}

rule tsh-in-early-pregnancy-on-levothyroxine "TSH every four weeks in the first half of pregnancy, on levothyroxine" {
  category    care-gap
  trigger     patient-view, appointment-book, encounter-start
  for         pregnant is known
          and pregnant
          and gestational-age < 20 weeks
          and taking Levothyroxine as drug
  when        not measured TSH in last 4 weeks
  severity    moderate
  message     "Pregnant at {gestational-age} on {drug}, and no TSH in the last 4 weeks."
  detail      "The need for thyroxine rises by a quarter to a half from the first weeks. Goal: the lower half of the range of the trimester, else below 2.5 mU/L."
  suggest     order TSHInPregnancy
  population  "Pregnant women on levothyroxine, up to 20 weeks"
  evidence    "American Thyroid Association guidelines for thyroid disease during pregnancy and the postpartum. Thyroid 2017;27:315"
              grade "strong" year 2017 doi 10.1089/thy.2016.0457
  note        "for clinical review"
  owner       "Obstetrics"
  version     "0.1.0"
  user        "Clinicians who treat the problem"
  review by   2027-11-30
}

rule tsh-near-30-weeks-on-levothyroxine "TSH once near 30 weeks of pregnancy, on levothyroxine" {
  category    care-gap
  trigger     patient-view, appointment-book, encounter-start
  for         pregnant is known
          and pregnant
          and gestational-age >= 28 weeks
          and gestational-age < 34 weeks
          and taking Levothyroxine as drug
  when        not measured TSH in last 6 weeks
  severity    low
  message     "Pregnant at {gestational-age} on {drug}, and no TSH in the last 6 weeks."
  suggest     order TSHInPregnancy "Once near 30 weeks"
  population  "Pregnant women on levothyroxine, from 28 to 34 weeks"
  evidence    "American Thyroid Association guidelines for thyroid disease during pregnancy and the postpartum. Thyroid 2017;27:315"
              grade "strong" year 2017 doi 10.1089/thy.2016.0457
  note        "for clinical review: near 30 weeks is read as 28 to 33"
  owner       "Obstetrics"
  version     "0.1.0"
  user        "Clinicians who treat the problem"
  review by   2027-11-30
}

rule tsh-above-goal-in-pregnancy "TSH of 2.5 and more in pregnancy, on levothyroxine" {
  category    recommendation
  for         pregnant is known
          and pregnant
          and taking Levothyroxine as drug
          and measured TSH in last 4 weeks
  let         tsh = latest TSH in last 4 weeks
  when        tsh >= 2.5 m[IU]/L
  severity    moderate
  message     "TSH {tsh.value} on {tsh.date} in pregnancy on {drug}: the goal is below 2.5."
  detail      "The goal is the lower half of the laboratory's range for the trimester; below 2.5 mU/L where it has none. An untreated need harms the pregnancy."
  suggest     change drug "Raise by 25 to 30 %, and TSH again in 4 weeks"
  suggest     order TSHInPregnancy "In 4 weeks"
  population  "Pregnant women on levothyroxine with a TSH of the last four weeks"
  evidence    "American Thyroid Association guidelines for thyroid disease during pregnancy and the postpartum. Thyroid 2017;27:315"
              grade "weak" year 2017 doi 10.1089/thy.2016.0457
  note        "for clinical review: the laboratory's own range for the trimester is not looked at"
  owner       "Obstetrics"
  version     "0.1.0"
  user        "Clinicians who treat the problem"
  review by   2027-11-30
}
