pack laboratory

// Coagulation.

observation INR "INR" {
  code       loinc 6301-6, 34714-6
  unit       1
  plausible  0.5 .. 30
  normal     0.9 .. 1.1 for age >= 18 years
  critical   > 5.0 for age >= 18 years
  window     30 days
  report     critical
  evidence   "ARUP Laboratories, critical values list, revision 26" year 2017
  note       "for clinical review: the interval is for people without anticoagulation, from convention"
  owner      "Laboratory medicine"
  review by  2027-11-30
}

observation ProthrombinTime "prothrombin time" {
  code       loinc 5902-2
  unit       s
  plausible  5 .. 300
  normal     11 .. 13 for age >= 18 years
  critical   > 27 for age >= 18 years
  window     30 days
  report     critical
  evidence   "ABIM Laboratory Test Reference Ranges, January 2024" year 2024
  evidence   "Kost GJ. Critical limits for urgent clinician notification at US medical centers. JAMA 1990;263:704-707"
             year 1990
  note       "for clinical review: reference interval and high critical limit from memory of the lists"
  owner      "Laboratory medicine"
  review by  2027-11-30
}

observation APTT "aPTT" {
  code       loinc 14979-9, 3173-2
  unit       s
  plausible  10 .. 400
  normal     25 .. 35 for age >= 18 years
  critical   > 68 for age >= 18 years
  window     30 days
  report     critical
  evidence   "ABIM Laboratory Test Reference Ranges, January 2024" year 2024
  evidence   "Kost GJ. Critical limits for urgent clinician notification at US medical centers. JAMA 1990;263:704-707"
             year 1990
  note       "for clinical review: reference interval and high critical limit from memory of the lists"
  owner      "Laboratory medicine"
  review by  2027-11-30
}

observation Fibrinogen "fibrinogen" {
  code       loinc 3255-7
  unit       mg/dL
  plausible  5 .. 2500
  normal     200 .. 400 for age >= 18 years
  critical   < 100 for age >= 18 years
  window     30 days
  report     critical
  evidence   "ABIM Laboratory Test Reference Ranges, January 2024" year 2024
  evidence   "ARUP Laboratories, critical values list, revision 26" year 2017
  note       "for clinical review: reference interval from memory of the list"
  owner      "Laboratory medicine"
  review by  2027-11-30
}

observation DDimer "D-dimer" {
  code       loinc 48065-7
  unit       ug/mL{FEU}
  plausible  0 .. 300
  normal     <= 0.5 for age >= 18 years
  window     7 days
  report     nothing
  evidence   "ABIM Laboratory Test Reference Ranges, January 2024" year 2024
  note       "for clinical review: in fibrinogen equivalent units; the cut-off for excluding thrombosis may depend on age"
}
