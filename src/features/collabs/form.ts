import type { Declared } from '../../records/module.js';
import { categoryOptions } from '../companies/index.js';

/** What the form of a collab shows, and what it holds before anything is typed. */
export const collabForm: Declared['form'] = {
  layout: {
    sections: [
      {
        id: 'what',
        title: 'What was agreed',
        about: 'Deliverables and payments are added on its page.',
        fields: ['name', 'company', 'state', 'compensation', 'fee'],
      },
      { id: 'when', title: 'When', about: 'The days that the agreement runs.', fields: ['starts_on', 'ends_on'] },
      { id: 'who', title: 'Who', about: 'With whom you speak.', fields: ['contacts'] },
    ],
    foldsAbout: 'Agency, contract, what to say. Nothing here is needed now.',
    folds: [
      { id: 'agency', title: 'Agency and value', fields: ['agency', 'commission_rate', 'in_kind_value'] },
      {
        id: 'contract',
        title: 'Contract',
        fields: ['signed_on', 'category', 'territory', 'revisions_allowed', 'revisions_used', 'lock_reason'],
      },
      { id: 'codes', title: 'Codes and links', fields: ['promo_code', 'tracking_link'] },
      { id: 'brief', title: 'What to say', fields: ['talking_points', 'do_not_say'] },
    ],
    wide: ['name', 'tracking_link', 'lock_reason'],
  },
  initial: ({ person }) => ({ currency: person.currency }),
  options: async (db) => ({ category: await categoryOptions(db) }),
};
