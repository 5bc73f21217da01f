import { dropDoubles } from '../../records/merge/doubles.js';
import type { OfContact } from '../contacts/index.js';

/** What a merge of two contacts must move of everybody's collabs. */
export const collabsOfContact: OfContact = {
  merge: {
    links: [{ table: 'collab_contacts', column: 'contact_id', one: 'collab', many: 'collabs', everybodys: true }],
    prepare: (tx, ledger, pair) =>
      dropDoubles(
        tx,
        ledger,
        { table: 'collab_contacts', by: 'contact_id', same: ['collab_id'], says: ['part'] },
        pair,
      ),
  },
};
