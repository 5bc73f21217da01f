import type { Kind } from '../../../records/kinds.js';

/** What episodes are of: everybody’s. */
export const SHOWS: Kind = {
  name: 'guide_shows',
  table: 'guide_shows',
  column: 'guide_show_id',
  own: false,
  path: '/guide/shows',
  title: 'Shows',
  one: 'show',
  many: 'shows',
  icon: 'podcast',
};
