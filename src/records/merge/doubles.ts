import type { WriteDoor } from '../../platform/postgres/database.js';
import { all, raw, type Sql, sql } from '../../platform/postgres/sql.js';
import { drop, type Ledger } from './ledger.js';
import type { Pair } from './merging.js';

/** Rows of a table that belong to a record by the column `by`: two with the same `same` are one, where neither `says` more. */
type Rows = { table: string; by: string; same: readonly string[]; says?: readonly string[] };

/** Drops each row of either record that says nothing beyond one of the other's; where both say the same, the lost one's. */
export async function dropDoubles(
  tx: WriteDoor,
  ledger: Ledger,
  { table, by, same, says = [] }: Rows,
  { kept, lost }: Pair,
): Promise<void> {
  const either = (row: string) => sql`${raw(`${row}.${by}`)} in (${kept}::uuid, ${lost}::uuid)`;
  const within = (one: string, other: string): Sql =>
    all(says.map((it) => sql`(${raw(`${one}.${it} is null or ${one}.${it} is not distinct from ${other}.${it}`)})`));
  const alike = all(same.map((it) => sql`${raw(`o.${it} = t.${it}`)}`));
  await drop(
    tx,
    ledger,
    table,
    sql`${either('t')} and exists (select from ${raw(table)} o
      where ${either('o')} and ${raw(`o.${by} <> t.${by}`)} and ${alike} and ${within('t', 'o')}
        and (${raw(`t.${by}`)} = ${lost}::uuid or not (${within('o', 't')})))`,
  );
}
