// The golden patients and the example page in a headless Chromium: node tests/browser.mjs [PACKS.json] [SCREENSHOT.png]
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";

const executablePath = process.env.CHROMIUM ?? ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);
if (!executablePath) {
  console.log("browser: skipped: no Chromium (apt install chromium, or name it in CHROMIUM)");
  process.exit(77);
}
const [packs, screenshot] = process.argv.slice(2);
let [passed, failed] = [0, 0];
const check = (name, holds) => { holds ? passed++ : failed++; if (!holds) console.log(`FAILED  ${name}`); };

// The bindings folder, so that tests/golden.js finds what it imports.
const root = new URL("../../", import.meta.url);
const types = { js: "text/javascript", wasm: "application/wasm", html: "text/html" };
const files = createServer(async (request, response) => {
  const path = new URL(request.url, "http://localhost").pathname;
  if (path === "/") return response.writeHead(200, { "Content-Type": "text/html" }).end("<!doctype html><title>golden</title><link rel=icon href=data:,>");
  try {
    if (path.includes("..")) throw new Error();
    const body = await readFile(new URL(`.${path}`, root));
    response.writeHead(200, { "Content-Type": types[path.split(".").pop()] ?? "application/octet-stream" }).end(body);
  } catch { response.writeHead(404).end(); }
}).listen(0, "127.0.0.1");
await once(files, "listening");

const example = spawn(process.execPath, [fileURLToPath(new URL("../example/serve.mjs", import.meta.url)), "0", ...(packs ? [packs] : [])]);
const url = String((await once(example.stdout, "data"))[0]).trim();
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
try {
  const page = await browser.newPage({ viewport: { width: 1240, height: 900 } });
  const problems = [];
  page.on("pageerror", (e) => problems.push(e.message));
  page.on("console", (m) => { if (m.type() === "error") problems.push(m.text()); });

  await page.goto(`http://127.0.0.1:${files.address().port}/`);
  const results = await page.evaluate(async () => {
    const { golden } = await import("/wasm/tests/golden.js");
    const read = async (name) => new Uint8Array(await (await fetch(`/golden/${name}`)).arrayBuffer());
    return golden(new URL("/wasm/js/curbside.wasm", location.href), read);
  });
  assert.ok(results.length >= 25);
  for (const [line, same] of results) check(line, same);

  await page.goto(url);
  await page.waitForSelector("body[data-ready=yes]", { timeout: 120_000 });
  await page.getByRole("button", { name: "margaret" }).click();
  await page.waitForSelector(".finding");
  check("findings are shown", (await page.locator(".finding").count()) >= 3);
  check("what could not be decided is shown", (await page.locator("#summary").textContent()).includes("could not be decided"));
  if (screenshot) await page.screenshot({ path: screenshot, fullPage: false });
  await page.getByRole("button", { name: "Why?" }).first().click();
  await page.waitForSelector("dialog[open] code");
  if (screenshot) await page.screenshot({ path: screenshot.replace(".png", "-why.png") });
  await page.getByRole("button", { name: "Close" }).click();

  // A file of another kind, and one with markup in it: told, and never run.
  await page.setInputFiles("#file", { name: "letter.json", mimeType: "application/json", buffer: Buffer.from('{"dear": "doctor"}') });
  await page.waitForSelector("#error:not([hidden])");
  check("what is no patient is said", (await page.locator("#error").textContent()).startsWith("bad-patient at /patient/fhir"));
  const evil = JSON.parse(await readFile(new URL("../../../examples/patients/margaret.json", import.meta.url)));
  for (const e of evil.entry) for (const c of [e.resource.code, e.resource.medicationCodeableConcept]) if (c) c.text = "<img src=x onerror=document.title='run'>";
  await page.setInputFiles("#file", { name: "evil.json", mimeType: "application/json", buffer: Buffer.from(JSON.stringify(evil)) });
  await page.waitForSelector(".finding");
  check("markup in a record is text", (await page.title()) === "Curbside in the browser" && (await page.locator("#answer img").count()) === 0);
  await page.fill("#zone", "Mars/Olympus");
  await page.locator("#zone").blur();
  await page.waitForSelector("#error:not([hidden])");
  check("a wrong zone is said", (await page.locator("#error").textContent()).includes("not a time zone"));
  check(`no error in the console: ${problems}`, problems.length === 0);
} finally {
  await browser.close();
  example.kill();
  files.close();
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed ? 1 : 0;
