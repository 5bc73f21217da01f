import { v7 as uuidv7 } from 'uuid';
import type { WriteDoor } from '../../platform/database.js';
import { empty, type Sql, sql } from '../../platform/sql.js';
import { targetColumns } from '../../records/kinds.js';

export type CompanyName = { id: string; name: string };

/** The company of that name, as `findOrAddCompanies` finds it. */
export async function findOrAddCompany(tx: WriteDoor, personId: string, name: string): Promise<CompanyName> {
  const [found] = await findOrAddCompanies(tx, personId, [name]);
  return found as CompanyName;
}

/**
 * The companies of these names in their order, without regard to case; those that are not there are added. Two who add one at
 * once get the same one. They are held until the transaction ends: none is merged away before what names it here is written.
 * All who hold several things begin with `lockNames`, go on with companies by their ids, then with the rows that name them.
 * `once`: a name that is no company's any more means the one that had it last.
 */
export async function findOrAddCompanies(
  tx: WriteDoor,
  personId: string,
  names: string[],
  { once = false } = {},
): Promise<CompanyName[]> {
  const tidy = names.map((name) => name.trim().replace(/\s+/g, ' '));
  const missing = await missingOf(tx, tidy, once);
  if (missing.length > 0) {
    await lockNames(tx);
    await addCompanies(tx, personId, missing);
  }
  const found = await holdNamed(tx, tidy, once);
  // One was merged or deleted while this waited for it: its name means another by now.
  return found.length < names.length ? findOrAddCompanies(tx, personId, names, { once }) : found;
}

/** The company with that id, or the one that it was merged into, held as by its name; null when it is gone. */
export async function companyById(tx: WriteDoor, id: string): Promise<CompanyName | null> {
  const [found] = await tx.$queryRaw<CompanyName[]>(sql`
    select k.id::text, k.name from companies c join companies k on k.id = coalesce(c.merged_into_id, c.id)
    where c.id = ${id}::uuid and k.deleted_at is null for share of k`);
  return found ?? null;
}

/** Until the transaction ends nobody else takes a name or a domain, so that what was looked up as free stays so. */
export async function lockNames(tx: WriteDoor): Promise<void> {
  await tx.$executeRaw(sql`select pg_advisory_xact_lock(hashtext('names of companies'))`);
}

async function missingOf(tx: WriteDoor, names: string[], once: boolean): Promise<string[]> {
  const rows = await tx.$queryRaw<{ name: string }[]>(
    sql`select n.name from (${meant(names, once)}) n where n.id is null order by n.at`,
  );
  return rows.map(({ name }) => name);
}

function holdNamed(tx: WriteDoor, names: string[], once: boolean): Promise<CompanyName[]> {
  return tx.$queryRaw<CompanyName[]>(sql`
    with held as (
      select n.at, c.id::text, c.name from (${meant(names, once)}) n join companies c on c.id = n.id
      where c.deleted_at is null order by c.id for share of c)
    select id, name from held order by at`);
}

// A name that was merged into another leads there: a form that was open meanwhile still says it.
function meant(names: string[], once: boolean): Sql {
  const before = sql`(
    select k.id from history h join companies k on k.id = h.company_id
    where lower(h.changes -> 'name' ->> 0) = lower(n.name) and k.deleted_at is null order by h.at desc limit 1)`;
  return sql`
    select n.at, n.name, coalesce(c.id, (
      select k.id from companies l join companies k on k.id = l.merged_into_id
      where l.name_key = lower(n.name) and l.merged_into_id is not null and k.deleted_at is null
      order by l.deleted_at desc limit 1)${once ? sql`, ${before}` : empty}) as id
    from unnest(${names}::text[]) with ordinality n (name, at)
    left join companies c on c.name_key = lower(n.name) and c.deleted_at is null`;
}

// Two statements however many there are, since others wait for the lock of names. A name that stands twice is no fault: that
// would abort the transaction.
async function addCompanies(tx: WriteDoor, personId: string, names: string[]): Promise<void> {
  const added = await tx.$queryRaw<CompanyName[]>(sql`
    insert into companies (id, name, created_by, updated_by)
    select n.id, n.name, ${personId}::uuid, ${personId}::uuid from unnest(${names.map(() => uuidv7())}::uuid[], ${names}::text[]) n (id, name)
    on conflict (name_key) where deleted_at is null do nothing returning id::text, name`);
  const told = added.map(({ id, name }) => ({
    ...targetColumns({ kind: 'companies', id }),
    changes: { name: [null, name] },
  }));
  await tx.historyEntry.createMany({ data: told.map((it) => ({ id: uuidv7(), act: 'created', ...it })) });
}
