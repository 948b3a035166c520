pack laboratory

// Blood count.

/// Haemoglobin. From 15 to 17 years no interval applies, because the sources give none.
observation Hemoglobin "haemoglobin" {
  code       loinc 718-7, 20509-6
  unit       g/dL
  plausible  1 .. 30
  normal     14.0 .. 18.0 for sex is male and age >= 18 years
  normal     12.0 .. 16.0 for sex is female and not pregnant and age >= 18 years
  normal     >= 11.0 for pregnant and gestational-age < 14 weeks
  normal     >= 10.5 for pregnant and gestational-age >= 14 weeks and gestational-age < 28 weeks
  normal     >= 11.0 for pregnant and gestational-age >= 28 weeks
  normal     >= 10.5 for age >= 6 months and age < 24 months
  normal     >= 11.0 for age from 2 to 4 years
  normal     >= 11.5 for age from 5 to 11 years
  normal     >= 12.0 for age from 12 to 14 years and not pregnant
  critical   < 6.6 or > 19.9 for age >= 18 years
  delta      change of 2.0 within 48 hours
  window     90 days
  report     critical, delta
  evidence   "ABIM Laboratory Test Reference Ranges, January 2024" year 2024
  evidence   "WHO guideline on haemoglobin cutoffs to define anaemia" year 2024
  evidence   "Kost GJ. Critical limits for urgent clinician notification at US medical centers. JAMA 1990;263:704-707"
             year 1990
  note       "for clinical review: intervals, the high critical limit and the change of 2 g/dL from memory"
  owner      "Laboratory medicine"
  review by  2027-11-30
}

observation Hematocrit "haematocrit" {
  code       loinc 4544-3, 20570-8
  unit       %
  plausible  5 .. 80
  normal     42 .. 50 for sex is male and age >= 18 years
  normal     37 .. 47 for sex is female and age >= 18 years
  critical   < 18 or > 61 for age >= 18 years
  window     90 days
  report     critical
  evidence   "ABIM Laboratory Test Reference Ranges, January 2024" year 2024
  evidence   "Kost GJ. Critical limits for urgent clinician notification at US medical centers. JAMA 1990;263:704-707"
             year 1990
  note       "for clinical review: reference interval and high critical limit from memory of the lists"
  owner      "Laboratory medicine"
  review by  2027-11-30
}

observation RedCells "red cells" {
  code       loinc 789-8
  unit       10*6/uL
  plausible  0.5 .. 12.0
  normal     4.2 .. 5.9 for age >= 18 years
  window     90 days
  report     nothing
  evidence   "ABIM Laboratory Test Reference Ranges, January 2024" year 2024
  note       "for clinical review: reference interval from memory of the list"
}

observation MCV "mean cell volume" {
  code       loinc 787-2, 30428-7
  unit       fL
  plausible  40 .. 170
  normal     80 .. 98 for age >= 18 years
  window     180 days
  report     nothing
  evidence   "ABIM Laboratory Test Reference Ranges, January 2024" year 2024
  note       "for clinical review: reference interval from memory of the list"
}

observation Leukocytes "white cells" {
  code       loinc 6690-2, 26464-8
  unit       10*3/uL
  plausible  0 .. 1000
  normal     4.0 .. 11.0 for age >= 18 years
  critical   < 2.0 or > 37 for age >= 18 years
  window     90 days
  report     critical
  evidence   "ABIM Laboratory Test Reference Ranges, January 2024" year 2024
  evidence   "Kost GJ. Critical limits for urgent clinician notification at US medical centers. JAMA 1990;263:704-707"
             year 1990
  note       "for clinical review: reference interval and high critical limit from memory of the lists"
  owner      "Laboratory medicine"
  review by  2027-11-30
}

observation Neutrophils "neutrophils" {
  code       loinc 751-8, 26499-4
  unit       10*3/uL
  plausible  0 .. 500
  normal     2.0 .. 8.25 for age >= 18 years
  critical   < 0.5 for age >= 18 years
  window     90 days
  report     critical
  evidence   "ABIM Laboratory Test Reference Ranges, January 2024" year 2024
  evidence   "Common practice of US hospital laboratories"
  note       "for clinical review: interval and limit from memory; people with the Duffy-null type have lower counts"
  owner      "Laboratory medicine"
  review by  2027-11-30
}

observation Lymphocytes "lymphocytes" {
  code       loinc 731-0
  unit       10*3/uL
  plausible  0 .. 1000
  normal     1.0 .. 4.0 for age >= 18 years
  window     90 days
  report     nothing
  evidence   "Conventional adult reference interval"
  note       "for clinical review: the interval is a convention of uncertain origin"
}

observation Eosinophils "eosinophils" {
  code       loinc 711-2
  unit       10*3/uL
  plausible  0 .. 200
  normal     <= 0.5 for age >= 18 years
  window     365 days
  report     nothing
  evidence   "Conventional adult reference interval"
  note       "for clinical review: the interval is a convention of uncertain origin"
}

observation Platelets "platelets" {
  code       loinc 777-3, 26515-7
  unit       10*3/uL
  plausible  0 .. 5000
  normal     150 .. 450 for age >= 18 years
  critical   < 37 or > 910 for age >= 18 years
  window     90 days
  report     critical
  evidence   "ABIM Laboratory Test Reference Ranges, January 2024" year 2024
  evidence   "Kost GJ. Critical limits for urgent clinician notification at US medical centers. JAMA 1990;263:704-707"
             year 1990
  note       "for clinical review: reference interval and high critical limit from memory of the lists"
  owner      "Laboratory medicine"
  review by  2027-11-30
}
