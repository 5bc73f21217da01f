import { timeZoneName } from '../../../http/time-zones.js';
import type { Declared } from '../../../records/module.js';

/** What the form of a show shows, and what it holds before anything is typed. */
export const showForm: Declared['form'] = {
  layout: {
    sections: [
      {
        id: 'what',
        title: 'What it is',
        about: 'Everybody here sees shows and their episodes.',
        fields: ['name', 'website', 'target_length', 'time_zone'],
      },
      { id: 'who', title: 'Who is always there', about: 'New episodes begin with them.', fields: ['contacts'] },
      {
        id: 'seasons',
        title: 'Seasons',
        about: 'None is needed. A number is one episode’s of its season.',
        fields: ['seasons'],
      },
    ],
    foldsAbout: 'What is checked, language, its end. Nothing here is needed now.',
    folds: [
      { id: 'checklist', title: 'Checklist', fields: ['checklist'] },
      { id: 'more', title: 'About it', fields: ['summary', 'language', 'explicit', 'ended_on'] },
    ],
    wide: ['name', 'website'],
  },
  initial: ({ person }) => ({ time_zone: timeZoneName(person.timeZone) }),
};
