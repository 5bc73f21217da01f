import { describe, expect, it } from 'vitest';
import { makeProgramme } from '../support/affiliates.js';
import { axeFindings, hasBrowser, READ, useSite } from '../support/browser.js';
import { PEOPLE } from '../support/people.js';

/** A month entered by keyboard alone, by a pasted block, and while the network is away. */
describe.skipIf(!hasBrowser)('the page of a month', () => {
  const site = useSite();
  const { alice } = PEOPLE;
  const kept = () =>
    site.app.db.rows(
      `select p.name, m.clicks, m.items_returned, m.commission from affiliate_months m join affiliate_programmes p on p.id = m.programme_id
       where m.month = '2026-10' order by p.name`,
    );

  it('saves each row as it is left, keeps what it could not save, and adds up as one types', async () => {
    const writer = await site.app.as('alice');
    const [first] = [await makeProgramme(writer, { name: 'Aisle' }), await makeProgramme(writer, { name: 'Bags' })];
    await site.app.db.rows(
      `insert into affiliate_months (id, user_id, programme_id, currency, month, clicks) values (gen_random_uuid(), $1, $2, 'USD', '2026-09', 3980)`,
      [alice.id, first],
    );
    const { page, faults, close } = await site.open({ reducedMotion: 'reduce' });
    await site.logIn(page, alice);
    await page.goto(`${site.url}/affiliates/entry?month=2026-10`, READ);
    const cell = (row: number, name: string) => page.locator(`[name=${name}_${row}]`);
    const state = (row: number, text: string) => page.locator(`tr[data-n="${row}"] .st`).getByText(text).waitFor();
    await cell(0, 'clicks').focus();
    await page.keyboard.press('Control+d');
    expect(await cell(0, 'clicks').inputValue()).toBe('3980');
    await cell(0, 'items_shipped').fill('12');
    await cell(0, 'items_returned').fill('14');
    await cell(0, 'commission').fill('276.16');
    expect(await page.locator('tfoot [data-of=earnings]').textContent()).toBe('276.16');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.name')).toBe('commission_1');
    await state(0, 'Not saved');
    expect(await page.locator('#fault-0').textContent()).toMatch(/^Returned is 14 and shipped is 12/);
    expect(await cell(0, 'items_returned').getAttribute('aria-invalid')).toBe('true');
    expect(await axeFindings(page)).toEqual([]);
    await cell(0, 'items_returned').fill('2');
    await page.keyboard.press('ArrowDown');
    await state(0, 'Saved');
    // A block of two rows, as a spreadsheet copies it.
    await cell(0, 'clicks').focus();
    await page.evaluate(`(() => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', '4212\\t231\\n906\\t38\\n');
      document.activeElement.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    })()`);
    expect(await cell(1, 'orders').inputValue()).toBe('38');
    await state(1, 'Saved');
    await cell(1, 'orders').focus();
    await state(0, 'Saved');
    expect(await kept()).toEqual([
      { name: 'Aisle', clicks: 4212, items_returned: 2, commission: 27616 },
      { name: 'Bags', clicks: 906, items_returned: null, commission: null },
    ]);
    expect(faults.filter((it) => !it.includes('422'))).toEqual([]);
    await page.context().setOffline(true);
    await cell(1, 'clicks').fill('907');
    await page.keyboard.press('ArrowUp');
    await state(1, 'Not saved');
    await page.context().setOffline(false);
    expect(await cell(1, 'clicks').inputValue()).toBe('907');
    await cell(1, 'clicks').focus();
    await page.keyboard.press('ArrowUp');
    await state(1, 'Saved');
    await cell(1, 'clicks').fill('9');
    await page.keyboard.press('Escape');
    expect(await cell(1, 'clicks').inputValue()).toBe('907');
    await close();
  });
});
