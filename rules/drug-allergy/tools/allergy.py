#!/usr/bin/env python3
"""Makes the rules about allergies and their tests, with rulegen of the terms pack.

    python3 tools/allergy.py

Classes and side chains are described here; single ingredients are those of tools/ingredients.txt. Which drugs react
with which is from the sources named below, from memory: for clinical review. Run `curbside fmt` afterwards.
"""

import csv
import re
import sys
from pathlib import Path

PACK = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PACK.parent / "terms/tools"))
from rulegen import CLOCK, Cond, Pack, Rule, cond, graded, has, taking, yaml_line  # noqa: E402

PARAMETER = '"Khan DA et al. Drug allergy: a 2022 practice parameter update. J Allergy Clin Immunol 2022;150:1333" year 2022 doi 10.1016/j.jaci.2022.08.028'
LABEL = '"US prescribing information: contraindicated after a hypersensitivity reaction to the drug or its class"'
NOTE = "for clinical review: from memory of the practice parameter and of labels"
SINGLE_NOTE = "for clinical review: the label of each drug forbids it after a reaction to it, from memory; a label has no single year"
OWNER = "Allergy and immunology"


def tolerated(sets):
    return (f"any allergic to {sets} as allergy where (allergy.date is known"
            f" and (taken {sets} after allergy.date at least 7 days ago) is known and taken {sets} after allergy.date at least 7 days ago)")


def mild(sets):
    """An intolerance of low criticality; where kind or criticality is not recorded, none."""
    found = f"allergic to {sets} with kind intolerance, criticality low"
    return f"({found}) is known and {found}"


# key, name of the set, its label, members (terms of the language), sample drug, what is said, suggestion, severity of a reaction not severe
CLASSES = [
    ("penicillin", "Penicillins", "penicillin", 'Penicillin', "amoxicillin 500 mg oral three times daily", "penicillin v", "high", PARAMETER,
     'snomed 91936005 "Allergy to penicillin", 373270004 "Substance with penicillin structure and antibacterial mechanism of action"'),
    ("sulfonamide-antibiotic", "SulfonamideAntibiotics", "sulfonamide antibiotic", 'SulfonamideAntibiotic', "sulfamethoxazole 800 mg oral twice daily", "sulfadiazine", "high", PARAMETER,
     'snomed 387406002 "Sulfonamide" + rxnorm 10831 "sulfamethoxazole / trimethoprim"'),
    ("carbapenem", "Carbapenems", "carbapenem", 'Carbapenem', "meropenem 1000 mg intravenous three times daily", "ertapenem", "high", PARAMETER, ""),
    ("macrolide", "Macrolides", "macrolide", 'Macrolide', "azithromycin 500 mg oral daily", "erythromycin", "moderate", LABEL, ""),
    ("fluoroquinolone", "Fluoroquinolones", "fluoroquinolone", 'Fluoroquinolone', "ciprofloxacin 500 mg oral twice daily", "levofloxacin", "high", LABEL, ""),
    ("tetracycline", "Tetracyclines", "tetracycline", 'Tetracycline', "doxycycline 100 mg oral daily", "minocycline", "high", LABEL, ""),
    ("aminoglycoside", "Aminoglycosides", "aminoglycoside", 'Aminoglycoside', "gentamicin 240 mg intravenous daily", "tobramycin", "high", LABEL, ""),
    ("glycopeptide", "Glycopeptides", "glycopeptide", 'Vancomycin + Telavancin + rxnorm 1539239 "dalbavancin", 1547611 "oritavancin"', "vancomycin 1000 mg intravenous twice daily", "telavancin", "moderate", LABEL, ""),
    ("lincosamide", "Lincosamides", "lincosamide", 'Clindamycin + rxnorm 6398 "lincomycin"', "clindamycin 300 mg oral three times daily", "lincomycin", "high", LABEL, ""),
    ("nitroimidazole", "Nitroimidazoles", "nitroimidazole", 'Metronidazole + rxnorm 10612 "tinidazole"', "metronidazole 500 mg oral three times daily", "tinidazole", "high", LABEL, ""),
    ("rifamycin", "Rifamycins", "rifamycin", 'Rifamycin', "rifampin 600 mg oral daily", "rifabutin", "high", LABEL, ""),
    ("polymyxin", "Polymyxins", "polymyxin", 'rxnorm 2709 "colistin", 8536 "polymyxin b"', "colistin 150 mg intravenous twice daily", "polymyxin b", "high", LABEL, ""),
    ("echinocandin", "Echinocandins", "echinocandin", 'rxnorm 140108 "caspofungin", 325887 "micafungin"', "micafungin 100 mg intravenous daily", "caspofungin", "high", LABEL, ""),
    ("cox-1-inhibitor", "Cox1Inhibitors", "NSAID", 'NSAID + Salicylate - Celecoxib - rxnorm 307296 "etoricoxib"', "naproxen 500 mg oral twice daily", "aspirin", "high", PARAMETER, ""),
    ("phenanthrene-opioid", "PhenanthreneOpioids", "opioid of the morphine kind", 'Morphine + Codeine + Hydrocodone + Hydromorphone + Oxycodone + Oxymorphone + rxnorm 7238 "nalbuphine", 1841 "butorphanol"',
     "oxycodone 5 mg oral four times daily", "codeine", "moderate", PARAMETER, ""),
    ("phenylpiperidine-opioid", "PhenylpiperidineOpioids", "opioid of the fentanyl kind", 'Fentanyl + Meperidine + rxnorm 480 "alfentanil", 73032 "remifentanil", 56795 "sufentanil"', "fentanyl 25 ug transdermal", "meperidine", "moderate", PARAMETER, ""),
    ("ace-inhibitor", "ACEInhibitors", "ACE inhibitor", 'ACEInhibitor', "lisinopril 10 mg oral daily", "enalapril", "high", LABEL, ""),
    ("arb", "ARBs", "angiotensin receptor blocker", 'ARB', "losartan 50 mg oral daily", "valsartan", "high", LABEL, ""),
    ("aromatic-antiepileptic", "AromaticAntiepileptics", "aromatic antiepileptic", 'Carbamazepine + Oxcarbazepine + Phenytoin + Phenobarbital + Primidone + Lamotrigine + rxnorm 72236 "fosphenytoin", 1482502 "eslicarbazepine"',
     "carbamazepine 200 mg oral twice daily", "phenytoin", "high", PARAMETER, ""),
    ("ester-anaesthetic", "EsterAnaesthetics", "ester local anaesthetic", 'rxnorm 1399 "benzocaine", 8701 "procaine"', "procaine 50 mg intramuscular", "benzocaine", "moderate", PARAMETER, ""),
    ("amide-anaesthetic", "AmideAnaesthetics", "amide local anaesthetic", 'rxnorm 6387 "lidocaine", 8686 "prilocaine", 35780 "ropivacaine"', "lidocaine 50 mg intravenous", "ropivacaine", "moderate", PARAMETER, ""),
    ("iodinated-contrast", "IodinatedContrast", "iodinated contrast", 'ContrastAgent', "iohexol 100 mL intravenous", "iopamidol", "high", PARAMETER, ""),
    ("heparin", "Heparins", "heparin", 'Heparin', "enoxaparin 40 mg subcutaneous daily", "heparin", "high", LABEL, ""),
    ("ppi", "ProtonPumpInhibitors", "proton pump inhibitor", 'ProtonPumpInhibitor', "omeprazole 20 mg oral daily", "pantoprazole", "moderate", LABEL, ""),
    ("muscle-relaxant", "Relaxants", "neuromuscular blocker", 'rxnorm 68139 "rocuronium", 71535 "vecuronium", 10154 "succinylcholine"', "rocuronium 50 mg intravenous", "vecuronium", "high", PARAMETER, ""),
    ("phenothiazine", "Phenothiazines", "phenothiazine", 'Chlorpromazine + Prochlorperazine + Promethazine + Thioridazine + rxnorm 8076 "perphenazine"', "prochlorperazine 5 mg oral three times daily", "promethazine", "moderate", LABEL, ""),
    ("thiopurine", "Thiopurines", "thiopurine", 'Thiopurine', "azathioprine 100 mg oral daily", "mercaptopurine", "high", LABEL, ""),
    ("platinum", "Platinums", "platinum drug", 'Cisplatin + rxnorm 40048 "carboplatin", 32592 "oxaliplatin"', "cisplatin 100 mg intravenous", "carboplatin", "high", PARAMETER, ""),
    ("taxane", "Taxanes", "taxane", 'rxnorm 56946 "paclitaxel", 72962 "docetaxel", 996051 "cabazitaxel"', "paclitaxel 200 mg intravenous", "docetaxel", "high", PARAMETER, ""),
]

# Cephalosporins by their R1 side chain; a group reacts within itself.
SIDE_CHAINS = [
    ("aminobenzyl", "AminobenzylCephalosporins", "cephalosporin with the side chain of amoxicillin", "Cephalexin + Cefadroxil + Cefaclor + Cefprozil", "cephalexin 500 mg oral three times daily", "cefaclor"),
    ("methoxyimino", "MethoxyiminoCephalosporins", "cephalosporin with the side chain of ceftriaxone", "Ceftriaxone + Cefotaxime + Cefepime + Cefpodoxime + Cefuroxime", "ceftriaxone 1000 mg intravenous daily", "cefepime"),
    ("ceftazidime", "CeftazidimeGroup", "antibiotic with the side chain of ceftazidime", "Ceftazidime + Cefiderocol + Aztreonam", "aztreonam 1000 mg intravenous three times daily", "ceftazidime"),
    ("cefixime", "CefiximeGroup", "cephalosporin with the side chain of cefixime", "Cefixime + Cefdinir", "cefdinir 300 mg oral twice daily", "cefixime"),
]


def allergy(name, details=""):
    return f"a {name} {details} since 2024-01-01".replace("  ", " ")


def severe_define(key, sets, name):
    return f'''/// A reaction that was severe, or is expected to be.
define {key}Severe "a severe reaction to {name}" =
  allergic to {sets} with severity severe or allergic to {sets} with criticality high

/// Taken without harm since: for a week at least, and after the allergy was noted.
define {key}Tolerated "{name} tolerated since" =
  {tolerated(sets)}

'''


def pair(key, ident, sets, allergens, name, sample, allergen, severity, evidence, what, drug_first=None):
    """Two rules: after a severe reaction, and after any other."""
    drug = taking(sets, f"m {sample} draft")
    drug_name = drug_first or sample.split(" ")[0]
    severe = Cond(f"{ident}Severe", [[allergy(allergen, "severe")], [allergy(allergen, "high criticality mild")]], [[allergy(allergen, "mild low criticality")]], [["a?"], [allergy(allergen)]])
    past = f"m {sample} since 2024-06-01 until 2024-06-10 dispensed"
    tolerant = Cond(f"{ident}Tolerated", [[past]], [[]], [])  # never undecided
    earlier = (f"tolerated before the allergy says nothing", [f"m {sample} draft", f"m {sample} since 2023-06-01 until 2023-06-10 dispensed"])
    severe_rule = Rule(f"{key}-severe", f"{what} after a severe reaction", "critical", [drug, severe, cond(f"allergic to {allergens} as allergy", allergy(allergen, "severe"), unknown="a?")],
                       unless=[tolerant], message=f"{{drug}} after a severe reaction to {{allergy}}.", suggest=['change drug "Take a drug of another kind"'], evidence=[evidence], note=NOTE, owner=OWNER,
                       detail="The reaction is recorded as severe, or its criticality as high, and nothing shows that the drug was tolerated since.",
                       trigger="patient-view, order-select, order-sign, allergyintolerance-create",
                       user="Prescribers, pharmacists and nurses who give medicines", who="Everyone with an allergy to the drug or its class on record")
    # The two conditions speak of one allergy: the third has no facts of its own to lose.
    severe_rule.when[2] = Cond(f"allergic to {allergens} as allergy", [[]], [], [])
    severe_rule.more = [(f"{earlier[0]}, severe", [earlier[1] + [allergy(allergen, "severe")]], {"fires": f"[ {key}-severe ]"}),
                        ("a refuted allergy", [[f"m {sample} draft", allergy(allergen, "severe refuted")]], {"silent": f"[ {key}-severe, {key} ]"}),
                        ("an unconfirmed allergy counts", [[f"m {sample} draft", allergy(allergen, "severe unconfirmed")]], {"fires": f"[ {key}-severe ]"}),
                        ("without a date nothing can have been tolerated since", [[f"m {sample} draft", f"m {sample} since 2024-06-01 until 2024-06-10 dispensed", f"a {allergen} severe"]], {"fires": f"[ {key}-severe ]"}),
                        ("a history that nobody looked at takes nothing away", [["m?", f"m {sample} draft", allergy(allergen, "severe")]], {"fires": f"[ {key}-severe ]"})]
    plain = Rule(key, what, severity, [drug, cond(f"allergic to {allergens} as allergy", allergy(allergen), unknown="a?")], unknown="hold",
                 unless=[tolerant, Cond(f"{ident}Severe is known and {ident}Severe", [[allergy(allergen, "severe")]]),
                         Cond(mild(allergens), [[allergy(allergen, "intolerance low criticality mild")]])],
                 message=f"{{drug}} although an allergy is on record: {{allergy}}.", suggest=['change drug "Take a drug of another kind, or clear up the allergy"'], evidence=[evidence], note=NOTE, owner=OWNER,
                 detail="How severe the reaction was is not recorded, or it was not severe. An intolerance of low criticality is not counted.",
                 trigger="patient-view, order-select, order-sign, allergyintolerance-create", user=severe_rule.user, who=severe_rule.who,
                 intent="What was taken without harm since the allergy was noted is no longer an allergy; an unconfirmed allergy counts.")
    # Exceptions replace the allergy itself, so their tests are written out.
    base = [f"m {sample} draft"]
    plain.unless = [Cond(c.text, [], [[]], []) for c in plain.unless]
    plain.more = [("tolerated since", [base + [past, allergy(allergen)]], {"suppressed": f"[ {key} ]"}),
                  (earlier[0], [earlier[1] + [allergy(allergen)]], {"fires": f"[ {key} ]"}),
                  ("after a severe reaction the other rule speaks", [base + [allergy(allergen, "severe")]], {"suppressed": f"[ {key} ]", "fires": f"[ {key}-severe ]"}),
                  ("an intolerance of low criticality", [base + [allergy(allergen, "intolerance low criticality mild")]], {"suppressed": f"[ {key} ]"}),
                  ("an intolerance of unknown criticality", [base + [allergy(allergen, "intolerance mild")]], {"fires": f"[ {key} ]"}),
                  ("a mild allergy", [base + [allergy(allergen, "mild low criticality allergy")]], {"fires": f"[ {key} ]"}),
                  ("an unconfirmed allergy counts", [base + [allergy(allergen, "unconfirmed")]], {"fires": f"[ {key} ]"}),
                  ("free text instead of an allergy", [base + ['a uncoded "some antibiotic"']], {"unknown": f"[ {key} ]"})]
    return [severe_rule, plain]


def words(text):
    return text if re.match(r"(an?|the) ", text) else ("an " if text[0] in "aeiouAEIONS" and text[:2] not in ("un",) else "a ") + text


def classes():
    sets, rules = "", []
    for key, ident, label, members, sample, allergen, severity, evidence, more in CLASSES:
        allergens = ident
        sets += f'codes {ident} "{label}" = {members}\n\n'
        if more:
            allergens = f"{ident}Allergen"
            sets += f'/// The class and the codes by which an allergy to it is recorded.\ncodes {allergens} "{label}" = {ident} + {more}\n\n'
        sets += severe_define(ident, allergens, label)
        rules += pair(key, ident, ident, allergens, label, sample, allergen, severity, evidence, f"{label[0].upper() + label[1:]} with an allergy to the class", None)
    return sets, rules


def side_chains():
    sets, rules = "", []
    for key, ident, label, members, sample, allergen in SIDE_CHAINS:
        sets += f'codes {ident} "{label}" = {members}\n\n' + severe_define(ident, ident, label)
        rules += pair(f"{key}-side-chain", ident, ident, ident, label, sample, allergen, "high", PARAMETER, "Antibiotic with the side chain of one that was not tolerated")
    sets += '''codes Aminopenicillins "aminopenicillin" = Amoxicillin + Ampicillin

/// A penicillin without a name: the side chain is not known.
codes PenicillinUnspecified "penicillin" =
    snomed 91936005 "Allergy to penicillin", 373270004 "Substance with penicillin structure and antibacterial mechanism of action"

/// Cephalosporins whose side chain no penicillin has.
codes OtherCephalosporins "cephalosporin with a side chain of its own" = Cephalosporin - AminobenzylCephalosporins

'''
    common = dict(note=NOTE, owner=OWNER, evidence=[PARAMETER], trigger="patient-view, order-select, order-sign, allergyintolerance-create",
                  user="Prescribers, pharmacists and nurses who give medicines", who="Everyone with the allergy that the title names on record", unknown="hold")
    aged = lambda name, details="": allergy(name, details)
    tol = lambda sets, sample: Cond(f"(taken {sets} in last 5 years at least 7 days ago) is known and taken {sets} in last 5 years at least 7 days ago",
                                   [[f"m {sample} since 2024-06-01 until 2024-06-10 dispensed"]], [[]], [])
    rules += [
        Rule("aminopenicillin-then-cephalosporin", "Cephalosporin with the side chain of an aminopenicillin that was not tolerated", "high",
             [taking("AminobenzylCephalosporins", "m cephalexin 500 mg oral three times daily draft"), cond("allergic to Aminopenicillins as allergy", aged("amoxicillin"), unknown="a?")],
             unless=[tol("AminobenzylCephalosporins", "cephalexin 500 mg oral three times daily")],
             message="{drug} has the side chain of a drug to which an allergy is on record: {allergy}.", suggest=['change drug "Cefazolin or cefuroxime have another side chain"'], **common),
        Rule("cephalosporin-then-aminopenicillin", "Aminopenicillin with the side chain of a cephalosporin that was not tolerated", "high",
             [taking("Aminopenicillins", "m amoxicillin 500 mg oral three times daily draft"), cond("allergic to AminobenzylCephalosporins as allergy", aged("cephalexin"), unknown="a?")],
             unless=[tol("Aminopenicillins", "amoxicillin 500 mg oral three times daily")],
             message="{drug} has the side chain of a drug to which an allergy is on record: {allergy}.", suggest=['change drug "Take an antibiotic of another kind"'], **common),
        Rule("penicillin-unspecified-cephalosporin", "Cephalosporin with the side chain of amoxicillin, and an allergy to some penicillin", "moderate",
             [taking("AminobenzylCephalosporins", "m cephalexin 500 mg oral three times daily draft"), cond("allergic to PenicillinUnspecified as allergy", aged("91936005").replace("a 91936005", "a snomed 91936005"), unknown="a?")],
             unless=[tol("AminobenzylCephalosporins", "cephalexin 500 mg oral three times daily")],
             message="{drug} has the side chain of amoxicillin, and an allergy is on record: {allergy}.", suggest=['change drug "Ask which penicillin it was; cefazolin has another side chain"'],
             intent="Most of these allergies are none; a cephalosporin with another side chain is no reason to warn.", **common),
        Rule("cephalosporin-after-severe-penicillin", "Cephalosporin after a severe reaction to a penicillin", "info",
             [taking("OtherCephalosporins", "m ceftriaxone 1000 mg intravenous daily draft"), Cond("PenicillinsSevere", [[aged("penicillin v", "severe")], [aged("penicillin v", "mild high criticality")]], [[], [aged("penicillin v", "mild low criticality")]], [["a?"]])],
             message="{drug} after a severe reaction to a penicillin: less than 2 of 100 react; watch the first dose.", intent="Says that it may be given; the practice parameter allows it.", **common),
        Rule("carbapenem-after-severe-beta-lactam", "Carbapenem after a severe reaction to a penicillin", "info",
             [taking("Carbapenem", "m meropenem 1000 mg intravenous three times daily draft"), Cond("PenicillinsSevere", [[aged("penicillin v", "severe")], [aged("penicillin v", "mild high criticality")]], [[], [aged("penicillin v", "mild low criticality")]], [["a?"]])],
             message="{drug} after a severe reaction to a penicillin: less than 1 of 100 react; watch the first dose.", intent="Says that it may be given; the practice parameter allows it.", **common),
        Rule("sulfasalazine-after-sulfonamide", "Sulfasalazine with an allergy to a sulfonamide antibiotic", "high",
             [taking("Sulfasalazine", "m sulfasalazine 1000 mg oral twice daily draft"), cond("allergic to SulfonamideAntibioticsAllergen as allergy", aged("sulfamethoxazole"), unknown="a?")],
             unless=[tol("Sulfasalazine", "sulfasalazine 1000 mg oral twice daily")],
             message="{drug} releases a sulfonamide antibiotic. Allergy on record: {allergy}.", suggest=['change drug "Mesalamine has no sulfonamide"'],
             intent="Diuretics, celecoxib and sulfonylureas are sulfonamides of another kind and no reason to warn.", **common),
        Rule("dapsone-after-sulfonamide", "Dapsone with an allergy to a sulfonamide antibiotic", "moderate",
             [taking("Dapsone", "m dapsone 100 mg oral daily draft"), cond("allergic to SulfonamideAntibioticsAllergen as allergy", aged("sulfamethoxazole"), unknown="a?")],
             unless=[Cond("SulfonamideAntibioticsSevere is known and not SulfonamideAntibioticsSevere", [], [[]], [])],
             message="{drug}: about one in five reacts again. Allergy on record: {allergy}.", suggest=['change drug "Atovaquone is another choice against pneumocystis"'],
             intent="After a mild reaction dapsone may be tried.",
             more=[("a mild reaction", [["m dapsone 100 mg oral daily draft", aged("sulfamethoxazole", "mild low criticality")]], {"suppressed": "[ dapsone-after-sulfonamide ]"}),
                   ("a severe reaction", [["m dapsone 100 mg oral daily draft", aged("sulfamethoxazole", "severe")]], {"fires": "[ dapsone-after-sulfonamide ]"})], **common),
        Rule("sacubitril-after-ace-inhibitor", "Sacubitril after angioedema from an ACE inhibitor", "critical",
             [taking("Sacubitril", "m sacubitril 49 mg oral twice daily draft"),
              Cond("allergic to ACEInhibitor with reaction AngioedemaReaction as allergy", [[]], [["a { fact: lisinopril, recorded: 2024-01-01, reaction: snomed 49727002 }"]], [])],
             message="{drug} after angioedema from {allergy}: contraindicated.", suggest=['change drug "Take another treatment of heart failure"'], **{**common, "evidence": ['"US prescribing information of sacubitril and valsartan: history of angioedema"']}),
        Rule("arb-after-ace-inhibitor-angioedema", "ARB after angioedema from an ACE inhibitor", "low",
             [taking("ARB", "m losartan 50 mg oral daily draft"), Cond("allergic to ACEInhibitor with reaction AngioedemaReaction as allergy", [[]], [["a { fact: lisinopril, recorded: 2024-01-01, reaction: snomed 49727002 }"]], [])],
             unless=[tol("ARB", "losartan 50 mg oral daily")],
             message="{drug} after angioedema from {allergy}: a few of 100 react again; say what to watch for.", **common),
        Rule("nsaid-respiratory-disease", "COX-1 inhibitor in asthma with an allergy to another one", "critical",
             [taking("Cox1Inhibitors", "m ibuprofen 400 mg oral three times daily draft"), cond("allergic to Cox1Inhibitors as allergy", aged("aspirin"), unknown="a?"), has("Asthma")],
             unless=[Cond("Cox1InhibitorsTolerated", [[ "m ibuprofen 400 mg oral daily since 2024-06-01 until 2024-06-10 dispensed"]], [[]], []),
                     Cond("Cox1InhibitorsSevere is known and Cox1InhibitorsSevere", [[aged("aspirin", "severe")]], [[]], [])],
             intent="After a severe reaction cox-1-inhibitor-severe speaks.",
             message="{drug} in asthma with an allergy to {allergy}: bronchospasm, as with every COX-1 inhibitor.", suggest=['change drug "Celecoxib is usually tolerated"'], **common),
    ]
    # The reaction stands in a map, which the lines of the generator cannot say.
    for rule, drug in ((rules[-3], "sacubitril 49 mg oral twice daily draft"), (rules[-2], "losartan 50 mg oral daily draft")):
        rule.when[1].yes = [['a { fact: lisinopril, recorded: 2024-01-01, reaction: AngioedemaReaction }']]
        rule.when[1].unknown = [["a?"], [aged("lisinopril")]]
    sets += '''/// Angioedema as a reaction; the code of the problem serves for both.
codes AngioedemaReaction "angioedema" = Angioedema + snomed 402387002 "Allergic angioedema"

'''
    return sets, rules


# --- single ingredients -------------------------------------------------------------------------------------


def ingredients():
    rows = {}
    with open(PACK.parent / "terms/codes/ingredients.csv", encoding="utf-8") as f:
        for row in csv.DictReader(line for line in f if not line.startswith("#")):
            rows[row["name"]] = row["rxcui"]
    wanted = [line.strip() for line in (PACK / "tools/ingredients.txt").read_text(encoding="utf-8").splitlines() if line.strip() and not line.startswith("#")]
    return [(name, rows[name]) for name in sorted(wanted)]


def camel(name):
    return "".join(w.capitalize() for w in re.split(r"[^a-z0-9]+", name.lower()))


def single(name, code, known):
    ident, slug = camel(name), re.sub(r"[^a-z0-9]+", "-", name).strip("-")
    own = "" if ident in known else f'codes {ident} "{name}" = rxnorm {code} "{name}"\n\n'
    severe = f"(allergic to {ident} with severity severe or allergic to {ident} with criticality high)"
    return own + f'''rule {slug}-severe "{name[0].upper() + name[1:]} after a severe reaction to it" {{
  category safety
  trigger patient-view, order-select, order-sign, allergyintolerance-create
  when taking or ordering {ident} as drug
  when allergic to {ident} as allergy
  when {severe}
  unless {tolerated(ident)}
  unknown hold
  severity critical
  message "{{drug}} after a severe reaction to {{allergy}}."
  detail "The reaction is recorded as severe, or its criticality as high, and nothing shows that the drug was tolerated since."
  suggest change drug "Take another drug"
  evidence {graded(LABEL)}
  population "Everyone with an allergy to the drug itself on record"
  user "Prescribers, pharmacists and nurses who give medicines"
  note "{SINGLE_NOTE}"
  owner "{OWNER}"
  version "1.0.0"
  review by 2027-11-30
}}

rule {slug} "{name[0].upper() + name[1:]} with an allergy to it" {{
  category safety
  trigger patient-view, order-select, order-sign, allergyintolerance-create
  when taking or ordering {ident} as drug
  when allergic to {ident} as allergy
  unless {tolerated(ident)}
  unless {severe} is known and {severe}
  unless {mild(ident)}
  unknown hold
  severity high
  message "{{drug}} although an allergy is on record: {{allergy}}."
  suggest change drug "Take another drug, or clear up the allergy"
  evidence {graded(LABEL)}
  population "Everyone with an allergy to the drug itself on record"
  user "Prescribers, pharmacists and nurses who give medicines"
  note "{SINGLE_NOTE}"
  owner "{OWNER}"
  version "1.0.0"
  review by 2027-11-30
}}
'''


def singles(pack):
    rows = ingredients()
    size = 26
    for n, start in enumerate(range(0, len(rows), size)):
        part = rows[start:start + size]
        file = f"ingredients-{n + 1:02}"
        head = [f"pack {pack.name}", "", f"// Single ingredients, {part[0][0]} to {part[-1][0]}: an allergy to the drug itself.",
                "// Generated by tools/allergy.py from tools/ingredients.txt: change the list, not this file.", ""]
        known = pack.names["terms"]
        mine = sorted({camel(name) for name, _ in part} & known)
        head += ["use terms.{" + ", ".join(mine) + "}", ""] if mine else []
        (PACK / f"{file}.cds").write_text("\n".join(head) + "\n" + "\n".join(single(*row, known) for row in part), encoding="utf-8")
        slugs = [re.sub(r"[^a-z0-9]+", "-", name).strip("-") for name, _ in part]
        every = "[ " + ", ".join(slugs) + " ]"
        worst = "[ " + ", ".join(f"{s}-severe" for s in slugs) + " ]"
        facts = lambda prefix, details: [f'        - "rxnorm {code} \\"{name}\\" {details}"' for name, code in part]
        drafts, past, before = facts("m", "oral daily draft"), facts("m", "oral daily since 2024-06-01 until 2024-06-10 dispensed"), facts("m", "oral daily since 2023-06-01 until 2023-06-10 dispensed")
        noted = facts("a", "since 2024-01-01")
        cases = [
            ("every drug with an allergy to it", drafts, noted, f"fires: {every}"),
            ("no allergy", drafts, [], f"silent: {every}"),
            ("an allergy to a drug that is not taken", [], noted, f"silent: {every}"),
            ("nobody asked for allergies", drafts, None, f"unknown: {every}"),
            ("nobody knows the medicines", None, noted, f"unknown: {every}"),
            ("tolerated since", drafts + past, noted, f"suppressed: {every}"),
            ("taken before the allergy says nothing", drafts + before, noted, f"fires: {every}"),
            ("without a date nothing can have been tolerated since", drafts + past, facts("a", ""), f"fires: {every}"),
            ("an unconfirmed allergy counts", drafts, facts("a", "unconfirmed since 2024-01-01"), f"fires: {every}"),
            ("a refuted allergy does not", drafts, facts("a", "refuted since 2024-01-01"), f"silent: {every}"),
            ("an intolerance of low criticality", drafts, facts("a", "intolerance low criticality since 2024-01-01"), f"suppressed: {every}"),
            ("an intolerance of which nobody says how critical", drafts, facts("a", "intolerance since 2024-01-01"), f"fires: {every}"),
            ("a history of which only a part is known", "part", noted, f"fires: {every}"),
            ("a severe reaction", drafts, facts("a", "severe since 2024-01-01"), f"fires: {worst}\n      suppressed: {every}"),
            ("a high criticality", drafts, facts("a", "mild high criticality since 2024-01-01"), f"fires: {worst}"),
            ("a reaction that was mild, of low criticality", drafts, facts("a", "allergy mild low criticality since 2024-01-01"), f"silent: {worst}\n      fires: {every}"),
            ("how severe it was is not on record", drafts, noted, f"unknown: {worst}"),
            ("a severe reaction and a drug that is not taken", [], facts("a", "severe since 2024-01-01"), f"silent: {worst}"),
            ("a severe reaction, tolerated since", drafts + past, facts("a", "severe since 2024-01-01"), f"suppressed: {worst}"),
            ("a severe reaction, taken before it", drafts + before, facts("a", "severe since 2024-01-01"), f"fires: {worst}"),
            ("severe, and nobody asked for medicines", None, facts("a", "severe since 2024-01-01"), f"unknown: {worst}"),
            ("severe, and nobody asked for allergies", drafts, None, f"unknown: {worst}"),
            ("severe, of unknown date", drafts + past, facts("a", "severe"), f"fires: {worst}"),
        ]
        out = ["# Generated by tools/allergy.py: each rule fires, is silent, undecided and silenced.", f"clock: {CLOCK}", "patient: { born: 1976-02-01, sex: male }", "cases:"]
        for name, meds, allergies, expect in cases:
            out += [f"  - name: {name}", "    given:"]
            if meds is None:
                out.append("      medications: not supplied")
            elif meds == "part":
                out += ["      medications:", "        coverage: partial", "        facts:"] + ["  " + d for d in drafts]
            elif meds:
                out += ["      medications:"] + meds
            if allergies is None:
                out.append("      allergies: not supplied")
            elif allergies:
                out += ["      allergies:"] + allergies
            out += ["    expect:", f"      {expect}"]
        half = next(i for i, line in enumerate(out) if line.startswith("  - name: without a date"))
        (PACK / f"tests/{file}-1.yaml").write_text("\n".join(out[:half]) + "\n", encoding="utf-8")
        (PACK / f"tests/{file}-2.yaml").write_text("\n".join(out[:4] + out[half:]) + "\n", encoding="utf-8")


def main():
    for old in list(PACK.glob("ingredients-*.cds")) + list((PACK / "tests").glob("ingredients-*.yaml")):
        old.unlink()
    pack = Pack(PACK, ["terms"])
    sets, rules = classes()
    third = len(CLASSES) // 2 + 1
    names = set(re.findall(r"^(?:codes|define) ([\w-]+)", sets, re.M))
    blocks = re.split(r"(?=^codes \w+ )", sets, flags=re.M)
    chunk = lambda keys: "".join(b for b in sets_of(sets, keys))
    for n, part in enumerate((CLASSES[:10], CLASSES[10:20], CLASSES[20:])):
        idents = [c[1] for c in part]
        keys = {c[0] for c in part}
        mine = [r for r in rules if r.name in keys or r.name.removesuffix("-severe") in keys]
        pack.write(f"classes-{n + 1}", ["Allergies to a class: the drugs of the class react with each other."], mine, sets_of(sets, idents), "tools/allergy.py", names)
    more_sets, more_rules = side_chains()
    pack.write("side-chains", ["Cross-reactivity between classes: side chains of beta lactams, and a few others."], more_rules, more_sets, "tools/allergy.py", names | {"AminobenzylCephalosporins", "Sulfasalazine"})
    singles(pack)


def sets_of(sets, idents):
    """The sets and definitions of these classes."""
    parts = re.split(r"(?=^(?:///[^\n]*\n)*(?:codes|define) )", sets, flags=re.M)
    return "".join(p for p in parts if (m := re.search(r"^(?:codes|define) (\w+)", p, re.M)) and re.sub(r"(Allergen|Severe|Tolerated)$", "", m[1]) in idents)


if __name__ == "__main__":
    main()
