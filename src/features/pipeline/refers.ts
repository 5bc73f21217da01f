import { sql } from '../../platform/postgres/sql.js';
import type { Reference } from '../../records/related.js';
import { companyTab } from '../companies/index.js';
import { contactTab } from '../contacts/index.js';
import { ofContact } from './people.js';

/** Whose records deals refer to: the company that they are with has its own among one's deals. */
export const dealsRefer: readonly Reference[] = [
  companyTab('Deals', sql`d.company_id`, ['stage', 'next_step', 'next_step_on', 'amount']),
  contactTab('Deals', (id) => sql`d.id in ${ofContact(id)}`, ['stage', 'company', 'next_step', 'amount']),
];
