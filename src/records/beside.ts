import type { Sql } from '../platform/postgres/sql.js';
import type { Kind } from './kinds.js';
import type { MoreAct } from './record/acts.js';

/** What else happened to a record: `what` is told behind who did it, or alone where nobody did; `href` leads to all of it. */
export type Told = { icon: string; tone?: string; what: string; href: string; label: string };

/** What a module says on the pages of another kind's records, stated once, by the module whose rows or pages it speaks of. */
export type Beside = {
  to: Kind;
  /** What can be done from such a record: a button of its page where that asks for `besideButtons`, else an entry of its menu. */
  act?(id: string): MoreAct;
  /** What happened to it by rows of the module: a select of id, at, actor_id and told (a `Told` as jsonb). */
  happened?(id: Sql): Sql;
};

/** What modules say on the pages of records of a kind, in their order. */
export function besideOf({ name }: Kind, modules: readonly { beside?: readonly Beside[] }[]): Beside[] {
  return modules.flatMap(({ beside = [] }) => beside.filter(({ to }) => to.name === name));
}
