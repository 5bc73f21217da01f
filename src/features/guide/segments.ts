import { lengthText } from '../../http/lengths.js';
import { choice, defineFields, duration, lines, text, tick } from '../../records/fields/index.js';
import type { Row } from '../../records/fields/set.js';
import { type Child, type RowBeginning, type RowBegun, rows } from '../../records/rows/index.js';
import { SEGMENT_LABELS, type SegmentKind } from './choices.js';
import { GUIDE } from './kind.js';

/** A part of an episode; lengths in seconds, the start from that of the recording. */
type Segment = {
  kind: SegmentKind;
  title: string | null;
  planned_seconds: number | null;
  talking_points: string | null;
  links: string | null;
  actual_start: number | null;
  no_chapter: boolean;
};
/** The segments of an episode as they are kept, in their order. */
export type Segments = Child<Segment>[];

/** How many segments an episode may have: a day of one every five minutes. */
const MOST_SEGMENTS = 300;
/** How many of them a history tells by their names. */
const MOST_TOLD = 40;

const FIELDS = defineFields({
  kind: choice({ label: 'Kind', of: SEGMENT_LABELS, initial: 'main', missing: 'Choose what it is.' }),
  title: text({ label: 'Title', max: 200, optional: true, squeezed: true, hint: 'What its chapter is called.' }),
  planned_seconds: duration({ label: 'Planned', max: 86_400, hint: 'Minutes and seconds.' }),
  talking_points: lines({ label: 'Talking points', max: 5000, hint: 'A point a line.' }),
  links: lines({ label: 'Links', max: 2000, hint: 'One a line.' }),
  actual_start: duration({
    label: 'Began at',
    max: 604_800,
    placeholder: '12:55',
    hint: 'From the start of the recording.',
  }),
  no_chapter: tick({ label: 'No chapter', hint: 'It belongs to the chapter before it.' }),
});

/** The segments of an episode, each with a page of its own. */
export const SEGMENTS = rows<Segment>({
  label: 'Segments',
  one: 'Segment',
  part: 'segment',
  fields: FIELDS,
  most: MOST_SEGMENTS,
  table: { name: 'guide_segments', by: 'episode_id' },
  apart: {
    asks: ['kind', 'title', 'planned_seconds', 'talking_points'],
    folded: ['links', 'actual_start', 'no_chapter'],
    called: calledSegment,
    begin: (_db, asked) => beginSegment(asked),
  },
  empty: () => false,
  key: (row) => JSON.stringify(row),
  shown: toldSegments,
  told: toldSegment,
});

/** What a segment is called: its title, else what it is. */
export function calledSegment(row: Row): string {
  const { title, kind } = row as Segment;
  return title ?? SEGMENT_LABELS[kind];
}

// Where rows are not drawn, they are moved from here.
function beginSegment({ record, row }: RowBegun): RowBeginning {
  const all = (record.fields.segments ?? []) as unknown as Segments;
  const at = all.findIndex((it) => it.row === row?.row);
  const button = (name: 'up' | 'down') => ({
    ...{ label: `Move ${name}`, icon: `arrow-${name}`, action: `${GUIDE.path}/${record.id}/order` },
    ...{ name, value: String(row?.row) },
  });
  return { buttons: [...(at > 0 ? [button('up')] : []), ...(at < all.length - 1 ? [button('down')] : [])] };
}

// In their order, which is what a move changes.
function toldSegments(all: readonly Segment[]): string {
  const told = all.slice(0, MOST_TOLD).map((it, n) => `${n + 1} ${toldSegment(it)}`);
  return [...told, ...(all.length > MOST_TOLD ? [`and ${all.length - MOST_TOLD} more`] : [])].join('; ');
}

function toldSegment(it: Segment): string {
  return `${calledSegment(it)}${it.planned_seconds === null ? '' : ` (${lengthText(it.planned_seconds)})`}`;
}
