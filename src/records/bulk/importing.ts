import { plural } from '../../http/format.js';
import type { Person } from '../../http/person.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';
import { recordHistory } from '../history.js';
import type { Kind } from '../kinds.js';
import type { ListedModule } from '../module.js';
import { reverseChanges } from '../restoring/reversal.js';
import { tagsBack } from '../tags/many.js';
import { endBatch, noteBatch, noteDone } from './batch.js';
import type { Done, ImportStep } from './operation.js';
import { anyAbout, type DoneEntry, ofRow, STAMP, tableSql } from './rows.js';

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

/** What an import made and changed. Its undo moves to the trash what is new and was left alone since, and sets back what still stands as it was made. */
export function imported(module: ListedModule, { from, import: table }: ImportStep): Done {
  const { kind } = module;
  const { one, many, title: label, path } = kind;
  const records = (n: number) => plural(n, one, many);
  const back = table ? 'taken back' : 'moved to the trash';
  return {
    kinds: [kind],
    one,
    many,
    list: { label, path },
    words: {
      title: (n) => `Bring in ${records(n)} of ${from}`,
      done: (n) => `${records(n)} brought in of ${from}.`,
      already: () => '',
      unfit: (n) => `${plural(n, 'row was', 'rows were')} left out: something had changed since the check.`,
      left: (n) => `${records(n)} ${n === 1 ? 'was' : 'were'} changed, deleted or written about since and left alone.`,
      undone: (n) => `Undone: ${records(n)} ${back}. What was added along with them stays.`,
    },
    takeBack: (tx, entries, person) => takeBackIn(tx, module, entries, person),
  };
}

async function takeBackIn(tx: WriteDoor, module: ListedModule, entries: DoneEntry[], person: Person): Promise<number> {
  const { kind } = module;
  const back = new Set<string>();
  const kept = new Set<string>();
  const changed = entries.filter(({ act }) => act === 'changed' || act === 'tagged');
  const setBack = await setBackAll(tx, module, changed, person);
  for (const entry of changed) (setBack.has(entry) ? back : kept).add(entry.record_id);
  const away = entries.filter(
    ({ act, record_id }) => (act === 'created' || act === 'restored') && !kept.has(record_id),
  );
  for (const id of await putAway(tx, kind, away, entries)) back.add(id);
  return [...back].filter((id) => !kept.has(id)).length;
}

// Answers those that were taken back: of records that are there, and whose fields stand as the import left them.
async function setBackAll(
  tx: WriteDoor,
  module: ListedModule,
  entries: readonly DoneEntry[],
  person: Person,
): Promise<ReadonlySet<DoneEntry>> {
  const { kind, readAll, updateAll, names, typed, history } = module;
  const back = new Set<DoneEntry>();
  if (entries.length === 0 || !readAll || !updateAll || !names || !typed || !history) return back;
  const records = new Map(
    (
      await readAll(
        tx,
        entries.map(({ record_id }) => record_id),
      )
    )
      .filter(({ deletedAt }) => !deletedAt)
      .map((record) => [record.id, record]),
  );
  const there = entries.flatMap((entry) => {
    const record = records.get(entry.record_id);
    return record ? [{ entry, record, changes: entry.changes }] : [];
  });
  const changed = there.filter(({ entry: { act } }) => act === 'changed');
  const reversible = { kind, readAll, updateAll, names, typed, history };
  const reversed = await reverseChanges(tx, reversible, person, changed);
  for (const [n, { entry }] of changed.entries())
    if (reversed[n]?.kind === 'saved' || reversed[n]?.kind === 'unchanged') back.add(entry);
  const tagged = there.filter(({ entry: { act } }) => act === 'tagged').map(({ entry }) => entry);
  const retagged = await tagsBack(
    tx,
    kind,
    tagged.map(({ record_id: id, changes }) => ({ id, change: (changes.tags ?? [[], []]) as [string[], string[]] })),
  );
  for (const entry of tagged) if (retagged.has(entry.record_id)) back.add(entry);
  return back;
}

// Without their submission ids, so that the same file can bring them in once more. What came out of the trash goes back there if
// nothing happened to it since, but for what this undo itself has just set back.
async function putAway(tx: WriteDoor, kind: Kind, entries: DoneEntry[], batch: DoneEntry[]): Promise<string[]> {
  const ids = entries.map((entry) => entry.record_id);
  const since = entries.map(({ act, at }) => (act === 'created' ? '-infinity' : at.toISOString()));
  const own = batch.map(({ id }) => id);
  const gone = await tx.$queryRaw<{ id: string }[]>(sql`
    update ${tableSql(kind)} set deleted_at = now(), submission_id = null, ${STAMP}
    where r.id = any(${ids}::uuid[]) and r.deleted_at is null
      and not ${anyAbout(
        kind,
        'history',
        sql`not h.id = any(${own}::uuid[])
        and h.at >= ${ofRow(since, ids, sql`r.id`)}::timestamptz and h.at < now()::timestamptz(3)`,
      )}
      and not ${anyAbout(kind, 'notes', sql`h.deleted_at is null`)}
      and not ${anyAbout(kind, 'attachments', sql`h.deleted_at is null`)}
      and not ${anyAbout(kind, 'tasks', sql`h.deleted_at is null`)}
    returning r.id::text`);
  await recordHistory(tx, { act: 'deleted', kind, entries: gone });
  return gone.map(({ id }) => id);
}
