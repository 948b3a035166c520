import assert from "node:assert/strict";
import { test } from "node:test";
import { Worker } from "node:worker_threads";
import { CurbsideError, ERROR_CODES, Engine, Session, bundle, check, fhirRequest, pathRequest, version } from "../index.js";
import native from "../native.cjs";
import { golden, json, read } from "./golden.js";

const load = () => Engine.load(read("packs.json"));
const code = (f) => { try { f(); return "none"; } catch (e) { return e.code ?? e; } };
const codeLater = (p) => p.then(() => "none", (e) => e.code ?? e);
const turn = () => new Promise((done) => setImmediate(done));

const cases = golden();
for (const { name, got, want } of cases) test(`golden: ${name}`, () => assert.equal(got, want));
test("golden: the cases are there", () => assert.ok(cases.length >= 25));

test("golden: evaluated by the pool, all at once", async () => {
  const engine = load();
  const all = read("cases.tsv").toString().trim().split("\n").map((l) => l.split("\t")).filter((f) => f[0] === "evaluate");
  // The first line of the cases loads the same packs, so the generation is the same.
  const got = await Promise.all(all.map(([, sent]) =>
    engine.evaluateTextAsync(read(sent)).catch((e) => JSON.stringify(e.error))));
  assert.deepEqual(got, all.map(([, , want]) => read(want).toString()));
  engine.close();
});

test("golden: explained, opened and changed by the pool", async () => {
  const engine = await Engine.loadAsync(read("packs.json"));
  assert.deepEqual(await engine.explainAsync(json("margaret.json"), "golden/high-inr"), json("margaret-inr.answer.json"));
  const session = await engine.openSessionAsync(read("juergen.json"));
  assert.deepEqual(await session.answerAsync(), json("session-1.answer.json"));
  assert.deepEqual(await session.applyAsync(read("changes-order.json")), json("session-2.answer.json"));
  assert.equal(await codeLater(session.applyAsync(read("changes-unknown.json"))), json("session-3.answer.json").code);
  assert.equal((await session.advanceAsync("2026-03-20T09:00:00+01:00")).as_of.slice(0, 10), "2026-03-20");
  assert.equal(await codeLater(engine.reloadAsync(read("broken-packs.json"))), "bad-packs");
  assert.equal((await engine.reloadAsync(read("packs.json"))).generation, 2);
  assert.equal((await session.followAsync()).generation, 2);
});

test("objects, texts and bytes are the same request", () => {
  const engine = load();
  const object = json("juergen.json");
  const bytes = read("juergen.json");
  const want = engine.evaluateText(bytes);
  assert.equal(engine.evaluateText(object), want);
  assert.equal(engine.evaluateText(bytes.toString()), want);
  assert.equal(engine.evaluateText(new Uint8Array(bytes)), want);
  for (const bad of [undefined, null, 5, true, Symbol("x"), () => 1]) {
    assert.throws(() => engine.evaluate(bad), TypeError);
    assert.throws(() => engine.explain(bytes, bad), TypeError);
  }
});

test("bytes written to after the call change nothing", async () => {
  const engine = load();
  const bytes = new Uint8Array(read("juergen.json"));
  const answer = engine.evaluateTextAsync(bytes);
  bytes.fill(0);
  assert.equal(await answer, read("juergen.answer.json").toString());
});

test("a bundle becomes a request", () => {
  const engine = load();
  const { at, zone, patient, context, inputs, options } = json("margaret.json");
  const { fhir, ...rest } = patient;
  const how = { at, zone, ...rest, context, inputs, options };
  assert.deepEqual(engine.evaluate(fhirRequest(fhir, how)), json("margaret.answer.json"));
  assert.deepEqual(engine.evaluate(fhirRequest(JSON.stringify(fhir), how)), json("margaret.answer.json"));
  const at2 = engine.evaluate(fhirRequest(fhir, { ...how, at: new Date(at) }));
  assert.equal(Date.parse(at2.as_of.replace(/\[.*/, "")), Date.parse(at));
  assert.match(code(() => engine.evaluate(fhirRequest(fhir, { ...how, id: "Patient/other" }))), /^(wrong|no)-patient$/);
});

test("folders, bundles, checks", async () => {
  const folder = new URL("../../golden/packs", import.meta.url).pathname;
  const [a, b] = [Engine.open(folder), Engine.load(bundle(pathRequest(folder)))];
  assert.equal(a.status().pack_hash, b.status().pack_hash);
  assert.equal((await Engine.openAsync(folder)).status().pack_hash, a.status().pack_hash);
  assert.ok(check(read("broken-packs.json")).errors > 0);
  assert.equal(version, "0.1.0");
});

test("errors say code, place and words", async () => {
  for (const e of [await Engine.openAsync('/nowhere/ä"\\').catch((e) => e), (() => { try { Engine.open('/nowhere/ä"\\'); } catch (e) { return e; } })()]) {
    assert.ok(e instanceof CurbsideError && e instanceof Error);
    assert.equal(e.name, "CurbsideError");
    assert.equal(e.code, "cannot-read");
    assert.equal(e.path, "/paths/0");
    assert.match(e.message, /^cannot-read at \/paths\/0: cannot read `\/nowhere\/ä"/);
  }
  const e = await load().reloadAsync(read("broken-packs.json")).catch((e) => e);
  assert.ok(e.details.diagnostics.length > 0);
  assert.equal(ERROR_CODES.length, 24);
  assert.equal(ERROR_CODES[21], "closed");
});

test("hostile requests are errors", async () => {
  const engine = load();
  const deep = "[".repeat(100000);
  for (const bad of [deep, `{"format":${deep}`, "\ud800", new Uint8Array([0xff, 0xfe]), "", "null"]) {
    assert.match(code(() => engine.evaluate(bad)), /^(not-json|too-deep|wrong-type)$/);
    assert.match(await codeLater(engine.evaluateAsync(bad)), /^(not-json|too-deep|wrong-type)$/);
  }
  assert.equal(code(() => engine.evaluate('{"format":1,"format":1}')), "duplicate-key");
  assert.equal(code(() => engine.evaluate(`{"format":1,"a":${deep}`)), "unknown-field");
});

test("handles: closed twice, used after, sessions outlive engines", async () => {
  const engine = load();
  const session = engine.openSession(json("juergen.json"));
  assert.equal(engine.closed, false);
  engine.close();
  engine.close();
  assert.equal(engine.closed, true);
  assert.equal(code(() => engine.status()), "closed");
  assert.equal(code(() => engine.openSession("{}")), "closed");
  assert.equal(await codeLater(engine.evaluateAsync("{}")), "closed");
  assert.equal(await codeLater(engine.openSessionAsync("{}")), "closed");
  assert.ok(session.answer().findings.length > 0);
  session.close();
  session.close();
  assert.equal(code(() => session.answer()), "closed");
  assert.equal(await codeLater(session.followAsync()), "closed");
  assert.throws(() => new Session({}), TypeError);
});

test("the event loop turns while the pool evaluates", async () => {
  const engine = load();
  const request = Buffer.concat([Buffer.from('{"format":1,"at":"2026-03-01T09:00:00Z","zone":"UTC","patient":{"snapshot":{}}'),
    Buffer.alloc(8_000_000, " "), Buffer.from("}")]);
  let [turns, done] = [0, false];
  const answers = Promise.all(Array.from({ length: 4 }, () => engine.evaluateAsync(request))).finally(() => { done = true; });
  while (!done) { await turn(); turns++; }
  assert.equal((await answers).length, 4);
  assert.ok(turns > 4, `the loop turned ${turns} times`);
});

test("closed while the pool evaluates: answered, or `closed`", async () => {
  for (let round = 0; round < 5; round++) {
    const engine = load();
    const all = Array.from({ length: 50 }, () => codeLater(engine.evaluateAsync(read("juergen.json"))));
    await turn();
    engine.close();
    for (const c of await Promise.all(all)) assert.match(c, /^(none|closed)$/);
  }
});

test("worker threads", async () => {
  const data = { packs: read("packs.json"), request: read("juergen.json"), change: read("changes-order.json"), times: 50 };
  const all = await Promise.all(Array.from({ length: 4 }, () => new Promise((done, failed) => {
    const worker = new Worker(new URL("worker.js", import.meta.url), { workerData: data });
    let answers;
    worker.on("message", (m) => { answers = m; });
    worker.on("error", failed);
    worker.on("exit", (n) => (n === 0 ? done(answers) : failed(new Error(`exit ${n}`))));
  })));
  for (const answers of all) assert.deepEqual(answers, [read("juergen.answer.json").toString()]);
});

test("memory does not grow, closed or lost", { skip: global.gc ? false : "needs --expose-gc" }, async () => {
  const engine = load();
  const request = read("juergen.json");
  const work = async () => {
    for (let i = 0; i < 200; i++) {
      engine.evaluateText(request);
      code(() => engine.evaluate("{"));
      engine.openSession(request).close();
      engine.openSession(request); // lost
      if (i % 10 === 0) await engine.evaluateAsync(request);
    }
    for (let i = 0; i < 5; i++) { global.gc(); await turn(); }
  };
  await work();
  await work();
  const [handles, before] = [native.openHandles(), process.memoryUsage().rss];
  for (let i = 0; i < 6; i++) await work();
  assert.ok(native.openHandles() <= handles + 2, `${native.openHandles()} handles are open, before ${handles}`);
  const grown = (process.memoryUsage().rss - before) / 1024;
  assert.ok(grown < 16_000, `grew by ${grown} KiB in 1200 rounds`);
});

test("a defect is `panic`, and `poisoned` from then on", { skip: native.panicTest() ? false : "built without the defect" }, async () => {
  const bad = { format: 1, at: "2026-03-01T09:00:00Z", zone: "UTC", patient: { snapshot: {} }, context: { trigger: "panic-test" } };
  const [engine, pool, other] = [load(), load(), load()];
  assert.equal(code(() => engine.evaluate(bad)), "panic");
  assert.equal(code(() => engine.status()), "poisoned");
  assert.equal(await codeLater(pool.evaluateAsync(bad)), "panic");
  assert.equal(await codeLater(pool.evaluateAsync(json("juergen.json"))), "poisoned");
  assert.ok(other.status().rules > 0);
});
