import type { Person } from '../../http/person.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import { ROWS_AT_ONCE } from '../limits.js';
import type { ListedModule } from '../module.js';
import * as batches from './batch.js';
import type { BulkStep, Done, Operation } from './operation.js';
import { doneBy } from './step.js';
import { beginUndo, undoSome, whyNotUndone } from './undo.js';

/** How long an act on many records may take in a request: ten thousand rows with their history; a page's 3 s would be short. */
export const MANY_LIMIT_MS = 20_000;

/** Does an act to all that was chosen, as a batch; undefined where a first submit of the same form did it. */
export async function doAtOnce(
  tx: WriteDoor,
  operation: Operation,
  chosen: batches.Chosen,
  start: batches.Start<BulkStep>,
): Promise<batches.Batch | undefined> {
  const id = await batches.noteBatch(tx, start);
  if (!id) return undefined;
  const ids = await batches.chosenIds(tx, chosen);
  for (let at = 0; at < ids.length; at += batches.CHUNK)
    await batches.performSome(tx, operation, id, ids.slice(at, at + batches.CHUNK));
  await batches.endBatch(tx, id, 'done');
  return batches.lockBatch(tx, id);
}

/** Stops one's own batch behind the chunk in hand, which is waited for. Answers it as it stood before; undefined where there is none. */
export async function stopBatch(tx: WriteDoor, id: string): Promise<batches.Batch | undefined> {
  const batch = await batches.lockBatch(tx, id);
  if (batch && batches.isActing(batch)) await batches.giveUpBatch(tx, id, 'stopped');
  return batch;
}

/** How an undo ended: done, begun for a job to go on with, asked for before, or not possible. The batch is as it stands then. */
type Undone = { batch: batches.Batch; act: Done } & (
  | { kind: 'undone' | 'begun' | 'before' }
  | { kind: 'refused'; why: string }
);

/** Takes back what one's own batch did, at once where it is little; undefined where there is no such batch. */
export async function undoBatch(
  tx: WriteDoor,
  modules: readonly ListedModule[],
  id: string,
  person: Person,
): Promise<Undone | undefined> {
  // The lock lets a second undo of the same batch wait, and find that it was undone.
  const batch = await batches.lockBatch(tx, id);
  const act = batch && doneBy(modules, batch);
  if (!act) return undefined;
  if (batch.state === 'undone' || batch.state === 'undoing') return { kind: 'before', batch, act };
  const why = whyNotUndone(batch, act);
  if (why) return { kind: 'refused', why, batch, act };
  await beginUndo(tx, id);
  await act.begin?.(tx);
  const isLong = batch.done > ROWS_AT_ONCE;
  while (!isLong && (await undoSome(tx, act, id, person)));
  return { kind: isLong ? 'begun' : 'undone', batch: (await batches.lockBatch(tx, id)) ?? batch, act };
}
