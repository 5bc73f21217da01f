import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { axeFindings, hasBrowser, READ, useSite } from '../support/browser.js';
import { insertCompany } from '../support/companies.js';
import { insertItem } from '../support/items.js';
import { PEOPLE } from '../support/people.js';

const { alice } = PEOPLE;

describe.skipIf(!hasBrowser)('the form of an item', () => {
  const site = useSite();
  const companyOf = (name: string) => insertCompany(site.app.db, { name });

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
  });

  it('shows long names whole in the list of brands, with what is said of each, at every width', async () => {
    const { page, close } = await site.open({ reducedMotion: 'reduce' });
    await insertItem(site.app.db, alice.id, {
      name: 'One',
      company_id: await companyOf('Longwithoutablank'.repeat(11)),
    });
    await insertItem(site.app.db, alice.id, { name: 'Two', company_id: await companyOf('Longwith room') });
    await site.logIn(page, alice);
    for (const width of [360, 1440]) {
      await page.setViewportSize({ width, height: 900 });
      await page.goto(`${site.url}/inventory/new`, READ);
      await page.getByRole('combobox', { name: 'Brand' }).pressSequentially('Longwith');
      await page.getByRole('option', { name: /Longwith room.*1 item/s }).waitFor();
      const over = `[...document.querySelectorAll('.listbox')].some((it) => it.scrollWidth > it.clientWidth)`;
      expect([width, await page.evaluate(over)]).toEqual([width, false]);
      const heights = await page
        .locator('.listbox .mi', { hasText: 'Longwith room' })
        .evaluateAll((its) => its.map((it) => it.clientHeight < 50));
      expect([width, heights]).toEqual([width, [true]]);
    }
    await close();
  });

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
  });

  it('writes amounts with the decimals of the chosen currency, where none is lost', async () => {
    const { page, close } = await site.open();
    await site.logIn(page, alice);
    await page.goto(`${site.url}/inventory/new`, READ);
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
  });

  it('takes photos that are chosen or dropped, says which, and that one is too large before it is sent', async () => {
    const { page, faults, close } = await site.open({ viewport: { width: 1440, height: 900 } });
    await site.logIn(page, alice);
    await page.goto(`${site.url}/inventory/new`);
    const photos = page.getByLabel('Photos', { exact: false });
    const hint = page.locator('#f-photos-hint');
    await photos.setInputFiles(Array.from({ length: 11 }, (_, n) => ({ ...PHOTO, name: `${n}.png` })));
    expect(await hint.innerText()).toMatch(/^0\.png, .*10\.png\. These are 11: choose 10 at most\.$/);
    await drop(page, 'film.png', 'new Uint8Array(25 * 1024 * 1024 + 1)');
    expect(await hint.innerText()).toBe('film.png. film.png is larger than 25 MB: choose without it.');
    await drop(page, 'front.png');
    expect(await hint.innerText()).toBe('front.png');

    await page.getByLabel('Name', { exact: true }).fill('Photo lamp');
    await page.getByLabel('Market value').fill('much');
    await page.getByLabel('Note').fill('Chipped *box*');
    await page.getByRole('button', { name: 'Save item' }).click();
    await page
      .getByRole('alert')
      .getByRole('link', { name: /^Photos: Choose front\.png again/ })
      .click();
    expect(await page.locator(':focus').getAttribute('id')).toBe('f-photos');
    expect(await axeFindings(page)).toEqual([]);
    await photos.setInputFiles({ ...PHOTO, name: 'front.png' });
    await page.getByLabel('Market value').fill('12');
    await page.getByRole('button', { name: 'Save item' }).click();
    await page.getByText('Saved Photo lamp. 1 file attached.').waitFor();
    await page.getByRole('img', { name: 'front.png' }).waitFor();
    await page.getByText('Chipped box').waitFor();
    expect(faults.filter((it) => !it.includes('422'))).toEqual([]);
    await close();
  });

  it('takes photos and a note without JavaScript too', async () => {
    const { page, close } = await site.open({ javaScriptEnabled: false, viewport: { width: 360, height: 800 } });
    await site.logIn(page, alice);
    await page.goto(`${site.url}/inventory/new`);
    expect(await page.locator('#f-photos').isVisible()).toBe(true);
    await page.locator('#f-photos').setInputFiles({ ...PHOTO, name: 'front.png' });
    await page.getByLabel('Name', { exact: true }).fill('Plain lamp');
    await page.getByLabel('Note').fill('Chipped');
    await page.getByRole('button', { name: 'Save item' }).click();
    await page.getByText('Saved Plain lamp. 1 file attached.').waitFor();
    expect(await page.getByText('Chipped').isVisible()).toBe(true);
    await close();
  });
});

/** A picture of one point. */
const PHOTO = {
  mimeType: 'image/png',
  buffer: Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  ),
};

/** Drops a file on the page; its bytes are made there, since a large one takes long to hand over. */
async function drop(page: Page, name: string, bytes = `Uint8Array.of(${[...PHOTO.buffer]})`): Promise<void> {
  const dropped = await page.evaluateHandle(`(() => {
    const data = new DataTransfer();
    data.items.add(new File([${bytes}], ${JSON.stringify(name)}, { type: 'image/png' }));
    return data;
  })()`);
  for (const event of ['dragover', 'drop']) await page.dispatchEvent('h1', event, { dataTransfer: dropped });
}
