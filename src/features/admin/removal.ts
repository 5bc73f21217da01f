import type { WriteDoor } from '../../platform/postgres/database.js';
import { join, raw, type Sql, sql } from '../../platform/postgres/sql.js';
import { type AuditSource, audit } from '../../records/audit.js';
import type { Kind } from '../../records/kinds.js';
import { forgetInMerges } from '../../records/merge/forget.js';
import { endSessions, type Lockout } from '../auth/index.js';
import { type Account, refuseLastAdmin } from './actions.js';

/** How long a removal may take: for whoever owns very much. */
export const REMOVAL_LIMIT_MS = 300_000;
/** So few records at once, each with what hangs on it, that a statement ends long before its limit. */
const CHUNK = 500;

/** How many of something a person's removal takes, or leaves without their name. */
export type Counted = { title: string; one: string; many: string; n: number };

/** What every record can have, and is counted beside the records. */
const PARTS = [
  { table: 'tasks', title: 'Tasks', one: 'task', many: 'tasks' },
  { table: 'notes', title: 'Notes', one: 'note', many: 'notes' },
  { table: 'attachments', title: 'Files', one: 'file', many: 'files' },
  { table: 'tags', title: 'Tags', one: 'tag', many: 'tags' },
  { table: 'saved_views', title: 'Saved views', one: 'view', many: 'views' },
];

/**
 * Removes a person for good, and all that is their own: what refers to them as its owner goes by the keys of the database, with
 * what hangs on it; the bytes of files are noted for the job that removes them. What they did to common records stays, under an
 * id that is nobody's. The account must be locked (`accountToChange`); the last admin is a `Conflict`.
 */
export async function removePerson(
  tx: WriteDoor,
  { kinds, lockout }: { kinds: readonly Kind[]; lockout: Lockout },
  account: Account,
  by: AuditSource,
): Promise<void> {
  if (account.role === 'ADMIN') await refuseLastAdmin(tx, account);
  await endSessions(tx, account.id);
  await lockout.lift(tx, account.email);
  await forgetInMerges(tx, account.id);
  // Deleting the account alone would take them too, in one statement that has no end where somebody owns very much.
  for (const { table } of kinds.filter(({ own }) => own).toReversed()) await deleteOwn(tx, table, account.id);
  await tx.$executeRaw`delete from users where id = ${account.id}::uuid`;
  await audit(tx, by, 'removed', { kind: 'user', id: account.id });
}

async function deleteOwn(tx: WriteDoor, table: string, personId: string): Promise<void> {
  const some = sql`
    delete from ${raw(table)} where id in (select id from ${raw(table)} where user_id = ${personId}::uuid limit ${CHUNK})`;
  while ((await tx.$executeRaw(some)) === CHUNK);
}

/** What a removal would take, what is in the trash too, and which common records it would leave without the name of who made them. */
export async function countRemoval(
  tx: WriteDoor,
  kinds: readonly Kind[],
  personId: string,
): Promise<{ goes: Counted[]; stays: Counted[] }> {
  const owners = await ownerColumns(tx);
  const ownedBy = (table: string) => sql`t.${raw(owners.get(table) ?? 'user_id')} = ${personId}::uuid`;
  const made = (table: string) =>
    owners.has(table)
      ? sql`t.created_by = ${personId}::uuid and (${ownedBy(table)}) is not true`
      : sql`t.created_by = ${personId}::uuid`;
  const common = kinds.filter(({ own }) => !own);
  const goes = [
    ...kinds.filter(({ own }) => own),
    ...common.filter(({ table }) => owners.has(table)).map(drafts),
    ...PARTS,
  ];
  return {
    goes: await count(tx, goes, ownedBy),
    stays: await count(tx, common, made),
  };
}

/** By which column each table says whose its rows are: the keys by which they go with their person. */
async function ownerColumns(tx: WriteDoor): Promise<Map<string, string>> {
  const keys = await tx.$queryRaw<{ table: string; column: string }[]>`
    select c.conrelid::regclass::text as table, a.attname::text as column
    from pg_constraint c join pg_attribute a on a.attrelid = c.conrelid and a.attnum = c.conkey[1]
    where c.contype = 'f' and c.confdeltype = 'c' and c.confrelid = 'users'::regclass`;
  return new Map(keys.map(({ table, column }) => [table, column]));
}

/** Common records that are one person's while nobody else sees them. */
function drafts({ table, title, one, many }: Kind) {
  return { table, title: `${title}, drafts`, one: `draft of ${one}`, many: `drafts of ${many}` };
}

type Countable = Omit<Counted, 'n'> & { table: string };

async function count(tx: WriteDoor, what: readonly Countable[], where: (table: string) => Sql): Promise<Counted[]> {
  const counts = what.map(
    ({ table }, n) => sql`(select count(*)::int from ${raw(table)} t where ${where(table)}) as ${raw(`n${n}`)}`,
  );
  const [row] = await tx.$queryRaw<Record<string, number>[]>(sql`select ${join(counts)}`);
  return what.map(({ title, one, many }, n) => ({ title, one, many, n: row?.[`n${n}`] ?? 0 }));
}
