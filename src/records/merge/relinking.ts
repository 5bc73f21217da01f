import type { WriteDoor } from '../../platform/postgres/database.js';
import { empty, raw, sql } from '../../platform/postgres/sql.js';
import { recordHistory } from '../history.js';
import type { Mergeable } from './links.js';
import type { Link, Pair } from './merging.js';

/** Records that name another one, and the field by which they do. */
type Naming = { told: NonNullable<Link['told']>; ids: string[] };

/** So many entries at once that a statement ends long before its limit. */
const CHUNK = 2_000;

/** The records, whoever's they are, that name the lost one of a pair now, and in whose history its merge is told. */
export async function namingLost(tx: WriteDoor, module: Mergeable, { kept, lost }: Pair): Promise<Naming[]> {
  const naming: Naming[] = [];
  for (const { table, column, told } of module.merge.links) {
    if (!told) continue;
    const record = raw(`t.${told.by ?? 'id'}`);
    // What becomes of the one that stays, its own history tells.
    const other = table === module.kind.table ? sql`and t.id <> ${kept}::uuid` : empty;
    const found = await tx.$queryRaw<{ id: string }[]>(sql`
      select distinct ${record}::text as id from ${raw(table)} t where t.${raw(column)} = ${lost}::uuid ${other}`);
    naming.push({ told, ids: found.map(({ id }) => id) });
  }
  return naming;
}

/** Writes into the histories of those records what the one that they name was called, and what is in its place now, unless that is the same. */
export async function tellOfMerge(
  tx: WriteDoor,
  naming: readonly Naming[],
  act: 'relinked' | 'linked_back',
  names: [before: string, after: string],
): Promise<void> {
  if (names[0] === names[1]) return;
  for (const { told, ids } of naming)
    for (let at = 0; at < ids.length; at += CHUNK) {
      const entries = ids.slice(at, at + CHUNK).map((id) => ({ id, changes: { [told.field]: names } }));
      await recordHistory(tx, { act, kind: told.kind, entries, everybodys: true });
    }
}
