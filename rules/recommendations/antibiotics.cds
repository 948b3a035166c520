pack recommendations

// Antibiotic stewardship.

use terms.{AcuteBronchitis, AcuteOtitisMedia, AcutePharyngitis, Aminoglycoside,
    BacterialMeningitis, BowelObstruction, COPD, COPDExacerbation, Cellulitis, Cephalosporin,
    ClostridioidesDifficile, Endocarditis, Fluoroquinolone, Immunodeficiency, Influenza, Macrolide,
    Neutropenia, Nitrofurantoin, Penicillin, Pneumonia, Pyelonephritis, Sepsis, SepticShock,
    StreptococcalPharyngitis, SulfonamideAntibiotic, Tetracycline, Trimethoprim,
    UrinaryTractInfection, ViralSinusitis}

use laboratory.{BodyTemperature, Procalcitonin}

codes FurtherAntibiotics "other antibiotic" =
    rxnorm 2582 "clindamycin", 6922 "metronidazole", 11124 "vancomycin", 190376 "linezolid",
      4550 "fosfomycin"

codes Antibiotic "antibiotic" =
    Penicillin
  + Cephalosporin
  + Macrolide
  + Fluoroquinolone
  + Tetracycline
  + Trimethoprim
  + SulfonamideAntibiotic
  + Nitrofurantoin
  + Aminoglycoside
  + FurtherAntibiotics

/// Taken up well from the gut.
codes WellAbsorbedAntibiotic "antibiotic that is well absorbed by mouth" =
    rxnorm 82122 "levofloxacin", 139462 "moxifloxacin", 2551 "ciprofloxacin", 6922 "metronidazole",
      190376 "linezolid", 3640 "doxycycline", 2582 "clindamycin", 4450 "fluconazole"

codes Metronidazole "metronidazole" = rxnorm 6922 "metronidazole"

codes CDifficileTreatment "fidaxomicin or vancomycin" =
    rxnorm 1111103 "fidaxomicin", 11124 "vancomycin"

rule antibiotic-in-acute-bronchitis "Antibiotic in acute bronchitis" {
  category    recommendation
  trigger     order-select, order-sign
  for         age >= 18 years and ordering Antibiotic with systemic route as drug
  when        has AcuteBronchitis in last 14 days
  unless      has (COPD or Pneumonia or Immunodeficiency)
  unless      has (UrinaryTractInfection or Cellulitis or Sepsis) in last 14 days
  severity    low
  message     "{drug} with acute bronchitis: antibiotics do not shorten it. Exclude pneumonia instead."
  suggest     stop drug
  population  "Adults with acute bronchitis and no chronic lung disease"
  evidence    "ACP and CDC. Appropriate antibiotic use for acute respiratory tract infection in adults. Ann Intern Med 2016;164:425"
              grade "none (consensus)" year 2016
  note        "for clinical review: from memory"
  owner       "Infectious diseases"
  version     "0.1.0"
  user        "Prescribers and pharmacists"
  review by   2027-11-30
}

rule antibiotic-in-viral-infection "Antibiotic in viral sinusitis or pharyngitis" {
  category    recommendation
  trigger     order-select, order-sign
  for         age >= 3 years and ordering Antibiotic with systemic route as drug
  when        has (ViralSinusitis or AcutePharyngitis or Influenza) in last 14 days as illness
  unless      has (StreptococcalPharyngitis or Pneumonia or AcuteOtitisMedia) in last 14 days
  unless      has (UrinaryTractInfection or Cellulitis or Sepsis) in last 14 days
  unless      has Immunodeficiency
  severity    low
  message     "{drug} with {illness}: an antibiotic helps only where bacteria were found or are likely."
  detail      "Sinusitis: after 10 days, with high fever and pus for 3 to 4 days, or worse again after improvement. Sore throat: after a positive"
              "test for streptococci."
  suggest     stop drug
  population  "People from 3 years with a viral infection of the upper airways"
  evidence    "ACP and CDC. Appropriate antibiotic use for acute respiratory tract infection in adults. Ann Intern Med 2016;164:425"
              grade "none (consensus)" year 2016
  note        "for clinical review: from memory"
  owner       "Infectious diseases"
  version     "0.1.0"
  user        "Prescribers and pharmacists"
  review by   2027-11-30
}

rule fluoroquinolone-in-cystitis "Fluoroquinolone in an uncomplicated urinary infection" {
  category    recommendation
  trigger     order-select, order-sign
  for         sex is female
          and age from 18 to 75 years
          and ordering Fluoroquinolone with systemic route as drug
  when        has UrinaryTractInfection in last 14 days
  unless      has (Pyelonephritis or Sepsis) in last 14 days
  unless      encounter is inpatient
  unless      allergic to (Nitrofurantoin or Trimethoprim or SulfonamideAntibiotic)
  severity    low
  message     "{drug} for cystitis: nitrofurantoin, trimethoprim-sulfamethoxazole or fosfomycin come first."
  suggest     change drug "To nitrofurantoin for 5 days, when creatinine clearance allows"
  suggest     start Nitrofurantoin "100 mg twice daily for 5 days"
  population  "Women of 18 to 75 years with a urinary tract infection outside hospital"
  evidence    "IDSA guideline for uncomplicated cystitis and pyelonephritis in women. Clin Infect Dis 2011;52:e103"
              grade "not recorded (guideline)" year 2011
  note        "for clinical review: from memory"
  owner       "Infectious diseases"
  version     "0.1.0"
  user        "Prescribers and pharmacists"
  review by   2027-11-30
}

rule metronidazole-in-c-difficile "Metronidazole in Clostridioides difficile infection" {
  category    recommendation
  for         age >= 18 years and has ClostridioidesDifficile in last 14 days
  when        taking Metronidazole with systemic route as drug
  when        not taking or ordering CDifficileTreatment
  unless      allergic to CDifficileTreatment
  severity    moderate
  message     "Clostridioides difficile treated with {drug} alone: fidaxomicin or oral vancomycin cures more often."
  suggest     start CDifficileTreatment "Fidaxomicin 200 mg twice daily for 10 days, or vancomycin 125 mg four times daily by mouth"
  population  "Adults with Clostridioides difficile infection"
  evidence    "IDSA/SHEA focused update on Clostridioides difficile infection. Clin Infect Dis 2021;73:e1029"
              grade "strong" year 2021
  note        "for clinical review: from memory"
  owner       "Infectious diseases"
  version     "0.1.0"
  user        "Clinicians who treat the problem"
  review by   2027-11-30
}

rule antibiotic-by-mouth "Intravenous antibiotic that could be given by mouth" {
  category    recommendation
  for         age >= 18 years
          and encounter is inpatient
          and taking WellAbsorbedAntibiotic with intravenous route as drug
  when        taking WellAbsorbedAntibiotic with intravenous route at least 2 days ago
  when        latest BodyTemperature in last 24 hours <= 37.8 Cel
  unless      has (Endocarditis or BacterialMeningitis or SepticShock or BowelObstruction)
  unless      has Neutropenia
  severity    info
  message     "{drug} by vein for 2 days and no fever: it works as well by mouth."
  suggest     change drug "By mouth, at the same dose or as the label says"
  population  "Adult inpatients"
  evidence    "IDSA/SHEA. Implementing an antibiotic stewardship program. Clin Infect Dis 2016;62:e51"
              grade "strong" year 2016
  note        "for clinical review: from memory; that the patient swallows and absorbs is not looked for"
  owner       "Infectious diseases"
  version     "0.1.0"
  user        "Clinicians who treat the problem"
  review by   2027-11-30
}

rule antibiotic-with-low-procalcitonin "Antibiotic for pneumonia with a low procalcitonin" {
  category    recommendation
  for         age >= 18 years
          and encounter is inpatient
          and measured Procalcitonin in last 24 hours
          and taking Antibiotic with systemic route as drug
  let         pct = latest Procalcitonin in last 24 hours
  when        pct < 0.25 ng/mL
  when        has (Pneumonia or COPDExacerbation)
  when        taking Antibiotic with systemic route at least 3 days ago
  unless      has (SepticShock or Endocarditis or Immunodeficiency)
  severity    low
  message     "Procalcitonin {pct.value} after 3 days of {drug}: consider stopping."
  suggest     stop drug
  population  "Adult inpatients with an infection of the lower airways"
  evidence    "IDSA/SHEA. Implementing an antibiotic stewardship program. Clin Infect Dis 2016;62:e51"
              grade "weak" year 2016
  note        "for clinical review: the limit from trials, from memory"
  owner       "Infectious diseases"
  version     "0.1.0"
  user        "Clinicians who treat the problem"
  review by   2027-11-30
}
