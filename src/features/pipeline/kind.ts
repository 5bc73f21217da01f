import type { Kind } from '../../records/kinds.js';

/** Sponsorships that may come of a talk: everybody’s own. */
export const PIPELINE: Kind = {
  name: 'pipeline',
  table: 'deals',
  column: 'deal_id',
  own: true,
  path: '/pipeline',
  title: 'Pipeline',
  one: 'deal',
  many: 'deals',
  icon: 'kanban',
};
