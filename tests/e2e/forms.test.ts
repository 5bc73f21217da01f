import { describe, expect, it } from 'vitest';
import { axeFindings, hasBrowser, useSite } from '../support/browser.js';
import { insertItem } from '../support/items.js';
import { PEOPLE } from '../support/people.js';

const { alice } = PEOPLE;

describe.skipIf(!hasBrowser)('the form of an item', () => {
  const site = useSite();

  it('shows little, asks under a state for what that needs, and keeps what was typed when another is chosen', async () => {
    const { page, faults, close } = await site.open({ viewport: { width: 1440, height: 900 } });
    await site.logIn(page, alice);
    await page.goto(`${site.url}/inventory/new`);
    const inView = page.locator('form.fp').locator('input:visible:not([type=radio]), select:visible, .radios:visible');
    expect(await inView.count()).toBeLessThanOrEqual(16);
    await expect.poll(() => page.locator('.save .state').innerText()).toBe('Name is missing');

    await page.getByLabel('Name', { exact: true }).fill('Field lamp');
    await page.getByLabel('Received on').fill('2026-09-11');
    await page.locator('select[name=state]').selectOption('sold');
    const asked = page.getByRole('group', { name: 'Sold needs the first two of these.' });
    await asked.getByLabel('Sale price').fill('80');
    await page.locator('select[name=state]').selectOption('kept');
    expect(await page.getByLabel('Sale price').isVisible()).toBe(false);
    await page.locator('select[name=state]').selectOption('refunded');
    const refunded = page.getByRole('group', { name: 'Refunded needs these four.' });
    expect(await refunded.getByLabel('Sale price').inputValue()).toBe('80');
    expect(await page.locator('[name=sale_price]').count()).toBe(1);
    expect(await axeFindings(page)).toEqual([]);

    await page.locator('select[name=state]').selectOption('sold');
    expect(await page.locator('.fold', { hasText: 'Leaving' }).first().innerText()).toMatch(
      /Sale price above\s+1 of 18/,
    );
    await page.locator('.save .state a', { hasText: 'Sold on is missing' }).click();
    expect(await page.locator(':focus').getAttribute('id')).toBe('f-sold_on');
    await page.keyboard.type('11182026');
    await page.getByRole('button', { name: 'Save item' }).click();
    await page.getByRole('heading', { level: 1, name: 'Field lamp' }).waitFor();
    const [row] = await site.app.db.rows(
      "select state, sold_on::text, sale_price from inventory_items where name = 'Field lamp'",
    );
    expect(row).toMatchObject({ state: 'sold', sold_on: '2026-11-18', sale_price: 8000 });
    expect(faults).toEqual([]);
    await close();
  }, 60_000);

  it('opens a fold for a link, for a fault in it, and sends what is folded', async () => {
    const id = await insertItem(site.app.db, alice.id, {
      name: 'Folded lamp',
      received_on: '2026-09-11',
      location: 'Shelf B',
      serial: 'S-7',
    });
    const { page, faults, close } = await site.open({ viewport: { width: 390, height: 800 } });
    await site.logIn(page, alice);
    await page.goto(`${site.url}/inventory/${id}/edit#fold-numbers`);
    await expect.poll(() => page.getByLabel('Location').isVisible()).toBe(true);
    await page.getByLabel('Quantity').fill('some');
    await page.getByText('Numbers and place').click();
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page
      .getByRole('alert')
      .getByRole('link', { name: /Quantity/ })
      .click();
    expect(await page.locator(':focus').getAttribute('id')).toBe('f-quantity');
    await page.locator('summary', { hasText: '1 error' }).waitFor();
    await page.getByLabel('Quantity').fill('2');
    await page.getByText('Numbers and place').click();
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByText('Saved changes.').waitFor();
    const [row] = await site.app.db.rows('select quantity, location, serial from inventory_items where id = $1', [id]);
    expect(row).toEqual({ quantity: 2, location: 'Shelf B', serial: 'S-7' });
    expect(faults).toEqual([]);
    await close();
  }, 60_000);

  it('writes amounts with the decimals of the chosen currency, where none is lost', async () => {
    const { page, close } = await site.open();
    await site.logIn(page, alice);
    await page.goto(`${site.url}/inventory/new`);
    const value = page.getByLabel('Market value');
    await value.fill('189.00');
    await page.locator('select[name=currency]').selectOption('JPY');
    expect(await value.inputValue()).toBe('189');
    await page.locator('select[name=currency]').selectOption('KWD');
    expect(await value.inputValue()).toBe('189.000');
    await value.fill('189.125');
    await page.locator('select[name=currency]').selectOption('USD');
    expect(await value.inputValue()).toBe('189.125');
    await close();
  }, 60_000);
});
