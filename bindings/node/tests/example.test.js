// The example server as a newcomer starts it.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

test("the example server", async () => {
  const file = fileURLToPath(new URL("../example/server.js", import.meta.url));
  const child = spawn(process.execPath, [file, "0"], { stdio: ["ignore", "pipe", "inherit"] });
  try {
    const [line] = await once(child.stdout, "data");
    const base = /http:\/\/127\.0\.0\.1:\d+/.exec(line.toString())[0];
    const bundle = readFileSync(new URL("../../../examples/patients/margaret.json", import.meta.url));
    const ask = (path, body) => fetch(base + path, body === undefined ? {} : { method: "POST", body });
    const at = "at=2026-03-01T09:00:00%2B01:00";

    const right = await ask(`/check?patient=Patient/margaret&${at}`, bundle);
    assert.equal(right.status, 200);
    const { show, undecided, stats } = await right.json();
    assert.equal(show.length, stats.fired);
    assert.equal(undecided.length, stats.indeterminate);
    assert.ok(stats.rules > 0);

    const other = await ask(`/check?patient=Patient/daniel&${at}`, bundle);
    assert.equal(other.status, 422);
    assert.match((await other.json()).error.code, /^(wrong|no)-patient$/);
    assert.equal((await ask(`/check?${at}`, bundle)).status, 400);
    assert.equal((await ask(`/check?patient=Patient/margaret&${at}`, "{")).status, 422);
    assert.equal((await ask("/nothing")).status, 404);
    assert.equal((await (await ask("/rules")).json()).generation, 1);
    assert.equal((await (await ask("/reload", "")).json()).generation, 2);
  } finally {
    child.kill("SIGTERM");
    const [exit, signal] = await once(child, "exit");
    assert.deepEqual([exit, signal], [0, null], "it ends by itself");
  }
});
