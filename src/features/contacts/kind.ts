import type { Kind } from '../../records/kinds.js';

/** People at companies and elsewhere: the address book is common. */
export const CONTACTS: Kind = {
  name: 'contacts',
  table: 'contacts',
  column: 'contact_id',
  own: false,
  path: '/contacts',
  title: 'Contacts',
  one: 'contact',
  many: 'contacts',
  icon: 'contact-round',
};

/** How many characters a first name may have, and a last one. */
export const LONGEST_NAME = 100;
