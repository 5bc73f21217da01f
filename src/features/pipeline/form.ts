import type { Declared } from '../../records/module.js';
import { categoryOptions } from '../companies/index.js';
import { lostReasonOptions } from './lost-reasons.js';
import { stageOptions } from './stages.js';

/** What the form of a deal shows, and what it holds before anything is typed. */
export const dealForm: Declared['form'] = {
  layout: {
    sections: [
      {
        id: 'what',
        title: 'What it is about',
        about: 'Who wants what, and what is on the table.',
        fields: ['name', 'company', 'stage', 'amount'],
      },
      {
        id: 'next',
        title: 'What is next',
        about: 'A deal without a next step is marked.',
        fields: ['next_step', 'next_step_on', 'expected_on'],
      },
      { id: 'who', title: 'Who', about: 'With whom you speak.', fields: ['contacts'] },
    ],
    foldsAbout: 'Where it came from, what it is worth. Nothing here is needed now.',
    folds: [
      {
        id: 'about',
        title: 'Source and placement',
        fields: ['source', 'placement', 'category', 'territory', 'compensation', 'first_contact_on', 'probability'],
      },
      {
        id: 'closed',
        title: 'How it ended',
        fields: ['closed_on', 'hold_until', 'lost_reason', 'lost_note'],
        ifFilled: true,
      },
    ],
    wide: ['name', 'next_step'],
  },
  initial: ({ person, today }) => ({ currency: person.currency, first_contact_on: today }),
  options: async (db, form) => ({
    stage: await stageOptions(db, form.values.stage),
    category: await categoryOptions(db),
    lost_reason: await lostReasonOptions(db),
  }),
};
