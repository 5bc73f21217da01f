import type { Kind } from '../../../records/kinds.js';

/** What one earns commission by: everybody’s own. */
export const PROGRAMMES: Kind = {
  name: 'programmes',
  table: 'affiliate_programmes',
  column: 'affiliate_programme_id',
  own: true,
  path: '/affiliates/programmes',
  title: 'Programmes',
  one: 'programme',
  many: 'programmes',
  icon: 'percent',
};
