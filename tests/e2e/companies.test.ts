import { describe, expect, it } from 'vitest';
import { axeFindings, hasBrowser, useSite } from '../support/browser.js';
import { insertCompany } from '../support/companies.js';
import { PEOPLE } from '../support/people.js';

describe.skipIf(!hasBrowser)('companies', () => {
  const site = useSite();

  it('shows what is likely there already while a name is typed, keeps the form, and asks no second time', async () => {
    await insertCompany(site.app.db, { name: 'Harbour Lights', domain: 'harbour.example' });
    const { page, faults, close } = await site.open();
    await site.logIn(page, PEOPLE.alice);
    await page.goto(`${site.url}/companies/new`);
    await page.getByText('Names and links').click();
    await page.getByLabel('Legal name').fill('Typed before');
    await page.getByLabel('Name', { exact: true }).pressSequentially('Harbor Lights');
    await page.getByRole('status').getByRole('link', { name: 'Harbour Lights' }).waitFor();
    expect(await axeFindings(page)).toEqual([]);
    expect(await page.getByLabel('Legal name').inputValue()).toBe('Typed before');
    await page.getByRole('button', { name: 'Save company' }).click();
    await page.getByRole('heading', { level: 1, name: 'Harbor Lights' }).waitFor();
    expect(faults).toEqual([]);
    await close();
  });

  it('work without JavaScript: found, filtered, added after a question, opened', async () => {
    await insertCompany(site.app.db, { name: 'Silver Lagoon Park', kind: 'park_or_resort', country: 'DE' });
    const { page, close } = await site.open({ javaScriptEnabled: false });
    await site.logIn(page, PEOPLE.alice);
    await page.goto(`${site.url}/companies`);
    await page.getByRole('searchbox', { name: 'Search companies' }).fill('lagoon');
    await page.getByRole('searchbox', { name: 'Search companies' }).press('Enter');
    await page.getByText('1–1 of 1').waitFor();
    await page.goto(`${site.url}/companies/filters`);
    await page.locator('summary', { hasText: 'Country' }).click();
    await page.getByLabel('Country').selectOption({ label: 'Germany' });
    await page.getByRole('button', { name: 'Apply filters' }).click();
    await page.getByRole('link', { name: 'Silver Lagoon Park', exact: true }).waitFor();
    await page.goto(`${site.url}/companies/new`);
    await page.getByLabel('Name', { exact: true }).fill('Silver Lagoon Parks');
    await page.getByRole('button', { name: 'Save company' }).click();
    await page.getByText('Is it one of these?').waitFor();
    await page.getByRole('button', { name: 'Save anyway' }).click();
    await page.getByRole('heading', { level: 1, name: 'Silver Lagoon Parks' }).waitFor();
    await close();
  });
});
