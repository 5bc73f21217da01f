import { readerOf } from '../../http/list/sql.js';
import type { Person } from '../../http/person.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';
import { type Batch, endBatch, giveUpBatch, noteBatch } from '../bulk/batch.js';
import type { Module } from '../module.js';
import type { ReadRow } from './cells.js';
import { AT_ONCE } from './check.js';
import type { Bringing } from './decide.js';
import { moveTable, type TableImport, tableImport } from './imports.js';
import { countRows, keepDone, nextRows, type ToldRow } from './outcomes.js';
import { readMeanwhile } from './reading.js';
import { bringIn, ROWS_AT_A_TIME } from './work.js';

/**
 * Brings in what a check found, all at once where it is little; else it is a job's. Answers its batch, and whether a job goes on;
 * undefined where the table is not in the state for it any more.
 */
export async function bringTableIn(
  tx: WriteDoor,
  asked: Bringing,
  { file_name, id }: TableImport,
): Promise<{ batch: string; job: boolean } | undefined> {
  if (!(await moveTable(tx, id, 'checked', 'running'))) return undefined;
  const { create, update, restore } = await countRows(readerOf(tx), id);
  const wanted = create + update + restore;
  const step = { act: 'import', from: file_name, import: id } as const;
  const { name } = asked.module.kind;
  const batch = await noteBatch(tx, { module: name, step, from: null, submissionId: null, wanted });
  if (!batch) throw new Error('a batch without a submission id is always noted');
  await tx.$executeRaw(sql`update imports set batch_id = ${batch}::uuid where id = ${id}::uuid`);
  const job = wanted > AT_ONCE;
  if (job) return { batch, job };
  for (let ahead = await bringSomeIn(tx, asked, batch); ahead; ) ahead = await bringSomeIn(tx, asked, batch, ahead);
  return { batch, job };
}

/** The rows of a batch behind the `after`th. */
type Ahead = { batch: string; after: number; rows: ReadRow[] };

/** What the job of acts on many goes on with, where such an act brings a table in. Each time it reads ahead what is next. */
export function goOnBringingIn(modules: readonly Module[]) {
  let ahead: Ahead | undefined;
  return async (tx: WriteDoor, batch: Batch, person: Person): Promise<boolean> => {
    const id = batch.step.act === 'import' ? batch.step.import : undefined;
    const found = id === undefined ? undefined : await tableImport(readerOf(tx), id);
    const module = modules.find(({ kind }) => kind.name === batch.module);
    if (found?.mapping && module) {
      const asked = { id: found.id, module, mapping: found.mapping, person };
      ahead = await bringSomeIn(tx, asked, batch.id, ahead);
      return ahead !== undefined;
    }
    await giveUpBatch(tx, batch.id, 'tried');
    return false;
  };
}

/** Brings the next rows in, and counts them; answers those behind them, and undefined when none are left. */
async function bringSomeIn(tx: WriteDoor, asked: Bringing, batchId: string, ahead?: Ahead): Promise<Ahead | undefined> {
  const { id } = asked;
  const found = await tableImport(readerOf(tx), id, { locked: true });
  const position = found?.position ?? 0;
  // What another process went on with meanwhile was read for nothing.
  const isNext = ahead?.batch === batchId && ahead.after === position;
  const rows = isNext ? ahead.rows : await readNext(tx, asked, position);
  const after = rows.at(-1)?.n ?? position;
  const isLast = rows.length < ROWS_AT_A_TIME;
  const [told, next] = await Promise.all([
    rows.length > 0 ? bringIn(tx, asked, rows, batchId) : [],
    isLast ? [] : readNext(tx, asked, after),
  ]);
  await keepDone(tx, id, told);
  const done = told.filter(isDone).length;
  const skipped = told.length - done;
  await tx.$executeRaw(sql`
    update batches set done = done + ${done}, skipped = skipped + ${skipped}, progress = progress || jsonb_build_object(
      'unfit', coalesce((progress ->> 'unfit')::int, 0) + ${skipped}::int) where id = ${batchId}::uuid`);
  await tx.$executeRaw(sql`
    update imports set position = ${after}, state = ${isLast ? 'done' : 'running'} where id = ${id}::uuid`);
  if (isLast) await endBatch(tx, batchId, 'done');
  return isLast ? undefined : { batch: batchId, after, rows: next };
}

async function readNext(tx: WriteDoor, asked: Bringing, after: number): Promise<ReadRow[]> {
  return readMeanwhile(asked, await nextRows(tx, asked.id, after, ROWS_AT_A_TIME));
}

function isDone({ outcome }: ToldRow): boolean {
  return outcome !== 'skip' && outcome !== 'refuse';
}
