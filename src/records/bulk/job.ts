import { ACCOUNT_COLUMNS, type AccountRow, personOfRow } from '../../http/middleware/find-session.js';
import type { Person } from '../../http/person.js';
import type { Database, WriteDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';
import type { Job } from '../../platform/queue/queue.js';
import type { ListedModule } from '../module.js';
import {
  type Batch,
  CHUNK,
  endBatch,
  giveUpBatch,
  isActing,
  lockBatch,
  nextIds,
  performSome,
  takeUp,
  type WhyStopped,
} from './batch.js';
import { chosenAct, doneBy } from './step.js';
import { undoSome } from './undo.js';

/** The job that goes on with an act on very many rows, or with its undo; `data` is {batch_id}. */
export const BULK_JOB = 'bulk_act';

/** Goes on with a batch that brings records in; false when nothing is left. */
type GoOn = (tx: WriteDoor, batch: Batch, person: Person) => Promise<boolean>;
type Parts = { database: Database; modules: readonly ListedModule[]; bringIn: GoOn };
type Found = AccountRow & { may_write: boolean; token_id: string | null; token_name: string | null };

const WHY = 'a long act on many records is found for its person';

/**
 * Acts on more rows than a request takes. Each chunk commits with the count of rows it came to, so that a kill in the middle
 * costs nothing and does nothing twice; whoever else takes up the same batch waits for the chunk in hand.
 */
export function bulkJob({ database, ...does }: Parts): Job {
  return {
    name: BULK_JOB,
    async work(data, { signal }) {
      const batchId = String(data.batch_id);
      // An admin's retry: nobody else sends one that was given up.
      await database.asSystem(WHY, (tx) => takeUp(tx, batchId));
      while (await goOn({ database, ...does }, batchId)) signal.throwIfAborted();
    },
    givenUp: (data) => database.asSystem(WHY, (tx) => giveUpBatch(tx, String(data.batch_id), 'tried')),
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

/** Does the next chunk of a batch or of its undo; false when none is left. */
async function goOn({ database, modules, bringIn }: Parts, batchId: string): Promise<boolean> {
  const found = await database.asSystem(WHY, (tx) => find(tx, batchId));
  if (!found) return false;
  const { may_write, token_id, token_name, ...account } = found;
  const person = personOfRow(account);
  const token = token_id && token_name ? { id: token_id, name: token_name } : undefined;
  const work = async (tx: WriteDoor) => {
    // What checks a key was planned when this connection first wrote, for a table that may have had a few rows: it would read all
    // of it for each row that is written until Postgres counts them anew.
    await tx.$executeRaw(sql`discard plans`);
    // So that all of this chunk is seen where it is asked what has grown.
    await tx.$executeRaw(sql`select pg_stat_force_next_flush()`);
    const batch = await lockBatch(tx, batchId);
    // Whoever was locked out or may only read since changes nothing more, from the next chunk on.
    if (!batch || !may_write) return stop(tx, batchId, 'no_right');
    if (batch.state !== 'undoing' && batch.step.act === 'import') return isActing(batch) && bringIn(tx, batch, person);
    if (batch.state !== 'undoing') return actSome(tx, modules, batch);
    const done = doneBy(modules, batch);
    return done?.takeBack ? undoSome(tx, done, batchId, person) : stop(tx, batchId, 'tried');
  };
  const goesOn = await database.asUser(person.id, work, undefined, token);
  await database.countGrown();
  return goesOn;
}

async function stop(tx: WriteDoor, batchId: string, why: WhyStopped): Promise<false> {
  await giveUpBatch(tx, batchId, why);
  return false;
}

async function actSome(tx: WriteDoor, modules: readonly ListedModule[], batch: Batch): Promise<boolean> {
  if (!isActing(batch)) return false;
  const operation = chosenAct(modules, batch);
  if (!operation) return stop(tx, batch.id, 'tried');
  const ids = await nextIds(tx, batch);
  if (ids.length > 0) await performSome(tx, operation, batch.id, ids);
  const ended = ids.length < CHUNK;
  if (ended) await endBatch(tx, batch.id, 'done');
  else if (batch.state === 'waiting')
    await tx.$executeRaw(sql`update batches set state = 'running' where id = ${batch.id}::uuid`);
  return !ended;
}

async function find(tx: WriteDoor, batchId: string): Promise<Found | undefined> {
  const [found] = await tx.$queryRaw<Found[]>(sql`
    select ${ACCOUNT_COLUMNS}, is_approved and locked_by_admin_at is null and role <> 'VIEWER' as may_write, b.token_id, b.token_name
    from users join (select user_id, token_id::text, token_name from batches where id = ${batchId}::uuid) b on b.user_id = users.id`);
  return found;
}
