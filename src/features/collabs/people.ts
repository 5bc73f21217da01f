import { type Sql, sql } from '../../platform/postgres/sql.js';

/** The ids of the collabs that a contact has to do with. */
export function ofContact(contact: Sql): Sql {
  return sql`(select k.collab_id from collab_contacts k where k.contact_id = ${contact})`;
}
