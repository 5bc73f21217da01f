import { type Sql, sql } from '../../platform/postgres/sql.js';
import { columnOf, type Kind } from '../kinds.js';
import type { Colour } from './colours.js';

/** Own records carry one's own tags; common records the common ones, which everybody shares. */
export type Scope = 'own' | 'common';

export type Tag = { name: string; colour: Colour };

export type NamedTag = { id: string; name: string };
/** A tag that went, as it was, and the one that took its place; kept with its batch, so that its undo makes it anew. */
export type TagRemoval =
  | { act: 'tag_deleted'; scope: Scope; tag: Tag & NamedTag }
  | { act: 'tag_merged'; scope: Scope; tag: Tag & NamedTag; into: NamedTag };

/** Which tags a kind of record carries. */
export function scopeOf(kind: Kind): Scope {
  return kind.own ? 'own' : 'common';
}

/** The value of `scope` in tags and taggings. It says which of the two groups is meant, and leads the indexes; the policy fences it. */
export function scopeKey(scope: Scope): Sql {
  return scope === 'own' ? sql`app_user_id()` : sql`'00000000-0000-0000-0000-000000000000'::uuid`;
}

/** What stands in `user_id` of a new row: common ones have no owner. */
export function ownerKey(scope: Scope): Sql {
  return scope === 'own' ? sql`app_user_id()` : sql`null::uuid`;
}

/** That a tagging `t` is on a record of this kind: the condition of the kind's index, word for word. */
export function isOn(kind: Kind): Sql {
  return sql`t.${columnOf(kind)} is not null`;
}

/** Where the tags of a scope stand. */
export function listPath(scope: Scope): string {
  return scope === 'own' ? '/tags' : '/tags?of=common';
}
