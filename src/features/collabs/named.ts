import { one } from '../../http/list/page.js';
import { patternOf } from '../../http/list/sql.js';
import { normalForm } from '../../http/normal-form.js';
import type { PersonRequest } from '../../http/person.js';
import { json, type Reply } from '../../http/reply.js';
import type { ReadDoor, WriteDoor } from '../../platform/postgres/database.js';
import { type Sql, sql } from '../../platform/postgres/sql.js';
import { type Filter, idFilter } from '../../records/fields/index.js';
import { companyName } from '../companies/index.js';

const AT_MOST = 8;

/** The title of the collab that a column refers to; null for none. */
export function collabName(column: Sql): Sql {
  return sql`(select cb.name from collabs cb where cb.id = ${column})`;
}

/** The reader's own collab of that id, or the only one of that title; else what is wrong. Nothing is made. */
export async function findCollab(
  tx: WriteDoor,
  { id, name }: { id: string | null; name: string | null },
): Promise<{ id: string; name: string } | { fault: string }> {
  const which = name === null ? sql`b.id = ${id}::uuid` : sql`b.name_key = left(normal_form(${name}), 400)`;
  const found = await tx.$queryRaw<{ id: string; name: string }[]>(sql`
    select b.id::text, b.name from collabs b where b.deleted_at is null and ${which} order by b.updated_at desc limit 20`);
  const chosen = found.find((it) => it.id === id) ?? (found.length === 1 ? found[0] : undefined);
  if (chosen) return chosen;
  return {
    fault:
      found.length > 1
        ? 'Several collabs are called that. Choose one of the list.'
        : 'No collab of yours is called that. Choose one of the list.',
  };
}

/** Answers what a field that names a collab asks while someone types; at first, those that were changed last. */
export async function suggestCollabs(db: ReadDoor, { query }: PersonRequest): Promise<Reply> {
  const typed = (one(query.q) ?? '').replaceAll('\0', '').toWellFormed().slice(0, 200);
  const words = typed.split(/\s+/).map(normalForm).filter(Boolean).slice(0, 5);
  const found = await db.rows<{ id: string; label: string; detail: string | null }>(sql`
    select b.id, b.name as label, ${companyName(sql`b.company_id`)} as detail from collabs b
    where b.deleted_at is null and b.search_text like all(${words.map(patternOf)}::text[])
    order by b.updated_at desc limit ${AT_MOST}`);
  return json(found.map((it) => ({ ...it, detail: it.detail ?? '' })));
}

/** The filter of rows by a collab. `where`: what holds of the rows of one. */
export function collabFilter(where: (id: Sql) => Sql): Filter {
  return idFilter('collab_id', {
    ...{ label: 'Collab', gone: 'This collab is no longer there.', named: collabName, where },
  });
}
