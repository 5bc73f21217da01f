import { beforeAll, describe, expect, it } from 'vitest';
import { ROWS_AT_ONCE } from '../../src/records/limits.js';
import { type Program, problemOf, program, useProgram } from '../support/api.js';
import { useApp } from '../support/app.js';
import { insert } from '../support/database.js';
import { PEOPLE } from '../support/people.js';
import { patiently, textOf } from '../support/visitor.js';

const ORIGIN = 'https://tools.example';
const app = useApp({ CORS_ORIGINS: `${ORIGIN}, http://127.0.0.1:3000` });
const alice = useProgram(app, 'alice');
const charlie = useProgram(app, 'charlie');
const reader = useProgram(app, 'alice', 'read');
const db = () => app.current.db;
let item: { id: string; name: string };
let path: string;
beforeAll(async () => {
  item = (await patiently(async () => alice.post('/inventory', ITEM))).body;
  path = `/inventory/${item.id}`;
});
const ITEM = { name: 'Clip-on lamp', source: 'review_unit', state: 'received', received_on: '2026-01-05' };
const count = async (table: string, where = 'true') =>
  (await db().rows<{ n: number }>(`select count(*)::int as n from ${table} where ${where}`))[0]?.n;

describe('a POST with an Idempotency-Key', () => {
  const send = (key: string, body: object = { ...ITEM, name: key }, who = alice) =>
    who.post('/inventory', body, { 'Idempotency-Key': key });

  it('is done once, and answered again as it was', async () => {
    const first = await send('once-1');
    const again = await send('"once-1"', { ...ITEM, name: 'once-1' });
    expect([first.status, again.status]).toEqual([201, 201]);
    expect(again.body).toEqual(first.body);
    expect(again.headers).toMatchObject({ location: first.headers.location, etag: first.headers.etag });
    expect([first.headers['idempotency-replayed'], again.headers['idempotency-replayed']]).toEqual([undefined, 'true']);
    expect(await count('inventory_items', `name = 'once-1'`)).toBe(1);
  });

  it('is refused with another body, and another person’s is another one', async () => {
    await send('once-2');
    expect(problemOf(await send('once-2', { ...ITEM, name: 'another' })).status).toBe(422);
    expect((await send('once-2', { ...ITEM, name: 'theirs' }, charlie)).status).toBe(201);
    for (const key of [' ', 'a b', 'x'.repeat(256), 'ä'])
      expect(
        (await alice.post('/inventory', ITEM, { 'Idempotency-Key': Buffer.from(key).toString('latin1') })).status,
      ).toBe(400);
  });

  it('leaves nothing where it was refused, and is tried anew', async () => {
    expect((await send('once-3', { ...ITEM, name: '' })).status).toBe(422);
    expect((await send('once-3', { ...ITEM, name: 'mended' })).status).toBe(201);
  });

  it('makes one record of many at once', async () => {
    const answers = await Promise.all(Array.from({ length: 6 }, () => send('once-4')));
    const statuses = answers.map(({ status }) => status);
    expect(statuses.every((it) => it === 201 || it === 409)).toBe(true);
    expect(statuses).toContain(201);
    expect(await count('inventory_items', `name = 'once-4'`)).toBe(1);
  });

  it('is forgotten after a day', async () => {
    await send('once-5');
    await db().rows(`update api_answers set at = now() - interval '25 hours' where key = 'once-5'`);
    expect((await send('once-5', { ...ITEM, name: 'a day later' })).status).toBe(201);
    await db().rows(`update api_answers set at = now() - interval '25 hours'`);
    await app.current.runJobs('tidy');
    expect(await count('api_answers')).toBe(0);
  });
});

describe('a page of another origin', () => {
  it('may ask where it is named, with a token and never with cookies', async () => {
    const answer = await alice.get('/me', { Origin: ORIGIN });
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': ORIGIN,
      vary: 'Authorization, Origin, Accept-Encoding',
    });
    expect(answer.headers['access-control-expose-headers']).toMatch(/ETag.*Link.*RateLimit/);
    for (const headers of [answer.headers]) expect(headers['access-control-allow-credentials']).toBeUndefined();
    const agent = (await app.current.as('alice')).agent;
    const asked = await agent.options('/api/v1/inventory').set({
      Origin: ORIGIN,
      'Access-Control-Request-Method': 'PATCH',
      'Access-Control-Request-Headers': 'authorization',
    });
    expect(asked.status).toBe(204);
    expect(asked.headers).toMatchObject({ 'access-control-allow-origin': ORIGIN });
    expect(asked.headers['access-control-allow-methods']).toContain('PATCH');
    expect(asked.headers['access-control-allow-headers']).toContain('Idempotency-Key');
    expect(asked.headers['access-control-allow-credentials']).toBeUndefined();
    expect(asked.headers['set-cookie']).toBeUndefined();
  });

  it('is told nothing where it is not', async () => {
    for (const origin of [
      'https://evil.example',
      `${ORIGIN}.evil.example`,
      'null',
      'http://tools.example',
      `${ORIGIN}:444`,
    ]) {
      const answer = await alice.get('/me', { Origin: origin });
      expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    }
  });

  it('is told its limits in headers', async () => {
    const { headers } = await alice.get('/me');
    expect(headers['ratelimit-policy']).toMatch(/q=600; w=60/);
    expect(headers.ratelimit).toMatch(/r=\d+; t=\d+/);
  });
});

describe('what is kept about a record', () => {
  it('notes are added, changed by their version, deleted and restored, and stand on the page', async () => {
    const made = await alice.post(`${path}/notes`, { body: 'Ring *them*' });
    expect([made.status, made.body]).toEqual([
      201,
      expect.objectContaining({ body: 'Ring *them*', author: PEOPLE.alice.name }),
    ]);
    const one = made.headers.location?.replace('/api/v1', '') ?? '';
    expect((await alice.get(one)).body).toEqual(made.body);
    expect((await alice.get(`${path}/notes`)).body).toEqual({ data: [made.body], next: null });
    expect(textOf((await (await app.current.as('alice')).get(path)).text)).toContain('Ring them');
    expect((await alice.patch(one, { body: 'Rung' }, { 'If-Match': '"9"' })).status).toBe(412);
    expect((await alice.patch(one, { body: 'Rung' }, { 'If-Match': '"1"' })).body).toMatchObject({
      body: 'Rung',
      version: 2,
    });
    expect((await alice.patch(one, { body: ' ' })).status).toBe(422);
    expect((await alice.patch(one, { text: 'x' })).status).toBe(422);
    expect((await charlie.get(one)).status).toBe(404);
    expect((await charlie.post(`${path}/notes`, { body: 'x' })).status).toBe(404);
    expect((await reader.post(`${path}/notes`, { body: 'x' })).status).toBe(403);
    expect((await alice.delete(one)).status).toBe(204);
    expect((await alice.get(one)).status).toBe(404);
    expect((await alice.post(`${one}/restoration`)).body.body).toBe('Rung');
  });

  it('tags are put on and taken off', async () => {
    expect((await alice.post(`${path}/tags`, { add: ['red', 'Blue'] })).body).toEqual({ tags: ['Blue', 'red'] });
    expect((await alice.post(`${path}/tags`, { add: ['new'], remove: ['blue'] })).body).toEqual({
      tags: ['new', 'red'],
    });
    expect((await alice.post(`${path}/tags`, { add: 'red' })).status).toBe(422);
    expect((await charlie.post(`${path}/tags`, { add: ['x'] })).status).toBe(404);
  });

  it('tasks are made, done, opened again and changed', async () => {
    const made = await alice.post(`${path}/tasks`, { title: 'Send it back', due_on: '2026-03-01', repeats: 'month' });
    expect([made.status, made.body]).toEqual([
      201,
      expect.objectContaining({ title: 'Send it back', record_id: item.id }),
    ]);
    const one = made.headers.location?.replace('/api/v1', '') ?? '';
    expect((await alice.get(`${path}/tasks`)).body.data).toEqual([made.body]);
    expect((await alice.get('/tasks')).body.data).toMatchObject([{ title: 'Send it back', module: 'inventory' }]);
    expect((await alice.patch(one, { due_on: null })).status).toBe(422);
    const changed = await alice.patch(one, {
      due_on: null,
      repeats: null,
      remind_on: '2026-02-27',
      remind_time: '08:30',
    });
    expect(changed.body).toMatchObject({ due_on: null, remind_at: '2026-02-27T08:30:00.000Z', version: 2 });
    expect((await alice.patch(one, { title: 'x' }, { 'If-Match': '"1"' })).status).toBe(412);
    const known = { 'If-None-Match': String((await alice.get(one)).headers.etag) };
    expect((await alice.get(one, known)).status).toBe(304);
    expect((await alice.post(`${one}/completion`)).body.done_at).toEqual(expect.any(String));
    expect((await alice.get(one, known)).status).toBe(200);
    expect((await alice.delete(`${one}/completion`)).body.done_at).toBeNull();
    expect((await charlie.get(one)).status).toBe(404);
    expect((await alice.delete(one)).status).toBe(204);
    expect((await alice.post(`${one}/restoration`)).status).toBe(200);
    expect((await alice.post('/tasks', { title: '' })).body.errors).toEqual([
      { pointer: '/title', detail: 'Say what is to be done.' },
    ]);
  });

  it('files are sent as they are, read back byte by byte, deleted and restored', async () => {
    const bytes = Buffer.from('a,b\n1,2\n');
    const send = (who: Program, body: Buffer) =>
      who.post(`${path}/files?name=figures.csv`, body.toString(), { 'Content-Type': 'application/octet-stream' });
    const made = await send(alice, bytes);
    expect([made.status, made.body]).toEqual([
      201,
      expect.objectContaining({ name: 'figures.csv', size: bytes.length }),
    ]);
    expect((await send(alice, bytes)).body.id).toBe(made.body.id);
    expect((await alice.get(`${path}/files`)).body.data).toEqual([made.body]);
    const one = `${path}/files/${made.body.id}`;
    const read = await alice.get(one, { Accept: '*/*' });
    expect([read.text ?? read.body.toString(), read.headers['content-disposition']]).toEqual([
      bytes.toString(),
      'attachment; filename=figures.csv',
    ]);
    expect((await charlie.get(one)).status).toBe(404);
    expect((await send(charlie, bytes)).status).toBe(404);
    expect((await send(reader, bytes)).status).toBe(403);
    expect((await send(alice, Buffer.alloc(0))).status).toBe(400);
    expect((await alice.delete(one)).status).toBe(204);
    expect((await alice.get(one)).status).toBe(404);
    expect((await alice.post(`${one}/restoration`)).status).toBe(204);
  });
});

describe('an act on many', () => {
  it('is done by ids or by a filter, and taken back once', async () => {
    const made = await Promise.all([1, 2, 3].map((n) => alice.post('/inventory', { ...ITEM, name: `Many ${n}` })));
    const ids = made.map(({ body }) => body.id);
    const done = await alice.post('/inventory/batches', {
      ids: ids.slice(0, 2),
      act: 'set',
      set: { location: 'Shelf 4' },
    });
    expect([done.status, done.body]).toEqual([
      201,
      expect.objectContaining({ state: 'done', done: 2, undoable: true }),
    ]);
    const tagged = await alice.post('/inventory/batches', {
      filter: { q: 'many', location: 'Shelf 4' },
      act: 'tag',
      tag: 'moved',
    });
    expect([tagged.status, tagged.body.done]).toEqual([201, 2]);
    expect((await alice.get(`/inventory/${ids[0]}`)).body).toMatchObject({ location: 'Shelf 4', tags: ['moved'] });
    const batch = `/batches/${done.body.id}`;
    expect((await alice.get(batch)).body).toEqual(done.body);
    expect((await charlie.get(batch)).status).toBe(404);
    expect((await alice.post(`${batch}/stop`)).body).toEqual(done.body);
    expect((await charlie.post(`${batch}/stop`)).status).toBe(404);
    expect((await alice.post(`${batch}/undo`)).body).toMatchObject({ state: 'undone', undoable: false });
    expect((await alice.get(`/inventory/${ids[0]}`)).body.location).toBeNull();
    expect((await alice.post('/inventory/batches', { ids, act: 'delete' })).body.done).toBe(3);
    expect((await alice.get(`/inventory/${ids[0]}`)).status).toBe(404);
    expect(await count('batches', `user_id = '${PEOPLE.alice.id}'`)).toBeGreaterThan(2);
  });

  it('is stopped while a job is to go on with it', async () => {
    const id = await insert(app.current.db, 'batches', {
      user_id: PEOPLE.alice.id,
      module: 'inventory',
      act: 'delete',
      detail: { step: { act: 'delete' }, from: null },
      wanted: 3,
    });
    expect((await alice.get(`/batches/${id}`)).body).toMatchObject({ state: 'waiting', why: null });
    const stopped = await alice.post(`/batches/${id}/stop`);
    expect([stopped.status, stopped.body]).toEqual([200, expect.objectContaining({ state: 'failed', why: 'stopped' })]);
  });

  it.each([
    [{ act: 'eat', ids: [] }, '/act'],
    [{ act: 'delete' }, ''],
    [{ act: 'delete', filter: { stat: 'sold' } }, '/filter/stat'],
    [{ act: 'delete', filter: [] }, '/filter'],
    [{ act: 'delete', ids: ['x'] }, '/ids'],
    [{ act: 'tag', ids: [PEOPLE.alice.id] }, '/tag'],
    [{ act: 'set', ids: [PEOPLE.alice.id], set: { name: 'x' } }, '/set'],
    [{ act: 'set', ids: [PEOPLE.alice.id], set: { state: 'eaten' } }, '/set/state'],
    [{ act: 'set', ids: [PEOPLE.alice.id], set: { location: 'x', name: 'y' } }, '/set/name'],
    [{ act: 'delete', ids: [], more: 1 }, '/more'],
  ])('that cannot be read is refused where it is wrong: %j', async (body, at) => {
    const answer = await alice.post('/inventory/batches', body);
    expect([answer.status, (answer.body.errors as { pointer: string }[])[0]?.pointer]).toEqual([422, at]);
  });

  it('beyond what one request changes is a job', async () => {
    await db().rows(
      `insert into inventory_items (id, user_id, name, source, currency, state, received_on)
       select gen_random_uuid(), $1, 'Crowd', 'gift', 'USD', 'received', '2026-01-01' from generate_series(1, $2)`,
      [PEOPLE.bob.id, ROWS_AT_ONCE + 1],
    );
    const bob = await program(app.current, 'bob');
    const put = await bob.post('/inventory/batches', { filter: { q: 'crowd' }, act: 'set', set: { location: 'Hall' } });
    expect([put.status, put.body.state]).toEqual([202, 'waiting']);
    expect((await bob.get(put.headers.location?.replace('/api/v1', '') ?? '')).body.wanted).toBe(ROWS_AT_ONCE + 1);
  });
});

it('the search finds records of all modules that one may see', async () => {
  await alice.post('/companies', { name: 'Clip-on Makers' });
  const found = await alice.get('/search?q=clip-on');
  expect(found.body.data).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ module: 'inventory', name: 'Clip-on lamp' }),
      expect.objectContaining({ module: 'companies', name: 'Clip-on Makers' }),
    ]),
  );
  const theirs = (await charlie.get('/search?q=lamp')).body.data.map((it: { name: string }) => it.name);
  expect(theirs).not.toContain('Clip-on lamp');
  expect((await alice.get('/search?q=%00')).status).toBe(422);
  expect((await alice.get('/')).body).toMatchObject({ inventory: '/api/v1/inventory', me: '/api/v1/me' });
});
