pack recommendations

// Screening after the US Preventive Services Task Force. All of it is passive: nothing here interrupts.

use laboratory.InAcuteCare

use terms.{BilateralMastectomy, BoneDensityScan, BoneProtection, BreastCancer, Colonoscopy,
    ColorectalCancer, CrohnsDisease, DialysisDependence, FlexibleSigmoidoscopy, TotalColectomy,
    HepatitisC, HIVInfection, LungCancer, Mammography, OpioidUseDisorder, Osteoporosis,
    PalliativeCare, UlcerativeColitis}

rule colorectal-screening "Screening for colorectal cancer, 45 to 75 years" {
  category    care-gap
  trigger     patient-view, appointment-book, encounter-start
  for         age from 45 to 75 years and not has PalliativeCare
  when        not underwent Colonoscopy in last 10 years
  when        not underwent FlexibleSigmoidoscopy in last 5 years
  when        not measured CTColonography in last 5 years
  when        not measured StoolDNATest in last 3 years
  recall      measured StoolBloodTest every 12 months
  unless      had ColorectalCancer
  unless      underwent TotalColectomy
  unless      has (CrohnsDisease or UlcerativeColitis)
  unless      InAcuteCare
  severity    info
  message     "Age {age}, no colonoscopy in 10 years, no stool test in 12 months: screening for colorectal cancer is due."
  suggest     order StoolTest "Or a colonoscopy, as the patient prefers"
  evidence    "USPSTF. Screening for colorectal cancer, 2021: grade A from 50, B from 45 to 49"
              grade A year 2021
  note        "for clinical review: from memory"
  population  "People of 45 to 75 years at average risk"
  owner       "Preventive medicine"
  version     "0.1.0"
  user        "Primary care and prevention teams"
  review by   2027-11-30
}

rule breast-screening "Mammography every 2 years, women of 40 to 74" {
  category    care-gap
  trigger     patient-view, appointment-book, encounter-start
  for         sex is female and age from 40 to 74 years and not has PalliativeCare
  recall      underwent Mammography every 2 years
  unless      had BreastCancer
  unless      underwent BilateralMastectomy
  unless      InAcuteCare
  severity    info
  message     "Age {age}, no mammography in the last 2 years: screening is due."
  suggest     order Mammography
  evidence    "USPSTF. Screening for breast cancer, 2024" grade B year 2024
  note        "for clinical review: from memory"
  population  "Women of 40 to 74 years at average risk"
  owner       "Preventive medicine"
  version     "0.1.0"
  user        "Primary care and prevention teams"
  review by   2027-11-30
}

rule osteoporosis-screening "Bone density, women from 65 years" {
  category    care-gap
  trigger     patient-view, appointment-book, encounter-start
  for         sex is female and age >= 65 years and not has PalliativeCare
  when        not underwent BoneDensityScan in last 10 years
  when        not measured BoneDensity in last 10 years
  unless      has Osteoporosis
  unless      taking BoneProtection
  unless      InAcuteCare
  severity    info
  message     "Woman of {age}, no bone density in the last 10 years: screening for osteoporosis is due."
  suggest     order BoneDensityScan
  evidence    "USPSTF. Screening for osteoporosis, 2025" grade B year 2025
  note        "for clinical review: from memory; the interval is ours, the task force names none"
  population  "Women of 65 years and more"
  owner       "Preventive medicine"
  version     "0.1.0"
  user        "Primary care and prevention teams"
  review by   2027-11-30
}

rule lung-screening "Low-dose CT every year, 50 to 80 years with 20 pack-years" {
  category    care-gap
  trigger     patient-view, appointment-book, encounter-start
  for         age from 50 to 80 years and not has PalliativeCare and PackYears is known
  when        PackYears >= 20 and QuitSmokingYears < 15
  recall      underwent LungScreeningScan every 12 months
  unless      had LungCancer
  unless      InAcuteCare
  severity    info
  message     "{PackYears} pack-years: a yearly low-dose CT of the chest is due."
  suggest     order LungScreeningScan "After a talk about benefit and harm"
  evidence    "USPSTF. Screening for lung cancer, 2021" grade B year 2021
  intent      "Pack-years are no field of most records. Where they were asked for, the rule speaks; elsewhere it keeps silent instead of asking everybody."
  population  "People of 50 to 80 years with 20 pack-years whose smoking was asked"
  owner       "Preventive medicine"
  version     "0.1.0"
  user        "Primary care and prevention teams"
  review by   2027-11-30
}

rule hepatitis-c-screening "Hepatitis C once, in a visit for prevention or where it is likeliest" {
  category    care-gap
  trigger     patient-view, appointment-book, encounter-start
  for         age from 18 to 79 years
          and not has PalliativeCare
          and (birth before 1966-01-01
              or (PreventionVisit is known and PreventionVisit)
              or has (OpioidUseDisorder or HIVInfection or DialysisDependence))
  when        not measured HepatitisCTest in last 10 years
  when        not underwent HepatitisCTestDone
  unless      had HepatitisC
  unless      InAcuteCare
  severity    info
  message     "Age {age}, no test for hepatitis C on record: it is due once in adult life."
  suggest     order HepatitisCAntibody
  evidence    "USPSTF. Screening for hepatitis C, 2020" grade B year 2020
  evidence    "CDC. Identification of chronic hepatitis C virus infection among persons born during 1945-1965. MMWR Recomm Rep 2012;61(RR-4)"
              grade "not recorded (guideline)" year 2012
  intent      "The task force advises one test for everybody, 18 to 79 years. In a visit for prevention it speaks for everybody; elsewhere for those in whom it is found most often."
  note        "for clinical review"
  population  "Adults to 79 years in a visit for prevention, born before 1966 or at increased risk"
  owner       "Preventive medicine"
  version     "0.1.0"
  user        "Primary care and prevention teams"
  review by   2027-11-30
}
