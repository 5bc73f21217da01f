import type { Declared } from '../../records/module.js';
import type { FormLayout } from '../../records/record/form-layout.js';
import { categoryOptions } from './categories.js';

/** Which fields of a company are in view, and which are folded. */
export const COMPANY_LAYOUT: FormLayout = {
  sections: [
    {
      id: 'what',
      title: 'What it is',
      about: 'Everybody here sees companies. A name belongs to one company alone.',
      fields: ['name', 'website', 'kind', 'category', 'parent'],
    },
    {
      id: 'writing',
      title: 'Writing to it',
      about: 'What all of us should know before.',
      fields: ['do_not_contact'],
    },
    { id: 'note', title: 'Note', about: 'Everybody here sees it.', fields: ['note'] },
  ],
  foldsAbout: 'Names, terms, address. Nothing here is needed now.',
  folds: [
    { id: 'names', title: 'Names and links', fields: ['legal_name', 'social_links'] },
    {
      id: 'business',
      title: 'Business',
      fields: ['affiliate_programme', 'payment_terms_days', 'do_not_contact_reason'],
    },
    { id: 'where', title: 'Where it is', fields: ['address', 'country', 'time_zone'] },
  ],
  wide: ['name', 'website', 'legal_name', 'do_not_contact', 'do_not_contact_reason'],
  likely: {
    name: { fields: ['name'], beside: 'name' },
    website: { fields: ['website'], beside: 'website' },
  },
  asks: { do_not_contact: { true: { needs: ['do_not_contact_reason'] } } },
};

/** What the form of a company shows. */
export const companyForm: Declared['form'] = {
  layout: COMPANY_LAYOUT,
  options: async (db) => ({ category: await categoryOptions(db) }),
};
