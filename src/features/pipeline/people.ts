import { type Sql, sql } from '../../platform/postgres/sql.js';

/** The ids of the deals that a contact has to do with. */
export function ofContact(contact: Sql): Sql {
  return sql`(select k.deal_id from deal_contacts k where k.contact_id = ${contact})`;
}
