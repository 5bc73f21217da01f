import { sql } from '../../platform/postgres/sql.js';
import type { Reference } from '../../records/related.js';
import { COLLABS } from '../collabs/index.js';
import { companyTab } from '../companies/index.js';

const COLUMNS = ['state', 'received_on', 'fair_market_value', 'cash_profit'];

/** Whose records items refer to: a company has its own among one's items. */
export const itemsRefer: readonly Reference[] = [
  {
    ...companyTab('Items', sql`i.company_id`, COLUMNS),
    started: ({ id, name }) => ({ company_id: id, brand: name }),
  },
  {
    to: COLLABS,
    tab: 'Items',
    where: (id) => sql`i.collab_id = ${id}`,
    listed: ({ id }) => ({ collab_id: id }),
    started: ({ id, name }) => ({ collab_id: id, collab: name, source: 'in_kind_payment' }),
    columns: COLUMNS,
  },
];
