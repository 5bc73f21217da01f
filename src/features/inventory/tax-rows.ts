import { viewUrl } from '../../http/list/page.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { all, isOneOf, type Sql, sql } from '../../platform/postgres/sql.js';
import { fileNames, filesOfMany, hasFiles, type PackedFile } from '../../records/attachments/queries.js';
import { NOT_SET } from '../../records/fields/index.js';
import { columnOf } from '../../records/kinds.js';
import type { Days } from './dashboard-figures.js';
import { COUNTED } from './figures.js';
import { INVENTORY } from './kind.js';
import { RECEIVED_STATES } from './of-company.js';
import { IN_STOCK } from './states.js';

// The expressions of the indexes by the day received and sold, word for word.
const RECEIVED = sql`(case when i.received_on is null then '-infinity'::date else i.received_on end)`;
const SOLD = sql`(case when i.sold_on is null then '-infinity'::date else i.sold_on end)`;
const LEFT = sql`case i.state when 'sold' then i.sold_on when 'refunded' then i.sold_on when 'returned' then i.returned_on
  when 'donated' then i.donated_on when 'given_away' then i.given_away_on when 'discarded' then i.discarded_on end`;
/** The states of what counts as income: it came, and did not go back, which is to have been lent. */
export const COUNTED_STATES = RECEIVED_STATES.filter((state) => state !== 'returned');
/** Whether an item `i` counts as income, by its value. */
export const COUNTS = sql`i.deleted_at is null and ${isOneOf(sql`i.source`, COUNTED)} and ${isOneOf(sql`i.state`, COUNTED_STATES)}`;

/**
 * The review units and in-kind pay that count as income of some days, by the day received: selects of the columns that
 * `tax-year/rows.ts` names. `counted`: what of an item `i` was counted as income, which a later sale has as its basis.
 */
export function unitRows(days: Days, counted: Sql): Sql {
  return rowsOf('unit', RECEIVED, counted, [COUNTS, between(RECEIVED, days)]);
}

/** Of what could count, what came in these days and does not: it went back, or was called off. */
export function uncountedUnitRows(days: Days, counted: Sql): Sql {
  const states = sql`i.state <> all(${COUNTED_STATES}::text[])`;
  const could = sql`i.deleted_at is null and ${isOneOf(sql`i.source`, COUNTED)}`;
  return rowsOf('unit', RECEIVED, counted, [could, states, between(RECEIVED, days)]);
}

/** What of them was sold in some days, whenever it was received. */
export function unitSaleRows(days: Days, counted: Sql): Sql {
  return rowsOf('sale', SOLD, counted, [COUNTS, sql`i.net_proceeds is not null`, between(SOLD, days)]);
}

/** The files of the item that a column names, as JSON: for the rows that are shown, since each is looked up by itself. */
export function filesOfUnit(id: Sql): Sql {
  return fileNames(INVENTORY, id);
}

/** The files of items, to be packed. */
export function filesOfUnits(db: Pick<ReadDoor, 'rows'>, ids: readonly string[]): Promise<PackedFile[]> {
  return filesOfMany(db, INVENTORY, ids);
}

/** Whether the item that a column names was split off another one. */
export function wasSplitOff(id: Sql): Sql {
  return sql`exists (select from history h where h.${columnOf(INVENTORY)} = ${id} and h.act = 'split' and h.changes -> 'quantity' -> 0 = 'null')`;
}

/** Where the list shows what counts and came on no day. */
export function undatedHref(): string {
  const counted = { source: [...COUNTED], state: COUNTED_STATES };
  return viewUrl(INVENTORY.path, {}, { received_on: NOT_SET.value, ...counted });
}

/** What came, and on no day: it counts in no year. */
export function undatedUnitRows(counted: Sql): Sql {
  return rowsOf('undated', sql`i.created_at::date`, counted, [COUNTS, sql`i.received_on is null`]);
}

/** What was lent, was to go back by `by` at the latest, and is still in hand. */
export function keptLoanerRows(by: string): Sql {
  return rowsOf('loaner', sql`i.return_due_on`, sql`0`, [
    ...[sql`i.deleted_at is null`, sql`i.source = 'loaner'`, isOneOf(sql`i.state`, IN_STOCK)],
    sql`i.return_due_on <= ${by}::date`,
  ]);
}

function rowsOf(kind: string, day: Sql, counted: Sql, conditions: Sql[]): Sql {
  const isSold = sql`i.net_proceeds is not null`;
  const basis = sql`(i.cash_cost + ${counted})`;
  return sql`
    select ${kind}::text as kind, i.id, i.name, i.company_id, i.currency, ${day} as on_day, ${kind === 'loaner' ? sql`0::bigint` : sql`i.fair_market_value::bigint`} as amount,
      i.quantity, ${hasFiles(INVENTORY, sql`i.id`)} as has_files, i.net_proceeds as net,
      case when ${isSold} then ${basis} end as basis, case when ${isSold} then i.net_proceeds - ${basis} end as gain,
      jsonb_build_object('path', ${`${INVENTORY.path}/`}::text || i.id, 'source', i.source, 'state', i.state, 'left_on', ${LEFT}, 'review_state', i.review_state,
        'review_published_on', i.review_published_on, 'fmv_method', i.fmv_method, 'valued_on', i.valued_on) as facts
    from inventory_items i where ${all(conditions)}`;
}

function between(day: Sql, { from, to }: Days): Sql {
  return sql`${day} between ${from}::date and ${to}::date`;
}
