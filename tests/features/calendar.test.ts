import { describe, expect, it } from 'vitest';
import { weeksOfMonth } from '../../src/features/calendar/month.js';
import { findDays, inSpan } from '../../src/features/calendar/queries.js';
import { sourcesOf } from '../../src/features/calendar/sources.js';
import { dayAfter } from '../../src/platform/clock.js';
import { useApp } from '../support/app.js';
import { insert } from '../support/database.js';
import { insertItem } from '../support/items.js';
import { PEOPLE } from '../support/people.js';
import { insertTask } from '../support/tasks.js';
import { textOf } from '../support/visitor.js';

/** Every dated thing of one's own, by month and day by day, and how it moves to another day. */
const app = useApp();
const today = new Date().toISOString().slice(0, 10);
const day = (offset: number) => dayAfter(today, offset);
const as = (name: 'alice' | 'bob' | 'charlie' | 'vera') => app.current.as(name);
const rows = <T>(text: string, values: unknown[] = []) => app.current.db.rows<T>(text, values);
const of = (fields: Record<string, unknown>) => ({ user_id: PEOPLE.alice.id, created_by: PEOPLE.alice.id, ...fields });
const item = (fields: Record<string, unknown>) => insertItem(app.current.db, PEOPLE.alice.id, fields);
const collab = (fields: Record<string, unknown> = {}) =>
  insert(app.current.db, 'collabs', of({ name: 'Park nights', currency: 'USD', state: 'in_production', ...fields }));
const child = (table: string, collab_id: string, fields: Record<string, unknown>) =>
  insert(app.current.db, table, { user_id: PEOPLE.alice.id, collab_id, ...fields });
async function deal(fields: Record<string, unknown>, stage = 'Pitched') {
  const [found] = await rows<{ id: string }>('select id from deal_stages where user_id = $1 and name = $2', [
    PEOPLE.alice.id,
    stage,
  ]);
  return insert(app.current.db, 'deals', of({ name: 'Deal', currency: 'USD', stage_id: found?.id, ...fields }));
}

/** What stands in a cell of the month: each entry with its look. */
async function cell(on: string, query = '', who: 'alice' | 'charlie' = 'alice'): Promise<string[]> {
  const { text } = await (await as(who)).get(`/calendar?month=${on.slice(0, 7)}${query}`);
  const [, html = ''] = new RegExp(`<td[^>]*data-day="${on}">([\\s\\S]*?)</td>`).exec(text) ?? [];
  return [...html.matchAll(/<a class="ev-l (\w+)"[^>]*>([\s\S]*?)<\/a>/g)].map(
    ([, look, it = '']) => `${look}: ${textOf(it).trim()}`,
  );
}

/** The address of a day, by what it is. */
async function entry(on: string, title: string): Promise<string> {
  const { text } = await (await as('alice')).get(`/calendar?month=${on.slice(0, 7)}&layout=agenda`);
  const found = [...text.matchAll(/<a href="(\/calendar\/days\/[^"?]+)[^"]*"[\s\S]*?<\/a>/g)].find(([html]) =>
    textOf(html).includes(title),
  );
  return found?.[1] ?? `no ${title}`;
}
const move = async (path: string, to: string, more: Record<string, string> = {}) =>
  (await as('alice')).post(path, { day: to, ...more });

describe('the calendar', () => {
  it('shows what each module says has a day, what is done, and nothing that was cancelled, deleted or is somebody else’s', async () => {
    const on = '2031-05-14';
    await item({ name: 'Lavalier', review_due_on: on });
    await item({ name: 'Published', review_due_on: on, review_state: 'published' });
    await item({ name: 'Cancelled', review_due_on: on, state: 'cancelled' });
    await item({ name: 'Deleted', review_due_on: on, deleted_at: new Date() });
    expect(await cell(on)).toEqual(['open: Review: Lavalier , Inventory', 'done: Review: Published , Inventory, done']);
    const id = await collab();
    await child('collab_deliverables', id, {
      kind: 'short',
      draft_due_on: '2031-06-02',
      approval_due_on: '2031-06-03',
      live_on: '2031-06-04',
      keep_until: '2031-06-05',
    });
    await child('collab_payments', id, { label: 'Half', amount: 100, due_on: '2031-06-06' });
    await child('collab_exclusivities', id, { competitors: 'Lumen', from_on: '2031-01-01', until_on: '2031-06-07' });
    await item({ name: 'Boom kit', source: 'loaner', return_due_on: '2031-06-08', resale_allowed_from: '2031-06-09' });
    await deal({ next_step: 'Send rates', next_step_on: '2031-06-10', expected_on: '2031-06-11' });
    await insertTask(app.current.db, PEOPLE.alice.id, { title: 'Ring back', due_on: '2031-06-12' });
    const shown: string[] = [];
    for (let n = 2; n <= 12; n++) shown.push(...(await cell(`2031-06-${String(n).padStart(2, '0')}`)));
    expect(shown).toEqual([
      'open: Draft: Short, Park nights , Collabs',
      'open: Approval: Short, Park nights , Collabs',
      'open: Live: Short, Park nights , Collabs',
      'open: Keep live until: Short, Park nights , Collabs',
      'open: Payment: Half, Park nights , Money',
      'open: Exclusivity ends: Lumen, Park nights , Collabs',
      'open: Return loaner: Boom kit , Inventory',
      'open: May be sold: Boom kit , Inventory',
      'open: Send rates , Pipeline',
      'open: Expected close: Deal , Pipeline',
      'open: Ring back , Tasks',
    ]);
    expect(await cell('2031-06-10', '', 'charlie')).toEqual([]);
  });

  it('shows two of a day that has more than three, and how many more', async () => {
    for (const n of [1, 2, 3, 4]) await item({ name: `Busy ${n}`, review_due_on: '2032-02-29' });
    const { text } = await (await as('alice')).get('/calendar?month=2032-02');
    expect(await cell('2032-02-29')).toHaveLength(2);
    expect(textOf(text)).toMatch(
      /29 Review.*2 more on Sunday, 29 February.*Sunday, 29 February .*1 more on Sunday, 29 February/,
    );
    expect(text).toContain('aria-label="Sunday, 29 February, 4 entries"');
    for (const cls of ['ev-more', 'rest']) {
      const link = new RegExp(`<a class="${cls}" href="([^"]+)"`).exec(text)?.[1] ?? '';
      const { text: all } = await (await as('alice')).get(link);
      expect(textOf(all)).toMatch(/Sunday, 29 Feb 2032.*Busy 1.*Busy 2.*Busy 3.*Busy 4/);
      expect(all).toContain('href="/calendar?day=2032-03-01"');
    }
  });

  it('reads and prints a few of a day of thousands, and shows all of them page by page', async () => {
    const on = '2032-05-14';
    await item({ name: 'Alone', review_due_on: on });
    await rows(
      `insert into tasks (id, user_id, title, due_on)
        select gen_random_uuid(), $1, 'Crowd ' || lpad(n::text, 4, '0'), $2::date from generate_series(1, 2345) n`,
      [PEOPLE.alice.id, on],
    );
    const { text } = await (await as('alice')).get('/calendar?month=2032-05');
    expect(textOf(text)).toMatch(/Inventory ?1 .*Tasks ?2,345.*2,344 more on Friday, 14 May/);
    expect(text.length).toBeLessThan(60_000);
    const agenda = (await (await as('alice')).get('/calendar?month=2032-05&layout=agenda&kind=tasks')).text;
    expect(textOf(agenda)).toMatch(/Crowd 0001.*Crowd 0010 .*2,335 more on Friday, 14 May/);
    const sources = sourcesOf(app.current.modules);
    const found = await app.current.database.readAsUser(PEOPLE.alice.id, (db) =>
      findDays(db, sources, inSpan('2032-05-01', '2032-05-31'), { groups: ['inventory', 'tasks'], most: 3, today }),
    );
    expect(found.rows.map(({ name }) => name)).toEqual(['Alone', 'Crowd 0001', 'Crowd 0002', 'Crowd 0003']);
    const names: string[] = [];
    for (let next = `/calendar?day=${on}&kind=tasks`; next; ) {
      const page = await (await as('alice')).get(next);
      names.push(...[...page.text.matchAll(/trunc">(Crowd \d+)/g)].map(([, name]) => name ?? ''));
      next = /href="([^"]+)" rel="next"/.exec(page.text)?.[1]?.replaceAll('&amp;', '&') ?? '';
    }
    expect([names.length, new Set(names).size, names[0], names.at(-1)]).toEqual([
      2345,
      2345,
      'Crowd 0001',
      'Crowd 2345',
    ]);
    const gone = await (await as('alice')).get(`/calendar?day=${on}&kind=tasks&page=13`);
    expect([gone.status, gone.headers.location]).toEqual([303, `/calendar?day=${on}&kind=tasks`]);
    await rows(`delete from tasks where title like 'Crowd %'`);
  });

  it('shows a day alone, between the one before and the one after, and all that is late', async () => {
    await item({ name: 'Leap', review_due_on: '2036-02-29' });
    const { text } = await (await as('alice')).get('/calendar?day=2036-02-29');
    expect(textOf(text)).toMatch(/Friday, 29 Feb 2036.*Inventory ?1.*Review: Leap/);
    for (const other of ['day=2036-02-28', 'day=2036-03-01', 'month=2036-02', 'month=2036-02&amp;layout=agenda'])
      expect(text).toContain(`href="/calendar?${other}"`);
    expect(text).toContain('/tasks/new?due_on=2036-02-29&amp;back=%2Fcalendar%3Fday%3D2036-02-29');
    const empty = textOf((await (await as('alice')).get('/calendar?day=2036-02-29&kind=tasks')).text);
    expect(empty).toMatch(
      /Nothing of what is ticked is dated on Friday, 29 Feb 2036 1 entry of other kinds is not shown/,
    );
    expect(textOf((await (await as('charlie')).get('/calendar?day=2036-02-29')).text)).toContain('Nothing is dated on');
    for (let n = 0; n < 12; n += 1) await item({ name: `Left ${n}`, review_due_on: day(-500) });
    const agenda = (await (await as('alice')).get('/calendar?layout=agenda&kind=inventory')).text;
    expect(textOf(agenda)).toMatch(/Late.*Review: Left 7.* \d+ more of what is late/);
    const late = textOf((await (await as('alice')).get('/calendar?day=late&kind=inventory')).text);
    for (let n = 0; n < 12; n += 1) expect(late).toContain(`Review: Left ${n}`);
    await rows(`delete from inventory_items where name like 'Left %'`);
  });

  it('leaves out kinds that are not asked for, counts all of them, and says what it does not have', async () => {
    await item({ name: 'Counted', review_due_on: '2033-03-03' });
    await insertTask(app.current.db, PEOPLE.alice.id, { title: 'Counted task', due_on: '2033-03-03' });
    expect(await cell('2033-03-03', '&kind=tasks')).toEqual(['open: Counted task , Tasks']);
    const { text } = await (await as('alice')).get('/calendar?month=2033-03&kind=tasks');
    expect(textOf(text)).toMatch(/Inventory ?1.*Tasks ?1/);
    expect(text).toMatch(/value="tasks" checked/);
    expect(text).not.toMatch(/value="inventory" checked/);
    for (const [query, said] of [
      ['month=2026-13', 'Ask for a month such as 2026-11.'],
      ['month=1899-12', 'Ask for a month'],
      ['month=2200-01', 'Ask for'],
      ['layout=week', 'Ask for the layout month or agenda.'],
      ['day=2026-02-30', 'Ask for a day such as'],
      ['day=1899-12-31', 'Ask for a day such as'],
      ['day=2026-02-28&page=0', 'Ask for a page such as 2.'],
      ['kind=birthdays', 'No kind of days is called “birthdays”.'],
    ])
      expect(await (await as('alice')).get(`/calendar?${query}`)).toMatchObject({
        status: 422,
        text: expect.stringContaining(said ?? ''),
      });
    for (const edge of ['month=1900-01', 'month=2199-12', 'day=1900-01-01', 'day=2199-12-31'])
      expect((await (await as('alice')).get(`/calendar?${edge}`)).status).toBe(200);
  });

  it('says of an empty month what comes there and how to add to it, and which kinds are not shown', async () => {
    const empty = textOf((await (await as('alice')).get('/calendar?layout=agenda&month=2041-03')).text);
    expect(empty).toMatch(/Nothing is dated in March 2041 The days of your records .* New task/);
    const reader = textOf((await (await as('vera')).get('/calendar?layout=agenda&month=2041-03')).text);
    expect(reader).toContain('Nothing is dated in March 2041');
    expect(reader).not.toMatch(/is a task\. New task/);
    await item({ name: 'Far away', review_due_on: '2041-04-04', review_state: 'testing' });
    const hidden = await (await as('alice')).get('/calendar?layout=agenda&month=2041-04&kind=pipeline');
    expect(textOf(hidden.text)).toMatch(
      /Nothing of what is ticked is dated in April 2041 1 entry of other kinds is not shown\. Show all kinds/,
    );
    expect(hidden.text).toMatch(/href="\/calendar\?month=2041-04&amp;layout=agenda"/);
  });

  it('begins the agenda with what is late, from whenever it is, and folds what was before today', async () => {
    await item({ name: 'Long late', review_due_on: day(-400) });
    await item({ name: 'Only told', resale_allowed_from: day(-400) });
    const text = textOf((await (await as('alice')).get('/calendar?layout=agenda')).text);
    expect(text).toMatch(/Late.*Review: Long late ?400 d late/);
    expect(text).toMatch(/Today/);
    expect(text).not.toContain('Only told');
    expect(textOf((await (await as('alice')).get('/calendar?layout=agenda&month=2031-06')).text)).not.toContain(
      'Long late',
    );
  });
});

describe('the weeks of a month', () => {
  it('begin on Monday and hold every day of it once', () => {
    for (const month of ['2026-11', '2027-02', '2032-02', '1900-01', '2199-12']) {
      const weeks = weeksOfMonth(month);
      const days = weeks.flat();
      for (const [monday] of weeks) expect(new Date(`${monday}T00:00:00Z`).getUTCDay()).toBe(1);
      const own = days.filter((it) => it.startsWith(month));
      expect([own[0], new Set(days).size]).toEqual([`${month}-01`, weeks.length * 7]);
      expect(dayAfter(own.at(-1) ?? '', 1).slice(8)).toBe('01');
    }
  });
});

describe('a day', () => {
  it('is looked at with what is done about it, and led to its record', async () => {
    const id = await deal({
      name: 'Night photography',
      next_step: 'Follow up now',
      next_step_on: '2034-01-05',
      amount: 225_000,
    });
    const path = await entry('2034-01-05', 'Follow up now');
    const { text } = await (await as('alice')).get(path);
    expect(textOf(text)).toMatch(
      /Follow up now Pipeline.*Thursday, 5 January.*Night photography.*2,250\.00 USD.*Move to another day/,
    );
    expect(text).toContain(`href="/pipeline/${id}"`);
    expect(text).toContain(`href="/pipeline/${id}/next-step"`);
  });

  it('moves by its form, with its record’s history, and back by its undo', async () => {
    const id = await item({ name: 'Moving', received_on: '2030-01-01', review_due_on: '2034-02-05' });
    const path = await entry('2034-02-05', 'Moving');
    const visitor = await as('alice');
    const answer = await visitor.postAndFollow(path, { day: '2034-02-09', back: '/calendar?month=2034-02' });
    expect(textOf(answer.text)).toContain('Review: Moving moved to Thursday, 9 February.');
    expect(await cell('2034-02-09')).toEqual(['open: Review: Moving , Inventory']);
    expect(
      await rows('select act, changes from history where inventory_item_id = $1 order by at desc limit 1', [id]),
    ).toMatchObject([{ act: 'changed', changes: { review_due_on: ['2034-02-05', '2034-02-09'] } }]);
    const [, undo = ''] =
      /name="day" value="([^"]+)"><input type="hidden" name="back"[^>]*><button[^>]*>Undo/.exec(answer.text) ?? [];
    expect((await move(path, undo)).status).toBe(303);
    expect(await cell('2034-02-05')).toEqual(['open: Review: Moving , Inventory']);
  });

  it('moves where it stands in a row of its record, and leaves the other rows as they are', async () => {
    const id = await collab({ name: 'Two parts' });
    await child('collab_deliverables', id, { kind: 'post', live_on: '2034-03-01', title: 'Other' });
    const row = await child('collab_deliverables', id, {
      kind: 'reel',
      draft_due_on: '2034-03-05',
      live_on: '2034-03-09',
      title: 'Moved',
      position: 1,
    });
    const bill = await child('collab_payments', id, { label: 'Half', amount: 12_345, due_on: '2034-03-20' });
    expect((await move(`/calendar/days/collabs.draft.${row}`, '2034-03-07')).status).toBe(303);
    expect((await move(`/calendar/days/collabs.payment.${bill}`, '2034-03-21')).status).toBe(303);
    expect(
      await rows(
        'select id, title, draft_due_on::text, live_on::text from collab_deliverables where collab_id = $1 order by position',
        [id],
      ),
    ).toEqual([
      { id: expect.any(String), title: 'Other', draft_due_on: null, live_on: '2034-03-01' },
      { id: row, title: 'Moved', draft_due_on: '2034-03-07', live_on: '2034-03-09' },
    ]);
    expect(await rows('select id, amount, due_on::text from collab_payments where collab_id = $1', [id])).toEqual([
      { id: bill, amount: 12_345, due_on: '2034-03-21' },
    ]);
  });

  it('is held to what its record’s form holds, said beside the day', async () => {
    const id = await collab();
    const row = await child('collab_deliverables', id, {
      kind: 'reel',
      draft_due_on: '2034-04-05',
      live_on: '2034-04-09',
    });
    const answer = await move(`/calendar/days/collabs.draft.${row}`, '2034-04-10');
    expect(answer.status).toBe(422);
    expect(textOf(answer.text)).toMatch(/Choose 10 Apr 2034 or later/);
    expect(answer.text).toContain('value="2034-04-10"');
    const path = `/calendar/days/collabs.live.${row}`;
    for (const [typed, status] of [
      ['', 422],
      ['tomorrow', 422],
      ['2034-02-30', 422],
      ['1899-12-31', 422],
      ['2034-04-12', 303],
    ] as const)
      expect([typed, (await move(path, typed)).status]).toEqual([typed, status]);
    expect(await rows('select live_on::text from collab_deliverables where id = $1', [row])).toEqual([
      { live_on: '2034-04-12' },
    ]);
  });

  it('stays where its record wants something else first, which is said apart', async () => {
    const id = await item({ name: 'Incomplete', review_due_on: '2034-05-15', received_on: null });
    const answer = await move(`/calendar/days/inventory.review.${id}`, '2034-05-16');
    expect([answer.status, textOf(answer.text)]).toEqual([422, expect.stringMatching(/It stays where it is\. .*day/)]);
    expect(answer.text).not.toContain('aria-invalid');
  });

  it('is refused where its record was changed meanwhile, or what it was for is over', async () => {
    const id = await item({ name: 'Meanwhile', received_on: '2030-01-01', review_due_on: '2034-05-05', version: 4 });
    const path = `/calendar/days/inventory.review.${id}`;
    expect((await move(path, '2034-05-06', { version: '3' })).status).toBe(409);
    expect((await move(path, '2034-05-06', { version: '4' })).status).toBe(303);
    await rows(`update inventory_items set review_state = 'published' where id = $1`, [id]);
    const over = await move(path, '2034-05-07');
    expect([over.status, textOf(over.text)]).toEqual([
      422,
      expect.stringContaining('What is over stays where it was.'),
    ]);
    expect(await rows('select review_due_on::text from inventory_items where id = $1', [id])).toEqual([
      { review_due_on: '2034-05-06' },
    ]);
  });

  it('of a task moves with nothing else of it changed', async () => {
    const id = await insertTask(app.current.db, PEOPLE.alice.id, {
      title: 'Ring back',
      due_on: '2034-06-05',
      remind_at: new Date('2034-06-04T09:00:00Z'),
      repeats: 'week',
    });
    expect((await move(`/calendar/days/tasks.task.${id}`, '2034-06-06', { version: '9' })).status).toBe(409);
    expect((await move(`/calendar/days/tasks.task.${id}`, '2034-06-06')).status).toBe(303);
    expect(await rows('select due_on::text, repeats, remind_at from tasks where id = $1', [id])).toEqual([
      { due_on: '2034-06-06', repeats: 'week', remind_at: new Date('2034-06-04T09:00:00Z') },
    ]);
  });

  it('is not there for others, under a strange key, or once it is deleted, and is not moved by who only reads', async () => {
    const id = await item({ name: 'Hers', review_due_on: '2034-07-05' });
    const path = `/calendar/days/inventory.review.${id}`;
    for (const who of ['bob', 'charlie'] as const) {
      expect((await (await as(who)).get(path)).status).toBe(404);
      expect((await (await as(who)).post(path, { day: '2034-07-06' })).status).toBe(404);
    }
    for (const key of [
      id,
      `inventory.${id}`,
      `inventory.birthday.${id}`,
      `nothing.review.${id}`,
      'inventory.review.x',
      `inventory.review.${id}.x`,
      'inventory.toString.1',
      `inventory.return.${id}`,
    ])
      expect([key, (await (await as('alice')).get(`/calendar/days/${key}`)).status]).toEqual([key, 404]);
    const own = await insertItem(app.current.db, PEOPLE.vera.id, { name: 'Read', review_due_on: '2034-07-05' });
    const read = await (await as('vera')).get(`/calendar/days/inventory.review.${own}`);
    expect([read.status, read.text.includes('Move to another day')]).toEqual([200, false]);
    expect(
      (await (await as('vera')).post(`/calendar/days/inventory.review.${own}`, { day: '2034-07-06' })).status,
    ).toBe(403);
    await rows('update inventory_items set deleted_at = now() where id = $1', [id]);
    expect((await (await as('alice')).get(path)).status).toBe(404);
  });

  it('leads back to the calendar alone', async () => {
    const id = await item({ name: 'Back', received_on: '2030-01-01', review_due_on: '2034-08-05' });
    for (const back of ['https://evil.example/', '//evil.example', '/admin/users', '/calendarx', 'x'])
      expect((await move(`/calendar/days/inventory.review.${id}`, '2034-08-06', { back })).headers.location).toBe(
        '/calendar',
      );
  });
});
