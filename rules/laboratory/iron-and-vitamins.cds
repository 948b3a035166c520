pack laboratory

// Iron and vitamins.

observation Ferritin "ferritin" {
  code       loinc 2276-4
  unit       ng/mL
  plausible  0 .. 100000
  normal     24 .. 336 for sex is male and age >= 18 years
  normal     24 .. 307 for sex is female and age >= 18 years
  window     365 days
  report     nothing
  evidence   "ABIM Laboratory Test Reference Ranges, January 2024" year 2024
  note       "for clinical review: reference interval from memory of the list"
}

observation Iron "iron" {
  code        loinc 2498-4, 14798-3
  unit        ug/dL
  molar mass  55.845 g/mol
  plausible   1 .. 2000
  normal      50 .. 150 for age >= 18 years
  critical    > 500 for age >= 18 years
  window      90 days
  report      critical
  evidence    "ABIM Laboratory Test Reference Ranges, January 2024" year 2024
  evidence    "ARUP Laboratories, critical values list, revision 26" year 2017
  note        "for clinical review: reference interval from memory of the list"
  owner       "Laboratory medicine"
  review by   2027-11-30
}

observation TransferrinSaturation "transferrin saturation" {
  code       loinc 2502-3
  unit       %
  plausible  0 .. 110
  normal     20 .. 50 for age >= 18 years
  window     365 days
  report     nothing
  evidence   "ABIM Laboratory Test Reference Ranges, January 2024" year 2024
  note       "for clinical review: reference interval from memory of the list"
}

observation VitaminB12Level "vitamin B12" {
  code        loinc 2132-9
  unit        pg/mL
  molar mass  1355.37 g/mol
  plausible   0 .. 100000
  normal      200 .. 800 for age >= 18 years
  window      365 days
  report      nothing
  evidence    "ABIM Laboratory Test Reference Ranges, January 2024" year 2024
  note        "for clinical review: reference interval from memory of the list"
}

observation FolateLevel "folate" {
  code        loinc 2284-8
  unit        ng/mL
  molar mass  441.4 g/mol
  plausible   0 .. 300
  normal      1.8 .. 9.0 for age >= 18 years
  window      365 days
  report      nothing
  evidence    "ABIM Laboratory Test Reference Ranges, January 2024" year 2024
  note        "for clinical review: reference interval from memory of the list"
}

observation VitaminD "25-hydroxyvitamin D" {
  code        loinc 62292-8, 1989-3
  unit        ng/mL
  molar mass  400.64 g/mol
  plausible   0 .. 500
  normal      20 .. 50 for age >= 18 years
  window      365 days
  report      nothing
  evidence    "Institute of Medicine, dietary reference intakes for calcium and vitamin D"
              year 2011
  note        "for clinical review: reference interval from memory of the list"
}
