import { sql } from '../../platform/postgres/sql.js';
import type { Reference } from '../../records/related.js';
import { COLLABS } from '../collabs/index.js';
import { COMPANIES } from '../companies/index.js';

/** Whose records items refer to: a company has its own among one's items. */
export const itemsRefer: readonly Reference[] = [
  {
    ...{ to: COMPANIES, tab: 'Items' },
    where: (id) => sql`i.company_id = ${id}`,
    listed: ({ id }) => ({ company_id: id }),
    started: ({ id, name }) => ({ company_id: id, brand: name }),
    columns: ['state', 'received_on', 'fair_market_value', 'cash_profit'],
  },
  {
    ...{ to: COLLABS, tab: 'Items' },
    where: (id) => sql`i.collab_id = ${id}`,
    listed: ({ id }) => ({ collab_id: id }),
    started: ({ id, name }) => ({ collab_id: id, collab: name, source: 'in_kind_payment' }),
    columns: ['state', 'received_on', 'fair_market_value', 'cash_profit'],
  },
];
