import { describe, expect, it } from 'vitest';
import { useApp } from '../support/app.js';
import { insertCompany } from '../support/companies.js';
import { insert } from '../support/database.js';
import { fieldsOf } from '../support/item-form.js';
import { dump, mergeAs, undoAs } from '../support/merging.js';
import { PEOPLE } from '../support/people.js';
import { textOf, type Visitor } from '../support/visitor.js';

const { alice, bob } = PEOPLE;
const app = useApp();
const db = () => app.current.db;
const PATH = '/contacts';
const merge = (who: 'alice' | 'bob' | 'vera', kept: string, lost: string, fields = {}) =>
  mergeAs(app.current, who, PATH, kept, lost, fields);
const undo = (who: 'alice' | 'bob', kept: string) => undoAs(app.current, who, PATH, kept);
const row = async (id: string) =>
  (await db().rows<Record<string, unknown>>('select * from contacts where id = $1', [id]))[0] ?? {};
const points = (id: string) =>
  db().rows('select kind, value, is_primary from contact_points where contact_id = $1 order by kind, position', [id]);
const OWN_MARKS = ['version', 'updated_at', 'updated_by'];

async function contact(fields: Record<string, unknown>, emails: string[] = [], phones: string[] = []): Promise<string> {
  const id = await insert(db(), 'contacts', fields);
  for (const [kind, values] of [
    ['email', emails],
    ['phone', phones],
  ] as const)
    for (const [position, value] of values.entries())
      await insert(db(), 'contact_points', { contact_id: id, kind, value, position, is_primary: position === 0 });
  return id;
}

async function edit(visitor: Visitor, id: string, fields: Record<string, string>): Promise<void> {
  const { version } = await row(id);
  await visitor.get(`${PATH}/${id}/edit`);
  const saved = await visitor.post(`${PATH}/${id}`, { version: String(version), warmth: 'cold', ...fields });
  expect(saved.status).toBe(303);
}

describe('a merge of two contacts', () => {
  it('joins addresses and companies without doubles, moves the rest, and comes back whole', async () => {
    const [quill, other] = [await insertCompany(db()), await insertCompany(db())];
    const kept = await contact({ first_name: 'Ana', last_name: 'Sol' }, ['ana@quill.example']);
    const lost = await contact(
      { first_name: 'Anna', last_name: 'Sol', opted_out: true },
      ['ANA@quill.example', 'anna@home.example'],
      ['+1 407 555 0134'],
    );
    const work = (contact_id: string, company_id: string, more = {}) =>
      insert(db(), 'contact_companies', { contact_id, company_id, ...more });
    await work(kept, quill);
    await work(lost, quill, { title: 'PR manager', from_on: '2024-03-01' });
    await work(lost, other, { to_on: '2023-12-31' });
    const note = await insert(db(), 'notes', {
      contact_id: lost,
      user_id: null,
      author_id: bob.id,
      body: 'Prefers mornings.',
    });
    for (const user_id of [alice.id, bob.id])
      await insert(db(), 'tasks', { contact_id: lost, user_id, title: 'Call her' });
    const tag = await insert(db(), 'tags', { name: 'press', user_id: null });
    for (const contact_id of [kept, lost]) await insert(db(), 'taggings', { tag_id: tag, contact_id, user_id: null });
    const before = await dump(db(), { [kept]: OWN_MARKS });

    expect((await merge('alice', kept, lost)).status).toBe(303);
    expect(await points(kept)).toEqual([
      { kind: 'email', value: 'ana@quill.example', is_primary: true },
      { kind: 'email', value: 'anna@home.example', is_primary: false },
      { kind: 'phone', value: '+1 407 555 0134', is_primary: true },
    ]);
    expect(await db().rows('select company_id, title from contact_companies where contact_id = $1', [kept])).toEqual(
      expect.arrayContaining([
        { company_id: quill, title: 'PR manager' },
        { company_id: other, title: null },
      ]),
    );
    expect(await db().rows('select 1 from tasks where contact_id = $1', [kept])).toHaveLength(2);
    expect(await db().rows('select contact_id from notes where id = $1', [note])).toEqual([{ contact_id: kept }]);
    expect(await row(kept)).toMatchObject({ name: 'Ana Sol', opted_out: true });
    expect((await row(kept)).points_text).toContain('anna@home.example');
    expect((await row(lost)).points_text).toBe('');

    expect((await undo('bob', kept)).status).toBe(303);
    expect(await dump(db(), { [kept]: OWN_MARKS })).toEqual(before);
  });

  it('is one version of the record: an older form of it meets both versions, and nothing that joined is lost', async () => {
    const kept = await contact({ first_name: 'Bea' }, ['bea@one.example']);
    const lost = await contact({ first_name: 'Bea' }, ['bea@two.example']);
    await merge('alice', kept, lost);
    const visitor = await app.current.as('bob');
    await visitor.get(`${PATH}/${kept}/edit`);
    const stale = {
      version: '1',
      first_name: 'Bea',
      title: 'Editor',
      warmth: 'cold',
      emails: 'bea@one.example (primary)',
    };
    const answer = await visitor.post(`${PATH}/${kept}`, stale);
    expect([answer.status, textOf(answer.text)]).toEqual([409, expect.stringContaining('bea@two.example')]);
    expect(await points(kept)).toHaveLength(2);
  });

  it('gives the lost one its addresses back, also when an edit wrote them anew since', async () => {
    const kept = await contact({ first_name: 'Cleo' }, ['cleo@one.example']);
    const lost = await contact({ first_name: 'Cleo' }, ['cleo@two.example']);
    await merge('alice', kept, lost);
    const visitor = await app.current.as('alice');
    for (const emails of [
      'cleo@one.example (primary)',
      'cleo@one.example (primary)\ncleo@two.example\ncleo@three.example',
    ])
      await edit(visitor, kept, { first_name: 'Cleo', emails });
    const undone = await undo('alice', kept);
    expect(textOf((await visitor.get(undone.headers.location as string)).text)).toContain(
      '1 row edited or deleted since came back as it was: look at what Cleo still has of it.',
    );
    expect(await points(lost)).toEqual([{ kind: 'email', value: 'cleo@two.example', is_primary: true }]);
    expect(await points(kept)).toHaveLength(3);
  });

  it('gives the lost one its addresses back out of an edit that left them, and says nothing of it', async () => {
    const kept = await contact({ first_name: 'Clea' }, ['clea@one.example']);
    const lost = await contact({ first_name: 'Clea' }, ['clea@two.example']);
    await merge('alice', kept, lost);
    const visitor = await app.current.as('alice');
    const emails = 'clea@one.example\nwork: clea@two.example\nclea@three.example (primary)';
    await edit(visitor, kept, { first_name: 'Clea', emails });
    const undone = await undo('alice', kept);
    expect(textOf((await visitor.get(undone.headers.location as string)).text)).toMatch(
      /Merge undone\. Clea is a contact of its own again\. "?$/,
    );
    expect(await points(lost)).toEqual([{ kind: 'email', value: 'clea@two.example', is_primary: true }]);
    expect((await points(kept)).map(({ value }) => value)).toEqual(['clea@one.example', 'clea@three.example']);
  });

  it('leads from the old address to the new, and is brought back by its undo alone', async () => {
    const [kept, lost] = [
      await contact({ first_name: 'Dora' }),
      await contact({ first_name: 'Dora', last_name: 'Lee' }),
    ];
    await merge('bob', kept, lost);
    const visitor = await app.current.as('alice');
    const gone = await visitor.get(`${PATH}/${lost}`);
    expect([gone.status, gone.headers.location]).toEqual([303, `${PATH}/${kept}`]);
    expect(textOf((await visitor.get(`${PATH}/${kept}`)).text)).toContain('Dora Lee was merged into this contact.');
    expect((await visitor.post(`${PATH}/${lost}/restoration`)).status).toBe(404);
    expect(textOf((await visitor.get('/trash')).text)).not.toContain('Dora Lee');
  });

  it('is told to whoever has the lost one’s form open, with the way on', async () => {
    const [kept, lost] = [
      await contact({ first_name: 'Dagny' }),
      await contact({ first_name: 'Dagny', last_name: 'Ek' }),
    ];
    const visitor = await app.current.as('alice');
    const form = fieldsOf((await visitor.get(`${PATH}/${lost}/edit`)).text);
    await merge('bob', kept, lost, { last_name: 'kept' });
    const late = await visitor.post(`${PATH}/${lost}`, { ...form, title: 'Editor' });
    expect([late.status, textOf(late.text)]).toEqual([
      409,
      expect.stringContaining('This contact was merged into Dagny meanwhile, so nothing was saved.'),
    ]);
    expect(late.text).toContain(`<a class="link" href="${PATH}/${kept}">Open Dagny</a>`);
    expect(fieldsOf(late.text)).toMatchObject({ title: 'Editor' });
    const anew = await visitor.get(`${PATH}/${lost}/edit`);
    expect([anew.status, anew.headers.location]).toEqual([303, `${PATH}/${kept}`]);
  });

  it('is refused where the form would refuse its outcome, and then nothing has moved', async () => {
    const many = (from: string) => Array.from({ length: 11 }, (_, n) => `${from}${n}@many.example`);
    const [kept, lost] = [
      await contact({ first_name: 'Ed' }, many('a')),
      await contact({ first_name: 'Ed' }, many('b')),
    ];
    const answer = await merge('alice', kept, lost);
    expect([answer.status, textOf(answer.text)]).toEqual([422, expect.stringContaining('Keep 20 at most.')]);
    expect([await points(kept), await points(lost)].map((it) => it.length)).toEqual([11, 11]);
    expect((await row(lost)).deleted_at).toBeNull();
  });

  it('with itself, from an old version, of one deleted meanwhile: a sentence each', async () => {
    const [kept, lost] = [await contact({ first_name: 'Flo' }), await contact({ first_name: 'Flo' })];
    const visitor = await app.current.as('alice');
    const sent = { with: lost, version: '1', with_version: '1' };
    await visitor.get(`${PATH}/${kept}/merge?with=${lost}`);
    expect((await visitor.post(`${PATH}/${kept}/merge`, { ...sent, with: kept })).status).toBe(422);
    expect((await visitor.post(`${PATH}/${kept}/merge`, { ...sent, version: '9' })).status).toBe(409);
    await db().rows('update contacts set deleted_at = now() where id = $1', [kept]);
    expect((await visitor.post(`${PATH}/${kept}/merge`, sent)).status).toBe(409);
    expect((await visitor.get(`${PATH}/${kept}/merge`)).status).toBe(404);
    expect((await visitor.get(`${PATH}/${lost}/merge?with=${kept}`)).status).toBe(409);
  });
});

describe('emptying the trash', () => {
  it('leaves the lost one, so that its address leads on, until the one that stays is gone too', async () => {
    const [kept, lost] = [await contact({ first_name: 'Gus' }), await contact({ first_name: 'Gus' })];
    await merge('alice', kept, lost);
    await db().rows(`update contacts set deleted_at = now() - interval '31 days' where id = $1`, [lost]);
    await db().rows(`update merges set at = now() - interval '31 days' where lost_id = $1`, [lost]);
    await app.current.runJobs('empty_trash');
    const led = await (await app.current.as('bob')).get(`${PATH}/${lost}`);
    expect([led.status, led.headers.location]).toEqual([303, `${PATH}/${kept}`]);
    expect((await (await app.current.as('bob')).get('/contacts/possible-duplicates')).text).not.toContain(lost);
    await db().rows(`update contacts set deleted_at = now() - interval '31 days' where id = $1`, [kept]);
    for (const id of [kept, lost]) {
      await app.current.runJobs('empty_trash');
      expect(await row(id)).toEqual({});
    }
  });
});
