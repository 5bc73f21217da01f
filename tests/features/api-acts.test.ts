import { describe, expect, it } from 'vitest';
import { created, errorsOf, problemOf, useProgram } from '../support/api.js';
import { useApp } from '../support/app.js';
import { textOf } from '../support/visitor.js';

const app = useApp();
const alice = useProgram(app, 'alice');
const bob = useProgram(app, 'bob');
const reader = useProgram(app, 'alice', 'read');
const made = (path: string, body: object) => created(alice, path, body);
const ITEM = { source: 'purchase', state: 'received', received_on: '2026-01-05', currency: 'USD' };
const dayFrom = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

describe('an item', () => {
  it('is split, each amount in proportion, in the version that was meant', async () => {
    const item = await made('/inventory', { ...ITEM, name: 'Cables', quantity: 3, cash_price: '10.00' });
    const split = `/inventory/${item.id}/split`;
    expect((await bob.post(split, { quantity: 1 })).status).toBe(404);
    expect((await reader.post(split, { quantity: 1 })).status).toBe(403);
    expect((await alice.post(split, { quantity: 1 }, { 'If-Match': '"9"' })).status).toBe(412);
    for (const [quantity, detail] of [
      [3, 'from 1 to 2'],
      [0, 'from 1 to 2'],
      [1.5, 'whole number'],
      ['1', 'whole number'],
    ] as const)
      expect(errorsOf(await alice.post(split, `{"quantity":${JSON.stringify(quantity)}}`))).toEqual([
        ['/quantity', expect.stringContaining(detail)],
      ]);
    const done = await alice.post(split, { quantity: 1 }, { 'If-Match': '"1"', 'Idempotency-Key': 'split-1' });
    expect([done.status, done.body.quantity, done.body.cash_price]).toEqual([201, 1, '3.33']);
    expect(done.headers.location).toBe(`/api/v1/inventory/${done.body.id}`);
    expect((await alice.get(`/inventory/${item.id}`)).body).toMatchObject({ quantity: 2, cash_price: '6.67' });
    const again = await alice.post(split, { quantity: 1 }, { 'If-Match': '"1"', 'Idempotency-Key': 'split-1' });
    expect(again.body.id).toBe(done.body.id);
    expect(problemOf(await alice.post(`/inventory/${done.body.id}/split`, { quantity: 1 }))).toMatchObject({
      status: 409,
      detail: expect.stringContaining('a single piece'),
    });
  });
});

describe('a deal', () => {
  const deal = (more: object = {}) =>
    made('/pipeline', { name: 'Charger', company: 'Voltline', currency: 'USD', amount: '1500', ...more });

  it('is won with its collab, as the form proposes unless it is said', async () => {
    const { id } = await deal({ deliverables: [{ kind: 'dedicated_video', platform: 'youtube', quantity: 1 }] });
    const done = await alice.post(`/pipeline/${id}/closure`, { to: 'won', closed_on: '2026-02-03', plan: 'halves' });
    expect([done.status, done.body.deal?.stage, done.body.deal?.closed_on]).toEqual([200, 'Won', '2026-02-03']);
    const collab = (await alice.get(`/collabs/${done.body.collab_id}`)).body;
    expect(collab).toMatchObject({ name: 'Charger', company: 'Voltline', fee: '1500.00', state: 'agreed' });
    expect(collab.deliverables).toMatchObject([{ kind: 'dedicated_video', platform: 'youtube' }]);
    expect(collab.payments.map((it: { amount: string }) => it.amount)).toEqual(['750.00', '750.00']);
    expect(problemOf(await alice.post(`/pipeline/${id}/closure`, { to: 'won' })).status).toBe(409);
    const page = await (await app.current.as('alice')).get(`/pipeline/${id}`);
    expect(textOf(page.text)).toContain('Won');
  });

  it('is won with what was sent of its collab, or not at all', async () => {
    const { id } = await deal();
    const close = (body: object) => alice.post(`/pipeline/${id}/closure`, { to: 'won', ...body });
    const payments = [{ label: 'On signing', amount: '400.00', due_when: 'signed' }];
    expect(errorsOf(await close({ payments, plan: 'halves' }))).toEqual([['/payments', expect.any(String)]]);
    expect(errorsOf(await close({ deliverables: [{ title: 'Teaser' }] }))).toEqual([
      ['/deliverables/0/kind', expect.any(String)],
    ]);
    expect(errorsOf(await close({ lost_reason: 'Budget' }))).toEqual([['/lost_reason', expect.any(String)]]);
    expect(errorsOf(await close({ closed_on: dayFrom(2) }))).toEqual([['/closed_on', expect.any(String)]]);
    expect(errorsOf(await close({ fee: 400 }))).toEqual([['/fee', expect.any(String)]]);
    expect((await alice.get(`/pipeline/${id}`)).body.stage).not.toBe('Won');
    const sent = { name: 'Charger film', fee: '400.00', payments, deliverables: [{ kind: 'short', title: 'Teaser' }] };
    const done = await close(sent);
    expect((await alice.get(`/collabs/${done.body.collab_id}`)).body).toMatchObject({
      ...{ name: 'Charger film', fee: '400.00' },
      deliverables: [{ kind: 'short', title: 'Teaser' }],
      payments: [{ label: 'On signing', amount: '400.00' }],
    });
  });

  it('is lost with a reason, put on hold until a day, and reopened', async () => {
    const { id, stage } = await deal();
    const close = (body: object) => alice.post(`/pipeline/${id}/closure`, body);
    expect(errorsOf(await close({ to: 'gone' }))).toEqual([['/to', expect.any(String)]]);
    expect(errorsOf(await close({ to: 'lost' }))).toEqual([['/lost_reason', 'Choose why it was lost.']]);
    expect(errorsOf(await close({ to: 'lost', fee: '1' }))).toEqual([['/fee', expect.any(String)]]);
    const { rows } = app.current.db;
    const [reason] = await rows<{ name: string }>('select name from lost_reasons order by name limit 1');
    const lost = await close({ to: 'lost', lost_reason: reason?.name, lost_note: 'Next year.' });
    expect(lost.body.deal).toMatchObject({ stage: 'Lost', lost_reason: reason?.name, closed_on: dayFrom(0) });
    expect((await close({ to: 'lost', lost_reason: reason?.name })).status).toBe(409);
    const back = await alice.post(`/pipeline/${id}/stage`, { stage });
    expect(back.body).toMatchObject({ stage, lost_reason: null, closed_on: null });
    const held = await close({ to: 'hold', hold_until: dayFrom(9) });
    expect(held.body).toMatchObject({ deal: { hold_until: dayFrom(9) }, collab_id: null });
    expect((await bob.post(`/pipeline/${id}/closure`, { to: 'lost' })).status).toBe(404);
  });

  it('is moved to a place on the board, and renewed', async () => {
    const [one, other] = [await deal({ name: 'One' }), await deal({ name: 'Other' })];
    const move = (body: object) => alice.post(`/pipeline/${other.id}/stage`, body);
    expect((await move({ stage: 'Pitched' })).body.stage).toBe('Pitched');
    expect((await alice.post(`/pipeline/${one.id}/stage`, { stage: 'Pitched', after: other.id })).status).toBe(200);
    const order = await app.current.db.rows<{ name: string }>(
      'select name from deals where id = any($1) order by board_position',
      [[one.id, other.id]],
    );
    expect(order.map(({ name }) => name)).toEqual(['Other', 'One']);
    expect(errorsOf(await move({ stage: 'Nowhere' }))).toEqual([['/stage', expect.stringContaining('Pitched')]]);
    expect(errorsOf(await move({ stage: 'Lost' }))).toEqual([['/stage', expect.stringContaining('closure')]]);
    expect((await move({ stage: 'Inquiry', before: one.id })).status).toBe(409);
    expect(errorsOf(await move({ stage: 'Pitched', before: 'x' }))).toEqual([['/before', expect.any(String)]]);
    const renewed = await alice.post(`/pipeline/${one.id}/renewal`);
    expect([renewed.status, renewed.body]).toMatchObject([201, { name: 'One', source: 'renewal', stage: 'Inquiry' }]);
  });
});

describe('two records', () => {
  it('are merged with a choice per field, listed and taken apart', async () => {
    const kept = await made('/companies', { name: 'Quill & Co', website: 'quill.example' });
    const lost = await made('/companies', { name: 'Quill Goods', website: 'quillgoods.example', country: 'US' });
    const merges = `/companies/${kept.id}/merges`;
    for (const [body, at] of [
      [{ with: kept.id }, '/with'],
      [{ with: 'x' }, '/with'],
      [{ with: lost.id, sides: { nothing: 'lost' } }, '/sides/nothing'],
      [{ with: lost.id, sides: { name: 'both' } }, '/sides/name'],
    ] as const)
      expect(errorsOf(await alice.post(merges, body))).toEqual([[at, expect.any(String)]]);
    expect((await alice.post(merges, { with: lost.id, with_version: 7 })).status).toBe(412);
    expect((await alice.post(merges, { with: lost.id }, { 'If-Match': '"7"' })).status).toBe(412);
    expect((await reader.post(merges, { with: lost.id })).status).toBe(403);
    const sent = { with: lost.id, with_version: lost.version, sides: { website: 'lost' } };
    const done = await alice.post(merges, sent, { 'Idempotency-Key': 'merge-1' });
    expect([done.status, done.body.lost]).toEqual([201, 'Quill Goods']);
    expect((await alice.post(merges, sent, { 'Idempotency-Key': 'merge-1' })).body).toEqual(done.body);
    // Another person's key of the same name is another one, though a merge is done as the system.
    expect((await bob.post(merges, sent, { 'Idempotency-Key': 'merge-1' })).status).toBe(409);
    expect((await alice.get(`/companies/${kept.id}`)).body).toMatchObject({
      website: 'https://quillgoods.example',
      country: 'US',
    });
    expect((await alice.get(`/companies/${lost.id}`)).status).toBe(404);
    expect((await reader.get(merges)).body.data).toMatchObject([
      { id: done.body.id, lost: 'Quill Goods', undone: false },
    ]);
    const undone = await alice.post(`${merges}/${done.body.id}/undo`);
    expect(undone.body).toEqual({
      ...{ name: 'Quill Goods', kept: 'Quill & Co', fields_left: [] },
      rows_left: { stayed: 0, anew: 0, gone: 0 },
    });
    expect((await alice.get(`/companies/${lost.id}`)).body.website).toBe('https://quillgoods.example');
    expect((await alice.post(`${merges}/${done.body.id}/undo`)).status).toBe(409);
  });

  it('that may be the same are listed until somebody says that they are two', async () => {
    const one = await made('/companies', { name: 'Harbour Lamps', website: 'harbour.example' });
    const other = (await alice.post('/companies?seen=', { name: 'Harbour Lamps Ltd', website: 'harbour.example' }))
      .body;
    const two =
      other.id ??
      (await made(`/companies?seen=${one.id}`, { name: 'Harbour Lamps Ltd', website: 'harbour.example' })).id;
    const [low, high] = [one.id, two].sort();
    const pairs = async () =>
      (await reader.get('/companies/possible-duplicates')).body.data.map((it: { low: { id: string } }) => it.low.id);
    const part = (body: object) => alice.post('/companies/possible-duplicates/distinct', body);
    expect(await pairs()).toContain(low);
    expect((await part({ low, high })).status).toBe(204);
    expect(await pairs()).not.toContain(low);
    expect((await part({ low, high, distinct: false })).status).toBe(204);
    expect(await pairs()).toContain(low);
    expect(errorsOf(await part({ low: high, high: low }))).toHaveLength(1);
  });

  it('are no drafts of somebody else', async () => {
    const draft = (name: string) =>
      made('/templates', {
        ...{ name, category: 'cold_pitch', language: 'en', state: 'draft', subject: `Of ${name}`, body: 'Secret.' },
      });
    const [one, other] = [await draft('First draft'), await draft('Second draft')];
    expect((await bob.post(`/templates/${one.id}/merges`, { with: other.id })).status).toBe(404);
    const page = await (await app.current.as('bob')).get(`/templates/${one.id}/merge?with=${other.id}`);
    expect([page.status, page.text.includes('First draft')]).toEqual([404, false]);
    expect((await alice.post(`/templates/${one.id}/merges`, { with: other.id })).status).toBe(201);
  });
});

describe('the history of a record', () => {
  it('is read in words, in the currency of its time, and changes are taken back by it', async () => {
    const { id } = await made('/inventory', { ...ITEM, name: 'Tripod', cash_price: '10.00' });
    await alice.patch(`/inventory/${id}`, { cash_price: '12.00', location: 'Shelf' });
    await alice.patch(`/inventory/${id}`, { currency: 'JPY', cash_price: '1300' });
    const path = `/inventory/${id}/history`;
    const first = (await reader.get(`${path}?limit=2`)).body;
    expect(first.data[0].changes).toContainEqual({ field: 'cash_price', before: '12.00', after: '1,300' });
    const second = (await reader.get(`${path}?limit=1`)).body.next.replace('/api/v1', '');
    expect((await reader.get(second)).body.data[0].changes).toEqual(first.data[1].changes);
    expect(first.data[1].changes).toContainEqual({ field: 'cash_price', before: '10.00', after: '12.00' });
    const rest = (await reader.get(first.next.replace('/api/v1', ''))).body;
    expect([rest.data.map((it: { act: string }) => it.act), rest.next]).toEqual([['created'], null]);
    expect((await bob.get(path)).status).toBe(404);

    const [last, before] = first.data.map((it: { id: string }) => it.id);
    expect((await alice.post(`${path}/${before}/reversal`)).status).toBe(409);
    expect((await alice.post(`${path}/${last}/reversal`)).body).toMatchObject({ currency: 'USD', cash_price: '12.00' });
    const set = await alice.post(`${path}/${before}/restoration`, { field: 'location' });
    expect(set.body).toMatchObject({ location: null, cash_price: '12.00' });
    for (const field of ['nothing', null, 7])
      expect(errorsOf(await alice.post(`${path}/${before}/restoration`, { field }))).toEqual([
        ['/field', expect.any(String)],
      ]);
    expect((await alice.post(`${path}/${before}/restoration`, { field: 'brand' })).status).toBe(404);
    expect((await alice.post(`${path}/${before}/reversal`, undefined, { 'If-Match': '"1"' })).status).toBe(412);
    expect((await bob.post(`${path}/${last}/reversal`)).status).toBe(404);
  });
});

describe('what else pages do', () => {
  it('the next episode is planned with what repeats', async () => {
    const show = { show: 'Night walks', segments: [{ title: 'Opening' }] };
    await made('/guide/shows', { name: 'Night walks' });
    const episode = await made('/guide', { ...show, name: 'First night', number: 1, state: 'idea' });
    const next = await alice.post(`/guide/${episode.id}/next`, { name: 'Second night', record_on: '2027-01-02' });
    expect([next.status, next.body]).toMatchObject([201, { name: 'Second night', number: 2, record_on: '2027-01-02' }]);
    expect(next.body.segments).toHaveLength(1);
    expect(errorsOf(await alice.post(`/guide/${episode.id}/next`, { name: '' }))).toEqual([
      ['/name', expect.any(String)],
    ]);
  });

  it('a reminder is dismissed, by its person alone', async () => {
    const task = await made('/tasks', { title: 'Write to them', remind_on: '2026-01-01', remind_time: '09:00' });
    expect((await bob.post(`/tasks/${task.id}/reminder/dismissal`)).status).toBe(404);
    expect(task.remind_at).not.toBeNull();
    expect((await alice.post(`/tasks/${task.id}/reminder/dismissal`)).body.remind_at).toBeNull();
  });
});
