import type { Server } from 'node:http';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../support/app.js';
import { axeFindings, hasBrowser, openBrowser, openPage, serve } from '../support/browser.js';
import { insertCompany } from '../support/companies.js';
import { insertItem } from '../support/items.js';
import { PASSWORD, PEOPLE } from '../support/people.js';

const LONG = 'Sunshade-stroller-organiser-with-insulated-cup-holder-and-rain-cover '.repeat(2).trim();

describe.skipIf(!hasBrowser)('each page', () => {
  let app: TestApp;
  let site: { url: string; server: Server };
  let browser: Browser;
  let item: string;
  let company: string;

  beforeAll(async () => {
    app = await startApp();
    site = await serve(app.app);
    browser = await openBrowser();
    const sold = {
      state: 'sold',
      sold_on: '2026-11-18',
      sale_price: 8000,
      marketplace_fee: 1040,
      outbound_shipping: 760,
    };
    item = await insertItem(app.db, PEOPLE.ada.id, { fair_market_value: 12000, received_on: '2026-09-11', ...sold });
    await insertItem(app.db, PEOPLE.ada.id, {
      name: LONG,
      brand: LONG.slice(0, 90),
      currency: 'EUR',
      review_due_on: '2026-01-02',
    });
    company = await insertCompany(app.db, { name: LONG, kind: 'agency', do_not_contact: true, address: LONG });
    await app.db.rows('update users set is_approved = false where id = $1', [PEOPLE.bob.id]);
  });
  afterAll(async () => {
    await browser?.close();
    site?.server.close();
    await app?.stop();
  });

  const open = ['/auth/login', '/auth/register', '/auth/pending', '/no-such-page', '/styleguide'];
  const signedIn = () => [
    '/',
    '/inventory',
    '/inventory?q=trailcap&state=sold',
    '/inventory?q=nothing-like-it',
    '/inventory/totals',
    '/inventory/new',
    `/inventory/${item}`,
    `/inventory/${item}/edit`,
    `/inventory/${item}/split`,
    '/companies',
    '/companies?q=nothing-like-it',
    '/companies/filters',
    '/companies/new',
    `/companies/${company}`,
    `/companies/${company}/edit`,
    `/inventory/${item}?tab=tasks`,
    '/inventory?columns=location&columns=brand&columns=quantity',
    '/inventory/views/new',
    '/tasks',
    '/tasks/new',
    '/trash',
    '/account',
    '/admin/users',
    '/admin/jobs',
    '/no-such-page',
  ];

  it.each(['light', 'dark'] as const)(
    'in the %s theme has no fault that axe finds, no console error, and never scrolls sideways',
    async (colorScheme) => {
      const { page, faults, close } = await openPage(browser, {
        colorScheme,
        viewport: { width: 1440, height: 900 },
        reducedMotion: 'reduce',
      });
      const found: string[] = [];
      const look = async (path: string) => {
        await page.goto(site.url + path);
        found.push(...(await axeFindings(page)).map((it) => `${path}: ${it}`));
        for (const width of [320, 360, 768, 1440]) {
          await page.setViewportSize({ width, height: 900 });
          const wider = await page.evaluate<number>(
            'document.documentElement.scrollWidth - document.documentElement.clientWidth',
          );
          if (wider > 0) found.push(`${path}: ${wider} px too wide at ${width}`);
          if (width === 360) found.push(...(await axeFindings(page)).map((it) => `${path} at 360: ${it}`));
        }
      };
      for (const path of open) await look(path);
      await page.goto(`${site.url}/auth/login`);
      await page.getByLabel('Email').fill(PEOPLE.ada.email);
      await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
      await page.getByRole('button', { name: 'Log in' }).click();
      await page.waitForURL(`${site.url}/`);
      for (const path of signedIn()) await look(path);
      expect(found).toEqual([]);
      expect(faults).toEqual([]);
      await close();
    },
    120_000,
  );
});
