import { v7 as uuidv7 } from 'uuid';
import { describe, expect, it } from 'vitest';
import { useApp } from '../support/app.js';
import { insertCompany, insertContactAt } from '../support/companies.js';
import { insert } from '../support/database.js';
import { fieldsOf, itemForm } from '../support/item-form.js';
import { insertItem } from '../support/items.js';
import { dump, mergeAs, sentWith, undoAs } from '../support/merging.js';
import { PEOPLE } from '../support/people.js';
import { textOf } from '../support/visitor.js';

const { alice, bob } = PEOPLE;
const app = useApp();
const db = () => app.current.db;
const PATH = '/companies';
const merge = (who: 'alice' | 'bob' | 'vera', kept: string, lost: string, fields = {}) =>
  mergeAs(app.current, who, PATH, kept, lost, fields);
const undo = (who: 'alice' | 'bob', kept: string) => undoAs(app.current, who, PATH, kept);
const row = async (table: string, id: string) =>
  (await db().rows<Record<string, unknown>>(`select * from ${table} where id = $1`, [id]))[0] ?? {};
let made = 0;
const named = (name: string) => `${name} ${++made}`;

/** A company with one of everything that may refer to it, from two people. */
async function furnished(name: string, fields: Record<string, unknown> = {}) {
  const id = await insertCompany(db(), { name, ...fields });
  const about = { company_id: id };
  const file = { name: 'logo.png', size: 3, sha256: 'a'.repeat(64), media_type: 'image/png', width: 1, height: 1 };
  const logo = await insert(db(), 'attachments', { ...about, ...file, user_id: null, author_id: bob.id });
  await db().rows('update companies set logo_id = $2 where id = $1', [id, logo]);
  return {
    id,
    logo,
    items: [
      await insertItem(db(), alice.id, { ...about, brand: name }),
      await insertItem(db(), bob.id, { ...about, brand: name }),
      await insertItem(db(), bob.id, { ...about, brand: name, deleted_at: new Date() }),
    ],
    contact: await insertContactAt(db(), id, { first_name: 'Ines' }, { title: 'PR manager' }),
    below: await insertCompany(db(), { name: `${name} below`, parent_id: id }),
    note: await insert(db(), 'notes', { ...about, user_id: null, author_id: bob.id, body: 'Pays late.' }),
    tasks: [
      await insert(db(), 'tasks', { ...about, user_id: alice.id, title: 'Write to them' }),
      await insert(db(), 'tasks', { ...about, user_id: bob.id, title: 'Call them', done_at: new Date() }),
    ],
  };
}

async function tag(name: string, ...companies: string[]) {
  const tagId = await insert(db(), 'tags', { name, user_id: null });
  for (const company_id of companies) await insert(db(), 'taggings', { tag_id: tagId, company_id, user_id: null });
  return tagId;
}

describe('a merge of two companies', () => {
  it('takes what the one that stays says, and what it does not say from the other', async () => {
    const kept = await insertCompany(db(), {
      name: named('Stays'),
      address: 'Pier 1',
      updated_at: new Date('2026-01-01'),
    });
    const lost = await insertCompany(db(), { name: named('Goes'), address: 'Dock 9', country: 'DE' });
    await merge('alice', kept, lost);
    expect(await row('companies', kept)).toMatchObject({ name: `Stays ${made - 1}`, address: 'Pier 1', country: 'DE' });
  });

  it('moves everything, whoever keeps it, and comes back whole when another person undoes it', async () => {
    const kept = await insertCompany(db(), { name: named('Quill Ways') });
    const lost = await furnished(named('Quill Ways Ltd'), {
      website: 'https://quill.example',
      domain: `quill${made}.example`,
    });
    await db().rows('insert into contact_companies (id, contact_id, company_id) values ($1, $2, $3)', [
      uuidv7(),
      lost.contact,
      kept,
    ]);
    await tag(named('both'), kept, lost.id);
    await tag(named('one'), lost.id);
    const before = await dump(db(), { [kept]: ['version', 'updated_at', 'updated_by'] });

    const answer = await merge('alice', kept, lost.id, { name: 'kept' });
    expect([answer.status, answer.headers.location]).toEqual([303, `${PATH}/${kept}`]);
    const name = (await row('companies', kept)).name;
    for (const id of lost.items)
      expect(await row('inventory_items', id)).toMatchObject({ company_id: kept, brand: name, version: 1 });
    for (const id of lost.tasks) expect(await row('tasks', id)).toMatchObject({ company_id: kept });
    for (const [table, id] of [
      ['notes', lost.note],
      ['attachments', lost.logo],
    ] as const)
      expect(await row(table, id)).toMatchObject({ company_id: kept });
    expect(await row('companies', lost.below)).toMatchObject({ parent_id: kept });
    expect(await db().rows('select title from contact_companies where company_id = $1', [kept])).toEqual([
      { title: 'PR manager' },
    ]);
    expect(await db().rows('select 1 from taggings where company_id = $1', [kept])).toHaveLength(2);
    expect(await row('companies', kept)).toMatchObject({ website: 'https://quill.example', logo_id: lost.logo });
    expect((await row('companies', lost.id)).merged_into_id).toBe(kept);

    await undo('bob', kept);
    expect(textOf((await (await app.current.as('bob')).get(`${PATH}/${kept}`)).text)).toContain('took Quill Ways Ltd');
    expect(await dump(db(), { [kept]: ['version', 'updated_at', 'updated_by'] })).toEqual(before);
  });

  it('is told on the record, in its history and in the audit log, and the old address leads on', async () => {
    const [kept, lost] = [
      await insertCompany(db(), { name: named('Aster') }),
      await insertCompany(db(), { name: named('Aster Inc') }),
    ];
    await merge('alice', kept, lost);
    const bobs = await app.current.as('bob');
    const gone = await bobs.get(`${PATH}/${lost}`);
    expect([gone.status, gone.headers.location]).toEqual([303, `${PATH}/${kept}`]);
    const page = textOf((await bobs.get(`${PATH}/${kept}`)).text);
    expect(page).toMatch(/Aster Inc \d+ was merged into this company/);
    expect(page).toMatch(/Alice Arden merged Aster Inc \d+ into this/);
    expect(textOf((await bobs.get(`${PATH}/${kept}/merges`)).text)).toMatch(
      /Alice Arden merged it on .* Can be undone until/,
    );
    expect(await db().rows('select actor_id, act, subject_kind from audit_log where subject_id = $1', [kept])).toEqual([
      { actor_id: alice.id, act: 'merged', subject_kind: 'companies' },
    ]);
    expect((await bobs.post(`${PATH}/${lost}/restoration`)).status).toBe(404);
  });

  it('takes the fuller field unless one chooses, counts what moves, and lets the freed name be taken', async () => {
    const kept = await insertCompany(db(), { name: named('Corvid'), payment_terms_days: 30 });
    const lost = await furnished(named('Corvid Group'), { payment_terms_days: 60, country: 'DE' });
    const shown = await (await app.current.as('alice')).get(`${PATH}/${kept}/merge?with=${lost.id}`);
    // Of what each keeps for themselves one's own is counted; how much the others have stays theirs.
    expect(textOf(shown.text)).toMatch(
      /What moves .*1 of your items 1 contact .*1 of your tasks Where others keep items, deals, collabs, collabs through it, programmes, mails, and tasks/,
    );
    expect(sentWith(shown.text)).toMatchObject({ name: 'kept', country: 'lost' });
    const { name } = await row('companies', lost.id);
    await merge('alice', kept, lost.id, { name: 'lost', payment_terms_days: 'kept' });
    expect(await row('companies', kept)).toMatchObject({ name, payment_terms_days: 30, country: 'DE' });
    expect(await row('inventory_items', lost.items[0] as string)).toMatchObject({ brand: name });
    await undo('alice', kept);
    expect(await row('companies', lost.id)).toMatchObject({ name, deleted_at: null, merged_into_id: null });
    expect(await row('companies', kept)).toMatchObject({ country: null });
  });

  it('lets what was typed before still mean the company: an open form of an item makes none anew', async () => {
    const kept = await insertCompany(db(), { name: named('Dovetail') });
    const lost = await insertCompany(db(), { name: named('Dove Tail') });
    const old = String((await row('companies', lost)).name);
    await merge('alice', kept, lost);
    const visitor = await app.current.as('bob');
    await visitor.get('/inventory/new');
    const answer = await visitor.post('/inventory', itemForm({ brand: old }));
    const item = await row('inventory_items', String(answer.headers.location).split('/').pop() as string);
    expect(item).toMatchObject({ company_id: kept, brand: (await row('companies', kept)).name });
  });

  it.each([
    ['the same', {}, {}],
    ['more at the lost one', { title: 'Buyer' }, {}],
    ['more at the one that stays', {}, { title: 'Buyer' }],
    ['something else at each', { title: 'Buyer' }, { title: 'Owner' }],
  ])('doubles nobody whose form was open: %s', async (_, atLost, atKept) => {
    const [kept, lost] = [await insertCompany(db()), await insertCompany(db())];
    const id = await insertContactAt(db(), lost, { first_name: 'Both' }, atLost);
    await insert(db(), 'contact_companies', { contact_id: id, company_id: kept, position: 1, ...atKept });
    const visitor = await app.current.as('alice');
    const form = fieldsOf((await visitor.get(`/contacts/${id}/edit`)).text);
    expect((await merge('bob', kept, lost)).status).toBe(303);
    const jobs = () => db().rows('select * from contact_companies where contact_id = $1 order by position', [id]);
    const before = await jobs();
    const saved = await visitor.postAndFollow(`/contacts/${id}`, form);
    expect(textOf(saved.text)).toContain('Nothing was changed.');
    expect(await jobs()).toEqual(before);
    expect(await db().rows('select act from history where contact_id = $1', [id])).toEqual([{ act: 'relinked' }]);
  });

  it('is told to whoever has the lost one’s form open, with the way on', async () => {
    const kept = await insertCompany(db(), { name: named('Elder') });
    const lost = await insertCompany(db(), { name: named('Elder Ltd') });
    const { name } = await row('companies', kept);
    const visitor = await app.current.as('bob');
    const form = fieldsOf((await visitor.get(`${PATH}/${lost}/edit`)).text);
    await merge('alice', kept, lost, { name: 'kept' });
    const late = await visitor.post(`${PATH}/${lost}`, { ...form, country: 'DE' });
    expect([late.status, textOf(late.text)]).toEqual([
      409,
      expect.stringContaining(`This company was merged into ${name} meanwhile, so nothing was saved.`),
    ]);
    expect(late.text).toContain(`<a class="link" href="${PATH}/${kept}">Open ${name}</a>`);
    expect(fieldsOf(late.text)).toMatchObject({ country: 'DE' });
    const anew = await visitor.get(`${PATH}/${lost}/edit`);
    expect([anew.status, anew.headers.location]).toEqual([303, `${PATH}/${kept}`]);
  });

  it('of a company into the one it belongs to leaves no company its own parent', async () => {
    const kept = await insertCompany(db(), { name: named('Upper') });
    const lost = await insertCompany(db(), { name: named('Lower'), parent_id: kept });
    expect((await merge('alice', kept, lost)).status).toBe(303);
    expect(await row('companies', kept)).toMatchObject({ parent_id: null });
    await undo('alice', kept);
    expect(await row('companies', lost)).toMatchObject({ parent_id: kept, deleted_at: null });
    expect((await merge('alice', lost, kept)).status).toBe(303);
    expect(await row('companies', lost)).toMatchObject({ parent_id: null });
    await undo('alice', lost);
    expect(await row('companies', lost)).toMatchObject({ parent_id: kept });
  });
});

describe('a merge is refused', () => {
  it('with itself, with nothing, with a stranger to the table, for a VIEWER', async () => {
    const [kept, lost] = [await insertCompany(db()), await insertCompany(db())];
    const visitor = await app.current.as('alice');
    for (const other of [kept, '', 'x']) {
      const answer = await visitor.post(`${PATH}/${kept}/merge`, { with: other, version: '1', with_version: '1' });
      expect([other, answer.status]).toEqual([other, 422]);
    }
    expect(textOf((await visitor.get(`${PATH}/${kept}/merge?with=${kept}`)).text)).toContain(
      'cannot be merged with itself',
    );
    expect(
      (await visitor.post(`${PATH}/${kept}/merge`, { with: uuidv7(), version: '1', with_version: '1' })).status,
    ).toBe(404);
    const vera = await app.current.as('vera');
    expect((await vera.get(`${PATH}/${kept}/merge`)).status).toBe(403);
    expect((await vera.post(`${PATH}/${kept}/merge`, { with: lost, version: '1', with_version: '1' })).status).toBe(
      403,
    );
    expect(await db().rows('select 1 from merges where company_id = $1', [kept])).toEqual([]);
  });

  it('with one that was deleted meanwhile, and from a version that is no longer the newest', async () => {
    const [kept, lost] = [
      await insertCompany(db(), { name: named('Ember') }),
      await insertCompany(db(), { name: named('Ember Co') }),
    ];
    const visitor = await app.current.as('alice');
    const stale = await merge('alice', kept, lost, { with_version: '7' });
    expect([stale.status, textOf(stale.text)]).toEqual([
      409,
      expect.stringContaining('Look again before you merge them'),
    ]);
    expect((await row('companies', lost)).deleted_at).toBeNull();
    await db().rows('update companies set deleted_at = now() where id = $1', [lost]);
    const late = await visitor.post(`${PATH}/${kept}/merge`, { with: lost, version: '1', with_version: '1' });
    expect([late.status, textOf(late.text)]).toEqual([409, expect.stringContaining('was deleted or merged meanwhile')]);
  });

  it('once two opposite ones come at once: one merges, the other is told', async () => {
    const [one, other] = [await insertCompany(db()), await insertCompany(db())];
    const [alices, bobs] = [await app.current.as('alice'), await app.current.as('bob')];
    const sent = (lost: string) => ({ with: lost, version: '1', with_version: '1' });
    const answers = await Promise.all([
      alices.post(`${PATH}/${one}/merge`, sent(other)),
      bobs.post(`${PATH}/${other}/merge`, sent(one)),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([303, 409]);
    expect(await db().rows('select 1 from merges where company_id = any($1)', [[one, other]])).toHaveLength(1);
  });
});

describe('an undo', () => {
  it('leaves what was changed since, and says so', async () => {
    const kept = await insertCompany(db(), { name: named('Fennel') });
    const lost = await furnished(named('Fennel Ltd'), { country: 'DE', affiliate_programme: 'Fennel Partners' });
    const elsewhere = await insertCompany(db());
    await merge('alice', kept, lost.id);
    await db().rows('update inventory_items set company_id = $2 where id = $1', [lost.items[0], elsewhere]);
    await db().rows(`update companies set country = 'FR' where id = $1`, [kept]);
    const added = await insert(db(), 'notes', {
      company_id: kept,
      user_id: null,
      author_id: alice.id,
      body: 'New since.',
    });
    const answer = await undo('alice', kept);
    expect(textOf((await (await app.current.as('alice')).get(answer.headers.location as string)).text)).toMatch(
      /Merge undone\. Fennel Ltd \d+ is a company of its own again\. Country stayed as it is; 1 row changed since stayed where it is\./,
    );
    expect(await row('inventory_items', lost.items[0] as string)).toMatchObject({ company_id: elsewhere });
    expect(await row('inventory_items', lost.items[1] as string)).toMatchObject({ company_id: lost.id });
    expect(await row('notes', added)).toMatchObject({ company_id: kept });
    expect(await row('companies', kept)).toMatchObject({ country: 'FR', affiliate_programme: null });
  });

  it('gives back the people who were edited since, and says of whom it could not', async () => {
    const kept = await insertCompany(db(), { name: named('Hazel') });
    const lost = await insertCompany(db(), { name: named('Hazel Ltd') });
    const [edited, left] = [await insertContactAt(db(), lost), await insertContactAt(db(), lost)];
    await merge('alice', kept, lost);
    const visitor = await app.current.as('bob');
    const save = async (id: string, fields: Record<string, string>) => {
      const form = fieldsOf((await visitor.get(`/contacts/${id}/edit`)).text);
      expect((await visitor.post(`/contacts/${id}`, { ...form, ...fields })).status).toBe(303);
    };
    await save(edited, { company_title_0: 'PR manager', company_from_on_0: '2026-02-01' });
    await save(left, { company_name_0: '' });
    const answer = await undo('bob', kept);
    expect(textOf((await visitor.get(answer.headers.location as string)).text)).toContain(
      'is a company of its own again. 1 row deleted since did not come back.',
    );
    const jobs = await db().rows('select contact_id, title from contact_companies where company_id = any($1)', [
      [kept, lost],
    ]);
    expect(jobs).toEqual([{ contact_id: edited, title: 'PR manager' }]);
    expect(await db().rows('select company_id from contact_companies where contact_id = $1', [edited])).toEqual([
      { company_id: lost },
    ]);
  });

  it('tells one person nothing of what another changed for themselves', async () => {
    const kept = await insertCompany(db(), { name: named('Ivy') });
    const lost = await furnished(named('Ivy Ltd'));
    await merge('alice', kept, lost.id);
    await db().rows('update inventory_items set company_id = null where id = $1', [lost.items[1]]);
    const answer = await undo('alice', kept);
    const told = textOf((await (await app.current.as('alice')).get(answer.headers.location as string)).text);
    expect(told).toMatch(/Ivy Ltd \d+ is a company of its own again\. (?!1 row)/);
    expect(told).not.toContain('changed since');
  });

  it('is refused with a sentence twice, after 30 days, for a record that is gone, and while the name is taken', async () => {
    const pair = async () => {
      const [kept, lost] = [
        await insertCompany(db(), { name: named('Gorse') }),
        await insertCompany(db(), { name: named('Gorse Ltd') }),
      ];
      await merge('alice', kept, lost);
      return { kept, lost };
    };
    const told = async (kept: string) => {
      const answer = await undo('alice', kept);
      return [answer.status, textOf(answer.text)];
    };
    const twice = await pair();
    await undo('alice', twice.kept);
    expect(await told(twice.kept)).toEqual([409, expect.stringContaining('undone already')]);
    const old = await pair();
    await db().rows(`update merges set at = now() - interval '31 days' where company_id = $1`, [old.kept]);
    expect(await told(old.kept)).toEqual([409, expect.stringContaining('for 30 days')]);
    const gone = await pair();
    await db().rows('update companies set deleted_at = now() where id = $1', [gone.kept]);
    expect(await told(gone.kept)).toEqual([409, expect.stringContaining('is in the trash. Restore it first.')]);
    const taken = await pair();
    await insertCompany(db(), { name: (await row('companies', taken.lost)).name });
    expect(await told(taken.kept)).toEqual([409, expect.stringContaining('another company has its place by now')]);
    expect((await row('companies', taken.lost)).merged_into_id).toBe(taken.kept);
  });

  it('of an earlier merge waits for the later one', async () => {
    const [a, b, c] = [await insertCompany(db()), await insertCompany(db()), await insertCompany(db())];
    await merge('alice', b, a);
    await merge('alice', c, b);
    expect((await row('companies', a)).merged_into_id).toBe(c);
    const early = await undo('alice', b);
    expect([early.status, textOf(early.text)]).toEqual([409, expect.stringContaining('Undo that merge first.')]);
    expect((await undo('alice', c)).status).toBe(303);
    expect((await undo('alice', b)).status).toBe(303);
    expect([(await row('companies', a)).deleted_at, (await row('companies', b)).deleted_at]).toEqual([null, null]);
  });

  it('of a merge that is not this record’s is not there', async () => {
    const [kept, lost, other] = [await insertCompany(db()), await insertCompany(db()), await insertCompany(db())];
    await merge('alice', kept, lost);
    const [merged] = await db().rows<{ id: string }>('select id from merges where company_id = $1', [kept]);
    const visitor = await app.current.as('alice');
    for (const path of [
      `${PATH}/${other}/merge/${merged?.id}/undo`,
      `${PATH}/${kept}/merge/x/undo`,
      `${PATH}/${kept}/merge/${uuidv7()}/undo`,
    ])
      expect((await visitor.post(path)).status).toBe(404);
  });
});

describe('the page on which the other one is chosen', () => {
  it('leads to those that match what was typed, and suggests them while one types', async () => {
    const kept = await insertCompany(db(), { name: named('Harrow Works') });
    const lost = await insertCompany(db(), { name: named('Harrow Workshop') });
    const visitor = await app.current.as('alice');
    const page = await visitor.get(`${PATH}/${kept}/merge?q=harrow&with=`);
    expect(page.text).toContain(`${PATH}/${kept}/merge?with=${lost}`);
    const found = await visitor.get(`${PATH}/${kept}/merge/suggestions?q=harrow`, { Accept: 'application/json' });
    expect(found.body).toEqual([{ id: lost, label: expect.stringContaining('Harrow Workshop'), detail: '' }]);
    expect((await visitor.get(`${PATH}/${kept}/merge?q=%00%F0%9F&with=x`)).status).toBeLessThan(500);
    expect((await visitor.get(`${PATH}/${uuidv7()}/merge`)).status).toBe(404);
  });
});
