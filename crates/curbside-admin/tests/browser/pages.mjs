// The administration pages in a real browser: narrow and wide, light and dark. Nothing
// may break the content security policy, stick out of the screen, or be out of reach
// of a screen reader (axe). Usage: node pages.mjs FOLDER [SCREENSHOTS]
import { createServer } from 'node:http';
import { mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const [folder, shots] = process.argv.slice(2);
const here = new URL('.', import.meta.url).pathname;
const lib = readFileSync(join(here, '../../src/lib.rs'), 'utf8');
const policy = /CONTENT_SECURITY_POLICY: &str = "([^"]+)"/.exec(lib)[1].replace(/\\\s+/g, '');
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const types = { css: 'text/css', js: 'text/javascript', svg: 'image/svg+xml', html: 'text/html; charset=utf-8' };

const server = createServer((request, response) => {
  const name = decodeURIComponent(request.url.split('?')[0]);
  const file = name.startsWith('/admin/assets/') ? join(here, '../../assets', name.slice(14)) : join(folder, name.slice(1));
  try {
    const body = readFileSync(file);
    response.writeHead(200, { 'content-type': types[file.split('.').pop()], 'content-security-policy': policy });
    response.end(body);
  } catch {
    response.writeHead(404).end();
  }
});
await new Promise((ready) => server.listen(0, '127.0.0.1', ready));
const base = `http://127.0.0.1:${server.address().port}`;
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
});
if (shots) mkdirSync(shots, { recursive: true });
const faults = [];
let looked = 0;
for (const [width, scheme] of [[1280, 'light'], [1280, 'dark'], [390, 'light'], [390, 'dark']]) {
  const context = await browser.newContext({ viewport: { width, height: width > 600 ? 900 : 844 }, colorScheme: scheme });
  for (const name of readdirSync(folder).filter((file) => file.endsWith('.html')).sort()) {
    const page = await context.newPage();
    const fault = (text) => faults.push(`${name} ${width} ${scheme}: ${text}`);
    page.on('console', (message) => { if (['error', 'warning'].includes(message.type())) fault(message.text()); });
    page.on('pageerror', (error) => fault(error.message));
    page.on('requestfailed', (request) => fault(`not loaded: ${request.url()}`));
    await page.goto(`${base}/${name}`);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    if (over > 0) fault(`sticks out by ${over} pixels`);
    await page.evaluate(axe);
    const found = await page.evaluate(() => window.axe.run({ resultTypes: ['violations'] }));
    for (const { id, help, nodes } of found.violations) {
      fault(`${id}: ${help}: ${nodes.slice(0, 3).map((node) => node.html.slice(0, 120)).join(' | ')}`);
    }
    if (shots) await page.screenshot({ path: join(shots, `${name.slice(0, -5)}-${width}-${scheme}.png`), fullPage: true });
    looked += 1;
    await page.close();
  }
  await context.close();
}
await browser.close();
server.close();
for (const text of faults) console.error(text);
console.log(`${looked} pages looked at, ${faults.length} faults`);
process.exit(faults.length > 0 || looked === 0 ? 1 : 0);
