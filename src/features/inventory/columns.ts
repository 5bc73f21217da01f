import { dayOf, formatMoney, formatDate as shownDate, signedMoney } from '../../http/format.js';
import type { Cell } from '../../http/list/cells.js';
import { sql } from '../../platform/postgres/sql.js';
import type { Row } from '../../records/fields/set.js';
import { DASH, decimalOf, fieldColumns, gainCell, moneyCell, toneOf } from '../../records/list/columns.js';
import type { ListColumn, Reader, RowHead } from '../../records/list/define.js';
import { ITEM_FIELDS, type ItemRow } from './fields.js';
import { STATES } from './states.js';
import { addendOf, type Summed, sumOf } from './sums.js';

type Amount = Exclude<Summed, 'asking_price' | 'sale_price'>;
type ListRow = ItemRow & { updated_at: Date; basis: number };

/** The columns of the list beside the item itself. */
export const ITEM_COLUMNS: readonly ListColumn[] = [
  { ...standard('brand', 'Brand', 'p2 p-brand', 'w-brand'), phone: 'u2', cell: brandCell },
  {
    ...standard('state', 'State', 'p2', 'w-state'),
    phone: 'u1',
    cell: ({ state }) => ({ text: '', look: STATES.of(state) }),
  },
  { ...standard('updated_at', 'Updated', 'p3', 'w-date'), cell: updatedCell, csv: updatedText },
  ...fieldColumns(
    ITEM_FIELDS,
    ...['category', 'quantity', 'source', 'condition', 'location'],
    ...['received_on', 'review_due_on', 'sold_on', 'asking_price', 'sale_price'],
  ).map(withTotal),
  {
    ...amount('fair_market_value', 'Market value', 'p2', 'w-m1', true),
    phone: 'e1',
  },
  amount('cash_cost', 'Cash cost', 'p3', 'w-m', true),
  { ...amount('basis', 'Basis', 'p3', 'w-m', true), standard: false },
  amount('net_proceeds', 'Net', 'p3', 'w-net', true),
  {
    ...amount('cash_profit', 'Cash profit', 'p2', 'w-m2'),
    phone: 'e2',
    cell: profitCell,
    total: {
      sum: sumOf('cash_profit'),
      cell: (sum, currency) => ({ text: signedMoney(sum, currency), cls: toneOf(sum, 'pos', 'neg') }),
    },
  },
  {
    ...amount('taxable_gain', 'Taxable gain', 'p2', 'w-m2'),
    cell: taxableCell,
    total: { sum: sumOf('taxable_gain'), cell: (sum, currency) => ({ text: signedMoney(sum, currency) }) },
  },
];

/** What a row carries for its cells. */
export const CARRIED = sql`
  i.brand, i.state, i.updated_at, i.currency, i.fair_market_value, i.cash_cost, i.net_proceeds, i.cash_profit, i.taxable_gain,
  ${addendOf('basis')} as basis`;

/** The first cell of a row. */
export function rowHead(row: Row): RowHead {
  return { name: String(row.name) };
}

function standard(name: string, label: string, cls: string, width: string) {
  return { name, label, cls, width, standard: true };
}

function amount(name: Amount, label: string, cls: string, width: string, isSummed = false): ListColumn {
  return {
    ...standard(name, label, cls, width),
    right: true,
    cell: (row, { person }) => moneyCell((row as ListRow)[name], (row as ListRow).currency, person),
    csv: (row) => decimalOf(row[name], row.currency),
    ...(isSummed && { total: totalOf(name) }),
  };
}

// Where nothing was sold there is no net, which is another thing than one of nothing.
function totalOf(name: Summed): ListColumn['total'] {
  return {
    sum: sumOf(name),
    cell: (value, currency) => ({ text: formatMoney(name === 'net_proceeds' ? value : (value ?? 0), currency) }),
  };
}

function withTotal(column: ListColumn): ListColumn {
  const { name } = column;
  return name === 'asking_price' || name === 'sale_price' ? { ...column, total: totalOf(name) } : column;
}

function brandCell({ brand }: Row): Cell {
  return brand ? { text: String(brand), cls: 'soft' } : DASH;
}

function updatedCell(row: Row, { person }: Reader): Cell {
  return { text: shownDate(dayOf((row as ListRow).updated_at, person.timeZone)), cls: 'soft num' };
}

function updatedText(row: Row): string {
  return (row as ListRow).updated_at.toISOString();
}

function profitCell(row: Row, { person }: Reader): Cell {
  const { cash_profit, currency } = row as ListRow;
  return { ...gainCell(cash_profit, currency, person), ...(cash_profit === null && { small: 'not sold' }) };
}

// Only cash profit is green or red: a negative taxable gain is no bad news.
function taxableCell(row: Row, { person }: Reader): Cell {
  const { taxable_gain, currency } = row as ListRow;
  return { ...gainCell(taxable_gain, currency, person), cls: taxable_gain === null ? 'muted' : '' };
}
