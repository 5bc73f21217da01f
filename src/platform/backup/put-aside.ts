import type pg from 'pg';

// Foreign keys of tables refer to each other in circles; rows can be laid in any order only without them.
const KEYS = `select conrelid::regclass::text as "table", quote_ident(conname) as name, pg_get_constraintdef(oid) as definition
  from pg_constraint where contype = 'f' and connamespace = 'public'::regnamespace order by conrelid, conname`;
// Built at once over all rows an index takes a fraction of the time. Those of constraints stay.
const INDEXES = `select i.indexrelid::regclass::text as name, pg_get_indexdef(i.indexrelid) as definition
  from pg_index i join pg_class c on c.oid = i.indrelid
  where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
    and not exists (select from pg_constraint k where k.conindid = i.indexrelid and k.contype in ('p', 'u', 'x'))
  order by i.indexrelid`;
const TABLES = `select oid::regclass::text as name, relforcerowsecurity as "isForced"
  from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' order by oid`;

type Key = { table: string; name: string; definition: string };
type Index = { name: string; definition: string };
type Table = { name: string; isForced: boolean };

/**
 * Takes away, in the open transaction, what keeps rows from being laid as they are: foreign keys, the tables' triggers, forced
 * policies (which hold the owner) and, for their time, indexes. What it answers puts all of it back, and checks every key.
 */
export async function putAside(client: pg.ClientBase): Promise<() => Promise<void>> {
  const keys = (await client.query<Key>(KEYS)).rows;
  const indexes = (await client.query<Index>(INDEXES)).rows;
  const tables = (await client.query<Table>(TABLES)).rows;
  const forced = tables.filter(({ isForced }) => isForced);
  await run(client, [
    `set local maintenance_work_mem = '128MB'`,
    ...keys.map(({ table, name }) => `alter table ${table} drop constraint ${name}`),
    ...indexes.map(({ name }) => `drop index ${name}`),
    ...tables.map(({ name }) => `alter table ${name} disable trigger user`),
    ...forced.map(({ name }) => `alter table ${name} no force row level security`),
  ]);
  return () =>
    run(client, [
      ...indexes.map(({ definition }) => definition),
      ...keys.map(({ table, name, definition }) => `alter table ${table} add constraint ${name} ${definition}`),
      ...tables.map(({ name }) => `alter table ${name} enable trigger user`),
      ...forced.map(({ name }) => `alter table ${name} force row level security`),
    ]);
}

async function run(client: pg.ClientBase, statements: string[]): Promise<void> {
  for (const statement of statements) await client.query(statement);
}
