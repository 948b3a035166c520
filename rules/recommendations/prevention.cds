pack recommendations

// Prevention: the other grade A and B recommendations of the task force for adults.

use terms.{AlcoholUseDisorder, AnxietyDisorder, BipolarDisorder, BoneDensityScan, BoneProtection,
    BreastCancer, CeliacDisease, CervicalSmear, ChlamydiaTestDone, Depression, DepressionScreening,
    Diabetes, DialysisDependence, FallsHistory, FolicAcid, Frailty, HIVInfection, HIVTestDone,
    HepatitisB, HepatitisBTestDone, HepatitisC, Hyperlipidemia, Hypertension, Hyperthyroidism,
    HysterectomyWithCervix, LatentTuberculosis, MetabolicSyndrome, OpioidUseDisorder,
    OrthostaticHypotension, Osteoporosis, PalliativeCare, ParkinsonDisease, Prediabetes,
    PrimaryHyperparathyroidism, RheumatoidArthritis, SyphilisTestDone, TobaccoCounselling,
    TobaccoUse, Tuberculosis, TuberculosisSkinTest, VenousThromboembolism}

use laboratory.{InAcuteCare, BMI, CurrentSmoker, FastingGlucose, FormerSmoker, HbA1c,
    HepatitisBSurfaceAntigen, SmokingStatus, SystolicBP}

// Tests and questionnaires that count as done. Where no code could be sourced, an input answers.

/// Cervical cytology, also as part of a co-test.
observation CervicalCytology "cervical cytology" {
  code    loinc 10524-7, 18500-9, 19762-4, 19764-0, 19765-7, 19766-5, 19774-9, 33717-0, 47527-7,
          47528-5
  window  10 years
  report  nothing
}

/// High-risk types of the human papillomavirus.
observation HPVTest "test for high-risk HPV" {
  code    loinc 21440-3, 30167-1, 38372-9, 59263-4, 59264-2, 59420-0, 69002-4, 71431-1, 75694-0,
          77379-6, 77399-4, 77400-0, 82354-2, 82456-5, 82675-0, 95539-3
  window  10 years
  report  nothing
}

observation ChlamydiaTest "test for chlamydia" {
  code    loinc 14463-4, 14464-2, 14467-5, 16600-9, 21190-4, 21191-2, 21613-5, 42931-6, 43304-5,
          44806-8, 44807-6, 45068-4, 45084-1, 50387-0, 53925-4, 53926-2, 57287-5, 6356-0, 6357-8,
          80360-1, 80361-9, 80362-7, 80363-5
  window  365 days
  report  nothing
}

observation SyphilisTest "test for syphilis" {
  code    loinc 20507-0, 24110-9, 22461-8, 31147-2
  window  365 days
  report  nothing
}

observation HIVTest "test for HIV" {
  code    loinc 56888-1, 75622-1
  window  10 years
  report  nothing
}

observation TuberculosisBloodTest "blood test for tuberculosis" {
  code    loinc 71773-6
  window  10 years
  report  nothing
}

observation DepressionQuestionnaire "depression questionnaire (PHQ-2, PHQ-9)" {
  code    loinc 55758-7, 44261-6
  window  365 days
  report  nothing
}

observation AnxietyQuestionnaire "anxiety questionnaire (GAD-7)" {
  code    loinc 70274-6
  window  365 days
  report  nothing
}

observation AlcoholQuestionnaire "alcohol questionnaire (AUDIT-C)" {
  code    loinc 75626-2
  window  365 days
  report  nothing
}

observation DrugQuestionnaire "drug questionnaire (DAST-10)" {
  code    loinc 82667-7
  window  365 days
  report  nothing
}

codes CervicalCytologyTest "cervical cytology" =
    loinc 10524-7 "Microscopic observation [Identifier] in Cervix by Cyto stain"

codes HighRiskHPVTest "test for high-risk HPV" =
    loinc 82675-0 "Human papilloma virus 16+18+31+33+35+39+45+51+52+56+58+59+66+68 DNA [Presence] in Cervix by NAA with probe detection"

codes HIVTestOrder "test for HIV" =
    loinc 56888-1 "HIV 1+2 Ab+HIV1 p24 Ag [Presence] in Serum or Plasma by Immunoassay"

codes HepatitisBTest "hepatitis B surface antigen" =
    loinc 5196-1 "Hepatitis B virus surface Ag [Presence] in Serum or Plasma by Immunoassay"

codes TuberculosisTest "blood test for tuberculosis" =
    loinc 71773-6 "Mycobacterium tuberculosis stimulated gamma interferon [Presence] in Blood"

codes SyphilisTestOrder "test for syphilis" =
    loinc 20507-0 "Reagin Ab [Presence] in Serum by RPR"

codes ChlamydiaTestOrder "test for chlamydia and gonorrhoea" =
    loinc 44807-6 "Chlamydia trachomatis+Neisseria gonorrhoeae DNA [Presence] in Genital specimen by NAA with probe detection"

codes GlucoseScreeningTest "HbA1c" =
    loinc 4548-4 "Hemoglobin A1c/Hemoglobin.total in Blood"

codes SmokingCessationDrug "drug that helps to stop smoking" =
    rxnorm 591622 "varenicline", 7407 "nicotine", 42347 "bupropion"

codes BreastCancerPrevention "tamoxifen, raloxifene or aromatase inhibitor" =
    rxnorm 10324 "tamoxifen", 72143 "raloxifene", 84857 "anastrozole", 258494 "exemestane"

codes PreExposureDrug "tenofovir with emtricitabine" =
    rxnorm 276237 "emtricitabine", 300195 "tenofovir disoproxil", 1721603 "tenofovir alafenamide",
      117466 "tenofovir"

codes CognitiveBehaviouralTherapy "cognitive and behavioural therapy" =
    snomed 228557008 "Cognitive and behavioral therapy"

/// The host says so: what has to be asked or talked about is listed in such a visit and nowhere else.
input PreventionVisit "This is a visit for prevention" { yes-no }

input SexualRisk "At increased risk of a sexually transmitted infection" { yes-no   window 2 years }

input SexuallyActive "Sexually active" { yes-no   window 2 years }

input TuberculosisRisk "Born or lived where tuberculosis is common, or in a crowded setting" {
  yes-no
  window  10 years
}

input AortaExamined "The abdominal aorta was seen by ultrasound or CT" { yes-no   window 10 years }

input PartnerViolenceAsked "Asked about violence by a partner" { yes-no   window 12 months }

input PlanningPregnancy "Plans or could become pregnant" { yes-no   window 12 months }

input BreastCancerRisk "Risk of breast cancer in 5 years, percent" {
  number  0 .. 100
  window  5 years
}

rule cervical-screening-21-to-29 "Cervical cytology every three years, 21 to 29 years" {
  category    care-gap
  trigger     patient-view, appointment-book, encounter-start
  for         sex is female and age from 21 to 29 years and not has PalliativeCare
  when        not measured CervicalCytology in last 3 years
  when        not underwent CervicalSmear in last 3 years
  unless      underwent HysterectomyWithCervix
  unless      has HIVInfection
  unless      InAcuteCare
  severity    info
  message     "Age {age}: no cervical cytology on record in the last 3 years."
  suggest     order CervicalCytologyTest
  population  "Women of 21 to 29 years with a cervix"
  evidence    "USPSTF. Screening for cervical cancer, 2018" grade A year 2018
  note        "for clinical review: a draft of 2024 was not yet final when this was written; HIV and immunodeficiency have schedules of their own"
  owner       "Preventive medicine"
  version     "0.1.0"
  user        "Primary care and prevention teams"
  review by   2027-11-30
}

rule cervical-screening-30-to-65 "Cervical screening, 30 to 65 years" {
  category    care-gap
  trigger     patient-view, appointment-book, encounter-start
  for         sex is female and age from 30 to 65 years and not has PalliativeCare
  when        not measured HPVTest in last 5 years
  when        not measured CervicalCytology in last 3 years
  when        not underwent CervicalSmear in last 3 years
  unless      underwent HysterectomyWithCervix
  unless      has HIVInfection
  unless      InAcuteCare
  severity    info
  message     "Age {age}: no HPV test in 5 years and no cytology in 3 years on record."
  suggest     order HighRiskHPVTest "Every 5 years, alone or with cytology; or cytology every 3 years"
  population  "Women of 30 to 65 years with a cervix"
  evidence    "USPSTF. Screening for cervical cancer, 2018" grade A year 2018
  note        "for clinical review: a draft of 2024 was not yet final when this was written"
  owner       "Preventive medicine"
  version     "0.1.0"
  user        "Primary care and prevention teams"
  review by   2027-11-30
}

rule aortic-aneurysm-screening "Ultrasound of the abdominal aorta once, men of 65 to 75 who ever smoked" {
  category    care-gap
  trigger     patient-view, appointment-book, encounter-start
  for         sex is male and age from 65 to 75 years and not has PalliativeCare
  when        SmokingStatus is CurrentSmoker or SmokingStatus is FormerSmoker or has TobaccoUse
  unless      AortaExamined is known and AortaExamined
  unless      InAcuteCare
  severity    info
  message     "Man of {age} who smoked: one ultrasound of the abdominal aorta is advised, unless it was seen already."
  population  "Men of 65 to 75 years who ever smoked"
  evidence    "USPSTF. Screening for abdominal aortic aneurysm, 2019" grade B year 2019
  note        "for clinical review: from memory; whether it was done is asked, for no code of it could be sourced"
  owner       "Preventive medicine"
  version     "0.1.0"
  user        "Primary care and prevention teams"
  review by   2027-11-30
}

rule hiv-screening "Test for HIV once, 15 to 65 years" {
  category    care-gap
  trigger     patient-view, appointment-book, encounter-start
  for         age from 15 to 65 years
          and ((PreventionVisit is known and PreventionVisit)
              or (SexualRisk is known and SexualRisk)
              or has (OpioidUseDisorder or HepatitisC or Tuberculosis))
          and not has PalliativeCare
  when        not measured HIVTest in last 10 years
  when        not underwent HIVTestDone
  unless      has HIVInfection
  unless      InAcuteCare
  severity    info
  message     "Age {age}: no test for HIV on record; one is advised for everybody, more often at risk."
  suggest     order HIVTestOrder
  population  "People of 15 to 65 years, in a visit for prevention or at risk"
  evidence    "USPSTF. Screening for HIV infection, 2019" grade A year 2019
  note        "for clinical review: from memory"
  owner       "Preventive medicine"
  version     "0.1.0"
  user        "Primary care and prevention teams"
  review by   2027-11-30
}

rule hiv-prophylaxis "Prophylaxis before exposure to HIV" {
  category    recommendation
  for         age >= 18 years and SexualRisk is known and SexualRisk
  when        not has HIVInfection
  when        not taking PreExposureDrug
  severity    low
  message     "Increased risk of HIV at age {age}: offer prophylaxis before exposure, after a negative test."
  suggest     start PreExposureDrug "Test for HIV, hepatitis B, creatinine first; every 3 months after"
  population  "Adults at increased risk of HIV"
  evidence    "USPSTF. Preexposure prophylaxis to prevent acquisition of HIV, 2023" grade A
              year 2023
  note        "for clinical review: from memory; injectable prophylaxis is not looked for, its codes could not be sourced"
  owner       "Infectious diseases"
  version     "0.1.0"
  user        "Clinicians who treat the problem"
  review by   2027-11-30
}

rule hepatitis-b-screening "Hepatitis B once, at risk" {
  category    care-gap
  trigger     patient-view, appointment-book, encounter-start
  for         age >= 15 years
          and ((SexualRisk is known and SexualRisk)
              or has (HIVInfection or OpioidUseDisorder or DialysisDependence or HepatitisC))
          and not has PalliativeCare
  when        not measured HepatitisBSurfaceAntigen in last 10 years
  when        not underwent HepatitisBTestDone
  unless      had HepatitisB
  unless      InAcuteCare
  severity    info
  message     "Increased risk of hepatitis B at age {age}: no surface antigen on record."
  suggest     order HepatitisBTest "With antibodies against core and surface"
  population  "People of 15 years and more at increased risk"
  evidence    "USPSTF. Screening for hepatitis B virus infection in adolescents and adults, 2020"
              grade B year 2020
  note        "for clinical review: from memory; country of birth is not a field of the record"
  owner       "Preventive medicine"
  version     "0.1.0"
  user        "Primary care and prevention teams"
  review by   2027-11-30
}

rule tuberculosis-screening "Latent tuberculosis, at risk" {
  category    care-gap
  trigger     patient-view, appointment-book, encounter-start
  for         age >= 18 years and TuberculosisRisk is known and TuberculosisRisk
  when        not measured TuberculosisBloodTest in last 10 years
  when        not underwent TuberculosisSkinTest in last 10 years
  unless      had (Tuberculosis or LatentTuberculosis)
  unless      InAcuteCare
  severity    info
  message     "Increased risk of tuberculosis at age {age}: no blood or skin test on record."
  suggest     order TuberculosisTest
  population  "Adults at increased risk of tuberculosis"
  evidence    "USPSTF. Screening for latent tuberculosis infection in adults, 2023" grade B
              year 2023
  note        "for clinical review: from memory"
  owner       "Preventive medicine"
  version     "0.1.0"
  user        "Primary care and prevention teams"
  review by   2027-11-30
}

rule syphilis-screening "Syphilis at risk, every year" {
  category    care-gap
  trigger     patient-view, appointment-book, encounter-start
  for         age >= 15 years and ((SexualRisk is known and SexualRisk) or has HIVInfection)
  when        not measured SyphilisTest in last 12 months
  when        not underwent SyphilisTestDone in last 12 months
  unless      InAcuteCare
  severity    info
  message     "Increased risk of syphilis at age {age}: no test in the last 12 months."
  suggest     order SyphilisTestOrder
  population  "People of 15 years and more at increased risk of syphilis, or with HIV"
  evidence    "USPSTF. Screening for syphilis infection in nonpregnant adolescents and adults, 2022"
              grade A year 2022
  note        "for clinical review: from memory; the interval is a convention"
  owner       "Preventive medicine"
  version     "0.1.0"
  user        "Primary care and prevention teams"
  review by   2027-11-30
}

rule chlamydia-screening "Chlamydia and gonorrhoea every year, women to 24 years and later at risk" {
  category    care-gap
  trigger     patient-view, appointment-book, encounter-start
  for         sex is female
          and age >= 15 years
          and ((age <= 24 years and SexuallyActive is known and SexuallyActive)
              or (SexualRisk is known and SexualRisk))
  when        not measured ChlamydiaTest in last 12 months
  when        not underwent ChlamydiaTestDone in last 12 months
  unless      InAcuteCare
  severity    info
  message     "Woman of {age}: no test for chlamydia in the last 12 months."
  suggest     order ChlamydiaTestOrder
  population  "Sexually active women to 24 years, and older women at increased risk"
  evidence    "USPSTF. Screening for chlamydia and gonorrhea, 2021" grade B year 2021
  note        "for clinical review: from memory; the interval is a convention"
  owner       "Preventive medicine"
  version     "0.1.0"
  user        "Primary care and prevention teams"
  review by   2027-11-30
}

rule depression-screening "Questionnaire for depression, every year" {
  category    care-gap
  trigger     appointment-book, encounter-start
  for         age >= 18 years and PreventionVisit is known and PreventionVisit
  when        not measured DepressionQuestionnaire in last 12 months
  when        not underwent DepressionScreening in last 12 months
  unless      has (Depression or BipolarDisorder)
  unless      InAcuteCare
  severity    info
  message     "Age {age}: no questionnaire for depression in the last 12 months."
  population  "Adults in a visit for prevention"
  evidence    "USPSTF. Screening for depression and suicide risk in adults, 2023" grade B year 2023
  note        "for clinical review: from memory; the interval is a convention"
  owner       "Preventive medicine"
  version     "0.1.0"
  user        "Primary care and prevention teams"
  review by   2027-11-30
}

rule anxiety-screening "Questionnaire for anxiety, to 64 years" {
  category    care-gap
  trigger     appointment-book, encounter-start
  for         age from 18 to 64 years and PreventionVisit is known and PreventionVisit
  when        not measured AnxietyQuestionnaire in last 12 months
  unless      has AnxietyDisorder
  unless      InAcuteCare
  severity    info
  message     "Age {age}: no questionnaire for anxiety in the last 12 months."
  population  "Adults to 64 years in a visit for prevention"
  evidence    "USPSTF. Screening for anxiety disorders in adults, 2023" grade B year 2023
  note        "for clinical review: from memory; the interval is a convention"
  owner       "Preventive medicine"
  version     "0.1.0"
  user        "Primary care and prevention teams"
  review by   2027-11-30
}

rule alcohol-screening "Questionnaire for alcohol, every year" {
  category    care-gap
  trigger     appointment-book, encounter-start
  for         age >= 18 years and PreventionVisit is known and PreventionVisit
  when        not measured AlcoholQuestionnaire in last 12 months
  unless      has AlcoholUseDisorder
  unless      InAcuteCare
  severity    info
  message     "Age {age}: no questionnaire for alcohol in the last 12 months."
  population  "Adults in a visit for prevention"
  evidence    "USPSTF. Screening and behavioral counseling for unhealthy alcohol use, 2018" grade B
              year 2018
  note        "for clinical review: from memory; the interval is a convention"
  owner       "Preventive medicine"
  version     "0.1.0"
  user        "Primary care and prevention teams"
  review by   2027-11-30
}

rule drug-use-screening "Questionnaire for drugs, every year" {
  category    care-gap
  trigger     appointment-book, encounter-start
  for         age >= 18 years and PreventionVisit is known and PreventionVisit
  when        not measured DrugQuestionnaire in last 12 months
  unless      has OpioidUseDisorder
  unless      InAcuteCare
  severity    info
  message     "Age {age}: not asked about drugs in the last 12 months."
  population  "Adults in a visit for prevention"
  evidence    "USPSTF. Screening for unhealthy drug use, 2020" grade B year 2020
  note        "for clinical review: from memory; the interval is a convention"
  owner       "Preventive medicine"
  version     "0.1.0"
  user        "Primary care and prevention teams"
  review by   2027-11-30
}

rule tobacco-status-due "Smoking status, every year" {
  category    care-gap
  trigger     appointment-book, encounter-start
  for         age >= 18 years and PreventionVisit is known and PreventionVisit
  recall      measured SmokingStatus every 12 months
  unless      InAcuteCare
  severity    info
  message     "Age {age}: smoking status was not recorded in the last 12 months."
  population  "Adults in a visit for prevention"
  evidence    "USPSTF. Interventions for tobacco smoking cessation in adults, including pregnant persons, 2021"
              grade A year 2021
  note        "for clinical review: from memory; the interval is a convention"
  owner       "Preventive medicine"
  version     "0.1.0"
  user        "Primary care and prevention teams"
  review by   2027-11-30
}

rule help-to-stop-smoking "Help to stop smoking" {
  category    recommendation
  for         age >= 18 years
          and measured SmokingStatus in last 12 months
          and not has PalliativeCare
  when        latest SmokingStatus in last 12 months is CurrentSmoker
  when        not underwent TobaccoCounselling in last 12 months
  when        not taking SmokingCessationDrug
  severity    low
  message     "Smokes at age {age}, and no help to stop on record in the last 12 months: offer counselling and a drug."
  suggest     order TobaccoCounselling
  suggest     start SmokingCessationDrug "Not in pregnancy without a specialist"
  population  "Adults who smoke"
  evidence    "USPSTF. Interventions for tobacco smoking cessation in adults, including pregnant persons, 2021"
              grade A year 2021
  note        "for clinical review: from memory"
  owner       "Preventive medicine"
  version     "0.1.0"
  user        "Clinicians who treat the problem"
  review by   2027-11-30
}

rule blood-pressure-screening "Blood pressure every year, from 40 years" {
  category    care-gap
  trigger     patient-view, appointment-book, encounter-start
  for         age >= 40 years and not has PalliativeCare
  recall      measured SystolicBP every 12 months
  unless      InAcuteCare
  severity    info
  message     "Age {age}: no blood pressure on record in the last 12 months."
  population  "People of 40 years and more"
  evidence    "USPSTF. Screening for hypertension in adults, 2021" grade A year 2021
  note        "for clinical review: from memory"
  owner       "Preventive medicine"
  version     "0.1.0"
  user        "Primary care and prevention teams"
  review by   2027-11-30
}

rule blood-pressure-screening-young "Blood pressure every three years, 18 to 39 years" {
  category    care-gap
  trigger     patient-view, appointment-book, encounter-start
  for         age from 18 to 39 years and not has (Hypertension or PalliativeCare)
  recall      measured SystolicBP every 3 years
  unless      InAcuteCare
  severity    info
  message     "Age {age}: no blood pressure on record in the last 3 years."
  population  "Adults to 39 years without hypertension"
  evidence    "USPSTF. Screening for hypertension in adults, 2021" grade A year 2021
  note        "for clinical review: from memory; every 3 to 5 years without risk factors"
  owner       "Preventive medicine"
  version     "0.1.0"
  user        "Primary care and prevention teams"
  review by   2027-11-30
}

rule diabetes-screening "Diabetes every three years, 35 to 70 years with overweight" {
  category    care-gap
  trigger     patient-view, appointment-book, encounter-start
  for         age from 35 to 70 years
          and measured BMI with value >= 25 kg/m2 in last 2 years
          and not has (Diabetes or Prediabetes or PalliativeCare)
  let         bmi = latest BMI in last 2 years
  when        bmi >= 25 kg/m2
  recall      measured (HbA1c or FastingGlucose) every 3 years
  unless      InAcuteCare
  severity    info
  message     "Body mass index {bmi.value} at age {age}: no HbA1c or fasting glucose in the last 3 years."
  suggest     order GlucoseScreeningTest
  population  "People of 35 to 70 years with a body mass index of 25 kg/m2 and more"
  evidence    "USPSTF. Screening for prediabetes and type 2 diabetes, 2021. JAMA 2021;326:736"
              grade B year 2021
  owner       "Preventive medicine"
  version     "0.1.0"
  user        "Primary care and prevention teams"
  review by   2027-11-30
}

rule obesity-counselling "Intensive help to lose weight from a body mass index of 30" {
  category    care-gap
  trigger     appointment-book, encounter-start
  for         age >= 18 years
          and PreventionVisit is known
          and PreventionVisit
          and not has PalliativeCare
  let         bmi = latest BMI in last 12 months
  when        bmi >= 30 kg/m2
  unless      pregnant is known and pregnant
  unless      InAcuteCare
  severity    info
  message     "Body mass index {bmi.value}: offer an intensive behavioural programme (12 sessions and more a year)."
  population  "Adults with a body mass index of 30 and more, in a visit for prevention"
  evidence    "USPSTF. Behavioral weight loss interventions in adults, 2018" grade B year 2018
  note        "for clinical review: from memory"
  owner       "Preventive medicine"
  version     "0.1.0"
  user        "Primary care and prevention teams"
  review by   2027-11-30
}

rule diet-counselling "Diet and exercise with risk factors of the heart" {
  category    care-gap
  trigger     appointment-book, encounter-start
  for         age >= 18 years
          and PreventionVisit is known
          and PreventionVisit
          and not has PalliativeCare
  when        has (Hypertension or Hyperlipidemia or MetabolicSyndrome) as risk
  unless      InAcuteCare
  severity    info
  message     "{risk}: offer counselling on diet and physical activity."
  population  "Adults with hypertension, lipid disorders or metabolic syndrome, in a visit for prevention"
  evidence    "USPSTF. Counseling for a healthy diet and physical activity in adults with cardiovascular risk factors, 2020"
              grade B year 2020
  note        "for clinical review: from memory"
  owner       "Preventive medicine"
  version     "0.1.0"
  user        "Primary care and prevention teams"
  review by   2027-11-30
}

rule exercise-against-falls "Exercise against falls from 65 years" {
  category    recommendation
  for         age >= 65 years and not has PalliativeCare
  when        has (FallsHistory or Frailty or OrthostaticHypotension or ParkinsonDisease) as risk
  unless      InAcuteCare
  severity    info
  message     "{risk} at age {age}: supervised exercise lowers the risk of falls."
  detail      "Balance, gait and strength, two to three times a week. Look at sedating drugs, vision, feet, home."
  population  "People of 65 years and more at increased risk of falls"
  evidence    "USPSTF. Interventions to prevent falls in community-dwelling older adults, 2024"
              grade B year 2024
  owner       "Geriatrics"
  version     "0.1.0"
  user        "Clinicians who treat the problem"
  review by   2027-11-30
}

rule osteoporosis-screening-younger "Bone density before 65 years, women after the menopause at risk" {
  category    care-gap
  trigger     patient-view, appointment-book, encounter-start
  for         sex is female and age from 50 to 64 years and not has PalliativeCare
  when        has (RheumatoidArthritis or AlcoholUseDisorder or Hyperthyroidism or CeliacDisease
                or PrimaryHyperparathyroidism)
           or taking Prednisone with systemic route at least 3 months ago
  when        not underwent BoneDensityScan in last 10 years
  when        not measured BoneDensity in last 10 years
  unless      has Osteoporosis
  unless      taking BoneProtection
  unless      InAcuteCare
  severity    info
  message     "Woman of {age} with a risk of osteoporosis: no bone density in the last 10 years."
  suggest     order BoneDensityScan "After a calculation of risk"
  population  "Women of 50 to 64 years with a risk factor; menopause is taken from the age"
  evidence    "USPSTF. Screening for osteoporosis, 2025" grade B year 2025
  note        "for clinical review: from memory; the list of risk factors is ours"
  owner       "Preventive medicine"
  version     "0.1.0"
  user        "Primary care and prevention teams"
  review by   2027-11-30
}

rule brca-assessment "Risk of BRCA mutations with breast cancer in the family" {
  category    care-gap
  trigger     patient-view, appointment-book, encounter-start
  for         sex is female and age >= 18 years
  when        family history of BreastCancer
  unless      has PalliativeCare
  unless      InAcuteCare
  severity    info
  message     "Woman of {age}, breast cancer in the family: assess the risk of a BRCA mutation, once."
  detail      "A short questionnaire (Ontario, Manchester, Tyrer-Cuzick, …); genetic counselling where it is positive."
  population  "Women with breast cancer in the family"
  evidence    "USPSTF. Risk assessment, genetic counseling and testing for BRCA-related cancer, 2019"
              grade B year 2019
  note        "for clinical review: from memory; ovarian cancer and ancestry are not looked for"
  owner       "Preventive medicine"
  version     "0.1.0"
  user        "Primary care and prevention teams"
  review by   2027-11-30
}

rule breast-cancer-prevention "Drug that lowers the risk of breast cancer" {
  category    recommendation
  for         sex is female and age >= 35 years and BreastCancerRisk is known
  when        BreastCancerRisk >= 3
  when        not taking BreastCancerPrevention
  unless      had BreastCancer
  unless      had VenousThromboembolism
  unless      allergic to BreastCancerPrevention
  severity    info
  message     "Risk of breast cancer {BreastCancerRisk} % in 5 years: offer a drug that lowers it."
  suggest     start BreastCancerPrevention "Tamoxifen before, raloxifene or an aromatase inhibitor after the menopause"
  population  "Women of 35 years and more whose risk was calculated"
  evidence    "USPSTF. Medication use to reduce the risk of breast cancer, 2019" grade B year 2019
  note        "for clinical review: from memory"
  owner       "Preventive medicine"
  version     "0.1.0"
  user        "Clinicians who treat the problem"
  review by   2027-11-30
}

rule folic-acid-before-pregnancy "Folic acid before and in early pregnancy" {
  category    recommendation
  for         sex is female
          and age from 15 to 49 years
          and ((PlanningPregnancy is known and PlanningPregnancy)
              or (pregnant is known and pregnant and gestational-age < 12 weeks))
  when        not taking FolicAcid
  unless      allergic to FolicAcid
  severity    low
  message     "Pregnancy planned or before 12 weeks at age {age}: folic acid 0.4 to 0.8 mg daily."
  suggest     start FolicAcid "0.4 to 0.8 mg daily; more with a neural tube defect in the family or antiepileptic drugs"
  population  "Women who plan or could become pregnant"
  evidence    "USPSTF. Folic acid supplementation to prevent neural tube defects, 2023" grade A
              year 2023
  note        "for clinical review: from memory"
  owner       "Obstetrics"
  version     "0.1.0"
  user        "Clinicians who treat the problem"
  review by   2027-11-30
}

rule partner-violence "Question about violence by a partner" {
  category    care-gap
  trigger     appointment-book, encounter-start
  for         sex is female and age from 15 to 49 years
  when        PreventionVisit is known and PreventionVisit
  unless      PartnerViolenceAsked is known and PartnerViolenceAsked
  unless      InAcuteCare
  severity    info
  message     "Woman of {age}: ask about violence by a partner, alone with her."
  population  "Women of reproductive age, in a visit for prevention"
  evidence    "USPSTF. Screening for intimate partner violence, 2025" grade B year 2025
  note        "for clinical review: from memory"
  owner       "Preventive medicine"
  version     "0.1.0"
  user        "Primary care and prevention teams"
  review by   2027-11-30
}

rule sun-counselling "Sun protection in young people" {
  category    care-gap
  trigger     appointment-book, encounter-start
  for         age from 10 to 24 years
  when        PreventionVisit is known and PreventionVisit
  unless      InAcuteCare
  severity    info
  message     "Age {age}: talk about sun protection, with fair skin."
  population  "Young people of 10 to 24 years with fair skin, in a visit for prevention"
  evidence    "USPSTF. Behavioral counseling to prevent skin cancer, 2018" grade B year 2018
  note        "for clinical review: from memory"
  owner       "Preventive medicine"
  version     "0.1.0"
  user        "Primary care and prevention teams"
  review by   2027-11-30
}

rule sexual-health-counselling "Counselling with a risk of sexually transmitted infection" {
  category    care-gap
  trigger     appointment-book, encounter-start
  for         age >= 15 years and PreventionVisit is known and PreventionVisit
  when        SexualRisk is known and SexualRisk
  unless      InAcuteCare
  severity    info
  message     "Increased risk of sexually transmitted infection at age {age}: offer counselling."
  population  "Adolescents and adults at increased risk, in a visit for prevention"
  evidence    "USPSTF. Behavioral counseling to prevent sexually transmitted infections, 2020"
              grade B year 2020
  note        "for clinical review: from memory"
  owner       "Preventive medicine"
  version     "0.1.0"
  user        "Primary care and prevention teams"
  review by   2027-11-30
}
