import { v7 as uuidv7 } from 'uuid';
import { raw, type Sql, sql } from '../../platform/sql.js';
import { KINDS, type Kind } from '../kinds.js';

/** The module's table as `r`. */
export function tableOf(kind: Kind): Sql {
  return sql`${raw(KINDS[kind].table)} r`;
}

/** The column by which what is kept about a record refers to it. */
export function aboutOf(kind: Kind): Sql {
  return raw(KINDS[kind].column);
}

/** Whose a row about such a record is: one's own, or nobody's. */
export function ownerOf(kind: Kind): Sql {
  return KINDS[kind].own ? sql`app_user_id()` : sql`null::uuid`;
}

/** The records of a chunk, each with the id that its entry of history gets, as `entry(record_id, id)`. */
export function withEntries(ids: string[]): Sql {
  return sql`unnest(${ids}::uuid[], ${ids.map(() => uuidv7())}::uuid[]) as entry(record_id, id)`;
}

/** The entries of a batch that are taken back now, each with the id of the entry that tells so: `entry(done_id, id)`. */
export function takenBack(kind: Kind, batchId: string, entries: string[]): Sql {
  return sql`(select h.id as done_id, h.at, h.changes, h.${aboutOf(kind)} as record_id, e.id
    from unnest(${entries}::uuid[], ${entries.map(() => uuidv7())}::uuid[]) as e(done_id, id)
    join history h on h.id = e.done_id and h.batch_id = ${batchId}::uuid) entry`;
}
