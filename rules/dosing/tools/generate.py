#!/usr/bin/env python3
"""Makes the rules of this pack and their tests, with rulegen of the terms pack.

    python3 tools/generate.py

The descriptions are in renal.py and others.py. Run `curbside fmt` afterwards.
"""

from common import PACK, Pack
from others import CHILD_SETS, CHILDREN, HEPATIC, MAXIMUM, SPECIAL, SPECIAL_SETS, SUM_SETS, SUMS
from renal import RENAL, START


def main():
    pack = Pack(PACK, ["terms", "laboratory", "scores"])
    parts = [RENAL[i:i + 28] for i in range(0, len(RENAL), 28)]
    for n, rules in enumerate(parts):
        pack.write(f"renal-{n + 1}", ["Doses against the kidney, as the labels say: creatinine clearance with the actual weight, or eGFR."], rules, "", "tools/generate.py")
    pack.write("renal-start", ["Drugs that are not started with a weak kidney."], START, "", "tools/generate.py")
    pack.write("renal-special", ["Kidney, weight and age where the dose is not a plain limit."], SPECIAL, SPECIAL_SETS, "tools/generate.py")
    pack.write("hepatic", ["Doses against the liver."], HEPATIC, "", "tools/generate.py")
    half = len(MAXIMUM) // 2
    pack.write("maximum-1", ["The largest daily dose of one order."], MAXIMUM[:half], "", "tools/generate.py")
    pack.write("maximum-2", ["The largest daily dose of one order."], MAXIMUM[half:], "", "tools/generate.py")
    pack.write("sums", ["Daily doses over all products: paracetamol, opioids, and others."], SUMS, SUM_SETS, "tools/generate.py")
    pack.write("children-1", ["Children: ranges by weight."], CHILDREN[:24], "", "tools/generate.py")
    pack.write("children-2", ["Children: ranges by weight, and drugs that are not for them."], CHILDREN[24:], CHILD_SETS, "tools/generate.py")


if __name__ == "__main__":
    main()
