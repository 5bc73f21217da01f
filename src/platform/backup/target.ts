import type pg from 'pg';
import { BackupFault } from './fault.js';

const ANYTHING = `select n.nspname || '.' || c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname !~ '^pg_' and n.nspname <> 'information_schema' and c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')
  order by 1`;

/** Refuses a database in which there is anything: nothing is overwritten. */
export async function requireEmpty(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ name: string }>(ANYTHING);
  if (rows.length === 0) return;
  const { rows: at } = await client.query('select current_database() as name');
  const some = rows.slice(0, 3).map(({ name }) => name);
  throw new BackupFault(
    `The database ${at[0].name} is not empty: it has ${some.join(', ')}${rows.length > 3 ? ` and ${rows.length - 3} more` : ''}. ` +
      'Rows go into an empty one: make one (createdb), and name it with --database, or in DATABASE_URL.',
  );
}

const EVERYTHING = `select format('drop view %s cascade', oid::regclass) as statement from pg_class
    where relnamespace = 'public'::regnamespace and relkind = 'v'
  union all select format('drop table %s cascade', oid::regclass) from pg_class
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition
  union all select format('drop function %s cascade', oid::regprocedure) from pg_proc p
    where pronamespace = 'public'::regnamespace
      and not exists (select from pg_depend d where d.objid = p.oid and d.deptype = 'e')`;

/** Makes a database that was empty before a restore empty again. */
export async function emptyAgain(client: pg.ClientBase): Promise<void> {
  await client.query('begin');
  await client.query('drop schema if exists pgboss cascade');
  for (const { statement } of (await client.query<{ statement: string }>(EVERYTHING)).rows)
    await client.query(statement.replace(/^drop (\w+) /, 'drop $1 if exists '));
  await client.query('commit');
}
