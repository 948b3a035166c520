pack recommendations

// What is looked for before a treatment begins.

use terms.{Antineoplastic, CancerAny, Entecavir, TenofovirDisoproxil, HepatitisB,
    HepatitisBTestDone, KinaseInhibitor, PalliativeCare}

use laboratory.{HepatitisBCoreAntibody, HepatitisBSurfaceAntigen, PositiveAnswer}

/// Antibodies that destroy B cells.
codes AntiCD20 "anti-CD20 antibody" =
    rxnorm 121191 "rituximab", 712566 "ofatumumab", 974779 "obinutuzumab", 1876366 "ocrelizumab"

rule hepatitis-b-before-anti-cd20 "Hepatitis B before the first dose of an anti-CD20 antibody" {
  category    safety
  trigger     order-select, order-sign
  for         ordering AntiCD20 as drug
  when        not measured HepatitisBSurfaceAntigen in last 12 months
  when        not underwent HepatitisBTestDone in last 12 months
  unless      had HepatitisB
  unless      taken AntiCD20 at least 14 days ago
  unless      ordered HepatitisBTest
  unknown     hold
  severity    high
  message     "{drug} is ordered, and no hepatitis B test of the last 12 months is on record: reactivation can kill."
  detail      "Boxed warning of rituximab, ofatumumab and obinutuzumab; ocrelizumab is contraindicated in active hepatitis B. Surface antigen and antibody against"
              "core, before the first dose. Antibody against core alone is no all-clear: antiviral or close control."
  suggest     order HepatitisBTest "With antibodies against core and surface, before the first dose"
  population  "Everyone who is to begin an anti-CD20 antibody"
  evidence    "US prescribing information of rituximab, ofatumumab, obinutuzumab and ocrelizumab: hepatitis B reactivation"
              grade "none (label)"
  evidence    "ASCO provisional clinical opinion update: hepatitis B virus screening and management for patients with cancer prior to therapy. J Clin Oncol 2020;38:3698"
              grade "none (consensus)" year 2020 doi 10.1200/JCO.20.01757
  note        "for clinical review: the window of 12 months is ours; a test charted elsewhere is not seen"
  owner       "Haematology"
  version     "0.1.0"
  user        "Prescribers and pharmacists"
  review by   2027-11-30
}

rule hepatitis-b-core-untested-before-anti-cd20 "Antibody against hepatitis B core before an anti-CD20 antibody" {
  category    safety
  trigger     order-select, order-sign
  for         ordering AntiCD20 as drug
          and measured HepatitisBSurfaceAntigen in last 12 months
  when        not measured HepatitisBCoreAntibody in last 10 years
  when        not underwent HepatitisBTestDone in last 12 months
  unless      had HepatitisB
  unless      taken AntiCD20 at least 14 days ago
  unless      ordered HepatitisBTest
  unknown     hold
  severity    moderate
  message     "{drug} is ordered: surface antigen was tested, the antibody against hepatitis B core was not."
  detail      "A healed hepatitis B is found by the antibody against core alone, and reactivates, too."
  suggest     order HepatitisBTest "With antibodies against core and surface, before the first dose"
  population  "Everyone who is to begin an anti-CD20 antibody and had the surface antigen tested"
  evidence    "US prescribing information of rituximab, ofatumumab, obinutuzumab and ocrelizumab: hepatitis B reactivation"
              grade "none (label)"
  evidence    "ASCO provisional clinical opinion update: hepatitis B virus screening and management for patients with cancer prior to therapy. J Clin Oncol 2020;38:3698"
              grade "none (consensus)" year 2020 doi 10.1200/JCO.20.01757
  note        "for clinical review: the windows of 12 months and 10 years are ours"
  owner       "Haematology"
  version     "0.1.0"
  user        "Prescribers and pharmacists"
  review by   2027-11-30
}

rule hepatitis-b-core-positive-before-anti-cd20 "Antibody against hepatitis B core found before an anti-CD20 antibody" {
  category    safety
  trigger     order-select, order-sign
  for         ordering AntiCD20 as drug
          and measured HepatitisBCoreAntibody in last 10 years
  let         core = latest HepatitisBCoreAntibody in last 10 years
  when        latest HepatitisBCoreAntibody in last 10 years is PositiveAnswer
  unless      had HepatitisB
  unless      taking or ordering (Entecavir or TenofovirDisoproxil)
  unless      taken AntiCD20 at least 14 days ago
  unknown     hold
  severity    high
  message     "{drug} is ordered; antibody against hepatitis B core positive on {core.date}: it can reactivate."
  detail      "Also with a negative surface antigen. Antiviral prophylaxis until 12 months after the last dose, and hepatitis B DNA; ask hepatology."
  population  "Everyone who is to begin an anti-CD20 antibody with an antibody against hepatitis B core"
  evidence    "US prescribing information of rituximab, ofatumumab, obinutuzumab and ocrelizumab: hepatitis B reactivation"
              grade "none (label)"
  evidence    "ASCO provisional clinical opinion update: hepatitis B virus screening and management for patients with cancer prior to therapy. J Clin Oncol 2020;38:3698"
              grade "none (consensus)" year 2020 doi 10.1200/JCO.20.01757
  note        "for clinical review: the window of 10 years is ours; known hepatitis B is left to its treatment"
  owner       "Haematology"
  version     "0.1.0"
  user        "Prescribers and pharmacists"
  review by   2027-11-30
}

rule hepatitis-b-before-chemotherapy "Hepatitis B before chemotherapy" {
  category    recommendation
  trigger     order-select, order-sign
  for         age >= 18 years
          and has CancerAny as cancer
          and ordering (Antineoplastic or KinaseInhibitor) with systemic route as drug
  when        not measured HepatitisBSurfaceAntigen in last 12 months
  when        not underwent HepatitisBTestDone in last 12 months
  unless      had HepatitisB
  unless      taken (Antineoplastic or KinaseInhibitor or AntiCD20) at least 14 days ago
  unless      ordering AntiCD20
  unless      ordered HepatitisBTest
  unless      has PalliativeCare
  severity    moderate
  message     "{drug} is ordered, and no hepatitis B test of the last 12 months is on record."
  detail      "Surface antigen, antibody against core and against surface, before or when treatment begins; treatment does not wait for them. Endocrine treatment"
              "alone needs no test."
  suggest     order HepatitisBTest "With antibodies against core and surface; treatment need not wait"
  population  "Adults with cancer who are to begin systemic treatment"
  evidence    "ASCO provisional clinical opinion update: hepatitis B virus screening and management for patients with cancer prior to therapy. J Clin Oncol 2020;38:3698"
              grade "none (consensus)" year 2020 doi 10.1200/JCO.20.01757
  note        "for clinical review: the window of 12 months is ours"
  owner       "Oncology"
  version     "0.1.0"
  user        "Prescribers and pharmacists"
  review by   2027-11-30
}
