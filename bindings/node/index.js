// Curbside for Node: rules in force and sessions.
//
//   import { Engine } from "curbside";
//   const engine = Engine.open("rules");
//   const answer = await engine.evaluateAsync({ format: 1, at: "2026-03-01T09:00:00Z", zone: "UTC", patient: { fhir: bundle } });
import { Buffer } from "node:buffer";
import native from "./native.cjs";

// The numbers of the facade's calls; they never change.
const CALLS = {
  evaluate: 2, explain: 3, reload: 4, status: 5, metadata: 6,
  answer: 8, apply: 9, advance: 10, follow: 11, check: 13, bundle: 14, version: 15,
};
const NOTHING = new Uint8Array();

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

/** Every code of an error, in order of its number. */
export const ERROR_CODES = Object.freeze(native.codes());

// The native half throws errors whose message is the JSON.
const told = (e) => {
  if (!(e instanceof Error) || !e.message.startsWith('{"code":')) return e;
  return new CurbsideError(JSON.parse(e.message));
};
const now = (ask) => {
  try {
    return ask();
  } catch (e) {
    throw told(e);
  }
};
const later = async (ask) => {
  try {
    return await ask();
  } catch (e) {
    throw told(e);
  }
};

const utf8 = (value, what) => {
  if (value instanceof Uint8Array) return value;
  // Half a surrogate becomes the sign of replacement, as everywhere in JavaScript.
  if (typeof value === "string") return Buffer.from(value, "utf8");
  const text = typeof value === "object" && value !== null ? JSON.stringify(value) : undefined;
  if (text === undefined) throw new TypeError(`the ${what} is neither an object, a text nor bytes`);
  return Buffer.from(text, "utf8");
};
const plain = (value, what) => {
  if (typeof value !== "string") throw new TypeError(`the ${what} is not a text`);
  return Buffer.from(value, "utf8");
};

class Closes {
  #handle;
  #closed = false;

  constructor(handle) {
    if (!(handle instanceof native.Handle)) throw new TypeError("use Engine.open, Engine.load or engine.openSession");
    this.#handle = handle;
  }

  _ask(call, a = NOTHING, b = NOTHING) { return now(() => this.#handle.call(call, a, b)); }
  _askAsync(call, a = NOTHING, b = NOTHING) { return later(() => this.#handle.callAsync(call, a, b)); }
  _session(request) { return now(() => this.#handle.openSession(request)); }
  _sessionAsync(request) { return later(() => this.#handle.openSessionAsync(request)); }

  /** Whether it was closed. */
  get closed() { return this.#closed; }
  /** Frees it. Calls under way end as they began. Closing twice does nothing. */
  close() {
    this.#closed = true;
    now(() => this.#handle.close());
  }
  [Symbol.dispose ?? Symbol.for("Symbol.dispose")]() { this.close(); }
}

/** The load request for folders of packs, `.cds` files or bundles. */
export const pathRequest = (...paths) => ({ format: 1, paths: paths.map((p) => plain(p, "path").toString()) });

/** The request for a FHIR bundle, as an object or as text. */
export function fhirRequest(fhir, { at, zone, id, drafts, coverage, context, inputs, options }) {
  return {
    format: 1,
    at: at instanceof Date ? at.toISOString() : at,
    zone,
    patient: { fhir, id, drafts, coverage },
    context,
    inputs,
    options,
  };
}

/** Rules in force. Asked from many threads of the pool at once, exchanged while in use. */
export class Engine extends Closes {
  /** Loads the packs in folders, of `.cds` files, or of bundles (`.json`). */
  static open(...paths) { return Engine.load(pathRequest(...paths)); }
  static openAsync(...paths) { return Engine.loadAsync(pathRequest(...paths)); }
  /** Loads packs as a load request says (`load.json`). */
  static load(request) { return new Engine(now(() => native.load(utf8(request, "load request")))); }
  static async loadAsync(request) { return new Engine(await later(() => native.loadAsync(utf8(request, "load request")))); }

  /** The answer for one patient at one moment (`request.json` to `evaluation.json`). */
  evaluate(request) { return JSON.parse(this.evaluateText(request)); }
  async evaluateAsync(request) { return JSON.parse(await this.evaluateTextAsync(request)); }
  /** The same as text: the bytes every other binding gives. */
  evaluateText(request) { return this._ask(CALLS.evaluate, utf8(request, "request")); }
  async evaluateTextAsync(request) { return this._askAsync(CALLS.evaluate, utf8(request, "request")); }

  /** Why a rule (`pack/name`) ended as it did for the patient of a request (`explanation.json`). */
  explain(request, rule) { return JSON.parse(this.explainText(request, rule)); }
  async explainAsync(request, rule) {
    return JSON.parse(await this._askAsync(CALLS.explain, utf8(request, "request"), plain(rule, "rule")));
  }
  explainText(request, rule) { return this._ask(CALLS.explain, utf8(request, "request"), plain(rule, "rule")); }

  /** Puts other packs in force: all of them, or none, and then the old ones stay (`status.json`). */
  reload(request) { return JSON.parse(this.reloadText(request)); }
  async reloadAsync(request) { return JSON.parse(await this._askAsync(CALLS.reload, utf8(request, "load request"))); }
  reloadText(request) { return this._ask(CALLS.reload, utf8(request, "load request")); }

  /** The packs in force and their generation (`status.json`). */
  status() { return JSON.parse(this.statusText()); }
  statusText() { return this._ask(CALLS.status); }
  /** The rules in force with their governance and the data they need (`metadata.json`). */
  metadata() { return JSON.parse(this.metadataText()); }
  metadataText() { return this._ask(CALLS.metadata); }

  /** A patient whose answer follows every change. It may outlive the engine. */
  openSession(request) { return new Session(this._session(utf8(request, "request"))); }
  async openSessionAsync(request) { return new Session(await this._sessionAsync(utf8(request, "request"))); }
}

/** One patient whose answer follows every change. Steps wait for each other. */
export class Session extends Closes {
  /** The whole answer, up to date (`evaluation.json`). */
  answer() { return JSON.parse(this.answerText()); }
  async answerAsync() { return JSON.parse(await this._askAsync(CALLS.answer)); }
  answerText() { return this._ask(CALLS.answer); }
  /** Makes changes: all of them, or none (`changes.json` to `difference.json`). */
  apply(changes) { return JSON.parse(this.applyText(changes)); }
  async applyAsync(changes) { return JSON.parse(await this._askAsync(CALLS.apply, utf8(changes, "changes"))); }
  applyText(changes) { return this._ask(CALLS.apply, utf8(changes, "changes")); }
  /** Another instant counts as now (`difference.json`). */
  advance(at) { return JSON.parse(this.advanceText(at)); }
  async advanceAsync(at) { return JSON.parse(await this._askAsync(CALLS.advance, plain(at, "instant"))); }
  advanceText(at) { return this._ask(CALLS.advance, plain(at, "instant")); }
  /** Takes the rules that are in force by now (`difference.json`). */
  follow() { return JSON.parse(this.followText()); }
  async followAsync() { return JSON.parse(await this._askAsync(CALLS.follow)); }
  followText() { return this._ask(CALLS.follow); }
}

/** What is wrong with packs, or worth a second look (`report.json`), without loading anything. */
export const check = (request) => JSON.parse(checkText(request));
export const checkText = (request) => now(() => native.call(CALLS.check, utf8(request, "load request")));
/** Packs as one JSON text, which is itself a load request. */
export const bundle = (request) => now(() => native.call(CALLS.bundle, utf8(request, "load request")));
/** The version of the engine. */
export const version = now(() => native.call(CALLS.version, NOTHING));
