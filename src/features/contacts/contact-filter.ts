import { isId, optionalText } from '../../http/form.js';
import { type Sql, sql } from '../../platform/postgres/sql.js';
import { type Filter, filterOf } from '../../records/fields/index.js';

const GONE = 'This contact is no longer there.';

/** The filter of rows by a contact, by its id, as the contact's own page leads to them. `where`: what holds of the rows of one. */
export function contactFilter(where: (id: string) => Sql): Filter {
  const shape = { contact_id: optionalText(36).refine((it) => it === null || isId(it), GONE) };
  return filterOf('Contact', shape, { control: 'none' }, async ({ contact_id }, { db }) => {
    if (contact_id === null) return {};
    const found = await db.row<{ name: string }>(sql`select name from contacts where id = ${contact_id}::uuid`);
    if (!found) return { errors: { contact_id: GONE } };
    return { where: where(contact_id), is: 'is', chip: found.name };
  });
}
