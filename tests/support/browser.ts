import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { Server } from 'node:http';
import { createRequire } from 'node:module';
import type { Express } from 'express';
import { type Browser, type BrowserContextOptions, chromium, type Locator, type Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { serverOf } from '../../src/http/server.js';
import { useApp } from './app.js';
import { PASSWORD } from './people.js';
import { freePort } from './process.js';

const CHROMIUM = '/usr/bin/chromium';
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** What a page has of scripts besides was read: it answers to them from then on. */
export const READ = { waitUntil: 'networkidle' } as const;

/** Comes near with the pointer, at which what draws is read. */
export async function comeNear(page: Page, what: Locator): Promise<void> {
  const reading = page.waitForResponse(/\/build\/sortable-/);
  await what.hover();
  await (await reading).finished();
}

/** Whether there is a browser; without one its tests are skipped with a loud line, and in CI they fail. */
export const hasBrowser = browserOrLoudLine();

/**
 * The app of a test file on a port of its own, and a browser; read it inside tests alone. `named`: at localhost, which is a name, as
 * passkeys want it.
 */
export function useSite({ named = false } = {}) {
  const env: Record<string, string> = {};
  let port = 0;
  beforeAll(async () => {
    port = named ? await freePort() : 0;
    if (named) env['APP_URL'] = `http://localhost:${port}`;
  });
  const app = useApp(env);
  let site: { url: string; server: Server } | undefined;
  let browser: Browser | undefined;
  beforeAll(async () => {
    site = await serve(app.current.app, port);
    browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS });
  });
  afterAll(async () => {
    await browser?.close();
    site?.server.close();
  });
  const url = () => env['APP_URL'] ?? site?.url ?? '';
  return {
    get app() {
      return app.current;
    },
    get url() {
      return url();
    },
    open: (options: BrowserContextOptions = {}) => openPage(browser as Browser, options),
    /** Logs in as one of the cast, through the page. */
    async logIn(page: Page, { email }: { email: string }): Promise<void> {
      await page.goto(`${url()}/auth/login`);
      await page.getByLabel('Email').fill(email);
      await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
      await page.getByRole('button', { name: 'Log in' }).click();
      await page.waitForURL(`${url()}/`);
    },
  };
}

/** Serves an app on that port of loopback; on a free one where none is named. */
export async function serve(app: Express, port = 0): Promise<{ url: string; server: Server }> {
  const server = serverOf(app);
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as { port: number }).port}`, server };
}

/** A page that remembers what went wrong in it: console errors, exceptions, refusals by the content policy. */
async function openPage(browser: Browser, options: BrowserContextOptions) {
  const context = await browser.newContext({ ...options, extraHTTPHeaders: { 'X-Forwarded-For': nextAddress() } });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('console', (message) => {
    // A 4xx page that a test asks for is said in the console as well.
    if (message.type() === 'error' && !/status of 4\d\d/.test(message.text())) faults.push(message.text());
  });
  page.on('pageerror', (error) => {
    // Turbo leaves it uncaught where one leaves a page while a frame of it is read.
    if (error.name !== 'AbortError') faults.push(String(error));
  });
  return { page, faults, close: () => context.close() };
}

const axe = readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const ALL_OF_AXE = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/**
 * What axe finds on the page as it stands, one line each: WCAG 2.0 to 2.2 A and AA, and best practices, or the named rules; none
 * `without`. `within`: only in what this selects.
 */
export async function axeFindings(
  page: Page,
  { rules, without = [], within }: { rules?: string[]; without?: string[]; within?: string } = {},
): Promise<string[]> {
  // Through the debugger, which the page's content policy does not bind.
  if (!(await page.evaluate('"axe" in globalThis'))) await page.evaluate(await axe);
  const { violations } = await page.evaluate(
    async ({ context, runOnly, off }) => {
      const run = (globalThis as unknown as { axe: { run(context: object, options: object): Promise<AxeResult> } }).axe
        .run;
      return run(context, { runOnly, rules: off, resultTypes: ['violations'], preload: false });
    },
    {
      context: within ? { include: [within] } : { exclude: [] },
      runOnly: rules ? { type: 'rule', values: rules } : { type: 'tag', values: ALL_OF_AXE },
      off: Object.fromEntries(without.map((rule) => [rule, { enabled: false }])),
    },
  );
  return violations.flatMap(({ id, nodes }) =>
    nodes.map((node) => `${id}: ${node.target.join(' ')} ${node.failureSummary}`),
  );
}

type AxeResult = { violations: { id: string; nodes: { target: string[]; failureSummary: string }[] }[] };

let visitors = 0;
function nextAddress(): string {
  visitors += 1;
  return `203.0.113.${visitors}`;
}

function browserOrLoudLine(): boolean {
  if (existsSync(CHROMIUM)) return true;
  if (process.env['CI']) throw new Error(`CI needs a browser at ${CHROMIUM}`);
  process.stderr.write(
    `\n!!! NO BROWSER at ${CHROMIUM}: the browser journeys are SKIPPED (apt-get install chromium)\n\n`,
  );
  return false;
}
