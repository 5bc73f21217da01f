import { sql } from '../../platform/postgres/sql.js';
import type { Reference } from '../../records/related.js';
import { COMPANIES } from '../companies/index.js';
import { CONTACTS } from '../contacts/index.js';
import { ofContact } from './people.js';

/** Whose records collabs refer to: the company that they are with has its own among one's collabs. */
export const collabsRefer: readonly Reference[] = [
  {
    ...{ to: COMPANIES, tab: 'Collabs' },
    where: (id) => sql`b.company_id = ${id}`,
    listed: ({ id }) => ({ company_id: id }),
    started: ({ id, name }) => ({ company_id: id, company: name }),
    columns: ['state', 'money', 'next_day', 'fee'],
  },
  {
    ...{ to: CONTACTS, tab: 'Collabs' },
    where: (id) => sql`b.id in ${ofContact(id)}`,
    listed: ({ id }) => ({ contact_id: id }),
    columns: ['state', 'company', 'next_day', 'fee'],
  },
];
