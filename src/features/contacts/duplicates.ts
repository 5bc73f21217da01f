import { isId } from '../../http/form.js';
import { one } from '../../http/list/page.js';
import { patternOf } from '../../http/list/sql.js';
import { isWordless, normalForm } from '../../http/normal-form.js';
import { type Route, userRoutes } from '../../http/routes.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { join, type Sql, sql } from '../../platform/postgres/sql.js';
import type { Module } from '../../records/module.js';
import type { Likely } from '../../records/record/draft.js';
import { likelyPage } from '../../records/record/likely.js';
import { MOST_CHILDREN } from '../../records/rows/index.js';
import { CONTACT_FIELDS, type ContactData, fullName } from './fields.js';
import { CONTACT_LAYOUT } from './form.js';
import { likeKey, mayBeOne, POINT_FIELDS, POINT_KINDS, type PointKind, pointKey } from './points.js';
import { currentCompany } from './queries.js';

type Like = {
  id: string;
  name: string;
  title: string | null;
  company: string | null;
  by: 'email' | 'phone' | 'handle' | 'name';
};
/** What makes a contact known: its name in its normal form, and its addresses, phones and handles. */
type Marks = { name: string; points: { kind: PointKind; value: string | null }[] };

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
      const points = POINT_FIELDS.flatMap((field) =>
        CONTACT_FIELDS.all[field]
          .sent(field, query)
          .map(({ sent }) => ({ kind: POINT_KINDS[field], value: typed(sent.value) }))
          .filter(({ value }) => value !== ''),
      );
      const name = normalForm(`${typed(query.first_name)} ${typed(query.last_name)}`);
      const marks = { name, points: points.slice(0, MOST_CHILDREN) };
      const likely = await duplicatesOf(db, marks, isId(query.except) ? query.except : null);
      return likelyPage(kind, CONTACT_LAYOUT, query, likely);
    });
  });
}

/** The contacts that may be the one of a form. */
export function likelyContacts(
  db: Pick<ReadDoor, 'rows'>,
  data: ContactData,
  except: string | null,
): Promise<Likely[]> {
  const points = POINT_FIELDS.flatMap((field) => data[field].map(({ value }) => ({ kind: POINT_KINDS[field], value })));
  return duplicatesOf(db, { name: normalForm(fullName(data)), points }, except);
}

// Those with the same address first.
async function duplicatesOf(
  db: Pick<ReadDoor, 'rows'>,
  { name, points }: Marks,
  except: string | null,
): Promise<Likely[]> {
  if (points.length === 0 && [...name].length < 3) return [];
  const [alike, keys] = [likeKey, pointKey].map((key) => points.map(({ kind, value }) => key(kind, value)));
  const found = await db.rows<Like>(
    sql`
    with alike as (
      select p.contact_id as id, min(array_position(array['email', 'phone', 'handle'], p.kind)) as place, 1 as likeness
      from unnest(${alike}::text[], ${keys}::text[]) m (like_key, value_key)
      join contact_points p on p.like_key = m.like_key and ${mayBeOne(sql`p.value_key`, sql`m.value_key`)} group by 1
      union all ${likeNames(name)})
    select distinct on (c.id) c.id, c.name, c.title, ${currentCompany(sql`current_date`)} as company,
      coalesce((array['email', 'phone', 'handle'])[a.place], 'name') as by, a.place, a.likeness
    from alike a join contacts c on c.id = a.id
    where c.deleted_at is null and c.id is distinct from ${except}::uuid
    order by c.id, a.place, a.likeness desc`,
    'anew',
  );
  return found
    .sort((a, b) => ORDER.indexOf(a.by) - ORDER.indexOf(b.by) || a.name.localeCompare(b.name, 'en'))
    .slice(0, AT_MOST)
    .map(({ id, name: known, title, company, by }) => ({
      id,
      name: known,
      by,
      reason: REASONS[by],
      detail: [title, company].filter(Boolean).join(', '),
    }));
}

// The names that share a longer part of a word with this one, of which the index of the search knows; their likeness then decides.
function likeNames(name: string): Sql {
  const shares = partsOf(name).map((part) => sql`n.search_text like ${patternOf(part)}`);
  return sql`(
    select n.id, null, n.likeness from (
      select c.id, similarity(c.name_key, ${name})::real as likeness
      from (select n.id, n.name_key from contacts n where n.deleted_at is null and (${join([sql`false`, ...shares], ' or ')}) limit ${LOOKED_AT}) c) n
    where n.likeness >= ${LIKE}::real order by n.likeness desc limit ${AT_MOST})`;
}

// A word of six letters in two halves, so that one slip leaves the other whole; of letters that are words of their own, each with
// the next. No part is shorter than the index can find.
function partsOf(name: string): string[] {
  const words = name.split(' ').slice(0, 12);
  return words.flatMap((word, at) => {
    const letters = [...word];
    const half = Math.ceil(letters.length / 2);
    if (isWordless(word)) return isWordless(words[at + 1] ?? '') ? [`${word} ${words[at + 1]}`] : [];
    if (letters.length >= 6) return [letters.slice(0, half).join(''), letters.slice(half).join('')];
    return letters.length >= 3 ? [word] : [];
  });
}

function typed(value: unknown): string {
  const text = (one(value) ?? '').replaceAll('\0', '').toWellFormed();
  return text.trim().replace(/\s+/g, ' ').slice(0, 254);
}
