#!/usr/bin/env python3
"""Makes the interactions that depend on the patient and their tests: one list a file, with rulegen of the terms pack.

    python3 tools/context.py

Facts are from memory of US labels unless a source says otherwise: for clinical review. Run `curbside fmt` afterwards.
"""

import sys
from pathlib import Path

PACK = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PACK.parent / "terms/tools"))
from rulegen import Cond, Pack, Rule, age, any_of, cond, has, obs, taking  # noqa: E402

LABEL = '"US prescribing information of {}"'
REVIEW = "for clinical review: from memory of the {}"


def label(drugs):
    return [LABEL.format(drugs)]


def side(sets, fact, name, mods=""):
    return taking(sets, fact, name, mods=mods)


def ddi(name, title, severity, a, b, effect, advice, evidence, owner="Pharmacy", source="labels", **more):
    note = more.pop("note", REVIEW.format(source))
    return Rule(name, title, severity, more.pop("when", []), between=(a, b), effect=effect, advice=advice, evidence=evidence,
                owner=owner, note=note, **more)


def recent(name, days):
    """A result of the last days, which shows that somebody is watching."""
    return Cond(f"measured {name} in last {days} days", [[f"o {name} {SAMPLE[name]} at -{days - 1} days"]],
                [[f"o {name} {SAMPLE[name]} at -{days + 2} days"]], [["o?"]])


SAMPLE = {"INR": "2.4", "Creatinine": "1.0 mg/dL", "TacrolimusLevel": "8 ng/mL", "VancomycinTrough": "12 ug/mL", "PhenytoinLevel": "12 ug/mL",
          "CarbamazepineLevel": "8 ug/mL", "TheophyllineLevel": "10 ug/mL", "ValproateLevel": "70 ug/mL", "DigoxinLevel": "0.8 ng/mL",
          "LithiumLevel": "0.8 mmol/L", "Potassium": "4.2 mmol/L", "Leukocytes": "6 10*9/L"}


def ordered(test, fact):
    return cond(f"ordered {test}", f"r {fact}", unknown="r?")


def watched(name, days, test):
    """Measured lately, or ordered."""
    m, o = recent(name, days), ordered(test, test)
    return Cond(f"{m.text} or {o.text}", m.yes + o.yes, m.no, [["o?", "r?"]])


def inr(days, op, limit, good, bad):
    """An INR of the last days that is not on the dangerous side, or one that is ordered: monitored, and sound."""
    text = f"latest INR in last {days} days {op} {limit}"
    m = Cond(text, [[f"o INR {good} at -{days - 1} days"]], [[f"o INR {good} at -{days + 2} days", "o INR? "][:1], [f"o INR {bad} at -{days - 1} days"]], [["o?"]])
    o = ordered("INRTest", "INRTest")
    return Cond(f"({text}) is known and {text} or {o.text}", m.yes + o.yes, m.no, [])


INR = lambda: inr(5, "<=", "3.5", "3.5", "3.6")
KIDNEY_FINE = "not (AKIStage is known and AKIStage >= 1)"


def KIDNEY():
    """A creatinine of the last days that shows no acute kidney injury, or one that is ordered."""
    w = watched("Creatinine", 2, "CreatinineTest")
    injured = ["o Creatinine 1.0 mg/dL at -3 days", "o Creatinine 1.6 mg/dL at -1 days"]
    return Cond(w.text.replace(" or ", f" and {KIDNEY_FINE} or ", 1), w.yes, w.no + [injured], w.unknown)


PPI = lambda: taking("Gastroprotection", "m omeprazole 20 mg oral daily", "", verb="taking or ordering")
WARFARIN = lambda: side("VitaminKAntagonist", "m warfarin 5 mg oral daily", "anticoagulant")
ASPIRIN = lambda: side("Aspirin with oral route", "m aspirin 81 mg oral daily", "aspirin")
GFR = lambda op, limit: obs("EGFR", op, limit, "mL/min/{1.73_m2}", expr="KidneyFunction")

DEFINES = """
/// A stomach that bleeds easily, whatever protects it.
define StomachRisk "age from 65, or an earlier bleeding or ulcer" =
  age >= 65 years or had (BleedingHistory or PepticUlcer) {
  evidence "Contextual algorithm for warfarin and NSAIDs, AHRQ CDS Connect" url "https://cds.ahrq.gov/cdsconnect/artifact/contextual-drug-interaction-decision-support-algorithm-warfarin-nonsteroidal"
}

/// Loss of potassium or magnesium, either of which makes digoxin and drugs that prolong QT dangerous.
define LowPotassiumOrMagnesium "low potassium or magnesium" =
  latest Potassium in last 14 days < 3.5 mmol/L or latest Magnesium in last 14 days < 1.6 mg/dL {
  evidence "Lower reference limits, as named in the warnings of the labels"
}
"""

OLD = Cond("StomachRisk", [["@born 1961-03-01"], ["c GastrointestinalBleeding since 2019"], ["c PepticUlcer since 2019"]],
           [["@born 1961-03-02"]], [["@-born"], ["c?"]])
LOW = Cond("LowPotassiumOrMagnesium",
           [["o Potassium 3.4 mmol/L at -2 days"], ["o Magnesium 1.5 mg/dL at -2 days"]],
           [["o Potassium 3.5 mmol/L at -2 days", "o Magnesium 1.6 mg/dL at -2 days"]], [[], ["o Potassium 3.5 mmol/L at -2 days"]])

ANTIBIOTIC_2C9 = '''
/// Antiinfectives that raise INR much.
codes WarfarinRaisingAntiinfective "drug that raises INR" =
    SulfonamideAntibiotic + Metronidazole + Fluconazole + Voriconazole

/// Antiinfectives that raise INR in some.
codes INRChangingAntibiotic "antibiotic" = Macrolide + Fluoroquinolone + Tetracycline + Cephalosporin

codes Fluoropyrimidine "capecitabine or fluorouracil" =
    Capecitabine + rxnorm 4492 "fluorouracil"

/// Strong inhibitors of both CYP3A4 and P-glycoprotein.
codes CombinedStrongInhibitor "strong inhibitor of CYP3A4 and P-gp" =
    Ketoconazole + Itraconazole + Posaconazole + Ritonavir

/// Strong inducers of both CYP3A4 and P-glycoprotein.
codes CombinedInducer "strong enzyme inducer" =
    Rifampin + Carbamazepine + Phenytoin + Phenobarbital + Primidone

/// Moderate inhibitors that matter when the kidney fails.
codes ModerateInhibitor "moderate CYP3A4 inhibitor" = NondihydropyridineCCB + Erythromycin + Dronedarone

codes PGlycoproteinInhibitor "P-gp inhibitor" = Dronedarone + Ketoconazole
'''

BLEEDING = [
    ddi("vka-antiinfective", "Vitamin K antagonist with an antiinfective that raises INR", "major", WARFARIN(),
        side("WarfarinRaisingAntiinfective", "m metronidazole 500 mg oral twice daily", "drug", "systemic route"),
        "INR rises within days: bleeding.", "Take another antiinfective, or check INR in 3 to 5 days and reduce the dose.",
        label("warfarin"), "Haematology", unless=[INR()], intent="A fresh INR, or one that is ordered, shows that it is being watched."),
    ddi("vka-amiodarone", "Vitamin K antagonist with amiodarone", "major", WARFARIN(), side("Amiodarone", "m amiodarone 200 mg oral daily", "amiodarone"),
        "INR rises over weeks: bleeding.", "Reduce the anticoagulant by a third to a half, and check INR weekly.", label("warfarin and of amiodarone"),
        "Haematology", unless=[inr(14, "<=", "3.5", "3.5", "3.6")], intent="An INR that is high already shows that the dose is too large."),
    ddi("vka-antibiotic", "Vitamin K antagonist with an antibiotic", "moderate", WARFARIN(),
        side("INRChangingAntibiotic", "m levofloxacin 500 mg oral daily", "antibiotic", "systemic route"), "INR may rise: bleeding.",
        "Check INR in 3 to 5 days.", label("warfarin"), "Haematology", unless=[INR()]),
    ddi("vka-inducer", "Vitamin K antagonist with an enzyme inducer", "major", WARFARIN(), side("CombinedInducer", "m rifampin 600 mg oral daily", "inducer"),
        "INR falls over weeks, and rises when the inducer stops.", "Check INR twice a week until stable; the dose may double.", label("warfarin"),
        "Haematology", unless=[inr(5, ">=", "2.0", "2.0", "1.9")], intent="An INR below 2 shows that the dose does not suffice."),
    ddi("vka-fluoropyrimidine", "Vitamin K antagonist with capecitabine or fluorouracil", "major", WARFARIN(), side("Fluoropyrimidine", "m capecitabine 2000 mg oral twice daily", "cytostatic"),
        "INR rises within days to months: fatal bleeding.", "Take a heparin or an oral Xa inhibitor instead; otherwise INR twice a week.", label("capecitabine and of fluorouracil"),
        "Oncology", unless=[INR()], intent="A fresh INR that is not high, or one that is ordered, shows that it is being watched."),
    ddi("vka-antiplatelet", "Vitamin K antagonist with an antiplatelet drug", "moderate", WARFARIN(),
        side("Antiplatelet", "m clopidogrel 75 mg oral daily", "antiplatelet"), "Bleeding, most of all from the stomach.",
        "Ask whether both are still needed; if so, add a proton pump inhibitor.",
        ['"2023 ACC/AHA/ACCP/HRS guideline for atrial fibrillation. Circulation 2024;149:e1" year 2024'], "Cardiology", "guideline", unless=[PPI()]),
    ddi("doac-antiplatelet", "Direct oral anticoagulant with an antiplatelet drug", "moderate", side("DOAC", "m apixaban 5 mg oral twice daily", "anticoagulant"),
        side("Antiplatelet", "m clopidogrel 75 mg oral daily", "antiplatelet"), "Bleeding, most of all from the stomach.",
        "Ask whether both are still needed; if so, add a proton pump inhibitor.",
        ['"2023 ACC/AHA/ACCP/HRS guideline for atrial fibrillation. Circulation 2024;149:e1" year 2024'], "Cardiology", "guideline", unless=[PPI()]),
    ddi("factor-xa-combined-inhibitor", "Factor Xa inhibitor with a strong inhibitor of CYP3A4 and P-gp", "major",
        side("(Apixaban or Rivaroxaban)", "m rivaroxaban 20 mg oral daily", "anticoagulant"),
        side("CombinedStrongInhibitor", "m ketoconazole 200 mg oral daily", "inhibitor", "systemic route"), "The anticoagulant rises: bleeding.",
        "Avoid rivaroxaban; halve apixaban 5 or 10 mg; or warfarin with INR.", label("apixaban and of rivaroxaban"), "Haematology"),
    ddi("factor-xa-inducer", "Direct oral anticoagulant with a strong enzyme inducer", "major", side("DOAC", "m apixaban 5 mg oral twice daily", "anticoagulant"),
        side("CombinedInducer", "m rifampin 600 mg oral daily", "inducer"), "The anticoagulant falls: thrombosis and stroke.",
        "Avoid; take warfarin with INR, or another drug than the inducer.", label("the direct oral anticoagulants"), "Haematology"),
    ddi("dabigatran-p-gp-inhibitor", "Dabigatran with a P-gp inhibitor and a weak kidney", "major",
        side("DabigatranEtexilate", "m dabigatran etexilate 150 mg oral twice daily", "anticoagulant"),
        side("PGlycoproteinInhibitor", "m dronedarone 400 mg oral twice daily", "inhibitor", "systemic route"),
        "Dabigatran rises: bleeding.", "Take dabigatran 75 mg twice a day at a clearance of 30 to 50, none below.",
        label("dabigatran"), "Haematology", when=[Cond("CreatinineClearance <= 50 mL/min",
            [["@born 1958-02-01", "o BodyWeight 50 kg at -9 days", "o Creatinine 1.0 mg/dL at -9 days"]],
            [["@born 1958-02-01", "o BodyWeight 51 kg at -9 days", "o Creatinine 1.0 mg/dL at -9 days"]], [["@born 1958-02-01", "o Creatinine 1.0 mg/dL at -9 days"]])]),
    ddi("rivaroxaban-moderate-inhibitor", "Rivaroxaban with a moderate inhibitor and a weak kidney", "moderate", side("Rivaroxaban", "m rivaroxaban 15 mg oral daily", "rivaroxaban"),
        side("ModerateInhibitor", "m diltiazem 120 mg oral daily", "inhibitor", "systemic route"), "Rivaroxaban rises: bleeding.",
        "Take it only when the benefit justifies it, or apixaban.", label("rivaroxaban"), "Haematology",
        when=[Cond("CreatinineClearance < 80 mL/min",
            [["@born 1958-02-01", "o BodyWeight 79 kg at -9 days", "o Creatinine 1.0 mg/dL at -9 days"]],
            [["@born 1958-02-01", "o BodyWeight 80 kg at -9 days", "o Creatinine 1.0 mg/dL at -9 days"]], [["@born 1958-02-01", "o Creatinine 1.0 mg/dL at -9 days"]])]),
    ddi("ticagrelor-aspirin-dose", "Ticagrelor with aspirin above 100 mg", "major", side("Ticagrelor", "m ticagrelor 90 mg oral twice daily", "ticagrelor"),
        Cond("taking or ordering Aspirin with oral route, daily dose > 100 mg as aspirin", [["m aspirin 101 mg oral daily"]], [["m aspirin 100 mg oral daily"], []], [["m aspirin oral"]]),
        "More than 100 mg of aspirin takes the benefit of ticagrelor away.", "Reduce aspirin to 75 to 100 mg.", label("ticagrelor: boxed warning"), "Cardiology"),
    ddi("ticagrelor-cyp3a4", "Ticagrelor with a strong CYP3A4 inhibitor or inducer", "major", side("Ticagrelor", "m ticagrelor 90 mg oral twice daily", "ticagrelor"),
        side("(StrongCYP3A4Inhibitor or CombinedInducer)", "m clarithromycin 500 mg oral twice daily", "other", "systemic route"),
        "Ticagrelor rises (bleeding) or falls (thrombosis).", "Avoid; take another antibiotic, antifungal or P2Y12 inhibitor.", label("ticagrelor"), "Cardiology"),
    ddi("clopidogrel-omeprazole", "Clopidogrel with omeprazole or esomeprazole", "moderate", side("Clopidogrel", "m clopidogrel 75 mg oral daily", "clopidogrel"),
        side("(Omeprazole or Esomeprazole)", "m omeprazole 20 mg oral daily", "ppi"), "Clopidogrel is activated less.", "Take pantoprazole instead.", label("clopidogrel"), "Cardiology"),
    ddi("clopidogrel-repaglinide", "Clopidogrel with more than 4 mg of repaglinide", "major", side("Clopidogrel", "m clopidogrel 75 mg oral daily", "clopidogrel"),
        Cond("taking or ordering Repaglinide with daily dose > 4 mg as repaglinide", [["m repaglinide 4.1 mg oral daily"]], [["m repaglinide 4 mg oral daily"], []], [["m repaglinide oral"]]),
        "Repaglinide rises several times over: low blood glucose.", "At most 4 mg of repaglinide a day, starting with 0.5 mg; or another drug.", label("repaglinide"), "Endocrinology"),
    ddi("ssri-nsaid", "SSRI or SNRI with an NSAID in a patient at risk", "moderate", side("NewerAntidepressant", "m sertraline 50 mg oral daily", "antidepressant"),
        side("NSAID", "m naproxen 500 mg oral twice daily", "nsaid", "systemic route"), "Bleeding from the stomach.", "Prefer paracetamol, or add a proton pump inhibitor.",
        label("the SSRI: bleeding"), when=[OLD], unless=[PPI()], intent="The pair is common; only a risk besides makes it worth a word."),
    ddi("ssri-anticoagulant", "SSRI or SNRI with an anticoagulant in a patient at risk", "moderate", side("NewerAntidepressant", "m sertraline 50 mg oral daily", "antidepressant"),
        side("OralAnticoagulant", "m apixaban 5 mg oral twice daily", "anticoagulant"), "Bleeding, most of all from the stomach.",
        "Add a proton pump inhibitor; mirtazapine inhibits platelets less.", label("the SSRI: bleeding"), when=[OLD], unless=[PPI()]),
    ddi("dual-antiplatelet", "Two antiplatelet drugs without gastroprotection", "moderate", ASPIRIN(), side("P2Y12Inhibitor", "m clopidogrel 75 mg oral daily", "inhibitor"),
        "Bleeding from the stomach.", "Add pantoprazole; ask how long both are needed.",
        ['"2025 ACC/AHA guideline for acute coronary syndromes. Circulation 2025;151:e771" grade A year 2025'], "Cardiology", "guideline", when=[OLD], unless=[PPI()]),
    ddi("aspirin-nsaid", "Aspirin with another NSAID", "moderate", ASPIRIN(), side("NSAID", "m ibuprofen 400 mg oral three times daily", "nsaid", "systemic route"),
        "Bleeding from the stomach; ibuprofen also blocks the effect of aspirin.", "Prefer paracetamol; else aspirin 30 minutes before, and a proton pump inhibitor.",
        ['"FDA. Concomitant use of ibuprofen and aspirin, 2006" year 2006'], source="communication", unless=[PPI()]),
    ddi("corticosteroid-nsaid", "Corticosteroid with an NSAID", "moderate", side("SystemicCorticosteroid", "m prednisone 20 mg oral daily", "steroid", "systemic route"),
        side("NSAID", "m ibuprofen 400 mg oral three times daily", "nsaid", "systemic route"), "Bleeding and ulcer of the stomach.", "Prefer paracetamol, or add a proton pump inhibitor.",
        label("the NSAIDs"), unless=[PPI()]),
]

POTASSIUM_SETS = """
codes SlowsTheHeart "drug that slows the heart" = Digoxin + BetaBlocker + NondihydropyridineCCB

codes RASOrSparing "drug that raises potassium" = RASInhibitor + PotassiumSparing
codes KetoconazoleOrDronedarone "ketoconazole or dronedarone" = Ketoconazole + Dronedarone
"""

KIDNEY_HEART = [
    ddi("potassium-trimethoprim", "Trimethoprim with a drug that raises potassium", "major",
        side("Trimethoprim", "m trimethoprim 100 mg oral twice daily", "antibiotic", "systemic route"), side("RASOrSparing", "m spironolactone 25 mg oral daily", "drug"),
        "Both keep potassium back: sudden hyperkalaemia.", "Take another antibiotic, or check potassium after 3 days.",
        ['"Antoniou T et al. Trimethoprim-sulfamethoxazole and sudden death in patients on spironolactone. CMAJ 2015;187:E138" year 2015 doi 10.1503/cmaj.140816'],
        "Renal medicine", "paper", when=[any_of(age(">=", 65), GFR("<", 60), obs("Potassium", ">", "5.0", "mmol/L", "30 days"))],
        intent="The young with a sound kidney and a normal potassium are left alone."),
    ddi("ras-potassium-supplement", "RAS inhibitor with potassium, and potassium already high", "major", side("RASInhibitor", "m lisinopril 10 mg oral daily", "blocker"),
        side("PotassiumSupplement", "m potassium chloride 20 meq oral daily", "supplement"), "Dangerous hyperkalaemia.", "Stop the potassium, and check it again within days.",
        label("the ACE inhibitors"), "Renal medicine", when=[obs("Potassium", ">", "5.0", "mmol/L", "30 days")], unknown="hold"),
    ddi("sparing-potassium-supplement", "Potassium-sparing diuretic with potassium", "major", side("PotassiumSparing", "m spironolactone 25 mg oral daily", "diuretic"),
        side("PotassiumSupplement", "m potassium chloride 20 meq oral daily", "supplement"), "Dangerous hyperkalaemia.", "Stop the potassium unless it is low; check it within days.",
        label("spironolactone"), "Renal medicine", unless=[obs("Potassium", "<", "3.5", "mmol/L", "7 days")], intent="A low potassium is being replaced."),
    ddi("ras-nsaid-kidney", "RAS inhibitor with an NSAID and a weak kidney", "moderate", side("RASInhibitor", "m lisinopril 10 mg oral daily", "blocker"),
        side("NSAID", "m ibuprofen 400 mg oral three times daily", "nsaid", "systemic route"), "Acute kidney injury and high potassium.", "Prefer paracetamol; otherwise creatinine and potassium within a week.",
        ['"KDIGO 2024 clinical practice guideline for CKD. Kidney Int 2024;105(4S)" year 2024'], "Renal medicine", "guideline", when=[GFR("<", 60)], unknown="hold",
        unless=[taking("Diuretic", "m furosemide 40 mg oral daily", "", verb="taking or ordering")],
        intent="With a diuretic besides, triple-whammy speaks instead. The pair alone is on the list of Phansalkar 2013 that need not interrupt."),
    ddi("ace-inhibitor-arb", "ACE inhibitor with an angiotensin receptor blocker", "moderate", side("ACEInhibitor", "m lisinopril 10 mg oral daily", "inhibitor"),
        side("ARB", "m losartan 50 mg oral daily", "blocker"), "High potassium and kidney failure without more benefit.", "Stop one of the two.",
        ['"ONTARGET. N Engl J Med 2008;358:1547" year 2008 doi 10.1056/NEJMoa0801317'], "Cardiology", "paper",
        when=[any_of(GFR("<", 60), obs("Potassium", ">", "5.0", "mmol/L", "90 days"))], unknown="hold"),
    ddi("aliskiren-ras-diabetes", "Aliskiren with an ACE inhibitor or ARB in diabetes", "major", side("Aliskiren", "m aliskiren 150 mg oral daily", "aliskiren"),
        side("(ACEInhibitor or ARB)", "m lisinopril 10 mg oral daily", "blocker"), "High potassium, low blood pressure, kidney failure.", "Stop aliskiren.",
        label("aliskiren"), "Cardiology", when=[has("Diabetes")], unknown="hold"),
    ddi("digoxin-diuretic", "Digoxin with a diuretic and low potassium or magnesium", "major", side("Digoxin", "m digoxin 125 ug oral daily", "digoxin"),
        side("(LoopDiuretic or Thiazide)", "m furosemide 40 mg oral daily", "diuretic"), "Arrhythmia from digoxin.", "Replace potassium to 4 mmol/L and magnesium to 2 mg/dL; check the digoxin level.",
        label("digoxin"), "Cardiology", when=[Cond("latest Magnesium in last 14 days < 1.6 mg/dL or (ordering Digoxin and not taking Digoxin and latest Potassium in last 14 days < 3.5 mmol/L)", [["o Magnesium 1.5 mg/dL at -2 days"]], [["o Magnesium 1.6 mg/dL at -2 days"]], [[]])],
        intent="While digoxin is taken, hypokalaemia-on-digoxin of the laboratory speaks of a low potassium.", unknown="hold",
        more=[(f"digoxin is ordered at a potassium of {k}", ["m digoxin 125 ug oral daily draft", "m furosemide 40 mg oral daily", "o Magnesium 1.6 mg/dL at -2 days", f"o Potassium {k} mmol/L at -2 days"], {e: "[ digoxin-diuretic ]"}) for k, e in (("3.4", "fires"), ("3.5", "silent"))]
             + [("digoxin is ordered and nobody measured potassium", ["m digoxin 125 ug oral daily draft", "m furosemide 40 mg oral daily", "o Magnesium 1.6 mg/dL at -2 days"], {"unknown": "[ digoxin-diuretic ]"}),
                ("an old order that nobody can see", ["m?", "m digoxin 125 ug oral daily draft", "m furosemide 40 mg oral daily", "o Magnesium 1.6 mg/dL at -2 days", "o Potassium 3.4 mmol/L at -2 days"], {"unknown": "[ digoxin-diuretic ]"})]),
    ddi("digoxin-macrolide", "Digoxin with clarithromycin or erythromycin", "major", side("Digoxin", "m digoxin 125 ug oral daily", "digoxin"),
        side("(Clarithromycin or Erythromycin)", "m clarithromycin 500 mg oral twice daily", "antibiotic", "systemic route"), "The digoxin level rises within days.",
        "Take azithromycin's alternative, or check the level after 3 days.".replace("azithromycin's alternative", "another antibiotic"), label("digoxin"), "Cardiology",
        unless=[watched("DigoxinLevel", 3, "DigoxinLevelTest")]),
    ddi("qt-diuretic", "High-risk QT-prolonging drug with low potassium or magnesium on a diuretic", "major", side("QTHighRisk", "m sotalol 80 mg oral twice daily", "drug", "systemic route"),
        side("(LoopDiuretic or Thiazide)", "m furosemide 40 mg oral daily", "diuretic"), "Torsades de pointes.", "Replace potassium to 4 mmol/L and magnesium to 2 mg/dL, and repeat the ECG.",
        label("sotalol and of dofetilide"), "Cardiology", when=[LOW], unknown="hold"),
    ddi("beta-blocker-calcium-antagonist", "Beta blocker with verapamil or diltiazem and a slow pulse", "major", side("BetaBlocker", "m metoprolol 50 mg oral twice daily", "blocker", "systemic route"),
        side("NondihydropyridineCCB", "m verapamil 240 mg oral daily", "antagonist"), "AV block, collapse.", "Stop one of the two, and take an ECG.",
        label("verapamil"), "Cardiology", when=[any_of(obs("HeartRate", "<", 60, "/min", "7 days"), has("(AVBlock or SickSinusSyndrome)"))], unknown="hold"),
    ddi("cholinesterase-slow-heart", "Cholinesterase inhibitor with a drug that slows the heart, and a slow pulse", "major", side("Cholinesterase", "m donepezil 10 mg oral daily", "cholinergic"),
        side("SlowsTheHeart", "m digoxin 0.125 mg oral daily", "other", "systemic route"), "Both slow the heart: syncope and AV block.", "ECG; stop the cholinesterase inhibitor or reduce the other drug.",
        ['"STOPP/START criteria for potentially inappropriate prescribing in older people: version 3. Eur Geriatr Med 2023;14:625" year 2023 doi 10.1007/s41999-023-00777-y', '"US prescribing information of donepezil, galantamine and rivastigmine: vagotonic effects"'], "Geriatrics",
        when=[obs("HeartRate", "<", 50, "/min", "7 days")], unknown="hold"),
    ddi("beta-blocker-clonidine", "Beta blocker with clonidine and a slow pulse", "moderate", side("BetaBlocker", "m metoprolol 50 mg oral twice daily", "blocker", "systemic route"),
        side("Clonidine", "m clonidine 0.1 mg oral twice daily", "clonidine"), "Slow pulse; blood pressure surges when clonidine stops first.", "Stop the beta blocker days before clonidine.",
        label("clonidine"), "Cardiology", when=[obs("HeartRate", "<", 60, "/min", "7 days")], unknown="hold"),
    ddi("ivabradine-inhibitor", "Ivabradine with a strong CYP3A4 inhibitor, verapamil or diltiazem", "major", side("Ivabradine", "m ivabradine 5 mg oral twice daily", "ivabradine"),
        side("(StrongCYP3A4Inhibitor or NondihydropyridineCCB)", "m clarithromycin 500 mg oral twice daily", "inhibitor", "systemic route"), "Ivabradine rises: very slow pulse.", "Do not combine.", label("ivabradine"), "Cardiology"),
    ddi("ranolazine-inhibitor", "Ranolazine with a strong CYP3A4 inhibitor or an inducer", "major", side("Ranolazine", "m ranolazine 500 mg oral twice daily", "ranolazine"),
        side("(StrongCYP3A4Inhibitor or CombinedInducer)", "m clarithromycin 500 mg oral twice daily", "other", "systemic route"), "Ranolazine rises (long QT) or loses its effect.", "Do not combine.", label("ranolazine"), "Cardiology"),
    ddi("ranolazine-dose-limit", "Ranolazine above 1,000 mg with verapamil or diltiazem", "moderate",
        Cond("taking or ordering Ranolazine with daily dose > 1000 mg as ranolazine", [["m ranolazine 501 mg oral twice daily"]], [["m ranolazine 500 mg oral twice daily"], []], [["m ranolazine oral"]]),
        side("NondihydropyridineCCB", "m verapamil 240 mg oral daily", "antagonist"), "Ranolazine above 1,000 mg a day: long QT.", "At most 500 mg twice a day.", label("ranolazine"), "Cardiology"),
    ddi("ranolazine-metformin", "Metformin above 1,700 mg with ranolazine 2,000 mg", "moderate",
        Cond("taking or ordering Metformin with daily dose > 1700 mg as metformin", [["m metformin 1701 mg oral daily"]], [["m metformin 1700 mg oral daily"], []], [["m metformin oral"]]),
        Cond("taking or ordering Ranolazine with daily dose >= 2000 mg as ranolazine", [["m ranolazine 1000 mg oral twice daily"]], [["m ranolazine 999 mg oral twice daily"], []], [["m ranolazine oral"]]),
        "Metformin rises.", "At most 1,700 mg of metformin a day.", label("ranolazine"), "Endocrinology"),
    ddi("eplerenone-moderate-inhibitor", "Eplerenone above 25 mg with a moderate CYP3A4 inhibitor", "moderate",
        Cond("taking or ordering Eplerenone with daily dose > 25 mg as eplerenone", [["m eplerenone 26 mg oral daily"]], [["m eplerenone 25 mg oral daily"], []], [["m eplerenone oral"]]),
        side("(Verapamil or Erythromycin or Fluconazole)", "m verapamil 240 mg oral daily", "inhibitor", "systemic route"), "Eplerenone rises: high potassium.", "At most 25 mg a day, and potassium within a week.", label("eplerenone"), "Cardiology"),
    ddi("finerenone-inhibitor", "Finerenone with a strong CYP3A4 inhibitor", "major", side("Finerenone", "m finerenone 10 mg oral daily", "finerenone"),
        side("StrongCYP3A4Inhibitor", "m clarithromycin 500 mg oral twice daily", "inhibitor", "systemic route"), "Finerenone rises: high potassium.", "Do not combine.", label("finerenone"), "Renal medicine"),
    ddi("tolvaptan-inhibitor", "Tolvaptan with a strong CYP3A4 inhibitor", "major", side("Tolvaptan", "m tolvaptan 15 mg oral daily", "tolvaptan"),
        side("StrongCYP3A4Inhibitor", "m clarithromycin 500 mg oral twice daily", "inhibitor", "systemic route"), "Tolvaptan rises: sodium corrects too fast.", "Do not combine.", label("tolvaptan"), "Renal medicine"),
    ddi("aminoglycoside-loop-diuretic", "Aminoglycoside with a loop diuretic", "moderate", side("Aminoglycoside", "m gentamicin 240 mg intravenous daily", "antibiotic", "systemic route"),
        side("LoopDiuretic", "m furosemide 40 mg intravenous daily", "diuretic"), "Deafness and kidney damage.", "Check creatinine every second day, and levels.", label("gentamicin: boxed warning"), "Renal medicine", unless=[KIDNEY()]),
    ddi("vancomycin-piperacillin", "Vancomycin with piperacillin", "moderate", side("Vancomycin", "m vancomycin 1000 mg intravenous twice daily", "vancomycin", "systemic route"),
        side("Piperacillin", "m piperacillin 4000 mg intravenous three times daily", "piperacillin"), "Creatinine rises more often than with another beta lactam.", "Check creatinine every second day, or take cefepime or meropenem.",
        label("piperacillin and tazobactam"), "Infectious diseases", unless=[KIDNEY()]),
    ddi("kidney-toxic-pair", "Two kidney-toxic drugs", "moderate", side("KidneyToxic", "m vancomycin 1000 mg intravenous twice daily", "first", "systemic route"),
        side("KidneyToxic", "m gentamicin 240 mg intravenous daily", "second", "systemic route"), "Acute kidney injury.", "Ask whether both are needed; creatinine every second day, and levels.", label("vancomycin and of gentamicin"),
        "Renal medicine", unless=[KIDNEY()]),
    ddi("calcineurin-nsaid", "Calcineurin inhibitor with an NSAID", "moderate", side("CalcineurinInhibitor", "m tacrolimus 2 mg oral twice daily", "immunosuppressant", "systemic route"),
        side("NSAID", "m ibuprofen 400 mg oral three times daily", "nsaid", "systemic route"), "Both narrow the vessels of the kidney: kidney failure.", "Take paracetamol; otherwise check creatinine within a week.", label("tacrolimus"), "Renal medicine", unless=[KIDNEY()]),
    ddi("tacrolimus-inhibitor", "Tacrolimus with a strong CYP3A4 inhibitor", "major", side("Tacrolimus", "m tacrolimus 2 mg oral twice daily", "tacrolimus", "systemic route"),
        side("StrongCYP3A4Inhibitor", "m clarithromycin 500 mg oral twice daily", "inhibitor", "systemic route"), "Tacrolimus rises several times over: kidney damage.", "Reduce tacrolimus to a third, and check its level after 3 days.", label("tacrolimus"),
        "Renal medicine", unless=[recent("TacrolimusLevel", 4)], intent="A level of the last days shows that the dose follows it."),
    ddi("tacrolimus-inducer", "Tacrolimus with a strong enzyme inducer", "major", side("Tacrolimus", "m tacrolimus 2 mg oral twice daily", "tacrolimus", "systemic route"),
        side("CombinedInducer", "m rifampin 600 mg oral daily", "inducer"), "Tacrolimus falls: rejection.", "Check its level twice a week, and raise the dose.", label("tacrolimus"), "Renal medicine", unless=[recent("TacrolimusLevel", 4)]),
    ddi("colchicine-inhibitor-organ", "Colchicine with a strong inhibitor and a weak kidney or liver", "contraindicated", side("Colchicine", "m colchicine 0.6 mg oral daily", "colchicine"),
        side("(StrongCYP3A4Inhibitor or Cyclosporine)", "m clarithromycin 500 mg oral twice daily", "inhibitor", "systemic route"), "Colchicine rises: bone marrow and muscle fail, and patients have died.", "Do not combine.",
        label("colchicine"), "Rheumatology", when=[any_of(GFR("<", 60), has("LiverDisease"))], unknown="hold"),
    ddi("colchicine-inhibitor", "Colchicine above 0.6 mg with a strong inhibitor", "major",
        Cond("taking or ordering Colchicine with daily dose > 0.6 mg as colchicine", [["m colchicine 0.7 mg oral daily"]], [["m colchicine 0.6 mg oral daily"], []], [["m colchicine oral"]]),
        side("(StrongCYP3A4Inhibitor or Cyclosporine)", "m clarithromycin 500 mg oral twice daily", "inhibitor", "systemic route"), "Colchicine rises: bone marrow and muscle fail.", "For a flare 0.6 mg once and 0.3 mg an hour later; otherwise 0.3 mg a day.",
        label("colchicine"), "Rheumatology", unless=[has("LiverDisease"), GFR("<", 60)], intent="With a weak kidney or liver colchicine-inhibitor-organ speaks instead."),
    ddi("azathioprine-allopurinol", "Azathioprine above 50 mg with allopurinol", "major",
        Cond("taking or ordering Azathioprine with daily dose > 50 mg as azathioprine", [["m azathioprine 51 mg oral daily"]], [["m azathioprine 50 mg oral daily"], []], [["m azathioprine oral"]]),
        side("Allopurinol", "m allopurinol 300 mg oral daily", "allopurinol"), "Azathioprine is not broken down: bone marrow failure.", "Reduce azathioprine to a quarter and watch the blood count, or avoid.",
        label("azathioprine") + ['"VA National Drug File Reference Terminology, 2014: critical" year 2014'], "Rheumatology"),
    ddi("mercaptopurine-allopurinol", "Mercaptopurine above 25 mg with allopurinol", "major",
        Cond("taking or ordering Mercaptopurine with daily dose > 25 mg as mercaptopurine", [["m mercaptopurine 26 mg oral daily"]], [["m mercaptopurine 25 mg oral daily"], []], [["m mercaptopurine oral"]]),
        side("Allopurinol", "m allopurinol 300 mg oral daily", "allopurinol"), "Mercaptopurine is not broken down: bone marrow failure.", "Reduce mercaptopurine to a quarter and watch the blood count, or avoid.",
        label("mercaptopurine") + ['"VA National Drug File Reference Terminology, 2014: critical" year 2014'], "Oncology"),
    ddi("methotrexate-nsaid", "Methotrexate with an NSAID and a weak kidney", "major", side("Methotrexate", "m methotrexate 15 mg oral weekly", "methotrexate", "systemic route"),
        side("NSAID", "m ibuprofen 400 mg oral three times daily", "nsaid", "systemic route"), "Methotrexate is retained: bone marrow failure.", "Take paracetamol; check blood count and creatinine now.", label("methotrexate"), "Rheumatology",
        when=[GFR("<", 60)], unknown="hold", intent="Low weekly doses with an NSAID and a sound kidney are everyday rheumatology."),
    ddi("methotrexate-ppi", "High-dose methotrexate with a proton pump inhibitor", "moderate",
        Cond("taking or ordering Methotrexate with dose > 500 mg as methotrexate", [["m methotrexate 501 mg intravenous"]], [["m methotrexate 500 mg intravenous"], []], [["m methotrexate intravenous"]]),
        side("ProtonPumpInhibitor", "m omeprazole 20 mg oral daily", "ppi"), "Methotrexate is cleared late: toxicity.", "Pause the proton pump inhibitor, or take famotidine.", label("methotrexate"), "Oncology"),
]

DOSE = [
    ddi("simvastatin-amlodipine", "Simvastatin above 20 mg with amlodipine", "moderate",
        Cond("taking or ordering Simvastatin with daily dose > 20 mg as statin", [["m simvastatin 21 mg oral daily"]], [["m simvastatin 20 mg oral daily"], []], [["m simvastatin oral"]]),
        side("Amlodipine", "m amlodipine 5 mg oral daily", "amlodipine"), "Simvastatin above 20 mg a day: risk of myopathy.", "Reduce simvastatin to 20 mg, or change to atorvastatin or rosuvastatin.",
        ['"FDA drug safety communication on simvastatin, 8 June 2011, revised 15 December 2011" year 2011'], note="for clinical review"),
    ddi("simvastatin-ranolazine", "Simvastatin above 20 mg with ranolazine", "moderate",
        Cond("taking or ordering Simvastatin with daily dose > 20 mg as statin", [["m simvastatin 21 mg oral daily"]], [["m simvastatin 20 mg oral daily"], []], [["m simvastatin oral"]]),
        side("Ranolazine", "m ranolazine 500 mg oral twice daily", "ranolazine"), "Simvastatin above 20 mg a day: risk of myopathy.", "Reduce simvastatin to 20 mg, or change to rosuvastatin.",
        ['"FDA drug safety communication on simvastatin, 8 June 2011, revised 15 December 2011" year 2011'], note="for clinical review"),
    ddi("simvastatin-ticagrelor", "Simvastatin above 40 mg with ticagrelor", "moderate",
        Cond("taking or ordering SimvastatinOrLovastatin with daily dose > 40 mg as statin", [["m simvastatin 41 mg oral daily"]], [["m simvastatin 40 mg oral daily"], []], [["m simvastatin oral"]]),
        side("Ticagrelor", "m ticagrelor 90 mg oral twice daily", "ticagrelor"), "Simvastatin or lovastatin above 40 mg: risk of myopathy.", "Reduce the statin to 40 mg, or change it.", label("ticagrelor")),
    ddi("atorvastatin-inhibitor", "Atorvastatin above 20 mg with a strong CYP3A4 inhibitor", "major",
        Cond("taking or ordering Atorvastatin with daily dose > 20 mg as statin", [["m atorvastatin 21 mg oral daily"]], [["m atorvastatin 20 mg oral daily"], []], [["m atorvastatin oral"]]),
        side("(Clarithromycin or Itraconazole or Ritonavir)", "m clarithromycin 500 mg oral twice daily", "inhibitor", "systemic route"), "Atorvastatin above 20 mg a day: risk of myopathy.", "Pause it for a short course, or at most 20 mg.", label("atorvastatin")),
    ddi("atorvastatin-cyclosporine", "Atorvastatin with cyclosporine", "major", side("Atorvastatin", "m atorvastatin 20 mg oral daily", "statin"), side("Cyclosporine", "m cyclosporine 100 mg oral twice daily", "cyclosporine", "systemic route"),
        "Atorvastatin rises many times over: rhabdomyolysis.", "Avoid; take pravastatin at most 20 mg or fluvastatin 20 mg.", label("atorvastatin")),
    ddi("rosuvastatin-cyclosporine", "Rosuvastatin above 5 mg with cyclosporine", "major",
        Cond("taking or ordering Rosuvastatin with daily dose > 5 mg as statin", [["m rosuvastatin 6 mg oral daily"]], [["m rosuvastatin 5 mg oral daily"], []], [["m rosuvastatin oral"]]),
        side("Cyclosporine", "m cyclosporine 100 mg oral twice daily", "cyclosporine", "systemic route"), "Rosuvastatin above 5 mg a day: rhabdomyolysis.", "At most 5 mg a day.", label("rosuvastatin")),
    ddi("rosuvastatin-dose-limit", "Rosuvastatin above 10 mg with gemfibrozil or a protease inhibitor", "moderate",
        Cond("taking or ordering Rosuvastatin with daily dose > 10 mg as statin", [["m rosuvastatin 11 mg oral daily"]], [["m rosuvastatin 10 mg oral daily"], []], [["m rosuvastatin oral"]]),
        side("(Gemfibrozil or Atazanavir or Ritonavir)", "m gemfibrozil 600 mg oral twice daily", "other"), "Rosuvastatin above 10 mg a day: risk of myopathy.", "At most 10 mg a day; prefer fenofibrate to gemfibrozil.", label("rosuvastatin")),
    ddi("pravastatin-cyclosporine", "Pravastatin above 20 mg with cyclosporine", "moderate",
        Cond("taking or ordering Pravastatin with daily dose > 20 mg as statin", [["m pravastatin 21 mg oral daily"]], [["m pravastatin 20 mg oral daily"], []], [["m pravastatin oral"]]),
        side("Cyclosporine", "m cyclosporine 100 mg oral twice daily", "cyclosporine", "systemic route"), "Pravastatin above 20 mg a day: risk of myopathy.", "At most 20 mg a day.", label("pravastatin")),
    ddi("citalopram-inhibitor", "Citalopram above 20 mg with a CYP2C19 inhibitor", "moderate",
        Cond("taking or ordering Citalopram with daily dose > 20 mg as citalopram", [["m citalopram 21 mg oral daily"]], [["m citalopram 20 mg oral daily"], []], [["m citalopram oral"]]),
        side("(Omeprazole or Esomeprazole or Cimetidine or Fluconazole)", "m omeprazole 20 mg oral daily", "inhibitor", "systemic route"), "Citalopram above 20 mg a day: long QT.", "At most 20 mg a day, or pantoprazole and famotidine.",
        ['"FDA drug safety communication on citalopram, 28 March 2012" year 2012'], "Psychiatry", "communication"),
    ddi("lamotrigine-valproate", "Lamotrigine above 200 mg with valproate", "major",
        Cond("taking or ordering Lamotrigine with daily dose > 200 mg as lamotrigine", [["m lamotrigine 201 mg oral daily"]], [["m lamotrigine 200 mg oral daily"], []], [["m lamotrigine oral"]]),
        side("Valproate", "m valproic acid 500 mg oral twice daily", "valproate"), "Lamotrigine doubles: severe rash.", "At most 200 mg a day; start with 25 mg every other day.", label("lamotrigine: boxed warning"), "Neurology"),
    ddi("quetiapine-inhibitor", "Quetiapine above 50 mg with a strong CYP3A4 inhibitor", "moderate",
        Cond("taking or ordering Quetiapine with daily dose > 50 mg as quetiapine", [["m quetiapine 51 mg oral daily"]], [["m quetiapine 50 mg oral daily"], []], [["m quetiapine oral"]]),
        side("StrongCYP3A4Inhibitor", "m clarithromycin 500 mg oral twice daily", "inhibitor", "systemic route"), "Quetiapine rises six times over: sedation and long QT.", "Reduce quetiapine to a sixth.", label("quetiapine"), "Psychiatry"),
    ddi("aripiprazole-inhibitor", "Aripiprazole above 15 mg with a strong CYP2D6 or CYP3A4 inhibitor", "moderate",
        Cond("taking or ordering Aripiprazole with daily dose > 15 mg as aripiprazole", [["m aripiprazole 16 mg oral daily"]], [["m aripiprazole 15 mg oral daily"], []], [["m aripiprazole oral"]]),
        side("(StrongCYP2D6Inhibitor or StrongCYP3A4Inhibitor)", "m paroxetine 20 mg oral daily", "inhibitor", "systemic route"), "Aripiprazole doubles: restlessness.", "Halve aripiprazole.", label("aripiprazole"), "Psychiatry"),
    ddi("sildenafil-inhibitor", "Sildenafil above 25 mg with a strong CYP3A4 inhibitor", "major",
        Cond("taking or ordering Sildenafil with dose > 25 mg as inhibitor", [["m sildenafil 26 mg oral as needed"]], [["m sildenafil 25 mg oral as needed"], []], [["m sildenafil oral"]]),
        side("StrongCYP3A4Inhibitor", "m clarithromycin 500 mg oral twice daily", "other", "systemic route"), "Sildenafil rises: low blood pressure, priapism.", "At most 25 mg, with ritonavir once in 48 hours.", label("sildenafil")),
    ddi("tadalafil-inhibitor", "Tadalafil above 10 mg with a strong CYP3A4 inhibitor", "moderate",
        Cond("taking or ordering Tadalafil with dose > 10 mg as inhibitor", [["m tadalafil 10.1 mg oral as needed"]], [["m tadalafil 10 mg oral as needed"], []], [["m tadalafil oral"]]),
        side("StrongCYP3A4Inhibitor", "m clarithromycin 500 mg oral twice daily", "other", "systemic route"), "Tadalafil rises: low blood pressure, priapism.", "At most 10 mg in 72 hours.", label("tadalafil")),
    ddi("sildenafil-alpha-blocker", "Sildenafil above 25 mg with an alpha blocker", "moderate",
        Cond("taking or ordering Sildenafil with dose > 25 mg as inhibitor", [["m sildenafil 26 mg oral as needed"]], [["m sildenafil 25 mg oral as needed"], []], [["m sildenafil oral"]]),
        side("AlphaBlocker", "m doxazosin 4 mg oral daily", "blocker"), "Low blood pressure and fainting.", "Start with 25 mg once the alpha blocker is stable.", label("sildenafil")),
    ddi("metformin-dolutegravir", "Metformin above 1,000 mg with dolutegravir", "moderate",
        Cond("taking or ordering Metformin with daily dose > 1000 mg as metformin", [["m metformin 1001 mg oral daily"]], [["m metformin 1000 mg oral daily"], []], [["m metformin oral"]]),
        side("Dolutegravir", "m dolutegravir 50 mg oral daily", "dolutegravir"), "Metformin nearly doubles.", "At most 1,000 mg of metformin a day, and watch glucose.", label("dolutegravir"), "Infectious diseases"),
    ddi("methadone-dose-qt", "Methadone above 100 mg with another QT-prolonging drug", "major",
        Cond("taking or ordering Methadone with daily dose > 100 mg as methadone", [["m methadone 101 mg oral daily"]], [["m methadone 100 mg oral daily"], []], [["m methadone oral"]]),
        side("QTOther", "m citalopram 20 mg oral daily", "drug", "systemic route"), "Torsades de pointes; the risk rises above 100 mg of methadone.", "ECG now; reduce methadone or replace the other drug.", label("methadone: boxed warning"), "Cardiology",
        unless=[obs("QTc", "<", 450, "ms", "30 days")], intent="A recent ECG with a normal QTc shows that it is being watched."),
]

NERVE = [
    ddi("opioid-cyp3a4-inhibitor", "Fentanyl, oxycodone or methadone with a strong CYP3A4 inhibitor", "major",
        side("(Fentanyl or Oxycodone or Methadone)", "m oxycodone 10 mg oral twice daily", "opioid", "systemic route"),
        side("StrongCYP3A4Inhibitor", "m clarithromycin 500 mg oral twice daily", "inhibitor", "systemic route"), "The opioid rises: respiratory depression.", "Take another antibiotic or antifungal, or reduce the opioid and watch breathing.",
        label("the opioids: boxed warning"), "Pain medicine", unless=[taking("Naloxone", "m naloxone 4 mg nasal as needed", "", verb="taking")]),
    ddi("methadone-inducer", "Methadone or buprenorphine with a strong enzyme inducer", "major", side("(Methadone or Buprenorphine)", "m methadone 40 mg oral daily", "opioid", "systemic route"),
        side("CombinedInducer", "m rifampin 600 mg oral daily", "inducer"), "The opioid falls: withdrawal and relapse.", "Raise the opioid by effect, and back when the inducer stops.", label("methadone"), "Addiction medicine"),
    ddi("opioid-prodrug-cyp2d6", "Codeine or tramadol with a strong CYP2D6 inhibitor", "moderate", side("(Codeine or Tramadol)", "m codeine 30 mg oral three times daily", "opioid"),
        side("StrongCYP2D6Inhibitor", "m paroxetine 20 mg oral daily", "inhibitor"), "The opioid is not activated: no relief of pain.", "Take morphine or paracetamol.", label("codeine and of tramadol"), "Pain medicine"),
    ddi("tramadol-serotonergic", "Tramadol with a serotonergic antidepressant", "moderate", side("Tramadol", "m tramadol 50 mg oral three times daily", "opioid"),
        side("SerotonergicAntidepressant", "m sertraline 50 mg oral daily", "antidepressant"), "Serotonin syndrome, and seizures.",
        "Take another opioid, such as morphine; otherwise watch for agitation, tremor, fever.", label("tramadol: serotonin syndrome"), "Psychiatry",
        intent="Inhibitors of CYP2D6 are left to opioid-prodrug-cyp2d6."),
    ddi("tramadol-seizure", "Tramadol with an antidepressant in a patient with seizures", "major", side("Tramadol", "m tramadol 50 mg oral three times daily", "opioid"),
        side("(SSRI or SNRI or TricyclicAntidepressant or Bupropion)", "m sertraline 50 mg oral daily", "antidepressant"), "Seizures.", "Take another analgesic.", label("tramadol"), "Neurology", when=[has("Epilepsy")], unknown="hold"),
    ddi("carbamazepine-macrolide", "Carbamazepine with clarithromycin or erythromycin", "major", side("Carbamazepine", "m carbamazepine 200 mg oral twice daily", "carbamazepine"),
        side("(Clarithromycin or Erythromycin)", "m clarithromycin 500 mg oral twice daily", "antibiotic", "systemic route"), "Carbamazepine rises: ataxia and drowsiness.", "Take azithromycin, or check the level after 3 days.", label("carbamazepine"), "Neurology",
        unless=[recent("CarbamazepineLevel", 4)]),
    ddi("phenytoin-fluconazole", "Phenytoin with fluconazole", "major", side("Phenytoin", "m phenytoin 300 mg oral daily", "phenytoin"), side("Fluconazole", "m fluconazole 200 mg oral daily", "antifungal", "systemic route"),
        "Phenytoin rises: ataxia.", "Check the level after 5 days, or give fluconazole once.", label("fluconazole"), "Neurology", unless=[recent("PhenytoinLevel", 6)]),
    ddi("valproate-carbapenem", "Valproate with a carbapenem", "major", side("Valproate", "m valproic acid 500 mg oral twice daily", "valproate"), side("Carbapenem", "m meropenem 1000 mg intravenous three times daily", "antibiotic"),
        "Valproate falls within a day: seizures.", "Take another antibiotic, or add another drug against seizures.", label("meropenem") + ['"VA National Drug File Reference Terminology, 2014: critical with valproic acid" year 2014'], "Neurology",
        unless=[taking("(Levetiracetam or Lacosamide)", "m levetiracetam 500 mg oral twice daily", "", verb="taking or ordering")], intent="Who has a second drug against seizures is covered."),
    ddi("theophylline-quinolone", "Theophylline with ciprofloxacin", "major", side("Theophylline", "m theophylline 200 mg oral twice daily", "theophylline"), side("Ciprofloxacin", "m ciprofloxacin 500 mg oral twice daily", "antibiotic", "systemic route"),
        "Theophylline rises: seizures and arrhythmia.", "Take another antibiotic, or halve theophylline and follow its level.", label("ciprofloxacin"), "Respiratory medicine", unless=[recent("TheophyllineLevel", 4)]),
    ddi("theophylline-macrolide", "Theophylline with clarithromycin or erythromycin", "moderate", side("Theophylline", "m theophylline 200 mg oral twice daily", "theophylline"),
        side("(Clarithromycin or Erythromycin)", "m clarithromycin 500 mg oral twice daily", "antibiotic", "systemic route"), "Theophylline rises: seizures and arrhythmia.", "Take azithromycin, or follow the level.", label("theophylline"), "Respiratory medicine",
        unless=[recent("TheophyllineLevel", 4)]),
    ddi("clozapine-cyp1a2-inhibitor", "Clozapine with ciprofloxacin or fluvoxamine", "major", side("Clozapine", "m clozapine 200 mg oral daily", "clozapine"), side("TizanidineForbidden", "m ciprofloxacin 500 mg oral twice daily", "inhibitor", "systemic route"),
        "Clozapine rises several times over: sedation, seizures.", "Take another drug, or a third of clozapine with its level.", label("clozapine"), "Psychiatry"),
    ddi("tamoxifen-cyp2d6", "Tamoxifen with a strong CYP2D6 inhibitor", "moderate", side("Tamoxifen", "m tamoxifen 20 mg oral daily", "tamoxifen"), side("StrongCYP2D6Inhibitor", "m paroxetine 20 mg oral daily", "inhibitor"),
        "Tamoxifen is activated less: cancer may return.", "Take venlafaxine or another drug that spares CYP2D6.", label("tamoxifen"), "Oncology", unless=[taking("(Anastrozole or Letrozole)", "m anastrozole 1 mg oral daily", "", verb="taking")],
        intent="Who has changed to an aromatase inhibitor is not concerned."),
    ddi("inhaled-steroid-booster", "Inhaled or nasal budesonide or fluticasone with ritonavir or cobicistat", "major",
        Cond("taking or ordering (Budesonide or Fluticasone) as steroid", [["m fluticasone 250 ug inhaled twice daily"]], [[]], [["m?"]]),
        side("HIVBooster", "m ritonavir 100 mg oral daily", "booster"), "The steroid reaches the blood: Cushing's syndrome.", "Take beclomethasone.", label("ritonavir and of fluticasone"), "Infectious diseases",
        ),
    ddi("contraceptive-inducer", "Hormonal contraceptive with an enzyme inducer", "moderate", side("ContraceptiveHormone", "m norethindrone 0.35 mg oral daily", "contraceptive", "systemic route"),
        side("ContraceptiveInducer", "m carbamazepine 200 mg oral twice daily", "inducer"), "The contraceptive may fail.", "Use an intrauterine device or a further method, and for 4 weeks after.",
        ['"US medical eligibility criteria for contraceptive use, 2024. MMWR Recomm Rep 2024;73(4)" year 2024'], "Gynaecology", "guideline",
        when=[cond("sex is female", "@sex female", ["@sex male"], ["@-sex"]), age("<", 55)], unknown="hold"),
    ddi("insulin-quinolone", "Insulin or sulfonylurea with a fluoroquinolone after a low glucose", "moderate", side("HypoglycemiaRisk", "m glipizide 5 mg oral daily", "drug"), side("Fluoroquinolone", "m levofloxacin 500 mg oral daily", "antibiotic", "systemic route"),
        "Severe low blood glucose.", "Take another antibiotic, or check glucose four times a day.", label("the fluoroquinolones"), "Endocrinology", when=[any_of(age(">=", 65), obs("Glucose", "<", 70, "mg/dL", "7 days"))], unknown="hold"),
    ddi("sulfonylurea-antiinfective", "Sulfonylurea with sulfamethoxazole or fluconazole and a weak kidney or old age", "moderate", side("Sulfonylurea", "m glipizide 5 mg oral daily", "sulfonylurea"),
        side("(Sulfamethoxazole or Fluconazole)", "m fluconazole 200 mg oral daily", "drug", "systemic route"), "Severe low blood glucose.", "Take another drug, or halve the sulfonylurea and check glucose.", label("the sulfonylureas"), "Endocrinology",
        when=[any_of(age(">=", 65), GFR("<", 60))], unknown="hold"),
    ddi("levothyroxine-cation", "Levothyroxine with calcium, iron or antacids and a high TSH", "moderate", side("Levothyroxine", "m levothyroxine 100 ug oral daily", "levothyroxine"), side("MultivalentCation", "m ferrous sulfate 325 mg oral daily", "cation", "oral route"),
        "Levothyroxine is bound in the gut.", "Take them 4 hours apart, and check TSH after 6 weeks.", label("levothyroxine"), "Endocrinology", when=[obs("TSH", ">", "4.5", "m[IU]/L", "180 days")], unknown="hold",
        intent="The pair is on the list of Phansalkar 2013 that need not interrupt; a high TSH shows that it matters here."),
    ddi("quinolone-cation", "Oral fluoroquinolone with calcium, iron or antacids", "minor", side("Fluoroquinolone", "m ciprofloxacin 500 mg oral twice daily", "antibiotic", "oral route"), side("MultivalentCation", "m ferrous sulfate 325 mg oral daily", "cation", "oral route"),
        "The antibiotic is bound in the gut and does not work.", "Take the antibiotic 2 hours before or 6 hours after.", label("ciprofloxacin"), "Pharmacy"),
    ddi("tetracycline-cation", "Oral tetracycline with calcium, iron or antacids", "minor", side("Tetracycline", "m doxycycline 100 mg oral twice daily", "antibiotic", "oral route"), side("MultivalentCation", "m ferrous sulfate 325 mg oral daily", "cation", "oral route"),
        "The antibiotic is bound in the gut and does not work.", "Take the antibiotic 2 hours before or 4 hours after.", label("doxycycline"), "Pharmacy"),
    ddi("dolutegravir-cation", "Dolutegravir with calcium, iron or antacids", "moderate", side("Dolutegravir", "m dolutegravir 50 mg oral daily", "dolutegravir"), side("MultivalentCation", "m ferrous sulfate 325 mg oral daily", "cation", "oral route"),
        "Dolutegravir is bound in the gut: resistance.", "Take it 2 hours before or 6 hours after, or calcium and iron with a meal.", label("dolutegravir"), "Infectious diseases"),
    ddi("rilpivirine-ppi", "Rilpivirine with a proton pump inhibitor", "major", side("Rilpivirine", "m rilpivirine 25 mg oral daily", "rilpivirine", "oral route"), side("ProtonPumpInhibitor", "m omeprazole 20 mg oral daily", "ppi"),
        "Rilpivirine is not absorbed: resistance.", "Do not combine; famotidine 12 hours before or 4 hours after.", label("rilpivirine"), "Infectious diseases"),
]

NERVE_SETS = """
/// Less those that inhibit CYP2D6 strongly, of which another interaction speaks.
codes SerotonergicAntidepressant "serotonergic antidepressant" =
    SerotoninReuptakeInhibitor + TricyclicAntidepressant - StrongCYP2D6Inhibitor

codes HIVBooster "ritonavir or cobicistat" = Ritonavir + rxnorm 1306284 "cobicistat"

/// Inducers for which the criteria of the CDC advise against pills, patch and ring.
codes ContraceptiveInducer "enzyme inducer" =
    Rifampin + Rifabutin + Carbamazepine + Phenytoin + Phenobarbital + Primidone + Topiramate + Oxcarbazepine
"""


def main():
    pack = Pack(PACK, ["terms", "laboratory", "scores"])
    by = "tools/context.py"
    pack.write("bleeding", ["Bleeding and clotting: gastroprotection, INR, kidney and dose decide."], BLEEDING, ANTIBIOTIC_2C9 + DEFINES, by)
    here = ["StomachRisk", "Antidepressant", "NotAfterMAOI", "LowPotassiumOrMagnesium", "CombinedInducer", "QTHighRisk", "QTOther", "TizanidineForbidden", "HIVBooster", "ModerateInhibitor"]
    pack.write("kidney-and-heart", ["Potassium, kidney and heart: results, levels and monitoring decide."], KIDNEY_HEART, POTASSIUM_SETS, by, here)
    pack.write("dose-limits", ["The dose that a label allows with another drug."], DOSE, "", by, here)
    pack.write("nerve-hormone-infection", ["Nerve, hormones and infection: levels, age, timing and protection decide."],
               NERVE, NERVE_SETS, by, here)


if __name__ == "__main__":
    main()
