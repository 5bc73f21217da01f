import type { Database, WriteDoor } from '../../platform/database.js';
import type { Job, Run } from '../../platform/queue.js';
import { sql } from '../../platform/sql.js';
import type { RecordModule } from '../module.js';
import { type BatchState, CHUNK, endBatch, kindOf, lockBatch, performSome } from './batch.js';
import type { Operation } from './operation.js';
import { operationOf } from './step.js';
import { undoSome } from './undo.js';

/** The job that goes on with an act on very many rows, or with its undo; `data` is {batch_id}. */
export const BULK_JOB = 'bulk_act';

type Parts = { database: Database; modules: RecordModule[] };
type Found = { user_id: string; state: BatchState; may_write: boolean };

const WHY = 'a long act on many records is found for its person';

/**
 * Acts on more rows than a request takes. Each chunk commits with the count of rows it came to, so that a kill in the middle
 * costs nothing and does nothing twice; whoever else takes up the same batch waits for the chunk in hand.
 */
export function bulkJob({ database, modules }: Parts): Job {
  return {
    name: BULK_JOB,
    async work(data, run) {
      const batchId = String(data.batch_id);
      const found = await database.asSystem(WHY, (tx) => find(tx, batchId));
      if (!found) return;
      try {
        await goOn({ database, modules }, batchId, found, run);
      } catch (error) {
        if (run.lastTry && !run.signal.aborted) await database.asUser(found.user_id, (tx) => giveUp(tx, batchId));
        throw error;
      }
    },
    async owed() {
      const open = await database.asSystem(WHY, (tx) =>
        tx.$queryRaw<{ id: string }[]>(
          sql`select id from batches where state in ('waiting', 'running', 'undoing') order by at limit 100`,
        ),
      );
      return open.map(({ id }) => ({ key: id, data: { batch_id: id } }));
    },
  };
}

async function goOn({ database, modules }: Parts, batchId: string, found: Found, { signal }: Run): Promise<void> {
  const asPerson = <T>(work: (tx: WriteDoor) => Promise<T>) => database.asUser(found.user_id, work);
  // Whoever was locked out or may only read since changes nothing more.
  if (!found.may_write) return asPerson((tx) => giveUp(tx, batchId));
  const batch = await asPerson((tx) => lockBatch(tx, batchId));
  const module = modules.find(({ kind }) => kind === batch?.module);
  const operation = batch && module && operationOf(module, batch.step);
  if (!operation) return asPerson((tx) => giveUp(tx, batchId));
  if (batch.state === 'undoing') {
    while (await asPerson((tx) => undoSome(tx, operation, batchId))) signal.throwIfAborted();
    return;
  }
  const ids = await asPerson((tx) => idsOf(tx, batchId));
  while (await asPerson((tx) => actSome(tx, operation, batchId, ids))) signal.throwIfAborted();
}

/** Does the next chunk of a batch; false when none is left. */
async function actSome(tx: WriteDoor, operation: Operation, batchId: string, ids: string[]): Promise<boolean> {
  const batch = await lockBatch(tx, batchId);
  if (batch?.state !== 'waiting' && batch?.state !== 'running') return false;
  const start = batch.done + batch.skipped;
  const chunk = ids.slice(start, start + CHUNK);
  if (chunk.length > 0) await performSome(tx, kindOf(batch), operation, batchId, chunk);
  const ended = start + chunk.length >= batch.wanted;
  if (ended) await endBatch(tx, batchId, 'done');
  else if (batch.state === 'waiting')
    await tx.$executeRaw(sql`update batches set state = 'running' where id = ${batchId}::uuid`);
  return !ended;
}

async function find(tx: WriteDoor, batchId: string): Promise<Found | undefined> {
  const [found] = await tx.$queryRaw<Found[]>(sql`
    select b.user_id, b.state, u.is_approved and u.locked_by_admin_at is null and u.role <> 'VIEWER' as may_write
    from batches b join users u on u.id = b.user_id where b.id = ${batchId}::uuid`);
  return found;
}

async function idsOf(tx: WriteDoor, batchId: string): Promise<string[]> {
  const [row] = await tx.$queryRaw<{ ids: string[] | null }[]>(
    sql`select detail -> 'ids' as ids from batches where id = ${batchId}::uuid`,
  );
  return row?.ids ?? [];
}

// What it did so far stands and can be undone; what it did not come to is left as it is.
async function giveUp(tx: WriteDoor, batchId: string): Promise<void> {
  const batch = await lockBatch(tx, batchId);
  if (batch && batch.state !== 'done' && batch.state !== 'undone') await endBatch(tx, batchId, 'failed');
}
