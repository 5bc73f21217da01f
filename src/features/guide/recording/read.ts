import { isId } from '../../../http/form.js';
import { NotFound } from '../../../platform/errors.js';
import type { ReadDoor } from '../../../platform/postgres/database.js';
import { type Sql, sql } from '../../../platform/postgres/sql.js';
import { companyName } from '../../companies/index.js';
import type { SegmentKind } from '../choices.js';
import { showName } from '../shows/named.js';
import type { State } from '../states.js';
import type { Take } from './take.js';

/** A segment as the recording view reads it, with what is read in it for a sponsor. */
export type RecordedSegment = {
  id: string;
  kind: SegmentKind;
  title: string | null;
  planned: number | null;
  mark: number | null;
  points: string | null;
  spot: {
    place: 'pre' | 'mid' | 'post';
    company: string;
    title: string | null;
    code: string | null;
    script: string | null;
  } | null;
};
/** An episode as it is recorded. `since` and `still`: how many milliseconds ago its clock read nought, and has stood still. */
export type RecordedEpisode = {
  id: string;
  name: string;
  number: number | null;
  show: string;
  state: State;
  since: number | null;
  still: number | null;
  length: number | null;
  segments: RecordedSegment[];
};

/** The episode of an address as it is recorded, in one statement; one in the trash is not there. */
export async function readRecording(db: Pick<ReadDoor, 'row'>, id: unknown): Promise<RecordedEpisode> {
  const found = isId(id)
    ? await db.row<RecordedEpisode>(sql`${RECORDING} where e.id = ${id}::uuid and e.deleted_at is null`)
    : undefined;
  if (!found) throw new NotFound();
  return found;
}

/** The recording as it stands, on a clock that reads `now`. */
export function takeOf({ since, still, length, segments }: RecordedEpisode, now: number): Take {
  const clock = {
    startedAt: since === null ? null : now - since,
    pausedAt: still === null ? null : now - still,
    length,
  };
  return { clock, segments: segments.map((it) => ({ id: it.id, planned: it.planned ?? 0, mark: it.mark })) };
}

const ago = (column: Sql) => sql`(extract(epoch from clock_timestamp() - ${column}) * 1000)::float8`;

const RECORDING = sql`
  select e.id::text, e.name, e.number, ${showName(sql`e.show_id`)} as show, e.state, e.recording_length as length,
    ${ago(sql`e.recording_started_at`)} as since, ${ago(sql`e.recording_paused_at`)} as still,
    (select coalesce(jsonb_agg(jsonb_build_object('id', g.id, 'kind', g.kind, 'title', g.title, 'planned', g.planned_seconds,
      'mark', g.actual_start, 'points', g.talking_points, 'spot', s.spot) order by g.position, g.id), '[]')
    from guide_segments g left join (
      select distinct on (sp.segment_id) sp.segment_id, jsonb_build_object('place', sp.place, 'company', ${companyName(sql`sp.company_id`)},
        'title', sp.title, 'code', sp.code, 'script', sp.script) as spot
      from guide_spots sp where sp.episode_id = e.id order by sp.segment_id, sp.position) s on s.segment_id = g.id
    where g.episode_id = e.id) as segments
  from guide_episodes e`;
