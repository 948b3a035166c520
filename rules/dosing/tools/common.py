"""What the descriptions of this pack share."""

import re
import sys
from pathlib import Path

PACK = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(PACK.parent / "terms/tools"))
from rulegen import Cond, Pack, Rule, age, any_of, cond, has, obs, step, taking  # noqa: E402,F401

NOTE = "for clinical review: from memory of the label"
# Compared with the label, or a public text that reports it: the book, "Spot checks", says which.
COMPARED = "for clinical review: compared with a public text of the label on 2026-11-29"
TRIGGER = "patient-view, order-select, order-sign"
USER = "Prescribers and pharmacists"


def label(drug):
    return f'"US prescribing information of {drug}: dose"'


def slug(text):
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def number(text):
    return re.sub(r"(?<=\d)(?=(\d{3})+$)", ",", str(text))


def scaled(value, by):
    """A dose a little above a limit, within a twentieth of it, without a tail of zeros."""
    return f"{value * by:.4f}".rstrip("0").rstrip(".")


def over(sets, name, limit, unit, route, times="daily", name_in_rule="drug", verb="taking or ordering", mods=()):
    """A daily dose above a limit: at the limit and just above it, in one dose a day."""
    narrowed = ", ".join([*mods, f"daily dose > {limit} {unit}"])
    above = scaled(float(limit), 1.02)
    return Cond(f"{verb} {sets} with {narrowed} as {name_in_rule}", [[f"m {name} {above} {unit} {route} {times}".strip()]],
                [[f"m {name} {limit} {unit} {route} {times}".strip()], []], [[f"m {name} {route}"], ["m?"]])


def clearance_facts(value):
    """A man of 68 years: his clearance is his weight over his creatinine."""
    creatinine = 1 if value >= 40 else 2 if value >= 20 else 4
    weight = f"{value * creatinine:.1f}".rstrip("0").rstrip(".")
    return ["@born 1958-02-01", f"o BodyWeight {weight} kg at -9 days", f"o Creatinine {creatinine}.0 mg/dL at -9 days"]


def gfr_facts(value):
    return [f"o EGFR {value} mL/min/{{1.73_m2}} at -9 days"]


def kidney(measure, low, high, low_op=">=", high_op="<"):
    """A band of clearance (CrCl) or eGFR; either end may be left out."""
    expr, unit, facts = {"CrCl": ("CreatinineClearance", "mL/min", clearance_facts), "eGFR": ("KidneyFunction", "mL/min/{1.73_m2}", gfr_facts)}[measure]
    text, yes, no = [], [], []
    if low is not None:
        text.append(f"{expr} {low_op} {low} {unit}")
        inside, outside = (low, low - 1) if low_op == ">=" else (low + 1, low)
        yes.append(facts(inside))
        no.append(facts(outside))
    if high is not None:
        text.append(f"{expr} {high_op} {high} {unit}")
        inside, outside = (high - 1, high) if high_op == "<" else (high, high + 1)
        yes.append(facts(inside))
        no.append(facts(outside))
    missing = [["@born 1958-02-01", "o Creatinine 1.0 mg/dL at -9 days"], [f for f in facts(50) if "Creatinine" not in f]] if measure == "CrCl" else [[]]
    return Cond(" and ".join(text), yes, no, missing)


DIALYSIS = has("DialysisDependence")


def ADULT():
    """An adult; who is older than the limit is left to the other facts of a case."""
    return Cond("age >= 18 years", [["@born 1958-02-01"]], [["@born 2008-03-02"]], [["@-born"]])
