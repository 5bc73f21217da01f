import { optionalChoice } from '../../http/form.js';
import { dayOf, formatDate } from '../../http/format.js';
import type { Cell } from '../../http/list/cells.js';
import { severalOf } from '../../http/list/filter.js';
import { holdsWords } from '../../http/list/sql.js';
import { daysBetween } from '../../platform/clock.js';
import { sql } from '../../platform/postgres/sql.js';
import { byWords, filterOf, shownRate, yesOrNoFilter } from '../../records/fields/index.js';
import type { Row } from '../../records/fields/set.js';
import { amountColumn, DASH, fieldColumns, textCell, UPDATED } from '../../records/list/columns.js';
import type { ListColumn, ListDeclared, Reader } from '../../records/list/define.js';
import { byUpdated } from '../../records/list/sorts.js';
import { byCompany, companyColumn, companyFilter, companyName, companyWords, referringTo } from '../companies/index.js';
import { contactFilter } from '../contacts/index.js';
import { DEAL_FIELDS } from './fields.js';
import { CYCLE, KIND, MEAN_CYCLE, WIN_RATE, WON_AGAIN } from './figures.js';
import { passageFilter } from './passage.js';
import { ofContact } from './people.js';
import { lookOf, PROBABILITY, STALE, STANDING_LABELS, stageJoin, WEIGHTED } from './stages.js';

const COMPANY = companyName(sql`d.company_id`);
const STANDINGS = Object.entries(STANDING_LABELS).map(([value, label]) => ({ value, label }));
const WEIGHT = sql`(select ${WEIGHTED} from deal_stages s where s.id = d.stage_id)`;
// By the few stages and not by each deal's own, so that they are looked up once and lead into the board's index.
const inStages = (kinds: readonly string[]) =>
  sql`d.stage_id in (select s.id from deal_stages s where s.kind = any(${kinds}::text[]))`;

const COLUMNS: readonly ListColumn[] = [
  companyColumn,
  {
    name: 'stage',
    label: 'Stage',
    standard: true,
    cls: 'p2',
    width: 'w-stage',
    phone: 'u1',
    cell: (row) => ({ text: '', look: lookOf({ name: String(row.stage), look: row.look as string | null }) }),
    // Of what was won or lost among the rows.
    total: { sum: WIN_RATE, cell: (rate) => (rate === null ? DASH : { text: `${shownRate(rate * 10)} won` }) },
  },
  {
    name: 'next_step',
    label: 'Next step',
    standard: true,
    cls: 'p2',
    width: 'w-more',
    cell: (row) => (row.next_step ? textCell(String(row.next_step)) : row.kind === 'open' ? NO_STEP : DASH),
  },
  {
    name: 'next_step_on',
    label: 'Step on',
    standard: true,
    cls: 'p2',
    width: 'w-date',
    phone: 'e2',
    cell: stepCell,
  },
  {
    name: 'days_in_stage',
    label: 'Days in stage',
    standard: true,
    cls: 'p3',
    width: 'w-date',
    right: true,
    cell: daysCell,
    csv: (row, reader) => String(daysIn(row, reader)),
  },
  amountColumn('amount', 'Amount', { standard: true, cls: 'p2', width: 'w-m1', phone: 'e1', sum: sql`sum(d.amount)` }),
  amountColumn('weighted', 'Weighted', { standard: true, cls: 'p3', width: 'w-m', sum: sql`sum(${WEIGHTED})` }),
  {
    name: 'cycle',
    label: 'Cycle',
    standard: false,
    cls: 'p3',
    width: 'w-count',
    right: true,
    cell: ({ cycle }) => (cycle === null ? DASH : { text: `${cycle} d`, cls: 'num soft' }),
    csv: ({ cycle }) => String(cycle ?? ''),
    total: {
      sum: MEAN_CYCLE,
      cell: (days) => (days === null ? DASH : { text: `${days} d in the mean` }),
    },
  },
  {
    name: 'chance',
    label: 'Probability',
    standard: false,
    cls: 'p3',
    width: 'w-count',
    right: true,
    cell: ({ chance }) => ({ text: shownRate(Number(chance)), cls: 'num soft' }),
    csv: ({ chance }) => String(Number(chance) / 100),
  },
  UPDATED,
  ...fieldColumns(DEAL_FIELDS, 'source', 'expected_on', 'closed_on', 'placement', 'compensation', 'lost_reason'),
];

const NO_STEP: Cell = { text: 'No next step', cls: 'warn' };

/** The list of one's deals. */
export const dealList: ListDeclared = {
  alias: 'd',
  sorts: {
    name: { label: 'Deal', expression: sql`d.name collate "und-x-icu"`, type: 'text', up: true },
    updated_at: byUpdated('d'),
    company: byCompany(sql`d.company_id`),
    stage: {
      label: 'Stage',
      type: 'bigint',
      up: true,
      expression: sql`(select s.position from deal_stages s where s.id = d.stage_id)`,
    },
    next_step: { label: 'Next step', ...byWords(sql`d.next_step`) },
    next_step_on: {
      label: 'Step on',
      type: 'date',
      up: true,
      expression: sql`coalesce(d.next_step_on, 'infinity'::date)`,
    },
    days_in_stage: { label: 'Days in stage', type: 'timestamptz', up: true, expression: sql`d.stage_since` },
    cycle: { label: 'Cycle', type: 'bigint', expression: sql`coalesce(${CYCLE}, -1)` },
    weighted: { label: 'Weighted', type: 'bigint', expression: sql`coalesce(${WEIGHT}, -1)` },
    chance: {
      label: 'Probability',
      type: 'bigint',
      expression: sql`(select ${PROBABILITY} from deal_stages s where s.id = d.stage_id)`,
    },
  },
  sort: '-updated_at',
  search: (words) => ({ where: holdsWords(sql`(d.search_text || ${companyWords(sql`d.company_id`)})`, words) }),
  filters: {
    contact: contactFilter((id) => sql`d.id in ${ofContact(id)}`),
    company: companyFilter('This company is no longer there.', referringTo(sql`d.company_id`)),
    standing: filterOf(
      'Standing',
      { standing: severalOf(STANDINGS.map(({ value }) => value)) },
      { control: 'ticks', options: STANDINGS },
      ({ standing }) =>
        standing.length === 0
          ? {}
          : {
              where: inStages(standing),
              chip: standing.map((it) => STANDING_LABELS[it as keyof typeof STANDING_LABELS]).join(', '),
              is: 'is',
            },
    ),
    passage: passageFilter,
    again: yesOrNoFilter('again', 'Won from them before', (yes) => (yes ? WON_AGAIN : sql`not ${WON_AGAIN}`)),
    needs_step: yesOrNoFilter('needs_step', 'Needs a next step', (yes) =>
      yes
        ? sql`(d.next_step is null and ${inStages(['open'])})`
        : sql`(d.next_step is not null or not ${inStages(['open'])})`,
    ),
    stale: yesOrNoFilter('stale', 'Too long in its stage', (yes) => {
      const stale = sql`exists (select from deal_stages s where s.id = d.stage_id and ${STALE})`;
      return yes ? stale : sql`not ${stale}`;
    }),
    // The board unless the list is asked for; kept in views, and no filter of rows.
    layout: filterOf('Layout', { layout: optionalChoice(['list', 'board']) }, { control: 'none' }, () => ({})),
  },
  across: ['layout'],
  first: ['standing', 'stage', 'source'],
  columns: COLUMNS,
  select: () => sql`
    d.currency, d.amount, d.next_step, d.next_step_on, d.stage_since, d.updated_at, ${COMPANY} as company, ${WEIGHT} as weighted,
    (select ${PROBABILITY} from deal_stages s where s.id = d.stage_id) as chance,
    (select s.name from deal_stages s where s.id = d.stage_id) as stage, (select s.look from deal_stages s where s.id = d.stage_id) as look,
    ${KIND} as kind, ${CYCLE} as cycle, (select ${STALE} from deal_stages s where s.id = d.stage_id) as is_stale`,
  dear: true,
  row: (row) => ({ name: String(row.name) }),
  views: {
    open: ['Open', 'standing=open'],
    closing: ['Closing this month', 'standing=open&expected_on=this_month'],
    needs_step: ['Needs a step', 'needs_step=yes'],
    renewals: ['Renewals', 'source=renewal&standing=open'],
  },
  small: { label: 'Amount', width: 'w-s' },
  sum: { of: 'amount', label: 'Amount' },
  summed: stageJoin,
  empty: {
    text: 'Write down the first mail that might become a sponsorship.',
    reader: 'No deal was begun on this account.',
  },
};

function stepCell({ next_step_on: day, kind }: Row, { today }: Reader): Cell {
  if (!day) return DASH;
  return { text: formatDate(String(day)), cls: kind === 'open' && String(day) < today ? 'num late' : 'num soft' };
}

function daysCell(row: Row, reader: Reader): Cell {
  const days = daysIn(row, reader);
  return { text: `${days} d`, cls: row.is_stale ? 'num warn' : 'num soft' };
}

/** How many days a deal is in its stage. */
export function daysIn({ stage_since }: Row, { person, today }: Reader): number {
  return Math.max(0, daysBetween(dayOf(new Date(stage_since as string | Date), person.timeZone), today));
}
