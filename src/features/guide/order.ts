import { isId } from '../../http/form.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';
import { type Changes, recordHistory } from '../../records/history.js';
import type { RecordState } from '../../records/state.js';
import { GUIDE } from './kind.js';
import { SEGMENTS, type Segments } from './segments.js';

/** Which segment is moved, and how: a step up or down, or to a place counted from 1. */
export type Move = { row: string; step: -1 | 1 } | { row: string; to: number };

/** Reads the button or the drop that moves a segment; undefined for anything else. */
export function readMove(sent: Readonly<Record<string, unknown>>): Move | undefined {
  if (isId(sent.up)) return { row: sent.up.toLowerCase(), step: -1 };
  if (isId(sent.down)) return { row: sent.down.toLowerCase(), step: 1 };
  const to = typeof sent.to === 'string' && /^\d{1,4}$/.test(sent.to) ? Number(sent.to) : 0;
  return isId(sent.segment) && to > 0 ? { row: sent.segment.toLowerCase(), to } : undefined;
}

/** The segments with one of them moved; at the ends it stays. Undefined where that one is not among them. */
export function movedIn(segments: Segments, move: Move): Segments | undefined {
  const from = segments.findIndex(({ row }) => row === move.row);
  const segment = segments[from];
  if (!segment) return undefined;
  const wanted = 'to' in move ? move.to - 1 : from + move.step;
  const to = Math.max(0, Math.min(segments.length - 1, wanted));
  return segments.toSpliced(from, 1).toSpliced(to, 0, segment);
}

/** The order in which segments stood before these changes, newest first; undefined where none of them moved, added or removed any. */
export function orderBefore(now: Segments, changes: readonly Changes[]): Segments | undefined {
  let [at, before]: [Segments, Segments | undefined] = [now, undefined];
  for (const { segments } of changes) {
    if (!segments) continue;
    const was = SEGMENTS.before(at, segments);
    if (idsOf(was).join() !== idsOf(at).join()) before = was;
    at = was;
  }
  return before;
}

/** Writes the order of an episode’s segments as one statement, as a version of the episode with its history. Answers the entry’s id. */
export async function writeOrder(
  tx: WriteDoor,
  { id, fields }: RecordState,
  after: Segments,
): Promise<string | undefined> {
  await tx.$executeRaw(sql`
    update guide_segments t set position = o.place - 1 from unnest(${idsOf(after)}::uuid[]) with ordinality o (id, place)
    where t.id = o.id and t.episode_id = ${id}::uuid and t.position <> o.place - 1`);
  await tx.$executeRaw(sql`
    update guide_episodes set version = version + 1, updated_at = now(), updated_by = app_user_id() where id = ${id}::uuid`);
  const [entry] = await recordHistory(tx, {
    act: 'changed',
    target: { kind: GUIDE, id },
    changes: { segments: SEGMENTS.kept((fields.segments ?? []) as unknown as Segments, after) },
  });
  return entry;
}

/** The ids of segments in their order. */
export function idsOf(segments: Segments): string[] {
  return segments.map(({ row }) => String(row));
}
