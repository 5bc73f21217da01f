import { sql } from '../../platform/postgres/sql.js';
import type { Declared } from '../../records/module.js';
import { factsFrom } from '../../records/record/facts.js';
import { TEMPLATE_FIELDS } from './fields.js';

/** The page of a template: what it says, and what is kept about it. */
export const templateRecord: Declared['record'] = {
  select: () => sql`te.revision`,
  view(row) {
    const facts = factsFrom(TEMPLATE_FIELDS, row);
    return {
      revision: row.revision,
      groups: [{ title: 'What', group: 'what', facts: facts('category', 'language', 'subject', 'body') }],
    };
  },
};
