import { Conflict } from '../../platform/errors.js';
import type { ReadDoor, WriteDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';
import type { Kind } from '../kinds.js';
import { makeTags } from '../tags/actions.js';
import { scopeKey, scopeOf } from '../tags/scope.js';
import type { BulkTag } from './operation.js';

/** The tag of that name, as records of the kind carry it; without an id where there is none. */
export async function tagNamed(db: Pick<ReadDoor, 'row'>, kind: Kind, name: string): Promise<BulkTag> {
  const found = await db.row<BulkTag>(sql`
    select id::text, name from tags where scope = ${scopeKey(scopeOf(kind))} and name_key = normal_form(${name})`);
  return found ?? { id: null, name };
}

/** Makes a tag that is not there yet. */
export async function makeTag(tx: WriteDoor, kind: Kind, name: string): Promise<void> {
  if (!(await makeTags(tx, scopeOf(kind), [name])))
    throw new Conflict('There are as many tags as there may be. Merge or delete some before you make a new one.');
}

/** The names of all tags that records of the kind may carry. */
export async function allTagNames(db: Pick<ReadDoor, 'rows'>, kind: Kind): Promise<string[]> {
  const tags = await db.rows<{ name: string }>(
    sql`select name from tags where scope = ${scopeKey(scopeOf(kind))} order by name_key`,
  );
  return tags.map(({ name }) => name);
}
