// The golden patients: each case with what was given and what is wanted, at once or by the pool.
import { readFileSync } from "node:fs";
import { CurbsideError, Engine, checkText } from "../index.js";

export const read = (name) => readFileSync(new URL(`../../golden/${name}`, import.meta.url));
export const json = (name) => JSON.parse(read(name));

export function golden() {
  const results = [];
  let engine, session;
  for (const line of read("cases.tsv").toString().trim().split("\n")) {
    const [call, ...fields] = line.split("\t");
    const sent = fields[0]?.endsWith(".json") ? read(fields[0]) : undefined;
    if (call === "load") { engine = Engine.load(sent); continue; }
    if (call === "open") { session = engine.openSession(sent); continue; }
    const asks = {
      status: () => engine.statusText(),
      metadata: () => engine.metadataText(),
      evaluate: () => engine.evaluateText(sent),
      explain: () => engine.explainText(sent, fields[1]),
      reload: () => engine.reloadText(sent),
      check: () => checkText(sent),
      answer: () => session.answerText(),
      apply: () => session.applyText(sent),
      advance: () => session.advanceText(fields[0]),
      follow: () => session.followText(),
    };
    let got;
    try {
      got = asks[call]();
    } catch (e) {
      if (!(e instanceof CurbsideError)) throw e;
      got = JSON.stringify(e.error);
    }
    results.push({ name: line.replaceAll("\t", " "), got, want: read(fields.at(-1)).toString() });
  }
  return results;
}
