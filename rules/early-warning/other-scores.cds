pack early-warning

// Other scores of acute illness: MEWS, qSOFA, SIRS, shock index.

use laboratory.{ArterialPCO2, BandPercent, BodyTemperature, DiastolicBP, HeartRate, Leukocytes,
    MeanBP, RespiratoryRate}

/// Modified Early Warning Score, for hospitals that use it in place of NEWS2.
score MEWS "Modified Early Warning Score" {
  for age >= 16 years and AcutelyObserved
  by AcuteSystolicBP {
    <= 70        -> 3
    > 70 .. < 81 -> 2
    81 .. < 101  -> 1
    101 .. < 200 -> 0
    >= 200       -> 2
  }
  by HeartRate {
    < 40         -> 2
    40 .. < 51   -> 1
    51 .. < 101  -> 0
    101 .. < 111 -> 1
    111 .. < 130 -> 2
    >= 130       -> 3
  }
  by RespiratoryRate {
    < 9        -> 2
    9 .. < 15  -> 0
    15 .. < 21 -> 1
    21 .. < 30 -> 2
    >= 30      -> 3
  }
  by BodyTemperature {
    < 35.0         -> 2
    35.0 .. < 38.5 -> 0
    >= 38.5        -> 2
  }
  points ConsciousnessPoints
  band <= 4 "low"
  band >= 5 "high"
  evidence "Subbe CP et al. Validation of a modified Early Warning Score in medical admissions. QJM 2001;94:521"
    grade "none (publication)" year 2001
  note "for clinical review: from memory; the worked examples agree but for urine output, which this version does not count"
  population "Adults in acute care"
  user "Clinicians responsible for the patient"
  owner "Acute care"
  version "1.0.0"
  review by 2027-11-30
}

/// Alert or newly confused 0 and 1, to voice 1, to pain 2, unresponsive 3.
define ConsciousnessPoints "MEWS points of consciousness" =
  if(Consciousness is alert, 0,
    if(Consciousness is unresponsive, 3, if(Consciousness is pain, 2, 1)))

/// quick SOFA. Since 2021 it is not to be used alone to look for sepsis: prefer NEWS2.
score qSOFA "quick SOFA" {
  for age >= 18 years and AcutelyObserved
  1 if RespiratoryRate >= 22 /min
  1 if ComaScore < 15
  1 if AcuteSystolicBP <= 100 mm[Hg]
  band 0 .. 1 "not high risk"
  band >= 2 "high risk"
  evidence "Seymour CW et al. Assessment of clinical criteria for sepsis. JAMA 2016;315:762"
    grade "none (publication)" year 2016
  evidence "Surviving Sepsis Campaign guidelines 2021" grade "not recorded (guideline)" year 2021
  population "Adults with a suspected infection"
  user "Clinicians responsible for the patient"
  owner "Acute care"
  version "1.0.0"
  review by 2027-11-30
}

/// White cells of the last two days out of 4 to 12, or more than 10 percent band forms.
define WhiteCellsOfSIRS "white cells as SIRS asks" =
  latest Leukocytes in last 48 hours > 12 10*3/uL
  or latest Leukocytes in last 48 hours < 4 10*3/uL
  or measured BandPercent with value > 10 % in last 48 hours

/// Systemic inflammatory response. A pCO2 that nobody measured is not missed: it is an alternative to the respiratory rate.
score SIRS "Systemic inflammatory response syndrome" {
  for age >= 18 years and AcutelyObserved
  1 if BodyTemperature > 38.0 Cel or BodyTemperature < 36.0 Cel
  1 if HeartRate > 90 /min
  1 if RespiratoryRate > 20 /min or measured ArterialPCO2 with value < 32 mm[Hg] in last 24 hours
  1 if WhiteCellsOfSIRS
  band 0 .. 1 "not met"
  band >= 2 "met"
  evidence "Bone RC et al. ACCP/SCCM consensus conference: definitions for sepsis and organ failure. Chest 1992;101:1644"
    grade "none (definition)" year 1992
  note "for clinical review: from memory of the publication"
  population "Adults with a suspected infection"
  user "Clinicians responsible for the patient"
  owner "Acute care"
  version "1.0.0"
  review by 2027-11-30
}

/// Pulse over systolic pressure: 0.5 to 0.7 is normal, from 1.0 on shock is likely.
define ShockIndex "shock index" = (HeartRate / 1 /min) / (AcuteSystolicBP / 1 mm[Hg]) {
  evidence  "Allgower M, Burri C. Shock index. Dtsch Med Wochenschr 1967;92:1947"
            grade "none (publication)" year 1967
  note      "for clinical review: from memory"
}

/// For messages.
define RoundedShockIndex "shock index" = round(ShockIndex, 2)

/// Pulse over mean pressure: above 1.3 is abnormal.
define ModifiedShockIndex "modified shock index" = (HeartRate / 1 /min) / (AcuteMeanBP / 1 mm[Hg]) {
  evidence  "Liu YC et al. Modified shock index and mortality rate of emergency patients. World J Emerg Med 2012;3:114"
            grade "none (publication)" year 2012
  note      "for clinical review: from memory"
}

/// Shock index by age: from 50 on the risk of death is high.
define AgeShockIndex "age times shock index" = years(age) * ShockIndex {
  evidence  "Zarzaur BL et al. New vital sign criteria for mortality in trauma. J Surg Res 2008;147:229"
            grade "none (publication)" year 2008
  note      "for clinical review: from memory"
}

/// As recorded, or a third of the way from the diastolic to the systolic pressure.
define AcuteMeanBP "mean blood pressure of the last 24 hours" =
  first_known(latest MeanBP in last 24 hours,
    latest DiastolicBP in last 24 hours +
      (AcuteSystolicBP - latest DiastolicBP in last 24 hours) / 3)
