"""Old age: drugs that older people do not take well, and falls."""

from common import BEERS, Cond, age, any_of, cond, drug, has, label, obs, problem, protected, rule

GER = "Geriatrics"
OLD = age(">=", 65)
START = "order-select, order-sign, medication-refill"


AFTER_FALL = "After a fall falls-drug speaks instead."


def FELL():
    """A fall that is known; where nobody knows, the drug is told as ever."""
    return Cond("(has FallsHistory) is known and has FallsHistory", [["c FallsHistory since 2025"]], [[]], [])


def SLOW_KIDNEY():
    facts = lambda weight: [f"o BodyWeight {weight} kg at -9 days", "o Creatinine 1.0 mg/dL at -9 days"]
    return Cond("(CreatinineClearance < 50 mL/min) is known and CreatinineClearance < 50 mL/min", [["@born 1958-02-01", *facts(49)]], [["@born 1958-02-01", *facts(50)]], [])


def DEMENTIA():
    return Cond("(has Dementia) is known and has Dementia", [["c Dementia since 2022"]], [[]], [])


def old(name, title, severity, sets, sample, why, advice, mods="", years=65, more=(), evidence=BEERS, side=None, **extra):
    return rule(name, title, severity, side or drug(sets, sample, mods), [age(">=", years), *more], "{drug} at {age}: " + why, advice, evidence, GER, f"People of {years} years and more", trigger=extra.pop("trigger", START), **extra)


GERIATRIC = [
    old("antihistamine-old-age", "Sedating antihistamine in old age", "low", "SedatingAntihistamine", "diphenhydramine 25 mg oral daily", "confusion, dry mouth, falls.", "Take loratadine or fexofenadine", "systemic route", unless=[has("Anaphylaxis", "Anaphylaxis since -1 days")]),
    old("benzodiazepine-old-age", "Benzodiazepine in old age", "low", "Benzodiazepine", "lorazepam 1 mg oral daily", "falls, fractures, confusion.", "Taper slowly; treat sleep without drugs", unless=[has("(Epilepsy or AlcoholUseDisorder or PalliativeCare)", "Epilepsy since 2019"), FELL()], intent=AFTER_FALL),
    old("z-drug-old-age", "Z-drug in old age", "low", "ZDrug", "zolpidem 5 mg oral daily", "falls and confusion.", "Treat sleep without drugs", unless=[FELL()], intent=AFTER_FALL),
    old("barbiturate-old-age", "Barbiturate in old age", "moderate", "Barbiturate", "phenobarbital 60 mg oral daily", "dependence and overdose.", "Taper; take another drug", unless=[has("Epilepsy")]),
    old("tricyclic-old-age", "Tricyclic antidepressant or paroxetine in old age", "low", "(TricyclicAntidepressant or Paroxetine)", "amitriptyline 25 mg oral daily", "anticholinergic, sedating, falls.", "Take sertraline, or duloxetine for pain", unless=[FELL()], intent=AFTER_FALL),
    old("sulfonylurea-old-age", "Glyburide or glimepiride in old age", "moderate", "(Glyburide or Glimepiride)", "glyburide 5 mg oral daily", "long hypoglycaemia.", "Take another class, or glipizide"),
    old("aspirin-primary-prevention", "Aspirin for primary prevention from 70 years", "moderate", "Aspirin", "aspirin 81 mg oral daily", "bleeding outweighs the benefit without vascular disease.", "Do not start it", "oral route", 70, evidence=['"USPSTF. Aspirin use to prevent cardiovascular disease, 2022" grade D year 2022', BEERS],
        unless=[has("(ASCVD or AtrialFibrillation)", "CoronaryArteryDisease since 2019", verb="had")], note="for clinical review: from memory of the recommendation, which ends starting at 60; 70 is the limit of the Beers criteria"),
    old("nsaid-old-age", "NSAID from 75 years without gastroprotection", "moderate", "NSAID", "ibuprofen 400 mg oral three times daily", "bleeding from the stomach.", "Take paracetamol or a gel, or add a proton pump inhibitor", "systemic route", 75, unless=[protected("Gastroprotection", "omeprazole 20 mg oral daily"), has("(PepticUlcer or GastrointestinalBleeding)", "PepticUlcer since 2019", verb="had")],
        intent="After an ulcer nsaid-ulcer speaks instead."),
    old("indomethacin-old-age", "Indomethacin or ketorolac in old age", "moderate", "(Indomethacin or Ketorolac)", "indomethacin 25 mg oral three times daily", "the NSAIDs with most harm.", "Take another analgesic", "systemic route"),
    old("meperidine-old-age", "Meperidine in old age", "moderate", "Meperidine", "meperidine 50 mg oral four times daily", "delirium and seizures.", "Take another opioid"),
    old("muscle-relaxant-old-age", "Muscle relaxant in old age", "low", "CentralMuscleRelaxant", "cyclobenzaprine 5 mg oral three times daily", "sedation and falls, little benefit.", "Take paracetamol, heat, exercise"),
    old("digoxin-old-age", "Digoxin above 125 ug in old age", "moderate", "Digoxin", "digoxin 126 ug oral daily", "toxicity without more benefit.", "At most 125 ug a day", "daily dose > 125 ug", unless=[SLOW_KIDNEY()], intent="Below a clearance of 50 mL/min the pack of doses says the same."),
    old("citalopram-old-age", "Citalopram above 20 mg from 61 years", "moderate", "Citalopram", "citalopram 21 mg oral daily", "long QT.", "At most 20 mg a day", "daily dose > 20 mg", 61, evidence='"FDA drug safety communication on citalopram, 28 March 2012" year 2012'),
    old("clonidine-old-age", "Clonidine for blood pressure in old age", "low", "Clonidine", "clonidine 0.1 mg oral twice daily", "slow pulse, low pressure, sedation.", "Take amlodipine or an ACE inhibitor"),
    old("alpha-blocker-old-age", "Alpha blocker for blood pressure in old age", "low", "PeripheralAlphaBlocker", "doxazosin 4 mg oral daily", "falls on standing up.", "Take another class for blood pressure", more=[has("Hypertension")], unless=[has("ProstaticHyperplasia")]),
    old("metoclopramide-old-age", "Metoclopramide in old age", "moderate", "Metoclopramide", "metoclopramide 10 mg oral three times daily", "movement disorders.", "At most 12 weeks for gastroparesis", unless=[has("Gastroparesis")]),
    old("megestrol-old-age", "Megestrol in old age", "moderate", "Megestrol", "megestrol 400 mg oral daily", "thrombosis, hardly any weight.", "Stop it", unless=[has("(BreastCancer or PalliativeCare)", "BreastCancer since 2019")]),
    old("oestrogen-old-age", "Systemic oestrogen in old age", "low", "Estrogen", "estradiol 1 mg oral daily", "stroke, dementia, breast cancer.", "Do not start; vaginal cream for local symptoms", "systemic route"),
    old("androgen-old-age", "Testosterone in old age", "low", "Testosterone", "testosterone 50 mg transdermal daily", "heart, prostate.", "Only with symptoms and a low level"),
    old("desmopressin-old-age", "Desmopressin for nocturia in old age", "high", "Desmopressin", "desmopressin 0.2 mg oral daily", "severe hyponatraemia.", "Do not take it for nocturia", trigger="patient-view, order-select, order-sign"),
    old("ppi-long", "Proton pump inhibitor for more than 8 weeks without a reason on record", "low", "ProtonPumpInhibitor", "omeprazole 20 mg oral daily since -55 days", "fractures, C. difficile, low B12.", "Try to stop or halve it", side=Cond("taking ProtonPumpInhibitor at least 56 days ago as drug", [["m omeprazole 20 mg oral daily since -56 days"]], [["m omeprazole 20 mg oral daily since -55 days"], []], [["m?"], ["m omeprazole 20 mg oral daily since 2026"]]),
        unless=[has("(GastroesophagealReflux or PepticUlcer or GastrointestinalBleeding)", "GastroesophagealReflux since 2019", verb="had"), protected("(NSAID or Antiplatelet or OralAnticoagulant or SystemicCorticosteroid)", "apixaban 5 mg oral twice daily")], trigger="patient-view, medication-refill"),
    old("two-anticholinergics", "Two strongly anticholinergic drugs in old age", "moderate", "StrongAnticholinergic", "oxybutynin 5 mg oral twice daily", "{n} anticholinergic drugs: confusion and falls.", "Stop one of them", more=[Cond("n >= 2", [["m diphenhydramine 25 mg oral daily"]], [[]], [["m?"]])],
        lets=["n = count taking or ordering StrongAnticholinergic"], trigger="patient-view, order-select, order-sign", unless=[DEMENTIA()], intent="In dementia anticholinergic-dementia speaks instead."),
    old("antiparkinson-anticholinergic-old-age", "Benztropine or trihexyphenidyl in old age", "moderate", "(Benztropine or Trihexyphenidyl)", "benztropine 1 mg oral twice daily", "confusion; better drugs for parkinsonism exist.", "Reduce the antipsychotic, or take levodopa"),
    old("three-cns-drugs", "Three drugs that act on the brain, in old age", "moderate", "FallRisk", "sertraline 50 mg oral daily", "{n} drugs that act on the brain: falls.", "Stop one of them", more=[Cond("n >= 3", [["m gabapentin 300 mg oral three times daily", "m zolpidem 5 mg oral daily"]], [["m zolpidem 5 mg oral daily"]], [["m?"]])],
        lets=["n = count taking or ordering FallRisk"], unless=[has("FallsHistory"), has("PalliativeCare")], trigger="patient-view, order-select, order-sign", intent="After a fall falls-drug speaks instead."),
    old("falls-drug", "Drug that leads to falls after a fall", "moderate", "FallRisk", "lorazepam 1 mg oral daily", "there is a history of falls.", "Taper or replace it", more=[has("FallsHistory", unknown="c?")], unless=[has("(Epilepsy or PalliativeCare)", "Epilepsy since 2019")], trigger="patient-view, order-select, order-sign",
        evidence=['"World guidelines for falls prevention and management for older adults. Age Ageing 2022;51:afac205" year 2022 doi 10.1093/ageing/afac205', BEERS]),
    old("orthostatic-drug", "Drug that lowers pressure on standing up, with syncope", "moderate", "(PeripheralAlphaBlocker or TricyclicAntidepressant or Antipsychotic)", "amitriptyline 25 mg oral daily", "{problem} on the list.", "Taper or replace it", more=[problem("(Syncope or OrthostaticHypotension)")], unless=[protected("PeripheralAlphaBlocker", "doxazosin 4 mg oral daily")],
        intent="Alpha blockers have a rule of their own for all ages."),
]
