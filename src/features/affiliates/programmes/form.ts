import type { Declared } from '../../../records/module.js';

/** What the form of a programme shows, and what it holds before anything is typed. */
export const programmeForm: Declared['form'] = {
  layout: {
    sections: [
      {
        id: 'what',
        title: 'What it is',
        about: 'A month of it is entered on the page of the month.',
        fields: ['name', 'company', 'network', 'base_rate'],
      },
      {
        id: 'payout',
        title: 'When it pays',
        about: 'Payouts are expected by the delay, and late from that day on.',
        fields: ['payment_delay_days', 'minimum_payout'],
      },
      {
        id: 'tracking',
        title: 'Tracking ids',
        about: 'Each has months of its own. None is needed.',
        fields: ['tracking_ids'],
      },
    ],
    foldsAbout: 'Its links, cookie, where its figures stand, its end. Nothing here is needed now.',
    folds: [
      { id: 'more', title: 'Links, cookie and end', fields: ['link_pattern', 'cookie_days', 'link', 'ended_on'] },
    ],
    wide: ['name', 'link', 'link_pattern'],
  },
  initial: ({ person }) => ({ currency: person.currency }),
};
