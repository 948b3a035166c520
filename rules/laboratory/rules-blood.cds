pack laboratory

// Blood count, coagulation, liver, muscle and glucose, and the medicines that change them.

use terms.{Amiodarone, Anticoagulant, Antithyroid, AzoleAntifungal, CancerAny, Cirrhosis,
    HepatitisB, HepatitisC, Heparin, HypoglycemiaRisk, MechanicalHeartValve, Methotrexate,
    PalliativeCare, Rhabdomyolysis, Statin, Thiopurine, Valproate, VitaminKAntagonist}

rule inr-high-on-vitamin-k-antagonist "INR far above the target" {
  category    safety
  trigger     patient-view, order-sign, result
  let         inr = latest INR in last 30 days
  when        inr > 4.5
          and taking VitaminKAntagonist as drug
  unknown     hold
  severity    high
  message     "INR {inr.value} on {inr.date} with {drug}: look for bleeding, and pause or reduce."
  detail      "Without bleeding and up to 10, omitting doses is enough; above 10 give vitamin K by mouth. Look for new medicines, diet and illness."
  suggest     change drug "Omit a dose and reduce; above 10 give vitamin K by mouth"
  suggest     order INRTest "Repeat INR within 24 hours"
  evidence    "CHEST guideline: evidence-based management of anticoagulant therapy. Chest 2012;141:e152S"
              grade 2B year 2012
  note        "for clinical review: limits from memory of the guideline"
  owner       "Haematology"
  version     "1.1"
  user        "Prescribers, pharmacists, anticoagulation clinics"
  population  "Patients on a vitamin K antagonist"
  review by   2027-11-30
}

rule inr-above-range-on-vitamin-k-antagonist "INR above the range, up to 4.5" {
  category    safety
  trigger     patient-view, order-sign, result
  for         measured INR in last 14 days and taking VitaminKAntagonist as drug
  let         inr = latest INR in last 14 days
  when        inr > 3.5 and inr <= 4.5
  unless      inr <= 4.0 and (has MechanicalHeartValve) is known and has MechanicalHeartValve
  unless      ordered INRTest
  unknown     hold
  severity    moderate
  message     "INR {inr.value} on {inr.date} with {drug}: reduce or omit a dose, and repeat within a week."
  detail      "Up to 3.5, a range of 2 to 3 missed by half a point, the dose stays and INR is repeated in 1 to 2 weeks. With a mechanical valve the range"
              "reaches 3.5: up to 4.0 is not told where the problem list names the valve. Look for new medicines, diet and illness. Bleeding at any INR is another matter."
  suggest     change drug "Reduce the weekly dose by 5 to 15 %, or omit one dose"
  suggest     order INRTest "Repeat INR within a week"
  evidence    "CHEST guideline: evidence-based management of anticoagulant therapy. Chest 2012;141:e152S"
              grade 2C year 2012
  note        "for clinical review: limits from memory of the guideline; the target of the single patient is not a field of the record"
  owner       "Haematology"
  version     "1.0.0"
  user        "Prescribers, pharmacists, anticoagulation clinics"
  population  "Patients on a vitamin K antagonist with an INR of the last two weeks"
  review by   2027-11-30
}

rule platelet-fall-on-heparin "Platelets fell by half on heparin" {
  category    safety
  trigger     patient-view, order-sign, result
  for         count Platelets in last 14 days >= 2
  let         platelets = latest Platelets in last 14 days
  when        Platelets fell by 50 % within 14 days
          and taken Heparin in last 14 days as drug
  unknown     hold
  severity    high
  message     "Platelets {platelets.value}, down by half within 14 days on {drug}: score the 4Ts for HIT."
  detail      "Score the 4Ts before the next dose. With 4 points or more stop every heparin, flushes too, and give another anticoagulant."
  suggest     order PlateletCount "Repeat platelets, and score the 4Ts before the next dose"
  evidence    "Lo GK et al. Evaluation of pretest clinical score (4 T's) for HIT. J Thromb Haemost 2006;4:759"
              grade "not graded" year 2006
  note        "for clinical review: from memory of the score"
  owner       "Haematology"
  version     "1.1"
  user        "Prescribers, pharmacists"
  population  "Patients with heparin in the last 14 days"
  review by   2027-11-30
}

rule haemoglobin-fall-on-anticoagulant "Haemoglobin falls on an anticoagulant" {
  category    safety
  trigger     patient-view, result
  for         count Hemoglobin in last 48 hours >= 2
  let         hb = latest Hemoglobin in last 48 hours
  when        Hemoglobin fell by 2.0 g/dL within 48 hours
          and taking Anticoagulant as drug
  unknown     hold
  severity    high
  message     "Haemoglobin {hb.value}, down by 2 g/dL or more within 48 hours on {drug}: look for bleeding."
  detail      "A fall of 2 g/dL is the mark of major bleeding of the ISTH. Consider fluids given and operations."
  suggest     order HemoglobinTest "Repeat haemoglobin within 6 hours"
  evidence    "Schulman S, Kearon C. Definition of major bleeding. J Thromb Haemost 2005;3:692"
              grade "consensus" year 2005
  note        "for clinical review: from memory"
  owner       "Haematology"
  version     "1.1"
  user        "Clinicians responsible for the patient"
  population  "Patients on an anticoagulant"
  review by   2027-11-30
}

rule neutropenia-on-antithyroid "Low neutrophils on an antithyroid drug" {
  category    safety
  trigger     patient-view, order-sign, result
  for         measured Neutrophils in last 30 days
  let         anc = latest Neutrophils in last 30 days
  when        anc < 1.5 10*3/uL
          and taking Antithyroid as drug
  unknown     hold
  severity    high
  message     "Neutrophils {anc.value} on {anc.date} with {drug}: agranulocytosis may be coming."
  detail      "Below 0.5 stop at once; from 0.5 to 1.5 stop or repeat within days. Fever or a sore throat: see today."
  suggest     stop drug
  suggest     order NeutrophilCount "Repeat within 1 to 3 days"
  evidence    "ATA guidelines for hyperthyroidism. Thyroid 2016;26:1343"
              grade "strong, low quality" year 2016
  note        "for clinical review: limit from memory"
  owner       "Endocrinology"
  version     "1.0"
  user        "Prescribers, pharmacists"
  population  "Patients on an antithyroid drug"
  review by   2027-11-30
}

rule cytopenia-on-antimetabolite "Low blood counts on methotrexate, azathioprine or mercaptopurine" {
  category    safety
  trigger     patient-view, order-sign, result
  for         measured Neutrophils in last 30 days or measured Platelets in last 30 days
  when        (measured Neutrophils with value < 1.5 10*3/uL in last 30 days
              or measured Platelets with value < 100 10*3/uL in last 30 days)
          and taking (Methotrexate or Thiopurine) as drug
  unless      has CancerAny
  unknown     hold
  severity    high
  message     "Neutrophils {Neutrophils}, platelets {Platelets} with {drug}: the marrow may be suppressed."
  detail      "Latest neutrophils {Neutrophils}, platelets {Platelets}. Look at kidney function, weekly against daily dosing, folic acid,"
              "trimethoprim and allopurinol."
  suggest     stop drug "Pause until the counts recover, and ask for advice"
  suggest     order NeutrophilCount "Repeat within a week"
  evidence    "BSR/BHPR guideline for prescribing and monitoring of DMARDs. Rheumatology 2017;56:865"
              grade "1C" year 2017
  note        "for clinical review: limits from memory"
  owner       "Rheumatology"
  version     "1.0"
  user        "Prescribers, pharmacists"
  population  "Patients on methotrexate or a thiopurine, without cancer"
  review by   2027-11-30
}

/// Raised transaminases with bilirubin and without cholestasis.
rule hys-law "ALT and bilirubin high together" {
  category    result
  trigger     patient-view, result
  for         age >= 18 years
          and measured ALT with value > 120 U/L in last 14 days
  let         alt = latest ALT in last 14 days
  let         bilirubin = latest Bilirubin within 3 days of alt.date
  let         alp = latest AlkalinePhosphatase within 3 days of alt.date
  when        alt > 120 U/L
          and bilirubin > 2.0 mg/dL
          and alp < 240 U/L
  unless      has Cirrhosis
  unless      has PalliativeCare
  unknown     hold
  severity    high
  message     "ALT {alt.value} with bilirubin {bilirubin.value}: liver injury with jaundice; look for the drug, and at INR."
  detail      "Three times the limit of ALT with twice that of bilirubin and no cholestasis carries about 10 % mortality when a drug is"
              "the cause. Exclude viral hepatitis, obstruction and ischaemia, and stop what may have done it."
  suggest     order INRTest
  evidence    "FDA guidance for industry: drug-induced liver injury, premarketing clinical evaluation"
              grade "guidance" year 2009
  note        "for clinical review: limits of normal are 40 U/L, 1.0 mg/dL and 120 U/L"
  owner       "Gastroenterology"
  version     "1.0"
  user        "Clinicians responsible for the patient"
  population  "Adults without cirrhosis"
  review by   2027-11-30
}

rule alt-high-on-drug "ALT above three times the limit on a drug that harms the liver" {
  category    safety
  trigger     patient-view, order-sign, result
  for         age >= 18 years
          and measured ALT in last 30 days
  let         alt = latest ALT in last 30 days
  when        alt > 120 U/L
          and taking (Methotrexate or Statin or Antithyroid or Valproate or Amiodarone
                or AzoleAntifungal) as drug
  unless      has (HepatitisB or HepatitisC)
  unless      has PalliativeCare
  unknown     hold
  severity    moderate
  message     "ALT {alt.value} on {alt.date}, above three times the limit, with {drug}."
  detail      "Repeat it within two weeks with bilirubin and alkaline phosphatase. Fatty liver, alcohol and muscle (CK) are common other reasons."
  suggest     change drug "Pause or reduce if it is confirmed"
  suggest     order ALTTest "Repeat within 2 weeks"
  evidence    "ACG clinical guideline: idiosyncratic drug-induced liver injury. Am J Gastroenterol 2021;116:878"
              grade "conditional" year 2021
  note        "for clinical review: limit of normal is 40 U/L; from memory"
  owner       "Gastroenterology"
  version     "1.0"
  user        "Prescribers, pharmacists"
  population  "Adults on one of the named drugs"
  review by   2027-11-30
}

rule creatine-kinase-high-on-statin "Creatine kinase above ten times the limit on a statin" {
  category    safety
  trigger     patient-view, order-sign, result
  for         measured CreatineKinase in last 30 days
  let         ck = latest CreatineKinase in last 30 days
  when        ck > 1700 U/L
          and taking Statin as drug
  unless      has Rhabdomyolysis
  unknown     hold
  severity    high
  message     "Creatine kinase {ck.value} on {ck.date} with {drug}: stop it, and look at muscles, urine and creatinine."
  detail      "Ten times the limit of 170 U/L. Look for interacting drugs (CYP3A4), hypothyroidism, exercise, falls and injections."
  suggest     stop drug
  suggest     order CreatinineTest
  evidence    "2018 AHA/ACC guideline on the management of blood cholesterol. Circulation 2019;139:e1082"
              grade "1" year 2018
  note        "for clinical review: limit from memory"
  owner       "Cardiology"
  version     "1.0"
  user        "Prescribers, pharmacists"
  population  "Patients on a statin"
  review by   2027-11-30
}

rule hypoglycaemia-on-treatment "Low glucose on insulin or a sulfonylurea" {
  category    safety
  trigger     patient-view, order-sign, result
  for         measured Glucose in last 24 hours
  let         glucose = latest Glucose in last 24 hours
  when        glucose < 54 mg/dL
          and taking HypoglycemiaRisk as drug
  unknown     hold
  severity    high
  message     "Glucose {glucose.value} on {glucose.date} with {drug}: treat now, and reduce the dose."
  detail      "Below 54 mg/dL the brain lacks glucose. A sulfonylurea acts for a day and longer: watch. Look at kidney function, meals and timing."
  suggest     change drug "Reduce the dose"
  suggest     order GlucoseTest "Repeat after 15 minutes"
  evidence    "ADA Standards of Care in Diabetes, section 6. Diabetes Care 2025;48(S1):S128"
              grade "E" year 2025
  note        "for clinical review: from memory"
  owner       "Diabetes"
  version     "1.0"
  user        "Prescribers, pharmacists, nurses"
  population  "Patients on insulin or a sulfonylurea"
  review by   2027-11-30
}
