import { one } from '../../http/list/page.js';
import { patternOf } from '../../http/list/sql.js';
import { page } from '../../http/reply.js';
import { type Route, userRoutes } from '../../http/routes.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { join, type Sql, sql } from '../../platform/postgres/sql.js';
import type { Module } from '../../records/module.js';
import type { Likely } from '../../records/record/draft.js';
import { likelyView } from '../../records/record/form.js';
import { MOST_CHILDREN } from '../../records/rows/index.js';
import { CONTACT_FIELDS, type ContactData, fullName } from './fields.js';
import { POINT_FIELDS, POINT_KINDS, pointKey } from './points.js';
import { currentCompany } from './queries.js';

type Like = {
  id: string;
  name: string;
  title: string | null;
  company: string | null;
  by: 'email' | 'phone' | 'handle' | 'name';
};
/** What makes a contact known: its name, and the keys of its addresses, phones and handles. */
type Marks = { name: string; keys: string[] };

const AT_MOST = 5;
const REASONS = {
  email: 'The same e-mail address',
  phone: 'The same phone',
  handle: 'The same handle',
  name: 'A name like this one',
};
const ORDER = Object.keys(REASONS);
/** How like two names must be, from 0 to 1. */
const LIKE = 0.55;
/** How many names are held against the typed one at most. */
const LOOKED_AT = 2_000;

/** What the form of a new contact asks while somebody types, by the names of its inputs: those who may be the same one. */
export function contactDuplicateRoutes({ kind }: Module): Route[] {
  return userRoutes(({ get }) => {
    get('/contacts/duplicates', async (db, { query }) => {
      const keys = POINT_FIELDS.flatMap((field) =>
        CONTACT_FIELDS.all[field].sent(field, query).map(({ sent }) => pointKey(POINT_KINDS[field], typed(sent.value))),
      );
      const name = [typed(query.first_name), typed(query.last_name)].filter(Boolean).join(' ');
      const likely = await duplicatesOf(db, { name, keys: keys.filter(Boolean).slice(0, MOST_CHILDREN) });
      return page('records/likely.njk', { kind, ...likelyView(kind.path, likely) });
    });
  });
}

/** The contacts that may be the one of a form. */
export function likelyContacts(db: Pick<ReadDoor, 'rows'>, data: ContactData): Promise<Likely[]> {
  const keys = POINT_FIELDS.flatMap((field) => data[field].map(({ value }) => pointKey(POINT_KINDS[field], value)));
  return duplicatesOf(db, { name: fullName(data), keys });
}

// Those with the same address first.
async function duplicatesOf(db: Pick<ReadDoor, 'rows'>, { name, keys }: Marks): Promise<Likely[]> {
  if (keys.length === 0 && [...name].length < 3) return [];
  const found = await db.rows<Like>(sql`
    with alike as (
      select p.contact_id as id, min(array_position(array['email', 'phone', 'handle'], p.kind)) as place, 1 as likeness
      from contact_points p where p.value_key = any(${keys}::text[]) group by 1
      union all ${likeNames(name)})
    select distinct on (c.id) c.id, c.name, c.title, ${currentCompany(sql`current_date`)} as company,
      coalesce((array['email', 'phone', 'handle'])[a.place], 'name') as by, a.place, a.likeness
    from alike a join contacts c on c.id = a.id
    where c.deleted_at is null
    order by c.id, a.place, a.likeness desc`);
  return found
    .sort((a, b) => ORDER.indexOf(a.by) - ORDER.indexOf(b.by) || a.name.localeCompare(b.name))
    .slice(0, AT_MOST)
    .map(({ id, name: known, title, company, by }) => ({
      ...{ id, name: known, reason: REASONS[by] },
      detail: [title, company].filter(Boolean).join(', '),
    }));
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

function typed(value: unknown): string {
  const text = (one(value) ?? '').replaceAll('\0', '').toWellFormed();
  return text.trim().replace(/\s+/g, ' ').slice(0, 254);
}
