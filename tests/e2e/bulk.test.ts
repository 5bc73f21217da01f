import type { Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { axeFindings, hasBrowser, useSite } from '../support/browser.js';
import { insertMugs } from '../support/bulk.js';
import { PEOPLE } from '../support/people.js';

describe.skipIf(!hasBrowser)('acting on many records', () => {
  const site = useSite();

  beforeAll(async () => {
    await insertMugs(site.app.db, PEOPLE.alice.id, 30);
  });

  it('says before anything is asked for that more are ticked than go in one go', async () => {
    await insertMugs(site.app.db, PEOPLE.bob.id, 130);
    const { page, close } = await site.open({ viewport: { width: 1440, height: 800 } });
    await site.logIn(page, PEOPLE.bob);
    await page.goto(`${site.url}/inventory?limit=100`);
    const bar = page.locator('.bulk');
    const all = page.getByLabel('Select all on this page');
    await all.check();
    await bar.getByText('100 selected', { exact: true }).waitFor();
    await page.getByRole('link', { name: 'Next' }).click();
    await page.getByText('101–130 of 130').waitFor();
    await page.locator('tbody input[type=checkbox]').first().check();
    await bar.getByText('101 selected, 100 at most in one go').waitFor();
    for (const name of ['Set state', 'Add tag', 'Delete'])
      expect(await bar.getByRole('button', { name }).first().isDisabled()).toBe(true);
    await page.locator('tbody input[type=checkbox]').first().uncheck();
    await bar.getByText('100 selected', { exact: true }).waitFor();
    expect(await bar.getByRole('button', { name: 'Delete' }).isDisabled()).toBe(false);
    await close();
  });

  for (const colorScheme of ['light', 'dark'] as const) {
    for (const width of [1440, 360]) {
      it(`works from the bar to the undo, ${colorScheme}, ${width} px`, async () => {
        const { page, faults, close } = await site.open({ colorScheme, viewport: { width, height: 800 } });
        await site.logIn(page, PEOPLE.alice);
        await page.goto(`${site.url}/inventory`);
        for (const row of [0, 1]) await page.locator('tbody input[type=checkbox]').nth(row).click();
        await sound(page, `bar-${colorScheme}-${width}`);
        await page.getByRole('button', { name: 'More to do with the selected items' }).click();
        await page.locator('#bulk-more').getByText('Set category').click();
        await page.waitForSelector('h1:has-text("Category of the selected items")');
        await sound(page, `value-${colorScheme}-${width}`);
        await page.selectOption('[name=category]', 'audio');
        await page.waitForSelector('h1:has-text("Set the category of 2 items to “Audio”?")');
        await sound(page, `confirm-${colorScheme}-${width}`);
        await page.getByRole('button', { name: 'Set category of 2' }).click();
        await page.waitForSelector('.toast:has-text("Category of 2 items set to “Audio”.")');
        await page.locator('.toast').getByRole('button', { name: 'Undo' }).click();
        await page.waitForSelector('.toast:has-text("Undone: 2 items are as before.")');
        for (const row of [0, 1]) await page.locator('tbody input[type=checkbox]').nth(row).click();
        await page.locator('.bulk').getByRole('button', { name: 'Delete' }).click();
        await page.waitForSelector('.toast:has-text("2 items moved to the trash.")');
        expect(await page.locator('.bulk').isVisible()).toBe(false);
        await page.locator('.toast').getByRole('button', { name: 'Undo' }).click();
        await page.waitForSelector('.toast:has-text("Undone: 2 items are as before.")');
        await page.goto(`${site.url}/batches`);
        const cut = await page.$$eval('.acts-table td.name a', (all) =>
          all.filter((it) => it.scrollWidth > it.clientWidth),
        );
        expect(cut).toEqual([]);
        await sound(page, `recent-${colorScheme}-${width}`);
        const [batch] = await site.app.db.rows<{ id: string }>('select id from batches order by at desc limit 1');
        await page.goto(`${site.url}/batches/${batch?.id}`);
        await sound(page, `batch-${colorScheme}-${width}`);
        const ids = await site.app.db.rows<{ id: string }>('select id from inventory_items limit 2');
        await page.goto(`${site.url}/inventory/bulk?${ids.map(({ id }) => `ids=${id}`).join('&')}`);
        await sound(page, `choice-${colorScheme}-${width}`);
        expect(faults).toEqual([]);
        await close();
      });
    }
  }

  it('sums up what is ticked, exactly, on other pages too, and the whole list', async () => {
    const { page, faults, close } = await site.open({ viewport: { width: 1440, height: 800 } });
    await site.logIn(page, PEOPLE.alice);
    await site.app.db.rows(
      `update inventory_items set fair_market_value = 10, currency = case when name = 'Mug 2' then 'EUR' else 'USD' end`,
    );
    await page.goto(`${site.url}/inventory?sort=name`);
    const ticked = (name: string) => page.getByLabel(`Select ${name}`, { exact: true }).click();
    // What sums up is read when the first row is ticked: the sum stands there a moment behind the count.
    const sumsUpTo = (text: string) => page.locator('.bulk .sum').getByText(text).waitFor();
    await ticked('Mug 1');
    await ticked('Mug 10');
    await sumsUpTo('Value 0.20 USD');
    await page.locator('[rel=next]').click();
    await page.waitForSelector('text=26–30 of 30');
    expect(await page.textContent('.bulk b')).toBe('2 selected');
    await ticked('Mug 9');
    expect(await page.textContent('.bulk b')).toBe('3 selected');
    await sumsUpTo('Value 0.30 USD');
    await page.locator('.bulk .sum').click();
    await page.waitForSelector('.sums td');
    expect(await page.locator('.sums tbody tr').allTextContents()).toEqual(['3 in USD0.300.00–––']);
    await sound(page, 'sums');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Select all 30' }).click();
    await page.waitForSelector('.bulk .sum:has-text("Value 2.90 USD + 0.10 EUR")');
    expect(await page.textContent('.bulk b')).toBe('30 selected');
    await page.getByRole('button', { name: 'Add tag' }).click();
    await page.fill('[name=tag]', 'all of them');
    await page.getByRole('button', { name: 'Count them first' }).click();
    await page.waitForSelector('h1:has-text("Tag 30 items “all of them”?")');
    expect(faults).toEqual([]);
    await close();
  });

  it('shows how far the check of a long table is, and by itself its rows once it ended', async () => {
    const { page, faults, close } = await site.open();
    await site.logIn(page, PEOPLE.alice);
    await page.goto(`${site.url}/import?module=companies`);
    await page.locator('#f-text').fill('Name\tKind\nLumen\tbrand');
    await page.getByRole('button', { name: 'Look at it' }).click();
    await page.getByRole('button', { name: 'Check rows' }).last().click();
    await page.waitForSelector('h1:has-text("Bring in these rows?")');
    await site.app.db.rows(`update imports set state = 'checking'`);
    await page.reload();
    await page.waitForSelector('h1:has-text("Checking pasted cells")');
    await site.app.db.rows(`update imports set position = 1000`);
    await page.waitForSelector('.how-far:has-text("1,000 rows so far")');
    await site.app.db.rows(`update imports set state = 'checked'`);
    await page.waitForSelector('h1:has-text("Bring in these rows?")');
    expect(faults).toEqual([]);
    await close();
  });

  it('shows how far a long act is, by itself', async () => {
    const { page, close } = await site.open({ viewport: { width: 1440, height: 800 } });
    await site.logIn(page, PEOPLE.alice);
    const id = '01900000-0000-7000-8000-0000000000ba';
    await site.app.db.rows(
      `insert into batches (id, user_id, module, act, detail, state, wanted, done)
       values ($1, $2, 'inventory', 'delete', '{"step": {"act": "delete"}}', 'running', 20000, 4000)`,
      [id, PEOPLE.alice.id],
    );
    await page.goto(`${site.url}/batches/${id}`);
    expect(await page.textContent('.batch .how-far')).toContain('4,000 of 20,000');
    await sound(page, 'batch-running');
    await site.app.db.rows('update batches set done = 9000 where id = $1', [id]);
    await page.waitForSelector('.batch .how-far:has-text("9,000 of 20,000")');
    await site.app.db.rows(`update batches set done = 20000, state = 'done' where id = $1`, [id]);
    await page.waitForSelector('.batch:has-text("20,000 items moved to the trash.")');
    expect(await page.locator('progress').count()).toBe(0);
    await close();
  });
});

/** Nothing sticks out sideways and axe finds nothing; kept as a picture where somebody wants to look. */
async function sound(page: Page, name: string): Promise<void> {
  const folder = process.env['PICTURES'];
  if (folder) await page.screenshot({ path: `${folder}/${name}.png` });
  expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
  expect(await axeFindings(page)).toEqual([]);
}
