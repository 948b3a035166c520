// The golden patients, for Node and browsers alike: `read` gives the bytes of a file.
import { Curbside, CurbsideError } from "../js/curbside.js";

export async function golden(source, read) {
  const curbside = await Curbside.load(source);
  const [results, text] = [[], new TextDecoder()];
  let engine, session;
  for (const line of text.decode(await read("cases.tsv")).trim().split("\n")) {
    const [call, ...fields] = line.split("\t");
    const file = fields.at(-1);
    const sent = fields[0]?.endsWith(".json") ? await read(fields[0]) : undefined;
    if (call === "load") { engine = curbside.engine(sent); continue; }
    if (call === "open") { session = engine.openSession(sent); continue; }
    let got;
    try {
      got = {
        status: () => engine.statusText(),
        metadata: () => engine.metadataText(),
        evaluate: () => engine.evaluateText(sent),
        explain: () => engine.explainText(sent, fields[1]),
        reload: () => engine.reloadText(sent),
        check: () => JSON.stringify(curbside.check(sent)),
        answer: () => session.answerText(),
        apply: () => session.applyText(sent),
        advance: () => session.advanceText(fields[0]),
        follow: () => session.followText(),
      }[call]();
    } catch (e) {
      if (!(e instanceof CurbsideError)) throw e;
      got = JSON.stringify(e.error);
    }
    results.push([line, got === text.decode(await read(file))]);
  }
  return results;
}
