import { formatDate, formatMoney, plural } from '../../http/format.js';
import { daysBetween } from '../../platform/clock.js';
import { sql } from '../../platform/postgres/sql.js';
import { shareOf, shownRate } from '../../records/fields/index.js';
import type { Declared } from '../../records/module.js';
import { type Fact, type FactGroup, factsFrom, filled } from '../../records/record/facts.js';
import type { RecordRow } from '../../records/record/state.js';
import { DEAL_FIELDS, type DealData } from './fields.js';
import { daysIn } from './list.js';
import { locksOf, locksView, type WithLocks } from './locks.js';
import { lookOf, PROBABILITY, STALE, type StageKind } from './stages.js';

/** A deal as its page reads it. */
export type DealRow = RecordRow &
  DealData &
  WithLocks & {
    look: string | null;
    kind: StageKind;
    chance: number;
    is_stale: boolean;
    stage_since: string;
    created_at: string;
    collab: { id: string; name: string } | null;
    renews: { id: string; name: string } | null;
  };

/** The page of a deal: where it stands, what is on the table, what is next. */
export const dealRecord: Declared['record'] = {
  select: (reader) => sql`
    (select s.look from deal_stages s where s.id = d.stage_id) as look, (select s.kind from deal_stages s where s.id = d.stage_id) as kind,
    (select ${PROBABILITY} from deal_stages s where s.id = d.stage_id) as chance,
    (select ${STALE} from deal_stages s where s.id = d.stage_id) as is_stale,
    (select jsonb_build_object('id', o.id, 'name', o.name) from deals o where o.id = d.renewed_from_id and o.deleted_at is null) as renews,
    ${locksOf(reader)}`,
  work: 'Deal',
  view(record, reader) {
    const row = record as unknown as DealRow;
    return {
      look: lookOf({ name: row.stage ?? '', look: row.look }),
      company: row.company ? { name: row.company, href: `/companies/${row.company_id}` } : null,
      days: daysIn(row, reader),
      is_stale: row.is_stale,
      strip: { title: `Money in ${row.currency}`, cells: stripOf(row, reader.today) },
      currency: row.currency,
      ...locksView(row, reader),
      groups: groupsOf(row),
    };
  },
};

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
      ...{ label: 'On the table', value: shown(row.amount ?? undefined) },
      words: last ? `${last.side === 'ours' ? 'Yours' : 'Theirs'}, ${formatDate(last.offered_on)}` : '',
    },
    {
      ...{ label: 'Probability', value: shownRate(row.chance) },
      words: row.probability === null ? 'The stage’s own' : 'Your own',
    },
    {
      ...{ label: 'Weighted', value: row.amount === null ? '–' : shown(shareOf(row.amount, row.chance)) },
      words: row.amount === null ? '' : `${shown(row.amount)} at ${shownRate(row.chance)}`,
    },
    {
      ...{ label: 'Expected', value: row.expected_on ? formatDate(row.expected_on) : '–' },
      words: row.expected_on ? inDays(row.expected_on, today) + age : age.replace(', age', 'Age'),
    },
  ];
}

function inDays(day: string, today: string): string {
  const days = daysBetween(today, day);
  if (days === 0) return 'Today';
  return days > 0 ? `In ${plural(days, 'day', 'days')}` : `${plural(-days, 'day', 'days')} ago`;
}

function groupsOf(row: DealRow): FactGroup[] {
  const facts = factsFrom(DEAL_FIELDS, row);
  const deal: Fact[] = [
    ...(row.company ? [{ label: 'Company', value: row.company, to: `/companies/${row.company_id}` }] : []),
    ...filled(facts('source', 'placement', 'category', 'territory', 'compensation', 'first_contact_on')),
    ...(row.renews ? [{ label: 'Renews', value: row.renews.name, to: `/pipeline/${row.renews.id}` }] : []),
    ...filled(facts('closed_on', 'hold_until', 'lost_reason', 'lost_note')),
  ];
  return [
    { title: 'Deal', group: 'what', facts: deal },
    ...(row.contacts.length > 0
      ? [
          {
            ...{ title: 'Contacts', group: 'who' },
            facts: row.contacts.map((it) => ({
              ...{ label: it.part ?? 'Contact', value: String(it.name), to: `/contacts/${it.id}` },
            })),
          },
        ]
      : []),
  ];
}
