import { count, plural } from '../../http/format.js';
import { Conflict } from '../../platform/errors.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';
import type { Done } from '../bulk/operation.js';
import type { DoneEntry } from '../bulk/rows.js';
import type { Kind } from '../kinds.js';
import { MOST_TAGS_A_RECORD } from '../limits.js';
import { retag } from './retag.js';
import {
  listPath,
  type NamedTag,
  ownerKey,
  type Scope,
  scopeKey,
  scopeOf,
  type Tag,
  type TagRemoval,
} from './scope.js';
import { isRoom, oneAtATime, TOO_MANY_MADE } from './writer.js';

/** The act that took a tag from all records, with its undo: the tag comes back, and to each record that is still there. */
export function tagRemoved(all: readonly Kind[], step: TagRemoval): Done {
  const { tag, scope } = step;
  const kinds = all.filter((kind) => scopeOf(kind) === scope);
  const into = step.act === 'tag_merged' ? step.into : undefined;
  const done = into ? `Merged ${tag.name} into ${into.name}` : `Tag ${tag.name} deleted`;
  return {
    kinds,
    one: 'record',
    many: 'records',
    list: { label: 'Tags', path: listPath(scope) },
    words: {
      title: () => done,
      done: (n) => (n === 0 ? `${done}. Nothing carried it.` : `${done}. It was on ${plural(n, 'record', 'records')}.`),
      already: () => '',
      unfit: () => '',
      left: (n) =>
        `${plural(n, 'record', 'records')} did not get it back: ${n === 1 ? 'it is' : 'they are'} gone for good, or ${n === 1 ? 'carries' : 'carry'} it or ${count(MOST_TAGS_A_RECORD)} tags by now.`,
    },
    begin: (tx) => makeAgain(tx, scope, tag),
    async takeBack(tx, entries) {
      let back = 0;
      for (const kind of kinds) back += await giveBack(tx, kind, { tag, into }, ofKind(entries, kind));
      return back;
    },
  };
}

const ofKind = (entries: DoneEntry[], kind: Kind) => entries.filter((entry) => entry.kind === kind.name);

// As it was, unless a tag of its name was made since: that one serves.
async function makeAgain(tx: WriteDoor, scope: Scope, { id, name, colour }: Tag & NamedTag): Promise<void> {
  await oneAtATime(tx, scope);
  await tx.$executeRaw(sql`
    insert into tags (id, user_id, name, colour) values (${id}::uuid, ${ownerKey(scope)}, ${name}, ${colour})
    on conflict do nothing`);
  if (!(await isRoom(tx, scope))) throw new Conflict(TOO_MANY_MADE[scope]);
}

// Whoever took the other tag off a record since, or put it there before the merge, is not overruled.
async function giveBack(
  tx: WriteDoor,
  kind: Kind,
  { tag, into }: { tag: NamedTag; into: NamedTag | undefined },
  entries: DoneEntry[],
): Promise<number> {
  if (entries.length === 0) return 0;
  const scope = scopeKey(scopeOf(kind));
  const [held] = await tx.$queryRaw<{ id: string }[]>(sql`
    select g.id::text from tags g where g.scope = ${scope} and (g.id = ${tag.id}::uuid or g.name_key = normal_form(${tag.name}))
    order by g.id = ${tag.id}::uuid desc limit 1 for key share`);
  if (!held) return 0;
  const given = into ? entries.filter(({ changes }) => !had(changes.tags?.[0], into.name)) : [];
  return retag(tx, kind, {
    ids: entries.map((entry) => entry.record_id),
    put: held.id,
    ...(into && { take: { tag: into.id, ids: given.map((entry) => entry.record_id) } }),
  });
}

const had = (names: unknown, name: string) => Array.isArray(names) && names.includes(name);
