"""What the descriptions of this pack share: short ways to say "this drug with that problem"."""

import sys
from pathlib import Path

PACK = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PACK.parent / "terms/tools"))
from rulegen import Cond, Pack, Rule, age, any_of, cond, has, obs, taking  # noqa: E402,F401

LABEL = "US prescribing information: {}"
BEERS = '"American Geriatrics Society 2023 updated Beers criteria. J Am Geriatr Soc 2023;71:2052" year 2023 doi 10.1111/jgs.18372'
NOTE = "for clinical review: from memory of the label or guideline"
TRIGGER = "patient-view, order-select, order-sign, problem-list-item-create"


def label(text):
    return f'"{LABEL.format(text)}"'


def drug(sets, sample, mods="", name="drug"):
    return taking(sets, f"m {sample}", name, mods=mods)


def problem(sets, verb="has"):
    """A problem by its sets; each of them fires."""
    first = sets.strip("()").split(" or ")
    return Cond(f"{verb} {sets} as problem", [[f"c {s} since 2019"] for s in first], [[]], [["c?"]])


def protected(sets, sample):
    return taking(sets, f"m {sample}", "", verb="taking or ordering")


def rule(name, title, severity, drugs, conditions, message, advice, evidence, owner="Pharmacy", who="", **more):
    """`advice` is what to do with the drug; `conditions` what it must not meet."""
    suggest = [f'change drug "{advice}"'] if advice else []
    return Rule(name, title, severity, [drugs, *conditions], message=message, suggest=suggest, evidence=[evidence] if isinstance(evidence, str) else evidence,
                owner=owner, note=more.pop("note", NOTE), trigger=more.pop("trigger", TRIGGER), unknown=more.pop("unknown", "hold"),
                who=who or "Everyone with the problem on the list", user="Prescribers and pharmacists", **more)


PREGNANT = Cond("pregnant", [["@sex female", "@pregnant yes"]], [["@sex female", "@pregnant no"]], [["@sex female", "@-due"]])
BREASTFEEDING = Cond("breastfeeding", [["@sex female", "@breastfeeding yes"]], [["@sex female", "@breastfeeding no"]], [["@sex female"]])
DUE_AT = {12: "2026-09-13", 13: "2026-09-06", 14: "2026-08-30", 15: "2026-08-23", 16: "2026-08-16", 19: "2026-07-26", 20: "2026-07-19", 29: "2026-05-17", 30: "2026-05-10"}


def weeks(op, n):
    """Completed weeks; the due date is 40 weeks after the first day."""
    at, below = [f"@due {DUE_AT[n]}"], [f"@due {DUE_AT[n - 1]}"]
    yes, no = {">=": (at, below), "<": (below, at)}[op]
    return Cond(f"gestational-age {op} {n} weeks", [yes], [no], [["@-due"]])
