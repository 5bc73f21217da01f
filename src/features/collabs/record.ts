import { formatDate, formatMoney, plural } from '../../http/format.js';
import { join, sql } from '../../platform/postgres/sql.js';
import { shareOf, shownRate } from '../../records/fields/index.js';
import { firstReached, reachedOn } from '../../records/history.js';
import type { Declared } from '../../records/module.js';
import { type Fact, type FactGroup, factsFrom, filled, linksIn } from '../../records/record/facts.js';
import type { RecordRow } from '../../records/record/state.js';
import { trackOf } from '../../records/record/track.js';
import { type TickOfMany, ticksWhere } from './disclosure/queries.js';
import { COLLAB_FIELDS, type CollabData } from './fields.js';
import { type Figures, figuresColumn, figuresView } from './figures.js';
import { COLLABS } from './kind.js';
import { moneyOf } from './money.js';
import { nextDayColumn } from './next-day.js';
import type { OfCollab } from './of-collab.js';
import type { Payments } from './payments.js';
import { locksOf, locksView, type WithLocks } from './record-locks.js';
import { MONEY_LOOKS, STATES } from './states.js';
import { dayStrip } from './strip.js';
import { termStrip } from './terms.js';
import { deliverableRows, paymentRows } from './work.js';

type CollabRow = RecordRow &
  CollabData &
  WithLocks & { ticks: TickOfMany[]; figures: Figures; next_day: string | null };

const WAY = STATES.names.filter((state) => state !== 'cancelled');

/** The page of a collab: its money, its work, what was agreed, and what other modules say of it. */
export function collabRecord(others: readonly OfCollab[]): Declared['record'] {
  return {
    select: (reader) =>
      join([
        ...others.map((it) => it.select()),
        locksOf(reader),
        figuresColumn(reader.today),
        nextDayColumn,
        sql`${ticksWhere(sql`t.collab_id = b.id`)} as ticks, ${firstReached(COLLABS, 'b', 'state')} as reached`,
      ]),
    work: 'Work',
    view(record, reader) {
      const { person, today } = reader;
      const row = record as CollabRow;
      const held = locksView(row, reader);
      const money = moneyOf(row.payments as Payments, today);
      return {
        company: row.company ? { name: row.company, href: `/companies/${row.company_id}` } : null,
        agency: row.agency ? { name: row.agency, href: `/companies/${row.agency_id}` } : null,
        money_look: money.state && MONEY_LOOKS[money.state],
        track: trackOf(row.state, { states: STATES, way: WAY, dayIn: reachedOn(record.reached, person.timeZone) }),
        strip: { title: `Money in ${row.currency}`, cells: stripOf(row, money) },
        deliverables: deliverableRows(row, today, held.all, row.ticks),
        ...held.shown,
        payments: paymentRows(row, today),
        days: dayStrip(row, today),
        terms: termStrip(row, today),
        currency: row.currency,
        figures: figuresView(row.figures, row),
        groups: groupsOf(row, others),
      };
    },
  };
}

function stripOf(row: CollabRow, money: ReturnType<typeof moneyOf>) {
  const shown = (minor: number) => formatMoney(minor, row.currency);
  const commission = shareOf(row.fee ?? 0, row.commission_rate ?? 0);
  const inKind = row.in_kind_value ? `and ${shown(row.in_kind_value)} in kind` : '';
  const waiting = money.planned - money.invoiced;
  return [
    {
      kind: '',
      label: 'Fee',
      value: row.fee === null ? '–' : shown(row.fee),
      words: plural(row.payments.length, 'payment', 'payments'),
    },
    {
      kind: 'op',
      label: 'Commission',
      value: shown(-commission),
      words: row.commission_rate ? shownRate(row.commission_rate) : 'None',
    },
    {
      kind: 'eq',
      label: 'Net fee',
      value: row.fee === null ? '–' : shown(row.fee - commission),
      unit: row.currency,
      words: inKind,
    },
    {
      kind: 'key',
      label: 'Invoiced',
      value: shown(money.invoiced),
      words: waiting > 0 ? `${shown(waiting)} not yet` : '',
    },
    {
      kind: 'key',
      label: 'Paid',
      value: shown(money.paid),
      words: money.days_to_pay === null ? '' : `After ${plural(money.days_to_pay, 'day', 'days')}`,
    },
    {
      kind: 'key',
      label: 'Outstanding',
      value: shown(money.outstanding),
      words: money.due_on ? `Due ${formatDate(money.due_on)}` : '',
    },
  ];
}

function groupsOf(row: CollabRow, others: readonly OfCollab[]): FactGroup[] {
  const facts = factsFrom(COLLAB_FIELDS, row);
  const agreement: Fact[] = [
    ...row.contacts.map((it) => ({ label: it.part ?? 'Contact', value: String(it.name), to: `/contacts/${it.id}` })),
    ...others.flatMap((it) => it.facts(row)),
    ...facts('compensation'),
    ...filled(facts('category', 'territory', 'signed_on', 'starts_on', 'ends_on')),
    ...(row.revisions_allowed === null
      ? []
      : [{ label: 'Revisions', value: `${row.revisions_used} of ${row.revisions_allowed} rounds used` }]),
    ...filled(facts('promo_code')),
    ...(row.tracking_link ? [{ label: 'Tracking', value: '', links: linksIn(row.tracking_link) }] : []),
  ];
  const said = [
    { title: 'Say', text: row.talking_points },
    { title: 'Do not say', text: row.do_not_say },
  ].flatMap(({ title, text }) =>
    text ? [{ title, group: 'fold-brief', facts: [{ label: title, value: '', lines: text.split('\n') }] }] : [],
  );
  return [{ title: 'Agreement', group: 'what', facts: agreement }, ...said];
}
