import { v7 as uuidv7 } from 'uuid';
import type { WriteDoor } from '../../platform/database.js';
import { sql } from '../../platform/sql.js';
import { recordHistory } from '../../records/history.js';

export type CompanyName = { id: string; name: string };

/** The company of that name, without regard to case; added when there is none. Two who add it at once get the same one. */
export async function findOrAddCompany(tx: WriteDoor, personId: string, name: string): Promise<CompanyName> {
  const tidy = name.trim().replace(/\s+/g, ' ');
  return (
    (await companyNamed(tx, tidy)) ?? (await addCompany(tx, personId, tidy)) ?? (await companyThatCameFirst(tx, tidy))
  );
}

/** The company with that id, unless it is gone. */
export async function companyById(tx: WriteDoor, id: string): Promise<CompanyName | null> {
  return tx.company.findFirst({ where: { id, deletedAt: null }, select: { id: true, name: true } });
}

/** Until the transaction ends nobody else takes a name or a domain, so that what was looked up as free stays so. */
export async function lockNames(tx: WriteDoor): Promise<void> {
  await tx.$executeRaw(sql`select pg_advisory_xact_lock(hashtext('names of companies'))`);
}

async function companyNamed(tx: WriteDoor, name: string): Promise<CompanyName | undefined> {
  // A name that was merged into another leads there: a form that was open meanwhile still says it.
  const found = await tx.$queryRaw<CompanyName[]>(sql`
    select id, name from (
      select id::text, name, 0 as place from companies where name_key = lower(${name}) and deleted_at is null
      union all
      select k.id::text, k.name, 1 from companies l join companies k on k.id = l.merged_into_id
        where l.merged_into_id is not null and l.name_key = lower(${name}) and k.deleted_at is null) n
    order by place limit 1`);
  return found[0];
}

// A failed insert would abort the transaction, hence `on conflict`: it waits for whoever adds the same name, then does nothing.
async function addCompany(tx: WriteDoor, personId: string, name: string): Promise<CompanyName | undefined> {
  await lockNames(tx);
  const id = uuidv7();
  const added = await tx.$executeRaw(sql`
    insert into companies (id, name, created_by, updated_by) values (${id}::uuid, ${name}, ${personId}::uuid, ${personId}::uuid)
    on conflict (name_key) where deleted_at is null do nothing`);
  if (added === 0) return undefined;
  await recordHistory(tx, { act: 'created', target: { kind: 'companies', id }, changes: { name: [null, name] } });
  return { id, name };
}

async function companyThatCameFirst(tx: WriteDoor, name: string): Promise<CompanyName> {
  const found = await companyNamed(tx, name);
  if (!found) throw new Error('a company of this name was there a moment ago');
  return found;
}
