import type { PersonRequest } from '../../http/person.js';
import type { Reply } from '../../http/reply.js';
import type { ReadDoor, WriteDoor } from '../../platform/postgres/database.js';
import { type Sql, sql } from '../../platform/postgres/sql.js';
import { type Filter, idFilter } from '../../records/fields/index.js';
import { findNamed, suggestNamed } from '../../records/named.js';
import { companyName } from '../companies/index.js';
import { PIPELINE } from './kind.js';
import { dealName } from './of-mail.js';

/** The reader's own deal of that id, or the only one of that title; else what is wrong. Nothing is made. */
export function findDeal(tx: WriteDoor, meant: { id: string | null; name: string | null }) {
  return findNamed(tx, PIPELINE, meant);
}

/** Answers what a field that names a deal asks while someone types; at first, those that were changed last. */
export function suggestDeals(db: ReadDoor, req: PersonRequest): Promise<Reply> {
  return suggestNamed(db, req, PIPELINE, companyName(sql`t.company_id`));
}

/** The filter of rows by a deal. `where`: what holds of the rows of one. */
export function dealFilter(where: (id: Sql) => Sql): Filter {
  return idFilter('deal_id', { label: 'Deal', gone: 'This deal is no longer there.', named: dealName, where });
}
