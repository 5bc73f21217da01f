import { sql } from '../../platform/postgres/sql.js';
import { choice, type DataOf, defineFields, prose, text } from '../../records/fields/index.js';
import { requiredLanguage } from '../contacts/index.js';
import { CATEGORIES } from './categories.js';
import { STATES } from './states.js';

/** Whose draft it is not: nobody takes a shared template away from the others but who made it. */
export const NOT_YOURS = 'It is shared. Only who made it can make it a draft again; copy it to have one of your own.';

/** Every field of a template in the order of exports and histories. */
export const TEMPLATE_FIELDS = defineFields({
  name: text({ label: 'Name', also: 'template, template name', max: 200, missing: 'Give it a name.', squeezed: true }),
  category: choice({
    label: 'Category',
    also: 'kind, type',
    of: CATEGORIES,
    filter: 'several',
    bulk: {},
    missing: 'Choose what it is for.',
  }),
  language: requiredLanguage('Language', 'en', 'Choose a language.'),
  state: choice({
    label: 'State',
    also: 'status',
    of: STATES.all,
    initial: 'draft',
    filter: 'several',
    hint: 'You alone see a draft.',
    bulk: {
      fits: ({ state }) => (state === 'draft' ? sql`(r.state = 'draft' or r.created_by = app_user_id())` : sql`true`),
      reasons: ({ state }) =>
        state === 'draft'
          ? [{ where: sql`r.created_by is distinct from app_user_id()`, text: 'Somebody else made it' }]
          : [],
    },
    missing: 'Choose its state.',
  }),
  subject: text({ label: 'Subject', also: 'subject line', max: 300, missing: 'Give it a subject.', filter: true }),
  body: prose({ label: 'Text', also: 'body, message, content', max: 20_000, missing: 'Write the text.' }),
});

/** A template’s fields as they are kept. */
export type TemplateData = DataOf<typeof TEMPLATE_FIELDS>;
