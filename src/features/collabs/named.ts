import type { PersonRequest } from '../../http/person.js';
import type { Reply } from '../../http/reply.js';
import type { ReadDoor, WriteDoor } from '../../platform/postgres/database.js';
import { type Sql, sql } from '../../platform/postgres/sql.js';
import { type Filter, idFilter } from '../../records/fields/index.js';
import { findNamed, suggestNamed } from '../../records/named.js';
import { companyName } from '../companies/index.js';
import { COLLABS } from './kind.js';

/** The title of the collab that a column refers to; null for none. */
export function collabName(column: Sql): Sql {
  return sql`(select cb.name from collabs cb where cb.id = ${column})`;
}

/** The reader's own collab of that id, or the only one of that title; else what is wrong. Nothing is made. */
export function findCollab(tx: WriteDoor, meant: { id: string | null; name: string | null }) {
  return findNamed(tx, COLLABS, meant);
}

/** Answers what a field that names a collab asks while someone types; at first, those that were changed last. */
export function suggestCollabs(db: ReadDoor, req: PersonRequest): Promise<Reply> {
  return suggestNamed(db, req, COLLABS, companyName(sql`t.company_id`));
}

/** The filter of rows by a collab. `where`: what holds of the rows of one. */
export function collabFilter(where: (id: Sql) => Sql): Filter {
  return idFilter('collab_id', {
    label: 'Collab',
    gone: 'This collab is no longer there.',
    named: collabName,
    where,
  });
}
