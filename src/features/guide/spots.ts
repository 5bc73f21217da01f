import { optionalId } from '../../http/form.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { choice, date, defineFields, type Field, id, lines, link, text } from '../../records/fields/index.js';
import type { Row } from '../../records/fields/set.js';
import { type Child, type RowBeginning, type RowBegun, rows } from '../../records/rows/index.js';
import { companyField } from '../companies/index.js';
import { SPOT_PLACE_LABELS } from './choices.js';
import { calledSegment, type Segments } from './segments.js';
import { SOURCE_FIELDS, type SourceNames, sourceOf } from './spot-sources.js';

/** What is read for a sponsor; its own collab or deal is no part of it, as that is its owner's alone. */
type Spot = {
  company: string | null;
  company_id: string | null;
  title: string | null;
  place: keyof typeof SPOT_PLACE_LABELS;
  segment_id: string | null;
  script: string | null;
  code: string | null;
  link: string | null;
  read_on: string | null;
} & SourceNames;
/** The sponsor spots of an episode as they are kept. */
export type Spots = Child<Spot>[];

const FIELDS = defineFields({
  company: { ...companyField({ label: 'Sponsor', column: 'company_id' }), optional: false },
  company_id: id({ label: 'Sponsor', beside: 'company', strange: 'Choose a company of the list, or type its name.' }),
  title: text({ label: 'What for', max: 200, optional: true, squeezed: true }),
  place: choice({ label: 'Place', of: SPOT_PLACE_LABELS, initial: 'mid' }),
  segment_id: segmentField(),
  code: text({ label: 'Code', max: 100, optional: true }),
  link: link({ label: 'Link', max: 2000 }),
  script: lines({ label: 'Script', max: 5000 }),
  read_on: date({ label: 'Read on' }),
  collab: SOURCE_FIELDS.collab,
  collab_id: SOURCE_FIELDS.collab_id,
  deal: SOURCE_FIELDS.deal,
  deal_id: SOURCE_FIELDS.deal_id,
});

/** The sponsor spots of an episode, each with a page of its own. */
export const SPOTS = rows<Spot>({
  label: 'Sponsor spots',
  one: 'Spot',
  part: 'spot',
  fields: FIELDS,
  most: 50,
  table: { name: 'guide_spots', by: 'episode_id' },
  apart: {
    asks: ['company', 'title', 'place', 'segment_id', 'collab', 'code', 'script'],
    folded: ['deal', 'link', 'read_on'],
    acts: [
      {
        name: 'read',
        label: 'Mark read',
        done: 'Read',
        asks: ['read_on'],
        needs: { read_on: 'Choose the day it was read.' },
      },
    ],
    called: calledSpot,
    begin: beginSpot,
  },
  empty: () => false,
  key: (row) => JSON.stringify(row),
  shown: (all) => all.map(toldSpot).join('; '),
});

/** What a spot is called: whose it is, and what for. */
export function calledSpot(row: Row): string {
  const { company, title } = row as Spot;
  return [company, title].filter(Boolean).join(', ');
}

function toldSpot(row: Spot): string {
  return `${calledSpot(row)} (${SPOT_PLACE_LABELS[row.place].toLowerCase()}${row.read_on ? ', read' : ''})`;
}

/** The segment of the same episode that a spot is read in: one of those that are offered. */
function segmentField(): Field<string | null> {
  const schema = optionalId('Choose a segment of this episode.');
  return {
    ...id({ label: 'Segment', beside: 'segment_id', strange: '' }),
    kind: 'choice',
    beside: undefined as never,
    input: { control: 'select', empty: 'None yet' },
    parse: () => schema,
  };
}

async function beginSpot(db: Pick<ReadDoor, 'row'>, { record, row }: RowBegun): Promise<RowBeginning> {
  const segments = (record.fields.segments ?? []) as unknown as Segments;
  const source = row === null ? undefined : await sourceOf(db, String(row.row));
  return {
    options: {
      segment_id: segments.map((it, n) => ({ value: String(it.row), label: `${n + 1} ${calledSegment(it)}` })),
    },
    ...(source && { initial: source }),
  };
}
