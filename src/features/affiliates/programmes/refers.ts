import { sql } from '../../../platform/postgres/sql.js';
import type { Reference } from '../../../records/related.js';
import { COMPANIES } from '../../companies/index.js';

/** Whose records programmes refer to: a company has one's programmes with it. */
export const programmesRefer: readonly Reference[] = [
  {
    to: COMPANIES,
    tab: 'Affiliate',
    where: (id) => sql`ap.company_id = ${id}`,
    listed: ({ id }) => ({ company_id: id }),
    started: ({ id, name }) => ({ company_id: id, company: name }),
    columns: ['network', 'base_rate', 'trailing', 'unpaid'],
  },
];
