import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { Curbside } from "../js/curbside.js";
import { golden } from "./golden.js";

const wasm = await readFile(new URL("../js/curbside.wasm", import.meta.url));
const read = (name) => readFile(new URL(`../../golden/${name}`, import.meta.url));
const json = async (name) => JSON.parse(await read(name));
const code = (f) => { try { f(); return "none"; } catch (e) { return e.code ?? e; } };

test("the module imports nothing", async () => {
  assert.deepEqual(WebAssembly.Module.imports(await WebAssembly.compile(wasm)), []);
});

for (const [line, same] of await golden(wasm, read)) {
  test(`golden: ${line.replaceAll("\t", " ")}`, () => assert.ok(same));
}

test("objects, texts and bytes are the same request", async () => {
  const engine = (await Curbside.load(wasm)).engine(await json("packs.json"));
  const object = await json("juergen.json");
  const bytes = new Uint8Array(await read("juergen.json"));
  assert.equal(engine.evaluateText(object), engine.evaluateText(bytes));
  assert.equal(engine.evaluateText(JSON.stringify(object)), engine.evaluateText(bytes));
  assert.throws(() => engine.evaluate(undefined), TypeError);
});

test("handles: closed twice, used after, sessions outlive engines", async () => {
  const curbside = await Curbside.load(wasm);
  const engine = curbside.engine(await json("packs.json"));
  const session = engine.openSession(await json("juergen.json"));
  engine.close();
  engine.close();
  assert.equal(code(() => engine.status()), "closed");
  assert.equal(session.answer().findings.length > 0, true);
  session.close();
  assert.equal(code(() => session.answer()), "closed");
  assert.equal(curbside.version, "0.1.0");
});

test("no files, no clock", async () => {
  const curbside = await Curbside.load(wasm);
  assert.equal(code(() => curbside.engine({ format: 1, paths: ["/rules"] })), "cannot-read");
  const engine = curbside.engine(await json("packs.json"));
  const request = { ...(await json("juergen.json")), options: { timeout_ms: 5 } };
  assert.equal(code(() => engine.evaluate(request)), "not-supported");
});

test("memory does not grow", async () => {
  let exports;
  const curbside = new Curbside({ exports: (exports = (await WebAssembly.instantiate(wasm, {})).instance.exports) });
  const engine = curbside.engine(await json("packs.json"));
  const request = new Uint8Array(await read("margaret.json"));
  const round = () => {
    for (let i = 0; i < 200; i++) {
      engine.evaluateText(request);
      code(() => engine.evaluate("{"));
      engine.openSession(request).close();
    }
  };
  round();
  const before = exports.memory.buffer.byteLength;
  for (let i = 0; i < 5; i++) round();
  assert.equal(exports.memory.buffer.byteLength, before);
});

test("a trap is `panic`, and `poisoned` from then on", async () => {
  const { instance } = await WebAssembly.instantiate(wasm, {});
  const broken = { ...instance.exports, curbside_call: () => { throw new WebAssembly.RuntimeError("unreachable"); } };
  const curbside = new Curbside({ exports: broken });
  assert.equal(code(() => curbside.version), "panic");
  assert.equal(code(() => curbside.version), "poisoned");
  assert.equal(curbside.poisoned, true);
});

test("hostile requests do not trap", async () => {
  const engine = (await Curbside.load(wasm)).engine(await json("packs.json"));
  const deep = "[".repeat(100000);
  for (const bad of [deep, `{"format":1,"a":${deep}`, "\ud800", new Uint8Array([0xff, 0xfe]), "", "null", `{"fhir": "${deep}"}`]) {
    assert.match(code(() => engine.evaluate(bad)), /^[a-z-]+$/);
    assert.notEqual(code(() => engine.evaluate(bad)), "panic");
  }
  assert.equal(code(() => engine.evaluate({ format: 1, at: "2026-03-01T09:00:00Z", zone: "UTC", patient: { fhir: deep } })), "patient-limit");
});
