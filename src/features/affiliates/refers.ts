import { sql } from '../../platform/postgres/sql.js';
import type { Reference } from '../../records/related.js';
import { PROGRAMMES } from './programmes/kind.js';

/** Whose records months refer to: a programme has its months. */
export const monthsRefer: readonly Reference[] = [
  {
    to: PROGRAMMES,
    tab: 'Months',
    where: (id) => sql`mo.programme_id = ${id}`,
    listed: ({ id }) => ({ programme_id: id }),
    started: ({ id, name }) => ({ programme_id: id, programme: name }),
    columns: ['month', 'state', 'clicks', 'earnings', 'expected_on'],
  },
];
