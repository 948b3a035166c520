pack drug-interactions

// Well-known interactions that depend on the patient: what makes them dangerous, and what makes them acceptable.

use terms.{ACEInhibitor, Amiodarone, Antiplatelet, BleedingHistory, CNSDepressant, Digoxin,
    Diuretic, DOAC, Gastroprotection, Lithium, Methotrexate, Naloxone, Nitrate,
    NondihydropyridineCCB, NSAID, Opioid, PalliativeCare, PDE5Inhibitor, PepticUlcer,
    PotassiumSparing, Rasagiline, RASInhibitor, Sacubitril, SerotonergicOpioid,
    SerotoninReuptakeInhibitor, Stimulant, SystemicCorticosteroid, Thiazide,
    TricyclicAntidepressant, Trimethoprim, VitaminKAntagonist}

use laboratory.{DigoxinLevel, KidneyFunction, LithiumLevel, Potassium}

// --- bleeding -------------------------------------------------------------------------------------------

/// What makes a bleeding from the stomach likely even with gastroprotection.
define StomachBleedingRisk "a risk of gastrointestinal bleeding" =
  age >= 65 years
  or had (BleedingHistory or PepticUlcer)
  or taking Antiplatelet
  or taking SystemicCorticosteroid with systemic route {
  evidence  "Contextual algorithm for warfarin and NSAIDs, AHRQ CDS Connect"
            grade "none (specification)"
            url "https://cds.ahrq.gov/cdsconnect/artifact/contextual-drug-interaction-decision-support-algorithm-warfarin-nonsteroidal"
}

interaction vitamin-k-antagonist-nsaid "Vitamin K antagonist with an NSAID" {
  between     VitaminKAntagonist as anticoagulant and NSAID with systemic route as nsaid
  severity    major
  unless      taking Gastroprotection and not StomachBleedingRisk
  effect      "Serious bleeding, most of all from the stomach."
  advice      "Prefer paracetamol or a topical NSAID; if unavoidable add a proton pump inhibitor and check INR within a week."
  mechanism   "The NSAID inhibits platelets and harms the mucosa; some also raise INR."
  evidence    "Contextual algorithm for warfarin and NSAIDs, AHRQ CDS Connect"
              grade "none (specification)"
              url "https://cds.ahrq.gov/cdsconnect/artifact/contextual-drug-interaction-decision-support-algorithm-warfarin-nonsteroidal"
  intent      "A topical NSAID is no reason to warn, nor is a protected patient without a further risk."
  note        "for clinical review: the source as we have it names no year"
  population  "Everyone who takes or is ordered both"
  user        "Prescribers and pharmacists"
  version     "1.0.0"
  owner       "Haematology"
  review by   2027-11-30
}

interaction doac-nsaid "Direct oral anticoagulant with an NSAID" {
  between     DOAC as anticoagulant and NSAID with systemic route as nsaid
  severity    moderate
  unless      taking Gastroprotection and not StomachBleedingRisk
  effect      "Bleeding, most of all from the stomach."
  advice      "Prefer paracetamol or a topical NSAID; if unavoidable as short as possible and with a proton pump inhibitor."
  evidence    "US prescribing information of the direct oral anticoagulants: NSAIDs raise the risk of bleeding"
              grade "none (label)"
  note        "for clinical review: from memory of the labels"
  population  "Everyone who takes or is ordered both"
  user        "Prescribers and pharmacists"
  version     "1.0.0"
  owner       "Haematology"
  review by   2027-11-30
}

// --- potassium and kidney -------------------------------------------------------------------------------

interaction ras-potassium-sparing "RAS inhibitor with a potassium-sparing diuretic" {
  between     RASInhibitor as blocker and PotassiumSparing as diuretic
  when        latest Potassium in last 90 days > 5.0 mmol/L
           or KidneyFunction < 30 mL/min/{1.73_m2}
  unknown     ask
  severity    major
  effect      "High potassium or a low eGFR: dangerous hyperkalaemia."
  advice      "Halve or stop the potassium-sparing drug, and check potassium and creatinine within a week."
  evidence    "2022 AHA/ACC/HFSA guideline for the management of heart failure. Circulation 2022;145:e895"
              grade "not recorded (guideline)" year 2022
  intent      "The pair is standard care in heart failure. It warns only at a potassium or eGFR at which the guideline does not start it, and asks for a potassium when none is recent."
  population  "Everyone who takes or is ordered both, in the situation that `when` names"
  user        "Prescribers and pharmacists"
  version     "1.0.0"
  owner       "Cardiology"
  review by   2027-11-30
}

/// NSAID, RAS inhibitor and diuretic together.
rule triple-whammy "NSAID on top of a RAS inhibitor and a diuretic" {
  category    safety
  trigger     patient-view, order-select, order-sign
  let         gfr = KidneyFunction
  when        taking or ordering NSAID with systemic route as nsaid
  when        taking or ordering RASInhibitor as blocker
  when        taking or ordering Diuretic as diuretic
  when        gfr < 60 mL/min/{1.73_m2}
  unknown     hold
  severity    moderate
  message     "{nsaid} with {blocker} and {diuretic} at an eGFR of {gfr}: risk of acute kidney injury."
  suggest     stop nsaid
  evidence    "KDIGO 2024 clinical practice guideline for CKD. Kidney Int 2024;105(4S)"
              grade "not recorded (guideline)" year 2024
  note        "for clinical review: from memory of the guideline"
  population  "Everyone who takes a RAS inhibitor and a diuretic and takes or is ordered an NSAID"
  user        "Prescribers and pharmacists"
  version     "1.0.0"
  owner       "Renal medicine"
  review by   2027-11-30
}

// --- digoxin, lithium, methotrexate ---------------------------------------------------------------------

interaction digoxin-amiodarone "Digoxin with amiodarone" {
  between     Digoxin as digoxin and Amiodarone as amiodarone
  severity    major
  unless      latest DigoxinLevel in last 30 days <= 0.9 ng/mL
  effect      "The digoxin level rises by more than half."
  advice      "Halve digoxin when amiodarone starts, and check its level after 1 to 2 weeks."
  evidence    "US prescribing information of digoxin and of amiodarone" grade "none (label)"
  intent      "A level within the target shows that the dose has been adjusted."
  note        "for clinical review: from memory of the labels; target 0.5 to 0.9 ng/mL"
  population  "Everyone who takes or is ordered both"
  user        "Prescribers and pharmacists"
  version     "1.0.0"
  owner       "Cardiology"
  review by   2027-11-30
}

interaction digoxin-calcium-antagonist "Digoxin with verapamil or diltiazem" {
  between     Digoxin as digoxin and NondihydropyridineCCB as blocker
  severity    moderate
  unless      latest DigoxinLevel in last 30 days <= 0.9 ng/mL
  effect      "The digoxin level rises, and both slow AV conduction."
  advice      "Check heart rate and the digoxin level; halve digoxin when verapamil starts."
  evidence    "US prescribing information of digoxin and of verapamil" grade "none (label)"
  note        "for clinical review: from memory of the labels; target 0.5 to 0.9 ng/mL"
  population  "Everyone who takes or is ordered both"
  user        "Prescribers and pharmacists"
  version     "1.0.0"
  owner       "Cardiology"
  review by   2027-11-30
}

interaction lithium-retention "Lithium with a thiazide or a RAS inhibitor" {
  between     Lithium as lithium and (Thiazide or RASInhibitor) as retainer
  severity    major
  unless      latest LithiumLevel in last 30 days <= 1.2 mmol/L
  effect      "The kidney retains lithium: toxicity."
  advice      "Check the lithium level within a week, and reduce the dose or replace the other drug."
  evidence    "VA National Drug File Reference Terminology, 2014: critical with thiazides, significant with RAS inhibitors"
              grade "none (database)" year 2014
  intent      "A recent level within the range shows that the combination is being watched."
  note        "for clinical review: effect, advice and range from memory of the label"
  population  "Everyone who takes or is ordered both"
  user        "Prescribers and pharmacists"
  version     "1.0.0"
  owner       "Psychiatry"
  review by   2027-11-30
}

interaction lithium-nsaid "Lithium with an NSAID" {
  between     Lithium as lithium and NSAID with systemic route as nsaid
  severity    major
  unless      latest LithiumLevel in last 30 days <= 1.2 mmol/L
  effect      "The kidney retains lithium: toxicity."
  advice      "Prefer paracetamol; otherwise check the lithium level within a week."
  evidence    "VA National Drug File Reference Terminology, 2014: significant"
              grade "none (database)" year 2014
  note        "for clinical review: effect, advice and range from memory of the label"
  population  "Everyone who takes or is ordered both"
  user        "Prescribers and pharmacists"
  version     "1.0.0"
  owner       "Psychiatry"
  review by   2027-11-30
}

interaction methotrexate-trimethoprim "Methotrexate with trimethoprim" {
  between     Methotrexate as methotrexate and Trimethoprim with systemic route as antibiotic
  severity    major
  effect      "Both block folate: bone marrow failure."
  advice      "Take another antibiotic, also with a low weekly dose of methotrexate."
  evidence    "VA National Drug File Reference Terminology, 2014: critical" grade "none (database)"
              year 2014
  note        "for clinical review: effect and advice from memory of the label"
  population  "Everyone who takes or is ordered both"
  user        "Prescribers and pharmacists"
  version     "1.0.0"
  owner       "Pharmacy"
  review by   2027-11-30
}

// --- serotonin ------------------------------------------------------------------------------------------

/// Drugs given for another reason that inhibit MAO all the same.
codes IncidentalMAOI "linezolid or methylene blue" =
    rxnorm 190376 "linezolid", 6878 "methylene blue"

interaction serotonergic-linezolid "Serotonergic drug with linezolid or methylene blue" {
  between     (SerotoninReuptakeInhibitor or TricyclicAntidepressant or SerotonergicOpioid) as drug
                and IncidentalMAOI with systemic route as maoi
  severity    major
  effect      "Serotonin syndrome."
  advice      "Take another drug; in an emergency stop the serotonergic one and watch for 2 weeks (fluoxetine 5 weeks)."
  evidence    "FDA drug safety communications on linezolid and on methylene blue with serotonergic drugs, 2011"
              grade "none (regulator)" year 2011
  intent      "Not contraindicated as the pairs of the ONC list are: an infection may leave no choice."
  note        "for clinical review: from memory of the communications"
  population  "Everyone who takes or is ordered both"
  user        "Prescribers and pharmacists"
  version     "1.0.0"
  owner       "Infectious diseases"
  review by   2027-11-30
}

/// They inhibit MAO B at the doses of Parkinson's disease, and more of them inhibits MAO A as well.
codes MAOBInhibitor "MAO-B inhibitor" = Rasagiline + rxnorm 1922448 "safinamide"

/// Not on the ONC list, which names the classic MAO inhibitors alone.
interaction mao-b-opioid "Rasagiline or safinamide with a serotonergic opioid" {
  between     SerotonergicOpioid with systemic route as opioid and MAOBInhibitor as maoi
  severity    contraindicated
  effect      "Serotonin syndrome, or opioid toxicity with coma."
  advice      "Do not combine within 14 days; morphine has no serotonergic action."
  evidence    "US prescribing information of rasagiline and safinamide: contraindications"
              grade "none (label)"
  note        "for clinical review: from memory of the labels"
  population  "Everyone who takes or is ordered both"
  user        "Prescribers and pharmacists"
  version     "1.0.0"
  owner       "Neurology"
  review by   2027-11-30
}

interaction mao-b-antidepressant "Rasagiline or safinamide with a serotonergic antidepressant" {
  between     (SerotoninReuptakeInhibitor or TricyclicAntidepressant) as antidepressant
                and MAOBInhibitor as maoi
  severity    moderate
  effect      "Serotonin syndrome, rarely."
  advice      "Labels advise against it, and forbid safinamide with an SNRI or tricyclic; otherwise the lowest dose, and watch for agitation and fever."
  evidence    "US prescribing information of rasagiline and safinamide: antidepressants"
              grade "none (label)"
  intent      "Depression in Parkinson's disease leaves little choice: it is told and does not stand in the way."
  note        "for clinical review: from memory of the labels"
  population  "Everyone who takes or is ordered both"
  user        "Prescribers and pharmacists"
  version     "1.0.0"
  owner       "Neurology"
  review by   2027-11-30
}

interaction other-maoi-stimulant "Stimulant with rasagiline, safinamide, linezolid or methylene blue" {
  between     Stimulant as stimulant
                and (MAOBInhibitor or IncidentalMAOI) with systemic route as maoi
  severity    major
  effect      "Blood pressure may rise sharply."
  advice      "Take another drug or pause the stimulant; where both stay, measure blood pressure closely."
  evidence    "US prescribing information of rasagiline, safinamide and linezolid: sympathomimetics"
              grade "none (label)"
  note        "for clinical review: from memory of the labels"
  population  "Everyone who takes or is ordered both"
  user        "Prescribers and pharmacists"
  version     "1.0.0"
  owner       "Neurology"
  review by   2027-11-30
}

// --- circulation and breathing --------------------------------------------------------------------------

interaction nitrate-pde5-inhibitor "Nitrate with a PDE-5 inhibitor" {
  between     Nitrate as nitrate and PDE5Inhibitor as inhibitor
  severity    contraindicated
  effect      "Blood pressure collapses."
  advice      "Do not combine. No nitrate within 24 hours of sildenafil or vardenafil, 48 hours of tadalafil."
  evidence    "US prescribing information of sildenafil, tadalafil and vardenafil: nitrates are contraindicated"
              grade "none (label)"
  evidence    "VA National Drug File Reference Terminology, 2014: critical" grade "none (database)"
              year 2014
  note        "for clinical review: intervals from memory of the labels"
  population  "Everyone who takes or is ordered both"
  user        "Prescribers and pharmacists"
  version     "1.0.0"
  owner       "Cardiology"
  review by   2027-11-30
}

interaction sacubitril-ace-inhibitor "Sacubitril with an ACE inhibitor" {
  between     Sacubitril as sacubitril and ACEInhibitor as blocker
  severity    contraindicated
  effect      "Angioedema."
  advice      "Do not combine; leave 36 hours between the two."
  evidence    "US prescribing information of sacubitril and valsartan: ACE inhibitors are contraindicated"
              grade "none (label)"
  note        "for clinical review: from memory of the label"
  population  "Everyone who takes or is ordered both"
  user        "Prescribers and pharmacists"
  version     "1.0.0"
  owner       "Cardiology"
  review by   2027-11-30
}

interaction opioid-sedative "Opioid with another sedating drug" {
  between     Opioid as opioid and SedativeWithOpioid as sedative
  severity    major
  unless      taking Naloxone
  unless      has PalliativeCare
  effect      "Sedation and respiratory depression."
  advice      "Avoid or taper one of the two; where both stay, lowest doses, and naloxone at home."
  evidence    "CDC clinical practice guideline for prescribing opioids for pain. MMWR Recomm Rep 2022;71(3)"
              grade A year 2022
  intent      "Who has naloxone at hand, or is in palliative care, has had this weighed already."
  note        "for clinical review: from memory of the guideline"
  population  "Everyone who takes or is ordered both"
  user        "Prescribers and pharmacists"
  version     "1.0.0"
  owner       "Pain medicine"
  review by   2027-11-30
}

codes SedativeWithOpioid "sedating drug" = CNSDepressant - Opioid
