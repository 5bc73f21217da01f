import type { WriteDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';
import type { Draft, Placed } from '../../records/record/draft.js';
import type { RecordState } from '../../records/state.js';
import type { CompanyName } from './by-name.js';
import { categoryFinder } from './categories.js';
import type { CompanyData } from './fields.js';
import { readWebsite } from './website.js';

type Refused = { errors: Record<string, string>; links: Record<string, { href: string; label: string }> };

/** Holds companies against what is there: a free name, a category and a parent that exist. */
export async function placeCompany(
  tx: WriteDoor,
  drafts: readonly Draft<CompanyData>[],
): Promise<Placed<CompanyData>[]> {
  const holders = await holdersOf(
    tx,
    drafts.map(({ data: { name }, before }) => ({ name, except: before?.id ?? null })),
  );
  const categoryOf = categoryFinder(tx);
  const placed: Placed<CompanyData>[] = [];
  for (const [n, { data, before }] of drafts.entries()) {
    const refused: Refused = { errors: {}, links: {} };
    const parent = await parentOf(tx, data, before, refused);
    const category = await categoryOf(data.category, refused.errors);
    const holder = holders[n];
    if (holder) refuseTaken(holder, refused);
    placed.push(
      Object.keys(refused.errors).length > 0
        ? { ok: false, ...refused }
        : {
            ok: true,
            data: { ...data, category: category?.path ?? null, parent: parent?.name ?? null },
            besides: {
              domain: { value: domainOf(data), type: 'text' },
              category_id: { value: category?.id, type: 'uuid' },
              parent_id: { value: parent?.id, type: 'uuid' },
            },
          },
    );
  }
  return placed;
}

/** Which company has taken the name of one in the trash, as the rest of a sentence. */
export async function takenFrom(tx: WriteDoor, { id, name }: RecordState): Promise<string | undefined> {
  const [holder] = await holdersOf(tx, [{ name, except: id }]);
  return holder && `${holder.name} has its name by now. Change that one first.`;
}

function domainOf({ website }: Pick<CompanyData, 'website'>): string | null {
  return website === null ? null : (readWebsite(website)?.domain ?? null);
}

// Who has each name by now, a record itself left out.
async function holdersOf(
  tx: WriteDoor,
  asked: readonly { name: string; except: string | null }[],
): Promise<(CompanyName | undefined)[]> {
  const found = await tx.$queryRaw<(CompanyName & { at: number })[]>(sql`
    select c.id::text, c.name, n.at::integer
    from unnest(${asked.map(({ name }) => name)}::text[], ${asked.map(({ except }) => except)}::uuid[]) with ordinality n (name, self, at)
    join companies c on c.name_key = left(normal_form(n.name), 400) and c.deleted_at is null and c.id is distinct from n.self`);
  const holders = new Map(found.map(({ at, ...it }) => [at - 1, it]));
  return asked.map((_, n) => holders.get(n));
}

function refuseTaken(holder: CompanyName, { errors, links }: Refused): void {
  errors.name = 'There is a company of this name.';
  links.name = { href: `/companies/${holder.id}`, label: `Open ${holder.name}` };
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
      where p.name_key = left(normal_form(${parent}), 400) and (p.deleted_at is null
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
