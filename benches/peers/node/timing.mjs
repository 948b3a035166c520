// The same protocol and the same timing as the engines in Rust: a line when the rules are
// loaded, a line with the times of single evaluations in nanoseconds.
import { appendFileSync } from 'node:fs';

const now = () => Number(process.hrtime.bigint());

export async function measure({ load, expected, out, seconds }) {
  const begin = now();
  const run = await load();
  appendFileSync(out, JSON.stringify({ load_ns: now() - begin }) + '\n');
  const found = (await run()).sort();
  if (JSON.stringify(found) !== JSON.stringify(expected)) {
    throw new Error(`found ${JSON.stringify(found.slice(0, 5))}, expected ${JSON.stringify(expected)}`);
  }
  const warm = now();
  while (now() - warm < seconds * 0.2e9) await run();
  const times = [];
  const start = now();
  while (times.length < 3 || (now() - start < seconds * 1e9 && times.length < 1e6)) {
    const t = now();
    await run();
    times.push(now() - t);
  }
  times.sort((a, b) => a - b);
  const at = share => times[Math.min(times.length - 1, Math.floor(times.length * share))];
  const line = { median: at(0.5), p99: at(0.99), least: times[0], count: times.length };
  appendFileSync(out, JSON.stringify(line) + '\n');
}
