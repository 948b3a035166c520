// node peer.mjs ENGINE HOST.json SECONDS OUT
import { readFileSync } from 'node:fs';
import { measure } from './timing.mjs';

const [engine, file, seconds, out] = process.argv.slice(2);
const host = JSON.parse(readFileSync(file));
const engines = { 'json-rules-engine': './json-rules-engine.mjs', 'cql-execution': './cql-execution.mjs' };
const { load } = await import(engines[engine]);
await measure({ load: () => load(host), expected: host.expected, out, seconds: Number(seconds) });
