import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { ensureSetupLink } from '../../src/features/auth/index.js';
import { hasBrowser, useSite } from '../support/browser.js';
import { PASSWORD } from '../support/people.js';

describe.skipIf(!hasBrowser)('a creator’s first day', () => {
  const site = useSite();

  it.each([
    ['with JavaScript', true],
    ['without JavaScript', false],
  ])(
    '%s: setup, register, approval, and an item from the shelf to its figures',
    async (_, javaScriptEnabled) => {
      await site.app.db.rows('delete from users');
      const admin = await site.open({ javaScriptEnabled });
      const jonas = await site.open({ javaScriptEnabled });

      await admin.page.goto(here((await ensureSetupLink(site.app.database, site.app.config)) ?? ''));
      await admin.page.getByLabel('Name').fill('Mara Quill');
      await admin.page.getByLabel('Email').fill('mara@park.example');
      await admin.page.getByLabel('Password', { exact: true }).fill(PASSWORD);
      await admin.page.getByRole('button', { name: 'Become the admin' }).click();
      await admin.page.getByRole('heading', { level: 1 }).waitFor();

      await jonas.page.goto(`${site.url}/auth/register`);
      await jonas.page.getByLabel('Name').fill('Jonas Abeling');
      await jonas.page.getByLabel('Email').fill('jonas@park.example');
      await jonas.page.getByLabel('Password', { exact: true }).fill(PASSWORD);
      await jonas.page.getByRole('button', { name: 'Ask for an account' }).click();
      await jonas.page.getByRole('heading', { name: 'Waiting for approval' }).waitFor();

      await admin.page.goto(`${site.url}/admin/users`);
      await admin.page.getByRole('link', { name: 'Let in Jonas Abeling' }).click();
      await admin.page.locator('.act-form').getByLabel('Note').fill('Welcome.');
      await admin.page.locator('.act-form').getByRole('button', { name: 'Let in' }).click();
      await admin.page.getByRole('status').getByText('Jonas Abeling can log in now.').waitFor();

      await site.logIn(jonas.page, { email: 'jonas@park.example' });
      await recordSellAndRead(jonas.page);
      const [row] = await site.app.db.rows(
        'select state, net_proceeds, cash_profit, taxable_gain from inventory_items',
      );
      expect(row).toMatchObject({ state: 'sold', net_proceeds: '6200', cash_profit: '6200', taxable_gain: '-5800' });
      expect([...admin.faults, ...jonas.faults]).toEqual([]);
      await Promise.all([admin.close(), jonas.close()]);
      await site.app.db.rows('truncate inventory_items cascade');
    },
    90_000,
  );

  const here = (address: string) => address.replace(/^https?:\/\/[^/]+/, site.url);

  // Without a script the form is sent once, and then asks for what the state needs.
  async function chooseState(page: Page, state: string, day: string): Promise<void> {
    await page.locator('select[name=state]').selectOption(state);
    if (!(await page.getByLabel(day).isVisible())) await page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByLabel(day).waitFor();
  }

  async function recordSellAndRead(page: Page): Promise<void> {
    await page.goto(`${site.url}/inventory/new`);
    await page.getByLabel('Name').fill('Trailcap 20 L park backpack');
    await page.locator('#f-brand').fill('Northgate Bags');
    await page.getByLabel('Received on').fill('2026-09-11');
    await page.getByLabel('Market value').fill('120.00');
    await page.getByRole('button', { name: 'Save item' }).click();
    await page.getByRole('heading', { name: 'Trailcap 20 L park backpack' }).waitFor();

    await page
      .getByRole('link', { name: 'Edit', exact: true })
      .or(page.getByRole('link', { name: /^Edit item/ }))
      .first()
      .click();
    await page
      .locator('summary')
      .filter({ hasText: /^Review/ })
      .click();
    await page.locator('select[name=review_state]').selectOption('published');
    await page.getByLabel('Published on').fill('2026-10-02');
    await chooseState(page, 'listed', 'Listed on');
    await page.getByLabel('Listed on').fill('2026-10-06');
    await page.getByLabel('Asking price').fill('85.00');
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByText('Listed').first().waitFor();

    await page.goto(`${page.url().split('?')[0]}/edit`);
    await chooseState(page, 'sold', 'Sold on');
    await page.getByLabel('Sold on').fill('2026-11-18');
    await page.getByLabel('Sale price').fill('80.00');
    await page.getByLabel('Marketplace fee').fill('10.40');
    await page.getByLabel('Outbound shipping').fill('7.60');
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByText('Net 62.00 less cost 0.00').waitFor();
    await page.getByText('Net 62.00 less basis 120.00').waitFor();
    await page.getByText('+62.00').first().waitFor();
    await page.getByText('−58.00').first().waitFor();
  }
});
