import { v7 as uuidv7 } from 'uuid';
import { Collided } from '../../platform/errors.js';
import type { ReadDoor, WriteDoor } from '../../platform/postgres/database.js';
import { empty, type Sql, sql } from '../../platform/postgres/sql.js';
import { recordHistory } from '../../records/history.js';
import { COMPANIES } from './kind.js';

export type CompanyName = { id: string; name: string };
/** What tells which company is meant: the id of one that was there before, else the name. */
type CompanyMeant = { id?: string | null | undefined; name: string };
/** `known`: may be meant by their ids in the trash too. `once`: a name that is no company's any more means the one that had it last. */
type Asked = { known?: CompanyName[]; once?: boolean };

/** The company of that name, as `findOrAddCompanies` finds it. */
export async function findOrAddCompany(tx: WriteDoor, personId: string, name: string): Promise<CompanyName> {
  const [found] = await findOrAddCompanies(tx, personId, [{ name }]);
  return found as CompanyName;
}

/**
 * The companies that are meant in their order, names by their normal form; those that are not there are added. Two who add
 * one at once get the same one. They are held until the transaction ends: none is merged away before what names it here is
 * written. All who hold several things begin with `lockNames`, go on with companies by their ids, then with the rows that name
 * them.
 */
export async function findOrAddCompanies(
  tx: WriteDoor,
  personId: string,
  asked: CompanyMeant[],
  { known = [], once = false }: Asked = {},
  held = false,
): Promise<CompanyName[]> {
  const ids = asked.map(({ id }) => id ?? '');
  const names = asked.map(({ name }) => name.trim().replace(/\s+/g, ' '));
  const kept = known.map(({ id }) => id);
  const which = meant(ids, names, kept, once);
  const missing = await missingOf(tx, which);
  if (missing.length > 0) {
    // Whoever has the lock of names may wait for a company that is held here already.
    if (held) throw new Collided('a company was deleted while it was named');
    await lockNames(tx);
    await addCompanies(tx, personId, missing);
  }
  const found = await hold(tx, which, kept);
  if (found.length === asked.length) return found;
  // One was merged or deleted while this waited for it: what was sent means another by now.
  return findOrAddCompanies(tx, personId, asked, { known, once }, held || found.length > 0);
}

/** The company with that id, or the one that it was merged into, held as by its name; null when it is gone. */
export async function companyById(tx: WriteDoor, id: string): Promise<CompanyName | null> {
  const find = () =>
    tx.$queryRaw<CompanyName[]>(sql`
      select k.id::text, k.name from companies c join companies k on k.id = coalesce(c.merged_into_id, c.id)
      where c.id = ${id}::uuid and k.deleted_at is null for share of k`);
  const [found] = await find();
  // One that was merged while this waited for it leads on by now.
  return found ?? (await find())[0] ?? null;
}

/** Whether an id names a company, be it in the trash. Nothing is held. */
export async function isCompany(db: Pick<ReadDoor, 'row'>, id: string): Promise<boolean> {
  return (await db.row(sql`select from companies where id = ${id}::uuid`)) !== undefined;
}

/** Which of the ids name a company, be it in the trash. Nothing is held. */
export async function knownCompanies(tx: WriteDoor, ids: readonly string[]): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>(sql`select id::text from companies where id = any(${ids}::uuid[])`);
  return rows.map(({ id }) => id);
}

/** Which of the names are no company's. Nothing is held, and nothing made. */
export async function strangeNames(tx: WriteDoor, names: readonly string[]): Promise<string[]> {
  if (names.length === 0) return [];
  return missingOf(
    tx,
    meant(
      names.map(() => ''),
      [...names],
      [],
      false,
    ),
  );
}

/** Until the transaction ends nobody else takes a name, so that what was looked up as free stays so. */
export async function lockNames(tx: WriteDoor): Promise<void> {
  await tx.$executeRaw(sql`select pg_advisory_xact_lock(hashtext('names of companies'))`);
}

/** Holds companies until the transaction ends, so that none is merged away before what names it is written. */
export async function holdCompanies(tx: WriteDoor, ids: string[]): Promise<void> {
  await tx.$queryRaw(sql`select from companies where id = any(${ids}::uuid[]) order by id for share`);
}

async function missingOf(tx: WriteDoor, which: Sql): Promise<string[]> {
  const rows = await tx.$queryRaw<{ name: string }[]>(
    sql`select n.name from (${which}) n where n.id is null order by n.at`,
  );
  return rows.map(({ name }) => name);
}

function hold(tx: WriteDoor, which: Sql, kept: string[]): Promise<CompanyName[]> {
  return tx.$queryRaw<CompanyName[]>(sql`
    with held as (
      select n.at, c.id::text, c.name from (${which}) n join companies c on c.id = n.id
      where c.deleted_at is null or (c.id = any(${kept}::uuid[]) and c.merged_into_id is null) order by c.id for share of c)
    select id, name from held order by at`);
}

// An id or a name that was merged into another leads there: a form that was open meanwhile still says it.
function meant(ids: string[], names: string[], kept: string[], once: boolean): Sql {
  const before = sql`(
    select k.id from history h join companies k on k.id = h.company_id
    where h.company_id is not null and h.changes -> 'name' ->> 0 is not null
      and normal_form(h.changes -> 'name' ->> 0) = normal_form(n.name) and k.deleted_at is null
      and not exists (select from companies g where g.name_key = normal_form(n.name) and g.deleted_at > h.at)
    order by h.at desc limit 1)`;
  return sql`
    select n.at, n.name, coalesce((
      select k.id from companies l join companies k on k.id = coalesce(l.merged_into_id, l.id)
      where l.id = nullif(n.sent, '')::uuid and (k.deleted_at is null or k.id = any(${kept}::uuid[]))),
      ${named(sql`n.name`)}${once ? sql`, ${before}` : empty}) as id
    from unnest(${ids}::text[], ${names}::text[]) with ordinality n (sent, name, at)`;
}

/** The id of the company that has a name, or had it when it was merged into another: that one's; null where there is none. */
export function named(name: Sql): Sql {
  return sql`coalesce((select c.id from companies c where c.name_key = normal_form(${name}) and c.deleted_at is null), (
      select k.id from companies l join companies k on k.id = l.merged_into_id
      where l.name_key = normal_form(${name}) and l.merged_into_id is not null and k.deleted_at is null
      order by l.deleted_at desc limit 1))`;
}

// Two statements however many there are, since others wait for the lock of names. A name that stands twice is no fault: that
// would abort the transaction.
async function addCompanies(tx: WriteDoor, personId: string, names: string[]): Promise<void> {
  const added = await tx.$queryRaw<CompanyName[]>(sql`
    insert into companies (id, name, created_by, updated_by)
    select n.id, n.name, ${personId}::uuid, ${personId}::uuid from unnest(${names.map(() => uuidv7())}::uuid[], ${names}::text[]) n (id, name)
    on conflict (name_key) where deleted_at is null do nothing returning id::text, name`);
  await recordHistory(tx, {
    act: 'created',
    kind: COMPANIES,
    entries: added.map(({ id, name }) => ({ id, changes: { name: [null, name] } })),
  });
}
