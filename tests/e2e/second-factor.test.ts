import type { Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { axeFindings, hasBrowser, useSite } from '../support/browser.js';
import { PASSWORD, PEOPLE } from '../support/people.js';
import { codeOf } from '../support/two-factor.js';

const { alice, bob } = PEOPLE;

describe.skipIf(!hasBrowser)('the second factor in a browser', () => {
  const site = useSite({ named: true });
  const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name }).waitFor();

  async function logOut(page: Page): Promise<void> {
    await page.context().clearCookies();
    await page.goto(`${site.url}/auth/login`);
  }

  /** A page as it stands: what axe finds in both themes, and whether a phone must scroll it sideways. */
  async function look(page: Page): Promise<string[]> {
    const found: string[] = [];
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      found.push(...(await axeFindings(page)));
    }
    await page.setViewportSize({ width: 320, height: 800 });
    const isWide = await page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth');
    if (isWide) found.push(`${page.url()} is scrolled sideways`);
    await page.setViewportSize({ width: 1280, height: 900 });
    return found;
  }

  async function deviceOf(page: Page) {
    const device = await page.context().newCDPSession(page);
    await device.send('WebAuthn.enable');
    const { authenticatorId } = await device.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    return {
      knowsItsPerson: (isUserVerified: boolean) =>
        device.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified }),
      holds: async () => (await device.send('WebAuthn.getCredentials', { authenticatorId })).credentials.length,
    };
  }

  it('says in red why no passkey came, asks no device for what would not be kept, and says what keeps from asking', async () => {
    const { page, close } = await site.open({ viewport: { width: 360, height: 800 } });
    const device = await deviceOf(page);
    const said = (text: string) => page.getByRole('alert').filter({ hasText: text }).waitFor();
    await site.logIn(page, alice);
    await page.goto(`${site.url}/account/passkeys/add`);
    await page.getByLabel('Name').fill('');
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    await said('One field needs another look.');
    expect(await device.holds()).toBe(0);

    const name = 'x'.repeat(60);
    await device.knowsItsPerson(false);
    await page.getByLabel('Name').fill(name);
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    await said('No passkey was given.');
    const colours = `[...document.querySelectorAll('.err:not([hidden])')].map((it) => getComputedStyle(it).color)`;
    expect(new Set((await page.evaluate(colours)) as string[]).size).toBe(1);
    await page.route('**/account/passkeys/challenge', (route) => route.abort(), { times: 1 });
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    await said('The server was not reached.');
    await device.knowsItsPerson(true);
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    await page.getByRole('link', { name: `Remove ${name}` }).waitFor();
    const isOver = await page.locator('.things .what').evaluate((it) => it.scrollWidth > it.clientWidth);
    expect(isOver).toBe(false);

    await logOut(page);
    await device.knowsItsPerson(false);
    await page.route('**/auth/passkey/challenge', (route) => route.fulfill({ status: 429, body: 'Too many tries' }));
    await page.route('**/auth/passkey', (route) => route.fulfill({ status: 429, body: 'Codes are limited' }));
    await page.getByRole('button', { name: 'Use a passkey' }).click();
    await page.getByText('Codes are limited').waitFor();
    await close();
  });

  it('is set up with an app, then with a passkey; each of them logs in, and both can be taken away', async () => {
    const { page, faults, close } = await site.open({ reducedMotion: 'reduce', acceptDownloads: true });
    await deviceOf(page);
    const found: string[] = [];
    await site.logIn(page, bob);

    await page.goto(`${site.url}/account/security`);
    await page.getByRole('link', { name: 'Set up two-factor' }).click();
    await heading(page, 'Two-factor');
    found.push(...(await look(page)));
    await page.getByRole('button', { name: 'Set up two-factor' }).click();
    await heading(page, 'Set up two-factor');
    found.push(...(await look(page)));
    const secret = (await page.getByLabel('Or type this secret into it').inputValue()).replaceAll(' ', '');
    await page.getByLabel('Code', { exact: true }).fill(codeOf(secret));
    await page.getByRole('button', { name: 'Turn two-factor on' }).click();
    await heading(page, 'Recovery codes');
    found.push(...(await look(page)));
    const codes = (await page.getByLabel('Recovery codes').inputValue()).split('\n');
    expect(codes).toHaveLength(10);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Save as a file' }).click(),
    ]);
    expect(download.suggestedFilename()).toBe('recovery-codes.txt');
    await page.getByRole('link', { name: 'I have kept them' }).click();

    await page.getByRole('link', { name: 'Add a passkey' }).click();
    await heading(page, 'Add a passkey');
    found.push(...(await look(page)));
    await page.getByLabel('Name').fill('This laptop');
    await page.getByRole('button', { name: 'Add a passkey' }).click();
    await page.getByText('This laptop can log you in.').waitFor();
    found.push(...(await look(page)));

    await logOut(page);
    await page.getByRole('button', { name: 'Use a passkey' }).click();
    await page.waitForURL(`${site.url}/`);

    await logOut(page);
    found.push(...(await look(page)));
    await page.getByLabel('Email').fill(bob.email);
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Log in', exact: true }).click();
    await heading(page, 'Type the code of your app');
    found.push(...(await look(page)));
    await page.getByRole('button', { name: 'Use a passkey' }).click();
    await page.waitForURL(`${site.url}/`);

    // Whoever proved long ago who they are proves it again, by the passkey as well.
    await site.app.db.rows(`update sessions set sess = (sess::jsonb || '{"confirmedAt": 0}')::json`);
    await page.goto(`${site.url}/account/email`);
    await heading(page, 'Confirm it is you');
    found.push(...(await look(page)));
    await page.getByRole('button', { name: 'Use a passkey' }).click();
    await heading(page, 'Change your address');

    await page.goto(`${site.url}/account/two-factor/recovery-codes`);
    found.push(...(await look(page)));
    await page.goto(`${site.url}/account/two-factor/off`);
    found.push(...(await look(page)));
    await page.getByLabel('Code').fill(codes[4] ?? '');
    await page.getByRole('button', { name: 'Turn two-factor off' }).click();
    await page.getByText('Two-factor is off.').waitFor();
    await page.goto(`${site.url}/account/passkeys`);
    await page.getByRole('link', { name: 'Remove This laptop' }).click();
    await page.getByRole('button', { name: 'Remove' }).click();
    await page.getByText('You have no passkey.').waitFor();

    await logOut(page);
    await page.getByRole('button', { name: 'Use a passkey' }).click();
    await page.getByText('This passkey was not accepted.').waitFor();
    expect(found).toEqual([]);
    expect(faults).toEqual([]);
    await close();
  });
});
