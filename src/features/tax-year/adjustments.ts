import type { ReadDoor } from '../../platform/postgres/database.js';
import { raw, type Sql, sql } from '../../platform/postgres/sql.js';
import type { Changes } from '../../records/history.js';
import { columnOf, type Kind } from '../../records/kinds.js';
import { companyIdNow, companyName } from '../companies/index.js';
import { frozenRows, type YearClosing } from './closing.js';
import type { RowKind } from './parts.js';
import type { YearRows } from './rows.js';

/** A row of a closed year that is otherwise by now: `was` and `is` in minor units of its currency, null where it is not there. */
export type RowDifference = {
  kind: RowKind;
  id: string;
  name: string;
  path: string;
  currency: string;
  was: number | null;
  is: number | null;
  was_there: boolean;
  is_there: boolean;
  payer_was: string | null;
  payer_is: string | null;
  payer_changed: boolean;
};
/** What happened to a record since, as its history tells. */
export type ChangeBehind = { record: string; at: Date; act: string; changes: Changes };

/** How many are listed at most; there are hardly ever more than a few. */
export const MOST_LISTED = 200;
const HAPPENINGS = 2_000;

/** Where the rows of a closed year differ from what they are today: in value, in payer, by being there. A merge of two payers is none. */
export function differencesOf(
  db: Pick<ReadDoor, 'rows'>,
  closing: YearClosing,
  live: YearRows,
): Promise<RowDifference[]> {
  const figure = (row: string) =>
    sql`case when ${raw(row)}.kind = 'sale' then ${raw(row)}.gain else coalesce(${raw(row)}.amount, 0) end`;
  const moved = sql`(f.id is not null and l.id is not null and ${companyIdNow(sql`f.company_id`)} is distinct from l.company_id)`;
  return db.rows<RowDifference>(sql`
    select coalesce(f.kind, l.kind) as kind, coalesce(f.id, l.id)::text as id, coalesce(l.name, f.name) as name,
      coalesce(l.facts, f.facts) ->> 'path' as path, coalesce(f.currency, l.currency) as currency,
      ${figure('f')} as was, ${figure('l')} as is, f.id is not null as was_there, l.id is not null as is_there,
      f.payer as payer_was, ${companyName(sql`l.company_id`)} as payer_is, ${moved} as payer_changed
    from (select * from (${frozenRows(closing).rows}) a where ${compared('a')}) f
    full join (select * from (${live.rows}) b where ${compared('b')}) l on l.kind = f.kind and l.id = f.id and l.currency = f.currency
    where ${figure('f')} is distinct from ${figure('l')} or ${moved}
    order by coalesce(f.on_day, l.on_day), 2 limit ${MOST_LISTED + 1}`);
}

/** What happened since to the records that the paths lead to: what their histories tell, the latest first, and whether they are there. */
export async function changesBehind(
  db: Pick<ReadDoor, 'rows'>,
  kinds: readonly Kind[],
  paths: readonly string[],
  since: Date,
): Promise<{ happened: ChangeBehind[]; there: Map<string, Date | null> }> {
  const happened: ChangeBehind[] = [];
  const there = new Map<string, Date | null>();
  for (const kind of kinds) {
    const ids = [
      ...new Set(
        paths.filter((path) => path.startsWith(`${kind.path}/`)).map((path) => path.slice(kind.path.length + 1)),
      ),
    ];
    if (ids.length === 0) continue;
    const found = await db.rows<{ id: string; deleted_at: Date | null }>(
      sql`select t.id::text, t.deleted_at from ${raw(kind.table)} t where t.id = any(${ids}::uuid[])`,
    );
    for (const { id, deleted_at } of found) there.set(`${kind.path}/${id}`, deleted_at);
    happened.push(
      ...(await db.rows<ChangeBehind>(sql`
        select ${kind.path}::text || '/' || h.${columnOf(kind)} as record, h.at, h.act, h.changes from history h
        where h.${columnOf(kind)} = any(${ids}::uuid[]) and h.at > ${since} order by h.at desc, h.id desc limit ${HAPPENINGS}`)),
    );
  }
  return { happened, there };
}

// A loaner is a flag, and no figure.
function compared(row: string): Sql {
  return sql`${raw(row)}.kind in ('unit', 'sale', 'cash', 'affiliate')`;
}
