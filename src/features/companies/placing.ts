import { readerOf } from '../../http/list/sql.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';
import type { CompanyName } from './by-name.js';
import { categories, categoryAt } from './categories.js';
import type { Company, Placed } from './company.js';
import type { CompanyData } from './schema.js';
import { readWebsite } from './website.js';

/** Where a company that stands in the way is looked at, by the field it stands in the way of. */
export type Links = Partial<Record<'name' | 'website', { href: string; label: string }>>;
type Refused = { errors: Record<string, string>; links: Links };
type Holder = CompanyName & { has_name: boolean };

/** Holds a company's fields against what is there: a free name and domain, a category and a parent that exist. `self` is what it was before. */
export async function place(
  tx: WriteDoor,
  data: CompanyData,
  self: Company | null,
): Promise<{ ok: true; placed: Placed } | ({ ok: false } & Refused)> {
  const domain = data.website === null ? null : (readWebsite(data.website)?.domain ?? null);
  const refused: Refused = { errors: {}, links: {} };
  const parent = await parentOf(tx, data, self, refused);
  const category = data.category === null ? undefined : categoryAt(await categories(readerOf(tx)), data.category);
  if (data.category !== null && !category) refused.errors.category = 'Choose one of the list.';
  await refuseTaken(tx, data.name, domain, self?.id ?? null, refused);
  if (Object.keys(refused.errors).length > 0) return { ok: false, ...refused };
  const named = { ...data, category: category?.path ?? null, parent: parent?.name ?? null };
  return {
    ok: true,
    placed: { data: named, domain, category_id: category?.id ?? null, parent_id: parent?.id ?? null },
  };
}

/** Companies that hold a name or a domain already, that one left out. */
export function holdersOf(
  tx: WriteDoor,
  name: string,
  domain: string | null,
  except: string | null,
): Promise<Holder[]> {
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
  self: Company | null,
  { errors }: Refused,
): Promise<CompanyName | undefined> {
  if (parent === null) return undefined;
  // One that was named before and lies in the trash now stays, until another is named.
  const [found] = await tx.$queryRaw<(CompanyName & { below: boolean })[]>(sql`
    with recursive named as (
      select p.id, p.name, p.parent_id, p.deleted_at from companies p
      where p.name_key = lower(${parent}) and (p.deleted_at is null or p.id = ${self?.parentId ?? null}::uuid)
      order by p.deleted_at nulls first limit 1),
    above as (
      select n.id, n.parent_id from named n union select p.id, p.parent_id from companies p join above a on p.id = a.parent_id)
    select n.id::text, n.name, exists (select from above where id = ${self?.id ?? null}::uuid) as below from named n`);
  if (!found) errors.parent = 'No company is called that. Choose one of the list.';
  else if (found.id === self?.id) errors.parent = 'A company cannot belong to itself.';
  else if (found.below) errors.parent = `${found.name} belongs to this company already.`;
  return found;
}
