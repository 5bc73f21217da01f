import type { PersonRequest } from '../../http/person.js';
import { Conflict, NotFound } from '../../platform/errors.js';
import type { Database, WriteDoor } from '../../platform/postgres/database.js';
import { raw, sql } from '../../platform/postgres/sql.js';
import type { RecordState } from '../module.js';
import type { Mergeable } from './links.js';
import type { Pair } from './merging.js';

/** The two records of a merge as they stand. */
export type Both = { kept: RecordState; lost: RecordState };

/** A transaction that moves everybody's rows, in the name of the person who asked for it and sees both records. */
export async function asMerger<T>(
  database: Database,
  { person, caller }: PersonRequest,
  { kind }: Pick<Mergeable, 'kind'>,
  records: readonly string[],
  work: (tx: WriteDoor) => Promise<T>,
): Promise<T> {
  // The system sees what is hidden from others.
  const seen =
    kind.hidden &&
    (await database.readAsUser(person.id, (db) =>
      db.row<{ n: number }>(
        sql`select count(*)::integer as n from ${raw(kind.table)} where id = any(${records}::uuid[])`,
      ),
    ));
  if (seen && seen.n !== new Set(records).size) throw new NotFound();
  return database.asSystem('a merge moves what everybody keeps about a common record', async (tx) => {
    // History and what else fills in its actor by itself knows people by this setting.
    const { id = '', name = '' } = caller?.token ?? {};
    await tx.$executeRaw(sql`
      select set_config('app.user_id', ${person.id}, true), set_config('app.token_id', ${id}, true), set_config('app.token_name', ${name}, true)`);
    return work(tx);
  });
}

/** Holds both records until the merge is committed: in the order of their ids, so that two opposite merges wait for each other. */
export async function lockPair(tx: WriteDoor, module: Mergeable, { kept, lost }: Pair): Promise<void> {
  await module.merge.hold?.(tx);
  await tx.$queryRaw(sql`
    select id from ${raw(module.kind.table)} where id = any(${[kept, lost]}::uuid[]) order by id for no key update`);
}

/** Both records, unless one is gone: a sentence says which. */
export async function livePair(tx: WriteDoor, module: Mergeable, pair: Pair): Promise<Both> {
  const [kept, lost] = [await module.read(tx, pair.kept), await module.read(tx, pair.lost)];
  if (!kept || !lost) throw new NotFound();
  for (const it of [kept, lost])
    if (it.deletedAt)
      throw new Conflict(`${it.name} was deleted or merged meanwhile. Open the list and look at what is there now.`);
  return { kept, lost };
}
