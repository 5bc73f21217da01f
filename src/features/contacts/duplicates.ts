import { isId } from '../../http/form.js';
import { patternOf } from '../../http/list/sql.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { join, type Sql, sql } from '../../platform/postgres/sql.js';
import { currentCompany } from './list-queries.js';
import { POINT_FIELDS, POINT_KINDS, pointKey } from './points.js';
import type { ContactData } from './schema.js';

type Like = {
  id: string;
  name: string;
  title: string | null;
  company: string | null;
  by: 'email' | 'phone' | 'handle' | 'name';
};
/** A contact that may be the same one, and why that may be. */
export type Duplicate = Pick<Like, 'id' | 'name'> & { detail: string; reason: string };
/** What makes a contact known: its name, and the keys of its addresses, phones and handles. */
export type Marks = { name: string; keys: string[]; uid?: string | undefined };

const AT_MOST = 5;
const REASONS = {
  email: 'The same e-mail address',
  phone: 'The same phone',
  handle: 'The same handle',
  name: 'A name like this one',
};
/** How like two names must be, from 0 to 1. */
const LIKE = 0.55;
/** How many names are held against the typed one at most. */
const LOOKED_AT = 2_000;

/** The contacts that may be the one with these marks, those with the same address first. */
export async function duplicatesOf(db: Pick<ReadDoor, 'rows'>, marks: Marks, but: string[] = []): Promise<Duplicate[]> {
  const { name, keys } = marks;
  if (keys.length === 0 && [...name].length < 3) return [];
  const found = await db.rows<Like>(sql`
    with alike as (
      select p.contact_id as id, min(array_position(array['email', 'phone', 'handle'], p.kind)) as place, 1 as likeness
      from contact_points p where p.value_key = any(${keys}::text[]) group by 1
      union all ${likeNames(name)})
    select distinct on (c.id) c.id, c.name, c.title, ${currentCompany(sql`current_date`)} as company,
      coalesce((array['email', 'phone', 'handle'])[a.place], 'name') as by, a.place, a.likeness
    from alike a join contacts c on c.id = a.id
    where c.deleted_at is null and c.id <> all(${but}::uuid[])
    order by c.id, a.place, a.likeness desc`);
  return found
    .sort((a, b) => ORDER.indexOf(a.by) - ORDER.indexOf(b.by) || a.name.localeCompare(b.name))
    .slice(0, AT_MOST)
    .map(({ id, name: known, title, company, by }) => ({
      id,
      name: known,
      detail: [title, company].filter(Boolean).join(', '),
      reason: REASONS[by],
    }));
}
const ORDER = Object.keys(REASONS);

/** What makes the contact of a form known. */
export function marksOf({ fields, points }: ContactData): Marks {
  return {
    name: [fields.first_name, fields.last_name].filter(Boolean).join(' '),
    keys: POINT_FIELDS.flatMap((field) => points[field].map(({ value }) => pointKey(POINT_KINDS[field], value))),
  };
}

/** Possible duplicates as a form shows them; `seen` is what it sends back, so that nobody is asked twice about the same. */
export function duplicatesView(duplicates: Duplicate[]) {
  return { duplicates, seen: duplicates.map(({ id }) => id).join(' ') };
}

/** The ids of the possible duplicates that a form says its sender has seen. */
export function seenOf(sent: unknown): string[] {
  return typeof sent === 'string' ? sent.split(' ', 50).filter(isId) : [];
}

// The names that share a longer part of a word with this one, of which the index of the search knows; their likeness then decides.
function likeNames(name: string): Sql {
  const parts = partsOf(name.toLowerCase());
  const shares = parts.map((part) => sql`n.search_text like ${patternOf(part)}`);
  return sql`(
    select n.id, null, n.likeness from (
      select c.id, similarity(lower(c.name), lower(${name}))::real as likeness
      from (select n.id, n.name from contacts n where n.deleted_at is null and (${join([sql`false`, ...shares], ' or ')}) limit ${LOOKED_AT}) c) n
    where n.likeness >= ${LIKE}::real order by n.likeness desc limit ${AT_MOST})`;
}

// A word of six letters in two halves, so that one slip leaves the other whole; no part is shorter than the index can find.
function partsOf(name: string): string[] {
  return name.split(/\s+/, 5).flatMap((word) => {
    const letters = [...word];
    const half = Math.ceil(letters.length / 2);
    if (letters.length >= 6) return [letters.slice(0, half).join(''), letters.slice(half).join('')];
    return letters.length >= 3 ? [word] : [];
  });
}
