import { beforeEach, describe, expect, it } from 'vitest';
import { axeFindings, hasBrowser, useSite } from '../support/browser.js';
import { PEOPLE } from '../support/people.js';
import { insertTask } from '../support/tasks.js';

/** The calendar by keyboard alone, by drawing, and without JavaScript. */
describe.skipIf(!hasBrowser)('the calendar', () => {
  const site = useSite();
  const { alice } = PEOPLE;
  const dueOn = async () =>
    (await site.app.db.rows<{ day: string }>(`select due_on::text as day from tasks where title = 'Ring back'`))[0]
      ?.day;

  beforeEach(async () => {
    await site.app.db.rows('delete from tasks');
    await insertTask(site.app.db, alice.id, { title: 'Ring back', due_on: '2031-05-14' });
  });

  it('is walked and worked by keyboard alone', async () => {
    const { page, faults, close } = await site.open({
      reducedMotion: 'reduce',
      viewport: { width: 1440, height: 900 },
    });
    await site.logIn(page, alice);
    await page.goto(`${site.url}/calendar?month=2031-05`);
    expect(await axeFindings(page)).toEqual([]);
    const now = () => page.evaluate<string>('document.activeElement.closest("td")?.dataset.day ?? ""');
    const month = (name: string) => page.getByRole('heading', { level: 1, name }).waitFor();
    await page.locator('[data-day="2031-05-01"] .dn').focus();
    const steps = ['ArrowRight', 'ArrowDown', 'End', 'Home', 'ArrowLeft', 'ArrowUp'];
    const days = ['2031-05-02', '2031-05-09', '2031-05-11', '2031-05-05', '2031-05-04', '2031-04-27'];
    for (const [n, key] of steps.entries()) {
      await page.keyboard.press(key);
      await page.locator(`[data-day="${days[n]}"] .dn:focus`).waitFor();
    }
    await month('April 2031');
    await page.keyboard.press('PageDown');
    await month('May 2031');
    await page.locator('[data-day="2031-05-25"] .dn:focus').waitFor();
    await page.locator('[data-day="2031-05-14"] .ev-l').focus();
    const said = (text: string) => page.locator('.cal > [role=status]').getByText(text).waitFor();
    await page.keyboard.press('Alt+ArrowRight');
    await said('Ring back moved to Thursday, 15 May.');
    await page.keyboard.press('Alt+ArrowDown');
    await said('Ring back moved to Thursday, 22 May.');
    expect(await dueOn()).toBe('2031-05-22');
    expect(await now()).toBe('2031-05-22');
    await page.getByRole('button', { name: 'Undo' }).press('Enter');
    await page.locator('[data-day="2031-05-15"] .ev-l').waitFor();
    expect(await dueOn()).toBe('2031-05-15');
    await page.locator('[data-day="2031-05-20"] .dn').focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('n');
    await page.waitForURL(/\/tasks\/new\?.*due_on=2031-05-21/);
    expect(faults).toEqual([]);
    await close();
  });

  it('is worked by drawing an entry onto another day, and in the dialog of one', async () => {
    const { page, faults, close } = await site.open({
      reducedMotion: 'reduce',
      viewport: { width: 1440, height: 900 },
    });
    await site.logIn(page, alice);
    await page.goto(`${site.url}/calendar?month=2031-05`);
    await page.locator('[data-day="2031-05-14"] .ev-l').dragTo(page.locator('td[data-day="2031-05-20"]'));
    await page.getByText('Ring back moved to Tuesday, 20 May.').first().waitFor();
    expect(await dueOn()).toBe('2031-05-20');
    await page.locator('[data-day="2031-05-20"] .ev-l').click();
    const dialog = page.getByRole('dialog', { name: 'Ring back' });
    await dialog.getByLabel('Move to another day').fill('2031-05-30');
    expect(await axeFindings(page)).toEqual([]);
    await dialog.getByRole('button', { name: 'Move', exact: true }).last().click();
    await page.getByText('Ring back moved to Friday, 30 May.').first().waitFor();
    expect(faults).toEqual([]);
    await close();
  });

  it('gives the address of its feed once, to be copied', async () => {
    const { page, faults, close } = await site.open({ reducedMotion: 'reduce', viewport: { width: 360, height: 740 } });
    await site.logIn(page, alice);
    await page.goto(`${site.url}/calendar`);
    await page.getByRole('link', { name: 'Set up the feed' }).click();
    await page.getByRole('heading', { level: 1, name: 'Calendar on your phone' }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Make the address' }).click();
    await page.getByRole('button', { name: 'Copy' }).waitFor();
    expect(await page.getByLabel('Address', { exact: true }).inputValue()).toMatch(
      /\/calendar\/feed\.ics\?key=[\w-]{43}$/,
    );
    expect(await axeFindings(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBe(0);
    await page.getByRole('button', { name: 'Save feed' }).click();
    await page.getByText('Feed saved.').first().waitFor();
    await page.getByRole('link', { name: 'Replace the address' }).click();
    await page.getByRole('heading', { name: 'Replace the address?' }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('button', { name: 'Replace the address' }).click();
    await page.getByRole('button', { name: 'Copy' }).waitFor();
    await page.getByRole('link', { name: 'Switch the feed off' }).click();
    await page.getByRole('button', { name: 'Switch the feed off' }).click();
    await page.getByText('The feed is off.').first().waitFor();
    expect(faults).toEqual([]);
    await close();
  });

  it('is worked without JavaScript on a phone: a day leads to its page, an entry to its form', async () => {
    const { page, close } = await site.open({ javaScriptEnabled: false, viewport: { width: 360, height: 740 } });
    await site.logIn(page, alice);
    await page.goto(`${site.url}/calendar?month=2031-05`);
    await page.locator('[data-day="2031-05-14"] .dn').click();
    expect(page.url()).toContain('/calendar?day=2031-05-14');
    await page.getByRole('heading', { level: 1, name: 'Wednesday, 14 May 2031' }).waitFor();
    await page.getByRole('link', { name: 'Ring back' }).click();
    await page.getByLabel('Move to another day').fill('2031-05-16');
    await page.getByRole('button', { name: 'Move', exact: true }).last().click();
    await page.getByText('Ring back moved to Friday, 16 May.').waitFor();
    expect(new URL(page.url()).pathname).toBe('/calendar');
    await page.locator('.kinds label:has([value=collabs])').click();
    await page.getByRole('button', { name: 'Show' }).click();
    expect(await page.locator('[name=kind]:not(:checked)').count()).toBe(1);
    await close();
  });
});
