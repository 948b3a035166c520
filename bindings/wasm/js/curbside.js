// Curbside in WebAssembly: rules in force and sessions, for browsers, Node and Deno.
//
//   import { Curbside } from "./curbside.js";
//   const curbside = await Curbside.load(new URL("curbside.wasm", import.meta.url));
//   const engine = curbside.engine({ format: 1, text: "pack demo\n…" });
//   const answer = engine.evaluate({ format: 1, at: "2026-03-01T09:00:00Z", zone: "UTC", patient: { fhir: bundle } });

const CALLS = {
  load: 1, evaluate: 2, explain: 3, reload: 4, status: 5, metadata: 6, openSession: 7,
  answer: 8, apply: 9, advance: 10, follow: 11, close: 12, check: 13, bundle: 14, version: 15,
};
const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

/** Why there is no answer. Its message never holds a patient's value. */
export class CurbsideError extends Error {
  constructor(error) {
    super(`${error.code}${error.path ? ` at ${error.path}` : ""}: ${error.message}`);
    this.name = "CurbsideError";
    this.code = error.code;
    this.path = error.path ?? "";
    this.details = error.details;
    this.error = error;
  }
}

const utf8 = (value, what) => {
  if (value instanceof Uint8Array) return value;
  if (typeof value === "string") return encoder.encode(value);
  const text = JSON.stringify(value);
  if (text === undefined) throw new TypeError(`the ${what} is neither an object, a text nor bytes`);
  return encoder.encode(text);
};

/** A loaded module. Handles of one module live in its memory. */
export class Curbside {
  #exports;
  #trapped = false;
  // What nobody closed and nobody can reach any more is closed.
  #lost = new FinalizationRegistry((handle) => { if (!this.#trapped) this.#call(CALLS.close, handle); });

  /** From what `WebAssembly.compile` or `instantiate` takes, a `Response`, a URL, or a compiled module. */
  static async load(source) {
    if (source instanceof URL || typeof source === "string") source = await fetch(source);
    source = await source;
    if (typeof Response !== "undefined" && source instanceof Response) {
      if (!source.ok) throw new Error(`curbside.wasm: ${source.status} ${source.statusText}`);
      source = await source.arrayBuffer();
    }
    const module = source instanceof WebAssembly.Module ? source : await WebAssembly.compile(source);
    return new Curbside(await WebAssembly.instantiate(module, {}));
  }

  constructor(instance) {
    this.#exports = instance.exports;
  }

  /** The version of the engine. */
  get version() {
    return this.#text(CALLS.version, 0);
  }

  /** Rules in force, by a load request (`load.json`): a bundle, packs in memory, or one text. */
  engine(request) {
    return this.#own(new Engine(this.#link(this.#open(CALLS.load, 0, utf8(request, "load request")))));
  }

  /** What is wrong with packs, or worth a second look (`report.json`). */
  check(request) {
    return JSON.parse(this.#text(CALLS.check, 0, utf8(request, "load request")));
  }

  /** Whether a defect was met; then every call answers `poisoned` until the module is loaded anew. */
  get poisoned() {
    return this.#trapped;
  }

  #own(thing, handle = thing.handle) {
    this.#lost.register(thing, handle, thing);
    return thing;
  }

  // What an engine or session may do with its module.
  #link(handle) {
    return {
      handle,
      text: (call, a, b) => this.#text(call, handle, a, b),
      open: (a) => this.#own(new Session(this.#link(this.#open(CALLS.openSession, handle, a)))),
      close: (thing) => { this.#lost.unregister(thing); if (!this.#trapped) this.#call(CALLS.close, handle); },
    };
  }

  #text(call, handle, a, b) {
    return decoder.decode(this.#call(call, handle, a, b).data);
  }

  #open(call, handle, a) {
    return this.#call(call, handle, a).handle;
  }

  #call(call, handle, a = new Uint8Array(), b = new Uint8Array()) {
    if (this.#trapped) throw new CurbsideError({ code: "poisoned", message: "an earlier call met a defect; load the module anew" });
    const x = this.#exports;
    let given;
    try {
      const [at, bt] = [this.#put(a), this.#put(b)];
      const out = x.curbside_call(call, handle, at, a.length, bt, b.length) >>> 0;
      x.curbside_free(at, a.length);
      x.curbside_free(bt, b.length);
      const [status, opened, data, length] = new Uint32Array(x.memory.buffer, out, 4);
      given = { status, handle: opened, data: new Uint8Array(x.memory.buffer, data, length).slice() };
      x.curbside_given_free(out);
    } catch (e) {
      if (e instanceof CurbsideError) throw e;
      // A trap: what it left behind is not to be trusted.
      this.#trapped = true;
      throw new CurbsideError({ code: "panic", message: "a defect of the engine was met; nothing was answered. Please report it" });
    }
    if (given.status !== 0) throw new CurbsideError(JSON.parse(decoder.decode(given.data)));
    return given;
  }

  #put(bytes) {
    if (bytes.length === 0) return 0;
    const at = this.#exports.curbside_alloc(bytes.length) >>> 0;
    if (at === 0) throw new CurbsideError({ code: "too-large", message: "there is no room for the request" });
    new Uint8Array(this.#exports.memory.buffer, at, bytes.length).set(bytes);
    return at;
  }
}

/** Rules in force. Close it to free its memory. */
export class Engine {
  #link;
  constructor(link) { this.#link = link; }
  get handle() { return this.#link.handle; }
  /** The answer for one patient at one moment (`request.json` to `evaluation.json`). */
  evaluate(request) { return JSON.parse(this.evaluateText(request)); }
  /** The same as text: the bytes every other binding gives. */
  evaluateText(request) { return this.#link.text(CALLS.evaluate, utf8(request, "request")); }
  /** Why a rule (`pack/name`) ended as it did for the patient of a request (`explanation.json`). */
  explain(request, rule) { return JSON.parse(this.explainText(request, rule)); }
  explainText(request, rule) { return this.#link.text(CALLS.explain, utf8(request, "request"), encoder.encode(rule)); }
  /** Puts other packs in force: all of them, or none (`status.json`). */
  reload(request) { return JSON.parse(this.reloadText(request)); }
  reloadText(request) { return this.#link.text(CALLS.reload, utf8(request, "load request")); }
  /** The packs in force (`status.json`). */
  status() { return JSON.parse(this.statusText()); }
  statusText() { return this.#link.text(CALLS.status); }
  /** The rules in force with their governance and the data they need (`metadata.json`). */
  metadata() { return JSON.parse(this.metadataText()); }
  metadataText() { return this.#link.text(CALLS.metadata); }
  /** A patient whose answer follows every change. It may outlive the engine. */
  openSession(request) { return this.#link.open(utf8(request, "request")); }
  /** Frees it. Closing twice does nothing. */
  close() { this.#link.close(this); }
  [Symbol.dispose ?? Symbol("dispose")]() { this.close(); }
}

/** One patient whose answer follows every change. */
export class Session {
  #link;
  constructor(link) { this.#link = link; }
  get handle() { return this.#link.handle; }
  /** The whole answer, up to date (`evaluation.json`). */
  answer() { return JSON.parse(this.answerText()); }
  answerText() { return this.#link.text(CALLS.answer); }
  /** Makes changes: all of them, or none (`changes.json` to `difference.json`). */
  apply(changes) { return JSON.parse(this.applyText(changes)); }
  applyText(changes) { return this.#link.text(CALLS.apply, utf8(changes, "changes")); }
  /** Another instant counts as now (`difference.json`). */
  advance(at) { return JSON.parse(this.advanceText(at)); }
  advanceText(at) { return this.#link.text(CALLS.advance, encoder.encode(at)); }
  /** Takes the rules that are in force by now (`difference.json`). */
  follow() { return JSON.parse(this.followText()); }
  followText() { return this.#link.text(CALLS.follow); }
  /** Frees it. Closing twice does nothing. */
  close() { this.#link.close(this); }
  [Symbol.dispose ?? Symbol("dispose")]() { this.close(); }
}
