import { normalForm } from '../../http/normal-form.js';
import type { ReadDoor, WriteDoor } from '../../platform/postgres/database.js';
import { join, raw, type Sql, sql, typed } from '../../platform/postgres/sql.js';
import { recordHistory } from '../../records/history.js';
import { PIPELINE } from './kind.js';
import type { StageKind } from './stages.js';

/** A list of names of one's own that deals refer to: their stages, or why they were lost. */
export type NameList = { path: string; one: string; most: number; table: Sql; column: Sql; columns: Sql };
/** A stage or a reason with how many deals it holds, those in the trash among them; a reason has no kind. */
export type NamedRow = {
  id: string;
  name: string;
  kind: StageKind | null;
  probability: number | null;
  stale_after: number | null;
  deals: number;
};

export const STAGES: NameList = {
  path: `${PIPELINE.path}/stages`,
  one: 'stage',
  most: 20,
  table: raw('deal_stages'),
  column: raw('stage_id'),
  columns: sql`r.kind, r.probability, r.stale_after`,
};
export const REASONS: NameList = {
  path: `${PIPELINE.path}/stages/reasons`,
  one: 'reason',
  most: 50,
  table: raw('lost_reasons'),
  column: raw('lost_reason_id'),
  columns: sql`null as kind, null::integer as probability, null::integer as stale_after`,
};

/** The rows of a list in their order: the open stages before those in which deals end. */
export function namedRowsOf(db: Pick<ReadDoor, 'rows'>, { table, column, columns }: NameList): Promise<NamedRow[]> {
  return db.rows<NamedRow>(sql`
    select * from (select r.id::text, r.name, r.position, ${columns},
      (select count(*) from deals d where d.${column} = r.id)::integer as deals from ${table} r) r
    order by r.kind in ('won', 'lost', 'hold'), r.position, r.id`);
}

/** Keeps others from editing a list, and deals from coming into its rows, until the transaction ends. */
export async function holdNames(tx: WriteDoor, { table }: NameList): Promise<void> {
  await tx.$queryRaw(sql`select from ${table} order by id for update`);
}

/** Saves a row, or adds one behind the others; false where the name is that of another. */
export async function saveNamed(
  tx: WriteDoor,
  list: NameList,
  id: string | null,
  data: Readonly<Record<string, string | number | null>>,
): Promise<boolean> {
  const { table } = list;
  const key = normalForm(String(data.name));
  const [taken] = await tx.$queryRaw<{ id: string }[]>(
    sql`select id::text from ${table} where name_key = ${key} and id is distinct from ${id}::uuid`,
  );
  if (taken) return false;
  const cells = Object.entries(data).map(
    ([name, value]) => [raw(name), typed(value, name === 'name' ? 'text' : 'integer')] as const,
  );
  if (id !== null) {
    await tx.$executeRaw(
      sql`update ${table} set ${join(cells.map(([name, value]) => sql`${name} = ${value}`))} where id = ${id}::uuid`,
    );
    return true;
  }
  const made = await tx.$executeRaw(sql`
    insert into ${table} (position, ${join(cells.map(([name]) => name))})
    values (9999, ${join(cells.map(([, value]) => value))}) on conflict do nothing`);
  await setOrder(tx, list, await idsOf(tx, list));
  return made > 0;
}

/** Moves a row one place up or down among those it may stand between; at the end it stays. */
export async function stepNamed(tx: WriteDoor, list: NameList, rows: NamedRow[], id: string, way: number) {
  const ids = rows.map((row) => row.id);
  const at = ids.indexOf(id);
  const beside = rows[at + way];
  if (!beside || beside.kind !== rows[at]?.kind) return;
  [ids[at], ids[at + way]] = [beside.id, id];
  await setOrder(tx, list, ids);
}

/** Removes a row; the deals of a stage go to another one first, in their order, each with its line of history. */
export async function removeNamed(tx: WriteDoor, { table }: NameList, row: NamedRow, into?: NamedRow): Promise<void> {
  if (into) await emptyStage(tx, row, into);
  await tx.$executeRaw(sql`delete from ${table} where id = ${row.id}::uuid`);
}

async function emptyStage(tx: WriteDoor, from: NamedRow, to: NamedRow): Promise<void> {
  const moved = await tx.$queryRaw<{ id: string }[]>(sql`
    with moved as (select d.id, row_number() over (order by d.board_position desc, d.id desc) as place from deals d where d.stage_id = ${from.id}::uuid),
      top as (select coalesce(min(d.board_position), 0) as at from deals d where d.stage_id = ${to.id}::uuid)
    update deals d set stage_id = ${to.id}::uuid, board_position = top.at - moved.place,
      version = d.version + 1, updated_at = now(), updated_by = app_user_id()
    from moved, top where d.id = moved.id returning d.id::text`);
  const changes = { stage: [from.name, to.name] as [string, string] };
  await recordHistory(tx, { act: 'changed', kind: PIPELINE, entries: moved.map(({ id }) => ({ id, changes })) });
}

async function idsOf(tx: WriteDoor, list: NameList): Promise<string[]> {
  const rows = await namedRowsOf({ rows: (query) => tx.$queryRaw(query) }, list);
  return rows.map(({ id }) => id);
}

async function setOrder(tx: WriteDoor, { table }: NameList, ids: string[]): Promise<void> {
  await tx.$executeRaw(sql`
    update ${table} r set position = o.place - 1 from unnest(${ids}::uuid[]) with ordinality o (id, place)
    where o.id = r.id and r.position <> o.place - 1`);
}
