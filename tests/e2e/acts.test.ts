import { describe, expect, it } from 'vitest';
import { axeFindings, hasBrowser, useSite } from '../support/browser.js';
import { insertItem } from '../support/items.js';
import { PEOPLE } from '../support/people.js';

/** The dialog of an act: over the page it was asked on, with what was typed, and the way back. */
describe.skipIf(!hasBrowser)('the dialog of an act', () => {
  const site = useSite();
  const listed = (fields = {}) =>
    insertItem(site.app.db, PEOPLE.alice.id, {
      name: 'Boom kit',
      state: 'listed',
      received_on: '2026-09-11',
      listed_on: '2026-10-06',
      asking_price: 9000,
      ...fields,
    });
  const stateOf = async (id: string) =>
    (await site.app.db.rows<{ state: string }>('select state from inventory_items where id = $1', [id]))[0]?.state;

  it('sells an item: figures while one types, messages in place, then the record with the way back', async () => {
    const { page, faults, close } = await site.open({ reducedMotion: 'reduce' });
    await site.logIn(page, PEOPLE.alice);
    const id = await listed();
    await page.goto(`${site.url}/inventory/${id}`);
    await page.getByRole('link', { name: 'Record sale' }).click();
    const dialog = page.getByRole('dialog', { name: 'Record sale' });
    await dialog.getByLabel('Sale price').waitFor();
    expect(await page.evaluate('document.activeElement.name')).toBe('sale_price');
    await dialog.getByRole('button', { name: 'Work it out' }).waitFor({ state: 'hidden' });
    expect(await axeFindings(page)).toEqual([]);
    await page.keyboard.type('80');
    await dialog.getByText('+80.00').first().waitFor();
    await dialog.getByLabel('Sold on').fill('2026-09-01');
    await page.keyboard.press('Control+Enter');
    await dialog.getByText('Choose 11 Sep 2026 or later, the day it came.').waitFor();
    await expect.poll(() => page.evaluate('document.activeElement.name')).toBe('sold_on');
    expect(await dialog.getByLabel('Sale price').inputValue()).toBe('80');
    await dialog.getByLabel('Sold on').fill('2026-11-18');
    await page.keyboard.press('Enter');
    await page.getByRole('status').getByText('Sale recorded, 80.00 USD.').waitFor();
    expect([await dialog.count(), await stateOf(id), page.url()]).toEqual([0, 'sold', `${site.url}/inventory/${id}`]);
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('status').getByText('Undone.').waitFor();
    expect(await stateOf(id)).toBe('listed');
    expect(faults).toEqual([]);
    await close();
  });

  it('is closed by Escape, which asks once where something was typed, and gives the focus back', async () => {
    const { page, close } = await site.open({ reducedMotion: 'reduce' });
    await site.logIn(page, PEOPLE.alice);
    const id = await listed();
    await page.goto(`${site.url}/inventory/${id}`);
    const button = page.getByRole('link', { name: 'Record sale' });
    const dialog = page.getByRole('dialog', { name: 'Record sale' });
    await button.press('Enter');
    await dialog.waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    expect(await page.evaluate('document.activeElement.textContent')).toContain('Record sale');
    await button.press('Enter');
    await dialog.getByLabel('Sale price').fill('7');
    await page.keyboard.press('Escape');
    await dialog.getByText('Throw away what you typed? Esc again does it.').waitFor();
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });
    await button.press('Enter');
    await dialog.waitFor();
    expect(await dialog.getByLabel('Sale price').inputValue()).toBe('');
    await dialog.getByRole('link', { name: 'Keep it listed' }).click();
    await dialog.waitFor({ state: 'hidden' });
    expect(await stateOf(id)).toBe('listed');
    await close();
  });

  it('opens from the dashboard, and is a sheet on a phone', async () => {
    const { page, faults, close } = await site.open({ reducedMotion: 'reduce', viewport: { width: 360, height: 740 } });
    await site.logIn(page, PEOPLE.alice);
    const id = await listed({ name: 'Late light', state: 'in_review', review_due_on: '2026-10-01' });
    await page.goto(`${site.url}/inventory/${id}`);
    await page.getByRole('link', { name: 'Mark as reviewed' }).click();
    const dialog = page.getByRole('dialog', { name: 'Mark as reviewed' });
    await dialog.waitFor();
    const box = await dialog.boundingBox();
    expect([box?.x, box?.width, Math.round((box?.y ?? 0) + (box?.height ?? 0))]).toEqual([0, 360, 740]);
    await dialog.getByRole('button', { name: 'Mark as reviewed' }).last().click();
    await page.getByRole('status').getByText('Reviewed.').waitFor();
    expect(await stateOf(id)).toBe('reviewed');
    await page.setViewportSize({ width: 1440, height: 900 });
    const other = await listed({ name: 'Later light', state: 'in_review', review_due_on: '2026-10-01' });
    await page.goto(site.url);
    await page.getByRole('link', { name: 'Mark as reviewed' }).click();
    await dialog.getByRole('button', { name: 'Mark as reviewed' }).last().click();
    await page.waitForURL(`${site.url}/inventory/${other}`);
    expect(faults).toEqual([]);
    await close();
  });

  it('ticks an item of a disclosure from the keyboard, keeps the focus on it, and says how many are ticked', async () => {
    const { page, faults, close } = await site.open({ reducedMotion: 'reduce' });
    await site.logIn(page, PEOPLE.alice);
    const [row] = await site.app.db.rows<{ collab_id: string; id: string }>(
      `with made as (insert into collabs (id, user_id, name, currency) values (gen_random_uuid(), $1, 'Night shoot', 'USD') returning id)
       insert into collab_deliverables (id, user_id, collab_id, kind, platform, position)
       select gen_random_uuid(), $1, id, 'short', 'youtube', 0 from made returning collab_id, id`,
      [PEOPLE.alice.id],
    );
    await page.goto(`${site.url}/collabs/${row?.collab_id}/deliverables/${row?.id}/disclosure`);
    const [first, second] = [page.getByRole('checkbox').nth(0), page.getByRole('checkbox').nth(1)];
    const focused = () => page.evaluate('document.activeElement.id');
    await first.focus();
    const id = await focused();
    await page.keyboard.press('Space');
    await page.getByRole('status').getByText('1 of 6 ticked').waitFor();
    expect([await focused(), await first.isChecked()]).toEqual([id, true]);
    await second.focus();
    await page.keyboard.press('Space');
    await page.getByRole('status').getByText('2 of 6 ticked').waitFor();
    expect(await focused()).toBe(await second.getAttribute('id'));
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Add proof' }).waitFor();
    await page.keyboard.press('Escape');
    await second.focus();
    await page.keyboard.press('Space');
    await page.getByRole('status').getByText('1 of 6 ticked').waitFor();
    const stand = 'select rule from collab_disclosures where deliverable_id = $1 and taken_back_at is null';
    expect((await site.app.db.rows<{ rule: string }>(stand, [row?.id])).map(({ rule }) => `rule-${rule}`)).toEqual([
      id,
    ]);
    expect(faults).toEqual([]);
    await close();
  });

  it('is reached from the row of a collab on a phone, where the row itself leads to its form', async () => {
    const { page, faults, close } = await site.open({ reducedMotion: 'reduce', viewport: { width: 360, height: 740 } });
    await site.logIn(page, PEOPLE.alice);
    const [row] = await site.app.db.rows<{ collab_id: string }>(
      `with made as (insert into collabs (id, user_id, name, currency) values (gen_random_uuid(), $1, 'Night shoot', 'USD') returning id),
         work as (insert into collab_deliverables (id, user_id, collab_id, kind, position) select gen_random_uuid(), $1, id, 'short', 0 from made)
       insert into collab_payments (id, user_id, collab_id, label, amount, position)
       select gen_random_uuid(), $1, id, 'On signing', 1000, 0 from made returning collab_id`,
      [PEOPLE.alice.id],
    );
    await page.goto(`${site.url}/collabs/${row?.collab_id}`);
    await page.getByRole('link', { name: 'Invoice' }).click();
    await page.getByRole('dialog', { name: 'Record invoice' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('link', { name: 'On signing', exact: true }).click();
    await page.getByRole('dialog', { name: 'Edit payment' }).waitFor();
    await page.keyboard.press('Escape');
    await page.locator('.sub').getByRole('link').first().click();
    await page.waitForURL(/disclosure$/);
    expect(faults).toEqual([]);
    await close();
  });

  it('keeps the focus at the row it is done to, whatever the row offers next, and at the menu that it came of', async () => {
    const { page, faults, close } = await site.open({
      reducedMotion: 'reduce',
      viewport: { width: 1280, height: 500 },
    });
    await site.logIn(page, PEOPLE.alice);
    const [row] = await site.app.db.rows<{ collab_id: string }>(
      `with made as (insert into collabs (id, user_id, name, currency) values (gen_random_uuid(), $1, 'Night shoot', 'USD') returning id)
       insert into collab_deliverables (id, user_id, collab_id, kind, title, position)
       select gen_random_uuid(), $1, id, 'short', title, position from made, (values ('First', 0), ('Second', 1)) as it (title, position)
       returning collab_id`,
      [PEOPLE.alice.id],
    );
    await page.goto(`${site.url}/collabs/${row?.collab_id}`);
    const focused = () => page.evaluate<string>("document.activeElement.getAttribute('aria-label')");
    const said = (text: string) => page.getByRole('status').getByText(text, { exact: true }).waitFor();
    const start = page.getByRole('button', { name: 'Start Short: Second' });
    await start.evaluate((it) => it.scrollIntoView({ block: 'center' }));
    const at = await page.evaluate<number>('scrollY');
    await start.press('Enter');
    await said('Drafting.');
    expect([await focused(), await page.evaluate<number>('scrollY')]).toEqual(['Submit Short: Second', at]);
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Submit' }).waitFor();
    await page.keyboard.press('Control+Enter');
    await said('Submitted.');
    expect([await focused(), await page.evaluate<number>('scrollY')]).toEqual(['Approve Short: Second', at]);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.locator('.mi:focus').waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog', { name: 'Mark live' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    expect(await focused()).toBe('More for Short: Second');
    await page.keyboard.press('Enter');
    await page.locator('.mi:focus').waitFor();
    await page.keyboard.press('Enter');
    await said('A revision was asked for.');
    expect(await focused()).toBe('Submit Short: Second');
    expect(faults).toEqual([]);
    await close();
  });

  it('is a page with the same form without JavaScript', async () => {
    const { page, close } = await site.open({ javaScriptEnabled: false });
    await site.logIn(page, PEOPLE.alice);
    const id = await listed();
    await page.goto(`${site.url}/inventory/${id}`);
    await page.getByRole('link', { name: 'Record sale' }).click();
    await page.getByLabel('Sale price').fill('80');
    await page.getByLabel('Marketplace fee').fill('10.40');
    await page.getByRole('button', { name: 'Work it out' }).click();
    await page.getByText('+69.60').first().waitFor();
    expect(await stateOf(id)).toBe('listed');
    await page.getByRole('button', { name: 'Record sale' }).last().click();
    await page.getByText('Sale recorded, 80.00 USD.').waitFor();
    expect(await stateOf(id)).toBe('sold');
    await close();
  });
});
