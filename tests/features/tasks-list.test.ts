import { v7 as uuidv7 } from 'uuid';
import { beforeEach, describe, expect, it } from 'vitest';
import { useApp } from '../support/app.js';
import { insertItem } from '../support/items.js';
import { PEOPLE } from '../support/people.js';
import { inDays, insertTask } from '../support/tasks.js';
import { textOf, type Visitor } from '../support/visitor.js';

const app = useApp();
const { alice, bob } = PEOPLE;
const task = (title: string, fields: Record<string, unknown> = {}) =>
  insertTask(app.current.db, alice.id, { title, ...fields });

let visitor: Visitor;
beforeEach(async () => {
  await app.current.db.rows('delete from tasks');
  await app.current.db.rows('delete from saved_views');
  visitor = await app.current.as('alice');
});

/** The titles of a list in their order. */
async function titles(address: string): Promise<string[]> {
  return titlesIn((await visitor.open(address)).text);
}
const titlesIn = (html: string) =>
  [...html.matchAll(/<a href="\/tasks\/[^"]*"><span class="sr">[^<]*<\/span>([^<]*)<\/a>/g)].map((it) => it[1] ?? '');
const titlesOf = async (address: string) => (await titles(address)).toSorted();

describe('the addresses of the tasks as they were', () => {
  beforeEach(async () => {
    await task('Late', { due_on: inDays(-1) });
    await task('Done long ago', { done_at: '2026-01-02T00:00:00Z' });
    await task('Done', { done_at: new Date() });
    await task('Some day');
  });

  it('lead to what is to be done, by its day', async () => {
    expect((await visitor.get('/tasks')).headers['location']).toBe('/tasks?state=open&sort=due_on&view=to_do');
    expect(await titles('/tasks')).toEqual(['Late', 'Some day']);
    expect(await titles('/tasks?q=some')).toEqual(['Some day']);
    expect(await titles('/tasks?limit=1')).toEqual(['Late']);
  });

  it('lead to what is done', async () => {
    expect(await titlesOf('/tasks?state=done')).toEqual(['Done', 'Done long ago']);
    expect(await titles('/tasks?state=done&sort=-done_at')).toEqual(['Done', 'Done long ago']);
  });

  it('lead to the view of one’s own that the list opens with', async () => {
    const view = { name: 'Mine', query: 'state=done', default: 'on', pinned: 'on', submission_id: uuidv7() };
    await visitor.get('/tasks/views/new');
    expect((await visitor.post('/tasks/views', view)).status).toBe(303);
    expect(await titlesOf('/tasks')).toEqual(['Done', 'Done long ago']);
    expect(await titlesOf('/tasks?view=to_do')).toEqual(['Late', 'Some day']);
  });
});

describe('the list of the tasks', () => {
  it('is narrowed by the day it is due, the state, the record and how often it comes', async () => {
    const { db } = app.current;
    const item = await insertItem(db, alice.id, { name: 'Gimbal' });
    await task('Late one', { due_on: inDays(-3), inventory_item_id: item });
    await task('Done late', { due_on: inDays(-3), done_at: new Date() });
    await task('Of today', { due_on: inDays(0), repeats: 'week' });
    await task('In ten days', { due_on: inDays(10) });
    await task('In sixty', { due_on: inDays(60), repeats: 'year' });
    await task('Some day');
    const of = (query: string) => titlesOf(`/tasks?view=all&${query}`);
    expect(await of('due_on=overdue')).toEqual(['Late one']);
    expect(await of('due_on=today')).toEqual(['Of today']);
    expect(await of('due_on=next_14_days')).toEqual(['In ten days', 'Of today']);
    expect(await of('due_on=not_set')).toEqual(['Some day']);
    expect(await of(`due_on_from=${inDays(5)}&due_on_to=${inDays(60)}`)).toEqual(['In sixty', 'In ten days']);
    expect(await of('state=done')).toEqual(['Done late']);
    expect(await of('state=done&state=open')).toHaveLength(6);
    expect(await of('module=inventory')).toEqual(['Late one']);
    expect(await of('module=not_set&module=inventory')).toHaveLength(6);
    expect(await of('module=companies')).toEqual([]);
    expect(await of('repeats=week&repeats=not_set')).toHaveLength(5);
    expect(await of('repeats=year')).toEqual(['In sixty']);
    expect(await of('q=gimbal')).toEqual(['Late one']);
    const { status, text } = await visitor.get('/tasks?view=all&due_on=someday');
    expect([status, textOf(text)]).toEqual([422, expect.stringContaining('Choose today, this_week')]);
  });

  it('goes by the person’s clock for the day it was done', async () => {
    const { db } = app.current;
    await db.rows(`update users set time_zone = 'Pacific/Kiritimati' where id = $1`, [alice.id]);
    // There it is 14 hours later: the first moment of 3 May, and the last before it.
    await task('On the third', { done_at: '2026-05-02T10:00:00Z' });
    await task('On the second', { done_at: '2026-05-02T09:59:59Z' });
    const on = (day: string) => titlesOf(`/tasks?view=all&done_at_from=${day}&done_at_to=${day}`);
    expect([await on('2026-05-03'), await on('2026-05-02'), await on('2026-05-01')]).toEqual([
      ['On the third'],
      ['On the second'],
      [],
    ]);
    await db.rows(`update users set time_zone = 'UTC' where id = $1`, [alice.id]);
  });

  it('has a place for each task in each order, also over its pages', async () => {
    const item = await insertItem(app.current.db, alice.id, { name: 'Gimbal' });
    await task('écru', { due_on: inDays(3), created_at: '2026-01-03T00:00:00Z' });
    await task('Ebony', { remind_at: '2031-01-01T00:00:00Z', created_at: '2026-01-02T00:00:00Z', repeats: null });
    await task('azure', {
      done_at: '2026-04-04T00:00:00Z',
      created_at: '2026-01-01T00:00:00Z',
      inventory_item_id: item,
    });
    const inPages = async (sort: string) => {
      const seen: string[] = [];
      for (let path: string | undefined = `/tasks?view=all&limit=1&sort=${sort}`; path; ) {
        const { text }: { text: string } = await visitor.get(path);
        seen.push(...titlesIn(text));
        path = /rel="next" href="([^"]*)"/.exec(text)?.[1]?.replaceAll('&amp;', '&');
      }
      return seen;
    };
    expect(await inPages('name')).toEqual(['azure', 'Ebony', 'écru']);
    expect(await inPages('-created_at')).toEqual(['écru', 'Ebony', 'azure']);
    expect((await inPages('-done_at'))[0]).toBe('azure');
    expect((await inPages('remind_at'))[0]).toBe('Ebony');
    expect((await inPages('record'))[0]).toBe('azure');
    for (const sort of ['due_on', 'state', 'repeats', '-due_on', 'done_at', '-record', '-remind_at'])
      expect((await inPages(sort)).toSorted()).toEqual(['Ebony', 'azure', 'écru']);
  });

  it('shows the columns that were chosen, and exports these', async () => {
    const id = await task('Rent', { due_on: '2031-01-31', repeats: 'month', remind_at: '2031-01-30T09:00:00Z' });
    const columns = 'columns=repeats&columns=remind_at&columns=state&columns=record';
    const page = textOf((await visitor.get(`/tasks?view=all&${columns}`)).text);
    expect(page).toMatch(/Rent .*Every month.*30 Jan 2031, 09:00|Rent .*Every month.*30 Jan, 09:00/);
    const { text } = await visitor.get(`/tasks/export.csv?view=all&${columns}`);
    expect(text.trim().split('\r\n')).toEqual([
      'id,name,record,repeats,remind_at,state',
      `${id},Rent,,month,2031-01-30T09:00:00.000Z,open`,
    ]);
  });

  it('falls into stretches by the day where what is to be done comes by its day', async () => {
    await task('Late', { due_on: inDays(-1) });
    await task('Later still', { due_on: inDays(-2) });
    await task('Some day');
    const heads = async (address: string) =>
      [...(await visitor.open(address)).text.matchAll(/scope="rowgroup"[^>]*>(.*?)<\/th>/g)].map(([, head]) =>
        textOf(head ?? '').trim(),
      );
    expect(await heads('/tasks')).toEqual(['Overdue 2', 'No date 1']);
    // How many there are is not known of a page.
    expect(await heads('/tasks?limit=1')).toEqual(['Overdue']);
    for (const other of ['view=all', 'view=all&state=open&sort=-due_on', 'view=all&state=open&sort=name'])
      expect(await heads(`/tasks?${other}`)).toEqual([]);
  });

  it('has views that everybody has, with their counts beside the page, and says when nothing is left', async () => {
    await task('Late', { due_on: inDays(-1) });
    await task('Of today', { due_on: inDays(0) });
    await task('Done', { done_at: new Date() });
    await insertTask(app.current.db, bob.id, { title: 'Of bob', due_on: inDays(0) });
    const counts = textOf((await visitor.get('/tasks/views?view=to_do')).text);
    expect(counts).toMatch(/All 3 .*To do 2 .*Overdue 1 .*Today 1 .*Next 14 days 1 .*Done this month 1/);
    expect(await titles('/tasks?view=done_this_month')).toEqual(['Done']);
    await app.current.db.rows('update tasks set done_at = now()');
    expect(textOf((await visitor.open('/tasks')).text)).toContain('Nothing to do Write down the next step');
    expect(textOf((await visitor.get('/search?q=next+14')).text)).toContain('Next 14 days');
  });

  it('shows to whoever may only look what a task says, and nothing that acts on it', async () => {
    const id = await insertTask(app.current.db, PEOPLE.vera.id, { title: 'Seen by vera', due_on: '2031-02-03' });
    const vera = await app.current.as('vera');
    const list = await vera.open('/tasks');
    for (const act of ['formaction', 'name="ids"', '/tasks/bulk"><']) expect(list.text).not.toContain(act);
    const page = await vera.get(`/tasks/${id}`);
    expect(textOf(page.text)).toMatch(/Seen by vera .*Due 3 Feb 2031/);
    expect(page.text).not.toContain(`action="/tasks/${id}`);
    expect((await visitor.get(`/tasks/${id}`)).status).toBe(404);
  });

  it('asks the database no oftener than the list of a module', async () => {
    await task('Late', { due_on: inDays(-1) });
    const sent = async () =>
      Number(/db_query_duration_seconds_count (\d+)/.exec(await app.current.metrics.text())?.[1]);
    // The last of a page may be counted with the next one, so that several are asked for.
    const statements = async (path: string) => {
      const already = await sent();
      for (let n = 0; n < 8; n += 1) await visitor.get(path);
      return Math.round(((await sent()) - already) / 8);
    };
    await insertItem(app.current.db, alice.id, { name: 'Gimbal' });
    await statements('/inventory?view=all&q=gimbal');
    const ofItems = await statements('/inventory?view=all&q=gimbal');
    expect(ofItems).toBeGreaterThan(0);
    expect(await statements('/tasks?view=all&q=late')).toBeLessThanOrEqual(ofItems);
  });

  it('is come back to as it stood, from a task’s form and from its acts', async () => {
    const id = await task('Ring', { due_on: inDays(1) });
    const { text } = await visitor.get('/tasks?view=all&q=ring');
    const href = new RegExp(`href="(/tasks/${id}\\?[^"]*)"`).exec(text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    expect((await visitor.get(href)).text).toContain('name="back" value="/tasks?view=all&amp;q=ring"');
    const from = /name="from" value="([^"]+)"/.exec(text)?.[1] ?? '';
    const done = await visitor.post(`/tasks/${id}/completion`, { from });
    expect(done.headers['location']).toBe('/tasks?view=all&q=ring');
  });
});
