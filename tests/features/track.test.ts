import { expect, it } from 'vitest';
import { created, program } from '../support/api.js';
import { useApp } from '../support/app.js';

/** The way of a record through its states, as its page shows it. */
const app = useApp();

const ITEM = { name: 'Travel tripod', source: 'review_unit', currency: 'USD', requested_on: '2026-01-05' };
const COLLAB = { name: 'Park nights', company: 'Kestrel Optics', compensation: 'cash', currency: 'USD', fee: '3200' };
const EPISODE = { name: 'Cold-weather park days', show: 'Turnstile Hour', publish_on: '2026-02-20' };

it.each([
  [
    'an item has days of its own before those of its history',
    '/inventory',
    [{ ...ITEM, state: 'requested' }, { state: 'in_review' }, { state: 'received', received_on: '2026-01-09' }],
    ['Requested 5 Jan', 'Received 9 Jan now', 'In review', 'Reviewed', 'Listed', 'Sold'],
  ],
  [
    'an item that is kept has nothing ahead',
    '/inventory',
    [{ ...ITEM, state: 'requested' }, { state: 'in_review', received_on: '2026-01-09' }, { state: 'kept' }],
    ['Requested 5 Jan', 'Received 9 Jan', 'In review 2 Feb', 'Kept 3 Feb now'],
  ],
  [
    'a collab went through states without a day where it was not in them',
    '/collabs',
    [{ ...COLLAB, state: 'proposed' }, { state: 'agreed' }, { state: 'in_production' }],
    ['Proposed 1 Feb', 'Agreed 2 Feb', 'In production 3 Feb now', 'In review', 'Live', 'Completed'],
  ],
  [
    'a collab that was cancelled has nothing ahead',
    '/collabs',
    [{ ...COLLAB, state: 'proposed' }, { state: 'agreed' }, { state: 'cancelled' }],
    ['Proposed 1 Feb', 'Agreed 2 Feb', 'Cancelled 3 Feb now'],
  ],
  [
    'an episode says when it is to be published',
    '/guide',
    [{ ...EPISODE, state: 'idea' }, { state: 'scripted' }],
    ['Idea 1 Feb', 'Scripted 2 Feb now', 'Recorded', 'Editing', 'Scheduled', 'Published 20 Feb'],
  ],
])('%s', async (_, path, [begun, ...then], steps) => {
  const alice = await program(app.current, 'alice');
  const { id } = await created(alice, path, begun as object);
  for (const sent of then) expect((await alice.patch(`${path}/${id}`, sent)).text).toContain(`"state":"${sent.state}"`);
  // As if each had been said at noon of a day, one after another.
  await app.current.db.rows(
    `update history h set at = timestamptz '2026-01-31 12:00Z' + interval '1 day' * o.n
    from (select id, row_number() over (order by at, id) as n from history where $1 in (inventory_item_id, collab_id, guide_episode_id)) o where o.id = h.id`,
    [id],
  );
  expect((await trackAt(`${path}/${id}`)).map((it) => it.filter(Boolean).join(' '))).toEqual(steps);
});

it('a deal shows the stages it was in, where it is, and the open ones ahead, then Won', async () => {
  const alice = await program(app.current, 'alice');
  const { id, stage } = await created(alice, '/pipeline', { name: 'Charger', company: 'Voltline', currency: 'USD' });
  const open = await app.current.db.rows<{ name: string }>(
    `select name from deal_stages where user_id = (select user_id from deals where id = $1) and kind = 'open' order by position`,
    [id],
  );
  const [first, , third, ...ahead] = open.map(({ name }) => name);
  expect([stage, (await alice.patch(`/pipeline/${id}`, { stage: third })).body.stage]).toEqual([first, third]);
  const shown = await trackAt(`/pipeline/${id}`);
  expect(shown.map(([label, day, now]) => [label, day !== undefined, now])).toEqual([
    [first, true, undefined],
    [third, true, 'now'],
    ...[...ahead, 'Won'].map((label) => [label, false, undefined]),
  ]);
});

/** The steps of the record at an address: what each is called, its day, whether it is where the record is. */
async function trackAt(path: string): Promise<(string | undefined)[][]> {
  const { text } = await (await app.current.as('alice')).get(path);
  const [, track = ''] = /aria-label="Progress">([\s\S]*?)<\/ol>/.exec(text) ?? [];
  const steps = track.matchAll(/<li( class="now")?[^>]*><span>(.*?)<\/span>(?:<small class="num">(.*?)<\/small>)?/g);
  return [...steps].map(([, now, label, day]) => [label, day, now && 'now']);
}
