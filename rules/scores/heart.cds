pack scores

// Chest pain, operations, QT, pooled cohort equations.

use terms.{Aspirin, BetaBlocker, CoronaryArteryDisease, Diabetes, FirstLineAntihypertensive,
    HeartFailure, Insulin, MyocardialInfarction, StrokeOrTIA}

use laboratory.{Cholesterol, Creatinine, CurrentSmoker, HDLCholesterol, HeartRate, SmokingStatus,
    SystolicBP}

use early-warning.AcuteSystolicBP

// --- chest pain --------------------------------------------------------------------------------------------

input ChestPainHistory "History of the chest pain" {
  choice  slightly "Slightly suspicious" 0
  choice  moderately "Moderately suspicious" 1
  choice  highly "Highly suspicious" 2
  window  48 hours
}

input ChestPainECG "ECG in chest pain" {
  choice  normal "Normal" 0
  choice  nonspecific "Nonspecific repolarization disturbance" 1
  choice  st-depression "Significant ST deviation" 2
  window  48 hours
}

input CoronaryRiskFactors "Coronary risk factors" {
  choice  none "None known" 0
  choice  one-or-two "1 or 2" 1
  choice  three-or-more "3 or more, or atherosclerotic disease" 2
  window  365 days
}

input InitialTroponin "First troponin against its limit" {
  choice  normal "Up to the limit" 0
  choice  raised "1 to 3 times the limit" 1
  choice  high "More than 3 times the limit" 2
  window  48 hours
}

/// Asked for by the history of the pain.
score HEART "HEART score" {
  for age >= 18 years and ChestPainHistory is known
  points ChestPainHistory.points
  points ChestPainECG.points
  by years(age) {
    < 45       -> 0
    45 .. < 65 -> 1
    >= 65      -> 2
  }
  points CoronaryRiskFactors.points
  points InitialTroponin.points
  band 0 .. 3 "low"
  band 4 .. 6 "moderate"
  band 7 .. 10 "high"
  evidence "Six AJ et al. Chest pain in the emergency room: value of the HEART score. Neth Heart J 2008;16:191"
    grade "none (publication)" year 2008
  population "Adults with chest pain in the emergency department"
  user "Clinicians responsible for the patient"
  owner "Cardiology"
  version "1.0.0"
  review by 2027-11-30
}

input KnownStenosis "Coronary stenosis of 50 % or more" {
  yes-no
}

input SevereAngina "Two or more anginal events in 24 hours" {
  yes-no
  window  48 hours
}

input STDeviation "ST deviation of 0.5 mm or more" {
  yes-no
  window  48 hours
}

input RaisedCardiacMarker "Raised cardiac marker" {
  yes-no
  window  48 hours
}

input ThreeRiskFactors "Three or more coronary risk factors" {
  yes-no
  window  365 days
}

/// Unstable angina or infarction without ST elevation. Asked for by ST deviation.
score TIMI "TIMI score for unstable angina and NSTEMI" {
  for age >= 18 years and (STDeviation is known or RaisedCardiacMarker is known)
  1 if age >= 65 years
  1 if ThreeRiskFactors
  1 if KnownStenosis
  1 if taken Aspirin in last 7 days
  1 if SevereAngina
  1 if STDeviation
  1 if RaisedCardiacMarker
  band 0 .. 2 "low"
  band 3 .. 4 "intermediate"
  band 5 .. 7 "high"
  evidence "Antman EM et al. The TIMI risk score for unstable angina/non-ST elevation MI. JAMA 2000;284:835"
    grade "none (publication)" year 2000
  population "Adults with unstable angina or NSTEMI"
  user "Clinicians responsible for the patient"
  owner "Cardiology"
  version "1.0.0"
  review by 2027-11-30
}

input KillipClass "Killip class" {
  choice  one "I, no heart failure" 0
  choice  two "II, rales or raised neck veins" 20
  choice  three "III, pulmonary oedema" 39
  choice  four "IV, cardiogenic shock" 59
  window  48 hours
}

input CardiacArrestAtAdmission "Cardiac arrest at admission" {
  yes-no
  window  48 hours
}

/// Death in hospital in an acute coronary syndrome. Asked for by the Killip class.
score GRACE "GRACE score, in hospital" {
  for age >= 18 years and KillipClass is known
  by years(age) {
    < 30       -> 0
    30 .. < 40 -> 8
    40 .. < 50 -> 25
    50 .. < 60 -> 41
    60 .. < 70 -> 58
    70 .. < 80 -> 75
    80 .. < 90 -> 91
    >= 90      -> 100
  }
  by HeartRate {
    < 50         -> 0
    50 .. < 70   -> 3
    70 .. < 90   -> 9
    90 .. < 110  -> 15
    110 .. < 150 -> 24
    150 .. < 200 -> 38
    >= 200       -> 46
  }
  by AcuteSystolicBP {
    < 80         -> 58
    80 .. < 100  -> 53
    100 .. < 120 -> 43
    120 .. < 140 -> 34
    140 .. < 160 -> 24
    160 .. < 200 -> 10
    >= 200       -> 0
  }
  by latest Creatinine in last 48 hours {
    < 0.4        -> 1
    0.4 .. < 0.8 -> 4
    0.8 .. < 1.2 -> 7
    1.2 .. < 1.6 -> 10
    1.6 .. < 2.0 -> 13
    2.0 .. < 4.0 -> 21
    >= 4.0       -> 28
  }
  points KillipClass.points
  39 if CardiacArrestAtAdmission
  28 if STDeviation
  14 if RaisedCardiacMarker
  band <= 108 "low"
  band 109 .. 140 "intermediate"
  band >= 141 "high"
  evidence "Granger CB et al. Predictors of hospital mortality in the Global Registry of Acute Coronary Events. Arch Intern Med 2003;163:2345"
    grade "none (publication)" year 2003
  population "Adults with an acute coronary syndrome"
  user "Clinicians responsible for the patient"
  owner "Cardiology"
  version "1.0.0"
  review by 2027-11-30
}

// --- operations -----------------------------------------------------------------------------------------------

input HighRiskSurgery "Intraperitoneal, intrathoracic or suprainguinal vascular operation" {
  yes-no
  window  90 days
}

/// Cardiac risk of an operation that is not on the heart. Asked for by the operation.
score RCRI "Revised cardiac risk index" {
  for age >= 18 years and (HighRiskSurgery is known or PlannedSurgery is known)
  1 if HighRiskSurgery
  1 if had (CoronaryArteryDisease or MyocardialInfarction)
  1 if has HeartFailure
  1 if had StrokeOrTIA
  1 if taking Insulin
  1 if latest Creatinine in last 90 days > 2.0 mg/dL
  band 0 "class I"
  band 1 "class II"
  band 2 "class III"
  band >= 3 "class IV"
  evidence "Lee TH et al. Derivation and prospective validation of a simple index for prediction of cardiac risk. Circulation 1999;100:1043"
    grade "none (publication)" year 1999
  note "for clinical review: from memory of the score"
  population "Adults before an operation other than of the heart"
  user "Clinicians responsible for the patient"
  owner "Cardiology"
  version "1.0.0"
  review by 2027-11-30
}

// --- QT -------------------------------------------------------------------------------------------------------

observation QTInterval "QT interval" {
  code       loinc 8634-8
  unit       ms
  plausible  150 .. 900
  window     180 days
  report     nothing
}

/// The pulse of the same hour, as seconds between two beats.
define RRInterval "RR interval in seconds" =
  60 / value(latest HeartRate within 1 hour of QTInterval.date, '/min')

define QTcBazett "QT corrected by Bazett" = QTInterval / sqrt(RRInterval) {
  evidence  "Bazett HC. An analysis of the time-relations of electrocardiograms. Heart 1920;7:353"
            grade "none (publication)" year 1920
}

/// To be preferred: Bazett overcorrects a fast pulse.
define QTcFridericia "QT corrected by Fridericia" = QTInterval / pow(RRInterval, 0.3333333333) {
  evidence  "Fridericia LS. Die Systolendauer im Elektrokardiogramm. Acta Med Scand 1920;53:469"
            grade "none (publication)" year 1920
}

// --- pooled cohort equations ------------------------------------------------------------------------------------
// Superseded in the United States by PREVENT; kept because recommendations still name its limits.

/// The equations have two categories. Nobody has to be asked: without an answer the risk is a range.
input PooledCohortBlack "Black or African American, as the pooled cohort equations ask" {
  yes-no
}

define TreatedPressure "treated for high blood pressure" =
  taking (FirstLineAntihypertensive or BetaBlocker)

define SmokesNow "smokes" = SmokingStatus is CurrentSmoker

define LnAge "logarithm of the age" = ln(years(age))

define LnCholesterol "logarithm of the total cholesterol" = ln(value(Cholesterol, 'mg/dL'))

define LnHDL "logarithm of the HDL cholesterol" = ln(value(HDLCholesterol, 'mg/dL'))

define LnPressure "logarithm of the systolic pressure" = ln(value(SystolicBP, 'mm[Hg]'))

define CohortWhiteWoman "pooled cohort sum, white woman" =
  -29.799 * LnAge + 4.884 * LnAge * LnAge + 13.540 * LnCholesterol -
    3.114 * LnAge * LnCholesterol - 13.578 * LnHDL + 3.149 * LnAge * LnHDL +
    if(TreatedPressure, 2.019, 1.957) * LnPressure + if(SmokesNow, 7.574 - 1.665 * LnAge, 0) +
    if(has Diabetes, 0.661, 0)

define CohortBlackWoman "pooled cohort sum, black woman" =
  17.114 * LnAge + 0.940 * LnCholesterol - 18.920 * LnHDL + 4.475 * LnAge * LnHDL +
    if(TreatedPressure, 29.291 - 6.432 * LnAge, 27.820 - 6.087 * LnAge) * LnPressure +
    if(SmokesNow, 0.691, 0) + if(has Diabetes, 0.874, 0)

define CohortWhiteMan "pooled cohort sum, white man" =
  12.344 * LnAge + 11.853 * LnCholesterol - 2.664 * LnAge * LnCholesterol - 7.990 * LnHDL +
    1.769 * LnAge * LnHDL + if(TreatedPressure, 1.797, 1.764) * LnPressure +
    if(SmokesNow, 7.837 - 1.795 * LnAge, 0) + if(has Diabetes, 0.658, 0)

define CohortBlackMan "pooled cohort sum, black man" =
  2.469 * LnAge + 0.302 * LnCholesterol - 0.307 * LnHDL +
    if(TreatedPressure, 1.916, 1.809) * LnPressure + if(SmokesNow, 0.549, 0) +
    if(has Diabetes, 0.645, 0)

define RiskWoman "pooled cohort risk of a woman" =
  if(PooledCohortBlack, 1 - pow(0.9533, exp(CohortBlackWoman - 86.61)),
    1 - pow(0.9665, exp(CohortWhiteWoman + 29.18)))

define RiskMan "pooled cohort risk of a man" =
  if(PooledCohortBlack, 1 - pow(0.8954, exp(CohortBlackMan - 19.54)),
    1 - pow(0.9144, exp(CohortWhiteMan - 61.18)))

/// Ten-year risk of atherosclerotic disease, for 40 to 79 years without it.
define PooledCohortRisk "10-year risk of ASCVD (pooled cohort equations)" =
  min(max(if(sex is female, RiskWoman, RiskMan), 0), 1) * 100 % {
  evidence  "Goff DC et al. 2013 ACC/AHA guideline on the assessment of cardiovascular risk. Circulation 2014;129(25 Suppl 2):S49"
            grade "not recorded (guideline)" year 2014
}
