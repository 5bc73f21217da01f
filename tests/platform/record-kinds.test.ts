import pg from 'pg';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyDatabase, insert, type TestDatabase } from '../support/database.js';
import { insertItem } from '../support/items.js';
import { PEOPLE } from '../support/people.js';

const { alice, bob } = PEOPLE;
const KEPT = ['history', 'notes', 'taggings', 'attachments', 'tasks'];
/** What a row of each table must say beside its record. */
const FIELDS: Record<string, Record<string, unknown>> = {
  history: { act: 'created', actor_id: alice.id },
  notes: { body: 'Seen at sea', author_id: alice.id },
  attachments: { name: 'a.txt', size: 1, sha256: 'a'.repeat(64), media_type: 'text/plain', author_id: alice.id },
  tasks: { title: 'Call the port' },
};

let db: TestDatabase;
let login: pg.Client;

beforeAll(async () => {
  db = await copyDatabase();
  login = new pg.Client(db.url);
  await login.connect();
  // As a migration does: the tables first, then a line for each.
  await login.query(`
    create table voyages (
      id uuid primary key, user_id uuid not null default app_user_id() references users (id) on delete cascade, unique (user_id, id));
    create table ports (id uuid primary key);
    select add_record_kind('voyages', 'voyage_id', true), add_record_kind('ports', 'port_id', false);`);
});
afterAll(async () => {
  await login.end();
  await db.drop();
});

/** What names a column in the tables of what is kept, with the column's own name and that of its table left out. */
async function partsOf(table: string, column: string): Promise<string[]> {
  const found = await db.rows<{ part: string }>(
    `select conrelid::regclass::text || ': ' || pg_get_constraintdef(oid) as part from pg_constraint
       where contype = 'f' and confrelid = $1::regclass and conrelid::regclass::text = any($3)
     union all select indexrelid::regclass::text || ': ' || pg_get_indexdef(indexrelid) from pg_index
       where indrelid::regclass::text = any($3) and pg_get_indexdef(indexrelid) ~ ('\\m' || $2 || '\\M')
     union all select table_name || ': ' || data_type || ' ' || is_nullable from information_schema.columns
       where column_name = $2 and table_name = any($3)
     union all select table_name || ': ' || grantee || ' ' || privilege_type from information_schema.column_privileges
       where column_name = $2 and table_name = any($3) and grantee in ('mouse_app', 'mouse_system') order by 1`,
    [table, column, [...KEPT, 'merges']],
  );
  const name = column.replace(/_id$/, '');
  return (
    found
      .map(({ part }) => part.replaceAll(column, '#').replaceAll(table, '##').replaceAll(`_${name}`, '_#'))
      // Sentences of the product's own about names of companies, of which a kind knows nothing.
      .filter((part) => !part.startsWith('history_renamed_companies'))
      .sort()
  );
}

async function checks(): Promise<Record<string, string>> {
  const rows = await db.rows<{ name: string; check: string }>(
    `select conname as name, pg_get_constraintdef(oid) as check from pg_constraint
     where contype = 'c' and (conname ~ '_one_target$' or conname ~ '_owner$') and conrelid::regclass::text = any($1)`,
    [[...KEPT, 'merges']],
  );
  return Object.fromEntries(rows.map(({ name, check }) => [name, check]));
}

/** A row of each table that is about these records. */
async function keep(table: string, about: Record<string, unknown>): Promise<string> {
  const tag = table === 'taggings' ? { tag_id: await tagOf(about.user_id) } : {};
  return insert(db, table, { ...FIELDS[table], ...tag, ...about });
}

async function tagOf(owner: unknown): Promise<string> {
  return insert(db, 'tags', { user_id: owner ?? null, name: `tag ${Math.random()}` });
}

async function as(personId: string, text: string): Promise<unknown[]> {
  await login.query(`begin; set local role mouse_app; set local app.user_id = '${personId}'`);
  try {
    return (await login.query(text)).rows;
  } finally {
    await login.query('rollback');
  }
}

describe('a kind that is added', () => {
  it('has the columns, keys, indexes and grants that the kinds of before have', async () => {
    const own = await partsOf('voyages', 'voyage_id');
    expect(own).toEqual(await partsOf('inventory_items', 'inventory_item_id'));
    expect(own.filter((part) => part.includes('FOREIGN KEY (user_id, #)'))).toHaveLength(KEPT.length);
    const common = await partsOf('ports', 'port_id');
    expect(common).toEqual(await partsOf('contacts', 'contact_id'));
    expect(common.filter((part) => part.includes('FOREIGN KEY (#)'))).toHaveLength(KEPT.length + 1);
  });

  it('stands in the checks of every table, each once', async () => {
    const all =
      'num_nonnulls(inventory_item_id, deal_id, collab_id, task_id, affiliate_programme_id, affiliate_month_id, voyage_id, company_id, contact_id, template_id, guide_show_id, guide_episode_id, port_id)';
    const ownerless =
      'CHECK (((user_id IS NULL) = (num_nonnulls(inventory_item_id, deal_id, collab_id, task_id, affiliate_programme_id, affiliate_month_id, voyage_id) = 0)))';
    expect(await checks()).toEqual({
      ...Object.fromEntries(KEPT.map((table) => [`${table}_one_target`, `CHECK ((${all} = 1))`])),
      ...Object.fromEntries(KEPT.filter((it) => it !== 'tasks').map((table) => [`${table}_owner`, ownerless])),
      tasks_one_target: `CHECK ((${all} <= 1))`,
      merges_one_target:
        'CHECK ((num_nonnulls(company_id, contact_id, template_id, guide_show_id, guide_episode_id, port_id) = 1))',
    });
  });

  it('is left as it is when it is added again', async () => {
    const before = [await checks(), await partsOf('voyages', 'voyage_id'), await partsOf('ports', 'port_id')];
    await login.query(
      `select add_record_kind('voyages', 'voyage_id', true), add_record_kind('ports', 'port_id', false)`,
    );
    expect([await checks(), await partsOf('voyages', 'voyage_id'), await partsOf('ports', 'port_id')]).toEqual(before);
  });

  it('cannot be added by a person, nor by the system', async () => {
    for (const role of ['mouse_app', 'mouse_system']) {
      const may = `select has_function_privilege('${role}', 'add_record_kind(text, text, boolean)', 'execute') as may`;
      expect(await db.rows(may)).toEqual([{ may: false }]);
    }
    const call = `select add_record_kind('ports', 'harbour_id', false)`;
    await expect(as(alice.id, call)).rejects.toThrow(/permission denied for function/);
  });
});

describe.each(KEPT)('a row of %s', (table) => {
  it('is about one record, with its owner in the key, and goes with it', async () => {
    const voyage = await insert(db, 'voyages', { user_id: alice.id });
    const port = await insert(db, 'ports', {});
    const item = await insertItem(db, alice.id);
    const own = await keep(table, { user_id: alice.id, voyage_id: voyage });
    const common = await keep(table, { user_id: table === 'tasks' ? alice.id : null, port_id: port });
    await expect(keep(table, { user_id: alice.id, voyage_id: voyage, inventory_item_id: item })).rejects.toThrow(
      `${table}_one_target`,
    );
    await expect(keep(table, { user_id: bob.id, voyage_id: voyage })).rejects.toThrow(/foreign key/);
    if (table !== 'tasks') {
      await expect(keep(table, { user_id: null, voyage_id: voyage })).rejects.toThrow(`${table}_owner`);
      await expect(keep(table, { user_id: alice.id, port_id: port })).rejects.toThrow(`${table}_owner`);
      await expect(keep(table, { user_id: alice.id })).rejects.toThrow(`${table}_one_target`);
    }
    // The policies of the table hold for it as for any other.
    const seen = `select id from ${table} where id in ('${own}', '${common}') order by voyage_id`;
    expect(await as(alice.id, seen)).toEqual([{ id: own }, { id: common }]);
    expect(await as(bob.id, seen)).toEqual(table === 'tasks' ? [] : [{ id: common }]);
    await db.rows(`delete from voyages; delete from ports`);
    expect(await db.rows(`select id from ${table} where id in ($1, $2)`, [own, common])).toEqual([]);
  });
});
