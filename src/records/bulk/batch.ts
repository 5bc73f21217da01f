import { v7 as uuidv7 } from 'uuid';
import type { ReadDoor, WriteDoor } from '../../platform/postgres/database.js';
import { raw, type Sql, sql } from '../../platform/postgres/sql.js';
import type { Kind } from '../kinds.js';
import { MOST_ROWS, ROWS_AT_ONCE, UNDO_DAYS } from '../limits.js';
import type { Operation, Step } from './operation.js';
import { tableSql } from './rows.js';

/** How many rows are selected, are so already, and cannot take it. */
export type Reach = { selected: number; already: number; unfit: number };
type Skips = { already: number; unfit: number; gone: number };
type BatchState = 'waiting' | 'running' | 'done' | 'failed' | 'undoing' | 'undone';
/** Its person stopped it, may change nothing any more, or it was tried in vain. */
export type WhyStopped = 'stopped' | 'no_right' | 'tried';
/**
 * How far it came; `seen`, the entries that its undo came to, is there from the undo's beginning, and `by`, the name of the token by
 * which the act came before it. `why` it was given up.
 */
type Progress = Partial<
  Skips & { undone: number; seen: number; by: string | null; left: number; after: string; why: WhyStopped }
>;
export type Batch = {
  id: string;
  module: string;
  state: BatchState;
  step: Step;
  /** The list it was started from, as `writeView` wrote it. */
  from: string | null;
  wanted: number;
  done: number;
  skipped: number;
  progress: Progress;
  at: Date;
  ended_at: Date | null;
  /** The token by which it, or its undo once that began, was asked for; null where that was a page. */
  token_name: string | null;
};
/** Whether an act goes on; one that is being undone does not. */
export const isActing = ({ state }: Pick<Batch, 'state'>) => state === 'waiting' || state === 'running';

/** The rows that an act is about: a select of `id`, and a condition on `r` that says the same. */
export type Chosen = { ids: Sql; where: Sql };

/** A statement must end within the pool's limit; a transaction has more time than one statement. */
export const CHUNK = 500;

export const BATCH_COLUMNS = raw(
  `b.id, b.module, b.state, b.detail -> 'step' as step, b.detail ->> 'from' as "from", b.wanted, b.done, b.skipped, b.progress, b.at, b.ended_at, b.token_name`,
);

/** The rows of these ids. */
export function ofIds(kind: Kind, ids: string[]): Chosen {
  const where = sql`r.deleted_at is null and r.id = any(${ids}::uuid[])`;
  return { ids: sql`select r.id from ${tableSql(kind)} where ${where}`, where };
}

/** The rows that a select finds. They are held in a hash table, whose size is not guessed: a join of them might be rows times rows. */
export function ofSelect(ids: Sql): Chosen {
  return { ids, where: sql`r.deleted_at is null and (r.id in (select unnest(array(${ids})))) is true` };
}

/** How far an act would reach. Of more rows than are changed at once it is not asked which stay as they are: a page has no time for it. */
export async function reach(
  db: Pick<ReadDoor, 'row'>,
  { ids, where }: Chosen,
  { kind, already, fits }: Operation,
): Promise<Reach> {
  const all = await db.row<{ selected: number }>(sql`
    select count(*)::integer as selected from (select from (${ids}) c limit ${MOST_ROWS + 1}) n`);
  const none = { selected: all?.selected ?? 0, already: 0, unfit: 0 };
  if (none.selected > ROWS_AT_ONCE) return none;
  const each = await db.row<Reach>(sql`
    select count(*)::integer as selected, (count(*) filter (where already))::integer as already,
      (count(*) filter (where not already and not fits))::integer as unfit
    from (select (${already}) as already, (${fits}) as fits from ${tableSql(kind)} where ${where}) selected`);
  return each ?? none;
}

/** A row that an act would leave as it is, whether it is so already, and else why, where that is known. */
export type Staying = { name: string; already: boolean; why: string | null };
const SHOWN = 4;

/** The first rows by name that an act would leave as they are. */
export function stayingRows(
  db: Pick<ReadDoor, 'rows'>,
  { where }: Chosen,
  { kind, already, fits, why = sql`null` }: Operation,
): Promise<Staying[]> {
  return db.rows<Staying>(sql`
    select s.name, s.already is true as already, s.why from (
      select r.id, r.name, (${already}) as already, (${fits}) as fits, (${why})::text as why from ${tableSql(kind)} where ${where}) s
    where s.already is true or s.fits is not true order by s.already is true, s.name, s.id limit ${SHOWN}`);
}

export type Start<S extends Step = Step> = {
  module: string;
  step: S;
  from: string | null;
  submissionId: string | null;
  wanted: number;
};

/** Notes a batch that is done at once; undefined when the same form made one before. */
export async function noteBatch(tx: WriteDoor, start: Start): Promise<string | undefined> {
  const id = uuidv7();
  const made = await tx.$executeRaw(sql`
    insert into batches (id, submission_id, module, act, detail, wanted, state)
    values (${id}::uuid, ${start.submissionId}::uuid, ${start.module}, ${start.step.act}, ${detailOf(start)}::jsonb, ${start.wanted}, 'running')
    on conflict do nothing`);
  return made > 0 ? id : undefined;
}

/** Notes a batch for the job, with the rows as they are chosen now; undefined when the same form made one before. */
export async function putOff(tx: WriteDoor, { ids }: Chosen, start: Start): Promise<string | undefined> {
  const id = uuidv7();
  const made = await tx.$executeRaw(sql`
    insert into batches (id, submission_id, module, act, detail, ids, wanted)
    select ${id}::uuid, ${start.submissionId}::uuid, ${start.module}, ${start.step.act},
      ${detailOf(start)}::jsonb, chosen.ids, cardinality(chosen.ids)
    from (select coalesce(array_agg(c.id order by c.id), '{}') as ids from (${ids}) c) chosen
    on conflict do nothing`);
  return made > 0 ? id : undefined;
}

/** The ids of the chosen rows, in the order in which all acts lock them. */
export async function chosenIds(tx: WriteDoor, { ids }: Chosen): Promise<string[]> {
  const rows = await tx.$queryRaw<{ id: string }[]>(
    sql`select c.id from (${ids}) c order by c.id limit ${ROWS_AT_ONCE + 1}`,
  );
  return rows.map(({ id }) => id);
}

/** Does the act to the next rows of a batch and counts what it left alone. */
export async function performSome(tx: WriteDoor, operation: Operation, batchId: string, ids: string[]) {
  const { kind, already, fits } = operation;
  await operation.hold?.(tx);
  const rows = await tx.$queryRaw<{ id: string; already: boolean; fits: boolean }[]>(sql`
    select r.id::text, (${already}) as already, (${fits}) as fits from ${tableSql(kind)}
    where ${ofIds(kind, ids).where} order by r.id for no key update of r`);
  const able = rows.filter((it) => !it.already && it.fits).map(({ id }) => id);
  const done = able.length > 0 ? await operation.perform(tx, batchId, able) : 0;
  const skips = {
    already: rows.filter((it) => it.already).length,
    unfit: rows.filter((it) => !it.already && !it.fits).length,
  };
  const gone = ids.length - done - skips.already - skips.unfit;
  await tx.$executeRaw(sql`
    update batches set done = done + ${done}, skipped = skipped + ${ids.length - done}, progress = progress || jsonb_build_object(
      'already', coalesce((progress ->> 'already')::int, 0) + ${skips.already}::int, 'unfit', coalesce((progress ->> 'unfit')::int, 0) + ${skips.unfit}::int,
      'gone', coalesce((progress ->> 'gone')::int, 0) + ${gone}::int)
    where id = ${batchId}::uuid`);
}

/** Notes what a batch did that was not done by `performSome`. */
export async function noteDone(tx: WriteDoor, batchId: string, done: number): Promise<void> {
  await tx.$executeRaw(sql`update batches set wanted = ${done}, done = ${done} where id = ${batchId}::uuid`);
}

/** Says that a batch is over; the ids of its rows are no longer wanted, since history names those it changed. */
export async function endBatch(tx: WriteDoor, batchId: string, state: 'done' | 'undone'): Promise<void> {
  await tx.$executeRaw(
    sql`update batches set state = ${state}, ended_at = now(), ids = null where id = ${batchId}::uuid`,
  );
}

/** Stops a batch before its end. What it did so far stands and can be undone; what it did not come to is left as it is. */
export async function giveUpBatch(tx: WriteDoor, batchId: string, why: WhyStopped): Promise<void> {
  await tx.$executeRaw(sql`
    update batches set state = 'failed', ended_at = now(), progress = progress || jsonb_build_object('why', ${why}::text)
    where id = ${batchId}::uuid and state in ('waiting', 'running', 'undoing')`);
}

/** Lets go of the ids of batches that were given up longer ago than their jobs are kept to be tried again. */
export async function forgetFailed(tx: WriteDoor): Promise<void> {
  await tx.$executeRaw(sql`
    update batches set ids = null
    where state = 'failed' and ids is not null and ended_at < now() - make_interval(days => ${UNDO_DAYS}::int)`);
}

/** Lets a batch that was given up go on where it stopped, or its undo where that did; not one that its person stopped. */
export async function takeUp(tx: WriteDoor, batchId: string): Promise<void> {
  await tx.$executeRaw(sql`
    update batches set state = case when progress ? 'seen' then 'undoing' else 'running' end, ended_at = null
    where id = ${batchId}::uuid and state = 'failed' and progress ->> 'why' is distinct from 'stopped'
      and (ids is not null or act = 'import' or progress ? 'seen')`);
}

/** The ids of the next rows of a batch: few once it nears its end, and none behind it. */
export async function nextIds(tx: WriteDoor, { id, done, skipped }: Batch): Promise<string[]> {
  const start = done + skipped;
  const [row] = await tx.$queryRaw<{ ids: string[] | null }[]>(sql`
    select ids[${start + 1}::int : ${start + CHUNK}::int]::text[] as ids from batches where id = ${id}::uuid`);
  return row?.ids ?? [];
}

/** One's own batch, locked until the transaction ends: two that go on with it wait for each other. */
export async function lockBatch(tx: WriteDoor, id: string): Promise<Batch | undefined> {
  const [batch] = await tx.$queryRaw<Batch[]>(
    sql`select ${BATCH_COLUMNS} from batches b where b.id = ${id}::uuid for update`,
  );
  return batch;
}

/** The batch that a form with this submission id made. */
export async function submittedBatch(tx: WriteDoor, submissionId: string | null): Promise<Batch | undefined> {
  const [batch] = await tx.$queryRaw<Batch[]>(
    sql`select ${BATCH_COLUMNS} from batches b where b.submission_id = ${submissionId}::uuid`,
  );
  return batch;
}

function detailOf({ step, from }: Start): string {
  return JSON.stringify({ step, from });
}
