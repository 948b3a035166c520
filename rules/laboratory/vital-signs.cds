pack laboratory

// Vital signs. Nothing is reported from here: early warning is the business of the scores.

observation RespiratoryRate "respiratory rate" {
  code       loinc 9279-1
  unit       /min
  plausible  0 .. 120
  normal     12 .. 20 for age >= 18 years
  critical   <= 8 or >= 25 for age >= 18 years
  window     24 hours
  report     nothing
  evidence   "Royal College of Physicians. National Early Warning Score (NEWS) 2"
             grade "none (definition)" year 2017
}

observation OxygenSaturation "oxygen saturation" {
  code       loinc 59408-5, 2708-6
  unit       %
  plausible  20 .. 100
  normal     >= 96 for age >= 18 years
  critical   <= 91 for age >= 18 years
  window     24 hours
  report     nothing
  evidence   "Royal College of Physicians. National Early Warning Score (NEWS) 2"
             grade "none (definition)" year 2017
}

observation HeartRate "heart rate" {
  code       loinc 8867-4
  unit       /min
  plausible  0 .. 350
  normal     51 .. 90 for age >= 18 years
  critical   <= 40 or >= 131 for age >= 18 years
  window     24 hours
  report     nothing
  evidence   "Royal College of Physicians. National Early Warning Score (NEWS) 2"
             grade "none (definition)" year 2017
}

/// Systolic blood pressure. The `normal` here is that of acute illness (NEWS2), not a goal of treatment.
observation SystolicBP "systolic blood pressure" {
  code       loinc 8480-6, 76534-7, 8459-0
  unit       mm[Hg]
  plausible  20 .. 350
  normal     111 .. 219 for age >= 18 years
  critical   <= 90 or >= 220 for age >= 18 years
  window     365 days
  report     nothing
  evidence   "Royal College of Physicians. National Early Warning Score (NEWS) 2"
             grade "none (definition)" year 2017
}

observation DiastolicBP "diastolic blood pressure" {
  code       loinc 8462-4, 76535-4, 8453-3
  unit       mm[Hg]
  plausible  10 .. 250
  normal     60 .. 79 for age >= 18 years
  critical   >= 120 for age >= 18 years
  window     365 days
  report     nothing
  evidence   "Conventional adult limits" grade "none (common practice)"
}

observation MeanBP "mean blood pressure" {
  code       loinc 8478-0, 76536-2
  unit       mm[Hg]
  plausible  15 .. 280
  normal     70 .. 100 for age >= 18 years
  critical   < 65 for age >= 18 years
  window     24 hours
  report     nothing
  evidence   "Conventional adult limits" grade "none (common practice)"
}

observation BodyTemperature "body temperature" {
  code       loinc 8310-5, 8331-1, 8333-7
  unit       Cel
  plausible  20 .. 46
  normal     36.1 .. 38.0 for age >= 18 years
  critical   <= 35.0 or >= 39.1 for age >= 18 years
  window     24 hours
  report     nothing
  evidence   "Royal College of Physicians. National Early Warning Score (NEWS) 2"
             grade "none (definition)" year 2017
}

observation GlasgowComaTotal "Glasgow coma score as recorded" {
  code       loinc 9269-2
  unit       {score}
  plausible  3 .. 15
  window     24 hours
  report     nothing
  evidence   "Teasdale G, Jennett B. Assessment of coma and impaired consciousness. Lancet 1974"
             grade "none (publication)" year 1974
}

observation BodyHeight "height" {
  code       loinc 8302-2, 8306-3
  unit       cm
  plausible  20 .. 270
  window     365 days
  report     nothing
}

observation BodyWeight "weight" {
  code       loinc 29463-7
  unit       kg
  plausible  0.2 .. 650
  window     365 days
  report     nothing
}

observation BMI "body mass index" {
  code       loinc 39156-5
  unit       kg/m2
  plausible  5 .. 150
  normal     18.5 .. 24.9 for age >= 20 years
  window     365 days
  report     nothing
  evidence   "WHO classification of adult body mass index" grade "none (common practice)"
}

observation InspiredOxygen "inspired oxygen" {
  code       loinc 3150-0
  unit       %
  plausible  15 .. 100
  window     24 hours
  report     nothing
}

observation OxygenFlow "oxygen flow" {
  code       loinc 3151-8
  unit       L/min
  plausible  0 .. 100
  window     24 hours
  report     nothing
}

observation QTc "corrected QT interval" {
  code        loinc 8636-3
  unit        ms
  plausible   200 .. 900
  normal      <= 450 for sex is male and age >= 18 years
  normal      <= 460 for sex is female and age >= 18 years
  critical    >= 500 for age >= 18 years
  window      180 days
  report      critical
  evidence    "Common limits of QT prolongation" grade "none (common practice)"
  note        "for clinical review: for women 460 to 470 ms are used"
  owner       "Laboratory medicine"
  version     "1.0"
  user        "Clinicians responsible for the patient"
  population  "Adults with an ECG of the last 180 days"
  review by   2027-11-30
}

/// Answers of the smoking status question.
codes CurrentSmoker "current smoker" =
    snomed 449868002 "Smokes tobacco daily", 428041000124106 "Occasional tobacco smoker",
      77176002 "Smoker"

codes FormerSmoker "former smoker" =
    snomed 8517006 "Ex-smoker"

codes NeverSmoker "never smoker" =
    snomed 266919005 "Never smoked tobacco"

observation SmokingStatus "smoking status" {
  code    loinc 72166-2
  window  365 days
  report  nothing
}
