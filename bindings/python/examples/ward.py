# %% [markdown]
# # A ward round with Curbside
# Runs as a script (`examples/run`) or cell by cell in VS Code, Spyder or Jupytext.

# %%
from __future__ import annotations

import json
from pathlib import Path

import curbside

ROOT = Path(__file__).resolve().parents[3]
AT, ZONE = "2026-03-01T09:00:00+01:00", "Europe/Berlin"

# %% [markdown]
# ## Rules
# All packs that come with Curbside would be `ROOT / "rules"`; the golden pack is small.

# %%
engine = curbside.Engine.open(ROOT / "bindings/golden/packs")
status = engine.status()
print(f"Curbside {curbside.__version__}: {status['rules']} rules of {', '.join(p['name'] for p in status['packs'])}\n")

# %% [markdown]
# ## Patients
# FHIR bundles, as dicts or as JSON. A finding that is only possible says so, and what could not be decided is shown:
# no finding is not the same as nothing found.


# %%
def show(name: str, answer: curbside.Evaluation) -> None:
    print(name)
    for f in answer["findings"]:
        print(f"  {f['severity']:<9} {f['certainty']:<9} {f['message']}")
    for u in answer["indeterminate"]:
        print(f"  undecided {u['rule']}: {'; '.join(dict.fromkeys(m['datum'] for m in u['missing']))}")
    for n in answer["not_evaluated"]:
        print(f"  not evaluated {n['rule']}: {n['reason']}")
    stats = answer["stats"]
    print(f"  {stats['fired']} of {stats['rules']} rules fired, {stats['indeterminate']} could not be decided\n")


bundles = {p.stem: p.read_text(encoding="utf-8") for p in sorted((ROOT / "examples/patients").glob("*.json"))}
for name, bundle in bundles.items():
    try:
        show(name, engine.evaluate_fhir(bundle, at=AT, zone=ZONE, patient_id=f"Patient/{name}"))
    except curbside.PatientError as e:
        print(f"{name}\n  could not be checked: {e}\n")

# %% [markdown]
# ## Why?

# %%
request = json.loads((ROOT / "bindings/golden/juergen.json").read_text(encoding="utf-8"))
explained = engine.explain(request, "golden/high-inr")
print("Why golden/high-inr ended as it did:")
print(json.dumps(explained["explanation"], indent=1, ensure_ascii=False)[:600], "…\n")

# %% [markdown]
# ## A session
# One patient whose answer follows every change: here ibuprofen is drafted, and only the difference comes back.

# %%
changes = json.loads((ROOT / "bindings/golden/changes-order.json").read_text(encoding="utf-8"))
with engine.open_session(request) as session:
    difference = session.apply(changes)
    print("Ibuprofen drafted:")
    for f in difference["new"] + difference["changed"]:
        print(f"  {f['severity']:<9} {f['message']}")
    print(f"  {difference['stats']['indeterminate']} rules could not be decided")

# %%
engine.close()
