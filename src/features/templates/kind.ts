import type { Kind } from '../../records/kinds.js';

/** What one writes to people from: everybody’s, but for drafts, which their author alone sees. */
export const TEMPLATES: Kind = {
  name: 'templates',
  table: 'templates',
  column: 'template_id',
  own: false,
  hidden: true,
  path: '/templates',
  title: 'Templates',
  one: 'template',
  many: 'templates',
  icon: 'mail',
};
