import fc from 'fast-check';
import ICAL from 'ical.js';
import { describe, expect, it } from 'vitest';
import { type FeedEvent, icalendar } from '../../src/features/calendar/feed/ical.js';
import { useApp } from '../support/app.js';
import { insert } from '../support/database.js';
import { insertItem } from '../support/items.js';
import { PEOPLE } from '../support/people.js';
import { insertTask } from '../support/tasks.js';
import { textOf } from '../support/visitor.js';

/** One's days as a calendar of another program reads them, at a secret address. */
const app = useApp();
const rows = <T>(text: string, values: unknown[] = []) => app.current.db.rows<T>(text, values);
const SETTINGS = '/account/calendar-feed';
const KINDS = ['collabs', 'pipeline', 'inventory', 'money', 'tasks'];
type Name = 'alice' | 'bob' | 'vera';

/** Makes somebody's address; the path of it. */
async function addressOf(name: Name, fields: Record<string, string | string[]> = {}): Promise<string> {
  const visitor = await app.current.as(name);
  await visitor.get(SETTINGS);
  await visitor.post(`${SETTINGS}/delete`);
  const { status, text } = await visitor.post(SETTINGS, { kinds: KINDS, alarm: '', ...fields } as never);
  expect(status).toBe(200);
  const address = /readonly value="([^"]+)"/.exec(text)?.[1]?.replaceAll('&amp;', '&') ?? '';
  return new URL(address).pathname + new URL(address).search;
}
const fetched = (path: string, headers: Record<string, string> = {}) =>
  app.current.visitor().agent.get(path).set(headers);
/** The events of a feed, by what they are called, as a library of somebody else reads them. */
async function eventsOf(path: string) {
  const answer = await fetched(path);
  expect([answer.status, answer.headers['content-type']]).toEqual([200, 'text/calendar; charset=utf-8']);
  const calendar = new ICAL.Component(ICAL.parse(answer.text) as never);
  const events = calendar.getAllSubcomponents('vevent').map((it) => new ICAL.Event(it));
  return new Map(events.map((it) => [it.summary, it]));
}

describe('the feed', () => {
  it('holds what has a day, all day long, under an id that stays, with a sequence that goes up', async () => {
    const id = await insertItem(app.current.db, PEOPLE.alice.id, {
      name: 'Lavalier; two, “kits” \\ 日本',
      brand: 'Øre',
      review_due_on: '2031-02-28',
      version: 3,
    });
    const path = await addressOf('alice');
    const found = (await eventsOf(path)).get('Review: Lavalier; two, “kits” \\ 日本');
    expect(found?.uid).toBe(`inventory.review.${id}@mouse-domination`);
    expect([found?.startDate.isDate, String(found?.startDate), String(found?.endDate)]).toEqual([
      true,
      '2031-02-28',
      '2031-03-01',
    ]);
    expect([found?.sequence, found?.description]).toEqual([2, 'Øre']);
    expect(found?.component.getFirstPropertyValue('status')).toBe('CONFIRMED');
    expect(String(found?.component.getFirstPropertyValue('url'))).toMatch(
      new RegExp(`/calendar/days/inventory.review.${id}$`),
    );
    expect(found?.component.getFirstSubcomponent('valarm')).toBeNull();
  });

  it('keeps as cancelled what was called off or thrown away, and leaves out what is somebody else’s', async () => {
    const gone = await insertItem(app.current.db, PEOPLE.alice.id, {
      name: 'Thrown away',
      review_due_on: '2031-03-01',
    });
    await rows('update inventory_items set deleted_at = now() where id = $1', [gone]);
    await insertItem(app.current.db, PEOPLE.alice.id, {
      name: 'Called off',
      review_due_on: '2031-03-02',
      state: 'cancelled',
    });
    await insertItem(app.current.db, PEOPLE.bob.id, { name: 'His', review_due_on: '2031-03-02' });
    const events = await eventsOf(await addressOf('alice', { alarm: 'day_before' }));
    for (const name of ['Thrown away', 'Called off']) {
      const { component } = events.get(`Review: ${name}`) ?? {};
      expect(component?.getFirstPropertyValue('status')).toBe('CANCELLED');
      expect(component?.getFirstSubcomponent('valarm')).toBeNull();
    }
    expect([...events.keys()].join()).not.toContain('His');
  });

  it('reminds as chosen, hides titles and amounts, and holds the kinds that were chosen', async () => {
    const collab_id = await insert(app.current.db, 'collabs', {
      user_id: PEOPLE.bob.id,
      name: 'Secret park',
      currency: 'USD',
      state: 'agreed',
    });
    await insert(app.current.db, 'collab_payments', {
      user_id: PEOPLE.bob.id,
      collab_id,
      label: 'Half',
      amount: 160_000,
      due_on: '2031-04-01',
    });
    await insertTask(app.current.db, PEOPLE.bob.id, { title: 'Ring back', due_on: '2031-04-02' });
    const open = await eventsOf(await addressOf('bob', { alarm: 'day_before' }));
    const payment = open.get('Payment: Half, Secret park');
    expect(payment?.description).toContain('1,600.00 USD');
    const alarm = payment?.component.getFirstSubcomponent('valarm');
    expect([alarm?.getFirstPropertyValue('action'), String(alarm?.getFirstPropertyValue('trigger'))]).toEqual([
      'DISPLAY',
      '-PT15H',
    ]);
    const masked = await addressOf('bob', { alarm: 'same_day', is_masked: 'on', kinds: ['money', 'inventory'] });
    const { text } = await fetched(masked);
    for (const secret of ['Secret', 'Half', '1,600', 'Ring back']) expect(text).not.toContain(secret);
    expect(text).toContain('SUMMARY:Money: Money');
    expect(text).toContain('TRIGGER:PT9H');
  });

  it('says that nothing changed to who has it, until something does', async () => {
    const visitor = await app.current.as('alice');
    const path = await addressOf('alice');
    let { etag } = (await fetched(path)).headers as { etag: string };
    const same = async () => {
      const answer = await fetched(path, { 'if-none-match': `W/"other", ${etag}` });
      const isSame = answer.status === 304;
      if (!isSame) etag = String(answer.headers.etag);
      else expect(answer.text).toBe('');
      return isSame;
    };
    expect(await same()).toBe(true);
    const task = await insertTask(app.current.db, PEOPLE.alice.id, { title: 'New one', due_on: '2031-05-01' });
    expect([await same(), await same()]).toEqual([false, true]);
    await visitor.post(`/calendar/days/tasks.task.${task}`, { day: '2031-05-02' });
    expect([await same(), await same()]).toEqual([false, true]);
    await visitor.post(`/tasks/${task}/delete`);
    expect([await same(), await same()]).toEqual([false, true]);
    const made = await visitor.post('/inventory', {
      name: 'Boom kit',
      source: 'gift',
      state: 'received',
      received_on: '2026-01-01',
      currency: 'USD',
      quantity: '1',
      condition: 'new',
      review_due_on: '2031-05-03',
    });
    expect([made.status, await same(), await same()]).toEqual([303, false, true]);
    await visitor.post(
      `/calendar/days/inventory.review.${String(made.headers.location).split('/').pop()?.split('?')[0]}`,
      { day: '2031-05-04' },
    );
    expect([await same(), await same()]).toEqual([false, true]);
    await visitor.post(SETTINGS, { kinds: ['tasks'], alarm: '' } as never);
    expect(await same()).toBe(false);
    expect([...(await eventsOf(path)).values()].map(({ uid }) => uid.split('.')[0])).toEqual(
      expect.arrayContaining(['tasks']),
    );
    expect((await fetched(path)).text).not.toContain('UID:inventory');
  });

  it('answers every address that is none alike: cut off, guessed, replaced, switched off, of who may not come any more', async () => {
    const path = await addressOf('vera');
    const nothing = async (asked: string) => {
      const { status, text } = await fetched(asked);
      return `${status} ${textOf(text).replace(/[\w-]{36}|Reference.*/g, '')}`;
    };
    const answers = [
      await nothing('/calendar/feed.ics'),
      await nothing(path.slice(0, -1)),
      await nothing(`${path}x`),
      await nothing(path.replace(/key=./, 'key=!')),
      await nothing(`/calendar/feed.ics?key=${'a'.repeat(43)}`),
      await nothing(`${path}&key=x`),
    ];
    expect((await fetched(path)).status).toBe(200);
    for (const set of ['is_approved = false', 'locked_by_admin_at = now()']) {
      await rows(`update users set ${set} where id = $1`, [PEOPLE.vera.id]);
      answers.push(await nothing(path));
      await rows('update users set is_approved = true, locked_by_admin_at = null where id = $1', [PEOPLE.vera.id]);
    }
    const visitor = await app.current.as('vera');
    for (const [act, asked] of [
      ['address', 'Replace the address?'],
      ['delete', 'Switch the feed off?'],
    ])
      expect(textOf((await visitor.get(`${SETTINGS}/${act}`)).text)).toContain(asked);
    expect((await fetched(path)).status).toBe(200);
    const { text } = await visitor.post(`${SETTINGS}/address`);
    const next = new URL(/readonly value="([^"]+)"/.exec(text)?.[1] ?? '');
    answers.push(await nothing(path));
    expect((await fetched(next.pathname + next.search)).status).toBe(200);
    await visitor.post(`${SETTINGS}/delete`);
    answers.push(await nothing(next.pathname + next.search));
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toMatch(/^404 /);
  });

  it('keeps the hash of its secret alone, tells it once, and says when it was fetched', async () => {
    const path = await addressOf('alice');
    const secret = path.split('key=')[1] ?? '';
    expect(secret).toMatch(/^[\w-]{43}$/);
    expect(JSON.stringify(await rows('select * from calendar_feeds'))).not.toContain(secret);
    const visitor = await app.current.as('alice');
    expect((await visitor.get(SETTINGS)).text).not.toContain(secret);
    expect(textOf((await visitor.get('/calendar')).text)).toContain('Nothing has fetched it yet.');
    const count = (await eventsOf(path)).size;
    expect(textOf((await visitor.get('/calendar')).text)).toMatch(new RegExp(`Fetched .*, ${count} entr`));
  });

  it('wants one kind at least, and known ones', async () => {
    const visitor = await app.current.as('bob');
    for (const fields of [{}, { kinds: 'birthdays' }, { kinds: 'tasks', alarm: 'never' }])
      expect((await visitor.post(SETTINGS, fields as never)).status).toBe(422);
  });
});

describe('an iCalendar object', () => {
  const event = (more: Partial<FeedEvent>): FeedEvent => ({
    uid: 'a@b',
    day: '2026-12-31',
    summary: 's',
    description: '',
    url: 'https://x.example/',
    sequence: 0,
    changed: '20261127T100000Z',
    isCancelled: false,
    alarm: null,
    ...more,
  });

  it('is read back as it was written, whatever its texts, in lines of 75 octets at most', () => {
    const text = fc
      .string({ unit: 'binary', maxLength: 300 })
      .map((it) => it.replace(/(?!\n)\p{Cc}|[\p{Zl}\p{Zp}]/gu, '').replace(/[\uD800-\uDFFF]/gu, ''));
    fc.assert(
      fc.property(text, text, (summary, description) => {
        const written = icalendar('Mine', [event({ summary, description })]);
        for (const line of written.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
        expect(written.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
        const read = new ICAL.Event(
          new ICAL.Component(ICAL.parse(written) as never).getFirstSubcomponent('vevent') as never,
        );
        expect([read.summary ?? '', read.description ?? '']).toEqual([summary, description]);
      }),
    );
  });

  it('ends a day on the next one, over the end of a year, and leaves out what no line may hold', () => {
    const written = icalendar('Mine', [event({ summary: 'a\u0000b\u0007c\r\nd' })]);
    expect(written).toContain('DTSTART;VALUE=DATE:20261231\r\nDTEND;VALUE=DATE:20270101\r\n');
    expect(written).toContain('SUMMARY:a b c\\nd\r\n');
  });
});
