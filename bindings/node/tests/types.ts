// Compiles, or the types are wrong.
import { CurbsideError, Engine, fhirRequest, type Difference, type ErrorCode, type Evaluation, type Request } from "../index.js";

export async function ward(bundle: object): Promise<string[]> {
  const engine: Engine = await Engine.openAsync("rules");
  const request: Request = fhirRequest(bundle, { at: new Date(), zone: "UTC", id: "Patient/1", options: { timeout_ms: 200 } });
  const messages: Request = { ...request, patient: { hl7v2: { messages: "MSH|", production: true }, id: "42" } };
  // @ts-expect-error: messages are text
  const bytes: Request = { ...request, patient: { hl7v2: 5 } };
  void [messages, bytes];
  // @ts-expect-error: one patient, one form
  const neither: Request = { ...request, patient: { id: "1" } };
  // @ts-expect-error: no clock of its own
  fhirRequest(bundle, { zone: "UTC" });
  try {
    const answer: Evaluation = await engine.evaluateAsync(request);
    using session = engine.openSession(neither);
    const step: Difference = await session.advanceAsync("2026-03-02T09:00:00Z");
    return [...answer.findings.map((f) => `${f.severity}: ${f.message}`), ...step.cleared.map((f) => f.rule)];
  } catch (e) {
    if (e instanceof CurbsideError) {
      const code: ErrorCode = e.code;
      return [code, e.path];
    }
    throw e;
  } finally {
    engine.close();
  }
}
