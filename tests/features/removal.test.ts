import { describe, expect, it } from 'vitest';
import { accountToChange, countRemoval, removePerson } from '../../src/features/admin/index.js';
import { createLockout } from '../../src/features/auth/index.js';
import { kindsOf } from '../../src/records/module.js';
import { useApp } from '../support/app.js';
import { insert } from '../support/database.js';
import { layEverything, ownedRows } from '../support/everything.js';
import { holding } from '../support/holding.js';
import { itemForm } from '../support/item-form.js';
import { PASSWORD, PEOPLE, type PersonName } from '../support/people.js';
import { keptIn, sendFiles } from '../support/uploads.js';
import { textOf } from '../support/visitor.js';

const app = useApp();
const db = () => app.current.db;
const kinds = () => kindsOf(app.current.modules);

const remove = (id: string, by: PersonName = 'ada') =>
  app.current.database.asSystem('a test of removing', async (tx) =>
    removePerson(
      tx,
      { kinds: kinds(), lockout: createLockout(app.current.config) },
      await accountToChange(tx, { id }),
      {
        person: PEOPLE[by],
      },
    ),
  );
const counted = (id: string) =>
  app.current.database.asSystem('a test of removing', (tx) => countRemoval(tx, kinds(), id));
const of = (counts: { title: string; n: number }[]) => Object.fromEntries(counts.map(({ title, n }) => [title, n]));

async function addAdmin(email: string): Promise<string> {
  const [row] = await db().rows<{ id: string }>(
    `insert into users (id, email, name, role, is_approved, password_hash)
     select gen_random_uuid(), $1, 'Otto', 'ADMIN', true, password_hash from users where id = $2 returning id`,
    [email, PEOPLE.ada.id],
  );
  return row?.id ?? '';
}

describe('the removal of a person', () => {
  it('takes all that is their own from every table and from the storage, and leaves what others have and what is common', async () => {
    const { alice, bob } = PEOPLE;
    const visitor = await app.current.as('bob');
    const his = await layEverything(db(), bob, 'Zephyr');
    const hers = await layEverything(db(), alice, 'Kestrel');
    await sendFiles(visitor, `/inventory/${his.item}`, [{ name: 'his.txt', body: 'his own' }]);
    await sendFiles(await app.current.as('alice'), `/inventory/${hers.item}`, [{ name: 'hers.txt', body: 'her own' }]);
    for (let n = 0; n < 5; n += 1) await app.current.visitor().logIn(bob.email, 'Wrong-guess-12345');
    const before = await ownedRows(db(), alice.id);
    // A table that was added and has nothing here is not looked at: lay a row of it in `layEverything`.
    expect(Object.entries(await ownedRows(db(), bob.id)).filter(([, n]) => n === 0)).toEqual([]);

    const { goes, stays } = await counted(bob.id);
    expect(of(goes)).toEqual({
      ...{ Inventory: 1, Pipeline: 1, Collabs: 1, Programmes: 1, Affiliates: 1, 'Templates, drafts': 1 },
      ...{ Tasks: 1, Notes: 1, Files: 2, Tags: 1, 'Saved views': 1 },
    });
    expect(of(stays)).toEqual({ Companies: 1, Contacts: 1, Templates: 1, Shows: 1, 'Episode guides': 1 });
    await remove(bob.id);
    await app.current.runJobs('remove_stored_files');

    expect(Object.entries(await ownedRows(db(), bob.id)).filter(([, n]) => n > 0)).toEqual([]);
    expect(await ownedRows(db(), alice.id)).toEqual(before);
    expect(await db().rows('select 1 from users where id = $1 or email = $2', [bob.id, bob.email])).toEqual([]);
    expect(await db().rows(`select 1 from sessions where sess ->> 'userId' = $1`, [bob.id])).toEqual([]);
    expect(await db().rows('select 1 from login_attempts')).toEqual([]);
    expect(await keptIn(app.current.config.storage.path)).toHaveLength(1);
    expect((await visitor.get('/account')).headers.location).toContain('/auth/login');
    expect(await db().rows(`select actor_id, subject_id from audit_log where act = 'removed'`)).toEqual([
      { actor_id: PEOPLE.ada.id, subject_id: bob.id },
    ]);

    const reader = await app.current.as('alice');
    const page = textOf((await reader.get(`/companies/${his.company}?tab=activity`)).text);
    expect(page).toContain('Zephyr company');
    expect(page).toContain('Zephyr said');
    expect(page).toContain('Someone who has left');
    expect(page).not.toContain(bob.name);
    expect((await reader.get(`/templates/${his.template}`)).status).toBe(200);
    expect((await reader.get(`/guide/${his.episode}`)).status).toBe(200);
    const kept = [his.draft, his.commonFile];
    expect(await db().rows('select id from templates where id = any($1)', [kept])).toEqual([]);
    expect(await db().rows('select author_id from attachments where id = any($1)', [kept])).toEqual([
      { author_id: bob.id },
    ]);
  });

  it('takes what a merge kept of theirs, and the merge can still be undone', async () => {
    const { charlie, ada, alice } = PEOPLE;
    const gone = [{ id: 1, user_id: charlie.id }, { id: 2, user_id: alice.id }, { id: 3 }];
    const moved = {
      fields: {},
      ledger: [
        { table: 'x', column: 'y', ids: [] },
        { table: 'taggings', gone },
      ],
    };
    const company_id = await insert(db(), 'companies', { name: 'Stays' });
    const id = await insert(db(), 'merges', {
      ...{ actor_id: ada.id, company_id, lost_id: company_id, lost_name: 'Goes', moved },
    });
    await remove(charlie.id);
    const [merge] = await db().rows<{ moved: typeof moved }>('select moved from merges where id = $1', [id]);
    expect(merge?.moved).toEqual({
      fields: {},
      ledger: [
        { table: 'x', column: 'y', ids: [] },
        { table: 'taggings', gone: gone.slice(1) },
      ],
    });
  });

  it('leaves the last admin, also where two remove each other at once', async () => {
    const otto = await addAdmin('otto@park.example');
    const ends = await Promise.allSettled([remove(otto), remove(PEOPLE.ada.id)]);
    expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    const [left] = await db().rows<{ id: string }>(`select id from users where role = 'ADMIN'`);
    await expect(remove(left?.id ?? '')).rejects.toThrow('This is the last admin. Make someone else an admin first.');
    expect(
      await app.current.visitor().logIn(left?.id === otto ? 'otto@park.example' : PEOPLE.ada.email, PASSWORD),
    ).toMatchObject({ status: 303 });
  });

  it('is done in few rows at a time, however much there is', async () => {
    const { vera } = PEOPLE;
    await db().rows(
      `insert into inventory_items (id, user_id, name, source, currency, state)
       select gen_random_uuid(), $1, 'Item ' || n, 'gift', 'USD', 'received' from generate_series(1, 1203) n`,
      [vera.id],
    );
    expect(of((await counted(vera.id)).goes).Inventory).toBe(1203);
    await remove(vera.id);
    expect(await db().rows('select 1 from inventory_items where user_id = $1', [vera.id])).toEqual([]);
  });
});

describe('who is removed while a request of theirs is under way', () => {
  // Each of these waits for a row that the removal holds, so that the account is gone when it writes.
  it.each<[what: string, path: string, fields: (tokens: Record<string, string>) => Record<string, string>]>([
    ['a record of their own', '/inventory', () => itemForm({ name: 'Too late' })],
    ['a common record', '/companies', () => ({ name: 'Too late', kind: 'brand' })],
    ['a task', '/tasks', () => ({ title: 'Too late' })],
    ['a setting of the account', '/account/theme', () => ({ theme: 'dark' })],
    ['an export of one’s own', '/account/export', () => ({})],
    ['a token', '/account/tokens', () => ({ name: 'Too late', scope: 'read', ends: '30' })],
  ])('is led to the login page, and nothing stands: %s', async (_, path, fields) => {
    const [row] = await db().rows<{ id: string; email: string }>(
      `insert into users (id, email, name, is_approved, password_hash)
       select gen_random_uuid(), 'late' || gen_random_uuid() || '@park.example', 'Lia Late', true, password_hash
       from users where id = $1 returning id, email`,
      [PEOPLE.alice.id],
    );
    const { id, email } = row ?? { id: '', email: '' };
    const visitor = app.current.visitor();
    await visitor.logIn(email, PASSWORD);
    await visitor.get('/account');
    const removing = await holding(db(), `delete from users where id = '${id}'`);
    const sent = visitor.post(path, fields({}));
    await removing.untilWaited();
    await removing.commits();
    const answer = await sent;
    expect([answer.status, answer.headers['location']]).toEqual([303, '/auth/login?next=%2F']);
    expect((await visitor.get('/account')).headers['location']).toMatch(/^\/auth\/login/);
    expect(Object.entries(await ownedRows(db(), id)).filter(([, n]) => n > 0)).toEqual([]);
  });
});
