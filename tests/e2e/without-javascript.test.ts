import type { Page } from 'playwright-core';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { hasBrowser, useSite } from '../support/browser.js';
import { insertCompany } from '../support/companies.js';
import { insertContact } from '../support/contact-form.js';
import { insertItem } from '../support/items.js';
import { PEOPLE } from '../support/people.js';
import { insertTask } from '../support/tasks.js';

const { alice } = PEOPLE;
const NAMES = Array.from({ length: 30 }, (_, n) => `Amber ${String(n + 1).padStart(2, '0')}`);

describe.skipIf(!hasBrowser)('without JavaScript', () => {
  const site = useSite();
  let first: Page;
  let page: Page;

  beforeAll(async () => {
    const { db } = site.app;
    for (const name of NAMES) {
      await insertItem(db, alice.id, { name, state: name === 'Amber 07' ? 'listed' : 'received' });
      await insertCompany(db, { name, country: name === 'Amber 07' ? 'DE' : null });
      await insertContact(db, { first_name: name, warmth: name === 'Amber 07' ? 'hot' : 'cold' });
    }
    ({ page: first } = await site.open({ javaScriptEnabled: false, viewport: { width: 1440, height: 900 } }));
    await site.logIn(first, alice);
  });
  beforeEach(async () => {
    page = await first.context().newPage();
  });
  afterEach(() => page.close());

  const rows = () => expect.poll(() => page.locator('tbody td.name > a').allInnerTexts(), { timeout: 10_000 });

  describe.each([
    ['/inventory', 'items', { group: 'State', option: 'Listed' }],
    ['/companies', 'companies', { select: 'Country', option: 'Germany' }],
    ['/contacts', 'contacts', { group: 'Warmth', option: 'Hot' }],
  ] as const)('the list of %s', (path, many, filter) => {
    it('is exported and imported from its menu, on a phone by the keyboard too', async () => {
      for (const width of [1440, 360]) {
        await page.setViewportSize({ width, height: 800 });
        await page.goto(`${site.url}${path}`);
        await page.getByRole('button', { name: width === 360 ? 'Export and import' : /import$/ }).focus();
        await page.keyboard.press('Enter');
        await page.getByRole('link', { name: 'Export JSON' }).waitFor();
        expect(await page.locator('a[href$="export.csv"]:visible').count()).toBe(1);
        await page.getByRole('link', { name: 'Import rows' }).focus();
        await page.keyboard.press('Enter');
        await page.getByRole('heading', { name: 'Import', exact: true }).waitFor();
        expect(await page.locator('[name=module]').inputValue()).not.toBe('');
      }
    });

    it('is searched, ordered, paged and filtered', async () => {
      await page.goto(`${site.url}${path}?sort=-name`);
      await rows().toEqual(NAMES.slice(5).reverse());
      await page.getByRole('link', { name: 'Next', exact: true }).click();
      await rows().toEqual(NAMES.slice(0, 5).reverse());
      await page
        .getByRole('columnheader')
        .getByRole('link', { name: /Name|Item/ })
        .first()
        .click();
      await rows().toEqual(NAMES.slice(0, 25));

      await page.getByRole('searchbox', { name: `Search ${many === 'items' ? 'inventory' : many}` }).fill('amber 12');
      await page.keyboard.press('Enter');
      await rows().toEqual(['Amber 12']);

      await page.goto(`${site.url}${path}`);
      await page.getByRole('link', { name: 'Add filter' }).click();
      await page
        .locator('summary', { hasText: 'select' in filter ? filter.select : filter.group })
        .first()
        .click();
      if ('select' in filter) await page.getByLabel(filter.select).selectOption({ label: filter.option });
      else await page.getByRole('group', { name: filter.group }).getByLabel(filter.option).check();
      await page.getByRole('button', { name: 'Apply filters' }).click();
      await rows().toEqual(['Amber 07']);
      // The words of a chip lead to its control, a page of its own.
      const field = 'select' in filter ? filter.select : filter.group;
      await page.getByRole('link', { name: `${field} is ${filter.option}`, exact: true }).click();
      await page.getByRole('heading', { level: 1, name: field }).waitFor();
      await page.getByRole('link', { name: 'Clear', exact: true }).click();
      await rows().toHaveLength(25);
    });

    it('shows the columns that were chosen, and has no button that only a script serves', async () => {
      await page.goto(`${site.url}${path}?q=amber+2`);
      await page.getByRole('button', { name: 'Columns' }).click();
      await page.getByRole('link', { name: 'Choose columns' }).click();
      const boxes = page.getByRole('group', { name: 'Columns' });
      const [first, second] = await boxes.locator('label').allTextContents();
      for (const box of await boxes.getByRole('checkbox').all()) await box.uncheck();
      await boxes.getByLabel(first ?? '', { exact: true }).check();
      await page.getByRole('button', { name: 'Show columns' }).click();
      await expect.poll(() => page.getByRole('columnheader').allTextContents()).toContain(first);
      expect(await page.getByRole('columnheader').allTextContents()).not.toContain(second);
      await rows().toEqual(expect.arrayContaining(['Amber 21', 'Amber 22']));
      expect(await page.getByRole('button', { name: /^Actions for/ }).count()).toBe(0);
    });

    it('is acted on where it was ticked, and that is taken back', async () => {
      await page.goto(`${site.url}${path}?q=amber+2`);
      await page.getByRole('checkbox', { name: 'Select Amber 21' }).check();
      await page.getByRole('checkbox', { name: 'Select Amber 22' }).check();
      await page.getByRole('button', { name: 'Delete' }).click();
      await page.getByRole('heading', { level: 1, name: `Delete 2 ${many}?` }).waitFor();
      await page.getByRole('button', { name: `Delete 2 ${many}` }).click();
      await rows().not.toContain('Amber 21');
      await page.getByRole('button', { name: 'Undo' }).click();
      await rows().toEqual(expect.arrayContaining(['Amber 21', 'Amber 22']));
    });

    it('leads to a record that takes a note, a tag and a task', async () => {
      await page.goto(`${site.url}${path}?q=amber+30`);
      await page.getByRole('link', { name: 'Amber 30', exact: true }).click();
      await page.getByLabel('Add a note').fill('Asks for **reels**');
      await page.getByRole('button', { name: 'Add note' }).click();
      await page.getByText('Asks for reels').waitFor();
      await page.getByRole('button', { name: 'Add tag' }).first().click();
      const tag = page.locator('#tag-adder');
      await tag.getByLabel('Tag').fill('autumn');
      await tag.getByRole('button', { name: 'Add tag' }).click();
      await page.getByRole('list', { name: 'Tags' }).getByRole('link', { name: 'autumn' }).waitFor();
      await page.getByRole('link', { name: 'Tasks', exact: true }).last().click();
      await page.getByLabel('Task', { exact: true }).fill('Ring back');
      await page.getByRole('button', { name: 'Add task' }).click();
      await page.getByText('Task added.').waitFor();
    });
  });

  it('tasks are added, ticked off and opened again', async () => {
    await insertTask(site.app.db, alice.id, { title: 'Ring Amber back' });
    await page.goto(`${site.url}/tasks`);
    await page
      .getByRole('button', { name: /Ring Amber back/ })
      .first()
      .click();
    await page.getByText('Done: Ring Amber back.').waitFor();
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByText('Open again: Ring Amber back.').waitFor();
  });

  it('the search finds records of every kind', async () => {
    await page.goto(site.url);
    await page.getByRole('link', { name: 'Search' }).first().click();
    await page.getByRole('searchbox', { name: 'Search' }).fill('ambr 07');
    await page.keyboard.press('Enter');
    for (const heading of ['Companies', 'Contacts', 'Inventory'])
      await page.getByRole('heading', { name: heading }).waitFor();
    expect(await page.getByRole('link', { name: 'Amber 07' }).count()).toBe(3);
  });

  it('the trash gives back', async () => {
    const id = await insertItem(site.app.db, alice.id, { name: 'Thrown away', deleted_at: new Date() });
    await page.goto(`${site.url}/trash`);
    await page.getByRole('button', { name: 'Restore Thrown away' }).click();
    await page.getByText('Restored from the trash.').waitFor();
    expect(await site.app.db.rows('select deleted_at from inventory_items where id = $1', [id])).toEqual([
      { deleted_at: null },
    ]);
  });
});
