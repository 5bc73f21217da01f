import { describe, expect, it } from 'vitest';
import { axeFindings, hasBrowser, useSite } from '../support/browser.js';
import { insertSegments, makeEpisode } from '../support/guide.js';
import { PEOPLE } from '../support/people.js';

const KEPT_FILES =
  'caches.open("recording").then((it) => it.keys()).then((all) => all.map(({ url }) => url.split(".").pop()))';

/** A recording in a browser: by its keys, through a reload, and while the network is away. */
describe.skipIf(!hasBrowser)('the recording view', () => {
  const site = useSite();
  const { alice } = PEOPLE;
  const marksOf = async (id: string) =>
    (
      await site.app.db.rows<{ actual_start: number | null }>(
        'select actual_start from guide_segments where episode_id = $1 order by position',
        [id],
      )
    ).map((it) => it.actual_start);
  const lengthOf = async (id: string) =>
    (
      await site.app.db.rows<{ recording_length: number | null }>(
        'select recording_length from guide_episodes where id = $1',
        [id],
      )
    )[0]?.recording_length;

  it('keeps its clock in sight while segments are marked, and the list goes along where it has a place of its own', async () => {
    const id = await makeEpisode(await site.app.as('alice'), { name: 'The long way round' });
    await insertSegments(
      site.app,
      id,
      Array.from({ length: 20 }, (_, n) => ({ title: `Part ${n + 1}`, planned_seconds: 60 })),
    );
    const { page, faults, close } = await site.open({ viewport: { width: 768, height: 700 } });
    await site.logIn(page, alice);
    const mark = async (title: string) => {
      await page.keyboard.press('Space');
      await page.getByRole('heading', { level: 1, name: title, exact: true }).waitFor();
      await page.locator('li[aria-current=step]', { hasText: title }).waitFor();
    };
    await page.goto(`${site.url}/guide/${id}/recording`);
    for (const n of [1, 2, 3]) await mark(`Part ${n}`);
    expect(await page.evaluate('scrollY')).toBe(0);
    await page.setViewportSize({ width: 1440, height: 700 });
    await page.evaluate('scrollTo(0, 0)');
    for (let n = 4; n <= 16; n++) await mark(`Part ${n}`);
    expect(await page.evaluate('[scrollY, document.querySelector(".rv-order").scrollTop > 0]')).toEqual([0, true]);
    expect(faults).toEqual([]);
    await close();
  });

  it('runs on through a reload and a lost network, and sends what was marked, once each', async () => {
    const id = await makeEpisode(await site.app.as('alice'), { name: 'The closing bell' });
    await insertSegments(site.app, id, [
      { title: 'The bell', planned_seconds: 1, talking_points: 'Ring it\nTwice' },
      { title: 'News', planned_seconds: 30, kind: 'news', talking_points: 'Four parks' },
      { title: 'Main', planned_seconds: 600 },
      { title: 'Thanks', planned_seconds: 45, kind: 'outro' },
    ]);
    const { page, faults, close } = await site.open({ reducedMotion: 'reduce' });
    const context = page.context();
    await site.logIn(page, alice);
    await page.goto(`${site.url}/guide/${id}/recording`);
    const timer = page.getByRole('timer');
    const seconds = async () => {
      const [minutes = 0, rest = 0] = ((await timer.textContent()) ?? '').split(':').map(Number);
      return minutes * 60 + rest;
    };
    const reads = (least: number) => expect.poll(seconds, { timeout: 15_000 }).toBeGreaterThanOrEqual(least);
    const said = (text: string | RegExp) => page.getByText(text).first().waitFor();
    const saved = async (marks: (number | null)[]) => expect.poll(() => marksOf(id)).toEqual(marks);
    expect(await axeFindings(page)).toEqual([]);
    await page.keyboard.press('Space');
    await saved([0, null, null, null]);
    await reads(2);
    await page.keyboard.press('Space');
    await expect.poll(async () => (await marksOf(id))[1]).toBeGreaterThanOrEqual(2);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('News');
    expect(await page.locator('.rv-points').textContent()).toBe('Four parks');
    expect(await page.locator('[data-recording-target=against]').textContent()).toMatch(/^\+0:\d\d$/);
    expect(await axeFindings(page)).toEqual([]);
    // The page was kept for what comes now.
    await page.waitForFunction('navigator.serviceWorker.controller !== null');
    await expect
      .poll(() => page.evaluate(KEPT_FILES), { timeout: 20_000 })
      .toEqual(expect.arrayContaining(['woff2', 'css', 'js', 'svg']));
    await context.setOffline(true);
    const before = await marksOf(id);
    await page.keyboard.press('Space');
    await said('1 mark kept here');
    const lost = await seconds();
    await page.reload();
    await reads(lost + 1);
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Main');
    await said('1 mark kept here');
    await page.keyboard.press('Space');
    await page.keyboard.press('u');
    await said('3 marks kept here');
    expect(await page.getByRole('heading', { level: 1 }).textContent()).toBe('Main');
    expect(await marksOf(id)).toEqual(before);
    await context.setOffline(false);
    await said('All marks saved');
    const after = await marksOf(id);
    expect([after.slice(0, 2), after[3]]).toEqual([before.slice(0, 2), null]);
    expect(after[2]).toBeGreaterThanOrEqual(2);
    expect(after[2]).toBeLessThanOrEqual(lost);
    await page.reload();
    await reads(lost + 2);
    await page.keyboard.press('p');
    await page.getByRole('button', { name: 'Go on' }).first().waitFor();
    const still = await seconds();
    await page.reload();
    await page.getByRole('button', { name: 'Go on' }).first().waitFor();
    expect(await seconds()).toBe(still);
    await page.keyboard.press('p');
    await page.keyboard.press('Space');
    await page.keyboard.press('e');
    await page.getByRole('dialog').getByRole('button', { name: 'Go on recording' }).click();
    expect(await lengthOf(id)).toBeNull();
    await page.keyboard.press('e');
    await page.getByRole('dialog').getByRole('button', { name: 'End' }).click();
    await page.getByRole('link', { name: 'Publish pack' }).waitFor();
    await expect.poll(() => lengthOf(id)).toBeGreaterThanOrEqual(lost);
    expect(await page.evaluate('Object.keys(localStorage).filter((it) => it.startsWith("recording "))')).toEqual([]);
    await expect.poll(() => page.evaluate('caches.has("recording")')).toBe(false);
    expect(faults.filter((it) => !/Failed to (load|fetch)|ERR_INTERNET/.test(it))).toEqual([]);
    await close();
  });

  it('is marked by its rows, and shows what another device did', async () => {
    const id = await makeEpisode(await site.app.as('alice'), { name: 'Two devices' });
    const [, second] = await insertSegments(site.app, id, [{ title: 'One' }, { title: 'Two' }, { title: 'Three' }]);
    const [one, two] = [await site.open({ viewport: { width: 360, height: 740 } }), await site.open()];
    for (const { page } of [one, two]) {
      await site.logIn(page, alice);
      await page.goto(`${site.url}/guide/${id}/recording`);
    }
    await one.page.getByRole('button', { name: 'Start: One' }).click();
    await expect.poll(() => marksOf(id)).toEqual([0, null, null]);
    await two.page.getByRole('button', { name: 'Start: One' }).click();
    await two.page.getByText('One, 1 of 3').or(two.page.getByText('Main, 1 of 3')).first().waitFor();
    await one.page.getByRole('button', { name: 'Three begins now' }).click();
    await expect.poll(async () => (await marksOf(id))[2]).not.toBeNull();
    await two.page.reload();
    expect(await two.page.getByRole('heading', { level: 1 }).textContent()).toBe('Three');
    expect(await two.page.locator(`[data-id="${second}"]`).getAttribute('data-state')).toBe('passed');
    await Promise.all([one.close(), two.close()]);
  });
});
