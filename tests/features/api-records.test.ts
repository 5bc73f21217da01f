import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { MODULES } from '../../src/features/modules.js';
import type { Module } from '../../src/records/module.js';
import { errorsOf, problemOf, program, useProgram } from '../support/api.js';
import { useApp } from '../support/app.js';
import { insert } from '../support/database.js';
import { layEverything } from '../support/everything.js';
import { PEOPLE } from '../support/people.js';
import { patiently, textOf } from '../support/visitor.js';

const app = useApp();
const alice = useProgram(app, 'alice');
const reader = useProgram(app, 'alice', 'read');
const charlie = useProgram(app, 'charlie');
const viewer = useProgram(app, 'vera');
const db = () => app.current.db;
const ITEM = { name: 'Clip-on lamp', source: 'review_unit', state: 'received', received_on: '2026-01-05' };

/** What a new record of each module needs. */
const NEW: Record<string, (ids: Record<string, string>) => object> = {
  inventory: () => ({ ...ITEM, cash_price: '12.50', brand: 'Quill & Co', tags: ['lamp', 'Desk'] }),
  pipeline: () => ({
    name: 'Spring deal',
    company: 'Quill & Co',
    offers: [{ side: 'ours', amount: '5', offered_on: '2026-01-02' }],
  }),
  collabs: () => ({
    name: 'Spring collab',
    fee: '100',
    payments: [{ label: 'On signing', amount: '60.00' }],
    state: 'agreed',
  }),
  programmes: () => ({ name: 'Trail shop', base_rate: '4.5', tracking_ids: [{ code: 'mara-20' }] }),
  affiliates: () => ({
    month: '2026-02',
    programme: 'Trail shop',
    commission: '7',
    adjustments: '-1.25',
    state: 'estimated',
  }),
  companies: () => ({ name: 'Bramble Works', website: 'bramble.example', do_not_contact: false }),
  contacts: () => ({
    first_name: 'Ana',
    last_name: 'Reyes',
    emails: [{ value: 'ana@bramble.example', primary: true }],
  }),
  templates: () => ({
    name: 'Hello',
    category: 'cold_pitch',
    language: 'en',
    state: 'draft',
    subject: 'Hi',
    body: 'Hello.',
  }),
  guide_shows: () => ({ name: 'Night walks', checklist: null }),
  guide_episodes: () => ({
    name: 'First night',
    show: 'Night walks',
    segments: [{ title: 'Opening' }],
    state: 'idea',
  }),
};

describe.each(MODULES.map((module) => [module.kind.name, module] as const))('records of %s', (name, module: Module) => {
  const path = module.kind.path;
  let id = '';

  it('are made, read, changed, listed, deleted and restored, and their pages show it', async () => {
    const sent = NEW[name]?.({}) ?? {};
    const made = await patiently(async () => alice.post(path, sent));
    expect([made.status, made.text.slice(0, 900)]).toEqual([201, made.text.slice(0, 900)]);
    id = made.body.id;
    expect(made.headers.location).toBe(`/api/v1${path}/${id}`);
    const read = await alice.get(`${path}/${id}`);
    expect(read.body).toEqual(made.body);
    expect(read.headers.etag).toBe(made.headers.etag);
    expect(await alice.get(`${path}/${id}`, { 'If-None-Match': read.headers.etag ?? '' })).toMatchObject({
      status: 304,
    });
    const page = await (await app.current.as('alice')).get(`${path}/${id}`);
    expect(textOf(page.text)).toContain(made.body.name);
    // What was read is sent back as it is, and changes nothing.
    const back = await alice.patch(`${path}/${id}`, read.body, { 'If-Match': read.headers.etag ?? '' });
    expect([back.status, errorsIn(back)]).toEqual([200, []]);
    expect(back.body).toEqual(read.body);
    const listed = await alice.get(`${path}?sort=-updated_at&limit=100`);
    const others = listed.status === 422 ? await alice.get(path) : listed;
    expect(others.body.data).toContainEqual(read.body);

    expect((await alice.delete(`${path}/${id}`)).status).toBe(204);
    expect((await alice.get(`${path}/${id}`)).status).toBe(404);
    expect((await alice.get(path)).body.data.map((it: { id: string }) => it.id)).not.toContain(id);
    const restored = await alice.post(`${path}/${id}/restoration`);
    expect({ ...restored.body, updated_at: '' }).toEqual({ ...read.body, updated_at: '' });
  });

  it('are changed by the token of whoever may alone', async () => {
    const patch = { [module.fields.names.includes('name') ? 'name' : (module.fields.names[0] ?? '')]: 'x' };
    for (const [who, status] of [
      [reader, 403],
      [viewer, 403],
      ...(module.kind.own ? [[charlie, 404] as const] : []),
    ] as const) {
      expect((await who.patch(`${path}/${id}`, patch)).status).toBe(status);
      expect((await who.delete(`${path}/${id}`)).status).toBe(status);
      expect((await who.post(`${path}/${id}/restoration`)).status).toBe(status);
    }
    if (module.kind.own) {
      expect((await charlie.get(`${path}/${id}`)).status).toBe(404);
      expect((await charlie.get(path)).body).toEqual({ data: [], next: null });
    }
    expect((await reader.post(path, {})).status).toBe(403);
    expect((await reader.get(`${path}/${id}`)).status).toBe(200);
  });
});

const errorsIn = (answer: { status: number; body: { errors?: unknown[] } }) => answer.body.errors ?? [];

describe('a change', () => {
  const item = async (more: object = {}) => (await alice.post('/inventory', { ...ITEM, ...more })).body;

  it('leaves what is not sent, empties what is null, and sets tags as they are listed', async () => {
    const made = await item({ model: 'X1', cash_price: '10', tags: ['one', 'two'] });
    const answer = await alice.patch(`/inventory/${made.id}`, {
      model: null,
      cash_price: '11.5',
      tags: ['two', 'three'],
    });
    expect(answer.body).toMatchObject({
      model: null,
      cash_price: '11.50',
      name: ITEM.name,
      tags: ['three', 'two'],
      version: 2,
    });
    const [row] = await db().rows('select model, cash_price, name from inventory_items where id = $1', [made.id]);
    expect(row).toEqual({ model: null, cash_price: 1150, name: ITEM.name });
  });

  it('is held against the version that was meant', async () => {
    const made = await item();
    const etag = (await alice.get(`/inventory/${made.id}`)).headers.etag ?? '';
    const first = await alice.patch(`/inventory/${made.id}`, { model: 'A' }, { 'If-Match': etag });
    expect(first.status).toBe(200);
    const second = await alice.patch(`/inventory/${made.id}`, { model: 'B' }, { 'If-Match': etag });
    expect(second.status).toBe(412);
    expect(problemOf(second).current).toEqual(first.body);
    expect(second.headers.etag).toBe(first.headers.etag);
    for (const sent of ['W/"1-x"', '"x"', 'x', '"0"', '""'])
      expect((await alice.patch(`/inventory/${made.id}`, { model: 'B' }, { 'If-Match': sent })).status).toBe(412);
    for (const sent of ['*', '"9", "2"', `W/${first.headers.etag}`])
      expect((await alice.patch(`/inventory/${made.id}`, { model: 'A' }, { 'If-Match': sent })).status).toBe(200);
    expect((await alice.delete(`/inventory/${made.id}`, { 'If-Match': etag })).status).toBe(412);
    expect((await alice.delete(`/inventory/${made.id}`, { 'If-Match': first.headers.etag ?? '' })).status).toBe(204);
  });

  it('names what else it refers to by id or by name, and says where both do not agree', async () => {
    const [one, two] = await Promise.all(['Fern Ltd', 'Moss Ltd'].map((name) => insert(db(), 'companies', { name })));
    const made = await item({ company_id: one });
    expect(made).toMatchObject({ brand: 'Fern Ltd', company_id: one });
    const path = `/inventory/${made.id}`;
    expect((await alice.patch(path, { ...made, company_id: two })).body).toMatchObject({
      brand: 'Moss Ltd',
      company_id: two,
    });
    expect((await alice.patch(path, { brand: 'Fern Ltd' })).body).toMatchObject({ brand: 'Fern Ltd', company_id: one });
    expect((await alice.patch(path, { brand: 'Moss Ltd', company_id: two })).body.company_id).toBe(two);
    expect(errorsOf(await alice.patch(path, { brand: 'Stone Ltd', company_id: one }))).toEqual([
      ['/brand', expect.stringContaining('not what the id')],
    ]);
    expect(errorsOf(await alice.patch(path, { company_id: made.id }))).toEqual([['/company_id', expect.any(String)]]);
    expect((await alice.patch(path, { company_id: null })).body).toMatchObject({ brand: null, company_id: null });
    const person = await alice.post('/contacts', { first_name: 'Io', companies: [{ id: one, title: 'PR' }] });
    expect(person.body.companies).toMatchObject([{ id: one, name: 'Fern Ltd', title: 'PR' }]);
    const rows = person.body.companies.map((it: object) => ({ ...it, id: two }));
    const moved = await alice.patch(`/contacts/${person.body.id}`, { companies: rows });
    expect(moved.body.companies).toMatchObject([{ id: two, name: 'Moss Ltd' }]);
    expect(errorsOf(await alice.patch(`/contacts/${person.body.id}`, { companies: [{ id: made.id }] }))).toEqual([
      ['/companies/0/id', 'There is none of this id.'],
    ]);
  });

  it('says each fault where it stands, in the words of the form', async () => {
    const collab = (await alice.post('/collabs', { name: 'Rows', payments: [{ label: 'One', amount: '5' }] })).body;
    const row = collab.payments[0];
    const path = `/collabs/${collab.id}`;
    expect(errorsOf(await alice.patch(path, { payments: [row, { label: '', amount: '1.234' }] }))).toEqual([
      ['/payments/1/label', 'Say what it is for.'],
      ['/payments/1/amount', expect.stringMatching(/digits|mean/)],
    ]);
    const kept = await alice.patch(path, { payments: [{ ...row, amount: '6.00' }] });
    expect(kept.body.payments).toEqual([{ ...row, amount: '6.00' }]);
    expect((await alice.patch(path, { payments: [] })).body.payments).toEqual([]);
    const faults = await alice.patch(`/inventory/${(await item()).id}`, {
      ...{ name: '', nothing: 1, rating: 'five', disclosure_made: 'yes', cash_price: 12, version: 9, state: 'eaten' },
      ...{ sold_on: '31/02/2026', tags: ['a,b'], id: null },
    });
    expect(faults.status).toBe(422);
    expect(Object.fromEntries(errorsOf(faults))).toEqual({
      '/name': 'Give it a name.',
      '/nothing': 'There is no field of this name.',
      '/rating': 'Send a whole number.',
      '/disclosure_made': 'Send true or false.',
      '/cash_price': 'Send a text.',
      '/version': 'This is not set by those who send it.',
      '/id': 'This is not set by those who send it.',
      '/state': expect.any(String),
      '/sold_on': 'Type a date such as 2026-11-18.',
      '/tags/0': 'A comma parts two tags: leave it out.',
    });
  });

  it('asks about what is there already, once', async () => {
    const first = await alice.post('/contacts', { first_name: 'Tilda', last_name: 'Moor' });
    const again = await alice.post('/contacts', { first_name: 'Tilda', last_name: 'Moor' });
    expect(again.status).toBe(409);
    expect(problemOf(again).candidates).toMatchObject([{ id: first.body.id, name: 'Tilda Moor' }]);
    const insisted = await alice.post(`/contacts?seen=${first.body.id}`, { first_name: 'Tilda', last_name: 'Moor' });
    expect(insisted.status).toBe(201);
  });
});

describe('a body', () => {
  const send = (body: string, headers: Record<string, string> = {}) => alice.post('/inventory', body, headers);
  it.each([
    ['', 'empty'],
    ['{', 'no JSON'],
    ['{"name":"a","name":"b"}', 'stands twice'],
    ['{"name":"a","n\\u0061me":"b"}', 'stands twice'],
    ['{"__proto__":{"name":"a"}}', '__proto__'],
    ['{"rating":9007199254740993}', 'not read exactly'],
    ['{"rating":1e999}', 'not read exactly'],
  ])('that nobody can read for sure is refused: %s', async (body, said) => {
    const answer = await send(body);
    expect([answer.status, problemOf(answer).detail]).toEqual([400, expect.stringContaining(said)]);
  });

  it.each([
    ['[]', ''],
    ['"x"', ''],
    ['{"name":"a\\u0000b","source":"gift","state":"received"}', '/name'],
    ['{"name":"\\ud800","source":"gift","state":"received"}', '/name'],
    ['{"constructor":1}', '/constructor'],
  ])('that means nothing is refused where it stands: %s', async (body, at) => {
    const answer = await send(body);
    expect(answer.status).toBe(422);
    expect(errorsOf(answer).map(([where]) => where)).toContain(at);
  });

  it('that breaks off in its middle makes nothing, and holds up nobody', async () => {
    const whole = JSON.stringify({ ...ITEM, name: 'Broken off' });
    const server = createServer(app.current.app);
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
    const { port } = server.address() as AddressInfo;
    const headers = { authorization: `Bearer ${alice.secret}`, 'content-type': 'application/json' };
    const sent = request({
      ...{ port, host: '127.0.0.1', method: 'POST', path: '/api/v1/inventory' },
      headers: { ...headers, 'content-length': whole.length },
    });
    const ended = new Promise((done) => sent.once('close', done));
    sent.on('error', () => undefined);
    sent.write(whole.slice(0, 20), () => sent.destroy());
    await ended;
    expect((await alice.get('/inventory?q=broken+off')).body.data).toEqual([]);
    await new Promise((done) => server.close(done));
    // Whole by its length, and broken off as JSON.
    expect((await send(whole.slice(0, 20))).status).toBe(400);
  });

  it('is nested as deep as anybody means', async () => {
    const answer = await send(`{"a":${'['.repeat(10_000)}${']'.repeat(10_000)}}`);
    expect([answer.status, problemOf(answer).detail]).toEqual([400, 'It is nested deeper than 32.']);
  });

  it('is JSON in UTF-8 of 1 MB at most, and so is what is answered', async () => {
    const bytes = Buffer.concat([Buffer.from('{"name":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]);
    const broken = await alice
      .post('/inventory', undefined, { 'Content-Type': 'application/json' })
      .send(bytes.toString('latin1'));
    expect(broken.status).toBeGreaterThanOrEqual(400);
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'application/json; charset=latin1',
      'multipart/form-data',
    ])
      expect(problemOf(await send('{}', { 'Content-Type': type })).status).toBe(415);
    expect(problemOf(await send('{}', { 'Content-Encoding': 'gzip' })).status).toBe(415);
    expect(problemOf(await send(`{"name":"${'x'.repeat(1024 * 1024)}"}`)).status).toBe(413);
    expect(problemOf(await send('{}', { Accept: 'text/html' })).status).toBe(406);
    expect(problemOf(await alice.put('/inventory', {})).status).toBe(405);
    expect((await alice.put('/inventory', {})).headers.allow).toBe('GET, HEAD, POST');
    expect((await alice.delete('/inventory')).status).toBe(405);
    expect((await alice.get('/nothing')).status).toBe(404);
    for (const id of ['x', '0', "'--", '%00']) expect((await alice.get(`/inventory/${id}`)).status).toBe(404);
  });
});

describe('a list', () => {
  it('has the filters and orders of its page, in pages that follow each other', async () => {
    const carol = await program(app.current, 'bob');
    for (const n of [1, 2, 3, 4, 5])
      await carol.post('/inventory', {
        ...ITEM,
        name: `Lamp ${n}`,
        state: n > 3 ? 'kept' : 'received',
        cash_price: `${n}`,
      });
    const names = (answer: { body: { data: { name: string }[] } }) => answer.body.data.map(({ name }) => name);
    const first = await carol.get('/inventory?sort=name&limit=2');
    expect(names(first)).toEqual(['Lamp 1', 'Lamp 2']);
    expect(first.headers.link).toBe(`<${first.body.next}>; rel="next"`);
    const second = await carol.get(first.body.next.replace('/api/v1', ''));
    expect(names(second)).toEqual(['Lamp 3', 'Lamp 4']);
    const third = await carol.get(second.body.next.replace('/api/v1', ''));
    expect([names(third), third.body.next, third.headers.link]).toEqual([['Lamp 5'], null, undefined]);
    expect(names(await carol.get('/inventory?sort=-name&state=kept'))).toEqual(['Lamp 5', 'Lamp 4']);
    expect(names(await carol.get('/inventory?q=lamp+3'))).toEqual(['Lamp 3']);
    const faulty = await carol.get('/inventory?limit=500&sort=nothing&stat=sold&received_on_from=x');
    expect(errorsOf(faulty)).toEqual([['stat', 'This address has no such parameter.']]);
    expect(errorsOf(await carol.get('/inventory?sort=nothing'))).toEqual([
      ['sort', expect.stringContaining('nothing')],
    ]);
    expect(errorsOf(await carol.get('/inventory?limit=500'))).toEqual([['limit', expect.stringContaining('100')]]);
    expect(errorsOf(await carol.get('/inventory?received_on_from=x'))).toHaveLength(1);
    expect((await carol.get('/inventory?cursor=x')).status).toBe(400);
  });

  it('goes on by its own cursor alone: not by that of another list, another order or another record’s notes', async () => {
    const refused = { status: 400, body: { detail: expect.stringContaining('Start from its first page.') } };
    const cursorOf = (answer: { body: { next: string } }) =>
      new URL(answer.body.next, 'http://localhost').searchParams.get('cursor');
    const notes = [];
    for (const name of ['One', 'Other']) {
      const { id } = (await alice.post('/inventory', { ...ITEM, name })).body;
      await alice.post('/companies', { name, kind: 'brand' });
      for (const body of ['first', 'second']) await alice.post(`/inventory/${id}/notes`, { body });
      notes.push(`/inventory/${id}/notes?limit=1`);
    }
    const lists = [
      '/inventory?limit=1&sort=name',
      '/inventory?limit=1&sort=-name',
      '/companies?limit=1&sort=name',
      ...notes,
    ];
    for (const one of lists) {
      const cursor = cursorOf(await alice.get(one));
      for (const other of lists)
        expect(await alice.get(`${other}&cursor=${cursor}`), `${one} in ${other}`).toMatchObject(
          one === other ? { status: 200 } : refused,
        );
    }
  });

  it('without filters refuses what it has not as well, and so does every other address', async () => {
    const { id } = (await alice.post('/inventory', { ...ITEM, name: 'Asked about' })).body;
    for (const list of ['notes', 'history']) {
      const asked = (query: string) => alice.get(`/inventory/${id}/${list}?${query}`);
      for (const limit of ['0', '101', 'x', '1&limit=2'])
        expect(errorsOf(await asked(`limit=${limit}`))).toEqual([['limit', 'A page has 1 to 100 rows.']]);
      expect(errorsOf(await asked('sort=at'))).toEqual([['sort', 'This address has no such parameter.']]);
      expect((await asked('cursor=x')).status).toBe(400);
      expect((await asked('limit=1')).status).toBe(200);
    }
    expect(errorsOf(await alice.get('/tags?off=common'))).toEqual([['off', expect.any(String)]]);
    expect(errorsOf(await alice.patch(`/inventory/${id}?seen=x`, { model: 'y' }))).toEqual([
      ['seen', expect.any(String)],
    ]);
    expect((await alice.get(`/inventory/${id}`)).body.model).toBeNull();
  });
});

describe('If-Match: *', () => {
  it('means whichever version stands there, and no record that is gone', async () => {
    const { id } = (await alice.post('/inventory', { ...ITEM, name: 'Any version' })).body;
    const any = { 'If-Match': '*' };
    expect((await alice.patch(`/inventory/${id}`, { location: 'One' }, any)).status).toBe(200);
    expect((await alice.patch(`/inventory/${id}`, { location: 'Two' }, any)).body).toMatchObject({ version: 3 });
    expect((await alice.delete(`/inventory/${id}`, any)).status).toBe(204);
    expect((await alice.patch(`/inventory/${id}`, { location: 'Three' }, any)).status).toBe(404);
  });
});

describe('everything of a person', () => {
  it('is read by their token alone', async () => {
    const { bob } = PEOPLE;
    const ids = await layEverything(db(), bob, 'Fenced');
    for (const [path, id] of [
      ['inventory', ids.item],
      ['pipeline', ids.deal],
      ['collabs', ids.collab],
      ['templates', ids.draft],
    ] as const)
      expect((await charlie.get(`/${path}/${id}`)).status).toBe(404);
  });
});
