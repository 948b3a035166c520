pack diagnosis

// Blood: more.

use terms.{COPD, Cirrhosis, HemolyticAnemia, Heparin, HeparinInducedThrombocytopenia,
    ObstructiveSleepApnea, ParenteralAnticoagulant, PerniciousAnemia, Thrombocytopenia,
    VenousThromboembolism, VitaminB12, VitaminB12Deficiency}

use laboratory.{Bilirubin, Haptoglobin, Hemoglobin, LDH, MCV, OxygenSaturation, Platelets,
    ReticulocytePercent, VitaminB12Level}

codes VitaminB12DeficiencyProblem "vitamin B12 deficiency" = VitaminB12Deficiency

rule b12-deficiency-suspected "Vitamin B12 deficiency" {
  category    diagnosis
  trigger     patient-view, result
  for         age >= 18 years
          and measured VitaminB12Level with value < 200 pg/mL in last 6 months
          and not taking VitaminB12
  let         b12 = latest VitaminB12Level in last 6 months
  let         volume = latest MCV in last 6 months
  let         hb = latest Hemoglobin in last 6 months
  when        b12 < 200 pg/mL
  unless      had PerniciousAnemia
  severity    low
  message     "Vitamin B12 {b12.value} on {b12.date}, and no B12 is taken."
  detail      "For: below 200 pg/mL (200 to 300 is doubtful: methylmalonic acid); cell volume {volume}, haemoglobin {hb}. Against: pregnancy, oestrogens,"
              "myeloma lower it falsely. Look at metformin, acid blockers, diet, antibodies against intrinsic factor; nerves may suffer without anaemia."
  suggest     problem VitaminB12DeficiencyProblem
  suggest     start VitaminB12
  population  "Adults with a vitamin B12 below 200 pg/mL"
  evidence    "British Society for Haematology guideline on cobalamin and folate disorders. Br J Haematol 2014;166:496"
              grade "not recorded (guideline)" year 2014
  note        "for clinical review: limits from memory"
  owner       "Haematology"
  version     "0.1.0"
  user        "Clinicians who treat the patient"
  review by   2027-11-30
}

rule haemolysis-suspected "Anaemia with signs of haemolysis" {
  category    diagnosis
  trigger     patient-view, result
  for         age >= 18 years
          and not has HemolyticAnemia
          and measured Haptoglobin with value < 25 mg/dL in last 30 days
  let         hapto = latest Haptoglobin in last 30 days
  let         ldh = latest LDH in last 30 days
  let         retic = latest ReticulocytePercent in last 30 days
  let         bilirubin = latest Bilirubin in last 30 days
  when        hapto < 25 mg/dL and ldh > 225 U/L and retic > 2 %
  unless      has Cirrhosis
  severity    moderate
  message     "Haptoglobin {hapto.value}, LDH {ldh.value}, reticulocytes {retic.value}: haemolysis is likely."
  detail      "For: haptoglobin below 25, LDH high, reticulocytes above 2 %, bilirubin {bilirubin}. Against: cirrhosis, large haematoma, transfusion."
              "Smear (schistocytes, spherocytes), direct antiglobulin test, platelets, G6PD."
  suggest     problem HemolyticAnemia
  population  "Adults with a haptoglobin below 25 mg/dL"
  evidence    "Conventional laboratory criteria of haemolysis" grade "none (common practice)"
              year 2020
  note        "for clinical review: limits from memory"
  owner       "Haematology"
  version     "0.1.0"
  user        "Clinicians who treat the patient"
  review by   2027-11-30
}

rule thrombocytopenia-suspected "Low platelets, not on the problem list" {
  category    diagnosis
  trigger     patient-view, result
  for         age >= 18 years
          and not has Thrombocytopenia
          and measured Platelets with value < 100 10*3/uL in last 90 days
  let         platelets = latest Platelets in last 90 days
  when        platelets < 50 10*3/uL
           or ((two Platelets < 100 10*3/uL at least 7 days apart in last 6 months)
              and platelets < 100 10*3/uL)
  unless      has Cirrhosis
  unless      taken ParenteralAnticoagulant in last 14 days
  severity    low
  message     "Platelets {platelets.value} on {platelets.date}: thrombocytopenia is not on the problem list."
  detail      "For: below 50, or below 100 twice. Against: clumping in EDTA (repeat in citrate, smear), large platelets. Look at medicines, alcohol, liver and"
              "spleen, HIV, hepatitis C, other cell lines."
  suggest     problem ThrombocytopeniaProblem
  population  "Adults with platelets below 100, without cirrhosis and recent heparin"
  evidence    "Conventional laboratory criteria of haemolysis" grade "none (common practice)"
              year 2020
  note        "for clinical review: limits are ours"
  owner       "Haematology"
  version     "0.1.0"
  user        "Clinicians who treat the patient"
  review by   2027-11-30
}

rule heparin-induced-thrombocytopenia-suspected "Platelets fell by half within two weeks of heparin" {
  category    diagnosis
  trigger     patient-view, result
  for         age >= 18 years
          and given (Heparin or ParenteralAnticoagulant) in last 30 days
          and not had HeparinInducedThrombocytopenia
          and measured Platelets with value < 150 10*3/uL in last 7 days
  let         platelets = latest Platelets in last 7 days
  when        Platelets fell by 50 % within 14 days
  when        given (Heparin or ParenteralAnticoagulant) at least 4 days ago
           or has VenousThromboembolism in last 14 days
  unless      measured Platelets with value < 20 10*3/uL in last 7 days
  severity    high
  message     "Platelets {platelets.value}, half of before, after heparin: think of heparin-induced thrombocytopenia."
  detail      "For: fall by more than 50 % on day 5 to 10, thrombosis. Against: sepsis, other drugs, dilution, platelets below 20. Count the 4Ts score; from 4"
              "points stop every heparin, give another anticoagulant, test for antibodies against platelet factor 4."
  suggest     problem HeparinInducedThrombocytopenia "After the antibody test"
  population  "Adults with low platelets after heparin"
  evidence    "ASH 2018 guidelines for heparin-induced thrombocytopenia. Blood Adv 2018;2:3360"
              grade "strong" year 2018
  note        "for clinical review: from memory"
  owner       "Haematology"
  version     "0.1.0"
  user        "Clinicians who treat the patient"
  review by   2027-11-30
}

/// Limits of the WHO classification.
rule polycythaemia-suspected "High haemoglobin twice" {
  category    diagnosis
  trigger     patient-view, result
  for         age >= 18 years
          and measured Hemoglobin with value > 16.0 g/dL in last 6 months
          and not has COPD
  let         hb = latest Hemoglobin in last 6 months
  when        (sex is male
              and (two Hemoglobin > 16.5 g/dL at least 28 days apart in last 12 months)
              and hb > 16.5 g/dL)
           or (sex is female
              and (two Hemoglobin > 16.0 g/dL at least 28 days apart in last 12 months)
              and hb > 16.0 g/dL)
  unless      measured OxygenSaturation with value < 92 % in last 90 days
  unless      has ObstructiveSleepApnea
  severity    info
  message     "Haemoglobin {hb.value} on {hb.date}, high twice a month apart: look for the cause."
  detail      "For: above 16.5 g/dL in men, 16.0 in women. Against: smoking, dehydration, diuretics, sleep apnoea, testosterone, altitude. Otherwise"
              "erythropoietin and JAK2."
  population  "Adults with a high haemoglobin, without COPD"
  evidence    "WHO classification 2016: polycythaemia vera. Blood 2016;127:2391"
              grade "none (definition)" year 2016
  note        "for clinical review: limits from memory"
  owner       "Haematology"
  version     "0.1.0"
  user        "Clinicians who treat the patient"
  review by   2027-11-30
}
