import { holdsWords } from '../../http/list/sql.js';
import { sql } from '../../platform/postgres/sql.js';
import { fieldColumns, stateColumn, textCell, UPDATED } from '../../records/list/columns.js';
import type { ListDeclared } from '../../records/list/define.js';
import { byUpdated } from '../../records/list/sorts.js';
import { TEMPLATE_FIELDS } from './fields.js';
import { STATES } from './states.js';

/** The list of templates: those that are shared, and one’s own drafts. */
export const templateList: ListDeclared = {
  alias: 'te',
  sorts: {
    name: { label: 'Name', expression: sql`te.name collate "und-x-icu"`, type: 'text', up: true },
    updated_at: byUpdated('te'),
    revision: { label: 'Version', expression: sql`te.revision`, type: 'bigint' },
  },
  sort: 'name',
  search: (words) => ({ where: holdsWords(sql`te.search_text`, words) }),
  first: ['category', 'state', 'language'],
  columns: [
    {
      name: 'category',
      label: 'Category',
      standard: true,
      cls: 'p2',
      width: 'w-category',
      phone: 'u2',
      cell: ({ category }) => textCell(TEMPLATE_FIELDS.shown('category', category)),
    },
    stateColumn(STATES),
    {
      name: 'language',
      label: 'Language',
      standard: true,
      cls: 'p3',
      width: 'w-more',
      cell: ({ language }) => textCell(TEMPLATE_FIELDS.shown('language', language)),
    },
    {
      name: 'revision',
      label: 'Version',
      standard: true,
      cls: 'p3',
      width: 'w-count',
      right: true,
      cell: ({ revision }) => ({ text: String(revision), cls: 'num soft' }),
      csv: ({ revision }) => String(revision),
    },
    { ...UPDATED, standard: true, cls: 'p2', width: 'w-touch', phone: 'e' },
    ...fieldColumns(TEMPLATE_FIELDS, 'subject'),
  ],
  select: () => sql`te.category, te.state, te.language, te.subject, te.revision, te.updated_at`,
  row: (row) => ({ name: String(row.name) }),
  views: {
    in_use: ['In use', 'state=current'],
    drafts: ['Your drafts', 'state=draft&sort=updated_at'],
    archived: ['Archived', 'state=archived'],
  },
  small: { label: 'Updated', width: 'w-s-date' },
  empty: {
    text: 'Write the first mail that you send again and again.',
    reader: 'Nobody shared a template yet.',
  },
};
