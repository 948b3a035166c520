"""clips_peer.py FORM HOST.json SECONDS OUT

CLIPS through clipspy. `clips-rules`: a defrule each; `clips-facts`: the rules as facts and one
defrule over them. CLIPS itself says what is active, what lies in the window and what is the
newest. The patient's facts are asserted and retracted by each evaluation.
"""
import json
import sys
import time

import clips

TEMPLATES = [
    "(deftemplate drug (slot class (type SYMBOL)) (slot active (type SYMBOL)))",
    "(deftemplate result (slot analyte (type SYMBOL)) (slot time (type INTEGER))"
    " (slot value (type FLOAT)) (slot factor (type FLOAT)))",
    "(deftemplate newest (slot analyte (type SYMBOL)) (slot value (type FLOAT)))",
    "(deftemplate alert (slot id (type SYMBOL)))",
    "(deftemplate pair (slot id (type SYMBOL)) (slot a (type SYMBOL)) (slot b (type SYMBOL)))",
    "(deftemplate limit (slot id (type SYMBOL)) (slot analyte (type SYMBOL)) (slot side (type SYMBOL))"
    " (slot value (type FLOAT)))",
]


def newest(host):
    window = f"(<= {host['from']} ?t {host['now']})"
    later = f"(and (> ?u ?t) (<= ?u {host['now']}))"
    return (
        f"(defrule newest (result (analyte ?a) (time ?t&:{window}) (value ?v) (factor ?f))"
        f" (not (result (analyte ?a) (time ?u&:{later})))"
        " => (assert (newest (analyte ?a) (value (* ?v ?f)))))"
    )


def rule_each(host):
    for r in host["rules"]:
        alert = f"(assert (alert (id {r['id']})))"
        if host["kind"] == "a":
            yield (
                f"(defrule {r['id']} (drug (class {r['a']}) (active yes))"
                f" (drug (class {r['b']}) (active yes)) => {alert})"
            )
        else:
            sign = ">" if r["above"] else "<"
            yield (
                f"(defrule {r['id']} (newest (analyte {r['a']})"
                f" (value ?v&:({sign} ?v {float(r['limit'])!r}))) => {alert})"
            )


def rules_over_facts(host):
    if host["kind"] == "a":
        yield (
            "(defrule pairs (drug (class ?a) (active yes)) (pair (id ?id) (a ?a) (b ?b))"
            " (drug (class ?b) (active yes)) => (assert (alert (id ?id))))"
        )
    else:
        for side, sign in (("above", ">"), ("below", "<")):
            yield (
                f"(defrule {side} (newest (analyte ?a) (value ?v))"
                f" (limit (id ?id) (analyte ?a) (side {side}) (value ?x&:({sign} ?v ?x)))"
                " => (assert (alert (id ?id))))"
            )


def load(form, host):
    env, symbol = clips.Environment(), clips.Symbol
    for text in TEMPLATES:
        env.build(text)
    if host["kind"] == "b":
        env.build(newest(host))
    for text in rule_each(host) if form == "clips-rules" else rules_over_facts(host):
        env.build(text)
    env.reset()
    template = {t.name: t for t in env.templates()}
    if form == "clips-facts":
        for r in host["rules"]:
            if host["kind"] == "a":
                template["pair"].assert_fact(id=symbol(r["id"]), a=symbol(r["a"]), b=symbol(r["b"]))
            else:
                side = symbol("above" if r["above"] else "below")
                template["limit"].assert_fact(
                    id=symbol(r["id"]), analyte=symbol(r["a"]), side=side, value=float(r["limit"])
                )

    patient = [
        ("drug", {"class": symbol(c), "active": symbol("yes" if d["active"] else "no")})
        for d in host["drugs"]
        for c in d["classes"]
    ] + [
        (
            "result",
            {"analyte": symbol(r["analyte"]), "time": r["time"], "value": float(r["value"]), "factor": float(r["factor"])},
        )
        for r in host["results"]
    ]

    def run():
        facts = [template[name].assert_fact(**slots) for name, slots in patient]
        env.run()
        out = [str(f["id"]) for f in template["alert"].facts()]
        for f in facts + list(template["newest"].facts()) + list(template["alert"].facts()):
            f.retract()
        return out

    return run


def main(form, file, seconds, out):
    with open(file) as f:
        host = json.load(f)
    seconds, now = float(seconds), time.perf_counter_ns

    def say(line):
        with open(out, "a") as f:
            f.write(json.dumps(line) + "\n")

    begin = now()
    run = load(form, host)
    say({"load_ns": now() - begin})
    found = sorted(run())
    if found != host["expected"]:
        raise SystemExit(f"found {found[:5]}, expected {host['expected']}")
    start = now()
    while now() - start < seconds * 0.2e9:
        run()
    times, start = [], now()
    while len(times) < 3 or (now() - start < seconds * 1e9 and len(times) < 1_000_000):
        t = now()
        run()
        times.append(now() - t)
    times.sort()
    at = lambda share: times[min(len(times) - 1, int(len(times) * share))]
    say({"median": at(0.5), "p99": at(0.99), "least": times[0], "count": len(times)})


if __name__ == "__main__":
    main(*sys.argv[1:])
