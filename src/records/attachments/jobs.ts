import type { Database } from '../../platform/database.js';
import { FolderAway } from '../../platform/folder.js';
import type { Job } from '../../platform/queue.js';
import { sql } from '../../platform/sql.js';
import type { Storage } from '../../platform/storage.js';

type Parts = { database: Database; storage: Storage };

const WHY = 'files of everybody alike are kept in order';
const MINUTE = 60;
const DAY = 86_400;
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

/** Removes, daily, what an upload left behind that was cut off by a kill: bytes without a row that are older than a day. */
export function sweepStoredFiles({ database, storage }: Parts): Job {
  return {
    name: 'sweep_stored_files',
    everySeconds: DAY,
    async work(_data, { signal }) {
      const before = Date.now() - DAY * 1000;
      await whileItAnswers(async () => {
        await storage.dropStale(before);
        for await (const ids of oldOnes(storage, before)) {
          signal.throwIfAborted();
          for (const id of await withoutRow(database, ids)) await storage.remove(id);
        }
      });
    },
  };
}

/** Which of the ids no attachment has. */
export async function withoutRow(database: Pick<Database, 'readAsSystem'>, ids: string[]): Promise<string[]> {
  const rows = await database.readAsSystem(WHY, (db) =>
    db.rows<{ id: string }>(sql`select id from attachments where id = any(${ids}::uuid[])`),
  );
  const known = new Set(rows.map(({ id }) => id));
  return ids.filter((id) => !known.has(id));
}

async function moveOne(database: Database, storage: Storage, id: string): Promise<void> {
  // Another machine's fallback may hold it; what lies in the folder already was moved before this job was cut off.
  if (!(await storage.copyBack(id)) && !(await storage.read(id, 'original', false))) return;
  await database.asSystem(WHY, (tx) => tx.attachment.updateMany({ where: { id }, data: { inFallback: false } }));
  await storage.leaveFallback(id);
}

/** False where a folder does not answer: nothing is lost, and the job comes again. */
async function whileItAnswers(work: () => Promise<void>): Promise<boolean> {
  try {
    await work();
    return true;
  } catch (error) {
    if (error instanceof FolderAway) return false;
    throw error;
  }
}

async function* oldOnes(storage: Storage, before: number): AsyncGenerator<string[]> {
  let ids = new Set<string>();
  for await (const { id, mtimeMs } of storage.list()) {
    if (mtimeMs < before) ids.add(id);
    if (ids.size < CHUNK) continue;
    yield [...ids];
    ids = new Set();
  }
  if (ids.size > 0) yield [...ids];
}

function inFallback(database: Database, after: string): Promise<string[]> {
  return ids(
    database,
    sql`select id from attachments where in_fallback and id > ${after}::uuid order by id limit ${CHUNK}`,
  );
}

function removals(database: Database): Promise<string[]> {
  return ids(database, sql`select attachment_id as id from file_removals order by at limit ${CHUNK}`);
}

async function ids(database: Database, query: ReturnType<typeof sql>): Promise<string[]> {
  const rows = await database.readAsSystem(WHY, (db) => db.rows<{ id: string }>(query));
  return rows.map(({ id }) => id);
}
