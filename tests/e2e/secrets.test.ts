import type { Page } from 'playwright-core';
import { expect, it } from 'vitest';
import { useSite } from '../support/browser.js';
import { PEOPLE } from '../support/people.js';
import { styleFaults } from '../support/styles.js';

const site = useSite();

// The answer to a form, which no address leads to again.
it.each([
  ['a token', '/account/tokens/new', { Name: 'Spreadsheet' }, 'Make the token'],
  ['a webhook', '/account/webhooks/new', { Address: 'https://hooks.example.com/' }, 'Make the webhook'],
])('the secret of %s is shown once, with its button beside it, in all its styles', async (_, path, typed, verb) => {
  const { page } = await site.open();
  await site.logIn(page, PEOPLE.alice);
  await page.goto(`${site.url}${path}`);
  for (const [label, text] of Object.entries(typed)) await page.getByLabel(label, { exact: true }).fill(text);
  if (path.includes('webhooks')) await page.getByLabel('Everything', { exact: true }).check();
  await page.getByRole('button', { name: verb }).click();
  for (const width of [360, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    await expectBeside(page);
  }
  expect(await styleFaults(page)).toEqual([]);
});

async function expectBeside(page: Page): Promise<void> {
  const secret = await page.locator('#f-secret').boundingBox();
  const copy = await page.getByRole('button', { name: 'Copy' }).boundingBox();
  if (!secret || !copy) throw new Error('the secret or its button is not shown');
  expect(copy.x).toBeGreaterThanOrEqual(secret.x + secret.width + 4);
  expect(Math.abs(copy.y + copy.height / 2 - secret.y - secret.height / 2)).toBeLessThan(2);
}
