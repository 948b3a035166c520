pack scores

// Is there a thrombosis or an embolism: Wells, PERC, YEARS, 4Ts.

use terms.{Estrogen, VenousThromboembolism}
use laboratory.{DDimer, HeartRate, OxygenSaturation}

input DVTSigns "Clinical signs of deep vein thrombosis" {
  yes-no
  window  48 hours
}

input PEMostLikely "Pulmonary embolism is the likeliest diagnosis, or as likely" {
  yes-no
  window  48 hours
}

input ImmobilisedOrSurgery "Immobilised for 3 days, or surgery within 4 weeks" {
  yes-no
  window  48 hours
}

input Haemoptysis "Haemoptysis" {
  yes-no
  window  48 hours
}

input ActiveCancer "Cancer treated within 6 months, or palliative" {
  yes-no
  window  30 days
}

/// Asked for by answering how likely a pulmonary embolism is, or whether there are signs of thrombosis.
score Wells-PE "Wells score for pulmonary embolism" {
  for age >= 18 years and (PEMostLikely is known or DVTSigns is known)
  3 if DVTSigns
  3 if PEMostLikely
  1.5 if HeartRate > 100 /min
  1.5 if ImmobilisedOrSurgery
  1.5 if had VenousThromboembolism
  1 if Haemoptysis
  1 if ActiveCancer
  band < 2 "low"
  band 2 .. 6 "moderate"
  band > 6 "high"
  evidence "Wells PS et al. Derivation of a simple clinical model to categorize patients probability of pulmonary embolism."
    "Thromb Haemost 2000;83:416" grade "none (publication)" year 2000
  population "Adults in whom pulmonary embolism is suspected"
  user "Clinicians responsible for the patient"
  owner "Haematology"
  version "1.0.0"
  review by 2027-11-30
}

/// The two-tier reading of the Wells score.
define PulmonaryEmbolismLikely "pulmonary embolism likely" = Wells-PE > 4

/// Three questions decide which D-dimer excludes an embolism.
define YearsItems "items of YEARS" =
  if(DVTSigns, 1, 0) + if(Haemoptysis, 1, 0) + if(PEMostLikely, 1, 0)

/// 1.0 ug/mL FEU without any item, otherwise 0.5.
define YearsCutoff "D-dimer cut-off of YEARS" = if(YearsItems = 0, 1.0, 0.5) * 1 ug/mL{FEU} {
  evidence  "van der Hulle T et al. Simplified diagnostic management of suspected pulmonary embolism (YEARS). Lancet 2017;390:289"
            grade "none (publication)" year 2017
}

define ExcludedByYears "embolism excluded by YEARS" = DDimer < YearsCutoff

/// Ten ng/mL FEU for each year from 50 on, for a Wells score that makes an embolism unlikely.
define AgeAdjustedCutoff "D-dimer cut-off by age" = max(years(age), 50) * 0.01 ug/mL{FEU} {
  evidence  "Righini M et al. Age-adjusted D-dimer cutoff levels to rule out pulmonary embolism (ADJUST-PE). JAMA 2014;311:1117"
            grade "none (publication)" year 2014
}

input UnilateralLegSwelling "Swelling of one leg" {
  yes-no
  window  48 hours
}

input RecentSurgeryOrTrauma "Surgery or trauma within 4 weeks" {
  yes-no
  window  48 hours
}

/// None of the eight and a low clinical probability: no further test. Asked for by the leg.
score PERC "Pulmonary embolism rule-out criteria" {
  for age >= 18 years and (UnilateralLegSwelling is known or RecentSurgeryOrTrauma is known)
  1 if age >= 50 years
  1 if HeartRate >= 100 /min
  1 if OxygenSaturation < 95 %
  1 if UnilateralLegSwelling
  1 if Haemoptysis
  1 if RecentSurgeryOrTrauma
  1 if had VenousThromboembolism
  1 if taking Estrogen with systemic route
  band 0 "ruled out where the probability is low"
  band 1 .. 8 "not ruled out"
  evidence "Kline JA et al. Prospective multicenter evaluation of the PERC. J Thromb Haemost 2008;6:772"
    grade "none (publication)" year 2008
  population "Adults in whom pulmonary embolism is unlikely"
  user "Clinicians responsible for the patient"
  owner "Haematology"
  version "1.0.0"
  review by 2027-11-30
}

input LegParalysisOrCast "Paralysis, paresis or a recent cast of a leg" {
  yes-no
  window  48 hours
}

input BedriddenOrSurgery "Bedridden for 3 days, or major surgery within 12 weeks" {
  yes-no
  window  48 hours
}

input DeepVeinTenderness "Tenderness along the deep veins" {
  yes-no
  window  48 hours
}

input EntireLegSwollen "Entire leg swollen" {
  yes-no
  window  48 hours
}

input CalfSwelling "Calf more than 3 cm larger than the other" {
  yes-no
  window  48 hours
}

input PittingOedema "Pitting oedema of that leg only" {
  yes-no
  window  48 hours
}

input CollateralVeins "Collateral superficial veins" {
  yes-no
  window  48 hours
}

input AlternativeToDVT "Another diagnosis as likely as a deep vein thrombosis" {
  yes-no
  window  48 hours
}

/// Asked for by the calf or by another diagnosis.
score Wells-DVT "Wells score for deep vein thrombosis" {
  for age >= 18 years and (CalfSwelling is known or AlternativeToDVT is known)
  1 if ActiveCancer
  1 if LegParalysisOrCast
  1 if BedriddenOrSurgery
  1 if DeepVeinTenderness
  1 if EntireLegSwollen
  1 if CalfSwelling
  1 if PittingOedema
  1 if CollateralVeins
  1 if had VenousThromboembolism
  -2 if AlternativeToDVT
  band <= 1 "unlikely"
  band >= 2 "likely"
  evidence "Wells PS et al. Evaluation of D-dimer in the diagnosis of suspected deep-vein thrombosis. N Engl J Med 2003;349:1227"
    grade "none (publication)" year 2003
  population "Adults in whom deep vein thrombosis is suspected"
  user "Clinicians responsible for the patient"
  owner "Haematology"
  version "1.0.0"
  review by 2027-11-30
}

input PlateletFall "Fall of platelets" {
  choice  large "More than half, lowest 20 or more" 2
  choice  moderate "30 to 50 %, or lowest 10 to 19" 1
  choice  small "Less than 30 %, or lowest below 10" 0
  window  7 days
}

input FallTiming "Timing of the fall" {
  choice  typical "Day 5 to 10, or within a day after recent heparin" 2
  choice  possible "Consistent with it but not clear, or after day 10" 1
  choice  early "Within 4 days without recent heparin" 0
  window  7 days
}

input ThrombosisOnHeparin "Thrombosis on heparin" {
  choice  new "New thrombosis, skin necrosis or acute reaction" 2
  choice  suspected "Progressive, recurrent or suspected" 1
  choice  none "None" 0
  window  7 days
}

input OtherCauseOfFall "Other causes of the fall" {
  choice  none "None apparent" 2
  choice  possible "Possible" 1
  choice  definite "Definite" 0
  window  7 days
}

/// Asked for by the size or the timing of the fall.
score FourTs "4Ts score for heparin-induced thrombocytopenia" {
  for PlateletFall is known or FallTiming is known
  points PlateletFall.points
  points FallTiming.points
  points ThrombosisOnHeparin.points
  points OtherCauseOfFall.points
  band 0 .. 3 "low"
  band 4 .. 5 "intermediate"
  band 6 .. 8 "high"
  evidence "Lo GK et al. Evaluation of pretest clinical score (4 T's) for HIT. J Thromb Haemost 2006;4:759"
    grade "none (publication)" year 2006
  note "for clinical review: from memory of the score"
  population "Adults on heparin with falling platelets"
  user "Clinicians responsible for the patient"
  owner "Haematology"
  version "1.0.0"
  review by 2027-11-30
}
