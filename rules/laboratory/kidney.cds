pack laboratory

// Kidney function.

observation Creatinine "creatinine" {
  code        loinc 2160-0, 38483-4, 14682-9
  unit        mg/dL
  molar mass  113.12 g/mol
  plausible   0.1 .. 30
  normal      0.7 .. 1.3 for sex is male and age >= 18 years
  normal      0.5 .. 1.1 for sex is female and age >= 18 years
  normal      0.3 .. 0.7 for age from 2 to 11 years
  critical    > 7.4 for age >= 18 years
  window      180 days
  report      critical
  evidence    "ABIM Laboratory Test Reference Ranges, January 2024" year 2024
  evidence    "Kost GJ. Critical limits for urgent clinician notification at US medical centers. JAMA 1990;263:704-707"
              year 1990
  note        "for clinical review: intervals from memory; in pregnancy they are lower"
  owner       "Laboratory medicine"
  review by   2027-11-30
}

/// Urea nitrogen. A mole of urea holds 28.01 g of nitrogen, so urea in mmol/L converts;
/// urea in mg/dL is another quantity and has no code here.
observation UreaNitrogen "urea nitrogen" {
  code        loinc 3094-0, 6299-2, 14937-7, 22664-7
  unit        mg/dL
  molar mass  28.01 g/mol
  plausible   1 .. 300
  normal      8 .. 20 for age >= 18 years
  critical    > 104 for age >= 18 years
  window      90 days
  report      critical
  evidence    "ABIM Laboratory Test Reference Ranges, January 2024" year 2024
  evidence    "Kost GJ. Critical limits for urgent clinician notification at US medical centers. JAMA 1990;263:704-707"
              year 1990
  note        "for clinical review: reference interval from memory of the list"
  owner       "Laboratory medicine"
  review by   2027-11-30
}

/// The rate that the laboratory reports. The older MDRD codes are accepted. See KidneyFunction.
observation EGFR "eGFR" {
  code       loinc 98979-8, 33914-3, 48642-3, 48643-1
  unit       mL/min/{1.73_m2}
  plausible  1 .. 250
  normal     >= 60 for age >= 18 years
  window     365 days
  report     nothing
  evidence   "KDIGO 2024 clinical practice guideline for CKD. Kidney Int 2024;105(4S)" year 2024
}

observation CystatinC "cystatin C" {
  code       loinc 33863-2
  unit       mg/L
  plausible  0.2 .. 15
  normal     0.6 .. 1.0 for age >= 18 years
  window     365 days
  report     nothing
  evidence   "Conventional adult reference interval"
  note       "for clinical review: depends on the assay; use the limits of your laboratory"
}

observation Urate "urate" {
  code        loinc 3084-1, 14933-6
  unit        mg/dL
  molar mass  168.11 g/mol
  plausible   0.3 .. 40
  normal      3.0 .. 7.0 for age >= 18 years
  critical    > 13 for age >= 18 years
  window      365 days
  report      critical
  evidence    "ABIM Laboratory Test Reference Ranges, January 2024" year 2024
  evidence    "Kost GJ. Critical limits for urgent clinician notification at US medical centers. JAMA 1990;263:704-707"
              year 1990
  note        "for clinical review: reference interval from memory of the list"
  owner       "Laboratory medicine"
  review by   2027-11-30
}

observation UrineAlbuminCreatinineRatio "urine albumin-creatinine ratio" {
  code       loinc 9318-7, 14959-1
  unit       mg/g{creat}
  plausible  0 .. 30000
  normal     < 30 for age >= 18 years
  window     365 days
  report     nothing
  evidence   "KDIGO 2024 clinical practice guideline for CKD. Kidney Int 2024;105(4S)" year 2024
}
