// A person at the administration page of a running service, in a real browser: signs
// in, looks at every page, reloads the packs, signs out. Usage:
// node session.mjs ADDRESS ADMINISTRATOR-TOKEN READER-TOKEN [SCREENSHOTS]
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const [address, administrator, reader, shots] = process.argv.slice(2);
if (shots) mkdirSync(shots, { recursive: true });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu'],
});
let checked = 0;
const check = (holds, what) => {
  if (!holds) throw new Error(`does not hold: ${what}`);
  checked += 1;
};

async function signIn(token, scheme) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, colorScheme: scheme });
  const page = await context.newPage();
  page.on('console', (message) => { if (message.type() === 'error') throw new Error(message.text()); });
  page.on('pageerror', (error) => { throw error; });
  await page.goto(`${address}/admin`);
  check(page.url().endsWith('/admin/login'), 'whoever is not signed in is led to sign in');
  await page.getByLabel('Token').fill(token);
  await page.keyboard.press('Enter');
  await page.waitForURL(`${address}/admin`);
  return page;
}

const shot = async (page, name) => { if (shots) await page.screenshot({ path: join(shots, `${name}.png`), fullPage: true }); };

try {
  const page = await signIn(administrator, 'light');
  const cookie = (await page.context().cookies())[0];
  check(cookie.httpOnly && cookie.sameSite === 'Strict', 'the cookie is out of reach of scripts and of other sites');
  check(await page.locator('.tile').count() === 8, 'eight figures');
  check(await page.locator('svg.chart').count() === 2, 'two charts');
  await shot(page, 'live-overview');
  await page.locator('.column').nth(20).hover();
  check((await page.locator('.tip').textContent()).includes('shown'), 'a day says its numbers');
  await page.getByRole('link', { name: '7 days' }).click();
  check(page.url().endsWith('days=7'), 'the period can be chosen');
  for (const name of ['Rules', 'Undecided', 'Withheld', 'Policy', 'Packs', 'Activity', 'Export']) {
    await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name }).click();
    check(await page.locator('h1').count() === 1, `${name} has a heading`);
    await shot(page, `live-${name.toLowerCase()}`);
  }
  await page.getByRole('navigation', { name: 'Pages' }).getByRole('link', { name: 'Rules' }).click();
  const rows = await page.locator('tbody tr:visible').count();
  await page.getByLabel('Find').fill('warfarin');
  check(await page.locator('tbody tr:visible').count() < rows, 'rules can be found by name');
  await page.getByRole('link', { name: 'Overridden' }).click();
  check((await page.locator('th[aria-sort]').textContent()).includes('Overridden'), 'rules can be sorted');
  await page.locator('tbody a').first().click();
  check(await page.locator('pre').count() === 1, 'a rule shows what it says');
  await shot(page, 'live-rule');
  await page.goto(`${address}/admin/packs`);
  await page.getByRole('button', { name: 'Reload packs' }).click();
  await page.getByRole('status').waitFor();
  check((await page.getByRole('status').textContent()).includes('generation'), 'a reload says what came of it');
  await page.goto(`${address}/admin/activity`);
  check((await page.locator('tbody').textContent()).includes('Reload'), 'the reload is recorded');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.goto(`${address}/admin/export`).then(() => page.getByRole('button', { name: 'Export' }).click()),
  ]);
  check(download.suggestedFilename().endsWith('.csv'), 'feedback is a file');
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.goto(`${address}/admin/packs`);
  check(page.url().endsWith('/admin/login'), 'signed out is signed out');

  const other = await signIn(reader, 'dark');
  await other.goto(`${address}/admin/packs`);
  check(await other.getByRole('button', { name: 'Reload packs' }).count() === 0, 'a reader cannot reload');
  await shot(other, 'live-reader');
  console.log(`${checked} things hold`);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  await browser.close();
}
