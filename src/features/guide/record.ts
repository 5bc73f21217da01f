import { clock, longDay, plural, shortDate } from '../../http/format.js';
import { lengthText } from '../../http/lengths.js';
import { daysBetween } from '../../platform/clock.js';
import { join, sql } from '../../platform/postgres/sql.js';
import { firstReached, reachedOn } from '../../records/history.js';
import type { Declared } from '../../records/module.js';
import { IN_DIALOG } from '../../records/record/acts.js';
import { type Fact, type FactGroup, factsFrom, filled } from '../../records/record/facts.js';
import type { RecordRow } from '../../records/record/state.js';
import { trackOf } from '../../records/record/track.js';
import { TYPE_LABELS } from './choices.js';
import { EPISODE_FIELDS } from './fields.js';
import { visitsColumn } from './guests.js';
import { checkRows, type Guide, linkRows, peopleRows, segmentRows, spotRows } from './guide-view.js';
import { GUIDE } from './kind.js';
import { sumsOf, timesOf } from './lengths.js';
import { wrongChapters } from './pack/wrong-chapters.js';
import type { Segments } from './segments.js';
import { SHOWS } from './shows/kind.js';
import { sourcesColumn } from './spot-sources.js';
import { ENDED, STATES, type State } from './states.js';

type EpisodeRow = RecordRow &
  Guide & { season_target: number | null; show_target: number | null; zone: string | null; reached: unknown };

const WAY = STATES.names.filter((state) => state !== 'shelved');

/** The page of an episode: its lengths, its segments in order, its spots, words and links, who is in it, what is checked. */
export const episodeRecord: Declared['record'] = {
  select: () =>
    join([
      sourcesColumn,
      visitsColumn,
      sql`
        (select se.target_length from guide_seasons se where se.show_id = e.show_id and se.number = e.season order by se.position limit 1) as season_target,
        (select sh.target_length from guide_shows sh where sh.id = e.show_id) as show_target,
        (select sh.time_zone from guide_shows sh where sh.id = e.show_id) as zone,
        ${firstReached(GUIDE, 'e', 'state')} as reached`,
    ]),
  work: 'Guide',
  view(record, { person, today }) {
    const row = record as EpisodeRow;
    const path = `${GUIDE.path}/${row.id}`;
    return {
      name: row.number === null ? row.name : `${row.number} ${row.name}`,
      show: { name: row.show, href: `${SHOWS.path}/${row.show_id}` },
      season: row.season,
      type: TYPE_LABELS[row.type].toLowerCase(),
      owner: row.owner,
      track: trackOf(row.state, {
        states: STATES,
        way: WAY,
        dayIn: reachedOn(row.reached, person.timeZone),
        planned: (state) => (state === 'published' ? row.publish_on : null),
      }),
      strip: { title: 'Lengths', cls: 'four', cells: stripOf(row, today, person.timeZone) },
      segments: segmentRows(row),
      spots: spotRows(row, today),
      words: wordsOf(row),
      links: linkRows(row),
      people: peopleRows(row),
      checks: checkRows(row, today),
      pack: { wrong: wrongChapters(row) },
      groups: groupsOf(row),
      version: row.version,
      more: [
        { label: 'Plan the next episode', href: `${path}/next`, icon: 'copy', attrs: IN_DIALOG },
        { label: 'Print', href: `${path}/print`, icon: 'printer' },
      ],
    };
  },
};

function stripOf(row: EpisodeRow, today: string, timeZone: string) {
  const target = row.target_length ?? row.season_target ?? row.show_target;
  const sums = sumsOf(timesOf(row.segments as Segments, row.recording_length));
  const recorded = row.recording_length ?? sums.actual;
  const setFor =
    row.target_length !== null
      ? 'Set for this one'
      : row.season_target !== null
        ? `Set for season ${row.season}`
        : 'Set for the show';
  return [
    {
      label: 'Target',
      value: target === null ? '–' : lengthText(target),
      words: target === null ? 'None set' : setFor,
    },
    { label: 'Planned', value: lengthText(sums.planned), words: againstTarget(sums.planned, target) },
    {
      kind: 'eq',
      label: 'Recorded',
      value: recorded === null ? '–' : lengthText(recorded),
      words: recorded === null ? 'Not yet' : againstTarget(recorded, target),
    },
    { kind: 'key', label: row.state === 'published' ? 'Published' : 'Publishes', ...publishing(row, today, timeZone) },
  ];
}

function againstTarget(seconds: number, target: number | null): string {
  if (target === null) return '';
  const off = seconds - target;
  return off === 0 ? 'On target' : `${lengthText(Math.abs(off))} ${off > 0 ? 'over' : 'under'} target`;
}

// The time is that of the show's clock, which is named where it is not the reader's.
function publishing({ publish_on, publish_time, state, zone }: EpisodeRow, today: string, timeZone: string) {
  if (publish_on === null) return { value: '–', words: 'No day yet' };
  const day = `${longDay(publish_on).slice(0, 3)} ${shortDate(publish_on)}`;
  const elsewhere = publish_time && zone && zone !== timeZone ? ` (${zone})` : '';
  const words = `${day}${publish_time ? `, ${clock(publish_time)}` : ''}${elsewhere}`;
  const isOpen = !ENDED.includes(state as State);
  return {
    value: isOpen ? untilText(daysBetween(today, publish_on)) : shortDate(publish_on),
    words,
    late: isOpen && publish_on < today,
  };
}

function untilText(days: number): string {
  if (days < 0) return `${plural(-days, 'day', 'days')} late`;
  return days === 0 ? 'Today' : days === 1 ? 'Tomorrow' : `In ${days} days`;
}

function wordsOf({ hook, summary, description, keywords }: EpisodeRow) {
  return [
    { label: 'Hook', text: hook },
    { label: 'Summary', text: summary },
    { label: 'Description', text: description },
    { label: 'Keywords', text: keywords },
  ].filter(({ text }) => text);
}

function groupsOf(row: EpisodeRow): FactGroup[] {
  const facts = factsFrom(EPISODE_FIELDS, row);
  const show: Fact = { label: 'Show', value: String(row.show), to: `${SHOWS.path}/${row.show_id}` };
  return [
    {
      title: 'Episode',
      group: 'what',
      facts: [
        show,
        ...filled(facts('season', 'number')),
        ...facts('type'),
        ...filled(facts('owner', 'record_on', 'publish_on', 'publish_time', 'target_length')),
        ...(row.explicit ? facts('explicit') : []),
        ...(row.intro_offset ? [...facts('intro_offset'), ...filled(facts('intro_chapter'))] : []),
        ...filled(facts('recording_length')),
      ],
    },
  ];
}
