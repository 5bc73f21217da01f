import { describe, expect, it } from 'vitest';
import { axeFindings, hasBrowser, useSite } from '../support/browser.js';
import { insertContact } from '../support/contact-form.js';
import { PEOPLE } from '../support/people.js';

const { alice } = PEOPLE;

describe.skipIf(!hasBrowser)('the editor of a template', () => {
  const site = useSite();

  it('shows the mail while one types, finds what no name is, and puts variables where one writes', async () => {
    await insertContact(site.app.db, { first_name: 'Ines', last_name: 'Marchetti', email: 'ines@dryday.example' });
    const { page, faults, close } = await site.open({ viewport: { width: 1440, height: 900 } });
    await site.logIn(page, alice);
    await page.goto(`${site.url}/templates/new`);
    const [mail, said] = [page.locator('.mail .text'), page.getByRole('status').first()];
    await page.getByRole('button', { name: 'Preview' }).waitFor({ state: 'hidden' });

    await page.getByLabel('Name', { exact: true }).fill('First words');
    await page.getByLabel('Category').selectOption('cold_pitch');
    await page.getByLabel('Subject').fill('A film');
    await page.getByLabel('Text').pressSequentially('Hello {{contact.frist_name}},');
    await expect.poll(() => said.innerText()).toContain('Did you mean {{contact.first_name}}?');
    await page.getByLabel('Text').fill('Hello ');
    await page.getByRole('button', { name: 'Insert contact.first_name' }).click();
    expect(await page.locator(':focus').inputValue()).toBe('Hello {{contact.first_name}}');
    await page.keyboard.type(',');
    await expect.poll(() => mail.innerText()).toBe('Hello Ines,');
    expect(await said.innerText()).toBe('');
    expect(await page.locator('.mail .sample').innerText()).toBe('Ines');

    // Enter chooses of the list, and sends nothing.
    await page.getByRole('combobox', { name: 'Contact' }).fill('marchetti');
    await page.locator('.listbox [role=option]').first().waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('.mail dl').innerText()).toContain('ines@dryday.example');
    await page.keyboard.press('Enter');
    expect(page.url()).toContain('/templates/new');
    expect(await page.locator('.mail .filled').innerText()).toBe('Ines');
    expect(await axeFindings(page)).toEqual([]);
    // A press takes the whole name, so that typing chooses anew; another one sets the caret.
    const contact = page.getByRole('combobox', { name: 'Contact' });
    await page.getByLabel('Name', { exact: true }).focus();
    await contact.click();
    await page.keyboard.type('mar');
    expect(await contact.inputValue()).toBe('mar');
    await contact.click();
    await page.keyboard.press('End');
    await page.keyboard.type('c');
    expect(await contact.inputValue()).toBe('marc');

    await page.getByRole('button', { name: 'Save template' }).last().click();
    await page.getByRole('heading', { level: 1, name: 'First words' }).waitFor();
    await page.goto(`${page.url()}/edit`);
    const save = page.locator('.acts button');
    expect(await save.innerText()).toBe('Save changes');
    await page.getByLabel('Text').press('Control+End');
    await page.keyboard.type(' once more');
    expect(await save.innerText()).toBe('Save as version 2');
    await save.click();
    await page.getByText('Version 2', { exact: true }).first().waitFor();
    const [row] = await site.app.db.rows(`select revision, state, body from templates where name = 'First words'`);
    expect(row).toEqual({ revision: 2, state: 'draft', body: 'Hello {{contact.first_name}}, once more' });
    expect(faults).toEqual([]);
    await close();
  });
});
