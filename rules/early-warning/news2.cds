pack early-warning

// NEWS2 and its rules. All vital signs are those of the last 24 hours.

use terms.PalliativeCare

use laboratory.{BodyTemperature, HeartRate, OxygenSaturation, RespiratoryRate, SystolicBP}

input Consciousness "Level of consciousness (ACVPU)" {
  code    loinc 80288-4
  choice  alert "Alert" snomed 248234008
  choice  confused "New confusion"
  choice  voice "Responds to voice"
  choice  pain "Responds to pain"
  choice  unresponsive "Unresponsive"
  window  24 hours
}

input SupplementalOxygen "On supplemental oxygen" {
  yes-no
  window  24 hours
}

/// Set by a clinician for confirmed hypercapnic respiratory failure.
input HypercapnicTarget "Oxygen target of 88 to 92 %" {
  yes-no
}

/// Blood pressure as the other vital signs: not older than a day.
define AcuteSystolicBP "systolic blood pressure of the last 24 hours" =
  latest SystolicBP in last 24 hours

/// Breathing and oxygen saturation of the last 24 hours, or a vital sign far out of range: what a routine visit
/// measures does not ask for an early warning score, and what is not measured is not missed there.
define AcutelyObserved "acute observations of the last 24 hours" =
  (measured RespiratoryRate in last 24 hours and measured OxygenSaturation in last 24 hours)
  or measured RespiratoryRate with value <= 8 /min in last 24 hours
  or measured RespiratoryRate with value >= 21 /min in last 24 hours
  or measured OxygenSaturation with value <= 93 % in last 24 hours
  or measured SystolicBP with value <= 100 mm[Hg] in last 24 hours
  or measured SystolicBP with value >= 220 mm[Hg] in last 24 hours
  or measured HeartRate with value <= 40 /min in last 24 hours
  or measured HeartRate with value >= 111 /min in last 24 hours
  or measured BodyTemperature with value <= 35.0 Cel in last 24 hours
  or measured BodyTemperature with value >= 39.1 Cel in last 24 hours

table SpO2Scale1(OxygenSaturation) -> number {
  <= 91        -> 3
  > 91 .. < 94 -> 2
  94 .. < 96   -> 1
  >= 96        -> 0
}

/// Scale 2 on air: a high saturation is no harm.
table SpO2Scale2Air(OxygenSaturation) -> number {
  <= 83        -> 3
  > 83 .. < 86 -> 2
  86 .. < 88   -> 1
  >= 88        -> 0
}

table SpO2Scale2Oxygen(OxygenSaturation) -> number {
  <= 83        -> 3
  > 83 .. < 86 -> 2
  86 .. < 88   -> 1
  88 .. < 93   -> 0
  93 .. < 95   -> 1
  95 .. < 97   -> 2
  >= 97        -> 3
}

define SaturationPoints "NEWS2 points of oxygen saturation" =
  if(HypercapnicTarget,
    if(SupplementalOxygen, SpO2Scale2Oxygen(OxygenSaturation), SpO2Scale2Air(OxygenSaturation)),
    SpO2Scale1(OxygenSaturation))

/// Recorded as 20 weeks pregnant or more: then an obstetric score is to be used. A pregnancy that nobody recorded does not take the
/// score away; one that is recorded without its weeks leaves it open.
define LatePregnancy "pregnancy of 20 weeks or more" =
  pregnant is known
  and pregnant
  and gestational-age >= 20 weeks

/// National Early Warning Score 2. Not for children, nor for pregnancy from 20 weeks on.
score NEWS2 "National Early Warning Score 2" {
  for age >= 16 years and AcutelyObserved and not LatePregnancy
  by RespiratoryRate {
    <= 8        -> 3
    > 8 .. < 12 -> 1
    12 .. < 21  -> 0
    21 .. < 25  -> 2
    >= 25       -> 3
  }
  points SaturationPoints
  2 if SupplementalOxygen
  by AcuteSystolicBP {
    <= 90         -> 3
    > 90 .. < 101 -> 2
    101 .. < 111  -> 1
    111 .. < 220  -> 0
    >= 220        -> 3
  }
  by HeartRate {
    <= 40        -> 3
    > 40 .. < 51 -> 1
    51 .. < 91   -> 0
    91 .. < 111  -> 1
    111 .. < 131 -> 2
    >= 131       -> 3
  }
  3 if Consciousness is not alert
  by BodyTemperature {
    <= 35.0          -> 3
    > 35.0 .. < 36.1 -> 1
    36.1 .. < 38.1   -> 0
    38.1 .. < 39.1   -> 1
    >= 39.1          -> 2
  }
  band <= 4 "low"
  band 5 .. 6 "medium"
  band >= 7 "high"
  evidence "Royal College of Physicians. National Early Warning Score (NEWS) 2. London: RCP, 2017"
    grade "none (definition)" year 2017
  population "Adults in acute care, not pregnant"
  user "Clinicians responsible for the patient"
  owner "Acute care"
  version "1.0.0"
  review by 2027-11-30
}

/// One parameter alone in the worst range, which calls for a review whatever the sum is.
define SingleRedParameter "single parameter that scores 3" =
  RespiratoryRate <= 8 /min
  or RespiratoryRate >= 25 /min
  or AcuteSystolicBP <= 90 mm[Hg]
  or AcuteSystolicBP >= 220 mm[Hg]
  or HeartRate <= 40 /min
  or HeartRate >= 131 /min
  or Consciousness is not alert
  or BodyTemperature <= 35.0 Cel
  or SaturationPoints >= 3

rule early-warning-high "Early warning score in the high range" {
  category    safety
  trigger     patient-view, result
  for         age >= 16 years and AcutelyObserved and not LatePregnancy
  when        NEWS2 >= 7
  unless      has PalliativeCare
  unknown     hold
  severity    critical
  message     "NEWS2 is {NEWS2}: emergency assessment by a critical care team and continuous monitoring."
  detail      "Respiratory rate {RespiratoryRate}, saturation {OxygenSaturation}, systolic pressure {AcuteSystolicBP}, pulse {HeartRate},"
              "temperature {BodyTemperature}. Think of sepsis. A range means that something is missing: the score is within it."
  evidence    "Royal College of Physicians. National Early Warning Score (NEWS) 2. London: RCP, 2017"
              grade "consensus" year 2017
  owner       "Acute medicine"
  version     "1.1"
  user        "Nurses and physicians of wards and emergency care"
  population  "From 16 years, not from 20 weeks of pregnancy, not in palliative care"
  review by   2027-11-30
}

rule early-warning-medium "Early warning score in the medium range" {
  category    safety
  trigger     patient-view, result
  for         age >= 16 years and AcutelyObserved and not LatePregnancy
  when        NEWS2 >= 5
  unless      has PalliativeCare
  unless      HighNEWS2 is known and HighNEWS2
  unknown     hold
  severity    high
  message     "NEWS2 is {NEWS2}: urgent review by a clinician, and observations at least every hour."
  detail      "Respiratory rate {RespiratoryRate}, saturation {OxygenSaturation}, systolic pressure {AcuteSystolicBP}, pulse {HeartRate},"
              "temperature {BodyTemperature}. Think of sepsis where an infection may be there. A range to 7 and more means that something is missing: answer it."
  evidence    "Royal College of Physicians. National Early Warning Score (NEWS) 2. London: RCP, 2017"
              grade "consensus" year 2017
  owner       "Acute medicine"
  version     "1.1"
  user        "Nurses and physicians of wards and emergency care"
  population  "From 16 years, not from 20 weeks of pregnancy, not in palliative care"
  review by   2027-11-30
}

rule early-warning-single "One vital sign in the red range" {
  category    safety
  trigger     patient-view, result
  for         age >= 16 years and AcutelyObserved and not LatePregnancy
  when        SingleRedParameter and NEWS2 < 5
  unless      has PalliativeCare
  unknown     hold
  severity    moderate
  message     "NEWS2 is {NEWS2} with one vital sign in the worst range: review by a clinician, observations every hour."
  detail      "Respiratory rate {RespiratoryRate}, saturation {OxygenSaturation}, systolic pressure {AcuteSystolicBP}, pulse {HeartRate},"
              "temperature {BodyTemperature}. Measure again before acting: a single value is often a slip."
  evidence    "Royal College of Physicians. National Early Warning Score (NEWS) 2. London: RCP, 2017"
              grade "consensus" year 2017
  owner       "Acute medicine"
  version     "1.1"
  user        "Nurses and physicians of wards and emergency care"
  population  "From 16 years, not from 20 weeks of pregnancy, not in palliative care"
  review by   2027-11-30
}
