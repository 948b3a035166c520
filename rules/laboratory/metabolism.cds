pack laboratory

// Glucose, lactate and acid-base.

/// Any glucose: serum, plasma, blood or capillary, fasting or not.
observation Glucose "glucose" {
  code        loinc 2345-7, 2339-0, 1558-6, 41653-7, 32016-8, 14749-6, 15074-8
  unit        mg/dL
  molar mass  180.16 g/mol
  plausible   5 .. 2500
  normal      70 .. 140 for age >= 18 years
  critical    < 40 or > 450 for age >= 18 years
  window      30 days
  report      critical
  evidence    "ARUP Laboratories, critical values list, revision 26" year 2017
  note        "for clinical review: the interval of a sample that is not fasting is a convention"
  owner       "Laboratory medicine"
  review by   2027-11-30
}

observation FastingGlucose "fasting glucose" {
  code        loinc 1558-6
  unit        mg/dL
  molar mass  180.16 g/mol
  plausible   5 .. 2500
  normal      70 .. 99 for age >= 18 years
  window      365 days
  report      nothing
  evidence    "ABIM Laboratory Test Reference Ranges, January 2024" year 2024
  note        "for clinical review: reference interval from memory of the list"
}

/// HbA1c in percent (NGSP). The IFCC value in mmol/mol is another scale, not another unit of this one:
/// it needs an observation of its own, so no code of it is listed.
observation HbA1c "HbA1c" {
  code       loinc 4548-4, 17856-6
  unit       %
  plausible  3 .. 25
  normal     4.0 .. 5.6 for age >= 18 years
  window     365 days
  report     nothing
  evidence   "ABIM Laboratory Test Reference Ranges, January 2024" year 2024
  note       "for clinical review: reference interval from memory of the list"
}

observation Lactate "lactate" {
  code        loinc 2524-7, 32693-4, 2518-9
  unit        mmol/L
  molar mass  90.08 g/mol
  plausible   0 .. 40
  normal      0.7 .. 1.8 for age >= 18 years
  critical    >= 4.0 for age >= 18 years
  window      48 hours
  report      critical
  evidence    "ABIM Laboratory Test Reference Ranges, January 2024" year 2024
  evidence    "Surviving Sepsis Campaign guidelines 2021" year 2021
  note        "for clinical review: reference interval from memory of the list"
  owner       "Laboratory medicine"
  review by   2027-11-30
}

observation BetaHydroxybutyrate "beta-hydroxybutyrate" {
  code       loinc 6873-4
  unit       mmol/L
  plausible  0 .. 30
  normal     <= 0.4 for age >= 18 years
  critical   >= 3.0 for age >= 18 years
  window     48 hours
  report     critical
  evidence   "Hyperglycemic crises in adults with diabetes: consensus report. Diabetes Care 2024;47:1257"
             year 2024
  note       "for clinical review: the reference interval is a convention"
  owner      "Laboratory medicine"
  review by  2027-11-30
}

observation SerumOsmolality "serum osmolality" {
  code       loinc 2692-2
  unit       mosm/kg
  plausible  150 .. 600
  normal     275 .. 295 for age >= 18 years
  critical   < 250 or > 326 for age >= 18 years
  window     30 days
  report     critical
  evidence   "ABIM Laboratory Test Reference Ranges, January 2024" year 2024
  evidence   "Kost GJ. Critical limits for urgent clinician notification at US medical centers. JAMA 1990;263:704-707"
             year 1990
  note       "for clinical review: reference interval from memory of the list"
  owner      "Laboratory medicine"
  review by  2027-11-30
}

observation ArterialPH "arterial pH" {
  code       loinc 2744-1
  unit       [pH]
  plausible  6.5 .. 8.0
  normal     7.38 .. 7.44 for age >= 18 years
  critical   < 7.21 or > 7.59 for age >= 18 years
  window     48 hours
  report     critical
  evidence   "ABIM Laboratory Test Reference Ranges, January 2024" year 2024
  evidence   "Kost GJ. Critical limits for urgent clinician notification at US medical centers. JAMA 1990;263:704-707"
             year 1990
  note       "for clinical review: reference interval and high critical limit from memory of the lists"
  owner      "Laboratory medicine"
  review by  2027-11-30
}

observation ArterialPCO2 "arterial pCO2" {
  code       loinc 2019-8
  unit       mm[Hg]
  plausible  5 .. 200
  normal     35 .. 45 for age >= 18 years
  critical   < 19 or > 67 for age >= 18 years
  window     48 hours
  report     critical
  evidence   "Kost GJ. Critical limits for urgent clinician notification at US medical centers. JAMA 1990;263:704-707"
             year 1990
  note       "for clinical review: reference interval and high critical limit from memory of the lists"
  owner      "Laboratory medicine"
  review by  2027-11-30
}

observation ArterialPO2 "arterial pO2" {
  code       loinc 2703-7
  unit       mm[Hg]
  plausible  10 .. 700
  normal     75 .. 100 for age >= 18 years
  critical   < 43 for age >= 18 years
  window     48 hours
  report     critical
  evidence   "ABIM Laboratory Test Reference Ranges, January 2024" year 2024
  evidence   "Kost GJ. Critical limits for urgent clinician notification at US medical centers. JAMA 1990;263:704-707"
             year 1990
  note       "for clinical review: reference interval from memory of the list"
  owner      "Laboratory medicine"
  review by  2027-11-30
}
