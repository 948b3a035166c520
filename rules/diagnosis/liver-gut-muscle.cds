pack diagnosis

// Liver, gut, muscle, heart.

use terms.{AcuteKidneyInjury, AcutePancreatitis, AlcoholUseDisorder, AlcoholicLiverDisease,
    BacterialMeningitis, CeliacDisease, Cellulitis, Cirrhosis, DiabetesType2, DialysisDependence,
    Echocardiography, Endocarditis, FattyLiver, HIVInfection, HeartFailure, HemolyticAnemia,
    HepatitisB, HepatitisC, Metformin, MyocardialInfarction, Obesity, Pneumonia, Preeclampsia,
    PulmonaryEmbolism, Pyelonephritis, Rhabdomyolysis, Sepsis, SickleCellDisease,
    UrinaryTractInfection}

use laboratory.{ALT, AST, Calcium, CreatineKinase, Creatinine, DiastolicBP, EGFR, FIB-4, Ferritin,
    FibrosisCutoff, HCVViralLoad, HIVScreen, HIVViralLoad, Hemoglobin, HepatitisBSurfaceAntigen,
    HepatitisCAntibody, KidneyFunction, Lactate, Leukocytes, Lipase, NTproBNP, Platelets,
    PositiveAnswer, Potassium, SystolicBP, TissueTransglutaminaseIgA, TransferrinSaturation,
    Triglycerides, TroponinT, UrineProteinCreatinineRatio}

codes HCVRNATest "hepatitis C RNA" =
    loinc 11011-4 "Hepatitis C virus RNA [Units/volume] (viral load) in Serum or Plasma by NAA with probe detection"

codes HIVConfirmation "HIV 1 RNA" =
    loinc 20447-9 "HIV 1 RNA [#/volume] (viral load) in Serum or Plasma by NAA with probe detection"

rule hepatitis-b-suspected "Hepatitis B surface antigen found" {
  category    diagnosis
  trigger     patient-view, result
  for         age >= 12 years
          and not had HepatitisB
          and measured HepatitisBSurfaceAntigen in last 10 years
  let         alt = latest ALT in last 12 months
  when        latest HepatitisBSurfaceAntigen in last 10 years is PositiveAnswer
  severity    moderate
  message     "Hepatitis B surface antigen positive on {HepatitisBSurfaceAntigen.date}: hepatitis B is not on the problem list."
  detail      "For: surface antigen; ALT {alt}. Against: vaccination in the last weeks. Chronic when present for 6 months. HBeAg, DNA, hepatitis D, HIV, fibrosis;"
              "vaccinate contacts; prophylaxis before immunosuppression."
  suggest     problem HepatitisB
  population  "People of 12 years and more with a test for hepatitis B"
  evidence    "AASLD 2018 hepatitis B guidance. Hepatology 2018;67:1560"
              grade "not recorded (guideline)" year 2018
  note        "for clinical review: from memory"
  owner       "Hepatology"
  version     "0.1.0"
  user        "Clinicians who treat the patient"
  review by   2027-11-30
}

rule hepatitis-c-suspected "Hepatitis C RNA found" {
  category    diagnosis
  trigger     patient-view, result
  for         age >= 12 years and not had HepatitisC and measured HCVViralLoad in last 5 years
  let         rna = latest HCVViralLoad in last 5 years
  let         alt = latest ALT in last 12 months
  when        rna >= 15 [IU]/mL
  severity    moderate
  message     "Hepatitis C RNA {rna.value} on {rna.date}, and hepatitis C is not on the problem list."
  detail      "For: RNA; ALT {alt}. Against: treated since. Eight to twelve weeks of tablets cure nearly everybody; check hepatitis B, HIV, fibrosis first."
  suggest     problem HepatitisC
  population  "People of 12 years and more with hepatitis C RNA measured"
  evidence    "AASLD/IDSA HCV guidance" grade "not recorded (guideline)" year 2023
  note        "for clinical review: from memory; 15 IU/mL is the usual limit of detection"
  owner       "Hepatology"
  version     "0.1.0"
  user        "Clinicians who treat the patient"
  review by   2027-11-30
}

rule hepatitis-c-antibody-without-rna "Hepatitis C antibody without RNA" {
  category    diagnosis
  trigger     patient-view, result
  for         age >= 12 years
          and not had HepatitisC
          and measured HepatitisCAntibody in last 5 years
  when        latest HepatitisCAntibody in last 5 years is PositiveAnswer
  when        not measured HCVViralLoad in last 5 years
  severity    low
  message     "Hepatitis C antibody positive on {HepatitisCAntibody.date}, and RNA was not measured: infection is not decided."
  detail      "For: antibody. Against: healed or treated infection, false positive. RNA decides."
  suggest     order HCVRNATest
  population  "People of 12 years and more with an antibody test for hepatitis C"
  evidence    "AASLD/IDSA HCV guidance" grade "not recorded (guideline)" year 2023
  note        "for clinical review: from memory"
  owner       "Hepatology"
  version     "0.1.0"
  user        "Clinicians who treat the patient"
  review by   2027-11-30
}

rule hiv-screen-reactive "Reactive HIV screen without confirmation" {
  category    diagnosis
  trigger     patient-view, result
  for         age >= 12 years and not has HIVInfection and measured HIVScreen in last 12 months
  when        latest HIVScreen in last 12 months is PositiveAnswer
  when        not measured HIVViralLoad in last 12 months
  severity    high
  message     "HIV screen reactive on {HIVScreen.date}, and RNA was not measured: confirm at once."
  detail      "For: antigen or antibody. Against: false positive (pregnancy, vaccination, autoimmune disease). Differentiation test and RNA decide; tell nobody"
              "a diagnosis before."
  suggest     order HIVConfirmation
  population  "People of 12 years and more with an HIV screen"
  evidence    "CDC/APHL laboratory testing for the diagnosis of HIV infection"
              grade "none (specification)" year 2018
  note        "for clinical review: from memory"
  owner       "Infectious diseases"
  version     "0.1.0"
  user        "Clinicians who treat the patient"
  review by   2027-11-30
}

rule haemochromatosis-suspected "High transferrin saturation and ferritin" {
  category    diagnosis
  trigger     patient-view, result
  for         age >= 18 years
          and measured TransferrinSaturation with value > 45 % in last 12 months
          and measured Ferritin with value > 200 ng/mL in last 12 months
  let         tsat = latest TransferrinSaturation in last 12 months
  let         iron = latest Ferritin in last 12 months
  when        tsat > 45 %
  when        iron > if(sex is female, 200 ng/mL, 300 ng/mL)
  unless      has (AlcoholicLiverDisease or SickleCellDisease or HemolyticAnemia)
  unless      given IronByVein in last 3 months
  severity    low
  message     "Transferrin saturation {tsat.value}, ferritin {iron.value}: test for haemochromatosis."
  detail      "For: saturation above 45 %, ferritin above 300 ng/mL (women 200). Against: alcohol, fatty liver, inflammation, transfusions, iron. HFE genotype;"
              "liver, heart, joints, glucose; relatives."
  population  "Adults with a transferrin saturation above 45 % and a high ferritin"
  evidence    "EASL clinical practice guidelines on haemochromatosis. J Hepatol 2022;77:479"
              grade "not recorded (guideline)" year 2022
  note        "for clinical review: limits from memory"
  owner       "Hepatology"
  version     "0.1.0"
  user        "Clinicians who treat the patient"
  review by   2027-11-30
}

codes IronByVein "intravenous iron" = rxnorm 24909 "iron sucrose"

rule fatty-liver-fibrosis-suspected "FIB-4 above the limit with diabetes or obesity" {
  category    diagnosis
  trigger     patient-view, result
  for         age >= 35 years
          and has (DiabetesType2 or Obesity or FattyLiver) as risk
          and measured ALT in last 12 months
          and measured Platelets in last 12 months
          and not has (Cirrhosis or HepatitisB or HepatitisC)
  let         alt = latest ALT in last 12 months
  let         ast = latest AST in last 12 months
  let         platelets = latest Platelets in last 12 months
  when        FIB-4 >= FibrosisCutoff
  unless      has (AlcoholUseDisorder or AcuteKidneyInjury)
  severity    low
  message     "{risk}, FIB-4 {FIB-4}: liver fibrosis is possible, elastography is advised."
  detail      "For: FIB-4 from 1.3 (from 65 years 2.0; from 2.67 refer); ALT {alt}, AST {ast}, platelets {platelets}. Against: acute illness, alcohol, age below 35."
  suggest     problem FattyLiverProblem "After imaging"
  population  "People of 35 years and more with type 2 diabetes, obesity or fatty liver"
  evidence    "AASLD practice guidance on metabolic fatty liver disease. Hepatology 2023;77:1797"
              grade "not recorded (guideline)" year 2023
  note        "for clinical review: limits from memory"
  owner       "Hepatology"
  version     "0.1.0"
  user        "Clinicians who treat the patient"
  review by   2027-11-30
}

rule pancreatitis-suspected "Lipase three times the limit" {
  category    diagnosis
  trigger     patient-view, result
  for         age >= 18 years
          and not has AcutePancreatitis
          and measured Lipase with value >= 420 U/L in last 3 days
  let         lipase = latest Lipase in last 3 days
  let         ca = latest Calcium in last 3 days
  let         tg = latest Triglycerides in last 30 days
  when        lipase >= 420 U/L
  unless      has DialysisDependence
  severity    high
  message     "Lipase {lipase.value} on {lipase.date}: with typical pain this is acute pancreatitis."
  detail      "For: three times the upper limit of 140 U/L. Two of three are needed: pain, enzymes, imaging. Against: kidney failure, ketoacidosis, bowel disease."
              "Cause: gallstones (ultrasound), alcohol, triglycerides {tg}, calcium {ca}, drugs."
  suggest     problem AcutePancreatitis
  population  "Adults with a lipase of three times the limit in the last three days"
  evidence    "Revised Atlanta classification of acute pancreatitis. Gut 2013;62:102"
              grade "none (definition)" year 2013
  note        "for clinical review: the limit of the laboratory's own method comes first"
  owner       "Gastroenterology"
  version     "0.1.0"
  user        "Clinicians who treat the patient"
  review by   2027-11-30
}

rule rhabdomyolysis-suspected "Creatine kinase above five times the limit" {
  category    diagnosis
  trigger     patient-view, result
  for         age >= 18 years
          and not has Rhabdomyolysis
          and measured CreatineKinase with value > 1000 U/L in last 3 days
  let         ck = latest CreatineKinase in last 3 days
  let         creatinine = latest Creatinine in last 3 days
  let         k = latest Potassium in last 3 days
  when        ck > 1000 U/L
  unless      has MyocardialInfarction in last 7 days
  severity    moderate
  message     "Creatine kinase {ck.value} on {ck.date}: think of rhabdomyolysis."
  detail      "For: above 1000 U/L; creatinine {creatinine}, potassium {k}. Against: heavy exercise, injections, infarction, muscle disease, macro-CK. Fluids from"
              "5000; look at statins, falls, seizures, heat, alcohol, hypothyroidism."
  suggest     problem Rhabdomyolysis
  population  "Adults with a creatine kinase above 1000 U/L in the last three days"
  evidence    "Rhabdomyolysis. N Engl J Med 2009;361:62, creatine kinase above five times the limit"
              grade "none (definition)" year 2009
  note        "for clinical review: limits from memory"
  owner       "Internal medicine"
  version     "0.1.0"
  user        "Clinicians who treat the patient"
  review by   2027-11-30
}

rule myocardial-injury-suspected "Troponin T above the limit and changing" {
  category    diagnosis
  trigger     patient-view, result
  for         age >= 18 years
          and measured TroponinT with value > 14 ng/L in last 24 hours
          and not has MyocardialInfarction in last 7 days
  let         troponin = latest TroponinT in last 24 hours
  let         earlier = earliest TroponinT in last 24 hours
  let         gfr = KidneyFunction
  when        troponin > if(sex is female, 14 ng/L, 22 ng/L)
  when        TroponinT rose by 20 % within 24 hours or TroponinT fell by 20 % within 24 hours
  severity    high
  message     "Troponin T {earlier.value}, then {troponin.value}: acute myocardial injury."
  detail      "For: above the 99th percentile with a change by a fifth. Infarction needs symptoms, ECG or imaging too. Against: kidney failure (eGFR {gfr}), sepsis,"
              "embolism, fast rhythm, heart failure."
  population  "Adults with a high troponin T in the last 24 hours"
  evidence    "Fourth universal definition of myocardial infarction. Circulation 2018;138:e618"
              grade "none (definition)" year 2018
  note        "for clinical review: limits are those of one assay; others differ"
  owner       "Cardiology"
  version     "0.1.0"
  user        "Clinicians who treat the patient"
  review by   2027-11-30
}

rule sepsis-suspected "Infection with a raised lactate" {
  category    diagnosis
  trigger     patient-view, result
  for         age >= 18 years
          and has (Pneumonia or UrinaryTractInfection or Pyelonephritis or Cellulitis
                or BacterialMeningitis or Endocarditis) in last 14 days as infection
          and measured Lactate in last 24 hours
          and not has Sepsis
  let         lactate = latest Lactate in last 24 hours
  let         bp = latest SystolicBP in last 24 hours
  let         leukocytes = latest Leukocytes in last 24 hours
  when        lactate > 2 mmol/L
  unless      taking Metformin and measured EGFR with value < 30 mL/min/{1.73_m2} in last 7 days
  severity    high
  message     "{infection} with lactate {lactate.value} on {lactate.date}: sepsis is possible."
  detail      "For: infection and lactate above 2 (from 4: 30 mL/kg of crystalloid); systolic {bp}, white cells {leukocytes}. Against: seizures, liver failure,"
              "metformin, adrenaline, ischaemia. Cultures, antibiotics within the hour in shock, lactate again within 2 to 4 hours."
  suggest     problem SepsisProblem
  population  "Adults with an infection on the problem list and a lactate in the last 24 hours"
  evidence    "Surviving Sepsis Campaign guidelines 2021" grade "not recorded (guideline)"
              year 2021
  note        "for clinical review: the early warning pack screens by vital signs; this looks at lactate"
  owner       "Intensive care"
  version     "0.1.0"
  user        "Clinicians who treat the patient"
  review by   2027-11-30
}

rule heart-failure-suspected "High NT-proBNP, and no heart failure on the problem list" {
  category    diagnosis
  trigger     patient-view, result
  for         age >= 18 years
          and not has HeartFailure
          and measured NTproBNP with value >= 450 pg/mL in last 90 days
  let         bnp = latest NTproBNP in last 90 days
  let         gfr = KidneyFunction
  when        bnp >= if(age > 75 years, 1800 pg/mL, if(age >= 50 years, 900 pg/mL, 450 pg/mL))
  unless      has (PulmonaryEmbolism or Sepsis or DialysisDependence) in last 90 days
  severity    low
  message     "NT-proBNP {bnp.value} at age {age}: heart failure is likely and not on the problem list."
  detail      "For: above 450, from 50 years 900, above 75 years 1800 pg/mL. Against: atrial fibrillation, kidney failure (eGFR {gfr}), embolism, sepsis, acute"
              "coronary syndrome. Echocardiography."
  suggest     problem HeartFailureProblem "After echocardiography"
  suggest     order Echocardiography
  population  "Adults with a high NT-proBNP"
  evidence    "2022 AHA/ACC/HFSA guideline for the management of heart failure. Circulation 2022;145:e895"
              grade 1 year 2022
  note        "for clinical review: limits of acute dyspnoea, from memory"
  owner       "Cardiology"
  version     "0.1.0"
  user        "Clinicians who treat the patient"
  review by   2027-11-30
}

rule coeliac-disease-suspected "High antibodies against tissue transglutaminase" {
  category    diagnosis
  trigger     patient-view, result
  for         age >= 2 years
          and not has CeliacDisease
          and measured TissueTransglutaminaseIgA in last 2 years
  let         ttg = latest TissueTransglutaminaseIgA in last 2 years
  let         hb = latest Hemoglobin in last 12 months
  when        ttg > 10 U/mL
  severity    low
  message     "Transglutaminase antibodies {ttg.value} on {ttg.date}: coeliac disease is likely."
  detail      "For: antibodies well above the limit of 4 U/mL; haemoglobin {hb}. Against: a gluten-free diet hides it, assays differ. Biopsy before the diet; IgA"
              "deficiency gives false negatives."
  suggest     problem CeliacDisease "After biopsy"
  population  "People from 2 years with transglutaminase antibodies measured"
  evidence    "European Society for the Study of Coeliac Disease guideline 2019"
              grade "not recorded (guideline)" year 2019
  note        "for clinical review: the limit of 10 U/mL is ours; assays differ"
  owner       "Gastroenterology"
  version     "0.1.0"
  user        "Clinicians who treat the patient"
  review by   2027-11-30
}

/// Any of these with a high blood pressure after 20 weeks.
define OrganSignOfPreeclampsia "proteinuria or organ sign of pre-eclampsia" =
  measured UrineProteinCreatinineRatio with value >= 300 mg/g{creat} in last 14 days
  or measured Platelets with value < 100 10*3/uL in last 7 days
  or measured Creatinine with value > 1.1 mg/dL in last 7 days
  or measured AST with value > 80 U/L in last 7 days
  or measured ALT with value > 80 U/L in last 7 days

rule preeclampsia-suspected "Pre-eclampsia" {
  category    diagnosis
  trigger     patient-view, result
  for         pregnant is known
          and pregnant
          and gestational-age >= 20 weeks
          and not has Preeclampsia
  let         systolic = highest SystolicBP in last 7 days
  let         protein = latest UrineProteinCreatinineRatio in last 14 days
  let         platelets = latest Platelets in last 7 days
  when        measured SystolicBP with value >= 140 mm[Hg] in last 7 days
           or measured DiastolicBP with value >= 90 mm[Hg] in last 7 days
  when        OrganSignOfPreeclampsia
  severity    high
  message     "Pregnant, 20 weeks and more, systolic {systolic} with proteinuria or an organ sign: pre-eclampsia."
  detail      "For: 140/90 and more with urine protein {protein} (from 300 mg/g), platelets {platelets} (below 100), creatinine above 1.1, transaminases twice the"
              "limit. Against: kidney disease or hypertension before 20 weeks. Headache, visual symptoms, pain under the ribs make it severe."
  suggest     problem PreeclampsiaProblem
  population  "Pregnant women from 20 weeks"
  evidence    "ACOG practice bulletin 222: gestational hypertension and preeclampsia. Obstet Gynecol 2020;135:e237"
              grade "not recorded (guideline)" year 2020
  note        "for clinical review: criteria from memory"
  owner       "Obstetrics"
  version     "0.1.0"
  user        "Clinicians who treat the patient"
  review by   2027-11-30
}
