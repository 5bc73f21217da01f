import type { Declared } from '../../records/module.js';
import { languageOptions } from '../contacts/index.js';

/** What the form of a template shows. */
export const templateForm: Declared['form'] = {
  layout: {
    sections: [
      { id: 'what', title: 'What it is', fields: ['name', 'language', 'category', 'state'] },
      { id: 'text', title: 'What it says', fields: ['subject', 'body'] },
    ],
    wide: ['subject'],
  },
  options: async (_db, { values }) => ({ language: languageOptions(values.language) }),
};
