import type { Declared } from '../../records/module.js';
import type { FormLayout } from '../../records/record/form-layout.js';
import { languageOptions } from './choices.js';

/** Which fields of a contact are in view, and which are folded. */
export const CONTACT_LAYOUT: FormLayout = {
  sections: [
    {
      id: 'who',
      title: 'Who it is',
      about: 'Everybody here sees and edits contacts.',
      fields: ['first_name', 'last_name', 'title', 'role'],
    },
    {
      id: 'reach',
      title: 'How to reach them',
      about: 'One of each kind is the primary one. A row that is left empty is not kept.',
      fields: ['emails', 'phones'],
    },
    {
      id: 'companies',
      title: 'Companies',
      about: 'Where they work now and worked before. Without a last day it is now.',
      fields: ['companies'],
    },
    {
      id: 'touch',
      title: 'Keeping in touch',
      about: 'How near they are, and when to write again.',
      fields: ['warmth', 'next_touch_on', 'source'],
    },
    { id: 'note', title: 'Note', about: 'Everybody here sees it.', fields: ['note'] },
  ],
  foldsAbout: 'Names, handles, language. Nothing here is needed now.',
  folds: [
    { id: 'names', title: 'How they are called', fields: ['pronunciation', 'pronouns'] },
    { id: 'handles', title: 'Handles and channel', fields: ['handles', 'preferred_channel', 'opted_out'] },
    { id: 'where', title: 'Language and time', fields: ['language', 'time_zone'] },
  ],
  likely: {
    name: { fields: ['first_name', 'last_name'], beside: 'first_name' },
    email: { fields: ['email_value_*'], beside: 'emails' },
    phone: { fields: ['phone_value_*'], beside: 'phones' },
    handle: { fields: ['handle_value_*'], beside: 'handles' },
  },
};

/** What the form of a contact shows, and what it holds before anything is typed. */
export const contactForm: Declared['form'] = {
  layout: CONTACT_LAYOUT,
  initial: (_reader, { company, name }): Record<string, string> => ({
    ...(typeof company === 'string' && { company_name_0: company }),
    ...(typeof name === 'string' && namesIn(name)),
  }),
  options: async (_db, { values }) => ({ language: languageOptions(values.language) }),
  called: ({ values }) => [values.first_name, values.last_name].filter(Boolean).join(' '),
};

// A link may say the whole name: its last word is then the last name.
function namesIn(name: string): { first_name: string; last_name: string } {
  const words = name.trim().split(/\s+/);
  const last_name = words.length > 1 ? (words.pop() ?? '') : '';
  return { first_name: words.join(' '), last_name };
}
