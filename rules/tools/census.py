#!/usr/bin/env python3
"""Counts what the packs hold against what was asked of them, from their text, codes and tests.

    python3 rules/tools/census.py [--packs rules] [--out FILE] [--curbside COMMAND --onc FOLDER]

Prints a table in Markdown and ends with 1 when something is short. With `--curbside` (the command) and `--onc` (a folder with
`ddi_onc_high.csv`, see the sources of the pack drug-interactions) every pair of drugs of the ONC high-priority list is put to the
packs as a patient who takes both. Standard library only; the same input gives the same bytes.
"""

import argparse
import csv
import itertools
import json
import re
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

# Services of the US Preventive Services Task Force with grade A or B for adults (and for pregnancy), each with its rules.
USPSTF = [
    ("abdominal aortic aneurysm, men 65 to 75 who smoked", "B 2019", ["aortic-aneurysm-screening"]),
    ("anxiety, to 64 years", "B 2023", ["anxiety-screening"]),
    ("aspirin against pre-eclampsia", "B 2021", ["aspirin-against-preeclampsia"]),
    ("asymptomatic bacteriuria in pregnancy", "B 2019", ["bacteriuria-in-pregnancy"]),
    ("BRCA: risk assessment and counselling", "B 2019", ["brca-assessment"]),
    ("breast cancer: medicines that lower the risk", "B 2019", ["breast-cancer-prevention"]),
    ("breast cancer screening, 40 to 74", "B 2024", ["breast-screening"]),
    ("breastfeeding support", "B 2025", ["breastfeeding-support"]),
    ("cervical cancer, 21 to 65", "A 2018", ["cervical-screening-21-to-29", "cervical-screening-30-to-65"]),
    ("chlamydia and gonorrhoea in women", "B 2021", ["chlamydia-screening"]),
    ("colorectal cancer, 45 to 75", "A, B 2021", ["colorectal-screening"]),
    ("depression in adults", "B 2023", ["depression-screening"]),
    ("diet and exercise with risk factors of the heart", "B 2020", ["diet-counselling"]),
    ("drug use", "B 2020", ["drug-use-screening"]),
    ("falls: exercise from 65", "B 2024", ["exercise-against-falls"]),
    ("folic acid before pregnancy", "A 2023", ["folic-acid-before-pregnancy"]),
    ("gestational diabetes", "B 2021", ["gestational-diabetes-screening"]),
    ("hepatitis B, at risk", "B 2020", ["hepatitis-b-screening"]),
    ("hepatitis B in pregnancy", "A 2019", ["hepatitis-b-in-pregnancy"]),
    ("hepatitis C, 18 to 79", "B 2020", ["hepatitis-c-screening"]),
    ("HIV, 15 to 65", "A 2019", ["hiv-screening"]),
    ("HIV in pregnancy", "A 2019", ["hiv-in-pregnancy"]),
    ("HIV: prophylaxis before exposure", "A 2023", ["hiv-prophylaxis"]),
    ("hypertension in adults", "A 2021", ["blood-pressure-screening", "blood-pressure-screening-young"]),
    ("hypertensive disorders of pregnancy", "B 2023", ["blood-pressure-in-pregnancy"]),
    ("intimate partner violence", "B 2018", ["partner-violence"]),
    ("latent tuberculosis, at risk", "B 2023", ["tuberculosis-screening"]),
    ("lung cancer, 50 to 80", "B 2021", ["lung-screening"]),
    ("obesity: behavioural help", "B 2018", ["obesity-counselling"]),
    ("osteoporosis, women from 65", "B 2025", ["osteoporosis-screening"]),
    ("osteoporosis, younger women at risk", "B 2025", ["osteoporosis-screening-younger"]),
    ("perinatal depression: counselling", "B 2019", ["perinatal-depression-prevention"]),
    ("prediabetes and type 2 diabetes, 35 to 70", "B 2021", ["diabetes-screening"]),
    ("prediabetes: an intervention that prevents", "B 2021", ["metformin-in-prediabetes"]),
    ("Rh(D), first visit", "A 2004", ["rhesus-factor-in-pregnancy"]),
    ("Rh(D), antibodies again at 24 to 28 weeks", "B 2004", ["rhesus-antibodies-again"]),
    ("sexually transmitted infections: counselling", "B 2020", ["sexual-health-counselling"]),
    ("skin cancer: counselling to 24 years", "B 2018", ["sun-counselling"]),
    ("statin, 40 to 75", "B 2022", ["statin-in-primary-prevention"]),
    ("syphilis, at risk", "A 2022", ["syphilis-screening"]),
    ("syphilis in pregnancy", "A 2025", ["syphilis-in-pregnancy"]),
    ("tobacco: adults, pregnancy included", "A 2021", ["tobacco-status-due", "help-to-stop-smoking"]),
    ("unhealthy alcohol use", "B 2018", ["alcohol-screening"]),
    ("weight gain in pregnancy", "B 2021", ["weight-in-pregnancy"]),
]

# Diseases of the routine schedule, each with the beginnings of its rules.
VACCINES = {
    "childhood": ["hepatitis-b-first", "rotavirus", "dtap", "hib-first", "pneumococcal-child", "polio", "influenza-child", "mmr-first",
                  "varicella-first", "hepatitis-a-first", "rsv-antibody", "tdap-adolescent", "hpv", "meningococcal-first"],
    "adult": ["influenza-adult", "tetanus-booster", "tdap-in-pregnancy", "zoster-first", "zoster-second", "pneumococcal-first",
              "hepatitis-b-adult", "mmr-adult", "varicella-adult", "rsv-vaccine", "covid-19", "hpv", "hepatitis-a-at-risk",
              "meningococcal-at-risk", "meningococcal-b-at-risk", "hib-at-risk"],
}

DERIVED = ["EstimatedGFR", "AnionGap", "CorrectedAnionGap", "CorrectedCalcium", "OsmolalGap", "FIB-4", "AKIStage"]
EARLY = ["NEWS2", "qSOFA", "SIRS", "ShockIndex", "sepsis-screen-positive", "septic-shock-suspected"]


class Rule:
    """A rule, interaction or score as it stands in the text."""

    def __init__(self, pack, kind, name, title, body):
        self.pack, self.kind, self.name, self.title, self.body = pack, kind, name, title, body

    def clause(self, word):
        return re.findall(rf"^  {word}\b(.*?)(?=^  [a-z]|\Z)", self.body, re.M | re.S)


class Packs:
    def __init__(self, root):
        self.root, self.text, self.rules = root, {}, []
        for folder in sorted(p for p in root.iterdir() if (p / "pack.yaml").exists()):
            text = "\n".join(f.read_text(encoding="utf-8") for f in sorted(folder.glob("*.cds")))
            self.text[folder.name] = text
            for kind, name, title, body in re.findall(r'^(rule|interaction|score|observation) (\S+) "((?:[^"\\]|\\.)*)" \{\n(.*?)^\}', text, re.M | re.S):
                self.rules.append(Rule(folder.name, kind, name, title, body))

    def of(self, pack, *kinds):
        return [r for r in self.rules if r.pack == pack and r.kind in kinds]

    def names(self, pack):
        return {r.name for r in self.of(pack, "rule")}

    def sets(self, pattern):
        """Code sets of files: name and body, up to the next blank line."""
        found = []
        for f in sorted((self.root / "terms").glob(pattern)):
            found += re.findall(r'^codes (\S+) "[^"]*" =(.*?)(?=^\S|\Z)', f.read_text(encoding="utf-8"), re.M | re.S)
        return found

    def table(self, path):
        with open(self.root / path, encoding="utf-8", newline="") as f:
            return list(csv.DictReader(line for line in f if not line.startswith("#")))


def published(packs):
    """Scores and formulas with a worked example: cases that are named so, or stand in a file or section that is."""
    says = re.compile(r"published|worked example|example of", re.I)
    found = defaultdict(int)
    for f in sorted(packs.root.glob("*/tests/*.yaml")):
        text = f.read_text(encoding="utf-8")
        head = text.split("clock:")[0]
        whole = bool(says.search(head)) and "where they say published" not in head and "edge" not in head
        section = False
        for part in re.split(r"^(?=  - name: |  # --- )", text, flags=re.M)[1:]:
            if part.startswith("  # ---"):
                section = bool(says.search(part.split("\n")[0]))
                continue
            name = part.split("\n")[0]
            if whole or section or says.search(name):
                for block in re.findall(r"(?:scores|values):(.*?)(?=^      [a-z]|\Z)", part.split("expect:")[-1], re.M | re.S):
                    for value in re.findall(r"([A-Za-z][\w-]*):", block):
                        found[value] += 1
    return dict(found)


def onc(command, folder, packs_folder):
    """Every pair of drugs of the list, as a patient who takes both: what the pack of interactions says."""
    sides = defaultdict(lambda: defaultdict(dict))
    with open(folder / "ddi_onc_high.csv", encoding="utf-8", newline="") as f:
        for r in csv.DictReader(line for line in f if not line.startswith("#")):
            if r["list"] == "onc_high_2012" and r["rxcui"] and not r["status"].startswith("exclud"):
                sides[int(r["pair_id"])][r["side"]][r["rxcui"]] = r["ingredient"]
    pairs = []
    for number, both in sorted(sides.items()):
        a = both.get("object", {})
        b = both.get("precipitant") or a
        seen = set()
        for (x, nx), (y, ny) in itertools.product(sorted(a.items()), sorted(b.items())):
            if x != y and frozenset((x, y)) not in seen:
                seen.add(frozenset((x, y)))
                pairs.append((number, x, nx, y, ny))
    told = defaultdict(lambda: defaultdict(list))
    with tempfile.TemporaryDirectory() as tmp:
        for i, (_, x, nx, y, ny) in enumerate(pairs):
            drug = lambda code, name, n: {"resource": {"resourceType": "MedicationRequest", "id": f"m{n}", "status": "active", "intent": "order", "subject": {"reference": f"Patient/p{i}"},
                                                       "medicationCodeableConcept": {"coding": [{"system": "http://www.nlm.nih.gov/research/umls/rxnorm", "code": code, "display": name}]}}}
            bundle = {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": {"resourceType": "Patient", "id": f"p{i}", "birthDate": "1960-01-01", "gender": "male"}}, drug(x, nx, 1), drug(y, ny, 2)]}
            (Path(tmp) / f"{i:05}.json").write_text(json.dumps(bundle), encoding="utf-8")
        done = subprocess.run([command, "eval", tmp, "--at", "2026-03-01T09:00:00+01:00", "--zone", "Europe/Berlin", "--whole-record", "--format", "ndjson", "--packs", str(packs_folder)], capture_output=True, text=True, check=False)
    answers = [json.loads(line) for line in done.stdout.splitlines() if line]
    if len(answers) != len(pairs):
        sys.exit(f"{len(answers)} answers for {len(pairs)} pairs: {done.stderr[:400]}")
    mine = lambda rows: any(r["rule"].startswith(("drug-interactions/", "duplicate-therapy/")) for r in rows)
    for (number, _, nx, _, ny), a in zip(pairs, answers):
        how = "told" if mine(a["findings"]) else "asked" if mine(a["indeterminate"]) else "silenced" if mine(a["suppressed"]) else "nothing"
        told[number][how].append(f"{nx} + {ny}")
    return told


def census(packs, onc_told):
    """Rows: pack, what, at least, counted, a remark."""
    ingredients = packs.table("terms/codes/ingredients.csv")
    coded = [r for r in ingredients if r["rxcui"].isdigit()]
    with_atc = [r for r in coded if r["atc_mono"] or r["atc_combo"]]
    classes = [n for n, b in packs.sets("drugs-*.cds") if len(re.findall(r'\d+ "', b)) >= 2 or "from" in b or re.search(r"[A-Z]\w+ \+|\+ [A-Z]", b)]
    problems = packs.sets("problems-*.cds")
    both = [n for n, b in problems if "snomed" in b and "icd10cm" in b]
    vaccines = packs.sets("vaccines.cds")
    cvx = {c for _, b in vaccines for c in re.findall(r'\b(\d{1,3}) "', b)}
    combos = defaultdict(set)
    for r in packs.table("terms/codes/products.csv"):
        combos[r["product_code"]].add(r["ingredient_rxnorm"])
    yield "terms", "ingredients with an RxNorm code", 600, len(coded), f"{len(with_atc)} of them with ATC"
    yield "terms", "drug classes of two and more", 1, len(classes), f"{sum(bool(r['atc_combo']) for r in ingredients)} ingredients with ATC codes of combinations, {sum(len(v) > 1 for v in combos.values())} products by table"
    yield "terms", "problems with SNOMED CT and ICD-10-CM", 150, len(both), f"{len(problems)} problem sets in all"
    yield "terms", "vaccine sets (CVX)", 1, len(vaccines), f"{len(cvx)} codes written out"
    pairs = len(packs.table("drug-interactions/codes/va-pairs.csv")) + len(packs.table("drug-interactions/codes/va-critical.csv"))
    asked = packs.of("drug-interactions", "rule", "interaction")
    context = [r for r in asked if r.clause("when") or r.clause("unless") or re.search(r"\bwith\b", " ".join(r.clause("between")))]
    yield "drug-interactions", "sourced pairs in CSV", 1500, pairs, ""
    yield "drug-interactions", "interactions with context", 60, len(context), f"{len(asked)} written out"
    if onc_told is not None:
        all_pairs = {n: sum(map(len, t.values())) for n, t in onc_told.items()}
        nothing = [p for t in onc_told.values() for p in t.get("nothing", [])]
        told, open_ = (sum(len(t.get(k, [])) for t in onc_told.values()) for k in ("told", "asked"))
        silenced = sum(len(t.get("silenced", [])) for t in onc_told.values())
        qt = any(r.name == "qt-high-risk-pair" for r in asked)  # the list names no members of this class
        yield "drug-interactions", "classes of the ONC high-priority list", 15, sum(bool(t.get("told") or t.get("asked")) for t in onc_told.values()) + qt, "that of QT by its own rules"
        yield ("drug-interactions", "pairs of drugs of that list", sum(all_pairs.values()), sum(all_pairs.values()) - len(nothing),
               f"{told} told, {open_} undecided for want of a dose or result, {silenced} silenced by an exception" + (": nothing for " + ", ".join(nothing[:60]) if nothing else ""))
    allergy = packs.names("drug-allergy")
    single = [r.name for r in packs.of("drug-allergy", "rule") if r.title.endswith("with an allergy to it")]
    severe = [n for n in allergy if n.endswith("-severe") and n.removesuffix("-severe") not in single]
    yield "drug-allergy", "classes and side chains, each also after a severe reaction", 1, len(severe), f"{len([n for n in allergy if 'side-chain' in n])} rules on side chains"
    yield "drug-allergy", "the drug itself", 1, len(single), f"{sum(n + '-severe' in allergy for n in single)} of them also after a severe reaction"
    yield "duplicate-therapy", "rules and interactions", 1, len(packs.of("duplicate-therapy", "rule", "interaction")), ""
    condition = packs.of("drug-condition", "rule")
    yield "drug-condition", "rules", 1, len(condition), ", ".join(f"{sum(w in r.name for r in condition)} {w}" for w in ("pregnancy", "milk", "old-age", "qt"))
    dosing = packs.of("dosing", "rule")
    renal = {re.sub(r"-(crcl|egfr|start)-.*", "", r.name) for r in dosing if re.search(r"-(crcl|egfr)-", r.name)}
    yield "dosing", "drugs dosed by kidney function", 40, len(renal), f"{sum(bool(re.search(r'-(crcl|egfr)-', r.name)) for r in dosing)} bands"
    yield "dosing", "largest daily doses, sums, liver, children", 1, len(dosing), f"{sum('-maximum' in r.name for r in dosing)} largest doses, {sum('child' in r.name for r in dosing)} for children"
    analytes = [r for r in packs.of("laboratory", "observation") if re.search(r"^  code\s+loinc", r.body, re.M)]
    files = [f for f in (packs.root / "laboratory").glob("*.cds") if f.name not in ("vital-signs.cds",)]
    lab = {n for f in files for n in re.findall(r"^observation (\S+)", f.read_text(encoding="utf-8"), re.M)}
    analytes = [r for r in analytes if r.name in lab]
    of = lambda word: sum(bool(re.search(word, r.body, re.M)) for r in analytes)
    yield "laboratory", "analytes", 120, len(analytes), f"{of(r'^  normal')} with intervals ({of(r'^  normal.*sex is')} by sex, {of(r'^  normal.*age <')} for children, {of(r'^  normal.*PregnancyRecorded')} by pregnancy), {of(r'^  critical')} with critical limits, {of(r'^  delta')} with deltas"
    yield "laboratory", "derived values that were named", len(DERIVED), sum(bool(re.search(rf"^define {n} ", packs.text["laboratory"], re.M)) for n in DERIVED), f"{len(re.findall(r'^define ', packs.text['laboratory'], re.M))} definitions"
    yield "early-warning", "scores and screens that were named", len(EARLY), sum(bool(re.search(rf"^(define|score|rule) {n} ", packs.text["early-warning"], re.M)) for n in EARLY), f"{len(packs.names('early-warning'))} rules"
    examples = published(packs)
    score_names = {r.name for r in packs.rules if r.kind == "score"}
    first = " ".join(re.findall(r"^\| ([^|]*) \|", (packs.root / "scores/SOURCES.md").read_text(encoding="utf-8"), re.M))
    listed = lambda n: bool(re.search(rf"\b{re.escape(n)}\b(?!-)", first))
    # A formula has evidence of its own or is named in the sources; what stands between its inputs and it is not counted.
    formulas = {n for p in ("scores", "laboratory", "early-warning") for n, b in re.findall(r'^define (\S+) "[^"]*" =(.*?\n)(?=\S|\n\S|\Z)', packs.text[p], re.M | re.S)
                if re.search(r"^  evidence", b, re.M) or p == "scores" and listed(n)}
    shown = sorted(n for n in examples if n in score_names | formulas)
    without = sorted(n for n in (score_names | formulas) - set(shown) if n in score_names or listed(n))
    yield "scores", "scores and formulas with a published worked example", 45, len(shown), f"{sum(examples[n] for n in shown)} expectations; by hand only: " + ", ".join(without)
    named = packs.names("recommendations")
    yield "recommendations", "recommendations and care gaps", 70, len(named), ""
    missing = [s for s, _, rules in USPSTF if not set(rules) <= named]
    yield "recommendations", "grade A and B services of the task force for adults", len(USPSTF), len(USPSTF) - len(missing), "; ".join(missing)
    vaccine_rules = packs.names("immunization")
    for who, wanted in VACCINES.items():
        yield "immunization", f"vaccines of the {who} schedule", len(wanted), sum(any(r.startswith(w) for r in vaccine_rules) for w in wanted), f"{len(vaccine_rules)} rules in all" if who == "adult" else ""
    yield "diagnosis", "suggestions", 35, len(packs.names("diagnosis")), ""


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--packs", type=Path, default=Path(__file__).resolve().parent.parent)
    parser.add_argument("--curbside")
    parser.add_argument("--onc", type=Path)
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    told = None
    if args.curbside and args.onc and (args.onc / "ddi_onc_high.csv").exists():
        told = onc(args.curbside, args.onc, args.packs)
    else:
        print("skipped: the ONC list, which needs --curbside and --onc", file=sys.stderr)
    rows = list(census(Packs(args.packs), told))
    out = ["| pack | what | at least | counted | |", "| --- | --- | --- | --- | --- |"]
    out += [f"| {p} | {w} | {m} | {c} | {r} |" for p, w, m, c, r in rows]
    text = "\n".join(out) + "\n"
    if args.out:
        args.out.write_text(text, encoding="utf-8")
    else:
        print(text, end="")
    short = [f"{p}: {w}: {c} of {m}" for p, w, m, c, _ in rows if c < m]
    for s in short:
        print("short: " + s, file=sys.stderr)
    sys.exit(1 if short else 0)


if __name__ == "__main__":
    main()
