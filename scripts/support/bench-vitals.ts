import type { BrowserContext, CDPSession, Page } from 'playwright-core';

/** Kinds of what a page loads, as Chromium names them. */
const KINDS = { Document: 'html', Stylesheet: 'css', Script: 'js', Font: 'font' } as const;
type Kind = (typeof KINDS)[keyof typeof KINDS] | 'other';
type Bytes = Record<Kind, number>;
/** What loading a page took: milliseconds, layout shift, and kilobytes on the wire by kind. */
export type Loaded = { paint: number; blocked: number; shift: number; requests: number; bytes: Bytes };

/** Lighthouse's phone: a quarter of the speed, and slow 4G. */
const SLOWER = 4;
const NETWORK = { offline: false, latency: 150, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8 };
const KB = 1000;
/** Lighthouse's page is interactive once nothing was long for so long. */
const QUIET_MS = 2_000;
const LOOK_MS = 250;

export const HEADS = ['what', 'FCP', 'TBT', 'CLS', 'requests', 'html', 'css', 'js', 'font', 'other'];

/** Loads it as such a phone that was never there, and tells what that took. */
export async function loadPage(context: BrowserContext, url: string): Promise<Loaded> {
  const page = await context.newPage();
  try {
    const devtools = await context.newCDPSession(page);
    const bytes = await countBytes(devtools);
    await devtools.send('Network.setCacheDisabled', { cacheDisabled: true });
    await devtools.send('Network.emulateNetworkConditions', NETWORK);
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
    await page.addInitScript(WATCH);
    await page.goto(url, { waitUntil: 'networkidle' });
    await untilQuiet(page);
    const seen = await page.evaluate<Omit<Loaded, 'requests' | 'bytes'>>('seen');
    return { ...seen, ...bytes() };
  } finally {
    await page.close();
  }
}

/** The median of each figure, as cells behind a name. */
export function medianOf(runs: readonly Loaded[]): string[] {
  const median = (of: (run: Loaded) => number) => runs.map(of).sort((a, b) => a - b)[runs.length >> 1] ?? 0;
  const kinds: Kind[] = [...Object.values(KINDS), 'other'];
  return [
    median(({ paint }) => paint).toFixed(0),
    median(({ blocked }) => blocked).toFixed(0),
    median(({ shift }) => shift).toFixed(3),
    median(({ requests }) => requests).toFixed(0),
    ...kinds.map((kind) => (median(({ bytes }) => bytes[kind]) / KB).toFixed(1)),
  ];
}

/** Cells as a line of the table. */
export function rowOf(cells: readonly string[]): string {
  return cells.map((cell, at) => (at === 0 ? cell.padEnd(12) : cell.padStart(9))).join('');
}

// Runs in the page, before anything of it. What is done before anything is seen keeps nobody from touching it.
const WATCH = `
  const seen = (window.seen = { paint: 0, blocked: 0, shift: 0, busyAt: 0 });
  const on = (type, take) =>
    new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true });
  on('paint', ({ name, startTime }) => {
    if (name === 'first-contentful-paint') seen.paint = startTime;
  });
  on('longtask', ({ startTime, duration }) => {
    const after = Math.min(duration, startTime + duration - seen.paint);
    if (seen.paint > 0) seen.blocked += Math.max(0, after - 50);
    seen.busyAt = performance.now();
  });
  on('layout-shift', ({ value, hadRecentInput }) => {
    if (!hadRecentInput) seen.shift += value;
  });
`;

// Through the debugger, which the page's content policy does not bind.
async function untilQuiet(page: Page): Promise<void> {
  const quietFor = () => page.evaluate<number>('performance.now() - Math.max(seen.busyAt, seen.paint)');
  while ((await quietFor()) < QUIET_MS) await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
}

/** Counts what is sent, without heads, which a proxy sends compressed; answers what it has counted by then. */
async function countBytes(devtools: CDPSession): Promise<() => { requests: number; bytes: Bytes }> {
  const heads = new Map<string, { kind: Kind; size: number }>();
  const bytes: Bytes = { html: 0, css: 0, js: 0, font: 0, other: 0 };
  await devtools.send('Network.enable');
  devtools.on('Network.responseReceived', ({ requestId, type, response }) =>
    heads.set(requestId, { kind: KINDS[type as keyof typeof KINDS] ?? 'other', size: response.encodedDataLength }),
  );
  devtools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    const { kind, size } = heads.get(requestId) ?? { kind: 'other', size: 0 };
    bytes[kind] += encodedDataLength - size;
  });
  return () => ({ requests: heads.size, bytes });
}
