import { type Column, chosenColumns } from '../../http/list/columns.js';
import type { Query } from '../../http/list/view.js';
import type { ListFacts } from '../../records/module.js';
import { FIELDS } from './fields.js';
import { DEFAULTS, SORTS } from './list-queries.js';
import { FILTER_NAMES } from './list-schema.js';

/** Columns that a list shows when they are chosen; their values are fields of the row as they stand. */
export const MORE = [
  'category',
  'quantity',
  'source',
  'condition',
  'location',
  'received_on',
  'review_due_on',
  'sold_on',
  'asking_price',
  'sale_price',
] as const;
export type MoreName = (typeof MORE)[number];

const standard = <N extends string>(name: N, label: string) => ({ name, label, standard: true });

/** The columns of the list beside the item itself, in their order. */
export const COLUMNS = [
  standard('brand', 'Brand'),
  standard('state', 'State'),
  standard('updated_at', 'Updated'),
  ...MORE.map((name) => ({ name, label: FIELDS[name].label, standard: false })),
  standard('fair_market_value', 'Market value'),
  standard('cash_cost', 'Cash cost'),
  standard('net_proceeds', 'Net'),
  standard('cash_profit', 'Cash profit'),
  standard('taxable_gain', 'Taxable gain'),
] as const satisfies readonly Column[];
export type ColumnName = (typeof COLUMNS)[number]['name'];

/** Which of those columns are chosen that the list's rows do not carry anyway. */
export function moreColumns(query: Query): MoreName[] {
  const chosen: string[] = chosenColumns<ColumnName>(query, COLUMNS);
  return MORE.filter((name) => chosen.includes(name));
}

/** What the address of the list may say. */
export const LIST: ListFacts = {
  filters: FILTER_NAMES,
  sorts: Object.keys(SORTS),
  sort: DEFAULTS.sort,
  columns: COLUMNS,
};
