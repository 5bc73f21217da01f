import type { ReadDoor } from '../../platform/postgres/database.js';
import { raw, sql } from '../../platform/postgres/sql.js';
import { restorable } from '../../records/trash.js';
import { type DateField, FIELD_NAMES, type MoneyField } from './fields.js';
import type { Condition, ReviewState, Source, State } from './states.js';

type Texts = Record<
  | 'brand'
  | 'model'
  | 'serial'
  | 'sku'
  | 'asin'
  | 'link'
  | 'category'
  | 'location'
  | 'programme'
  | 'order_number'
  | 'fmv_method'
  | 'review_link'
  | 'channel'
  | 'donated_to'
  | 'given_away_to',
  string | null
>;
/** An item as its page shows it, with the figures that the table generates. */
export type RecordRow = Texts &
  Record<DateField, string | null> &
  Record<MoneyField, number | null> & {
    id: string;
    version: number;
    name: string;
    company_id: string | null;
    quantity: number;
    condition: Condition;
    source: Source;
    currency: string;
    review_state: ReviewState;
    rating: number | null;
    disclosure_made: boolean;
    state: State;
    updated_at: Date;
    deleted_at: Date | null;
    restorable: boolean;
    cash_cost: number;
    counted_income: number;
    net_proceeds: number | null;
    cash_profit: number | null;
    taxable_gain: number | null;
  };

const COLUMNS = raw(
  [
    ...FIELD_NAMES,
    'id',
    'version',
    'updated_at',
    'deleted_at',
    'cash_cost',
    'counted_income',
    'net_proceeds',
    'cash_profit',
    'taxable_gain',
  ]
    .map((name) => `i.${name}`)
    .join(', '),
);

/** One item by its id, also from the trash; undefined when it is nobody's or somebody else's. */
export function recordRow(db: ReadDoor, id: string): Promise<RecordRow | undefined> {
  return db.row<RecordRow>(sql`
    select ${COLUMNS}, coalesce(${restorable('i')}, false) as restorable from inventory_items i where i.id = ${id}::uuid`);
}
