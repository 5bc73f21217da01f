import { describe, expect, it } from 'vitest';
import { axeFindings, comeNear, hasBrowser, READ, useSite } from '../support/browser.js';
import { insert } from '../support/database.js';
import { insertSegments } from '../support/guide.js';
import { PEOPLE } from '../support/people.js';

/** The segments of an episode, moved by keys, by drawing and without JavaScript; a checklist that is ticked at once. */
describe.skipIf(!hasBrowser)('the guide of an episode', () => {
  const site = useSite();
  const rows = <T>(sql: string, values: unknown[] = []) => site.app.db.rows<T>(sql, values);
  const stood = async (id: string) =>
    (
      await rows<{ title: string }>('select title from guide_segments where episode_id = $1 order by position', [id])
    ).map(({ title }) => title);

  async function episode(name: string): Promise<string> {
    const show_id = await insert(site.app.db, 'guide_shows', { name });
    const id = await insert(site.app.db, 'guide_episodes', { name, show_id });
    const titles = ['Open', 'News', 'Main', 'Close'];
    await insertSegments(
      site.app,
      id,
      titles.map((title) => ({ title })),
    );
    await insert(site.app.db, 'guide_checks', { episode_id: id, title: 'Transcript read' });
    return id;
  }

  it('has its segments moved by keyboard alone: taken, moved, dropped or put back, or at once', async () => {
    const id = await episode('By keys');
    const { page, faults, close } = await site.open({ reducedMotion: 'reduce' });
    await site.logIn(page, PEOPLE.alice);
    await page.goto(`${site.url}/guide/${id}`);
    expect(await axeFindings(page)).toEqual([]);
    const said = (text: string) => page.locator('.sgm [role=status]').getByText(text).waitFor();
    const handle = (title: string) => page.getByRole('button', { name: new RegExp(`^Move ${title}, position`) });
    await handle('News').focus();
    await page.keyboard.press('Space');
    await said('Taken, 2 of 4.');
    await page.keyboard.press('ArrowDown');
    await said('3 of 4');
    await page.keyboard.press('Escape');
    await said('Put back.');
    expect(await page.locator('.sgm .ttl a').allInnerTexts()).toEqual(['Open', 'News', 'Main', 'Close']);
    await page.keyboard.press('Space');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Space');
    await said('Moved to 3 of 4');
    expect(await stood(id)).toEqual(['Open', 'Main', 'News', 'Close']);
    expect(await page.evaluate('document.activeElement.ariaLabel')).toBe('Move News, position 3 of 4');
    await page.keyboard.press('Alt+ArrowUp');
    await said('Moved to 2 of 4');
    expect(await stood(id)).toEqual(['Open', 'News', 'Main', 'Close']);
    await page.getByRole('button', { name: 'Undo' }).press('Enter');
    await page.getByText('Open', { exact: true }).first().waitFor();
    await expect.poll(() => stood(id)).toEqual(['Open', 'Main', 'News', 'Close']);
    expect(faults).toEqual([]);
    await close();
  });

  it('has its segments drawn into another place, and what is checked is ticked at once', async () => {
    const id = await episode('Drawn');
    const { page, faults, close } = await site.open({ reducedMotion: 'reduce' });
    await site.logIn(page, PEOPLE.alice);
    await page.goto(`${site.url}/guide/${id}`, READ);
    const handle = page.locator('.sgm li', { hasText: 'Close' }).locator('.hnd button');
    await comeNear(page, handle);
    await handle.dragTo(page.locator('.sgm li', { hasText: 'Open' }));
    await page
      .getByText(/^Moved Close to [12] of 4\.$/)
      .first()
      .waitFor();
    expect((await stood(id)).indexOf('Close')).toBeLessThan(2);
    await page.getByLabel('Transcript read', { exact: true }).check();
    await page.getByText('1 of 1 checked.').first().waitFor();
    expect(await rows('select from guide_checks where episode_id = $1 and done_on is not null', [id])).toHaveLength(1);
    expect(faults).toEqual([]);
    await close();
  });

  it('works without JavaScript on a phone: buttons move a segment, and a button saves the ticks', async () => {
    const id = await episode('Plain');
    const { page, close } = await site.open({ javaScriptEnabled: false, viewport: { width: 360, height: 800 } });
    await site.logIn(page, PEOPLE.alice);
    await page.goto(`${site.url}/guide/${id}`);
    await page.getByRole('button', { name: 'Move Main up' }).click();
    expect(await stood(id)).toEqual(['Open', 'Main', 'News', 'Close']);
    await page.getByRole('link', { name: 'Main', exact: true }).click();
    await page.getByRole('button', { name: 'Move down' }).click();
    expect(await stood(id)).toEqual(['Open', 'News', 'Main', 'Close']);
    await page.getByLabel('Transcript read', { exact: true }).check();
    await page.getByRole('button', { name: 'Save ticks' }).click();
    expect(await rows('select from guide_checks where episode_id = $1 and done_on is not null', [id])).toHaveLength(1);
    await close();
  });
});
