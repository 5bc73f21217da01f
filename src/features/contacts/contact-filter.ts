import type { Sql } from '../../platform/postgres/sql.js';
import { type Filter, idFilter } from '../../records/fields/index.js';
import { contactName } from './people.js';

/** The filter of rows by a contact. `where`: what holds of the rows of one. */
export function contactFilter(where: (id: Sql) => Sql): Filter {
  return idFilter('contact_id', {
    ...{ label: 'Contact', gone: 'This contact is no longer there.', named: contactName, where },
  });
}
