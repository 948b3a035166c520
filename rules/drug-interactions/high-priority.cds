pack drug-interactions

// The fifteen high-priority class pairs of the ONC list (Phansalkar 2012). The pair on QT prolongation, whose
// members the list leaves open, is in qt.cds. Sets with the members of the list are in the pack `terms`.
// Three pairs are split where the labels of their members differ: what is contraindicated interrupts, the rest
// does not, or only above the dose that the label allows.

use terms.{Fluconazole, Fluvoxamine, Lovastatin, Simvastatin, Amiodarone, Atazanavir, ClassicMAOI,
    CYP1A2Inhibitor, ErgotAlkaloid, Febuxostat, HIVProteaseInhibitor, Irinotecan,
    IrinotecanCYP3A4Inhibitor, MAOAInhibitor, MAOClearedTriptan, NondihydropyridineCCB,
    Procarbazine, ProtonPumpInhibitor, Ramelteon, RamelteonCYP1A2Inhibitor, SerotonergicOpioid,
    SerotoninReuptakeInhibitor, SimvastatinOrLovastatin, StatinCYP3A4Inhibitor, Stimulant,
    StrongCYP3A4Inducer, StrongCYP3A4Inhibitor, Thiopurine, Tizanidine, Tranylcypromine,
    TricyclicAntidepressant}

// --- MAO inhibitors -------------------------------------------------------------------------------------

interaction maoi-stimulant "MAO inhibitor with a stimulant" {
  between     Stimulant as stimulant and ClassicMAOI as maoi
  severity    contraindicated
  effect      "Stored noradrenaline is released: hypertensive crisis."
  advice      "Do not combine, and wait 14 days after an MAO inhibitor before the first dose."
  mechanism   "The MAO inhibitor lets monoamines accumulate, which the stimulant sets free."
  evidence    "Phansalkar S et al. High-priority drug-drug interactions for use in electronic health records. J Am Med Inform Assoc 2012;19:735-743, pair 3"
              grade "none (consensus)" year 2012 doi 10.1136/amiajnl-2011-000612
  note        "for clinical review: effect and advice from memory of the paper and of labels"
  population  "Everyone who takes or is ordered both"
  user        "Prescribers and pharmacists"
  version     "1.0.0"
  owner       "Pharmacy"
  review by   2027-11-30
}

interaction maoi-serotonin-reuptake-inhibitor "MAO inhibitor with a serotonin reuptake inhibitor" {
  between     SerotoninReuptakeInhibitor as ssri and ClassicMAOI as maoi
  severity    contraindicated
  effect      "Serotonin syndrome, which can kill."
  advice      "Do not combine. Wait 14 days between the two, 5 weeks after fluoxetine."
  evidence    "Phansalkar S et al. High-priority drug-drug interactions for use in electronic health records. J Am Med Inform Assoc 2012;19:735-743, pair 8"
              grade "none (consensus)" year 2012 doi 10.1136/amiajnl-2011-000612
  note        "for clinical review: effect and advice from memory of the paper and of labels"
  population  "Everyone who takes or is ordered both"
  user        "Prescribers and pharmacists"
  version     "1.0.0"
  owner       "Pharmacy"
  review by   2027-11-30
}

interaction maoi-opioid "MAO inhibitor with a serotonergic opioid" {
  between     SerotonergicOpioid as opioid and ClassicMAOI as maoi
  severity    contraindicated
  effect      "Serotonin syndrome, or opioid toxicity with coma."
  advice      "Do not combine within 14 days; morphine has no serotonergic action."
  evidence    "Phansalkar S et al. High-priority drug-drug interactions for use in electronic health records. J Am Med Inform Assoc 2012;19:735-743, pair 16"
              grade "none (consensus)" year 2012 doi 10.1136/amiajnl-2011-000612
  note        "for clinical review: labels forbid meperidine, tramadol, tapentadol and dextromethorphan, and warn of methadone and fentanyl; from memory"
  population  "Everyone who takes or is ordered both"
  user        "Prescribers and pharmacists"
  version     "1.0.0"
  owner       "Pharmacy"
  review by   2027-11-30
}

interaction maoi-tricyclic "MAO inhibitor with a tricyclic antidepressant" {
  between     TricyclicAntidepressant as tricyclic and ClassicMAOI as maoi
  severity    contraindicated
  effect      "Serotonin syndrome, fever and convulsions."
  advice      "Do not combine; wait 14 days between the two."
  evidence    "Phansalkar S et al. High-priority drug-drug interactions for use in electronic health records. J Am Med Inform Assoc 2012;19:735-743, pair 20"
              grade "none (consensus)" year 2012 doi 10.1136/amiajnl-2011-000612
  note        "for clinical review: effect and advice from memory of the paper and of labels"
  population  "Everyone who takes or is ordered both"
  user        "Prescribers and pharmacists"
  version     "1.0.0"
  owner       "Pharmacy"
  review by   2027-11-30
}

interaction maoi-triptan "MAO inhibitor with a triptan that MAO-A clears" {
  between     MAOClearedTriptan as triptan and MAOAInhibitor as maoi
  severity    contraindicated
  effect      "The triptan is not cleared: vasospasm and serotonin syndrome."
  advice      "Use naratriptan, frovatriptan, almotriptan or eletriptan, or wait 14 days."
  evidence    "Phansalkar S et al. High-priority drug-drug interactions for use in electronic health records. J Am Med Inform Assoc 2012;19:735-743, pair 31"
              grade "none (consensus)" year 2012 doi 10.1136/amiajnl-2011-000612
  note        "for clinical review: effect and advice from memory of the paper and of labels"
  population  "Everyone who takes or is ordered both"
  user        "Prescribers and pharmacists"
  version     "1.0.0"
  owner       "Pharmacy"
  review by   2027-11-30
}

interaction tranylcypromine-procarbazine "Tranylcypromine with procarbazine" {
  between     Tranylcypromine as antidepressant and Procarbazine as cytostatic
  severity    contraindicated
  effect      "Both inhibit MAO: hypertensive crisis and serotonin syndrome."
  advice      "Do not combine; stop tranylcypromine 14 days before procarbazine."
  evidence    "Phansalkar S et al. High-priority drug-drug interactions for use in electronic health records. J Am Med Inform Assoc 2012;19:735-743, pair 30"
              grade "none (consensus)" year 2012 doi 10.1136/amiajnl-2011-000612
  note        "for clinical review: effect and advice from memory of the paper and of labels"
  population  "Everyone who takes or is ordered both"
  user        "Prescribers and pharmacists"
  version     "1.0.0"
  owner       "Pharmacy"
  review by   2027-11-30
}

// --- HIV and cancer -------------------------------------------------------------------------------------

interaction atazanavir-ppi "Atazanavir with a proton pump inhibitor" {
  between     Atazanavir as atazanavir and ProtonPumpInhibitor as ppi
  severity    major
  effect      "Atazanavir needs acid to be absorbed: loss of antiviral effect."
  advice      "Avoid after earlier HIV treatment; otherwise only boosted, at most omeprazole 20 mg, 12 hours before."
  evidence    "Phansalkar S et al. High-priority drug-drug interactions for use in electronic health records. J Am Med Inform Assoc 2012;19:735-743, pair 4"
              grade "none (consensus)" year 2012 doi 10.1136/amiajnl-2011-000612
  note        "for clinical review: effect and advice from memory of the paper and of labels"
  population  "Everyone who takes or is ordered both"
  user        "Prescribers and pharmacists"
  version     "1.0.0"
  owner       "Infectious diseases"
  review by   2027-11-30
}

interaction protease-inhibitor-inducer "HIV protease inhibitor with a strong enzyme inducer" {
  between     HIVProteaseInhibitor as antiviral and StrongCYP3A4Inducer as inducer
  severity    major
  effect      "The antiviral is cleared too fast: loss of effect and resistance."
  advice      "Avoid; with a boosted protease inhibitor rifabutin at a reduced dose may do."
  evidence    "Phansalkar S et al. High-priority drug-drug interactions for use in electronic health records. J Am Med Inform Assoc 2012;19:735-743, pair 23"
              grade "none (consensus)" year 2012 doi 10.1136/amiajnl-2011-000612
  note        "for clinical review: effect and advice from memory of the paper and of labels; apalutamide, enzalutamide and the antiepileptics were added to the list from labels"
  population  "Everyone who takes or is ordered both"
  user        "Prescribers and pharmacists"
  version     "1.0.0"
  owner       "Infectious diseases"
  review by   2027-11-30
}

interaction irinotecan-cyp3a4-inhibitor "Irinotecan with a CYP3A4 inhibitor" {
  between     Irinotecan as irinotecan
                and IrinotecanCYP3A4Inhibitor with systemic route as inhibitor
  severity    major
  effect      "More of its active metabolite: neutropenia and diarrhoea."
  advice      "Avoid; stop a strong inhibitor at least a week before irinotecan."
  evidence    "Phansalkar S et al. High-priority drug-drug interactions for use in electronic health records. J Am Med Inform Assoc 2012;19:735-743, pair 11"
              grade "none (consensus)" year 2012 doi 10.1136/amiajnl-2011-000612
  note        "for clinical review: effect and advice from memory of the paper and of labels"
  population  "Everyone who takes or is ordered both"
  user        "Prescribers and pharmacists"
  version     "1.0.0"
  owner       "Oncology"
  review by   2027-11-30
}

interaction febuxostat-thiopurine "Febuxostat with azathioprine or mercaptopurine" {
  between     Febuxostat as febuxostat and Thiopurine as thiopurine
  severity    contraindicated
  effect      "The thiopurine is not broken down: bone marrow failure."
  advice      "Do not combine."
  mechanism   "Xanthine oxidase inactivates mercaptopurine, and febuxostat inhibits it."
  evidence    "Phansalkar S et al. High-priority drug-drug interactions for use in electronic health records. J Am Med Inform Assoc 2012;19:735-743, pair 6"
              grade "none (consensus)" year 2012 doi 10.1136/amiajnl-2011-000612
  note        "for clinical review: effect and advice from memory of the paper and of labels"
  population  "Everyone who takes or is ordered both"
  user        "Prescribers and pharmacists"
  version     "1.0.0"
  owner       "Pharmacy"
  review by   2027-11-30
}

// --- CYP1A2 ---------------------------------------------------------------------------------------------

/// Inhibitors that the label of tizanidine forbids.
codes TizanidineForbidden "ciprofloxacin or fluvoxamine" =
    rxnorm 2551 "ciprofloxacin", 42355 "fluvoxamine"

codes TizanidineOtherInhibitor "CYP1A2 inhibitor" = CYP1A2Inhibitor - TizanidineForbidden

interaction tizanidine-strong-inhibitor "Tizanidine with ciprofloxacin or fluvoxamine" {
  between     Tizanidine as tizanidine and TizanidineForbidden with systemic route as inhibitor
  severity    contraindicated
  effect      "Tizanidine rises many times over: hypotension and sedation."
  advice      "Do not combine; take another antibiotic or antidepressant, or another muscle relaxant."
  evidence    "Phansalkar S et al. High-priority drug-drug interactions for use in electronic health records. J Am Med Inform Assoc 2012;19:735-743, pair 28"
              grade "none (consensus)" year 2012 doi 10.1136/amiajnl-2011-000612
  note        "for clinical review: effect and advice from memory of the paper and of labels"
  population  "Everyone who takes or is ordered both"
  user        "Prescribers and pharmacists"
  version     "1.0.0"
  owner       "Pharmacy"
  review by   2027-11-30
}

interaction tizanidine-inhibitor "Tizanidine with a CYP1A2 inhibitor" {
  between     Tizanidine as tizanidine and TizanidineOtherInhibitor as inhibitor
  severity    major
  effect      "Tizanidine rises: hypotension and sedation."
  advice      "Avoid; if unavoidable start with 2 mg and watch blood pressure."
  evidence    "Phansalkar S et al. High-priority drug-drug interactions for use in electronic health records. J Am Med Inform Assoc 2012;19:735-743, pair 28"
              grade "none (consensus)" year 2012 doi 10.1136/amiajnl-2011-000612
  note        "for clinical review: effect and advice from memory of the paper and of labels"
  population  "Everyone who takes or is ordered both"
  user        "Prescribers and pharmacists"
  version     "1.0.0"
  owner       "Pharmacy"
  review by   2027-11-30
}

codes RamelteonOtherInhibitor "CYP1A2 inhibitor" = RamelteonCYP1A2Inhibitor - Fluvoxamine

interaction ramelteon-fluvoxamine "Ramelteon with fluvoxamine" {
  between     Ramelteon as ramelteon and Fluvoxamine as fluvoxamine
  severity    major
  effect      "Ramelteon rises more than a hundredfold."
  advice      "Do not combine."
  evidence    "Phansalkar S et al. High-priority drug-drug interactions for use in electronic health records. J Am Med Inform Assoc 2012;19:735-743, pair 22"
              grade "none (consensus)" year 2012 doi 10.1136/amiajnl-2011-000612
  note        "for clinical review: effect and advice from memory of the paper and of labels"
  population  "Everyone who takes or is ordered both"
  user        "Prescribers and pharmacists"
  version     "1.0.0"
  owner       "Pharmacy"
  review by   2027-11-30
}

interaction ramelteon-inhibitor "Ramelteon with a CYP1A2 inhibitor" {
  between     Ramelteon as ramelteon and RamelteonOtherInhibitor with systemic route as inhibitor
  severity    moderate
  effect      "Ramelteon rises: more sedation."
  advice      "Use with caution, or take another hypnotic."
  evidence    "Phansalkar S et al. High-priority drug-drug interactions for use in electronic health records. J Am Med Inform Assoc 2012;19:735-743, pair 22"
              grade "none (consensus)" year 2012 doi 10.1136/amiajnl-2011-000612
  note        "for clinical review: effect and advice from memory of the paper and of labels"
  population  "Everyone who takes or is ordered both"
  user        "Prescribers and pharmacists"
  version     "1.0.0"
  owner       "Pharmacy"
  review by   2027-11-30
}

// --- CYP3A4 ---------------------------------------------------------------------------------------------

interaction ergot-cyp3a4-inhibitor "Ergot alkaloid with a strong CYP3A4 inhibitor" {
  between     ErgotAlkaloid as ergot and StrongCYP3A4Inhibitor with systemic route as inhibitor
  severity    contraindicated
  effect      "Ergotism: limbs, heart or brain lose their blood supply."
  advice      "Do not combine; azithromycin and fluconazole inhibit CYP3A4 less."
  evidence    "Phansalkar S et al. High-priority drug-drug interactions for use in electronic health records. J Am Med Inform Assoc 2012;19:735-743, pair 27"
              grade "none (consensus)" year 2012 doi 10.1136/amiajnl-2011-000612
  note        "for clinical review: effect and advice from memory of the paper and of labels"
  population  "Everyone who takes or is ordered both"
  user        "Prescribers and pharmacists"
  version     "1.0.0"
  owner       "Pharmacy"
  review by   2027-11-30
}

/// Members of the pair that limit the dose of the statin instead of forbidding it; fluconazole is in the table.
codes StatinForbiddenInhibitor "drug that must not be taken with it" =
    StatinCYP3A4Inhibitor
  - NondihydropyridineCCB
  - Amiodarone
  - Fluconazole

interaction statin-cyp3a4-inhibitor "Simvastatin or lovastatin with a strong CYP3A4 inhibitor" {
  between     SimvastatinOrLovastatin as statin
                and StatinForbiddenInhibitor with systemic route as inhibitor
  severity    contraindicated
  effect      "The statin rises many times over: rhabdomyolysis."
  advice      "Pause the statin for a short course, or change to pravastatin or rosuvastatin."
  evidence    "Phansalkar S et al. High-priority drug-drug interactions for use in electronic health records. J Am Med Inform Assoc 2012;19:735-743, pair 25"
              grade "none (consensus)" year 2012 doi 10.1136/amiajnl-2011-000612
  note        "for clinical review: effect and advice from memory of the paper and of labels; cyclosporine, danazol, gemfibrozil, posaconazole and cobicistat were added to the list from labels"
  population  "Everyone who takes or is ordered both"
  user        "Prescribers and pharmacists"
  version     "1.0.0"
  owner       "Pharmacy"
  review by   2027-11-30
}

interaction simvastatin-calcium-antagonist "Simvastatin above 10 mg with verapamil or diltiazem" {
  between     Simvastatin with daily dose > 10 mg as statin and NondihydropyridineCCB as blocker
  severity    major
  effect      "Simvastatin above 10 mg a day: risk of myopathy."
  advice      "Reduce simvastatin to 10 mg, or change to pravastatin or rosuvastatin."
  evidence    "Phansalkar S et al. High-priority drug-drug interactions for use in electronic health records. J Am Med Inform Assoc 2012;19:735-743, pair 25"
              grade "none (consensus)" year 2012 doi 10.1136/amiajnl-2011-000612
  evidence    "FDA drug safety communication on simvastatin, 8 June 2011, revised 15 December 2011"
              grade "none (regulator)" year 2011
  population  "Everyone who takes or is ordered both"
  user        "Prescribers and pharmacists"
  version     "1.0.0"
  owner       "Pharmacy"
  review by   2027-11-30
}

interaction simvastatin-amiodarone "Simvastatin above 20 mg with amiodarone" {
  between     Simvastatin with daily dose > 20 mg as statin and Amiodarone as amiodarone
  severity    major
  effect      "Simvastatin above 20 mg a day: risk of myopathy."
  advice      "Reduce simvastatin to 20 mg, or change to pravastatin or rosuvastatin."
  evidence    "Phansalkar S et al. High-priority drug-drug interactions for use in electronic health records. J Am Med Inform Assoc 2012;19:735-743, pair 25"
              grade "none (consensus)" year 2012 doi 10.1136/amiajnl-2011-000612
  evidence    "FDA drug safety communication on simvastatin and amiodarone, 15 December 2011"
              grade "none (regulator)" year 2011
  population  "Everyone who takes or is ordered both"
  user        "Prescribers and pharmacists"
  version     "1.0.0"
  owner       "Pharmacy"
  review by   2027-11-30
}

interaction lovastatin-dose-limit "Lovastatin above 20 mg with verapamil or diltiazem" {
  between     Lovastatin with daily dose > 20 mg as statin and NondihydropyridineCCB as inhibitor
  severity    moderate
  effect      "More lovastatin: risk of myopathy."
  advice      "At most 20 mg lovastatin, or change the statin."
  evidence    "Phansalkar S et al. High-priority drug-drug interactions for use in electronic health records. J Am Med Inform Assoc 2012;19:735-743, pair 25"
              grade "none (consensus)" year 2012 doi 10.1136/amiajnl-2011-000612
  note        "for clinical review: dose limits from memory of the label"
  population  "Everyone who takes or is ordered both"
  user        "Prescribers and pharmacists"
  version     "1.0.0"
  owner       "Pharmacy"
  review by   2027-11-30
}

interaction lovastatin-amiodarone "Lovastatin above 40 mg with amiodarone" {
  between     Lovastatin with daily dose > 40 mg as statin and Amiodarone as inhibitor
  severity    moderate
  effect      "More lovastatin: risk of myopathy."
  advice      "At most 40 mg lovastatin, or change the statin."
  evidence    "Phansalkar S et al. High-priority drug-drug interactions for use in electronic health records. J Am Med Inform Assoc 2012;19:735-743, pair 25"
              grade "none (consensus)" year 2012 doi 10.1136/amiajnl-2011-000612
  note        "for clinical review: dose limits from memory of the label"
  population  "Everyone who takes or is ordered both"
  user        "Prescribers and pharmacists"
  version     "1.0.0"
  owner       "Pharmacy"
  review by   2027-11-30
}
