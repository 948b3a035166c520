// Compiles, or the types are wrong.
import { Curbside, CurbsideError, type Evaluation, type Request } from "../js/curbside.js";

export async function ward(bundle: object): Promise<string[]> {
  const curbside: Curbside = await Curbside.load(new URL("https://hospital.example/curbside.wasm"));
  const engine = curbside.engine({ format: 1, text: "pack demo\n" });
  const request: Request = { format: 1, at: "2026-03-01T09:00:00Z", zone: "UTC", patient: { fhir: bundle, id: "Patient/1" } };
  // @ts-expect-error: one patient, one form
  const both: Request = { ...request, patient: { id: "1" } };
  try {
    const answer: Evaluation = engine.evaluate(request);
    const session = engine.openSession(both);
    const cleared: string[] = session.advance("2026-03-02T09:00:00Z").cleared.map((f) => f.rule);
    return [...answer.findings.map((f) => `${f.severity}: ${f.message}`), ...cleared];
  } catch (e) {
    if (e instanceof CurbsideError && e.code === "wrong-patient") return [e.path];
    throw e;
  } finally {
    engine.close();
  }
}
