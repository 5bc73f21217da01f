import type { WriteDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';
import type { Draft, Placed } from '../../records/record/draft.js';
import type { RecordState } from '../../records/state.js';
import type { CompanyName } from './by-name.js';
import { categoryAt } from './categories.js';
import type { CompanyData } from './fields.js';
import { readWebsite } from './website.js';

type Refused = { errors: Record<string, string>; links: Record<string, { href: string; label: string }> };
type Holder = CompanyName & { has_name: boolean };

/** Holds a company's fields against what is there: a free name and domain, a category and a parent that exist. */
export async function placeCompany(tx: WriteDoor, { data, before }: Draft<CompanyData>): Promise<Placed<CompanyData>> {
  const domain = domainOf(data);
  const refused: Refused = { errors: {}, links: {} };
  const parent = await parentOf(tx, data, before, refused);
  const category = data.category === null ? undefined : await categoryAt(tx, data.category);
  if (data.category !== null && !category) refused.errors.category = 'Choose one of the list.';
  await refuseTaken(tx, data.name, domain, before?.id ?? null, refused);
  if (Object.keys(refused.errors).length > 0) return { ok: false, ...refused };
  return {
    ok: true,
    data: { ...data, category: category?.path ?? null, parent: parent?.name ?? null },
    besides: {
      domain: { value: domain, type: 'text' },
      category_id: { value: category?.id, type: 'uuid' },
      parent_id: { value: parent?.id, type: 'uuid' },
    },
  };
}

/** Which company has taken the name or the domain of one in the trash, as the rest of a sentence. */
export async function takenFrom(tx: WriteDoor, { id, name }: RecordState): Promise<string | undefined> {
  const [own] = await tx.$queryRaw<{ domain: string | null }[]>(
    sql`select domain from companies where id = ${id}::uuid`,
  );
  const [holder] = await holdersOf(tx, name, own?.domain ?? null, id);
  return holder && `${holder.name} has its name or its website by now. Change that one first.`;
}

function domainOf({ website }: Pick<CompanyData, 'website'>): string | null {
  return website === null ? null : (readWebsite(website)?.domain ?? null);
}

function holdersOf(tx: WriteDoor, name: string, domain: string | null, except: string | null): Promise<Holder[]> {
  return tx.$queryRaw<Holder[]>(sql`
    select c.id::text, c.name, c.name_key = lower(${name}) as has_name from companies c
    where c.deleted_at is null and (c.name_key = lower(${name}) or c.domain = ${domain}) and c.id is distinct from ${except}::uuid`);
}

async function refuseTaken(
  tx: WriteDoor,
  name: string,
  domain: string | null,
  self: string | null,
  { errors, links }: Refused,
): Promise<void> {
  for (const holder of await holdersOf(tx, name, domain, self)) {
    const field = holder.has_name ? 'name' : 'website';
    errors[field] = holder.has_name ? 'There is a company of this name.' : `${holder.name} has this website.`;
    links[field] = { href: `/companies/${holder.id}`, label: `Open ${holder.name}` };
  }
}

async function parentOf(
  tx: WriteDoor,
  { parent }: CompanyData,
  self: RecordState | null,
  { errors }: Refused,
): Promise<CompanyName | undefined> {
  if (parent === null) return undefined;
  // One that was named before and lies in the trash now stays, until another is named.
  const [found] = await tx.$queryRaw<(CompanyName & { below: boolean })[]>(sql`
    with recursive named as (
      select p.id, p.name, p.parent_id, p.deleted_at from companies p
      where p.name_key = lower(${parent}) and (p.deleted_at is null
        or p.id = (select s.parent_id from companies s where s.id = ${self?.id ?? null}::uuid))
      order by p.deleted_at nulls first limit 1),
    above as (
      select n.id, n.parent_id from named n union select p.id, p.parent_id from companies p join above a on p.id = a.parent_id)
    select n.id::text, n.name, exists (select from above where id = ${self?.id ?? null}::uuid) as below from named n`);
  if (!found) errors.parent = 'No company is called that. Choose one of the list.';
  else if (found.id === self?.id) errors.parent = 'A company cannot belong to itself.';
  else if (found.below) errors.parent = `${found.name} belongs to this company already.`;
  return found;
}
