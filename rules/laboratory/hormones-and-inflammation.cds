pack laboratory

// Thyroid, parathyroid and inflammation.

observation TSH "TSH" {
  code       loinc 3016-3, 11580-8
  unit       m[IU]/L
  plausible  0 .. 1000
  normal     0.5 .. 4.0 for age >= 18 years
  window     365 days
  report     nothing
  evidence   "ABIM Laboratory Test Reference Ranges, January 2024" year 2024
  note       "for clinical review: interval from memory; the upper limit rises with age, the lower falls in early pregnancy"
}

observation FreeT4 "free thyroxine" {
  code        loinc 3024-7, 14920-3
  unit        ng/dL
  molar mass  776.87 g/mol
  plausible   0 .. 30
  normal      0.8 .. 1.8 for age >= 18 years
  window      365 days
  report      nothing
  evidence    "ABIM Laboratory Test Reference Ranges, January 2024" year 2024
  note        "for clinical review: reference interval from memory of the list"
}

observation ParathyroidHormone "parathyroid hormone" {
  code       loinc 2731-8
  unit       pg/mL
  plausible  0 .. 10000
  normal     10 .. 65 for age >= 18 years
  window     365 days
  report     nothing
  evidence   "ABIM Laboratory Test Reference Ranges, January 2024" year 2024
  note       "for clinical review: reference interval from memory of the list"
}

observation CRP "C-reactive protein" {
  code       loinc 1988-5
  unit       mg/L
  plausible  0 .. 1000
  normal     <= 8 for age >= 18 years
  window     30 days
  report     nothing
  evidence   "ABIM Laboratory Test Reference Ranges, January 2024" year 2024
  note       "for clinical review: reference interval from memory of the list"
}

observation Procalcitonin "procalcitonin" {
  code       loinc 33959-8
  unit       ng/mL
  plausible  0 .. 1000
  normal     < 0.25 for age >= 18 years
  window     7 days
  report     nothing
  evidence   "Cut-off for stopping antibiotics in lower respiratory tract infection"
}
