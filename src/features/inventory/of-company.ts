import { count, formatMoney } from '../../http/format.js';
import type { Cell } from '../../http/list/cells.js';
import { viewUrl } from '../../http/list/page.js';
import type { Person } from '../../http/person.js';
import type { WriteDoor } from '../../platform/postgres/database.js';
import { type Sql, sql } from '../../platform/postgres/sql.js';
import { yesOrNoFilter } from '../../records/fields/index.js';
import type { Row } from '../../records/fields/set.js';
import { DASH } from '../../records/list/columns.js';
import type { Reader } from '../../records/list/define.js';
import { idsSet, type Ledger, setColumn } from '../../records/merge/ledger.js';
import type { OfCompany, StripCell, StripLine } from '../companies/index.js';
import { INVENTORY } from './kind.js';

/** What came from a company in a year, in one currency: units, and their market value where any has one. */
type Received = { currency: string; units: number; value: number | null };

/** The ways by which a unit is received rather than bought, and the states of one that came. */
export const RECEIVED_SOURCES = ['review_unit', 'loaner', 'gift', 'in_kind_payment'];
export const RECEIVED_STATES = [
  ...['received', 'in_review', 'reviewed', 'kept', 'listed', 'sold', 'refunded'],
  ...['returned', 'donated', 'given_away', 'discarded'],
];
const NAMING = sql`(select i.company_id from inventory_items i where i.company_id is not null and i.deleted_at is null)`;
const LATELY = 500;
const UNITS = sql`sum(i.quantity)`;
const VALUE = sql`sum(i.fair_market_value)`;

/** What the reader's own items say of a company: what came of it this year, and how often it is named. */
export const inventoryOfCompany: OfCompany = {
  figures: (today) => sql`
    (select coalesce(jsonb_agg(jsonb_build_object('currency', r.currency, 'units', r.units, 'value', r.value)
        order by r.units desc, r.currency), '[]')
      from (select i.currency, ${UNITS} as units, ${VALUE} as value from inventory_items i
        where i.company_id = c.id and ${receivedIn(today)}
        group by i.currency) r) as received`,
  columns: [
    {
      name: 'units',
      label: 'Units this year',
      standard: true,
      cls: 'p2',
      width: 'w-count',
      right: true,
      phone: 'e2',
      head: ({ today }) => `Units ${today.slice(0, 4)}`,
      cell: unitsShown,
    },
    {
      name: 'value',
      label: 'Value this year',
      standard: true,
      cls: 'p2',
      width: 'w-value',
      right: true,
      phone: 'e1',
      head: ({ today }) => `Value ${today.slice(0, 4)}`,
      cell(row, { person }) {
        const values = valuesOf(row, person);
        if (values.length === 0) return DASH;
        return { text: values.join(', '), ...(values.length > 1 && { small: values.join('\n') }) };
      },
    },
  ],
  sorts: {
    units: {
      label: 'Units this year',
      type: 'bigint',
      expression: sql`coalesce(received.units, 0)`,
      join: receivedOfEach,
    },
    // Amounts are never added over currencies: companies are sorted by those in the reader's own.
    value: {
      label: 'Value this year',
      type: 'bigint',
      expression: sql`coalesce(received.value, -1)`,
      join: receivedOfEach,
    },
  },
  strip: (row, today) => [unitsCell(row, today.slice(0, 4)), valueCell(row, today.slice(0, 4))],
  filters: {
    has_units: yesOrNoFilter('has_units', 'Has items of yours', (yes) =>
      yes ? sql`c.id in ${NAMING}` : sql`c.id not in ${NAMING}`,
    ),
  },
  views: { with_items: ['With your items', 'has_units=yes'] },
  uses: {
    lately: sql`select company_id from (
      select company_id from inventory_items where deleted_at is null order by updated_at desc limit ${LATELY}) l`,
    of: (company) =>
      sql`(select count(*) from inventory_items i where i.company_id = ${company} and i.deleted_at is null)`,
    one: 'item',
    many: 'items',
  },
  merge: {
    links: [
      {
        table: 'inventory_items',
        column: 'company_id',
        one: 'item',
        many: 'items',
        live: true,
        everybodys: true,
        told: { kind: INVENTORY, field: 'brand' },
      },
    ],
    settle: (tx, ledger, _pair, name) => renameBrands(tx, ledger, name),
  },
};

function receivedIn(today: string): Sql {
  const year = today.slice(0, 4);
  return sql`i.deleted_at is null and i.received_on between ${`${year}-01-01`}::date and ${`${year}-12-31`}::date
    and i.source = any(${RECEIVED_SOURCES}::text[]) and i.state = any(${RECEIVED_STATES}::text[])`;
}

function receivedOfEach({ person, today }: Reader): Sql {
  return sql`left join (
    select i.company_id, ${UNITS} as units, ${VALUE} filter (where i.currency = ${person.currency}) as value from inventory_items i
    where i.company_id is not null and ${receivedIn(today)} group by i.company_id) received on received.company_id = c.id`;
}

const receivedOf = (row: Row) => row.received as Received[];
const unitsOf = (row: Row) => receivedOf(row).reduce((sum, { units }) => sum + units, 0);

function unitsShown(row: Row): Cell {
  const units = unitsOf(row);
  const text = count(units);
  return { text, cls: units === 0 ? 'nil' : '', small: `${text} ${units === 1 ? 'unit' : 'units'}` };
}

// One amount a currency, never added; a bare one is in the person's own.
function valuesOf(row: Row, { currency: own }: Person): string[] {
  return receivedOf(row)
    .filter(({ value }) => value !== null)
    .map(({ value, currency }) => formatMoney(value, currency) + (currency === own ? '' : ` ${currency}`));
}

function unitsCell(row: Row, year: string): StripCell {
  const units = unitsOf(row);
  return {
    label: `Units received in ${year}`,
    lines: [units > 0 ? { text: count(units), href: receivedHref(row, year) } : { text: '0' }],
    words: 'Your own items',
  };
}

function valueCell(row: Row, year: string): StripCell {
  const lines = receivedOf(row).flatMap(({ currency, value }): StripLine[] =>
    value === null
      ? []
      : [{ text: formatMoney(value, currency), unit: currency, href: receivedHref(row, year, currency) }],
  );
  return { label: `Their value in ${year}`, lines: lines.length > 0 ? lines : [{ text: '–' }], words: 'Market value' };
}

// The list of the items that a company's received units of a year are the sum of.
function receivedHref({ id }: Row, year: string, currency?: string): string {
  const days = { received_on_from: `${year}-01-01`, received_on_to: `${year}-12-31` };
  return viewUrl(
    '/inventory',
    {},
    { company_id: String(id), ...days, source: RECEIVED_SOURCES, state: RECEIVED_STATES, currency },
  );
}

// As the item's form would write it. The item's version stays: a form that its owner has open still says the old name, which
// leads to this company too, so there is nothing to refuse it for.
async function renameBrands(tx: WriteDoor, ledger: Ledger, name: string): Promise<void> {
  const moved = sql`t.id = any(${idsSet(ledger, 'inventory_items')}::uuid[]) and t.brand is distinct from ${name}`;
  await setColumn(tx, ledger, { table: 'inventory_items', column: 'brand' }, sql`${name}`, moved);
}
