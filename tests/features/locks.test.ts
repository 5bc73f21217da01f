import fc from 'fast-check';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { conflictsOf, type Work } from '../../src/features/collabs/conflicts.js';
import { dayAfter } from '../../src/platform/clock.js';
import { useApp } from '../support/app.js';
import { textOf } from '../support/visitor.js';

/** What one may not do for others, held against what one is about to promise. */
const app = useApp();
const rows = <T>(sql: string, values: unknown[] = []) => app.current.db.rows<T>(sql, values);
const alice = () => app.current.as('alice');
const idIn = (answer: { headers: Record<string, unknown> }) =>
  String(answer.headers.location).split('?')[0]?.split('/').pop() as string;

let luggage = '';
beforeAll(async () => {
  [{ id: luggage } = { id: '' }] = await rows<{ id: string }>(
    `insert into company_categories (id, name) values (gen_random_uuid(), 'Luggage') returning id`,
  );
  await rows(`insert into company_categories (id, name, parent_id) values (gen_random_uuid(), 'Carry-on', $1)`, [
    luggage,
  ]);
});

beforeEach(async () => {
  for (const table of ['collabs', 'deals']) await rows(`delete from ${table}`);
  await rows('update companies set category_id = null');
});

async function make(path: string, fields: Record<string, string>): Promise<string> {
  const answer = await (await alice()).post(path, { compensation: 'cash', currency: 'USD', ...fields });
  expect([answer.status, textOf(answer.text).slice(0, 300)]).toEqual([303, expect.anything()]);
  return idIn(answer);
}
const COLLAB = { company: 'Amberlink', state: 'contracted', signed_on: '2026-01-10', revisions_used: '0' };
const LOCK = {
  category: 'Luggage',
  reach: 'paid',
  platforms: ['youtube'],
  territory: 'US',
  from_on: '2026-03-01',
  until_on: '2026-05-30',
};

/** A collab that holds a lock. */
async function lockedBy(lock: object = {}, collab: Record<string, string> = {}): Promise<string> {
  const id = await make('/collabs', { name: 'A year in one pocket', ...COLLAB, ...collab });
  const answer = await (await alice()).post(`/collabs/${id}/exclusivities`, { ...LOCK, ...lock } as never);
  expect([answer.status, textOf(answer.text).slice(0, 400)]).toEqual([303, expect.anything()]);
  return id;
}
async function deal(fields: Record<string, string>, wanted: Record<string, string>): Promise<string> {
  const id = await make('/pipeline', { name: 'Gift guide', company: 'Voltline', category: 'Luggage', ...fields });
  await wants(id, wanted);
  return id;
}
async function wants(id: string, wanted: Record<string, string>) {
  const day = { kind: 'integrated_video', quantity: '1', platform: 'youtube', live_on: '2026-05-30' };
  expect((await (await alice()).post(`/pipeline/${id}/deliverables`, { ...day, ...wanted })).status).toBe(303);
}
const pageOf = async (path: string) => textOf((await (await alice()).get(path)).text);
const HELD = 'Collides with exclusivity “Luggage” until 30 May.';

describe('a deal while it is negotiated', () => {
  it.each<[string, Record<string, string>, Record<string, string>, object, boolean]>([
    ['on the last day', {}, {}, {}, true],
    ['on the day after it', {}, { live_on: '2026-05-31' }, {}, false],
    ['on the first day', {}, { live_on: '2026-03-01' }, {}, true],
    ['on the day before it', {}, { live_on: '2026-02-28' }, {}, false],
    ['without a day', {}, { live_on: '' }, {}, false],
    ['for a podcast only', {}, { platform: 'podcast' }, {}, false],
    ['where nobody said for which platform', {}, { platform: '' }, {}, true],
    ['on any platform, where the lock names none', {}, { platform: 'podcast' }, { platforms: [] }, true],
    ['of a category under it', { category: 'Luggage / Carry-on' }, {}, {}, true],
    ['of the category over it', {}, {}, { category: 'Luggage / Carry-on' }, false],
    ['of another category', { category: '' }, {}, {}, false],
    ['in another country', { territory: 'DE' }, {}, {}, false],
    ['in the same country', { territory: 'US' }, {}, {}, true],
    ['in one country, where the lock is worldwide', { territory: 'DE' }, {}, { territory: '' }, true],
    ['unpaid, where paid work is locked', { compensation: 'product' }, {}, {}, false],
    ['unpaid, where unpaid work is locked too', { compensation: 'product' }, {}, { reach: 'organic' }, true],
    ['paid by what is sold', { compensation: 'affiliate' }, {}, {}, true],
    ['for the company that holds the lock', { company: 'Amberlink' }, {}, {}, false],
    [
      'for a competitor that it names',
      { category: '', company: 'VOLTLINE' },
      {},
      { competitors: 'Anker\n  Voltline ' },
      true,
    ],
    ['for nobody that it names', { category: '' }, {}, { category: '', competitors: 'Volt' }, false],
  ])('is told of a lock %s, or not', async (_what, fields, wanted, lock, collides) => {
    await lockedBy(lock);
    const text = await pageOf(`/pipeline/${await deal(fields, wanted)}`);
    expect(text.includes('Collides with exclusivity')).toBe(collides);
  });

  it('is of the category of its company where it names none', async () => {
    await lockedBy();
    const id = await deal({ category: '' }, {});
    await rows(`update companies set category_id = $1 where name = 'Voltline'`, [luggage]);
    expect(await pageOf(`/pipeline/${id}`)).toContain(HELD);
  });

  it('is told whose, in which collab, where and when, and moves to the first free day, with Undo', async () => {
    const collab = await lockedBy();
    // One that follows at once: its end counts.
    await lockedBy({ from_on: '2026-05-31', until_on: '2026-06-10' }, { name: 'Summer' });
    const id = await deal({}, {});
    const text = await pageOf(`/pipeline/${id}`);
    expect(text.replace(' :', ':')).toContain(
      `${HELD} Amberlink, in A year in one pocket: YouTube, United States, paid only, 1 Mar 2026 to 30 May 2026. Your live day is 30 May 2026; the first free day is 11 Jun.`,
    );
    expect(text).toContain('Winning is blocked until the day moves or you give a reason.');
    expect(text).toContain('Collides until 30 May');
    const { text: html } = await (await alice()).get(`/pipeline/${id}`);
    expect(html).toContain(`href="/collabs/${collab}"`);
    expect(html).toContain('role="status"');
    const action = /action="(\/pipeline\/[^"]+\/deliverables\/[^"]+)"/.exec(html)?.[1] ?? '';
    const moved = await (await alice()).postAndFollow(action, { live_on: '2026-06-11' });
    expect(textOf(moved.text)).not.toContain('Collides');
    const dayOf = () => rows('select live_on::text from deal_deliverables where deal_id = $1', [id]);
    expect(await dayOf()).toEqual([{ live_on: '2026-06-11' }]);
    await (await alice()).postAndFollow(/action="([^"]+\/reversal)"/.exec(moved.text)?.[1] ?? '', {});
    expect(await dayOf()).toEqual([{ live_on: '2026-05-30' }]);
  });

  it('says of a row why it is free', async () => {
    await lockedBy();
    const id = await deal({}, { platform: 'podcast' });
    expect(await pageOf(`/pipeline/${id}`)).toContain('Free: the lock is YouTube only');
    const abroad = await deal({ territory: 'DE' }, {});
    expect(await pageOf(`/pipeline/${abroad}`)).toContain('Free: the lock is for United States only');
    const unpaid = await deal({ compensation: 'product' }, {});
    expect(await pageOf(`/pipeline/${unpaid}`)).toContain('Free: the lock is for paid work only');
  });

  it.each([`state = 'cancelled'`, 'deleted_at = now()'])('is not held by a collab that is over: %s', async (over) => {
    const collab = await lockedBy();
    const id = await deal({}, {});
    await rows(`update collabs set ${over} where id = $1`, [collab]);
    expect(await pageOf(`/pipeline/${id}`)).not.toContain('Collides');
  });

  it('is not held by what somebody else may not do', async () => {
    await lockedBy();
    const bob = await app.current.as('bob');
    const answer = await bob.post('/pipeline', {
      name: 'Bob’s',
      company: 'Voltline',
      category: 'Luggage',
      compensation: 'cash',
      currency: 'USD',
    });
    const id = idIn(answer);
    await bob.post(`/pipeline/${id}/deliverables`, { kind: 'short', quantity: '1', live_on: '2026-05-30' });
    expect(textOf((await bob.get(`/pipeline/${id}`)).text)).not.toContain('Collides');
  });
});

describe('a deal that is won', () => {
  it('makes no collab before another day or a reason is typed, which the collab keeps', async () => {
    await lockedBy();
    const id = await deal({}, {});
    const planned = {
      to: 'won',
      name: 'Gift guide',
      fee: '1300',
      plan: 'delivery',
      closed_on: '2026-02-02',
      version: '2',
      deliverable_kind_0: 'integrated_video',
      deliverable_platform_0: 'youtube',
      deliverable_quantity_0: '1',
    };
    const win = (fields: Record<string, string>) =>
      alice().then((it) => it.post(`/pipeline/${id}/closure`, { ...planned, ...fields }));
    const asked = await (await alice()).get(`/pipeline/${id}/closure?to=won`);
    expect(textOf(asked.text)).toContain(
      'Integrated video, YouTube on 30 May 2026 collides with exclusivity “Luggage”',
    );
    expect([asked.text.includes('name="lock_reason"'), textOf(asked.text).includes('There is a problem')]).toEqual([
      true,
      false,
    ]);
    // A fault elsewhere does not take the field away again.
    const elsewhere = await win({ deliverable_live_on_0: '2026-05-30', closed_on: '', lock_reason: '' });
    expect([elsewhere.status, elsewhere.text.includes('name="lock_reason"')]).toEqual([422, true]);
    const refused = await win({ deliverable_live_on_0: '2026-05-30' });
    expect([refused.status, textOf(refused.text)]).toEqual([
      422,
      expect.stringContaining('Integrated video, YouTube on 30 May 2026 collides with exclusivity “Luggage”'),
    ]);
    expect(refused.text).toContain('name="lock_reason"');
    const made = () => rows('select lock_reason from collabs where deal_id = $1', [id]);
    expect(await made()).toEqual([]);
    const stage = 'select s.kind from deals d join deal_stages s on s.id = d.stage_id where d.id = $1';
    expect(await rows(stage, [id])).toEqual([{ kind: 'open' }]);
    expect((await win({ deliverable_live_on_0: '2026-05-30', lock_reason: 'They agreed' })).status).toBe(303);
    expect(await made()).toEqual([{ lock_reason: 'They agreed' }]);
    const other = await deal({}, {});
    const free = await deal({}, { live_on: '2026-05-31' });
    expect((await (await alice()).get(`/pipeline/${free}/closure?to=won`)).text).not.toContain('lock_reason');
    const moved = await (await alice()).post(`/pipeline/${other}/closure`, {
      ...planned,
      deliverable_live_on_0: '2026-05-31',
    });
    expect(moved.status).toBe(303);
  });
});

describe('a collab', () => {
  const second = (state: string) =>
    make('/collabs', { name: 'Second', company: 'Voltline', category: 'Luggage', state, revisions_used: '0' });
  const delivers = (id: string, fields: Record<string, string> = {}) =>
    alice().then((it) =>
      it.post(`/collabs/${id}/deliverables`, {
        kind: 'short',
        platform: 'youtube',
        live_on: '2026-05-30',
        quantity: '1',
        ...fields,
      }),
    );

  it('is told of it on its page, and is not signed before a reason is typed', async () => {
    await lockedBy();
    const id = await second('agreed');
    expect((await delivers(id)).status).toBe(303);
    expect(await pageOf(`/collabs/${id}`)).toContain(HELD);
    expect(await pageOf(`/collabs/${id}`)).toContain('Signing is blocked');
    const sign = (fields: object) =>
      alice().then((it) => it.post(`/collabs/${id}/sign`, { signed_on: '2026-02-01', ...fields }));
    const refused = await sign({});
    expect([refused.status, textOf(refused.text)]).toEqual([
      422,
      expect.stringContaining('Short, YouTube on 30 May 2026 collides with exclusivity “Luggage” until 30 May 2026.'),
    ]);
    expect(refused.text).toMatch(/<details class="more" open>/);
    const stands = () => rows('select state, lock_reason from collabs where id = $1', [id]);
    expect(await stands()).toEqual([{ state: 'agreed', lock_reason: null }]);
    expect((await sign({ lock_reason: 'Amberlink agreed by mail' })).status).toBe(303);
    expect(await stands()).toEqual([{ state: 'contracted', lock_reason: 'Amberlink agreed by mail' }]);
    expect(await pageOf(`/collabs/${id}?tab=activity`)).toContain('Amberlink agreed by mail');
  });

  it('is signed where nothing stands in its way, and is not asked again once it is', async () => {
    await lockedBy();
    const id = await second('agreed');
    await delivers(id, { live_on: '2026-05-31' });
    expect((await (await alice()).post(`/collabs/${id}/sign`, { signed_on: '2026-02-01' })).status).toBe(303);
    // What is planned later is told of, and kept.
    expect((await delivers(id)).status).toBe(303);
    expect(await pageOf(`/collabs/${id}`)).toContain(HELD);
    expect((await (await alice()).post(`/collabs/${id}/start`, {})).status).toBe(303);
  });

  it('is left out of an act on many that would sign it, unless its reason is there', async () => {
    await lockedBy();
    const ids = [await second('agreed'), await second('agreed'), await second('agreed')];
    await delivers(ids[0] ?? '');
    await delivers(ids[1] ?? '', { live_on: '2026-05-31' });
    await delivers(ids[2] ?? '');
    await rows('update collabs set lock_reason = $2 where id = $1', [ids[2], 'They agreed']);
    const set = { act: 'set', field: 'state', state: 'contracted', signed_on: '2026-02-01', ids };
    await (await alice()).postAndFollow('/collabs/bulk', set as never);
    const states = await rows<{ id: string; state: string }>('select id, state from collabs where id = any($1)', [ids]);
    const stateOf = (id?: string) => states.find((it) => it.id === id)?.state;
    expect(ids.map(stateOf)).toEqual(['agreed', 'contracted', 'contracted']);
  });

  it('is not held by its own locks, nor where it is out', async () => {
    const id = await lockedBy({}, { company: '', category: 'Luggage' });
    await delivers(id);
    expect(await pageOf(`/collabs/${id}`)).not.toContain('Collides');
    const other = await second('agreed');
    await delivers(other);
    const [row] = await rows<{ id: string }>('select id from collab_deliverables where collab_id = $1', [other]);
    const out = { link: 'https://video.example/1', went_live_on: '2026-05-30' };
    await (await alice()).post(`/collabs/${other}/deliverables/${row?.id}/mark-live`, {
      ...out,
      live_reason: 'Said in it.',
    });
    expect(await pageOf(`/collabs/${other}`)).not.toContain('Collides');
  });

  it('tells which deliverables of others lie in its lock', async () => {
    const id = await lockedBy();
    const other = await second('agreed');
    await delivers(other, { title: 'Packing light' });
    await delivers(other, { title: 'Later', live_on: '2026-05-31' });
    const text = await pageOf(`/collabs/${id}`);
    expect(text).toContain('In exclusivity “Luggage”: Short: Packing light of Second goes live on 30 May 2026.');
    expect(text).not.toContain('Short: Later');
  });
});

describe('the check', () => {
  const day = fc.integer({ min: 0, max: 20 }).map((n) => dayAfter('2026-05-20', n));
  const platforms = ['youtube', 'tiktok', 'podcast'];
  const lock = fc.record({
    category: fc.constantFrom(null, 'Luggage', 'Carry-on', 'Chargers'),
    competitors: fc.constantFrom(null, 'Voltline', 'Anker\nVOLTLINE'),
    reach: fc.constantFrom('paid', 'organic'),
    platforms: fc.constantFrom(null, 'youtube', 'youtube,tiktok', 'podcast'),
    territory: fc.constantFrom(null, 'US', 'DE'),
    days: fc.tuple(day, day).map(([a, b]) => [a, b].sort() as [string, string]),
    company: fc.constantFrom(null, 'Amberlink', 'Voltline'),
    over: fc.constantFrom('', '', '', 'cancelled', 'trash'),
  });
  const work = fc.record({
    category: fc.constantFrom(null, 'Luggage', 'Carry-on', 'Chargers'),
    company: fc.constantFrom(null, 'Voltline', 'Amberlink'),
    territory: fc.constantFrom(null, 'US', 'DE'),
    compensation: fc.constantFrom('cash', 'product', 'affiliate') as fc.Arbitrary<Work['compensation']>,
    days: fc.array(fc.record({ platform: fc.constantFrom(null, ...platforms), live_on: fc.option(day) }), {
      maxLength: 3,
    }),
  });
  type LockDrawn = typeof lock extends fc.Arbitrary<infer T> ? T : never;
  type WorkDrawn = typeof work extends fc.Arbitrary<infer T> ? T : never;
  const UP: Record<string, string[]> = {
    Luggage: ['Luggage'],
    'Carry-on': ['Carry-on', 'Luggage'],
    Chargers: ['Chargers'],
  };
  // Amberlink makes chargers: what is done for it is of that category where nothing else is said.
  const OF_COMPANY: Record<string, string> = { Amberlink: 'Chargers' };

  function holds(
    it: LockDrawn,
    { category, company, territory, compensation }: WorkDrawn,
    platform: string | null,
    on: string,
  ) {
    const [from, until] = it.days;
    const of = category ?? OF_COMPANY[company ?? ''] ?? null;
    const isOfCategory = it.category !== null && of !== null && (UP[of] ?? []).includes(it.category);
    const isNamed = (it.competitors ?? '').split('\n').some((name) => name.toLowerCase() === company?.toLowerCase());
    if (it.over !== '') return false;
    if (it.company !== null && it.company === company) return false;
    if (!isOfCategory && !isNamed) return false;
    if (it.platforms !== null && platform !== null && !it.platforms.split(',').includes(platform)) return false;
    if (it.territory !== null && territory !== null && it.territory !== territory) return false;
    if (it.reach === 'paid' && compensation === 'product') return false;
    for (let each = from; each <= until; each = dayAfter(each, 1)) if (each === on) return true;
    return false;
  }

  it('is that of a slow one that asks each day of each lock, and the first free day is free', async () => {
    const [owner] = await rows<{ id: string }>(`select id from users where email like 'alice%'`);
    const ids = new Map(
      (await rows<{ id: string; name: string }>('select id, name from company_categories')).map((it) => [
        it.name,
        it.id,
      ]),
    );
    if (!ids.has('Chargers')) {
      const [made] = await rows<{ id: string }>(
        `insert into company_categories (id, name) values (gen_random_uuid(), 'Chargers') returning id`,
      );
      ids.set('Chargers', made?.id ?? '');
    }
    const companies = new Map<string, string>();
    for (const name of ['Amberlink', 'Voltline']) {
      const [known] = await rows<{ id: string }>('select id from companies where name = $1', [name]);
      const id = known?.id ?? (await make('/companies', { name }));
      await rows('update companies set category_id = $2 where id = $1', [id, ids.get(OF_COMPANY[name] ?? '') ?? null]);
      companies.set(name, id);
    }
    const person = owner?.id ?? '';
    await fc.assert(
      fc.asyncProperty(fc.array(lock, { maxLength: 6 }), work, async (drawn, done) => {
        await rows('delete from collabs where user_id = $1', [person]);
        const locks = drawn.filter((it) => it.category !== null || it.competitors !== null);
        for (const it of locks)
          await rows(
            `with made as (insert into collabs (id, user_id, name, currency, company_id, state, deleted_at)
               values (gen_random_uuid(), $1, 'x', 'USD', $2, $3, $4) returning id)
             insert into collab_exclusivities (id, user_id, collab_id, category_id, competitors, reach, platforms, territory, from_on, until_on)
             select gen_random_uuid(), $1, id, $5, $6, $7, $8, $9, $10, $11 from made`,
            [
              ...[
                person,
                companies.get(it.company ?? '') ?? null,
                it.over === 'cancelled' ? 'cancelled' : 'contracted',
              ],
              ...[it.over === 'trash' ? new Date() : null, ids.get(it.category ?? '') ?? null, it.competitors],
              ...[it.reach, it.platforms, it.territory, ...it.days],
            ],
          );
        const { category, company, territory, compensation } = done;
        const found = await app.current.database.readAsUser(person, (db) =>
          conflictsOf(db, {
            territory,
            compensation,
            company_id: companies.get(company ?? '') ?? null,
            category_id: ids.get(category ?? '') ?? null,
            days: done.days.map((it, n) => ({ ...it, row: String(n) })),
          }),
        );
        for (const [n, { platform, live_on }] of done.days.entries()) {
          const of = found.find(({ row }) => row === String(n));
          const held = (on: string) => locks.filter((it) => holds(it, done, platform, on));
          expect(of?.locks.length ?? 0).toBe(live_on === null ? 0 : held(live_on).length);
          if (!of || live_on === null || of.locks.length === 0) continue;
          let free = live_on;
          while (held(free).length > 0) free = dayAfter(free, 1);
          expect(of.free_on).toBe(free);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('a week', () => {
  it('is told of where more goes live in it than its person wants', async () => {
    await lockedBy({}, { category: 'Luggage' }).then(async (id) => {
      for (const live_on of ['2026-06-01', '2026-06-07', '2026-06-08'])
        await (await alice()).post(`/collabs/${id}/deliverables`, { kind: 'short', quantity: '1', live_on });
    });
    const id = await deal({}, { live_on: '2026-06-03', quantity: '2' });
    const limit = (weekly_deliverables: string) =>
      alice().then((it) => it.post('/account/work', { weekly_deliverables }));
    expect(await pageOf(`/pipeline/${id}`)).not.toContain('Your limit');
    expect((await limit('4')).status).toBe(303);
    expect(await pageOf(`/pipeline/${id}`)).not.toContain('Your limit');
    expect((await limit('3')).status).toBe(303);
    expect(await pageOf(`/pipeline/${id}`)).toContain(
      '4 deliverables go live in the week of 1 Jun 2026, 2 of other collabs among them. Your limit is 3.',
    );
    const odd = await limit('0');
    expect([odd.status, odd.text]).toEqual([422, expect.stringContaining('value="0"')]);
    expect((await limit('')).status).toBe(303);
    expect(await pageOf(`/pipeline/${id}`)).not.toContain('Your limit');
  });
});

describe('the page of what is locked', () => {
  it('shows the locks whose days lie in a quarter, each with its collab, and steps to the next', async () => {
    const id = await lockedBy();
    await lockedBy(
      { category: '', competitors: 'Anker', from_on: '2026-06-30', until_on: '2026-07-02' },
      { name: 'July' },
    );
    const over = await lockedBy({}, { name: 'Cancelled one' });
    await rows(`update collabs set state = 'cancelled' where id = $1`, [over]);
    const { text: html } = await (await alice()).get('/collabs/locks?quarter=2026-Q2');
    const text = textOf(html);
    for (const it of [
      'Luggage',
      'A year in one pocket',
      'YouTube, United States, paid only',
      '1 Mar 2026 to 30 May 2026',
    ])
      expect(text).toContain(it);
    expect(text).toContain('Anker');
    expect(text).not.toContain('Cancelled one');
    expect(html).toContain(`href="/collabs/${id}"`);
    // 60 of the 91 days from April to June; what ends in July reaches the edge.
    expect(html).toMatch(/<rect class="run-b k2" x="0%" width="65.93%"/);
    expect(html).toMatch(/<rect class="run-b k2" x="98.9%" width="1.1%"/);
    const next = /href="(\/collabs\/locks\?quarter=2026-Q3)"/.exec(html)?.[1] ?? '';
    const third = await pageOf(next);
    expect(third).toContain('Anker');
    expect(third).not.toContain('A year in one pocket');
    expect(await pageOf('/collabs/locks?quarter=2030-Q1')).toContain('Nothing is locked in Q1 2030');
  });

  it.each(['2026', '2026-Q5', '2026-Q0', '1899-Q4', "'"])('says that %s is no quarter', async (quarter) => {
    const answer = await (await alice()).get(`/collabs/locks?quarter=${encodeURIComponent(quarter)}`);
    expect([answer.status, textOf(answer.text)]).toEqual([
      422,
      expect.stringContaining('Choose a quarter of the list.'),
    ]);
  });

  it('opens at the edges of what days may be', async () => {
    for (const quarter of ['1900-Q1', '2199-Q4'])
      expect((await (await alice()).get(`/collabs/locks?quarter=${quarter}`)).status).toBe(200);
  });
});
