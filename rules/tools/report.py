#!/usr/bin/env python3
"""Findings over a folder of patients: by severity, by patient and by rule, with the noisiest rules and what stayed open.

    python3 rules/tools/report.py CURBSIDE FOLDER [--at TIME] [--zone ZONE] [--packs rules] [--out FILE]

CURBSIDE is the command (`target/release/curbside`). Without `--at` each patient is looked at when the last encounter of the record
ended, since recommendations about a record that stopped years ago say nothing. The report is Markdown and holds no names: patients
are numbered in the order of their files. Standard library only; the same input gives the same bytes.
"""

import argparse
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

SEVERITIES = ("critical", "high", "moderate", "low", "info")


def interrupts(finding):
    """As the shipped alert policy decides: critical, definite, about a medicine; early warning stands out instead."""
    return (finding["severity"] == "critical" and finding["certainty"] == "definite" and finding["category"] == "safety"
            and not finding["rule"].startswith("early-warning/"))


def last_encounter(path):
    ends = [""]
    for entry in json.loads(path.read_text(encoding="utf-8")).get("entry", []):
        r = entry.get("resource", {})
        if r.get("resourceType") == "Encounter":
            ends.append((r.get("period") or {}).get("end") or "")
    return max(ends)


def evaluate(command, path, at, zone, packs):
    done = subprocess.run([command, "eval", str(path), "--at", at, "--zone", zone, "--format", "ndjson", "--packs", packs], capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{path}: {done.stderr.strip()}")
    return [json.loads(line) for line in done.stdout.splitlines() if line]


def table(head, rows):
    out = ["| " + " | ".join(head) + " |", "| " + " | ".join("---" for _ in head) + " |"]
    return "\n".join(out + ["| " + " | ".join(str(c) for c in row) + " |" for row in rows]) + "\n"


def report(answers):
    n = len(answers)
    by_severity = Counter(f["severity"] for a in answers for f in a["findings"])
    by_rule = Counter(f["rule"] for a in answers for f in a["findings"])
    level = {f["rule"]: f["severity"] for a in answers for f in a["findings"]}
    patients = {rule: sum(any(f["rule"] == rule for f in a["findings"]) for a in answers) for rule in by_rule}
    undecided = Counter(u["rule"] for a in answers for u in a["indeterminate"])
    reasons = Counter((m["datum"], m["reason"]) for a in answers for u in a["indeterminate"] for m in u["missing"])
    total, interrupting = sum(by_severity.values()), sum(interrupts(f) for a in answers for f in a["findings"])
    prominent = by_severity["critical"] + by_severity["high"] - interrupting
    longest = max((len(f["message"].encode("utf-16-le")) // 2 for a in answers for f in a["findings"]), default=0)
    out = [f"{n} patients, {total} findings ({total / n:.2f} a patient), {interrupting} interrupting ({interrupting / n:.2f} a patient), {prominent} that stand out, "
           f"{sum(undecided.values())} undecided rules ({sum(undecided.values()) / n:.2f} a patient). The longest message has {longest} characters.\n"]
    out += ["### By severity\n", table(("severity", "findings", "a patient"), [(s, by_severity[s], f"{by_severity[s] / n:.2f}") for s in SEVERITIES])]
    out += ["### By patient\n", table(("patient", *SEVERITIES, "undecided"), [(i, *(sum(f["severity"] == s for f in a["findings"]) for s in SEVERITIES), len(a["indeterminate"])) for i, a in enumerate(answers, 1)])]
    out += ["### By rule\n", table(("rule", "severity", "findings", "patients"), [(f"`{r}`", level[r], c, patients[r]) for r, c in sorted(by_rule.items(), key=lambda x: (-x[1], x[0]))])]
    out += ["### Undecided\n", table(("rule", "patients"), [(f"`{r}`", c) for r, c in sorted(undecided.items(), key=lambda x: (-x[1], x[0]))[:25]])]
    out += ["What is missing most often:\n", table(("datum", "reason", "times"), [(d, why, c) for (d, why), c in sorted(reasons.items(), key=lambda x: (-x[1], x[0]))[:12]])]
    return "\n".join(out)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("curbside")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--at")
    parser.add_argument("--zone", default="America/New_York")
    parser.add_argument("--packs", default="rules")
    parser.add_argument("--out", type=Path)
    args = parser.parse_args()
    answers = []
    for path in sorted(args.folder.glob("*.json")):
        at = args.at or last_encounter(path)
        if not at:
            sys.exit(f"{path}: no encounter has an end; give --at")
        answers += evaluate(args.curbside, path, at, args.zone, args.packs)
    if not answers:
        sys.exit(f"{args.folder}: no patients")
    text = report(answers)
    if args.out:
        args.out.write_text(text, encoding="utf-8")
    else:
        print(text)


if __name__ == "__main__":
    main()
