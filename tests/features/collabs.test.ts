import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { moneyOf } from '../../src/features/collabs/money.js';
import { dayOf } from '../../src/http/format.js';
import { useApp } from '../support/app.js';
import { PEOPLE } from '../support/people.js';
import { textOf } from '../support/visitor.js';

/** What was agreed, what must be delivered, what is paid. */
const app = useApp();
const rows = <T>(sql: string, values: unknown[] = []) => app.current.db.rows<T>(sql, values);
const idIn = (answer: { headers: Record<string, unknown> }) =>
  String(answer.headers.location).split('?')[0]?.split('/').pop() as string;
const alice = () => app.current.as('alice');

async function makeCollab(fields: Record<string, string> = {}): Promise<string> {
  const answer = await (await alice()).post('/collabs', {
    name: 'Park nights handheld',
    company: 'Kestrel Optics',
    compensation: 'cash',
    currency: 'USD',
    fee: '3200',
    state: 'contracted',
    signed_on: '2026-09-28',
    revisions_used: '0',
    ...fields,
  });
  expect([answer.status, answer.text.slice(0, 500)]).toEqual([303, expect.anything()]);
  return idIn(answer);
}

/** The inputs of the small form at an address, as a browser would send them. */
async function formAt(path: string): Promise<Record<string, string>> {
  const { text, status } = await (await alice()).get(path);
  expect(status).toBe(200);
  const version = /name="version" value="(\d+)"/.exec(text)?.[1] ?? '';
  const inputs = [...text.matchAll(/<input\b[^>]*\btype="(?:text|date)"[^>]*>/g)].map(([tag]) => tag);
  const typed = inputs.flatMap((tag) => {
    const name = /\bname="(\w+)"/.exec(tag)?.[1];
    return name ? [[name, /\bvalue="([^"]*)"/.exec(tag)?.[1] ?? '']] : [];
  });
  return { ...Object.fromEntries(typed), version };
}

async function add(collab: string, part: string, fields: Record<string, string>) {
  const { version } = await formAt(`/collabs/${collab}/${part}/new`);
  return (await alice()).postAndFollow(`/collabs/${collab}/${part}`, { version: version ?? '', ...fields });
}
const paymentsOf = (id: string) =>
  rows<Record<string, unknown>>('select * from collab_payments where collab_id = $1 order by position', [id]);

describe('a collab', () => {
  it('is made with its company, its agency and its people, each found or added', async () => {
    const id = await makeCollab({
      agency: 'Halden Talent',
      commission_rate: '10',
      person_name_0: 'Tomas Verhoeven',
      person_part_0: 'Brand manager',
      person_name_1: 'June Hallas',
    });
    const [row] = await rows<Record<string, unknown>>('select * from collabs where id = $1', [id]);
    expect(row).toMatchObject({ fee: 320000, commission_rate: 1000, state: 'contracted' });
    const { text } = await (await alice()).get(`/collabs/${id}`);
    expect(textOf(text)).toContain('for Kestrel Optics through Halden Talent');
    expect(textOf(text)).toContain('Tomas Verhoeven');
    const people = await rows(
      'select c.name, k.part from collab_contacts k join contacts c on c.id = k.contact_id order by k.position',
    );
    expect(people).toEqual([
      { name: 'Tomas Verhoeven', part: 'Brand manager' },
      { name: 'June Hallas', part: null },
    ]);
    // Saved again as it stands, it is the same rows.
    const edit = await (await alice()).get(`/collabs/${id}/edit`);
    expect(edit.status).toBe(200);
  });

  it('is nobody else’s', async () => {
    const id = await makeCollab();
    const bob = await app.current.as('bob');
    for (const path of ['', '/edit', '/payments/new', '/deliverables/new'])
      expect((await bob.get(`/collabs/${id}${path}`)).status).toBe(404);
    expect((await bob.post(`/collabs/${id}/payments`, { label: 'On signing', amount: '5' })).status).toBe(404);
  });
});

describe('the payments of a collab', () => {
  it('are added one by one, invoiced and paid, each with Undo', async () => {
    const id = await makeCollab();
    const added = await add(id, 'payments', { label: 'On signing', amount: '1200', due_when: 'signed' });
    expect(textOf(added.text)).toContain('Payment added.');
    await add(id, 'payments', { label: 'Video live', amount: '1600.50', due_when: 'live' });
    const [first, second] = await paymentsOf(id);
    expect([first?.amount, second?.amount, second?.position]).toEqual([120000, 160050, 1]);
    const address = `/collabs/${id}/payments/${first?.id}`;
    const invoice = await formAt(`${address}/invoice`);
    expect(invoice.invoiced_on).toMatch(/^\d{4}-\d\d-\d\d$/);
    await (await alice()).postAndFollow(`${address}/invoice`, { ...invoice, invoice_number: '2026-038' });
    const pay = await formAt(`${address}/pay`);
    expect(pay.paid_amount).toBe('1200.00');
    const paid = await (await alice()).postAndFollow(`${address}/pay`, { ...pay, paid_on: '2026-10-09' });
    expect(textOf(paid.text)).toContain('Payment recorded.');
    expect((await paymentsOf(id))[0]).toMatchObject({ invoice_number: '2026-038', paid_amount: 120000 });
    expect(textOf(paid.text)).toContain('Part paid');
    const undo = /action="([^"]+\/reversal)"/.exec(paid.text)?.[1] ?? '';
    await (await alice()).postAndFollow(undo, {});
    const [undone, other] = await paymentsOf(id);
    expect(undone).toMatchObject({ id: first?.id, paid_amount: null, invoice_number: '2026-038' });
    expect(other).toEqual(second);
  });

  it('are removed, and come back by Undo', async () => {
    const id = await makeCollab();
    await add(id, 'payments', { label: 'All of it', amount: '3200', due_when: 'live' });
    const [row] = await paymentsOf(id);
    const gone = await (await alice()).postAndFollow(`/collabs/${id}/payments/${row?.id}/delete`, {});
    expect(textOf(gone.text)).toContain('Payment removed.');
    expect(await paymentsOf(id)).toEqual([]);
    await (await alice()).postAndFollow(/action="([^"]+\/reversal)"/.exec(gone.text)?.[1] ?? '', {});
    expect(await paymentsOf(id)).toEqual([row]);
  });

  it('stay as they are when the collab’s own form is saved', async () => {
    const id = await makeCollab();
    await add(id, 'payments', { label: 'All of it', amount: '3200', due_when: 'live' });
    const before = await paymentsOf(id);
    const [{ version } = { version: 0 }] = await rows<{ version: number }>(
      'select version from collabs where id = $1',
      [id],
    );
    const saved = await (await alice()).post(`/collabs/${id}`, {
      name: 'Renamed',
      company: 'Kestrel Optics',
      compensation: 'cash',
      currency: 'USD',
      fee: '3300',
      state: 'contracted',
      signed_on: '2026-09-28',
      revisions_used: '0',
      version: String(version),
    });
    expect(saved.status).toBe(303);
    expect(await paymentsOf(id)).toEqual(before);
  });

  it.each([
    [{ label: '', amount: '5' }, 'Say what it is for.'],
    [{ label: 'x', amount: '' }, 'Type the amount.'],
    [{ label: 'x', amount: '-5' }, 'Type an amount of 0 or more.'],
    [{ label: 'x', amount: '5000' }, 'The payments come to 1,800.00 USD more than the fee.'],
    [
      { label: 'x', amount: '5', paid_amount: '9', paid_on: '2026-10-01' },
      'That is more than 5.00. Say why in the note.',
    ],
    [{ label: 'x', amount: '5', invoiced_on: '2026-10-02', due_on: '2026-10-01' }, 'Choose 2 Oct 2026 or later'],
    [
      { label: 'x', amount: '5', due_when: 'signed', paid_amount: '5', paid_on: '2026-09-01' },
      'Say in the note why it was paid before.',
    ],
  ])('refuses %j beside the field, and keeps what was typed', async (fields, message) => {
    const id = await makeCollab();
    const answer = await (await alice()).post(`/collabs/${id}/payments`, { due_when: 'live', ...fields });
    expect(answer.status).toBe(422);
    expect(textOf(answer.text)).toContain(message);
    if (fields.label) expect(answer.text).toContain(`value="${fields.label}"`);
    expect(await paymentsOf(id)).toEqual([]);
    if (message.includes('note')) {
      expect(answer.text).toContain('<details class="more" open>');
      const again = await (await alice()).post(`/collabs/${id}/payments`, {
        due_when: 'live',
        ...fields,
        note: 'Agreed by mail',
      });
      expect(again.status).toBe(303);
    }
  });

  it('come to more than the fee only where what is changed says why, and stay so', async () => {
    const id = await makeCollab();
    const sent = (path: string, fields: Record<string, string>) =>
      alice().then(async (it) => {
        const { status, text } = await it.post(`/collabs/${id}${path}`, { due_when: 'live', ...fields });
        return status === 303 ? 'saved' : textOf(text);
      });
    const fee = (amount: string) =>
      formAt(`/collabs/${id}/edit`).then((form) =>
        sent('', { ...form, state: 'contracted', compensation: 'cash', fee: amount }),
      );
    expect(await sent('/payments', { label: 'First', amount: '2000' })).toBe('saved');
    expect(await sent('/payments', { label: 'Rest', amount: '1200' })).toBe('saved');
    const [first, rest] = await paymentsOf(id);
    const over = 'The payments come to 500.00 USD more than';
    expect(await sent(`/payments/${first?.id}`, { label: 'First', amount: '2500' })).toContain(`${over} the fee.`);
    expect(await fee('2700')).toContain(`${over} that. Say why in the note of one`);
    const note = 'Rush fee';
    expect(await sent(`/payments/${first?.id}`, { label: 'First', amount: '2500', note })).toBe('saved');
    expect(await sent(`/payments/${rest?.id}`, { label: 'The rest', amount: '1200' })).toBe('saved');
    expect(await sent(`/payments/${rest?.id}`, { label: 'The rest', amount: '1100' })).toBe('saved');
    expect(await sent('/payments', { label: 'Another', amount: '1' })).toContain('401.00 USD more');
  });

  it('are not paid before what makes them due, unless the note says why; what was paid stays as it is', async () => {
    const id = await makeCollab();
    const out = { link: 'https://video.example/1', live_reason: 'Said by word', submitted_on: '2026-10-10' };
    const pay = async (fields: Record<string, string>) => {
      const sent = { label: 'Part', amount: '5', paid_amount: '5', ...fields };
      const answer = await (await alice()).post(`/collabs/${id}/payments`, sent);
      return answer.status === 303 ? 'paid' : textOf(answer.text);
    };
    // Nothing is promised yet, so that nothing can be waited for.
    expect(await pay({ due_when: 'live', paid_on: '2026-10-01' })).toBe('paid');
    await add(id, 'deliverables', { kind: 'short', quantity: '1', live_on: '2026-10-20' });
    expect(await pay({ due_when: 'live', paid_on: '2026-10-15' })).toContain('Nothing is live yet. Say in the note');
    expect(await pay({ due_when: 'submitted', paid_on: '2026-10-15' })).toContain('No draft was submitted yet.');
    expect(await pay({ due_when: 'date', due_on: '2026-12-01', paid_on: '2026-10-15' })).toBe('paid');
    expect(await pay({ due_when: 'live', paid_on: '2026-10-15', note: 'They pay ahead' })).toBe('paid');
    await add(id, 'deliverables', { kind: 'post', quantity: '1', state: 'live', went_live_on: '2026-10-20', ...out });
    expect(await pay({ due_when: 'live', paid_on: '2026-10-19' })).toContain('The first went live on 20 Oct 2026.');
    expect(await pay({ due_when: 'live', paid_on: '2026-10-20' })).toBe('paid');
    expect(await pay({ due_when: 'submitted', paid_on: '2026-10-09' })).toContain('submitted on 10 Oct 2026.');
    expect(await pay({ due_when: 'submitted', paid_on: '2026-10-10' })).toBe('paid');
    // The first one, which was paid before anything was promised, is in nobody's way.
    const [first] = await paymentsOf(id);
    const edit = (fields: Record<string, string>) =>
      alice().then((it) => it.post(`/collabs/${id}/payments/${first?.id}`, fields));
    expect((await edit({ label: 'Ahead' })).status).toBe(303);
    expect((await edit({ paid_on: '2026-10-02' })).status).toBe(422);
  });

  it('are refused over an older version, with the way to send them again', async () => {
    const id = await makeCollab();
    const stale = await formAt(`/collabs/${id}/payments/new`);
    await add(id, 'payments', { label: 'First', amount: '100', due_when: 'live' });
    const answer = await (await alice()).post(`/collabs/${id}/payments`, {
      ...stale,
      label: 'Second',
      amount: '200',
      due_when: 'live',
    });
    expect(answer.status).toBe(409);
    expect(textOf(answer.text)).toContain('You changed this');
    expect(answer.text).toContain('label=Second');
    expect((await paymentsOf(id)).length).toBe(1);
  });
});

describe('the deliverables of a collab', () => {
  it('go from state to state, each with what that wants; live wants a link', async () => {
    const id = await makeCollab({ revisions_allowed: '2' });
    await add(id, 'deliverables', {
      kind: 'short',
      platform: 'youtube',
      live_on: '2026-12-02',
      quantity: '1',
      state: 'to_do',
    });
    const [row] = await rows<{ id: string; state: string }>(
      'select id, state from collab_deliverables where collab_id = $1',
      [id],
    );
    const address = `/collabs/${id}/deliverables/${row?.id}`;
    const state = async () =>
      (await rows<{ state: string }>('select state from collab_deliverables where id = $1', [row?.id]))[0]?.state;
    await (await alice()).post(`${address}/start`, {});
    expect(await state()).toBe('drafting');
    await (await alice()).post(`${address}/submit`, { submitted_on: '2026-11-18' });
    await (await alice()).post(`${address}/revise`, {});
    expect(await state()).toBe('revision');
    expect(await rows('select revisions_used from collabs where id = $1', [id])).toEqual([{ revisions_used: 1 }]);
    await (await alice()).post(`${address}/submit`, { submitted_on: '2026-11-19' });
    await (await alice()).post(`${address}/approve`, { approved_on: '2026-11-20' });
    const refused = await (await alice()).post(`${address}/mark-live`, { link: '', went_live_on: '2026-11-26' });
    expect([refused.status, textOf(refused.text)]).toEqual([
      422,
      expect.stringContaining('Type the address where it is live.'),
    ]);
    await (await alice()).post(`${address}/mark-live`, {
      link: 'https://video.example/1',
      went_live_on: '2026-11-26',
      live_reason: 'Ticked elsewhere.',
    });
    expect(await state()).toBe('live');
  });

  it.each([
    [
      { approval_due_on: '2026-11-05', live_on: '2026-11-04' },
      'Choose 5 Nov 2026 or later, the day its approval is due.',
    ],
    [
      { submitted_on: '2026-11-05', approved_on: '2026-11-04' },
      'Choose 5 Nov 2026 or later, the day it was submitted.',
    ],
    [{ went_live_on: '2026-11-05', keep_until: '2026-11-04' }, 'Choose 5 Nov 2026 or later, the day it went live.'],
    [{ draft_due_on: '2026-11-05', live_on: '2026-11-04' }, 'Choose 5 Nov 2026 or later, the day the draft is due.'],
  ])('have their days in order: %j is refused', async (fields, message) => {
    const id = await makeCollab();
    const answer = await (await alice()).post(`/collabs/${id}/deliverables`, {
      kind: 'short',
      quantity: '1',
      ...fields,
    });
    expect([answer.status, textOf(answer.text)]).toEqual([422, expect.stringContaining(message)]);
  });

  it('happen on no day to come, where their person is', async () => {
    const id = await makeCollab();
    const zone = 'Pacific/Kiritimati';
    await rows('update users set time_zone = $1 where email = $2', [zone, PEOPLE.alice.email]);
    const now = Date.now();
    const [today, tomorrow] = [dayOf(new Date(now), zone), dayOf(new Date(now + 86_400_000), zone)];
    const sent = (part: string, fields: Record<string, string>) =>
      alice().then(async (it) => {
        const { status, text } = await it.post(`/collabs/${id}/${part}`, fields);
        return [status, textOf(text)];
      });
    const refused = [422, expect.stringContaining('Choose today or an earlier day.')];
    const short = { kind: 'short', quantity: '1' };
    for (const name of ['submitted_on', 'approved_on', 'went_live_on'])
      expect(await sent('deliverables', { ...short, [name]: tomorrow })).toEqual(refused);
    expect((await sent('deliverables', { ...short, submitted_on: today }))[0]).toBe(303);
    const paid = { label: 'All', amount: '5', due_when: 'date', paid_amount: '5' };
    expect(await sent('payments', { ...paid, paid_on: tomorrow })).toEqual(refused);
    expect((await sent('payments', { ...paid, paid_on: today }))[0]).toBe(303);
    await rows('update users set time_zone = $1 where email = $2', ['UTC', PEOPLE.alice.email]);
  });

  it('are not due before the collab starts', async () => {
    const id = await makeCollab({ starts_on: '2026-10-05' });
    const answer = await (await alice()).post(`/collabs/${id}/deliverables`, {
      kind: 'short',
      live_on: '2026-10-04',
      quantity: '1',
    });
    expect([answer.status, textOf(answer.text)]).toEqual([
      422,
      expect.stringContaining('Choose 5 Oct 2026 or later, the day the collab starts.'),
    ]);
  });
});

describe('the locks of a collab', () => {
  it('want a category or competitors, and days in order; categories are kept by their id', async () => {
    const id = await makeCollab();
    const [category] = await rows<{ id: string; name: string }>(
      'select id, name from company_categories where parent_id is null order by name limit 1',
    );
    const lock = { from_on: '2026-03-01', until_on: '2026-05-30', reach: 'paid' };
    const none = await (await alice()).post(`/collabs/${id}/exclusivities`, lock);
    expect(textOf(none.text)).toContain('Choose a category, or name competitors.');
    const endless = await (await alice()).post(`/collabs/${id}/exclusivities`, {
      ...lock,
      category: category?.name ?? '',
      until_on: '',
    });
    expect(textOf(endless.text)).toContain('Choose its last day.');
    const made = await (await alice()).post(`/collabs/${id}/exclusivities`, {
      ...lock,
      category: category?.name ?? '',
      platforms: ['youtube', 'tiktok'],
    } as never);
    expect(made.status).toBe(303);
    expect(
      await rows('select category_id, platforms, until_on::text from collab_exclusivities where collab_id = $1', [id]),
    ).toEqual([{ category_id: category?.id, platforms: 'youtube,tiktok', until_on: '2026-05-30' }]);
    await add(id, 'rights', { use: 'whitelisting', from_on: '2026-10-01', until_on: '2027-03-02' });
    const shown = textOf((await (await alice()).get(`/collabs/${id}`)).text);
    expect(shown).toContain(
      `${category?.name} Exclusivity, YouTube, TikTok, worldwide; paid work only 1 Mar 2026 to 30 May 2026`,
    );
    expect(shown).toContain('Whitelisting Right, worldwide 1 Oct 2026 to 2 Mar 2027');
  });
});

describe('the list of collabs', () => {
  it('shows the state of the money and the next day, and filters by them', async () => {
    const late = await makeCollab({ name: 'Late money', company: 'Lumen & Oak' });
    await add(late, 'payments', { label: 'All', amount: '100', due_when: 'date', due_on: '2026-01-05' });
    const paid = await makeCollab({ name: 'Paid money', company: 'Lumen & Oak' });
    await add(paid, 'payments', {
      label: 'All',
      amount: '100',
      due_when: 'date',
      paid_amount: '100',
      paid_on: '2026-10-05',
    });
    const overdue = await (await alice()).get('/collabs?money=overdue&sort=next_day');
    expect(textOf(overdue.text)).toContain('Late money');
    expect(textOf(overdue.text)).not.toContain('Paid money');
    const found = await (await alice()).get('/collabs?q=lumen&money=paid');
    expect(textOf(found.text)).toContain('Paid money');
    expect(textOf(found.text)).not.toContain('Late money');
    for (const sort of ['name', 'company', '-next_day', 'money', '-outstanding', 'fee', 'state', '-updated_at'])
      expect((await (await alice()).get(`/collabs?sort=${sort}`)).status).toBe(200);
    for (const view of ['money=not_set', 'next_day=overdue', 'next_day=next_14_days', 'next_day_from=2026-01-01'])
      expect((await (await alice()).get(`/collabs?${view}`)).status).toBeLessThan(500);
  });
});

describe('the state of a collab’s money', () => {
  const day = fc.integer({ min: 1, max: 28 }).map((n) => `2026-11-${String(n).padStart(2, '0')}`);
  const payment = fc.record({
    amount: fc.integer({ min: 0, max: 500 }),
    invoiced_on: fc.option(day),
    due_on: fc.option(day),
    paid_amount: fc.option(fc.integer({ min: 0, max: 500 })),
    paid_on: fc.option(day),
  });

  it('is the same in SQL as in the page, whatever the order of events', async () => {
    const id = await makeCollab();
    const today = '2026-11-15';
    await fc.assert(
      fc.asyncProperty(fc.array(payment, { maxLength: 5 }), async (payments) => {
        await rows('delete from collab_payments where collab_id = $1', [id]);
        for (const [at, it] of payments.entries())
          await rows(
            `insert into collab_payments (id, user_id, collab_id, label, amount, invoiced_on, due_on, paid_amount, paid_on, position)
             select gen_random_uuid(), user_id, id, 'x', $2, $3, $4, $5, $6, $7 from collabs where id = $1`,
            [id, it.amount, it.invoiced_on, it.due_on, it.paid_amount, it.paid_on, at],
          );
        const money = moneyOf(payments, today);
        const { moneyJoin } = await import('../../src/features/collabs/money.js');
        const join = moneyJoin(today);
        const [found] = await rows<Record<string, unknown>>(
          `select m.state, m.invoiced::int, m.paid::int, m.outstanding::int, m.due_on::text from collabs b ${join.text} where b.id = $${join.values.length + 1}`,
          [...join.values, id],
        );
        expect(found).toEqual({
          state: money.state,
          invoiced: money.invoiced,
          paid: money.paid,
          outstanding: money.outstanding,
          due_on: money.due_on,
        });
        expect(moneyOf([...payments].reverse(), today)).toEqual(money);
      }),
      { numRuns: 60 },
    );
  });
});

describe('the items of a collab', () => {
  it('are named by its title or its id, shown on its page with their value, and filtered by it', async () => {
    const id = await makeCollab({ name: 'Given things' });
    const item = {
      name: 'Kestrel phone gimbal',
      source: 'in_kind_payment',
      state: 'received',
      received_on: '2026-10-01',
    };
    const rest = {
      currency: 'USD',
      quantity: '1',
      condition: 'new',
      review_state: 'not_started',
      fair_market_value: '249',
    };
    const made = await (await alice()).post('/inventory', { ...item, ...rest, collab: 'given THINGS' });
    expect(made.status).toBe(303);
    const [row] = await rows('select collab_id from inventory_items where name = $1', [item.name]);
    expect(row).toEqual({ collab_id: id });
    const page = textOf((await (await alice()).get(`/collabs/${id}`)).text);
    expect(page).toContain('Given Kestrel phone gimbal 249.00 USD');
    expect(textOf((await (await alice()).get(`/inventory?collab_id=${id}`)).text)).toContain('Kestrel phone gimbal');
    expect(textOf((await (await alice()).get(`/collabs/${id}?tab=items`)).text)).toContain('Kestrel phone gimbal');
    const strange = await (await alice()).post('/inventory', { ...item, ...rest, collab: 'No such thing' });
    expect([strange.status, textOf(strange.text)]).toEqual([
      422,
      expect.stringContaining('No collab of yours is called that.'),
    ]);
    const bob = await (await app.current.as('bob')).post('/inventory', { ...item, ...rest, collab: '', collab_id: id });
    expect(
      bob.status === 303
        ? await rows(
            'select 1 from inventory_items where collab_id is not null and user_id <> (select user_id from collabs where id = $1)',
            [id],
          )
        : [],
    ).toEqual([]);
    expect((await (await alice()).get('/collabs/suggestions?q=given')).text).toContain(id);
  });
});
