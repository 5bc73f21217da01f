import { v7 as uuidv7 } from 'uuid';
import { formatDate, formatMoney, plural } from '../../http/format.js';
import { daysBetween } from '../../platform/clock.js';
import { sql } from '../../platform/postgres/sql.js';
import { distanceText } from '../../records/due.js';
import { shareOf, shownRate } from '../../records/fields/index.js';
import type { Declared } from '../../records/module.js';
import { IN_DIALOG, type RecordAct } from '../../records/record/acts.js';
import { type Fact, factsFrom, filled } from '../../records/record/facts.js';
import type { RecordRow } from '../../records/record/state.js';
import { COLLABS, type CollabOfDeal, collabOfDeal } from '../collabs/index.js';
import type { OfCompany } from '../companies/index.js';
import { type Beside, besideColumn, besideFigures, peopleBeside } from './beside.js';
import { DEAL_FIELDS, type DealData } from './fields.js';
import { PIPELINE } from './kind.js';
import { daysIn } from './list.js';
import { locksOf, locksView, type WithLocks } from './locks.js';
import { offerRows } from './offer-rows.js';
import { type Entered, nextStage, stageColumns, stageDays, stageTrack } from './stage-days.js';
import { lookOf, PROBABILITY, STALE, type Stage, type StageKind } from './stages.js';

/** A deal as its page reads it. */
type DealRow = RecordRow &
  DealData &
  WithLocks & {
    look: string | null;
    kind: StageKind;
    chance: number;
    is_stale: boolean;
    stage_since: string;
    created_at: string;
    collab: CollabOfDeal | null;
    renews: { id: string; name: string } | null;
    log: Entered[];
    stages: Stage[];
    beside: Beside;
  };

/** The page of a deal: where it stands, what is on the table, what is next, how it ends; with what other modules say of its company. */
export const dealRecord = (companies: readonly Pick<OfCompany, 'touched'>[]): Declared['record'] => ({
  select: (reader) => sql`
    (select s.look from deal_stages s where s.id = d.stage_id) as look, (select s.kind from deal_stages s where s.id = d.stage_id) as kind,
    (select ${PROBABILITY} from deal_stages s where s.id = d.stage_id) as chance,
    (select ${STALE} from deal_stages s where s.id = d.stage_id) as is_stale,
    (select jsonb_build_object('id', o.id, 'name', o.name) from deals o where o.id = d.renewed_from_id and o.deleted_at is null) as renews,
    ${stageColumns}, ${collabOfDeal(sql`d.id`)} as collab, ${besideColumn(
      reader.today,
      companies.flatMap(({ touched }) => touched ?? []),
    )}, ${locksOf(reader)}`,
  work: 'Deal',
  lead: (row, path) => leadOf(row as unknown as DealRow, path),
  view(record, reader) {
    const row = record as unknown as DealRow;
    const { person, today } = reader;
    return {
      look: lookOf({ name: row.stage ?? '', look: row.look }),
      company: row.company ? { name: row.company, href: `/companies/${row.company_id}` } : null,
      days: daysIn(row, reader),
      usual: row.is_stale ? row.stages.find(({ name }) => name === row.stage)?.stale_after : null,
      track: stageTrack(row, reader),
      strip: { title: `Money in ${row.currency}`, cells: stripOf(row, today) },
      currency: row.currency,
      ...locksView(row, reader),
      step: stepOf(row, today),
      offers: offerRows(row.offers, row),
      closing: closingOf(row),
      groups: [{ title: 'Deal', group: 'what', facts: dealFacts(row) }],
      people: peopleBeside(row.contacts),
      beside: row.company_id ? besideFigures(row.beside, row.company_id, person.timeZone) : null,
      stage_days: stageDays(row, reader),
      more: [
        { label: 'Move to…', icon: 'kanban', href: `${PIPELINE.path}/${row.id}/stage`, attrs: IN_DIALOG },
        {
          label: 'New deal from this one',
          icon: 'repeat',
          action: `${PIPELINE.path}/${row.id}/renewal`,
          fields: { submission_id: uuidv7() },
        },
      ],
    };
  },
});

// What leads a deal on: the next stage, at once; behind the last one its win; what is closed has its collab, or comes back.
function leadOf(row: DealRow, path: string): RecordAct | undefined {
  if (row.kind === 'won' && row.collab && !row.collab.in_trash)
    return { label: 'Open the collab', href: `${COLLABS.path}/${row.collab.id}` };
  if (row.kind === 'won' && !row.collab)
    return { label: 'Make its collab', href: `${path}/closure?to=won`, attrs: IN_DIALOG };
  const stage = nextStage(row);
  if (!stage) return { label: 'Mark as won', href: `${path}/closure?to=won`, attrs: IN_DIALOG };
  const label = row.kind === 'open' ? `Move to ${stage}` : `Reopen in ${stage}`;
  return { label, action: `${path}/stage`, fields: { stage } };
}

function stepOf(row: DealRow, today: string) {
  if (row.kind === 'won' || row.kind === 'lost') return null;
  const day = row.next_step_on;
  const [first] = row.contacts;
  return {
    text: row.next_step,
    words: [
      day ? `${formatDate(day)}, ${distanceText(day, today)}` : 'No day',
      ...(first ? [`with ${first.name}`] : []),
    ].join(', '),
    late: day !== null && day < today,
    version: row.version,
  };
}

function closingOf(row: DealRow) {
  const parts = row.deliverables.length;
  const collab =
    row.collab && !row.collab.in_trash ? { name: row.collab.name, href: `${COLLABS.path}/${row.collab.id}` } : null;
  return {
    ended: row.kind === 'won' || row.kind === 'lost',
    won: collab
      ? `Its collab “${collab.name}” stays; no second one is made.`
      : `Makes the collab with ${parts > 0 ? `${plural(parts, 'deliverable', 'deliverables')} and its payments` : 'its payments'}.`,
    held: row.kind === 'hold' && row.hold_until ? `On hold until ${formatDate(row.hold_until)}.` : null,
    collab,
    words: [
      row.closed_on ? `${row.stage} on ${formatDate(row.closed_on)}` : row.stage,
      ...(row.lost_reason ? [`: ${row.lost_reason}`] : []),
      '.',
    ].join(''),
    note: row.lost_note,
  };
}

function stripOf(row: DealRow, today: string) {
  const shown = (minor: number | undefined) => (minor === undefined ? '–' : formatMoney(minor, row.currency));
  const byDay = [...row.offers].sort((a, b) => String(a.offered_on).localeCompare(String(b.offered_on)));
  const firstOf = (side: 'theirs' | 'ours') => byDay.find((it) => it.side === side);
  const [theirs, ours] = [firstOf('theirs'), firstOf('ours')];
  const last = byDay.at(-1);
  const age = row.first_contact_on
    ? `, age ${plural(Math.max(0, daysBetween(row.first_contact_on, today)), 'day', 'days')}`
    : '';
  return [
    { label: 'Their first offer', value: shown(theirs?.amount), words: theirs ? formatDate(theirs.offered_on) : '' },
    { label: 'You asked', value: shown(ours?.amount), words: ours ? formatDate(ours.offered_on) : '' },
    {
      label: 'On the table',
      value: shown(row.amount ?? undefined),
      unit: row.currency,
      words: last ? `${last.side === 'ours' ? 'Yours' : 'Theirs'}, ${formatDate(last.offered_on)}` : '',
    },
    {
      label: 'Probability',
      value: shownRate(row.chance),
      words: row.probability === null ? 'The stage’s own' : 'Your own',
    },
    {
      label: 'Weighted',
      value: row.amount === null ? '–' : shown(shareOf(row.amount, row.chance)),
      words: row.amount === null ? '' : `${shown(row.amount)} at ${shownRate(row.chance)}`,
    },
    {
      label: 'Expected',
      value: row.expected_on ? formatDate(row.expected_on) : '–',
      words: row.expected_on ? inDays(row.expected_on, today) + age : age.replace(', age', 'Age'),
    },
  ];
}

function inDays(day: string, today: string): string {
  const days = daysBetween(today, day);
  if (days === 0) return 'Today';
  return days > 0 ? `In ${plural(days, 'day', 'days')}` : `${plural(-days, 'day', 'days')} ago`;
}

function dealFacts(row: DealRow): Fact[] {
  const facts = factsFrom(DEAL_FIELDS, row);
  return [
    ...(row.company ? [{ label: 'Company', value: row.company, to: `/companies/${row.company_id}` }] : []),
    ...filled(facts('source', 'placement', 'category', 'territory', 'compensation', 'first_contact_on')),
    ...(row.renews ? [{ label: 'Renews', value: row.renews.name, to: `/pipeline/${row.renews.id}` }] : []),
    ...filled(facts('closed_on', 'hold_until', 'lost_reason', 'lost_note')),
  ];
}
