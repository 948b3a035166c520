#!/usr/bin/env python3
"""Makes codes/va-pairs.csv, the table of single pairs, and the tests of its rows.

    python3 tools/pairs.py SOURCE_FOLDER

SOURCE_FOLDER holds drugs.csv and ddi_ndfrt_va_2014.csv (see SOURCES.md). What a pair means is in mechanisms.py;
a pair without a mechanism is left out, and so is one of a drug that is gone, one whose members an interaction of
this pack already speaks of (tools/covered.csv) and one that is about QT alone (qt.cds asks for the context).
Standard library only; the same input gives the same bytes.
"""

import csv
import re
import sys
from collections import defaultdict
from pathlib import Path

import mechanisms as m

PACK = Path(__file__).resolve().parent.parent
# Salts of the list, by the ingredient.
SALTS = {"sumatriptan succinate": "sumatriptan", "ketorolac tromethamine": "ketorolac"}


def read(path):
    with open(path, encoding="utf-8", newline="") as f:
        return list(csv.DictReader(line for line in f if not line.startswith("#")))


def victim_of(drug):
    for group, *texts in m.VICTIMS:
        if drug in m.names(group):
            return texts
    return None


def metabolic(a, b, critical):
    """One drug changes the level of the other."""
    for cause, victim in ((a, b), (b, a)):
        texts = victim_of(victim)
        if cause in m.INHIBITOR and texts and texts[0] and not (victim in m.INHIBITOR and cause not in m.PROTEASE | m.AZOLE | m.MACROLIDE):
            strong = cause in m.AZOLE | m.MACROLIDE | m.PROTEASE | {"nefazodone", "conivaptan", "cyclosporine"}
            return f"{{{victim}}} rises: {texts[0]}.", texts[1], ("major" if strong else "moderate") if critical else ("moderate" if strong else "minor")
    for cause, victim in ((a, b), (b, a)):
        texts = victim_of(victim)
        if cause in m.INDUCER and texts and texts[2]:
            return f"{{{victim}}} falls: {texts[2]}.", texts[3], "major" if critical else "moderate"
    return None


def explained(a, b, critical):
    """Effect, advice and severity of a pair; None where no mechanism is known, "qt" where it is QT alone."""
    for one, other, effect, advice, of_critical, of_significant in m.CLASSES:
        if (a in one and b in other) or (b in one and a in other):
            return effect, advice, of_critical if critical else of_significant
    found = metabolic(a, b, critical)
    both_qt = a in m.QT and b in m.QT
    return found if found else ("qt" if both_qt else None)


def own_reason(a, b, critical, by):
    """The interaction about QT asks for a risk; a pair that also changes a level, or is forbidden, is another matter."""
    found = explained(a, b, critical)
    return by == "qt-pair-with-risk" and found not in (None, "qt") and found[2] != "minor"


class Names:
    """The names of the dictionary for the codes of the list."""

    def __init__(self, folder):
        self.by_code = {r["rxcui"]: r["name"].lower() for r in read(folder / "drugs.csv") if r["rxcui"]}
        self.known = set()
        self.codes = {}
        with open(PACK.parent / "terms/codes/ingredients.csv", encoding="utf-8") as f:
            for row in csv.DictReader(line for line in f if not line.startswith("#")):
                self.by_code[row["rxcui"]] = row["name"]
                self.known.add(row["rxcui"])
                self.codes[row["name"]] = row["rxcui"]

    def of(self, code, name):
        return self.by_code.get(code, name.lower())


def rows_of(folder):
    names, covered = Names(folder), {}
    if (PACK / "tools/covered.csv").exists():
        covered = {r["nui"]: r["by"] for r in read(PACK / "tools/covered.csv")}
    by_hand = {r["evidence"].split()[2].rstrip(",") for r in read(PACK / "codes/va-critical.csv")}
    declared = {n for path in PACK.glob("*.cds") for n in re.findall(r"^interaction ([\w-]+)", path.read_text(encoding="utf-8"), re.M)}
    rows, left, seen = [], defaultdict(list), set()
    for r in read(folder / "ddi_ndfrt_va_2014.csv"):
        for s in "ab":
            if r["drug_" + s] in SALTS:
                r["rxcui_" + s] = names.codes[SALTS[r["drug_" + s]]]
        a, b, critical = r["drug_a"], r["drug_b"], r["severity"] == "critical"
        pair = f"{a} + {b}"
        if not (r["rxcui_a"] and r["rxcui_b"]):
            left["no code"].append(pair)
        elif not {r["rxcui_a"], r["rxcui_b"]} <= names.known:
            left["not in the dictionary"].append(pair)
        elif {a, b} & m.GONE:
            left["gone"].append(pair)
        elif r["nui"] in by_hand or r["nui"] in covered and not own_reason(a, b, critical, covered[r["nui"]]):
            left["covered by an interaction of the pack"].append(pair)
        else:
            found = explained(a, b, critical)
            if found is None or found == "qt":
                left["QT alone" if found else "no mechanism"].append(pair)
                continue
            effect, advice, severity = found
            name_a, name_b = names.of(r["rxcui_a"], a), names.of(r["rxcui_b"], b)
            effect = re.sub(r"^\{(.*?)\}", lambda x: (name_a if x[1] == a else name_b).capitalize(), effect)
            if frozenset((name_a, name_b)) in seen:
                continue
            seen.add(frozenset((name_a, name_b)))
            ident = re.sub(r"[^a-z0-9]+", "-", f"{name_a}-{name_b}").strip("-")
            if ident in declared:
                left["covered by an interaction of the pack"].append(pair)
                continue
            rows.append((ident, f"rxnorm:{r['rxcui_a']}", f"rxnorm:{r['rxcui_b']}", severity, effect, advice, name_a, name_b,
                         f"VA NDF-RT {r['nui']}, 2014: {r['severity']}", r["nui"]))
    return sorted(rows), left


def write_table(rows):
    with open(PACK / "codes/va-pairs.csv", "w", encoding="utf-8", newline="") as f:
        f.write("# Generated by tools/pairs.py. Pairs, codes and the grade in `evidence` are from VA NDF-RT of 2014-07-07 (US government\n")
        f.write("# work); severity, effect and advice are ours, from memory of labels, for clinical review. See SOURCES.md.\n")
        out = csv.writer(f, lineterminator="\n")
        out.writerow("id a b severity effect advice a_name b_name evidence".split())
        out.writerows(row[:9] for row in rows)


def fact(code, name):
    return f'"rxnorm {code.removeprefix("rxnorm:")} \\"{name}\\" oral"'


def write_tests(rows):
    """One case a drug: with all its partners. Every row fires; that nothing else does is seen by tools/overlap.py."""
    groups, count = defaultdict(list), defaultdict(int)
    for row in rows:
        count[row[6]] += 1
        count[row[7]] += 1
    for row in rows:
        groups[max((row[6], row[7]), key=lambda n: (count[n], n))].append(row)
    for old in (PACK / "tests").glob("va-pairs-*.yaml"):
        old.unlink()
    cases = []
    for name, members in sorted(groups.items()):
        for start in range(0, len(members), 20):
            part = members[start:start + 20]
            drugs = {}
            for row in part:
                drugs[row[1]], drugs[row[2]] = row[6], row[7]
            lines = [f"  - name: {name} with its partners, {start // 20 + 1}", "    given:", "      medications:"]
            lines += [f"        - {fact(c, n)}" for c, n in sorted(drugs.items(), key=lambda x: x[1])]
            lines += ["    expect:", "      fires:"] + [f"        - {row[0]}" for row in part]
            cases.append(lines)
    head = ["# Generated by tools/pairs.py: every row of the table fires.", "clock: 2026-03-01T09:00:00+01:00",
            "patient: { born: 1961-02, sex: female }", "cases:"]
    file, size = [], 0
    number = 1
    for case in cases + [None]:
        if case is None or size + len(case) > 560:
            (PACK / f"tests/va-pairs-{number:02}.yaml").write_text("\n".join(head + file) + "\n", encoding="utf-8")
            number, file, size = number + 1, [], 0
        if case:
            file += case
            size += len(case)


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    rows, left = rows_of(Path(sys.argv[1]))
    write_table(rows)
    write_tests(rows)
    print(f"{len(rows)} rows")
    for why, pairs in left.items():
        print(f"{len(pairs)} left out, {why}" + (": " + "; ".join(pairs) if why == "no mechanism" else ""))


if __name__ == "__main__":
    main()
