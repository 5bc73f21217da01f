import { sql } from '../../platform/postgres/sql.js';
import type { Declared } from '../../records/module.js';
import { languageOptions } from '../contacts/index.js';
import { previewOf } from './preview.js';

/** What the form of a template shows: its fields, the variables, and the mail that comes of it. */
export const templateForm: Declared['form'] = {
  layout: {
    sections: [
      { id: 'what', title: 'What it is', fields: ['name', 'language', 'category', 'state'] },
      { id: 'text', title: 'What it says', fields: ['subject', 'body'] },
    ],
    wide: ['subject'],
  },
  options: async (_db, { values }) => ({ language: languageOptions(values.language) }),
  view: async (form, { edited }, reader, db) => {
    const kept =
      edited &&
      (await db.row<object>(sql`
      select te.revision, te.subject, te.body from templates te where te.id = ${edited.id}::uuid`));
    return { kept, preview: await previewOf(db, form, reader) };
  },
};
