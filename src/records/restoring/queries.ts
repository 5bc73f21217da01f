import type { WriteDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';
import type { Change, Changes } from '../history.js';
import { isAbout, type Target } from '../kinds.js';

/** What an entry changed of a field, and the currency that the record had before; null where its currency never changed since. */
export type Older = { change: Change; currency: string | null };

// What made a record has nothing before it, and what a merge of others led elsewhere is set back by its undo alone.
const setFields = sql`h.act <> all(${['created', 'relinked', 'linked_back']}::text[])`;

/** What an entry of the record's history changed; undefined where that is none, or where it made the record. */
export async function changesOfEntry(tx: WriteDoor, target: Target, entry: string): Promise<Changes | undefined> {
  const [found] = await tx.$queryRaw<{ changes: Changes }[]>(sql`
    select h.changes from history h where ${isAbout('h', target)} and h.id = ${entry}::uuid and ${setFields}`);
  return found?.changes;
}

/** What an entry of the record's history changed of a field; undefined where that entry does not tell of it. */
export async function olderValue(
  tx: WriteDoor,
  target: Target,
  entry: string,
  field: string,
): Promise<Older | undefined> {
  const [found] = await tx.$queryRaw<{ changes: Changes; currency: string | null }[]>(sql`
    select h.changes, (
      select l.changes -> 'currency' ->> 0 from history l
      where ${isAbout('l', target)} and l.changes -> 'currency' ->> 0 is not null and (l.at, l.id) >= (h.at, h.id)
      order by l.at, l.id limit 1) as currency
    from history h where ${isAbout('h', target)} and h.id = ${entry}::uuid and ${setFields}`);
  const change = found && Object.hasOwn(found.changes, field) ? found.changes[field] : undefined;
  return change && { change, currency: found?.currency ?? null };
}
