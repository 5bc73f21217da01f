import { DAY_MS, DAY_SECONDS } from '../../platform/clock.js';
import type { Database } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';
import type { Job } from '../../platform/queue/queue.js';
import { StorageAway } from '../../platform/storage/away.js';
import type { Storage } from '../../platform/storage/storage.js';
import { ASIDE_DAYS } from '../limits.js';

type Parts = { database: Database; storage: Storage };

const WHY = 'files of everybody alike are kept in order';
const MINUTE = 60;
const CHUNK = 100;

/** Moves what was kept in the fallback back into the folder, once that answers: looked for every minute. */
export function moveStoredFiles({ database, storage }: Parts): Job {
  return {
    name: 'move_stored_files',
    everySeconds: MINUTE,
    async work(_data, { signal }) {
      let last = '00000000-0000-0000-0000-000000000000';
      for (;;) {
        const waiting = await inFallback(database, last);
        if (waiting.length === 0 || !(await storage.answers())) return;
        for (const id of waiting) {
          signal.throwIfAborted();
          if (!(await whileItAnswers(() => moveOne(database, storage, id)))) return;
          last = id;
        }
      }
    },
  };
}

/** Removes the bytes of attachments that are gone for good, by whatever way their rows went: every ten minutes. */
export function removeStoredFiles({ database, storage }: Parts): Job {
  return {
    name: 'remove_stored_files',
    everySeconds: 10 * MINUTE,
    async work(_data, { signal }) {
      for (;;) {
        const gone = await removals(database);
        if (gone.length === 0) return;
        for (const id of gone) {
          signal.throwIfAborted();
          if (!(await whileItAnswers(() => storage.remove(id)))) return;
          await database.asSystem(
            WHY,
            (tx) => tx.$executeRaw`delete from file_removals where attachment_id = ${id}::uuid`,
          );
        }
      }
    },
  };
}

/**
 * Moves aside, daily, what has no row and is older than a day, such as an upload left that was cut off, and removes it
 * after `ASIDE_DAYS`. The database may be another one than the folder's, just made or restored from an old dump: what has a row goes back.
 */
export function sweepStoredFiles({ database, storage }: Parts): Job {
  return {
    name: 'sweep_stored_files',
    everySeconds: DAY_SECONDS,
    async work(_data, { signal }) {
      const before = daysAgo(1);
      await whileItAnswers(async () => {
        await storage.dropStale(before.getTime());
        for await (const ids of idsOf(storage.listSwept())) {
          signal.throwIfAborted();
          const strange = new Set(await unknown(database, ids));
          for (const id of ids) if (!strange.has(id)) await storage.takeBack(id);
        }
        await storage.dropSwept(dayOf(daysAgo(ASIDE_DAYS)));
        for await (const ids of idsOf(olderThan(before, storage.list()))) {
          signal.throwIfAborted();
          for (const id of await unknown(database, ids)) await storage.sweep(id, dayOf(new Date()));
        }
      });
    },
  };
}

/** Which of the ids the database knows nothing of: no row has them, and none that had is about to be removed. */
async function unknown(database: Pick<Database, 'readAsSystem'>, ids: string[]): Promise<string[]> {
  const rows = await database.readAsSystem(WHY, (db) =>
    db.rows<{ id: string }>(sql`
      select id from stored_files where id = any(${ids}::uuid[])
      union all select attachment_id from file_removals where attachment_id = any(${ids}::uuid[])`),
  );
  const known = new Set(rows.map(({ id }) => id));
  return ids.filter((id) => !known.has(id));
}

async function moveOne(database: Database, storage: Storage, id: string): Promise<void> {
  // Else the read below would put it into the fallback, which is emptied then.
  await storage.takeBack(id);
  // Another machine's fallback may hold it; what lies in the folder already was moved before this job was cut off.
  if (!(await storage.copyBack(id)) && !(await storage.read(id, 'original', false))) return;
  await database.asSystem(WHY, async (tx) => {
    await tx.attachment.updateMany({ where: { id }, data: { inFallback: false } });
    await tx.accountFile.updateMany({ where: { id }, data: { inFallback: false } });
  });
  await storage.leaveFallback(id);
}

/** False where a folder does not answer: nothing is lost, and the job comes again. */
async function whileItAnswers(work: () => Promise<void>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (error instanceof StorageAway) return false;
    throw error;
  }
}

async function* olderThan<T extends { mtimeMs: number }>(before: Date, files: AsyncIterable<T>): AsyncGenerator<T> {
  for await (const file of files) if (file.mtimeMs < before.getTime()) yield file;
}

async function* idsOf(files: AsyncIterable<{ id: string }>): AsyncGenerator<string[]> {
  let ids = new Set<string>();
  for await (const { id } of files) {
    ids.add(id);
    if (ids.size < CHUNK) continue;
    yield [...ids];
    ids = new Set();
  }
  if (ids.size > 0) yield [...ids];
}

const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS);
const dayOf = (at: Date) => at.toISOString().slice(0, 10);

function inFallback(database: Database, after: string): Promise<string[]> {
  return ids(
    database,
    sql`select id from stored_files where in_fallback and id > ${after}::uuid order by id limit ${CHUNK}`,
  );
}

function removals(database: Database): Promise<string[]> {
  return ids(database, sql`select attachment_id as id from file_removals order by at limit ${CHUNK}`);
}

async function ids(database: Database, query: ReturnType<typeof sql>): Promise<string[]> {
  const rows = await database.readAsSystem(WHY, (db) => db.rows<{ id: string }>(query));
  return rows.map(({ id }) => id);
}
