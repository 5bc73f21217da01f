import { plural } from '../../http/format.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';
import { recordHistory } from '../history.js';
import { columnOf, type Kind } from '../kinds.js';
import { endBatch, noteBatch, noteDone } from './batch.js';
import type { Done, ImportStep } from './operation.js';
import { type DoneEntry, STAMP, tableSql } from './rows.js';

/**
 * Brings records in as one act that can be undone: `make` writes them, their history with the batch's id, and answers how many
 * it made. Answers the batch; undefined where none was made.
 */
export async function bringInAsOne(
  tx: WriteDoor,
  kind: Kind,
  from: string,
  make: (batchId: string) => Promise<number>,
): Promise<{ batch: string | undefined; made: number }> {
  const step: ImportStep = { act: 'import', from };
  const batch = await noteBatch(tx, { module: kind.name, step, from: null, submissionId: null, wanted: 0 });
  if (!batch) throw new Error('a batch without a submission id is always noted');
  const made = await make(batch);
  if (made === 0) {
    await tx.$executeRaw(sql`delete from batches where id = ${batch}::uuid`);
    return { batch: undefined, made };
  }
  await noteDone(tx, batch, made);
  await endBatch(tx, batch, 'done');
  return { batch, made };
}

/** What an import made. Its undo moves to the trash what nobody changed, and kept nothing about, since. */
export function imported(kind: Kind, { from }: ImportStep): Done {
  const { one, many, title: label, path } = kind;
  const records = (n: number) => plural(n, one, many);
  return {
    kinds: [kind],
    one,
    many,
    list: { label, path },
    words: {
      title: (n) => `Bring in ${records(n)} of ${from}`,
      done: (n) => `${records(n)} brought in of ${from}.`,
      already: () => '',
      unfit: () => '',
      left: (n) => `${records(n)} ${n === 1 ? 'was' : 'were'} changed, deleted or written about since and left alone.`,
      undone: (n) => `Undone: ${records(n)} moved to the trash. What was added along with them stays.`,
    },
    takeBack: (tx, entries) => putAway(tx, kind, entries),
  };
}

// Without their submission ids, so that the same file can bring them in once more.
async function putAway(tx: WriteDoor, kind: Kind, entries: DoneEntry[]): Promise<number> {
  const ids = entries.map((entry) => entry.record_id);
  const own = entries.map(({ id }) => id);
  const about = columnOf(kind);
  const gone = await tx.$queryRaw<{ id: string }[]>(sql`
    update ${tableSql(kind)} set deleted_at = now(), submission_id = null, ${STAMP}
    where r.id = any(${ids}::uuid[]) and r.deleted_at is null
      and not exists (select from history h where h.${about} = r.id and not h.id = any(${own}::uuid[]))
      and not exists (select from notes n where n.${about} = r.id and n.deleted_at is null)
      and not exists (select from attachments a where a.${about} = r.id and a.deleted_at is null)
      and not exists (select from tasks t where t.${about} = r.id and t.deleted_at is null)
    returning r.id::text`);
  await recordHistory(tx, { act: 'deleted', kind, entries: gone });
  return gone.length;
}
