import { choice, date, defineFields, lines, link, number } from '../../records/fields/index.js';
import type { Row } from '../../records/fields/set.js';
import { type Child, rows } from '../../records/rows/index.js';
import { type Act, daysInOrder } from '../../records/states.js';
import { PLATFORM_LABELS } from './choices.js';
import { liveBegun } from './disclosure/begun.js';
import { calledPromised, PROMISED, type Promised } from './promised.js';
import { DELIVERABLE_STATES, type DeliverableState } from './states.js';

/** Something that was promised; days as YYYY-MM-DD. */
type Deliverable = Promised & {
  state: DeliverableState;
  draft_due_on: string | null;
  approval_due_on: string | null;
  keep_until: string | null;
  submitted_on: string | null;
  approved_on: string | null;
  went_live_on: string | null;
  link: string | null;
  views_7: number | null;
  clicks_7: number | null;
  views_30: number | null;
  clicks_30: number | null;
  live_reason: string | null;
};
/** The deliverables of a collab as they are kept. */
export type Deliverables = Child<Deliverable>[];

const times = (label: string) => number({ label, min: 0, max: 1_000_000_000, optional: true });

const FIELDS = defineFields({
  kind: PROMISED.kind,
  title: PROMISED.title,
  platform: PROMISED.platform,
  channel: PROMISED.channel,
  quantity: PROMISED.quantity,
  state: choice({ label: 'State', of: DELIVERABLE_STATES.all, initial: 'to_do' }),
  draft_due_on: date({ label: 'Draft due' }),
  approval_due_on: date({ label: 'Approval due' }),
  live_on: PROMISED.live_on,
  keep_until: date({ label: 'Keep live until' }),
  submitted_on: date({ label: 'Submitted on' }),
  approved_on: date({ label: 'Approved on' }),
  went_live_on: date({ label: 'Went live on' }),
  link: link({ label: 'Link', max: 2000 }),
  views_7: times('Views after 7 days'),
  clicks_7: times('Clicks after 7 days'),
  views_30: times('Views after 30 days'),
  clicks_30: times('Clicks after 30 days'),
  live_reason: lines({
    label: 'Why it is live without all of its disclosure',
    max: 500,
    hint: 'Kept with your name and the time, and shown under “Live without proof”.',
  }),
});

const DAYS = daysInOrder({
  approval_due_on: ['draft_due_on', 'the day the draft is due'],
  live_on: ['draft_due_on', 'the day the draft is due'],
  keep_until: ['live_on', 'the day it goes live'],
  approved_on: ['submitted_on', 'the day it was submitted'],
});
const DAYS_TOO = daysInOrder({
  live_on: ['approval_due_on', 'the day its approval is due'],
  keep_until: ['went_live_on', 'the day it went live'],
});

/** The deliverables of a collab, each with a page of its own and the acts that its states say. */
export const DELIVERABLES = rows<Deliverable>({
  label: 'Deliverables',
  one: 'Deliverable',
  part: 'deliverable',
  fields: FIELDS,
  rules,
  most: 100,
  table: { name: 'collab_deliverables', by: 'collab_id' },
  apart: {
    asks: ['kind', 'title', 'platform', 'live_on', 'draft_due_on'],
    folded: [
      ...['channel', 'quantity', 'approval_due_on', 'keep_until', 'state', 'link'],
      ...['submitted_on', 'approved_on', 'went_live_on', 'views_7', 'clicks_7', 'views_30', 'clicks_30', 'live_reason'],
    ],
    acts: actsOf(),
    called: calledDeliverable,
    begin: liveBegun,
  },
  empty: () => false,
  key: (row) => JSON.stringify(row),
  shown: (all) => all.map(toldDeliverable).join('; '),
});

/** What a deliverable is called: its title, or what it is and where. */
export function calledDeliverable(row: Row): string {
  const { title, platform } = row as Deliverable;
  const called = calledPromised(row as Deliverable);
  return title || !platform ? called : `${called}, ${PLATFORM_LABELS[platform] ?? platform}`;
}

// A history tells what moved: its state, and why it went live without its disclosure.
function toldDeliverable(row: Deliverable): string {
  const state = `${calledDeliverable(row)} (${DELIVERABLE_STATES.of(row.state)?.label.toLowerCase() ?? row.state}`;
  return row.live_reason ? `${state}, since “${row.live_reason.replaceAll('\n', ' ')}”)` : `${state})`;
}

function actsOf(): Act[] {
  return DELIVERABLE_STATES.names.flatMap((state) => {
    const act = DELIVERABLE_STATES.of(state)?.act;
    return act ? [{ ...act, sets: { ...act.sets, state: { to: state } } }] : [];
  });
}

function rules(values: Partial<Deliverable>) {
  const isOut = values.state === 'live' || values.state === 'verified';
  return {
    ...DAYS_TOO.faults(values),
    ...DAYS.faults(values),
    ...(isOut && values.link === null && { link: 'Type the address where it is live.' }),
    ...(isOut && values.went_live_on === null && { went_live_on: 'Choose the day it went live.' }),
  };
}
