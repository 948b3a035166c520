#!/usr/bin/env python3
"""Makes the rules about two drugs of one class and their tests, with rulegen of the terms pack.

    python3 tools/duplicates.py

Which combinations are meant is from memory of guidelines and labels: for clinical review. Run `curbside fmt` afterwards.
"""

import csv
import sys
from pathlib import Path

PACK = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PACK.parent / "terms/tools"))
from rulegen import Cond, Pack, Rule, cond, has, obs, taking  # noqa: E402

NOTE = "for clinical review: from memory of the labels and guidelines"
STOPP = '"O\'Mahony D et al. STOPP/START criteria version 3. Eur Geriatr Med 2023;14:625, section A: any duplicate drug class" year 2023 doi 10.1007/s41999-023-00777-y'
BEERS = '"American Geriatrics Society 2023 updated Beers criteria. J Am Geriatr Soc 2023;71:2052" year 2023 doi 10.1111/jgs.18372'


def label(drugs):
    return f'"US prescribing information of {drugs}"'


def two(name, title, sets, first, second, effect, advice, severity="moderate", mods="", evidence=STOPP, owner="Pharmacy", other=None, other_mods=None, **more):
    return Rule(name, title, severity, more.pop("when", []), between=(
        taking(sets, f"m {first}", "first", mods=mods), taking(other or sets, f"m {second}", "second", mods=mods if other_mods is None else other_mods)),
        effect=effect, advice=advice, evidence=[evidence], owner=owner, note=NOTE, **more)


ONE = "Keep one of the two; check whether a change of drug left the old one active."

HEART = [
    two("ace-inhibitors", "Two ACE inhibitors", "ACEInhibitor", "lisinopril 10 mg oral daily", "enalapril 10 mg oral daily", "No more benefit; low blood pressure and kidney injury.", ONE, owner="Cardiology"),
    two("arbs", "Two angiotensin receptor blockers", "ARB", "losartan 50 mg oral daily", "valsartan 80 mg oral daily", "No more benefit; low blood pressure and kidney injury.", ONE, owner="Cardiology",
        intent="Sacubitril comes with valsartan: another ARB besides it counts."),
    two("statins", "Two statins", "Statin", "simvastatin 20 mg oral daily", "atorvastatin 20 mg oral daily", "No more benefit than a higher dose of one; muscle damage.", ONE, owner="Cardiology"),
    two("fibrates", "Two fibrates", "Fibrate", "fenofibrate 145 mg oral daily", "gemfibrozil 600 mg oral twice daily", "Muscle and liver damage.", ONE, owner="Cardiology"),
    two("beta-blockers", "Two beta blockers", "BetaBlocker", "metoprolol 50 mg oral twice daily", "bisoprolol 5 mg oral daily", "Slow pulse and low blood pressure.", ONE, mods="systemic route", owner="Cardiology",
        intent="Eye drops are another matter."),
    two("dihydropyridines", "Two dihydropyridines", "Dihydropyridines", "amlodipine 5 mg oral daily", "nifedipine 30 mg oral daily", "Low blood pressure and oedema.", ONE, owner="Cardiology",
        intent="Nimodipine after a subarachnoid haemorrhage is left alone."),
    two("loop-diuretics", "Two loop diuretics", "LoopDiuretic", "furosemide 40 mg oral daily", "bumetanide 1 mg oral daily", "Loss of volume and potassium.", ONE, owner="Cardiology",
        intent="A loop diuretic with a thiazide is meant and left alone."),
    two("thiazides", "Two thiazides", "Thiazide", "hydrochlorothiazide 25 mg oral daily", "chlorthalidone 25 mg oral daily", "Loss of sodium and potassium.", ONE, owner="Cardiology"),
    two("potassium-sparing", "Two potassium-sparing diuretics", "PotassiumSparing", "spironolactone 25 mg oral daily", "amiloride 5 mg oral daily", "Dangerous hyperkalaemia.", "Keep one of the two, and check potassium.", "major",
        evidence=label("spironolactone and of eplerenone: contraindicated with another potassium-sparing diuretic"), owner="Renal medicine"),
    two("alpha-blockers", "Two alpha blockers", "AlphaBlocker", "tamsulosin 0.4 mg oral daily", "doxazosin 4 mg oral daily", "Low blood pressure and falls.", ONE, owner="Urology"),
    two("pde5-inhibitors", "Two PDE-5 inhibitors", "PDE5Inhibitor", "sildenafil 50 mg oral as needed", "tadalafil 5 mg oral daily", "Low blood pressure and priapism.", "Keep one of the two.", "major", evidence=label("tadalafil"), owner="Urology"),
    two("five-alpha-reductase-inhibitors", "Finasteride with dutasteride", "(Finasteride or Dutasteride)", "finasteride 5 mg oral daily", "dutasteride 0.5 mg oral daily", "No more benefit.", ONE, owner="Urology"),
]

BLOOD = [
    two("oral-anticoagulants", "Two oral anticoagulants", "OralAnticoagulant", "warfarin 5 mg oral daily", "apixaban 5 mg oral twice daily", "Severe bleeding.", "Stop one now; when changing, follow the INR of the label.", "major",
        evidence=label("the direct oral anticoagulants"), owner="Haematology",
        unless=[obs("INR", "<", "2.0", "", "2 days", days=1)], intent="While warfarin is started, a direct anticoagulant may overlap until INR reaches 2."),
    two("doac-heparin", "Direct oral anticoagulant with a parenteral anticoagulant", "DOAC", "apixaban 5 mg oral twice daily", "enoxaparin 40 mg subcutaneous daily", "Severe bleeding.", "Stop one; no heparin for prophylaxis besides a full dose.", "major",
        evidence=label("the direct oral anticoagulants"), owner="Haematology", other="ParenteralAnticoagulant"),
    two("parenteral-anticoagulants", "Two parenteral anticoagulants", "ParenteralAnticoagulant", "enoxaparin 40 mg subcutaneous daily", "heparin subcutaneous", "Severe bleeding.", "Stop one now.", "major",
        evidence=label("enoxaparin"), owner="Haematology"),
    two("vka-heparin", "Vitamin K antagonist with heparin when INR has reached 2", "VitaminKAntagonist", "warfarin 5 mg oral daily", "enoxaparin 80 mg subcutaneous twice daily", "INR is 2 or more: bleeding.", "Stop heparin after 5 days and two INR of 2 or more.", "moderate",
        evidence='"CHEST guideline and expert panel report: antithrombotic therapy for VTE disease. Chest 2021;160:e545" year 2021', owner="Haematology", other="ParenteralAnticoagulant",
        when=[obs("INR", ">=", "2.0", "", "3 days", days=1)], unknown="hold", intent="Until then the overlap is meant."),
    two("p2y12-inhibitors", "Two P2Y12 inhibitors", "P2Y12Inhibitor", "clopidogrel 75 mg oral daily", "ticagrelor 90 mg oral twice daily", "Bleeding without more benefit.", "Stop one now.", "major", evidence=label("ticagrelor and of prasugrel"), owner="Cardiology"),
    two("nsaids", "Two NSAIDs", "NSAID", "ibuprofen 400 mg oral three times daily", "naproxen 500 mg oral twice daily", "Bleeding and kidney injury without more relief.", ONE, mods="systemic route",
        intent="Aspirin at a low dose is not counted here, nor is a gel."),
    two("ketorolac-nsaid", "Ketorolac with an NSAID or aspirin", "Ketorolac", "ketorolac 10 mg oral four times daily", "aspirin 500 mg oral three times daily", "Bleeding.", "Do not combine.", "major", mods="systemic route", evidence=label("ketorolac: boxed warning"),
        other="Salicylate"),
    two("oral-iron", "Two oral iron salts", "OralIron", "ferrous sulfate 325 mg oral daily", "ferrous gluconate 324 mg oral daily", "More nausea without more iron.", "Keep one, once a day or every other day.", "minor", owner="Haematology"),
]

MIND = [
    two("antidepressants", "Two SSRI or SNRI", "NewerAntidepressant", "sertraline 50 mg oral daily", "venlafaxine 75 mg oral daily", "Serotonin syndrome and bleeding.", "Keep one; a change by tapering should have an end.", owner="Psychiatry",
        intent="Mirtazapine, bupropion or trazodone besides one is meant and left alone."),
    two("tricyclics", "Two tricyclic antidepressants", "TricyclicAntidepressant", "amitriptyline 25 mg oral daily", "nortriptyline 25 mg oral daily", "Arrhythmia and anticholinergic effects.", ONE, owner="Psychiatry"),
    two("benzodiazepines", "Two benzodiazepines", "Benzodiazepine", "lorazepam 1 mg oral daily", "diazepam 5 mg oral daily", "Sedation, falls and dependence.", ONE, owner="Psychiatry",
        unless=[has("Epilepsy")], intent="In epilepsy two may be meant: clobazam daily and midazolam for a seizure."),
    two("hypnotics", "Benzodiazepine with a Z-drug", "Benzodiazepine", "temazepam 15 mg oral daily", "zolpidem 5 mg oral daily", "Sedation and falls.", ONE, other="ZDrug", evidence=BEERS, owner="Psychiatry"),
    two("z-drugs", "Two Z-drugs", "ZDrug", "zolpidem 5 mg oral daily", "eszopiclone 2 mg oral daily", "Sedation and falls.", ONE, evidence=BEERS, owner="Psychiatry"),
    two("gabapentinoids", "Gabapentin with pregabalin", "Gabapentinoid", "gabapentin 300 mg oral three times daily", "pregabalin 75 mg oral twice daily", "Sedation and falls without more relief.", ONE, evidence=BEERS, owner="Pain medicine"),
    two("partial-agonist-opioid", "Buprenorphine or a mixed agonist with a full opioid", "PartialOpioid", "buprenorphine 8 mg sublingual daily", "oxycodone 10 mg oral twice daily", "It displaces the full opioid: withdrawal, and no relief.", "Choose one; ask addiction or pain medicine.", "major",
        other="FullOpioid", evidence=label("buprenorphine and of nalbuphine"), owner="Pain medicine", unless=[has("PalliativeCare")]),
    two("muscle-relaxants", "Two muscle relaxants", "Relaxants", "cyclobenzaprine 10 mg oral three times daily", "methocarbamol 750 mg oral three times daily", "Sedation and falls.", ONE, evidence=BEERS, owner="Pain medicine"),
    two("sedating-antihistamines", "Two sedating antihistamines", "SedatingAntihistamine", "diphenhydramine 25 mg oral daily", "hydroxyzine 25 mg oral daily", "Sedation, confusion and urinary retention.", ONE, "minor", mods="systemic route", evidence=BEERS),
    two("cholinesterase-inhibitors", "Two cholinesterase inhibitors", "Cholinesterase", "donepezil 10 mg oral daily", "rivastigmine 3 mg oral twice daily", "Slow pulse, nausea.", ONE, owner="Geriatrics"),
    two("triptans", "Two triptans", "Triptan", "sumatriptan 50 mg oral as needed", "rizatriptan 10 mg oral as needed", "Spasm of blood vessels.", "One triptan only within 24 hours.", evidence=label("sumatriptan: contraindicated within 24 hours of another triptan"), owner="Neurology"),
    Rule("three-antipsychotics", "Three antipsychotics", "moderate", [Cond("count taking or ordering Antipsychotic >= 3", [["m quetiapine 100 mg oral daily", "m haloperidol 2 mg oral daily", "m olanzapine 5 mg oral daily"]],
         [["m quetiapine 100 mg oral daily", "m haloperidol 2 mg oral daily"]], [["m?", "m quetiapine 100 mg oral daily"]])], lets=["n = count taking or ordering Antipsychotic"],
         message="{n} antipsychotics at once.", detail="Two may be meant while one replaces the other.", suggest=[], evidence=[STOPP], note=NOTE, who="Everyone who takes or is ordered antipsychotics", owner="Psychiatry", trigger="patient-view, order-select, order-sign"),
    Rule("three-opioids", "Three opioids", "low", [Cond("count taking or ordering Opioid >= 3", [["m morphine 10 mg oral four times daily", "m oxycodone 5 mg oral four times daily", "m tramadol 50 mg oral three times daily"]],
         [["m morphine 10 mg oral four times daily", "m oxycodone 5 mg oral four times daily"]], [["m?", "m morphine 10 mg oral four times daily"]])], lets=["n = count taking or ordering Opioid"],
         unless=[has("PalliativeCare")], message="{n} opioids at once.", detail="A long-acting opioid with a short-acting one for breakthrough pain is meant; a third rarely is.", evidence=['"CDC clinical practice guideline for prescribing opioids for pain. MMWR Recomm Rep 2022;71(3)" year 2022'],
         note=NOTE, who="Everyone who takes or is ordered opioids and is not in palliative care", owner="Pain medicine", trigger="patient-view, order-select, order-sign"),
]

HORMONES = [
    two("sulfonylureas", "Two sulfonylureas or meglitinides", "Secretagogue", "glipizide 5 mg oral daily", "repaglinide 1 mg oral three times daily", "Low blood glucose.", ONE, owner="Endocrinology"),
    two("dpp4-inhibitors", "Two DPP-4 inhibitors", "DPP4Inhibitor", "sitagliptin 100 mg oral daily", "linagliptin 5 mg oral daily", "No more benefit.", ONE, owner="Endocrinology"),
    two("incretins", "DPP-4 inhibitor with a GLP-1 receptor agonist", "DPP4Inhibitor", "sitagliptin 100 mg oral daily", "semaglutide 1 mg subcutaneous weekly", "No more benefit.", "Stop the DPP-4 inhibitor.", "moderate", other="GLP1Agonist",
        evidence='"American Diabetes Association. Standards of Care in Diabetes, section 9. Diabetes Care 2025;48(S1)" year 2025', owner="Endocrinology"),
    two("glp1-agonists", "Two GLP-1 receptor agonists", "GLP1Agonist", "semaglutide 1 mg subcutaneous weekly", "liraglutide 1.2 mg subcutaneous daily", "Vomiting and dehydration without more benefit.", ONE, owner="Endocrinology"),
    two("sglt2-inhibitors", "Two SGLT2 inhibitors", "SGLT2Inhibitor", "empagliflozin 10 mg oral daily", "dapagliflozin 10 mg oral daily", "Dehydration and ketoacidosis.", ONE, owner="Endocrinology"),
    two("glitazones", "Two thiazolidinediones", "Thiazolidinedione", "pioglitazone 30 mg oral daily", "rosiglitazone 4 mg oral daily", "Oedema and heart failure.", ONE, owner="Endocrinology"),
    two("bone-antiresorptives", "Two drugs against loss of bone", "Antiresorptive", "alendronate 70 mg oral weekly", "denosumab 60 mg subcutaneous", "Low calcium, and bone that does not renew.", ONE, owner="Endocrinology", intent="After denosumab a bisphosphonate follows: end denosumab on the list."),
    two("corticosteroids", "Two systemic corticosteroids", "SystemicCorticosteroid", "prednisone 20 mg oral daily", "dexamethasone 4 mg oral daily", "Infection, high glucose and adrenal suppression.", ONE, "minor", mods="systemic route",
        intent="Fludrocortisone besides hydrocortisone is meant and is not in the set."),
    two("estrogens", "Two systemic oestrogens", "Estrogen", "estradiol 1 mg oral daily", "ethinyl estradiol 0.03 mg oral daily", "Thrombosis.", ONE, mods="systemic route", owner="Gynaecology"),
    two("urate-lowering", "Allopurinol with febuxostat", "(Allopurinol or Febuxostat)", "allopurinol 300 mg oral daily", "febuxostat 40 mg oral daily", "Both inhibit xanthine oxidase: no more benefit.", ONE, owner="Rheumatology"),
]

REST = [
    two("proton-pump-inhibitors", "Two proton pump inhibitors", "ProtonPumpInhibitor", "omeprazole 20 mg oral daily", "pantoprazole 40 mg oral daily", "No more benefit.", ONE, "minor", owner="Gastroenterology"),
    two("h2-blockers", "Two H2 blockers", "H2Blocker", "famotidine 20 mg oral daily", "cimetidine 400 mg oral daily", "No more benefit.", ONE, "minor", owner="Gastroenterology"),
    two("bladder-antimuscarinics", "Two bladder antimuscarinics", "UrinaryAntispasmodic", "oxybutynin 5 mg oral twice daily", "solifenacin 5 mg oral daily", "Urinary retention and confusion.", ONE, owner="Urology", intent="Mirabegron besides one is meant."),
    two("theophyllines", "Theophylline with aminophylline", "Theophylline", "theophylline 200 mg oral twice daily", "aminophylline 225 mg oral twice daily", "Seizures and arrhythmia.", "Stop one, and check the level.", "major", evidence=label("aminophylline"), owner="Respiratory medicine"),
    two("long-acting-beta-agonists", "Two long-acting beta agonists", "LongActingBetaAgonist", "salmeterol 50 ug inhaled twice daily", "formoterol 12 ug inhaled twice daily", "Fast pulse and tremor without more benefit.", ONE, evidence='"Global Initiative for Chronic Obstructive Lung Disease, report 2026" year 2026', owner="Respiratory medicine"),
    two("inhaled-anticholinergics", "Two inhaled anticholinergics", "InhaledAnticholinergic", "tiotropium 18 ug inhaled daily", "umeclidinium 62.5 ug inhaled daily", "Dry mouth and urinary retention without more benefit.", ONE, mods="inhaled route", evidence='"Global Initiative for Chronic Obstructive Lung Disease, report 2026" year 2026', owner="Respiratory medicine"),
    two("inhaled-corticosteroids", "Two inhaled corticosteroids", "InhaledCorticosteroid", "fluticasone 250 ug inhaled twice daily", "budesonide 200 ug inhaled twice daily", "Hoarseness, thrush, adrenal suppression.", ONE, "minor", mods="inhaled route", evidence='"Global Initiative for Asthma, report 2026" year 2026', owner="Respiratory medicine"),
    two("macrolides", "Two macrolides", "Macrolide", "azithromycin 500 mg oral daily", "clarithromycin 500 mg oral twice daily", "Long QT without more benefit.", ONE, mods="systemic route", owner="Infectious diseases"),
    two("fluoroquinolones", "Two fluoroquinolones", "Fluoroquinolone", "ciprofloxacin 500 mg oral twice daily", "levofloxacin 500 mg oral daily", "Tendon damage and long QT without more benefit.", ONE, mods="systemic route", owner="Infectious diseases"),
    two("cephalosporins", "Two cephalosporins", "Cephalosporin", "cephalexin 500 mg oral four times daily", "ceftriaxone 1000 mg intravenous daily", "No more benefit.", ONE, "minor", mods="systemic route", owner="Infectious diseases"),
    two("aminoglycosides", "Two aminoglycosides", "Aminoglycoside", "gentamicin 240 mg intravenous daily", "tobramycin 300 mg intravenous daily", "Deafness and kidney damage.", "Stop one now.", "major", mods="systemic route", evidence=label("gentamicin: boxed warning"), owner="Infectious diseases",
        intent="Inhaled tobramycin is left alone."),
    two("azoles", "Two systemic azoles", "AzoleAntifungal", "fluconazole 200 mg oral daily", "voriconazole 200 mg oral twice daily", "Liver damage and long QT without more benefit.", ONE, mods="systemic route", owner="Infectious diseases"),
    two("tnf-and-jak-inhibitors", "Two of TNF and JAK inhibitors", "(TNFInhibitor or JAKInhibitor)", "adalimumab 40 mg subcutaneous", "tofacitinib 5 mg oral twice daily", "Severe infection.", "Keep one of the two.", "major", evidence=label("tofacitinib and of adalimumab: not recommended together"), owner="Rheumatology"),
]

SETS = {
    "heart": '/// Nimodipine, which is given for vasospasm, is left out.\ncodes Dihydropyridines "dihydropyridine" = DihydropyridineCCB - rxnorm 7426 "nimodipine"\n',
    "mind": '''codes PartialOpioid "partial or mixed opioid" = Buprenorphine + Pentazocine + rxnorm 7238 "nalbuphine", 1841 "butorphanol"

codes FullOpioid "full opioid" = Opioid - PartialOpioid - Tramadol

codes Relaxants "muscle relaxant" = CentralMuscleRelaxant + Tizanidine
''',
    "hormones": '''codes Secretagogue "sulfonylurea or meglitinide" = Sulfonylurea + Meglitinide

codes Antiresorptive "bisphosphonate or denosumab" = Bisphosphonate + Denosumab
''',
}

# Ingredients that stand in several products on purpose, or whose products are taken side by side.
MEANT = """levodopa carbidopa calcium potassium sodium magnesium iron zinc vitamin ascorbic folic thiamine pyridoxine cyanocobalamin cholecalciferol
    ergocalciferol insulin aluminum simethicone guaifenesin lidocaine benzocaine caffeine ethanol glycerin mannitol sorbitol docusate senna
    povidone-iodine benzalkonium epinephrine dextran lactulose polyethylene psyllium methylcellulose trometamol menthol nicotine oxygen nitrous""".split()


def any_ingredient():
    with open(PACK.parent / "terms/codes/ingredients.csv", encoding="utf-8") as f:
        rows = [r for r in csv.DictReader(line for line in f if not line.startswith("#"))]
    kept = [r for r in rows if not any(r["name"].startswith(w) for w in MEANT)]
    with open(PACK / "codes/any-ingredient.csv", "w", encoding="utf-8", newline="") as f:
        f.write("# Generated by tools/duplicates.py from the ingredients of the pack terms, less those that are meant to be taken twice.\n")
        out = csv.writer(f, lineterminator="\n")
        out.writerow(["system", "code", "display"])
        out.writerows(("rxnorm", r["rxcui"], r["name"]) for r in kept)


def main():
    (PACK / "codes").mkdir(exist_ok=True)
    any_ingredient()
    pack = Pack(PACK, ["terms", "laboratory"])
    by = "tools/duplicates.py"
    for file, rules, about in (("heart", HEART, "Heart, vessels and prostate."), ("blood", BLOOD, "Blood and pain."), ("mind", MIND, "Mind, nerves and opioids."),
                               ("hormones", HORMONES, "Hormones, glucose and bone."), ("rest", REST, "Stomach, lungs, infection and immunity.")):
        pack.write(file, [f"Two drugs of one class: {about[0].lower() + about[1:]}"], rules, SETS.get(file, ""), by)


if __name__ == "__main__":
    main()
