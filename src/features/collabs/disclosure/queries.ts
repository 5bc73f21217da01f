import { isId } from '../../../http/form.js';
import type { ReadDoor, WriteDoor } from '../../../platform/postgres/database.js';
import { type Sql, sql } from '../../../platform/postgres/sql.js';
import { isAbout } from '../../../records/kinds.js';
import { COLLABS } from '../kind.js';
import type { TickState } from './checklist.js';
import { US_RULES } from './rules.js';

type Reader = Pick<ReadDoor, 'row' | 'rows'>;
/** A tick that stands or was taken back, with its proof. */
export type Tick = TickState & {
  id: string;
  rules_version: string;
  at: Date;
  by: string | null;
  taken_back_at: Date | null;
  taken_back_by: string | null;
  proof_link: string | null;
  file_id: string | null;
  file: string | null;
  is_image: boolean;
  place: string | null;
};
/** What proves that something was done: a link or a file of the collab, and where in it. */
type Proof = { proof_link: string | null; file_id: string | null; place: string | null };

// A file in the trash proves nothing.
const FILE = sql`(select a.id from attachments a where a.id = t.file_id and a.deleted_at is null)`;
const PROVEN = sql`(t.proof_link is not null or ${FILE} is not null)`;

/** The standing ticks of the deliverables under a condition on `t`, as JSON of `TickOfMany`s. */
export function ticksWhere(condition: Sql): Sql {
  return sql`(
    select coalesce(jsonb_agg(jsonb_build_object('deliverable', t.deliverable_id, 'rule', t.rule, 'proven', ${PROVEN})), '[]')
    from collab_disclosures t where ${condition} and t.taken_back_at is null)`;
}
/** A standing tick among those of several deliverables. */
export type TickOfMany = TickState & { deliverable: string };

/** The standing ticks of some deliverables. */
export async function ticksOf(db: Reader, deliverables: readonly string[]): Promise<TickOfMany[]> {
  const found = await db.row<{ ticks: TickOfMany[] }>(
    sql`select ${ticksWhere(sql`t.deliverable_id = any(${deliverables}::uuid[])`)} as ticks`,
  );
  return found?.ticks ?? [];
}

/** All ticks of a deliverable, the latest first, also those that were taken back. */
export function ticksEver(db: Reader, deliverable: string): Promise<Tick[]> {
  return db.rows<Tick>(sql`
    select t.id, t.rule, t.rules_version, t.ticked_at as at, who.name as by, t.taken_back_at, back.name as taken_back_by,
      t.proof_link, a.id as file_id, a.name as file, coalesce(a.width is not null, false) as is_image, t.place,
      ${PROVEN} as proven
    from collab_disclosures t
    left join people who on who.id = t.ticked_by left join people back on back.id = t.taken_back_by
    left join attachments a on a.id = t.file_id and a.deleted_at is null
    where t.deliverable_id = ${deliverable}::uuid order by t.ticked_at desc, t.id desc limit 200`);
}

/** Who let a deliverable go live with this reason, and when, as the collab's history tells. */
export function reasonGiven(db: Reader, collab: string, deliverable: string, reason: string) {
  // A history keeps the rows that differ; one of before has all of them.
  const given = [{ row: deliverable, live_reason: reason }];
  const [kept, all] = [JSON.stringify({ rows: given }), JSON.stringify(given)];
  return db.row<{ by: string | null; at: Date }>(sql`
    select p.name as by, h.at from history h left join people p on p.id = h.actor_id
    where ${isAbout('h', { kind: COLLABS, id: collab })} and h.changes -> 'deliverables' -> 1 @> any(array[${kept}, ${all}]::jsonb[])
    order by h.at, h.id limit 1`);
}

/** Ticks rules of a deliverable that are not ticked; answers the new ticks' ids. */
export async function addTicks(
  tx: WriteDoor,
  of: { collab: string; deliverable: string },
  rules: readonly string[],
  { proof_link, file_id, place }: Proof = { proof_link: null, file_id: null, place: null },
): Promise<string[]> {
  const made = await tx.$queryRaw<{ id: string }[]>(sql`
    insert into collab_disclosures (collab_id, deliverable_id, rule, rules_version, proof_link, file_id, place)
    select ${of.collab}::uuid, ${of.deliverable}::uuid, r.rule, ${US_RULES.version}, ${proof_link}, ${file_id}::uuid, ${place}
    from unnest(${rules}::text[]) r (rule)
    on conflict (user_id, deliverable_id, rule) where taken_back_at is null do nothing returning id::text`);
  return made.map(({ id }) => id);
}

/** Takes standing ticks of a deliverable back, by their rules; answers the ids of those that stood. */
export async function takeBack(tx: WriteDoor, deliverable: string, rules: readonly string[]): Promise<string[]> {
  const taken = await tx.$queryRaw<{ id: string }[]>(sql`
    update collab_disclosures t set taken_back_at = now(), taken_back_by = app_user_id()
    where t.deliverable_id = ${deliverable}::uuid and t.rule = any(${rules}::text[]) and t.taken_back_at is null
    returning t.id::text`);
  return taken.map(({ id }) => id);
}

/** Turns around what was done to these ticks last, where nothing was done to their rules since; answers how many were. */
export async function turnAround(tx: WriteDoor, deliverable: string, asked: readonly string[]): Promise<number> {
  const ids = asked.filter((id) => isId(id));
  const known = await tx.$queryRaw<{ id: string; stands: boolean }[]>(sql`
    select t.id::text, t.taken_back_at is null as stands from collab_disclosures t
    where t.deliverable_id = ${deliverable}::uuid and t.id = any(${ids}::uuid[]) for update`);
  const those = (stands: boolean) => known.filter((it) => it.stands === stands).map(({ id }) => id);
  // Taken back first: what was changed stands for what it took the place of.
  const back = await tx.$executeRaw(sql`
    update collab_disclosures t set taken_back_at = now(), taken_back_by = app_user_id()
    where t.id = any(${those(true)}::uuid[])`);
  const again = await tx.$executeRaw(sql`
    update collab_disclosures t set taken_back_at = null, taken_back_by = null where t.id = any(${those(false)}::uuid[])
      and not exists (select from collab_disclosures o where o.deliverable_id = t.deliverable_id and o.rule = t.rule
        and o.id <> t.id and (o.taken_back_at is null or (o.ticked_at > t.ticked_at and not o.id = any(${ids}::uuid[]))))`);
  return back + again;
}
