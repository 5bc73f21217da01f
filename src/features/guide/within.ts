import { raw, type Sql, sql } from '../../platform/postgres/sql.js';

/** The ids of the episodes that a contact is in. */
export function ofContact(contact: Sql): Sql {
  return sql`(select k.episode_id from guide_people k where k.contact_id = ${contact})`;
}

/** The ids of the episodes with a spot of a company; for null of any. */
export function ofCompany(company: string | null): Sql {
  const which = company === null ? sql`sp.company_id is not null` : sql`sp.company_id = ${company}::uuid`;
  return sql`(select sp.episode_id from guide_spots sp where ${which})`;
}

/** The ids of the episodes with a spot that comes of a collab or deal of one's own, and is still there. */
export function ofSource(column: 'collab_id' | 'deal_id', id: Sql): Sql {
  return sql`(select sp.episode_id from guide_spot_sources so join guide_spots sp on sp.id = so.spot_id where so.${raw(column)} = ${id})`;
}
