"""Renal dosing. A line: set, a name of a drug, route, measure, bands.

Adults only: both measures are of adults, and labels have other doses for children.
A band is (low, high, largest daily dose or None to avoid the drug, severity, what to do). `low` is within, `high` outside.
"""

from common import ADULT, COMPARED, DIALYSIS, NOTE, TRIGGER, USER, Cond, Rule, has, kidney, label, number, over, slug, taking

O, I, S = "oral", "intravenous", "subcutaneous"
DRUGS = [
    ("DabigatranEtexilate", "dabigatran etexilate", O, "CrCl", "mg", [(15, 30, 150, "high", "75 mg twice a day in atrial fibrillation, or apixaban"), (None, 15, None, "high", "Take apixaban or warfarin")]),
    ("Rivaroxaban", "rivaroxaban", O, "CrCl", "mg", [(15, 51, 15, "moderate", "15 mg a day in atrial fibrillation"), (None, 15, None, "high", "Take apixaban or warfarin")]),
    ("Edoxaban", "edoxaban", O, "CrCl", "mg", [(15, 51, 30, "high", "30 mg a day"), (None, 15, None, "high", "Take apixaban or warfarin")]),
    ("Fondaparinux", "fondaparinux", S, "CrCl", "mg", [(None, 30, None, "high", "Take unfractionated heparin")]),
    ("Gabapentin", "gabapentin", O, "CrCl", "mg", [(30, 60, 1400, "moderate", "400 to 1,400 mg a day in two doses"), (15, 30, 700, "moderate", "200 to 700 mg once a day"), (None, 15, 300, "moderate", "100 to 300 mg once a day")]),
    ("Pregabalin", "pregabalin", O, "CrCl", "mg", [(30, 60, 300, "moderate", "At most 300 mg a day"), (15, 30, 150, "moderate", "At most 150 mg a day"), (None, 15, 75, "moderate", "At most 75 mg a day")]),
    ("Levetiracetam", "levetiracetam", O, "CrCl", "mg", [(50, 80, 2000, "low", "500 to 1,000 mg twice a day"), (30, 50, 1500, "moderate", "250 to 750 mg twice a day"), (None, 30, 1000, "moderate", "250 to 500 mg twice a day")]),
    ("Lacosamide", "lacosamide", O, "CrCl", "mg", [(None, 30, 300, "moderate", "At most 300 mg a day")]),
    ("Topiramate", "topiramate", O, "CrCl", "mg", [(None, 70, 200, "low", "Half the usual dose")]),
    ("Baclofen", "baclofen", O, "eGFR", "mg", [(None, 30, None, "high", "Take tizanidine; encephalopathy at usual doses")]),
    ("Duloxetine", "duloxetine", O, "CrCl", "mg", [(None, 30, None, "moderate", "Take another antidepressant")]),
    ("Venlafaxine", "venlafaxine", O, "CrCl", "mg", [(None, 30, "112.5", "low", "Half the usual dose")]),
    ("Desvenlafaxine", "desvenlafaxine", O, "CrCl", "mg", [(30, 50, 50, "low", "50 mg a day"), (None, 30, 25, "moderate", "25 mg a day, or 50 mg every other day")]),
    ("Milnacipran", "milnacipran", O, "CrCl", "mg", [(None, 30, 100, "low", "25 to 50 mg twice a day")]),
    ("Tramadol", "tramadol", O, "CrCl", "mg", [(None, 30, 200, "moderate", "50 to 100 mg every 12 hours")]),
    ("Morphine", "morphine", O, "eGFR", "mg", [(None, 30, None, "moderate", "Hydromorphone at a low dose, or fentanyl; its metabolites gather")]),
    ("Codeine", "codeine", O, "eGFR", "mg", [(None, 30, None, "moderate", "Take another analgesic")]),
    ("Meperidine", "meperidine", O, "eGFR", "mg", [(None, 60, None, "moderate", "Take another opioid; its metabolite causes seizures")]),
    ("Nitrofurantoin", "nitrofurantoin", O, "CrCl", "mg", [(None, 30, None, "high", "Take another antibiotic: no effect in urine, nerve damage")]),
    ("Sulfamethoxazole", "sulfamethoxazole", O, "CrCl", "mg", [(15, 30, 800, "moderate", "Half the usual dose, and potassium"), (None, 15, None, "high", "Take another antibiotic")]),
    ("Ciprofloxacin", "ciprofloxacin", O, "CrCl", "mg", [(30, 50, 1000, "low", "250 to 500 mg twice a day"), (None, 30, 667, "moderate", "250 to 500 mg every 18 hours")]),
    ("Levofloxacin", "levofloxacin", O, "CrCl", "mg", [(20, 50, 375, "moderate", "750 mg every 48 hours, or 250 mg a day"), (None, 20, 250, "moderate", "750 mg, then 500 mg every 48 hours")]),
    ("Cefepime", "cefepime", I, "CrCl", "mg", [(30, 60, 4000, "moderate", "At most 2 g every 12 hours"), (11, 30, 2000, "high", "At most 2 g a day: encephalopathy"), (None, 11, 1000, "high", "At most 1 g a day: encephalopathy")]),
    ("Ceftazidime", "ceftazidime", I, "CrCl", "mg", [(31, 51, 2000, "moderate", "1 g every 12 hours"), (16, 31, 1000, "moderate", "1 g a day"), (None, 16, 500, "moderate", "500 mg a day")]),
    ("Meropenem", "meropenem", I, "CrCl", "mg", [(26, 51, 4000, "low", "1 to 2 g every 12 hours"), (10, 26, 2000, "moderate", "Half the dose every 12 hours"), (None, 10, 1000, "moderate", "Half the dose once a day")]),
    ("Acyclovir", "acyclovir", O, "CrCl", "mg", [(10, 26, 2400, "moderate", "800 mg every 8 hours"), (None, 10, 1600, "high", "800 mg every 12 hours: confusion")]),
    ("Valacyclovir", "valacyclovir", O, "CrCl", "mg", [(30, 50, 2000, "moderate", "1 g every 12 hours"), (10, 30, 1000, "high", "1 g a day: confusion"), (None, 10, 500, "high", "500 mg a day: confusion")]),
    ("Famciclovir", "famciclovir", O, "CrCl", "mg", [(40, 60, 1000, "low", "500 mg every 12 hours"), (20, 40, 500, "moderate", "500 mg a day"), (None, 20, 250, "moderate", "250 mg a day")]),
    ("Valganciclovir", "valganciclovir", O, "CrCl", "mg", [(40, 60, 900, "high", "450 mg twice a day, for prevention once"), (25, 40, 450, "high", "450 mg a day"), (10, 25, 225, "high", "450 mg every 2 days"), (None, 10, None, "high", "Take ganciclovir, dosed for the kidney")]),
    ("Oseltamivir", "oseltamivir", O, "CrCl", "mg", [(31, 61, 60, "low", "30 mg twice a day"), (10, 31, 30, "moderate", "30 mg a day")]),
    ("Fluconazole", "fluconazole", O, "CrCl", "mg", [(None, 51, 200, "moderate", "The usual first dose, then half")]),
    ("TenofovirDisoproxil", "tenofovir disoproxil", O, "CrCl", "mg", [(30, 50, 150, "moderate", "300 mg every 48 hours, or tenofovir alafenamide"), (None, 30, 100, "high", "300 mg twice a week, or tenofovir alafenamide")]),
    ("Lamivudine", "lamivudine", O, "CrCl", "mg", [(30, 50, 150, "low", "150 mg a day"), (None, 30, 100, "moderate", "100 mg a day or less")]),
    ("Entecavir", "entecavir", O, "CrCl", "mg", [(30, 50, "0.5", "low", "Half the dose"), (None, 30, "0.3", "moderate", "A third of the dose or less")]),
    ("Colchicine", "colchicine", O, "CrCl", "mg", [(None, 30, "0.3", "moderate", "0.3 mg a day; a flare once in 2 weeks")]),
    ("Methotrexate", "methotrexate", O, "CrCl", "mg", [(None, 30, None, "high", "Take another drug: bone marrow failure")]),
    ("Digoxin", "digoxin", O, "CrCl", "ug", [(None, 50, 125, "moderate", "At most 125 ug a day, and its level")]),
    ("Eplerenone", "eplerenone", O, "CrCl", "mg", [(None, 31, None, "high", "Stop it: high potassium. Contraindicated")]),
    ("Canagliflozin", "canagliflozin", O, "eGFR", "mg", [(30, 60, 100, "moderate", "100 mg a day")]),
    ("Sitagliptin", "sitagliptin", O, "eGFR", "mg", [(30, 45, 50, "moderate", "50 mg a day"), (None, 30, 25, "moderate", "25 mg a day, or linagliptin")]),
    ("Saxagliptin", "saxagliptin", O, "eGFR", "mg", [(None, 45, "2.5", "low", "2.5 mg a day")]),
    ("Alogliptin", "alogliptin", O, "CrCl", "mg", [(30, 60, "12.5", "low", "12.5 mg a day"), (None, 30, "6.25", "moderate", "6.25 mg a day")]),
    ("Glyburide", "glyburide", O, "eGFR", "mg", [(None, 60, None, "moderate", "Take glipizide or linagliptin: long hypoglycaemia")]),
    ("Exenatide", "exenatide", S, "CrCl", "ug", [(None, 30, None, "moderate", "Take dulaglutide or semaglutide")]),
    ("(Bisphosphonate)", "risedronate", O, "CrCl", "mg", [(None, 30, None, "moderate", "Take denosumab after calcium and vitamin D")]),
    ("Alendronate", "alendronate", O, "CrCl", "mg", [(30, 35, None, "moderate", "Take denosumab after calcium and vitamin D")]),
    ("ZoledronicAcid", "zoledronic acid", I, "CrCl", "mg", [(30, 35, None, "high", "Contraindicated below 35 for osteoporosis: denosumab")]),
    ("Sotalol", "sotalol", O, "CrCl", "mg", [(40, 60, 160, "high", "80 to 160 mg once a day"), (None, 40, None, "high", "Take amiodarone: torsades de pointes")]),
    ("Dofetilide", "dofetilide", O, "CrCl", "ug", [(40, 60, 500, "high", "250 ug twice a day"), (20, 40, 250, "high", "125 ug twice a day"), (None, 20, None, "critical", "Contraindicated: torsades de pointes")]),
    ("Atenolol", "atenolol", O, "CrCl", "mg", [(15, 36, 50, "moderate", "At most 50 mg a day"), (None, 15, 25, "moderate", "At most 25 mg a day")]),
    ("Ranolazine", "ranolazine", O, "CrCl", "mg", [(None, 30, None, "moderate", "Stop it: acute kidney failure has been reported")]),
    ("Rosuvastatin", "rosuvastatin", O, "CrCl", "mg", [(None, 30, 10, "moderate", "At most 10 mg a day, or atorvastatin")]),
    ("Famotidine", "famotidine", O, "CrCl", "mg", [(30, 60, 20, "low", "20 mg a day"), (None, 30, 10, "low", "10 mg a day, or 20 mg every other day")]),
    ("Metoclopramide", "metoclopramide", O, "CrCl", "mg", [(None, 61, 20, "low", "5 mg four times a day")]),
    ("Memantine", "memantine", O, "CrCl", "mg", [(5, 30, 14, "low", "5 mg twice a day, or 14 mg of the long-acting form")]),
    ("Amantadine", "amantadine", O, "CrCl", "mg", [(30, 51, 100, "moderate", "100 mg a day: confusion"), (None, 30, 50, "moderate", "100 mg every other day or less: confusion")]),
    ("Trospium", "trospium", O, "CrCl", "mg", [(None, 30, 20, "low", "20 mg once a day")]),
    ("Solifenacin", "solifenacin", O, "CrCl", "mg", [(None, 30, 5, "low", "5 mg a day")]),
    ("Fesoterodine", "fesoterodine", O, "CrCl", "mg", [(None, 30, 4, "low", "4 mg a day")]),
    ("Levocetirizine", "levocetirizine", O, "CrCl", "mg", [(50, 80, "2.5", "low", "2.5 mg a day"), (30, 50, "1.25", "low", "2.5 mg every other day"), (10, 30, "0.72", "low", "2.5 mg twice a week"), (None, 10, None, "low", "Take loratadine")]),
    ("Varenicline", "varenicline", O, "CrCl", "mg", [(None, 30, 1, "low", "0.5 mg twice a day")]),
    ("Acamprosate", "acamprosate", O, "CrCl", "mg", [(31, 51, 999, "moderate", "333 mg three times a day"), (None, 31, None, "high", "Contraindicated: naltrexone when the liver is sound")]),
    ("Deferasirox", "deferasirox", O, "eGFR", "mg", [(None, 40, None, "high", "Contraindicated: kidney failure")]),
    ("Capecitabine", "capecitabine", O, "CrCl", "mg", [(None, 30, None, "high", "Ask oncology: contraindicated in labels before December 2022, without a dose since")]),
    ("Cisplatin", "cisplatin", I, "CrCl", "mg", [(None, 50, None, "high", "Ask oncology about carboplatin")]),
    ("Pemetrexed", "pemetrexed", I, "CrCl", "mg", [(None, 45, None, "high", "Do not give it")]),
    ("Lenalidomide", "lenalidomide", O, "CrCl", "mg", [(30, 60, 15, "moderate", "10 mg a day in myeloma; 15 mg after two cycles that are tolerated"), (None, 30, 10, "high", "15 mg every other day; 10 mg a day if tolerated")]),
]

# Drugs whose bands were compared with a public text of the label.
SEEN = {
    "acamprosate", "alendronate", "alogliptin", "canagliflozin", "capecitabine", "cefepime", "ceftazidime", "ciprofloxacin", "colchicine", "dabigatran etexilate",
    "desvenlafaxine", "dofetilide", "duloxetine", "edoxaban", "entecavir", "eplerenone", "famotidine", "fondaparinux", "gabapentin", "lenalidomide", "levetiracetam", "levocetirizine",
    "levofloxacin", "memantine", "meropenem", "metoclopramide", "oseltamivir", "pregabalin", "risedronate", "rivaroxaban", "rosuvastatin", "saxagliptin", "sitagliptin",
    "sotalol", "sulfamethoxazole", "tenofovir disoproxil", "tramadol", "valacyclovir", "valganciclovir", "venlafaxine", "zoledronic acid",
}

# Limits that another source than the label sets.
SOURCES = {
    "nitrofurantoin": '"American Geriatrics Society 2023 updated Beers criteria. J Am Geriatr Soc 2023;71:2052" year 2023',
    "glyburide": '"de Boer IH et al. Diabetes management in chronic kidney disease: a consensus report by the ADA and KDIGO. Diabetes Care 2022;45:3075" year 2022',
}

# Patients whose label has another dose: the limit is not for them.
EXCEPT = {
    "rivaroxaban-crcl-15-51": ([has("VenousThromboembolism")], "The treatment of a thrombosis has no other dose down to 15 mL/min: 15 mg twice a day, then 20 mg."),
}

# Ordered anew: starting is not advised, going on may be.
STARTS = [
    ("Spironolactone", "spironolactone", 30, "moderate", "Not below an eGFR of 30", "spironolactone"),
    ("Finerenone", "finerenone", 25, "moderate", "Not below an eGFR of 25", "finerenone"),
    ("Dapagliflozin", "dapagliflozin", 25, "low", "Not below an eGFR of 25; it may go on", "dapagliflozin"),
    ("Empagliflozin", "empagliflozin", 20, "low", "Not below an eGFR of 20; it may go on", "empagliflozin"),
    ("Ertugliflozin", "ertugliflozin", 45, "low", "Not below an eGFR of 45", "ertugliflozin"),
    ("Canagliflozin", "canagliflozin", 30, "low", "Not below an eGFR of 30; it may go on", "canagliflozin"),
]

UNIT = {"CrCl": ("creatinine clearance", "CreatinineClearance"), "eGFR": ("eGFR", "KidneyFunction")}


def band(sets, name, route, measure, unit, low, high, most, severity, advice, first):
    sets = sets.strip("()")
    words, expr = UNIT[measure]
    where = f"below {high}" if low is None else f"of {low} to below {high}"
    ident = f"{slug(name)}-{measure.lower()}-{'below-' + str(high) if low is None else f'{low}-{high}'}"
    if most is None:
        drug, said = taking(sets, f"m {name} {route} daily", "drug"), "{drug} at " + ("an eGFR" if measure == "eGFR" else f"a {words}") + " of {c}: avoid."
    else:
        drug, said = over(sets, name, most, unit, route), f"{{drug}} above {number(most)} {unit} a day at " + ("an eGFR" if measure == "eGFR" else f"a {words}") + " of {c}."
    unless = [] if most is None else [DIALYSIS]
    others, intent = EXCEPT.get(ident, ([], ""))
    unless += others
    return Rule(ident, f"{name[0].upper() + name[1:]} at a {words} {where}", severity, [drug, kidney(measure, low, high)], message=said, population=[ADULT()], lets=[f"c = round({expr}, 0)"], suggest=[f'change drug "{advice}"'], unless=unless,
                intent=intent,
                evidence=[SOURCES.get(name, label(name))], note=COMPARED if name in SEEN else NOTE, owner="Renal medicine", trigger=TRIGGER, user=USER, who="Adults who take the drug; for dialysis see the label" if most is not None else "Adults who take the drug",
                detail=advice + "." if advice[-1] != "." else advice)


def start(sets, name, limit, severity, advice, cited):
    drug = Cond(f"ordering {sets} as drug", [[f"m {name} oral daily draft"]], [[f"m {name} oral daily"], []], [["m?"]])
    running = Cond(f"taking {sets}", [[f"m {name} oral daily since 2025-01-01"]], [[]], [["m?"]])
    running.unknown = []
    return Rule(f"{slug(name)}-start-egfr-below-{limit}", f"{name[0].upper() + name[1:]} started at an eGFR below {limit}", severity, [drug, kidney("eGFR", None, limit)], population=[ADULT()], unless=[running], message="{drug} is being started at an eGFR of {c}.", lets=["c = round(KidneyFunction, 0)"],
                suggest=[f'change drug "{advice}"'], evidence=[label(cited)], note=COMPARED if cited in {"canagliflozin", "dapagliflozin", "empagliflozin", "finerenone"} else NOTE, owner="Renal medicine", trigger="order-select, order-sign", user=USER, who="Adults for whom the drug is ordered", intent="Who takes it already is not concerned.",
                more=[("nobody knows whether it is taken", [f"m {name} oral daily draft", "m?", *kidney("eGFR", None, limit).yes[0]], {"unknown": f"[ {slug(name)}-start-egfr-below-{limit} ]"})])


RENAL = [band(sets, name, route, measure, unit, *b, first=i == 0) for sets, name, route, measure, unit, bands in DRUGS for i, b in enumerate(bands)]
START = [start(*s) for s in STARTS]
