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
  options?: { steps?: number; steps_per_rule?: number; facts?: number; findings?: number; advise_deceased?: boolean };
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

/** Why there is no answer. Its message never holds a patient's value. */
export class CurbsideError extends Error {
  readonly code: ErrorCode;
  /** JSON pointer into what was sent; empty for the whole. */
  readonly path: string;
  readonly details?: { line?: number; column?: number; diagnostic?: string; diagnostics?: object[] };
  readonly error: object;
}

/** A loaded module. */
export class Curbside {
  static load(source: URL | string | Response | Promise<Response> | BufferSource | WebAssembly.Module): Promise<Curbside>;
  readonly version: string;
  readonly poisoned: boolean;
  engine(request: Json): Engine;
  check(request: Json): { format: 1; errors: number; warnings: number; diagnostics: object[] };
}

/** Rules in force. Close it to free its memory. */
export class Engine {
  private constructor();
  evaluate(request: Request | Json): Evaluation;
  evaluateText(request: Request | Json): string;
  explain(request: Request | Json, rule: string): { format: 1; explanation: object };
  explainText(request: Request | Json, rule: string): string;
  reload(request: Json): Status;
  reloadText(request: Json): string;
  status(): Status;
  statusText(): string;
  metadata(): Status & { rule: object[]; inputs: object[]; scores: object[] };
  metadataText(): string;
  openSession(request: Request | Json): Session;
  close(): void;
}

/** One patient whose answer follows every change. */
export class Session {
  private constructor();
  answer(): Evaluation;
  answerText(): string;
  apply(changes: Json): Difference;
  applyText(changes: Json): string;
  advance(at: string): Difference;
  advanceText(at: string): string;
  follow(): Difference;
  followText(): string;
  close(): void;
}
