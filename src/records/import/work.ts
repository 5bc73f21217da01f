import type { WriteDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';
import type { Note, ReadRow } from './cells.js';
import { changeAll } from './changing.js';
import { createAll } from './creating.js';
import { type Bringing, type Decision, decide } from './decide.js';
import { type AllDone, aboutAll, type Changing, type Creating, notesOf, refused } from './done.js';
import { newDraft } from './draft.js';
import type { ToldRow } from './outcomes.js';
import { tagsMade } from './tags.js';

/** How many rows are brought in by one transaction of a job: their statements must end within the pool's limit. */
export const ROWS_AT_A_TIME = 1_000;

type Able = Creating | Changing;

/**
 * Brings rows in and answers what each did. Without a batch it is a look alone: whoever calls rolls back what it wrote, and records
 * are held against what is there, but not written unless they may stand in each other's way.
 */
export async function bringIn(
  tx: WriteDoor,
  asked: Bringing,
  rows: readonly ReadRow[],
  batchId?: string,
): Promise<ToldRow[]> {
  await asked.module.hold?.(tx);
  const decided = await decide(tx, asked, rows);
  const done: AllDone = new Map();
  for (const it of decided)
    if (!isAble(it))
      done.set(it.row.n, {
        outcome: it.does,
        record_id: it.record ?? null,
        changes: {},
        notes: [...it.notes, ...besides(asked, it.row)],
      });
  const able = decided.filter(isAble);
  if (batchId) await doWholly(tx, asked, able, done, batchId);
  else await doAll(tx, asked, able, done);
  return decided.map(({ row: { n, line, cells }, key }) => ({
    ...{ n, line, cells, key },
    ...(done.get(n) ?? refused([])),
  }));
}

// What is wrong with a row besides cells that say nothing, so that it is mended once; of one that may change a record, that is unknown.
function besides(asked: Bringing, row: ReadRow): Note[] {
  if (row.notes.length === 0 || row.fault || asked.mapping.key !== null) return [];
  const read = row.draft ?? newDraft(asked, row);
  if (read.ok) return [];
  return notesOf(asked, read.form.errors).filter(({ column }) => !row.notes.some((it) => it.column === column));
}

// What a refused row began is taken back, a company that it alone named, a record that came out of the trash for it: then the
// others are brought in once more without it.
async function doWholly(tx: WriteDoor, asked: Bringing, able: Able[], done: AllDone, batchId: string): Promise<void> {
  await tx.$executeRaw(sql`savepoint these_rows`);
  await doAll(tx, asked, able, done, batchId);
  const left = able.filter(({ row }) => done.get(row.n)?.outcome !== 'refuse');
  if (left.length === able.length) {
    await tx.$executeRaw(sql`release savepoint these_rows`);
    return;
  }
  await tx.$executeRaw(sql`rollback to savepoint these_rows`);
  await doWholly(tx, asked, left, done, batchId);
}

async function doAll(
  tx: WriteDoor,
  asked: Bringing,
  all: readonly Able[],
  done: AllDone,
  batchId?: string,
): Promise<void> {
  const lack = await tagsMade(
    tx,
    asked.module.kind,
    all.flatMap(({ row }) => row.tags ?? []),
  );
  const untaggable = ({ row }: Able) => lack !== undefined && (row.tags?.length ?? 0) > 0;
  for (const it of all.filter(untaggable)) done.set(it.row.n, refused([aboutAll(lack ?? '')]));
  const able = all.filter((it) => !untaggable(it));
  await createAll(tx, asked, able.filter(isNew), done, batchId);
  await changeAll(tx, asked, able.filter(isChange), done, batchId);
}

function isAble(it: Decision): it is Able {
  return isNew(it) || isChange(it);
}

function isNew(it: Decision): it is Creating {
  return it.does === 'create';
}

function isChange(it: Decision): it is Changing {
  return it.does === 'update' || it.does === 'restore';
}
