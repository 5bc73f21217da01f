import { dropDoubles } from '../../records/merge/doubles.js';
import type { OfCompany } from '../companies/index.js';
import type { OfContact } from '../contacts/index.js';

/** What a merge of two contacts must move of shows and episodes. */
export const episodesOfContact: OfContact = {
  merge: {
    links: [
      { table: 'guide_people', column: 'contact_id', one: 'episode', many: 'episodes' },
      { table: 'guide_show_people', column: 'contact_id', one: 'show', many: 'shows' },
    ],
    async prepare(tx, ledger, pair) {
      const of = { by: 'contact_id', says: ['part'] };
      await dropDoubles(tx, ledger, { ...of, table: 'guide_people', same: ['episode_id'] }, pair);
      await dropDoubles(tx, ledger, { ...of, table: 'guide_show_people', same: ['show_id'] }, pair);
    },
  },
};

/** What a merge of two companies must move of episodes: the spots that are read for them. */
export const episodesOfCompany: OfCompany = {
  merge: { links: [{ table: 'guide_spots', column: 'company_id', one: 'sponsor spot', many: 'sponsor spots' }] },
};
