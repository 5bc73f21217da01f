import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Figures, figuresColumn } from '../../src/features/collabs/figures.js';
import { daysBetween } from '../../src/platform/clock.js';
import { useApp } from '../support/app.js';
import { insert } from '../support/database.js';
import { PEOPLE } from '../support/people.js';
import { textOf } from '../support/visitor.js';

/** What is worked out of a collab: its shares, its days, what a deliverable and a thousand views cost. */
const app = useApp();
const rows = <T>(sql: string, values: unknown[] = []) => app.current.db.rows<T>(sql, values);
const alice = () => app.current.as('alice');
const TODAY = '2026-11-15';
type Fields = Record<string, unknown>;
type Made = { fee: number | null; commission_rate: number | null; deliverables: Fields[]; payments: Fields[] };

async function make({ deliverables, payments, ...fields }: Partial<Made> & Fields): Promise<string> {
  const { user_id, id } = {
    user_id: PEOPLE.alice.id,
    id: await insert(app.current.db, 'collabs', {
      user_id: PEOPLE.alice.id,
      name: 'Night shoot',
      currency: 'USD',
      ...fields,
    }),
  };
  const of = { user_id, collab_id: id };
  for (const [position, it] of (deliverables ?? []).entries())
    await insert(app.current.db, 'collab_deliverables', { kind: 'short', ...of, position, ...it });
  for (const [position, it] of (payments ?? []).entries())
    await insert(app.current.db, 'collab_payments', { label: 'Part', due_when: 'live', ...of, position, ...it });
  return id;
}

// Slow and plain, in whole numbers.
function worked({ fee, commission_rate, deliverables, payments }: Made): Figures {
  const things = deliverables.flatMap((it) => Array<Fields>(Number(it.quantity)).fill(it));
  const isOut = ({ state }: Fields) => state === 'live' || state === 'verified';
  const halfUp = (of: number, by: number) =>
    by === 0 ? null : Number((BigInt(of) * 2n + BigInt(by)) / (BigInt(by) * 2n));
  const views = deliverables.reduce((sum, it) => sum + Number(it.views_30 ?? it.views_7 ?? 0), 0);
  const timed = things.filter((it) => it.live_on && (isOut(it) || it.state === 'missed'));
  const isPaid = (it: Fields) => it.paid_amount !== null && Number(it.paid_amount) >= Number(it.amount);
  const late = payments
    .filter((it) => !isPaid(it) && it.due_on && String(it.due_on) < TODAY)
    .map((it) => String(it.due_on));
  const lasted = payments.flatMap((it) =>
    isPaid(it) && it.invoiced_on && it.paid_on ? [daysBetween(String(it.invoiced_on), String(it.paid_on))] : [],
  );
  const share = (part: Fields[], whole: Fields[]) => halfUp(part.length * 10_000, whole.length);
  return {
    net_fee: fee === null ? null : fee - (halfUp(fee * (commission_rate ?? 0), 10_000) ?? 0),
    fee_per_deliverable: fee === null ? null : halfUp(fee, things.length),
    cpm: fee === null ? null : halfUp(fee * 1000, views),
    days_overdue: late.length === 0 ? null : daysBetween(late.sort()[0] ?? '', TODAY),
    days_to_pay: lasted.length === 0 ? null : Math.floor(lasted.reduce((a, b) => a + b, 0) / lasted.length + 0.5),
    delivered: share(things.filter(isOut), things),
    on_time: share(
      timed.filter((it) => isOut(it) && it.went_live_on && String(it.went_live_on) <= String(it.live_on)),
      timed,
    ),
  };
}

describe('the figures of a collab', () => {
  const day = fc.option(fc.integer({ min: 1, max: 28 }).map((n) => `2026-11-${String(n).padStart(2, '0')}`));
  const views = fc.option(fc.integer({ min: 0, max: 1_000_000_000 }));
  const collab = fc.record({
    fee: fc.option(fc.integer({ min: 0, max: 1_000_000_000 })),
    commission_rate: fc.option(fc.integer({ min: 0, max: 10_000 })),
    deliverables: fc.array(
      fc.record({
        quantity: fc.integer({ min: 1, max: 9 }),
        state: fc.constantFrom('to_do', 'drafting', 'submitted', 'revision', 'approved', 'live', 'verified', 'missed'),
        live_on: day,
        went_live_on: day,
        views_7: views,
        views_30: views,
      }),
      { maxLength: 4 },
    ),
    payments: fc.array(
      fc.record({
        amount: fc.integer({ min: 0, max: 500 }),
        paid_amount: fc.option(fc.integer({ min: 0, max: 500 })),
        invoiced_on: day,
        due_on: day,
        paid_on: day,
      }),
      { maxLength: 4 },
    ),
  });

  it('are those of slow and plain sums, whatever it holds', async () => {
    const column = figuresColumn(TODAY);
    await fc.assert(
      fc.asyncProperty(collab, async (made) => {
        const id = await make(made);
        const [found] = await rows<{ figures: Figures }>(
          `select ${column.text} from collabs b where b.id = $${column.values.length + 1}`,
          [...column.values, id],
        );
        expect(found?.figures).toEqual(worked(made));
      }),
      { numRuns: 80 },
    );
  });

  it('stand on its page, a dash where there is nothing to divide by', async () => {
    const live = { state: 'live', went_live_on: '2026-10-20', live_on: '2026-10-20', views_7: 10, views_30: 8000 };
    const id = await make({
      fee: 320_000,
      commission_rate: 1000,
      deliverables: [
        live,
        { live_on: '2026-10-01', state: 'missed' },
        { state: 'drafting', draft_due_on: '2199-01-31' },
      ],
      payments: [
        { amount: 1000, paid_amount: 1000, invoiced_on: '2026-09-01', paid_on: '2026-09-13' },
        { amount: 1000, invoiced_on: '2026-01-01', due_on: '2026-01-02' },
      ],
    });
    const words = textOf((await (await alice()).get(`/collabs/${id}`)).text);
    expect(words).toMatch(
      /Figures Fee per deliverable 1,066\.67 Fee per 1,000 views 400\.00 Days to pay, mean 12 days Overdue \d+ days Next deadline 2 Jan 2026 Delivered 33\.33 % On time 50 %/,
    );
    const empty = textOf((await (await alice()).get(`/collabs/${await make({})}`)).text);
    expect(empty).toContain(
      'Figures Fee per deliverable – Fee per 1,000 views – Days to pay, mean – Overdue – Next deadline – Delivered – On time –',
    );
  });

  it('are columns that sort, stand in an export, and add up where they can', async () => {
    await rows('delete from collabs');
    await make({
      name: 'Half',
      fee: 10_000,
      commission_rate: 1000,
      deliverables: [{ state: 'live' }, { state: 'to_do' }],
    });
    await make({ name: 'Whole', fee: 333, deliverables: [{ state: 'verified' }] });
    await make({ name: 'Nothing', fee: null });
    const names = ['net_fee', 'fee_per_deliverable', 'cpm', 'days_overdue', 'days_to_pay', 'delivered', 'on_time'];
    const columns = names.map((name) => `columns=${name}`).join('&');
    for (const name of names.flatMap((it) => [it, `-${it}`]))
      expect([name, (await (await alice()).get(`/collabs?${columns}&sort=${name}`)).status]).toEqual([name, 200]);
    const csv = (await (await alice()).get(`/collabs/export.csv?${columns}&sort=-delivered`)).text.trim().split('\r\n');
    expect(csv.map((line) => line.split(',').slice(1).join(','))).toEqual([
      `name,${names.join(',')}`,
      'Whole,3.33,3.33,,,,100,',
      'Half,90.00,50.00,,,,50,',
      'Nothing,,,,,,,',
    ]);
    expect(textOf((await (await alice()).get(`/collabs/totals?${columns}`)).text)).toContain('93.33');
  });
});
