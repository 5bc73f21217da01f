import { beforeEach, describe, expect, it } from 'vitest';
import { useApp } from '../support/app.js';
import { act, viewOf, wholeRows } from '../support/bulk.js';
import { insert } from '../support/database.js';
import { PEOPLE } from '../support/people.js';
import { inDays, insertTask } from '../support/tasks.js';
import { textOf, type Visitor } from '../support/visitor.js';

const app = useApp();
const { alice, bob } = PEOPLE;
const task = (title: string, fields: Record<string, unknown> = {}) =>
  insertTask(app.current.db, alice.id, { title, ...fields });
const rows = (columns: string) =>
  app.current.db.rows<Record<string, unknown>>(`select title, ${columns} from tasks order by title, due_on`);
const stored = () => wholeRows(app.current.db, 'tasks');

let visitor: Visitor;
beforeEach(async () => {
  await app.current.db.rows('delete from tasks');
  await app.current.db.rows('delete from batches');
  visitor = await app.current.as('alice');
  await visitor.get('/tasks/new');
});
const undo = (batch: string) => visitor.postAndFollow(`/batches/${batch}/undo`);

describe('many tasks', () => {
  it('are marked as done at once, and opened again by the undo', async () => {
    const ids = [await task('One'), await task('Two', { due_on: inDays(-1) })];
    await task('Other');
    const done = await task('Done', { done_at: '2026-01-02T03:04:05Z' });
    const was = await stored();
    const batch = await act(app.current, visitor, '/tasks', { ids: [...ids, done], state: 'done' });
    const list = textOf((await visitor.open('/tasks')).text);
    expect(list).toContain('2 tasks marked as done. 1 task is in that state already. Undo');
    expect(await rows('state')).toEqual([
      { title: 'Done', state: 'done' },
      { title: 'One', state: 'done' },
      { title: 'Other', state: 'open' },
      { title: 'Two', state: 'done' },
    ]);
    expect(textOf((await visitor.get('/batches')).text)).toContain('2 tasks marked as done.');
    expect(textOf((await undo(batch)).text)).toContain('Undone: 2 tasks are as before.');
    expect((await stored()).map(plain)).toEqual(was.map(plain));
  });

  it('that repeat are followed by their next ones, which the undo takes back', async () => {
    const id = await task('Water the ferns', { due_on: inDays(1), repeats: 'week' });
    const batch = await act(app.current, visitor, '/tasks', { ids: [id], state: 'done' });
    expect(await rows('due_on::text, state')).toEqual([
      { title: 'Water the ferns', due_on: inDays(1), state: 'done' },
      { title: 'Water the ferns', due_on: inDays(8), state: 'open' },
    ]);
    await undo(batch);
    expect(await rows('due_on::text, state')).toEqual([{ title: 'Water the ferns', due_on: inDays(1), state: 'open' }]);
  });

  it('are opened again, with what followed them taken back, and done again by the undo', async () => {
    const id = await task('Water the ferns', { due_on: inDays(1), repeats: 'week' });
    await visitor.post(`/tasks/${id}/completion`);
    const was = await rows('due_on::text, done_at');
    expect(was).toHaveLength(2);
    const batch = await act(app.current, visitor, '/tasks', { ids: [id], state: 'open' });
    expect(textOf((await visitor.open('/tasks')).text)).toContain('1 task opened again. Undo');
    expect(await rows('due_on::text, state')).toEqual([{ title: 'Water the ferns', due_on: inDays(1), state: 'open' }]);
    await undo(batch);
    expect(await rows('due_on::text, done_at')).toEqual(was);
  });

  it('that were touched since are left alone by the undo', async () => {
    const ids = [await task('Kept'), await task('Opened since')];
    const batch = await act(app.current, visitor, '/tasks', { ids, state: 'done' });
    await visitor.post(`/tasks/${ids[1]}/completion/delete`);
    await visitor.post(`/tasks/${ids[1]}/completion`);
    const text = textOf((await undo(batch)).text);
    expect(text).toContain('Undone: 1 task is as before. 1 task was changed since and left alone.');
    expect(await rows('state')).toEqual([
      { title: 'Kept', state: 'open' },
      { title: 'Opened since', state: 'done' },
    ]);
  });

  it('are moved to another day, but for what repeats where there is to be none', async () => {
    const ids = [
      await task('A', { due_on: '2031-02-28', repeats: 'month', anchor_day: 31 }),
      await task('B', { due_on: '2031-03-01' }),
      await task('C'),
    ];
    const was = await stored();
    const moved = await act(app.current, visitor, '/tasks', { ids, field: 'due_on', due_on: '2031-05-05' });
    expect(await rows('due_on::text, anchor_day')).toEqual(
      ['A', 'B', 'C'].map((title) => ({ title, due_on: '2031-05-05', anchor_day: null })),
    );
    await undo(moved);
    expect((await stored()).map(plain)).toEqual(was.map(plain));
    await act(app.current, visitor, '/tasks', { ids, field: 'due_on', due_on: '' });
    expect(textOf((await visitor.open('/tasks')).text)).toContain(
      '1 task stays as it is: what repeats is counted from its day.',
    );
    expect((await rows('due_on::text')).map((it) => it['due_on'])).toEqual(['2031-02-28', null, null]);
  });

  it('come again as often as is said, where they are due on a day', async () => {
    const ids = [await task('A', { due_on: '2031-02-28' }), await task('B')];
    const batch = await act(app.current, visitor, '/tasks', { ids, field: 'repeats', repeats: 'year' });
    expect(await rows('repeats')).toEqual([
      { title: 'A', repeats: 'year' },
      { title: 'B', repeats: null },
    ]);
    await undo(batch);
    expect((await rows('repeats')).map((it) => it['repeats'])).toEqual([null, null]);
  });

  it('are deleted and brought back', async () => {
    const ids = [await task('One'), await task('Two')];
    const batch = await act(app.current, visitor, '/tasks', { ids, act: 'delete' });
    expect(textOf((await visitor.open('/tasks')).text)).toContain('2 tasks moved to the trash. Undo');
    expect(textOf((await visitor.get('/trash')).text)).toMatch(/One Tasks .*Two Tasks|Two Tasks .*One Tasks/);
    await undo(batch);
    expect((await rows('deleted_at')).map((it) => it['deleted_at'])).toEqual([null, null]);
  });

  it('are all that a list shows, where that is said', async () => {
    await task('Late', { due_on: inDays(-1) });
    await task('To come', { due_on: inDays(1) });
    const from = await viewOf(visitor, '/tasks?view=all&due_on=overdue');
    await act(app.current, visitor, '/tasks', { all_matching: '1', from, state: 'done' });
    expect(await rows('state')).toEqual([
      { title: 'Late', state: 'done' },
      { title: 'To come', state: 'open' },
    ]);
  });

  it('carry no tags, and nobody else’s are reached', async () => {
    const own = await task('Own');
    const others = await insertTask(app.current.db, bob.id, { title: 'Of bob' });
    const tagged = await visitor.post('/tasks/bulk', { ids: [own], act: 'tag', tag: 'x' });
    expect(tagged.status).toBe(400);
    expect(textOf((await visitor.get(`/tasks/bulk?ids=${own}`)).text)).not.toContain('Add tag');
    await act(app.current, visitor, '/tasks', { ids: [own, others], state: 'done' });
    expect(await rows('state')).toEqual([
      { title: 'Of bob', state: 'open' },
      { title: 'Own', state: 'done' },
    ]);
    const vera = await app.current.as('vera');
    expect((await vera.post('/tasks/bulk', { ids: [own], state: 'open' })).status).toBe(403);
  });

  it('that are too many for a request are done by the job, on the clock of who asked for it', async () => {
    const remind = '2031-10-24T07:00:00Z';
    const ids = [await task('Ferns', { due_on: '2031-10-25', repeats: 'week', remind_at: remind }), await task('Once')];
    // The clocks of Berlin go back on 26 October 2031.
    const values = { state: 'done', time_zone: 'Europe/Berlin' };
    await insert(app.current.db, 'batches', {
      user_id: alice.id,
      module: 'tasks',
      act: 'set',
      ids,
      wanted: 2,
      detail: JSON.stringify({ step: { act: 'set', field: 'state', values }, from: null }),
    });
    await app.current.queue.sendDue();
    await app.current.runJobs();
    expect(await rows('due_on::text, state, remind_at')).toMatchObject([
      { title: 'Ferns', due_on: '2031-10-25', state: 'done' },
      { title: 'Ferns', due_on: '2031-11-01', state: 'open', remind_at: new Date('2031-10-31T08:00:00Z') },
      { title: 'Once', state: 'done' },
    ]);
  });
});

// Who moved it last is no part of what it was.
function plain(row: string): string {
  return row.replace(/"(updated_by|created_by)": (null|"[^"]*"),? ?/g, '');
}
