import { beforeEach, describe, expect, it } from 'vitest';
import { axeFindings, comeNear, hasBrowser, READ, useSite } from '../support/browser.js';
import { PEOPLE } from '../support/people.js';

/** The board by keyboard alone, by drawing, and without JavaScript. */
describe.skipIf(!hasBrowser)('the board', () => {
  const site = useSite();
  const { alice } = PEOPLE;
  const rows = <T>(sql: string, values: unknown[] = []) => site.app.db.rows<T>(sql, values);
  const stood = async (stage: string) =>
    (
      await rows<{ name: string }>(
        `select d.name from deals d join deal_stages s on s.id = d.stage_id where s.name = $1 order by d.board_position`,
        [stage],
      )
    ).map(({ name }) => name);

  beforeEach(async () => {
    await rows('delete from collabs');
    await rows('delete from deals');
    for (const name of ['Third', 'Second', 'First'])
      await rows(
        `insert into deals (id, user_id, name, currency, amount, stage_id)
         select gen_random_uuid(), $1, $2, 'USD', 1000, id from deal_stages where user_id = $1 and name = 'Inquiry'`,
        [alice.id, name],
      );
  });

  it('is worked by keyboard alone: a card moves with Alt and the arrows, keeps the focus, and is told of', async () => {
    const { page, faults, close } = await site.open({ reducedMotion: 'reduce' });
    await site.logIn(page, alice);
    await page.goto(`${site.url}/pipeline`);
    expect(await axeFindings(page)).toEqual([]);
    await page.getByRole('link', { name: 'Second', exact: true }).focus();
    const said = (text: string) => page.locator('.board > [role=status]').getByText(text).waitFor();
    await page.keyboard.press('Alt+ArrowUp');
    await said('Moved Second to Inquiry, 1 of 3.');
    expect(await stood('Inquiry')).toEqual(['Second', 'First', 'Third']);
    await page.keyboard.press('Alt+ArrowUp');
    await said('It is the first already.');
    await page.keyboard.press('Alt+ArrowRight');
    await said('Moved Second to Pitched, 1 of 1.');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Second');
    await page.keyboard.press('Alt+ArrowLeft');
    await said('Moved Second to Inquiry, 1 of 3.');
    await page.keyboard.press('Alt+ArrowDown');
    await said('Moved Second to Inquiry, 2 of 3.');
    expect(await stood('Inquiry')).toEqual(['First', 'Second', 'Third']);
    await page.getByRole('link', { name: 'Move Second' }).press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Move' });
    await dialog.getByLabel('Stage').selectOption('Negotiating');
    await page.keyboard.press('Control+Enter');
    await page.getByText('Moved Second to Negotiating, 1 of 1.').first().waitFor();
    await page.getByRole('button', { name: 'Undo' }).press('Enter');
    await page.getByText('Moved Second to Inquiry, 2 of 3.').first().waitFor();
    expect(faults).toEqual([]);
    await close();
  });

  it('is worked by drawing: into a column, and onto an end, which asks how the deal is closed', async () => {
    const { page, faults, close } = await site.open({ viewport: { width: 1440, height: 900 } });
    await site.logIn(page, alice);
    await page.goto(`${site.url}/pipeline`, READ);
    const card = (name: string) => page.locator('li', { has: page.getByRole('link', { name, exact: true }) });
    await comeNear(page, card('Second'));
    await card('Second').dragTo(page.locator('[data-stage=Negotiating][data-board-target=cards]'));
    await page.getByText('Moved Second to Negotiating, 1 of 1.').first().waitFor();
    expect(await stood('Negotiating')).toEqual(['Second']);
    await card('First').dragTo(page.getByRole('region', { name: 'On hold' }));
    await page.getByRole('dialog').getByRole('heading', { name: 'Put on hold' }).waitFor();
    expect(await stood('Inquiry')).toEqual(['First', 'Third']);
    await page.keyboard.press('Escape');
    expect(faults).toEqual([]);
    await close();
  });

  it('wins a deal by keyboard alone: rows begin at their first field, and payments beyond the fee ask why', async () => {
    const { page, faults, close } = await site.open({ reducedMotion: 'reduce' });
    await site.logIn(page, alice);
    const [deal] = await rows<{ id: string }>("select id::text from deals where name = 'Second'");
    await page.goto(`${site.url}/pipeline/${deal?.id}`);
    const focused = () => page.evaluate<string>("document.activeElement.getAttribute('name')");
    const dialog = page.getByRole('dialog', { name: 'Mark as won' });
    await page.getByRole('link', { name: 'Mark as won' }).first().press('Enter');
    await dialog.getByRole('button', { name: 'Add another deliverable' }).press('Enter');
    expect(await focused()).toBe('deliverable_kind_1');
    await dialog.getByRole('radio', { name: 'All on delivery' }).press('ArrowLeft');
    await dialog.getByRole('textbox', { name: 'For' }).fill('On signing');
    await dialog.getByRole('textbox', { name: 'Amount' }).fill('11');
    await page.keyboard.press('Control+Enter');
    await dialog.getByText('The payments come to 1.00 USD more than the fee.').waitFor();
    expect(await focused()).toBe('payment_amount_0');
    await dialog.getByRole('textbox', { name: 'Note' }).fill('Rush fee');
    await page.keyboard.press('Control+Enter');
    await page.getByRole('status').getByText('Won. This is the collab of Second.').waitFor();
    expect(await rows('select amount, note from collab_payments')).toEqual([{ amount: 1100, note: 'Rush fee' }]);
    expect(faults).toEqual([]);
    await close();
  });

  it('puts a card back that somebody moved meanwhile, and says who', async () => {
    const { page, close } = await site.open({ reducedMotion: 'reduce' });
    await site.logIn(page, alice);
    await page.goto(`${site.url}/pipeline`, READ);
    await rows(
      `update deals set version = 2, updated_by = user_id, stage_id = (select id from deal_stages where name = 'Contract sent' and user_id = $1)
       where name = 'Second'`,
      [alice.id],
    );
    await page.getByRole('link', { name: 'Second', exact: true }).focus();
    await page.keyboard.press('Alt+ArrowRight');
    await page.getByRole('alert').getByText('Second is back where it stands. You changed this').waitFor();
    expect([await stood('Contract sent'), await stood('Pitched')]).toEqual([['Second'], []]);
    await close();
  });

  it('is worked without JavaScript: each card has its form, and columns fold on a phone', async () => {
    const { page, close } = await site.open({ javaScriptEnabled: false, viewport: { width: 360, height: 740 } });
    await site.logIn(page, alice);
    await page.goto(`${site.url}/pipeline`);
    await page.getByRole('link', { name: 'Move Second' }).click();
    await page.getByLabel('Stage').selectOption('Pitched');
    await page.getByRole('button', { name: 'Move' }).last().click();
    await page.getByText('Moved Second to Pitched, 1 of 1.').waitFor();
    expect(new URL(page.url()).pathname).toBe('/pipeline');
    expect(await stood('Pitched')).toEqual(['Second']);
    await page.getByRole('link', { name: 'Edit stages' }).click();
    await page.getByRole('button', { name: 'Move Pitched up' }).click();
    await page.getByText('Moved Pitched up.').waitFor();
    await page.getByRole('link', { name: 'Remove Pitched' }).click();
    await page.getByLabel('Move its 1 deal to').selectOption('Inquiry');
    await page.getByRole('button', { name: 'Remove stage' }).last().click();
    await page.getByText('Removed Pitched. 1 deal moved to Inquiry.').waitFor();
    await close();
  });

  it('shows one column on a phone at first', async () => {
    const { page, close } = await site.open({ reducedMotion: 'reduce', viewport: { width: 360, height: 740 } });
    await site.logIn(page, alice);
    await page.goto(`${site.url}/pipeline`);
    await page.locator('details[data-stage=Negotiating]:not([open])').waitFor({ state: 'attached' });
    expect(await page.locator('details[data-stage=Inquiry]').getAttribute('open')).toBe('');
    expect(await axeFindings(page)).toEqual([]);
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.reload();
    await page.locator('details[data-stage=Negotiating][open]').waitFor();
    await page.setViewportSize({ width: 360, height: 740 });
    await page.goto(`${site.url}/pipeline/stages`);
    expect(await axeFindings(page)).toEqual([]);
    await close();
  });
});
