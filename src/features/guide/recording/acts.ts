import { z } from 'zod';
import { isId } from '../../../http/form.js';
import { dayOf } from '../../../http/format.js';
import { lengthText } from '../../../http/lengths.js';
import { readerOf } from '../../../http/list/sql.js';
import type { PersonRequest } from '../../../http/person.js';
import { BadRequest } from '../../../platform/errors.js';
import type { WriteDoor } from '../../../platform/postgres/database.js';
import { sql } from '../../../platform/postgres/sql.js';
import { changesBetween, recordHistory } from '../../../records/history.js';
import { lockedRecord } from '../../../records/live.js';
import type { Module } from '../../../records/module.js';
import { mustRead } from '../../../records/record/save.js';
import { GUIDE } from '../kind.js';
import { saveFields } from '../save-fields.js';
import type { Segments } from '../segments.js';
import { RECORDED } from '../states.js';
import { type RecordedEpisode, readRecording, takeOf } from './read.js';
import { afterAct, elapsedAt, lastMarked, type Take, type TakeAct } from './take.js';

/** What a clock reads at most: a week, in seconds. */
export const LONGEST_S = 604_800;
const SECONDS = z.coerce.number().min(0).max(LONGEST_S);
/** What is done to a recording: undo takes the last mark back, unmark that of a segment. */
export const RECORDING_ACTS = ['start', 'mark', 'unmark', 'undo', 'pause', 'resume', 'end'] as const;
/** What a form sends, and a page that runs a clock besides: what it read then, and how long ago that was. */
const SENT = z.object({
  act: z.enum(RECORDING_ACTS).optional(),
  mark: z.string().optional(),
  segment: z.string().optional(),
  at: SECONDS.optional(),
  ago: z.coerce
    .number()
    .min(0)
    .max(LONGEST_S * 1000)
    .optional(),
});
/** What became of an act: done, with the entry of history that takes it back; or why it was not. */
export type ActDone = { done: true; act: TakeAct['act']; entry?: string | undefined } | { done: false; text: string };

/** Does what was sent to a recording. What is sent twice is done once: acts say how things are to be, not by how much. */
export async function actOnRecording(tx: WriteDoor, req: PersonRequest, module: Module): Promise<ActDone> {
  const episode = await lockedRecord(tx, GUIDE, req.params.id);
  const recorded = await readRecording(readerOf(tx), episode.id);
  const read = SENT.safeParse(req.body ?? {});
  if (!read.success) throw new BadRequest('This cannot be read. Load the page again.');
  const now = Date.now();
  const then = now - (read.data.ago ?? 0);
  const take = takeOf(recorded, now);
  const act = meantAct(read.data, take, then);
  if (!act) return { done: false, text: 'There is no mark to undo.' };
  const fault = faultOf(act, take, then);
  if (fault) return { done: false, text: fault };
  if (act.act === 'start' && isSameStart(act, take, then)) return { done: true, act: act.act };
  const before = act.act === 'start' ? await clearTake(tx, req, module, recorded) : recorded;
  await writeTake(tx, req, before, afterAct(take, act, then), now);
  const entry = act.act === 'end' ? await endTake(tx, req, module, recorded, act.at) : undefined;
  return { done: true, act: act.act, entry };
}

type Sent = z.infer<typeof SENT>;

// Undo is said by a form without script; a page with a clock says which mark it means.
function meantAct({ act, mark, segment, at }: Sent, take: Take, then: number): TakeAct | undefined {
  const reads = at ?? elapsedAt(take, then);
  if (mark !== undefined) return { act: 'mark', segment: mark, at: reads };
  if (act === 'mark') return { act, segment: segment ?? '', at: reads };
  if (act === 'unmark' || act === 'undo') {
    const id = act === 'undo' ? lastMarked(take.segments)?.id : segment;
    return id === undefined ? undefined : { act: 'unmark', segment: id, at: reads };
  }
  if (act === undefined) throw new BadRequest('Say what is to be done.');
  return { act, at: act === 'start' ? (at ?? 0) : reads };
}

// How far apart the same start may seem when it is sent again.
const SAME_START_MS = 3_000;

// It is running since then: its answer was lost.
function isSameStart({ at }: TakeAct, { clock }: Take, then: number): boolean {
  return clock.startedAt !== null && Math.abs(clock.startedAt - (then - at * 1000)) <= SAME_START_MS;
}

function faultOf(act: TakeAct, take: Take, then: number): string | undefined {
  const { clock, segments } = take;
  if ('segment' in act && !segments.some(({ id }) => isId(act.segment) && id === act.segment.toLowerCase()))
    return 'This segment is no longer there, so its mark was not kept.';
  if (act.act !== 'start') return undefined;
  if (segments.length === 0) return 'Add a segment first.';
  return clock.startedAt !== null && !isSameStart(act, take, then)
    ? 'It is being recorded already. Load the page again to go on with that clock.'
    : undefined;
}

/** Writes what differs: the clock, and the marks that changed. A new version, so that a form that was opened before is told. */
async function writeTake(
  tx: WriteDoor,
  req: PersonRequest,
  { id, segments }: RecordedEpisode,
  { clock, segments: after }: Take,
  now: number,
) {
  const changed = after.filter((it, n) => it.mark !== segments[n]?.mark);
  const agoOf = (moment: number | null) => (moment === null ? null : (now - moment) / 1000);
  await tx.$executeRaw(sql`
    update guide_segments g set actual_start = m.mark
    from unnest(${changed.map((it) => it.id)}::uuid[], ${changed.map(({ mark }) => mark)}::integer[]) as m (id, mark)
    where g.id = m.id and g.episode_id = ${id}::uuid`);
  await tx.$executeRaw(sql`
    update guide_episodes set version = version + 1, updated_at = now(), updated_by = ${req.person.id}::uuid,
      recording_started_at = clock_timestamp() - make_interval(secs => ${agoOf(clock.startedAt)}::float8),
      recording_paused_at = clock_timestamp() - make_interval(secs => ${agoOf(clock.pausedAt)}::float8),
      recording_length = ${clock.length}::integer
    where id = ${id}::uuid`);
}

// What an earlier recording left goes as any change of the record: its history tells it.
async function clearTake(
  tx: WriteDoor,
  { person }: PersonRequest,
  module: Module,
  recorded: RecordedEpisode,
): Promise<RecordedEpisode> {
  const { id, segments, length } = recorded;
  if (length === null && segments.every(({ mark }) => mark === null)) return recorded;
  const before = await mustRead(tx, module, id);
  const cleared = (before.fields.segments as unknown as Segments).map((it) => ({ ...it, actual_start: null }));
  await saveFields(tx, person, module, before, { segments: JSON.stringify(cleared), recording_length: '' });
  return { ...recorded, length: null, segments: segments.map((it) => ({ ...it, mark: null })) };
}

// The marks are told once, when it has ended: each by itself would fill the history.
async function endTake(
  tx: WriteDoor,
  { person }: PersonRequest,
  module: Module,
  { id, length, state }: RecordedEpisode,
  at: number,
): Promise<string | undefined> {
  const seconds = Math.round(at);
  if (length === seconds) return undefined;
  const now = await mustRead(tx, module, id);
  const segments = now.fields.segments as unknown as Segments;
  const unmarked = segments.map((it) => ({ ...it, actual_start: null }));
  const changes = module.history.kept(changesBetween({ segments: unmarked }, { segments }, ['segments']));
  if (changes.segments) await recordHistory(tx, { act: 'changed', target: { kind: GUIDE, id }, changes });
  const before = { ...now, fields: { ...now.fields, recording_length: length } };
  const ended = { recording_length: lengthText(seconds) };
  const isRecorded = RECORDED.includes(state) || state === 'shelved';
  const day = String(now.fields.record_on ?? dayOf(new Date(), person.timeZone));
  // Its days may forbid the state: then it has its length alone.
  const moved = isRecorded
    ? null
    : await saveFields(tx, person, module, before, { ...ended, state: 'recorded', record_on: day });
  const saved = moved?.kind === 'saved' ? moved : await saveFields(tx, person, module, before, ended);
  return saved.kind === 'saved' ? saved.entry : undefined;
}
