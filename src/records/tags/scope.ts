import { type Sql, sql } from '../../platform/postgres/sql.js';
import { columnOf, type Kind } from '../kinds.js';
import type { Colour } from './colours.js';

/** Own records carry one's own tags; common records the common ones, which everybody shares. */
export type Scope = 'own' | 'common';

export type Tag = { name: string; colour: Colour };

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
