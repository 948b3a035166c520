pack laboratory

// Liver and pancreas.

observation ALT "ALT" {
  code       loinc 1742-6
  unit       U/L
  plausible  0 .. 30000
  normal     10 .. 40 for age >= 18 years
  window     180 days
  report     nothing
  evidence   "ABIM Laboratory Test Reference Ranges, January 2024" year 2024
  note       "for clinical review: reference interval from memory of the list"
}

observation AST "AST" {
  code       loinc 1920-8
  unit       U/L
  plausible  0 .. 30000
  normal     10 .. 40 for age >= 18 years
  window     180 days
  report     nothing
  evidence   "ABIM Laboratory Test Reference Ranges, January 2024" year 2024
  note       "for clinical review: reference interval from memory of the list"
}

observation AlkalinePhosphatase "alkaline phosphatase" {
  code       loinc 6768-6
  unit       U/L
  plausible  1 .. 10000
  normal     30 .. 120 for age >= 18 years
  window     180 days
  report     nothing
  evidence   "ABIM Laboratory Test Reference Ranges, January 2024" year 2024
  note       "for clinical review: interval from memory; higher in late pregnancy and while growing"
}

observation GGT "GGT" {
  code       loinc 2324-2
  unit       U/L
  plausible  1 .. 10000
  normal     9 .. 50 for sex is male and age >= 18 years
  normal     8 .. 40 for sex is female and age >= 18 years
  window     180 days
  report     nothing
  evidence   "ABIM Laboratory Test Reference Ranges, January 2024" year 2024
  note       "for clinical review: reference interval from memory of the list"
}

observation Bilirubin "total bilirubin" {
  code        loinc 1975-2, 42719-5, 14631-6
  unit        mg/dL
  molar mass  584.66 g/mol
  plausible   0 .. 80
  normal      0.3 .. 1.0 for age >= 18 years
  critical    > 15 for age >= 18 years
  window      90 days
  report      critical
  evidence    "ABIM Laboratory Test Reference Ranges, January 2024" year 2024
  evidence    "ARUP Laboratories, critical values list, revision 26" year 2017
  note        "for clinical review: interval from memory; newborns need an hour-specific nomogram, not this limit"
  owner       "Laboratory medicine"
  review by   2027-11-30
}

observation DirectBilirubin "direct bilirubin" {
  code        loinc 1968-7, 14629-0
  unit        mg/dL
  molar mass  584.66 g/mol
  plausible   0 .. 60
  normal      0.1 .. 0.3 for age >= 18 years
  window      90 days
  report      nothing
  evidence    "ABIM Laboratory Test Reference Ranges, January 2024" year 2024
  note        "for clinical review: reference interval from memory of the list"
}

observation Albumin "albumin" {
  code       loinc 1751-7
  unit       g/dL
  plausible  0.5 .. 8.0
  normal     3.5 .. 5.5 for age >= 18 years
  window     180 days
  report     nothing
  evidence   "ABIM Laboratory Test Reference Ranges, January 2024" year 2024
  note       "for clinical review: reference interval from memory of the list"
}

observation TotalProtein "total protein" {
  code       loinc 2885-2
  unit       g/dL
  plausible  1 .. 18
  normal     5.5 .. 9.0 for age >= 18 years
  window     180 days
  report     nothing
  evidence   "ABIM Laboratory Test Reference Ranges, January 2024" year 2024
  note       "for clinical review: reference interval from memory of the list"
}

observation Ammonia "ammonia" {
  code        loinc 16362-6
  unit        umol/L
  molar mass  17.031 g/mol
  plausible   1 .. 2000
  normal      15 .. 50 for age >= 18 years
  critical    > 100 for age >= 18 years
  window      7 days
  report      critical
  evidence    "Common practice of US hospital laboratories"
  note        "for clinical review: interval and limit are conventions of uncertain origin"
  owner       "Laboratory medicine"
  review by   2027-11-30
}

observation Lipase "lipase" {
  code       loinc 3040-3
  unit       U/L
  plausible  0 .. 50000
  normal     10 .. 140 for age >= 18 years
  window     30 days
  report     nothing
  evidence   "ABIM Laboratory Test Reference Ranges, January 2024" year 2024
  note       "for clinical review: depends on the assay; use the limits of your laboratory"
}

observation Amylase "amylase" {
  code       loinc 1798-8
  unit       U/L
  plausible  0 .. 30000
  normal     25 .. 125 for age >= 18 years
  window     30 days
  report     nothing
  evidence   "ABIM Laboratory Test Reference Ranges, January 2024" year 2024
  note       "for clinical review: reference interval from memory of the list"
}
