"""Writes rules and the tests that prove them from one description, for packs with many rules of one shape.

A rule is a list of conditions and exceptions; each knows the facts that make it true, false and unknown. From these
follow the tests: it fires, it is silent without each condition, it is undecided without each fact, it is silenced by
each exception, and it sits on both sides of each threshold. A description cannot say what a rule means: the texts,
limits and sources come from the pack that uses this. Standard library only; the same input gives the same bytes.

Facts are short lines as in tests, with a letter for their section: `m` medications, `o` observations, `c` conditions,
`a` allergies, `p` procedures, `r` orders, `e` encounters. `m?` says that the section is not fully known. `@born 1976-02-01`
sets something of the patient, `@-born` takes it away.
"""

import re
import sys
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools"))
from evidence import graded  # noqa: E402

SECTIONS = {"m": "medications", "o": "observations", "c": "conditions", "a": "allergies", "p": "procedures",
            "r": "orders", "e": "encounters"}
CLOCK = "2026-03-01T09:00:00+01:00"
LINES = 640  # of one file of tests


@dataclass
class Cond:
    """A condition: its text, and the facts that make it true, false and unknown (a list of alternatives each)."""
    text: str
    yes: list
    no: list = field(default_factory=lambda: [[]])
    unknown: list = field(default_factory=lambda: [["m?"]])


def flat(value):
    """A single fact, a list of facts, or a list of alternatives, as a list of alternatives."""
    if isinstance(value, str):
        return [[value]]
    if not value or isinstance(value[0], str):
        return [list(value)]
    return [list(v) for v in value]


def cond(text, yes, no=(), unknown="m?"):
    return Cond(text, flat(yes), flat(no) if no else [[]], flat(unknown) if unknown is not None else [])


def taking(sets, fact, name="drug", verb="taking or ordering", mods="", no=(), unknown="m?"):
    selector = sets + (f" with {mods}" if mods else "")
    return cond(f"{verb} {selector}" + (f" as {name}" if name else ""), fact, no, unknown)


def has(sets, code=None, verb="has", unknown="c?"):
    first = re.sub(r"[()]", "", sets).split(" or ")
    return cond(f"{verb} {sets}", [[f"c {code or s}"] for s in ([first[0]] if code else first)], [], unknown)


def step(number, away):
    """A value just above or below a limit."""
    digits = len(str(number).split(".")[1]) if "." in str(number) else 0
    small = 10 ** -digits
    if float(number) >= 20 and digits == 0:
        small = 1
    value = float(number) + small * away
    return f"{value:.{digits}f}"


def obs(name, op, limit, unit, window=None, days=2, expr=None):
    """A comparison of the latest result with a limit; its facts sit at the limit and just beyond it."""
    text = f"{expr or (f'latest {name} in last {window}' if window else name)} {op} {limit} {unit}".rstrip()
    at = f"o {name} {limit} {unit} at -{days} days".replace("  ", " ")
    above = f"o {name} {step(limit, 1)} {unit} at -{days} days".replace("  ", " ")
    below = f"o {name} {step(limit, -1)} {unit} at -{days} days".replace("  ", " ")
    yes = {">": [above], ">=": [at, above], "<": [below], "<=": [at, below]}[op]
    no = {">": [at], ">=": [below], "<": [at], "<=": [above]}[op]
    return Cond(text, [[y] for y in yes], [[n] for n in no], [[]])


def age(op, years):
    at, before, after = f"@born {2026 - years}-03-01", f"@born {2026 - years}-03-02", f"@born {2026 - years - 1}-12-01"
    yes, no = {">=": ([at], [before]), "<": ([before], [at])}[op]
    return Cond(f"age {op} {years} years", [[y] for y in yes], [[n] for n in no], [["@-born"]])


def any_of(*parts):
    """Conditions joined by `or`: each alone suffices."""
    quiet = [merge(*(p.no[0] for j, p in enumerate(parts) if j != i)) for i in range(len(parts)) for _ in [0]]
    yes = [merge(quiet[i], y) for i, p in enumerate(parts) for y in p.yes]
    no = [merge(quiet[i], n) for i, p in enumerate(parts) for n in p.no]
    unknown = [merge(quiet[i], u) for i, p in enumerate(parts) for u in p.unknown]
    return Cond(" or ".join(p.text for p in parts), yes, no, unknown)


def merge(*lists):
    """Facts together; a later statement about the patient replaces an earlier one."""
    out = []
    for fact in (f for facts in lists for f in facts):
        if fact.startswith("@"):
            key = fact[1:].lstrip("-").split(" ")[0]
            out = [f for f in out if not (f.startswith("@") and f[1:].lstrip("-").split(" ")[0] == key)]
        if fact not in out:
            out.append(fact)
    return out


@dataclass
class Rule:
    """A rule or an interaction, all of its text, and what its tests need."""
    name: str
    title: str
    severity: str
    when: list
    message: str = ""
    evidence: list = field(default_factory=list)
    owner: str = "Pharmacy"
    unless: list = field(default_factory=list)
    population: list = field(default_factory=list)  # conditions of `for`
    lets: list = field(default_factory=list)
    between: tuple = ()
    effect: str = ""
    advice: str = ""
    mechanism: str = ""
    detail: str = ""
    suggest: list = field(default_factory=list)
    unknown: str = ""
    category: str = "safety"
    trigger: str = ""
    intent: str = ""
    note: str = ""
    user: str = ""
    who: str = ""
    version: str = "1.0.0"
    review: str = "2027-11-30"
    says: str = ""
    more: list = field(default_factory=list)  # (name, facts, {expectation: text})

    @property
    def policy(self):
        return self.unknown or ("fire" if self.between else "hold")

    def clauses(self):
        q = lambda s: '"' + s.replace('"', '\\"') + '"'
        if self.between:
            a, b = (re.sub(r"^taking or ordering ", "", c.text) for c in self.between)
            yield f"between {a} and {b}"
        else:
            yield f"category {self.category}"
        if self.trigger:
            yield f"trigger {self.trigger}"
        for c in self.population:
            yield f"for {c.text}"
        for let in self.lets:
            yield f"let {let}"
        for c in self.when:
            yield f"when {c.text}"
        for c in self.unless:
            yield f"unless {c.text}"
        if not self.between or self.unknown:
            yield f"unknown {self.policy}"
        yield f"severity {self.severity}"
        if self.message:
            yield f"message {q(self.message)}"
        if self.effect:
            yield f"effect {q(self.effect)}"
        if self.advice:
            yield f"advice {q(self.advice)}"
        if self.mechanism:
            yield f"mechanism {q(self.mechanism)}"
        if self.detail:
            yield f"detail {q(self.detail)}"
        for s in self.suggest:
            yield f"suggest {s}"
        for e in self.evidence:
            yield f"evidence {graded(e)}"
        both = "Everyone who takes or is ordered both" + (", in the situation that `when` names" if self.when else "")
        who, user = self.who or (both if self.between else ""), self.user or "Prescribers and pharmacists"
        if not who:
            raise ValueError(f"{self.name} does not say whom it is about")
        for word, text in (("intent", self.intent), ("population", who), ("user", user), ("note", self.note), ("owner", self.owner)):
            if text:
                yield f"{word} {q(text)}"
        yield f"version {q(self.version)}"
        yield f"review by {self.review}"

    def text(self):
        kind = "interaction" if self.between else "rule"
        return f'{kind} {self.name} "{self.title}" {{\n' + "".join(f"  {c}\n" for c in self.clauses()) + "}\n"

    # --- tests ---

    def cases(self):
        parts = list(self.between) + self.population + self.when
        base = merge(*(p.yes[0] for p in parts), *(e.no[0] for e in self.unless))
        expect = {"fires": f"[ {self.name} ]"}
        if self.says:
            expect["message"] = f'{{ {self.name}: "{self.says}" }}'
        yield "fires", base, expect
        for i, p in enumerate(parts):
            rest = merge(*(o.yes[0] for j, o in enumerate(parts) if j != i), *(e.no[0] for e in self.unless))
            for n, facts in enumerate(p.yes[1:]):
                yield f"fires by the other side of {label(p)}, {n + 1}", merge(rest, facts), {"fires": f"[ {self.name} ]"}
            for n, facts in enumerate(p.no):
                yield f"silent without {label(p)}, {n + 1}", merge(rest, facts), {"silent": f"[ {self.name} ]"}
            for n, facts in enumerate(p.unknown):
                open_word = "possible" if self.policy == "fire" and p in self.when else "unknown"
                yield f"undecided without {label(p)}, {n + 1}", merge(rest, facts), {open_word: f"[ {self.name} ]"}
        for i, e in enumerate(self.unless):
            rest = merge(*(p.yes[0] for p in parts), *(o.no[0] for j, o in enumerate(self.unless) if j != i))
            for n, facts in enumerate(e.yes):
                yield f"silenced by {label(e)}, {n + 1}", merge(rest, facts), {"suppressed": f"[ {self.name} ]"}
            for n, facts in enumerate(e.no):
                if facts:
                    yield f"not silenced by {label(e)}, {n + 1}", merge(rest, facts), {"fires": f"[ {self.name} ]"}
            for n, facts in enumerate(e.unknown):
                open_word = "possible" if self.policy == "fire" else "unknown"
                yield f"nobody knows of {label(e)}, {n + 1}", merge(rest, facts), {open_word: f"[ {self.name} ]"}
        for name, facts, expect in self.more:
            yield name, flat(facts)[0], expect


def label(c):
    return re.sub(r'["{}:\[\],#]', "", c.text)[:70].strip()


def yaml_line(text):
    return f'"{text}"' if re.search(r'[\[\]{}#]|: |^["\'<>&*!|%@`-]', text) and text[0] not in '"{' else text


def case_lines(rule, name, facts, expect):
    lines = [f'  - name: "{rule.name}: {name}"']
    patient = {"born": "1976-02-01", "sex": "male"}
    for f in (f[1:] for f in facts if f.startswith("@")):
        if f.startswith("-"):
            patient.pop(f[1:], None)
        else:
            key, value = f.split(" ", 1)
            patient[key] = value
    lines.append("    patient: { " + ", ".join(f"{k}: {v}" for k, v in patient.items()) + " }")
    given = []
    for letter, section in SECTIONS.items():
        mine = [f[2:].strip() for f in facts if f.startswith(letter + " ")]
        if letter + "?" in facts:
            if mine:
                given += [f"      {section}:", "        coverage: partial", "        facts:"] + [f"          - {yaml_line(m)}" for m in mine]
            else:
                given.append(f"      {section}: not supplied")
        elif mine:
            given += [f"      {section}:"] + [f"        - {yaml_line(m)}" for m in mine]
    if given:
        lines += ["    given:"] + given
    lines.append("    expect:")
    return lines + [f"      {k}: {v}" for k, v in expect.items()]


class Pack:
    """A pack that is written: its files with their rules."""

    def __init__(self, folder, depends):
        self.folder, self.name = Path(folder), Path(folder).name
        self.depends = depends
        self.names = {d: declared(self.folder.parent / d) for d in depends}

    def write(self, file, comment, rules, extra="", source="tools/", local=()):
        """`extra` is text that stands before the rules: sets and definitions; `local` are names from other files of the pack."""
        body = "\n".join(([extra.strip() + "\n"] if extra.strip() else []) + [r.text() for r in rules])
        bare = re.sub(r'"(?:\\.|[^"\\])*"', '""', body)
        used = set(re.findall(r"(?<![\w-])[A-Z][\w-]*(?<!-)", bare)) | {n for n in re.findall(r"\{([A-Z]\w*)", body)}
        own = set(re.findall(r"^(?:codes|define|observation|input|score|table) ([\w-]+)", body, re.M)) | set(local)
        out = [f"pack {self.name}", ""] + [f"// {line}" for line in comment] + [f"// Generated by {source}: change the description there, not this file.", ""]
        for pack, names in self.names.items():
            mine = sorted((used & names) - own)
            own |= set(mine)  # the first pack that declares a name is meant
            if mine:
                out.append(f"use {pack}.{{" + ", ".join(mine) + "}")
        (self.folder / f"{file}.cds").write_text("\n".join(out) + "\n\n" + body, encoding="utf-8")
        self.write_tests(file, rules, source)

    def write_tests(self, file, rules, source):
        for old in (self.folder / "tests").glob(f"{file}*.yaml"):
            if re.fullmatch(re.escape(file) + r"(-\d+)?", old.stem):
                old.unlink()
        chunks, current = [], []
        for rule in rules:
            lines = [f"  # --- {rule.name} ---"]
            for name, facts, expect in rule.cases():
                lines += case_lines(rule, name, facts, expect)
            if current and len(current) + len(lines) > LINES:
                chunks.append(current)
                current = []
            current += lines
        if current:
            chunks.append(current)
        head = [f"# Generated by {source}: each rule fires, is silent, undecided and silenced.", f"clock: {CLOCK}", "cases:"]
        (self.folder / "tests").mkdir(exist_ok=True)
        for i, chunk in enumerate(chunks):
            name = file if len(chunks) == 1 else f"{file}-{i + 1}"
            (self.folder / f"tests/{name}.yaml").write_text("\n".join(head + chunk) + "\n", encoding="utf-8")


def declared(folder):
    names = set()
    for path in sorted(Path(folder).rglob("*.cds")):
        names |= set(re.findall(r"^(?:codes|define|observation|input|score|table) ([\w-]+)", path.read_text(encoding="utf-8"), re.M))
    return names
