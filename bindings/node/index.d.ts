/// <reference lib="esnext.disposable" />
/** Codes of errors; later versions may add some. */
export type ErrorCode =
  | "not-json"
  | "too-large"
  | "too-deep"
  | "unsupported-format"
  | "unknown-field"
  | "missing-field"
  | "duplicate-key"
  | "wrong-type"
  | "bad-value"
  | "bad-patient"
  | "wrong-patient"
  | "no-patient"
  | "patient-limit"
  | "unknown-rule"
  | "unknown-source"
  | "cannot-read"
  | "no-pack"
  | "pack-limit"
  | "bad-packs"
  | "not-supported"
  | "bad-argument"
  | "closed"
  | "panic"
  | "poisoned";

/** JSON as an object, as text, or as UTF-8 bytes. */
export type Json = object | string | Uint8Array;

/** HL7 v2 messages with the site's tables. A session takes them as a change, too: `{ hl7v2: ... }` in `changes.json`. */
export interface Hl7Messages {
  messages: string;
  /** What the site's own codes, units and flags mean, as YAML. What it does not explain is in the answer's `notes`. */
  site_map?: string;
  /** Refuse messages that are not of production (MSH-11); otherwise a note says so. */
  production?: boolean;
}

/** A request: one patient at one moment (`schema/v1/request.json`). */
export interface Request {
  format: 1;
  /** The instant that counts as now: the engine has no clock. */
  at: string;
  /** The facility's time zone: `Europe/Berlin`, `UTC`, `+01:00`. */
  zone: string;
  patient:
    | { snapshot: object; id?: string }
    | { fhir: object | object[] | string; drafts?: object | object[] | string; id?: string; coverage?: "infer" | "whole-record" | "only-present" }
    /** HL7 v2 messages, oldest first: one text of one or several, as they came, with or without MLLP's frames. */
    | { hl7v2: string | Hl7Messages; id?: string; coverage?: "infer" | "whole-record" | "only-present" };
  context?: { role?: string; specialty?: string; setting?: string; trigger?: string };
  inputs?: Record<string, boolean | number | string>;
  options?: { timeout_ms?: number; steps?: number; steps_per_rule?: number; facts?: number; findings?: number; advise_deceased?: boolean };
}

/** What is missing, and why. */
export interface Gap { datum: string; reason: string; source?: string; detail?: string }
/** A fact an answer rests on. */
export interface FactUsed { text: string; date?: string; source?: string }
/** A source. */
export interface Evidence { citation: string; grade?: string; year?: number; doi?: string; url?: string }
/** A code of a system. */
export interface Coding { system: string; code: string; display?: string }

/** A rule that fired. */
export interface Finding {
  id: string;
  rule: string;
  title: string;
  category: string;
  severity: "critical" | "high" | "moderate" | "low" | "info";
  certainty: "definite" | "possible" | "question";
  message: string;
  detail?: string;
  suggestions?: { action: string; what: string; source?: string; codes?: Coding[]; date?: string; text?: string }[];
  facts?: FactUsed[];
  missing?: Gap[];
  due?: string;
  evidence?: Evidence[];
}

/** A rule the facts do not decide. */
export interface Indeterminate { rule: string; title: string; category: string; severity: string; missing: Gap[] }
/** How many rules came to which end. */
export interface Stats { rules: number; fired: number; silent: number; indeterminate: number; suppressed: number; not_evaluated: number }

/** The answer (`evaluation.json`). Show what could not be decided, too. */
export interface Evaluation {
  format: 1;
  findings: Finding[];
  indeterminate: Indeterminate[];
  suppressed: { rule: string; title: string; by: string }[];
  not_evaluated: { rule: string; reason: string }[];
  scores: { name: string; label: string; low: string | null; high: string | null; band?: string; informed: boolean; missing?: Gap[] }[];
  notes: { code: string; source?: string; text: string }[];
  stats: Stats;
  pack_hash: string;
  as_of: string;
  zone: string;
  engine: string;
  generation: number;
}

/** What a step changed (`difference.json`). */
export interface Difference {
  format: 1;
  generation: number;
  pack_hash: string;
  as_of: string;
  new: Finding[];
  cleared: Finding[];
  changed: Finding[];
  undecided: Indeterminate[];
  decided: string[];
  suppressed: { rule: string; title: string; by: string }[];
  unsuppressed: string[];
  stats: Stats;
}

/** The rules in force (`status.json`). */
export interface Status {
  format: 1;
  engine: string;
  generation: number;
  pack_hash: string;
  rules: number;
  packs: { name: string; title: string; version: string; hash: string }[];
}

/** What is wrong with packs (`report.json`). */
export interface Report { format: 1; errors: number; warnings: number; diagnostics: object[] }
/** The rules in force with their governance and the data they need (`metadata.json`). */
export type Metadata = Status & { rule: object[]; inputs: object[]; scores: object[] };
/** Why a rule ended as it did (`explanation.json`). */
export interface Explanation { format: 1; explanation: object }

/** Why there is no answer. Its message never holds a patient's value. */
export class CurbsideError extends Error {
  readonly code: ErrorCode;
  /** JSON pointer into what was sent; empty for the whole. */
  readonly path: string;
  readonly details?: { line?: number; column?: number; diagnostic?: string; diagnostics?: object[] };
  readonly error: object;
}

/** Every code of an error, in order of its number. */
export const ERROR_CODES: readonly ErrorCode[];

/** The load request for folders of packs, `.cds` files or bundles. */
export function pathRequest(...paths: string[]): { format: 1; paths: string[] };

/** The request for a FHIR bundle, as an object or as text. */
export function fhirRequest(
  fhir: object | object[] | string,
  how: {
    /** The instant that counts as now: the engine has no clock. */
    at: string | Date;
    /** The facility's time zone. */
    zone: string;
    /** The expected patient, `Patient/123`: anyone else's data is refused. */
    id?: string;
    /** The unsigned orders. */
    drafts?: object | object[] | string;
    coverage?: "infer" | "whole-record" | "only-present";
  } & Pick<Request, "context" | "inputs" | "options">,
): Request;

/** What is closed by `close()` or `using`, or when nobody can reach it any more. */
declare class Closes {
  /** Whether it was closed. */
  readonly closed: boolean;
  /** Frees it. Calls under way end as they began; later ones throw `closed`. Closing twice does nothing. */
  close(): void;
  [Symbol.dispose](): void;
}

/** Rules in force. Methods that end in `Async` leave the event loop free; those in `Text` give the JSON text. */
export class Engine extends Closes {
  private constructor();
  /** Loads the packs in folders, of `.cds` files, or of bundles (`.json`). */
  static open(...paths: string[]): Engine;
  static openAsync(...paths: string[]): Promise<Engine>;
  /** Loads packs as a load request says (`load.json`). */
  static load(request: Json): Engine;
  static loadAsync(request: Json): Promise<Engine>;
  /** The answer for one patient at one moment. */
  evaluate(request: Request | Json): Evaluation;
  evaluateAsync(request: Request | Json): Promise<Evaluation>;
  evaluateText(request: Request | Json): string;
  evaluateTextAsync(request: Request | Json): Promise<string>;
  /** Why a rule (`pack/name`) ended as it did for the patient of a request. */
  explain(request: Request | Json, rule: string): Explanation;
  explainAsync(request: Request | Json, rule: string): Promise<Explanation>;
  explainText(request: Request | Json, rule: string): string;
  /** Puts other packs in force: all of them, or none, and then the old ones stay. */
  reload(request: Json): Status;
  reloadAsync(request: Json): Promise<Status>;
  reloadText(request: Json): string;
  /** The packs in force and their generation. */
  status(): Status;
  statusText(): string;
  /** The rules in force with their governance and the data they need. */
  metadata(): Metadata;
  metadataText(): string;
  /** A patient whose answer follows every change. It may outlive the engine. */
  openSession(request: Request | Json): Session;
  openSessionAsync(request: Request | Json): Promise<Session>;
}

/** One patient whose answer follows every change. Steps wait for each other. */
export class Session extends Closes {
  private constructor();
  /** The whole answer, up to date. */
  answer(): Evaluation;
  answerAsync(): Promise<Evaluation>;
  answerText(): string;
  /** Makes changes (`changes.json`): all of them, or none. */
  apply(changes: Json): Difference;
  applyAsync(changes: Json): Promise<Difference>;
  applyText(changes: Json): string;
  /** Another instant counts as now: windows slide, patients age. */
  advance(at: string): Difference;
  advanceAsync(at: string): Promise<Difference>;
  advanceText(at: string): string;
  /** Takes the rules that are in force by now. */
  follow(): Difference;
  followAsync(): Promise<Difference>;
  followText(): string;
}

/** What is wrong with packs, or worth a second look, without loading anything. */
export function check(request: Json): Report;
export function checkText(request: Json): string;
/** Packs as one JSON text, which is itself a load request. */
export function bundle(request: Json): string;
/** The version of the engine. */
export const version: string;
export {};
