import type { Page } from 'playwright-core';

/**
 * How far a page moves while it comes (Chromium's layout shift), where its font is here after it was first painted, and its scripts
 * after its font.
 */
export async function shiftOf(page: Page, address: string): Promise<number> {
  await page.addInitScript(WATCH);
  const fonts = await holdBack(page, /\.woff2$/);
  const scripts = await holdBack(page, /\/build\/.*\.js$/);
  await page.goto(address, { waitUntil: 'commit' });
  await page.evaluate('moved.painted');
  fonts.letGo();
  await page.evaluate(`document.fonts.load('1em "Inter Variable"').then(() => {})`);
  await page.evaluate(TWO_FRAMES);
  scripts.letGo();
  await page.waitForLoadState('networkidle');
  await page.evaluate(TWO_FRAMES);
  return page.evaluate<number>('moved.far()');
}

const TWO_FRAMES = 'new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))';

// Runs in the page, before anything of it.
const WATCH = `
  let far = 0;
  const add = (entries) => entries.forEach(({ value }) => (far += value));
  const shifts = new PerformanceObserver((list) => add(list.getEntries()));
  shifts.observe({ type: 'layout-shift', buffered: true });
  window.moved = {
    painted: new Promise((done) => new PerformanceObserver(() => done()).observe({ type: 'paint', buffered: true })),
    far: () => (add(shifts.takeRecords()), far),
  };
`;

async function holdBack(page: Page, what: RegExp): Promise<{ letGo(): void }> {
  let letGo = () => {};
  const gone = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  await page.route(what, async (route) => {
    await gone;
    await route.continue();
  });
  return { letGo };
}
