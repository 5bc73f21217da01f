import type { Person } from '../../http/person.js';
import { DAY_MS } from '../../platform/clock.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import { empty, sql } from '../../platform/postgres/sql.js';
import { besideColumns } from '../about.js';
import { UNDO_DAYS } from '../limits.js';
import { type Batch, CHUNK, endBatch, isActing, lockBatch } from './batch.js';
import type { Done } from './operation.js';
import type { DoneEntry } from './rows.js';

type Undoable = Pick<Batch, 'state' | 'done' | 'at'>;

/** Why a batch cannot be undone, undefined where it can: it ended, changed something, and is no older than the trash keeps. */
export function whyNotUndone({ state, done, at }: Undoable, act: Done, now = new Date()): string | undefined {
  if (state === 'undone') return 'Undone';
  if (state === 'undoing') return 'Being undone';
  if (isActing({ state })) return 'Not done yet';
  if (done === 0 && !act.begin) return 'Changed nothing';
  if (!act.takeBack) return 'No longer known';
  return now.getTime() - at.getTime() < UNDO_DAYS * DAY_MS ? undefined : `Over ${UNDO_DAYS} days old`;
}

/** Says that a batch is being undone, so that a second undo finds it so. */
export async function beginUndo(tx: WriteDoor, id: string): Promise<void> {
  // What an undo that was given up came to stays counted.
  await tx.$executeRaw(sql`
    update batches set state = 'undoing', ended_at = null, progress = jsonb_build_object('seen', 0, 'by', token_name) || progress, token_id = default, token_name = default
    where id = ${id}::uuid`);
}

/** Takes back the next entries of a batch that is being undone; false when there are none left. */
export async function undoSome(tx: WriteDoor, { kinds, takeBack }: Done, id: string, person: Person): Promise<boolean> {
  const batch = await lockBatch(tx, id);
  if (batch?.state !== 'undoing') return false;
  const { after = null, undone = 0, seen = 0 } = batch.progress;
  const further = after === null ? empty : sql`and h.id > ${after}::uuid`;
  const { kind, id: record } = besideColumns(kinds, 'h');
  const entries = await tx.$queryRaw<DoneEntry[]>(sql`
    select h.id::text, h.at, h.act, h.changes, ${kind} as kind, ${record}::text as record_id from history h
    where h.batch_id = ${id}::uuid ${further} order by h.id limit ${CHUNK}`);
  const back = (entries.length > 0 && (await takeBack?.(tx, entries, person))) || 0;
  const ended = entries.length < CHUNK;
  const progress = {
    undone: undone + back,
    seen: seen + entries.length,
    after: entries.at(-1)?.id ?? after,
    // Rows that were purged since took their entries with them.
    ...(ended ? { left: Math.max(0, batch.done - undone - back) } : {}),
  };
  await tx.$executeRaw(
    sql`update batches set progress = progress || ${JSON.stringify(progress)}::jsonb where id = ${id}::uuid`,
  );
  if (ended) await endBatch(tx, id, 'undone');
  return !ended;
}
