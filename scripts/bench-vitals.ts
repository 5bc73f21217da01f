import { type Browser, chromium } from 'playwright-core';
import { type Started, startBuilt, wantBuild } from './support/bench-app.js';
import { PASSWORD, personOf, withLargeDatabase } from './support/bench-database.js';
import { HEADS, type Loaded, loadPage, medianOf, rowOf } from './support/bench-vitals.js';
import { plainScript, ScriptFault } from './support/script.js';

const usage = `Measures what a browser makes of six pages on a phone of the middle: Chromium with a quarter of this machine's speed, over 1.6 Mbit/s with
150 ms to the server, each page loaded anew with nothing kept. First contentful paint and blocking in milliseconds, layout shift, and
kilobytes as they are sent. Run npm run build first; the first run fills a database, which takes minutes.`;
const options = {
  keep: { type: 'string', help: 'a folder to keep the database in, for the next run (default: thrown away)' },
  times: { type: 'string', help: 'how often each page is loaded, of which the median is told (default 5)' },
  browser: { type: 'string', help: 'the program of Chromium (default /usr/bin/chromium)' },
} as const;

const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'];
/** It says so, as the board is printed folded for one. */
const PHONE = {
  viewport: { width: 412, height: 823 },
  userAgent:
    'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/150.0.0.0 Mobile Safari/537.36',
};
/** The pages; of some the first that a list shows. */
const PAGES: readonly { name: string; path: string; first?: RegExp }[] = [
  { name: 'login', path: '/auth/login' },
  { name: 'dashboard', path: '/' },
  { name: 'list', path: '/inventory' },
  { name: 'item', path: '/inventory', first: /^\/inventory\/[0-9a-f-]{36}(\?|$)/ },
  { name: 'board', path: '/pipeline' },
  { name: 'episode', path: '/guide', first: /^\/guide\/[0-9a-f-]{36}(\?|$)/ },
];

await plainScript({ usage, options }, async ({ keep, times = '5', browser: executablePath = '/usr/bin/chromium' }) => {
  wantBuild();
  const often = Number(times);
  if (!Number.isInteger(often) || often < 1) throw new ScriptFault('--times must be a whole number.');
  await withLargeDatabase({ keep, parts: new Set(['items', 'deals', 'guide']) }, async (_database, url) => {
    const app = await startBuilt(url, {}, ['--no-worker']);
    const browser = await chromium.launch({ executablePath, args: FLAGS });
    try {
      process.stdout.write(`${rowOf(HEADS)}\n`);
      for (const page of PAGES) process.stdout.write(`${await measured(browser, app, page, often)}\n`);
    } finally {
      await browser.close();
      await app.stop();
    }
  });
});

async function measured(browser: Browser, app: Started, { name, path, first }: (typeof PAGES)[number], times: number) {
  const context = await browser.newContext(PHONE);
  try {
    const page = await context.newPage();
    if (name !== 'login') {
      await page.goto(`${app.url}/auth/login`);
      await page.getByLabel('Email').fill(personOf(1));
      await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
      await page.getByRole('button', { name: 'Log in' }).click();
      await page.waitForURL(`${app.url}/`);
    }
    await page.goto(app.url + path);
    const links = await page
      .locator('main a[href]')
      .evaluateAll((all) => all.map((it) => it.getAttribute('href') ?? ''));
    const address = first ? links.find((it) => first.test(it)) : path;
    if (!address) throw new ScriptFault(`${path} shows none.`);
    const runs: Loaded[] = [];
    // Once for the code of the server that answers.
    for (let n = 0; n <= times; n += 1) runs.push(await loadPage(context, app.url + address));
    return rowOf([name, ...medianOf(runs.slice(1))]);
  } finally {
    await context.close();
  }
}
