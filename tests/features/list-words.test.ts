import { beforeAll, describe, expect, it } from 'vitest';
import { dayOf } from '../../src/http/format.js';
import { daysOf } from '../../src/records/fields/day-words.js';
import { useApp } from '../support/app.js';
import { insertItem } from '../support/items.js';
import { readList } from '../support/list.js';
import { PEOPLE } from '../support/people.js';

const app = useApp();
const { alice } = PEOPLE;
// No two places of the earth are further apart: for most of the day it is another day there.
const EARLY = 'Pacific/Kiritimati';
const LATE = 'Pacific/Pago_Pago';
const dayIn = (zone: string, days = 0) => dayOf(new Date(Date.now() + days * 86_400_000), zone);
const live = (zone: string) => app.current.db.rows('update users set time_zone = $2 where id = $1', [alice.id, zone]);
const names = async (query: string) => (await readList(app.current, query)).names.sort();
const review = (on: string, fields: Record<string, unknown> = {}) => ({ review_due_on: on, ...fields });

beforeAll(async () => {
  await live(EARLY);
  const add = (name: string, fields: Record<string, unknown>) =>
    insertItem(app.current.db, alice.id, { name, ...fields });
  await add('Late', review(dayIn(EARLY, -1), { rating: 3, category: 'audio' }));
  await add('Today', review(dayIn(EARLY), { fair_market_value: 0 }));
  await add('In two weeks', review(dayIn(EARLY, 14)));
  await add('Later', review(dayIn(EARLY, 15)));
  await add('Published', review(dayIn(EARLY, -3), { review_state: 'published', disclosure_made: true }));
  await add('Waived', review(dayIn(EARLY, -3), { review_state: 'not_required' }));
  await add('Gone', review(dayIn(EARLY, -3), { state: 'returned' }));
  await add('Loaner', { source: 'loaner', return_due_on: dayIn(EARLY, -2), rating: 5 });
  await add('Bought', { source: 'purchase', return_due_on: dayIn(EARLY, -2), category: 'lighting' });
});

describe('days asked for by a word', () => {
  it('are those where the person is, and move on with them', async () => {
    await live(EARLY);
    expect(await names('?review_due_on=today')).toEqual(['Today']);
    expect(await names('?review_due_on=next_14_days')).toEqual(['In two weeks', 'Today']);
    await live(LATE);
    expect(dayIn(LATE) < dayIn(EARLY)).toBe(true);
    expect(await names('?review_due_on=today')).not.toContain('Today');
    await live(EARLY);
  });

  it('are overdue only where something is still asked for', async () => {
    expect(await names('?review_due_on=overdue')).toEqual(['Late']);
    expect(await names('?return_due_on=overdue')).toEqual(['Loaner']);
    expect(await names('?due=overdue')).toEqual(['Late', 'Loaner']);
    expect(await names('?due=overdue&due=next_14_days')).toEqual(['In two weeks', 'Late', 'Loaner', 'Today']);
    const { status, text } = await readList(app.current, '?received_on=overdue');
    expect(status).toBe(422);
    expect(text).toContain('Choose today, this_week, this_month, this_year, last_year, next_14_days, or not_set, or a');
  });

  it('may be none at all, as amounts and choices may', async () => {
    expect(await names('?review_due_on=not_set')).toEqual(['Bought', 'Loaner']);
    expect(await names('?fair_market_value=not_set&review_due_on=today')).toEqual([]);
    expect(await names('?fair_market_value=not_set&rating=not_set')).toHaveLength(6);
    expect(await names('?rating_from=4')).toEqual(['Loaner']);
    expect(await names('?category=audio')).toEqual(['Late']);
    expect(await names('?category=audio&category=not_set')).not.toContain('Bought');
    expect(await names('?category=audio&category=not_set')).toHaveLength(8);
    expect(await names('?disclosure_made=yes')).toEqual(['Published']);
  });

  it('show their chip in words, and the word stays in every link', async () => {
    const { html, text } = await readList(app.current, '?review_due_on=this_year&fair_market_value=not_set');
    expect(text).toContain('Review due on is this year');
    expect(text).toContain('Market value is not set');
    expect(html).toContain('review_due_on=this_year&amp;fair_market_value=not_set&amp;sort=name');
  });

  it.each([
    ['?review_due_on=tomorrow', 'Choose today, '],
    ['?review_due_on=This_Year', 'Choose today, '],
    ['?review_due_on=constructor', 'Choose today, '],
    ['?review_due_on=today&review_due_on=this_week', 'Send one value here.'],
    ['?review_due_on=today&review_due_on_from=2026-01-01', 'Choose either a word or a range'],
    ['?fair_market_value=today', 'Choose not_set, or a range'],
    ['?due=never', 'Choose from the list.'],
  ])('that cannot be read show no row: %s', async (query, message) => {
    const { status, text, names: found } = await readList(app.current, query);
    expect([status, found]).toEqual([422, []]);
    expect(text).toContain(message);
  });

  it('are kept by a saved view as words', async () => {
    const visitor = await app.current.as('alice');
    await visitor.get('/inventory');
    await visitor.post('/inventory/views', { name: 'Of this year', query: 'review_due_on=this_year', pinned: 'on' });
    expect(await app.current.db.rows('select query from saved_views where user_id = $1', [alice.id])).toEqual([
      { query: 'review_due_on=this_year&sort=-updated_at' },
    ]);
    const { from, to } = daysOf('this_year', dayIn(EARLY));
    expect(await names('?review_due_on=this_year')).toEqual(
      await names(`?review_due_on_from=${from}&review_due_on_to=${to}`),
    );
  });
});
