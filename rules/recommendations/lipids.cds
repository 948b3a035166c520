pack recommendations

// Lipids.

use terms.{ASCVD, Diabetes, Ezetimibe, FamilialHypercholesterolemia, Fibrate, HighIntensityStatin,
    Hyperlipidemia, Hypertension, LiverDisease, PalliativeCare, Rhabdomyolysis, Statin, TobaccoUse}

use laboratory.{InAcuteCare, CurrentSmoker, EGFR, LDLCholesterol, LipoproteinA, SmokingStatus,
    Triglycerides}

codes PCSK9Antibody "PCSK9 antibody" =
    rxnorm 1659152 "alirocumab", 1665684 "evolocumab"

codes LipoproteinATest "lipoprotein(a)" =
    loinc 10835-7 "Lipoprotein a [Mass/volume] in Serum or Plasma"

codes LDLTest "LDL cholesterol" =
    loinc 13457-7 "Cholesterol in LDL [Mass/volume] in Serum or Plasma by calculation"

input CardiovascularRisk "Risk of a cardiovascular event in 10 years, percent" {
  number  0 .. 100
  window  2 years
}

rule statin-at-ldl-190 "Statin at an LDL cholesterol of 190 and more" {
  category    recommendation
  for         age from 20 to 75 years
          and measured LDLCholesterol with value >= 190 mg/dL in last 12 months
          and not has PalliativeCare
  let         ldl = latest LDLCholesterol in last 12 months
  when        ldl >= 190 mg/dL
  when        not taking Statin
  unless      allergic to Statin
  unless      had Rhabdomyolysis
  unless      has LiverDisease
  unless      pregnant is known and pregnant
  unless      InAcuteCare
  severity    moderate
  message     "LDL cholesterol {ldl.value} on {ldl.date}, and no statin: a high intensity is due without a risk score."
  suggest     start HighIntensityStatin "Atorvastatin 40 to 80 mg or rosuvastatin 20 to 40 mg; recheck in 4 to 12 weeks"
  population  "Adults of 20 to 75 years with an LDL cholesterol of 190 mg/dL and more"
  evidence    "2026 ACC/AHA guideline on dyslipidaemia" grade 1 year 2026
  note        "for clinical review: the guideline of 2026 was read in secondary summaries only"
  owner       "Cardiology"
  version     "0.1.0"
  user        "Clinicians who treat the problem"
  review by   2027-11-30
}

/// Then statin-intensity-in-vascular-disease speaks.
define StatinFirst "a statin of a higher intensity comes first" =
  age <= 75 years
  and not taking HighIntensityStatin
  and not allergic to HighIntensityStatin
  and not had Rhabdomyolysis

rule ldl-above-goal-in-vascular-disease "LDL cholesterol of 70 and more on a statin in vascular disease" {
  category    recommendation
  for         age >= 18 years and had ASCVD and taking Statin as drug and not has PalliativeCare
  let         ldl = latest LDLCholesterol in last 12 months
  when        measured LDLCholesterol in last 12 months and ldl >= 70 mg/dL
  when        not taking Ezetimibe
  when        not taking PCSK9Antibody
  unless      allergic to Ezetimibe
  unless      StatinFirst
  severity    low
  message     "Vascular disease, LDL cholesterol {ldl} on {drug}: the goal is below 70, at very high risk below 55."
  detail      "Ask about adherence and raise the statin to a high intensity; then add ezetimibe, then a PCSK9 antibody."
  suggest     start Ezetimibe "10 mg daily"
  population  "Adults with atherosclerotic disease on a statin"
  evidence    "2026 ACC/AHA guideline on dyslipidaemia" grade 1 year 2026
  note        "for clinical review: the guideline of 2026 was read in secondary summaries only"
  owner       "Cardiology"
  version     "0.1.0"
  user        "Clinicians who treat the problem"
  review by   2027-11-30
}

rule statin-intensity-in-vascular-disease "Statin below high intensity in vascular disease, to 75 years" {
  category    recommendation
  for         age from 18 to 75 years
          and had ASCVD
          and taking Statin as drug
          and not has PalliativeCare
  when        not taking HighIntensityStatin
  unless      allergic to HighIntensityStatin
  unless      measured LDLCholesterol with value < 70 mg/dL in last 12 months
  unless      had Rhabdomyolysis
  severity    low
  message     "Vascular disease at age {age} on {drug}: a high intensity needs atorvastatin or rosuvastatin."
  suggest     change drug "To atorvastatin 40 to 80 mg or rosuvastatin 20 to 40 mg"
  population  "Adults to 75 years with atherosclerotic disease on a statin"
  evidence    "2026 ACC/AHA guideline on dyslipidaemia" grade 1 year 2026
  note        "for clinical review: the guideline of 2026 was read in secondary summaries only; doses of atorvastatin and rosuvastatin are not asked"
  owner       "Cardiology"
  version     "0.1.0"
  user        "Clinicians who treat the problem"
  review by   2027-11-30
}

rule statin-in-primary-prevention "Statin at a 10-year risk of 10 % and more" {
  category    recommendation
  for         age from 40 to 75 years and CardiovascularRisk is known and not has PalliativeCare
  when        CardiovascularRisk >= 10
  when        has (Hypertension or Hyperlipidemia or Diabetes or TobaccoUse)
           or SmokingStatus is CurrentSmoker
  when        not taking Statin
  unless      had ASCVD
  unless      allergic to Statin
  unless      had Rhabdomyolysis
  unless      has LiverDisease
  unless      InAcuteCare
  severity    low
  message     "10-year risk {CardiovascularRisk} % with a risk factor, age {age}, and no statin: one is advised."
  suggest     start Statin "Moderate intensity"
  population  "Adults of 40 to 75 years without vascular disease whose risk was calculated"
  evidence    "USPSTF. Statin use for the primary prevention of cardiovascular disease, 2022"
              grade B year 2022
  note        "for clinical review: from memory; the risk is asked, not calculated: pooled cohort equations or PREVENT"
  owner       "Preventive medicine"
  version     "0.1.0"
  user        "Clinicians who treat the problem"
  review by   2027-11-30
}

rule lipoprotein-a-once "Lipoprotein(a) once, in early or familial disease" {
  category    care-gap
  trigger     patient-view, appointment-book, encounter-start
  for         age >= 18 years
          and had (ASCVD or FamilialHypercholesterolemia) as disease
          and not has PalliativeCare
  when        not measured LipoproteinA in last 10 years
  unless      InAcuteCare
  severity    info
  message     "{disease}, and no lipoprotein(a) on record: once in life is enough."
  detail      "From 50 mg/dL (125 nmol/L) it raises the risk and argues for more intensive treatment, of relatives too."
  suggest     order LipoproteinATest
  population  "Adults with atherosclerotic disease or familial hypercholesterolaemia"
  evidence    "2026 ACC/AHA guideline on dyslipidaemia" grade 1 year 2026
  note        "for clinical review: the guideline advises it for every adult; here it speaks where it changes treatment. Read in secondary summaries only"
  owner       "Cardiology"
  version     "0.1.0"
  user        "Primary care and prevention teams"
  review by   2027-11-30
}

rule lipids-on-statin-due "LDL cholesterol on a statin in vascular disease, every year" {
  category    care-gap
  trigger     patient-view, appointment-book, encounter-start
  for         age >= 18 years
          and had ASCVD
          and taking Statin as drug
          and not has (PalliativeCare or Diabetes)
  recall      measured LDLCholesterol every 12 months
  severity    low
  message     "Vascular disease on {drug}: no LDL cholesterol in the last 12 months."
  suggest     order LDLTest
  population  "Adults with atherosclerotic disease on a statin, without diabetes, which has a rule of its own"
  evidence    "2026 ACC/AHA guideline on dyslipidaemia" grade 1 year 2026
  note        "for clinical review: the guideline of 2026 was read in secondary summaries only"
  owner       "Cardiology"
  version     "0.1.0"
  user        "Primary care and prevention teams"
  review by   2027-11-30
}

rule severe-hypertriglyceridaemia "Triglycerides of 500 and more" {
  category    recommendation
  for         age >= 18 years
          and measured Triglycerides with value >= 500 mg/dL in last 12 months
          and not has PalliativeCare
  let         tg = latest Triglycerides in last 12 months
  when        tg >= 500 mg/dL
  when        not taking Fibrate
  unless      allergic to Fibrate
  unless      has LiverDisease
  unless      measured EGFR with value < 30 mL/min/{1.73_m2} in last 12 months
  severity    moderate
  message     "Triglycerides {tg.value} on {tg.date}: risk of pancreatitis from 1000, treat from 500."
  detail      "Look for alcohol, diabetes, hypothyroidism, oestrogens, retinoids, antipsychotics. Very low fat diet; then a fibrate or"
              "omega-3 acids."
  suggest     start Fibrate "Fenofibrate; not gemfibrozil with a statin"
  population  "Adults with triglycerides of 500 mg/dL and more"
  evidence    "2026 ACC/AHA guideline on dyslipidaemia" grade 2a year 2026
  note        "for clinical review: the guideline of 2026 was read in secondary summaries only"
  owner       "Cardiology"
  version     "0.1.0"
  user        "Clinicians who treat the problem"
  review by   2027-11-30
}
