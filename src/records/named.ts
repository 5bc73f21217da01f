import { one } from '../http/list/page.js';
import { patternOf } from '../http/list/sql.js';
import { normalForm } from '../http/normal-form.js';
import type { PersonRequest } from '../http/person.js';
import { json, type Reply } from '../http/reply.js';
import type { ReadDoor, WriteDoor } from '../platform/postgres/database.js';
import { raw, type Sql, sql } from '../platform/postgres/sql.js';
import type { Kind } from './kinds.js';

const AT_MOST = 8;
const WORDS = 5;

/** The reader's own record of that id, or the only one of that name; else what is wrong. Nothing is made. */
export async function findNamed(
  tx: WriteDoor,
  kind: Kind,
  { id, name }: { id: string | null; name: string | null },
): Promise<{ id: string; name: string } | { fault: string }> {
  const which = name === null ? sql`t.id = ${id}::uuid` : sql`t.name_key = left(normal_form(${name}), 400)`;
  const found = await tx.$queryRaw<{ id: string; name: string }[]>(sql`
    select t.id::text, t.name from ${raw(`${kind.table} t`)} where t.deleted_at is null and ${which} order by t.updated_at desc limit 20`);
  const chosen = found.find((it) => it.id === id) ?? (found.length === 1 ? found[0] : undefined);
  if (chosen) return chosen;
  return {
    fault:
      found.length > 1
        ? `Several ${kind.many} are called that. Choose one of the list.`
        : `No ${kind.one}${kind.own ? ' of yours' : ''} is called that. Choose one of the list.`,
  };
}

/** Answers what a field that names an own record asks while someone types; at first, those that were changed last. `detail`: of rows `t`. */
export async function suggestNamed(
  db: ReadDoor,
  { query }: Pick<PersonRequest, 'query'>,
  kind: Kind,
  detail: Sql,
): Promise<Reply> {
  const typed = (one(query.q) ?? '').replaceAll('\0', '').toWellFormed().slice(0, 200);
  const words = typed.split(/\s+/).map(normalForm).filter(Boolean).slice(0, WORDS);
  const found = await db.rows<{ id: string; label: string; detail: string | null }>(sql`
    select t.id, t.name as label, ${detail} as detail from ${raw(`${kind.table} t`)}
    where t.deleted_at is null and t.search_text like all(${words.map(patternOf)}::text[])
    order by t.updated_at desc limit ${AT_MOST}`);
  return json(found.map((it) => ({ ...it, detail: it.detail ?? '' })));
}
