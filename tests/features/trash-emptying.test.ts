import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { useApp } from '../support/app.js';
import { insert } from '../support/database.js';
import { holding } from '../support/holding.js';
import { insertItem } from '../support/items.js';
import { PEOPLE } from '../support/people.js';

const { alice, bob } = PEOPLE;
const app = useApp();
const rows = <T = Record<string, unknown>>(text: string, values: unknown[] = []) =>
  app.current.db.rows<T>(text, values);
const emptied = async () =>
  expect((await app.current.runJobs('empty_trash')).find(({ name }) => name === 'empty_trash')?.ended).toBe(
    'completed',
  );

type Table = 'inventory_items' | 'companies' | 'contacts' | 'notes' | 'attachments' | 'tasks' | 'history';
const isThere = async (table: Table, id: string) =>
  (await rows(`select 1 from ${table} where id = $1`, [id])).length === 1;
const deleted = (table: Table, id: string, ago: string) =>
  rows(`update ${table} set deleted_at = now() - $2::interval where id = $1`, [id, ago]);

async function company(deletedAgo?: string): Promise<string> {
  const id = randomUUID();
  await rows('insert into companies (id, name) values ($1, $2)', [id, `Kestrel ${id}`]);
  if (deletedAgo) await deleted('companies', id, deletedAgo);
  return id;
}

async function contact(deletedAgo?: string): Promise<string> {
  const id = randomUUID();
  await rows(`insert into contacts (id, first_name) values ($1, 'Ines')`, [id]);
  if (deletedAgo) await deleted('contacts', id, deletedAgo);
  return id;
}

async function item(owner: string, deletedAgo?: string): Promise<string> {
  const id = await insertItem(app.current.db, owner);
  if (deletedAgo) await deleted('inventory_items', id, deletedAgo);
  return id;
}

/** A note, a file, a task and a line of history about an item. */
async function linked(owner: string, itemId: string) {
  const [note, file, task, entry] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
  await rows(
    `insert into notes (id, user_id, author_id, body, inventory_item_id) values ($1, $2, $2, 'It flickers.', $3)`,
    [note, owner, itemId],
  );
  await rows(
    `insert into attachments (id, user_id, author_id, name, size, sha256, media_type, inventory_item_id)
     values ($1, $2, $2, 'lamp.pdf', 3, repeat('a', 64), 'application/pdf', $3)`,
    [file, owner, itemId],
  );
  await rows(`insert into tasks (id, user_id, title, inventory_item_id) values ($1, $2, 'Film it', $3)`, [
    task,
    owner,
    itemId,
  ]);
  await rows(`insert into history (id, user_id, act, inventory_item_id) values ($1, $2, 'created', $3)`, [
    entry,
    owner,
    itemId,
  ]);
  return { note, file, task, entry };
}

const noted = async (file: string) =>
  (await rows('select 1 from file_removals where attachment_id = $1', [file])).length === 1;
const purges = (id: string) =>
  rows('select subject_kind, actor_id from audit_log where act = $1 and subject_id = $2', ['purged', id]);

describe('emptying the trash', () => {
  it('waits for nobody where nothing is due: as at a first start, while the demo is being made', async () => {
    const demo = await holding(app.current.db, 'lock table companies, inventory_items in share row exclusive mode');
    await emptied();
    await demo.commits();
  });

  it('deletes what was deleted more than 30 days ago, whoever’s it was, and nothing younger', async () => {
    const gone = [await item(alice.id, '30 days 1 minute'), await item(bob.id, '90 days')];
    const kept = [await item(alice.id, '29 days 23 hours'), await item(bob.id)];
    await emptied();
    for (const id of gone) expect(await isThere('inventory_items', id)).toBe(false);
    for (const id of kept) expect(await isThere('inventory_items', id)).toBe(true);
    expect(await purges(gone[0] as string)).toEqual([{ subject_kind: 'inventory', actor_id: null }]);
    expect(await purges(kept[0] as string)).toEqual([]);
  });

  it('takes with a record what hangs on it, and notes the bytes of its files', async () => {
    const [old, other] = [await item(alice.id, '31 days'), await item(alice.id)];
    const [gone, kept] = [await linked(alice.id, old), await linked(alice.id, other)];
    await emptied();
    const left = async (it: typeof gone) => [
      await isThere('notes', it.note),
      await isThere('attachments', it.file),
      await isThere('tasks', it.task),
      await isThere('history', it.entry),
      await noted(it.file),
    ];
    expect(await left(gone)).toEqual([false, false, false, false, true]);
    expect(await left(kept)).toEqual([true, true, true, true, false]);
  });

  it('deletes what was deleted alone, and leaves its record and the others about it', async () => {
    const record = await item(alice.id);
    const [old, young] = [await linked(alice.id, record), await linked(alice.id, record)];
    for (const [table, id] of [
      ['notes', old.note],
      ['attachments', old.file],
      ['tasks', old.task],
    ] as const)
      await deleted(table, id, '31 days');
    await deleted('notes', young.note, '1 day');
    await emptied();
    expect(await isThere('inventory_items', record)).toBe(true);
    for (const table of ['notes', 'attachments', 'tasks'] as const) {
      const key = table === 'notes' ? 'note' : table === 'attachments' ? 'file' : 'task';
      expect([table, await isThere(table, old[key]), await isThere(table, young[key])]).toEqual([table, false, true]);
      expect(await purges(old[key])).toEqual([{ subject_kind: table, actor_id: null }]);
    }
    expect(await noted(old.file)).toBe(true);
  });

  it('deletes companies and contacts, and leaves whose company it was', async () => {
    const [oldCompany, oldContact] = [await company('31 days'), await contact('31 days')];
    const record = await item(alice.id);
    await rows('update inventory_items set company_id = $2 where id = $1', [record, oldCompany]);
    await emptied();
    expect([await isThere('companies', oldCompany), await isThere('contacts', oldContact)]).toEqual([false, false]);
    const [left] = await rows<{ company_id: string | null }>('select company_id from inventory_items where id = $1', [
      record,
    ]);
    expect(left?.company_id).toBeNull();
  });

  it('keeps what was merged as long as it leads somewhere, and what it leads to as long as that can be undone', async () => {
    const merge = async (ago: string, keptDeleted?: string) => {
      const [kept, lost] = [await company(keptDeleted), await company('31 days')];
      await rows('update companies set merged_into_id = $2 where id = $1', [lost, kept]);
      await rows(
        `insert into merges (id, at, company_id, lost_id, lost_name, moved)
         values (gen_random_uuid(), now() - $3::interval, $1, $2, 'Kestrel Ltd', '{}')`,
        [kept, lost, ago],
      );
      return { kept, lost };
    };
    const [old, young, gone] = [
      await merge('40 days'),
      await merge('29 days', '31 days'),
      await merge('40 days', '31 days'),
    ];
    await emptied();
    expect([await isThere('companies', old.lost), await isThere('companies', old.kept)]).toEqual([true, true]);
    const leads = await (await app.current.as('alice')).get(`/companies/${old.lost}`);
    expect([leads.status, leads.headers.location]).toEqual([303, `/companies/${old.kept}`]);
    expect([await isThere('companies', young.lost), await isThere('companies', young.kept)]).toEqual([true, true]);
    expect(await isThere('companies', gone.kept)).toBe(false);
    await emptied();
    expect(await isThere('companies', gone.lost)).toBe(false);
  });

  it('goes on until all is gone, also past one chunk', async () => {
    const many = 450;
    await rows(
      `insert into inventory_items (id, user_id, name, source, currency, state, deleted_at)
       select gen_random_uuid(), $1, 'Old lamp ' || n, 'gift', 'USD', 'received', now() - interval '40 days'
       from generate_series(1, $2) n`,
      [bob.id, many],
    );
    await emptied();
    expect(await rows(`select 1 from inventory_items where name like 'Old lamp %'`)).toEqual([]);
    const [row] = await rows<{ lines: number }>(
      `select count(*)::int as lines from audit_log where act = 'purged' and subject_kind = 'inventory'`,
    );
    expect(row?.lines).toBeGreaterThanOrEqual(many);
  });
});

describe('tidying', () => {
  it('sweeps away forms that nobody came back for, and leaves those that may still be asked for', async () => {
    const keep = (person: string, until: string) =>
      rows(
        `insert into kept_forms (user_id, page, fields, expires_at) values ($1, '/inventory/new', '{}', now() + $2::interval)`,
        [person, until],
      );
    await keep(alice.id, '-1 minute');
    await keep(bob.id, '10 minutes');
    await app.current.runJobs('tidy');
    expect(await rows('select user_id from kept_forms')).toEqual([{ user_id: bob.id }]);
  });

  it('lets go of the rows of acts that failed too long ago to be tried again', async () => {
    const failed = (daysAgo: number) =>
      insert(app.current.db, 'batches', {
        user_id: alice.id,
        module: 'inventory',
        act: 'delete',
        detail: '{"step": {"act": "delete"}}',
        state: 'failed',
        wanted: 1,
        ids: [randomUUID()],
        ended_at: new Date(Date.now() - daysAgo * 86_400_000),
      });
    const [old, young] = [await failed(31), await failed(29)];
    await app.current.runJobs('tidy');
    expect(await rows('select id, ids is null as gone from batches order by ended_at')).toEqual([
      { id: old, gone: true },
      { id: young, gone: false },
    ]);
  });
});
