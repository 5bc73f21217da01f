import { one } from '../../http/list/page.js';
import { normalForm } from '../../http/normal-form.js';
import type { PersonRequest } from '../../http/person.js';
import { json, type Reply } from '../../http/reply.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';
import { currentCompany, holdsWordsOrPhone } from './queries.js';

const AT_MOST = 8;

/** Answers what a field that names a contact asks while someone types; at first, those that were changed last. */
export async function suggestContacts(db: ReadDoor, { query }: PersonRequest): Promise<Reply> {
  const typed = (one(query.q) ?? '').replaceAll('\0', '').toWellFormed().slice(0, 200);
  const words = typed.split(/\s+/).map(normalForm).filter(Boolean).slice(0, 5);
  const found = await db.rows<{ id: string; label: string; detail: string }>(
    sql`
    select c.id, c.name as label, concat_ws(', ', c.title, ${currentCompany(sql`current_date`)}) as detail from contacts c
    where c.deleted_at is null and ${words.length > 0 ? holdsWordsOrPhone(sql`c.search_text`, words) : sql`true`}
    order by ${words.length > 0 ? sql`c.name_key` : sql`c.updated_at desc`} limit ${AT_MOST}`,
    'anew',
  );
  return json(found);
}
