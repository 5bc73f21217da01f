import { v7 as uuidv7 } from 'uuid';
import type { ReadDoor, WriteDoor } from '../../platform/database.js';
import { all, empty, raw, type Sql, sql } from '../../platform/sql.js';
import { found, matching } from './list-queries.js';
import type { Filter } from './list-schema.js';
import { followersOf, notBefore, wantedBy } from './rules.js';
import { STATE_DATES, type State } from './states.js';

/** The rows that a bulk act is about: those ticked, or all of a filter. */
export type Selection = { ids: string[] } | { filter: Filter };
/** A state to be set, with the day it is dated by where it has one. */
export type Step = { state: State; day: string | null };
/** How many rows are selected, are in that state already, and cannot be set to it for want of a date or an amount. */
export type Reach = { selected: number; already: number; unfit: number };

/** The most rows that one bulk act takes. */
export const MOST = 10_000;
// A statement must end within the pool's limit; the transaction has more time than one statement.
const AT_A_TIME = 1_000;

/** How far setting a state would reach; `selected` is counted up to one more than an act takes. */
export async function reachOf(db: Pick<ReadDoor, 'row'>, selection: Selection, step: Step): Promise<Reach> {
  const { begin, where } = selecting(selection);
  const reach = await db.row<Reach>(sql`
    ${begin}
    select count(*)::integer as selected, (count(*) filter (where already))::integer as already,
      (count(*) filter (where not already and not fits))::integer as unfit
    from (select i.state = ${step.state} as already, ${fits(step)} as fits from inventory_items i
      where ${where} limit ${MOST + 1}) selected`);
  return reach ?? { selected: 0, already: 0, unfit: 0 };
}

/** Sets the state of all selected rows that can take it, each with its history; answers how many there were. */
export async function setState(tx: WriteDoor, selection: Selection, step: Step): Promise<number> {
  const { begin, where } = selecting(selection);
  const rows = await tx.$queryRaw<{ id: string }[]>(sql`
    ${begin}
    select i.id from inventory_items i where ${where} and i.state <> ${step.state} and ${fits(step)}
    order by i.id limit ${MOST} for update of i`);
  const ids = rows.map(({ id }) => id);
  for (let start = 0; start < ids.length; start += AT_A_TIME)
    await setSome(tx, ids.slice(start, start + AT_A_TIME), step);
  return ids.length;
}

async function setSome(tx: WriteDoor, ids: string[], { state, day }: Step): Promise<void> {
  const field = STATE_DATES[state];
  const before = field ? sql`i.${raw(field)}` : sql`null::date`;
  const dated = field ? sql`, ${raw(field)} = ${day}::text::date` : empty;
  await tx.$executeRaw(sql`
    with before as (select i.id, i.state, ${before} as day from inventory_items i where i.id = any(${ids}::uuid[])),
    changed as (
      update inventory_items i set state = ${state}${dated}, version = i.version + 1, updated_at = now(), updated_by = app_user_id()
      from before where i.id = before.id returning i.id)
    insert into history (id, inventory_item_id, act, changes)
    select entry.id, before.id, 'state_set', jsonb_build_object('state', jsonb_build_array(before.state, ${state}::text)) ||
      case when before.day is distinct from ${day}::text::date
        then jsonb_build_object(${field ?? ''}::text, jsonb_build_array(before.day, ${day}::text::date)) else '{}' end
    from unnest(${ids}::uuid[], ${ids.map(() => uuidv7())}::uuid[]) as entry(item_id, id)
    join before on before.id = entry.item_id join changed on changed.id = before.id`);
}

function selecting(selection: Selection): { begin: Sql; where: Sql } {
  if ('filter' in selection) return { begin: found(selection.filter), where: matching(selection.filter) };
  return { begin: empty, where: sql`i.deleted_at is null and i.id = any(${selection.ids}::uuid[])` };
}

// What the form of one row would refuse is not set in bulk either: a missing amount, a day out of order.
function fits({ state, day }: Step): Sql {
  const own = STATE_DATES[state];
  const there = wantedBy(state)
    .filter((field) => field !== own)
    .map((field) => sql`i.${raw(field)} is not null`);
  const earlier = own ? notBefore(own) : undefined;
  const inOrder = [
    ...(earlier ? [sql`coalesce(i.${raw(earlier)} <= ${day}::text::date, true)`] : []),
    ...(own ? followersOf(own).map((later) => sql`coalesce(i.${raw(later)} >= ${day}::text::date, true)`) : []),
  ];
  return all([...there, ...inOrder]);
}
