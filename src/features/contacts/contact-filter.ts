import type { Sql } from '../../platform/postgres/sql.js';
import { type Filter, idFilter } from '../../records/fields/index.js';
import type { Reference } from '../../records/related.js';
import { CONTACTS } from './kind.js';
import { contactName } from './people.js';

/** The filter of rows by a contact. `where`: what holds of the rows of one. */
export function contactFilter(where: (id: Sql) => Sql): Filter {
  return idFilter('contact_id', {
    label: 'Contact',
    gone: 'This contact is no longer there.',
    named: contactName,
    where,
  });
}

/** The tab in which a contact has its own among rows that name it in a table of theirs. */
export function contactTab(tab: string, where: (id: Sql) => Sql, columns: readonly string[]): Reference {
  return { to: CONTACTS, tab, where, listed: ({ id }) => ({ contact_id: id }), columns };
}
