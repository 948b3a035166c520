pack laboratory

// Electrolytes. Limits are for adults; your laboratory's own come first.

observation Sodium "sodium" {
  code       loinc 2951-2, 2947-0
  unit       mmol/L
  charge     1
  plausible  90 .. 200
  normal     136 .. 145 for age >= 18 years
  critical   < 120 or > 160 for age >= 18 years
  delta      change of 8 within 24 hours
  window     90 days
  report     critical, delta
  evidence   "ABIM Laboratory Test Reference Ranges, January 2024" year 2024
  evidence   "ARUP Laboratories, critical values list, revision 26" year 2017
  note       "for clinical review: interval and the change of 8 mmol/L a day from memory"
  owner      "Laboratory medicine"
  review by  2027-11-30
}

observation Potassium "potassium" {
  code       loinc 2823-3, 6298-4, 77142-8
  unit       mmol/L
  charge     1
  plausible  1.0 .. 12.0
  normal     3.5 .. 5.0 for age >= 18 years
  critical   < 2.8 or > 6.2 for age >= 18 years
  delta      change of 1.0 within 24 hours
  window     90 days
  report     critical, delta
  evidence   "ABIM Laboratory Test Reference Ranges, January 2024" year 2024
  evidence   "Kost GJ. Critical limits for urgent clinician notification at US medical centers. JAMA 1990;263:704-707"
             year 1990
  note       "for clinical review: interval and the change of 1 mmol/L a day from memory; a haemolysed sample reads high"
  owner      "Laboratory medicine"
  review by  2027-11-30
}

observation Chloride "chloride" {
  code       loinc 2075-0, 2069-3
  unit       mmol/L
  charge     1
  plausible  50 .. 160
  normal     98 .. 106 for age >= 18 years
  critical   < 75 or > 126 for age >= 18 years
  window     90 days
  report     critical
  evidence   "ABIM Laboratory Test Reference Ranges, January 2024" year 2024
  evidence   "Kost GJ. Critical limits for urgent clinician notification at US medical centers. JAMA 1990;263:704-707"
             year 1990
  note       "for clinical review: reference interval from memory of the list"
  owner      "Laboratory medicine"
  review by  2027-11-30
}

/// Bicarbonate, or total carbon dioxide, which is read the same way.
observation Bicarbonate "bicarbonate" {
  code       loinc 1963-8, 2028-9, 1959-6, 20565-8
  unit       mmol/L
  charge     1
  plausible  1 .. 60
  normal     23 .. 28 for age >= 18 years
  critical   < 10 or > 40 for age >= 18 years
  window     90 days
  report     critical
  evidence   "ABIM Laboratory Test Reference Ranges, January 2024" year 2024
  evidence   "ARUP Laboratories, critical values list, revision 26" year 2017
  note       "for clinical review: reference interval from memory of the list"
  owner      "Laboratory medicine"
  review by  2027-11-30
}

/// Total calcium. With a low albumin ask for CorrectedCalcium or IonizedCalcium.
observation Calcium "calcium" {
  code        loinc 17861-6, 2000-8, 49765-1
  unit        mg/dL
  molar mass  40.08 g/mol
  charge      2
  plausible   2 .. 25
  normal      8.6 .. 10.2 for age >= 18 years
  critical    < 6.6 or > 12.9 for age >= 18 years
  window      90 days
  report      critical
  evidence    "ABIM Laboratory Test Reference Ranges, January 2024" year 2024
  evidence    "Kost GJ. Critical limits for urgent clinician notification at US medical centers. JAMA 1990;263:704-707"
              year 1990
  note        "for clinical review: reference interval from memory of the list"
  owner       "Laboratory medicine"
  review by   2027-11-30
}

observation IonizedCalcium "ionised calcium" {
  code        loinc 1995-0, 1994-3
  unit        mmol/L
  molar mass  40.08 g/mol
  charge      2
  plausible   0.3 .. 4.0
  normal      1.12 .. 1.23 for age >= 18 years
  critical    < 0.82 or > 1.55 for age >= 18 years
  window      30 days
  report      critical
  evidence    "ABIM Laboratory Test Reference Ranges, January 2024" year 2024
  evidence    "Kost GJ. Critical limits for urgent clinician notification at US medical centers. JAMA 1990;263:704-707"
              year 1990
  note        "for clinical review: reference interval from memory of the list"
  owner       "Laboratory medicine"
  review by   2027-11-30
}

observation Magnesium "magnesium" {
  code        loinc 19123-9, 2601-3
  unit        mg/dL
  molar mass  24.305 g/mol
  charge      2
  plausible   0.2 .. 20
  normal      1.6 .. 2.6 for age >= 18 years
  critical    < 1.0 or > 4.9 for age >= 18 years
  window      90 days
  report      critical
  evidence    "ABIM Laboratory Test Reference Ranges, January 2024" year 2024
  evidence    "Kost GJ. Critical limits for urgent clinician notification at US medical centers. JAMA 1990;263:704-707"
              year 1990
  note        "for clinical review: reference interval from memory of the list"
  owner       "Laboratory medicine"
  review by   2027-11-30
}

/// Phosphate is reported as the mass of phosphorus, so that is the molar mass.
observation Phosphate "phosphate" {
  code        loinc 2777-1, 14879-1
  unit        mg/dL
  molar mass  30.974 g/mol
  plausible   0.2 .. 25
  normal      3.0 .. 4.5 for age >= 18 years
  critical    < 1.2 or > 8.9 for age >= 18 years
  window      90 days
  report      critical
  evidence    "ABIM Laboratory Test Reference Ranges, January 2024" year 2024
  evidence    "Kost GJ. Critical limits for urgent clinician notification at US medical centers. JAMA 1990;263:704-707"
              year 1990
  note        "for clinical review: reference interval from memory of the list"
  owner       "Laboratory medicine"
  review by   2027-11-30
}
