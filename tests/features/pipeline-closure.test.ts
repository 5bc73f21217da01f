import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plannedPayments } from '../../src/features/collabs/payment-plan.js';
import { useApp } from '../support/app.js';
import { textOf } from '../support/visitor.js';

/** How a deal ends: won with its collab, lost with a reason, on hold until a day; and how it comes back. */
const app = useApp();
const rows = <T>(sql: string, values: unknown[] = []) => app.current.db.rows<T>(sql, values);
const alice = () => app.current.as('alice');

const idIn = (location: unknown) => String(location).split('?')[0]?.split('/').pop() as string;

async function makeDeal(fields: Record<string, string> = {}): Promise<string> {
  const answer = await (await alice()).post('/pipeline', {
    name: 'Travel charger',
    company: 'Voltline',
    compensation: 'cash',
    currency: 'USD',
    amount: '1500',
    person_name_0: 'Noor Castellan',
    person_part_0: 'Brand manager',
    ...fields,
  });
  expect([answer.status, answer.text.slice(0, 300)]).toEqual([303, expect.anything()]);
  return idIn(answer.headers.location);
}
async function want(id: string, fields: Record<string, string>) {
  expect((await (await alice()).post(`/pipeline/${id}/deliverables`, { quantity: '1', ...fields })).status).toBe(303);
}
async function someCategory(): Promise<string> {
  const { text } = await (await alice()).get('/pipeline/new');
  const options = /<select[^>]*name="category"[^>]*>([\s\S]*?)<\/select>/.exec(text)?.[1] ?? '';
  return /value="([^"]+)"/.exec(options)?.[1] ?? '';
}
const dealOf = async (id: string) =>
  (
    await rows<Record<string, unknown>>(
      `select s.kind, d.closed_on::text, d.hold_until::text, d.amount, r.name as lost_reason, d.lost_note, d.version
       from deals d join deal_stages s on s.id = d.stage_id left join lost_reasons r on r.id = d.lost_reason_id where d.id = $1`,
      [id],
    )
  )[0];
const collabsOf = (id: string) =>
  rows<{ id: string; name: string; fee: number | null; state: string; currency: string }>(
    'select id::text, name, fee, state, currency from collabs where deal_id = $1',
    [id],
  );
const paymentsOf = (collab: string) =>
  rows<{ label: string; amount: number; due_when: string }>(
    'select label, amount, due_when from collab_payments where collab_id = $1 order by position',
    [collab],
  );
const close = async (id: string, fields: Record<string, string>) =>
  (await alice()).post(`/pipeline/${id}/closure`, fields);
const WON = { to: 'won', name: 'Charger video', fee: '1500', plan: 'delivery', closed_on: '2026-11-26' };
const today = () => new Date().toISOString().slice(0, 10);

describe('a deal that is won', () => {
  it('opens a form with the collab as it will be', async () => {
    const id = await makeDeal();
    await want(id, { kind: 'dedicated_video', platform: 'youtube', live_on: '2027-01-14' });
    await want(id, { kind: 'short', title: 'Teaser', channel: 'Queue Light' });
    const { status, text } = await (await alice()).get(`/pipeline/${id}/closure?to=won`);
    expect(status).toBe(200);
    expect(text).toContain('name="name" ');
    expect(text).toMatch(/value="1500\.00"[^>]*name="fee"|name="fee"[^>]*value="1500\.00"/);
    expect(text).toContain('<option value="dedicated_video" selected>');
    expect(text).toContain('value="2027-01-14"');
    expect(text).toContain('name="deliverable_channel_1" value="Queue Light"');
    expect(textOf(text)).toContain('Half and half');
  });

  it('makes its collab with deliverables, payments, people and company, or nothing', async () => {
    const id = await makeDeal({ category: await someCategory() });
    const answer = await close(id, {
      ...WON,
      fee: '1500.01',
      plan: 'halves',
      starts_on: '2026-12-01',
      signed_on: '2026-11-26',
      deliverable_kind_0: 'dedicated_video',
      deliverable_platform_0: 'youtube',
      deliverable_live_on_0: '2027-01-14',
      deliverable_quantity_0: '',
      deliverable_kind_3: 'short',
      deliverable_title_3: 'Teaser',
      deliverable_quantity_3: '2',
      deliverable_kind_4: '',
    });
    expect([answer.status, textOf(answer.text)]).toEqual([303, expect.anything()]);
    const [collab] = await collabsOf(id);
    expect(answer.headers.location).toBe(`/collabs/${collab?.id}`);
    expect(collab).toMatchObject({ name: 'Charger video', fee: 150001, state: 'contracted', currency: 'USD' });
    expect(await paymentsOf(collab?.id as string)).toEqual([
      { label: 'On signing', amount: 75001, due_when: 'signed' },
      { label: 'On delivery', amount: 75000, due_when: 'live' },
    ]);
    expect(
      await rows(
        'select kind, title, platform, quantity, state, live_on::text from collab_deliverables where collab_id = $1 order by position',
        [collab?.id],
      ),
    ).toEqual([
      { kind: 'dedicated_video', title: null, platform: 'youtube', quantity: 1, state: 'to_do', live_on: '2027-01-14' },
      { kind: 'short', title: 'Teaser', platform: null, quantity: 2, state: 'to_do', live_on: null },
    ]);
    expect(
      await rows(
        'select c.name, p.part from collab_contacts p join contacts c on c.id = p.contact_id where p.collab_id = $1',
        [collab?.id],
      ),
    ).toEqual([{ name: 'Noor Castellan', part: 'Brand manager' }]);
    expect(
      await rows(
        'select b.company_id = d.company_id as same_company, b.category_id = d.category_id as same_category, b.compensation from collabs b join deals d on d.id = b.deal_id where b.id = $1',
        [collab?.id],
      ),
    ).toEqual([{ same_company: true, same_category: true, compensation: 'cash' }]);
    expect(await dealOf(id)).toMatchObject({ kind: 'won', closed_on: '2026-11-26', amount: 150001 });
    expect(textOf((await (await alice()).get(`/pipeline/${id}?tab=activity`)).text)).toContain(
      'made “Charger video” of it',
    );
    expect(textOf((await (await alice()).get(`/collabs/${collab?.id}?tab=activity`)).text)).toContain(
      'of “Travel charger”',
    );
  });

  it('keeps what was typed where something is wrong, and is not won then', async () => {
    const id = await makeDeal();
    const answer = await close(id, {
      ...WON,
      plan: 'own',
      payment_label_0: 'On signing',
      payment_amount_0: '900',
      payment_label_2: 'Rest',
      payment_amount_2: '600',
      starts_on: '2026-12-01',
      deliverable_kind_0: 'reel',
      deliverable_live_on_0: '2026-11-30',
      deliverable_title_0: 'Kept title',
    });
    expect(answer.status).toBe(422);
    const said = textOf(answer.text);
    expect(answer.text).not.toContain('name="lock_reason"');
    expect(said).toContain('Choose 1 Dec 2026 or later, the day the collab starts.');
    expect(answer.text).toContain('value="Kept title"');
    expect(answer.text).toContain('value="Rest"');
    expect(await collabsOf(id)).toEqual([]);
    expect(await dealOf(id)).toMatchObject({ kind: 'open', closed_on: null, version: 1 });
  });

  it.each([
    [{ name: ' ' }, 'Give it a title.'],
    [{ fee: 'much' }, 'amount'],
    [{ closed_on: '' }, 'Choose the day it was won.'],
    [{ closed_on: '2026-02-30' }, 'Type a date'],
    [{ plan: 'thirds' }, 'Choose'],
    [{ signed_on: 'soon' }, 'Type a date'],
    [{ starts_on: '2026-12-02', ends_on: '2026-12-01' }, 'the day it starts'],
    [{ deliverable_kind_0: '', deliverable_title_0: 'Of no kind' }, 'Say what it is, or clear the row.'],
    [{ deliverable_kind_0: 'sculpture' }, 'Choose'],
    [{ plan: 'own', payment_label_0: 'Half', payment_amount_0: '' }, 'Type the amount.'],
    [{ plan: 'own', payment_label_0: '', payment_amount_0: '5' }, 'Say what it is for.'],
  ])('refuses %j beside the field', async (fields, message) => {
    const id = await makeDeal();
    const answer = await close(id, { ...WON, ...(fields as Record<string, string>) });
    expect([answer.status, textOf(answer.text)]).toEqual([422, expect.stringContaining(message)]);
    expect(await collabsOf(id)).toEqual([]);
  });

  it('takes own amounts as they are, and none where nothing is paid', async () => {
    const own = await makeDeal();
    expect(
      (await close(own, { ...WON, plan: 'own', payment_label_0: 'Deposit', payment_amount_0: '300' })).status,
    ).toBe(303);
    expect(await paymentsOf((await collabsOf(own))[0]?.id as string)).toEqual([
      { label: 'Deposit', amount: 30000, due_when: 'live' },
    ]);
    const product = await makeDeal({ compensation: 'product', amount: '' });
    expect(
      (await close(product, { ...WON, fee: '', payment_label_0: 'Not chosen', payment_amount_0: 'x' })).status,
    ).toBe(303);
    expect(await paymentsOf((await collabsOf(product))[0]?.id as string)).toEqual([]);
  });

  it('takes payments beyond the fee where one of them says why', async () => {
    const id = await makeDeal();
    const plan = {
      ...WON,
      plan: 'own',
      payment_label_0: 'On signing',
      payment_amount_0: '900',
      payment_label_1: 'Rest',
      payment_amount_1: '700',
    };
    const refused = await close(id, plan);
    expect([refused.status, textOf(refused.text)]).toEqual([
      422,
      expect.stringContaining('The payments come to 100.00 USD more than the fee. Say why in the note, or type less.'),
    ]);
    expect(refused.text).toContain('name="payment_note_1"');
    expect(refused.text).not.toContain('name="payment_note_0"');
    expect(await collabsOf(id)).toEqual([]);
    expect((await close(id, { ...plan, payment_note_1: 'Rush fee' })).status).toBe(303);
    expect(
      await rows('select label, note from collab_payments where collab_id = $1 order by position', [
        (await collabsOf(id))[0]?.id,
      ]),
    ).toEqual([
      { label: 'On signing', note: null },
      { label: 'Rest', note: 'Rush fee' },
    ]);
  });

  it('splits a fee to the last minor unit, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1_000_000_000 }),
        fc.constantFrom('delivery', 'halves' as const),
        (fee, plan) => {
          const all = plannedPayments(plan as 'halves', fee);
          expect(all.reduce((sum, { amount }) => sum + amount, 0)).toBe(fee);
          expect(all.every(({ amount }) => amount > 0)).toBe(true);
          expect(
            Math.max(...all.map(({ amount }) => amount), 0) - Math.min(...all.map(({ amount }) => amount), fee),
          ).toBeLessThanOrEqual(1);
        },
      ),
    );
  });

  it('makes one collab of 20 closures at once, and leads all of them to it', async () => {
    const id = await makeDeal();
    const visitor = await alice();
    const { text } = await visitor.get(`/pipeline/${id}/closure?to=won`);
    const version = /name="version" value="(\d+)"/.exec(text)?.[1] ?? '';
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        visitor.post(`/pipeline/${id}/closure`, { ...WON, version, name: `Tab ${n}`, plan: 'halves' }),
      ),
    );
    const all = await collabsOf(id);
    expect(all).toHaveLength(1);
    expect(new Set(answers.map(({ status, headers }) => `${status} ${headers.location}`))).toEqual(
      new Set([`303 /collabs/${all[0]?.id}`]),
    );
    expect(await paymentsOf(all[0]?.id as string)).toHaveLength(2);
    expect(await rows('select stage from deal_stage_log where deal_id = $1 order by at, id', [id])).toHaveLength(2);
  });

  it('is told of a change meanwhile, with what was typed, and nothing is made', async () => {
    const id = await makeDeal();
    await want(id, { kind: 'short' });
    const answer = await close(id, { ...WON, version: '1', name: 'Typed before' });
    expect([answer.status, textOf(answer.text)]).toEqual([409, expect.stringContaining('You changed this deal')]);
    expect(answer.text).toContain('value="Typed before"');
    expect(answer.text).toContain('name="version" value="2"');
    expect(await collabsOf(id)).toEqual([]);
  });
});

describe('a deal that is lost', () => {
  it('wants a reason of the list, and keeps the note and the day', async () => {
    const id = await makeDeal();
    const form = await (await alice()).get(`/pipeline/${id}/closure?to=lost`);
    expect(textOf(form.text)).toContain('Chose somebody else');
    const bare = await close(id, { to: 'lost', closed_on: today(), lost_note: 'They liked it' });
    expect([bare.status, textOf(bare.text)]).toEqual([422, expect.stringContaining('Choose why it was lost.')]);
    expect(bare.text).toContain('They liked it');
    const strange = await close(id, { to: 'lost', closed_on: today(), lost_reason: 'Weather' });
    expect([strange.status, textOf(strange.text)]).toEqual([422, expect.stringContaining('Choose one of the list.')]);
    expect(
      (await close(id, { to: 'lost', closed_on: today(), lost_reason: 'Budget', lost_note: 'Next year' })).status,
    ).toBe(303);
    expect(await dealOf(id)).toMatchObject({
      kind: 'lost',
      lost_reason: 'Budget',
      lost_note: 'Next year',
      closed_on: today(),
    });
    const again = await close(id, { to: 'lost', closed_on: today(), lost_reason: 'Terms' });
    expect([again.status, textOf(again.text)]).toEqual([409, expect.stringContaining('This deal is lost already.')]);
  });
});

describe('a deal on hold', () => {
  it('waits until a day that is to come', async () => {
    const id = await makeDeal();
    for (const [hold_until, message] of [
      ['', 'Choose the day until which it waits.'],
      [today(), 'Choose a day that is to come.'],
      ['2026-13-01', 'Type a date'],
    ] as const) {
      const answer = await close(id, { to: 'hold', hold_until });
      expect([hold_until, answer.status, textOf(answer.text)]).toEqual([
        hold_until,
        422,
        expect.stringContaining(message),
      ]);
    }
    expect((await close(id, { to: 'hold', hold_until: '2099-01-05' })).status).toBe(303);
    expect(await dealOf(id)).toMatchObject({ kind: 'hold', hold_until: '2099-01-05', closed_on: null });
    expect((await close(id, { to: 'hold', hold_until: '2099-02-05' })).status).toBe(303);
    expect(await dealOf(id)).toMatchObject({ hold_until: '2099-02-05' });
  });
});

describe('a closed deal', () => {
  it('is reopened with its collab, says so, and is won again without a second one', async () => {
    const id = await makeDeal();
    expect((await close(id, WON)).status).toBe(303);
    const [collab] = await collabsOf(id);
    const back = await (await alice()).postAndFollow(`/pipeline/${id}/stage`, { stage: 'Negotiating' });
    expect(textOf(back.text)).toContain('Reopened in Negotiating. Its collab “Charger video” stays.');
    expect(await dealOf(id)).toMatchObject({ kind: 'open', closed_on: null });
    const form = await (await alice()).get(`/pipeline/${id}/closure?to=won`);
    expect(textOf(form.text)).toContain('Its collab “Charger video” stays.');
    expect((await close(id, { to: 'won', closed_on: today() })).status).toBe(303);
    expect(await dealOf(id)).toMatchObject({ kind: 'won', closed_on: today() });
    expect(await collabsOf(id)).toEqual([collab]);
    const tab = await close(id, WON);
    expect([tab.status, tab.headers.location]).toEqual([303, `/collabs/${collab?.id}`]);
  });

  it('says the same where its whole form reopens it, and nothing of it where the stage stays', async () => {
    const id = await makeDeal();
    expect((await close(id, WON)).status).toBe(303);
    const save = async (fields: Record<string, string>) => {
      const [{ version } = { version: 0 }] = await app.current.db.rows<{ version: number }>(
        'select version from deals where id = $1',
        [id],
      );
      const sent = {
        name: 'Charger video',
        compensation: 'cash',
        currency: 'USD',
        version: String(version),
        ...fields,
      };
      return textOf((await (await alice()).postAndFollow(`/pipeline/${id}`, sent)).text);
    };
    expect(await save({ stage: 'Won', closed_on: today(), placement: 'Main channel' })).toContain('Saved changes.');
    expect(await save({ stage: 'Pitched' })).toContain('Reopened in Pitched. Its collab “Charger video” stays.');
    expect(await save({ stage: 'Negotiating' })).toContain('Saved changes.');
    expect((await close(id, { to: 'hold', hold_until: '2199-01-01' })).status).toBe(303);
    expect(await save({ stage: 'Inquiry' })).toContain('Reopened in Inquiry.');
  });

  it.each([
    ['closed_on', '2026-01-05'],
    ['hold_until', '2199-01-05'],
    ['lost_reason', 'Budget'],
    ['lost_note', 'Too dear'],
  ])('takes no %s in its form while it is open, and drops nothing of it unsaid', async (field, value) => {
    const id = await makeDeal();
    const body = { name: 'Charger video', compensation: 'cash', currency: 'USD', stage: 'Inquiry' };
    const fresh = await (await alice()).post('/pipeline', { ...body, [field]: value });
    expect([fresh.status, textOf(fresh.text)]).toEqual([422, expect.stringContaining('This is for a deal that')]);
    expect(fresh.text).toContain(value);
    const [{ version } = { version: 0 }] = await app.current.db.rows<{ version: number }>(
      'select version from deals where id = $1',
      [id],
    );
    const saved = await (await alice()).post(`/pipeline/${id}`, { ...body, version: String(version), [field]: value });
    expect([saved.status, textOf(saved.text)]).toEqual([422, expect.stringContaining('This is for a deal that')]);
  });

  it('keeps in its form what its end says, and nothing of another end', async () => {
    const id = await makeDeal();
    const edited = async () => textOf((await (await alice()).get(`/pipeline/${id}/edit`)).text);
    expect(await edited()).not.toContain('How it ended');
    await close(id, { to: 'lost', lost_reason: 'Budget', closed_on: today() });
    expect(await edited()).toContain('How it ended');
    const save = async (fields: Record<string, string>) => {
      const [{ version } = { version: 0 }] = await app.current.db.rows<{ version: number }>(
        'select version from deals where id = $1',
        [id],
      );
      const body = {
        name: 'Charger video',
        compensation: 'cash',
        currency: 'USD',
        stage: 'Lost',
        version: String(version),
      };
      const answer = await (await alice()).post(`/pipeline/${id}`, { ...body, ...fields });
      return [answer.status, textOf(answer.text)];
    };
    const said = { lost_reason: 'Budget', closed_on: today() };
    expect(await save({ ...said, hold_until: '2199-01-05' })).toEqual([
      422,
      expect.stringContaining('a deal that waits'),
    ]);
    for (const name of ['lost_reason', 'closed_on'])
      expect(await save({ ...said, [name]: '' })).toEqual([422, expect.stringContaining('ended or waits says this')]);
    expect((await save({ ...said, lost_note: 'Next year' }))[0]).toBe(303);
  });

  it('is not closed on a day to come', async () => {
    const id = await makeDeal();
    const lost: Record<string, string> = { to: 'lost', lost_reason: 'Budget' };
    for (const fields of [WON, lost].map((it): Record<string, string> => ({ ...it, closed_on: '2199-01-01' }))) {
      const answer = await close(id, fields);
      expect([answer.status, textOf(answer.text)]).toEqual([
        422,
        expect.stringContaining('Choose today or an earlier day.'),
      ]);
    }
    expect(await dealOf(id)).toMatchObject({ kind: 'open' });
  });

  it('is not won while its collab lies in the trash', async () => {
    const id = await makeDeal();
    await close(id, WON);
    const [collab] = await collabsOf(id);
    await (await alice()).post(`/collabs/${collab?.id}/delete`);
    await (await alice()).post(`/pipeline/${id}/stage`, { stage: 'Pitched' });
    const answer = await close(id, { to: 'won', closed_on: today() });
    expect([answer.status, textOf(answer.text)]).toEqual([
      409,
      expect.stringContaining('Its collab lies in the trash.'),
    ]);
    expect(await dealOf(id)).toMatchObject({ kind: 'open' });
  });

  it('leaves no trace of another end, and its loss can be undone', async () => {
    const id = await makeDeal();
    await close(id, { to: 'lost', closed_on: today(), lost_reason: 'Budget', lost_note: 'Too dear' });
    await close(id, { to: 'hold', hold_until: '2099-01-05' });
    expect(await dealOf(id)).toMatchObject({ kind: 'hold', lost_reason: null, lost_note: null, closed_on: null });
    await (await alice()).post(`/pipeline/${id}/stage`, { stage: 'Inquiry' });
    await close(id, { to: 'lost', closed_on: today(), lost_reason: 'Terms' });
    const page = await (await alice()).get(`/pipeline/${id}`);
    const undo = /action="(\/pipeline\/[^"]+\/reversal)"/.exec(page.text)?.[1] ?? '';
    expect((await (await alice()).post(undo)).status).toBe(303);
    expect(await dealOf(id)).toMatchObject({ kind: 'open', lost_reason: null, closed_on: null });
  });
});

describe('a closure that cannot be', () => {
  it('is refused with words, never with a fault of ours', async () => {
    const id = await makeDeal({ first_contact_on: '2026-10-01' });
    expect((await (await alice()).get(`/pipeline/${id}/closure?to=sold`)).status).toBe(404);
    expect((await close(id, { to: 'sold' })).status).toBe(400);
    expect((await close(id, {})).status).toBe(400);
    expect((await close('nothing', WON)).status).toBe(404);
    const bob = await app.current.as('bob');
    expect((await bob.get(`/pipeline/${id}/closure?to=won`)).status).toBe(404);
    expect((await bob.post(`/pipeline/${id}/closure`, WON)).status).toBe(404);
    const early = await close(id, { to: 'lost', lost_reason: 'Budget', closed_on: '1999-01-01' });
    expect([early.status, textOf(early.text)]).toEqual([422, expect.stringContaining('the day of the first contact')]);
    await (await alice()).post(`/pipeline/${id}/delete`);
    expect((await (await alice()).get(`/pipeline/${id}/closure?to=won`)).status).toBe(404);
    for (const to of ['won', 'lost', 'hold']) expect((await close(id, { ...WON, to })).status).toBe(404);
    expect((await (await alice()).post(`/pipeline/${id}/stage`, { stage: 'Pitched' })).status).toBe(404);
    expect(await collabsOf(id)).toEqual([]);
  });
});
