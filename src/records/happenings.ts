import { isId } from '../http/form.js';
import { isIsoDate } from '../http/format.js';
import { BadRequest } from '../platform/errors.js';
import type { ReadDoor } from '../platform/postgres/database.js';
import { empty, join, type Sql, sql, typed } from '../platform/postgres/sql.js';
import type { Beside, Told } from './beside.js';
import type { Changes, HistoryAct } from './history.js';
import { isAbout, isOwnAbout, type Target } from './kinds.js';
import { TIMELINE_PAGE } from './limits.js';

/** A file that was attached, as the timeline names it. */
type FileNamed = { id: string; name: string; is_image: boolean };
type Common = { id: string; at: Date; actor_id: string | null; actor: string | null; picture_id: string | null };
/** The API token by which a change came, as it was called then. */
type ByToken = { token_name: string | null };
/** One thing that happened to a record, or was kept about it. */
export type Happening = Common &
  (
    | ({ kind: 'history'; act: HistoryAct; changes: Changes } & ByToken)
    | { kind: 'note'; text: string; is_cut: boolean; is_edited: boolean }
    | { kind: 'files'; files: FileNamed[] }
    | { kind: 'task' | 'done'; text: string }
    | { kind: 'told'; told: Told }
  );
/** Where a page of the timeline begins: behind this entry. */
type TimelinePlace = { at: string; id: string; kind: string };

/** How much of a note the timeline shows; a longer one has a page of its own. */
const NOTE_SHOWN = 3_000;

/** A page of what happened to a record, newest first, in one statement over all that is kept about it, or told of it by other modules. */
export async function happeningsOf(
  db: ReadDoor,
  target: Target,
  said: readonly Beside[],
  behind?: TimelinePlace,
): Promise<{ entries: Happening[]; more: boolean }> {
  const of = (source: Sql) =>
    sql`(select * from (${source}) s ${before(behind)} order by ${PLACE} limit ${TIMELINE_PAGE + 1})`;
  const told = said.flatMap(({ happened }) =>
    happened ? [sql`union all ${of(toldOf(happened(typed(target.id, 'uuid'))))}`] : [],
  );
  const found = await db.rows<Happening>(
    sql`
    select h.*, p.name as actor, p.picture_id::text from (
      ${of(changesOf(target))} union all ${of(notesOf(target))} union all ${of(filesOf(target))}
      union all ${of(tasksOf(target))} union all ${of(doneTasksOf(target))} ${join([empty, ...told], ' ')}
      order by ${PLACE} limit ${TIMELINE_PAGE + 1}
    ) h left join people p on p.id = h.actor_id order by ${PLACE}`,
    'ordered',
  );
  return { entries: found.slice(0, TIMELINE_PAGE), more: found.length > TIMELINE_PAGE };
}

/** The place as an address carries it. */
export function writePlace({ at, id, kind }: Happening): string {
  return `${at.toISOString()}_${id}_${kind}`;
}

/** The place of the page of a timeline that begins with that note. */
export function placeOfNote(id: string, at: Date): string {
  // Behind a kind that comes after it in the alphabet, by which entries of one moment and id stand.
  return `${at.toISOString()}_${id}_task`;
}

/** Reads what `writePlace` wrote; undefined for nothing, refused when it is anything else. */
export function readPlace(text: unknown): TimelinePlace | undefined {
  if (text === undefined) return undefined;
  const [at = '', id, kind, ...rest] = typeof text === 'string' ? text.split('_') : [];
  const isInstant = /^\d{4}-\d\d-\d\dT([01]\d|2[0-3])(:[0-5]\d){2}\.\d{3}Z$/.test(at) && isIsoDate(at.slice(0, 10));
  if (isInstant && isId(id) && rest.length === 0 && kind && KINDS.includes(kind)) return { at, id, kind };
  throw new BadRequest('This part of the history cannot be found again. Start from the record.');
}

// Without an underscore: it parts the place's own parts.
const KINDS = ['history', 'note', 'files', 'task', 'done', 'told'];
const PLACE = sql`at desc, id desc, kind desc`;

function before(behind: TimelinePlace | undefined): Sql {
  if (!behind) return empty;
  return sql`where (s.at, s.id, s.kind) < (${behind.at}::timestamptz, ${behind.id}::uuid, ${behind.kind}::text)`;
}

// The columns of every part, in this order: id, at, kind, actor_id, act, changes, text, is_cut, is_edited, files, told, token_name.
const changesOf = (target: Target) => sql`
  select h.id, h.at, 'history' as kind, h.actor_id, h.act, h.changes, null::text as text, false as is_cut, false as is_edited,
    null::jsonb as files, null::jsonb as told, h.token_name
  from history h where ${isOwnAbout('h', target)}`;

const notesOf = (target: Target) => sql`
  select n.id, n.created_at as at, 'note' as kind, n.author_id as actor_id, null::text as act, null::jsonb as changes,
    left(n.body, ${NOTE_SHOWN}) as text, length(n.body) > ${NOTE_SHOWN} as is_cut, n.version > 1 as is_edited, null::jsonb as files, null::jsonb as told, null::text as token_name
  from notes n where ${isAbout('n', target)} and n.deleted_at is null`;

// What one person attached within a minute is one entry.
const filesOf = (target: Target) => sql`
  select (array_agg(a.id order by a.created_at desc, a.id desc))[1] as id, max(a.created_at) as at, 'files' as kind,
    a.author_id as actor_id, null::text as act, null::jsonb as changes, null::text as text, false as is_cut, false as is_edited,
    jsonb_agg(jsonb_build_object('id', a.id, 'name', a.name, 'is_image', a.width is not null) order by a.created_at, a.id) as files, null::jsonb as told, null::text as token_name
  from attachments a where ${isAbout('a', target)} and a.deleted_at is null
  group by date_trunc('minute', a.created_at), a.author_id`;

const tasksOf = (target: Target) => sql`
  select t.id, t.created_at as at, 'task' as kind, t.user_id as actor_id, null::text as act, null::jsonb as changes, t.title as text,
    false as is_cut, false as is_edited, null::jsonb as files, null::jsonb as told, null::text as token_name
  from tasks t where ${isAbout('t', target)} and t.deleted_at is null`;

const doneTasksOf = (target: Target) => sql`
  select t.id, t.done_at as at, 'done' as kind, t.user_id as actor_id, null::text as act, null::jsonb as changes, t.title as text,
    false as is_cut, false as is_edited, null::jsonb as files, null::jsonb as told, null::text as token_name
  from tasks t where ${isAbout('t', target)} and t.deleted_at is null and t.done_at is not null`;

const toldOf = (happened: Sql) => sql`
  select o.id, o.at, 'told' as kind, o.actor_id, null::text as act, null::jsonb as changes, null::text as text, false as is_cut,
    false as is_edited, null::jsonb as files, o.told, null::text as token_name
  from (${happened}) o`;
