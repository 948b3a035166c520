// A server of an EMR that asks Curbside, in the style of Express but on plain node:http.
//
//   POST /check?patient=Patient/margaret&at=2026-03-01T09:00:00Z   a FHIR bundle; gives what to show
//   GET  /rules                                                    the packs in force
//   POST /reload                                                   reads the packs anew, without an interruption
import { createServer } from "node:http";
import { fileURLToPath } from "node:url";
import { CurbsideError, Engine, fhirRequest, pathRequest } from "../index.js";

const packs = process.env.CURBSIDE_PACKS ?? fileURLToPath(new URL("../../golden/packs", import.meta.url));
const zone = process.env.CURBSIDE_ZONE ?? "Europe/Berlin";
const LIMIT = 16 << 20;
const engine = await Engine.openAsync(packs);

const routes = {
  "POST /check": async (url, body) => {
    // The moment is the host's: now, unless somebody asks about another.
    const at = url.searchParams.get("at") ?? new Date().toISOString();
    const id = url.searchParams.get("patient") ?? undefined;
    if (!id) throw Object.assign(new Error("say whose data this is: ?patient=Patient/123"), { status: 400 });
    const answer = await engine.evaluateAsync(fhirRequest(body, { at, zone, id, options: { timeout_ms: 2000 } }));
    return {
      show: answer.findings.map(({ rule, severity, certainty, message }) => ({ rule, severity, certainty, message })),
      // No finding is not the same as nothing found.
      undecided: answer.indeterminate.map(({ rule, missing }) => ({ rule, missing: [...new Set(missing.map((m) => m.datum))] })),
      not_evaluated: answer.not_evaluated,
      notes: answer.notes,
      stats: answer.stats,
    };
  },
  "GET /rules": async () => engine.status(),
  "POST /reload": async () => engine.reloadAsync(pathRequest(packs)),
};

async function text(request) {
  const parts = [];
  let size = 0;
  for await (const part of request) {
    if ((size += part.length) > LIMIT) throw Object.assign(new Error("the body is too large"), { status: 413 });
    parts.push(part);
  }
  return Buffer.concat(parts).toString();
}

const server = createServer(async (request, response) => {
  const send = (status, value) => {
    response.writeHead(status, { "content-type": "application/json; charset=utf-8", "cache-control": "no-store" });
    response.end(`${JSON.stringify(value)}\n`);
  };
  try {
    const url = new URL(request.url, "http://localhost");
    const route = routes[`${request.method} ${url.pathname}`];
    if (!route) return send(404, { error: { code: "not-found", message: Object.keys(routes).join(", ") } });
    send(200, await route(url, await text(request)));
  } catch (e) {
    // An error is never an empty answer. A CurbsideError holds no value of a patient.
    if (e instanceof CurbsideError) return send(e.code === "panic" || e.code === "poisoned" ? 500 : 422, { error: e.error });
    send(e.status ?? 500, { error: { code: "refused", message: e.status ? e.message : "could not be checked" } });
  }
});

server.listen(Number(process.argv[2] ?? 8095), "127.0.0.1", () => {
  const { port } = server.address();
  console.log(`Curbside: ${engine.status().rules} rules on http://127.0.0.1:${port}; try
  curl --data-binary @examples/patients/margaret.json 'http://127.0.0.1:${port}/check?patient=Patient/margaret&at=2026-03-01T09:00:00%2B01:00'`);
});
for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => server.close(() => engine.close()));
