import { normalForm } from '../../http/normal-form.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import type { Kind } from '../kinds.js';
import { makeTags } from '../tags/actions.js';
import type { Retag } from '../tags/many.js';
import { scopeOf } from '../tags/scope.js';
import { TOO_MANY_MADE } from '../tags/writer.js';

/** Makes the tags that rows name and that are not there yet; answers why not, where there would be too many. */
export async function tagsMade(tx: WriteDoor, kind: Kind, names: readonly string[]): Promise<string | undefined> {
  const scope = scopeOf(kind);
  const once = new Map(names.map((name) => [normalForm(name), name]));
  if (once.size === 0 || (await makeTags(tx, scope, [...once.values()]))) return undefined;
  return TOO_MANY_MADE[scope];
}

/** Which tags a record gets and loses that is to carry these and no others; undefined where it does already. */
export function retagOf(tags: readonly string[], before: readonly string[]): Retag | undefined {
  const [was, is] = [new Map(before.map(keyed)), new Map(tags.map(keyed))];
  const add = [...is].flatMap(([key, name]) => (was.has(key) ? [] : [name]));
  const remove = [...was].flatMap(([key, name]) => (is.has(key) ? [] : [name]));
  return add.length + remove.length === 0 ? undefined : { add, remove };
}

const keyed = (name: string): [string, string] => [normalForm(name), name];
