import { sql } from '../../platform/postgres/sql.js';
import type { Reference } from '../../records/related.js';
import { companyTab } from '../companies/index.js';
import { contactTab } from '../contacts/index.js';
import { ofContact } from './people.js';

/** Whose records collabs refer to: the company that they are with has its own among one's collabs. */
export const collabsRefer: readonly Reference[] = [
  companyTab('Collabs', sql`b.company_id`, ['state', 'money', 'next_day', 'fee']),
  contactTab('Collabs', (id) => sql`b.id in ${ofContact(id)}`, ['state', 'company', 'next_day', 'fee']),
];
