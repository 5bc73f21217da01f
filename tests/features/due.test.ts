import { describe, expect, it } from 'vitest';
import { useApp } from '../support/app.js';
import { insert } from '../support/database.js';
import { PEOPLE } from '../support/people.js';
import { textOf } from '../support/visitor.js';

/** What deals and collabs ask for, on the dashboard. */
const app = useApp();
const day = (offset: number) => new Date(Date.now() + offset * 86_400_000).toISOString().slice(0, 10);
const page = async (name: 'alice' | 'bob' | 'charlie') => (await (await app.current.as(name)).get('/')).text;

function collab(fields: Record<string, unknown> = {}, owner: 'alice' | 'bob' = 'alice'): Promise<string> {
  return insert(app.current.db, 'collabs', {
    user_id: PEOPLE[owner].id,
    name: 'Park nights',
    currency: 'USD',
    state: 'in_production',
    ...fields,
  });
}
const deliverable = (collab_id: string, fields: Record<string, unknown>) =>
  insert(app.current.db, 'collab_deliverables', { user_id: PEOPLE.alice.id, collab_id, kind: 'short', ...fields });
const payment = (collab_id: string, fields: Record<string, unknown>) =>
  insert(app.current.db, 'collab_payments', {
    user_id: PEOPLE.alice.id,
    collab_id,
    label: 'On signing',
    amount: 120_000,
    ...fields,
  });

async function deal(name: string, fields: Record<string, unknown> = {}, stage = 'Pitched'): Promise<string> {
  const [found] = await app.current.db.rows<{ id: string }>(
    'select id from deal_stages where user_id = $1 and name = $2',
    [PEOPLE.alice.id, stage],
  );
  return insert(app.current.db, 'deals', {
    user_id: PEOPLE.alice.id,
    name,
    currency: 'USD',
    stage_id: found?.id,
    amount: 90_000,
    ...fields,
  });
}

/** The rows of "Needs you now" that name something, each as it is read. */
function needs(html: string, name: string): string[] {
  const [, list = ''] = /<ul class="need">([\s\S]*?)<\/ul>/.exec(html) ?? [];
  return list
    .split('</li>')
    .map((row) => textOf(row).trim())
    .filter((row) => row.includes(name));
}

describe('what is due of a collab', () => {
  it('asks for one day of a deliverable at a time, with the act that fits its state', async () => {
    const id = await collab();
    const days = { draft_due_on: day(-9), approval_due_on: day(-5), live_on: day(-1), keep_until: day(300) };
    const drafted = await deliverable(id, { ...days, title: 'Drafting one', state: 'drafting' });
    await deliverable(id, { ...days, title: 'Revised one', state: 'revision', draft_due_on: null });
    const submitted = await deliverable(id, { ...days, title: 'Submitted one', state: 'submitted' });
    const approved = await deliverable(id, { ...days, title: 'Approved one', state: 'approved' });
    for (const state of ['live', 'verified', 'missed'])
      await deliverable(id, { ...days, title: `Out: ${state}`, state });
    const html = await page('alice');
    expect(needs(html, 'Drafting one')).toEqual([
      expect.stringMatching(/^Draft: Drafting one, Park nights .*9 d late ?Submit$/),
    ]);
    expect(needs(html, 'Revised one')).toEqual([expect.stringMatching(/^Approval: Revised one.*5 d late ?Submit$/)]);
    expect(needs(html, 'Submitted one')).toEqual([expect.stringMatching(/^Approval: .*5 d late ?Approve$/)]);
    expect(needs(html, 'Approved one')).toEqual([expect.stringMatching(/^Live: .*1 d late ?Mark live$/)]);
    expect(textOf(html)).not.toContain('Out:');
    for (const [row, act] of [
      [drafted, 'submit'],
      [submitted, 'approve'],
      [approved, 'mark-live'],
    ]) {
      const href = `/collabs/${id}/deliverables/${row}/${act}`;
      expect(html).toContain(`href="${href}"`);
      expect((await (await app.current.as('alice')).get(href)).status).toBe(200);
    }
  });

  it('shows what is outstanding of a payment, also of a collab that was called off after its invoice', async () => {
    const id = await collab({ name: 'Paying one', state: 'completed' });
    const part = await payment(id, {
      label: 'Part',
      due_on: day(-38),
      invoiced_on: day(-60),
      invoice_number: '2026-036',
      paid_amount: 45_000,
    });
    const open = await payment(id, { label: 'Not invoiced', due_on: day(0) });
    await payment(id, { label: 'Paid', due_on: day(-3), paid_amount: 120_000, paid_on: day(-2) });
    const off = await collab({ name: 'Called off', state: 'cancelled' });
    await payment(off, { label: 'Owed', due_on: day(-1), invoiced_on: day(-2) });
    await payment(off, { label: 'Never asked', due_on: day(-1) });
    await payment(await collab({ name: 'Gone', deleted_at: new Date() }), { label: 'Deleted', due_on: day(-1) });
    const html = await page('alice');
    expect(needs(html, 'Part, Paying one')).toEqual([
      expect.stringMatching(/invoice 2026-036.*750\.00 USD ?38 d late ?Mark paid$/),
    ]);
    expect(needs(html, 'Not invoiced')).toEqual([expect.stringMatching(/1,200\.00 USD ?Today ?Invoice$/)]);
    expect(needs(html, 'Owed, Called off')).toHaveLength(1);
    for (const gone of ['Paid, Paying', 'Never asked', 'Deleted']) expect(needs(html, gone)).toEqual([]);
    expect(html).toContain(`/collabs/${id}/payments/${part}/pay"`);
    expect(html).toContain(`/collabs/${id}/payments/${open}/invoice"`);
  });

  it('names in the next 14 days what comes, on both ends of them, and nothing of somebody else', async () => {
    const id = await collab({ name: 'Coming' });
    await deliverable(id, { title: 'Tomorrow', live_on: day(1) });
    await deliverable(id, { title: 'Last day', draft_due_on: day(14), live_on: day(15) });
    await insert(app.current.db, 'collab_exclusivities', {
      user_id: PEOPLE.alice.id,
      collab_id: id,
      competitors: 'Lumen\nOak',
      from_on: day(-9),
      until_on: day(3),
    });
    await collab({ name: 'Hers alone' }, 'bob');
    const text = textOf(await page('alice'));
    expect(text).toMatch(/Live: Tomorrow, Coming ?Collab/);
    expect(text).toMatch(/Exclusivity ends: Lumen, Oak, Coming ?Collab/);
    expect(text).toMatch(/Draft: Last day, Coming/);
    expect(text).not.toContain('Live: Last day');
    expect(textOf(await page('charlie'))).not.toContain('Coming');
  });
});

describe('what is due of a deal', () => {
  it('is its next step, and that there is none while it is open', async () => {
    const late = await deal('Clip kit', { next_step: 'Send rates', next_step_on: day(-2) });
    const bare = await deal('Enamel pins', { stage_since: new Date(Date.now() - 5 * 86_400_000) }, 'Inquiry');
    await deal('Undated', { next_step: 'Think' });
    await deal('Held', { hold_until: day(0) }, 'On hold');
    await deal('Won one', { next_step: 'Celebrate', next_step_on: day(-2) }, 'Won');
    await deal('Lost one', {}, 'Lost');
    await deal('Deleted one', { deleted_at: new Date() });
    const html = await page('alice');
    expect(needs(html, 'Send rates')).toEqual([
      expect.stringMatching(/Clip kit.*900\.00 USD ?2 d late ?Done, what next$/),
    ]);
    expect(needs(html, 'Enamel pins')).toEqual([
      expect.stringMatching(/^No next step: Enamel pins ?inquiry, since .*No step ?Add step$/),
    ]);
    expect(needs(html, 'Held')).toEqual([expect.stringMatching(/^On hold until: Held.*Today/)]);
    for (const gone of ['Undated', 'Won one', 'Celebrate', 'Lost one', 'Deleted one'])
      expect(textOf(html)).not.toContain(gone);
    for (const id of [late, bare]) expect(html).toContain(`href="/pipeline/${id}/next-step" data-turbo-frame="act"`);
  });
});
