import { plural } from '../../http/format.js';
import { one } from '../../http/list/page.js';
import { literally } from '../../http/list/sql.js';
import { normalForm } from '../../http/normal-form.js';
import type { PersonRequest } from '../../http/person.js';
import { json, type Reply } from '../../http/reply.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { join, sql } from '../../platform/postgres/sql.js';
import type { OfCompany } from './of-company.js';

type Suggested = { id: string; name: string; uses: number[] };
type Uses = NonNullable<OfCompany['uses']>;

const AT_MOST = 8;
const LONGEST = 500;

/** Answers what a field that names a company asks while someone types; at first, those that the reader names most often. */
export async function suggestCompanies(
  db: ReadDoor,
  { query }: PersonRequest,
  others: readonly OfCompany[],
): Promise<Reply> {
  const uses = others.flatMap((it) => it.uses ?? []);
  const typed = suggestionText(query.q).trim().slice(0, 200);
  const found = await (typed === '' ? mostUsed(db, uses) : matching(db, uses, typed));
  return json(found.map(({ id, name, uses: counts }) => ({ id, label: name, detail: detailOf(uses, counts) })));
}

/** A parameter as text that a statement takes. */
export function suggestionText(value: unknown): string {
  return (one(value) ?? '').replaceAll('\0', '').toWellFormed().slice(0, LONGEST);
}

function mostUsed(db: ReadDoor, uses: Uses[]): Promise<Suggested[]> {
  const lately = join(
    uses.map(({ lately: of }, at) => sql`select company_id, ${at}::int as at from (${of}) u`),
    ' union all ',
  );
  return db.rows<Suggested>(sql`
    with lately as (${lately})
    select c.id, c.name, array(select count(*) from lately l where l.company_id = c.id group by l.at order by l.at) as uses
    from (select company_id, count(*) as n from lately group by 1) u join companies c on c.id = u.company_id
    where c.deleted_at is null order by u.n desc, c.name_key limit ${AT_MOST}`);
}

// Those whose name begins with, contains, or nearly is what was typed; the closest first.
function matching(db: ReadDoor, uses: Uses[], typed: string): Promise<Suggested[]> {
  const form = normalForm(typed);
  const begins = `${literally(form)}%`;
  const counts = uses.length > 0 ? join(uses.map(({ of }) => of(sql`f.id`))) : sql`0`;
  return db.rows<Suggested>(
    sql`
    with found as (
      select id, name, name_key from companies
      where deleted_at is null and (name_key like ${`%${begins}`} or name_key % ${form})
      order by (name_key like ${begins}) desc, similarity(name_key, ${form}) desc, name_key limit ${AT_MOST})
    select f.id, f.name, array[${counts}] as uses
    from found f order by (f.name_key like ${begins}) desc, similarity(f.name_key, ${form}) desc, f.name_key`,
    'anew',
  );
}

function detailOf(uses: Uses[], counts: number[]): string {
  const said = uses.flatMap(({ one: single, many }, at) =>
    Number(counts[at] ?? 0) > 0 ? [plural(counts[at] ?? 0, single, many)] : [],
  );
  return said.join(', ');
}
