import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { countingWay } from '../../scripts/support/bench-trips.js';
import { writeView } from '../../src/http/list/address.js';
import { useApp } from '../support/app.js';
import { insertCompany } from '../support/companies.js';
import { insert } from '../support/database.js';
import { insertItem } from '../support/items.js';
import { PEOPLE } from '../support/people.js';

/** How often a page asks the database, and how often it waits for an answer, since that is what it mostly takes: what the product promises of each. */
let counting: Awaited<ReturnType<typeof countingWay>>;
const app = useApp(
  {},
  {
    way: async (url) => {
      counting = await countingWay(url);
      return counting.url;
    },
  },
);
afterAll(() => counting?.close());
const { alice } = PEOPLE;
const ids: Record<string, string> = {};

beforeAll(async () => {
  const { db } = app.current;
  const [stage] = await db.rows<{ id: string }>(`select id from deal_stages where user_id = $1 and name = 'Inquiry'`, [
    alice.id,
  ]);
  const own = { user_id: alice.id, currency: 'USD', created_by: alice.id };
  const company_id = await insertCompany(db, { name: 'Kestrel Optics' });
  const contact_id = await insert(db, 'contacts', { first_name: 'Ines' });
  const collab_id = await insert(db, 'collabs', { ...own, name: 'Night series', company_id, fee: 90_000 });
  const deal_id = await insert(db, 'deals', { ...own, name: 'Night series', company_id, stage_id: stage?.id });
  const days = { draft_due_on: '2031-02-01', live_on: '2031-03-01' };
  await insert(db, 'deal_contacts', { user_id: alice.id, deal_id, contact_id });
  await insert(db, 'collab_deliverables', {
    user_id: alice.id,
    collab_id,
    kind: 'short',
    platform: 'youtube',
    ...days,
  });
  await insert(db, 'collab_payments', { user_id: alice.id, collab_id, label: 'All of it', amount: 90_000 });
  const lock = { competitors: 'Others', from_on: '2031-02-01', until_on: '2031-04-01' };
  await insert(db, 'collab_exclusivities', { user_id: alice.id, collab_id, ...lock });
  Object.assign(ids, { inventory: await insertItem(db, alice.id, { collab_id }), pipeline: deal_id });
  Object.assign(ids, { collabs: collab_id, companies: company_id, contacts: contact_id });
  const programme = { user_id: alice.id, name: 'Kestrel partners', currency: 'USD', company_id };
  const programme_id = await insert(db, 'affiliate_programmes', programme);
  const month = { user_id: alice.id, programme_id, month: '2026-09', currency: 'USD' };
  ids.templates = await insert(db, 'templates', { name: 'Rate reply', subject: 'Rates', body: 'Hello' });
  const show_id = await insert(db, 'guide_shows', { name: 'Turnstile Hour' });
  const guide = await insert(db, 'guide_episodes', { name: 'Park nights', show_id, owner_id: alice.id });
  await insert(db, 'guide_segments', { episode_id: guide, kind: 'main' });
  Object.assign(ids, { guide_shows: show_id, guide_episodes: guide });
  Object.assign(ids, { programmes: programme_id, affiliates: await insert(db, 'affiliate_months', month) });
});

/** How many round trips a page costs in all, and how many statements without what stands around every one. */
async function cost(path: string): Promise<{ trips: number; statements: number }> {
  const visitor = await app.current.as('alice');
  expect((await visitor.get(path)).status).toBe(200);
  const before = counting.counted();
  // The last of a page may be counted with the next one, so that several are asked for.
  for (let n = 0; n < 5; n += 1) await visitor.get(path);
  const after = counting.counted();
  const of = (what: 'trips' | 'statements') => Math.round((after[what] - before[what]) / 5);
  // Each says whom it is for, and one is the session.
  return { trips: of('trips'), statements: of('statements') - of('trips') - 1 };
}

describe('what a page asks of the database', () => {
  it('is two statements for a list, whatever it lists, its views, and its rows with their counts: two round trips with its session', async () => {
    for (const { kind, address } of app.current.modules) {
      const list = `${kind.path}?sort=${address.sort}${kind.name === 'pipeline' ? '&layout=list' : ''}`;
      expect({ list, ...(await cost(list)) }).toEqual({ list, trips: 2, statements: 2 });
    }
  });

  it('is four statements for the board in two round trips, and one more that has them planned anew where it is filtered', async () => {
    for (const board of ['/pipeline', '/pipeline?source=inbound', '/pipeline?standing=open'])
      expect({ board, ...(await cost(board)) }).toEqual({ board, trips: 2, statements: board.includes('?') ? 5 : 4 });
  });

  it('is five statements at most for a record, with its place in the list that it was opened from, in three round trips', async () => {
    for (const { kind, address } of app.current.modules) {
      const record = `${kind.path}/${ids[kind.name]}`;
      expect(await cost(record), record).toSatisfy(({ trips, statements }) => trips <= 3 && statements <= 4);
      const opened = `${record}?from=${writeView({ sort: address.sort })}&at=1`;
      // One says that what is behind it is planned in another way.
      expect(await cost(opened), opened).toSatisfy(({ trips, statements }) => trips <= 3 && statements <= 6);
      for (const tab of ['tasks', 'files', 'activity'])
        expect({ record, tab, trips: (await cost(`${record}?tab=${tab}`)).trips <= 3 }).toEqual({
          record,
          tab,
          trips: true,
        });
    }
  });

  it('is two round trips for the dashboard, however its cards stand', async () => {
    expect((await cost('/')).trips).toBe(2);
    const visitor = await app.current.as('alice');
    await visitor.get('/account/dashboard');
    const sent = await visitor.post('/account/dashboard', { order: ['recent', 'needs'], shown: ['recent'] });
    expect(sent.status).toBe(303);
    expect((await cost('/')).trips).toBe(2);
  });

  it('is nothing for a /health that was asked for within a second', async () => {
    const [began, before] = [Date.now(), counting.counted().trips];
    for (let n = 0; n < 30; n += 1) await app.current.visitor().get('/health');
    const looks = Math.ceil((Date.now() - began) / 1000) + 1;
    expect(counting.counted().trips - before).toBeLessThanOrEqual(2 * looks);
  });
});
