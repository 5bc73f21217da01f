import { v7 as uuidv7 } from 'uuid';
import type { WriteDoor } from '../../platform/postgres/database.js';
import { raw, type Sql, sql } from '../../platform/postgres/sql.js';
import type { Act, Changes } from '../history.js';
import type { Kind } from '../kinds.js';

/** An entry of history that a batch wrote, to be taken back. */
export type DoneEntry = { id: string; at: Date; record_id: string; changes: Changes };

// No statement of an act joins what it is handed: Postgres may not know yet how many rows a person has, and a join that was
// planned for one row is rows times rows. Hence `any` and `ofRow`.

/** The module's table as `r`. */
export function tableOf(kind: Kind): Sql {
  return sql`${raw(kind.table)} r`;
}

/** The column by which what is kept about a record refers to it. */
export function aboutOf(kind: Kind): Sql {
  return raw(kind.column);
}

/** Whose a row about such a record is: one's own, or nobody's. */
export function ownerOf(kind: Kind): Sql {
  return kind.own ? sql`app_user_id()` : sql`null::uuid`;
}

/** Of values that stand in the order of `ids` the one of the row whose id is `id`. */
export function ofRow(values: (string | null)[], ids: string[], id: Sql): Sql {
  return sql`(${values}::text[])[array_position(${ids}::uuid[], ${id})]`;
}

/** A new id for each row, by the row's id. */
export function newIdOf(ids: string[], id: Sql): Sql {
  return sql`${ofRow(
    ids.map(() => uuidv7()),
    ids,
    id,
  )}::uuid`;
}

/** The history of many records in one statement; without a batch it tells of an undo. */
export async function tellAll(
  tx: WriteDoor,
  kind: Kind,
  entries: { id: string; changes: Changes }[],
  { act, batchId }: { act: Act; batchId?: string },
): Promise<void> {
  const ids = entries.map(({ id }) => id);
  const changes = entries.map((it) => JSON.stringify(it.changes));
  await tx.$executeRaw(sql`
    insert into history (id, user_id, ${aboutOf(kind)}, act, changes, batch_id)
    select told.id, ${ownerOf(kind)}, told.record_id, ${act}, told.changes::jsonb, ${batchId ?? null}::uuid
    from unnest(${ids.map(() => uuidv7())}::uuid[], ${ids}::uuid[], ${changes}::text[]) as told(id, record_id, changes)`);
}
