import { beforeAll, describe, expect, it } from 'vitest';
import { jsonOf, ownTables } from '../../src/features/data-export/dump.js';
import { sql } from '../../src/platform/postgres/sql.js';
import { type Program, program } from '../support/api.js';
import { useApp } from '../support/app.js';
import { counted } from '../support/database.js';
import { PEOPLE } from '../support/people.js';
import { patiently, textOf } from '../support/visitor.js';

const app = useApp();
let alice: Program;
beforeAll(async () => {
  alice = await program(app.current, 'alice');
});
const ITEM = { source: 'purchase', state: 'received', received_on: '2026-01-05', currency: 'USD' };
const made = async (path: string, body: object) => (await patiently(async () => alice.post(path, body))).body;
const historyOf = async (path: string) =>
  (await alice.get(`${path}/history`)).body.data as { act: string; text: string; token: object | null }[];
const BY = { id: expect.stringMatching(/^[0-9a-f-]{36}$/), name: 'Of alice' };

describe('the history of what a program changes', () => {
  it('names its token, on the page, in the API and among one’s own data, when the token is gone as well', async () => {
    const { id } = await made('/inventory', { ...ITEM, name: 'Told lamp' });
    const visitor = await app.current.as('alice');
    await visitor.get(`/inventory/${id}/edit`);
    const saved = await visitor.post(`/inventory/${id}`, {
      ...ITEM,
      name: 'Told lamp',
      version: '1',
      model: 'By hand',
    });
    expect(saved.status).toBe(303);
    await alice.patch(`/inventory/${id}`, { model: 'By a program' });
    await app.current.db.rows('delete from api_tokens where user_id = $1', [PEOPLE.alice.id]);

    alice = await program(app.current, 'alice');
    const told = await historyOf(`/inventory/${id}`);
    expect(told.map(({ token }) => token)).toEqual([BY, null, BY]);
    expect(told.map(({ text }) => text)).toEqual([
      expect.stringMatching(/changed 1 field, by API token “Of alice”$/),
      expect.stringMatching(/changed \d fields?$/),
      expect.stringMatching(/added this as received, by API token “Of alice”$/),
    ]);
    const page = textOf((await visitor.get(`/inventory/${id}?tab=history`)).text);
    expect(page.match(/by API token “Of alice”/g)).toHaveLength(2);
    const exported = await app.current.database.streamAsUser(PEOPLE.alice.id, async (db) => {
      const history = (await ownTables(db)).find(({ name }) => name === 'history');
      const pieces: Buffer[] = [];
      if (history) for await (const piece of jsonOf(db, history)) pieces.push(piece);
      return JSON.parse(Buffer.concat(pieces).toString());
    });
    expect(exported).toContainEqual(expect.objectContaining({ inventory_item_id: id, token_name: 'Of alice' }));
  });

  it('names it where records are merged, which is done as the system', async () => {
    const [kept, lost] = [
      await made('/companies', { name: 'Northpeak' }),
      await made('/companies', { name: 'Suthpeek' }),
    ];
    expect((await alice.post(`/companies/${kept.id}/merges`, { with: lost.id })).status).toBe(201);
    expect((await historyOf(`/companies/${kept.id}`))[0]).toMatchObject({ act: 'merged', token: BY });
  });

  it('names it where a job goes on with what the program asked for, and no more where a person takes that back', async () => {
    await app.current.db.rows(
      `insert into inventory_items (id, user_id, name, source, state, currency, location, created_by)
       select gen_random_uuid(), $1, 'Many ' || n, 'gift', 'received', 'USD', 'Far shelf', $1 from generate_series(1, 10001) n`,
      [PEOPLE.alice.id],
    );
    await counted(app.current.db, 'inventory_items');
    const batch = await alice.post('/inventory/batches', { filter: { location: 'Far shelf' }, act: 'delete' });
    expect(batch.status).toBe(202);
    await app.current.runJobs('bulk_act');
    const names = () =>
      app.current.db.rows<{ act: string; token_name: string | null; n: number }>(
        `select act, token_name, count(*)::int as n from history h where user_id = $1 and act in ('deleted', 'restored') group by 1, 2 order by 1`,
        [PEOPLE.alice.id],
      );
    expect(await names()).toEqual([{ act: 'deleted', token_name: 'Of alice', n: 10_001 }]);
    const visitor = await app.current.as('alice');
    await visitor.get(`/batches/${batch.body.id}`);
    await visitor.post(`/batches/${batch.body.id}/undo`, {});
    await app.current.runJobs('bulk_act');
    expect(await names()).toContainEqual({ act: 'restored', token_name: null, n: 10_001 });
  });
});

describe('the page of an act on many', () => {
  it('and the recent acts name the token by which it came, also when a page took it back, or another token', async () => {
    const [bob, other] = [await program(app.current, 'bob'), await program(app.current, 'bob')];
    await app.current.db.rows(`update api_tokens set name = 'The other' where hint = $1`, [other.secret.slice(-4)]);
    const acts = [];
    for (const name of ['Once', 'Twice']) {
      const { id } = (await bob.post('/inventory', { ...ITEM, name })).body;
      acts.push((await bob.post('/inventory/batches', { ids: [id], act: 'tag', tag: 'named' })).body.id);
    }
    const [once, twice] = acts;
    const visitor = await app.current.as('bob');
    const pageOf = async (id: string) => textOf((await visitor.get(`/batches/${id}`)).text);
    expect(await pageOf(once)).toMatch(/Started .* by API token “Of bob”/);
    await visitor.post(`/batches/${once}/undo`, {});
    expect((await other.post(`/batches/${twice}/undo`)).status).toBe(200);
    expect(await pageOf(once)).toMatch(/Started .* by API token “Of bob”/);
    expect(await pageOf(once)).not.toContain('The undo came');
    expect(await pageOf(twice)).toContain('The undo came by API token “The other”.');
    const recent = textOf((await visitor.get('/batches')).text);
    expect(recent.match(/by API token “Of bob”/g)).toHaveLength(2);
    expect(recent).not.toContain('The other');
  });
});

describe('a transaction', () => {
  it('of a page that follows a program’s on the same connection names no token', async () => {
    const { database } = app.current;
    const token = { id: PEOPLE.bob.id, name: 'Before' };
    const named = () =>
      database.asUser(PEOPLE.alice.id, (tx) =>
        tx.$queryRaw<{ name: string }[]>(sql`select nullif(current_setting('app.token_name', true), '') as name`),
      );
    await database.asUser(PEOPLE.alice.id, async () => undefined, undefined, token);
    for (let n = 0; n < 12; n += 1) expect(await named()).toEqual([{ name: null }]);
  });
});
