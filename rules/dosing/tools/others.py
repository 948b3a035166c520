"""Doses against liver, age and weight, the largest daily doses, and doses of children by weight."""

from common import COMPARED, DIALYSIS, NOTE, TRIGGER, USER, Cond, Rule, age, any_of, clearance_facts, cond, gfr_facts, has, kidney, label, number, obs, over, scaled, slug, taking

PHARM, RENALMED, HEP, PAED = "Pharmacy", "Renal medicine", "Gastroenterology", "Paediatrics"


def made(name, title, severity, when, message, advice, evidence, owner=PHARM, **more):
    return Rule(name, title, severity, when, message=message, suggest=[f'change drug "{advice}"'] if advice else [], evidence=[evidence] if isinstance(evidence, str) else evidence,
                note=more.pop("note", NOTE), owner=owner, trigger=more.pop("trigger", TRIGGER), user=USER, who=more.pop("who", "Everyone who takes the drug"), **more)


# --- kidney, where the dose is not a plain limit ---------------------------------------------------------------

def apixaban(age_met, weight_met, creatinine_met, dose):
    return [f"@born {'1946-03-01' if age_met else '1946-03-02'}", f"o BodyWeight {60 if weight_met else 61} kg at -9 days", f"o Creatinine {'1.5' if creatinine_met else '1.4'} mg/dL at -9 days",
            f"m apixaban {dose} mg oral twice daily", "c AtrialFibrillation since 2024"]


APIXABAN = Cond("ApixabanCriteria >= 2", [["@born 1946-03-01", "o BodyWeight 60 kg at -9 days", "o Creatinine 1.4 mg/dL at -9 days"], ["@born 1946-03-02", "o BodyWeight 60 kg at -9 days", "o Creatinine 1.5 mg/dL at -9 days"]],
                [["@born 1946-03-01", "o BodyWeight 61 kg at -9 days", "o Creatinine 1.4 mg/dL at -9 days"]], [["@-born", "o BodyWeight 60 kg at -9 days", "o Creatinine 1.4 mg/dL at -9 days"]])

SPECIAL = [
    made("apixaban-high", "Apixaban above 5 mg a day when two criteria ask for less", "moderate", [over("Apixaban", "apixaban", 5, "mg", "oral"), has("AtrialFibrillation"), APIXABAN],
         "{drug} above 5 mg a day, with {ApixabanCriteria} of: age 80, 60 kg or less, creatinine 1.5 or more.", "2.5 mg twice a day", label("apixaban in atrial fibrillation"), "Cardiology",
         more=[("weight and creatinine unknown, age known to be high", ["@born 1940-03-01", "m apixaban 5.1 mg oral daily", "c AtrialFibrillation since 2024"], {"unknown": "[ apixaban-high ]"}),
               ("weight unknown", ["@born 1960-03-01", "m apixaban 5.1 mg oral daily", "c AtrialFibrillation since 2024", "o Creatinine 1.5 mg/dL at -9 days"], {"unknown": "[ apixaban-high ]"})]),
    made("apixaban-low", "Apixaban 5 mg a day or less without two criteria", "low",
         [Cond("taking or ordering Apixaban with daily dose <= 5 mg as drug", [["m apixaban 5 mg oral daily"]], [["m apixaban 5.1 mg oral daily"], []], [["m apixaban oral"], ["m?"]]), has("AtrialFibrillation"),
          Cond("ApixabanCriteria < 2", [["@born 1946-03-01", "o BodyWeight 61 kg at -9 days", "o Creatinine 1.4 mg/dL at -9 days"]], [["@born 1946-03-01", "o BodyWeight 60 kg at -9 days", "o Creatinine 1.4 mg/dL at -9 days"]], [["@-born", "o BodyWeight 60 kg at -9 days", "o Creatinine 1.4 mg/dL at -9 days"]])],
         "{drug} at 5 mg a day or less, with {ApixabanCriteria} of the criteria for a reduced dose: less protection from stroke.", "5 mg twice a day", label("apixaban in atrial fibrillation"), "Cardiology", unless=[has("VenousThromboembolism")], intent="After 6 months of treatment of a thrombosis 2.5 mg is meant."),
    made("edoxaban-high-clearance", "Edoxaban in atrial fibrillation at a high clearance", "moderate", [taking("Edoxaban", "m edoxaban 60 mg oral daily"), has("AtrialFibrillation"), kidney("CrCl", 95, None, low_op=">")],
         "{drug} at a creatinine clearance of {c}: more strokes than with warfarin.", "Take another anticoagulant", label("edoxaban, boxed warning"), "Cardiology", note=COMPARED, lets=["c = round(CreatinineClearance, 0)"]),
    made("enoxaparin-treatment", "Enoxaparin above 1 mg/kg a day at a low clearance", "high",
         [Cond("any taking or ordering Enoxaparin as drug where (drug.daily_dose > 1 mg/d * (BodyWeight / 1 kg))", [["m enoxaparin 60 mg subcutaneous twice daily"]], [["m enoxaparin 29 mg subcutaneous daily"], []], [["m enoxaparin subcutaneous"], ["m?"]]), kidney("CrCl", None, 30)],
         "{drug} at {drug.daily_dose}, weight {w.value}, creatinine clearance {c}: it gathers.", "1 mg/kg once a day; 30 mg once a day for prevention", label("enoxaparin"), "Haematology", note=COMPARED, lets=["c = round(CreatinineClearance, 0)", "w = BodyWeight"]),
    made("enoxaparin-prevention", "Enoxaparin for prevention above 30 mg a day at a low clearance", "moderate",
         [Cond("any taking or ordering Enoxaparin as drug where (drug.daily_dose > 30 mg/d and drug.daily_dose <= 0.75 mg/d * (BodyWeight / 1 kg))", [["m enoxaparin 31 mg subcutaneous daily"], ["m enoxaparin 43.5 mg subcutaneous daily"]], [["m enoxaparin 30 mg subcutaneous daily"], ["m enoxaparin 44 mg subcutaneous daily"], []], [["m enoxaparin subcutaneous"], ["m?"]]), kidney("CrCl", None, 30)],
         "{drug} at {drug.daily_dose}, creatinine clearance {c}: for prevention 30 mg once a day.", "30 mg once a day", label("enoxaparin"), "Haematology", note=COMPARED, lets=["c = round(CreatinineClearance, 0)"],
         intent="Up to 0.75 mg/kg a day is taken for prevention; more is treatment, of which enoxaparin-treatment speaks."),
    made("dabigatran-thrombosis", "Dabigatran for a thrombosis at a clearance of 30 or less", "high", [taking("DabigatranEtexilate", "m dabigatran etexilate 75 mg oral twice daily"), has("VenousThromboembolism"), kidney("CrCl", 15, 31)],
         "{drug} for a thrombosis at a creatinine clearance of {c}: no dose is known.", "Take apixaban or warfarin", label("dabigatran etexilate in deep vein thrombosis and pulmonary embolism"), "Haematology", note=COMPARED, lets=["c = round(CreatinineClearance, 0)"],
         unless=[has("AtrialFibrillation")], intent="In atrial fibrillation the dose is 75 mg twice a day; below 15 dabigatran-etexilate-crcl-below-15 speaks.", who="Adults with a thrombosis who take the drug"),
    made("eplerenone-hypertension", "Eplerenone for hypertension at a clearance below 50", "high", [taking("Eplerenone", "m eplerenone 50 mg oral daily"), has("Hypertension"), kidney("CrCl", 31, 50)],
         "{drug} for hypertension at a creatinine clearance of {c}: contraindicated below 50.", "Take another antihypertensive: high potassium", label("eplerenone in hypertension, contraindications"), "Cardiology", note=COMPARED, lets=["c = round(CreatinineClearance, 0)"],
         unless=[has("(HeartFailure or MyocardialInfarction)", "HeartFailure since 2025")], intent="After an infarction or in heart failure the limit is 30: eplerenone-crcl-below-31.", who="Adults with hypertension who take the drug"),
    made("finerenone-start-dose", "Finerenone started above 10 mg at an eGFR below 60", "moderate", [Cond("ordering Finerenone with daily dose > 10 mg as drug", [["m finerenone 10.2 mg oral daily draft"]], [["m finerenone 10 mg oral daily draft"], []], [["m finerenone oral draft"], ["m?"]]), kidney("eGFR", 25, 60)],
         "{drug} is being started above 10 mg at an eGFR of {c}.", "Start with 10 mg; 20 mg after 4 weeks if potassium is 4.8 or less", label("finerenone"), RENALMED, note=COMPARED, lets=["c = round(KidneyFunction, 0)"], trigger="order-select, order-sign",
         unless=[Cond("taking Finerenone", [["m finerenone 10 mg oral daily since 2025-01-01"]], [[]], [])], intent="20 mg is the aim for who takes it already and has the potassium for it."),
    made("nsaid-low-egfr", "NSAID at an eGFR below 30", "moderate", [taking("NSAID", "m ibuprofen 400 mg oral three times daily", mods="systemic route"), kidney("eGFR", None, 30)], "{drug} at an eGFR of {c}: kidney failure, high potassium.", "Take paracetamol or a gel",
         '"KDIGO 2024 clinical practice guideline for CKD. Kidney Int 2024;105(4S)" year 2024', RENALMED, lets=["c = round(KidneyFunction, 0)"], unless=[taking("RASInhibitor", "m lisinopril 10 mg oral daily", "")], intent="With a RAS inhibitor drug-interactions/ras-nsaid-kidney speaks instead."),
    made("lithium-low-egfr", "Lithium at an eGFR below 30", "high", [taking("Lithium", "m lithium 300 mg oral twice daily"), kidney("eGFR", None, 30)], "{drug} at an eGFR of {c}: toxicity.", "Ask psychiatry; level this week", label("lithium"), "Psychiatry", lets=["c = round(KidneyFunction, 0)"],
         unless=[has("CKDStage4to5")], intent="With kidney disease on the list drug-condition/lithium-kidney speaks instead."),
    made("aminoglycoside-kidney", "Aminoglycoside at a low clearance without a recent creatinine", "moderate", [taking("Aminoglycoside", "m gentamicin 240 mg intravenous daily", mods="systemic route"), kidney("CrCl", None, 60)], "{drug} at a creatinine clearance of {c}: it gathers.", "Longer intervals by level; creatinine every day",
         label("gentamicin, boxed warning"), "Infectious diseases", lets=["c = round(CreatinineClearance, 0)"],
         unless=[Cond("measured Creatinine in last 2 days", [["o Creatinine 4.0 mg/dL at -1 days", "o BodyWeight 60 kg at -9 days"]], [[]], [["o?"]])]),
    made("vancomycin-kidney", "Vancomycin at a low clearance without a level", "moderate", [taking("Vancomycin", "m vancomycin 1000 mg intravenous twice daily", mods="systemic route"), kidney("CrCl", None, 60)], "{drug} at a creatinine clearance of {c}, and no level in 4 days.", "Dose by area under the curve (400 to 600); level now",
         '"Rybak MJ et al. Therapeutic monitoring of vancomycin. Am J Health Syst Pharm 2020;77:835" year 2020', "Infectious diseases", lets=["c = round(CreatinineClearance, 0)"],
         unless=[Cond("measured VancomycinTrough in last 4 days", [["o VancomycinTrough 12 ug/mL at -1 days"]], [["o VancomycinTrough 12 ug/mL at -6 days"]], [["o?"]])]),
    made("allopurinol-start", "Allopurinol started above 100 mg with a weak kidney", "low", [Cond("ordering Allopurinol with daily dose > 100 mg as drug", [["m allopurinol 101 mg oral daily draft"]], [["m allopurinol 100 mg oral daily draft"], []], [["m allopurinol oral draft"], ["m?"]]), kidney("eGFR", None, 60)],
         "{drug} is being started above 100 mg at an eGFR of {c}: severe skin reactions.", "Start with 100 mg or less, and raise it by urate", '"2020 ACR guideline for the management of gout. Arthritis Care Res 2020;72:744" year 2020', "Rheumatology", lets=["c = round(KidneyFunction, 0)"], trigger="order-select, order-sign",
         unless=[Cond("taking Allopurinol", [["m allopurinol 100 mg oral daily since 2025-01-01"]], [[]], [])], intent="The dose of who takes it already is raised by urate, also with a weak kidney."),
]

SPECIAL_SETS = """
/// How many of the three criteria for the reduced dose in atrial fibrillation are met.
define ApixabanCriteria "criteria for a reduced dose of apixaban" =
  if(age >= 80 years, 1, 0) + if(BodyWeight <= 60 kg, 1, 0) + if(Creatinine >= 1.5 mg/dL, 1, 0) {
  evidence "US prescribing information of apixaban"
}
"""

# --- liver -----------------------------------------------------------------------------------------------------

LIVER = has("(Cirrhosis or LiverFailure)", "Cirrhosis since 2020")


def liver(name, sets, most, unit, severity, advice, route="oral", mods=()):
    drug = taking(sets, f"m {name} {route} daily") if most is None else over(sets, name, most, unit, route, mods=mods)
    said = "{drug} in liver disease: avoid." if most is None else f"{{drug}} above {number(most)} {unit} a day in liver disease."
    return made(f"{slug(name)}-liver", f"{name[0].upper() + name[1:]} in cirrhosis or liver failure", severity, [drug, LIVER], said, advice, label(f"{name}, hepatic impairment"), HEP, note=COMPARED if name in {"citalopram", "tramadol"} else NOTE, who="People with cirrhosis or liver failure")


HEPATIC = [
    liver("duloxetine", "Duloxetine", None, "mg", "moderate", "Take another antidepressant"),
    liver("tizanidine", "Tizanidine", None, "mg", "moderate", "Take another muscle relaxant"),
    liver("valproic acid", "Valproate", None, "mg", "high", "Contraindicated: take levetiracetam"),
    liver("ketoconazole", "Ketoconazole", None, "mg", "high", "Contraindicated: take another antifungal"),
    liver("nefazodone", "Nefazodone", None, "mg", "high", "Contraindicated: take another antidepressant"),
    liver("bosentan", "Bosentan", None, "mg", "high", "Take ambrisentan or macitentan"),
    liver("rivaroxaban", "Rivaroxaban", None, "mg", "high", "Not in Child-Pugh B or C: take low molecular weight heparin"),
    liver("naltrexone", "Naltrexone", None, "mg", "moderate", "Take acamprosate when the kidney is sound"),
    liver("citalopram", "Citalopram", 20, "mg", "moderate", "At most 20 mg a day"),
    liver("escitalopram", "Escitalopram", 10, "mg", "low", "At most 10 mg a day"),
    liver("venlafaxine", "Venlafaxine", "112.5", "mg", "low", "Half the usual dose"),
    liver("tramadol", "Tramadol", 100, "mg", "moderate", "50 mg every 12 hours"),
    liver("zolpidem", "rxnorm-zolpidem", 5, "mg", "moderate", "Avoid; at most 5 mg"),
    liver("ondansetron", "Ondansetron", 8, "mg", "low", "At most 8 mg a day when severe"),
    liver("carvedilol", "rxnorm-carvedilol", 12, "mg", "low", "Contraindicated when severe; 12.5 mg for varices"),
]
HEPATIC = [r for r in HEPATIC if "rxnorm-" not in r.when[0].text]

# --- the largest daily dose ---------------------------------------------------------------------------------------

MAXIMA = [
    ("Ibuprofen", "ibuprofen", 3200, "mg", "oral", "moderate"), ("Naproxen", "naproxen", 1500, "mg", "oral", "moderate"), ("Diclofenac", "diclofenac", 200, "mg", "oral", "moderate"), ("Celecoxib", "celecoxib", 800, "mg", "oral", "moderate"),
    ("Meloxicam", "meloxicam", 15, "mg", "oral", "moderate"), ("Ketorolac", "ketorolac", 40, "mg", "oral", "high"), ("Indomethacin", "indomethacin", 200, "mg", "oral", "moderate"),
    ("Tramadol", "tramadol", 400, "mg", "oral", "high"), ("Tapentadol", "tapentadol", 600, "mg", "oral", "moderate"), ("Colchicine", "colchicine", "2.4", "mg", "oral", "high"),
    ("Simvastatin", "simvastatin", 40, "mg", "oral", "moderate"), ("Atorvastatin", "atorvastatin", 80, "mg", "oral", "moderate"), ("Rosuvastatin", "rosuvastatin", 40, "mg", "oral", "moderate"), ("Lovastatin", "lovastatin", 80, "mg", "oral", "moderate"),
    ("Citalopram", "citalopram", 40, "mg", "oral", "high"), ("Escitalopram", "escitalopram", 20, "mg", "oral", "moderate"), ("Sertraline", "sertraline", 200, "mg", "oral", "moderate"), ("Fluoxetine", "fluoxetine", 80, "mg", "oral", "moderate"),
    ("Paroxetine", "paroxetine", 60, "mg", "oral", "moderate"), ("Venlafaxine", "venlafaxine", 375, "mg", "oral", "moderate"), ("Duloxetine", "duloxetine", 120, "mg", "oral", "moderate"), ("Bupropion", "bupropion", 450, "mg", "oral", "high"),
    ("Quetiapine", "quetiapine", 800, "mg", "oral", "moderate"), ("Clozapine", "clozapine", 900, "mg", "oral", "high"), ("Olanzapine", "olanzapine", 20, "mg", "oral", "moderate"), ("Aripiprazole", "aripiprazole", 30, "mg", "oral", "moderate"),
    ("Gabapentin", "gabapentin", 3600, "mg", "oral", "moderate"), ("Pregabalin", "pregabalin", 600, "mg", "oral", "moderate"), ("Levetiracetam", "levetiracetam", 3000, "mg", "oral", "low"), ("Baclofen", "baclofen", 80, "mg", "oral", "moderate"),
    ("Cyclobenzaprine", "cyclobenzaprine", 30, "mg", "oral", "moderate"), ("Tizanidine", "tizanidine", 36, "mg", "oral", "moderate"), ("Metformin", "metformin", 2550, "mg", "oral", "moderate"), ("Glipizide", "glipizide", 40, "mg", "oral", "moderate"),
    ("Glyburide", "glyburide", 20, "mg", "oral", "moderate"), ("Glimepiride", "glimepiride", 8, "mg", "oral", "moderate"), ("Sitagliptin", "sitagliptin", 100, "mg", "oral", "low"), ("Amlodipine", "amlodipine", 10, "mg", "oral", "low"),
    ("Levothyroxine", "levothyroxine", 300, "ug", "oral", "moderate"), ("Loperamide", "loperamide", 16, "mg", "oral", "high"), ("Diphenhydramine", "diphenhydramine", 300, "mg", "oral", "moderate"), ("Allopurinol", "allopurinol", 800, "mg", "oral", "moderate"),
    ("Metoclopramide", "metoclopramide", 60, "mg", "oral", "moderate"), ("Buspirone", "buspirone", 60, "mg", "oral", "low"), ("Digoxin", "digoxin", 500, "ug", "oral", "high"), ("Hydroxyurea", "hydroxyurea", 3500, "mg", "oral", "moderate"),
]

MAXIMUM = [made(f"{slug(n)}-maximum", f"{n[0].upper() + n[1:]} above its largest daily dose", sev, [over(s, n, limit, unit, route, mods=[f"{route} route"])], f"{{drug}} above {number(limit)} {unit} a day, its largest dose.", f"At most {number(limit)} {unit} a day", label(n), note=COMPARED if n in {"citalopram", "colchicine", "metoclopramide", "tramadol"} else NOTE,
                intent="One order; several orders of one drug are summed for paracetamol and opioids only.") for s, n, limit, unit, route, sev in MAXIMA]

GRAMS = lambda a, b: [f"m acetaminophen {a} mg oral daily", f"m acetaminophen {b} mg oral daily"]
# The condition after it holds the facts.
TAKEN = lambda sets: Cond(f"taking or ordering {sets} with systemic route as drug", [[]], [], [])
COMBINED = 'm "rxnorm 1049221 \\"Acetaminophen 325 MG / Oxycodone Hydrochloride 5 MG Oral Tablet\\" 1 \\"{tbl}\\" oral four times daily"'

SUMS = [
    made("paracetamol-4-g", "Paracetamol above 4 g a day over all products", "high", [TAKEN("Paracetamol"), Cond("ParacetamolDay > 4000 mg/d", [GRAMS(2000, 2001)], [["m acetaminophen 2000 mg oral twice daily"], []], [["m acetaminophen oral"], ["m?"]])],
         "Paracetamol {ParacetamolDay} over all products: at most 4 g a day.", "Reduce or leave out one of them", label("acetaminophen"), unless=[has("(Cirrhosis or LiverFailure or AlcoholUseDisorder)", "Cirrhosis since 2020")], intent="With a sick liver paracetamol-liver speaks instead.",
         more=[("a tablet with oxycodone counts by its strength", ["m acetaminophen 1000 mg oral three times daily", COMBINED], {"fires": "[ paracetamol-4-g ]", "message": '{ paracetamol-4-g: "Paracetamol 4300 mg/d over all products: at most 4 g a day." }'}),
               ("as needed it may be less", ["m acetaminophen 1000 mg oral three times daily", "m acetaminophen 1000 mg oral four times daily as needed"], {"unknown": "[ paracetamol-4-g ]"}),
               ("a cream of something else does not count", ["m ibuprofen 400 mg oral daily"], {"silent": "[ paracetamol-4-g ]"})]),
    made("paracetamol-liver", "Paracetamol above 2 g a day in liver disease or with alcohol", "high", [TAKEN("Paracetamol"), Cond("ParacetamolDay > 2000 mg/d", [GRAMS(1000, 1001)], [["m acetaminophen 1000 mg oral twice daily"], []], [["m acetaminophen oral"], ["m?"]]), has("(Cirrhosis or LiverFailure or AlcoholUseDisorder)", "Cirrhosis since 2020")],
         "Paracetamol {ParacetamolDay} over all products in liver disease or with alcohol.", "At most 2 g a day", '"AASLD practice guidance on palliative care and symptoms in cirrhosis. Hepatology 2022;76:819" year 2022', HEP, who="People with cirrhosis, liver failure or alcohol use disorder"),
    made("opioids-90-mme", "Opioids of 90 MME a day or more", "moderate", [TAKEN("Opioid"), Cond("OpioidMME >= 90 mg/d", [["m morphine 90 mg oral daily"], ["m oxycodone 60 mg oral daily"], ["m methadone 20 mg oral daily"]], [["m morphine 89 mg oral daily"], []], [["m morphine oral"], ["m?"]])],
         "Opioids of {OpioidMME} of morphine equivalents.", "Weigh benefit and risk; naloxone; never stop abruptly", ['"CDC guideline for prescribing opioids for chronic pain: avoid 90 MME and more, or justify it. MMWR Recomm Rep 2016;65(1)" grade A year 2016', '"CDC clinical practice guideline for prescribing opioids for pain, which no longer names the limit. MMWR Recomm Rep 2022;71(3)" grade A year 2022'], "Pain medicine",
         unless=[has("(PalliativeCare or CancerAny or SickleCellDisease)", "PalliativeCare since 2025"), Cond("has OpioidUseDisorder and taking (Methadone or Buprenorphine)", [["c OpioidUseDisorder since 2025", "m methadone 80 mg oral daily since 2025-01-01"]], [[]], [])], intent="The CDC sets no hard limit; the treatment of opioid use disorder has no limit in MME.", who="Adults with opioids for pain"),
    made("methotrexate-daily", "Methotrexate every day instead of every week", "critical", [Cond("taking or ordering Methotrexate with oral route, daily dose > 4.5 mg as drug", [["m methotrexate 4.6 mg oral daily"]], [["m methotrexate 4.5 mg oral daily"], []], [["m methotrexate oral"], ["m?"]])],
         "{drug} at {drug.daily_dose}: outside cancer it is taken once a week.", "Check: the dose is for a week, at most 25 to 30 mg", '"ISMP. Targeted medication safety best practices for hospitals 2024-2025, practice 2" year 2024', "Pharmacy", unless=[has("CancerAny", "Lymphoma since 2025")], intent="30 mg a week are 4.3 mg a day.",
         more=[("15 mg a week", ["m methotrexate 15 mg oral weekly"], {"silent": "[ methotrexate-daily ]"}), ("15 mg a day", ["m methotrexate 15 mg oral daily"], {"fires": "[ methotrexate-daily ]"})]),
    made("hydroxychloroquine-weight", "Hydroxychloroquine above 5 mg/kg a day", "moderate", [Cond("any taking or ordering Hydroxychloroquine as drug where (drug.daily_dose > 5 mg/d * (BodyWeight / 1 kg))", [["m hydroxychloroquine 401 mg oral daily", "o BodyWeight 80 kg at -9 days"]], [["m hydroxychloroquine 400 mg oral daily", "o BodyWeight 80 kg at -9 days"], []], [["m hydroxychloroquine 400 mg oral daily"], ["m?"]])],
         "{drug} at {drug.daily_dose} and a weight of {w.value}: damage of the retina.", "At most 5 mg/kg of actual weight a day", '"Marmor MF et al. AAO recommendations on screening for hydroxychloroquine retinopathy. Ophthalmology 2016;123:1386" year 2016', "Rheumatology", lets=["w = BodyWeight"]),
]

SUM_SETS = """
function paracetamol_mg(drugs: list of Medication) -> number = rhai "scripts/paracetamol.rhai"

/// As recorded in milligrams; unknown where a dose is in tablets.
define ParacetamolRecorded "paracetamol a day, as recorded" =
  sum p.daily_dose over taking or ordering Paracetamol with systemic route as p { unit mg/d }

/// Over all products: a dose in tablets counts by the strength in the product's name.
define ParacetamolDay "paracetamol a day" =
  first_known(paracetamol_mg(taking or ordering Paracetamol with systemic route) * 1 mg/d, ParacetamolRecorded)

/// Milligrams of oral morphine a day, drafts included. Not for changing from one opioid to another; buprenorphine has no factor.
define OpioidMME "oral morphine equivalents a day" =
  value(0.15 * sum o.daily_dose over taking or ordering Codeine with oral route as o, 'mg/d') * 1 mg/d
  + value(sum o.daily_dose over taking or ordering Hydrocodone with oral route as o, 'mg/d') * 1 mg/d
  + value(5 * sum o.daily_dose over taking or ordering Hydromorphone with oral route as o, 'mg/d') * 1 mg/d
  + value(4.7 * sum o.daily_dose over taking or ordering Methadone with oral route as o, 'mg/d') * 1 mg/d
  + value(sum o.daily_dose over taking or ordering Morphine with oral route as o, 'mg/d') * 1 mg/d
  + value(1.5 * sum o.daily_dose over taking or ordering Oxycodone with oral route as o, 'mg/d') * 1 mg/d
  + value(3 * sum o.daily_dose over taking or ordering Oxymorphone with oral route as o, 'mg/d') * 1 mg/d
  + value(0.4 * sum o.daily_dose over taking or ordering Tapentadol with oral route as o, 'mg/d') * 1 mg/d
  + value(0.2 * sum o.daily_dose over taking or ordering Tramadol with oral route as o, 'mg/d') * 1 mg/d
 {
  evidence "CDC clinical practice guideline for prescribing opioids for pain. MMWR Recomm Rep 2022;71(3), conversion factors" year 2022
  note "for clinical review: factors compared with the table of the guideline on 2026-11-29"
}
"""

# --- children -----------------------------------------------------------------------------------------------------

CHILD = age("<", 12)
BORN = "@born 2020-03-01"
WEIGHT = "o BodyWeight 20 kg at -9 days"

# drug, set, route, most a day in mg/kg, least or None, most of all in mg a day, severity
BY_WEIGHT = [
    ("amoxicillin", "Amoxicillin", "oral", 90, 20, 4000, "moderate"), ("cephalexin", "Cephalexin", "oral", 100, 25, 4000, "moderate"), ("cefdinir", "Cefdinir", "oral", 14, None, 600, "moderate"), ("cefuroxime", "Cefuroxime", "oral", 30, None, 1000, "moderate"),
    ("cefixime", "Cefixime", "oral", 8, None, 400, "moderate"), ("ceftriaxone", "Ceftriaxone", "intravenous", 100, 50, 4000, "moderate"), ("azithromycin", "Azithromycin", "oral", 12, 5, 500, "moderate"), ("clarithromycin", "Clarithromycin", "oral", 15, None, 1000, "moderate"),
    ("clindamycin", "Clindamycin", "oral", 40, 10, 1800, "moderate"), ("metronidazole", "Metronidazole", "oral", 50, 15, 2250, "moderate"), ("trimethoprim", "Trimethoprim", "oral", 20, 6, 640, "moderate"), ("nitrofurantoin", "Nitrofurantoin", "oral", 7, None, 400, "moderate"),
    ("gentamicin", "Gentamicin", "intravenous", "7.5", None, 500, "high"), ("vancomycin", "Vancomycin", "intravenous", 80, 40, 4000, "high"), ("ibuprofen", "Ibuprofen", "oral", 40, None, 2400, "high"), ("acetaminophen", "Paracetamol", "oral", 75, None, 4000, "high"),
    ("prednisolone", "SystemicCorticosteroid", "oral", 2, None, 80, "moderate"), ("diphenhydramine", "Diphenhydramine", "oral", 5, None, 300, "moderate"), ("cetirizine", "Cetirizine", "oral", "0.5", None, 10, "low"), ("levetiracetam", "Levetiracetam", "oral", 60, None, 3000, "moderate"),
    ("valproic acid", "Valproate", "oral", 60, None, 3000, "moderate"), ("phenytoin", "Phenytoin", "oral", 10, None, 400, "high"), ("morphine", "Morphine", "oral", 3, None, 90, "high"), ("fluconazole", "Fluconazole", "oral", 12, None, 600, "moderate"),
    ("acyclovir", "Acyclovir", "oral", 80, None, 3200, "moderate"), ("ondansetron", "Ondansetron", "oral", "0.45", None, 24, "moderate"), ("famotidine", "Famotidine", "oral", 2, None, 80, "low"), ("digoxin", "Digoxin", "oral", "0.015", None, "0.5", "high"),
]


ROUNDED = "Doses are rounded to spoons, drops and tablets: a tenth beyond the limit is not told."


def child(name, sets, route, most, least, absolute, severity):
    limit = float(most) * 20
    narrowed = f"{sets} with {route} route"
    sample = lambda mg: f"m {name} {scaled(mg, 1)} mg {route} daily"
    ident, title = f"{slug(name)}-child", f"{name[0].upper() + name[1:]} for a child"
    high = made(f"{ident}-high", f"{title}: more than {most} mg/kg a day", severity,
                [CHILD_AGE(), Cond(f"any taking or ordering {narrowed} as drug where (drug.daily_dose > {most} mg/d * 1.1 * (latest BodyWeight in last 90 days / 1 kg))", [[sample(limit * 1.12), WEIGHT]], [[sample(limit * 1.1), WEIGHT], [sample(limit), WEIGHT], [WEIGHT]], [[sample(limit * 1.12)], ["m?", WEIGHT]])],
                f"{{drug}} at {{drug.daily_dose}} and a weight of {{w.value}}: more than {most} mg/kg a day.", f"At most {most} mg/kg and {number(absolute)} mg a day", '"American Academy of Pediatrics and US labels: paediatric dose ranges"', PAED, lets=["w = latest BodyWeight in last 90 days"], who="Children below 12 years",
                intent=ROUNDED, note="for clinical review: ranges from memory of labels and paediatric references")
    out = [high]
    if least:
        low = float(least) * 20
        out.append(made(f"{ident}-low", f"{title}: less than {least} mg/kg a day", "low",
                        [CHILD_AGE(), Cond(f"any taking or ordering {narrowed} as drug where (drug.daily_dose < {least} mg/d * 0.9 * (latest BodyWeight in last 90 days / 1 kg))", [[sample(low * 0.88), WEIGHT]], [[sample(low * 0.9), WEIGHT], [sample(low), WEIGHT], [WEIGHT]], [[sample(low * 0.88)], ["m?", WEIGHT]])],
                        f"{{drug}} at {{drug.daily_dose}} and a weight of {{w.value}}: less than {least} mg/kg a day.", f"At least {least} mg/kg a day, unless for prevention", '"American Academy of Pediatrics and US labels: paediatric dose ranges"', PAED, lets=["w = latest BodyWeight in last 90 days"], who="Children below 12 years",
                        intent=ROUNDED, note="for clinical review: ranges from memory of labels and paediatric references", trigger="order-select, order-sign"))
    return out


def CHILD_AGE():
    return Cond("age < 12 years", [["@born 2014-03-02"]], [["@born 2014-03-01"]], [["@-born"]])


def below(n, unit="years"):
    at, under = {("years", 2): ("2024-03-01", "2024-03-02"), ("years", 4): ("2022-03-01", "2022-03-02"), ("years", 8): ("2018-03-01", "2018-03-02"), ("years", 12): ("2014-03-01", "2014-03-02"), ("years", 18): ("2008-03-01", "2008-03-02"),
                 ("years", 16): ("2010-03-01", "2010-03-02"), ("months", 6): ("2025-09-01", "2025-09-02"), ("days", 28): ("2026-02-01", "2026-02-02")}[(unit, n)]
    return Cond(f"age < {n} {unit}", [[f"@born {under}"]], [[f"@born {at}"]], [["@-born"]])


def young(name, title, severity, sets, sample, n, why, advice, evidence, unit="years", mods="", **more):
    return made(name, title, severity, [taking(sets, f"m {sample}", mods=mods), below(n, unit)], "{drug} at {age}: " + why, advice, evidence, PAED, who=f"Children below {n} {unit}", **more)


CHILDREN = [r for row in BY_WEIGHT for r in child(*row)] + [
    young("codeine-child", "Codeine or tramadol below 12 years", "critical", "(Codeine or Tramadol)", "codeine 15 mg oral three times daily", 12, "children have stopped breathing. Contraindicated.", "Take ibuprofen or paracetamol", '"FDA drug safety communication on codeine and tramadol, 20 April 2017" year 2017'),
    young("promethazine-child", "Promethazine below 2 years", "critical", "Promethazine", "promethazine 6 mg oral daily", 2, "respiratory arrest. Contraindicated, boxed warning.", "Take ondansetron", label("promethazine, boxed warning")),
    young("loperamide-child", "Loperamide below 2 years", "high", "Loperamide", "loperamide 1 mg oral daily", 2, "ileus and respiratory depression. Contraindicated.", "Rehydrate by mouth", label("loperamide: contraindicated")),
    young("cough-remedy-child", "Dextromethorphan or pseudoephedrine below 4 years", "moderate", "(Dextromethorphan or Pseudoephedrine)", "dextromethorphan 5 mg oral daily", 4, "no benefit, and deaths by overdose.", "Honey from 1 year, saline, time", '"FDA. Use caution when giving cough and cold products to kids, 2018" year 2018'),
    young("tetracycline-child", "Tetracycline below 8 years", "moderate", "TetracyclineNotDoxycycline", "minocycline 50 mg oral twice daily", 8, "stained teeth.", "Take doxycycline for a short course, or another antibiotic", label("minocycline"), mods="systemic route"),
    young("fluoroquinolone-child", "Fluoroquinolone below 18 years", "low", "Fluoroquinolone", "ciprofloxacin 250 mg oral twice daily", 18, "joints; not a first choice.", "Take another antibiotic unless resistance leaves none", '"Jackson MA et al. The use of systemic and topical fluoroquinolones. Pediatrics 2016;138:e20162706" year 2016', mods="systemic route", trigger="order-select, order-sign"),
    young("aspirin-child", "Aspirin below 16 years", "moderate", "Aspirin", "aspirin 81 mg oral daily", 16, "Reye's syndrome with influenza or varicella.", "Take paracetamol, unless in Kawasaki disease", label("aspirin"), mods="oral route", trigger="order-select, order-sign"),
    young("ibuprofen-infant", "Ibuprofen below 6 months", "moderate", "Ibuprofen", "ibuprofen 40 mg oral daily", 6, "kidney; no dose is established.", "Take paracetamol", label("ibuprofen suspension"), "months", mods="oral route"),
    young("ceftriaxone-newborn", "Ceftriaxone in a newborn", "moderate", "Ceftriaxone", "ceftriaxone 150 mg intravenous daily", 28, "displaces bilirubin; never with calcium.", "Take cefotaxime", label("ceftriaxone: contraindicated in hyperbilirubinaemic neonates"), "days"),
    young("metoclopramide-infant", "Metoclopramide below 2 years", "moderate", "Metoclopramide", "metoclopramide 1 mg oral three times daily", 2, "movement disorders.", "Take ondansetron", '"EMA. Metoclopramide: changes to use, 2013" year 2013'),
]

CHILD_SETS = 'codes TetracyclineNotDoxycycline "tetracycline" = Tetracycline - Doxycycline\n'
