import { count, plural } from '../../http/format.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import { empty, join, raw, type Sql, sql } from '../../platform/postgres/sql.js';
import type { RecordModule } from '../module.js';
import { dropDoubles } from './doubles.js';
import { type Ledger, setColumn } from './ledger.js';
import type { Link, Merging, Pair } from './merging.js';

/** A module whose records can be merged. */
export type Mergeable = RecordModule & { merge: Merging };

/** What a merge would move: the rows that are common or one's own, counted; of what `others` keep for themselves only what it is called. */
export type Moving = { rows: string[]; others: string };

/** Moves all that refers to the lost record to the one that stays. */
export async function moveLinks(tx: WriteDoor, ledger: Ledger, module: Mergeable, pair: Pair): Promise<void> {
  const tags = { table: 'taggings', by: module.kind.column, same: ['tag_id'] };
  await dropDoubles(tx, ledger, tags, pair);
  await module.merge.prepare?.(tx, ledger, pair);
  for (const link of linksOf(module)) {
    const refers = sql`t.${raw(link.column)} = ${pair.lost}::uuid`;
    // A record that refers to itself through the other would be its own parent.
    const other = link.table === module.kind.table ? sql`and t.id <> ${pair.kept}::uuid` : empty;
    await setColumn(tx, ledger, link, sql`${pair.kept}::uuid`, sql`${refers} ${other}`);
  }
  // Whatever was merged into the lost one leads to the one that stays, without a stop between.
  const table = module.kind.table;
  const merged = sql`t.merged_into_id = ${pair.lost}::uuid`;
  await setColumn(tx, ledger, { table, column: 'merged_into_id' }, sql`${pair.kept}::uuid`, merged);
}

/** What would move, in words: what there is nothing of is left out. */
export async function countLinks(tx: WriteDoor, module: Mergeable, lost: string): Promise<Moving> {
  const links = linksOf(module).filter(({ one }) => one !== '');
  const counts = links.map((link, at) => sql`${countOf(link, lost)} as ${raw(`n${at}`)}`);
  const [row] = await tx.$queryRaw<Record<string, number>[]>(sql`select ${join(counts)}`);
  const rows = links.flatMap(({ one, many, everybodys }, at) => {
    const found = row?.[`n${at}`] ?? 0;
    if (found === 0) return [];
    return everybodys ? `${count(found)} of your ${many}` : plural(found, one, many);
  });
  const others = links.filter(({ everybodys }) => everybodys).map(({ many }) => many);
  return { rows, others: new Intl.ListFormat('en').format(others) };
}

function linksOf(module: Mergeable): Link[] {
  const { column } = module.kind;
  return [
    ...module.merge.links,
    { table: 'notes', column, one: 'note', many: 'notes', live: true },
    { table: 'attachments', column, one: 'file', many: 'files', live: true },
    { table: 'tasks', column, one: 'task', many: 'tasks', live: true, everybodys: true },
    { table: 'taggings', column, one: 'tag', many: 'tags' },
  ];
}

// The system sees everybody's rows: how many others have is nobody's business.
function countOf({ table, column, live, everybodys }: Link, lost: string): Sql {
  const there = live ? sql`and t.deleted_at is null` : empty;
  const own = everybodys ? sql`and t.user_id = app_user_id()` : empty;
  return sql`(select count(*)::integer from ${raw(table)} t where t.${raw(column)} = ${lost}::uuid ${there} ${own})`;
}
