// The page: a patient in, the whole answer out.
import { Curbside, CurbsideError } from "./curbside.js";

const $ = (id) => document.getElementById(id);
const make = (tag, props = {}, ...children) => {
  const e = Object.assign(document.createElement(tag), props);
  // Text only, never HTML: what stands in a record is not trusted.
  e.append(...children.filter((c) => c !== undefined && c !== null));
  return e;
};
const many = (n, one, more) => `${n.toLocaleString("en")} ${n === 1 ? one : more}`;

let engine, record, name;

function request() {
  return { format: 1, at: $("at").value.trim(), zone: $("zone").value.trim(), patient: { fhir: record }, context: { trigger: "patient-view" } };
}

function evaluate() {
  if (!engine || record === undefined) return;
  $("error").hidden = true;
  const began = performance.now();
  try {
    const answer = engine.evaluate(request());
    show(answer, performance.now() - began);
  } catch (e) {
    if (!(e instanceof CurbsideError)) throw e;
    $("answer").replaceChildren(make("p", { className: "empty" }, "Nothing was evaluated."));
    $("summary").hidden = true;
    $("error").textContent = e.message;
    $("error").hidden = false;
  }
}

function finding(f) {
  const card = make("article", { className: "finding" });
  card.style.setProperty("--colour", `var(--${f.certainty === "definite" ? f.severity : "open"})`);
  const why = make("button", { type: "button", onclick: () => explain(f.rule) }, "Why?");
  const tag = f.certainty === "definite" ? f.severity : `${f.severity} · ${f.certainty}`;
  card.append(make("div", { className: "top" }, make("span", { className: "tag" }, tag), make("h3", {}, f.title), why));
  card.append(make("p", { className: "message" }, f.message));
  if (f.suggestions?.length) card.append(make("div", { className: "do" }, ...f.suggestions.map((s) => make("span", {}, s.text ?? `${s.action} ${s.what}`))));
  if (f.facts?.length) card.append(make("ul", {}, ...f.facts.map((x) => make("li", {}, x.text, x.date ? `, ${x.date}` : ""))));
  const source = f.evidence?.[0];
  card.append(make("p", { className: "source" }, f.rule, source ? ` · ${source.citation}` : ""));
  return card;
}

function list(title, items, line) {
  if (items.length === 0) return undefined;
  return make("details", {}, make("summary", {}, title), make("ul", {}, ...items.map((i) => make("li", {}, line(i)))));
}

function show(a, ms) {
  const out = [make("h2", {}, name, make("small", {}, `${many(a.findings.length, "finding", "findings")} in ${ms.toFixed(ms < 10 ? 1 : 0)} ms`))];
  out.push(...(a.findings.length ? a.findings.map(finding) : [make("p", { className: "empty" }, "No rule fired. See below what could not be decided.")]));
  const gap = (m) => `${m.datum}: ${m.reason.replaceAll("-", " ")}`;
  out.push(make("h2", {}, "Not decided, not looked at"));
  out.push(list(`${many(a.indeterminate.length, "rule", "rules")} the record does not decide`, a.indeterminate, (i) => `${i.title}: ${[...new Set(i.missing.map(gap))].slice(0, 3).join("; ")}`));
  out.push(list(`${many(a.suppressed.length, "rule", "rules")} silenced by an exception`, a.suppressed, (s) => `${s.title}: ${s.by}`));
  out.push(list(`${many(a.not_evaluated.length, "rule", "rules")} not looked at`, a.not_evaluated, (n) => `${n.rule}: ${n.reason}`));
  const scores = a.scores.filter((s) => s.informed && s.low !== null);
  out.push(list(many(scores.length, "score", "scores"), scores, (s) => `${s.label}: ${s.low === s.high ? s.low : `${s.low} to ${s.high}`}${s.band ? ` (${s.band})` : ""}`));
  out.push(list(many(a.notes.length, "note on the record", "notes on the record"), a.notes, (n) => `${n.source ?? ""} ${n.text}`));
  $("answer").replaceChildren(...out.filter(Boolean));
  const row = (label, value) => make("div", {}, make("b", {}, value.toLocaleString("en")), ` ${label}`);
  $("summary").replaceChildren(
    row("fired", a.stats.fired), row("did not hold", a.stats.silent), row("could not be decided", a.stats.indeterminate),
    row("silenced by an exception", a.stats.suppressed), row("not looked at", a.stats.not_evaluated));
  $("summary").hidden = false;
}

function trace(t) {
  const state = t.truth ?? "";
  const line = make("div", {}, make("code", {}, t.joins || t.text), " ", make("b", { className: state }, t.value ?? state));
  const facts = (t.facts ?? []).map((f) => make("div", { className: "quiet" }, f.text, f.date ? `, ${f.date}` : ""));
  const missing = (t.missing ?? []).map((m) => make("div", { className: "unknown" }, `${m.datum}: ${m.reason.replaceAll("-", " ")}`));
  const parts = (t.parts ?? []).map(trace);
  return make("li", {}, line, ...facts, ...missing, parts.length ? make("ul", {}, ...parts) : undefined);
}

function explain(rule) {
  const { explanation: e } = engine.explain(request(), rule);
  $("because").replaceChildren(
    make("h2", {}, e.title, make("small", {}, e.outcome.replaceAll("-", " "))),
    ...e.parts.map((p) => make("div", {}, make("b", {}, p.clause), make("ul", {}, trace(p.trace)))),
    ...(e.evidence ?? []).map((x) => make("p", { className: "source" }, `${x.citation}${x.year ? ` (${x.year})` : ""}`)));
  $("why").showModal();
}

async function take(text, from) {
  [record, name] = [text, from];
  for (const b of $("patients").querySelectorAll("button")) b.setAttribute("aria-pressed", String(b.textContent === from));
  evaluate();
}

const drop = $("drop");
for (const kind of ["dragenter", "dragover"]) drop.addEventListener(kind, (e) => { e.preventDefault(); drop.classList.add("over"); });
for (const kind of ["dragleave", "drop"]) drop.addEventListener(kind, (e) => { e.preventDefault(); drop.classList.remove("over"); });
drop.addEventListener("drop", async (e) => { const f = e.dataTransfer.files[0]; if (f) take(await f.text(), f.name); });
$("file").addEventListener("change", async (e) => { const f = e.target.files[0]; if (f) take(await f.text(), f.name); e.target.value = ""; });
for (const id of ["at", "zone"]) $(id).addEventListener("change", evaluate);
$("moment").addEventListener("submit", (e) => e.preventDefault());

for (const patient of ["margaret", "daniel", "tomasz", "aisha"]) {
  const b = make("button", { type: "button", onclick: async () => take(await (await fetch(`patients/${patient}.json`)).text(), patient) }, patient);
  b.setAttribute("aria-pressed", "false");
  $("patients").append(b);
}

try {
  const [curbside, packs] = await Promise.all([Curbside.load(new URL("curbside.wasm", import.meta.url)), fetch("packs.json").then((r) => r.text())]);
  engine = curbside.engine(packs);
  const s = engine.status();
  $("rules").textContent = `${many(s.rules, "rule", "rules")} of ${many(s.packs.length, "pack", "packs")}, engine ${s.engine}`;
  document.body.dataset.ready = "yes";
  evaluate();
} catch (e) {
  $("rules").textContent = "The rules could not be loaded.";
  $("error").textContent = e.message;
  $("error").hidden = false;
}
