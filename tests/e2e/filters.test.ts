import type { Page } from 'playwright-core';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { axeFindings, hasBrowser, useSite } from '../support/browser.js';
import { insertItem } from '../support/items.js';
import { PEOPLE } from '../support/people.js';

const { alice } = PEOPLE;

/** Filters one at a time: chosen from the menu, changed at their chips, in a sheet on a phone. */
describe.skipIf(!hasBrowser)('the filters of a list', () => {
  const site = useSite();
  let page: Page;
  let faults: string[];

  beforeAll(async () => {
    const { db } = site.app;
    await insertItem(db, alice.id, { name: 'Anchor lamp', state: 'listed', fair_market_value: 5000 });
    await insertItem(db, alice.id, { name: 'Beacon lamp', state: 'kept', fair_market_value: 900 });
    ({ page, faults } = await site.open({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' }));
    await site.logIn(page, alice);
  });
  beforeEach(async () => {
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.goto(`${site.url}/inventory?sort=name`);
  });

  const dialog = (name: string) => page.getByRole('dialog', { name, exact: true });
  const rows = () => expect.poll(() => page.locator('tbody td.name > a').allInnerTexts());
  const focused = () =>
    expect.poll(() => page.evaluate('document.activeElement.textContent || document.activeElement.value'));
  const query = () => decodeURIComponent(new URL(page.url()).search);

  it('are found by f and a few letters, opened, chosen and applied by the keyboard alone', async () => {
    await page.keyboard.press('f');
    await dialog('Add filter').getByPlaceholder('Find a field').waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.keyboard.type('sta');
    await expect.poll(() => dialog('Add filter').getByRole('link', { name: 'Category' }).isVisible()).toBe(false);
    await page.keyboard.press('ArrowDown');
    await focused().toBe('State');
    await page.keyboard.press('Enter');
    const boxes = dialog('State').getByRole('group', { name: 'State' });
    await boxes.waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await boxes.getByLabel('Listed').press('Space');
    await page.keyboard.press('Enter');
    await rows().toEqual(['Anchor lamp']);
    expect(query()).toBe('?sort=name&state=listed');
    expect(faults).toEqual([]);
  });

  it('are changed at their chip, and ask for what their comparison needs alone', async () => {
    await page.goto(`${site.url}/inventory?state=listed&received_on_from=2020-01-02`);
    const chip = page.getByRole('link', { name: 'Received on from 2 Jan 2020' });
    await chip.click();
    const pop = dialog('Received on');
    const how = pop.getByLabel('how it compares');
    await pop.getByLabel('From').waitFor();
    await pop.getByText('1 item').or(pop.getByText('0 items')).waitFor();
    const [at, under] = [await pop.boundingBox(), await chip.boundingBox()];
    expect(at?.y).toBeGreaterThan((under?.y ?? 0) + (under?.height ?? 0) - 1);
    expect(at?.width).toBe(296);
    expect(await pop.getByLabel('From').inputValue()).toBe('2020-01-02');
    expect(await pop.getByLabel('This year').isVisible()).toBe(false);
    await how.selectOption('is');
    expect(await pop.getByLabel('From').isVisible()).toBe(false);
    await pop.getByLabel('This year').check();
    await pop.getByText('0 items').waitFor();
    await how.selectOption('before');
    await pop.getByRole('textbox', { name: 'Day' }).fill('2026-03-04');
    await pop.getByRole('button', { name: 'Apply' }).click();
    await page.getByRole('link', { name: 'Received on before 4 Mar 2026' }).waitFor();
    expect(query()).toBe('?state=listed&received_on_is=before&received_on_to=2026-03-04');
    await page.getByRole('link', { name: 'Received on before 4 Mar 2026' }).click();
    await how.selectOption('not_set');
    await pop.getByText('1 item').waitFor();
    await pop.getByRole('button', { name: 'Apply' }).click();
    await page.getByRole('link', { name: 'Received on is not set' }).waitFor();
    expect(query()).toBe('?state=listed&received_on_is=not_set');
    await page.getByRole('link', { name: 'Received on is not set' }).click();
    await dialog('Received on').getByRole('link', { name: 'Clear' }).click();
    await page.waitForURL(`${site.url}/inventory?state=listed`);
    expect(faults).toEqual([]);
  });

  it('are left as they were by Escape and by a click beside, and give the focus back', async () => {
    await page.goto(`${site.url}/inventory?state=listed`);
    const chip = page.getByRole('link', { name: 'State is Listed' });
    for (const leave of [() => page.keyboard.press('Escape'), () => page.mouse.click(1300, 700)]) {
      await chip.press('Enter');
      await dialog('State').getByLabel('Kept').check();
      expect(await chip.getAttribute('aria-expanded')).toBe('true');
      await leave();
      await dialog('State').waitFor({ state: 'hidden' });
      await focused().toContain('Listed');
      expect([query(), await chip.getAttribute('aria-expanded')]).toEqual(['?state=listed', null]);
    }
    await rows().toEqual(['Anchor lamp']);
  });

  it('find one of many ticks by a few letters, and count what it would show', async () => {
    await page.keyboard.press('f');
    await dialog('Add filter').getByRole('link', { name: 'State' }).click();
    const pop = dialog('State');
    await pop.getByPlaceholder('Find one of 14').fill('kep');
    await expect.poll(() => pop.getByLabel('Listed').isVisible()).toBe(false);
    await page.keyboard.press('Enter');
    expect(await pop.getByLabel('Kept').isChecked()).toBe(true);
    await pop.getByText('1 item').waitFor();
    await pop.getByLabel('how it compares').selectOption('none_of');
    await pop.getByRole('button', { name: 'Apply' }).click();
    await rows().toEqual(['Anchor lamp']);
    expect(query()).toBe('?sort=name&state_is=none_of&state=kept');
    expect(faults).toEqual([]);
  });

  it('say what could not be read beside the field, with what was typed', async () => {
    await page.keyboard.press('f');
    await dialog('Add filter').getByRole('link', { name: 'Market value' }).click();
    await dialog('Market value').getByLabel('At least').fill('much');
    await page.keyboard.press('Enter');
    await page.getByText('Type an amount such as 329.00.').first().waitFor();
    expect(await page.getByLabel('At least').first().inputValue()).toBe('much');
  });

  it('open as a sheet on a phone, one level behind the other, with Apply in sight', async () => {
    await page.setViewportSize({ width: 360, height: 640 });
    await page.goto(`${site.url}/inventory?state=kept&state=listed&sort=name`);
    await page.getByRole('link', { name: 'Filters 1' }).click();
    const menu = dialog('Filters');
    await menu.getByRole('link', { name: 'State in use: Kept, Listed' }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    expect(await menu.getByRole('link', { name: 'Show 2 items' }).isVisible()).toBe(true);
    await menu.getByText('Sorted by Item').click();
    await menu.getByRole('link', { name: 'Market value' }).first().waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await menu.getByRole('link', { name: 'State in use: Kept, Listed' }).click();
    const apply = dialog('State').getByRole('button', { name: 'Apply' });
    await apply.waitFor();
    const box = await apply.boundingBox();
    expect((box?.y ?? 999) + (box?.height ?? 0)).toBeLessThanOrEqual(640);
    expect(box?.height).toBeGreaterThanOrEqual(44);
    expect(await axeFindings(page)).toEqual([]);
    await dialog('State').getByRole('link', { name: 'All filters' }).click();
    await dialog('Filters').getByRole('link', { name: 'State' }).click();
    await dialog('State').getByLabel('Listed').uncheck();
    await apply.click();
    await rows().toEqual(['Beacon lamp']);
    expect(query()).toBe('?sort=name&state=kept');
    expect(faults.filter((it) => !it.includes('422'))).toEqual([]);
  });
});
