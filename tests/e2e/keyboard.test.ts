import type { Page } from 'playwright-core';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { axeFindings, hasBrowser, useSite } from '../support/browser.js';
import { insertItem } from '../support/items.js';
import { PEOPLE } from '../support/people.js';
import { inDays, insertTask } from '../support/tasks.js';

const { alice } = PEOPLE;

describe.skipIf(!hasBrowser)('the keyboard', () => {
  const site = useSite();
  let page: Page;
  let faults: string[];

  beforeAll(async () => {
    for (const name of ['Anchor lamp', 'Beacon lamp', 'Cresset lamp'])
      await insertItem(site.app.db, alice.id, { name });
    ({ page, faults } = await site.open({ viewport: { width: 1440, height: 900 } }));
    await site.logIn(page, alice);
  });
  beforeEach(async () => {
    await site.app.db.rows('update users set shortcuts = true');
    await page.goto(`${site.url}/inventory?sort=name`);
  });

  describe('the search', () => {
    const dialog = () => page.getByRole('dialog', { name: 'Search' });
    const input = () => dialog().getByRole('combobox', { name: 'Search everything' });
    const chosen = () => dialog().getByRole('option', { selected: true });

    it('opens by Ctrl K, finds while one types, has the first chosen, and opens it by Enter', async () => {
      await page.keyboard.press('Control+k');
      await input().pressSequentially('beacn');
      await expect.poll(() => chosen().innerText()).toMatch(/^Beacon lamp/);
      expect(await input().getAttribute('aria-activedescendant')).toBe(await chosen().getAttribute('id'));
      await expect.poll(() => dialog().getByRole('status').innerText()).toMatch(/^\d+ results?$/);
      expect(await axeFindings(page)).toEqual([]);
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { level: 1, name: 'Beacon lamp' }).waitFor();
      expect(faults).toEqual([]);
    });

    it('does what the record behind it offers, in the dialog', async () => {
      await page.getByRole('link', { name: 'Anchor lamp' }).click();
      await page.getByRole('heading', { level: 1, name: 'Anchor lamp' }).waitFor();
      await page.keyboard.press('Control+k');
      await input().pressSequentially('record sale');
      await expect.poll(() => chosen().innerText()).toMatch(/^Record sale…\s+Anchor lamp/);
      await page.keyboard.press('Enter');
      const sale = page.getByRole('dialog', { name: 'Record sale' });
      await sale.getByLabel('Sale price').waitFor();
      await page.keyboard.press('Escape');
      await sale.waitFor({ state: 'hidden' });
      expect(faults).toEqual([]);
    });

    it('opens what was typed even where Enter is quicker than the answer', async () => {
      await page.keyboard.press('/');
      await page.keyboard.type('cresset');
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { level: 1, name: 'Cresset lamp' }).waitFor();
    });

    it('begins with what was opened last, in groups that Tab walks and arrows go through', async () => {
      await page.getByRole('link', { name: 'Anchor lamp' }).click();
      await page.getByRole('heading', { level: 1, name: 'Anchor lamp' }).waitFor();
      await page.keyboard.press('Control+k');
      await expect.poll(() => chosen().innerText()).toMatch(/^Anchor lamp/);
      expect(
        await dialog()
          .getByRole('group')
          .evaluateAll((all) => all.map((it) => it.getAttribute('aria-label'))),
      ).toEqual(['Recent', 'Go to', 'Do']);
      await page.keyboard.press('Tab');
      expect(await chosen().innerText()).toMatch(/^Dashboard/);
      await page.keyboard.press('ArrowDown');
      expect(await chosen().innerText()).toMatch(/^Tasks/);
      await page.keyboard.press('Tab');
      // What can be done with the item behind stands before what is made anew.
      expect(await chosen().innerText()).toMatch(/^Start the review/);
      await page.keyboard.press('Shift+Tab');
      await page.keyboard.press('ArrowUp');
      await page.keyboard.press('Shift+Tab');
      await page.keyboard.press('ArrowUp');
      expect(await chosen().innerText()).toMatch(/^Reports/);
      await page.keyboard.press('Control+k');
      expect(await dialog().isVisible()).toBe(false);
    });

    it('clears, then closes, by Escape', async () => {
      await page.keyboard.press('Control+k');
      await input().pressSequentially('zzqx');
      await dialog().getByText('Nothing found for').waitFor();
      expect(await axeFindings(page)).toEqual([]);
      await page.keyboard.press('Escape');
      expect(await input().inputValue()).toBe('');
      await dialog().getByRole('group', { name: 'Go to' }).waitFor();
      await page.keyboard.press('Escape');
      expect(await dialog().isVisible()).toBe(false);
    });

    it('opens in a new tab by Ctrl Enter, and stays', async () => {
      await page.keyboard.press('Control+k');
      await input().pressSequentially('trash');
      await expect.poll(() => chosen().innerText()).toMatch(/^Trash/);
      const [tab] = await Promise.all([page.context().waitForEvent('page'), page.keyboard.press('Control+Enter')]);
      await tab.getByRole('heading', { level: 1, name: 'Trash' }).waitFor();
      await tab.close();
      expect(await dialog().isVisible()).toBe(true);
      await page.keyboard.press('Control+k');
    });

    it('logs out, and leaves nothing of what was opened in the browser', async () => {
      const { page: other } = await site.open({ viewport: { width: 1440, height: 900 } });
      await site.logIn(other, PEOPLE.bob);
      const id = await insertItem(site.app.db, PEOPLE.bob.id, { name: 'Lantern of Bob' });
      await other.goto(`${site.url}/inventory/${id}`);
      const kept = () => other.evaluate<string>('JSON.stringify({ ...localStorage })');
      expect(await kept()).toBe(JSON.stringify({ [`opened:${PEOPLE.bob.id}`]: `/inventory/${id}` }));
      await other.keyboard.press('Control+k');
      await other.keyboard.type('sign out');
      await other.keyboard.press('Enter');
      await other.waitForURL(/\/auth\/login/);
      expect(await kept()).toBe('{}');
    });
  });

  it('leads to pages by g and a letter, and to a new record by n', async () => {
    await page.keyboard.press('g');
    await page.keyboard.press('d');
    await page.getByRole('heading', { level: 1, name: /\d/ }).waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('i');
    await page.getByRole('heading', { level: 1, name: 'Inventory' }).waitFor();
    await page.keyboard.press('n');
    await page.getByRole('heading', { level: 1, name: 'New item' }).waitFor();
  });

  it('opens the quick add by n where a page lists nothing, its first row in focus', async () => {
    await page.goto(`${site.url}/`);
    await page.keyboard.press('n');
    await expect.poll(() => page.locator(':focus').innerText()).toBe('New item');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'New task' }).waitFor();
  });

  it('walks the rows by j and k, selects by x, opens by Enter and edits by e', async () => {
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('k');
    await page.keyboard.press('x');
    expect(await page.getByRole('checkbox', { name: 'Select Beacon lamp' }).isChecked()).toBe(true);
    await page.getByText('1 selected').waitFor();
    await page.keyboard.press('e');
    await page.getByRole('heading', { level: 1, name: 'Edit Beacon lamp' }).waitFor();
    await page.goBack();
    await page.getByRole('checkbox', { name: 'Select Beacon lamp' }).waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Anchor lamp' }).waitFor();
  });

  it('walks the tasks over the heads of their days, and marks what is selected as done at once', async () => {
    await insertTask(site.app.db, alice.id, { title: 'Late one', due_on: inDays(-1) });
    await insertTask(site.app.db, alice.id, { title: 'Some day' });
    await page.goto(`${site.url}/tasks`);
    const focused = page.locator(':focus');
    await page.getByRole('rowheader', { name: 'No date 1' }).waitFor();
    await page.keyboard.press('j');
    await expect.poll(() => focused.innerText()).toContain('Late one');
    await page.keyboard.press('j');
    await expect.poll(() => focused.innerText()).toContain('Some day');
    await page.keyboard.press('x');
    await page.getByRole('button', { name: 'Set state' }).click();
    await page.getByRole('button', { name: 'Done', exact: true }).click();
    await page.getByText('1 task marked as done.').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Undone: 1 task is as before.').waitFor();
    await page.getByRole('link', { name: 'Some day' }).waitFor();
    expect(faults).toEqual([]);
  });

  it('opens the menu of a row at its button, walks it by arrows, and comes back', async () => {
    const button = page.getByRole('button', { name: 'Actions for Beacon lamp' });
    await button.press('Enter');
    const focused = page.locator(':focus');
    await expect.poll(() => focused.innerText()).toBe('Edit item');
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => focused.innerText()).toBe('Delete item');
    await page.keyboard.press('Escape');
    expect(await focused.getAttribute('aria-label')).toBe('Actions for Beacon lamp');

    await button.press('Enter');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Edit Beacon lamp' }).waitFor();
    await page.goBack();
    // A page from the cache has its buttons already.
    await expect.poll(() => page.getByRole('button', { name: /^Actions for/ }).count()).toBe(3);
    await button.press('Enter');
    await page.getByRole('button', { name: 'Delete item' }).click();
    await page.locator('.toast').getByRole('button', { name: 'Undo' }).click();
    // Back to the list that it was deleted from.
    await page.getByRole('status').getByText('Restored from the trash.').waitFor();
    await page.getByRole('link', { name: 'Beacon lamp' }).waitFor();
    expect(faults).toEqual([]);
  });

  it('leaves a name to the pointer, which says it whole where it is cut off', async () => {
    const name = 'Lamp of many words '.repeat(9).trim();
    await insertItem(site.app.db, alice.id, { name });
    await page.goto(`${site.url}/inventory?sort=-name`);
    for (const [row, title] of [
      ['Lamp of many', name],
      ['Anchor lamp', null],
    ] as const) {
      const link = page.locator('tbody td.name > a', { hasText: row });
      await link.hover();
      expect(await link.getAttribute('title')).toBe(title);
    }
  });

  it('goes on with a second key on the page that came between the two', async () => {
    // By the page itself, so that no slow machine comes between the keys.
    await page.evaluate(`
      const press = (key) => document.body.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true }));
      addEventListener('turbo:before-render', () => press('g'), { once: true });
      addEventListener('turbo:render', () => setTimeout(() => press('p')), { once: true });`);
    await page.getByRole('link', { name: 'Anchor lamp' }).click();
    await page.getByRole('heading', { level: 1, name: 'Pipeline' }).waitFor();
    expect(faults).toEqual([]);
  });

  it('stays out of the way of typing', async () => {
    await page.getByRole('searchbox', { name: 'Search inventory' }).pressSequentially('g ind n?');
    expect(await page.getByRole('searchbox', { name: 'Search inventory' }).inputValue()).toBe('g ind n?');
    expect(new URL(page.url()).pathname).toBe('/inventory');
  });

  it('tells its keys at ?, and can be switched off there', async () => {
    await page.keyboard.press('?');
    await page.getByRole('heading', { level: 1, name: 'Keyboard shortcuts' }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Switch shortcuts off' }).click();
    await page.getByRole('button', { name: 'Switch shortcuts on' }).waitFor();
    expect(await site.app.db.rows('select shortcuts from users where id = $1', [alice.id])).toEqual([
      { shortcuts: false },
    ]);

    await page.keyboard.press('n');
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog', { name: 'Search' }).waitFor();
    expect(new URL(page.url()).pathname).toBe('/help/keyboard');
  });
});
