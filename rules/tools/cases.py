#!/usr/bin/env python3
"""Writes the test files of packs from short case lists.

    python3 rules/tools/cases.py rules/PACK ...

Reads `PACK/tools/*.cases` and writes `PACK/tests/NAME.yaml` for each `file` line. Standard library only; the same input
gives the same bytes. A case list reads:

    file heart "Heart failure"         the test file and its subject
    clock 2026-03-01T09:00:00+01:00    its clock
    rule beta-blocker                  the rule that the lines below are about
    base born 1966-02; male; c HeartFailure since 2019; o EGFR 60 mL/min/{1.73_m2} at -5 days
    fires NAME :: PATCHES              also silent, except (silenced by an exception), unknown, possible
    unknown[EGFR too-old] :: o~ EGFR … each may name what is missing; a name may be left out
    fires :: o~ EGFR 20 … :: message=TEXT :: suggests=TEXT

Patches change the base: `born X`, `died X`, `due X`, `gestation X`, `male`, `female`, `sex?`, `born?`, `pregnant`, `not pregnant`,
`trigger X`, `setting X`, `clock X`, and for the sections m(edications) o(bservations) c(onditions) a(llergies) p(rocedures) i(mmunizations)
r (orders) e(ncounters) f(amily history): `o LINE` adds, `o~ LINE` replaces the lines with the same first word, `o- WORD` removes
them, `o-` empties, `o?` is not supplied; `in Name=answer` answers an input, `in- Name` takes the answer back.

`ages 18`, `ages 40-75` (in completed years, both ends included), `ages <65`, `ages 12-59 months` write the cases on both sides of
the limits and one with a birth month that leaves the lower (or only) limit open.

Every rule also gets a case in which no section was supplied: it must not be decided (unless `noauto` follows the rule's name).
"""

import copy
import datetime
import json
import sys
from pathlib import Path

SECTIONS = {
    "m": "medications", "o": "observations", "c": "conditions", "a": "allergies", "p": "procedures",
    "i": "immunizations", "r": "orders", "e": "encounters", "f": "family history",
}
WORDS = {"fires": "fires", "silent": "silent", "except": "suppressed", "unknown": "unknown", "possible": "possible"}


class Case:
    """Patient, request and facts."""

    def __init__(self):
        self.patient, self.request, self.given, self.inputs, self.clock = {}, {}, {}, {}, None

    def patched(self, text):
        new = copy.deepcopy(self)
        for item in (p.strip() for p in text.split(";")):
            if item:
                new.patch(item)
        return new

    def patch(self, item):
        word, _, rest = item.partition(" ")
        rest = rest.strip()
        if word in ("male", "female", "other"):
            self.patient["sex"] = word
        elif word == "sex?":
            self.patient.pop("sex", None)
        elif word == "born?":
            self.patient.pop("born", None)
        elif word in ("born", "died", "due"):
            self.patient[word] = rest
        elif word == "gestation":
            self.patient["gestation-at-birth"] = rest
        elif word == "pregnant":
            self.patient["pregnant"] = True
        elif item == "not pregnant":
            self.patient["pregnant"] = False
        elif item == "pregnant?":
            self.patient.pop("pregnant", None)
            self.patient.pop("due", None)
        elif word == "deceased":
            self.patient["deceased"] = True
        elif word in ("role", "setting", "trigger", "specialty"):
            self.request[word] = rest
        elif word == "clock":
            self.clock = rest
        elif word == "in":
            key, _, value = rest.partition("=")
            self.inputs[key] = int(value) if value.isdigit() else value
        elif word == "in-":
            self.inputs.pop(rest, None)
        elif word[0] in SECTIONS and word[1:] in ("", "~", "-", "?", "%"):
            self.section(SECTIONS[word[0]], word[1:], rest)
        else:
            raise SystemExit(f"not a patch: {item}")

    def section(self, name, how, line):
        if how in ("?", "%"):
            self.given[name] = "not supplied" if how == "?" else "partial"
            return
        lines = self.given.get(name, [])
        lines = [] if isinstance(lines, str) else list(lines)
        if how == "-":
            lines = [x for x in lines if line and x.split()[0] != line.split()[0]]
        if how == "~":
            lines = [x for x in lines if x.split()[0] != line.split()[0]]
        if how in ("", "~"):
            lines.append(line)
        self.given[name] = lines

    def yaml(self, name, expect):
        given = {k: v for k, v in self.given.items() if v}
        if self.inputs:
            given["inputs"] = self.inputs
        out = [f"  - name: {json.dumps(name, ensure_ascii=False)}"]
        if self.clock:
            out.append(f"    clock: {self.clock}")
        if self.patient:
            out.append(f"    patient: {flow(self.patient)}")
        if self.request:
            out.append(f"    request: {flow(self.request)}")
        if given:
            out.append("    given:")
            out += [f"      {k}: {flow(v)}" for k, v in given.items()]
        out.append(f"    expect: {flow(expect)}")
        return "\n".join(out) + "\n"


def flow(value):
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{k if k.replace('-', '').replace('_', '').isalnum() else json.dumps(k)}: {flow(v)}" for k, v in value.items()) + " }"
    if isinstance(value, list):
        return "[ " + ", ".join(flow(v) for v in value) + " ]"
    if isinstance(value, (bool, int)):
        return json.dumps(value)
    bare = value and all(c.isalnum() or c in " -+./<%" for c in value) and (value[0].isalpha() or value[0] == "-" and value[1:2].isdigit()) and value not in ("yes", "no", "true", "false")
    return value if bare else json.dumps(value, ensure_ascii=False)


def born(clock, count, unit, days):
    """The birth date of somebody whose age is `count` whole units on the clock's day, moved by some days."""
    today = datetime.date.fromisoformat(clock[:10])
    if unit in ("days", "weeks"):
        return (today - datetime.timedelta(days=count * (7 if unit == "weeks" else 1) - days)).isoformat()
    months = today.year * 12 + today.month - 1 - count * (12 if unit == "years" else 1)
    return (today.replace(year=months // 12, month=months % 12 + 1) + datetime.timedelta(days=days)).isoformat()


def ages(file, rule, base, text):
    """The cases of `ages LOW-HIGH UNIT`."""
    span, _, unit = text.partition(" ")
    unit = unit or "years"
    low, _, high = span.partition("<") if span.startswith("<") else span.partition("-")
    low, high = (None, int(span[1:]) - 1) if span.startswith("<") else (int(low), int(high) if high else None)
    clock = file["clock"]

    def one(word, date, name):
        add(file, f"{rule}: {name}", base.patched(f"born {date}"), {WORDS[word]: [rule]})

    if low is not None:
        one("fires", born(clock, low, unit, 0), f"{low} {unit} today")
        one("silent", born(clock, low, unit, 1), f"{low} {unit} tomorrow")
    if high is not None:
        one("fires", born(clock, high + 1, unit, 1), f"{high} {unit}, {high + 1} tomorrow")
        one("silent", born(clock, high + 1, unit, 0), f"{high + 1} {unit} today")
    if unit in ("years", "months"):
        edge = low if low is not None else high + 1
        one("unknown", born(clock, edge, unit, 0)[:7], f"born in the month in which {edge} {unit} are reached")


def nothing(base):
    case = copy.deepcopy(base)
    case.given = {name: "not supplied" for name in SECTIONS.values()}
    return case


def read(path):
    """Test files: name -> (title, clock, [yaml of cases])."""
    files, current, rule, base, auto = {}, None, None, None, True
    for number, raw in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        head, _, rest = line.partition(" ")
        if head == "file":
            name, _, title = rest.partition(" ")
            current = files.setdefault(name, {"title": title.strip('"'), "clock": None, "cases": [], "names": set()})
        elif head == "clock":
            current["clock"] = rest
        elif head == "rule":
            rule, _, flag = rest.partition(" ")
            auto, base = flag != "noauto", None
        elif head == "base":
            base = Case().patched(rest)
            if auto:
                add(current, f"{rule}: nothing was supplied", nothing(base), {"unknown": [rule]})
                auto = False
        elif head == "ages":
            ages(current, rule, base, rest)
        else:
            word, _, missing = head.partition("[")
            if word not in WORDS or base is None:
                raise SystemExit(f"{path}:{number}: {line}")
            if "[" in head:
                missing, _, rest = line.partition("[")[2].partition("]")
            title, _, patches = (rest if "::" in rest else rest + " :: ").partition("::")
            patches, *more = (x.strip() for x in patches.split("::"))
            expect = {WORDS[word]: [rule]}
            if missing:
                expect = {WORDS[word]: {rule: [m.strip() for m in missing.split(",")]}}
            for m in more:
                key, _, value = m.partition("=")
                expect[key] = {rule: [value] if key in ("suggests", "because", "blocked") else value}
            name = title.strip() or (f"{word} with {patches}" if patches else word)
            add(current, f"{rule}: {name}", base.patched(patches), expect)
    return files


def add(current, name, case, expect):
    while name in current["names"]:
        name += " (again)"
    current["names"].add(name)
    current["cases"].append(case.yaml(name, expect))


def main(folders):
    for folder in map(Path, folders):
        for path in sorted((folder / "tools").glob("*.cases")):
            for name, file in read(path).items():
                text = f"# {file['title']}. Generated from tools/{path.name} by rules/tools/cases.py: change the list, not this file.\n"
                text += f"clock: {file['clock']}\ncases:\n" + "\n".join(file["cases"])
                (folder / "tests" / f"{name}.yaml").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    main(sys.argv[1:])
