import { type Sql, sql } from '../platform/postgres/sql.js';

/** A record as a form offers it. */
export type OfferedRecord = { id: string; name: string };

const MOST = 50;

/** A list of `OfferedRecord`, of a select of `id`, `name`, `updated_at` and `is_theirs`: what is somebody's own first, then what was changed last. */
export function offered(rows: Sql): Sql {
  return sql`(
    select coalesce(jsonb_agg(jsonb_build_object('id', o.id, 'name', o.name) order by o.is_theirs desc, o.updated_at desc), '[]') from (
      ${rows} order by is_theirs desc, updated_at desc limit ${MOST}) o)`;
}
