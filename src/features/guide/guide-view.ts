import { nearDate } from '../../http/format.js';
import { lengthText, offText } from '../../http/lengths.js';
import type { Checks } from './checks.js';
import { LINK_LABELS, PART_LABELS, SEGMENT_LABELS, SPOT_PLACE_LABELS } from './choices.js';
import type { EpisodeData } from './fields.js';
import { type Visits, visitText } from './guests.js';
import { GUIDE } from './kind.js';
import { sumsOf, type Timed, timesOf } from './lengths.js';
import { calledLink, type EpisodeLinks } from './links.js';
import { calledSegment, type Segments } from './segments.js';
import type { SpotSource } from './spot-sources.js';
import { calledSpot, type Spots } from './spots.js';

/** From how many seconds on a segment is far off its plan, and below which it is near enough. */
const FAR_OFF = 60;
const NEAR = 10;

/** An episode as its page reads it, with what the reader alone sees. */
export type Guide = EpisodeData & { id: string; visits: Visits; sources: Record<string, SpotSource> };

/** The segments of an episode as its page shows them, with their sums. */
export function segmentRows(guide: Guide) {
  const times = timesOf(guide.segments as Segments, guide.recording_length);
  const spots = new Map((guide.spots as Spots).map((spot) => [spot.segment_id, spot]));
  const sums = sumsOf(times);
  return {
    rows: times.map((it, n) => segmentRow(guide, it, n, spots.get(it.segment.row))),
    planned: lengthText(sums.planned),
    actual: sums.actual === null ? '' : lengthText(sums.actual),
    off: sums.off === null ? '' : offText(sums.off),
  };
}

function segmentRow(
  { id }: Guide,
  { segment, starts, actual, off }: Timed,
  n: number,
  spot: Spots[number] | undefined,
) {
  const about = [
    SEGMENT_LABELS[segment.kind],
    spot && SPOT_PLACE_LABELS[spot.place].toLowerCase(),
    spot?.code && `code ${spot.code}`,
  ];
  return {
    id: segment.row,
    number: n + 1,
    name: calledSegment(segment),
    about: about.filter(Boolean).join(', '),
    is_read: Boolean(spot?.read_on),
    is_sponsor: segment.kind === 'sponsor',
    edit_href: `${GUIDE.path}/${id}/segments/${segment.row}/edit`,
    starts: starts === null ? '' : lengthText(starts),
    planned: segment.planned_seconds === null ? '' : lengthText(segment.planned_seconds),
    actual: actual === null ? '' : lengthText(actual),
    off: off === null ? '' : offText(off),
    off_cls: off === null || Math.abs(off) < NEAR ? 'muted' : Math.abs(off) > FAR_OFF ? 'warn' : 'soft',
  };
}

/** The sponsor spots of an episode as its page shows them: of what each comes is said to whose it is alone. */
export function spotRows({ id, spots, segments, sources, recording_length }: Guide, today: string) {
  const times = timesOf(segments as Segments, recording_length);
  return (spots as Spots).map((spot) => {
    const path = `${GUIDE.path}/${id}/spots/${spot.row}`;
    const at = times.find(({ segment }) => segment.row === spot.segment_id);
    const source = sources[spot.row ?? ''];
    return {
      name: spot.company ?? calledSpot(spot),
      title: spot.title ?? '',
      source: source && {
        name: source.name,
        href: source.collab_id ? `/collabs/${source.collab_id}` : `/pipeline/${source.deal_id}`,
        kind: source.collab_id ? 'your collab' : 'your deal',
      },
      edit_href: `${path}/edit`,
      place: SPOT_PLACE_LABELS[spot.place],
      at: at && at.starts !== null ? lengthText(at.starts) : '',
      code: spot.code,
      read_on: spot.read_on && nearDate(spot.read_on, today),
      act: spot.read_on ? null : { label: 'Mark read', href: `${path}/read` },
    };
  });
}

/** The links of an episode as its page shows them. */
export function linkRows({ id, links }: Guide) {
  return (links as EpisodeLinks).map((it) => ({
    name: calledLink(it),
    href: it.url,
    kind: `${LINK_LABELS[it.kind]}${it.every_episode ? ', in every episode' : ''}`,
    edit_href: `${GUIDE.path}/${id}/links/${it.row}/edit`,
  }));
}

/** Who is in an episode; of a guest, how often before. */
export function peopleRows({ contacts, visits }: Guide) {
  return contacts.map(({ id, name, part }) => ({
    name,
    href: `/contacts/${id}`,
    initials: initialsOf(String(name)),
    part: [
      part && part in PART_LABELS ? PART_LABELS[part as keyof typeof PART_LABELS] : 'In it',
      part === 'guest' ? visitText(visits, id) : '',
    ]
      .filter(Boolean)
      .join(', '),
  }));
}

/** The checklist of an episode. */
export function checkRows({ id, checklist }: Guide, today: string) {
  const all = checklist as Checks;
  return {
    done: all.filter(({ done_on }) => done_on !== null).length,
    ticked: all.flatMap(({ row, done_on }) => (done_on ? [row] : [])).join(','),
    rows: all.map((it) => ({
      id: it.row,
      name: it.title,
      is_done: it.done_on !== null,
      day: it.done_on ? nearDate(it.done_on, today) : '',
      edit_href: `${GUIDE.path}/${id}/checklist/${it.row}/edit`,
    })),
  };
}

function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/);
  return [words[0], words.length > 1 ? words.at(-1) : '']
    .map((it) => [...(it ?? '')][0] ?? '')
    .join('')
    .toUpperCase();
}
