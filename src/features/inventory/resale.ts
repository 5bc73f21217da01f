import { viewUrl } from '../../http/list/page.js';
import type { Query } from '../../http/list/view.js';
import type { ReadDoor } from '../../platform/postgres/database.js';
import { sql } from '../../platform/postgres/sql.js';
import type { DaySpan } from '../../records/income.js';
import { companyName } from '../companies/index.js';
import { type ItemSource, SOURCE_LABELS } from './choices.js';
import { INVENTORY } from './kind.js';
import { sumOf } from './sums.js';

/** What of the inventory was sold in some days, in one currency, by how it came or by its brand; `key` is none for no brand. */
export type Resold = {
  currency: string;
  key: string | null;
  name: string;
  items: number;
  net: number;
  profit: number;
  gain: number;
};

/** What was sold, or sold and refunded, by the day of the sale: net proceeds, cash profit and taxable gain as the list has them. */
export async function resoldBy(db: ReadDoor, by: 'source' | 'brand', { from, to }: DaySpan): Promise<Resold[]> {
  const [key, name] = by === 'source' ? [sql`i.source`, sql`r.key`] : [sql`i.company_id`, companyName(sql`r.key`)];
  const found = await db.rows<Resold>(sql`
    select r.*, ${name} as name from (
      select i.currency, ${key} as key, count(*)::int as items, ${sumOf('net_proceeds')}::bigint as net,
        ${sumOf('cash_profit')}::bigint as profit, ${sumOf('taxable_gain')}::bigint as gain
      from inventory_items i
      where i.deleted_at is null and i.state in ('sold', 'refunded') and i.sold_on between ${from}::date and ${to}::date
      group by 1, 2) r order by r.currency, r.profit desc, r.key`);
  return found.map((row) => ({
    ...row,
    name: by === 'source' ? SOURCE_LABELS[row.key as ItemSource] : (row.name ?? 'No brand'),
  }));
}

/** Where what was sold in some days is listed: of one source, of one brand (null for none), or all of it. */
export function resoldHref(
  { from, to }: DaySpan,
  currency: string,
  of: { source?: string | null; brand?: string | null } = {},
) {
  const { source, brand } = of;
  const whose: Query = brand === undefined ? {} : brand === null ? { company_is: 'not_set' } : { company_id: brand };
  return viewUrl(
    INVENTORY.path,
    { ...whose, ...(source && { source }) },
    {
      state: ['sold', 'refunded'],
      sold_on_from: from,
      sold_on_to: to,
      currency,
      columns: ['brand', 'source', 'sold_on', 'net_proceeds', 'cash_profit', 'taxable_gain'],
    },
  );
}

/** Whether anything was ever sold. */
export async function hasResold(db: ReadDoor): Promise<boolean> {
  const row = await db.row<{ any: boolean }>(sql`
    select exists (select from inventory_items i where i.deleted_at is null and i.state in ('sold', 'refunded')) as any`);
  return row?.any === true;
}
