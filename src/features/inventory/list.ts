import { patternOf } from '../../http/list/sql.js';
import { COUNT_LIMIT } from '../../http/list/view.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';
import type { Narrowed } from '../../records/fields/index.js';
import type { Row } from '../../records/fields/set.js';
import { decimalOf } from '../../records/list/columns.js';
import type { ListDeclared } from '../../records/list/define.js';
import { byUpdated } from '../../records/list/sorts.js';
import { collabFilter } from '../collabs/index.js';
import { companyFilter, referringTo } from '../companies/index.js';
import { CARRIED, ITEM_COLUMNS, rowHead } from './columns.js';

import { dueFilter, returnIsOpen, reviewIsOpen } from './due.js';
import { IN_STOCK } from './states.js';
import { addendOf } from './sums.js';

// The expressions of the indexes, word for word: any other would be sorted row by row.
const RECEIVED = sql`(case when i.received_on is null then '-infinity'::date else i.received_on end)`;
const REVIEW_DUE = sql`(case when i.review_due_on is null then '-infinity'::date else i.review_due_on end)`;
const SOLD = sql`(case when i.sold_on is null then '-infinity'::date else i.sold_on end)`;
const VALUE = sql`(case when i.fair_market_value is null then -1 else i.fair_market_value end)`;
const PROFIT = sql`(case when i.cash_profit is null then -9000000000000 else i.cash_profit end)`;
const NET = sql`(case when i.net_proceeds is null then -9000000000000 else i.net_proceeds end)`;
const GAIN = sql`(case when i.taxable_gain is null then -9000000000000 else i.taxable_gain end)`;

const IN_HAND = IN_STOCK.map((state) => `state=${state}`).join('&');
const ITEM_VIEWS: ListDeclared['views'] = {
  to_review: [
    'To review',
    'state=received&state=in_review&review_state=not_started&review_state=testing&review_state=drafted',
  ],
  loaners_out: ['Loaners out', `source=loaner&${IN_HAND}`],
  due_soon: ['Due soon', 'due=overdue&due=next_14_days'],
  for_sale: ['For sale', 'state=listed'],
  sold_this_year: ['Sold this year', 'state=sold&sold_on=this_year'],
  // Of these the value counts as income.
  no_value_yet: ['No value yet', 'fair_market_value=not_set&source=review_unit&source=in_kind_payment'],
};

/** The list of one's items. */
export const itemList: ListDeclared = {
  alias: 'i',
  sorts: {
    name: { label: 'Item', expression: sql`i.name collate "und-x-icu"`, type: 'text', up: true },
    brand: { label: 'Brand', expression: sql`i.sort_brand`, type: 'text', up: true },
    state: { label: 'State', expression: sql`i.state`, type: 'text', up: true },
    updated_at: byUpdated('i'),
    received_on: { label: 'Received', expression: RECEIVED, type: 'date' },
    review_due_on: { label: 'Review due', expression: REVIEW_DUE, type: 'date' },
    sold_on: { label: 'Sold', expression: SOLD, type: 'date' },
    fair_market_value: { label: 'Market value', expression: VALUE, type: 'bigint' },
    cash_cost: { label: 'Cash cost', expression: sql`i.cash_cost`, type: 'bigint' },
    basis: { label: 'Basis', expression: addendOf('basis'), type: 'bigint' },
    net_proceeds: { label: 'Net', expression: NET, type: 'bigint' },
    cash_profit: { label: 'Cash profit', expression: PROFIT, type: 'bigint' },
    taxable_gain: { label: 'Taxable gain', expression: GAIN, type: 'bigint' },
  },
  sort: '-updated_at',
  indexed: {
    review_due_on: { at: REVIEW_DUE, below: sql`'-infinity'::date`, open: reviewIsOpen('i') },
    return_due_on: { at: sql`i.return_due_on`, open: returnIsOpen('i') },
    received_on: { at: RECEIVED, below: sql`'-infinity'::date` },
    sold_on: { at: SOLD, below: sql`'-infinity'::date` },
    fair_market_value: { at: VALUE, below: sql`-1` },
  },
  search: holding,
  filters: {
    collab: collabFilter((id) => sql`i.collab_id = ${id}`),
    company: companyFilter('This company is no longer there.', referringTo(sql`i.company_id`)),
    due: dueFilter('due', 'i'),
  },
  first: ['state', 'source', 'condition', 'review_state'],
  columns: ITEM_COLUMNS,
  select: () => CARRIED,
  row: rowHead,
  views: ITEM_VIEWS,
  small: { label: 'Value', width: 'w-s' },
  sum: { of: 'fair_market_value', label: 'Value' },
  empty: { text: 'Add the first thing you received or bought.', reader: 'Nothing was added to this account.' },
  exported: { net_proceeds: exported, cash_profit: exported, taxable_gain: exported },
};

/**
 * The items that hold all the words. They are found in an index of the words alone, a tenth of the work of reading the rows. Those that
 * are few are looked up one by one. What is many is met soon on a walk in the list's order, which Postgres takes for that `case`: of a
 * `like` under a policy it believes that hardly a row holds it.
 */
async function holding(words: string[], db: Pick<ReadDoor, 'row'>): Promise<Narrowed> {
  const patterns = words.map(patternOf);
  const [, found] = await Promise.all([
    // To start workers would take longer than to find the first thousand.
    db.row(sql`select set_config('max_parallel_workers_per_gather', '0', true)`),
    db.row<{ ids: string[] }>(
      sql`
      select array(select s.id::text from inventory_items s
        where s.deleted_at is null and s.search_text like all (${patterns}::text[]) limit ${COUNT_LIMIT + 1}) as ids`,
      'anew',
    ),
  ]);
  if (found && found.ids.length <= COUNT_LIMIT) return { where: sql`i.id = any(${found.ids}::uuid[])` };
  return { where: sql`case when i.search_text like all (${patterns}::text[]) then true end`, uncounted: true };
}

function exported(value: unknown, { currency }: Row): string {
  return decimalOf(value, currency);
}
