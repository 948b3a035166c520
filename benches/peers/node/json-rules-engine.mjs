// json-rules-engine: a rule each, facts given to the run. It has no way to find the newest of a
// list, so the host does, within the time.
import { Engine } from 'json-rules-engine';

const active = host => host.drugs.filter(d => d.active).flatMap(d => d.classes);

function newest(host) {
  const best = {};
  for (const r of host.results) {
    if (r.time < host.from || r.time > host.now) continue;
    const b = best[r.analyte];
    if (!b || r.time > b.time) best[r.analyte] = r;
  }
  return Object.fromEntries(Object.entries(best).map(([a, r]) => [a, r.value * r.factor]));
}

export function load(host) {
  const pairs = host.kind === 'a';
  const has = value => ({ fact: 'classes', operator: 'contains', value });
  const rules = host.rules.map(r => ({
    conditions: {
      all: pairs
        ? [has(r.a), has(r.b)]
        : [{ fact: r.a, operator: r.above ? 'greaterThan' : 'lessThan', value: r.limit }],
    },
    event: { type: r.id },
  }));
  const engine = new Engine(rules, { allowUndefinedFacts: true });
  return async () => {
    const { events } = await engine.run(pairs ? { classes: active(host) } : newest(host));
    return events.map(e => e.type);
  };
}
