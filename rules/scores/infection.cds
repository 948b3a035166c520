pack scores

// Pneumonia, sore throat, organ failure, oxygen.

use terms.Pneumonia

use laboratory.{Bilirubin, BodyTemperature, Creatinine, DiastolicBP, InspiredOxygen,
    OxygenSaturation, OxygenationRatio, Platelets, RespiratoryRate, UreaNitrogen}

use early-warning.{AcuteMeanBP, AcuteSystolicBP, ComaScore}

input Confusion "New confusion" {
  yes-no
  window  24 hours
}

/// For a pneumonia on the problem list, or one in question: then somebody has looked for confusion.
score CURB-65 "Severity of community-acquired pneumonia" {
  for age >= 18 years and (has Pneumonia or Confusion is known)
  1 if Confusion
  1 if latest UreaNitrogen in last 48 hours > 7 mmol/L
  1 if RespiratoryRate >= 30 /min
  1 if AcuteSystolicBP < 90 mm[Hg] or latest DiastolicBP in last 24 hours <= 60 mm[Hg]
  1 if age >= 65 years
  band 0 .. 1 "low"
  band 2 "intermediate"
  band >= 3 "severe"
  evidence "Lim WS et al. Defining community acquired pneumonia severity on presentation to hospital."
    "Thorax 2003;58:377" grade "none (publication)" year 2003
  population "Adults with pneumonia acquired in the community"
  user "Clinicians responsible for the patient"
  owner "Infectious diseases"
  version "1.0.0"
  review by 2027-11-30
}

/// The same without urea, for practices.
score CRB-65 "Severity of pneumonia, without a laboratory" {
  for age >= 18 years and (has Pneumonia or Confusion is known)
  1 if Confusion
  1 if RespiratoryRate >= 30 /min
  1 if AcuteSystolicBP < 90 mm[Hg] or latest DiastolicBP in last 24 hours <= 60 mm[Hg]
  1 if age >= 65 years
  band 0 "low"
  band 1 .. 2 "intermediate"
  band 3 .. 4 "severe"
  evidence "Lim WS et al. Defining community acquired pneumonia severity on presentation to hospital."
    "Thorax 2003;58:377" grade "none (publication)" year 2003
  population "Adults with pneumonia acquired in the community"
  user "Clinicians responsible for the patient"
  owner "Infectious diseases"
  version "1.0.0"
  review by 2027-11-30
}

input Cough "Cough" {
  yes-no
  window  48 hours
}

input TenderNodes "Swollen, tender anterior cervical nodes" {
  yes-no
  window  48 hours
}

input TonsillarExudate "Exudate or swelling of the tonsils" {
  yes-no
  window  48 hours
}

/// Streptococcal sore throat, from 3 years. Asked for by the tonsils.
score Centor "Centor score as modified by McIsaac" {
  for age >= 3 years and (TonsillarExudate is known or TenderNodes is known)
  1 if latest BodyTemperature in last 48 hours > 38.0 Cel
  1 if not Cough
  1 if TenderNodes
  1 if TonsillarExudate
  by years(age) {
    < 15       -> 1
    15 .. < 45 -> 0
    >= 45      -> -1
  }
  band <= 1 "no test"
  band 2 .. 3 "test"
  band >= 4 "test, treat where it is positive"
  evidence "McIsaac WJ et al. A clinical score to reduce unnecessary antibiotic use in sore throat. CMAJ 1998;158:75"
    grade "none (publication)" year 1998
  population "Everyone from 3 years with a sore throat"
  user "Clinicians responsible for the patient"
  owner "Infectious diseases"
  version "1.0.0"
  review by 2027-11-30
}

input RespiratorySupport "Ventilation, invasive or not" {
  yes-no
  window  24 hours
}

input Vasopressors "Vasopressors for an hour or more" {
  choice  none "None" 0
  choice  low "Dopamine up to 5, or any dobutamine" 2
  choice  moderate "Dopamine above 5, or norepinephrine or epinephrine up to 0.1 ug/kg/min" 3
  choice  high "Dopamine above 15, or norepinephrine or epinephrine above 0.1 ug/kg/min" 4
  window  24 hours
}

input UrineOutputDay "Urine output of a day in mL" {
  number  0 .. 20000
  window  24 hours
}

/// Below 200 support makes the difference.
define LungPoints "SOFA points of the lung" =
  if(OxygenationRatio >= 400 mm[Hg], 0,
    if(OxygenationRatio >= 300 mm[Hg], 1,
      if(OxygenationRatio >= 200 mm[Hg], 2,
        if(RespiratorySupport, if(OxygenationRatio >= 100 mm[Hg], 3, 4), 2))))

/// Pressure without vasopressors gives 1 at most; with them their points count.
define CirculationPoints "SOFA points of the circulation" =
  if(Vasopressors is none, if(AcuteMeanBP < 70 mm[Hg], 1, 0), Vasopressors.points)

define CreatininePoints "SOFA points of creatinine" =
  if(latest Creatinine in last 24 hours < 1.2 mg/dL, 0,
    if(latest Creatinine in last 24 hours < 2.0 mg/dL, 1,
      if(latest Creatinine in last 24 hours < 3.5 mg/dL, 2,
        if(latest Creatinine in last 24 hours < 5.0 mg/dL, 3, 4))))

table UrinePointsOf(output: number) -> number {
  < 200        -> 4
  200 .. < 500 -> 3
  >= 500       -> 0
}

/// An output that nobody counted adds nothing: creatinine stands alone.
define UrinePoints "SOFA points of urine output" = first_known(UrinePointsOf(UrineOutputDay), 0)

/// Organ failure in intensive care. Asked for by vasopressors or ventilation.
score SOFA "Sequential organ failure assessment" {
  for age >= 18 years and (Vasopressors is known or RespiratorySupport is known)
  points LungPoints
  by latest Platelets in last 24 hours {
    >= 150       -> 0
    100 .. < 150 -> 1
    50 .. < 100  -> 2
    20 .. < 50   -> 3
    < 20         -> 4
  }
  by latest Bilirubin in last 24 hours {
    < 1.2         -> 0
    1.2 .. < 2.0  -> 1
    2.0 .. < 6.0  -> 2
    6.0 .. < 12.0 -> 3
    >= 12.0       -> 4
  }
  points CirculationPoints
  by ComaScore {
    >= 15      -> 0
    13 .. < 15 -> 1
    10 .. < 13 -> 2
    6 .. < 10  -> 3
    < 6        -> 4
  }
  points max(CreatininePoints, UrinePoints)
  band 0 .. 6 "up to 6"
  band 7 .. 9 "7 to 9"
  band 10 .. 12 "10 to 12"
  band 13 .. 14 "13 and 14"
  band 15 "15"
  band 16 .. 24 "16 and more"
  evidence "Vincent JL et al. The SOFA score to describe organ dysfunction/failure. Intensive Care Med 1996;22:707"
    grade "none (publication)" year 1996
  note "for clinical review: from memory of the publication; SOFA-2 of 2025 is not carried"
  population "Adults in intensive care"
  user "Clinicians responsible for the patient"
  owner "Acute care"
  version "1.0.0"
  review by 2027-11-30
}

/// Saturation over inspired oxygen over respiratory rate: below 3.85 nasal high flow is likely to fail, from 4.88 on to succeed.
define ROXIndex "ROX index" =
  (OxygenSaturation / 1 %) /
    ((latest InspiredOxygen within 2 hours of OxygenSaturation.date) / 100 %) /
    (RespiratoryRate / 1 /min) {
  evidence  "Roca O et al. An index combining respiratory rate and oxygenation to predict outcome of nasal high-flow therapy."
            "Am J Respir Crit Care Med 2019;199:1368" grade "none (publication)" year 2019
  note      "for clinical review: from memory"
}
