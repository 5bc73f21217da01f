import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { nextDue, REPEATS } from '../../src/records/tasks/repeat.js';
import { useApp } from '../support/app.js';
import { insertItem } from '../support/items.js';
import { PEOPLE } from '../support/people.js';
import { insertTask } from '../support/tasks.js';
import { type Fields, textOf, type Visitor } from '../support/visitor.js';

const app = useApp();
const tasks = () =>
  app.current.db.rows<Record<string, unknown>>(
    'select *, due_on::text as due_on from tasks order by tasks.due_on, created_at, id',
  );
const task = (fields: Record<string, unknown>) => insertTask(app.current.db, PEOPLE.alice.id, fields);
const send = (path: string, fields: Fields = {}) => alice.post(path, fields);

let alice: Visitor;
beforeEach(async () => {
  await app.current.db.rows('delete from tasks');
  alice = await app.current.as('alice');
  await alice.get('/tasks/new');
});

describe('the day a task is due the next time', () => {
  it('is counted from the day it was due', () => {
    const next = (due_on: string, repeats: (typeof REPEATS)[number]) =>
      nextDue({ due_on, repeats, anchor_day: null }).due_on;
    expect(REPEATS.map((it) => next('2026-12-31', it))).toEqual([
      '2027-01-01',
      '2027-01-07',
      '2027-01-14',
      '2027-01-31',
      '2027-12-31',
    ]);
    expect(next('2028-02-29', 'year')).toBe('2029-02-28');
    expect(next('2026-08-30', 'month')).toBe('2026-09-30');
  });

  it('keeps to its day of the month through shorter ones', () => {
    let now: { due_on: string; anchor_day: number | null } = { due_on: '2027-01-31', anchor_day: null };
    const days = Array.from({ length: 4 }, () => {
      now = nextDue({ ...now, repeats: 'month' });
      return now.due_on;
    });
    expect(days).toEqual(['2027-02-28', '2027-03-31', '2027-04-30', '2027-05-31']);
    // Moved to another day since, it keeps to that.
    expect(nextDue({ due_on: '2027-02-15', repeats: 'month', anchor_day: 31 }).due_on).toBe('2027-03-15');
  });

  it('of any day comes later, a month on at the same day or at the end of the month', () => {
    const day = fc.date({ min: new Date('1900-01-01'), max: new Date('2199-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(day, fc.constantFrom(...REPEATS), (date, repeats) => {
        const due_on = date.toISOString().slice(0, 10);
        const next = nextDue({ due_on, repeats, anchor_day: null });
        expect(next.due_on > due_on).toBe(true);
        if (repeats === 'month') {
          const end = new Date(`${next.due_on}T00:00:00Z`);
          end.setUTCDate(end.getUTCDate() + 1);
          expect(next.due_on.slice(8) === due_on.slice(8) || end.getUTCDate() === 1).toBe(true);
        }
      }),
    );
  });
});

describe('a task that repeats', () => {
  it('wants a day to be counted from, is kept by its form and shown with how often it comes', async () => {
    const refused = await send('/tasks', { title: 'Rent', repeats: 'month' });
    expect([refused.status, textOf(refused.text)]).toEqual([
      422,
      expect.stringContaining('Choose the day it is due first: it comes again counted from that.'),
    ]);
    expect(refused.text).toMatch(/<option value="month" selected>Every month/);
    expect((await send('/tasks', { title: 'Rent', due_on: '2031-01-31', repeats: 'hourly' })).status).toBe(422);
    await send('/tasks', { title: 'Rent', due_on: '2031-01-31', repeats: 'month' });
    expect(textOf((await alice.open('/tasks')).text)).toContain('Every month');
    const [{ id } = { id: '' }] = await tasks();
    expect((await alice.get(`/tasks/${id}/edit`)).text).toMatch(/<option value="month" selected>Every month/);
    expect((await alice.get('/tasks/export.csv')).text).toContain(',2031-01-31,month,open,');
  });

  it('is followed by the next one when it is done, with its record and its reminder at the same time of the clock', async () => {
    await app.current.db.rows(`update users set time_zone = 'Europe/Berlin' where id = $1`, [PEOPLE.alice.id]);
    const item = await insertItem(app.current.db, PEOPLE.alice.id);
    // The clocks go back on 26 October 2031.
    const id = await task({
      title: 'Water the plants',
      due_on: '2031-10-25',
      repeats: 'week',
      inventory_item_id: item,
      remind_at: '2031-10-24T07:00:00Z',
    });
    const after = await alice.postAndFollow(`/tasks/${id}/completion`);
    expect(textOf(after.text)).toContain('Done: Water the plants. It is due again on 1 Nov');
    expect((await tasks())[1]).toMatchObject({
      title: 'Water the plants',
      due_on: '2031-11-01',
      repeats: 'week',
      inventory_item_id: item,
      remind_at: new Date('2031-10-31T08:00:00Z'),
      reminded_at: null,
      done_at: null,
      follows_id: id,
    });
    await app.current.db.rows(`update users set time_zone = 'UTC' where id = $1`, [PEOPLE.alice.id]);
  });

  it('is followed once, however often and however many at once it is done', async () => {
    const id = await task({ due_on: '2031-01-31', repeats: 'month' });
    const answers = await Promise.all([1, 2, 3].map(() => send(`/tasks/${id}/completion`)));
    expect(answers.map(({ status }) => status)).toEqual([303, 303, 303]);
    await send(`/tasks/${id}/completion`);
    expect((await tasks()).map(({ due_on }) => due_on)).toEqual(['2031-01-31', '2031-02-28']);
    const [, second] = await tasks();
    await send(`/tasks/${second?.id}/completion`);
    expect((await tasks()).map(({ due_on }) => due_on)).toEqual(['2031-01-31', '2031-02-28', '2031-03-31']);
  });

  it('takes the next one back when it is opened again, unless that was touched since', async () => {
    const id = await task({ due_on: '2031-05-01', repeats: 'day' });
    await send(`/tasks/${id}/completion`);
    await send(`/tasks/${id}/completion/delete`);
    expect((await tasks()).map((it) => it.done_at)).toEqual([null]);
    await send(`/tasks/${id}/completion`);
    const [, next] = await tasks();
    await send(`/tasks/${next?.id}`, { title: 'Changed', due_on: '2031-05-03', version: '1' });
    await send(`/tasks/${id}/completion/delete`);
    await send(`/tasks/${id}/completion`);
    expect((await tasks()).map((it) => it.title)).toEqual(['Send the invoice', 'Changed']);
  });

  it('ends where it is deleted, or no longer repeats; a stranger’s is not there', async () => {
    const id = await task({ due_on: '2031-05-01', repeats: 'year' });
    const bob = await app.current.as('bob');
    await bob.get('/tasks/new');
    expect((await bob.post(`/tasks/${id}/completion`)).status).toBe(404);
    await send(`/tasks/${id}`, { title: 'Once', due_on: '2031-05-01', repeats: '', version: '1' });
    await send(`/tasks/${id}/completion`);
    expect(await tasks()).toHaveLength(1);
  });
});

describe('a task that comes again', () => {
  const inDays = (n: number) => new Date(Date.now() + n * 86_400_000).toISOString().slice(0, 10);

  it('comes on its next day that is still ahead where it was done late', async () => {
    const id = await task({ title: 'Water the ferns', due_on: inDays(-20), repeats: 'week', anchor_day: null });
    await send(`/tasks/${id}/completion`);
    expect((await tasks()).map(({ due_on }) => due_on)).toEqual([inDays(-20), inDays(1)]);
  });

  it('comes again where the one that followed lies in the trash', async () => {
    const id = await task({ title: 'Water the ferns', due_on: inDays(3), repeats: 'week', anchor_day: null });
    await send(`/tasks/${id}/completion`);
    await app.current.db.rows('update tasks set deleted_at = now() where follows_id = $1', [id]);
    await send(`/tasks/${id}/completion/delete`);
    await send(`/tasks/${id}/completion`);
    expect((await tasks()).filter(({ deleted_at }) => deleted_at === null).map(({ due_on }) => due_on)).toEqual([
      inDays(3),
      inDays(10),
    ]);
  });
});
