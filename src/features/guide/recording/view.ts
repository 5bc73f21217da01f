import { clock, timeOf } from '../../../http/format.js';
import { lengthText, offText } from '../../../http/lengths.js';
import type { Person } from '../../../http/person.js';
import { SEGMENT_LABELS, SPOT_PLACE_LABELS } from '../choices.js';
import { GUIDE } from '../kind.js';
import { type RecordedEpisode, type RecordedSegment, takeOf } from './read.js';
import { lastMarked, type TakeRow, takeAt } from './take.js';

/** From how many seconds on a segment, or all, is far over its plan. */
const FAR_OVER = 60;

/** The recording of an episode as its page shows it: how it stands as it is read, and what a clock in the browser needs to go on. */
export function recordingView(episode: RecordedEpisode, { timeZone, role }: Person) {
  const now = Date.now();
  const take = takeOf(episode, now);
  const at = takeAt(take, now);
  const path = `${GUIDE.path}/${episode.id}`;
  const shown = episode.segments.map((segment, n) => segmentView(segment, at.rows[n] as TakeRow));
  const last = lastMarked(take.segments);
  return {
    title: episode.number === null ? episode.name : `${episode.number} ${episode.name}`,
    number: episode.number === null ? '' : String(episode.number),
    name: episode.name,
    show: episode.show,
    path: `${path}/recording`,
    guide_href: path,
    pack_href: `${path}/pack`,
    may_write: role !== 'VIEWER',
    state: at.state,
    read_at: clock(timeOf(new Date(now), timeZone)),
    elapsed: lengthText(at.elapsed),
    planned: lengthText(at.planned),
    against: offText(Math.round(at.against)),
    is_over: at.against > FAR_OVER,
    ends: at.state === 'ended' ? '' : clock(timeOf(new Date(now + at.left * 1000), timeZone)),
    current: at.current < 0 ? null : { ...shown[at.current], place: `${at.current + 1} of ${shown.length}` },
    next: at.next < 0 ? null : shown[at.next],
    first: shown[0] ?? null,
    undo: last ? shown.find(({ id }) => id === last.id) : null,
    in_segment: lengthText(at.inSegment),
    segments: shown,
    // Read by the browser's own clock: how long ago, never when.
    data: JSON.stringify({
      read: now,
      since: episode.since,
      still: episode.still,
      length: episode.length,
      segments: take.segments,
    }),
  };
}

function segmentView(segment: RecordedSegment, row: TakeRow) {
  const { id, kind, title, points, spot } = segment;
  const place = spot ? `, ${SPOT_PLACE_LABELS[spot.place].toLowerCase()}` : '';
  return {
    id,
    name: title ?? spot?.company ?? SEGMENT_LABELS[kind],
    kind: `${SEGMENT_LABELS[kind]}${place}`,
    points: [
      ...(points?.split('\n') ?? []),
      ...(spot?.script ? [`“${spot.script}”`] : []),
      ...(spot?.code ? [`Code ${spot.code}`] : []),
    ],
    state: row.state,
    at: row.at === null ? '–' : lengthText(row.at),
    planned: lengthText(row.planned),
    figure: row.off === null ? lengthText(row.planned) : offText(Math.round(row.off)),
    is_far: row.off !== null && row.off > FAR_OVER,
  };
}
