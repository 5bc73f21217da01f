import { sql } from '../../platform/postgres/sql.js';
import type { Reference } from '../../records/related.js';
import { COMPANIES } from '../companies/index.js';
import { CONTACTS } from '../contacts/index.js';
import { ofContact } from './people.js';

/** Whose records deals refer to: the company that they are with has its own among one's deals. */
export const dealsRefer: readonly Reference[] = [
  {
    ...{ to: COMPANIES, tab: 'Deals' },
    where: (id) => sql`d.company_id = ${id}`,
    listed: ({ id }) => ({ company_id: id }),
    started: ({ id, name }) => ({ company_id: id, company: name }),
    columns: ['stage', 'next_step', 'next_step_on', 'amount'],
  },
  {
    ...{ to: CONTACTS, tab: 'Deals' },
    where: (id) => sql`d.id in ${ofContact(id)}`,
    listed: ({ id }) => ({ contact_id: id }),
    columns: ['stage', 'company', 'next_step', 'amount'],
  },
];
