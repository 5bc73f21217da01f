import { isId } from '../../http/form.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';
import type { KnownFields } from '../fields/field.js';
import type { Row } from '../fields/set.js';

/** A name of something else and the field of its id beside it. */
type Pair = { id: string; name: string };
/** What was sent of a pair: nothing that is new, none, a name, or an id, with the name that was sent along for it. */
type Meant = 'same' | 'none' | { name: string } | { id: string; called?: string };

/** The pairs among fields. */
export function pairsOf(fields: KnownFields): Pair[] {
  return fields.names.flatMap((id) => {
    const { kind, beside } = fields.field(id) ?? {};
    return kind === 'id' && beside ? [{ id, name: beside }] : [];
  });
}

/**
 * Which of the two counts: the one that is another than before. Where both are, the id does, and the name must be its own. Whoever
 * sends back what was read changes one of them alone.
 */
export function meantBy({ id, name }: Pair, sent: Row, before: Row | undefined): Meant {
  const [sentId, sentName] = [sent[id], sent[name]] as (string | null | undefined)[];
  const isOldId = sentId === undefined || (before !== undefined && lower(sentId) === (before[id] ?? null));
  const isOldName = sentName === undefined || (before !== undefined && sentName === (before[name] ?? null));
  if (isOldId && isOldName && before !== undefined) return 'same';
  if (sentId === undefined || (isOldId && before !== undefined) || (sentId === null && sentName))
    return sentName ? { name: sentName } : sentName === undefined && sentId === undefined ? 'same' : 'none';
  if (sentId === null) return 'none';
  const called = sentName === undefined || sentName === null || isOldName ? {} : { called: sentName };
  return { id: sentId.toLowerCase(), ...called };
}

/** What the thing of that id is called, by the field that names it; undefined where it is not there. */
export async function calledBy(
  db: Pick<ReadDoor, 'row'>,
  fields: KnownFields,
  { name }: Pair,
  id: string,
): Promise<string | undefined> {
  const named = isId(id) ? fields.field(name)?.read?.(() => sql`${id}::uuid`) : undefined;
  const found = named && (await db.row<{ name: string | null }>(sql`select ${named} as name`));
  return found?.name ?? undefined;
}

const lower = (id: string | null) => id?.toLowerCase() ?? null;
