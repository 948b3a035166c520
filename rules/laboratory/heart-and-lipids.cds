pack laboratory

// Heart and lipids.

observation TroponinI "high-sensitivity troponin I" {
  code       loinc 89579-7
  unit       ng/L
  plausible  0 .. 1000000
  normal     <= 34 for sex is male and age >= 18 years
  normal     <= 16 for sex is female and age >= 18 years
  window     48 hours
  report     abnormal
  evidence   "Fourth universal definition of myocardial infarction" year 2018
  note       "for clinical review: 99th percentile of one assay (Abbott); use the limits of your laboratory"
  owner      "Laboratory medicine"
  review by  2027-11-30
}

observation TroponinT "high-sensitivity troponin T" {
  code       loinc 67151-1
  unit       ng/L
  plausible  0 .. 1000000
  normal     <= 22 for sex is male and age >= 18 years
  normal     <= 14 for sex is female and age >= 18 years
  window     48 hours
  report     abnormal
  evidence   "Fourth universal definition of myocardial infarction" year 2018
  note       "for clinical review: 99th percentile of one assay (Roche, US labelling); use the limits of your laboratory"
  owner      "Laboratory medicine"
  review by  2027-11-30
}

observation BNP "BNP" {
  code       loinc 30934-4
  unit       pg/mL
  plausible  0 .. 100000
  normal     <= 100 for age >= 18 years
  window     180 days
  report     nothing
  evidence   "ABIM Laboratory Test Reference Ranges, January 2024" year 2024
  note       "for clinical review: reference interval from memory of the list"
}

observation NTproBNP "NT-proBNP" {
  code       loinc 33762-6
  unit       pg/mL
  plausible  0 .. 300000
  normal     <= 125 for age >= 18 years
  window     180 days
  report     nothing
  evidence   "2022 AHA/ACC/HFSA guideline for the management of heart failure. Circulation 2022;145:e895"
             year 2022
}

observation CreatineKinase "creatine kinase" {
  code       loinc 2157-6
  unit       U/L
  plausible  0 .. 1000000
  normal     55 .. 170 for sex is male and age >= 18 years
  normal     30 .. 135 for sex is female and age >= 18 years
  critical   > 5000 for age >= 18 years
  window     30 days
  report     critical
  evidence   "ABIM Laboratory Test Reference Ranges, January 2024" year 2024
  note       "for clinical review: interval from memory; 5000 U/L is the usual mark for rhabdomyolysis"
  owner      "Laboratory medicine"
  review by  2027-11-30
}

observation Cholesterol "total cholesterol" {
  code        loinc 2093-3, 14647-2
  unit        mg/dL
  molar mass  386.65 g/mol
  plausible   20 .. 2000
  normal      < 200 for age >= 18 years
  window      365 days
  report      nothing
  evidence    "ABIM Laboratory Test Reference Ranges, January 2024" year 2024
  note        "for clinical review: reference interval from memory of the list"
}

observation LDLCholesterol "LDL cholesterol" {
  code        loinc 13457-7, 2089-1, 18262-6, 22748-8
  unit        mg/dL
  molar mass  386.65 g/mol
  plausible   0 .. 1500
  normal      < 100 for age >= 18 years
  window      365 days
  report      nothing
  evidence    "ABIM Laboratory Test Reference Ranges, January 2024" year 2024
  note        "for clinical review: reference interval from memory of the list"
}

observation HDLCholesterol "HDL cholesterol" {
  code        loinc 2085-9, 14646-4
  unit        mg/dL
  molar mass  386.65 g/mol
  plausible   1 .. 250
  normal      >= 40 for sex is male and age >= 18 years
  normal      >= 50 for sex is female and age >= 18 years
  window      365 days
  report      nothing
  evidence    "ABIM Laboratory Test Reference Ranges, January 2024" year 2024
  note        "for clinical review: reference interval from memory of the list"
}

observation Triglycerides "triglycerides" {
  code        loinc 2571-8, 3043-7, 14927-8
  unit        mg/dL
  molar mass  885.7 g/mol
  plausible   10 .. 20000
  normal      < 150 for age >= 18 years
  critical    >= 1000 for age >= 18 years
  window      365 days
  report      critical
  evidence    "ABIM Laboratory Test Reference Ranges, January 2024" year 2024
  note        "for clinical review: interval and the limit for the risk of pancreatitis from memory"
  owner       "Laboratory medicine"
  review by   2027-11-30
}
